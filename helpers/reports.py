"""What a report is before it is read: a Report or a Reject, and the row of a table that becomes one.

Columns may have other names (`data/columns.csv` lists them) and dates may be written in words (`data/months.csv` has
the names of the months from the Gulf to Morocco).
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from helpers import decoding, tables, words
from helpers.problems import InputProblem, problem

META = ["call", "outlet", "date", "title"]
COLUMNS = ["id", "text", *META]
UTF8 = "Save it as UTF-8 to be sure"


class Report(NamedTuple):
    """One report to be read. place: (file, line or row or None). meta: {call, outlet, date, title} where known.

    origin: as in decoding.Text. faults: (what is wrong, what to do) of what beside the text was left out.
    """

    id: str
    text: str
    place: tuple[str, int | None]
    meta: dict
    notice: str = ""
    extracted: bool = False  # the text was taken out of a web page or a Word file
    origin: tuple | None = None
    faults: tuple = ()

    def said(self) -> str:
        """The printable line of the notice."""
        return problem(*self.place, self.notice, UTF8)

    def lines(self) -> list[str]:
        """The printable lines of the faults."""
        return [problem(*self.place, *fault) for fault in self.faults]


class Reject(NamedTuple):
    """One report that cannot be read, and why; `mend` says what a person can do about it."""

    id: str
    place: tuple[str, int | None]
    reason: str
    mend: str

    def line(self) -> str:
        """The printable line for this fault."""
        return problem(*self.place, self.reason, self.mend)


class File(NamedTuple):
    """A report that is a file of its own and has not been read. meta: as in Report, by the study's manifest."""

    id: str
    path: str
    meta: dict


class Row(NamedTuple):
    """A report in a table that has not been read. number: of its line or row in the file, from 1; noun: which of these
    it counts. cells: {name of a column as in COLUMNS: what stands there}."""

    path: str
    number: int
    cells: dict
    noun: str = "line"

    @property
    def id(self) -> str:
        """The id in the row, else the name of the file with the number."""
        given = _shown(self.cells.get("id"))
        return given if given.strip() else f"{Path(self.path).stem}-{self.number}"

    @property
    def place(self) -> tuple[str, int | None]:
        """(file, line); other numbers than lines stand beside the file."""
        return (self.path, self.number) if self.noun == "line" else (f"{self.path} {self.noun} {self.number}", None)

    def rejected(self, reason: str, mend: str) -> Reject:
        """The Reject of this row."""
        return Reject(self.id, self.place, reason, mend)


# ---------------------------------------------------------------- columns


def _level(name):
    return " ".join(words.fold(str(name)).casefold().replace("_", " ").replace("-", " ").split())


@tables.derived("columns")
def _named():
    """`named_columns`, with what data/columns.csv says: a column has the name there whose rank is lowest."""
    rows = tables.load("columns").itertuples()
    pairs = [(row.column, other) for row in rows for other in [row.column, *tables.items(row.names)]]
    known = {_level(other): (rank, column) for rank, (column, other) in reversed(list(enumerate(pairs)))}

    @lru_cache(maxsize=1024)
    def ranked(columns):
        found = sorted((known[_level(name)], str(name) != known[_level(name)][1], at, name)
                       for at, name in enumerate(columns) if _level(name) in known)  # fmt: skip
        best = {column: name for (_, column), _, _, name in reversed(found)}
        return {best[column]: column for column in dict.fromkeys(column for (_, column), *_ in found)}

    return ranked


def named_columns(columns: tuple) -> dict[str, str]:
    """{column of a table: its name here} for those that mean something; of two that mean the same the better named."""
    return _named()(columns)


def need_text(path: str, columns: Iterable, line: int | None = 1) -> dict[str, str]:
    """`named_columns(columns)`. Raises InputProblem where none of the columns is that of the texts."""
    columns = tuple(map(str, columns))
    if {"start", "end"} <= set(columns):
        raise InputProblem(problem(path, line, "holds parts of reports, not reports", "Name the table of the reports"))
    found = named_columns(columns)
    if "text" not in found.values():
        there = ", ".join(map(repr, columns)) or "none"
        raise InputProblem(problem(path, line, f"column 'text' is missing; there are {there}",
                                   "Name the column that holds the reports `text`"))  # fmt: skip
    return found


def from_row(row: Row) -> Report | Reject:
    """The Report or Reject that a Row is."""
    doc, place, text = row.id, row.place, row.cells.get("text")
    found = decoding.mended(decoding.Text(text, "", "")) if isinstance(text, str) else None
    wrong = decoding.unusable(found.text if found else text)
    if wrong or decoding.HALF.search(doc):
        printable = doc.encode("utf-8", "backslashreplace").decode("utf-8")
        return Reject(printable, place, *(wrong or ("the id is not a text", "Give the report another id")))
    cells = {name: row.cells[name] for name in META if name in row.cells}
    meta = {name: cell if name == "date" else _shown(cell) for name, cell in cells.items()}
    for name, value in meta.items():
        if isinstance(value, str) and decoding.HALF.search(value):
            return Reject(doc, place, f"half a character (a lone surrogate) in its {name}", "Mend or empty the cell")
    faults = []
    if "date" in meta:
        meta["date"], wrong = iso_date(meta["date"])
        faults += [wrong] if wrong else []
    return Report(doc, found.text, place, meta, found.notice, origin=found.origin, faults=tuple(faults))


def _shown(value):
    """A cell as text: nothing for what is empty, whole numbers without their fraction."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# ---------------------------------------------------------------- dates

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(\d{4})(\d\d)(\d\d)(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_A_DATE = "Write it as 2026-02-04"


def iso_date(value: object) -> tuple[str, tuple[str, str] | None]:
    """(ISO date, None) of a cell, or ("", (what is wrong, what to do)); ("", None) for an empty one.

    Takes days and times of Parquet and Excel, ISO, numbers with the year first or last where only one reading is a day,
    and days in words, Arabic or English, with one or two names of the month: ٤ شباط/فبراير 2026. The time is left out.
    """
    if isinstance(value, date) and value == value:
        return (value.date() if isinstance(value, datetime) else value).isoformat(), None
    shown = " ".join(_shown(value).split())
    found = set()
    for parts in _readings(words.plain(shown)):
        with suppress(ValueError):
            found.add(date(*parts).isoformat())
    if len(found) > 1:
        return "", (f"date {shown!r} may be two days", _A_DATE)
    if not found and shown:
        return "", (f"date {shown!r} is not valid", "It must be a date such as 2026-02-04")
    return (found.pop() if found else ""), None


def _readings(text):
    """Every (year, month, day) that a text can mean, whether there is such a day or not."""
    if match := _YEAR_FIRST.match(text):
        return [[int(part) for part in match.groups() if part]]
    if match := _YEAR_LAST.match(text):
        first, second, year = map(int, match.groups())
        return [(year, second, first), (year, first, second)]
    text = _CLOCK.sub(" ", text)
    months = {number for name, number in _months() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", _level(text))}
    years, days = re.findall(r"(?<!\d)\d{4}(?!\d)", text), re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)
    if len(months) == len(years) == len(days) == 1:
        return [(int(years[0]), months.pop(), int(days[0]))]
    return []


@tables.derived("months")
def _months():
    """(name, levelled, number of the month), longer names first."""
    return [(_level(name), int(row.month)) for row in tables.load("months").itertuples()
            for name in tables.items(row.names)]  # fmt: skip
