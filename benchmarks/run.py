"""Speed and memory on 30,000 newspaper articles, as ratios measured in one run. Prints the table that the README shows.

Usage: python benchmarks/run.py [--articles FILE] [--quick] [--readme]

The articles (8.7 million words of Saudi newspapers, CC BY-NC-SA) are not part of the repository; without them nothing
is measured. Every run is the command line in a process of its own. Absolute times depend on the machine; ratios hardly.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from pyarrow import parquet

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpers import batch, inputs, morphology, words  # noqa: E402

ARTICLES = ROOT.parent / "shared" / "scale" / "saudinewsnet.parquet"
README, BEGIN, END = ROOT / "README.md", "<!-- benchmarks/run.py --readme -->", "<!-- end -->"
SIZES = [1_000, 3_000, 10_000, 30_000]
SAMPLE = 20_000  # tokens passed through the bare Analyzer
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


BARE = """
import sys, time
from camel_tools.morphology.analyzer import Analyzer
from camel_tools.morphology.database import MorphologyDB
analyzer, tokens = Analyzer(MorphologyDB(sys.argv[1], "a")), sys.stdin.read().split()
started = time.perf_counter()
for token in tokens:
    analyzer.analyze(token)
print((time.perf_counter() - started) / len(tokens))
"""


def bare(texts):
    """Seconds a token through camel-tools' Analyzer as it comes: every token of running text, one by one, no cache.

    In a process that has nothing of this project in it, with the same database.
    """
    tokens = [token.plain for text in texts for token in words.tokenise(text) if token.kind == "word"][:SAMPLE]
    done = subprocess.run([sys.executable, "-c", BARE, str(morphology.DATABASE)], input=" ".join(tokens), text=True,
                          encoding="utf-8", capture_output=True, check=True)  # fmt: skip
    return float(done.stdout)


def seconds(text):
    """Seconds for the quotations of one text, None where it is rejected."""
    started = time.perf_counter()
    rejected = batch.analysed("quotes", inputs.Report("", text, ("", None), {}))[2]
    return None if rejected else time.perf_counter() - started


def one_line(texts):
    """Time a word of one article of a megabyte without line breaks, against that of the articles it is made of."""
    joined, used = "", []
    for text in texts:
        if len(joined.encode()) >= 1_000_000:
            break
        if seconds(text) is None:
            continue  # one on which the program fails, which the command line would reject
        used.append(text)
        joined += " ".join(text.split()) + " "

    seconds(joined)  # both meet word types that are known already
    return min(seconds(joined) for _ in range(2)) / min(sum(map(seconds, used)) for _ in range(2))


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
    line = one_line(texts)
    tables = [part(articles, size, folder) for size in sizes]
    # before, between and after, since what else the machine does changes by the minute
    analyzer, twos = [bare(texts)], [quotes(tables[-1], folder, 2)]
    analyzer.append(bare(texts))
    runs = [quotes(table, folder, 1) for table in tables]
    analyzer.append(bare(texts))
    twos.append(quotes(tables[-1], folder, 2))
    both = Run(*map(statistics.mean, zip(*twos, strict=True)))
    analyzer.append(bare(texts))
    most, speed = runs[-1], both.words / both.seconds
    token = statistics.median(analyzer)
    large = max(n for n in range(len(sizes) - 1) if sizes[n] <= sizes[-1] / 10)
    rows = [
        ("words per second through the whole `quotes` pipeline on 2 cores, against the same tokens one by one through "
         "camel-tools' bare Analyzer", "≥ 8 ×", f"{speed * token:.1f} × ({speed:,.0f} against {1 / token:,.0f})"),
        (f"{sizes[-1]:,} articles, quotations to Parquet, 2 cores", "≤ 4 min", f"{both.seconds / 60:.1f} min"),
        ("what the second core gives", "≥ 1.7 ×", f"{most.seconds / both.seconds:.2f} ×"),
        (f"peak memory, {sizes[-1]:,} against {sizes[large]:,} articles", "≤ 1.3 ×",
         f"{most.memory / runs[large].memory:.2f} ×"),
        ("peak memory of a worker", "≤ 1.5 GB", f"{both.memory / 1024:.2f} GB"),
        (f"time against number of articles ({', '.join(f'{size:,}' for size in sizes)}), log-log slope", "≤ 1.05",
         f"{slope(sizes, [run.seconds for run in runs]):.2f}"),
        ("one 1-MB article without line breaks, time per word against ordinary ones", "≤ 2 ×", f"{line:.2f} ×"),
        ("start of the command line to its first result on one short text", "≤ 3 s", f"{start:.1f} s"),
    ]  # fmt: skip
    return rows, [
        f"One core reads {most.words / most.seconds:,.0f} words a second, the Analyzer alone {1 / token:,.0f}.",
        _hundred_million(most, sizes[-1]),
    ]


def _hundred_million(run, articles):
    """What 100 million articles of the same length would take, by calculation."""
    hours = 1e8 / articles * run.seconds / 3600
    return (
        f"100 million articles of {run.words / articles:.0f} words: {hours:,.0f} hours of one core, "
        f"{hours / 100:.1f} hours on 100 workers, {hours / 24 / 32:.1f} days on one machine with 32 cores."
    )


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=Path, default=ARTICLES, help="Parquet file with a column `text`")
    parser.add_argument("--quick", action="store_true", help="on a tenth of the articles, to try the benchmark out")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    asked = parser.parse_args()
    if not asked.articles.is_file():
        print(f"nothing measured: the articles are not at {os.path.relpath(asked.articles)} (they are not part of the "
              "repository); name a Parquet file with a column `text` with --articles")  # fmt: skip
        return
    articles = parquet.read_table(asked.articles, columns=["id", "text"])
    sizes = [size // 10 if asked.quick else size for size in SIZES]
    if articles.num_rows < sizes[-1]:
        articles = pa.concat_tables([articles] * math.ceil(sizes[-1] / articles.num_rows)).drop_columns("id")
    with tempfile.TemporaryDirectory() as folder:
        rows, notes = measure(articles, sizes, Path(folder))
    lines = ["| | reach | measured |", "|---|---|---|", *("| " + " | ".join(row) + " |" for row in rows), "", *notes]
    print(*lines, sep="\n")
    if asked.readme:
        text = README.read_text("utf-8")
        before, _, rest = text.partition(BEGIN)
        README.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main()
