"""Probabilities that mean what they say: how the network's are brought to what came true, and how far off they are.

A quotation has four: that it is one (`quotation`), that its bounds are right (`bounds`), its speaker (`speaker`) and
its mode (`mode`), the last three given that it is one. Its confidence is the probability that it is one and has the
right speaker, weighed from these and from what kind of quotation it is.
"""

import numpy as np
import pandas as pd

PARTS = ("quotation", "bounds", "speaker", "mode")
NEVER = 1e-3  # no probability is taken for nearer to 0 or 1 than this: three places are shown
BINS = 10


def _odds(p):
    p = np.clip(p, NEVER, 1 - NEVER)
    return np.log(p / (1 - p))


def scaled(p: float, slope: float, shift: float) -> float:
    """A probability on another scale of log-odds (Platt 1999)."""
    return float(1 / (1 + np.exp(-(slope * _odds(p) + shift))))


def fitted(p: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """The slope and shift of `scaled` that fit best: probabilities of n answers, and which of them were right."""
    from sklearn.linear_model import LogisticRegression  # slow to import, and reading texts takes none of it

    model = LogisticRegression(C=1e6).fit(_odds(np.asarray(p))[:, None], np.asarray(right, int))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def signs(p: tuple[float, ...], second: float, **kinds: float) -> dict[str, float]:
    """What a confidence is weighed from, by name.

    p: of PARTS, as network and ranker give them; second: of the next best speaker; kinds: 0 or 1, shares and counts
    that say what kind of quotation and of answer it is.
    """
    odds = {part: float(_odds(one)) for part, one in zip(PARTS, p, strict=True)}
    lead = np.log((p[PARTS.index("speaker")] + NEVER) / (second + NEVER))
    return odds | {"lead": float(lead), "second": float(second)} | {name: float(kind) for name, kind in kinds.items()}


def weighed(given: dict[str, float], weights: dict[str, float]) -> float:
    """The confidence that `weights` (log-odds by name of a sign, and `constant`) give to some signs."""
    total = weights["constant"] + sum(weights.get(name, 0.0) * value for name, value in given.items())
    return float(1 / (1 + np.exp(-total)))


def weights(given: list[dict[str, float]], right: np.ndarray) -> dict[str, float]:
    """The weights of `weighed` that fit best to the signs of n quotations and whether they were right (logistic)."""
    from sklearn.linear_model import LogisticRegression

    table = pd.DataFrame(given).fillna(0.0)
    spread = table.std().replace(0, 1)
    model = LogisticRegression(max_iter=5000).fit(table / spread, np.asarray(right, int))
    found = zip(table, model.coef_[0] / spread, strict=True)
    return {name: round(float(w), 4) for name, w in found} | {"constant": round(float(model.intercept_[0]), 4)}


def reliability(p: np.ndarray, right: np.ndarray, bins: int = BINS) -> pd.DataFrame:
    """Answers in bins of as many each, by probability: predicted and right (shares, means of the bin), n."""
    from sklearn.calibration import calibration_curve

    p, right = np.asarray(p, float), np.asarray(right, float)
    observed, predicted = calibration_curve(right, p, n_bins=bins, strategy="quantile")
    edges = np.unique(np.percentile(p, np.linspace(0, 100, bins + 1)))
    sizes = np.bincount(np.searchsorted(edges[1:-1], p), minlength=len(edges) - 1)
    return pd.DataFrame({"predicted": predicted, "right": observed, "n": sizes[sizes > 0]})


def error(p: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error (share): how far bins are from what they promise, on average (Naeini et al. 2015)."""
    table = reliability(p, right)
    return float((table["predicted"] - table["right"]).abs() @ table["n"] / table["n"].sum())


def skill(p: np.ndarray, right: np.ndarray) -> float:
    """Brier skill: 1 for an oracle, 0 for who always says the share of right answers (Brier 1950)."""
    p, right = np.asarray(p, float), np.asarray(right, float)
    return float(1 - ((p - right) ** 2).mean() / (right.var() or np.nan))
