"""Command line: quotations or frames of Arabic reports.

python -m helpers quotes|frames PATH…                   one JSON object per text on standard output
python -m helpers quotes|frames PATH --out NAME.csv     the same as a file: .csv, .xlsx, .jsonl (or .parquet, a folder)
python -m helpers quotes|frames PATH --out NAME         many texts, on all cores, into a Parquet dataset
python -m helpers export PATH --out FOLDER              both, in all these forms and as Web Annotations
python -m helpers text PATH…                            the texts as read, which the offsets count in
python -m helpers review STUDY [--sample 100]            a workbook in which to say what is right and what is wrong
python -m helpers review STUDY WORKBOOK --who NAME      what was decided there, into the study's corrections.csv
python -m helpers new NAME [PATH]                       a study to fill in, from a folder of texts
python -m helpers fetch LIST --out FOLDER               pages from their publishers, as a study (fetch --help)
python -m helpers sheet FOLDER --out SHEET              a blind sample for a person to code (sheet --help)

A PATH is a text file, a web page, a Word file, a table (CSV, JSON, JSON lines, Excel, Parquet) with a column `text`, or
a folder of these, with those below it. What is wrong with an input is said in one line on standard error and makes the
exit status 2; the rest is still processed.
data/schemas describes the JSON objects.
"""

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from helpers import copies, corrections, decoding, files, inputs, pipeline, results, study
from helpers.problems import InputProblem, problem, shown

READ = ("quotes", "frames")


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; what it gives holds the function that does what is asked."""
    made = argparse.ArgumentParser(prog="python -m helpers", description=__doc__,
                                   formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    made.set_defaults(out=None, sure=False, acts=True)  # of commands that do not ask for it
    commands = made.add_subparsers(dest="what", required=True, metavar="WHAT")

    def command(name, run, summary):
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run)
        return added

    texts = {"nargs": "+", "metavar": "PATH", "help": "a text, a page, a table, or a folder of these"}
    for what in READ:
        asked = command(what, print_or_write, f"{what} of each text, as JSON lines or a table")
        asked.add_argument("paths", **texts)
        asked.add_argument("--out", help="where the result goes; its ending says as what. A rerun goes on where it was")
        asked.add_argument("--excel", action="store_true", help="CSV that Excel on Windows opens as Arabic")
        if what == "quotes":
            asked.add_argument("--sure", action="store_true", help="those alone that are right in nine of ten cases")
            asked.add_argument("--no-acts", dest="acts", action="store_false", help="no speech acts (praised, called)")
        where = asked.add_mutually_exclusive_group()
        where.add_argument("--workers", type=positive, help="processes on this machine (default: one for each core)")
        where.add_argument("--scheduler", help="address of a running Dask scheduler, such as tcp://host:8786")
    command("text", print_or_write, "the texts as read, which the offsets count in").add_argument("paths", **texts)
    asked = command("export", export, "quotations and frames of a study in every form")
    asked.add_argument("study", metavar="PATH", help="a study, or a table of reports")
    asked.add_argument("--out", required=True, help="the folder to write to")
    asked.add_argument("--excel", action="store_true", help="CSV that Excel on Windows opens as Arabic")
    asked = command("review", look_through, "a workbook in which to say what is right, and what was said there")
    asked.add_argument("study", help="a folder with reports")
    asked.add_argument("workbook", nargs="?", help="one that was filled in, into the study's corrections.csv")
    asked.add_argument("--out", help="where the workbook goes (default: STUDY-review.xlsx)")
    asked.add_argument("--sample", type=positive, metavar="N", help="N drawn at random, for an honest precision")
    asked.add_argument("--seed", type=int, default=0, help="another number draws others")
    asked.add_argument("--language", choices=study.LANGUAGES, help="default that of the study's title")
    asked.add_argument("--who", default="", help="who decides, where the workbook does not say")
    asked = command("new", elsewhere, "a study to fill in, from a folder of texts")
    asked.add_argument("name", help="the folder that becomes the study")
    asked.add_argument("texts", nargs="?", help="reports to be copied into it")
    asked = command("fetch", elsewhere, "pages from their publishers, as a study: one request a second per host")
    asked.add_argument("list", help="a CSV with a column url, or a text file of addresses")
    asked.add_argument("--out", required=True, help="the folder that becomes a study")
    asked.add_argument("--pause", type=float, default=1.0, help="seconds between two requests to one host")
    asked = command("sheet", elsewhere, "a blind sample of coded sentences or quotations for a person to code")
    asked.add_argument("folder", help="openings as fetched")
    asked.add_argument("--of", choices=["sentences", "quotations"], default="sentences", help="what to draw")
    asked.add_argument("--sample", type=positive, default=100, help="how many")
    asked.add_argument("--seed", type=int, default=0, help="another number draws others")
    where = asked.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", help="where the sheet goes")
    where.add_argument("--read", help="a filled sheet: how far it agrees with the coders")
    return made


def positive(text: str) -> int:
    """A whole number of 1 or more. Raises ValueError."""
    if int(text) < 1:
        raise ValueError
    return int(text)


def wrong(asked: argparse.Namespace) -> str:
    """What is wrong with a command line whose options are right one by one; "" where all is well."""
    if asked.what not in READ:
        return ""
    if asked.out and len(asked.paths) > 1:
        return "--out takes one PATH: put the inputs into one folder"
    if (asked.workers or asked.scheduler) and not asked.out:
        return "--workers and --scheduler need --out"
    if asked.excel and not (asked.out or "").lower().endswith(".csv"):
        return "--excel is for CSV: name one as --out"
    return ""


def found(path: str) -> Iterator[inputs.Report | inputs.Reject]:
    """Every Report and Reject below a path, in order; ids that occur twice in it are rejects. Raises InputProblem."""
    listed = study.by_manifest(path)
    twice = inputs.census(path, listed).twice
    for number, report in enumerate(inputs.reports(path, listed)):
        if number in twice:
            mend = "Give the report another id or drop it"
            yield inputs.Reject(report.id, report.place, f"the id {report.id!r} occurs twice", mend)
        else:
            yield report


def json_lines(
    what: str, paths: Sequence[str], complain: Callable[..., None], notice: Callable[[str], None], only: pipeline.Only
) -> Iterator[str]:
    """The JSON line of each text below the paths; complain and notice take lines about what is unusable or odd."""
    for path in paths:
        stories, pairs, counts = copies.Stories(), [], Counter()
        try:
            read = study.around(path)
            for line in read.faults if read else ():
                complain(line)
            for line in inputs.passed_over(path):
                notice(line)
            report = None
            for report in found(path):
                if isinstance(report, inputs.Reject):
                    complain(report.line())
                    continue
                if report.notice:
                    notice(report.said())
                if report.faults:
                    complain(*report.lines())
                if not decoding.ARABIC.search(report.text):
                    notice(problem(*report.place, "no Arabic in it", "Nothing can be found there"))
                pairs.append((report.id, stories.add(report.id, copies.sketch(report.text))))
                made, unlike = told_of(what, report, pairs[-1][1], read, only)
                if unlike:
                    notice(problem(*report.place, unlike, "Read the sentences before you rely on them"))
                counts.update(bool(unit[2]) for unit in made.get("units", ()))
                yield json.dumps(made, ensure_ascii=False) + "\n"
            if what == "frames" and (said := study.told_frames(read, path, counts[True], counts.total())):
                notice(said)
            if report is None:
                complain(problem(path, None, "no report in it", "Name a file or folder that holds some"))
        except InputProblem as fault:
            complain(*fault.lines)
        for said in copies.told(pairs):
            notice(f"{shown(path)}: {said}")


def told_of(
    what: str, report: inputs.Report, group: str, read: study.Study | None, only: pipeline.Only
) -> tuple[dict[str, Any], str]:
    """The JSON object of one Report, and a notice about it or "".

    group: the report that stands for its story; read: the Study it lies in.
    """
    if what == "text":
        return {"doc": report.id, "text": report.text} | ({"origin": report.origin} if report.origin else {}), ""
    about = {"report": report.id, "group": group, **{name: report.meta.get(name, "") for name in inputs.META}}
    told = results.of_text(what, about, report.text, read, only)
    return results.record(what, about, told.rows, told.aside), told.notice


def print_or_write(asked: argparse.Namespace) -> int:
    """Print a line for each text, or write a table; returns the exit status (2 where some input could not be used)."""
    if asked.out:
        return write_all(asked)
    faults, only = [], pipeline.Only(asked.sure, asked.acts)

    def complain(*said):
        faults.extend(said)
        print(*said, sep="\n", file=sys.stderr)

    for line in json_lines(asked.what, asked.paths, complain, lambda said: print(said, file=sys.stderr), only):
        sys.stdout.write(line)
    sys.stdout.flush()
    return 2 if faults else 0


def write_all(asked: argparse.Namespace) -> int:
    """A run into a Parquet dataset, or by way of one into a file; returns the exit status."""
    from helpers import batch, exports

    out = Path(asked.out)
    one_file = out.suffix.lower() in exports.FILES
    dataset = out.with_suffix(".parts") if one_file else out
    try:
        summary = batch.run(asked.what, asked.paths[0], dataset, asked.workers, asked.scheduler,
                            only=pipeline.Only(asked.sure, asked.acts))  # fmt: skip
    except KeyboardInterrupt:
        print("interrupted; what is done is kept, and the same command goes on from there", file=sys.stderr)
        return 130
    if one_file and not summary.failed:
        exports.convert(asked.what, dataset, out, asked.excel)
    print(*batch.told(summary, asked.what, asked.paths[0], asked.out), sep="\n", file=sys.stderr)
    if one_file and not summary.failed:
        shutil.rmtree(dataset)
    return 2 if summary.counts["rejected"] or summary.failed else 0


def export(asked: argparse.Namespace) -> int:
    """A small collection in every form; returns the exit status."""
    from helpers import exports

    read = study.load(asked.study)
    for line in (*read.faults, *read.notices):
        print(line, file=sys.stderr)
    analysis = pipeline.analyse(read)
    for row in analysis.unlike.itertuples():
        print(f"{row.report}: {row.notice}", file=sys.stderr)
    for path in exports.write(analysis, asked.out, asked.excel):
        print(f"wrote {path}", file=sys.stderr)
    for line in corrections.told(analysis.corrections, read.folder):
        print(line, file=sys.stderr)
    return 2 if read.faults else 0


def look_through(asked: argparse.Namespace) -> int:
    """Write the workbook for a review of a study, or read one back; returns the exit status."""
    from helpers import review

    read = study.load(asked.study)
    faults = [*read.faults]
    if asked.workbook:
        rows, wrong = review.decisions(asked.workbook, read, asked.who)
        faults += wrong
        if rows:
            path = review.save(read, rows)
            print(f"{shown(path)}: {len(rows)} decisions of {shown(asked.workbook)} added", file=sys.stderr)
        else:
            print(f"{shown(asked.workbook)}: nothing is decided in it", file=sys.stderr)
    else:
        out = Path(asked.out or f"{read.folder.resolve().name}-review.xlsx")
        if out.exists():
            raise InputProblem(problem(out, None, "is there already", "Read it back first, or name another --out"))
        analysis = pipeline.analyse(read)
        language = asked.language or ("ar" if decoding.ARABIC.search(read.title["ar"]) else "en")
        made, notices = review.workbook(analysis, language, asked.sample, asked.seed, asked.who)
        files.replace(out, made)
        print(*notices, *corrections.told(analysis.corrections, read.folder), f"wrote {shown(out)}",
              sep="\n", file=sys.stderr)  # fmt: skip
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return 2 if faults else 0


def elsewhere(asked: argparse.Namespace) -> int:
    """A command that has a module of its own; returns the exit status."""
    return import_module(f"helpers.{asked.what}").command(asked)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status (0, or 2 where some input could not be used)."""
    usage = parser()
    asked = usage.parse_args(arguments)
    if said := wrong(asked):
        usage.error(said)
    try:
        return asked.run(asked)
    except InputProblem as fault:
        print(fault, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads has read enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


if __name__ == "__main__":
    # JSON is UTF-8 whatever the machine's language
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main())
