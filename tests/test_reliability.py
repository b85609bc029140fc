"""The page on reliability says how much is tried: its numbers are those of the tests."""

import re
import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import settings

from tests import test_properties
from tests.conftest import ROOT

PAGE = (ROOT / "data" / "pages" / "en" / "reliability.md").read_text("utf-8")
DRAWN = ("test_texts_tables_and_pages", "test_tables", "test_manifests_and_calls", "test_the_codebook_as_a_whole")


@pytest.fixture(scope="module")
def cases():
    """Counter of the cases of each test file and of each test, as pytest collects them."""
    files = [f"tests/test_{name}.py" for name in ("hostile", "interrupted", "reproducible", "time", "fuzz")]
    done = subprocess.run([sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "", *files], cwd=ROOT,
                          capture_output=True, text=True, check=True)  # fmt: skip
    collected = re.findall(r"^tests/test_(\w+)\.py::(\w+)", done.stdout, re.M)
    return Counter(name for file, test in collected for name in (file, test))


def row(start):
    """The row of the page's table that begins so."""
    return re.search(rf"^\| {start}.*$", PAGE, re.M)[0]


def test_properties_and_how_often_each_is_tried():
    tried = Counter(
        thing._hypothesis_internal_use_settings.max_examples
        for thing in vars(test_properties).values()
        if hasattr(thing, "hypothesis")
    )
    by_night = settings.get_profile("nightly").max_examples
    by_day = ", ".join(f"{count} properties × {times}" for times, count in sorted(tried.items()))
    assert f"| {by_day} | {tried.total()} × {by_night:,} |" in row("made-up texts")


def test_loaders(cases):
    loaders = sum(cases[name] for name in DRAWN)
    assert f"| {loaders} loaders × " in row("spoilt tables")


@pytest.mark.parametrize(("start", "file", "noun"), [
    ("attacks", "hostile", "cases"),
    ("texts of one sign", "time", "kinds"),
    ("runs killed", "interrupted", "cases"),
    ("other hash seed", "reproducible", "machines"),
])  # fmt: skip
def test_cases(cases, start, file, noun):
    assert re.search(rf"\b{cases[file]} {noun} \|", row(start)), cases[file]
