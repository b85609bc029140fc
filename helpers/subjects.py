"""Subjects: the noun phrase that a verb, a participle or a noun of speech has for its speaker."""

from bisect import bisect_left, bisect_right
from collections import defaultdict

from helpers import names, phrases, wordclasses, words
from helpers.names import known_names
from helpers.phrases import Page, phrase

REACH = 120  # tokens a search goes at most, so that a text without full stops costs no more than another


NEIGHBOURS = 60  # people or phrases compared at most on either side of a mention


SPEECH_NOUNS = wordclasses.folded_set(
    "بيان تصريح تصريحات دراسة إحصاءات إحصائيات بيانات أرقام معلومات تقارير تقرير مذكرات مذكرة رسالة كلمة "
    "خطاب مقال حديث أقوال قول رواية نص إعلان اعترافات شهادة وثيقة موقع حساب صفحة"
)


SENTENCE_MARKS = ".!?؟؛;…"


class Reading:
    """One text under attribution: its page, sentence starts and the quotations in token indices."""

    def __init__(self, text, tokens, quotes):
        self.text, self.tokens, self.quotes = text, tokens, quotes
        self.page = Page(text, tokens, known_names())
        names.survey(self.page, known_names())
        self.starts = self.page.starts
        self.sentence = self._sentences()
        self.page.cues = {self.at(quote.cue[0]) for quote in quotes if quote.cue}
        self.page.titled.clear()
        self.by_word = defaultdict(list)
        for i, (fold, w) in enumerate(zip(self.page.keys, self.page.words, strict=True)):
            if w is not None:
                self.by_word[wordclasses.bare(fold)].append(i)
        self.said = {self.index(quote.content[0]) for quote in quotes}
        self.memo, self.described = {}, {}
        self.named = {}
        self.introduce()
        self.people_at = [person.at for person in self.page.people]
        self.begins = {self.at(quote.cue[0]): self.index(quote.content[0]) for quote in quotes if quote.cue}
        self.ends = {self.at(quote.cue[0]): quote.content[1] for quote in quotes if quote.cue}

    def _sentences(self):
        """For every token the index of the first token of its sentence."""
        first, out = 0, []
        for i, token in enumerate(self.tokens):
            if token.kind == "newline":
                first = i + 1
            out.append(min(first, i))
            if token.kind != "mark":
                continue
            short = i and token.form == "." and self.tokens[i - 1].fold in phrases.TITLES_CUT_SHORT  # د. فلان
            if token.form in SENTENCE_MARKS and not short:
                first = i + 1
        return out

    def index(self, offset):
        """Index of the first token that begins at or after a code point."""
        return bisect_left(self.starts, offset)

    def at(self, offset):
        """Index of the token that holds a code point."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def sentence_end(self, i):
        """End of the sentence of token i, or a point far enough after it: no subject is sought further."""
        first = self.sentence[i] if i < len(self.sentence) else i
        last = min(len(self.tokens), i + REACH)
        while i < last and self.sentence[i] == first:
            i += 1
        return i

    def written(self, start, end):
        """The words [start, end) as a label: without conjunction and clitic preposition (للوزير → الوزير)."""
        a, b = self.page.span(start, end)
        article = start in self.page.unclitics and self.page.keys[start].startswith("ال")
        return "ا" + self.text[a:b] if article and self.text[a : a + 1] == "ل" else self.text[a:b]

    def introduce(self):
        """Learn the names that only a reporting verb gives away as such: ويرى كامل الحرمي خبير النفط أن …"""
        learnt = []
        for quote in self.quotes:
            if quote.cue and quote.content[0] >= quote.cue[1]:
                c = self.at(quote.cue[0])
                for part in subject_after(self, c + 1, self.index(quote.content[0])):
                    if part.name and part.person and part.name[1] - part.name[0] > 1:
                        learnt.append(names.person_of(self.page, part))
        known = {person.name for person in self.page.people}
        for person in learnt:
            names.register(self.page, person)
        fresh = [person for person in learnt if person.name not in known or person.title]
        self.page.people = tuple(sorted([*self.page.people, *fresh], key=lambda person: person.at))


def subject_after(reading, i, limit, bounded=False):
    """The phrase that is the subject of a verb just before token i: list of Chunk; skips adverbs and circumstances.

    bounded: token `limit` is where the content begins, so nothing before it is content.
    """
    page, k, hops, owned = reading.page, i, 0, False
    limit = min(limit, len(page.tokens), i + 60)
    while k < limit and hops < 12:
        hops += 1
        token, w = page.tokens[k], page.words[k]
        if w is None:
            if _quoted_subject(page, k, limit):
                return phrase(page, k, limit)
            k = _skip_mark(page, k, limit, i)
            if k is None:
                return []
            continue
        if k == i + 1 and page.is_mark(i, "،,") and w.kind == "noun" and not w.prep:
            return []  # وأضاف، …: the comma stands for a colon
        if w.kind == "verb" and k == i and w.num == "" and limit < len(page.tokens) and k + 1 < limit and bounded:
            page.words[k] = w = wordclasses.A_NAME  # قال سينج إن: what is no content can only be a name
            page.name_words.add(token.fold)
        if w.kind in {"rel", "comp"} and token.plain != "آي" and token.fold not in page.name_words:
            return []
        if w.kind == "adv" and (not w.prop or page.folded(k) in DAYS):
            k += 1
            continue
        if page.conjoined[k] and token.fold not in page.name_words:
            return []
        if w.kind == "prep" or w.prep:
            masdar = _possessed(page, k)
            k = k + 2 if masdar else _past_object(page, k, limit)
            owned = owned or masdar
            continue
        if w.kind in {"verb", "other"} and token.fold not in page.name_words:
            return []
        if w.pron and not w.person:
            return []
        if page.folded(k) == "سعادته" and (k + 1 >= len(page.tokens) or _word_of(page, k + 1).prep == "ب"):
            return []  # أبدى سعادته بالفوز: what he feels, not his honorific
        accusative = w.tanween and not w.person and token.fold not in wordclasses.QUANTIFIERS
        if owned or accusative or _speech_object(page, k):
            return []
        return phrase(page, k, limit)
    return []


def _word_of(page, k):
    return page.words[k] or wordclasses.NO_WORD


def _quoted_subject(page, k, limit):
    """Whether a name in marks stands at token k and not the words themselves: قالت «الصحيفة» إن, or a share (39%)."""
    if page.tokens[k].kind == "number":
        found = phrases.chunk(page, k, limit)
        return found is not None
    return page.is_mark(k, '«“"') and phrases.quoted_name(page, k, limit) is not None


TAKING_OBJECTS = frozenset(
    words.fold(stem + ending)
    for stem in "استقبال لقائ ترؤس زيارت افتتاح تفقد حضور رعايت تسلم تدشين توديع استضافت وداع رئاست مخاطبت".split()
    for ending in ("ه", "ها", "هم", "هما")
)


DAYS = wordclasses.WEEKDAYS | wordclasses.folded_set("يوم صباح مساء ظهر فجر عصر ليلة ليل عشية")


def _possessed(page, k):
    """Whether token k begins a circumstance whose masdar has its subject as a pronoun: what follows is its object.

    خلال استقباله أمس وفد النادي: the one who receives is the one who speaks.
    """
    if page.words[k].kind != "prep" or k + 1 >= len(page.words) or page.words[k + 1] is None:
        return False
    after = page.words[k + 2] if k + 2 < len(page.words) else None
    its_own = after is not None and after.prep in {"ب", "ل"} and after.person  # لقائه بالرئيس
    return page.folded(k + 1) in TAKING_OBJECTS and not its_own


SPEECH_MASDARS = wordclasses.folded_set(
    "التأكيد الإعراب القول الدعوة الترحيب الإشارة التذكير التشديد الحديث المطالبة الإشادة التعبير الانتباه "
    "النظر الإعلان الاعتراف "
    "الشكر التحذير الاتهام التزام التزامه التزامها حرص حرصه حرصها رفض رفضه رفضها دعم دعمه دعمها تأييد "
    "تأييده تأييدها استعداد استعداده استعدادها ضرورة أهمية"
)


def _speech_object(page, k):
    """جدد التأكيد، كرر الإعراب، لافتاً الانتباه: the word after the cue is what is done, not who does it."""
    if page.folded(k) not in SPEECH_MASDARS or k + 1 >= len(page.tokens):
        return False
    after = page.words[k + 1]
    return (
        after is None
        or bool(after.prep)
        or page.conjoined[k + 1]
        or (after.kind != "rel" and page.folded(k)[:2] != "ال")
        or after.kind == "prep"
    )


def _skip_mark(page, k, limit, i):
    """Index after a mark that may stand between verb and subject, or None where the search ends."""
    token = page.tokens[k]
    if token.kind == "number":
        return k + 1
    if token.kind == "newline" or token.form in ":.!؟?" or (token.form in '«“"' and not page.is_mark(k - 1, "ل")):
        return None
    if token.form in "(":
        for j in range(k + 1, min(k + 8, limit)):
            if page.is_mark(j, ")"):
                return j + 1
        return None
    if token.form in "-–":  # a wish between dashes: -حفظه الله-
        for j in range(k + 2, min(k + 6, limit)):
            if page.is_mark(j, "-–"):
                return j + 1
    return k + 1 if token.form in "،,-–ـ" else None


PRONOMINAL = wordclasses.folded_set(
    "فيه منه منها عنه عنها إليه إليها عليه عليها له لها لهم به بها بهم معه معها فيها لنا لي بي لديه لديها "
    "حيالها بينهم بينها بينهما "
    "منهم عليهم إليهم عنهم لهما منهما"
)


def _past_object(page, k, limit):
    """Index after the preposition at token k and its object."""
    w = page.words[k]
    if w.kind == "prep" and page.folded(k) in PRONOMINAL:
        return k + 1
    j = k if w.prep else k + 1
    if w.kind == "prep" and page.tokens[k].fold not in wordclasses.PREPOSITIONS:
        return k + 1
    while page.is_mark(j, '«“"ـ-'):
        j += 1
    if j >= limit:
        return limit
    found = phrases.chunk(page, j, limit, inner=True)
    if found is None:
        return j + 1
    end = found.end
    while end < limit and (page.is_mark(end, '»”"')):
        end += 1
    return end


def subject_before(reading, c, floor):
    """The phrase that stands as subject before the verb at token c, in the clause that begins at or after `floor`."""
    page = reading.page
    j = c
    if j > floor + 1 and page.is_mark(j - 1, '«“"') and page.tokens[j - 1].end == page.tokens[j].start:
        j -= 1
    while j > floor and (page.words[j - 1] is not None and is_auxiliary(page, j - 1)):
        j -= 1
    if (
        j > floor
        and page.words[j - 1] is not None
        and page.folded(j - 1) in wordclasses.RELATIVES - wordclasses.folded_set("ما من")
    ):
        return antecedent(reading, j - 1, floor)
    tried, found = 0, []
    for s in range(j - 1, max(floor, j - 45) - 1, -1):
        if not _clause_start(page, s, floor):
            continue
        tried += 1
        label = page.is_mark(s, '«“"') and (s > floor or s + 1 in reading.said)
        parts = [] if label or _verb_first(reading, s) else phrase(page, s, j)
        if parts and (parts[-1].end == found[-1].end if found else clear(page, parts[-1].end, j)):
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
    if (
        w is not None
        and s
        and w.verb
        and not w.det
        and page.folded(s - 1) in {"قد", "كان", "كانت", "وكان", "لقد"}
        and not w.prop
    ):
        after = page.words[s + 1] if s + 1 < len(page.words) else None
        if after is None or after.kind in {"adv", "prep", "comp"}:
            return True
    if w is None or s != reading.sentence[s] or not w.verb or w.det or w.place or w.person:
        return False
    return page.folded(s) not in page.name_words


def is_auxiliary(page, i):
    token, w = page.tokens[i], page.words[i]
    return page.folded(i) in wordclasses.PARTICLES or (w.kind == "adv") or token.fold in wordclasses.PARTICLES


def _clause_start(page, s, floor):
    """Whether a clause can begin at token s."""
    if s == floor or s == 0:
        return True
    before, w = page.tokens[s - 1], page.words[s - 1]
    if page.conjoined[s] and page.words[s] is not None and page.words[s].kind == "noun":
        return True
    if before.kind in {"mark", "newline"}:
        return True
    if before.fold == "لدي" and s > 1 and page.folded(s - 2) in {"كان", "كانت"}:
        return True  # machine translations write كان لدى فلان هدد
    return w is not None and (
        w.kind == "comp"
        or before.fold in {"وكان", "فيما", "بينما", "وكانت"}
        or page.folded(s - 1) in wordclasses.PARTICLES
    )


def clear(page, i, j):
    """Whether only circumstances, a relative clause or a parenthesis stand between tokens i and j."""
    while i < j:
        token, w = page.tokens[i], page.words[i]
        if token.kind == "mark" and token.form in "،,-–ـ/":
            if i + 1 < j and page.is_mark(j - 1, "،,-–ـ"):
                return True
            i += 1
        elif token.kind == "mark" and token.form == "(":
            while i < j and not page.is_mark(i, ")"):
                i += 1
            i += 1
        elif token.kind in {"number", "foreign"} or (w is not None and is_auxiliary(page, i)):
            i += 1
        elif w is not None and (w.kind == "prep" or w.prep):
            i = max(_past_object(page, i, j), i + 1)
        elif w is not None and w.kind == "rel":
            return True
        elif page.is_mark(i, '«“"') and (quoted := phrases.quoted_name(page, i, j)):
            i = quoted
        else:
            return False
    return True


CLAIMS = wordclasses.folded_set("مزاعم ادعاءات اتهامات موقف مواقف مطالب دعوات دعوة تأكيدات تعليقات أقوال")


def _whose(page, parts):
    return bool(parts) and (
        parts[0].name is not None or page.words[parts[0].start].det or page.words[parts[0].start].place
    )


def antecedent(reading, rel, floor):
    """The noun phrase before the relative pronoun at token rel; a noun of speech yields the speaker it belongs to."""
    page = reading.page
    end = rel
    while end > floor and page.is_mark(end - 1, "،,"):
        end -= 1
    end = _before_date(page, end, floor)
    best, gen = [], "m" if page.tokens[rel].fold == "الذي" else ""
    for s in range(end - 1, max(floor, end - 14) - 1, -1):
        w = page.words[s]
        if w is None:
            if not page.is_mark(s, '،,«»“”"'):
                break
            continue
        if w.kind == "verb" or (_whose(page, best) and (s in page.cues or w.bare in SPEECH_NOUNS | CLAIMS)):
            break  # تصريحات فلان التي أكد فيها: the speaker is فلان
        parts = phrases.chunk(page, s, end)
        if parts is not None and parts.end == end:
            fits = not (page.tokens[rel].fold == "التي" and parts.gen == "m" and parts.num == "s" and best)
            if (
                fits
                and w.kind == "noun"
                and not (gen and parts.gen == "f" and best)
                and not (w.adj and w.det and not w.person and not w.noun)
            ):
                best = [parts]
    return best


def _before_date(page, end, floor):
    """Where a date that ends before token `end` begins (خطابه في 18 يوليو (تموز) الذي), else `end`."""
    for k in range(end - 2, max(floor, end - 8), -1):
        if page.tokens[k].fold == "في" and page.tokens[k + 1].kind == "number":
            return k
    return end


def nearby(items, places, at):
    """The items that stand nearest to token `at`, in order; places: their token indices, sorted."""
    middle = bisect_left(places, at)
    return items[max(0, middle - NEIGHBOURS) : middle + NEIGHBOURS]


TIME_NOUNS = wordclasses.folded_set(
    "أسبوع شهر عام سنة يوم ساعة وقت مرة ليلة صباح مساء عقد قرن جانب جهة ناحية سياق شأن إطار حال مقابل غضون"
)


def without_clitic(reading, k, limit):
    """The phrase at token k read without its clitic preposition: لمصدر أمني → مصدر أمني."""
    page, w = reading.page, reading.page.words[k]
    fold = page.folded(k)
    clitic = w.prep or (not w.known and (wordclasses.word(fold[1:]).known or fold[1:] in page.folds))
    if clitic and fold[:1] in "لبك" and len(fold) > 3 and k not in page.unclitics:
        page.unclitic(k)
    return phrase(page, k, limit)


def document_stem(page, k):
    fold = page.folded(k)
    return fold[1:] if fold[:1] in "لب" and wordclasses.bare(fold[1:]) in SPEECH_NOUNS else fold


def owner(reading, k, limit):
    """Whose document it is: بيان الشرطة, بيان للوزارة, نص نشره الكرملين."""
    page = reading.page
    j = k + 1
    while j < min(limit, k + 6) and page.words[j] is not None:
        w = page.words[j]
        if (w.kind == "prep" and reading.tokens[j].fold in {"عن", "من"}) or w.kind in {"rel"}:
            j += 1
            continue
        if w.kind == "verb":
            return subject_after(reading, j + 1, limit)
        if w.prep == "ل":
            return without_clitic(reading, j, limit)
        if (w.adj and not w.det and not w.prop) or w.bare.startswith("صادر"):
            j += 1
            continue
        return phrase(page, j, limit) if w.kind == "noun" and not w.pron else []
    return []


def document(reading, k, limit):
    """ورد في بيان X: the owner of the document, else the document."""
    page = reading.page
    while k < limit and page.words[k] is not None and page.words[k].kind in {"prep", "adv"}:
        k += 1
    if k >= limit or page.words[k] is None:
        return []
    if wordclasses.bare(page.folded(k)) in SPEECH_NOUNS:
        return owner(reading, k, limit) or phrase(page, k, limit)
    return phrase(page, k, limit)


def nearest(reading, c, floor, gen, num):
    """What a possessive pronoun on a noun of speech points to: the last person (ـه) or country (ـها) before it."""
    page = reading.page
    if num == "s" and gen == "m":
        last = [person for person in nearby(page.people, reading.people_at, c) if floor <= person.at < c]
        found = phrases.chunk(page, last[-1].at, c) if last else None
        return [found] if found and found.name else []
    for k in range(c - 1, floor - 1, -1) if gen == "f" else ():
        if page.words[k] is not None and page.words[k].place and page.words[k].gen == "f":
            return [phrases.Chunk(k, k + 1, None, False, "f", "s")]
    return []


MODALS = wordclasses.folded_set("قد لقد لم لن لا سوف ما كان كانت")


def governing(reading, c, floor, gen, num, nearest=False):
    """The subject of the clause that a participle or a second verb at token c belongs to: list of Chunk."""
    page = reading.page
    opening = [] if nearest or _verb_first(reading, floor) else phrase(page, floor, c)
    leads = opening and opening[-1].end < c and _starts_verb(page, opening[-1].end) and not is_time(page, opening[0])
    if leads and agrees(page, opening, gen, num):
        return opening
    for k in range(c - 1, floor - 1, -1) if nearest else range(floor, c):
        w = page.words[k]
        if w is None or not w.verb or (w.prep and w.kind != "verb") or page.folded(k) in MODALS:
            continue
        after_qad = k > floor and page.folded(k - 1) in {"قد", "لقد"}
        then = k > floor and page.tokens[k - 1].fold == "ثم"
        opens = k == floor or page.conjoined[k] or after_qad or then or page.tokens[k - 1].kind == "mark"
        if w.kind != "verb" and not opens and not phrases.subordinated(page, k):
            continue
        parts = (
            (subject_before(reading, k, floor) if after_qad else [])
            or subject_after(reading, k + 1, c)
            or subject_before(reading, k, floor)
        )
        if parts and ((nearest and not is_solid(page, parts[0])) or is_deity(page, parts[0])):
            continue
        if parts and not is_time(page, parts[0]) and agrees(page, parts, gen, num, nearest):
            return parts
    return []


def _starts_verb(page, k):
    while k < len(page.tokens) and page.words[k] is not None and page.folded(k) in wordclasses.PARTICLES:
        k += 1
    return k < len(page.tokens) and page.words[k] is not None and page.words[k].verb


def is_deity(page, part):
    """حفظه الله، سائلا المولى: no source."""
    return page.folded(part.start) in wordclasses.DEITY and part.end - part.start < 4


def is_time(page, part):
    return page.words[part.start] is not None and page.words[part.start].bare in TIME_NOUNS


def agrees(page, parts, gen, num, strict=False):
    if len(parts) > 1:
        return num != "s" or True
    part = parts[0]
    if gen == "f" and part.gen == "m" and (part.person or strict):
        return False
    return not (gen == "m" and part.gen == "f" and not part.name and num == "s")


def is_speaker(page, part):
    """Whether a phrase names what can plainly speak: a person, a country, a body."""
    w = page.words[part.start]
    return part.person or part.name is not None or (w is not None and (w.place or w.bare in wordclasses.BODIES))


def is_solid(page, part):
    w = page.words[part.start]
    return part.person or part.name is not None or (w is not None and (w.place or w.det or part.end - part.start > 1))
