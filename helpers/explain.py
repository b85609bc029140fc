"""One quotation taken through the reader, step by step, and what the tables could still learn from it.

`steps` gives the numbers behind a quotation as tables, those of its sentence alone; `unlisted` the words by which the
reader found quotations although the table of reporting verbs does not have them.
"""

from typing import NamedTuple

import pandas as pd

from helpers import extraction, speakers
from helpers.document import MODES, Document
from helpers.entities import Entities
from helpers.network import softmax
from helpers.problems import InputProblem
from helpers.reader import Reader

SHOWN = 0.005  # a probability below this is left out


class Steps(NamedTuple):
    """How a quotation was read; frames for people to look at, probabilities between 0 and 1."""

    told: pd.DataFrame  # token, told: what lexicon, tables and marks say of it
    cues: pd.DataFrame  # token, none, direct, mixed, indirect, act
    bounds: pd.DataFrame  # token, first, last of the content; mention_first, mention_last; name: part of a name
    speakers: pd.DataFrame  # who, p: everybody weighed for this cue, the likeliest first


def steps(reader: Reader, document: Document, place: int, date: str = "") -> Steps:
    """The Steps of the quotation whose cue, or content where it has none, begins nearest to a place (code points) of a
    Document with its date (ISO). Raises InputProblem where nobody is quoted."""
    told = reader.lexicon.told(document)
    model = reader.model
    found = extraction.decode(model.network, told, model.card["decisions"]["threshold"])
    if not found.cues:
        raise InputProblem("nobody is quoted in this text")
    everybody = Entities(document.text, told, found, reader.lexicon, reader.people, date)
    each = zip(found.cues, speakers.attribute(everybody, model.ranker), strict=True)
    cue, said = min(each, key=lambda pair: abs(told.tokens[pair[0].place].start - place))
    window = next(w for w in extraction.windows(len(told.tokens)) if w[2] <= cue.place < w[3])
    states = model.network.states(*told.window(*window[:2], model.network.features))
    seen = model.network.seen_from(states.hidden, [cue.place - window[0]])
    first, last = _sentence(document, told.tokens, cue)
    rows = slice(max(first, window[0]) - window[0], min(last, window[1]) - window[0])
    tokens = [token.form for token in told.tokens[window[0] : window[1]][rows]]
    cues = pd.DataFrame(states.cue[rows].round(3), columns=["none", *MODES])
    bounds = pd.DataFrame({
        "first": softmax(seen.first[0])[rows], "last": softmax(seen.last[0])[rows],
        "mention_first": softmax(seen.mention_first[0])[:-1][rows],
        "mention_last": softmax(seen.mention_last[0])[:-1][rows], "name": 1 - states.core[rows, 0],
    }).round(3)  # fmt: skip
    names = model.names
    lexical = [" · ".join(names[n] for n in (*told.lexical[i], *told.placed[i]))
            for i in range(window[0] + rows.start, window[0] + rows.stop)]  # fmt: skip
    for table in (cues, bounds):
        table.insert(0, "token", tokens)
    return Steps(pd.DataFrame({"token": tokens, "told": lexical}), cues, bounds, _speakers(said))


def _sentence(document, tokens, cue):
    """(first, last) of the tokens from the beginning of the cue's sentence to the end of the content's."""
    low, high = min(cue.place, cue.content[0]), max(cue.place, cue.content[1] - 1)
    start = max((u.start for u in document.sentences if u.start <= tokens[low].start), default=0)
    end = min((u.end for u in document.sentences if u.end >= tokens[high].end), default=len(document.text))
    inside = [i for i, token in enumerate(tokens) if start <= token.start < end]
    return inside[0], inside[-1] + 1


def _speakers(said):
    """Everybody weighed for a cue (speakers.Attribution), the likeliest first."""
    rows = [(" | ".join(names), round(p, 3)) for names, p in ((said.names, said.p), *said.others) if p >= SHOWN]
    return pd.DataFrame(rows, columns=["who", "p"])


def unlisted(quotes: pd.DataFrame) -> pd.DataFrame:
    """Words that handed over speech and stand in no row of reporting_verbs.csv, commonest first.

    quotes: the table of quotations. Returns lemma, quotations, confidence (mean), cue and text of the surest example.
    """
    lacking = quotes[(quotes["stance"] == "") & (quotes["lemma"] != "")]
    lacking = lacking.sort_values("confidence", ascending=False, kind="stable")
    found = lacking.groupby("lemma", sort=False).agg(
        quotations=("quote", "size"), confidence=("confidence", "mean"), cue=("cue", "first"), text=("text", "first")
    )
    return found.sort_values(["quotations", "confidence"], ascending=False, kind="stable").round(2).reset_index()
