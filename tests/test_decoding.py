"""What other programs did to a text is undone where that is certain, and each letter knows its place in the file."""

import re

import pytest
from hypothesis import given

from helpers import decoding, inputs
from helpers.__main__ import main
from tests import arabic

TEXT = (
    "أكدت مديرة المستشفى رولا نصار أن 120 مريضا عولجوا منذ الصباح، وأن فريق Hope سيبقى حتى المساء.\n"
    "وقالت: «لا نقص في الدواء»."
)
SHAPES = "ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ ﺇﻥ ﺍﻟﻌﻤﻞ ﺑﺪﺃ ﺍﻷﺳﺒﻮﻉ ﺍﻟﻤﺎﺿﻲ"


def turned(text):
    """A text as a program writes that knows no right to left, but numbers and Latin words."""
    lines = [line[::-1].replace("021", "120").replace("epoH", "Hope") for line in text.split("\n")]
    return "\n".join(lines)


def taken(text, encoding, page):
    return "".join(bytes([byte]).decode(page, errors="ignore") or chr(byte) for byte in text.encode(encoding))


def mended(text):
    return decoding.mended(decoding.Text(text, "utf-8", ""))


@pytest.mark.parametrize(
    ("spoilt", "notice"),
    [
        (turned(TEXT), "read as text written from left to right"),
        (taken(TEXT, "utf-8", "cp1252"), "read as UTF-8 that had been taken for Windows-1252"),
        (taken(TEXT, "utf-8", "cp1256"), "read as UTF-8 that had been taken for Windows-1256"),
        (taken(TEXT, "cp1256", "cp1252"), "read as Windows-1256 that had been taken for Windows-1252"),
        ("".join(f"&#{ord(letter)};" for letter in TEXT), "read as letters that were entities of HTML"),
    ],
)
def test_the_text_comes_back_and_every_letter_knows_where_it_stood(spoilt, notice):
    found = mended(spoilt)
    assert (found.text, found.notice) == (TEXT, notice)
    assert len(found.origin) == len(TEXT)
    assert len(set(found.origin)) == len(TEXT)
    for letter, place in zip(TEXT, found.origin, strict=True):
        if ord(letter) < 128:
            assert spoilt[place] in {letter, "&"}


def test_shapes_are_letters_of_which_two_may_come_from_one_place():
    found = mended(SHAPES)
    assert found.text == "قال الوزير إن العمل بدأ الأسبوع الماضي"
    assert [SHAPES[found.origin[found.text.index("الأ") + n]] for n in (1, 2)] == ["ﻷ", "ﻷ"]


@pytest.mark.parametrize(
    "text", [TEXT, "ة", "نقل ةعن", "Élysée, à bientôt ; déjà vu", "دولت ایران اعلام کرد", "", "ط ظ ط ظ"]
)
def test_what_is_right_or_not_certain_stays(text):
    assert mended(text) == decoding.Text(text, "utf-8", "")


@pytest.mark.parametrize(("text", "said"), [
    ("??? ????? ?? ??????? ????", "its letters were lost"),
    ("ضصثق فغعهخ حجدش سيبلا اتنمك طئءؤ رلاىةوز ظضصث قفغعه خحجدش سيبلت", "its words are not Arabic words"),
])  # fmt: skip
def test_what_cannot_be_mended_is_refused(text, said):
    assert said in decoding.unusable(text)[0]


def test_the_command_line_gives_the_places(tmp_path, capsys):
    (tmp_path / "a.txt").write_text(turned(TEXT), "utf-8")
    assert main(["text", str(tmp_path / "a.txt")]) == 0
    out, err = capsys.readouterr()
    assert '"origin": [' in out
    assert "read as text written from left to right" in err


def test_long_texts_are_mended_in_time_that_grows_with_them():
    text = turned(f"{TEXT}\n" * 300)
    assert mended(text).text == f"{TEXT}\n" * 300


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.json", "a.csv", "a.txt"])
@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(200), b"\xd0\xcf\x11\xe0" * 9, b"[", b"{", b"%PDF"]
)
def test_damaged_files_of_every_kind_are_named(tmp_path, name, raw):
    (tmp_path / name).write_bytes(raw)
    found = list(inputs.reports(tmp_path / name))
    assert found
    assert all(name in report.line() for report in found if isinstance(report, inputs.Reject))
    assert all(report.text in {"[", "{"} for report in found if isinstance(report, inputs.Report))


@given(arabic.anything)
def test_any_text_is_mended_or_left_and_knows_its_places(text):
    found = mended(text)
    if found.origin is None:
        assert found.text == text
    else:
        assert len(found.origin) == len(found.text)
        assert all(0 <= place < len(text) for place in found.origin)


@given(arabic.clean())
def test_a_text_turned_round_comes_back_and_one_that_is_not_stays(text):
    assert mended(text).text == text
    back = mended(turned(text)).text
    assert back == turned(text) or re.findall("[\u0621-\u064a]+", back) == re.findall("[\u0621-\u064a]+", text)
