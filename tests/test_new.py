"""A study to fill in, made from a folder of texts: what can be read off them, what is proposed, and nothing undone."""

import pytest

from helpers import new, study, tables
from helpers.__main__ import main
from helpers.problems import InputProblem
from tests import studies

PAGE = """<html><head><title>بعد الترميم</title><meta property="og:site_name" content="Valley Post">
<meta property="article:published_time" content="2026-06-01"></head><body><article>
<h1>بعد الترميم</h1><p>{}</p></article></body></html>"""


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    studies.fill(folder, {"valley 2026-03-01": studies.BRIDGE, "second": studies.SECOND})
    (folder / "page.html").write_text(PAGE.format(studies.OPEN.replace("\n\n", "</p><p>") * 3), encoding="utf-8")
    return folder


def test_what_can_be_read_off_the_texts_stands_in_the_manifest(tmp_path, texts):
    lines = list(new.make(tmp_path / "bridge", texts))
    listed = tables.load("manifest", tmp_path / "bridge").set_index("file")
    assert listed.loc["valley 2026-03-01.txt", ["id", "date", "title"]].tolist() == [
        "valley-2026-03-01",
        "2026-03-01",
        "",
    ]
    assert listed.loc["second.txt", "title"] == "رئيس البلدية ماجد الخالدي يعتذر عن الإغلاق"
    assert listed.loc["page.html", ["outlet", "date", "title"]].tolist() == ["Valley Post", "2026-06-01", "بعد الترميم"]
    assert "make story TEXTS=" in lines[-1]
    read = study.load(tmp_path / "bridge")
    assert (read.title["en"], read.faults) == ("bridge", ())
    assert len(read.reports) == 3


def test_speakers_and_words_are_proposed(tmp_path, texts):
    list(new.make(tmp_path / "bridge", texts))
    people = tables.load("speakers", tmp_path / "bridge" / "proposed").set_index("speaker")
    assert people.loc["ماجد الخالدي", ["english", "side", "gender"]].tolist() == ["", "", "m"]
    assert people.loc["سلمى العامري", "gender"] == "f"
    lemmas = (tmp_path / "bridge" / "proposed" / "lemmas.csv").read_text("utf-8-sig").splitlines()
    assert lemmas[0] == "call,lemma,count,reports,sentence"
    assert any(",جسر," in line for line in lemmas)


def test_nothing_a_person_filled_in_is_overwritten(tmp_path, texts):
    place = tmp_path / "bridge"
    list(new.make(place, texts))
    filled = (place / "manifest.csv").read_text("utf-8").replace("second,second.txt,", "second,second.txt,closure")
    (place / "manifest.csv").write_text(filled, encoding="utf-8")
    (place / "study.toml").write_text('title = "The bridge"\n', encoding="utf-8")
    (place / "proposed" / "speakers.csv").write_text("mine\n", encoding="utf-8")
    (texts / "third.txt").write_text(studies.OPEN, encoding="utf-8")
    (texts / "second.txt").write_text("another text\n", encoding="utf-8")
    lines = list(new.make(place, texts))
    assert (place / "manifest.csv").read_text("utf-8").startswith(filled)
    assert study.load(place).reports["report"].tolist()[-1] == "third"
    assert (place / "study.toml").read_text("utf-8") == 'title = "The bridge"\n'
    assert (place / "proposed" / "speakers.csv").read_text("utf-8") == "mine\n"
    assert (place / "second.txt").read_text("utf-8") == studies.SECOND
    assert any("second.txt: is there already, with another content" in line for line in lines)


def test_ids_that_would_be_the_same_are_told_apart(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    studies.fill(folder, {"a b": studies.OPEN, "a-b": studies.BRIDGE})
    list(new.make(tmp_path / "two", folder))
    assert sorted(study.load(tmp_path / "two").reports["report"]) == ["a-b", "a-b-2"]


def test_a_folder_to_put_texts_into(tmp_path):
    lines = list(new.make(tmp_path / "empty"))
    assert "put reports into it" in lines[-1]
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputProblem, match="is a file"):
        list(new.make(tmp_path / "file"))


def test_the_command(tmp_path, texts, capsys):
    assert main(["new", str(tmp_path / "bridge"), str(texts)]) == 0
    assert "manifest.csv: 3 rows are new" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["new", "a", "b", "c"])
