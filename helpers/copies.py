"""Near-copies: one story in five outlets, the same but for its headline, counts once where independence matters.

Texts are compared by their runs of five words (shingles; Broder 1997), of which those with the smallest checksums are
kept: the same ones in every copy, so that a text needs to be held against a few dozen numbers, never against texts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from zlib import crc32

import pandas as pd

RUN = 5  # words in a shingle: a shared quotation has some in common, a shared report nearly all
KEPT = 64  # shingles kept of a text
SHARED = 0.7  # of the kept ones, from which two texts are one story


def sketch(text: str) -> list[int]:
    """The KEPT smallest checksums of a text's runs of RUN words (fewer where it is short): a sorted list of ints."""
    words = text.split()
    runs = {crc32(" ".join(words[at : at + RUN]).encode()) for at in range(max(1, len(words) - RUN + 1))}
    return sorted(runs)[:KEPT]


class Stories:
    """The stories met so far. `add` in the order of the reports, so that the first of each gives it its name."""

    def __init__(self):
        self._firsts = {}  # checksum → reports that begin a story and have it
        self._sizes = {}

    def add(self, report: str, kept: Sequence[int]) -> str:
        """The report that stands for the story of `report`, itself if it is new. kept: its `sketch`."""
        shared = Counter(first for checksum in kept for first in self._firsts.get(checksum, ()))
        for first, count in shared.most_common(1):  # of equals the one met first
            if count >= SHARED * min(len(kept), self._sizes[first]):
                return first
        self._sizes[report] = len(kept)
        for checksum in kept:
            self._firsts.setdefault(checksum, []).append(report)
        return report


def groups(reports: pd.DataFrame) -> list[str]:
    """The report that stands for each report's story, a list; what the column `group` says already is kept.

    reports: a frame with `report`, `text` and `group` (the report itself where nothing is known).
    """
    stories = Stories()
    return [row.group if row.group != row.report else stories.add(row.report, sketch(row.text))
            for row in reports.itertuples()]  # fmt: skip


def told(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """A line about near-copies for a person, a list of one or none. pairs: (report, the one that stands for it)."""
    copies = [(report, group) for report, group in pairs if report != group]
    if not copies:
        return []
    named = ", ".join(f"{report} of {group}" for report, group in copies[:3]) + (", …" if len(copies) > 3 else "")
    report_is = "1 report is a copy" if len(copies) == 1 else f"{len(copies)} reports are copies"
    return [f"{report_is} of another but for a headline or less ({named}). A story counts once where that matters"]
