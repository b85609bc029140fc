"""Is this word a cue here, and how does its content begin?

`cue_at` answers both for one token: a cue is a word of the table in a place where it can govern content, with content
of a shape that the table allows it. Every Complement names the rule that found it.
"""

from functools import lru_cache
from typing import NamedTuple

from helpers import cues
from helpers.page import COMMAS, STOPS, names_something, skip_bracket

_DEPTH = 12  # cues that ask about cues ahead of them; more in a row is noise
_REACH = 70  # tokens between a cue and its content at most: a subject with all its titles and circumstances


class Complement(NamedTuple):
    """How the content of a cue begins.

    shape: quote, clause, colon, prep or np. start: token where content begins (for quote: its opening mark).
    segment: number of the quotation for shape quote, else None. rule: name of the rule that found it.
    """

    shape: str
    start: int
    segment: int | None
    rule: str


# ---------------------------------------------------------------- is this word a cue here?

_NOT_BEFORE_VERB = set(
    """
في من على إلى الى عن بعد قبل مع بين خلال تحت حول ضد هذا هذه ذلك أي كل بعض دون عند بدون غير منذ عدم تلك إثر عقب
بشأن بسبب بلا وهذا وهذه وذلك فهذا
""".split()
)
# presents that read the same in active and passive: يذكر أن، يعتقد أن
_PASSIVE_STARTERS = {"ذكر", "توقع", "اعتقد", "زعم", "أعلن", "ظن", "افترض", "شهد", "لاحظ", "رجح", "نقل", "تصور", "قدر"}
_NEGATIONS = {"لم", "لن", "لا", "ما", "ولم", "ولن", "ولا", "فلم"}
_HYPOTHETICAL = {"ربما", "إذا", "اذا", "لو", "هل", "سوف", "كي", "لكي", "وسوف"}
_UNREAL = {"أن", "ان", "وأن", "وان", "بأن", "لأن"}  # أن يعلن: not said, or not yet
_AGENTLESS = {"تم", "يتم", "وتم", "ويتم", "تمت", "جرى", "وجرى", "يجري", "وتمت", "سيتم"}
_HELPING = {"كان", "كانت", "وكان", "وكانت", "كانوا", "عاد", "وعاد", "يكون", "تكون", "ليس", "يزال", "تزال", "زال", "راح"}
_WHAT = {"ما", "بما", "فيما", "مما", "لما"}  # ما وصفه فلان بأنه …
_BELIEFS = {"اعتقد", "رأى", "آمن", "استبعد", "وثق", "ظن", "شك", "مانع"}  # a belief denied is still a belief stated


def what_is(page, place):
    """Whether a verb stands after ما that means what: ما وصفه فلان بأنه …."""
    return page.form(place - 1) in _WHAT


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
    if before in _NEGATIONS and not (form.obj and before in _WHAT):
        excepted = any(page.form(k) in {"سوى", "إلا"} for k in range(place + 1, min(place + 4, len(page.tokens))))
        return excepted or (form.entry.lemma in _BELIEFS and form.asp != "p")
    if form.asp == "j" or (form.asp == "i" and before in _UNREAL):
        return False
    if form.asp == "i" and not form.obj and before == "مما":
        return False  # مما يؤكد أن: a fact that shows something
    if form.conj or page.word(place - 1).relative or (form.obj and before in _WHAT):
        return True
    if form.num == "d" and (word.noun or word.adj):
        return False
    if form.obj and word.noun and word.pron:
        return place == page.floor(place)
    if _ambiguous(word) and form.num == "s":
        previous = page.word(place - 1)
        if (
            before in _NOT_BEFORE_VERB
            or (before in {"أو", "أم", "هو", "هي", "وهو", "وهي"} and form.asp == "p")
            or (page.tokens[place - 1].kind == "number" and place)
        ):
            return False
        if previous.clitic and not previous.det:
            return False
        if previous.only_verb and not page.words[place - 1].forms and not form.conj and before not in _HELPING:
            return False  # سيمنع رفض الاتفاق: the object or subject of the verb before it
        if word.adj and form.asp == "p" and before.endswith(("ين", "ون", "ات")) and not (previous.det or previous.prop):
            return False  # مدربين جدد
        construct = previous.noun and not (previous.det or previous.prop or previous.adj or previous.pron)
        if construct and not previous.key.endswith("ا") and before not in {"كان", "كانت", "وكان"}:
            return False
        if form.asp == "p" and place > page.floor(place) and _verb_first(page, place):
            return False
    if (
        form.entry.lemma in _PREPOSITION_LIKE
        and before not in _ASIDES
        and form.asp == "p"
        and form.gen == "m"
        and form.num == "s"
    ):
        led = {"قد", "كما", "وقد", "،", "حيث", "فيما", "بينما", "إذ"}
        return place == page.floor(place) or before in led or page.word(place + 1).prep == "عن"
    return True


def _verb_first(page, place):
    """Whether the clause up to a token already began with a finite verb, so that what could be a noun is one."""
    k, floor = place - 1, max(page.floor(place), place - 25)
    while k >= floor and page.tokens[k].kind == "word" and not page.words[k].comp and not page.words[k].relative:
        if any(form.sort == "verb" and (form.conj or k == page.floor(place)) for form in page.words[k].forms):
            return True
        k -= 1
    return False


_ASIDES = {"جانبه", "جهته", "جهتها", "جانبها", "ناحيته", "ناحيتها", "جهتهم", "بدوره", "بدورها"}
_PREPOSITION_LIKE = {"عبر", "بين", "عقب", "حسب"}  # عبر الحدود، بين الناس، عقب اللقاء: far more often prepositions


def _impersonal(page, place, form, found):
    """يذكر أن، يشار إلى أن: a present with no subject right before its complementiser names no source."""
    if form.asp != "i" or form.gen != "m" or form.num != "s" or found.shape != "clause":
        return False
    between = found.start - place - 1 - (not page.words[found.start].comp)
    if (
        between > 1
        or (between and not page.words[place + 1].prep)
        or form.entry.lemma not in _PASSIVE_STARTERS | {"أشار", "اشتبه"}
    ):
        return False
    before = page.word(place - 1)
    if page.form(place).lstrip("و") in {"يشار", "يشتبه"}:
        return True
    if page.form(place - 1) in {"الذين", "اللواتي", "التي", "اللاتي"}:
        return True
    named = (
        before.prop
        or before.relative
        or before.comp in {"pron", "bipron"}
        or page.form(place - 1) in {"وهو", "هو", "كان", "وكان"}
    )
    return not (named or before.det)


def _is_participle(page, place, form):
    """Whether a participle is used as an adverbial (مؤكدا، قائلة), which is how reporters chain cues."""
    before, word = page.form(place - 1), page.words[place]
    if word.det or before in _NOT_BEFORE_VERB:
        return False
    if form.bare:
        return before in COMMAS and page.word(place + 1).comp != ""
    if not form.conj and before not in COMMAS and _becomes(page, place):
        return page.word(place + 1).comp != ""  # أصبح مهددا بـ: a state
    nominal = page.word(place - 1).noun or page.word(place - 1).adj
    if not form.conj and before.endswith("ا") and nominal and page.form(place + 1) in COMMAS:
        return False  # ترتيبا عجيبا وتماسكا مهيبا،: an adjective
    if form.num == "p" and page.word(place + 1).comp == "":
        return (
            page.tokens[place - 1].kind != "word" or form.conj != "" or (place == page.floor(place) and form.gen == "m")
        )
    if page.tokens[place].plain[-1] in "ةه" or (form.num == "p" and form.gen == "f"):
        # قائلة، مطالبات: as often a noun, so a comma or أن has to tell
        first = place == page.floor(place) and form.num == "s"
        return before in COMMAS or page.word(place + 1).comp != "" or first
    return True


def _becomes(page, place):
    """Whether a verb of becoming governs the participle at a token."""
    return any(page.form(k).lstrip("وف") in _BECOMING for k in range(max(0, place - 3), place))


_BECOMING = {"أصبح", "أصبحت", "بات", "باتت", "ظل", "ظلت", "صار", "صارت", "جعله", "جعلها", "ليس", "ليست"}
_ACCUSED = {
    "اتهم",
    "هنأ",
    "وصف",
    "دان",
    "أدان",
    "أبلغ",
    "أخبر",
    "حفز",
    "طمأن",
    "أطلع",
}  # the pronoun of their verbal noun is the object, not the source


def cue_at(page, place):
    """The reading and Complement of the cue at a token: (Form, Complement), or None where the word is no cue here."""
    if place in page.found:
        return page.found[place]
    if page.depth > _DEPTH:
        return None
    page.found[place] = None
    page.depth += 1
    if page.word(place).forms and not page.ignored[place]:
        for form in page.words[place].forms:
            found = _try(page, place, form)
            if found:
                page.found[place] = form, found
                break
    page.depth -= 1
    return page.found[place]


def _try(page, place, form):
    if form.sort == "verb" and _is_verb(page, place, form):
        found = complement(page, place, form)
        refused = not found or _impersonal(page, place, form, found) or not _fitting(page, place, form, found)
        return None if refused else found
    if form.sort == "participle" and _is_participle(page, place, form):
        found = complement(page, place, form)
        # the subject of an adverbial is known, so its bare object follows at once
        if form.entry.frames & {"masdar"} and found and not found.rule.startswith("verbal"):
            return None  # مجددا is mostly "again"
        reach = 6 if page.word(place + 1).prep == "في" else 2
        reach = 12 if form.entry.nouns else reach
        near = found and found.start - place <= {"np": reach, "prep": 12}.get(found.shape, _REACH)
        return found if near and _fitting(page, place, form, found) else None
    if form.sort == "noun":
        found = _noun_complement(page, place, form)
        return found if found and _fitting(page, place, form, found) else None
    return None


_NO_SPEAKERS = frozenset(map(cues.level, """
المشاورات المحادثات المباحثات اللقاء الاجتماع الزيارة المفاوضات الأمر الوضع الحال الحادث الأحداث التجربة الاتفاق
الأزمة الحرب القضية الهجوم الهجمات الانفجار العملية العمليات التطورات الخطوة النتائج الأبحاث المكالمة الاتصال
التفجير التفجيرات الاعتداء الاعتداءات القصف الانقلاب الثورة الحصار
القمة المناقشات التفاصيل تفاصيل المؤشر المؤشرات الأرقام الظروف الأوضاع المباراة الفوز الخسارة المؤتمر الحوار
""".split()))  # fmt: skip
_EVIDENCE = {"معلومات", "بيانات", "احصاءات", "نتائج", "دلائل", "ادلة", "ارقام", "مؤشرات"}
_WITHHELD = frozenset(
    map(
        cues.level,
        """الإفصاح الكشف كشف التعليق الخوض ذكر تحديد الإدلاء إعطاء الحديث التحدث الرد الإجابة الحوض تقديم""".split(),
    )
)
_PURPOSE = {"ليضيف", "ليؤكد", "ليقول", "ليعلن", "ليوضح"}


def _subject(page, place):
    """The Word that heads the subject of a verb: what follows it, or what the clause before it begins with."""
    if not named_before(page, place):
        return page.word(place + 1 + (page.form(place + 1) in {"هذه", "هذا", "تلك", "جميع", "كل"}))
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
        judged = form.entry.stance not in {"neutral", "assertive"} and (found.start == place + 1 or lemma == "وصف")
        if page.inside[place] >= 0 and cues.stripped(key) in _EVIDENCE:
            return False  # «تشير المعلومات إلى …»: what the one who speaks goes by, not another speaker
        if key in _NO_SPEAKERS and not judged:
            return False  # an event confirms nothing; but وانتقد الاتفاق judges it
        if (
            found.start > place + 2
            and found.shape == "prep"
            and subject.masdar
            and not found.rule.startswith("verbal noun")
            and subject.key not in _WHEN
            and not subject.role
            and not subject.det
        ):
            return False
        if (
            form.asp == "i"
            and page.form(place).startswith("ل")
            and page.form(place) not in _PURPOSE
            and not form.entry.lemma.startswith("ل")
        ):
            return False
        if form.asp == "i" and lemma in {"اعتبر", "عد"} and found.shape != "clause":
            return False
        # the same speaker's attitude inside his own words: قال إنه يأمل …
        if (
            (form.entry.stance in {"emotive", "evaluative"} or (form.asp == "p" and found.shape in {"prep", "np"}))
            and place
            and page.words[place - 1].comp in {"pron", "bipron"}
            and any(page.found.get(k) and page.found[k][1].start == place - 1 for k in range(max(0, place - 40), place))
        ):
            return False
    if lemma == "اتهم" and form.sort == "verb" and not form.obj and found.start == place + 1 and found.shape == "prep":
        return False  # اتهموا بالتخطيط: those accused
    if lemma == "قدر" and cues.stripped(page.word(place + 1).key) in {"امكان", "مستطاع"}:
        return False  # قدر الإمكان: as far as possible
    if lemma == "علم" and (form.gen != "f" or page.word(place + 1).comp):
        return False  # علمت الصحيفة أن; what a person knows is not told
    if lemma == "حمل" and found.start == place + 1 and not form.obj:
        return False  # تحمل المسؤولية: to bear it; whoever lays it on others names them first
    if found.rule == "weak preposition" and lemma in {"أمر", "وعد", "طلب", "رد"}:
        return False
    # رفض ممثلون لستة اتحادات … التعليق; طلب للتعليق
    reach = found.start + (6 if lemma == "رفض" and found.rule == "bare object" else 2)
    withheld = any(page.word(k).key in _WITHHELD for k in range(place + 1, reach))
    if lemma == "طلب" and page.form(found.start) == "للتعليق":
        return False
    if lemma == "دعا" and cues.stripped(page.word(found.start).key) in {"زيارة", "لزيارة"}:
        return False  # an invitation
    return not (withheld and (lemma in {"رفض", "تجنب", "امتنع", "تهرب"} or page.word(found.start).key == "عدم"))


# ---------------------------------------------------------------- how content begins

_NOT_BI = set(
    """
بالمثل باسم بعد بين بدون بسبب بوصفه بوصفها بصفته بصفتها باعتباره باعتبارها باعتبار بشكل بصورة بحسب بلا بينما بالفعل
بالتالي بالإضافة بالاضافة بالذات بحضور بمناسبة بغية بهدف برئاسة بقيادة بالنسبة بموجب بقوة بشدة بحق بها به بهم
بذلك بكل بدوره بدورها بينهم بينها بيان بلاده بلادها بيد بما بناء بعض بشأن بجانب بأشد بالمئة بالمائة بوضوح بصراحة
بالدرجة بأكملها بأكمله بإصرار بالكامل برفقة بعيد بعيدا بغض بفضل بعدما بالتزامن بخصوص بواسطة بتاريخ بكين
برلين باريس بغداد بيروت بوتين باراك بان بن بنت بشار بيونغ بيونج بروكسل بون
""".split()
)
_MANNER = {"بقوة", "بشدة", "بحرارة", "بصراحة", "بوضوح"}  # how it was said, where another بـ follows
_FEASTS = {"الفطر", "الأضحى", "الاضحى", "الميلاد", "الثورة", "الاستقلال"}  # هنأ بعيد الفطر
_OVERSEERS = {"المشرف", "المشرفة", "المشرفون", "المشرفين", "القائم", "القائمة"}  # المشرف العام على …: a title
_PROPER_OBJECTS = {"أشاد", "رحب", "ندد", "نوه", "احتفى", "هتف"}
_NOT_AN = set(
    """
بعد قبل منذ إلا الا غير رغم كما حيث دون لولا ضرورة شرط بشرط شريطة يجب يمكن ينبغي المقرر المتوقع المنتظر المرجح
المحتمل الممكن علما لمجرد بيد عدا سوى كاد يكاد مع لابد بد المفترض الضروري المهم حتى عسى وبعد وقبل ومنذ عن
المفروض يفترض يتوقع لحين إلى على من في فى الى بمجرد
""".split()
)
_CONTINUES = {"أيضا", "ايضا", "أيضًا", "كذلك"}


def _closes(page, place):
    """Whether a noun phrase may be complete at a token: a definite, proper or pronominal word, a number, a mark."""
    token, word = page.tokens[place], page.words[place]
    if token.kind != "word":
        return True
    if word.prep or word.comp:
        return False
    if word.det or word.pron or word.prop or word.relative or (word.name and not word.role):
        return True
    if page.form(place).endswith("ون"):
        return True  # مواطنون: a plural that governs no other noun
    return word.adj or word.key in {"امس", "اليوم", "ايضا", "مجددا", "حاليا", "رسميا", "مرارا"} or not word.noun


_WHEN = frozenset(map(cues.level, """
اليوم أمس غدا السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة مساء صباح ظهر مجددا أيضا كذلك أخيرا
بدوره بدورها مؤخرا سابقا رسميا البارحة حاليا مباشرة صراحة علانية الليلة الصدد السياق الإطار الوقت الشهر الأسبوع العام
""".split()))  # fmt: skip


def _is_object(page, place, cue, form):
    """Whether a noun may head the bare object of a cue verb (أكد فلان «التزام» بلاده)."""
    word = page.words[place]
    if page.form(place) in {"أي", "اي"} and page.word(place + 1).noun:
        return True
    if word.key in _WHEN:
        return False
    if (
        page.tokens[place].kind != "word"
        or word.prep
        or word.comp
        or word.relative
        or word.clitic
        or not (word.noun or word.adj)
    ):
        return False
    if word.conj or (word.adj and not word.noun):
        return False
    previous = place - 1
    held = page.words[previous]
    nominal = page.tokens[previous].kind == "word" and (held.noun or held.adj)
    if word.det and previous > cue and nominal and not (held.det or held.prop or held.pron or held.name):
        return False  # أكاديمية البحث: the second half of a construct
    if previous == cue:
        if form.sort == "participle" or form.obj:
            return True
        return not word.role and (word.masdar or named_before(page, cue))
    return False if word.conj else _closes(page, previous) and word.masdar and not word.role


def named_before(page, place):
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
    while (
        start > floor
        and page.tokens[start - 1].kind == "word"
        and not page.words[start - 1].comp
        and place - start < 15
    ):
        start -= 1
    head = page.words[start]
    return not (
        head.prep
        or head.clitic
        or head.key in {"كما", "فيما", "حيث", "بينما", "ثم"}
        or page.form(start).startswith(("من", "وفي"))
    )


_LISTS = {"من", "هي", "وهي", "هم", "وهم", "هما", "وهما", "كالتالي", "التالية"}  # a colon after these opens a list
_CLAUSE_BREAKS = {"فيما", "بينما", "حيث", "وذلك", "مما", "ما", "علما", "إذ"}
# verbs whose pronoun is whom they address or speak of, so that content may still follow: أخبره أن، وصفها بأنها
_ADDRESSING = set(
    """
أخبر أبلغ وصف اعتبر عد طالب دعا اتهم سأل حث ناشد نصح وعد أمر شجع هنأ شكر ذكر طمأن حذر أجاب لام حض هدد توعد أطلع
لقب خاطب دفع مازح حرض أوصى حمل حفز
""".split()
)


def complement(page, place, form):
    """The Complement of a verb or participle cue at a token, or None where nothing that could be content follows."""
    frames, weak = form.entry.frames, form.entry.weak
    if form.entry.lemma in _NAMING and (form.entry.frames == {"np"} or (form.obj and what_is(page, place))):
        return _so_named(page, place, form)
    if form.obj:
        if form.sort == "verb" and form.entry.lemma not in _ADDRESSING:
            return None  # قالها: the pronoun is all the content there is
        frames = frames - {"np"} if form.entry.lemma not in {"اعتبر", "عد"} else frames
    limit = min(page.limit(place), place + _REACH)
    # passed: a finite verb was met; broken: a comma and a new clause; either leaves little that could still be content
    k, backup, passed, broken = place + 1, None, 0, False
    while k < limit:
        token, word = page.tokens[k], page.words[k]
        number = page.opens[k]
        if number >= 0:
            if (not form.obj or page.form(k - 1) == ":") and _speaks(page, number, place, k, limit, passed):
                return backup if backup and page.form(k - 1) != ":" else Complement("quote", k, number, "marks")
            after = page.spans[number][3]
            own = k == place + 1 and "np" in frames and not names_something(page, number)
            if own and page.word(after).key and not page.word(after).comp:
                return Complement("np", k, None, "object in marks")
            k = max(k + 1, after)
            continue
        if token.kind == "mark":
            if token.form == ":":
                if page.tokens[k - 1].kind in {"number", "foreign"} and page.form(k + 1) == "/":
                    break
                if page.form(k - 1) in _LISTS:
                    return backup
                told = "direct" in frames or ("document" in frames and page.word(place + 1).prep == "في")
                return (_after_colon(page, k, limit) if told else None) or backup
            if token.form in STOPS and token.form != ".":  # a stop inside a sentence belongs to initials
                break
            apart = page.form(k + 1) in _CLAUSE_BREAKS or (page.form(k + 1) == "في" and page.form(k + 2) == "حين")
            broken = broken or (token.form in COMMAS and apart)
            k = skip_bracket(page, k, limit) if token.form == "(" else k + 1
            continue
        if form.entry.nouns and not passed and not broken and cues.headed_by(word.key, form.entry.nouns):
            return Complement("np", k, None, "its noun")
        if "masdar" in frames and k <= place + 8 and not passed:
            found = _masdar(page, k)
            if found:
                return None if page.words[k].clitic and frames == {"masdar"} else found
        if word.comp:
            free = (
                not (passed or broken)
                or page.form(k) == "إن"
                or (not broken and (page.form(k - 1) in COMMAS or k - passed > 5 or not _governs(page, passed)))
            )
            found = _complementiser(page, place, k, form) if free else None
            if found:
                return found if not backup or _outranks(page, place, k, backup) else backup
            if word.comp == "an" and page.form(k - 1) not in _NOT_AN and not page.words[k - 1].only_verb:
                break
            k += 1
            continue
        early = backup and k == backup.start + 1 == place + 2 and not page.words[k - 1].masdar
        if early and word.prep == "عن" and "عن" in frames:
            backup = None  # التي تعلن القسام عن …: the subject after all
        if (
            page.form(k) in {"عنه", "عنها", "عليه", "عليها", "منه", "منها"}
            and k == place + 1
            and form.entry.lemma in {"أعلن", "كشف", "اتفق", "وافق", "حذر"}
        ):
            return None
        if word.forms and not _skippable(page, place, k, form):
            if form.entry.lemma == "قال" and form.sort == "verb" and not backup:
                return _distant_inna(page, k, limit) or _bare_clause(page, place, form, limit)
            break
        aside = _after_aside(page, k, limit) if page.form(k - 1) in COMMAS else k + 1
        if aside > k + 1:
            k = aside
            continue
        if "np" in frames and page.form(k) == "ما" and page.word(k + 1).past and k > place + 1 and _closes(page, k - 1):
            return backup or Complement("np", k, None, "object")  # نفت المصادر ما تردد عن …
        if _is_finite(page, k) and (k > place + 1 or word.forms or word.first):
            passed = k  # right after the cue only a name can stand that looks like a verb
        if (
            not backup
            and not broken
            and (not passed or (word.masdar and (word.clitic == "ب" or page.form(k - 1) in COMMAS)))
            and not (page.words[k - 1].only_verb and page.words[k - 2].relative and not page.words[k - 1].forms)
        ):
            found = _preposition(page, place, k, form, limit)
            governed = _governing_noun(page, place, k) if found and "np" in frames and word.prep else None
            if governed:
                return governed
            if found and found.rule != "weak preposition":
                return found
            backup = found
            object_wanted = "np" in frames or ("np" in weak and word.key in cues.ASSERTING)
            if object_wanted and _is_object(page, k, place, form):
                # it may as well belong to the subject, and أن may follow
                backup = Complement("np", k, None, "object")
                if "clause" not in frames:
                    return backup
        k += 1
    return backup or _bare_object(page, place, form, limit) or _bare_clause(page, place, form, limit)


_NAMING = {"سمى", "أسمى", "دعا"}


def _so_named(page, place, form):
    """What somebody calls a thing: ما سماه فلان «…», ما تسميه سرقة; without ما the verb gives something its name."""
    if not (form.sort == "verb" and form.obj and what_is(page, place)):
        return None
    limit = page.limit(place)
    for k in range(place + 1, min(place + 7, limit)):
        word = page.words[k]
        if page.opens[k] >= 0:
            return Complement("quote", k, page.opens[k], "what it is called")
        if page.form(k) in {"ب", "بـ"}:
            continue
        if page.tokens[k].kind != "word" or word.comp or word.relative or word.prep or word.only_verb:
            return None
        if word.noun and not (word.det or word.prop or word.role) and _closes_name(page, place, k):
            return Complement("np", k, None, "what it is called")
    return None


def _closes_name(page, cue, place):
    """Whether a noun after ما سماه comes at once, or after a subject that is complete."""
    return place == cue + 1 or _closes(page, place - 1)


def _governing_noun(page, cue, place):
    """The object that itself governs a preposition (أكدت الحركة السيطرة على المدينة), or None."""
    noun = page.words[place - 1]
    free = page.tokens[place - 2].kind == "word" and (not page.words[place - 2].prep or page.form(place - 2) == "قبل")
    own = noun.masdar and (noun.det or noun.pron) and not (noun.role or noun.adj or noun.clitic)
    return Complement("np", place - 1, None, "object") if place - 1 > cue + 1 and own and free else None


def _governs(page, place):
    """Whether a finite verb between a cue and أن may govern it; in a relative clause or a name it hardly does."""
    form = page.form(place)
    before = page.tokens[place - 1]
    return (
        before.kind == "mark"
        or form[0] in "وف"
        or bool(page.words[place].forms)
        or any(form.startswith(stem) for stem in _GOVERNING)
        or page.word(place + 1).comp != ""
    )


_GOVERNING = (
    "يجب يمكن ينبغي يتعين يريد تريد أراد يحاول حاول استطاع يستطيع تستطيع قرر يعني تعني يبدو تبدو تبين اتضح ثبت شعر "
    "أدرك يدرك يتضح يسمح يضمن يفضل فضل يفترض كاد أوشك شاء يهدف تهدف يمنع يسعى تسعى يصل وصل بلغ يكفي صادف حدث"
).split()


def _after_aside(page, place, limit):
    """Token number after an aside on the source (، وفقا للصحيفة، or ، التي تصدر في لندن،), or the next one."""
    aside = page.words[place].relative or any(form.sort == "preposition" for form in page.words[place].forms)
    commas = (k for k in range(place + 1, min(place + 15, limit)) if page.tokens[k].form in COMMAS)
    return next(commas, place + 1) if aside else place + 1


def _distant_inna(page, place, limit):
    """قال … إن …: the clause after a written إن, which no verb but قال governs, over whatever stands between."""
    for k in range(place + 1, limit):
        if (
            page.tokens[k].form in STOPS
            or page.opens[k] >= 0
            or any(f.entry.lemma == "قال" for f in page.words[k].forms)
        ):
            return None
        if (
            page.words[k].comp in {"an", "pron"}
            and page.form(k)[0] == "إ"
            and page.form(k - 1) not in {"حيث", "إلا", "إذ"}
        ):
            return _clause_start(page, k + (page.words[k].comp == "an"), "complementiser")
    return None


def _outranks(page, cue, place, backup):
    """Whether أن at a token belongs to the cue although a noun that could be its bare object stands before it.

    Not where that noun or a preposition governs أن (نفى التكهنات بأن, أكد حرصه على أن), nor where the noun follows the
    cue at once.
    """
    if page.words[place].comp in {"bi", "bipron"} or page.words[place - 1].prep:
        return False
    if page.form(place - 1) in COMMAS and any(page.form(k) in COMMAS for k in range(backup.start, place - 1)):
        return True  # أكدت قوات الحماية، ذراع الحزب، أن …: an apposition to the subject
    if backup.start == cue + 1 and not page.words[backup.start].det:
        return False
    return page.form(place - 1) in COMMAS or _closes(page, place - 1)


def _is_finite(page, place):
    """Whether a word is a finite verb of the main line: no relative clause, no verb that could be a noun."""
    word = page.words[place]
    return (word.only_verb or word.first) and not page.words[place - 1].relative and not word.relative


def _skippable(page, cue, place, form):
    """Whether another cue word between a cue and its content belongs to the subject or the circumstances."""
    for other in page.words[place].forms:
        if other.sort == "preposition" or (other.sort == "participle" and "masdar" in other.entry.frames):
            continue
        if other.sort == "verb":
            if not _is_verb(page, place, other):
                continue  # محافظة تعز: no verb here
            if place == cue + 1 and other.conj == "و" and other.asp == form.asp:
                continue  # يستنكر ويشجب
            if other.obj and place > cue + 2 and not other.conj:
                continue  # جماعات تدعمها …: a clause about the subject
            if page.form(place - 1) in {"لم", "لا", "لن"} or (not other.conj and _in_relative(page, cue, place)):
                continue
            if page.words[place].only_verb or (not page.words[place].noun and not page.words[place].prep):
                return False
            if other.conj and other.asp == "p" and cue_at(page, place):
                return False
        if other.sort == "participle" and not other.bare and page.form(place - 1) in COMMAS and cue_at(page, place):
            return False
        if (
            other.sort == "participle"
            and not other.bare
            and not page.words[place].det
            and other.num == "s"
            and other.gen == "m"
            and place > cue + 1
            and cue_at(page, place)
        ):
            return False
        if other.sort == "participle" and place == cue + 1 and other.entry.lemma in {"قال"}:
            return False
        if other.sort == "noun" and form.entry.lemma == "نقل" and other.obj and cue_at(page, place):
            return False
    return True


def _in_relative(page, cue, place):
    """Whether a verb belongs to a relative clause about the subject: الوزيرة التي كانت تتحدث …."""
    for k in range(place - 1, max(cue, place - 6), -1):
        if page.words[k].relative:
            return True
        if page.tokens[k].kind == "mark" or (page.words[k].only_verb and k < place - 1):
            return False
    return False


def _speaks(page, number, cue, place, limit, passed):
    """Whether a quotation met on the way from a cue is its content, rather than a name in the subject."""
    segment = page.segments[number]
    after = page.spans[number][3]
    size = page.length(number)
    before = page.form(place - 1)
    if before != ":" and size <= 4 and page.form(after) == ":" and page.words[cue].forms:
        return False  # وقال «ولد الشيخ»: …
    if before != ":" and (names_something(page, number) or (size <= 4 and page.word(after).comp)):
        return False
    if before == ":" or segment.family == "round":
        return True
    if passed and place - cue > 12 and page.form(after) in COMMAS:
        return False  # a clause of the reporter's stands between
    if size >= 5:
        return True
    if place == cue + 1:
        return size >= 3
    following = page.form(after)
    ends = after >= limit or following in STOPS | COMMAS
    return size >= 3 and ends and not names_something(page, number)


def _after_colon(page, colon, limit):
    """What follows a colon: a quotation, a complementiser, or the words themselves."""
    k = colon + 1
    while k < limit and page.tokens[k].form in {":", "-", "–", "."}:
        k += 1
    if k >= limit:
        k = _next_paragraph(page, k)
        if k is None:
            return None
        limit = page.limit(k)
    if page.words[k].comp in {"an", "bi"} and page.words[k].key in {"ان", "بان"} and k + 1 < limit:
        return _clause_start(page, k + 1, "colon and complementiser")
    number = page.opens[k]
    if number >= 0 and page.length(number) >= 1:
        return Complement("quote", k, number, "colon and marks")
    return Complement("colon", k, None, "colon")


def _next_paragraph(page, place):
    """The first token of the next line, where a colon ends its own line and the words stand in marks below it."""
    k = place
    while k < min(place + 4, len(page.tokens)) and page.tokens[k].kind == "newline":
        k += 1
    return k if k > place and k < len(page.tokens) and page.opens[k] >= 0 and page.sentence[k] >= 0 else None


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
    glued = word.comp in {"bi", "bipron"}
    if "document" in frames:
        allowed = page.word(cue + 1).prep == "في" and not glued
    elif glued:
        allowed = clause or "بـ" in frames
    elif preposition:
        allowed = preposition in frames | form.entry.weak
    else:
        allowed = clause or gap == 0
    if not allowed:
        return None
    if gap and not preposition and before in _NOT_AN and not (before == "سوى" and form.entry.lemma == "قال"):
        return None
    if (
        gap
        and page.words[place - 1].only_verb
        and place - 1 > cue + 1
        and not (page.words[place - 1].forms and page.form(place - 1)[0] == "و")
    ):
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
        if word.prep in weak and cues.stripped(following.key) not in cues.ASSERTING:
            return None
        if word.prep == "على" and {page.form(place - 1), page.form(place - 2)} & _OVERSEERS:
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
    if (
        "بـ" in frames
        and (word.clitic == "ب" or page.form(place) in {"بأي", "ب", "بـ", "بعيد", "بما", "بكل"})
        and not _no_object(page, place, limit)
        and not word.conj
    ):
        if page.form(place) in {"ب", "بـ"} and (place + 1 >= limit or page.opens[place + 1] < 0):
            return None
        if place > cue + 1 and word.prop and form.entry.lemma not in _PROPER_OBJECTS:
            return Complement("prep", place, None, "weak preposition")
        sure = word.masdar or not _ambiguous(page.words[cue]) or place == cue + 1
        return Complement("prep", place, None, "glued preposition" if sure else "weak preposition")
    bare_bi = word.key.startswith("ب") and word.noun and not _no_object(page, place, limit)
    if "بـ" in frames and place == cue + 1 and bare_bi:
        return Complement("prep", place, None, "glued preposition")  # بنيته: his intention, not his structure
    if (
        "لـ" in frames
        and word.clitic == "ل"
        and (word.masdar or form.sort == "noun")
        and not word.conj
        and not word.role
        and not ("إلى" in frames and any(page.word(k).prep == "إلى" for k in range(place + 1, min(place + 12, limit))))
    ):
        return Complement("prep", place, None, "glued preposition")
    return None


def _no_object(page, place, limit):
    """Whether a word with بـ is an adverb or a name (بشدة, بعد, باريس) and not what the cue governs."""
    form, following = page.form(place), page.word(place + 1)
    if form == "بعيد":
        return page.form(place + 1) not in _FEASTS
    if form == "بكل":
        return page.form(place + 1) not in {"ما", "من"}
    if form == "بما":
        following = page.word(place + 1)
        return not (following.verb or following.only_verb) or page.form(place - 1) in COMMAS
    if form in _MANNER:
        # نددت بقوة بالقرار, but أشادت بقوة الجيش
        return not (following.det or following.conj or following.pron) or any(
            page.word(k).clitic == "ب" for k in range(place + 1, min(place + 4, limit))
        )
    return form in _NOT_BI


def _masdar(page, place):
    """The content of a verbal noun that a cue such as جدد or كرر governs (جدد التأكيد على …)."""
    previous = page.words[place - 1]
    if page.words[place].det and previous.noun and not (previous.det or previous.forms):
        return None  # حرص ولاة الأمر على …
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
    return (
        _bare_head(page, place, form, limit, True)
        or _bare_head(page, place, form, limit, False)
        or _dropped_subject(page, place, form, limit)
    )


def _dropped_subject(page, place, form, limit):
    """واستغرب غياب الوزير: with no other noun to be its object, a common noun right after a coordinated verb is."""
    word = page.word(place + 1)
    lone = form.entry.stance in {"adversarial", "evaluative", "emotive"}
    common = word.noun and not (word.det or word.role or word.prop or word.prep or word.comp or word.clitic)
    if (
        form.conj
        and form.sort == "verb"
        and (lone or "clause" not in form.entry.frames)
        and common
        and place + 2 < limit
    ):
        return Complement("np", place + 1, None, "object of a dropped subject")
    return None


def _apposition(page, comma, limit):
    """Whether commas enclose a relative clause or an office: انتقد فلان، رئيس الجمعية، قرار الوزير."""
    word = page.word(comma + 1)
    closed = any(page.tokens[k].form in COMMAS for k in range(comma + 2, min(comma + 15, limit)))
    return word.relative or (closed and not word.conj and (word.role or word.prep != "" or word.key in _WHEN))


def _bare_head(page, place, form, limit, verbal):
    """First noun that the subject cannot hold any more; with `verbal` only a verbal noun counts."""
    k, closed, seen = place + 1, named_before(page, place) or form.sort == "participle", 0
    while k < limit:
        token, word = page.tokens[k], page.words[k]
        if token.kind == "mark":
            if token.form in STOPS or (token.form in COMMAS and seen and not _apposition(page, k, limit)):
                return None
            if page.opens[k] >= 0:
                k = page.spans[page.opens[k]][3]
                closed, seen = True, seen + 1
                continue
            if token.form == "(":
                k = skip_bracket(page, k, limit)
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
        if (
            closed
            and (word.noun or word.adj or word.prop)
            and not word.role
            and not word.conj
            and page.tokens[k].kind == "word"
        ):
            adjectival = word.det and k > place + 1 and page.words[k - 1].det and not word.masdar
            surname = page.words[k - 1].prop or not (page.words[k - 1].noun or page.words[k - 1].adj)
            adjectival = adjectival and (word.adj or not surname)  # استنكر سامي العربي الجرأة
            name = (word.prop or word.name) and not word.det and k > place + 1
            if (
                word.key in _WHEN
                or page.word(k - 1).key in {"هذا", "هذه", "ذلك", "تلك"}
                or (verbal and not word.masdar)
            ):
                pass
            elif not adjectival and not name and not (word.adj and not word.noun) and page.form(k) not in _CONTINUES:
                return Complement("np", k, None, "bare object")
        closed = _closes(page, k)
        seen += 1
        k += 1
    return None


_BARE_STARTS = {
    "لقد",
    "قد",
    "نحن",
    "هذا",
    "هذه",
    "ليس",
    "لا",
    "إننا",
    "لن",
    "لم",
    "هناك",
    "هدفنا",
    "علينا",
    "يجب",
    "ما",
    "لدينا",
    "من",
}


def _bare_clause(page, place, form, limit):
    """قال followed by the words themselves, without أن, colon or marks."""
    if form.entry.lemma not in {"قال", "أضاف", "تابع", "أوضح"} or form.sort == "noun" or place + 1 >= limit or form.obj:
        return None
    k = place + 1 + (page.form(place + 1) in COMMAS)
    if page.word(k).det or page.word(k).prop or page.word(k).role:
        return _bare_after_subject(page, place, limit)
    word = page.word(k)
    own = page.form(k).endswith("نا") and word.pron
    future = word.only_verb and page.form(k)[:2] in {"ست", "سي"}
    if (page.form(k) in _BARE_STARTS or word.first or own or future) and limit - k >= 4:
        return Complement("clause", k, None, "bare clause")
    return None


_OPENERS = {"يجب", "لقد", "نحن", "لن", "إننا", "علينا", "لدينا", "ينبغي", "هناك"}


def _bare_after_subject(page, place, limit):
    """قال فلان يجب …: the words themselves right after a short subject, where what opens them opens a sentence."""
    for k in range(place + 2, min(place + 6, limit - 3)):
        if page.tokens[k].kind != "word" or page.words[k].relative or page.words[k].comp:
            return None
        if page.form(k) in _OPENERS and _closes(page, k - 1):
            return Complement("clause", k, None, "bare clause")
    return None


# ---------------------------------------------------------------- nouns as cues


def _noun_complement(page, place, form):
    """The content of a noun cue that names its source too: قوله إن، مطالبتها بـ، تحذير الوزارة من أن."""
    word, before = page.words[place], page.form(place - 1)
    lemma = form.entry.lemma
    if before in _AGENTLESS or before == "عدم":
        return None
    if any(other.sort in {"verb"} for other in word.forms) and page.found.get(place):
        return None
    if form.obj and form.conj and page.word(place - 1).pron and page.word(place - 1).noun:
        return None  # عزمها وإصرارها على …: the second half of what is stated or told
    verb = form._replace(entry=_as_verb(form.entry))
    limit = page.limit(place)
    if form.obj and page.form(place).endswith("نا"):
        return None  # تمسكنا: the speaker's own stance
    if form.obj and lemma not in _ACCUSED:
        found = complement(page, place, verb._replace(obj=True))
        if found and found.start - place <= 4 and not _crosses(page, place, found.start):
            return found._replace(rule="noun with pronoun, " + found.rule)
        if page.form(place + 1) == ":" and lemma == "قال":
            return _after_colon(page, place + 1, limit)
        return None
    if form.prep and form.det and (lemma == "قال" or leaning(page, place)):
        found = complement(page, place, verb)
        return found if found and found.start - place <= 4 else None
    if form.det:
        return None
    return _noun_with_source(page, place, verb, limit)


def leaning(page, place):
    """The entry of a verb that takes only the verbal noun of another (اكتفى بالتأكيد على), or None."""
    for k in range(place - 1, max(place - 5, -1), -1):
        for form in page.words[k].forms:
            if form.entry.frames == {"masdar"}:
                return form.entry
    return None


def _crosses(page, start, end):
    """Whether a comma parts a noun cue from its content; one right before أن does not."""
    return any(page.tokens[k].form in COMMAS and not page.word(k + 1).comp for k in range(start, end - 1))


def _noun_with_source(page, place, form, limit):
    """A noun cue whose source follows it as a noun phrase or an adjective of nation: تحذير دول … من أن."""
    source = page.word(place + 1)
    headline = page.sentences[page.sentence[place]].kind == "headline" and place == page.floor(place)
    if place + 2 >= limit or page.tokens[place + 1].kind != "word":
        return None
    found = complement(
        page, place, form._replace(entry=form.entry._replace(frames=form.entry.frames - {"np", "direct"}))
    )
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
        if (
            gap >= 1
            and (headline or form.entry.lemma in {"اتفق", "تصريح"})
            and (adjective or source.det or source.prop or source.noun)
        ):
            return found._replace(rule="noun in a headline, " + found.rule)
    return None
