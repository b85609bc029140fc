"""Words: offsets into the untouched text; variants of one word fold to one form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import morphology, words

ARABIC = st.text(
    alphabet='ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة َُِّْـ\u200f\u200d«»"“”()،؛؟.: \r\n0123٤٥abc😀𐤀', max_size=60
)


def forms(text):
    return [(token.kind, token.form) for token in words.tokenise(text)]


def test_kinds_of_tokens():
    assert forms("قال: «3,5%»\r\nAFP") == [
        ("word", "قال"), ("mark", ":"), ("mark", "«"), ("number", "3,5"), ("mark", "%"), ("mark", "»"),
        ("newline", "\r\n"), ("foreign", "AFP"),
    ]  # fmt: skip


@given(ARABIC)
def test_tokens_are_the_text_without_white_space(text):
    tokens = words.tokenise(text)
    assert all(text[token.start : token.end] == token.form for token in tokens)
    assert [t.start for t in tokens] == sorted(t.start for t in tokens)
    left = text
    for token in reversed(tokens):
        left = left[: token.start] + left[token.end :]
    assert not any(char.isalnum() for char in left)


@pytest.mark.parametrize("variant", ["أَهَمِّيَّة", "أهميـــة", "أ\u200dهمية", "\ufe83ﻫﻤﻴﺔ"])
def test_variants_of_a_word_are_plain_alike(variant):
    (token,) = words.tokenise(variant)
    assert (token.plain, token.fold) == ("أهمية", "اهميه")


@given(ARABIC)
def test_composed_and_decomposed_texts_have_the_same_words(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert [t.plain for t in words.tokenise(composed)] == [t.plain for t in words.tokenise(decomposed)]


@pytest.mark.parametrize(
    ("form", "lemma", "pos"),
    [("وقال", "قال", "verb"), ("ليضيف", "أضاف", "verb"), ("فأكد", "أكد", "verb"), ("الزعيمان", "زعيم", "noun")],
)
def test_morphology_sees_through_clitics(form, lemma, pos):
    (token,) = words.tokenise(form)
    assert any(words.citation(r.lemma) == lemma and r.pos == pos for r in words.readings(token))


def test_features_of_a_reading():
    (reading,) = [r for r in morphology.analyses("سيؤكدون") if r.vox == "a"]
    assert (reading.asp, reading.per, reading.gen, reading.num, reading.fut) == ("i", "3", "m", "p", True)
    dual = morphology.analyses("الزعيمان")[0]
    assert (dual.num, dual.det, dual.root) == ("d", True, "زعم")


def test_a_choice_depends_on_the_word_before():
    first, second = words.tokenise("في عقد")
    assert words.choose(second, first).pos != "verb"
    assert words.choose(words.tokenise("وقال")[0], None).pos == "verb"
    assert words.choose(words.tokenise("زخروفنسكي")[0], None) is None


def test_coverage_of_real_words(analysis):
    assert analysis.words["known"].mean() > 0.95


def test_every_word_of_the_table_is_where_it_says(analysis):
    texts = dict(zip(analysis.reports["report"], analysis.reports["text"], strict=True))
    assert all(texts[row.report][row.start : row.end] == row.form for row in analysis.words.itertuples())


def test_no_sign_is_a_word_without_letters():
    for code in [*range(0x600, 0x700), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)]:
        assert all(token.fold for token in words.tokenise(chr(code)) if token.kind == "word"), hex(code)


def test_the_database_is_built_from_the_tables_the_same_each_time(tmp_path):
    built = morphology.build_database(tmp_path / "new" / "buckwalter.db")
    assert built.read_bytes() == morphology.DATABASE.read_bytes()
    assert sorted(path.name for path in built.parent.iterdir()) == ["buckwalter.db", "catalogue.json"]


@pytest.mark.parametrize(("written", "plainly"), [
    ("وزیر", "وزير"), ("کتاب", "كتاب"), ("علی", "على"), ("إلی", "إلى"), ("فی", "في"), ("ﻛﺘﺎﺏ", "كتاب"), ("ہذا", "هذا"),
])  # fmt: skip
def test_other_keyboards_write_the_same_words(written, plainly):
    (token,) = words.tokenise(written)
    assert token.plain == plainly
    assert [reading.lemma for reading in words.readings(token)] == [
        reading.lemma for reading in words.readings(words.tokenise(plainly)[0])
    ]


def test_entities_and_tags_are_what_they_stand_for():
    text = "قال&nbsp;<b>سالم</b>: &quot;نعم&quot;<br/>وأضاف &amp; R&D <3 a<b"
    plain = [(token.kind, token.plain) for token in words.tokenise(text)]
    assert plain[:6] == [
        ("word", "قال"),
        ("word", "سالم"),
        ("mark", ":"),
        ("mark", '"'),
        ("word", "نعم"),
        ("mark", '"'),
    ]
    assert plain[6:9] == [("newline", "\n"), ("word", "وأضاف"), ("mark", "&")]
    assert [form for _, form in plain[9:]] == ["R", "&", "D", "<", "3", "a", "<", "b"]
    assert all(text[token.start : token.end] == token.form for token in words.tokenise(text))


def test_the_search_index_holds_plain_words():
    page = "<p>قال&amp;nbsp;وزیر الکهرباء &lt;b&gt;سالم&lt;/b&gt; في ﻛﺘﺎﺏ &quot;نعم&quot;</p>"
    assert words.searchable(page) == "<p>قال وزير الكهرباء  سالم  في كتاب &quot;نعم&quot;</p>"
