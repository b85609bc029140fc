"""Edited tables in a notebook: what an edit changed, and that a table was saved after the reports were read.

A Study is one state of its tables. Whoever saves a table and runs the cell that reads the study again has the new state
in all that follows; until then all that follows is of the old one. Both are said where a notebook runs, nowhere else.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

from helpers.problems import shown
from helpers.tables import stamps

ASIDE = "aside"  # in the metadata of an output
LATE = 50_000_000  # ns by which the time of a file may lie before that of who wrote it
WORDS = 5  # of changed rows that are named
_before = {}  # {the texts read: (tables, counts, Study)}, as of the last time
_begun = [0]  # when the cell that runs began, in ns
_own = set()  # (path, stamp) of the files that cells of the notebook wrote
_said = WeakSet()  # studies whose faults were printed
_told = set()  # edits of which it was said that they do not count yet


def say(study: Any) -> None:
    """Print what is wrong with a Study to standard error, once, where somebody works in a notebook; who runs all
    notebooks at once reads it on the terminal."""
    if _notebook() and study not in _said and "FAULTS_TOLD" not in os.environ:
        _said.add(study)
        for line in (*study.faults, *study.notices):
            print(line, file=sys.stderr)


def tell(analysis: Any) -> None:
    """Say how an Analysis differs from the last one of the same texts in this process, if tables were edited."""
    shell = _notebook()
    if not shell:
        return
    if not _before:
        shell.events.register("pre_run_cell", _begin)
        shell.events.register("post_run_cell", _warn)
    study = analysis.study
    key = (study.folder.resolve(), *analysis.reports["report"], *analysis.reports["text"].map(hash))
    line = ""
    if key in _before:
        tables, counts, before = _before[key]
        line = changed(tables, counts, _tables(study), _counts(analysis))
        edited = [one for one in study.stamps.items() if before.stamps.get(one[0]) != one[1]]
        by_cells = all(_by_cell(*one) for one in edited)
    _before[key] = _tables(study), _counts(analysis), study
    if line and by_cells:
        print(line)  # what the notebook itself did is part of it
    elif line:
        _aside(line)


def _begin(*_):
    """Before a cell: remember when it began (ns), less what the clock of a file may be late."""
    _begun[0] = time.time_ns() - LATE


def _by_cell(path, stamp):
    """Whether the cell that runs, or one before it, wrote a file."""
    if stamp[0] >= _begun[0]:
        _own.add((path, stamp))
    return (path, stamp) in _own


def _aside(line):
    """Show what is about this session and not about the notebook: `lab.tidy` leaves it out of what is saved."""
    from IPython.display import display

    display({"text/plain": line}, raw=True, metadata={ASIDE: True})


def changed(tables: Mapping, counts: Mapping, new_tables: Mapping, new_counts: Mapping) -> str:
    """One line on the tables that differ and on what is counted then and now; "" where no table differs.

    tables: {name: frame whose first column names a row}; counts: {noun: number}.
    """
    names = {**tables, **new_tables}  # one that is there no longer among them
    said = [line for name in names if (line := _rows(name, tables.get(name), new_tables.get(name)))]
    if not said:
        return ""
    for noun, number in new_counts.items():
        said.append(f"{counted(number, noun)}, " + ("as before" if number == counts[noun] else f"were {counts[noun]}"))
    return "; ".join(said)


def counted(number: int, noun: str) -> str:
    """'1 quotation', '1,200 quotations'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _rows(name, old, new):
    """'reporting_verbs.csv changed: 1 new (شدا)', or "" where the rows are the same."""
    old, new = (Counter() if one is None else Counter(one.itertuples(index=False, name=None)) for one in (old, new))
    gone, come = [row[0] for row in old - new], [row[0] for row in new - old]
    other = [word for word in come if word in gone]
    parts = {"new": [word for word in come if word not in gone], "gone": [word for word in gone if word not in come],
             "changed": other}  # fmt: skip
    said = [f"{len(words)} {what} ({_listed(words)})" for what, words in parts.items() if words]
    return f"{name}.csv changed: {', '.join(said)}" if said else ""


def _listed(words):
    return ", ".join(f"\u2068{word}\u2069" for word in words[:WORDS]) + (" …" if len(words) > WORDS else "")


def _tables(study):
    """The tables of a study that a person may edit, the column that names a row first."""
    found = {"calls": study.calls, "speakers": study.speakers, "reporting_verbs": study.verbs, "sides": study.sides,
             "residue": study.residue[["pattern", "reason", "scope"]], "offices": study.offices}  # fmt: skip
    if study.terms is not None:
        found |= {name: table for name, table in study.terms.tables.items() if name != "frame_terms"}
        terms = study.terms.tables["frame_terms"]
        found["frame_terms"] = terms[["term", *(name for name in terms if name != "term")]]
    return found


def _counts(analysis):
    return {"quotation": len(analysis.quotes), "coded frame": len(analysis.frames)}


def _warn(*_):
    """After a cell: say once of every edit that what was read is older, but not of what the notebook itself wrote."""
    for path in {path for _, _, study in _before.values() for path in study.edited()}:
        folder = os.path.dirname(path)
        stamp = stamps(folder).get(path) or (os.stat(folder).st_mtime_ns, 0)  # of one that is gone: when it went
        if (path, stamp) not in _told and not _by_cell(path, stamp):
            _told.add((path, stamp))
            _aside(f"{shown(path)} was saved after the reports were read. It counts once the cell that reads them "
                   "has run again (Run ▸ Run All Cells).")  # fmt: skip


def _notebook():
    """The shell of the notebook that this runs in, None elsewhere."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
