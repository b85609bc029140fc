"""The page of a call: every report with its address and codes, a place for every mark, nothing that is not escaped."""

import html
import re
import shutil
from dataclasses import replace

import pytest

from helpers import coverage, findings, places, reading, site, study
from helpers.links import Page

HOSTILE = '<script>alert(1)</script> & "x"'


def known(read, language="en"):
    body = findings.published(coverage.load(read.folder / "coverage"))
    return places.known(reading.edition(language, site._words(language, read), read), read, body, read.reports)


@pytest.fixture(scope="module")
def own():
    return study.load(study.OWN)


@pytest.fixture(scope="module", params=["en", "ar"])
def made(request, own):
    """call → its page, and "" → the list of calls."""
    about = known(own, request.param)
    return {"": places.index(about)} | {call: places.page(about, call) for call in about.calls}


def test_every_report_stands_on_the_page_of_its_call_with_its_address_and_codes(made):
    coded = coverage.load()
    assert set(made) == {"", *coded.reports["call"]}
    for call, reports in coded.reports.groupby("call"):
        page = Page(made[call])
        assert page.twice == []
        assert {f"r-{report}" for report in reports["report"]} <= page.ids
        assert set(reports["url"]) <= {html.unescape(target) for _, target in page.links}
        codes = re.findall(r"<ol>(.*?)</ol>", made[call], re.S)
        assert sum(part.count("<li>") for part in codes) == coded.sentences["report"].isin(reports["report"]).sum()


def test_every_mark_has_its_place(made, own):
    for call in own.calls["call"]:
        page = Page(made[call])
        assert {*own.frames(), "voices", "reports"} <= page.ids
        assert {target[1:] for _, target in page.links if target.startswith("#")} <= page.ids
        assert f'href="calls/{call}.html"' in made[""]


def test_who_made_the_codes_is_said_on_every_page(made):
    assert all("not yet by people" in body or "لم يراجعها بشر بعد" in body for body in made.values())


def test_nothing_of_the_tables_becomes_markup(own, tmp_path):
    shutil.copytree(coverage.FOLDER, tmp_path / "coverage")
    path = tmp_path / "coverage" / "reports.csv"
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    path.write_text(path.read_text("utf-8").replace("Al-Watan (Bahrain)", cell, 1), "utf-8")
    body = places.page(known(replace(own, folder=tmp_path)), "2021-12-15")
    assert "<script" not in body
    assert html.escape(HOSTILE).replace("&quot;", "&#34;") in body.replace("&quot;", "&#34;")
