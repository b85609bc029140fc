"""Frames: which of the codebook's frames each sentence of a report puts in the foreground, and by which words.

Everything that decides is in three tables under `data/`: `codebook.csv` (the frames), `frame_terms.csv` (terms, one a
row, as helpers/terms.py explains them) and `frame_groups.csv` (word lists that terms refer to as @name).

A row of frame_terms.csv whose `effect` is code gives its sentence the frame. A row whose effect is block takes the
words it covers, gaps included, away from the frame's other rows (frame *: all frames): so "not when" is said.
Conditions are lists of patterns with | between, of which one must occur: `needs` in the same sentence, `before` in the
same or one of the two before it; none of `unless` may occur in the sentence. `origin` names the report because of which
the row was added; `without(terms, report)` leaves those rows out when that report is scored.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from helpers import particles, tables, words
from helpers.problems import problem
from helpers.sentences import Sentence
from helpers.terms import Stretch, Terms, compiled, groups_of, keys, parse

POINTING = 5  # words at the beginning of a unit among which a pointer to the sentence before is looked for
FRAGMENT = 12  # words; a longer unit that begins with a purpose clause is a sentence of its own


class Reason(NamedTuple):
    """One reason for one frame: the words (half-open spans into the text) and the row of the term that found them.

    inherited: the unit has the frame from the sentence it belongs to (a fragment, an anaphor); the spans lie there.
    """

    frame: str
    spans: tuple[tuple[int, int], ...]
    row: int
    term: str
    inherited: bool


class Coded(NamedTuple):
    """One coded unit: its span and kind, its frames in the codebook's order, and a Reason for every reason."""

    start: int
    end: int
    kind: str
    frames: tuple[str, ...]
    decisions: tuple[Reason, ...]


# ---------------------------------------------------------------- reading the tables


def _row_faults(row, frames, groups, names):
    """What is wrong with one row of frame_terms.csv, as (what, mend) pairs."""
    if row["frame"] not in frames and not (row["effect"] == "block" and row["frame"] == "*"):
        yield f"unknown frame {row['frame']!r}", f"Use one of {', '.join(frames)}"
    for column in ("term", "needs", "unless", "before"):
        for written in tables.items(row[column]) if column != "term" else [row["term"]]:
            try:
                variants = parse(written, groups)
            except ValueError as fault:
                yield f"broken pattern {written!r} in {column}: {fault}", "data/README.md explains the signs"
                continue
            bare = column == "term" and row["effect"] == "code" and not row["needs"] + row["before"]
            if bare and any(all(element <= names for element, _ in variant) for variant in variants):
                yield f"the term {written!r} is a bare name", "Add a word of action or a condition in needs"


def _check(loaded, paths):
    """(faults, lines of frame_terms.csv that have one) of the loaded tables, each by itself being right."""
    faults, wrong = [], set()
    groups = groups_of(loaded["frame_groups"], paths["frame_groups"], faults)
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


def usable_terms(folder: str | Path = tables.DATA) -> tuple[Terms, list[str]]:
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
    return compiled(loaded), faults + more


def without(terms: Terms, account: str) -> Terms:
    """The same Terms without the rows that were added because of `account`."""
    table = terms.tables["frame_terms"]
    return compiled(terms.tables | {"frame_terms": table[table["origin"] != account]})


# ---------------------------------------------------------------- coding


def code(tokens: Sequence[words.Token], sentences: Sequence[Sentence], terms: Terms) -> list[Coded]:
    """Frames of every unit of one text: a list of Coded, one per sentence and in their order.

    tokens: words.tokenise of the text. sentences: in its order, without overlap; start, end, kind and paragraph count.
    terms: from usable_terms or without.
    """
    starts = [token.start for token in tokens]
    inside = [tokens[bisect_left(starts, unit.start) : bisect_left(starts, unit.end)] for unit in sentences]
    readings, coded = [], []
    for group in _together(inside, sentences, terms):
        members = [inside[at] for at in group]
        bridged = {token.start for member in members[:-1] for token in member[-3:]}
        reading = Stretch([token for member in members for token in member], terms, bridged)
        found = _decisions(reading, readings[-2:], terms)
        readings.append(reading)
        for at in group:
            coded.append(_unit(sentences[at], found, coded if at != group[0] else [], terms))
            if at == group[0]:
                coded[-1] = _with_anaphor(coded, inside, at, terms)
    return coded


def _together(inside, sentences, terms):
    """Runs of units read together: a unit and the fragments that a stray full stop cut off from it."""
    groups = []
    for at in range(len(sentences)):
        if not groups or not _is_fragment(inside, at, sentences, terms):
            groups.append([])
        groups[-1].append(at)
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
    """{frame: [(Reason, indices), …]} of one reading: the terms that occur, less those that a block covers."""
    matches = [(term, path) for term, path in reading.matches() if _prepared(term, [*before, reading])]
    covered = defaultdict(set)
    for term, path in matches:
        if term.blocks:
            for frame in terms.frames if term.frame == "*" else (term.frame,):
                covered[frame].update(range(path[0], path[-1] + 1))
    found = []
    for term, path in matches:
        if not term.blocks and covered[term.frame].isdisjoint(path):
            found.append(Reason(term.frame, reading.spans(path), term.row, term.term, False))
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
    if _ends_pointing(own):
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


def _ends_pointing(own):
    """Whether a short unit ends in a bare `that` which its verb governs (أطلعه على ذلك، أبلغه بذلك)."""
    if not 2 <= len(own) <= FRAGMENT:
        return False
    end, governed = own[-1].fold, own[-2].fold in particles.GOVERNED
    return end.removeprefix("ب") in particles.POINTERS and (governed or end not in particles.POINTERS)


def _taking(unit, taken, terms):
    """The unit with decisions taken over for the frames it does not have itself."""
    extra = [d._replace(inherited=True) for d in taken if d.frame not in unit.frames]
    return _coded(unit, [*unit.decisions, *extra], terms)
