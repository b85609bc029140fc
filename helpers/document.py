"""A document: one text with what later stages look up in it, made once and never changed.

Every later stage takes a Document and returns a table of its own; none writes into it, so results cannot depend on the
order in which questions are asked. The morphology of a word belongs to its type and is asked of `words.readings`.
"""

from typing import NamedTuple

from helpers import marks, residue, sentences, words


class Document(NamedTuple):
    """All spans half-open, in code points of `text`."""

    text: str  # as stored
    tokens: tuple  # of words.Token
    segments: tuple  # of marks.Segment: what stands in quotation marks or brackets
    residue: tuple  # of residue.Residue
    sentences: tuple  # of sentences.Sentence, without residue; a photo caption is one of the kind `caption`


def make(text):
    """The Document of a text (a str). Works on any text; time grows linearly with its length."""
    tokens, segments, furniture = words.tokenise(text), marks.pair(text), residue.find(text)
    units = _of_report(text, tokens, sentences.segment(text, tokens, segments), furniture)
    return Document(text, tuple(tokens), tuple(segments), tuple(furniture), tuple(units))


def _of_report(text, tokens, units, furniture):
    """The sentences that are part of the report: residue left out, photo captions kept as such."""
    place = 0
    for sentence in units:
        while place < len(furniture) and furniture[place].end <= sentence.start:
            place += 1
        if place == len(furniture) or sentence.start < furniture[place].start:
            yield sentence
        elif furniture[place].reason == "caption":
            yield sentence._replace(kind="caption")
        elif furniture[place].end < sentence.end:
            rest = text[furniture[place].end : sentence.end]
            start = sentence.end - len(rest.lstrip())
            # a pattern of one's own may cut through a word, which then belongs to the residue
            first = next((i for i in range(sentence.first, sentence.last) if tokens[i].start >= start), None)
            if first is not None:
                yield sentence._replace(start=tokens[first].start, first=first)
