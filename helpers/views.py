"""What was read, as a person looks at it: the Result that `helpers.read` gives back."""

from typing import Any

from helpers import show
from helpers.edits import counted
from helpers.problems import among

FIRST = ["report", "speaker", "mode", "cue", "content"]
SHOWN = ["speaker", "side", "mode", "cue", "content"]  # under one report
SPANS = ["start", "end", "quoted", "cue_start", "cue_end", "mention_start", "mention_end"]


class Result:
    """What was read in one or more reports. In a notebook one report shows with its quotations marked, more as a table;
    `result["id"]` is the Result of one of them.

    quotations, frames, sentences: DataFrames, see there. reports: ids, calls and texts. analysis: the pipeline.Analysis
    that the notebooks work with.
    """

    def __init__(self, analysis: Any):
        self.analysis = analysis

    def __dir__(self):
        return ["analysis", "frames", "quotations", "reports", "sentences"]

    @property
    def reports(self) -> show.Table:
        """One row per report: report (its id), call, outlet, date, title, words, text."""
        return show.Table(self.analysis.reports[["report", "call", "outlet", "date", "title", "words", "text"]])

    @property
    def quotations(self) -> show.Table:
        """One row per quotation: report, speaker, mode, cue, content, then what else is known of it; places last."""
        found = self.analysis.quotes.rename(columns={"text": "content"})
        others = [name for name in found if name not in {*FIRST, *SPANS}]
        return show.Table(found[FIRST + others + [name for name in SPANS if name in found]])

    @property
    def sentences(self) -> show.Table:
        """One row per sentence: report, sentence (its number), kind, frames, text, words; places last."""
        found = self.analysis.sentences
        coded = self.analysis.frames.groupby(["report", "sentence"])["frame"].agg(" | ".join).rename("frames")
        found = found.merge(coded, how="left", on=["report", "sentence"]).fillna({"frames": ""})
        return show.Table(found[["report", "sentence", "kind", "frames", "text", "words", "start", "end"]])

    @property
    def frames(self) -> show.Table:
        """One row per sentence and frame: report, sentence, frame, because_of (the words that say so), inherited
        (whether these stand in the sentence before), text, lines (of frame_terms.csv that found them); places last."""
        texts = dict(zip(self.analysis.reports["report"], self.analysis.reports["text"], strict=True))
        found = self.analysis.frames.merge(self.analysis.sentences, on=["report", "sentence"], validate="many_to_one")
        found["because_of"] = [" | ".join(texts[row.report][slice(*span)] for span in row.triggers)
                               for row in found.itertuples()]  # fmt: skip
        found["lines"] = [", ".join(map(str, lines)) for lines in found["terms"]]
        columns = ["report", "sentence", "frame", "because_of", "inherited", "text", "lines", "start", "end"]
        return show.Table(found[columns])

    def __getitem__(self, report: str) -> "Result":
        among(report, list(self.analysis.reports["report"]), "report")
        own = {name: table[table["report"] == report] for name, table in self.analysis._asdict().items()
               if name not in {"study", "calls"}}  # fmt: skip
        return Result(self.analysis._replace(**own))

    def __len__(self) -> int:
        return len(self.analysis.reports)

    def __repr__(self):
        found, coded = self.analysis, self.analysis.frames[["report", "sentence"]].drop_duplicates()
        counts = [(len(found.reports), "report"), (found.reports["words"].sum(), "word"),
                  (len(found.quotes), "quotation"), (len(found.sentences), "sentence")]  # fmt: skip
        reports, words, quotations, sentences = (counted(*count) for count in counts)
        unlike = f"; not like the texts that the reader learnt from: {', '.join(found.unlike['report'])}"
        said = f"{reports}, {words}: {quotations}, {sentences}, {len(coded)} of them with a frame"
        return said + (unlike if len(found.unlike) else "")

    def _repr_html_(self):
        if len(self) != 1:
            return _summary(self)._repr_html_(repr(self))
        found = self.analysis
        marked = show.report(found.reports["text"].iloc[0], found.quotes, found.residue)
        return marked.data + self.quotations[SHOWN]._repr_html_(repr(self))


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
