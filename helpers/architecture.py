"""The house as it is: which module stands in which room, and which room uses which, by the modules' own imports.

A room uses only rooms that stand before it in `ROOMS`; a test holds the imports to that.
"""

import ast
from pathlib import Path
from typing import Any

from helpers import charts

FOLDER = Path(__file__).resolve().parent
ROOMS = {
    "Tools": "home problems files patterns particles links changes colours lines show tables",
    "Words": "morphology words",
    "Files to text": "decoding reports rows inputs",
    "Documents": "marks residue sentences document",
    "Quotations, speakers": "network features extraction entities people cues channels ranking speakers marking "
                            "calibration reader explain",
    "Frames": "terms frames",
    "Studies": "copies corrections gist study edits",
    "All stages": "pipeline views texts results sheets exports batch fetch review",
    "Counting": "profiles comparison coverage findings keyness pairs statements gold evaluate slips sheet",
    "Story and figures": "summary story charts figures architecture",
    "Site": "vector books reading places search site",
    "Notebooks, new studies": "lab notebooks scores environment new",
}  # fmt: skip
ROOM = {module: room for room, modules in ROOMS.items() for module in modules.split()}


def imports(path: Path) -> set[str]:
    """The modules of this package that a module needs to be loaded (not those that one of its functions fetches)."""
    found = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]
    whole = {alias.name for node in found if node.module == "helpers" for alias in node.names}
    return whole | {node.module.split(".")[1] for node in found if node.module.startswith("helpers.")}


def uses() -> set[tuple[str, str]]:
    """{(room, another room that one of its modules imports)}."""
    return {(ROOM[module], ROOM[other]) for module in ROOM for other in imports(FOLDER / f"{module}.py") & set(ROOM)
            if ROOM[module] != ROOM[other]}  # fmt: skip


def first_line(module: str) -> str:
    """What a module is, by the first sentence of its docstring."""
    return " ".join(ast.get_docstring(ast.parse((FOLDER / f"{module}.py").read_text("utf-8"))).split("\n\n")[0].split())


def picture() -> Any:
    """Rooms as rows, and as columns those that they use: a dot for each; none lies above the diagonal."""
    names, found = list(ROOMS), uses()
    drawn, ax = charts.figure(7, 4.8)
    for room, other in found:
        ax.plot(names.index(other), names.index(room), "o", markersize=9, color=charts.COLOURS[0])
    ax.plot([-0.5, len(names) - 0.5], [-0.5, len(names) - 0.5], color=charts.GREY, linewidth=1)
    ax.set(xlim=(-0.6, len(names) - 0.4), ylim=(len(names) - 0.4, -0.6))
    ax.set_yticks(range(len(names)), names)
    ax.set_xticks(range(len(names)), names, rotation=40, ha="right")
    charts.entitle(ax, "Every room uses only rooms before it")
    said = "; ".join(f"{room} uses {', '.join(o for o in names if (room, o) in found) or 'none'}" for room in names)
    return charts.show(drawn, f"A dot for each room (row) that uses another (column). {said}.")
