"""One text through every stage: residue, sentences, quotations, speakers, frames.

`read` is what the command line and the tables of the collection share, so that a figure and a JSON line about the same
text can never differ.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

import joblib
import pandas as pd

from helpers import corrections, document, frames, reader, residue, terms, words
from helpers.study import Study, shared

LAYERS = ("quotes", "frames")
PARTS = ("p_quotation", "p_bounds", "p_speaker", "p_mode", "next_best")


class Only(NamedTuple):
    """Which quotations are kept of those that are found."""

    sure: bool = False  # those alone whose confidence is that of the reader's card, right in nine of ten cases
    acts: bool = True  # whether speech acts too


EVERYTHING = Only()


class Reading(NamedTuple):
    """All that was found in one text; every span half-open, in code points of the text as stored.

    What only a layer that was not asked for needs is None.
    """

    document: document.Document
    quotes: list  # reader.Quotation
    not_speech: list  # (start, end) of what stands in quotation marks and is nobody's words
    frames: list  # frames.Coded of each sentence
    notice: str = ""  # why the text is unlike those that the reader learnt from


def read(
    text: str,
    study: Study | None = None,
    layers: Sequence[str] = LAYERS,
    date: str = "",
    outlet: str = "",
    only: Only = EVERYTHING,
    decisions: Sequence[corrections.Decision] = (),
) -> Reading:
    """Run one text (a str) through every stage that `layers` need; returns a Reading. Never fails on any text.

    study: the Study whose tables are used (default: `study.shared`). date: of the text (ISO), by which titles are led
    to those who held them. outlet: who published it, which is no channel of its words. only: see Only. decisions:
    of people on this text; what they called a quotation is found though the reader is less sure of it.
    """
    study = study or shared()
    made = document.make(text, _patterns(study))
    found, coded = reader.NOTHING, None
    if "quotes" in layers:
        known, wanted = reader.of(study), corrections.called_quotations(decisions)
        found = known.read(made, date, outlet, wanted)
        least = known.model.card["decisions"]["sure"] if only.sure else 0
        kept = [q for q in found.quotes
                if (q.confidence >= least or any(document.same_place(q.content, span) for span in wanted))
                and (only.acts or q.mode != "act")]  # fmt: skip
        found = found._replace(quotes=kept)
    if "frames" in layers:
        coded = frames.code(made.tokens, made.sentences, study.terms or terms.NONE)
    return Reading(made, found.quotes, found.not_speech, coded, found.notice)


@lru_cache(maxsize=4)
def _patterns(study):
    return residue.Patterns(study.residue)


def quotes_record(doc: str, reading: Reading) -> dict[str, Any]:
    """The quotations of a text in the form the gold has: a dict ready for JSON."""
    return {
        "doc": doc,
        "quotes": [
            {
                "mode": quote.mode,
                "content": list(quote.content),
                "quoted": [list(span) for span in quote.quoted],
                "cue": list(quote.cue) if quote.cue else None,
                "mention": list(quote.mention) if quote.mention else None,
                "speaker": list(quote.speaker),
                "via": quote.via,
            }
            for quote in reading.quotes
        ],
        "not_speech": [list(span) for span in reading.not_speech],
    }


# ---------------------------------------------------------------- the tables of a collection


class Analysis(NamedTuple):
    """Every table of a collection; spans are half-open, in code points of the report's text as stored."""

    study: Study
    calls: pd.DataFrame  # study.CALL_COLUMNS
    reports: pd.DataFrame  # study.COLUMNS
    residue: pd.DataFrame  # residue.COLUMNS
    sentences: pd.DataFrame  # SENTENCES
    words: pd.DataFrame  # words.COLUMNS
    quotes: pd.DataFrame  # QUOTES
    labels: pd.DataFrame  # LABELS
    frames: pd.DataFrame  # FRAMES
    corrections: pd.DataFrame  # corrections.COLUMNS and `state`: what became of each decision
    unlike: pd.DataFrame  # UNLIKE: the reports that are unlike the texts that the reader learnt from, and why

    def __repr__(self):
        from helpers.views import Result  # of use to a person only

        return repr(Result(self))

    def _repr_html_(self):
        from helpers.views import Result

        return Result(self)._repr_html_()


SENTENCES = ["report", "call", "sentence", "start", "end", "paragraph", "kind", "text", "words", "corrected"]
QUOTES = ["report", "call", "quote", "sentence", "start", "end", "text", "words", "mode", "quoted", "quoted_words",
          "cue", "cue_start", "cue_end", "lemma", "stance", "speaker", "person", "mention", "mention_start",
          "mention_end", "side", "via", "confidence", *PARTS, "corrected"]  # fmt: skip
LABELS = ["report", "call", "start", "end", "text"]
FRAMES = ["report", "call", "sentence", "frame", "triggers", "terms", "inherited"]
UNLIKE = ["report", "notice"]


_last = {}  # the Study (by what it holds) that was analysed last in this process, and what was found


def analyse(study: Study) -> Analysis:
    """Run every report of a Study through every stage; returns an Analysis, its tables in the reports' order.

    Of a Study that holds what the last one held, tables and texts alike, nothing is read again.
    """
    held = joblib.hash(study)
    if held not in _last:
        found = _analysed(study)
        _last.clear()
        _last[held] = found
    tables = {name: part.copy() for name, part in _last[held]._asdict().items() if isinstance(part, pd.DataFrame)}
    return _last[held]._replace(**tables, study=study)


def _analysed(study):
    sentences, quotes, coded, labels, readings, states = [], [], [], [], {}, {}
    for row in study.reports.itertuples():
        decisions = corrections.in_text(study.corrections, row.report, row.text)
        readings[row.report] = read(row.text, study, date=row.date, outlet=row.outlet, decisions=decisions)
        found, own = decided(row.report, row.call, readings[row.report], decisions, study)
        for rows, more in zip((sentences, quotes, coded), found, strict=True):
            rows += more
        labels += [(row.report, row.call, *span, row.text[slice(*span)]) for span in readings[row.report].not_speech]
        states |= own
    return Analysis(
        study,
        study.calls,
        study.reports,
        residue.table(study.reports, _patterns(study)),
        pd.DataFrame(sentences, columns=SENTENCES),
        words.table({report: reading.document for report, reading in readings.items()}),
        pd.DataFrame(quotes, columns=QUOTES),
        pd.DataFrame(labels, columns=LABELS),
        pd.DataFrame(coded, columns=FRAMES),
        corrections.outcome(study.corrections, states),
        pd.DataFrame([(report, one.notice) for report, one in readings.items() if one.notice], columns=UNLIKE),
    )


def decided(
    report: str, call: str, reading: Reading, decisions: Sequence[corrections.Decision], study: Study | None = None
) -> tuple[tuple[list, list, list], dict[int, str]]:
    """((sentences, quotes, frames), {line: state}): the rows of one text as dicts, with what people decided applied.

    decisions: corrections.Decision of this text. Of a layer that was not read there are no rows.
    """
    units = [dict(zip(SENTENCES, row, strict=True)) for row in sentence_rows(report, call, reading)]
    quotes, coded, states = [], [], {}
    if reading.quotes is not None:
        quotes = [dict(zip(QUOTES, row, strict=True)) for row in quote_rows(report, call, reading)]
        at, people = partial(_sentence_at, reading.document.sentences), reader.of(study or shared()).people
        quotes, own = corrections.quotes(quotes, reading.document.text, decisions, at, people)
        states |= own
    if reading.frames is not None:
        coded = [dict(zip(FRAMES, row, strict=True)) for row in frame_rows(report, call, reading)]
        units, coded, own = corrections.frames(units, coded, decisions)
        states |= own
    return (units, quotes, coded), states


def sentence_rows(report: str, call: str, reading: Reading) -> Iterator[tuple]:
    for number, unit in enumerate(reading.document.sentences, 1):
        text = reading.document.text[unit.start : unit.end]
        yield report, call, number, unit.start, unit.end, unit.paragraph, unit.kind, text, words.count_words(text), ""


def quote_rows(report: str, call: str, reading: Reading) -> Iterator[tuple]:
    """One row per quotation; `sentence` is the number of the sentence in which its content begins (0 if in none)."""
    text, units = reading.document.text, reading.document.sentences
    for number, quote in enumerate(reading.quotes, 1):
        content = text[slice(*quote.content)]
        cue_start, cue_end = quote.cue or (None, None)
        mention_start, mention_end = quote.mention or (None, None)
        yield (
            report, call, number, _sentence_at(units, quote.content[0]), *quote.content, content,
            words.count_words(content), quote.mode, quote.quoted,
            sum(words.count_words(text[slice(*span)]) for span in quote.quoted),
            text[slice(*quote.cue)] if quote.cue else "", cue_start, cue_end, quote.lemma, quote.stance,
            " | ".join(quote.speaker), " | ".join(filter(None, quote.person)),
            text[slice(*quote.mention)] if quote.mention else "", mention_start, mention_end, quote.side,
            quote.via or "", quote.confidence, *(getattr(quote, name) for name in PARTS), "",
        )  # fmt: skip


def _sentence_at(units, place):
    """Number of the sentence that holds a place of the text, 0 where none does."""
    number = bisect_right(units, place, key=attrgetter("start"))
    return number if number and place < units[number - 1].end else 0


def frame_rows(report: str, call: str, reading: Reading) -> Iterator[tuple]:
    """One row per sentence and frame, with the words that made it and the lines of the terms that found them."""
    for number, coded in enumerate(reading.frames, 1):
        for frame in coded.frames:
            made = [decision for decision in coded.decisions if decision.frame == frame]
            spans = tuple(dict.fromkeys(span for decision in made for span in decision.spans))
            rows = tuple(dict.fromkeys(decision.row for decision in made))
            yield report, call, number, frame, spans, rows, all(decision.inherited for decision in made)
