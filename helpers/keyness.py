"""Which words mark a call against the rest."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

CONTENT = ("noun", "adj", "verb", "noun_prop", "unknown")
COLUMNS = ["call", "lemma", "count", "rest", "reports", "log_odds", "z"]


def log_odds_z(counts: ArrayLike, rest: ArrayLike, prior: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds and z-scores of words in one group against another under a Dirichlet prior.

    counts, rest, prior: arrays, one cell a word; `prior` is in pseudo-counts. Returns (log-odds ratios, z-scores) as in
    Monroe, Colaresi and Quinn (2008): with y the counts plus prior, log(y/(Σy−y)) in one group minus that in the other,
    over the root of 1/y + 1/y'. Own code: the project's libraries do not have it.
    """
    counts, rest, prior = (np.asarray(values, float) for values in (counts, rest, prior))
    ours, theirs = counts + prior, rest + prior
    delta = np.log(ours / (ours.sum() - ours)) - np.log(theirs / (theirs.sum() - theirs))
    return delta, delta / np.sqrt(1 / ours + 1 / theirs)


def log_odds(
    words: pd.DataFrame, reports: pd.DataFrame, pos: Sequence[str] = CONTENT, size: float | None = None
) -> pd.DataFrame:
    """The lemmas that mark each call against the rest, most marked first: a frame with COLUMNS.

    words: report, lemma, pos. The prior is the proportions of the whole collection, as if `size` words had been read
    before (default: an average report). count and rest are running words, reports how many of the call's reports have
    the lemma: with 1, the outlet may be what is marked. z takes words as independent. Empty with fewer than two calls.
    """
    calls = {row.report: row.call for row in reports.itertuples() if row.call}
    kept = words[words["report"].isin(list(calls)) & words["pos"].isin(pos)]
    own = kept["report"].map(calls)
    if kept.empty or own.nunique() < 2:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.crosstab(kept["lemma"], own)
    total = table.sum(axis=1)
    size = len(kept) / kept["report"].nunique() if size is None else size
    prior = total * (size / total.sum())
    seen = kept.assign(call=own).groupby(["call", "lemma"])["report"].nunique()
    found = []
    for call in [name for name in dict.fromkeys(calls.values()) if name in table]:
        delta, z = log_odds_z(table[call], total - table[call], prior)
        part = pd.DataFrame({"call": call, "lemma": table.index, "count": table[call].to_numpy(),
                             "rest": (total - table[call]).to_numpy(), "log_odds": delta, "z": z})  # fmt: skip
        part["reports"] = [int(seen.get((call, lemma), 0)) for lemma in part["lemma"]]
        found.append(part.sort_values(["z", "lemma"], ascending=[False, True], kind="stable"))
    return pd.concat(found, ignore_index=True)[COLUMNS]
