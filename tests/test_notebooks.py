"""The committed notebooks are executed, whole, and show no fault; executing never leaves half a notebook."""

import ast
import re

import nbformat
import pytest

from helpers import notebooks
from helpers.problems import InputProblem
from tests.conftest import ROOT

PATHS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def shows_something(source):
    """Whether a cell ends in an expression or displays something, so that it must have output."""
    tree = ast.parse(source)
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return bool(tree.body) and (isinstance(tree.body[-1], ast.Expr) or "print" in calls)


def test_all_eight_are_there():
    assert {path.name[:2] for path in PATHS} >= {f"{number:02}" for number in range(1, 9)}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_executed_in_order_with_outputs_and_without_faults(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert cell.outputs or not shows_something(cell.source), cell.source
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_pictures_have_an_alternative_text(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output["metadata"]["image/png"]["alt"]
                assert len(alt) > 40
                assert cell.metadata["mystnb"]["image"]["alt"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_nothing_of_the_machine_is_in_them(path):
    text = path.read_text("utf-8")
    assert str(ROOT) not in text
    assert not re.search(r"(?<![\w./])/(home|root|tmp|work)/\w", text)
    notebook = nbformat.reads(text, as_version=4)
    assert "version" not in notebook.metadata["language_info"]
    assert all("execution" not in cell.metadata for cell in notebook.cells)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_code_stays_short_and_prose_has_no_typed_numbers(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 24, cell.source
        else:
            assert not re.search(r"\b\d+(\.\d+)?\s?%|\b0\.\d+", cell.source.replace("95 %", "").replace("5 %", "")), (
                cell.source
            )


def small(source):
    """A notebook of one code cell as text."""
    cell = nbformat.v4.new_code_cell(source, id="one")
    return nbformat.writes(nbformat.v4.new_notebook(cells=[cell]))


def test_a_failing_cell_is_one_line_and_leaves_the_old_notebook(tmp_path):
    path = tmp_path / "01_x.ipynb"
    path.write_text(small("1 / 0"), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(InputProblem, match="a cell failed with ZeroDivisionError: division by zero"):
        notebooks.run(tmp_path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_fault_of_the_input_is_said_in_its_own_words(tmp_path):
    source = "from helpers.problems import InputProblem\nraise InputProblem('a.csv:3: wrong. Mend it')"
    (tmp_path / "01_x.ipynb").write_text(small(source), encoding="utf-8")
    with pytest.raises(InputProblem) as caught:
        notebooks.run(tmp_path)
    assert caught.value.lines == ["a.csv:3: wrong. Mend it"]


def test_texts_are_checked_before_anything_runs(tmp_path, folder):
    source = tmp_path / "books"
    source.mkdir()
    (source / "01_x.ipynb").write_text(small("1"), encoding="utf-8")
    texts = folder("id,call\na,2026-02-05\n")
    with pytest.raises(InputProblem, match="unknown call"):
        notebooks.run(source, texts, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_execution_into_another_folder_leaves_the_source(tmp_path, folder):
    source = tmp_path / "books"
    source.mkdir()
    path = source / "01_x.ipynb"
    path.write_text(small("from helpers import study\nlen(study.load().reports)"), encoding="utf-8")
    before = path.read_bytes()
    (target,) = notebooks.run(source, folder(texts={"a.txt": "نص", "b.txt": "نص"}), tmp_path / "out")
    assert path.read_bytes() == before
    assert code_cells(target)[0].outputs[0].data["text/plain"] == "2"


def test_a_folder_without_notebooks(tmp_path):
    with pytest.raises(InputProblem, match="no numbered notebook in it"):
        notebooks.run(tmp_path)
