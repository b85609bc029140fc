"""Frames: which of the codebook's frames each sentence of a report puts in the foreground, and by which words.

Everything that decides is in three tables under `data/`: `codebook.csv` (the frames), `frame_terms.csv` (terms, one a
row) and `frame_groups.csv` (word lists that terms refer to as @name). A term is a small pattern over words:

    شراكة               any inflected form of the dictionary word, whatever clitics it carries
    =عقد                this very form (only و and ف in front are ignored)
    تعدد/متعدد           one of these words          @call     one word of the group
    عامل … استقرار       a gap of up to three words (…5: up to five); marks do not count, a comma counts as a word
    #                   any number                  ^         the beginning of the sentence
    كامل?               the word may be missing

An inflected form (قوات) matches that form with any clitics; the dictionary form (قوة) matches all its forms.

A row of frame_terms.csv whose `effect` is code gives its sentence the frame. A row whose effect is block takes the
words it covers, gaps included, away from the frame's other rows (frame *: all frames): so "not when" is said.
Conditions are lists of patterns with | between, of which one must occur: `needs` in the same sentence, `before` in the
same or one of the two before it; none of `unless` may occur in the sentence. `origin` names the report because of which
the row was added; `without(terms, report)` leaves those rows out when that report is scored.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import morphology, tables, words
from helpers.problems import InputProblem, problem

GAP = 3
WIDEST = 12  # a wider gap links words that have nothing to do with each other
OPTIONALS = 4
POINTING = 5  # words at the beginning of a unit among which a pointer to the sentence before is looked for
FRAGMENT = 12  # words; a longer unit that begins with a purpose clause is a sentence of its own
COLUMNS = ["report", "sentence", "start", "end", "kind", "frame", "triggers", "row", "term", "inherited"]
SPLITS = {".", "!", "?", "؟", "؛", ";"}  # a pattern reaches across these only when a fragment was cut off there


class Term(NamedTuple):
    """One row of frame_terms.csv, compiled. Conditions are tuples of pattern numbers; row is its line in the file."""

    row: int
    frame: str
    term: str
    blocks: bool
    needs: tuple
    unless: tuple
    before: tuple


class Terms(NamedTuple):
    """The compiled tables. frames: their names in the codebook's order. terms: the rows in use, as Term.

    vocabulary: key of a word → number. patterns: per pattern its variants, each a tuple of (numbers, gap before).
    starts: number of a word → [(pattern, variant), …] that can begin with it. owners: pattern → its terms.
    cache: word type → its numbers, filled while coding.
    """

    frames: tuple
    terms: tuple
    vocabulary: dict
    patterns: tuple
    starts: dict
    owners: dict
    openers: frozenset
    hanging: frozenset
    anaphors: frozenset
    empty: frozenset
    tables: dict
    cache: dict


class Decision(NamedTuple):
    """One reason for one frame: the words (half-open spans into the text) and the row of the term that found them.

    inherited: the unit has the frame from the sentence it belongs to (a fragment, an anaphor); the spans lie there.
    """

    frame: str
    spans: tuple
    row: int
    term: str
    inherited: bool


class Coded(NamedTuple):
    """One coded unit: its span and kind, its frames in the codebook's order, and a Decision for every reason."""

    start: int
    end: int
    kind: str
    frames: tuple
    decisions: tuple


# ---------------------------------------------------------------- the keys under which a word is found

_PRONOUNS = ("هما", "كما", "ها", "هم", "هن", "نا", "كم", "ه", "ك", "ي")
_ENDINGS = ("ات", "تين", "تان", "ين", "ون", "ان", "يه", "ه", "ا")


def _without_pronoun(form):
    """`form` with every pronoun that its end can be read as taken off: شراكتهما → شراكه."""
    for pronoun in _PRONOUNS:
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
            for ending in _ENDINGS:
                if stem.endswith(ending) and len(stem) - len(ending) >= 3:
                    yield stem[: -len(ending)]
                    yield stem[: -len(ending)] + "ه"


@morphology.of_type
def keys(plain):
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


def parse(written, groups):
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


def _groups(table, path, faults):
    """{name: keys} of frame_groups.csv, faults appended."""
    groups = {}
    for line, row in table.iterrows():
        try:
            found = [_element(word, {})[0] for word in tables.items(row["words"])]
            groups[row["group"]] = frozenset().union(*found)
        except ValueError as fault:
            faults.append(problem(path, line, f"group {row['group']!r}: {fault}", "Write single words with | between"))
    return groups


def _only_names(variants, names):
    return any(all(element <= names for element, _ in variant) for variant in variants)


def _row_faults(row, frames, groups, names):
    """What is wrong with one row of frame_terms.csv, as (what, mend) pairs."""
    if row["frame"] not in frames and not (row["effect"] == "block" and row["frame"] == "*"):
        yield f"unknown frame {row['frame']!r}", f"Use one of {', '.join(frames)}"
    for column in ("term", "needs", "unless", "before"):
        for written in tables.items(row[column]) if column != "term" else [row["term"]]:
            try:
                variants = parse(written, groups)
            except ValueError as fault:
                yield (
                    f"broken pattern {written!r} in {column}: {fault}",
                    "The signs are explained at the head of helpers/frames.py",
                )
                continue
            bare = column == "term" and row["effect"] == "code" and not row["needs"] + row["before"]
            if bare and _only_names(variants, names):
                yield f"the term {written!r} is a bare name", "Add a word of action or a condition in needs"


def _check(loaded, paths):
    """(faults, lines of frame_terms.csv that have one) of the loaded tables, each by itself being right."""
    faults, wrong = [], set()
    groups = _groups(loaded["frame_groups"], paths["frame_groups"], faults)
    named = loaded["frame_groups"].query("kind == 'names'")["group"]
    names = frozenset().union(*(groups.get(name, frozenset()) for name in named))
    frames = list(loaded["codebook"]["frame"])
    seen = {}
    for line, row in loaded["frame_terms"].iterrows():
        found = list(_row_faults(row, frames, groups, names))
        first = seen.setdefault((row["frame"], row["effect"], words.fold(" ".join(row["term"].split()))), line)
        if first != line:
            what = f"term {row['term']!r} stands for {row['frame']} in line {first} already"
            found.append((what, "Keep one of the rows"))
        faults += [problem(paths["frame_terms"], line, *fault) for fault in found]
        wrong |= {line} if found else set()
    return faults, wrong


def usable_terms(folder=tables.DATA):
    """(Terms, faults): the codebook of `folder` compiled from the rows that are right, and a line for all that is not.

    A folder without `frame_groups.csv` has no groups.
    """
    paths = {name: Path(folder) / f"{name}.csv" for name in ("codebook", "frame_groups", "frame_terms")}
    loaded, faults = {}, []
    for name, path in paths.items():
        loaded[name], wrong = tables.usable(name, folder)
        faults += wrong if path.exists() or name != "frame_groups" else []
    more, lines = _check(loaded, paths)
    loaded["frame_terms"] = loaded["frame_terms"].drop(index=list(lines))
    return _compiled(loaded), faults + more


def load_terms(folder=tables.DATA):
    """The codebook, groups and terms of `folder`, checked and compiled: Terms. Raises InputProblem naming every row."""
    terms, faults = usable_terms(folder)
    if faults:
        raise InputProblem(*faults)
    return terms


def without(terms, account="", rows=()):
    """The same Terms without the rows that were added because of `account`, and without the numbered rows."""
    table = terms.tables["frame_terms"]
    dropped = table.index.isin(list(rows)) | ((table["origin"] == account) & (account != ""))
    return _compiled(terms.tables | {"frame_terms": table[~dropped]})


def _compiled(loaded):
    """Terms from tables already checked."""
    groups = _groups(loaded["frame_groups"], "", [])
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
    word_lists = [groups.get(name, frozenset()) for name in ("opener", "hanging", "anaphor", "empty")]
    frames = tuple(loaded["codebook"]["frame"])
    return Terms(frames, tuple(terms), vocabulary, tuple(patterns), dict(starts), dict(owners), *word_lists, loaded, {})


# the terms of a study without a codebook: they find no frame
NONE = _compiled({name: pd.DataFrame(columns=list(tables.SCHEMAS[name].columns), dtype=str)
                  for name in ("codebook", "frame_groups", "frame_terms")})  # fmt: skip


# ---------------------------------------------------------------- coding


class _Reading:
    """The words that are read together: a unit and the fragments cut off from it.

    tokens: its words and numbers; numbers[i]: the vocabulary numbers of tokens[i]; place[i]: where it stands, gaps
    being measured there: a comma takes up room like a word, a mark that splits more than any gap reaches over.
    """

    def __init__(self, tokens, terms, bridged):
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

    def match(self, variant, begin):
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
            paths = reached
        return next(iter(paths.values()))

    def has(self, pattern):
        """Whether the pattern occurs anywhere in the reading."""
        if pattern not in self.found:
            self.found[pattern] = any(
                not variant[0][0].isdisjoint(numbers) and self.match(variant, at) is not None
                for variant in self.terms.patterns[pattern]
                for at, numbers in enumerate(self.numbers)
            )
        return self.found[pattern]

    def matches(self):
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

    def spans(self, path):
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


def code(text, tokens, sentences, terms):
    """Frames of every unit of one text: a list of Coded, one per sentence and in their order.

    text: as stored. tokens: words.tokenise(text). sentences: objects with start, end and kind, in the order of the
    text, without overlap. terms: from load_terms or without.
    """
    starts = [token.start for token in tokens]
    inside = [tokens[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)] for unit in sentences]
    readings, coded = [], []
    for group in _together(text, inside, sentences, terms):
        members = [inside[at] for at in group]
        bridged = {token.start for member in members[:-1] for token in member[-3:]}
        reading = _Reading([token for member in members for token in member], terms, bridged)
        found = _decisions(reading, readings[-2:], terms)
        readings.append(reading)
        for at in group:
            coded.append(_unit(sentences[at], found, coded if at != group[0] else [], terms))
            if at == group[0]:
                coded[-1] = _with_anaphor(coded, inside, at, terms)
    return coded


def _together(text, inside, sentences, terms):
    """Runs of units read together: a unit and the fragments that a stray full stop cut off from it."""
    groups = []
    for at in range(len(sentences)):
        if groups and _is_fragment(inside, at, sentences, terms):
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _is_fragment(inside, at, sentences, terms):
    """Whether the body unit `at` was cut off from the one before it on the same line by a stray full stop.

    So it was when the unit before ends hanging (two words or fewer after أن), or when its own first word is one that
    begins no sentence: of the group @opener, or a purpose clause with ل.
    """
    before, unit = sentences[at - 1], sentences[at]
    if unit.kind != "body" or before.kind != "body" or unit.paragraph != before.paragraph:
        return False
    own = [token for token in inside[at] if token.kind == "word"]
    last = [token for token in inside[at - 1] if token.kind == "word"][-3:]
    if not own or any(not terms.hanging.isdisjoint(keys(token.plain)) for token in last):
        return True
    if not terms.openers.isdisjoint(keys(own[0].plain)):
        return True
    readings = words.readings(own[0])
    purpose = [r for r in readings if r.prep == "ل" and not r.det and r.pos == "noun"]
    return bool(purpose) and len(own) <= FRAGMENT


def _decisions(reading, before, terms):
    """{frame: [(Decision, indices), …]} of one reading: the terms that occur, less those that a block covers."""
    matches = [(term, path) for term, path in reading.matches() if _prepared(term, [*before, reading])]
    covered = defaultdict(set)
    for term, path in matches:
        if term.blocks:
            for frame in terms.frames if term.frame == "*" else (term.frame,):
                covered[frame].update(range(path[0], path[-1] + 1))
    found = []
    for term, path in matches:
        if not term.blocks and covered[term.frame].isdisjoint(path):
            found.append(Decision(term.frame, reading.spans(path), term.row, term.term, False))
    return found


def _prepared(term, nearby):
    """Whether one of the term's `before` patterns occurs in this sentence or in the two that went before."""
    return not term.before or any(reading.has(pattern) for pattern in term.before for reading in nearby)


def _unit(unit, found, earlier, terms):
    """The unit with the decisions whose words it holds; a fragment also has those of the unit it was cut off from."""
    own = [d for d in found if any(start < unit.end and end > unit.start for start, end in d.spans)]
    if earlier:
        own += [d._replace(inherited=True) for d in earlier[-1].decisions if d.frame not in {o.frame for o in own}]
    return _coded(unit, own, terms)


def _coded(unit, decisions, terms):
    """A Coded from a unit and its decisions, both put in a fixed order."""
    decisions = tuple(sorted(set(decisions), key=lambda d: (d.spans, d.row)))
    named = {decision.frame for decision in decisions}
    return Coded(unit.start, unit.end, unit.kind, tuple(f for f in terms.frames if f in named), decisions)


def _with_anaphor(coded, inside, at, terms):
    """The unit `at` with what it takes over from the one before when it points back (هذه المبادرة، هذا النهج).

    Where words that gave the unit before a frame hold the noun pointed at, that frame; else all its frames, if the
    noun has no content of its own (group @empty).
    """
    unit, own = coded[-1], [token for token in inside[at] if token.kind == "word"]
    if len(coded) < 2 or coded[-2].kind != unit.kind:
        return unit
    earlier = coded[-2].decisions
    if _ends_pointing(own, terms):
        return _taking(unit, earlier, terms)
    for pointer, noun in pairwise(own[:POINTING]):
        if terms.anaphors.isdisjoint(keys(pointer.plain)):
            continue
        before = [token for token in inside[at - 1] if token.kind == "word"]
        held = [token.start for token in before if not keys(token.plain).isdisjoint(keys(noun.plain))]
        named = [d for d in earlier if any(start <= place < end for start, end in d.spans for place in held)]
        empty = not terms.empty.isdisjoint(keys(noun.plain))
        return _taking(unit, named or (earlier if empty else ()), terms)
    return unit


def _ends_pointing(own, terms):
    """Whether a short unit ends in a bare `that` which its verb governs (أطلعه على ذلك، أبلغه بذلك)."""
    if not 2 <= len(own) <= FRAGMENT:
        return False
    end = own[-1].fold
    return end in {"بذلك", "بهذا"} or (end in {"ذلك", "هذا"} and own[-2].fold in {"علي", "عن", "حول", "بشان"})


def _taking(unit, taken, terms):
    """The unit with decisions taken over for the frames it does not have itself."""
    extra = [d._replace(inherited=True) for d in taken if d.frame not in unit.frames]
    return _coded(unit, [*unit.decisions, *extra], terms)


def table(coded):
    """Every decision as a row: a frame with COLUMNS. coded: {report: list of Coded}, sentences counted from 1."""
    rows = [
        (report, number, unit.start, unit.end, unit.kind, d.frame, d.spans, d.row, d.term, d.inherited)
        for report, units in coded.items()
        for number, unit in enumerate(units, 1)
        for d in unit.decisions
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
