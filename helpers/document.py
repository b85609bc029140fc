"""A document: one text with what later stages look up in it, made once and never changed.

Every later stage takes a Document and returns a table of its own; none writes into it, so results cannot depend on the
order in which questions are asked. The morphology of a word belongs to its type and is asked of `words.readings`.
"""

from itertools import islice, takewhile
from typing import NamedTuple

from helpers import marks, residue, sentences, words

MODES = ("direct", "mixed", "indirect", "act")  # of quotations, from most to least of the speaker's own words
OVERLAP = 0.5  # two spans that overlap by as much are the same place
Span = tuple[int, int]  # half-open: of code points, or of tokens where it is said


class Document(NamedTuple):
    """All spans half-open, in code points of `text`."""

    text: str  # as stored
    tokens: tuple  # of words.Token
    segments: tuple  # of marks.Segment: what stands in quotation marks or brackets
    residue: tuple  # of residue.Residue
    sentences: tuple  # of sentences.Sentence, without residue; a photo caption is one of the kind `caption`


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two half-open spans (0–1)."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return 0.0 if common <= 0 else common / (max(a[1], b[1]) - min(a[0], b[0]))


def same_place(one: Span, other: Span) -> bool:
    """Whether two spans overlap by OVERLAP or more."""
    return overlap(one, other) >= OVERLAP


def make(text: str, patterns: residue.Patterns | None = None) -> Document:
    """The Document of a text (a str). Works on any text; time grows linearly with its length.

    patterns: residue.Patterns, default the shared ones.
    """
    tokens, segments, furniture = words.tokenise(text), marks.pair(text), residue.find(text, patterns)
    units = _of_report(text, tokens, sentences.segment(text, tokens, segments), furniture)
    return Document(text, tuple(tokens), tuple(segments), tuple(furniture), tuple(units))


def _of_report(text, tokens, units, furniture):
    """The sentences that are part of the report: residue around them left out, photo captions kept as such.

    Of a sentence that begins or ends with residue the rest is kept; residue in its middle stays inside it.
    """
    place = 0
    for sentence in units:
        while place < len(furniture) and furniture[place].end <= sentence.start:
            place += 1
        around = list(takewhile(lambda item, end=sentence.end: item.start < end, islice(furniture, place, None)))  # type: ignore[misc]
        if not around:
            yield sentence
        elif around[0].reason == "caption" and around[0].end >= sentence.end:
            yield sentence._replace(kind="caption")
        else:
            yield from _without(tokens, sentence, around)


def _without(tokens, sentence, around):
    """A sentence without the residue at its ends; nothing where no word is left."""
    first, last = sentence.first, sentence.last

    def cut(token):  # a pattern of one's own may cut through a word, which then belongs to the residue
        return any(item.start < token.end and token.start < item.end for item in around)

    while first < last and cut(tokens[first]):
        first += 1
    while first < last and cut(tokens[last - 1]):
        last -= 1
    if any(token.kind in {"word", "foreign", "number"} for token in tokens[first:last]):
        yield sentence._replace(start=tokens[first].start, end=tokens[last - 1].end, first=first, last=last)
