"""Are women named without a title read as well as men? Names that nothing was learnt from, in sentences of our own.

Usage: python -m training.names [--names 1000]

Names are drawn from the half of Faker's Arabic lists (MIT licence) that the reader did not learn from (swap.py), and
not from the tables. Writes data/reader/names.csv: sex, frame (sentence with {name}), names, wrong (numbers).
"""

import argparse
import random

import pandas as pd

from helpers import evaluate, pipeline, reader, tables
from training import swap

FRAMES = reader.WEIGHTS / "frames.csv"  # sex, frame


def drawn(given, last, number, chance):
    """So many names of two words, each once, without words of the tables of speakers."""
    known = {word for cell in tables.load("speakers")["speaker"] for word in cell.split()}
    found = {}
    while len(found) < number:
        pair = chance.choice(given), chance.choice(last)
        if not known.intersection(pair):
            found[" ".join(pair)] = None
    return list(found)


def is_right(frame, name):
    """Whether in a frame filled with a name that name is a speaker, and nobody else is one."""
    found = pipeline.read(frame.format(name=name)).quotes
    return bool(found) and all(evaluate.same_speakers(quote.speaker, [name]) for quote in found)


def main():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m training.names", description=__doc__.splitlines()[0])
    parser.add_argument("--names", type=int, default=1000, help="of each sex")
    asked = parser.parse_args()
    women, men, last = swap.names(learnt=False)
    frames = pd.read_csv(FRAMES)
    rows = []
    for sex, given in (("women", women), ("men", men)):
        own = frames.loc[frames["sex"] == sex, "frame"].tolist()
        names = drawn(given, last, asked.names, random.Random(sex))
        for number, frame in enumerate(own):
            of_frame = names[number :: len(own)]
            rows.append((sex, frame, len(of_frame), sum(not is_right(frame, name) for name in of_frame)))
    made = pd.DataFrame(rows, columns=["sex", "frame", "names", "wrong"])
    made.to_csv(reader.WEIGHTS / "names.csv", index=False)
    print(made.groupby("sex")[["names", "wrong"]].sum().to_string())


if __name__ == "__main__":
    main()
