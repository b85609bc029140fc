"""Speed and memory on newspaper articles, measured in one run. Prints the table that the README shows.

Usage: python benchmarks/run.py [--articles FILE] [--readme]

The articles (Saudi newspapers, CC BY-NC-SA) are not part of the repository; without them nothing is measured. Every run
is the command line in a process of its own. Absolute times depend on the machine; ratios hardly.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pyarrow import parquet
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpers import document, extraction, reader, results, study  # noqa: E402
from helpers.network import SEEN  # noqa: E402

ARTICLES = ROOT.parent / "shared" / "scale" / "saudinewsnet.parquet"
README, BEGIN, END = ROOT / "README.md", "<!-- benchmarks/run.py --readme -->", "<!-- end -->"
SIZES = [100, 300, 1_000]
MANY, HUNDRED_MILLION = 30_000, 100_000_000
LINE = 200_000  # bytes of an article without line breaks
SAMPLE = 100  # articles whose arithmetic is counted
SHORT = "قال وزير الخارجية إن بلاده تدعم الحوار."


class Run(NamedTuple):
    """One run of the command line: seconds of wall time, peak memory of its biggest process in MB, words read."""

    seconds: float
    memory: float
    words: int


# A process inherits the peak memory of the one that forks it, so that a small one stands in between.
LAUNCH = """
import resource, subprocess, sys, time
started = time.perf_counter()
done = subprocess.run([sys.executable, "-m", "helpers", *sys.argv[1:]], stdout=subprocess.DEVNULL)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, done.returncode)
"""


def command(*arguments):
    """Run `python -m helpers …`; returns (seconds, peak memory in MB of the biggest process, its own or a worker)."""
    done = subprocess.run([sys.executable, "-c", LAUNCH, *map(str, arguments)], cwd=ROOT, capture_output=True,
                          text=True, check=True)  # fmt: skip
    seconds, memory, status = map(float, done.stdout.split())
    if status not in {0, 2}:
        sys.exit(f"the command line failed:\n{done.stderr}")
    return seconds, memory


def quotes(table, folder, workers):
    """The Run of all quotations of a table into Parquet."""
    out = Path(tempfile.mkdtemp(dir=folder)) / f"{table.stem}-{workers}.parquet"
    seconds, memory = command("quotes", table, "--out", out, "--workers", workers)
    read = parquet.read_table(out / "_documents", columns=["words"]).column("words")
    return Run(seconds, memory, sum(read.to_pylist()))


def part(articles, size, folder):
    """A table of every n-th article, so that small and big ones are of the same kind."""
    path = folder / f"articles-{size}.parquet"
    step = articles.num_rows // size
    parquet.write_table(articles.take(list(range(0, step * size, step))), path, row_group_size=1000)
    return path


def arithmetic(network, told, cues):
    """Multiplications and additions that a network needs for what is Told of a text with so many cues, roughly."""
    d, c, seen = network.width, network.linear["down"][0].shape[1], min(len(told.tokens), SEEN)
    total = cues * len(network.seen) * (16 * seen * c**2 + 4 * seen**2 * c)
    for first, last, *_ in extraction.windows(len(told.tokens)):
        n, pieces = last - first, sum(map(len, told.pieces[first:last])) + 1
        total += len(network.blocks) * (24 * pieces * d**2 + 4 * pieces**2 * d) + 16 * n * d**2 + 4 * n**2 * d
    return total


def per_text(texts):
    """(arithmetic of a text on average, by what one core multiplies matrices at: operations, operations a second)."""
    known, total = reader.of(study.shared()), 0
    for text in texts:
        told = known.lexicon.told(document.make(text))
        found = extraction.decode(known.model.network, told, known.model.card["decisions"]["threshold"])
        total += arithmetic(known.model.network, told, len(found.cues)) / len(texts)
    a, b = np.ones((400, 384), np.float32), np.ones((384, 1536), np.float32)
    with threadpool_limits(1):
        times = timeit.repeat(lambda: a @ b, number=100, repeat=7)
    return total, 100 * 2 * a.size * b.shape[1] / min(times)


def seconds(text):
    """Seconds for the quotations of one text."""
    started = time.perf_counter()
    results.of_text("quotes", dict.fromkeys(["report", "date", "outlet", "call"], ""), text)
    return time.perf_counter() - started


def one_line(texts):
    """Time a word of one long article without line breaks, against that of the articles it is made of."""
    joined, used = "", []
    for text in texts:
        if len(joined.encode()) >= LINE:
            break
        used.append(text)
        joined += " ".join(text.split()) + " "
    return seconds(joined) / sum(map(seconds, used))  # both meet word types that are known already


def slope(sizes, seconds):
    """Least-squares slope of log seconds on log articles: 1 is linear."""
    x, y = [math.log(size) for size in sizes], [math.log(value) for value in seconds]
    return statistics.linear_regression(x, y).slope


def measure(articles, sizes, folder):
    """Rows of the table: (what, reach, measured); and the notes below it."""
    texts = articles.slice(0, 2000).column("text").to_pylist()
    short = folder / "short.txt"
    short.write_text(SHORT, "utf-8")
    start = statistics.median(command("quotes", short)[0] for _ in range(3))
    tables = [part(articles, size, folder) for size in sizes]
    # before and after, since what else the machine does changes by the minute
    twos = [quotes(tables[-1], folder, 2)]
    runs = [quotes(table, folder, 1) for table in tables]
    twos.append(quotes(tables[-1], folder, 2))
    operations, speed = per_text(parquet.read_table(tables[-1]).column("text").to_pylist()[:: sizes[-1] // SAMPLE])
    both, one = Run(*map(statistics.mean, zip(*twos, strict=True))), runs[-1]
    work = (one.seconds - start) / sizes[-1]
    rows = [
        ("texts a second, quotations to Parquet, 2 cores", "≥ 15",
         f"{sizes[-1] / (both.seconds - start):.1f} ({both.words / (both.seconds - start):,.0f} words)"),
        ("what the second core gives", "≥ 1.6 ×", f"{(one.seconds - start) / (both.seconds - start):.2f} ×"),
        (f"share of what one core can multiply ({operations / 1e9:.1f} billion operations a text, {speed / 1e9:.0f} a "
         "second)", "≥ 50 %", f"{operations / speed / work:.0%}"),
        (f"{MANY:,} articles, 2 cores, by calculation", "≤ 35 min",
         f"{MANY * (both.seconds - start) / sizes[-1] / 60:.0f} min"),
        (f"peak memory, {sizes[-1]:,} against {sizes[0]:,} articles", "≤ 1.3 ×",
         f"{one.memory / runs[0].memory:.2f} ×"),
        ("peak memory of a worker", "≤ 1 GB", f"{both.memory / 1024:.2f} GB"),
        (f"time against number of articles ({', '.join(f'{size:,}' for size in sizes)}), log-log slope", "≤ 1.05",
         f"{slope(sizes, [run.seconds - start for run in runs]):.2f}"),
        (f"one article of {LINE // 1000} kB without line breaks, time per word against ordinary ones", "≤ 2 ×",
         f"{one_line(texts):.2f} ×"),
        ("start of the command line to its first result on one short text", "≤ 3 s", f"{start:.1f} s"),
    ]  # fmt: skip
    hours = HUNDRED_MILLION * work / 3600
    return rows, [
        f"{HUNDRED_MILLION:,} articles of {one.words / sizes[-1]:.0f} words, by calculation: {hours:,.0f} hours of one "
        f"core, {hours / 100:.0f} hours on 100 workers, {hours / 24 / 32:.0f} days on one machine with 32 cores."
    ]


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="Parquet file with a column `text`")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    asked = parser.parse_args()
    if not asked.articles.is_file():
        print(f"nothing measured: the articles are not at {os.path.relpath(asked.articles)} (they are not part of the "
              "repository); name a Parquet file with a column `text` with --articles")  # fmt: skip
        return
    articles = parquet.read_table(asked.articles, columns=["id", "text"])
    if articles.num_rows < SIZES[-1]:
        print(f"nothing was measured: {asked.articles} has {articles.num_rows} articles; {SIZES[-1]:,} are needed")
        return
    with tempfile.TemporaryDirectory() as folder:
        rows, notes = measure(articles, SIZES, Path(folder))
    lines = ["| | reach | measured |", "|---|---|---|", *("| " + " | ".join(row) + " |" for row in rows), "", *notes]
    print(*lines, sep="\n")
    if asked.readme:
        text = README.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        README.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
