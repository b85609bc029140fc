"""Published reports as data: what is in the tables, and that a row that cannot be right is named."""

import shutil

import pytest

from helpers import coverage, evaluate, tables
from helpers.problems import InputProblem


@pytest.fixture(scope="module")
def published():
    return coverage.load()


def test_ten_calls_and_their_independent_texts(published):
    reports = published.reports
    groups = reports[reports["group"] == reports["report"]]
    assert (len(reports), len(groups), reports["call"].nunique()) == (132, 91, 10)
    assert set(reports["call"]) == set(tables.load("calls")["call"])
    assert groups.groupby("call").size().max() == groups["call"].value_counts()["2026-02-04"] == 17


def test_offsets_lie_within_the_opening_and_words_within_the_report(published):
    ends = published.quotes.groupby("report")["end"].max()
    reach = published.sentences.groupby("report")["end"].max()
    assert (ends <= reach.reindex(ends.index)).all()
    assert (published.quotes["quoted_words"] <= published.quotes["words"]).all()


def test_nested_says_whether_a_quotation_stands_inside_another(published):
    for _, own in published.quotes.groupby("report"):
        spans = set(zip(own["start"], own["end"], strict=True))
        inside = [any(a <= row.start and row.end <= b and (a, b) != (row.start, row.end) for a, b in spans)
                  for row in own.itertuples()]  # fmt: skip
        assert list(own["nested"] == 1) == inside


def test_names_are_unified_and_every_speaker_has_a_side_and_a_kind(published):
    quotes = published.quotes
    for row in quotes.itertuples():
        assert len(tables.items(row.speaker)) == len(tables.items(row.side)) == len(tables.items(row.kind))
    assert {"شي", "شي جينبينغ", "بوتين"}.isdisjoint(item for cell in quotes["speaker"] for item in tables.items(cell))


def test_residue_is_no_sentence_and_frames_are_the_codebooks(published):
    sentences, frames = coverage.coded(published)
    assert 0 < len(sentences) < len(published.sentences)
    assert set(frames["frame"]) <= set(tables.load("codebook")["frame"])  # a new frame may be nobody's yet
    assert set(map(tuple, frames[["report", "sentence"]].to_numpy())) <= set(
        map(tuple, sentences[["report", "sentence"]].to_numpy())
    )
    again, _ = coverage.coded(published, "program")
    assert len(again) == len(sentences)


@pytest.mark.parametrize(
    ("table", "line", "column", "value", "said"),
    [
        ("reports", 2, "call", "2021-12-16", "reports.csv:2: unknown call '2021-12-16'. Use one of 2021-12-15"),
        ("reports", 3, "group", "20211215-99", "reports.csv:3: unknown group '20211215-99'"),
        ("reports", 3, "group", "20220225-01", "reports.csv:3: group '20220225-01' is about another call"),
        ("reports", 4, "group", "20211215-02", "reports.csv:4: group '20211215-02' stands in another group"),
        ("reports", 5, "kind", "rumour", "reports.csv:5: kind 'rumour' is not valid"),
        ("reports", 6, "units", "3", "reports.csv:6: units is 3, units.csv has"),
        ("reports", 7, "url", "see below", "reports.csv:7: url 'see below' is not valid"),
        ("units", 9, "report", "20211215-77", "units.csv:9: unknown report '20211215-77'"),
        ("units", 3, "frames", "friendship", "units.csv:3: frames: no frame 'friendship' in the codebook"),
        ("units", 3, "coder2", "war peace", "units.csv:3: coder2: no frame 'peace'"),
        ("units", 3, "end", "5", "units.csv:3: end 5 is not after start 7"),
        ("units", 3, "start", "2", "units.csv:3: start 2 lies before 6. Put the rows in order"),
        ("units", 4, "unit", "7", "units.csv:4: unit 7 follows 2"),
        ("quotations", 2, "mode", "shouted", "quotations.csv:2: mode 'shouted' is not valid"),
        ("quotations", 2, "end", "41", "quotations.csv:2: end 41 is not after start 41"),
        ("quotations", 3, "start", "12", "quotations.csv:3: start 12 lies before 41"),
        ("quotations", 2, "speaker", "فلان", "quotations.csv:2: unknown speaker 'فلان'"),
        ("quotations", 2, "quoted_words", "99", "quotations.csv:2: more words in marks than words"),
        ("quotations", 3, "program_speaker", "1", "quotations.csv:3: right speaker of a quotation not found"),
        ("quotations", 2, "cue", "غرد", "quotations.csv:2: unknown cue 'غرد'"),
        ("cues", 2, "stance", "loud", "cues.csv:2: stance 'loud' is not valid"),
        ("speakers", 2, "side", "mars", "speakers.csv:2: unknown side 'mars'"),
        ("speakers", 2, "side", "russia | china", "speakers.csv:2: not as many sides as speakers"),
        ("program", 2, "gold", "5", "program.csv:2: gold is 5, quotations.csv has 4"),
    ],
)
def test_a_row_that_cannot_be_right_is_named(tmp_path, table, line, column, value, said):
    folder = tmp_path / "coverage"
    shutil.copytree(coverage.FOLDER, folder)
    rows = tables.read_unchecked(folder / f"{table}.csv")
    rows.loc[line, column] = value
    rows.to_csv(folder / f"{table}.csv", index=False)
    with pytest.raises(InputProblem) as fault:
        coverage.load(folder)
    assert any(said in found for found in fault.value.lines), fault.value.lines


def test_a_missing_table_is_said(tmp_path):
    folder = tmp_path / "coverage"
    shutil.copytree(coverage.FOLDER, folder)
    (folder / "units.csv").unlink()
    (folder / "PROGRAM").unlink()
    with pytest.raises(InputProblem) as fault:
        coverage.load(folder)
    assert len(fault.value.lines) == 2
    assert "units.csv: no such table" in fault.value.lines[0]


def test_scores_of_the_program_on_pages_it_had_not_read(published):
    scores = evaluate.scores(coverage.counts(published))
    kept = ["found F1", "attributed F1", *(f"{mode} recall" for mode in coverage.MODES)]
    assert [round(scores[name], 2) for name in kept] == [0.85, 0.70, 0.96, 0.83, 0.89, 0.73]
    assert coverage.counts(published)["found"].sum() == published.program["paired"].sum()


def test_the_readme_quotes_them():
    readme = " ".join((tables.DATA.parent / "README.md").read_text("utf-8").split())
    assert evaluate.on_published() in readme


def test_the_modes_of_the_tables_are_those_of_the_program():
    assert coverage.RULES["quotations"]["mode"]["enum"] == list(coverage.MODES)
