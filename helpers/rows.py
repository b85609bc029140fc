"""Reports in tables, row by row: CSV, JSON, JSON lines, Parquet and Excel. Only JSON and workbooks are held as a whole.

A table needs a column of texts and may have others (helpers/reports.py says under which names). What is wrong with a
row costs that row and is named. Every reader is a generator of Row and Reject, in order, and raises InputProblem where
nothing of a file can be read.
"""

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from helpers.decoding import LEGACY, MOST_BYTES, SAMPLE, as_stored, legacy, wide_encoding
from helpers.problems import InputProblem, problem
from helpers.reports import Reject, Row, named_columns, need_text

UNPACKED = 4 * MOST_BYTES  # of a workbook or Word file, which are archives
MOST_LINES = 5_000  # of one CSV record: what is longer is a quotation mark that was never closed
csv.field_size_limit(sys.maxsize if sys.maxsize < 2**32 else 2**31 - 1)  # Python's own limit is 128 KB a cell


# ---------------------------------------------------------------- Parquet


def from_parquet(path: str) -> Iterator[Row | Reject]:
    """The reports of a Parquet file; of a row group whose bytes are damaged, those before the damage."""
    import pyarrow
    from pyarrow import parquet

    def unreadable(fault):
        return f"cannot be read as Parquet ({str(fault).splitlines()[0]})", "Write the file again"

    try:
        file = parquet.ParquetFile(path)
    except (pyarrow.ArrowInvalid, OSError) as fault:
        raise InputProblem(problem(path, None, *unreadable(fault))) from None
    names, first = need_text(path, file.schema_arrow.names), 1
    for group in range(file.metadata.num_row_groups):
        number = first
        try:
            for batch in file.iter_batches(256, row_groups=[group], columns=list(names)):
                for row in _rows(batch):
                    found = Row(path, number, _renamed(row or {}, names), "row")
                    yield found if row is not None else found.rejected("not UTF-8", "Save the row as UTF-8")
                    number += 1
        except (pyarrow.ArrowException, OSError) as fault:
            yield Reject(f"{Path(path).stem}-{number}", (path, None), *unreadable(fault))
        first += file.metadata.row_group(group).num_rows


def _rows(batch):
    """The rows of a batch as dicts; None for one in which something that is called a string is no UTF-8."""
    try:
        return batch.to_pylist()
    except UnicodeDecodeError:
        return [None] if len(batch) == 1 else [row for k in range(len(batch)) for row in _rows(batch.slice(k, 1))]


def _renamed(row, names):
    return {names[name]: value for name, value in row.items() if name in names}


# ---------------------------------------------------------------- JSON lines


def from_jsonl(path: str) -> Iterator[Row | Reject]:
    """The reports of a file of JSON lines."""
    encoding = _table_encoding(path)
    for number, line in enumerate(_lines(path, encoding), 1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        if _undecoded(line):
            yield Row(path, number, {}).rejected(f"not {_called(encoding)}", "Save the line as UTF-8")
            continue
        try:
            row = json.loads(line.lstrip("\ufeff"))
        except (ValueError, RecursionError) as fault:
            what = f"not JSON ({str(fault).split(':')[0]})"
            yield Row(path, number, {}).rejected(what, "Write one JSON object a line")
            continue
        yield _from_object(path, number, row, "line", number)


def _from_object(path, number, row, noun, nth):
    """A Row or Reject from a value of JSON, an object as a rule; nth: its number where a line may hold more."""
    found = Row(path, number, {"id": f"{Path(path).stem}-{nth}"}, noun)
    if not isinstance(row, dict):
        return found.rejected(f"a JSON {type(row).__name__}, not an object", "Write each report as an object")
    names = named_columns(tuple(row))
    if "text" not in names.values():
        there = ", ".join(map(repr, row)) or "none"
        return found.rejected(f"the text is missing; there are {there}", "Call the report's text `text`")
    return found._replace(cells=found.cells | _renamed(row, names))


# ---------------------------------------------------------------- JSON


def from_json(path: str) -> Iterator[Row | Reject]:
    """The reports of a JSON file: of its list, of the list in its object, or of its objects one after the other."""
    with open(path, "rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        what = f"longer than {MOST_BYTES:,} bytes"
        raise InputProblem(problem(path, None, what, "Save it as JSON lines, an object a line"))
    values = list(_values(as_stored(raw, path).text.lstrip("\ufeff")))
    if not values:
        raise InputProblem(problem(path, None, "no report in it", "Put reports there or remove the file"))
    if all(isinstance(value, dict) and _is_annotation(value) for _, value in values):
        return
    noun = "line"
    if len(values) == 1 and not _has_text(values[0][1]):
        held = [inner for inner in values[0][1].values() if isinstance(inner, list) and inner
                and all(isinstance(value, dict) for value in inner)]  # fmt: skip
        if held:
            noun, values = "item", list(enumerate(held[0], 1))
    objects = [value for _, value in values if isinstance(value, dict)]
    if objects and all(not _has_text(value) for value in objects):
        yield _from_object(path, values[0][0], objects[0], noun, values[0][0])  # one line for them all
        return
    for nth, (number, value) in enumerate(values, 1):
        if isinstance(value, ValueError):
            what = f"not JSON ({str(value).split(':')[0]})"
            yield Row(path, number, {}).rejected(what, "Mend it there; what follows is not read")
        else:
            yield _from_object(path, number, value, noun, nth)


def _has_text(value):
    """Whether a value is no object at all or one with a text."""
    return not isinstance(value, dict) or "text" in named_columns(tuple(value)).values()


def _is_annotation(value):
    """Whether an object says what was found in a report, by this program or by annotators, and holds no report."""
    return "doc" in value and not {"quotes", "units"}.isdisjoint(value)


def _values(text):
    """(line, value) of each element of a list, or of each value of a file that holds several; (line, ValueError) where
    that ends before its time."""
    decoder, skip = json.JSONDecoder(), re.compile(r"[\s,]*")
    at = skip.match(text).end()
    listed = text[at : at + 1] == "["
    at = skip.match(text, at + listed).end()
    while at < len(text) and not (listed and text[at] == "]"):
        line = text.count("\n", 0, at) + 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as fault:
            yield line, fault if isinstance(fault, ValueError) else ValueError("too deep")
            return
        yield line, value
        at = skip.match(text, at).end()
    if listed and at >= len(text):
        yield text.count("\n") + 1, ValueError("the list has no end")


# ---------------------------------------------------------------- Excel


def from_excel(path: str) -> Iterator[Row | Reject]:
    """The reports of a workbook: of its first sheet with a column of texts; rows without anything are passed over."""
    first = None
    for sheet in _sheets(path):
        filled = [(number, row) for number, row in enumerate(sheet, 1) if any(cell != "" for cell in row)]
        header = tuple(map(str, filled[0][1])) if filled else ()
        first, names = first or header, named_columns(header)
        if "text" in names.values():
            for number, row in filled[1:]:
                cells = {name: None if cell == "" else cell for name, cell in zip(header, row, strict=True)}
                yield Row(path, number, _renamed(cells, names), "row")
            return
    need_text(path, first or (), None)


def _sheets(path):
    """The rows of every sheet of a workbook, from its first row and column on: [sheet, [row, [cell]]]."""
    import python_calamine

    not_too_big(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as fault:
        what = f"cannot be read as an Excel workbook ({str(fault).splitlines()[0]})"
        raise InputProblem(problem(path, None, what, "Save it again, or as CSV UTF-8")) from None


def not_too_big(path: str | Path) -> None:
    """Raises InputProblem for an archive (which workbooks and Word files are) that would unpack to gigabytes."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > UNPACKED:
                what = f"unpacks to more than {UNPACKED:,} bytes"
                raise InputProblem(problem(path, None, what, "Cut it into several files"))


# ---------------------------------------------------------------- CSV, and what it shares with JSON lines


def _table_encoding(path):
    """The encoding of a table (utf-8, utf-16 and its two orders, cp1256, iso8859_6), from its first bytes; a few broken
    rows do not change it."""
    with open(path, "rb") as file:
        sample = file.read(SAMPLE)
    if wide := wide_encoding(sample):
        return wide
    lines = [line.decode("utf-8", "surrogateescape") for line in sample.split(b"\n")[:-1] or [sample]]
    if sum(map(_undecoded, lines)) <= len(lines) // 2 and not _undecoded(lines[0]):
        return "utf-8"
    return legacy(sample) or "utf-8"


def _called(encoding):
    return LEGACY.get(encoding, encoding.upper())


def _undecoded(line):
    return bool(re.search("[\udc80-\udcff]", line))


def _lines(path, encoding):
    """The lines of a file, ends kept; bytes that do not decode become lone surrogates, which no text has."""
    with open(path, encoding=encoding, errors="surrogateescape", newline="\n") as stream:
        try:
            yield from iter(lambda: stream.readline(MOST_BYTES), "")
        except UnicodeError:  # UTF-16 cut in mid-character
            yield "\udcff"


def _records(lines, delimiter, width):
    """(lines it takes, cells) of each CSV record; cells is None where the first line begins no record.

    A mark that is never closed would swallow the rows after it. So a record that takes several lines and has the wrong
    number of cells gives up its first line only, and reading goes on with the second.
    """
    waiting = []  # lines read again after a broken record, first to last reversed
    while True:
        taken = []

        def feed(taken=taken, size=0):
            while len(taken) < MOST_LINES and size < MOST_BYTES:
                line = waiting.pop() if waiting else next(lines, None)
                if line is None:
                    return
                taken.append(line)
                size += len(line)
                yield line

        try:
            cells = next(csv.reader(feed(), delimiter=delimiter, strict=True), None)
        except csv.Error:
            cells = []
        if not taken:
            return
        if (cells is not None and len(cells) == width) or not "".join(taken).strip("\r\n"):
            yield len(taken), cells or []
        else:
            waiting.extend(reversed(taken[1:]))
            yield 1, None


def _header(path, lines):
    """(columns, delimiter, number of lines it takes) of a CSV file, from an iterator of its lines."""
    head, line = 1, next(lines, "")
    if "\r" in line.rstrip("\r\n"):
        raise InputProblem(problem(path, 1, "its lines end in CR alone, as old programs write them",
                                   "Save it as CSV UTF-8"))  # fmt: skip
    said = re.fullmatch(r"\ufeff?\"?sep=(.)\"?\s*", line)  # how Excel is told what parts the cells
    if said:
        head, line = 2, next(lines, "")
    line, best, used = line.strip("\ufeff\r\n"), [], ","
    for delimiter in said[1] if said else ",;\t|":
        columns = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        if "text" in named_columns(tuple(columns)).values() or len(columns) > len(best):
            best, used = columns, delimiter
        if "text" in named_columns(tuple(best)).values():
            break
    if "text" in named_columns(tuple(best)).values() and len(set(best)) < len(best):
        raise InputProblem(problem(path, head, "a column name occurs twice", "Rename one of them"))
    return best, used, head


def from_csv(path: str) -> Iterator[Row | Reject]:
    """The reports of a CSV file, whatever parts its cells."""
    encoding = _table_encoding(path)
    lines = _lines(path, encoding)
    columns, delimiter, number = _header(path, lines)
    names = need_text(path, columns, number)
    number += 1
    for count, cells in _records(lines, delimiter, len(columns)):
        row = Row(path, number, dict(zip(columns, cells, strict=True)) if cells else {})
        if cells is None:
            yield row.rejected(f"not a row of {len(columns)} cells", "Put quotation marks around cells as in CSV")
        elif any(map(_undecoded, cells)):
            yield row._replace(cells={}).rejected(f"not {_called(encoding)}", "Save the row as UTF-8")
        elif cells:
            yield row._replace(cells=_renamed(row.cells, names))
        number += count
