"""Published reports as data: what was read off their openings, without any of their text.

`data/coverage/` lists reports with their addresses, every sentence with the frames that coders gave it, and every
quotation with its speaker (data/README.md says how and by whom). The tables come back under the names that the tables
of full texts have, so that the same functions count both; offsets are code points of openings that are not here.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import tables
from helpers.document import MODES
from helpers.problems import InputProblem, problem

FOLDER = tables.DATA / "coverage"
RULES = tables.RULES["coverage"]
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


def load(folder: Path = FOLDER) -> Coverage:
    """The Coverage in `folder`. Raises InputProblem with a line for every row that cannot be right.

    Checked: each table by itself, then what they say of each other (calls, groups, frames of the codebook, sides, forms
    of names, offsets in order, numbers of sentences and quotations).
    """
    read, faults = {}, []
    for name in RULES:
        try:
            read[name] = tables.load(name, folder, "coverage")
        except InputProblem as fault:
            faults += fault.lines
    version = folder / "PROGRAM"
    if not version.is_file():
        faults.append(problem(version, None, "no such file", "Say in it which version of the program was scored"))
    faults = faults or [problem(folder / f"{name}.csv", *said) for name, *said in _across(read)]
    if faults:
        raise InputProblem(*faults)
    read = {name: table.astype({column: int for column in table if _is_number(RULES[name][column])})
            for name, table in read.items()}  # fmt: skip
    sentences = read["units"].rename(columns={"unit": "sentence"})
    return Coverage(read["reports"], sentences, _quotes(read), read["program"], version.read_text("utf-8").strip())


def _is_number(rule):
    return rule.get("type") == "integer" or rule.get("enum") == ["0", "1"]


def _quotes(read):
    quotes = read["quotations"]
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
    yield from _references(read)
    yield from _groups(read["reports"])
    yield from _spans(read["units"], "units", "unit", apart=True)
    yield from _spans(read["quotations"], "quotations", "quotation", apart=False)
    yield from _frames(read["units"])
    yield from _numbers(read)


def _references(read):
    """Items that do not stand in the table in which their column's rule says they must."""
    of_study = {name: tables.load(name) for name in ("calls", "sides")}
    for name, table in read.items():
        for column, rule in RULES[name].items():
            if "of" not in rule:
                continue
            other, key = rule["of"].split(".")
            known = list({**of_study, **read}[other][key])
            mend = f"Use one of {', '.join(known) if len(known) < 20 else 'those there'} or add it to {other}.csv"
            for line, item in table[column].map(tables.items).explode().dropna().items():
                if item not in known:
                    yield name, line, f"unknown {column} {item!r}", mend


def _groups(table):
    reports = table.set_index("report")
    for line, row in table[table["group"].isin(reports.index)].iterrows():
        stands = reports.loc[row["group"]]
        if stands["group"] != row["group"]:
            what = f"group {row['group']!r} stands in another group"
            yield "reports", line, what, "Name the report that stands for it"
        elif stands["call"] != row["call"]:
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


def _numbers(read):
    """Counts that one cell or table states and another holds."""
    for line, row in read["speakers"].iterrows():
        if len(tables.items(row["side"])) != len(tables.items(row["speaker"])):
            yield "speakers", line, "not as many sides as speakers", "Give each speaker a side, with ' | ' between"
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


def coded(coverage: Coverage, coder: str = "frames") -> tuple[pd.DataFrame, pd.DataFrame]:
    """(sentences, frames) of one coder, shaped as those of full texts; what he took for residue is left out.

    coder: one of CODERS ("frames": what was settled). sentences: report, sentence, start, end, words; frames: report,
    sentence, frame, one row per coding. The program marks no residue: its sentences are those that were settled.
    """
    given = coverage.sentences[coder].str.split()
    residue = coverage.sentences["frames" if coder == "program" else coder].str.split()
    kept = coverage.sentences[[RESIDUE not in frames for frames in residue]]
    long = kept[["report", "sentence"]].assign(frame=given.loc[kept.index]).explode("frame").dropna(subset="frame")
    return kept[["report", "sentence", "start", "end", "words"]], long.reset_index(drop=True)


def sets(coverage: Coverage, coder: str = "frames") -> list[frozenset[str]]:
    """The frames a coder gave each sentence, residue as RESIDUE: a list of frozensets, in the order of the table."""
    return [frozenset(cell.split()) for cell in coverage.sentences[coder]]


def counts(coverage: Coverage) -> pd.DataFrame:
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
