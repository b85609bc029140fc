"""A workbook in which people decide what is right, and what they decided, read back into corrections.csv.

The workbook has a row for each quotation, the doubtful ones first, and a row for each sentence with its frames. The
shaded columns are to be filled in; what a row is about stands in a hidden column, so that rows may be sorted, filtered
and deleted. `correct` does the same for one row of a table, in a notebook.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from helpers import corrections, files, sheets, tables
from helpers.home import HOME
from helpers.pipeline import Analysis
from helpers.problems import InputProblem, problem
from helpers.study import Study

STRINGS = HOME / "site" / "strings.yml"
LONGEST = 20_000  # characters of a quotation or sentence that is put into a cell
NOTHING = "-"  # what is written for "no speaker" and "no frame"
QUOTE_COLUMNS = ["key", "report", "in_sentence", "content", "cue", "speaker", "via", "mode", "stance", "confidence",
                 "corrected", "verdict", "speaker_is", "content_is", "why", "who"]  # fmt: skip
FRAME_COLUMNS = ["key", "report", "sentence", "frames", "corrected", "verdict", "frames_are", "why", "who"]
WIDTHS = {"in_sentence": 60, "sentence": 70, "content": 50, "content_is": 40, "speaker": 24, "speaker_is": 24,
          "frames": 28, "frames_are": 28, "why": 28, "corrected": 24}  # fmt: skip
FILL_IN = {"verdict", "speaker_is", "content_is", "frames_are", "why", "who"}


@lru_cache(maxsize=2)
def labels(language: str) -> dict[str, Any]:
    """The words of the workbook in a language: {column: label} and the names of modes, stances and answers."""
    told = yaml.safe_load(STRINGS.read_text("utf-8"))[language]
    return {**told["review"], "modes": told["modes"], "stances": told["stances"]}


# ---------------------------------------------------------------- the workbook


def workbook(
    analysis: Analysis, language: str = "ar", sample: int | None = None, seed: int = 0, who: str = ""
) -> tuple[bytes, list[str]]:
    """(bytes, notices) of the workbook of an Analysis.

    sample: how many quotations and sentences to draw at random (None: all of them, the doubtful quotations first, those
    somebody decided about last). who: put into the column for who decides.
    """
    said, known = labels(language), analysis.study.frames(language)
    speakers = sorted({name for cell in analysis.quotes["speaker"] for name in tables.items(cell)})
    quotes, frames = _quote_rows(analysis), _frame_rows(analysis)
    for row in quotes:
        row |= {name: said[f"{name}s"].get(row[name], row[name]) for name in ("mode", "stance")}
    for row in frames:
        row["frames"] = " | ".join(known.get(frame, frame) for frame in tables.items(row["frames"]))
    long = sum(len(row["about"]["words"]) > LONGEST for row in quotes + frames)

    def sheet(title, columns, rows, choices):
        fitting = [row for row in rows if len(row["about"]["words"]) <= LONGEST]
        cells = [_cells(row, columns, who) for row in _ordered(fitting, sample, seed)]
        return _sheet(said, title, columns, cells, choices, language == "ar")

    pages = [sheet("quotations", QUOTE_COLUMNS, quotes, {"speaker_is": speakers})]
    if known:
        pages.append(sheet("sentences", FRAME_COLUMNS, frames, {"frames_are": list(known.values())}))
    return sheets.to_bytes(pages), [f"{long} longer than {LONGEST:,} characters left out"] if long else []


def _quote_rows(analysis):
    """The table of quotations as dicts, each with `about`: what a row of the workbook is about."""
    units = analysis.sentences.set_index(["report", "sentence"])["text"].to_dict()
    rows = _about(analysis, analysis.quotes, "speaker")
    return [{**row, "number": row["quote"], "content": row["text"],
             "in_sentence": units.get((row["report"], row["sentence"]), "")[:LONGEST]} for row in rows]  # fmt: skip


def _frame_rows(analysis):
    """The table of sentences likewise, each with its frames."""
    coded = analysis.frames.groupby(["report", "sentence"])["frame"].agg(" | ".join).to_dict()
    places = zip(analysis.sentences["report"], analysis.sentences["sentence"], strict=True)
    rows = _about(analysis, analysis.sentences.assign(frames=[coded.get(place, "") for place in places]), "frames")
    return [{**row, "number": row["sentence"], "sentence": row["text"]} for row in rows]


def _about(analysis, table, answer):
    """The rows of a table of spans as dicts, with where each belongs and what the program's answer is."""
    texts = dict(zip(analysis.reports["report"], analysis.reports["text"], strict=True))
    for row in table.to_dict("records"):
        place = corrections.anchor(texts[row["report"]], row["start"], row["end"])
        yield {**row, "about": {"report": row["report"], **place, answer: row[answer]}}


def _cells(row, columns, who):
    own = {**dict.fromkeys(FILL_IN, ""), **row, "who": who, "key": json.dumps(row["about"], ensure_ascii=False)}
    return [own[name] for name in columns]


def _sheet(said, title, columns, cells, choices, to_left):
    lists = {"verdict": ([said["right"], said["wrong"]], True), **{name: (of, False) for name, of in choices.items()}}
    at = {name: number for number, name in enumerate(columns)}
    return sheets.Sheet(
        said[title], [said[name] for name in columns], cells,
        {at[name]: width for name, width in WIDTHS.items() if name in at}, (0,),
        tuple(at[name] for name in columns if name in FILL_IN), {at[name]: of for name, of in lists.items()}, to_left,
    )  # fmt: skip


def _ordered(rows, sample, seed):
    """Rows drawn at random without replacement, each with how many were drawn of how many; or all, in their order."""
    if not sample:
        return sorted(rows, key=lambda row: (bool(row["corrected"]), _sure(row)))
    drawn = random.Random(seed).sample(rows, min(sample, len(rows)))
    return [{**row, "about": {**row["about"], "drawn": f"{len(drawn)} of {len(rows)}"}} for row in drawn]


def _sure(row):
    """How sure the program is of a quotation; where it does not say, not at all."""
    confidence = row.get("confidence")
    return 0.0 if pd.isna(confidence) else confidence


# ---------------------------------------------------------------- what people decided


def decisions(path: str | Path, study: Study, who: str = "", when: str | None = None) -> tuple[list[dict], list[str]]:
    """(rows of corrections.csv as dicts, faults) of a workbook that was filled in.

    A row that cannot be used is named and left out. who: who decided where the column does not say; when: an ISO date,
    default today. Raises InputProblem where the file is no such workbook.
    """
    when = when or date.today().isoformat()
    found, faults, known = [], [], False
    for title, rows in sheets.read(path).items():
        columns = _recognised(rows[0]) if rows else None
        known = known or columns is not None
        for number, cells in enumerate(rows[1:], 2) if columns else ():
            row = dict(zip(columns, cells, strict=False))
            if any(_text(row.get(name)) for name in FILL_IN - {"who", "why"}):
                try:
                    found += _row_decisions(row, study, who, when)
                except ValueError as fault:
                    what, mend = fault.args
                    faults.append(problem(path, None, f"sheet {title}, row {number}: {what}", mend))
    if not known:
        raise InputProblem(problem(path, None, "no sheet of it is a review", "Name the workbook that review wrote"))
    return found, faults


def _recognised(head):
    """The names of a sheet's columns by its header, in whichever language, or None where it is another sheet."""
    for language in ("ar", "en"):
        names = {said: name for name, said in labels(language).items() if isinstance(said, str)}
        columns = [names.get(cell) for cell in head]
        if {"key", "verdict"} <= set(columns):
            return columns
    return None


def _text(cell):
    return "" if cell is None else " ".join(str(cell).split())


def _row_decisions(row, study, who, when):
    """The rows of corrections.csv that one filled-in row comes to. Raises ValueError(what is wrong, what to do)."""
    for name in FILL_IN:
        if isinstance(row.get(name), sheets.Formula):
            raise ValueError(f"a formula ({row[name][:40]})", "Write the words themselves")
    try:
        about = json.loads(row["key"])
        shared = {name: about[name] for name in ("report", "span", "words", "before", "after")}
    except (TypeError, ValueError, KeyError):
        raise ValueError("the hidden first column is not what review wrote", "Copy the row from there") from None
    who = _text(row.get("who")) or who
    if not who:
        raise ValueError("nobody is named", "Fill in who decides, or give --who NAME")
    base = {**shared, "who": who, "when": when, "why": _text(row.get("why")), "drawn": about.get("drawn", "")}
    verdict = _verdict(_text(row.get("verdict")))
    if "frames" in about:
        changed = [_frames_decision(row, about, verdict, study)]
    else:
        changed = _quote_decisions(row, about, verdict, study)
    return [base | dict(zip(("field", "old", "new"), change, strict=True)) for change in changed]


def _verdict(cell):
    for language in ("ar", "en"):
        said = labels(language)
        for answer in ("right", "wrong"):
            if cell.casefold() in {said[answer].casefold(), answer}:
                return answer
    if cell:
        raise ValueError(f"{cell!r} is no decision", "Choose one from the list")
    return ""


def _quote_decisions(row, about, verdict, study):
    """[(field, old, new)] of one quotation."""
    speaker, content = _text(row.get("speaker_is")), row.get("content_is")
    changed = []
    if speaker:
        changed.append(("speaker", about["speaker"], "" if speaker == NOTHING else _listed(speaker)))
    if _text(content):
        changed.append(("content", about["words"], _in_report(content, about, study)))
    if changed and verdict == "right":
        raise ValueError("right, and yet something else is given", "Empty one of the two")
    if verdict and not changed:
        changed.append(("quotation", about["speaker"], verdict))
    return changed


def _listed(cell):
    return " | ".join(tables.items(cell.replace("،", "|")))


def _in_report(content, about, study):
    """The words as the report has them, whatever white space the cell has lost. Raises ValueError."""
    texts = dict(zip(study.reports["report"], study.reports["text"], strict=True))
    pattern = r"\s+".join(re.escape(word) for word in str(content).split())
    start = int(about["span"].partition(":")[0])
    found = sorted(re.finditer(pattern, texts.get(about["report"], "")), key=lambda match: abs(match.start() - start))
    if not found:
        raise ValueError(f"the words {_text(content)[:40]!r} do not stand in {about['report']}", "Copy them from it")
    return found[0][0]


def _frames_decision(row, about, verdict, study):
    """(field, old, new) of one sentence."""
    given = _text(row.get("frames_are"))
    if verdict == "right" and given:
        raise ValueError("right, and yet other frames are given", "Empty one of the two")
    if verdict == "right":
        return "frames", about["frames"], about["frames"]
    if not given:
        raise ValueError("wrong, but not which frames are right", f"Write them, or {NOTHING} for none")
    names = {label.casefold(): frame for language in ("ar", "en") for frame, label in study.frames(language).items()}
    names |= {frame.casefold(): frame for frame in study.frames()}
    asked = [] if given == NOTHING else tables.items(_listed(given))
    unknown = [label for label in asked if label.casefold() not in names]
    if unknown:
        raise ValueError(f"no frame is called {unknown[0]!r}", "Use the names of the codebook, with | between")
    order = list(study.frames())
    return "frames", about["frames"], " | ".join(sorted({names[label.casefold()] for label in asked}, key=order.index))


# ---------------------------------------------------------------- the file


def merged(table: pd.DataFrame, rows: Sequence[dict]) -> pd.DataFrame:
    """The table of corrections with new rows. What a person decided anew takes the place of what he decided before, in
    a random sample too; to find right what he has put right decides nothing new."""
    earlier = defaultdict(list)
    for row in table.to_dict("records"):
        earlier[_place(row)].append(row)
    new = [{**row, "drawn": row["drawn"] or max((old["drawn"] for old in earlier[_place(row)]), default="")}
           for row in rows if not any(_confirms(row, old) for old in earlier[_place(row)])]  # fmt: skip
    fresh = {_place(row) for row in new}
    kept = [row for place, own in earlier.items() if place not in fresh for row in own]
    return pd.DataFrame(kept + new, columns=corrections.COLUMNS, dtype=str).drop_duplicates(ignore_index=True)


def _place(row):
    return row["who"], row["report"], row["span"], row["words"], row["field"] == "frames"


def _confirms(row, old):
    if row["field"] == "frames":
        return row["old"] == row["new"] == old["new"]
    return (row["field"], row["new"]) == ("quotation", "right") and (old["field"], old["new"]) == (
        "speaker",
        row["old"],
    )


def save(study: Study, rows: Sequence[dict]) -> Path:
    """Add decisions to the corrections.csv of a study's folder; returns its path.

    Nothing is written where the file that is there has faults, so that none of its rows is lost.
    """
    old, faults = corrections.load(study.folder)
    if faults:
        raise InputProblem(*faults)
    path = study.folder / "corrections.csv"
    files.replace(path, merged(old, rows).to_csv(index=False, lineterminator="\n"))
    return path


def correct(
    analysis: Analysis,
    report: str,
    quote: int,
    who: str,
    *,
    right: bool | None = None,
    speaker: str | None = None,
    content: str | None = None,
    why: str = "",
) -> Path:
    """Decide about one quotation of an Analysis, from a notebook; returns the path of the study's corrections.csv.

    report, quote: as in the table of quotations. right: True, False (it is none) or None; speaker, content: what they
    are instead, speaker "-" for nobody. Raises InputProblem where that cannot be.
    """
    verdict = {None: "", True: "right", False: "wrong"}[right]
    cells = {"verdict": verdict, "speaker_is": speaker, "content_is": content, "why": why, "who": who}
    return _save_one(analysis, "quotation", _quote_rows(analysis), (report, quote), cells)


def correct_frames(
    analysis: Analysis, report: str, sentence: int, who: str, frames: Sequence[str], why: str = ""
) -> Path:
    """Decide about the frames of one sentence, from a notebook; frames: a list of the codebook's names or labels."""
    cells = {"verdict": "", "frames_are": " | ".join(frames) or NOTHING, "why": why, "who": who}
    return _save_one(analysis, "sentence", _frame_rows(analysis), (report, sentence), cells)


def _save_one(analysis, noun, rows, place, cells):
    """Save what `cells` decide about the row of a place, (report, number)."""
    found = [row["about"] for row in rows if (row["report"], row["number"]) == place]
    if not found:
        raise InputProblem(f"{place[0]} has no {noun} {place[1]}. Take the numbers from the table")
    try:
        made = _row_decisions({"key": json.dumps(found[0]), **cells}, analysis.study, "", date.today().isoformat())
    except ValueError as fault:
        raise InputProblem(f"{place[0]}, {noun} {place[1]}: {'. '.join(fault.args)}") from None
    if not made:
        raise InputProblem(f"{place[0]}, {noun} {place[1]}: nothing is decided. Give right, speaker or content")
    return save(analysis.study, made)
