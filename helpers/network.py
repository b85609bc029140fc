"""The reader's network in plain numpy: word pieces and features of a window in, scores of its tokens out.

A pretrained encoder of word pieces (pre-norm blocks, rotary positions: Su et al. 2021), to whose states what lexicon
and tables say of each token is added; per cue two narrow layers in which the cue and the distance to it are added to
every token. Sizes are read off the weights. Everything is computed for one window alone, in one order, so that a text
gets the same numbers whatever is read beside it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

HEAD = 64  # channels of a head of the encoder; its number of heads follows from its width
CUE_HEADS = 4  # of the layers that see a text from a cue
BEFORE, SEEN = 64, 192  # tokens before a cue, and in all, that are seen from it
NEAR, FAR = 16, 600  # distances to a cue are told apart one by one below, not at all above
CELLS = 1 << 16  # numbers worked on at a time, so that they stay near the processor


class States(NamedTuple):
    """What the network makes of a window of n tokens: probabilities for each token, and its state."""

    cue: np.ndarray  # (n, 5): none, direct, mixed, indirect, act
    tag: np.ndarray  # (n, 3): outside, begin, inside of a mention of somebody who speaks
    core: np.ndarray  # (n, 3): the same of a name
    hidden: np.ndarray  # (n, width)


class Seen(NamedTuple):
    """What is seen from each of c cues of the w tokens around it: scores (logits). A mention's last column is none."""

    begins: np.ndarray  # (c,): the first of those tokens
    first: np.ndarray  # (c, w): first token of the content
    last: np.ndarray  # (c, w)
    mention_first: np.ndarray  # (c, w + 1)
    mention_last: np.ndarray  # (c, w + 1)
    speaker_first: np.ndarray  # (c, w): first token of a span that names the speaker
    speaker_last: np.ndarray  # (c, w)


def softmax(x: np.ndarray) -> np.ndarray:
    """Shares along the last axis."""
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def log_softmax(x: np.ndarray) -> np.ndarray:
    """Logarithms of shares along the last axis."""
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


# Φ(x) as (1 + tanh(x (a + b x² + c x⁴))) / 2, the three fitted so that x Φ(x) is exact to 6e-5, a hundredth of what the
# bytes of the weights leave open
_A, _B, _C = np.float32(7.97245258e-01), np.float32(3.72106493e-02), np.float32(-3.81278539e-04)
_FAR = np.float32(49)  # x² beyond which Φ is 0 or 1


def gelu(x: np.ndarray) -> np.ndarray:
    """x Φ(x) of a matrix of float32, in place (Hendrycks & Gimpel 2016)."""
    rows = max(1, CELLS // x.shape[1])
    for at in range(0, len(x), rows):
        part = x[at : at + rows]
        z = part * part
        np.minimum(z, _FAR, out=z)
        t = _C * z
        t += _B
        t *= z
        t += _A
        t *= part
        np.tanh(t, out=t)
        t += 1
        part *= t
        part *= np.float32(0.5)
    return x


def _norm(x, weight, bias):
    """Layer normalisation of the rows of a matrix (Ba et al. 2016)."""
    size = np.float32(x.shape[1])
    x = x - (x @ np.ones(x.shape[1], np.float32) / size)[:, None]
    x /= np.sqrt(np.einsum("ij,ij->i", x, x) / size + np.float32(1e-5))[:, None]
    x *= weight
    x += bias
    return x


def _turns(n, half):
    """Cosine and sine of the rotary positions of n places, each (n, half)."""
    angle = np.outer(np.arange(n), 1 / (10_000 ** (np.arange(0, 2 * half, 2) / (2 * half)))).astype(np.float32)
    return np.cos(angle), np.sin(angle)


def _rotated(x, cos, sin):
    """x (n, parts, heads, 2 half) turned by its place."""
    half = cos.shape[1]
    a, b, cos, sin = x[..., :half], x[..., half:], cos[:, None, None], sin[:, None, None]
    turned = np.empty_like(x)
    np.subtract(a * cos, b * sin, out=turned[..., :half])
    np.add(b * cos, a * sin, out=turned[..., half:])
    return turned


def _attended(q, k, v, out):
    """Each head of each place looks at all places: q, k, v (n, heads, size), into out (n, heads, size)."""
    ones = np.ones(len(q), np.float32)
    for head in range(q.shape[1]):
        share = q[:, head] @ k[:, head].T
        np.minimum(share, _MOST, out=share)
        np.exp(share, out=share)
        seen = share @ v[:, head]
        seen /= np.maximum(share @ ones, _LEAST)[:, None]
        out[:, head] = seen


_MOST, _LEAST = np.float32(75), np.float32(1e-30)  # of what a place looks at another by; keeps sums within a float32


class _Block:
    """A pre-norm block over x (rows · n, width), in place; the rows do not see each other."""

    def __init__(self, weights, prefix, heads):
        part = {name[len(prefix) :]: array for name, array in weights.items() if name.startswith(prefix)}
        self.heads = heads
        self.norms = [(part[f"{n}.weight"], part[f"{n}.bias"]) for n in ("n1", "n2")]
        self.qkv, self.out, self.up, self.down = (
            (np.ascontiguousarray(part[f"{n}.weight"].T), part[f"{n}.bias"].copy()) for n in ("qkv", "o", "f1", "f2")
        )
        width = len(part["n1.weight"])
        for side in self.qkv:  # queries carry the scale of attention
            side[..., :width] *= np.float32((width // heads) ** -0.5)

    def __call__(self, x, n, turns):
        size = x.shape[1] // self.heads
        y = _linear(_norm(x, *self.norms[0]), self.qkv).reshape(-1, 3, self.heads, size)
        seen = np.empty((len(x), self.heads, size), np.float32)
        for at in range(0, len(x), n):
            turned = _rotated(y[at : at + n, :2], *turns)
            _attended(turned[:, 0], turned[:, 1], y[at : at + n, 2], seen[at : at + n])
        x += _linear(seen.reshape(x.shape), self.out)
        x += _linear(gelu(_linear(_norm(x, *self.norms[1]), self.up)), self.down)
        return x


def _linear(x, weight_and_bias):
    y = x @ weight_and_bias[0]
    y += weight_and_bias[1]
    return y


class Network:
    """The trained network. weights: {name: array}, of any float type, named as in training."""

    def __init__(self, weights: dict[str, np.ndarray]):
        w = {name: np.asarray(array, np.float32) for name, array in weights.items()}
        self.pieces = w["enc.emb.weight"]
        self.width, self.features = w["lexicon.weight"].shape
        heads, layers = self.width // HEAD, len({name.split(".")[2] for name in w if name.startswith("enc.blocks.")})
        self.blocks = [_Block(w, f"enc.blocks.{i}.", heads) for i in range(layers)]
        self.mix = _Block(w, "mix.b.", heads)
        seen = len({name.split(".")[1] for name in w if name.startswith("seen.")})
        self.seen = [_Block(w, f"seen.{i}.b.", CUE_HEADS) for i in range(seen)]
        self.distance = w["distance.weight"]
        self.norms = {name: (w[f"{name}.weight"], w[f"{name}.bias"]) for name in ("enc.nf", "ln", "norm")}
        self.linear = {name: (np.ascontiguousarray(w[f"{name}.weight"].T), w[f"{name}.bias"])
                       for name in ("lexicon", "cue", "tag", "core", "down", "own", "out", "none")}  # fmt: skip

    def states(self, ids: np.ndarray, first: np.ndarray, features: np.ndarray) -> States:
        """States of a window. ids: word pieces; first (n): first piece of a token; features (n, features): 0 or 1."""
        x, turns = self.pieces[ids], _turns(len(ids), HEAD // 2)
        for block in self.blocks:
            x = block(x, len(ids), turns)
        x = _norm(x[first], *self.norms["enc.nf"]) + _linear(features.astype(np.float32), self.linear["lexicon"])
        x = self.mix(_norm(x, *self.norms["ln"]), len(x), _turns(len(x), HEAD // 2))
        return States(*(softmax(_linear(x, self.linear[name])) for name in ("cue", "tag", "core")), x)

    def encoded(self, ids: np.ndarray) -> np.ndarray:
        """What the encoder's two middle blocks make of some word pieces, side by side: (pieces, 2 · width).

        Those tell best whether two quotations mean the same, by the subjects for choosing in data/gold/statements.
        """
        x, turns, found = self.pieces[ids], _turns(len(ids), HEAD // 2), []
        for block in self.blocks[: len(self.blocks) // 2 + 1]:
            x = block(x, len(ids), turns)
            found.append(x.copy())
        return np.concatenate(found[-2:], axis=1)

    def seen_from(self, hidden: np.ndarray, anchors: Sequence[int]) -> Seen:
        """Seen from the cues at some tokens (numbers) of a window whose states are `hidden`, one after the other."""
        narrow, own = _linear(hidden, self.linear["down"]), _linear(hidden[anchors], self.linear["own"])
        width, begins = min(len(hidden), SEEN), around(anchors, len(hidden))
        turns = _turns(width, narrow.shape[1] // CUE_HEADS // 2)
        scores = np.empty((len(anchors), 6, width), np.float32)
        none = np.empty((len(anchors), 2), np.float32)
        for number, (anchor, begin) in enumerate(zip(anchors, begins, strict=True)):
            x = narrow[begin : begin + width] + self.distance[_steps(begin + np.arange(width) - anchor)] + own[number]
            for layer in self.seen:
                x = layer(x, width, turns)
            x = _norm(x, *self.norms["norm"])
            scores[number] = _linear(x, self.linear["out"]).T
            none[number] = _linear(x[anchor - begin], self.linear["none"])
        mention = [np.concatenate([scores[:, 2 + i], none[:, i : i + 1]], 1) for i in range(2)]
        return Seen(begins, scores[:, 0], scores[:, 1], *mention, scores[:, 4], scores[:, 5])


def around(anchors: ArrayLike, n: ArrayLike) -> np.ndarray:
    """The first of the tokens seen from cues at some tokens of n (one number, or one for each)."""
    return np.clip(np.asarray(anchors) - BEFORE, 0, np.maximum(0, np.asarray(n) - SEEN))


def _steps(far):
    """Which of 64 distances each number of tokens before (negative) or after a cue counts as."""
    size = np.abs(far)
    step = NEAR + np.log(np.maximum(size, 1).astype(np.float32) / NEAR) / np.float32(np.log(FAR / NEAR)) * (NEAR - 1)
    step = np.where(size < NEAR, size, np.minimum(step, 2 * NEAR - 1).astype(int))
    return np.where(far < 0, step, np.minimum(step + 2 * NEAR, 4 * NEAR - 1))
