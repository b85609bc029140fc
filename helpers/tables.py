"""The editable tables under `data/`: read as text, validated on load, wrong rows named by file and line.

Every table is UTF-8 CSV with a header. A cell that holds a list separates its items with ` | `. Tables come back as
pandas frames of strings ("" for an empty cell) whose index is the line in the file.
"""

import csv
import os
import re
from datetime import date
from functools import wraps
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from helpers import patterns
from helpers.problems import InputProblem, problem

DATA = Path(__file__).resolve().parent.parent / "data"
ID = r"\w[\w.\-]*"  # of a report: also the name of its file and page
ISO_DATE = r"\d{4}-\d{2}-\d{2}"
# what a study may hold beside its reports; helpers/study.py says what each is for
STUDY = ["manifest", "calls", "speakers", "sides", "reporting_verbs", "codebook", "frame_terms", "frame_groups",
         "corrections", "residue", "offices", "fetched"]  # fmt: skip
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
STANCES = ["neutral", "assertive", "evaluative", "directive", "emotive", "adversarial", "evasive"]


def items(cell):
    """The items of a list cell: 'a | b' → ['a', 'b']."""
    return [item.strip() for item in cell.split("|") if item.strip()]


def _filled():
    return pa.Check(lambda value: bool(value.strip()), element_wise=True, error="must not be empty")


def _one_of(values, empty=False):
    allowed = [*values, *([""] if empty else [])]
    return pa.Check(lambda value: value in allowed, element_wise=True, error=f"must be one of {', '.join(values)}")


def _each_of(values, marked=None):
    """One or more of some values; where `marked` is given, any word that begins with it is one too."""
    return pa.Check(lambda cell: bool(cell.split()) and all(
                        item in values or (marked and item.startswith(marked) and item != marked)
                        for item in cell.split()), element_wise=True,
                    error=f"must be one or more of {' '.join(values)}, with spaces between")  # fmt: skip


def _matching(pattern, meaning):
    return pa.Check(lambda value: bool(re.fullmatch(pattern, value)), element_wise=True, error=f"must be {meaning}")


def is_date(value):
    try:
        return bool(re.fullmatch(ISO_DATE, value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _date(empty=False):
    return pa.Check(lambda value: (empty and value == "") or is_date(value), element_wise=True,
                    error="must be a date such as 2026-02-04")  # fmt: skip


def _pattern(check, error):
    return pa.Check(check, element_wise=True, error=error)


def _weekday_of_date(table):
    if not {"date", "weekday"} <= set(table):
        return [True] * len(table)
    return [not is_date(day) or weekday in {"", WEEKDAYS[date.fromisoformat(day).weekday()]}
            for day, weekday in zip(table["date"], table["weekday"], strict=True)]  # fmt: skip


def _text(*checks, unique=False, required=True):
    return pa.Column(str, list(checks), unique=unique, required=required, report_duplicates="exclude_first")


# how the content of a cue may follow it; helpers/cues.py says what each means. "?": only where it asserts something
COMPLEMENTS = [
    "direct",
    "clause",
    "np",
    "masdar",
    "source",
    "verb",
    "relay",
    "document",
    *"بـ إلى على عن من لـ في بشأن حول إزاء حيال".split(),
]
COMPLEMENTS += [f"{complement}?" for complement in COMPLEMENTS]

SCHEMAS = {
    "calls": pa.DataFrameSchema(
        {
            "call": _text(_filled(), unique=True),
            "date": _text(_date()),
            "weekday": _text(_one_of(WEEKDAYS, empty=True), required=False),
            **{
                name: _text(required=False)
                for name in ("medium", "initiated_by", "duration", "context", "call_ar", "medium_ar", "context_ar")
            },
        },
        checks=pa.Check(
            lambda table: pd.Series(_weekday_of_date(table), table.index),
            error="must name the weekday on which the date falls",
        ),
        strict=True,
    ),
    "reporting_verbs": pa.DataFrameSchema(
        {
            "lemma": _text(_filled(), unique=True),
            "kind": _text(_one_of(["verb", "noun", "preposition"])),
            "stance": _text(_one_of(STANCES)),
            "complements": _text(_each_of(COMPLEMENTS, "=")),
            "present": _text(_matching(r"[يئ]\S+|", "the third person masculine singular of the present, or empty")),
            "participle": _text(_matching(r"\S*", "one word or empty")),
            "noun": _text(),
            "forms": _text(),
            "example": _text(_filled()),
        },
        strict=True,
    ),
    "offices": pa.DataFrameSchema(
        {"speaker": _text(_filled()), "title": _text(_filled()), "since": _text(_date()), "until": _text(_date(True))},
        strict=True,
    ),
    "channels": pa.DataFrameSchema({"word": _text(_filled(), unique=True)}, strict=True),
    "titles": pa.DataFrameSchema({"title": _text(_filled(), unique=True)}, strict=True),
    "speakers": pa.DataFrameSchema(
        {
            "speaker": _text(_filled(), unique=True),
            "english": _text(),
            "role_ar": _text(),
            "role": _text(),
            "side": _text(),
            "kind": _text(_one_of(["person", "institution", "place", "outlet"])),
            "gender": _text(_one_of(["m", "f"])),
            "spellings": _text(),
            "titles": _text(),
            "note": _text(required=False),
        },
        strict=True,
    ),
    "sides": pa.DataFrameSchema(
        {
            "side": _text(_filled(), unique=True),
            "label_en": _text(required=False),
            "label_ar": _text(required=False),
            "colour": _text(_matching(r"#[0-9a-fA-F]{6}|", "a colour such as #0072b2, or empty"), required=False),
        },
        strict=True,
    ),
    "columns": pa.DataFrameSchema({"column": _text(_filled(), unique=True), "names": _text(_filled())}, strict=True),
    "months": pa.DataFrameSchema(
        {"month": _text(_matching(r"1[0-2]|[1-9]", "a number from 1 to 12"), unique=True), "names": _text(_filled())},
        strict=True,
    ),
    "residue": pa.DataFrameSchema(
        {
            "reason": _text(_matching(r"[a-z_]+", "one lower-case word such as share_prompt")),
            "scope": _text(_one_of(["head", "under", "line", "page", "block", "tail", "start", "dateline", "inside"])),
            "pattern": _text(
                _filled(),
                _pattern(patterns.compiles, "must be a regular expression"),
                _pattern(
                    patterns.bounded, "must say how often at most: {0,60} rather than * or +, no repeat of a repeat"
                ),
            ),
            "example": _text(_filled()),
        },
        strict=True,
    ),
    "codebook": pa.DataFrameSchema(
        {
            "frame": _text(_matching(r"[a-z_]+", "one lower-case word such as partnership"), unique=True),
            **{name: _text(_filled()) for name in ("label_en", "label_ar", "definition")},
            "not_when": _text(),
        },
        strict=True,
    ),
    "frame_groups": pa.DataFrameSchema(
        {
            "group": _text(_matching(r"[a-z_]+", "one lower-case word such as call"), unique=True),
            "kind": _text(_one_of(["names", "words"])),
            "words": _text(_filled()),
            "note": _text(),
        },
        strict=True,
    ),
    "frame_terms": pa.DataFrameSchema(
        {
            "frame": _text(_filled()),
            "term": _text(_filled()),
            "effect": _text(_one_of(["code", "block"])),
            **{name: _text() for name in ("needs", "unless", "before")},
            "origin": _text(_matching(r"[\w.\-]*", "empty or the id of one report")),
            "note": _text(),
        },
        strict=True,
    ),
    "manifest": pa.DataFrameSchema(
        {
            "id": _text(_matching(ID, "letters, digits, dots, hyphens and underscores"), unique=True),
            **{
                name: _text(required=False)
                for name in (
                    "file",
                    "call",
                    "outlet",
                    "register",
                    "title",
                    "language",
                    "note",
                    "collection",
                    "url",
                    "group",
                )
            },
            **{name: _text(_date(empty=True), required=False) for name in ("date", "published")},
            "words": _text(_matching(r"\d*", "a whole number or empty"), required=False),
            "sha256": _text(_matching(r"[0-9a-f]{64}|", "64 hexadecimal digits or empty"), required=False),
        },
        strict=True,
    ),
}


def _rows(path):
    """Header and rows of a CSV file as a frame indexed by line number; problems of the file itself are raised."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as source:
            reader = csv.reader(source, strict=True)
            numbered = [(reader.line_num, row) for row in reader if row]
    except FileNotFoundError:
        raise InputProblem(problem(path, None, "no such table", "Restore it or name another folder")) from None
    except OSError as fault:
        what = f"cannot be read ({fault.strerror})"
        raise InputProblem(problem(path, None, what, "Check name and rights")) from None
    except UnicodeDecodeError as fault:
        raise InputProblem(problem(path, None, f"not UTF-8 (byte {fault.start})", "Save the table as UTF-8")) from None
    except csv.Error as fault:
        raise InputProblem(problem(path, reader.line_num, f"not CSV ({fault})", "Check the quotation marks")) from None
    if not numbered:
        raise InputProblem(problem(path, 1, "empty table", "Give it a header line and rows"))
    header = numbered[0][1]
    ragged = [problem(path, line, f"{len(row)} cells, the header has {len(header)}", "Quote cells that hold a comma")
              for line, row in numbered[1:] if len(row) != len(header)]  # fmt: skip
    if len(set(header)) < len(header):
        ragged.append(problem(path, 1, "a column name occurs twice", "Rename one of them"))
    if ragged:
        raise InputProblem(*ragged)
    lines = pd.Index([line for line, _ in numbered[1:]], name="line")
    return pd.DataFrame([row for _, row in numbered[1:]], columns=header, index=lines, dtype=str)


def _fault(path, schema, case):
    """One printable line for one failure case of pandera."""
    columns = ", ".join(schema.columns)
    if case["check"] == "column_in_schema":
        return problem(path, 1, f"unknown column {case['failure_case']!r}", f"Use only the columns {columns}")
    if case["check"] == "column_in_dataframe":
        return problem(path, 1, f"column {case['failure_case']!r} is missing", f"Add it; the columns are {columns}")
    line = int(case["index"]) if pd.notna(case["index"]) else None
    if case["check"] == "field_uniqueness":
        return problem(path, line, f"{case['column']} {case['failure_case']!r} occurs twice", "Keep one of the rows")
    what = f"{case['column']} {case['failure_case']!r}" if case["schema_context"] == "Column" else "this row"
    return problem(path, line, f"{what} is not valid", f"It {case['check']}")


def validate(table, schema, path):
    """The table, if it follows the schema (or the one of that name); else InputProblem with a line per wrong row."""
    schema = SCHEMAS[schema] if isinstance(schema, str) else schema
    checked, cases = _checked(table, schema)
    if cases:
        raise InputProblem(*_told(path, schema, cases))
    return checked


def _checked(table, schema):
    """(the table as pandera gives it back, what is wrong with it: a list of failure cases as dicts)."""
    try:
        return schema.validate(table, lazy=True), []
    except pa.errors.SchemaErrors as errors:
        return table, errors.failure_cases.to_dict("records")


def _told(path, schema, cases):
    return list(dict.fromkeys(_fault(path, schema, case) for case in cases))


def load(name, folder=DATA):
    """The table `name` (calls, speakers, reporting_verbs, codebook, residue, manifest) from `folder`, validated.

    Returns a frame of strings indexed by line in the file. Raises InputProblem.
    """
    path = Path(folder) / f"{name}.csv"
    return validate(_rows(path), name, path)


def usable(name, folder=DATA):
    """(table, faults): the rows of a table that are right, and a printable line for everything that is not.

    A table that is missing, or lacks a column it needs, comes back empty.
    """
    path = Path(folder) / f"{name}.csv"
    schema = SCHEMAS[name]
    try:
        table = _rows(path)
    except InputProblem as fault:
        return pd.DataFrame(columns=list(schema.columns), dtype=str), fault.lines
    table, cases = _checked(table, schema)
    if any(case["check"] == "column_in_dataframe" for case in cases):
        return pd.DataFrame(columns=list(schema.columns), dtype=str), _told(path, schema, cases)
    wrong = {case["index"] for case in cases if pd.notna(case["index"])}
    known = [column for column in table if column in schema.columns]
    return table.loc[[line not in wrong for line in table.index], known], _told(path, schema, cases)


def stamps(*folders):
    """{path: (time, size)} of the files in some folders: what tells one state of them from another."""
    found = {}
    for folder in {os.path.realpath(folder) for folder in folders}:
        with os.scandir(folder if os.path.isdir(folder) else os.path.dirname(folder)) as entries:
            for entry in entries:
                if os.path.isfile(entry.path):  # which has an answer for a link to itself
                    said = entry.stat()
                    found[entry.path] = (said.st_mtime_ns, said.st_size)
    return found


def derived(*names):
    """A decorator for a function of no arguments that makes something of shared tables: its answer is kept until the
    file of one of these tables changes."""
    paths = [DATA / f"{name}.csv" for name in names]

    def keeping(make):
        kept = {}

        @wraps(make)
        def current():
            now = [(said.st_mtime_ns, said.st_size) for said in map(os.stat, paths)]
            if kept.get("at") != now:
                kept.update(made=make(), at=now)
            return kept["made"]

        return current

    return keeping
