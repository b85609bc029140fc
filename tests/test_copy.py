"""Copy as newsrooms send it: inputs of every kind under tests/copy, each with its right answer."""

import json

import pytest

from tests.conftest import ROOT
from tests.copy import observe

OPEN = ROOT / "tests" / "copy" / "open"
ANSWERS = {f"{file.stem}/{name}": answer for file in sorted(OPEN.glob("*.json"))
           for name, answer in json.loads(file.read_text("utf-8")).items()}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_made_of_copy(name):
    assert observe.wrong(OPEN / name, ANSWERS[name]) == []
