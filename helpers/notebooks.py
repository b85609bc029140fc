"""Executes the notebooks: in place for this repository, or into another folder for a study of one's own.

Usage: python -m helpers.notebooks NOTEBOOKS [--only 06] [--texts FOLDER --out FOLDER [--site FOLDER]]

Cells tagged `ours` speak of our own study and are left out of any other, cells tagged `frames` where a study has no
codebook; so is a notebook whose first cell is. A cell that fails is named, a note stands in its place, and the rest is
executed. The file left behind is what re-execution gives, byte for byte.
"""

import argparse
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from helpers import changes, corrections, exports, files, lab, pipeline, story, study
from helpers.problems import InputProblem, problem, shown
from helpers.study import Study

KERNELS = 2  # kernels at a time: each needs about one core
# what a study must have for cells with a tag
NEEDS = {"ours": lambda read: read.ours, "frames": lambda read: read.terms is not None}
LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s#]+)(#[^)\s]*)?\)")


class Run(NamedTuple):
    """What a run came to. targets: the notebooks written; faults: a printable line for all that went wrong."""

    targets: list
    faults: list


# ---------------------------------------------------------------- what of the notebooks is for a study


def chosen(folder: Path, read: Study, only: str = "") -> dict[Path, nbformat.NotebookNode]:
    """The numbered notebooks of a folder that are for a Study, {path: NotebookNode}, in order of name.

    only: the beginning of a name, where not all are wanted. Raises InputProblem where there is none.
    """
    sources = sorted(Path(folder).glob(f"{only or '[0-9]'}*.ipynb"))
    if not sources:
        what = f"no notebook {only}… in it" if only else "no numbered notebook in it"
        raise InputProblem(problem(folder, None, what, "Name the folder that holds 01_….ipynb"))
    found = {source: nbformat.read(source, as_version=4) for source in sources}
    kept = {source: notebook for source, notebook in found.items() if _is_for(notebook.cells[0], read)}
    names = {path.name for path in kept}
    for notebook in kept.values():
        notebook.cells = [cell for cell in notebook.cells if _is_for(cell, read)]
        for cell in notebook.cells if not read.ours else ():
            if cell.cell_type == "markdown":
                cell.source = LINK.sub(lambda link: _kept_link(link, names), cell.source)
    return kept


def _is_for(cell, read):
    """Whether a cell may stand in the notebooks of a Study, by its tags."""
    return all(NEEDS[tag](read) for tag in cell.metadata.get("tags", []) if tag in NEEDS)


def _kept_link(link, names):
    """A Markdown link as it is, or its words alone where it leads to what only our own study has."""
    target = link[2]
    return link[1] if target.startswith("../") or (target.endswith(".ipynb") and target not in names) else link[0]


# ---------------------------------------------------------------- one notebook


class Kernel:
    """A Jupyter kernel that runs one notebook after another, each in an empty namespace; of use in one thread.

    What a notebook imports is loaded once, which takes longer than most notebooks.
    """

    def __init__(self, folder: Path):
        """folder: the working directory of the notebooks."""
        self.folder: Path = Path(folder).resolve()
        self.client: NotebookClient | None = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.client is not None:
            self.client._cleanup_kernel()
            self.client = None

    def run(self, notebook: nbformat.NotebookNode, texts: str | Path | None = None) -> None:
        """Execute a NotebookNode in place, errors kept as outputs. Raises DeadKernelError or CellTimeoutError.

        texts: the study; None means our own.
        """
        self.client = self.client or NotebookClient(
            notebook, timeout=600, kernel_name="python3", record_timing=False, coalesce_streams=True, allow_errors=True,
            extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(self.folder)}},
        )  # fmt: skip
        told = {"TEXTS": str(Path(texts).resolve()) if texts else "", "FAULTS_TOLD": "yes"}
        first = f"import os\nos.environ.update({told!r})\nos.chdir({str(self.folder)!r})\n%reset -sf"
        self.client.nb = notebook
        notebook.cells.insert(0, nbformat.v4.new_code_cell(first))
        try:
            self.client.execute(cleanup_kc=False)
        except (DeadKernelError, CellTimeoutError):
            self.__exit__()
            raise
        finally:
            del notebook.cells[0]


def execute(
    source: Path, target: Path, notebook: nbformat.NotebookNode, kernel: Kernel, texts: str | Path | None = None
) -> tuple[list[str], float]:
    """Run a notebook that was read from `source` in a Kernel and write it, executed, to `target`.

    texts: the study; None means our own. Returns a line for every cell that failed and the seconds it took. Raises
    InputProblem where nothing came of it.
    """
    started = time.monotonic()
    try:
        kernel.run(notebook, texts)
    except (DeadKernelError, CellTimeoutError) as fault:
        what = f"not executed ({str(fault).splitlines()[0]})"
        raise InputProblem(problem(source, None, what, "Open it in `make lab` and run it")) from None
    faults = _settle(source, notebook)
    files.replace(target, nbformat.writes(notebook) + "\n")
    return faults, time.monotonic() - started


def _settle(source, notebook):
    """`lab.tidy`, and a note where a cell failed. Returns the lines about these cells, and about claims that fail."""
    lab.tidy(notebook)
    faults, missing, claims = [], [], []
    for number, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
        for place, output in enumerate(cell.outputs):
            for claim in story.marked(output.get("data", {}).get("text/markdown", "")):
                claims.append(f"{Path(source).name}, cell {number}: no longer holds: {claim}")
            if output.output_type == "error":
                followed = faults and output.ename == "NameError"  # it needs what an earlier cell did not make
                missing += [str(number)] if followed else []
                lines = [] if followed else _failed(source, number, output)
                faults += lines
                cell.outputs[place] = _note(output, lines)
    if missing:
        faults[-1] += f" (cells {', '.join(missing)} need what it did not make)"
    return faults + claims


def _failed(source, number, output):
    """The lines about a cell that failed: the input's own, or what the program said."""
    if output.ename == "InputProblem":
        return [f"{Path(source).name}, cell {number}: {line}" for line in output.evalue.splitlines()]
    said = f"{output.ename}: {' '.join(output.evalue.split())}"
    return [f"{Path(source).name}, cell {number}: failed with {said}. Open it in `make lab` and run it"]


def _note(output, lines):
    """What stands in the place of a cell that failed."""
    said = output.evalue.splitlines() if output.ename == "InputProblem" else ["it could not be computed"]
    text = "*Left out: " + (" ".join(said) if lines else "it rests on a cell above that was left out") + ".*"
    return nbformat.v4.new_output("display_data", {"text/markdown": text}, metadata={"failed": True})


# ---------------------------------------------------------------- all of them


def run(folder: Path, texts: str | Path | None = None, out: Path | None = None, only: str = "") -> Run:
    """Execute the numbered notebooks of `folder` into `out` (default: in place); returns a Run.

    texts: folder of the study; None means our own. only: the beginning of the name of those to run. Raises InputProblem
    where nothing can be run.
    """
    wanted = chosen(folder, study.load(texts, texts=False), only)
    into, waiting, done = Path(out or folder), iter(wanted.items()), {}
    with ThreadPoolExecutor(KERNELS) as pool:
        jobs = [
            pool.submit(_work, waiting, Kernel(folder), texts, into, done) for _ in range(min(KERNELS, len(wanted)))
        ]
    for job in jobs:
        job.result()
    return Run([into / source.name for source in wanted if done[source][0]],
               [line for source in wanted for line in done[source][1]])  # fmt: skip


def _work(waiting, kernel, texts, into, done):
    """Execute the notebooks that wait, one after another; fills in done: {source: (whether it was written, lines)}."""
    with kernel:
        for source, notebook in waiting:
            try:
                lines, seconds = execute(source, into / source.name, notebook, kernel, texts)
                done[source] = True, lines
                print(f"executed {source.name} in {seconds:.1f} s", flush=True)
            except InputProblem as fault:
                done[source] = False, fault.lines


def one(folder: Path, only: str) -> list[str]:
    """Run the notebooks whose name begins with `only` in place, and print what changed since they were committed."""
    before = {source: changes.committed(source) for source in chosen(folder, study.load(texts=False), only)}
    done = run(folder, only=only)
    for target in done.targets:
        print(*changes.told(before[target], nbformat.read(target, as_version=4)), sep="\n")
    return done.faults


def collection(folder: Path, texts: str | Path, out: Path, pages: Path | None = None) -> list[str]:
    """The whole collection on a study of one's own: notebooks, files for other tools and, into `pages`, the site."""
    from helpers import site

    read = study.load(texts)  # what is wrong with the study is said before anything is run
    _say(*read.faults, *read.notices)
    done = run(folder, texts, out)
    _say(*done.faults)
    analysis = pipeline.analyse(read)
    exports.write(analysis, Path(out) / "exports")
    print(f"wrote quotations and frames for other tools into {Path(out) / 'exports'}")
    coded = len(analysis.frames[["report", "sentence"]].drop_duplicates())
    _say(
        *corrections.told(analysis.corrections, read.folder),
        *filter(None, [study.told_frames(read, texts, coded, len(analysis.sentences))]),
    )
    faults = [*read.faults, *done.faults]
    if pages:
        try:
            site.build(done.targets, texts, pages, analysis)
        except InputProblem as fault:
            _say(*fault.lines)
            faults += fault.lines
        print(f"site: {shown(pages)}/index.html")
    return faults


def _say(*lines):
    for line in lines:
        print(line, file=sys.stderr, flush=True)


def main() -> int:
    """The command line; exit status 2 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m helpers.notebooks", description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", help="folder of the notebooks")
    parser.add_argument("--only", default="", help="the beginning of a notebook's name: run it and show what changed")
    parser.add_argument("--texts", help="a study: a folder of texts, pages or tables, or one table")
    parser.add_argument("--out", help="folder for the executed notebooks (default: in place)")
    parser.add_argument("--site", help="folder for the site of the study")
    asked = parser.parse_args()
    if asked.texts and not asked.out:
        parser.error("--texts needs --out: the committed notebooks stay as they are")
    try:
        if asked.texts:
            faults = collection(asked.notebooks, asked.texts, asked.out, asked.site)
        elif asked.only:
            faults = one(asked.notebooks, asked.only)
            _say(*faults)
        else:
            faults = [*study.load().faults, *run(asked.notebooks).faults]
            _say(*faults)
        if not asked.texts:
            lab.sign(sorted(Path(asked.notebooks).glob(f"{asked.only or '[0-9]'}*.ipynb")))
    except InputProblem as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)
    sys.exit(2 if faults else 0)


if __name__ == "__main__":
    main()
