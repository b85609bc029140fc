"""The committed notebooks are executed, whole, and show no fault; executing never leaves half a notebook."""

import ast
import re
import subprocess
from dataclasses import replace

import markdown_it
import nbformat
import pytest

from helpers import changes, notebooks, show
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
            assert "failed" not in output.get("metadata", {})
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


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_reads_its_study_so_that_what_is_wrong_with_it_is_said(path):
    """`helpers.load` and `helpers.analyse` say it (tests/test_api.py); `study.load` alone says nothing."""
    assert re.search(r"helpers\.(load|analyse)\(", "\n".join(cell.source for cell in code_cells(path)))


@pytest.mark.parametrize("path", [*PATHS, ROOT / "notebooks" / "README.md"], ids=lambda path: path.stem)
def test_every_link_leads_to_something_that_is_there(path):
    """In what JupyterLab shows of a notebook: its Markdown, and outputs as HTML or Markdown."""
    if path.suffix == ".md":
        texts = [path.read_text("utf-8")]
    else:
        cells = nbformat.read(path, as_version=4).cells
        texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
        texts += [output.get("data", {}).get(kind, "") for cell in cells for output in cell.get("outputs", ())
                  for kind in ("text/html", "text/markdown")]  # fmt: skip
    found = [link for text in texts for link in re.findall(r'(?:href|src)="([^"]*)"|\]\(([^)\s]+)\)', text)]
    links = {link for pair in found for link in pair if link and not link.startswith("data:")}
    assert links
    for link in links:
        assert link.startswith("https://") or (path.parent / link.partition("#")[0]).is_file(), link


def small(*sources):
    """A notebook of some code cells as text."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))


def test_a_failing_cell_is_named_and_the_rest_is_executed(tmp_path):
    cells = ["1 / 0", "x = later", "6 * 7"]
    (tmp_path / "01_x.ipynb").write_text(small(*cells), encoding="utf-8")
    (tmp_path / "02_y.ipynb").write_text(small("1"), encoding="utf-8")
    done = notebooks.run(tmp_path)
    assert done.faults == [
        "01_x.ipynb, cell 1: failed with ZeroDivisionError: division by zero. Open it in `make lab` and run it "
        "(cells 2 need what it did not make)"
    ]
    assert [path.name for path in done.targets] == ["01_x.ipynb", "02_y.ipynb"]
    first, second, third = code_cells(tmp_path / "01_x.ipynb")
    assert first.outputs[0].data["text/markdown"] == "*Left out: it could not be computed.*"
    assert second.outputs[0].metadata["failed"]
    assert third.outputs[0].data["text/plain"] == "42"


def test_a_fault_of_the_input_is_said_in_its_own_words(tmp_path):
    source = "from helpers.problems import InputProblem\nraise InputProblem('a.csv:3: wrong. Mend it')"
    (tmp_path / "01_x.ipynb").write_text(small(source), encoding="utf-8")
    assert notebooks.run(tmp_path).faults == ["01_x.ipynb, cell 1: a.csv:3: wrong. Mend it"]


def test_a_kernel_that_dies_costs_its_notebook(tmp_path):
    (tmp_path / "01_x.ipynb").write_text(small("import os; os._exit(1)"), encoding="utf-8")
    (tmp_path / "02_y.ipynb").write_text(small("1"), encoding="utf-8")
    done = notebooks.run(tmp_path)
    assert "01_x.ipynb: not executed (Kernel died)" in done.faults[0]
    assert [path.name for path in done.targets] == ["02_y.ipynb"]


def test_texts_are_checked_before_anything_runs(tmp_path):
    (tmp_path / "01_x.ipynb").write_text(small("1"), encoding="utf-8")
    with pytest.raises(InputProblem, match="no such folder"):
        notebooks.run(tmp_path, tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.fixture
def books(tmp_path):
    """A folder with three notebooks, some of which speak of our own study."""
    source = tmp_path / "books"
    source.mkdir()
    markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    ours = {"tags": ["ours"]}
    cells = [
        markdown("# 1 · X", id="a"),
        markdown("About the calls", id="b", metadata=ours),
        markdown("[all](02_y.ipynb) [own](03_z.ipynb) [data](../data/x.csv)", id="c"),
        code("from helpers import study\nlen(study.load().reports)", id="d"),
        code("1 / 0", id="e", metadata=ours),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), source / "01_x.ipynb")
    (source / "02_y.ipynb").write_text(small("2"), encoding="utf-8")
    whole = [markdown("# 3 · Ours", id="a", metadata=ours), code("3", id="b")]
    nbformat.write(nbformat.v4.new_notebook(cells=whole), source / "03_z.ipynb")
    return source


def test_another_study_has_nothing_of_ours(books, tmp_path, folder):
    before = (books / "01_x.ipynb").read_bytes()
    done = notebooks.run(books, folder(texts={"a.txt": "نص", "b.txt": "نص"}), tmp_path / "out")
    assert (books / "01_x.ipynb").read_bytes() == before
    assert [path.name for path in done.targets] == ["01_x.ipynb", "02_y.ipynb"]
    assert done.faults == []
    assert code_cells(done.targets[0])[0].outputs[0].data["text/plain"] == "2"
    prose = [cell.source for cell in nbformat.read(done.targets[0], as_version=4).cells if cell.cell_type == "markdown"]
    assert prose == ["# 1 · X", "[all](02_y.ipynb) own data"]


def test_our_own_study_has_it_all(books, ours):
    assert list(notebooks.chosen(books, ours)) == sorted(books.iterdir())
    assert [path.name for path in notebooks.chosen(books, ours, "02")] == ["02_y.ipynb"]
    with pytest.raises(InputProblem, match=r"no notebook 07… in it"):
        notebooks.chosen(books, ours, "07")


def test_what_is_about_frames_needs_a_codebook(tmp_path, ours):
    cells = [nbformat.v4.new_markdown_cell("# 6 · Frames", metadata={"tags": ["frames"]})]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "06_frames.ipynb")
    assert len(notebooks.chosen(tmp_path, ours)) == 1
    assert notebooks.chosen(tmp_path, replace(ours, terms=None)) == {}


def test_a_folder_without_notebooks(tmp_path):
    with pytest.raises(InputProblem, match="no numbered notebook in it"):
        notebooks.run(tmp_path)


def test_one_notebook_shows_what_changed_in_it(tmp_path, capsys):
    table = "<table><caption>Share</caption><tr><th>A</th><td>{}</td></tr><tr><th>B</th><td>2</td></tr></table>"
    (tmp_path / "table.html").write_text(table.format(1), encoding="utf-8")
    source = "from IPython.display import HTML\nHTML(open('table.html').read())"
    (tmp_path / "06_x.ipynb").write_text(small("print('same')", source), encoding="utf-8")
    notebooks.run(tmp_path)
    as_somebody = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "."], [*as_somebody, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    capsys.readouterr()
    assert notebooks.one(tmp_path, "06") == []
    assert "nothing that its tables and sentences say has changed" in capsys.readouterr().out
    (tmp_path / "table.html").write_text(table.format(3), encoding="utf-8")
    notebooks.one(tmp_path, "06")
    assert capsys.readouterr().out.splitlines()[1:] == ["cell 2: Share", "  - A | 1", "  + A | 3"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_mark_of_markdown_stands_in_what_is_read(path):
    for cell in nbformat.read(path, as_version=4).cells:
        said = [cell.source] if cell.cell_type == "markdown" else [
            output.get("data", {}).get("text/markdown", "") for output in cell.outputs]  # fmt: skip
        for text in said:
            page = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(text)
            shown = re.sub(r"<code.*?</code>|<[^>]+>", "", page, flags=re.S)
            assert not re.search(r"[*`]|\]\(|^#", shown, re.M), shown


def test_every_coded_sentence_is_shown_with_its_codes_and_words(analysis):
    (cell,) = [cell for cell in code_cells(ROOT / "notebooks" / "06_frames.ipynb") if "because =" in cell.source]
    _, head, *rows = changes.lines(cell.outputs[0])
    assert head.split(" | ") == ["report", "sentence", "text", "frame", "because_of", "lines"]
    coded = analysis.frames.groupby(["report", "sentence"], sort=False)["frame"].agg(" | ".join)
    assert [tuple(row.split(" | ")[:2]) for row in rows] == [(report, str(number)) for report, number in coded.index]
    assert all(frames in row for row, frames in zip(rows, coded, strict=True))
    terms = (ROOT / "data" / "frame_terms.csv").read_text("utf-8").splitlines()
    line = int(rows[0].split(" | ")[-1].split(",")[0])  # as people count them: the header is line 1
    assert terms[line - 1].split(",")[0] in rows[0]


@pytest.mark.parametrize("path", [path for path in PATHS if path.stem.endswith("_ar")], ids=lambda path: path.stem)
def test_arabic_prose_runs_from_the_right_in_jupyterlab(path):
    """`show.right_to_left` puts around a Markdown cell what that takes."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert show.right_to_left(cell.source) == cell.source
