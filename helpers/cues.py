"""Cues: which words of a text may tie content to a source, read from `data/reporting_verbs.csv`.

The table lists lemmas with their principal parts (past, present, participle, verbal noun) and the complements they
take. All persons, tenses and clitics are formed from these parts, so that a journalist who edits the table changes what
counts without touching code, and a verb that no dictionary knows works as well as any other.

Columns of the table
    lemma        citation form, unvowelled, with hamza; a verb in the third person masculine singular of the past
    kind         verb, noun or preposition
    stance       of the cue: neutral assertive evaluative directive emotive adversarial evasive (see the codebook)
    complements  how its content follows, any of
                   direct  words in quotation marks or after a colon
                   clause  أن / إن / بأن / أنه and a clause
                   np      a bare noun phrase (أكد التزام بلاده)
                   masdar  the verbal noun of another cue (جدد التأكيد)
                   بـ إلى على عن من لـ في بشأن حول إزاء حيال  that preposition and a noun phrase
                   source  names the source itself (بحسب فلان)
                   verb    a reporting verb follows (حسبما ذكر)
                   relay   a source that another one relays (نقلا عن)
                   document  في and a document, then a clause (ورد في بيان … أن)
                   =noun   a noun phrase that this noun heads (=مسؤولية: حمل الأهالي البلدية مسؤولية الحادث)
                 A complement with ? counts only when its noun phrase asserts something (أهمية، ضرورة …).
    present      third person masculine singular of the present; empty for nouns and prepositions
    participle   active participle, masculine singular; empty where it is not used as a cue
    noun         verbal nouns or other nouns that can be cues, with spaces between
    forms        further written forms of the noun, such as broken plurals
    example      a short clause of our own that shows it
"""

from functools import lru_cache
from typing import NamedTuple

from helpers import morphology, tables, words


class Entry(NamedTuple):
    """One row of the table. frames: complements that always count; weak: those that count only when they assert.

    nouns: levelled nouns that may head a bare object.
    """

    lemma: str
    kind: str
    stance: str
    frames: frozenset
    weak: frozenset
    nouns: frozenset


class Form(NamedTuple):
    """One way of reading a word as a cue. sort: verb, participle, noun or preposition.

    asp: p past, i present, j jussive, "" for others. gen m/f, num s/d/p, per 3. conj, prep: clitics as written.
    obj: carries a pronoun. det: has the article. fut: سـ. bare: participle without an ending of the adverbial.
    """

    entry: Entry
    sort: str
    asp: str = ""
    gen: str = ""
    num: str = ""
    conj: str = ""
    prep: str = ""
    obj: bool = False
    det: bool = False
    fut: bool = False
    bare: bool = False


_PRONOUNS = ("ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم")


def level(form):
    """A plain form with the hamza of alef left out, as careless pages write it; ى and ة stay."""
    # a sixth of the time of str.translate, and asked several times of every word type
    return form.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ٱ", "ا")


def _agrees(written, exact):
    """Whether a written form may stand for an exact one: alef without hamza may, a different hamza may not."""
    return all(
        a == b or (a == "ا" and b in "أإآ") or (b == "ا" and a == "إ") for a, b in zip(written, exact, strict=True)
    ) and (written[-1] == exact[-1] or exact[-1] not in "أإآ")


# ---------------------------------------------------------------- forms


def _past(lemma):
    """(form, gen, num) of the third persons of the past; last item tells the stem that takes an object pronoun."""
    if lemma[-1] in "ىا":
        stem = lemma[:-1]
        return [(lemma, "m", "s", stem + "ا"), (stem + "ت", "f", "s", stem + "ت"), (stem + "وا", "m", "p", stem + "و"),
                (stem + "يا", "m", "d", ""), (stem + "تا", "f", "d", "")]  # fmt: skip
    short = lemma[:-1] if lemma.endswith("ي") else lemma
    return [(lemma, "m", "s", lemma), (lemma + "ت", "f", "s", lemma + "ت"), (short + "وا", "m", "p", short + "و"),
            (lemma + "ا", "m", "d", ""), (lemma + "تا", "f", "d", ""), (lemma + "ن", "f", "p", "")]  # fmt: skip


def _present(stem):
    """The same for the present; `stem` is the third person masculine singular without its first letter."""
    weak = stem[:-1] if stem[-1] in "ويى" else stem
    dual = stem[:-1] + "ي" if stem[-1] == "ى" else stem
    held = stem[:-1] + "ا" if stem[-1] == "ى" else stem
    for first, gen in (("ي", "m"), ("ت", "f")):
        yield first + stem, gen, "s", first + held
        yield first + dual + "ان", gen, "d", first + dual + "ان"
    yield "ي" + weak + "ون", "m", "p", "ي" + weak + "ون"
    yield "ي" + weak + "وا", "m", "p", "ي" + weak + "و"
    yield "ي" + stem + "ن", "f", "p", ""


def _jussive(stem):
    """Short forms after لم: يقل from يقول, ينف from ينفي."""
    if stem[-1] in "ويى":
        return [("ي" + stem[:-1], "m"), ("ت" + stem[:-1], "f")]
    if len(stem) == 3 and stem[1] in "ويا":
        return [("ي" + stem[0] + stem[2], "m"), ("ت" + stem[0] + stem[2], "f")]
    return []


def _verb_forms(entry, present):
    for form, gen, num, stem in _past(entry.lemma):
        yield form, Form(entry, "verb", "p", gen, num)
        yield from ((stem + pronoun, Form(entry, "verb", "p", gen, num, obj=True)) for pronoun in _PRONOUNS if stem)
    if not present:
        return
    for form, gen, num, stem in _present(present[1:]):
        for prefix, fut in (("", False), ("س", True), ("ل", False)):
            yield prefix + form, Form(entry, "verb", "i", gen, num, fut=fut)
            yield from ((prefix + stem + pronoun, Form(entry, "verb", "i", gen, num, obj=True, fut=fut))
                        for pronoun in _PRONOUNS if stem)  # fmt: skip
    yield from ((form, Form(entry, "verb", "j", gen, "s")) for form, gen in _jussive(present[1:]))


def _participle_forms(entry, participle):
    weak = participle[:-1] if participle.endswith("ي") else participle
    yield participle, Form(entry, "participle", gen="m", num="s", bare=True)
    for form, gen, num in ((participle + "ا", "m", "s"), (participle + "ة", "f", "s"), (weak + "ين", "m", "p"),
                           (weak + "ون", "m", "p"), (participle + "ان", "m", "d"), (participle + "ات", "f", "p"),
                           (participle + "تين", "f", "d"), (participle + "ه", "f", "s")):  # fmt: skip
        yield form, Form(entry, "participle", gen=gen, num=num)


def _noun_forms(entry, noun):
    feminine = noun.endswith("ة")
    plural = (noun[:-1] if feminine else noun) + "ات"
    stems = [(noun, noun[:-1] + "ت" if feminine else noun, "s"), (plural, plural, "p")]
    if not feminine:
        yield noun + "ا", Form(entry, "noun", num="s")  # أطلق تحذيرا من …
    for form, held, num in stems:
        for prep in ("", "ب", "ل", "ك"):
            yield prep + form, Form(entry, "noun", num=num, prep=prep)
            carriers = {held, held[:-1] + "ؤ", held[:-1] + "ئ"} if held.endswith("اء") else {held}  # ادعاؤه, ادعائه
            yield from (
                (prep + carrier + pronoun, Form(entry, "noun", num=num, prep=prep, obj=True))
                for carrier in sorted(carriers)
                for pronoun in _PRONOUNS
            )
            article = "لل" if prep == "ل" else prep + "ال"
            yield article + form, Form(entry, "noun", num=num, prep=prep, det=True)


def _row_forms(row):
    complements = row["complements"].split()
    entry = Entry(row["lemma"], row["kind"], row["stance"],
                  frozenset(c for c in complements if not c.endswith("?") and c[0] != "="),
                  frozenset(c[:-1] for c in complements if c.endswith("?")),
                  frozenset(level(words.plain(c[1:])) for c in complements if c[0] == "="))  # fmt: skip
    plain = words.plain(row["lemma"])
    entry = entry._replace(lemma=plain)
    if row["kind"] == "verb":
        yield from _verb_forms(entry, words.plain(row["present"]))
        if row["participle"]:
            yield from _participle_forms(entry, words.plain(row["participle"]))
    if row["kind"] == "preposition":
        yield plain, Form(entry, "preposition")
    for noun in row["noun"].split():
        yield from _noun_forms(entry, words.plain(noun))
    for noun in row["forms"].split():
        yield from _noun_forms(entry, words.plain(noun))


@lru_cache(maxsize=4)
def lexicon(folder=None):
    """All cue forms of the table: levelled form → list of (exact form, Form)."""
    table = tables.load("reporting_verbs", folder) if folder else tables.load("reporting_verbs")
    found = {}
    for row in table.to_dict("records"):
        for form, reading in _row_forms(row):
            readings = found.setdefault(level(form), [])
            if (form, reading) not in readings:
                readings.append((form, reading))
    return found


_FUNCTION = set(
    """غيرها غيره غيرهم
له لها لهم لهما لنا به بها بهم بهما بنا فيه فيها فيهم منه منها منهم عليه عليها عليهم إليه إليها إليهم عنه عنها
عنهم هنا هناك وهنا فيما بينما حيث كما إذ أما لكن لكنه لكنها لكنهم ولكن هو هي هم هذا هذه ذلك تلك هؤلاء أو أم ثم
دعوني دعونا بل قد لقد لم لن لا ما ليس ليست كي مثل معه معها إنما أيضا سوى إلا غير بعض كل أي عندما بعدما حين حينما
لأن لأنه لأنها وسط
""".split()
)


_HIGHNESS = {"سموه", "سموها", "سموهم", "سموهما", "سموكم"}  # and not: they named him
_CLOSED = _FUNCTION | _HIGHNESS


def forms(plain):
    """Every reading of a plain word as a cue: a tuple of Form, empty for most words."""
    if plain in _CLOSED or plain[plain.startswith(("و", "ف")) :] in _CLOSED:
        return ()
    table, found = lexicon(), []
    for conj in ("", plain[0]) if plain[:1] in {"و", "ف"} else ("",):
        rest = plain[len(conj) :]
        if len(rest) > 1:
            found += [form._replace(conj=conj) for exact, form in table.get(level(rest), ()) if _agrees(rest, exact)]
    # تأسف is the past of تأسف before it is a present of أسف
    found.sort(key=lambda form: form.entry.lemma != plain[len(form.conj) :])
    return tuple(form for form in found if form.sort != "verb" or _confirmed(plain, form))


@lru_cache(maxsize=10_000)
def _known_verb(lemma):
    return any(
        r.pos == "verb" and level(words.plain(r.lemma)).replace("ٱ", "ا") == level(lemma)
        for r in morphology.analyses(lemma)
    )


def _confirmed(plain, form):
    """Whether the dictionary does not contradict a verb form: هناك is no form of هنأ, عدن none of عد."""
    readings = morphology.analyses(plain)
    if not readings or not _known_verb(form.entry.lemma):
        return True
    lemmas = {level(words.plain(r.lemma)).replace("ٱ", "ا") for r in readings if r.pos == "verb"}
    # the dictionary cites يرى under رى: a lemma of two letters is a stem that lost its weak or hamzated root letter
    return level(form.entry.lemma) in lemmas or any(len(lemma) < 3 for lemma in lemmas)


# ---------------------------------------------------------------- words that build clauses


class Word(NamedTuple):
    """What the engine asks about one word type. Ambiguity is kept: a word may be noun and verb at once.

    comp: '' or the kind of complementiser (an, pron, bi, bipron, wh). prep: separate preposition, plain, or ''.
    prop: most likely a name. name: possibly one. clitic: a glued preposition (ب ل ك) that a noun reading supports.
    conj: و or ف that a reading supports.
    """

    key: str
    forms: tuple
    comp: str
    prep: str
    clitic: str
    conj: str
    det: bool
    noun: bool
    adj: bool
    prop: bool
    name: bool
    verb: bool
    only_verb: bool
    past: bool
    first: bool
    pron: bool
    masdar: bool
    role: bool
    relative: bool


_EMPTY = Word("", (), "", "", "", "", *(False,) * 13)
NAME = _EMPTY._replace(prop=True, name=True)
_COMP = {
    **dict.fromkeys(("أن", "إن", "ان"), "an"),
    **{head + tail: "pron" for head in ("أن", "إن", "ان") for tail in
       ("ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم", "نا", "ي") if head + tail not in {"انا", "أنا", "اني"}},
    **{head + tail: "pron" for head in ("أنن", "إنن", "انن") for tail in ("ا", "ي")},
    **dict.fromkeys(("بأن", "بإن", "بان"), "bi"),
    **{head + tail: "bipron" for head in ("بأن", "بان") for tail in ("ه", "ها", "هم", "هما", "هن", "نا", "ني", "نني")},
    **dict.fromkeys(("ألا", "بألا", "كيف", "لماذا"), "wh"),
}  # fmt: skip
_PREPS = {"إلى": "إلى", "الى": "إلى", "على": "على", "عن": "عن", "من": "من", "في": "في", "فى": "في", "بشأن": "بشأن",
          "حول": "حول", "إزاء": "إزاء", "ازاء": "إزاء", "حيال": "حيال", "مع": "مع", "ضد": "ضد", "تجاه": "تجاه",
          "لدى": "لدى", "عبر": "عبر", "خلال": "خلال", "بعد": "بعد", "قبل": "قبل", "منذ": "منذ", "بين": "بين",
          "عقب": "عقب", "أثناء": "أثناء", "اثناء": "أثناء", "وسط": "وسط", "أمام": "أمام", "امام": "أمام", "ضمن": "ضمن",
          "عند": "عند", "دون": "دون", "نحو": "نحو", "رغم": "رغم", "بسبب": "بسبب", "قبيل": "قبيل", "تحت": "تحت",
          "فوق": "فوق", "غداة": "غداة", "إثر": "إثر", "اثر": "إثر", "حتى": "حتى", "لدي": "لدى"}  # fmt: skip
_RELATIVE = {"الذي", "التي", "الذين", "اللذين", "اللتين", "اللذان", "اللتان", "اللواتي", "اللاتي", "الذى", "ممن", "مما"}
# persons by office: they name a source or stand in apposition to one, and are hardly ever what is confirmed or denied
_ROLES = frozenset(
    """
وزير وزيرة رئيس رئيسة نائب نائبة عضو مدير مديرة متحدث متحدثة ناطق مسؤول مسؤولة مسئول أمين أمينة سفير سفيرة
مستشار مستشارة ممثل ممثلة زعيم زعيمة قائد قيادي كبير كبيرة أستاذ استاذ خبير خبيرة محلل محللة مبعوث مندوب منسق
منسقة مفوض مفوضة كاتب مساعد وكيل محافظ حاكم قاض قاضي محام محامي ناشط ناشطة مصدر مصادر صاحب نجل شقيق ابن ابنة
عميد لواء عقيد مقدم رائد ملك أمير ولي شيخ إمام بابا لاعب مدرب مهاجم حارس دبلوماسي دبلوماسيون مراسل صحافي صحفي
نقيب عمدة سكرتير حرم زوجة زوج والد والدة وزارة لجنة هيئة مجلس مكتب شركة وكالة صحيفة قناة منظمة جماعة حركة حزب
جمعية مؤسسة دائرة إدارة بعض أحد إحدى عدد كل جميع مسؤولون مسؤولين وزراء رؤساء نواب أعضاء شهود خبراء محللون محللين
قادة سكان أهالي اتحاد ائتلاف تحالف تجمع إعلام تلفزيون إذاعة برلمان رئاسة قيادة تقرير تقارير دراسة دراسات معلومات
أنباء تعميم محافظة قوات بعثة خارجية داخلية سلطات مديرية أمانة نيابة استخبارات مخابرات تنظيم
""".split()
)
# verbal nouns and nouns of stance of the first stem, which have no shape of their own
_MASDARS = frozenset(map(level, """
ضرورة أهمية حرص دعم رفض وقف عودة قلق فوز فشل عزم وصول وجود عدم حق قيام نية سعي مقتل قتل مسؤولية صحة وقوع حصول
رغبة ثقة أمل قدرة رد فتح غلق بدء نجاح ضغط عمل حفظ حماية حوار ترك ذهاب رجوع وقوف حضور لجوء هدوء رحيل عزل ضم دفع
طلب بحث دخول خروج سقوط ضبط قبض شن منح رفع خفض دور حاجة صدور حدوث وفاة إصابة بقاء نشر نقل بناء قصف طرد سحب وضع
فرض حل حظر منع قطع كشف عقد طرح جاهزية أحقية ثبات متانة عمق قوة زيارة علم موت مصرع انتهاء أولوية وحدة سيادة
جرأة صمت سكوت غياب هجوم
استمرار مواصلة سلامة مشاركة اهتمام التزام إمكانية احتمال ارتفاع انخفاض تراجع تورط مضي تأييد حتمية قرار
موقف بذل ربط دمج جمع حبس سجن صرف هدم حسم رصد عرض جلب سد قبول حصر ضمان جعل قيادة إجراء وجوب خطورة صعوبة سرعة جدية
سيطرة استيلاء اعتزام حسن نقص زيادة تخلي ولاء شجاعة اعتزاز فخر شكر تقدير أسف حزن تفاؤل
""".split()))  # fmt: skip
ASSERTING = frozenset(map(level, """رغبة ضرورة أهمية وجوب حتمية أولوية عدم حاجة إمكانية احتمال خطورة رغبته رغبتها
استعداد نية عزم حرص ثقة
رفض قدرة وجود""".split()))  # fmt: skip


def headed_by(key, nouns):
    """Whether a levelled word is one of some nouns, with or without article and pronoun."""
    stem = stripped(key)
    bare = _unsuffixed(stem)
    return stem in nouns or bare in nouns or (bare[-1:] == "ت" and bare[:-1] + "ة" in nouns)


def stripped(key):
    """A levelled noun without article and glued preposition."""
    for prefix in ("وبال", "بال", "وال", "فال", "كال", "ال", "لل", "ولل"):
        if key.startswith(prefix) and len(key) > len(prefix) + 2:
            return key[len(prefix) :]
    return key


def _masdar_shape(lemma):
    """Whether an unvowelled noun lemma has the shape of a verbal noun of a derived stem (تفعيل، افتعال، استفعال …)."""
    n = len(lemma)
    if lemma.startswith("است") and n in (6, 7) and "ا" in lemma[4:]:
        return True
    if lemma[0] == "ا" and n == 6 and lemma[4] == "ا" and (lemma[2] in "تطد" or lemma[1] == "ن"):
        return True
    if lemma[0] == "ا" and n in (4, 5) and lemma[3 if n == 5 else 2] == "ا" and lemma != "اوان":
        return True
    if lemma[0] == "ا" and lemma.endswith("ة") and n in (5, 6):
        return lemma[-3] == "ا"
    if lemma[0] == "ت" and n == 5 and (lemma[3] in "يا" or lemma.endswith("ة") or lemma[2] == "ا"):
        return True
    if lemma[0] == "ت" and n == 4:
        return True
    return lemma[0] == "م" and n == 6 and lemma[2] == "ا" and lemma.endswith("ة")


def is_masdar(lemma):
    """Whether a plain noun lemma is a verbal noun or a noun of stance, as far as its shape tells."""
    key = level(lemma)
    return key in _MASDARS or (len(key) > 2 and _masdar_shape(key))


_THIS = {"بهذه", "بهذا", "بهذين", "بهؤلاء"}


def _unsuffixed(form):
    """A noun form without its pronoun."""
    for pronoun in ("هما", "هم", "ها", "هن", "نا", "ه"):
        if form.endswith(pronoun) and len(form) > len(pronoun) + 3:
            return form[: -len(pronoun)]
    return form


def _is_name(readings, nominal):
    """Whether a word is most likely a name: unknown to the dictionary, or known to it as a name only."""
    kinds = {r.pos for r in nominal}
    return not readings or {r.pos for r in readings} <= {"noun_prop", "abbrev"} or kinds == {"noun_prop"}


@morphology.of_type
def describe(plain):
    """What the engine asks about a word type (a Word); cached, since running text repeats its types."""
    readings, cued = morphology.analyses(plain), forms(plain)
    bare = plain[1:] if plain[:1] in "وف" and len(plain) > 2 else plain
    comp = _COMP.get(plain) or ("" if bare == plain else _COMP.get(bare, ""))
    prep = _PREPS.get(plain) or ("" if bare == plain else _PREPS.get(bare, ""))
    key = words.same(level(plain), plain)
    stem = stripped(key)
    nominal = [r for r in readings if r.pos in {"noun", "adj", "noun_prop"}]
    verbal = [r for r in readings if r.pos == "verb" and r.asp in "pi" and r.per == "3"]
    det = any(r.det for r in nominal) or (not readings and stem != key)
    free = any(not r.conj for r in nominal + verbal)
    conj = (
        ""
        if free
        else next((r.conj for r in readings if r.conj), "") or ((bare != plain and not readings and plain[0]) or "")
    )
    if (
        (comp or prep)
        and bare != plain
        and (_COMP.get(bare) or _PREPS.get(bare))
        and not (plain in _COMP or plain in _PREPS)
    ):
        conj = plain[0]
    clitic = next((r.prep for r in nominal if r.prep), "") or ("ب" if plain in _THIS else "")
    if clitic and any(not r.prep and words.plain(r.stem)[:1] == clitic and r.pos != "noun_prop" for r in nominal):
        sure = plain.startswith(("بال", "لل", "وبال", "ولل")) or any(
            r.prep == clitic and r.pos == "noun" and is_masdar(words.plain(r.lemma).replace("ٱ", "ا")) for r in nominal
        )
        clitic = clitic if sure else ""
    if not readings and plain.startswith(("بال", "لل", "وبال")):
        clitic = plain.lstrip("و")[0]
    stems = {words.plain(r.lemma) for r in nominal
             if r.pos == "noun" and not (r.num in "dp" and r.gen == "m") and not r.lemma.endswith("ِيّ")}  # fmt: skip
    coined = not readings and is_masdar(_unsuffixed(stem if bare == plain else stripped(level(bare))))
    if bare in _FUNCTION or plain in _FUNCTION:
        nominal, verbal, readings = [], [], [None]
    kinds = {r.pos for r in nominal}
    return _EMPTY._replace(
        key=key, forms=cued, comp=comp, prep=prep, clitic=clitic, conj=conj, det=det,
        noun=coined or "noun" in kinds, adj="adj" in kinds,
        prop=not coined and readings != [None] and _is_name(readings, nominal),
        name="noun_prop" in kinds, verb=bool(verbal),
        only_verb=bool(verbal) and not (nominal or comp or prep or any(f.sort == "preposition" for f in cued)),
        past=any(r.asp == "p" for r in verbal),
        pron=(any(r.pron for r in nominal) and not plain.endswith("ة")) or (coined and _unsuffixed(plain) != plain),
        first=any(r and r.pos == "verb" and r.per == "1" for r in readings) and not verbal and not nominal,
        masdar=coined or any(is_masdar(stem.replace("ٱ", "ا")) for stem in stems),
        role=stem in _LEVEL_ROLES or (bare != plain and stripped(level(bare)) in _LEVEL_ROLES),
        relative=plain in _RELATIVE or bare in _RELATIVE,
    )  # fmt: skip


_LEVEL_ROLES = frozenset(map(level, _ROLES))
_MARK_WORD = _EMPTY


def words_of(tokens):
    """The Words of some tokens, in a list; an empty one for marks, numbers and line ends."""
    return [describe(token.plain) if token.kind == "word" else _MARK_WORD for token in tokens]
