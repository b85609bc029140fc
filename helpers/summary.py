"""What the numbers of any study say about its events: counts with their n, hedged, and what cannot be compared and why.

The sentences stand in `helpers/prose/summary_en.md` and `summary_ar.md` (Jinja2); here is what is filled in. A share is
given only where its base is large enough (LEAST), and a difference only beside what chance would make of it.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from helpers import comparison, findings, keyness, pairs, profiles
from helpers.pipeline import Analysis
from helpers.show import arabic, spelled
from helpers.tables import in_language

PROSE = Path(__file__).parent / "prose"
# smallest base of a share; smallest count of a word that is named
LEAST = {"quotations": 10, "sentences": 20, "word": 3}
SURE = 2.58  # z of a word that marks an event: one in a hundred words would reach it by chance
NAMED = 3  # words named for an event
MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$])")


def sentences(analysis: Analysis, language: str = "en", shared: int | None = None) -> list[str]:
    """The sentences about a study: a list of Markdown texts, in the order in which they are to be read.

    shared: how many statements reports share (`statements`), where that is known already.
    """
    pages = templates(PROSE)
    pages.filters |= {"name": shown_name, "list": lambda names: name_list(names, language)}
    text = pages.get_template(f"summary_{language}.md").render(facts(analysis, language, shared))
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def templates(folder: Path) -> jinja2.Environment:
    """The templates of a folder; one that asks for a number that there is not raises jinja2.UndefinedError."""
    found = jinja2.Environment(loader=jinja2.FileSystemLoader(folder), undefined=jinja2.StrictUndefined,
                               trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    found.filters["percent"] = "{:.0%}".format  # 0.493 → 49%
    return found


def shown_name(text: str) -> str:
    """A name of the study as Markdown shows it: nothing in it means anything, its direction is its own."""
    return arabic(MARKS.sub(r"\\\1", spelled(text)).replace("&", "&amp;"))


def name_list(names: Iterable[str], language: str = "en") -> str:
    """Names as a list in a sentence."""
    return ("، " if language == "ar" else ", ").join(map(shown_name, names))


def facts(analysis: Analysis, language: str = "en", shared: int | None = None) -> dict[str, Any]:
    """Every number of the templates, by name: totals, `events` (a list of dicts), `reason` and what was compared."""
    study, reports = analysis.study, analysis.reports
    named = [call for call in analysis.calls["call"] if call in set(reports["call"])]
    texts = reports[reports["call"] != ""].drop_duplicates(["call", "group"])
    sizes = texts["call"].value_counts(sort=False)
    return {
        "event": study.event[language],
        "title": study.title[language],
        "totals": _counts(analysis, reports["report"]),
        "events": [_event(analysis, call, language) for call in named],
        "without": int((reports["call"] == "").sum()),
        "reason": reason(sizes),
        "small": list(sizes[sizes < comparison.LEAST].index),
        "frames": _frames(analysis, language),
        "compared": _compared(analysis, language),
        "speakers": _speakers(analysis),
        "statements": count_statements(analysis) if shared is None else shared,
    }


def reason(sizes: pd.Series) -> str:
    """Why events cannot be compared: `none` is named, there is `one`, each has a `single` independent text; or "".

    sizes: Series event → its independent texts.
    """
    return "none" if not len(sizes) else "one" if len(sizes) == 1 else "single" if sizes.max() == 1 else ""


def _counts(analysis, reports):
    own = analysis.reports[analysis.reports["report"].isin(reports)]
    quotes = analysis.quotes[analysis.quotes["report"].isin(reports)]
    return {
        "reports": len(own), "texts": own["group"].nunique(), "words": int(own["words"].sum()),
        "outlets": own.loc[own["outlet"] != "", "outlet"].nunique(),
        "sentences": int(analysis.sentences["report"].isin(reports).sum()), "quotations": len(quotes),
        "speakers": quotes.loc[quotes["speaker"] != "", "speaker"].nunique(),
    }  # fmt: skip


def _event(analysis, call, language):
    """What is said about one event; None in the place of what its base is too small for."""
    own = analysis.reports.loc[analysis.reports["call"] == call, "report"]
    row = analysis.calls[analysis.calls["call"] == call].iloc[0]
    quotes = analysis.quotes[analysis.quotes["report"].isin(own)]
    return {"name": in_language(row, "call", language), "date": row["date"], **_counts(analysis, own),
            "first": _first(quotes), "marked": _marked(quotes), "words_of": _words(analysis, call)}  # fmt: skip


def _first(quotes):
    """The speaker with most quotations; None where two have as many, or nobody has two."""
    said = profiles.by_speaker(quotes)
    counts = said["speaker"].value_counts()
    if not len(counts) or counts.iloc[0] < 2 or (len(counts) > 1 and counts.iloc[0] == counts.iloc[1]):
        return None
    own = said[said["speaker"] == counts.index[0]]
    return {"speaker": counts.index[0], "quotations": len(own), "reports": own["report"].nunique()}


def _marked(quotes):
    """How many of the quotations stand in quotation marks, all of them or in part."""
    if len(quotes) < LEAST["quotations"]:
        return None
    return int(quotes["mode"].isin(["direct", "mixed"]).sum())


def _words(analysis, call):
    """The words that mark an event against the others, or its commonest: {marks, words: [(lemma, count)]}, or None."""
    reports = analysis.reports
    odds = keyness.log_odds(analysis.words, reports)
    found = odds[(odds["call"] == call) & (odds["z"] >= SURE) & (odds["count"] >= LEAST["word"])]
    marks = len(found) > 0
    if not marks:
        own = set(reports.loc[reports["call"] == call, "report"])
        nouns = analysis.words[analysis.words["report"].isin(own) & analysis.words["pos"].isin(["noun", "adj"])]
        counts = nouns["lemma"].value_counts()
        found = counts[counts >= LEAST["word"]].sort_index().sort_values(ascending=False, kind="stable")
        found = found.rename_axis("lemma").rename("count").reset_index()
    kept = [(row.lemma, int(row.count)) for row in found.head(NAMED)[["lemma", "count"]].itertuples(index=False)]
    return {"marks": marks, "words": kept} if kept else None


def _frames(analysis, language):
    """How many sentences carry a frame, and which frame most do; None without a codebook."""
    labels, coded = analysis.study.frames(language), analysis.frames
    if not labels:
        return None
    sentences = coded[["report", "sentence"]].drop_duplicates()
    counts = coded[["report", "sentence", "frame"]].drop_duplicates()["frame"].value_counts()
    first = None
    if len(sentences) and len(analysis.sentences) >= LEAST["sentences"]:
        first = {"label": labels[counts.index[0]], "sentences": int(counts.iloc[0])}
    return {"of": len(labels), "coded": len(sentences), "first": first}


def _compared(analysis, language):
    """Do events differ by more than chance? A dict per thing compared: what, texts, events, p, and what does differ.

    Only events with enough independent texts (comparison.LEAST) take part; nothing where fewer than two have them.
    """
    evidence, labels, compared = findings.read(analysis), analysis.study.frames(language), []
    groups = analysis.reports.set_index("report")["group"]
    calls = analysis.reports.drop_duplicates("group").set_index("group")["call"]
    sides, modes = (comparison.texts(profiles.words_by(evidence.said, what), groups) for what in ("side", "mode"))
    for what, shares in {"frames": evidence.frames, "sides": sides, "modes": modes}.items():
        kept = comparison.at_least(calls.reindex(shares.index).fillna(""))
        found = comparison.explained(shares, kept).set_index("measure")
        if shares.shape[1] < 2 or found.empty:
            continue
        whole, single = found.loc[comparison.ALL], found.drop(comparison.ALL)
        compared.append({
            "what": what, "texts": int(whole["n"]), "events": int(whole["labels"]), "p": float(whole["p"]),
            "differ": [labels.get(measure, measure) for measure in single.index[single["p_holm"] < 0.05]],
        })  # fmt: skip
    return compared


def _speakers(analysis):
    """Who is quoted in several events, and of how many; None where there are not two events with speakers."""
    said = profiles.by_speaker(analysis.quotes[analysis.quotes["call"] != ""])
    if said["call"].nunique() < 2:
        return None
    events = said.groupby("speaker")["call"].nunique()
    return {"all": len(events), "several": sorted(events[events > 1].index, key=lambda one: (-events[one], one))}


def count_statements(analysis: Analysis) -> int:
    """How many statements at least two reports of one event carry, as far as the program pairs them."""
    found = pairs.pairs(analysis.reports, analysis.quotes, analysis.study)
    return found.groupby(["call", "statement"]).ngroups
