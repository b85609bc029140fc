"""What notebooks show needs no style sheet, says everything in words, and sets each cell by its own text."""

import re

import numpy as np
import pandas as pd
import pytest

from helpers import charts, show, vector
from helpers.problems import InputProblem

TEXT = "قال الوزير إن «العمل مستمر» اليوم"
# what JupyterLab's sanitizer keeps, as tests/browser/test_lab.py sees it in JupyterLab itself
KEPT = re.compile(r"border-bottom:\dpx (solid|double|dashed|dotted)|padding-bottom:\d+px|text-align:(left|right)|"
                  r"line-height:2.1|max-width:46em|font-size:\S+em|margin:0 .25em|opacity:.75")  # fmt: skip


def quotes():
    columns = ["report", "quote", "start", "end", "mode", "speaker", "cue", "cue_start", "cue_end"]
    rows = [("a", 1, 11, len(TEXT), "mixed", "الوزير", "قال", 0, 3), ("a", 2, 14, 27, "direct", "<b>", "", None, None)]
    return pd.DataFrame(rows, columns=columns)


def styles(markup):
    return [one for found in re.findall(r'style="([^"]*)"', markup) for one in found.split(";")]


def test_a_report_says_in_words_what_it_shows():
    residue = pd.DataFrame({"start": [28], "end": [33], "reason": ["date_stamp"]})
    shown = show.report(TEXT, quotes(), residue, title="عنوان").data
    assert "title=" not in shown
    assert "[الوزير · mixed]" in shown
    assert "[&lt;b&gt; · direct]" in shown
    assert "[date_stamp]" in shown
    assert "<b>قال</b>" in shown
    assert "a paraphrase with quoted fragments" in shown
    assert "a paraphrased clause" not in shown
    assert 'dir="rtl"' in shown


def test_a_quotation_inside_another_has_its_line_below():
    shown = show.report(TEXT, quotes()).data
    assert shown.index("4px double;padding-bottom:2px") < shown.index("2px solid;padding-bottom:7px")


def test_cells_run_as_their_text_does_and_numbers_stand_right():
    frame = pd.DataFrame({"قول": ["«نعم»"], "name": ["Xi شي"], "n": [3], "share": [0.256], "none": [np.nan]})
    shown = show.table(frame, "A <caption>", percent=["share"]).data
    cells = re.findall(r'text-align:(\w+)">([^<]*)<', shown)
    heads, values = cells[:5], cells[5:]
    assert heads == [("right", "قول"), ("left", "name"), ("right", "n"), ("right", "share"), ("right", "none")]
    assert values == [("right", "«نعم»"), ("left", "Xi شي"), ("right", "3"), ("right", "26%"), ("right", "–")]
    assert "A &lt;caption&gt;" in shown
    assert "<style" not in shown


def test_a_table_of_an_arabic_page_begins_at_the_right():
    assert show.table(pd.DataFrame({"a": [1]}), language="ar").data.startswith('<div dir="rtl" lang="ar"><table>')


def test_only_what_an_untrusted_notebook_keeps():
    shown = show.report(TEXT, quotes()).data + show.table(quotes(), "x").data
    assert [style for style in styles(shown) if not KEPT.fullmatch(style)] == []


def test_a_table_shows_so_many_rows_and_says_so():
    frame = show.Table({"n": range(100)})
    assert "the first 60 of 100 rows" in frame._repr_html_()
    assert type(frame[frame["n"] > 10].head(3)) is show.Table
    assert "the first" not in frame.head(3)._repr_html_()


def test_explaining_what_is_not_there_says_what_is():
    with pytest.raises(InputProblem, match=r"no quotation 9 in report 'a'\. It has those from 1 to 2"):
        show.explain(quotes(), "a", 9)
    with pytest.raises(InputProblem, match="Reports with quotations are a"):
        show.explain(quotes(), "z", 1)


def test_a_picture_has_every_form_and_its_words_in_each():
    figure, ax = charts.figure(3, 2)
    charts.bars(ax, pd.Series({"أول": 1.0}), "A <finding>", "n")
    data, about = charts.show(figure, "One bar, «1»")._repr_mimebundle_()
    assert data["text/html"].startswith('<img alt="One bar, «1»" width="288" src="data:image/png;base64,')
    assert data["image/png"] in data["text/html"]
    assert "أول</text>" in data["image/svg+xml"]
    assert about["image/png"] == {"alt": "One bar, «1»", "width": 288}


def test_arabic_markdown_runs_from_the_right_and_can_be_taken_back():
    written = "## عنوان\n\nنص **مهم** بنسبة 49%.\n\n> اقتباس\n> يطول\n\n- واحد\n- اثنان\n\n1. أول"
    shown = show.right_to_left(written)
    assert "\n\n## عنوان\n\n" in shown
    assert '\n<span style="display:block;text-align:right">نص **مهم** بنسبة 49\u200e%\u200e.</span>\n' in shown
    assert '\n> <span style="display:block;text-align:right">اقتباس يطول</span>\n' in shown
    assert "\n- واحد\n- اثنان\n" in shown
    assert show.right_to_left(shown) == shown
    assert show.undirected(shown).replace("\u200e", "") == written.replace("\n> يطول", " يطول")
    assert show.undirected("plain") == "plain"


@pytest.mark.parametrize(("label", "direction"), [
    (charts.named("ماجد", "en") + ": 14% to 23%", None), (charts.named("bridge", "ar") + " (10 نصوص)", "rtl"),
    ("ماجد 14%", "rtl"), ("14%", None)])  # fmt: skip
def test_text_of_a_figure_runs_as_its_language_does(label, direction):
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"><text style="">{label}</text></svg>'
    found = re.search(r'<text[^>]* direction="(\w+)"', vector.web(drawn, "k"))
    assert (found and found[1]) == direction
