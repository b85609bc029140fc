"""Quotations in sentences of our own: cue, content, mode, and what is no quotation."""

import csv
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import evaluate, quotes, residue, tables
from tests import arabic


def read(text):
    """[(mode, cue, content)] of a text, in the order of the contents."""
    return [(q.mode, text[slice(*q.cue)] if q.cue else None, text[slice(*q.content)]) for q in quotes.find(text).quotes]


CASES = {
    # cues: clitics, persons, tenses, participles, compounds
    "clitic conjunction": ("فأكد الخبير أن السد آمن.", [("indirect", "فأكد", "السد آمن")]),
    "no hamza": ("واكد الخبير ان السد آمن.", [("indirect", "واكد", "السد آمن")]),
    "plural": ("وأوضحوا أن العمل متوقف.", [("indirect", "وأوضحوا", "العمل متوقف")]),
    "dual": ("وأعلنا أنهما سيلتقيان غدا.", [("indirect", "وأعلنا", "أنهما سيلتقيان غدا")]),
    "present": ("ويرى الخبراء أن المطر قريب.", [("indirect", "ويرى", "المطر قريب")]),
    "object pronoun": ("وأخبرتهم أن الرحلة ألغيت.", [("indirect", "وأخبرتهم", "الرحلة ألغيت")]),
    "participle": (
        "وافتتح المدير المعرض، مؤكدا أن الدخول مجاني.",
        [("indirect", "مؤكدا", "الدخول مجاني")],
    ),
    "feminine participle": (
        "وغادرت المديرة القاعة، مشيرة إلى أن اللقاء قصير.",
        [("indirect", "مشيرة", "اللقاء قصير")],
    ),
    "renewed": ("وجدد الوزير التأكيد على أن الباب مفتوح.", [("indirect", "وجدد", "الباب مفتوح")]),
    "contented with": ("واكتفى المدرب بالقول إن الفريق جاهز.", [("indirect", "بالقول", "الفريق جاهز")]),
    "hope": ("وأعرب الأهالي عن أملهم في عودة الماء.", [("act", "وأعرب", "أملهم في عودة الماء")]),
    # order
    "verb first": (
        "قال نائب رئيس بلدية الواحة سالم النجار إن السوق جاهزة.",
        [("indirect", "قال", "السوق جاهزة")],
    ),
    "subject first": ("لكن المهندس أكد أن الجسر سليم.", [("indirect", "أكد", "الجسر سليم")]),
    "postposed": (
        "«سنزرع ألف شجرة هذا الشتاء»، قال مدير الحديقة.",
        [("direct", "قال", "سنزرع ألف شجرة هذا الشتاء")],
    ),
    "source at the end": (
        "أغلقت البلدية الشارع ثلاثة أيام، بحسب مصدر في الشرطة.",
        [("indirect", "بحسب", "أغلقت البلدية الشارع ثلاثة أيام")],
    ),
    "source at the beginning": (
        "ووفقا لبيان البلدية، أغلق الشارع ثلاثة أيام.",
        [("indirect", "ووفقا", "أغلق الشارع ثلاثة أيام")],
    ),
    "agency and its source": (
        "ونقلت الوكالة عن مدير الميناء قوله: «وصلت السفن كلها».",
        [("direct", "قوله", "وصلت السفن كلها")],
    ),
    "noun of speech": (
        "وجاء القرار بعد تحذير الأطباء من أن المرض ينتشر.",
        [("indirect", "تحذير", "المرض ينتشر")],
    ),
    # content
    "speech act": ("ودعا النقيب الأعضاء إلى حضور الاجتماع.", [("act", "ودعا", "حضور الاجتماع")]),
    "glued preposition": ("وطالب السكان البلدية بإصلاح الطريق.", [("act", "وطالب", "بإصلاح الطريق")]),
    "bare object": ("وانتقد النائب سياسة الشركة.", [("act", "وانتقد", "سياسة الشركة")]),
    "verbal noun": (
        "وأكد المدير سالم التزام المصنع بالموعد.",
        [("act", "وأكد", "التزام المصنع بالموعد")],
    ),
    "called": ("ووصف المباراة بأنها صعبة.", [("indirect", "ووصف", "بأنها صعبة")]),
    "chain": (
        "وقال المدير إن العمل بدأ، مضيفا أن الطلب كبير، وأكد أن السعر ثابت.",
        [
            ("indirect", "وقال", "العمل بدأ"),
            ("indirect", "مضيفا", "الطلب كبير"),
            ("indirect", "وأكد", "السعر ثابت"),
        ],
    ),
    "circumstance": (
        "وطالب النائب بخفض الرسوم، خلال جلسة أمس.",
        [("act", "وطالب", "بخفض الرسوم")],
    ),
    "reporter on what was left out": (
        "وقال المدير إن المصنع سيتوسع لكنه لم يحدد موعدا.",
        [("indirect", "وقال", "المصنع سيتوسع")],
    ),
    "nested": (
        "وقال المدير إن النقابة رفضت زيادة الساعات.",
        [("indirect", "وقال", "النقابة رفضت زيادة الساعات"), ("act", "رفضت", "زيادة الساعات")],
    ),
    "first person inside": ("وقال المدير: «نرحب بكل الأفكار ونؤكد أننا نصغي».", [
        ("direct", "وقال", "نرحب بكل الأفكار ونؤكد أننا نصغي"),
    ]),
    "things tell nothing": ("وهذه علامة تشير إلى نجاح الموسم، وفي المعرض اللوحات التي تظهر جمال البحر.", []),
    "sources tell": ("ونشرت الصحف تقارير تشير إلى نجاح الموسم.", [("act", "تشير", "نجاح الموسم")]),
    "an adjective": ("بنى الحرفي جدارا متينا مهيبا، إنه يحب الحجر.", []),
    "no source": ("ووفقا للمعلومات فقد بدأ العمل أمس.", []),
    "agency in marks": (
        "تراجعت أسعار السفن كثيرا، وفقا لـ«المرفأ».",
        [("indirect", "وفقا", "تراجعت أسعار السفن كثيرا")],
    ),
    # mode
    "direct after a complementiser": ("وأكد أن «العمل سيبدأ غدا».", [("direct", "وأكد", "العمل سيبدأ غدا")]),
    "mixed": (
        "وقالت الكاتبة إن العمل كان «رحلة في الذاكرة» وليس سيرة.",
        [("mixed", "وقالت", "العمل كان «رحلة في الذاكرة» وليس سيرة")],
    ),
    "mixed act": (
        "ورحب المدرب بـ«العودة القوية» للفريق.",
        [("mixed", "ورحب", "بـ«العودة القوية» للفريق")],
    ),
    "adjacent segments": (
        "وقال: «الباب مفتوح للجميع». «ولن نغلقه أبدا».",
        [("direct", "وقال", "الباب مفتوح للجميع». «ولن نغلقه أبدا")],
    ),
    "entity": (
        "وقال الحارس: &quot;أغلقت الباب بنفسي&quot;.",
        [("direct", "وقال", "أغلقت الباب بنفسي")],
    ),
    "headline": ("مدير الميناء: السفن تصل غدا\n\nوصلت السفن.", [("indirect", ":", "السفن تصل غدا")]),
    "headline in marks": ("المدرب: «لن نستسلم أبدا»\n\nفاز الفريق.", [("direct", ":", "لن نستسلم أبدا")]),
    "goes on without a cue": (
        "وقال الشاعر: «كتبت القصيدة في ليلة واحدة».\n«ثم أحرقت أوراقها كلها في الصباح».\n",
        [
            ("direct", "وقال", "كتبت القصيدة في ليلة واحدة"),
            ("direct", None, "ثم أحرقت أوراقها كلها في الصباح"),
        ],
    ),
    "mark without a partner": (
        "وقال الحارس: «أغلقت الباب بنفسي. ثم غادر المكان.",
        [("direct", "وقال", "أغلقت الباب بنفسي")],
    ),
    # subjects of every kind between a verb and its content
    "aside in dashes": (
        'وكشف تعميم -تحتفظ "النهار" بنسخة منه- أن العقود ألغيت.',
        [("indirect", "وكشف", "العقود ألغيت")],
    ),
    "apposition": ("أكدت قوات الحرس، ذراع الحزب، أنها ستواصل العمل.", [("indirect", "أكدت", "أنها ستواصل العمل")]),
    "title with على": (
        "أكد أمين المنطقة المشرف العام على المهرجان سامي الأحمد أن الحملة نجحت.",
        [("indirect", "أكد", "الحملة نجحت")],
    ),
    "relative clause": (
        "وقالت المدربة التي كانت تتحدث للفتيات إن التدريب سهل.",
        [("indirect", "وقالت", "التدريب سهل")],
    ),
    "name like a verb": ("وأضاف ينبع أن العمل بدأ.", [("indirect", "وأضاف", "العمل بدأ")]),
    "ban is a name": (
        "وندد الأمين العام، بان كي مون، بمقتل طفلين.",
        [("act", "وندد", "بمقتل طفلين")],
    ),
    "another source aside": (
        "وأكدت الحكومة، وفقا لما نقلت عنها الوكالة، أن الطريق آمن.",
        [("indirect", "وأكدت", "الطريق آمن")],
    ),
    # acts
    "blame": ("وحملت النقابة الإدارة مسؤولية التأخير.", [("act", "وحملت", "مسؤولية التأخير")]),
    "condolence": ("ورفع المحافظ تعازيه إلى أسر الضحايا.", [("act", "ورفع", "تعازيه إلى أسر الضحايا")]),
    "object before a preposition": (
        "وأكدت القيادة السيطرة على وسط المدينة.",
        [("act", "وأكدت", "السيطرة على وسط المدينة")],
    ),
    "head of the subject": (
        "وأعلنت قيادة الشرطة أمس إحباط محاولة تهريب.",
        [("act", "وأعلنت", "إحباط محاولة تهريب")],
    ),
    "manner": ("وأشاد المدير بقوة الفريق.", [("act", "وأشاد", "بقوة الفريق")]),
    "what was said": ("ونفت المصادر ما تردد عن بيع المصنع.", [("act", "ونفت", "ما تردد عن بيع المصنع")]),
    # sources
    "agency as channel": (
        "وحسب وكالة الساحل، قالت الشركة إن السفينة غرقت.",
        [("indirect", "قالت", "السفينة غرقت")],
    ),
    "source and فإن": ("وبحسب صحيفة الساحل؛ فإن الوزير استقال أمس.", [("indirect", "وبحسب", "الوزير استقال أمس")]),
    "على ما أفاد": ("وقتل جنديان في الهجوم، على ما أفاد مصدر أمني.", [("indirect", "أفاد", "وقتل جنديان في الهجوم")]),
    "said afterwards": ("«لا خيار سوى الحوار»، هذا ما قاله الوزير.", [("direct", "قاله", "لا خيار سوى الحوار")]),
    "brackets within speech": (
        "وقال: «كانت المرأة تقول (لن أستسلم أبدا)».",
        [("direct", "وقال", "كانت المرأة تقول (لن أستسلم أبدا)"), ("direct", "تقول", "لن أستسلم أبدا")],
    ),
    "line end after a colon": ("وأضاف البيان:\n«العمل مستمر حتى الغد»", [("direct", "وأضاف", "العمل مستمر حتى الغد")]),
    "topic of the next": (
        "وأشار المدرب إلى أن اللاعبين جاهزون وعن النتائج قال إنها مرضية.",
        [("indirect", "وأشار", "اللاعبين جاهزون"), ("indirect", "قال", "إنها مرضية")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_quotation(name):
    text, expected = CASES[name]
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "يذكر أن المدينة بنيت قبل ألف عام.",
        "وتم الإعلان عن النتائج أمس.",
        "وناقش الوزيران سبل التعاون.",
        "ومن المتوقع أن يصل القطار متأخرا.",
        "ورفض المتحدث التعليق على الخبر.",
        "وزار الوفد مدينة «الواحة» القديمة.",
        "سيعلن المدير النتيجة غدا.",
        "وأكدت المباحثات عمق العلاقة.",
        "وصل الطالب إلى عدن مجددا.",
        "سار العمل وفق الخطة الموضوعة.",
        "وأضاف المهاجم الهدف الثاني من ركلة جزاء.",
        "مطالبات بإصلاح الطريق",
        "وتعاقد النادي مع مدربين جدد استعدادا للموسم.",
        "قرر المدرب تحمل المسؤولية كاملة.",
        "والموعد غدا مما يؤكد أن العمل انتهى.",
        "",
        "!",
        "The minister said that the road was open.",
    ],
)
def test_no_quotation(text):
    assert read(text) == []


def test_names_in_marks_are_labels():
    text = "وقال مراسل صحيفة «الساحل» إن السوق مفتوحة."
    found = quotes.find(text)
    assert [q.mode for q in found.quotes] == ["indirect"]
    assert [text[slice(*span)] for span in found.not_speech] == ["الساحل"]


def test_agreement_and_construction_are_told():
    quote = quotes.find("وقالت الوزيرة إن الطريق مفتوح.").quotes[0]
    assert (quote.lemma, quote.stance, quote.construction) == ("قال", "neutral", "verb_subject")
    assert (quote.per, quote.gen, quote.num) == ("3", "f", "s")


def test_residue_is_passed_over():
    text = "قال المدير إن العمل بدأ.\nقال المدير إن الصورة قديمة."
    assert len(quotes.find(text).quotes) == 2
    assert len(quotes.find(text, residue=[(25, len(text))]).quotes) == 1


@pytest.mark.parametrize("row", tables.load("reporting_verbs").to_dict("records"), ids=lambda row: row["lemma"])
def test_every_row_of_the_table_finds_its_example(row):
    assert row["lemma"] in {quote.lemma for quote in quotes.find(row["example"]).quotes}


def test_the_table_decides_what_counts(tmp_path):
    from helpers import cues

    table = tables.load("reporting_verbs")
    row = {"lemma": "همهم", "kind": "verb", "stance": "neutral", "complements": "direct clause", "present": "يهمهم",
           "participle": "مهمهم", "noun": "", "forms": "", "example": "وهمهم أن الليل طويل"}  # fmt: skip
    with open(tmp_path / "reporting_verbs.csv", "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(table.columns))
        writer.writeheader()
        writer.writerows([*table.to_dict("records"), row])
    forms = {
        form for form, readings in cues.lexicon(tmp_path).items() if any(r[1].entry.lemma == "همهم" for r in readings)
    }
    assert {"همهم", "همهمت", "يهمهمون", "مهمهما", "مهمهمين", "سيهمهم"} <= forms


PIECES = 'قال أكد إن أن الوزير « » " ( ) : . ، \n وأضاف مؤكدا بحسب مصدر إلى على بـ لقاء كما الذي'.split(" ")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_spans_hold_whatever_the_text(pieces):
    text = " ".join(pieces)
    found = quotes.find(text)
    for quote in found.quotes:
        assert 0 <= quote.content[0] < quote.content[1] <= len(text)
        assert quote.mode in {"direct", "mixed", "indirect", "act"}
        assert all(quote.content[0] <= a < b <= quote.content[1] for a, b in quote.quoted)
        assert bool(quote.quoted) == (quote.mode in {"direct", "mixed"})
        assert quote.cue is None or text[slice(*quote.cue)].strip()
        assert quote.rule


@pytest.mark.parametrize(
    "piece",
    ["قال إن ", "مؤكدا ", "وأكد ", "قال: «", "«", "مؤكدا أن ", "وفقا لمصدر ", "أكد أن «", "كما قال ، ", "على ما أفاد "],
)
def test_time_is_linear(piece):
    def seconds(length):
        start = time.process_time()
        quotes.find(piece * (length // len(piece)))
        return time.process_time() - start

    seconds(1000)
    assert seconds(40_000) < 30 * max(seconds(5_000), 0.02)


def contents(text):
    return [(quote.mode, text[slice(*quote.content)]) for quote in quotes.find(text).quotes]


def test_few_words_of_many_characters_in_marks_are_read():
    word = "يَّاَّلَّاَّسَّتَّرَّاَّتَّيَّجَّيَّةَّ"
    assert quotes.find(f"ن:«{word} اَّلَّبَّلَّدَّيَّنَّ")
    assert quotes.find(f"أكد المدير أن «{word} {word}» مهمة و«{word} {word}» أيضا.")


@pytest.mark.parametrize(
    "text",
    [
        "مشيرا إلى أ حسب ا",
        "نفى و اد\x1cوفق ميتر",
        "أكد المدير أن الطريق «مغلق بحسب الشرطة منذ» أمس وفق مصدر، مشيرا إلى أن العمل مستمر بحسب ما قال الوزير.",
        "قال المدير «إن العمل مستمر، مؤكدا أن الطريق مفتوح» وفق صحيفة محلية",
    ],
)
def test_contents_lie_inside_each_other_or_apart(text):
    arabic.nested([quote.content for quote in quotes.find(text).quotes])


def test_the_reporters_participles_inside_one_pair_of_marks_begin_new_quotations():
    text = "وقال المدير: «إن المصنع يعمل بكل طاقته، مشيرا إلى أن الإنتاج زاد، مؤكدا أن البيع مستمر»."
    assert contents(text) == [
        ("direct", "إن المصنع يعمل بكل طاقته"), ("direct", "الإنتاج زاد"), ("direct", "البيع مستمر"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # one content, one quotation: the verb has it, not the noun of where it was said
        ("وقال المدير في تغريدته إن «العمل مستمر بلا توقف».", [("direct", "العمل مستمر بلا توقف")]),
        # a title in marks is nobody's words, however long
        ("ورد المدير أمس في مقال بعنوان «العمل مستمر رغم كل ما حدث في المدينة».", []),
        # the accused are not the accusers
        ("وقبضت الشرطة على رجلين اتهموا بتخريب الجسر.", []),
        ("وسيمنع رفض الطلب كل تقدم في العمل.", []),
        ("احتجزت الشرطة مئات يشتبه بأنهم خربوا الجسر.", []),
        ("ويشتبه الأهالي في أن الجسر خطر.", [("indirect", "الجسر خطر")]),
        ("وقال المدير: «تفيد المعلومات الأولية بوجود ثلاثة عمال في المصنع».",
         [("direct", "تفيد المعلومات الأولية بوجود ثلاثة عمال في المصنع")]),
        ("ويكافح الناس ما سمته سرقة الأجور.", [("act", "سرقة الأجور")]),
        ("ويزور السياح ما يدعونه «ذكرى بناء الجسر» كل عام.", [("direct", "ذكرى بناء الجسر")]),
        ("وسمت الشركة ثلاثة مديرين جدد، ووصل سموه أمس.", []),
        ("نفى المدير ما قيل، لكن الوزارة تقول إنه صحيح.", [("act", "ما قيل"), ("indirect", "إنه صحيح")]),
        ("وفقا لبحث أشارت إليه الشركة فإن العمل مستمر بلا توقف.", [("indirect", "العمل مستمر بلا توقف")]),
        ("قال المدير يجب أن نفتح الجسر اليوم.", [("indirect", "يجب أن نفتح الجسر اليوم")]),
        ("بدوره، يرى المدير أن الأعمال باتت قليلة، مشيرا إلى أن الجسر مفتوح.",
         [("indirect", "الأعمال باتت قليلة"), ("indirect", "الجسر مفتوح")]),
    ],
)  # fmt: skip
def test_whose_words_they_are(text, wanted):
    assert contents(text) == wanted


def test_the_same_text_gives_the_same_answer():
    text = "\n".join(text for text, _ in CASES.values())
    assert quotes.find(text) == quotes.find(text)


def test_scores_on_newspapers(newspapers):
    """A floor under the scores on 40 newspaper texts; speakers are measured elsewhere."""
    import json

    pairs = []
    for path in sorted(newspapers.glob("dev-*.txt")):
        text = path.read_text("utf-8")
        furniture = [(item.start, item.end) for item in residue.find(text)]
        found = [quote._asdict() | {"speaker": []} for quote in quotes.find(text, residue=furniture).quotes]
        pairs.append((found, json.loads(path.with_suffix(".json").read_text("utf-8"))["quotes"]))
    assert floor_met(pairs)


def floor_met(pairs):
    """Found F1, exact F1 and recall by mode over (predicted, gold) lists, each above its floor."""
    predicted = sum(len(p) for p, _ in pairs)
    gold = sum(len(g) for _, g in pairs)
    matched = [(p[i], g[j]) for p, g in pairs for i, j in evaluate.paired(p, g)]
    exact = sum(all(abs(a - b) <= 2 for a, b in zip(p["content"], g["content"], strict=True)) for p, g in matched)
    assert 2 * len(matched) / (predicted + gold) >= 0.92
    assert 2 * exact / (predicted + gold) >= 0.88
    for mode, floor in (("direct", 0.97), ("mixed", 0.95), ("indirect", 0.93), ("act", 0.78)):
        wanted = sum(q["mode"] == mode for _, g in pairs for q in g)
        assert sum(g["mode"] == mode for _, g in matched) / wanted >= floor, mode
    return True


@pytest.mark.parametrize("last", ["لكن", "ولكن", "إلا", "غير", "كما", "حيث"])
def test_a_text_cut_off_after_a_conjunction_is_read(last):
    text = f"قال الوزير إن العمل مستمر، {last}"
    (quote,) = quotes.find(text).quotes
    assert text[slice(*quote.content)].startswith("إن العمل") or text[slice(*quote.content)].startswith("العمل")
