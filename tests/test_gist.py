"""The gist of quoted words: that of the span they share most with; every statement of our own texts has one."""

from types import SimpleNamespace

import pandas as pd

from helpers import figures, gist, pairs


def test_a_quotation_has_the_gist_of_the_span_it_shares_most_with():
    known = pd.DataFrame([("a", "10:20", "inner"), ("a", "5:40", "outer")], columns=["report", "span", "english"])
    asked = [
        ("a", 10, 20, "inner"),
        ("a", 11, 21, "inner"),
        ("a", 4, 40, "outer"),
        ("a", 41, 60, ""),
        ("b", 10, 20, ""),
    ]
    quotes = pd.DataFrame(asked, columns=["report", "start", "end", "wanted"], index=[3, 1, 4, 5, 9])
    assert gist.of(SimpleNamespace(gist=known), quotes).equals(quotes["wanted"].rename(None))


def test_every_sentence_behind_the_story_has_one_and_it_is_marked_as_ours(analysis):
    for language in ("en", "ar"):
        listed = figures.sentences(analysis, "partnership", language).data
        assert listed.count("(our translation)") == (listed.count("<li") if language == "en" else 0)


def test_every_statement_of_our_texts_has_one(analysis):
    found = pairs.pairs(analysis.reports, analysis.quotes)
    told = pairs.statements(found, analysis.quotes, analysis.reports)
    assert list(told.loc[gist.of(analysis.study, told) == "", "text"]) == []
