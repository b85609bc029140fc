"""Killed at any moment, a run leaves the last good result, and the next run completes it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pyarrow as pa
import pytest
from pyarrow import parquet

from helpers import batch, files, notebooks
from tests.conftest import ROOT

TEXTS = 14
TEXT = "قال الوزير إن العمل مستمر، وأضاف أن «التعاون» يخدم البلدين."
NIGHTLY = pytest.mark.nightly


def started(*command):
    """A process that leads a group of its own, so that what it starts dies with it."""
    return subprocess.Popen([sys.executable, *map(str, command)], cwd=ROOT, start_new_session=True, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def killed(process, when, seconds=60):
    """Kill a process, without warning, as soon as `when()` holds; False where it ended before."""
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        if when():
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        time.sleep(0.01)
    process.kill()
    process.communicate()
    return False


# ---------------------------------------------------------------- batch


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("reports") / "t.parquet"
    parquet.write_table(
        pa.Table.from_pylist([{"id": f"r{n}", "text": f"{TEXT * 10}\n{n}"} for n in range(TEXTS)]), path
    )
    return path


def contents(out):
    return {
        str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file() and p.name != "_run.json"
    }


@pytest.fixture(scope="module")
def whole(table, tmp_path_factory):
    """What a run gives that nothing kills."""
    out = tmp_path_factory.mktemp("whole") / "quotes.parquet"
    batch.run("quotes", table, out, workers=1, rows=2)
    return contents(out)


@pytest.mark.parametrize("parts", [pytest.param(0, marks=NIGHTLY), 1, pytest.param(5, marks=NIGHTLY)])
def test_a_batch_run_killed_in_the_middle_goes_on(table, tmp_path, parts, whole):
    out = tmp_path / "quotes.parquet"
    code = f"from helpers import batch; batch.run('quotes', {str(table)!r}, {str(out)!r}, workers=1, rows=2)"

    def reached():
        return (out / "_run.json").exists() and len(list(out.glob("part-*.parquet"))) >= parts

    assert killed(started("-c", code), reached)
    for part in out.glob("part-*.parquet"):
        assert parquet.read_table(part).num_rows  # what is visible is whole
    summary = batch.run("quotes", table, out, workers=1, rows=2)
    assert (summary.failed, summary.counts["articles"]) == ([], TEXTS)
    assert contents(out) == whole


# ---------------------------------------------------------------- notebooks


def book(path, *sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")


@NIGHTLY
def test_executing_notebooks_killed_in_the_middle_leaves_whole_ones(tmp_path):
    marker = tmp_path / "running"
    book(tmp_path / "01_quick.ipynb", "1 + 1")
    wait = (
        f"import pathlib, time; pathlib.Path({str(marker)!r}).touch(); time.sleep(pathlib.Path('wait').exists() * 100)"
    )
    book(tmp_path / "02_slow.ipynb", wait, "2 + 2")
    (tmp_path / "wait").touch()
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.ipynb")}
    assert killed(started("-m", "helpers.notebooks", tmp_path), marker.exists)
    assert (tmp_path / "02_slow.ipynb").read_bytes() == before["02_slow.ipynb"]
    for path in tmp_path.glob("*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
    (tmp_path / "wait").unlink()
    notebooks.run(tmp_path)
    for path in tmp_path.glob("0*.ipynb"):
        assert all(cell.execution_count for cell in nbformat.read(path, as_version=4).cells)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01_quick.ipynb", "02_slow.ipynb", "running"]


# ---------------------------------------------------------------- site and story


def scratch(folder, kind):
    """Whether a run has begun to build beside `folder`, and how far: its files of a kind are there."""
    return any(path.suffix == kind for found in folder.glob(".site*") for path in found.rglob("*"))


@NIGHTLY
@pytest.mark.parametrize("kind", [".md", ".html"])
def test_a_site_killed_while_it_is_built_leaves_the_old_one(tmp_path, kind):
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("old", encoding="utf-8")
    assert killed(started("-m", "helpers.site", "--out", out), lambda: scratch(tmp_path, kind))
    assert [path.name for path in out.iterdir()] == ["index.html"]
    assert (out / "index.html").read_text("utf-8") == "old"


@NIGHTLY
def test_a_story_killed_in_the_middle_is_completed_by_the_next_run(tmp_path):
    texts, books, out = tmp_path / "texts", tmp_path / "books", tmp_path / "story"
    texts.mkdir()
    books.mkdir()
    (texts / "a.txt").write_text(TEXT * 10, encoding="utf-8")
    book(books / "01_quick.ipynb", "1 + 1")
    book(books / "02_slow.ipynb", f"import os, time; time.sleep(100 * os.path.exists({str(tmp_path / 'wait')!r}))")
    (tmp_path / "wait").touch()
    command = ["-m", "helpers.notebooks", books, "--texts", texts, "--out", out]
    assert killed(started(*command), (out / "01_quick.ipynb").exists)
    assert not (out / "02_slow.ipynb").exists()
    assert not (out / "exports").exists()
    (tmp_path / "wait").unlink()
    done = started(*command)
    done.communicate(timeout=120)
    assert done.returncode == 0
    assert {"01_quick.ipynb", "02_slow.ipynb", "exports"} == {path.name for path in out.iterdir()}
    assert (texts / "a.txt").read_text("utf-8") == TEXT * 10


# ---------------------------------------------------------------- one file


@pytest.mark.parametrize("step", [(Path, "write_bytes"), (os, "replace")])
def test_a_disk_that_fails_leaves_the_old_file(tmp_path, monkeypatch, step):
    path = tmp_path / "a"
    path.write_text("old", encoding="utf-8")

    def fail(*arguments, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*step, fail)
        with pytest.raises(OSError, match="No space left"):
            files.replace(path, "new")
    assert [left.name for left in tmp_path.iterdir()] == ["a"]
    assert path.read_text("utf-8") == "old"
    files.replace(path, "new")
    assert path.read_text("utf-8") == "new"
