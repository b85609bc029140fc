"""Slips worth an editor's eye: where a page contradicts itself or what is known. Each is a pointer, not a verdict.

- `date_stamp`       the page's date stamp is not the date of the event
- `former_in_office` somebody is called "former" who held the office that day (`offices.csv`)
- `headline_twice`   the headline was printed twice
- `unpaired_mark`    a quotation mark has no partner
- `run_together`     an unknown word is a known word with a short one stuck to it
- `final_heh`        a word with the article ends in ه where the dictionary has ة
"""

import re
from datetime import date
from typing import Any

import pandas as pd

from helpers import marks, residue, tables, words
from helpers.study import Study

COLUMNS = ["report", "start", "end", "slip", "text", "why"]
_SHORT = ("من", "في", "عن", "على", "إلى", "مع", "أن", "إن")
_FORMER = frozenset(words.fold(word) for word in ("السابق", "السابقة"))


def find(text: str, day: str = "", offices: pd.DataFrame | None = None, patterns: Any = None) -> list[tuple]:
    """Slips of one text: a list of (start, end, slip, why), in order. day: date of the event (ISO) or "".

    offices: frame as data/offices.csv, patterns: residue.Patterns; default those of this repository.
    """
    tokens = words.tokenise(text)
    offices = tables.load("offices") if offices is None else offices
    furniture = residue.find(text, patterns)
    found = [*_stamps(text, furniture, day), *_former(tokens, day, offices), *_unpaired(text), *_misspelt(tokens)]
    found += [(item.start, item.end, "headline_twice", "stands above already")
              for item in furniture if item.reason == "duplicate_headline"]  # fmt: skip
    return sorted(found)


def table(study: Study) -> pd.DataFrame:
    """Slips of every report of a Study, by its own tables, as a frame: COLUMNS; the day is the report's `date`."""
    patterns = residue.Patterns(study.residue)
    rows = [
        (row.report, start, end, slip, row.text[start:end], why)
        for row in study.reports.itertuples()
        for start, end, slip, why in find(row.text, row.date, study.offices, patterns)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _stamps(text, furniture, day):
    for item in furniture:
        numbers = [int(number) for number in re.findall(r"\d+", text[item.start : item.end])]
        if item.reason == "date_stamp" and day and len(numbers) == 3:
            year, month, day_of_month = numbers if numbers[0] > 31 else reversed(numbers)
            stamped = f"{year:04}-{month:02}-{day_of_month:02}"
            if stamped != day:
                yield item.start, item.end, "date_stamp", f"the page says {stamped}, the event was on {day}"


def in_office(offices: pd.DataFrame, day: str) -> dict[tuple[str, ...], str]:
    """{folded title: speaker} of those who hold an office on an ISO date; offices: frame as data/offices.csv."""
    when = date.fromisoformat(day)
    return {
        tuple(words.fold(word) for word in row.title.split()): row.speaker
        for row in offices.itertuples()
        if date.fromisoformat(row.since) <= when and (not row.until or when < date.fromisoformat(row.until))
    }


def _former(tokens, day, offices):
    """«الرئيس الأمريكي السابق» followed by the name of the one in office that day."""
    holders = in_office(offices, day) if day else {}
    for title, speaker in holders.items():
        name = {words.fold(word) for word in speaker.split()}
        for at in range(len(tokens) - len(title) - 1):
            run = tokens[at : at + len(title) + 2]
            matches = tuple(token.fold for token in run[: len(title)]) == title and run[len(title)].fold in _FORMER
            if matches and run[-1].fold in name:
                yield run[0].start, run[-1].end, "former_in_office", f"{speaker} held the office on {day}"


def _unpaired(text):
    for segment in marks.pair(text):
        if not segment.closed and segment.family in {"double", "single"}:
            opening = text[segment.start : segment.inner_start].strip()
            start, end = (segment.start, segment.inner_start) if opening else (segment.inner_end, segment.end)
            yield start, end, "unpaired_mark", "its partner is missing"


def _misspelt(tokens):
    for token in tokens:
        if token.kind != "word":
            continue
        found = words.readings(token)
        tail = next((short for short in _SHORT if token.plain.endswith(short)), "")
        stem = token.plain[: -len(tail)] if tail else ""
        if not found and len(stem) >= 3 and stem[-1] in "ادذرزوةىء" and words.readings(words.tokenise(stem)[0]):
            yield token.start, token.end, "run_together", f"perhaps {stem} {tail}"
        elif token.plain.endswith("ه") and any(r.det and r.diac.endswith("ة") for r in found):
            yield token.start, token.end, "final_heh", f"perhaps {token.plain[:-1]}ة"
