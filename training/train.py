"""Trains the network of the reader: examples in, weights out. Needs torch and numpy; takes an accelerator if it can.

Usage: python -m training.train EXAMPLES.pkl --encoder ENCODER.npz --out FOLDER [--fold K] [--teacher ENCODER.npz]

With --fold, the corpus' texts of that fold are left out. With a teacher (a wider encoder), a wide network is trained
first; the one that is kept learns from gold, from what the teacher says of the same texts, and of plain texts (Hinton
et al. 2015). Writes FOLDER/all.npz or FOLDER/foldK.npz. A run that was interrupted goes on where it stopped.
"""

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch

from helpers.extraction import spans_of
from training import Cue, learn, network, pack

FOLDS, WIDE, GUESSED = 5, 256, 0.2  # channels of a teacher's narrow layers; how likely a guessed cue is at least


def fresh(encoder, features, seed, **sizes):
    """An untrained network.Reader around a pretrained encoder."""
    torch.manual_seed(seed)
    return network.Reader(pack.unpacked(encoder), features, **sizes).to(network.DEVICE)


@torch.no_grad()
def guessed(model, data):
    """Examples without gold, with the cues and spans that a network finds in them."""
    found, data = [], sorted(data, key=lambda e: len(e.first))
    for at in range(0, len(data), learn.BATCH):
        batch = data[at : at + learn.BATCH]
        said = learn.outputs(model, network.collate(batch), None)[0]
        cue, tag, core = (said[name].softmax(-1).cpu().numpy() for name in learn.TOKENS)
        for row, e in enumerate(batch):
            n = len(e.first)
            places = np.flatnonzero(1 - cue[row, :n, 0] > GUESSED).tolist()
            spans = sorted({*spans_of(tag[row, :n].argmax(1).tolist()), *spans_of(core[row, :n].argmax(1).tolist())})
            cues = [Cue(place, 1, (0, 0), None) for place in places]
            found.append(e._replace(cues=cues, spans=spans, right=[[] for _ in cues]))
    return found


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__.splitlines()[0])
    parser.add_argument("examples", help="made by training.examples")
    parser.add_argument("--encoder", required=True, help="a pretrained encoder (training.pretrain)")
    parser.add_argument("--teacher", help="a wider one")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="leave it out")
    asked = parser.parse_args()
    data = [e for e in pickle.loads(Path(asked.examples).read_bytes()) if asked.fold is None or e.fold != asked.fold]
    known, plain = [e for e in data if e.gold], [e for e in data if not e.gold]
    features, name = data[0].features.shape[1], "all" if asked.fold is None else f"fold{asked.fold}"
    asked.out.mkdir(parents=True, exist_ok=True)
    teachers = []
    if asked.teacher:
        wide = fresh(asked.teacher, features, 1, narrow=WIDE)
        plan = learn.Plan(asked.passes, 3e-4, 8e-4)
        teachers = [learn.train(wide, lambda order: known, plan, asked.out / f"{name}-teacher.pt", seed=1)]
        plain = guessed(wide, plain)
    model = fresh(asked.encoder, features, 0)

    def pool(order):
        return known + (order.sample(plain, min(len(plain), len(known))) if teachers else [])

    learn.train(model, pool, learn.Plan(asked.passes, 4e-4, 1e-3), asked.out / f"{name}.pt", teachers)
    np.savez(asked.out / f"{name}.npz", **pack.packed(model.state_dict()))


if __name__ == "__main__":
    main()
