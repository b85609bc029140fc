"""Pretrains the encoder: guess the hidden words of running text (whole-word masking; Devlin et al. 2019).

Usage: python -m training.pretrain TEXTS.parquet --out ENCODER.npz [--width 256 --layers 4 --pieces 500e6]

The measured run: 10.2 million words of Arabic news (29,993 articles of SaudiNewsNet, 10,160 of the ANT corpus), 500
million word pieces (some 35 passes), 256 × 256 pieces a step, peak rate 1.5e-3 (small) and 1e-3 (mid), 130 and 290
seconds on one data-centre accelerator; loss on unseen text of the other corpus 4.52 and 4.21. On two cores a run of
`--pieces 1e6` takes minutes and shows the loss falling; it is no use as an encoder.
"""

import argparse
import math
import time

import numpy as np
import pandas as pd
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from helpers import reader, words
from helpers.features import START
from training.network import DEVICE, PIECES, Encoder, packed

ROWS, LENGTH, HIDDEN, SEED = 256, 256, 0.25, 0
MASK, ORDINARY = 3, 5  # number of the piece that hides others; the first number of an ordinary piece


def stream(texts, wordpiece):
    """(ids, begins): the word pieces of all texts end to end, and whether each begins a word."""
    ids, begins = [], []
    for text in texts:
        ids.append(START)
        begins.append(True)
        for token in words.tokenise(text):
            pieces = wordpiece.encode(words.piecewise(token.form)).ids
            ids += pieces
            begins += [place == 0 for place in range(len(pieces))]
    return np.array(ids, np.int64), np.array(begins)


def hide(ids, begins, chance):
    """(shown, hidden): a quarter of all words hidden whole, as MASK, another piece, or themselves (8 : 1 : 1)."""
    word = np.cumsum(begins, 1) + np.arange(len(ids))[:, None] * (LENGTH + 1)
    hidden = (chance.random(int(word.max()) + 1) < HIDDEN)[word] & (ids >= ORDINARY)
    dice, shown = chance.random(ids.shape), ids.copy()
    shown[hidden & (dice < 0.8)] = MASK
    other = hidden & (dice >= 0.9)
    shown[other] = chance.integers(ORDINARY, PIECES, other.sum())
    return shown, hidden


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.pretrain", description=__doc__.splitlines()[0])
    parser.add_argument("texts", help="Parquet with a column `text`")
    parser.add_argument("--out", required=True)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--pieces", type=float, default=500e6)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args()
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    wordpiece = Tokenizer.from_file(str(reader.FOLDER / "wordpiece.json"))
    ids, begins = stream(pd.read_parquet(asked.texts)["text"], wordpiece)
    model = Encoder(asked.width, asked.layers).to(DEVICE)
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.02)
    optimizer = torch.optim.AdamW(model.parameters(), lr=asked.rate, weight_decay=0.05, betas=(0.9, 0.98))
    steps, started = max(1, int(asked.pieces / asked.rows / LENGTH)), time.monotonic()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = asked.rate * min(1, (step + 1) / (0.03 * steps)) * max(0.02, 1 - step / steps)
        at = chance.integers(0, len(ids) - LENGTH, asked.rows)[:, None] + np.arange(LENGTH)
        shown, hidden = hide(ids[at], begins[at], chance)
        with torch.autocast(DEVICE, torch.bfloat16, enabled=DEVICE == "cuda"):
            states = model(torch.from_numpy(shown).to(DEVICE), None)[torch.from_numpy(hidden).to(DEVICE)]
            guesses = states @ model.emb.weight.T  # the output embedding is the input's
        loss = functional.cross_entropy(guesses.float(), torch.from_numpy(ids[at][hidden]).to(DEVICE))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % max(1, steps // 50) == 0 or step + 1 == steps:
            print(f"step {step + 1} of {steps}: loss {float(loss):.2f}, {time.monotonic() - started:.0f} s", flush=True)
    assert math.isfinite(float(loss))
    np.savez(asked.out, **packed(model.state_dict()))


if __name__ == "__main__":
    main()
