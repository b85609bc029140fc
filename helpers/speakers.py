"""Speakers: who says what, from cues and the entities of the text, cue after cue in the order of the text."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from helpers import morphology, words
from helpers.entities import Entities
from helpers.extraction import CUES, Cue
from helpers.ranking import Ranker, Rows, span_shares

DIGITS = 4  # of a probability that count in a decision
UNNAMED = 0.5  # how sure one may be of a speaker whom the network sees and neither name nor mention tells
WEIGHED = 8  # rows whose answers are compared


class Attribution(NamedTuple):
    """Who speaks at one cue.

    names: as the text has them, the fullest ones; empty where it cannot be told. entities: their numbers, none where
    the mention describes itself. p: probability. others: (names, probability) of the other answers, best first.
    """

    names: tuple
    entities: tuple
    p: float
    others: tuple


NOBODY = Attribution((), (), 0.0, ())


def attribute(entities: Entities, ranker: Ranker) -> list[Attribution]:
    """One Attribution for each cue of the entities' text, in order."""
    rows, found, chain = Rows(entities), [], []
    for k, cue in enumerate(entities.found.cues):
        said = _choose(entities, cue, *rows.of(k, chain), ranker, chain)
        found.append(said)
        chain = followed(chain, list(said.entities), entities.found.cues, k)
    return found


def followed(chain: list[list[int]], who: list[int], cues: Sequence[Cue], k: int) -> list[list[int]]:
    """The chain after cue number k at which some entities speak: those who spoke last, and those before them."""
    if not who or _nested(cues, k):
        return chain
    return [who, *(group for group in chain if group != who)][:2]


def _choose(entities, cue, candidates, rows, ranker, chain):
    """The Attribution of a cue, from the rows of those who may speak; rows that come to the same answer add up."""
    shares = np.round(ranker.shares(rows), DIGITS) if rows else ()
    order = sorted(range(len(rows)), key=lambda i: (-shares[i], i))
    answers = {}
    for i in order[:WEIGHED]:
        names, own = _answer(entities, cue, candidates, order, i, chain)
        first, p = answers.get(names, (own, 0.0))
        answers[names] = first, p + float(shares[i])
    ranked = sorted(answers, key=lambda names: -round(answers[names][1], DIGITS))  # the earlier one wins a tie
    if not ranked:
        return _seen(entities, cue)
    who, *others = ranked
    return Attribution(who, *answers[who], tuple((names, answers[names][1]) for names in others))


def _seen(entities, cue):
    """The Attribution where nobody is named: the span that the network takes for the speaker, else its best mention;
    nobody where it begins with what cannot speak."""
    spans = entities.found.spans or [cue.likeliest]
    shares = span_shares(cue, spans)
    best = max(shares, key=lambda n: (round(shares[n], DIGITS), -n), default=None)
    if best is None or not _nominal(entities.tokens[spans[best][0]]):
        return NOBODY
    return Attribution((entities.written(spans[best]),), (), UNNAMED * shares[best], ())


def _nominal(token):
    """Whether a word may begin the name of somebody: no mark, verb or particle, and nothing before it governs it."""
    readings = words.readings(token) if token.kind == "word" else ()
    return token.kind in {"word", "foreign"} and (
        not readings or any(one.pos in morphology.NOMINAL and not one.prep for one in readings)
    )


def _answer(entities, cue, candidates, order, i, chain):
    """(names, entities) if row i is the speaker: a list in the mention, a dual and a carried pair speak together."""
    if i == len(candidates):
        return (entities.written(cue.mention),), ()
    chosen = candidates[i]
    if cue.mention and entities.nameless(chosen) and chosen in entities.inside(cue.mention):
        return (entities.written(cue.mention),), ()
    if cue.mention and chosen in entities.inside(cue.mention):
        who = next(group for group in entities.side_by_side(cue.mention) if chosen in group)
    elif cue.mention and entities.dual[cue.mention[0]] and len(candidates) > 1:
        who = [candidates[n] for n in order if n < len(candidates)][:2]
    else:
        who = chain[0] if not cue.mention and chain and chosen in chain[0] else [chosen]
    return tuple(entities.fullest(e) for e in who), tuple(who)


def _nested(cues, k):
    """Whether a cue stands inside the content of another that does not stand inside its own."""
    cue = cues[k]
    return any(
        j != k
        and cues[j].content[0] <= cue.place < cues[j].content[1]
        and not cue.content[0] <= cues[j].place < cue.content[1]
        for j in range(max(0, k - CUES), min(len(cues), k + CUES))
    )
