"""The story's figures, in English and in Arabic: the finding as title, the same numbers in both, n beside every name.

Each function takes a Body of evidence (helpers/findings.py) and the Study, and returns what a cell shows: a Picture in
two drawings whose marks lead to the page of a call and there to what is behind them. Where the texts do not allow a
figure it returns a sentence that says why. title: what a story says of the figure (default: what can be said of any).
"""

import numpy as np
from IPython.display import HTML, Markdown

from helpers import charts, comparison, coverage, decoding, findings, gist, links, show, story
from helpers.problems import among

WORDS = {
    "en": {
        "calls": "{n} {events} between {first} and {last}, and what stood around them",
        "no call": "No report is assigned to a known {event}",
        "voice apart": "{name}: {a_least:.0%}–{a_most:.0%} of quoted words by {a}, {b_least:.0%}–{b_most:.0%} by {b}",
        "voice": "{name}: {least:.0%} to {most:.0%} of quoted words, by {event}",
        "of words": "share of a text's quoted words (mean of texts, 95 % interval)",
        "mouths": "Where {name} is heard less, it is {others} instead",
        "and": " and ",
        "list": ", ",
        "no media": "It is not known by which medium the {events} were held, or what the speakers are",
        "rest": "others",
        "n": ("text", "texts"),
        "columns": {"call": "event", "who": "whose words", "texts": "texts", "medium": "medium", "mean": "mean, %",
                    "low": "low, %", "high": "high, %",
                    "next": "largest other frame", "context": "what stood around it", "series": "of what"},
        "kinds": {"leader": "leader", "office": "officials", "media": "media", "country": "state", "expert": "experts"},
        "frame": "{frame}: from {least:.0%} to {most:.0%} of the sentences",
        "of sentences": "share of a text's sentences (mean of texts, 95 % interval)",
        "top": "{frame} {share:.0%}",
        "against": "{frame}: the study's own texts and the published reports",
        "published": "published reports",
        "texts": "the study's own texts",
        "text": "text {number} of {of}",
        "no frame": "These texts were coded with no frame",
        "evidence": "The reports behind each mark",
        "carry": "The sentences of the study's own texts that carry the frame",
    },
    "ar": {
        "calls": "{events} بين {first} و{last} وما أحاط بها (عددها {n})",
        "no call": "لا تقرير هنا مسند إلى {event}",
        "voice apart": "{name}: {a_least:.0%}–{a_most:.0%} من الكلام المنسوب ({a})، {b_least:.0%}–{b_most:.0%} ({b})",
        "voice": "{name}: من {least:.0%} إلى {most:.0%} من الكلام المنسوب بحسب {event}",
        "of words": "النسبة من الكلام المنسوب في النص (المتوسط وفترة الثقة 95%)",
        "mouths": "حين يقل كلام {name} يُسمع {others}",
        "and": " و",
        "list": "، ",
        "no media": "لا يُعرف عبر أي وسيلة جرت {events} أو ما صفة المتحدثين",
        "rest": "غيرهم",
        "n": ("نص واحد", "نصان", "نصوص", "نصاً", "نص"),
        "columns": {"call": "الحدث", "who": "صاحب الكلام", "texts": "عدد النصوص", "medium": "الوسيلة",
                    "mean": "المتوسط %", "low": "الحد الأدنى %",
                    "high": "الحد الأعلى %", "next": "أكبر إطار آخر", "context": "ما أحاط بها", "series": "مما حُسب"},
        "kinds": {"leader": "القائد", "office": "المسؤولون", "media": "الإعلام", "country": "الدولة",
                  "expert": "الخبراء"},
        "frame": "{frame}: من {least:.0%} إلى {most:.0%} من الجمل",
        "of sentences": "النسبة من جمل النص (المتوسط وفترة الثقة 95%)",
        "top": "{frame} {share:.0%}",
        "against": "{frame}: نصوص الدراسة والتقارير المنشورة",
        "published": "التقارير المنشورة",
        "texts": "نصوص الدراسة",
        "text": "النص {number} من {of}",
        "no frame": "لم يُرمَّز في هذه النصوص إطار",
        "evidence": "التقارير التي وراء كل علامة",
        "carry": "جمل نصوص الدراسة التي تحمل الإطار",
    },
}  # fmt: skip
COLUMNS = {"en": ("call", "medium", "context"), "ar": ("call_ar", "medium_ar", "context_ar")}


def _words(language):
    return WORDS[among(language, WORDS, "language")]


def evidence_of(analysis):
    """The body of evidence that a study's figures are about: its published reports if it has any, else its texts."""
    folder = analysis.study.folder / "coverage"
    return findings.published(coverage.load(folder)) if folder.is_dir() else findings.read(analysis)


def _instead(why):
    return Markdown(f"*{why}.*")


def _shown(name, title, language, draw, alt, rows):
    """The figure in both drawings. draw: a function of a width and what else `charts.figure` takes, to its axes."""

    def drawn(width):
        ax = draw(width, width <= charts.NARROW)
        return charts.mirror(ax).figure if language == "ar" else ax.figure

    named = [{_words(language)["columns"].get(key, key): value for key, value in row.items()} for row in rows]
    return charts.both(drawn, name, title, f"{title}. {alt}", named)


def speaker_names(study, language):
    """speaker → the name to print: the English one, or the Arabic as it is."""
    if language == "ar":
        return {}
    return dict(zip(study.speakers["speaker"], study.speakers["english"], strict=True))


def timeline(evidence, study, language="en", title=""):
    """The calls in time, with what stood around them."""
    words = _words(language)
    known = study.calls[study.calls["call"].isin(set(evidence.call)) & (study.calls["date"] != "")]
    if known.empty:
        return _instead(words["no call"].format(event=study.event[language]))
    columns = COLUMNS[language] if (known[COLUMNS[language][0]] != "").all() else COLUMNS["en"]
    title = title or words["calls"].format(
        n=len(known), first=known["date"].min()[:4], last=known["date"].max()[:4], events=study.events[language]
    )
    pages = [f"../calls/{links.place(call)}.html" for call in known["call"]]
    known = known.assign(
        **{columns[0]: [call_names(study, language)[call].partition(" · ")[0] for call in known["call"]]}
    )

    def draw(width, narrow):
        height = 1 + ((1.2 if language == "ar" else 1.0) if narrow else 0.62) * len(known)
        _, ax = charts.figure(width, height, language=language)
        return charts.timeline(ax, known, title, columns, pages)

    table = known[list(columns)].set_axis(["call", "medium", "context"], axis=1).to_dict("records")
    around = "; ".join(", ".join(row.values()) for row in table)
    return _shown("calls", title, language, draw, _sentence(around, language), table)


def _sentence(text, language):
    """A list in words with the commas of its language."""
    return f"{text}.".replace("; ", "؛ ").replace(", ", "، ") if language == "ar" else f"{text}."


def _marks(shares, call):
    """{call: (n, (mean, low, high))} of one share."""
    table = comparison.means(shares.to_frame(), call[call != ""])
    return {row.call: (row.n, (row.mean, row.low, row.high)) for row in table.itertuples()}


def _row(study, language, marks, call):
    """A row of `charts.ranges` for one call: marks is {series: the result of `_marks`}; n that of the first series."""
    known = {name: found[call] for name, found in marks.items() if call in found}
    n = _n(next(iter(known.values()))[0], language)
    label = charts.named(call_names(study, language)[call], language)
    return f"{label} ({n})", {name: mark for name, (_, mark) in known.items()}


def _n(number, language):
    return story.counted(int(number), _words(language)["n"], language)


def _table(calls, marks, study, language):
    """Rows of the table behind a figure of calls: call, texts, and for each series mean, low, high in per cent."""
    rows = []
    for call in calls:
        for series, found in marks.items():
            if call in found:
                n, (mean, low, high) = found[call]
                ends = {key: "" if value != value else round(100 * value, 1)
                        for key, value in (("mean", mean), ("low", low), ("high", high))}  # fmt: skip
                rows.append({"call": call_names(study, language)[call], "series": series, "texts": int(n), **ends})
    return rows


def _links(calls, series, anchor):
    """The address of the page behind each mark of a figure of calls: (number of row, series) → address."""
    return {
        (row, one): f"../calls/{links.place(call)}.html#{anchor}" for row, call in enumerate(calls) for one in series
    }


def call_names(study, language):
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
    words, printed = _words(language), speaker_names(study, language)
    heard = {name: printed.get(name, name) for name in findings.most_heard(evidence, count)}
    marks = {heard[name]: _marks(evidence.voices[name], evidence.call) for name in heard}
    media = study.calls.set_index("call")["medium"]
    order = sorted(next(iter(marks.values()), {}), key=lambda call: (-ord(media[call][:1] or " "), call))
    if not order:
        return _instead(words["no call"].format(event=study.event[language]))
    rows = [_row(study, language, marks, call) for call in order]
    starts = [at for at in range(1, len(order)) if media[order[at]] != media[order[at - 1]]]
    first = next(iter(heard))
    title = title or _voice_title(evidence.voices[first], evidence.call, study, heard[first], language)

    def draw(width, narrow):
        _, ax = charts.figure(
            width,
            1.6 + charts.row_height(narrow, len(marks), language) * (len(rows) + 0.5 * len(starts)),
            language=language,
        )
        return charts.ranges(ax, rows, title, words["of words"], list(marks), gaps=starts,
                             links=_links(order, marks, "voices"))  # fmt: skip

    alt = _sentence(f"{words['of words']}. {_listed(rows)}", language)
    return _shown("voices", title, language, draw, alt, _table(order, marks, study, language))


def _media(study, language):
    """medium → its name in a language."""
    return {row["medium"]: row[COLUMNS[language][1]] or row["medium"] for row in study.calls.to_dict("records")}


def _voice_title(shares, call, study, name, language):
    words, printed = _words(language), _media(study, language)
    found = findings.by_kind(shares, call, study.calls.set_index("call")["medium"])
    if not found.get("apart"):
        means = shares.groupby(call).mean()
        return words["voice"].format(
            name=charts.named(name, language), least=means.min(), most=means.max(), event=study.event[language]
        )
    a, b = _louder(found)
    ends = {f"{letter}_{end}": found[kind][end] for letter, kind in (("a", a), ("b", b)) for end in ("least", "most")}
    return words["voice apart"].format(name=charts.named(name, language), a=printed[a], b=printed[b], **ends)


def _louder(found):
    """The two kinds of calls in a result of `findings.by_kind`, that with the larger share first."""
    return sorted((kind for kind in found if isinstance(found[kind], dict)), key=lambda kind: -found[kind]["mean"])


def mouths(evidence, study, language="en", title="", least=0.05):
    """Who says the quoted words on calls of each medium: the two most heard, others by side and office."""
    words, media = _words(language), study.calls.set_index("call")["medium"]
    if "kind" not in evidence.said or media.nunique() < 2:
        return _instead(words["no media"].format(events=study.events[language]))
    printed = speaker_names(study, language)
    names = {name: printed.get(name, name) for name in findings.most_heard(evidence)}
    shares = findings.mouths(evidence, names)
    medium = evidence.call.reindex(shares.index).map(media)
    means = shares.groupby(medium).mean()
    kept = list(names.values()) + [name for name in means if name not in names.values() and means[name].max() >= least]
    sides = dict(zip(study.sides["side"], study.sides[f"label_{language}"], strict=True))
    shares = shares[kept].assign(**{words["rest"]: 1 - shares[kept].sum(axis=1)})
    shares.columns = [_mouth(name, sides, words) for name in shares.columns]
    n = medium.value_counts()
    series = {one: _media(study, language)[one] for one in n.index}
    counted = words["list"].join(f"{series[one]} {_n(n[one], language)}" for one in n.index)
    measure = f"{words['of words']}. {counted}"
    found = {(row.measure, row.call): (row.mean, row.low, row.high)
             for row in comparison.means(shares, medium[medium != ""]).itertuples()}  # fmt: skip
    rows = [(name, {series[one]: found[name, one] for one in series}) for name in shares]
    first = next(iter(names.values()))
    moved = (means.loc[means[first].idxmin()] - means.loc[means[first].idxmax()]).sort_values(ascending=False).index[:2]
    others = words["and"].join(_mouth(name, sides, words) for name in moved)
    title = title or words["mouths"].format(name=charts.named(first, language), others=others)
    pages = {(row, series[one]): f"../calls.html#{links.place(one)}" for row in range(len(rows)) for one in series}

    def draw(width, narrow):
        _, ax = charts.figure(
            width, 1.6 + charts.row_height(narrow, len(series), language) * len(rows), language=language
        )
        return charts.ranges(ax, rows, title, measure, list(series.values()), links=pages)

    table = [
        {"who": name, "medium": one, "mean": round(100 * mark[0], 1), "low": round(100 * mark[1], 1),
         "high": round(100 * mark[2], 1)}
        for name, marks in rows for one, mark in marks.items()
    ]  # fmt: skip
    return _shown("mouths", title, language, draw, _sentence(f"{measure}. {_listed(rows)}", language), table)


def _mouth(name, sides, words):
    """'russia office' → Russia: officials."""
    side, _, kind = name.partition(" ")
    return f"{sides[side]}: {words['kinds'][kind]}" if side in sides and kind in words["kinds"] else name


def frame(evidence, study, name="", language="en", title="", rank=True):
    """One frame's share of the sentences, call by call, and what else fills a call in which it has little room.

    name: default the commonest frame. rank: calls from most to least; else in time.
    """
    words, frames = _words(language), study.frames(language)
    if evidence.frames.empty or not frames or (evidence.call == "").all():
        return _instead(words["no frame"])
    name = among(name or evidence.frames.mean().idxmax(), evidence.frames, "frame")
    call = evidence.call[evidence.call != ""]
    marks = _marks(evidence.frames[name], call)
    order = sorted(marks, key=lambda day: -marks[day][1][0]) if rank else sorted(marks)
    means = evidence.frames.drop(columns=name).groupby(call.reindex(evidence.frames.index)).mean()
    rows = [_row(study, language, {frames[name]: marks}, day) for day in order]
    ends = [marks[day][1][0] for day in marks]
    title = title or words["frame"].format(frame=frames[name], least=min(ends), most=max(ends))
    most = means.max(axis=1) if means.shape[1] else {}  # a codebook of one frame has no other
    others = [words["top"].format(frame=frames[means.loc[day].idxmax()], share=most[day]) if len(most) else ""
              for day in order]  # fmt: skip
    beside = [f"({said})" if rank and said and most[day] > marks[day][1][0] else ""
              for day, said in zip(order, others, strict=True)]  # fmt: skip

    def draw(width, narrow):
        _, ax = charts.figure(width, 1.3 + charts.row_height(narrow, 1, language) * len(rows), language=language)
        return charts.ranges(ax, rows, title, words["of sentences"], [frames[name]], beside=beside,
                             links=_links(order, [frames[name]], name))  # fmt: skip

    alt = "; ".join(f"{label}: {marks[frames[name]][0]:.0%}{f' ({said})' if said else ''}"
                    for (label, marks), said in zip(rows, others, strict=True))  # fmt: skip
    table = _table(order, {frames[name]: marks}, study, language)
    table = [row | {"next": said} for row, said in zip(table, others, strict=True)]
    return _shown(f"frame-{name}", title, language, draw, _sentence(f"{words['of sentences']}. {alt}", language), table)


def against(evidence, texts, study, name="", language="en", title=""):
    """One frame in the published reports and in the study's own texts, for the calls that these are about."""
    words, frames = _words(language), study.frames(language)
    name = among(name or evidence.frames.mean().idxmax(), evidence.frames, "frame")
    own, press = _marks(texts.frames[name], texts.call), _marks(evidence.frames[name], evidence.call)
    own = {call: (n, (mean, np.nan, np.nan)) for call, (n, (mean, *_)) in own.items()}
    series, calls = {words["published"]: press, words["texts"]: own}, [call for call in sorted(own) if call in press]
    rows = [_row(study, language, series, call) for call in calls]
    title = title or words["against"].format(frame=frames[name])
    pages = _links(calls, [words["published"]], name) | _links(calls, [words["texts"]], "texts")

    def draw(width, narrow):
        _, ax = charts.figure(
            width, 1.6 + charts.row_height(narrow, len(series), language) * len(rows), language=language
        )
        return charts.ranges(ax, rows, title, words["of sentences"], list(series), links=pages)

    alt = _sentence(f"{words['of sentences']}. {_listed(rows)}", language)
    return _shown(f"against-{name}", title, language, draw, alt, _table(calls, series, study, language))


def heat(evidence, study):
    """All frames by all calls: mean share of the sentences, darker for more (English)."""
    words, frames, labels = WORDS["en"], study.frames(), call_names(study, "en")
    call = evidence.call[evidence.call != ""]
    if evidence.frames.empty or not frames or call.empty:
        return _instead(words["no frame"])
    means = evidence.frames.groupby(call.reindex(evidence.frames.index)).mean()
    n = evidence.frames.groupby(call.reindex(evidence.frames.index)).size()
    means.index = [f"{labels[day]} ({_n(n[day], 'en')})" for day in means.index]
    title = f"What the reports are about: {len(frames)} frames on {len(means)} calls (share of sentences, %)"
    figure, ax = charts.figure(8.5, 2 + 0.42 * len(means))
    charts.heat(ax, means.rename(columns=frames), title)
    said = "; ".join(f"{day}: {charts.listed(row)}" for day, row in means.rename(columns=frames).iterrows())
    return charts.show(figure, f"{title}. {said}.")


def finding(analysis, told):
    """{file in docs/: the picture with which the README in a language opens}. told: the story."""
    evidence = evidence_of(analysis)
    return {f"finding{end}.png": voices(evidence, analysis.study, code, story.text(told, "voices_title", code))
            for code, end in (("en", ""), ("ar", "_ar"))}  # fmt: skip


# ---------------------------------------------------------------- from a mark to what is behind it


def behind(evidence, study, measure, language="en"):
    """What on the site leads from the marks of a figure to the reports behind them, one for each call.

    measure: a frame, or "voices".
    """
    among(measure, ["voices", *study.frames()], "measure")
    labels = call_names(study, language)
    said = " | ".join(show.onward(f"calls/{links.place(call)}.html#{measure}", labels.get(call, call))
                      for call in sorted(set(evidence.call) - {""}))  # fmt: skip
    return HTML(f'<p class="behind">{_words(language)["evidence"]}: {said}</p>')


def sentences(analysis, name="", language="en"):
    """The sentences of a study's texts that carry a frame (default: the commonest), by text, with links to each."""
    frames = analysis.study.frames(language)
    if analysis.frames.empty:
        return _instead(_words(language)["no frame"])
    name = among(name or analysis.frames["frame"].mode()[0], frames, "frame")
    own = analysis.frames.loc[analysis.frames["frame"] == name, ["report", "sentence"]]
    rows = own.merge(analysis.sentences, on=["report", "sentence"])
    rows["named"] = rows["report"].map(_names(analysis.reports, language))
    rows["gist"] = gist.of(analysis.study, rows) if language == "en" else ""
    return show.evidence(rows, "named", f"{_words(language)['carry']}: {frames[name]}")


def _names(reports, language):
    """report → what it is and its day, for readers; where that is not told in their language, its place in the list."""
    found = {}
    for number, row in enumerate(reports.itertuples(), 1):
        name = (row.outlet_ar if language == "ar" else "") or row.outlet or row.title or row.report
        if language == "ar" and not decoding.ARABIC.search(name):
            name = _words(language)["text"].format(number=number, of=len(reports))
        found[row.report] = " · ".join([name, story.written(row.date, "d MMM y", language)] if row.date else [name])
    return found


if __name__ == "__main__":  # draws the pictures in docs/ anew
    import helpers
    from helpers import study, tables

    ours = helpers.analyse(study.load(study.OWN))
    for name, drawn in finding(ours, story.load(ours)).items():
        (tables.DATA.parent / "docs" / name).write_bytes(drawn.png)
