"""The published site: a front page, the executed notebooks, a page per call, a reading room, a quotation finder and a
search, in plain static files.

Usage: python -m helpers.site [--notebooks DIR] [--texts DIR] [--out DIR]

One edition for each language in which there is a story: English at the root, Arabic under `ar/`. The site is built
beside its place and moved there whole.
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
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import util
from pathlib import Path
from typing import Any

import jinja2
import nbformat
import yaml

import helpers
from helpers import (
    architecture,
    books,
    charts,
    colours,
    coverage,
    evaluate,
    figures,
    links,
    places,
    reading,
    search,
    story,
    study,
    vector,
)
from helpers.books import FOLDERS
from helpers.home import HOME
from helpers.pipeline import Analysis
from helpers.problems import InputProblem, problem, shown
from helpers.show import plain, spelled

SITE = HOME / "site"
META = re.compile(r'(<meta (?:property="og:[^"]*"|name="description") content=")([^"]*)(")')
UNUSED = ["jupyter_execute", "searchindex.js", "objects.inv", ".buildinfo", ".doctrees", "genindex.html",
          "_static/vendor",
          "_static/scripts/fontawesome.js", "_static/searchtools.js", "_static/language_data.js",
          "_static/webpack-macros.html", "_static/sbt-webpack-macros.html", "_static/locales",
          "_static/images"]  # fmt: skip

# ---------------------------------------------------------------- sources of one edition


def sources(folder: Path, known: Any, analysis: Analysis) -> list[reading.Edition]:
    """Write what the page generator needs into `folder`, a folder for each language; returns the editions."""
    codes = [code for code in FOLDERS if any(book.language == code for book in known)]
    body, told = figures.evidence_of(analysis), story.load(analysis)
    calls = [call for call in dict.fromkeys(body.call) if call]
    editions = [reading.edition(code, _words(code, analysis.study), analysis.study, calls) for code in codes]
    for edition in editions:
        write_sources(folder / edition.code, edition, known, analysis, body, told)
    return editions


def write_sources(folder: Path, edition: reading.Edition, known: Any, analysis: Analysis, body: Any, told: Any) -> None:
    """Everything the page generator needs for one edition, in `folder`.

    known: every Book; body: the Body of evidence that its figures are about; told: its story (helpers/story.py).
    """
    own = [book for book in known if book.language == edition.code]
    (folder / "notebooks").mkdir(parents=True)
    (folder / "reading").mkdir()
    (folder / "calls").mkdir()
    (folder / "_static").mkdir()
    taken = folder / "extra" / "figures"
    taken.mkdir(parents=True)
    for book in own:
        content = books.prepared(book, known, edition.code, "../", edition.words, taken)
        nbformat.write(content, folder / "notebooks" / book.path.name)
    front = _front(edition, own, analysis, body, told, taken)
    if analysis.study.ours:
        front |= {"cited": _cited(), "trust": trust(edition), "house": _house(edition, taken)}
    pages = _write_prose(folder, edition, own, analysis.study, front)
    if analysis.study.ours:
        pages += _share_tables(folder, edition)
    about = places.known(edition, analysis.study, body, analysis.reports)
    _write_generated(folder, edition, analysis, about, books.citing(known, edition.code))
    with (folder / "index.md").open("a", encoding="utf-8") as index:
        index.write("\n\n" + _toctrees(edition, own, pages, bool(about.calls)))
    drawn = "".join(path.read_text("utf-8") for path in [folder / "index.md", *(folder / "notebooks").iterdir()])
    used = sorted({f"#{colour}" for colour in re.findall(r"--chart-([0-9a-f]{6})", drawn)})
    looks = colours.side_rules(analysis.study.sides) + vector.figure_rules(used)
    (folder / "_static" / "colours.css").write_text(looks, encoding="utf-8")


def _front(edition, own, analysis, body, told, taken):
    """What the front page is filled with: the finding, one picture of it, some sentences, and where the story stands.

    A study without a story of its own gets its title, what it is about, and what can be said of any study.
    """
    code, read = edition.code, analysis.study
    headline = story.text(told, "headline", code).lstrip("# ")
    sentences = story.text(told, "front", code) or story.text(told, "lead", code)
    drawn = figures.voices(body, read, language=code, title=story.text(told, "voices_title", code))
    picture = ""
    if isinstance(drawn, charts.Picture):  # else a sentence that says what is missing
        picture = books.figure(drawn._repr_mimebundle_()[0], "front", code, "", edition.words, taken)
    page = next((book for book in own if book.is_story), own[0])
    return {"headline": headline or _markdown(edition.words["title"]), "sentences": sentences, "picture": picture,
            "about": "" if headline else plain(edition.words["subtitle"]), "story_page": f"notebooks/{page.name}.html",
            "calls": sorted(set(body.call) - {""}), "edition": edition}  # fmt: skip


def _markdown(text):
    """A text with nothing in it that means anything in Markdown."""
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>&$~-])", r"\\\1", _one_line(text))


def _write_prose(folder, edition, own, read, front):
    """The pages of prose of an edition: everybody's, and the study's own, which take the place of those of one name.

    They are Jinja2 templates: `study`, `event` (what one is called), `frames` (id → label), `notebooks` ([(page,
    title)]) and what `_front` gives are filled in. Returns the names of the pages in the order of the list of contents.
    """
    known = _prose(read, edition.code)
    pages = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    pages.filters |= {"percent": "{:.0%}".format, "day": lambda date: story.written(date, "d MMMM y", edition.code),
                      "count": lambda n, *forms: story.with_noun(n, forms, edition.code)}  # fmt: skip
    about = {"words": edition.words, "study": read, "event": read.event[edition.code], "frames": edition.frames,
             "notebooks": [(f"notebooks/{book.name}.ipynb", book.title) for book in own],
             **front}  # fmt: skip
    for name, path in known.items():
        try:
            text = pages.from_string(path.read_text("utf-8")).render(about)
        except jinja2.TemplateError as fault:
            raise InputProblem(problem(path, getattr(fault, "lineno", None), str(fault), "Mend the page")) from None
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return [name for name in sorted(known, key=_place) if name != "index"]


def _cited():
    """How the project is cited: version, date-released …"""
    return yaml.safe_load((HOME / "CITATION.cff").read_text("utf-8"))


def _house(edition, taken):
    """How the programs are built: a picture of their rooms, and room → module → what it is."""
    drawn = architecture.picture()._repr_mimebundle_()[0]
    return {"picture": books.figure(drawn, "house", edition.code, "", edition.words, taken),
            "rooms": {room: {module: architecture.first_line(module) for module in modules.split()}
                      for room, modules in architecture.ROOMS.items()}}  # fmt: skip


def trust(edition: reading.Edition) -> dict[str, Any]:
    """How right coders and program are, for our own pages.

    sentences, differ (numbers); alpha: label → value; published: measure → score, low, high; kept_back: texts kept back
    when the reader was trained → measure → score; micro: F1 of the program's frames; version: of the program.
    """
    read, order = coverage.load(), list(edition.frames)
    first, second, settled, program = (coverage.sets(read, coder) for coder in coverage.CODERS)
    content = [number for number, frames in enumerate(settled) if coverage.RESIDUE not in frames]
    confusion = evaluate.frame_counts([program[at] for at in content], [settled[at] for at in content], order)
    confusion = confusion[confusion["tp"] + confusion["fp"] > 0]  # frames that the program had
    scored = evaluate.bootstrap(coverage.counts(read))
    kept = evaluate.kept_back().pivot(index="set", columns="measure", values="reader")
    return {"sentences": len(first), "differ": sum(one != other for one, other in zip(first, second, strict=True)),
            "alpha": evaluate.alpha(first, second, order).rename(edition.frames).sort_values().to_dict(),
            "published": scored.T.to_dict(), "kept_back": kept.T.to_dict(),
            "micro": evaluate.micro_macro(confusion)[0], "version": read.version}  # fmt: skip


def _prose(read, code):
    """{name: path} of an edition's pages of prose."""
    return {path.stem: path for place in (SITE, read.folder / "pages") for path in (place / code).glob("*.md")}


ORDER = ["trust", "methodology", "limits", "about", "architecture", "reliability", "cite", "changelog"]


def _place(name):
    """The place of a page of prose in the list of contents."""
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


WEIGHTS = ["*.npz", "features.json", "wordpiece.json"]  # of the reader: megabytes that no page shows


def _share_tables(folder, edition):
    """Our own tables, which the site passes on, and the pages that say what they are: names of these pages."""
    left_out = shutil.ignore_patterns("accounts", "annotator*", "pages", "story", *WEIGHTS)
    shutil.copytree(HOME / "data", folder / "data", ignore=left_out)
    papers = sorted((folder / "data").rglob("*.md"))
    if edition.code != "en":
        for path in papers:
            path.unlink()
        return []
    for path in papers:  # what is not published cannot be linked
        path.write_text(re.sub(r"\[([^\]\n]+)\]\(\.\./[^)]*\)", r"\1", path.read_text("utf-8")), encoding="utf-8")
    shutil.copy(HOME / "SECURITY.md", folder)
    first = folder / "data" / "README.md"
    others = [path.relative_to(folder).with_suffix("").as_posix() for path in papers if path != first]
    return [f"{edition.words['tables']} <data/README>", *others, "SECURITY"]


def _toctrees(edition, own, about, calls):
    words = edition.words
    look_up = [f"{words['calls']} <calls>"] if calls else []
    look_up += [f"{words['reading']} <reading>", f"{words['finder']} <finder>"]
    stories = [f"notebooks/{book.name}" for book in own if book.is_story]
    parts = [
        (words["story"], stories),
        (words["look_up"], look_up),
        (words["about"], about),
        (words["notebooks"], [f"notebooks/{book.name}" for book in own if not book.is_story]),
    ]
    return "\n\n".join(
        f"```{{toctree}}\n:hidden:\n:caption: {head}\n\n" + "\n".join(pages) + "\n```" for head, pages in parts if pages
    )


def _write_generated(folder, edition, analysis, about, cited):
    words = edition.words
    _write_page(folder, "reading", words["reading"], reading.index(edition, analysis), words["reading_lead"])
    _write_page(folder, "finder", words["finder"], reading.finder(edition, analysis), words["finder_lead"])
    if about.calls:
        _write_page(folder, "calls", words["calls"], places.index(about), words["calls_lead"])
    for call in about.calls:
        found = places.event(about, call)
        title = " · ".join(filter(None, (found["name"], found["context"])))
        _write_page(folder, f"calls/{links.place(call)}", title, places.page(about, call), words["calls_lead"])
    for report in analysis.reports.itertuples():
        named = [edition.reports[report.report], edition.calls.get(report.call, report.call)]
        title = " · ".join(filter(None, named))
        body = reading.page(edition, report, analysis, cited)
        _write_page(folder, f"reading/{report.report}", title, body, f"{title}. {words['reading_lead']}")


def _write_page(folder, name, title, body, description):
    """A page whose body is markup of our own: a title that the page generator knows, and the markup as it is."""
    script = {"reading/": "reading", "finder": "finder"}.get("".join(name.partition("/")[:2]))
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
    return " ".join(spelled(text).split())


def _rst(text):
    """A text for reStructuredText with nothing in it that means anything there."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", _one_line(text)) or "\\-"


# ---------------------------------------------------------------- building


def build(
    notebooks: Path | Sequence[Path], texts: str | Path | None, out: Path, analysis: Analysis | None = None
) -> Path:
    """Build the site into `out`, replacing what is there.

    notebooks: the folder of the executed ones, or their paths. texts: the study; analysis: its Analysis, where that is
    at hand. Raises InputProblem naming all that is wrong, when what can be published is published.
    """
    faults = []
    known = books.books(notebooks, faults)
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
        _finish(pages, known, codes)
        faults += links.faults(pages)
        with ThreadPoolExecutor(1) as pool:  # in a notebook this thread has a loop that runs already
            pool.submit(asyncio.run, search.index(pages, codes)).result()
        _swap(pages, out)
    if faults:
        raise InputProblem(*dict.fromkeys(faults))
    return out


def _words(code, read):
    """The words of an edition's frame: everybody's, and how the study is called and what it is about."""
    words = yaml.safe_load((SITE / "strings.yml").read_text("utf-8"))[code]
    event = read.event[code]
    events = read.events[code]
    own = {"title": read.title[code], "subtitle": read.about.get(code, ""), "call": event[:1].upper() + event[1:],
           "calls": events[:1].upper() + events[1:]}  # fmt: skip
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
        json.dumps(
            _settings(edition, known, codes, read)
            | {"static": str(source / "_static"), "extra": str(source / "extra"), "pictures": _pictures(source)}
        ),
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "--no-color", "-c", str(SITE), "-d",
               str(source.parent / f"trees-{edition.code}"), str(source), str(target)]  # fmt: skip
    done = subprocess.run(command, env={**os.environ, "SITE_SETTINGS": str(settings)}, cwd=HOME, check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")  # fmt: skip
    lines = [_warning(line, source) for line in done.stderr.splitlines() if line.strip()]
    if done.returncode:
        raise InputProblem(*lines or ["the page generator failed. Report it, with the study, as a fault"])
    return lines


def _pictures(source):
    """{page: name of the first figure on it}, for previews of the page elsewhere."""
    found = {}
    for path in [source / "index.md", *sorted((source / "notebooks").glob("*.ipynb"))]:
        first = re.search(r"figures/([^\"\\]+)\.png", path.read_text("utf-8"))
        if first:
            found[path.relative_to(source).with_suffix("").as_posix()] = first[1]
    return found


def _warning(line, source):
    return f"{line.replace(f'{source.resolve()}/', '').replace('WARNING: ', '')}. Mend the notebook or page named"


def _settings(edition, known, codes, read):
    """What site/conf.py must know to set the pages of one edition."""
    others = [code for code in codes if code != edition.code]
    own = [book for book in known if book.language == edition.code]
    return {
        "language": edition.code,
        "words": edition.words,
        "folder": FOLDERS[edition.code],
        "site_root": "../" if edition.code == "ar" else "",
        "author": "The authors of Between the Calls" if read.ours else "",
        "stories": [f"notebooks/{book.name}" for book in own if book.is_story],
        "counterparts": _counterparts(known, edition.code, others[0], read) if others else {},
        "notebook_files": {f"notebooks/{book.name}": f"{book.name}.ipynb" for book in own},
    }


def _counterparts(known, code, other, read):
    """Start of a page's name in this edition → that of the same page in the other; "/" at the end for a folder."""
    way = "../" if code == "ar" else FOLDERS[other]
    both = sorted(_prose(read, code).keys() & _prose(read, other).keys())
    pages = {name: f"{way}{name}" for name in [*both, "calls", "calls/", "reading", "finder", "search", "reading/"]}
    names = {each: {book.name.removesuffix("_ar"): book.name for book in known if book.language == each}
             for each in (code, other)}  # fmt: skip
    for name in names[code].keys() & names[other].keys():
        pages[f"notebooks/{names[code][name]}"] = f"{way}notebooks/{names[other][name]}"
    return pages


def _finish(pages, known, codes):
    """What the page generator cannot say: direction of the Arabic pages, code unfolded in notebooks, files to go."""
    stories = {f"{book.name}.html" for book in known if book.is_story}
    for path in sorted(pages.rglob("*.html")):
        text = path.read_text("utf-8").replace('<html lang="ar"', '<html dir="rtl" lang="ar"', 1)
        if path.parent.name == "notebooks":
            text = text.replace('hide above-input">', 'hide above-input" open>')
        if path.parent.name == "notebooks" and path.name in stories:
            text = text.replace(" data-content_root=", ' data-code="hidden" data-content_root=', 1)
        path.write_text(META.sub(_escaped, text), encoding="utf-8")
    for book in known:
        shutil.copy(book.path, pages / FOLDERS[book.language] / "notebooks" / book.path.name)
    for folder in (pages / FOLDERS[code] for code in codes):
        for name in UNUSED:
            path = folder / name
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if (folder / "_static").is_dir():
            _write_fonts(folder / "_static")
        _inline_imports(folder / "_static" / "styles" / "theme.css")
    for path in pages.rglob("*.map"):
        path.unlink()


def _inline_imports(sheet):
    """The style sheets that one imports put in their place: one request less, and no address that depends on it."""
    if sheet.is_file():
        text = sheet.read_text("utf-8")
        for imported in re.findall(r'@import "([^"]+)";', text):
            other = sheet.parent / imported
            text = text.replace(f'@import "{imported}";', other.read_text("utf-8"))
            other.unlink()
        sheet.write_text(text, encoding="utf-8")


def _escaped(meta):
    """A description for other sites, which its extension escapes only as far as quotation marks."""
    return meta[1] + html.escape(html.unescape(meta[2])) + meta[3]


ARABIC = [*map(ord, "،؍؛؜؟ٮٯٰٱپچژڤکگی «»"), *range(0x620, 0x66E), *range(0x200C, 0x2010)]
LATIN = [*map(ord, " 0123456789%().,:;+-/·–−…")]


def _write_fonts(folder):
    """Amiri, cut down to Arabic and its marks, and to the digits and signs of figures, which are laid out in it.

    Everything else is set in the reader's own fonts.
    """
    from fontTools import subset

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    source = Path(util.find_spec("fontpkg_amiri").submodule_search_locations[0]) / "files"
    for face in ("Regular", "Bold"):
        options = subset.Options()
        options.flavor, options.layout_features = "woff", ["*"]
        options.recalc_timestamp, options.notdef_outline, options.hinting = False, True, False
        font = subset.load_font(str(source / f"Amiri-{face}.ttf"), options)
        cut = subset.Subsetter(options)
        cut.populate(unicodes=ARABIC + LATIN)
        cut.subset(font)
        subset.save_font(font, str(folder / f"amiri-{face.lower()}.woff"), options)
        font.close()
    shutil.copy(source.parent / "LICENSE", folder / "amiri-LICENSE.txt")


# ---------------------------------------------------------------- command line


def main() -> None:
    """The command line; exit status 2 when the input is at fault."""
    parser = argparse.ArgumentParser(prog="python -m helpers.site", description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", default=HOME / "notebooks", help="folder of executed notebooks")
    parser.add_argument("--texts", help="folder of the reports they read (default: the accounts)")
    parser.add_argument("--out", default=HOME / "build" / "site", help="where the site goes (default: build/site)")
    asked = parser.parse_args()
    try:
        out = build(asked.notebooks, asked.texts, asked.out)
    except InputProblem as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)
    print(f"site: {shown(out)}/index.html")


if __name__ == "__main__":
    main()
