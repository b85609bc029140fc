"""Do reports of different calls differ more than reports of one call? Statistics over independent texts.

The unit is the independent text: reports that carry one text count once, their shares averaged (`texts`). Tables have a
row per text and a column per measure (frames, speakers: shares between 0 and 1), labels are a Series text → call (or
country, coder …). Where texts cannot be compared, tables are empty; helpers/summary.py says why in words.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.multitest import multipletests

SEED = 20260204
DRAWS = 199_999  # of a permutation test: p below .05 then varies by less than .002 between seeds
RESAMPLES = 9_999  # of a bootstrap
LEAST = 3  # texts in a group; smaller ones are left out of a comparison
ALL = "all"  # the measure that takes all others together


def texts(shares: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Shares by independent text: those of reports that carry one text, averaged.

    shares: by report. groups: Series report → the report that stands for its text.
    """
    return shares.groupby(groups.reindex(shares.index).rename("text"), sort=False).mean()


def means(shares: pd.DataFrame, calls: pd.Series) -> pd.DataFrame:
    """Mean of each call with a 95 % interval: call, measure, n (texts), zero (of these at 0), mean, low, high.

    The interval is a percentile bootstrap over texts (Efron 1979; scipy). With one text there is none (NaN).
    """
    rows = []
    for call, part in shares.groupby(calls.reindex(shares.index), sort=True):
        low = high = np.full(part.shape[1], np.nan)
        if len(part) > 1:
            drawn = stats.bootstrap((part.to_numpy(float),), np.mean, axis=0, method="percentile",
                                    n_resamples=RESAMPLES, rng=np.random.default_rng(SEED))  # fmt: skip
            low, high = drawn.confidence_interval
        columns = zip(part.columns, (part == 0).sum(), part.mean(), low, high, strict=True)
        rows += [(call, name, len(part), *rest) for name, *rest in columns]
    return pd.DataFrame(rows, columns=["call", "measure", "n", "zero", "mean", "low", "high"])


# ---------------------------------------------------------------- how much the calls explain


def explained(
    shares: pd.DataFrame, labels: pd.Series, strata: pd.Series | None = None, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """How much of the variance between texts lies between labels (calls), for each measure and for ALL together.

    Returns measure, n (texts), labels (number of), eta2, adjusted, p, p_holm. eta2: sum of squares between over total
    (for ALL: summed over the measures first, as in a multivariate analysis of variance by permutation, Anderson 2001).
    adjusted: (eta2 − that expected if labels meant nothing) / (1 − that). p: permutation of the texts over the labels
    (Fisher 1935; scipy). p_holm: corrected for the number of single measures (Holm 1979; statsmodels). With strata
    (Series text → stratum) labels are compared within strata only: shares are taken from their stratum's mean, texts
    permuted inside it. Texts without a share, a label or a stratum stay out; so do measures that do not vary.
    """
    shares, labels, strata = _usable(shares, labels, strata)
    values = shares - (shares.groupby(strata).transform("mean") if strata is not None else shares.mean())
    varied = values.columns[(values**2).sum() > 1e-12]
    if labels.nunique() < 2 or not len(varied) or len(labels) == labels.nunique():
        return pd.DataFrame(columns=["measure", "n", "labels", "eta2", "adjusted", "p", "p_holm"])
    order = labels.to_numpy().argsort(kind="stable")  # texts of one label side by side
    places = None if strata is None else strata.iloc[order]
    statistic = _between(values[varied].to_numpy(float)[order], labels.value_counts().sort_index().to_numpy(), places)
    found = stats.permutation_test((np.arange(len(labels)),), statistic, permutation_type="pairings", n_resamples=draws,
                                   vectorized=True, batch=1000, alternative="greater",
                                   rng=np.random.default_rng(seed))  # fmt: skip
    expected = found.null_distribution.mean(axis=0)
    single = found.pvalue[:-1]
    return pd.DataFrame({
        "measure": [*varied, ALL], "n": len(labels), "labels": labels.nunique(), "eta2": found.statistic,
        "adjusted": (found.statistic - expected) / (1 - expected), "p": found.pvalue,
        "p_holm": [*multipletests(single, method="holm")[1], found.pvalue[-1]],
    })  # fmt: skip


def _usable(shares, labels, strata):
    shares = shares.dropna()
    labels = labels.reindex(shares.index).fillna("")
    kept = labels != ""
    if strata is not None:
        strata = strata.reindex(shares.index).fillna("")
        kept &= strata != ""
        strata = strata[kept]
    return shares[kept], labels[kept], strata


def _between(values, sizes, strata):
    """eta2 of each column and of all together, as a function of orders of the rows (…, n), labels staying in place."""
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    total = (values**2).sum(axis=0)

    def statistic(orders, axis=-1):
        orders = _inside(np.atleast_2d(orders), strata)
        sums = np.add.reduceat(values[orders], starts, axis=1)
        between = (sums**2 / sizes[:, None]).sum(axis=1)
        both = np.column_stack([between / total, between.sum(axis=1) / total.sum()])
        both = both.round(12)  # the same on every machine
        return both[0] if len(both) == 1 else both

    return statistic


def _inside(orders, strata):
    """Random orders of all rows, turned into random orders of the rows within each stratum."""
    if strata is None:
        return orders
    number = pd.factorize(strata)[0]
    found = np.empty_like(orders)
    # sorted by stratum, and inside it by the random order
    found[..., number.argsort(kind="stable")] = (number * len(number) + orders).argsort(axis=-1)
    return found


def at_least(labels: pd.Series, least: int = LEAST) -> pd.Series:
    """The labels that are held by `least` texts or more; "" in the place of others."""
    return labels.where(labels.map(labels.value_counts()) >= least, "")


def difference(one: Sequence[float] | pd.Series, other: Sequence[float] | pd.Series) -> tuple[float, float, int]:
    """Do two groups of values (such as means of calls) differ? (difference of means, p, ways of parting them).

    p: share of all ways of parting the values into groups of these sizes in which the means lie at least as far apart,
    in whichever direction (Fisher 1935; scipy); it cannot be less than one of so many ways.
    """

    def apart(a, b, axis):
        return np.abs(a.mean(axis=axis) - b.mean(axis=axis)).round(12)

    one, other = np.asarray(one, float), np.asarray(other, float)
    if min(len(one), len(other)) < 2:
        return float(one.mean() - other.mean()), np.nan, 0
    found = stats.permutation_test((one, other), apart, vectorized=True, n_resamples=DRAWS, alternative="greater",
                                   rng=np.random.default_rng(SEED))  # fmt: skip
    return float(one.mean() - other.mean()), float(found.pvalue), len(found.null_distribution)


def along(
    one: pd.Series, shares: pd.DataFrame, strata: pd.Series, draws: int = 19_999, seed: int = SEED
) -> pd.DataFrame:
    """How one share goes along with each measure inside strata (calls): measure, n (texts), r, p (two-sided), p_holm.

    one: Series by text. All are taken from their stratum's mean before they are correlated; texts are permuted inside
    strata. Strata of one text tell nothing and stay out, as do measures that do not vary.
    """
    shares = shares.assign(**{"": one}).dropna()
    strata = strata.reindex(shares.index).fillna("")
    kept = (strata != "") & (strata.map(strata.value_counts()) > 1)
    shares, strata = shares[kept], strata[kept]
    centred = shares - shares.groupby(strata).transform("mean")
    centred = centred.loc[:, (centred**2).sum() > 1e-12]
    if "" not in centred or centred.shape[1] < 2:
        return pd.DataFrame(columns=["measure", "n", "r", "p", "p_holm"])
    unit = (centred / np.sqrt((centred**2).sum())).round(12)
    first, others = unit[""].to_numpy(), unit.drop(columns="").to_numpy()

    def statistic(orders, axis=-1):
        found = (first[_inside(np.atleast_2d(orders), strata)] @ others).round(12)
        return found[0] if len(found) == 1 else found

    found = stats.permutation_test((np.arange(len(unit)),), statistic, permutation_type="pairings", n_resamples=draws,
                                   vectorized=True, batch=1000, rng=np.random.default_rng(seed))  # fmt: skip
    p = np.minimum(found.pvalue, 1)
    names = list(unit.columns.drop(""))
    return pd.DataFrame({"measure": names, "n": len(unit), "r": found.statistic, "p": p,
                         "p_holm": multipletests(p, method="holm")[1]})  # fmt: skip


# ---------------------------------------------------------------- distances


def distances(shares: pd.DataFrame) -> pd.DataFrame:
    """Jensen–Shannon distances (base 2: 0 the same, 1 nothing shared; Lin 1991) between all texts: a square frame.

    A text's shares are first made to sum to 1. A text without any frame has no profile: its distances are NaN.
    """
    whole = shares.sum(axis=1)
    part = shares.div(whole.where(whole > 0), axis=0).to_numpy(float)
    with np.errstate(invalid="ignore"):
        square = jensenshannon(part[:, None, :], part[None, :, :], base=2, axis=2)
    # rounding may leave a divergence just below 0, whose root is NaN
    square = np.where(np.isnan(part).any(axis=1)[:, None] | np.isnan(part).any(axis=1), np.nan, np.nan_to_num(square))
    return pd.DataFrame(square, index=shares.index, columns=list(shares.index))


def spread(shares: pd.DataFrame, calls: pd.Series) -> pd.DataFrame:
    """Distances of every two texts, of one call (`within`) and of different calls (`between`).

    Returns kind, pairs, mean, least, greatest. `within` is the yardstick: how much texts about one call differ.
    """
    square = distances(shares)
    known = calls.reindex(square.index).fillna("")
    found = {"within": [], "between": []}
    for a, b in combinations(square.index[known != ""], 2):
        found["within" if known[a] == known[b] else "between"].append(square.loc[a, b])
    rows = []
    for kind, values in found.items():
        values = pd.Series(values, dtype=float).dropna()
        rows.append((kind, len(values), values.mean(), values.min(), values.max()))
    return pd.DataFrame(rows, columns=["kind", "pairs", "mean", "least", "greatest"])
