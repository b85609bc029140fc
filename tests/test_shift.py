"""Measures of shift: known answers, properties, and what they say when nothing can be compared."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import shift

NAMES = ["economy", "order", "war"]
FIVE = {"A1": "c3", "A2": "c3", "A3": "c2", "A4": "c1", "A5": "c3"}
SHARES = {"A1": (2, 8, 0), "A2": (3, 7, 1), "A5": (2, 9, 0), "A3": (8, 1, 2), "A4": (1, 0, 9)}


def collection(calls=None, shares=None, n=10):
    """reports, sentences and frames with `shares[report][frame]` of n sentences coded with each frame."""
    calls, shares = calls if calls is not None else FIVE, shares or SHARES
    reports = pd.DataFrame({"report": list(calls), "call": list(calls.values())}, dtype=object)
    sentences = pd.DataFrame(
        [(r, s, 10 * s, 10 * s + 9, "body") for r in calls for s in range(n)],
        columns=["report", "sentence", "start", "end", "kind"],
    )
    frames = pd.DataFrame(
        [(r, s, f, (at,)) for r in calls for at, f in enumerate(NAMES) for s in range(shares[r][at])],
        columns=["report", "sentence", "frame", "terms"],
    )
    return reports, sentences, frames


def quotes_table(rows):
    columns = ["report", "quote", "start", "end", "words", "quoted_words", "mode", "speaker"]
    return pd.DataFrame(rows, columns=columns)


QUOTES = quotes_table([
    ("A1", 1, 0, 9, 6, 6, "direct", "بوتين"),
    ("A1", 2, 20, 29, 2, 0, "indirect", "شي | بوتين"),
    ("A1", 3, 22, 26, 1, 0, "indirect", "شي"),  # inside the one before
    ("A3", 1, 0, 5, 4, 0, "act", ""),
])  # fmt: skip
ERRORS = pd.DataFrame([(f, 20, 3, 4, 73) for f in NAMES], columns=["frame", "tp", "fp", "fn", "tn"])


# ---------------------------------------------------------------- shares


def test_wilson_gives_the_textbook_interval():
    share, low, high = shift.wilson([8], [10])
    assert share[0] == 0.8
    # centre (p + z²/2n) / (1 + z²/n) = 0.71674, half width 0.22658 with z = 1.95996
    assert (low[0], high[0]) == pytest.approx((0.49016, 0.94332), abs=1e-5)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_intervals_contain_the_share(counts):
    count, n = [min(pair) for pair in counts], [max(pair) for pair in counts]
    share, low, high = shift.wilson(count, n)
    some = np.array(n) > 0
    assert (np.isnan(share) == ~some).all()
    assert ((low[some] >= 0) & (low[some] <= share[some]) & (share[some] <= high[some]) & (high[some] <= 1)).all()


def test_profile_counts_sentences_once_and_lists_every_frame():
    reports, sentences, frames = collection()
    table = shift.profile(reports, sentences, pd.concat([frames, frames]), order=[*NAMES, "memory"])
    row = table.set_index(["report", "frame"]).loc[("A2", "order")]
    assert (row["coded"], row["n"], row["share"]) == (7, 10, 0.7)
    assert (table.loc[table["frame"] == "memory", "share"] == 0).all()
    assert len(table) == 5 * 4


def test_profile_by_call_pools_the_sentences():
    table = shift.profile(*collection(), by="call").set_index(["call", "frame"])
    assert (table.loc[("c3", "order"), "coded"], table.loc[("c3", "order"), "n"]) == (24, 30)
    assert table.index.get_level_values("call").unique().tolist() == ["c3", "c2", "c1"]


def test_words_of_a_quotation_inside_another_are_counted_once():
    assert shift.outermost(QUOTES)["quote"].tolist() == [1, 2, 1]


def test_quoted_profile_takes_the_frames_of_the_sentence():
    reports, sentences, frames = collection()
    table = shift.quoted_profile(reports, QUOTES, sentences, frames).set_index(["report", "frame"])
    # A1: economy in sentences 0 and 1, order in 0 to 7; the quotations lie in sentences 0 (6 words) and 2 (2 words)
    assert table.loc[("A1", "economy"), ["coded", "n"]].tolist() == [6, 8]
    assert table.loc[("A1", "order"), "share"] == 1
    assert np.isnan(table.loc[("A4", "war"), "share"])
    marks = shift.quoted_profile(reports, QUOTES, sentences, frames, measure="quoted_words").set_index(
        ["report", "frame"]
    )
    assert marks.loc[("A1", "economy"), ["coded", "n"]].tolist() == [6, 6]


def test_voice_divides_a_shared_quotation():
    table = shift.voice(collection()[0], QUOTES).set_index(["report", "speaker"])
    assert table.loc[("A1", "بوتين"), ["quotations", "coded", "share"]].tolist() == [1.5, 7, 0.875]
    assert table.loc[("A1", "شي"), "coded"] == 1
    assert table.loc[("A3", ""), "share"] == 1
    assert table.groupby("report")["share"].sum().tolist() == pytest.approx([1, 1])


def test_effective_number_of_quotations():
    assert shift._effective([5, 5, 5]) == pytest.approx(3)
    assert shift._effective([6, 2]) == pytest.approx(64 / 40)
    assert shift._effective([]) == 0


def test_breakdown_lists_values_that_do_not_occur():
    table = shift.breakdown(collection()[0], QUOTES, "mode", values=["direct", "mixed", "indirect", "act"])
    shares = table.set_index(["report", "mode"])["share"]
    assert shares[("A1", "indirect")] == pytest.approx(2 / 3)
    assert shares[("A1", "mixed")] == 0
    assert np.isnan(shares[("A2", "direct")])


# ---------------------------------------------------------------- distances


def test_distance_of_known_profiles():
    found = shift.js_distances([[1, 0], [0, 1], [0.5, 0], [1, 1], [0, 0]])
    assert found[0, 1] == pytest.approx(1)  # nothing in common: one bit
    assert found[0, 2] == 0  # only the proportions count
    # divergence of (1, 0) and (½, ½): ½ log2(4/3) + ½ (½ log2(2/3) + ½ log2 2) = 0.31128 bits
    assert found[0, 3] == pytest.approx(np.sqrt(0.311278), abs=1e-6)
    assert np.isnan(found[4]).all()


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=5))
@settings(max_examples=40, deadline=None)
def test_distances_are_symmetric_bounded_and_zero_for_the_same_profile(rows):
    found = shift.js_distances([*rows, rows[0]])
    some = ~np.isnan(found)
    assert np.array_equal(found, found.T, equal_nan=True)
    assert ((found[some] >= 0) & (found[some] <= 1 + 1e-12)).all()
    assert not some[0, -1] or found[0, -1] == pytest.approx(0, abs=1e-7)


def test_spread_tells_pairs_within_from_pairs_between():
    reports, sentences, frames = collection()
    pairs = shift.spread(shift.profile(reports, sentences, frames), reports)
    summary = shift.spread_summary(pairs).set_index("kind")
    assert summary["pairs"].tolist() == [3, 7]
    assert summary.loc["within", "greatest"] < summary.loc["between", "least"]


# ---------------------------------------------------------------- permutation


def test_number_of_assignments_and_smallest_p_of_five_reports():
    assert len(shift.assignments([3, 1, 1])) == 20
    assert len({tuple(row) for row in shift.assignments([3, 1, 1])}) == 20
    assert shift.smallest_p([3, 1, 1]) == pytest.approx(0.1)  # the two single calls may change places


@pytest.mark.parametrize(
    ("sizes", "p"), [([2, 2], 2 / 6), ([3, 2], 1 / 10), ([2, 2, 2], 6 / 90), ([1, 1], 1), ([4], 1)]
)
def test_smallest_p_of_other_designs(sizes, p):
    assert shift.smallest_p(sizes) == pytest.approx(p)


def test_smallest_p_by_counting_is_that_by_enumeration(monkeypatch):
    by_enumeration = shift.smallest_p([2, 2, 2])
    monkeypatch.setattr(shift, "EXACT", 10)
    assert shift.smallest_p([2, 2, 2]) == pytest.approx(by_enumeration)


def test_clear_shift_reaches_the_smallest_p_and_no_less():
    reports, sentences, frames = collection()
    test = shift.permutation(shift.distances(shift.profile(reports, sentences, frames)), reports)
    assert (test.assignments, test.exact, test.reason) == (20, True, "")
    assert test.p == test.smallest == pytest.approx(0.1)


def test_gap_is_mean_between_minus_mean_within():
    reports, sentences, frames = collection()
    square = shift.distances(shift.profile(reports, sentences, frames))
    pairs = shift.spread(shift.profile(reports, sentences, frames), reports)
    means = pairs.groupby("kind")["distance"].mean()
    assert shift.permutation(square, reports).statistic == pytest.approx(means["between"] - means["within"])


@given(
    st.lists(st.tuples(*[st.integers(0, 10)] * 3), min_size=5, max_size=5), st.sampled_from(["aabbb", "aabcc", "abcaa"])
)
@settings(max_examples=15, deadline=None)
def test_p_is_never_below_the_smallest(rows, design):
    calls = dict(zip("12345", design, strict=True))
    reports, sentences, frames = collection(calls, dict(zip("12345", rows, strict=True)))
    found = shift.measures(reports, sentences, frames, NAMES)
    done = found[found["reason"] == ""]
    assert (done["p"] >= done["smallest"] - 1e-12).all()
    assert (done["p"] <= 1).all()


def test_identical_profiles_show_no_shift():
    same = dict.fromkeys(FIVE, (3, 4, 2))
    found = shift.measures(*collection(shares=same)).set_index("measure")
    assert (found["statistic"].abs() < 1e-12).all()
    assert (found["p"] == 1).all()


def test_per_frame_range_yardstick_and_holm():
    found = shift.measures(*collection()).set_index("measure")
    assert found.loc["war", "statistic"] == pytest.approx(0.9 - 1 / 30)
    assert found.loc["war", "yardstick"] == pytest.approx(0.1)
    assert (found.loc[NAMES, "p_holm"] >= found.loc[NAMES, "p"]).all()


def test_large_designs_are_sampled_and_repeat(monkeypatch):
    monkeypatch.setattr(shift, "EXACT", 10)
    monkeypatch.setattr(shift, "SAMPLED", 199)
    reports, sentences, frames = collection()
    square = shift.distances(shift.profile(reports, sentences, frames))
    first, second = shift.permutation(square, reports), shift.permutation(square, reports)
    assert first == second
    assert not first.exact
    assert first.p >= first.smallest


@pytest.mark.parametrize(
    ("calls", "word"),
    [
        ({}, "no report"),
        ({"A1": ""}, "no report is assigned"),
        ({"A1": "c3"}, "only one report"),
        ({"A1": "c3", "A2": "c3", "A5": "c3"}, "one call"),
        ({"A1": "c3", "A3": "c2", "A4": "c1"}, "every call has one report"),
    ],
)
def test_what_cannot_be_compared_is_said(calls, word):
    reports, sentences, frames = collection(calls)
    table = shift.profile(reports, sentences, frames, order=NAMES)
    found = shift.measures(reports, sentences, frames, NAMES)
    assert found["reason"].str.contains(word).all()
    assert found["p"].isna().all()
    assert shift.power(table, reports).empty
    assert shift.reports_needed(shift.power(table, reports)).empty
    assert len(shift.corrected(table, ERRORS)) == len(table)
    assert len(shift.leave_one_report_out(reports, sentences, frames, NAMES))
    terms = shift.leave_one_term_out(reports, sentences, frames, [0], lambda t: shift.drop_term(frames, t), NAMES)
    assert terms["statistic"].isna().all()
    assert shift.spread_summary(shift.spread(table, reports))["kind"].tolist() == ["within", "between"]
    for by in ("report", "call"):
        assert set(shift.profile(reports, sentences, frames, by)) >= {by, "share"}
        shift.voice(reports, QUOTES, by)
        shift.breakdown(reports, QUOTES, "mode", by)
        shift.quoted_profile(reports, QUOTES, sentences, frames, by)


def test_reports_without_frames_or_sentences_stay_out_of_distances():
    calls = {**FIVE, "A6": "c1", "A7": "c1"}
    reports, sentences, frames = collection(calls, {**SHARES, "A6": (0, 0, 0), "A7": (0, 0, 0)})
    sentences = sentences[sentences["report"] != "A7"]
    found = shift.measures(reports, sentences, frames).set_index("measure")
    assert found.loc["distance", "assignments"] == 20
    assert found.loc["war", "assignments"] == 60  # A6 has sentences: a share of 0 is a share
    nothing = shift.measures(reports, sentences, frames.iloc[:0], NAMES).set_index("measure")
    assert "coded with a frame" in nothing.loc["distance", "reason"]


# ---------------------------------------------------------------- words


def test_log_odds_by_hand():
    delta, z = shift.log_odds_z([4, 6], [1, 9], [1, 1])
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
    z = dict(zip(vocabulary, shift.log_odds_z(*counts, [0.05] * len(vocabulary))[1], strict=True))
    assert z["donkey"] == pytest.approx(-0.6894227886807968)
    assert z["quick"] == pytest.approx(0.6894227886807968)
    assert z["the"] == 0


def test_lemmas_that_mark_a_call():
    words = pd.DataFrame(
        [("A1", "استقرار", "noun")] * 4 + [("A2", "استقرار", "noun")] * 2 + [("A4", "تعرفة", "noun")] * 5
        + [("A4", "تعاون", "noun")] * 3 + [("A1", "تعاون", "noun")] * 3 + [("A1", "في", "prep")] * 9,
        columns=["report", "lemma", "pos"],
    )  # fmt: skip
    found = shift.log_odds(words, collection()[0])
    first = found.groupby("call", sort=False).first()
    assert first["lemma"].to_dict() == {"c3": "استقرار", "c1": "تعرفة"}
    assert first.loc["c3", ["count", "rest", "reports"]].tolist() == [6, 0, 2]
    assert "في" not in set(found["lemma"])
    two = found.set_index(["call", "lemma"])["z"]
    assert two[("c3", "تعاون")] == pytest.approx(-two[("c1", "تعاون")])  # of two calls each is the other's rest
    assert shift.log_odds(words[words["report"] == "A1"], collection()[0]).empty


# ---------------------------------------------------------------- the coder's errors


def test_confusion_counts_sentences():
    _, sentences, frames = collection()
    wrong = frames[~((frames["report"] == "A4") & (frames["frame"] == "war"))]
    row = shift.confusion(frames, wrong, sentences).set_index("frame").loc["war"]
    assert row[["tp", "fp", "fn", "tn"]].tolist() == [3, 0, 9, 38]


def test_coder_error_widens_intervals_and_repeats():
    table = shift.profile(*collection())
    flawless = pd.DataFrame([(f, 10**6, 0, 0, 10**6) for f in NAMES], columns=ERRORS.columns)
    exact, widened = (shift.corrected(table, errors) for errors in (flawless, ERRORS))
    width = [found["corrected_high"] - found["corrected_low"] for found in (exact, widened)]
    assert width[1].mean() > width[0].mean()
    assert (exact["corrected"] - (table["coded"] + 0.5) / (table["n"] + 1)).abs().max() < 0.03
    pd.testing.assert_frame_equal(widened, shift.corrected(table, ERRORS))


def test_known_errors_are_undone():
    """Sensitivity 0.8 and specificity 0.9 make of a true share of 0.5 one of 0.45."""
    table = pd.DataFrame([("A1", "war", 4500, 10000, 0.45)], columns=["report", "frame", "coded", "n", "share"])
    errors = pd.DataFrame([("war", 8000, 1000, 2000, 9000)], columns=ERRORS.columns)
    row = shift.corrected(table, errors).iloc[0]
    assert row["corrected"] == pytest.approx(0.5, abs=0.01)
    assert row["corrected_low"] < 0.5 < row["corrected_high"]


def test_a_coder_no_better_than_chance_tells_nothing():
    table = shift.profile(*collection())
    blind = pd.DataFrame([(f, 5, 50, 50, 5) for f in NAMES], columns=ERRORS.columns)
    found = shift.corrected(table, blind)
    assert (found["corrected_high"] - found["corrected_low"] > 0.9).all()


# ---------------------------------------------------------------- sensitivity and power


def test_leaving_reports_out():
    found = shift.leave_one_report_out(*collection())
    whole = found[found["measure"] == "distance"].set_index("without")
    assert whole["assignments"].to_dict() == {"": 20, "A1": 12, "A2": 12, "A3": 4, "A4": 4, "A5": 12}


def test_leaving_terms_out():
    reports, sentences, frames = collection()
    found = shift.leave_one_term_out(reports, sentences, frames, range(4), lambda term: shift.drop_term(frames, term))
    assert set(found["term"]) == {0, 1, 2, 3}
    row = found.set_index("term").loc[2]
    assert (row["lost"], row["report"], row["frame"], row["largest_change"]) == (12, "A4", "war", -0.9)
    assert found.set_index("term").loc[3, ["lost", "change"]].tolist() == [0, 0]


def test_a_coding_that_another_term_supports_stays():
    frames = pd.DataFrame({"report": "A1", "sentence": [1, 2], "frame": "war", "terms": [(7, 8), (7,)]})
    assert shift.drop_term(frames, 7)["sentence"].tolist() == [1]
    assert shift.drop_term(frames.assign(terms=[7, 8]), 7)["sentence"].tolist() == [2]


def test_power_rises_and_repeats():
    reports, sentences, frames = collection()
    table = shift.profile(reports, sentences, frames)
    found = shift.power(table, reports, sizes=(2, 3, 6), runs=60, tries=99)
    pd.testing.assert_frame_equal(found, shift.power(table, reports, sizes=(2, 3, 6), runs=60, tries=99))
    for _, part in found.groupby("measure"):
        assert part["power"].iloc[0] == 0  # two reports a call: the smallest p is 6/90
        assert all(b >= a - 0.1 for a, b in pairwise(part["power"]))
    needed = shift.reports_needed(found).set_index("measure")["reports_per_call"]
    assert needed["war"] in {3, 6}


def test_no_shift_is_found_no_oftener_than_the_level():
    reports, sentences, frames = collection()
    found = shift.power(shift.profile(reports, sentences, frames), reports, part=0, sizes=(3,), runs=200, tries=99)
    assert found["power"].max() < 0.12
    assert shift.reports_needed(found)["reports_per_call"].isna().all()
