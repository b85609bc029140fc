"""The story: its numbers, its sentences, and the guard that no sentence outlives its number.

Prose about these calls is written with places for numbers (`{share[A4][washington]:.0%}`) and with claims, conditions
that must hold. Where the texts are those it was written about, a claim that no longer holds stops the run; for other
texts that prose says nothing, and `summary` says what their numbers support.
"""

import html

from IPython.display import HTML, Markdown

from helpers import pairs, shift, study, tables
from helpers.problems import InputProblem

LEFT_OUT = "more than 16"


def ours():
    """Whether the texts are those that the story is about."""
    return study.chosen().resolve() == study.OWN.resolve()


def numbers(analysis):
    """Every number the story uses, as nested dicts for `tell`; shares are 0–1, counts are integers.

    Keys: share, statistic, yardstick, p (by frame); side, modes, marked, stance, quotes (by report); distance, spread,
    needed (reports per call by frame), statements, totals. What these texts do not allow is an empty dict.
    """
    reports, order = analysis.reports, list(tables.load("codebook")["frame"])
    profile = shift.profile(reports, analysis.sentences, analysis.frames, order=order)
    measures = shift.measures(reports, analysis.sentences, analysis.frames, order)
    found = {
        "share": shift.matrix(profile).T.to_dict(),
        **_tests(measures),
        **_voices(analysis),
        "spread": _spread(profile, reports),
        "statements": _statements(analysis),
        "needed": _needed(profile, reports),
        "totals": {"reports": len(reports), "calls": reports.loc[reports["call"] != "", "call"].nunique(),
                   "words": int(reports["words"].sum()), "sentences": len(analysis.sentences),
                   "quotes": len(analysis.quotes)},
    }  # fmt: skip
    return found | _extremes(found)


def _extremes(found):
    """Least and greatest shares among the accounts that the story sets against the other one; empty for other texts."""
    if not ours():
        return {"least": {}, "most": {}}
    later = [found["share"][report]["partnership"] for report in ("A1", "A2", "A3", "A5")]
    russia = [found["side"][report]["russia"] for report in ("A1", "A2", "A4", "A5")]
    return {"least": {"partnership": min(later), "russia": min(russia)}, "most": {"partnership": max(later)}}


def _tests(measures):
    valid = measures.dropna(subset=["statistic"])
    by_frame = valid[valid["measure"] != shift.DISTANCE].set_index("measure")
    whole = valid[valid["measure"] == shift.DISTANCE]
    parts = {name: by_frame[name].to_dict() for name in ("statistic", "yardstick", "p")}
    return parts | {"distance": whole.iloc[0].to_dict() if len(whole) else {}}


def _voices(analysis):
    quotes, reports = analysis.quotes, analysis.reports
    side = shift.voice(reports, quotes, column="side").pivot(index="report", columns="side", values="share").fillna(0)
    found = {"side": side.T.to_dict(), "quotes": quotes.groupby("report").size().to_dict()}
    for column, name, values in (("mode", "modes", pairs.MODES), ("stance", "stance", tables.STANCES)):
        counts = shift.breakdown(reports, quotes, column, values=list(values))
        found[name] = counts.pivot(index="report", columns=column, values="quotations").T.to_dict()
    shares = shift.breakdown(reports, quotes, "mode", values=["direct", "mixed"])
    found["marked"] = shares.groupby("report")["share"].sum().to_dict()
    return found


def _spread(profile, reports):
    summary = shift.spread_summary(shift.spread(profile, reports)).set_index("kind")
    return summary.T.to_dict()


def _statements(analysis):
    told = pairs.statements(pairs.pairs(analysis.reports, analysis.quotes), analysis.quotes, analysis.reports)
    if told.empty:
        return {"shared": 0, "differ": 0}
    groups = told.groupby(["call", "statement"])
    return {"shared": groups.ngroups, "differ": int((groups["mode"].nunique() > 1).sum())}


def _needed(profile, reports):
    needed = shift.reports_needed(shift.power(profile, reports))
    return {row.measure: row.reports_per_call or LEFT_OUT for row in needed.itertuples()}


# ---------------------------------------------------------------- sentences


def tell(known, text, **claims):
    """A paragraph of the story with its numbers put in, as Markdown; nothing where the texts are others.

    known: the dict of `numbers`. claims: name → function of `known` that says whether it holds; underscores in a name
    stand for spaces. Raises InputProblem naming every claim that does not hold, so that the run stops.
    """
    if not ours():
        return None
    broken = [name.replace("_", " ") for name, holds in claims.items() if not holds(known)]
    if broken:
        mend = "which these numbers do not support. Rewrite the paragraph"
        raise InputProblem(*(f"the story claims {claim!r}, {mend}" for claim in broken))
    return Markdown(" ".join(line.strip() for line in text.strip().splitlines()).format_map(known))


def summary(known, reason):
    """What the numbers of any collection support, in plain sentences. reason: that of `shift.incomparable`, or ""."""
    totals = known["totals"]
    parts = [f"{totals['reports']} reports, {totals['words']:,} words, {totals['quotes']:,} quotations."]
    if reason:
        parts.append(f"Nothing can be said about a shift between calls: {reason}.")
    else:
        parts += _comparison(known)
    return Markdown(" ".join(parts))


def _comparison(known):
    whole, spread = known["distance"], known["spread"]
    beyond = [frame for frame, moved in known["statistic"].items() if moved > known["yardstick"].get(frame, 1)]
    yield (
        f"Reports of different calls lie {spread['between']['mean']:.2f} apart on average, reports of one call "
        f"{spread['within']['mean']:.2f} (Jensen–Shannon distance, 0 to 1); permutation p = {whole['p']:.2f}, the "
        f"smallest attainable {whole['smallest']:.2f}."
    )
    yield f"Frames that move more between calls than within one: {', '.join(beyond) or 'none'}."


def summary_ar(known, reason):
    """The same in Arabic; the reason, which is English, is not repeated."""
    totals = known["totals"]
    parts = [f"التقارير: {totals['reports']}. الكلمات: {totals['words']:,}. الأقوال: {totals['quotes']:,}."]
    if reason:
        parts.append("لا تتيح هذه النصوص قولاً في تبدل بين المكالمات.")
    else:
        whole, spread = known["distance"], known["spread"]
        parts.append(
            f"متوسط المسافة بين تقارير المكالمات المختلفة {spread['between']['mean']:.2f} وبين تقارير المكالمة الواحدة "
            f"{spread['within']['mean']:.2f} (من 0 إلى 1)، والقيمة الاحتمالية {whole['p']:.2f}، وأصغر قيمة ممكنة "
            f"{whole['smallest']:.2f}."
        )
    return Markdown(" ".join(parts))


def quoted(analysis, report, phrase, gloss, link="../reading/{report}.html#q{quote}"):
    """One quotation as evidence: the Arabic, who said it in which report, an English gloss, a link to its place.

    phrase: words by which it is found in the report. Raises InputProblem where no quotation holds them; nothing for
    other texts.
    """
    if not ours():
        return None
    own = analysis.quotes[analysis.quotes["report"] == report]
    own = own[own["text"].str.contains(phrase, regex=False)]
    if own.empty:
        raise InputProblem(f"the story quotes «{phrase}» from {report}, where no quotation holds it. Rewrite it")
    row = own.sort_values("words").iloc[0]
    place = link.format(report=report, quote=row["quote"])
    cue = f'<span lang="ar" dir="rtl">{html.escape(row["cue"])}</span>'
    source = f"<bdi>{html.escape(row['speaker'])}</bdi> · {report} · {row['mode']} · {cue}"
    return HTML(
        f'<blockquote><p lang="ar" dir="rtl" style="font-size:1.2em">{html.escape(row["text"])}</p>'
        f'<p>{html.escape(gloss)}</p><footer><a href="{place}">{source}</a></footer></blockquote>'
    )
