"""Pairs of renderings: against the accounts' gold, on invented reports of another event, and where there are none."""

import json

import numpy as np
import pandas as pd
import pytest

from helpers import evaluate, pairs, statements, study, tables

MACRON, MERZ, SPOKESMAN = "إيمانويل ماكرون", "فريدريش ميرتس", "شتيفان كورنيليوس"
# an invented call, written before the parameters were chosen: speaker, content, statement
INVENTED = {
    "R1": [
        (MACRON, "الهجرة تحد مشترك يتطلب رداً أوروبياً موحداً", 1),
        (MACRON, "ضرورة الإسراع في إصلاح سوق الكهرباء قبل نهاية العام", 2),
        (MERZ, "ألمانيا لن تتخلى عن صناعة السيارات ولن تقبل حظر محركات الاحتراق", 3),
        (MERZ, "علينا أن نستثمر أكثر في دفاعنا المشترك", 4),
        (SPOKESMAN, "الزعيمين سيلتقيان في برلين الشهر المقبل", 5),
        (MACRON, "فرنسا مستعدة لاستضافة مؤتمر حول الذكاء الاصطناعي", 6),
    ],
    "R2": [
        (MACRON, "قضية تعنينا جميعاً ولا بد من جواب أوروبي واحد على ملف المهاجرين", 1),
        (MERZ, "بلاده ترفض منع محركات الاحتراق وتتمسك بقطاع السيارات", 3),
        (MERZ, "زيادة الإنفاق على الدفاع الأوروبي المشترك", 4),
        (MACRON, "الصداقة الفرنسية الألمانية أساس المشروع الأوروبي", 7),
        (MERZ, "فرنسا شريك لا غنى عنه لألمانيا", 8),
        (SPOKESMAN, "المكالمة استمرت أربعين دقيقة", 9),
    ],
    "R3": [
        (MACRON, "نحن جاهزون لتنظيم مؤتمر دولي بشأن الذكاء الاصطناعي في باريس", 6),
        (MACRON, "إصلاح أسواق الطاقة الكهربائية أمر عاجل", 2),
        (MERZ, "السيارات الألمانية لن تختفي، وحظر محرك الاحتراق خطأ", 3),
        (MACRON, "العلاقات مع لندن تحتاج إلى صفحة جديدة", 10),
        (MERZ, "على أوروبا أن تدافع عن نفسها بنفسها وأن تنفق على ذلك المزيد", 4),
        (MERZ, "الحرب في أوكرانيا تفرض على الجميع قرارات صعبة", 11),
    ],
}


def quote(report, number, start, text, **more):
    row = {"report": report, "quote": number, "start": start, "end": start + len(text), "text": text,
           "mode": "indirect", "cue": "وقال", "stance": "neutral", "speaker": "", "words": len(text.split()),
           "quoted": (), "quoted_words": 0}  # fmt: skip
    return row | more


def invented(calls=("c", "c", "c")):
    """reports, quotes, gold of the invented call."""
    reports, quotes, gold = [], [], []
    for (report, listed), call in zip(INVENTED.items(), calls, strict=True):
        text = ""
        for number, (speaker, content, statement) in enumerate(listed):
            text += f"وقال {speaker} إن "
            quotes.append(quote(report, number, len(text), content, speaker=speaker))
            gold.append((call, str(statement), report, len(text), len(text) + len(content), ""))
            text += content + ".\n"
        reports.append((report, call, text))
    gold = pd.DataFrame(gold, columns=["call", "statement", "report", "start", "end", "note"])
    return pd.DataFrame(reports, columns=["report", "call", "text"]), pd.DataFrame(quotes), gold


@pytest.fixture(scope="module")
def accounts_with_gold_quotes():
    """reports, gold quotations as a quotes table, gold pairs."""
    reports, rows = study.load(study.OWN).reports, []
    for report in reports.itertuples():
        source = tables.DATA / "gold" / "quotes" / "adjudicated" / f"{report.report}.json"
        for number, found in enumerate(json.loads(source.read_text(encoding="utf-8"))["quotes"], 1):
            start, end = found["content"]
            cue = report.text[slice(*found["cue"])] if found["cue"] else ""
            rows.append(quote(report.report, number, start, report.text[start:end], mode=found["mode"], cue=cue,
                              speaker=" | ".join(found["speaker"]), quoted=found["quoted"]))  # fmt: skip
    return reports, pd.DataFrame(rows), pd.read_csv(tables.DATA / "gold" / "pairs.csv", keep_default_na=False)


def test_gold_lists_every_quotation_of_the_call_once(accounts_with_gold_quotes):
    reports, quotes, gold = accounts_with_gold_quotes
    call = set(gold["call"])
    members = set(reports.loc[reports["call"].isin(call), "report"])
    wanted = set(
        quotes.loc[quotes["report"].isin(members), ["report", "start", "end"]].itertuples(index=False, name=None)
    )
    listed = list(gold[["report", "start", "end"]].itertuples(index=False, name=None))
    assert set(listed) == wanted
    assert len(listed) == len(wanted)
    assert len(evaluate.gold_pairs(gold)) == 7


def test_statements_of_subjects_that_nothing_was_chosen_on():
    score = statements.measured()
    assert score["wanted"] >= 50
    assert score["precision"] >= 0.8
    assert score["recall"] >= 0.5


def test_the_weights_are_those_that_the_subjects_for_choosing_give():
    assert statements.fit() == pairs.model()


def test_gold_has_pairs_and_hard_ones_that_are_none_judged_twice():
    judged = pd.read_csv(statements.GOLD / "pairs.csv", keep_default_na=False)
    counts = judged.loc[judged["annotator2"] != "", "annotator1"].value_counts()
    assert counts["same"] >= 60
    assert counts["different"] >= 60
    assert (judged.groupby("call")["use"].nunique() == 1).all()  # no subject on both sides
    assert set(judged.loc[judged["use"] == "score", "annotator2"]) == {"same", "different"}
    for use in ("choice", "score"):
        reports, quotes, same = statements.gold_statements(use)
        texts = dict(zip(reports["report"], reports["text"], strict=True))
        assert all(row.text.strip() == row.text != "" for row in quotes.itertuples())
        cues = [texts[row.report][row.cue_start : row.cue_end] for row in quotes.itertuples()]
        assert all(cue and " " not in cue for cue in cues)
        known = set(quotes[["report", "quote"]].itertuples(index=False, name=None))
        assert {place for pair in same for place in pair} <= known


def test_precision_on_the_accounts_and_on_an_invented_call(accounts_with_gold_quotes):
    scores = [evaluate.score_pairs(pairs.pairs(reports, quotes), gold)
              for reports, quotes, gold in (accounts_with_gold_quotes, invented())]  # fmt: skip
    assert all(score["correct"] >= 2 for score in scores)
    # of both together: in each alone they are so few that one mistake is a third or a quarter of them
    assert sum(score["correct"] for score in scores) >= 0.75 * sum(score["predicted"] for score in scores)


def test_pairs_do_not_depend_on_the_order_of_the_quotes(accounts_with_gold_quotes):
    reports, quotes, _ = accounts_with_gold_quotes
    turned = quotes.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(pairs.pairs(reports, quotes), pairs.pairs(reports, turned))


def test_pairs_stay_inside_their_call():
    reports, quotes, _ = invented(("c", "c", "d"))
    found = pairs.pairs(reports, quotes)
    assert set(found["call"]) == {"c"}
    assert set(found["report_a"]) | set(found["report_b"]) == {"R1", "R2"}


@pytest.mark.parametrize("calls", [("c", "d", "e"), ("", "", ""), ("c", "", "")])
def test_one_report_per_call_gives_an_empty_table(calls):
    reports, quotes, gold = invented(calls)
    found = pairs.pairs(reports, quotes)
    assert found.empty
    assert list(found) == pairs.PAIR_COLUMNS
    assert list(pairs.statements(found, quotes, reports)) == pairs.STATEMENT_COLUMNS
    if "" not in calls:
        assert evaluate.score_pairs(found, gold)["f1"] == 1


def test_no_reports_and_no_quotes():
    reports, quotes, gold = invented()
    none = pairs.pairs(reports.iloc[:0], quotes.iloc[:0])
    assert none.empty
    assert pairs.kept(pairs.statements(none, quotes.iloc[:0], reports.iloc[:0]), reports.iloc[:0]).empty
    assert pairs.pairs(reports, quotes.iloc[:0]).empty
    assert pairs.pairs(reports, quotes[quotes["report"] == "R1"]).empty
    assert evaluate.score_pairs(none, gold)["f1"] == 0


def two(text_a, text_b, a=None, b=None, study=None):
    """Pairs of two reports with one quotation each, by one speaker if nothing else is said."""
    reports, rows = [], []
    for report, text, more in (("a", text_a, a or {}), ("b", text_b, b or {})):
        row = {"speaker": "سامي الراشد"} | more
        before = f"وقال {row['speaker']} إن "
        reports.append((report, "c", f"{before}{text}."))
        rows.append(quote(report, 1, len(before), text, **row))
    return pairs.pairs(pd.DataFrame(reports, columns=["report", "call", "text"]), pd.DataFrame(rows), study)


PLAN = "الحكومة أعدت خطة كبيرة لتطوير العلاقات الثنائية بين البلدين"


def test_the_same_words_of_one_speaker_are_one_statement():
    same = two(PLAN, PLAN)
    assert 0.8 < same.loc[0, "similarity"] <= 1
    assert two(PLAN, "أسعار النفط في السوق ترتفع كل يوم").empty
    assert two("في من على", "في من على").empty  # no content word
    assert two("لن ثلاثة في 2025", "لن ثلاثة في 2025").empty  # what any text has


def test_nobody_and_somebody_else_are_not_compared():
    assert two(PLAN, PLAN, b={"speaker": "كريم العطار"}).empty
    assert two(PLAN, PLAN, b={"speaker": ""}).empty
    assert two(PLAN, PLAN, a={"speaker": ""}, b={"speaker": ""}).empty
    assert two(PLAN, PLAN, a={"speaker": "سامي الراشد | كريم العطار"}).empty
    assert len(two(PLAN, PLAN, b={"speaker": "الراشد"})) == 1  # the same name, shorter


def test_a_country_and_its_ministries_are_one_party_and_its_people_are_not():
    invented_study = statements.gold_study()
    ministry = {"speaker": "وزارة الخارجية السارمية", "side": "sarma"}
    assert len(two(PLAN, PLAN, ministry, {"speaker": "سارما", "side": "sarma"}, invented_study)) == 1
    assert two(PLAN, PLAN, ministry, {"speaker": "نورفا", "side": "norva"}, invented_study).empty
    assert two(PLAN, PLAN, ministry, {"speaker": "هالة منصور", "side": "sarma"}, invented_study).empty
    other = {"side": "other"}
    assert two(
        PLAN, PLAN, {"speaker": "وزارة الخارجية"} | other, {"speaker": "وزارة التجارة"} | other, invented_study
    ).empty


def test_a_warning_is_not_the_pledge_of_the_other_ministry():
    warning = "إغلاق ميناء الراس أمام سفن الإغاثة"
    pledge = "إبقاء ميناء الراس مفتوحاً أمام سفن الإغاثة"
    invented_study = statements.gold_study()
    ours = {"speaker": "وزارة الخارجية السارمية", "side": "sarma", "stance": "adversarial", "mode": "act"}
    theirs = {"speaker": "وزارة الخارجية النورفية", "side": "norva", "stance": "assertive", "mode": "act"}
    assert two(warning, pledge, ours, theirs, invented_study).empty
    assert two(pledge, pledge, ours, theirs, invented_study).empty
    assert two(warning, pledge, ours, ours | {"stance": "assertive"}, invented_study).empty
    assert len(two(pledge, pledge, ours, ours, invented_study)) == 1


def test_a_demand_is_not_the_statement_that_it_is_so():
    assert two(PLAN, PLAN, {"stance": "directive"}, {"stance": "neutral"}).empty
    assert len(two(PLAN, PLAN, {"stance": "directive"}, {"stance": "directive"})) == 1


def test_evidence_names_words_and_their_depth():
    assert pairs.evidence("خطة كبرى", "خطة كبيرة") == "خطة = خطة | كبرى ~ كبيرة"
    assert pairs.evidence("ركيزة", "دعامة") == "ركيزة ≈ دعامة"


def test_all_two_of_a_group_are_likely_to_be_one_statement():
    likely = np.array([[0, 0.9, 0.9, 0.1], [0.9, 0, 0.2, 0.1], [0.9, 0.2, 0, 0.1], [0.1, 0.1, 0.1, 0]])
    group = pairs.grouped(likely, 0.5)
    assert len({group[1], group[2], group[3]}) == 3  # 1 and 2 are unlike, though both are like 0
    assert group[0] in {group[1], group[2]}
    assert pairs.grouped(np.zeros((0, 0)), 0.5) == []
    assert pairs.grouped(np.zeros((1, 1)), 0.5) == [1]


def test_statements_say_what_each_report_kept(accounts_with_gold_quotes):
    reports, quotes, _ = accounts_with_gold_quotes
    found = pairs.pairs(reports, quotes)
    listed = pairs.statements(found, quotes, reports)
    assert (listed["reports"] >= 2).all()
    support = listed[listed["text"].str.contains("في مساندة ما")].iloc[0]
    assert (support["mode"], support["cue"], support["in_marks"]) == ("direct", "قال", support["text"])
    assert "السيادة" not in support["left_out"].split(" | ")
    assert "مساندة" in support["shared"].split(" | ")
    assert "نعمله" in support["only_here"].split(" | ")
    grid = pairs.kept(listed, reports)
    row = grid.loc[(support["call"], support["statement"])]
    assert (row["A1"], row["A2"], row["A5"], row["A3"]) == ("mixed", "direct", "", None)


def test_score_counts_a_pair_only_if_both_ends_are_gold():
    _, _, gold = invented()
    a, b = (gold[(gold["report"] == report) & (gold["statement"] == "1")].iloc[0] for report in ("R1", "R2"))
    row = dict.fromkeys(pairs.PAIR_COLUMNS, "") | {
        "report_a": "R1", "start_a": a["start"], "end_a": a["end"] - 3,
        "report_b": "R2", "start_b": b["start"] + 2, "end_b": b["end"],
    }  # fmt: skip
    good = evaluate.score_pairs(pd.DataFrame([row]), gold)
    assert (good["precision"], good["correct"], good["gold"]) == (1, 1, 9)
    assert evaluate.score_pairs(pd.DataFrame([row | {"end_b": b["start"] + 4}]), gold)["correct"] == 0
