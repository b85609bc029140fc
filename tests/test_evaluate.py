"""The project's scorer: known answers, and the same figures as the reference scorer on the same input."""

import importlib.util
import json

import numpy as np
import pytest

from helpers import calibration, evaluate, pipeline
from helpers.problems import InputProblem
from tests.conftest import ROOT

REFERENCE = ROOT.parent / "shared" / "gold" / "score.py"


def quote(start, end, mode="indirect", speaker=("الوزير",), cue=None, quoted=()):
    return {"mode": mode, "content": [start, end], "quoted": [list(q) for q in quoted], "cue": cue,
            "mention": None, "speaker": list(speaker), "via": None}  # fmt: skip


def scored(predicted, gold, labels=()):
    wrap = {"a": {"quotes": gold, "not_speech": [list(span) for span in labels]}}
    return evaluate.scores(evaluate.count(wrap, {"a": {"quotes": predicted}}))


def test_a_perfect_answer():
    gold = [quote(0, 10, cue=[12, 15]), quote(20, 40, "direct", quoted=[(20, 40)])]
    found = scored(gold, gold)
    assert found["attributed F1"] == found["exact F1"] == found["cue, given found"] == found["direct recall"] == 1


def test_half_of_the_union_is_enough_to_be_found_but_not_exact():
    found = scored([quote(0, 10)], [quote(0, 20)])
    assert (found["found F1"], found["exact F1"]) == (1, 0)
    assert scored([quote(0, 9)], [quote(0, 20)])["found F1"] == 0
    assert scored([quote(0, 18)], [quote(0, 20)])["exact F1"] == 1


def test_pairs_are_one_to_one_and_largest_first():
    assert evaluate.paired([quote(0, 10), quote(0, 12)], [quote(0, 12)]) == [(1, 0)]
    assert scored([quote(0, 12), quote(0, 12)], [quote(0, 12)])["found precision"] == 0.5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("فلاديمير بوتين", "بوتين", True),
        ("الرئيس الروسي فلاديمير بوتين", "فلاديمير بوتين", True),
        ("أحمد", "احمد", True),
        ("شي جين بينغ", "فلاديمير بوتين", False),
        ("الرئيس الروسي", "الرئيس الصيني", False),
        ("وزير الخارجية", "وزير الخارجية", True),
        ("", "بوتين", False),
    ],
)
def test_the_same_speaker(one, other, same):
    assert evaluate.same_speaker(one, other) is same


def test_a_label_taken_for_speech_is_counted():
    found = scored([quote(0, 30, "mixed", quoted=[(5, 10)])], [], labels=[(5, 10), (50, 60)])
    assert found["labels taken for speech"] == 0.5


def test_speech_taken_for_a_label_is_counted_once_a_stretch_of_marks():
    speech = [quote(0, 30, "mixed", quoted=[(5, 10), (20, 30)]), quote(20, 30, "direct", quoted=[(20, 30)])]
    gold, found = {"quotes": speech, "not_speech": [[40, 44]]}, {"quotes": [], "not_speech": [[4, 10], [40, 44]]}
    assert evaluate.scores(evaluate.count({"a": gold}, {"a": found}))["speech taken for labels"] == 0.5
    assert evaluate.scores(evaluate.count({"a": gold}, {"a": gold}))["speech taken for labels"] == 0


def test_intervals_hold_the_score_and_come_out_the_same_twice():
    gold = {str(n): {"quotes": [quote(0, 10)], "not_speech": []} for n in range(6)}
    predicted = {str(n): {"quotes": [quote(0, 10 if n % 2 else 30)]} for n in range(6)}
    counts = evaluate.count(gold, predicted)
    first, second = evaluate.bootstrap(counts, draws=200), evaluate.bootstrap(counts, draws=200)
    assert first.equals(second)
    row = first.loc["found F1"]
    assert row["low"] < row["score"] == 0.5 < row["high"]


def test_frame_scores():
    gold = [{"war"}, {"war", "order"}, set(), {"order"}]
    coded = [{"war"}, {"war"}, {"war"}, {"order"}]
    table = evaluate.frame_counts(coded, gold, ["war", "order"])
    assert table.loc["war", ["tp", "fp", "fn", "tn"]].tolist() == [2, 1, 0, 1]
    micro, macro = evaluate.micro_macro(table)
    assert micro == pytest.approx(2 * 3 / (2 * 3 + 1 + 1))
    assert macro == pytest.approx((0.8 + 2 / 3) / 2)


def test_alpha_of_equal_and_opposite_codings():
    one = [{"war"}, set(), {"war"}, set()]
    assert evaluate.alpha(one, one, ["war"])["war"] == 1
    assert evaluate.alpha(one, [set(), {"war"}, set(), {"war"}], ["war"])["war"] < 0
    assert evaluate.alpha([set()], [set()], ["war"]).isna().all()


def test_gold_that_is_not_gold(tmp_path):
    with pytest.raises(InputProblem, match="no gold file in it"):
        evaluate.load_gold(tmp_path)
    (tmp_path / "a.json").write_text('{"doc": "a"}')
    with pytest.raises(InputProblem, match="not gold"):
        evaluate.load_gold(tmp_path)


def test_gold_spans_lie_in_their_texts(accounts):
    texts = dict(zip(accounts["report"], accounts["text"], strict=True))
    for folder in ("annotator1", "annotator2", "adjudicated"):
        for doc, record in evaluate.load_gold(evaluate.GOLD / "quotes" / folder).items():
            for item in record["quotes"]:
                spans = [item["content"], *item["quoted"], *filter(None, [item["cue"], item["mention"]])]
                assert all(0 <= start < end <= len(texts[doc]) for start, end in spans)
                assert all(item["content"][0] <= s and e <= item["content"][1] for s, e in item["quoted"])


def test_same_figures_as_the_reference(newspapers, tmp_path):
    spec = importlib.util.spec_from_file_location("reference", REFERENCE)
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    texts = {path.stem: path.read_bytes().decode("utf-8") for path in sorted(newspapers.glob("*.txt"))[:12]}
    predicted = {doc: json.loads(json.dumps(pipeline.quotes_record(doc, pipeline.read(text))))["quotes"]
                 for doc, text in texts.items()}  # fmt: skip
    gold = {doc: record for doc, record in reference.load_gold(newspapers).items() if doc in texts}
    theirs = reference.score(gold, predicted)
    ours = evaluate.scores(evaluate.count(gold, {doc: {"quotes": found} for doc, found in predicted.items()}))
    for name in ("found", "exact", "attributed"):
        assert ours[f"{name} F1"] == pytest.approx(theirs[name]["f1"])
        assert ours[f"{name} precision"] == pytest.approx(theirs[name]["p"])
    assert ours["speaker, given found"] == pytest.approx(theirs["speaker"])
    assert ours["mode, given found"] == pytest.approx(theirs["mode"])
    assert ours["cue, given found"] == pytest.approx(theirs["cue"])
    assert ours["labels taken for speech"] == pytest.approx(theirs["labels"])
    assert all(ours[f"{mode} recall"] == pytest.approx(value) for mode, value in theirs["recall"].items())


def test_the_readme_says_how_accurate_it_is():
    assert evaluate.in_one_line() in (ROOT / "README.md").read_text("utf-8")


def test_the_model_card_has_the_figures_on_texts_not_read():
    card = (evaluate.KEPT_BACK.parent / "README.md").read_text("utf-8").splitlines()
    for row in evaluate.kept_back().itertuples():
        line = next(line for line in card if line.startswith(f"| {row.texts} {row.set} ({row.quotations:,})"))
        if row.measure in evaluate.HEADLINE:
            assert f"{row.reader:.3f} ({row.rules:.3f})".replace("0.", ".") in line, row


def test_probabilities_that_promise_what_comes_true_have_no_error_and_those_turned_round_have_no_skill():
    chance = np.random.default_rng(1)
    p = chance.random(20_000)
    right = chance.random(20_000) < p
    assert calibration.error(p, right) < 0.02 < calibration.error(p, ~right)
    assert calibration.skill(p, right) > 0.2 > 0 > calibration.skill(1 - p, right)
    assert calibration.reliability(p, right)["n"].sum() == 20_000


def test_a_scale_that_is_fitted_brings_probabilities_back():
    chance = np.random.default_rng(2)
    p = chance.random(20_000)
    right = chance.random(20_000) < p
    boasted = 1 / (1 + (1 / p - 1) ** 2)  # twice the log-odds
    slope, shift = calibration.fitted(boasted, right)
    assert slope == pytest.approx(0.5, abs=0.03)
    assert shift == pytest.approx(0, abs=0.05)
    assert calibration.scaled(0.8, 1, 0) == pytest.approx(0.8)


def test_every_disagreement_with_gold_is_listed():
    gold = {"a": {"quotes": [quote(0, 4), quote(5, 9), quote(10, 14, speaker=("المدير",))], "not_speech": []}}
    predicted = {"a": {"quotes": [quote(0, 4), quote(10, 14), quote(15, 19)]}}
    found = evaluate.mistakes(gold, predicted, {"a": "قال1 قال2 قال3 قال4"})
    assert found["what"].tolist() == ["missed", "other speaker", "not in gold"]
    assert found["speaker"].tolist() == ["الوزير", "المدير → الوزير", "الوزير"]


def test_parts_switched_off_never_raise_what_is_found(accounts):
    gold = evaluate.load_gold(evaluate.GOLD / "quotes" / "adjudicated")
    table = evaluate.ablation(accounts, gold).set_index("without")
    assert (table["attributed F1"] <= table.loc["nothing", "attributed F1"] + 0.02).all()
    assert table["attributed F1"].min() < table.loc["nothing", "attributed F1"] - 0.15


def test_the_verb_table_gives_the_stance_an_annotator_gives(analysis):
    found = evaluate.stance_check(analysis)
    assert len(found) > 70
    assert (found["gold"] == found["table"]).mean() >= 0.95
