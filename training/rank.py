"""Trains the ranker that says who speaks (helpers/ranking.py), from what a trained network finds in annotated texts."""

import random

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from helpers import evaluate, speakers
from helpers.entities import Entities
from helpers.ranking import Rows

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


def cases(example, found, lexicon, people):
    """(rows, numbers of the right ones) of every cue that gold has and that leads to somebody; the chain is gold's.

    found: extraction.Decoded of the example.
    """
    entities = Entities(example.text, example.told, found, lexicon, people)
    rows, chain = Rows(entities), []
    names = [entities.fullest(e) for e in range(len(entities.runs))]
    for number, cue in enumerate(found.cues):
        gold = _gold(example, cue)
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


def _gold(example, cue):
    """The gold quotation that a cue stands for (contents overlap by half), or None."""
    tokens = example.told.tokens
    span = tokens[cue.content[0]].start, tokens[cue.content[1] - 1].end
    best = max(example.quotes, key=lambda quote: evaluate.overlap(span, quote["content"]), default=None)
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
