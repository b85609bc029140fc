"""Quoted figures are held against what is computed: what differs fails, what cannot be computed is named as skipped."""

import hashlib
from datetime import date

import pandas as pd
import pytest

from helpers import evaluate, gold, pipeline, scores

TEXTS = {"one": "قال الوزير إن العمل مستمر. وأضاف أن الجسر جاهز.", "two": "أعلنت الشركة أن المصنع سيفتح غدا."}


@pytest.fixture
def supplied(tmp_path, monkeypatch):
    """A function: a folder with the first texts of a set of two, whose counts are quoted, with a change to them."""
    records = {name: pipeline.quotes_record(name, pipeline.read(text)) for name, text in TEXTS.items()}
    listed = pd.DataFrame({"sha256": {name: sha(text) for name, text in TEXTS.items()}})
    monkeypatch.setattr(gold, "texts", lambda: listed)
    monkeypatch.setattr(gold, "quotations", lambda name="quotations": records)
    for part in ("readme", "second", "notebook"):
        monkeypatch.setattr(scores, part, lambda: ())

    def make(number=2, **changed):
        place = tmp_path / "texts"
        place.mkdir()
        for name, text in list(TEXTS.items())[:number]:
            (place / f"any {name}.txt").write_text(text, encoding="utf-8")
        counts = evaluate.count(records, records).rename_axis("text").reset_index().assign(part=0, **changed)
        counts.assign(system="reader", set="bridge").to_csv(tmp_path / "counts.csv", index=False)
        monkeypatch.setattr(evaluate, "KEPT_BACK", tmp_path / "counts.csv")
        return str(place)

    return make


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_figures_that_come_out_again_are_the_same(supplied, capsys):
    assert scores.main([supplied()]) == 0
    said = capsys.readouterr().out
    assert "same     bridge: found F1 (quoted 1.000, now 1.000)" in said
    assert "0 differ, 0 sets skipped" in said


def test_a_figure_that_does_not_come_out_again_fails(supplied, capsys):
    assert scores.main([supplied(found=0)]) == 1
    assert "differs  bridge: found F1 (quoted 0.000, now 1.000)" in capsys.readouterr().out


def test_a_set_without_its_texts_is_skipped_and_not_passed(supplied, capsys):
    place = supplied(1)
    for arguments, missing in (([], 2), ([place], 1)):
        assert scores.main(arguments) == 0
        said = capsys.readouterr().out
        assert f"skipped: {missing} of its 2 texts are not there" in said
        assert "0 same, 0 differ, 1 sets skipped" in said


def test_what_holds_no_text_of_the_corpus_is_refused(supplied, capsys, tmp_path):
    supplied()
    (tmp_path / "empty").mkdir()
    assert scores.main([str(tmp_path / "empty")]) == 2
    assert "holds no text of the corpus" in capsys.readouterr().err
    assert scores.main(["nowhere"]) == 2
    assert "nowhere: no folder and no Parquet file" in capsys.readouterr().err


def test_what_can_be_computed_here_is_as_it_is_quoted():
    assert {line.verdict for part in (scores.readme(), scores.second()) for line in part} == {"same"}


def test_every_set_that_is_quoted_has_a_row_and_every_look_a_set_and_a_date():
    known = scores.sets()
    for name, rows in evaluate.kept_back().groupby("set"):
        assert known.loc[name, ["texts", "quotations"]].tolist() == rows[["texts", "quotations"]].iloc[0].tolist()
    looks = pd.read_csv(scores.SETS.with_name("looks.csv"))
    assert set(looks["set"]) <= set(known.index)
    assert all(map(date.fromisoformat, [*looks["date"], *known["recorded"]]))
