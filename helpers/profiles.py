"""What each report is made of: its frames, its voices, what of it stands in marks. Shares between 0 and 1.

Computed from tables that full texts and published reports have in common: `sentences` (report, sentence), `frames`
(report, sentence, frame: a row per coding) and `quotes` (report, quote, start, end, words, quoted_words, mode, speaker,
side, …; of several speakers, items in order with ' | ' between). Results have a row per report and a column per frame,
speaker, mode …; a report without a sentence or a quotation has no row. helpers/comparison.py compares them.
"""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from helpers.tables import items


def frames(sentences: pd.DataFrame, codings: pd.DataFrame, order: Iterable[str]) -> pd.DataFrame:
    """Share of a report's sentences that carry each frame of `order`. A sentence may carry several, or none."""
    n = sentences.groupby("report", sort=False).size()
    once = codings[["report", "sentence", "frame"]].drop_duplicates()
    counted = pd.crosstab(once["report"], once["frame"]).reindex(index=n.index, columns=list(order), fill_value=0)
    return counted.div(n, axis=0).rename_axis(columns="frame")


def own_words(quotes: pd.DataFrame) -> pd.Series:
    """Words of each quotation, each word of a report counted once: a Series (floats) with the index of `quotes`.

    A word belongs to the shortest quotation that holds it, so a quotation loses the words of those inside it. Where two
    have the same span (who said it, and who relays it), each has half.
    """
    own = []
    for _, report in quotes.groupby("report", sort=False):
        places = list(zip(report["start"], report["end"], strict=True))
        words, times, around = dict(zip(places, report["words"], strict=True)), Counter(places), []
        left = dict(words)
        for start, end in sorted(words, key=lambda span: (span[0], -span[1])):
            around = [outer for outer in around if outer[1] >= end]
            if around:  # the innermost of those that hold it
                left[around[-1]] -= words[start, end]
            around.append((start, end))
        own.append(pd.Series([max(left[place], 0) / times[place] for place in places], report.index, dtype=float))
    return pd.concat(own).reindex(quotes.index) if own else pd.Series(index=quotes.index, dtype=float)


def parties(quotes: pd.DataFrame) -> pd.DataFrame:
    """One row per quotation and speaker: the columns of `quotes`, `own` (words, see `own_words`) and `sole`.

    Two speakers of one quotation have half of its words each; `sole` says that there is one speaker only.
    """
    named = [name for name in ("speaker", "side", "kind") if name in quotes]
    split = {name: [items(cell) or [""] for cell in quotes[name]] for name in named}
    several = [len(cell) for cell in split["speaker"]]
    table = quotes.assign(own=own_words(quotes) / several, sole=[number == 1 for number in several])
    for name in named:  # sides are told once where all speakers share one
        split[name] = [cell * number if len(cell) == 1 < number else cell
                       for cell, number in zip(split[name], several, strict=True)]  # fmt: skip
    return table.assign(**split).explode(named, ignore_index=True)


def by_speaker(quotes: pd.DataFrame) -> pd.DataFrame:
    """One row per quotation and named speaker: the columns of `quotes`, `speaker` holding one name."""
    return quotes.assign(speaker=quotes["speaker"].map(items)).explode("speaker").dropna(subset=["speaker"])


def words_by(said: pd.DataFrame, column: str, weight: str = "own") -> pd.DataFrame:
    """Share of a report's attributed words by the values of a column of `said` (`parties`, or any with `weight`)."""
    total = said.groupby("report", sort=False)[weight].sum()
    table = said.pivot_table(index="report", columns=column, values=weight, aggfunc="sum", fill_value=0, sort=True)
    table = table.reindex(total.index[total > 0])
    return table.div(total[total > 0], axis=0)


def in_marks(quotes: pd.DataFrame) -> pd.Series:
    """Share of each report's attributed words that stand in quotation marks: a Series. Inner quotations count once."""
    own = own_words(quotes)
    marked = (own * quotes["quoted_words"] / quotes["words"].where(quotes["words"] > 0, 1)).groupby(quotes["report"])
    return marked.sum() / own.groupby(quotes["report"]).sum()


def of_quotes(
    quotes: pd.DataFrame, sentences: pd.DataFrame, codings: pd.DataFrame, order: Iterable[str]
) -> pd.DataFrame:
    """Share of a report's attributed words that belong to a sentence with each frame; a quotation has the frames of
    every sentence it touches."""
    spans = sentences[["report", "sentence", "start", "end"]]
    said = quotes.assign(own=own_words(quotes))[["report", "quote", "start", "end", "own"]]
    both = said.merge(spans, on="report", suffixes=("", "_of"))
    both = both[(both["start"] < both["end_of"]) & (both["end"] > both["start_of"])]
    coded = both.merge(codings[["report", "sentence", "frame"]], on=["report", "sentence"])
    coded = coded.drop_duplicates(["report", "quote", "frame"])
    total = said.groupby("report", sort=False)["own"].sum()
    table = coded.pivot_table(index="report", columns="frame", values="own", aggfunc="sum", fill_value=0)
    return table.reindex(index=total.index[total > 0], columns=list(order), fill_value=0).div(total[total > 0], axis=0)
