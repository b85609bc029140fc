"""Quotation marks: which marks of a page belong together, and what stands between them.

Newspapers mix their marks: « » and “ ” and " " on one page, HTML entities, doubled apostrophes, a closing mark where
an opening one belongs, no partner at all. Nothing here fails on such a page and no mark reaches beyond its paragraph:
what has no partner runs to where the words plainly end.
"""

import html
import re
from bisect import bisect_right
from typing import NamedTuple

from helpers import lines, words

# one name per family; marks of one family may close each other («…" is common), families may cross or nest
_FAMILY = {
    **dict.fromkeys("«»“”„‟\"", "double"),
    **dict.fromkeys("‹›‘’", "single"),
    **dict.fromkeys("()", "round"),
    **dict.fromkeys("{}", "curly"),
}  # fmt: skip
_OPENS, _CLOSES = set("«“„‹‘({"), set("»”‟›’)}")
_INVISIBLE = re.compile(f"[{words.INVISIBLE}]")
_ON_LETTERS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]")
# up to the end of the first letter, with the vowels and the tatweel that it carries
_FIRST_LETTER = re.compile(f"[\\s{words.INVISIBLE}]*.?(?:{_ON_LETTERS.pattern}|[ـ{words.INVISIBLE}])*", re.DOTALL)
_MARK = re.compile(
    # looking first whether a mark begins here at all spares the alternatives at every letter: four fifths of the time
    f"(?=[{re.escape(''.join(_FAMILY))}&'`,<>′.!؟?\r\n\u2028\u2029\x85])(?:"
    # one mark over and over with no word between is a ruled line, not a quotation
    '(?P<noise>(?P<ruled>[«»“”„‟"‹›‘’(){}])(?:[ \t]?(?P=ruled)){7,})'
    f"|(?P<entity>{words.ENTITY.pattern})|(?P<tag>{words.TAG.pattern})"
    f"|(?P<doubled>(?P<first>['`,<>‘’′])[{words.INVISIBLE}]*(?P=first))"
    '|(?P<glyph>[«»“”„‟"‹›‘’(){}])'
    f"|(?P<stop>[.!؟?](?=[{words.INVISIBLE}]*(?:\\s|$)))"
    "|(?P<line>[\r\n\u2028\u2029\x85]+))",
    re.IGNORECASE,
)
_DOUBLED = {"''": '"', "``": '"', "′′": '"', ",,": "„", "<<": "«", ">>": "»", "‘‘": "“", "’’": "”"}
_DEPTH = 4  # more open marks than this at once is noise, and a bound keeps the time linear


class Segment(NamedTuple):
    """What one pair of marks holds. All numbers are code points; text[inner_start:inner_end] is without the marks.

    start, end: with the marks. family: double, single, round or curly. closed: False where one mark is missing.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    family: str
    closed: bool


class _Mark(NamedTuple):
    start: int
    end: int
    glyph: str
    family: str


def _is_edge(letter):
    return letter.isspace() or bool(_INVISIBLE.match(letter))


def _letter_before(text, place):
    """The character before a place that a reader sees: no direction mark, and no vowel that sits on a letter."""
    while place and (_INVISIBLE.match(text[place - 1]) or _ON_LETTERS.match(text[place - 1])):
        place -= 1
    return text[place - 1] if place else " "


def _letter_after(text, place):
    """The character at or after a place that a reader sees."""
    while place < len(text) and _INVISIBLE.match(text[place]):
        place += 1
    return text[place] if place < len(text) else " "


def _side(text, mark):
    """What the white space around a mark says: 'open', 'close' or '' where it says nothing."""
    before, after = _letter_before(text, mark.start), _letter_after(text, mark.end)
    left = before.isspace() or before in ":([{،؛ـ"
    right = after.isspace() or after in ".،,؛:!؟?)]}"
    if left and not right:
        return "open"
    if right and not left:
        return "close"
    return ""


def _opens(text, mark, stack, marks, number):
    """Whether a mark opens: its glyph decides where it has a direction, else its surroundings, else what is open."""
    if mark.glyph in "(){}":
        return mark.glyph in "({"
    side = _side(text, mark)
    waiting = bool(stack)
    if mark.glyph in _OPENS:
        # an opening glyph in a closing place, with something to close
        return not (waiting and side == "close")
    if mark.glyph in _CLOSES:
        return not waiting and side == "open"
    if not waiting:
        return side != "close"
    if stack[-1].glyph not in '"':
        return side == "open" and _FAMILY[stack[-1].glyph] == "double"
    # "… "name" …": an opening mark inside an open one, where two closing ones follow
    ahead = [other for other in marks[number + 1 : number + 3] if other.glyph == mark.glyph] if side == "open" else ()
    return len(ahead) == 2 and all(_side(text, other) == "close" for other in ahead)


def _segment(text, start, inner_start, inner_end, end, family, closed):
    """The Segment with its inside trimmed of white space, or None where nothing but space is inside."""
    while inner_start < inner_end and _is_edge(text[inner_start]):
        inner_start += 1
    while inner_end > inner_start and (_is_edge(text[inner_end - 1]) or text[inner_end - 1] in ".،,"):
        inner_end -= 1
    if inner_start >= inner_end:
        return None
    return Segment(start, end, inner_start, inner_end, family, closed)


def _close(text, stack, mark):
    """Pair a closing mark with the innermost fitting open one; open marks above it are given up as unpartnered."""
    fitting = next((k for k in range(len(stack) - 1, -1, -1) if _fits(stack[k], mark)), len(stack) - 1)
    opener = stack[fitting]
    lost = stack[fitting + 1 :]
    del stack[fitting:]
    return _segment(text, opener.start, opener.end, mark.start, mark.end, mark.family, True), lost


def _fits(opener, closer):
    pairs = {"«": "»", "“": "”", "„": "“”‟", "‹": "›", "‘": "’", '"': '"', "(": ")", "{": "}", "”": "“”", "»": "«»"}
    return closer.glyph in pairs.get(opener.glyph, "")


def _in_word(text, mark):
    """Whether letters stand right before and after a mark."""
    return _letter_before(text, mark.start).isalpha() and _letter_after(text, mark.end).isalpha()


def _paragraph(text, marks, stops, end):
    """Segments of one paragraph. marks: its _Mark list in order. stops: ends of its sentences. end: its last offset."""
    stacks = {"double": [], "single": [], "round": [], "curly": []}
    found, open_ended = [], []
    for number, mark in enumerate(marks):
        if mark.glyph in "’‘" and _in_word(text, mark):
            continue  # an apostrophe
        stack = stacks[mark.family]
        if _opens(text, mark, stack, marks, number):
            stack.append(mark)
            if len(stack) > _DEPTH:
                open_ended.append(stack.pop(0))
        elif stack:
            segment, lost = _close(text, stack, mark)
            found.append(segment)
            open_ended += lost
        elif mark.family == "double":
            found.append(_one_sided_close(text, mark, marks[number - 1].end if number else None, stops))
    open_ended += [mark for family in ("double", "single") for mark in stacks[family]]
    found += _one_sided_open(text, [mark for mark in open_ended if mark.family == "double"], marks, stops, end)
    return sorted({segment for segment in found if segment})


def _one_sided_close(text, mark, previous, stops):
    """A closing mark without an opening one: the words begin after the colon or sentence end before it."""
    inside = mark.start  # a stop with nothing but space between it and the mark ends the quotation, not what is before
    while inside and _is_edge(text[inside - 1]):
        inside -= 1
    before = bisect_right(stops, inside - 1)
    floor = max(previous or 0, stops[before - 1] if before else 0)
    colon = text.rfind(":", floor, mark.start)
    start = colon + 1 if colon >= 0 else floor
    return _segment(text, start, start, mark.start, mark.end, mark.family, False)


def _one_sided_open(text, openers, marks, stops, end):
    """Opening marks without a closing one: the words end at the sentence end, the next mark or the paragraph's end."""
    if not openers:
        return []
    ends = sorted({mark.start for mark in marks if mark.family == "double"} | set(stops) | {end})
    found, place = [], 0
    for mark in sorted(openers):
        beyond = _FIRST_LETTER.match(text, mark.end).end()
        while place < len(ends) - 1 and ends[place] <= beyond:
            place += 1
        found.append(_segment(text, mark.start, mark.end, max(ends[place], mark.end), max(ends[place], mark.end),
                              mark.family, False))  # fmt: skip
    return found


def pair(text: str) -> list[Segment]:
    """All segments of a text that stand in quotation marks or brackets, in order: a list of Segment.

    Brackets are reported too (families round and curly, only with both partners): some pages quote with them, and
    only the words around can tell.
    """
    segments, marks, stops, start = [], [], [], 0
    soft = lines.soft(text)
    for match in _MARK.finditer(text):
        kind = match.lastgroup
        if kind in {"noise", "tag"} or (kind == "line" and match.start() in soft):
            continue
        if kind == "line":
            segments += _paragraph(text, marks, [start, *stops], match.start())
            marks, stops, start = [], [], match.end()
        elif kind == "stop":
            stops.append(match.end())
        else:
            written = _INVISIBLE.sub("", match[0])
            glyph = html.unescape(written.lower()) if kind == "entity" else _DOUBLED.get(written, written)
            if glyph in _FAMILY:
                marks.append(_Mark(match.start(), match.end(), glyph, _FAMILY[glyph]))
    return segments + _paragraph(text, marks, [start, *stops], len(text))
