"""Pages from publishers: politeness, every way in which it can fail, the study that is left; all on this machine."""

import csv
import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest

from helpers import __main__ as command
from helpers import document, fetch, study, tables

SENTENCE = "أكد الوزير أن العمل في المشروع مستمر رغم الصعوبات التي واجهت الفريق خلال الأشهر الماضية."
PARAGRAPHS = "".join(f"<p>{SENTENCE} وأضاف أن المرحلة رقم {n} ستنتهي قريباً.</p>" for n in range(12))
BODY = f"<body><article><h1>خبر</h1>{PARAGRAPHS}</article></body>"
PAGE = f'<html><head><meta charset="utf-8"><title>خبر</title></head>{BODY}</html>'


class Publisher(BaseHTTPRequestHandler):
    """Pages made for the tests; every request is noted with its time and its user agent."""

    protocol_version = "HTTP/1.0"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, time.monotonic(), self.headers["User-Agent"]))
        if self.path == "/robots.txt":
            return self._answer(200, b"User-agent: *\nDisallow: /private\n", "text/plain")
        if self.path == "/busy" and [path for path, *_ in self.server.asked].count("/busy") < 2:
            return self._answer(503, b"")
        if self.path.startswith("/moved"):
            return self._answer(302, b"", place="/news" if self.path == "/moved" else self.path)
        if self.path == "/slow":
            time.sleep(1.5)
        if self.path == "/endless":
            return self._endless()
        pages = {
            "/1256": (PAGE.replace('<meta charset="utf-8">', "").encode("cp1256"), "text/html; charset=utf-8"),
            "/pay": ("<html><body><p>اشترك لتقرأ.</p></body></html>".encode(), "text/html"),
            "/pdf": (b"%PDF-1.4", "application/pdf"),
        }
        codes = {"/gone": 404, "/closed": 403, "/broken": 500}
        body, kind = pages.get(self.path, (PAGE.encode(), "text/html; charset=utf-8"))
        return self._answer(codes.get(self.path, 200), body, kind)

    def _answer(self, code, body, kind="text/html", place=""):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if place:
            self.send_header("Location", place)
        self.end_headers()
        self.wfile.write(body)

    def _endless(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while not self.server.closing:
                self.wfile.write(b"<p>" + b"x" * 4000)
                time.sleep(0.01)
        except OSError:
            pass


@pytest.fixture
def publisher():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    server.asked, server.closing, server.daemon_threads = [], False, True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.place = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.closing = True
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT", (0.5, 0.5))
    monkeypatch.setattr(fetch, "DEADLINE", 0.6)


def listing(folder, publisher, *paths):
    path = folder / "list.txt"
    path.write_text("\n".join(f"{publisher.place}{one}" for one in paths) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/news", "fetched"),
        ("/moved", "fetched"),
        ("/busy", "fetched"),
        ("/1256", "fetched"),
        ("/gone", "the publisher answers 404 Not Found"),
        ("/closed", "the publisher answers 403 Forbidden"),
        ("/broken", "the publisher answers 500"),
        ("/moved/round", "sent round in a circle"),
        ("/slow", "no answer in time"),
        ("/endless", "a page that does not end"),
        ("/pay", "a notice, or a page that a script fills in"),
        ("/pdf", "not a page but application/pdf"),
        ("/private/news", "forbidden by robots.txt"),
    ],
)
def test_what_comes_of_an_address(tmp_path, publisher, path, outcome):
    found = fetch.run(listing(tmp_path, publisher, path), tmp_path / "out", pause=0)
    assert outcome in found.loc[0, "outcome"]
    text = tmp_path / "out" / "page001.txt"
    assert text.exists() == (outcome == "fetched")
    if outcome == "fetched":
        assert text.read_text("utf-8").count(SENTENCE) == 12
    if "robots" in outcome:
        assert [asked for asked, *_ in publisher.asked] == ["/robots.txt"]


def test_a_publisher_that_is_not_there(tmp_path, publisher):
    path = tmp_path / "list.txt"
    path.write_text("http://127.0.0.1:9/news\n", "utf-8")
    assert "cannot be reached" in fetch.run(path, tmp_path / "out", pause=0).loc[0, "outcome"]


def test_a_host_is_asked_once_in_a_while_and_told_by_whom(tmp_path, publisher):
    fetch.run(listing(tmp_path, publisher, "/a", "/b"), tmp_path / "out", pause=0.3)
    times = [moment for _, moment, _ in publisher.asked]
    assert len(times) == 3  # its rules first
    assert all(after - before >= 0.28 for before, after in pairwise(times))
    assert {agent for *_, agent in publisher.asked} == {fetch.AGENT}
    assert "between-the-calls" in fetch.AGENT


def test_a_run_goes_on_where_it_stopped(tmp_path, publisher):
    path = listing(tmp_path, publisher, "/a", "/gone")
    fetch.run(path, tmp_path / "out", pause=0)
    publisher.asked.clear()
    found = fetch.run(path, tmp_path / "out", pause=0)
    assert [asked for asked, *_ in publisher.asked] == ["/robots.txt", "/gone"]
    assert list(found["outcome"] == "fetched") == [True, False]


def test_a_study_is_left_in_which_near_copies_count_once(tmp_path, publisher):
    home = tmp_path / "data" / "coverage"
    home.mkdir(parents=True)
    reader = fetch.Publishers(0)
    text = fetch.text_of(reader.page(f"{publisher.place}/news"), tmp_path)
    opening = text.encode()[: fetch.OPENING].decode("utf-8", "ignore")
    digest = hashlib.sha256(opening.encode()).hexdigest()
    rows = [("r1", "c", "gone", ""), ("r2", "c", "news", digest), ("r3", "c", "again", "0" * 64)]
    with open(home / "reports.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["report", "call", "url", "sha256", "group"])
        writer.writerows([(r, c, f"{publisher.place}/{u}", s, "r1") for r, c, u, s in rows])
    spans = [(unit.start, unit.end) for unit in document.make(opening).sentences]
    units = [("r2", n, a, b) for n, (a, b) in enumerate(spans, 1)] + [("r3", 1, 0, 5), ("r3", 2, *spans[0])]
    with open(home / "units.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["report", "unit", "start", "end"])
        writer.writerows(units)
    (tmp_path / "data" / "calls.csv").write_text("call,date\nc,2026-01-01\n", "utf-8")
    found = fetch.run(home / "reports.csv", tmp_path / "out", pause=0).set_index("report")
    assert found.loc["r2", ["outcome", "agree", "same"]].tolist() == ["fetched", "1.00", 1]
    assert found.loc["r3", ["agree", "same"]].tolist() == ["0.50", 0]
    assert (tmp_path / "out" / "r2.txt").read_text("utf-8") == opening
    read = study.load(tmp_path / "out")
    assert (list(read.reports["report"]), set(read.reports["group"]), read.faults) == (["r2", "r3"], {"r2"}, ())
    assert read.terms is not None  # the codebook asked for
    assert list(read.calls["call"]) == ["c"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("list.csv", "report,address\na,http://x\n", "list.csv:1: column 'url' is missing"),
        ("list.csv", "report,url\na,x\n", "list.csv:2: url 'x' is not valid. It must be the address of a page"),
        ("list.csv", "report,url\na,http://x\na,http://y\n", "list.csv:3: report 'a' occurs twice"),
        ("list.csv", "report,url\n../a,http://x\n", "list.csv:2: report '../a' is not valid"),
        ("list.txt", "http://x\nsee below\n", "list.txt:2: url 'see below' is not valid"),
    ],
)
def test_a_list_that_cannot_be_right_is_named(tmp_path, capsys, name, text, said):
    (tmp_path / name).write_text(text, "utf-8")
    assert command.main(["fetch", str(tmp_path / name), "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err


def test_the_command_says_what_failed(tmp_path, publisher, capsys):
    path = listing(tmp_path, publisher, "/news", "/gone")
    assert command.main(["fetch", str(path), "--out", str(tmp_path / "out"), "--pause", "0"]) == 2
    said = capsys.readouterr().err
    assert f"page002: {publisher.place}/gone: the publisher answers 404" in said
    assert "1 of 2 pages fetched" in said
    assert tables.read_unchecked(tmp_path / "out" / "fetched.csv")["outcome"].iloc[0] == "fetched"
