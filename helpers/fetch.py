"""Pages from their publishers, for whoever has the network and the right to read them: a list of addresses in, a study
out.

python -m helpers fetch data/coverage/reports.csv --out FOLDER [--pause 1]
python -m helpers fetch LIST --out FOLDER       LIST: a CSV with a column `url`, or a text file of addresses, one a line

One request a second for each host, never what its robots.txt forbids. Run again it goes on where it stopped. FOLDER is
a study then (`make story TEXTS=FOLDER`); `fetched.csv` in it says what came of each address. Where sentences of a page
are recorded (units.csv beside the list), only its opening is kept, as coded, and compared with them.
"""

import hashlib
import os
import shutil
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pandas as pd
import requests
from requests.adapters import HTTPAdapter
from tqdm import tqdm
from urllib3.util import Retry

from helpers import document, files, inputs, tables
from helpers.problems import InputProblem

AGENT = f"between-the-calls/{version('between-the-calls')} (reads listed news pages once, for research)"
OPENING = 2_000  # bytes of a page's text that are coded
TIMEOUT, DEADLINE, MOST = (10, 20), 60, 5_000_000  # seconds to connect and read, for all of a page; bytes of a page
FEWEST = 30  # words of a text that is more than a notice to pay
LENGTHS = 3  # code points by which a sentence may differ from the one recorded
COLUMNS = ["report", "url", "outcome", "words", "sentences", "recorded", "agree", "same"]


class Failed(Exception):
    """Why there is no text of an address, in words."""


class Host(NamedTuple):
    """What is known of one host: its rules, and when it was last asked."""

    rules: RobotFileParser
    asked: list[float]  # one number, of the clock


class Publishers:
    """Asks publishers for pages, politely. pause: seconds between two requests to one host."""

    def __init__(self, pause: float = 1.0):
        self.pause, self.hosts, self.session = pause, {}, requests.Session()
        again = Retry(total=2, read=False, backoff_factor=max(pause, 0.05), status_forcelist=[429, 500, 502, 503, 504],
                      respect_retry_after_header=False, raise_on_status=False)  # fmt: skip
        self.session.headers["User-Agent"] = AGENT
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=again))

    def page(self, url: str) -> bytes:
        """The bytes of the page at an address. Raises Failed."""
        host = self._host(url)
        if not host.rules.can_fetch(AGENT.split("/")[0], url):
            raise Failed("forbidden by robots.txt")
        answer, content = self._get(url, host)
        if answer.status_code != requests.codes.ok:
            raise Failed(f"the publisher answers {answer.status_code} {answer.reason}".strip())
        kind = answer.headers.get("Content-Type", "text/html").split(";")[0].strip()
        if kind not in {"text/html", "application/xhtml+xml", "text/plain"}:
            raise Failed(f"not a page but {kind}")
        return content

    def _host(self, url):
        place = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        if place not in self.hosts:
            self.hosts[place] = host = Host(RobotFileParser(), [0.0])
            answer, content = self._get(f"{place}/robots.txt", host)
            if answer.status_code >= 500 or answer.status_code == 429:
                # as RFC 9309 asks where the rules cannot be had
                host.rules.disallow_all = True  # type: ignore[attr-defined]
            else:
                rules = content.decode("utf-8", "replace") if answer.status_code == requests.codes.ok else ""
                host.rules.parse(rules.splitlines())
        return self.hosts[place]

    def _get(self, url, host):
        """(answer, content), when the host's turn has come. Raises Failed where none comes in time."""
        time.sleep(max(0.0, host.asked[0] + self.pause - time.monotonic()))
        started = time.monotonic()
        try:
            with self.session.get(url, timeout=TIMEOUT, stream=True) as answer:
                content = bytearray()
                for piece in answer.iter_content(65_536):
                    content += piece
                    if len(content) > MOST or time.monotonic() - started > DEADLINE:
                        raise Failed("a page that does not end")
                return answer, bytes(content)
        except requests.Timeout:
            raise Failed("no answer in time") from None
        except requests.TooManyRedirects:
            raise Failed("sent round in a circle") from None
        except requests.RequestException as fault:
            raise Failed(f"cannot be reached ({type(fault).__name__})") from None
        finally:
            host.asked[0] = time.monotonic()


# ---------------------------------------------------------------- lists and records


def addresses(path: str | Path) -> pd.DataFrame:
    """The addresses to fetch: a frame with report (an id), url and what else the list says (call, outlet, date, group).

    Raises InputProblem with a line for every row that is no address.
    """
    path = Path(path)
    if path.suffix.lower() == ".csv":
        table = tables.read_unchecked(path)
    else:
        lines = [(n, line.strip()) for n, line in enumerate(inputs.read(path).text.splitlines(), 1) if line.strip()]
        table = pd.DataFrame({"url": [line for _, line in lines]}, index=[n for n, _ in lines], dtype=str)
    numbered = pd.Series([f"page{n:03}" for n in range(1, len(table) + 1)], table.index, dtype=str)
    table = table.assign(report=table.get("report", table.get("id", numbered)))
    return tables.validated(table, tables.schemas("fetch")["addresses"], path)


def recorded(path: str | Path) -> dict[str, list[int]]:
    """{report: lengths of its sentences in code points} of the units.csv beside a list; empty where there is none."""
    units = Path(path).with_name("units.csv")
    if not units.exists():
        return {}
    table = tables.read_unchecked(units)
    lengths = table["end"].astype(int) - table["start"].astype(int)
    return lengths.groupby(table["report"]).agg(list).to_dict()


def text_of(raw: bytes, folder: Path) -> str:
    """The text of a page's bytes, as the project reads saved pages. Raises Failed where there is none to speak of."""
    saved = folder / ".page.html"
    saved.write_bytes(raw)
    try:
        text = inputs.read(saved).text
    except InputProblem as fault:
        raise Failed(f"no text in it ({fault.lines[0].split(': ', 1)[-1]})") from None
    finally:
        saved.unlink()
    if len(text.split()) < FEWEST:
        raise Failed(f"only {len(text.split())} words: a notice, or a page that a script fills in")
    return text


def share_recorded(text: str, lengths: Sequence[int]) -> tuple[int, float]:
    """(sentences of a text, share of the recorded lengths that they have): how far it is the text that was coded."""
    found = Counter(unit.end - unit.start for unit in document.make(text).sentences)
    matched = 0
    for length in lengths:
        near = next((other for other in sorted(found, key=lambda one: abs(one - length)) if found[other]), None)
        if near is not None and abs(near - length) <= LENGTHS:
            found[near] -= 1
            matched += 1
    return sum(found.values()) + matched, matched / len(lengths)


# ---------------------------------------------------------------- the run


def run(path: str | Path, out: str | Path, pause: float = 1.0) -> pd.DataFrame:
    """Fetch what a list names into a study; returns the frame of `fetched.csv` (COLUMNS)."""
    wanted, known, out = addresses(path), recorded(path), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    log = out / "fetched.csv"
    done = tables.read_unchecked(log) if log.exists() else pd.DataFrame(columns=COLUMNS)
    had = set(done.loc[done["outcome"] == "fetched", "report"])
    rows = [row for row in done.to_dict("records") if row["report"] in had]
    reader = Publishers(pause)
    for row in tqdm(wanted.to_dict("records"), unit="page", disable=None):
        if row["report"] not in had:
            rows.append(_one(row, known.get(row["report"]), reader, out))
            _write(log, COLUMNS, rows)  # after every page, so that nothing is asked for twice
    _write_study(path, wanted, rows, out)
    return pd.DataFrame(rows, columns=COLUMNS)


def _one(row, lengths, reader, out):
    """What came of one address: a row of `fetched.csv`; its text is written beside it."""
    found = dict.fromkeys(COLUMNS, "") | {"report": row["report"], "url": row["url"]}
    try:
        text = text_of(reader.page(row["url"]), out)
    except Failed as fault:
        return found | {"outcome": str(fault)}
    if lengths:
        text = text.encode("utf-8")[:OPENING].decode("utf-8", "ignore")
        sentences, agree = share_recorded(text, lengths)
        found |= {"sentences": sentences, "recorded": len(lengths), "agree": f"{agree:.2f}"}
        found["same"] = int(hashlib.sha256(text.encode("utf-8")).hexdigest() == row.get("sha256"))
    (out / f"{row['report']}.txt").write_text(text, encoding="utf-8", newline="")
    return found | {"outcome": "fetched", "words": len(text.split())}


def _write(path, columns, rows):
    """A CSV, put in its place only when it is whole."""
    files.replace(path, pd.DataFrame(rows, columns=columns).to_csv(index=False, lineterminator="\n"))


def _write_study(path, wanted, rows, out):
    """Manifest, calls and study.toml of the folder; what a person has put there stays."""
    had = {row["report"] for row in rows if row["outcome"] == "fetched"}
    kept = [{"id": row["report"], "file": f"{row['report']}.txt", **row}
            for row in wanted.to_dict("records") if row["report"] in had]  # fmt: skip
    columns = [name for name in ("id", "file", "call", "outlet", "date", "title", "group", "url")
               if name in {"id", "file"} or name in wanted]  # fmt: skip
    first = {}  # a group is named by the first of its reports that is there
    for row in kept:
        if "group" in row:
            row["group"] = first.setdefault(row["group"], row["id"])
    _write(out / "manifest.csv", columns, kept)
    calls = next((place for place in (Path(path).with_name("calls.csv"), Path(path).parent.parent / "calls.csv")
                  if place.exists()), None)  # fmt: skip
    if calls and "call" in wanted and not (out / "calls.csv").exists():
        shutil.copy(calls, out / "calls.csv")
    if not (out / "study.toml").exists():
        codebook = f'codebook = "{Path(os.path.relpath(tables.DATA, out)).as_posix()}"\n' if recorded(path) else ""
        (out / "study.toml").write_text(f'{codebook}title = "Pages fetched from their publishers"\n', encoding="utf-8")


def command(asked: Namespace) -> int:
    """What `python -m helpers fetch` does; the exit status is 2 where an address gave no text. Raises InputProblem."""
    found = run(asked.list, asked.out, asked.pause)
    failed = found[found["outcome"] != "fetched"]
    for row in failed.itertuples():
        print(f"{row.report}: {row.url}: {row.outcome}", file=sys.stderr)
    agree = found.loc[found["agree"] != "", "agree"].astype(float)
    told = f"; on average {agree.mean():.0%} of the recorded sentences are there" if len(agree) else ""
    print(f"{len(found) - len(failed)} of {len(found)} pages fetched into {asked.out}{told}", file=sys.stderr)
    return 2 if len(failed) else 0
