"""The corpus: reports with their texts, exactly as stored, and what the manifest says about each.

A collection is a folder of UTF-8 `.txt` files. A `manifest.csv` in it names them (columns `id, file, call, outlet,
date, title` and those of `data/accounts/manifest.csv`); a `calls.csv` in it lists the calls. Both are optional for
texts of one's own. Nothing read is ever changed.
"""

import hashlib
import os
import re
from pathlib import Path

import pandas as pd

from helpers import tables
from helpers.problems import InputProblem, problem

ACCOUNTS = tables.DATA / "accounts"
COLUMNS = ["report", "file", "call", "outlet", "date", "title", "language", "words", "sha256", "note", "text"]
MANIFEST_COLUMNS = ["file", "call", "outlet", "register", "date", "published", "title", "language", "sha256", "note"]
CALL_COLUMNS = ["call", "date", "weekday", "medium", "initiated_by", "duration", "context",
                "call_ar", "medium_ar", "context_ar"]  # fmt: skip


def chosen():
    """The folder whose texts the notebooks read: $TEXTS when it is set (as `make story` does), else the accounts."""
    return Path(os.environ.get("TEXTS") or ACCOUNTS)


def count_words(text):
    """Words as an editor counts them: runs without white space that hold a letter or a digit."""
    return sum(bool(re.search(r"\w", run)) for run in text.split())


def read_text(path):
    """The text of one file, code point by code point (CRLF kept). Raises InputProblem if it is not readable UTF-8."""
    path = Path(path)
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as fault:
        raise InputProblem(problem(path, None, f"cannot be read ({fault.strerror})", "Check name and rights")) from None
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        what = f"not UTF-8 (byte {fault.start} is 0x{raw[fault.start]:02x})"
        raise InputProblem(problem(path, line, what, "Save the text as UTF-8")) from None
    if not text.strip("\ufeff \t\r\n"):
        raise InputProblem(problem(path, None, "no text in it", "Put the report's text there or remove the file"))
    return text


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
    """The reports of a collection, in the manifest's order (else by file name).

    Returns a frame with one row per report and the columns COLUMNS (strings; `words` an integer): `report` is the id,
    `call` and `outlet` are "" where unknown, `sha256` that of the file. Raises InputProblem with a line for every
    fault: wrong rows, files missing or not listed, unknown calls, changed texts.
    """
    folder = Path(folder) if folder else chosen()
    files = text_files(folder)
    manifest = folder / "manifest.csv"
    if manifest.exists():
        listed = _listed(tables.load("manifest", folder))
    elif folder.resolve() == ACCOUNTS.resolve():
        raise InputProblem(problem(manifest, None, "the manifest is missing", "Restore it from the repository"))
    else:
        listed = pd.DataFrame({"id": [f.stem for f in files], "file": [f.name for f in files]})
        listed = _listed(listed)
    return _with_texts(folder, manifest, files, listed)


def _listed(manifest):
    """The manifest with every column needed; file defaults to id.txt, outlet to register, date to published."""
    table = manifest.assign(**{name: "" for name in MANIFEST_COLUMNS if name not in manifest})
    table["file"] = table["file"].where(table["file"] != "", table["id"] + ".txt")
    table["outlet"] = table["outlet"].where(table["outlet"] != "", table["register"])
    table["date"] = table["date"].where(table["date"] != "", table["published"])
    table["language"] = table["language"].where(table["language"] != "", "ar")
    return table.rename(columns={"id": "report"})


def _with_texts(folder, manifest, files, listed):
    faults = _stray(folder, manifest, files, listed) + _unknown_calls(folder, manifest, listed)
    texts, digests = {}, {}
    for line, row in listed.iterrows():
        path = folder / row["file"]
        if not path.is_file() or path.resolve().parent != folder.resolve():
            continue
        try:
            texts[row["report"]] = read_text(path)
        except InputProblem as fault:
            faults += fault.lines
            continue
        digests[row["report"]] = hashlib.sha256(path.read_bytes()).hexdigest()
        if row["sha256"] not in {"", digests[row["report"]]}:
            mend = f"If the change is meant, put {digests[row['report']]} there"
            faults.append(problem(manifest, line, f"sha256 is not that of {row['file']}", mend))
    if faults:
        raise InputProblem(*faults)
    listed["text"] = listed["report"].map(texts)
    listed["sha256"] = listed["report"].map(digests)
    listed["words"] = listed["text"].map(count_words)
    return listed[COLUMNS].reset_index(drop=True)


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
    elif not path.is_file():
        yield "is not in the folder", "Add the file or drop the row"
    elif path.resolve().parent != folder.resolve():
        yield "links out of the folder", "Copy the file here"


def _unknown_calls(folder, manifest, listed):
    """Faults in `call`. A folder's own calls.csv settles which calls there are; without one any event name will do,
    but a name that is a date must be one of the three calls, since a date is what gets mistyped."""
    own = (folder / "calls.csv").exists()
    known = sorted(calls(folder)["call"])
    mend = f"Use one of {', '.join(known)} or add it to calls.csv"
    return [
        problem(manifest, line, f"unknown call {call!r}", mend)
        for line, call in listed["call"].items()
        if call and call not in known and (own or re.fullmatch(tables.ISO_DATE, call))
    ]


def calls(folder=None):
    """The calls known for a collection, by date: its own calls.csv, else `data/calls.csv`.

    Returns a frame of strings with the columns CALL_COLUMNS ("" where the table says nothing).
    """
    folder = Path(folder) if folder else chosen()
    source = folder if (folder / "calls.csv").exists() else tables.DATA
    known = tables.load("calls", source).reindex(columns=CALL_COLUMNS, fill_value="")
    return known.sort_values("date", kind="stable").reset_index(drop=True)
