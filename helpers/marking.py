"""What of a content stands in quotation marks: its quoted words, its bounds at marks, and the mode that follows.

These are rules, since the annotation defines them so: a content whose every word stands in marks is direct; one with
marks inside is mixed and keeps the marks at its edges; without marks nothing is quoted.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from helpers.document import MODES, Document, Span

QUOTING = frozenset({"double", "single"})
NEAR = 2  # code points between a content and the mark that it begins or ends at
_WORDS = frozenset({"word", "foreign", "number"})


class Marked(NamedTuple):
    """A content as the marks have it: its mode, its (start, end), the quoted (start, end) spans in it."""

    mode: str
    content: tuple
    quoted: tuple


class Marks:
    """The marks of a Document, to be asked for contents."""

    def __init__(self, document: Document):
        self.tokens, self.starts = document.tokens, [token.start for token in document.tokens]
        self.quotations = _outermost(s for s in document.segments if s.family in QUOTING)
        self.brackets = _outermost(s for s in document.segments if s.family not in QUOTING)
        self.labels = [s for s in document.segments if s.family in QUOTING]
        self.edges = {edge for s in document.segments for edge in (s.inner_start, s.inner_end)}
        self.openings = {s.start for s in document.segments if s.start < s.inner_start}

    def of(self, content: Span, shares: Sequence[float]) -> Marked:
        """The Marked of a content (start, end). shares: of MODES, by the network."""
        liked = max(range(len(MODES)), key=lambda k: (shares[k], -k))
        own = self._within(self.quotations, content)
        if own and MODES[liked] != "mixed" and self._all_in(own, content):
            return Marked("direct", (own[0].inner_start, own[-1].inner_end), _inner(own))
        if MODES[liked] in {"direct", "mixed"}:
            own = own or self._within(self.brackets, content)
            if MODES[liked] == "direct" and own and self._all_in(own, content):
                return Marked("direct", (own[0].inner_start, own[-1].inner_end), _inner(own))
            if MODES[liked] == "direct" and own and own[0].closed and abs(own[0].inner_start - content[0]) <= NEAR:
                # the reporter's words after a closing mark are not the speaker's
                return Marked("direct", (own[0].inner_start, own[-1].inner_end), _inner(own))
            if MODES[liked] == "direct" and self._at_mark(content):
                return Marked("direct", content, (content,))
            if own:
                return Marked("mixed", _with_marks(own, content), _inner(own, content[1]))
            liked = max((MODES.index("indirect"), MODES.index("act")), key=lambda k: shares[k])
        return Marked(MODES[liked], content, ())

    def _within(self, segments, content):
        """Segments that begin inside a content, their mark at most a little before it, and have words there."""
        start, end = content
        first = bisect_left(segments, start - NEAR, key=lambda s: s.inner_start)
        last = bisect_left(segments, end, key=lambda s: s.inner_start)
        return [s for s in segments[first:last] if s.inner_end > start and (s.inner_end <= end + NEAR or not s.closed)]

    def _all_in(self, segments, content):
        """Whether every word of a content stands in one of some segments."""
        first, last = bisect_left(self.starts, content[0]), bisect_left(self.starts, content[1])
        return all(any(s.inner_start <= token.start and token.end <= s.inner_end for s in segments)
                   for token in self.tokens[first:last] if token.kind in _WORDS)  # fmt: skip

    def _at_mark(self, content):
        """Whether a mark of any kind stands at the beginning or the end of a content."""
        before, after = bisect_left(self.starts, content[0]) - 1, bisect_left(self.starts, content[1])
        return any(edge in self.edges for edge in content) or any(
            0 <= place < len(self.tokens) and self.tokens[place].form in _GLYPHS for place in (before, after, after + 1)
        )

    def not_speech(self, marked: Sequence[Any]) -> list[Span]:
        """Spans in quotation marks that no Marked claims as somebody's words: names, titles, terms."""
        claimed = sorted(span for one in marked for span in one.quoted)
        starts = [start for start, _ in claimed]
        found = []
        for label in self.labels:
            place = bisect_right(starts, label.inner_start + NEAR)
            near = claimed[max(0, place - 4) : place]
            if not any(start - NEAR <= label.inner_start < end for start, end in near):
                found.append((label.inner_start, label.inner_end))
        return found


_GLYPHS = frozenset("«»“”„‟\"'‹›‘’")


def _outermost(segments):
    """Those of some segments that lie in no other, in order."""
    found = []
    for segment in sorted(segments, key=lambda s: (s.inner_start, -s.inner_end)):
        if not found or segment.inner_start >= found[-1].inner_end:
            found.append(segment)
    return found


def _inner(segments, until=None):
    """The insides of segments, cut at `until` where one has no closing mark."""
    spans = ((s.inner_start, min(s.inner_end, until) if until else s.inner_end) for s in segments)
    return tuple((start, end) for start, end in spans if start < end)


def _with_marks(segments, content):
    """A content with the marks at its edges."""
    start, end = content
    if abs(segments[0].inner_start - start) <= NEAR:
        start = min(start, segments[0].start)
    if segments[-1].closed and 0 <= segments[-1].end - end <= NEAR + 1:
        end = segments[-1].end
    return start, end
