"""Command line: quotations or frames of Arabic reports.

python -m helpers quotes|frames PATH…                   one JSON object per text on standard output
python -m helpers quotes|frames PATH --out FOLDER       many texts, on all cores, into a Parquet dataset
python -m helpers export PATH --out FOLDER              both, as CSV, JSON lines, Parquet and Web Annotations
python -m helpers text PATH…                            the texts as read, which the offsets count in
python -m helpers new NAME [PATH]                       a study to fill in, from a folder of texts

A PATH is a text file, a web page, a table (CSV, JSON lines, Parquet) with a column `text`, or a folder of these. What
is wrong with an input is said in one line on standard error and makes the exit status 2; the rest is still processed.
"""

import argparse
import json
import sys

from helpers import inputs, pipeline
from helpers.problems import InputProblem, problem

RECORDS = {
    "quotes": lambda doc, text: pipeline.quotes_record(doc, pipeline.read(text, layers=("quotes",))),
    "frames": lambda doc, text: pipeline.frames_record(doc, pipeline.read(text, layers=("frames",))),
    "text": lambda doc, text: {"doc": doc, "text": text},
}


def parser():
    """The parser of the command line."""
    made = argparse.ArgumentParser(prog="python -m helpers", description=__doc__,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    made.add_argument("what", choices=[*RECORDS, "export", "new"], help="what to make of each text")
    made.add_argument("paths", nargs="+", metavar="PATH", help="a text, a page, a table, or a folder of these")
    made.add_argument("--out", help="folder for the result, such as quotes.parquet; a rerun goes on where it stopped")
    where = made.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, help="processes on this machine (default: as many as it has cores)")
    where.add_argument("--scheduler", help="address of a running Dask scheduler, such as tcp://host:8786")
    return made


def found(path):
    """Every Document and Reject below a path, in order; ids that occur twice in it are rejects. Raises InputProblem."""
    pieces = list(inputs.parts(path))
    twice = inputs.repeated(pieces)
    for number, piece in enumerate(pieces):
        for place, report in enumerate(inputs.documents(piece)):
            if place in twice.get(number, ()):
                mend = "Give the report another id or drop it"
                yield inputs.Reject(report.id, report.place, f"the id {report.id!r} occurs twice", mend)
            else:
                yield report


def lines(what, paths, complain, notice):
    """The JSON line of each text below the paths; complain and notice take lines about what is unusable or odd."""
    for path in paths:
        try:
            for report in found(path):
                if isinstance(report, inputs.Reject):
                    complain(report.line())
                    continue
                if report.notice:
                    notice(problem(*report.place, report.notice, "Save it as UTF-8 to be sure"))
                yield json.dumps(RECORDS[what](report.id, report.text), ensure_ascii=False) + "\n"
        except InputProblem as fault:
            complain(*fault.lines)


def many(asked):
    """A run into a Parquet dataset; returns the exit status."""
    from helpers import batch

    try:
        summary = batch.run(asked.what, asked.paths[0], asked.out, asked.workers, asked.scheduler)
    except KeyboardInterrupt:
        print("interrupted; what is done is kept, and the same command goes on from there", file=sys.stderr)
        return 130
    print(*batch.told(summary, asked.what, asked.out), sep="\n", file=sys.stderr)
    return 2 if summary.counts["rejected"] or summary.failed else 0


def export(asked):
    """A small collection in every form; returns the exit status."""
    from helpers import exports, study

    read = study.load(asked.paths[0])
    for line in (*read.faults, *read.notices):
        print(line, file=sys.stderr)
    for path in exports.write(pipeline.analyse(read), asked.out):
        print(f"wrote {path}", file=sys.stderr)
    return 2 if read.faults else 0


def begin(asked):
    """A study to fill in; returns the exit status."""
    from helpers import new

    for line in new.make(*asked.paths):
        print(line)
    return 0


def main(arguments=None):
    """Run the command line; returns the exit status (0, or 2 where some input could not be used)."""
    usage = parser()
    asked = usage.parse_args(arguments)
    if asked.what == "export" and not asked.out:
        usage.error("export needs --out FOLDER")
    if asked.what == "new" and (asked.out or len(asked.paths) > 2):
        usage.error("new takes the name of the study and the folder of its texts")
    if asked.out and len(asked.paths) > 1:
        usage.error("--out takes one PATH: put the inputs into one folder")
    if asked.out and asked.what == "text":
        usage.error("text goes to standard output; it has no --out")
    if (asked.workers or asked.scheduler) and not asked.out:
        usage.error("--workers and --scheduler need --out FOLDER")
    if asked.workers is not None and asked.workers < 1:
        usage.error("--workers must be 1 or more")
    status = 0

    def complain(*said):
        nonlocal status
        status = 2
        print(*said, sep="\n", file=sys.stderr)

    try:
        if asked.what == "new":
            return begin(asked)
        if asked.out:
            return export(asked) if asked.what == "export" else many(asked)
        for line in lines(asked.what, asked.paths, complain, lambda said: print(said, file=sys.stderr)):
            sys.stdout.write(line)
    except InputProblem as fault:
        complain(*fault.lines)
    return status


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8 whatever the machine's language
    sys.stderr.reconfigure(errors="backslashreplace")
    sys.exit(main())
