"""The story's figures, in English and in Arabic: the finding as title, the same numbers in both, n beside every name.

Each function takes a Body of evidence (helpers/findings.py) and the Study, and returns what a cell shows: a Picture in
two drawings whose marks lead to the page of a call and there to what is behind them. Where the texts do not allow a
figure it returns a sentence that says why. title: what a story says of the figure (default: what can be said of any).
"""

import tomllib

import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown

from helpers import charts, comparison, coverage, decoding, findings, gist, links, show, story, summary
from helpers.findings import Body
from helpers.pipeline import Analysis
from helpers.problems import among
from helpers.study import Study
from helpers.tables import in_language

# words by language and name; "n": the forms of a number of texts
WORDS = tomllib.loads((summary.PROSE / "figures.toml").read_text("utf-8"))
Shown = charts.Picture | Markdown  # a figure, or the sentence that says why there is none


def _words(language):
    return WORDS[among(language, WORDS, "language")]


def evidence_of(analysis: Analysis) -> Body:
    """The body of evidence that a study's figures are about: its published reports if it has any, else its texts."""
    folder = analysis.study.folder / "coverage"
    return findings.published(coverage.load(folder)) if folder.is_dir() else findings.read(analysis)


def _instead(why):
    return Markdown(f"*{why}.*")


def _shown(name, title, language, draw, alt, rows):
    """The figure in both drawings. draw: a function of a width to its axes; rows: of the table behind it."""

    def drawn(width):
        ax = draw(width)
        return charts.mirror(ax).figure if language == "ar" else ax.figure

    named = [{_words(language)["columns"].get(key, key): value for key, value in row.items()} for row in rows]
    said = alt.replace("; ", "؛ ").replace(", ", "، ") if language == "ar" else alt
    return charts.both(drawn, name, title, f"{title}. {said}.", named)


def speaker_names(study: Study, language: str) -> dict[str, str]:
    """speaker → the name to print: the English one, or the Arabic as it is."""
    if language == "ar":
        return {}
    return dict(zip(study.speakers["speaker"], study.speakers["english"], strict=True))


def call_names(study: Study, language: str) -> dict[str, str]:
    """call → its name in a language, and the medium where it is known; one named by its date is written as a day."""
    found = {}
    for row in study.calls.to_dict("records"):
        named, medium = (in_language(row, name, language) for name in ("call", "medium"))
        written = story.written(named, "d MMM y", language) if named == row["date"] else named
        found[row["call"]] = " · ".join(filter(None, (written, medium)))
    return found


def mouth_name(name: str, study: Study, language: str) -> str:
    """A side and kind (see `findings.mouth_shares`) for readers: russia office → Russia: officials; others as is."""
    sides = dict(zip(study.sides["side"], study.sides[f"label_{language}"], strict=True))
    kinds = _words(language)["kinds"]
    side, _, kind = name.partition(" ")
    return f"{sides[side]}: {kinds[kind]}" if side in sides and kind in kinds else name


def text_count(number: int, language: str) -> str:
    """A number of texts in words: 1 text, 3 texts."""
    return story.with_noun(int(number), _words(language)["n"], language)


def timeline(evidence: Body, study: Study, language: str = "en", title: str = "") -> Shown:
    """The calls in time, with what stood around them."""
    words = _words(language)
    known = study.calls[study.calls["call"].isin(set(evidence.call)) & (study.calls["date"] != "")]
    if known.empty:
        return _instead(words["no call"].format(event=study.event[language]))
    title = title or words["calls"].format(
        n=len(known), first=known["date"].min()[:4], last=known["date"].max()[:4], events=study.events[language]
    )
    names, rows = call_names(study, language), known.to_dict("records")
    pages = [f"../calls/{links.place(call)}.html" for call in known["call"]]
    table = [{"call": names[row["call"]].partition(" · ")[0], "medium": in_language(row, "medium", language),
              "context": in_language(row, "context", language)} for row in rows]  # fmt: skip
    drawn = pd.DataFrame(table).assign(date=list(known["date"]))
    around = "; ".join(", ".join(row.values()) for row in table)
    return _shown("calls", title, language, lambda width: charts.timeline(width, drawn, title, pages, language),
                  around, table)  # fmt: skip


# ---------------------------------------------------------------- shares with their intervals, a row a call


def _marks(shares, call):
    """{call: (n, (mean, low, high))} of one share."""
    table = comparison.means(shares.to_frame(), call[call != ""])
    return {row.call: (row.n, (row.mean, row.low, row.high)) for row in table.itertuples()}


def _per_cent(mark):
    """Mean, low and high in per cent, as cells of the table behind a figure; "" where there is no interval."""
    return {name: "" if value != value else round(100 * value, 1)
            for name, value in zip(("mean", "low", "high"), mark, strict=True)}  # fmt: skip


def _by_call(study, language, name, title, measure, order, marks, anchors, gaps=(), others=None, head=1.6):
    """The figure of some calls, in this order. marks: {series: the result of `_marks`}; a row's n is that of the first.

    anchors: for each series the place on the page of a call to which its marks lead. others: for each call the largest
    of what is not shown, as (name and share, whether it is to be written into the figure).
    """
    labels, rows, table, pages = call_names(study, language), [], [], {}
    for number, call in enumerate(order):
        known = {series: found[call] for series, found in marks.items() if call in found}
        texts = text_count(next(iter(known.values()))[0], language)
        own = {series: mark for series, (_, mark) in known.items()}
        rows.append((f"{charts.named(labels[call], language)} ({texts})", own))
        for series, (n, mark) in known.items():
            table.append({"call": labels[call], "series": series, "texts": int(n), **_per_cent(mark)})
            table[-1] |= {"next": others[number][0]} if others else {}
        page = f"../calls/{links.place(call)}.html"
        pages |= {(number, series): f"{page}#{anchors[series]}" for series in known}
    beside = [f"({said})" if written else "" for said, written in others or ()]

    def draw(width):
        return charts.ranges(width, rows, title, measure, list(marks), gaps, beside, pages, language, head)

    said = _listed(rows) if others is None else "; ".join(
        f"{label}: {next(iter(own.values()))[0]:.0%}{f' ({other})' if other else ''}"
        for (label, own), (other, _) in zip(rows, others, strict=True))  # fmt: skip
    return _shown(name, title, language, draw, f"{measure}. {said}", table)


def _listed(rows):
    """Rows of `charts.ranges` in words, for an alternative text."""
    return "; ".join(f"{name}: " + ", ".join(f"{series} {mark[0]:.0%}" for series, mark in marks.items())
                     for name, marks in rows)  # fmt: skip


def voices(evidence: Body, study: Study, language: str = "en", title: str = "", count: int = 2) -> Shown:
    """How much of each call's quoted words are those of the most heard speakers; calls of one medium stand together."""
    words, printed = _words(language), speaker_names(study, language)
    heard = {name: printed.get(name, name) for name in findings.most_heard(evidence, count)}
    marks = {heard[name]: _marks(evidence.voices[name], evidence.call) for name in heard}
    media = study.calls.set_index("call")["medium"]
    order = sorted(next(iter(marks.values()), {}), key=lambda call: (-ord(media[call][:1] or " "), call))
    if not order:
        return _instead(words["no call"].format(event=study.event[language]))
    starts = [at for at in range(1, len(order)) if media[order[at]] != media[order[at - 1]]]
    first = next(iter(heard))
    title = title or _voice_title(evidence.voices[first], evidence.call, study, heard[first], language)
    return _by_call(study, language, "voices", title, words["of words"], order, marks,
                    dict.fromkeys(marks, "voices"), starts)  # fmt: skip


def _media(study, language):
    """medium → its name in a language."""
    return {row["medium"]: in_language(row, "medium", language) for row in study.calls.to_dict("records")}


def _voice_title(shares, call, study, name, language):
    words, printed, name = _words(language), _media(study, language), charts.named(name, language)
    found = findings.by_kind(shares, call, study.calls.set_index("call")["medium"])
    if not found.get("apart"):
        means = shares.groupby(call).mean()
        return words["voice"].format(name=name, least=means.min(), most=means.max(), event=study.event[language])
    kinds = sorted((kind for kind in found if isinstance(found[kind], dict)), key=lambda kind: -found[kind]["mean"])
    ends = {f"{letter}_{end}": found[kind][end]
            for letter, kind in zip("ab", kinds, strict=True) for end in ("least", "most")}  # fmt: skip
    return words["voice apart"].format(name=name, a=printed[kinds[0]], b=printed[kinds[1]], **ends)


def mouths(evidence: Body, study: Study, language: str = "en", title: str = "", least: float = 0.05) -> Shown:
    """Who says the quoted words on calls of each medium: the two most heard, others by side and office.

    least: share that others must have with one medium, to stand by themselves.
    """
    words, media = _words(language), study.calls.set_index("call")["medium"]
    if "kind" not in evidence.said or media.nunique() < 2:
        return _instead(words["no media"].format(events=study.events[language]))
    printed = speaker_names(study, language)
    names = {name: printed.get(name, name) for name in findings.most_heard(evidence)}
    shares = findings.mouth_shares(evidence, names)
    medium = evidence.call.reindex(shares.index).map(media)
    means = shares.groupby(medium).mean()
    kept = list(names.values()) + [name for name in means if name not in names.values() and means[name].max() >= least]
    shares = shares[kept].assign(**{words["rest"]: 1 - shares[kept].sum(axis=1)})
    shares.columns = [mouth_name(name, study, language) for name in shares.columns]
    n = medium.value_counts()
    series = {one: _media(study, language)[one] for one in n.index}
    counted = words["list"].join(f"{series[one]} {text_count(n[one], language)}" for one in n.index)
    measure = f"{words['of words']}. {counted}"
    found = {(row.measure, row.call): (row.mean, row.low, row.high)
             for row in comparison.means(shares, medium[medium != ""]).itertuples()}  # fmt: skip
    rows = [(name, {series[one]: found[name, one] for one in series}) for name in shares]
    first = next(iter(names.values()))
    moved = (means.loc[means[first].idxmin()] - means.loc[means[first].idxmax()]).sort_values(ascending=False).index[:2]
    others = words["and"].join(mouth_name(name, study, language) for name in moved)
    title = title or words["mouths"].format(name=charts.named(first, language), others=others)
    pages = {(row, series[one]): f"../calls.html#{links.place(one)}" for row in range(len(rows)) for one in series}

    def draw(width):
        return charts.ranges(width, rows, title, measure, list(series.values()), links=pages, language=language)

    table = [{"who": name, "medium": one, **_per_cent(mark)} for name, marks in rows for one, mark in marks.items()]
    return _shown("mouths", title, language, draw, f"{measure}. {_listed(rows)}", table)


def frame(
    evidence: Body, study: Study, name: str = "", language: str = "en", title: str = "", rank: bool = True
) -> Shown:
    """One frame's share of the sentences, call by call, and what else fills a call in which it has little room.

    name: default the commonest frame. rank: calls from most to least; else in time.
    """
    words, frames = _words(language), study.frames(language)
    if evidence.frames.empty or not frames or (evidence.call == "").all():
        return _instead(words["no frame"])
    name = among(name or evidence.frames.mean().idxmax(), evidence.frames, "frame")
    call = evidence.call[evidence.call != ""]
    marks = _marks(evidence.frames[name], call)
    own = {day: mean for day, (_, (mean, *_)) in marks.items()}
    order = sorted(own, key=lambda day: -own[day]) if rank else sorted(own)
    means = evidence.frames.drop(columns=name).groupby(call.reindex(evidence.frames.index)).mean()
    title = title or words["frame"].format(frame=frames[name], least=min(own.values()), most=max(own.values()))
    others = [("", False)] * len(order)  # a codebook of one frame has no other
    if means.shape[1]:
        largest, most = means.idxmax(axis=1).map(frames), means.max(axis=1)
        others = [(words["top"].format(frame=largest[day], share=most[day]), rank and most[day] > own[day])
                  for day in order]  # fmt: skip
    return _by_call(study, language, f"frame-{name}", title, words["of sentences"], order, {frames[name]: marks},
                    {frames[name]: name}, others=others, head=1.3)  # fmt: skip


def against(
    evidence: Body, texts: Body, study: Study, name: str = "", language: str = "en", title: str = ""
) -> charts.Picture:
    """One frame in the published reports and in the study's own texts, for the calls that these are about."""
    words, frames = _words(language), study.frames(language)
    name = among(name or evidence.frames.mean().idxmax(), evidence.frames, "frame")
    own, press = _marks(texts.frames[name], texts.call), _marks(evidence.frames[name], evidence.call)
    own = {call: (n, (mean, np.nan, np.nan)) for call, (n, (mean, *_)) in own.items()}
    order = [call for call in sorted(own) if call in press]
    return _by_call(study, language, f"against-{name}", title or words["against"].format(frame=frames[name]),
                    words["of sentences"], order, {words["published"]: press, words["texts"]: own},
                    {words["published"]: name, words["texts"]: "texts"})  # fmt: skip


def heat(evidence: Body, study: Study) -> Shown:
    """All frames by all calls: mean share of the sentences, darker for more (English)."""
    words, frames, labels = WORDS["en"], study.frames(), call_names(study, "en")
    call = evidence.call[evidence.call != ""]
    if evidence.frames.empty or not frames or call.empty:
        return _instead(words["no frame"])
    by_call = evidence.frames.groupby(call.reindex(evidence.frames.index))
    means = by_call.mean().rename(columns=frames)
    means.index = [f"{labels[day]} ({text_count(n, 'en')})" for day, n in by_call.size().items()]
    title = f"What the reports are about: {len(frames)} frames on {len(means)} calls (share of sentences, %)"
    figure, ax = charts.figure(8.5, 2 + 0.42 * len(means))
    charts.heat(ax, means, title)
    said = "; ".join(f"{day}: {charts.listed(row)}" for day, row in means.iterrows())
    return charts.show(figure, f"{title}. {said}.")


def finding(analysis: Analysis, told: story.Story) -> dict[str, Shown]:
    """{file in docs/: the picture with which the README in a language opens}. told: the story."""
    evidence = evidence_of(analysis)
    return {f"finding{end}.png": voices(evidence, analysis.study, code, story.text(told, "voices_title", code))
            for code, end in (("en", ""), ("ar", "_ar"))}  # fmt: skip


# ---------------------------------------------------------------- from a mark to what is behind it


def behind(evidence: Body, study: Study, measure: str, language: str = "en") -> HTML:
    """What on the site leads from the marks of a figure to the reports behind them, one for each call.

    measure: a frame, or "voices".
    """
    among(measure, ["voices", *study.frames()], "measure")
    labels = call_names(study, language)
    said = " | ".join(show.onward(f"calls/{links.place(call)}.html#{measure}", labels.get(call, call))
                      for call in sorted(set(evidence.call) - {""}))  # fmt: skip
    return HTML(f'<p class="behind">{_words(language)["evidence"]}: {said}</p>')


def sentences(analysis: Analysis, name: str = "", language: str = "en") -> HTML | Markdown:
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
        (tables.DATA.parent / "docs" / name).write_bytes(drawn.png)  # type: ignore[union-attr]
