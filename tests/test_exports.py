"""Exports hold what the analysis found, in forms that spreadsheets, programs and annotation tools can take."""

import csv
import io
import json
from dataclasses import replace

import jsonschema
import pandas as pd
import pytest

from helpers import exports, results, sheets
from helpers.__main__ import main
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def written(analysis, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    exports.write(analysis, folder)
    return folder


def test_every_form_says_the_same(written, analysis):
    for what, count in (("quotes", len(analysis.quotes)), ("frames", len(analysis.sentences))):
        packed = pd.read_parquet(written / f"{what}.parquet")
        inner = "quotes" if what == "quotes" else "sentences"
        lines = [json.loads(line) for line in (written / f"{what}.jsonl").read_text("utf-8").splitlines()]
        said = [item | {"report": line["doc"], "outlet": line["outlet"]} for line in lines for item in line[inner]]
        cells = list(csv.DictReader(io.StringIO((written / f"{what}.csv").read_text("utf-8"), newline="")))
        sheet = sheets.read(written / f"{what}.xlsx")[what]
        assert len(packed) == len(said) == len(cells) == len(sheet) - 1 == count
        for name in ("report", "text", "outlet", "sentence"):
            wanted = [str(item[name]) for item in said]
            assert packed[name].astype(str).tolist() == wanted
            assert [row[name] for row in cells] == wanted
            assert [str(row[sheet[0].index(name)]) for row in sheet[1:]] == wanted


@pytest.mark.parametrize("what", ["quotes", "frames"])
def test_records_follow_their_schema_and_hold_the_words(written, accounts, what):
    schema = json.loads((ROOT / "data" / "schemas" / f"{what}.schema.json").read_text("utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    check.check_schema(schema)
    texts = dict(zip(accounts["report"], accounts["text"], strict=True))
    records = [json.loads(line) for line in (written / f"{what}.jsonl").read_text("utf-8").splitlines()]
    assert [record["doc"] for record in records] == list(accounts["report"])
    for record in records:
        assert not [fault.message for fault in check.iter_errors(record)]
        text = texts[record["doc"]]
        for quote in record.get("quotes", ()):
            assert text[slice(*quote["content"])] == quote["text"]
            for part in ("cue", "mention"):
                assert (text[slice(*quote[part])] if quote[part] else "") == quote[f"{part}_text"]
        for unit, sentence in zip(record.get("units", ()), record.get("sentences", ()), strict=True):
            assert unit == [sentence["start"], sentence["end"], sentence["frames"]]
            assert text[unit[0] : unit[1]] == sentence["text"]


def test_english_names_stand_beside_those_that_have_one(analysis):
    rows = exports.tables(analysis)["quotes"].to_pylist()
    assert {row["speaker_en"] for row in rows if row["speaker"] == "فلاديمير بوتين"} == {"Vladimir Putin"}
    assert results.english("بوتين | فلان", {"بوتين": "Vladimir Putin"}) == "Vladimir Putin | "
    assert results.english("فلان", {}) == ""


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
    plain = "spans,names,none\r\n1:4 6:9,أ | ب,\r\n"
    assert exports.csv_text([row], list(row)) == plain
    assert exports.csv_text([row], list(row), excel=True) == "\ufeff" + plain


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


@pytest.fixture
def many(folder):
    return folder(
        texts={"a.txt": "قال الوزير إن العمل مستمر.\nوأضاف: «لن نتأخر».", "b.txt": "=1+1 قالت ليلى إن الجسر جاهز."}
    )


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx", "parquet"])
def test_a_result_is_what_its_name_ends_in(many, tmp_path, capsys, ending):
    out = tmp_path / "out" / f"quotes.{ending}"
    assert main(["quotes", str(many), "--out", str(out), "--workers", "1"]) == 0
    capsys.readouterr()
    assert main(["quotes", str(many)]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    wanted = [(record["doc"], quote["text"]) for record in records for quote in record["quotes"]]
    assert wanted
    if ending == "jsonl":
        assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == records
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"), newline="")))
        assert [(row["report"], row["text"]) for row in rows] == wanted
    if ending == "xlsx":
        head, *rows = sheets.read(out)["quotes"]
        assert [(row[head.index("report")], row[head.index("text")]) for row in rows] == wanted
    if ending == "parquet":
        assert pd.read_parquet(out)[["report", "text"]].apply(tuple, axis=1).tolist() == wanted
    else:
        assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_csv_for_excel_begins_with_a_byte_order_mark(many, tmp_path):
    assert main(["quotes", str(many), "--out", str(tmp_path / "q.csv"), "--workers", "1", "--excel"]) == 0
    assert (tmp_path / "q.csv").read_bytes().startswith(b"\xef\xbb\xbfreport,")
    assert (tmp_path / "q.csv").read_text("utf-8-sig").count("\ufeff") == 0


def test_more_rows_than_a_sheet_holds_are_refused_in_one_line(many, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert main(["quotes", str(many), "--out", str(tmp_path / "q.xlsx"), "--workers", "1"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 1
    assert "3 rows are more than a sheet holds (2). Name a .csv or .parquet instead" in err[0]
