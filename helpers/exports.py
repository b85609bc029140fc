"""Quotations and frames in forms that other tools take: CSV, JSON lines, Parquet, and W3C Web Annotations.

CSV is for spreadsheets: no cell begins what a spreadsheet would run as a formula. JSON lines and Parquet keep lists as
lists. An annotation (JSON-LD) says of one span of one text what stands there, by offset and by the words themselves
with some before and after, so that it is found again even in a copy of the text with other offsets.
"""

import csv
import hashlib
import io
import json
import os
import re
import tempfile
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

_SPAN = pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64())]))
_TEXT, _NUMBER = pa.string(), pa.int64()
META = [("report", _TEXT), ("call", _TEXT), ("outlet", _TEXT), ("date", _TEXT), ("title", _TEXT)]
QUOTES = pa.schema([
    *META, ("quote", _NUMBER), ("start", _NUMBER), ("end", _NUMBER), ("text", _TEXT), ("words", _NUMBER),
    ("mode", _TEXT), ("quoted", _SPAN), ("quoted_words", _NUMBER), ("cue", _TEXT), ("cue_start", _NUMBER),
    ("cue_end", _NUMBER), ("lemma", _TEXT), ("stance", _TEXT), ("construction", _TEXT), ("rule", _TEXT),
    ("speaker", _TEXT), ("mention", _TEXT), ("side", _TEXT), ("via", _TEXT), ("speaker_rule", _TEXT),
])  # fmt: skip
FRAMES = pa.schema([
    *META, ("sentence", _NUMBER), ("start", _NUMBER), ("end", _NUMBER), ("kind", _TEXT), ("text", _TEXT),
    ("words", _NUMBER), ("frames", pa.list_(_TEXT)), ("triggers", _SPAN),
])  # fmt: skip
SCHEMAS = {"quotes": QUOTES, "frames": FRAMES}
AROUND = 32  # characters before and after a span that an annotation carries


def spans(pairs):
    """Pairs (start, end) as Arrow takes them."""
    return [{"start": start, "end": end} for start, end in pairs]


def tables(analysis):
    """{"quotes": …, "frames": …}: pyarrow Tables with the columns QUOTES and FRAMES, from the tables of an Analysis."""
    about = analysis.reports.set_index("report")[["call", "outlet", "date", "title"]].to_dict("index")
    quotes = [{**row, **about[row["report"]], "quoted": spans(row["quoted"])} for row in _rows(analysis.quotes)]
    coded = {}
    for row in _rows(analysis.frames):
        coded.setdefault((row["report"], row["sentence"]), []).append(row)
    frames = []
    for row in _rows(analysis.sentences):
        here = coded.get((row["report"], row["sentence"]), [])
        triggers = sorted({tuple(span) for frame in here for span in frame["triggers"]})
        frames.append(
            {**row, **about[row["report"]], "frames": [f["frame"] for f in here], "triggers": spans(triggers)}
        )
    return {"quotes": pa.Table.from_pylist(quotes, QUOTES), "frames": pa.Table.from_pylist(frames, FRAMES)}


def _rows(frame):
    """The rows of a pandas table as dicts, None where a cell is empty."""
    return [{k: None if v is None or v != v else v for k, v in row.items()} for row in frame.to_dict("records")]


# ---------------------------------------------------------------- CSV and JSON lines

_UNSEEN = "[ \u00a0\u00ad\u061c\u2000-\u200f\u202a-\u202f\u205f-\u2069\u3000\ufeff]*"
_FORMULA = re.compile(f"{_UNSEEN}[=+\\-@\t\r\n＝＋－＠]")


def safe(cell):
    """A cell as a spreadsheet may have it: text that would begin a formula gets an apostrophe in front."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _flat(value):
    """A cell without lists: spans as 12:40 60:71, names with | between; None as an empty cell."""
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return " ".join(f"{span['start']}:{span['end']}" for span in value)
        return " | ".join(value)
    return "" if value is None else value


def csv_text(rows, columns):
    """CSV with a byte-order mark, without which spreadsheets garble Arabic; rows: dicts. Every cell is safe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe(_flat(row[name])) for name in columns] for row in rows)
    return "\ufeff" + out.getvalue()


def jsonl_text(rows):
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# ---------------------------------------------------------------- Web Annotations


def annotation(row, what, text):
    """The W3C Web Annotation (a dict) for one row of quotes or frames; text: that of the report."""
    if what == "quotes":
        said = {
            "speaker": row["speaker"],
            "via": row["via"],
            "mode": row["mode"],
            "cue": row["cue"],
            "stance": row["stance"],
        }
        bodies = [{"type": "TextualBody", "purpose": "describing", "format": "application/json",
                   "value": json.dumps(said, ensure_ascii=False)}]  # fmt: skip
        bodies += [_tag(value) for value in ("quotation", row["mode"])]
    else:
        bodies = [_tag(frame) for frame in row["frames"]]
    start, end = row["start"], row["end"]
    number = row["quote"] if what == "quotes" else row["sentence"]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:between-the-calls:{_digest(row['report'], text)}:{what}:{number}",
        "type": "Annotation",
        "motivation": "describing" if what == "quotes" else "classifying",
        "body": bodies,
        "target": {
            "source": f"urn:between-the-calls:{_digest(row['report'], text)}",
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {"type": "TextQuoteSelector", "exact": text[start:end], "prefix": text[max(0, start - AROUND) : start],
                 "suffix": text[end : end + AROUND]},
            ],
        },
    }  # fmt: skip


def _tag(value):
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _digest(report, text):
    return hashlib.sha256(f"{report}\0{text}".encode()).hexdigest()[:16]


def annotations(rows, what, texts):
    """The annotations of a whole table in one JSON-LD collection (a dict). texts: {report: text}."""
    made = [annotation(row, what, texts[row["report"]]) for row in rows if what == "quotes" or row["frames"]]
    for item in made:
        item.pop("@context")
    names = {f"urn:between-the-calls:{_digest(report, text)}": report for report, text in texts.items()}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "label": f"{what} in {len(texts)} reports",
        "total": len(made),
        "creator": {"type": "Software", "name": "Between the Calls"},
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": made},
        "sources": [{"id": urn, "title": name} for urn, name in names.items()],
    }


# ---------------------------------------------------------------- files


def replace(path, data):
    """Put bytes or text at a path in one step: a reader sees the old file or the whole new one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "wb") as out:
        out.write(data.encode("utf-8") if isinstance(data, str) else data)
    os.chmod(name, 0o644)
    os.replace(name, path)


def write(analysis, folder):
    """Every export of an Analysis into a folder: quotes and frames as .csv, .jsonl, .parquet and .annotations.jsonld.

    The texts that the offsets count in go to `texts/`, since a text taken from a web page exists nowhere else.
    Returns the paths written.
    """
    folder = Path(folder)
    texts = dict(zip(analysis.reports["report"], analysis.reports["text"], strict=True))
    written = []
    for what, table in tables(analysis).items():
        rows = table.to_pylist()
        packed = io.BytesIO()
        parquet.write_table(table, packed)
        linked = json.dumps(annotations(rows, what, texts), ensure_ascii=False, indent=1) + "\n"
        for ending, data in {"csv": csv_text(rows, table.column_names), "jsonl": jsonl_text(rows),
                             "parquet": packed.getvalue(), "annotations.jsonld": linked}.items():  # fmt: skip
            written.append(folder / f"{what}.{ending}")
            replace(written[-1], data)
    for number, (report, text) in enumerate(texts.items(), 1):
        # ids are anybody's strings, so that only plain ones become file names
        name = report if report.replace("-", "").replace("_", "").isalnum() else f"text-{number}"
        replace(folder / "texts" / f"{name}.txt", text)
    return written
