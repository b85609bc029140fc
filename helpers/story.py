"""The story: its sentences, with numbers put in by name, and the guard that no sentence outlives its number.

A study tells its story in `story/en.md` and `story/ar.md` (Jinja2 templates; what belongs together is a block) and says
in `story/claims.csv` what must hold for the sentences to stand: a name, an expression over the numbers, and the claim
in words. A sentence names the claims it rests on, here for the number `media.video`:

    {% call claim("putin_on_video") %}
    On video about half of the words are Putin's ({{ media.video|percent }}).
    {% endcall %}

The numbers are those of `numbers`. Where a claim fails, the sentence is marked, the terminal told (by
helpers/notebooks.py, and from JupyterLab), and the run goes on. A study without templates has one block, `lead`: the
sentences of helpers/summary.py.
"""

import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from babel import Locale
from babel.dates import format_date
from IPython import get_ipython
from IPython.display import Markdown
from traitlets.log import get_logger

from helpers import comparison, coverage, findings, summary, tables
from helpers.pipeline import Analysis
from helpers.problems import InputProblem, among, problem
from helpers.show import right_to_left

LISTED = re.compile(r"\s*([-|#>]|\d+\. )")  # Markdown in which line breaks mean something
NO_LONGER = {"en": "no longer holds", "ar": "لم يعد صحيحاً"}


class Story(NamedTuple):
    """A story that can be told: the folder of its templates and its numbers, as nested dicts.

    Without templates the folder is None, and known holds the text of the block `lead` by language.
    """

    folder: Path | None
    known: dict[str, Any]


# ---------------------------------------------------------------- numbers


def numbers(analysis: Analysis) -> dict[str, Any]:
    """Every number of a study's story, as nested dicts.

    texts: `findings.numbers` of the study's texts. Where it has published reports (`coverage/`): published (the same
    of these), later (of those on the calls that the texts are about), version (of the program), calendar, media (of the
    two most heard: all and sole, see `findings.by_kind`), frame_by_medium, mouths, cues, channels, checks, instead (all
    as the functions of findings.py give them), along (`comparison.along` of the two most heard).
    """
    names = dict(zip(analysis.study.speakers["speaker"], analysis.study.speakers["english"], strict=True))
    found = {"texts": findings.numbers(findings.read(analysis), names)}
    folder = analysis.study.folder / "coverage"
    return found | (_published(coverage.load(folder), analysis, names) if folder.is_dir() else {})


def _published(known, analysis, names):
    whole, calls = findings.published(known), analysis.study.calls.set_index("call")
    media = calls["medium"]
    leaders = {speaker: names[speaker] for speaker in findings.most_heard(whole)}
    others = findings.instead(known, leaders).set_index(["what", "measure"])
    later = findings.of_calls(whole, set(analysis.reports["call"]))
    return {
        "version": known.version,
        "published": findings.numbers(whole, names),
        "calendar": [{"medium": row.medium, "month": int(row.date[5:7])} for row in calls.itertuples()],
        "media": {
            leaders[speaker]: {"all": findings.by_kind(whole.voices[speaker], whole.call, media),
                               "sole": findings.by_kind(whole.sole[speaker], whole.call, media)} for speaker in leaders
        },
        "frame_by_medium": {frame: findings.by_kind(whole.frames[frame], whole.call, media) for frame in whole.frames},
        "mouths": findings.by_mouth(whole, leaders, media),
        "cues": findings.cues(whole, leaders),
        "channels": findings.channels(whole, leaders),
        "later": findings.numbers(later, names),
        "checks": findings.checks(known).set_index("check").to_dict("index"),
        "instead": {what: others.xs(what).to_dict("index") for what in others.index.levels[0]},
        "along": {leaders[speaker]: comparison.along(whole.voices[speaker], whole.frames, whole.call)
                  .set_index("measure").to_dict("index") for speaker in leaders},
    }  # fmt: skip


# ---------------------------------------------------------------- templates


def load(analysis: Analysis, known: dict[str, Any] | None = None) -> Story:
    """The story of a study: its templates and its numbers (default: computed), for `tell` and `text`."""
    folder = analysis.study.folder / "story"
    if not (folder / "claims.csv").exists():
        shared = summary.count_statements(analysis)
        return Story(None, {code: "\n\n".join(summary.sentences(analysis, code, shared)) for code in NO_LONGER})
    return Story(folder, numbers(analysis) if known is None else known)


def tell(told: Story, block: str, language: str = "en") -> Markdown | None:
    """One block of the story as Markdown, its numbers put in; nothing for a study whose story does not have it.

    Raises InputProblem where the template names a number or claim that does not exist.
    """
    said = text(told, block, language)
    return Markdown(right_to_left(said) if language == "ar" else said) if said else None


def text(told: Story, block: str, language: str = "en") -> str:
    """One block of the story as a string ("": it has none); claims that fail are marked."""
    among(language, ("en", "ar"), "language")
    if told.folder is None:
        return told.known[language] if block == "lead" else ""
    source = told.folder / f"{language}.md"
    environment = _environment(told, language)
    try:
        template = environment.get_template(source.name)
        if block not in template.blocks:
            return ""
        said = "".join(template.blocks[block](template.new_context(told.known)))
    except jinja2.TemplateNotFound:
        raise InputProblem(problem(source, None, "no such template", "Write the story in this language")) from None
    except jinja2.TemplateSyntaxError as fault:
        raise InputProblem(problem(source, fault.lineno, fault.message, "Mend the template")) from None
    except jinja2.TemplateError as fault:
        raise InputProblem(problem(source, None, f"block {block}: {fault.message}", "Mend the template")) from None
    paragraphs = (part if LISTED.match(part) else " ".join(part.split()) for part in re.split(r"\n\s*\n", said.strip()))
    found = "\n\n".join(paragraphs)
    for claim in marked(found):
        _warn(claim)
    return found


def marked(text: str) -> list[str]:
    """The claims that are marked in a text as failed, in words."""
    said = "|".join(NO_LONGER.values())
    return re.findall(rf"\*\*\[(?:{said}): (.+?)\]\*\*", text)


def _warn(claim):
    """Name a claim that fails, with notebook and cell, on the terminal from which JupyterLab was started."""
    if book := os.environ.get("JPY_SESSION_NAME"):  # set by Jupyter's server for the notebook of a kernel
        shell = get_ipython()
        cell = f", cell [{shell.execution_count}]" if shell else ""
        get_logger().error(f"{os.path.basename(book)}{cell}: no longer holds: {claim}")


def verdicts(told: Story) -> dict[str, bool]:
    """{claim: whether it holds}. Raises InputProblem with a line for every row that cannot be checked."""
    path = told.folder / "claims.csv"
    table = tables.load("claims", told.folder, "story")
    environment, found, faults = summary.templates(told.folder), {}, []
    for line, row in table.iterrows():
        try:
            found[row["claim"]] = bool(
                environment.compile_expression(row["holds"], undefined_to_none=False)(**told.known)
            )
        except (jinja2.TemplateError, TypeError) as fault:
            faults.append(problem(path, line, f"cannot be checked ({fault})", "Name numbers that there are"))
    if faults:
        raise InputProblem(*faults)
    return found


def _environment(told, language):
    holds = verdicts(told)
    words = tables.load("claims", told.folder, "story").set_index("claim")[language]
    environment = summary.templates(told.folder)

    def claim(*names, caller):
        """The sentence, if all claims of these names hold; else marked with what fails."""
        missing = [name for name in names if name not in holds]
        if missing:
            raise jinja2.TemplateRuntimeError(f"no claim {missing[0]!r} in claims.csv")
        wrong = [words[name] for name in names if not holds[name]]
        marks = "".join(f"**[{NO_LONGER[language]}: {said}]** " for said in wrong)
        return marks + caller()

    environment.globals["claim"] = claim
    environment.filters.update(
        spelled=number_word, points=points, one_in=one_in,
        p=lambda p: probability(p, language),
        count=lambda n, *forms: with_noun(n, forms, language),
        day=lambda day: written(day, "d MMMM y", language),
        month=lambda day: written(day, "MMMM y", language),
    )  # fmt: skip
    return environment


# ---------------------------------------------------------------- how numbers are written


def points(share: float) -> str:
    """A difference of shares in percentage points, without a sign: -0.341 → 34."""
    return f"{abs(share) * 100:.0f}"


def probability(p: float, language: str) -> str:
    """0.0048 → '= .005', 0.00001 → '< .001', 0.33 → '= .33'; in Arabic 0.005, أقل من 0.001."""
    if p < 0.001:
        return "أقل من 0.001" if language == "ar" else "< .001"
    written = f"{p:.3f}" if p < 0.0995 else f"{p:.2f}"
    return written if language == "ar" else f"= {written.removeprefix('0')}"


def one_in(share: float) -> int:
    """0.142 → 7: one word in so many."""
    return round(1 / share)


def number_word(number: int) -> str:
    """Small numbers as English words: 4 → four, 12 → 12."""
    return "none one two three four five six seven eight nine".split()[number] if number < 10 else f"{number}"


def written(day: str, pattern: str, language: str) -> str:
    """2022-02-25 → 25 February 2022, as a language writes it. pattern: of Unicode's CLDR."""
    return format_date(date.fromisoformat(day), pattern, locale=language)


def with_noun(number: int, forms: Sequence[str], language: str) -> str:
    """A number with its noun in the right form.

    forms: for English one and many; for Arabic the forms of one, two, few (3–10), many (11–99) and others, of which the
    first two are written without the number. The rules are those of Unicode's CLDR (babel).
    """
    plural = Locale(language).plural_form(number)
    if language == "en":
        return f"{number:,} {forms[0] if plural == 'one' else forms[1]}"
    kind = ["one", "two", "few", "many", "other"].index(plural if plural != "zero" else "other")
    return forms[kind] if kind < 2 else f"{number:,} {forms[kind]}"
