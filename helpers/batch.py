"""Many reports: read in pieces, on all cores or on a Dask cluster, and written in pieces; never all in memory.

`run` makes a folder (a Parquet dataset) out of an input of any form that helpers/inputs.py knows:

    OUT/part-00000.parquet …             the quotations, or the sentences with their frames
    OUT/_documents/part-00000.parquet …  what was read: counts, labels or residue, texts taken from web pages
    OUT/_rejected/part-00000.parquet …   what was not, with the reason; all of it also in OUT.rejected.csv
    OUT/_groups.parquet                  which report stands for the story of which (helpers/copies.py)
    OUT/_run.json                        what the run was about

A piece is written under another name and renamed when it is whole, the quotations last. So a piece whose file is there
is done, an interrupted run goes on where it stopped, and a piece that two workers happen to do twice is the same file.
"""

import hashlib
import json
import time
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
from pyarrow import parquet
from tqdm import tqdm

from helpers import copies, decoding, exports, files, inputs, pipeline, reader, results, study, tables, words
from helpers.problems import InputProblem, problem, shown

NAMED = 5  # rejects named in the summary; all are in the table
DOCUMENTS = pa.schema([
    *results.META, ("place", pa.string()), ("characters", pa.int64()), ("words", pa.int64()), ("found", pa.int64()),
    ("read_as", pa.string()), ("notice", pa.string()), ("text", pa.string()), ("not_speech", results.SPANS),
    ("residue", pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), ("reason", pa.string())]))),
    ("sketch", pa.list_(pa.int64())),
])  # fmt: skip
REJECTED = pa.schema([(name, pa.string()) for name in ("report", "place", "reason", "mend")])
GROUPS = pa.schema([(name, pa.string()) for name in ("report", "group")])
FOUND = {"quotes": "quotations", "frames": "sentences"}


# ---------------------------------------------------------------- one piece


def _rows(what, only, report):
    """(rows of the result, row of DOCUMENTS) for one Report, as dicts, by the tables of the study it lies in."""
    meta = {"report": report.id, "group": "", **{name: report.meta.get(name, "") for name in inputs.META}}
    found, aside, notice = results.of_text(what, meta, report.text, study.around(report.place[0]), only)
    about = {**meta, "place": _place(report), "characters": len(report.text), "found": len(found),
             "words": words.count_words(report.text), "read_as": report.notice.removeprefix("read as "),
             "notice": notice, "text": report.text if report.extracted or report.origin else None,
             "sketch": copies.sketch(report.text)}  # fmt: skip
    if what == "quotes":
        return found, about | {"not_speech": results.spans(aside)}
    return found, about | {"residue": [item._asdict() for item in aside]}


def _place(found):
    """Where a report stands, by the name of its file alone, so that it is the same on every machine."""
    name, line = found.place
    return Path(name).name + (f":{line}" if line else "")


def _analysed(what, only, found, repeated):
    """(`_rows` of a Report or None, what is wrong: (reason, mend) each). repeated: whether its id was taken before."""
    if isinstance(found, inputs.Reject):
        return None, [(found.reason, found.mend)]
    if repeated:
        return None, [("the id occurs twice", "Give the report another id or drop it")]
    if not decoding.ARABIC.search(found.text):
        return None, [("no Arabic in it", "Leave texts in other languages out")]
    try:
        return _rows(what, only, found), found.faults
    except Exception as fault:  # one text must not end a run over a million
        said = f"the analysis failed ({type(fault).__name__}: {fault})"
        return None, [(said, "Report it, with the text, as a fault")]


def process(what: str, only: pipeline.Only, piece: list, repeated: Collection[int], out: str | Path,
            number: int) -> Counter:  # fmt: skip
    """Analyse one piece (of inputs.pieces) and write its files; returns its Counter of articles, words, found and
    rejected.

    repeated: numbers of the reports in the piece whose id was taken before. Runs anywhere that sees input and output.
    """
    out, name = Path(out), f"part-{number:05d}.parquet"
    rows, documents, rejects = [], [], []
    for place, found in enumerate(map(inputs.report, piece)):
        made, faults = _analysed(what, only, found, place in repeated)
        rejects += [{"report": found.id, "place": _place(found), "reason": reason, "mend": mend}
                    for reason, mend in faults]  # fmt: skip
        if made:
            rows += made[0]
            documents.append(made[1])
    count = Counter(articles=len(documents), words=sum(row["words"] for row in documents), found=len(rows),
                    rejected=len(rejects), unlike=sum(bool(row["notice"]) for row in documents),
                    framed=sum(bool(row.get("frames")) for row in rows))  # fmt: skip
    (out / "_rejected" / name).unlink(missing_ok=True)
    if rejects:
        _put(out / "_rejected" / name, rejects, REJECTED)
    _put(out / "_documents" / name, documents, DOCUMENTS)
    # what makes a piece done comes last
    _put(out / name, rows, results.SCHEMAS[what].with_metadata({"count": json.dumps(count)}))
    return count


def _put(path, rows, schema):
    with files.appearing(path) as made:
        parquet.write_table(pa.Table.from_pylist(rows, schema), made)


# ---------------------------------------------------------------- the whole run


class Summary(NamedTuple):
    """What a run came to. counts: of articles, words, found, rejected; failed: lines about pieces not done."""

    counts: Counter
    pieces: int
    kept: int  # pieces found done
    seconds: float
    failed: list
    rejected: Path | None
    copied: list  # a line about near-copies, or none


def fingerprint(what: str, only: pipeline.Only, path: str | Path) -> str:
    """What results depend on, as a hash: the input's files with size and time, the program and its tables."""
    digest = hashlib.sha256(f"{what} {only}".encode())
    for source in inputs.sources(path):
        state = source.stat()
        digest.update(f"{source.resolve()}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    here, home = Path(__file__).parent, study.home_of(path)
    own = filter(Path.exists, [home / "study.toml", *(home / name for name in inputs.OWN)])
    for file in (*own, *sorted([*here.glob("*.py"), *tables.DATA.glob("*.csv"), *reader.WEIGHTS.iterdir()])):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _open(what, only, path, out):
    """Make the output folder, or see that what is there belongs to the same run."""
    about = {"what": what, "input": str(Path(path)), "fingerprint": fingerprint(what, only, path)}
    note = out / "_run.json"
    if note.exists():
        if json.loads(note.read_text("utf-8")).get("fingerprint") != about["fingerprint"]:
            said = "holds the results of another run (other input, or the program or its tables have changed)"
            raise InputProblem(problem(out, None, said, "Remove it or name another --out"))
    elif out.exists() and (not out.is_dir() or any(not left.name.startswith("._run.json") for left in out.iterdir())):
        raise InputProblem(problem(out, None, "is there already and no run of this program", "Name another --out"))
    else:
        files.replace(note, json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    _tidy(out)


def _tidy(out):
    """Remove what workers that were killed left unfinished."""
    for left in [*out.glob(".part-*"), *out.glob("_*/.part-*"), *out.glob("._run.json*")]:
        left.unlink(missing_ok=True)


def run(what: str, path: str | Path, out: str | Path, workers: int | None = None, scheduler: str | None = None,
        rows: int = inputs.ROWS, only: pipeline.Only = pipeline.EVERYTHING) -> Summary:  # fmt: skip
    """Analyse an input into the folder `out`; returns a Summary. The result is the same whatever the workers.

    what: quotes or frames. workers: processes on this machine (default: its cores; 1 works in this process).
    scheduler: address of a running Dask scheduler, whose workers see the same files. Raises InputProblem.
    """
    started, out = time.monotonic(), Path(out)
    if not Path(path).exists():
        raise InputProblem(problem(path, None, "cannot be read (No such file or directory)", "Check the name"))
    source, listed = Path(path).resolve(), study.by_manifest(path)
    census = inputs.census(source, listed, rows)
    if not census.readable:
        nothing = problem(path, None, "no report in it", "Name a file or folder that holds some")
        raise InputProblem(*census.rejected or [nothing])
    if what == "quotes":
        reader.model(reader.WEIGHTS)  # weights that are not whole end a run before it begins
    _open(what, only, path, out)
    done = {n for n in range(census.pieces) if (out / f"part-{n:05d}.parquet").exists()}
    tasks = _tasks(what, only, inputs.pieces(source, listed, rows), census.twice, out.resolve(), done)
    failed = []
    with _bar(census.pieces, len(done)) as bar:
        for number, outcome in _outcomes(tasks, census.pieces - len(done), workers, scheduler):
            if isinstance(outcome, BaseException):
                failed.append(f"part {number}: {type(outcome).__name__}: {outcome}")
            else:
                bar(outcome)
    _tidy(out)
    copied = [] if failed else _grouped(out)
    counts = Counter()
    for file in sorted(out.glob("part-*.parquet")):
        counts.update(json.loads(parquet.read_metadata(file).metadata[b"count"]))
    return Summary(counts, census.pieces, len(done), time.monotonic() - started, failed, _rejected_csv(out), copied)


def _tasks(what, only, pieces, twice, out, done):
    """The arguments of `process` for each piece that is not done, in order (a generator)."""
    first = 0
    for number, piece in enumerate(pieces):
        if number not in done:
            yield (
                what,
                only,
                piece,
                frozenset(n - first for n in twice if 0 <= n - first < len(piece)),
                str(out),
                number,
            )
        first += len(piece)


def _grouped(out):
    """Write which report stands for the story of which, in the order of the input; returns a line about it, or none."""
    stories = copies.Stories()
    read = pd.read_parquet(out / "_documents", columns=["report", "sketch"])
    read["group"] = [stories.add(*pair) for pair in read.itertuples(index=False)]
    _put(out / "_groups.parquet", read[GROUPS.names].to_dict("records"), GROUPS)
    return copies.told(read[GROUPS.names].itertuples(index=False))


def _outcomes(tasks, count, workers, scheduler):
    """(number of the piece, its Counter or what went wrong) for each of so many tasks, as they end."""
    if scheduler is None:
        from dask.system import CPU_COUNT

        workers = min(workers or CPU_COUNT, count)
        if workers <= 1:
            yield from ((task[-1], process(*task)) for task in tasks)
            return
    with _client(workers, scheduler) as client:
        yield from _spread(client, tasks)


@contextmanager
def _client(workers, scheduler):
    """A Dask client of a running scheduler, or of as many processes of our own."""
    import logging

    import dask
    from distributed import Client

    # a worker that ends in mid-run is nothing to tell the user about: its piece is done again elsewhere
    for name in ("distributed", "distributed.nanny", "distributed.worker", "distributed.scheduler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Dask looks at what its workers do a hundred times a second; nobody reads it here
    # nor does it need every array given back to the system when it is freed (MALLOC_TRIM_THRESHOLD_): that costs
    # the reader a third of its speed
    set_up = {"distributed.admin.log-format": "%(message)s", "distributed.worker.profile.enabled": False,
              "distributed.admin.large-graph-warning-threshold": "1 GB",
              "distributed.nanny.pre-spawn-environ": {"OPENBLAS_NUM_THREADS": 1, "OMP_NUM_THREADS": 1}}  # fmt: skip
    with dask.config.set(set_up):
        try:
            client = Client(scheduler, timeout=10) if scheduler else Client(
                n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
            )  # fmt: skip
        except (OSError, ValueError) as fault:
            said = f"no Dask scheduler answers ({str(fault).splitlines()[0]})"
            raise InputProblem(f"{scheduler}: {said}. Start one with `dask scheduler`") from None
        with client:
            yield client


def _spread(client, tasks):
    """The same over Dask: a few pieces a worker under way at a time, so that the scheduler stays small."""
    from distributed import as_completed

    waiting, numbers, run_id = iter(tasks), {}, uuid.uuid4().hex[:8]
    under_way = as_completed()

    def top_up():
        room = max(4, 3 * sum(client.nthreads().values())) - len(numbers)
        for task in islice(waiting, max(1, room)):
            future = client.submit(process, *task, key=f"piece-{run_id}-{task[-1]}", pure=False)
            numbers[future.key] = task[-1]
            under_way.add(future)

    top_up()
    for future in under_way:
        number = numbers.pop(future.key)
        yield number, future.exception() or future.result()
        future.release()
        top_up()


@contextmanager
def _bar(total, done):
    """A function that takes the Counter of each piece and shows the progress, on a terminal only."""
    with tqdm(total=total, initial=done, unit="part", disable=None) as bar:
        seen, started = Counter(), time.monotonic()

        def step(count):
            seen.update(count)
            rate = seen["words"] / (time.monotonic() - started)
            bar.set_postfix_str(f"{seen['articles']:,} articles, {rate:,.0f} words/s", refresh=False)
            bar.update()

        yield step


def _rejected_csv(out):
    """One CSV of all rejects beside the output, or None where there are none."""
    target = out.with_name(f"{out.stem}.rejected.csv")
    if not any(out.glob("_rejected/part-*.parquet")):
        target.unlink(missing_ok=True)
        return None
    files.replace(target, exports.csv_text(pd.read_parquet(out / "_rejected").to_dict("records"), REJECTED.names))
    return target


def told(summary: Summary, what: str, path: str | Path, out: str | Path) -> Iterator[str]:
    """The lines of the summary of a run on `path` for a person."""
    counts, seconds = summary.counts, summary.seconds
    yield (f"{shown(out)}: {counts['articles']:,} articles, {counts['words']:,} words, "
           f"{counts['found']:,} {FOUND[what]} in {summary.pieces} parts, {seconds:.1f} s"
           + (f" ({summary.kept} parts kept from before)" if summary.kept else ""))  # fmt: skip
    yield from summary.copied
    if counts["unlike"]:
        yield f"{counts['unlike']:,} unlike the texts that the reader learnt from: see `notice` in _documents"
    if what == "frames":
        yield from filter(None, [study.told_frames(study.around(path), path, counts["framed"], counts["found"])])
    if summary.rejected:
        yield f"{counts['rejected']:,} rejected, each named in {shown(summary.rejected)}"
        yield from (f"  {line}" for line in _commonest(summary.rejected))
    for line in summary.failed[:NAMED]:
        yield f"not done, {line}. Run the same command again"


def _commonest(table):
    """The commonest reasons of rejection in a CSV of rejects, with their counts and an example each."""
    rejected = pd.read_csv(table, usecols=["reason", "place"], dtype=str, keep_default_na=False)
    reasons = rejected.groupby("reason")["place"].agg(["size", "first"])
    reasons = reasons.sort_values("size", ascending=False, kind="stable")
    for row in reasons.head(NAMED).itertuples():
        yield f"{row.size:,} × {row.Index} (as in {row.first})"
    if len(reasons) > NAMED:
        yield f"{len(reasons) - NAMED} more reasons"
