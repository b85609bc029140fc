"""Paragraphs and sentences, with stops that end nothing."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import sentences


def texts(text):
    return [text[found.start : found.end] for found in sentences.segment(text)]


def test_sentences_of_a_paragraph():
    assert texts("وصل الوفد أمس. وبدأ اللقاء فورا! فمن حضر؟ حضر الجميع.") == [
        "وصل الوفد أمس.", "وبدأ اللقاء فورا!", "فمن حضر؟", "حضر الجميع.",
    ]  # fmt: skip


def test_a_stop_without_a_space_after_it_ends_a_sentence():
    assert texts("انتهى اللقاء.وغادر الوفد.") == ["انتهى اللقاء.", "وغادر الوفد."]


@pytest.mark.parametrize(
    "text",
    [
        "نقلت أ.ف.ب. عن شاهد أن الطريق مغلق.",
        "قال د. سالم إن النتيجة جيدة.",
        "بلغ السعر 3.5 دولار في السوق.",
        "قال بعد صمت... ثم واصل حديثه.",
        "زار الموقع example.org مرتين.",
    ],
)
def test_stops_that_end_no_sentence(text):
    assert texts(text) == [text]


def test_a_stop_inside_a_quotation_does_not_end_the_reporters_sentence():
    text = "قال المدير: «وصلنا. سنبدأ غدا»، وغادر القاعة."
    assert texts(text) == [text]


def test_a_quotation_that_closes_with_its_own_stop_ends_the_sentence_before_a_new_one():
    assert texts('قال المدير "وصلنا أخيرا." وغادر الوفد القاعة.') == [
        'قال المدير "وصلنا أخيرا."', "وغادر الوفد القاعة.",
    ]  # fmt: skip


def test_lines_of_every_kind_end_paragraphs():
    found = sentences.segment("عنوان أول\r\n\r\nجملة أولى طويلة تنتهي بنقطة.\rجملة ثانية.\u2028جملة ثالثة.")
    assert [sentence.paragraph for sentence in found] == [0, 1, 2, 3]


def test_kinds():
    text = (
        "وصول الوفد إلى المدينة\n\nوصل الوفد إلى المدينة أمس وبدأ العمل.\nبرنامج الزيارة\nيزور الوفد المصنع غدا صباحا."
    )
    assert [sentence.kind for sentence in sentences.segment(text)] == ["headline", "body", "heading", "body"]


def test_nothing_to_find():
    assert sentences.segment("") == []
    assert sentences.segment(" \n\r\n ") == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='قالإن الوزير.،«»"()\n؟!1. ', max_size=200))
def test_every_token_is_in_one_sentence_and_spans_are_in_order(text):
    found = sentences.segment(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = "".join(text[sentence.start : sentence.end] for sentence in found)
    assert sorted("".join(covered.split())) == sorted("".join(text.split()))


@pytest.mark.parametrize("unseen", ["\u200f", "\u200d", "\u2067"])
def test_invisible_characters_next_to_a_stop_change_no_sentence(unseen):
    text = "وصل د. سامي. نشر الخبر على example.org وبلغ السعر 3.5 دنانير... ثم عاد. وقال أ.ف.ب إنه تعب."
    bounds = [(one.first, one.last) for one in sentences.segment(text)]
    assert [(one.first, one.last) for one in sentences.segment(text.replace(". ", f"{unseen}.{unseen} "))] == bounds


def test_spelt_out_initials_end_no_sentence():
    assert texts("اختفت الطائرة إم.إتش 12 أمس.وبدأ البحث.") == ["اختفت الطائرة إم.إتش 12 أمس.", "وبدأ البحث."]
