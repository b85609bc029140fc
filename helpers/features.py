"""What the reader is told of every token: word pieces, and what the tables, the morphology and the marks say of it.

All readings of a word are told together; which of them holds is for the network to pick. A token's features are names
such as `verb p` or `takes clause`; the weights say which of them they know and in what order.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from helpers import morphology, tables, words
from helpers.cues import Verbs
from helpers.document import Document

PIECES = 8  # of a word at most
SHORTEST = 15  # words of a text of which one can say whether it is unlike others
UNKNOWN, START = 1, 2  # numbers of two word pieces: what no piece covers, and the beginning of a window
_AGREEMENT = ("gen", "num", "per", "conj", "prep", "det")


class Told(NamedTuple):
    """What is told of the n tokens of a text; a run of line ends is one token."""

    tokens: list  # words.Token
    pieces: list  # of each token: tuple of numbers of word pieces
    lexical: list  # of each token: tuple of numbers of features
    placed: list  # of each token: tuple of numbers of features that it has from its place in the text

    def window(self, first: int, last: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(ids, first pieces, features) of tokens first:last as the network takes them; size: number of features."""
        ids, starts = [START], []
        features = np.zeros((last - first, size), bool)
        for row, place in enumerate(range(first, last)):
            starts.append(len(ids))
            ids += self.pieces[place]
            features[row, [*self.lexical[place], *self.placed[place]]] = True
        return np.array(ids), np.array(starts), features


class Strangeness(NamedTuple):
    """How unlike news prose a text is, by two measures over its words."""

    pieces: float  # pieces a word takes: few where spelling and words are those of the news
    unknown: float  # share of words that the dictionary does not have


class Lexicon:
    """Features of word types from the tables: {token.form: (pieces, features)}, remembered.

    names: features in the order of the weights. wordpiece: tokenizers.Tokenizer. lemmas: of the verbs that the table
    had when the weights were learnt; one that it has got since is known by what the table says of it alone, not by its
    letters, as hidden words were in training. verbs: cues.Verbs. people: frame of speakers.
    """

    def __init__(self, names: Sequence[str], wordpiece: Any, lemmas: Sequence[str], verbs: Verbs, people: pd.DataFrame):
        self.number = {name: place for place, name in enumerate(names)}
        self.wordpiece, self.lemmas, self.verbs = wordpiece, frozenset(lemmas), verbs
        spellings = [*people["speaker"], *(one for cell in people["spellings"] for one in tables.items(cell))]
        self.known = {words.fold(part) for spelling in spellings for part in spelling.split()}
        self.of = morphology.of_type(self._of)

    def numbers(self, names: Iterable[str]) -> tuple[int, ...]:
        """The numbers of those features that the weights know, in order."""
        return tuple(sorted({self.number[name] for name in names if name in self.number}))

    def _of(self, form):
        token = words.Token(0, len(form), *words.spelt(form))
        entries = [found.entry.lemma for found in self.verbs.forms(token.plain)] if token.kind == "word" else []
        if entries and not self.lemmas.intersection(entries):
            return (UNKNOWN,), self.numbers(self.lexical(token))
        written = words.piecewise(token.plain).encode("utf-8", "ignore").decode()  # a half character is none
        return tuple(self.wordpiece.encode(written).ids[:PIECES]) or (UNKNOWN,), self.numbers(self.lexical(token))

    def lexical(self, token: words.Token) -> Iterator[str]:
        """Names of the features that a token (words.Token) has wherever it stands."""
        yield "kind " + token.kind
        if token.kind != "word":
            return
        readings = words.readings(token)
        if not readings:
            yield "unknown"
        for reading in readings:
            yield f"verb {reading.asp}" if reading.pos == "verb" else f"pos {reading.pos}"
            for name in _AGREEMENT:
                value = getattr(reading, name)
                if value and value != "na":
                    yield f"{name} {value}"
            if reading.pron:
                yield "pronoun suffix"
        for form in self.verbs.forms(token.plain):
            yield "cue " + form.sort
            yield from (f"cue {name}" for name in ("obj", "fut", "prep") if getattr(form, name))
            yield "cue asp " + form.asp
            yield "stance " + form.entry.stance
            yield from ("takes " + complement for complement in form.entry.frames | form.entry.weak)
        if token.fold in self.known or (token.fold[:1] in "ول" and token.fold[1:] in self.known):
            yield "known name"

    def strangeness(self, told: Told) -> Strangeness | None:
        """The Strangeness of what is Told of a text, None for one of fewer than SHORTEST words."""
        word, unknown = self.number["kind word"], self.number["unknown"]
        found = [place for place, own in enumerate(told.lexical) if word in own]
        if len(found) < SHORTEST:
            return None
        return Strangeness(sum(len(told.pieces[place]) for place in found) / len(found),
                           sum(unknown in told.lexical[place] for place in found) / len(found))  # fmt: skip

    def told(self, document: Document) -> Told:
        """What is told of a Document."""
        tokens = [token for before, token in zip((None, *document.tokens), document.tokens, strict=False)
                  if token.kind != "newline" or before is None or before.kind != "newline"]  # fmt: skip
        types = [self.of(token.form) for token in tokens]
        placed = [self.numbers(names) for names in _placed(tokens, document)]
        return Told(tokens, [pieces for pieces, _ in types], [found for _, found in types], placed)


def _placed(tokens, document):
    """Names of the features that each token has from marks and residue around it."""
    segments, furniture = document.segments, document.residue
    opens, closes = {s.start for s in segments}, {s.end for s in segments}
    around, coming, place = [], 0, 0
    for token in tokens:
        while coming < len(segments) and segments[coming].start <= token.start:
            around.append(segments[coming].end)
            coming += 1
        around = [end for end in around if end > token.start]
        while place < len(furniture) and furniture[place].end <= token.start:
            place += 1
        found = [f"in marks {min(len(around), 2)}"] if around else []
        found += ["opens"] if token.start in opens else []
        found += ["closes"] if token.end in closes else []
        found += ["residue"] if place < len(furniture) and furniture[place].start <= token.start else []
        yield tuple(found)
