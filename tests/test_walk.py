"""What notebook 9 promises to who walks through it is what its outputs show."""

import re

import nbformat
import pytest

from helpers import changes
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def walk():
    """The notebook, its code cells by the first of their words that is looked for."""
    return nbformat.read(ROOT / "notebooks" / "09_your_own_reports.ipynb", as_version=4)


def shown(walk, begins):
    """The lines that the cell shows one of whose lines begins so."""
    (cell,) = [cell for cell in walk.cells if cell.cell_type == "code" and
               any(line.strip().startswith(begins) for line in cell.source.splitlines())]  # fmt: skip
    said = [line for output in cell.outputs for line in changes.lines(output)]
    return [re.sub("[\u2066-\u2069]", "", line) for line in said]


def test_a_new_study_lists_its_reports_and_proposes_speakers(walk):
    said = shown(walk, "for line in new.make(")
    assert "wrote station/manifest.csv: 6 rows are new" in said
    assert any(line.startswith("ليلى حداد | person | f") for line in said)


def test_a_wrong_row_is_named_with_its_line(walk):
    said = shown(walk, "people = Path(")
    assert [line.split(":")[:2] for line in said] == [["station/speakers.csv", "8"]] * 2


def test_a_verb_a_speaker_and_a_term_each_do_what_is_said(walk):
    said = shown(walk, "before = helpers.read(")
    for table in ("speakers", "reporting_verbs", "frame_terms"):
        assert f"{table}.csv changed: 1 new (" in said[0]
    assert said[0].endswith("2 quotations, were 1; 2 coded frames, were 1")
    before, after = (at for at, line in enumerate(said) if line.startswith("speaker | person | side"))
    assert len(said[before + 1 : after]) == 1
    assert said[before + 1].startswith("وائل نصّار |  | other | direct")
    assert said[after + 1].startswith("سامر الحلبي | سامر الحلبي | ministry | indirect | دوّن")
    assert said[after + 2].startswith("وائل نصّار | وائل نصّار | residents")
    assert any(line.startswith("schedule | ينتظرون") for line in said)


def test_the_sample_has_its_share_and_interval(walk):
    _, head, row = shown(walk, "measured = corrections.precision(")
    told = dict(zip(head.split(" | "), (int(cell.rstrip("%")) for cell in row.split(" | ")), strict=True))
    assert told["share"] == round(100 * told["right"] / told["looked_at"])
    assert told["low"] < told["share"] < told["high"]


def test_the_doubtful_come_first_in_the_workbook(walk):
    _, head, *rows = shown(walk, 'head, *rows = sheets.read("station-review.xlsx")')
    at = head.split(" | ").index("Confidence")
    confidence = [float(row.split(" | ")[at]) for row in rows]
    assert confidence == sorted(confidence)


def test_corrections_are_in_the_tables_with_who_made_them_and_the_story_moves(walk):
    _, _, *rows = shown(walk, "changed = corrected.quotes")
    assert len(rows) == 2
    assert all(re.search(r"speaker: .+ → .+ \(Layla, ", row) for row in rows)
    said = [line for line in shown(walk, 'Markdown("\\n".join(moved))') if line]
    pairs = list(zip(said[::2], said[1::2], strict=True))
    assert len(pairs) >= 3
    for before, after in pairs:
        assert re.findall(r"\d+", before) != re.findall(r"\d+", after)


def test_a_correction_follows_its_words_and_is_named_where_they_are_gone(walk):
    said = shown(walk, "old, new_name = ")
    assert any(re.match("spring .*→ .*Layla", row) for row in said)
    (gone,) = shown(walk, "second.write_text(second.read_text(")
    assert re.match(r"station/corrections\.csv:\d+: speaker in second by Layla: words gone\. It is kept", gone)


def test_two_people_who_disagree_are_both_named(walk):
    assert re.search(r"\? speaker: .* \(Layla\) / .* \(Omar\)", shown(walk, "review.correct(")[-1])


def test_every_form_of_file_holds_the_same(walk):
    _, _, *rows = shown(walk, "files = {")
    names, counts = zip(*(row.split(" | ") for row in rows), strict=True)
    assert names == ("quotes.csv", "quotes.xlsx", "quotes.jsonl")
    assert len(set(counts)) == 1
