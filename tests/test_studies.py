"""Studies of other kinds are built to the end, say what their own texts support, and nothing about ours."""

import io
import json
import re
import shutil
import subprocess
import sys
from typing import NamedTuple

import nbformat
import openpyxl
import pandas as pd
import pytest

import helpers
from helpers import books, notebooks, pipeline, review, site, study, summary, tables
from tests import studies
from tests.conftest import ROOT

NOTEBOOKS = ROOT / "notebooks"
EVERY_DAY = {"no_events", "arabic_title"}  # the others by night
FEW = "fewer than 3 independent texts"
WHY = {"no_events": "no report names one", "one_event": "all reports that name one are about the same",
       "latin_names": "all reports that name one are about the same", "mediator": "each has one independent report",
       "no_quotation_found": "each has one independent report", "two_events_three_texts": FEW, "no_frame_found": FEW,
       "arabic_title": FEW}  # fmt: skip
FRAME = ("title", "subtitle", "licence", "other", "call")  # words that stand around every page of a site


class Built(NamedTuple):
    """A study with what was made of it. prose: {where: text} of its notebooks and of the sources of its pages."""

    kind: str
    read: study.Study
    analysis: pipeline.Analysis
    faults: list
    prose: dict


@pytest.fixture(scope="module")
def kernel():
    with notebooks.Kernel(NOTEBOOKS) as running:
        yield running


@pytest.fixture(scope="module", params=[
    pytest.param(make, id=make.__name__, marks=() if make.__name__ in EVERY_DAY else pytest.mark.nightly)
    for make in studies.ALL
])  # fmt: skip
def built(request, tmp_path_factory, kernel):
    texts, out = tmp_path_factory.mktemp("study"), tmp_path_factory.mktemp("out")
    request.param(texts)
    read, faults, written = study.load(texts), [], []
    for source, notebook in notebooks.chosen(NOTEBOOKS, read).items():
        faults += notebooks.execute(source, out / source.name, notebook, kernel, texts)[0]
        written.append(out / source.name)
    analysis = helpers.analyse(read)
    editions = site.sources(out / "pages", books.books(written, faults), analysis)
    prose = {path.name: said(path) for path in written}
    prose |= {f"words {edition.code}": " ".join(str(edition.words[name]) for name in FRAME) for edition in editions}
    for path in (out / "pages").rglob("*"):
        if path.suffix in {".md", ".rst", ".inc"}:
            prose[path.relative_to(out).as_posix()] = path.read_text("utf-8")
    return Built(request.param.__name__, read, analysis, faults, prose)


def said(path):
    """All that a notebook says: its prose, its code's words and its outputs, pictures left out but for their texts."""
    lines = []
    for cell in nbformat.read(path, as_version=4).cells:
        lines += [cell.source] if cell.cell_type == "markdown" else [json.dumps(cell.metadata, ensure_ascii=False)]
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            lines += [text for kind, text in data.items() if kind.startswith(("text/", "image/svg"))]
            lines.append(output.get("text", ""))
    return re.sub(r"data:[^\"']+", "", "\n".join(lines))  # pictures as text


def names_of_ours():
    """Every proper name of our speakers and calls and every label of our codebook."""
    people, calls, codebook = (tables.load(name) for name in ("speakers", "calls", "codebook"))
    names = {*people["speaker"], *people["english"], *calls["call"], *calls["call_ar"],
             *codebook["label_en"], *codebook["label_ar"]}  # fmt: skip
    names |= {spelling for cell in people["spellings"] for spelling in tables.items(cell)}
    return sorted(name for name in names if name)


OURS = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names_of_ours()))


def test_it_is_built_to_the_end(built):
    assert built.faults == []


def test_nothing_in_it_is_about_our_study(built):
    own = "\n".join([*built.read.reports["text"], *built.read.frames("en").values(), *built.read.frames("ar").values()])
    found = {(where, name) for where, text in built.prose.items() for name in OURS.findall(text) if name not in own}
    assert sorted(found) == []
    for where, text in built.prose.items():
        assert "a language model wrote them from fact sheets" not in text, where
        shown = re.sub(r"<[^>]*>|`call`|called for|calls? for|calls(?=[./])|Between the Calls", "", text)
        assert not re.search(r"\bcalls?\b", shown), where


def test_it_says_something_of_its_own_events(built):
    lines = summary.sentences(built.analysis)
    events = set(built.read.reports["call"]) - {""}
    about = [line for line in lines if any(summary.shown_name(event) in line for event in events) or "event" in line]
    assert not events or len(about) >= 5 or len(lines) >= 5
    story = next(text for where, text in built.prose.items() if where.startswith("07_") and "_ar" not in where)
    assert all(line in story for line in lines)


def test_what_cannot_be_compared_is_said_with_the_reason(built):
    said = "\n".join(summary.sentences(built.analysis))
    assert {why for why in set(WHY.values()) if why in said} == ({WHY[built.kind]} if built.kind in WHY else set())


@pytest.mark.parametrize(("sizes", "why"), [({}, "none"), ({"a": 3}, "one"), ({"a": 1, "b": 1}, "single"),
                                            ({"a": 2, "b": 1}, "")])  # fmt: skip
def test_why_events_cannot_be_compared(sizes, why):
    assert summary.reason(pd.Series(sizes, dtype=int)) == why


def test_the_frames_of_our_study_are_not_applied(built):
    assert set(built.analysis.frames["frame"]) <= set(built.read.frames())
    if not built.read.frames():
        assert not any(where.startswith("06_") for where in built.prose)
        assert "This study has no codebook" in "\n".join(summary.sentences(built.analysis))


def reviewed(place):
    """The template with a random sample found right in all but one, and a decision about words that are gone."""
    shutil.copytree(ROOT / "template", place)
    (found, _), said = review.workbook(helpers.analyse(study.load(place)), "en", sample=9), review.labels("en")
    book = openpyxl.load_workbook(io.BytesIO(found))
    page = book.worksheets[0]
    at = {cell.value: cell.column for cell in page[1]}
    for number in range(2, page.max_row + 1):
        page.cell(number, at[said["verdict"]]).value = said["wrong" if number == 5 else "right"]
    book.save(place.parent / "sample.xlsx")
    rows, _ = review.decisions(place.parent / "sample.xlsx", study.load(place), "Layla", "2026-06-01")
    gone = {**rows[0], "words": "كلام لم يعد فيه", "drawn": "", "field": "speaker", "new": "هند الراوي"}
    review.save(study.load(place), [*rows, gone])
    return place


def test_the_template_is_built_whole_with_what_people_decided(tmp_path):
    place = reviewed(tmp_path / "template")
    command = [sys.executable, "-m", "helpers.notebooks", "notebooks", "--texts", place, "--out", tmp_path]
    done = subprocess.run(
        [*command, "--site", tmp_path / "site"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    (said,) = done.stderr.splitlines()
    assert re.search(r"corrections\.csv:\d+: speaker in \w+ by Layla: words gone\. It is kept", said)
    measured = (tmp_path / "site" / "notebooks" / "08_how_far_to_trust_this.html").read_text("utf-8")
    assert "quotation|8|9|89%|57%|98%" in "|".join(re.sub("<[^>]+>", " ", measured).split())
    read = study.load(ROOT / "template")
    for page, language in (("index.html", "en"), ("ar/index.html", "ar")):
        text = (tmp_path / "site" / page).read_text("utf-8")
        assert read.title[language] in text
        assert not OURS.findall(re.sub("<[^>]+>|العربية", "", text))
    assert (tmp_path / "exports" / "quotes.csv").exists()
