"""Who speaks: every entity of the text is compared with a cue and its mention, and a small trained network picks one.

Each entity gets a row of features (is it named in the mention, do its titles cover the mention, how near is it, did it
speak last, do gender and number agree, what do the network's scores of spans say); the mention itself gets one more,
for it may be its own description.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import numpy as np

from helpers.document import Span
from helpers.entities import Entities, bare, generic
from helpers.extraction import Cue
from helpers.network import gelu, log_softmax, softmax

NOWHERE = 10**6  # tokens back to somebody who was not named before
_DEFINITE = ("ال", "وال")


class Ranker:
    """The trained network over rows. weights: {name: array}; `keys` names the features in their order."""

    def __init__(self, weights: dict[str, np.ndarray]):
        w = {name: array.astype(np.float32) for name, array in weights.items() if name != "keys"}
        self.number = {str(key): place for place, key in enumerate(weights["keys"])}
        self.hidden, self.bias = w["a.weight"].T, w["a.bias"]
        self.out, self.out_bias, self.straight = w["b.weight"].T, w["b.bias"], w["lin.weight"].T

    def shares(self, rows: Sequence[dict[str, float]]) -> np.ndarray:
        """The probability of each of some rows (dicts of features) to be the speaker."""
        x = np.zeros((len(rows), len(self.number)), np.float32)
        for place, row in enumerate(rows):
            for key, value in row.items():
                if key in self.number:
                    x[place, self.number[key]] = value
        scores = gelu(x @ self.hidden + self.bias) @ self.out + self.out_bias + x @ self.straight
        return softmax(scores[:, 0])


class Rows:
    """The features of every entity of a text for each of its cues."""

    def __init__(self, entities: Entities):
        self.e, self.cues, found = entities, entities.found.cues, entities.found
        self.generic = [all(word in generic() for word in name) for name in entities.name]
        self.starts = [[a for a, _ in runs] for runs in entities.runs]
        self.ends = [[b for _, b in runs] for runs in entities.runs]
        self.woman, self.man = [], []
        for number, runs in enumerate(entities.runs):
            heads = [found.spans[k][0] for k in entities.spans[number]] + [a for a, _ in runs]
            he, she = entities.masculine[heads], entities.feminine[heads]
            self.woman.append(bool((she & ~he).any()))
            self.man.append(bool((he & ~she).any()))
        self.first_mention = next((k for k, cue in enumerate(self.cues) if cue.mention), len(self.cues))
        inside = [set(entities.inside(cue.mention)) if cue.mention else set() for cue in self.cues]
        count = Counter(e for of_cue in inside for e in of_cue)
        self.said = [math.log(1 + count[e]) for e in range(len(entities.runs))]
        self.all_marked = [all(entities.marks[a] for a, _ in runs) for runs in entities.runs]

    def candidates(self, k: int, chain: list[list[int]]) -> list[int]:
        """Entities that may speak at cue number k: those named where the network saw from it, and the last ones."""
        first = self.cues[k].reach
        last = first + len(self.cues[k].speaker_first)
        return [
            e
            for e, starts in enumerate(self.starts)
            if bisect_right(starts, last) > bisect_right(starts, first - 1) or any(e in group for group in chain)
        ]

    def of(self, k: int, chain: list[list[int]]) -> tuple[list[int], list[dict[str, float]]]:
        """(candidates, their rows and perhaps one more) for cue number k.

        chain: the entities that spoke last, and those that did before them. The last row is the mention's, if any.
        """
        entities, cue, candidates = self.e, self.cues[k], self.candidates(k, chain)
        mention = _Mention(entities, cue)
        reference = cue.mention[0] if cue.mention else cue.place
        near = {e: self._near(e, reference) for e in candidates}
        rank = {e: i for i, e in enumerate(sorted(candidates, key=near.__getitem__))}
        shares = span_shares(cue, entities.found.spans)
        last, before_last = (*chain, (), ())[:2]
        rows = []
        for e in candidates:
            row = self._alone(e, k, shares, near[e], rank[e])
            row |= {"last": e in last, "last2": e in before_last}
            row |= self._agreement(e, cue)
            for name in ("p", "lp", "adj", "last", "last2", "clash"):
                row[name + " null"] = row[name] * (cue.mention is None)
            if cue.mention:
                row |= self._in_mention(e, mention, row)
            rows.append(row)
        if cue.mention:
            rows.append(self._itself(k, mention, near))
        return candidates, rows

    def _near(self, e, reference):
        """Tokens from the end of the last name of an entity to a place after it."""
        before = bisect_right(self.ends[e], reference)
        return reference - self.ends[e][before - 1] if before else NOWHERE

    def _alone(self, e, k, shares, near, rank):
        """What does not depend on the mention."""
        entities, cue, runs = self.e, self.cues[k], self.e.runs[e]
        p = float(sum(shares[n] for n in entities.spans[e]))
        after = min((a - cue.place for a, _ in runs if a > cue.place), default=None)
        first, last = cue.content
        return {
            "p": p, "lp": math.log(p + 1e-4) / 5, "null": cue.mention is None, "has": math.tanh(cue.has / 5),
            "before": near < NOWHERE, "ld": math.log1p(min(near, 2000)) / 8, "r1": rank == 0 and near < NOWHERE,
            "r2": rank == 1, "rr": 1 / (1 + rank), "len": min(len(entities.name[e]), 6) / 6,
            "count": math.log(1 + len(runs)), "said": self.said[e], "inc": all(first <= a < last for a, _ in runs),
            "allmarks": self.all_marked[e], "adj": after is not None and after <= 3,
            "after": 1 if after is None else math.log1p(after) / 8,
        }  # fmt: skip

    def _agreement(self, e, cue):
        """Whether the gender of the cue is that of what the text calls the entity."""
        she, he = self.e.feminine[cue.place], self.e.masculine[cue.place]
        she, he = she and not he, he and not she
        woman, man = self.woman[e], self.man[e]
        return {"agree": bool((she and woman) or (he and man)),
                "clash": bool((she and man and not woman) or (he and woman and not man))}  # fmt: skip

    def _in_mention(self, e, mention, row):
        entities, runs, (first, last) = self.e, self.e.runs[e], mention.span
        inside = [run for run in runs if first <= run[0] and run[1] <= last]
        found = {"lp m": row["lp"], "in": bool(inside)}
        if inside:
            size = max(b - a for a, b in inside)
            head = (entities.words_of(inside[0])[:1] or [""])[0]
            found |= {
                "in len": min(size, 5) / 5, "in p": max(entities.found.p_names[run] for run in inside),
                "in share": size / (last - first), "in one": size == 1,
                "in def": size == 1 and head.startswith((*_DEFINITE, "لل")), "in first": inside[0][0] == first,
                "in end": inside[-1][1] == last, "in known": len(runs) > 1, "in generic": self.generic[e],
                "in old": runs[0][0] < first,
            }  # fmt: skip
        titles = entities.titles[e]
        common = len(mention.wanted & titles)
        found |= {
            "cover": common / max(1, len(mention.wanted)), "all": mention.wanted <= titles,
            "head": bool(mention.words) and bare(mention.words[0]) in titles, "one": len(mention.words) == 1,
            "def": mention.definite, "jac": common / max(1, len(mention.wanted | set(map(bare, entities.name[e])))),
        }  # fmt: skip
        every = row | found
        for one, other in (("head", "r1"), ("all", "r1"), ("head", "last"), ("one", "last"), ("one", "head"),
                           ("def", "last"), ("def", "head")):  # fmt: skip
            found[f"{one} {other}"] = every[one] * every[other]
        return found

    def _itself(self, k, mention, near):
        """The row of the mention as its own description."""
        entities = self.e
        inside = entities.inside(mention.span)
        known = any(near[e] < NOWHERE and mention.wanted & entities.titles[e] for e in near)
        return {
            "self": 1, "self def": mention.definite, "self one": len(mention.words) == 1, "self any": known,
            "self len": min(len(mention.words), 6) / 6, "self in": bool(inside),
            "self first": k <= self.first_mention,
            "self name": any(not self.generic[e] for e in inside),
        }  # fmt: skip


class _Mention:
    """The words of a cue's mention: as they stand, and bare ones as a set."""

    def __init__(self, entities, cue):
        self.span = cue.mention
        self.words = entities.words_of(cue.mention) if cue.mention else []
        self.wanted = set(map(bare, self.words))
        self.definite = bool(self.words) and self.words[0].startswith(_DEFINITE)


def span_shares(cue: Cue, spans: Sequence[Span]) -> dict[int, float]:
    """{number of a span: probability that it names the speaker}, over the spans that the network saw from the cue."""
    seen = [n for n, (a, b) in enumerate(spans) if a >= cue.reach and b - cue.reach <= len(cue.speaker_first)]
    if not seen:
        return dict.fromkeys(range(len(spans)), 0.0)
    a = np.array([spans[n][0] for n in seen]) - cue.reach
    b = np.array([spans[n][1] - 1 for n in seen]) - cue.reach
    shares = np.exp(log_softmax(cue.speaker_first[a] + cue.speaker_last[b]))
    return dict.fromkeys(range(len(spans)), 0.0) | dict(zip(seen, shares.tolist(), strict=True))
