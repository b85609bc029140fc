"""Trains the ranker that says who speaks, sets what is decided by, and scores the reader on texts it has not read.

Usage: python -m training.rank FOLDER SOURCE… --blind K

FOLDER holds foldK.npz of some folds (training.train): networks that have not read the texts of their fold. The network
of the blind fold is the one that is kept. The ranker learns from what the others find in their folds, and from what it
finds in the blind one: in quarters, so that each text is scored with a ranker that has not learnt from it (crossed.npz
has these four; the one that is kept has learnt from all). Probabilities are fitted in the same way, in tenths. The
reader's files are written to FOLDER.
"""

import argparse
import copy
import random
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.nn import functional

from helpers import calibration, document, evaluate, extraction, gold, pipeline, reader, speakers, study, tables
from helpers.calibration import PARTS
from helpers.entities import Entities
from helpers.network import Network
from helpers.ranking import Ranker as Learnt
from helpers.ranking import Rows
from training import examples, pack

HIDDEN, EPOCHS, BATCH, RATE, SEED = 40, 16, 32, 4e-3, 0
THRESHOLD = 0.6  # of a cue; the best F1 on folds that are not blind (README)
QUARTERS, OWN = 4, 6
TENTHS, SURE, USUAL = 10, 0.9, 0.995
# of the card: probabilities as network and ranker give them
UNSCALED = {"scales": dict.fromkeys(PARTS, (1, 0)), "confidence": {"constant": 0.0}}


class Ranker(nn.Module):
    """One hidden layer beside a linear one, over rows of features."""

    def __init__(self, size):
        super().__init__()
        self.a, self.b, self.lin = nn.Linear(size, HIDDEN), nn.Linear(HIDDEN, 1), nn.Linear(size, 1, bias=False)
        self.drop = nn.Dropout(0.2)
        nn.init.zeros_(self.lin.weight)

    def forward(self, rows):
        return (self.b(self.drop(functional.gelu(self.a(rows)))) + self.lin(rows))[..., 0]


def cases(entities, quotes):
    """(rows, numbers of the right ones) of every cue that gold has and that leads to somebody; the chain is gold's.

    entities: Entities of a text, with what was found in it. quotes: gold's.
    """
    found, rows, chain = entities.found, Rows(entities), []
    names = [entities.fullest(e) for e in range(len(entities.runs))]
    for number, cue in enumerate(found.cues):
        gold = _gold(entities.tokens, quotes, cue)
        who = [
            e
            for e, name in enumerate(names)
            if gold and any(evaluate.same_speaker(name, one) for one in gold["speaker"])
        ]
        if gold:
            candidates, table = rows.of(number, chain)
            right = [place for place, e in enumerate(candidates) if e in who]
            if not right and cue.mention and evaluate.same_speakers([entities.written(cue.mention)], gold["speaker"]):
                right = [len(candidates)]
            if right:
                yield table, right
        who = who if gold else entities.inside(cue.mention) if cue.mention else []
        chain = speakers.followed(chain, who, found.cues, number)


def _gold(tokens, quotes, cue):
    """The gold quotation that a cue stands for (contents overlap by half), or None."""
    span = tokens[cue.content[0]].start, tokens[cue.content[1] - 1].end
    best = max(quotes, key=lambda quote: evaluate.overlap(span, quote["content"]), default=None)
    return best if best and evaluate.overlap(span, best["content"]) >= 0.5 else None


def train(data):
    """{name: array} of a Ranker trained on cases of `cases`, `keys` the names of its features in order."""
    torch.manual_seed(SEED)
    keys = sorted({key for rows, _ in data for row in rows for key in row})
    tables = [
        (np.array([[float(row.get(key, 0)) for key in keys] for row in rows], np.float32), right)
        for rows, right in data
    ]
    model, order = Ranker(len(keys)), random.Random(SEED)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.1)
    for epoch in range(EPOCHS):
        order.shuffle(tables)
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - epoch / EPOCHS) + 1e-4
        for at in range(0, len(tables), BATCH):
            optimizer.zero_grad()
            _loss(model, tables[at : at + BATCH]).backward()
            optimizer.step()
    return {"keys": np.array(keys)} | {name: tensor.numpy() for name, tensor in model.state_dict().items()}


def _loss(model, part):
    size = max(len(table) for table, _ in part)
    rows = np.zeros((len(part), size, part[0][0].shape[1]), np.float32)
    live, good = np.zeros((2, len(part), size), bool)
    for number, (table, right) in enumerate(part):
        rows[number, : len(table)], live[number, : len(table)], good[number, right] = table, True, True
    scores = model(torch.from_numpy(rows)).masked_fill(~torch.from_numpy(live), -1e4)
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~torch.from_numpy(good), -1e4), 1)).mean()


# ---------------------------------------------------------------- from networks to the files of the reader


def unread(folder, texts, known):
    """{name: (Document, Entities)} of the texts {name: (text, quotes, fold)} of those folds that have a network."""
    found = {}
    for path in sorted(folder.glob("fold?.npz")):
        network = Network(pack.unpacked(path))
        for name, (text, _, fold) in texts.items():
            if fold == int(path.stem[-1]):
                made = document.make(text)
                told = known.lexicon.told(made)
                decoded = extraction.decode(network, told, THRESHOLD)
                found[name] = made, Entities(text, told, decoded, known.lexicon, known.people)
    return found


def outcomes(name, quotes, record):
    """What came true of the Quotations of a text: rows of text, p_… and signs as read, and each of PARTS."""
    said = pipeline.quotes_record(name, pipeline.Reading(None, quotes, [], None))["quotes"]
    gold = record["quotes"]
    pairs = dict(evaluate.paired(said, gold))
    for number, quote in enumerate(quotes):
        match = gold[pairs[number]] if number in pairs else None
        yield {"text": name, "signs": quote.signs, **{f"p_{part}": getattr(quote, f"p_{part}") for part in PARTS},
               "quotation": bool(match), "bounds": bool(match) and evaluate.close(quote.content, match["content"]),
               "speaker": bool(match) and evaluate.same_speakers(quote.speaker, match["speaker"]),
               "mode": bool(match) and quote.mode == match["mode"]}  # fmt: skip


def promises(rows):
    """What of card.toml makes probabilities promise what came true of rows of `outcomes`: scales and confidence.

    Bounds, speaker and mode are those of quotations.
    """
    given = {part: rows if part == "quotation" else rows[rows["quotation"]] for part in PARTS}
    scales = {
        part: [round(one, 4) for one in calibration.fitted(of[f"p_{part}"], of[part])] for part, of in given.items()
    }
    return {"scales": scales, "confidence": calibration.weights(list(rows["signs"]), rows["speaker"])}


def kept_promises(rows):
    """Rows of `outcomes` with probabilities and `confidence` as `promises` of the other texts gives them, in tenths."""
    texts = sorted(rows["text"].unique())
    tenth = rows["text"].map({name: number % TENTHS for number, name in enumerate(texts)})
    parts = []
    for number in range(TENTHS):
        own, fit = rows[tenth == number].copy(), promises(rows[tenth != number])
        for part in PARTS:
            own[f"p_{part}"] = [round(calibration.scaled(p, *fit["scales"][part]), 3) for p in own[f"p_{part}"]]
        own["confidence"] = [round(calibration.weighed(one, fit["confidence"]), 3) for one in own["signs"]]
        parts.append(own)
    return pd.concat(parts).sort_index().drop(columns="signs")


def sure(rows, gold):
    """The least confidence from which on SURE of what is said is right; gold: how many quotations there are."""
    for least in sorted(rows["confidence"].unique()):
        right = rows.loc[rows["confidence"] >= least, "speaker"]
        if right.mean() >= SURE:
            print(f"sure: from {least} on, precision {right.mean():.3f} at recall {right.sum() / gold:.3f}")
            return float(least)
    return 1.0


def usual(lexicon, documents):
    """{measure: what all but few of some texts stay below} of features.Strangeness."""
    found = [lexicon.strangeness(lexicon.told(made)) for made in documents]
    return pd.DataFrame([one._asdict() for one in found if one]).quantile(USUAL).round(3).to_dict()


def scored(found):
    """(counts, outcomes) of the blind texts: what was Found of each, against gold. Their columns as in data/reader."""
    corpus, records = gold.texts(), gold.quotations()
    records = {name: records[name] for name in found if corpus.loc[name, "use"] == "kept"}
    said = {name: pipeline.quotes_record(name, pipeline.Reading(None, *found[name][:2], None)) for name in records}
    counts = evaluate.count(records, said)
    sets = corpus.loc[counts.index, "collection"].map(evaluate.SETS)
    counts = counts.rename_axis("text").reset_index().assign(system="reader", set=sets.to_numpy())
    rows = [row for name, record in records.items() for row in outcomes(name, found[name].quotes, record)]
    return counts, pd.DataFrame(rows)


def crossed(read, learnt, known):
    """({name: Found}, {name: quarter}, rankers) of blind texts `read`: each by a ranker that has not learnt from it.

    learnt: cases of other folds; those of the other quarters count OWN times beside them. The last of the rankers has
    learnt from all.
    """
    own = {name: list(cases(entities, gold.quotations()[name]["quotes"])) for name, (_, entities) in read.items()}
    quarter = {name: number % QUARTERS for number, name in enumerate(sorted(read))}
    rankers, found, one = [], {}, copy.copy(known)
    for number in range(QUARTERS + 1):
        more = [case for name in own if quarter[name] != number for case in own[name]]
        rankers.append(train(learnt + more * OWN))
        one.model = known.model._replace(ranker=Learnt(rankers[-1]), card=known.model.card | UNSCALED)
        found |= {name: one.said(*read[name]) for name in read if quarter[name] == number}
    return found, quarter, rankers


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.rank", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--blind", type=int, choices=range(gold.FOLDS), required=True)
    asked = parser.parse_args()
    known = reader.of(study.shared())  # word pieces and features are those that the encoder was pretrained with
    texts = examples.gathered(asked.sources)
    read = unread(asked.folder, texts, known)
    learnt = [case for name, (_, entities) in read.items() if texts[name][2] != asked.blind
              for case in cases(entities, texts[name][1])]  # fmt: skip
    blind = {name: one for name, one in read.items() if texts[name][2] == asked.blind}
    found, quarter, rankers = crossed(blind, learnt, known)
    counts, rows = scored(found)
    counts["part"] = counts["text"].map(quarter)
    honest, before = kept_promises(rows), evaluate.kept_counts()
    counts = pd.concat([before[before["system"] != "reader"], counts])
    counts["part"] = counts["text"].map(quarter)
    counts[before.columns].to_csv(asked.folder / "counts.csv", index=False)
    honest.astype(dict.fromkeys(PARTS, int)).to_csv(asked.folder / "outcomes.csv", index=False)
    gold_count = counts.loc[counts["system"] == "reader", "gold"].sum()
    card = {"decisions": {"threshold": THRESHOLD, "sure": sure(honest, gold_count)}, **promises(rows),
            "usual": usual(known.lexicon, [made for made, _ in read.values()])}  # fmt: skip
    weights = dict(np.load(asked.folder / f"fold{asked.blind}.npz")) | {
        "features": np.array(known.model.names),
        "lemmas": np.array(sorted(set(tables.load("reporting_verbs")["lemma"]))),
    }
    pack.write(asked.folder, weights, rankers[-1], reader.WEIGHTS / "wordpiece.json", card)
    named = {f"{number}/{name}": array for number, one in enumerate(rankers[:-1]) for name, array in one.items()}
    np.savez(asked.folder / "crossed.npz", **named)
    print(evaluate.bootstrap(counts[counts["system"] == "reader"]).round(3).to_string())


if __name__ == "__main__":
    main()
