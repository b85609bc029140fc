"""What the program finds in texts of our own is what was recorded, line by line: no change of results goes unseen.

A change that is meant is recorded anew with `python -m tests.test_recorded`, and the difference read before it is kept.
Probabilities are left out: their last digits differ between machines, decisions do not.
"""

import json
from pathlib import Path

import pytest

from helpers import gold, pipeline
from tests.conftest import ROOT

RECORDED = Path(__file__).with_name("recorded.json")
TEXTS = {path.stem: path.read_bytes().decode("utf-8") for path in sorted((ROOT / "data" / "accounts").glob("*.txt"))}
TEXTS |= {name: record["text"] for name, record in list(gold.invented().items())[::9]}


def lines(text):
    """A line for each quotation, coded sentence and residue of a text, in this order."""
    reading = pipeline.read(text)
    for quote in reading.quotes:
        cue = text[slice(*quote.cue)] if quote.cue else "–"
        words = text[slice(*quote.content)]
        yield " · ".join(
            (quote.mode, cue, " + ".join(quote.speaker) or "not told", quote.via or "–", quote.stance or "–", words)
        )
    for number, (unit, coded) in enumerate(zip(reading.document.sentences, reading.frames, strict=True), 1):
        if coded.frames:
            yield f"sentence {number} ({unit.start}–{unit.end}): {' '.join(coded.frames)}"
    for found in reading.document.residue:
        yield f"residue {found.reason} ({found.start}–{found.end})"


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_found_is_what_was_recorded(name):
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert list(lines(TEXTS[name])) == recorded[name], "meant? then run: python -m tests.test_recorded"


if __name__ == "__main__":
    found = {name: list(lines(text)) for name, text in TEXTS.items()}
    RECORDED.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
