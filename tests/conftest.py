"""What the tests share: the accounts, analysed once, the site, built once, and the newspaper texts if there are any."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT.parent / "shared" / "gold" / "dev"

# Files that take longest come first, so that two workers end at about the same time.
LONGEST = ["browser/test_pages", "test_studies", "test_executed", "browser/test_lab", "browser/test_use", "test_site",
           "test_batch", "test_time", "test_story", "test_reproducible", "test_review"]  # fmt: skip


def pytest_collection_modifyitems(items):
    def place(item):
        return next((at for at, name in enumerate(LONGEST) if name in item.nodeid), len(LONGEST))

    items.sort(key=place)  # within a file the order stays


@pytest.fixture(scope="session")
def ours():
    from helpers import study

    return study.load(study.OWN)


@pytest.fixture(scope="session")
def accounts(ours):
    return ours.reports


@pytest.fixture(scope="session")
def analysis(ours):
    import helpers

    return helpers.analyse(ours)


@pytest.fixture(scope="session")
def newspapers():
    """The 40 newspaper texts with gold quotations; they belong to their publishers and are not in the repository."""
    if not DEV.is_dir():
        pytest.skip("needs the newspaper texts in ../shared/gold/dev, which are not part of the repository")
    return DEV


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """A function: the path of what `make` makes at a path, made by whichever worker of a run of pytest is first."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared

    def made(name, make):
        done = shared / f"{name}.made"
        with open(shared / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                (shared / name).parent.mkdir(exist_ok=True)
                make(shared / name)
                done.touch()
        return shared / name

    return made


def site_of(out, *options):
    """A site, built as a user builds it."""
    command = [sys.executable, "-m", "helpers.site", "--out", out, *options]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def whole_site(once):
    """The folder of the site of this repository. Look at it, do not change it."""
    return once("site", site_of)


@pytest.fixture(scope="session")
def faults():
    """A function: what is said to be wrong with a study, whether anything of it can be read or not, as one text."""
    from helpers import study
    from helpers.problems import InputProblem

    def said(place):
        try:
            return "\n".join(study.load(place).faults)
        except InputProblem as fault:
            return "\n".join(fault.lines)

    return said


@pytest.fixture
def folder(tmp_path):
    """A function that makes a collection: folder(manifest_text, {file name: text}) → path."""

    def make(manifest=None, texts=None, **more):
        for name, text in (texts or {"a.txt": "قال الوزير إن العمل مستمر."}).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        if manifest is not None:
            (tmp_path / "manifest.csv").write_text(manifest, encoding="utf-8")
        for name, text in more.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return make
