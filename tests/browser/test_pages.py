"""A page of each kind in a real browser: nothing from elsewhere, no errors, light, accessible, never wider than the
screen. By night every page."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import arabic
from tests.browser.conftest import Visit

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]},
    "resultTypes": ["violations"],
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
DARK = WCAG if arabic.NIGHTLY else COLOURS  # the dark changes nothing but colours
BEST = {"runOnly": {"type": "tag", "values": ["best-practice"]}, "resultTypes": ["violations"]}
LIMIT = 500_000  # bytes, gzipped, for the first load of a page
FRONT = 300_000  # of the front page
FIGURE = 60_000  # of a figure, in both drawings
ALONE = {"index", "calls", "finder", "reading", "search"}  # pages that are one of a kind
SMALLEST = 11  # px, of the text in a figure
WIDTHS = (360, 768, 1440)
UNFOLD = "document.querySelectorAll('details').forEach((item) => { item.open = true; })"
STILL = "* { transition: none !important; animation: none !important; }"
FROM_THE_LEFT = """() => [...document.querySelectorAll('div.report, blockquote p[lang=ar]')]
  .filter((item) => getComputedStyle(item).direction !== 'rtl').map((item) => item.outerHTML.slice(0, 120))"""


# sizes on the screen of the texts in figures that are shown
SIZES = """() => [...document.querySelectorAll('figure.chart svg text')].filter((text) => text.checkVisibility())
  .map((text) => [parseFloat(getComputedStyle(text).fontSize), text.getScreenCTM()])
  .map(([size, turned]) => size * Math.hypot(turned.a, turned.b))"""


def violations(page, rules=WCAG):
    found = Axe().run(page, options=rules).response["violations"]
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]][:3], fault["nodes"][0]["failureSummary"])
            for fault in found]  # fmt: skip


def gzipped(data):
    return len(gzip.compress(data, 9))


def kinds(folder):
    """The heaviest page of each kind: every notebook and front page is one, so are the pages of calls, of prose …

    By night every page is a kind of its own.
    """
    found = {}
    for path in sorted(folder.rglob("*.html"), key=lambda path: path.stat().st_size):
        place = path.parent.relative_to(folder).as_posix()
        alone = arabic.NIGHTLY or path.stem in ALONE or path.parent.name == "notebooks"
        found["data" if place.startswith("data") and not alone else place, path.stem if alone else ""] = path
    return sorted(path.relative_to(folder).as_posix() for path in found.values())


def looked_at(browser, address, folder, name):
    """What one visit to a page shows, as a dict."""
    seen = Visit(browser, address, viewport={"width": 1440, "height": 900}, color_scheme="light")
    page = seen.open(name)
    fetched = {url.split("?")[0].split("#")[0] for url in seen.requests if url.startswith(address)}
    files = [folder / url.removeprefix(address) for url in sorted(fetched)]
    found = {
        "weight": sum(gzipped(path.read_bytes()) for path in files),
        "direction": page.evaluate("getComputedStyle(document.body).direction"),
        "from the left": page.evaluate(FROM_THE_LEFT),
    }
    page.add_style_tag(content=STILL)
    found["light"] = violations(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    found["dark"] = violations(page, DARK)
    page.evaluate(UNFOLD)
    found["wide"], found["small"] = [], []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found["wide"].append(width)
        if width == WIDTHS[0]:
            found["small"] = [size for size in page.evaluate(SIZES) if size < SMALLEST]
    found["faults"] = seen.faults + seen.elsewhere()
    seen.context.close()
    return found


@pytest.fixture(scope="module")
def survey(browser, address, folder_of_site):
    """Page → what a visit shows, for a page of each kind."""
    return {name: looked_at(browser, address, folder_of_site, name) for name in kinds(folder_of_site)}


def wrong(survey, what):
    return {name: found[what] for name, found in survey.items() if found[what]}


def test_pages_of_every_kind_are_looked_at_in_both_languages(survey, folder_of_site, accounts):
    folders = {name.rpartition("/")[0] for name in survey}
    assert folders > {"", "calls", "notebooks", "reading", "ar", "ar/calls", "ar/notebooks", "ar/reading"}
    for place in ("", "ar/"):
        assert {f"{place}{name}.html" for name in ALONE} < set(survey)
        assert all((folder_of_site / f"{place}reading/{report}.html").is_file() for report in accounts["report"])


def test_no_requests_elsewhere_and_no_errors(survey):
    assert wrong(survey, "faults") == {}


def test_first_load_is_light(survey):
    heaviest = max(survey, key=lambda name: survey[name]["weight"])
    print(f"heaviest first load: {heaviest}, {survey[heaviest]['weight']:,} bytes gzipped")
    assert survey[heaviest]["weight"] <= LIMIT, heaviest
    for front in ("index.html", "ar/index.html"):
        print(f"{front}: {survey[front]['weight']:,} bytes gzipped")
        assert survey[front]["weight"] <= FRONT, front


def test_figures_are_light(folder_of_site):
    """What a page holds of a figure, and each of its files."""
    figures = {path.name: path.read_bytes() for path in folder_of_site.rglob("figures/*") if path.suffix != ".png"}
    for path in folder_of_site.rglob("*.html"):
        for number, figure in enumerate(re.findall(rb"<figure class=\"chart.*?</figure>", path.read_bytes(), re.S)):
            figures[f"{path.name} {number}"] = figure
    assert len(figures) >= 20
    assert {name: size for name, data in figures.items() if (size := gzipped(data)) > FIGURE} == {}


@pytest.mark.parametrize("look", ["light", "dark"])
def test_wcag(survey, look):
    assert wrong(survey, look) == {}


def test_no_page_scrolls_sideways(survey):
    assert wrong(survey, "wide") == {}


def test_text_in_figures_can_be_read_on_a_phone(survey):
    assert wrong(survey, "small") == {}


STORIES = ["notebooks/07_how_framing_shifts.html", "ar/notebooks/07_how_framing_shifts_ar.html"]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["index.html", "ar/index.html", *STORIES])
def test_every_mark_is_reached_by_keyboard_and_leads_to_a_page(visit, folder_of_site, name, width):
    page = visit(name, width=width).page
    marks = page.locator("figure.chart.two a.mark").filter(visible=True)
    wanted = marks.evaluate_all("(links) => links.map((link) => link.getAttribute('aria-label'))")
    assert len(wanted) >= 20
    assert all(wanted)
    for link in marks.evaluate_all("(links) => links.map((link) => link.href.baseVal)"):
        file, _, anchor = link.partition("#")
        target = (folder_of_site / name).parent / file
        assert target.is_file(), link
        assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), link
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(len(wanted) + 250):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.matches('a.mark') ? document.activeElement.ariaLabel : ''"))
        if reached >= set(wanted):
            break
    assert reached >= set(wanted)


@pytest.mark.parametrize("dark", [False, True])
def test_figures_follow_light_and_dark_and_take_the_pages_fonts(visit, dark):
    for name in ("index.html", "ar/index.html"):
        page = visit(name, dark=dark).page
        text = page.locator("figure.chart svg text").filter(visible=True).first
        colour = text.evaluate("(text) => getComputedStyle(text).fill")
        assert (sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(", "))) > 380) == dark
        family = text.evaluate("(text) => getComputedStyle(text).fontFamily")
        assert ("Amiri" in family) == name.startswith("ar/")


# what the audits of Lighthouse's category "best practices" ask of a page that is served from one place and asks for no
# permission; where it says something of addresses over https or of old browsers' interfaces, there is nothing to ask
PRACTICES = """() => ({
  doctype: document.doctype?.name === 'html' && document.compatMode === 'CSS1Compat',
  charset: document.characterSet === 'UTF-8' && document.querySelector('meta[charset]') !== null,
  viewport: /width=device-width/.test(document.querySelector('meta[name=viewport]').content),
  language: document.documentElement.lang !== '' && document.title.trim() !== '',
  description: document.querySelector('meta[name=description]').content.length > 20,
  images: [...document.images].every((image) => image.complete && image.naturalWidth
    && Math.abs(image.naturalWidth / image.naturalHeight - image.clientWidth / image.clientHeight) < .05),
  pasting: [...document.querySelectorAll('input, textarea')].every((box) =>
    box.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))),
  links: [...document.querySelectorAll('a[target=_blank]')].every((link) => /noopener|noreferrer/.test(link.rel)),
})"""


@pytest.mark.parametrize("name", ["index.html", "ar/index.html", *STORIES])
def test_best_practices_of_axe_and_lighthouse(visit, name):
    page = visit(name).page
    page.add_style_tag(content=STILL)
    assert violations(page, BEST) == []
    assert [practice for practice, kept in page.evaluate(PRACTICES).items() if not kept] == []


def test_arabic_runs_from_the_right(survey):
    """By computed direction: the pages of the Arabic edition, the reports and quoted words in both."""
    for name, found in survey.items():
        assert found["direction"] == ("rtl" if name.startswith("ar/") else "ltr"), name
    assert wrong(survey, "from the left") == {}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["index.html", "reading/A1.html#s2", "finder.html", "search.html?q=الاستقرار"])
def test_wcag_with_everything_unfolded(visit, name, dark):
    page = visit(name, dark=dark).page
    page.add_style_tag(content=STILL)
    page.evaluate(UNFOLD)
    for box in page.locator(".switches input").all():
        box.check()
    assert violations(page, DARK if dark else WCAG) == []


def test_table_cells_take_their_side_from_their_text(visit):
    page = visit("notebooks/03_quotes.html").page
    sides = page.locator("article .scroll td").evaluate_all(
        """(cells) => cells.filter((cell) => cell.textContent.trim()).map((cell) => {
             const range = document.createRange(); range.selectNodeContents(cell);
             const text = range.getBoundingClientRect(), box = cell.getBoundingClientRect();
             const first = /\\p{L}/u.exec(cell.textContent)?.[0];
             return [first ? /[\\u0600-\\u06ff]/.test(first) : null, text.left - box.left, box.right - text.right];
           })"""
    )
    arabic = [(left, right) for is_arabic, left, right in sides if is_arabic]
    latin = [(left, right) for is_arabic, left, right in sides if is_arabic is False]
    assert len(arabic) > 50
    assert len(latin) > 50
    assert all(right <= left + 1 for left, right in arabic)
    assert all(left <= right + 1 for left, right in latin)
