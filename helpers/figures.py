"""The story's figures, in English and in Arabic: the finding as title, the same numbers in both, n beside every name.

Each function takes a Body of evidence (helpers/findings.py) and the Study, and returns what a cell shows. Where the
texts do not allow a figure it returns a sentence that says why. Under each figure `behind` leads to the reports.
title: what a story says the figure shows (default: what can be said of any).
"""

import html

import numpy as np
from IPython.display import HTML, Markdown

from helpers import charts, comparison, coverage, findings, show, story

WORDS = {
    "en": {
        "calls": "{n} dates between {first} and {last}, and what stood around them",
        "no call": "No report is assigned to an event that is known",
        "voice apart": "{name}: {a_least:.0%}–{a_most:.0%} of quoted words by {a}, {b_least:.0%}–{b_most:.0%} by {b}",
        "voice": "{name}: {least:.0%} to {most:.0%} of quoted words, by event",
        "of words": "% of a text's attributed words (mean of texts, 95 % interval)",
        "mouths": "Where {name} is heard less, it is {others} instead",
        "and": " and ",
        "no media": "Neither by which medium these events were held nor what these speakers are is known",
        "of words by medium": "share of attributed words (%), mean of texts",
        "rest": "others",
        "n": "n={n}",
        "kinds": {"leader": "leader", "office": "officials", "media": "media", "country": "state", "expert": "experts"},
        "frame": "{frame}: from {least:.0%} to {most:.0%} of the sentences",
        "of sentences": "% of a text's sentences (mean of texts, 95 % interval)",
        "top": "next: {frame} {share:.0%}",
        "against": "{frame}: the study's own texts and the published reports",
        "published": "published reports",
        "texts": "the study's own texts",
        "no frame": "These texts were coded with no frame",
        "evidence": "The reports behind each mark",
        "carry": "The sentences of the study's own texts that carry the frame",
    },
    "ar": {
        "calls": "ما جرى بين {first} و{last} وما أحاط به (العدد {n})",
        "no call": "لا تقرير هنا مسند إلى حدث معروف",
        "voice apart": "{name}: {a_least:.0%}–{a_most:.0%} من الكلام المنسوب ({a})، {b_least:.0%}–{b_most:.0%} ({b})",
        "voice": "{name}: من {least:.0%} إلى {most:.0%} من الكلام المنسوب بحسب الحدث",
        "of words": "% من الكلام المنسوب في النص (المتوسط وفترة الثقة 95%)",
        "mouths": "حين يقل كلام {name} يُسمع {others}",
        "and": " و",
        "no media": "لا تُعرف الوسيلة التي جرت بها هذه الأحداث ولا صفة المتحدثين فيها",
        "of words by medium": "النسبة المئوية من الكلام المنسوب، متوسط النصوص",
        "rest": "غيرهم",
        "n": "العدد {n}",
        "kinds": {"leader": "القائد", "office": "المسؤولون", "media": "الإعلام", "country": "الدولة",
                  "expert": "الخبراء"},
        "frame": "{frame}: من {least:.0%} إلى {most:.0%} من الجمل",
        "of sentences": "% من جمل النص (المتوسط وفترة الثقة 95%)",
        "top": "يليها: {frame} {share:.0%}",
        "against": "{frame}: نصوص الدراسة والتقارير المنشورة",
        "published": "التقارير المنشورة",
        "texts": "نصوص الدراسة",
        "no frame": "لم يُرمَّز في هذه النصوص إطار",
        "evidence": "التقارير التي وراء كل علامة",
        "carry": "جمل نصوص الدراسة التي تحمل الإطار",
    },
}  # fmt: skip
COLUMNS = {"en": ("call", "medium", "context"), "ar": ("call_ar", "medium_ar", "context_ar")}


def evidence_of(analysis):
    """The body of evidence that a study's figures are about: its published reports if it has any, else its texts."""
    folder = analysis.study.folder / "coverage"
    return findings.published(coverage.load(folder)) if folder.is_dir() else findings.read(analysis)


def _instead(why):
    return Markdown(f"*{why}.*")


def _shown(figure, ax, language, alt):
    if language == "ar":
        charts.mirror(ax)
    return charts.show(figure, alt)


def speaker_names(study, language):
    """speaker → the name to print: the English one, or the Arabic as it is."""
    if language == "ar":
        return {}
    return dict(zip(study.speakers["speaker"], study.speakers["english"], strict=True))


def timeline(evidence, study, language="en", title=""):
    """The calls in time, with what stood around them."""
    words = WORDS[language]
    known = study.calls[study.calls["call"].isin(set(evidence.call)) & (study.calls["date"] != "")]
    if known.empty:
        return _instead(words["no call"])
    columns = COLUMNS[language] if (known[COLUMNS[language][0]] != "").all() else COLUMNS["en"]
    title = title or words["calls"].format(n=len(known), first=known["date"].min()[:4], last=known["date"].max()[:4])
    figure, ax = charts.figure(8, 1 + 0.62 * len(known), language=language)
    charts.timeline(ax, known, title, columns)
    around = "; ".join(", ".join(row[column] for column in columns) for row in known.to_dict("records"))
    return _shown(figure, ax, language, f"{title}. {around}.")


def _marks(shares, call):
    """{call: (n, (mean, low, high))} of one share."""
    table = comparison.means(shares.to_frame(), call[call != ""])
    return {row.call: (row.n, (row.mean, row.low, row.high)) for row in table.itertuples()}


def _row(study, language, marks, call):
    """A row of `charts.ranges` for one call: marks is {series: the result of `_marks`}; n that of the first series."""
    known = {name: found[call] for name, found in marks.items() if call in found}
    n = WORDS[language]["n"].format(n=next(iter(known.values()))[0])
    return f"{_labels(study, language)[call]} ({n})", {name: mark for name, (_, mark) in known.items()}


def _labels(study, language):
    """call → its name in a language, and the medium where it is known; one named by its date is written as a day."""
    name, medium, _ = COLUMNS[language]
    found = {}
    for row in study.calls.to_dict("records"):
        named = row[name] or row["call"]
        day = named == row["date"]
        written = story.written(named, "d MMM y", language) if day else named
        found[row["call"]] = " · ".join(filter(None, (written, row[medium] or row["medium"])))
    return found


def _listed(rows):
    """Rows of `charts.ranges` in words, for an alternative text."""
    return "; ".join(f"{name}: " + ", ".join(f"{series} {mark[0]:.0%}" for series, mark in marks.items())
                     for name, marks in rows)  # fmt: skip


def voices(evidence, study, language="en", title="", count=2):
    """How much of each call's quoted words are those of the most heard speakers; calls of one medium stand together."""
    words, printed = WORDS[language], speaker_names(study, language)
    heard = {name: printed.get(name, name) for name in findings.most_heard(evidence, count)}
    marks = {heard[name]: _marks(evidence.voices[name], evidence.call) for name in heard}
    media = study.calls.set_index("call")["medium"]
    order = sorted(next(iter(marks.values()), {}), key=lambda call: (-ord(media[call][:1] or " "), call))
    if not order:
        return _instead(words["no call"])
    rows = [_row(study, language, marks, call) for call in order]
    starts = [at for at in range(1, len(order)) if media[order[at]] != media[order[at - 1]]]
    first = next(iter(heard))
    title = title or _voice_title(evidence.voices[first], evidence.call, study, heard[first], language)
    figure, ax = charts.figure(8, 1.7 + 0.52 * len(rows), language=language)
    charts.ranges(ax, rows, title, words["of words"], list(marks), gaps=starts)
    return _shown(figure, ax, language, f"{title}. {words['of words']}. {_listed(rows)}.")


def _media(study, language):
    """medium → its name in a language."""
    return {row["medium"]: row[COLUMNS[language][1]] or row["medium"] for row in study.calls.to_dict("records")}


def _voice_title(shares, call, study, name, language):
    words, printed = WORDS[language], _media(study, language)
    found = findings.by_kind(shares, call, study.calls.set_index("call")["medium"])
    if not found.get("apart"):
        means = shares.groupby(call).mean()
        return words["voice"].format(name=name, least=means.min(), most=means.max())
    a, b = _louder(found)
    ends = {f"{letter}_{end}": found[kind][end] for letter, kind in (("a", a), ("b", b)) for end in ("least", "most")}
    return words["voice apart"].format(name=name, a=printed[a], b=printed[b], **ends)


def _louder(found):
    """The two kinds of calls in a result of `findings.by_kind`, that with the larger share first."""
    return sorted((kind for kind in found if isinstance(found[kind], dict)), key=lambda kind: -found[kind]["mean"])


def mouths(evidence, study, language="en", title="", least=0.05):
    """Who says the quoted words on calls of each medium: the two most heard, others by side and office."""
    words, media = WORDS[language], study.calls.set_index("call")["medium"]
    if "kind" not in evidence.said or media.nunique() < 2:
        return _instead(words["no media"])
    printed = speaker_names(study, language)
    names = {name: printed.get(name, name) for name in findings.most_heard(evidence)}
    shares = findings.mouths(evidence, names)
    table = shares.groupby(evidence.call.reindex(shares.index).map(media)).mean()
    n = shares.groupby(evidence.call.reindex(shares.index).map(media)).size()
    kept = list(names.values()) + [name for name in table if name not in names.values() and table[name].max() >= least]
    table = table[kept].assign(**{words["rest"]: 1 - table[kept].sum(axis=1)})
    sides = dict(zip(study.sides["side"], study.sides[f"label_{language}"], strict=True))
    table.columns = [_mouth(name, sides, words) for name in table.columns]
    table.index = [f"{_media(study, language)[medium]} ({words['n'].format(n=n[medium])})" for medium in table.index]
    first = next(iter(names.values()))
    moved = (table.loc[table[first].idxmin()] - table.loc[table[first].idxmax()]).sort_values(ascending=False).index[:2]
    title = title or words["mouths"].format(name=first, others=words["and"].join(moved))
    figure, ax = charts.figure(8, 3, language=language)
    charts.stacked(ax, table.iloc[::-1], title, words["of words by medium"])
    said = "; ".join(f"{name}: {charts.listed(row)}" for name, row in table.iterrows())
    return _shown(figure, ax, language, f"{title}. {words['of words by medium']}. {said}.")


def _mouth(name, sides, words):
    """'russia office' → Russia: officials."""
    side, _, kind = name.partition(" ")
    return f"{sides[side]}: {words['kinds'][kind]}" if side in sides and kind in words["kinds"] else name


def frame(evidence, study, name="", language="en", title="", rank=True):
    """One frame's share of the sentences, call by call, and what else fills a call in which it has little room.

    name: default the commonest frame. rank: calls from most to least; else in time.
    """
    words, frames = WORDS[language], study.frames(language)
    if evidence.frames.empty or not frames or (evidence.call == "").all():
        return _instead(words["no frame"])
    name = name or evidence.frames.mean().idxmax()
    call = evidence.call[evidence.call != ""]
    marks = _marks(evidence.frames[name], call)
    order = sorted(marks, key=lambda day: -marks[day][1][0]) if rank else sorted(marks)
    means = evidence.frames.drop(columns=name).groupby(call.reindex(evidence.frames.index)).mean()
    rows = [_row(study, language, {frames[name]: marks}, day) for day in order]
    ends = [marks[day][1][0] for day in marks]
    title = title or words["frame"].format(frame=frames[name], least=min(ends), most=max(ends))
    figure, ax = charts.figure(8, 1.3 + 0.5 * len(rows), language=language)
    charts.ranges(ax, rows, title, words["of sentences"], [frames[name]])
    most = means.max(axis=1) if means.shape[1] else {}  # a codebook of one frame has no next one
    beside = [words["top"].format(frame=frames[means.loc[day].idxmax()], share=most[day]) if len(most) else ""
              for day in order]  # fmt: skip
    for place, (day, said) in enumerate(zip(order, beside, strict=True)):
        if rank and said and most[day] > marks[day][1][0]:
            ax.annotate(said, (np.nanmax(marks[day][1]) * 100, place), xytext=(10, 0), textcoords="offset points",
                        va="center", fontsize="small", color=charts.GREY)  # fmt: skip
    alt = "; ".join(f"{label}: {', '.join(filter(None, (f'{marks[frames[name]][0]:.0%}', said)))}"
                    for (label, marks), said in zip(rows, beside, strict=True))  # fmt: skip
    return _shown(figure, ax, language, f"{title}. {words['of sentences']}. {alt}.")


def against(evidence, texts, study, name="", language="en", title=""):
    """One frame in the published reports and in the study's own texts, for the calls that these are about."""
    words, frames = WORDS[language], study.frames(language)
    name = name or evidence.frames.mean().idxmax()
    own, press = _marks(texts.frames[name], texts.call), _marks(evidence.frames[name], evidence.call)
    own = {call: (n, (mean, np.nan, np.nan)) for call, (n, (mean, *_)) in own.items()}
    rows = [_row(study, language, {words["published"]: press, words["texts"]: own}, call)
            for call in sorted(own) if call in press]  # fmt: skip
    title = title or words["against"].format(frame=frames[name])
    figure, ax = charts.figure(8, 1.9 + 0.6 * len(rows), language=language)
    charts.ranges(ax, rows, title, words["of sentences"], [words["published"], words["texts"]])
    return _shown(figure, ax, language, f"{title}. {words['of sentences']}. {_listed(rows)}.")


def heat(evidence, study):
    """All frames by all calls: mean share of the sentences, darker for more (English)."""
    words, frames, labels = WORDS["en"], study.frames(), _labels(study, "en")
    call = evidence.call[evidence.call != ""]
    if evidence.frames.empty or not frames or call.empty:
        return _instead(words["no frame"])
    means = evidence.frames.groupby(call.reindex(evidence.frames.index)).mean()
    n = evidence.frames.groupby(call.reindex(evidence.frames.index)).size()
    means.index = [f"{labels[day]} ({words['n'].format(n=n[day])})" for day in means.index]
    title = f"What the reports are about: {len(frames)} frames on {len(means)} calls (share of sentences, %)"
    figure, ax = charts.figure(8.5, 2 + 0.42 * len(means))
    charts.heat(ax, means.rename(columns=frames), title)
    said = "; ".join(f"{day}: {charts.listed(row)}" for day, row in means.rename(columns=frames).iterrows())
    return charts.show(figure, f"{title}. {said}.")


# ---------------------------------------------------------------- from a mark to what is behind it


def behind(evidence, study, measure, language="en"):
    """Links from the marks of a figure to the reports behind them, one for each call, on the pages of the site.

    measure: a frame, or "voices". Without published reports they lead to the texts in the reading room.
    """
    labels, links = _labels(study, language), []
    for call in sorted(set(evidence.call) - {""}):
        if "url" in evidence.reports:
            links.append((f"../coverage/{call}.html#{measure}", labels.get(call, call)))
        else:
            own = evidence.reports["report"][evidence.reports["call"] == call]
            links += [(f"../reading/{report}.html", report) for report in own]
    said = " | ".join(f'<a href="{html.escape(link)}">{html.escape(name)}</a>' for link, name in links)
    return HTML(f'<p class="behind">{WORDS[language]["evidence"]}: {said}</p>')


def sentences(analysis, name="", language="en"):
    """The sentences of a study's texts that carry a frame (default: the commonest), by text, with links to each."""
    frames = analysis.study.frames(language)
    if analysis.frames.empty:
        return _instead(WORDS[language]["no frame"])
    name = name or analysis.frames["frame"].mode()[0]
    own = analysis.frames[analysis.frames["frame"] == name]
    rows = own.merge(analysis.sentences[["report", "sentence", "text"]], on=["report", "sentence"])
    return show.evidence(rows, "report", f"{WORDS[language]['carry']}: {frames.get(name, name)}")
