"""The numbers of a story: what one body of evidence says, by independent text, and what could explain it away.

A body is the published reports (helpers/coverage.py) or the texts of a study (helpers/pipeline.py); the same functions
count both. Shares are between 0 and 1, intervals 95 %. Where texts do not allow a number, its dict is empty.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pandas as pd

from helpers import comparison, coverage, profiles, tables
from helpers.pipeline import Analysis

FEW = 1_999  # draws of a permutation test of which one wants to know only whether p is far from .05


class Body(NamedTuple):
    """One body of evidence. Tables have a row per independent text, named by the report that stands for it.

    frames, voices: shares by frame; by speaker, of attributed words (two speakers of a quotation have half each). sole:
    as voices, with the words of quotations that have one speaker only. call: text → call. reports: report, call, group
    and what else is known. said: `profiles.parties` with the text of each.
    """

    frames: pd.DataFrame
    voices: pd.DataFrame
    sole: pd.DataFrame
    call: pd.Series
    reports: pd.DataFrame
    sentences: pd.DataFrame
    said: pd.DataFrame


def body(
    reports: pd.DataFrame, sentences: pd.DataFrame, codings: pd.DataFrame, quotes: pd.DataFrame, order: Iterable[str]
) -> Body:
    """The Body of these tables. order: the frames, as in the codebook. Reports without a call stay in it."""
    groups = reports.set_index("report")["group"]
    said = profiles.parties(quotes)
    said["text"] = said["report"].map(groups)
    alone = said.assign(own=said["own"].where(said["sole"], 0.0))
    voices, words = profiles.words_by(said, "speaker"), said.groupby("report")["own"].sum()
    sole = alone.pivot_table(index="report", columns="speaker", values="own", aggfunc="sum", fill_value=0)
    sole = sole.reindex(index=voices.index, fill_value=0).div(words.reindex(voices.index), axis=0)
    shares = profiles.frames(sentences, codings, order)
    frames, voices, sole = (comparison.texts(table, groups) for table in (shares, voices, sole))
    return Body(frames, voices, sole, reports.set_index("report")["call"], reports, sentences, said)


def published(known: coverage.Coverage, coder: str = "frames") -> Body:
    """The Body of published reports, as one coder codes them (see `coverage.coded`)."""
    order = list(tables.load("codebook")["frame"])
    return body(known.reports, *coverage.coded(known, coder), known.quotes, order)


def read(analysis: Analysis) -> Body:
    """The Body of a study's texts as the program reads them."""
    order = list(analysis.study.frames())
    return body(analysis.reports, analysis.sentences, analysis.frames, analysis.quotes, order)


def of_calls(evidence: Body, calls: Iterable[str]) -> Body:
    """The same evidence about some calls only."""
    kept = evidence.reports["report"][evidence.reports["call"].isin(list(calls))]
    return Body(*(_rows(part, set(kept)) for part in evidence))


def _rows(part, kept):
    if "report" in getattr(part, "columns", ()):
        return part[part["report"].isin(kept)]
    return part[part.index.isin(kept)]


# ---------------------------------------------------------------- numbers of any body


def numbers(evidence: Body, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Totals, frames by call, voices by call, distances, as nested dicts.

    names: speaker → the name under which the numbers give his voice (default: as in the tables). Keys: totals; calls;
    frames (by frame: calls, least, most, eta2, adjusted, p, p_holm); all (eta2, adjusted, p); spread; voices.
    """
    call = evidence.call[evidence.call != ""]
    explained = comparison.explained(evidence.frames, call).set_index("measure")
    frames = _by_measure(comparison.means(evidence.frames, call))
    for frame, known in frames.items():
        known |= explained.loc[frame].to_dict() if frame in explained.index else {}
    voices = comparison.means(evidence.voices.rename(columns=names or {}), call)
    whole = explained.loc[comparison.ALL].to_dict() if comparison.ALL in explained.index else {}
    spread = comparison.spread(evidence.frames, call).set_index("kind")
    return {"totals": totals(evidence), "frames": frames, "all": whole, "spread": spread.T.to_dict(),
            "voices": _by_measure(voices), "calls": _calls(evidence)}  # fmt: skip


def totals(evidence: Body) -> dict[str, Any]:
    """Numbers of pages, texts, calls …"""
    reports = evidence.reports
    return {
        "pages": len(reports), "texts": reports["group"].nunique(), "voiced": len(evidence.voices),
        "calls": reports.loc[reports["call"] != "", "call"].nunique(), "sentences": len(evidence.sentences),
        "outlets": reports["outlet"].nunique(), "quotations": len(evidence.said.drop_duplicates(["report", "quote"])),
        "words_each": int(reports["words"].median()),
        "first": evidence.call.min(), "last": evidence.call.max(),
        "countries": reports["country"][reports["country"] != "unknown"].nunique() if "country" in reports else 0,
    }  # fmt: skip


def _calls(evidence):
    """{call: pages, texts, outlets, marks (share of words in marks), verbs (the commonest cues: [(verb, texts)])}."""
    marked = profiles.in_marks(evidence.said.drop_duplicates(["report", "quote"]))
    groups = evidence.reports.set_index("report")["group"]
    marks = comparison.texts(marked.to_frame(), groups)[0].groupby(evidence.call).mean()
    verbs = evidence.said[evidence.said["lemma"] != ""].assign(call=evidence.said["report"].map(evidence.call))
    counted = verbs.groupby(["call", "lemma"])["text"].nunique().sort_values(ascending=False, kind="stable")
    return {
        call: {"pages": len(part), "texts": part["group"].nunique(), "outlets": part["outlet"].nunique(),
               "marks": marks.get(call, 0.0), "verbs": list(counted.get(call, pd.Series()).head(3).items())}
        for call, part in evidence.reports[evidence.reports["call"] != ""].groupby("call")
    }  # fmt: skip


def _by_measure(means):
    """{measure: {calls: {call: {n, mean, low, high}}, least, most (the same), ranked (calls, most first)}}."""
    found = {}
    for measure, part in means.groupby("measure", sort=False):
        ranked = part.sort_values("mean", ascending=False, kind="stable")
        rows = ranked.drop(columns="measure").to_dict("records")
        found[measure] = {"calls": {row["call"]: row for row in rows}, "most": rows[0], "least": rows[-1],
                          "ranked": [row["call"] for row in rows]}  # fmt: skip
    return found


# ---------------------------------------------------------------- who is heard, by kind of call


def by_kind(shares: pd.Series, call: pd.Series, kinds: pd.Series) -> dict[str, Any]:
    """One share (Series by text) over calls of two kinds: {kind: {n, calls, mean, least, most, silent}, gap, p, ways}.

    kinds: Series call → kind (medium). mean: over texts; least, most: means of single calls; silent: texts at zero.
    gap, p, ways: `comparison.difference` of the means of calls; only where there are two kinds. apart: no overlap.
    """
    call = call.reindex(shares.index)
    means = shares.groupby(call).mean()
    kind = kinds.reindex(means.index)
    found: dict[str, Any] = {}
    for name, part in means.groupby(kind):
        texts = shares[call.isin(part.index)]
        found[name] = {"n": len(texts), "calls": len(part), "silent": int((texts == 0).sum()),
                       "mean": texts.mean(), "least": part.min(), "most": part.max()}  # fmt: skip
    if len(found) == 2:
        one, other = found
        gap, p, ways = comparison.difference(means[kind == one], means[kind == other])
        found |= {"gap": gap, "p": p, "ways": ways, "apart": found[one]["least"] > found[other]["most"]
                  or found[other]["least"] > found[one]["most"]}  # fmt: skip
    return found


def most_heard(evidence: Body, count: int = 2) -> list[str]:
    """The speakers with most of the attributed words over all texts; of these, whose share moves most by call first."""
    loudest = evidence.voices[evidence.voices.mean().sort_values(ascending=False).index[:count]]
    by_call = loudest.groupby(evidence.call.reindex(loudest.index)).mean()
    return list((by_call.max() - by_call.min()).sort_values(ascending=False).index)


def by_mouth(evidence: Body, names: Mapping[str, str], kinds: pd.Series) -> dict[str, dict[str, float]]:
    """{kind or call: mean share of each mouth (`mouth_shares`)}, over the texts on calls of a kind and on each call."""
    table = mouth_shares(evidence, names)
    call = evidence.call.reindex(table.index)
    return {**table.groupby(call.map(kinds)).mean().T.to_dict(), **table.groupby(call).mean().T.to_dict()}


def mouth_shares(evidence: Body, names: Mapping[str, str]) -> pd.DataFrame:
    """Share of attributed words by who says them, per text: leaders by name, others by side and kind ("russia office").

    names: speaker → the name to print, for those to be named. Only for bodies that know the kind of a speaker.
    """
    said = evidence.said
    others = said["side"] + " " + said["kind"]
    table = said.assign(mouth=said["speaker"].map(names).fillna(others))
    groups = evidence.reports.set_index("report")["group"]
    return comparison.texts(profiles.words_by(table, "mouth"), groups)


def channels(evidence: Body, names: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """{name: {n (texts), media, office, none …}}: share of a speaker's words that come through a named channel."""
    own = evidence.said[evidence.said["speaker"].isin(list(names))]
    groups, found = evidence.reports.set_index("report")["group"], {}
    for speaker, part in own.assign(through=own["via_kind"].map(lambda kinds: kinds.split(" ")[0] or "none")).groupby(
        "speaker"
    ):
        shares = comparison.texts(profiles.words_by(part, "through"), groups)
        found[names[speaker]] = {"n": len(shares)} | shares.mean().to_dict()
    return found


def cues(evidence: Body, names: Mapping[str, str], least: int = 10) -> dict[str, dict]:
    """verbs: {name: {lemma: texts in which it introduces him alone}}; texts: {name: texts that quote him alone}.

    names: speaker → name. least: verbs that introduce the speakers in fewer texts all together are left out.
    """
    alone = evidence.said[evidence.said["sole"] & evidence.said["speaker"].isin(list(names))]
    alone = alone.assign(name=alone["speaker"].map(names))
    table = alone[alone["lemma"] != ""].groupby(["lemma", "name"])["text"].nunique().unstack(fill_value=0)
    texts = alone.groupby("name")["text"].nunique()
    return {"verbs": table[table.sum(axis=1) >= least].astype(int).to_dict(), "texts": texts.to_dict()}


# ---------------------------------------------------------------- what could explain it away


def checks(known: coverage.Coverage) -> pd.DataFrame:
    """The share that lies between calls, over all frames, again and again under other conditions, one row each.

    Returns check, n (texts), calls, adjusted, p, least (texts of the smallest call in it). Calls with fewer than
    `comparison.LEAST` texts under a condition are left out of it.
    """
    whole = published(known)
    about = known.reports.set_index("report").reindex(whole.frames.index)
    call = whole.call.reindex(whole.frames.index)
    subsets = {"Egyptian pages": about["country"] == "Egypt", "agency copy": about["kind"] == "agency copy",
               "openings that are cut": about["cut"] == 1, "whole reports": about["cut"] == 0}  # fmt: skip
    rows = [_check("all", whole.frames, call)]
    rows += [_check(f"only {name}", whole.frames[kept], call[kept]) for name, kept in subsets.items()]
    strata = {name: comparison.at_least(about[name].replace("unknown", "")) for name in ("country", "kind")}
    rows += [_check(f"within {name}", whole.frames, call, strata[name]) for name in strata]
    rows += [
        _check(f"without the call of {day}", whole.frames[call != day], call[call != day]) for day in sorted(set(call))
    ]
    low = least_told(whole)
    rows.append(_check("without the three lowest", whole.frames[~call.isin(low)], call[~call.isin(low)]))
    rows += [_check(f"without {frame}", whole.frames.drop(columns=frame), call) for frame in whole.frames]
    rows += [
        _check(f"{coder} alone", published(known, coder).frames, call) for coder in ("coder1", "coder2", "program")
    ]
    return pd.DataFrame(rows, columns=["check", "n", "calls", "least", "adjusted", "p"])


def least_told(evidence: Body, count: int = 3) -> list[str]:
    """The calls whose texts give least room to the frame that is the commonest of all."""
    means = evidence.frames.groupby(evidence.call.reindex(evidence.frames.index)).mean()
    return list(means[means.mean().idxmax()].sort_values(kind="stable").index[:count])


def _check(name, frames, call, strata=None):
    call = comparison.at_least(call if strata is None else call.where(strata != "", ""))
    found = comparison.explained(frames, call, strata=strata, draws=FEW).set_index("measure").loc[comparison.ALL]
    least = call[call != ""].value_counts().min()
    return name, int(found["n"]), int(found["labels"]), least, found["adjusted"], found["p"]


def instead(known: coverage.Coverage, names: Mapping[str, str]) -> pd.DataFrame:
    """What else might part the texts of one call: country, kind, and whose words fill the page; within calls.

    Returns what, n, labels, adjusted, p. names: as in `mouth_shares`.
    """
    whole = published(known)
    about = known.reports.set_index("report").reindex(whole.frames.index)
    call = whole.call.reindex(whole.frames.index)
    main = main_voice(whole, names)
    found = []
    for what, labels in (
        ("country", about["country"].replace("unknown", "")),
        ("kind", about["kind"]),
        ("voice", main),
    ):
        labels = comparison.at_least(labels.reindex(whole.frames.index).fillna(""))
        table = comparison.explained(whole.frames, labels, strata=call)
        found.append(table.assign(what=what))
    return pd.concat(found, ignore_index=True)


def main_voice(evidence: Body, names: Mapping[str, str]) -> pd.Series:
    """Whose words fill most of a text: Series text → name, or side and kind, of whom it gives most words."""
    return mouth_shares(evidence, names).idxmax(axis=1)
