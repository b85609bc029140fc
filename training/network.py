"""The network of helpers/network.py in torch, for batches of padded texts; the names of its weights are the same."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from helpers.network import CUE_HEADS, HEAD

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
PIECES = 16_000
DISTANCES = 64


def rotary(n, half, device):
    """Cosine and sine of n places (Su et al. 2021)."""
    angle = torch.outer(torch.arange(n, device=device).float(),
                        1 / (10_000 ** (torch.arange(0, 2 * half, 2, device=device) / (2 * half))))  # fmt: skip
    return angle.cos(), angle.sin()


class Block(nn.Module):
    """A pre-norm block; `wide` times the width inside."""

    def __init__(self, d, heads, wide):
        super().__init__()
        self.heads, self.n1, self.qkv, self.o = heads, nn.LayerNorm(d), nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.n2, self.f1, self.f2 = nn.LayerNorm(d), nn.Linear(d, wide * d), nn.Linear(wide * d, d)

    def forward(self, x, mask):
        b, n, d = x.shape
        q, k, v = (y.transpose(1, 2) for y in self.qkv(self.n1(x)).view(b, n, 3, self.heads, -1).unbind(2))
        cos, sin = rotary(n, d // self.heads // 2, x.device)

        def turned(y):
            one, other = y.chunk(2, -1)
            return torch.cat([one * cos - other * sin, other * cos + one * sin], -1).to(v.dtype)

        y = functional.scaled_dot_product_attention(turned(q), turned(k), v, attn_mask=mask)
        x = x + self.o(y.transpose(1, 2).reshape(b, n, d))
        return x + self.f2(functional.gelu(self.f1(self.n2(x))))


class Encoder(nn.Module):
    """Word pieces to states."""

    def __init__(self, width, layers):
        super().__init__()
        self.emb, self.nf = nn.Embedding(PIECES, width), nn.LayerNorm(width)
        self.blocks = nn.ModuleList(Block(width, width // HEAD, 4) for _ in range(layers))

    def forward(self, ids, mask):
        x = self.emb(ids)
        for block in self.blocks:
            x = block(x, mask)
        return self.nf(x)


class Drop(nn.Module):
    """Drops whole channels of a row, the same for all its tokens: stronger than single numbers."""

    def __init__(self, share):
        super().__init__()
        self.share = share

    def forward(self, x):
        if not self.training:
            return x
        kept = torch.rand((*x.shape[:-2], 1, x.shape[-1]), device=x.device) > self.share
        return x * kept / (1 - self.share)


class Layer(nn.Module):
    def __init__(self, d, heads, share):
        super().__init__()
        self.b, self.drop = Block(d, heads, 2), Drop(share)

    def forward(self, x, mask):
        return self.drop(self.b(x, mask))


class Reader(nn.Module):
    """See helpers/network.py. encoder: {name: array} of a pretrained one; features: how many a token may have."""

    def __init__(self, encoder, features, share=0.2, narrow=128):
        super().__init__()
        width = encoder["emb.weight"].shape[1]
        self.enc = Encoder(width, len({name.split(".")[1] for name in encoder if name.startswith("blocks.")}))
        self.enc.load_state_dict({name: torch.tensor(array) for name, array in encoder.items()})
        self.drop, self.lexicon, self.ln = Drop(share), nn.Linear(features, width), nn.LayerNorm(width)
        self.mix = Layer(width, width // HEAD, share)
        self.cue, self.tag, self.core = nn.Linear(width, 5), nn.Linear(width, 3), nn.Linear(width, 3)
        self.down, self.own = nn.Linear(width, narrow), nn.Linear(width, narrow)
        self.distance = nn.Embedding(DISTANCES, narrow)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.seen = nn.ModuleList(Layer(narrow, CUE_HEADS, share) for _ in range(2))
        self.norm, self.out, self.none = nn.LayerNorm(narrow), nn.Linear(narrow, 6), nn.Linear(narrow, 2)

    def states(self, batch):
        """(texts, tokens, width). In training some pieces are hidden and some features forgotten."""
        ids, features = batch["ids"], batch["features"].float()
        if self.training:
            features = features * (torch.rand(features.shape, device=features.device) > 0.1)
            hidden = (torch.rand(ids.shape, device=ids.device) < 0.08) & (ids > 4)
            ids = torch.where(hidden, torch.ones_like(ids), ids)
        x = self.enc(ids, batch["pieces"][:, None, None])
        x = x.gather(1, batch["first"][..., None].expand(-1, -1, x.shape[-1]))
        return self.mix(self.ln(self.drop(x + self.lexicon(features))), batch["tokens"][:, None, None])

    def seen_from(self, hidden, cues):
        """Scores of first and last token of content, mention (last column: none) and speaker's span for each cue.

        cues: tensors of learn.targets: text, place (cues,), and of the w tokens around each cue seen, steps (how far
        they are from it, as a number of 64) and live (cues, w).
        """
        rows = torch.arange(len(cues["place"]), device=hidden.device)
        text, live, at = cues["text"], cues["live"], cues["place"] - cues["seen"][:, 0]
        x = self.down(hidden)[text[:, None], cues["seen"].clamp(max=hidden.shape[1] - 1)]
        x = x + self.distance(cues["steps"]) + self.own(hidden[text, cues["place"]])[:, None]
        for layer in self.seen:
            x = layer(x, live[:, None, None])
        x = self.norm(x)
        none = self.none(x[rows, at]).float()
        scores = self.out(x).float().masked_fill(~live[..., None], -1e4)
        mention = [torch.cat([scores[..., 2 + i], none[:, i : i + 1]], 1) for i in range(2)]
        return scores[..., 0], scores[..., 1], *mention, scores[..., 4], scores[..., 5]


def collate(examples):
    """Padded tensors of some examples."""
    b, n = len(examples), max(len(e.first) for e in examples)
    p, k = max(len(e.ids) for e in examples), examples[0].features.shape[1]
    out = {"ids": np.zeros((b, p), np.int64), "pieces": np.zeros((b, p), bool), "first": np.zeros((b, n), np.int64),
           "tokens": np.zeros((b, n), bool), "features": np.zeros((b, n, k), bool)}  # fmt: skip
    for row, e in enumerate(examples):
        out["ids"][row, : len(e.ids)], out["pieces"][row, : len(e.ids)] = e.ids, True
        size = len(e.first)
        out["first"][row, :size], out["tokens"][row, :size], out["features"][row, :size] = e.first, True, e.features
    return {name: torch.from_numpy(array).to(DEVICE) for name, array in out.items()}
