"""Quotation marks: pairs of every kind, and pages whose marks are wrong."""

import time

import pytest

from helpers import marks


def inside(text, family=None):
    """What stands in quotation marks of a text, in order."""
    return [
        text[found.inner_start : found.inner_end]
        for found in marks.pair(text)
        if (found.family in {"double", "single"} if family is None else found.family == family)
    ]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("«", "»"), ("“", "”"), ('"', '"'), ("„", "‟"), ("„", "“"), ("‹", "›"), ("‘", "’"), ("''", "''"), ("<<", ">>"),
     ("&quot;", "&quot;"), ("&laquo;", "&raquo;"), ("&#8220;", "&#8221;"), ("“", '"'), ("«", '"'), ('"', "''")],
)  # fmt: skip
def test_every_pair_is_known(opening, closing):
    assert inside(f"قال المدير: {opening}نبدأ العمل غدا{closing}.") == ["نبدأ العمل غدا"]


@pytest.mark.parametrize(("opening", "closing", "family"), [("(", ")", "round"), ("{", "}", "curly")])
def test_brackets_are_reported_apart(opening, closing, family):
    text = f"وصل {opening}الوفد الأول{closing} اليوم"
    assert inside(text, family) == ["الوفد الأول"]
    assert inside(text) == []


def test_a_full_stop_inside_the_marks_is_outside_the_words():
    assert inside("قال: «وصلنا إلى البيت.»") == ["وصلنا إلى البيت"]


def test_adjacent_segments_stay_apart():
    assert inside("قال: «الباب مفتوح». «والنافذة مغلقة».") == ["الباب مفتوح", "والنافذة مغلقة"]


def test_nested_marks():
    assert inside("قال: «قرأت رواية “البحر” أمس».") == ["قرأت رواية “البحر” أمس", "البحر"]


def test_reversed_marks_open_and_close():
    assert inside("قال ”نعم أوافق على ذلك” ثم خرج") == ["نعم أوافق على ذلك"]


def test_crossed_families_do_not_break_each_other():
    assert inside("(قال «نعم) وسكت»") == ["نعم) وسكت"]
    assert inside("(قال «نعم) وسكت»", "round") == ["قال «نعم"]


def test_a_missing_closing_mark_ends_with_the_sentence():
    assert inside("قال: «سنبدأ غدا. ثم غادر المكان إلى بيته.\nفقرة أخرى.") == ["سنبدأ غدا"]


def test_a_missing_opening_mark_begins_after_the_colon():
    assert inside("قال المدير: سنبدأ غدا».") == ["سنبدأ غدا"]


def test_no_mark_reaches_beyond_its_paragraph():
    text = "هذه «فقرة أولى\nوهذه فقرة ثانية» هنا"
    assert all("\n" not in segment for segment in inside(text))


def test_an_apostrophe_in_a_word_is_no_mark():
    assert inside("زار Côte d’Ivoire أمس") == []


def test_spans_are_spans_of_the_text():
    text = "قال &quot;نعم&quot; ثم «لا» ثم (ربما)"
    for found in marks.pair(text):
        assert 0 <= found.start < found.inner_start <= found.inner_end <= found.end <= len(text)


@pytest.mark.parametrize("glyph", ["«", "»", '"', "“", "(", "«»", '« "'])
def test_time_is_linear_in_marks(glyph):
    def seconds(length):
        spent = []
        for _ in range(3):  # the least of three: a machine may be busy, or memory be tidied, in the middle of one
            start = time.process_time()
            marks.pair(glyph * (length // len(glyph)))
            spent.append(time.process_time() - start)
        return min(spent)

    assert seconds(80_000) < 24 * max(seconds(10_000), 0.01)


def test_nothing_to_find():
    assert marks.pair("") == []
    assert marks.pair("نص بلا علامات\n\n") == []


def test_a_name_in_straight_marks_within_straight_marks():
    text = 'وأضاف: "تشتمل عروض مركز "إثراء" على مقاطع قصيرة".'
    assert inside(text) == ['تشتمل عروض مركز "إثراء" على مقاطع قصيرة', "إثراء"]


def test_a_ruled_line_is_no_quotation():
    assert marks.pair("«" * 40) == []
    start = time.process_time()
    marks.pair("«" * 1_000_000)
    assert time.process_time() - start < 2


VOWELLED = "رد المدير‘س كلمة ت’ ثم «قال»", "رَدَّ المُديرُ‘سَ كلمةُ تَ’ ثُمَّ «قالَ»"


def test_vowels_on_letters_do_not_change_what_a_mark_is():
    found = [[segment.closed for segment in marks.pair(text)] for text in VOWELLED]
    assert found[0] == found[1]
    assert inside("كلمةَ’تُ") == inside("كلمة’ت") == []  # an apostrophe


@pytest.mark.parametrize("unseen", ["\u200f", "\u200b", "\u202b", "\u2067", "\u061c", "\ufeff", "\u00ad"])
def test_invisible_characters_next_to_a_mark_hide_nothing(unseen):
    text = 'قال "نعم" ثم زعم „ «لا أعرف شيئا» وسكت؟ "هذا'
    for mark in '"„«»؟':
        dressed = text.replace(mark, unseen + mark + unseen)
        assert [found.replace(unseen, "") for found in inside(dressed)] == inside(text)


def test_an_invisible_character_between_two_apostrophes_leaves_them_one_mark():
    assert inside("قال '\u2069'نعم'\u200f' ثم ذهب") == inside("قال ''نعم'' ثم ذهب") == ["نعم"]
