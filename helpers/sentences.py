"""Paragraphs and sentences that respect quotation marks.

A paragraph is a line. A full stop inside a quotation does not end the sentence of the reporter; the stops of initials
(أ.ف.ب), titles (د.), decimals and ellipses end nothing.
"""

from typing import NamedTuple

from helpers import marks, particles, words

_ENDS = set(".!؟?")
_HEADLINE_WORDS = 25  # a longer first line is a story that lost its full stop
_HEADING_WORDS = 9
_QUOTATION = {"double", "single"}


class Sentence(NamedTuple):
    """One sentence. start, end: code points. paragraph: its number from 0. kind: headline, heading or body.

    first, last: its tokens are tokens[first:last].
    """

    start: int
    end: int
    paragraph: int
    kind: str
    first: int
    last: int


def _protected(segments):
    """Outermost closed quotations as sorted (start, end) spans; a stop inside them ends no sentence."""
    spans, reach = [], -1
    for segment in sorted(segments):
        if segment.closed and segment.start >= reach and segment.family in _QUOTATION | {"round"}:
            spans.append((segment.inner_start, segment.end))
            reach = segment.end
    return spans


def _is_stop(text, tokens, place):
    """Whether the mark at tokens[place] ends a sentence (quotations are looked after elsewhere)."""
    token = tokens[place]
    if token.form not in _ENDS:
        return False
    if token.form != ".":
        return True
    before, after = _touching(text, tokens, place - 1, place), _touching(text, tokens, place + 1, place)
    if "." in {before and before.form, after and after.form}:
        return False  # an ellipsis, or a row of dots
    if before and before.kind in {"word", "foreign"} and len(before.plain) == 1:
        # initials and titles: أ.ف.ب, د. فلان; but a lone letter after a space and before a line end may end a sentence
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        return following is None or following.kind == "newline"
    if before and after and before.plain in particles.LETTERS:
        return False  # إم.إتش 370
    if before and before.kind == "foreign" and after and after.kind != "mark":
        return False  # an address such as example.org
    return not (after and after.kind == "number")


def _touching(text, tokens, other, place):
    """The token at `other` if no white space parts it from its neighbour at `place`, else None."""
    if not 0 <= other < len(tokens) or tokens[other].kind == "newline":
        return None
    first, second = sorted((tokens[other], tokens[place]))
    return None if any(letter.isspace() for letter in text[first.end : second.start]) else tokens[other]


def _paragraphs(tokens):
    """(first, last) token numbers of every non-empty line."""
    first = 0
    for place, token in enumerate(tokens):
        if token.kind == "newline":
            if place > first:
                yield first, place
            first = place + 1
    if len(tokens) > first:
        yield first, len(tokens)


def _cuts(text, tokens, first, last, spans, cursor):
    """Token numbers after which a sentence of this paragraph ends, and the place reached in `spans`."""
    cuts = []
    for place in range(first, last):
        token = tokens[place]
        if token.kind != "mark":
            continue
        while cursor < len(spans) and spans[cursor][1] <= token.start:
            cursor += 1
        inside = cursor < len(spans) and spans[cursor][0] <= token.start < spans[cursor][1]
        if inside:
            closing = token.end >= spans[cursor][1]
            if closing and place > first and tokens[place - 1].form in _ENDS and _new_start(tokens, place + 1, last):
                cuts.append(place + 1)
        elif _is_stop(text, tokens, place) and place + 1 < last and tokens[place + 1].form not in _ENDS:
            cuts.append(place + 1)
    return cuts, cursor


def _new_start(tokens, place, last):
    """Whether a new sentence begins after a quotation that closed with its own full stop: a word with و, no comma."""
    return place < last and tokens[place].kind == "word" and tokens[place].fold[0] in "وف"


def _kinds(tokens, bounds):
    """headline, heading or body for every paragraph: opening lines without a stop, and short lines between others."""
    kinds, opening = [], True
    for first, last in bounds:
        count = sum(token.kind in {"word", "foreign", "number"} for token in tokens[first:last])
        stopped = tokens[last - 1].form in {".", "؛", ":"} or (last - first > 1 and tokens[last - 2].form == ".")
        if opening and not stopped and count <= _HEADLINE_WORDS:
            kinds.append("headline")
            continue
        if count:
            opening = False
        kinds.append("heading" if not stopped and 0 < count <= _HEADING_WORDS else "body")
    return kinds


def segment(
    text: str, tokens: list[words.Token] | None = None, segments: list[marks.Segment] | None = None
) -> list[Sentence]:
    """Sentences of a text, in order: a list of Sentence.

    tokens: words.tokenise(text). segments: marks.pair(text).
    """
    tokens = words.tokenise(text) if tokens is None else tokens
    segments = marks.pair(text) if segments is None else segments
    spans, cursor, found = _protected(segments), 0, []
    bounds = list(_paragraphs(tokens))
    for number, ((first, last), kind) in enumerate(zip(bounds, _kinds(tokens, bounds), strict=True)):
        cuts, cursor = _cuts(text, tokens, first, last, spans, cursor)
        start = first
        for cut in [*cuts, last]:
            if cut > start:
                found.append(Sentence(tokens[start].start, tokens[cut - 1].end, number, kind, start, cut))
                start = cut
    return found
