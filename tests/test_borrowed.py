"""Words that are not ours stay out: no eight words in a row of a published report stand anywhere in the repository.

The accounts were written from notes on five published reports. `published.bin` holds digests of every run of eight
words in those reports (no text): the first eight bytes of BLAKE2b over the words, without vowels, tatweel and
differences of alef, ya and ta marbuta.
"""

import hashlib
import re
from array import array

import pytest

from tests.conftest import ROOT

RUN = 8
PUBLISHED = ROOT / "tests" / "published.bin"
ARABIC = re.compile("[ء-ي]+")
UNWRITTEN = re.compile("[\u064b-\u0652\u0640]")  # vowels and tatweel
ONE_LETTER = str.maketrans("أإآٱىة", "اااايه")
TEXT = {".txt", ".md", ".csv", ".json", ".ipynb", ".py", ".html", ".toml", ".yml"}
FOLDERS = ("data", "notebooks", "template", "site", "tests", "helpers")


def runs(text):
    """Every run of eight Arabic words of a text, as one string each."""
    words = [word.translate(ONE_LETTER) for word in ARABIC.findall(UNWRITTEN.sub("", text))]
    return [" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]


def digest(run):
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big")


@pytest.fixture(scope="module")
def published():
    known = array("Q")
    known.frombytes(PUBLISHED.read_bytes())
    return frozenset(known)


def tracked():
    """The texts of the repository, built sites left out."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in TEXT]
    return [path for path in [*ROOT.glob("*.md"), *found] if not {"_build", "node_modules"} & set(path.parts)]


def test_nothing_in_the_repository_repeats_eight_words_of_a_published_report(published):
    borrowed = {
        f"{path.relative_to(ROOT)}: {run}"
        for path in tracked()
        for run in runs(path.read_text("utf-8", errors="ignore"))
        if digest(run) in published
    }
    assert not borrowed, sorted(borrowed)


def test_a_published_run_is_known_however_it_is_vowelled_and_spelt(published):
    """The words that WordPress puts under every page; here from the last to the first, or the test above would fail."""
    backwards = "مشار الإلزامية الحقول الإلكترونى بريدك عنوانُ نشــر يتم".split()
    (run,) = runs(" ".join(reversed(backwards)))
    assert digest(run) in published
    assert not {digest(run) for run in runs(" ".join(backwards))} & published
