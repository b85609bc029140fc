"""Noun phrases: where a phrase that can speak begins and ends, and where in it a personal name stands.

Newspapers name people by title and name in any order, with appositions, chains of genitives (idafa) and adjectives
that agree in definiteness. Nothing here needs to know a name beforehand: a name is what stands where a title phrase
is complete and no new phrase could begin.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from helpers import cues, morphology, words
from helpers.wordclasses import (
    A_NAME,
    ADDRESSEES,
    ADVERBS,
    AREAS,
    BODIES,
    CLOSERS,
    COMPASS,
    COMPLEMENTISERS,
    DEMONSTRATIVES,
    HONORIFICS,
    LAM_NOUNS,
    NAME_JOINTS,
    NAME_TAILS,
    NO_WORD,
    NOT_NAMES,
    OCCASIONS,
    OPENERS,
    OUTLET_HEADS,
    OUTLETS,
    PERSON_HEADS,
    POINTING,
    PREPOSITIONS,
    QUANTIFIERS,
    RELATIVES,
    SOURCE_HEADS,
    WEEKDAYS,
    is_nisba,
    is_place,
    word,
)


class Chunk(NamedTuple):
    """A noun phrase as token indices: [start, end), and inside it the personal name, if one is written."""

    start: int
    end: int
    name: tuple | None
    person: bool  # headed by a title or a personal name
    gen: str
    num: str


# all words, beside those with a glued preposition, that `_name_in_disguise` knows
_DISGUISES = {"آي", "آلان", "علي", "أم", "فان"}
_GUARDIANS = {"ولي", "لولي"}
SON = {"بن", "بنت"}


class Page:
    """The tokens of one text with their Words, looked up once, and the people it names (see `people`)."""

    def __init__(self, text, tokens, certain=()):
        """certain: words that are names wherever they stand (شي), so that وشي can be told from a word of its own."""
        self.text, self.tokens, self.certain = text, tokens, certain
        self.starts = [token.start for token in tokens]
        self.careful = any(token.plain == "على" for token in tokens)
        self.folds = {token.fold for token in tokens if token.kind == "word"}
        self.conjoined = [
            token.kind == "word" and token.fold[0] in "وف" and self._conjunction(token) for token in tokens
        ]
        self.words = [
            word(_after_conjunction(token) if joined else token.form) if token.kind == "word" else None
            for token, joined in zip(tokens, self.conjoined, strict=True)
        ]
        # folded tokens without their conjunction, and the places of those that lost a clitic preposition as well
        self.keys = [
            token.fold[1:] if joined else token.fold for token, joined in zip(tokens, self.conjoined, strict=True)
        ]
        self.unclitics = set()
        self._unmask()
        self.name_words, self.surnames, self.cues = set(), set(), set()
        self.people, self.indexed, self.titled = (), (None, None), {}

    def _unmask(self):
        """Read what the tables take for something else as what it is here: the guardian in ولي العهد, names."""
        odd = [i for i, (token, w) in enumerate(zip(self.tokens[:-1], self.words[:-1], strict=True))
               if w is not None and (w.prep or token.plain in _DISGUISES or token.fold in _GUARDIANS)]  # fmt: skip
        for i, token in enumerate(self.tokens if SON & self.folds else ()):
            if token.plain not in SON:
                continue
            w = self.words[i - 1] if i else None
            told = w is not None and w.verb and cues.forms(self.tokens[i - 1].plain)  # قال بن جدو
            if w is not None and not (w.prop or w.det or w.prep or w.person or w.pron or told):
                self.words[i - 1] = A_NAME  # عاطي بن عطية
        for i in odd:
            if self.tokens[i].fold in _GUARDIANS and self.tokens[i + 1].fold in {"العهد", "عهد"}:
                self.words[i] = self.words[i]._replace(person=True, verb=False)
            if self._name_in_disguise(i):
                self.words[i], self.conjoined[i], self.keys[i] = A_NAME, False, self.tokens[i].fold

    def _name_in_disguise(self, i):
        """Whether a word that the tables take for something else is a name by what stands beside it."""
        token, w = self.tokens[i], self.words[i]
        before, after = self.words[i - 1] if i else None, self.words[i + 1]
        if token.plain in {"آي", "آلان"}:
            return True  # names, not the particle أي and the adverb الآن
        if token.plain == "علي":  # the name, or a careless على in a text that never writes ى there
            named = after is not None and not after.place and (after.prop or is_nisba(after.bare))
            titled = before is not None and before.person
            family = titled and self.words[i - 1].det and after is not None and after.det and not after.place
            if family and not after.person and _opens_content(self, i + 2):
                return True  # الشيخ علي الحرقان: nothing but a name stands between a title and the words
            return named and (self.careful or titled or not after.det)
        if token.plain == "أم" and before is not None and (before.verb or before.det):  # السيدة أم محمد
            return after is not None and after.prop and not after.det
        if token.plain == "فان":  # لويس فان جال, not فإن: that takes a noun
            return after is not None and not after.det and after.kind == "verb" and not self.conjoined[i + 1]
        if not w.prep or w.kind != "noun" or token.fold.startswith(("لل", "بال")):
            return False
        # a clitic preposition that would leave a stump: جاك ليو, لوري بلوتكين
        foreign = after is not None and not after.known and not self.conjoined[i + 1]
        return (len(w.bare) < 3 and before is not None and before.prop) or (len(w.bare) < 4 and foreign)

    def _conjunction(self, token):
        """Whether a word that begins with و or ف begins with the clitic (ف only before a verb), not with a radical."""
        if len(token.fold) < 3:
            return False
        if token.fold == "ولي" and self._before_tail(token):
            return False  # ولي العهد, the name ولي الله
        certain, rest = conjunction(token.plain), token.fold[1:]
        if (
            certain is False
            and token.fold[0] == "و"
            and rest in self.folds
            and (rest in self.certain or word(token.plain[1:]).prop)
        ):
            return not word(token.plain).prop  # وهادي, where هادي is somebody in this text
        if certain is not None:
            return certain
        return token.fold[0] == "و" and (rest in self.folds or len(rest) > 4)

    def _before_tail(self, token):
        i = bisect_left(self.starts, token.start) + 1
        return i < len(self.tokens) and self.tokens[i].fold in NAME_TAILS | {"العهد", "عهد", "امر", "الامر"}

    def folded(self, i):
        """Folded token without its conjunction."""
        return self.keys[i]

    def span(self, start, end):
        """Code-point span of the tokens [start, end), without the clitics that no name has."""
        first, at = self.tokens[start], 0
        if self.conjoined[start] and first.plain[1:]:
            letters = 2 if start in self.unclitics and first.fold[0] == "و" else 1
            # a tatweel or vowel belongs to the letter before it
            while at < len(first.form) - 1 and (letters or not words.plain(first.form[at])):
                letters -= bool(words.plain(first.form[at]))
                at += 1
        return first.start + at, self.tokens[end - 1].end

    def unclitic(self, k):
        """Read token k from now on without its clitic preposition: لهاشم → هاشم, للوزير → الوزير."""
        plain = self.tokens[k].plain[1 if self.conjoined[k] else 0 :]
        article = plain.startswith("لل") and words.fold(plain[1:]) not in LAM_NOUNS
        plain = "ال" + plain[2:] if article else plain[1:]
        self.words[k], self.conjoined[k], self.keys[k] = word(plain), True, words.fold(plain)
        self.unclitics.add(k)

    def is_mark(self, i, marks):
        return i < len(self.tokens) and self.tokens[i].kind == "mark" and self.tokens[i].form in marks


def _word(page, k):
    """The Word at token k; a mark is a word that is nothing."""
    return page.words[k] or NO_WORD


def _after_conjunction(token):
    return token.form[1:].lstrip("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652") or token.plain


def _misspelt_name(reading, plain):
    """Whether a reading is a name that is not written so: وأكد is no واكد."""
    return reading.pos == "noun_prop" and "أ" in plain and "أ" not in words.plain(reading.diac)


_CLOSED = COMPLEMENTISERS | PREPOSITIONS | RELATIVES | ADVERBS
_BEFORE_WHICH = _CLOSED | DEMONSTRATIVES


@morphology.of_type
def conjunction(plain):
    """True or False where morphology settles whether the first letter is a conjunction, None where it does not."""
    fold = words.fold(plain)
    if fold[1:] in _BEFORE_WHICH and fold not in PREPOSITIONS and fold not in ADVERBS:
        return True
    if fold in _CLOSED:
        return False
    if any(not r.conj and not _misspelt_name(r, plain) for r in morphology.analyses(plain)):
        return False
    rest = [r for r in morphology.analyses(plain[1:]) if not r.conj]
    if is_place(fold[1:]) or any(r.pos == "verb" and r.per == "3" for r in rest):
        return True
    if any(r.pos in {"noun", "adj", "noun_prop"} for r in rest) and fold[0] == "و":
        return True
    return None


def is_name(page, i):
    """Whether token i can be part of a personal name on the face of it."""
    token, w = page.tokens[i], page.words[i]
    if token.kind == "foreign":
        return True
    if (
        w is None
        or w.place
        or w.pron
        or (w.tanween and not w.prop)
        or (token.plain != "آي" and page.folded(i) in NOT_NAMES)
    ):
        return False
    if token.fold in page.name_words or token.plain == "آي":
        return True
    if page.folded(i) in QUANTIFIERS:
        return False
    return w.kind == "noun" and w.prop and not w.prep and not (w.person and not w.det and w.known)


def _given(page, i):
    """A common word that begins a name after a title: what follows is a name, or the phrase plainly ends."""
    w = page.words[i]
    if w is None or w.det or w.prep or w.kind != "noun" or (w.person and not w.prop):
        return False
    if i and page.words[i - 1] is not None and page.words[i - 1].det and page.words[i - 1].bare in HONORIFICS:
        return not page.conjoined[i]
    if w.pron or w.tanween:
        return False
    if page.folded(i) in NOT_NAMES or w.place or page.conjoined[i]:
        return False
    after = i + 1
    if after >= len(page.tokens):
        return False
    follows, two = page.words[after], False
    if w.prop and follows is not None and follows.kind == "noun" and follows.bare.endswith("ي") and not follows.person:
        return (not page.conjoined[after] and not follows.det and not follows.prep) or _family_name(page, after, True)
    if _family_name(page, after, w.prop):
        return True  # عمر الحسني: an indefinite noun cannot take a definite adjective
    if follows is not None and page.folded(i) in NAME_JOINTS and follows.kind == "noun":
        return True
    if follows is not None and w.prop and follows.person and follows.det and not page.conjoined[after]:
        return True  # وزير الري سامر القاضي
    if follows is not None and follows.kind == "noun" and not page.conjoined[after] and not follows.prep:
        if (is_name(page, after) and not follows.place) or page.folded(after) in NAME_TAILS | SON | {"ال"}:
            return True
        two = w.prop and not follows.det and not follows.person and not follows.tanween
        if not two and _opens_content(page, after + 1) and not follows.person and not follows.tanween:
            return True  # what stands between a finished title and the words themselves is a name: بدر السمحان: …
        after = after + 1
    if after >= len(page.tokens):
        return False
    stop = page.words[after]
    return page.is_mark(after, ':،,«"“(') or (
        stop is not None and stop.kind in {"comp", "prep", "adv"} and (two or stop.kind == "comp")
    )


def _family_name(page, k, given):
    """Whether the definite word at token k can only be a family name after an indefinite noun.

    given: that noun is a usual first name.
    """
    w = page.words[k]
    if w is None or not w.det or w.prep or w.place or page.conjoined[k] or w.gen == "f":
        return False
    single = w.adj and w.bare.endswith("ي")  # الهلالي, though the tables gloss it as many
    if w.num in {"p", "d"} and not (given and single):
        return False
    if given and (w.prop or is_nisba(w.bare)):
        return True
    return not w.known or (w.adj and not w.noun and not w.person)


def _opens_content(page, k):
    """Whether the words of a speaker begin at token k: a colon, an opening mark or a complementiser."""
    if page.is_mark(k, ':«“"'):
        return True
    comma = page.is_mark(k, "،,")
    after = page.words[k + comma] if k + comma < len(page.words) else None
    return after is not None and after.kind == "comp" and page.folded(k + comma)[:2] in {"ان", "بان", "با"}


def name_end(page, i, limit):
    """End of the personal name that begins at token i."""
    k, n = i, 0
    while k < limit:
        token, w = page.tokens[k], page.words[k]
        if token.kind == "mark" and n and k + 1 < limit and _glued(page, k):
            k += 1
            continue
        foreign = n == 1 and page.conjoined[k] and token.fold[0] == "ف" and not w.verb and _opens_content(page, k + 1)
        if foreign:
            return k + 1  # جيفري فيلتمان: no conjunction
        if token.kind not in {"word", "foreign"} or (n and page.conjoined[k]):
            break
        if token.kind == "foreign":
            k, n = k + 1, n + 1
            continue
        fold = page.folded(k)
        if fold in NAME_JOINTS and k + 1 < limit and page.words[k + 1] is not None:
            k, n = k + 2, n + 1
            continue
        if n and fold in NAME_TAILS:
            k += 1
            continue
        if n and w.kind in {"comp", "rel", "prep", "adv", "dem"} and token.plain != "آي":
            break
        if n == 1 and w.kind == "verb" and _verb_like_name(page, k, limit):
            k, n = k + 1, n + 1
            continue
        if n and not _continues(page, k, n):
            break
        k, n = k + 1, n + 1
    return k


def _verb_like_name(page, k, limit):
    """Whether a word that the tables take for a verb is the second half of a foreign name: فولفغانغ هارت."""
    before, token = page.words[k - 1], page.tokens[k]
    if k in page.cues or before is None or before.known or token.fold[0] in "يت":
        return False
    stop = page.words[k + 1] if k + 1 < len(page.tokens) else None
    return k + 1 >= len(page.tokens) or page.is_mark(k + 1, ".،,:»”") or (stop is not None and stop.kind == "comp")


def _glued(page, k):
    """A dash inside a double name, a full stop after an initial, no space on either side."""
    form, before, after = page.tokens[k].form, page.tokens[k - 1], page.tokens[k + 1]
    if after.kind not in {"word", "foreign"} or not (form in "-–" or (form == "." and len(before.form) < 3)):
        return False
    return page.tokens[k - 1].end == page.tokens[k].start and page.tokens[k].end == page.tokens[k + 1].start


def _continues(page, k, n):
    """Whether word k carries on a name of n words."""
    w, before = page.words[k], page.words[k - 1]
    if (
        page.folded(k) in {"اكبر", "ابرز"}
        and k + 1 < len(page.words)
        and page.words[k + 1]
        and page.words[k + 1].person
    ):
        return False
    if w and w.det and not w.person and k + 1 < len(page.tokens) and page.tokens[k + 1].fold == "الله":
        return True  # محمد الجار الله
    if _finishes(page, k, n):
        return True
    if is_name(page, k):
        after = page.words[k + 1] if k + 1 < len(page.words) else None
        if w and w.det and w.known and w.noun and not w.adj and cues.is_masdar(w.bare):
            return False  # وصف كيري | الاتفاق
        if w and w.det and w.known and w.noun and after and after.det and after.adj and not page.conjoined[k + 1]:
            return False  # البابا فرنسيس | الأمم المتحدة
        before = page.words[k - 1]
        if w and w.det and w.known and w.noun and before and not before.known and page.folded(k) not in page.surnames:
            return False  # شي جين بينغ | الوفد
        return not (w and w.person and not w.prop)
    if w.place or w.pron or w.prep or w.tanween or w.kind != "noun":
        return False
    if (
        w.det
        and n == 1
        and w.bare.endswith("ي")
        and w.adj
        and page.words[k - 1] is not None
        and _word(page, k - 1).known
    ):
        return not is_place(w.bare[:-1]) and not is_place(w.bare[:-1] + "ا")  # ظافر الشهري
    nisba = w.noun and is_nisba(w.bare) and not w.person
    if n == 1 and nisba and before is not None and before.prop and before.known and _family_name(page, k, True):
        return True  # عمر الحسني
    common = w.known and w.noun and not (w.adj or w.prop)  # تعازي
    if not w.det and w.bare.endswith("ي") and len(w.bare) > 3 and n < 4 and not w.person and not common:
        return True  # an adjective of a name would have the article, so this is a family name
    given = before is not None and (before.known or page.tokens[k - 1].plain == "علي")
    if n == 1 and given and before.prop and not before.det and w.kind == "noun":
        family = (_family_name(page, k, False) or (w.det and _opens_content(page, k + 1))) and not w.person
        if family and not is_place(w.bare[:-1]) and not is_place(w.bare[:-1] + "ا"):
            return True  # رامي الطويل
    if w.person and w.det and w.bare in HONORIFICS and k + 1 < len(page.words) and _is_noun(page.words[k + 1]):
        return False  # مستشفى الملك خالد | الدكتورة هند
    if w.person and w.det and n == 1 and page.words[k - 1] is not None and _word(page, k - 1).prop:
        after = page.words[k + 1] if k + 1 < len(page.words) else None
        plain = after is None or after.kind != "noun" or not after.det or bool(after.prep)
        return plain and _word(page, k - 1).known  # سامر القاضي, not بوتين الرئيس الروسي
    if w.person or n > 1:
        return False
    if page.tokens[k - 1].fold in page.surnames or page.folded(k) in NOT_NAMES:
        return False
    before = page.words[k - 1]
    if w.det:
        return False
    return before is not None and before.prop


def _finishes(page, k, n):
    """Whether word k can only be the family name of a name of n words, since the naming plainly ends after it.

    After a name stand a title, a comma or the words themselves; an object (وصف فلان الحادث بأنه) has none of them.
    """
    w = page.words[k]
    if w is None or w.kind != "noun" or w.place or w.prep or w.tanween or w.person or n > 3 or k in page.cues:
        return False
    if page.folded(k) in NOT_NAMES or w.bare in OCCASIONS or (w.known and not w.adj and cues.is_masdar(w.bare)):
        return False
    if not w.pron and _opens_content(page, k + 1) and not page.folded(k + 1).startswith("با"):
        return True
    if _opens_title(page, k + 1):
        return n > 1 or not (w.adj and w.det)
    comma = page.is_mark(k + 1, "،,(-–")
    aged = comma and k + 2 < len(page.tokens) and page.tokens[k + 2].kind == "number"
    if w.pron or n == 1:
        return not w.pron and w.det and comma and (aged or _opens_title(page, k + 2))
    after = page.words[k + 1] if k + 1 < len(page.words) else None
    parted = comma or (after is not None and after.kind == "prep")
    fathered = page.tokens[k - 2].fold in SON and (not w.det or not w.known or is_nisba(w.bare))
    # زار فلان بن فلان المدينة، is as common as a family name there
    return (parted and fathered) or (comma and (aged or not w.known or w.num == "d" or is_nisba(w.bare)))


def _opens_title(page, k):
    """Whether a title begins at token k: المتحدث الرسمي, رئيس البلدية."""
    w = page.words[k] if k < len(page.words) else None
    return w is not None and w.person and w.kind == "noun" and not w.prep and not page.conjoined[k]


def _is_noun(w):
    return w is not None and w.kind == "noun" and not w.det and not w.prep


def _circumstance(page, i):
    """Whether the object of a preposition at token i is an occasion or a time, not part of a description."""
    if i >= len(page.tokens) or page.words[i] is None:
        return True
    w = page.words[i]
    return page.folded(i) in OCCASIONS or w.bare in OCCASIONS or w.kind in {"adv", "dem", "comp", "rel"} or w.pron


def _prepositional(page, k, chunk_start, head, limit):
    """End of a prepositional phrase at token k that belongs to the description, or None."""
    w, token = page.words[k], page.tokens[k]
    fold = token.fold
    if fold == "باسم" or fold == "بلسان":
        rest = chunk(page, k + 1, limit, inner=True)
        return rest.end if rest else None
    if head.person and _of_office(page, k, head) and fold not in ADDRESSEES - {"للمجلس", "لهيئه"}:
        end = _before_name(page, k, limit, head)
        if end:
            return end
    many = head.person and head.num == "p" and head.noun
    indefinite = not head.det and (many or head.bare in SOURCE_HEADS or page.folded(chunk_start) in SOURCE_HEADS)
    if w.prep == "ل" and (w.bare == "شؤون" or (head.bare in {"بيان", "تقرير"} and fold not in ADDRESSEES)):
        rest = chunk(page, k, limit, inner=True)
        return rest.end if rest else None
    if (
        w.prep == "ل"
        and not _circumstance(page, k)
        and fold not in ADDRESSEES
        and page.words[k - 1] is not None
        and (_word(page, k - 1).person or (_word(page, k - 1).adj and _word(page, k - 1).det))
    ):
        if page.folded(k)[1:] in OUTLETS or is_place(page.folded(k)[1:]) or w.bare in OUTLET_HEADS:
            return None
        rest = chunk(page, k, limit, inner=True)
        return rest.end if rest else None
    if page.folded(chunk_start) in QUANTIFIERS and fold == "من" and not _circumstance(page, k + 1):
        rest = chunk(page, k + 1, limit)
        return rest.end if rest else None
    plural = head.num == "p"
    if w.prep == "ب" and not _circumstance(page, k) and (indefinite or head.person) and w.bare not in OCCASIONS:
        rest = chunk(page, k, limit, inner=True)
        return rest.end if rest and (indefinite or named_next(page, rest.end)) else None
    if w.kind == "prep" and fold in {"في", "من", "لدي"} and not _circumstance(page, k + 1):
        rest = chunk(page, k + 1, limit, inner=True)
        if rest is None:
            return None
        end = rest.end
        while (
            head.num == "p"
            and end < limit
            and page.conjoined[end]
            and (w := page.words[end])
            and (w.place or w.bare in COMPASS)
        ):
            more = chunk(page, end, limit, inner=True)
            if more is None:
                break
            end = more.end
        if indefinite or named_next(page, end) or (fold == "لدي" and head.person):
            return end
        area = page.words[k + 1]
        if plural and not head.place and head.bare != "دول" and (area.place or area.bare in COMPASS | AREAS):
            return end
    return None


# prepositions that titles take for their own
OFFICE = dict.fromkeys("سيناتور سناتور نايب نائب نائبه عضو مرشح ممثل مسؤول مسوول".split(), "عن")
OFFICE |= {"مشرف": "علي", "مشرفه": "علي", "مبعوث": "الي", "سفير": "الي", "موفد": "الي"}


def _of_office(page, k, head):
    """Whether a preposition at token k may belong to the title: مدير الفرع في جدة, السيناتور عن ولاية كذا."""
    fold = page.tokens[k].fold
    return bool(page.words[k].prep) or fold in {"في", "من", "لدي"} or OFFICE.get(head.bare) == fold


def _before_name(page, k, limit, head):
    """End of the prepositional phrases at token k, three at most, that lead to a personal name, or None."""
    for _ in range(3):
        w = page.words[k] if k < limit else None
        if w is None or page.conjoined[k] or not _of_office(page, k, head):
            return None
        at = k if w.prep else k + 1
        rest = None if _circumstance(page, at) else chunk(page, at, limit, inner=True)
        if rest is None:
            return None
        k = rest.end
        while k < limit and page.folded(k) in {"سابقا", "السابق", "السابقه", "حاليا"}:
            k += 1
        if named_next(page, k) or (_given(page, k) if k < limit else False):
            return k
    return None


def _verb_like_given(page, k):
    """Whether a verb-like word opens a foreign name: الدكتور ينس هوغلاند."""
    after, before = page.words[k + 1] if k + 1 < len(page.words) else None, page.words[k - 1] if k else None
    if k in page.cues or after is None or after.kind != "noun":
        return False
    ranked = before is not None and ((before.person and before.det) or page.folded(k - 1) in RANK_TAILS)
    if ranked and _family_name(page, k + 1, True):
        return True  # الدكتور عاطي القرشي
    return not after.known and not after.det


def _accusative_like_given(page, k):
    """Whether a word that looks like an accusative opens a foreign name: الصربي لوكا بيتروفيتش."""
    w, after = page.words[k], page.words[k + 1] if k + 1 < len(page.words) else None
    if w is None or after is None or not w.tanween or w.adj or not page.tokens[k].form.endswith("ا"):
        return False
    foreign = after.prop and not after.known and not after.det and not after.prep and not page.conjoined[k + 1]
    return foreign and not page.conjoined[k] and page.folded(k) not in NOT_NAMES


def named_next(page, k):
    """Whether a name or a title with a name stands at token k (perhaps after a comma)."""
    if page.is_mark(k, "،,"):
        k += 1
    if k >= len(page.tokens) or page.words[k] is None or page.conjoined[k]:
        return False
    w = page.words[k]
    if w.person and w.det:
        return k + 1 < len(page.tokens) and (
            is_name(page, k + 1) or _given(page, k + 1) or (page.words[k + 1] is not None and named_next(page, k + 1))
        )
    if (w.kind == "verb" and _verb_like_given(page, k)) or _accusative_like_given(page, k):
        return True
    return (is_name(page, k) and not w.det) or (page.folded(k) in page.surnames)


def quoted_name(page, k, limit):
    """End of a short quoted name that opens at token k («آسيان»), or None."""
    if not page.is_mark(k, OPENERS):
        return None
    for j in range(k + 1, min(k + 6, limit, len(page.tokens))):
        if page.is_mark(j, CLOSERS):
            return j + 1 if j > k + 1 else None
        if page.tokens[j].kind not in {"word", "foreign", "number"}:
            return None
    return None


LONGEST = 60  # tokens of a phrase at most, so that titles heaped on titles cost no more than others


def chunk(page, i, limit, inner=False):
    """The noun phrase that begins at token i and ends before token `limit`, or None.

    inner: inside a description (the object of باسم, a preposition …), where no name may follow in apposition.
    """
    limit = min(limit, len(page.tokens), i + LONGEST)
    start = i
    if i + 1 < limit and page.words[i] is not None and page.folded(i) in POINTING:
        i += 1  # هذه المعارضة
    titled = i + 2 < limit and page.tokens[i].fold in TITLES_CUT_SHORT and page.is_mark(i + 1, "./")
    i += 2 * titled  # د. فلان
    if i >= limit or page.words[i] is None:
        return _foreign_chunk(page, i, limit)
    if i in page.cues or page.tokens[i].fold == "و":
        return None
    head = page.words[i]
    surname = page.folded(i) in page.surnames and not head.person
    only_name = titled and head.kind == "noun" and not (head.det or head.person or head.prep or head.tanween)
    if surname or only_name or _bare_name(page, i):
        return _name_first(page, start, i, limit, inner)
    if head.verb and not head.person and not inner and (head.pron or subordinated(page, i)):
        return None
    if head.kind != "noun" and not (inner and head.prep and head.kind == "verb" and head.bare not in NOT_NAMES):
        return None  # but لحلف is no verb after a title
    if not inner and (head.prep or (head.pron and not head.person)):
        return None
    national = head.det and not head.person and is_nisba(head.bare) and head.gen != "f"
    if national and not (i and _word(page, i - 1).det) and _leads_to_name(page, i + 1, limit):
        head = head._replace(person=True)  # البرتغالي فلان
    if head.agent and not head.person and _does_what(page, i + 1, limit, head):
        head = head._replace(person=True)  # الخطاط التونسي فلان, المشرف على البرنامج فلان
    k, state = i + 1, _state(head, page.tokens[i])
    name, end = None, i + 1
    while k < limit and k not in page.cues:
        if head.person and page.folded(k) in CALLED and k + 1 < limit and page.words[k + 1] is not None:
            end = name_end(page, k + 1, limit)
            name = k + 1, end
            break
        step = _step(page, k, i, limit, state, head, inner)
        if step is None:
            break
        k, state, found = step
        end = k
        if found:
            name = found
            after = title_after(page, k, limit, head)
            end = after or end
            break
    return Chunk(start, end, name, head.person, head.gen, head.num)


def subordinated(page, i):
    """Whether token i follows بعد أن, قبل أن: there a word that may be a noun (نشر) is a verb."""
    before = page.folded(i - 2) if i > 1 and page.tokens[i - 1].fold == "ان" else ""
    return before in {"بعد", "قبل", "منذ", "دون"} and page.words[i] is not None and not page.words[i].det


def _leads_to_name(page, k, limit):
    """Whether adjectives at most stand between token k and a personal name: البرتغالي فلان, الفلكي الكويتي فلان."""
    k = _past_nations(page, k, limit)
    k += k < limit and page.words[k] is not None and page.folded(k) in THEN
    return k < limit and not page.is_mark(k, "،,") and named_next(page, k)


def _past_nations(page, k, limit):
    """The token after adjectives of nations and trades: الفلكي الكويتي | فلان."""
    while k < limit and (w := page.words[k]) is not None and w.det and is_nisba(w.bare) and not page.conjoined[k]:
        k += 1
    return k


def _does_what(page, k, limit, head):
    """Whether a person's name follows a noun that may say what he does, perhaps after where he does it."""
    k = _past_nations(page, k, limit)
    if k >= limit or page.words[k] is None or page.conjoined[k] or page.folded(k) in NAME_TAILS:
        return False
    named = named_next(page, k) or (page.words[k].prop and _given(page, k))
    return named or _before_name(page, k, limit, head) is not None


CALLED = frozenset(["يدعي", "تدعي", "اسمه", "اسمها", "يسمي", "تسمي"])


def _foreign_chunk(page, i, limit):
    """A run of Latin letters (AFP, Reuters), a quoted name or a share (39 في المئة من …) as a phrase of its own."""
    if i + 1 < limit and page.tokens[i].kind == "number":
        return _share(page, i, limit)
    if i < limit and page.tokens[i].kind == "foreign":
        end = name_end(page, i, limit)
        return Chunk(i, end, (i, end), False, "", "")
    quoted = quoted_name(page, i, limit) if i < limit else None
    return Chunk(i, quoted, None, False, "", "") if quoted else None


def _share(page, i, limit):
    """39% من الناخبين, 20 في المئة, 12 خبيرا: a number that counts people, or None."""
    k = i + 1
    if page.is_mark(k, "%٪") or page.tokens[k].fold in {"بالمئه", "بالمائه"}:
        k += 1
    elif page.tokens[k].fold == "في" and k + 1 < limit and page.folded(k + 1) in {"المئه", "المائه"}:
        k += 2
    else:
        return None
    rest = chunk(page, k + 1, limit, inner=True) if k < limit and page.tokens[k].fold == "من" else None
    return Chunk(i, rest.end if rest else k, None, False, "", "p")


def _bare_name(page, i):
    w = page.words[i]
    if page.tokens[i].plain == "آي":
        return True
    if w.det and w.bare.endswith(("ين", "ون")):
        return False  # الحوثيين
    if not w.prop or w.kind != "noun" or w.prep or w.person or w.pron or page.folded(i) in QUANTIFIERS:
        return False
    if not (w.known and (w.adj or w.noun)) or page.folded(i) in page.name_words:
        return True
    return not w.det and i + 1 < len(page.tokens) and (is_name(page, i + 1) or page.tokens[i + 1].fold in NAME_JOINTS)


def _name_first(page, start, i, limit, inner):
    end = name_end(page, i, limit)
    after = None if inner else title_after(page, end, limit, None)
    return Chunk(start, after or end, (i, end), True, "", "s")


def title_after(page, k, limit, head):
    """End of a title in apposition to the name that ends at token k: جون كيري وزير الخارجية; or None."""
    comma = page.is_mark(k, "،,")
    j = k + 1 if comma else k
    if j >= limit or page.words[j] is None or page.conjoined[j]:
        return None
    w = page.words[j]
    if (
        w.prep
        or w.num == "p"
        or (w.bare.endswith(("ي", "و")) and w.bare[:-1] in PERSON_HEADS)  # دعا فلان مسؤولي القرى
        or not (w.person or page.folded(j) in {"اكبر", "ابرز", "احد"})
        or page.folded(j) in page.surnames
    ):
        return None
    if head is not None and not comma and not w.det and head.person and head.bare in {"سيد", "دكتور"}:
        return None
    rest = chunk(page, j, limit, inner=True)
    if rest is None or rest.name or named_next(page, rest.end):
        return None
    after = page.words[rest.end] if comma and rest.end < limit else None
    clause = after is not None and after.verb and not after.det and after.kind != "comp"  # …، رئيس الوفد يعلن
    return None if clause else rest.end


def _state(w, token):
    """What a phrase may take after word w: open (a genitive), shut (adjectives, then a name), plain (an indefinite)."""
    if w.tanween:
        return "plain"
    definite = token.fold.lstrip("وف").startswith(("بال", "كال")) and w.prep  # بالأمانة is as definite as الأمانة
    with_article = token.fold.lstrip("وف").startswith("لل") and w.bare not in LAM_NOUNS  # للجنة: also لجنة كذا
    if w.det or w.place or w.pron or with_article or definite or (w.prep and is_place(w.bare)):
        return "shut"
    if w.bare in COMPASS:
        return "open"
    if w.num == "p" and w.bare.endswith(("ون", "ين")) and w.noun and w.bare != "شؤون":
        return "plain"
    return "open"


def _step(page, k, i, limit, state, head, inner):
    """One more word: (next index, next state, name or None), or None where the phrase ends before token k."""
    token, w = page.tokens[k], page.words[k]
    aged = _age(page, k, limit) if head.person else None
    if aged:
        return aged, state, None
    if page.is_mark(k, "./") and page.tokens[k - 1].fold in TITLES_CUT_SHORT and head.person:
        return k + 1, "shut", None  # د. فلان
    if page.is_mark(k, "/") and page.words[k - 1] is not None and _word(page, k - 1).person and named_next(page, k + 1):
        return k + 1, "shut", None  # الأستاذ / فلان
    if w is None:
        return _mark_step(page, k, limit, state, head, inner)
    if page.folded(k) in {"السابق", "السابقه"} and state == "shut" and head.person and not page.conjoined[k]:
        return k + 1, "shut", None
    if page.folded(k) in THEN and head.person and not inner and named_next(page, k + 1):
        return k + 1, "shut", None  # مدير الوكالة آنذاك فلان
    if page.folded(k) in RANK_TAILS and page.words[k - 1] is not None and _word(page, k - 1).person:
        return k + 1, "shut", None  # العميد ركن فلان
    if page.conjoined[k]:
        return _coordinated(page, k, state, head)
    if w.prep or w.kind == "prep" or token.fold == "باسم":
        end = _prepositional(page, k, i, head, limit) if not inner or token.fold == "باسم" else None
        return (end, "shut", None) if end else None
    if w.kind == "verb" and state == "shut" and head.person and not inner and _verb_like_given(page, k):
        end = name_end(page, k, limit)
        return end, "shut", (k, end)
    if state == "open" and token.fold in WEEKDAYS and _word(page, k - 1).bare in {"صلاه", "خطبه", "يوم", "جامع"}:
        return k + 1, "shut", None  # خطيب صلاة الجمعة
    if w.kind != "noun" and token.fold not in page.name_words:
        return None
    if state == "open":
        return _open_step(page, k, w, head, i)
    honoured = head.person and not inner and _word(page, k - 1).det and _word(page, k - 1).bare in HONORIFICS
    foreign = head.person and not inner and state == "shut" and _accusative_like_given(page, k)
    if foreign or (w.tanween and honoured and _given(page, k)):
        end = name_end(page, k, limit)
        return end, "shut", (k, end)
    if w.tanween:
        return (k + 1, state, None) if state == "plain" and w.adj else None
    if w.place and w.det and w.bare.endswith("يه") and page.words[k - 1] is not None and _word(page, k - 1).det:
        return k + 1, "shut", None  # المملكة العربية السعودية
    if (
        w.det
        and not inner
        and head.person
        and state == "shut"
        and (token.fold in page.surnames or (_ranked(page, k - 1, i) and not w.person and not w.place))
    ):
        end = name_end(page, k, limit)
        return end, "shut", (k, end)
    masculine = (w.bare.endswith(("ين", "ون")) and w.num != "s") or w.bare.endswith("يين")
    if masculine and w.det and head.num == "s" and page.words[k - 1] is not None and _word(page, k - 1).num == "s":
        return None  # حملت الحكومة اليمنية الحوثيين
    if (
        w.det
        and not w.place
        and (
            w.person
            or (w.adj and page.words[k - 1] is not None and {w.gen, _word(page, k - 1).gen} != {"m", "f"})
            or (w.adj and (not w.noun or is_nisba(w.bare) or w.bare[:1] in "م"))
            or (w.known and not w.noun and w.adj)
            or _participle_of(page, k)
        )
    ):
        if state == "plain" or (w.person and inner):
            return None
        return k + 1, "shut", None
    feminine = w.gen == "f" and page.words[k - 1] is not None and _word(page, k - 1).gen == "f"  # دراسة أميركية حديثة
    if state == "plain" and w.adj and not w.det and (feminine or not w.prop or is_nisba(w.bare)):
        return k + 1, "plain", None
    if inner or not head.person:
        office = (
            not inner
            and page.words[k - 1] is not None
            and any(page.words[j] is not None and page.words[j].person for j in range(max(i + 1, k - 3), k))
        )  # مكتب رئيس الوزراء فلان
        if office and is_name(page, k) and not w.det:
            return name_end(page, k, limit), "shut", None
        outlet = head.bare in OUTLET_HEADS and w.prop and not w.det
        return (k + 1, "shut", None) if outlet else None
    if _namesake(page, k, i):
        return name_end(page, k, limit), "shut", None
    ordinary = w.known and (w.noun or w.adj or w.verb) and token.fold not in page.name_words
    if (
        (is_name(page, k) and not (w.person and not w.prop) and not ordinary)
        or token.fold in page.surnames
        or _given(page, k)
    ):
        end = name_end(page, k, limit)
        return end, "shut", (k, end)
    if w.person and not w.det and state == "shut" and not w.pron and _title_with_name(page, k, limit):
        return k + 1, "open", None
    return None


def _ranked(page, k, i):
    """Whether token k is an honorific or rank before a name; رئيس الفريق leads a team, no general."""
    bare = _word(page, k).bare
    return bare in HONORIFICS and not (bare == "فريق" and k > i)


def _namesake(page, k, i):
    """Whether token k begins the name that a body bears, not its speaker's: جامعة الملك سعود, مركز الأمير سلطان."""
    bearer = page.words[k - 1]
    if k - 2 <= i or bearer is None or bearer.bare not in {"ملك", "امير", "اميره", "ملكه", "امام"}:
        return False
    before = page.words[k - 2]
    return before is not None and not before.det and not before.person and not before.place


def _participle_of(page, k):
    """Whether the definite word at token k is a participle with its preposition: الوفد المشارك في البطولة."""
    w, before = page.words[k], page.words[k - 1]
    after = page.words[k + 1] if k + 1 < len(page.words) else None
    agreeing = w.bare[:1] == "م" and before is not None and before.det and {w.gen, before.gen} != {"m", "f"}
    if agreeing and w.gen == before.gen == "f" and not w.person and re.fullmatch("م(?!جموع|علوم|شروع)..و.ه", w.bare):
        return True  # الطائرة المفقودة
    return agreeing and w.num == "s" and page.tokens[k + 1 if after else k].fold in {"في", "من", "لدي", "على", "علي"}


THEN = frozenset(["انذاك", "وقتها", "حينها", "وقتذاك", "حينذاك"])
RANK_TAILS = frozenset(["ركن", "طيار"])
TITLES_CUT_SHORT = frozenset(["د", "م", "ا"])


def _age(page, k, limit):
    """End of an age told within a description (البالغ من العمر 28 عاما, (28 عاما)), or None."""
    if page.folded(k) not in {"البالغ", "البالغه"} and not page.is_mark(k, "("):
        return None
    for j in range(k + 1, min(k + 6, limit)):
        if page.tokens[j].fold in {"عاما", "سنه", "اعوام", "سنوات", "عام"}:
            return j + 2 if page.is_mark(j + 1, ")") and j + 1 < limit else j + 1
    return None


def _title_with_name(page, k, limit):
    """A second title in apposition (نائب الرئيس رئيس الوزراء فلان) counts only when a name follows it."""
    if (k, limit) not in page.titled:
        rest = chunk(page, k, limit)
        page.titled[k, limit] = rest is not None and rest.name is not None
    return page.titled[k, limit]


def _open_step(page, k, w, head, i):
    fold = page.folded(k)
    if fold in COMPASS:
        return k + 1, "open", None
    if w.verb and w.pron:
        return None
    if w.place or w.det or w.pron:
        return k + 1, "shut", None
    if w.adj and not w.person and (not w.noun or is_nisba(w.bare)) and not w.prop:
        # وزير خارجية روسيا: a feminine after a masculine is no adjective of it
        return k + 1, "open" if head.person and head.gen == "m" and w.gen == "f" and k == i + 1 else "plain", None
    area = page.words[k - 1] is not None and _word(page, k - 1).bare in AREAS
    if area and w.prop and not w.known:
        return k + 1, "shut", None  # ولاية أريزونا | جون
    if fold in page.surnames or (w.prop and not w.noun and not w.adj):
        return name_end(page, k, len(page.tokens)), "shut", None
    if w.adj and w.noun and head.bare in SOURCE_HEADS:
        return k + 1, "plain", None
    return k + 1, _state(w, page.tokens[k]), None


def _mark_step(page, k, limit, state, head, inner):
    quoted = quoted_name(page, k, limit)
    name = _name_in_marks(page, k + 1 if page.is_mark(k, "،,") else k, limit, head, inner)
    if name:
        return name[1] + 1, "shut", name
    if quoted and head.person and state == "shut" and _leads_to_name(page, quoted, limit):
        return quoted, "shut", None  # رئيس الاتحاد «فيفا» فلان
    if quoted and (head.bare in OUTLET_HEADS or (state == "open" and not _titled(page, k))):
        return quoted, "shut", None
    if not quoted and head.person and not inner and state == "shut" and page.is_mark(k, "،,") and k + 1 < limit:
        after = page.words[k + 1]
        named = after is not None and (after.person or (after.det and is_nisba(after.bare)))
        if named and not page.conjoined[k + 1] and not after.prep:
            title = chunk(page, k + 1, limit)  # مدير التحريات، العقيد راشد …
            return (title.end, "shut", title.name) if title and title.name else None
        if after is not None and not page.conjoined[k + 1] and not after.det and named_next(page, k):
            end = name_end(page, k + 1, limit)
            return end, "shut", (k + 1, end)
    if page.tokens[k].kind == "foreign" and (head.person or head.bare in OUTLET_HEADS):
        end = name_end(page, k, limit)
        return end, "shut", (k, end) if head.person else None
    return None


def _titled(page, k):
    """Whether the word before token k is itself a title (الوزير «فلان»), not a body that it heads (شركة «فلان»)."""
    return page.words[k - 1] is None or _word(page, k - 1).person


def _name_in_marks(page, k, limit, head, inner):
    """(start, end) of a name set in marks after its title, without the marks: وزير خارجية النرويج، "بورج براند"."""
    end = quoted_name(page, k, limit) if head.person and not inner else None
    if end and not page.is_mark(k - 1, "،,") and _leads_to_name(page, end, limit):
        return None
    if end and all(page.tokens[j].kind == "foreign" or is_name(page, j) for j in range(k + 1, end - 1)):
        return k + 1, end - 1
    return None


def _coordinated(page, k, state, head):
    """A conjunct that stays inside a title: لجنة الأمن والدفاع, العلاقات الخارجية والأمنية."""
    w, before = page.words[k], page.words[k - 1]
    if head.det and w.det and before is not None and before.person and w.num == "s" and (w.person or is_nisba(w.bare)):
        return (k + 1, "shut", None) if named_next(page, k + 1) else None  # المحامي والحقوقي فلان
    if before is None or w.kind != "noun" or w.place:
        return None
    if w.person and not (state == "open" and before.person) and not (head.prep and w.det and w.gen == "f"):
        return None
    if state == "open" and not w.det and not w.tanween and not w.pron and before.person == w.person and not before.det:
        after = page.words[k + 1] if k + 1 < len(page.words) else None
        shared = after is not None and (after.det or after.place) and not page.conjoined[k + 1]
        return (k + 1, "open", None) if shared else None  # ملتقى أمن وسلامة الآثار
    body = (head.bare in BODIES or bool(head.prep)) and state == "shut"
    if body and w.known and w.noun and w.num != "p" and w.bare not in BODIES and not (w.det or w.pron or w.tanween):
        after = page.words[k + 1] if k + 1 < len(page.words) else None
        if after is not None and after.det and not page.conjoined[k + 1]:
            return k + 1, "open", None  # الهيئة العامة للأرصاد وحماية البيئة
    if not w.det or not (before.det or page.folded(k - 1).startswith("لل")):
        return None
    if w.adj and before.adj and is_nisba(w.bare):
        return k + 1, "shut", None
    inside = (not head.det or head.prep) and not head.place and w.noun and state == "shut"
    return (k + 1, "shut", None) if inside else None


def phrase(page, i, limit):
    """A noun phrase with its coordinated parts: list of Chunk, empty where none begins at token i."""
    if i < len(page.tokens) and page.folded(i) == "كل" and page.tokens[min(i + 1, len(page.tokens) - 1)].fold == "من":
        i += 2
    parts = []
    while (found := chunk(page, i, limit)) is not None:
        if (
            parts
            and parts[-1].name
            and found.person
            and not found.name
            and _one_office(page.words[i])
            and found.num != "p"
        ):
            parts[-1] = parts[-1]._replace(end=found.end)  # فلان رئيس التيار ورئيس الحزب: one man, two offices
        else:
            parts.append(found)
        i = found.end
        if page.is_mark(i, "،,") and i + 1 < limit and page.conjoined[i + 1]:
            i = i + 1 if len(parts) > 1 and page.words[i + 1].place else i
        if i >= limit or not page.conjoined[i] or not _conjunct(page, i):
            break
    return parts


def _one_office(w):
    return not w.det and not w.bare.endswith(("و", "ا", "اء")) and w.bare not in {"مسؤولي", "ممثلي", "قاده", "خبراء"}


def _conjunct(page, i):
    w = page.words[i]
    if w is None or w.kind != "noun" or (w.pron and not w.person) or w.prep or (w.tanween and not w.noun):
        return False
    return (
        w.det
        or w.place
        or w.person
        or w.prop
        or page.folded(i) in QUANTIFIERS
        or page.folded(i) in page.surnames
        or (w.noun and not w.verb)
    )
