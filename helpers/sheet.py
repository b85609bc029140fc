"""A blind sample of coded sentences or quotations for a person to code, and how far that person and the coders agree.

python -m helpers sheet FOLDER --out sheet.csv [--of sentences|quotations] [--sample 100] [--seed 0]
python -m helpers sheet FOLDER --read sheet.csv

FOLDER holds openings of the published reports as `python -m helpers fetch` writes them. Only reports whose opening is
the one that was coded (same SHA-256, or the same number of sentences of the same lengths) can be drawn from.
"""

import hashlib
import sys
from argparse import Namespace
from pathlib import Path

import pandas as pd

from helpers import coverage, document, evaluate, tables
from helpers.fetch import LENGTHS
from helpers.problems import InputProblem, problem

ASKED = {"sentences": ["frames"], "quotations": ["mode", "speaker"]}
KEYS = {"sentences": "sentence", "quotations": "quote"}


def openings_of(folder: str | Path, known: coverage.Coverage) -> dict[str, tuple[str, list[tuple[int, int]], bool]]:
    """The openings in a folder that are those that were coded, by report.

    Each: its text, (start, end) of each sentence, whether it is the same to the letter.
    """
    found = {}
    for report in known.reports.itertuples():
        path = Path(folder) / f"{report.report}.txt"
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8")
        own = known.sentences[known.sentences["report"] == report.report]
        spans = list(zip(own["start"], own["end"], strict=True))
        same = hashlib.sha256(text.encode("utf-8")).hexdigest() == report.sha256
        if not same:
            again = [(unit.start, unit.end) for unit in document.make(text).sentences]
            if len(again) != len(spans) or any(
                abs((b - a) - (d - c)) > LENGTHS for (a, b), (c, d) in zip(again, spans, strict=True)
            ):
                continue
            spans = again
        found[report.report] = text, spans, same
    return found


def draw(
    folder: str | Path, of: str = "sentences", sample: int = 100, seed: int = 0, known: coverage.Coverage | None = None
) -> pd.DataFrame:
    """A sheet: a frame with id, text and empty columns to fill in, in random order. Raises InputProblem."""
    known = known or coverage.load()
    openings, rows = openings_of(folder, known), []
    if of == "sentences":
        for row in known.sentences[known.sentences["report"].isin(list(openings))].itertuples():
            text, spans, _ = openings[row.report]
            rows.append((f"{row.report}:{row.sentence}", text[slice(*spans[row.sentence - 1])]))
    else:
        same = {report: text for report, (text, _, same) in openings.items() if same}
        for row in known.quotes[known.quotes["report"].isin(list(same))].itertuples():
            before = max(0, row.start - 120)
            said = f"{same[row.report][before : row.start]}[[{same[row.report][row.start : row.end]}]]"
            rows.append((f"{row.report}:{row.quote}", said))
    if not rows:
        mend = "Fetch the pages first (python -m helpers fetch data/coverage/reports.csv --out FOLDER)"
        raise InputProblem(problem(folder, None, "no opening in it that is the one that was coded", mend))
    sheet = pd.DataFrame(rows, columns=["id", "text"]).sample(min(sample, len(rows)), random_state=seed)
    return sheet.assign(**dict.fromkeys(ASKED[of], "")).reset_index(drop=True)


def agreement(
    sheet: pd.DataFrame, path: str | Path = "sheet.csv", known: coverage.Coverage | None = None
) -> pd.DataFrame:
    """Krippendorff's alpha of a filled sheet (a frame of strings indexed by line) with what is recorded.

    Returns a frame: what, n, alpha. For sentences an alpha for each frame with each coder and with what was settled;
    for quotations alpha of the mode and the share of speakers that are the same. Raises InputProblem naming wrong rows.
    """
    known = known or coverage.load()
    of = "sentences" if "frames" in sheet else "quotations"
    table = (known.sentences if of == "sentences" else known.quotes).assign(
        id=lambda rows: rows["report"] + ":" + rows[KEYS[of]].astype(str)
    )
    table = table.set_index("id")
    faults = [problem(path, line, f"unknown id {key!r}", "Leave the first column as it was drawn")
              for line, key in sheet["id"].items() if key not in table.index]  # fmt: skip
    if of == "sentences":
        known_frames = [*tables.load("codebook")["frame"], coverage.RESIDUE]
        faults += [problem(path, line, f"no frame {frame!r} in the codebook", f"Use {' '.join(known_frames)}")
                   for line, cell in sheet["frames"].items() for frame in cell.split()
                   if frame not in known_frames]  # fmt: skip
    else:
        faults += [problem(path, line, f"mode {cell!r} is not valid", f"Use {', '.join(coverage.MODES)}")
                   for line, cell in sheet["mode"].items() if cell not in ["", *coverage.MODES]]  # fmt: skip
    if faults:
        raise InputProblem(*faults)
    return _of_sentences(sheet, table, known_frames) if of == "sentences" else _of_quotations(sheet, table)


def _of_sentences(sheet, table, frames):
    person, rows = [frozenset(cell.split()) for cell in sheet["frames"]], []
    for coder in ("coder1", "coder2", "frames"):
        coded = [frozenset(table.loc[key, coder].split()) for key in sheet["id"]]
        alpha = evaluate.alpha(person, coded, frames)
        rows += [
            (f"{frame}, {'settled' if coder == 'frames' else coder}", len(sheet), alpha[frame]) for frame in frames
        ]
    return pd.DataFrame(rows, columns=["what", "n", "alpha"])


def _of_quotations(sheet, table):
    filled = sheet[sheet["mode"] != ""]
    own, other = ([frozenset([mode]) for mode in cells] for cells in (filled["mode"], table.loc[filled["id"], "mode"]))
    alpha = evaluate.alpha(own, other, coverage.MODES)
    named = sheet[sheet["speaker"] != ""]
    same = [evaluate.same_speakers(tables.items(cell), tables.items(table.loc[key, "speaker"]))
            for key, cell in zip(named["id"], named["speaker"], strict=True)]  # fmt: skip
    rows = [(f"mode {mode}", len(filled), alpha[mode]) for mode in coverage.MODES]
    rows.append(("same speaker (share)", len(named), sum(same) / len(same) if same else float("nan")))
    return pd.DataFrame(rows, columns=["what", "n", "alpha"])


def command(asked: Namespace) -> int:
    """What `python -m helpers sheet` does; returns the exit status. Raises InputProblem."""
    if asked.read:
        print(agreement(tables.read_unchecked(Path(asked.read)), asked.read).to_string(index=False))
    else:
        drawn = draw(asked.folder, asked.of, asked.sample, asked.seed)
        drawn.to_csv(asked.out, index=False, encoding="utf-8-sig")
        filled = ", ".join(ASKED[asked.of])
        print(f"{len(drawn)} {asked.of} drawn into {asked.out}: fill in {filled}", file=sys.stderr)
    return 0
