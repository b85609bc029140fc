"""The story: numbers in both languages, claims that stop the run when they no longer hold, silence on other texts."""

import pytest

import helpers
from helpers import figures, story, study
from helpers.problems import InputProblem

TEXT = "أكد الوزير أن الشراكة الاستراتيجية بين البلدين قوية.\nوقال «العمل مستمر»."


@pytest.fixture(scope="module")
def known(analysis):
    return story.numbers(analysis)


@pytest.fixture
def elsewhere(folder, monkeypatch):
    """A function: other texts, read and analysed, with the environment saying so."""

    def make(manifest=None, count=2):
        place = folder(manifest, {f"{name}.txt": TEXT for name in "abcdef"[:count]})
        monkeypatch.setenv("TEXTS", str(place))
        return helpers.analyse(study.load())

    return make


def test_numbers_go_into_the_text(known):
    said = story.tell(known, "{share[A4][washington]:.0%} of\n   {totals[reports]}").data
    assert said == f"{known['share']['A4']['washington']:.0%} of 5"


def test_a_claim_that_no_longer_holds_stops_the_run(known):
    with pytest.raises(InputProblem, match="the story claims 'the war leads'"):
        story.tell(known, "text", the_war_leads=lambda n: n["share"]["A1"]["war"] > 0.9)
    assert story.tell(known, "text", reports_are_five=lambda n: n["totals"]["reports"] == 5).data == "text"


def test_on_other_texts_the_story_is_silent(known, elsewhere):
    analysis = elsewhere()
    assert story.tell(story.numbers(analysis), "{share[A4][washington]}", never=lambda n: 1 / 0) is None
    assert story.quoted(analysis, "A1", "x", "gloss") is None


@pytest.mark.parametrize(
    ("manifest", "count", "said"),
    [
        (None, 2, "no report is assigned to a call"),
        ("id,call\na,summit\nb,summit\n", 2, "all reports are about one call"),
        ("id,call\na,summit\nb,other\n", 2, "every call has one report"),
        (None, 1, "no report is assigned to a call"),
    ],
)
def test_what_other_texts_lack_is_said(elsewhere, manifest, count, said):
    from helpers import shift

    analysis = elsewhere(manifest, count)
    reason = shift.incomparable(analysis.reports)
    assert said in story.summary(story.numbers(analysis), reason).data
    assert "لا تتيح" in story.summary_ar(story.numbers(analysis), reason).data


def test_both_summaries_have_the_same_numbers(known):
    english, arabic = story.summary(known, "").data, story.summary_ar(known, "").data
    for number in (f"{known['distance']['p']:.2f}", f"{known['totals']['words']:,}"):
        assert number in english
        assert number in arabic


def test_a_quotation_is_shown_with_speaker_and_place(analysis):
    shown = story.quoted(analysis, "A1", "عامل استقرار له وزنه", "a gloss <b>").data
    assert "فلاديمير بوتين" in shown
    assert 'href="../reading/A1.html#q' in shown
    assert "a gloss &lt;b&gt;" in shown
    with pytest.raises(InputProblem, match="where no quotation holds it"):
        story.quoted(analysis, "A1", "كلام لم يقله أحد", "gloss")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["timeline", "frame_shares", "voices", "statements", "assignments"])
def test_figures_have_alternative_texts_in_their_language(analysis, name, language):
    picture = getattr(figures, name)(analysis, language)
    alt = picture.alt
    assert picture.data.startswith(b"\x89PNG")
    assert any("\u0600" <= char <= "\u06ff" for char in alt) == (language == "ar") or name in {"timeline", "statements"}
    assert getattr(figures, name)(analysis, language).data == picture.data


@pytest.mark.parametrize("manifest", [None, "id,call\na,summit\nb,summit\n"])
def test_every_figure_has_an_answer_on_other_texts(elsewhere, manifest):
    analysis = elsewhere(manifest)
    for name in ("timeline", "frame_shares", "frame_evidence", "voices", "voice_evidence", "statements", "assignments",
                 "corrected_table"):  # fmt: skip
        for language in ("en", "ar"):
            assert getattr(figures, name)(analysis, language) is not None
    assert figures.without_each_report(analysis) is not None
    assert figures.without_each_term(analysis) is not None


def test_labels_of_both_languages_have_the_same_keys():
    assert set(figures.WORDS["en"]) == set(figures.WORDS["ar"])
