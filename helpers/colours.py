"""Colours of sides: the study's own where it names one, else Okabe and Ito's (2008), and versions fit for text."""

import re

import pandas as pd

PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442"]
NEUTRAL = "#8c8c8c"  # of those who are on no side
PAGE = {"light": "#ffffff", "dark": "#14181e"}
CONTRAST = 5.0  # of text on the page; WCAG 2.2 asks for 4.5


def of_sides(sides: pd.DataFrame) -> dict[str, str]:
    """{side: colour} for the sides of a study (columns side, colour), in their order; "other" is on no side."""
    free = iter([colour for colour in PALETTE * len(sides) if colour not in set(sides["colour"].str.lower())])
    named = zip(sides["side"], sides["colour"], strict=True)
    return {side: colour or (NEUTRAL if side == "other" else next(free, NEUTRAL)) for side, colour in named}


def _rgb(colour):
    return [int(part, 16) for part in re.findall("..", colour.removeprefix("#"))]


def _luminance(rgb):
    """Relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    linear = [v / 3294.6 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in rgb]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted(_luminance(_rgb(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def legible(colour: str, page: str) -> str:
    """The colour, mixed with black or white until text in it can be read on a page (`light` or `dark`)."""
    towards = 0 if page == "light" else 255
    for share in range(0, 101, 5):
        mixed = [round(part + (towards - part) * share / 100) for part in _rgb(colour)]
        found = "#" + "".join(f"{part:02x}" for part in mixed)
        if contrast(found, PAGE[page]) >= CONTRAST:
            break
    return found


def side_rules(sides: pd.DataFrame) -> str:
    """Style rules that give each side of a study its colour, as class `side-0`, `side-1` … in their order."""
    rules = []
    for number, colour in enumerate(of_sides(sides).values()):
        rules.append(f".side-{number} {{ --side: {legible(colour, 'light')}; }}")
        rules.append(f'html[data-theme="dark"] .side-{number} {{ --side: {legible(colour, "dark")}; }}')
    return "\n".join(rules) + "\n"
