"""The published site: the executed notebooks, a reading room, a quotation finder and a search, in plain static files.

Usage: python -m helpers.site [--notebooks DIR] [--texts DIR] [--out DIR]

One edition for each language in which there is a story: English at the root, Arabic under `ar/`. The site is built
beside its place and moved there only when every link in it leads somewhere.
"""

import argparse
import asyncio
import html
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib import util
from pathlib import Path
from typing import NamedTuple

import jinja2
import nbformat
import psutil
import yaml

import helpers
from helpers import colours, evidence, links, reading, study, words
from helpers.problems import InputProblem, problem, shown
from helpers.show import CONTROLS, plain, undirected

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "site"
STORY = "07_"  # the notebook that is the front page
FOLDERS = {"en": "", "ar": "ar/"}  # where each edition stands in the site
CITING = re.compile(r'(?:<li id="([^"]*)">)?<a href="\.\./reading/([^"#]+)\.html#([sq]\d+)"')
LISTS = re.compile(r'<details id="([^"]*)"><summary><bdi>(.*?)</bdi>')
GROUPS = re.compile(r"^(e[0-9a-f]{6}-\d+)-")
PAGES = re.compile(r"\]\(([^)\s#]+)\.(?:ipynb|md)(#[^)\s]*)?\)")
META = re.compile(r'(<meta (?:property="og:[^"]*"|name="description") content=")([^"]*)(")')
UNUSED = ["jupyter_execute", "searchindex.js", "objects.inv", ".buildinfo", ".doctrees", "genindex.html",
          "_static/vendor",
          "_static/scripts/fontawesome.js", "_static/searchtools.js", "_static/language_data.js",
          "_static/webpack-macros.html", "_static/sbt-webpack-macros.html", "_static/locales",
          "_static/images"]  # fmt: skip

UNSEARCHED = [".above-input", ".cell_input", ".headerlink", ".number", ".chip", ".tag", ".reason", ".switches",
              ".legend", ".facts", ".rerun", ".filters", ".doors"]  # fmt: skip


class Book(NamedTuple):
    """An executed notebook."""

    path: Path
    language: str
    content: nbformat.NotebookNode

    @property
    def name(self):
        return self.path.stem

    @property
    def is_story(self):
        return self.name.startswith(STORY)

    @property
    def title(self):
        """The first heading, without its marks."""
        heads = (
            re.search(r"^# (.+)$", cell.source, re.M) for cell in self.content.cells if cell.cell_type == "markdown"
        )
        return next((found[1].strip() for found in heads if found), self.name)


# ---------------------------------------------------------------- reading the notebooks


def books(notebooks, faults):
    """The executed notebooks of a folder, or those listed, in order; what is wrong with any is added to `faults`.

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
        what = f"no story ({STORY}….ipynb), so that {read[0].path.name} is the front page"
        faults.append(problem(read[0].path.parent, None, what, "Put it there"))
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


def prepared(book, known, code, root, words):
    """The notebook as a source for the page generator, as text.

    known: every Book; code: the edition it goes into; root: the way from its page to the top of that edition ("" or
    "../"); words: the strings of the edition. Links follow the page to its place, tables can be scrolled by keyboard,
    code can be folded.
    """
    content = nbformat.from_dict(json.loads(json.dumps(book.content)))
    for cell in content.cells:
        if cell.cell_type == "markdown":
            cell.source = _relinked(cell.source, known, code, root)
        elif cell.cell_type == "code":
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
            for output in cell.outputs:
                _relink_output(output, known, code, root, words)
    content.cells.append(nbformat.v4.new_markdown_cell(f'<p class="rerun">{words["rerun"]}</p>', id="rerun"))
    return content


def _relink_output(output, known, code, root, words):
    data = output.get("data", {})
    if "image/svg+xml" in data:  # the forms for other places
        data.pop("text/html", None)
        data.pop("image/png", None)
    if "text/markdown" in data:
        said = _relinked(data["text/markdown"], known, code, root)
        data["text/markdown"] = PAGES.sub(r"](\1.html\2)", said)  # links in outputs are not followed to their pages
    if "text/html" in data:
        data["text/html"] = _scrollable(data["text/html"].replace('href="../', f'href="{root}'), words)


def _relinked(text, known, code, root):
    """Markdown with its links made to lead on from the page's new place; a page has its direction from its edition."""
    text = undirected(text)
    languages = {book.name: book.language for book in known}

    def moved(found):
        label, target, anchor = found[1], found[2], found[3] or ""
        if target.startswith("../data/") and (ROOT / target.removeprefix("../")).is_dir():
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


def _scrollable(markup, words):
    """Tables in boxes that scroll by themselves and are reached by keyboard; the page never scrolls sideways."""
    caption = re.search(r"<caption>(.*?)</caption>", markup, re.S)
    label = plain(html.unescape(re.sub(r"<[^>]+>", "", caption[1])).strip()) if caption else words["table"]
    box = f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table'
    return markup.replace("<table", box).replace("</table>", "</table></div>")


def citing(known, code):
    """(anchor, report) → [(link from a reading page, title)]: what of an edition leads to the reading room."""
    found = {}
    for book in known:
        if book.language != code:
            continue
        page = "../index.html" if book.is_story else f"../notebooks/{book.name}.html"
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


# ---------------------------------------------------------------- sources of one edition


def sources(folder, known, analysis):
    """Write what the page generator needs into `folder`, a folder for each language; returns the editions."""
    codes = [code for code in FOLDERS if any(book.language == code for book in known)]
    editions = [reading.edition(code, _words(code, analysis.study), analysis.study) for code in codes]
    for edition in editions:
        write_sources(folder / edition.code, edition, known, analysis)
    return editions


def write_sources(folder, edition, known, analysis):
    """Everything the page generator needs for one edition, in `folder`."""
    own = [book for book in known if book.language == edition.code]
    story, read = _front(own), analysis.study
    (folder / "notebooks").mkdir(parents=True)
    (folder / "reading").mkdir()
    for book in own:
        content = prepared(book, known, edition.code, "../", edition.words)
        nbformat.write(content, folder / "notebooks" / book.path.name)
    front = prepared(story, known, edition.code, "", edition.words)
    _open_doors(front, edition, read)
    pages = _write_prose(folder, edition, own, read)
    if read.ours:
        pages += _share_tables(folder, edition)
    shown = list(evidence.pages(read, edition.code, edition.words["evidence"]))
    front.cells.append(nbformat.v4.new_markdown_cell(_toctrees(edition, own, pages, shown[:1]), id="contents"))
    nbformat.write(front, folder / "index.ipynb")
    (folder / "_static").mkdir()
    (folder / "_static" / "sides.css").write_text(colours.css(read.sides), encoding="utf-8")
    _write_generated(folder, edition, analysis, citing(known, edition.code))
    for page in shown:
        (folder / page[0]).parent.mkdir(exist_ok=True)
        _write_page(folder, *page)


def _front(own):
    """The notebook that is the front page: the story, or the first where that could not be made."""
    return next((book for book in own if book.is_story), own[0])


def _write_prose(folder, edition, own, read):
    """The pages of prose of an edition: everybody's, and the study's own, which take the place of those of one name.

    They are Jinja2 templates: `study`, `event` (what one is called), `frames` (id → label) and `notebooks` ([(page,
    title)]) are filled in. Returns the names of the pages in the order of the list of contents.
    """
    known = {path.stem: path for place in (SITE, read.folder / "pages") for path in (place / edition.code).glob("*.md")}
    pages = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    about = {"study": read, "event": read.event[edition.code], "frames": edition.frames,
             "notebooks": [(f"notebooks/{book.name}.ipynb", book.title) for book in own]}  # fmt: skip
    for name, path in known.items():
        try:
            text = pages.from_string(path.read_text("utf-8")).render(about)
        except jinja2.TemplateError as fault:
            raise InputProblem(problem(path, getattr(fault, "lineno", None), str(fault), "Mend the page")) from None
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return list(known)


def _share_tables(folder, edition):
    """Our own tables, which the site passes on, and the pages that say what they are: names of these pages."""
    left_out = shutil.ignore_patterns("accounts", "annotator*", "pages", "story")
    shutil.copytree(ROOT / "data", folder / "data", ignore=left_out)
    written = sorted((folder / "data").rglob("*.md"))
    if edition.code != "en":
        for path in written:
            path.unlink()
        return []
    shutil.copy(ROOT / "SECURITY.md", folder)
    cards = [path.relative_to(folder).with_suffix("").as_posix() for path in written]
    return [f"{edition.words['tables']} <data/README>", *(card for card in cards if card != "data/README"), "SECURITY"]


def _open_doors(front, edition, read):
    """The front page is not the seventh of anything, and leads on to what one may look up."""
    cell, words = front.cells[0], edition.words
    links = " · ".join(f'<a href="{page}.html">{words[page]}</a>' for page in ("reading", "finder", "search"))
    heading, _, rest = cell.source.partition("\n")
    heading = re.sub(r"^# [0-9]+ · ", "# ", heading)
    if headline := _headline(front):
        heading, rest = f"# {headline}", ""
    elif not read.ours:
        heading = "\n\n".join([f"# {_rst(words['title'])}", _rst(words["subtitle"])] if words["subtitle"] else
                              [f"# {_rst(words['title'])}"])  # fmt: skip
    cell.source = f'{heading}\n\n<p class="doors">{links}</p>\n{rest}'


def _headline(front):
    """The headline of a story that has one: the first heading in what its cells gave; it is taken out of them."""
    for cell in front.cells:
        for output in cell.get("outputs", []):
            said = output.get("data", {}).get("text/markdown", "")
            if said.startswith("## "):
                cell.outputs.remove(output)
                return said.removeprefix("## ")
    return ""


def _toctrees(edition, own, about, shown):
    words = edition.words
    look_up = [f"{words['reading']} <reading>", f"{words['finder']} <finder>"]
    look_up += [f"{title} <{name}>" for name, title, *_ in shown]
    parts = [
        (words["notebooks"], [f"notebooks/{book.name}" for book in own]),
        (words["look_up"], look_up),
        (words["about"], about),
    ]
    return "\n\n".join(
        f"```{{toctree}}\n:hidden:\n:caption: {head}\n\n" + "\n".join(pages) + "\n```" for head, pages in parts
    )


def _write_generated(folder, edition, analysis, cited):
    words = edition.words
    _write_page(folder, "reading", words["reading"], reading.index(edition, analysis), words["reading_lead"])
    _write_page(folder, "finder", words["finder"], reading.finder(edition, analysis), words["finder_lead"])
    for report in analysis.reports.itertuples():
        named = [report.report, report.title or report.outlet, report.call]
        title = " · ".join(part for part in named if part)
        body = reading.page(edition, report, analysis, cited)
        about = f"{words['report']} {report.report}. {words['reading_lead']}"
        _write_page(folder, f"reading/{report.report}", title, body, about)


def _write_page(folder, name, title, body, description):
    """A page whose body is markup of our own: a title that the page generator knows, and the markup as it is."""
    script = {"reading/": "reading", "finder": "finder"}.get(name if "/" not in name else "reading/")
    way = "../" * name.count("/")
    body += f'<script defer src="{way}_static/{script}.js"></script>' if script else ""
    (folder / f"{name}.inc").write_text(body, encoding="utf-8")
    heading = _rst(title)
    source = (
        f"{':orphan:' if '/' in name else ''}\n:html_theme.sidebar_secondary.remove: true\n"
        f":og:description: {_rst(description)}\n\n"
        f".. meta::\n   :description: {_one_line(description)}\n\n"
        f"{heading}\n{'=' * 3 * len(heading)}\n\n.. raw:: html\n   :file: {Path(name).name}.inc\n"
    )
    (folder / f"{name}.rst").write_text(source.lstrip("\n"), encoding="utf-8")


def _one_line(text):
    return " ".join(CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", text).split())


def _rst(text):
    """A text for reStructuredText with nothing in it that means anything there."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", _one_line(text)) or "\\-"


# ---------------------------------------------------------------- building


def build(notebooks, texts, out, analysis=None):
    """Build the site into `out`, replacing what is there.

    notebooks: the folder of the executed ones, or their paths. texts: the study; analysis: its Analysis, where that is
    at hand. Raises InputProblem naming all that is wrong, when what can be published is published.
    """
    faults = []
    known = books(notebooks, faults)
    if analysis is None:
        analysis = helpers.analyse(study.load(texts))
        faults += analysis.study.faults
    codes = [code for code in FOLDERS if any(book.language == code for book in known)]
    out = Path(out).resolve()  # the page generator runs in other folders
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".site-") as scratch:
        work, pages = Path(scratch) / "sources", Path(scratch) / "site"
        editions = sources(work, known, analysis)
        with ThreadPoolExecutor() as pool:
            jobs = [
                pool.submit(_generate, work / one.code, pages / FOLDERS[one.code], one, known, codes, analysis.study)
                for one in editions
            ]
        faults += [line for job in jobs for line in job.result()]
        _finish(pages, known)
        faults += links.faults(pages)
        asyncio.run(_index(pages, codes))
        _swap(pages, out)
    if faults:
        raise InputProblem(*dict.fromkeys(faults))
    return out


def _words(code, read):
    """The words of an edition's frame: everybody's, and how the study is called and what it is about."""
    words = yaml.safe_load((SITE / "strings.yml").read_text("utf-8"))[code]
    event = read.event[code]
    own = {"title": read.title[code], "subtitle": read.about.get(code, ""), "call": event[:1].upper() + event[1:]}
    return words | own | {"licence": words["licence" if read.ours else "made_with"]}


def _swap(pages, out):
    """Put the finished pages in the place of the old ones; killed in between, the old ones are still beside it."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    pages.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _generate(source, target, edition, known, codes, read):
    """Run Sphinx over the sources of one edition; returns a line for every warning. Raises InputProblem if it fails.

    In a process of its own: Sphinx keeps what one run loaded, and a second run would come out differently.
    """
    settings = source.parent / f"settings-{edition.code}.json"
    settings.write_text(
        json.dumps(_settings(edition, known, codes, read) | {"static": str(source / "_static")}), encoding="utf-8"
    )
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "--no-color", "-c", str(SITE), "-d",
               str(source.parent / f"trees-{edition.code}"), str(source), str(target)]  # fmt: skip
    done = subprocess.run(command, env={**os.environ, "SITE_SETTINGS": str(settings)}, cwd=ROOT, check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")  # fmt: skip
    lines = [_warning(line, source) for line in done.stderr.splitlines() if line.strip()]
    if done.returncode:
        raise InputProblem(*lines or ["the page generator failed. Report it, with the study, as a fault"])
    return lines


def _warning(line, source):
    return f"{line.replace(f'{source.resolve()}/', '').replace('WARNING: ', '')}. Mend the notebook or page named"


def _settings(edition, known, codes, read):
    """What site/conf.py must know to set the pages of one edition."""
    others = [code for code in codes if code != edition.code]
    own = [book for book in known if book.language == edition.code]
    return {
        "language": edition.code,
        "words": edition.words,
        "site_root": "../" if edition.code == "ar" else "",
        "author": "The authors of Between the Calls" if read.ours else "",
        "front": f"notebooks/{_front(own).name}",
        "counterparts": _counterparts(known, edition.code, others[0]) if others else {},
        "notebook_files": {f"notebooks/{book.name}": f"{book.name}.ipynb" for book in own},
    }


def _counterparts(known, code, other):
    """Start of a page's name in this edition → that of the same page in the other; "/" at the end for a folder."""
    way = "../" if code == "ar" else FOLDERS[other]
    pages = {
        name: f"{way}{name}" for name in ("index", "reading", "finder", "search", "reading/", "coverage", "coverage/")
    }
    stories = {each: f"notebooks/{_front([book for book in known if book.language == each]).name}"
               for each in (code, other)}  # fmt: skip
    return pages | {stories[code]: way + stories[other]}


def _finish(pages, known):
    """What the page generator cannot say: direction of the Arabic pages, code unfolded in notebooks, files to go."""
    for path in sorted(pages.rglob("*.html")):
        text = path.read_text("utf-8").replace('<html lang="ar"', '<html dir="rtl" lang="ar"', 1)
        if path.parent.name == "notebooks":
            text = text.replace('hide above-input">', 'hide above-input" open>')
        path.write_text(META.sub(_escaped, text), encoding="utf-8")
    for book in known:
        shutil.copy(book.path, pages / FOLDERS[book.language] / "notebooks" / book.path.name)
    for folder in (pages / FOLDERS[code] for code in FOLDERS):
        for name in UNUSED:
            path = folder / name
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if (folder / "_static").is_dir():
            _write_fonts(folder / "_static")
    for path in pages.rglob("*.map"):
        path.unlink()


def _escaped(meta):
    """A description for other sites, which its extension escapes only as far as quotation marks."""
    return meta[1] + html.escape(html.unescape(meta[2])) + meta[3]


def _write_fonts(folder):
    """Amiri, cut down to Arabic and its marks; everything else is set in the reader's own fonts."""
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    source = Path(util.find_spec("fontpkg_amiri").submodule_search_locations[0]) / "files"
    characters = [ord(sign) for sign in "،؍؛؜؟ٮٯٰٱپچژڤکگی «»"] + [*range(0x620, 0x66E), *range(0x200C, 0x2010)]
    for face in ("Regular", "Bold"):
        options = subset.Options()
        options.flavor, options.layout_features = "woff", ["*"]
        options.recalc_timestamp, options.notdef_outline, options.hinting = False, True, False
        font = subset.load_font(str(source / f"Amiri-{face}.ttf"), options)
        cut = subset.Subsetter(options)
        cut.populate(unicodes=characters)
        cut.subset(font)
        subset.save_font(font, str(folder / f"amiri-{face.lower()}.woff"), options)
    shutil.copy(source.parent / "LICENSE", folder / "amiri-LICENSE.txt")


# ---------------------------------------------------------------- search


async def _index(pages, codes):
    """Search indexes: for each edition one that cuts words to stems by the rules of English and one by those of Arabic.

    Whole indexes for each edition, because the order of Pagefind's filters differs from run to run.
    """
    paths = sorted(path for path in pages.rglob("*.html") if _is_searched(path))
    for edition in codes:
        contents = {
            f"/{path.relative_to(pages).as_posix()}": words.searchable(path.read_text("utf-8"))
            for path in paths
            if edition in _editions(pages, path)
        }
        for language in FOLDERS:
            await _index_one(contents, pages / "pagefind" / edition / language, language)


async def _index_one(contents, target, language):
    """One index of pages (address → text), in the order given, so that it does not depend on the file system."""
    from pagefind.service import PagefindService

    settings = {"force_language": language, "output_path": str(target), "root_selector": "article.bd-article",
                "exclude_selectors": UNSEARCHED}  # fmt: skip
    async with PagefindService() as service:
        index = await service.create_index(settings)
        for url, content in contents.items():
            await index.add_html_file(content=content, url=url)
        await index.write_files()
        # it answers while files are still being written, and leaving would end it in the middle of one
        running = psutil.Process(service._backend.pid)
        while any(Path(opened.path).is_relative_to(target.resolve()) for opened in running.open_files()):
            await asyncio.sleep(0.05)
    for path in target.glob("pagefind-*"):
        if path.name not in {"pagefind-entry.json", "pagefind-worker.js"}:
            path.unlink()


def _is_searched(path):
    """The front page stands for the story's notebook; a page of search results holds nothing to find."""
    return path.name != "search.html" and not (path.parent.name == "notebooks" and path.name.startswith(STORY))


def _editions(pages, path):
    """The editions in whose search a page belongs: its own, and the Arabic one where only English has the page."""
    name = path.relative_to(pages).as_posix()
    if name.startswith("ar/"):
        return ["ar"]
    return ["en"] if (pages / "ar" / name).exists() else ["en", "ar"]


# ---------------------------------------------------------------- command line


def main():
    """The command line; exit status 2 when the input is at fault."""
    parser = argparse.ArgumentParser(prog="python -m helpers.site", description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", default=ROOT / "notebooks", help="folder of executed notebooks")
    parser.add_argument("--texts", help="folder of the reports they read (default: the accounts)")
    parser.add_argument("--out", default=ROOT / "build" / "site", help="where the site goes (default: build/site)")
    asked = parser.parse_args()
    try:
        out = build(asked.notebooks, asked.texts, asked.out)
    except InputProblem as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)
    print(f"site: {shown(out)}/index.html")


if __name__ == "__main__":
    main()
