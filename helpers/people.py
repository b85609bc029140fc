"""People and institutions of the tables: which names and titles mean them, by the text's date, and on which side."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import pandas as pd

from helpers import particles, tables, words
from helpers.document import Span

OTHER = "other"  # the side of everybody whom the tables do not place
_ENDINGS = ("يات", "يه", "يا", "ي", "ا", "ه")  # of a country and of who is from there, folded


def key(name: str) -> str:
    """A name as it is looked up: its folded words, without hyphens."""
    return " ".join(words.fold(part) for part in name.replace("-", " ").split())


def nation(word: str) -> str:
    """A country and the adjective of it brought to one stem, from a folded word: الروسية، روسيا → روس."""
    word = word[2:] if word.startswith("ال") else word
    return next((word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), word)


class People:
    """The tables of speakers and offices (frames as data/speakers.csv and data/offices.csv)."""

    def __init__(self, speakers: pd.DataFrame, offices: pd.DataFrame):
        self.rows, self.nations, self.places = {}, {}, {}
        for row in speakers.to_dict("records"):
            for spelling in (row["speaker"], *tables.items(row["spellings"])):
                self.rows.setdefault(key(spelling), row)
                if row["kind"] == "place":
                    place = self.nations if len(key(spelling).split()) == 1 else self.places
                    place.setdefault(nation(key(spelling)) if place is self.nations else key(spelling), row["side"])
        self.firsts = {}  # first word → the names of several words that begin with it, longest first
        for name, row in self.rows.items():
            if row["kind"] in {"person", "institution"} and " " in name:
                self.firsts.setdefault(name.split()[0], []).append(name.split())
        for names in self.firsts.values():
            names.sort(key=len, reverse=True)
        self.offices = {}
        for row in offices.to_dict("records"):
            self.offices.setdefault(key(row["title"]), []).append((row["since"], row["until"], row["speaker"]))
        self.side_of = lru_cache(maxsize=20_000)(self._side)

    def canonical(self, name: str) -> dict[str, str] | None:
        """The row of the table of speakers (a dict) whose name or spelling `name` is, or None."""
        return self.rows.get(key(name))

    def is_nation(self, word: str) -> bool:
        """Whether a folded word with the article is of a nation that the tables know."""
        return word.startswith("ال") and nation(word) in self.nations

    def named(self, tokens: Sequence[words.Token]) -> list[Span]:
        """Spans (token numbers) of the full names of the tables in some words.Token, also after a glued و or ل."""
        found, place = [], 0
        while place < len(tokens):
            end = self._end_of_name(tokens, place)
            found += [(place, end)] if end > place else []
            place = max(end, place + 1)
        return found

    def _end_of_name(self, tokens, place):
        """Where the longest full name that begins at a token ends; the place itself where none does."""
        fold = tokens[place].fold
        for first in (fold, fold[1:]) if fold[:1] in particles.GLUED else (fold,):
            for name in self.firsts.get(first, ()):
                if [token.fold for token in tokens[place + 1 : place + len(name)]] == name[1:]:
                    return place + len(name)
        return place

    def holder(self, title: str, date: str) -> str:
        """Who held an office on an ISO date, "" where that is not known; without a date nobody did."""
        terms = self.offices.get(key(title), ()) if tables.is_date(date) else ()
        return next((who for since, until, who in terms if since <= date and (not until or date < until)), "")

    def person(self, spellings: Sequence[str], date: str) -> str:
        """The canonical name of somebody whom a text calls by some names or titles, best first; "" if not known."""
        row = next(filter(None, map(self.canonical, spellings)), None)
        return row["speaker"] if row else next(filter(None, (self.holder(one, date) for one in spellings)), "")

    def _side(self, name):
        """The side of a name or description: its row's, else that of the first place or nation in it."""
        row = self.canonical(name)
        if row:
            return row["side"]
        folded = key(name)
        for place, side in self.places.items():
            if f" {place} " in f" {folded} ":
                return side
        known = (self.canonical(word) or {"side": self.nations.get(nation(word))} for word in folded.split())
        return next((found["side"] for found in known if found["side"]), OTHER)

    def side(self, persons: Iterable[str]) -> str:
        """The sides of some names, each once: 'russia', 'china | russia'."""
        return " | ".join(sorted({self.side_of(name) for name in persons}))
