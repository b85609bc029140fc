"""Training of the reader. What a training run hands to the next step; needs numpy alone."""

from typing import NamedTuple

import numpy as np

FOLDS = 5
VARIANT = "#"  # stands in the name of an example whose names were swapped, after that of the text


class Cue(NamedTuple):
    """One gold quotation. A quotation without a cue hangs on the mark that opens it."""

    place: int  # a token
    mode: int  # of examples.LABELS
    content: tuple  # first and last token
    mention: tuple | None  # first and last token


class Example(NamedTuple):
    """One text of n tokens. tags and names: 0 outside, 1 begins, 2 goes on."""

    name: str
    fold: int  # of the annotated corpus, -1 for a text that is always learnt from
    ids: np.ndarray  # word pieces, a START before them
    first: np.ndarray  # (n,) the first piece of each token
    features: np.ndarray  # (n, features) of bool
    cues: list  # of Cue
    tags: np.ndarray  # (n,) mentions of those who speak
    names: np.ndarray  # (n,) the part of a mention that gold gives as the speaker
    spans: list  # (first, end) of every mention
    right: list  # for each cue, the numbers of the spans that name its speaker
