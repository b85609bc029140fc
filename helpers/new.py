"""Makes a folder to fill in from a folder of texts: a study, with what can be read off the texts and what is proposed.

    NAME/*.txt …               the texts, copied
    NAME/manifest.csv          a row for each, with the date, title, outlet and address that it carries
    NAME/study.toml            title and settings, to be filled in
    NAME/proposed/speakers.csv who is quoted most, in the form of speakers.csv
    NAME/proposed/lemmas.csv   which words mark each event (or are commonest), to begin a codebook with

Run again, it adds what is new. Nothing that is there already is changed.
"""

import re
import shutil
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from helpers import exports, files, inputs, keyness, pipeline, profiles, study, tables, words
from helpers.problems import InputProblem, problem, shown

MANIFEST = ["id", "file", "call", "outlet", "date", "title", "url", "group", "note"]
SPEAKERS = ["speaker", "english", "role_ar", "role", "side", "kind", "gender", "spellings", "titles"]
MOST = 40  # speakers and words proposed
HEADLINE = 200  # characters of a first line that is a headline, at most
SETTINGS = """# What the study is called, what it is about, where its texts come from, what one of its events is called.
# Take away the # in front of a line to use it. By language: title = {{en = "…", ar = "…"}}
title = "{title}"
# about = "A sentence about the study"
# source = "A sentence on where the texts come from"
# event = "event"
"""


def make(name: str | Path, texts: str | Path | None = None) -> Iterator[str]:
    """Make the study `name`, or add to it; yields a printable line for everything done, then for what is left to do.

    texts: folder or file of reports to be copied into it. Raises InputProblem.
    """
    folder = Path(name)
    if folder.exists() and not folder.is_dir():
        raise InputProblem(problem(folder, None, "is a file", "Name a folder for the study"))
    folder.mkdir(parents=True, exist_ok=True)
    if texts:
        yield from _copied(texts, folder)
    if not (folder / "study.toml").exists():
        title = folder.resolve().name.replace("_", " ").replace('"', "")
        yield _written(folder / "study.toml", SETTINGS.format(title=title))
    try:
        found = [path for path in inputs.sources(folder) if inputs.kind(path) in inputs.FILES]
    except InputProblem:
        yield f"{shown(folder)}: put reports into it, one file each, and run the same command again"
        return
    yield from _listed(folder, found)
    read = study.load(folder)
    yield from read.faults
    yield from _proposed(folder, pipeline.analyse(read))
    yield f"Fill in {shown(folder / 'manifest.csv')} (`call` names the event), then: make story TEXTS={shown(folder)}"


def command(asked: Namespace) -> int:
    """What `python -m helpers new` does; returns the exit status. Raises InputProblem."""
    for line in make(asked.name, asked.texts):
        print(line)
    return 0


def _written(path, text):
    files.replace(path, text)
    return f"wrote {shown(path)}"


def _copied(texts, folder):
    """Copy reports into the folder; a file of the same name with other content stays as it is and is named."""
    for source in inputs.sources(texts):
        target = folder / source.name
        if not target.exists():
            shutil.copyfile(source, target)
        elif target.read_bytes() != source.read_bytes():
            yield problem(target, None, "is there already, with another content", "Give the new one another name")


# ---------------------------------------------------------------- the manifest


def _listed(folder, found):
    """Add a row to the manifest for every file that has none; rows that are there stay as they are."""
    path = folder / "manifest.csv"
    known = tables.load("manifest", folder) if path.exists() else pd.DataFrame(columns=MANIFEST, dtype=str)
    have = set(study.completed(known)["file"])
    rows = [_row(file) for file in found if file.name not in have]
    if not rows:
        return
    there = path.read_bytes() if path.exists() else (",".join(MANIFEST) + "\n").encode()
    new = pd.DataFrame(_with_free_ids(rows, set(known["id"])), columns=known.columns)
    added = new.to_csv(index=False, header=False, lineterminator="\n").encode()
    files.replace(path, there + (b"" if there.endswith(b"\n") else b"\n") + added)
    yield f"wrote {shown(path)}: {len(rows)} rows are new"


def _with_free_ids(rows, taken):
    for row in rows:
        stem, number = row["id"], 2
        while row["id"] in taken:
            row["id"], number = f"{stem}-{number}", number + 1
        taken.add(row["id"])
        yield row


def _row(file):
    """What a file says about itself, as a row of the manifest; "" where it does not."""
    stem = re.sub(r"[^\w.\-]+", "-", file.stem).lstrip(".-") or "report"
    row = {"id": stem, "file": file.name, "date": _date(file.stem)}
    try:
        text = inputs.read(file).text
    except InputProblem:
        return row  # study.load says what is wrong with it
    if inputs.kind(file) == "page":
        row |= {name: value for name, value in _metadata(file).items() if value}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if "title" not in row and len(lines) > 1 and len(lines[0]) <= HEADLINE and lines[0][-1] not in ".،؛:":
        row["title"] = lines[0]
    row["date"] = row["date"] or _date(" ".join(lines[:3]))
    return row


def _metadata(file):
    from trafilatura import extract_metadata

    found = extract_metadata(file.read_bytes())
    if found is None:
        return {}
    date = found.date if found.date and tables.is_date(found.date) else ""
    return {"title": found.title, "outlet": found.sitename or found.hostname, "date": date, "url": found.url}


def _date(text):
    """The first ISO date in a text, also written without hyphens; "" where there is none."""
    for found in re.finditer(r"(?<!\d)(\d{4})[-_/.]?(\d{2})[-_/.]?(\d{2})(?!\d)", text):
        written = "-".join(found.groups())
        if tables.is_date(written):
            return written
    return ""


# ---------------------------------------------------------------- proposals


def _proposed(folder, analysis):
    """Write the proposals that are not there yet."""
    for name, table in {"speakers": _speakers(analysis), "lemmas": _lemmas(analysis)}.items():
        path = folder / "proposed" / f"{name}.csv"
        if path.exists():
            yield f"{shown(path)} is there already and stays; remove it to have it made anew"
        elif len(table):
            path.parent.mkdir(exist_ok=True)
            yield _written(path, exports.csv_text(table.to_dict("records"), list(table.columns)))


def _speakers(analysis):
    """Who is quoted most, in the form of speakers.csv, with the shared row where there is one."""
    said = profiles.by_speaker(analysis.quotes)
    shared = tables.load("speakers").set_index("speaker").to_dict("index")
    rows = []
    for speaker, own in said.groupby("speaker", sort=True):
        row = dict.fromkeys(SPEAKERS, "") | {"kind": "person", "gender": _gender(own["cue"]), **shared.get(speaker, {})}
        rows.append({**row, "speaker": speaker, "side": "", "note": f"{len(own)} quotations"})
    table = pd.DataFrame(rows, columns=[*SPEAKERS, "note"])
    order = said["speaker"].value_counts()
    return table.sort_values("speaker", key=lambda names: -names.map(order), kind="stable").head(MOST)


def _gender(cues):
    """f where most verbs that introduce somebody are feminine, else m."""
    readings = [words.readings(token) for cue in cues if cue for token in words.tokenise(cue)[:1]]
    feminine = sum(any(reading.gen == "f" for reading in found) for found in readings)
    return "f" if 2 * feminine > len(readings) else "m"


def _lemmas(analysis):
    """The words that mark each event, or the commonest: call, lemma, count, reports, sentence (an example)."""
    found = keyness.log_odds(analysis.words, analysis.reports)
    if found.empty:
        kept = analysis.words[analysis.words["pos"].isin(keyness.CONTENT)]
        found = kept.groupby("lemma")["report"].agg(["size", "nunique"]).reset_index()
        found = found.set_axis(["lemma", "count", "reports"], axis=1).assign(call="", z=found["size"])
    found = found[found["z"] > 0].sort_values(["z", "lemma"], ascending=[False, True], kind="stable")
    found = found.groupby("call", sort=False).head(MOST).sort_values("call", kind="stable")
    first = analysis.words.drop_duplicates("lemma").set_index("lemma")[["report", "sentence"]]
    texts = analysis.sentences.set_index(["report", "sentence"])["text"]
    found["sentence"] = [texts.get(tuple(first.loc[lemma]), "") for lemma in found["lemma"]]
    return found[["call", "lemma", "count", "reports", "sentence"]]
