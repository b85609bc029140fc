"""A document: made once, immutable, and the report's sentences without what the page added."""

import pytest

from helpers import document, words

TEXT = "شارك هذا الخبر\nقالت البلدية إن «الجسر آمن». وأغلق الشارع أمس.\nصورة أرشيفية للجسر\n"


def test_all_tables_of_a_document_speak_of_the_same_text():
    made = document.make(TEXT)
    assert made == document.make(TEXT)
    assert made.tokens == tuple(words.tokenise(TEXT))
    assert [TEXT[s.inner_start : s.inner_end] for s in made.segments] == ["الجسر آمن"]
    for unit in made.sentences:
        assert (unit.start, unit.end) == (made.tokens[unit.first].start, made.tokens[unit.last - 1].end)
        assert not any(r.start < unit.end and unit.start < r.end for r in made.residue if r.reason != "caption")


def test_nothing_can_write_into_a_document():
    made = document.make(TEXT)
    with pytest.raises(AttributeError):
        made.text = ""
    assert all(isinstance(part, tuple) for part in made[1:])


@pytest.mark.parametrize("text", ["", " ", "\n\n", "«", "12", "no Arabic here."])
def test_a_text_with_little_in_it_is_a_document(text):
    assert document.make(text).text == text
