"""The opening of the README in both languages: the picture is what the figures give, the numbers are the scores."""

import re

import pytest

from helpers import evaluate, figures, story
from tests.conftest import ROOT

NUMBER = re.compile(r"(?<![\d.,a-z])(?:0\.\d\d|\d,?\d{2,3})(?![\d.]\d)")


def test_the_pictures_are_what_the_figures_give(analysis):
    for name, drawn in figures.finding(analysis, story.load(analysis)).items():
        assert (ROOT / "docs" / name).read_bytes() == drawn.png, "run .venv/bin/python -m helpers.figures"


@pytest.mark.parametrize("sentence", [evaluate.in_one_line, evaluate.on_published])
def test_the_arabic_readme_has_the_numbers_of_the_english_one(sentence):
    wanted = set(NUMBER.findall(sentence()))
    assert len(wanted) >= 3
    assert wanted <= set(NUMBER.findall((ROOT / "README.ar.md").read_text("utf-8")))
