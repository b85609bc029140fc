"""The evidence pages: every report with its address and codes, a place for every mark, nothing that is not escaped."""

import html
import re
import shutil
from dataclasses import replace
from functools import cache

import pytest
import yaml

from helpers import coverage, evidence, study
from helpers.links import Page
from tests.conftest import ROOT

HOSTILE = '<script>alert(1)</script> & "x"'


@cache
def pages(read, language):
    words = yaml.safe_load((ROOT / "site" / "strings.yml").read_text("utf-8"))[language]["evidence"]
    return {name: (title, body) for name, title, body, _ in evidence.pages(read, language, words)}


@pytest.fixture(scope="module")
def own():
    return study.load(study.OWN)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_report_stands_on_the_page_of_its_call_with_its_address_and_codes(own, language):
    known, made = coverage.load(), pages(own, language)
    assert len(made) == 11
    for row in known.reports.itertuples():
        page = Page(made[f"coverage/{row.call}"][1])
        assert f"r-{row.report}" in page.ids
        assert html.unescape(row.url) in [target for _, target in page.links]
    body = made["coverage/2022-02-25"][1]
    sentences = known.sentences[known.sentences["report"].isin(known.reports.query("call == '2022-02-25'")["report"])]
    shown = re.findall(r"<details><summary>.*?\((\d+)\)</summary><ol>", body)
    assert sum(map(int, shown)) == len(sentences)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_mark_has_its_place(own, language):
    made = pages(own, language)
    for call in own.calls["call"]:
        page = Page(made[f"coverage/{call}"][1])
        assert {*own.frames(), "voices", "reports"} <= page.ids
        assert page.twice == []
        inside = [target[1:] for _, target in page.links if target.startswith("#")]
        assert set(inside) <= page.ids
    assert all(f"coverage/{call}.html" in made["coverage"][1] for call in own.calls["call"])


def test_who_made_the_codes_is_said_on_every_page(own):
    for language, said in (("en", "not yet by people"), ("ar", "لم يراجعها بشر بعد")):
        assert all(said in body for _, body in pages(own, language).values())


def test_nothing_of_the_tables_becomes_markup(own, tmp_path):
    shutil.copytree(coverage.FOLDER, tmp_path / "coverage")
    path = tmp_path / "coverage" / "reports.csv"
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    path.write_text(path.read_text("utf-8").replace("Al-Watan (Bahrain)", cell, 1), "utf-8")
    body = pages(replace(own, folder=tmp_path), "en")["coverage/2021-12-15"][1]
    assert "<script" not in body
    assert html.escape(HOSTILE) in body


def test_a_study_without_published_reports_has_none(own, tmp_path):
    assert pages(replace(own, folder=tmp_path), "en") == {}
