"""Residue: what a page adds to a report and nobody wrote as part of it (date stamps, share prompts, comment forms).

Nothing is removed. Residue is a list of spans with a reason each; the rest of the text is what was kept, so that
residue + kept = text. The patterns stand in `data/residue.csv`; their scope says where they count:

- `head`   a whole line among the first three lines with text
- `line`   a whole line anywhere
- `tail`   a whole line and all that follows, provided no full paragraph follows
- `start`  the beginning of a line, of which the rest is kept

A photo caption is residue for quotations (nobody says it) but a unit of its own for frames.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from helpers import lines, tables, words

HEAD_LINES = 3
HEADLINE = 400  # characters of a headline at most
PARAGRAPH_WORDS = 25  # a line with more words than this is a paragraph of a report, not furniture
_VOWEL = re.compile(words._STRIP.pattern + r"\??")  # in a pattern, where it may stand as an optional letter
_BLANK = "\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # all white space but the space
_UNUSUAL = re.compile(f"[{words._STRIP.pattern[1:-1]}{_BLANK}]")  # one class: an alternative costs twice the time
COLUMNS = ["report", "start", "end", "reason", "words"]


class Residue(NamedTuple):
    """A span of page furniture: half-open, in code points, with the reason from the table."""

    start: int
    end: int
    reason: str


@lru_cache(maxsize=1)
def patterns():
    """(reason, scope, compiled pattern) for each row of `data/residue.csv`."""
    rows = tables.load("residue").itertuples()
    return [(row.reason, row.scope, re.compile(_VOWEL.sub("", row.pattern))) for row in rows]


def _spelt(line):
    """A line as patterns see it, without vowels, tatweel and invisible characters, and the place of each character.

    What is furniture must not depend on how the page spells it; every kind of white space is a space.
    """
    if not _UNUSUAL.search(line):
        return line, range(len(line) + 1)
    shown, places, at = [], [], 0
    for odd in _UNUSUAL.finditer(line):
        place, character = odd.start(), odd[0]
        shown += line[at:place]
        places += range(at, place)
        at = place + 1
        if not words.plain(character):
            # a hamza or madda that is a character of its own
            composed = unicodedata.normalize("NFC", shown[-1] + character) if shown else ""
            if len(composed) == 1:
                shown[-1] = composed
        else:
            shown.append(" " if character.isspace() else character)
            places.append(place)
    shown += line[at:]
    return "".join(shown), [*places, *range(at, len(line) + 1)]


def find(text):
    """Residue of one text: a list of Residue in order, spans disjoint."""
    spans = lines.spans(text)
    tail = _tail(text, spans)
    found = [Residue(*span, reason) for span, reason in tail.items()]
    seen = set()
    for number, (start, end) in enumerate(spans):
        if (start, end) in tail:
            continue
        line = text[start:end]
        folded = " ".join(words.fold(line).split()) if number <= HEAD_LINES and len(line) <= HEADLINE else None
        if folded in seen:
            found.append(Residue(start, end, "duplicate_headline"))
        else:
            found += _in_line(line, start, number < HEAD_LINES)
        if folded is not None:
            seen.add(folded)
    return sorted(found)


def _in_line(line, start, in_head):
    shown, places = _spelt(line)
    trimmed = shown.strip()
    for reason, scope, pattern in patterns():
        if scope == "start" and (opening := pattern.match(shown)) and opening.end():
            return [Residue(start, start + places[opening.end()], reason)]
        if (scope == "line" or (scope == "head" and in_head)) and pattern.fullmatch(trimmed):
            return [Residue(start, start + len(line), reason)]
    return []


def _tail(text, spans):
    """Lines of a closing block of furniture: {span: reason}; what follows the line that opens it shares its reason."""
    block, reason = {}, ""
    opened = _first_tail_line(text, spans)
    for span in spans[opened:]:
        reason = _reason(text[slice(*span)]) or reason
        block[span] = reason
    return block


def _first_tail_line(text, spans):
    first = len(spans)
    for number in range(len(spans) - 1, 0, -1):
        line = text[slice(*spans[number])]
        if len(line.split()) > PARAGRAPH_WORDS:
            break
        shown, _ = _spelt(line)
        if any(scope == "tail" and pattern.fullmatch(shown.strip()) for _, scope, pattern in patterns()):
            first = number
    return first


def _reason(line):
    shown, _ = _spelt(line)
    return next((reason for reason, scope, pattern in patterns()
                 if scope in {"line", "tail"} and pattern.fullmatch(shown.strip())), "")  # fmt: skip


def kept(text, residue):
    """Spans of `text` outside residue: with `residue` they partition the text. A list of (start, end)."""
    spans, at = [], 0
    for found in residue:
        if at < found.start:
            spans.append((at, found.start))
        at = max(at, found.end)
    return [*spans, (at, len(text))] if at < len(text) else spans


def table(reports):
    """Residue of every report: columns COLUMNS; `words` is the residue's words as an editor counts them."""
    rows = [(row.report, *found, words.count_words(row.text[found.start : found.end]))
            for row in reports.itertuples() for found in find(row.text)]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
