"""Exports hold what the analysis found, in forms that spreadsheets, programs and annotation tools can take."""

import csv
import io
import json
from dataclasses import replace

import pandas as pd
import pytest

from helpers import exports
from helpers.__main__ import main


@pytest.fixture(scope="module")
def written(analysis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    exports.write(analysis, folder)
    return folder


def test_every_form_says_the_same(written, analysis):
    for what, count in (("quotes", len(analysis.quotes)), ("frames", len(analysis.sentences))):
        packed = pd.read_parquet(written / f"{what}.parquet")
        lines = [json.loads(line) for line in (written / f"{what}.jsonl").read_text("utf-8").splitlines()]
        cells = list(csv.DictReader(io.StringIO((written / f"{what}.csv").read_text("utf-8-sig"), newline="")))
        assert len(packed) == len(lines) == len(cells) == count
        for name in ("report", "start", "end", "outlet"):
            assert packed[name].astype(str).tolist() == [str(line[name]) for line in lines]
            assert [row[name] for row in cells] == [str(line[name]) for line in lines]


def test_frames_of_a_sentence_stand_in_its_row(written, analysis):
    packed = pd.read_parquet(written / "frames.parquet")
    assert packed["frames"].map(len).sum() == len(analysis.frames)


def test_the_texts_are_what_the_offsets_count_in(written, accounts):
    for row in accounts.itertuples():
        assert (written / "texts" / f"{row.report}.txt").read_bytes() == row.text.encode("utf-8")


@pytest.mark.parametrize("what", ["quotes", "frames"])
def test_annotations_find_their_words(written, accounts, what):
    linked = json.loads((written / f"{what}.annotations.jsonld").read_text("utf-8"))
    names = {source["id"]: source["title"] for source in linked["sources"]}
    texts = dict(zip(accounts["report"], accounts["text"], strict=True))
    items = linked["first"]["items"]
    assert linked["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert linked["total"] == len(items) > 0
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert item["type"] == "Annotation"
        text = texts[names[item["target"]["source"]]]
        position, quote = item["target"]["selector"]
        assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\t=a", "\r=a", " =a", "\u200f=a", "\ufeff@a", "＝a"])
def test_no_cell_begins_a_formula(cell):
    assert exports.safe(cell) == "'" + cell
    assert exports.csv_text([{"a": cell}], ["a"]).split("\r\n", 1)[1].lstrip('"').startswith("'")


def test_other_cells_stay(written):
    assert exports.safe("قال: 1+1=2") == "قال: 1+1=2"
    assert exports.safe(-3) == -3
    row = {"spans": [{"start": 1, "end": 4}, {"start": 6, "end": 9}], "names": ["أ", "ب"], "none": None}
    assert exports.csv_text([row], list(row)) == "\ufeffspans,names,none\r\n1:4 6:9,أ | ب,\r\n"


def test_the_same_texts_give_the_same_bytes(written, analysis, tmp_path):
    for path in exports.write(analysis, tmp_path):
        assert path.read_bytes() == (written / path.name).read_bytes(), path.name


def test_the_command(folder, tmp_path, capsys):
    place = folder(texts={"a.txt": "قال الوزير إن العمل مستمر."})
    assert main(["export", str(place), "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "quotes.csv" in err
    assert (tmp_path / "out" / "quotes.annotations.jsonld").exists()


def test_ids_that_are_no_file_names_stay_in_the_folder(tmp_path):
    from helpers import analyse, study

    (tmp_path / "t.jsonl").write_text(json.dumps({"id": "x", "text": "قال الوزير إن العمل مستمر."}), "utf-8")
    read = study.load(tmp_path / "t.jsonl")
    exports.write(analyse(replace(read, reports=read.reports.assign(report="../../x"))), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "texts").iterdir()] == ["text-1.txt"]


@pytest.mark.parametrize("hidden", ["\u00ad", "\u061c", "\u3000", "\u2003"])
def test_a_formula_behind_unseen_characters_is_neutralised(hidden):
    assert exports.safe(f"{hidden}=1+1") == f"'{hidden}=1+1"
