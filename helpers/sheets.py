"""Excel workbooks, out and in, by openpyxl: sheets that read from right to left, and none that can do harm.

What is written is text and numbers, never a formula. What is read is refused in one line where it could run, fetch or
blow up: macros, links to other files, entities, a zip bomb, more rows than a person can have filled in. A formula in a
cell is not calculated; it comes back as a Formula, and whoever needs the cell says so.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from helpers.problems import InputProblem, problem

LONGEST_CELL = 32_767  # characters, all that the format holds
MOST_ROWS = 1_048_576  # of a sheet, all that the format holds
MOST_READ = 200_000  # rows of a workbook that is read
MOST_PACKED, MOST_UNPACKED = 100_000_000, 1_000_000_000  # bytes
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML cannot hold
_CUT = " […]"
_HEAD = PatternFill("solid", fgColor="FFE7E1D4")
_OPEN = PatternFill("solid", fgColor="FFFFF7D6")  # columns that are to be filled in


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written: rows of text, numbers and None below a frozen header; columns are counted from 0."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Mapping[int, int] = field(default_factory=dict)  # column → width in characters (default 14)
    hidden: Sequence[int] = ()
    fill_in: Sequence[int] = ()  # columns for a person, shaded
    choices: Mapping[int, tuple[Sequence[str], bool]] = field(
        default_factory=dict
    )  # column → (values, whether others are refused)
    to_left: bool = True


class Formula(str):
    """The formula that a cell holds, not its value."""

    __slots__ = ()


def _cell(sheet, value, wrap, fill=None, head=False):
    if isinstance(value, str):
        value = _CONTROL.sub("\ufffd", value)
        if len(value) > LONGEST_CELL:
            value = value[: LONGEST_CELL - len(_CUT)] + _CUT
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # text, whatever it begins with
    cell.alignment = wrap
    if fill:
        cell.fill = fill
    if head:
        cell.font = Font(bold=True)
    return cell


def _drop_down(sheet, lists, column, values, strict):
    """Give a column a drop-down list, which goes to the end of `lists`: in the cell itself there is room for few."""
    lists.append(values)
    letter, own = get_column_letter(len(lists)), get_column_letter(column + 1)
    made = DataValidation("list", formula1=f"lists!${letter}$1:${letter}${max(1, len(values))}", allow_blank=True)
    made.showErrorMessage = strict
    made.add(f"{own}2:{own}{len(sheet.rows) + 1}")
    return made


def to_bytes(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of Sheets, as bytes. Raises ValueError where one has more rows than the format holds."""
    book = Workbook(write_only=True)
    made = {sheet.title: book.create_sheet(sheet.title) for sheet in sheets}
    lists = []
    for sheet in sheets:
        if len(sheet.rows) >= MOST_ROWS:
            raise ValueError(f"{len(sheet.rows):,} rows are more than a workbook holds")
        page = made[sheet.title]
        page.sheet_view.rightToLeft = sheet.to_left
        page.freeze_panes = "A2"
        for column in range(len(sheet.header)):
            shape = page.column_dimensions[get_column_letter(column + 1)]
            shape.width, shape.hidden = sheet.widths.get(column, 14), column in sheet.hidden
        for column, (values, strict) in sheet.choices.items() if sheet.rows else ():
            page.data_validations.append(_drop_down(sheet, lists, column, values, strict))
        # 2: reading order from right to left
        wrap = Alignment(wrap_text=True, vertical="top", readingOrder=2 if sheet.to_left else 1)
        fills = [_OPEN if column in sheet.fill_in else None for column in range(len(sheet.header))]
        page.append([_cell(page, label, wrap, _HEAD, True) for label in sheet.header])
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{len(sheet.rows) + 1}"
        for row in sheet.rows:
            page.append([_cell(page, value, wrap, fill) for value, fill in zip(row, fills, strict=True)])
    aside = book.create_sheet("lists")
    aside.sheet_state = "hidden"
    for row in zip_longest(*lists):
        aside.append([_cell(aside, value, Alignment()) for value in row])
    out = io.BytesIO()
    book.save(out)
    return _timeless(out)


def _timeless(saved):
    """The workbook without the times at which it was made, so that the same tables give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"1980-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(part.filename), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# ---------------------------------------------------------------- reading


def _refused(path, what, mend="Save it as a plain .xlsx workbook"):
    return InputProblem(problem(path, None, what, mend))


def _checked(path):
    """The bytes of a workbook that can do no harm. Raises InputProblem."""
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST_PACKED + 1)
    except OSError as fault:
        raise _refused(path, f"cannot be read ({fault.strerror})", "Check name and rights") from None
    if len(raw) > MOST_PACKED:
        raise _refused(path, f"bigger than {MOST_PACKED // 10**6} MB", "Keep only the sheets that were filled in")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            _look_through(path, packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _refused(path, "not a workbook, or a damaged or locked one") from None
    return raw


def _look_through(path, packed):
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 10_000:
        raise _refused(path, "unpacks to more than any workbook filled in by hand", "Keep only the sheets that were")
    names = [part.filename.lower() for part in parts]
    if "[content_types].xml" not in names:
        raise _refused(path, "not an Excel workbook")
    if any("vbaproject" in name or "macrosheets/" in name for name in names):
        raise _refused(path, "holds macros")
    if any("externallinks/" in name or "/connections.xml" in name or "embeddings/" in name for name in names):
        raise _refused(path, "links to other files", "Remove the links (Data, Edit links) and save it again")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            with packed.open(part) as file:
                _without_entities(path, file)


def _without_entities(path, file):
    """Refuse a part that declares entities, in UTF-8 or UTF-16: they can blow up or reach other files."""
    before = b""
    while piece := file.read(1_000_000):
        if b"<!DOCTYPE" in (bare := (before + piece).replace(b"\0", b"")) or b"<!ENTITY" in bare:
            raise _refused(path, "declares XML entities, as no spreadsheet program does")
        before = piece[-32:]


def read(path: str | Path) -> dict[str, list[list[Any]]]:
    """{title: rows} of a workbook's sheets, rows as lists of text, numbers, dates, Formula and None.

    Nothing is calculated. Raises InputProblem where the file is no workbook, could do harm or has too many rows.
    """
    raw = _checked(path)
    try:
        with warnings.catch_warnings(action="ignore"):  # of things that openpyxl leaves out, such as pictures
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            return _pages(path, book)
    except InputProblem:
        raise
    except Exception as fault:  # whatever a broken part makes of openpyxl
        raise _refused(path, f"cannot be read as a workbook ({type(fault).__name__})") from None


def _pages(path, book):
    pages, count = {}, 0
    for page in book.worksheets:
        page.reset_dimensions()  # which say what a program wrote there
        pages[page.title] = []
        for row in page.iter_rows():
            count += 1
            if count > MOST_READ:
                raise _refused(path, f"more than {MOST_READ:,} rows", "Cut it into several workbooks")
            pages[page.title].append([Formula(cell.value) if cell.data_type == "f" else cell.value for cell in row])
    return pages
