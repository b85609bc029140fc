"""The annotated corpus: whole, in order, and found again in what a person supplies."""

import hashlib
import json

import pandas as pd
import pytest

from helpers import evaluate, gold
from helpers.problems import InputProblem

MODES = {"direct", "mixed", "indirect", "act"}


def test_texts_and_quotations_are_of_the_same_texts():
    texts, quotations = gold.texts(), gold.quotations()
    assert list(texts.index) == list(quotations)
    counted = {name: len(record["quotes"]) for name, record in quotations.items()}
    assert texts["quotations"].to_dict() == counted


def test_sizes_are_those_that_the_documents_state():
    texts, invented = gold.texts(), gold.invented()
    assert (len(texts), texts["quotations"].sum()) == (1696, 14959)
    assert (len(invented), sum(len(record["quotes"]) for record in invented.values())) == (180, 1820)
    assert len(gold.quotations("second")) == 58
    assert set(gold.quotations("second")) <= set(texts.index)


def test_spans_of_published_texts_are_in_order_and_not_empty():
    for name, record in gold.quotations().items():
        for quote in record["quotes"]:
            assert quote["mode"] in MODES, name
            spans = [quote["content"], *quote["quoted"], *filter(None, (quote["cue"], quote["mention"]))]
            assert all(0 <= start < end for start, end in spans), (name, quote)


def test_spans_of_invented_texts_are_what_they_say():
    for name, record in gold.invented().items():
        text = record["text"]
        for quote in record["quotes"]:
            start, end = quote["content"]
            assert text[start:end] == text[start:end].strip(), (name, quote)
            assert all(start <= a <= b <= end for a, b in quote["quoted"]), (name, quote)


def test_outlets_and_pages_are_never_in_two_folds():
    newspapers = gold.texts().query("collection == 'newspapers' and use in ('learnt', 'kept')")
    assert (newspapers.groupby("outlet")["fold"].nunique() == 1).all()
    assert set(gold.texts()["fold"].dropna()) == set(range(gold.FOLDS))


def test_a_supplied_text_is_known_by_its_digest(tmp_path, monkeypatch):
    text = "قال سامر إن الجسر سيفتح غداً.\n"
    known = pd.DataFrame({"sha256": [hashlib.sha256(text.encode()).hexdigest()]}, index=["one"])
    monkeypatch.setattr(gold, "texts", lambda: known)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "any.txt").write_bytes(text.encode())
    (tmp_path / "broken.txt").write_bytes(b"\xff\xfe\xfa")
    assert gold.supplied(tmp_path) == {"one": text}
    pd.DataFrame({"title": ["", ""], "text": [text, "آخر"]}).to_parquet(tmp_path / "t.parquet")
    assert gold.supplied(tmp_path / "t.parquet") == {"one": text}


@pytest.mark.parametrize("name", ["nothing", "empty", "t.csv"])
def test_a_source_without_texts_of_the_corpus_is_refused(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "t.csv").write_text("text\n")
    with pytest.raises(InputProblem, match=r"no folder and no Parquet|holds no text"):
        gold.supplied(tmp_path / name)


def test_the_datasheet_says_what_is_counted():
    sheet, second = (gold.FOLDER / "DATASHEET.md").read_text("utf-8"), gold.quotations("second")
    texts, first = gold.texts(), gold.quotations()
    agreed = evaluate.scores(evaluate.count({name: first[name] for name in second}, second))
    measures = ("found F1", "exact F1", "attributed F1", "speaker, given found")
    stated = [
        len(texts),
        texts["quotations"].sum(),
        len(second),
        sum(len(record["quotes"]) for record in second.values()),
    ]
    stated += [int(size) for size in texts["collection"].value_counts()]
    for number in [f"{one:,}" for one in stated] + [f"{agreed[name]:.3f}".lstrip("0") for name in measures]:
        assert f"**{number}**" in sheet, number


def test_answers_that_were_sealed_are_those_of_their_digest_and_every_content_stands_once_in_its_text():
    kept = gold.kinds()
    assert sum("sealed" in one for one in kept) > len(kept) / 4
    for one in kept:
        answers = json.dumps(one["quotes"], ensure_ascii=False, sort_keys=True)
        assert one.get("sealed") in {None, hashlib.sha256(answers.encode()).hexdigest()}, (one["kind"], one["number"])
        assert all(one["text"].count(quote["content"]) == 1 for quote in one["quotes"]), (one["kind"], one["number"])
