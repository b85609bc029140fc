"""The evidence pages of the site: for each call the reports behind every mark, with addresses and codes.

Plain markup of our own: a list per frame and one of voices, to which the marks of the figures lead, and every report
with the codes of its sentences and its quotations. No word of a report stands on them except names and cues. `words`
are the strings of an edition (site/strings.yml, `evidence`).
"""

from collections import Counter

from helpers import coverage, findings, story
from helpers.show import plain


def pages(study, language, words):
    """(name, title, markup, description) of every evidence page of a study with published reports; none without."""
    folder = study.folder / "coverage"
    if not folder.is_dir():
        return
    known = coverage.load(folder)
    whole, counts = findings.published(known), _counted(known)
    calls = study.calls[study.calls["call"].isin(set(known.reports["call"]))].to_dict("records")
    yield "coverage", words["title"], _index(calls, known, language, words), words["lead"]
    for call in calls:
        title = f"{words['reports']}: {_day(call, language)}"
        body = _page(call, known, whole, counts, study, language, words)
        yield f"coverage/{call['call']}", title, body, words["lead"]


def _day(call, language):
    return (
        call["call_ar"] if language == "ar" and call["call_ar"] else story.written(call["date"], "d MMMM y", language)
    )


def _about(call, language):
    """Medium and context of a call in a language."""
    end = "_ar" if language == "ar" else ""
    return call[f"medium{end}"], call[f"context{end}"]


def _index(calls, known, language, words):
    rows = []
    for call in calls:
        own = known.reports[known.reports["call"] == call["call"]]
        link = f'<a href="coverage/{call["call"]}.html">{plain(_day(call, language))}</a>'
        rows.append([link, *map(plain, _about(call, language)), str(own["group"].nunique()), str(len(own))])
    head = [words[name] for name in ("call", "medium", "context", "texts", "pages")]
    return f"<p>{words['lead']}</p><p>{words['made']}</p>{_table(head, rows, words['title'])}"


def _table(head, rows, caption):
    """A table whose cells are markup, in a box that scrolls by itself."""
    top = "".join(f'<th scope="col">{plain(name)}</th>' for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (f'<div class="scroll" tabindex="0" role="region" aria-label="{plain(caption)}"><table>'
            f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>")  # fmt: skip


def _counted(known):
    """{(report, frame): sentences that carry it, (report, ""): all its sentences}."""
    sentences, codings = coverage.coded(known)
    return Counter(zip(codings["report"], codings["frame"], strict=True)) + Counter(
        (r, "") for r in sentences["report"]
    )


def _page(call, known, whole, counts, study, language, words):
    medium, context = _about(call, language)
    own = known.reports[known.reports["call"] == call["call"]]
    texts = whole.frames[whole.call.reindex(whole.frames.index) == call["call"]]
    parts = [
        f'<p><a href="../coverage.html">{words["all"]}</a></p>',
        f"<p>{plain(medium)}. {plain(context)}.</p><p>{words['made']}</p>",
    ]
    outlets = {row.report: _outlet(row, language) for row in own.itertuples()}
    for frame, label in study.frames(language).items():
        parts.append(_frame(frame, label, texts[frame], known, counts, outlets, words))
    parts.append(_voices(whole, call["call"], outlets, study, language, words))
    parts.append(f'<h2 id="reports">{words["reports"]}</h2>')
    parts += [_report(row, known, outlets, study, language, words) for row in own.itertuples()]
    return "".join(parts)


def _outlet(row, language):
    return (language == "ar" and row.outlet_ar) or row.outlet


def _cite(report, outlets):
    return f'<a href="#r-{plain(report)}"><bdi>{plain(outlets[report])}</bdi></a>'


def _frame(frame, label, shares, known, counts, outlets, words):
    """The texts of a call by how many of their sentences carry a frame, most first."""
    items = []
    for text, share in shares.sort_values(ascending=False, kind="stable").items():
        count = words["of"].format(coded=counts.get((text, frame), 0), n=counts[text, ""])
        items.append(f"<li>{share:.0%} · {_cite(text, outlets)} · {count}{_copies(text, known, outlets, words)}</li>")
    mean = words["mean"].format(share=shares.mean(), n=len(shares))
    return f'<h2 id="{frame}">{plain(label)}</h2><p>{mean}</p><ol>{"".join(items)}</ol>'


def _copies(text, known, outlets, words):
    """The other pages that carry a text, named."""
    same = known.reports["report"][(known.reports["group"] == text) & (known.reports["report"] != text)]
    said = ", ".join(_cite(report, outlets) for report in same)
    return f" ({words['copies'].format(reports=said)})" if said else ""


def _voices(whole, call, outlets, study, language, words):
    """The texts of a call, each with the speakers who have most of its words."""
    items = []
    printed = dict(zip(study.speakers["speaker"], study.speakers["english"], strict=True)) if language == "en" else {}
    shares = whole.voices[whole.call.reindex(whole.voices.index) == call]
    for text, row in shares.iterrows():
        heard = row[row > 0].sort_values(ascending=False, kind="stable").head(4)
        said = " · ".join(f"<bdi>{plain(printed.get(name, name))}</bdi> {share:.0%}" for name, share in heard.items())
        items.append(f"<li>{_cite(text, outlets)}: {said}</li>")
    return f'<h2 id="voices">{words["voices"]}</h2><ol>{"".join(items)}</ol>'


def _report(row, known, outlets, study, language, words):
    """One report: what it is, its address, the codes of its sentences and its quotations."""
    labels = study.frames(language)
    own = known.sentences[known.sentences["report"] == row.report]
    codes = [" + ".join(labels.get(frame, frame) for frame in cell.split()) or "–" for cell in own["frames"]]
    sentences = "".join(f"<li>{plain(code)}</li>" for code in codes)
    quotes = [[str(q.quote), words["modes"][q.mode], str(q.words), str(q.quoted_words),
               *(f'<bdi lang="ar">{plain(cell)}</bdi>' for cell in (q.cue, q.speaker, q.via))]
              for q in known.quotes[known.quotes["report"] == row.report].itertuples()]  # fmt: skip
    table = (
        _table(words["columns"], quotes, f"{words['quotations']}: {outlets[row.report]}") if quotes else words["none"]
    )
    facts = " · ".join(filter(None, (row.date, row.country if row.country != "unknown" else "", row.kind)))
    return (
        f'<section id="r-{plain(row.report)}"><h3><bdi>{plain(outlets[row.report])}</bdi></h3>'
        f'<p>{plain(facts)} · <a href="{plain(row.url)}" rel="external">{words["at"]}</a></p>'
        f"<details><summary>{words['sentences'].format(residue=coverage.RESIDUE)} ({len(own)})</summary>"
        f"<ol>{sentences}</ol></details>"
        f"<details><summary>{words['quotations']} ({len(quotes)})</summary>{table}</details></section>"
    )
