"""Executes the notebooks: in place for this repository, or into another folder for texts of one's own.

Usage: python -m helpers.notebooks NOTEBOOKS [--texts FOLDER --out FOLDER]

A notebook is replaced only when all of it has run; the file left behind is what re-execution gives, byte for byte.
"""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from helpers import exports, pipeline, study
from helpers.problems import InputProblem, problem

ROOT = Path(__file__).resolve().parent.parent
KERNELS = 2  # kernels at a time: each needs about one core


def execute(source, target, texts=None):
    """Run one notebook and write it, executed, to `target`.

    texts: folder of the reports to read; None means the accounts. Returns the seconds it took. Raises InputProblem
    when a cell fails, with the cell's own message if the input was at fault.
    """
    started = time.monotonic()
    notebook = nbformat.read(source, as_version=4)
    environment = {**os.environ, "TEXTS": str(Path(texts).resolve()) if texts else ""}
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False, coalesce_streams=True,
                            extra_arguments=["--log-level=ERROR"],
                            resources={"metadata": {"path": str(Path(source).resolve().parent)}})  # fmt: skip
    try:
        client.execute(env=environment)
    except CellExecutionError as fault:
        raise InputProblem(*_lines(source, fault)) from None
    _settle(notebook)
    _replace(target, nbformat.writes(notebook) + "\n")
    return time.monotonic() - started


def _lines(source, fault):
    if fault.ename == "InputProblem":
        return str(fault.evalue).splitlines()
    what = f"a cell failed with {fault.ename}: {fault.evalue}"
    return [problem(source, None, what, "Open it in `make lab` and run it")]


def _settle(notebook):
    """Leave out what differs between machines; put alternative texts where the site looks for them."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell.metadata["mystnb"] = {"image": {"alt": alt}}


def _replace(target, text):
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(name, 0o644)
    os.replace(name, target)


def run(folder, texts=None, out=None):
    """Execute every numbered notebook of `folder` into `out` (default: in place). Returns the paths written."""
    sources = sorted(Path(folder).glob("[0-9]*.ipynb"))
    if not sources:
        raise InputProblem(problem(folder, None, "no numbered notebook in it", "Name the folder that holds 01_….ipynb"))
    read = study.load(texts)  # what is wrong with the texts is said before anything is run
    for line in (*read.faults, *read.notices):
        print(line, file=sys.stderr)
    targets = [Path(out or folder) / source.name for source in sources]
    with ThreadPoolExecutor(KERNELS) as pool:
        jobs = [pool.submit(execute, source, target, texts) for source, target in zip(sources, targets, strict=True)]
    faults = [line for job in jobs if isinstance(job.exception(), InputProblem) for line in job.exception().lines]
    if faults:
        raise InputProblem(*faults)
    for source, job in zip(sources, jobs, strict=True):
        print(f"executed {source.name} in {job.result():.1f} s")
    if texts:
        exports.write(pipeline.analyse(read), Path(out) / "exports")
        print(f"wrote quotations and frames for other tools into {Path(out) / 'exports'}")
    return targets


def main():
    """The command line; exit status 2 when the input is at fault."""
    parser = argparse.ArgumentParser(prog="python -m helpers.notebooks", description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", help="folder of the notebooks")
    parser.add_argument("--texts", help="Arabic reports: a table, or a folder of texts, pages or tables")
    parser.add_argument("--out", help="folder for the executed notebooks (default: in place)")
    asked = parser.parse_args()
    if asked.texts and not asked.out:
        parser.error("--texts needs --out: the committed notebooks stay as they are")
    try:
        run(asked.notebooks, asked.texts, asked.out)
    except InputProblem as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
