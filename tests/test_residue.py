"""Residue: found for a reason, and with what was kept it makes the whole text."""

import pytest

from helpers import document, residue, tables

STORY = "قال الوزير إن العمل في المشروع الجديد مستمر وإن الحكومة سوف تعلن عن النتائج في وقت قريب من هذا العام."


def reasons(text):
    return [(text[found.start : found.end], found.reason) for found in residue.find(text)]


def test_the_accounts_show_what_their_pages_carried(accounts):
    found = {(row.report, item.reason) for row in accounts.itertuples() for item in residue.find(row.text)}
    assert found == {
        ("A2", "related_heading"), ("A3", "date_stamp"), ("A3", "duplicate_headline"), ("A4", "dateline"),
        ("A4", "share_prompt"), ("A4", "plugin"), ("A5", "section_name"), ("A5", "caption"), ("A5", "comment_form"),
        ("A5", "related_heading"), ("A5", "navigation"),
    }  # fmt: skip


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\u2029"])
def test_residue_and_kept_make_the_text(accounts, ending):
    for text in accounts["text"]:
        text = text.replace("\n", ending)
        found = residue.find(text)
        spans = sorted([(item.start, item.end) for item in found] + residue.kept(text, found))
        assert "".join(text[start:end] for start, end in spans) == text
        assert [start for start, _ in spans[1:]] == [end for _, end in spans[:-1]]


def test_a_tail_is_residue_to_its_end_but_never_a_paragraph():
    tail = "أخبار ذات صلة\nعنوان خبر آخر"
    assert [reason for _, reason in reasons(f"{STORY}\n{tail}")] == ["related_heading", "related_heading"]
    assert reasons(f"{STORY}\n{tail}\n{STORY} {STORY}") == reasons(f"{STORY}\n{tail}")
    assert reasons(f"{STORY}\nاترك تعليقاً\n{STORY} {STORY}") == []


def test_headlines_of_other_reports_are_residue_in_the_middle_too_and_sentences_never():
    block = ["مواضيع ذات صلة", "عنوان خبر آخر", "وعنوان ثالث"]
    found = reasons("\n".join(["عنوان", STORY, *block, "وصل الوفد أمس.", STORY]))
    assert [piece for piece, _ in found] == block


@pytest.mark.parametrize("line", [
    "وقال سالم فارس (حزب الماء) – وهو نائب – إن الجسر مغلق.",
    "زار الوفد السد (وهو الأكبر) - بعد عام - واستمع إلى العمال.",
    "الوزير سالم فارس (حزب الماء) - وهو نائب أيضا - لن يحضر.",
])  # fmt: skip
def test_what_looks_like_a_dateline_and_is_a_sentence_stays(line):
    assert reasons(f"عنوان الخبر\n{line}\n{STORY}") == []


def test_a_sentence_keeps_what_is_not_residue_at_either_end():
    text = f"عنوان\nصور (نبأ) – {STORY} وأضاف أن الطريق آمن. ( التفاصيل )\n"
    made = document.make(text)
    assert [text[unit.start : unit.end] for unit in made.sentences] == ["عنوان", STORY, "وأضاف أن الطريق آمن."]
    assert [reason for _, reason in reasons(text)] == ["dateline", "related_link"]


def test_every_row_of_the_table_finds_its_example():
    for (reason, scope, pattern), example in zip(
        residue.patterns().rows, tables.load("residue")["example"], strict=True
    ):
        shown = residue._spelt(example)[0]
        assert "(?=\\n" in pattern.pattern or pattern.search(f". {shown}" if scope == "inside" else shown), reason


def test_a_headline_printed_twice_is_residue_the_second_time_whatever_its_hamza():
    text = f"الرئيس يؤكد أهمية الاستقرار\nالرئيس يؤكد اهمية الإستقرار\n{STORY}"
    (found,) = residue.find(text)
    assert (found.start, found.reason) == (28, "duplicate_headline")


def test_a_line_repeated_far_down_is_not_a_headline():
    text = "\n".join(["عنوان", STORY, STORY + " أيضاً", STORY + " كذلك", "سطر", "عنوان"])
    assert reasons(text) == []


def test_a_date_stamp_counts_only_at_the_head():
    assert reasons(f"19 - 05 - 2025\n{STORY}") == [("19 - 05 - 2025", "date_stamp")]
    assert reasons("\n".join([STORY, "خبر", "سطر", "19 - 05 - 2025", STORY + " كذلك"])) == []


def test_a_dateline_leaves_its_sentence():
    text = f"القاهرة (رويترز) – {STORY}"
    assert reasons(text) == [("القاهرة (رويترز) – ", "dateline")]


def test_a_sentence_that_quotes_a_prompt_is_kept():
    assert reasons(f"وكتب على صفحته: شارك هذا الموضوع مع أصدقائك حتى يصل إلى الجميع في أقرب وقت.\n{STORY}") == []


def test_the_table_counts_words(accounts):
    table = residue.table(accounts)
    stamp = table[(table["report"] == "A3") & (table["reason"] == "date_stamp")].iloc[0]
    assert (stamp["start"], stamp["end"], stamp["words"]) == (0, 14, 3)
