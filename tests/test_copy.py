"""Copy as newsrooms send it: inputs of every kind under tests/copy, each with its right answer."""

import hashlib
import json
import re

import pytest

from tests.conftest import ROOT
from tests.copy import observe, pages

COPY = ROOT / "tests" / "copy"
PAGE = (ROOT / "data" / "pages" / "en" / "reliability.md").read_text("utf-8")
ANSWERS = {f"{part}/{file.stem}/{name}": answer for part in ("open", "blind")
           for file in sorted((COPY / part).glob("*.json")) if file.stem != "digests"
           for name, answer in json.loads(file.read_text("utf-8")).items()}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_made_of_copy(name):
    assert observe.wrong(COPY / name, ANSWERS[name]) == []


def test_the_answers_kept_for_the_end_are_those_committed_before():
    digests = json.loads((COPY / "blind" / "digests.json").read_text("utf-8"))
    kept = {name.removeprefix("blind/"): answer for name, answer in ANSWERS.items() if name.startswith("blind/")}
    made = {name: hashlib.sha256(json.dumps(answer, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
            for name, answer in kept.items()}  # fmt: skip
    assert made == digests


def test_the_page_on_reliability_counts_what_is_tried():
    kinds = {}
    for name in ANSWERS:
        kinds.setdefault(name.split("/")[1], []).append(name)
    rows = re.findall(r"^\| [^|]+ \| (\d+) \| \d+ \| (\d+) \|$", PAGE.split("## Copy as it arrives")[1], re.M)
    assert sorted(rows) == sorted((str(len(names)), str(len(names))) for names in kinds.values())
    assert f"{len(ANSWERS)} small inputs of {len(kinds)} kinds" in PAGE
    assert all(len(names) > 10 for names in kinds.values())


@pytest.mark.parametrize(("use", "row"), [("development", "30 read while mending"), ("test", "30 kept for the end")])
def test_furniture_of_real_pages(use, row):
    if not list(pages.pages(use)):
        pytest.skip("the pages are not on this machine")
    found = pages.measure(use)
    told = re.search(rf"^\| {row} \| [\d.]+, ([\d.]+) \| [\d.]+, ([\d.]+) \| (\d+) of (\d+) \|$", PAGE, re.M)
    assert told.groups() == (f"{found['precision']:.2f}", f"{found['recall']:.2f}", str(found["lost"]),
                             str(found["sentences"]))  # fmt: skip
