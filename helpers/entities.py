"""Entities of a text: which of its names mean the same person, and by what titles the text calls them."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from helpers import particles, tables, words
from helpers.document import Span
from helpers.extraction import Decoded
from helpers.features import Lexicon, Told
from helpers.people import People

LONGEST = 8  # words of a name; what is longer is a name with something else
_ARTICLES = ("وال", "بال", "فال", "كال", "ال", "لل")


@tables.derived("titles")
def generic() -> frozenset[str]:
    """Levelled words that say what somebody is, not who (data/titles.csv)."""
    return frozenset(word for title in tables.load("titles")["title"] for word in words.name_words(title))


def bare(word: str) -> str:
    """A levelled word without its article and what is written before that."""
    return next((word[len(a) :] for a in _ARTICLES if word.startswith(a) and len(word) > len(a) + 1), word)


def same_name(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether one of two names (lists of levelled words) shortens the other."""
    a, b = sorted((a, b), key=len)
    if not a or a == b:
        return bool(a)
    if len(a) == 1:
        return a[0] == b[-1] or (a[0] == b[0] and len(b) <= 4)
    return (a[0] == b[0] and a[-1] == b[-1]) or b[: len(a)] == a or b[-len(a) :] == a


def _with_known(found, known):
    """What was Decoded, with names that the tables know (spans) in place of those that they overlap, or of one that
    holds two of them."""
    kept = [span for span in found.names if not any(a < span[1] and span[0] < b for a, b in known)]
    longer = [span for span in found.names if sum(span[0] <= a and b <= span[1] for a, b in known) == 1]
    added = [span for span in known if not any(a <= span[0] and span[1] <= b for a, b in longer)]
    names = sorted({*kept, *longer, *added})
    return _named(found, names)


def _named(found, names):
    """What was Decoded, with other spans of names; those that the network did not see are sure."""
    sure = {**dict.fromkeys(names, 1.0), **found.p_names}
    return found._replace(names=names, spans=sorted({*found.spans, *names}), p_names=sure)


class Entities:
    """Who is named in a text. Entities are numbers, in the order of their longest names.

    runs[e]: spans (token numbers) of the names of e, in order. name[e]: its words, levelled. person[e]: the canonical
    name by the tables, or "". titles[e]: bare words of the name and of all mentions that hold e alone, or are the title
    of an office that e held on the date of the text. spans[e]: numbers of these among the spans of the text. of: span
    of a name → e. masculine, feminine, dual: what the morphology allows of each token (arrays); marks: whether it
    stands in quotation marks.
    """

    def __init__(self, text: str, told: Told, found: Decoded, lexicon: Lexicon, people: People, date: str = ""):
        self.text, self.tokens, self.people, self.date = text, told.tokens, people, date
        self.found = _with_known(found, people.named(told.tokens)) if found.cues else found
        self.words = [words.name_words(token.form) if token.kind != "mark" else () for token in told.tokens]
        self.everywhere = Counter(word for of_token in self.words for word in of_token)
        self.found = _named(self.found, sorted(self._apart()))

        def having(*names):
            numbers = set(lexicon.numbers(names))
            return np.array([bool(numbers.intersection(own) or numbers.intersection(place))
                             for own, place in zip(told.lexical, told.placed, strict=True)], bool)  # fmt: skip

        self.masculine, self.feminine, self.dual = having("gen m"), having("gen f"), having("num d")
        self.marks = having("in marks 1", "in marks 2")
        self._gather()
        self._name()

    def _apart(self):
        """The names; one that goes on with و and another's first word, or is two people of the tables, as two."""
        firsts = {self.words_of(span)[0] for span in self.found.names if self.words_of(span)}
        for start, end in self.found.names:
            for place in range(start + 1, end):
                word = (self.words[place] or ("",))[0]
                joined = word[:1] == "و" and len(word) > 2 and word[1:] in firsts
                if joined or self._two_people(start, place, end):
                    yield start, place
                    start = place
            yield start, end

    def _two_people(self, start, place, end):
        """Whether the tables know a person up to a token of a name, another from there on, and nobody of the whole."""
        one, other, both = (self.people.canonical(self.written(span))
                            for span in ((start, place), (place, end), (start, end)))  # fmt: skip
        return bool(one and other) and not both and one["kind"] == other["kind"] == "person" and one is not other

    def _gather(self):
        """Which names are one entity: each joins the longest name, and the first of those, that it shortens."""
        names = self.found.names
        count = Counter(word for span in names for word in self.words_of(span))
        spelt = [self._without_and(span, count) for span in names]
        rows = [self._row(name) for name in names]
        order = sorted(range(len(names)), key=lambda i: -len(spelt[i]))
        first, last, root, by_row = defaultdict(list), defaultdict(list), {}, {}
        for rank, i in enumerate(order):
            own = spelt[i]
            nearby = sorted({*first[own[0]], *last[own[-1]], *first[own[-1]], *last[own[0]]}) if own else []
            row = rows[i]
            shortened = (order[r] for r in nearby if same_name(own, spelt[order[r]]))
            # names of two people of the table are two, though one may look like a short form of the other
            longer = by_row.get(row, next((j for j in shortened if not row or rows[j] in {"", row}), None))
            root[i] = i if longer is None else root[longer]
            by_row.setdefault(row, i) if row else None
            if own:
                first[own[0]].append(rank)
                last[own[-1]].append(rank)
        roots = sorted(set(root.values()))
        self.of = {names[i]: roots.index(root[i]) for i in range(len(names))}
        self.runs = [[names[i] for i in range(len(names)) if root[i] == r] for r in roots]
        self.name = [spelt[r] for r in roots]
        self.person = [next((rows[i] for i in range(len(names)) if root[i] == r and rows[i]), "") for r in roots]

    def _row(self, span):
        """The canonical name of a span by the table of speakers, whatever is glued to it; "" where it has none."""
        text = self.written(span)
        row = self.people.canonical(text) or (self.people.canonical(text[1:]) if text[0] in particles.GLUED else None)
        return row["speaker"] if row else ""

    def _without_and(self, span, count):
        """The words of a name, without a glued و where the rest is another name's word; count: words of all names."""
        own = self.words_of(span)
        if own and len(own[0]) > 3 and own[0][0] == "و" and span[0] > 0 and count[own[0][1:]] > own.count(own[0][1:]):
            return [own[0][1:], *own[1:]]
        return own

    def _name(self):
        """Titles: the words of all mentions that hold one entity alone."""
        starts = sorted(self.of)
        self._starts = [start for start, _ in starts]
        self._ordered = starts
        self.titles = [set(map(bare, name)) for name in self.name]
        self.spans = [[] for _ in self.name]
        for number, span in enumerate(self.found.spans):
            inside = self.inside(span) or self._in_office(span)
            if len(inside) == 1:
                self.spans[inside[0]].append(number)
                self.titles[inside[0]].update(map(bare, self.words_of(span)))

    def _in_office(self, span):
        """The entity that by the tables held an office on the text's date, where a span is the title of one."""
        holder = self.people.holder(self.written(span), self.date)
        return [self.person.index(holder)] if holder and holder in self.person else []

    def words_of(self, span: Span) -> list[str]:
        """The levelled words of a span."""
        return [word for place in range(*span) for word in self.words[place]]

    def written(self, span: Span) -> str:
        """A span as the text has it."""
        return self.text[self.tokens[span[0]].start : self.tokens[span[1] - 1].end]

    def names_in(self, span: Span) -> list[Span]:
        """Spans of the names inside a span, in order."""
        place, found = bisect_left(self._starts, span[0]), []
        while place < len(self._ordered) and self._ordered[place][0] < span[1]:
            if self._ordered[place][1] <= span[1]:
                found.append(self._ordered[place])
            place += 1
        return found

    def inside(self, span: Span) -> list[int]:
        """Entities named inside a span, in order, each once."""
        return list(dict.fromkeys(self.of[name] for name in self.names_in(span)))

    def fullest(self, e: int) -> str:
        """The fullest way the text writes an entity's name, without a glued conjunction or preposition."""

        def rank(run):
            size = len(self.words_of(run))
            return (size if size <= LONGEST else 0, not self._is_glued(run), -run[0])

        return self.unglued(max(self.runs[e], key=rank))

    def unglued(self, run: Span) -> str:
        """A name as the text has it, without a glued conjunction or preposition."""
        text = self.written(run)
        if not self._is_glued(run):
            return text
        return "ال" + text[2:] if text.startswith("لل") else text[1:]

    def _is_glued(self, run):
        """Whether a name's first word carries a conjunction or preposition: only the bare word stands elsewhere."""
        first = (self.words_of(run)[:1] or [""])[0]
        if first[:1] in particles.GLUED and self.people.canonical(self.written(run)[1:]):
            return True
        if len(first) < 4 or first[0] not in particles.GLUED:
            return False
        if first.startswith(("لل", "لال")):
            return True
        own = Counter(self.words_of(run))
        return self.everywhere[first[1:]] > own[first[1:]] and self.everywhere[first] == own[first]

    def nameless(self, e: int) -> bool:
        """Whether what was taken for an entity's name only says what somebody is: الأمريكي of الرئيس الأمريكي."""
        return all(word in generic() or self.people.is_nation(word) for word in self.name[e])

    def side_by_side(self, span: Span) -> list[list[int]]:
        """Groups of entities that conjunctions tie together inside a mention."""
        groups = []
        for name in self.names_in(span):
            if groups and self._tied(groups[-1][-1], name):
                groups[-1].append(name)
            else:
                groups.append([name])
        return [list(dict.fromkeys(self.of[name] for name in group)) for group in groups]

    def _tied(self, one, other):
        first = self.words_of(other)[:1]
        between = self.words_of((one[1], other[0])) if one[1] < other[0] else []
        return bool(first and first[0][0] == "و") or any(word[0] == "و" for word in between)
