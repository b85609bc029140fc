"""The same words in different reports: candidates for one and the same statement in the reports on one event.

Only what one party says is compared: the same people, or a country and its institutions, by the table of speakers. How
likely two quotations render one statement is then a logistic regression of four things:

- `words`: what share of their telling words answer each other, being the same dictionary word, the same root or the
  same English gloss (ركيزة beside دعامة). Words that many quotations of the event share say little (inverse document
  frequency, Spärck Jones 1972), and function words, negations and numerals alone never make a pair.
- `sense`: cosine of the quotations as the reader's encoder sees them in their reports, what all quotations of the event
  have in common taken away.
- `rest`: the same for those words only that have no counterpart, where one topic parts from another.
- `denial`: whether one of the two is negated, or against something, and the other not.

Weights and threshold are chosen on half of the subjects of `data/gold/statements` (helpers/statements.py) and
scored on the other half. A statement is a group of quotations all two of which are likely to be one (complete linkage).
Spans are half-open and in code points.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from helpers import document, particles, reader, tables, words
from helpers.people import People
from helpers.study import Study, shared

PAIR_COLUMNS = ["call", "statement", "report_a", "quote_a", "start_a", "end_a", "report_b", "quote_b", "start_b",
                "end_b", "similarity", "evidence"]  # fmt: skip
STATEMENT_COLUMNS = ["call", "statement", "reports", "report", "quote", "start", "end", "text", "cue", "mode", "stance",
                     "speaker", "in_marks", "words", "quoted_words", "shared", "only_here", "left_out"]  # fmt: skip
MODEL = tables.DATA / "statements.json"  # weights and threshold, written by helpers/statements.py
FEATURES = ["words", "sense", "rest", "denial"]
DEPTHS = {"lemma": 1.0, "root": 0.75, "gloss": 0.5}  # worth of a counterpart: same dictionary word, root, gloss
COMMON = (
    0.3  # weight of a word that every quotation of an event has; that of a word only one has grows with their number
)
BEFORE = 2  # quotations about nothing in particular that count for an event beside its own, so that few are no event
DIGITS = 3  # of a probability that count, since the last bits differ between machines

_FUNCTION = {"prep", "conj", "part", "pron", "pron_dem", "pron_rel", "part_neg", "part_interrog", "punc", "digit"}
_GLOSS = re.compile(r"[a-z]{4,}")


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


def _content(tokens):
    """The content words among some tokens: a list of (token, keys by depth)."""
    found = ((token, _keys(token)) for token in tokens if token.kind in {"word", "number", "foreign"})
    return [(token, keys) for token, keys in found if keys is not None]


def _telling(token):
    """Whether a content word can make a pair: numbers and what English has as a stop word cannot."""
    chosen = words.choose(token, None)
    gloss = set(re.findall(r"[a-z]+", chosen.gloss.lower())) if chosen else set()
    return token.kind != "number" and not (gloss and gloss <= ENGLISH_STOP_WORDS)


def _worth(a, b):
    """What the best thing in common of two words is worth (0 to 1)."""
    return next((worth for depth, worth in DEPTHS.items() if a[depth] & b[depth]), 0.0)


def evidence(text_a: str, text_b: str) -> str:
    """The words of two renderings that answer each other, for the reader: 'خطة = خطة | كبرى ~ كبيرة'.

    = the same dictionary word, ~ the same root, ≈ the same gloss; each word with its best counterpart.
    """
    found, theirs = [], _content(words.tokenise(text_b))
    for token, keys in _content(words.tokenise(text_a)):
        for depth, sign in zip(DEPTHS, "=~≈", strict=True):
            other = next((other for other, known in theirs if keys[depth] & known[depth]), None)
            if other:
                found.append(f"{token.plain} {sign} {other.plain}")
                break
    return " | ".join(dict.fromkeys(found))


# ---------------------------------------------------------------- renderings


class Rendering(NamedTuple):
    """One quotation as it is compared. words: keys of its n content words; telling: which of them may make a pair;
    weights (n): what they are worth in its event; whole: its vector, what its event has in common taken away; each
    (n, width): the same for its content words; denied: whether it is negated, or against something."""

    quote: Any  # its row (a named tuple) in the table of quotations
    words: list
    telling: np.ndarray
    weights: np.ndarray
    whole: np.ndarray
    each: np.ndarray
    denied: bool


def _denied(quote, tokens):
    """Whether a quotation is against what its words name: an odd number of negations, among them a cue that turns a
    noun phrase down."""
    negations = sum(token.plain.lstrip("وف") in particles.DENIALS for token in tokens)
    return bool(negations % 2) != (quote.stance == "adversarial" and quote.mode == "act")


def _seen(reports, quotes, read):
    """[(quotation, its tokens, their states)] of an event; the states of all its words have mean 0 and spread 1."""
    found, everything = [], []
    for report, text in zip(reports["report"], reports["text"], strict=True):
        own = list(quotes[quotes["report"] == report].itertuples())
        if not own:
            continue
        tokens, states = read.states(document.make(text))
        everything.append(states)
        for quote in own:
            inside = [n for n, token in enumerate(tokens) if token.start >= quote.start and token.end <= quote.end
                      and token.kind in {"word", "number", "foreign"}]  # fmt: skip
            if inside:
                found.append((quote, [tokens[n] for n in inside], states[inside]))
    middle, spread = (
        (getattr(np.concatenate(everything), part)(axis=0) for part in ("mean", "std")) if found else (0, 1)
    )
    return [(quote, tokens, (states - middle) / spread) for quote, tokens, states in found]


def renderings(reports: pd.DataFrame, quotes: pd.DataFrame, read: reader.Reader) -> list[Rendering]:
    """The Renderings of the quotations of one event. reports, quotes: as in `pairs`; read: a reader.Reader."""
    found = _seen(reports, quotes, read)
    listed = [[n for n, token in enumerate(tokens) if _keys(token) is not None] for _, tokens, _ in found]
    keys = [[_keys(tokens[n]) for n in places] for (_, tokens, _), places in zip(found, listed, strict=True)]
    counts = pd.Series(
        [key for own in keys for key in set().union(*(k["lemma"] | k["root"] for k in own))]
    ).value_counts()
    whole = [states.mean(axis=0) for _, _, states in found]
    each = [states[places] for (_, _, states), places in zip(found, listed, strict=True)]
    common = sum(whole) / (len(whole) + BEFORE) if whole else 0
    common_words = sum(own.mean(axis=0) for own in each if len(own)) / (len(each) + BEFORE) if each else 0
    made = []
    for (quote, tokens, _), places, own, vector, vectors in zip(found, listed, keys, whole, each, strict=True):
        rarest = [min(counts[key] for key in one["lemma"] | one["root"]) for one in own]
        weights = np.log((1 + len(found)) / (1 + np.array(rarest, dtype=float))) + COMMON
        telling = np.array([_telling(tokens[n]) for n in places], dtype=bool)
        made.append(
            Rendering(quote, own, telling, weights, vector - common, vectors - common_words, _denied(quote, tokens))
        )
    return made


# ---------------------------------------------------------------- one pair


def party(quote_a: Any, quote_b: Any, people: People) -> bool:
    """Whether two quotations are one party's: the same people, or a country and its institutions.

    quote_a, quote_b: rows (named tuples) with `speaker` and, where the table has them, `person` and `side`. people: a
    people.People. Who is not named is nobody's party.
    """
    named = [tables.items(str(quote.speaker or "")) for quote in (quote_a, quote_b)]
    if not all(named):
        return False
    known = [[(people.canonical(name) or {"speaker": name, "kind": ""}) for name in names] for names in named]
    ours, theirs = ({row["speaker"] for row in rows} for rows in known)
    if len(ours) == len(theirs) and all(any(_short(a, b) for b in theirs) for a in ours):
        return True
    sides = [getattr(quote, "side", "") for quote in (quote_a, quote_b)]
    bodies = all(row["kind"] in {"institution", "place"} for rows in known for row in rows)
    return bodies and sides[0] == sides[1] not in {"", "other"}


def _short(a, b):
    """Whether two names are one, or the end of the other: بيسكوف beside دميتري بيسكوف."""
    a, b = sorted((words.fold(a).split(), words.fold(b).split()), key=len)
    return bool(a) and b[-len(a) :] == a


def contradict(a: Rendering, b: Rendering) -> bool:
    """Whether two Renderings are speech acts that exclude each other: to warn of or reject what the other pledges,
    welcomes, demands or hopes for; to demand what the other says is so. A denial turns the first into its contrary."""
    stances = {a.quote.stance, b.quote.stance}
    if len(stances) == 1 or "evasive" in stances:
        return False
    against = "adversarial" in stances and "neutral" not in stances and a.denied == b.denied
    return against or "directive" in stances


def _cosine(a, b):
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / size if size else 0.0


def features(a: Rendering, b: Rendering) -> list[float] | None:
    """The FEATURES of two Renderings, None where no telling word of one answers one of the other."""
    match = np.array([[_worth(one, other) for other in b.words] for one in a.words]).reshape(len(a.words), len(b.words))
    if not match[np.ix_(a.telling, b.telling)].any():
        return None
    shares = [
        part @ weights / weights.sum() for part, weights in ((match.max(1), a.weights), (match.max(0), b.weights))
    ]
    apart = [own.each[best < DEPTHS["root"]] for own, best in ((a, match.max(1)), (b, match.max(0)))]
    rest = (
        _cosine(*(part.mean(axis=0) for part in apart))
        if all(len(part) for part in apart)
        else _cosine(a.whole, b.whole)
    )
    return [sum(shares) / 2, _cosine(a.whole, b.whole), rest, float(a.denied != b.denied)]


# ---------------------------------------------------------------- all pairs


class Likeness(NamedTuple):
    """A logistic regression of FEATURES and the probability from which two quotations are a pair."""

    weights: tuple
    bias: float
    threshold: float

    def likely(self, found: Sequence[float]) -> float:
        """Probability that two quotations with some features are one statement."""
        return float(1 / (1 + np.exp(-(np.dot(self.weights, found) + self.bias))))


def model() -> Likeness:
    """The Likeness in data/statements.json."""
    said = json.loads(MODEL.read_text("utf-8"))
    return Likeness(tuple(said["weights"][name] for name in FEATURES), said["bias"], said["threshold"])


def compared(made: Sequence[Rendering], people: People) -> Iterator[tuple[Rendering, Rendering, list[float]]]:
    """[(rendering, rendering, FEATURES)] of an event, for all two that one party may have meant as one statement."""
    for a, b in combinations(made, 2):
        if party(a.quote, b.quote, people) and not contradict(a, b):
            found = features(a, b)
            if found:
                yield a, b, found


def pairs(
    reports: pd.DataFrame, quotes: pd.DataFrame, study: Study | None = None, chosen: Likeness | None = None
) -> pd.DataFrame:
    """Candidates for one statement in two reports of the same call, one row per pair: a frame with PAIR_COLUMNS.

    reports: `report, call, text`; quotes: `report, quote, start, end, text, speaker, mode, stance` and, if there,
    `side`. study: whose speakers and verbs hold (default: the chosen one); chosen: the Likeness. `similarity` is the
    probability; `statement` numbers the statements of a call from 1. A call with one report, and reports without a
    call, have no pairs.
    """
    read, chosen = reader.of(study or shared()), chosen or model()
    quotes = quotes.sort_values(["report", "start", "end", "quote"], kind="stable")
    sizes = reports.loc[reports["call"] != "", "call"].value_counts()
    table = []
    for call in [name for name in dict.fromkeys(reports["call"]) if sizes.get(name, 0) > 1]:
        members = reports[reports["call"] == call]
        made = renderings(members, quotes[quotes["report"].isin(members["report"])], read)
        table += of_call(call, made, read.people, chosen)
    return pd.DataFrame(table, columns=PAIR_COLUMNS)


def grouped(likely: np.ndarray, threshold: float) -> list[int]:
    """The group of each of n quotations, a list of numbers from 1, for a square of probabilities.

    Groups are made so that all two of one are likely to be one statement (complete linkage, Sørensen 1948): what three
    reports say is no statement where only two and two agree.
    """
    if len(likely) < 2:
        return [1] * len(likely)
    apart = 1 - np.round(likely, DIGITS)
    np.fill_diagonal(apart, 0)
    return fcluster(linkage(squareform(apart, checks=False), "complete"), 1 - threshold, "distance").tolist()


def of_call(call: str, made: Sequence[Rendering], people: People, chosen: Likeness) -> list[tuple]:
    """Rows of `pairs` for one call."""
    place = {id(one): number for number, one in enumerate(made)}
    likely = np.zeros((len(made), len(made)))
    for a, b, found in compared(made, people):
        likely[place[id(a)], place[id(b)]] = likely[place[id(b)], place[id(a)]] = chosen.likely(found)
    group, rows = grouped(likely, chosen.threshold), []
    for (i, one), (j, two) in combinations(enumerate(one.quote for one in made), 2):
        if group[i] == group[j] and one.report != two.report:
            rows.append((group[i], one, two, round(float(likely[i, j]), DIGITS)))
    numbers = {found: number for number, found in enumerate(dict.fromkeys(row[0] for row in rows), 1)}
    return [(call, numbers[found], one.report, one.quote, one.start, one.end, two.report, two.quote, two.start,
             two.end, alike, evidence(one.text, two.text)) for found, one, two, alike in rows]  # fmt: skip


# ---------------------------------------------------------------- statements


def _worded(text):
    """The content words of a text as written (without short vowels) → their lemma and root keys."""
    return {token.plain: keys["lemma"] | keys["root"] for token, keys in _content(words.tokenise(text))}


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


def statements(found: pd.DataFrame, quotes: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The statements of each call and how each report renders them, one row per rendering: STATEMENT_COLUMNS.

    found: the frame of `pairs`. `reports` is how many reports have the statement; `in_marks` what of a rendering stands
    in marks; `shared`, `only_here` and `left_out` (what the other reports have and this one has not) are words as
    written, joined by ' | ', for all renderings a report has of it.
    """
    if found.empty:
        return pd.DataFrame(columns=STATEMENT_COLUMNS)
    ends = [found[["call", "statement", f"report_{end}", f"quote_{end}"]].set_axis(
        ["call", "statement", "report", "quote"], axis=1) for end in "ab"]  # fmt: skip
    table = pd.concat(ends).drop_duplicates().merge(quotes.drop(columns="call", errors="ignore"),
                                                    on=["report", "quote"], validate="many_to_one")  # fmt: skip
    order = {
        column: {name: at for at, name in enumerate(dict.fromkeys(reports[column]))} for column in ("call", "report")
    }
    table = table.sort_values(
        ["call", "statement", "report", "start", "end"],
        kind="stable",
        key=lambda column: column.map(order[column.name]) if column.name in order else column,
    )
    texts = dict(zip(reports["report"], reports["text"], strict=True))
    table["in_marks"] = [" | ".join(texts[row.report][a:b] for a, b in row.quoted) for row in table.itertuples()]
    table["reports"] = table.groupby(["call", "statement"])["report"].transform("nunique")
    told = {}
    for place, group in table.groupby(["call", "statement"]):
        joined = group.groupby("report", sort=False)["text"].agg(" ".join).to_dict()
        told |= {(*place, report): said for report, said in _differences(joined).items()}
    said = [told[row.call, row.statement, row.report] for row in table.itertuples()]
    table[["shared", "only_here", "left_out"]] = said
    return table[STATEMENT_COLUMNS].reset_index(drop=True)


def kept(listed: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """What each report kept: a frame of modes, one row per (call, statement), one column per report with a call.

    listed: the frame of `statements`. A cell is the mode with most of the speaker's own words, "" where the report of
    that call has nothing, and None where the report is about another call.
    """
    calls = dict(zip(reports["report"], reports["call"], strict=True))
    columns = [report for report, call in calls.items() if call]
    rank = {mode: at for at, mode in enumerate(document.MODES)}
    rows = {}
    for row in listed.itertuples():
        cells = rows.setdefault((row.call, row.statement), {r: "" if calls[r] == row.call else None for r in columns})
        if not cells[row.report] or rank.get(row.mode, 9) < rank.get(cells[row.report], 9):
            cells[row.report] = row.mode
    index = pd.MultiIndex.from_tuples(list(rows), names=["call", "statement"])
    return pd.DataFrame(list(rows.values()), index=index, columns=columns, dtype=object)


def names(listed: pd.DataFrame, call: str) -> list[str]:
    """A short Arabic name for each statement of a call: its first speaker and the first words that renderings share."""
    own = listed[listed["call"] == call]
    found = []
    for _, group in own.groupby("statement"):
        first = group.iloc[0]
        shared = " ".join(first["shared"].split(" | ")[:3])
        found.append(f"{first['speaker'].split(' | ')[0]}: {shared}")
    return found
