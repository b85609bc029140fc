"""Command line: python -m helpers quotes|frames PATH…, one JSON object per text on standard output.

A PATH is a text file or a folder of `.txt` files. What is wrong with an input is said in one line on standard error and
makes the exit status 2; the other files are still processed.
"""

import argparse
import json
import sys
from pathlib import Path

from helpers import corpus, pipeline
from helpers.problems import InputProblem

RECORDS = {"quotes": pipeline.quotes_record, "frames": pipeline.frames_record}


def files(paths, complain):
    """The text files meant by `paths`, in order; what cannot be used goes to `complain` (a function of lines)."""
    for path in map(Path, paths):
        try:
            yield from corpus.text_files(path) if path.is_dir() else [path]
        except InputProblem as fault:
            complain(fault.lines)


def main(arguments=None):
    """Run the command line; returns the exit status (0, or 2 where some input could not be used)."""
    parser = argparse.ArgumentParser(prog="python -m helpers", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=RECORDS, help="what to print for each text")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a text file or a folder of .txt files")
    asked = parser.parse_args(arguments)
    status = 0

    def complain(lines):
        nonlocal status
        status = 2
        print(*lines, sep="\n", file=sys.stderr)

    for path in files(asked.paths, complain):
        try:
            record = RECORDS[asked.what](path.stem, pipeline.read(corpus.read_text(path)))
        except InputProblem as fault:
            complain(fault.lines)
            continue
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
