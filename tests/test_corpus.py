"""Loading a collection: texts come back as stored, and every fault is one line that says what to do."""

import hashlib
import os

import pytest

from helpers import corpus
from helpers.problems import InputProblem


def fault(folder):
    with pytest.raises(InputProblem) as caught:
        corpus.load(folder)
    return "\n".join(caught.value.lines)


def test_the_accounts_are_what_the_manifest_says(accounts):
    assert list(accounts["report"]) == ["A1", "A2", "A3", "A4", "A5"]
    assert dict(accounts["call"].value_counts()) == {"2026-02-04": 3, "2025-02-24": 1, "2025-01-21": 1}
    for row in accounts.itertuples():
        raw = (corpus.ACCOUNTS / row.file).read_bytes()
        assert row.text == raw.decode("utf-8")
        assert row.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(("report", "sheet"), [("A1", 330), ("A2", 420), ("A3", 290), ("A4", 680), ("A5", 390)])
def test_account_lengths_follow_the_sheets(accounts, report, sheet):
    words = accounts.set_index("report")["words"][report]
    assert abs(words / sheet - 1) <= 0.15


def test_the_manifest_words_are_the_words_counted():
    from helpers import tables

    listed = tables.load("manifest", corpus.ACCOUNTS).set_index("id")["words"].astype(int)
    assert dict(listed) == dict(corpus.load(corpus.ACCOUNTS).set_index("report")["words"])


def test_a_folder_without_manifest(folder):
    loaded = corpus.load(folder(texts={"ب.txt": "نص", "أ.txt": "نص آخر\r\nسطر"}))
    assert list(loaded["report"]) == ["أ", "ب"]
    assert loaded["text"][0] == "نص آخر\r\nسطر"
    assert set(loaded["call"]) == {""}


def test_manifest_columns_of_texts_of_ones_own(folder):
    loaded = corpus.load(folder("id,call,outlet,date,title\na,summit,Wire,2026-02-04,T\n"))
    assert loaded.loc[0, ["report", "file", "call", "outlet", "date"]].tolist() == [
        "a", "a.txt", "summit", "Wire", "2026-02-04",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("id,call\na,2026-02-05\n", "manifest.csv:2: unknown call '2026-02-05'. Use one of 2021-12-15"),
        ("id,colour\na,red\n", "manifest.csv:1: unknown column 'colour'"),
        ("id\nb\n", "manifest.csv:2: file 'b.txt' is not in the folder"),
        ("id,file\nb,../b.txt\n", "manifest.csv:2: file '../b.txt' is not a plain file name"),
        ("id,file\nb,/etc/hostname\n", "is not a plain file name"),
        ("id,file\na,a.txt\nb,a.txt\n", "manifest.csv:3: file 'a.txt' is listed twice"),
        ("id,sha256\na," + "0" * 64 + "\n", "manifest.csv:2: sha256 is not that of a.txt"),
        ("id\n", "a.txt is not listed"),
        ("id,date\na,yesterday\n", "manifest.csv:2: date 'yesterday' is not valid"),
        ('id\n"a\n', "manifest.csv:"),
        ("", "manifest.csv:1: empty table"),
    ],
)
def test_a_wrong_manifest(folder, manifest, said):
    assert said in fault(folder(manifest))


def test_own_calls_settle_which_calls_there_are(folder):
    place = folder("id,call\na,summit\n", calls="call,date\nother,2026-02-04\n")
    assert "unknown call 'summit'. Use one of other" in fault(place)


def test_texts_that_cannot_be_used(folder, tmp_path):
    place = folder(texts={"a.txt": "نص", "c.txt": " \n"})
    (place / "b.txt").write_bytes("سطر\nقال".encode() + b"\xe9\n")
    said = fault(place)
    assert "b.txt:2: not UTF-8 (byte 13 is 0xe9). Save the text as UTF-8" in said
    assert "c.txt: no text in it" in said


def test_folders_that_cannot_be_used(tmp_path):
    assert "no .txt file in it" in fault(tmp_path)
    assert "no such folder" in fault(tmp_path / "nowhere")


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.txt"
    outside.write_text("سر", encoding="utf-8")
    place = folder("id\na\nx\n")
    os.symlink(outside, place / "x.txt")
    assert "manifest.csv:3: file 'x.txt' links out of the folder" in fault(place)


def test_the_accounts_need_their_manifest(folder, monkeypatch):
    place = folder()
    monkeypatch.setattr(corpus, "ACCOUNTS", place)
    assert "the manifest is missing. Restore it" in fault(place)


def test_words_are_counted_as_an_editor_counts():
    assert corpus.count_words("قال: «نعم» – 3 مرات!") == 4
