"""The reader's network in plain numpy: word pieces and features of a window in, scores of its tokens out.

A pretrained encoder of word pieces (pre-norm blocks, rotary positions: Su et al. 2021), to whose states what lexicon
and tables say of each token is added; per cue two narrow layers in which the cue and the distance to it are added to
every token. Sizes are read off the weights. Everything is computed for one window alone, in one order, so that a text
gets the same numbers whatever is read beside it.
"""

from typing import NamedTuple

import numpy as np

HEAD = 64  # channels of a head of the encoder; its number of heads follows from its width
CUE_HEADS = 4  # of the layers that see a text from a cue
NEAR, FAR = 16, 600  # distances to a cue are told apart one by one below, not at all above
CELLS = 1 << 16  # numbers worked on at a time, so that they stay near the processor


class States(NamedTuple):
    """What the network makes of a window of n tokens: probabilities for each token, and its state."""

    cue: np.ndarray  # (n, 5): none, direct, mixed, indirect, act
    tag: np.ndarray  # (n, 3): outside, begin, inside of a mention of somebody who speaks
    core: np.ndarray  # (n, 3): the same of a name
    hidden: np.ndarray  # (n, width)


class Seen(NamedTuple):
    """What is seen from each of c cues in a window of n tokens: scores (logits). A mention's last column is none."""

    first: np.ndarray  # (c, n): first token of the content
    last: np.ndarray  # (c, n)
    mention_first: np.ndarray  # (c, n + 1)
    mention_last: np.ndarray  # (c, n + 1)
    speaker_first: np.ndarray  # (c, n): first token of a span that names the speaker
    speaker_last: np.ndarray  # (c, n)


def softmax(x):
    """Shares along the last axis."""
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def log_softmax(x):
    """Logarithms of shares along the last axis."""
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


# erf by Abramowitz & Stegun 7.1.26, exact to 1.5e-7: the last digits of a float32
_P, _A = (
    np.float32(0.3275911),
    [np.float32(a) for a in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)],
)


def gelu(x):
    """x Φ(x) of a matrix of float32, in place (Hendrycks & Gimpel 2016)."""
    rows = max(1, CELLS // x.shape[1])
    for at in range(0, len(x), rows):
        part = x[at : at + rows]
        z = np.abs(part)
        z *= np.float32(0.5**0.5)
        t = 1 / (1 + _P * z)
        tail = _A[0] * t
        for a in _A[1:]:
            tail += a
            tail *= t
        z *= -z
        np.exp(z, out=z)
        tail *= z  # 1 - erf(|x| / √2)
        tail *= np.float32(0.5)
        np.copyto(tail, 1 - tail, where=part > 0)
        part *= tail
    return x


def _norm(x, weight, bias):
    x = x - x.mean(-1, keepdims=True)
    x /= np.sqrt(np.square(x).mean(-1, keepdims=True) + np.float32(1e-5))
    x *= weight
    x += bias
    return x


def _turns(n, half):
    """Cosine and sine of the rotary positions of n places, each (n, half)."""
    angle = np.outer(np.arange(n), 1 / (10_000 ** (np.arange(0, 2 * half, 2) / (2 * half)))).astype(np.float32)
    return np.cos(angle), np.sin(angle)


def _rotated(x, cos, sin):
    """x (n, heads, 2 half) turned by its place."""
    half = cos.shape[1]
    a, b, cos, sin = x[..., :half], x[..., half:], cos[:, None], sin[:, None]
    return np.concatenate([a * cos - b * sin, b * cos + a * sin], -1)


def _attended(q, k, v, out):
    """Each head of each place looks at all places: q, k, v (n, heads, size), into out (n, heads, size)."""
    scale = np.float32(q.shape[-1] ** -0.5)
    for head in range(q.shape[1]):
        share = (q[:, head] * scale) @ k[:, head].T
        share -= share.max(-1, keepdims=True)
        np.exp(share, out=share)
        seen = share @ v[:, head]
        seen /= share.sum(-1, keepdims=True)
        out[:, head] = seen


class _Block:
    """A pre-norm block over x (rows · n, width), in place; the rows do not see each other."""

    def __init__(self, weights, prefix, heads):
        part = {name[len(prefix) :]: array for name, array in weights.items() if name.startswith(prefix)}
        self.heads = heads
        self.norms = [(part[f"{n}.weight"], part[f"{n}.bias"]) for n in ("n1", "n2")]
        self.qkv, self.out, self.up, self.down = (
            (np.ascontiguousarray(part[f"{n}.weight"].T), part[f"{n}.bias"]) for n in ("qkv", "o", "f1", "f2")
        )

    def __call__(self, x, n, turns):
        size = x.shape[1] // self.heads
        y = _linear(_norm(x, *self.norms[0]), self.qkv).reshape(-1, 3, self.heads, size)
        seen = np.empty((len(x), self.heads, size), np.float32)
        for at in range(0, len(x), n):
            q, k, v = (y[at : at + n, i] for i in range(3))
            _attended(_rotated(q, *turns), _rotated(k, *turns), v, seen[at : at + n])
        x += _linear(seen.reshape(x.shape), self.out)
        x += _linear(gelu(_linear(_norm(x, *self.norms[1]), self.up)), self.down)
        return x


def _linear(x, weight_and_bias):
    y = x @ weight_and_bias[0]
    y += weight_and_bias[1]
    return y


class Network:
    """The trained network. weights: {name: array}, of any float type, named as in training."""

    def __init__(self, weights):
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

    def states(self, ids, first, features):
        """States of a window. ids: word pieces; first (n): first piece of a token; features (n, features): 0 or 1."""
        x, turns = self.pieces[ids], _turns(len(ids), HEAD // 2)
        for block in self.blocks:
            x = block(x, len(ids), turns)
        x = _norm(x[first], *self.norms["enc.nf"]) + _linear(features.astype(np.float32), self.linear["lexicon"])
        x = self.mix(_norm(x, *self.norms["ln"]), len(x), _turns(len(x), HEAD // 2))
        return States(*(softmax(_linear(x, self.linear[name])) for name in ("cue", "tag", "core")), x)

    def seen_from(self, hidden, anchors):
        """Seen from the cues at some tokens (numbers) of a window whose states are `hidden`, one after the other."""
        narrow, own = _linear(hidden, self.linear["down"]), _linear(hidden[anchors], self.linear["own"])
        n, turns = len(hidden), _turns(len(hidden), narrow.shape[1] // CUE_HEADS // 2)
        scores = np.empty((len(anchors), 6, n), np.float32)
        none = np.empty((len(anchors), 2), np.float32)
        for number, anchor in enumerate(anchors):
            x = narrow + self.distance[_steps(np.arange(n) - anchor)] + own[number]
            for layer in self.seen:
                x = layer(x, n, turns)
            x = _norm(x, *self.norms["norm"])
            scores[number] = _linear(x, self.linear["out"]).T
            none[number] = _linear(x[anchor], self.linear["none"])
        mention = [np.concatenate([scores[:, 2 + i], none[:, i : i + 1]], 1) for i in range(2)]
        return Seen(scores[:, 0], scores[:, 1], *mention, scores[:, 4], scores[:, 5])


def _steps(far):
    """Which of 64 distances each number of tokens before (negative) or after a cue counts as."""
    size = np.abs(far)
    step = NEAR + np.log(np.maximum(size, 1).astype(np.float32) / NEAR) / np.float32(np.log(FAR / NEAR)) * (NEAR - 1)
    step = np.where(size < NEAR, size, np.minimum(step, 2 * NEAR - 1).astype(int))
    return np.where(far < 0, step, np.minimum(step + 2 * NEAR, 4 * NEAR - 1))
