"""From bytes to the stored text: recognised, decoded, and mended where the decoding before was certainly wrong.

Texts reach newsrooms through programs that took one encoding for another, stored the shapes of letters instead of the
letters, or wrote what the eye sees from left to right. Each of these can be undone without a guess, and is undone only
where the result consists of Arabic words. `Text.origin` then says which code point of the file each one came from.
Whatever else cannot be a report is refused by `unusable`.
"""

import html
import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from helpers import morphology, words
from helpers.problems import InputProblem, problem

LONGEST = 10_000_000  # characters of one report: some gigabytes of memory at worst (three times War and Peace)
MOST_BYTES = 8 * LONGEST  # read at once, of a file or a line: in JSON a letter may take six
LONG = f"longer than {LONGEST:,} characters", "Cut it into the reports it is made of"
LEGACY = {"cp1256": "Windows-1256", "iso8859_6": "ISO-8859-6"}
SAMPLE = 20_000  # bytes looked at to recognise an encoding
KNOWN = 0.6  # share of words that must be Arabic words before a legacy encoding or a mending is believed
CLEARLY = 0.25  # by so much more a text must be known when it is turned round
# of the first words of 9,693 real texts the dictionary knows 70 % at the least, of words turned round a third
BEGINNING, ENOUGH, NONSENSE = 600, 10, 0.45
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefe]")
_WORDS = re.compile("[\u0621-\u063a\u0641-\u064a]{2,}")
_MOST_WORDS = 2000
# characters that no report holds: controls, replacement characters, private use
_NOISE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd-\uffff]")
_NOISY = 0.05
HALF = re.compile("[\ud800-\udfff]")  # what JSON can escape and no encoding can write


class Text(NamedTuple):
    """A decoded text. encoding: its name in Python, `notice` what a reader should know about it ("" mostly).

    origin: for each code point of the text, the number of the one in the decoded file that it came from (the first, of
    several); None where they are the same. extracted: whether it was taken out of a web page or a Word file.
    """

    text: str
    encoding: str
    notice: str
    origin: tuple | None = None
    extracted: bool = False


# ---------------------------------------------------------------- bytes


def decode(raw: bytes, path: str | Path) -> Text:
    """The Text of a file's bytes, mended. Raises InputProblem as `as_stored` does."""
    return mended(as_stored(raw, path))


def as_stored(raw: bytes, path: str | Path) -> Text:
    """The Text of a file's bytes as they are: UTF-8; UTF-16, by its mark or plainly; Windows-1256 or ISO-8859-6 if that
    plainly gives Arabic words. Line ends stay as they are. Raises InputProblem where none of these does.
    """
    wide = wide_encoding(raw)
    if wide:
        try:
            return Text(raw.decode(wide), wide, "read as UTF-16")
        except UnicodeDecodeError:
            what = "not UTF-8, nor the UTF-16 that its first bytes promise"
            raise InputProblem(problem(path, 1, what, "Save the text as UTF-8")) from None
    try:
        return Text(raw.decode("utf-8"), "utf-8", "")
    except UnicodeDecodeError as fault:
        encoding = legacy(raw)
        if encoding:
            return Text(raw.decode(encoding), encoding, f"read as {LEGACY[encoding]}")
        line = raw[: fault.start].count(b"\n") + 1
        what = f"not UTF-8 (byte {fault.start} is 0x{raw[fault.start]:02x})"
        raise InputProblem(problem(path, line, what, "Save the text as UTF-8")) from None


def wide_encoding(raw: bytes) -> str:
    """utf-16, utf-16-le or utf-16-be for bytes that begin with its mark or plainly are it; else ""."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    sample = raw[:SAMPLE]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = sample[first::2]
        # every second byte is that of a Latin or an Arabic letter, which no other encoding has in such numbers
        if len(high) > 3 and high.count(0) + high.count(6) > 0.8 * len(high):
            return name
    return ""


def declared(raw: bytes, name: str) -> Text | None:
    """The Text of a web page that says which encoding it has, if that is an older Arabic one; None if it cannot be.

    Bytes that are UTF-8 and hold Arabic are nothing else, whatever a page says.
    """
    encoding = {"windows-1256": "cp1256", "iso-8859-6": "iso8859_6"}.get(name)
    try:
        text = raw.decode("utf-8")
        if ARABIC.search(text):
            said = f"read as UTF-8, though it says {LEGACY[encoding]}" if encoding else ""
            return Text(text, "utf-8", said)
    except UnicodeDecodeError:
        pass
    if encoding and _decodes(raw, encoding):
        return Text(raw.decode(encoding), encoding, f"read as {LEGACY[encoding]}")
    return None


def legacy(raw: bytes) -> str:
    """The older Arabic encoding of some bytes that are not UTF-8: cp1256, iso8859_6, or "" where none is certain.

    charset-normalizer says which of the two can be; the dictionary settles it, since a wrong guess gives Arabic letters
    all the same, but not words.
    """
    sample = raw[:SAMPLE] if len(raw) <= SAMPLE else raw[: raw.rfind(b" ", 0, SAMPLE) + 1 or SAMPLE]
    if _damaged(sample):
        return ""
    import logging

    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").setLevel(logging.ERROR)
    candidates = {match.encoding for match in from_bytes(sample, cp_isolation=list(LEGACY), threshold=1.0)}
    scores = [(known_share(sample.decode(name)), name) for name in sorted(candidates & set(LEGACY))
              if _decodes(raw, name)]  # fmt: skip
    share, best = max(scores, default=(0, ""))
    return best if share >= KNOWN else ""


def _damaged(raw):
    """Whether some bytes are UTF-8 Arabic with a fault in it rather than another encoding."""
    sound = raw.decode("utf-8", errors="ignore")
    lost = len(raw) - len(sound.encode("utf-8"))
    return 2 * len(ARABIC.findall(sound)) >= lost


def _decodes(raw, encoding):
    try:
        return not _NOISE.search(raw.decode(encoding))
    except UnicodeDecodeError:
        return False


def known_share(text: str) -> float:
    """Share of the running Arabic words of a text that the dictionary knows (0 where there are none)."""
    found = _WORDS.findall(text)[:_MOST_WORDS]
    return sum(bool(morphology.analyses(word)) for word in found) / len(found) if found else 0


# ---------------------------------------------------------------- mending


def mended(found: Text) -> Text:
    """A Text, mended where what came before certainly spoilt it: letters as entities, one encoding taken for another,
    shapes of letters in place of letters, lines written as they look from left to right."""
    text, origin, said = found.text, None, []
    for mend in (_from_entities, _from_encoding, _from_shapes):
        result = mend(text)
        if result:
            text, places, what = result
            origin = places if origin is None else [origin[place] for place in places]
            said.append(what)
    if not said:
        return found
    notice = f"{found.notice or 'read as'} {', then '.join(said)}".replace("read as UTF-16 ", "read as UTF-16 with ")
    return found._replace(text=text, notice=notice, origin=tuple(origin))


def _replaced(text, pattern, new):
    """(text, places) with each match replaced by new(match); places as in Text.origin."""
    pieces, places, at = [], [], 0
    for match in pattern.finditer(text):
        put = new(match)
        pieces += [text[at : match.start()], put]
        places += [*range(at, match.start()), *[match.start()] * len(put)]
        at = match.end()
    return "".join([*pieces, text[at:]]), [*places, *range(at, len(text))]


def _from_entities(text):
    """A text whose Arabic letters stand there as entities of HTML."""
    if not any(ARABIC.match(html.unescape(match[0])) for match in words.ENTITY.finditer(text)):
        return None
    return *_replaced(text, words.ENTITY, lambda match: html.unescape(match[0])), "letters that were entities of HTML"


# (what the letters were taken for, what they are); a code page maps each byte to one character, so that taking one for
# another can be turned back
_TAKEN = (("cp1252", "utf-8"), ("cp1256", "utf-8"), ("cp1252", "cp1256"), ("cp1252", "iso8859_6"))
_LATIN = re.compile("[\x80-\xff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_FEW = 0.2


@lru_cache(maxsize=2)
def _bytes_of(page):
    """{code point: byte} of a code page; bytes it leaves out were passed on as the control characters they are."""
    return {ord(bytes([byte]).decode(page, errors="ignore") or chr(byte)): byte for byte in range(256)}


def _from_encoding(text):
    """A text that was decoded as Windows-1252 (or Latin-1) or Windows-1256 and is something else."""
    arabic, latin = len(ARABIC.findall(text)), len(_LATIN.findall(text))
    if max(latin, text.count("ط") + text.count("ظ")) <= _FEW * (arabic + latin):
        return None
    for page, encoding in _TAKEN:
        table = _bytes_of(page)
        codes = [table.get(ord(char), ord(char) if ord(char) < 256 else None) for char in text]
        if None in codes:
            continue
        raw = bytes(codes)
        try:
            found = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NOISE.search(found) and known_share(found) >= KNOWN > known_share(text):
            places = [0, *accumulate(len(char.encode(encoding)) for char in found[:-1])]
            name = {"utf-8": "UTF-8", **LEGACY}[encoding]
            return found, places, f"{name} that had been taken for {page.replace('cp', 'Windows-')}"
    return None


_SHAPE = re.compile("[\ufb50-\ufbff\ufc00-\ufd3d\ufd50-\ufdf9\ufe70-\ufefc]")
_ODD_START = re.compile("(?<![\u0600-\u06ff])[ةى][\u0621-\u064a]{2}")
_ARTICLE, _TURNED_ARTICLE = re.compile(r"\b[وفبكل]?ال[\u0621-\u064a]{2}"), re.compile(r"[\u0621-\u064a]{2}لا\b")
# numbers and words of other scripts, which a line written from left to right holds as they are
_OTHER_WAY = re.compile(
    r"%?[0-9\u0660-\u0669](?:[0-9\u0660-\u0669.,:/\u066b\u066c-]*[0-9\u0660-\u0669])?%?"
    r"|[A-Za-z\u00c0-\u024f](?:[\w'’&.@/ -]*[A-Za-z0-9\u00c0-\u024f])?(?<![\u0600-\u06ff])",
    re.ASCII,
)
_MIRROR = str.maketrans("()[]{}<>«»‹›“”", ")(][}{><»«›‹”“")


def _from_shapes(text):
    """A text that holds the shapes of letters, or whose lines are written as they look, from left to right, or both."""
    shapes = len(_SHAPE.findall(text))
    letters, places = _letters(text) if 2 * shapes > len(ARABIC.findall(text)) else (text, None)
    if _looks_turned(letters):
        turned, order = _turned(text)
        plain, inner = _letters(turned) if places is not None else (turned, range(len(turned)))
        if known_share(plain) >= max(KNOWN, known_share(letters) + CLEARLY):
            what = "text written from left to right" + (" in shapes of letters" if places is not None else "")
            return plain, [order[place] for place in inner], what
    return (letters, places, "shapes of letters") if places is not None else None


def _looks_turned(text):
    """Whether a text has what reversed Arabic has, and no other: words that begin with ة or ى or end with لا."""
    return bool(_ODD_START.search(text)) or len(_TURNED_ARTICLE.findall(text)) > len(_ARTICLE.findall(text))


def _letters(text):
    """(text, places) with letters in place of their shapes."""
    return _replaced(text, _SHAPE, lambda match: unicodedata.normalize("NFKC", match[0]).lstrip(" "))


def _turned(text):
    """(text, places) with every line turned round; what runs the other way in it, and marks in pairs, kept in order."""
    order = []
    for line in re.finditer("[^\n\r\u2028\u2029\x85]+|[\n\r\u2028\u2029\x85]", text):
        places = list(range(line.end() - 1, line.start() - 1, -1))
        shown = "".join(text[place] for place in places)
        for run in _OTHER_WAY.finditer(shown):
            places[run.start() : run.end()] = reversed(places[run.start() : run.end()])
        order += places
    found = "".join(text[place] for place in order)
    mirrored = found.translate(_MIRROR)
    return max((found, mirrored), key=_well_marked), order


def _well_marked(text):
    """How many marks open before a word and close after one, less those the other way round."""
    opening, closing = r"(?:^|(?<=\s))[«(“\[](?=\w)", r"(?<=\w)[»)”\]](?=[\s.,،؛:]|$)"
    turned, back = r"(?:^|(?<=\s))[»)”\]](?=\w)", r"(?<=\w)[«(“\[](?=[\s.,،؛:]|$)"
    good, bad = (sum(len(re.findall(one, text)) for one in pair) for pair in ((opening, closing), (turned, back)))
    return good - bad


# ---------------------------------------------------------------- what cannot be a report

_LOST = re.compile(r"\?{2,}")


def unusable(text: object) -> tuple[str, str] | None:
    """(what is wrong, what to do) where something read cannot be a report; None where it can."""
    if text is None or text != text:  # NaN is how tables of numbers say "nothing"
        return "the text is missing", "Fill the cell or drop the row"
    if not isinstance(text, str):
        return f"the text is not a text but {type(text).__name__}", "Store it as a string"
    if len(text) > LONGEST:
        return LONG
    if not text.strip("\ufeff \t\r\n"):
        return "no text in it", "Put the report's text there or remove the file"
    noise = len(_NOISE.findall(text)) / len(text)
    if noise > _NOISY:
        return f"not a text ({noise:.0%} control or replacement characters)", "Save the report again from its origin"
    if HALF.search(text):
        return "half a character (a lone surrogate) in it", "Save the report again from its origin"
    lost = sum(map(len, _LOST.findall(text)))
    if 2 * lost > len("".join(text.split())):
        return "its letters were lost (question marks in their place)", "Save the report again from its origin"
    beginning = text[:BEGINNING]
    if len(_WORDS.findall(beginning)) >= ENOUGH and known_share(beginning) < NONSENSE:
        return "its words are not Arabic words", "Save the report again from its origin"
    return None
