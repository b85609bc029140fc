"""Executed notebooks as sources of pages: links that follow the page to its place, tables that scroll, figures in two
drawings with what is behind them.
"""

import base64
import csv
import html
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from helpers import exports, vector
from helpers.charts import FORM
from helpers.home import HOME
from helpers.problems import InputProblem, problem
from helpers.show import linked, plain, spelled, undirected

STORY = "07_"  # the notebook that tells the study's story
FOLDERS = {"en": "", "ar": "ar/"}  # where each edition stands in the site
CITING = re.compile(r'(?:<li id="([^"]*)">)?<a data-page="reading/([^"#]+)\.html#([sq]\d+)"')
LISTS = re.compile(r'<details id="([^"]*)"><summary><bdi>(.*?)</bdi>')
GROUPS = re.compile(r"^(e[0-9a-f]{6}-\d+)-")


class Book(NamedTuple):
    """An executed notebook."""

    path: Path
    language: str
    content: nbformat.NotebookNode

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def is_story(self) -> bool:
        return self.name.startswith(STORY)

    @property
    def title(self) -> str:
        """The first heading, without its marks."""
        heads = (
            re.search(r"^# (.+)$", cell.source, re.M) for cell in self.content.cells if cell.cell_type == "markdown"
        )
        return next((found[1].strip() for found in heads if found), self.name)


# ---------------------------------------------------------------- reading the notebooks


def books(notebooks: Any, faults: list) -> list[Book]:
    """The executed notebooks of a folder (a path), or those listed, in order; what is wrong with any joins `faults`.

    Raises InputProblem where there is none to publish.
    """
    listed = not isinstance(notebooks, (str, Path))
    paths = list(map(Path, notebooks)) if listed else sorted(Path(notebooks).glob("[0-9]*.ipynb"))
    read = []
    for path in paths:
        try:
            read.append(_book(path))
            faults += _faults(read[-1])
        except InputProblem as fault:
            faults += fault.lines
    if not any(book.language == "en" for book in read):
        where = "the notebooks" if listed else notebooks
        none = problem(where, None, "no numbered notebook in it", "Name the folder that holds 01_….ipynb")
        raise InputProblem(*faults or [none])
    if not any(book.is_story and book.language == "en" for book in read):
        faults.append(problem(read[0].path.parent, None, f"no story ({STORY}….ipynb)", "Put it there"))
    return read


def _book(path):
    try:
        content = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as fault:
        what = f"not a notebook ({str(fault).splitlines()[0]})"
        raise InputProblem(problem(path, None, what, "Restore it from the repository")) from None
    return Book(path, "ar" if path.stem.endswith("_ar") else "en", content)


def _faults(book):
    """What keeps a notebook from being shown: cells not executed, errors, no output at all."""
    cells = [cell for cell in book.content.cells if cell.cell_type == "code" and cell.source.strip()]
    skipped = [str(number) for number, cell in enumerate(cells, 1) if cell.execution_count is None]
    failed = [str(number) for number, cell in enumerate(cells, 1)
              if any(output.output_type == "error" for output in cell.outputs)]  # fmt: skip
    mend = "Run `make notebooks`"
    if cells and not any(cell.outputs for cell in cells):
        yield problem(book.path, None, "a notebook without outputs", mend)
    elif skipped:
        yield problem(book.path, None, f"code cells not executed: {', '.join(skipped)}", mend)
    if failed:
        yield problem(book.path, None, f"code cells that ended in an error: {', '.join(failed)}", mend)


# ---------------------------------------------------------------- notebooks as sources of pages


def prepared(book: Book, known: Any, code: str, root: str, words: Mapping[str, Any], files: Path) -> str:
    """The notebook as a source for the page generator, as text.

    known: every Book; code: the edition it goes into; root: the way from its page to the top of that edition ("" or
    "../"); words: the strings of the edition; files: folder for the figures' data and pictures. Links follow the page
    to its place, tables can be scrolled by keyboard, code can be folded.
    """
    content = nbformat.from_dict(json.loads(json.dumps(book.content)))
    content.metadata.pop("title", None)
    for number, cell in enumerate(content.cells):
        if cell.cell_type == "markdown":
            cell.source = _relinked(cell.source, known, code, root)
            if number == 0 and book.is_story:  # it is the seventh of nothing for who came to read it
                cell.source = re.sub(r"^# [0-9]+ · ", "# ", cell.source)
        elif cell.cell_type == "code":
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
            for place, output in enumerate(cell.outputs):
                key = f"{book.name[:2]}-{number}" + (f"-{place}" if place else "")
                _relink_output(output, known, code, root, words, files, key)
    content.cells.append(nbformat.v4.new_markdown_cell(f'<p class="rerun">{words["rerun"]}</p>', id="rerun"))
    return content


def _relink_output(output, known, code, root, words, files, key):
    data = output.get("data", {})
    if "image/svg+xml" in data:
        drawn = figure(data, key, code, root, words, files)
        data.clear()
        data["text/html"] = drawn
        return
    if "text/markdown" in data:
        data["text/markdown"] = _to_pages(_relinked(data["text/markdown"], known, code, root))
    if "text/html" in data:
        data["text/html"] = _scrollable(linked(data["text/html"], root), words)


# ---------------------------------------------------------------- figures


def figure(data: Mapping[str, Any], key: str, code: str, root: str, words: Mapping[str, Any], files: Path) -> str:
    """A figure as HTML: its drawings, and under them its table, its data and picture to take along, a line to embed it.

    data: what `charts.Picture` gives, by kind; key: for ids; root: as in `prepared`; files: the folder `figures` of the
    edition's sources, into which data and picture go. One without a second drawing scrolls on a phone.
    """
    form, name = data.get(FORM, {}), data.get(FORM, {}).get("name") or key
    files.mkdir(parents=True, exist_ok=True)
    wide = vector.web(_plain_text(data["image/svg+xml"]), f"f{key}w", code).replace('href="../', f'href="{root}')
    (files / f"{name}.png").write_bytes(base64.b64decode(_plain_text(data["image/png"])))
    (files / f"{name}.svg").write_text(spelled(_plain_text(data["image/svg+xml"])), encoding="utf-8")
    alt = plain(_plain_text(data.get("text/plain", "")))
    way = f"{root}figures/{name}"
    taken = [f'<a href="{way}.png" download>{words["picture"]}</a>']
    if not form:
        body = f'<div class="scroll" tabindex="0" role="region" aria-label="{alt}">{wide}</div>'
        return f'<figure class="chart" lang="{code}">{body}{_take(words, taken, way, alt)}</figure>'
    narrow = vector.web(form["narrow"], f"f{key}n", code).replace('href="../', f'href="{root}')
    (files / f"{name}.csv").write_text(_csv(form["rows"]), encoding="utf-8-sig", newline="")
    taken.insert(0, f'<a href="{way}.csv" download>{words["data"]}</a>')
    drawings = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'
    table = f"<details><summary>{words['as_table']}</summary>{_table(form['rows'], form['title'])}</details>"
    said = f'<p class="visually-hidden" id="f{key}-alt">{alt}</p>'
    inside = f'<div class="drawn" role="group" aria-label="{plain(form["title"])}" aria-describedby="f{key}-alt">'
    return (f'<figure class="chart two" lang="{code}">{inside}{drawings}</div>{said}{table}'
            f"{_take(words, taken, way, plain(form['title']))}</figure>")  # fmt: skip


def _plain_text(value):
    return value if isinstance(value, str) else "".join(value)


def _take(words, taken, way, title):
    """What can be taken along: files, and the line that shows the picture on another page."""
    line = plain(f'<img src="{way}.svg" alt="{html.unescape(title)}">')
    embed = (
        f'<details class="embed"><summary>{words["embed"]}</summary><code dir="ltr" lang="en">{line}</code></details>'
    )
    return f'<p class="taken">{" · ".join(taken)}</p>{embed}'


def _table(rows, caption):
    head = "".join(f'<th scope="col">{plain(name)}</th>' for name in rows[0]) if rows else ""
    body = "".join("<tr>" + "".join(f"<td>{plain(value)}</td>" for value in row.values()) + "</tr>" for row in rows)
    table = f"<table><caption>{plain(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{plain(caption)}">{table}</div>'


def _csv(rows):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({name: exports.safe(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


# ---------------------------------------------------------------- links


def _relinked(text, known, code, root):
    """Markdown with its links made to lead on from the page's new place; a page has its direction from its edition."""
    text = undirected(text)
    languages = {book.name: book.language for book in known}

    def moved(found):
        label, target, anchor = found[1], found[2], found[3] or ""
        if target.startswith("../data/") and (HOME / target.removeprefix("../")).is_dir():
            target, anchor = "../data/README.md", ""  # a folder has no page of its own
        name = target.removesuffix(".ipynb")
        if name in languages and languages[name] != code:
            place = f"{FOLDERS[languages[name]]}notebooks/{name}.html"
            return f'<a href="{root}{"../" if code == "ar" else ""}{place}{anchor}">{label}</a>'
        if name in languages:
            return f"[{label}]({'' if root else 'notebooks/'}{target}{anchor})"
        if code == "ar" and target == "../data/README.md":
            return f'<a href="{root}../data/README.html{anchor}">{label}</a>'
        return f"[{label}]({target if root else target.removeprefix('../')}{anchor})"

    return re.sub(r"\[([^\]\n]*)\]\(([^)\s#]+)(#[^)\s]*)?\)", moved, text.replace('href="../', f'href="{root}'))


def _to_pages(text):
    """Markdown of an output, in which the page generator does not turn sources into pages."""
    return re.sub(r"\]\(([^):#]+)\.(?:ipynb|md)((?:#[^)]*)?)\)", r"](\1.html\2)", text)


def _scrollable(markup, words):
    """Tables in boxes that scroll by themselves and are reached by keyboard; the page never scrolls sideways."""
    caption = re.search(r"<caption>(.*?)</caption>", markup, re.S)
    label = plain(html.unescape(re.sub(r"<[^>]+>", "", caption[1])).strip()) if caption else words["table"]
    box = f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table'
    return markup.replace("<table", box).replace("</table>", "</table></div>")


def citing(known: Any, code: str) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(anchor, report) → [(link from a reading page, title)]: what of an edition leads to the reading room."""
    found = {}
    for book in known:
        if book.language != code:
            continue
        page = f"../notebooks/{book.name}.html"
        for markup in _markup(book):
            for place, report, anchor in CITING.findall(markup):
                link = f"{page}#{place}" if place else page
                group = GROUPS.search(place) and dict(LISTS.findall(markup)).get(GROUPS.search(place)[1])
                title = f"{book.title} · {html.unescape(group)}" if group else book.title
                entry = found.setdefault((anchor, report), [])
                if (link, title) not in entry:
                    entry.append((link, title))
    return found


def _markup(book):
    for cell in book.content.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {}).get("text/html", "")
