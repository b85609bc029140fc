"""The tables of a collection: every span is in its text and is what it says; same texts, same tables."""

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

import helpers
from helpers import frames, pipeline, study, tables


@pytest.fixture(scope="module")
def texts(analysis):
    return dict(zip(analysis.reports["report"], analysis.reports["text"], strict=True))


def test_tables_have_the_documented_columns(analysis):
    assert list(analysis.sentences.columns) == pipeline.SENTENCES
    assert list(analysis.quotes.columns) == pipeline.QUOTES
    assert list(analysis.labels.columns) == pipeline.LABELS
    assert list(analysis.frames.columns) == pipeline.FRAMES
    assert list(analysis.reports.columns) == study.COLUMNS


@pytest.mark.parametrize("name", ["sentences", "quotes", "labels"])
def test_every_row_is_where_it_says(analysis, texts, name):
    table = getattr(analysis, name)
    assert len(table)
    assert all(texts[row.report][row.start : row.end] == row.text for row in table.itertuples())


def test_cues_mentions_and_quoted_words_are_in_the_text(analysis, texts):
    for row in analysis.quotes.itertuples():
        text = texts[row.report]
        if row.cue:
            assert text[int(row.cue_start) : int(row.cue_end)] == row.cue
        assert row.mention in text
        assert all(row.start <= start < end <= row.end for start, end in row.quoted)
        assert row.quoted_words <= row.words


def test_modes_and_marks_agree(analysis):
    for row in analysis.quotes.itertuples():
        assert bool(row.quoted) == (row.mode in {"direct", "mixed"})


def test_triggers_of_frames_are_words_of_the_report(analysis, texts):
    order = set(tables.load("codebook")["frame"])
    for row in analysis.frames.itertuples():
        assert row.frame in order
        assert row.triggers
        assert all(texts[row.report][start:end].strip() for start, end in row.triggers)


def test_sentences_do_not_overlap_and_leave_out_residue(analysis):
    for report, part in analysis.sentences.groupby("report"):
        spans = list(zip(part["start"], part["end"], strict=True))
        assert all(first[1] <= second[0] for first, second in pairwise(spans))
        own = analysis.residue[(analysis.residue["report"] == report) & (analysis.residue["reason"] != "caption")]
        for gone in own.itertuples():
            assert not any(start < gone.end and gone.start < end for start, end in spans)


def test_quotations_nest_or_stay_apart(analysis):
    for _, part in analysis.quotes.groupby("report"):
        spans = list(zip(part["start"], part["end"], strict=True))
        for a in spans:
            for b in spans:
                apart = a[1] <= b[0] or b[1] <= a[0]
                nested = (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])
                assert apart or nested


def test_the_same_texts_give_the_same_tables(ours, analysis):
    pipeline._last.clear()
    again = helpers.analyse(ours)
    for one, other in zip(analysis[1:], again[1:], strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_what_is_done_to_a_table_stays_with_who_did_it(ours, monkeypatch):
    one = helpers.analyse(ours)
    monkeypatch.setattr(pipeline, "read", None)  # what holds the same is not read again
    one.quotes["speaker"] = "somebody"
    assert "somebody" not in set(helpers.analyse(ours).quotes["speaker"])
    with pytest.raises(TypeError):  # and a study with one verb less is
        helpers.analyse(replace(ours, verbs=ours.verbs.iloc[1:]))


def test_reports_do_not_influence_each_other(ours, analysis):
    reports = ours.reports
    alone = helpers.analyse(replace(ours, reports=reports[reports["report"] == "A3"].reset_index(drop=True)))
    own = analysis.quotes[analysis.quotes["report"] == "A3"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.quotes, own, check_dtype=False)


def test_terms_can_be_left_out(ours, analysis):
    fewer = helpers.analyse(replace(ours, terms=frames.without(ours.terms, account="A1")))
    assert len(fewer.frames) <= len(analysis.frames)
    assert helpers.analyse(replace(ours, terms=None)).frames.empty


def test_the_records_of_the_command_line_are_the_tables(analysis, texts):
    date = analysis.reports.set_index("report").loc["A1", "date"]
    record = pipeline.quotes_record("A1", pipeline.read(texts["A1"], date=date))
    own = analysis.quotes[analysis.quotes["report"] == "A1"]
    assert [quote["content"] for quote in record["quotes"]] == own[["start", "end"]].to_numpy().tolist()
    assert [" | ".join(quote["speaker"]) for quote in record["quotes"]] == own["speaker"].tolist()
