"""The rooms of the house: every module stands in one, and no import leads to a room that comes later."""

from helpers import architecture


def test_every_module_stands_in_one_room():
    named = " ".join(architecture.ROOMS.values()).split()
    assert sorted(named) == sorted(path.stem for path in architecture.FOLDER.glob("[!_]*.py"))


def test_a_room_uses_only_rooms_before_it():
    order = list(architecture.ROOMS)
    assert {(room, other) for room, other in architecture.uses() if order.index(other) > order.index(room)} == set()


def test_imports_are_read_as_they_are_written(tmp_path):
    path = tmp_path / "one.py"
    lines = ["import csv", "from helpers import tables, words", "from helpers.show import plain", "def f():",
             "    from helpers import site"]  # fmt: skip
    path.write_text("\n".join(lines))
    assert architecture.imports(path) == {"tables", "words", "show"}


def test_every_module_says_what_it_is():
    assert all(architecture.first_line(module).endswith((".", ")")) for module in architecture.ROOM)
