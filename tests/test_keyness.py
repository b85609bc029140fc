"""Words that mark a call: log-odds with known answers."""

import numpy as np
import pandas as pd
import pytest

from helpers import keyness


def test_log_odds_by_hand():
    delta, z = keyness.log_odds_z([4, 6], [1, 9], [1, 1])
    # log(5/7) − log(2/10) = log(25/7); its variance 1/5 + 1/2 = 0.7
    assert delta[0] == pytest.approx(np.log(25 / 7))
    assert z[0] == pytest.approx(np.log(25 / 7) / np.sqrt(0.7))
    assert z[1] == pytest.approx(-np.log(25 / 7) / np.sqrt(1 / 7 + 1 / 10))


def test_log_odds_give_the_figures_published_with_another_implementation():
    """The example in the README of the Python package fightin-words (an even prior of 0.05 on eleven words)."""
    ours = "the quick brown fox jumps over the lazy pig".split()
    theirs = "the lazy purple pig jumps over the lazier donkey".split()
    vocabulary = sorted(set(ours + theirs))
    counts = [[text.count(word) for word in vocabulary] for text in (ours, theirs)]
    z = dict(zip(vocabulary, keyness.log_odds_z(*counts, [0.05] * len(vocabulary))[1], strict=True))
    assert z["donkey"] == pytest.approx(-0.6894227886807968)
    assert z["quick"] == pytest.approx(0.6894227886807968)
    assert z["the"] == 0


def test_lemmas_that_mark_a_call():
    words = pd.DataFrame(
        [("A1", "استقرار", "noun")] * 4 + [("A2", "استقرار", "noun")] * 2 + [("A4", "تعرفة", "noun")] * 5
        + [("A4", "تعاون", "noun")] * 3 + [("A1", "تعاون", "noun")] * 3 + [("A1", "في", "prep")] * 9,
        columns=["report", "lemma", "pos"],
    )  # fmt: skip
    reports = pd.DataFrame({"report": ["A1", "A2", "A3", "A4"], "call": ["c3", "c3", "c2", "c1"]})
    found = keyness.log_odds(words, reports)
    first = found.groupby("call", sort=False).first()
    assert first["lemma"].to_dict() == {"c3": "استقرار", "c1": "تعرفة"}
    assert first.loc["c3", ["count", "rest", "reports"]].tolist() == [6, 0, 2]
    assert "في" not in set(found["lemma"])
    two = found.set_index(["call", "lemma"])["z"]
    assert two[("c3", "تعاون")] == pytest.approx(-two[("c1", "تعاون")])  # of two calls each is the other's rest
    assert keyness.log_odds(words[words["report"] == "A1"], reports).empty
