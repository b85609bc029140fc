"""Every accuracy figure that README, datasheet and notebook 8 quote, computed anew and held against what is quoted.

Usage: python -m helpers.scores [TEXTS]

TEXTS: what holds texts of the annotated corpus, a folder or a Parquet file (known by their digests, gold.supplied). A
set whose texts are not all there is skipped, and said to be. Exit status 1 where a figure differs, 2 where the input is
at fault.
"""

import argparse
import copy
import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import numpy as np
import pandas as pd

from helpers import changes, document, evaluate, gold, notebooks, pipeline, reader, study, tables
from helpers.home import HOME
from helpers.problems import InputProblem
from helpers.ranking import Ranker

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
    """data/gold/sets.csv, by `set`: texts, quotations, recorded, annotators."""
    return pd.read_csv(SETS, keep_default_na=False).set_index("set")


def of_kinds() -> pd.DataFrame:
    """How the program reads inputs of kinds that are often got wrong (gold.kinds), none of which it learnt from.

    A frame: kind, inputs, those read without any mistake (numbers; `sealed` of those whose answers were sealed), found
    F1 and attributed F1 (shares, nan where nobody is quoted).
    """
    kept = [one | {"doc": f"{one['kind']} {one['number']}"} for one in gold.kinds()]
    records = {one["doc"]: {"quotes": [_placed(quote, one["text"]) for quote in one["quotes"]]} for one in kept}
    counts = evaluate.program_counts({one["doc"]: one["text"] for one in kept}, records)
    told = pd.DataFrame(kept).set_index("doc")
    counts["right"] = (counts[["predicted", "gold"]].eq(counts["attributed"], axis=0)).all(axis=1)
    rows = []
    for kind, of_kind in counts.groupby(told["kind"], sort=False):
        sealed, found = told.loc[of_kind.index, "sealed"].notna(), evaluate.scores(of_kind)
        nobody = not of_kind["gold"].any()
        rows.append((kind, len(of_kind), of_kind["right"].sum(), f"{of_kind['right'][sealed].sum()} of {sealed.sum()}",
                     *(np.nan if nobody else found[name] for name in ("found F1", "attributed F1"))))  # fmt: skip
    return pd.DataFrame(rows, columns=["kind", "inputs", "right", "sealed", "found F1", "attributed F1"])


def _placed(quote, text):
    start = text.index(quote["content"])
    return quote | {"content": [start, start + len(quote["content"])], "cue": None}


def supplied(texts: str | Path | None) -> Iterator[Line]:
    """The reader's figures on texts that it has not read, where they are all in `texts`: an iterator of Lines.

    Raises InputProblem where `texts` holds no text of the corpus.
    """
    have, quoted = gold.supplied(texts) if texts else {}, evaluate.kept_counts()
    for name, of_set in quoted[quoted["system"] == "reader"].groupby("set", sort=False):
        missing = sum(text not in have for text in of_set["text"])
        if missing:
            yield Line(name, "all", "", "", f"skipped: {missing} of its {len(of_set)} texts are not there")
            continue
        before = evaluate.scores(of_set)
        now = evaluate.scores(crossed({row.text: (have[row.text], row.part) for row in of_set.itertuples()}))
        counted = [measure for measure in evaluate.QUOTED if not math.isnan(before[measure])]
        yield from (held(name, measure, f"{before[measure]:.3f}", now[measure]) for measure in counted)


def crossed(texts: dict[str, tuple[str, int]]) -> pd.DataFrame:
    """What the reader's scores are made of (evaluate.count) on texts {id: (text, part)}, each read with that one of the
    rankers of crossed.npz that has not learnt from it.
    """
    one, rankers, found = copy.copy(reader.of(study.shared())), np.load(reader.WEIGHTS / "crossed.npz"), {}
    for part in sorted({part for _, part in texts.values()}):
        own = {name.partition("/")[2]: rankers[name] for name in rankers.files if name.startswith(f"{part}/")}
        one.model = one.model._replace(ranker=Ranker(own))
        for name, (text, of) in texts.items():
            if of == part:
                made = document.make(text)
                said = one.read(made)
                found[name] = pipeline.quotes_record(name, pipeline.Reading(made, said.quotes, said.not_speech, []))
    return evaluate.count({name: record for name, record in gold.quotations().items() if name in found}, found)


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
    parser.add_argument("texts", nargs="?", help="folder or Parquet file with texts of the corpus")
    asked = parser.parse_args(arguments)
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
