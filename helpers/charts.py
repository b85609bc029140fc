"""Pictures: one style, Arabic shaped by matplotlib (3.11 or newer), an alternative text for each figure.

Colours are Okabe and Ito's (2008), told apart by readers with any of the common colour deficiencies; hatches and direct
labels say the same again, so that nothing depends on colour.
"""

import io
from importlib import util
from pathlib import Path

import matplotlib as mpl
from IPython.display import Image
from matplotlib import font_manager
from matplotlib import pyplot as plt

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
        "savefig.facecolor": "white", "svg.hashsalt": "between-the-calls", "figure.constrained_layout.use": True,
    })  # fmt: skip


def figure(width=8.0, height=4.0, **axes):
    """A figure and its axes in the common style. width, height: inches."""
    style()
    return plt.subplots(figsize=(width, height), **axes)


def arabic(label):
    """The label, made to run right to left also where it begins in Latin script."""
    return f"{RIGHT_TO_LEFT}{label}"


def show(drawn, alt):
    """The finished figure as a picture with an alternative text (what it shows, in a sentence, numbers included)."""
    if not alt.strip():
        raise ValueError("a figure needs an alternative text")
    out = io.BytesIO()
    drawn.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    plt.close(drawn)
    width = int(drawn.get_figwidth() * 96)
    return Image(out.getvalue(), format="png", width=width, alt=alt)


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
    ax.set_title(title)
    ax.set_xlabel(xlabel)
    return ax


def _write_values(ax, heights, reach, percent):
    widest = max([*reach, 1e-9])
    ax.set_xlim(0, widest * 1.15)
    for at, (height, right) in enumerate(zip(heights, reach, strict=True)):
        ax.text(right + widest * 0.015, at, f"{height:.0f}%" if percent else f"{height:g}", va="center", fontsize=10)


def stacked(ax, shares, title, xlabel, colours=None):
    """Horizontal bars of parts of a whole: shares is a frame, one bar a row, one part a column (shares, 0–1).

    The name of each part is written on the first bar wide enough, its share on every part wide enough to hold it;
    hatches tell the parts apart without colour.
    """
    left = 0 * shares.iloc[:, 0].to_numpy(float)
    for number, part in enumerate(shares.columns):
        width = shares[part].to_numpy(float) * 100
        colour = (colours or COLOURS)[number % len(COLOURS)]
        drawn = ax.barh(range(len(shares)), width, left=left, color=colour, height=0.62, edgecolor="white",
                        hatch=HATCHES[number % len(HATCHES)], alpha=0.85, label=part)  # fmt: skip
        for at, bar in enumerate(drawn):
            if width[at] >= 7:
                ax.text(bar.get_x() + width[at] / 2, at, f"{width[at]:.0f}", ha="center", va="center", fontsize=10,
                        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.9})  # fmt: skip
        left = left + width
    ax.set_yticks(range(len(shares)), [str(name) for name in shares.index])
    ax.set_xlim(0, 100)
    ax.set_title(title)
    ax.set_xlabel(xlabel)
    ax.legend(ncols=min(4, len(shares.columns)), loc="upper left", bbox_to_anchor=(0, -0.16), frameon=False)
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


def grid(ax, modes, labels, title):
    """Statements (rows) by reports (columns): how each report gives each statement, written into the cell.

    modes: frame of direct, mixed, indirect, act or "" (the report does not have it). labels: a short name for each row.
    """
    for row, cells in enumerate(modes.iloc[::-1].to_numpy()):
        for column, mode in enumerate(cells):
            if not mode:
                continue
            colour, word = MODE_LOOKS[mode]
            ax.barh(row, 0.94, left=column + 0.03, height=0.86, color=colour, edgecolor=GREY, linewidth=0.8)
            ax.text(column + 0.5, row, word, ha="center", va="center", fontsize=9,
                    color="white" if mode == "direct" else "black")  # fmt: skip
    ax.set_yticks(range(len(modes)), list(labels)[::-1])
    ax.set_xticks([at + 0.5 for at in range(modes.shape[1])], list(modes.columns))
    ax.xaxis.tick_top()
    ax.set_xlim(0, modes.shape[1])
    ax.grid(False)
    ax.set_title(title)
    return ax


MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]


def dots(ax, profile, reports, frames, title, xlabel):
    """One row per frame, one dot per report at the share of its sentences; a call is a colour and a shape.

    profile: `shift.profile` by report; frames: names from the bottom up.
    """
    calls = dict(zip(reports["report"], reports["call"], strict=True))
    names = [call for call in sorted(set(calls.values())) if call]
    for number, call in enumerate(names):
        part = profile[profile["report"].map(calls) == call]
        rows = [frames.index(frame) + 0.22 * (number - (len(names) - 1) / 2) for frame in part["frame"]]
        ax.scatter(part["share"] * 100, rows, s=52, color=COLOURS[number % len(COLOURS)], alpha=0.9,
                   marker=MARKERS[number % len(MARKERS)], edgecolor="white", linewidth=0.6, label=call)  # fmt: skip
    ax.set_yticks(range(len(frames)), frames)
    ax.set_title(title)
    ax.set_xlabel(xlabel)
    ax.legend(ncols=min(4, len(names)), loc="upper left", bbox_to_anchor=(0, -0.14), frameon=False)
    return ax
