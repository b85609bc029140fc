"""JupyterLab on this project: what it saves is what the executor writes, and what the project executed is trusted.

Usage: python -m helpers.lab [further arguments for JupyterLab]

The settings stand in the folder `lab/`. They hold beside, and give way to, those of whoever runs it.
"""

import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
from nbformat.sign import NotebookNotary

from helpers.edits import ASIDE
from helpers.home import HOME

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
IMPORTS = re.compile(r"^(?:from|import) ", re.M)
KEPT = ("tags", "mystnb")  # of what is said about a cell; the rest is how somebody last looked at it


def tidy(notebook: nbformat.NotebookNode) -> None:
    """Take out of a NotebookNode what differs from run to run and from machine to machine, in place; number the cells
    that were run in their order, and put alternative texts where the site looks for them."""
    notebook.metadata = nbformat.from_dict(METADATA)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in notebook.cells:
        kept = {name: cell.metadata[name] for name in KEPT if cell.metadata.get(name)}
        if cell.cell_type == "code" and _only_says(cell):
            kept["jupyter"] = {"source_hidden": True}
        cell.metadata = nbformat.from_dict(kept)
    for number, cell in enumerate(code, 1):
        cell.metadata.pop("mystnb", None)
        cell.outputs = [output for output in cell.outputs if not output.get("metadata", {}).get(ASIDE)]
        if cell.execution_count:
            cell.execution_count = number
        for output in cell.outputs:
            if output.get("execution_count"):
                output.execution_count = number
            alt = output.get("metadata", {}).get("image/png", {}).get("alt")
            if alt:
                cell.metadata["mystnb"] = {"image": {"alt": alt}}


def _only_says(cell):
    """Whether nothing comes of a code cell but sentences: these are read, and the code is folded away."""
    said = [output.get("data", {}) for output in cell.outputs]
    return bool(said) and all("text/markdown" in data for data in said) and not IMPORTS.search(cell.source)


def before_saving(model: dict[str, Any], path: str, **_: Any) -> None:
    """What JupyterLab calls before it saves: `tidy`, for the notebooks of the collection alone."""
    if model["type"] == "notebook" and PurePosixPath(path).parent.name == "notebooks":
        content = nbformat.reads(json.dumps(model["content"]), as_version=4)  # texts whole, not in lines
        tidy(content)
        model["content"] = content


def sign(paths: Iterable[Path]) -> None:
    """Mark executed notebooks as this user's own, so that JupyterLab trusts them."""
    notary = NotebookNotary()
    for path in paths:
        notary.sign(nbformat.read(path, as_version=4))


def main() -> None:
    """Sign the notebooks, make the folder for scratch work, and become JupyterLab."""
    os.chdir(HOME)
    Path("scratch").mkdir(exist_ok=True)
    sign(sorted(Path("notebooks").glob("[0-9]*.ipynb")))
    own = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, (own, str(HOME / "lab"))))
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *sys.argv[1:]])


if __name__ == "__main__":
    main()
