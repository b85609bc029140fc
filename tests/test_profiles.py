"""What each report is made of: shares with known answers in small tables."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import profiles


def quotes(rows):
    """A table of quotations from (report, start, end, words, quoted words, speaker, side)."""
    columns = ["report", "start", "end", "words", "quoted_words", "speaker", "side"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(quote=range(1, len(table) + 1), mode="indirect")


def test_share_of_sentences_counts_a_coding_once_and_lists_every_frame():
    sentences = pd.DataFrame({"report": ["a"] * 4 + ["b"], "sentence": [1, 2, 3, 4, 1]})
    codings = pd.DataFrame({"report": ["a", "a", "a"], "sentence": [1, 1, 2], "frame": ["war", "war", "order"]})
    found = profiles.frames(sentences, codings, ["war", "order", "memory"])
    assert found.loc["a"].to_dict() == {"war": 0.25, "order": 0.25, "memory": 0}
    assert found.loc["b"].sum() == 0
    assert list(found.columns) == ["war", "order", "memory"]


def test_a_word_belongs_to_the_shortest_quotation_that_holds_it():
    table = quotes([
        ("a", 0, 100, 20, 0, "x", "s"), ("a", 10, 60, 10, 0, "y", "s"), ("a", 20, 40, 4, 0, "z", "s"),
        ("a", 70, 90, 3, 0, "y", "s"), ("b", 0, 10, 5, 0, "x", "s"),
    ])  # fmt: skip
    assert list(profiles.own_words(table)) == [7, 6, 4, 3, 5]


def test_two_quotations_of_one_span_have_half_each():
    table = quotes(
        [("a", 0, 50, 10, 0, "agency", "s"), ("a", 0, 50, 10, 0, "minister", "s"), ("a", 5, 20, 4, 0, "x", "s")]
    )
    assert list(profiles.own_words(table)) == [3, 3, 4]


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 2, 4])), min_size=1, max_size=8))
def test_own_words_add_up_to_all_words_that_are_said(drawn):
    """Quotations cut from a grid of nested cells: every word is counted once, however they lie in each other."""
    rows = [("a", 32 * cell, 32 * cell + 32 // part, 32 // part, 0, "x", "s") for cell, part in drawn]
    own = profiles.own_words(quotes(rows))
    covered = {place for _, start, end, *_ in rows for place in range(start, end)}
    assert own.sum() == pytest.approx(len(covered))
    assert (own >= 0).all()


def test_two_speakers_of_a_quotation_share_it_and_neither_is_alone():
    table = quotes(
        [("a", 0, 10, 8, 2, "x | y", "s | t"), ("a", 20, 30, 2, 2, "x", "s"), ("b", 0, 5, 4, 0, "x | y", "s")]
    )
    said = profiles.parties(table)
    assert list(said["own"]) == [4, 4, 2, 2, 2]
    assert list(said["sole"]) == [False, False, True, False, False]
    assert profiles.words_by(said, "speaker").loc["a"].to_dict() == {"x": 0.6, "y": 0.4}
    assert profiles.words_by(said, "side").loc["b"].to_dict() == {"s": 1, "t": 0}
    assert profiles.in_marks(table).to_dict() == {"a": pytest.approx(0.4), "b": 0}


def test_no_quotations_give_empty_tables():
    said = profiles.parties(quotes([]))
    assert said.empty
    assert profiles.words_by(said, "speaker").empty


def test_a_quotation_has_the_frames_of_the_sentences_it_touches():
    table = quotes([("a", 0, 30, 6, 0, "x", "s"), ("a", 40, 50, 2, 0, "y", "s")])
    sentences = pd.DataFrame({"report": "a", "sentence": [1, 2, 3], "start": [0, 20, 40], "end": [20, 35, 55]})
    codings = pd.DataFrame({"report": "a", "sentence": [1, 2, 3], "frame": ["war", "war", "order"]})
    found = profiles.of_quotes(table, sentences, codings, ["war", "order", "memory"])
    assert found.loc["a"].to_dict() == {"war": 0.75, "order": 0.25, "memory": 0}
