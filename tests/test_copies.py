"""Near-copies of a story are found whatever their headline, and reports that share a quotation are none."""

import pandas as pd

from helpers import copies, study

BODY = " ".join(f"w{n}" for n in range(60))


def grouped(*texts, known=None):
    names = [f"r{n}" for n in range(len(texts))]
    frame = pd.DataFrame({"report": names, "text": texts, "group": known or names})
    return copies.groups(frame)


def test_another_headline_makes_no_other_story():
    assert grouped(BODY, f"a new headline of seven words here\n{BODY}", BODY + " end") == ["r0", "r0", "r0"]


def test_a_shared_quotation_makes_no_copy():
    said = " ".join(f"s{n}" for n in range(25))
    one = " ".join(f"a{n}" for n in range(40)) + f" {said}"
    two = f"{said} " + " ".join(f"b{n}" for n in range(40))
    assert grouped(one, two) == ["r0", "r1"]


def test_what_the_manifest_says_stands():
    assert grouped(BODY, "other words", BODY, known=["r0", "r0", "r2"]) == ["r0", "r0", "r0"]


def test_a_name_that_near_copies_share_stands_for_the_first_of_them():
    table = pd.DataFrame(
        {"id": ["a", "b", "c", "d"], "group": ["strike", "", "strike", "b"], "register": "", "published": ""}
    )
    assert study.completed(table)["group"].tolist() == ["a", "b", "a", "b"]


def test_texts_of_a_few_words():
    assert grouped("قال", "قال", "قالت", "") == ["r0", "r0", "r2", "r3"]


def test_the_line_names_some_and_counts_all():
    assert copies.told([("a", "a"), ("b", "b")]) == []
    assert "1 report is a copy of another" in copies.told([("a", "a"), ("b", "a")])[0]
    assert "4 reports are copies" in copies.told([(name, "a") for name in "abcde"])[0]
