"""What holds of every text, over texts made up by the thousand (`make nightly` for 10,000 a property)."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import pipeline, residue, slips, words
from tests import arabic

reading = settings(max_examples=10_000 if arabic.NIGHTLY else 40)  # a reading takes the network's time


def records(text):
    """The JSON of a text as the command line gives it."""
    reading = pipeline.read(text)
    return json.dumps([pipeline.quotes_record("a", reading), reading.frames])


@reading
@given(arabic.anything)
def test_any_text_is_read_and_every_span_is_in_it(text):
    arabic.sound(pipeline.read(text))


@reading
@given(arabic.anything)
def test_the_records_are_json_and_the_same_each_time(text):
    first = records(text)
    pipeline.read("قال الوزير: «بان كي مون» غير الذي ذكر.")  # what was read before leaves no trace
    assert records(text) == first


@reading
@given(arabic.anything)
def test_layers_do_not_depend_on_each_other(text):
    both = pipeline.read(text)
    assert pipeline.read(text, layers=("quotes",)).quotes == both.quotes
    assert pipeline.read(text, layers=("frames",)).frames == both.frames


@given(arabic.anything)
def test_residue_and_kept_are_the_text_and_so_are_the_tokens(text):
    arabic.whole(text, residue.find(text))
    reach = 0
    for token in words.tokenise(text):
        assert token.start >= reach
        assert text[token.start : token.end] == token.form
        # between tokens stands only what is not to be seen, and line ends that mean nothing
        assert all(between.kind == "newline" for between in words.tokenise(text[reach : token.start]))
        reach = token.end
    assert not words.tokenise(text[reach:])


@given(arabic.anything, st.sampled_from(["", "2026-02-04"]))
def test_slips_are_in_the_text(text, day):
    assert all(0 <= start < end <= len(text) and text[start:end].strip() for start, end, *_ in slips.find(text, day))


@reading
@given(st.data())
def test_vowels_tatweel_and_composition_change_no_quotation(data):
    text = data.draw(arabic.clean())
    other = data.draw(arabic.spelt(text))
    one, two = pipeline.read(text), pipeline.read(other)
    assert [token.plain for token in one.document.tokens] == [token.plain for token in two.document.tokens]
    assert arabic.by_words(one) == arabic.by_words(two)
    assert arabic.named(one) == arabic.named(two)


@reading
@given(arabic.clean(), st.sampled_from(["\r\n", "\u2029", "\r"]))
def test_kinds_of_line_ends_change_no_quotation(text, end):
    assert arabic.by_words(pipeline.read(text)) == arabic.by_words(pipeline.read(text.replace("\n", end)))
