"""Reports in tables: CSV, JSON, JSON lines, Parquet and Excel, cut into pieces that can be read on their own.

A table needs a column of texts and may have others (helpers/reports.py says under which names). What is wrong with a
row costs that row and is named.
"""

import csv
import io
import json
import re
import sys
import zipfile
from itertools import islice
from pathlib import Path

from helpers.decoding import LEGACY, MOST_BYTES, SAMPLE, decoded, legacy, wide_encoding
from helpers.problems import InputProblem, problem
from helpers.reports import Part, Reject, from_row, named, need_text

SLICES = 20  # pieces of ROWS rows into which a Parquet row group is cut at most; of a bigger group they are bigger
UNPACKED = 4 * MOST_BYTES  # of a workbook or Word file, which are archives
csv.field_size_limit(sys.maxsize if sys.maxsize < 2**32 else 2**31 - 1)  # Python's own limit is 128 KB a cell


# ---------------------------------------------------------------- Parquet


def _parquet(path):
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except FileNotFoundError:
        raise
    except (pyarrow.ArrowInvalid, OSError) as fault:
        what = f"cannot be read as Parquet ({str(fault).splitlines()[0]})"
        raise InputProblem(problem(path, None, what, "Write the file again")) from None


def parquet_parts(path, rows, size):
    """The pieces (Part) of such a file, in order."""
    file = _parquet(path)
    columns = need_text(path, file.schema_arrow.names)
    first = 1
    for group in range(file.metadata.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        # A piece in the middle of a group is reached by reading what stands before it, so big groups get big pieces.
        step = rows if count <= SLICES * rows else SLICES * rows
        for start in range(0, count, step):
            stop = min(start + step, count)
            yield Part("parquet", (str(path),), start, stop, first + start, group, {"columns": columns})
        first += count


def _batches(path, part):
    """The batches of a row group; a Reject in place of the first whose bytes are damaged, and nothing after it."""
    import pyarrow

    try:
        yield from _parquet(path).iter_batches(256, row_groups=[part.group], columns=list(part.form["columns"]))
    except (pyarrow.ArrowException, OSError) as fault:
        what = f"cannot be read as Parquet ({str(fault).splitlines()[0]})"
        yield Reject(f"{Path(path).stem}-{part.first}", (path, None), what, "Write the file again")


def _rows(batch):
    """The rows of a batch as dicts; None for one in which something that is called a string is no UTF-8."""
    try:
        return batch.to_pylist()
    except UnicodeDecodeError:
        return [None] if len(batch) == 1 else [row for k in range(len(batch)) for row in _rows(batch.slice(k, 1))]


def _renamed(row, names):
    return {names[name]: value for name, value in row.items() if name in names}


def from_parquet(part):
    """Every report of a piece of a Parquet file: a Document or Reject each."""
    path = part.paths[0]
    at = 0
    for batch in _batches(path, part):
        if isinstance(batch, Reject):
            yield batch
            return
        low, high = max(part.start - at, 0), min(part.stop - at, len(batch))
        for offset, row in enumerate(_rows(batch.slice(low, high - low)) if low < high else (), at + low):
            number = part.first + offset - part.start
            if row is not None:
                yield from_row(path, number, _renamed(row, part.form["columns"]), "row")
            else:
                doc, place = f"{Path(path).stem}-{number}", (f"{path} row {number}", None)
                yield Reject(doc, place, "not UTF-8", "Save the row as UTF-8")
        at += len(batch)
        if at >= part.stop:
            return


# ---------------------------------------------------------------- JSON lines


def _bounds(lines, rows, size):
    """(start, stop, first line) of the pieces of a file; lines: (offset after it, last line of it) of each record."""
    start, first, held, after, line = 0, 1, 0, 0, 0
    for after, line in lines:
        held += 1
        if held >= rows or after - start >= size:
            yield start, after, first
            start, first, held = after, line + 1, 0
    if held:
        yield start, after, first


def jsonl_parts(path, rows, size):
    """The pieces (Part) of such a file, in order."""
    with open(path, "rb") as file:
        encoding = _table_encoding(path, file.read(SAMPLE))
    if encoding.startswith("utf-16"):
        yield Part("jsonl", (str(path),), form={"encoding": encoding})
        return
    with open(path, "rb") as file:
        read = iter(lambda: file.readline(MOST_BYTES), b"")
        lines = ((file.tell(), number) for number, _ in enumerate(read, 1))
        for start, stop, first in _bounds(lines, rows, size):
            yield Part("jsonl", (str(path),), start, stop, first, form={"encoding": encoding})


def from_jsonl(part):
    """Every report of a piece of JSON lines: a Document or Reject each."""
    path = part.paths[0]
    for number, line in enumerate(_lines(part), part.first):
        if not line.strip("\ufeff \t\r\n"):
            continue
        doc, place = f"{Path(path).stem}-{number}", (path, number)
        if _undecoded(line):
            yield Reject(doc, place, f"not {_called(part)}", "Save the line as UTF-8")
            continue
        try:
            row = json.loads(line.lstrip("\ufeff"))
        except (ValueError, RecursionError) as fault:
            yield Reject(doc, place, f"not JSON ({str(fault).split(':')[0]})", "Write one JSON object a line")
            continue
        yield _from_object(path, number, row, "line")


def _from_object(path, number, row, noun, nth=None):
    """A Document or Reject from a value of JSON, an object as a rule; nth: its number where a line may hold more."""
    doc, place = (
        f"{Path(path).stem}-{nth or number}",
        (path, number) if noun == "line" else (f"{path} {noun} {number}", None),
    )
    if not isinstance(row, dict):
        return Reject(doc, place, f"a JSON {type(row).__name__}, not an object", "Write each report as an object")
    names = named(tuple(row))
    if "text" not in names.values():
        there = ", ".join(map(repr, row)) or "none"
        return Reject(doc, place, f"the text is missing; there are {there}", "Call the report's text `text`")
    return from_row(path, number, {"id": doc, **_renamed(row, names)}, noun)


# ---------------------------------------------------------------- JSON


def json_parts(path, rows, size):
    """The one piece (Part) of a JSON file."""
    yield Part("json", (str(path),))


def from_json(part):
    """Every report of a JSON file: of its list, of the list in its object, or of its objects one after the other."""
    path = Path(part.paths[0])
    with open(path, "rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        said = f"longer than {MOST_BYTES:,} bytes", "Save it as JSON lines, an object a line"
        yield Reject(path.stem, (str(path), None), *said)
        return
    try:
        values = list(_values(decoded(raw, path).text.lstrip("\ufeff")))
    except InputProblem as fault:
        yield Reject(path.stem, (str(path), None), fault.lines[0].partition(": ")[2], "")
        return
    if not values:
        yield Reject(path.stem, (str(path), None), "no report in it", "Put reports there or remove the file")
    if all(isinstance(value, dict) and _is_annotation(value) for _, value in values):
        return
    noun = "line"
    if len(values) == 1 and isinstance(values[0][1], dict) and "text" not in named(tuple(values[0][1])).values():
        held = [inner for inner in values[0][1].values() if isinstance(inner, list) and inner and _all_objects(inner)]
        if held:
            noun, values = "item", list(enumerate(held[0], 1))
    objects = [value for _, value in values if isinstance(value, dict)]
    if objects and not any("text" in named(tuple(value)).values() for value in objects):
        yield _from_object(str(path), values[0][0], objects[0], noun)  # one line for them all
        return
    for nth, (number, value) in enumerate(values, 1):
        if isinstance(value, ValueError):
            said = f"not JSON ({str(value).split(':')[0]})", "Mend it there; what follows is not read"
            yield Reject(f"{path.stem}-{number}", (str(path), number), *said)
        else:
            yield _from_object(str(path), number, value, noun, nth)


def _is_annotation(value):
    """Whether an object says what was found in a report, by this program or by annotators, and holds no report."""
    return "doc" in value and not {"quotes", "units"}.isdisjoint(value)


def _all_objects(values):
    return all(isinstance(value, dict) for value in values)


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


def excel_parts(path, rows, size):
    """The one piece (Part) of a workbook: its first sheet with a column of texts."""
    for number, sheet in enumerate(_sheets(path)):
        header = next((row for row in sheet if any(row)), [])
        if "text" in named(tuple(str(cell) for cell in header)).values():
            yield Part("excel", (str(path),), group=number)
            return
    need_text(path, next((row for sheet in _sheets(path) for row in sheet if any(row)), []), None)


def from_excel(part):
    """Every report of a sheet: a Document or Reject each; rows without anything are passed over."""
    path, names = part.paths[0], None
    for number, row in enumerate(_sheets(path)[part.group], 1):
        if not any(cell != "" for cell in row):
            continue
        if names is None:
            header = [str(cell) for cell in row]
            names = named(tuple(header))
        else:
            cells = {name: None if cell == "" else cell for name, cell in zip(header, row, strict=True)}
            yield from_row(path, number, _renamed(cells, names), "row")


def _sheets(path):
    """The rows of every sheet of a workbook, from its first row and column on: [sheet, [row, [cell]]]."""
    import python_calamine

    not_too_big(path)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as fault:
        if isinstance(fault, FileNotFoundError):
            raise
        what = f"cannot be read as an Excel workbook ({str(fault).splitlines()[0]})"
        raise InputProblem(problem(path, None, what, "Save it again, or as CSV UTF-8")) from None


def not_too_big(path):
    """Raises InputProblem for an archive (which workbooks and Word files are) that would unpack to gigabytes."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > UNPACKED:
                what = f"unpacks to more than {UNPACKED:,} bytes"
                raise InputProblem(problem(path, None, what, "Cut it into several files"))


# ---------------------------------------------------------------- CSV, and what it shares with JSON lines


def _table_encoding(path, sample):
    """The encoding of a table (utf-8, utf-16 and its two orders, cp1256, iso8859_6), from its first bytes; a few broken
    rows do not change it."""
    if wide := wide_encoding(sample):
        return wide
    lines = sample.split(b"\n")[:-1] or [sample]
    broken = sum(_fails(line) for line in lines)
    if broken <= len(lines) // 2 and not _fails(lines[0]):
        return "utf-8"
    return legacy(sample) or "utf-8"


def _fails(line):
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _called(part):
    return LEGACY.get(part.form["encoding"], part.form["encoding"].upper())


def _undecoded(line):
    return bool(re.search("[\udc80-\udcff]", line))


def _lines(part):
    """The lines of a piece, ends kept; bytes that do not decode become lone surrogates, which no text has."""
    with open(part.paths[0], "rb") as file:
        if part.form["encoding"].startswith("utf-16"):  # cannot be cut at a byte: one piece, read as a stream
            stream = io.TextIOWrapper(file, part.form["encoding"], errors="surrogateescape", newline="\n")
            try:
                yield from iter(lambda: stream.readline(MOST_BYTES), "")
            except UnicodeError:  # cut in mid-character
                yield "\udcff"
            return
        file.seek(part.start)
        while part.stop is None or file.tell() < part.stop:
            line = file.readline(MOST_BYTES)
            if not line:
                return
            yield line.decode(part.form["encoding"], errors="surrogateescape")


MOST_LINES = 5_000  # of one record: what is longer is a quotation mark that was never closed


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


def _csv_form(path):
    """{encoding, delimiter, columns, names, head} of a CSV file and the bytes of its header; head: lines of that."""
    with open(path, "rb") as file:
        sample = file.read(SAMPLE)
        encoding = _table_encoding(path, sample)
        file.seek(0)
        lines = [file.readline(SAMPLE), file.readline(SAMPLE)]
    if encoding.startswith("utf-16"):
        lines = [*sample[: len(sample) // 2 * 2].decode(encoding, errors="replace").split("\n")[:2], ""]
    else:
        lines = [line.decode(encoding, errors="replace") for line in lines]
    if "\r" in lines[0].rstrip("\r\n"):
        raise InputProblem(problem(path, 1, "its lines end in CR alone, as old programs write them",
                                   "Save it as CSV UTF-8"))  # fmt: skip
    said = re.fullmatch(r"\ufeff?\"?sep=(.)\"?\s*", lines[0])  # how Excel is told what parts the cells
    head = 2 if said else 1
    line = lines[head - 1].strip("\ufeff\r\n")
    best, used = [], ","
    for delimiter in said[1] if said else ",;\t|":
        columns = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
        if "text" in named(tuple(columns)).values() or len(columns) > len(best):
            best, used = columns, delimiter
        if "text" in named(tuple(best)).values():
            break
    names = need_text(path, best, head)
    if len(set(best)) < len(best):
        raise InputProblem(problem(path, head, "a column name occurs twice", "Rename one of them"))
    form = {"encoding": encoding, "delimiter": used, "columns": best, "names": names, "head": head}
    with open(path, "rb") as file:
        return form, sum(len(file.readline(SAMPLE)) for _ in range(head))


def csv_parts(path, rows, size):
    """The pieces (Part) of such a file, in order."""
    form, header = _csv_form(path)
    if form["encoding"].startswith("utf-16"):
        yield Part("csv", (str(path),), form=form)
        return
    after = form["head"] + 1
    whole = Part("csv", (str(path),), header, first=after, form=form)

    def ends():
        """(offset after it, last line) of each record; lengths are counted in bytes as they stand in the file."""
        sizes, at, line = [], header, form["head"]

        def counted():
            for text in _lines(whole):
                sizes.append(len(text.encode(form["encoding"], errors="surrogateescape")))
                yield text

        for count, _ in _records(counted(), form["delimiter"], len(form["columns"])):
            at, line = at + sum(sizes[:count]), line + count
            del sizes[:count]
            yield at, line

    for start, stop, first in _bounds(ends(), rows, size):
        yield Part("csv", (str(path),), max(start, header), stop, max(first, after), form=form)


def from_csv(part):
    """Every report of a piece of a CSV file: a Document or Reject each."""
    path, columns = part.paths[0], part.form["columns"]
    lines, number = _lines(part), part.first
    if part.form["encoding"].startswith("utf-16"):
        lines, number = islice(lines, part.form["head"], None), part.form["head"] + 1
    for count, cells in _records(lines, part.form["delimiter"], len(columns)):
        place, doc = (path, number), f"{Path(path).stem}-{number}"
        number += count
        if cells is None:
            yield Reject(doc, place, f"not a row of {len(columns)} cells", "Put quotation marks around cells as in CSV")
        elif any(map(_undecoded, cells)):
            yield Reject(doc, place, f"not {_called(part)}", "Save the row as UTF-8")
        elif cells:
            row = _renamed(dict(zip(columns, cells, strict=True)), part.form["names"])
            yield from_row(path, place[1], row, "line")
