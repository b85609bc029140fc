"""How the house is built: arrows between modules go one way, none is too big, and Arabic words stand in tables."""

import ast
import re
from graphlib import TopologicalSorter

import pytest

from tests.conftest import ROOT

MODULES = {path.stem: path for path in sorted((ROOT / "helpers").glob("*.py"))}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}
# what each stage may know of, from the text to the site: those before it and none after
WAY = ["words", "document", "reader", "frames", "pipeline", "findings", "story", "site"]


def imported(tree):
    """The helpers that a module imports, at its head or when it is needed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "helpers":
            yield from [node.module.split(".")[1]] if "." in node.module else [alias.name for alias in node.names]


ARROWS = {name: set(imported(tree)) & set(MODULES) for name, tree in TREES.items()}


def reached(name):
    """All helpers that a module rests on."""
    found, waiting = set(), [name]
    while waiting:
        new = ARROWS[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def test_no_module_rests_on_itself():
    assert set(TopologicalSorter(ARROWS).static_order()) == set(MODULES)


@pytest.mark.parametrize("number", range(len(WAY)))
def test_no_stage_knows_of_a_later_one(number):
    assert reached(WAY[number]).isdisjoint(WAY[number + 1 :])


@pytest.mark.parametrize("name", MODULES)
def test_no_module_has_more_than_500_lines(name):
    assert len(MODULES[name].read_text("utf-8").splitlines()) <= 500


def test_a_class_has_a_name_of_its_own():
    names = [node.name for tree in TREES.values() for node in tree.body
             if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]  # fmt: skip
    assert sorted({name for name in names if names.count(name) > 1}) == []


# ---------------------------------------------------------------- Arabic words

WORD = re.compile("[\u0621-\u063a\u0641-\u064a]{3,}")
# where labels of the Arabic edition stand, and closed classes of particles
FREE = {"reading", "site", "books", "places", "particles"}
# prefixes, endings and classes of letters, some particles more, and a label here and there; none may be added
FEW = {"channels": 9, "cues": 6, "words": 6, "entities": 5, "slips": 5, "story": 3, "study": 2, "morphology": 2,
       "decoding": 1, "people": 1, "ranking": 1}  # fmt: skip


def public_functions(body, inside=""):
    """(name, node) of the functions of a module and of its public classes that others may call."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name == "__init__"):
            yield inside + node.name, node


@pytest.mark.parametrize("name", MODULES)
def test_a_public_function_says_what_it_takes_and_gives(name):
    silent = [called for called, node in public_functions(TREES[name].body)
              if any(arg.annotation is None for arg in node.args.args if arg.arg not in {"self", "cls"})
              or (node.returns is None and node.name != "__init__")]  # fmt: skip
    assert silent == []


def arabic_words(tree):
    """Arabic words of three letters or more in the strings of a module that are no docstrings."""
    kinds = ast.Module, ast.ClassDef, ast.FunctionDef
    said = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, kinds) and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    return [word for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in said for word in WORD.findall(node.value)]  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(MODULES) - FREE))
def test_arabic_words_stand_in_tables(name):
    found = arabic_words(TREES[name])
    assert len(found) <= FEW.get(name, 0), found
