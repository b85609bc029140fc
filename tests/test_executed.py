"""The committed notebooks are what execution gives, byte for byte, pictures included."""

import nbformat
import pytest

from helpers import changes, notebooks
from tests.conftest import ROOT

FOLDER = ROOT / "notebooks"


@pytest.fixture(scope="module")
def kernel():
    with notebooks.Kernel(FOLDER) as running:
        yield running


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("[0-9]*.ipynb")))
def test_what_is_committed_is_what_execution_gives(kernel, ours, tmp_path, name):
    source, notebook = FOLDER / name, notebooks.chosen(FOLDER, ours)[FOLDER / name]
    before, target = source.read_bytes(), tmp_path / source.name
    assert notebooks.execute(source, target, notebook, kernel)[0] == []
    said = changes.told(nbformat.reads(before.decode(), as_version=4), nbformat.read(target, as_version=4))
    assert source.read_bytes() == before
    assert target.read_bytes() == before, "\n".join(said)
