"""Line breaks: which end a paragraph, and which came from a column, a mail program or a link and mean nothing.

Nothing is changed in the text. A break that means nothing is *soft*: tokens, marks, residue and sentences look through
it as through a space. What decides is first the break itself (a full stop alone on the next line, a preposition at the
end of this one) and then the page as a whole: where lines are as long as a column and break as soon as the next word
would not fit, the breaks are the column's.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from helpers import particles

BREAK = re.compile("\r\n|[\n\r\u2028\u2029\x85]")
_LINE = re.compile("[^\n\r\u2028\u2029\x85]+")
_UNWRITTEN = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_STOPPED = re.compile(r"[.!؟?:؛…][»”\"'’)\]]*$")
_STOPS = re.compile(r"[.!؟?؛…](?=\s|[»”\"]|$)")
_CLOSING = re.compile(r"[.،؛:!؟?,)](?!\.)")  # what no line begins with
_NUMBER = re.compile(r"[-–—\s]*\d{1,4}[-–—\s]*$")  # of a page
NARROW, WIDE = 18, 140  # characters of a column; a paragraph on one line is longer
FULL = 0.8  # of the widest line, for letters are not all of one width
FULL_SHARE = 0.75  # of the lines without a stop that must be full before a column is believed
FEWEST = 2
FEWEST_NARROW, NARROWER = 6, 30  # in columns as narrow as an item of a list
SPACED = 4  # lines, before a blank one after each is taken for a way of spacing
SENTENCE = 12  # lines of a sentence at most: verses and lists have no stops


class _Line(NamedTuple):
    start: int
    end: int  # without white space at the ends
    blank: bool  # a blank line stands before it
    length: int  # in letters, without vowels and what is not seen
    text: str


@lru_cache(maxsize=4)
def soft(text: str) -> frozenset[int]:
    """Where a text has line breaks that mean nothing: a frozenset of the offsets at which they begin.

    CRLF counts as one break. A blank line always means something, unless every line of the text is followed by one.
    """
    written = _written(text)
    if len(written) < 2:
        return frozenset()
    spaced = len(written) >= SPACED and all(line.blank for line in written[1:])
    pairs = [(above, below) for above, below in pairwise(written) if spaced or not below.blank]
    joins = [pair for pair in pairs if _broken(*pair)]
    joins += _fragments(pairs) if not spaced else []
    joins += _of_column(written, pairs)
    return frozenset(found.start() for above, below in joins for found in BREAK.finditer(text, above.end, below.start))


def paragraphs(text: str) -> list[tuple[int, int]]:
    """(start, end) of each line that holds text as its author meant it: soft breaks are inside, white space outside."""
    if not BREAK.search(text):
        stripped = text.strip()
        start = text.index(stripped)
        return [(start, start + len(stripped))] if stripped else []
    meaningless, found = soft(text), []
    for line in _written(text):
        joined = found and any(b.start() in meaningless for b in BREAK.finditer(text, found[-1][1], line.start))
        found[-1:] = [(found[-1][0], line.end)] if joined else [*found[-1:], (line.start, line.end)]
    return found


def physical(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of each line that holds text between two places, as it stands in the file."""
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        stripped = match[0].strip()
        if stripped:
            at = match.start() + match[0].index(stripped)
            yield at, at + len(stripped)


def _written(text):
    found, at = [], 0
    for start, end in physical(text):
        blank = len(BREAK.findall(text, at, start)) > 1
        found.append(_Line(start, end, blank, len(_UNWRITTEN.sub("", text[start:end])), text[start:end]))
        at = end
    return found


def _broken(above, below):
    """Whether a break stands where no paragraph can end or none begin."""
    last = above.text.rpartition(" ")[2]
    return bool(_CLOSING.match(below.text)) or last in particles.GO_ON or last.lstrip("وف") in particles.GO_ON


def _fragments(pairs):
    """Breaks of a page whose sentences all end in a stop that stands alone on its line: each link began a new line."""
    stops = sum(below.text == "." for _, below in pairs)
    if stops < FEWEST:
        return []
    return [(above, below) for above, below in pairs[1:] if not _STOPPED.search(above.text)]


def _of_column(written, pairs):
    """Breaks that a column of some width made."""
    width = max(line.length for line in written)
    if not NARROW <= width <= WIDE:
        return []
    full = {above for above, below in pairs if above.length + 1 + _first(below) > FULL * width}
    open_ = [above for above, _ in pairs if not _STOPPED.search(above.text)]
    column = [above for above in open_ if above in full]
    stops = sum(len(_STOPS.findall(line.text)) for line in written)
    fewest = FEWEST if width >= NARROWER else FEWEST_NARROW
    if len(column) < max(fewest, FULL_SHARE * len(open_)) or stops * SENTENCE < len(column):
        return []
    found = [pair for pair in pairs if pair[0] in full and not _NUMBER.match(pair[1].text)]
    for (above, number), (_, below) in pairwise(pairs):
        if above in full and _NUMBER.match(number.text) and not _STOPPED.search(above.text):
            found += [(above, number), (number, below)]
    return found


def _first(line):
    return len(_UNWRITTEN.sub("", line.text.partition(" ")[0]))
