"""Texts, names and tables written to do harm stay what they are: text, files of one folder, patterns with a bound."""

import csv
import io
import re
import time
from html.parser import HTMLParser

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import helpers
from helpers import exports, inputs, pipeline, residue, show, study, tables
from helpers.problems import InputProblem
from tests import arabic

ATTACKS = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    '<a href="javascript:alert(1)">x</a>',
    "</title></style></div><iframe srcdoc='<script>alert(1)</script>'>",
    "<!--><svg/onload=alert(1)>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>\u202c",
    "{{ 7*7 }} ${7*7} `x` $$x$$",
]
OURS = {"a", "b", "bdi", "br", "caption", "details", "div", "h4", "li", "p", "s", "small", "span", "summary",
        "table", "tbody", "td", "th", "thead", "tr", "ul", "section", "mark", "cite", "q"}  # fmt: skip


class Seen(HTMLParser):
    """The tags, attributes and text of a piece of HTML, and whether every tag was closed in order."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text, self.open, self.crossed = set(), [], "", [], False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += attributes
        if tag != "br":
            self.open.append(tag)
        else:
            self.text += "\n"

    def handle_endtag(self, tag):
        self.crossed |= not self.open or self.open.pop() != tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


def harmless(markup):
    """Assert that a piece of HTML has no tag, attribute or address but ours and is well formed; returns it as Seen."""
    seen = Seen(markup)
    assert seen.tags <= OURS, seen.tags - OURS
    assert not seen.crossed
    assert not seen.open
    for name, value in seen.attributes:
        assert not name.startswith("on"), name
        assert "javascript:" not in (value or "") or name in {"title", "aria-label"}, value
    assert not re.search("[\u202a-\u202e]", markup)
    return seen


@pytest.fixture(scope="module", params=ATTACKS)
def attacked(request, tmp_path_factory):
    """A collection whose text and manifest hold an attack wherever there is room for one, analysed."""
    folder, attack = tmp_path_factory.mktemp("attacked"), request.param
    (folder / "a.txt").write_text(
        f"{attack}\n\nقال الوزير {attack} إن العمل مستمر بين البلدين.\n\nوأكد المتحدث باسم {attack}: «{attack}».\n",
        "utf-8",
    )
    cells = {"id": "a", "call": attack, "outlet": attack, "title": attack, "note": attack}
    pd.DataFrame([cells]).to_csv(folder / "manifest.csv", index=False)
    return attack, helpers.analyse(study.load(folder))


def test_a_report_in_a_notebook(attacked):
    attack, analysis = attacked
    row = analysis.reports.iloc[0]
    seen = harmless(show.report(row["text"], analysis.quotes, analysis.residue, row["title"]).data)
    shown = show.CONTROLS.sub(lambda found: f"[U+{ord(found[0]):04X}]", attack)
    assert shown in seen.text


def test_tables_explanations_and_evidence_in_a_notebook(attacked):
    _, analysis = attacked
    rows = analysis.sentences.assign(frame=analysis.reports.iloc[0]["title"])
    harmless(show.evidence(rows, "frame", analysis.reports.iloc[0]["title"]).data)
    for quote in analysis.quotes["quote"]:
        seen = Seen(show.explain(analysis.quotes, "a", quote).data)
        assert not seen.tags & {"script", "img", "iframe", "svg", "textarea"}
        assert not any(name.startswith("on") for name, _ in seen.attributes)
    for table in (analysis.reports, analysis.quotes, analysis.sentences, analysis.residue):
        seen = Seen(show.table(table, "x").data)
        assert not seen.tags & {"script", "img", "iframe", "svg", "textarea"}
        assert not any(name.startswith("on") for name, _ in seen.attributes)


@given(arabic.anything, st.data())
def test_woven_spans_are_well_formed_and_lose_no_text(text, data):
    ends = st.integers(0, len(text))
    spans = [
        (min(a, b), max(a, b), '<span title="x">', "</span>")
        for a, b in data.draw(st.lists(st.tuples(ends, ends), max_size=6))
    ]
    seen = harmless(show.woven(text, [span for span in spans if span[0] < span[1]]))
    assert seen.text.replace("\r", "\n") == show.CONTROLS.sub(lambda f: f"[U+{ord(f[0]):04X}]", text).replace(
        "\r", "\n"
    )


# ---------------------------------------------------------------- exports

FORMULAS = [
    "=1+1",
    "+1",
    "-1+1|cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u200b=1",
    "\u202e=1",
    "＝1",
    "\ufeff=1",
    "\n=1",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_any_cell_of_an_export_is_text(tmp_path, formula):
    rows = [
        {
            "id": "a",
            "outlet": formula,
            "title": formula,
            "text": f"{formula}\nقال {formula} الوزير إن العمل مستمر: «{formula}».",
        }
    ]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet")
    exports.write(helpers.analyse(study.load(tmp_path / "t.parquet")), tmp_path / "out")
    for path in (tmp_path / "out").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            for cell in row:
                assert not re.match("[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+@＝＋＠-]", cell), (
                    path.name,
                    cell,
                )


# ---------------------------------------------------------------- files


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "x/../a.txt", "..", ".", "\\\\host\\a.txt", "file:///etc/passwd",
                                  "a.txt\x00.csv", "~/a.txt", "c:a.txt", "a" * 300 + ".txt"])  # fmt: skip
def test_a_manifest_reaches_no_other_folder(tmp_path, name):
    texts = tmp_path / "texts"
    texts.mkdir()
    (tmp_path / "a.txt").write_text("سر", "utf-8")
    (texts / "b.txt").write_text("قال الوزير إن العمل مستمر.", "utf-8")
    pd.DataFrame({"id": ["a", "b"], "file": [name, "b.txt"]}).to_csv(texts / "manifest.csv", index=False)
    read = study.load(texts)
    assert "manifest.csv:2: file " in read.faults[0]
    assert read.reports["report"].tolist() == ["b"]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "t.csv", "t.jsonl", "t.parquet"])
def test_a_link_out_of_the_folder_is_refused_whatever_it_is(tmp_path, name):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "b.txt").write_text("قال الوزير إن العمل مستمر.", "utf-8")
    (tmp_path / name).write_text('{"text": "سر"}\n', "utf-8")
    (texts / name).symlink_to(tmp_path / name)
    read = study.load(texts)
    assert "links out of the folder" in read.faults[0]
    assert read.reports["report"].tolist() == ["b"]


def test_a_link_to_itself_ends(tmp_path):
    (tmp_path / "b.txt").write_text("قال الوزير إن العمل مستمر.", "utf-8")
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "more").symlink_to(tmp_path)
    assert study.load(tmp_path).reports["report"].tolist() == ["b"]


# ---------------------------------------------------------------- patterns


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*b", "(?:a{0,9}){0,9}", "[^x]*x", "a+", "a{2,}",
                                     "a{0,60}a{0,60}a{0,60}", "(?=(a+)+)b", "(?>a+)b", "(a{0,40}|b{0,40}){0,40}",
                                     "((?:ab?){0,30}){0,30}",
                                     "(x)?(?(1)a*|b)", "a{0,4000000000}", "(?:a|aa){0,30}"])  # fmt: skip
def test_a_pattern_that_may_take_for_ever_is_refused_on_load(tmp_path, pattern):
    (tmp_path / "residue.csv").write_text(f'reason,scope,pattern,example\na,line,"{pattern}",x\n', "utf-8")
    started = time.process_time()
    with pytest.raises(InputProblem, match=r"residue\.csv:2: pattern .* is not valid. It must say how often at most"):
        tables.load("residue", tmp_path)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("pattern", ["a{0,60}b", "(?:a|b){0,20}x", "(?:ab?){0,3}", r"\d{4} ?[-/.] ?\d{1,2}",
                                     "(a)?(?(1)b|c)", "(?>a{0,9})b", "(?=a{0,9})b"])  # fmt: skip
def test_a_pattern_with_a_bound_is_taken(tmp_path, pattern):
    (tmp_path / "residue.csv").write_text(f'reason,scope,pattern,example\na,line,"{pattern}",x\n', "utf-8")
    assert tables.load("residue", tmp_path)["pattern"].tolist() == [pattern]


@pytest.mark.parametrize("character", list("ع 1a–(:.\u0640\u064e«"))
def test_our_own_patterns_are_quick_on_the_worst_lines(character):
    line = character * 100_000
    started = time.process_time()
    for _, scope, pattern in residue.patterns().rows:
        pattern.match(line)
        pattern.fullmatch(line)
        assert scope != "inside" or not list(pattern.finditer(line))
    assert time.process_time() - started < 2


def test_a_pattern_that_cuts_through_a_word_or_matches_nothing_is_no_fault(monkeypatch):
    for written in ("مو", "x{0,3}", "[^\n]{0,200}"):
        table = pd.DataFrame({"reason": ["dateline"], "scope": ["start"], "pattern": [written]})
        monkeypatch.setattr(residue, "patterns", lambda table=table: residue.Patterns(table))
        for text in ("موسكو", "موسكو قال الوزير إن العمل مستمر.", "أ\n\u200bمو\u200b\nمو"):
            arabic.sound(pipeline.read(text))


def test_only_known_files_of_a_folder_are_read(tmp_path):
    for name in (".hidden.txt", "_x.txt", "a.py", "a.pickle", "a.ipynb", "a.txt.exe"):
        (tmp_path / name).write_text("قال الوزير إن العمل مستمر.", "utf-8")
    with pytest.raises(InputProblem, match=r"no \.txt file in it"):
        inputs.sources(tmp_path)
