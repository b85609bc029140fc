"""How results look in a notebook: tables that set Arabic properly, and reports with their quotations marked."""

import hashlib
import html

import pandas as pd
from IPython.display import HTML

MODES = {
    "direct": ("solid", "all of it in quotation marks"),
    "mixed": ("double", "a paraphrase with quoted fragments"),
    "indirect": ("dashed", "a paraphrased clause"),
    "act": ("dotted", "a speech act with a noun phrase"),
}
ISOLATE, END = "\u2068", "\u2069"


def table(frame, caption, percent=(), decimals=2, index=False):
    """A frame as a styled table: every cell escaped, its direction taken from its own text.

    percent: columns of shares (0–1) to print as whole per cents. Returns a pandas Styler with a fixed id, so that the
    same table gives the same bytes.
    """
    styled = frame.style.set_uuid(hashlib.sha256(caption.encode()).hexdigest()[:8]).set_caption(caption)
    styled = styled.format(escape="html", precision=decimals, na_rep="–").format("{:.0%}".format, subset=list(percent))
    styled = styled.set_properties(**{"unicode-bidi": "plaintext", "text-align": "start", "vertical-align": "top"})
    numbers = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    styled = styled.set_properties(subset=numbers, **{"text-align": "right"})
    return styled if index else styled.hide(axis="index")


def arabic(text):
    """A piece of Arabic for use inside an English sentence: isolated, so that punctuation stays where it belongs."""
    return f"{ISOLATE}{text}{END}"


def report(text, quotes=None, residue=None, title=""):
    """One report, right to left, its quotations underlined by mode and labelled with speaker; residue struck and grey.

    quotes: None or rows with start, end, mode, speaker and cue, as in the table of quotations; residue: None or rows
    with start, end and reason.
    """
    opened, closed = {}, {}
    for row in sorted(_rows(quotes), key=lambda row: (row.start, -row.end)):
        line, meaning = MODES[row.mode]
        label = html.escape(f"{row.speaker} · {row.mode} · {row.cue or 'no cue'}")
        opened.setdefault(row.start, []).append(
            f'<span title="{label}: {meaning}" style="text-decoration:underline {line};text-underline-offset:.35em">'
        )
        note = (
            f'</span><bdi style="font-size:.7em;opacity:.75;margin-inline:.25em">[{html.escape(row.speaker)}'
            f" · {row.mode}]</bdi>"
        )
        closed.setdefault(row.end, []).insert(0, note)
    for row in _rows(residue):
        opened.setdefault(row.start, []).append(f'<s style="opacity:.6" title="{html.escape(row.reason)}">')
        closed.setdefault(row.end, []).insert(0, "</s>")
    body = _woven(text, opened, closed)
    head = f"<h4>{html.escape(title)}</h4>" if title else ""
    return HTML(f'<div dir="rtl" lang="ar" style="line-height:2.1;max-width:46em">{head}{body}</div>')


def _rows(frame):
    return () if frame is None else frame.itertuples()


def _woven(text, opened, closed):
    """The escaped text with tags put in: what closes at a place comes before what opens there."""
    places = sorted({0, len(text), *opened, *closed})
    pieces = []
    for number, at in enumerate(places):
        pieces += closed.get(at, [])
        pieces += opened.get(at, [])
        end = places[number + 1] if number + 1 < len(places) else len(text)
        pieces.append(html.escape(text[at:end]).replace("\n", "<br>"))
    return "".join(pieces)


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
    """The sentences behind a figure, folded away: one list per value of `group`, each with a link to its place.

    rows: frame with report, sentence (its number), text and the column named by `group`. The links lead to the reading
    room of the published site; the sentences themselves stand here too, so that JupyterLab needs no site.
    """
    parts = []
    for name, part in rows.head(EVIDENCE).groupby(group, sort=False):
        listed = "".join(
            f'<li><a href="../reading/{html.escape(row.report)}.html#s{row.sentence}">{html.escape(row.report)} · '
            f'{row.sentence}</a> <span lang="ar" dir="rtl">{html.escape(row.text)}</span></li>'
            for row in part.itertuples()
        )
        parts.append(f"<h5><bdi>{html.escape(str(name))}</bdi> ({len(part)})</h5><ul>{listed}</ul>")
    more = f"<p>… and {len(rows) - EVIDENCE} more.</p>" if len(rows) > EVIDENCE else ""
    head = f"{html.escape(caption)}: {len(rows)} sentences"
    return HTML(f'<details class="evidence"><summary>{head}</summary>{"".join(parts)}{more}</details>')
