"""How results look in a notebook: tables that set Arabic properly, and reports with their quotations marked."""

import hashlib
import html
import re
from bisect import insort
from collections import defaultdict
from itertools import zip_longest

import pandas as pd
from IPython.display import HTML

MODES = {
    "direct": ("solid", "all of it in quotation marks"),
    "mixed": ("double", "a paraphrase with quoted fragments"),
    "indirect": ("dashed", "a paraphrased clause"),
    "act": ("dotted", "a speech act with a noun phrase"),
}
ISOLATE, END = "\u2068", "\u2069"
CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides, isolates


def table(frame, caption, percent=(), decimals=2, index=False):
    """A frame as a styled table: every cell escaped, its direction taken from its own text.

    percent: columns of shares (0–1) to print as whole per cents. Returns HTML made by pandas with a fixed id, so that
    the same table gives the same bytes.
    """
    styled = frame.style.set_uuid(hashlib.sha256(caption.encode()).hexdigest()[:8]).set_caption(caption)
    styled = styled.format(escape="html", precision=decimals, na_rep="–").format("{:.0%}".format, subset=list(percent))
    styled = styled.set_properties(**{"unicode-bidi": "plaintext", "text-align": "start", "vertical-align": "top"})
    numbers = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    styled = styled.set_properties(subset=numbers, **{"text-align": "right"})
    return HTML((styled if index else styled.hide(axis="index")).to_html())


def arabic(text):
    """A piece of Arabic for use inside an English sentence: isolated, so that punctuation stays where it belongs."""
    return f"{ISOLATE}{text}{END}"


def plain(text):
    """A text escaped for HTML. Characters that would turn the direction of what follows are spelled out: [U+202E]."""
    return html.escape(CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", str(text)))


def woven(text, spans, before=(), after=(), start=0, end=None):
    """The escaped text from `start` to `end` with tags around spans, which may nest, cross and run over both ends.

    spans: (start, end, opening tag, closing tag), outer before inner; each is closed and opened again wherever another
    begins or ends, so that the result is always well formed. before, after: (place, markup) to be put in front of what
    opens, or behind what closes, at a place of the text.
    """
    end = len(text) if end is None else end
    inside = [
        (max(span[0], start), min(span[1], end), *span[2:]) for span in spans if span[0] < end and span[1] > start
    ]
    opening, heads, feet = _at(inside, 0), _at(before, 0), _at(after, 0)
    notes = [place for place in (*heads, *feet) if start <= place <= end]
    places = sorted({start, end, *notes, *opening, *_at(inside, 1)})
    pieces, around = [], []  # numbers of the spans that are open, outer first
    for at, upto in zip_longest(places, places[1:]):
        pieces += [after[number][1] for number in feet.get(at, ()) if at > start or start == 0]
        pieces += [before[number][1] for number in heads.get(at, ()) if at < end or start == end]
        around = [number for number in around if inside[number][1] > at]
        for number in opening.get(at, ()):
            insort(around, number)
        if upto is not None:
            pieces += [inside[number][2] for number in around]
            pieces.append(plain(text[at:upto]).replace("\n", "<br>"))
            pieces += [inside[number][3] for number in reversed(around)]
    return "".join(pieces)


def _at(rows, column):
    """Numbers of rows by the place of the text that stands in a column."""
    found = defaultdict(list)
    for number, row in enumerate(rows):
        found[row[column]].append(number)
    return found


def report(text, quotes=None, residue=None, title=""):
    """One report, right to left, its quotations underlined by mode and labelled with speaker; residue struck and grey.

    quotes: None or rows with start, end, mode, speaker and cue, as in the table of quotations; residue: None or rows
    with start, end and reason.
    """
    spans = [
        (row.start, row.end, f'<s style="opacity:.75" title="{plain(row.reason)}">', "</s>") for row in _rows(residue)
    ]
    labels = []
    for row in sorted(_rows(quotes), key=lambda row: (row.start, -row.end)):
        line, meaning = MODES[row.mode]
        said = plain(f"{row.speaker} · {row.mode} · {row.cue or 'no cue'}: {meaning}")
        look = f"text-decoration:underline {line};text-underline-offset:.35em"
        spans.append((row.start, row.end, f'<span title="{said}" style="{look}">', "</span>"))
        label = f"[{plain(row.speaker)} · {row.mode}]"
        labels.append((row.end, f'<bdi style="font-size:.7em;margin-inline:.25em">{label}</bdi>'))
    body = woven(text, spans, after=list(reversed(labels)))
    head = f"<h4>{plain(title)}</h4>" if title else ""
    return HTML(f'<div class="report" dir="rtl" lang="ar" style="line-height:2.1;max-width:46em">{head}{body}</div>')


def _rows(frame):
    return () if frame is None else frame.itertuples()


def explain(quotes, report, quote):
    """Why one quotation is what it is: a two-column table of cue, content, mode, speaker, channel and the rules used.

    quotes: the table of quotations; report: its id; quote: its number in the report. Raises KeyError if there is none.
    """
    found = quotes[(quotes["report"] == report) & (quotes["quote"] == quote)]
    if found.empty:
        raise KeyError(f"no quotation {quote} in report {report}")
    row = found.iloc[0]
    steps = [
        ("cue", row["cue"] or "none: it goes on from the quotation before"),
        ("entry of the verb table", f"{row['lemma']} ({row['stance']})" if row["lemma"] else "–"),
        ("construction", row["construction"]),
        ("content", row["text"]),
        ("mode", f"{row['mode']}: {MODES[row['mode']][1]}"),
        ("rule for the span", row["rule"]),
        ("mention", row["mention"] or "no subject written"),
        ("speaker", row["speaker"]),
        ("rule for the speaker", row["speaker_rule"]),
        ("channel", row["via"] or "–"),
    ]
    return table(pd.DataFrame(steps, columns=["what", "found"]), f"Quotation {quote} of {report}")


EVIDENCE = 200  # sentences listed at the most; the reading room has them all


def evidence(rows, group, caption):
    """The sentences behind a figure: a list for each value of `group`, folded away, one click from the figure.

    rows: frame with report, sentence (its number), text and the column named by `group`. The links lead to the reading
    room of the published site; the sentences themselves stand here too, so that JupyterLab needs no site.
    """
    key = hashlib.sha256(caption.encode()).hexdigest()[:6]
    parts = [
        _evidence_list(f"e{key}-{number}", name, part)
        for number, (name, part) in enumerate(rows.head(EVIDENCE).groupby(group, sort=False), 1)
    ]
    more = f"<p>… +{len(rows) - EVIDENCE}</p>" if len(rows) > EVIDENCE else ""
    return HTML(f'<div class="evidence"><p>{plain(caption)} ({len(rows)})</p>{"".join(parts)}{more}</div>')


def _evidence_list(key, name, part):
    items = "".join(
        f'<li id="{key}-{plain(row.report)}-{row.sentence}">'
        f'<a href="../reading/{plain(row.report)}.html#s{row.sentence}">'
        f'{plain(row.report)} · {row.sentence}</a> <span lang="ar" dir="rtl">{plain(row.text)}</span></li>'
        for row in part.itertuples()
    )
    head = f"<summary><bdi>{plain(name)}</bdi> ({len(part)})</summary>"
    return f'<details id="{key}">{head}<ul>{items}</ul></details>'
