"""Line breaks that mean nothing are looked through; those that mean something stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import lines, marks, words

COLUMN = """زار الوفد موقع السد الجديد صباح أمس واطلع على
سير العمل فيه. وقال رئيسه هيثم قبلان «إن الجدار
الشرقي اكتمل»، وإن الغربي سيكتمل قريبا.
"""


def test_a_column_is_one_line_and_offsets_stay():
    (span,) = lines.paragraphs(COLUMN)
    assert COLUMN[slice(*span)] == COLUMN.strip()
    tokens = words.tokenise(COLUMN)
    assert [token.start for token in tokens if token.kind == "newline"] == [len(COLUMN) - 1]
    assert all(COLUMN[token.start : token.end] == token.form for token in tokens)


def test_a_quotation_reaches_over_a_break_that_means_nothing():
    (segment,) = marks.pair(COLUMN)
    assert segment.closed
    assert "\n" in COLUMN[segment.inner_start : segment.inner_end]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_every_kind_of_line_end(end):
    assert len(lines.paragraphs(COLUMN.replace("\n", end))) == 1


@pytest.mark.parametrize("text", [
    "وصول الوفد إلى المدينة\nوصل الوفد إلى المدينة أمس وبدأ العمل فيها منذ الصباح.\nبرنامج الزيارة\nيزور الوفد المصنع.",
    "سطر أول من قصيدة قديمة\nسطر ثان من القصيدة نفسها\nسطر ثالث ولا نقطة فيها",
    "قال الوزير إن العمل مستمر.\nوقال الوزير إن العمل بدأ.\nوقال الوزير إن العمل انتهى.",
    "",
    "\n\n",
])  # fmt: skip
def test_lines_that_mean_something(text):
    assert lines.soft(text) == frozenset()


def test_a_line_that_cannot_end_and_one_that_cannot_begin():
    assert len(lines.paragraphs("اجتمع الوزيران في\nالعاصمة أمس.\nوغادرا بعد ساعة\n.\nعنوان آخر")) == 3


@given(st.text(alphabet="قالفي .،\n\r", max_size=80))
def test_spans_hold_all_that_is_not_white_space(text):
    covered = "".join(text[start:end] for start, end in lines.paragraphs(text))
    assert "".join(covered.split()) == "".join(text.split())
