"""Pages of the events of a study and of what was read about each: its reports, subjects, voices and verbs.

One page per call, under `calls/`, and one that lists them and sets two calls, or two outlets, side by side. They show a
Body of evidence (helpers/findings.py): published reports with their addresses, or texts with a page in the reading
room. The functions return markup, from the templates in site/pages, in which every value is escaped.
"""

from typing import Any, NamedTuple

import pandas as pd
from babel import Locale

from helpers import comparison, coverage, figures, findings, profiles, reading, tables
from helpers.study import Study

LEAST = 3  # independent texts from which an outlet can be compared
FEW = 0.05  # a voice with less of the words is not named
VERBS = 10


class Known(NamedTuple):
    """What the pages of one edition are made of. texts: reports of the study that have a reading page. shares: what is
    counted, by text ("frames", "voices"), a column per printed name. calls: ids of the calls with a text, in order;
    rows: what the study's table says of each. coded: the Coverage behind the body, None where that is full texts."""

    edition: reading.Edition
    study: Study
    body: findings.Body
    texts: pd.DataFrame
    shares: dict
    calls: list
    rows: dict
    coded: coverage.Coverage | None


def known(edition: reading.Edition, study: Study, body: findings.Body, texts: pd.DataFrame) -> Known:
    """The Known of an edition. body: what the pages show; texts: reports of the study that have a reading page."""
    shares = {"frames": body.frames.rename(columns=study.frames(edition.code)), "voices": _voices(edition, study, body)}
    rows = {row["call"]: row for row in study.calls.to_dict("records")}
    told = set(body.call) - {""}
    calls = [call for call in rows if call in told] + sorted(told - set(rows))
    folder = study.folder / "coverage"
    coded = coverage.load(folder) if folder.is_dir() else None
    return Known(edition, study, body, texts, shares, calls, rows, coded)


def _voices(edition, study, body):
    """Shares of attributed words by voice: the most heard by name, others by side and kind where these are known."""
    if body.voices.empty:
        return body.voices
    code = edition.code
    printed = figures.speaker_names(study, code)
    heard = {name: printed.get(name, name) for name in findings.most_heard(body, 2)}
    shares = findings.mouth_shares(body, heard) if "kind" in body.said else body.voices
    means = shares.mean().sort_values(ascending=False, kind="stable")
    kept = shares[[name for name in means.index if means[name] >= FEW or name in heard.values()]]
    return kept.rename(columns=lambda name: printed.get(name) or figures.mouth_name(name, study, code))


def event(about: Known, call: str) -> dict[str, Any]:
    """What a page or list says of one call: its address, name, medium and context, and independent texts."""
    row, reports = about.rows.get(call, {}), about.body.reports
    labels = figures.call_names(about.study, about.edition.code)
    texts = reports.loc[reports["call"] == call, "group"].nunique()
    medium, context = (tables.in_language(row, name, about.edition.code) for name in ("medium", "context"))
    return {"id": call, "name": labels.get(call, call), "medium": medium, "texts": texts, "context": context,
            "kind": row.get("medium", "")}  # fmt: skip


# ---------------------------------------------------------------- one call


def page(about: Known, call: str) -> str:
    """The page of one call."""
    texts = about.body.call[about.body.call == call].index
    profiled = [(kind, _profile(about, shares, texts, kind)) for kind, shares in about.shares.items()]
    at = about.calls.index(call)
    near = {"previous": about.calls[:at][-1:], "next": about.calls[at + 1 : at + 2]}
    own = about.texts[about.texts["call"] == call] if "url" in about.body.reports else about.texts.iloc[:0]
    return reading.templates(about.edition).get_template("call.html").render(
        call=event(about, call), profiles=profiled, verbs=_verbs(about, call), reports=_reports(about, call),
        coded=_coded(about, call), own=own.to_dict("records"), names=about.edition.reports,
        source=about.edition.source, glosses=about.edition.verbs,
        compared=len(_columns(about)) > 1,
        near={way: event(about, one[0]) for way, one in near.items() if one},
    )  # fmt: skip


def _profile(about, shares, texts, kind):
    """For each frame or voice: its mean share here (with its interval) and elsewhere, and the reports, most first."""
    own, others = shares[shares.index.isin(texts)], shares[~shares.index.isin(texts)]
    if own.empty or not shares.shape[1]:
        return []
    labels = about.study.frames(about.edition.code) if kind == "frames" else {}
    ids = {printed: frame for frame, printed in labels.items()}
    meanings = _meanings(about)
    means = comparison.means(own, pd.Series("here", own.index)).set_index("measure")
    found = []
    for name in own:
        ranked = own[name].sort_values(ascending=False, kind="stable")
        reports = [(_report(about, report), share) for report, share in ranked.items() if share > 0]
        elsewhere = others[name].mean() if len(others) else None
        about_it = {"id": ids.get(name, ""), "name": name, "meaning": meanings.get(ids.get(name), "")}
        shown = {"elsewhere": elsewhere, "reports": reports}
        found.append(means.loc[name, ["mean", "low", "high"]].to_dict() | about_it | shown)
    return found


def _meanings(about):
    """frame → its definition in the language of the edition, "" where the codebook does not have it."""
    if about.study.terms is None:
        return {}
    codebook = about.study.terms.tables["codebook"]
    column = "definition_ar" if about.edition.code == "ar" else "definition"
    return dict(zip(codebook["frame"], codebook.get(column, [""] * len(codebook)), strict=True))


def _report(about, report):
    """A report by its outlet, with its address or its page in the reading room."""
    row = about.body.reports.set_index("report").loc[report].to_dict()
    url = row.get("url", "")
    codes = f"#r-{report}" if url else f"../reading/{report}.html"
    outlet = tables.in_language(row, "outlet", about.edition.code)
    return {"id": report, "outlet": outlet or row.get("title") or report,
            "day": reading.day(about.edition.code, row.get("date", "")), "url": url, "codes": codes}  # fmt: skip


def _reports(about, call):
    """The reports of a call; those that carry the same copy stand together."""
    reports, words, said = about.body.reports, about.edition.words, about.body.said
    own = reports[reports["call"] == call].sort_values(["group", "report"], kind="stable")
    said = said[said["report"].isin(own["report"])]
    marks = profiles.in_marks(said.drop_duplicates(["report", "quote"])) if len(said) else {}
    rows = []
    for row in own.to_dict("records"):
        kind = row.get("kind", "")
        rows.append(_report(about, row["report"]) | {
            "country": _country(about, row.get("country", "")), "kind": words["report_kinds"].get(kind, kind),
            "words": row["words"], "same": row["group"] != row["report"], "marks": marks.get(row["report"]),
        })  # fmt: skip
    return rows


def _coded(about, call):
    """What each published report of a call was coded as: the frames of its sentences in order, and its quotations."""
    if about.coded is None:
        return []
    labels, modes = about.study.frames(about.edition.code), about.edition.words["modes"]
    sentences, quotes = (dict(list(part.groupby("report"))) for part in (about.coded.sentences, about.coded.quotes))
    rows = []
    for report in about.body.reports.loc[about.body.reports["call"] == call, "report"]:
        codes = [" + ".join(labels.get(frame, frame) for frame in cell.split()) or "–"
                 for cell in sentences[report]["frames"]]  # fmt: skip
        own = quotes[report].to_dict("records") if report in quotes else []
        rows.append(_report(about, report) | {
            "codes": codes, "quotes": [quote | {"mode": modes[quote["mode"]]} for quote in own]})  # fmt: skip
    return rows


def _country(about, name):
    """A country in the language of the edition, by Unicode's CLDR; names that it does not have stand in strings.yml."""
    own = about.edition.words["countries"].get(name)
    if own or about.edition.code == "en":
        return own or name
    codes = {english: code for code, english in Locale("en").territories.items()}
    return Locale(about.edition.code).territories.get(codes.get(name, ""), name)


def _verbs(about, call):
    """The verbs that hand over speech in most of the texts about a call: [(verb, share of them, share elsewhere)]."""
    said = about.body.said[about.body.said["lemma"].str.contains(r"\w")]  # not those with a colon alone
    here = said["report"].map(about.body.call) == call
    n = [max(part["text"].nunique(), 1) for part in (said[here], said[~here])]
    own, others = (part.groupby("lemma")["text"].nunique() for part in (said[here], said[~here]))
    top = own.sort_values(ascending=False, kind="stable").head(VERBS)
    return [(lemma, count / n[0], others.get(lemma, 0) / n[1]) for lemma, count in top.items()]


# ---------------------------------------------------------------- all calls, and two side by side


def index(about: Known) -> str:
    """The list of calls, by medium, and the comparison of any two calls or outlets."""
    media = {}
    for call in about.calls:
        found = event(about, call)
        media.setdefault((found["kind"], found["medium"]), []).append(found)
    columns = _columns(about)
    rows = [(kind, name, [shares[name].reindex(column["texts"]).mean() for column in columns])
            for kind, shares in about.shares.items() for name in shares]  # fmt: skip
    groups = list(dict.fromkeys(column["group"] for column in columns))
    page = reading.templates(about.edition).get_template("calls.html")
    return page.render(media=media, columns=columns, rows=rows, groups=groups, coded=about.coded is not None)


def _columns(about):
    """What can be compared: every call, and every outlet that has enough independent texts."""
    counted = set(about.shares["frames"].index) | set(about.shares["voices"].index)
    call = about.body.call
    found = [{"group": "calls", "value": one, "name": event(about, one)["name"], "texts": list(call.index[call == one])}
             for one in about.calls]  # fmt: skip
    texts = about.body.reports.drop_duplicates("group")
    texts = texts.assign(
        printed=[tables.in_language(row, "outlet", about.edition.code) for row in texts.to_dict("records")]
    )
    for outlet, part in texts[texts["printed"] != ""].groupby("printed"):
        if len(part) >= LEAST:
            found.append(
                {"group": "outlets", "value": f"outlet {outlet}", "name": outlet, "texts": list(part["group"])}
            )
    for column in found:
        column["texts"] = [text for text in column["texts"] if text in counted]
    return [column for column in found if column["texts"]]
