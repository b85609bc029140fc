"""Trains the network of the reader: examples in, weights out. Needs torch and numpy; takes an accelerator if it can.

Usage: python -m training.train EXAMPLES.pkl --encoder ENCODER.npz --out FOLDER [--fold K]

With --fold, the corpus' texts of that fold are left out. Writes FOLDER/all.npz or FOLDER/foldK.npz. A run that was
interrupted goes on where it stopped.
"""

import argparse
import pickle
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch

from training import FOLDS, VARIANT, learn, network, pack

SWAPPED = 0.35  # how often a text is learnt from with other names, where it has such a variant


def passes(data):
    """A function from a random.Random to the examples of a pass: each text once, as it is or with other names."""
    plain, variants = [e for e in data if VARIANT not in e.name], defaultdict(list)
    for e in data:
        if VARIANT in e.name:
            variants[e.name.partition(VARIANT)[0]].append(e)

    def of(order):
        return [order.choice(variants[e.name]) if e.name in variants and order.random() < SWAPPED else e for e in plain]

    return of


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__.splitlines()[0])
    parser.add_argument("examples", help="made by training.examples")
    parser.add_argument("--encoder", required=True, help="a pretrained encoder (training.pretrain)")
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--passes", type=int, default=16)
    parser.add_argument("--fold", type=int, choices=range(FOLDS), help="leave it out")
    asked = parser.parse_args()
    data = [e for e in pickle.loads(Path(asked.examples).read_bytes()) if asked.fold is None or e.fold != asked.fold]
    name = "all" if asked.fold is None else f"fold{asked.fold}"
    asked.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(learn.SEED)
    model = network.Reader(pack.unpacked(asked.encoder), data[0].features.shape[1]).to(network.DEVICE)
    learn.train(model, passes(data), learn.Plan(asked.passes, 3e-4, 1e-3), asked.out / f"{name}.pt")
    np.savez(asked.out / f"{name}.npz", **pack.packed(model.state_dict()))


if __name__ == "__main__":
    main()
