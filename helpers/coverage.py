"""Published reports as data: what was read off their openings, without any of their text.

`data/coverage/` lists reports with their addresses, every sentence with the frames that coders gave it, and every
quotation with its speaker (data/README.md says how and by whom). The tables come back under the names that the tables
of full texts have, so that the same functions count both; offsets are code points of openings that are not here.
"""

from typing import NamedTuple

import pandas as pd
import pandera.pandas as pa

from helpers import tables
from helpers.problems import InputProblem, problem

FOLDER = tables.DATA / "coverage"
KINDS = ["agency copy", "news report", "analysis", "read-out", "opinion"]
MODES = ["direct", "mixed", "indirect", "act"]
SPEAKER_KINDS = ["leader", "office", "media", "country", "expert"]
CODERS = ["coder1", "coder2", "frames", "program"]  # "frames" is what was settled
RESIDUE = "x"


class Coverage(NamedTuple):
    """All tables of published reports, as frames; every row's place in its file is the frame's index.

    reports: report, call, outlet, outlet_ar, country, country_note, date, kind, group (the report that stands for all
    that carry its text), words, units, cut (1 where the page goes on), sha256, url.
    sentences: report, sentence, start, end, words, coder1, coder2, frames, program (each: frames with spaces between).
    quotes: report, quote, start, end, mode, words, quoted_words, cue, speaker, side, kind, via, via_kind (of several
    speakers: items in order with ' | ' between; names as speakers.csv unifies them), mention, nested, found, right,
    lemma, coded_stance (of the cue, when it was coded), stance (now, by
    reporting_verbs.csv; "" for a verb not in it).
    program: report, gold, program, paired (numbers of quotations). version: of the program behind columns of that name.
    """

    reports: pd.DataFrame
    sentences: pd.DataFrame
    quotes: pd.DataFrame
    program: pd.DataFrame
    version: str


def _number(least=0):
    text = "a whole number" + (f" of {least} or more" if least else "")
    return pa.Check(lambda value: value.isdecimal() and int(value) >= least, element_wise=True, error=f"must be {text}")


def _yes_or_no():
    return tables._one_of(["0", "1"])


_id = tables._matching(tables.ID, "letters, digits, dots, hyphens and underscores")
_text, _filled, _one_of = tables._text, tables._filled, tables._one_of
SCHEMAS = {
    "reports": pa.DataFrameSchema(
        {
            "report": _text(_id, unique=True),
            **{name: _text(_filled()) for name in ("call", "outlet", "country", "group")},
            **{name: _text() for name in ("outlet_ar", "country_note")},
            "date": _text(tables._date()),
            "kind": _text(_one_of(KINDS)),
            **{name: _text(_number(1)) for name in ("words", "units")},
            "cut": _text(_yes_or_no()),
            "sha256": _text(tables._matching("[0-9a-f]{64}", "64 hexadecimal digits")),
            "url": _text(tables._matching(r"https?://\S+", "the address of a page")),
        },
        strict=True,
    ),
    "units": pa.DataFrameSchema(
        {
            "report": _text(_filled()),
            "unit": _text(_number(1)),
            **{name: _text(_number()) for name in ("start", "end", "words")},
            **{name: _text() for name in CODERS},
        },
        strict=True,
    ),
    "quotations": pa.DataFrameSchema(
        {
            "report": _text(_filled()),
            "quotation": _text(_number(1)),
            **{name: _text(_number()) for name in ("start", "end", "quoted_words")},
            "words": _text(_number(1)),
            "mode": _text(_one_of(MODES)),
            "speaker": _text(_filled()),
            **{name: _text() for name in ("cue", "via")},
            **{name: _text(_yes_or_no()) for name in ("mention", "nested", "program_found", "program_speaker")},
        },
        strict=True,
    ),
    "speakers": pa.DataFrameSchema(
        {
            "form": _text(_filled(), unique=True),
            "speaker": _text(_filled()),
            "side": _text(_filled()),
            "kind": _text(_one_of(SPEAKER_KINDS)),
        },
        strict=True,
    ),
    "cues": pa.DataFrameSchema(
        {
            "cue": _text(_filled(), unique=True),
            "lemma": _text(_filled()),
            "stance": _text(_one_of(tables.STANCES, empty=True)),
        },
        strict=True,
    ),
    "program": pa.DataFrameSchema(
        {
            "report": _text(_filled(), unique=True),
            **{name: _text(_number()) for name in ("gold", "program", "paired")},
        },
        strict=True,
    ),
}


def load(folder=FOLDER):
    """The Coverage in `folder`. Raises InputProblem with a line for every row that cannot be right.

    Checked: each table by itself, then what they say of each other (calls, groups, frames of the codebook, sides, forms
    of names, offsets in order, numbers of sentences and quotations).
    """
    paths = {name: folder / f"{name}.csv" for name in SCHEMAS}
    read, faults = {}, []
    for name, path in paths.items():
        try:
            read[name] = tables.validate(tables._rows(path), SCHEMAS[name], path)
        except InputProblem as fault:
            faults += fault.lines
    version = folder / "PROGRAM"
    if not version.is_file():
        faults.append(problem(version, None, "no such file", "Say in it which version of the program was scored"))
    faults = faults or [problem(paths[name], *said) for name, *said in _across(read)]
    if faults:
        raise InputProblem(*faults)
    reports = _counted(read["reports"], "words units cut")
    sentences = _counted(read["units"], "unit start end words").rename(columns={"unit": "sentence"})
    program = _counted(read["program"], "gold program paired")
    return Coverage(reports, sentences, _quotes(read), program, version.read_text("utf-8").strip())


def _counted(table, columns):
    return table.astype(dict.fromkeys(columns.split(), int))


def _quotes(read):
    quotes = _counted(read["quotations"], "quotation start end words quoted_words mention nested")
    quotes = _counted(quotes, "program_found program_speaker")
    named = read["speakers"].set_index("form")
    named["kind"] = [" | ".join([row.kind] * len(tables.items(row.speaker))) for row in named.itertuples()]
    taken = [("side", "speaker", "side"), ("kind", "speaker", "kind"), ("via_kind", "via", "kind"),
             ("via", "via", "speaker"), ("speaker", "speaker", "speaker")]  # fmt: skip
    for into, column, attribute in taken:
        known = named[attribute]
        quotes[into] = [" | ".join(known[form] for form in tables.items(cell)) for cell in quotes[column]]
    cues, verbs = read["cues"].set_index("cue"), tables.load("reporting_verbs").set_index("lemma")
    quotes["lemma"] = quotes["cue"].map(cues["lemma"]).fillna("")
    quotes["coded_stance"] = quotes["cue"].map(cues["stance"]).fillna("")
    quotes["stance"] = quotes["lemma"].map(verbs["stance"]).fillna("")
    return quotes.rename(columns={"quotation": "quote", "program_found": "found", "program_speaker": "right"})


# ---------------------------------------------------------------- what the tables say of each other


def _across(read):
    """(table, line, what is wrong, what to do) for everything that single tables cannot show."""
    reports = read["reports"].set_index("report", drop=False)
    yield from _reports(read["reports"], reports)
    for name in ("units", "quotations", "program"):
        for line, report in read[name]["report"].items():
            if report not in reports.index:
                yield name, line, f"unknown report {report!r}", "Name one of reports.csv or add it there"
    yield from _spans(read["units"], "units", "unit", apart=True)
    yield from _spans(read["quotations"], "quotations", "quotation", apart=False)
    yield from _frames(read["units"])
    yield from _names(read)
    yield from _numbers(read, reports)


def _reports(table, reports):
    calls = list(tables.load("calls")["call"])
    for line, row in table.iterrows():
        if row["call"] not in calls:
            mend = f"Use one of {', '.join(calls)} or add it to calls.csv"
            yield "reports", line, f"unknown call {row['call']!r}", mend
        if row["group"] not in reports.index:
            yield "reports", line, f"group {row['group']!r} does not exist", "Name the report that stands for the group"
        elif reports.loc[row["group"], "group"] != row["group"]:
            yield (
                "reports",
                line,
                f"group {row['group']!r} stands in another group",
                "Name the report that stands for it",
            )
        elif reports.loc[row["group"], "call"] != row["call"]:
            yield "reports", line, f"group {row['group']!r} is about another call", "A group has one call"


def _spans(table, name, numbered, apart):
    """Rows of one report must be numbered 1, 2, … and run forward; if `apart`, none may begin before another ends."""
    number, reach, last = 0, 0, None
    for line, row in table.iterrows():
        number, reach = (number + 1, reach) if row["report"] == last else (1, 0)
        last, start, end = row["report"], int(row["start"]), int(row["end"])
        if int(row[numbered]) != number:
            yield name, line, f"{numbered} {row[numbered]} follows {number - 1}", "Number the rows of a report from 1"
        if end <= start:
            yield name, line, f"end {end} is not after start {start}", "Offsets are [start, end) of the opening"
        elif start < reach:
            yield name, line, f"start {start} lies before {reach}", "Put the rows in order of their place"
        reach = end if apart else start


def _frames(units):
    frames = {*tables.load("codebook")["frame"], RESIDUE}
    for coder in CODERS:
        for line, cell in units[coder].items():
            unknown = [frame for frame in cell.split() if frame not in frames]
            if unknown:
                mend = f"Use {' '.join(sorted(frames - {RESIDUE}))}, {RESIDUE} for residue, or leave it empty"
                yield "units", line, f"{coder}: no frame {unknown[0]!r} in the codebook", mend


def _names(read):
    forms = set(read["speakers"]["form"])
    for column in ("speaker", "via"):
        for line, cell in read["quotations"][column].items():
            for form in tables.items(cell):
                if form not in forms:
                    yield "quotations", line, f"{column} {form!r} is not in speakers.csv", "Add the form there"
    known = list(tables.load("sides")["side"])
    cues = set(read["cues"]["cue"])
    for line, cue in read["quotations"]["cue"].items():
        if cue and cue not in cues:
            yield "quotations", line, f"cue {cue!r} is not in cues.csv", "Add it there with its lemma"
    for line, row in read["speakers"].iterrows():
        sides = tables.items(row["side"])
        wrong = [side for side in sides if side not in known]
        if wrong:
            yield "speakers", line, f"unknown side {wrong[0]!r}", f"Use one of {', '.join(known)}"
        if len(sides) != len(tables.items(row["speaker"])):
            yield "speakers", line, "not as many sides as speakers", "Give each speaker a side, with ' | ' between"


def _numbers(read, reports):
    """Counts that one table states and another holds."""
    for line, row in read["quotations"].iterrows():
        if int(row["quoted_words"]) > int(row["words"]):
            yield "quotations", line, "more words in marks than words", "Count again"
        if row["program_speaker"] > row["program_found"]:
            yield "quotations", line, "right speaker of a quotation not found", "Set program_found or clear it"
    for table, of, column in (("units", read["reports"], "units"), ("quotations", read["program"], "gold")):
        held = read[table].groupby("report").size()
        for line, row in of.iterrows():
            if int(row[column]) != held.get(row["report"], 0):
                what = f"{column} is {row[column]}, {table}.csv has {held.get(row['report'], 0)}"
                yield "reports" if of is read["reports"] else "program", line, what, "Make them agree"


# ---------------------------------------------------------------- views


def coded(coverage, coder="frames"):
    """(sentences, frames) of one coder, shaped as those of full texts; what he took for residue is left out.

    coder: one of CODERS ("frames": what was settled). sentences: report, sentence, start, end, words; frames: report,
    sentence, frame, one row per coding. The program marks no residue: its sentences are those that were settled.
    """
    given = coverage.sentences[coder].str.split()
    residue = coverage.sentences["frames" if coder == "program" else coder].str.split()
    kept = coverage.sentences[[RESIDUE not in frames for frames in residue]]
    long = kept[["report", "sentence"]].assign(frame=given.loc[kept.index]).explode("frame").dropna(subset="frame")
    return kept[["report", "sentence", "start", "end", "words"]], long.reset_index(drop=True)


def sets(coverage, coder="frames"):
    """The frames a coder gave each sentence, residue as RESIDUE: a list of frozensets, in the order of the table."""
    return [frozenset(cell.split()) for cell in coverage.sentences[coder]]


def counts(coverage):
    """What the scores of the program's quotations are made of, by independent text, for `evaluate.bootstrap`.

    predicted, gold, found, attributed and gold_, found_ by mode; bounds and modes of the program were not recorded.
    """
    groups = coverage.reports.set_index("report")["group"]
    by_report = coverage.program.set_index("report").rename(columns={"paired": "found"})
    quotes = coverage.quotes
    table = by_report.rename(columns={"program": "predicted"}).assign(
        attributed=quotes.groupby("report")["right"].sum(),
        **{f"gold_{mode}": (quotes["mode"] == mode).groupby(quotes["report"]).sum() for mode in MODES},
        **{f"found_{mode}": quotes["found"].where(quotes["mode"] == mode, 0).groupby(quotes["report"]).sum()
           for mode in MODES},
    )  # fmt: skip
    return table.fillna(0).astype(int).groupby(groups).sum()
