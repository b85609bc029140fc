"""A page: a text with what is known about its tokens, for later stages to look up."""

from bisect import bisect_left

from helpers import cues, marks, sentences, words

_SPOKEN = {"لن", "لا", "لم", "نعم", "إن", "إنني", "إننا", "أنا", "نحن", "يا", "لقد", "هل"}
QUOTING = {"double", "single"}
STOPS = {".", "!", "؟", "?", "؛", "…"}
COMMAS = {"،", ",", "؛"}


class Page:
    """A text with its tokens, words, sentences and quotations, and the answers already found about its cues.

    Lists run parallel to `tokens`: `words` (cues.Word), `opens` (number of the quotation that opens at a token, or -1),
    `inside` (number of the innermost closed quotation around a token, or -1), `sentence` (its number).
    """

    def __init__(self, text, tokens=None, residue=()):
        self.text = text
        self.tokens = words.tokenise(text) if tokens is None else tokens
        self.words = cues.words_of(self.tokens)
        self._name_ban()
        self.segments = marks.pair(text)
        self.sentences = sentences.segment(text, self.tokens, self.segments)
        self.starts = [token.start for token in self.tokens]
        size = len(self.tokens)
        self.opens, self.inside, self.sentence = [-1] * size, [-1] * size, [-1] * size
        self.spans = [
            (self.at(s.start), self.at(s.inner_start), self.at(s.inner_end), self.at(s.end)) for s in self.segments
        ]
        for number, sentence in enumerate(self.sentences):
            self.sentence[sentence.first : sentence.last] = [number] * (sentence.last - sentence.first)
        self._place_segments()
        self.ignored = bytearray(size)
        for start, end, *_ in residue:
            for place in range(self.at(start), self.at(end)):
                self.ignored[place] = 1
        self.found = {}
        self.depth = 0  # of cues asking about cues ahead of them

    def _name_ban(self):
        """بان كي مون: what reads as بأن without its hamza is a name before كي."""
        for place in range(len(self.tokens) - 1):
            if self.tokens[place].plain == "بان" and self.tokens[place + 1].plain == "كي":
                self.words[place] = cues.NAME

    def at(self, offset):
        """Number of the first token that starts at or after a code point offset."""
        return bisect_left(self.starts, offset)

    def _place_segments(self):
        # outer quotations first, so that inner ones overwrite; depth is bounded by marks.pair
        for number, segment in sorted(enumerate(self.segments), key=lambda item: (item[1].start, -item[1].end)):
            if segment.family not in QUOTING and not self._bracket_quotes(number):
                continue
            first, inner, inner_last, _ = self.spans[number]
            if first < len(self.opens) and self.opens[first] < 0:
                self.opens[first] = number
            if segment.closed or segment.start < segment.inner_start:
                self.inside[inner:inner_last] = [number] * (inner_last - inner)

    def _bracket_quotes(self, number):
        """Whether brackets are used as quotation marks: some words right after a colon, بـ, أن or a reporting verb."""
        first, inner, last, _ = self.spans[number]
        before = self.word(first - 1)
        heads = first < len(self.tokens) and first == self.sentences[self.sentence[first]].first
        if heads and last - inner >= 4 and any("direct" in form.entry.frames for form in self.word(last + 1).forms):
            return True  # (…) قال فلان
        pious = any(self.form(k) in {"الله", "قدر"} for k in range(inner, min(last, inner + 4)))  # (رضي الله عنه)
        if (
            self._told_before(first)
            and not (pious or self.word(inner).role)
            and (self.word(inner).verb or self.word(inner).first or self.form(inner) in _SPOKEN)
        ):
            return True  # وكانت المرأة تقول (لن أستسلم)
        return (
            last - inner >= 4
            and first > 0
            and (
                self.form(first - 1) in {":", "ب"}
                or before.comp != ""
                or any("direct" in form.entry.frames for form in before.forms)
            )
        )

    def _told_before(self, place):
        """Whether a verb that takes direct speech stands within three words before a bracket."""
        for k in range(place - 1, max(-1, place - 4), -1):
            if self.tokens[k].kind != "word":
                return False
            if any("direct" in form.entry.frames and form.sort == "verb" for form in self.words[k].forms):
                return True
        return False

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


def skip_bracket(page, place, limit):
    """Token number after the bracket that opens at a token, or the next one if it does not close soon."""
    for k in range(place + 1, min(place + 25, limit)):
        if page.tokens[k].form == ")":
            return k + 1
    return place + 1


# ---------------------------------------------------------------- names in quotation marks

_CLASSIFIERS = frozenset(map(cues.level, """
مدينة بلدة قرية قناة صحيفة جريدة مجلة وكالة موقع تنظيم جماعة حركة حزب سفينة سفينتي طراز فيلم كتاب رواية مسلسل
برنامج مشروع حملة شركة مؤسسة معهد مركز مجموعة عملية فريق نادي منتخب لقب اسم باسم مسمى عنوان بعنوان شعار مبادرة
منظمة جمعية كتيبة لواء قاعدة مصرف بنك فندق مستشفى تطبيق نظام صاروخ صواريخ طائرة طائرات دواء مرض فيروس إذاعة
تلفزيون راديو شبكة اتفاقية معاهدة جائزة بطولة مهرجان مسرحية أغنية ديوان مقال دراسة تقرير رابطة هيئة كتائب
ميليشيا ميليشيات جبهة ثورة قمة عاصفة إعصار القناة صحيفتي مسلحي مقاتلي عناصر تويتر وكالتي فرقة شارع حي سد معبر
تحالف صفقة قانون ميثاق وثيقة عبارة كلمة مصطلح يسمى تسمى يعرف تعرف المعروف المعروفة سمي المسماة المسمى دول لصحيفة
لقناة لوكالة لموقع نوع ماركة موسم
""".split()))  # fmt: skip


_INSTITUTIONS = frozenset(map(cues.level, """
وزارة لجنة هيئة مجلس مكتب شركة وكالة صحيفة قناة منظمة جماعة حركة حزب جمعية مؤسسة معهد مركز جامعة كتائب جبهة
اتحاد رابطة نادي بنك مصرف مدرسة كلية
""".split()))  # fmt: skip


def _in_a_name(page, place):
    """Whether a word may be part of a personal name."""
    word = page.words[place]
    return word.prop or word.name or page.form(place) in {"بن", "ابن", "أبو", "ابو", "أبي", "آل", "ولد", "عبد"}


def _so_called(page, place):
    """Whether a mark stands after what gives a name: تعرف بـ«…», يطلق عليها «…»."""
    if page.form(place - 1) in {"ب", "بـ"}:
        return page.form(place - 2) in {"تعرف", "يعرف", "عرفت", "عرف", "المعروفة", "المعروف", "يسمى", "تسمى"}
    return page.form(place - 1) in {"عليه", "عليها", "عليهم"} and page.form(place - 2).endswith(
        ("طلق", "طلقت", "طلقون")
    )


def _titled(page, place):
    """Whether a mark stands after what announces a title: بعنوان «…», المعنون بـ«…»."""
    if page.form(place - 1) in {"ب", "بـ"}:
        return cues.stripped(page.word(place - 2).key) in {"معنون", "معنونة", "موسوم", "موسومة"}
    return page.form(place - 1) in {"بعنوان", "عنوان", "عنوانه", "عنوانها"}


def names_something(page, number):
    """Whether a short quotation is a name, a title or a number rather than somebody's words."""
    first_mark, first, last, _ = page.spans[number]
    size = page.length(number)
    if _titled(page, first_mark):
        return True
    if size > 6 or size == 0:
        return size == 0
    inner = [k for k in range(first, last) if page.tokens[k].kind != "mark"]
    if size <= 3 and page.tokens[inner[0]].kind == "number":
        return True  # a quantity
    if all(page.tokens[k].kind != "word" or page.words[k].prop for k in inner):
        return True
    if all(page.tokens[k].kind != "word" or _in_a_name(page, k) for k in inner) and size > 1:
        return True
    if size > 1 and page.words[inner[0]].key in _INSTITUTIONS and not any(page.words[k].only_verb for k in inner):
        return True
    before = page.words[first_mark - 1].key if first_mark else ""
    if _so_called(page, first_mark):
        return True
    glued = (
        first_mark
        and not any(c.isspace() for c in page.text[page.tokens[first_mark - 1].end : page.tokens[first_mark].start])
        and page.form(first_mark - 1) in {"ل", "لـ", "ب", "بـ"}
    )
    if glued and size <= 2 and page.form(first_mark - 1)[0] == "ل":
        return True
    stem = before[1:] if before[:1] in "وبل" else before
    return before in _CLASSIFIERS or stem in _CLASSIFIERS or cues.stripped(before) in _CLASSIFIERS
