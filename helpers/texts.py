"""Texts given in Python, read as a study is: what the functions of the package do."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

import pandas as pd

from helpers import decoding, edits, inputs, pipeline, study
from helpers.problems import InputProblem
from helpers.views import Result
from helpers.words import count_words


def load(folder: str | Path | None = None) -> study.Study:
    """See `helpers.load`."""
    read_in = study.load(folder)
    edits.say(read_in)
    return read_in


def analyse(study: study.Study) -> pipeline.Analysis:
    """See `helpers.analyse`."""
    edits.say(study)
    found = pipeline.analyse(study)
    edits.tell(found)
    return found


def read(source: object, known: study.Study | None = None) -> Result:
    """See `helpers.read`; known: the Study whose tables are used."""
    if isinstance(source, study.Study):
        return Result(analyse(source))
    if _is_path(source):
        given = load(source)
        reports, calls = given.reports, given.calls
        known = known or given
    else:
        reports = _reports(source)
        calls, known = study.events(reports), known or study.shared()
    return Result(analyse(replace(known, reports=reports, calls=calls, faults=(), notices=())))


def _is_path(source: object) -> TypeGuard[str | Path]:
    """Whether a path is meant: a Path, or a string that names a file or could do nothing else."""
    if isinstance(source, Path):
        return True
    if not isinstance(source, str) or "\n" in source or decoding.ARABIC.search(source):
        return isinstance(source, str) and os.path.exists(source)
    named = os.path.exists(source) or Path(source).suffix.lower() in inputs.KINDS
    return bool(source.strip()) and (named or os.sep in source)


def _reports(source):
    """The reports of a study from texts given in Python, columns study.COLUMNS. Raises InputProblem."""
    if isinstance(source, str):
        source = {"text": source}
    if isinstance(source, Mapping):
        source = pd.DataFrame({"id": list(source), "text": list(source.values())})
    if not isinstance(source, pd.DataFrame):
        try:
            source = pd.DataFrame({"text": list(source)})
        except TypeError:
            what = f"{type(source).__name__} is no text"
            raise InputProblem(f"{what}. Give a text, a path, a list, a dict or a DataFrame with texts") from None
    if "text" not in source:
        raise InputProblem("no column text in the DataFrame. Rename the one that holds the texts")
    named = source.rename(columns={"id": "report"}).reset_index(drop=True)
    if "report" not in named:
        named["report"] = None
    texts, wrong = zip(*map(_text, named["text"]), strict=True) if len(named) else ((), ())
    faults = [f"text {number}: {fault}" for number, fault in enumerate(wrong, 1) if fault]
    named["text"], named["report"] = texts, _ids(named["report"])
    for report, rows in named.groupby("report").groups.items():
        if len(rows) > 1:
            numbers = ", ".join(str(row + 1) for row in rows)
            faults.append(f"the id {report!r} occurs twice (texts {numbers}). Give each text an id of its own")
    if faults or named.empty:
        raise InputProblem(*(faults or ["no text in it. Give one or more"]))
    named["words"] = named["text"].map(count_words)
    table = named.reindex(columns=study.COLUMNS).astype(object).fillna({"group": named["report"], "language": "ar"})
    about = [name for name in study.COLUMNS if name not in {"text", "words"}]
    return table.assign(words=named["words"], **{name: table[name].fillna("").astype(str) for name in about})


def _text(given):
    """(the text of one cell, "") or ("", what is wrong with it)."""
    if isinstance(given, Path):
        try:
            return inputs.read(given).text, ""
        except InputProblem as fault:
            return "", str(fault)
    wrong = decoding.unusable(given)
    return ("", ". ".join(wrong)) if wrong else (given, "")


def _ids(given):
    """Ids as text; where one is missing, text1, text2 … by its place."""
    return ["text" + str(number) * (len(given) > 1) if pd.isna(value) or value == "" else str(value)
            for number, value in enumerate(given, 1)]  # fmt: skip
