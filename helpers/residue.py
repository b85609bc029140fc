"""Residue: what a page adds to a report and nobody wrote as part of it (date stamps, share prompts, comment forms).

Nothing is removed. Residue is a list of spans with a reason each; the rest of the text is what was kept, so that
residue + kept = text. The patterns stand in `data/residue.csv`; their scope says where they count (data/README.md).

A pattern for a whole line may look ahead to the next one: `(?=\n…)`. A photo caption is residue for quotations (nobody
says it) but a unit of its own for frames.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from helpers import lines, tables, words

HEAD_LINES = 3
DATELINES = 5  # lines in which a dateline may stand, from the first
BELOW = 3  # lines looked at to find the one below
RELATED_WORDS = 15  # of a related headline at most
HEADLINE = 400  # characters of a headline at most
PARAGRAPH_WORDS = 25  # a line with more words than this is a paragraph of a report, not furniture
_VOWEL = re.compile(words.UNWRITTEN.pattern + r"\??")  # in a pattern, where it may stand as an optional letter
_BLANK = "\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # all white space but the space
_UNUSUAL = re.compile(f"[{words.UNWRITTEN.pattern[1:-1]}{_BLANK}]")  # one class: an alternative costs twice the time
_MARKUP = re.compile(f"{_UNUSUAL.pattern}|{words.ENTITY.pattern}|{words.TAG.pattern}")
_AGENCY = re.compile(r"[(/]|\d")  # in brackets or between strokes; without it a dateline must be followed by a verb
_DASH = re.compile(r"(?<=\s)[-–—](?=\s)")
COLUMNS = ["report", "start", "end", "reason", "words"]


class Residue(NamedTuple):
    """A span of page furniture: half-open, in code points, with the reason from the table."""

    start: int
    end: int
    reason: str


class Patterns:
    """A table of residue (a frame as data/residue.csv), compiled. rows: (reason, scope, pattern) in its order."""

    def __init__(self, table: pd.DataFrame):
        self.rows = [(row.reason, row.scope, re.compile(_VOWEL.sub("", row.pattern))) for row in table.itertuples()]
        self.of = lru_cache(maxsize=16)(self._of)

    def _of(self, *scopes):
        """(reason, pattern) of the rows with one of some scopes."""
        return [(reason, pattern) for reason, scope, pattern in self.rows if scope in scopes]

    def reason(self, line: str, *scopes: str) -> str:
        """The reason of the first row with one of some scopes that a whole line is, else ""."""
        return next((reason for reason, pattern in self.of(*scopes) if pattern.fullmatch(line.strip())), "")


@tables.derived("residue")
def patterns() -> Patterns:
    """The Patterns of data/residue.csv."""
    return Patterns(tables.load("residue"))


def _spelt(line):
    """A line as patterns see it, without vowels, tatweel and invisible characters, and the place of each character.

    What is furniture must not depend on how the page spells it; every kind of white space is a space.
    """
    unusual = _MARKUP if "&" in line or "<" in line else _UNUSUAL
    if not unusual.search(line):
        return line, range(len(line) + 1)
    shown, places, at = [], [], 0
    for odd in unusual.finditer(line):
        place, character = odd.start(), html.unescape(odd[0])
        shown += line[at:place]
        places += range(at, place)
        at = odd.end()
        if len(character) > 1:
            pass  # a tag
        elif character == "\u0640" and line[place - 1 : place].isspace() and line[place + 1 : place + 2].isspace():
            shown.append("-")  # a tatweel on its own is a dash
            places.append(place)
        elif not words.plain(character):
            # a hamza or madda that is a character of its own
            composed = unicodedata.normalize("NFC", shown[-1] + character) if shown else ""
            if len(composed) == 1:
                shown[-1] = composed
        else:
            shown.append(" " if character.isspace() else character)
            places.append(place)
    shown += line[at:]
    return "".join(shown), [*places, *range(at, len(line) + 1)]


def find(text: str, known: Patterns | None = None) -> list[Residue]:
    """Residue of one text: a list of Residue in order, spans disjoint. known: Patterns, default the shared ones."""
    known = known or patterns()
    spans = lines.paragraphs(text)
    shown = [_spelt(text[start:end]) for start, end in spans]
    blocks = _blocks(known, shown)
    found, seen = [], set()
    for number, (start, end) in enumerate(spans):
        if number in blocks:
            found.append(Residue(start, end, blocks[number]))
            continue
        line = text[start:end]
        folded = " ".join(words.fold(line).split()) if number <= HEAD_LINES and len(line) <= HEADLINE else None
        if folded in seen:
            found.append(Residue(start, end, "duplicate_headline"))
        else:
            found += [Residue(start + low, start + high, reason)
                      for low, high, reason in _in_line(known, number, shown)]  # fmt: skip
            found += _between(known, text, start, end)
        if folded is not None:
            seen.add(folded)
    return sorted(found)


def _in_line(known, number, shown):
    """(start, end, reason) of the residue in a line, in its own offsets. shown: `_spelt` of every line."""
    line, places = shown[number]
    # a line that is nothing but a link stands between two others without parting them
    below = next((other.strip() for other, _ in shown[number + 1 : number + 1 + BELOW]
                  if not known.reason(other, "inside")), "")  # fmt: skip
    at, size, found = 0, len(line.rstrip()), []
    # what follows a start may be a whole line of residue
    while at < size and (opening := _opening(known, number, line[at:size], below)):
        reason, end = opening
        found.append((places[at], places[at + end] if at + end < size else places[-1], reason))
        at += end
        at += len(line[at:]) - len(line[at:].lstrip())
    for reason, pattern in known.of("inside") if at < size else ():
        found += [(places[at + match.start()], places[at + match.end() - 1] + 1, reason)
                  for match in pattern.finditer(line[at:size]) if match.end() > match.start()]  # fmt: skip
    return _apart(found)


def _between(known, text, start, end):
    """Residue that stands on a line of its own between lines that belong together."""
    if not lines.BREAK.search(text, start, end):
        return []
    return [Residue(low, high, reason) for low, high in lines.physical(text, start, end)
            if (reason := known.reason(text[low:high], "page"))]  # fmt: skip


def _apart(found):
    """The spans of a list that cross none before them."""
    reach, kept = 0, []
    for span in sorted(found):
        if span[0] >= reach:
            kept.append(span)
            reach = span[1]
    return kept


def _opening(known, number, line, below):
    """(reason, length) if a line, its number in the text given, is residue or begins with it; None if not."""
    head, under = number < HEAD_LINES, 0 < number < DATELINES
    for reason, pattern in known.of("line", "page", *(["head"] if head else []), *(["under"] if under else [])):
        # a pattern that looks ahead sees the line below; no other pattern takes a line end
        match = pattern.match(f"{line}\n{below}") if "(?=\\n" in pattern.pattern else pattern.fullmatch(line)
        if match and match.end() == len(line):
            return reason, len(line)
    for reason, pattern in known.of("start"):
        if (match := pattern.match(line)) and match.end():
            return reason, match.end()
    for reason, pattern in known.of("dateline") if number < DATELINES else ():
        if (match := pattern.match(line)) and _is_dateline(match[0], line[match.end() :]):
            return reason, match.end()
    return None


def _is_dateline(opening, rest):
    """Whether the beginning of a line is a dateline rather than the first part of a sentence.

    In «place (agency) – sentence» the dash has no partner, as in «name (party) – who is … – says», and a place is no
    verb with its subject.
    """
    if not words.TOKEN.search(rest) or len(_DASH.findall(re.split(r"[.؟!](?:\s|$)", rest)[0])) % 2:
        return False
    first = [token for token in words.tokenise(re.split("[(،,/–—-]", opening)[0]) if token.kind == "word"]
    if not first:
        return True
    readings = words.readings(first[0])
    if any(reading.pos == "verb" and reading.conj for reading in readings):
        return False
    if len(first) > 1 and _is_verb(first[0]) and all(reading.pos != "noun_prop" for reading in readings):
        return False
    agency = _AGENCY.search(opening) and not opening.rstrip().endswith(":")  # «name (party):» is who speaks
    return bool(agency) or _is_verb(next(iter(words.tokenise(rest))))


def _is_verb(token):
    chosen = words.choose(token, None)
    if chosen is None or chosen.pos != "verb" or chosen.per != "3":
        return False
    return all(reading.pos in {"verb", "noun"} for reading in words.readings(token))


def _blocks(known, shown):
    """{number of a line: reason} of the blocks of furniture that some lines open."""
    found, last, opened = {}, _last_paragraph(shown), ""
    for number in range(1, len(shown)):
        line = shown[number][0]
        tail, block = number > last and known.reason(line, "tail"), known.reason(line, "block")
        if tail or block:
            opened, reason = "tail" if tail else opened if opened == "tail" else "block", tail or block
        elif opened == "tail" or (opened and _is_headline(line)):
            reason = known.reason(line, "line", "page") or reason
        else:
            opened = ""
            continue
        found[number] = reason
    return found


def _last_paragraph(shown):
    """Number of the last line that is a paragraph of the report."""
    full = (number for number in range(len(shown) - 1, -1, -1) if len(shown[number][0].split()) > PARAGRAPH_WORDS)
    return next(full, 0)


def _is_headline(line):
    return len(line.split()) <= RELATED_WORDS and line.rstrip()[-1:] not in '.؟!:»”"'


def kept(text: str, residue: Iterable[Residue]) -> list[tuple[int, int]]:
    """Spans of `text` outside residue: with `residue` they partition the text. A list of (start, end)."""
    spans, at = [], 0
    for found in residue:
        if at < found.start:
            spans.append((at, found.start))
        at = max(at, found.end)
    return [*spans, (at, len(text))] if at < len(text) else spans


def table(reports: pd.DataFrame, known: Patterns | None = None) -> pd.DataFrame:
    """Residue of every report: columns COLUMNS; `words` is the residue's words as an editor counts them. known: as in
    `find`."""
    rows = [(row.report, *found, words.count_words(row.text[found.start : found.end]))
            for row in reports.itertuples() for found in find(row.text, known)]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)
