"""Every accuracy figure that README, datasheet and notebook 8 quote, computed anew and held against what is quoted.

Usage: python -m helpers.scores [TEXTS]

TEXTS: a folder with a folder for each set whose texts are not in the repository (`folder` of data/gold/sets.csv), with
NAME.txt and NAME.json for every text. A set whose texts are not there is skipped, and said to be. Exit status 1 where a
figure differs, 2 where the input is at fault.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd

from helpers import changes, evaluate, gold, notebooks, study, tables
from helpers.home import HOME
from helpers.problems import InputProblem, problem

SETS = tables.DATA / "gold" / "sets.csv"
TRUST = "08_how_far_to_trust_this.ipynb"


class Line(NamedTuple):
    """One figure. quoted, now: as they are written; now is "" where it was not computed. verdict: why, or how it is."""

    of: str
    measure: str
    quoted: str
    now: str
    verdict: str


def held(of: str, measure: str, quoted: str, value: float) -> Line:
    """The Line of a value (share) against a figure as it is quoted (str), to as many places as that has."""
    places = len(quoted.partition(".")[2])
    now = f"{value:.{places}f}"
    return Line(of, measure, quoted, now, "same" if float(now) == float(quoted) else "differs")


def sets() -> pd.DataFrame:
    """data/gold/sets.csv, by `set`: folder, texts, quotations, sha256, recorded, annotators."""
    return pd.read_csv(SETS, keep_default_na=False, dtype={"sha256": str}).set_index("set")


def digest(folder: str | Path) -> str:
    """SHA-256 of a set: of the names and bytes of its texts and gold, in order of name."""
    whole = hashlib.sha256()
    for path in sorted(path for path in Path(folder).iterdir() if path.suffix in {".txt", ".json"}):
        whole.update(f"{path.name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def supplied(texts: str | Path | None) -> Iterator[Line]:
    """The figures of data/reader/scores.csv on the sets that are in the folder `texts` (or None): an iterator of Lines.

    Raises InputProblem where a folder is not the set that sets.csv describes.
    """
    quoted = pd.read_csv(evaluate.KEPT_BACK, dtype=str, keep_default_na=False)
    for name, rows in quoted.groupby("set", sort=False):
        about = sets().loc[name]
        place = Path(texts) / about["folder"] if texts else None
        if place is None or not place.is_dir():
            yield Line(name, "all", "", "", f"skipped: no folder {about['folder']} with its {about['texts']} texts")
            continue
        _checked(place, about)
        now = evaluate.score_folder(place).set_index("measure")["score"]
        for row in rows.itertuples():
            yield held(name, row.measure, row.reader, now[row.measure])


def _checked(place, about):
    """Raise InputProblem where a folder does not hold the set that a row of sets.csv is about."""
    records = evaluate.load_gold(place)
    found = len(records), sum(len(record["quotes"]) for record in records.values())
    if found != (about["texts"], about["quotations"]):
        what = f"{found[0]} texts with {found[1]} quotations, not {about['texts']} with {about['quotations']}"
        raise InputProblem(problem(place, None, what, f"Give the set as {SETS.name} has it"))
    if about["sha256"] not in {"", digest(place)}:
        raise InputProblem(
            problem(place, None, "other bytes than the set has", f"Its sha256 in {SETS.name} says which")
        )


def second() -> Iterator[Line]:
    """How far two annotations of the corpus agree, against the datasheet: an iterator of Lines."""
    sheet, again, first = (
        (gold.FOLDER / "DATASHEET.md").read_text("utf-8"),
        gold.quotations("second"),
        gold.quotations(),
    )
    agreed = evaluate.scores(evaluate.count({name: first[name] for name in again}, again))
    for measure in ("found F1", "exact F1", "attributed F1", "speaker, given found"):
        now = f"{agreed[measure]:.3f}".lstrip("0")
        verdict = "same" if f"**{now}**" in sheet else "differs"
        yield Line("second annotation", measure, now if verdict == "same" else "not in DATASHEET.md", now, verdict)


def readme() -> Iterator[Line]:
    """The README's sentences about accuracy: an iterator of Lines."""
    text = " ".join((HOME / "README.md").read_text("utf-8").split())
    for sentence in (evaluate.on_published(), evaluate.in_one_line()):
        verdict = "same" if sentence in text else "differs"
        yield Line("README.md", sentence, "", "", verdict)


def notebook() -> Iterator[Line]:
    """What notebook 8 shows, executed anew, against what is committed: an iterator of Lines."""
    source = HOME / "notebooks" / TRUST
    before = nbformat.read(source, as_version=4)
    with tempfile.TemporaryDirectory() as folder, notebooks.Kernel(source.parent) as kernel:
        target = Path(folder) / TRUST
        chosen = notebooks.chosen(source.parent, study.load(study.OWN), TRUST.removesuffix(".ipynb"))
        faults, _ = notebooks.execute(source, target, chosen[source], kernel)
        apart = [*faults, *changes.told(before, nbformat.read(target, as_version=4))]
    same = apart == ["nothing that its tables and sentences say has changed"]
    yield from [Line(TRUST, "all", "", "", "same")] if same else (Line(TRUST, one, "", "", "differs") for one in apart)


def main(arguments: list[str] | None = None) -> int:
    """The command line: a line for every figure; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m helpers.scores", description=__doc__.splitlines()[0])
    parser.add_argument("texts", nargs="?", help="folder that holds a folder of texts and gold for each set")
    asked = parser.parse_args(arguments)
    if asked.texts and not Path(asked.texts).is_dir():
        print(problem(asked.texts, None, "no such folder", "Name the folder that holds the sets"), file=sys.stderr)
        return 2
    verdicts = []
    try:
        for part in (readme(), second(), supplied(asked.texts), notebook()):
            for line in part:
                figures = f" (quoted {line.quoted}, now {line.now})" if line.now else ""
                print(f"{line.verdict:8} {line.of}: {line.measure}{figures}", flush=True)
                verdicts.append(line.verdict)
    except InputProblem as fault:
        print(fault, file=sys.stderr)
        return 2
    skipped = sum(verdict.startswith("skipped") for verdict in verdicts)
    print(f"{verdicts.count('same')} same, {verdicts.count('differs')} differ, {skipped} sets skipped")
    return int("differs" in verdicts)


if __name__ == "__main__":
    sys.exit(main())
