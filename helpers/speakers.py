"""Speakers: who says what, from cues and the entities of the text, cue after cue in the order of the text."""

from typing import NamedTuple

import numpy as np

from helpers.extraction import CUES
from helpers.ranking import Rows

DIGITS = 4  # of a probability that count in a decision


class Attribution(NamedTuple):
    """Who speaks at one cue.

    names: as the text has them, the fullest ones. entities: their numbers, none where the mention describes itself.
    p: probability; other, p_other: the next best answer ("" if none).
    """

    names: tuple
    entities: tuple
    p: float
    other: str
    p_other: float


NOBODY = Attribution((), (), 0.0, "", 0.0)


def attribute(entities, ranker):
    """One Attribution for each cue of the entities' text, in order."""
    rows, found, chain = Rows(entities), [], []
    for k, cue in enumerate(entities.found.cues):
        said = _choose(entities, cue, *rows.of(k, chain), ranker, chain)
        found.append(said)
        chain = followed(chain, list(said.entities), entities.found.cues, k)
    return found


def followed(chain, who, cues, k):
    """The chain after cue number k at which some entities speak: those who spoke last, and those before them."""
    if not who or _nested(cues, k):
        return chain
    return [who, *(group for group in chain if group != who)][:2]


def _choose(entities, cue, candidates, rows, ranker, chain):
    """The Attribution of a cue, from the rows of those who may speak."""
    if not rows:
        return NOBODY
    shares = np.round(ranker.shares(rows), DIGITS)
    order = sorted(range(len(rows)), key=lambda i: (-shares[i], i))
    names = [_answer(entities, cue, candidates, order, i, chain) for i in order[:2]]
    (who, own), p = names[0], float(shares[order[0]])
    other = next((" | ".join(n) for n, _ in names[1:] if n != who), "")
    return Attribution(who, own, p, other, float(shares[order[1]]) if other else 0.0)


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
