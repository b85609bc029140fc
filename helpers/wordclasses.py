"""Word classes: what a word can be in a noun phrase, for a parser of names and descriptions.

Closed classes are listed, open ones come from the morphology of the word type. All sets hold folded words (words.fold).
"""

import re
from typing import NamedTuple

from helpers import morphology, words


def folded_set(text):
    return frozenset(words.fold(word) for word in text.split())


PREPOSITIONS = folded_set(
    "في من الى على عن مع بين لدى عند منذ خلال حول ضد دون بدون بعد قبل عبر نحو تجاه إزاء أثناء بشأن حيال ضمن وسط فوق "
    "تحت أمام خلف وراء مقابل بسبب عقب إثر رغم حسب وفق وفقا بحسب طبقا نقلا سوى غير لأجل لصالح فضلا إضافة بناء استنادا "
    "ردا تعليقا تزامنا برفقة بحضور باتجاه بصدد جراء لدي فيه منه منها عنه عنها إليه إليها عليه عليها له لها لهم به بها "
    "ل ب فور خارج داخل حوالي بهم معه معها فيها لنا لي بي لديه لديها حيالها بينهم بينها بينهما منهم عليهم "
    "إليهم عنهم لهما منهما"
)


COMPLEMENTISERS = folded_set(
    "أن إن أنه إنه أنها إنها أنهم إنهم أننا إننا أنني إنني أني إني أنهما إنهما بأن بأنه بأنها بأنهم بأننا "
    "لأن لأنه لأنها لكن "
    "لكنه لكنها لكنهم ولكن كأن أنك أنكم أنكما إنك إنكم حيث حين حينما عندما بينما فيما كما إذ إذا إذن لو "
    "لولا لما كلما ريثما "
    "مما كيف متى هل ألا لئلا كي لكي حتى بل ثم أو أم أما إما فإن فإنه فإنها بأنهما بما قائلا قائلة وهو وهي وهم وهما "
    "كان كانت كانا كانوا يكون تكون ليس ليست لست لسنا ليسوا لن لم قد لقد سوف هل لعل ربما أي مثل سيما لاسيما "
    "ولاسيما خاصة خصوصا"
)


RELATIVES = folded_set("الذي التي الذين اللذان اللذين اللتان اللتين اللواتي اللاتي ممن مما ما من")


DEMONSTRATIVES = folded_set("هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك تلك أولئك هو هي هم هما نحن أنا أنت")


POINTING = folded_set("هذا هذه هذان هذين هاتان هاتين هؤلاء ذلك تلك أولئك")


PARTICLES = folded_set(
    "قد لقد كان كانت كانا كانوا لم لن لا سوف ما ليس ظل ظلت وظلت وظل بات باتت أصبح أصبحت زال زالت يزال تزال "
    "أيضا ايضا كذلك بدوره بدورها فقد إنما"
)


WEEKDAYS = folded_set("الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت")


ADVERBS = (
    folded_set(
        "أمس امس اليوم غدا الليلة البارحة مساء صباح صباحا مساءا ظهر ظهرا فجر فجرا الآن حاليا أيضا كذلك "
        "سابقا لاحقا مؤخرا أخيرا "
        "مجددا مرة مرارا فورا هنا هناك هنالك قائلا بدوره بدورها بالمقابل جميعا معا رسميا علنا صراحة تماما فقط أول يوم "
        "يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر الماضي الماضية الجاري المقبل "
        "المقبلة السابق بعدها قبلها عندها حينها وقتها آنذاك نفسه نفسها ذاته ذاتها ليلا نهارا عصر عصرا بالقول التوالي "
        "مباشرة"
    )
    | WEEKDAYS
)  # fmt: skip


# nouns of a speech or an occasion: `في بيان`, `خلال مؤتمر` are circumstances, never part of a description of a person
OCCASIONS = folded_set(
    "تصريح تصريحات تصريحاته تصريحاتها بيان بيانات مؤتمر مقابلة مقابلات لقاء لقاءات حوار حديث حديثه حديثها "
    "كلمة كلمته كلمتها "
    "خطاب خطابه خطابها اتصال مكالمة رسالة رسالته رسالتها وقت ختام أعقاب مستهل اجتماع اجتماعه جلسة تغريدة "
    "تغريدات مقال مقالة "
    "حسابه حسابها موقعه ندوة محاضرة زيارة إطار سياق ظل هذا هذه تعليق تعليقه رد رده معرض ضوء إشارة مداخلة "
    "برنامج ذلك جانب "
    "فترة مدة سنوات أعوام أشهر أيام "
    "افتتاح حفل مناسبة مستهله ختامه أول آخر وصفه مقطع تقرير تقريرها بداية نهاية تدوينة منشور الوقت السياق"
)


ADDRESSEES = folded_set(
    "للصحفيين للصحافيين للصحافة للإعلاميين للإعلام لوسائل لوكالة لوكالات لقناة لصحيفة لإذاعة لتلفزيون لموقع "
    "لشبكة لمجلة "
    "للوكالة للقناة للصحيفة للإذاعة للتلفزيون لنظيره لنظيرته لنظرائه لرويترز لفرانس للجزيرة للعربية لبرنامج "
    "للجمهور لجريدة "
    "للمشاركين للحاضرين للحضور للمجلس للرئيس للوزير لهيئة"
)


OUTLET_HEADS = folded_set(
    "وكالة وكالات قناة صحيفة صحف إذاعة تلفزيون تليفزيون محطة شبكة موقع مجلة جريدة هيئة راديو فضائية برنامج "
    "وكالتي قناتي صحيفتي"
)


OUTLETS = folded_set(
    "رويترز بلومبرغ سبوتنيك سبوتنك تاس نوفوستي شينخوا انترفاكس إنترفاكس أسوشيتدبرس تويتر فيسبوك فيس بوك "
    "تلغرام تليغرام فرانس "
    "الوطن عكاظ الحياة الجزيرة العربية الأناضول اندبندنت غارديان"
)


PERSON_HEADS = folded_set(
    "رئيس رئيسة وزير وزيرة ملك ملكة أمير أميرة شيخ سلطان مستشار مستشارة متحدث متحدثة ناطق ناطقة مسؤول "
    "مسؤولة نائب نائبة سفير سفيرة "
    "قائد مدير مديرة أمين أمينة سكرتير سكرتيرة زعيم زعيمة عضو عضوة مبعوث مبعوثة مندوب مندوبة ممثل ممثلة "
    "محافظ حاكم عمدة قاضي قاض "
    "نقيب مفتي إمام بابا بطريرك كاردينال مطران لواء عميد عقيد فريق رائد مقدم ملازم جنرال أدميرال مهندس "
    "مهندسة دكتور دكتورة "
    "بروفيسور بروفسور أستاذ أستاذة سيد سيدة سيناتور سناتور كاتب كاتبة محلل محللة خبير خبيرة باحث باحثة زميل "
    "زميلة مدرب لاعب لاعبة حارس "
    "مهاجم كابتن صحافي صحفي صحافية إعلامي معارض معارضة ناشط ناشطة فنان فنانة مغني مخرج مرشد خادم عاهل وكيل وكيلة مساعد "
    "مساعدة مفوض مفوضة منسق منسقة مؤسس عالم طبيب طبيبة محامي محامية محام مدعي مدع نظيره نظيرته نظيرها نظير "
    "رجل مواطن مراسل مرشح "
    "مرشحة دبلوماسي دبلوماسية سياسي قيادي عسكري مشرع وزيرا رئيسا وزيري رئيسي وزراء رؤساء زعماء مدراء سفراء "
    "مستشارو نواب "
    "حاج مشرف داعية مؤرخ أديب روائي شاعر حاخام قس أسقف سائق شاهد ضابط جندي بروفسير استشاري رقيب منسقه مفكر "
    "مترجم طالب بارون لورد "
    "سير دوق صديق شقيق شقيقة نجل ابن زوجة زوج والد والدة حاكمة مقرر مقررة مراقب آية د سماحة فضيلة معالي سمو "
    "جلالة صاحب فخامة "
    "كبير علامة ركن طيار شريك شركاء شركاؤ حلفاء حلفاؤ اقتصادي مدافع حليف حليفة قنصل ملحق رئيسا مسؤولو مسؤولي "
    "خطيب ناظر ناظرة واعظ مدرس معلم معلمة محاضر عريف نقيبة مؤلف ممثلة مخرجة "
    "مصور مذيع مذيعة ملحن مطرب مطربة رسام مدربة "
    "حاكمة قائدة لاجئ نازح ناجية فتى طالبة تلميذ سجين أسير تاجر مزارع "
    "صياد موظف موظفة مفتش مفتشة مفتشا محقق محققة مفاوض مفاوضة مالكة صاحبة مستثمر "
    "نجم نجمة سمسار مصرفي مقاول مبعوثا مندوبا ممرض ممرضة جراح صيدلي أخصائي أخصائية اختصاصي اختصاصية عالمة "
    "مختص أكاديمي أكاديمية فيلسوف ناقد ناقدة شاعرة روائية كاهن راهب راهبة حبر حاخامة مؤذن "
    "سياسية قيادية نائبا برلماني برلمانية سناتورة مدعية جنديا شرطي شرطية رقيبا أميرال مارشال كولونيل "
    "ابنة أرملة خطيبة محرر مؤسسا متعاقد وريث أمينا رئيسها "
    "مديرها زعيمها أمينها وزيرها متقاعد متدربة متطوع متطوعة مشجع رحالة "
    "ممثلو ممثلي سفيرا سفيري خبيرا مستشارا مستشاري نائبا نائبي قادة قائدا"
)


HONORIFICS = folded_set("دكتور دكتورة شيخ سيد سيدة مهندس أستاذ أستاذة لواء عميد عقيد فريق جنرال آنسة حاج بروفيسور")


SOURCE_HEADS = folded_set(
    "مصدر مصادر مسؤول مسؤولون مسؤولين مسؤولو دبلوماسي دبلوماسيون دبلوماسيين محللون محللين خبراء شهود ناشطون "
    "مراقبون متحدث متحدثة ناطق مؤسسة سلطات وسائل تقارير"
)


NAME_JOINTS = folded_set("بن ابن بنت آل ال أبو ابو أبي أم عبد بو ذو ولد دي ديل دو دا فان فون لو")


NAME_TAILS = folded_set(
    "الله الدين الرحمن العزيز الحق الكريم الرحيم الهادي السلام القادر الفتاح اللطيف الناصر الحميد المجيد الإسلام الجليل"
)


# adjectives that the tables take for nouns: البيت الأبيض، المجلس الأعلى
ELATIVES = folded_set("أبيض أحمر أسود أزرق أخضر أوسط أقصى أعلى أدنى أول حرام شريف")


# bodies that are named after what they care for: هيئة الأرصاد وحماية البيئة is one
BODIES = folded_set(
    "هيئة مؤسسة وزارة إدارة لجنة جمعية مركز معهد جامعة كلية مجلس مديرية أمانة ديوان اتحاد غرفة صندوق شركة مصلحة "
    "وكالة برنامج منظمة مكتب ملتقى رئاسة قطاع دائرة قسم حركة حزب جهاز نقابة رابطة بلدية مستشفى"
)


COMPASS = folded_set("شمال جنوب شرق غرب شرقي غربي شمالي جنوبي وسط")


AREAS = folded_set("جمهورية مدينة ولاية منطقة محافظة إقليم قرية دول بلاد مقاطعة")


# whom one asks and thanks in prayer: never a speaker in the news
DEITY = folded_set("الله المولى الرب ربه ربنا ربهم القدير الباري")


QUANTIFIERS = folded_set(
    "بعض عدد عدد عددا معظم أغلبية أغلب كل جميع كلا كلتا أحد إحدى اثنان أحد غالبية مجموعة عشرات مئات آلاف"
)


NOT_NAMES = folded_set(
    "كل بعض أكبر أول أبرز أحد قلق التزام ضرورة أهمية حرص دعم رفض عزم استعداد موقف تفهم قوله قولها قولهم إذا "
    "ما لا أي عدم وقف أمل قيام وجود وصول نهاية بداية منتصف مطلع أواخر أوائل عشية غداة ليلة يوم ساعة أسبوع شهر "
    "عام سنة"
)


# countries, capitals and what stands for a government; places not listed are read from their context
PLACES = folded_set(
    "أفغانستان ألبانيا الجزائر أندورا أنغولا الأرجنتين أرمينيا أستراليا استراليا النمسا أذربيجان البحرين "
    "بنغلاديش بيلاروسيا بلجيكا بوليفيا البوسنة البرازيل بروناي بلغاريا بوروندي كمبوديا الكاميرون كندا تشاد "
    "تشيلي الصين كولومبيا الكونغو كوستاريكا كرواتيا كوبا قبرص التشيك الدنمارك الدانمارك جيبوتي الإكوادور مصر "
    "السلفادور إريتريا إستونيا إثيوبيا فنلندا فرنسا الغابون غامبيا جورجيا ألمانيا غانا اليونان غواتيمالا غينيا "
    "هايتي هندوراس المجر هنغاريا آيسلندا الهند إندونيسيا إيران العراق أيرلندا إسرائيل إيطاليا جامايكا اليابان "
    "الأردن كازاخستان كينيا كوريا الكويت قرغيزستان لاوس لاتفيا لبنان ليبيريا ليبيا ليتوانيا لوكسمبورغ مدغشقر "
    "مالاوي ماليزيا المالديف مالي مالطا موريتانيا المكسيك مولدوفا موناكو منغوليا المغرب موزمبيق ميانمار بورما "
    "ناميبيا نيبال هولندا نيوزيلندا نيكاراغوا النيجر نيجيريا النرويج عمان باكستان فلسطين بنما باراغواي بيرو "
    "الفلبين الفليبين بولندا البرتغال قطر رومانيا روسيا رواندا السعودية السنغال صربيا سنغافورة سلوفاكيا "
    "سلوفينيا الصومال إسبانيا أسبانيا سريلانكا السودان سوريا سورية السويد سويسرا تايوان طاجيكستان تنزانيا "
    "تايلاند توغو تونس تركيا تركمانستان أوغندا أوكرانيا الإمارات بريطانيا إنجلترا انجلترا أمريكا أميركا "
    "أوروغواي أوزبكستان الفاتيكان فنزويلا فيتنام اليمن زامبيا زيمبابوي كوسوفو أوروبا آسيا أفريقيا إفريقيا "
    "المملكة موسكو بكين واشنطن لندن باريس برلين روما مدريد طهران بغداد دمشق بيروت القاهرة الرياض أبوظبي دبي "
    "الدوحة مسقط المنامة صنعاء عدن عمّان أنقرة اسطنبول إسطنبول كييف وارسو براغ بودابست فيينا جنيف بروكسل لاهاي "
    "أثينا طوكيو سول بيونغيانغ بيونجيانج تايبيه نيودلهي دلهي كابول هانوي مانيلا جاكرتا كوالالمبور بانكوك "
    "كانبرا أوتاوا هافانا كراكاس برازيليا الخرطوم طرابلس الرباط نواكشوط مقديشو نيروبي أبوجا بريتوريا القدس غزة "
    "نجامينا تبليسي يريفان باكو مينسك هلسنكي ستوكهولم أوسلو كوبنهاغن لشبونة دبلن جدة مكة الأنبار كردستان "
    "تبوك الطائف الجوف عسير نجران جازان القصيم الأحساء الدمام الظهران ينبع أبها الباحة عرعر بريدة "
    "حضرموت مأرب الحديدة المكلا شبوة حلب حمص حماة إدلب درعا اللاذقية طرطوس الحسكة القامشلي "
    "الموصل البصرة كركوك أربيل النجف كربلاء الرمادي الفلوجة تكريت ديالى نينوى السليمانية دهوك سامراء "
    "الإسكندرية الإسماعيلية بورسعيد السويس أسوان سيناء المنيا أسيوط سوهاج الجيزة الفيوم بنغازي مصراتة "
    "درنة طبرق سبها صفاقس القصرين قابس بنزرت القيروان المنستير وهران قسنطينة مراكش طنجة أغادير "
    "نابلس جنين خانيونس صيدا بعلبك الزرقاء إربد العقبة الكرك صلالة صحار الشارقة "
    "الفجيرة عجمان دارفور كراتشي لاهور بيشاور قندهار هرات قندوز مومباي شيكاغو بوسطن تكساس "
    "كاليفورنيا فلوريدا ووهان شينجيانغ التبت شيجيانغ ميونخ فرانكفورت هامبورغ ميلانو نابولي برشلونة "
    "نيويورك الضفة شنغهاي سنغافوره الغرب الخليج الشرق العالم الكرملين البنتاغون"
)


# countries and buildings that take a masculine verb, always or often
MASCULINE_PLACES = folded_set(
    "لبنان عراق أردن يمن مغرب سودان صومال كرملين بنتاغون غرب خليج شرق عالم فاتيكان أبيض كونغو قطر"
)


OPENERS, CLOSERS = "«“\"‘({[<”'", "»”\"’)}]>“'"


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
    agent: bool  # with the article, and glossed in the tables as somebody who does something: calligrapher, supervisor


# a person of rank by a possessive of his honorific; the feminine noun stands for a man
HONOURED = folded_set("سموه معاليه سعادته فضيلته سيادته جلالته فخامته سماحته نيافته قداسته")


# nouns whose own first letter is the ل that the preposition and the article would leave: للجنة is no جنة
LAM_NOUNS = folded_set("لجنة لجان لقاء لقاءات لاعب لاعبين لاعبي لواء لغة لوائح لائحة لبنان")


def bare(fold):
    """A folded word without article: الرييس → رييس."""
    if fold[:1] not in "الكب":  # most words, and this is asked of every word of a text
        return fold
    if fold.startswith("لل") and len(fold) > 4:
        return fold[1:] if fold[1:] in LAM_NOUNS else fold[2:]
    for prefix in ("بال", "كال"):
        if fold.startswith(prefix) and len(fold) > 5:
            return fold[3:]
    return fold[2:] if fold.startswith("ال") and len(fold) > 3 else fold


def is_place(fold):
    if fold == "المالي":
        return False  # the financial one, not Mali
    return fold in PLACES or (fold[:1] == "ا" and fold[:2] == "ال" and fold[2:] in PLACES)


@morphology.of_type
def word(form):
    """The Word of a plain form (no conjunction stripped)."""
    plain = words.same(words.plain(form), form)
    fold = words.same(words.fold(form), plain)
    found = tuple(r for r in morphology.analyses(plain) if not r.conj and not (r.det and plain[0] in "أإآ"))  # ألقى
    if plain.endswith("ة"):
        found = tuple(r for r in found if not r.pron or r.pos == "verb")  # no pronoun ends in ة
        found = tuple(r for r in found if r.pos != "verb") or found  # لأمانة is no verb with ه for an object
    nominal = [r for r in found if r.pos in {"noun", "adj", "noun_prop", "abbrev"}]
    # the emphatic لَـ is read as the preposition it looks like
    free = [r for r in nominal if not r.prep and not (fold[0] == "ل" and not words.fold(r.stem).startswith("ل"))]
    det = (
        fold.startswith("ال")
        and len(fold) > 3
        and plain[0] not in "أإآ"
        and not (free and not any(r.det for r in free))
    )
    clitic = ""
    if fold[:2] in {"لل"} and len(fold) > 4:
        clitic = "ل"
    elif (nominal and not free and fold[:1] in "بلك") or (
        fold[:3] in {"بال", "كال"} and len(fold) > 5 and not any(r.pos == "noun_prop" for r in free)
    ):
        clitic = fold[0]
    place = is_place(fold)
    if not clitic and fold[:1] in "بل" and is_place(fold[1:]) and not place:
        clitic = fold[0]
    stem, tanween = bare(fold), _accusative(form, fold, nominal)
    if clitic and stem == fold:
        stem = bare(fold[1:])
    if tanween and stem.endswith("ا"):
        stem = stem[:-1]
    person = (
        stem in HONOURED
        or stem in PERSON_HEADS
        or _plural_base(stem) in PERSON_HEADS
        or _owned_base(stem) in PERSON_HEADS
    )
    verb = any(r.pos == "verb" and not r.conj for r in found)
    prop = not place and (any(r.pos == "noun_prop" for r in free) or (not found and not _participle_like(fold)))
    noun = any(r.pos == "noun" for r in free)
    kind = "noun" if place else _kind(fold, free, verb, found)
    return Word(
        stem, kind, det, prop, bool(found), place, person,
        any(r.pos == "adj" for r in free) or (is_nisba(stem) and not noun) or (det and stem in ELATIVES), noun, verb,
        _place_gender(stem) if place else "" if stem in QUANTIFIERS else _gender(stem, free), _number(stem, free),
        clitic,
        bool(nominal) and not place and fold[-1:] != "ي" and all(r.pron for r in nominal), tanween,
        det and not place and any(_AGENT.search(r.gloss) for r in free if r.pos in {"noun", "adj"}),
    )  # fmt: skip


# a person by what he does, as the tables' English has it; some things end so too, so that it never counts alone
_AGENT = re.compile(r"[a-z]{3}(?:er|or|ist|ian|man|ant)(?![a-z])")


def _accusative(form, fold, nominal):
    """Whether the form is an indefinite accusative, marked (مصدرًا) or plain to see (مصدرا)."""
    if "\u064b" in form or "\u064d" in form:
        return True
    return (
        fold.endswith("ا")
        and len(fold) > 3
        and any(r.diac.endswith(("اً", "ًا")) for r in nominal)
        and not any(r.pos == "noun_prop" for r in nominal)
    )


def _participle_like(fold):
    """A word the tables miss that looks like an accusative participle (مكتفيا، متفاجئا), not like a name."""
    return bool(re.match("م(?:ت|ست|كت|نت|قت|حت|عت|شت|بت|خت|رت|هت|فت|جت|ؤ).+ا$", fold))


# a word of two classes is of the later one here
_CLOSED = {word: kind for kind, closed in (("dem", DEMONSTRATIVES), ("prep", PREPOSITIONS), ("comp", COMPLEMENTISERS),
                                           ("rel", RELATIVES - PREPOSITIONS), ("adv", ADVERBS))
           for word in closed}  # fmt: skip


def _kind(fold, free, verb, found):
    if fold in _CLOSED:
        return _CLOSED[fold]
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


def is_nisba(stem):
    return len(stem) > 3 and stem.endswith(("ي", "يه", "يون", "يين", "يان"))


def _gender(stem, free):
    if stem in HONOURED:
        return "m"
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


NO_WORD = Word("", "", *(False,) * 8, "", "", "", *(False,) * 3)

# what a word is taken for that can only be a name, though the tables read something else in it
A_NAME = NO_WORD._replace(kind="noun", prop=True)
