"""Who says it: the mention, the speaker and the channel of every quotation.

Four steps, each by rule and each named in `Attribution.rule`: the kind of cue says where its subject can stand; the
noun phrase there is the mention; the mention is traced to the fullest name the text gives; a cue without a subject of
its own takes over the speaker before it that agrees with it.
"""

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from helpers import morphology, names, tables, words
from helpers.names import Page, phrase


class Attribution(NamedTuple):
    """mention: (start, end) code points or None. speaker: names as fully as the text gives them. via: channel or None.

    rule: how the speaker was found, e.g. `subject after verb`, `carried`, `title → holder`.
    """

    mention: tuple | None
    speaker: tuple
    via: str | None
    rule: str


class Source(NamedTuple):
    """A speaker in the running text, for cues that follow without a subject."""

    speaker: tuple
    via: str | None
    gen: str
    num: str
    at: int  # token index of its mention
    cue: int  # token index of the cue that used it last
    person: bool


NOTHING = Source((), None, "", "", -1, -1, False)
SOURCE_PREPOSITIONS = names._set("بحسب حسب وفق وفقا طبقا حسبما وفقما استنادا")
SPEECH_NOUNS = names._set(
    "بيان تصريح تصريحات دراسة إحصاءات إحصائيات بيانات أرقام معلومات تقارير تقرير مذكرات مذكرة رسالة كلمة خطاب مقال حديث أقوال قول رواية نص إعلان اعترافات شهادة وثيقة موقع حساب صفحة"
)
DUALS = {"زعيم": "person", "رئيس": "person", "وزير": "person", "مسؤول": "person", "رجل": "person", "دبلوماسي": "person",
         "قائد": "person", "جانب": "place", "طرف": "place", "بلد": "place", "دوله": "place", "حكوم": "place", "عاصم": "place",
         "اثن": "person"}  # fmt: skip
SENTENCE_MARKS = ".!?؟؛;…"
_MASDAR = "noun"


# ---------------------------------------------------------------- the table of speakers


@lru_cache(maxsize=1)
def table():
    """data/speakers.csv as a tuple of dicts, lists split."""
    rows = []
    for row in tables.load("speakers").to_dict("records"):
        row["spellings"] = tables.items(row["spellings"])
        row["titles"] = tables.items(row["titles"])
        rows.append(row)
    return tuple(rows)


@lru_cache(maxsize=1)
def _spellings():
    """Folded spelling → row, longest spellings included as written in the table."""
    found = {}
    for row in table():
        for spelling in (row["speaker"], *row["spellings"]):
            found.setdefault(_key(spelling), row)
    return found


@lru_cache(maxsize=1)
def _known():
    """Spellings of the people in the table by first word, longest first; a lone word only beside a longer spelling."""
    found = {}
    for row in table():
        spellings = {tuple(_key(spelling).split()) for spelling in (row["speaker"], *row["spellings"])}
        for name in spellings if row["kind"] == "person" else ():
            if len(name) > 1:
                found.setdefault(name[0], set()).add(name)
                found[name[0]] |= {short for short in spellings if short == name[:1]}
    return {first: sorted(group, key=lambda name: (-len(name), name)) for first, group in found.items()}


@lru_cache(maxsize=1)
def _titles():
    return {_key(title): row for row in table() for title in row["titles"]}


@lru_cache(maxsize=100_000)
def _key(name):
    return " ".join(words.fold(part) for part in name.replace("-", " ").split())


@lru_cache(maxsize=100_000)
def canonical(name):
    """The row of data/speakers.csv (a dict) whose canonical name, spelling or title `name` is, or None."""
    key = _key(name)
    return _spellings().get(key) or _titles().get(key)


# ---------------------------------------------------------------- cues


@lru_cache(maxsize=50_000)
def cue_features(form):
    """(kind, gen, num, person) of a cue word; kind is verb, participle, noun, preposition or mark."""
    fold = words.fold(form)
    if not fold or not fold[0].isalpha():
        return "mark", "", "", "3"
    core = fold[1:] if fold[0] in "وف" and fold[1:] in SOURCE_PREPOSITIONS | {"نقلا"} else fold
    if core in SOURCE_PREPOSITIONS or core == "نقلا":
        return "preposition", "", "", "3"
    found = morphology.analyses(words.plain(form))
    verbs = [r for r in found if r.pos == "verb"]
    nouns = [r for r in found if r.pos in {"noun", "adj"}]
    if _participle(fold, nouns):
        return ("participle", *_nominal_agreement(fold), "3")
    if any(r.prep in "بل" and r.prep for r in nouns) and not verbs:
        return "noun", "", "", "3"
    if verbs and (not nouns or _verbal(fold, verbs)):
        return ("verb", *_verb_agreement(verbs), "3")
    if nouns:
        return "noun", "", "", "3"
    return _unknown_cue(fold)


def _participle(fold, nouns):
    stem = fold[1:] if fold[:1] in "وف" else fold
    if stem.startswith("م") and nouns and len(stem) > 3:
        return not stem.startswith(("موقف", "مطالب", "مطالبه", "مناشد", "مقترح", "مبادر", "مزاعم", "مخاوف")) or stem in {"مطالبا", "مناشدا"}
    return stem in {"قايلا", "قائلا", "قائله", "قائلين", "لافتا", "لافته", "داعيا", "داعيه", "داعين", "رافضا", "رافضه", "نافيا", "نافيه",
                    "آملا", "املا", "امله", "شارحا", "واصفا", "واصفه", "ذاكرا", "عادا", "ناقلا", "ناقله", "كاشفا", "كاشفه", "قاءلا"}  # fmt: skip


def _nominal_agreement(fold):
    if fold.endswith("ين") or fold.endswith("ون"):
        return "", "p"
    return ("f", "s") if fold.endswith("ه") else ("m", "s")


def _verbal(fold, verbs):
    """A form that is a verb and a noun by the tables (حذر، أكد، طلب): the verb, unless only the noun is usual."""
    return fold not in {"قلق", "قول", "طلب", "موقف", "تحذير", "اتفاق", "اشاده", "ترحيب", "دعوه", "تاكيد", "نفي", "رد"}


def _verb_agreement(verbs):
    third = [r for r in verbs if r.per == "3"] or verbs
    gens, nums = {r.gen for r in third} - {"na"}, {r.num for r in third} - {"na"}
    if gens == {"m", "f"} and third[0].asp == "i":  # تطالب: she or you
        gens = {r.gen for r in third if r.per == "3"} or {"f"}
    return gens.pop() if len(gens) == 1 else "", nums.pop() if len(nums) == 1 else "s" if "s" in nums else ""


def _unknown_cue(fold):
    if fold.endswith("ت"):
        return "verb", "f", "s", "3"
    return ("verb", "", "p", "3") if fold.endswith("وا") else ("verb", "", "", "3")


# ---------------------------------------------------------------- the text as the search sees it


class Reading:
    """One text under attribution: its page, sentence starts and the quotations in token indices."""

    def __init__(self, text, tokens, quotes):
        self.text, self.tokens, self.quotes = text, tokens, quotes
        self.page = Page(text, tokens)
        names.survey(self.page, _known())
        self.starts = [token.start for token in tokens]
        self.sentence = self._sentences()
        self.page.cues = {self.at(quote.cue[0]) for quote in quotes if quote.cue}
        self.by_word = {}
        for i, token in enumerate(tokens):
            if token.kind == "word":
                self.by_word.setdefault(names.bare(self.page.folded(i)), []).append(i)
        self.memo = {}
        self.introduce()
        self.ends = {self.at(quote.cue[0]): quote.content[1] for quote in quotes if quote.cue}

    def _sentences(self):
        """For every token the index of the first token of its sentence."""
        first, out = 0, []
        for i, token in enumerate(self.tokens):
            if token.kind == "newline":
                first = i + 1
            out.append(min(first, i))
            if token.kind == "mark" and token.form in SENTENCE_MARKS:
                first = i + 1
        return out

    def index(self, offset):
        """Index of the first token that begins at or after a code point."""
        return bisect_left(self.starts, offset)

    def at(self, offset):
        """Index of the token that holds a code point."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def sentence_end(self, i):
        first = self.sentence[i] if i < len(self.sentence) else i
        while i < len(self.tokens) and self.sentence[i] == first:
            i += 1
        return i

    def written(self, start, end):
        """The words [start, end) as a label: without conjunction and clitic preposition (للوزير → الوزير)."""
        a, b = self.page.span(start, end)
        refolded = self.page.refolded.get(start, "").startswith("ال") and self.text[a : a + 1] == "ل"
        return "ا" + self.text[a:b] if refolded else self.text[a:b]

    def introduce(self):
        """Learn the names that only a reporting verb gives away as such: ويرى كامل الحرمي خبير النفط أن …"""
        learnt = []
        for quote in self.quotes:
            if quote.cue and quote.content[0] >= quote.cue[1]:
                c = self.at(quote.cue[0])
                for part in subject_after(self, c + 1, self.index(quote.content[0])):
                    if part.name and part.person and part.name[1] - part.name[0] > 1:
                        learnt.append(names._person(self.page, part))
        known = {person.name for person in self.page.people}
        for person in learnt:
            names._register(self.page, person)
        fresh = [person for person in learnt if person.name not in known or person.title]
        self.page.people = tuple(sorted([*self.page.people, *fresh], key=lambda person: person.at))


def subject_after(reading, i, limit, bounded=False):
    """The phrase that is the subject of a verb just before token i: list of Chunk; skips adverbs and circumstances.

    bounded: token `limit` is where the content begins, so nothing before it is content.
    """
    page, k, hops = reading.page, i, 0
    limit = min(limit, len(page.tokens), i + 60)
    while k < limit and hops < 12:
        hops += 1
        token, w = page.tokens[k], page.words[k]
        if w is None:
            k = _skip_mark(page, k, limit, i)
            if k is None:
                return []
            continue
        if k == i + 1 and page.is_mark(i, "،,") and w.kind == "noun" and not w.prep:
            return []  # وأضاف، …: the comma stands for a colon
        if w.kind == "verb" and k == i and w.num == "" and limit < len(page.tokens) and k + 1 < limit and bounded:
            page.words[k] = w = names.word("كيريلوف")  # قال سينج إن: what is no content can only be a name
            page.name_words.add(token.fold)
        if w.kind in {"rel", "comp"} and token.plain != "آي" and token.fold not in page.name_words:
            return []
        if w.kind == "adv" and not w.prop:
            k += 1
            continue
        if page.conjoined[k] and token.fold not in page.name_words:
            return []
        if w.kind == "prep" or w.prep:
            k = _past_object(page, k, limit)
            continue
        if w.kind in {"verb", "other"} and token.fold not in page.name_words:
            return []
        if w.pron and not w.person:
            return []
        if (w.tanween and not w.person and token.fold not in names.QUANTIFIERS) or _speech_object(page, k):
            return []
        return phrase(page, k, limit)
    return []


SPEECH_MASDARS = names._set(
    "التأكيد الإعراب القول الدعوة الترحيب الإشارة التذكير التشديد الحديث المطالبة الإشادة التعبير الانتباه النظر الإعلان الاعتراف "
    "الشكر التحذير الاتهام التزام التزامه التزامها حرص حرصه حرصها رفض رفضه رفضها دعم دعمه دعمها تأييد تأييده تأييدها استعداد استعداده استعدادها ضرورة أهمية"
)


def _speech_object(page, k):
    """جدد التأكيد، كرر الإعراب، لافتاً الانتباه: the word after the cue is what is done, not who does it."""
    if page.folded(k) not in SPEECH_MASDARS or k + 1 >= len(page.tokens):
        return False
    after = page.words[k + 1]
    return after is None or bool(after.prep) or after.kind != "rel" and page.folded(k)[:2] != "ال" or after.kind == "prep"


def _skip_mark(page, k, limit, i):
    """Index after a mark that may stand between verb and subject, or None where the search ends."""
    token = page.tokens[k]
    if token.kind == "number":
        return k + 1
    if token.kind == "newline" or token.form in ":.!؟?" or (token.form in "«“\"" and not page.is_mark(k - 1, "ل")):
        return None
    if token.form in "(":
        for j in range(k + 1, min(k + 8, limit)):
            if page.is_mark(j, ")"):
                return j + 1
        return None
    return k + 1 if token.form in "،,-–ـ" else None


PRONOMINAL = names._set(
    "فيه منه منها عنه عنها إليه إليها عليه عليها له لها لهم به بها بهم معه معها فيها لنا لي بي لديه لديها حيالها بينهم بينها بينهما "
    "منهم عليهم إليهم عنهم لهما منهما"
)


def _past_object(page, k, limit):
    """Index after the preposition at token k and its object."""
    w = page.words[k]
    if w.kind == "prep" and page.folded(k) in PRONOMINAL:
        return k + 1
    j = k if w.prep else k + 1
    if w.kind == "prep" and page.tokens[k].fold not in names.PREPOSITIONS:
        return k + 1
    while page.is_mark(j, "«“\"ـ-"):
        j += 1
    if j >= limit:
        return limit
    found = names.chunk(page, j, limit, inner=True)
    if found is None:
        return j + 1
    end = found.end
    while end < limit and (page.is_mark(end, "»”\"")):
        end += 1
    return end


def subject_before(reading, c, floor):
    """The phrase that stands as subject before the verb at token c, in the clause that begins at or after `floor`."""
    page = reading.page
    j = c
    if j > floor + 1 and page.is_mark(j - 1, "«“\"") and page.tokens[j - 1].end == page.tokens[j].start:
        j -= 1
    while j > floor and (page.words[j - 1] is not None and _auxiliary(page, j - 1)):
        j -= 1
    if j > floor and page.words[j - 1] is not None and page.tokens[j - 1].fold in names.RELATIVES - names._set("ما من"):
        return antecedent(reading, j - 1, floor)
    tried, found = 0, []
    for s in range(j - 1, max(floor, j - 45) - 1, -1):
        if not _clause_start(page, s, floor):
            continue
        tried += 1
        parts = [] if page.is_mark(s, "«“\"") or _verb_first(reading, s) else phrase(page, s, j)
        if parts and (parts[-1].end == found[-1].end if found else _clear(page, parts[-1].end, j)):
            if not page.conjoined[s]:
                return parts
            found = parts  # the second half of a pair (فرنسا وروسيا) unless nothing larger ends there
        if tried > 5:
            break
    return found


def _verb_first(reading, s):
    """Whether the sentence opens at token s with a word that can be its verb (قاطع الائتلاف)."""
    page = reading.page
    w = page.words[s]
    if w is not None and s and w.verb and not w.det and page.folded(s - 1) in {"قد", "كان", "كانت", "وكان", "لقد"} and not w.prop:
        after = page.words[s + 1] if s + 1 < len(page.words) else None
        if after is None or after.kind in {"adv", "prep", "comp"}:
            return True
    if w is None or s != reading.sentence[s] or not w.verb or w.det or w.place or w.person:
        return False
    return page.folded(s) not in page.name_words


def _auxiliary(page, i):
    token, w = page.tokens[i], page.words[i]
    return page.folded(i) in names.PARTICLES or (w.kind == "adv") or token.fold in names.PARTICLES


def _clause_start(page, s, floor):
    """Whether a clause can begin at token s."""
    if s == floor or s == 0:
        return True
    before, w = page.tokens[s - 1], page.words[s - 1]
    if page.conjoined[s] and page.words[s] is not None and page.words[s].kind == "noun":
        return True
    if before.kind in {"mark", "newline"}:
        return True
    return w is not None and (w.kind == "comp" or before.fold in {"وكان", "فيما", "بينما", "وكانت"} or page.folded(s - 1) in names.PARTICLES)


def _clear(page, i, j):
    """Whether only circumstances, a relative clause or a parenthesis stand between tokens i and j."""
    while i < j:
        token, w = page.tokens[i], page.words[i]
        if token.kind == "mark" and token.form in "،,-–ـ":
            if i + 1 < j and page.is_mark(j - 1, "،,-–ـ"):
                return True
            i += 1
        elif token.kind == "mark" and token.form == "(":
            while i < j and not page.is_mark(i, ")"):
                i += 1
            i += 1
        elif token.kind == "number" or (w is not None and (w.kind == "adv" or page.folded(i) in names.PARTICLES)):
            i += 1
        elif w is not None and (w.kind == "prep" or w.prep):
            i = max(_past_object(page, i, j), i + 1)
        elif w is not None and w.kind == "rel":
            return True
        elif page.is_mark(i, "«“\"") and (quoted := names._quoted(page, i, j)):
            i = quoted
        else:
            return False
    return True


@lru_cache(maxsize=20_000)
def _side(name):
    """The side of one name: its row, else that of the first country, nationality or known name in the description."""
    row = canonical(name)
    for word in () if row else name.split():
        place = country(names.bare(words.fold(word)))
        row = canonical(word) or (canonical(place) if place else None)
        if row or place:
            break
    if row is None and any(place in name for place in ("الولايات المتحدة", "البيت الأبيض")):
        return "usa"
    return row["side"] if row else "other"


def side(speaker):
    """The side (russia, china, usa …) of an Attribution's speaker names, "other" where the table does not know them."""
    sides = {_side(name) for name in speaker}
    return sides.pop() if len(sides) == 1 else "other"


CLAIMS = names._set("مزاعم ادعاءات اتهامات موقف مواقف مطالب دعوات دعوة تأكيدات تعليقات أقوال")


def antecedent(reading, rel, floor):
    """The noun phrase before the relative pronoun at token rel; a noun of speech yields the speaker it belongs to."""
    page = reading.page
    end = rel
    while end > floor and page.is_mark(end - 1, "،,"):
        end -= 1
    best, gen = [], "m" if page.tokens[rel].fold == "الذي" else ""
    for s in range(end - 1, max(floor, end - 14) - 1, -1):
        w = page.words[s]
        if w is None:
            if not page.is_mark(s, "،,«»“”\""):
                break
            continue
        if w.kind == "verb" or best and (s in page.cues or w.bare in SPEECH_NOUNS | CLAIMS):
            break  # تصريحات فلان التي أكد فيها: the speaker is فلان
        parts = names.chunk(page, s, end)
        if parts is not None and parts.end == end:
            fits = not (page.tokens[rel].fold == "التي" and parts.gen == "m" and parts.num == "s" and best)
            if fits and w.kind == "noun" and not (gen and parts.gen == "f" and best) and not (w.adj and w.det and not w.person and not w.noun):
                best = [parts]
    return best


# ---------------------------------------------------------------- from mention to speaker


def resolve(reading, part, latest):
    """(speaker names, rule) of one noun phrase; `latest` are the Sources before it, oldest first."""
    page = reading.page
    if part.name and part.person:
        return _named(reading, part.name), "name"
    if part.name and part.end == part.name[1] and part.start == part.name[0]:
        return _named(reading, part.name), "name"
    text = reading.written(part.start, part.end)
    own = _own_country(reading, part, latest) or _excellency(reading, part)
    if own:
        return (own,), "pronoun"
    head = page.words[_head(page, part)]
    if head is not None and (head.num == "d" or head.bare.endswith(("ان", "تان"))) and head.det:
        both = _both(reading, part, head)
        if both:
            return both, "dual → both"
    if part.person:
        holder = _holder(reading, part, latest)
        if holder:
            return (holder,), "title → holder"
    if text in {"أمريكا", "أميركا", "امريكا"} and "الولايات المتحدة" in reading.text:
        return ("الولايات المتحدة",), "description"
    fuller = _fuller(reading, part, latest)
    return (fuller,) if fuller else (tidy(text),), "description"


def _own_country(reading, part, latest):
    """بلاده: the country in the title of the last person who spoke, if there is one."""
    if reading.page.folded(part.start) not in {"بلاده", "بلادها"} or not latest or not latest[-1].person:
        return None
    for person in reading.page.people:
        if latest[-1].speaker and _person_name(reading, person) == latest[-1].speaker[0]:
            for word in person.title:
                found = country(names.bare(word)) if word.startswith("ال") else None
                if found:
                    return _written_country(reading, found)
    return None


def _excellency(reading, part):
    """سموه، معاليه: the last person named before it with that rank, else the last person named."""
    fold = reading.page.folded(part.start)
    if fold not in {"سموه", "معاليه", "فضيلته", "سيادته", "جلالته", "فخامته", "سعادته", "سماحته", "نيافته", "قداسته"}:
        return None
    before = [person for person in reading.page.people if person.at < part.start] or list(reading.page.people[:1])
    ranked = [person for person in before if {"سمو", "الامير", "امير"} & set(person.title)] if fold == "سموه" else []
    return _person_name(reading, (ranked or before)[-1]) if before else None


def _head(page, part):
    i = part.start
    return i + 1 if page.folded(i) in names.DEMONSTRATIVES and i + 1 < part.end else i


def tidy(text):
    """A description as a label: marks and line ends out, an accusative ending off its first words."""
    out = []
    for token in words.tokenise(text):
        if token.kind in {"word", "foreign", "number"}:
            out.append(_nominative(token.form, not out))
    return " ".join(out)


def _nominative(form, first):
    if form.endswith(("اً", "ًا")):
        return form[:-2]
    if first and form.endswith("ا") and names.word(form).tanween:
        return form[:-1]
    if first and form.endswith(("ين", "ين")) and len(form) > 5 and any(r.num == "p" for r in morphology.analyses(words.plain(form))):
        return form[:-2] + "ون"
    return form


def _named(reading, name):
    """The fullest name that the text gives to the person written at tokens name = (start, end)."""
    page = reading.page
    key = names.name_key(page, *name)
    if key in reading.memo:
        return reading.memo[key]
    span = page.span(*name)
    own = " ".join(reading.text[span[0] : span[1]].split())
    full = _fullest(page, key) or own
    row = canonical(full) or canonical(own)
    if row and row["kind"] == "person" and set(key) <= set(_key(row["speaker"]).split()) and len(full.split()) < 2:
        full = row["speaker"]
    reading.memo[key] = (full,)
    return (full,)


@lru_cache(maxsize=100_000)
def skeleton(word):
    """Consonants of a foreign name that spellings agree on: لافروف, بوغدانوف/بوجدانوف."""
    word = word.translate(str.maketrans({"غ": "ج", "ق": "ك", "ڤ": "ف", "ث": "ت", "ذ": "د", "ظ": "ز", "ط": "ت", "ص": "س", "ؤ": "و", "ئ": "ي"}))
    return word[:1] + "".join(c for c in word[1:] if c not in "اويءه")


def _alike(a, b):
    if a == b:
        return True
    x, y = skeleton(a), skeleton(b)
    return len(x) > 2 and x == y or (len(x) > 3 and len(y) > 3 and x[:1] == y[:1] and abs(len(a) - len(b)) < 2 and x == y)


def _fits(key, name):
    """Whether the words `key` can be a short form of the words `name`, spelling variants allowed."""
    if len(key) >= len(name):
        return False
    if all(any(_alike(a, b) for b in name) for a in key):
        return True
    return "".join(key) == "".join(name)


def _fullest(page, key):
    """The longest name in the text that `key` shortens; a family name counts before a first name."""
    row = canonical(" ".join(key))
    best = None
    for person in page.people:
        if _fits(key, person.name) or (row and len(person.name) > len(key) and canonical(person.text) is row):
            last = _alike(key[-1], person.name[-1]), len(person.name) <= 5, len(person.name), -person.at
            if best is None or last > best[0]:
                best = last, person.text
    return best and " ".join(best[1].split())


def _title_words(page, start, end):
    """Bare words of a title without what any holder may have (السابق، الشاب)."""
    loose = {"سعاده", "معالي", "فخامه", "سماحه", "فضيله", "جلاله", "سابق", "حالي", "جديد", "شاب", "منتخب", "راحل", "مخلوع", "رسمي", "باسم", "في", "من", "ل"}
    out = []
    for k in range(start, end):
        w = page.words[k]
        if w is not None and names.bare(page.folded(k)) not in loose and w.kind in {"noun", "verb"}:
            out.append(w.bare)
    return out


_WILD = {"مصدر", "فنان", "معارض", "كاتب", "ناشط", "باحث", "خبير", "محلل", "سيناتور", "مسؤول", "دبلوماسي", "سياسي", "قيادي", "رجل", "نظيره", "نظيرته", "نظيرها"}


def _holder(reading, part, latest):
    """Name of the person whose title the phrase repeats: the last one named before it, else the first after it."""
    page = reading.page
    wanted = _title_words(page, _head(page, part), part.end)
    if not wanted or not page.words[_head(page, part)].det and len(wanted) < 2:
        return None
    best = None
    for person in page.people:
        if person.at == part.start:
            continue
        if _holds(wanted, person.title, page, part):
            before = person.at < part.start
            rank = before, person.at if before else -person.at
            if best is None or rank > best[0]:
                best = rank, person
    if best:
        return _person_name(reading, best[1])
    row = _titles().get(_key(reading.written(part.start, part.end)))
    for person in page.people if row else ():
        if canonical(person.text) is row:
            return _person_name(reading, person)
    if wanted[0] in _WILD or len(wanted) == 1:
        for source in reversed(latest[-3:]):
            if len(source.speaker) == 1 and source.person and source.num != "p" and wanted[0] in _WILD and page.words[_head(page, part)].det:
                return source.speaker[0]
    return None


def _person_name(reading, person):
    full = _fullest(reading.page, person.name)
    return full or " ".join(person.text.split())


@lru_cache(maxsize=50_000)
def nation(bare):
    """A nationality adjective and its country brought to one stem: روسي، روسيا، روسيه → روس."""
    for ending in ("يه", "يا", "ي", "ا", "ه"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            return bare[: -len(ending)].replace("امير", "امر")
    return bare


def _holds(wanted, title, page, part):
    """Whether a holder's title (folded words) covers the wanted bare words."""
    if not title:
        return False
    bares = [names.bare(word) for word in title]
    head, rest = wanted[0], wanted[1:]
    wild = any(bare.startswith("نظير") for bare in bares[:1])
    if head not in bares and not wild:
        return False
    stems = {nation(bare) for bare in bares}
    if not all(word in bares or nation(word) in stems for word in rest):
        return wild and rest and all(nation(word) in stems for word in rest)
    if wild and not rest:
        return False
    if head in bares and not rest:
        # a bare الرئيس is not رئيس الوزراء: an office in the genitive needs naming
        at = bares.index(head)
        return head != "رئيس" or title[at].startswith("ال") or (at + 1 < len(title) and names.is_place(title[at + 1]))
    return True


def _both(reading, part, head):
    """The two people or countries that a dual (الزعيمان، الجانبان) stands for, if the text gives just them."""
    page = reading.page
    stem = head.bare[:-3] if head.bare.endswith(("تان", "تين")) else head.bare[:-2]
    want = DUALS.get(stem) or ("person" if stem in names.PERSON_HEADS else None)
    if want == "person":
        return _two_people(reading, part, stem)
    return _two_places(reading, part) if want else ()


def _recent_two(reading, at, without=()):
    """The two people named in the sentence of token `at` before it, or in the sentence before; () if not just two."""
    first = reading.sentence[at]
    for _ in range(3):
        near = [_person_name(reading, person) for person in reading.page.people if first <= person.at < at]
        near = [name for name in dict.fromkeys(near) if name not in without]
        if len(near) > 1 or first == 0:
            return tuple(near) if len(near) == 2 else ()
        first = reading.sentence[first - 1]
    return ()


def _two_people(reading, part, stem):
    recent = _recent_two(reading, part.start)
    if recent and stem in {"مسؤول", "رجل", "دبلوماسي", "اثن", "قائد"}:
        return recent
    found, first = {}, {}
    for person in reading.page.people:
        name = _person_name(reading, person)
        titled = any(names.bare(word).startswith((stem, "نظير")) for word in person.title)
        found[name] = found.get(name, False) or titled
        first.setdefault(name, person.at)
    before = [name for name in found if first[name] < part.start]
    for pool in ([n for n in before if found[n]], [n for n in found if found[n]], before, list(found)):
        if len(pool) == 2:
            return tuple(pool)
    titled = [n for n in before if found[n]]
    return tuple(titled[-2:]) if len(titled) > 2 else tuple(list(found)[:2]) if len(found) >= 2 else ()


def _two_places(reading, part):
    """The two countries that a text names most, by themselves or as nationalities, in the order of the text."""
    count, label = {}, {}
    for w in reading.page.words:
        place = w and w.kind == "noun" and country(w.bare)
        if place:
            count[place] = count.get(place, 0) + 1
            label.setdefault(place, _written_country(reading, place))
    two = sorted(count, key=lambda place: -count[place])[:2]
    return tuple(label[place] for place in label if place in two) if len(two) == 2 else ()


def _fuller(reading, part, latest):
    """The fullest description in the text of a source mentioned by its head alone (المصدر، المكتب، الوزارة)."""
    page = reading.page
    at = _head(page, part)
    head = page.words[at]
    if head is None or head.place or not (head.det or head.kind == "noun"):
        return None
    wanted = _title_words(page, at, part.end)
    best = None
    for k in (*reading.by_word.get(head.bare, ()), *reading.by_word.get(PLURALS.get(head.bare), ())):
        if k == at:
            continue
        k -= k > 0 and page.words[k - 1] is not None and page.folded(k - 1) in names.QUANTIFIERS
        other = names.chunk(page, k, len(page.tokens)) if not page.words[k].prep else None
        if other is None:
            continue
        # التقارير الإيطالية, first written as تقارير إيطالية
        first = len(wanted) > 1 and head.det and k < at and not page.words[other.start].det
        bares = _title_words(page, other.start, other.end)
        stems = {nation(word) for word in bares} | {nation(single) for single, plural in PLURALS.items() if plural in bares}
        if len(bares) <= len(wanted) - first or not all(nation(word) in stems for word in wanted):
            continue
        spoken = [source.speaker[0] for source in latest if source.at == other.start and len(source.speaker) == 1]
        spoke = bool(spoken)
        rank = spoke, k < at, k if k < at else -k
        if (head.det or head.bare == "مصدر") and (best is None or rank > best[0]):
            best = rank, spoken[-1] if spoken else tidy(reading.written(other.start, other.end))
    if best is None and head.det and part.end - at == 1 and latest and len(latest[-1].speaker) == 1:
        if head.bare == "مصدر" or (head.bare in SPEECH_NOUNS and _issued(reading, head.bare, latest[-1])):
            return latest[-1].speaker[0]
    return best and best[1]


PLURALS = {"صحيفه": "صحف", "مصدر": "مصادر", "مسؤول": "مسؤولين", "وكاله": "وكالات", "محلل": "محللين"}


def _issued(reading, document, source):
    """Whether the last source spoke in a document of this kind: أعلنت الرئاسة في بيان … وأورد البيان."""
    first = reading.sentence[source.cue]
    return any(names.bare(reading.page.folded(k)) == document for k in range(first, reading.sentence_end(source.cue))
               if reading.page.words[k] is not None)


# ---------------------------------------------------------------- channels


def channel(reading, lo, hi):
    """The outlet a speaker addresses between tokens lo and hi (لقناة …، في مقابلة مع …، على تويتر), or None."""
    page = reading.page
    for k in range(lo, min(hi, len(page.tokens), lo + 40)):
        w = page.words[k]
        if w is None:
            continue
        fold = page.folded(k)
        if fold[0] == "ل" and (w.prep or fold[1:] in names.OUTLETS or names.word(page.tokens[k].plain[1:]).bare in names.OUTLET_HEADS):
            found = _outlet(reading, k, hi, clitic=True)
            if found:
                return found
        if fold in {"ل", "لـ"} and k + 1 < hi:
            found = _outlet_name(reading, k + 1, hi)
            if found:
                return found
        if fold in {"مع", "علي", "الي", "عبر", "اوردتها", "بثتها", "نشرتها", "بثه", "نشره"} and k + 1 < hi:
            found = _outlet(reading, k + 1, hi, clitic=False)
            if found:
                return found
    return None


def _outlet(reading, k, hi, clitic):
    page = reading.page
    token = page.tokens[k]
    w = page.words[k]
    fold = page.folded(k)
    if w is None:
        return None
    stem = fold[1:] if clitic else fold
    if stem.startswith("ل") and clitic and stem[1:] in names.OUTLET_HEADS:
        return None
    if stem in names.OUTLETS:
        return reading.text[token.start + (1 if clitic else 0) : token.end]
    if stem in names.OUTLET_HEADS:
        end = _outlet_end(page, k, hi)
        text = reading.text[token.start + (1 if clitic else 0) : page.tokens[end - 1].end]
        return tidy(text) if end > k + 1 else None
    return None


def _outlet_end(page, k, hi):
    """End of an outlet's name whose kind (وكالة، قناة) stands at token k."""
    quoted = names._quoted(page, k + 1, hi)
    if quoted:
        return quoted
    end = k + 1
    while end < hi and page.words[end] is not None and not page.conjoined[end]:
        w = page.words[end]
        if w.kind not in {"noun", "adv"} or w.prep or w.tanween or w.kind == "adv":
            break
        end += 1
    return end


def _outlet_name(reading, k, hi):
    """The name between marks after لـ: لـ«الحياة»."""
    quoted = names._quoted(reading.page, k, hi)
    return tidy(reading.text[reading.tokens[k].start : reading.tokens[quoted - 1].end]) if quoted else None


# ---------------------------------------------------------------- one quotation at a time


class Finding(NamedTuple):
    """What a cue's own surroundings say: the mention's parts, how they were found, and the channel."""

    parts: list
    rule: str
    via: str | None = None
    agree: tuple = ("", "")
    both: tuple = ()  # the speakers, where they are known without a phrase


TIME_NOUNS = names._set("أسبوع شهر عام سنة يوم ساعة وقت مرة ليلة صباح مساء عقد قرن جانب جهة ناحية سياق شأن إطار حال مقابل غضون")
TRANSMIT = names._set("نقل نقلت ونقل ونقلت تنقل وتنقل ينقل نقلا ونسب نسبت ونسبت نسب")
PRONOUNS = (("هما", "", "d"), ("هم", "", "p"), ("ها", "f", "s"), ("ه", "m", "s"))


def attribute(text, tokens, quotes):
    """Speakers of the quotations of one text: a list of Attribution parallel to `quotes`.

    tokens: words.tokenise(text). quotes: objects with at least `content` (start, end) and `cue` (start, end) or None;
    `construction` and `lemma` are used where filled.
    """
    if not quotes:
        return []
    reading = Reading(text, tokens, quotes)
    parents = _parents(quotes)
    out, sources = [None] * len(quotes), []
    for q in sorted(range(len(quotes)), key=lambda q: _position(quotes[q])):
        parent = parents[q]
        history = [source for source, level in sources if level == parent]
        if parent is not None and out[parent] is not None and not history:
            history = [Source(out[parent].speaker, None, "", "", -1, -1, True)]
        finding = _find(reading, quotes[q], quotes, parent, history)
        out[q], source = _settle(reading, finding, history, reading.at(_position(quotes[q])[0]))
        sources.append((source, parent))
    return out


def _position(quote):
    return (quote.cue or quote.content)[0], quote.content[0], -quote.content[1]


def _parents(quotes):
    """For each quotation the index of the smallest one whose content holds its cue, or None."""
    order = sorted(range(len(quotes)), key=lambda q: (quotes[q].content[0], -quotes[q].content[1]))
    out, stack = [None] * len(quotes), []
    anchors = sorted(range(len(quotes)), key=lambda q: (quotes[q].cue or quotes[q].content)[0])
    waiting = iter(order)
    nxt = next(waiting, None)
    for q in anchors:
        at = (quotes[q].cue or quotes[q].content)[0]
        while nxt is not None and quotes[nxt].content[0] <= at:
            stack.append(nxt)
            nxt = next(waiting, None)
        stack = [p for p in stack if quotes[p].content[1] > at]
        holders = [p for p in stack if p != q and _inside(quotes[q], quotes[p])]
        out[q] = min(holders, key=lambda p: quotes[p].content[1] - quotes[p].content[0], default=None)
    return out


def _inside(inner, outer):
    """Whether `inner` is told inside `outer`: its cue, and (but for a parenthesis) its content, are in outer's content."""
    cue = inner.cue or inner.content
    if not (outer.content[0] <= cue[0] and cue[1] <= outer.content[1]):
        return False
    if outer.cue and outer.cue == inner.cue:
        return False
    if inner.cue is None:
        return outer.content[0] <= inner.content[0] and inner.content[1] <= outer.content[1] and outer.content != inner.content
    own = inner.content[0] <= cue[0] < inner.content[1]  # a parenthetical cue inside its own content
    return not own or outer.content[1] - outer.content[0] > inner.content[1] - inner.content[0]


def _find(reading, quote, quotes, parent, history):
    if quote.cue is None:
        return Finding([], "continues the direct speech before it")
    c = reading.at(quote.cue[0])
    stop = reading.index(quote.content[0]) if quote.content[0] >= quote.cue[1] else reading.sentence_end(c)
    floor = reading.sentence[c]
    if parent is not None:
        floor = max(floor, reading.index(quotes[parent].content[0]))
    kind, gen, num, _ = cue_features(reading.tokens[c].plain)
    given = getattr(quote, "construction", "") or ""
    if given in {"noun", "preposition", "participle"}:
        kind = given
    find = {"mark": _colon, "preposition": _beside, "noun": _noun, "participle": _participle_subject}.get(kind, _verb)
    return find(reading, c, stop, floor, gen, num, history)


def _colon(reading, c, stop, floor, gen, num, history):
    """فلان: … in a headline: the phrase that opens the line."""
    start = c
    while start > 0 and reading.tokens[start - 1].kind != "newline":
        start -= 1
    parts = phrase(reading.page, max(start, min(floor, c)), c) or phrase(reading.page, start, c)
    return Finding(parts, "phrase before the colon")


def _unclitic(reading, k, limit):
    """The phrase at token k read without its clitic preposition: لمصدر أمني → مصدر أمني."""
    page, w = reading.page, reading.page.words[k]
    fold = page.folded(k)
    if fold[:1] in "لبك" and len(fold) > 3 and k not in page.refolded:
        if w.prep or not w.known and (names.word(fold[1:]).known or fold[1:] in page.folds):
            page.unclitic(k)
    return phrase(page, k, limit)


def _beside(reading, c, stop, floor, gen, num, history):
    """بحسب، وفق، نقلاً عن: the phrase after the preposition; after ما the subject of the verb that follows."""
    page, k = reading.page, c + 1
    end = reading.sentence_end(c)
    limit = stop if stop > c else end
    fold = reading.tokens[c].fold
    via = None
    if fold.endswith("نقلا"):
        via = _label(reading, governing(reading, c, floor, "", ""), history)
        if k < limit and reading.tokens[k].fold == "عن":
            k += 1
    if fold.endswith("ما") or (k < limit and reading.tokens[k].fold in {"ما", "لما"}):
        k += 0 if fold.endswith("ما") else 1
        if k < limit and reading.tokens[k].fold in {"جاء", "ورد"}:
            return Finding(_document(reading, k + 1, limit), "document after preposition", via)
        return Finding(subject_after(reading, k + 1, limit), "subject after preposition + verb", via or channel(reading, k + 1, min(limit, k + 14)))
    while page.is_mark(k, "«“\""):
        k += 1
    if k >= limit or page.words[k] is None:
        parts = phrase(page, k, limit) if k < limit else []
        return Finding(parts, "phrase after preposition", via)
    parts = _unclitic(reading, k, limit)
    if parts and names.bare(_stem(page, k)) in SPEECH_NOUNS:
        return Finding(_owner(reading, k, limit) or parts, "owner of the document", via)
    if page.words[k].pron and not page.words[k].person:
        agree = _clitic(page, k)
        parts = governing(reading, c, floor, *agree) if agree[1] == "p" else []
        return Finding(_silent(parts), "carried", via, agree)
    return Finding(parts, "phrase after preposition", via)


def _stem(page, k):
    fold = page.folded(k)
    return fold[1:] if fold[:1] in "لب" and names.bare(fold[1:]) in SPEECH_NOUNS else fold


def _owner(reading, k, limit):
    """Whose document it is: بيان الشرطة, بيان للوزارة, نص نشره الكرملين."""
    page = reading.page
    j = k + 1
    while j < min(limit, k + 6) and page.words[j] is not None:
        w = page.words[j]
        if w.kind == "prep" and reading.tokens[j].fold in {"عن", "من"} or w.kind in {"rel"}:
            j += 1
            continue
        if w.kind == "verb":
            return subject_after(reading, j + 1, limit)
        if w.prep == "ل":
            return _unclitic(reading, j, limit)
        if w.adj and not w.det and not w.prop or w.bare.startswith("صادر"):
            j += 1
            continue
        return phrase(page, j, limit) if w.kind == "noun" and not w.pron else []
    return []


def _document(reading, k, limit):
    """ورد في بيان X: the owner of the document, else the document."""
    page = reading.page
    while k < limit and page.words[k] is not None and page.words[k].kind in {"prep", "adv"}:
        k += 1
    if k >= limit or page.words[k] is None:
        return []
    if names.bare(page.folded(k)) in SPEECH_NOUNS:
        return _owner(reading, k, limit) or phrase(page, k, limit)
    return phrase(page, k, limit)


def _clitic(page, k):
    fold = page.folded(k)
    return next(((gen, num) for ending, gen, num in PRONOUNS if fold.endswith(ending)), ("", ""))


def _noun(reading, c, stop, floor, gen, num, history):
    """A noun of speech: its genitive, its pronoun, من + phrase, or the subject of the verb that governs it."""
    page, k = reading.page, c + 1
    limit = stop if stop > c else reading.sentence_end(c)
    fold = page.folded(c)
    w = page.words[c]
    told = _told(reading, c, floor)
    if told:
        return told
    if k < limit and reading.tokens[k].fold in {"من", "بين"} and not (w is not None and w.pron):
        parts = phrase(page, k + 1, limit)
        if parts:
            return Finding(parts, "phrase after من")
    if w is not None and w.pron or fold in {"قوله", "قولها", "قولهم"}:
        agree = _clitic(page, c)
        parts = _nearest(reading, c, floor, *agree) or governing(reading, c, floor, *agree, nearest=True)
        return Finding(_silent(parts), "pronoun → subject of the clause" if parts else "carried", None, agree)
    if fold[:1] in "بل" and w is not None and w.prep and not (k < limit and page.words[k] and page.words[k].kind == "noun"):
        place = _object_of_in(reading, k, limit)
        if place:
            return Finding(place, "phrase after في")
        return Finding(_silent(governing(reading, c, floor, "", "")), "subject of the governing verb")
    if fold[:1] in "بل":
        place = _object_of_in(reading, k, limit)
        if place:
            return Finding(place, "phrase after في")
    if k < limit and page.words[k] is not None and (page.words[k].kind != "noun" or page.words[k].prep):
        before = subject_before(reading, c, floor)
        if before and before[-1].end == c:
            return Finding(before, "subject before the noun")
    if k < limit and page.words[k] is not None:
        nations = _nations(reading, k, limit)
        if nations:
            return Finding(nations, "nationality")
        if reading.tokens[k].fold in {"من", "بين", "عن", "لدي"}:
            return Finding(phrase(page, k + 1, limit), "phrase after من")
        if page.words[k].prep == "ل":
            return Finding(_unclitic(reading, k, limit), "phrase after ل")
        parts = phrase(page, k, limit)
        if parts:
            return Finding(parts, "genitive")
    before = subject_before(reading, c, floor)
    if before:
        return Finding(before, "subject before the noun")
    return Finding(_silent(governing(reading, c, floor, "", "")), "subject of the governing verb")


class Silent(list):
    """Parts that tell the speaker but are not the mention of this cue."""


def _silent(parts):
    return Silent(parts)


def _object_of_in(reading, k, limit):
    if k + 1 < limit and reading.tokens[k].fold in {"في", "لدي"}:
        return phrase(reading.page, k + 1, limit)
    return []


def _nations(reading, k, limit):
    """إشادة مصرية، اتفاق أمريكي - خليجي: nationality adjectives as one-word parts."""
    page, out = reading.page, []
    while k < limit:
        w = page.words[k]
        if w is None:
            if not (out and page.is_mark(k, "-–ـ")):
                break
        elif w.adj and not w.det and names._nisba(w.bare) and country(w.bare):
            out.append(names.Chunk(k, k + 1, None, False, "f", "s"))
        elif not out or not page.conjoined[k]:
            break
        k += 1
    return out


@lru_cache(maxsize=1)
def _countries():
    found = {}
    for place in sorted(names.PLACES):
        found.setdefault(nation(names.bare(place)), place)
    return found


def country(adjective):
    """The country that a nationality adjective belongs to (bare, folded), or None: مصري → مصر."""
    return _countries().get(nation(adjective)) if len(adjective) > 3 else None


def _told(reading, c, floor):
    """نقلت وكالة X عن Y (قوله): Y is the mention, X the channel."""
    page = reading.page
    for k in range(c, max(floor, c - 40) - 1, -1):
        if reading.tokens[k].fold in TRANSMIT:
            for j in range(k + 1, min(len(page.tokens), k + 25)):
                if reading.tokens[j].fold == "عن":
                    agency = subject_after(reading, k + 1, j) or subject_before(reading, k, reading.sentence[k])
                    parts = phrase(page, j + 1, min(len(page.tokens), j + 30))
                    if parts and (c <= k or parts[-1].end <= c):
                        via = ", ".join(_speaker_label(reading, part) for part in agency) or None
                        return Finding(parts, "نقل عن", via)
            return None
    return None


def _speaker_label(reading, part):
    return tidy(reading.written(part.start, part.end))


def _label(reading, parts, history):
    return " و".join(_speaker_label(reading, part) for part in parts) or None


def _participle_subject(reading, c, stop, floor, gen, num, history):
    """مؤكداً: the speaker of the sentence so far, else the subject of its verb."""
    page = reading.page
    if c > floor and page.words[c - 1] is not None and num == "s":
        before = [] if reading.tokens[c].plain.endswith("ا") or page.conjoined[c] else subject_before(reading, c, floor)
        if before and before[-1].end == c:
            return Finding(before, "subject before the participle")
    if history and history[-1].cue >= floor and _agrees(history[-1], gen, num):
        return Finding([], "carried", None, (gen, num))
    parts = governing(reading, c, floor, gen, num)
    if parts:
        return Finding(_silent(parts), "subject of the governing verb", channel(reading, floor, c), (gen, num))
    return Finding([], "carried", None, (gen, num))


def _nearest(reading, c, floor, gen, num):
    """What a possessive pronoun on a noun of speech points to: the last person (ـه) or country (ـها) before it."""
    page = reading.page
    if num == "s" and gen == "m":
        last = [person for person in page.people if floor <= person.at < c]
        found = names.chunk(page, last[-1].at, c) if last else None
        return [found] if found and found.name else []
    for k in range(c - 1, floor - 1, -1) if gen == "f" else ():
        if page.words[k] is not None and page.words[k].place and page.words[k].gen == "f":
            return [names.Chunk(k, k + 1, None, False, "f", "s")]
    return []


MODALS = names._set("قد لقد لم لن لا سوف ما كان كانت")


def governing(reading, c, floor, gen, num, nearest=False):
    """The subject of the clause that a participle or a second verb at token c belongs to: list of Chunk."""
    page = reading.page
    opening = [] if nearest or _verb_first(reading, floor) else phrase(page, floor, c)
    if opening and opening[-1].end < c and _starts_verb(page, opening[-1].end) and not _is_time(page, opening[0]):
        if _chunk_agrees(page, opening, gen, num):
            return opening
    for k in range(c - 1, floor - 1, -1) if nearest else range(floor, c):
        w = page.words[k]
        if w is None or not w.verb or w.prep or page.folded(k) in MODALS:
            continue
        after_qad = k > floor and page.folded(k - 1) in {"قد", "لقد"}
        if w.kind != "verb" and not (k == floor or page.conjoined[k] or after_qad or page.tokens[k - 1].kind == "mark"):
            continue
        parts = (subject_before(reading, k, floor) if after_qad else []) or subject_after(reading, k + 1, c) or subject_before(reading, k, floor)
        if nearest and parts and not _solid(page, parts[0]):
            continue
        if parts and not _is_time(page, parts[0]) and _chunk_agrees(page, parts, gen, num, nearest):
            return parts
    return []


def _starts_verb(page, k):
    while k < len(page.tokens) and page.words[k] is not None and page.folded(k) in names.PARTICLES:
        k += 1
    return k < len(page.tokens) and page.words[k] is not None and page.words[k].verb


def _is_time(page, part):
    return page.words[part.start] is not None and page.words[part.start].bare in TIME_NOUNS


def _chunk_agrees(page, parts, gen, num, strict=False):
    if len(parts) > 1:
        return num != "s" or True
    part = parts[0]
    if gen == "f" and part.gen == "m" and (part.person or strict):
        return False
    return not (gen == "m" and part.gen == "f" and not part.name and num == "s")


def _agrees(source, gen, num):
    if not source.speaker:
        return False
    if gen and source.gen and gen != source.gen:
        return False
    if num == "p":
        return source.num != "s" or len(source.speaker) > 1
    return True


def _verb(reading, c, stop, floor, gen, num, history):
    page = reading.page
    limit = stop if stop > c else reading.sentence_end(c)
    agree = (gen, num)
    via = channel(reading, c + 1, limit)
    if reading.tokens[c].fold in TRANSMIT:
        told = _told(reading, c, floor)
        if told:
            return told
    if reading.tokens[c].fold.endswith(("ورد", "جاء")):
        return Finding(_document(reading, c + 1, limit), "owner of the document", via, agree)
    after = subject_after(reading, c + 1, limit, bounded=stop > c and not page.is_mark(c + 1, ":«“\""))
    if after and not _fits_cue(page, after[0], gen, c):
        after = []
    if after and (_is_time(page, after[0]) or _accusative(page, after[0]) or _addressee(reading, c, after[0], history, gen)):
        after = []
    if c > floor and not page.conjoined[c] and page.words[c - 1] is not None and page.words[c - 1].tanween:
        parts = antecedent(reading, c, floor)
        if parts and names.bare(page.folded(parts[0].start)) in SPEECH_NOUNS | names.OCCASIONS - names._set("بيان تقرير إعلان"):
            parts = _silent(governing(reading, c, floor, gen, num))
            return Finding(parts, "subject of the clause", via, agree)
        if parts and not parts[0].person:
            return Finding(parts, "indefinite noun before verb", via, agree)
    if not after and not page.conjoined[c] and _asyndetic(reading, c, gen):
        parts = antecedent(reading, c, floor)
        if parts and parts[0].start > floor and not page.words[parts[0].start].det and not parts[0].name:
            return Finding(parts, "indefinite noun before verb", via, agree)
    if not page.conjoined[c] or _topic(page, c, floor):
        before = _before(reading, c, floor, gen, bool(after))
        if before:
            return Finding(before, "subject before verb", via, agree)
    if after:
        return Finding(after, "subject after verb", via, agree)
    if not after and stop > c:
        k = reading.index(reading.ends.get(c, 0))
        if page.folded(k) == "كل" if k < len(page.tokens) else False:
            return Finding(phrase(page, k, reading.sentence_end(c)), "subject after the content", via, agree)
    if floor and parent_has_none(history, floor) or page.conjoined[c]:
        if not (history and history[-1].cue >= floor):
            parts = governing(reading, c, floor, gen, num)
            if parts:
                return Finding(_silent(parts), "subject of the clause", via, agree)
    if reading.tokens[c].fold.endswith(("ان", "ا")) and num == "d":
        both = _recent_two(reading, c, history[-1].speaker if history else ())
        if both:
            return Finding([], "dual verb → both", via, agree, both)
    fresh = _fresh_subject(reading, c, history, gen, num)
    if fresh:
        return Finding(_silent(fresh), "subject of the sentence before", via, agree)
    return Finding([], "carried", via, agree)


def _asyndetic(reading, c, gen):
    """Whether an indefinite phrase touches a verb in the present: مع تقارير أمريكية تشير إلى."""
    w = reading.page.words[c - 1] if c else None
    if w is None or w.kind != "noun" or w.det or w.place or w.pron or w.prop or reading.tokens[c].fold[0] not in "يت":
        return False
    return w.bare not in TIME_NOUNS and (w.gen == gen == "f" or gen != "f" and w.gen == "m")


# verbs whose object is a person or a body: حث زعماء العالم على
_ADDRESSING = names._set("حث طالب دعا ناشد حذر شجع هنأ شكر اتهم أبلغ أخبر نصح أمر وصف انتقد أدان حثت طالبت دعت ناشدت حذرت شجعت هنأت "
                         "شكرت اتهمت أبلغت أخبرت وصفت انتقدت أدانت يحث يطالب يدعو يناشد يحذر تحث تطالب تدعو تحذر")  # fmt: skip


def _accusative(page, part):
    """A sound masculine plural in ين cannot be a subject: حث المسؤولين على."""
    i = _head(page, part)
    w = page.words[i]
    return w is not None and w.num in "pd" and w.bare.endswith("ين") and w.noun and not w.prop and part.name is None


def _addressee(reading, c, part, history, gen):
    """Whether the phrase after a coordinated verb is its object: طالب البابا … وحث زعماء العالم على …"""
    page = reading.page
    if not page.conjoined[c] or page.folded(c) not in _ADDRESSING or part.name:
        return False
    if not (history and history[-1].cue >= reading.sentence[c] and _agrees(history[-1], gen, "")):
        return False
    end = part.end
    return end < len(page.tokens) and page.words[end] is not None and (page.words[end].kind == "prep" or bool(page.words[end].prep))


def parent_has_none(history, floor):
    return not history or history[-1].cue < floor


def _topic(page, c, floor):
    return c - floor > 1 and any(page.folded(k) in {"اما", "اماّ"} or page.tokens[k].fold == "اما" for k in range(max(floor, c - 8), c))


def _fits_cue(page, part, gen, c):
    if gen == "f" and part.gen == "m" and part.num == "s" and part.person and not part.name:
        return False
    return not (gen == "m" and part.gen == "f" and part.num == "s" and part.start == c + 1 and not part.name and not part.person)


def _before(reading, c, floor, gen, contested):
    """The subject before a verb; beside a phrase after the verb it counts only when it touches the verb."""
    parts = subject_before(reading, c, floor)
    if not parts or _is_time(reading.page, parts[0]):
        return []
    if c > floor and reading.tokens[c - 1].fold in names.RELATIVES and _takes_object(reading, c):
        return []
    if contested and c > floor and reading.tokens[c - 1].fold in names.RELATIVES:
        return []
    if not _fits_before(parts, gen):
        return []
    if contested:
        j = c
        while j > floor and (reading.page.is_mark(j - 1, "«“\"") or reading.page.words[j - 1] and _auxiliary(reading.page, j - 1)):
            j -= 1
        if parts[-1].end < j - 1 or not _solid(reading.page, parts[0]):
            return []
    return parts


@lru_cache(maxsize=20_000)
def _transitive(plain):
    """Whether a verb form ends in an object pronoun in every reading: وصفهم, طلبها."""
    found = [r for r in morphology.analyses(plain) if r.pos == "verb"]
    return bool(found) and all(r.pron for r in found)


def _takes_object(reading, c):
    return _transitive(reading.tokens[c].plain)


def _solid(page, part):
    w = page.words[part.start]
    return part.person or part.name is not None or w is not None and (w.place or w.det or part.end - part.start > 1)


def _fits_before(parts, gen):
    if len(parts) > 1 or not gen:
        return True
    part = parts[0]
    if gen == "f" and part.gen == "m" and part.num == "s" and part.person and not part.name:
        return False
    return not (gen == "m" and part.gen == "f" and part.num == "s" and not part.name)


def _fresh_subject(reading, c, history, gen, num):
    """The person whom a sentence between the last attribution and this one made its subject."""
    page = reading.page
    last = history[-1].cue if history else -1
    first = reading.sentence[c]
    k = first - 1
    seen = 0
    while k > last and seen < 2 and not (history and history[-1].cue >= first):
        start = reading.sentence[k]
        if start <= last:
            break
        for j in range(start, min(start + 4, k)):
            w = page.words[j]
            if w is not None and w.verb and page.folded(j) not in names.PARTICLES:
                parts = subject_after(reading, j + 1, k)
                if len(parts) == 1 and parts[0].name and parts[0].person and _chunk_agrees(page, parts, gen, num):
                    return parts
                break
        if any(page.words[j] is not None for j in range(start, k)):
            seen += 1
        k = start - 1
    return []


def _settle(reading, finding, history, cue):
    """Attribution and Source of one quotation from what was found around its cue."""
    gen, num = finding.agree
    if finding.parts:
        speaker, rule = [], finding.rule
        for part in finding.parts:
            if finding.rule == "nationality":
                found, how = (_country_name(reading, part),), "country"
            else:
                found, how = resolve(reading, part, history)
            speaker += [name for name in found if name and name not in speaker]
            rule = f"{finding.rule}; {how}"
        mention = None
        if not isinstance(finding.parts, Silent):
            mention = reading.page.span(finding.parts[0].start, finding.parts[-1].end)
        part = finding.parts[0]
        person = part.person or part.name is not None
        gen = part.gen if part.gen and not part.name or part.person and part.gen == "f" else gen
        number = "p" if len(speaker) > 1 else part.num or num
        via = finding.via
        return Attribution(mention, tuple(speaker), via, rule), Source(tuple(speaker), via, gen, number, part.start, cue, person)
    if finding.both:
        source = Source(finding.both, finding.via, gen, "p", cue, cue, True)
        return Attribution(None, finding.both, finding.via, finding.rule), source
    source = next((source for source in reversed(history) if _agrees(source, gen, num)), history[-1] if history else NOTHING)
    via = finding.via or source.via
    rule = finding.rule if source.speaker else "no speaker found"
    return Attribution(None, source.speaker, via, rule), Source(source.speaker, via, source.gen or gen, source.num or num, source.at, cue, source.person)


def _country_name(reading, part):
    return _written_country(reading, country(reading.page.words[part.start].bare))


def _written_country(reading, found):
    """A country (folded) as the text writes it."""
    if found == "امريكا" and "الولايات المتحدة" in reading.text:
        return "الولايات المتحدة"
    if found == "الخليج":
        return "دول مجلس التعاون" if "مجلس التعاون" in reading.text else "دول الخليج"
    for token in reading.tokens:
        if token.kind == "word" and names.bare(token.fold) == names.bare(found):
            return token.form
    return found
