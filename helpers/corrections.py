"""What people decided about quotations and frames: kept beside the texts, applied after every extraction.

`corrections.csv` in a study's folder has one decision per row. Each carries the words it is about with some of what
stands before and after, so that it finds them again when the texts are read anew, when a text has changed around them,
and under another file name; a decision holds wherever the same words stand in the same surroundings. Where its own
words are gone it is named and kept, never lost. What one person decides beats the program. Where two people disagree,
the program's answer stands and both are named.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import tables, words
from helpers.document import Span, overlap, same_place
from helpers.people import People
from helpers.problems import problem

COLUMNS = ["report", "span", "field", "old", "new", "who", "when", "why", "drawn", "words", "before", "after"]
AROUND = 32  # characters before and after the words that a decision carries
# what became of a decision
APPLIED, CONFIRMED, DISPUTED, GONE, UNFOUND = "applied", "confirmed", "disputed", "words gone", "nothing found there"


class Decision(NamedTuple):
    """One row of corrections.csv in a text: where its words stand there, half-open, in code points."""

    line: int
    start: int
    end: int
    field: str
    old: str
    new: str
    who: str
    when: str


def none() -> pd.DataFrame:
    """The table of a study in which nobody has decided anything."""
    return pd.DataFrame(columns=COLUMNS, dtype=str)


def load(folder: Path) -> tuple[pd.DataFrame, list]:
    """(table, faults) of a study's folder: its corrections with the columns COLUMNS, indexed by line."""
    return tables.usable("corrections", folder) if (folder / "corrections.csv").exists() else (none(), [])


def anchor(text: str, start: int, end: int) -> dict[str, str]:
    """The cells of a row of corrections.csv that say where it belongs: span, words, before, after."""
    return {"span": f"{start}:{end}", "words": text[start:end], "before": text[max(0, start - AROUND) : start],
            "after": text[end : end + AROUND]}  # fmt: skip


# ---------------------------------------------------------------- where a decision belongs


def nearest(text: str, wanted: str, start: int) -> int | None:
    """Where the words `wanted` begin in a text, nearest to a place; None where they are not in it."""
    found, at = [], text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return min(found, key=lambda at: (abs(at - start), at), default=None)


def _place(row, report, text):
    """Where the words of a row begin in a text, or None. In a text of another name what stands before or after them
    must agree, as far as a row carries it; at the end of a text, where it carries less, both."""
    start = int(row.span.partition(":")[0])
    sides = [(row.before, row.after), (row.before, ""), ("", row.after), ("", "")]
    for before, after in sides if row.report == report else _telling(sides):
        at = nearest(text, before + row.words + after, start - len(before))
        if at is not None:
            return at + len(before)
    return None


def _telling(sides):
    """Of surroundings, those that tell where words belong in a text of any name: all there is, or one whole side."""
    return sides[:1] + [pair for pair in sides[1:3] if len(pair[0] + pair[1]) == AROUND]


def in_text(table: pd.DataFrame, report: str, text: str) -> list[Decision]:
    """The Decisions of a table that belong into one text, in the order of the table."""
    found = []
    for row in table.itertuples():
        if row.report != report and row.words not in text:  # most rows, in most texts
            continue
        start = _place(row, report, text)
        if start is not None:
            end = start + len(row.words)
            found.append(Decision(row.Index, start, end, row.field, row.old, row.new, row.who, row.when))
    return found


def called_quotations(decisions: Sequence[Decision]) -> list[Span]:
    """(start, end) of what people called a quotation, in saying that it is right, whose it is, or where it ends."""
    return [(one.start, one.end) for one in decisions
            if one.field in {"speaker", "content"} or (one.field, one.new) == ("quotation", "right")]  # fmt: skip


def _gathered(spans, decisions):
    """{number of the span: its decisions}, for the span that is most like where a decision belongs."""
    found = defaultdict(list)
    for decision in decisions:
        place = decision.start, decision.end
        best = max(range(len(spans)), key=lambda n: (overlap(spans[n], place), -n), default=None)
        if best is not None and same_place(spans[best], place):
            found[best].append(decision)
    return found


# ---------------------------------------------------------------- applying them


def _said(decisions, field):
    """{answer: the people who gave it} for one field; who found all of it right gave the answer that was shown."""
    answers = defaultdict(list)
    for decision in decisions:
        if decision.field == field:
            answers[decision.new].append(decision.who)
        elif field == "speaker" and decision.field == "quotation" and decision.new == "right":
            answers[decision.old].append(decision.who)
    return answers


def _settled(decisions, field):
    """(answer, None) where all agree, (None, what was said) where two do not, (None, None) where nobody spoke."""
    answers = _said(decisions, field)
    if len({who for people in answers.values() for who in people}) > 1 and len(answers) > 1:
        told = " / ".join(f"{answer} ({', '.join(people)})" for answer, people in answers.items())
        return None, f"{field}: {told}"
    return (list(answers)[-1] if answers else None), None


def _by(decisions):
    return "; ".join(dict.fromkeys(f"{decision.who}, {decision.when}" for decision in decisions))


def _note(states, decisions, state):
    """Enter what became of decisions into {line: state}; what is entered already stays."""
    for decision in decisions:
        states.setdefault(decision.line, state)


def quotes(
    rows: Sequence[dict], text: str, decisions: Sequence[Decision], sentence_at: Callable[[int], int], people: People
) -> tuple[list[dict], dict[int, str]]:
    """(rows, {line: state}): the quotations of one text (dicts of pipeline.QUOTES) as people decided.

    sentence_at: function from a place in the text to the number of its sentence. people: the study's people.People.
    """
    decisions = [decision for decision in decisions if decision.field != "frames"]
    states, kept = {}, []
    spans = [(row["start"], row["end"]) for row in rows]
    # what was decided about a content once corrected belongs to the same quotation
    mended = [_mended(span, text, decisions) for span in spans]
    both = _gathered(spans, decisions)
    placed = {decision.line for found in both.values() for decision in found}
    for number, found in _gathered(mended, [d for d in decisions if d.line not in placed]).items():
        both[number] += found
    for number, row in enumerate(rows):
        kept.append(_decided(dict(row), text, both.get(number, []), states, sentence_at, people))
    _note(states, decisions, UNFOUND)
    return [row for row in kept if row is not None], states


def _mended(span, text, decisions):
    """The span that a quotation gets by a correction of its content, else its own."""
    for decision in decisions:
        if decision.field == "content" and same_place(span, (decision.start, decision.end)):
            start = nearest(text, decision.new, decision.start)
            return span if start is None else (start, start + len(decision.new))
    return span


def _decided(row, text, decisions, states, sentence_at, people):
    """One quotation as people decided, None where it is none. Its column `corrected` says what and who."""
    if not decisions:
        return row
    settled = {field: _settled(decisions, field) for field in ("speaker", "content")}
    wrong = [d for d in decisions if d.field == "quotation" and d.new == "wrong"]
    others = [d for d in decisions if d not in wrong and d.who not in {other.who for other in wrong}]
    disputes = [dispute for _, dispute in settled.values() if dispute]
    if wrong and others:
        two = (", ".join(dict.fromkeys(d.who for d in side)) for side in (wrong, others))
        disputes.append("quotation: wrong ({}) / right ({})".format(*two))
    if disputes:
        _note(states, decisions, DISPUTED)
        return row | {"corrected": f"? {'; '.join(disputes)}"}
    if wrong:
        _note(states, decisions, APPLIED)
        return None
    notes = []
    speaker, content = settled["speaker"][0], settled["content"][0]
    if speaker is not None and speaker != row["speaker"]:
        notes.append(f"speaker: {row['speaker'] or '–'} → {speaker or '–'}")
        row |= _spoken_by(speaker, people)
    if content is not None and content != row["text"]:
        start = nearest(text, content, row["start"])
        if start is None:
            _note(states, [d for d in decisions if d.field == "content"], GONE)
        else:
            notes.append(f"content: {row['text']} → {content}")
            row |= _reaching(row, text, start, start + len(content), sentence_at)
    _note(states, decisions, APPLIED if notes else CONFIRMED)
    return row | {"corrected": f"{'; '.join(notes) or 'right'} ({_by(decisions)})"}


def _spoken_by(speaker, people):
    """The cells that another speaker changes."""
    named = tables.items(speaker)
    known = [(people.canonical(name) or {"speaker": ""})["speaker"] for name in named]
    side = people.side(person or name for person, name in zip(known, named, strict=True))
    return {"speaker": " | ".join(named), "person": " | ".join(filter(None, known)), "side": side}


def _reaching(row, text, start, end, sentence_at):
    """The cells that other bounds of the content change."""
    quoted = tuple((max(a, start), min(b, end)) for a, b in row["quoted"] if a < end and b > start)
    return {"start": start, "end": end, "text": text[start:end], "words": words.count_words(text[start:end]),
            "sentence": sentence_at(start), "quoted": quoted,
            "quoted_words": sum(words.count_words(text[a:b]) for a, b in quoted)}  # fmt: skip


def frames(
    sentences: Sequence[dict], rows: Sequence[dict], decisions: Sequence[Decision]
) -> tuple[list[dict], list[dict], dict[int, str]]:
    """(sentences, rows, {line: state}): the frames of one text as people decided.

    sentences: dicts of pipeline.SENTENCES, whose column `corrected` is filled; rows: dicts of pipeline.FRAMES.
    """
    decisions, states = [decision for decision in decisions if decision.field == "frames"], {}
    units = [dict(unit) for unit in sentences]
    for number, own in _gathered([(unit["start"], unit["end"]) for unit in units], decisions).items():
        unit, (answer, dispute) = units[number], _settled(own, "frames")
        if dispute:
            _note(states, own, DISPUTED)
            unit["corrected"] = f"? {dispute}"
            continue
        here = {row["frame"]: row for row in rows if row["sentence"] == unit["sentence"]}
        asked = dict.fromkeys(tables.items(answer))
        added = {**unit, "triggers": (), "terms": (), "inherited": False}
        rows = [row for row in rows if row["sentence"] != unit["sentence"]]
        rows += [here.get(frame, {**added, "frame": frame}) for frame in asked]
        same = set(asked) == set(here)
        _note(states, own, CONFIRMED if same else APPLIED)
        changed = "right" if same else f"frames: {' | '.join(here) or '–'} → {answer or '–'}"
        unit["corrected"] = f"{changed} ({_by(own)})"
    _note(states, decisions, UNFOUND)
    return units, sorted(rows, key=lambda row: row["sentence"]), states


# ---------------------------------------------------------------- what became of them


def outcome(table: pd.DataFrame, states: Mapping[int, str]) -> pd.DataFrame:
    """The table with a column `state`: what became of each decision. states: {line: state} of every text."""
    return table.assign(state=[states.get(line, GONE) for line in table.index])


def told(decided: pd.DataFrame, folder: Path) -> Iterator[str]:
    """A printable line for each decision that does not stand in the results, and what a person can do."""
    mends = {
        DISPUTED: "Settle it and keep one of the rows",
        GONE: "It is kept; look the words up in the new text and decide anew, or drop the row",
        UNFOUND: "It is kept; the program no longer finds a quotation or sentence there",
    }
    for row in decided.itertuples():
        if row.state in mends:
            said = f"{row.field} in {row.report} by {row.who}: {row.state}"
            yield problem(folder / "corrections.csv", row.Index, said, mends[row.state])


def precision(table: pd.DataFrame, field: str = "quotation") -> dict[str, float] | None:
    """What share of a random sample was right by the people who looked at it, with its 95 % interval (Wilson 1927).

    table: corrections of a study; field: quotation (with speaker and content) or frames. Counts each drawn quotation
    or sentence once; it is right if everybody who decided on it found it right. Returns a dict with right, looked_at,
    share, low, high, or None where nothing was drawn.
    """
    from statsmodels.stats.proportion import proportion_confint  # a second to load, and needed only here

    drawn = table[(table["drawn"] != "") & ((table["field"] == "frames") == (field == "frames"))]
    if drawn.empty:
        return None
    found_right = drawn["field"].isin(["quotation", "frames"])  # who gave another speaker or content did not
    found_right &= drawn["new"] == (drawn["old"] if field == "frames" else "right")
    each = found_right.groupby([drawn["report"], drawn["span"], drawn["words"]]).all()
    low, high = proportion_confint(int(each.sum()), len(each), method="wilson")
    return {"right": int(each.sum()), "looked_at": len(each), "share": float(each.mean()), "low": float(low),
            "high": float(high)}  # fmt: skip
