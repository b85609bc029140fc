"""Between the Calls: from raw Arabic reports to quotations, speakers, frames and what shifts between calls.

helpers.read(text)       who says what in a text, a file, a list, a dict, a DataFrame or a study
helpers.load(folder)     a study: a folder with reports and its own tables
helpers.analyse(study)   the tables from which the notebooks compute everything
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from helpers.pipeline import Analysis
    from helpers.study import Study
    from helpers.views import Result

__all__ = ["analyse", "load", "read"]


def read(source: Any, study: "Study | None" = None) -> "Result":
    """Read Arabic reports: who is quoted saying what, and what each sentence puts in the foreground.

    source: a text; a path to a file or a folder; a list of texts; a dict of texts by id; a DataFrame with a column
    `text` (and, if you like, `id`, `call`, `outlet`, `date`, `title`); or a Study. study: the Study whose speakers,
    verbs and codebook are used (default: that of this repository). Returns a `views.Result`, which shows itself in a
    notebook and has `.quotations`, `.frames` and `.sentences`. Raises InputProblem where an id occurs twice, a text is
    missing or a file cannot be read.

    >>> import helpers
    >>> found = helpers.read("قال الوزير سامي الحداد: «أنجزنا المشروع كله ولن نتأخر».")
    >>> found.quotations.iloc[0][["speaker", "mode", "content"]].tolist()
    ['سامي الحداد', 'direct', 'أنجزنا المشروع كله ولن نتأخر']
    >>> helpers.read({"first": "أعلن الوزير أن المحطة ستعمل.", "second": "لا جديد."})
    2 reports, 7 words: 1 quotation, 2 sentences, 0 of them with a frame
    """
    from helpers import texts

    return texts.read(source, study)


def load(folder: "str | Path | None" = None) -> "Study":
    """Read a study: a folder with reports, or one table of reports, with the tables that stand beside them.

    folder: its path; default $TEXTS, else the study of this repository. Returns a `study.Study`, with which `read` and
    `analyse` work. What is wrong in it is left out; a notebook says so in one line for each fault. Raises InputProblem
    where nothing can be read.

    >>> import helpers
    >>> mine = helpers.load("template")
    >>> mine.reports["report"].tolist()
    ['first', 'third', 'fourth', 'second', 'fifth', 'sixth']
    """
    from helpers import texts

    return texts.load(folder)


def analyse(study: "Study") -> "Analysis":
    """Run every report of a Study through every stage.

    Returns a `pipeline.Analysis`: frames of reports, sentences, words, quotes, frames, residue, whose spans count the
    code points of the report's text as stored. Where the study was analysed before in the same notebook and its tables
    were edited since, it says which rows changed and what came of it.

    >>> import helpers
    >>> helpers.analyse(helpers.load("template")).quotes["report"].nunique()
    6
    """
    from helpers import texts

    return texts.analyse(study)


def __dir__():
    return __all__
