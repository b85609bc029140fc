"""The tables under data/: what is wrong in a row is said with file, line and mend."""

import pytest

from helpers import tables
from helpers.problems import InputProblem


def faults(tmp_path, name, text):
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputProblem) as caught:
        tables.load(name, tmp_path)
    return caught.value.lines


@pytest.mark.parametrize("name", sorted(set(tables.SCHEMAS) - {"manifest", "corrections"}))
def test_every_table_of_the_repository_is_valid(name):
    assert len(tables.load(name)) > 0


def test_lines_are_those_of_the_file_even_after_a_cell_with_line_breaks(tmp_path):
    text = 'reason,scope,pattern,example\na,line,x,"one\ntwo"\nb,nowhere,x,y\n'
    (line,) = faults(tmp_path, "residue", text)
    assert "residue.csv:4: scope 'nowhere' is not valid. It must be one of head, under, line, page, block, " in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("call,date\n2026-02-04,2026-02-31\n", "calls.csv:2: date '2026-02-31' is not valid"),
        ("call,date\n,2026-02-04\n", "calls.csv:2: call '' is not valid. It must not be empty"),
        ("call,date\na,2026-02-04\na,2026-02-04\n", "calls.csv:3: call 'a' occurs twice"),
        ("call,date,weekday\na,2026-02-04,Monday\n", "calls.csv:2: this row is not valid. It must name the weekday"),
        ("call,date,colour\na,2026-02-04,red\n", "calls.csv:1: unknown column 'colour'"),
        ("call\na\n", "calls.csv:1: column 'date' is missing"),
        ("call,date\na\n", "calls.csv:2: 1 cells, the header has 2"),
        ("call,call\na,b\n", "calls.csv:1: a column name occurs twice"),
        ("", "calls.csv:1: empty table"),
        ('call,date\n"a,b\n', "calls.csv"),
    ],
)
def test_faults_name_file_line_and_mend(tmp_path, text, said):
    assert any(said in line for line in faults(tmp_path, "calls", text))


def test_every_wrong_row_is_named_at_once(tmp_path):
    lines = faults(tmp_path, "calls", "call,date\na,x\nb,2026-02-04\nc,y\n")
    assert [line.split(":")[1] for line in lines] == ["2", "4"]


def test_a_broken_pattern_is_named(tmp_path):
    (line,) = faults(tmp_path, "residue", "reason,scope,pattern,example\na,line,(,y\n")
    assert "residue.csv:2: pattern '(' is not valid. It must be a regular expression" in line


def test_a_table_that_is_not_utf8_or_not_there(tmp_path):
    (tmp_path / "calls.csv").write_bytes("call,date\nقمة,2026-02-04\n".encode("cp1256"))
    with pytest.raises(InputProblem, match="not UTF-8"):
        tables.load("calls", tmp_path)
    with pytest.raises(InputProblem, match="no such table"):
        tables.load("speakers", tmp_path)


def test_items_of_a_list_cell():
    assert tables.items("بوتين | فلاديمير بوتين |") == ["بوتين", "فلاديمير بوتين"]
