"""Names: the people whom a text names, the table of speakers, and which spellings belong to one person."""

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from helpers import tables, wordclasses, words
from helpers.phrases import Chunk, chunk, name_end, title_after
from helpers.wordclasses import NAME_JOINTS, NAME_TAILS, PERSON_HEADS, is_place

MOST_PEOPLE = 4000  # people compared at most with a short name; no report names as many


class Person(NamedTuple):
    """One naming of a person: folded words of the name and the bare words of the title beside it."""

    at: int  # token index
    name: tuple  # folded words, without titles
    text: str
    title: tuple  # folded words
    gen: str


def name_key(page, start, end):
    return tuple(page.folded(k) for k in range(start, end) if page.tokens[k].kind in {"word", "foreign"})


def person_of(page, found):
    start, end = found.name
    title = [page.folded(k) for k in (*range(found.start, start), *range(end, found.end)) if page.words[k] is not None]
    span = page.span(start, end)
    text = words.plain(page.text[span[0] : span[1]])
    return Person(found.start, name_key(page, start, end), text, tuple(title), found.gen)


def register(page, person):
    page.titled.clear()
    page.name_words.update(
        word for word in person.name if len(word) > 2 and word not in PERSON_HEADS and not is_place(word)
    )
    last = [word for word in person.name if word not in NAME_TAILS][-1:]  # الجار الله
    if len(person.name) > 1 and last and not is_place(last[0]):
        page.surnames.add(last[0])


def survey(page, known=None):
    """Fill `page.people` with everybody named in the text: with a title first, then in runs of name-like words.

    known: names that are certain wherever they stand, {first folded word: [folded words, …]}.
    """
    taken = [False] * (len(page.tokens) + 1)
    people, i = list(_certain(page, known or {}, taken)), 0
    while i < len(page.tokens):
        w = page.words[i]
        step = i + 1
        if w and w.person and w.kind == "noun" and (not w.pron or "نظير" in page.folded(i)[:6]):
            found = _after_clitic(page, i) if w.prep else chunk(page, i, len(page.tokens))
            if found is not None and found.name and found.person:
                people.append(person_of(page, found))
                register(page, people[-1])
                taken[found.start : found.end] = [True] * (found.end - found.start)
                step = found.end
        i = step
    people += _runs(page, taken)
    page.people = tuple(sorted(people, key=lambda person: person.at))
    return page.people


def _certain(page, known, taken):
    """People whose full names stand in the table of speakers; their short forms become family names of this text."""
    for i, fold in enumerate(page.keys):
        for name in known[fold] if fold in known and page.words[i] is not None else ():
            end = i + len(name)
            if end <= len(page.tokens) and all(page.tokens[i + n].fold == name[n] for n in range(1, len(name))):
                for k in range(i, end):  # بان كي مون: no verb and no particle
                    page.words[k] = page.words[k] if page.words[k].kind == "noun" else wordclasses.A_NAME
                person = person_of(page, Chunk(i, end, (i, end), True, "", "s"))
                register(page, person)
                page.surnames.update(short[0] for short in known[fold] if len(short) == 1)
                if len(name) > 1:
                    taken[i:end] = [True] * len(name)
                    yield person
                break


def _after_clitic(page, i):
    """The phrase at token i when its head carries a clitic preposition: للرئيس الروسي فلان."""
    kept = page.words[i], page.conjoined[i], page.keys[i]
    page.unclitic(i)
    found = chunk(page, i, len(page.tokens))
    page.words[i], page.conjoined[i], page.keys[i] = kept
    page.unclitics.discard(i)
    return found


def _runs(page, taken):
    """People named without a title before: runs of two to four words that can only be names."""
    i = 0
    while i < len(page.tokens):
        end, w = i, page.words[i]
        if w is None or w.kind != "noun" or w.det or w.person:  # most words, none of which begins a name
            i += 1
            continue
        while end < len(page.tokens) and not taken[end] and end - i < 5 and _sure_name(page, end, end == i):
            end += 1
        if end - i >= 2:
            end = max(end, min(name_end(page, i, len(page.tokens)), end + 2))
            after = title_after(page, end, len(page.tokens), None)
            found = Chunk(i, after or end, (i, end), True, "", "s")
            person = person_of(page, found)
            register(page, person)
            yield person
        i = max(end, i + 1)


def _sure_name(page, i, first):
    w = page.words[i]
    if w is None or w.place or w.pron or w.prep or w.person or w.kind != "noun" or (first and w.det):
        return False
    if page.conjoined[i] and not first:
        return False
    fold = page.folded(i)
    if not first and (fold in NAME_JOINTS or fold in NAME_TAILS):
        return True
    return (
        w.prop and (not w.known or (not w.adj and not w.noun and not w.verb) or (not first and w.det))
    ) or fold in page.surnames


@lru_cache(maxsize=1)
def table():
    """data/speakers.csv as a tuple of dicts, lists split."""
    rows = []
    for row in tables.load("speakers").to_dict("records"):
        row["spellings"] = tables.items(row["spellings"])
        row["titles"] = tables.items(row["titles"])
        rows.append(row)
    return tuple(rows)


@lru_cache(maxsize=1)
def _spellings():
    """Folded spelling → row, longest spellings included as written in the table."""
    found = {}
    for row in table():
        for spelling in (row["speaker"], *row["spellings"]):
            found.setdefault(spelling_key(spelling), row)
    return found


@lru_cache(maxsize=1)
def known_names():
    """Spellings of the people in the table by first word, longest first; a lone word only beside a longer spelling."""
    found = {}
    for row in table():
        spellings = {tuple(spelling_key(spelling).split()) for spelling in (row["speaker"], *row["spellings"])}
        for name in spellings if row["kind"] == "person" else ():
            if len(name) > 1:
                found.setdefault(name[0], set()).add(name)
                found[name[0]] |= {short for short in spellings if short == name[:1]}
    return {first: sorted(group, key=lambda name: (-len(name), name)) for first, group in found.items()}


@lru_cache(maxsize=1)
def table_titles():
    return {spelling_key(title): row for row in table() for title in row["titles"]}


@lru_cache(maxsize=100_000)
def spelling_key(name):
    return " ".join(words.fold(part) for part in name.replace("-", " ").split())


@lru_cache(maxsize=100_000)
def canonical(name):
    """The row of data/speakers.csv (a dict) whose canonical name, spelling or title `name` is, or None."""
    key = spelling_key(name)
    return _spellings().get(key) or table_titles().get(key)


@lru_cache(maxsize=20_000)
def _side(name):
    """The side of one name: its row, else that of the first country, nationality or known name in the description."""
    row = canonical(name)
    for word in () if row else name.split():
        place = country(wordclasses.bare(words.fold(word)))
        row = canonical(word) or (canonical(place) if place else None)
        if row or place:
            break
    if row is None and any(place in name for place in ("الولايات المتحدة", "البيت الأبيض")):
        return "usa"
    return row["side"] if row else "other"


def side(speaker):
    """The side (russia, china, usa …) of an Attribution's speaker names, "other" where the table does not know them."""
    sides = {_side(name) for name in speaker}
    return sides.pop() if len(sides) == 1 else "other"


@lru_cache(maxsize=100_000)
def skeleton(word):
    """Consonants of a foreign name that spellings agree on: لافروف, بوغدانوف/بوجدانوف."""
    word = word.translate(
        str.maketrans(
            {"غ": "ج", "ق": "ك", "ڤ": "ف", "ث": "ت", "ذ": "د", "ظ": "ز", "ط": "ت", "ص": "س", "ؤ": "و", "ئ": "ي"}
        )
    )
    return word[:1] + "".join(c for c in word[1:] if c not in "اويءه")


def _alike(a, b):
    if a == b:
        return True
    x, y = skeleton(a), skeleton(b)
    return len(x) > 2 and x == y


def _fits(key, name):
    """Whether the words `key` can be a short form of the words `name`, spelling variants allowed."""
    if len(key) >= len(name):
        return False
    if all(any(_alike(a, b) for b in name) for a in key):
        return True
    return "".join(key) == "".join(name)


def _signs(word):
    """What a word has in common with every word that is `_alike`."""
    consonants = skeleton(word)
    return [("word", word), ("skeleton", consonants)] if len(consonants) > 2 else [("word", word)]


def _index(people):
    """Numbers of people by what a short name of theirs shares with them: a word, all letters, a row of the table."""
    found = defaultdict(list)
    for number, person in enumerate(people):
        row = canonical(person.text)
        signs = {sign for word in person.name for sign in _signs(word)} | {("letters", "".join(person.name))}
        for sign in signs | ({("speaker", row["speaker"])} if row else set()):
            found[sign].append(number)
    return found


def _sharing(page, key, row):
    """The people whom `key` may be short for, in the order of the text: a long text names thousands of others."""
    if page.indexed[0] is not page.people:
        page.indexed = page.people, _index(page.people[:MOST_PEOPLE])
    found = page.indexed[1]
    signs = [*_signs(key[0]), ("letters", "".join(key))] + ([("speaker", row["speaker"])] if row else [])
    return [page.people[number] for number in sorted({number for sign in signs for number in found.get(sign, ())})]


def fullest(page, key):
    """The longest name in the text that `key` shortens; a family name counts before a first name."""
    row = canonical(" ".join(key))
    best = None
    for person in _sharing(page, key, row) if key else ():
        if _fits(key, person.name) or (row and len(person.name) > len(key) and canonical(person.text) is row):
            last = _alike(key[-1], person.name[-1]), len(person.name) <= 5, len(person.name), -person.at
            if best is None or last > best[0]:
                best = last, person.text
    return best and " ".join(best[1].split())


@lru_cache(maxsize=50_000)
def nation(bare):
    """A nationality adjective and its country brought to one stem: روسي، روسيا، روسيه → روس."""
    for ending in ("يات", "يه", "يا", "ي", "ا", "ه"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            return bare[: -len(ending)].replace("امير", "امر")
    return bare


@lru_cache(maxsize=1)
def _countries():
    found = {}
    for place in sorted(wordclasses.PLACES):
        found.setdefault(nation(wordclasses.bare(place)), place)
    for place in ("المانيا", "البانيا"):  # their ال is no article
        found[nation(place)] = place
    return found


def country(adjective):
    """The country that a nationality adjective belongs to (bare, folded), or None: مصري → مصر."""
    return _countries().get(nation(adjective)) if len(adjective) > 3 else None
