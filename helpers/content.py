"""Content: where the words that a cue introduces end, and the reporter takes over again."""

from helpers import cues
from helpers.complements import cue_at, named_before
from helpers.page import COMMAS, STOPS, skip_bracket

_LONGEST = 600  # tokens of one content at most; a bound keeps the time linear on a page without a full stop

_TURNS = {
    "فيما",
    "بينما",
    "علما",
    "وكان",
    "وكانت",
    "وذلك",
    "مما",
    "الأمر",
    "يذكر",
    "ويذكر",
    "يشار",
    "ويشار",
    "في حين",
}
_CIRCUMSTANCE = {"بعد", "خلال", "منذ", "أثناء", "اثناء", "عقب", "قبل", "غداة", "إثر", "اثر", "قبيل", "عشية"}
_EVENTS = frozenset(map(cues.level, """
لقاء لقائه لقائها لقائهما لقائهم اجتماع اجتماعه اجتماعهما مؤتمر مكالمة اتصال زيارة زيارته زيارتها محادثات
مباحثات جلسة مقابلة تصريح تصريحات كلمة كلمته خطاب خطابه حديث حديثه استقبال استقباله افتتاح ندوة حفل منتدى قمة
مشاركته ترؤسه حوار رده
""".split()))  # fmt: skip
# where something was said; after the content of an act they tell of the saying, not of what was said
_SETTINGS = {"اتصال", "مكالمة", "تصريح", "تصريحات", "مقابلة", "لقاء", "حديث", "تغريدة", "كلمة", "خطاب", "بيان", "حوار"}
_ASIDES = {"جانبه", "جهته", "جهتها", "جانبها", "ناحيته", "ناحيتها", "جهتهم", "جانبهم"}
_SILENT = {
    "يذكر",
    "تذكر",
    "يقدم",
    "تقدم",
    "يكشف",
    "تكشف",
    "يحدد",
    "تحدد",
    "يوضح",
    "توضح",
    "يعط",
    "تعط",
    "يفصح",
    "يدل",
    "يخض",
}
_BUT = {"لكن", "لكنه", "لكنها", "ولكن", "ولكنه", "ولكنها", "غير", "إلا", "لكنهم"}


def content_end(page, start, limit, nominal, subject_before=True):
    """Where content that begins at token `start` ends (token number, exclusive; at most `limit`).

    nominal: the content is a noun phrase, so a coordinated finite verb is already the reporter's.
    """
    k, clause, relative = start, not nominal, False
    limit = min(limit, start + _LONGEST)
    while k < limit:
        token, word = page.tokens[k], page.words[k]
        number = page.opens[k]
        if number >= 0 and page.segments[number].closed:
            k = max(k + 1, min(page.spans[number][3], limit))
            continue
        if token.kind == "mark":
            if token.form in COMMAS or token.form in {"-", "–", "ـ"}:
                aside = k - start < 3 and source_preposition(page, min(k + 1, limit - 1))
                if k > start and not aside and _takes_over(page, k + 1, limit, nominal and not clause):
                    return k
            elif token.form in STOPS and token.form != "…" and page.sentence[k] >= 0 and token.form not in {"؟", "!"}:
                nxt = k + 1
                if token.form == "؛" and nxt < limit and cue_at(page, nxt):
                    return k
            elif (token.form == "(" and page.word(k + 1).key in {"حسب", "وفق"}) or (
                token.form == ")" and k > start and not _bracket_open(page, start, k)
            ):
                return k
            elif token.form == "(":
                k = skip_bracket(page, k, limit)
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
        if source_preposition(page, place) and page.word(place + 1).key in {
            "ما",
            "لما",
            "مصدر",
            "لمصدر",
            "مصادر",
            "لمصادر",
            "قوله",
            "قولها",
            "قول",
            "تعبيره",
        }:
            return True
        if form in {"حسبما"}:
            return True
    if form in {"لكن", "ولكن"} and _answers(page, place, limit):
        return True
    if form in _TOPIC_HEADS and _tells_later(page, place, limit):
        return True
    if word.relative and any(f.obj and f.entry.lemma in {"اعتبر", "وصف", "عد"} for f in page.word(place + 1).forms):
        return True
    if form in {"وذلك"} and (
        page.word(place + 1).prep == "في" or page.word(place + 1).forms or page.word(place + 1).prep in _CIRCUMSTANCE
    ):
        return True
    if (
        form in _TOPICS
        or _silent(page, place)
        or (form in _BUT and _new_cue(page, place + 1) in {"past", "participle"})
    ):
        return True
    if form in {"كما", "فيما", "حيث", "بينما"} and place + 1 < limit and _new_cue(page, place + 1) == "past":
        return True
    if form in {"بعد", "بعدما", "عندما", "فيما", "بينما"}:
        nxt = place + 1 + (page.form(place + 1) == "أن")
        if nxt < limit and _new_cue(page, nxt) == "past":
            return True
    if noun_phrase and (
        (form == "مما" and not page.form(place - 1).startswith("أ"))
        or (form == "ما" and page.word(place + 1).only_verb and not before.relative and not _holds_what(page, place))
    ):
        return True
    if noun_phrase and form == "لكن":
        return True
    if noun_phrase and word.prep in {"خلال", "في"} and cues.stripped(page.word(place + 1).key) in _SETTINGS:
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
        if form in {"وكان", "وكانت", "بينما", "لكن", "لكنه", "لكنها", "ولكنه", "ولكنها"}:
            return True
    return False


def _answers(page, place, limit):
    """لكن الوزارة تقول إن …: whether the contrast brings somebody else's words, the name before the verb."""
    last = min(place + 5, limit)
    cued = (k for k in range(place + 2, last) if page.words[k].forms and _new_cue(page, k) in {"past", "present"})
    return any(named_before(page, k) and cue_at(page, k)[1].shape in {"clause", "quote", "colon"} for k in cued)


def _reports_soon(page, place, limit):
    """بينما قال فلان …, في حين أكد …: whether the contrast brings a new cue; else it is part of what is said."""
    return any(page.words[k].forms and _new_cue(page, k) for k in range(place + 1, min(place + 6, limit)))


_TOPIC_HEADS = {"وعن", "وحول", "وبشأن", "وبخصوص", "وعما"}


def _tells_later(page, place, limit):
    """وعن النتائج … قال إن: a topic that the reporter takes up, whose cue follows."""
    return any(
        form.sort == "verb" and form.asp == "p" and form.entry.frames & {"direct"}
        for k in range(place + 2, min(place + 16, limit))
        for form in page.words[k].forms
    )


def _holds_what(page, place):
    """Whether ما at a token is what the word before it governs (خصوصا ما يتم, كل ما قيل, عن ما حدث)."""
    before = page.words[place - 1]
    return bool(before.prep) or before.key in {"خصوصا", "خاصة", "كل", "لا", "سيما", "جميع", "اهم", "ابرز", "هو", "هي"}


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
    if form in {"جاء", "وجاء", "جاءت", "وجاءت"}:
        return following in {"ذلك", "هذا", "هذه", "في"} or cues.stripped(page.word(place + 1).key) in _EVENTS
    if form == "فيما" and following in {"يتعلق", "يخص", "يلي", "بعد", "مضى", "يبدو", "بينهم", "بينها"}:
        return False
    if form in _TURNS and (nominal or form != "بينما"):
        if form == "وذلك":
            return (
                nominal
                or page.word(place + 1).prep in _CIRCUMSTANCE | {"في"}
                or following == "على"
                or following.startswith("حسب")
            )
        if form in {"مما", "الأمر"}:
            return nominal
        if form in {"وكان", "وكانت"}:
            return nominal or _new_cue(page, place + 1) == "past"
        return True
    if form in {"بينما", "في"} and (form == "بينما" or following == "حين") and not nominal:
        return _reports_soon(page, place, limit)
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
    if form in {"لكن", "ولكن"} and _answers(page, place, limit):
        return True
    if form in {"في", "خلال"} and cues.stripped(page.word(place + 1).key) in _SETTINGS:
        return True
    if form in _CIRCUMSTANCE:
        event = any(
            page.word(k).key in _EVENTS or cues.stripped(page.word(k).key) in _EVENTS
            for k in range(place + 1, place + 4)
        )
        return nominal or event
    if form in {"كما", "لكن"} and nominal:
        return True
    if nominal:
        if form in {"وهو", "وهي", "لكنه", "لكنها", "ولكنه", "الذي", "التي", "الذين", "حيث", "ليكون", "فيما", "وحتى"}:
            return True
        if form == "ما" and (page.word(place + 1).only_verb or page.word(place + 1).past):
            return True
        if word.conj == "و" and form[0] == "و":
            finite = word.only_verb or (
                word.past and not (word.masdar or word.adj or word.det or word.comp or word.prep)
            )
            # …، والولايات المتحدة ستقدم …: a new clause
            clause = (word.det or word.prop) and any(_future(page, k) for k in range(place + 1, min(place + 4, limit)))
            return finite or clause
    return False


def _future(page, place):
    """Whether a verb of the future stands at a token."""
    return page.words[place].only_verb and page.form(place)[:2] in {"سي", "ست", "سن"}


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
    parted = page.form(place - 1) in COMMAS or place == page.floor(place) or page.form(place - 1) in {"وذلك", "("}
    loose = entry.lemma not in {"بحسب"} and not parted and not page.word(place).conj
    named = page.form(place + 1) == "ل" or page.word(place + 1).role or page.word(place + 1).prop
    return is_source(page, place + 1) and (named or not loose)


_NO_SOURCE = frozenset(map(cues.level, """
القانون قانون الدستور الاتفاق اتفاق الاتفاقية الشريعة القضاء المعايير معايير الخطة خطة الجدول جدول النظام نظام
الأنظمة القواعد قواعد التفاصيل الشروط شروط المادة مادة البند أحكام القرار قرار القرارات اللوائح لوائح الأصول
مبدأ نتائج الضوابط ضوابط الإجراءات إجراءات ذلك هذا هذه توجيهات توجيه رؤية الرؤية المواصفات مواصفات الحاجة حاجة
طبيعة ظروف الظروف المعطيات الآليات آلية أسس نظم سعر أسعار الطلب الأولوية نوع القدرة مرئيات التوقعات منهج أفضل
أعلى أحدث نص معلومات المعلومات الموعد النسب نسب الاحتياجات اختصاص متطلبات المتطلبات القانونين السياسات تعليمات التعليمات
استراتيجية تصنيف التصنيف تصنيفه تصنيفها
""".split()))  # fmt: skip


def is_source(page, place):
    """Whether the noun phrase at a token can be a source: a person, an institution, a document that speaks."""
    place += page.form(place) == "ل"  # وفقا لـ «رويترز»
    if place < len(page.tokens) and page.opens[place] >= 0:
        return page.length(page.opens[place]) < 6  # a name in marks
    word = page.word(place)
    key = word.key[1:] if word.clitic == "ل" and word.key.startswith("ل") else word.key
    key = "ا" + key if key.startswith("ل") and word.clitic == "ل" else key
    if key in _NO_SOURCE or word.key in _NO_SOURCE or cues.stripped(word.key) in {cues.stripped(n) for n in _NO_SOURCE}:
        return False
    if not key or word.comp or word.relative or word.only_verb:
        return False
    return word.prop or word.noun or word.adj or word.role
