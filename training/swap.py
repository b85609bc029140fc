"""Texts with other names in place of their speakers', so that the reader learns how names stand and not which.

A name is swapped word by word, the first for one of the same gender, and everywhere in the text. Names are those of the
library Faker (Arabic lists, MIT licence): half of them, by a digest, so that the other half can measure (names.py).
"""

import hashlib
import re
from functools import lru_cache

from helpers import words
from helpers.entities import generic
from helpers.particles import GLUED

LONGEST = 4  # words of a name that is swapped
LINKS = frozenset(("بن", "بنت", "عبد", "ابو", "ابن", "ال", "ام"))  # parts of names that stay, levelled
DEFINITE = "ال"


@lru_cache(maxsize=2)
def names(learnt):
    """(women's first names, men's, family names), sorted, of the half that is learnt from or of the other."""
    from faker.providers.person import ar_AA, ar_DZ, ar_PS, ar_SA  # of the extra group for training

    lists = [set(), set(), set()]
    for provider in (module.Provider for module in (ar_AA, ar_DZ, ar_PS, ar_SA)):
        for found, of in zip(lists, ("first_names_female", "first_names_male", "last_names"), strict=True):
            found.update(getattr(provider, of))
    women, men, last = lists
    return tuple(sorted(name for name in some if re.fullmatch("[ء-ي]+", name) and _is_learnt(name) == learnt)
                 for some in (women - men, men - women, last))  # fmt: skip


def _is_learnt(name):
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def swapped(text, quotes, chance):
    """(text, quotes) with other names, or None where no speaker has one to swap. chance: random.Random."""
    table = {}
    for quote in quotes:
        gender = _gender(text[slice(*quote["cue"])]) if quote["cue"] and quote.get("mention") else ""
        for parts in (name.split() for name in quote["speaker"] if gender):
            if _is_name(parts):
                _extend(table, parts, gender, chance)
    return _rewritten(text, quotes, table) if table else None


def _gender(cue):
    """f or m as the morphology has the verb of a cue, "" where it does not say."""
    for word in (cue.lstrip("وف"), cue):
        token = words.tokenise(word)[:1]
        found = {reading.gen for one in token for reading in words.readings(one) if reading.pos == "verb"} - {"na", ""}
        if len(found) == 1:
            return found.pop()
    return ""


def _is_name(parts):
    """Whether words are a person's name: two to four, none a title, and none a word that only means something."""
    return 2 <= len(parts) <= LONGEST and not parts[0].startswith(DEFINITE) and all(map(_is_proper, parts))


def _is_proper(word):
    token = words.tokenise(word)
    if len(word) < 2 or len(token) != 1 or token[0].kind != "word" or generic().intersection(words.name_words(word)):
        return False
    readings = words.readings(token[0])
    return not readings or any("prop" in reading.pos for reading in readings)


def _extend(table, parts, gender, chance):
    women, men, last = names(learnt=True)
    definite = [name for name in last if name.startswith(DEFINITE)]
    for place, word in enumerate(parts):
        if word not in table and not LINKS.intersection(words.name_words(word)):
            given = women if gender == "f" else men
            table[word] = chance.choice(definite if word.startswith(DEFINITE) else last if place else given)


def _rewritten(text, quotes, table):
    written = "|".join(map(re.escape, sorted(table, key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\w)([{''.join(GLUED)}]?)({written})(?!\w)")
    parts, moved, at, size = [], [], 0, 0
    for match in pattern.finditer(text):
        (a, b), new = match.span(2), table[match[2]]
        parts += [text[at:a], new]
        size += a - at
        moved.append((a, b, size, size + len(new)))
        size, at = size + len(new), b

    def place(span):
        return span and [_moved(moved, span[0], 0), _moved(moved, span[1], 1)]

    def name(written):
        found = (pattern.fullmatch(word) for word in written.split())
        return " ".join(m[1] + table[m[2]] if m else word for m, word in zip(found, written.split(), strict=True))

    spans = ("content", "cue", "mention")
    return "".join([*parts, text[at:]]), [
        quote | {of: place(quote.get(of)) for of in spans} | {"speaker": [name(one) for one in quote["speaker"]]}
        for quote in quotes
    ]


def _moved(moved, at, end):
    """Where a place of the old text is in the new one; inside a name, its beginning or end."""
    shift = 0
    for a, b, x, y in moved:
        if at <= a:
            break
        if at < b:
            return y if end else x
        shift = y - b
    return at + shift
