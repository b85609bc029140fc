"""The same words in different reports: which quotations of the reports on one call render one and the same statement.

Two reports translate a sentence differently, so forms do not help: «خطة كبرى» here, «خطة كبيرة جديدة» there. Words are
compared at three depths instead: the same dictionary word, the same root, the same English gloss in the dictionary
(which finds ركيزة beside دعامة). Rare words say more than common ones (inverse document frequency, Spärck Jones 1972;
scikit-learn's TfidfVectorizer, counted over the sentences of the whole collection). Each word is set against its best
counterpart in the other quotation, as METEOR does (Banerjee and Lavie 2005), and only people who may be one and the
same speaker are compared. Quotations are then matched one to one (the assignment of greatest total similarity, Kuhn
1955), after which what was left over may join, since a report may split a statement in two. Order is weak evidence: a
pair gains where its neighbours are a pair as well.

Similarities run from 0 to 1. Spans are half-open and in code points of the stored text.
"""

import re
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from helpers import marks, words
from helpers.sentences import segment

PAIR_COLUMNS = ["call", "statement", "report_a", "quote_a", "start_a", "end_a", "report_b", "quote_b", "start_b",
                "end_b", "similarity", "evidence"]  # fmt: skip
STATEMENT_COLUMNS = ["call", "statement", "reports", "report", "quote", "start", "end", "text", "cue", "mode", "stance",
                     "speaker", "in_marks", "words", "quoted_words", "shared", "only_here", "left_out"]  # fmt: skip
GOLD_COLUMNS = ["call", "statement", "report", "start", "end", "note"]
MODES = ["direct", "mixed", "indirect", "act"]  # from most to least of the speaker's own words

# Chosen on the gold pairs of the accounts and on three invented reports of another event (tests/test_pairs.py). With
# the other values as they are, every THRESHOLD from 0.07 to 0.14 gives a pair F1 of at least 0.85 on both.
DEPTHS = {"lemma": 1.0, "root": 0.75, "gloss": 0.5}  # worth of a counterpart: same dictionary word, root, gloss
LONE = 0.5  # worth of a counterpart whose neighbours have none beside it: a single word is soon shared by chance
ENOUGH = 0.5  # words that match with this many times the weight of a rarest word halve the doubt
SUPPORT = 0.5  # what a pair gains where the quotations next to it in both reports are a pair too
OTHER_SPEAKER = 0.7  # factor where two quotations have perhaps, but not surely, one speaker
THRESHOLD = 0.11
OVERLAP = 0.5  # intersection over union of two spans that count as one quotation when scored against gold

_FUNCTION = {"prep", "conj", "part", "pron", "pron_dem", "pron_rel", "part_neg", "part_interrog", "punc", "digit"}
_GLOSS = re.compile(r"[a-z]{4,}")


class Vocabulary(NamedTuple):
    """What the words of a collection are worth and which of them match.

    numbers: word type → row. weights: squared inverse document frequency per row. rarest: that of a word in no
    sentence. match: rows × rows, a value of DEPTHS or 0.
    """

    numbers: dict
    weights: np.ndarray
    rarest: float
    match: np.ndarray


# ---------------------------------------------------------------- words


def _keys(token):
    """The keys of one content word by depth: {"lemma": {…}, "root": {…}, "gloss": {…}}; None for a function word.

    Every reading counts, since a translation is matched before it is known which reading is meant.
    """
    chosen = words.choose(token, None)
    if chosen is None:
        return {"lemma": {token.fold}, "root": set(), "gloss": set()}
    if chosen.pos in _FUNCTION:
        return None
    found = [reading for reading in words.readings(token) if reading.pos not in _FUNCTION]
    glosses = {word for reading in found for word in _GLOSS.findall(reading.gloss.lower())}
    return {
        "lemma": {words.fold(words.citation(reading.lemma)) for reading in found},
        "root": {reading.root for reading in found if len(reading.root) > 2},
        "gloss": glosses - ENGLISH_STOP_WORDS,
    }


def _content(text):
    """The content words of a text: a list of (token, keys by depth)."""
    found = ((token, _keys(token)) for token in words.tokenise(text) if token.kind in {"word", "number", "foreign"})
    return [(token, keys) for token, keys in found if keys is not None]


def _indicator(keys):
    """Rows × features, 1 where a row has a feature (sparse), for a list of sets."""
    columns = {key: at for at, key in enumerate(sorted(set().union(*keys)))}
    cells = [(row, columns[key]) for row, found in enumerate(keys) for key in sorted(found)]
    rows, places = zip(*cells, strict=True) if cells else ((), ())
    return coo_array((np.ones(len(cells)), (rows, places)), shape=(len(keys), max(1, len(columns)))).tocsr()


def vocabulary(texts, quoted):
    """The Vocabulary of the quotations `quoted` (strings) in a collection with the report texts `texts` (strings)."""
    types = {token.fold: keys for text in quoted for token, keys in _content(text)}
    numbers = {fold: row for row, fold in enumerate(sorted(types))}
    keys = [types[fold] for fold in numbers]
    match = np.zeros((len(keys), len(keys)))
    for depth, worth in DEPTHS.items():
        found = _indicator([row[depth] for row in keys])
        match = np.maximum(match, worth * ((found @ found.T).toarray() > 0))
    weights, rarest = _weights(texts, keys)
    return Vocabulary(numbers, weights, rarest, match)


def _weights(texts, keys):
    """Squared inverse document frequency over the sentences of `texts`, per word type, and that of a word in none.

    A type counts as the commonest of its readings. Squared, as in the product of two TF-IDF vectors.
    """
    sentences = [text[unit.start : unit.end] for text in texts for unit in segment(text)]
    highest = float(np.log(1 + len(sentences)) + 1)  # scikit-learn's value for a word in no sentence
    known = {}
    lemmas = [[key for _, found in _content(text) for key in sorted(found["lemma"])] for text in sentences]
    if any(lemmas):
        count = TfidfVectorizer(analyzer=lambda found: found).fit(lemmas)
        known = {key: count.idf_[place] for key, place in count.vocabulary_.items()}
    weights = [min((known.get(key, highest) for key in found["lemma"]), default=highest) for found in keys]
    return np.array(weights, dtype=float) ** 2, highest**2


def _beside(grid):
    """For every cell the higher of its two neighbours on the diagonal: what comes before, or after, in both."""
    framed = np.pad(grid, 1)
    return np.maximum(framed[:-2, :-2], framed[2:, 2:])


def similarity(rows_a, rows_b, known):
    """How alike two quotations are (0 to 1), for the rows of their words in the Vocabulary `known`.

    The weight of the words that have a counterpart in the other, as a share of the weight of all words (Dice 1945),
    less where few words carry it.
    """
    if not len(rows_a) or not len(rows_b):
        return 0.0
    match = known.match[np.ix_(rows_a, rows_b)]
    match = match * np.where(np.maximum(_beside(match), _beside(match[:, ::-1])[:, ::-1]) > 0, 1, LONE)
    weights_a, weights_b = known.weights[rows_a], known.weights[rows_b]
    found_a, found_b = match.max(axis=1) @ weights_a, match.max(axis=0) @ weights_b
    dice = (found_a + found_b) / (weights_a.sum() + weights_b.sum())
    lesser = min(found_a, found_b)
    return float(dice * lesser / (lesser + ENOUGH * known.rarest))


def evidence(text_a, text_b):
    """The words of two renderings that answer each other, for the reader: 'خطة = خطة | كبرى ~ كبيرة'.

    = the same dictionary word, ~ the same root, ≈ the same gloss; each word with its best counterpart.
    """
    found, theirs = [], _content(text_b)
    for token, keys in _content(text_a):
        for depth, sign in zip(DEPTHS, "=~≈", strict=True):
            other = next((other for other, known in theirs if keys[depth] & known[depth]), None)
            if other:
                found.append(f"{token.plain} {sign} {other.plain}")
                break
    return " | ".join(dict.fromkeys(found))


# ---------------------------------------------------------------- pairs


def _people(cell):
    return {name.strip() for name in str(cell or "").split("|") if name.strip()}


def agreement(quote_a, quote_b):
    """Whether two quotations may have one speaker: 1 the same, OTHER_SPEAKER perhaps, 0 not.

    Perhaps: a name in common beside others, nobody named, or other people of the same side. quote_a, quote_b: rows
    (named tuples) with `speaker` and, if the table has it, `side`.
    """
    names_a, names_b = _people(quote_a.speaker), _people(quote_b.speaker)
    if names_a and names_a == names_b:
        return 1.0
    sides = _people(getattr(quote_a, "side", "")) & _people(getattr(quote_b, "side", ""))
    return OTHER_SPEAKER if sides or names_a & names_b or not names_a or not names_b else 0.0


def _grid(ours, theirs, known):
    """Similarities of the quotations of two reports (lists of (row, word numbers), in text order): an array."""
    grid = np.zeros((len(ours), len(theirs)))
    for i, (quote_a, rows_a) in enumerate(ours):
        for j, (quote_b, rows_b) in enumerate(theirs):
            worth = agreement(quote_a, quote_b)
            if worth:
                grid[i, j] = worth * similarity(rows_a, rows_b, known)
    # reports that follow one speech keep its order, so pairs that follow each other support each other
    return np.minimum(1.0, grid + SUPPORT * np.sqrt(grid * _beside(grid)))


def matching(grid, threshold=THRESHOLD):
    """Which quotations of two reports are pairs: sorted (i, j) for a grid of similarities (0 to 1).

    One to one first, so that the total is greatest; then each quotation left over joins its best counterpart.
    """
    kept = np.where(grid >= threshold, grid, 0.0)
    found = {(int(i), int(j)) for i, j in zip(*linear_sum_assignment(-kept), strict=True) if kept[i, j] > 0}
    ours, theirs = {i for i, _ in found}, {j for _, j in found}
    found |= {(i, int(kept[i].argmax())) for i in range(len(grid)) if i not in ours and kept[i].max(initial=0) > 0}
    found |= {(int(kept[:, j].argmax()), j) for j in range(kept.shape[1])
              if j not in theirs and kept[:, j].max(initial=0) > 0}  # fmt: skip
    return sorted(found)


def _components(rows):
    """The number of its statement for every pair, from 1 in order of first appearance."""
    nodes = {node: at for at, node in enumerate(dict.fromkeys(n for r in rows for n in (r[0], r[1])))}
    if not nodes:
        return []
    firsts, seconds = [nodes[r[0]] for r in rows], [nodes[r[1]] for r in rows]
    links = coo_array((np.ones(len(rows)), (firsts, seconds)), shape=(len(nodes), len(nodes)))
    labels = connected_components(links, directed=False)[1]
    numbers = {label: at + 1 for at, label in enumerate(dict.fromkeys(labels[firsts].tolist()))}
    return [numbers[label] for label in labels[firsts].tolist()]


def pairs(reports, quotes, threshold=THRESHOLD):
    """Renderings of one statement in two reports of the same call, one row per pair: a frame with PAIR_COLUMNS.

    reports: `report, call, text`; quotes: `report, quote, start, end, text, speaker` and, if there, `side`.
    `statement` numbers the statements of a call from 1; pairs that share a quotation belong to one statement. A call
    with one report, and reports without a call, have no pairs.
    """
    quotes = quotes.sort_values(["report", "start", "end", "quote"], kind="stable")
    calls = dict(zip(reports["report"], reports["call"], strict=True))
    sizes = reports.loc[reports["call"] != "", "call"].value_counts()
    table = []
    for call in [name for name in dict.fromkeys(reports["call"]) if sizes.get(name, 0) > 1]:
        members = [report for report, of in calls.items() if of == call]
        inside = quotes[quotes["report"].isin(members)]
        known = vocabulary(list(reports["text"]), list(inside["text"]))
        listed = {report: _listed(inside[inside["report"] == report], known) for report in members}
        table += _call_pairs(call, listed, known, threshold)
    return pd.DataFrame(table, columns=PAIR_COLUMNS)


def _listed(quotes, known):
    return [(quote, np.array([known.numbers[token.fold] for token, _ in _content(quote.text)], dtype=int))
            for quote in quotes.itertuples()]  # fmt: skip


def _call_pairs(call, listed, known, threshold):
    """Rows of `pairs` for one call; listed: report → its quotations as (row, word numbers)."""
    rows = []
    for report_a, report_b in combinations(listed, 2):
        ours, theirs = listed[report_a], listed[report_b]
        if ours and theirs:
            grid = _grid(ours, theirs, known)
            rows += [
                ((report_a, ours[i][0]), (report_b, theirs[j][0]), grid[i, j]) for i, j in matching(grid, threshold)
            ]
    places = [((a, one.quote), (b, two.quote)) for (a, one), (b, two), _ in rows]
    return [
        (call, number, a, one.quote, one.start, one.end, b, two.quote, two.start, two.end,
         round(float(alike), 4), evidence(one.text, two.text))
        for number, ((a, one), (b, two), alike) in zip(_components(places), rows, strict=True)
    ]  # fmt: skip


# ---------------------------------------------------------------- statements


def _in_marks(quote, text):
    """What of a quotation stands in marks: its segments, joined by ' | '.

    Taken from the column `quoted` (a list of spans) where the table has it, else from the page's own marks.
    """
    spans = getattr(quote, "quoted", None)
    if spans is None:
        inner = [(m.inner_start, m.inner_end) for m in marks.pair(text) if m.family in {"double", "single"}]
        whole = [(quote.start, quote.end)] if quote.mode == "direct" else []
        spans = whole or [(a, b) for a, b in inner if quote.mode == "mixed" and quote.start <= a and b <= quote.end]
    return " | ".join(text[start:end] for start, end in spans)


def _worded(text):
    """The content words of a text as written (without short vowels) → their lemma and root keys."""
    return {token.plain: keys["lemma"] | keys["root"] for token, keys in _content(text)}


def _differences(renderings):
    """Per report what its renderings (report → text) share with another report's, add, and leave out: three strings.

    A word is shared if another rendering has its dictionary word or its root.
    """
    worded = {report: _worded(text) for report, text in renderings.items()}
    found = {}
    for report, own in worded.items():
        others = {word: keys for other, theirs in worded.items() if other != report for word, keys in theirs.items()}
        theirs, ours = set().union(*others.values()), set().union(*own.values())
        found[report] = tuple(" | ".join(part) for part in (
            [word for word, keys in own.items() if keys & theirs],
            [word for word, keys in own.items() if not keys & theirs],
            [word for word, keys in others.items() if not keys & ours],
        ))  # fmt: skip
    return found


def _members(found, quotes, calls, singles):
    """{(call, statement): {(report, quote), …}}: the paired ones and, if `singles`, every other one by itself."""
    groups = {}
    for row in found.itertuples():
        group = groups.setdefault((row.call, row.statement), set())
        group |= {(row.report_a, row.quote_a), (row.report_b, row.quote_b)}
    placed = set().union(*groups.values())
    last = found.groupby("call")["statement"].max().to_dict() if len(found) else {}
    for quote in quotes.itertuples() if singles else ():
        call = calls.get(quote.report, "")
        if call and (quote.report, quote.quote) not in placed:
            last[call] = last.get(call, 0) + 1
            groups[call, last[call]] = {(quote.report, quote.quote)}
    return groups


def statements(found, quotes, reports, singles=False):
    """The statements of each call and how each report renders them, one row per rendering: STATEMENT_COLUMNS.

    found: the frame of `pairs`. singles: also list quotations that no other report of the call has, as statements of
    their own. `reports` is how many reports have the statement; `shared`, `only_here` and `left_out` (what the other
    reports have and this one has not) are words as written, joined by ' | ', for all renderings a report has of it.
    """
    texts = dict(zip(reports["report"], reports["text"], strict=True))
    calls = dict(zip(reports["report"], reports["call"], strict=True))
    quotes = quotes.sort_values(["report", "start", "end", "quote"], kind="stable")
    by_place = {(quote.report, quote.quote): quote for quote in quotes.itertuples()}
    rank = {report: at for at, report in enumerate(reports["report"])}
    rows = []
    order = {call: at for at, call in enumerate(dict.fromkeys(calls.values()))}
    groups = _members(found, quotes, calls, singles)
    for call, number in sorted(groups, key=lambda place: (order[place[0]], place[1])):
        members = groups[call, number]
        group = [by_place[place] for place in members]
        group.sort(key=lambda quote: (rank[quote.report], quote.start, quote.end))
        joined = {}
        for quote in group:
            joined[quote.report] = f"{joined.get(quote.report, '')} {quote.text}"
        differences = _differences(joined)
        rows += [
            (call, number, len(joined), quote.report, quote.quote, quote.start, quote.end, quote.text, quote.cue,
             quote.mode, quote.stance, quote.speaker, _in_marks(quote, texts[quote.report]), quote.words,
             quote.quoted_words, *differences[quote.report])
            for quote in group
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=STATEMENT_COLUMNS)


def kept(listed, reports):
    """What each report kept: a frame of modes, one row per (call, statement), one column per report with a call.

    listed: the frame of `statements`. A cell is the mode with most of the speaker's own words, "" where the report of
    that call has nothing, and None where the report is about another call.
    """
    calls = dict(zip(reports["report"], reports["call"], strict=True))
    columns = [report for report, call in calls.items() if call]
    rank = {mode: at for at, mode in enumerate(MODES)}
    rows = {}
    for row in listed.itertuples():
        cells = rows.setdefault((row.call, row.statement), {r: "" if calls[r] == row.call else None for r in columns})
        if not cells[row.report] or rank.get(row.mode, 9) < rank.get(cells[row.report], 9):
            cells[row.report] = row.mode
    index = pd.MultiIndex.from_tuples(list(rows), names=["call", "statement"])
    return pd.DataFrame(list(rows.values()), index=index, columns=columns, dtype=object)


# ---------------------------------------------------------------- against gold


def _gold_at(gold, report, start, end):
    """The row number of the gold quotation that a span is (intersection over union), or None."""
    best, at = 0.0, None
    for row in gold[gold["report"] == report].itertuples():
        common = min(end, row.end) - max(start, row.start)
        union = max(end, row.end) - min(start, row.start)
        if common > 0 and common / union > best:
            best, at = common / union, row.Index
    return at if best >= OVERLAP else None


def gold_pairs(gold):
    """Pairs in a gold frame (GOLD_COLUMNS): the set of (row, row) of one statement in two reports of one call."""
    found = set()
    for _, group in gold.groupby(["call", "statement"]):
        rows = list(group.itertuples())
        found |= {(a.Index, b.Index) for a, b in combinations(rows, 2) if a.report != b.report}
    return found


def score(found, gold):
    """Precision, recall and F1 of pairs against gold pairs: a dict with these and the counts behind them.

    found: the frame of `pairs`; gold: a frame with GOLD_COLUMNS, start and end in code points. A pair is correct if
    both its quotations are gold quotations (spans overlap by OVERLAP) of one statement. With no pair on either side
    F1 is 1.
    """
    gold = gold.reset_index(drop=True).astype({"start": int, "end": int})
    wanted = gold_pairs(gold)
    places = [
        (_gold_at(gold, row.report_a, row.start_a, row.end_a), _gold_at(gold, row.report_b, row.start_b, row.end_b))
        for row in found.itertuples()
    ]
    hits = [tuple(sorted(place)) for place in places if None not in place]
    correct = sum(hit in wanted for hit in hits)
    recovered = len(wanted & set(hits))
    precision = correct / len(places) if places else float(not wanted)
    recall = recovered / len(wanted) if wanted else float(not places)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "predicted": len(places), "correct": correct,
            "gold": len(wanted), "recovered": recovered}  # fmt: skip


def names(listed, call):
    """A short Arabic name for each statement of a call: its first speaker and the first words that renderings share."""
    own = listed[listed["call"] == call]
    found = []
    for _, group in own.groupby("statement"):
        first = group.iloc[0]
        shared = " ".join(first["shared"].split(" | ")[:3])
        found.append(f"{first['speaker'].split(' | ')[0]}: {shared}")
    return found
