"""Words: tokens with offsets into the untouched text, their plain and folded forms, and their morphology.

Three forms of a word are used. `form` is what the text has. `plain` is `form` without what does not change the word
(short vowels, tatweel, zero-width and direction marks, presentation forms, Persian keyboards). `fold` also levels the
letters that newspapers mix up (أ إ آ ٱ → ا, ى → ي, ة → ه), which is what searching and comparing wants. Entities and
tags that a content system left in a text are read as what they stand for.
"""

import html
import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import pandas as pd

from helpers import lines, morphology, particles

# short vowels, Koranic marks, tatweel, hamza and madda as combining marks (these two only before composition)
_VOWELS = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0640"
    "\ufcf2-\ufcf4\ufe70-\ufe7f"
)
INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\ufeff\u00ad"
_ARABIC = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06fa-\u06fc\u0750-\u077f\u08a0-\u08c7"
    "\ufb50-\ufcf1\ufcf5-\ufdfd\ufe80-\ufefc"
)
_DIGIT = "0-9\u0660-\u0669\u06f0-\u06f9"
# a letter of any other script, with its accents where they are characters of their own
_LETTER = f"(?:(?![{_ARABIC}])[^\\W\\d_][\u0300-\u036f]*)"
ENTITY = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# elements of HTML: those that begin a line, and the others
_BLOCKS = (
    "address article blockquote br caption div dd dl dt figcaption figure footer header hr li ol p pre section table"
)
_BLOCKS = f"(?:{'|'.join(_BLOCKS.split())}|h[1-6]|t[dhr]|ul)"
_INLINE = "(?:a|abbr|b|big|center|code|em|font|i|iframe|img|script|small|span|strong|style|su[bp]|s|u|tbody|video)"
TAG = re.compile(f"(?i:</?(?:{_BLOCKS}|{_INLINE})(?=[\\s/>])[^<>]{{0,1000}}>)")
_BLOCK = re.compile(f"</?{_BLOCKS}[\\s/>]", re.IGNORECASE)
TOKEN = re.compile(
    f"(?P<word>[{_ARABIC}](?:[{_ARABIC}{_VOWELS}{INVISIBLE}]*[{_ARABIC}{_VOWELS}])?)"
    f"|(?P<entity>{ENTITY.pattern})|(?P<tag>{TAG.pattern})"
    f"|(?P<number>[{_DIGIT}](?:[{_DIGIT}.,\u066b\u066c/:]*[{_DIGIT}])?)"
    f"|(?P<foreign>{_LETTER}+(?:['’\\-.]{_LETTER}+)*)"
    r"|(?P<newline>\r\n|[\n\r\u2028\u2029\x85])"
    f"|(?P<mark>[^\\s{INVISIBLE}])"
)
# tokens and what is between them, together every character of a text: a list of strings is quicker than matches
_PIECE = re.compile(re.sub(r"\(\?P<\w+>", "(?:", TOKEN.pattern) + f"|(?:(?![\n\r\u2028\u2029\x85])[\\s{INVISIBLE}])+")
UNWRITTEN = re.compile(f"[{_VOWELS}{INVISIBLE}]")
_COUNTS = re.compile(r"\w").search
# letters of Persian, Kurdish and Urdu keyboards that are the same letter
_KEYBOARDS = str.maketrans("کڪیېێےہھەۀۃ", "ككييييهههةة")
_FOLD = str.maketrans("أإآٱىةگڭڤ", "ااااي" + "هككف")


class Token(NamedTuple):
    """One token. start, end: half-open span in code points. kind: word, number, foreign, newline or mark.

    A mark is one punctuation or symbol character, or an entity for one (whose `plain` is then the character). A newline
    is one line end of any kind that means something (CRLF is one), or a tag that begins a line.
    """

    start: int
    end: int
    kind: str
    form: str
    plain: str
    fold: str


def count_words(text: str) -> int:
    """Words as an editor counts them: runs without white space that hold a letter or a digit."""
    return sum(1 for word in text.split() if word[0].isalnum() or _COUNTS(word))


def _with_alef(word):
    """A word that ends in ي with ى in its place where the dictionary knows it so as a particle, or only so."""
    other = word[:-1] + "ى"
    spelt = {citation(reading.diac): reading.pos for reading in morphology.analyses(word)}
    return other if spelt.get(other) in _PARTICLES or (other in spelt and word not in spelt) else word


_PARTICLES = {"prep", "conj", "part", "part_neg"}


@lru_cache(maxsize=morphology.CACHE)
def plain(form: str) -> str:
    """`form` without short vowels, tatweel, invisible characters and presentation forms; letters stay as they are."""
    bare = UNWRITTEN.sub("", unicodedata.normalize("NFKC", form))
    last = bare[-1:]
    bare = bare.translate(_KEYBOARDS)
    # at the end of a word a Persian keyboard has one letter for ي and for ى
    return _with_alef(bare) if last == "ی" else bare


@lru_cache(maxsize=morphology.CACHE)
def fold(form: str) -> str:
    """`plain(form)` with alef, alef maksura and teh marbuta levelled: أهمية → اهميه."""
    return plain(form).translate(_FOLD)


def without_hamza(form: str) -> str:
    """A plain form with the hamza of alef left out, as careless pages write it; ى and ة stay."""
    # a sixth of the time of str.translate, and asked several times of every word type
    return form.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ٱ", "ا")


_FOR_PIECES = str.maketrans("أإآٱىیک\u00a0", "ااااييك ")
_LEFT_OUT = re.compile("[\u064b-\u0652\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def piecewise(form: str) -> str:
    """A token as the reader's word pieces were learnt: أ إ آ → ا, ى → ي, every digit 0, a line end ¶, no vowels.

    It belongs to the word pieces in data/reader and changes only with them.
    """
    return "¶" if form.isspace() else re.sub(r"\d", "0", _LEFT_OUT.sub("", form).translate(_FOR_PIECES))


_IN_NAMES = str.maketrans("ؤئ", "وي")


@lru_cache(maxsize=morphology.CACHE)
def name_words(form: str) -> tuple[str, ...]:
    """The words of a token (mostly one) by which names are compared: folded, and a hamza without its seat; a tuple."""
    return tuple(re.findall(r"\w+", fold(form).translate(_IN_NAMES)))


_LEFT = re.compile(r"&amp;(?:nbsp|#160|#xa0);|&lt;/?(?:a|b|br|i|em|p|span|strong)(?:[\s/](?:[^&<>]|&quot;)*)?&gt;")
_ODDLY_SPELT = re.compile(
    "[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]*[\u06a9-\u06d3\ufb50-\ufdff\ufe70-\ufefc][\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]*"
)


def searchable(page: str) -> str:
    """A page (HTML) as an index should hold it: words of Persian keyboards and shapes of letters in plain letters, and
    none of the entities and tags that a content system left in a text."""
    return _ODDLY_SPELT.sub(lambda match: plain(match[0]), _LEFT.sub(" ", page))


@morphology.of_type
def spelt(form: str) -> tuple[str, ...]:
    """(kind, form, plain, fold) of a token; empty for what is none."""
    found = TOKEN.fullmatch(form)
    kind = found.lastgroup if found else ""
    if kind in {"entity", "tag"}:
        return _markup(kind, form)
    return (kind, form, plain(form), fold(form)) if found else ()


def _markup(kind, form):
    """What `spelt` gives for an entity or a tag: a mark, a line end, or nothing for what is only space or emphasis."""
    if kind == "tag":
        return ("newline", form, "\n", "\n") if _BLOCK.match(form) else ()
    shown = plain(html.unescape(form)).strip()
    return ("foreign" if shown.isalnum() else "mark", form, shown, shown) if shown else ()


def tokenise(text: str) -> list[Token]:
    """Tokens of a text, in order: a list of Token. Everything that is not a token is white space or invisible."""
    pieces = _PIECE.findall(text)
    ends = accumulate(map(len, pieces))
    # most pieces are the blank between two words
    tokens = [Token(end - len(form), end, *of) for form, end in zip(pieces, ends, strict=True)
              if form != " " and (of := spelt(form))]  # fmt: skip
    soft = lines.soft(text)
    return [token for token in tokens if token.start not in soft] if soft else tokens


def readings(token: Token) -> tuple[morphology.WordReading, ...]:
    """All morphological readings of a word token (a tuple of morphology.WordReading); empty for other tokens."""
    return morphology.analyses(token.plain) if token.kind == "word" else ()


# ---------------------------------------------------------------- choosing one reading

_RANK = {"prep": 0, "conj": 0, "part": 0, "pron": 0, "pron_dem": 0, "pron_rel": 0, "part_neg": 0, "part_interrog": 0,
         "adv": 1, "noun": 2, "adj": 3, "noun_prop": 2, "verb": 4}  # fmt: skip


def choose(token: Token, before: Token | None) -> morphology.WordReading | None:
    """The likeliest reading of a word token after the token `before` (None at the start of a sentence), or None.

    A rule, not a model: the reading spelt as the text spells it; a verb first in its sentence or after قد, لم, سوف; no
    verb after a preposition; then the commoner part of speech. The other readings stay available from `readings`.
    """
    found = readings(token)
    if not found:
        return None
    verb_expected = before is None or before.fold in particles.BEFORE_VERBS
    noun_expected = before is not None and before.fold in particles.PREPOSITIONS

    def cost(reading):
        is_verb = reading.pos == "verb"
        return (
            plain(reading.diac).replace("ٱ", "ا") != token.plain,
            is_verb if noun_expected else not is_verb if verb_expected else False,
            _RANK.get(reading.pos, 5),
            is_verb and (reading.per != "3" or reading.vox == "p" or reading.asp == "c"),
            reading.num == "d",
            bool(reading.conj or reading.prep),
            reading,
        )

    return min(found, key=cost)


def citation(lemma: str) -> str:
    """A lemma as a dictionary prints it without short vowels: أَكَّد → أكد."""
    return plain(lemma).replace("ٱ", "ا")


COLUMNS = ["report", "sentence", "start", "end", "form", "lemma", "root", "pos", "known", "gloss"]


def table(documents: dict) -> pd.DataFrame:
    """The words of every sentence, one row each, with the chosen reading: columns COLUMNS.

    documents: {report: document.Document}. `known` says whether the database has the word; an unknown word is its own
    lemma.
    """
    rows = []
    for report, document in documents.items():
        for number, unit in enumerate(document.sentences, 1):
            before = None
            for token in document.tokens[unit.first : unit.last]:
                if token.kind == "word":
                    reading = choose(token, before)
                    rows.append((
                        report, number, token.start, token.end, token.form,
                        citation(reading.lemma) if reading else token.plain, reading.root if reading else "",
                        reading.pos if reading else "unknown", reading is not None, reading.gloss if reading else "",
                    ))  # fmt: skip
                if token.kind != "newline":
                    before = token
    return pd.DataFrame(rows, columns=COLUMNS)
