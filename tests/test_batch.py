"""Many reports: the same result however the work is spread, whatever dies on the way, and with garbage among them."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from helpers import batch, inputs, pipeline, study
from helpers.__main__ import main
from helpers.problems import InputProblem
from tests.conftest import ROOT

COPIES = 6


def made(text, copy):
    """One of many reports that differ a little: the beginning of an account and a number."""
    return f"{text[:1000]}\n{copy}"


@pytest.fixture(scope="module")
def table(accounts, tmp_path_factory):
    """A Parquet file of many reports: the accounts over and over, each copy a little different."""
    path = tmp_path_factory.mktemp("table") / "reports.parquet"
    rows = [{"id": f"{row.report}-{copy}", "call": row.call, "outlet": row.outlet, "text": made(row.text, copy)}
            for copy in range(COPIES) for row in accounts.itertuples()]  # fmt: skip
    parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


@pytest.fixture(scope="module")
def serial(table, tmp_path_factory):
    """The result of one process, three reports at a time."""
    out = tmp_path_factory.mktemp("serial") / "quotes.parquet"
    batch.run("quotes", table, out, workers=1, rows=3)
    return out


def contents(out):
    """{relative name: bytes} of every file of a result but the note about the run."""
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*"))
            if p.is_file() and p.name != "_run.json"}  # fmt: skip


def watched(monkeypatch, step):
    """Call `step(number of pieces ended)` after each piece of a run."""
    ended = []

    @contextmanager
    def bar(total, done):
        yield lambda count: (ended.append(count), step(len(ended)))

    monkeypatch.setattr(batch, "_bar", bar)
    return ended


def test_it_is_what_the_single_texts_give(serial, accounts):
    table = pd.read_parquet(serial)
    for row in accounts.itertuples():
        record = pipeline.quotes_record(row.report, pipeline.read(made(row.text, 0)))
        mine = table[table["report"] == f"{row.report}-0"]
        assert mine[["start", "end"]].to_numpy().tolist() == [quote["content"] for quote in record["quotes"]]
        assert mine["speaker"].tolist() == [" | ".join(quote["speaker"]) for quote in record["quotes"]]
    documents = pd.read_parquet(serial / "_documents")
    assert len(documents) == COPIES * len(accounts)
    assert documents["found"].sum() == len(table)
    assert set(documents["outlet"]) == set(accounts["outlet"])


def test_frames_too(table, tmp_path, accounts):
    batch.run("frames", table, tmp_path / "frames.parquet", workers=1)
    found = pd.read_parquet(tmp_path / "frames.parquet")
    coded = pipeline.read(made(accounts["text"][0], 0)).frames
    mine = found[found["report"] == f"{accounts['report'][0]}-0"]
    assert [[row.start, row.end, list(row.frames)] for row in mine.itertuples()] == [
        [unit.start, unit.end, list(unit.frames)] for unit in coded
    ]


def test_two_processes_give_the_same_bytes(table, serial, tmp_path):
    batch.run("quotes", table, tmp_path / "quotes.parquet", workers=2, rows=3)
    assert contents(tmp_path / "quotes.parquet") == contents(serial)


@pytest.fixture
def cluster(tmp_path):
    """A real scheduler and two worker processes on loopback: (address, the two Popen)."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"}
    note, started = tmp_path / "scheduler.json", []

    def start(*arguments):
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        started.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL))  # fmt: skip
        return started[-1]

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(note))
        workers = [start("worker", "--scheduler-file", str(note), "--nthreads", "1", "--no-nanny", "--host",
                         "127.0.0.1", "--local-directory", str(tmp_path)) for _ in range(2)]  # fmt: skip
        limit = time.monotonic() + 30
        while not (note.exists() and note.read_text("utf-8").endswith("}")) and time.monotonic() < limit:
            time.sleep(0.05)
        yield json.loads(note.read_text("utf-8"))["address"], workers
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.nightly
def test_a_cluster_that_loses_a_worker_in_mid_run(table, serial, tmp_path, cluster, monkeypatch):
    from distributed import Client

    address, workers = cluster
    with Client(address) as client:
        client.wait_for_workers(2, timeout=30)

    def kill(ended):
        if ended == 2:
            workers[0].kill()
            workers[0].wait()

    ended = watched(monkeypatch, kill)
    summary = batch.run("quotes", table, tmp_path / "quotes.parquet", scheduler=address, rows=3)
    assert len(ended) == summary.pieces == COPIES * 5 // 3
    assert summary.failed == []
    assert workers[0].returncode == -signal.SIGKILL
    assert workers[1].poll() is None
    assert contents(tmp_path / "quotes.parquet") == contents(serial)


def test_workers_keep_the_memory_they_will_need_again():
    with batch._client(1, None) as client:
        assert set(client.run(os.getenv, "MALLOC_TRIM_THRESHOLD_").values()) == {None}
        assert set(client.run(os.getenv, "OPENBLAS_NUM_THREADS").values()) == {"1"}


def test_an_interrupted_run_goes_on(table, serial, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(inputs, "ROWS", 3)
    monkeypatch.setattr(batch.run, "__defaults__", (None, None, 3, pipeline.EVERYTHING))
    command = ["quotes", str(table), "--out", str(tmp_path / "quotes.parquet"), "--workers", "1"]

    def interrupt(ended):
        if ended == 4:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        watched(patch, interrupt)
        assert main(command) == 130
    assert "the same command goes on from there" in capsys.readouterr().err
    done = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "quotes.parquet").glob("part-*")}
    assert len(done) == 4
    (tmp_path / "quotes.parquet" / ".part-00004.parquet-half").write_bytes(b"PAR1")
    assert main(command) == 0
    assert "(4 parts kept from before)" in capsys.readouterr().err
    assert {name: (tmp_path / "quotes.parquet" / name).stat().st_mtime_ns for name in done} == done
    assert contents(tmp_path / "quotes.parquet") == contents(serial)


def test_other_input_is_not_mixed_in(table, serial, tmp_path, folder):
    with pytest.raises(InputProblem, match="holds the results of another run"):
        batch.run("frames", table, serial, workers=1)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("x", "utf-8")
    with pytest.raises(InputProblem, match="is there already and no run of this program"):
        batch.run("quotes", table, tmp_path / "mine", workers=1)


# ---------------------------------------------------------------- garbage

GOOD = "قال الوزير إن العمل مستمر."
GARBAGE = [
    (None, "the text is missing"),
    ("", "no text in it"),
    (" \r\n\t", "no text in it"),
    ("\x00\x01\x02\x03\x04", "not a text (100% control or replacement characters)"),
    ("\ufffd" * 30 + "قال", "not a text (91% control or replacement characters)"),
    ("lorem ipsum dolor", "no Arabic in it"),
    ("12345", "no Arabic in it"),
    ("REPEAT", "the id occurs twice"),
]


def rows_with_garbage():
    """Reports of which one in twenty is garbage, and {id: reason} of these."""
    rows, wrong = [], {}
    for number in range(20 * len(GARBAGE)):
        text = GOOD
        name = f"r{number}"
        if number % 20 == 19:
            text, reason = GARBAGE[number // 20 % len(GARBAGE)]
            if text == "REPEAT":
                name, text = f"r{number - 1}", GOOD
            wrong[number] = name, reason
        rows.append({"id": name, "text": text})
    return rows, wrong


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_one_row_in_twenty_is_garbage(tmp_path, form, capsys):
    rows, wrong = rows_with_garbage()
    path = tmp_path / f"t.{form}"
    if form == "parquet":
        parquet.write_table(pa.Table.from_pylist(rows), path)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    else:
        pd.DataFrame(rows).to_csv(path, index=False)
    out = tmp_path / "quotes.parquet"
    assert main(["quotes", str(path), "--out", str(out), "--workers", "1"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{len(rows) - len(wrong)} articles" in said.err
    assert f"{len(wrong)} rejected, each named in" in said.err
    with open(tmp_path / "quotes.rejected.csv", encoding="utf-8-sig", newline="") as file:
        rejected = [(row["report"], row["reason"]) for row in csv.DictReader(file)]
    expected = [(name, "no text in it" if form == "csv" and reason.endswith("missing") else reason)
                for name, reason in wrong.values()]  # fmt: skip
    assert rejected == expected
    assert pd.read_parquet(out)["report"].tolist() == [
        row["id"] for number, row in enumerate(rows) if number not in wrong
    ]


def test_files_that_cannot_be_read_among_others(tmp_path, folder, capsys):
    place = folder(texts={"a.txt": GOOD, "b.txt": "", "t.csv": "id,notes\n1,قال\n"})
    (place / "c.txt").write_bytes(bytes(range(128, 256)))
    out = tmp_path / "out.parquet"
    assert main(["quotes", str(place), "--out", str(out), "--workers", "1"]) == 2
    rejected = pd.read_csv(tmp_path / "out.rejected.csv")
    assert rejected["place"].tolist() == ["b.txt", "c.txt:1", "t.csv:1"]
    assert pd.read_parquet(out)["report"].tolist() == ["a"]
    assert "1 articles" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_a_table_is_written_and_told_of_though_a_text_is_rejected(tmp_path, folder, capsys, ending):
    out = tmp_path / f"out.{ending}"
    place = folder(texts={"a.txt": GOOD, "b.txt": "No Arabic here."})
    assert main(["quotes", str(place), "--out", str(out), "--workers", "1"]) == 2
    said = capsys.readouterr().err
    assert "1 articles" in said
    assert "1 × no Arabic in it (as in b.txt)" in said
    assert sorted(path.name for path in tmp_path.glob("out*")) == sorted([f"out.{ending}", "out.rejected.csv"])


def test_a_text_on_which_the_program_fails_is_rejected_too(tmp_path, folder, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(pipeline, "read", fail)
    summary = batch.run("quotes", folder(), tmp_path / "out.parquet", workers=1)
    assert summary.counts["rejected"] == 1
    assert "the analysis failed (ZeroDivisionError: a fault)" in summary.rejected.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["quotes", "nowhere.parquet", "--out", "o"], "nowhere.parquet: cannot be read (No such file or directory)"),
        (["quotes", "empty", "--out", "o"], "no .txt file in it"),
        (["quotes", "head.csv", "--out", "o"], "no report in it"),
        (["quotes", "wrong.csv", "--out", "o"], "wrong.csv:1: column 'text' is missing"),
        (["quotes", "a.txt", "--out", "o", "--scheduler", "nonsense"], "no Dask scheduler answers"),
    ],
)
def test_runs_that_cannot_begin(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text(GOOD, "utf-8")
    (tmp_path / "head.csv").write_text("id,text\n", "utf-8")
    (tmp_path / "wrong.csv").write_text("id,notes\n1,2\n", "utf-8")
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "a"],
        ["quotes", "a", "b", "--out", "o"],
        ["text", "a", "--out", "o"],
        ["quotes", "a", "--workers", "2"],
        ["quotes", "a", "--out", "o", "--workers", "0"],
    ],
)
def test_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_a_collection_and_a_run_see_the_same_reports(table, serial):
    assert study.load(table).reports["report"].tolist() == pd.read_parquet(serial / "_documents")["report"].tolist()
