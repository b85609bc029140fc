"""The command line: one JSON object a text on standard output, faults in one line on standard error, status 2."""

import json
import subprocess
import sys

import pytest

from helpers.__main__ import main
from tests.conftest import ROOT


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err.splitlines()


def test_quotes_of_the_accounts(capsys, accounts):
    status, records, err = run(capsys, "quotes", ROOT / "data" / "accounts")
    assert (status, err) == (0, [])
    assert [record["doc"] for record in records] == list(accounts["report"])
    for record, text in zip(records, accounts["text"], strict=True):
        assert {"doc", "quotes", "not_speech"} <= set(record)
        for quote in record["quotes"]:
            assert {"mode", "content", "quoted", "cue", "mention", "speaker", "via"} <= set(quote)
            start, end = quote["content"]
            assert 0 <= start < end <= len(text)
            assert isinstance(quote["speaker"], list)


def test_frames_of_one_text(capsys, folder):
    place = folder(texts={"a.txt": "أخبار العالم\nأكد الرئيسان أهمية الشراكة الاستراتيجية بين البلدين."})
    status, (record,), (said,) = run(capsys, "frames", place / "a.txt")
    assert status == 0
    assert "a.txt: by the codebook of our own study, data, 1 of 1 sentences carry a frame" in said
    assert record["doc"] == "a"
    assert record["residue"] == [[0, 12, "section_name"]]
    assert record["units"][-1][2] == ["partnership"]


MEDIATOR = "قال الوزير إن السودان ليس وسيطاً في هذه الأزمة."


def test_frames_of_our_own_study_are_not_those_of_another(capsys, folder):
    place = folder("id,call\na,talks\n", {"a.txt": MEDIATOR})
    status, (record,), (said,) = run(capsys, "frames", place)
    assert (status, [unit[2] for unit in record["units"]]) == (0, [[]])
    assert "the study has no codebook, so no sentence has a frame" in said
    (place / "study.toml").write_text(f'codebook = "{ROOT / "data"}"\n', encoding="utf-8")
    status, (record,), (said,) = run(capsys, "frames", place)
    assert [unit[2] for unit in record["units"]] == [["war"]]
    assert "1 of 1 sentences carry a frame. Where these are few, the texts are about something else" in said


def test_the_texts_of_a_study_are_read_with_its_tables(capsys):
    _, records, err = run(capsys, "frames", ROOT / "template")
    assert err == []
    assert {frame for record in records for unit in record["units"] for frame in unit[2]} == {
        "environment", "schedule", "jobs",
    }  # fmt: skip
    _, (record,), _ = run(capsys, "quotes", ROOT / "template" / "fourth.txt")
    assert {quote["side"] for quote in record["quotes"]} == {"ministry", "town"}


def test_a_bad_file_does_not_stop_the_others(capsys, folder):
    place = folder(texts={"a.txt": "قال الوزير إن العمل مستمر.", "c.txt": ""})
    (place / "b.txt").write_bytes(b"\xff\xfe\xff")
    status, records, err = run(capsys, "quotes", place)
    assert status == 2
    assert [record["doc"] for record in records] == ["a"]
    assert len(err) == 2
    assert "b.txt:1: not UTF-8" in err[0]
    assert "c.txt: no text in it" in err[1]


def test_paths_that_are_not_there(capsys, tmp_path):
    status, records, err = run(capsys, "quotes", tmp_path / "none.txt", tmp_path)
    assert (status, records) == (2, [])
    assert "none.txt: cannot be read (No such file or directory)" in err[0]
    assert "no .txt file in it" in err[1]


@pytest.mark.parametrize("text", ["word", "Nothing Arabic here, “quoted” or not.", "«", "وقال", "\ufeff12", "😀" * 50])
def test_any_text_has_an_answer(capsys, folder, text):
    status, (record,), err = run(capsys, "quotes", folder(texts={"a.txt": text}))
    assert (status, record["doc"]) == (0, "a")
    assert [line.partition(": ")[2] for line in err] == (
        [] if text == "وقال" else ["no Arabic in it. Nothing can be found there"]
    )


def test_ids_and_outlets_come_from_the_manifest(capsys, folder):
    place = folder("id,file,outlet,call\nlead,a.txt,Morning paper,talks\n")
    status, (record,), err = run(capsys, "quotes", place)
    assert (status, err) == (0, [])
    assert (record["doc"], record["outlet"], record["call"]) == ("lead", "Morning paper", "talks")


STORY = " ".join(f"قال الوزير رقم {n} إن المشروع {n} مستمر." for n in range(30))


def test_one_story_in_many_files_is_noticed(capsys, folder):
    texts = {f"{n:02}.txt": STORY for n in range(50)} | {"headline.txt": f"عنوان آخر تماماً للخبر\n{STORY}"}
    place = folder(texts=texts | {"other.txt": "قالت ليلى إن الجسر جاهز."})
    status, records, err = run(capsys, "quotes", place)
    assert (status, len(records)) == (0, 52)
    assert [record["group"] for record in records] == ["00"] * 51 + ["other"]
    assert len(err) == 1
    assert "50 reports are copies of another but for a headline or less (01 of 00, 02 of 00, 03 of 00, …)" in err[0]


def test_who_reads_the_first_line_only_is_no_fault(folder):
    place = folder(texts={f"{n:03}.txt": STORY for n in range(30)})
    command = f"{sys.executable} -m helpers quotes {place} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["doc"] == "000"


def test_as_a_program(folder):
    command = [sys.executable, "-m", "helpers", "quotes", str(folder())]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["quotes"][0]["speaker"] == ["الوزير"]
