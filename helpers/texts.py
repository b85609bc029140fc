"""Texts given in Python, read as a study is: what `helpers.read` takes and what it gives back."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

import helpers
from helpers import decoding, inputs, show, study
from helpers.edits import counted
from helpers.problems import InputProblem
from helpers.words import count_words

FIRST = ["report", "speaker", "mode", "cue", "content"]
SPANS = ["start", "end", "quoted", "cue_start", "cue_end", "mention_start", "mention_end"]


class Result:
    """What was read in one or more reports. In a notebook one report shows with its quotations marked, more as a table;
    `result["id"]` is the Result of one of them.

    quotations, frames, sentences: DataFrames, see there. reports: ids, calls and texts. analysis: the pipeline.Analysis
    that the notebooks work with.
    """

    def __init__(self, analysis):
        self.analysis = analysis

    def __dir__(self):
        return ["analysis", "frames", "quotations", "reports", "sentences"]

    @property
    def reports(self):
        """One row per report: report (its id), call, outlet, date, title, words, text."""
        return show.Table(self.analysis.reports[["report", "call", "outlet", "date", "title", "words", "text"]])

    @property
    def quotations(self):
        """One row per quotation: report, speaker, mode, cue, content, then what else is known of it; places last."""
        found = self.analysis.quotes.rename(columns={"text": "content"})
        others = [name for name in found if name not in {*FIRST, *SPANS}]
        return show.Table(found[FIRST + others + [name for name in SPANS if name in found]])

    @property
    def sentences(self):
        """One row per sentence: report, sentence (its number), kind, frames, text, words; places last."""
        found = self.analysis.sentences
        coded = self.analysis.frames.groupby(["report", "sentence"])["frame"].agg(" | ".join).rename("frames")
        found = found.merge(coded, how="left", on=["report", "sentence"]).fillna({"frames": ""})
        return show.Table(found[["report", "sentence", "kind", "frames", "text", "words", "start", "end"]])

    @property
    def frames(self):
        """One row per sentence and frame: report, sentence, frame, because_of (the words that say so), inherited
        (whether these stand in the sentence before), text, lines (of frame_terms.csv that found them); places last."""
        texts = dict(zip(self.analysis.reports["report"], self.analysis.reports["text"], strict=True))
        found = self.analysis.frames.merge(self.analysis.sentences, on=["report", "sentence"], validate="many_to_one")
        found["because_of"] = [" | ".join(texts[row.report][slice(*span)] for span in row.triggers)
                               for row in found.itertuples()]  # fmt: skip
        found["lines"] = [", ".join(map(str, lines)) for lines in found["terms"]]
        columns = ["report", "sentence", "frame", "because_of", "inherited", "text", "lines", "start", "end"]
        return show.Table(found[columns])

    def __getitem__(self, report):
        known = list(self.analysis.reports["report"])
        if report not in known:
            raise InputProblem(f"no report {report!r}. There are {', '.join(known[:20])}")
        own = {name: table[table["report"] == report] for name, table in self.analysis._asdict().items()
               if name not in {"study", "calls"}}  # fmt: skip
        return Result(self.analysis._replace(**own))

    def __len__(self):
        return len(self.analysis.reports)

    def __repr__(self):
        found, coded = self.analysis, self.analysis.frames[["report", "sentence"]].drop_duplicates()
        counts = [(len(found.reports), "report"), (found.reports["words"].sum(), "word"),
                  (len(found.quotes), "quotation"), (len(found.sentences), "sentence")]  # fmt: skip
        reports, words, quotations, sentences = (counted(*count) for count in counts)
        return f"{reports}, {words}: {quotations}, {sentences}, {len(coded)} of them with a frame"

    def _repr_html_(self):
        if len(self) != 1:
            return _summary(self)._repr_html_(repr(self))
        found = self.analysis
        marked = show.report(found.reports["text"].iloc[0], found.quotes, found.residue)
        return marked.data + self.quotations[FIRST[1:]]._repr_html_(repr(self))


def _summary(result):
    """One row per report: what it is, how long, what was found in it, and what is commonest in that."""
    found = result.analysis

    def commonest(table, column):
        known = table[table[column] != ""].groupby("report")[column].agg(lambda names: names.value_counts().index[0])
        return known.reindex(ids).fillna("").to_numpy()

    ids = list(found.reports["report"])
    count = {name: table.groupby("report").size().reindex(ids, fill_value=0).to_numpy()
             for name, table in (("sentences", found.sentences), ("quotations", found.quotes))}  # fmt: skip
    about = found.reports[["report", "call", "outlet", "date", "title", "words"]]
    about = about.loc[:, (about != "").any()]
    return show.Table(about.assign(**count, **{"most quoted": commonest(found.quotes, "speaker"),
                                               "commonest frame": commonest(found.frames, "frame")}))  # fmt: skip


# ---------------------------------------------------------------- what is given


def read(source, known=None):
    """See `helpers.read`; known: the Study whose tables are used."""
    if isinstance(source, study.Study):
        return Result(helpers.analyse(source))
    if _is_path(source):
        given = helpers.load(source)
        reports, calls = given.reports, given.calls
        known = known or given
    else:
        reports = _reports(source)
        calls, known = study.events(reports), known or study.shared()
    return Result(helpers.analyse(replace(known, reports=reports, calls=calls, faults=(), notices=())))


def _is_path(source):
    """Whether a path is meant: a Path, or a string that names a file or could do nothing else."""
    if isinstance(source, Path):
        return True
    if not isinstance(source, str) or "\n" in source or decoding.ARABIC.search(source):
        return isinstance(source, str) and os.path.exists(source)
    named = os.path.exists(source) or Path(source).suffix.lower() in inputs.KINDS
    return bool(source.strip()) and (named or os.sep in source)


def _reports(source):
    """The reports of a study from texts given in Python, columns study.COLUMNS. Raises InputProblem."""
    if isinstance(source, str):
        source = {"text": source}
    if isinstance(source, Mapping):
        source = pd.DataFrame({"id": list(source), "text": list(source.values())})
    if not isinstance(source, pd.DataFrame):
        try:
            source = pd.DataFrame({"text": list(source)})
        except TypeError:
            what = f"{type(source).__name__} is no text"
            raise InputProblem(f"{what}. Give a text, a path, a list, a dict or a DataFrame with texts") from None
    if "text" not in source:
        raise InputProblem("no column text in the DataFrame. Rename the one that holds the texts")
    named = source.rename(columns={"id": "report"}).reset_index(drop=True)
    if "report" not in named:
        named["report"] = None
    texts, faults = zip(*map(_text, named["text"]), strict=True) if len(named) else ((), ())
    faults = [f"text {number}: {fault}" for number, fault in enumerate(faults, 1) if fault]
    named["text"], named["report"] = texts, _ids(named["report"])
    for report, rows in named.groupby("report").groups.items():
        if len(rows) > 1:
            numbers = ", ".join(str(row + 1) for row in rows)
            faults.append(f"the id {report!r} occurs twice (texts {numbers}). Give each text an id of its own")
    if faults or named.empty:
        raise InputProblem(*(faults or ["no text in it. Give one or more"]))
    named["words"] = named["text"].map(count_words)
    table = named.reindex(columns=study.COLUMNS).astype(object).fillna({"group": named["report"], "language": "ar"})
    about = [name for name in study.COLUMNS if name not in {"text", "words"}]
    return table.assign(words=named["words"], **{name: table[name].fillna("").astype(str) for name in about})


def _text(given):
    """(the text of one cell, "") or ("", what is wrong with it)."""
    if isinstance(given, Path):
        try:
            return inputs.read(given).text, ""
        except InputProblem as fault:
            return "", str(fault)
    wrong = decoding.unusable(given)
    return ("", ". ".join(wrong)) if wrong else (given, "")


def _ids(given):
    """Ids as text; where one is missing, text1, text2 … by its place."""
    return ["text" + str(number) * (len(given) > 1) if pd.isna(value) or value == "" else str(value)
            for number, value in enumerate(given, 1)]  # fmt: skip
