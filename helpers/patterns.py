"""Regular expressions that may stand in a table: such as can be read, and such as no text can make slow.

Tables are edited by hand and texts come from anywhere. A pattern like `(a+)+` takes longer than anyone lives on the
right line, so a pattern is taken only if the ways in which it can match at one place are counted and few.
"""

import math
import re
import warnings
from re import _parser

WAYS = 100_000  # in which a pattern may match at one place of a text, at the most


def compiles(pattern):
    """Whether Python takes a pattern, without a warning that it will read it otherwise one day."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return bool(re.compile(pattern))
    except (re.error, RecursionError, OverflowError, Warning):
        return False


def bounded(pattern):
    """Whether the ways in which a pattern can match at one place are at most WAYS; of what does not compile, True.

    A matcher that tries one way after another takes no more steps than these times the length it looks at, so a bound
    on the ways is a bound on the time that any text can cost.
    """
    return not compiles(pattern) or ways(_parser.parse(pattern)) <= WAYS


def ways(tree):
    """An upper bound of the ways in which a parsed pattern can match at one place; infinite above WAYS."""
    found = 1
    for kind, inner in tree:
        name = str(kind)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            found *= _of_repeat(*inner)
        elif name == "BRANCH":
            found *= sum(map(ways, inner[1]))
        elif name == "SUBPATTERN":
            found *= ways(inner[-1])
        elif name == "ATOMIC_GROUP":
            found *= ways(inner)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            found *= ways(inner[1])
        elif name == "GROUPREF_EXISTS":
            found *= ways(inner[1]) + ways(inner[2] or ())
        if found > WAYS:
            return math.inf
    return found


def _of_repeat(least, most, repeated):
    once, found = ways(repeated), 0
    if once == 1:
        return most - least + 1
    for count in range(least, most + 1):
        found += once**count
        if found > WAYS:
            return math.inf
    return found
