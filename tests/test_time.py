"""Time grows with the length of a text and no faster, also on texts that are nothing but one sign.

Four times the text may take up to eight times as long (twice what linear growth would, for noise); were the time to
grow with the square it would take sixteen times as long. `make nightly` measures longer texts.
"""

import json
import time

import pytest

from helpers import document, inputs, pipeline, show, slips
from tests import arabic

SIZE = 100_000 if arabic.NIGHTLY else 4_000
READ = 100_000 if arabic.NIGHTLY else 3_000  # where the network reads: a text of several of its windows
LEAST = 0.02  # seconds; below that the clock decides
SIGNS = ["«", "»", '"', "(", "'", "&quot;", "ع", "\u064e", "\u0640", "\u200b", "\u202e", ":", ".", "\n", "1", "a", "a-",
         "😀", "<<", "''", "«\n", ": «"]  # fmt: skip
WORDS = ["وقال ", "وقال: ", "قال إن ", "قال «", "بحسب ", "الوزير ", "بوتين ", "بوتين وشي و", "ولا ", "قال، ",
         "الذي قال إنه ", "أخبار ذات صلة\n", "موسكو (", "كلمة – ", "قال الوزير إن العمل مستمر. ",
         "قال الوزير إن العمل مستمر.\n",
         "19 - 05 - 2025\n", "مشيراً إلى أن ", "«نعم» "]  # fmt: skip


def seconds(function, given, runs):
    """The shortest of some runs, in processor time."""
    times = []
    for _ in range(runs):
        started = time.process_time()
        function(given)
        times.append(time.process_time() - started)
    return min(times)


def grows_no_faster(function, make, size=SIZE):
    """Assert that four times the size takes at most eight times as long; what looks longer is measured again."""
    for runs in (1, 3):
        small, large = (seconds(function, make(length), runs) for length in (size, 4 * size))
        if large <= 8 * max(small, LEAST):
            return
    pytest.fail(f"{size}: {small:.2f} s, {4 * size}: {large:.2f} s")


@pytest.fixture(scope="module", autouse=True)
def warm():
    pipeline.read("قال الوزير إن العمل مستمر.")


@pytest.mark.parametrize("unit", [*SIGNS, *WORDS])
def test_making_a_document_is_linear(unit):
    grows_no_faster(document.make, lambda size: unit * (size // len(unit)))


@pytest.mark.parametrize("unit", ["«", "وقال ", "بوتين وشي و", "قال الوزير إن العمل مستمر. "])
def test_reading_is_linear(unit):
    grows_no_faster(pipeline.read, lambda size: unit * (size // len(unit)), READ)


@pytest.mark.parametrize("unit", ["«", "السابق ", "19 - 05 - 2025\n"])
def test_looking_for_slips_is_linear(unit):
    grows_no_faster(lambda text: slips.find(text, "2026-02-04"), lambda size: unit * (size // len(unit)))


@pytest.mark.parametrize("unit", ['"', 'a,"', '"\n', ",", "\n", "a,b\n", 'a,"b\n', "\r"])
def test_reading_tables_is_linear(tmp_path, unit):
    def read(path):
        return sum(1 for _ in inputs.reports(path))

    def make(size):
        path = tmp_path / "t.csv"
        path.write_text("id,text\n" + unit * (size // 4 // len(unit)), encoding="utf-8")
        return path

    grows_no_faster(read, make)


@pytest.mark.parametrize("piece", ["<p>ع", "<div>", "<", "&", "<!--"])
def test_reading_pages_is_linear(tmp_path, piece):
    def read(path):
        return list(inputs.reports(path))

    def make(size):
        path = tmp_path / "a.html"
        path.write_text("<html><body><article>" + piece * (size // 2 // len(piece)), encoding="utf-8")
        return path

    grows_no_faster(read, make)


def test_the_table_of_a_long_report_is_linear():
    def make(size):
        return pipeline.read("قال الوزير إن العمل مستمر.\n" * (size // 27))

    grows_no_faster(lambda reading: list(pipeline.quote_rows("a", "", reading)), make, READ)


def test_a_row_of_many_megabytes_is_one_report(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"text": "ع " * 2_000_000}) + "\n", encoding="utf-8")
    started = time.process_time()
    assert len(list(inputs.reports(path))) == 1
    assert time.process_time() - started < 10


def test_weaving_tags_around_many_spans_is_linear():
    def weave(size):
        return show.woven("ا" * size, [(at, at + 5, "<s>", "</s>") for at in range(0, size, 10)])

    grows_no_faster(weave, lambda size: 10 * size)
