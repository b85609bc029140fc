"""What the network learns by: losses, passes, the averaging of its weights, and learning from other networks.

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

from helpers.network import _steps
from training.network import DEVICE, collate

BATCH, SEED = 32 if DEVICE == "cuda" else 8, 0  # small steps cost an accelerator as much as larger ones
LOSS = {"cue": 1 / 10, "tag": 1 / 40, "core": 1 / 40, "content": 1 / 6, "mention": 1 / 8, "speaker": 1 / 5}
TOKENS, BOUNDS = ("cue", "tag", "core"), ("content", "content", "mention", "mention")
NEVER = -1e4
A_CUE = 1.5  # how much more a cue counts than a token that is none
TAUGHT = 0.7  # how much of the loss is what other networks say, where there are some
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
    text, place, bounds, spans = [], [], [], []
    for row, e in enumerate(batch):
        tags[row, : len(e.tags)], names[row, : len(e.names)] = e.tags, e.names
        for (at, mode, content, mention), right in zip(e.cues, e.right, strict=True):
            label[row, at] = mode
            text.append(row)
            place.append(at)
            bounds.append((*content, *(mention or (n, n))))
            spans.append((e.spans, right))
    right = {"cue": label, "tag": tags, "core": names}
    cues = None
    if place:
        size = max(1, max(len(own) for own, _ in spans))
        ends, able, good = np.zeros((2, len(spans), size), np.int64), *np.zeros((2, len(spans), size), bool)
        for row, (own, some) in enumerate(spans):
            for number, (a, b) in enumerate(own):
                ends[:, row, number], able[row, number] = (a, b - 1), True
            good[row, some] = True
        steps = _steps(np.arange(n)[None] - np.array(place)[:, None])
        cues = {"text": text, "place": place, "steps": steps, "bounds": bounds, "ends": ends, "able": able}
        cues = {name: _moved(np.asarray(array)) for name, array in (cues | {"good": good}).items()}
    return {name: _moved(array) for name, array in right.items()}, cues


def _moved(array):
    tensor = torch.from_numpy(array)
    return tensor.pin_memory().to(DEVICE, non_blocking=True) if DEVICE == "cuda" else tensor


def outputs(model, tensors, cues):
    """(scores of tokens by name, scores seen from the cues: four of bounds, one of the spans)."""
    with torch.autocast(DEVICE, torch.bfloat16, enabled=DEVICE == "cuda"):
        hidden = model.states(tensors)
        tokens = {name: getattr(model, name)(hidden).float() for name in TOKENS}
        seen = cues and model.seen_from(hidden, cues["text"], cues["place"], cues["steps"], tensors["tokens"])
    if not cues:
        return tokens, None
    first, last = seen[4].gather(1, cues["ends"][0]), seen[5].gather(1, cues["ends"][1])
    return tokens, [*seen[:4], (first + last).masked_fill(~cues["able"], NEVER)]


def loss_of(model, batch, teachers=()):
    """The loss of a batch of examples, a mean over texts; an example without gold learns from teachers alone."""
    tensors, (right, cues) = collate(batch), targets(batch)
    given = outputs(model, tensors, cues)
    known = _moved(np.array([bool(e.gold) for e in batch]))
    hard, soft = known.float(), torch.zeros(len(batch), device=DEVICE)
    if teachers:
        hard, soft = hard * (1 - TAUGHT), torch.where(known, TAUGHT, 1.0)
    loss = _hard(given, right, cues, tensors["tokens"], hard)
    if teachers:
        with torch.no_grad():
            said = [outputs(teacher, tensors, cues) for teacher in teachers]
        loss = loss + _soft(given, said, cues, tensors["tokens"], soft)
    return loss / len(batch)


def _hard(given, right, cues, live, weight):
    """Cross entropy with gold; any span that names the speaker will do."""
    loss, (tokens, seen) = 0, given
    for name in TOKENS:
        counts = live * weight[:, None] * (torch.where(right["cue"] > 0, A_CUE, 1.0) if name == "cue" else 1.0)
        wrong = functional.cross_entropy(tokens[name].transpose(1, 2), right[name], reduction="none")
        loss = loss + LOSS[name] * (wrong * counts).sum()
    if not cues:
        return loss
    weight = weight[cues["text"]]
    for number, name in enumerate(BOUNDS):
        wrong = functional.cross_entropy(seen[number], cues["bounds"][:, number], reduction="none")
        loss = loss + LOSS[name] * (wrong * weight).sum()
    named = -torch.logsumexp(functional.log_softmax(seen[4], 1).masked_fill(~cues["good"], NEVER), 1)
    return loss + LOSS["speaker"] * (named * cues["good"].any(1) * weight).sum()


def _soft(given, said, cues, live, weight):
    """Cross entropy with what teachers say on average (Hinton et al. 2015)."""
    loss, (tokens, seen) = 0, given

    def wrong(own, others):
        share = torch.stack([functional.softmax(other, -1) for other in others]).mean(0)
        return -(share * functional.log_softmax(own, -1)).sum(-1)

    for name in TOKENS:
        loss = loss + LOSS[name] * (wrong(tokens[name], [t[name] for t, _ in said]) * live * weight[:, None]).sum()
    if cues:
        able = cues["able"].any(1)
        for number, name in enumerate((*BOUNDS, "speaker")):
            each = wrong(seen[number], [s[number] for _, s in said]) * weight[cues["text"]]
            loss = loss + LOSS[name] * (each * able if name == "speaker" else each).sum()
    return loss


def batches(data, order):
    """Batches of texts of like length, in random order."""
    data = list(data)
    order.shuffle(data)
    pools = [sorted(data[at : at + 16 * BATCH], key=lambda e: len(e.first)) for at in range(0, len(data), 16 * BATCH)]
    found = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
    order.shuffle(found)
    return found


def train(model, data_of, plan, checkpoint, teachers=(), seed=SEED):
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
            loss = loss_of(model, batch, teachers)
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
