"""The reader: who says what in a Document, with how sure it is. Learnt from annotated reports, informed by the tables.

Steps: cue and mode of every token; per cue the bounds of its content and its mention; names; which entity of the text
speaks (network, extraction, entities, ranking, speakers); then rules for what is so by definition (marking). The
trained weights stand in `data/reader`, with their digests in its card.toml.
"""

import hashlib
import math
import tomllib
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from helpers import calibration, channels, cues, extraction, features, marking, people, speakers, tables, words
from helpers.calibration import PARTS
from helpers.document import MODES, Document, Span
from helpers.entities import Entities
from helpers.network import Network
from helpers.problems import InputProblem, problem
from helpers.ranking import Ranker

WEIGHTS = tables.DATA / "reader"
SHOWN = 3  # places of a probability
LONGEST = 12  # words of a speaker that count for a confidence


class Quotation(NamedTuple):
    """One quotation; spans half-open, in code points of the text.

    mode: direct, mixed, indirect or act. quoted: spans in marks, for direct and mixed. cue: None where nothing is one.
    speaker: names as the text has them, empty where it cannot be told; person: canonical ones ("" for who is in no
    table), parallel to it; side: theirs. via: the channel, or None. lemma: of the cue; stance: by the table ("" if it
    has no such verb). p_…: probabilities that it is a quotation, and that bounds, speaker and mode are right.
    next_best: the next best answer for the speaker, with its probability. confidence: probability that somebody is
    quoted here and that it is this speaker; signs: what it was weighed from (calibration.signs).
    """

    mode: str
    content: tuple
    quoted: tuple
    cue: tuple | None
    lemma: str
    stance: str
    mention: tuple | None
    speaker: tuple
    person: tuple
    side: str
    via: str | None
    p_quotation: float
    p_bounds: float
    p_speaker: float
    p_mode: float
    next_best: str
    confidence: float
    signs: dict


class Found(NamedTuple):
    """What the reader finds in a text: quotes in the order of their contents; not_speech: (start, end) of labels.

    notice: why a text is unlike those that the reader learnt from, so that what is found may be wrong; "" mostly.
    """

    quotes: list
    not_speech: list
    notice: str = ""


NOTHING = Found(None, None)  # of a text that was not asked

# ---------------------------------------------------------------- the weights


class Model(NamedTuple):
    """The trained reader: what of it does not depend on a study's tables."""

    network: Network
    ranker: Ranker
    names: tuple  # of features
    lemmas: tuple  # of the verbs that the table had when it learnt
    wordpiece: object  # tokenizers.Tokenizer
    card: dict


@lru_cache(maxsize=2)
def model(folder: Path) -> Model:
    """The Model in a folder. Raises InputProblem where a file of it is missing, cut or altered."""
    from tokenizers import Tokenizer

    card = _card(folder)
    for name, digest in card["files"].items():
        if hashlib.sha256(_bytes(folder / name)).hexdigest() != digest:
            raise InputProblem(problem(folder / name, None, "is not the file that card.toml names", _RESTORE))
    weights, ranker = _arrays(folder / "weights.npz"), _arrays(folder / "ranker.npz")
    names, lemmas = (tuple(map(str, weights.pop(name))) for name in ("features", "lemmas"))
    scaled = {name: array.astype(np.float32) * weights[f"{name}.scale"].astype(np.float32)
              if f"{name}.scale" in weights else array
              for name, array in weights.items() if not name.endswith(".scale")}  # fmt: skip
    wordpiece = Tokenizer.from_str(_bytes(folder / "wordpiece.json").decode("utf-8"))
    return Model(Network(scaled), Ranker(ranker), names, lemmas, wordpiece, card)


_RESTORE = "Restore it: git checkout -- data/reader"


def _card(folder):
    try:
        card = tomllib.loads(_bytes(folder / "card.toml").decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputProblem(problem(folder / "card.toml", None, f"not TOML ({fault})", _RESTORE)) from None
    if not {"weights.npz", "ranker.npz", "wordpiece.json"} <= set(card.get("files", {})):
        raise InputProblem(problem(folder / "card.toml", None, "does not name the files of the reader", _RESTORE))
    return card


def _bytes(path):
    try:
        return Path(path).read_bytes()
    except OSError as fault:
        what = f"the reader's weights cannot be read ({fault.strerror})"
        raise InputProblem(problem(path, None, what, _RESTORE)) from None


def _arrays(path):
    try:
        with np.load(path) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (ValueError, EOFError, OSError, zipfile.BadZipFile) as fault:
        raise InputProblem(problem(path, None, f"not an archive of arrays ({fault})", _RESTORE)) from None


# ---------------------------------------------------------------- reading


class Reader:
    """Reads documents with the tables of reporting verbs, speakers and offices (frames as in data/).

    weights: the folder of the trained weights (default: WEIGHTS).
    """

    def __init__(self, verbs: pd.DataFrame, speakers: pd.DataFrame, offices: pd.DataFrame, weights: Path | None = None):
        self.model = model(weights or WEIGHTS)
        self.verbs = cues.Verbs(verbs)
        self.people = people.People(speakers, offices)
        self.channels = channels.Channels(tables.load("channels"), self.people, self.verbs)
        self.lexicon = features.Lexicon(self.model.names, self.model.wordpiece, self.model.lemmas, self.verbs, speakers)
        self.threads = ThreadpoolController()

    def read(self, document: Document, date: str = "", outlet: str = "", wanted: Sequence[Span] = ()) -> Found:
        """What is found in a Document, as Found.

        date: that of the text (ISO), by which titles are led to holders. outlet: who published it. wanted: see
        extraction.decode.
        """
        told = self.lexicon.told(document)
        with self.threads.limit(limits=1, user_api="blas"):  # one order of adding up, however many cores there are
            found = extraction.decode(self.model.network, told, self.model.card["decisions"]["threshold"], wanted)
            entities = Entities(document.text, told, found, self.lexicon, self.people, date)
            return self.said(document, entities, date, outlet)._replace(notice=self.unlike(told))

    def unlike(self, told: features.Told) -> str:
        """Why what is Told of a text is unlike the texts that the reader learnt from; "" where it is not."""
        found, usual = self.lexicon.strangeness(told), self.model.card["usual"]
        if found and found.unknown > usual["unknown"]:
            return (f"{found.unknown:.0%} of its words are in no dictionary: dialect, or another language? The reader "
                    "learnt from news; what it finds here may be wrong")  # fmt: skip
        if found and found.pieces > usual["pieces"]:
            return "its words are rare ones: verse, or another language? What is found here may be wrong"
        return ""

    def said(self, document: Document, entities: Entities, date: str = "", outlet: str = "") -> Found:
        """Who says what of the Entities of a Document, as Found."""
        said = speakers.attribute(entities, self.model.ranker)
        marks = marking.Marks(document)
        via = self.channels.of(entities, document, said, outlet)
        quotes = [self._quotation(entities, marks, *of_cue, date)
                  for of_cue in zip(entities.found.cues, said, via, strict=True)]  # fmt: skip
        quotes = sorted(_nested(quotes), key=lambda q: (q.content[0], -q.content[1], q.cue or (0, 0)))
        return Found(quotes, marks.not_speech(quotes))

    def states(self, document: Document) -> tuple[Sequence[words.Token], np.ndarray]:
        """(tokens, states): what the encoder makes of each of the n tokens of a Document, (n, some 800 channels)."""
        told = self.lexicon.told(document)
        found = [np.zeros((0, 2 * self.model.network.width), np.float32)]
        with self.threads.limit(limits=1, user_api="blas"):
            for first, last, start, end in extraction.windows(len(told.tokens)):
                ids, starts, _ = told.window(first, last, self.model.network.features)
                pieces = self.model.network.encoded(ids)
                sizes = np.diff([*starts, len(ids)])
                means = np.add.reduceat(pieces, starts, axis=0) / sizes[:, None]
                found.append(means[start - first : end - first])
        return told.tokens, np.concatenate(found)

    def _quotation(self, entities, marks, cue, said, via, date):
        tokens = entities.tokens
        shares = cue.modes[1:] / cue.modes[1:].sum()
        marked = marks.of(_span(tokens, cue.content), np.round(shares, extraction.DIGITS).tolist())
        token = tokens[cue.place]
        uncued = token.start in marks.openings or cue.place == cue.content[0]
        persons = tuple(self.person(entities, said, number, date) for number in range(len(said.names)))
        lemma, stance = ("", "") if uncued else self.word(tokens, cue.place, marked.mode)
        sure = cue.p, cue.p_content, said.p, shares[MODES.index(marked.mode)]
        p = tuple(round(float(one), SHOWN) for one in sure)
        mention = cue.mention and _span(tokens, cue.mention)
        signs = calibration.signs(
            p,
            max((one for _, one in said.others), default=0.0),
            **{marked.mode: 1},
            **_kinds(entities, cue, said),
            via=via is not None,
        )
        promised = tuple(map(self._promised, PARTS, p))
        return Quotation(
            marked.mode, marked.content, marked.quoted, None if uncued else (token.start, token.end), lemma, stance,
            mention, said.names, persons,
            self.people.side(person or name for person, name in zip(persons, said.names, strict=True)), via,
            *promised, _next_best(said, promised[PARTS.index("speaker")]),
            round(calibration.weighed(signs, self.model.card["confidence"]), 3) if said.names else 0.0, signs,
        )  # fmt: skip

    def _promised(self, part, p):
        """A probability of the network's as it is shown: on the scale that was fitted to texts it has not read."""
        return round(calibration.scaled(p, *self.model.card["scales"][part]), 3)

    def word(self, tokens: Sequence[words.Token], place: int, mode: str) -> tuple[str, str]:
        """(lemma, stance) of the cue at a token: by the table, else the lemma alone by the morphology."""
        token = tokens[place]
        forms = self.verbs.forms(token.plain)
        if forms:
            entry = min(forms, key=lambda form: not _fits(form.entry, mode)).entry
            return entry.lemma, _negated(entry.stance, tokens, place)
        readings = [reading for reading in words.readings(token) if reading.pos == "verb"] or words.readings(token)
        return (words.citation(readings[0].lemma) if readings else "") if token.kind == "word" else "", ""

    def person(self, entities: Entities, said: speakers.Attribution, number: int, date: str) -> str:
        """The canonical name of a speaker of an Attribution, "" where the tables do not have it."""
        spellings = [said.names[number]]
        if said.entities:
            spellings += [entities.unglued(run) for run in entities.runs[said.entities[number]]]
        return self.people.person(spellings, date)


def _kinds(entities, cue, said):
    """What kind of answer an Attribution is, for its confidence: see calibration.signs."""
    who, length = said.entities[:1], sum(len(name.split()) for name in said.names)
    inside = bool(cue.mention and who and who[0] in entities.inside(cue.mention))
    named = max((entities.found.p_names[run] for e in who for run in entities.runs[e]), default=0)
    return {"mention": cue.mention is not None, "has": round(math.tanh(cue.has / 5), SHOWN),
            "itself": bool(cue.mention and not who), "inside": inside,
            "elsewhere": bool(cue.mention and who and not inside), "names": len(said.names),
            "single": length == 1, "words": min(length, LONGEST), "name": round(named, SHOWN)}  # fmt: skip


def _next_best(said, p):
    """The next best answer of an Attribution whose first one has probability p; "" where it has hardly any."""
    left = (1 - p) / (1 - said.p) if said.p < 1 else 0
    return next((f"{' | '.join(names)} {own * left:.2f}" for names, own in said.others if own * left >= 0.005), "")


def _span(tokens, span):
    return tokens[span[0]].start, tokens[span[1] - 1].end


def _fits(entry, mode):
    """Whether the table lets a cue take content of a mode."""
    clauses = {"direct", "clause", "source", "verb", "relay", "document"}
    takes = entry.frames | entry.weak
    return bool(takes - clauses if mode == "act" else takes & clauses)


def _negated(stance, tokens, place):
    """The stance of a cue; who did not confirm, deny or demand has left it open."""
    from helpers.particles import NEGATIONS

    negated = place > 0 and tokens[place - 1].plain.lstrip("وف") in NEGATIONS
    return "evasive" if negated and stance in {"assertive", "adversarial", "directive"} else stance


def _nested(quotes):
    """Quotations whose contents lie inside each other or apart: marks at an edge may have made two of them cross."""
    around = []
    order = sorted(range(len(quotes)), key=lambda k: (quotes[k].content[0], -quotes[k].content[1]))
    for k in order:
        start, end = quotes[k].content
        around = [span for span in around if span[1] > start]
        crossed = [span for span in around if span[1] < end]
        if crossed:
            end = min(span[1] for span in crossed)
            quotes[k] = quotes[k]._replace(
                content=(start, end), quoted=tuple((a, min(b, end)) for a, b in quotes[k].quoted if a < end)
            )
        around.append((start, end))
    return quotes


@lru_cache(maxsize=4)
def of(study: Any) -> Reader:  # a study.Study, which is made of what the reader does not know of
    """The Reader with the tables of a Study."""
    return Reader(study.verbs, study.speakers, study.offices)
