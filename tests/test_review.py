"""What people decide: a workbook filled in and read back, applied to every later run, and never lost."""

import io
import json
import os
import shutil
import subprocess
import time
import zipfile

import openpyxl
import pandas as pd
import pytest

import helpers
from helpers import corrections, pipeline, reader, review, sheets, study
from helpers.__main__ import main
from helpers.problems import InputProblem
from tests.conftest import ROOT

TEXT = (
    "قال وزير الطاقة سامر الحلبي إن المحطة ستبدأ العمل في الخريف المقبل.\n\n"
    "وأكدت رئيسة البلدية ليلى حداد أن السكان ينتظرون الدراسة منذ عام.\n"
)
OTHER = "أعلنت المهندسة هدى نصر أن الجسر الجديد سيفتح أمام السيارات يوم الأحد.\n"
LABELS = review.labels("en")


@pytest.fixture
def place(tmp_path):
    """A study of two texts with two frames."""
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "plant.txt").write_text(TEXT, "utf-8")
    (folder / "bridge.txt").write_text(OTHER, "utf-8")
    (folder / "study.toml").write_text('title = "Plants"\n', "utf-8")
    (folder / "codebook.csv").write_text(
        "frame,label_en,label_ar,definition,not_when\n"
        "timing,Timing,الموعد,when it opens,\nmood,Mood,المزاج,how people feel,\n",
        "utf-8",
    )
    (folder / "frame_terms.csv").write_text(
        "frame,term,effect,needs,unless,before,origin,note\ntiming,خريف,code,,,,,\n", "utf-8"
    )
    return folder


def analysed(folder):
    return helpers.analyse(study.load(folder))


def quotes_by(analysis):
    return {row.text: (row.speaker, row.corrected) for row in analysis.quotes.itertuples()}


def filled(folder, path, *cells, language="en", **more):
    """Write the workbook of a study and fill in: (a word of the row, {label: text}), …; the path of the result."""
    made, _ = review.workbook(analysed(folder), language, **more)
    book = openpyxl.load_workbook(io.BytesIO(made))
    for word, values in cells:
        page = book.worksheets[review.labels(language)["frames_are"] in values]
        columns = {cell.value: cell.column for cell in page[1]}
        for row in page.iter_rows(min_row=2):
            if any(word in str(cell.value) for cell in row[1:6]):
                for label, value in values.items():
                    page.cell(row[0].row, columns[label]).value = value
    book.save(path)
    return path


def decide(folder, *rows):
    """Put decisions into corrections.csv: (text of a quotation, field, new, who)."""
    analysis, made = analysed(folder), []
    for words, field, new, who in rows:
        row = next(row for row in analysis.quotes.itertuples() if words in row.text)
        text = analysis.reports.set_index("report").loc[row.report, "text"]
        made.append({"report": row.report, **corrections.anchor(text, row.start, row.end), "field": field, "new": new,
                     "old": row.speaker, "who": who, "when": "2026-03-01", "why": "", "drawn": ""})  # fmt: skip
    review.save(analysis.study, made)


# ---------------------------------------------------------------- a workbook and back


def test_what_is_filled_in_holds_in_every_later_run(place, tmp_path, capsys):
    before = quotes_by(analysed(place))
    assert len(before) == 3
    path = filled(
        place,
        tmp_path / "w.xlsx",
        ("المحطة", {LABELS["speaker_is"]: "هدى نصر، سامر الحلبي", LABELS["why"]: "both", LABELS["who"]: "Layla"}),
        ("الدراسة", {LABELS["content_is"]: "ينتظرون  الدراسة"}),
        ("الجسر", {LABELS["verdict"]: "wrong"}),
    )
    assert main(["review", str(place), str(path), "--who", "Omar"]) == 0
    after = analysed(place)
    found = quotes_by(after)
    assert not any("الجسر" in text for text in found)
    plant = next(text for text in found if "المحطة" in text)
    assert found[plant][0] == "هدى نصر | سامر الحلبي"
    assert "سامر الحلبي → هدى نصر | سامر الحلبي (Layla, " in found[plant][1]
    assert found["ينتظرون الدراسة"][0] == "ليلى حداد"
    assert set(after.corrections["state"]) == {corrections.APPLIED}
    assert after.corrections["why"].tolist().count("both") == 1
    row = after.quotes[after.quotes["text"] == "ينتظرون الدراسة"].iloc[0]
    assert (row["words"], TEXT[row["start"] : row["end"]]) == (2, row["text"])
    capsys.readouterr()
    assert main(["quotes", str(place)]) == 0
    shown = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = {quote["text"]: quote["corrected"] for record in shown for quote in record["quotes"]}
    assert told == {text: corrected for text, (_, corrected) in found.items()}
    assert main(["quotes", str(place), "--out", str(tmp_path / "q.csv"), "--workers", "1"]) == 0
    table = pd.read_csv(tmp_path / "q.csv", keep_default_na=False)
    assert dict(zip(table["text"], table["corrected"], strict=True)) == told


def test_frames_are_decided_too(place, tmp_path):
    unit = "قال وزير الطاقة"
    assert analysed(place).frames["frame"].tolist() == ["timing"]
    path = filled(
        place,
        tmp_path / "w.xlsx",
        (unit, {LABELS["frames_are"]: "Mood | Timing"}),
        ("وأكدت", {LABELS["frames_are"]: "المزاج"}),
    )
    made, faults = review.decisions(path, study.load(place), "Layla", "2026-03-01")
    assert faults == []
    review.save(study.load(place), made)
    after = analysed(place)
    assert after.frames.groupby("sentence")["frame"].agg(list).tolist() == [["timing", "mood"], ["mood"]]
    assert "frames: timing → timing | mood (Layla, 2026-03-01)" in after.sentences["corrected"].tolist()


def test_doubtful_ones_come_first_and_decided_ones_last(place, tmp_path):
    order = sheets.read(filled(place, tmp_path / "a.xlsx"))["Quotations"]
    at = order[0].index(LABELS["confidence"])
    assert [row[at] for row in order[1:]] == sorted(row[at] for row in order[1:])
    first = order[1][order[0].index(LABELS["content"])]
    decide(place, (first, "quotation", "right", "Layla"))
    again = sheets.read(filled(place, tmp_path / "b.xlsx"))["Quotations"]
    assert again[-1][order[0].index(LABELS["content"])] == first


def test_the_sheet_is_laid_out_for_its_language(place, tmp_path):
    for language, to_left in (("ar", True), ("en", False)):
        page = openpyxl.load_workbook(filled(place, tmp_path / "w.xlsx", language=language)).worksheets[0]
        assert (page.sheet_view.rightToLeft, page.freeze_panes) == (to_left, "A2")
        assert page.column_dimensions["A"].hidden
        lists = {str(made.sqref): made.formula1 for made in page.data_validations.dataValidation}
        assert len(lists) == 2
        assert page["E1"].value == review.labels(language)["cue"]


def test_rows_may_be_sorted_and_deleted(place, tmp_path):
    path = filled(place, tmp_path / "w.xlsx", ("الجسر", {LABELS["speaker_is"]: "ليلى"}))
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    page.delete_rows(2, 10)
    for row in [row for row in rows[::-1] if "المحطة" not in str(row[3])]:
        page.append(row)
    book.save(path)
    made, faults = review.decisions(path, study.load(place), "Layla")
    assert ([(row["report"], row["new"]) for row in made], faults) == ([("bridge", "ليلى")], [])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"verdict": "right", "speaker_is": "x"}, "right, and yet something else is given"),
        ({"verdict": "perhaps"}, "'perhaps' is no decision. Choose one from the list"),
        ({"content_is": "كلام آخر"}, "the words 'كلام آخر' do not stand in bridge"),
        ({"speaker_is": "=1+1"}, "a formula (=1+1). Write the words themselves"),
        ({"key": "gone", "verdict": "right"}, "the hidden first column is not what review wrote"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_rest_is_kept(place, tmp_path, values, said):
    bad = {LABELS[name]: value for name, value in values.items()}
    path = filled(place, tmp_path / "w.xlsx", ("المحطة", {LABELS["verdict"]: "right"}), ("الجسر", bad))
    made, faults = review.decisions(path, study.load(place), "Layla")
    assert [row["report"] for row in made] == ["plant"]
    assert len(faults) == 1
    assert said in faults[0]
    assert "w.xlsx: sheet Quotations, row " in faults[0]


def test_somebody_must_be_named(place, tmp_path):
    path = filled(place, tmp_path / "w.xlsx", ("المحطة", {LABELS["verdict"]: "right"}))
    made, faults = review.decisions(path, study.load(place))
    assert (made, len(faults)) == ([], 1)
    assert "nobody is named. Fill in who decides, or give --who NAME" in faults[0]


def test_a_workbook_is_not_written_over(place, tmp_path, capsys):
    out = tmp_path / "w.xlsx"
    assert main(["review", str(place), "--out", str(out)]) == 0
    assert main(["review", str(place), "--out", str(out)]) == 2
    assert "is there already. Read it back first, or name another --out" in capsys.readouterr().err


# ---------------------------------------------------------------- corrections last


def test_a_correction_survives_a_changed_text_and_a_renamed_file(place):
    decide(place, ("المحطة", "speaker", "هدى نصر", "Layla"))
    (place / "plant.txt").write_text(f"خبر عاجل جديد من المدينة.\n\n{TEXT}", "utf-8")
    (place / "plant.txt").rename(place / "station.txt")
    after = analysed(place)
    speakers = {row.report: row.speaker for row in after.quotes.itertuples() if "المحطة" in row.text}
    assert speakers == {"station": "هدى نصر"}
    assert after.corrections["state"].tolist() == [corrections.APPLIED]


def test_what_a_person_called_a_quotation_is_found_though_the_reader_is_no_longer_sure(place, monkeypatch):
    decide(place, ("المحطة", "speaker", "هدى نصر", "Layla"))
    monkeypatch.setitem(reader.model(reader.WEIGHTS).card["decisions"], "threshold", 1.0)  # it is sure of nothing
    after = analysed(place)
    assert after.quotes["speaker"].tolist() == ["هدى نصر"]
    assert after.corrections["state"].tolist() == [corrections.APPLIED]
    decisions = corrections.in_text(after.study.corrections, "plant", TEXT)
    monkeypatch.setitem(reader.model(reader.WEIGHTS).card["decisions"], "sure", 1.1)
    assert len(pipeline.read(TEXT, after.study, only=pipeline.Only(sure=True), decisions=decisions).quotes) == 1


def test_in_a_renamed_file_what_stands_on_one_side_is_enough_and_words_alone_are_not(place):
    long = f"عاجل.\n\n{TEXT}"
    (place / "plant.txt").write_text(long, "utf-8")
    decide(place, ("المحطة", "speaker", "كريم العطار", "Layla"))
    (place / "plant.txt").unlink()
    after, before = ("وأكدت", "وذكرت"), ("قال وزير", "ذكر وزير")
    for changes, holds in (([after], True), ([before], True), ([before, after], False)):
        other = long
        for change in changes:
            other = other.replace(*change)
        (place / "station.txt").write_text(other, "utf-8")
        assert ("كريم العطار" in analysed(place).quotes["speaker"].tolist()) == holds


def test_a_correction_whose_words_are_gone_is_named_and_kept(place, tmp_path, capsys):
    decide(place, ("المحطة", "speaker", "كريم العطار", "Layla"))
    (place / "plant.txt").write_text(TEXT.replace("الخريف", "الربيع"), "utf-8")
    after = analysed(place)
    assert after.corrections["state"].tolist() == [corrections.GONE]
    assert "كريم العطار" not in after.quotes["speaker"].tolist()
    assert main(["export", str(place), "--out", str(tmp_path / "out")]) == 0
    assert "speaker in plant by Layla: words gone. It is kept" in capsys.readouterr().err
    assert len(corrections.load(place)[0]) == 1


def test_people_who_disagree_are_both_kept_and_named(place):
    decide(place, ("المحطة", "speaker", "هدى نصر", "Layla"), ("المحطة", "speaker", "ليلى حداد", "Omar"))
    after = analysed(place)
    row = next(row for row in after.quotes.itertuples() if "المحطة" in row.text)
    assert row.speaker == "سامر الحلبي"
    assert row.corrected == "? speaker: هدى نصر (Layla) / ليلى حداد (Omar)"
    assert after.corrections["state"].tolist() == [corrections.DISPUTED] * 2
    assert len(list(corrections.told(after.corrections, place))) == 2


def test_right_and_another_speaker_disagree_and_a_second_right_does_not(place):
    decide(place, ("المحطة", "speaker", "هدى نصر", "Layla"), ("المحطة", "quotation", "right", "Omar"))
    assert set(analysed(place).corrections["state"]) == {corrections.DISPUTED}
    (place / "corrections.csv").unlink()
    decide(place, ("المحطة", "speaker", "هدى نصر", "Layla"))
    decide(place, ("المحطة", "quotation", "right", "Omar"))  # of what Layla has corrected
    after = analysed(place)
    assert after.corrections["state"].tolist() == [corrections.APPLIED] * 2
    assert "هدى نصر" in after.quotes["speaker"].tolist()


def test_who_decides_again_takes_back_what_he_decided(place):
    decide(place, ("المحطة", "speaker", "هدى نصر", "Layla"))
    decide(place, ("المحطة", "quotation", "wrong", "Layla"))
    table, faults = corrections.load(place)
    assert (table["field"].tolist(), faults) == (["quotation"], [])


def test_a_wrong_row_is_named_and_the_others_hold(place):
    decide(place, ("المحطة", "speaker", "هدى نصر", "Layla"), ("الجسر", "speaker", "ليلى", "Layla"))
    path = place / "corrections.csv"
    path.write_text(path.read_text("utf-8").replace("speaker,هدى نصر,ليلى", "tone,هدى نصر,ليلى"), "utf-8")
    read = study.load(place)
    assert len(read.faults) == 1
    assert "field 'tone' is not valid" in read.faults[0]
    assert "هدى نصر" in helpers.analyse(read).quotes["speaker"].tolist()
    with pytest.raises(InputProblem):  # nothing of it is written over
        review.save(read, [])


def test_from_a_notebook(place):
    analysis = analysed(place)
    number = int(next(row.quote for row in analysis.quotes.itertuples() if "الدراسة" in row.text))
    review.correct(analysis, "plant", number, "Layla", speaker="-", why="nobody says so")
    review.correct_frames(analysis, "bridge", 1, "Layla", ["Timing"])
    after = analysed(place)
    assert [row.speaker for row in after.quotes.itertuples() if "الدراسة" in row.text] == [""]
    assert after.frames.groupby("report")["frame"].agg(list).to_dict() == {"bridge": ["timing"], "plant": ["timing"]}
    for wrong in ({"right": True, "speaker": "x"}, {}, {"content": "ليس في النص"}):
        with pytest.raises(InputProblem):
            review.correct(analysis, "plant", number, "Layla", **wrong)
    with pytest.raises(InputProblem, match="has no quotation 99"):
        review.correct(analysis, "plant", 99, "Layla", right=True)


# ---------------------------------------------------------------- a random sample


def test_a_sample_says_how_many_were_right(place, tmp_path):
    right = {LABELS["verdict"]: "right"}
    cells = ("المحطة", right), ("الدراسة", right), ("الجسر", {LABELS["speaker_is"]: "x"})
    path = filled(place, tmp_path / "w.xlsx", *cells, sample=3)
    made, _ = review.decisions(path, study.load(place), "Layla")
    assert {row["drawn"] for row in made} == {"3 of 3"}
    measured = corrections.precision(pd.DataFrame(made))
    assert (measured["right"], measured["looked_at"]) == (2, 3)
    assert measured["low"] == pytest.approx(0.2077, abs=1e-3)  # Wilson, by hand
    assert measured["high"] == pytest.approx(0.9385, abs=1e-3)
    assert corrections.precision(pd.DataFrame(made).assign(drawn="")) is None


def test_a_sample_stays_what_it_was_when_its_rows_are_looked_at_again(place, tmp_path):
    """Layla draws, puts a speaker and some frames right, and finds all of it right in a second workbook."""
    speaker, right = ("الجسر", {LABELS["speaker_is"]: "ليلى"}), {LABELS["verdict"]: "right"}
    frames = ("وأكدت", {LABELS["frames_are"]: "Mood"})
    steps = [
        ([("المحطة", right), ("الدراسة", right), speaker, frames], 3, (2, 3)),
        ([("الجسر", right), ("وأكدت", {**right, LABELS["frames_are"]: None})], None, (2, 3)),  # as put right
        ([speaker], None, (2, 3)),  # the same again
        ([("الدراسة", {LABELS["verdict"]: "wrong"})], None, (1, 3)),  # she has changed her mind
    ]
    for number, (cells, sample, (good, of)) in enumerate(steps):
        path = filled(place, tmp_path / f"{number}.xlsx", *cells, sample=sample)
        review.save(study.load(place), review.decisions(path, study.load(place), "Layla")[0])
        measured = corrections.precision(study.load(place).corrections)
        assert (measured["right"], measured["looked_at"]) == (good, of)
        assert "ليلى" in analysed(place).quotes["speaker"].tolist()
    assert corrections.precision(study.load(place).corrections, "frames")["right"] == 0


def test_a_draw_is_random_and_repeatable(analysis):
    def drawn(seed):
        made, _ = review.workbook(analysis, "en", 10, seed)
        path = io.BytesIO(made)
        return [row[0].value for row in openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2)]

    assert len(drawn(0)) == 10
    assert drawn(0) == drawn(0) != drawn(1)


# ---------------------------------------------------------------- other programs, hostile files, many rows


def test_a_spreadsheet_program_fills_it_in_and_nothing_is_lost(place, tmp_path):
    if not shutil.which("soffice") or subprocess.run(["/usr/bin/python3", "-c", "import uno"], check=False).returncode:
        if os.environ.get("SITE_BROWSER") == "required":
            pytest.fail("no LibreOffice here, and SITE_BROWSER=required")
        pytest.skip("needs LibreOffice and python3-uno")
    said = review.labels("ar")
    before, after = filled(place, tmp_path / "a.xlsx", language="ar"), tmp_path / "b.xlsx"
    pages = sheets.read(before)
    cells = pages[said["quotations"]]
    row = next(n for n, row in enumerate(cells) if "المحطة" in str(row[3]))
    decisions = [[0, row, {said["speaker_is"]: "هدى نصر", said["who"]: "ليلى", said["why"]: "=لا صيغة"}],
                 [1, 1, {said["verdict"]: "صحيح", said["who"]: "ليلى"}]]  # fmt: skip
    command = ["/usr/bin/python3", str(ROOT / "tests" / "fill_in.py"), str(before), str(after)]
    subprocess.run(command, input=json.dumps(decisions), text=True, check=True, timeout=120)
    for title, rows in sheets.read(after).items():
        for old, new in zip(pages[title], rows, strict=True):
            assert [new[n] for n, cell in enumerate(old) if cell is not None] == [
                cell for cell in old if cell is not None
            ]
    made, faults = review.decisions(after, study.load(place), when="2026-03-01")
    assert faults == []
    assert [(row["field"], row["new"], row["who"], row["why"]) for row in made] == [
        ("speaker", "هدى نصر", "ليلى", "=لا صيغة"), ("frames", made[1]["old"], "ليلى", "")]  # fmt: skip
    review.save(study.load(place), made)
    assert "هدى نصر" in analysed(place).quotes["speaker"].tolist()


def packed(source, target, change):
    """A copy of a workbook with parts changed: {name: bytes, or function of the old bytes}."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            made = change.pop(name, old.read(name))
            new.writestr(name, made(old.read(name)) if callable(made) else made)
        for name, data in change.items():
            new.writestr(name, data)
    return target


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"xl/vbaProject.bin": b"x"}, "holds macros"),
        ({"xl/macrosheets/sheet1.xml": b"<a/>"}, "holds macros"),
        ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "links to other files"),
        ({"xl/connections.xml": b"<a/>"}, "links to other files"),
        ({"xl/sharedStrings.xml": ENTITY}, "declares XML entities"),
        ({"xl/sharedStrings.xml": ENTITY.decode().encode("utf-16")}, "declares XML entities"),
        ({"xl/worksheets/sheet1.xml": lambda old: old[: len(old) // 2]}, "cannot be read as a workbook"),
        ({"xl/workbook.xml": b"nothing"}, "cannot be read as a workbook"),
        ({"xl/media/a.bin": b"\0" * 2_000_000}, "unpacks to more than any workbook filled in by hand"),
    ],
    ids=["macro", "old macro", "link", "connection", "entity", "entity in UTF-16", "cut", "no workbook", "bomb"],
)
def test_a_workbook_that_could_do_harm_is_refused_in_one_line(place, tmp_path, capsys, monkeypatch, change, said):
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1_000_000)
    source = filled(place, tmp_path / "a.xlsx", ("المحطة", {LABELS["verdict"]: "right"}))
    path = packed(source, tmp_path / "b.xlsx", dict(change))
    assert main(["review", str(place), str(path), "--who", "Layla"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert len(err) == 1
    assert f"b.xlsx: {said}" in err[0]
    assert not (place / "corrections.csv").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"<html></html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_refused_in_one_line(place, tmp_path, capsys, data):
    (tmp_path / "w.xlsx").write_bytes(data)
    assert main(["review", str(place), str(tmp_path / "w.xlsx"), "--who", "Layla"]) == 2
    assert "w.xlsx: not a workbook, or a damaged or locked one" in capsys.readouterr().err


def test_another_workbook_is_no_review(place, tmp_path):
    path = tmp_path / "w.xlsx"
    path.write_bytes(sheets.to_bytes([sheets.Sheet("a", ["x"], [["y"]])]))
    with pytest.raises(InputProblem, match="no sheet of it is a review"):
        review.decisions(path, study.load(place))


def test_more_rows_than_anybody_fills_in_are_refused(place, tmp_path, monkeypatch):
    path = filled(place, tmp_path / "w.xlsx")
    monkeypatch.setattr(sheets, "MOST_READ", 3)
    with pytest.raises(InputProblem, match="more than 3 rows\\. Cut it into several workbooks"):
        sheets.read(path)


def test_cells_that_look_like_formulas_are_written_as_text(tmp_path):
    path = tmp_path / "w.xlsx"
    rows = [["=1+1"], ["@a"], ["\x00\x07ا"], ["ب" * 40_000]]
    path.write_bytes(sheets.to_bytes([sheets.Sheet("a", ["x"], rows)]))
    read = [row[0] for row in sheets.read(path)["a"][1:]]
    assert read[:3] == ["=1+1", "@a", "\ufffd\ufffdا"]
    assert not any(isinstance(cell, sheets.Formula) for cell in read)
    assert len(read[3]) == sheets.LONGEST_CELL
    assert read[3].endswith("[…]")


def test_ten_thousand_quotations_there_and_back(analysis, tmp_path):
    many = pd.concat([analysis.quotes] * (10_000 // len(analysis.quotes) + 1), ignore_index=True).head(10_000)
    started = time.process_time()
    made, _ = review.workbook(analysis._replace(quotes=many), "ar", who="ليلى")
    (tmp_path / "w.xlsx").write_bytes(made)
    book = sheets.read(tmp_path / "w.xlsx")
    assert len(book[review.labels("ar")["quotations"]]) == 10_001
    review.decisions(tmp_path / "w.xlsx", analysis.study)
    assert time.process_time() - started < 60


def test_the_tables_of_a_run_have_what_was_decided(place):
    analysis = analysed(place)
    assert list(analysis.corrections) == [*corrections.COLUMNS, "state"]
    assert "corrected" in pipeline.QUOTES
    assert "corrected" in pipeline.SENTENCES
