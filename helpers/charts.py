"""Pictures: one style, Arabic shaped by matplotlib (3.11 or newer), an alternative text for each figure.

Colours are Okabe and Ito's (2008), told apart by readers with any of the common colour deficiencies; hatches and direct
labels say the same again, so that nothing depends on colour.
"""

import base64
import io
import textwrap
from collections import Counter
from datetime import date
from importlib import util
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.text import Annotation
from PIL import Image

from helpers.show import plain

COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000"]
HATCHES = ["", "////", "....", "xxxx", "\\\\\\\\", "----", "oo", "++"]
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

    The name of a part is written once, where it is widest; its share on every part wide enough to hold it. Hatches tell
    the parts apart without colour.
    """
    left = 0 * shares.iloc[:, 0].to_numpy(float)
    for number, part in enumerate(shares.columns):
        width = shares[part].to_numpy(float) * 100
        drawn = ax.barh(range(len(shares)), width, left=left, color=COLOURS[number % len(COLOURS)], height=0.7,
                        edgecolor="white", hatch=HATCHES[number % len(HATCHES)], alpha=0.85)  # fmt: skip
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


MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]


def dots(ax, profile, reports, frames, title, xlabel, labels=None):
    """One row per frame, one dot per report at the share of its sentences; a call is a colour and a shape.

    profile: `shift.profile` by report; frames: names from the bottom up; labels: names to print for frames and calls.
    """
    calls = dict(zip(reports["report"], reports["call"], strict=True))
    names = [call for call in sorted(set(calls.values())) if call] or [""]
    for number, call in enumerate(names):
        part = profile[profile["report"].map(calls) == call]
        offset = 0.22 * (number - (len(names) - 1) / 2)
        rows = [frames.index(frame) + offset for frame in part["frame"]]
        ax.scatter(part["share"] * 100, rows, s=52, color=COLOURS[number % len(COLOURS)], alpha=0.9,
                   marker=MARKERS[number % len(MARKERS)], edgecolor="white", linewidth=0.6)  # fmt: skip
        at, row = _loneliest(profile, calls, call, frames)
        ax.annotate((labels or {}).get(call, call), (at * 100, row + offset), xytext=(7, 0), textcoords="offset points",
                    color=COLOURS[number % len(COLOURS)], va="center", fontsize="small", fontweight="bold")  # fmt: skip
    ax.set_yticks(range(len(frames)), [(labels or {}).get(frame, frame) for frame in frames])
    ax.set_xlim(right=min(110, profile["share"].max() * 100 + 16))
    _entitle(ax, title)
    ax.set_xlabel(xlabel)
    return ax


def _loneliest(profile, calls, call, frames):
    """(share, row) of the mark of a call that lies farthest from any mark of another call: the place for its name."""
    best = (-1.0, 0.0, 0)
    for row, frame in enumerate(frames):
        part = profile[profile["frame"] == frame]
        own = part["report"].map(calls) == call
        for share in part.loc[own, "share"]:
            room = (part.loc[~own, "share"] - share).abs().min() if (~own).any() else 1.0
            best = max(best, (float(room), float(share), row))
    return best[1], best[2]


def timeline(ax, calls, title, columns=("call", "medium", "context"), width=34):
    """The calls on a line in time, each with its medium and what stood around it.

    calls: frame of Study.calls; columns: those that name the call, its medium and its context, in one language.
    """
    days = [date.fromisoformat(day).toordinal() for day in calls["date"]]
    # labels are spread evenly, since two of the calls lie close together
    places = [0.5] if len(days) == 1 else [at / (len(days) - 1) for at in range(len(days))]
    first, span = min(days), max(max(days) - min(days), 1)
    ax.axhline(1, color=GREY, linewidth=2)
    for row, day, place in zip(calls.to_dict("records"), days, places, strict=True):
        at = (day - first) / span
        ax.plot([at], [1], marker="o", markersize=11, color=COLOURS[1])
        ax.plot([at, place], [1, 0.78], color=GREY, linewidth=1)
        name, medium, context = (row[column] for column in columns)
        words = f"{name}\n{medium}\n" + textwrap.fill(context, width)
        ax.text(place, 0.74, words, ha="center", va="top", fontsize=10, linespacing=1.5)
    ax.set_xlim(-0.22, 1.22)
    ax.set_ylim(0, 1.1)
    ax.axis("off")
    _entitle(ax, title)
    return ax


def assignments(ax, values, actual, title, xlabel, note):
    """What every assignment of reports to calls would have given, as stacked dots, and the real one marked.

    values: the statistic of each assignment; actual: that of the real one; note: what to write beside the mark.
    """
    stacks = Counter(round(float(value), 3) for value in values)
    for value, times in sorted(stacks.items()):
        ax.scatter([value] * times, range(1, times + 1), color=COLOURS[5], edgecolor=GREY, s=60)
    ax.axvline(actual, color=COLOURS[1], linewidth=2.5)
    ax.annotate(note, (actual, max(stacks.values()) + 0.7), xytext=(6, 0), textcoords="offset points", color=COLOURS[1])
    ax.set_ylim(0, max(stacks.values()) + 1.6)
    ax.set_yticks([])
    _entitle(ax, title)
    ax.set_xlabel(xlabel)
    return ax
