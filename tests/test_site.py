"""The built site without a browser: links, escaping, the same bytes twice, and input that cannot be published."""

import filecmp
import gzip
import os
import re
import sys

import nbformat
import pytest

from helpers import books, charts, links, show, site
from helpers.problems import InputProblem
from tests.conftest import ROOT

HOSTILE = "<script>alert(1)</script> & \"quoted\" 'x' \u202ereversed\u202c [a](b) *c* `d` _e_ |f| {{ g }}"
STORY = "07_how_framing_shifts.ipynb"
SPELLED = "[U+202E]reversed[U+202C]"


def notebook(path, *cells):
    """Write a notebook whose code cells are given as (source, outputs) and whose markdown cells as text."""
    made = []
    for number, cell in enumerate(cells):
        if isinstance(cell, str):
            made.append(nbformat.v4.new_markdown_cell(cell, id=f"c{number}"))
        else:
            source, outputs = cell
            made.append(nbformat.v4.new_code_cell(source, outputs=outputs, execution_count=number + 1, id=f"c{number}"))
    path.parent.mkdir(exist_ok=True)
    metadata = {"language_info": {"name": "python"}}
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata=metadata)), encoding="utf-8")
    return path


def shown(markup):
    return nbformat.v4.new_output("execute_result", {"text/html": markup, "text/plain": "x"}, execution_count=1)


@pytest.fixture(scope="session")
def built(whole_site):
    return whole_site


@pytest.fixture
def own(tmp_path):
    return collection(tmp_path)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The site of the small collection, built once."""
    place = collection(tmp_path_factory.mktemp("hostile"))
    return site.build(place / "books", place / "texts", os.path.relpath(place / "site"))  # as make story names it


def collection(tmp_path):
    """A small collection whose text and manifest hold what must never reach a page as markup, and its notebooks."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.b-1.txt").write_text(f"قال الوزير {HOSTILE} إن العمل مستمر.\n\nوأضاف «{HOSTILE}».\n", encoding="utf-8")
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    manifest = f"id,call,outlet\na.b-1,{cell},{cell}\n"
    (texts / "manifest.csv").write_text(manifest, encoding="utf-8")
    link = '<details id="e000000-1"><summary><bdi>x</bdi></summary><ul><li id="e000000-1-a.b-1-1">'
    link += '<a data-page="reading/a.b-1.html#s1">a</a></li></ul></details>'
    for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"):  # the prose pages lead to each of them
        if not path.stem.endswith("_ar"):
            notebook(
                tmp_path / "books" / path.name, f"# {path.stem}", ("1", [shown(link if STORY in path.name else "x")])
            )
    return tmp_path


def test_every_link_and_anchor_of_the_site_leads_somewhere(built):
    assert links.faults(built) == []
    assert len(list(built.glob("reading/*.html"))) == 5
    assert len(list(built.glob("notebooks/*.html"))) == 9


def test_every_page_says_what_it_is(built):
    for path in built.rglob("*.html"):
        text = path.read_text("utf-8")
        code = "ar" if "ar" in path.relative_to(built).parts else "en"
        assert f'lang="{code}"' in text[:400]
        assert (code == "ar") == ('<html dir="rtl" lang="ar"' in text)
        assert len(re.findall(r"<h1[ >]", text.partition('<article class="bd-article">')[2])) == 1, path
        if path.name != "search.html":
            assert re.search(
                r'<meta [^>]*name="description"[^>]*content="[^"]+|content="[^"]+" [^>]*name="description"', text
            ), path
            assert 'property="og:title"' in text, path


def test_the_front_page_is_the_finding_without_code(built):
    """The headline of the story, one picture, doors; the story's own page has its code, hidden until asked for."""
    for edition, name in (("", "07_how_framing_shifts"), ("ar/", "07_how_framing_shifts_ar")):
        front = (built / edition / "index.html").read_text("utf-8")
        page = (built / edition / "notebooks" / f"{name}.html").read_text("utf-8")
        headline = re.search(r"<h1>(.*?)<a", front, re.S)[1].strip()
        assert len(headline) > 40
        assert headline in page
        assert front.count("<figure") == 1
        assert "above-input" not in front
        for door in (f"notebooks/{name}.html", "calls.html", "reading.html", "finder.html", "trust.html"):
            assert f'<li><a href="{door}">' in front
        assert re.search(r'<html [^>]*data-code="hidden"', page)
        assert "above-input" in page


def test_every_figure_of_the_story_can_be_taken_along_and_leads_on(built):
    for edition in ("", "ar/"):
        (page,) = (built / edition / "notebooks").glob("07_*.html")
        figures = re.findall(r"<figure class=\"chart two\".*?</figure>", page.read_text("utf-8"), re.S)
        assert len(figures) == 6
        for figure in figures:
            wide, narrow = re.findall(r"<svg.*?</svg>", figure, re.S)
            assert wide.count('class="mark"') == narrow.count('class="mark"') >= 3
            assert "<table" in figure
            assert len(gzip.compress(figure.encode(), 9)) < 60_000
            for kind in ("csv", "png"):
                (way,) = re.findall(rf'href="\.\./(figures/[^"]+\.{kind})" download', figure)
                assert (built / edition / way).stat().st_size > 100
            assert re.search(r"&lt;img src=&quot;\.\./figures/[^&]+\.svg&quot;", figure)


def test_colours_of_figures_are_known_for_the_dark(built):
    rules = (built / "_static" / "colours.css").read_text("utf-8")
    used = {
        colour
        for path in built.glob("**/*.html")
        for colour in re.findall(r"--chart-([0-9a-f]{6})", path.read_text("utf-8"))
    }
    assert len(used) > 3
    assert used <= set(re.findall(r"--chart-([0-9a-f]{6}):", rules)) | set(
        re.findall(r"--chart-([0-9a-f]{6}):", (built / "ar" / "_static" / "colours.css").read_text("utf-8"))
    )


def test_a_page_per_call_and_what_previews_show(built, tmp_path):
    calls = [path.stem for path in built.glob("calls/*.html")]
    assert len(calls) == 10
    assert {path.stem for path in built.glob("ar/calls/*.html")} == set(calls)
    page = (built / "calls" / "2022-02-25.html").read_text("utf-8")
    for anchor in ("frames", "voices", "verbs", "reports", "war"):
        assert f'id="{anchor}"' in page
    assert page.count('rel="external nofollow"') > 10
    for path in built.rglob("*.html"):
        for image in re.findall(r'property="og:image" content="([^"]+)"', path.read_text("utf-8")):
            assert (path.parent / image).resolve().is_file(), (path, image)


def test_notebooks_can_be_taken_away_as_committed(built):
    for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"):
        copies = list(built.rglob(path.name))
        assert [copy.read_bytes() for copy in copies] == [path.read_bytes()]


def test_both_editions_point_at_each_other(built):
    if not (built / "ar").exists():
        pytest.skip("no Arabic story among the notebooks")
    for name in ("index", "reading", "finder", "search", "reading/A1"):
        ours, theirs = built / f"{name}.html", built / "ar" / f"{name}.html"
        assert theirs.resolve() in switched(ours)
        assert ours.resolve() in switched(theirs)


def switched(path):
    """Where a page's switch of language leads."""
    return [
        (path.parent / link).resolve() for link in re.findall(r'<a href="([^"]*)" hreflang', path.read_text("utf-8"))
    ]


def test_the_reading_room_gives_the_text_as_stored(built, accounts, analysis):
    for row in accounts.itertuples():
        page = (built / "reading" / f"{row.report}.html").read_text("utf-8")
        body = re.search(r'<div class="report".*?(?=<div class="notes")', page, re.S)[0]
        body = re.sub(r"<(a|small)[ >].*?</\1>", "", body, flags=re.S)
        body = re.sub(r'<span class="tag".*?</span>', "", body, flags=re.S)
        text = re.sub(r"<[^>]+>", "", body)
        assert re.sub(r"\s+", "", site.html.unescape(text)) == re.sub(r"\s+", "", row.text)
        quotes = analysis.quotes[analysis.quotes["report"] == row.report]
        for number in quotes["quote"]:
            assert f'id="q{number}"' in page
            assert f'id="n{number}"' in page


@pytest.mark.nightly
def test_two_builds_give_the_same_bytes(built, tmp_path):
    again = site.build(ROOT / "notebooks", None, tmp_path / "other" / "place")
    first, second = ({p.relative_to(f).as_posix() for p in f.rglob("*") if p.is_file()} for f in (built, again))
    assert first == second
    assert not [path for path in built.rglob("*") if path.is_file() and not path.stat().st_size]
    assert filecmp.cmpfiles(built, again, sorted(first), shallow=False)[1:] == ([], [])


def test_nothing_of_a_text_or_manifest_becomes_markup(hostile):
    pages = {path.relative_to(hostile).as_posix(): path.read_text("utf-8") for path in hostile.rglob("*.html")}
    for name, page in pages.items():
        assert "<script>alert" not in page, name
        assert "\u202e" not in page, name
    room = pages["reading/a.b-1.html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in room
    assert room.count(SPELLED) > 3
    title = re.search(r"<h1>(.*?)<a class=\"headerlink\"", room, re.S)[1]
    wanted = " ".join(HOSTILE.replace("\u202e", "[U+202E]").replace("\u202c", "[U+202C]").split())
    assert site.html.unescape(title) == f"{wanted} · {wanted}"
    assert "&lt;script&gt;" in pages["finder.html"]
    assert "&lt;script&gt;" in pages["reading.html"]


def test_the_site_of_other_texts_says_nothing_of_the_accounts(hostile):
    assert "a language model wrote them from fact sheets" not in (hostile / "reading.html").read_text("utf-8")
    assert "Used in" in (hostile / "reading" / "a.b-1.html").read_text("utf-8")


def test_evidence_leads_there_and_back(hostile):
    assert 'href="../reading/a.b-1.html#s1"' in (hostile / "notebooks" / "07_how_framing_shifts.html").read_text(
        "utf-8"
    )
    assert 'href="../notebooks/07_how_framing_shifts.html#e000000-1-a.b-1-1"' in (
        hostile / "reading" / "a.b-1.html"
    ).read_text("utf-8")


@pytest.mark.parametrize("crossing", [(2, 8), (0, 3), (5, 10)])
def test_spans_that_cross_stay_well_formed(crossing):
    spans = [(0, 5, "<i>", "</i>"), (*crossing, "<b>", "</b>")]
    markup = show.woven("a<b&c\ndef>", spans, after=[(5, "*")])
    stack = []
    for closing, tag in re.findall(r"<(/?)([ib])>", markup):
        assert stack.pop() == tag if closing else not stack.append(tag)
    assert not stack
    assert site.html.unescape(re.sub(r"</?[ib]>|\*", "", markup).replace("<br>", "\n")) == "a<b&c\ndef>"


# ---------------------------------------------------------------- bad input


def test_a_cell_that_was_not_executed_or_failed_is_named(own):
    path = notebook(own / "books" / "01_x.ipynb", ("1", [shown("x")]), ("2", []), ("3", []))
    content = nbformat.read(path, as_version=4)
    content.cells[1].execution_count = None
    content.cells[2].outputs = [nbformat.v4.new_output("error", ename="E", evalue="v", traceback=[])]
    nbformat.write(content, path)
    books.books(path.parent, faults := [])
    assert [line.split(": ", 1)[1] for line in faults] == [
        "code cells not executed: 2. Run `make notebooks`",
        "code cells that ended in an error: 3. Run `make notebooks`",
    ]


def test_a_file_that_is_no_notebook_and_a_folder_without_a_story(tmp_path):
    (tmp_path / "01_x.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"01_x\.ipynb: not a notebook"):
        books.books(tmp_path, [])
    notebook(tmp_path / "02_x.ipynb", ("1", [shown("x")]))
    books.books(tmp_path, faults := [])
    assert "not a notebook" in faults[0]
    assert "no story (07_….ipynb)" in faults[1]
    with pytest.raises(InputProblem, match="no numbered notebook"):
        books.books(tmp_path / "nowhere", [])


def test_a_missing_text_is_named_and_what_was_built_stays(own):
    (own / "site").mkdir()
    (own / "site" / "index.html").write_text("before", encoding="utf-8")
    (own / "texts" / "a.b-1.txt").unlink()
    (own / "texts" / "c.txt").write_text("نص", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"'a\.b-1\.txt' is not in the folder"):
        site.build(own / "books", own / "texts", own / "site")
    assert (own / "site" / "index.html").read_text("utf-8") == "before"
    assert sorted(path.name for path in own.iterdir()) == ["books", "site", "texts"]


def test_what_dangles_is_named(own):
    links_to = ['<a href="../reading/a.b-1.html#s999">x</a>', '<a href="../reading/zz.html#s1">x</a>',
                '<img src="https://example.org/x.png">']  # fmt: skip
    prose = "[x](02_missing.ipynb) [x](../data/missing.csv)"
    notebook(own / "books" / STORY, "# 7 · Story", *(("1", [shown(markup)]) for markup in links_to), prose)
    with pytest.raises(InputProblem) as caught:
        site.build(own / "books", own / "texts", own / "site")
    lines = caught.value.lines
    for said in (
        "link to ../reading/a.b-1.html#s999: no such anchor",
        "link to ../reading/zz.html, which is not there",
        "is fetched from another host",
        "02_missing.ipynb",
        "missing.csv",
    ):
        assert any(said in line for line in lines), (said, lines)
    assert not any(str(own) in line for line in lines)


def test_the_command_line_ends_with_status_two(own, monkeypatch, capsys):
    notebook(own / "books" / STORY, "# 7", ("1", []))
    asked = {"--notebooks": own / "books", "--texts": own / "texts", "--out": own / "s"}
    monkeypatch.setattr(sys, "argv", ["helpers.site", *(str(part) for pair in asked.items() for part in pair)])
    with pytest.raises(SystemExit) as ended:
        site.main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert "07_how_framing_shifts.ipynb: a notebook without outputs. Run `make notebooks`" in said.err


def test_two_figures_of_one_cell_have_ids_and_files_of_their_own(own):
    drawn = []
    for title in ("one", "other"):
        fig, ax = charts.figure(3, 2)
        ax.plot([1, 2], [1, 2])
        drawn.append(nbformat.v4.new_output("display_data", charts.Picture(fig, title)._repr_mimebundle_()[0]))
    path = notebook(own / "books" / "02_words_and_sentences.ipynb", "# Words", ("1", drawn))
    out = site.build(path.parent, own / "texts", own / "out")  # raises where an id is given twice
    assert len(list((out / "figures").glob("02-*.png"))) == 2


def test_links_names_page_line_and_fault(tmp_path):
    (tmp_path / "a.html").write_text('<p id="x"></p>\n<a href="b.html#no">b</a><p id="x"></p>', encoding="utf-8")
    (tmp_path / "b.html").write_text('<a href="a.html#x">a</a> <a href="../c">c</a>', encoding="utf-8")
    assert [line.rpartition(". ")[0] for line in links.faults(tmp_path)] == [
        "a.html:2: id 'x' is given twice",
        "a.html:2: link to b.html#no: no such anchor",
        "b.html:1: link to ../c, which is not there",
    ]


# ---------------------------------------------------------------- parts


def test_the_strings_of_both_editions_are_the_same_set():
    strings = site.yaml.safe_load((site.SITE / "strings.yml").read_text("utf-8"))
    assert set(strings["en"]) == set(strings["ar"])
    for name in ("kinds", "modes", "mode_meanings", "stances"):
        assert set(strings["en"][name]) == set(strings["ar"][name])


def test_tables_are_boxed_for_the_keyboard():
    boxed = books._scrollable("<table><caption>A &lt;b&gt; &amp; c</caption><tr></tr></table>", {"table": "Table"})
    assert boxed.startswith('<div class="scroll" tabindex="0" role="region" aria-label="A &lt;b&gt; &amp; c"><table>')
    assert boxed.endswith("</table></div>")


def test_links_follow_a_notebook_to_the_front_page_and_to_the_other_edition():
    known = [books.Book(ROOT / "notebooks" / name, code, None)
             for name, code in (("03_quotes.ipynb", "en"), ("07_s.ipynb", "en"), ("07_s_ar.ipynb", "ar"))]  # fmt: skip
    text = "[q](03_quotes.ipynb#x) [d](../data/speakers.csv) [w](https://example.org/a) [ar](07_s_ar.ipynb)"
    assert books._relinked(text, known, "en", "") == (
        "[q](notebooks/03_quotes.ipynb#x) [d](data/speakers.csv) [w](https://example.org/a) "
        '<a href="ar/notebooks/07_s_ar.html">ar</a>'
    )
    assert books._relinked("[f](../data/gold/frames)", known, "en", "../") == "[f](../data/README.md)"
    assert books._relinked("[q](03_quotes.ipynb#x)", known, "ar", "../") == (
        '<a href="../../notebooks/03_quotes.html#x">q</a>'
    )


def test_the_old_site_stands_until_the_new_one_is_in_its_place(tmp_path):
    old, new = tmp_path / "site", tmp_path / "new"
    for folder, words in ((old, "old"), (new, "new")):
        folder.mkdir()
        (folder / "index.html").write_text(words, encoding="utf-8")
    (tmp_path / ".site.old").mkdir()  # left by a run that was killed
    site._swap(new, old)
    assert (old / "index.html").read_text("utf-8") == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]
