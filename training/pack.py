#!/usr/bin/env python3
"""Pack trained weights into data/reader: small, named, and with a digest of every file in card.toml.

usage: python training/pack.py FOLDER [--bits 8|16]

FOLDER holds weights.npz, features.json, ranker.npz and wordpiece.json as training leaves them, and perhaps card.toml
with the decisions and calibrations that belong to them. Matrices are kept as bytes with a scale for each row (8) or in
half precision (16); inference computes in single precision.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np

READER = Path(__file__).resolve().parent.parent / "data" / "reader"
FILES = ("weights.npz", "ranker.npz", "wordpiece.json")
DECISIONS = """
[decisions]
threshold = 0.5  # of the probability that a token is a cue
"""


def packed(weights, bits):
    """{name: array} as stored: bytes with NAME.scale (rows, 1) for matrices, half precision for the rest."""
    stored = {}
    for name, array in weights.items():
        if bits == 8 and array.ndim == 2:
            array = array.astype(np.float32)
            scale = (np.abs(array).max(1, keepdims=True) / 127).astype(np.float16)
            scale[scale == 0] = 1
            stored[name] = np.clip(np.rint(array / scale), -127, 127).astype(np.int8)
            stored[f"{name}.scale"] = scale
        else:
            stored[name] = array.astype(np.float16)
    return stored


def main():
    """Write data/reader from a folder of training's."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--bits", type=int, choices=[8, 16], default=8)
    asked = asked.parse_args()
    READER.mkdir(exist_ok=True)
    with np.load(asked.folder / "weights.npz") as weights:
        stored = packed({name: weights[name] for name in weights.files}, asked.bits)
    names = json.loads((asked.folder / "features.json").read_text("utf-8"))
    np.savez(READER / "weights.npz", features=np.array(names), **stored)
    for name in FILES[1:]:
        shutil.copyfile(asked.folder / name, READER / name)
    own = asked.folder / "card.toml"
    decisions = own.read_text("utf-8") if own.exists() else DECISIONS
    digests = "".join(f'"{name}" = "{hashlib.sha256((READER / name).read_bytes()).hexdigest()}"\n' for name in FILES)
    (READER / "card.toml").write_text(f"[files]  # SHA-256\n{digests}\n{decisions.strip()}\n", "utf-8")
    print(f"{READER}: {sum(f.stat().st_size for f in READER.iterdir()):,} bytes")


if __name__ == "__main__":
    main()
