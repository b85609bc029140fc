"""The same bytes whatever the hash seed, the language of the machine and its time zone; and no network at all."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PROGRAM = """
import hashlib, socket, sys

def refuse(*arguments, **options):
    raise AssertionError(f"asked the network for {arguments[1:]}")

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refuse)

import contextlib, runpy
import helpers
from helpers import coverage, exports, findings, pairs, slips, study

def said(name, data):
    digest = hashlib.sha256(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")).hexdigest()
    print(name, digest[:32])

for what in ("quotes", "frames", "text"):
    sys.argv = ["helpers", what, "data/accounts"]
    with contextlib.suppress(SystemExit):
        runpy.run_module("helpers", run_name="__main__")
sys.stdout.flush()
analysis = helpers.analyse(study.load(study.OWN))
reports = analysis.reports
for name, table in list(analysis._asdict().items())[1:]:
    said(name, table.to_csv(index=False))
for name, table in exports.tables(analysis).items():
    said(name, exports.csv_text(table.to_pylist(), table.column_names) + exports.jsonl_text(table.to_pylist()))
said("slips", slips.table(analysis.study).to_csv())
said("pairs", pairs.pairs(reports, analysis.quotes).to_csv())
said("numbers", repr(findings.numbers(findings.read(analysis))))
said("published", repr(findings.numbers(findings.published(coverage.load()))))
"""
MACHINES = {
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "hash seed 2": {"PYTHONHASHSEED": "2", "TZ": "Asia/Riyadh"},
    "C": {"LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "random"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Arabic": {"LC_ALL": "ar_EG.UTF-8", "LANG": "ar_EG.UTF-8", "LANGUAGE": "ar", "TZ": "Africa/Cairo"},
    "far west": {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8"},
    "one core": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
}
BY_DAY = {"ASCII"}  # and any hash seed


def output(machine):
    """What the program prints on a machine that differs in some environment variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "TZ"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=kept | machine, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.fixture(scope="module")
def usual():
    return output({"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize("machine", [
    pytest.param(machine, id=name, marks=() if name in BY_DAY else pytest.mark.nightly)
    for name, machine in MACHINES.items()
])  # fmt: skip
def test_the_same_bytes_on_every_machine(usual, machine):
    assert len(usual) > 20_000
    assert output(machine) == usual
