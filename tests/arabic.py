"""Arabic that newsrooms really send and Arabic that nobody would: what the tests of reliability are fed with.

Strategies build reports out of reporting verbs, people, clauses and marks, and damage them in every way a copy desk, a
content system or an attacker might. `sound` says what must hold of any reading of any text.
"""

import os
import unicodedata

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from helpers import residue, words

# The same examples on every run, so that a failure is a fault of the change that shows it; many more by night.
COMMON = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "print_blob": False}
# By day a failure is shown as found: making it smaller may take minutes.
FOUND = [Phase.explicit, Phase.generate]
settings.register_profile("everyday", max_examples=150, derandomize=True, phases=FOUND, **COMMON)
settings.register_profile("nightly", max_examples=10_000, **COMMON)
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
settings.load_profile("nightly" if NIGHTLY else "everyday")

# ---------------------------------------------------------------- words

VERBS = """
قال وقال أكد وأكد أضاف وأضاف أعلن أوضح ذكر نقل وصف اعتبر دعا طالب شدد أشار لفت حذر نفى رفض أعرب هدد وعد
كتب غرد تابع واستطرد مؤكداً مشيراً قائلاً مضيفا معرباً بحسب وفق وفقاً نقلا قالت أكدت يقول تقول قالوا قالا
تصريح بيان كشف أبلغ رحب أدان ندد اتهم زعم تعهد طلب يرى صرح وجاء يذكر
""".split()
PEOPLE = """
الوزير الرئيس|فلاديمير|بوتين شي|جين|بينغ المتحدث|باسم|الكرملين وزير|الخارجية|الروسي الأمين|العام
وزارة|الخارجية|الصينية وكالة|رويترز دميتري|بيسكوف مصدر|مسؤول الجانبان المسؤولون أحمد أبو|الغيط هو هي
بان|كي|مون ترامب صحيفة|«الشرق» قناة|روسيا
""".split()
LINKS = """
أن إن بأن إلى على عن من في بـ لـ بـ« إلى|أن على|أن أنّ بشأن عليه له إنه أنها لكن كما وأن الذي التي بعد|أن
خلال لدى
""".split()
PLAIN = """
العمل مستمر بين البلدين التعاون الشراكة الاستراتيجية السلام في المنطقة العلاقات تتطور يوم الاثنين مع
نظيره زيادة أهمية تعزيز الحوار ضرورة وقف إطلاق النار المكالمة الهاتفية استمرت ساعة كاملة ولن يتراجع لا
يمكن سوف يكون قد تم
""".split()
FURNITURE = ["أخبار ذات صلة", "شارك هذا الموضوع:", "19 - 05 - 2025", "اترك تعليقاً", "فيسبوك", "Exit mobile version",
             "موسكو (أ ف ب) – ", "الرئيسان خلال اتصال – أ ف ب", "أخبار العالم", "اقرأ أيضاً"]  # fmt: skip
MARKS = [
    *"«»“”„‟\"‹›‘’'(){}[]:،؛.,!؟?…-–—/|*#@", "&quot;", "&laquo;", "''", "<<", ">>", "...", ": «", "»،",
    "».", "\":", "<b>", "د.", "أ.ف.ب", "بـ«", "(("
]  # fmt: skip
HARAKAT = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0653\u0654"
TATWEEL = "\u0640"
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0\u2009\u3000\t"
ODD = (
    "😀👨‍👩‍👧🇷🇺𝔄\U0001ee00\U00010000\U000e0001\U0010ffff"
    "\ufdfa\ufefb\ufedf\ufe8d\ufb56\ufd3f\ufdf2\x00\x07\x1b\ufffd\ue000٠١٢۴½ﷺ०"
)
ENDS = ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\u2028", "\u2029", "\x85", "\n \n", "\n\r", "\v", "\f", "\x1c"]

phrases = st.sampled_from([*VERBS, *VERBS, *PEOPLE, *LINKS, *PLAIN]).map(lambda word: word.replace("|", " "))
verbs, people, links = (st.sampled_from(words_).map(lambda w: w.replace("|", " ")) for words_ in (VERBS, PEOPLE, LINKS))
plain = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=9).map(" ".join)
clitics = st.sampled_from(["", "", "", "و", "ف", "ب", "ل", "ك", "س", "وب", "فل", "ال"])


@st.composite
def clauses(draw):
    """What somebody says: plain words, some of them in marks, sometimes with a quotation inside."""
    inner = draw(plain)
    opening, closing = draw(st.sampled_from([("«", "»"), ("“", "”"), ('"', '"'), ("(", ")"), ("‘", "’"), ("«", '"'),
                                             ("", ""), ("", ""), ("«", ""), ("", "»"), ("”", "“")]))  # fmt: skip
    more = draw(st.sampled_from(["", "", " " + TATWEEL, " مشيراً إلى أن ", " وقال إن ", "، كما "]))
    return f"{draw(plain)} {opening}{inner}{closing}{more}{draw(plain)}"


@st.composite
def sentences(draw):
    """A sentence as newspapers build them, or words and marks in any order."""
    verb, person, link, clause = draw(clitics) + draw(verbs), draw(people), draw(links), draw(clauses())
    shapes = [
        f"{verb} {person} {link} {clause}.", f"{person} {verb} {link} {clause}.", f"«{clause}»، {verb} {person}.",
        f"{person}: «{clause}»", f"{verb} {person}: {clause}", f"{verb} {person} {draw(plain)}: \"{clause}\".",
        f"{clause}، بحسب {person}.", f"{draw(plain)} {person} {verb} {link} {clause}، {draw(verbs)} {clause}.",
        f"{draw(plain)}.", draw(st.sampled_from(FURNITURE)),
    ]  # fmt: skip
    soup = st.lists(st.one_of(phrases, phrases, st.sampled_from(MARKS)), min_size=1, max_size=14).map(" ".join)
    return draw(st.one_of(st.sampled_from(shapes), st.sampled_from(shapes), soup))


LF = st.just("\n")


@st.composite
def clean(draw, ends=LF):
    """A report without damage: sentences in paragraphs."""
    parts = draw(st.lists(sentences(), min_size=1, max_size=6))
    return "".join(part + draw(st.one_of(st.just(" "), ends)) for part in parts)


def put(text, place, piece):
    """The text with a piece put in at a place, counted round and round."""
    place %= len(text) + 1
    return text[:place] + piece + text[place:]


NOISE = [*MARKS, *HARAKAT, TATWEEL, *BIDI, *UNSEEN, *ODD, *ENDS]


@st.composite
def damaged(draw):
    """A report with anything anywhere: marks, vowels, direction and zero-width signs, emoji, all line ends."""
    text = draw(clean(ends=st.sampled_from(ENDS)))
    for place, piece in draw(st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(NOISE)), max_size=12)):
        text = put(text, place, piece)
    form = draw(st.sampled_from(["", "", "", "NFC", "NFD", "NFKC", "NFKD"]))
    return unicodedata.normalize(form, text) if form else text


anything = st.one_of(
    damaged(), damaged(), damaged(), st.text(max_size=200), st.text(alphabet="".join(NOISE), max_size=80)
)

# ---------------------------------------------------------------- the same words, written otherwise


@st.composite
def spelt(draw, text):
    """The same words of the same text with short vowels and tatweel put in, composed or decomposed."""
    letters = [k for k in range(1, len(text)) if _is_letter(text[k - 1]) and text[k] not in HARAKAT]
    chosen = set(draw(st.lists(st.sampled_from(letters), max_size=25))) if letters else set()
    made = []
    for place, character in enumerate([*text, ""]):
        if place in chosen:
            within = place < len(text) and _is_letter(text[place]) and text[place - 1] not in "اأإآدذرزوؤةىء"
            made.append(draw(st.sampled_from(["\u064e", "\u064f", "\u0650", "\u0652", "\u0651\u064e"]
                                             + ([TATWEEL, TATWEEL * 3] if within else []))))  # fmt: skip
        made.append(character)
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), "".join(made))


def _is_letter(character):
    return "\u0621" <= character <= "\u064a" and character != TATWEEL


# ---------------------------------------------------------------- what must hold of any reading


def sound(reading):
    """Assert what holds of every Reading: spans in the text, nested where they should be, nothing lost."""
    text, size = reading.document.text, len(reading.document.text)
    contents = []
    for quote in reading.quotes:
        start, end = quote.content
        assert 0 <= start < end <= size, quote
        assert text[start:end].strip(), quote
        assert quote.mode in {"direct", "mixed", "indirect", "act"}
        assert bool(quote.quoted) == (quote.mode in {"direct", "mixed"}), quote
        assert list(quote.quoted) == sorted(quote.quoted), quote
        assert all(start <= first < last <= end for first, last in quote.quoted), quote
        assert all(one[1] <= two[0] for one, two in zip(quote.quoted, quote.quoted[1:], strict=False)), quote
        assert quote.cue is None or 0 <= quote.cue[0] < quote.cue[1] <= size, quote
        assert quote.mention is None or 0 <= quote.mention[0] < quote.mention[1] <= size, quote
        assert all(isinstance(name, str) and name for name in quote.speaker), quote
        assert len(quote.person) == len(quote.speaker), quote
        assert all(0 <= p <= 1 for p in (quote.p_quotation, quote.p_bounds, quote.p_speaker, quote.p_mode)), quote
        contents.append(quote.content)
    assert contents == sorted(contents, key=lambda span: (span[0], -span[1]))
    nested(contents)
    assert all(0 <= start < end <= size for start, end in reading.not_speech)
    whole(text, reading.document.residue)
    reach = 0
    for unit in reading.document.sentences:
        assert reach <= unit.start < unit.end <= size, unit
        reach = unit.end
    assert len(reading.frames) == len(reading.document.sentences)
    for coded in reading.frames:
        assert all(0 <= start < end <= size for made in coded.decisions for start, end in made.spans)


def nested(spans):
    """Assert that spans, sorted by start and then the longest first, lie inside each other or apart."""
    around = []
    for start, end in spans:
        while around and around[-1] <= start:
            around.pop()
        assert not around or end <= around[-1], f"{start}:{end} crosses the end of another at {around[-1]}"
        around.append(end)


def whole(text, found):
    """Assert that residue and what was kept, laid end to end, are the text."""
    spans = sorted([(item.start, item.end) for item in found] + residue.kept(text, found))
    assert "".join(text[start:end] for start, end in spans) == text
    reach = 0
    for start, end in spans:
        assert start == reach < end
        reach = end
    assert reach == len(text)


def plainly(reading):
    """The quotations of a reading as a tuple that can be compared: spans, mode, cue, mention, speaker, channel."""
    return [
        (quote.mode, quote.content, quote.quoted, quote.cue, quote.mention, quote.speaker, quote.via)
        for quote in reading.quotes
    ]


def by_words(reading):
    """The same without speakers and with spans in tokens, for texts that write the same words otherwise."""

    def numbers(span):
        return span and tuple(
            k for k, token in enumerate(reading.document.tokens) if token.end > span[0] and token.start < span[1]
        )

    return [
        (mode, numbers(content), [numbers(span) for span in quoted], numbers(cue), numbers(mention), via)
        for mode, content, quoted, cue, mention, _, via in plainly(reading)
    ]


def named(reading):
    """The speakers of every quotation in their plain spelling: one who is in no table is called what the text has."""
    return [[words.plain(name) for name in quote.speaker] for quote in reading.quotes]
