"""Every form a report can come in gives the same text, and whatever cannot be read is named."""

import json

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from helpers import inputs, study
from helpers.__main__ import main
from helpers.problems import InputProblem

TEXT = (
    "قال وزير الخارجية الروسي إن العمل مستمر بين البلدين.\r\nوأضاف الوزير أن الاتصالات لم تنقطع منذ العام الماضي.\r\n"
)
OTHER = "أكدت وزارة الخارجية الصينية أن «التعاون» يخدم البلدين، وأن الحوار هو الطريق الوحيد إلى السلام في المنطقة."
PAGE = """<!DOCTYPE html><html lang="ar"><head><meta charset="{charset}"><title>عنوان</title></head><body>
<nav><a href="/">الرئيسية</a> <a href="/news">أخبار</a></nav>
<article><h1>اتصال بين الرئيسين</h1><p>{first}</p><p>{second}</p></article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


def page(charset="utf-8"):
    return PAGE.format(charset=charset, first=TEXT.strip(), second=OTHER)


def found(path, **options):
    return list(inputs.reports(path, **options))


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-16", "read as UTF-16"),
        ("cp1256", "read as Windows-1256"),
        ("iso8859_6", "read as ISO-8859-6"),
    ],
)
def test_encodings_are_recognised_and_line_ends_kept(tmp_path, encoding, said):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert inputs.read(path)[:4] == (TEXT, encoding, said, None)
    assert study.load(tmp_path).reports.loc[0, "text"] == TEXT


def test_the_byte_order_mark_of_utf_16_settles_its_order(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert inputs.read(path).text == TEXT


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(128, 256)) * 4,
        TEXT.encode() + b"\xe9\n",  # UTF-8 with one broken letter is not another encoding
        TEXT.encode()[:-3] + b"\xff" + OTHER.encode(),
        "Élysée, à bientôt ; déjà vu et même après".encode("cp1252"),
        b"\xff\xfe\xff",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "что сказал президент вчера вечером".encode("cp1251"),
    ],
)
def test_what_is_not_plainly_arabic_is_refused(tmp_path, raw):
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    with pytest.raises(InputProblem, match=r"a\.txt:\d+: not UTF-8.*Save the text as UTF-8"):
        inputs.read(path)


def test_the_command_line_reports_how_a_text_was_read(tmp_path, capsys):
    (tmp_path / "a.txt").write_bytes(OTHER.encode("cp1256"))
    assert main(["quotes", str(tmp_path / "a.txt")]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["doc"] == "a"
    assert "a.txt: read as Windows-1256" in err
    read = study.load(tmp_path)
    assert read.reports.loc[0, "note"] == "read as Windows-1256"
    assert read.notices == ("a.txt: read as Windows-1256. Save it as UTF-8 to be sure",)


def test_a_text_must_be_text(tmp_path):
    wrong = {None: "missing", float("nan"): "missing", 3: "not a text but int", "\ufeff \n": "no text",
             "\x00\x01\x02 قال": "not a text (", "قال \ud800 الوزير": "half a character"}  # fmt: skip
    for text, said in wrong.items():
        assert said in inputs.unusable(text)[0]
    assert inputs.unusable("قال\u200f الوزير\x85") is None


def test_a_text_longer_than_any_report_is_refused(tmp_path):
    long = "ق" * (inputs.LONGEST + 1)
    (tmp_path / "a.txt").write_text(long, "utf-8")
    as_csv(tmp_path / "t.csv", [{"text": long}, {"text": OTHER}])
    for report in (*found(tmp_path / "a.txt"), found(tmp_path / "t.csv")[0]):
        assert report.reason == "longer than 10,000,000 characters"
    assert found(tmp_path / "t.csv")[1].text == OTHER


@pytest.mark.parametrize("name", ["a.txt", "t.csv", "t.jsonl"])
def test_no_more_than_so_many_bytes_are_read_at_once(tmp_path, monkeypatch, name):
    monkeypatch.setattr(inputs, "MOST_BYTES", 500)
    last = {"t.csv": f"b,{OTHER}", "t.jsonl": json.dumps({"text": OTHER}, ensure_ascii=False)}.get(name, "")
    start = {"t.csv": 'id,text\na,"', "t.jsonl": '{"text": "'}.get(name, "")
    (tmp_path / name).write_text(f"{start}{'قال الوزير ' * 300}\n{last}\n", "utf-8")
    reports = found(tmp_path / name)
    assert isinstance(reports[0], inputs.Reject)
    assert [report.text for report in reports if isinstance(report, inputs.Report)] == ([OTHER] if last else [])


# ---------------------------------------------------------------- web pages


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("windows-1256", "cp1256")])
def test_the_main_text_of_a_page(tmp_path, charset, encoding):
    path = tmp_path / "page.html"
    raw = page(charset).encode(encoding)
    path.write_bytes(raw)
    read = inputs.read(path)
    assert OTHER in read.text
    assert "جميع الحقوق" not in read.text
    assert read.encoding == encoding
    assert path.read_bytes() == raw
    (document,) = found(tmp_path)
    assert (document.id, document.extracted) == ("page", True)


def test_a_page_without_text_is_refused(tmp_path):
    (tmp_path / "a.html").write_text("<html><body></body></html>", "utf-8")
    with pytest.raises(InputProblem, match="no main text found in the page"):
        inputs.read(tmp_path / "a.html")


# ---------------------------------------------------------------- tables

ROWS = [{"id": f"r{n}", "call": "summit", "outlet": "وكالة", "date": "2026-02-04", "title": 'عنوان "أول"، وثان',
         "text": f"{TEXT}{n}\n\n{OTHER}"} for n in range(7)]  # fmt: skip


def as_csv(path, rows=ROWS, encoding="utf-8", delimiter=","):
    text = pd.DataFrame(rows).to_csv(index=False, sep=delimiter, lineterminator="\r\n")
    path.write_bytes(text.encode(encoding))
    return path


def as_jsonl(path, rows=ROWS, encoding="utf-8"):
    path.write_bytes("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(encoding))
    return path


def as_parquet(path, rows=ROWS, **options):
    parquet.write_table(pa.Table.from_pylist(rows), path, **options)
    return path


@pytest.mark.parametrize(
    "table",
    [
        lambda place: as_csv(place / "t.csv"),
        lambda place: as_csv(place / "t.csv", delimiter=";"),
        lambda place: as_csv(place / "t.csv", encoding="utf-8-sig"),
        lambda place: as_csv(place / "t.csv", encoding="cp1256"),
        lambda place: as_csv(place / "t.tsv", encoding="utf-16", delimiter="\t"),
        lambda place: as_jsonl(place / "t.jsonl"),
        lambda place: as_jsonl(place / "t.jsonl", encoding="utf-16"),
        lambda place: as_parquet(place / "t.parquet"),
        lambda place: as_parquet(place / "t.parquet", row_group_size=2),
    ],
)
def test_tables_of_any_form(tmp_path, table):
    path = table(tmp_path)
    reports = found(path)
    assert [len(piece) for piece in inputs.pieces(path, rows=3)] == [3] * (len(ROWS) // 3) + [len(ROWS) % 3]
    assert [(r.id, r.text, r.meta) for r in reports] == [
        (row["id"], row["text"], {name: row[name] for name in inputs.META}) for row in ROWS
    ]


def test_the_line_of_a_row_is_where_it_begins(tmp_path):
    path = as_csv(tmp_path / "t.csv", [{"text": "قال"}, {"text": "سطر\nثان"}, {"text": "أكد"}])
    assert [report.place[1] for report in found(path)] == [2, 3, 5]
    assert [report.id for report in found(path)] == ["t-2", "t-3", "t-5"]


def test_a_collection_from_a_table_of_reports(tmp_path):
    for path in (as_csv(tmp_path / "t.csv"), as_jsonl(tmp_path / "t.jsonl"), as_parquet(tmp_path / "t.parquet")):
        loaded = study.load(path).reports
        assert list(loaded.columns) == study.COLUMNS
        assert loaded["text"].tolist() == [row["text"] for row in ROWS]
        assert set(loaded["call"]) == {"summit"}
        assert set(loaded["file"]) == {path.name}


def test_files_pages_and_tables_in_one_folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.html").write_text(page(), "utf-8")
    as_jsonl(tmp_path / "t.jsonl", ROWS[:2])
    (tmp_path / "manifest.csv").write_text("id,file,call,outlet\nx,a.txt,summit,Wire\nb,b.html,summit,\n", "utf-8")
    (tmp_path / "calls.csv").write_text("call,date\nsummit,2026-02-04\n", "utf-8")
    loaded = study.load(tmp_path).reports
    assert loaded["report"].tolist() == ["x", "b", "r0", "r1"]
    assert [report.id for report in found(tmp_path, listed=study.by_manifest(tmp_path))] == ["x", "b", "r0", "r1"]
    assert found(tmp_path, listed=study.by_manifest(tmp_path))[0].meta["outlet"] == "Wire"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.csv", "id,notes\na,نص\n", "t.csv:1: column 'text' is missing; there are 'id', 'notes'"),
        ("t.csv", "text,text\na,b\n", "t.csv:1: a column name occurs twice"),
        ("t.csv", "id,text\na,قال\nb\nc,\n", "t.csv:3: not a row of 2 cells"),
        ("t.csv", "id,text\na,قال\nc,\n", "t.csv:3: no text in it"),
        ("t.csv", "id,text\na,قال\na,أكد\n", "id 'a' occurs twice"),
        ("t.csv", "id,text,date\na,قال,yesterday\n", "t.csv:2: date 'yesterday' is not valid"),
        ("t.jsonl", '{"text": "قال"}\n{"text": \n[1]\n{"id": 3}\n', "t.jsonl:2: not JSON"),
        ("t.jsonl", '[1]\n{"id": 3}\n{"text": 4}', "t.jsonl:1: a JSON list, not an object"),
        ("t.jsonl", '{"id": 3}\n{"text": 4}', "t.jsonl:1: the text is missing"),
        ("t.jsonl", '{"text": 4}', "t.jsonl:1: the text is not a text but int"),
        ("t.parquet", "PAR1 no", "t.parquet: cannot be read as Parquet"),
    ],
)
def test_a_wrong_table_is_named_by_file_and_line(tmp_path, faults, name, content, said):
    (tmp_path / name).write_text(content, "utf-8")
    assert said in faults(tmp_path / name)


def test_a_mark_that_is_never_closed_costs_one_row(tmp_path):
    text = 'id,text\na,قال\nb,"وقال\nc,"أكد\nأن"\nd,"أعلن"\ne,نفى\n'
    (tmp_path / "t.csv").write_text(text, "utf-8")
    reports = found(tmp_path / "t.csv")
    assert [r.id for r in reports if isinstance(r, inputs.Report)] == ["a", "c", "d", "e"]
    assert [r.place[1] for r in reports if isinstance(r, inputs.Reject)] == [3]


def test_broken_bytes_cost_one_row(tmp_path):
    rows = "id,text\n" + "".join(f"r{n},{OTHER}\n" for n in range(9))
    (tmp_path / "t.csv").write_bytes(rows.encode().replace(b"r4,", b"r4,\xff\xfe"))
    reports = found(tmp_path / "t.csv")
    assert [r.reason for r in reports if isinstance(r, inputs.Reject)] == ["not UTF-8"]
    assert len(reports) == 9


def test_a_page_of_a_megabyte_fits_into_a_cell(tmp_path):
    long = "قال الوزير " * 100_000
    as_csv(tmp_path / "t.csv", [{"text": long}])
    assert found(tmp_path / "t.csv")[0].text == long


def test_ids_that_occur_twice_are_found_across_pieces(tmp_path):
    rows = [{"id": "a", "text": ""}, *ROWS[:3], {"id": "r1", "text": OTHER}, {"id": "a", "text": OTHER}]
    for path in (as_csv(tmp_path / "t.csv", rows), as_parquet(tmp_path / "t.parquet", rows)):
        known = inputs.census(path, rows=2)
        assert known == (3, {4}, [], True)  # the first "a" has no text, so the second keeps the id


def test_the_command_line_reads_tables_and_says_what_it_left_out(tmp_path, capsys):
    as_jsonl(tmp_path / "t.jsonl", [*ROWS[:2], {"id": "r0", "text": OTHER}, {"id": "e", "text": ""}])
    assert main(["text", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [{"doc": r["id"], "text": r["text"]} for r in ROWS[:2]]
    assert "t.jsonl:3: the id 'r0' occurs twice" in err
    assert "t.jsonl:4: no text in it" in err


def test_a_link_out_of_the_folder_is_named_and_not_followed(tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("قال الوزير إن العمل مستمر.", encoding="utf-8")
    (tmp_path / "a.txt").symlink_to(outside)
    (tmp_path / "b.txt").write_text("قال الوزير إن العمل مستمر.", encoding="utf-8")
    refused, read = found(tmp_path)
    assert "a.txt: links out of the folder" in refused.line()
    assert read.id == "b"


def test_an_id_that_would_be_a_path_is_refused(tmp_path, faults):
    (tmp_path / "t.csv").write_text("id,text\n../../x,قال الوزير إن العمل مستمر.\n", encoding="utf-8")
    assert "id '../../x' is not valid" in faults(tmp_path)


def test_a_table_whose_lines_end_in_cr_alone_is_refused(tmp_path):
    path = tmp_path / "mac.csv"
    path.write_bytes(f"id,text\ra,{OTHER}\rb,{OTHER}\r".encode())
    (refused,) = found(path)
    assert "end in CR alone" in refused.line()


def test_a_parquet_string_that_is_no_utf_8_costs_one_row(tmp_path):
    column = pa.array([OTHER.encode(), b"\x82\x82", OTHER.encode()], pa.binary())
    raw = pa.Array.from_buffers(pa.string(), len(column), column.buffers())  # as a damaged file would have it
    parquet.write_table(pa.table({"text": raw}), tmp_path / "t.parquet")
    first, second, third = found(tmp_path / "t.parquet")
    assert first.text == third.text == OTHER
    assert isinstance(second, inputs.Reject)
    assert "not UTF-8" in second.line()


def test_half_a_character_in_a_title_costs_one_row(tmp_path, faults):
    rows = [{"id": "a", "title": "\ud800", "text": OTHER}, {"id": "b", "title": "عنوان", "text": OTHER}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    first, second = found(tmp_path / "t.jsonl")
    assert first.reason == "half a character (a lone surrogate) in its title"
    assert second.meta["title"] == "عنوان"
    assert "surrogate" in faults(tmp_path / "t.jsonl")
