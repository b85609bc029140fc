"""Content: where the words that a cue introduces begin and end.

A `Page` holds what is known about a text's tokens. `complement` finds how the content of a cue begins (after أن, a
colon, a mark, a preposition …), `content_end` finds where the reporter takes over again.
"""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from helpers import cues, marks, sentences, words

_REACH = 70  # tokens between a cue and its content at most: a subject with all its titles and circumstances
_QUOTING = {"double", "single"}
_STOPS = {".", "!", "؟", "?", "؛", "…"}
_COMMAS = {"،", ",", "؛"}


class Complement(NamedTuple):
    """How the content of a cue begins.

    shape: quote, clause, colon, prep or np. start: token where content begins (for quote: its opening mark).
    segment: number of the quotation for shape quote, else None. rule: name of the rule that found it.
    """

    shape: str
    start: int
    segment: int | None
    rule: str


class Page:
    """A text with its tokens, words, sentences and quotations, and the answers already found about its cues.

    Lists run parallel to `tokens`: `words` (cues.Word), `opens` (number of the quotation that opens at a token, or -1),
    `inside` (number of the innermost closed quotation around a token, or -1), `sentence` (its number).
    """

    def __init__(self, text, tokens=None, residue=()):
        self.text = text
        self.tokens = words.tokenise(text) if tokens is None else tokens
        self.words = [cues.word_of(token) for token in self.tokens]
        self.segments = marks.pair(text)
        self.sentences = sentences.segment(text, self.tokens, self.segments)
        self.starts = [token.start for token in self.tokens]
        size = len(self.tokens)
        self.opens, self.inside, self.sentence = [-1] * size, [-1] * size, [-1] * size
        self.spans = [(self.at(s.start), self.at(s.inner_start), self.at(s.inner_end), self.at(s.end)) for s in self.segments]
        self._place_segments()
        for number, sentence in enumerate(self.sentences):
            self.sentence[sentence.first : sentence.last] = [number] * (sentence.last - sentence.first)
        self.ignored = bytearray(size)
        for start, end, *_ in residue:
            for place in range(self.at(start), self.at(end)):
                self.ignored[place] = 1
        self.found = {}

    def at(self, offset):
        """Number of the first token that starts at or after a code point offset."""
        return bisect_left(self.starts, offset)

    def _place_segments(self):
        # outer quotations first, so that inner ones overwrite; depth is bounded by marks.pair
        for number, segment in sorted(enumerate(self.segments), key=lambda item: (item[1].start, -item[1].end)):
            if segment.family not in _QUOTING and not self._bracket_quotes(number):
                continue
            first, inner, inner_last, last = self.spans[number]
            if first < len(self.opens) and self.opens[first] < 0:
                self.opens[first] = number
            if segment.closed or segment.start < segment.inner_start:
                self.inside[inner:inner_last] = [number] * (inner_last - inner)

    def _bracket_quotes(self, number):
        """Whether brackets are used as quotation marks: some words right after a colon, بـ, أن or a reporting verb."""
        first, inner, last, _ = self.spans[number]
        before = self.word(first - 1)
        return last - inner >= 4 and first > 0 and (
            self.form(first - 1) in {":", "ب"} or before.comp != "" or any("direct" in form.entry.frames for form in before.forms)
        )

    def limit(self, place):
        """Where the sentence, or the quotation inside which a token stands, ends (token number, exclusive)."""
        last = self.sentences[self.sentence[place]].last
        number = self.inside[place]
        return min(last, self.spans[number][2]) if number >= 0 else last

    def floor(self, place):
        """Where the sentence, or the quotation inside which a token stands, begins (token number)."""
        first = self.sentences[self.sentence[place]].first
        number = self.inside[place]
        return max(first, self.spans[number][1]) if number >= 0 else first

    def form(self, place):
        return self.tokens[place].plain if 0 <= place < len(self.tokens) else ""

    def word(self, place):
        return self.words[place] if 0 <= place < len(self.tokens) else cues._EMPTY

    def length(self, number):
        """Words inside a quotation."""
        _, first, last, _ = self.spans[number]
        return sum(self.tokens[k].kind != "mark" for k in range(first, min(last, first + 12)))


# ---------------------------------------------------------------- is this word a cue here?

_NOT_BEFORE_VERB = {"في", "من", "على", "إلى", "الى", "عن", "بعد", "قبل", "مع", "بين", "خلال", "تحت", "حول", "ضد", "هذا", "هذه", "ذلك",
                    "أي", "كل", "بعض", "دون", "عند", "بدون", "غير", "منذ", "عدم", "تلك", "إثر", "عقب", "بشأن", "بسبب"}  # fmt: skip
# presents that read the same in active and passive: يذكر أن، يعتقد أن
_PASSIVE_STARTERS = {"ذكر", "توقع", "اعتقد", "زعم", "أعلن", "ظن", "افترض", "شهد", "لاحظ", "رجح", "نقل", "تصور", "قدر"}
_NEGATIONS = {"لم", "لن", "لا", "ما", "ولم", "ولن", "ولا", "فلم"}
_HYPOTHETICAL = {"إذا", "اذا", "لو", "هل", "سوف", "كي", "لكي", "وسوف"}
_UNREAL = {"أن", "ان", "وأن", "وان", "بأن", "لأن"}  # أن يعلن: not said, or not yet
_AGENTLESS = {"تم", "يتم", "وتم", "ويتم", "تمت", "جرى", "وجرى", "يجري", "وتمت", "سيتم"}
_BELIEFS = {"اعتقد", "رأى", "آمن", "استبعد", "وثق", "ظن", "شك", "مانع"}  # a belief denied is still a belief stated


def _ambiguous(word):
    """Whether a word that could be a cue verb could as well be a noun."""
    return word.noun or word.adj or any(form.sort == "noun" for form in word.forms)


def _is_verb(page, place, form):
    """Whether the reading of a word as a cue verb fits its surroundings."""
    before, word = page.form(place - 1), page.words[place]
    if form.fut or before in _HYPOTHETICAL:
        return False
    if before in _AGENTLESS:
        return False
    if before in _NEGATIONS:
        excepted = any(page.form(k) in {"سوى", "إلا"} for k in range(place + 1, min(place + 4, len(page.tokens))))
        return excepted or (form.entry.lemma in _BELIEFS and form.asp != "p")
    if form.asp == "j" or (form.asp == "i" and before in _UNREAL):
        return False
    if form.conj or page.word(place - 1).relative:
        return True
    if form.num == "d" and (word.noun or word.adj):
        return False
    if form.obj and word.noun and word.pron:
        return place == page.floor(place)
    if _ambiguous(word) and form.num == "s":
        previous = page.word(place - 1)
        if before in _NOT_BEFORE_VERB or before in {"أو", "أم", "هو", "هي", "وهو", "وهي", "أنه", "إنه"} and form.asp == "p" or page.tokens[place - 1].kind == "number" and place:
            return False
        if previous.clitic and not previous.det:
            return False
        construct = previous.noun and not (previous.det or previous.prop or previous.adj or previous.pron)
        if construct and not previous.key.endswith("ا") and before not in {"كان", "كانت", "وكان"}:
            return False
        if form.asp == "p" and place > page.floor(place) and _verb_first(page, place):
            return False
    if form.entry.lemma in _PREPOSITION_LIKE and form.asp == "p" and form.gen == "m" and form.num == "s":
        return place == page.floor(place) or before in {"قد", "كما", "وقد", "،"} or page.word(place + 1).prep == "عن"
    return True


def _verb_first(page, place):
    """Whether the clause up to a token already began with a finite verb, so that what could be a noun is one."""
    k, floor = place - 1, max(page.floor(place), place - 25)
    while k >= floor and page.tokens[k].kind == "word" and not page.words[k].comp and not page.words[k].relative:
        if any(form.sort == "verb" and (form.conj or k == page.floor(place)) for form in page.words[k].forms):
            return True
        k -= 1
    return False


_PREPOSITION_LIKE = {"عبر", "بين", "عقب", "حسب"}  # عبر الحدود، بين الناس، عقب اللقاء: far more often prepositions


def _impersonal(page, place, form, found):
    """يذكر أن، يشار إلى أن: a present with no subject right before its complementiser names no source."""
    if form.asp != "i" or form.gen != "m" or form.num != "s" or found.shape != "clause":
        return False
    gap = found.start - place
    if gap > 3 or form.entry.lemma not in _PASSIVE_STARTERS | {"أشار"}:
        return False
    before = page.word(place - 1)
    if page.form(place).lstrip("و") == "يشار":
        return True
    if page.form(place - 1) in {"الذين", "اللواتي", "التي", "اللاتي"}:
        return True
    named = before.prop or before.relative or before.comp in {"pron", "bipron"} or page.form(place - 1) in {"وهو", "هو", "كان", "وكان"}
    return not (named or before.det)


def _is_participle(page, place, form):
    """Whether a participle is used as an adverbial (مؤكدا، قائلة), which is how reporters chain cues."""
    before, word = page.form(place - 1), page.words[place]
    if word.det or before in _NOT_BEFORE_VERB:
        return False
    if form.bare:
        return before in _COMMAS and page.word(place + 1).comp != ""
    if page.tokens[place].plain[-1] in "ةه" or form.num == "p" and form.gen == "f":
        # قائلة، مطالبات: as often a noun, so a comma or أن has to tell
        return before in _COMMAS or page.word(place + 1).comp != "" or place == page.floor(place)
    return True


_ACCUSED = {"اتهم", "هنأ", "وصف", "دان", "أدان"}  # the pronoun of their verbal noun is the object, not the source
_SPOKEN = {"قال", "أكد", "أضاف", "صرح", "أعلن", "حذر", "طالب", "دعا", "رفض", "انتقد", "اعترف", "عارض", "أيد", "تعهد", "وعد", "اتهم", "هدد",
           "توقع", "تكهن", "أعرب", "زعم", "ادعى", "أشاد", "رحب", "أوضح", "شدد", "نفى", "اتفق", "أوصى", "مطلب", "مخافة", "أمل", "إعلان", "طلب",
           "اقترح", "مفاد", "خبر", "وجه", "موقف", "تصريح", "ناشد", "أشار", "أقر", "ندد", "استنكر", "احتج", "اعترض", "شائعة"}  # fmt: skip


def cue_at(page, place):
    """The reading and Complement of the cue at a token: (Form, Complement), or None where the word is no cue here."""
    if place in page.found:
        return page.found[place]
    page.found[place] = None
    if page.words[place].forms and not page.ignored[place]:
        for form in page.words[place].forms:
            found = _try(page, place, form)
            if found:
                page.found[place] = form, found
                break
    return page.found[place]


def _try(page, place, form):
    if form.sort == "verb" and _is_verb(page, place, form):
        found = complement(page, place, form)
        refused = not found or _impersonal(page, place, form, found) or not _fitting(page, place, form, found)
        return None if refused else found
    if form.sort == "participle" and _is_participle(page, place, form):
        found = complement(page, place, form)
        # the subject of an adverbial is known, so its bare object follows at once
        if form.entry.frames & {"masdar"} and found and found.start > place + 1 and not found.rule.startswith("verbal"):
            return None  # مجددا is mostly "again"
        near = found and found.start - place <= {"np": 2, "prep": 12}.get(found.shape, _REACH)
        return found if near and _fitting(page, place, form, found) else None
    if form.sort == "noun":
        return _noun_complement(page, place, form)
    return None


_NO_SPEAKERS = frozenset(map(cues.level, """المشاورات المحادثات المباحثات اللقاء الاجتماع الزيارة المفاوضات الأمر الوضع الحال الحادث الأحداث التجربة الاتفاق
الأزمة الحرب القضية الهجوم الهجمات الانفجار العملية العمليات التطورات الخطوة النتائج الأبحاث المكالمة الاتصال القمة المناقشات الأرقام الظروف
الأوضاع المباراة الفوز الخسارة المؤتمر الحوار""".split()))  # fmt: skip
_WITHHELD = frozenset(map(cues.level, """الإفصاح الكشف كشف التعليق الخوض ذكر تحديد الإدلاء إعطاء الحديث التحدث الرد الإجابة الحوض تقديم""".split()))
_PURPOSE = {"ليضيف", "ليؤكد", "ليقول", "ليعلن", "ليوضح"}


def _subject(page, place):
    """The Word that heads the subject of a verb: what follows it, or what the clause before it begins with."""
    if not _named_before(page, place):
        return page.word(place + 1)
    k = place - 1
    floor = page.floor(place)
    while k > floor and page.tokens[k - 1].kind == "word" and not page.words[k - 1].comp and place - k < 15:
        k -= 1
    return page.word(k)


def _fitting(page, place, form, found):
    """Whether subject and complement allow that somebody says something."""
    lemma = form.entry.lemma
    if form.sort == "verb":
        subject = _subject(page, place)
        key = subject.key[1:] if subject.conj and subject.key[:1] in "وف" else subject.key
        if key in _NO_SPEAKERS:
            return False
        if found.start > place + 2 and found.shape == "prep" and subject.masdar and not subject.role and not subject.det:
            return False
        if form.asp == "i" and page.form(place).startswith("ل") and page.form(place) not in _PURPOSE and not form.entry.lemma.startswith("ل"):
            return False
        if form.asp == "i" and lemma in {"اعتبر", "عد"} and found.shape != "clause":
            return False
        # the same speaker's attitude inside his own words: قال إنه يأمل …
        if place and page.words[place - 1].comp in {"pron", "bipron"} and any(
            page.found.get(k) and page.found[k][1].start == place - 1 for k in range(max(0, place - 40), place)
        ):
            return False
    if found.rule == "weak preposition" and lemma in {"أمر", "وعد", "طلب", "رد"}:
        return False
    if lemma in {"رفض", "تجنب", "امتنع"} and any(page.words[k].key in _WITHHELD for k in range(place + 1, found.start + 1)):
        return False
    return True


# ---------------------------------------------------------------- how content begins

_NOT_BI = {"باسم", "بعد", "بين", "بدون", "بسبب", "بوصفه", "بوصفها", "بصفته", "بصفتها", "باعتباره", "باعتبارها", "باعتبار", "بشكل", "بصورة",
           "بحسب", "بلا", "بينما", "بالفعل", "بالتالي", "بالإضافة", "بالاضافة", "بالذات", "بحضور", "بمناسبة", "بغية", "بهدف", "برئاسة",
           "بقيادة", "بالنسبة", "بموجب", "بقوة", "بشدة", "بحق", "بها", "به", "بهم", "بذلك", "بكل", "بدوره", "بدورها", "بينهم", "بينها",
           "بيان", "بلاده", "بلادها", "بيد", "بما", "بناء", "بعض", "بشأن", "بجانب", "بأشد", "بالمئة", "بالمائة", "بوضوح", "بصراحة",
           "بالدرجة", "برفقة", "بعيد", "بعيدا", "بغض", "بفضل", "بعدما", "بالتزامن", "بخصوص", "بواسطة", "بعدم" if False else "بتاريخ",
           "بكين", "برلين", "باريس", "بغداد", "بيروت", "بوتين", "باراك", "بان", "بن", "بنت", "بشار", "بيونغ", "بيونج", "بروكسل", "بون"}  # fmt: skip
_PROPER_OBJECTS = {"أشاد", "رحب", "ندد", "نوه", "احتفى", "هتف"}
_NOT_AN = {"بعد", "قبل", "منذ", "إلا", "الا", "غير", "رغم", "كما", "حيث", "دون", "لولا", "ضرورة", "شرط", "بشرط", "شريطة", "يجب", "يمكن",
           "ينبغي", "المقرر", "المتوقع", "المنتظر", "المرجح", "المحتمل", "الممكن", "علما", "لمجرد", "بيد", "عدا", "سوى", "كاد", "يكاد", "مع", "لابد",
           "بد", "المفترض", "الضروري", "المهم", "حتى", "عسى", "وبعد", "وقبل", "ومنذ", "عن", "المفروض", "يفترض", "يتوقع", "لحين", "إلى", "على",
           "من", "في", "فى", "الى", "بمجرد"}  # fmt: skip
_WEAK_VERBS = {"يجب", "يمكن", "ينبغي", "يتعين", "يفترض", "يتوقع", "كان", "كانت", "يريد", "أراد", "تريد", "يحاول", "استطاع", "قرر"}
_CONTINUES = {"أيضا", "ايضا", "أيضًا", "كذلك"}


def _closes(page, place):
    """Whether a noun phrase may be complete at a token: a definite, proper or pronominal word, a number, a mark."""
    token, word = page.tokens[place], page.words[place]
    if token.kind != "word":
        return True
    if word.prep or word.comp:
        return False
    if word.det or word.pron or word.prop or word.relative:
        return True
    return word.adj or word.key in {"امس", "اليوم", "ايضا", "مجددا", "حاليا", "امس", "رسميا", "مرارا"} or not word.noun


def _is_object(page, place, cue, form):
    """Whether a noun may head the bare object of a cue verb (أكد فلان «التزام» بلاده)."""
    word = page.words[place]
    if page.form(place) in {"أي", "اي"} and page.word(place + 1).noun:
        return True
    if page.tokens[place].kind != "word" or word.prep or word.comp or word.relative or word.clitic or not (word.noun or word.adj):
        return False
    if word.conj or (word.adj and not word.noun):
        return False
    previous = place - 1
    if previous == cue:
        if form.sort == "participle":
            return True
        return word.masdar if not _named_before(page, cue) else not word.role
    return False if word.conj else _closes(page, previous) and word.masdar and not word.role


def _named_before(page, place):
    """Whether the subject of the verb at a token stands before it (كان فلان قد أكد، فلان يؤكد، الذي أكد)."""
    floor, k = page.floor(place), place - 1
    while k >= floor and page.form(k) in {"قد", "أيضا", "أمس", "لم", "لا"}:
        k -= 1
    if k < floor or page.tokens[k].kind != "word":
        return False
    word = page.words[k]
    if page.words[place].conj and any(form.conj for form in page.words[place].forms):
        return False
    if word.relative or word.comp in {"pron", "bipron"}:
        return True
    if not (word.det or word.prop or word.noun or word.adj) or word.prep:
        return False
    start = k
    while start > floor and page.tokens[start - 1].kind == "word" and not page.words[start - 1].comp and place - start < 15:
        start -= 1
    head = page.words[start]
    return not (head.prep or head.clitic or head.key in {"كما", "فيما", "حيث", "بينما", "ثم"} or page.form(start).startswith(("من", "وفي")))


# verbs whose pronoun is whom they address or speak of, so that content may still follow: أخبره أن، وصفها بأنها
_ADDRESSING = set("""أخبر أبلغ وصف اعتبر عد طالب دعا اتهم سأل حث ناشد نصح وعد أمر شجع هنأ شكر ذكر طمأن حذر أجاب لام حض هدد توعد أطلع لقب خاطب
دفع مازح حرض أوصى""".split())


def complement(page, place, form):
    """The Complement of a verb or participle cue at a token, or None where nothing that could be content follows."""
    frames, weak = form.entry.frames, form.entry.weak
    if form.obj:
        if form.sort == "verb" and form.entry.lemma not in _ADDRESSING:
            return None  # قالها: the pronoun is all the content there is
        frames = frames - {"np"}
    limit = min(page.limit(place), place + _REACH)
    k, backup, passed = place + 1, None, 0
    while k < limit:
        token, word = page.tokens[k], page.words[k]
        number = page.opens[k]
        if number >= 0:
            if (not form.obj or page.form(k - 1) == ":") and _speaks(page, number, place, k, limit):
                return backup if backup and not page.form(k - 1) == ":" else Complement("quote", k, number, "marks")
            k = max(k + 1, page.spans[number][3])
            continue
        if token.kind == "mark":
            if token.form == ":":
                return (_after_colon(page, k, limit) if "direct" in frames else None) or backup
            if token.form in _STOPS:
                break
            k = _skip_bracket(page, k, limit) if token.form == "(" else k + 1
            continue
        if "masdar" in frames and k <= place + 3:
            found = _masdar(page, k)
            if found:
                return None if page.words[k].clitic and frames == {"masdar"} else found
        if word.comp:
            free = not passed or page.form(k) == "إن" or page.form(k - 1) in _COMMAS or k - passed > 5
            found = _complementiser(page, place, k, form) if free else None
            if found:
                return found if not backup or _outranks(page, place, k, backup) else backup
            if word.comp == "an" and page.form(k - 1) not in _NOT_AN and not page.words[k - 1].only_verb:
                break
            k += 1
            continue
        if page.form(k) in {"عنه", "عنها", "عليه", "عليها"} and k == place + 1 and form.entry.lemma in {"أعلن", "كشف", "اتفق", "وافق"}:
            return None
        if word.forms and not _skippable(page, place, k, form):
            break
        if _is_finite(page, k):
            passed = k
        if not backup and (not passed or (word.clitic == "ب" and word.masdar)):
            found = _preposition(page, place, k, form, limit)
            if found and found.rule != "weak preposition":
                return found
            backup = found
            if ("np" in frames or "np" in weak) and _is_object(page, k, place, form):
                if "np" in frames or word.key in cues.ASSERTING:
                    # it may as well belong to the subject, and أن may follow
                    backup = Complement("np", k, None, "object")
                    if "clause" not in frames:
                        return backup
        k += 1
    return backup or _bare_object(page, place, form, limit) or _bare_clause(page, place, form, limit)


def _outranks(page, cue, place, backup):
    """Whether أن at a token belongs to the cue although a noun that could be its bare object stands before it.

    Not where that noun or a preposition governs أن (نفى التكهنات بأن, أكد حرصه على أن), nor where it follows the cue at once.
    """
    if page.words[place].comp in {"bi", "bipron"} or page.words[place - 1].prep:
        return False
    if backup.start == cue + 1 and not page.words[backup.start].det:
        return False
    return page.form(place - 1) in _COMMAS or _closes(page, place - 1)


def _is_finite(page, place):
    """Whether a word is a finite verb of the main line: no relative clause, no verb that could be a noun."""
    word = page.words[place]
    return (word.only_verb or word.first) and not page.words[place - 1].relative and not word.relative


def _prep_frames(frames):
    return frames - {"direct", "clause", "np", "masdar"}


def _skip_bracket(page, place, limit):
    for k in range(place + 1, min(place + 25, limit)):
        if page.tokens[k].form == ")":
            return k + 1
    return place + 1


def _skippable(page, cue, place, form):
    """Whether another cue word between a cue and its content belongs to the subject or the circumstances."""
    for other in page.words[place].forms:
        if other.sort == "preposition":
            continue
        if other.sort == "verb":
            if place == cue + 1 and other.conj == "و" and other.asp == form.asp:
                continue  # يستنكر ويشجب
            if page.words[place - 1].relative or page.form(place - 1) in {"لم", "لا", "لن"}:
                continue
            if page.words[place].only_verb or (not page.words[place].noun and not page.words[place].prep):
                return False
            if other.conj and other.asp == "p" and cue_at(page, place):
                return False
        if other.sort == "participle" and not other.bare and page.form(place - 1) in _COMMAS:
            return False
        if other.sort == "participle" and not other.bare and not page.words[place].det and other.num == "s" and other.gen == "m" and place > cue + 1:
            return False
        if other.sort == "participle" and place == cue + 1 and other.entry.lemma in {"قال"}:
            return False
        if other.sort == "noun" and form.entry.lemma == "نقل" and other.obj and cue_at(page, place):
            return False
    return True


def _speaks(page, number, cue, place, limit):
    """Whether a quotation met on the way from a cue is its content, rather than a name in the subject."""
    segment = page.segments[number]
    after = page.spans[number][3]
    size = page.length(number)
    before = page.form(place - 1)
    if before != ":" and (names_something(page, number) or (size <= 4 and page.word(after).comp)):
        return False
    if before == ":" or segment.end - segment.start > 60 or size >= 5:
        return True
    if place == cue + 1:
        return size >= 3
    following = page.form(after)
    ends = after >= limit or following in _STOPS | _COMMAS
    return size >= 3 and ends and not names_something(page, number)


def _after_colon(page, colon, limit):
    """What follows a colon: a quotation, a complementiser, or the words themselves."""
    k = colon + 1
    while k < limit and page.tokens[k].form in {":", "-", "–", "."}:
        k += 1
    if k >= limit:
        return None
    if page.words[k].comp in {"an", "bi"} and page.words[k].key in {"ان", "بان"} and k + 1 < limit:
        return _clause_start(page, k + 1, "colon and complementiser")
    number = page.opens[k]
    if number >= 0 and page.length(number) >= 1:
        return Complement("quote", k, number, "colon and marks")
    return Complement("colon", k, None, "colon")


def _clause_start(page, place, rule):
    """A clause that begins at a token; wholly quoted clauses are told apart later by their extent."""
    if place < len(page.tokens) and page.tokens[place].form in {":", "،", ","}:
        place += 1
    if place >= len(page.tokens) or page.tokens[place].kind == "newline":
        return None
    return Complement("clause", place, page.opens[place] if page.opens[place] >= 0 else None, rule)


def _complementiser(page, cue, place, form):
    """The clause after أن and its kin, if it is the one that the cue governs."""
    word, before, frames = page.words[place], page.form(place - 1), form.entry.frames
    gap = place - cue - 1
    clause = "clause" in frames
    preposition = page.words[place - 1].prep if gap else ""
    if word.conj:
        return None
    if "document" in frames:
        if page.word(cue + 1).prep != "في" or word.comp in {"bi", "bipron"}:
            return None
    elif word.comp in {"bi", "bipron"}:
        if not (clause or "بـ" in frames):
            return None
    elif preposition:
        if not (preposition in frames or (clause and preposition in {"إلى", "على", "من", "عن", "في", "بشأن"} and before not in {"بعد", "قبل"}
                                          and preposition in frames | form.entry.weak)):  # fmt: skip
            return None
    elif not clause:
        if not (frames and gap == 0):
            return None
    if gap and not preposition and before in _NOT_AN and not (before == "سوى" and form.entry.lemma == "قال"):
        return None
    if gap and page.words[place - 1].only_verb and place - 1 > cue and not (page.words[place - 1].forms and page.form(place - 1)[0] == "و"):
        return None
    if word.comp in {"pron", "bipron", "wh"}:
        if word.comp == "wh" and gap > 6:
            return None
        return Complement("clause", place, None, "complementiser with pronoun")
    return _clause_start(page, place + 1, "complementiser")


def _preposition(page, cue, place, form, limit):
    """The noun phrase after the preposition that the cue asks for."""
    word, frames, weak = page.words[place], form.entry.frames, form.entry.weak
    following = page.word(place + 1)
    if word.prep and (word.prep in frames or word.prep in weak) and not word.conj and place + 1 < limit:
        if following.comp:
            return None  # left to the complementiser
        if word.prep in weak and following.key not in cues.ASSERTING:
            return None
        if page.opens[place + 1] >= 0:
            number = page.opens[place + 1]
            return Complement("prep", place + 1, number, "preposition")
        if page.tokens[place + 1].kind == "mark" or page.words[place - 1].key == "عبارة":
            return None
        strong = following.masdar or place == cue + 1 or word.prep in {"إلى", "عن"} or not following.prop
        return Complement("prep", place + 1, None, "preposition" if strong else "weak preposition")
    if page.form(place) in {"عنه", "عنها"} and "عن" in frames:
        return None
    if "بـ" in frames and (word.clitic == "ب" or page.form(place) in {"بأي", "ب", "بـ"}) and page.form(place) not in _NOT_BI and not word.conj:
        if page.form(place) in {"ب", "بـ"} and page.opens[place + 1] < 0:
            return None
        if place > cue + 1 and word.prop and form.entry.lemma not in _PROPER_OBJECTS:
            return Complement("prep", place, None, "weak preposition")
        sure = word.masdar or not _ambiguous(page.words[cue]) or place == cue + 1
        return Complement("prep", place, None, "glued preposition" if sure else "weak preposition")
    if "لـ" in frames and word.clitic == "ل" and (word.masdar or form.sort == "noun") and not word.conj and not word.role:
        return Complement("prep", place, None, "glued preposition")
    return None


def _masdar(page, place):
    """The content of a verbal noun that a cue such as جدد or كرر governs (جدد التأكيد على …)."""
    for form in page.words[place].forms:
        if form.sort == "noun":
            found = complement(page, place, form._replace(entry=_as_verb(form.entry)))
            if found and found.start - place <= 12:
                return found._replace(rule="verbal noun, " + found.rule)
    return None


@lru_cache(maxsize=1000)
def _as_verb(entry):
    """A cue's frames for its verbal noun: a bare object becomes لـ or follows the pronoun."""
    return entry._replace(frames=entry.frames | ({"لـ"} if "np" in entry.frames else set()))


def _bare_object(page, place, form, limit):
    """A bare object that is no verbal noun, for verbs that take nothing else (انتقد سياسة …، رفض العرض)."""
    if "np" not in form.entry.frames or form.obj:
        return None
    k, closed, seen = place + 1, _named_before(page, place) or form.sort == "participle", 0
    while k < limit:
        token, word = page.tokens[k], page.words[k]
        if token.kind == "mark":
            if token.form in _STOPS or (token.form in _COMMAS and seen and not page.word(k + 1).relative):
                return None
            if page.opens[k] >= 0:
                k = page.spans[page.opens[k]][3]
                closed, seen = True, seen + 1
                continue
            if token.form == "(":
                k = _skip_bracket(page, k, limit)
                continue
            k += 1
            continue
        if word.comp or (word.only_verb and not page.words[k - 1].relative):
            return None
        if word.prep or word.clitic or word.relative:
            # a prepositional phrase inside the subject; what follows it is read as closed
            k += 2 if word.prep or word.relative else 1
            closed = True
            continue
        if closed and (word.noun or word.adj or word.prop) and not word.role and not word.conj and page.tokens[k].kind == "word":
            adjectival = word.det and k > place + 1 and page.words[k - 1].det and not word.masdar
            name = word.prop and not word.det and k > place + 1
            if not adjectival and not name and not (word.adj and not word.noun) and page.form(k) not in _CONTINUES:
                return Complement("np", k, None, "bare object")
        closed = _closes(page, k)
        seen += 1
        k += 1
    return None


_BARE_STARTS = {"لقد", "قد", "نحن", "هذا", "هذه", "ليس", "لا", "إننا", "لن", "لم", "هناك", "هدفنا", "علينا", "يجب", "ما", "لدينا", "من"}


def _bare_clause(page, place, form, limit):
    """قال followed by the words themselves, without أن, colon or marks."""
    if form.entry.lemma not in {"قال", "أضاف", "تابع", "أوضح"} or form.sort == "noun" or place + 1 >= limit or form.obj:
        return None
    k = place + 1
    word = page.words[k]
    own = page.form(k).endswith("نا") and word.pron
    if (page.form(k) in _BARE_STARTS or word.first or own) and limit - k >= 4:
        return Complement("clause", k, None, "bare clause")
    return None


# ---------------------------------------------------------------- nouns as cues


def _noun_complement(page, place, form):
    """The content of a noun cue that names its source too: قوله إن، مطالبتها بـ، تحذير الوزارة من أن."""
    word, before = page.words[place], page.form(place - 1)
    lemma = form.entry.lemma
    if lemma not in _SPOKEN or before in _AGENTLESS or before == "عدم":
        return None
    if any(other.sort in {"verb"} for other in word.forms) and page.found.get(place):
        return None
    verb = form._replace(entry=_as_verb(form.entry))
    limit = page.limit(place)
    if form.obj and lemma not in _ACCUSED:
        found = complement(page, place, verb._replace(obj=True))
        if found and found.start - place <= 4 and not _crosses(page, place, found.start):
            return found._replace(rule="noun with pronoun, " + found.rule)
        if page.form(place + 1) == ":" and lemma == "قال":
            return _after_colon(page, place + 1, limit)
        return None
    if form.prep and form.det and (lemma == "قال" or _leaning(page, place)):
        found = complement(page, place, verb)
        return found if found and found.start - place <= 4 else None
    if form.det:
        return None
    return _noun_with_source(page, place, verb, limit)


def _leaning(page, place):
    """The entry of a verb that takes only the verbal noun of another (اكتفى بالتأكيد على), or None."""
    for k in range(place - 1, max(place - 5, -1), -1):
        for form in page.words[k].forms:
            if form.entry.frames == {"masdar"}:
                return form.entry
    return None


def _crosses(page, start, end):
    """Whether a comma parts a noun cue from its content; one right before أن does not."""
    return any(page.tokens[k].form in _COMMAS and not page.word(k + 1).comp for k in range(start, end - 1))


def _noun_with_source(page, place, form, limit):
    """A noun cue whose source follows it as a noun phrase or an adjective of nation: تحذير دول … من أن."""
    source = page.word(place + 1)
    headline = page.sentences[page.sentence[place]].kind == "headline" and place == page.floor(place)
    if place + 2 >= limit or page.tokens[place + 1].kind != "word":
        return None
    found = complement(page, place, form._replace(entry=form.entry._replace(frames=form.entry.frames - {"np", "direct"})))
    if not found or found.start - place > 12 or found.start - place < 2:
        return None
    if source.prep == "من" and found.shape == "prep" and found.start - place > 2 and page.words[found.start].masdar:
        return found._replace(rule="noun from a source, " + found.rule)
    if _crosses(page, place, found.start):
        return None
    if found.shape == "clause" and found.start - place > 2:
        named = source.prep in {"", "من", "في"} and (source.det or source.prop or source.noun or source.prep)
        return found._replace(rule="noun and source, " + found.rule) if named else None
    if found.shape == "prep" and found.start - place > 1:
        first = page.tokens[found.start - 1]
        gap = found.start - place - 1 - (page.words[found.start - 1].prep != "" and first.kind == "word")
        adjective = source.adj or (source.noun and page.form(place + 1).endswith(("ية", "ي")))
        if gap >= 1 and (headline or False) and (adjective or source.det or source.prop or source.noun):
            return found._replace(rule="noun in a headline, " + found.rule)
    return None


# ---------------------------------------------------------------- names in quotation marks

_CLASSIFIERS = frozenset(map(cues.level, """مدينة بلدة قرية قناة صحيفة جريدة مجلة وكالة موقع تنظيم جماعة حركة حزب سفينة سفينتي طراز فيلم كتاب رواية
مسلسل برنامج مشروع حملة شركة مؤسسة معهد مركز مجموعة عملية فريق نادي منتخب لقب اسم باسم مسمى عنوان بعنوان شعار مبادرة منظمة جمعية كتيبة لواء
قاعدة مصرف بنك فندق مستشفى تطبيق نظام صاروخ صواريخ طائرة طائرات دواء مرض فيروس إذاعة تلفزيون راديو شبكة اتفاقية معاهدة جائزة بطولة مهرجان
مسرحية أغنية ديوان مقال دراسة تقرير رابطة هيئة كتائب ميليشيا ميليشيات جبهة ثورة قمة عاصفة إعصار القناة صحيفتي مسلحي مقاتلي عناصر تويتر
وكالتي فرقة شارع حي سد معبر تحالف صفقة قانون ميثاق وثيقة عبارة كلمة مصطلح يسمى تسمى يعرف تعرف المعروف المعروفة سمي المسماة المسمى دول
لصحيفة لقناة لوكالة لموقع""".split()))  # fmt: skip


_INSTITUTIONS = frozenset(map(cues.level, """وزارة لجنة هيئة مجلس مكتب شركة وكالة صحيفة قناة منظمة جماعة حركة حزب جمعية مؤسسة معهد مركز جامعة كتائب جبهة
اتحاد رابطة نادي بنك مصرف مدرسة كلية""".split()))  # fmt: skip


def names_something(page, number):
    """Whether a short quotation is a name, a title or a number rather than somebody's words."""
    first_mark, first, last, _ = page.spans[number]
    size = page.length(number)
    if size > 6 or size == 0:
        return size == 0
    inner = [k for k in range(first, last) if page.tokens[k].kind != "mark"]
    if all(page.tokens[k].kind != "word" or page.words[k].prop for k in inner):
        return True
    if size > 1 and page.words[inner[0]].key in _INSTITUTIONS and not any(page.words[k].only_verb for k in inner):
        return True
    before = page.words[first_mark - 1].key if first_mark else ""
    glued = first_mark and page.tokens[first_mark - 1].end == page.tokens[first_mark].start and page.form(first_mark - 1) in {"ل", "لـ", "ب", "بـ"}
    if glued and size <= 2 and page.form(first_mark - 1)[0] == "ل":
        return True
    stem = before[1:] if before[:1] in "وبل" else before
    return before in _CLASSIFIERS or stem in _CLASSIFIERS or cues._stripped(before) in _CLASSIFIERS


# ---------------------------------------------------------------- how content ends

_TURNS = {"فيما", "بينما", "علما", "وكان", "وكانت", "وذلك", "مما", "الأمر", "جاء", "وجاء", "وجاءت", "يذكر", "ويذكر", "يشار", "ويشار", "في حين"}
_CIRCUMSTANCE = {"بعد", "خلال", "منذ", "أثناء", "اثناء", "عقب", "قبل", "غداة", "إثر", "اثر", "قبيل", "عشية"}
_EVENTS = frozenset(map(cues.level, """لقاء لقائه لقائها لقائهما لقائهم اجتماع اجتماعه اجتماعهما مؤتمر مكالمة اتصال زيارة زيارته زيارتها محادثات مباحثات جلسة مقابلة
تصريح تصريحات كلمة كلمته خطاب خطابه حديث حديثه استقبال استقباله افتتاح ندوة حفل منتدى قمة مشاركته ترؤسه حوار رده لقائهما""".split()))  # fmt: skip
_ASIDES = {"جانبه", "جهته", "جهتها", "جانبها", "ناحيته", "ناحيتها", "جهتهم", "جانبهم"}
_SILENT = {"يذكر", "تذكر", "يقدم", "تقدم", "يكشف", "تكشف", "يحدد", "تحدد", "يوضح", "توضح", "يعط", "تعط", "يفصح", "يدل", "يخض"}
_BUT = {"لكن", "لكنه", "لكنها", "ولكن", "ولكنه", "ولكنها", "غير", "إلا", "لكنهم"}


def content_end(page, start, limit, nominal, subject_before=True):
    """Where content that begins at token `start` ends (token number, exclusive; at most `limit`).

    nominal: the content is a noun phrase, so a coordinated finite verb is already the reporter's.
    """
    k, clause, relative = start, not nominal, False
    while k < limit:
        token, word = page.tokens[k], page.words[k]
        number = page.opens[k]
        if number >= 0 and page.segments[number].closed:
            k = max(k + 1, min(page.spans[number][3], limit))
            continue
        if token.kind == "mark":
            if token.form in _COMMAS or token.form in {"-", "–", "ـ"}:
                if k > start and _takes_over(page, k + 1, limit, nominal and not clause):
                    if not (k - start < 3 and source_preposition(page, min(k + 1, limit - 1))):
                        return k
            elif token.form in _STOPS and token.form != "…" and page.sentence[k] >= 0 and token.form not in {"؟", "!"}:
                nxt = k + 1
                if token.form == "؛" and nxt < limit and cue_at(page, nxt):
                    return k
            elif token.form == "(" and page.word(k + 1).key in {"حسب", "وفق"}:
                return k
            elif token.form == ")" and k > start and not _bracket_open(page, start, k):
                return k
            elif token.form == "(":
                k = _skip_bracket(page, k, limit)
                continue
            k += 1
            continue
        if k > start and _interrupts(page, k, limit, nominal and not relative, nominal, subject_before):
            return k
        if word.relative or (word.only_verb and k > start):
            relative = True
        k += 1
    return limit


def _bracket_open(page, start, place):
    """Whether a bracket that closes at a token was opened in the content (looked for a short way back)."""
    return any(page.tokens[k].form == "(" for k in range(place - 1, max(start - 1, place - 60), -1))


def _new_cue(page, place):
    """Whether a chained cue of the reporter stands at a token: a participle, or a coordinated verb of the past."""
    found = cue_at(page, place)
    if not found:
        return ""
    form = found[0]
    if form.sort == "participle":
        return "participle"
    if form.sort == "verb":
        return "past" if form.asp == "p" else "present"
    return ""


def _same_voice(page, place):
    """Whether a coordinated verb may be the reporter's: a plural with a bare object goes on inside the content."""
    form, found = cue_at(page, place)
    return form.num == "s" or found.shape not in {"np", "prep"}


_TOPICS = {"وتطرق", "وتطرقت", "وتطرقا"}  # talk without a statement


def _interrupts(page, place, limit, nominal, noun_phrase, subject_before):
    """Whether the reporter takes over at a token that no comma announces."""
    word, form, before = page.words[place], page.form(place), page.words[place - 1]
    if word.forms:
        new = _new_cue(page, place)
        if new == "participle" and not before.prep:
            return True
        if new == "past" and cue_at(page, place)[0].conj and _same_voice(page, place):
            return True
        if new == "present" and nominal and cue_at(page, place)[0].conj == "و":
            return True
        if source_preposition(page, place) and page.word(place + 1).key in {"ما", "لما", "مصدر", "لمصدر", "مصادر", "لمصادر", "قوله", "قولها", "قول", "تعبيره"}:
            return True
        if form in {"حسبما"}:
            return True
    if form in {"وذلك"} and (page.word(place + 1).forms or page.word(place + 1).prep in _CIRCUMSTANCE):
        return True
    if form in _TOPICS or _silent(page, place) or (form in _BUT and _new_cue(page, place + 1) in {"past", "participle"}):
        return True
    if form in {"كما", "فيما", "حيث", "بينما"} and place + 1 < limit and _new_cue(page, place + 1) == "past":
        return True
    if form in {"بعد", "بعدما", "عندما", "فيما", "بينما"}:
        nxt = place + 1 + (page.form(place + 1) == "أن")
        if nxt < limit and _new_cue(page, nxt) == "past":
            return True
    if noun_phrase and ((form == "مما" and not page.form(place - 1).startswith("أ")) or (form == "ما" and page.word(place + 1).only_verb)):
        return True
    if nominal:
        if form == "بعد" and page.form(place + 1) == "أن":
            return True
        if form == "كل" and page.form(place + 1) == "من" and not subject_before:
            return True
        if form in {"وهو", "وهي"}:
            return True
        if word.conj == "و" and form[0] == "و" and word.only_verb and not word.forms:
            return True
        if form in {"وكان", "وكانت", "بينما", "لكنه", "لكنها", "ولكنه", "ولكنها"}:
            return True
    return False


def _silent(page, place):
    """ولكنه لم يذكر …: the reporter on what was left unsaid."""
    return page.form(place) in _BUT and page.form(place + 1) == "لم" and page.form(place + 2) in _SILENT


def _takes_over(page, place, limit, nominal):
    """Whether the reporter takes over after a comma: `place` is the token that follows it."""
    if place >= limit:
        return True
    word, form = page.words[place], page.form(place)
    if page.tokens[place].kind == "mark":
        return False
    following = page.form(place + 1)
    if word.comp and not word.conj and word.comp in {"an", "pron"} and form[0] == "إ":
        return True  # قال مصدر، يعارض القرار، إن …: the comma closes an aside
    new = _new_cue(page, place) if word.forms else ""
    if new == "participle" or (new == "past" and _same_voice(page, place)):
        return True
    if new == "present" and (nominal or (cue_at(page, place)[1].shape == "clause" and cue_at(page, place)[0].conj)):
        return True
    if word.forms and source_preposition(page, place):
        return True
    if form in {"حسبما", "وفقما", "بحسبما"}:
        return True
    if form == "فيما" and following in {"يتعلق", "يخص", "يلي", "بعد", "مضى", "يبدو", "بينهم", "بينها"}:
        return False
    if form in _TURNS:
        if form == "وذلك":
            return page.word(place + 1).prep in _CIRCUMSTANCE or following == "على" or following.startswith("حسب")
        if form in {"مما", "الأمر"}:
            return nominal
        if form in {"وكان", "وكانت"}:
            return nominal or _new_cue(page, place + 1) == "past"
        return True
    if form in {"في", "وفي"} and following in {"حين", "سياق", "المقابل", "غضون", "وقت", "ختام", "شأن"}:
        return following != "وقت"
    if form in {"من", "ومن"} and following in _ASIDES:
        return True
    if form in {"على", "وعلى"} and following in {"هامش", "حد"}:
        return True
    if form in {"حيث", "كما", "فيما", "إذ"} and _new_cue(page, place + 1) == "past":
        return True
    if form in _TOPICS or _silent(page, place) or (form in _BUT and _new_cue(page, place + 1) == "past"):
        return True
    if form in _CIRCUMSTANCE:
        event = any(page.word(k).key in _EVENTS or cues._stripped(page.word(k).key) in _EVENTS for k in range(place + 1, place + 4))
        return nominal or event
    if form in {"كما", "لكن"} and nominal:
        return True
    if nominal:
        if form in {"وهو", "وهي", "لكنه", "لكنها", "ولكنه", "الذي", "التي", "الذين", "حيث", "ليكون", "فيما", "وحتى"}:
            return True
        if form == "ما" and page.word(place + 1).only_verb:
            return True
        if word.only_verb and word.conj == "و" and form[0] == "و":
            return True
    return False


_AFTER_SOURCE = {"ما", "لما"}


def source_preposition(page, place):
    """Whether بحسب, وفق and the like name a source at a token: a speaker, or a clause with a reporting verb."""
    if not any(form.sort == "preposition" for form in page.words[place].forms):
        return False
    entry = next(form.entry for form in page.words[place].forms if form.sort == "preposition")
    if "verb" in entry.frames:
        return True
    nxt = page.word(place + 1)
    if "relay" in entry.frames:
        return nxt.prep == "عن"
    if page.form(place + 1) in _AFTER_SOURCE:
        return any(form.sort == "verb" for form in page.word(place + 2).forms)
    parted = page.form(place - 1) in _COMMAS or place == page.floor(place) or page.form(place - 1) in {"وذلك", "("}
    loose = entry.lemma not in {"بحسب"} and not parted and not page.word(place).conj
    return is_source(page, place + 1) and not (loose and not (page.word(place + 1).role or page.word(place + 1).prop))


_NO_SOURCE = frozenset(map(cues.level, """القانون قانون الدستور الاتفاق اتفاق الاتفاقية الشريعة القضاء المعايير معايير الخطة خطة الجدول جدول النظام نظام الأنظمة القواعد
قواعد التفاصيل الشروط شروط المادة مادة البند أحكام القرار قرار القرارات اللوائح لوائح الأصول مبدأ نتائج الضوابط ضوابط الإجراءات إجراءات ذلك هذا هذه
توجيهات توجيه رؤية الرؤية المواصفات مواصفات الحاجة حاجة طبيعة ظروف الظروف المعطيات الآليات آلية أسس نظم سعر أسعار الطلب الأولوية نوع القدرة مرئيات
التوقعات منهج أفضل أعلى أحدث نص الموعد النسب نسب الاحتياجات اختصاص متطلبات المتطلبات القانونين السياسات تعليمات التعليمات استراتيجية""".split()))  # fmt: skip


def is_source(page, place):
    """Whether the noun phrase at a token can be a source: a person, an institution, a document that speaks."""
    word = page.word(place)
    key = word.key[1:] if word.clitic == "ل" and word.key.startswith("ل") else word.key
    key = "ا" + key if key.startswith("ل") and word.clitic == "ل" else key
    if key in _NO_SOURCE or word.key in _NO_SOURCE or cues._stripped(word.key) in {cues._stripped(n) for n in _NO_SOURCE}:
        return False
    if not key or word.comp or word.relative or word.only_verb:
        return False
    return word.prop or word.noun or word.adj or word.role or page.opens[place] >= 0 if place < len(page.tokens) else False
