"""The corpus: reports with their texts, exactly as stored, and what the manifest says about each.

A collection is a folder of text files, web pages or tables, or one table (helpers/inputs.py says which forms there
are). A `manifest.csv` in the folder names the files (columns `id, file, call, outlet, date, title` and those of
`data/accounts/manifest.csv`); a `calls.csv` in it lists the calls. Both are optional for texts of one's own. Nothing
read is ever changed.
"""

import hashlib
import os
import re
from pathlib import Path

import pandas as pd

from helpers import inputs, tables
from helpers.problems import InputProblem, problem

ACCOUNTS = tables.DATA / "accounts"
COLUMNS = ["report", "file", "call", "outlet", "date", "title", "language", "words", "sha256", "note", "text"]
MANIFEST_COLUMNS = ["file", "call", "outlet", "register", "date", "published", "title", "language", "sha256", "note"]
CALL_COLUMNS = ["call", "date", "weekday", "medium", "initiated_by", "duration", "context",
                "call_ar", "medium_ar", "context_ar"]  # fmt: skip
_COUNTS = re.compile(r"\w").search


def chosen():
    """The folder or table that the notebooks read: $TEXTS if it is set (as `make story` does), else the accounts."""
    return Path(os.environ.get("TEXTS") or ACCOUNTS)


def count_words(text):
    """Words as an editor counts them: runs without white space that hold a letter or a digit."""
    return sum(1 for word in text.split() if word[0].isalnum() or _COUNTS(word))


def read_text(path):
    """The text of one file, code point by code point (CRLF kept). Raises InputProblem if it cannot be read."""
    return inputs.read(path).text


def text_files(folder):
    """The `.txt` files of a folder in order of name. Raises InputProblem where there is none."""
    folder = Path(folder)
    if not folder.is_dir():
        raise InputProblem(problem(folder, None, "no such folder", "Name a folder that holds .txt files"))
    found = sorted(path for path in folder.glob("*.txt") if path.is_file())
    if not found:
        raise InputProblem(problem(folder, None, "no .txt file in it", "Put the reports there, one UTF-8 file each"))
    return found


def load(folder=None):
    """The reports of a collection: files in the manifest's order (else by name), then the rows of tables.

    folder: a folder, or one table or text; default as `chosen` says. Returns a frame with one row per report and the
    columns COLUMNS (strings; `words` an integer): `report` is the id, `call` and `outlet` are "" where unknown,
    `sha256` is that of the file, or of a table's text in UTF-8. Where a text was not plain UTF-8, `note` begins with
    what it was read as. Raises InputProblem with a line for every fault: wrong rows, files missing or not listed,
    unknown calls, changed texts, ids that occur twice.
    """
    folder = Path(folder) if folder else chosen()
    if not os.path.exists(folder):  # which has an answer for names too long to be one, too
        raise InputProblem(problem(folder, None, "no such folder", "Name a folder or a table that holds reports"))
    found = inputs.sources(folder)
    files = [path for path in found if inputs.kind(path) in {"text", "page"}]
    faults, reports = _from_files(folder, files) if files else ([], pd.DataFrame(columns=COLUMNS))
    for table in [path for path in found if path not in files]:
        if table.resolve().parent != (folder if folder.is_dir() else table.parent).resolve():
            faults.append(problem(table, None, "links out of the folder", "Copy the file here"))
            continue
        more, rows = _from_table(table)
        faults += more
        reports = pd.concat([reports, rows], ignore_index=True) if len(reports) else rows
    for line, report in reports.loc[reports["report"].duplicated(), "report"].items():
        faults.append(problem(folder, None, f"id {report!r} occurs twice (report {line + 1})", "Rename one of them"))
    if faults:
        raise InputProblem(*faults)
    return reports


def _from_files(folder, files):
    """(faults, frame) of the text files and pages of a folder, or of one file."""
    manifest = folder / "manifest.csv"
    if folder.is_dir() and manifest.exists():
        rows = listed(tables.load("manifest", folder))
    elif folder.resolve() == ACCOUNTS.resolve():
        raise InputProblem(problem(manifest, None, "the manifest is missing", "Restore it from the repository"))
    else:
        rows = listed(pd.DataFrame({"id": [f.stem for f in files], "file": [f.name for f in files]}))
    return _with_texts(folder if folder.is_dir() else folder.parent, manifest, files, rows)


def _from_table(table):
    """(faults, frame) of the reports in one CSV, JSONL or Parquet file."""
    faults, rows = [], []
    for part in inputs.parts(table):
        for found in inputs.documents(part):
            if isinstance(found, inputs.Reject):
                faults.append(found.line())
                continue
            rows.append({**dict.fromkeys(COLUMNS, ""), **found.meta, "report": found.id, "file": table.name,
                         "text": found.text, "language": "ar", "words": count_words(found.text), "place": found.place,
                         "sha256": hashlib.sha256(found.text.encode()).hexdigest()})  # fmt: skip
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "place"])
    known = _known_calls(table.parent)
    for row in frame.itertuples():
        if not re.fullmatch(tables.ID, row.report):  # an id becomes the name of a page
            mend = "Use letters, digits, dots, hyphens and underscores"
            faults.append(problem(*row.place, f"id {row.report!r} is not valid", mend))
        if row.date and not tables._is_date(row.date):
            mend = "It must be a date such as 2026-02-04"
            faults.append(problem(*row.place, f"date {row.date!r} is not valid", mend))
        faults += [problem(*row.place, *said) for said in _call_fault(row.call, *known)]
    return faults, frame[COLUMNS]


def notices(reports):
    """A printable line for every report that was not plain UTF-8, saying how it was read."""
    odd = reports[reports["note"].str.startswith("read as ")]
    return [problem(row.file, None, row.note.split(";")[0], "Save it as UTF-8 to be sure") for row in odd.itertuples()]


def listed(manifest):
    """The manifest with every column needed; file defaults to id.txt, outlet to register, date to published."""
    table = manifest.assign(**{name: "" for name in MANIFEST_COLUMNS if name not in manifest})
    table["file"] = table["file"].where(table["file"] != "", table["id"] + ".txt")
    table["outlet"] = table["outlet"].where(table["outlet"] != "", table["register"])
    table["date"] = table["date"].where(table["date"] != "", table["published"])
    table["language"] = table["language"].where(table["language"] != "", "ar")
    return table.rename(columns={"id": "report"})


def _with_texts(folder, manifest, files, rows):
    faults = _stray(folder, manifest, files, rows) + _unknown_calls(folder, manifest, rows)
    texts, digests, notes = {}, {}, {}
    for line, row in rows.iterrows():
        path = folder / row["file"]
        if not os.path.isfile(path) or path.resolve().parent != folder.resolve():
            continue
        try:
            found = inputs.read(path)
        except InputProblem as fault:
            faults += fault.lines
            continue
        texts[row["report"]] = found.text
        notes[row["report"]] = "; ".join(filter(None, (found.notice, row["note"])))
        digests[row["report"]] = hashlib.sha256(path.read_bytes()).hexdigest()
        if row["sha256"] not in {"", digests[row["report"]]}:
            mend = f"If the change is meant, put {digests[row['report']]} there"
            faults.append(problem(manifest, line, f"sha256 is not that of {row['file']}", mend))
    if faults:
        raise InputProblem(*faults)
    rows = rows.assign(**{name: rows["report"].map(of) for name, of in
                          {"text": texts, "sha256": digests, "note": notes}.items()})  # fmt: skip
    rows["words"] = rows["text"].map(count_words)
    return [], rows[COLUMNS].reset_index(drop=True)


def _stray(folder, manifest, files, listed):
    """Faults between manifest and folder: files that are missing, not listed, listed twice or outside the folder."""
    faults = [
        problem(manifest, line, f"file {name!r} {what}", mend)
        for line, name in listed["file"].items()
        for what, mend in _file_faults(folder, name)
    ]
    for line, name in listed.loc[listed["file"].duplicated(), "file"].items():
        faults.append(problem(manifest, line, f"file {name!r} is listed twice", "Keep one of the rows"))
    for name in sorted({path.name for path in files} - set(listed["file"])):
        faults.append(problem(manifest, None, f"{name} is not listed", "Add a row for it or move it away"))
    return faults


def _file_faults(folder, name):
    """(what is wrong, what to do) for one file name of a manifest; nothing where all is well."""
    path = folder / name
    if Path(name).name != name:
        yield "is not a plain file name", "Name a file of this folder"
    elif not os.path.isfile(path):
        yield "is not in the folder", "Add the file or drop the row"
    elif path.resolve().parent != folder.resolve():
        yield "links out of the folder", "Copy the file here"


def _known_calls(folder):
    """The calls there are for a folder, and whether its own calls.csv says so."""
    return sorted(calls(folder)["call"]), (folder / "calls.csv").exists()


def _call_fault(call, known, own):
    """(what is wrong, what to do) for a call, nothing where all is well. A folder's own calls.csv settles which calls
    there are; without one any event name will do, but a name that is a date must be one of the three calls, since a
    date is what gets mistyped."""
    if call and call not in known and (own or re.fullmatch(tables.ISO_DATE, call)):
        yield f"unknown call {call!r}", f"Use one of {', '.join(known)} or add it to calls.csv"


def _unknown_calls(folder, manifest, rows):
    known = _known_calls(folder)
    return [problem(manifest, line, *said) for line, call in rows["call"].items() for said in _call_fault(call, *known)]


def calls(folder=None):
    """The calls known for a collection, by date: its own calls.csv (beside it, if it is a file), else `data/calls.csv`.

    Returns a frame of strings with the columns CALL_COLUMNS ("" where the table says nothing).
    """
    folder = Path(folder) if folder else chosen()
    folder = folder if folder.is_dir() else folder.parent
    source = folder if (folder / "calls.csv").exists() else tables.DATA
    known = tables.load("calls", source).reindex(columns=CALL_COLUMNS, fill_value="")
    return known.sort_values("date", kind="stable").reset_index(drop=True)
