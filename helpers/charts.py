"""Pictures: one style, Arabic shaped by matplotlib (3.11 or newer), an alternative text for each figure.

Colours are Okabe and Ito's (2008), told apart by readers with any of the common colour deficiencies; shapes and direct
labels say the same again, so that nothing depends on colour.
"""

import base64
import io
import textwrap
from datetime import date
from importlib import util
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.text import Annotation
from PIL import Image

from helpers.show import plain

COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000"]
GREY = "#595959"
DPI = 160
RIGHT_TO_LEFT = "\u200f"


def style():
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


def figure(width=8.0, height=4.0, language="en", **axes):
    """A figure and its axes in the common style. width, height: inches. language: en, or ar for Arabic lettering."""
    style()
    if language == "ar":
        mpl.rcParams.update({"font.family": ["Amiri", "DejaVu Sans"], "font.size": 14, "axes.titlesize": 16})
    return plt.subplots(figsize=(width, height), **axes)


def _entitle(ax, title):
    """The finding as title: across the whole figure where it holds one chart, else over its own chart."""
    figure = ax.figure
    if len(figure.axes) > 1:
        ax.set_title(title)
        return
    width = int(figure.get_figwidth() * 96 / mpl.rcParams["axes.titlesize"] * 1.35)
    figure.suptitle(
        textwrap.fill(title, width), x=0.01, ha="left", fontweight="bold", fontsize=mpl.rcParams["axes.titlesize"]
    )


def mirror(ax):
    """Turn a finished chart for readers of Arabic: names at the right, bars to the left, title at the right."""
    ax.figure.suptitle(ax.figure.get_suptitle(), x=0.99, ha="right", fontweight="bold",
                       fontsize=mpl.rcParams["axes.titlesize"])  # fmt: skip
    ax.invert_xaxis()
    ax.yaxis.tick_right()
    ax.spines["left"].set_visible(False)
    ax.spines["right"].set_visible(True)
    for bar_label in ax.texts:
        if bar_label.get_ha() == "left":
            bar_label.set_ha("right")
            if isinstance(bar_label, Annotation):
                bar_label.xyann = (-bar_label.xyann[0], bar_label.xyann[1])
    return ax


def arabic(label):
    """The label, made to run right to left also where it begins in Latin script."""
    return f"{RIGHT_TO_LEFT}{label}"


class Picture:
    """A finished figure in every form in which it is looked at: an SVG for the site; a PNG for JupyterLab, which shows
    no SVG that it does not trust, and the same in an <img>, since it gives no other picture an alternative text."""

    def __init__(self, drawn, alt):
        self.alt, self.width = alt, int(drawn.get_figwidth() * 96)
        self.png, self.svg = _png(drawn), _svg(drawn)
        plt.close(drawn)

    def _repr_mimebundle_(self, include=None, exclude=None):
        png = base64.b64encode(self.png).decode("ascii")
        img = f'<img alt="{plain(self.alt)}" width="{self.width}" src="data:image/png;base64,{png}">'
        data = {"text/html": img, "image/svg+xml": self.svg, "image/png": png, "text/plain": self.alt}
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


def show(drawn, alt):
    """The finished figure as a picture with an alternative text (what it shows, in a sentence, numbers included)."""
    if not alt.strip():
        raise ValueError("a figure needs an alternative text")
    return Picture(drawn, alt)


def listed(shares, percent=True):
    """'A1 12%, A2 3%': a Series in words, for an alternative text or a sentence."""
    return ", ".join(f"{name} {value:.0%}" if percent else f"{name} {value:g}" for name, value in shares.items())


def bars(ax, values, title, xlabel, percent=False, intervals=None):
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
    _write_values(ax, heights, reach, percent)
    _entitle(ax, title)
    ax.set_xlabel(xlabel)
    return ax


def _write_values(ax, heights, reach, percent):
    widest = max([*reach, 1e-9])
    ax.set_xlim(0, widest * 1.15)
    for at, (height, right) in enumerate(zip(heights, reach, strict=True)):
        ax.text(right + widest * 0.015, at, f"{height:.0f}%" if percent else f"{height:g}", va="center", fontsize=10)


def stacked(ax, shares, title, xlabel):
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
    _entitle(ax, title)
    ax.set_xlabel(xlabel)
    return ax


def strip(ax, sentences, coded, reports, title):
    """One row per report, one cell per sentence from first to last; cells of `coded` (report, sentence) are filled."""
    filled = set(zip(coded["report"], coded["sentence"], strict=True))
    for row, report in enumerate(reversed(reports)):
        numbers = sorted(sentences.loc[sentences["report"] == report, "sentence"])
        width = 100 / max(len(numbers), 1)
        for at, number in enumerate(numbers):
            colour = COLOURS[0] if (report, number) in filled else "#eeeeee"
            ax.barh(row, width, left=at * width, color=colour, edgecolor="white", linewidth=0.6, height=0.86)
    ax.set_yticks(range(len(reports)), list(reversed(reports)), fontsize=8)
    ax.set_xlim(0, 100)
    ax.set_title(title, fontsize=11)
    ax.grid(False)
    return ax


MODE_LOOKS = {"direct": (COLOURS[0], "direct"), "mixed": (COLOURS[5], "mixed"), "indirect": ("#d9d9d9", "retold"),
              "act": ("#f2f2f2", "named")}  # fmt: skip


def grid(ax, modes, labels, title, words=None):
    """Statements (rows) by reports (columns): how each report gives each statement, written into the cell.

    modes: frame of direct, mixed, indirect, act or "" (the report does not have it). labels: a short name for each row.
    words: what to write for each mode, default MODE_LOOKS.
    """
    for row, cells in enumerate(modes.iloc[::-1].to_numpy()):
        for column, mode in enumerate(cells):
            if not mode:
                continue
            colour, word = MODE_LOOKS[mode][0], (words or {}).get(mode, MODE_LOOKS[mode][1])
            ax.barh(row, 0.94, left=column + 0.03, height=0.86, color=colour, edgecolor=GREY, linewidth=0.8)
            ax.text(column + 0.5, row, word, ha="center", va="center", fontsize=9,
                    color="white" if mode == "direct" else "black")  # fmt: skip
    ax.set_yticks(range(len(modes)), list(labels)[::-1])
    ax.set_xticks([at + 0.5 for at in range(modes.shape[1])], list(modes.columns))
    ax.xaxis.tick_top()
    ax.set_xlim(0, modes.shape[1])
    ax.grid(False)
    _entitle(ax, title)
    return ax


MARKERS = ["o", "D", "s", "^", "v", "P", "X", "*"]


def ranges(ax, rows, title, xlabel, series, gaps=()):
    """One row per name, top first, with a mark and its interval for each series.

    rows: [(name, {series: (mean, low, high)})], shares 0–1 (low NaN: no interval). series: names of the marks, in
    order; the first is filled. gaps: numbers of rows above which a space is left.
    """
    height = np.arange(len(rows)) + np.searchsorted(sorted(gaps), np.arange(len(rows)), side="right") * 0.6
    for place, (_, marks) in zip(height, rows, strict=True):
        for number, name in enumerate(series):
            if name not in marks:
                continue
            mean, low, high = (100 * value for value in marks[name])
            colour, at = COLOURS[number], place + 0.17 * (number - (len(series) - 1) / 2)
            if low == low:
                ax.hlines(at, low, high, color=colour, linewidth=2, alpha=0.55)
            ax.plot(mean, at, MARKERS[number], color=colour if number == 0 else "white", markeredgecolor=colour,
                    markersize=8, markeredgewidth=1.8, label=name)  # fmt: skip
            if number == 0:
                ax.annotate(f"{mean:.0f}", (mean, at), xytext=(0, 8), textcoords="offset points", ha="center",
                            fontsize="small", color=colour, fontweight="bold")  # fmt: skip
    ax.set_yticks(height, [name for name, _ in rows])
    ax.set_ylim(height[-1] + 0.7, -0.8)
    ax.set_xlim(-3, 103)
    if len(series) > 1:
        handles = dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
        ax.figure.legend(handles.values(), handles, loc="outside lower center", ncols=len(series), frameon=False)
    _entitle(ax, title)
    ax.set_xlabel(xlabel)
    return ax


def heat(ax, shares, title):
    """A table of shares (0–1) as cells, darker for more, the per cent written into each."""
    ax.imshow(shares.to_numpy(float), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), share in np.ndenumerate(shares.to_numpy(float)):
        ax.text(column, row, f"{share * 100:.0f}", ha="center", va="center", fontsize=9,
                color="white" if share > 0.55 else "black")  # fmt: skip
    ax.set_xticks(range(shares.shape[1]), shares.columns, rotation=40, ha="left", rotation_mode="anchor", fontsize=9)
    ax.xaxis.tick_top()
    ax.set_yticks(range(len(shares)), shares.index, fontsize=9)
    ax.grid(False)
    _entitle(ax, title)
    return ax


def timeline(ax, calls, title, columns, width=46):
    """The calls from first to last, one a line: what stood around each beside its day and medium.

    calls: frame of a study's calls; columns: those that name the call, its medium and its context, in one language. The
    marks stand in time from left to right; a filled mark is a call of the first medium in the table.
    """
    days = [date.fromisoformat(day).toordinal() for day in calls["date"]]
    first, span, media = min(days), max(max(days) - min(days), 1), list(dict.fromkeys(calls[columns[1]]))
    for row, (known, day) in enumerate(zip(calls.to_dict("records"), days, strict=True)):
        name, medium, context = (known[column] for column in columns)
        filled = COLOURS[1] if medium == media[0] else "white"
        ax.plot([0, 0.16], [row, row], color="#cccccc", linewidth=1)
        ax.plot(0.16 * (day - first) / span, row, "o", markersize=10, color=filled, markeredgecolor=COLOURS[1])
        ax.text(0.2, row, f"{name}\n{medium}", va="center", fontsize="small", fontweight="bold")
        ax.text(0.47, row, textwrap.fill(context, width), va="center", fontsize="small")
    ax.set_xlim(-0.02, 1.25)
    ax.set_ylim(len(days) - 0.4, -0.6)
    ax.axis("off")
    _entitle(ax, title)
    return ax
