"""Slips: found where a page contradicts itself, silent where it does not."""

import pytest

from helpers import slips, study


def kinds(text, day="2026-02-04"):
    return [(text[start:end], slip) for start, end, slip, _ in slips.find(text, day)]


@pytest.mark.parametrize(
    ("day", "slip"), [("2026-02-04", True), ("2023-05-01", False), ("2018-05-01", True), ("", False)]
)
def test_former_is_a_slip_only_while_in_office(day, slip):
    found = kinds("وقال الرئيس الأمريكي السابق دونالد ترامب إنه مستعد.", day)
    assert bool(found) == slip


def test_the_successor_may_call_the_former_former():
    assert kinds("وقال الرئيس الأمريكي السابق جو بايدن إنه مستعد.") == []


def test_a_date_stamp_is_compared_with_the_event():
    story = "قال الوزير إن العمل في المشروع الجديد مستمر."
    assert kinds(f"19 - 05 - 2025\n{story}", "2025-02-24") == [("19 - 05 - 2025", "date_stamp")]
    assert kinds(f"24/02/2025\n{story}", "2025-02-24") == []
    assert kinds(f"2025-02-24\n{story}", "2025-02-24") == []


def test_misspelt_words():
    assert kinds("بعد يوم واحدمن الزيارة") == [("واحدمن", "run_together")]
    assert kinds("هذه الفرصه التاريخية") == [("الفرصه", "final_heh")]
    assert kinds("كتابه الجديد عن الزمن والوطن") == []


def test_a_mark_without_partner():
    assert kinds("قال الوزير: «العمل مستمر.\nوأضاف أنه راض.") == [("«", "unpaired_mark")]


def test_a_study_goes_by_its_own_offices_and_furniture(folder):
    place = folder(texts={"a.txt": "صفحة 20-05-2026\nوقالت رئيسة البلدية السابقة ليلى حداد إنها راضية.\n"})
    (place / "manifest.csv").write_text("id,date\na,2026-05-17\n", "utf-8")
    assert slips.table(study.load(place)).empty
    (place / "offices.csv").write_text("title,speaker,since,until\nرئيسة البلدية,ليلى حداد,2024-01-01,\n", "utf-8")
    (place / "residue.csv").write_text(
        "reason,scope,pattern,example\ndate_stamp,head,صفحة 20-05-2026,صفحة 20-05-2026\n", "utf-8"
    )
    assert slips.table(study.load(place))["slip"].tolist() == ["date_stamp", "former_in_office"]


def test_the_accounts_show_the_slips_their_sheets_ask_for(accounts, ours):
    found = slips.table(ours)
    assert {"date_stamp", "former_in_office", "headline_twice", "run_together", "final_heh"} <= set(found["slip"])
    texts = dict(zip(accounts["report"], accounts["text"], strict=True))
    assert all(texts[row.report][row.start : row.end] == row.text for row in found.itertuples())
