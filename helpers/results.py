"""What a result says of a quotation and of a sentence: one form for the command line, exports and workbooks.

A row is flat, for tables: QUOTES has one per quotation, FRAMES one per sentence. A record is the JSON of one text, made
of its rows: spans as [start, end], and the words beside them. data/schemas describes the records as JSON Schema.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from helpers import corrections, pipeline, tables
from helpers.study import Study

TEXT, NUMBER, SHARE = pa.string(), pa.int64(), pa.float64()
SPANS = pa.list_(pa.struct([("start", NUMBER), ("end", NUMBER)]))
META = [("report", TEXT), ("call", TEXT), ("outlet", TEXT), ("date", TEXT), ("title", TEXT), ("group", TEXT)]
QUOTES = pa.schema([
    *META, ("quote", NUMBER), ("sentence", NUMBER), ("start", NUMBER), ("end", NUMBER), ("text", TEXT),
    ("words", NUMBER), ("mode", TEXT), ("quoted", SPANS), ("quoted_words", NUMBER), ("cue", TEXT),
    ("cue_start", NUMBER), ("cue_end", NUMBER), ("lemma", TEXT), ("stance", TEXT), ("speaker", TEXT),
    ("speaker_en", TEXT), ("person", TEXT), ("side", TEXT), ("mention", TEXT), ("mention_start", NUMBER),
    ("mention_end", NUMBER), ("via", TEXT), ("confidence", SHARE), ("p_quotation", SHARE), ("p_bounds", SHARE),
    ("p_speaker", SHARE), ("p_mode", SHARE), ("next_best", TEXT), ("corrected", TEXT),
])  # fmt: skip
FRAMES = pa.schema([
    *META, ("sentence", NUMBER), ("start", NUMBER), ("end", NUMBER), ("kind", TEXT), ("text", TEXT),
    ("words", NUMBER), ("frames", pa.list_(TEXT)), ("triggers", SPANS), ("corrected", TEXT),
])  # fmt: skip
SCHEMAS = {"quotes": QUOTES, "frames": FRAMES}
_ASIDE = ["sentence", "words", "quoted_words", "lemma", "stance", "person", "side", "confidence", "p_quotation",
          "p_bounds", "p_speaker", "p_mode", "next_best", "corrected"]  # fmt: skip


def spans(pairs: Iterable[tuple[int, int]]) -> list[dict[str, int]]:
    """Pairs (start, end) as Arrow takes them."""
    return [{"start": start, "end": end} for start, end in pairs]


def english(speaker: str, people: Mapping[str, str]) -> str:
    """The English names of a cell of speakers, '' for those whom nobody knows: 'بوتين | فلان' → 'Vladimir Putin | '.

    people: {Arabic name: English name}.
    """
    found = [people.get(name, "") for name in tables.items(speaker or "")]
    return " | ".join(found) if any(found) else ""


@tables.derived("speakers")
def known_people() -> dict[str, str]:
    """{Arabic name: English name} of the shared table of speakers."""
    table = tables.load("speakers")
    return dict(zip(table["speaker"], table["english"], strict=True))


def _whole(schema, row):
    """The row with the columns of a schema and no others, None where it has nothing to say."""
    return {name: None if (cell := row.get(name)) is None or cell != cell else cell for name in schema.names}


def quote_row(meta: Mapping[str, str], row: dict[str, Any], people: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A row of QUOTES as a dict, from a row of the quotation table (a dict with `quoted` as pairs).

    meta: {report, call, outlet, date, title, group}; people: as in `english`, default the shared table.
    """
    names = known_people() if people is None else people
    told = {"speaker_en": english(row["speaker"], names), "quoted": spans(row["quoted"])}
    return _whole(QUOTES, {**row, **meta, **told})


def frame_row(meta: Mapping[str, str], unit: dict[str, Any], coded: Sequence[dict]) -> dict[str, Any]:
    """A row of FRAMES as a dict. unit: row of the sentence table (a dict); coded: its rows of the frame table."""
    triggers = sorted({tuple(span) for row in coded for span in row["triggers"]})
    told = {"frames": [row["frame"] for row in coded], "triggers": spans(triggers)}
    return _whole(FRAMES, {**unit, **meta, **told})


class OfText(NamedTuple):
    """What one text says. rows: of QUOTES or FRAMES; aside: its not_speech or residue; notice: of the reader."""

    rows: list[dict]
    aside: list
    notice: str


def of_text(what: str, meta: Mapping[str, str], text: str, study: Study | None = None,
            only: pipeline.Only = pipeline.EVERYTHING) -> OfText:  # fmt: skip
    """What a text says, as OfText.

    study: the one it lies in, whose tables and corrections hold for it. only: a pipeline.Only.
    """
    decisions = corrections.in_text(study.corrections, meta["report"], text) if study else []
    reading = pipeline.read(text, study, (what,), meta["date"], meta["outlet"], only, decisions)
    (units, quotes, coded), _ = pipeline.decided(meta["report"], meta["call"], reading, decisions, study)
    if what == "quotes":
        return OfText([quote_row(meta, row) for row in quotes], reading.not_speech, reading.notice)
    own = {}
    for row in coded:
        own.setdefault(row["sentence"], []).append(row)
    residue = [item for item in reading.document.residue if item.reason != "caption"]
    return OfText([frame_row(meta, unit, own.get(unit["sentence"], [])) for unit in units], residue, "")


# ---------------------------------------------------------------- records


def _pair(row, name):
    return None if row[f"{name}_start"] is None else [int(row[f"{name}_start"]), int(row[f"{name}_end"])]


def _pairs(cell):
    return [[span["start"], span["end"]] for span in cell]


def record(what: str, meta: Mapping[str, str], rows: Sequence[dict], aside: Sequence[tuple]) -> dict[str, Any]:
    """The quotations, or the frames sentence by sentence, of one text, ready for JSON.

    rows: of QUOTES or FRAMES. aside: what is nobody's words as (start, end), or the residue as (start, end, reason).
    """
    told = {"doc": meta["report"], **{name: meta.get(name) or "" for name, _ in META[1:]}}
    if what == "quotes":
        return told | {"quotes": [_quote(row) for row in rows], "not_speech": [list(span) for span in aside]}
    own = [name for name in FRAMES.names if name not in dict(META)]
    sentences = [{name: row[name] for name in own} | {"triggers": _pairs(row["triggers"])} for row in rows]
    units = [[row["start"], row["end"], row["frames"]] for row in rows]
    return told | {"units": units, "sentences": sentences, "residue": [list(item) for item in aside]}


def _quote(row):
    return {
        "mode": row["mode"],
        "content": [row["start"], row["end"]],
        "quoted": _pairs(row["quoted"]),
        "cue": _pair(row, "cue"),
        "mention": _pair(row, "mention"),
        "speaker": tables.items(row["speaker"] or ""),
        "via": row["via"] or None,
        "quote": row["quote"],
        "text": row["text"],
        "cue_text": row["cue"] or "",
        "mention_text": row["mention"] or "",
        "speaker_en": [name.strip() for name in row["speaker_en"].split("|")] if row["speaker_en"] else [],
        **{name: row[name] for name in _ASIDE},
    }
