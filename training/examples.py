"""Annotated texts as the network learns from them: tokens, features, and what is right for each, in token numbers."""

import json
from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import document, words
from helpers.entities import generic
from helpers.extraction import MODES, spans_of
from helpers.features import START

OPENING = frozenset("«“\"‘('„‹”»")
LABELS = ("none", *MODES)


class Cue(NamedTuple):
    """One gold quotation. A quotation without a cue hangs on the mark that opens it."""

    place: int
    mode: int  # of LABELS
    content: tuple  # first and last token
    mention: tuple | None  # first and last token


class Example(NamedTuple):
    """One text of n tokens. tags and names: 0 outside, 1 begins, 2 goes on."""

    name: str  # folder/stem
    text: str
    told: object  # features.Told
    ids: np.ndarray  # word pieces, a START before them
    first: np.ndarray  # (n,) the first piece of each token
    features: np.ndarray  # (n, features) of bool
    cues: list  # of Cue
    tags: np.ndarray  # (n,) mentions of those who speak
    names: np.ndarray  # (n,) the part of a mention that gold gives as the speaker
    spans: list  # (first, end) of every mention
    right: list  # for each cue, the numbers of the spans that name its speaker
    quotes: list  # gold as read


def load(folders, lexicon):
    """Examples of every NAME.txt with NAME.json (gold/GUIDE's form) in some folders, in order of folder and name."""
    found = []
    for folder in map(Path, folders):
        for path in sorted(folder.glob("*.json")):
            gold = json.loads(path.read_text("utf-8"))
            if isinstance(gold, dict) and "quotes" in gold:
                text = path.with_suffix(".txt").read_bytes().decode("utf-8")
                found.append(example(f"{folder.name}/{path.stem}", text, gold["quotes"], lexicon))
    return found


def example(name, text, quotes, lexicon):
    """The Example of one text with its gold quotations ([] for a text without annotation)."""
    told = lexicon.told(document.make(text))
    ids, first, features = told.window(0, len(told.tokens), len(lexicon.number))
    assert ids[0] == START
    places = _Places(told.tokens)
    levelled = [words.name_words(token.form) for token in told.tokens]
    cues = [_cue(quote, places, told.tokens) for quote in quotes]
    speakers = [[_levelled(one) for one in quote["speaker"]] for quote in quotes]
    tags = np.zeros(len(levelled), np.int64)
    called = {}  # span of a mention → the one it names
    for cue, who in zip(cues, speakers, strict=True):
        if cue.mention:
            a, b = cue.mention
            tags[a], tags[a + 1 : b + 1] = 1, 2
            if len(who) == 1:
                called[a, b + 1] = who[0]
    names = _names(cues, speakers, levelled)
    for who in speakers:
        for one in who:
            _mark(one, levelled, tags)
            _mark(one, levelled, names)
    spans = spans_of(tags.tolist())
    right = [_right(who, spans, called, levelled) for who in speakers]
    return Example(name, text, told, ids, first, features, cues, tags, names, spans, right, quotes)


class _Places:
    """From code points to tokens."""

    def __init__(self, tokens):
        self.tokens, self.starts = tokens, [token.start for token in tokens]

    def at(self, place):
        number = max(0, bisect_right(self.starts, place) - 1)
        beyond = self.tokens[number].end <= place and number + 1 < len(self.tokens)
        return number + 1 if beyond else number

    def of(self, span):
        """First and last token of a span of code points."""
        first = self.at(span[0])
        return first, max(first, self.at(max(span[1] - 1, span[0])))


def _cue(quote, places, tokens):
    content = places.of(quote["content"])
    if quote["cue"]:
        place = places.of(quote["cue"])[0]
    else:
        place = content[0] - (content[0] > 0 and tokens[content[0] - 1].form in OPENING)
    mention = places.of(quote["mention"]) if quote.get("mention") else None
    return Cue(place, LABELS.index(quote["mode"]), content, mention)


def _levelled(name):
    return [word for part in name.split() for word in words.name_words(part)]


def _own(name):
    """The words of a name that name somebody; all of them where none does."""
    return [word for word in name if word not in generic()] or name


def _right(who, spans, called, levelled):
    own = [_own(one) for one in who]
    return [number for number, span in enumerate(spans)
            if any(_alike(_own([w for i in range(*span) for w in levelled[i]]), part) or called.get(span) == one
                   for one, part in zip(who, own, strict=True))]  # fmt: skip


def _alike(a, b):
    """One name is the beginning or the end of the other."""
    a, b = sorted((a, b), key=len)
    return bool(a) and (b[-len(a) :] == a or (len(b) <= 4 and b[: len(a)] == a))


def _mark(name, levelled, labels):
    """Label every place where a name stands whole and nothing is labelled yet."""
    size = len(name)
    for at in range(len(levelled) - size + 1):
        here = [levelled[at + k] == (name[k],) for k in range(size)]
        if size and all(here) and not labels[at : at + size].any():
            labels[at], labels[at + 1 : at + size] = 1, 2


def _names(cues, speakers, levelled):
    """Labels of the longest run of each speaker's name inside the mention that gold gives it."""
    labels = np.zeros(len(levelled), np.int64)
    for cue, who in zip(cues, speakers, strict=True):
        if cue.mention:
            for a, b in _runs(levelled, cue.mention[0], cue.mention[1] + 1, who):
                labels[a], labels[a + 1 : b] = 1, 2
    return labels


def _forms(word):
    """A written word with and without a glued conjunction or preposition."""
    yield word
    if len(word) > 3 and word[0] in "وفبلك":
        yield word[1:]
    if word.startswith("لل") and len(word) > 4:
        yield "ال" + word[2:]


def _runs(levelled, low, high, names):
    """(start, end) of the longest run of each name's words in tokens low:high; one other word may stand between."""
    found, used = [], set()
    for name in names:
        holds = [any(set(name).intersection(_forms(word)) for word in levelled[place]) for place in range(low, high)]
        best, at = (0, 0, 0), low
        while at < high:
            if at in used or not holds[at - low]:
                at += 1
                continue
            hits, end = _run(levelled, holds, at, low, high, used)
            best = max(best, (hits, -at, end))
            at = end
        if best[0]:
            found.append((-best[1], best[2]))
            used |= set(range(-best[1], best[2]))
    return sorted(found)


def _run(levelled, holds, at, low, high, used):
    """(words of the name, end) of the run that begins at a token."""
    hits, end, gap, place = 0, at, 0, at
    while place < high and place not in used and gap <= 1:
        if holds[place - low]:
            hits, end, gap = hits + len(levelled[place]), place + 1, 0
        elif levelled[place]:
            gap += 1
        place += 1
    return hits, end
