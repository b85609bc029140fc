"""What the tests share: the accounts, analysed once, and the newspaper texts beside the checkout if there are any."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT.parent / "shared" / "gold" / "dev"


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
