"""A study whose title and names no one would choose: they are shown as text, and nothing gets wider than a phone."""

import pytest

from tests.browser.conftest import serving, visits
from tests.conftest import ROOT, site_of
from tests.test_site import notebook

LONG = "كهرومغناطيسية" * 25 + "Donaudampfschiffahrt" * 15
MARKUP = "<img src=x onerror=alert(1)> & 'x' \"y\" {{ z }} *w* "


@pytest.fixture(scope="module")
def pages(browser, tmp_path_factory):
    """A function that opens a page of the site of such a study."""
    place = tmp_path_factory.mktemp("strange")
    (place / "texts").mkdir()
    text = f"قال الوزير {LONG} إن العمل {MARKUP} مستمر.\n\nوأضاف «{LONG}».\n"
    cell = '"' + f"{MARKUP}{LONG}".replace('"', '""') + '"'
    for name, told in (("a", f"{cell},{cell}"), ("b", f"{LONG},{LONG}")):
        (place / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
        with open(place / "texts" / "manifest.csv", "a", encoding="utf-8") as out:
            out.write(("id,call,outlet\n" if name == "a" else "") + f"{name},{told}\n")
    (place / "texts" / "study.toml").write_text(f'title = "1 < 2 & {LONG}"\n', encoding="utf-8")
    for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"):  # the prose pages lead to each of them
        if not path.stem.endswith("_ar"):
            notebook(place / "books" / path.name, f"# {path.stem}")
    out = site_of(place / "site", "--notebooks", place / "books", "--texts", place / "texts")
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.html"))
    with serving(out) as address, visits(browser, address) as visit:
        yield {name: visit(name, width=360) for name in names if not name.startswith("notebooks/")}


def test_it_is_text(pages):
    title = pages["index.html"].page.locator("h1").inner_text()
    assert title.startswith("1 < 2 & كهرو")
    for name in ("finder.html", "reading/a.html"):
        assert (
            "<img src=x onerror=alert(1)> & 'x' \"y\" {{ z }} *w*" in pages[name].page.locator("article").inner_text()
        )


def test_nothing_breaks(pages):
    assert len(pages) >= 8
    assert {
        name: seen.faults + seen.elsewhere() for name, seen in pages.items() if seen.faults + seen.elsewhere()
    } == {}
    wide = {name: seen.page.evaluate("document.documentElement.scrollWidth") for name, seen in pages.items()}
    assert {name: width for name, width in wide.items() if width > 360} == {}
