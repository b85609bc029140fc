"""What JupyterLab saves is what the executor writes, and what was executed here is trusted."""

import json

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from helpers import lab
from tests.conftest import ROOT

PATHS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def as_lab_saves(path):
    """A notebook as JupyterLab hands it over after its cells were run, some twice, one folded, in another Python."""
    content = nbformat.read(path, as_version=4)
    content.metadata["language_info"] = {"name": "python", "version": "3.99.1", "mimetype": "text/x-python"}
    for number, cell in enumerate(content.cells):
        cell.metadata.update(collapsed=False, execution={"iopub.status.idle": "now"})
        if cell.cell_type == "code":
            cell.metadata["jupyter"] = {"outputs_hidden": True}
            cell.execution_count = number + 7
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number + 7
    return {"type": "notebook", "content": json.loads(nbformat.writes(content))}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_opening_running_and_saving_changes_nothing(path):
    model = as_lab_saves(path)
    lab.before_saving(model=model, path=f"notebooks/{path.name}", contents_manager=None)  # as Jupyter does
    assert nbformat.writes(nbformat.from_dict(model["content"])) + "\n" == path.read_text("utf-8")


def test_other_notebooks_are_saved_as_they_are():
    model = as_lab_saves(PATHS[0])
    before = json.dumps(model)
    lab.before_saving(model, "scratch/mine.ipynb")
    assert json.dumps(model) == before


def test_code_behind_prose_is_folded_and_stays_so():
    said = nbformat.v4.new_output("execute_result", {"text/markdown": "It is so.", "text/plain": "x"})
    seen = nbformat.v4.new_output("execute_result", {"text/html": "<table></table>", "text/plain": "x"})
    made = {"say()": [said], "import x\nsay()": [said], "look()": [seen], "do()": [said, seen], "1": []}
    cells = [nbformat.v4.new_code_cell(source, outputs=outputs) for source, outputs in made.items()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    for _ in range(2):
        lab.tidy(notebook)
        assert [cell.metadata.get("jupyter", {}) for cell in notebook.cells] == [
            {"source_hidden": True},
            {},
            {},
            {},
            {},
        ]
        notebook.cells[0].metadata["jupyter"] = {}  # somebody unfolds it to look


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_sentence_stands_twice_in_jupyterlab_as_code_and_as_what_it_says(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and any("text/markdown" in output.get("data", {}) for output in cell.outputs):
            assert cell.metadata.get("jupyter") == {"source_hidden": True}, cell.source


def test_signed_notebooks_are_trusted_until_they_change(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    path = tmp_path / "01_x.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="one")])
    nbformat.write(notebook, path)
    lab.sign([path])
    assert NotebookNotary().check_signature(nbformat.read(path, as_version=4))
    notebook.cells[0].source = "2"
    assert not NotebookNotary().check_signature(notebook)


def test_the_list_names_every_notebook_in_order():
    listed = (ROOT / "notebooks" / "README.md").read_text("utf-8")
    places = [listed.index(f"({path.name})") for path in PATHS]
    assert places == sorted(places)
