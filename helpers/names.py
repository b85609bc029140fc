"""Names and noun phrases: where a phrase that can speak begins and ends, and whom the names in a text belong to.

Newspapers name people by title and name in any order, with appositions, chains of genitives (idafa) and adjectives
that agree in definiteness. Nothing here needs to know a name beforehand: a name is what stands where a title phrase
is complete and no new phrase could begin.
"""

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from helpers import morphology, words


def _set(text):
    return frozenset(words.fold(word) for word in text.split())


# ---------------------------------------------------------------- closed classes (folded)

PREPOSITIONS = _set(
    "في من الى على عن مع بين لدى عند منذ خلال حول ضد دون بدون بعد قبل عبر نحو تجاه إزاء أثناء بشأن حيال ضمن وسط فوق "
    "تحت أمام خلف وراء مقابل بسبب عقب إثر رغم حسب وفق وفقا بحسب طبقا نقلا سوى غير لأجل لصالح فضلا إضافة بناء استنادا "
    "ردا تعليقا تزامنا برفقة بحضور باتجاه بصدد جراء لدي فيه منه منها عنه عنها إليه إليها عليه عليها له لها لهم به بها "
    "ل ب فور خارج داخل حوالي بهم معه معها فيها لنا لي بي لديه لديها حيالها بينهم بينها بينهما منهم عليهم إليهم عنهم لهما منهما"
)
COMPLEMENTISERS = _set(
    "أن إن أنه إنه أنها إنها أنهم إنهم أننا إننا أنني إنني أني إني أنهما إنهما بأن بأنه بأنها بأنهم بأننا لأن لأنه لأنها لكن "
    "لكنه لكنها لكنهم ولكن كأن أنك أنكم أنكما إنك إنكم حيث حين حينما عندما بينما فيما كما إذ إذا إذن لو لولا لما كلما ريثما "
    "مما كيف متى هل ألا لئلا كي لكي حتى بل ثم أو أم أما إما فإن فإنه فإنها بأنهما بما قائلا قائلة وهو وهي وهم وهما "
    "كان كانت كانا كانوا يكون تكون ليس ليست لست لسنا ليسوا لن لم قد لقد سوف هل لعل ربما أي مثل سيما لاسيما ولاسيما خاصة خصوصا"
)
RELATIVES = _set("الذي التي الذين اللذان اللذين اللتان اللتين اللواتي اللاتي ممن مما ما من")
DEMONSTRATIVES = _set("هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك تلك أولئك هو هي هم هما نحن أنا أنت")
POINTING = _set("هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك تلك أولئك")
PARTICLES = _set("قد لقد كان كانت كانا كانوا لم لن لا سوف ما ليس ظل ظلت وظلت وظل بات باتت أصبح أصبحت زال زالت يزال تزال أيضا ايضا كذلك بدوره بدورها فقد إنما")
WEEKDAYS = _set("الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت")
ADVERBS = (
    _set(
        "أمس امس اليوم غدا الليلة البارحة مساء صباح صباحا مساءا ظهر ظهرا فجر فجرا الآن حاليا أيضا كذلك سابقا لاحقا مؤخرا أخيرا "
        "مجددا مرة مرارا فورا هنا هناك هنالك قائلا بدوره بدورها بالمقابل جميعا معا رسميا علنا صراحة تماما فقط أول يوم "
        "يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر الماضي الماضية الجاري المقبل "
        "المقبلة السابق بعدها قبلها عندها حينها وقتها آنذاك نفسه نفسها ذاته ذاتها ليلا نهارا عصر عصرا بالقول التوالي"
    )
    | WEEKDAYS
)  # fmt: skip
TIME_ADVERBS = ADVERBS - _set("الماضي الماضية السابق نفسه نفسها ذاته ذاتها")
# nouns of a speech or an occasion: `في بيان`, `خلال مؤتمر` are circumstances, never part of a description of a person
OCCASIONS = _set(
    "تصريح تصريحات تصريحاته تصريحاتها بيان بيانات مؤتمر مقابلة مقابلات لقاء لقاءات حوار حديث حديثه حديثها كلمة كلمته كلمتها "
    "خطاب خطابه خطابها اتصال مكالمة رسالة رسالته رسالتها وقت ختام أعقاب مستهل اجتماع اجتماعه جلسة تغريدة تغريدات مقال مقالة "
    "حسابه حسابها موقعه ندوة محاضرة زيارة إطار سياق ظل هذا هذه تعليق تعليقه رد رده معرض ضوء إشارة مداخلة برنامج ذلك جانب "
    "افتتاح حفل مناسبة مستهله ختامه أول آخر وصفه مقطع تقرير تقريرها بداية نهاية تدوينة منشور الوقت السياق"
)
ADDRESSEES = _set(
    "للصحفيين للصحافيين للصحافة للإعلاميين للإعلام لوسائل لوكالة لوكالات لقناة لصحيفة لإذاعة لتلفزيون لموقع لشبكة لمجلة "
    "للوكالة للقناة للصحيفة للإذاعة للتلفزيون لنظيره لنظيرته لنظرائه لرويترز لفرانس للجزيرة للعربية لبرنامج للجمهور لجريدة "
    "للمشاركين للحاضرين للحضور للمجلس للرئيس للوزير لهيئة"
)
OUTLET_HEADS = _set(
    "وكالة وكالات قناة صحيفة صحف إذاعة تلفزيون تليفزيون محطة شبكة موقع مجلة جريدة هيئة راديو فضائية برنامج وكالتي قناتي صحيفتي"
)
OUTLETS = _set(
    "رويترز بلومبرغ سبوتنيك سبوتنك تاس نوفوستي شينخوا انترفاكس إنترفاكس أسوشيتدبرس تويتر فيسبوك فيس بوك تلغرام تليغرام فرانس "
    "الوطن عكاظ الحياة الجزيرة العربية الأناضول اندبندنت غارديان"
)

PERSON_HEADS = _set(
    "رئيس رئيسة وزير وزيرة ملك ملكة أمير أميرة شيخ سلطان مستشار مستشارة متحدث متحدثة ناطق ناطقة مسؤول مسؤولة نائب نائبة سفير سفيرة "
    "قائد مدير مديرة أمين أمينة سكرتير سكرتيرة زعيم زعيمة عضو عضوة مبعوث مبعوثة مندوب مندوبة ممثل ممثلة محافظ حاكم عمدة قاضي قاض "
    "نقيب مفتي إمام بابا بطريرك كاردينال مطران لواء عميد عقيد فريق رائد مقدم ملازم جنرال أدميرال مهندس مهندسة دكتور دكتورة "
    "بروفيسور بروفسور أستاذ أستاذة سيد سيدة سيناتور سناتور كاتب كاتبة محلل محللة خبير خبيرة باحث باحثة زميل زميلة مدرب لاعب لاعبة حارس "
    "مهاجم كابتن صحافي صحفي صحافية إعلامي معارض معارضة ناشط ناشطة فنان فنانة مغني مخرج مرشد خادم عاهل وكيل وكيلة مساعد "
    "مساعدة مفوض مفوضة منسق منسقة مؤسس عالم طبيب طبيبة محامي محامية محام مدعي مدع نظيره نظيرته نظيرها نظير رجل مواطن مراسل مرشح "
    "مرشحة دبلوماسي دبلوماسية سياسي قيادي عسكري مشرع وزيرا رئيسا وزيري رئيسي وزراء رؤساء زعماء مدراء سفراء مستشارو نواب "
    "حاج مشرف داعية مؤرخ أديب روائي شاعر حاخام قس أسقف سائق شاهد ضابط جندي بروفسير استشاري رقيب منسقه مفكر مترجم طالب بارون لورد "
    "سير دوق صديق شقيق شقيقة نجل ابن زوجة زوج والد والدة حاكمة مقرر مقررة مراقب آية د سماحة فضيلة معالي سمو جلالة صاحب فخامة "
    "علامة ركن طيار شريك شركاء شركاؤ حلفاء حلفاؤ اقتصادي مدافع حليف حليفة قنصل ملحق رئيسا مسؤولو مسؤولي ممثلو ممثلي سفيرا سفيري خبيرا مستشارا مستشاري نائبا نائبي قادة قائدا"
)
HONORIFICS = _set("دكتور دكتورة شيخ سيد سيدة مهندس أستاذ أستاذة لواء عميد عقيد فريق جنرال آنسة حاج بروفيسور")
SOURCE_HEADS = _set("مصدر مصادر مسؤول مسؤولون مسؤولين مسؤولو دبلوماسي دبلوماسيون دبلوماسيين محللون محللين خبراء شهود ناشطون مراقبون متحدث متحدثة ناطق مؤسسة سلطات وسائل تقارير")
NAME_JOINTS = _set("بن ابن بنت آل ال أبو ابو أبي أم عبد بو ذو ولد دي ديل دو دا فان فون لو")
NAME_TAILS = _set("الله الدين الرحمن العزيز الحق الكريم الرحيم الهادي السلام القادر الفتاح اللطيف الناصر الحميد المجيد الإسلام الجليل")
COMPASS = _set("شمال جنوب شرق غرب شرقي غربي شمالي جنوبي وسط")
AREAS = _set("جمهورية مدينة ولاية منطقة محافظة إقليم قرية دول بلاد مقاطعة")
QUANTIFIERS = _set("بعض عدد عدد عددا معظم أغلبية أغلب كل جميع كلا كلتا أحد إحدى اثنان أحد غالبية مجموعة عشرات مئات آلاف")
NOT_NAMES = _set("كل بعض أكبر أول أبرز أحد قلق التزام ضرورة أهمية حرص دعم رفض عزم استعداد موقف تفهم قوله قولها قولهم إذا ما لا أي عدم وقف أمل قيام وجود وصول")

_PLACES = """
أفغانستان ألبانيا الجزائر أندورا أنغولا الأرجنتين أرمينيا أستراليا استراليا النمسا أذربيجان البحرين بنغلاديش بيلاروسيا روسيا_البيضاء بلجيكا
بوليفيا البوسنة البرازيل بروناي بلغاريا بوروندي كمبوديا الكاميرون كندا تشاد تشيلي الصين كولومبيا الكونغو كوستاريكا كرواتيا كوبا قبرص
التشيك الدنمارك الدانمارك جيبوتي الإكوادور مصر السلفادور إريتريا إستونيا إثيوبيا فنلندا فرنسا الغابون غامبيا جورجيا ألمانيا غانا اليونان
غواتيمالا غينيا هايتي هندوراس المجر هنغاريا آيسلندا الهند إندونيسيا إيران العراق أيرلندا إسرائيل إيطاليا جامايكا اليابان الأردن كازاخستان
كينيا كوريا الكويت قرغيزستان لاوس لاتفيا لبنان ليبيريا ليبيا ليتوانيا لوكسمبورغ مدغشقر مالاوي ماليزيا المالديف مالي مالطا موريتانيا
المكسيك مولدوفا موناكو منغوليا المغرب موزمبيق ميانمار بورما ناميبيا نيبال هولندا نيوزيلندا نيكاراغوا النيجر نيجيريا النرويج عمان باكستان
فلسطين بنما باراغواي بيرو الفلبين الفليبين بولندا البرتغال قطر رومانيا روسيا رواندا السعودية السنغال صربيا سنغافورة سلوفاكيا سلوفينيا
الصومال إسبانيا أسبانيا سريلانكا السودان سوريا سورية السويد سويسرا تايوان طاجيكستان تنزانيا تايلاند توغو تونس تركيا تركمانستان أوغندا
أوكرانيا الإمارات بريطانيا إنجلترا انجلترا أمريكا أميركا أوروغواي أوزبكستان الفاتيكان فنزويلا فيتنام اليمن زامبيا زيمبابوي كوسوفو أوروبا
آسيا أفريقيا إفريقيا المملكة موسكو بكين واشنطن لندن باريس برلين روما مدريد طهران بغداد دمشق بيروت القاهرة الرياض أبوظبي دبي الدوحة
مسقط المنامة صنعاء عدن عمّان أنقرة اسطنبول إسطنبول كييف وارسو براغ بودابست فيينا جنيف بروكسل لاهاي أثينا طوكيو سول بيونغيانغ بيونجيانج
تايبيه نيودلهي دلهي إسلام_آباد كابول هانوي مانيلا جاكرتا كوالالمبور بانكوك كانبرا أوتاوا هافانا كراكاس برازيليا الخرطوم طرابلس الرباط
نواكشوط مقديشو أديس_أبابا نيروبي أبوجا بريتوريا القدس رام_الله غزة نجامينا تبليسي يريفان باكو مينسك هلسنكي ستوكهولم أوسلو كوبنهاغن لشبونة
دبلن جدة مكة الأنبار كردستان نيويورك الضفة شنغهاي هونغ_كونغ سنغافوره سان_بطرسبرج الغرب الخليج الشرق العالم البيت_الأبيض الكرملين البنتاغون
"""
PLACES = frozenset(words.fold(word.replace("_", " ")) for word in _PLACES.split())

# countries and buildings that take a masculine verb, always or often
MASCULINE_PLACES = _set("لبنان عراق أردن يمن مغرب سودان صومال كرملين بنتاغون غرب خليج شرق عالم فاتيكان أبيض كونغو قطر")
_OPENERS, _CLOSERS = "«“\"‘({[<”'", "»”\"’)}]>“'"


class Word(NamedTuple):
    """What a word type can be in a noun phrase; readings with a clitic preposition are kept apart (`prep`)."""

    bare: str  # folded, without article and conjunction
    kind: str  # prep comp rel dem adv verb noun name adj other
    det: bool
    prop: bool  # a proper name can be read in it, or the tables know nothing of it
    known: bool
    place: bool
    person: bool  # can head a title
    adj: bool
    noun: bool
    verb: bool
    gen: str  # m, f or ""
    num: str  # s, d, p or ""
    prep: str  # clitic preposition that cannot be part of the word, or ""
    pron: bool  # every nominal reading ends in a pronoun
    tanween: bool


_PREFIXES = ("وال", "فال", "ال")


def bare(fold):
    """A folded word without article: الرييس → رييس."""
    if fold.startswith("لل") and len(fold) > 4:
        return fold[2:]
    for prefix in ("بال", "كال"):
        if fold.startswith(prefix) and len(fold) > 5:
            return fold[3:]
    return fold[2:] if fold.startswith("ال") and len(fold) > 3 else fold


def is_place(fold):
    return fold in PLACES or (fold[:1] == "ا" and fold[:2] == "ال" and fold[2:] in PLACES)


@lru_cache(maxsize=200_000)
def word(form):
    """The Word of a plain form (no conjunction stripped)."""
    fold = words.fold(form)
    found = tuple(r for r in morphology.analyses(words.plain(form)) if not r.conj)
    nominal = [r for r in found if r.pos in {"noun", "adj", "noun_prop", "abbrev"}]
    # the emphatic لَـ is read as the preposition it looks like
    free = [r for r in nominal if not r.prep and not (fold[0] == "ل" and not words.fold(r.stem).startswith("ل"))]
    det = fold.startswith("ال") and len(fold) > 3 and not (free and not any(r.det for r in free))
    clitic = ""
    if fold[:2] in {"لل"} and len(fold) > 4:
        clitic = "ل"
    elif nominal and not free and fold[:1] in "بلك":
        clitic = fold[0]
    elif fold[:3] in {"بال", "كال"} and len(fold) > 5 and not any(r.pos == "noun_prop" for r in free):
        clitic = fold[0]
    place = is_place(fold)
    if not clitic and fold[:1] in "بل" and is_place(fold[1:]) and not place:
        clitic = fold[0]
    stem, tanween = bare(fold), _accusative(form, fold, nominal)
    if clitic and stem == fold:
        stem = bare(fold[1:])
    if tanween and stem.endswith("ا"):
        stem = stem[:-1]
    person = stem in PERSON_HEADS or _plural_base(stem) in PERSON_HEADS or _owned_base(stem) in PERSON_HEADS
    verb = any(r.pos == "verb" and not r.conj for r in found)
    prop = not place and (any(r.pos == "noun_prop" for r in free) or not found and not _participle_like(fold))
    kind = _kind(fold, free, verb, found)
    return Word(
        stem, kind, det, prop, bool(found), place, person,
        any(r.pos == "adj" for r in free) or _nisba(stem), any(r.pos == "noun" for r in free), verb,
        _place_gender(stem) if place else "" if stem in QUANTIFIERS else _gender(stem, free), _number(stem, free), clitic,
        bool(nominal) and not place and fold[-1:] != "ي" and all(r.pron for r in nominal), tanween,
    )  # fmt: skip


def _accusative(form, fold, nominal):
    """Whether the form is an indefinite accusative, marked (مصدرًا) or plain to see (مصدرا)."""
    if re.search("[\u064b\u064d]", form):
        return True
    return fold.endswith("ا") and len(fold) > 3 and any(r.diac.endswith(("اً", "ًا")) for r in nominal) and not any(
        r.pos == "noun_prop" for r in nominal
    )


def _participle_like(fold):
    """A word the tables miss that looks like an accusative participle (مكتفيا، متفاجئا), not like a name."""
    return bool(re.match("م(?:ت|ست|كت|نت|قت|حت|عت|شت|بت|خت|رت|هت|فت|جت|ؤ).+ا$", fold))


def _kind(fold, free, verb, found):
    for kind, closed in (("adv", ADVERBS), ("rel", RELATIVES - PREPOSITIONS), ("comp", COMPLEMENTISERS),
                         ("prep", PREPOSITIONS), ("dem", DEMONSTRATIVES)):  # fmt: skip
        if fold in closed:
            return kind
    if free or not found:
        return "noun"
    if verb:
        return "verb"
    return "noun" if any(r.pos in {"noun", "adj", "noun_prop"} for r in found) else "other"


def _plural_base(stem):
    for ending in ("ون", "ين", "ان", "تين", "تان"):
        if stem.endswith(ending):
            return stem[: -len(ending)]
    return stem


def _owned_base(stem):
    """مندوبنا → مندوب."""
    owned = next((stem[: -len(ending)] for ending in ("نا", "هم", "ها", "ه") if stem.endswith(ending)), stem)
    return owned[:-1] + "ه" if owned.endswith("ت") else owned


def _nisba(stem):
    return len(stem) > 3 and stem.endswith(("ي", "يه", "يون", "يين", "يان"))


def _gender(stem, free):
    if stem.endswith(("ه", "ات")):
        return "f"
    if any(r.pos == "noun" and _plural_gloss(r.gloss) for r in free):
        return ""  # a broken plural takes either
    genders = {r.gen for r in free} - {"na"}
    return genders.pop() if len(genders) == 1 else ""


def _place_gender(stem):
    return "" if stem in MASCULINE_PLACES else "f"


def _plural_gloss(gloss):
    """The tables do not mark broken plurals, but their English does: تقارير is `reports;accounts`."""
    first = gloss.split(";")[0]
    return first in {"people", "men", "women"} or (first.endswith("s") and not first.endswith(("ss", "us", "is")))


def _number(stem, free):
    if stem.endswith("ات") or any(r.pos == "noun" and _plural_gloss(r.gloss) for r in free):
        return "p"
    if stem.endswith(("ون", "ين", "و")) and any(r.num in "pd" for r in free):
        return "p"
    if stem.endswith("ان") and any(r.num == "d" for r in free):
        return "d"
    return "s" if free else ""


# ---------------------------------------------------------------- a page of tokens


class Chunk(NamedTuple):
    """A noun phrase as token indices: [start, end), and inside it the personal name, if one is written."""

    start: int
    end: int
    name: tuple | None
    person: bool  # headed by a title or a personal name
    gen: str
    num: str


class Page:
    """The tokens of one text with their Words, looked up once, and the people it names (see `people`)."""

    def __init__(self, text, tokens):
        self.text, self.tokens = text, tokens
        self.starts = [token.start for token in tokens]
        self.folds = {token.fold for token in tokens if token.kind == "word"}
        self.conjoined = [token.kind == "word" and self._conjunction(token) for token in tokens]
        self.words = [
            word(_after_conjunction(token) if joined else token.form) if token.kind == "word" else None
            for token, joined in zip(tokens, self.conjoined, strict=True)
        ]
        for i, token in enumerate(tokens[:-1]):
            if token.plain == "آي":
                self.words[i] = word("كيريلوف")  # a Chinese name, not the particle أي
            # the name علي and a careless على: the next word tells them apart
            if token.plain == "علي" and (after := self.words[i + 1]) and after.prop and not after.place and not after.det:
                self.words[i] = word("محمد")
            elif i and (w := self.words[i]) and w.prep and w.kind == "noun" and len(w.bare) < 3 and (
                (before := self.words[i - 1]) and before.prop and not token.fold.startswith("لل")
            ):
                self.words[i] = word("كيريلوف")  # جاك ليو
            elif (w := self.words[i]) and w.prep and w.kind == "noun" and len(w.bare) < 4 and (after := self.words[i + 1]) and not after.known:
                if not self.conjoined[i + 1] and not token.fold.startswith(("لل", "بال")):
                    self.words[i] = word("كيريلوف")  # لوري بلوتكين: the preposition would leave a stump
        self.name_words, self.surnames, self.cues, self.refolded = set(), set(), set(), {}
        self.people = ()

    def _conjunction(self, token):
        """Whether a word begins with the clitic و (or ف before a verb) rather than with a radical."""
        if token.fold[0] not in "وف" or len(token.fold) < 3:
            return False
        if token.fold == "ولي" and self._before_tail(token):
            return False  # ولي العهد, the name ولي الله
        certain, rest = conjunction(token.plain), token.fold[1:]
        if certain is False and token.fold[0] == "و" and rest in self.folds and word(token.plain[1:]).prop:
            return not word(token.plain).prop  # وهادي, where هادي is somebody in this text
        if certain is not None:
            return certain
        return token.fold[0] == "و" and (rest in self.folds or len(rest) > 4)

    def _before_tail(self, token):
        i = bisect_left(self.starts, token.start) + 1
        return i < len(self.tokens) and self.tokens[i].fold in NAME_TAILS | {"العهد", "عهد", "امر", "الامر"}

    def folded(self, i):
        """Folded token without its conjunction."""
        if i in self.refolded:
            return self.refolded[i]
        return self.tokens[i].fold[1:] if self.conjoined[i] else self.tokens[i].fold

    def span(self, start, end):
        """Code-point span of the tokens [start, end)."""
        first = self.tokens[start]
        skip = 2 if start in self.refolded and self.tokens[start].fold[0] == "و" else 1
        return first.start + (skip if self.conjoined[start] and first.plain[1:] else 0), self.tokens[end - 1].end

    def unclitic(self, k):
        """Read token k from now on without its clitic preposition: لهاشم → هاشم, للوزير → الوزير."""
        plain = self.tokens[k].plain[1 if self.conjoined[k] else 0 :]
        plain = "ال" + plain[2:] if plain.startswith("لل") else plain[1:]
        self.words[k], self.conjoined[k], self.refolded[k] = word(plain), True, words.fold(plain)

    def is_mark(self, i, marks):
        return i < len(self.tokens) and self.tokens[i].kind == "mark" and self.tokens[i].form in marks


def _after_conjunction(token):
    return token.form[1:].lstrip("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652") or token.plain


@lru_cache(maxsize=200_000)
def conjunction(plain):
    """True or False where morphology settles whether the first letter is a conjunction, None where it does not."""
    fold = words.fold(plain)
    if fold[1:] in COMPLEMENTISERS | PREPOSITIONS | RELATIVES | DEMONSTRATIVES | ADVERBS and fold not in PREPOSITIONS | ADVERBS:
        return True
    if fold in COMPLEMENTISERS | PREPOSITIONS | RELATIVES | ADVERBS:
        return False
    if any(not r.conj for r in morphology.analyses(plain)):
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
    if w is None or w.place or w.pron or (w.tanween and not w.prop) or token.plain != "آي" and page.folded(i) in NOT_NAMES:
        return False
    if token.fold in page.name_words or token.plain == "آي":
        return True
    if page.folded(i) in QUANTIFIERS:
        return False
    return w.kind == "noun" and w.prop and not w.prep and not (w.person and not w.det and w.known)


def _given(page, i):
    """A common word that begins a name after a title: what follows is a name, or the phrase plainly ends."""
    w = page.words[i]
    if w is None or w.det or w.prep or w.pron or w.tanween or w.person or w.kind != "noun":
        return False
    if page.folded(i) in NOT_NAMES or w.place or page.conjoined[i]:
        return False
    after = i + 1
    if after >= len(page.tokens):
        return False
    follows, two = page.words[after], False
    if follows is not None and page.folded(i) in NAME_JOINTS and follows.kind == "noun":
        return True
    if follows is not None and follows.kind == "noun" and not page.conjoined[after] and not follows.prep:
        if is_name(page, after) and not follows.place or page.folded(after) in NAME_TAILS | {"بن", "بنت", "ال"}:
            return True
        after, two = after + 1, w.prop and not follows.det and not follows.person and not follows.tanween
    if after >= len(page.tokens):
        return False
    stop = page.words[after]
    return page.is_mark(after, ":،,«\"“(") or (stop is not None and stop.kind in {"comp", "prep", "adv"} and (two or stop.kind == "comp"))


def _name_end(page, i, limit):
    """End of the personal name that begins at token i."""
    k, n = i, 0
    while k < limit:
        token, w = page.tokens[k], page.words[k]
        if token.kind == "mark" and n and k + 1 < limit and _glued(page, k):
            k += 1
            continue
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
        if n and not _continues(page, k, n):
            break
        k, n = k + 1, n + 1
    return k


def _glued(page, k):
    """A dash inside a double name, a full stop after an initial, no space on either side."""
    form, before, after = page.tokens[k].form, page.tokens[k - 1], page.tokens[k + 1]
    if after.kind not in {"word", "foreign"} or not (form in "-–" or form == "." and len(before.form) < 3):
        return False
    return page.tokens[k - 1].end == page.tokens[k].start and page.tokens[k].end == page.tokens[k + 1].start


def _continues(page, k, n):
    """Whether word k carries on a name of n words."""
    w = page.words[k]
    if page.folded(k) in {"اكبر", "ابرز"} and k + 1 < len(page.words) and page.words[k + 1] and page.words[k + 1].person:
        return False
    if is_name(page, k):
        after = page.words[k + 1] if k + 1 < len(page.words) else None
        if w and w.det and w.known and w.noun and after and after.det and after.adj and not page.conjoined[k + 1]:
            return False  # البابا فرنسيس | الأمم المتحدة
        return not (w and w.person and not w.prop)
    if w.place or w.pron or w.prep or w.tanween or w.kind != "noun":
        return False
    if not w.det and w.bare.endswith("ي") and w.adj and n < 4:
        return True  # an adjective of a name would have the article, so this is a family name
    if w.person or n > 1:
        return False
    if page.tokens[k - 1].fold in page.surnames or page.folded(k) in NOT_NAMES:
        return False
    before = page.words[k - 1]
    if w.det:
        return False
    return before is not None and before.prop


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
    indefinite = not head.det and (head.bare in SOURCE_HEADS or page.folded(chunk_start) in SOURCE_HEADS)
    if w.prep == "ل" and w.bare == "شؤون":
        rest = chunk(page, k, limit, inner=True)
        return rest.end if rest else None
    if w.prep == "ل" and fold not in ADDRESSEES and page.words[k - 1] is not None and (page.words[k - 1].person or page.words[k - 1].adj and page.words[k - 1].det):
        if page.folded(k)[1:] in OUTLETS or is_place(page.folded(k)[1:]) or w.bare in OUTLET_HEADS:
            return None
        rest = chunk(page, k, limit, inner=True)
        return rest.end if rest else None
    if page.folded(chunk_start) in QUANTIFIERS and fold == "من" and not _circumstance(page, k + 1):
        rest = chunk(page, k + 1, limit)
        return rest.end if rest else None
    plural = head.num == "p"
    if w.prep == "ب" and not _circumstance(page, k) and (indefinite or head.person) and w.bare not in OCCASIONS:
        if fold.startswith("بال") or indefinite or is_place(fold[1:]):
            rest = chunk(page, k, limit, inner=True)
            return rest.end if rest and (indefinite or _named_next(page, rest.end)) else None
        return None
    if w.kind == "prep" and fold in {"في", "من", "لدي"} and not _circumstance(page, k + 1):
        rest = chunk(page, k + 1, limit, inner=True)
        if rest is None:
            return None
        end = rest.end
        while head.num == "p" and end < limit and page.conjoined[end] and (w := page.words[end]) and (w.place or w.bare in COMPASS):
            more = chunk(page, end, limit, inner=True)
            if more is None:
                break
            end = more.end
        if indefinite or _named_next(page, end) or (fold == "لدي" and head.person):
            return end
        area = page.words[k + 1]
        if plural and not head.place and head.bare != "دول" and (area.place or area.bare in COMPASS | AREAS):
            return end
    return None


def _named_next(page, k):
    """Whether a name or a title with a name stands at token k (perhaps after a comma)."""
    if page.is_mark(k, "،,"):
        k += 1
    if k >= len(page.tokens) or page.words[k] is None or page.conjoined[k]:
        return False
    w = page.words[k]
    if w.person and w.det:
        return k + 1 < len(page.tokens) and (is_name(page, k + 1) or _given(page, k + 1))
    return (is_name(page, k) and not w.det) or (page.folded(k) in page.surnames)


def _quoted(page, k, limit):
    """End of a short quoted name that opens at token k («آسيان»), or None."""
    if not page.is_mark(k, _OPENERS):
        return None
    for j in range(k + 1, min(k + 6, limit, len(page.tokens))):
        if page.is_mark(j, _CLOSERS):
            return j + 1 if j > k + 1 else None
        if page.tokens[j].kind not in {"word", "foreign", "number"}:
            return None
    return None


def chunk(page, i, limit, inner=False):
    """The noun phrase that begins at token i and ends before token `limit`, or None.

    inner: inside a description (the object of باسم, a preposition …), where no name may follow in apposition.
    """
    limit = min(limit, len(page.tokens))
    start = i
    if i + 1 < limit and page.words[i] is not None and page.folded(i) in POINTING:
        i += 1  # هذه المعارضة
    if i >= limit or page.words[i] is None:
        return _foreign_chunk(page, i, limit)
    if i in page.cues:
        return None
    head = page.words[i]
    surname = page.folded(i) in page.surnames and not head.person
    if surname or _bare_name(page, i):
        return _name_first(page, start, i, limit, inner)
    if head.verb and head.pron and not head.person and not inner:
        return None
    if head.kind != "noun" or (head.prep and not inner) or (head.pron and not head.person and not inner):
        return None
    k, state = i + 1, _state(head, page.tokens[i])
    name, end = None, i + 1
    while k < limit and k not in page.cues:
        step = _step(page, k, i, limit, state, head, inner)
        if step is None:
            break
        k, state, found = step
        end = k
        if found:
            name = found
            after = _title_after(page, k, limit, head)
            end = after or end
            break
    return Chunk(start, end, name, head.person, head.gen, head.num)


def _foreign_chunk(page, i, limit):
    """A run of Latin letters (AFP, Reuters) as a phrase of its own."""
    if i < limit and page.tokens[i].kind == "foreign":
        end = _name_end(page, i, limit)
        return Chunk(i, end, (i, end), False, "", "")
    quoted = _quoted(page, i, limit) if i < limit else None
    return Chunk(i, quoted, None, False, "", "") if quoted else None


def _bare_name(page, i):
    w = page.words[i]
    if page.tokens[i].plain == "آي":
        return True
    if not w.prop or w.kind != "noun" or w.prep or w.person or w.pron or page.folded(i) in QUANTIFIERS:
        return False
    return not (w.det and w.known and (w.adj or w.noun)) or page.folded(i) in page.name_words


def _name_first(page, start, i, limit, inner):
    end = _name_end(page, i, limit)
    after = None if inner else _title_after(page, end, limit, None)
    return Chunk(start, after or end, (i, end), True, "", "s")


def _title_after(page, k, limit, head):
    """End of a title in apposition to the name that ends at token k: جون كيري وزير الخارجية; or None."""
    comma = page.is_mark(k, "،,")
    j = k + 1 if comma else k
    if j >= limit or page.words[j] is None or page.conjoined[j]:
        return None
    w = page.words[j]
    if w.prep or (w.num == "p" and w.det) or not (w.person or page.folded(j) in {"اكبر", "ابرز", "احد"}) or page.folded(j) in page.surnames:
        return None
    if head is not None and not comma and not w.det and head.person and head.bare in {"سيد", "دكتور"}:
        return None
    rest = chunk(page, j, limit, inner=True)
    if rest is None or rest.name or _named_next(page, rest.end):
        return None
    if comma and not (rest.end >= limit or page.is_mark(rest.end, "،,:-") or page.tokens[rest.end].fold in COMPLEMENTISERS):
        return None
    return rest.end


def _state(w, token):
    """What a phrase may take after word w: open (a genitive), shut (adjectives, then a name), plain (an indefinite)."""
    if w.tanween:
        return "plain"
    if w.det or w.place or w.pron or token.fold.startswith("لل"):
        return "shut"
    if w.bare in COMPASS:
        return "open"
    if w.num == "p" and w.bare.endswith(("ون", "ين")) and w.noun:
        return "plain"
    return "open"


def _step(page, k, i, limit, state, head, inner):
    """One more word: (next index, next state, name or None), or None where the phrase ends before token k."""
    token, w = page.tokens[k], page.words[k]
    if w is None:
        return _mark_step(page, k, limit, state, head, inner)
    if page.conjoined[k]:
        return _coordinated(page, k, state, head)
    if w.prep or w.kind == "prep" or token.fold == "باسم":
        end = _prepositional(page, k, i, head, limit) if not inner or token.fold == "باسم" else None
        return (end, "shut", None) if end else None
    if w.kind != "noun" and token.fold not in page.name_words:
        return None
    if state == "open":
        return _open_step(page, k, w, head, i)
    if w.tanween:
        return (k + 1, state, None) if state == "plain" and w.adj else None
    if w.place and w.det and w.bare.endswith("يه") and page.words[k - 1] is not None and page.words[k - 1].det:
        return k + 1, "shut", None  # المملكة العربية السعودية
    if w.det and not inner and head.person and state == "shut" and (
        token.fold in page.surnames or (page.words[k - 1].bare in HONORIFICS and not w.person and not w.place)
    ):
        end = _name_end(page, k, limit)
        return end, "shut", (k, end)
    if w.det and not w.place and (w.person or (w.adj and page.words[k - 1] is not None and {w.gen, page.words[k - 1].gen} != {"m", "f"}) or (w.adj and (not w.noun or _nisba(w.bare) or w.bare[:1] in "م")) or (w.known and not w.noun and w.adj)):
        if state == "plain" or (w.person and inner):
            return None
        return k + 1, "shut", None
    if state == "plain" and w.adj and not w.det and not (w.prop and not _nisba(w.bare)):
        return k + 1, "plain", None
    if inner or not head.person:
        office = not inner and page.words[k - 1] is not None and any(
            page.words[j] is not None and page.words[j].person for j in range(max(i + 1, k - 3), k)
        )  # مكتب رئيس الوزراء فلان
        if office and is_name(page, k) and not w.det:
            return _name_end(page, k, limit), "shut", None
        outlet = head.bare in OUTLET_HEADS and w.prop and not w.det
        return (k + 1, "shut", None) if outlet else None
    ordinary = w.known and (w.noun or w.adj or w.verb) and token.fold not in page.name_words
    if (is_name(page, k) and not (w.person and not w.prop) and not ordinary) or token.fold in page.surnames or _given(page, k):
        end = _name_end(page, k, limit)
        return end, "shut", (k, end)
    if w.person and not w.det and state == "shut" and not w.pron and _title_with_name(page, k, limit):
        return k + 1, "open", None
    return None


def _title_with_name(page, k, limit):
    """A second title in apposition (نائب الرئيس رئيس الوزراء فلان) counts only when a name follows it."""
    rest = chunk(page, k, limit)
    return rest is not None and rest.name is not None


def _open_step(page, k, w, head, i):
    fold = page.folded(k)
    if fold in COMPASS:
        return k + 1, "open", None
    if w.verb and w.pron:
        return None
    if w.place or w.det or w.pron:
        return k + 1, "shut", None
    if w.adj and not w.person and (not w.noun or _nisba(w.bare)) and not w.prop:
        # وزير خارجية روسيا: a feminine after a masculine is no adjective of it
        return k + 1, "open" if head.person and head.gen == "m" and w.gen == "f" and k == i + 1 else "plain", None
    if fold in page.surnames or (w.prop and not w.noun and not w.adj):
        return _name_end(page, k, len(page.tokens)), "shut", None
    if w.adj and w.noun and head.bare in SOURCE_HEADS:
        return k + 1, "plain", None
    return k + 1, _state(w, page.tokens[k]), None


def _mark_step(page, k, limit, state, head, inner):
    quoted = _quoted(page, k, limit)
    name = _quoted_name(page, k + 1 if page.is_mark(k, "،,") else k, limit, head, inner)
    if name:
        return name[1] + 1, "shut", name
    if quoted and (head.bare in OUTLET_HEADS or (state == "open" and not head.person)):
        return quoted, "shut", None
    if not quoted and head.person and not inner and state == "shut" and page.is_mark(k, "،,") and k + 1 < limit:
        after = page.words[k + 1]
        if after is not None and not page.conjoined[k + 1] and after.person and after.det and _named_next(page, k):
            title = chunk(page, k + 1, limit)  # مدير التحريات، العقيد راشد …
            return (title.end, "shut", title.name) if title and title.name else None
        if after is not None and not page.conjoined[k + 1] and not after.det and _named_next(page, k):
            end = _name_end(page, k + 1, limit)
            return end, "shut", (k + 1, end)
    if page.tokens[k].kind == "foreign" and (head.person or head.bare in OUTLET_HEADS):
        end = _name_end(page, k, limit)
        return end, "shut", (k, end) if head.person else None
    return None


def _quoted_name(page, k, limit, head, inner):
    """A personal name set in marks after its title: وزير خارجية النرويج، "بورج براند"; (start, end) without the marks."""
    end = _quoted(page, k, limit) if head.person and not inner else None
    if end and all(page.tokens[j].kind == "foreign" or is_name(page, j) for j in range(k + 1, end - 1)):
        return k + 1, end - 1
    return None


def _coordinated(page, k, state, head):
    """A conjunct that stays inside a title: لجنة الأمن والدفاع, العلاقات الخارجية والأمنية."""
    w, before = page.words[k], page.words[k - 1]
    if before is None or w.kind != "noun" or w.person or w.place or not w.det or not before.det:
        return None
    if w.adj and before.adj and _nisba(w.bare):
        return k + 1, "shut", None
    return (k + 1, "shut", None) if not head.det and not head.place and w.noun and state == "shut" else None


def phrase(page, i, limit):
    """A noun phrase with its coordinated parts: list of Chunk, empty where none begins at token i."""
    if i < len(page.tokens) and page.folded(i) == "كل" and page.tokens[min(i + 1, len(page.tokens) - 1)].fold == "من":
        i += 2
    parts = []
    while (found := chunk(page, i, limit)) is not None:
        if parts and parts[-1].name and found.person and not found.name and _one_office(page.words[i]) and found.num != "p":
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
    if w is None or w.kind != "noun" or (w.pron and not w.person) or w.prep or w.tanween and not w.noun:
        return False
    return w.det or w.place or w.person or w.prop or page.folded(i) in QUANTIFIERS or page.folded(i) in page.surnames or (w.noun and not w.verb)


# ---------------------------------------------------------------- the people a text names


class Person(NamedTuple):
    """One naming of a person: folded words of the name and the bare words of the title beside it."""

    at: int  # token index
    name: tuple  # folded words, without titles
    text: str
    title: tuple  # folded words
    gen: str


def name_key(page, start, end):
    return tuple(page.folded(k) for k in range(start, end) if page.tokens[k].kind in {"word", "foreign"})


def _person(page, found):
    start, end = found.name
    title = [page.folded(k) for k in (*range(found.start, start), *range(end, found.end)) if page.words[k] is not None]
    span = page.span(start, end)
    return Person(found.start, name_key(page, start, end), page.text[span[0] : span[1]], tuple(title), found.gen)


def _register(page, person):
    page.name_words.update(word for word in person.name if len(word) > 2 and word not in PERSON_HEADS and not is_place(word))
    if len(person.name) > 1 and not is_place(person.name[-1]):
        page.surnames.add(person.name[-1])


def survey(page, known=None):
    """Fill `page.people` with everybody named in the text: with a title first, then in runs of name-like words.

    known: names that are certain wherever they stand, {first folded word: [folded words, …]}.
    """
    taken = [False] * (len(page.tokens) + 1)
    people, i = list(_certain(page, known or {}, taken)), 0
    while i < len(page.tokens):
        w = page.words[i]
        step = i + 1
        if w is not None and w.person and w.kind == "noun" and (not w.pron or "نظير" in page.folded(i)[:6]):
            found = _after_clitic(page, i) if w.prep else chunk(page, i, len(page.tokens))
            if found is not None and found.name and found.person:
                people.append(_person(page, found))
                _register(page, people[-1])
                taken[found.start : found.end] = [True] * (found.end - found.start)
                step = found.end
        i = step
    people += _runs(page, taken)
    page.people = tuple(sorted(people, key=lambda person: person.at))
    return page.people


def _certain(page, known, taken):
    """People whose full names stand in the table of speakers; their short forms become family names of this text."""
    for i, token in enumerate(page.tokens):
        for name in known.get(page.folded(i), ()) if token.kind == "word" else ():
            end = i + len(name)
            if end <= len(page.tokens) and all(page.tokens[i + n].fold == name[n] for n in range(1, len(name))):
                person = _person(page, Chunk(i, end, (i, end), True, "", "s"))
                _register(page, person)
                page.surnames.update(short[0] for short in known[page.folded(i)] if len(short) == 1)
                if len(name) > 1 and not _titled_before(page, i):
                    taken[i:end] = [True] * len(name)
                    yield person
                break


def _titled_before(page, i):
    w = page.words[i - 1] if i else None
    return w is not None and (w.person or w.det)


def _after_clitic(page, i):
    """The phrase at token i when its head carries a clitic preposition: للرئيس الروسي فلان."""
    kept = page.words[i], page.conjoined[i]
    page.unclitic(i)
    found = chunk(page, i, len(page.tokens))
    page.words[i], page.conjoined[i] = kept
    del page.refolded[i]
    return found


def _runs(page, taken):
    """People named without a title before: runs of two to four words that can only be names."""
    i = 0
    while i < len(page.tokens):
        end = i
        while end < len(page.tokens) and not taken[end] and end - i < 5 and _sure_name(page, end, end == i):
            end += 1
        if end - i >= 2:
            end = max(end, min(_name_end(page, i, len(page.tokens)), end + 2))
            after = _title_after(page, end, len(page.tokens), None)
            found = Chunk(i, after or end, (i, end), True, "", "s")
            person = _person(page, found)
            _register(page, person)
            yield person
        i = max(end, i + 1)


def _sure_name(page, i, first):
    w = page.words[i]
    if w is None or w.place or w.pron or w.prep or w.person or w.kind != "noun" or (first and w.det):
        return False
    if page.conjoined[i] and not first:
        return False
    fold = page.folded(i)
    if not first and (fold in NAME_JOINTS or fold in NAME_TAILS):
        return True
    return w.prop and (not w.known or not w.adj and not w.noun and not w.verb or not first and w.det) or fold in page.surnames


def fold_place(name):
    return bare(words.fold(name))
