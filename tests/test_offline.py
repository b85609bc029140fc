"""Once set up, nothing asks the network for anything."""

import subprocess
import sys

from tests.conftest import ROOT

GUARD = """
import socket

def refuse(self, address, *more):
    raise AssertionError(f"asked the network for {address}")

socket.socket.connect = refuse
socket.getaddrinfo = refuse
import helpers
from helpers import coverage, evaluate, findings, pairs, study
analysis = helpers.analyse(study.load(study.OWN))
assert len(analysis.quotes) > 50
assert len(findings.published(coverage.load()).frames) == 91
"""


def test_the_whole_analysis_runs_without_network():
    done = subprocess.run([sys.executable, "-c", GUARD], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
