"""Pictures: one style, Arabic shaped by matplotlib (3.11 or newer), an alternative text for each figure.

Colours are Okabe and Ito's (2008), told apart by readers with any of the common colour deficiencies; shapes and direct
labels say the same again, so that nothing depends on colour.
"""

import base64
import io
import textwrap
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from importlib import util
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from PIL import Image

from helpers import colours
from helpers.show import plain

COLOURS = [*colours.PALETTE, "#000000"]
GREY = "#595959"
DPI = 160
NARROW = 3.5  # inches: the width of a phone
TITLE = 5  # lines of a title; the rest of a longer one is left out
FORM = "application/vnd.figure+json"  # what a page needs of a figure beyond its picture
RIGHT_TO_LEFT = "\u200f"
LEFT_TO_RIGHT = "\u200e"


def _style():
    """Set fonts and the look of axes for the process; safe to call again."""
    folder = Path(util.find_spec("fontpkg_amiri").submodule_search_locations[0])
    for path in sorted(folder.rglob("*.ttf")):
        font_manager.fontManager.addfont(path)
    mpl.rcParams.update({
        "font.family": ["DejaVu Sans", "Amiri"], "font.size": 11, "axes.titlesize": 13, "axes.titleweight": "bold",
        "axes.titlelocation": "left", "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
        "axes.grid.axis": "x", "grid.color": "#e6e6e6", "axes.axisbelow": True, "figure.facecolor": "white",
        "savefig.facecolor": "white", "svg.hashsalt": "between-the-calls", "svg.fonttype": "none",
        "figure.constrained_layout.use": True,
    })  # fmt: skip


def figure(width: float = 8.0, height: float = 4.0, language: str = "en", **axes: Any) -> tuple[Figure, Any]:
    """A figure and its axes in the common style. width, height: inches. language: en, or ar for Arabic lettering.

    axes: what else `pyplot.subplots` takes; several charts come as an array. One of `NARROW` inches is drawn for a
    phone: names stand above what they name, lines are broken sooner.
    """
    _style()
    if language == "ar":
        mpl.rcParams.update({"font.family": ["Amiri", "DejaVu Sans"], "font.size": 14, "axes.titlesize": 16})
    return plt.subplots(figsize=(width, height), **axes)


def _is_narrow(ax):
    return ax.figure.get_figwidth() <= NARROW


def _letters():
    """How many letters a line holds, as a share of those of Latin script at the same size: Arabic ones are narrower."""
    return 1.3 if mpl.rcParams["font.family"][0] == "Amiri" else 1


def entitle(ax: Axes, title: str) -> None:
    """The finding as title: across the whole figure where it holds one chart, else over its own chart."""
    figure = ax.get_figure(root=True)
    if len(figure.axes) > 1:
        ax.set_title(title)
        return
    letters = (1.15 if _is_narrow(ax) else 1.3) * _letters()
    width = int(figure.get_figwidth() * 96 / mpl.rcParams["axes.titlesize"] * letters)
    lines = textwrap.wrap(title, width)
    title = "\n".join(lines[:TITLE]) + ("…" if len(lines) > TITLE else "")
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=mpl.rcParams["axes.titlesize"])


def mirror(ax: Axes) -> Axes:
    """Turn a finished chart for readers of Arabic: names at the right, bars to the left, title at the right."""
    ax.figure.suptitle(ax.figure.get_suptitle(), x=0.99, ha="right", fontweight="bold",
                       fontsize=mpl.rcParams["axes.titlesize"])  # fmt: skip
    ax.invert_xaxis()
    ax.yaxis.tick_right()
    ax.spines["left"].set_visible(False)
    ax.spines["right"].set_visible(True)
    if ax.xaxis.label.get_horizontalalignment() == "left":
        ax.set_xlabel(ax.get_xlabel(), loc="right")
    for label in ax.texts:
        if label.get_horizontalalignment() == "left":
            label.set(ha="right", multialignment="right")
            if isinstance(label, Annotation):
                label.xyann = (-label.xyann[0], label.xyann[1])
            elif label.get_transform() != ax.transData:  # it stands at the edge of the axes
                label.set_x(1 - label.get_position()[0])
    return ax


def arabic(label: str) -> str:
    """The label, made to run right to left also where it begins in Latin script."""
    return f"{RIGHT_TO_LEFT}{label}"


def named(name: str, language: str) -> str:
    """A name at the head of a title or label: what follows runs as the language does, whatever the name's script."""
    mark = RIGHT_TO_LEFT if language == "ar" else LEFT_TO_RIGHT
    return f"{mark}{name}{mark}"


class Picture:
    """A finished figure in every form in which it is looked at: an SVG for the site; a PNG for JupyterLab, which shows
    no SVG that it does not trust, and the same in an <img>, since it gives no other picture an alternative text; and,
    where it has one, a second drawing for a phone with the table behind both."""

    def __init__(self, drawn: Figure, alt: str, **form: Any):
        self.alt, self.width, self.form = alt, int(drawn.get_figwidth() * 96), form
        self.png, self.svg = _png(drawn), _svg(drawn)
        plt.close(drawn)

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = base64.b64encode(self.png).decode("ascii")
        img = f'<img alt="{plain(self.alt)}" width="{self.width}" src="data:image/png;base64,{png}">'
        data = {"text/html": img, "image/svg+xml": self.svg, "image/png": png, "text/plain": self.alt}
        data |= {FORM: self.form} if self.form else {}
        return data, {"image/png": {"alt": self.alt, "width": self.width}}


def _png(drawn):
    """The figure as a PNG of few colours, at a third of the size."""
    out, small = io.BytesIO(), io.BytesIO()
    drawn.savefig(out, format="png", dpi=DPI)
    Image.open(out).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return small.getvalue()


def _svg(drawn):
    out = io.BytesIO()
    drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().decode("utf-8")


def show(drawn: Figure, alt: str) -> Picture:
    """The finished figure as a picture with an alternative text (what it shows, in a sentence, numbers included)."""
    if not alt.strip():
        raise ValueError("a figure needs an alternative text")
    return Picture(drawn, alt)


def both(draw: Callable[[float], Figure], name: str, title: str, alt: str, rows: list[dict[str, Any]]) -> Picture:
    """A figure in two drawings, for a wide page and for a phone, with the table behind them, as a Picture.

    draw: a function of the width in inches that returns the finished figure. name: what its files are called. rows: a
    list of dicts, one for each mark, whose keys are the columns of the table.
    """
    narrow = draw(NARROW)
    form = {"name": name, "title": title, "narrow": _svg(narrow), "rows": rows}
    plt.close(narrow)
    return Picture(draw(8.0), alt, **form)


def listed(shares: pd.Series, percent: bool = True) -> str:
    """'A1 12%, A2 3%': a Series in words, for an alternative text or a sentence."""
    return ", ".join(f"{name} {value:.0%}" if percent else f"{name} {value:g}" for name, value in shares.items())


def bars(
    ax: Axes, values: pd.Series, title: str, xlabel: str, percent: bool = False, intervals: pd.DataFrame | None = None
) -> Axes:
    """Horizontal bars with their values written at the end; first value at the bottom.

    values: Series, label → number (a share if `percent`). intervals: frame with low and high, same index, drawn as
    whiskers.
    """
    scale = 100 if percent else 1
    heights = values.to_numpy(float) * scale
    names = [str(name) for name in values.index]
    ax.barh(range(len(values)), heights, color=COLOURS[0], height=0.62)
    reach = heights
    if intervals is not None:
        low, high = (intervals.loc[values.index, side].to_numpy(float) * scale for side in ("low", "high"))
        ax.hlines(range(len(values)), low, high, color=GREY, linewidth=1.5)
        reach = high
    ax.set_yticks(range(len(values)), names)
    widest = max([*reach, 1e-9])
    ax.set_xlim(0, widest * 1.15)
    for at, (height, right) in enumerate(zip(heights, reach, strict=True)):
        ax.text(right + widest * 0.015, at, f"{height:.0f}%" if percent else f"{height:g}", va="center", fontsize=10)
    entitle(ax, title)
    ax.set_xlabel(xlabel)
    return ax


def stacked(ax: Axes, shares: pd.DataFrame, title: str, xlabel: str) -> Axes:
    """Horizontal bars of parts of a whole: shares is a frame, one bar a row, one part a column (shares, 0–1).

    The name of a part is written once, where it is widest; its share on every part wide enough to hold it.
    """
    left = 0 * shares.iloc[:, 0].to_numpy(float)
    for number, part in enumerate(shares.columns):
        width = shares[part].to_numpy(float) * 100
        drawn = ax.barh(range(len(shares)), width, left=left, color=COLOURS[number % len(COLOURS)], height=0.7,
                        edgecolor="white", linewidth=2)  # fmt: skip
        for at, bar in enumerate(drawn):
            name = f"{part} " if at == width.argmax() else ""
            if width[at] >= 7 or name.strip():
                middle, box = bar.get_x() + width[at] / 2, {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
                ax.text(middle, at, f"{name}{width[at]:.0f}", ha="center", va="center", fontsize=10, bbox=box)
        left = left + width
    ax.set_yticks(range(len(shares)), [str(name) for name in shares.index])
    ax.set_xlim(0, 100)
    entitle(ax, title)
    ax.set_xlabel(xlabel)
    return ax


def strip(ax: Axes, sentences: pd.DataFrame, coded: pd.DataFrame, reports: Sequence[str], title: str) -> Axes:
    """One row per report, one cell per sentence from first to last; cells of `coded` (report, sentence) are filled."""
    filled = set(zip(coded["report"], coded["sentence"], strict=True))
    for row, report in enumerate(reversed(reports)):
        numbers = sorted(sentences.loc[sentences["report"] == report, "sentence"])
        width = 100 / max(len(numbers), 1)
        for at, number in enumerate(numbers):
            colour = COLOURS[0] if (report, number) in filled else "#eeeeee"
            ax.barh(row, width, left=at * width, color=colour, edgecolor="white", linewidth=0.6, height=0.86)
    ax.set_yticks(range(len(reports)), list(reversed(reports)), fontsize=9)
    ax.set_xlim(0, 100)
    ax.set_title(title, fontsize=11)
    ax.grid(False)
    return ax


MODE_LOOKS = {"direct": (COLOURS[0], "direct"), "mixed": ("#ffffff", "mixed"), "indirect": ("#d9d9d9", "retold"),
              "act": ("#f2f2f2", "named")}  # fmt: skip


def grid(ax: Axes, modes: pd.DataFrame, labels: Sequence[str], title: str) -> Axes:
    """Statements (rows) by reports (columns): how each report gives each statement, written into the cell.

    modes: frame of direct, mixed, indirect, act or "" (the report does not have it). labels: a short name for each row.
    """
    for row, cells in enumerate(modes.iloc[::-1].to_numpy()):
        for column, mode in enumerate(cells):
            if not mode:
                continue
            colour, word = MODE_LOOKS[mode]
            edge, line = (COLOURS[0], 2.5) if mode == "mixed" else (GREY, 0.8)
            ax.barh(row, 0.94, left=column + 0.03, height=0.86, color=colour, edgecolor=edge, linewidth=line)
            ax.text(column + 0.5, row, word, ha="center", va="center", fontsize=9,
                    color="white" if mode == "direct" else "black")  # fmt: skip
    ax.set_yticks(range(len(modes)), list(labels)[::-1])
    ax.set_xticks([at + 0.5 for at in range(modes.shape[1])], list(modes.columns))
    ax.xaxis.tick_top()
    ax.set_xlim(0, modes.shape[1])
    ax.grid(False)
    entitle(ax, title)
    return ax


MARKERS = ["o", "D", "s", "^", "v", "P", "X", "*"]


Mark = tuple[float, float, float]  # mean, low, high


def ranges(
    width: float, rows: Sequence[tuple[str, Mapping[str, Mark]]], title: str, xlabel: str, series: Sequence[str],
    gaps: Collection[int] = (), beside: Sequence[str] = (), links: Mapping[tuple[int, str], str] | None = None,
    language: str = "en", head: float = 1.6,
) -> Axes:  # fmt: skip
    """One row per name, top first, with a mark, its value and its interval for each series.

    width: of the figure, in inches. rows: (name, {series: Mark}), shares 0–1 (low NaN: no interval).
    series: names of the marks, in order; the first is filled; where there are several they are named at the first row.
    gaps: numbers of rows above which a space is left. beside: what to write after the value of each row. links:
    {(number of row, series): address}. head: inches for title and axis.
    """
    narrow, several = width <= NARROW, len(series) > 1
    # inches of a row: two marks in it stand 24 px apart, and on a phone its name above them, which is higher in Arabic
    tall = 0.2 + 0.25 * len(series) + ((0.36 if language == "ar" else 0.24) if narrow else 0)
    _, ax = figure(width, head + tall * (len(rows) + 0.5 * len(gaps)), language)
    height = np.arange(len(rows)) + np.searchsorted(sorted(gaps), np.arange(len(rows)), side="right") * 0.5
    for row, (place, (name, marks)) in enumerate(zip(height, rows, strict=True)):
        for number, one in enumerate(series):
            if one in marks:
                at = place + 0.25 / tall * (number - (len(series) - 1) / 2)
                named = _broken(one, 22) if several and row == 0 else ""
                said = [f"{100 * marks[one][0]:.0f}%", named, *beside[row : row + 1]]
                drawn = _range(ax, at, marks[one], number, "  ".join(filter(None, said)))
                if links and (row, one) in links:
                    drawn.set_url(links[row, one])
                    drawn.set_gid(f"{name}: {one} {said[0]}")
    _name_rows(ax, height, [name for name, _ in rows], (0.11 + 0.07 * (language == "ar") + 0.125 * len(series)) / tall)
    ax.set_ylim(height[-1] + 0.6, -0.9 if narrow else -0.6)
    ax.set_xlim(-3, 108)
    ax.set_xticks(range(0, 101, 25), [f"{share}%" for share in range(0, 101, 25)])
    entitle(ax, title)
    ax.set_xlabel(textwrap.fill(xlabel, int((36 if narrow else 66) * _letters())), loc="left")
    return ax


def _range(ax, at, mark, number, said):
    """One mark with its interval and what is written beside it; returns the mark."""
    mean, low, high = (100 * value for value in mark)
    colour = COLOURS[number]
    if low == low:
        ax.hlines(at, low, high, color=colour, linewidth=2, alpha=0.65)
    (drawn,) = ax.plot(mean, at, MARKERS[number], color=colour if number == 0 else "#ffffff", markeredgecolor=colour,
                       markersize=8, markeredgewidth=1.8)  # fmt: skip
    ax.annotate(said, (np.nanmax([mean, high]), at), xytext=(7, 0), textcoords="offset points", va="center",
                fontsize="small", color=colours.legible(colour, "light"), fontweight="bold")  # fmt: skip
    return drawn


def _broken(name, width):
    """A name in at most two lines of `width` letters; what does not fit is left out."""
    lines = textwrap.wrap(name, int(width * _letters()), break_long_words=True) or [""]
    return "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")


def _name_rows(ax, height, names, above):
    """Names of rows beside them, on a phone above them."""
    if not _is_narrow(ax):
        ax.set_yticks(height, [_broken(name, 40) for name in names])
        return
    ax.set_yticks([])
    for place, name in zip(height, names, strict=True):
        first = _broken(name, 44).partition("\n")[0]
        ax.text(0, place - above, first, transform=ax.get_yaxis_transform(), fontsize="small", va="center", ha="left")


def heat(ax: Axes, shares: pd.DataFrame, title: str) -> Axes:
    """A table of shares (0–1): in each cell a bar as long as the share, and the per cent beside it."""
    for (row, column), share in np.ndenumerate(shares.to_numpy(float)):
        ax.barh(row, 0.6 * share, left=column, height=0.6, color=COLOURS[0])
        ax.text(column + 0.6 * share + 0.04, row, f"{share * 100:.0f}", va="center", fontsize=9)
    ax.set_xticks(range(shares.shape[1]), shares.columns, rotation=40, ha="left", rotation_mode="anchor", fontsize=9)
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(shares)), shares.index, fontsize=9)
    ax.set_ylim(len(shares) - 0.5, -0.5)
    ax.set_xlim(-0.05, shares.shape[1])
    entitle(ax, title)
    return ax


def timeline(width: float, calls: pd.DataFrame, title: str, links: Iterable[str], language: str = "en") -> Axes:
    """The calls from first to last, one a line: what stood around each beside its day and medium.

    width: of the figure, in inches. calls: frame with date, call (its name), medium and context. links: the address of
    each call's page, in order. The marks stand in time from left to right; a filled mark is a call of the first medium
    in the table.
    """
    days = [date.fromisoformat(day).toordinal() for day in calls["date"]]
    first, span, narrow = min(days), max(max(days) - min(days), 1), width <= NARROW
    _, ax = figure(width, 1 + ((1.2 if language == "ar" else 1.0) if narrow else 0.62) * len(calls), language)
    for row, (call, day, link) in enumerate(zip(calls.itertuples(), days, links, strict=True)):
        filled = COLOURS[1] if call.medium == calls["medium"].iloc[0] else "#ffffff"
        ax.plot([0, 0.16], [row, row], color="#cccccc", linewidth=1)
        ax.plot(0.16 * (day - first) / span, row, "o", markersize=10, color=filled, markeredgecolor=COLOURS[1],
                url=link, gid=f"{call.call}, {call.medium}: {call.context}")  # fmt: skip
        name, medium = (_broken(part, 18).partition("\n")[0] for part in (call.call, call.medium))
        around = textwrap.fill(call.context, int(_letters() * (36 if narrow else 52)))
        named = f"{name} · {medium}" if narrow else f"{name}\n{medium}"
        ax.text(0.22, row - (0.1 if narrow else 0), named, va="bottom" if narrow else "center", fontsize="small",
                fontweight="bold")  # fmt: skip
        ax.text(0.22 if narrow else 0.47, row - (0.06 if narrow else 0), around, va="top" if narrow else "center",
                fontsize="small")  # fmt: skip
    ax.set_xlim(-0.03, 1.05 if narrow else 1.25)
    ax.set_ylim(len(days) - 0.4, -0.6)
    ax.axis("off")
    entitle(ax, title)
    return ax
