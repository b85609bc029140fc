"""Reports in whatever form they come: text files, web pages, CSV, JSON lines, Parquet; decoded, never changed.

A *source* is one file. `parts` cuts the sources below a path into pieces of a bounded size that can be read on their
own, in any order and on any machine that sees the same files; `documents` reads one piece. Every piece gives a Document
or a Reject for each report in it, so that nothing is lost in silence. Text files and pages are pieces of some files,
tables pieces of some rows; a table needs a column `text` and may have `id, call, outlet, date, title`.
"""

import csv
import hashlib
import json
import re
import sys
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import tables
from helpers.problems import InputProblem, problem, shown

TEXTS, PAGES = {".txt"}, {".html", ".htm"}
TABLES = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".pq": "parquet"}
OWN = {f"{name}.csv" for name in tables.STUDY}  # tables about a study, not of reports
META = ["call", "outlet", "date", "title"]
ROWS = 500  # reports in a piece: some seconds of work, so that cores end together and an interrupt costs little
BYTES = 4_000_000  # of text in a piece, where reports are long
SLICES = 20  # pieces of ROWS rows into which a Parquet row group is cut at most; of a bigger group they are bigger
LONGEST = 10_000_000  # characters of one report: some gigabytes of memory at worst (three times War and Peace)
MOST_BYTES = 8 * LONGEST  # read at once, of a file or a line: in JSON a letter may take six
LONG = f"longer than {LONGEST:,} characters", "Cut it into the reports it is made of"
csv.field_size_limit(sys.maxsize if sys.maxsize < 2**32 else 2**31 - 1)  # Python's own limit is 128 KB a cell


class Text(NamedTuple):
    """A decoded text. encoding: its name in Python, `notice` what a reader should know about it ("" mostly)."""

    text: str
    encoding: str
    notice: str


class Document(NamedTuple):
    """One report to be read. place: (file, line or row or None). meta: {call, outlet, date, title} where known."""

    id: str
    text: str
    place: tuple
    meta: dict
    notice: str = ""
    extracted: bool = False  # the text was taken out of a web page


class Reject(NamedTuple):
    """One report that cannot be read, and why; `mend` says what a person can do about it."""

    id: str
    place: tuple
    reason: str
    mend: str

    def line(self):
        """The printable line for this fault."""
        return problem(*self.place, self.reason, self.mend)


# ---------------------------------------------------------------- decoding

LEGACY = {"cp1256": "Windows-1256", "iso8859_6": "ISO-8859-6"}
SAMPLE = 20_000  # bytes looked at to recognise an encoding
KNOWN = 0.6  # share of words that must be Arabic words before a legacy encoding is believed
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")
_WORDS = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}")
# characters that no report holds: controls, replacement characters, private use
_NOISE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd-\uffff]")
_NOISY = 0.05
_HALF = re.compile("[\ud800-\udfff]")  # what JSON can escape and no encoding can write


def decode(raw, path):
    """The Text of a file's bytes. UTF-8; UTF-16 with its byte-order mark; Windows-1256 or ISO-8859-6 if that plainly
    gives Arabic words. Line ends stay as they are. Raises InputProblem where none of these does.
    """
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return Text(raw.decode("utf-16"), "utf-16", "read as UTF-16")
        except UnicodeDecodeError:
            what = "not UTF-8, nor the UTF-16 that its first bytes promise"
            raise InputProblem(problem(path, 1, what, "Save the text as UTF-8")) from None
    try:
        return Text(raw.decode("utf-8"), "utf-8", "")
    except UnicodeDecodeError as fault:
        encoding = legacy(raw)
        if encoding:
            return Text(raw.decode(encoding), encoding, f"read as {LEGACY[encoding]}")
        line = raw[: fault.start].count(b"\n") + 1
        what = f"not UTF-8 (byte {fault.start} is 0x{raw[fault.start]:02x})"
        raise InputProblem(problem(path, line, what, "Save the text as UTF-8")) from None


def legacy(raw):
    """The older Arabic encoding of some bytes that are not UTF-8: cp1256, iso8859_6, or "" where none is certain.

    charset-normalizer says which of the two can be; the dictionary settles it, since a wrong guess gives Arabic letters
    all the same, but not words.
    """
    sample = raw[:SAMPLE] if len(raw) <= SAMPLE else raw[: raw.rfind(b" ", 0, SAMPLE) + 1 or SAMPLE]
    if _damaged(sample):
        return ""
    import logging

    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").setLevel(logging.ERROR)
    candidates = {match.encoding for match in from_bytes(sample, cp_isolation=list(LEGACY), threshold=1.0)}
    scores = [(_known(sample.decode(name)), name) for name in sorted(candidates & set(LEGACY)) if _decodes(raw, name)]
    share, best = max(scores, default=(0, ""))
    return best if share >= KNOWN else ""


def _damaged(raw):
    """Whether some bytes are UTF-8 Arabic with a fault in it rather than another encoding."""
    sound = raw.decode("utf-8", errors="ignore")
    lost = len(raw) - len(sound.encode("utf-8"))
    return 2 * len(ARABIC.findall(sound)) >= lost


def _decodes(raw, encoding):
    try:
        return not _NOISE.search(raw.decode(encoding))
    except UnicodeDecodeError:
        return False


def _known(text):
    """Share of the running Arabic words of a text that the dictionary knows (0 where there are none)."""
    from helpers import morphology

    found = _WORDS.findall(text)[:2000]
    return sum(bool(morphology.analyses(word)) for word in found) / len(found) if found else 0


def unusable(text):
    """(what is wrong, what to do) where something read cannot be a report; None where it can."""
    if text is None or text != text:  # NaN is how tables of numbers say "nothing"
        return "the text is missing", "Fill the cell or drop the row"
    if not isinstance(text, str):
        return f"the text is not a text but {type(text).__name__}", "Store it as a string"
    if len(text) > LONGEST:
        return LONG
    if not text.strip("\ufeff \t\r\n"):
        return "no text in it", "Put the report's text there or remove the file"
    noise = len(_NOISE.findall(text)) / len(text)
    if noise > _NOISY:
        return f"not a text ({noise:.0%} control or replacement characters)", "Save the report again from its origin"
    if _HALF.search(text):
        return "half a character (a lone surrogate) in it", "Save the report again from its origin"
    return None


# ---------------------------------------------------------------- text files and web pages


def read(path):
    """The Text of one `.txt` file or web page. Raises InputProblem where it cannot be a report.

    Of a page it is the main text, as trafilatura finds it; offsets count in that. The file itself is only read.
    """
    path = Path(path)
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise InputProblem(problem(path, None, f"cannot be read ({fault.strerror})", "Check name and rights")) from None
    if len(raw) > MOST_BYTES:
        raise InputProblem(problem(path, None, *LONG))
    found = _main_text(raw, path) if path.suffix.lower() in PAGES else decode(raw, path)
    wrong = unusable(found.text)
    if wrong:
        raise InputProblem(problem(path, None, *wrong))
    return found


def _main_text(raw, path):
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", raw[:4096], re.I)
    page = _declared(raw, declared[1].decode("ascii").lower()) if declared else None
    page = page or decode(raw, path)
    import trafilatura

    text = trafilatura.extract(page.text, include_comments=False, include_tables=False, with_metadata=False)
    if not text:
        raise InputProblem(problem(path, None, "no main text found in the page", "Save its text as a .txt file"))
    return page._replace(text=text)


def _declared(raw, name):
    """The page in the encoding it declares, if that is one of the older Arabic ones and decodes it."""
    encoding = {"windows-1256": "cp1256", "iso-8859-6": "iso8859_6"}.get(name)
    if encoding and _decodes(raw, encoding):
        return Text(raw.decode(encoding), encoding, f"read as {LEGACY[encoding]}")
    return None


def sources(path):
    """The files meant by a path, in order of name: itself, or what a folder holds. Raises InputProblem where none."""
    path = Path(path)
    if not path.is_dir():
        return [path]
    wanted = TEXTS | PAGES | set(TABLES)
    found = sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in wanted and p.name not in OWN
                   and not p.name.startswith((".", "_")))  # fmt: skip
    if not found:
        what = "no .txt file in it, nor .html, .csv, .jsonl or .parquet"
        raise InputProblem(problem(path, None, what, "Put the reports there"))
    return found


def text_files(folder):
    """The `.txt` files of a folder in order of name. Raises InputProblem where there is none."""
    folder = Path(folder)
    if not folder.is_dir():
        raise InputProblem(problem(folder, None, "no such folder", "Name a folder that holds .txt files"))
    found = sorted(path for path in folder.glob("*.txt") if path.is_file())
    if not found:
        raise InputProblem(problem(folder, None, "no .txt file in it", "Put the reports there, one UTF-8 file each"))
    return found


def leads_out(path):
    """Whether a file of a folder is a link to a place outside of it, which is never followed."""
    path = Path(path)
    return path.is_symlink() and path.resolve().parent != path.parent.resolve()


def kind(path):
    """text, page, csv, jsonl or parquet; files of other names are taken for texts."""
    suffix = Path(path).suffix.lower()
    return TABLES.get(suffix) or ("page" if suffix in PAGES else "text")


# ---------------------------------------------------------------- pieces


class Part(NamedTuple):
    """A piece of the input: some files (kind `files`), rows of one table between two places, or an unreadable table.

    start, stop: bytes of a CSV or JSONL file, rows of a Parquet row group `group`; stop is None for "to the end".
    first: line (CSV, JSONL) or row (Parquet) of the file at which the piece begins, from 1. form: what is needed to
    read it: {encoding, delimiter, columns} of a table, {file name: {id, call, …}} of files, {line} of what is wrong.
    """

    kind: str
    paths: tuple
    start: int = 0
    stop: int | None = None
    first: int = 1
    group: int = 0
    form: dict = {}  # noqa: RUF012 - never changed


def parts(path, rows=ROWS, size=BYTES, listed=None):
    """The pieces of an input, in order (a generator of Part). Raises InputProblem where there is nothing to read.

    listed: what is known of files beside their texts, {file name: {id, call, outlet, date, title}}.
    """
    path = Path(path)
    files, of_rows = [], []
    for source in sources(path):
        if path.is_dir() and leads_out(source):
            said = problem(source, None, "links out of the folder", "Copy the file here")
            yield Part("unreadable", (str(source),), form={"line": said})
        else:
            (of_rows if kind(source) in TABLES.values() else files).append(source)
    yield from _file_parts(files, listed or {}, rows, size)
    for table in of_rows:
        try:
            yield from {"csv": _csv_parts, "jsonl": _jsonl_parts, "parquet": _parquet_parts}[kind(table)](
                table, rows, size
            )
        except OSError as fault:
            said = problem(table, None, f"cannot be read ({fault.strerror})", "Check name and rights")
            yield Part("unreadable", (str(table),), form={"line": said})
        except InputProblem as fault:
            yield Part("unreadable", (str(table),), form={"line": fault.lines[0]})


def _file_parts(files, listed, rows, size):
    chosen, weight = [], 0
    for file in files:
        chosen.append(file)
        weight += file.stat().st_size if file.is_file() else 0
        if len(chosen) >= rows or weight >= size:
            yield _files(chosen, listed)
            chosen, weight = [], 0
    if chosen:
        yield _files(chosen, listed)


def _files(chosen, listed):
    return Part("files", tuple(map(str, chosen)), form={f.name: listed[f.name] for f in chosen if f.name in listed})


def documents(part):
    """Every report of a piece, in order: a Document each, or a Reject (a generator)."""
    readers = {"files": _from_files, "csv": _from_csv, "jsonl": _from_jsonl, "parquet": _from_parquet}
    if part.kind == "unreadable":
        return iter([_rejected_file(Path(part.paths[0]).stem, Path(part.paths[0]), part.form["line"])])
    return readers[part.kind](part)


def _from_files(part):
    for name in part.paths:
        path = Path(name)
        meta = dict(part.form.get(path.name, {}))
        doc = meta.pop("id", path.stem)
        try:
            found = read(path)
        except InputProblem as fault:
            yield _rejected_file(doc, path, fault.lines[0])
            continue
        yield Document(doc, found.text, (name, None), meta, found.notice, kind(path) == "page")


def _rejected_file(doc, path, line):
    """A Reject from the printable line of a fault in a file, which begins with the file's name and perhaps a line."""
    said = line.removeprefix(shown(path))
    line, said = re.fullmatch(r"(?::(\d+))?: (.*)", said, re.S).groups()
    reason, _, mend = said.rpartition(". ")
    return Reject(doc, (str(path), int(line) if line else None), reason or said, mend)


def _from_row(path, number, row, noun):
    """A Document or Reject from a row (a dict) of a table; `number` is its line or row in the file."""
    doc = row.get("id")
    doc = f"{Path(path).stem}-{number}" if doc is None or doc != doc or str(doc).strip() == "" else str(doc)
    place = (f"{path}", number) if noun == "line" else (f"{path} row {number}", None)
    wrong = unusable(row.get("text"))
    if wrong or unusable(doc):
        return Reject(_printable(doc), place, *(wrong or ("the id is not a text", "Give the report another id")))
    meta = {name: "" if row.get(name) is None else str(row[name]) for name in META if name in row}
    for name, value in meta.items():
        if _HALF.search(value):
            return Reject(doc, place, f"half a character (a lone surrogate) in its {name}", "Mend or empty the cell")
    return Document(doc, row["text"], place, meta)


def _printable(text):
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _need_text(path, columns):
    if "text" not in columns:
        there = ", ".join(map(repr, columns)) or "none"
        raise InputProblem(problem(path, 1, f"column 'text' is missing; there are {there}",
                                   "Name the column that holds the reports `text`"))  # fmt: skip


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


def _parquet_parts(path, rows, size):
    file = _parquet(path)
    _need_text(path, file.schema_arrow.names)
    columns = [name for name in ["id", "text", *META] if name in file.schema_arrow.names]
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
        yield from _parquet(path).iter_batches(256, row_groups=[part.group], columns=part.form["columns"])
    except (pyarrow.ArrowException, OSError) as fault:
        what = f"cannot be read as Parquet ({str(fault).splitlines()[0]})"
        yield Reject(f"{Path(path).stem}-{part.first}", (path, None), what, "Write the file again")


def _rows(batch):
    """The rows of a batch as dicts; None for one in which something that is called a string is no UTF-8."""
    try:
        return batch.to_pylist()
    except UnicodeDecodeError:
        return [None] if len(batch) == 1 else [row for k in range(len(batch)) for row in _rows(batch.slice(k, 1))]


def _from_parquet(part):
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
                yield _from_row(path, number, row, "row")
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


def _jsonl_parts(path, rows, size):
    with open(path, "rb") as file:
        encoding = _table_encoding(path, file.read(SAMPLE))
    if encoding == "utf-16":
        yield Part("jsonl", (str(path),), form={"encoding": encoding})
        return
    with open(path, "rb") as file:
        read = iter(lambda: file.readline(MOST_BYTES), b"")
        lines = ((file.tell(), number) for number, _ in enumerate(read, 1))
        for start, stop, first in _bounds(lines, rows, size):
            yield Part("jsonl", (str(path),), start, stop, first, form={"encoding": encoding})


def _from_jsonl(part):
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
        if not isinstance(row, dict):
            yield Reject(doc, place, f"a JSON {type(row).__name__}, not an object", "Write one JSON object a line")
            continue
        yield _from_row(path, number, row, "line")


# ---------------------------------------------------------------- CSV, and what it shares with JSON lines


def _table_encoding(path, sample):
    """utf-8, utf-16, cp1256 or iso8859_6 for a table, from its first bytes; a few broken rows do not change it."""
    if sample[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
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
        if part.form["encoding"] == "utf-16":  # cannot be cut at a byte, so it is one piece, read as a stream
            import io

            stream = io.TextIOWrapper(file, "utf-16", errors="surrogateescape", newline="\n")
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
    """{encoding, delimiter, columns} of a CSV file, and the bytes its header takes."""
    with open(path, "rb") as file:
        sample = file.read(SAMPLE)
        encoding = _table_encoding(path, sample)
        file.seek(0)
        header = file.readline(SAMPLE)
    if encoding == "utf-16":
        line, length = sample[: len(sample) // 2 * 2].decode("utf-16", errors="replace").split("\n")[0], 0
    else:
        line, length = header.decode(encoding, errors="replace"), len(header)
    if "\r" in line.rstrip("\r\n"):
        raise InputProblem(problem(path, 1, "its lines end in CR alone, as old programs write them",
                                   "Save it as CSV UTF-8"))  # fmt: skip
    best = []
    for delimiter in ",;\t":
        names = [name.strip() for name in next(csv.reader([line.strip("\ufeff\r\n")], delimiter=delimiter), [])]
        if len(names) > len(best) or "text" in names:
            best, used = names, delimiter
        if "text" in names:
            break
    _need_text(path, best)
    if len(set(best)) < len(best):
        raise InputProblem(problem(path, 1, "a column name occurs twice", "Rename one of them"))
    return {"encoding": encoding, "delimiter": used, "columns": best}, length


def _csv_parts(path, rows, size):
    form, header = _csv_form(path)
    if form["encoding"] == "utf-16":
        yield Part("csv", (str(path),), form=form)
        return
    whole = Part("csv", (str(path),), header, first=2, form=form)

    def ends():
        """(offset after it, last line) of each record; lengths are counted in bytes as they stand in the file."""
        sizes, at, line = [], header, 1

        def counted():
            for text in _lines(whole):
                sizes.append(len(text.encode(form["encoding"], errors="surrogateescape")))
                yield text

        for count, _ in _records(counted(), form["delimiter"], len(form["columns"])):
            at, line = at + sum(sizes[:count]), line + count
            del sizes[:count]
            yield at, line

    for start, stop, first in _bounds(ends(), rows, size):
        yield Part("csv", (str(path),), max(start, header), stop, max(first, 2), form=form)


def _from_csv(part):
    path, columns = part.paths[0], part.form["columns"]
    lines, number = _lines(part), part.first
    if part.form["encoding"] == "utf-16":
        lines, number = islice(lines, 1, None), 2
    for count, cells in _records(lines, part.form["delimiter"], len(columns)):
        place, doc = (path, number), f"{Path(path).stem}-{number}"
        number += count
        if cells is None:
            yield Reject(doc, place, f"not a row of {len(columns)} cells", "Put quotation marks around cells as in CSV")
        elif any(map(_undecoded, cells)):
            yield Reject(doc, place, f"not {_called(part)}", "Save the row as UTF-8")
        elif cells:
            yield _from_row(path, place[1], dict(zip(columns, cells, strict=True)), "line")


# ---------------------------------------------------------------- ids that occur twice


def repeated(pieces):
    """Which reports of some pieces (a list of Part) repeat the id of an earlier one: {piece: {number: its id}}.

    Numbers count the reports of a piece from 0, rejects included. The first report that can be read keeps the id. Ids
    are compared by 64-bit digests, eight bytes a report; only where two agree are the reports themselves read.
    """
    digests = [np.fromiter((_digest(found.id) for found in _light(part)), np.uint64) for part in pieces]
    values, counts = np.unique(np.concatenate([*digests, np.empty(0, np.uint64)]), return_counts=True)
    twice, taken, found = values[counts > 1], set(), {}
    for number, (part, own) in enumerate(zip(pieces, digests, strict=True)):
        doubtful = set(np.flatnonzero(np.isin(own, twice)).tolist()) if len(twice) else ()
        for place, report in enumerate(documents(part)) if doubtful else ():
            if place in doubtful and isinstance(report, Document):
                if report.id in taken:
                    found.setdefault(number, {})[place] = report.id
                taken.add(report.id)
    return found


def _digest(text):
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _light(part):
    """The reports of a piece with their ids, without their texts where the form allows that."""
    if part.kind == "files":
        return [Reject(part.form.get(Path(p).name, {}).get("id", Path(p).stem), (p, None), "", "") for p in part.paths]
    if part.kind == "parquet":
        columns = [name for name in part.form["columns"] if name == "id"]
        # rows without an id get one from their number, which occurs once
        return documents(part._replace(form={**part.form, "columns": columns})) if columns else []
    return documents(part)
