"""What the command line makes of an input, in the words in which the right answers of `tests/copy` are written.

An answer is a dict with any of: `status` (exit status of `text`), `named` (strings that standard error must hold),
`reports` (a list of dicts with any of id, text, outlet, date, title, call), `texts` (the texts alone), `text` (the one
text), `holds` (strings that the one text holds), `reads_as` (a plainer spelling with the same words and marks),
`sentences` (of all reports), `residue` (what is page furniture) and `article` (pieces of text that are no residue and
lie in sentences; everything else is residue). White space is levelled in sentences and residue.
"""

import contextlib
import io
import json

from helpers import document, inputs, words
from helpers.__main__ import main


def _run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*map(str, arguments)])
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def level(text):
    """Text with white space levelled."""
    return " ".join(text.split())


def _shape(text):
    """Kinds and folded forms of the tokens of a text, without line ends."""
    return [(token.kind, token.fold) for token in words.tokenise(text) if token.kind != "newline"]


def _meta(path):
    found = {}
    with contextlib.suppress(Exception):
        for report in inputs.reports(path):
            if isinstance(report, inputs.Report):
                found[report.id] = report.meta
    return found


def wrong(path, answer):
    """What is wrong with an input's reading, as a list of printable lines; empty where all is right."""
    status, records, said = _run("text", path)
    texts = [record["text"] for record in records]
    faults = []

    def check(key, got, want):
        if got != want:
            faults.append(f"{key}: {got!r} instead of {want!r}")

    if "status" in answer:
        check("status", status, answer["status"])
    for name in answer.get("named", ()):
        if name not in said:
            faults.append(f"{name!r} is not named in {said!r}")
    if "reports" in answer:
        meta = _meta(path)
        check("number of reports", len(records), len(answer["reports"]))
        for record, want in zip(records, answer["reports"], strict=False):
            got = {"id": record["doc"], "text": record["text"], **meta.get(record["doc"], {})}
            check("report", {key: got.get(key) for key in want}, want)
    if "texts" in answer:
        check("texts", texts, answer["texts"])
    whole = "\n".join(texts)
    if "text" in answer:
        check("text", whole, answer["text"])
    for piece in answer.get("holds", ()):
        if piece not in whole:
            faults.append(f"{piece!r} is not in {whole!r}")
    if "reads_as" in answer:
        check("words and marks", _shape(whole), _shape(answer["reads_as"]))
    if {"sentences", "residue", "article"} & set(answer):
        _check_units(texts, answer, check, faults)
    return faults


def _kept(made, unit):
    """The text of a sentence without the residue inside it."""
    furniture = [item for item in made.residue if item.reason != "caption" and unit.start < item.end <= unit.end]
    at, pieces = unit.start, []
    for item in furniture:
        pieces.append(made.text[at : item.start])
        at = item.end
    return "".join([*pieces, made.text[at : unit.end]])


def _check_units(texts, answer, check, faults):
    made = [document.make(text) for text in texts]
    sentences = [level(_kept(one, unit)) for one in made for unit in one.sentences]
    residue = [level(one.text[item.start : item.end]) for one in made for item in one.residue]
    if "sentences" in answer:
        check("sentences", sentences, answer["sentences"])
    if "residue" in answer:
        check("residue", residue, answer["residue"])
    for piece in answer.get("article", ()):
        if not any(piece in sentence for sentence in sentences) and piece not in level(" ".join(sentences)):
            faults.append(f"{piece!r} is in no sentence of {sentences!r}")
