"""The frame coder: known answers in our own sentences, the codebook's "not when", edits and faults of the tables."""

import random
import shutil
import time
from typing import NamedTuple

import pytest

from helpers import frames, tables, words


class Unit(NamedTuple):
    start: int
    end: int
    kind: str = "body"
    paragraph: int = 0


@pytest.fixture(scope="module")
def terms():
    return frames.usable_terms()[0]


def coded(terms, *sentences, kind="body"):
    """The units of a text whose sentences stand on one line, a space between."""
    text, units = " ".join(sentences), []
    for sentence in sentences:
        start = units[-1].end + 1 if units else 0
        units.append(Unit(start, start + len(sentence), kind))
    return text, frames.code(words.tokenise(text), units, terms)


def found(terms, *sentences, kind="body"):
    """Frames of the last of the sentences, as a set."""
    return set(coded(terms, *sentences, kind=kind)[1][-1].frames)


KNOWN = [
    ("يربط بين الزعيمين تفاهم قديم وصداقة متينة.", {"partnership"}),
    ("أعلنت بكين إعفاء الروس من التأشيرة.", {"partnership"}),
    ("شراكتهما بلا حدود.", {"partnership"}),
    ("وعدّ الرئيس العلاقات الروسية الصينية عامل استقرار في العالم.", {"partnership", "order"}),
    ("ويرى البلدان أن الأقطاب المتعددة خير من القطب الواحد.", {"order"}),
    ("وطالب بأن تكون الأمم المتحدة صاحبة الكلمة.", {"order"}),
    ("واشترت المصافي مزيدا من النفط هذا العام.", {"economy"}),
    ("أثرت العقوبات في الموازنة.", {"economy"}),
    ("الشراكة في قطاع الطاقة تخدم الشعبين.", {"partnership", "economy"}),
    ("ولا بد من معالجة جذور الأزمة الأوكرانية.", {"war"}),
    ("واقترح الوسطاء هدنة تمتد شهرا.", {"war"}),
    ("وفرض البيت الأبيض رسوما جمركية جديدة.", {"washington"}),
    ("وطالب ترامب بضم غرينلاند.", {"washington"}),
    ("ولا تستهدف هذه الصيغة أي طرف ثالث.", {"sovereignty"}),
    ("ولكل شعب أن يصون سيادته.", {"sovereignty"}),
    ("وذكّر بأن التاريخ يشهد على ذلك.", {"memory"}),
    ("ويحل في مايو عيد النصر.", {"memory"}),
    ("استمرت المكالمة خمسين دقيقة.", {"protocol"}),
    ("وأطلع بوتين نظيره على ما جرى.", {"protocol"}),
    ("وكانت المكالمة مقررة سلفا.", {"protocol"}),
    ("وقبل بوتين دعوة إلى زيارة بكين.", {"partnership", "protocol"}),
    ("واندلعت الحرب بين إسرائيل وإيران قبل أسبوع.", {"mideast"}),
    ("وأدان الرئيسان الضربات الإسرائيلية على المنشآت الإيرانية.", {"mideast"}),
    ("وأعرب بوتين عن استعداده للوساطة بين طهران وتل أبيب.", {"mideast"}),
    ("وتناول الحديث الوضع في غزة.", {"mideast"}),
    ("وشدد على حل الدولتين.", {"mideast"}),
    ("وناقشا الشرق الأوسط وأوكرانيا.", {"mideast", "war"}),
    ("ويبقى استقرار الشرق الأوسط هما مشتركا.", {"mideast", "order"}),
]


@pytest.mark.parametrize(("sentence", "expected"), KNOWN, ids=[sentence for sentence, _ in KNOWN])
def test_known_answers(terms, sentence, expected):
    assert found(terms, sentence) == expected


NOT_WHEN = [
    # the tie only as a setting; sector cooperation alone; other people's ties
    ("partnership", "وذكر ذلك في مكالمة فيديو مع الرئيس الصيني."),
    ("partnership", "ونما التعاون في مجال الطاقة النووية."),
    ("partnership", "وباتت الصين الشريك التجاري الأول."),
    ("partnership", "وتحسنت العلاقات بين موسكو وواشنطن."),
    ("partnership", "والدنمارك حليفة في الناتو."),
    # stability of the bilateral tie, issues in general, a council that is not the UN's
    ("order", "وأثنى على استقرار العلاقات بين البلدين."),
    ("order", "وناقشا عددا من القضايا الدولية."),
    ("order", "وتحدث أمام مجلس الأمن الروسي."),
    # American tariffs are washington
    ("economy", "وهدد ترامب بفرض رسوم جمركية على السلع الصينية."),
    ("economy", "وعقدا قمة بتقنية الفيديو."),
    # the war only dates something; other wars
    ("war", "وتقاربت العاصمتان منذ اندلاع الحرب في أوكرانيا عام 2022."),
    ("war", "وأحيت الصين ذكرى الحرب العالمية ضد الفاشية."),
    ("war", "ودعي إلى مجلس السلام."),
    ("washington", "وتطرقا إلى المسائل الدولية والإقليمية."),
    ("washington", "ونقلت تقارير أمريكية النبأ."),
    ("sovereignty", "ولا تتبدل العلاقات بتبدل الظروف العابرة."),
    ("sovereignty", "ولهما مصالح مشتركة."),
    ("memory", "وتواصلا قبيل عيد الربيع."),
    ("memory", "ودعا إلى اغتنام هذه الفرصة التاريخية."),
    ("memory", "وبلغت التجارة مستوى تاريخيا."),
    ("protocol", "وقال في مكالمة مع نظيره الصيني إن الأمور بخير."),
    ("protocol", "وجاء الاتصال في وقت تتصاعد فيه الخلافات."),
    ("protocol", "وتلقت بكين دعوة إلى الانضمام إلى المجلس."),
    # the war there only dates something, the Board of Peace, Central Asia, a bare name
    ("mideast", "وبعد اندلاع الحرب في غزة بشهر زار الوزير بكين."),
    ("mideast", "ويطلق ترامب على مشروعه لغزة اسم مجلس السلام."),
    ("mideast", "وتوسعت التجارة مع دول آسيا الوسطى رغم التوتر."),
    ("mideast", "ولم تحضر إيران القمة."),
]


@pytest.mark.parametrize(("frame", "sentence"), NOT_WHEN, ids=[sentence for _, sentence in NOT_WHEN])
def test_not_when(terms, frame, sentence):
    assert frame not in found(terms, sentence)


@pytest.mark.parametrize(
    "sentence",
    ["روسيا والصين.", "الرئيس الصيني شي جين بينغ.", "دونالد ترامب.", "في أوكرانيا.", "بوتين وشي في صورة واحدة.",
     "فولوديمير زيلينسكي، كييف.", "وصل الموظفون إلى القاعة وجلسوا."],
)  # fmt: skip
def test_bare_names_and_nothing_trigger_nothing(terms, sentence):
    assert found(terms, sentence) == set()


@pytest.mark.parametrize("form", ["شراكة", "الشراكة", "وبشراكتهما", "للشراكات", "شَرَاكَةٌ", "شــراكة", "شراكه"])
def test_clitics_inflection_and_spelling_do_not_matter(terms, form):
    assert "partnership" in found(terms, f"نوّه المتحدث {form} وانصرف.")


def test_a_decision_shows_its_words_and_its_row(terms):
    text, (unit,) = coded(terms, "وصفت بكين «التحالف» بأنه عامل مهم للاستقرار.")
    order = next(decision for decision in unit.decisions if decision.frame == "order")
    assert [text[start:end] for start, end in order.spans] == ["عامل", "للاستقرار"]
    assert terms.tables["frame_terms"].loc[order.row, "term"] == order.term
    assert set(unit.frames) == {"partnership", "order"}


def test_a_gap_does_not_reach_into_another_sentence_or_far(terms):
    assert "order" not in found(terms, "هذا عامل. وذاك استقرار.")
    assert "order" not in found(terms, "هذا عامل من بلدة بعيدة جدا يعمل ليلا ونهارا ويحب استقرار بيته.")


def test_a_fragment_is_read_with_the_sentence_it_was_cut_from(terms):
    whole = "ودعا إلى التحالف “والعمل يدا بيد”."
    assert found(terms, whole, "“لحماية الإنصاف والعدالة الدوليين”.") == {"partnership", "order"}
    hanging = "وعن الصراع الأوكراني أضاف أن الكرملين.", "ينتظر ما سيأتي."
    assert found(terms, *hanging) == {"war"}
    assert found(terms, "وعن الصراع الأوكراني تحدث مطولا.", "ثم انصرف الحاضرون.") == set()


def test_an_anaphor_takes_over_what_it_points_at(terms):
    before = "وطرحت الصين والبرازيل مبادرة سلام."
    assert "war" in found(terms, before, "وتلقى هذه المبادرة ترحيبا.")
    assert found(terms, before, "وتلقى هذه الصور ترحيبا.") == set()
    assert found(terms, "وانتقد ترامب الناتو.", "ونحن نرحب بهذا النهج.") == {"washington"}


def test_a_ceasefire_belongs_to_the_war_named_before(terms):
    ceasefire = "ورأى شي أن وقف إطلاق النار أولوية."
    assert found(terms, "وضربت إسرائيل مواقع في إيران.", ceasefire) == {"mideast"}
    assert found(terms, "وتحدثا عن أوكرانيا.", ceasefire) == {"war"}


def test_the_words_around_decide_through_before(terms):
    assert found(terms, "ثم تفاقمت الأزمة.") == set()
    assert found(terms, "القتال في أوكرانيا مستمر.", "ثم تفاقمت الأزمة.") == {"war"}
    friction = "توترت العلاقات مع واشنطن بسبب الرسوم الجمركية."
    visit = "وزار رئيس الوزراء البريطاني بكين."
    assert found(terms, friction, visit) == {"washington"}
    assert found(terms, visit) == set()


@pytest.fixture
def folder(tmp_path):
    for name in ("codebook", "frame_groups", "frame_terms"):
        shutil.copy(tables.DATA / f"{name}.csv", tmp_path)
    return tmp_path


def add(folder, name, *lines):
    path = folder / f"{name}.csv"
    path.write_text(path.read_text("utf-8") + "".join(line + "\n" for line in lines), "utf-8")
    return len(path.read_text("utf-8").splitlines())


def test_edits_of_the_table_move_the_coding(folder):
    sentence = "وتناولا عشاء خفيفا."
    assert found(frames.usable_terms(folder)[0], sentence) == set()
    add(folder, "frame_terms", "protocol,تناول … عشاء/@meal,code,,,,A9,")
    add(folder, "frame_groups", "meal,words,غداء | فطور,meals")
    edited = frames.usable_terms(folder)[0]
    assert found(edited, sentence) == found(edited, "وتناولا غداءهما.") == {"protocol"}
    assert found(frames.without(edited, "A9"), sentence) == set()
    assert found(frames.without(edited, "A8"), sentence) == {"protocol"}
    add(
        folder,
        "frame_terms",
        "protocol,عشاء خفيف,block,,,,,",
    )
    assert found(frames.usable_terms(folder)[0], sentence) == set()


FAULTS = [
    ("weather,مطر غزير,code,,,,,", "unknown frame 'weather'"),
    ("*,مطر غزير,code,,,,,", "unknown frame '*'"),
    ("economy,,code,,,,,", "term '' is not valid"),
    ("economy,نفط,code,,,,,", "already"),
    ("economy,النفط… غاز,code,,,,,", "broken pattern"),
    ("economy,… غاز,code,,,,,", "a gap … must stand between two words"),
    ("economy,غاز …,code,,,,,", "a gap … must stand between two words"),
    ("economy,غاز …40 نفط,code,,,,,", "a gap reaches over"),
    ("economy,غاز/ نفط,code,,,,,", "without a word beside it"),
    ("economy,(غاز|نفط)+,code,,,,,", "broken pattern"),
    ("economy,@nobody غاز,code,,,,,", "no group @nobody"),
    ("economy,غاز?,code,,,,,", "one word at least must be there"),
    ("economy,غاز ^ نفط,code,,,,,", "^ stands alone and first"),
    ("economy,فحم حجري,code,غاز …,,,,", "in needs"),
    ("economy,فحم حجري,maybe,,,,,", "'maybe' is not valid"),
    ("washington,ترامب/بايدن,code,,,,,", "is a bare name"),
    ("economy,فحم حجري,code", "3 cells"),
]


@pytest.mark.parametrize(("row", "said"), FAULTS, ids=[row for row, _ in FAULTS])
def test_a_wrong_row_is_named_by_its_line(folder, row, said):
    line = add(folder, "frame_terms", row)
    faults = frames.usable_terms(folder)[1]
    assert faults
    assert all(f"frame_terms.csv:{line}: " in told for told in faults)
    assert any(said in told for told in faults)


def test_all_wrong_rows_are_named_at_once(folder):
    line = add(folder, "frame_terms", "weather,مطر,code,,,,,", "economy,… غاز,code,,,,,")
    group = add(folder, "frame_groups", "odd,words,غاز طبيعي,two words in one item")
    told = "\n".join(frames.usable_terms(folder)[1])
    for place in (f"frame_terms.csv:{line - 1}:", f"frame_terms.csv:{line}:", f"frame_groups.csv:{group}:"):
        assert place in told


def test_every_row_of_the_table_can_match_and_every_name_is_a_frame(terms):
    assert len(terms.frames) == 9
    assert {term.frame for term in terms.terms} <= {*terms.frames, "*"}
    assert {term.frame for term in terms.terms if not term.blocks} == set(terms.frames)


@pytest.mark.parametrize("seed", range(20))
def test_any_text_is_coded_within_its_bounds(terms, seed):
    draw = random.Random(seed)
    pieces = [
        "مكالمة",
        "الصين",
        "عامل",
        "استقرار",
        "في",
        "“",
        "”",
        ".",
        "،",
        "أن",
        "هذه",
        "2022",
        "Putin",
        "\u200f",
        "لحماية",
    ]
    sentences = [" ".join(draw.choices(pieces, k=draw.randint(1, 12))) for _ in range(15)]
    text, units = coded(terms, *sentences)
    assert [text[unit.start : unit.end] for unit in units] == sentences
    for unit in units:
        assert unit.frames == tuple(f for f in terms.frames if f in {d.frame for d in unit.decisions})
        assert all(0 <= start < end <= len(text) for d in unit.decisions for start, end in d.spans)
        assert all(start < unit.end and end > unit.start for d in unit.decisions if not d.inherited
                   for start, end in d.spans[:1] if len(d.spans) == 1)  # fmt: skip


def test_an_endless_sentence_of_trigger_words_takes_linear_time(terms):
    def seconds(repeats):
        text = "مكالمة بين بوتين وشي مع الصين وروسيا عن عامل استقرار العالم " * repeats
        tokens, units = words.tokenise(text), [Unit(0, len(text))]
        begin = time.process_time()
        frames.code(tokens, units, terms)
        return time.process_time() - begin

    seconds(50)
    assert seconds(4000) < 30 * seconds(400) + 0.2
