"""Regular expressions that may stand in a table: such as can be read, and such as no text can make slow.

Tables are edited by hand and texts come from anywhere. A pattern like `(a+)+` takes longer than anyone lives on the
right line, so a pattern is taken only if the ways in which it can match at one place are counted and few.
"""

import math
import re
import warnings

WAYS = 100_000  # in which a pattern may match at one place of a text, at the most
_PART = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"  # an escape, a class
    r"|(?P<open>\((?:\?(?:<[=!]|P?<\w+>|P=\w+|\(\w+\)|[=!>]|#[^)]*|[a-zL-]*:?))?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<repeat>[*+?]|\{(?P<least>\d+)(?P<comma>,)?(?P<most>\d*)\}|\{,(?P<only>\d+)\})[?+]?|.",
    re.DOTALL,
)
_LETTERS = re.compile(r"\(\?:\w(?:\|\w)+\)")  # one of some letters, which Python reads as a class


def compiles(pattern: str) -> bool:
    """Whether Python takes a pattern, without a warning that it will read it otherwise one day."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return bool(re.compile(pattern))
    except (re.error, RecursionError, OverflowError, Warning):
        return False


def bounded(pattern: str) -> bool:
    """Whether the ways in which a pattern can match at one place are at most WAYS; of what does not compile, True.

    A matcher that tries one way after another takes no more steps than these times the length it looks at, so a bound
    on the ways is a bound on the time that any text can cost.
    """
    return not compiles(pattern) or ways(pattern) <= WAYS


def ways(pattern: str) -> float:
    """An upper bound of the ways in which a pattern can match at one place; infinite above WAYS."""
    groups = [[0, 1, 1]]  # of each open group: ways of the branches before, of this branch so far, of its last part
    for part in _PART.finditer(_LETTERS.sub("[x]", pattern)):
        if part["open"]:
            groups.append([0, 1, 1])
            continue
        if part["close"]:
            before, branch, last = groups.pop()
            groups[-1][1] *= groups[-1][2]
            groups[-1][2] = before + branch * last
        elif part["or"]:
            before, branch, last = groups[-1]
            groups[-1] = [before + branch * last, 1, 1]
        elif part["repeat"]:
            groups[-1][2] = _of_repeat(part, groups[-1][2])
        else:
            groups[-1][1:] = [groups[-1][1] * groups[-1][2], 1]
        if math.prod(groups[-1][1:]) > WAYS:
            return math.inf
    return groups[0][0] + math.prod(groups[0][1:])


def _of_repeat(part, once):
    """Ways of something that can match in `once` ways, repeated."""
    if part["repeat"] in {"*", "+"} or (part["comma"] and not part["most"]):
        return math.inf
    least = int(part["least"] or 0)
    most = int(part["most"] or part["only"] or part["least"] or 1)
    if once == 1:
        return most - least + 1
    # from some number of repeats on there are too many ways, however many more there are
    return sum(once**count for count in range(least, min(most, least + WAYS.bit_length()) + 1))
