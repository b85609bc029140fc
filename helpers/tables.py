"""The editable tables under `data/`: read as text, validated on load, wrong rows named by file and line.

Every table is UTF-8 CSV with a header; `data/schemas/tables.yaml` says what its columns may hold. A cell that holds a
list separates its items with ` | `. Tables come back as pandas frames of strings ("" for an empty cell) whose index is
the line in the file.
"""

import csv
import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache, wraps
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import yaml

from helpers import patterns
from helpers.home import HOME
from helpers.problems import InputProblem, problem

DATA = HOME / "data"
RULES = yaml.load((DATA / "schemas" / "tables.yaml").read_text("utf-8"), yaml.CSafeLoader)
ID = RULES["types"]["id"]["pattern"]  # of a report: also the name of its file and page
WEEKDAYS = RULES["study"]["calls"]["weekday"]["enum"]
STANCES = RULES["study"]["reporting_verbs"]["stance"]["enum"]
# what a study may hold beside its reports; helpers/study.py says what each is for
STUDY = ["manifest", "calls", "speakers", "sides", "reporting_verbs", "codebook", "frame_terms", "frame_groups",
         "corrections", "gist", "residue", "offices", "fetched"]  # fmt: skip


def items(cell: str) -> list[str]:
    """The items of a list cell: 'a | b' → ['a', 'b']."""
    return [item.strip() for item in cell.split("|") if item.strip()]


def in_language(row: Mapping[str, str], name: str, language: str) -> str:
    """A cell of a row in a language: for Arabic that of the column with _ar behind its name, where it is filled in."""
    return (row.get(f"{name}_ar") if language == "ar" else "") or row.get(name, "")


def is_date(value: str) -> bool:
    """Whether a text is an ISO date of the calendar, such as 2026-02-04."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


# ---------------------------------------------------------------- what a table may hold


def _tests(rule):
    """(function of a cell, what it must do) for each test of one column's rule; the rules' file says what they are."""
    kind, least = rule.get("type"), rule.get("minimum", 0)
    if "enum" in rule:
        yield rule["enum"].__contains__, f"be one of {', '.join(rule['enum'])}"
    elif "words" in rule:
        words, mark = rule["words"], rule["marked"]
        known = lambda word: word in words or (word.startswith(mark) and word != mark)  # noqa: E731
        said = f"be one or more of {' '.join(words)}, with spaces between"
        yield lambda cell: bool(cell.split()) and all(map(known, cell.split())), said
    elif kind == "filled":
        yield lambda cell: bool(cell.strip()), "not be empty"
    elif kind == "date":
        yield is_date, "be a date such as 2026-02-04"
    elif kind == "integer":
        said = "be a whole number" + (f" of {least} or more" if least else "")
        yield lambda cell: cell.isdecimal() and int(cell) >= least, said
    elif kind == "expression":
        said = "say how often at most: {0,60} rather than * or +, no repeat of a repeat"
        yield patterns.compiles, "be a regular expression"
        yield patterns.bounded, said
    elif kind:
        found = RULES["types"][kind]
        yield lambda cell: bool(re.fullmatch(found["pattern"], cell)), f"be {found['meaning']}"


def _column(rule):
    empty = rule.get("empty", False)
    checks = [pa.Check(lambda cell, holds=holds: (empty and cell == "") or holds(cell), element_wise=True,
                       error=f"must {said}" + " or empty" * empty) for holds, said in _tests(rule)]  # fmt: skip
    return pa.Column(str, checks, unique=rule.get("unique", False), required=rule.get("required", True),
                     report_duplicates="exclude_first")  # fmt: skip


def _weekday_of_date(table):
    if not {"date", "weekday"} <= set(table):
        return pd.Series(True, table.index)
    fits = [not is_date(day) or weekday in {"", WEEKDAYS[date.fromisoformat(day).weekday()]}
            for day, weekday in zip(table["date"], table["weekday"], strict=True)]  # fmt: skip
    return pd.Series(fits, table.index)


# what the cells of a row must be to each other
ROWS = {
    "calls": pa.Check(_weekday_of_date, error="must name the weekday on which the date falls"),
    "corrections": pa.Check(lambda table: (table["field"] != "quotation") | table["new"].isin(["right", "wrong"]),
                            error="must say right or wrong in the column new"),
}  # fmt: skip


@lru_cache
def schemas(part: str) -> dict[str, pa.DataFrameSchema]:
    """{table: pandera schema} of a part of the rules: `study`, `story`, `coverage`, or `fetch` (with other columns)."""
    return {name: pa.DataFrameSchema({column: _column(rule) for column, rule in columns.items()},
                                     checks=ROWS.get(name) if part == "study" else None, strict=part != "fetch")
            for name, columns in RULES[part].items()}  # fmt: skip


SCHEMAS = schemas("study")


# ---------------------------------------------------------------- reading


def read_unchecked(path: str | Path) -> pd.DataFrame:
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


def _checked(table, schema, path):
    """(table as pandera gives it back, failure cases as dicts, a printable line for each of these)."""
    try:
        return schema.validate(table, lazy=True), [], []
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.to_dict("records")
        return table, cases, list(dict.fromkeys(_fault(path, schema, case) for case in cases))


def load(name: str, folder: str | Path = DATA, part: str = "study") -> pd.DataFrame:
    """The table `name` of a part of the rules (see `schemas`) from `folder`, validated.

    Returns a frame of strings indexed by line in the file. Raises InputProblem with a line per wrong row.
    """
    path = Path(folder) / f"{name}.csv"
    return validated(read_unchecked(path), schemas(part)[name], path)


def validated(table: pd.DataFrame, schema: pa.DataFrameSchema, path: str | Path) -> pd.DataFrame:
    """A table that was read from a path, if it follows a schema. Raises InputProblem with a line per wrong row."""
    checked, _, faults = _checked(table, schema, path)
    if faults:
        raise InputProblem(*faults)
    return checked


def usable(name: str, folder: str | Path = DATA) -> tuple[pd.DataFrame, list[str]]:
    """(table, faults): the rows of a table that are right, and a printable line for everything that is not.

    A table that is missing, or lacks a column it needs, comes back empty.
    """
    path = Path(folder) / f"{name}.csv"
    schema = SCHEMAS[name]
    try:
        table = read_unchecked(path)
    except InputProblem as fault:
        return empty(name), fault.lines
    table, cases, faults = _checked(table, schema, path)
    if any(case["check"] == "column_in_dataframe" for case in cases):
        return empty(name), faults
    wrong = {case["index"] for case in cases if pd.notna(case["index"])}
    known = [column for column in table if column in schema.columns]
    return table.loc[[line not in wrong for line in table.index], known], faults


def empty(name: str) -> pd.DataFrame:
    """A table of no rows."""
    return pd.DataFrame(columns=list(SCHEMAS[name].columns), dtype=str)


def stamps(*folders: str | Path) -> dict[str, tuple[int, int]]:
    """{path: (time, size)} of the files in some folders: what tells one state of them from another."""
    found = {}
    for folder in {os.path.realpath(folder) for folder in folders}:
        with os.scandir(folder if os.path.isdir(folder) else os.path.dirname(folder)) as entries:
            for entry in entries:
                if os.path.isfile(entry.path):  # which has an answer for a link to itself
                    said = entry.stat()
                    found[entry.path] = (said.st_mtime_ns, said.st_size)
    return found


def derived(*names: str) -> Callable:
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
