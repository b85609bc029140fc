"""A study is a folder: texts come back as stored, and what is wrong is named and left out, the rest being read."""

import hashlib
import os

import pytest

from helpers import study, tables
from helpers.problems import InputProblem
from helpers.words import count_words

TEXT = "قال الوزير إن العمل مستمر."


def test_the_accounts_are_what_the_manifest_says(accounts):
    assert list(accounts["report"]) == ["A1", "A2", "A3", "A4", "A5"]
    assert dict(accounts["call"].value_counts()) == {"2026-02-04": 3, "2025-02-24": 1, "2025-01-21": 1}
    for row in accounts.itertuples():
        raw = (study.OWN / "accounts" / row.file).read_bytes()
        assert row.text == raw.decode("utf-8")
        assert row.sha256 == hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(("report", "sheet"), [("A1", 330), ("A2", 420), ("A3", 290), ("A4", 680), ("A5", 390)])
def test_account_lengths_follow_the_sheets(accounts, report, sheet):
    words = accounts.set_index("report")["words"][report]
    assert abs(words / sheet - 1) <= 0.15


def test_the_manifest_words_are_the_words_counted(accounts):
    listed = tables.load("manifest", study.OWN / "accounts").set_index("id")["words"].astype(int)
    assert dict(listed) == dict(accounts.set_index("report")["words"])


def test_a_folder_without_manifest(folder):
    loaded = study.load(folder(texts={"ب.txt": "نص", "أ.txt": "نص آخر\r\nسطر"})).reports
    assert list(loaded["report"]) == ["أ", "ب"]
    assert loaded["text"][0] == "نص آخر\r\nسطر"
    assert set(loaded["call"]) == {""}


def test_manifest_columns_of_texts_of_ones_own(folder):
    loaded = study.load(folder("id,call,outlet,date,title\na,summit,Wire,2026-02-04,T\n")).reports
    assert loaded.loc[0, ["report", "file", "call", "outlet", "date"]].tolist() == [
        "a", "a.txt", "summit", "Wire", "2026-02-04",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ("id,colour\na,red\n", "manifest.csv:1: unknown column 'colour'"),
        ("id\nb\n", "manifest.csv:2: file 'b.txt' is not in the folder"),
        ("id,file\nb,../b.txt\n", "manifest.csv:2: file '../b.txt' is not in the folder"),
        ("id,file\nb,/etc/hostname\n", "file '/etc/hostname' is not in the folder"),
        ("id,file\na,a.txt\nb,a.txt\n", "manifest.csv:3: file 'a.txt' is listed twice"),
        ("id,sha256\na," + "0" * 64 + "\n", "manifest.csv:2: sha256 is not that of a.txt"),
        ("id\n", "a.txt is not listed"),
        ("id,date\na,yesterday\n", "manifest.csv:2: date 'yesterday' is not valid"),
        ('id\n"a\n', "manifest.csv:"),
        ("", "manifest.csv:1: empty table"),
    ],
)
def test_a_wrong_manifest(folder, faults, manifest, said):
    assert said in faults(folder(manifest))


def test_own_calls_settle_which_calls_there_are(folder):
    read = study.load(folder("id,call\na,summit\n", calls="call,date\nother,2026-02-04\n"))
    assert "manifest.csv:2: unknown call 'summit'. Use one of other" in read.faults[0]
    assert read.reports["call"].tolist() == [""]


def test_without_a_table_of_calls_the_manifest_names_the_events(folder):
    manifest = "id,call,date\na,vote,2026-03-02\nb,summit,2026-02-05\nc,vote,2026-03-01\n"
    read = study.load(folder(manifest, {f"{name}.txt": TEXT for name in "abc"}))
    assert read.calls[["call", "date"]].to_numpy().tolist() == [["summit", "2026-02-05"], ["vote", "2026-03-01"]]


def test_texts_that_cannot_be_used_are_named_and_the_rest_is_read(folder):
    place = folder(texts={"a.txt": "نص", "c.txt": " \n"})
    (place / "b.txt").write_bytes("سطر\nقال".encode() + b"\xe9\n")
    read = study.load(place)
    assert read.reports["report"].tolist() == ["a"]
    assert "b.txt:2: not UTF-8 (byte 13 is 0xe9). Save the text as UTF-8" in read.faults[0]
    assert "c.txt: no text in it" in read.faults[1]


def test_folders_that_cannot_be_used(tmp_path):
    for place, said in ((tmp_path, "no .txt file in it"), (tmp_path / "nowhere", "no such folder")):
        with pytest.raises(InputProblem, match=said):
            study.load(place)


def test_a_link_out_of_the_folder_is_refused(folder, faults, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.txt"
    outside.write_text("سر", encoding="utf-8")
    place = folder("id\na\nx\n")
    os.symlink(outside, place / "x.txt")
    assert "x.txt: links out of the folder" in faults(place)


# ---------------------------------------------------------------- what a study has of its own, and what it shares


def test_our_own_study_is_read_by_the_same_code(ours):
    assert ours.ours
    assert ours.faults == ours.notices == ()
    assert ours.title == {"en": "Between the Calls", "ar": "بين المكالمات"}
    assert ours.terms.frames == tuple(tables.load("codebook")["frame"])


def test_frames_are_nobody_elses(folder):
    read = study.load(folder())
    assert not read.ours
    assert read.terms is None
    assert read.frames() == {}


def test_a_codebook_is_applied_to_another_study_where_it_is_asked_for(folder):
    place = folder()
    (place / "study.toml").write_text(f'codebook = "{study.OWN}"\n', encoding="utf-8")
    assert list(study.load(place).frames("ar")) == list(tables.load("codebook")["frame"])


SPEAKERS = "speaker,english,role_ar,role,side,kind,gender,spellings,titles\n"


def test_speakers_and_verbs_fall_back_on_the_shared_tables(folder):
    read = study.load(folder(speakers=SPEAKERS + "سامر الحلبي,Samer al-Halabi,,spokesman,ministry,person,m,الحلبي,\n"))
    assert read.speakers["speaker"][0] == "سامر الحلبي"
    assert len(read.speakers) == len(tables.load("speakers")) + 1
    assert read.sides["side"].tolist() == ["ministry", "other"]
    assert set(read.speakers["side"]) == {"ministry", "other"}
    assert set(read.speakers["titles"]) == {""}
    assert len(read.verbs) == len(tables.load("reporting_verbs"))


def test_an_own_row_takes_the_place_of_the_shared_one(folder):
    first = tables.load("speakers").iloc[0]
    read = study.load(folder(speakers=SPEAKERS + f"{first['speaker']},X,,guest,guests,person,m,,\n"))
    assert read.speakers.query("speaker == @first.speaker")["english"].tolist() == ["X"]


def test_sides_have_any_name_and_colour(folder):
    people = SPEAKERS + "سامر الحلبي,S,,spokesman,ministry,person,m,,\nليلى قباني,L,,mayor,nobody,person,f,,\n"
    read = study.load(folder(speakers=people, sides="side,label_en,colour\nministry,Ministry,#aa0000\n"))
    assert read.sides.query("side == 'ministry'")["colour"].tolist() == ["#aa0000"]
    assert read.speakers["side"].tolist()[:2] == ["ministry", "other"]
    assert "speakers.csv:3: unknown side 'nobody'. Use one of ministry or add it to sides.csv" in read.faults[0]


@pytest.mark.parametrize(
    ("name", "content", "said", "kept"),
    [
        ("study.toml", "title = 3", "study.toml:1: title 3 is not a text", "title"),
        ("study.toml", 'about = "a"\ntitle = "<b>x</b>"', "study.toml:2: title '<b>x</b>' holds HTML", "title"),
        ("study.toml", "a = ", "study.toml:1: not TOML", "title"),
        ("study.toml", 'colour = "red"', "study.toml:1: unknown setting 'colour'", "title"),
        ("study.toml", 'codebook = "nowhere"', "study.toml:1: codebook 'nowhere' is not a folder", "title"),
        ("calls.csv", "call,day\na,b\n", "calls.csv:1: column 'date' is missing", "calls"),
        ("speakers.csv", SPEAKERS + "س,S,,x,y,ghost,m,,\n", "speakers.csv:2: kind 'ghost' is not valid", "speakers"),
        ("sides.csv", "side,colour\na,red\n", "sides.csv:2: colour 'red' is not valid. It must be a colour", "sides"),
        ("manifest.csv", "id,title\na,<i>x</i>\n", "manifest.csv:2: title '<i>x</i>' holds HTML", "reports"),
    ],
)
def test_a_wrong_table_costs_itself_alone(folder, name, content, said, kept):
    place = folder()
    (place / name).write_text(content, encoding="utf-8")
    read = study.load(place)
    assert said in "\n".join(read.faults)
    assert getattr(read, kept) is not None
    assert read.reports["report"].tolist() == ["a"]


CODEBOOK = "frame,label_en,label_ar,definition,not_when\nsafety,Safety,السلامة,what is safe,\n"
TERMS = "frame,term,effect,needs,unless,before,origin,note\n"


def test_a_wrong_row_of_the_codebook_costs_that_row(folder):
    rows = TERMS + "safety,سلامة,code,,,,,\nsafty,أمان,code,,,,,\nsafety,خطر @x,code,,,,,\n"
    read = study.load(folder(codebook=CODEBOOK, frame_terms=rows))
    assert [term.term for term in read.terms.terms] == ["سلامة"]
    assert "frame_terms.csv:3: unknown frame 'safty'. Use one of safety" in read.faults[0]
    assert "frame_terms.csv:4: broken pattern" in read.faults[1]


def test_tables_around_a_text_are_read_anew_when_another_study_whose_codebook_they_use_is_edited(tmp_path):
    asked, asking = tmp_path / "asked", tmp_path / "asking"
    for place in (asked, asking):
        place.mkdir()
    (asked / "codebook.csv").write_text(CODEBOOK, "utf-8")
    (asked / "frame_groups.csv").write_text(tables.empty("frame_groups").to_csv(index=False), "utf-8")
    (asking / "study.toml").write_text('codebook = "../asked"\n', "utf-8")
    (asking / "a.txt").write_text(TEXT, "utf-8")
    for rows in (["سلامة"], ["سلامة", "أمان"]):
        (asked / "frame_terms.csv").write_text(TERMS + "".join(f"safety,{row},code,,,,,\n" for row in rows), "utf-8")
        assert [term.term for term in study.around(asking / "a.txt").terms.terms] == rows


def test_words_are_counted_as_an_editor_counts():
    assert count_words("قال: «نعم» – 3 مرات!") == 4


def test_an_id_that_occurs_twice_costs_the_second_report(folder):
    place = folder("id,file\na,a.txt\nb,b.txt\n", {"a.txt": TEXT, "b.txt": TEXT + " نعم."})
    (place / "more.csv").write_text(f"id,text\na,{TEXT}\nc,{TEXT}\n", encoding="utf-8")
    read = study.load(place)
    assert read.reports["report"].tolist() == ["a", "b", "c"]
    assert "id 'a' occurs twice" in read.faults[0]
