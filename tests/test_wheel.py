"""An installed wheel is the program without the repository: its command reads a folder and writes a table."""

import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which a wheel of this checkout was unpacked, as an installer does it."""
    into = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", into], cwd=ROOT, check=True,
                   capture_output=True)  # fmt: skip
    zipfile.ZipFile(next(into.glob("*.whl"))).extractall(into / "lib")
    return into / "lib"


def run(home, folder, *arguments):
    """What the command prints, run in `folder` with the packages of this environment and those under `home`."""
    (script,) = PathDistribution(next(Path(home).glob("*.dist-info"))).entry_points
    module, function = script.value.split(":")
    code = f"import sys; from {module} import {function}; sys.exit({function}())"
    away = {name: value for name, value in os.environ.items() if name != "CAMELTOOLS_DATA"}  # the checkout's, if set
    away |= {"PYTHONPATH": str(home), "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run([sys.executable, "-c", code, *arguments], cwd=folder, env=away, check=False,
                          capture_output=True, text=True)  # fmt: skip


def test_the_command_of_the_wheel_writes_the_table_that_the_checkout_writes(installed, tmp_path):
    done = run(installed, tmp_path, "quotes", str(ROOT / "template"), "--out", "table.csv")
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "cache").rglob("buckwalter.db"))  # built at first use, where it may be written
    command = [sys.executable, "-m", "helpers", "quotes", ROOT / "template", "--out", tmp_path / "own.csv"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert (tmp_path / "table.csv").read_bytes() == (tmp_path / "own.csv").read_bytes()


def test_what_is_wrong_is_said_by_the_wheel_too(installed, tmp_path):
    done = run(installed, tmp_path, "quotes", "nowhere")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_review_is_written_in_the_languages_of_the_wheel(installed, tmp_path):
    for path in (ROOT / "template").glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    done = run(installed, tmp_path, "review", ".")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.rglob("*.xlsx"))


def test_what_stays_away_without_the_lock_is_what_the_lock_leaves_out():
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["uv"]["override-dependencies"]
    told = (ROOT / "overrides.txt").read_text("utf-8").splitlines()
    assert sorted(line for line in told if not line.startswith("#")) == sorted(known)
