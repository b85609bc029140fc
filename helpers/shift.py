"""How framing moves between calls, and whether it moves more than reports of one and the same call differ.

Shares are between 0 and 1, distances are Jensen–Shannon distances with logarithms to base 2 (0 the same profile, 1
nothing in common; the square is the divergence in bits), log-odds are natural logarithms. Everything is computed from
tables: `reports` (report, call), `sentences` (report, sentence), `frames` (report, sentence, frame: a row per coding),
`quotes` (report, quote, start, end, words, quoted_words, mode, speaker, stance) and `words` (report, lemma, pos). What
cannot be compared is said, not computed: with one call, one report or none, tables are empty and results carry a
reason.
"""

from collections import Counter
from itertools import combinations
from math import factorial, prod
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

ALPHA = 0.05
SEED = 20260204
EXACT = 100_000  # assignments; a larger design is sampled
SAMPLED = 9_999
CONTENT = ("noun", "adj", "verb", "noun_prop", "unknown")
DISTANCE = "distance"  # the measure over all frames at once, beside the frames in tables by measure

PROFILE_COLUMNS = ["frame", "coded", "n", "share", "low", "high"]
PERMUTATION_COLUMNS = ["measure", "statistic", "yardstick", "p", "p_holm", "assignments", "smallest", "exact", "reason"]
LOG_ODDS_COLUMNS = ["call", "lemma", "count", "rest", "reports", "log_odds", "z"]


# ---------------------------------------------------------------- shares


def wilson(count, n, alpha=ALPHA):
    """Share and Wilson interval (Wilson 1927; statsmodels): three arrays, NaN where n is 0."""
    count, n = np.atleast_1d(np.asarray(count, float)), np.atleast_1d(np.asarray(n, float))
    share, low, high = (np.full(n.shape, np.nan) for _ in range(3))
    some = n > 0
    if some.any():
        share[some] = count[some] / n[some]
        ends = proportion_confint(count[some], n[some], alpha=alpha, method="wilson")
        # rounding may leave the share a hair outside
        low[some], high[some] = np.minimum(ends[0], share[some]), np.maximum(ends[1], share[some])
    return share, low, high


def _with_interval(table, count, n):
    return table.assign(**dict(zip(("share", "low", "high"), wilson(table[count], table[n]), strict=True)))


def frame_names(frames, order=None):
    """The frames to tabulate: `order` (the codebook's), else those that occur, by name."""
    return list(order) if order is not None else sorted(set(frames["frame"]))


def _units(reports, by):
    """Report → its unit (itself, or its call), for the reports that have one; in the order of `reports`."""
    return {row["report"]: row[by] for row in reports.to_dict("records") if row[by] != ""}


def profile(reports, sentences, frames, by="report", order=None):
    """Share of sentences coded with each frame, per report or (by="call") over all sentences of a call's reports.

    Returns `report` or `call`, then PROFILE_COLUMNS: sentences coded, sentences, share and its 95 % Wilson interval.
    The interval of a call takes its sentences as independent, so it says nothing about how reports of one call differ.
    """
    units, names = _units(reports, by), frame_names(frames, order)
    n = Counter(units[report] for report in sentences["report"] if report in units)
    once = frames[["report", "sentence", "frame"]].drop_duplicates()
    coded = Counter((units[r], f) for r, f in zip(once["report"], once["frame"], strict=True) if r in units)
    rows = [(unit, name, coded[unit, name], n[unit]) for unit in dict.fromkeys(units.values()) for name in names]
    table = pd.DataFrame(rows, columns=[by, *PROFILE_COLUMNS[:3]])
    return _with_interval(table, "coded", "n")


def matrix(table, value="share", by="report"):
    """A profile as a matrix: one row per report (or call), one column per frame, in the order of the table."""
    rows, columns = dict.fromkeys(table[by]), dict.fromkeys(table["frame"])
    return table.pivot(index=by, columns="frame", values=value).reindex(index=list(rows), columns=list(columns))


def _effective(weights):
    """Number of equally long quotations worth as much as these (Kish 1965): (sum w)² / sum w²."""
    weights = np.asarray(weights, float)
    square = (weights**2).sum()
    return float(weights.sum() ** 2 / square) if square else 0.0


def outermost(quotes):
    """The quotations that lie in no other, so that no word is counted twice; of equal spans the first."""
    kept = []
    for _, group in quotes.groupby("report", sort=False):
        reach = -1
        for row in group.sort_values(["start", "end"], ascending=[True, False], kind="stable").itertuples():
            if row.end > reach:
                kept.append(row.Index)
                reach = row.end
    return quotes.loc[sorted(kept)]


def frames_of_quotes(quotes, sentences, frames):
    """One row per quotation and frame (report, quote, frame): a quotation has the frames of every sentence it touches.

    Two sentences touched give the quotation the frames of both; a frame is given once.
    """
    spans = sentences[["report", "sentence", "start", "end"]]
    both = quotes[["report", "quote", "start", "end"]].merge(spans, on="report", suffixes=("", "_of"))
    both = both[(both["start"] < both["end_of"]) & (both["end"] > both["start_of"])]
    coded = both.merge(frames[["report", "sentence", "frame"]], on=["report", "sentence"])
    return coded[["report", "quote", "frame"]].drop_duplicates().reset_index(drop=True)


def quoted_profile(reports, quotes, sentences, frames, by="report", order=None, measure="words"):
    """Share of quoted words that stand in sentences of each frame, per report or call.

    measure: "words" (of the contents) or "quoted_words" (only those inside marks). Returns the unit, frame, coded
    (words), n (words), share, low, high. Words of one quotation go together, so the Wilson interval takes as its size
    the effective number of quotations (Kish 1965), not the number of words.
    """
    units, names = _units(reports, by), frame_names(frames, order)
    outer = outermost(quotes)
    outer = outer[outer["report"].isin(list(units))]
    has = set(frames_of_quotes(outer, sentences, frames).itertuples(index=False, name=None))
    rows = []
    for unit in dict.fromkeys(units.values()):
        inside = outer[outer["report"].map(units) == unit]
        weights, total = inside[measure].to_numpy(float), int(inside[measure].sum())
        places = list(zip(inside["report"], inside["quote"], strict=True))
        for name in names:
            coded = int(sum(weight for weight, place in zip(weights, places, strict=True) if (*place, name) in has))
            rows.append((unit, name, coded, total, _effective(weights)))
    table = pd.DataFrame(rows, columns=[by, *PROFILE_COLUMNS[:3], "size"])
    return _with_size(table).drop(columns="size")


def _with_size(table):
    """Shares coded / n with intervals for samples of `size` instead of n."""
    counts = table["coded"] / table["n"].where(table["n"] > 0, 1) * table["size"]
    return _with_interval(table.assign(counts=counts.astype(float)), "counts", "size").drop(columns="counts")


def breakdown(reports, quotes, column, by="report", values=None):
    """Share of quotations by mode, stance, side … (`column`), per report or call.

    values: all values to list, else those that occur. Returns the unit, `column`, quotations, n, share, low, high.
    """
    units = _units(reports, by)
    values = list(values) if values is not None else sorted(set(quotes[column]))
    own = quotes["report"].map(units)
    counts, n = Counter(zip(own, quotes[column], strict=True)), Counter(own)
    rows = [(unit, value, counts[unit, value], n[unit]) for unit in dict.fromkeys(units.values()) for value in values]
    return _with_interval(pd.DataFrame(rows, columns=[by, column, "quotations", "n"]), "quotations", "n")


def voice(reports, quotes, by="report", column="speaker", measure="words"):
    """Share of voice: whose words the quoted words of a report or call are, most first.

    column: "speaker" or "side". Speakers joined by ' | ' divide their quotation equally. Returns the unit, `column`,
    quotations (a shared one counts in part), coded and n (words), share, low, high; size as in `quoted_profile`.
    """
    units, outer, rows = _units(reports, by), outermost(quotes), []
    for unit in dict.fromkeys(units.values()):
        inside = outer[outer["report"].map(units) == unit]
        said, words_of = Counter(), Counter()
        for names, weight in zip(inside[column], inside[measure], strict=True):
            people = [name.strip() for name in ("" if pd.isna(names) else str(names)).split("|") if name.strip()] or [
                ""
            ]
            for name in people:
                said[name] += 1 / len(people)
                words_of[name] += weight / len(people)
        total, size = int(inside[measure].sum()), _effective(inside[measure])
        ranked = sorted(said, key=lambda name: (-words_of[name], name))
        rows += [(unit, name, said[name], words_of[name], total, size) for name in ranked]
    table = pd.DataFrame(rows, columns=[by, column, "quotations", "coded", "n", "size"])
    return _with_size(table).drop(columns="size")


# ---------------------------------------------------------------- distances


def js_distances(shares):
    """Jensen–Shannon distances (base 2; Lin 1991, Endres and Schindelin 2003) between the rows of an array of shares.

    Each row is first made to sum to 1. A row without any frame has no profile: its distances are NaN.
    """
    shares = np.asarray(shares, float)
    n = len(shares)
    found = np.full((n, n), np.nan)
    some = np.flatnonzero(np.nan_to_num(shares).sum(axis=1) > 0)
    if len(some):
        part = shares[some] / shares[some].sum(axis=1, keepdims=True)
        between = jensenshannon(part[:, None, :], part[None, :, :], base=2, axis=2)
        between = np.nan_to_num(between)  # rounding may leave a divergence just below 0, whose root is NaN
        found[np.ix_(some, some)] = np.where(np.eye(len(some)) > 0, 0.0, (between + between.T) / 2)
    return found


def distances(table):
    """Distances between all reports: a square frame, for a `profile` by report."""
    shares = matrix(table)
    return pd.DataFrame(js_distances(shares.to_numpy()), index=shares.index, columns=list(shares.index))


def spread(table, reports):
    """Every two reports with a call: report_a, report_b, call_a, call_b, kind (within or between), distance.

    The `within` rows are the yardstick: how much reports of one and the same call differ.
    """
    square, calls = distances(table), _units(reports, "call")
    rows = [
        (a, b, calls[a], calls[b], "within" if calls[a] == calls[b] else "between", square.loc[a, b])
        for a, b in combinations([r for r in square.index if r in calls], 2)
    ]
    return pd.DataFrame(rows, columns=["report_a", "report_b", "call_a", "call_b", "kind", "distance"])


def spread_summary(pairs):
    """Number, mean, least and greatest distance of the `within` and `between` rows of `spread`; NaN where none."""
    rows = []
    for kind in ("within", "between"):
        values = pairs.loc[pairs["kind"] == kind, "distance"].dropna()
        rows.append(
            (kind, len(values), *((values.mean(), values.min(), values.max()) if len(values) else [np.nan] * 3))
        )
    return pd.DataFrame(rows, columns=["kind", "pairs", "mean", "least", "greatest"])


# ---------------------------------------------------------------- exact permutation


class Permutation(NamedTuple):
    """A permutation test. reason is "" if it could be done; else the numbers are NaN or 0 and reason says why not.

    statistic: of the calls as they are. p: share of assignments that reach it. assignments: how many there are, or were
    drawn where exact is False. smallest: the least p that any outcome could have had with these numbers of reports.
    """

    statistic: float
    p: float
    assignments: int
    smallest: float
    exact: bool
    reason: str


def incomparable(reports, kept=None):
    """Why reports cannot be compared between calls, in words; "" if they can.

    reports: report, call ("" for none). kept: the reports that have a profile, default all.
    """
    calls = _units(reports, "call")
    sizes = Counter(call for report, call in calls.items() if kept is None or report in kept)
    if not calls:
        return "no report is assigned to a call" if len(reports) else "there is no report"
    if not sizes:
        return "no sentence of a report that is assigned to a call is coded with a frame"
    if sum(sizes.values()) == 1:
        return "only one report can be compared, so there is nothing to compare it with"
    if len(sizes) == 1:
        return "all reports are about one call, so nothing can be said about a shift between calls"
    if max(sizes.values()) == 1:
        return "every call has one report, so what the outlet does cannot be told from what the call does"
    return ""


def _comparable(shares, reports, coded=False):
    """(reports with a call and a profile, numbers of their calls, why they cannot be compared or "").

    shares: `matrix` by report. coded: leave out reports without any frame, which have no distance to others.
    """
    calls = _units(reports, "call")
    full = shares.notna().all(axis=1) & (shares.sum(axis=1) > 0 if coded else True)
    kept = [report for report in shares.index[full] if report in calls]
    return kept, _numbered([calls[report] for report in kept]), incomparable(reports, kept)


def assignments(sizes):
    """All ways of assigning sum(sizes) reports to calls of these sizes: an array of call numbers, one row each."""
    total = sum(sizes)
    rows = [np.full(total, -1)]
    for call, size in enumerate(sizes):
        filled = []
        for row in rows:
            for chosen in combinations(np.flatnonzero(row < 0), size):
                following = row.copy()
                following[list(chosen)] = call
                filled.append(following)
        rows = filled
    return np.array(rows, dtype=int).reshape(len(rows), total)


def _sampled(sizes, draws, seed):
    """`draws` random assignments, the same for the same seed."""
    row = np.repeat(np.arange(len(sizes)), sizes)
    return np.random.default_rng(seed).permuted(np.tile(row, (draws, 1)), axis=1)


def smallest_p(sizes):
    """The least p that a permutation test can give for calls of these sizes, whatever the reports say.

    Enumerated: assignments that part the reports into the same groups, only named otherwise, give the same statistic
    and come together; the smallest such bundle, as a share of all assignments. Beyond EXACT assignments, from counting
    (calls of equal size can change names) and the number that is drawn.
    """
    count = factorial(sum(sizes)) // prod(factorial(size) for size in sizes)
    if count > EXACT:
        bundle = prod(factorial(times) for times in Counter(sizes).values())
        return max(bundle / count, 1 / (SAMPLED + 1))
    parted = Counter(
        frozenset(frozenset(np.flatnonzero(row == call).tolist()) for call in range(len(sizes)))
        for row in assignments(sizes)
    )
    return min(parted.values()) / count


def _design(sizes, seed):
    """(assignments to try, all of them?) for call sizes."""
    count = factorial(sum(sizes)) // prod(factorial(size) for size in sizes)
    return (assignments(sizes), True) if count <= EXACT else (_sampled(sizes, SAMPLED, seed), False)


def _test(statistic, labels, seed):
    """Permutation for a statistic (function of an array of assignments) and the labels as they are (numbers)."""
    sizes = np.bincount(labels).tolist()
    tried, exact = _design(sizes, seed)
    observed = float(statistic(labels[None, :])[0])
    reached = int((statistic(tried) >= observed - 1e-12).sum())  # equal up to rounding counts as equal
    # drawn assignments: the one observed is one of them (Phipson and Smyth 2010)
    p = reached / len(tried) if exact else (reached + 1) / (len(tried) + 1)
    return Permutation(observed, p, len(tried), smallest_p(sizes), exact, "")


def _not_done(reason):
    return Permutation(np.nan, np.nan, 0, np.nan, True, reason)


def _gap(square):
    """The statistic of `permutation` for a matrix of distances, as a function of assignments: mean between − within."""
    first, second = np.triu_indices(len(square), 1)
    values = square[first, second]

    def statistic(tried):
        same = tried[:, first] == tried[:, second]
        count = same.sum(axis=1)
        within = same @ values
        return (values.sum() - within) / (len(values) - count) - within / count

    return statistic


def _range(values):
    """The greatest minus the least mean of a call, for one share per report, as a function of assignments."""

    def statistic(tried):
        calls = range(int(tried.max()) + 1)
        means = np.stack([((tried == call) @ values) / (tried == call).sum(axis=1) for call in calls])
        return means.max(axis=0) - means.min(axis=0)

    return statistic


def _numbered(calls):
    names = {call: at for at, call in enumerate(dict.fromkeys(calls))}
    return np.array([names[call] for call in calls], dtype=int)


def permutation(square, reports, seed=SEED):
    """Are reports of different calls further apart than reports of one call? Permutation test (Fisher 1935).

    square: the frame of `distances`. Statistic: mean distance between calls minus mean distance within calls, over all
    ways of assigning the reports to calls that keep the calls' sizes. Reports without a call or without a frame stay
    out. Returns a Permutation; never fails, see its `reason`.
    """
    calls = _units(reports, "call")
    kept = [report for report in square.index if report in calls and not np.isnan(square.loc[report, report])]
    reason = incomparable(reports, kept)
    if reason:
        return _not_done(reason)
    return _test(_gap(square.loc[kept, kept].to_numpy(float)), _numbered([calls[r] for r in kept]), seed)


def _yardstick(shares, labels):
    """The greatest difference between reports of one call, per frame: an array; NaN with no call of two reports."""
    parts = [shares[labels == call] for call in np.unique(labels)]
    spans = [part.max(axis=0) - part.min(axis=0) for part in parts if len(part) > 1]
    return np.max(spans, axis=0) if spans else np.full(shares.shape[1], np.nan)


def null_distribution(square, reports, seed=SEED):
    """The statistic of `permutation` for every assignment tried (an array); empty where nothing can be compared."""
    kept, labels, reason = _comparable(square, reports, coded=True)
    if reason:
        return np.array([])
    tried, _ = _design(np.bincount(labels).tolist(), seed)
    return _gap(square.loc[kept, kept].to_numpy())(tried)


def permutation_by_frame(table, reports, seed=SEED):
    """The test for each frame: a frame with PERMUTATION_COLUMNS, `measure` being the frame.

    table: `profile` by report. statistic: greatest minus least mean share of a call. yardstick: the greatest difference
    between two reports of one call; a statistic below it is no more than outlets differ anyway. p_holm: corrected for
    testing every frame (Holm 1979). Empty, or with a reason in each row, where nothing can be compared.
    """
    shares = matrix(table)
    kept, labels, reason = _comparable(shares, reports)
    values = shares.loc[kept].to_numpy(float)
    yardstick = _yardstick(values, labels) if kept else np.full(shares.shape[1], np.nan)
    tests = [
        _not_done(reason) if reason else _test(_range(values[:, at]), labels, seed) for at in range(shares.shape[1])
    ]
    held = (
        multipletests([test.p for test in tests], method="holm")[1] if tests and not reason else [np.nan] * len(tests)
    )
    rows = [
        (name, test.statistic, within, test.p, corrected, test.assignments, test.smallest, test.exact, test.reason)
        for name, test, within, corrected in zip(shares.columns, tests, yardstick, held, strict=True)
    ]
    return pd.DataFrame(rows, columns=PERMUTATION_COLUMNS)


# ---------------------------------------------------------------- words that mark a call


def log_odds_z(counts, rest, prior):
    """Log-odds and z-scores of words in one group against another under a Dirichlet prior.

    counts, rest, prior: arrays, one cell a word; `prior` is in pseudo-counts. Returns (log-odds ratios, z-scores) as in
    Monroe, Colaresi and Quinn (2008): with y the counts plus prior, log(y/(Σy−y)) in one group minus that in the other,
    over the root of 1/y + 1/y'. Own code: the project's libraries do not have it.
    """
    counts, rest, prior = (np.asarray(values, float) for values in (counts, rest, prior))
    ours, theirs = counts + prior, rest + prior
    delta = np.log(ours / (ours.sum() - ours)) - np.log(theirs / (theirs.sum() - theirs))
    return delta, delta / np.sqrt(1 / ours + 1 / theirs)


def log_odds(words, reports, pos=CONTENT, size=None):
    """The lemmas that mark each call against the rest, most marked first: a frame with LOG_ODDS_COLUMNS.

    words: report, lemma, pos. The prior is the proportions of the whole collection, as if `size` words had been read
    before (default: an average report). count and rest are running words, reports how many of the call's reports have
    the lemma: with 1, the outlet may be what is marked. z takes words as independent. Empty with fewer than two calls.
    """
    calls = _units(reports, "call")
    kept = words[words["report"].isin(list(calls)) & words["pos"].isin(pos)]
    own = kept["report"].map(calls)
    if kept.empty or own.nunique() < 2:
        return pd.DataFrame(columns=LOG_ODDS_COLUMNS)
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
    return pd.concat(found, ignore_index=True)[LOG_ODDS_COLUMNS]


# ---------------------------------------------------------------- what the coder gets wrong


def _places(frames, name):
    """The sentences coded with one frame: a set of (report, sentence)."""
    here = frames[frames["frame"] == name]
    return set(zip(here["report"], here["sentence"], strict=True))


def confusion(gold, coded, sentences, order=None):
    """tp, fp, fn, tn of each frame, for two frames of codings (report, sentence, frame) over the same sentences."""
    units = set(zip(sentences["report"], sentences["sentence"], strict=True))
    rows = []
    for name in order if order is not None else sorted(set(gold["frame"]) | set(coded["frame"])):
        true, found = (_places(codings, name) & units for codings in (gold, coded))
        hit = len(true & found)
        rows.append((name, hit, len(found) - hit, len(true) - hit, len(units) - len(true | found)))
    return pd.DataFrame(rows, columns=["frame", "tp", "fp", "fn", "tn"])


def true_shares(table, errors, draws=4000, seed=SEED):
    """Simulated true shares behind the coder's: an array (draws, rows of `table`), NaN where a row has no sentence.

    table: a `profile`; errors: `confusion` on gold. Each draw takes a sensitivity, a specificity (Beta, Jeffreys
    prior, the same for all reports, since a coder errs alike everywhere) and an apparent share (Beta, same prior), and
    corrects that as Rogan and Gladen (1978) do: (apparent + specificity − 1) / (sensitivity + specificity − 1), kept
    within 0 and 1. Draws whose coder is no better than chance tell nothing: any share is as likely. A frame without an
    error row is taken as coded without error.
    """
    random = np.random.default_rng(seed)
    known = errors.set_index("frame")
    found = np.full((draws, len(table)), np.nan)
    for name, part in table.reset_index(drop=True).groupby("frame", sort=True):
        informed, excess = np.ones(draws), np.zeros(draws)
        if name in known.index:
            tp, fp, fn, tn = (float(known.loc[name, cell]) for cell in ("tp", "fp", "fn", "tn"))
            excess = random.beta(fp + 0.5, tn + 0.5, draws)  # 1 − specificity
            informed = random.beta(tp + 0.5, fn + 0.5, draws) - excess
        for row in part[part["n"] > 0].itertuples():
            apparent = random.beta(row.coded + 0.5, row.n - row.coded + 0.5, draws)
            blind = random.uniform(size=draws)
            corrected = (apparent - excess) / np.where(informed > 0, informed, 1)
            found[:, row.Index] = np.where(informed > 0, np.clip(corrected, 0, 1), blind)
    return found


def corrected(table, errors, draws=4000, seed=SEED, alpha=ALPHA):
    """A `profile` with the coder's error carried in: its columns and corrected, corrected_low, corrected_high.

    Median and interval of `true_shares`, equal tails. The same seed gives the same numbers.
    """
    ends = np.full((3, len(table)), np.nan)
    some = (table["n"] > 0).to_numpy()
    if some.any():
        simulated = true_shares(table, errors, draws, seed)[:, some]
        ends[:, some] = np.quantile(simulated, [0.5, alpha / 2, 1 - alpha / 2], axis=0)
    return table.assign(corrected=ends[0], corrected_low=ends[1], corrected_high=ends[2])


# ---------------------------------------------------------------- sensitivity


def measures(reports, sentences, frames, order=None, seed=SEED):
    """All permutation tests of one coding: DISTANCE first, then each frame; a frame with PERMUTATION_COLUMNS.

    The yardstick of DISTANCE is the greatest distance between two reports of one call.
    """
    table = profile(reports, sentences, frames, order=order)
    whole = permutation(distances(table), reports, seed)
    within = spread(table, reports).query("kind == 'within'")["distance"].dropna()
    first = pd.DataFrame(
        [(DISTANCE, whole.statistic, within.max() if len(within) else np.nan, whole.p, whole.p, whole.assignments,
          whole.smallest, whole.exact, whole.reason)], columns=PERMUTATION_COLUMNS)  # fmt: skip
    each = permutation_by_frame(table, reports, seed)
    return pd.concat([first, each], ignore_index=True) if len(each) else first


def leave_one_report_out(reports, sentences, frames, order=None, seed=SEED):
    """`measures` without each report in turn: `without` (the report; "" for all reports), then PERMUTATION_COLUMNS."""
    names = frame_names(frames, order)
    found = []
    for report in ["", *reports["report"]]:
        parts = [table[table["report"] != report] for table in (reports, sentences, frames)]
        found.append(measures(*parts, order=names, seed=seed).assign(without=report))
    return pd.concat(found, ignore_index=True)[["without", *PERMUTATION_COLUMNS]]


def drop_term(frames, term, column="terms"):
    """The codings that remain without a term; `column` holds the term behind a row, or a tuple of all of them.

    A coding that another term supports stays. Terms that a dropped one kept others from (a block) are not revived: for
    that, code again.
    """
    others = [set(cell) - {term} if isinstance(cell, tuple) else cell != term for cell in frames[column]]
    return frames[np.array([bool(left) for left in others], dtype=bool)]


def leave_one_term_out(reports, sentences, frames, terms, recode, order=None):
    """What hangs on single terms: the shift measures without each term in turn, widest change first.

    frames: the codings with all terms. terms: the terms' ids. recode: a function of one id that returns the codings
    without it, such as `lambda term: drop_term(frames, term)`. Returns term, lost (codings), largest_change (of a
    share of a report, with its sign), report and frame where that is, statistic (mean distance between calls minus
    within) and change (of it against all terms); the last two NaN where calls cannot be compared.
    """
    names = frame_names(frames, order)
    whole = matrix(profile(reports, sentences, frames, order=names))
    before = permutation_statistic(whole, reports)
    rows = []
    for term in terms:
        left = recode(term)
        shares = matrix(profile(reports, sentences, left, order=names))
        moved = (shares - whole).fillna(0).stack()
        most = moved.abs().idxmax() if len(moved) else ("", "")
        after = permutation_statistic(shares, reports)
        rows.append(
            (term, _codings(frames) - _codings(left), moved[most] if len(moved) else 0.0, *most, after, after - before)
        )
    table = pd.DataFrame(rows, columns=["term", "lost", "largest_change", "report", "frame", "statistic", "change"])
    order_of = table["change"].abs().fillna(0).sort_values(ascending=False, kind="stable").index
    return table.loc[order_of].reset_index(drop=True)


def _codings(frames):
    return len(frames[["report", "sentence", "frame"]].drop_duplicates())


def permutation_statistic(shares, reports):
    """Mean distance between calls minus mean distance within, for shares by report (`matrix`); NaN if incomparable."""
    kept, labels, reason = _comparable(shares, reports, coded=True)
    return np.nan if reason else float(_gap(js_distances(shares.loc[kept].to_numpy(float)))(labels[None, :])[0])


# ---------------------------------------------------------------- how many reports it would take


def _spread_of_reports(shares, labels, n):
    """Standard deviation of a report's share around its call's mean, per frame, pooled over calls of several reports.

    Never less than what drawing n sentences gives by itself (Agresti and Coull 1998: two more of either kind), since
    three reports that agree do not prove that all would.
    """
    parts = [shares[labels == call] for call in np.unique(labels)]
    several = [part for part in parts if len(part) > 1]
    square = sum(((part - part.mean(axis=0)) ** 2).sum(axis=0) for part in several)
    variance = square / sum(len(part) - 1 for part in several)
    mean = (np.mean([part.mean(axis=0) for part in parts], axis=0) * n + 2) / (n + 4)
    return np.sqrt(np.maximum(variance, mean * (1 - mean) / (n + 4)))


def _rejected(statistic, labels, tried, exact):
    """Whether one simulated data set is significant at ALPHA, for its statistic and the assignments to try."""
    reached = (statistic(tried) >= statistic(labels[None, :])[0] - 1e-12).sum()
    return (reached / len(tried) if exact else (reached + 1) / (len(tried) + 1)) <= ALPHA


def _drawn(means, deviation, labels, random):
    """One simulated report per cell of `labels`: its call's mean shares with a normal departure, within 0 and 1."""
    return np.clip(random.normal(means[labels], deviation), 0, 1)


def _shrunk(means, part):
    """Call means at `part` (a number, or one per frame) of their distance from the mean of all calls."""
    middle = means.mean(axis=0)
    return middle + np.asarray(part) * (means - middle)


def _statistics(shares, labels):
    """The statistic of DISTANCE and of each frame, for one set of reports."""
    as_is = labels[None, :]
    ranges = [_range(shares[:, at])(as_is)[0] for at in range(shares.shape[1])]
    return np.array([_gap(js_distances(shares))(as_is)[0], *ranges])


def _calibrated(values, labels, means, deviation, random, runs):
    """How much of the shift between the observed means is needed to expect the observed statistics, per measure.

    Means of single reports lie apart by chance alone, so taking them as true would overstate the shift. The part (0 to
    1) is read off by interpolation from simulations of the design as it is; 0 where no shift at all is expected to
    give as much.
    """
    parts = np.linspace(0, 1, 6)
    expected = [
        np.nanmean(
            [_statistics(_drawn(_shrunk(means, part), deviation, labels, random), labels) for _ in range(runs)], 0
        )
        for part in parts
    ]
    rising = np.maximum.accumulate(np.array(expected), axis=0)
    observed = _statistics(values, labels)
    return np.array([np.interp(seen, rising[:, at], parts) if seen > rising[0, at] else 0.0
                     for at, seen in enumerate(observed)])  # fmt: skip


def power(table, reports, part=None, sizes=(2, 3, 4, 5, 6, 8, 10, 12, 16), runs=200, tries=199, seed=SEED):
    """The chance of detecting shifts of the observed size with so many reports of every call, at a level of 5 %.

    table: `profile` by report. Simulated: a report has the mean profile of its call with a normal departure, whose
    standard deviation is the one that reports of one call show here (the yardstick), kept within 0 and 1; then the
    permutation test. part: how much of the shift between the observed means is real; default, as much as is needed to
    expect the observed statistics (`_calibrated`). Returns measure (DISTANCE, then each frame), part, reports_per_call,
    power, smallest (attainable p) and runs. Empty where the calls cannot be compared.
    """
    columns = ["measure", "part", "reports_per_call", "power", "smallest", "runs"]
    shares = matrix(table)
    kept, labels, reason = _comparable(shares, reports, coded=True)
    if reason:
        return pd.DataFrame(columns=columns)
    values, random = shares.loc[kept].to_numpy(float), np.random.default_rng(seed)
    means = np.array([values[labels == call].mean(axis=0) for call in np.unique(labels)])
    deviation = _spread_of_reports(values, labels, table.loc[table["n"] > 0, "n"].mean())
    names = [DISTANCE, *shares.columns]
    parts = _calibrated(values, labels, means, deviation, random, runs) if part is None else np.full(len(names), part)
    rows = []
    for size in sizes:
        rate, least = _power_at(size, means, parts, deviation, random, runs, tries)
        rows += [(at, name, parts[at], size, rate[at], least, runs) for at, name in enumerate(names)]
    found = pd.DataFrame(rows, columns=["at", *columns]).sort_values(["at", "reports_per_call"], kind="stable")
    return found[columns].reset_index(drop=True)


def _power_at(size, means, parts, deviation, random, runs, tries):
    """(rejection rates: distance, then each frame; smallest attainable p) for `size` reports per call."""
    sizes = [size] * len(means)
    count = factorial(sum(sizes)) // prod(factorial(each) for each in sizes)
    exact = count <= 10 * tries
    least = smallest_p(sizes) if exact else max(factorial(len(means)) / count, 1 / (tries + 1))
    hits, labels = np.zeros(len(parts)), np.repeat(np.arange(len(means)), size)
    if least > ALPHA:
        return hits, least  # no outcome could be significant
    tried = assignments(sizes) if exact else _sampled(sizes, tries, random)
    for _ in range(runs):
        whole = _drawn(_shrunk(means, parts[0]), deviation, labels, random)
        each = _drawn(_shrunk(means, parts[1:]), deviation, labels, random)
        if (whole.sum(axis=1) > 0).all():
            hits[0] += _rejected(_gap(js_distances(whole)), labels, tried, exact)
        hits[1:] += [_rejected(_range(each[:, at]), labels, tried, exact) for at in range(each.shape[1])]
    return hits / runs, least


def reports_needed(found, wanted=0.8):
    """The least number of reports per call whose power reaches `wanted`: measure, reports_per_call (None if none does).

    found: the frame of `power`. From that number on, all larger ones tried reach it too.
    """
    rows = []
    for measure, part in found.groupby("measure", sort=False):
        part = part.sort_values("reports_per_call")
        short = part.loc[part["power"] < wanted, "reports_per_call"]
        enough = part.loc[part["reports_per_call"] > (short.max() if len(short) else 0), "reports_per_call"]
        rows.append((measure, int(enough.min()) if len(enough) else None))
    return pd.DataFrame(rows, columns=["measure", "reports_per_call"], dtype=object)
