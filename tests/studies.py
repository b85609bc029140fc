"""Invented studies of every kind, as functions that fill a folder: what somebody else may bring."""

import random

MANIFEST = "id,call,outlet,date\n"
CALLS = "call,date,context\nclosure,2026-03-01,The bridge is closed\nreopening,2026-06-01,The bridge opens again\n"
SPEAKERS = "speaker,english,role_ar,role,side,kind,gender,spellings,titles\n"
BRIDGE = """أعلنت بلدية الوادي إغلاق الجسر القديم شهراً.

قال رئيس البلدية ماجد الخالدي إن الجسر «يحتاج إلى ترميم عاجل». وأضاف أن العمل يبدأ الأحد.

وطالبت المهندسة سلمى العامري بنشر نتائج الفحص، مؤكدة أن السكان قلقون.
"""
OPEN = """عادت السيارات إلى الجسر القديم في الوادي.

قالت المهندسة سلمى العامري: «الجسر آمن الآن». ورحب التجار بالافتتاح.

وأوضح رئيس البلدية ماجد الخالدي أن الترميم كلف أقل مما كان متوقعاً.
"""
SECOND = """رئيس البلدية ماجد الخالدي يعتذر عن الإغلاق

اعتذر رئيس البلدية ماجد الخالدي للسكان عن إغلاق الجسر. وقال إن الفحص كشف تشققات.
"""
SILENT = "يقع الجسر القديم في وسط البلدة. طوله مئة متر وعمره قرن.\n"
LATIN = """قال John Miller إن الشركة ستفتح مصنعاً جديداً. وأضاف أن الإنتاج يبدأ في الصيف.

وقالت Anna Schmidt: «نحتاج ألف عامل».
"""
MEDIATOR = "قال الوزير إن السودان ليس وسيطاً في هذه الأزمة. ودعا الوسيط الأفريقي إلى مفاوضات سلام.\n"


def fill(folder, texts, **tables):
    """Write texts {name: text} and tables {name: rows} into a folder; study_toml is the study's settings."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    for name, rows in tables.items():
        path = folder / ("study.toml" if name == "study_toml" else f"{name}.csv")
        path.write_text(rows, encoding="utf-8")
    return folder


def no_events(folder):
    return fill(folder, {"a": BRIDGE, "b": OPEN})


def one_event(folder):
    return fill(folder, {"a": BRIDGE, "b": SECOND}, manifest=MANIFEST + "a,closure,Valley,\nb,closure,Hill,\n")


def two_events_three_texts(folder):
    rows = MANIFEST + "a,closure,Valley,2026-03-01\nb,closure,Hill,2026-03-02\nc,reopening,Valley,2026-06-01\n"
    return fill(folder, {"a": BRIDGE, "b": SECOND, "c": OPEN}, manifest=rows, calls=CALLS)


def no_frame_found(folder):
    terms = "frame,term,effect,needs,unless,before,origin,note\nmusic,موسيقى,code,,,,,\n"
    codebook = "frame,label_en,label_ar,definition,not_when\nmusic,Music,الموسيقى,what is played,\n"
    two_events_three_texts(folder)
    return fill(folder, {}, codebook=codebook, frame_terms=terms)


def no_quotation_found(folder):
    return fill(folder, {"a": SILENT, "b": SILENT + SILENT}, manifest=MANIFEST + "a,closure,,\nb,reopening,,\n")


def latin_names(folder):
    return fill(folder, {"a": LATIN}, manifest=MANIFEST + "a,factory,Wire,2026-01-05\n")


def sides_of_its_own(folder):
    two_events_three_texts(folder)
    people = "ماجد الخالدي,Majid al-Khalidi,رئيس البلدية,mayor,town,person,m,الخالدي,رئيس البلدية\n"
    people += "سلمى العامري,Salma al-Amiri,مهندسة,engineer,engineers,person,f,العامري,\n"
    sides = "side,label_en,label_ar,colour\ntown,Town hall,البلدية,#aa3377\nengineers,Engineers,المهندسون,\n"
    return fill(folder, {}, speakers=SPEAKERS + people, sides=sides)


def arabic_title(folder):
    sides_of_its_own(folder)
    codebook = "frame,label_en,label_ar,definition,not_when\nsafety,Safety,السلامة,whether the bridge holds,\n"
    codebook += "cost,Cost,الكلفة,what it costs,\n"
    terms = "frame,term,effect,needs,unless,before,origin,note\nsafety,فحص,code,,,,,\nsafety,ترميم,code,,,,,\n"
    terms += "cost,كلف,code,,,,,\n"
    return fill(folder, {}, codebook=codebook, frame_terms=terms,
                study_toml='title = "جسر الوادي"\nabout = "ما قيل في إغلاق جسر الوادي وافتتاحه"\n'
                           'event = {en = "stage", ar = "المرحلة"}\n')  # fmt: skip


def mediator(folder):
    return fill(folder, {"a": MEDIATOR, "b": MEDIATOR.replace("السودان", "المغرب")},
                manifest=MANIFEST + "a,talks,,2026-02-01\nb,summit,,2026-03-01\n")  # fmt: skip


WHO = ["رئيس البلدية ماجد الخالدي", "المهندسة سلمى العامري", "مدير المدرسة فؤاد الزين", "الطبيبة رنا القاسم",
       "التاجر نبيل حمدان", "المتحدثة باسم الشركة هدى مراد"]  # fmt: skip
WHAT = ["المشروع يحتاج إلى وقت أطول", "السكان ينتظرون جواباً واضحاً", "المياه عادت إلى الأحياء كلها",
        "الطريق سيفتح قريباً", "الأسعار ارتفعت في السوق", "العمل يسير وفق الخطة", "المدارس ستفتح أبوابها الأحد",
        "الميزانية لا تكفي"]  # fmt: skip


def article(chance, words):
    """An invented article of about so many words."""
    lines = [f"خبر عن {chance.choice(['الجسر', 'السوق', 'المدرسة', 'الميناء'])} في الوادي", ""]
    while sum(len(line.split()) for line in lines) < words:
        who, what = chance.choice(WHO), chance.choice(WHAT)
        male = who.split()[0] in {"رئيس", "مدير", "التاجر"}
        said = ("قال" if male else "قالت", "أكد" if male else "أكدت")
        place = f"وتقع البلدة بين جبلين، وفيها {chance.randint(2, 9)} مدارس وسوق قديمة."
        retold = f"و{said[1]} {who} أن {what}، بعد أسابيع من الانتظار."
        lines.append(chance.choice([f"{said[0]} {who} إن {what}.", f"{said[0]} {who}: «{what}».", retold, place]))
    return "\n".join(lines) + "\n"


def sixty_texts_six_events(folder, words=30):
    chance = random.Random(5)
    events = ["flood", "vote", "strike", "market day", "school year", "bridge"]
    rows = [f"r{n:02},{events[n % 6]},Outlet {n % 5},2026-0{n % 6 + 1}-0{n % 9 + 1}\n" for n in range(60)]
    return fill(folder, {f"r{n:02}": article(chance, words) for n in range(60)}, manifest=MANIFEST + "".join(rows))


ALL = [no_events, one_event, two_events_three_texts, no_frame_found, no_quotation_found, latin_names, arabic_title,
       mediator, sixty_texts_six_events]  # fmt: skip
