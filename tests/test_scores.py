"""Quoted figures are held against what is computed: what differs fails, what cannot be computed is named as skipped."""

import json
from datetime import date

import pandas as pd
import pytest

from helpers import evaluate, pipeline, scores

TEXT = "قال الوزير إن العمل مستمر. وأضاف أن الجسر جاهز."


@pytest.fixture
def supplied(tmp_path, monkeypatch):
    """A function: a folder with the set "bridge", whose quoted F1 and size are given; only such sets are known."""

    def make(found="1.000", texts=1):
        place = tmp_path / "texts" / "bridge-set"
        place.mkdir(parents=True)
        (place / "a.txt").write_text(TEXT, encoding="utf-8")
        record = pipeline.quotes_record("a", pipeline.read(TEXT))
        (place / "a.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        row = {"set": "bridge", "folder": "bridge-set", "texts": texts, "quotations": len(record["quotes"])}
        row |= {"sha256": scores.digest(place), "recorded": "2026-01-01", "annotators": "x"}
        pd.DataFrame([row]).to_csv(tmp_path / "sets.csv", index=False)
        quoted = {"set": "bridge", "texts": 1, "quotations": 2, "measure": "found F1", "rules": "", "reader": found}
        pd.DataFrame([quoted]).to_csv(tmp_path / "scores.csv", index=False)
        monkeypatch.setattr(scores, "SETS", tmp_path / "sets.csv")
        monkeypatch.setattr(evaluate, "KEPT_BACK", tmp_path / "scores.csv")
        for part in ("readme", "second", "notebook"):
            monkeypatch.setattr(scores, part, lambda: ())
        return tmp_path / "texts"

    return make


@pytest.mark.parametrize(("found", "status", "said"), [
    ("1.000", 0, "same     bridge: found F1 (quoted 1.000, now 1.000)\n1 same, 0 differ, 0 sets skipped"),
    ("0.98", 1, "differs  bridge: found F1 (quoted 0.98, now 1.00)\n0 same, 1 differ, 0 sets skipped"),
])  # fmt: skip
def test_a_figure_is_computed_to_the_places_that_are_quoted(supplied, capsys, found, status, said):
    assert scores.main([str(supplied(found))]) == status
    assert said in capsys.readouterr().out


def test_a_set_without_its_texts_is_skipped_and_not_passed(supplied, capsys, tmp_path):
    supplied()
    for arguments in ([], [str(tmp_path)]):
        assert scores.main(arguments) == 0
        said = capsys.readouterr().out
        assert "skipped: no folder bridge-set with its 1 texts" in said
        assert "0 same, 0 differ, 1 sets skipped" in said


def test_other_texts_than_those_of_the_set_are_refused(supplied, capsys):
    place = supplied()
    (place / "bridge-set" / "a.txt").write_text(TEXT + " ", encoding="utf-8")
    assert scores.main([str(place)]) == 2
    assert "other bytes than the set has" in capsys.readouterr().err


def test_a_set_of_another_size_and_a_folder_that_is_not_there(supplied, capsys):
    assert scores.main([str(supplied(texts=3))]) == 2
    assert "1 texts with 2 quotations, not 3 with 2" in capsys.readouterr().err
    assert scores.main(["nowhere"]) == 2
    assert "nowhere: no such folder" in capsys.readouterr().err


def test_what_can_be_computed_here_is_as_it_is_quoted():
    assert {line.verdict for part in (scores.readme(), scores.second()) for line in part} == {"same"}


def test_every_set_that_is_quoted_has_a_row_and_every_look_a_set_and_a_date():
    known = scores.sets()
    for name, rows in evaluate.kept_back().groupby("set"):
        assert known.loc[name, ["texts", "quotations"]].tolist() == rows[["texts", "quotations"]].iloc[0].tolist()
        assert known.loc[name, "folder"]
    looks = pd.read_csv(scores.SETS.with_name("looks.csv"))
    assert set(looks["set"]) <= set(known.index)
    assert all(map(date.fromisoformat, [*looks["date"], *known["recorded"]]))
