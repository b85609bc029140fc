"""Channels: the outlet or record through which a speaker's words came, the guide's `via`.

An outlet is known by its name (data/speakers.csv) or by the word before it (data/channels.csv). It is a channel where a
preposition or a verb hands it over, between the end of what was said before and what is said, or after that in the
sentence. It is carried along as long as the same speaker goes on without being named again.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from helpers import morphology, particles, words
from helpers.cues import Verbs
from helpers.document import Document
from helpers.entities import Entities, bare
from helpers.people import People
from helpers.speakers import Attribution

LONGEST = 7  # tokens of an outlet's name
_SOURCES = frozenset({"source", "relay"})  # complements of what names a source


class Outlet(NamedTuple):
    """An outlet in the text: its tokens, its name, the levelled word for its kind ("" if known by name), how it came.

    by: what hands it over: preposition, source, verb or "".
    """

    first: int
    last: int
    name: str
    kind: str
    by: str


class Channels:
    """Finds channels with a table of words for kinds of outlets, a people.People and a cues.Verbs."""

    def __init__(self, table: pd.DataFrame, people: People, verbs: Verbs):
        self.kinds = {words.fold(word) for word in table["word"]}
        self.verbs, self.known = verbs, {}
        for spelling, row in people.rows.items():
            if row["kind"] == "outlet":
                self.known.setdefault(spelling.split()[0], []).append(spelling.split())
        for spellings in self.known.values():
            spellings.sort(key=len, reverse=True)

    def of(
        self, entities: Entities, document: Document, said: Sequence[Attribution], publisher: str = ""
    ) -> list[str | None]:
        """The channel of each cue of a text, a name or None.

        said: speakers.Attribution of each. publisher: the outlet of the text, which is no channel of its own words.
        """
        tokens, cues = entities.tokens, entities.found.cues
        outlets = self.outlets(entities.text, tokens)
        outlets = [o for o in outlets if not publisher or not _names(o.name) & _names(publisher) - self.kinds]
        borders = _sentence_borders(tokens, document)
        starts = {cue.place for cue in cues}
        found, speaking = [], None
        for k, cue in enumerate(cues):
            own = self._own(k, cues, outlets, borders, starts, said[k])
            same = speaking is not None and not cue.mention and said[k].names == said[speaking].names
            found.append(own or (found[speaking] if same else None))
            if not any(o.content[0] <= cue.place < o.content[1] for o in cues[max(0, k - 8) : k]):
                speaking = k
        return found

    def _own(self, k, cues, outlets, borders, starts, who):
        """The channel handed over at one cue, or None."""
        cue, (low, high) = cues[k], borders[cues[k].place]
        a, b = cue.content
        around = [o for o in cues[max(0, k - 8) : k + 8] if o is not cue]
        low = max([low, *(o.content[1] for o in around if o.content[1] <= cue.place),
                   *(o.content[0] for o in around if o.content[0] <= cue.place < o.content[1])])  # fmt: skip
        speaking = [o.mention for o in around if o.mention]
        near = [o for o in outlets if low <= o.first < high and not a <= o.first < b
                and not any(o.first < end and start < o.last
                            for start, end in [cue.mention or (0, 0), *speaking])]  # fmt: skip
        inner = [o for o in near if cue.place < o.first < a]
        earlier = [o for o in near if o.by and o.first < cue.place]
        later = [o for o in near if o.by and o.first >= max(b, cue.place)
                 and (o.by == "source" or b <= cue.place) and not _is_cue(o, starts, cue.place)]  # fmt: skip
        chosen = next(iter([*inner[:1], *earlier[-1:], *later[:1]]), None)
        if chosen is None or any(_names(chosen.name) & _names(name) for name in who.names):
            return None
        return _fullest(chosen, outlets)

    def outlets(self, text: str, tokens: Sequence[words.Token]) -> list[Outlet]:
        """All Outlets of a text, in order."""
        found, place = [], 0
        while place < len(tokens):
            outlet = None
            if tokens[place].kind in {"word", "foreign"}:
                outlet = self._outlet(text, tokens, place) or self._in_marks(text, tokens, place)
            if outlet:
                found.append(outlet)
            place = outlet.last if outlet else place + 1
        return found

    def _outlet(self, text, tokens, place):
        for skipped, first in _unglued(tokens[place].fold):
            end = self._known_end(tokens, place, first)
            kind = ""
            if not end and bare(first) in self.kinds:
                kind, end = bare(first), self._end(tokens, place)
            if end:
                name = text[tokens[place].start + len(skipped) : tokens[end - 1].end]
                name = "ال" + name[1:] if skipped == "ل" and tokens[place].fold.startswith("لل") and kind else name
                return Outlet(place, end, _tidy(name), kind, self._by(tokens, place, skipped))
        return None

    def _in_marks(self, text, tokens, place):
        """The Outlet in marks right after a preposition that addresses it: لـ«…», عبر «…», or None."""
        if tokens[place].fold not in _ADDRESS or place + 2 >= len(tokens) or tokens[place + 1].plain not in _MARKS:
            return None
        end = next((k for k in range(place + 3, min(len(tokens), place + 6)) if tokens[k].plain in _MARKS), None)
        if end is None or any(token.kind not in {"word", "foreign"} for token in tokens[place + 2 : end]):
            return None
        name = _tidy(text[tokens[place + 2].start : tokens[end - 1].end])
        return Outlet(place + 1, end + 1, name, "", "preposition")

    def _known_end(self, tokens, place, first):
        for spelling in self.known.get(first, ()):
            end = place + len(spelling)
            if [token.fold for token in tokens[place + 1 : end]] == spelling[1:]:
                return end
        return None

    def _end(self, tokens, place):
        """Where an outlet's name ends whose kind stands at a token: nouns and adjectives, or what is in marks."""
        end, quoted, definite = place + 1, False, tokens[place].fold.startswith(("ال", "لل", "وال"))
        while end < min(len(tokens), place + LONGEST):
            token = tokens[end]
            if token.kind == "mark" and token.plain in _MARKS:
                quoted = not quoted
                end += 1
                if not quoted:
                    break
            elif quoted or token.kind in {"foreign", "number"} or self._goes_on(token, definite):
                definite = definite or token.fold.startswith("ال")
                end += 1
            else:
                break
        return end

    def _goes_on(self, token, definite):
        """Whether a word belongs to the phrase before it; after the article a noun without it begins another."""
        readings = words.readings(token)
        if token.kind != "word" or token.fold in particles.PREPOSITIONS or token.plain in particles.NEVER_VERBS:
            return False
        if token.fold in _CONJUNCTIONS or any(form.sort == "verb" for form in self.verbs.forms(token.plain)):
            return False
        names = morphology.NOMINAL if not definite or token.fold.startswith("ال") else ("noun_prop",)
        return not readings or any(r.pos in names and not r.conj and not r.prep for r in readings)

    def _by(self, tokens, place, skipped):
        """What hands over the outlet at a token."""
        if skipped in {"ل", "ب"}:
            return "preposition"
        before = place - 1
        while before >= 0 and tokens[before].kind == "mark" and tokens[before].plain in _MARKS:
            before -= 1
        if before < 0 or tokens[before].kind != "word":
            return ""
        forms = self.verbs.forms(tokens[before].plain)
        if any(form.entry.frames & _SOURCES for form in forms):
            return "source"
        if tokens[before].fold in particles.PREPOSITIONS or tokens[before].fold in {"ل", "لـ", "ب"}:
            return "preposition"
        verb = any(form.sort == "verb" for form in forms) or any(
            r.pos == "verb" and r.per == "3" for r in words.readings(tokens[before])
        )
        return "verb" if verb else ""


_MARKS = frozenset("«»“”\"'‘’()")
_ADDRESS = frozenset({"ل", "الي", "عبر"})
_CONJUNCTIONS = frozenset({"ان", "بان", "انه", "انها", "الذي", "التي", "ثم", "او"})


def _unglued(fold):
    """(what is left off, the rest) of a word that may carry a conjunction or preposition."""
    if fold.startswith("لل"):
        yield "ل", "ال" + fold[2:]
        return
    yield "", fold
    if fold[:1] in "وفلب" and len(fold) > 3:
        yield fold[0], fold[1:]


def _tidy(name):
    return " ".join(name.translate(str.maketrans("", "", '«»“”"')).split())


def _names(name):
    return {bare(word) for part in name.split() for word in words.name_words(part)}


def _fullest(outlet, outlets):
    """The name of an outlet; one called by its kind alone («the agency») is the last one of that kind before it."""
    if not outlet.kind or outlet.last - outlet.first > 1:
        return outlet.name
    same = [o for o in outlets if o.kind == outlet.kind and o.first < outlet.first and o.last - o.first > 1]
    return same[-1].name if same else outlet.name


def _is_cue(outlet, starts, own):
    """Whether the word before an outlet is the cue of another quotation."""
    return any(place in starts and place != own for place in (outlet.first - 1, outlet.first - 2))


def _sentence_borders(tokens, document):
    """(first, last) token of the sentence of each token."""
    borders, place = [], 0
    ends = [unit.end for unit in document.sentences]
    first = 0
    for number, token in enumerate(tokens):
        while place < len(ends) and token.start >= ends[place]:
            place, first = place + 1, number
        borders.append([first, None])
    last, high = None, len(tokens)
    for number in range(len(tokens) - 1, -1, -1):
        if last is not None and borders[number][0] != last:
            high = number + 1
        last = borders[number][0]
        borders[number][1] = high
    return borders
