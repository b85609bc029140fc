"""Statistics over independent texts: known answers, symmetry, and what cannot be compared is said."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import comparison


def table(rows, names=("war", "order")):
    return pd.DataFrame(rows, columns=list(names), index=[f"t{at}" for at in range(len(rows))], dtype=float)


def labels(cells, of):
    return pd.Series(list(cells), index=of.index)


def by_measure(found):
    return found.set_index("measure")


def test_near_copies_count_once_averaged():
    shares = table([(0.2, 0), (0.4, 1), (0.9, 0)])
    groups = pd.Series({"t0": "t0", "t1": "t0", "t2": "t2"})
    found = comparison.texts(shares, groups)
    assert found.loc["t0"].to_dict() == {"war": pytest.approx(0.3), "order": 0.5}
    assert list(found.index) == ["t0", "t2"]


def test_means_and_their_intervals():
    shares = table([(0, 1), (1, 1), (0, 1), (1, 1), (0.5, 0.2)])
    found = comparison.means(shares, labels("aaaab", shares)).set_index(["call", "measure"])
    assert found.loc[("a", "war"), ["n", "mean"]].tolist() == [4, 0.5]
    assert 0 <= found.loc[("a", "war"), "low"] < 0.5 < found.loc[("a", "war"), "high"] <= 1
    assert found.loc[("a", "order"), ["low", "mean", "high"]].tolist() == [1, 1, 1]
    assert np.isnan(found.loc[("b", "war"), "low"])


def test_variance_between_calls_is_that_of_a_hand_made_example():
    shares = table([(0.1, 0), (0.3, 0), (0.5, 0), (0.7, 0)])
    found = by_measure(comparison.explained(shares, labels("aabb", shares)))
    assert found.loc["war", "eta2"] == pytest.approx(0.8)  # 0.16 of 0.20
    assert list(found.index) == ["war", comparison.ALL]  # what does not vary is left out
    # of 24 orders of four texts, 8 part them as they are parted: two groups may change names
    assert found.loc["war", "p"] == pytest.approx(8 / 24)


def test_adjusted_is_one_for_calls_that_explain_all_and_about_zero_for_calls_that_mean_nothing():
    random = np.random.default_rng(5)
    shares = table(np.column_stack([np.repeat([0.0, 0.5, 1.0], 6), random.random(18)]))
    found = by_measure(comparison.explained(shares, labels("a" * 6 + "b" * 6 + "c" * 6, shares), draws=1999))
    assert found.loc["war", ["eta2", "adjusted"]].tolist() == pytest.approx([1, 1])
    eta, n, k = found.loc["order", "eta2"], 18, 3
    # expected under permutation is (k − 1) / (n − 1), so that adjusted is Kelley's epsilon squared
    assert found.loc["order", "adjusted"] == pytest.approx(1 - (1 - eta) * (n - 1) / (n - k), abs=0.02)
    assert found.loc["war", "p"] == pytest.approx(1 / 2000)
    assert found.loc["war", "p_holm"] == pytest.approx(2 / 2000)


def test_p_repeats_and_hardly_depends_on_the_seed():
    random = np.random.default_rng(1)
    shares = table(random.random((30, 2)) + np.repeat([0, 0.15, 0.25], 10)[:, None])
    call = labels("a" * 10 + "b" * 10 + "c" * 10, shares)
    first, again = (comparison.explained(shares, call) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
    other = comparison.explained(shares, call, seed=7)
    assert (first["p"] < 0.15).all()
    assert (first["p"] - other["p"]).abs().max() <= 0.004


def test_within_strata_only_what_differs_inside_them_counts():
    stratum = "xxxxyyyy"
    shares = table([(0.1, 0.1), (0.1, 0.1), (0.3, 0.1), (0.3, 0.1), (0.7, 0.9), (0.7, 0.9), (0.9, 0.9), (0.9, 0.9)])
    found = by_measure(comparison.explained(shares, labels("aabbaabb", shares), labels(stratum, shares), draws=4999))
    assert found.loc["war", "eta2"] == pytest.approx(1)
    # one of six partings of either stratum, the names of the two labels being tied across strata
    assert found.loc["war", "p"] == pytest.approx(2 / 36, abs=0.01)
    assert "order" not in found.index  # the same inside every stratum


def test_texts_without_a_share_or_a_call_stay_out():
    shares = table([(0.1, 0), (0.2, 1), (0.8, 0), (0.9, 1), (0.5, np.nan), (0.3, 0.4)])
    found = comparison.explained(shares, labels(["a", "a", "b", "b", "a", ""], shares))
    assert set(found["n"]) == {4}


def test_labels_of_fewer_than_three_are_dropped():
    cells = pd.Series(["a", "a", "a", "b", "b", ""])
    assert list(comparison.at_least(cells)) == ["a", "a", "a", "", "", ""]


def test_two_groups_of_calls_that_do_not_overlap_reach_the_smallest_p():
    gap, p, ways = comparison.difference([0.5, 0.6, 0.7, 0.55], [0.1, 0.2, 0.0, 0.05, 0.15, 0.12])
    assert (gap, p, ways) == (pytest.approx(0.5875 - 0.62 / 6), pytest.approx(1 / 210), 210)
    assert comparison.difference([1, 2], [1, 2])[1] == 1
    assert np.isnan(comparison.difference([1], [1, 2])[1])
    assert comparison.difference(range(30), range(30))[2] == comparison.DRAWS  # of more ways some are drawn


def test_correlation_within_calls_is_not_that_between_them():
    one = pd.Series([1, 2, 3, 11, 12, 13], dtype=float)
    other = pd.Series([3, 2, 1, 13, 12, 11], dtype=float)  # falls inside both calls, rises between them
    shares = pd.DataFrame({"other": other, "flat": 0.5})
    calls = pd.Series(list("aaabbb"))
    found = comparison.along(one, shares, calls, draws=9999)
    assert list(found["measure"]) == ["other"]
    assert found.loc[0, ["n", "r"]].tolist() == [6, pytest.approx(-1)]
    assert found.loc[0, "p"] == pytest.approx(2 / 36, abs=0.01)
    assert comparison.along(one * 0, shares, calls).empty


def test_distance_of_known_profiles():
    found = comparison.distances(table([(1, 0), (0, 1), (0.5, 0.5), (0.2, 0.2), (0, 0)]))
    assert found.loc["t0", "t1"] == 1
    assert found.loc["t2", "t3"] == 0
    assert found.loc["t0", "t2"] == pytest.approx(np.sqrt(0.311278), abs=1e-5)
    assert found.loc["t4"].isna().all()


shares_of_three = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=6)


@given(shares_of_three)
def test_distances_are_symmetric_bounded_and_zero_for_the_same_profile(rows):
    found = comparison.distances(table(rows, ("a", "b", "c"))).to_numpy()
    known = found[~np.isnan(found)]
    assert np.array_equal(found, found.T, equal_nan=True)
    assert ((known >= 0) & (known <= 1)).all()
    assert np.nan_to_num(np.diag(found)).sum() == pytest.approx(0)


def test_spread_tells_pairs_of_one_call_from_pairs_of_two():
    shares = table([(1, 0), (0.5, 0.5), (0, 1), (0, 0)])
    found = comparison.spread(shares, labels("aabb", shares)).set_index("kind")
    assert found["pairs"].to_dict() == {"within": 1, "between": 2}  # without the one that has no profile
    assert found.loc["between", "greatest"] == 1


@pytest.mark.parametrize("calls", [["", ""], "aa", "ab"])
def test_nothing_to_compare_gives_an_empty_table(calls):
    shares = table([(0.1, 0.4), (0.2, 0.3)])
    assert comparison.explained(shares, labels(calls, shares)).empty
