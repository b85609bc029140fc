"""What a notebook's tables and sentences say that they did not say when it was last committed."""

import difflib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import nbformat
from lxml import html

MOST = 12  # lines of one output that are printed


def committed(path: str | Path) -> nbformat.NotebookNode:
    """The notebook as it was last committed, or as it stands where git does not know it."""
    path = Path(path).resolve()
    done = subprocess.run(["git", "show", f"HEAD:./{path.name}"], cwd=path.parent, capture_output=True, check=False)
    text = done.stdout.decode("utf-8") if done.returncode == 0 else path.read_text("utf-8")
    return nbformat.reads(text, as_version=4)


def lines(output: nbformat.NotebookNode) -> list[str]:
    """What one output says, a line for each row of its tables or paragraph of its text; the first is its caption."""
    data = output.get("data", {})
    if "image/png" in data:
        return [output.metadata["image/png"]["alt"]]
    if "text/html" in data and "<tr" in data["text/html"]:
        page = html.fragment_fromstring(data["text/html"], create_parent="div")
        rows = [" | ".join(" ".join(cell.text_content().split()) for cell in row) for row in page.iter("tr")]
        return [*(caption.text_content().strip() for caption in page.iter("caption")), *rows]
    if "text/html" in data:
        page = html.fragment_fromstring(data["text/html"], create_parent="div")
        return [line.strip() for line in page.text_content().splitlines() if line.strip()]
    return (data.get("text/markdown") or data.get("text/plain") or output.get("text", "")).splitlines()


def told(before: nbformat.NotebookNode, after: nbformat.NotebookNode) -> Iterator[str]:
    """Printable lines: for every cell whose outputs changed, its first line, then rows gone (-) and rows new (+)."""
    earlier = {cell.id: cell for cell in before.cells}
    same = True
    for number, cell in enumerate((cell for cell in after.cells if cell.cell_type == "code"), 1):
        old, new = ([line for output in one.get("outputs", []) for line in lines(output)]
                    for one in (earlier.get(cell.id, {}), cell))  # fmt: skip
        lines_apart = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]  # after the names of two files
        found = [line for line in lines_apart if not line.startswith("@@")]
        if found:
            same = False
            yield f"cell {number}: {(new or old)[0][:100]}"
            yield from (f"  {line[0]} {line[1:][:160]}" for line in found[:MOST])
            if len(found) > MOST:
                yield f"  … {len(found) - MOST} more lines"
    if same:
        yield "nothing that its tables and sentences say has changed"
