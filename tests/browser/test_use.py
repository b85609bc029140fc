"""What readers do, by mouse and by keyboard: from a figure to its sentence and back, finding, filtering, exporting."""

import csv
import io
import re

import pytest

STORY = "notebooks/07_how_framing_shifts.html"


def test_from_the_figure_to_the_sentence_and_back(visit):
    page = visit(STORY).page
    group = page.locator(".evidence details").first
    key = group.get_attribute("id")
    group.locator("summary").click()
    link = group.locator("a").first
    place = link.get_attribute("href").split("#")[1]
    link.click()
    page.wait_for_url(f"**/reading/*#{place}")
    assert page.locator(f"#{place}").count() == 1
    assert page.locator(f'.sentence.here[data-sentence="{place[1:]}"]').count() > 0
    assert page.locator("aside.panel").is_visible()
    page.locator("a.way-back").click()
    page.wait_for_url(f"**/*#{key}-*")
    assert page.locator(f"#{key}").get_attribute("open") is not None
    assert page.locator(f"#{key} li:target").count() == 1


def test_the_note_of_a_sentence_leads_back_too(visit):
    page = visit(STORY).page
    href = page.locator(".evidence a").first.get_attribute("href")
    page = visit(href.removeprefix("../")).page
    page.locator(f"aside.panel a[href*='{STORY.rpartition('/')[2]}#']").first.click()
    page.wait_for_url(f"**/{STORY}#*")


def test_from_a_mark_to_its_call_and_back_to_open_lists(visit):
    page = visit(STORY).page
    table = page.locator("figure.chart.two > details").first
    table.locator("summary").click()
    page.locator("figure.chart.two a.mark[href*='#voices']").filter(visible=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/*#voices")
    page.locator("a.way-back").click()
    page.wait_for_url(f"**/{STORY}*")
    assert table.get_attribute("open") is not None


def test_from_the_finder_to_a_call_and_back_to_its_filters(visit):
    page = visit("finder.html?mode=direct").page
    before = shown(page)
    page.locator("table.finder a[href^='calls/']").filter(visible=True).first.click()
    page.wait_for_url("**/calls/*")
    page.locator("a.way-back").click()
    page.wait_for_url("**/finder.html?mode=direct*")
    page.wait_for_function("document.querySelector('.count').textContent")
    assert shown(page) == before > 0


def test_from_a_report_of_a_call_to_what_it_was_coded_as(visit):
    page = visit("calls/2022-02-25.html").page
    link = page.locator("table a[href^='#r-']").first
    place = link.get_attribute("href")
    link.click()
    page.wait_for_function("(key) => document.querySelector(key).open", arg=place)
    assert page.locator(f"{place} ol li").filter(visible=True).count() > 2


def test_a_link_to_a_subject_of_a_call_opens_its_reports(visit):
    page = visit("calls/2022-02-25.html#war").page
    assert page.locator("#war").get_attribute("open") is not None
    assert page.locator("#war li a").filter(visible=True).count() >= 6


def test_two_calls_side_by_side(visit):
    page = visit("calls.html?a=2022-02-25&b=2022-12-30#compare").page
    shown = page.locator("table.compare thead th").filter(visible=True)
    assert shown.count() == 2
    page.select_option("select[name=b]", "2026-02-04")
    assert "4 Feb 2026" in shown.nth(1).inner_text()
    assert "b=2026-02-04" in page.url


def test_the_code_of_the_story_is_off_and_its_switch_is_remembered(visit):
    seen = visit(STORY)
    code = seen.page.locator("details.above-input")
    assert code.filter(visible=True).count() == 0 < code.count()
    seen.page.locator(".story-code").click()
    assert code.filter(visible=True).count() == code.count()
    page = seen.open(STORY)
    assert page.locator("details.above-input").filter(visible=True).count() > 0


def test_a_quotation_shows_what_is_known_by_tap_and_by_keyboard(visit):
    page = visit("reading/A1.html").page
    panel = page.locator("aside.panel")
    assert panel.is_hidden()
    chip = page.locator("a.chip").first
    chip.focus()
    assert panel.is_visible()
    text = panel.inner_text()
    for label in ("Speaker", "Mode", "Cue", "Sure"):
        assert label in text
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    page.locator("div.report span.quote").first.click()
    assert panel.is_visible()


def test_every_quotation_and_every_nested_one_is_reached_by_tab(visit, analysis):
    page = visit("reading/A1.html").page
    wanted = {str(number) for number in analysis.quotes.loc[analysis.quotes["report"] == "A1", "quote"]}
    page.locator("a.number").first.focus()
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        now = page.evaluate("document.activeElement.matches('a.chip') ? document.activeElement.dataset.quote : ''")
        reached |= {now} - {""}
    assert reached == wanted


def test_focus_can_be_seen(visit):
    for name in ("index.html", "reading/A1.html", "finder.html"):
        page = visit(name).page
        for _ in range(25):
            page.keyboard.press("Tab")
            look = page.evaluate(
                """(() => { const s = getComputedStyle(document.activeElement), b = document.activeElement;
                   return [b.tagName, parseFloat(s.outlineWidth), s.outlineStyle]; })()"""
            )
            assert look[0] == "BODY" or (look[1] >= 2 and look[2] != "none"), (name, look)


def test_frames_are_switched_on_and_off(visit):
    page = visit("reading/A1.html").page
    assert page.locator(".sentence.on").count() == 0
    box = page.locator(".switches input").first
    box.check()
    on = page.locator(".sentence.on").count()
    assert on > 0
    assert page.locator(".tag:visible").count() > 0
    box.uncheck()
    assert page.locator(".sentence.on").count() == 0


def test_code_folds_one_by_one_and_all_at_once(visit):
    page = visit("notebooks/01_raw_text.html").page
    shown = "document.querySelectorAll('details.above-input[open]').length"
    everything = page.evaluate("document.querySelectorAll('details.above-input').length")
    assert page.evaluate(shown) == everything
    page.locator(".all-code").click()
    assert page.evaluate(shown) == 0
    page.locator("details.above-input summary").first.click()
    assert page.evaluate(shown) == 1


def test_dark_is_kept_from_page_to_page(visit):
    seen = visit("index.html")
    seen.page.locator(".dark-switch").click()
    page = seen.open("finder.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert seen.faults == []


def test_the_language_switch_goes_there_and_back(visit, folder_of_site):
    if not (folder_of_site / "ar").exists():
        pytest.skip("no Arabic story among the notebooks")
    for name in (
        "index.html",
        "reading/A3.html",
        "finder.html",
        "search.html",
        "reading.html",
        "calls.html",
        "trust.html",
        "methodology.html",
        "limits.html",
        "calls/2022-02-25.html",
    ):
        page = visit(name).page
        page.locator(".tools a[hreflang=ar]").click()
        page.wait_for_url(f"**/ar/{name}")
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir].join()") == "ar,rtl"
        page.locator(".tools a[hreflang=en]").click()
        page.wait_for_url(f"**/site/{name}")


# ---------------------------------------------------------------- finder


def shown(page):
    return page.locator("table.finder tbody tr:not([hidden])").count()


def test_the_finder_filters_by_each_field_and_by_all_of_them(visit, analysis):
    page = visit("finder.html").page
    quotes = analysis.quotes
    assert shown(page) == len(quotes)
    for field, column in (("call", "call"), ("report", "report"), ("mode", "mode"), ("stance", "stance")):
        value = page.locator(f"select[name={field}] option").nth(1).get_attribute("value")
        page.select_option(f"select[name={field}]", value)
        assert shown(page) == (quotes[column] == value).sum()
        page.click("button[type=reset]")
        page.wait_for_function("!document.querySelector('table.finder tbody tr[hidden]')")
    value = page.locator("select[name=speaker] option").nth(1).get_attribute("value")
    page.select_option("select[name=speaker]", value)
    assert shown(page) == quotes["speaker"].str.split(" | ", regex=False).map(lambda names: value in names).sum()
    page.select_option("select[name=frames]", "partnership")
    coded = analysis.frames[analysis.frames["frame"] == "partnership"]
    pairs = set(zip(coded["report"], coded["sentence"], strict=True))
    both = [
        row for row in quotes.itertuples() if value in row.speaker.split(" | ") and (row.report, row.sentence) in pairs
    ]
    assert shown(page) == len(both) > 0
    assert f"{len(both)} of {len(quotes)}" in page.locator(".count").inner_text()
    page.reload()
    assert shown(page) == len(both)  # the filters stand in the address


@pytest.mark.parametrize("typed", ["الاستقرار", "الإستقرار", "استقرار", "إسْتِقْرَار", "ٱستقـرار"])
def test_the_finder_does_not_mind_how_a_word_is_spelt(visit, typed, analysis):
    page = visit("finder.html").page
    page.fill("input[name=words]", typed)
    assert shown(page) == analysis.quotes["text"].str.contains("استقرار").sum() > 0


def test_teh_marbuta_and_hamza_are_folded(visit):
    page = visit("finder.html").page
    for one, other in (("شراكة", "شراكه"), ("العلاقات", "ألعلاقات"), ("قضايا", "قضايا")):
        page.fill("input[name=words]", one)
        first = shown(page)
        page.fill("input[name=words]", other)
        assert shown(page) == first > 0


def test_what_is_shown_is_exported(visit, analysis):
    page = visit("finder.html?mode=direct").page
    with page.expect_download() as waiting:
        page.click("button.export")
    raw = waiting.value.path().read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    direct = analysis.quotes[analysis.quotes["mode"] == "direct"]
    assert [row["text"].lstrip("'") for row in rows] == list(direct["text"])
    assert [row["speaker"] for row in rows] == list(direct["speaker"])


def test_cells_that_look_like_formulas_are_neutralised(visit):
    page = visit("finder.html").page
    for value, wanted in (
        ("=1+1", '"\'=1+1"'),
        (" @x", '"\' @x"'),
        ('a"b', '"a""b"'),
        ("-1", '"\'-1"'),
        ("a=b", '"a=b"'),
    ):
        assert page.evaluate("(value) => cell(value)", value) == wanted


def test_no_result_says_so(visit):
    page = visit("finder.html?words=زبرجد").page
    assert shown(page) == 0
    assert page.locator(".empty").is_visible()


# ---------------------------------------------------------------- search


def results(page):
    """Addresses of what was found, once the page says that its list is whole."""
    page.locator("#seek-results[aria-busy=false]").wait_for(state="attached")
    return [link.get_attribute("href") for link in page.locator("#seek-results h2 a").all()]


@pytest.mark.parametrize("edition", ["", "ar/"])
@pytest.mark.parametrize("typed", ["الاستقرار", "استقرار", "الإستقرار", "الاستقرارُ"])
def test_search_finds_stability_however_it_is_typed(visit, folder_of_site, accounts, edition, typed):
    if edition and not (folder_of_site / "ar").exists():
        pytest.skip("no Arabic story among the notebooks")
    seen = visit(f"{edition}search.html?q={typed}")
    found = results(seen.page)
    stable = accounts.loc[accounts["text"].str.contains(r"\b(?:ال)?استقرار\b"), "report"]
    assert len(stable) > 0
    for report in stable:
        assert any(f"/{edition}reading/{report}.html" in link for link in found), report
    assert seen.elsewhere() == []
    assert seen.faults == []


def test_search_leads_to_the_sentence(visit, analysis):
    page = visit("search.html?q=استقرار").page
    results(page)
    places = [link.get_attribute("href") for link in page.locator("#seek-results .places a").all()]
    assert places
    texts = {(row.report, row.sentence): row.text for row in analysis.sentences.itertuples()}
    for place in places:
        report, _, number = place.rpartition("/")[2].partition(".html#s")
        assert "استقرار" in texts[report, int(number)], place


def test_search_in_english_and_without_a_result(visit):
    assert any("06_frames" in link for link in results(visit("search.html?q=codebook").page))
    assert results(visit("search.html?q=ЖЖЖ").page) == []


def test_search_from_the_menu(visit, accounts):
    said = {row.report: set(re.findall("[\u0621-\u064a]+", row.text)) for row in accounts.itertuples()}
    alone = said.pop("A5").difference(*said.values())
    page = visit("index.html").page
    page.fill(".seek input", max(sorted(alone), key=len))
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    assert any("A5" in link for link in results(page))
