"""What is wrong with an input, said so that a person can mend it."""

from collections.abc import Collection
from pathlib import Path

NAMED = 20  # names that are listed where another was meant


class InputProblem(Exception):
    """One or more faults in what the user supplied. `lines` holds one printable line per fault.

    The command line prints the lines on standard error and ends with exit status 2; no traceback reaches a user.
    """

    def __init__(self, *lines):
        super().__init__("\n".join(lines))
        self.lines = list(lines)

    def _render_traceback_(self):
        """What IPython shows instead of a traceback."""
        return self.lines


def shown(path: str | Path) -> str:
    """A path as a user would type it: relative to the working directory when it lies below it."""
    path = Path(path)
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def among(name: str, known: Collection, what: str) -> str:
    """A name that a person gave, where it is one of those known; raises InputProblem, which lists them, where not."""
    if name not in known:
        raise InputProblem(f"no {what} {name!r}. There are {', '.join(list(map(str, known))[:NAMED])}")
    return name


def problem(path: str | Path, line: int | None, what: str, mend: str) -> str:
    """The line for one fault, `file:line: what. mend`; line is counted from 1, None where none applies."""
    place = shown(path) + (f":{line}" if line else "")
    return " ".join(f"{place}: {what}. {mend}".split())
