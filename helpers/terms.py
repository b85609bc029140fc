"""Terms of a codebook: small patterns over words, compiled from `frame_terms.csv` and found in the words of a unit.

data/README.md explains the signs: =word, a/b, @group, a gap …, #, ^ and x?. Marks do not count in a gap, a comma counts
as a word. An inflected form (قوات) matches that form with any clitics; the dictionary form (قوة) matches all its forms.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import morphology, particles, tables, words
from helpers.problems import problem

GAP = 3
WIDEST = 12  # a wider gap links words that have nothing to do with each other
OPTIONALS = 4
SPLITS = {".", "!", "?", "؟", "؛", ";"}  # a pattern reaches across these only when a fragment was cut off there


class Term(NamedTuple):
    """One row of frame_terms.csv, compiled. Conditions are tuples of pattern numbers; row is its line in the file."""

    row: int
    frame: str
    term: str
    blocks: bool
    needs: tuple[int, ...]
    unless: tuple[int, ...]
    before: tuple[int, ...]


Element = tuple[frozenset[str], int]  # the keys of one word of a pattern, and how wide a gap may be before it
Variant = tuple[tuple[frozenset[int], int], ...]  # the words of a pattern, by numbers of the vocabulary


class Terms(NamedTuple):
    """The compiled tables. frames: their names in the codebook's order. terms: the rows in use, as Term.

    vocabulary: key of a word → number. patterns: per pattern its variants, each a tuple of (numbers, gap before).
    starts: number of a word → [(pattern, variant), …] that can begin with it. owners: pattern → its terms.
    cache: word type → its numbers, filled while coding.
    """

    frames: tuple[str, ...]
    terms: tuple[Term, ...]
    vocabulary: dict[str, int]
    patterns: tuple[tuple[Variant, ...], ...]
    starts: dict[int, list[tuple[int, Variant]]]
    owners: dict[int, list[Term]]
    openers: frozenset[str]
    hanging: frozenset[str]
    anaphors: frozenset[str]
    empty: frozenset[str]
    tables: dict[str, pd.DataFrame]
    cache: dict[str, frozenset[int]]


# ---------------------------------------------------------------- the keys under which a word is found


def _without_pronoun(form):
    """`form` with every pronoun that its end can be read as taken off: شراكتهما → شراكه."""
    for pronoun in particles.POSSESSIVES:
        stem = form[: -len(pronoun)]
        if form.endswith(pronoun) and len(stem) >= 3:
            yield stem
            if stem.endswith("ت"):
                yield stem[:-1] + "ه"


def _unknown_forms(form):
    """What a word that the morphology does not know may be without clitics and endings."""
    for conj, prep, det in product(("", "و", "ف"), ("", "ب", "ل", "ك", "لل"), ("", "ال")):
        prefix = conj + prep + det
        stem = form[len(prefix) :]
        if form.startswith(prefix) and len(stem) >= 3:
            yield stem
            for ending in particles.ENDINGS:
                if stem.endswith(ending) and len(stem) - len(ending) >= 3:
                    yield stem[: -len(ending)]
                    yield stem[: -len(ending)] + "ه"


@morphology.of_type
def keys(plain: str) -> frozenset[str]:
    """What a pattern may call a word type: its form, the form without clitics, its lemmas, "=" + the exact form."""
    form = words.fold(plain)
    found = {form, "=" + form}
    readings = morphology.analyses(plain)
    for reading in readings:
        if reading.pron and plain.endswith("ة"):
            continue  # the morphology levels ة and ه; a pronoun is never spelt ة (وزارة is not و + زار + ه)
        found.add(words.fold(reading.lemma))
        prefix = reading.conj + ("لل" if reading.prep == "ل" and reading.det else reading.prep + "ال" * reading.det)
        if form.startswith(prefix):
            stem = form[len(prefix) :]
            found.add(stem)
            if reading.pron:
                found.update(_without_pronoun(stem))
        if reading.conj and form.startswith(reading.conj):
            found.add("=" + form[1:])
    if not readings:
        found.update(_unknown_forms(form))
        if form[:1] in {"و", "ف"} and len(form) > 3:
            found.add("=" + form[1:])
    return frozenset(found)


# ---------------------------------------------------------------- reading the tables

_WORD = re.compile(r"=?[^\W\d_]+|\d+|#|\^|@[a-z_]+")


def _element(written, groups):
    """(keys, optional) of one written element such as تعدد/متعدد or كامل?. Raises ValueError with the reason."""
    optional = written.endswith("?")
    found = set()
    for word in written.removesuffix("?").split("/"):
        if not _WORD.fullmatch(word):
            raise ValueError(f"{word!r} is not a word, =word, @group, # or ^" if word else "/ without a word beside it")
        if word.startswith("@"):
            if word[1:] not in groups:
                raise ValueError(f"there is no group {word} in frame_groups.csv")
            found |= groups[word[1:]]
        else:
            found.add("=" + words.fold(word[1:]) if word.startswith("=") else words.fold(word))
    return frozenset(found), optional


def parse(written: str, groups: Mapping[str, frozenset[str]]) -> tuple[tuple[Element, ...], ...]:
    """The variants of a pattern: tuples of (keys, gap before), without its optional words and with them.

    groups: {name: frozenset of keys}. Raises ValueError with the reason when the pattern is broken.
    """
    elements, gap = [], 0
    for piece in written.split():
        wide = re.fullmatch(r"…(\d*)", piece)
        if wide:
            if gap or not elements:
                raise ValueError("a gap … must stand between two words")
            gap = int(wide[1] or GAP)
            if not 1 <= gap <= WIDEST:
                raise ValueError(f"a gap reaches over 1 to {WIDEST} words")
        else:
            element, optional = _element(piece, groups)
            if "^" in element and (elements or len(element) > 1):
                raise ValueError("^ stands alone and first")
            elements.append((element, gap, optional))
            gap = 0
    if gap:
        raise ValueError("a gap … must stand between two words")
    if sum(optional for *_, optional in elements) > OPTIONALS:
        raise ValueError(f"at most {OPTIONALS} words may be optional")
    if all(optional or "^" in element for element, _, optional in elements):
        raise ValueError("one word at least must be there" if elements else "the pattern is empty")
    return tuple(dict.fromkeys(_variants(elements)))


def _variants(elements):
    for kept in product(*[(False, True) if optional else (True,) for *_, optional in elements]):
        variant, gap = [], 0
        for (element, before, _), keep in zip(elements, kept, strict=True):
            gap = max(gap, before)
            if keep:
                variant.append((element, gap if variant else 0))
                gap = 0
        yield tuple(variant)


def groups_of(table: pd.DataFrame, path: str | Path, faults: list[str]) -> dict[str, frozenset[str]]:
    """{name: keys} of frame_groups.csv, faults appended."""
    groups = {}
    for line, row in table.iterrows():
        try:
            found = [_element(word, {})[0] for word in tables.items(row["words"])]
            groups[row["group"]] = frozenset().union(*found)
        except ValueError as fault:
            faults.append(problem(path, line, f"group {row['group']!r}: {fault}", "Write single words with | between"))
    return groups


def compiled(loaded: dict[str, pd.DataFrame]) -> Terms:
    """Terms from tables already checked: codebook, frame_groups and frame_terms."""
    groups = groups_of(loaded["frame_groups"], "", [])
    vocabulary, numbered, patterns, owners, terms = {}, {}, [], defaultdict(list), []

    def number(written):
        if written not in numbered:
            numbered[written] = len(patterns)
            patterns.append(tuple(
                tuple((frozenset(vocabulary.setdefault(key, len(vocabulary)) for key in sorted(element)), gap)
                      for element, gap in variant)
                for variant in parse(written, groups)))  # fmt: skip
        return numbered[written]

    for row in loaded["frame_terms"].reset_index().to_dict("records"):
        conditions = [tuple(map(number, tables.items(row[name]))) for name in ("needs", "unless", "before")]
        terms.append(Term(row["line"], row["frame"], row["term"], row["effect"] == "block", *conditions))
        owners[number(row["term"])].append(terms[-1])
    starts = defaultdict(list)
    for pattern in sorted(owners):
        for variant in patterns[pattern]:
            for key in sorted(variant[0][0]):
                starts[key].append((pattern, variant))
    opener, hanging, anaphor, empty = (groups.get(name, frozenset())
                                       for name in ("opener", "hanging", "anaphor", "empty"))  # fmt: skip
    return Terms(tuple(loaded["codebook"]["frame"]), tuple(terms), vocabulary, tuple(patterns), dict(starts),
                 dict(owners), opener, hanging, anaphor, empty, loaded, {})  # fmt: skip


# the terms of a study without a codebook: they find no frame
NONE = compiled({name: pd.DataFrame(columns=list(tables.SCHEMAS[name].columns), dtype=str)
                  for name in ("codebook", "frame_groups", "frame_terms")})  # fmt: skip


# ---------------------------------------------------------------- finding them in a text


class Stretch:
    """The words that are read together: a unit and the fragments cut off from it.

    bridged: starts of marks that a gap reaches across all the same. tokens: its words and numbers; numbers[i]: the
    vocabulary numbers of tokens[i]; place[i]: where it stands, gaps being measured there: a comma takes up room like a
    word, a mark that splits more than any gap reaches over.
    """

    def __init__(self, tokens: Sequence[words.Token], terms: Terms, bridged: set[int]):
        self.tokens, self.numbers, self.place, self.where = [], [], [], {}
        self.terms, self.found = terms, {}
        here, hash_number, first = 0, terms.vocabulary.get("#"), terms.vocabulary.get("^")
        for token in tokens:
            if token.kind in {"word", "number", "foreign"}:
                numbers = _numbers(token, terms, hash_number)
                if not self.tokens and first is not None:
                    # ^ is a place before the first word
                    self._add(None, frozenset({first}), here)
                    here += 1
                self._add(token, numbers, here)
                here += 1
            elif token.kind == "mark" and (token.form in SPLITS or token.form in "،,"):
                here += 1 if token.form in "،,؛;" or token.start in bridged else WIDEST + 1

    def _add(self, token, numbers, here):
        self.where[here] = len(self.tokens)
        self.tokens.append(token)
        self.numbers.append(numbers)
        self.place.append(here)

    def match(self, variant: Variant, begin: int) -> tuple[int, ...] | None:
        """Indices of the words that fit `variant` beginning with the word `begin`, nearest first; None if none do."""
        paths = {begin: (begin,)}
        for element, gap in variant[1:]:
            reached = {}
            for at, path in paths.items():
                here = self.place[at]
                for step in range(here + 1, here + 2 + gap):
                    then = self.where.get(step)
                    if then is not None and then not in reached and not element.isdisjoint(self.numbers[then]):
                        reached[then] = (*path, then)
            if not reached:
                return None
            paths = reached  # type: ignore[assignment]
        return next(iter(paths.values()))

    def has(self, pattern: int) -> bool:
        """Whether the pattern occurs anywhere in the reading."""
        if pattern not in self.found:
            self.found[pattern] = any(
                not variant[0][0].isdisjoint(numbers) and self.match(variant, at) is not None
                for variant in self.terms.patterns[pattern]
                for at, numbers in enumerate(self.numbers)
            )
        return self.found[pattern]

    def matches(self) -> Iterator[tuple[Term, tuple[int, ...]]]:
        """(term, indices) for every term that occurs, its conditions in this sentence fulfilled."""
        starts, patterns = self.terms.starts, self.terms.owners
        seen = set()
        for at, numbers in enumerate(self.numbers):
            for number in numbers:
                for pattern, variant in starts.get(number, ()):
                    path = self.match(variant, at)
                    if path is None or (pattern, path) in seen:
                        continue
                    seen.add((pattern, path))
                    for term in patterns[pattern]:
                        if self._holds(term):
                            yield term, path

    def _holds(self, term):
        return (not term.needs or any(map(self.has, term.needs))) and not any(map(self.has, term.unless))

    def spans(self, path: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Half-open spans of the words on a path, neighbours joined."""
        spans = []
        for at in path:
            token = self.tokens[at]
            if token is None:
                continue
            if spans and at and self.tokens[at - 1] is not None and spans[-1][1] == self.tokens[at - 1].end:
                spans[-1] = (spans[-1][0], token.end)
            else:
                spans.append((token.start, token.end))
        return tuple(spans)


def _numbers(token, terms, hash_number):
    """Vocabulary numbers of a token, cached by its form."""
    known = terms.cache.get(token.plain)
    if known is None:
        found = keys(token.plain) if token.kind == "word" else {token.fold.casefold()}
        known = {terms.vocabulary[key] for key in found if key in terms.vocabulary}
        if token.kind == "number" and hash_number is not None:
            known.add(hash_number)
        known = terms.cache[token.plain] = frozenset(known)
    return known
