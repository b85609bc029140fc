"""How much of the furniture of real pages is found: data/gold/residue against the texts, where these are at hand."""

import csv
from itertools import groupby
from pathlib import Path

from helpers import document, sentences

ROOT = Path(__file__).resolve().parents[2]
MARKED = ROOT / "data" / "gold" / "residue"
TEXTS = ROOT.parent / "shared" / "gold"


def pages(use):
    """(text, [(start, end), …]) of every marked page of a use, `development` or `test`; empty without the texts."""
    with open(MARKED / "spans.csv", encoding="utf-8", newline="") as file:
        spans = {name: [(int(row["start"]), int(row["end"])) for row in rows]
                 for name, rows in groupby(csv.DictReader(file), key=lambda row: row["id"])}  # fmt: skip
    with open(MARKED / "pages.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            path = TEXTS / row["collection"] / f"{row['id']}.txt"
            if row["use"] == use and path.exists():
                with open(path, encoding="utf-8", newline="") as text:
                    yield text.read(), spans.get(row["id"], [])


def measure(use):
    """{pages, precision, recall, sentences, lost} of a use.

    Precision and recall of residue by character, white space left out. A sentence of the article is lost if less than
    half of its characters stand in a sentence of the document.
    """
    right = found = marked = count = lost = number = 0
    for text, spans in pages(use):
        made = document.make(text)
        gold, residue = _places(text, spans), _places(text, made.residue)
        right, found, marked = right + len(gold & residue), found + len(residue), marked + len(gold)
        kept = _places(text, [(unit.start, unit.end) for unit in made.sentences if unit.kind != "caption"]) - residue
        for unit in sentences.segment(text):
            own = _places(text, [(unit.start, unit.end)]) - gold
            if any(text[place].isalnum() for place in own):
                count += 1
                lost += 2 * len(own & kept) < len(own)
        number += 1
    return {"pages": number, "precision": right / found if found else 1.0, "recall": right / marked if marked else 1.0,
            "sentences": count, "lost": lost}  # fmt: skip


def _places(text, spans):
    return {place for start, end, *_ in spans for place in range(start, end) if not text[place].isspace()}
