"""What a person types first: `helpers.read`, `helpers.load`, and what a notebook then shows."""

import ast
import doctest
import os
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

import helpers
from helpers import edits, lab, problems, study, tables, views
from helpers.problems import InputProblem
from tests.conftest import ROOT

TEXT = "قال الوزير: «العمل مستمر في كل مكان». وأكدت رئيسة البلدية: «لن نتأخر يوماً واحداً»."


def test_the_examples_in_the_documentation_run(monkeypatch):
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(helpers)
    assert found.attempted >= 6
    assert found.failed == 0


def test_only_documented_names_are_offered():
    assert dir(helpers) == ["analyse", "load", "read"]
    assert all(getattr(helpers, name).__doc__ for name in dir(helpers))
    offered = [name for name in dir(helpers.read(TEXT)) if not name.startswith("_")]
    assert offered == ["analysis", "frames", "quotations", "reports", "sentences"]


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        (TEXT, ["text"]),
        ([TEXT, "لا جديد."], ["text1", "text2"]),
        ({"a": TEXT, 7: "لا جديد."}, ["a", "7"]),
        (
            pd.DataFrame({"text": [TEXT, "لا جديد."], "id": ["x", None], "call": ["c", ""]}, index=[5, 5]),
            ["x", "text2"],
        ),
        (pd.Series([TEXT]), ["text"]),
    ],
    ids=["text", "list", "dict", "frame", "series"],
)
def test_whatever_holds_texts_is_read(source, ids):
    found = helpers.read(source)
    assert list(found.reports["report"]) == ids
    assert list(found.quotations["content"]) == ["العمل مستمر في كل مكان", "لن نتأخر يوماً واحداً"]
    assert list(found.quotations.columns[:5]) == ["report", "speaker", "mode", "cue", "content"]
    for row in found.quotations.itertuples():
        assert found.reports["text"].iloc[0][row.start : row.end] == row.content


def test_calls_come_along(tmp_path):
    found = helpers.read(pd.DataFrame({"text": [TEXT, TEXT + " نعم."], "call": ["b", "a"], "date": ["", "2026-01-02"]}))
    assert sorted(found.analysis.calls["call"]) == ["a", "b"]
    assert set(found.quotations["call"]) == {"a", "b"}


def test_a_path_is_a_file_or_a_study(tmp_path):
    (tmp_path / "one.txt").write_text(TEXT, "utf-8")
    for source in (tmp_path, tmp_path / "one.txt", str(tmp_path / "one.txt"), [tmp_path / "one.txt"]):
        assert len(helpers.read(source).quotations) == 2
    with pytest.raises(InputProblem, match=r"none\.txt: no such"):
        helpers.read("none.txt")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"a": "نص", "b": 3}, "text 2: the text is not a text but int"),
        ([TEXT, None], "text 2: the text is missing"),
        (pd.DataFrame({"id": ["a", "b", "a"], "text": ["نص", "نص", "نص"]}), r"'a' occurs twice \(texts 1, 3\)"),
        (pd.DataFrame({"words": ["نص"]}), "no column text"),
        (3, "int is no text"),
        ([], "no text in it"),
        ("", "no text in it"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(source, said):
    with pytest.raises(InputProblem, match=said):
        helpers.read(source)


def test_one_report_shows_marked_with_its_quotations_under_it():
    found = helpers.read(TEXT)
    shown = found._repr_html_()
    assert shown.index('class="report"') < shown.index("<table>")
    assert shown.count("لن نتأخر يوماً واحداً") == 2
    assert repr(found).startswith("1 report, ")


def test_several_show_a_summary_and_each_can_be_asked_for():
    found = helpers.read({"a": TEXT, "b": "لا جديد."})
    assert 'class="report"' not in found._repr_html_()
    assert len(found["a"].quotations) == 2
    assert found["b"].quotations.empty
    assert "<table>" in found["b"]._repr_html_()
    with pytest.raises(InputProblem, match=r"no report 'c'\. There are a, b"):
        found["c"]


def test_sentences_and_frames_say_why(analysis):
    found = views.Result(analysis)
    sentences = found.sentences.set_index(["report", "sentence"])
    for row in found.frames.itertuples():
        assert row.frame in sentences.loc[(row.report, row.sentence), "frames"].split(" | ")
        assert row.text == sentences.loc[(row.report, row.sentence), "text"]
        assert row.inherited or all(because in row.text for because in row.because_of.split(" | "))


def test_a_bare_analysis_shows_a_summary(analysis):
    assert repr(analysis).startswith("5 reports, ")
    assert analysis._repr_html_().count("<tr>") == 6


def test_a_study_shows_what_it_is(ours):
    assert repr(ours).startswith("Between the Calls: 5 reports (")
    assert "<caption>Between the Calls: 5 reports" in ours._repr_html_()


# ---------------------------------------------------------------- edited tables


@pytest.fixture
def mine(tmp_path):
    """A study of one text with a codebook of its own."""
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    for name in ("codebook", "frame_groups", "frame_terms"):
        head = (tables.DATA / f"{name}.csv").read_text("utf-8").splitlines()[0]
        (tmp_path / f"{name}.csv").write_text(head + "\n", "utf-8")
    with open(tmp_path / "codebook.csv", "a", encoding="utf-8") as out:
        out.write("work,Work,العمل,what is done,,,\n")
    return tmp_path


def add(path, row):
    """A row more, and a time of the file that has moved on however fast that went."""
    with open(path, "a", encoding="utf-8") as out:
        out.write(row + "\n")
    said = path.stat()
    os.utime(path, ns=(said.st_atime_ns, said.st_mtime_ns + 1_000_000))


def test_an_edited_table_counts_at_once_and_is_named(mine):
    before = study.load(mine)
    assert before.edited() == []
    add(mine / "frame_terms.csv", "work,العمل,code,,,,,")
    assert before.edited() == [str((mine / "frame_terms.csv").resolve())]
    first, second = helpers.analyse(before), helpers.analyse(study.load(mine))
    assert (len(first.frames), len(second.frames)) == (0, 1)
    said = edits.changed(*(part(one) for one in (first.study, first) for part in ()), *_parts(first), *_parts(second))
    assert said == "frame_terms.csv changed: 1 new (\u2068العمل\u2069); 2 quotations, as before; 1 coded frame, were 0"


def _parts(analysis):
    return edits._tables(analysis.study), edits._counts(analysis)


def test_rows_that_went_and_rows_that_are_other():
    old, new = pd.DataFrame({"w": ["a", "b"], "x": [1, 2]}), pd.DataFrame({"w": ["b", "c"], "x": [3, 4]})
    said = edits.changed({"t": old}, {"n": 2}, {"t": new}, {"n": 2}).replace("\u2068", "").replace("\u2069", "")
    assert said == "t.csv changed: 1 new (c), 1 gone (a), 1 changed (b); 2 ns, as before"
    assert edits.changed({"t": old}, {"n": 2}, {"t": old}, {"n": 2}) == ""


def test_what_is_made_of_a_table_is_made_anew_when_it_was_edited(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "DATA", tmp_path)
    (tmp_path / "x.csv").write_text("a\n", "utf-8")
    made = tables.derived("x")(lambda: (tmp_path / "x.csv").read_text("utf-8").split())
    assert made() is made()
    add(tmp_path / "x.csv", "b")
    assert made() == ["a", "b"]


def test_nothing_keeps_what_it_read_from_a_table_beyond_an_edit():
    """What is made of a shared table is `tables.derived`, which sees edits; other memories hold no table."""
    for path in sorted((tables.DATA.parent / "helpers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            kept = [ast.unparse(one) for one in getattr(node, "decorator_list", ())]
            if any("cache" in one for one in kept):
                assert "tables.load(" not in ast.unparse(node), f"{path.name}: {node.name}"


def test_a_fault_in_a_notebook_is_its_own_line():
    assert problems.InputProblem("a.csv:3: wrong. Mend it")._render_traceback_() == ["a.csv:3: wrong. Mend it"]


def test_paths_with_arabic_names_are_paths(tmp_path):
    path = tmp_path / "تقرير.txt"
    path.write_text(TEXT, "utf-8")
    assert len(helpers.read(str(path)).quotations) == 2
    assert isinstance(path, Path)


def _said(output):
    return output.get("text") or output.get("data", {}).get("text/plain", "")


def executed(folder, *sources):
    """A notebook of some cells, executed in a folder."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client = NotebookClient(
        book, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env={**os.environ, "TEXTS": ""})
    said = [re.sub("[\u2066-\u2069]", "", "".join(map(_said, cell.outputs))) for cell in book.cells]
    lab.tidy(book)
    return book, said


ADD = "with open('frame_terms.csv', 'a', encoding='utf-8') as out: out.write('work,العمل,code,,,,,\\n')"
READ = "found = helpers.analyse(helpers.load('.'))"
CHANGED = "frame_terms.csv changed: 1 new (العمل); 2 quotations, as before; 1 coded frame, were 0"


def test_a_notebook_says_what_is_wrong_what_is_older_and_what_an_edit_changed(mine):
    (mine / "manifest.csv").write_text("id,call\na,\ngone,\n", "utf-8")
    by_hand = f"{ADD}\nimport os\nos.utime('frame_terms.csv', (1e9, 1e9))"  # saved before the cell was run
    book, said = executed(mine, f"import helpers\n{READ}", by_hand, "len(found.frames)", READ,
                          "helpers.read(found.study)['z']")  # fmt: skip
    assert said[0] == said[3].split("frame_terms")[0] == "manifest.csv:3: file 'gone.txt' is not in the folder. " \
        "Add the file or drop the row\n"  # fmt: skip
    assert said[1].startswith("frame_terms.csv was saved after the reports were read.")
    assert said[2] == "0"
    assert CHANGED in said[3]
    # what is about the session is not saved
    assert [len(cell.outputs) for cell in book.cells[1:4]] == [0, 1, 1]
    assert book.cells[4].outputs[-1].traceback == ["no report 'z'. There are a"]


def test_who_only_looks_at_a_study_is_told_what_is_wrong_with_it(mine):
    (mine / "manifest.csv").write_text("id,call\na,\ngone,\n", "utf-8")
    _, said = executed(mine, "import helpers\nlen(helpers.load('.').reports)")
    assert said[0].startswith("manifest.csv:3: file 'gone.txt' is not in the folder.")


def test_what_a_notebook_itself_edits_is_part_of_it(mine):
    book, said = executed(mine, f"import helpers\n{READ}", ADD, "import os; os.remove('codebook.csv')", READ)
    assert said[1:3] == ["", ""]
    assert said[3].strip() == "codebook.csv changed: 1 gone (work); 2 quotations, as before; 0 coded frames, as before"
    assert len(book.cells[3].outputs) == 1  # and is saved
