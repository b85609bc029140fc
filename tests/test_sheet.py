"""A blind sample for a person to code, and how far that person and the coders agree; openings are made for the test."""

import pytest

from helpers import __main__ as command
from helpers import coverage, sheet, tables
from helpers.problems import InputProblem


@pytest.fixture(scope="module")
def openings(tmp_path_factory):
    """(folder, the published tables): texts of nonsense with the sentences and quotations where they were coded."""
    folder, known = tmp_path_factory.mktemp("openings"), coverage.load()
    chosen = list(known.reports["report"][:6])
    sums = {}
    for report in chosen:
        ends = [*known.sentences.query("report == @report")["end"], *known.quotes.query("report == @report")["end"]]
        text = "".join(chr(0x627 + at % 30) for at in range(max(ends)))
        (folder / f"{report}.txt").write_text(text, "utf-8")
        sums[report] = sheet.hashlib.sha256(text.encode()).hexdigest()
    reports = known.reports.assign(sha256=known.reports["report"].map(sums).fillna(known.reports["sha256"]))
    return folder, known._replace(reports=reports)


def test_a_sheet_is_blind_random_and_repeats(openings):
    folder, known = openings
    first, again = (sheet.draw(folder, sample=20, known=known) for _ in range(2))
    assert first.equals(again)
    assert not first.equals(sheet.draw(folder, sample=20, seed=1, known=known))
    assert list(first.columns) == ["id", "text", "frames"]
    assert set(first["frames"]) == {""}
    assert list(first["id"]) != sorted(first["id"])
    report, number = first["id"][0].split(":")
    row = known.sentences[known.sentences["report"] == report]
    span = row[row["sentence"] == int(number)].iloc[0]
    assert first["text"][0] == (folder / f"{report}.txt").read_text("utf-8")[span["start"] : span["end"]]


def filled(drawn, column, values):
    table = drawn.assign(**{column: values})
    table.index = range(2, len(table) + 2)
    return table


def test_a_person_who_codes_as_a_coder_did_agrees_with_him(openings):
    folder, known = openings
    drawn = sheet.draw(folder, sample=30, known=known)
    codes = known.sentences.assign(id=known.sentences["report"] + ":" + known.sentences["sentence"].astype(str))
    found = sheet.agreement(
        filled(drawn, "frames", list(codes.set_index("id").loc[drawn["id"], "coder1"])), known=known
    )
    alphas = found.set_index("what")["alpha"]
    assert alphas[[name for name in alphas.index if name.endswith("coder1")]].dropna().eq(1).all()
    other = sheet.agreement(filled(drawn, "frames", ["war"] * 30), known=known).set_index("what")["alpha"]
    assert other["partnership, settled"] < 0.2


def test_quotations_are_drawn_with_their_place_marked_and_read_back(openings):
    folder, known = openings
    drawn = sheet.draw(folder, "quotations", 15, known=known)
    assert drawn["text"].str.contains(r"\[\[.+\]\]$").all()
    rows = known.quotes.assign(id=known.quotes["report"] + ":" + known.quotes["quote"].astype(str)).set_index("id")
    right = filled(drawn, "mode", list(rows.loc[drawn["id"], "mode"])).assign(
        speaker=list(rows.loc[drawn["id"], "speaker"])
    )
    found = sheet.agreement(right, known=known).set_index("what")
    assert found["alpha"].dropna().eq(1).all()
    assert found.loc["same speaker (share)", "n"] == 15


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("frames", "friendship", "sheet.csv:2: no frame 'friendship' in the codebook"),
        ("id", "nobody:1", "sheet.csv:2: unknown id 'nobody:1'"),
    ],
)
def test_a_wrong_row_of_a_sheet_is_named(openings, column, value, said):
    folder, known = openings
    drawn = filled(sheet.draw(folder, sample=3, known=known), "frames", ["war"] * 3)
    drawn.loc[2, column] = value
    with pytest.raises(InputProblem) as fault:
        sheet.agreement(drawn, known=known)
    assert said in fault.value.lines[0]


def test_a_folder_without_openings_is_said(tmp_path, capsys):
    assert command.main(["sheet", str(tmp_path), "--out", str(tmp_path / "sheet.csv")]) == 2
    assert "no opening in it that is the one that was coded" in capsys.readouterr().err


def test_a_sheet_goes_out_and_comes_back_through_the_command(openings, tmp_path, capsys, monkeypatch):
    folder, known = openings
    monkeypatch.setattr(coverage, "load", lambda: known)
    path = tmp_path / "sheet.csv"
    assert command.main(["sheet", str(folder), "--out", str(path), "--sample", "5"]) == 0
    table = tables.read_unchecked(path).assign(frames="war")
    table.to_csv(path, index=False)
    assert command.main(["sheet", str(folder), "--read", str(path)]) == 0
    assert "war, coder1" in capsys.readouterr().out
