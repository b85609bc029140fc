"""Reports in whatever form they come: text files, web pages, Word files, and tables of them; decoded, never changed.

A *source* is one file. `waiting` goes through the sources below a path and gives a File or a Row for each report that
is still to be read, tables (helpers/rows.py) row by row; `report` reads one. What comes of it is a Report or a
Reject, so that nothing is lost in silence.
"""

import hashlib
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import decoding, rows, tables
from helpers.decoding import LONG, LONGEST, MOST_BYTES, Text, decode, unusable  # noqa: F401 - for callers
from helpers.problems import InputProblem, problem, shown
from helpers.reports import META, File, Reject, Report, Row, from_row  # noqa: F401

KINDS = {
    **dict.fromkeys([".txt", ".text"], "text"),
    **dict.fromkeys([".html", ".htm", ".xhtml"], "page"),
    **dict.fromkeys([".docx", ".docm"], "word"),
    **dict.fromkeys([".csv", ".tsv"], "csv"),
    **dict.fromkeys([".jsonl", ".ndjson"], "jsonl"),
    ".json": "json",
    **dict.fromkeys([".parquet", ".pq"], "parquet"),
    **dict.fromkeys([".xlsx", ".xlsm", ".xls", ".ods"], "excel"),
}
FILES = {"text", "page", "word"}  # kinds that hold one report each
READERS = {"csv": rows.from_csv, "jsonl": rows.from_jsonl, "json": rows.from_json, "parquet": rows.from_parquet,
           "excel": rows.from_excel}  # fmt: skip
# what may hold reports and is not read, by the ends of its names or its first bytes
_ARCHIVE: list[str | bytes] = [".zip", ".gz", ".7z", ".rar", ".tar", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b",
                               b"7z\xbc\xaf", b"Rar!"]  # fmt: skip
OTHERS: dict[str | bytes, tuple[str, str]] = {
    **dict.fromkeys([".pdf", b"%PDF"], ("a PDF", "Save its text as .txt or .docx")),
    **dict.fromkeys(_ARCHIVE, ("a zip or another archive", "Unpack it")),
    **dict.fromkeys([".doc", b"\xd0\xcf\x11\xe0"], ("an old Word file", "Save it as .docx")),
    **dict.fromkeys([".rtf", b"{\\rtf"], ("an RTF file", "Save it as .docx or .txt")),
    **dict.fromkeys([".odt", ".pages", ".wpd"], ("a file of another word processor", "Save it as .docx or .txt")),
    **dict.fromkeys([".eml", ".msg", ".mbox"], ("an e-mail", "Save its text as .txt")),
    **dict.fromkeys([".mht", ".mhtml", ".webarchive", ".epub"], ("a page in an archive", "Save it as .html")),
}
OWN = {f"{name}.csv" for name in tables.STUDY}  # tables about a study, not of reports
RESULTS = re.compile(r"(?:quotes|frames)\.(?:csv|xlsx|jsonl|parquet|annotations\.jsonld)|_run\.json|.+-review\.xlsx")
ROWS = 100  # reports in a piece: a quarter of a minute, so that cores end together and an interrupt costs little
BYTES = 4_000_000  # of text in a piece, where reports are long
NAMED = 5  # files named among those passed over


# ---------------------------------------------------------------- one file


def read(path: str | Path) -> Text:
    """The Text of one text file, web page or Word file. Raises InputProblem where it cannot be a report.

    Of a page it is the main text, as trafilatura finds it, of a Word file that of its paragraphs, a line each; offsets
    count in that. The file itself is only read, and read as what its first bytes say.
    """
    path = Path(path)
    try:
        with open(path, "rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise InputProblem(problem(path, None, f"cannot be read ({fault.strerror})", "Check name and rights")) from None
    if len(raw) > MOST_BYTES:
        raise InputProblem(problem(path, None, *LONG))
    if kind(path) == "word" or _is_word(path, raw):
        found = _of_word(path)
    elif others := [told for start, told in OTHERS.items() if isinstance(start, bytes) and raw.startswith(start)]:
        raise InputProblem(problem(path, None, f"{others[0][0]}, not a text", others[0][1]))
    else:
        found = _main_text(raw, path) if kind(path) == "page" else decode(raw, path)
    wrong = unusable(found.text)
    if wrong:
        raise InputProblem(problem(path, None, *wrong))
    return found


def _main_text(raw, path):
    said = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", raw[:4096], re.I)
    page = decoding.declared(raw, said[1].decode("ascii").lower()) if said else None
    page = page or decoding.as_stored(raw, path)
    import trafilatura

    text = trafilatura.extract(page.text, include_comments=False, include_tables=False, with_metadata=False)
    if not text:
        raise InputProblem(problem(path, None, "no main text found in the page", "Save its text as a .txt file"))
    return decoding.mended(page._replace(text=text))._replace(extracted=True, origin=None)


def _is_word(path, raw):
    if not raw.startswith(b"PK") or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "word/document.xml" in archive.namelist()


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _of_word(path):
    """The Text of a Word file: each paragraph of body, tables and boxes a line, as it reads with all changes taken."""
    import docx

    rows.not_too_big(path)
    try:
        body = docx.Document(str(path)).element.body
    except Exception:  # a damaged file can raise anything
        what, mend = "cannot be read as a Word file", "Open it in Word and save it again, or save its text as .txt"
        raise InputProblem(problem(path, None, what, mend)) from None
    parts = {f"{_WORD}{name}": shown for name, shown in {"t": None, "br": "\n", "cr": "\n", "tab": "\t"}.items()}
    lines = []
    for paragraph in body.iter(f"{_WORD}p"):
        if any("Fallback" in above.tag for above in paragraph.iterancestors()):
            continue  # the same text once more, for old programs
        lines.append("".join(parts[part.tag] or part.text or "" for part in paragraph.iter(*parts)
                             if next(part.iterancestors(f"{_WORD}p")) is paragraph))  # fmt: skip
    return decoding.mended(Text("\n".join(lines).strip("\n"), "utf-8", ""))._replace(extracted=True, origin=None)


def kind(path: str | Path) -> str:
    """text, page, word, csv, jsonl, json, parquet or excel, by the end of the name; other names are taken for texts."""
    return KINDS.get(Path(path).suffix.lower(), "text")


def _kind_of_table(path):
    """The kind of a table: a workbook is one whatever its name. Raises OSError."""
    with open(path, "rb") as file:
        start = file.read(4)
    return "excel" if start in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"} else kind(path)


# ---------------------------------------------------------------- folders


def sources(path: str | Path) -> list[Path]:
    """The files meant by a path, in order of name: itself, or what a folder and those below it hold.

    A folder that is a study (with a manifest, say) is read without those below it. Raises InputProblem where nothing is
    to be read.
    """
    path = Path(path)
    if not path.is_dir():
        return [path]
    files = list(_files(path))
    found = [file for file in files if file.suffix.lower() in KINDS]
    if not found:
        what = "no .txt file in it, nor .html, .docx, .xlsx, .csv, .json or .parquet"
        raise InputProblem(
            *(problem(file, None, *told) for file, told in _unread(files)),
            problem(path, None, what, "Put the reports there"),
        )
    return found


def _files(folder):
    """Every file below a folder that may be meant, in order of name.

    Links to folders are not followed, and what this program wrote is not read: no result, nor a folder that holds one.
    """
    for place, folders, names in os.walk(folder):
        here, results = Path(place), any(map(RESULTS.fullmatch, [*names, *folders]))
        if results and here != folder:
            folders.clear()
            continue
        study = "study.toml" in names or not OWN.isdisjoint(names)
        folders[:] = sorted(name for name in folders if not study and not name.startswith((".", "_")))
        meant = [here / name for name in names
                 if not name.startswith((".", "_")) and name not in OWN and not RESULTS.fullmatch(name)]  # fmt: skip
        yield from sorted(file for file in meant if file.is_file())


def _unread(files):
    """(file, (what it is, what to do)) of those that may hold a report and are not read."""
    for file in files:
        if told := OTHERS.get(file.suffix.lower()):
            yield file, (f"{told[0]}, which is not read", told[1])


def passed_over(path: str | Path) -> list[str]:
    """A printable line about the files of a folder that hold no report, as a list of one or none."""
    path = Path(path)
    known = {*KINDS, *OTHERS, ".toml"}
    files = [file for file in _files(path) if file.suffix.lower() not in known] if path.is_dir() else []
    if not files:
        return []
    names = ", ".join(file.relative_to(path).as_posix() for file in files[:NAMED])
    names += f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    plural = "s" if len(files) > 1 else ""
    return [problem(path, None, f"{len(files)} file{plural} passed over ({names})", "Save reports as .txt or .docx")]


def ids(files: list[Path]) -> dict[Path, str]:
    """{file: id} of text files: their names, with the names of their folders where two would be the same."""
    stems = Counter(file.stem for file in files)
    above = os.path.commonpath([file.parent for file in files]) if files else ""
    return {file: file.stem if stems[file.stem] == 1 else "-".join(file.relative_to(above).with_suffix("").parts)
            for file in files}  # fmt: skip


def _leads_out(path):
    """Whether a file of a folder is a link to a place outside of it, which is never followed."""
    return path.is_symlink() and path.resolve().parent != path.parent.resolve()


# ---------------------------------------------------------------- reports

Listed = Mapping[str, Mapping] | None  # what is known of files beside their texts: {file name: {id, call, outlet …}}


def waiting(path: str | Path, listed: Listed = None) -> Iterator[File | Row | Reject]:
    """What is to be read below a path: a File or Row for each report, a Reject for what cannot be one (a generator).

    What is listed of a file becomes the `meta` of its File. Raises InputProblem where there is nothing to read.
    """
    path, files, of_rows = Path(path), [], []
    for file, told in _unread(_files(path)) if path.is_dir() else ():
        yield Reject(file.stem, (str(file), None), *told)
    for source in sources(path):
        if path.is_dir() and _leads_out(source):
            yield Reject(source.stem, (str(source), None), "links out of the folder", "Copy the file here")
        else:
            (files if kind(source) in FILES else of_rows).append(source)
    for file, name in ids(files).items():
        about = {"id": name, **(listed or {}).get(file.name, {})}
        yield File(about.pop("id"), str(file), about)
    for table in of_rows:
        try:
            yield from READERS[_kind_of_table(table)](str(table))
        except OSError as fault:
            what = f"cannot be read ({fault.strerror})"
            yield Reject(table.stem, (str(table), None), what, "Check name and rights")
        except InputProblem as fault:
            yield _rejected_file(table.stem, table, fault.lines[0])


def report(found: File | Row | Reject) -> Report | Reject:
    """The Report or Reject that comes of a File or Row; a Reject stays one."""
    if isinstance(found, Row):
        return from_row(found)
    if isinstance(found, Reject):
        return found
    try:
        text = read(found.path)
    except InputProblem as fault:
        return _rejected_file(found.id, Path(found.path), fault.lines[0])
    return Report(found.id, text.text, (found.path, None), found.meta, text.notice, text.extracted, text.origin)


def reports(path: str | Path, listed: Listed = None) -> Iterator[Report | Reject]:
    """Every report below a path, read: a Report or Reject each, in order (a generator)."""
    return map(report, waiting(path, listed))


def pieces(path: str | Path, listed: Listed = None, rows: int = ROWS, size: int = BYTES) -> Iterator[list]:
    """The same as `waiting` in lists of so many reports, or of fewer where their texts are longer than `size`."""
    held, weight = [], 0
    for found in waiting(path, listed):
        held.append(found)
        weight += _weight(found)
        if len(held) >= rows or weight >= size:
            yield held
            held, weight = [], 0
    if held:
        yield held


def _weight(found):
    if isinstance(found, File):
        return os.path.getsize(found.path) if os.path.isfile(found.path) else 0
    return 2 * len(str(found.cells.get("text", ""))) if isinstance(found, Row) else 0


def _rejected_file(doc, path, line):
    """A Reject from the printable line of a fault in a file, which begins with the file's name and perhaps a line."""
    said = line.removeprefix(shown(path))
    line, said = re.fullmatch(r"(?::(\d+))?: (.*)", said, re.S).groups()
    reason, _, mend = said.rpartition(". ")
    return Reject(doc, (str(path), int(line) if line else None), reason or said, mend)


class Census(NamedTuple):
    """What is below a path, counted before it is read. twice: numbers of the reports, from 0, that repeat an id;
    rejected: lines about the first of those that cannot be read; readable: whether there are others."""

    pieces: int
    twice: set[int]
    rejected: list[str]
    readable: bool


def census(path: str | Path, listed: Listed = None, rows: int = ROWS) -> Census:
    """The Census of a path, cut into pieces of so many rows.

    The first report that can be read keeps an id. Ids are compared by 64-bit digests, eight bytes a report; only where
    two agree are the reports themselves read.
    """
    digests, rejected, readable = [], [], False
    for piece in pieces(path, listed, rows):
        digests.append(np.fromiter((_digest(found.id) for found in piece), np.uint64, len(piece)))
        wrong = [found.line() for found in piece if isinstance(found, Reject)]
        rejected += wrong[: NAMED - len(rejected)]
        readable = readable or len(wrong) < len(piece)
    own = np.concatenate([*digests, np.empty(0, np.uint64)])
    values, counts = np.unique(own, return_counts=True)
    doubtful = np.isin(own, values[counts > 1])
    taken, twice = set(), set()
    for number, found in enumerate(waiting(path, listed) if doubtful.any() else ()):
        if doubtful[number] and isinstance(report(found), Report):
            if found.id in taken:
                twice.add(number)
            taken.add(found.id)
    return Census(len(digests), twice, rejected, readable)


def _digest(text):
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")
