"""A workbook in which people decide what is right, and what they decided, read back into corrections.csv.

The workbook has a row for each quotation, the doubtful ones first, and a row for each sentence with its frames. The
shaded columns are to be filled in; what a row is about stands in a hidden column, so that rows may be sorted, filtered
and deleted. `correct` does the same for one row of a table, in a notebook.
"""

import csv
import io
import json
import random
import re
from datetime import date
from functools import lru_cache

import pandas as pd
import yaml

from helpers import corrections, files, sheets, tables
from helpers.home import HOME
from helpers.problems import InputProblem, problem

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
def labels(language):
    """The words of the workbook in a language: {column: label} and the names of modes, stances and answers."""
    told = yaml.safe_load(STRINGS.read_text("utf-8"))[language]
    return {**told["review"], "modes": told["modes"], "stances": told["stances"]}


# ---------------------------------------------------------------- the workbook


def workbook(analysis, language="ar", sample=None, seed=0, who=""):
    """(bytes, notices) of the workbook of an Analysis.

    sample: how many quotations and sentences to draw at random (None: all of them, the doubtful quotations first, those
    somebody decided about last). who: put into the column for who decides.
    """
    said = labels(language)
    quotes, frames = _quote_rows(analysis), _frame_rows(analysis)
    long = [row for row in quotes + frames if len(row["about"]["words"]) > LONGEST]
    notices = [f"{len(long)} longer than {LONGEST:,} characters left out"] if long else []
    quotes, frames = ([row for row in rows if row not in long] for rows in (quotes, frames))
    if sample:
        quotes, frames = (_drawn(rows, sample, seed) for rows in (quotes, frames))
    else:
        quotes = sorted(quotes, key=lambda row: (bool(row["corrected"]), _doubt(row)))
        frames = sorted(frames, key=lambda row: bool(row["corrected"]))
    speakers = sorted({name for cell in analysis.quotes["speaker"] for name in tables.items(cell)})
    known = analysis.study.frames(language)
    for row in quotes:
        row |= {"who": who, "mode": said["modes"].get(row["mode"], row["mode"]),
                "stance": said["stances"].get(row["stance"], row["stance"])}  # fmt: skip
    for row in frames:
        row |= {"who": who, "frames": " | ".join(known.get(frame, frame) for frame in tables.items(row["frames"]))}
    pages = [_sheet(said, "quotations", QUOTE_COLUMNS, quotes, language, {"speaker_is": speakers})]
    if known:
        pages.append(_sheet(said, "sentences", FRAME_COLUMNS, frames, language, {"frames_are": list(known.values())}))
    return sheets.to_bytes(pages), notices


def _doubt(row):
    confidence = row["confidence"]
    return 0.0 if confidence is None or confidence != confidence else confidence


def _drawn(rows, sample, seed):
    """Rows drawn at random without replacement, in the order of the draw, each with how many were drawn of how many."""
    drawn = random.Random(seed).sample(rows, min(sample, len(rows)))
    for row in drawn:
        row["about"]["drawn"] = f"{len(drawn)} of {len(rows)}"
    return drawn


def _quote_rows(analysis):
    texts = dict(zip(analysis.reports["report"], analysis.reports["text"], strict=True))
    units = {(row.report, row.sentence): row.text for row in analysis.sentences.itertuples()}
    rows = []
    for row in analysis.quotes.to_dict("records"):
        about = {"report": row["report"], **corrections.anchor(texts[row["report"]], row["start"], row["end"]),
                 "speaker": row["speaker"]}  # fmt: skip
        rows.append({**row, "about": about, "in_sentence": units.get((row["report"], row["sentence"]), "")[:LONGEST],
                     "content": row["text"]})  # fmt: skip
    return rows


def _frame_rows(analysis):
    texts = dict(zip(analysis.reports["report"], analysis.reports["text"], strict=True))
    coded = analysis.frames.groupby(["report", "sentence"])["frame"].agg(" | ".join).to_dict()
    rows = []
    for row in analysis.sentences.to_dict("records"):
        frames = coded.get((row["report"], row["sentence"]), "")
        about = {"report": row["report"], **corrections.anchor(texts[row["report"]], row["start"], row["end"]),
                 "frames": frames}  # fmt: skip
        rows.append({"about": about, "report": row["report"], "sentence": row["text"], "frames": frames,
                     "corrected": row["corrected"]})  # fmt: skip
    return rows


def _sheet(said, title, columns, rows, language, choices):
    cells = []
    for row in rows:
        own = {**dict.fromkeys(FILL_IN, ""), **row, "key": json.dumps(row["about"], ensure_ascii=False)}
        cells.append([own[name] for name in columns])
    lists = {"verdict": ([said["right"], said["wrong"]], True), **{name: (of, False) for name, of in choices.items()}}
    at = {name: number for number, name in enumerate(columns)}
    return sheets.Sheet(
        said[title], [said[name] for name in columns], cells,
        {at[name]: width for name, width in WIDTHS.items() if name in at}, (0,),
        tuple(at[name] for name in columns if name in FILL_IN),
        {at[name]: values for name, values in lists.items()}, language == "ar",
    )  # fmt: skip


# ---------------------------------------------------------------- what people decided


def decisions(path, study, who="", when=None):
    """(rows of corrections.csv as dicts, faults) of a workbook that was filled in.

    A row that cannot be used is named and left out. who: who decided where the column does not say; when: an ISO date,
    default today. Raises InputProblem where the file is no such workbook.
    """
    when = when or date.today().isoformat()
    found, faults, known = [], [], False
    for title, head, rows in _pages(path):
        columns = _recognised(head)
        known = known or columns is not None
        for number, cells in enumerate(rows, 2) if columns else ():
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


def _pages(path):
    return [(title, rows[0], rows[1:]) for title, rows in sheets.read(path).items() if rows]


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


def merged(table, rows):
    """The table of corrections with new rows: what a person decided anew takes the place of what he decided before."""
    new = pd.DataFrame(rows, columns=corrections.COLUMNS, dtype=str)
    fresh = {_place(row) for row in new.itertuples()}
    kept = table[[_place(row) not in fresh for row in table.itertuples()]] if len(table) else table
    return pd.concat([kept, new], ignore_index=True).drop_duplicates(ignore_index=True)


def _place(row):
    return row.who, row.report, row.span, row.words, row.field == "frames"


def save(study, rows):
    """Add decisions to the corrections.csv of a study's folder; returns its path.

    Nothing is written where the file that is there has faults, so that none of its rows is lost.
    """
    path = study.folder / "corrections.csv"
    old, faults = corrections.load(study.folder)
    if faults:
        raise InputProblem(*faults)
    out = io.StringIO(newline="")
    merged(old, rows).to_csv(out, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    files.replace(path, out.getvalue())
    return path


def correct(analysis, report, quote, who, *, right=None, speaker=None, content=None, why=""):
    """Decide about one quotation of an Analysis, from a notebook; returns the path of the study's corrections.csv.

    report, quote: as in the table of quotations. right: True, False (it is none) or None; speaker, content: what they
    are instead, speaker "-" for nobody. Raises InputProblem where that cannot be.
    """
    rows = [row for row in _quote_rows(analysis) if (row["report"], row["quote"]) == (report, quote)]
    if not rows:
        raise InputProblem(f"{report} has no quotation {quote}. Take the numbers from the table")
    verdict = "" if right is None else "right" if right else "wrong"
    cells = {"key": json.dumps(rows[0]["about"], ensure_ascii=False), "verdict": verdict, "speaker_is": speaker,
             "content_is": content, "why": why, "who": who}  # fmt: skip
    return _save_one(analysis, cells, f"{report}, quotation {quote}")


def correct_frames(analysis, report, sentence, who, frames, why=""):
    """Decide about the frames of one sentence, from a notebook; frames: a list of the codebook's names or labels."""
    rows = [row for row, number in zip(_frame_rows(analysis), analysis.sentences["sentence"], strict=True)
            if (row["report"], number) == (report, sentence)]  # fmt: skip
    if not rows:
        raise InputProblem(f"{report} has no sentence {sentence}. Take the numbers from the table")
    cells = {"key": json.dumps(rows[0]["about"], ensure_ascii=False), "verdict": "",
             "frames_are": " | ".join(frames) or NOTHING, "why": why, "who": who}  # fmt: skip
    return _save_one(analysis, cells, f"{report}, sentence {sentence}")


def _save_one(analysis, cells, place):
    try:
        made = _row_decisions(cells, analysis.study, "", date.today().isoformat())
    except ValueError as fault:
        raise InputProblem(f"{place}: {'. '.join(fault.args)}") from None
    if not made:
        raise InputProblem(f"{place}: nothing is decided. Give right, speaker or content")
    return save(analysis.study, made)
