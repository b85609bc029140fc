"""Real newspaper texts, damaged: nothing fails, and what was not touched is read as before.

Every run damages each text a few times, always in the same ways; `make nightly` 200 times each.
"""

import random

import pytest

from helpers import pipeline
from tests import arabic

TEXTS = [f"dev-{number:02}" for number in range(1, 41)]
TIMES = 200 if arabic.NIGHTLY else 5
MARKS = "«»“”\"'()‘’،.:؛؟"
PUT_IN = ["أخبار ذات صلة", "شارك هذا الموضوع:", "فيسبوك", "Exit mobile version", "19 - 05 - 2025", "اترك تعليقاً"]


def paragraphs(text):
    """(start, end) of each line that holds text."""
    spans, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            spans.append((at, at + len(line.rstrip("\r\n"))))
        at += len(line)
    return spans


def drop(text, start, end, chance):
    place = _mark(text, start, end, chance)
    return text[:place] + text[place + 1 :]


def double(text, start, end, chance):
    place = _mark(text, start, end, chance)
    return text[:place] + text[place] + text[place:]


def swap(text, start, end, chance):
    place = _mark(text, start, end, chance)
    return text[:place] + chance.choice(MARKS) + text[place + 1 :]


def cut(text, start, end, chance):
    """The rest of a paragraph gone."""
    return text[: chance.randrange(start, end)] + text[end:]


def truncate(text, start, end, chance):
    """The rest of the text gone."""
    return text[: chance.randrange(start, end)]


def join(text, start, end, chance):
    """A paragraph run together with the next: two are touched."""
    return text[:end] + " " + text[end:].lstrip("\r\n")


def insert(text, start, end, chance):
    """Page furniture in the middle of a paragraph, on a line of its own."""
    place = chance.randrange(start, end)
    return f"{text[:place]}\n{chance.choice(PUT_IN)}\n{text[place:]}"


def _mark(text, start, end, chance):
    places = [k for k in range(start, end) if text[k] in MARKS]
    return chance.choice(places or range(start, end))


DAMAGES = [drop, double, swap, cut, truncate, join, insert]


def spans(reading, low, high, shift=0):
    """Content and cue, moved, of what was found between two places; who speaks may depend on what was damaged."""
    return {
        tuple(span and (span[0] + shift, span[1] + shift) for span in (quote.content, quote.cue))
        for quote in reading.quotes
        if low <= quote.content[0] < high
    }


def furniture(reading, low, shift=0):
    return [(item.start + shift, item.end + shift) for item in reading.document.residue if item.start >= low]


@pytest.mark.parametrize("names", [TEXTS[k::10] for k in range(10)], ids=" ".join)
def test_a_damaged_text_is_read_and_nearly_all_that_was_not_touched_as_before(newspapers, names):
    """Of a few texts together: in a short one a single quotation is a seventh of them."""
    counts = [kept_when_damaged(newspapers, name) for name in names]
    same, either = map(sum, zip(*counts, strict=True))
    assert same >= 0.9 * either


def kept_when_damaged(newspapers, name):
    """(same, either): spans outside the damage that are found before and after, and before or after."""
    text = (newspapers / f"{name}.txt").read_bytes().decode("utf-8")
    before, places = pipeline.read(text), paragraphs(text)
    chance, same, either = random.Random(name), 0, 0
    for number in range(TIMES):
        damage = DAMAGES[number % len(DAMAGES)]
        touched = chance.randrange(len(places))
        start, end = places[touched]
        other = damage(text, start, end, chance)
        after, shift = pipeline.read(other), len(other) - len(text)
        arabic.sound(after)
        compared = [(spans(before, 0, start), spans(after, 0, start))]
        following = places[touched + 1 + (damage is join) :]
        # a prompt put in near the end makes furniture of the short lines below it, as it should
        if damage is not truncate and following:
            low = following[0][0]
            if furniture(after, low + shift) == furniture(before, low, shift):
                compared.append((spans(before, low, len(text), shift), spans(after, low + shift, len(other))))
        same += sum(len(one & two) for one, two in compared)
        either += sum(len(one | two) for one, two in compared)
    return same, either
