"""The reader: tables decide, weights are whole or refused, nothing in a text makes it fail, and numbers repeat."""

import copy
import hashlib
import shutil
from itertools import pairwise

import pandas as pd
import pytest
from threadpoolctl import ThreadpoolController

from helpers import __main__ as command
from helpers import calibration, document, extraction, pipeline, reader, study, tables
from helpers.entities import Entities
from tests import arabic
from tests.conftest import ROOT


def made(verbs=None, people=None):
    """A Reader with a row more in its table of verbs or of speakers."""
    known = {name: tables.load(name) for name in ("reporting_verbs", "speakers", "offices")}
    for name, row in (("reporting_verbs", verbs), ("speakers", people)):
        if row:
            blank = dict.fromkeys(known[name].columns, "")
            known[name] = pd.concat([known[name], pd.DataFrame([blank | row])], ignore_index=True)
    return reader.Reader(*known.values())


@pytest.fixture(scope="module")
def usual():
    return reader.of(study.shared())


def template(name):
    return ROOT / "template" / name


def quoted(of, text, **about):
    return of.read(document.make(text), **about).quotes


# ---------------------------------------------------------------- tables decide


def test_a_verb_that_no_text_has_is_found_once_it_stands_in_the_table(usual):
    text = "دوّن المدير سالم النجار أن السوق لن يفتح."
    assert quoted(usual, text) == []
    row = {"lemma": "دوّن", "kind": "verb", "stance": "evasive", "complements": "clause direct", "present": "يدون"}
    (quote,) = quoted(made(verbs=row), text)
    assert (quote.mode, text[slice(*quote.content)]) == ("indirect", "السوق لن يفتح")
    assert (quote.lemma, quote.stance) == ("دون", "evasive")


def test_a_verb_that_the_table_lacks_has_a_lemma_and_no_stance(usual):
    text = "افتتح المعرض صباح أمس. وتبجح المدير سالم النجار بأن الدخول مجاني طوال الأسبوع."
    (quote,) = quoted(usual, text)
    assert (text[slice(*quote.cue)], quote.stance) == ("وتبجح", "")


def test_a_person_whom_no_text_has_is_unified_once_he_stands_in_the_table(usual):
    text = "قال سرفان كلكامشو إن الطريق مفتوح.\nوأضاف سيروان كالكاميشو أن الجسر آمن، وقالت هدى بركات إن المخزن فارغ."
    assert {quote.person for quote in quoted(usual, text)} == {("",)}
    row = {"speaker": "سيروان كالكاميشو", "english": "Sirwan", "side": "china", "kind": "person",
           "spellings": "سرفان كلكامشو"}  # fmt: skip
    first, second, third = quoted(made(people=row), text)
    assert first.person == second.person == ("سيروان كالكاميشو",)
    assert first.speaker == second.speaker
    assert (first.side, third.person) == ("china", ("",))


@pytest.mark.parametrize(
    ("date", "holder"), [("2022-03-01", "جو بايدن"), ("2025-03-01", "دونالد ترامب"), ("", ""), ("12/3", "")]
)
def test_a_title_is_led_to_its_holder_by_the_date_of_the_text(usual, date, holder):
    (quote,) = quoted(usual, "وقال الرئيس الأمريكي إن المحادثات مستمرة.", date=date)
    assert (quote.speaker, quote.person) == (("الرئيس الأمريكي",), (holder,))


@pytest.mark.parametrize(("date", "held"), [("2026-03-01", True), ("2022-03-01", False), ("", False)])
def test_who_held_an_office_on_the_date_of_the_text_is_who_is_meant_by_it(usual, date, held):
    text = "أجرى فلاديمير بوتين ودونالد ترامب وشي جين بينغ محادثة. ودعا الرئيس الأمريكي إلى وقف النار."
    (quote,) = quoted(usual, text, date=date)
    assert (quote.speaker == ("دونالد ترامب",)) is held  # on other dates the tables do not say so


def test_a_speaker_who_cannot_be_told_is_not_told(usual):
    text = "س: كم سنة استغرقت كتابة الرواية الأخيرة؟\nج: سبع سنوات، وأحرقت مسودتين."
    found = quoted(usual, text)
    assert any(not quote.speaker for quote in found)
    for quote in found:
        assert all(name[0].isalpha() for name in quote.speaker), "a mark is nobody"
        assert bool(quote.speaker) == (quote.confidence > 0)


def test_people_whose_names_run_together_are_two(usual):
    made = document.make(
        "التقى فلاديمير بوتين وشي جين بينغ، ثم خالد النجار وسمير الحلبي، وسافر سمير الحلبي. وأخبر شي ترامب."
    )
    told = usual.lexicon.told(made)
    as_one = extraction.Decoded([None], [], [(1, 6), (8, 12), (14, 16), (18, 20)], {})  # as the network may see them
    seen = Entities(made.text, told, as_one, usual.lexicon, usual.people)
    assert [seen.unglued(run) for run in sorted(seen.of)] == [
        "فلاديمير بوتين", "شي جين بينغ", "خالد النجار", "سمير الحلبي", "سمير الحلبي", "شي", "ترامب"]  # fmt: skip


def test_the_channel_is_the_outlet_addressed_and_not_who_publishes(usual):
    text = "وقالت الوزيرة رنا الصباغ لصحيفة الفجر إن الآبار جاهزة. وأضافت أن العمل مستمر."
    assert [quote.via for quote in quoted(usual, text)] == ["صحيفة الفجر", "صحيفة الفجر"]
    assert [quote.via for quote in quoted(usual, text, outlet="الفجر")] == [None, None]


def test_who_did_not_confirm_has_left_it_open(usual):
    (quote,) = quoted(usual, "ولم يؤكد مدير الميناء سالم النجار أن السفن وصلت.")
    assert (quote.lemma, quote.stance) == ("أكد", "evasive")


# ---------------------------------------------------------------- weights


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """A copy of the weights, which the reader takes for its own."""
    folder = tmp_path / "reader"
    shutil.copytree(reader.WEIGHTS, folder)
    monkeypatch.setattr(reader, "WEIGHTS", folder)
    reader.of.cache_clear()
    yield folder
    reader.of.cache_clear()


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def altered(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["weights.npz", "ranker.npz", "wordpiece.json", "card.toml"])
@pytest.mark.parametrize("harm", [cut, altered, lambda path: path.unlink()])
def test_harmed_weights_are_refused_in_one_line(weights, capsys, name, harm):
    harm(weights / name)
    assert command.main(["quotes", "template/first.txt"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "git checkout -- data/reader" in line


def test_a_run_over_many_texts_does_not_begin_without_its_weights(weights, capsys, tmp_path):
    cut(weights / "weights.npz")
    assert command.main(["quotes", "template", "--out", str(tmp_path / "out"), "--workers", "1"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_weights_that_are_no_arrays_are_refused_though_their_digest_is_right(weights):
    (weights / "ranker.npz").write_bytes(b"PK nothing")
    card = (weights / "card.toml").read_text("utf-8")
    old = hashlib.sha256((reader.tables.DATA / "reader" / "ranker.npz").read_bytes()).hexdigest()
    (weights / "card.toml").write_text(card.replace(old, hashlib.sha256(b"PK nothing").hexdigest()), "utf-8")
    with pytest.raises(reader.InputProblem, match="not an archive of arrays"):
        reader.of(study.shared())


# ---------------------------------------------------------------- any text


@pytest.mark.parametrize("text", ["", "\n", "«", "قال", "«»" * 40, "No Arabic at all.", "12:30",
                                  "\ud800 قال إن «\udfff»",
                                  "قال" * 500, "قال " * 700, "\u200f\u064b" * 50, "السوق مفتوح."])  # fmt: skip
def test_whatever_a_text_holds_there_is_an_answer(text):
    arabic.sound(pipeline.read(text))


def test_the_same_bytes_on_one_thread_and_two_and_in_any_company(accounts, usual, monkeypatch):
    documents = [document.make(text) for text in accounts["text"][:3]]
    alone = [usual.read(one) for one in documents]
    monkeypatch.setattr(usual, "threads", _Threads())
    assert [usual.read(one) for one in reversed(documents)] == alone[::-1]


class _Threads:
    """Two threads where the reader asks for one."""

    def limit(self, **_):
        return ThreadpoolController().limit(limits=2, user_api="blas")


@pytest.mark.parametrize("n", [0, 1, extraction.WINDOW, extraction.WINDOW + 1, 1500, 100_000])
def test_windows_lie_end_to_end_and_each_token_stands_in_the_middle_of_its_own(n):
    found = extraction.windows(n)
    assert [place for _, _, first, last in found for place in (first, last)][1:-1:2] == [f for _, _, f, _ in found][1:]
    assert sum(last - first for _, _, first, last in found) == n
    for first, last, low, high in found:
        assert last - first <= extraction.WINDOW
        assert first == 0 or low - first >= extraction.MARGIN
        assert last == n or last - high >= extraction.MARGIN


def test_windows_agree_with_each_other_and_with_short_texts(accounts, usual):
    texts = list(accounts["text"])
    whole = {(quote.mode, quote.content, quote.cue) for quote in quoted(usual, "\n\n".join(texts))}
    apart, at = set(), 0
    for text in texts:
        apart |= {
            (quote.mode, *(span and (span[0] + at, span[1] + at) for span in (quote.content, quote.cue)))
            for quote in quoted(usual, text)
        }
        at += len(text) + 2
    assert len(apart & whole) / len(apart | whole) > 0.9


def test_a_long_line_is_read_in_pieces_that_are_all_alike(usual):
    sentence = "قال مدير الميناء سالم النجار إن السفن وصلت. ومر اليوم هادئا في المدينة وبقيت الأسواق مفتوحة. "
    found = quoted(usual, sentence * 100)
    starts = [quote.content[0] for quote in found]
    assert len(found) == 100
    assert {b - a for a, b in pairwise(starts)} == {len(sentence)}
    assert {quote.speaker for quote in found} == {("سالم النجار",)}


# ---------------------------------------------------------------- how sure


def test_the_sure_ones_are_some_of_all_and_acts_can_be_left_out(accounts, usual):
    least = usual.model.card["decisions"]["sure"]
    for text in accounts["text"][:3]:
        found = pipeline.read(text).quotes
        assert pipeline.read(text, only=pipeline.Only(sure=True)).quotes == [q for q in found if q.confidence >= least]
        assert pipeline.read(text, only=pipeline.Only(acts=False)).quotes == [q for q in found if q.mode != "act"]
    assert command.main(["quotes", str(template("first.txt")), "--sure", "--no-acts"]) == 0


def test_probabilities_are_on_the_scale_of_the_card(usual):
    scale = usual.model.card["scales"]["speaker"]
    plain = copy.copy(usual)
    plain.model = usual.model._replace(card=usual.model.card | {"scales": dict.fromkeys(calibration.PARTS, (1, 0))})
    text = template("first.txt").read_text("utf-8")
    for raw, shown in zip(quoted(plain, text), quoted(usual, text), strict=True):
        assert shown.p_speaker == pytest.approx(calibration.scaled(raw.p_speaker, *scale), abs=0.01)


@pytest.mark.parametrize("text", [
    "والله يا جماعة مش عارف ايه اللي حصل ده، الراجل قالي هنروح نشوف الموضوع ده عشان لازم نبطل كلام ونشتغل شوية دلوقتي",
    "هلق شو بدي قلك، مبارح رحت لعندو وحكيتلو شو صار معي بس ما بدو يفهم، قلي ليش عم تحكي هيك وانا ما عملت شي",
    "رئیس جمهور در دیدار با وزیر امور خارجه گفت که این کشور همواره از گفتگو حمایت کرده است و روابط خود را گسترش می‌دهد",
    "وزیر اعظم نے کہا ہے کہ حکومت عوام کی فلاح و بہبود کے لیے ہر ممکن اقدامات کر رہی ہے اور ملک میں امن قائم ہوگا",
])  # fmt: skip
def test_dialect_and_other_languages_in_arabic_letters_get_a_notice(text, tmp_path, capsys):
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    assert command.main(["quotes", str(tmp_path / "one.txt")]) == 0
    assert "what it finds here may be wrong" in capsys.readouterr().err


def test_news_gets_no_notice(accounts):
    assert not any(pipeline.read(text).notice for text in accounts["text"])
