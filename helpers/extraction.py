"""Extraction: from the network's scores to cues with contents and mentions, and to names, in token numbers.

Scores are rounded before anything is decided and the earlier place wins a tie, so that the last bits of a number, which
differ between machines, decide nothing. A long text is read in overlapping windows; each token is judged in the window
in whose middle it stands.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from helpers.document import Span, same_place
from helpers.features import Told
from helpers.network import Network, log_softmax

WINDOW, MARGIN = 640, 128  # tokens; no text that the reader learnt from is longer than a window
CUES = 80  # of a window at most
MENTION = 25  # tokens of a mention at most
LEAST = 0.001  # probability of a cue whose content is wanted
DIGITS = 4  # of a score that count
_EDGE = frozenset(".،؛,;:")  # what stands at the end of a content and is not part of it


class Cue(NamedTuple):
    """One cue and what is tied to it; spans half-open, in token numbers."""

    place: int
    modes: np.ndarray  # (5,) probabilities: none, direct, mixed, indirect, act
    content: tuple
    p_content: float  # of both bounds
    likeliest: tuple  # the best mention, though there may be none
    has: float  # by how much the best mention is scored above none
    reach: int  # the first token that the following two speak of
    speaker_first: np.ndarray  # scores of tokens as the first of a span that names the speaker
    speaker_last: np.ndarray

    @property
    def mention(self) -> Span | None:
        """The mention of who speaks, None where none is likelier."""
        return self.likeliest if self.has > 0 else None

    @property
    def p(self) -> float:
        """Probability that a token is a cue at all."""
        return 1 - float(self.modes[0])


class Decoded(NamedTuple):
    """What the network found in a text."""

    cues: list  # Cue, in order of place
    spans: list  # of everybody who may speak, in order
    names: list  # spans of names
    p_names: dict  # span of a name → probability


def windows(n: int) -> list[tuple[int, int, int, int]]:
    """(first, last, core first, core last) of the windows over n tokens; the cores lie end to end."""
    if n <= WINDOW:
        return [(0, n, 0, n)] if n else []
    found, core = [], 0
    while core < n:
        first = max(0, min(core - MARGIN, n - WINDOW))
        last = min(n, first + WINDOW)
        end = n if last == n else last - MARGIN
        found.append((first, last, core, end))
        core = end
    return found


def decode(network: Network, told: Told, threshold: float, wanted: Sequence[Span] = ()) -> Decoded:
    """What a Network finds in what is Told of a text: cues of more than a probability `threshold`.

    wanted: (start, end) of contents, in code points, of which a person has said that they are quotations; the cue of
    one may be less likely.
    """
    cues, tags, cores, taken = [], [], [], []
    for first, last, start, end in windows(len(told.tokens)):
        states = network.states(*told.window(first, last, network.features))
        core = slice(start - first, end - first)
        tags.append(states.tag[core])
        cores.append(states.core[core])
        sure = np.round(1 - states.cue[:, 0], DIGITS)
        least = LEAST if wanted else threshold
        places = [place for place in range(start - first, end - first) if sure[place] > least]
        places = sorted(sorted(places, key=lambda place: (-sure[place], place))[:CUES])
        if places:
            seen = network.seen_from(states.hidden, places)
            order = sorted(range(len(places)), key=lambda k: (-sure[places[k]], k))
            for k in order:
                cue = _cue(told.tokens, states.cue[places[k]], places[k], seen, k, first, taken)
                answered = _alike(told.tokens, cue.content, wanted)
                if sure[places[k]] > threshold or answered:
                    wanted = [span for span in wanted if span not in answered]  # by the likeliest cue alone
                    taken.append(cue.content)
                    cues.append(cue)
    if not tags:
        return Decoded([], [], [], {})
    tag, named = np.concatenate(tags), np.concatenate(cores)
    names = spans_of(_likeliest(named))
    cues.sort(key=lambda cue: cue.place)
    spans = sorted({*spans_of(_likeliest(tag)), *names, *(cue.mention for cue in cues if cue.mention)})
    return Decoded(cues, spans, names, {(a, b): float((1 - named[a:b, 0]).mean()) for a, b in names})


def _alike(tokens, content, spans):
    """Those of some spans (code points) that a content (token numbers) is."""
    own = tokens[content[0]].start, tokens[content[1] - 1].end
    return [span for span in spans if same_place(own, span)]


def _likeliest(probabilities):
    return np.round(probabilities, DIGITS).argmax(1).tolist()


def spans_of(tags: Sequence[int]) -> list[Span]:
    """[(first, last), …] of tags 0 outside, 1 begins, 2 goes on."""
    found, place = [], 0
    while place < len(tags):
        end = place + 1
        if tags[place]:
            while end < len(tags) and tags[end] == 2:
                end += 1
            found.append((place, end))
        place = end
    return found


def _cue(tokens, modes, place, seen, k, offset, taken):
    """The Cue at a token of a window that begins at token `offset`; its content crosses none of those `taken`."""
    place, offset = offset + place, offset + int(seen.begins[k])
    first, last = np.round(log_softmax(seen.first[k]), DIGITS), np.round(log_softmax(seen.last[k]), DIGITS)
    a, b = _best(first, last, [(start - offset, end - offset) for start, end in taken])
    p = float(np.exp(first[a] + last[b]))
    while b > a and (tokens[offset + b].form in _EDGE or tokens[offset + b].kind == "newline"):
        b -= 1
    content = (offset + a, offset + b + 1)
    likeliest, has = _mention(np.round(seen.mention_first[k], DIGITS), np.round(seen.mention_last[k], DIGITS))
    return Cue(place, modes, content, p, (offset + likeliest[0], offset + likeliest[1]), has, offset,
               seen.speaker_first[k], seen.speaker_last[k])  # fmt: skip


def _best(first, last, taken):
    """The best first and last token of a content that lies inside each of the spans `taken`, around it, or apart."""
    a, b = _best_pair(first, last)
    if not any(_cross(a, b + 1, *span) for span in taken):
        return a, b
    n = len(first)
    score = np.where(np.triu(np.ones((n, n), bool)), first[:, None] + last[None], -np.inf)
    start, end = np.arange(n)[:, None], np.arange(1, n + 1)[None]
    for x, y in taken:
        score[((start < x) & (x < end) & (end < y)) | ((x < start) & (start < y) & (y < end))] = -np.inf
    return divmod(int(score.argmax()), n)


def _cross(a, b, x, y):
    return a < x < b < y or x < a < y < b


def _best_pair(first, last):
    """The first and last token, in this order, with the highest sum."""
    before = np.maximum.accumulate(first)
    b = int((before + last).argmax())
    return int(first[: b + 1].argmax()), b


def _mention(first, last):
    """(span, score above none) of the best mention; the last of the scores are those of none."""
    n, none = len(first) - 1, float(first[-1] + last[-1])
    best = (-np.inf, 0, 0)
    for more in range(min(MENTION, n)):
        score = first[: n - more] + last[more:n]
        a = int(score.argmax())
        best = max(best, (float(score[a]), -a, -more))
    has = best[0] - none
    return (-best[1], -best[1] - best[2] + 1), has
