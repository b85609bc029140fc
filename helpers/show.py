"""How results look in a notebook: tables that set Arabic properly, and reports with their quotations marked.

Only markup that JupyterLab keeps in a notebook it does not trust: no style sheets, and of styles those with which its
sanitizer is content (borders rather than kinds of underline, left and right rather than start and end).
"""

import hashlib
import html
import re
import unicodedata
from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

import pandas as pd
from IPython.display import HTML

from helpers.problems import InputProblem

MODES = {
    "direct": ("2px solid", "all of it in quotation marks"),
    "mixed": ("4px double", "a paraphrase with quoted fragments"),
    "indirect": ("2px dashed", "a paraphrased clause"),
    "act": ("2px dotted", "a speech act with a noun phrase"),
}
# around Arabic Markdown, and around the text of its paragraphs, which JupyterLab puts to the left otherwise
PAGE = '<div dir="rtl" lang="ar" style="text-align:right">\n\n', "\n\n</div>"
PARAGRAPH = '<span style="display:block;text-align:right">', "</span>"
ISOLATE, END = "\u2068", "\u2069"
CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides, isolates


def table(
    frame: pd.DataFrame, caption: str = "", percent: Collection[str] = (), decimals: int = 2, language: str = "en"
) -> HTML:
    """A frame as a table: every cell escaped, its direction and side taken from its own text; the same bytes each time.

    percent: columns of shares (0–1) to print as whole per cents. language: "ar" has the columns run from the right.
    """
    numbers = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    styled = frame.style.set_caption(plain(caption)).format_index(lambda name: _set(name, name in numbers), axis=1)
    for name in frame.columns:
        styled = styled.format(partial(_cell, percent=name in percent, decimals=decimals), subset=[name])
    markup = styled.hide(axis="index").to_html(exclude_styles=True)
    return HTML(f'<div dir="rtl" lang="ar">{markup}</div>' if language == "ar" else markup)


def _cell(value, percent, decimals):
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return _set("–")
    if isinstance(value, float):
        value = f"{value:.0%}" if percent else f"{value:.{decimals}f}"
    return _set(value)


def _set(value, number=False):
    """A piece of text as a block that runs as its first letter says, flush with the side where it begins; numbers and
    their head to the right."""
    side = "left" if direction(str(value)) == "ltr" and not number else "right"
    return f'<div dir="auto" style="text-align:{side}">{plain(value)}</div>'


def direction(text: str) -> str:
    """ "rtl" or "ltr" by the first letter of a text, "" where it has none."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next(("ltr" if kind == "L" else "rtl" for kind in kinds if kind in {"L", "R", "AL"}), "")


class Table(pd.DataFrame):
    """A DataFrame that shows in a notebook as `table` does; what is made of it does so too."""

    @property
    def _constructor(self):
        return Table

    def _repr_html_(self, caption=""):
        most = pd.options.display.max_rows or len(self)
        said = f"the first {most} of {len(self)} rows" if len(self) > most else ""
        return table(self.head(most), "; ".join(filter(None, (caption, said)))).data


def arabic(text: str) -> str:
    """A piece of Arabic for use inside an English sentence: isolated, so that punctuation stays where it belongs."""
    return f"{ISOLATE}{text}{END}"


def right_to_left(markdown: str) -> str:
    """Arabic Markdown as JupyterLab sets it properly: from the right, flush right, and % to the right of its number (as
    CLDR has it) also where an Arabic word before would draw it to the left."""
    blocks = re.split(r"\n{2,}", re.sub(r"(?<=\d)%", "\u200e%\u200e", undirected(markdown).strip()))
    return "\n\n".join(map(_flush_right, blocks)).join(PAGE)


def _flush_right(block):
    """A block of Markdown, its text put to the right; headings, tables and lists without paragraphs as they are."""
    mark, text = re.match(r"((?:> ?|[-*] |\d+\. )?)(.*)", block, re.S).groups()
    if text.startswith(("#", "|")) or re.search(r"\n(?:[-*]|\d+\.) ", text):
        return block
    return mark + re.sub(r"\s*\n(?:> ?)?", " ", text).join(PARAGRAPH)


def undirected(markdown: str) -> str:
    """Markdown without what `right_to_left` puts around it, for a page that has its direction from elsewhere."""
    if not markdown.startswith(PAGE[0]):
        return markdown
    return re.sub(f"{PARAGRAPH[0]}(.*?){PARAGRAPH[1]}", r"\1", markdown.removeprefix(PAGE[0]).removesuffix(PAGE[1]))


def spelled(text: Any) -> str:
    """Any value as a text in which characters that would turn the direction of what follows are spelled: [U+202E]."""
    return CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", str(text))


def plain(text: Any) -> str:
    """Any value as a text escaped for HTML, and `spelled`."""
    return html.escape(spelled(text))


def woven(
    text: str, spans: Sequence[tuple[int, int, str, str]], before: Sequence[tuple[int, str]] = (),
    after: Sequence[tuple[int, str]] = (), start: int = 0, end: int | None = None,
) -> str:  # fmt: skip
    """The escaped text from `start` to `end` with tags around spans, which may nest, cross and run over both ends.

    spans: (start, end, opening tag, closing tag), outer before inner; each is closed and opened again wherever another
    begins or ends, so that the result is always well formed. before, after: (place, markup) to be put in front of what
    opens, or behind what closes, at a place of the text.
    """
    end = len(text) if end is None else end
    inside = [(max(low, start), min(high, end), *tags) for low, high, *tags in spans if low < end and high > start]
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


def report(text: str, quotes: pd.DataFrame | None = None, residue: pd.DataFrame | None = None, title: str = "") -> HTML:
    """One report, right to left, its quotations underlined by mode and labelled with speaker, their cues in bold;
    residue struck through and labelled with its reason.

    quotes: None or rows with start, end, mode, speaker, cue_start and cue_end, as in the table of quotations; residue:
    None or rows with start, end and reason.
    """
    spans, labels = [], []
    for row in _rows(residue):
        spans.append((row.start, row.end, '<s style="opacity:.75">', "</s>"))
        labels.append((row.end, _label(row.reason)))
    rows, around = sorted(_rows(quotes), key=lambda row: (row.start, -row.end)), []
    for row in rows:
        around = [end for end in around if end >= row.end]  # of those that hold this one; their lines are above
        around.append(row.end)
        style = f"{_line(row.mode)};padding-bottom:{5 * len(around) - 3}px"
        spans.append((row.start, row.end, f'<span style="{style}">', "</span>"))
        labels.append((row.end, _label(f"{row.speaker} · {row.mode}")))
    cues = {(row.cue_start, row.cue_end) for row in rows if row.cue}
    spans += [(int(start), int(end), "<b>", "</b>") for start, end in sorted(cues)]
    head = f"<h4>{plain(title)}</h4>" if title else ""
    style = "line-height:2.1;max-width:46em;text-align:right"
    body = woven(text, spans, after=list(reversed(labels)))
    return HTML(f'<div class="report" dir="rtl" lang="ar" style="{style}">{head}{body}</div>{_legend(rows)}')


def _line(mode):
    return f"border-bottom:{MODES[mode][0]}"


def _label(text):
    return f'<bdi style="font-size:.7em;margin:0 .25em">[{plain(text)}]</bdi>'


def _legend(rows):
    """What the lines under the words of a report mean."""
    found = {row.mode for row in rows}
    said = [f'<span style="{_line(mode)}">{mode}</span>: {meaning}' for mode, (_, meaning) in MODES.items()
            if mode in found]  # fmt: skip
    return f'<p dir="ltr" style="font-size:.85em">{" · ".join(said)} · <b>cue</b></p>' if said else ""


def _rows(frame):
    return () if frame is None else list(frame.itertuples())


def explain(quotes: pd.DataFrame, report: str, quote: int) -> HTML:
    """What one quotation is and how sure that is: a two-column table.

    quotes: the table of quotations; report: its id; quote: its number in the report. Raises InputProblem if there is
    none.
    """
    found = quotes[(quotes["report"] == report) & (quotes["quote"] == quote)]
    if found.empty:
        raise InputProblem(f"no quotation {quote} in report {report!r}. {_known(quotes, report)}")
    row = found.iloc[0]
    steps = [
        ("cue", row["cue"] or "none: it goes on from the quotation before"),
        ("entry of the verb table", f"{row['lemma']} ({row['stance'] or 'not in the table'})" if row["lemma"] else "–"),
        ("content", row["text"]),
        ("mode", f"{row['mode']}: {MODES[row['mode']][1]}"),
        ("mention", row["mention"] or "no subject written"),
        ("speaker", row["speaker"] or "not told"),
        ("person in the table of speakers", row["person"] or "–"),
        ("channel", row["via"] or "–"),
        ("it is a quotation", f"{row['p_quotation']:.0%}"),
        ("its bounds are right", f"{row['p_bounds']:.0%}"),
        ("its mode is right", f"{row['p_mode']:.0%}"),
        ("its speaker is right", f"{row['p_speaker']:.0%}; next best: {row['next_best'] or 'nobody'}"),
    ]
    return table(pd.DataFrame(steps, columns=["what", "found"]), f"Quotation {quote} of {report}")


def _known(quotes, report):
    count = int((quotes["report"] == report).sum())
    known = ", ".join(map(str, quotes["report"].unique()[:20]))
    return f"It has those from 1 to {count}" if count else f"Reports with quotations are {known}"


def onward(address: str, text: str) -> str:
    """A text that leads to a page of the site (an address from its top, "reading/A1.html#s3"), as markup: a link on the
    site, which `linked` makes of it, and plain text in a notebook, beside which there is no such page."""
    return f'<a data-page="{plain(address)}">{plain(text)}</a>'


def linked(markup: str, root: str) -> str:
    """Markup whose `onward` texts are links; root: the way from its page to the top of the edition."""
    return markup.replace('<a data-page="', f'<a href="{root}')


EVIDENCE = 200  # sentences listed at the most; the reading room has them all


def evidence(rows: pd.DataFrame, group: str, caption: str) -> HTML:
    """The sentences behind a figure: a list for each value of `group`, folded away, one click from the figure.

    rows: frame with report, sentence (its number), text, the column named by `group`, and gist where what the text
    means is told. On the site each leads to the reading room (`onward`); the sentences stand here too, so that
    JupyterLab needs no site.
    """
    key = hashlib.sha256(caption.encode()).hexdigest()[:6]
    parts = [
        _evidence_list(f"e{key}-{number}", name, part)
        for number, (name, part) in enumerate(rows.head(EVIDENCE).groupby(group, sort=False), 1)
    ]
    more = f"<p>… +{len(rows) - EVIDENCE}</p>" if len(rows) > EVIDENCE else ""
    runs = 'dir="rtl" style="text-align:right"' if direction(caption) == "rtl" else 'dir="ltr"'
    return HTML(f'<div class="evidence" {runs}><p>{plain(caption)} ({len(rows)})</p>{"".join(parts)}{more}</div>')


def _evidence_list(key, name, part):
    items = []
    for row in part.itertuples():
        link = onward(f"reading/{row.report}.html#s{row.sentence}", f"{row.report} · {row.sentence}")
        gist = getattr(row, "gist", "")
        meaning = f"<br><small>In English (our translation): {plain(gist)}</small>" if gist else ""
        items.append(f'<li id="{key}-{plain(row.report)}-{row.sentence}">{link} '
                     f'<span lang="ar" dir="rtl">{plain(row.text)}</span>{meaning}</li>')  # fmt: skip
    head = f"<summary><bdi>{plain(name)}</bdi> ({len(part)})</summary>"
    return f'<details id="{key}">{head}<ul>{"".join(items)}</ul></details>'
