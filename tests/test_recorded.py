"""What the program finds in real texts is, to the code point, what was recorded: no change of results goes unseen.

A change that is meant is recorded anew with `python -m tests.test_recorded`, and the difference told in its message.
The texts are not in the repository, only the digest of what was found in each group of them.
"""

import hashlib
import json
from pathlib import Path

import pytest

from helpers import inputs, pipeline
from tests.conftest import DEV, ROOT

RECORDED = Path(__file__).with_name("recorded.json")
ARTICLES = DEV.parent.parent / "scale" / "saudinewsnet.parquet"
GROUPS = {
    "accounts": sorted((ROOT / "data" / "accounts").glob("*.txt")),
    **{f"newspapers {n}": sorted(DEV.glob("*.txt"))[n::4] for n in range(4)},
}
PIECES = (7, 23, 41)  # of 500 articles of the large collection; the first 200 of each


def texts(group):
    """The texts of a group; none where they are not on this machine."""
    if group in GROUPS:
        return [path.read_bytes().decode("utf-8") for path in GROUPS[group]]
    pieces = list(inputs.parts(ARTICLES)) if ARTICLES.exists() else []
    found = [report for n in PIECES for report in list(inputs.documents(pieces[n]))[:200]] if pieces else []
    return [report.text for report in found if isinstance(report, inputs.Document)]


def digest(group):
    """SHA-256 of quotations, labels, frames and residue of all texts of a group, or None where there are none."""
    found = hashlib.sha256()
    for text in (of_group := texts(group)):
        reading = pipeline.read(text)
        verbs = [(quote.lemma, quote.stance) for quote in reading.quotes]
        record = [pipeline.quotes_record("", reading), pipeline.frames_record("", reading), verbs]
        found.update(json.dumps(record, ensure_ascii=False).encode())
    return found.hexdigest() if of_group else None


@pytest.mark.parametrize("group", [*GROUPS, "articles"])
def test_what_is_found_is_what_was_recorded(group):
    found = digest(group)
    if found is None:
        pytest.skip("the texts are not on this machine")
    assert found == json.loads(RECORDED.read_text("utf-8"))[group], "meant? then run: python -m tests.test_recorded"


if __name__ == "__main__":
    RECORDED.write_text(json.dumps({group: digest(group) for group in [*GROUPS, "articles"]}, indent=1) + "\n", "utf-8")
