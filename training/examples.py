"""Annotated texts as the network learns from them: tokens, features, and what is right for each, in token numbers.

Usage: python -m training.examples SOURCE… --out EXAMPLES.pkl

A SOURCE is a folder of NAME.txt with NAME.json (a study's own corrections, say), or what holds texts of the annotated
corpus (helpers/gold.py); the corpus' invented texts are always learnt from. Where texts name speakers, variants with
other names are added (swap.py). The file holds no text, only numbers, and what trains from it needs nothing else of the
project.
"""

import argparse
import json
import pickle
import random
from bisect import bisect_right
from pathlib import Path

import numpy as np
import pandas as pd

from helpers import document, gold, reader, study, words
from helpers.document import MODES
from helpers.entities import generic
from helpers.extraction import WINDOW, spans_of
from training import VARIANT, Cue, Example, swap

OPENING = frozenset("«“\"‘('„‹”»")
LABELS = ("none", *MODES)
INVENTED = 3  # variants of a text that is always learnt from


def gathered(sources):
    """{name: (text, quotes, fold)} of all sources and of the invented texts."""
    corpus, records, found = gold.texts(), gold.quotations(), {}
    for source in map(Path, sources):
        own = [path for path in sorted(source.glob("*.txt")) if path.with_suffix(".json").exists()]
        for name, text in gold.supplied(source, required=not own).items():
            fold = corpus.loc[name, "fold"]
            found[name] = text, records[name]["quotes"], -1 if pd.isna(fold) else int(fold)
        of_corpus = {text for text, *_ in found.values()}
        for path in own:
            text, gold_of = path.read_bytes().decode("utf-8"), path.with_suffix(".json")
            if text not in of_corpus:
                found[f"{source.name}/{path.stem}"] = text, json.loads(gold_of.read_text("utf-8"))["quotes"], -1
    return found | {name: (r["text"], r["quotes"], -1) for name, r in gold.invented().items()}


def example(name, told, quotes, size, fold=-1):
    """The Example of what is Told of a text, with its gold quotations. size: number of features."""
    ids, first, features = told.window(0, len(told.tokens), size)
    places = _Places(told.tokens)
    levelled = [words.name_words(token.form) for token in told.tokens]
    cues = [_cue(quote, places, told.tokens) for quote in quotes]
    speakers = [[_levelled(one) for one in quote["speaker"]] for quote in quotes]
    tags = np.zeros(len(levelled), np.int64)
    called = {}  # span of a mention → the one it names
    for cue, who in zip(cues, speakers, strict=True):
        if cue.mention:
            a, b = cue.mention
            tags[a], tags[a + 1 : b + 1] = 1, 2
            if len(who) == 1:
                called[a, b + 1] = who[0]
    names = _names(cues, speakers, levelled)
    for who in speakers:
        for one in who:
            _mark(one, levelled, tags)
            _mark(one, levelled, names)
    spans = spans_of(tags.tolist())
    right = [_right(who, spans, called, levelled) for who in speakers]
    return Example(name, fold, ids, first, features, cues, tags, names, spans, right)


class _Places:
    """From code points to tokens."""

    def __init__(self, tokens):
        self.tokens, self.starts = tokens, [token.start for token in tokens]

    def at(self, place):
        number = max(0, bisect_right(self.starts, place) - 1)
        beyond = self.tokens[number].end <= place and number + 1 < len(self.tokens)
        return number + 1 if beyond else number

    def of(self, span):
        """First and last token of a span of code points."""
        first = self.at(span[0])
        return first, max(first, self.at(max(span[1] - 1, span[0])))


def _cue(quote, places, tokens):
    content = places.of(quote["content"])
    if quote["cue"]:
        place = places.of(quote["cue"])[0]
    else:
        place = content[0] - (content[0] > 0 and tokens[content[0] - 1].form in OPENING)
    mention = places.of(quote["mention"]) if quote.get("mention") else None
    return Cue(place, LABELS.index(quote["mode"]), content, mention)


def _levelled(name):
    return [word for part in name.split() for word in words.name_words(part)]


def _own(name):
    """The words of a name that name somebody; all of them where none does."""
    return [word for word in name if word not in generic()] or name


def _right(who, spans, called, levelled):
    own = [_own(one) for one in who]
    return [number for number, span in enumerate(spans)
            if any(_alike(_own([w for i in range(*span) for w in levelled[i]]), part) or called.get(span) == one
                   for one, part in zip(who, own, strict=True))]  # fmt: skip


def _alike(a, b):
    """One name is the beginning or the end of the other."""
    a, b = sorted((a, b), key=len)
    return bool(a) and (b[-len(a) :] == a or (len(b) <= 4 and b[: len(a)] == a))


def _mark(name, levelled, labels):
    """Label every place where a name stands whole and nothing is labelled yet."""
    size = len(name)
    for at in range(len(levelled) - size + 1):
        here = [levelled[at + k] == (name[k],) for k in range(size)]
        if size and all(here) and not labels[at : at + size].any():
            labels[at], labels[at + 1 : at + size] = 1, 2


def _names(cues, speakers, levelled):
    """Labels of the longest run of each speaker's name inside the mention that gold gives it."""
    labels = np.zeros(len(levelled), np.int64)
    for cue, who in zip(cues, speakers, strict=True):
        if cue.mention:
            for a, b in _runs(levelled, cue.mention[0], cue.mention[1] + 1, who):
                labels[a], labels[a + 1 : b] = 1, 2
    return labels


def _forms(word):
    """A written word with and without a glued conjunction or preposition."""
    yield word
    if len(word) > 3 and word[0] in "وفبلك":
        yield word[1:]
    if word.startswith("لل") and len(word) > 4:
        yield "ال" + word[2:]


def _runs(levelled, low, high, names):
    """(start, end) of the longest run of each name's words in tokens low:high; one other word may stand between."""
    found, used = [], set()
    for name in names:
        holds = [any(set(name).intersection(_forms(word)) for word in levelled[place]) for place in range(low, high)]
        best, at = (0, 0, 0), low
        while at < high:
            if at in used or not holds[at - low]:
                at += 1
                continue
            hits, end = _run(levelled, holds, at, low, high, used)
            best = max(best, (hits, -at, end))
            at = end
        if best[0]:
            found.append((-best[1], best[2]))
            used |= set(range(-best[1], best[2]))
    return sorted(found)


def _run(levelled, holds, at, low, high, used):
    """(words of the name, end) of the run that begins at a token."""
    hits, end, gap, place = 0, at, 0, at
    while place < high and place not in used and gap <= 1:
        if holds[place - low]:
            hits, end, gap = hits + len(levelled[place]), place + 1, 0
        elif levelled[place]:
            gap += 1
        place += 1
    return hits, end


def variants(name, text, quotes, fold):
    """A text and its quotations, then itself with other names, if it names speakers: (name, text, quotes)."""
    yield name, text, quotes
    for number in range(INVENTED if fold < 0 else 1):
        swapped = swap.swapped(text, quotes, random.Random(f"{name}{number}"))
        if swapped:
            yield f"{name}{VARIANT}{number}", *swapped


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.examples", description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="*")
    parser.add_argument("--out", required=True, type=Path)
    asked = parser.parse_args()
    lexicon = reader.of(study.shared()).lexicon
    texts = gathered(asked.sources)
    made = [example(name, lexicon.told(document.make(text)), quotes, len(lexicon.number), fold)
            for whole, (text, quotes, fold) in texts.items()
            for name, text, quotes in variants(whole, text, quotes, fold)]  # fmt: skip
    made = [one for one in made if 0 < len(one.first) <= WINDOW]
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(pickle.dumps(made))
    print(f"{len(made)} examples of {len(texts)} texts, {sum(len(one.cues) for one in made):,} quotations")


if __name__ == "__main__":
    main()
