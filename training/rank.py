"""Trains the ranker that says who speaks, from what trained networks find in texts that they have not read.

Usage: python -m training.rank FOLDER SOURCE…

FOLDER holds all.npz and, for some folds, foldK.npz (training.train). The network of a fold reads that fold's texts; a
ranker learnt on the other folds then says who speaks, and that is scored. The reader's files, with all.npz and a ranker
learnt on all those folds, are written into FOLDER.
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from helpers import document, evaluate, extraction, gold, pipeline, reader, speakers, study
from helpers.entities import Entities
from helpers.network import Network
from helpers.ranking import Ranker as Learnt
from helpers.ranking import Rows
from training import examples, pack

HIDDEN, EPOCHS, BATCH, RATE, SEED = 40, 16, 32, 4e-3, 0


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
    threshold, found = known.model.card["decisions"]["threshold"], {}
    for path in sorted(folder.glob("fold?.npz")):
        network = Network(pack.unpacked(path))
        for name, (text, _, fold) in texts.items():
            if fold == int(path.stem[-1]):
                made = document.make(text)
                told = known.lexicon.told(made)
                decoded = extraction.decode(network, told, threshold)
                found[name] = made, Entities(text, told, decoded, known.lexicon, known.people)
    return found


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.rank", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("sources", nargs="+")
    asked = parser.parse_args()
    known = reader.of(study.shared())  # word pieces and features are those that the encoder was pretrained with
    texts = examples.gathered(asked.sources)
    read = unread(asked.folder, texts, known)
    learnt = {name: list(cases(entities, texts[name][1])) for name, (_, entities) in read.items()}
    records, found = gold.quotations(), {}
    for fold in sorted({texts[name][2] for name in read}):
        ranker = Learnt(train([case for name in read if texts[name][2] != fold for case in learnt[name]]))
        for name, (made, entities) in read.items():
            if texts[name][2] == fold:
                said = known.said(made, entities, ranker)
                found[name] = pipeline.quotes_record(name, pipeline.Reading(made, *said, None))
    weights = dict(np.load(asked.folder / "all.npz")) | {"features": np.array(known.model.names)}
    ranker = train([case for one in learnt.values() for case in one])
    pack.write(asked.folder, weights, ranker, reader.WEIGHTS / "wordpiece.json", known.model.card["decisions"])
    print(evaluate.bootstrap(evaluate.count({name: records[name] for name in found}, found)).round(3).to_string())


if __name__ == "__main__":
    main()
