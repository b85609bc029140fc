"""What the network learns by: losses, passes, and the averaging of its weights.

Needs torch and numpy alone, so that it runs where nothing else of the project is installed.
"""

import random
import time
from math import cos, pi
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from helpers.network import SEEN, _steps, around
from training.network import DEVICE, collate

BATCH, SEED = 32 if DEVICE == "cuda" else 8, 0  # small steps cost an accelerator as much as larger ones
LOSS = {"cue": 1 / 10, "tag": 1 / 40, "core": 1 / 40, "content": 1 / 6, "mention": 1 / 8, "speaker": 1 / 5}
TOKENS, BOUNDS = ("cue", "tag", "core"), ("content", "content", "mention", "mention")
NEVER, NONE, IGNORED = -1e4, -1, -100  # a score; no mention; a bound that is not among the tokens seen
A_CUE = 1.5  # how much more a cue counts than a token that is none
AVERAGED = 0.998  # of the mean of the weights is kept at a step


class Plan(NamedTuple):
    """How long and how fast: passes over the data, rates of the encoder and of the rest."""

    passes: int
    encoder: float
    rest: float


def targets(batch):
    """What is right for each token, and for each cue of all texts of a batch in turn; None where there is no cue."""
    n = max(len(e.first) for e in batch)
    label, tags, names = (np.zeros((len(batch), n), np.int64) for _ in range(3))
    text, place, sizes, bounds, spans = [], [], [], [], []
    for row, e in enumerate(batch):
        tags[row, : len(e.tags)], names[row, : len(e.names)] = e.tags, e.names
        for (at, mode, content, mention), right in zip(e.cues, e.right, strict=True):
            label[row, at] = mode
            text.append(row)
            place.append(at)
            sizes.append(len(e.first))
            bounds.append((*content, *(mention or (NONE, NONE))))
            spans.append((e.spans, right))
    right = {"cue": label, "tag": tags, "core": names}
    if not place:
        return {name: _moved(array) for name, array in right.items()}, None
    text, place, sizes, bounds = map(np.array, (text, place, sizes, bounds))
    begins = around(place, sizes)
    seen = begins[:, None] + np.arange(min(n, SEEN))
    width = seen.shape[1]
    ends, able, good = _spans(spans, begins, width)
    local = bounds - begins[:, None]
    local[(local < 0) | (local >= width)] = IGNORED
    bounds = np.where(bounds == NONE, width, local)
    cues = {"text": text, "place": place, "seen": seen, "live": seen < sizes[:, None], "bounds": bounds, "ends": ends,
            "steps": _steps(seen - place[:, None]), "able": able, "good": good}  # fmt: skip
    return tuple({name: _moved(array) for name, array in some.items()} for some in (right, cues))


def _spans(spans, begins, width):
    """Ends of the spans of each cue's text among the tokens seen from it, which of them are, and which are right."""
    size = max(1, max(len(own) for own, _ in spans))
    ends, able, good = np.zeros((2, len(spans), size), np.int64), *np.zeros((2, len(spans), size), bool)
    for row, (own, some) in enumerate(spans):
        for number, (a, b) in enumerate(own):
            if begins[row] <= a and b <= begins[row] + width:
                ends[:, row, number], able[row, number] = (a - begins[row], b - 1 - begins[row]), True
        good[row, some] = True
    return ends, able, good & able


def _moved(array):
    tensor = torch.from_numpy(array)
    return tensor.pin_memory().to(DEVICE, non_blocking=True) if DEVICE == "cuda" else tensor


def outputs(model, tensors, cues):
    """(scores of tokens by name, scores seen from the cues: four of bounds, one of the spans)."""
    with torch.autocast(DEVICE, torch.bfloat16):
        hidden = model.states(tensors)
        tokens = {name: getattr(model, name)(hidden).float() for name in TOKENS}
        seen = cues and model.seen_from(hidden, cues)
    if not cues:
        return tokens, None
    first, last = seen[4].gather(1, cues["ends"][0]), seen[5].gather(1, cues["ends"][1])
    return tokens, [*seen[:4], (first + last).masked_fill(~cues["able"], NEVER)]


def loss_of(model, batch):
    """The loss of a batch of examples, a mean over texts: cross entropy; any span that names the speaker will do."""
    tensors, (right, cues) = collate(batch), targets(batch)
    tokens, seen = outputs(model, tensors, cues)
    loss = 0
    for name in TOKENS:
        weight = tensors["tokens"] * (torch.where(right["cue"] > 0, A_CUE, 1.0) if name == "cue" else 1.0)
        wrong = functional.cross_entropy(tokens[name].transpose(1, 2), right[name], reduction="none")
        loss = loss + LOSS[name] * (wrong * weight).sum()
    if cues:
        for number, name in enumerate(BOUNDS):
            bounds = cues["bounds"][:, number]
            loss = loss + LOSS[name] * functional.cross_entropy(
                seen[number], bounds, ignore_index=IGNORED, reduction="sum"
            )
        named = -torch.logsumexp(functional.log_softmax(seen[4], 1).masked_fill(~cues["good"], NEVER), 1)
        loss = loss + LOSS["speaker"] * (named * cues["good"].any(1)).sum()
    return loss / len(batch)


def batches(data, order):
    """Batches of texts of like length, in random order."""
    data = list(data)
    order.shuffle(data)
    pools = [sorted(data[at : at + 16 * BATCH], key=lambda e: len(e.first)) for at in range(0, len(data), 16 * BATCH)]
    found = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
    order.shuffle(found)
    return found


def train(model, data_of, plan, checkpoint, seed=SEED):
    """Train a network.Reader in place; its weights are averaged over steps (Polyak & Juditsky 1992).

    data_of: from a random.Random to the examples of a pass. checkpoint: file of a run that was stopped, which goes on.
    """
    parameters = list(model.parameters())
    inner = {id(p) for p in model.enc.parameters()}
    groups = [{"params": [p for p in parameters if (id(p) in inner) is own], "rate": rate}
              for own, rate in ((True, plan.encoder), (False, plan.rest))]  # fmt: skip
    optimizer = torch.optim.AdamW(groups, lr=0.0, weight_decay=0.05, fused=DEVICE == "cuda")
    mean, step, begun = [p.detach().clone() for p in parameters], 0, 0
    if checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        mean, step, begun = kept["mean"], kept["step"], kept["pass"]
    started = time.monotonic()
    for number in range(begun, plan.passes):
        torch.manual_seed(seed * 1000 + number)
        order = random.Random(seed * 1000 + number)
        model.train()
        rounds, total = batches(data_of(order), order), torch.zeros((), device=DEVICE)
        for place, batch in enumerate(rounds):
            done = (number + place / len(rounds)) / plan.passes
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * min(1, (step + 1) / 100) * max(0.01, 0.5 * (1 + cos(pi * done)))
            optimizer.zero_grad(set_to_none=True)
            loss = loss_of(model, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step, total = step + 1, total + loss.detach()
            kept = min(AVERAGED, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(mean, [p.detach() for p in parameters], 1 - kept)
        spent = time.monotonic() - started
        print(f"pass {number + 1} of {plan.passes}: loss {float(total) / len(rounds):.3f}, {spent:.0f} s", flush=True)
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "mean": mean, "step": step,
                    "pass": number + 1}, checkpoint)  # fmt: skip
    with torch.no_grad():
        for parameter, average in zip(parameters, mean, strict=True):
            parameter.copy_(average)
    return model.eval()
