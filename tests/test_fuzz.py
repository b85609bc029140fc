"""Every loader, fed with what is no table, no text and no page: a result, or lines that say what to mend; never more.

What once got through as a traceback stands here by name.
"""

import io
import json
import os
import shutil

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from helpers import exports, frames, inputs, study, tables
from helpers.__main__ import main
from helpers.problems import InputProblem
from tests import arabic

FEWER = settings.get_profile("nightly" if arabic.NIGHTLY else "everyday")
FEWER = settings(FEWER, max_examples=max(30, FEWER.max_examples // 5))
TEXT = "قال الوزير إن العمل مستمر بين البلدين، وأضاف أن «التعاون» يخدم السلام في المنطقة كلها."
CELLS = st.one_of(
    st.sampled_from(["", "a", "2026-02-04", "2026-13-45", "٢٠٢٦-٠٢-٠٤", "../a.txt", "/etc/passwd", "a.txt", "قمة",
                     "(", "(a+)+", "@call", "… …", "a | b", "|", "=cmd()", "\x00", '"', "\n", "\ufeff", "neutral"]),
    st.text(max_size=12),
)  # fmt: skip


def said(fault):
    """The lines of an InputProblem, seen to be such as a person can use: one line each, with a place and a mend."""
    assert fault.lines
    for line in fault.lines:
        assert line == " ".join(line.split())
        assert ": " in line
        assert "Traceback" not in line
    return fault.lines


def tried(function, *arguments, **options):
    """What a loader returns, or None where it says what is wrong."""
    try:
        return function(*arguments, **options)
    except InputProblem as fault:
        said(fault)
        return None


@st.composite
def spoilt(draw, raw):
    """Bytes of a file with some cut out, doubled, replaced or put in."""
    made = bytearray(raw)
    for _ in range(draw(st.integers(0, 6))):
        place, length = draw(st.integers(0, len(made))), draw(st.integers(0, 40))
        piece = draw(st.one_of(st.binary(max_size=4), st.just(bytes(made[place : place + length])),
                               st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"'",
                                                "قال".encode("cp1256"), "«".encode(), b"[" * 50, b"{", b"<", b"&#0;",
                                                b"1e999", b"null", b"\\ud800"])))  # fmt: skip
        made[place : place + draw(st.sampled_from([0, length]))] = piece
    return bytes(made)


@st.composite
def written(draw, columns):
    """A CSV file with some of the columns and any cells."""
    chosen = draw(st.lists(st.sampled_from([*columns, "colour", ""]), min_size=1, max_size=len(columns) + 1))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(chosen), max_size=len(chosen)), max_size=4))
    out = io.StringIO(newline="")
    exports.csv.writer(out).writerows([chosen, *rows])
    return out.getvalue().encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def head(name):
    """The first lines of a table: ours, or the column names where we have no such table."""
    path = tables.DATA / f"{name}.csv"
    columns = ",".join(tables.SCHEMAS[name].columns) + "\n"
    return "".join(path.read_text("utf-8").splitlines(keepends=True)[:6] if path.exists() else columns).encode()


HEADS = {name: head(name) for name in tables.SCHEMAS}
HEADS["manifest"] = (study.OWN / "accounts" / "manifest.csv").read_bytes()


@pytest.mark.parametrize("name", sorted(tables.SCHEMAS))
def test_tables(place, name):
    path = place / f"{name}.csv"

    @settings(FEWER)
    @given(st.one_of(spoilt(HEADS[name]), written(list(tables.SCHEMAS[name].columns)), st.binary(max_size=60)))
    @example(b"")
    @example(b"\x00")
    @example(HEADS[name].splitlines()[0] + b"\n")
    @example(HEADS[name].replace(b",", b";"))
    @example(HEADS[name] + b'"' + b"x" * 200_000)
    def run(raw):
        path.write_bytes(raw)
        tried(tables.load, name, place)

    run()


@settings(FEWER)
@given(st.data())
def test_the_codebook_as_a_whole(place, data):
    folder = place / "codebook"
    folder.mkdir(exist_ok=True)
    for name in ("codebook", "frame_groups", "frame_terms"):
        (folder / f"{name}.csv").write_bytes(
            data.draw(spoilt(HEADS[name])) if data.draw(st.booleans()) else HEADS[name]
        )
    tried(frames.usable_terms, folder)


@settings(FEWER)
@given(written(tables.SCHEMAS["manifest"].columns), st.one_of(st.none(), written(tables.SCHEMAS["calls"].columns)))
def test_manifests_and_calls(place, manifest, calls):
    folder = place / "collection"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "manifest.csv").write_bytes(manifest)
    if calls is not None:
        (folder / "calls.csv").write_bytes(calls)
    read = tried(study.load, folder)
    assert read is None or read.reports["file"].tolist() == ["a.txt"]


ROWS = [{"id": f"r{n}", "call": "", "date": "2026-02-04", "title": 'عنوان "أول"، وثان', "text": f"{TEXT}\n{n}"}
        for n in range(3)]  # fmt: skip


def _parquet():
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(ROWS), out)
    return out.getvalue()


PAGE = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>ع</title></head><body><article><p>{TEXT}</p>"
FORMS = {
    "t.csv": b"id,text,date\n" + "".join(f'r{n},"{TEXT}\n{n}",2026-02-04\n' for n in range(3)).encode(),
    "t.tsv": f"id\ttext\nr1\t{TEXT}\n".encode("utf-16"),
    "t.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode(),
    "t.parquet": _parquet(),
    "t.html": (PAGE + f"<p>{TEXT}</p></article></body></html>").encode(),
    "t.txt": TEXT.encode(),
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_texts_tables_and_pages(place, name, capsys):
    path = place / name

    @settings(FEWER)
    @given(st.one_of(spoilt(FORMS[name]), spoilt(FORMS[name]), st.binary(max_size=80), arabic.anything.map(_bytes)))
    @example(b"")
    @example(b"\xff\xfe")
    @example(b"\xff\xfe\x00")
    @example(FORMS[name][: len(FORMS[name]) // 2])
    @example(b"\x00" * 5000)
    @example(b"\x00\r\x00")
    def run(raw):
        path.write_bytes(raw)
        for found in tried(_reports, path) or ():
            if isinstance(found, inputs.Reject):
                said(InputProblem(found.line()))
            else:
                assert found.text.encode()
                assert isinstance(found.id, str)
        tried(study.load, path)
        status = main(["text", str(path)])
        out, err = capsys.readouterr()
        assert status == (2 if err and "read as" not in err else status) in {0, 2}
        assert all(json.loads(line)["doc"] for line in out.split("\n")[:-1])  # a text may hold U+2028

    run()
    path.unlink()


def _reports(path):
    return list(inputs.reports(path))


def _bytes(text):
    return text.encode("utf-8", "surrogatepass")


# ---------------------------------------------------------------- parameters of the notebooks


@pytest.mark.parametrize("texts", ["nowhere", "no/where", "a" * 5000, "~", "\t", "*", "https://example.org/a",
                                   "/dev/null", "قصص", "-", "."])  # fmt: skip
def test_texts_to_read_that_are_none(monkeypatch, tmp_path, texts):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TEXTS", texts)
    with pytest.raises(InputProblem) as caught:
        study.load()
    said(caught.value)


def test_an_empty_parameter_means_our_own_study(monkeypatch):
    monkeypatch.setenv("TEXTS", "")
    assert study.chosen() == study.OWN


# ---------------------------------------------------------------- what once got through


def test_a_table_that_is_a_folder_or_may_not_be_read(tmp_path):
    (tmp_path / "calls.csv").mkdir()
    with pytest.raises(InputProblem, match=r"calls\.csv: cannot be read"):
        tables.load("calls", tmp_path)


@pytest.mark.parametrize("pattern", ["a{99999999999999999999}", "(" * 5000 + ")" * 5000, "[[a]"])
def test_patterns_on_which_the_compiler_itself_gives_up(tmp_path, pattern):
    (tmp_path / "residue.csv").write_text(f"reason,scope,pattern,example\na,line,{pattern},x\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"residue\.csv:2: .*must be a regular expression"):
        tables.load("residue", tmp_path)


def test_a_page_nested_without_end_ends(tmp_path):
    (tmp_path / "a.html").write_text("<div>" * 20_000 + TEXT + "<p>" * 20_000, encoding="utf-8")
    tried(study.load, tmp_path)


def test_json_nested_without_end_is_one_rejected_row(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"text":' + "[" * 100_000 + "\n" + json.dumps({"text": TEXT}), encoding="utf-8")
    assert "t.jsonl:1: not JSON" in study.load(tmp_path).faults[0]


def test_files_that_may_not_be_read(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    os.mkfifo(tmp_path / "b.txt")  # reading it would wait for ever
    assert study.load(tmp_path).reports["report"].tolist() == ["a"]
