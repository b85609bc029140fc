"""What quoted words mean in English, where somebody has written it down (`gist.csv` of a study).

The table names spans of the texts. A quotation has the gist of the span with which it has most in common (Jaccard
index), if that is large enough: a reader may draw its bounds some words wider or narrower than who wrote the gist.
"""

import pandas as pd

from helpers.document import overlap
from helpers.study import Study

LEAST = 0.4


def of(study: Study, quotes: pd.DataFrame) -> pd.Series:
    """The gist of each quotation or sentence (report, start, end) or "": a Series with their index."""
    known = {}
    for row in study.gist.itertuples():
        start, end = map(int, row.span.split(":"))
        known.setdefault(row.report, []).append((start, end, row.english))
    found = [_nearest(known.get(row.report, []), row.start, row.end) for row in quotes.itertuples()]
    return pd.Series(found, index=quotes.index, dtype=str)


def _nearest(spans, start, end):
    ranked = [(overlap(span[:2], (start, end)), span[2]) for span in spans]
    share, said = max(ranked, key=lambda one: one[0], default=(0, ""))
    return said if share >= LEAST else ""
