"""Trains the reader: annotated texts in, the files of data/reader out.

Usage: python -m training.train SOURCE… --encoder ENCODER.npz --out FOLDER [--fold K]

A SOURCE is a folder of NAME.txt with NAME.json (a study's own corrections, say), or what holds texts of the annotated
corpus (helpers/gold.py); the corpus' invented texts are always learnt from. With --fold, the corpus' texts of that fold
are left out, and what was learnt is scored on them. A run that was interrupted goes on where it stopped.
"""

import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from helpers import document, evaluate, extraction, gold, pipeline, reader, study, tables
from helpers.network import Network
from training import examples, network, pack, rank

FOLDS, BATCH, SEED = 5, 8, 0
RATES = 4e-4, 1e-3  # of the encoder, which is trained already, and of the rest
LOSS = {"cue": 1 / 10, "tag": 1 / 40, "core": 1 / 40, "content": 1 / 6, "mention": 1 / 8, "speaker": 1 / 5}
NEVER = -1e4
A_CUE = 1.5  # how much more a cue counts than a token that is none


def targets(batch):
    """What is right for each token, and for each cue of all texts of a batch in turn."""
    n = max(len(e.first) for e in batch)
    label, tags, names = (np.zeros((len(batch), n), np.int64) for _ in range(3))
    text, place, bounds, spans = [], [], [], []
    for row, e in enumerate(batch):
        tags[row, : len(e.tags)], names[row, : len(e.names)] = e.tags, e.names
        for cue, right in zip(e.cues, e.right, strict=True):
            label[row, cue.place] = cue.mode
            text.append(row)
            place.append(cue.place)
            bounds.append((*cue.content, *(cue.mention or (n, n))))
            spans.append((e.spans, right))
    device = {"device": network.DEVICE}
    found = {
        "cue": torch.tensor(label, **device),
        "tag": torch.tensor(tags, **device),
        "core": torch.tensor(names, **device),
    }
    if not place:
        return found, None
    size = max(1, max(len(own) for own, _ in spans))
    ends, able, good = np.zeros((2, len(spans), size), np.int64), *np.zeros((2, len(spans), size), bool)
    for row, (own, right) in enumerate(spans):
        for number, (a, b) in enumerate(own):
            ends[:, row, number], able[row, number] = (a, b - 1), True
        good[row, right] = True
    return found, [torch.tensor(np.array(x), **device) for x in (text, place, bounds, ends, able, good)]


def loss_of(model, batch):
    """The loss of a batch of examples, a mean over texts."""
    tensors, (right, cues) = network.collate(batch), targets(batch)
    with torch.autocast(network.DEVICE, torch.bfloat16, enabled=network.DEVICE == "cuda"):
        hidden = model.states(tensors)
        tokens = {name: getattr(model, name)(hidden).float() for name in ("cue", "tag", "core")}
        seen = model.seen_from(hidden, cues[0], cues[1], tensors["tokens"]) if cues else None
    loss = 0
    for name, scores in tokens.items():
        counts = tensors["tokens"] * (torch.where(right["cue"] > 0, A_CUE, 1.0) if name == "cue" else 1.0)
        loss = (
            loss
            + LOSS[name]
            * (functional.cross_entropy(scores.transpose(1, 2), right[name], reduction="none") * counts).sum()
        )
    if cues:
        _, _, bounds, ends, able, good = cues
        for number, name in enumerate(("content", "content", "mention", "mention")):
            loss = loss + LOSS[name] * functional.cross_entropy(seen[number], bounds[:, number], reduction="sum")
        spans = (seen[4].gather(1, ends[0]) + seen[5].gather(1, ends[1])).masked_fill(~able, NEVER)
        # any span that names the speaker will do
        named = -torch.logsumexp(functional.log_softmax(spans, 1).masked_fill(~good, NEVER), 1)
        loss = loss + LOSS["speaker"] * (named * good.any(1)).sum()
    return loss / len(batch)


def batches(data, order):
    """Batches of texts of like length, in random order."""
    order.shuffle(data)
    pools = [sorted(data[at : at + 16 * BATCH], key=lambda e: len(e.first)) for at in range(0, len(data), 16 * BATCH)]
    found = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
    order.shuffle(found)
    return found


def train(model, data, epochs, checkpoint):
    """Train a network.Reader in place; its weights are averaged over steps (Polyak & Juditsky 1992)."""
    parameters = list(model.parameters())
    encoder = {id(p) for p in model.enc.parameters()}
    groups = [{"params": [p for p in parameters if (id(p) in encoder) is inner], "lr": rate}
              for inner, rate in zip((True, False), RATES, strict=True)]  # fmt: skip
    steps = epochs * math.ceil(len(data) / BATCH)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.05)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1, (s + 1) / 100) * max(0.01, 0.5 * (1 + math.cos(math.pi * s / steps))))  # fmt: skip
    mean, step, begun = [p.detach().clone() for p in parameters], 0, 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        plan.load_state_dict(kept["plan"])
        mean, step, begun = kept["mean"], kept["step"], kept["epoch"]
    started = time.monotonic()
    for epoch in range(begun, epochs):
        torch.manual_seed(SEED + epoch)
        model.train()
        total = 0.0
        for batch in batches(sorted(data, key=lambda e: e.name), random.Random(SEED + epoch)):
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(model, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            plan.step()
            step, total = step + 1, total + float(loss.detach()) * len(batch)
            weight = min(0.998, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(mean, [p.detach() for p in parameters], 1 - weight)
        print(
            f"pass {epoch + 1} of {epochs}: loss {total / len(data):.3f}, {time.monotonic() - started:.0f} s",
            flush=True,
        )
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "plan": plan.state_dict(),
                    "mean": mean, "step": step, "epoch": epoch + 1}, checkpoint)  # fmt: skip
    with torch.no_grad():
        for parameter, average in zip(parameters, mean, strict=True):
            parameter.copy_(average)
    return model.eval()


# ---------------------------------------------------------------- from sources to files


def gathered(sources, lexicon, fold):
    """(examples to learn from, {id: text} of the fold left out)."""
    corpus, records, learnt, held = gold.texts(), gold.quotations(), [], {}
    for source in map(Path, sources):
        if source.is_dir() and any(path.with_suffix(".json").exists() for path in source.glob("*.txt")):
            learnt += examples.load([source], lexicon)
            continue
        for name, text in gold.supplied(source).items():
            if fold is not None and corpus.loc[name, "fold"] == fold:
                held[name] = text
            else:
                learnt.append(examples.example(name, text, records[name]["quotes"], lexicon))
    learnt += [examples.example(name, r["text"], r["quotes"], lexicon) for name, r in gold.invented().items()]
    return learnt, held


def ranker_of(weights, learnt, known):
    """{name: array} of the ranker, trained on what the network finds in the texts it learnt from."""
    threshold = known.model.card["decisions"]["threshold"]
    trained, cases = Network(pack.floats(weights)), []
    for example in learnt:
        cases += rank.cases(example, extraction.decode(trained, example.told, threshold), known.lexicon, known.people)
    return rank.train(cases)


def scores(weights, texts):
    """Scores with intervals of the reader in a folder on texts {id: text} of the corpus."""
    own = reader.Reader(*map(tables.load, ("reporting_verbs", "speakers", "offices")), weights)
    found, records = {}, gold.quotations()
    for name, text in texts.items():
        made = document.make(text)
        found[name] = pipeline.quotes_record(name, pipeline.Reading(made, *own.read(made), None))
    return evaluate.bootstrap(evaluate.count({name: records[name] for name in texts}, found))


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--encoder", required=True, help="a pretrained encoder (training/pretrain.py)")
    parser.add_argument("--out", required=True, type=Path, help="folder for weights.npz, ranker.npz, card.toml")
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--fold", type=int, choices=range(gold.FOLDS), help="leave it out and score on it")
    asked = parser.parse_args()
    torch.manual_seed(SEED)
    known = reader.of(study.shared())  # its word pieces and features are those that the encoder was pretrained with
    learnt, held = gathered(asked.sources, known.lexicon, asked.fold)
    print(f"{len(learnt)} texts to learn from, {sum(len(e.cues) for e in learnt):,} quotations; {len(held)} left out")
    model = network.Reader(pack.unpacked(asked.encoder), len(known.model.names)).to(network.DEVICE)
    asked.out.mkdir(parents=True, exist_ok=True)
    weights = pack.packed(train(model, learnt, asked.passes, asked.out / "checkpoint.pt").state_dict())
    ranker = ranker_of(weights, learnt, known)
    weights["features"] = np.array(known.model.names)
    pack.write(asked.out, weights, ranker, reader.WEIGHTS / "wordpiece.json", known.model.card["decisions"])
    if held:
        print(scores(asked.out, held).round(3).to_string())


if __name__ == "__main__":
    main()
