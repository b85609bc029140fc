"""The reading room and the quotation finder: what was found, put back into the reports it was found in, as HTML.

Everything here returns markup as text, lists from the templates in site/pages. Whatever comes from a report, a manifest
or a table is escaped (`show.plain`).
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import jinja2
import pandas as pd
from markupsafe import Markup

from helpers import figures, gist, lines, links, story, tables
from helpers.home import HOME
from helpers.pipeline import Analysis
from helpers.show import MODES, plain, woven
from helpers.study import Study


class Edition(NamedTuple):
    """One language of the site: its code, the words of its frame, how it names frames and speakers."""

    code: str
    words: dict  # site/strings.yml
    frames: dict  # frame → label
    speakers: dict  # canonical Arabic name → name in this language
    sides: dict  # side → its place in the study's table
    source: str  # a sentence on where the texts come from, "" where the study has none
    calls: dict  # call that has a page → its name
    reports: dict  # report → what it is called
    verbs: dict  # lemma → what it means in English, in the English edition


def edition(code: str, words: dict[str, Any], study: Study, calls: Collection[str] = ()) -> Edition:
    """The edition of a language, with labels from the codebook and the table of speakers. calls: those with a page."""
    people = study.speakers
    english = people[people["english"] != ""] if code == "en" else people.iloc[:0]
    names = dict(zip(english["speaker"], english["english"], strict=True))
    sides = {side: number for number, side in enumerate(study.sides["side"])}
    source = study.source.get(code, "")
    named = figures.call_names(study, code)
    calls = {call: named.get(call, call) for call in calls}
    verbs = glosses() if code == "en" else {}
    reports = _names(study.reports, code)
    return Edition(code, words, study.frames(code), names, sides, source, calls, reports, verbs)


def glosses() -> dict[str, str]:
    """lemma of the verb table → what it means in English."""
    return tables.load("glosses").set_index("lemma")["english"].to_dict()


def _names(reports, code):
    """report → its title or outlet; with its day, or its id, where two would be called the same."""
    outlets = ((row.outlet_ar if code == "ar" else "") or row.outlet for row in reports.itertuples())
    found = [row.title or outlet or row.report for row, outlet in zip(reports.itertuples(), outlets, strict=True)]
    for other in ([day(code, date) for date in reports["date"]], reports["report"]):
        found = [
            name if found.count(name) == 1 else f"{name} · {more}" for name, more in zip(found, other, strict=True)
        ]
    return dict(zip(reports["report"], found, strict=True))


def day(code: str, date: str) -> str:
    """A date as a language writes it."""
    return story.written(date, "d MMM y", code) if tables.is_date(date) else date


def _call(edition, call, way=""):
    """A call by its name, with a link to its page where it has one; way: from the page to the top of the edition."""
    name = f"<bdi>{plain(edition.calls.get(call, call))}</bdi>"
    return f'<a href="{way}calls/{links.place(call)}.html">{name}</a>' if call in edition.calls else name


def templates(edition: Edition) -> jinja2.Environment:
    """The templates of site/pages, with what they write numbers, names and links with; every value is escaped."""

    def escaped(value):
        return value if isinstance(value, Markup) else Markup(plain(value))

    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(HOME / "site" / "pages"), finalize=escaped,
                               autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
                               lstrip_blocks=True)  # fmt: skip
    pages.filters |= {
        "share": lambda share: Markup(f'<span dir="ltr">{share:.0%}</span>'),
        "texts": lambda n: figures.text_count(n, edition.code),
        "place": links.place,
        "call": lambda call: Markup(_call(edition, call)),
        "name": lambda speaker: Markup(name(edition, speaker)),
        "arabic": lambda text: Markup(_arabic(text)),
    }  # fmt: skip
    pages.globals |= {"words": edition.words}
    return pages


# ---------------------------------------------------------------- one report


def page(edition: Edition, report: Any, analysis: Analysis, citing: Mapping) -> str:
    """The page of one report.

    report: row of analysis.reports; citing: (anchor, report) → [(link, title)], the places of the site that lead here.
    """
    own = {name: part[part["report"] == report.report] for name, part in _by_report(analysis).items()}
    own["quotes"] = _with_gist(edition, analysis.study, own["quotes"])
    quotes, sentences = list(own["quotes"].itertuples()), list(own["sentences"].itertuples())
    of_sentence = dict(list(own["frames"].groupby("sentence")))
    frames = [frame for frame in edition.frames if frame in set(own["frames"]["frame"])]
    return "\n".join([
        _facts(edition, report),
        _legend(edition, frames),
        '<div class="desk"><div>',
        _text(edition, report, quotes, sentences, of_sentence, own["residue"]),
        _notes(edition, report, quotes, sentences, of_sentence, citing),
        "</div>",
        f'<aside class="panel" aria-label="{plain(edition.words["details"])}" data-close="{edition.words["close"]}"'
        ' tabindex="-1" aria-live="polite" hidden></aside>',
        "</div>",
    ])  # fmt: skip


def _by_report(analysis):
    return {name: getattr(analysis, name) for name in ("quotes", "sentences", "frames", "residue")}


def _with_gist(edition, study, quotes):
    """The quotations with the column `gist`: what they mean, for those who read no Arabic."""
    return quotes.assign(gist=gist.of(study, quotes) if edition.code == "en" else "")


def _source(edition):
    """Where the texts come from, on every page that shows one."""
    return f"<p>{plain(edition.source)}</p>" if edition.source else ""


def _facts(edition, report):
    words = edition.words
    outlet = (report.outlet_ar if edition.code == "ar" else "") or report.outlet
    facts = [("call", _call(edition, report.call, "../") if report.call else ""), ("outlet", plain(outlet)),
             ("date", plain(day(edition.code, report.date))), ("words", plain(report.words))]  # fmt: skip
    items = "".join(f"<div><dt>{words[name]}</dt><dd><bdi>{value}</bdi></dd></div>" for name, value in facts if value)
    note = _source(edition)
    back = f'<p><a class="way-back" href="../reading.html" hidden>{words["back"]}</a></p>'
    back += f'<p><a href="../reading.html">{words["all_reports"]}</a></p>'
    return f'{back}<dl class="facts">{items}</dl>{note}'


def _legend(edition, frames):
    words = edition.words
    modes = "".join(
        f'<li><span class="quote {mode}">{words["modes"][mode]}</span>: {words["mode_meanings"][mode]}</li>'
        for mode in MODES
    )
    boxes = "".join(
        f'<label><input type="checkbox" value="{plain(frame)}"> {plain(edition.frames[frame])}</label>'
        for frame in frames
    )
    switches = f'<fieldset class="switches pst-js-only"><legend>{words["frames_on"]}</legend>{boxes}</fieldset>'
    how = f"<summary>{words['how_to_read']}</summary><p>{words['legend']}</p><ul>{modes}</ul>"
    return f'<details class="legend">{how}</details>{switches if frames else ""}'


def _text(edition, report, quotes, sentences, of_sentence, residue):
    """The text as stored, a paragraph a line, with sentences, quotations, cues, frames and residue marked."""
    text = report.text
    spans = [_sentence_span(row, of_sentence) for row in sentences]
    spans += [(*_trimmed(text, row), '<s class="residue">', "</s>") for row in residue.itertuples()]
    ordered = sorted(quotes, key=lambda row: (row.start, -row.end))
    spans += [(*_trimmed(text, row), _opening(edition, row), "</span>") for row in ordered]
    spans += [(int(row.cue_start), int(row.cue_end), '<b class="cue">', "</b>")
              for row in quotes if pd.notna(row.cue_start)]  # fmt: skip
    spans += _triggers(of_sentence)
    before = [(row.start, _number(edition, row)) for row in sentences]
    before += [(_trimmed(text, row)[0], f'<span class="anchor" id="q{row.quote}"></span>') for row in ordered]
    after = [(_trimmed(text, row)[1], _chip(edition, row)) for row in reversed(ordered)]
    after += [(_trimmed(text, row)[1], _reason(edition, row.reason)) for row in residue.itertuples()]
    after += [(_trimmed(text, row)[1], _tags(edition, of_sentence.get(row.sentence))) for row in sentences]
    headings = {row.start for row in sentences if row.kind in {"headline", "heading"}}
    body = "".join(_line(text, *line, spans, before, after, headings) for line in lines.paragraphs(text))
    return f'<div class="report" lang="ar" dir="rtl" data-pagefind-weight="2">{body}</div>'


def _line(text, start, end, spans, before, after, headings):
    name = ' class="heading"' if any(start <= place < end for place in headings) else ""
    return f"<p{name}>{woven(text, spans, before, after, start, end)}</p>\n"


def _trimmed(text, row):
    """Start and end of a span without white space at its edges, so that labels stand beside words."""
    inside = text[row.start : row.end]
    return row.start + len(inside) - len(inside.lstrip()), row.start + len(inside.rstrip())


def _sentence_span(row, of_sentence):
    coded = of_sentence.get(row.sentence)
    frames = " ".join(coded["frame"]) if coded is not None else ""
    return (
        row.start,
        row.end,
        f'<span class="sentence" data-sentence="{row.sentence}" data-frames="{frames}">',
        "</span>",
    )


def _triggers(of_sentence):
    """The words that made the frames, each with all frames it made."""
    made = {}
    for part in of_sentence.values():
        for row in part.itertuples():
            for span in row.triggers:
                made.setdefault(span, []).append(row.frame)
    ordered = sorted(made.items(), key=lambda item: (item[0][0], -item[0][1]))
    return [(*span, f'<span class="trigger" data-frames="{" ".join(frames)}">', "</span>") for span, frames in ordered]


def _number(edition, row):
    said = f"{edition.words['sentence']} {row.sentence}"
    return (
        f'<span class="anchor" id="s{row.sentence}"></span>'
        f'<a class="number" href="#t{row.sentence}" aria-label="{said}" lang="{edition.code}">{row.sentence}</a>'
    )


def _opening(edition, row):
    return f'<span class="quote {row.mode} {_side(edition, row)}" data-quote="{row.quote}">'


def _side(edition, row):
    """The class that gives a quotation the colour of its speaker's side; two sides share none."""
    return f"side-{edition.sides[row.side]}" if row.side in edition.sides else ""


def _chip(edition, row):
    said = edition.words["quotation"]
    mode = f'<span lang="{edition.code}">{edition.words["modes"][row.mode]}</span>'
    hidden = f'<span class="visually-hidden" lang="{edition.code}">{said} {row.quote}: </span>'
    return (
        f'<a class="chip {_side(edition, row)}" href="#n{row.quote}" data-quote="{row.quote}">{hidden}'
        f"<bdi>{plain('، '.join(tables.items(row.speaker)))}</bdi> · {mode}</a>"
    )


def _reason(edition, reason):
    label = edition.words["reasons"].get(reason, reason.replace("_", " "))
    return f'<small class="reason" lang="{edition.code}" dir="{edition.words["direction"]}">{plain(label)}</small>'


def _tags(edition, coded):
    if coded is None:
        return ""
    return "".join(
        f'<span class="tag" data-frames="{row.frame}" lang="{edition.code}" hidden>'
        f"{plain(edition.frames[row.frame])}</span>"
        for row in coded.itertuples()
    )


# ---------------------------------------------------------------- what is known about it


def _notes(edition, report, quotes, sentences, of_sentence, citing):
    """The notes under a report: one for each quotation and each sentence; the panel beside the text shows them too."""
    words = edition.words
    said = "".join(_quote_note(edition, row, citing.get((f"q{row.quote}", report.report), [])) for row in quotes)
    units = "".join(
        _sentence_note(
            edition, report, row, of_sentence.get(row.sentence), citing.get((f"s{row.sentence}", report.report), [])
        )
        for row in sentences
    )
    return (
        f'<div class="notes" data-pagefind-ignore>'
        f"<details open><summary>{words['quotations']} ({len(quotes)})</summary>{said}</details>"
        f"<details><summary>{words['sentences']} ({len(sentences)})</summary>{units}</details></div>"
    )


def _arabic(text):
    return f'<span lang="ar" dir="rtl">{plain(text)}</span>'


def name(edition: Edition, speaker: str) -> str:
    """A speaker as this edition writes the name; several are joined by ` | ` in the table."""
    names = tables.items(speaker)
    return edition.words["separator"].join(
        f'{plain(edition.speakers[one])} <span class="original">{_arabic(one)}</span>'
        if one in edition.speakers
        else _arabic(one)
        for one in names
    )


def _quote_note(edition, row, links):
    words = edition.words
    stance = words["stances"].get(row.stance, row.stance)
    facts = [
        ("speaker", name(edition, row.speaker) or words["not_told"]),
        ("mention", _arabic(row.mention) if row.mention else ""),
        ("mode", f"{words['modes'][row.mode]}: {words['mode_meanings'][row.mode]}"),
        ("text", _arabic(row.text)),
        ("gist", plain(row.gist)),
        ("cue", _arabic(row.cue) if row.cue else words["no_cue"]),
        ("lemma", f"{_arabic(row.lemma)} {plain(edition.verbs.get(row.lemma, ''))}" if row.lemma else ""),
        ("stance", plain(stance)),
        ("via", _arabic(row.via) if row.via else ""),
        ("confidence", _sure(edition, row)),
        ("corrected", _arabic(row.corrected) if row.corrected else ""),
    ]
    return _note(edition, f"n{row.quote}", f"q{row.quote}", f"{words['quotation']} {row.quote}", facts, links)


def _sure(edition, row):
    """How sure a quotation is, as one number; its parts and the next best speaker on demand."""
    words = edition.words
    parts = "".join(f"<li>{words[name]}: {getattr(row, name):.0%}</li>"
                    for name in ("p_quotation", "p_bounds", "p_mode", "p_speaker"))  # fmt: skip
    other = f"<li>{words['next_best']}: {_arabic(row.next_best)}</li>" if row.next_best else ""
    return f"<details><summary>{row.confidence:.0%}</summary><ul>{parts}{other}</ul></details>"


def _sentence_note(edition, report, row, coded, links):
    words = edition.words
    facts = [("kind", plain(words["kinds"].get(row.kind, row.kind))), ("frames", _why(edition, report, coded)),
             ("corrected", _arabic(row.corrected) if row.corrected else "")]  # fmt: skip
    return _note(edition, f"t{row.sentence}", f"s{row.sentence}", f"{words['sentence']} {row.sentence}", facts, links)


def _why(edition, report, coded):
    """The frames of a sentence, each with the words that made it."""
    if coded is None:
        return edition.words["no_frame"]
    parts = []
    for row in coded.itertuples():
        made = _arabic("، ".join(dict.fromkeys(report.text[slice(*span)] for span in row.triggers)))
        carried = f" ({edition.words['inherited']})" if row.inherited else ""
        parts.append(f"<li>{plain(edition.frames[row.frame])}{carried}: {made}</li>")
    return f"<ul>{''.join(parts)}</ul>"


def _note(edition, key, place, head, facts, links):
    words = edition.words
    rows = "".join(f"<div><dt>{words[label]}</dt><dd>{value}</dd></div>" for label, value in facts if value)
    used = "".join(f'<li><a href="{plain(link)}">{plain(title)}</a></li>' for link, title in links)
    used = f"<div><dt>{words['used_in']}</dt><dd><ul>{used}</ul></dd></div>" if links else ""
    return (
        f'<section class="note" id="{key}">'
        f'<p class="title"><a href="#{place}" title="{words["permalink"]}">{head}</a></p>'
        f"<dl>{rows}{used}</dl></section>"
    )


# ---------------------------------------------------------------- all reports, all quotations


def index(edition: Edition, analysis: Analysis) -> str:
    """The front of the reading room: a table of the reports."""
    counts = analysis.quotes.groupby("report").size()
    about = {"edition": edition, "source": Markup(_source(edition)), "counts": counts}
    return templates(edition).get_template("reports.html").render(about, reports=list(analysis.reports.itertuples()))


def finder(edition: Edition, analysis: Analysis) -> str:
    """The quotation finder: a form of filters and a table of all quotations; finder.js filters and exports it."""
    quotes = _with_gist(edition, analysis.study, analysis.quotes).to_dict("records")
    coded = analysis.frames.groupby(["report", "sentence"])["frame"].agg(list).to_dict()
    about = {"edition": edition, "source": Markup(_source(edition)), "quotes": quotes, "coded": coded}
    return templates(edition).get_template("finder.html").render(about, filters=_filters(edition, analysis.quotes))


def _filters(edition, quotes):
    """What the finder can be narrowed to: [(column, [(value, label, its quotations, None where not counted)])]."""
    words = edition.words
    speakers = pd.Series([one for cell in quotes["speaker"] for one in tables.items(cell)]).value_counts(sort=False)
    by_count = sorted(speakers.items(), key=lambda item: (-item[1], item[0]))
    named = {"call": {call: edition.calls.get(call, call) for call in dict.fromkeys(quotes["call"]) if call},
             "report": {report: edition.reports[report] for report in dict.fromkeys(quotes["report"])},
             "mode": {mode: words["modes"][mode] for mode in MODES},
             "stance": {stance: words["stances"][stance] for stance in tables.STANCES}}  # fmt: skip
    return [
        ("speaker", [(one, " · ".join(filter(None, (edition.speakers.get(one), one))), n) for one, n in by_count]),
        *((column, [(value, label, int((quotes[column] == value).sum())) for value, label in labels.items()])
          for column, labels in named.items()),
        ("frames", [(frame, label, None) for frame, label in edition.frames.items()]),
    ]  # fmt: skip
