"""Scores: quotations and frames against gold, agreement between annotators, intervals by bootstrap over texts.

A predicted and a gold quotation may pair when their contents overlap by at least half of their union (code points);
pairs are one to one, largest overlap first. `found` counts pairs, `exact` those whose bounds are within two code points
at each end, `attributed` those with the right speaker: the measure to quote.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd

from helpers import entities, inputs, tables, words
from helpers.calibration import PARTS
from helpers.document import MODES, OVERLAP, Span, overlap, same_place
from helpers.pipeline import Analysis
from helpers.problems import InputProblem, problem

GOLD = tables.DATA / "gold"
SLACK = 2


def _name_words(name):
    """The words of a name as a set, levelled."""
    return {word for token in words.tokenise(name) if token.kind != "mark" for word in words.name_words(token.form)}


def same_speaker(one: str, other: str) -> bool:
    """Whether two names or descriptions (str) mean the same speaker: their telling words agree or nest."""
    a, b = _name_words(one), _name_words(other)
    if not a or not b:
        return False
    telling_a, telling_b = a - entities.generic(), b - entities.generic()
    if telling_a and telling_b:
        common = telling_a & telling_b
        nested = telling_a <= telling_b or telling_b <= telling_a
        return bool(common) and (nested or len(common) / len(telling_a | telling_b) >= 0.5)
    return len(a & b) / len(a | b) >= 0.5


def same_speakers(predicted: Sequence[str], gold: Sequence[str]) -> bool:
    """The same for lists of speakers: as many, and each of the gold ones among the predicted."""
    return len(predicted) == len(gold) and all(any(same_speaker(p, g) for p in predicted) for g in gold)


def paired(predicted: Sequence[dict], gold: Sequence[dict]) -> list[Span]:
    """One-to-one pairs (index of predicted, index of gold) by overlap of content, largest first."""
    candidates = sorted(
        ((overlap(p["content"], g["content"]), i, j) for i, p in enumerate(predicted) for j, g in enumerate(gold)),
        reverse=True,
    )
    pairs, used_p, used_g = [], set(), set()
    for value, i, j in candidates:
        if value >= OVERLAP and i not in used_p and j not in used_g:
            used_p.add(i)
            used_g.add(j)
            pairs.append((i, j))
    return pairs


def close(one: Span, other: Span) -> bool:
    """Whether two spans have the same bounds, within SLACK code points at each end."""
    return all(abs(a - b) <= SLACK for a, b in zip(one, other, strict=True))


def _taken(spans, others):
    """How many of the spans are covered by one of the others (by half of their union at least)."""
    return sum(any(same_place(span, other) for other in others) for span in spans)


def _marked(quotes):
    """The spans in quotation marks of all quotations of a record, each once."""
    return sorted({tuple(span) for quote in quotes for span in quote.get("quoted", [])})


def _counts(found, record):
    """What the scores of one text are made of, as a Counter. found, record: the program's record and gold's."""
    predicted, gold = found["quotes"], record["quotes"]
    speech, labels = _marked(gold), record.get("not_speech", [])
    count = Counter(predicted=len(predicted), gold=len(gold), speech=len(speech), labels=len(labels))
    count["labels_wrong"] = _taken(labels, _marked(predicted))
    count["speech_wrong"] = _taken(speech, found.get("not_speech", []))
    pairs = paired(predicted, gold)
    for i, j in pairs:
        p, g = predicted[i], gold[j]
        count["found"] += 1
        count["exact"] += close(p["content"], g["content"])
        right = same_speakers(p.get("speaker") or [], g["speaker"])
        count["attributed"] += right
        count["paired_" + p["mode"]] += 1
        count["mode"] += p["mode"] == g["mode"]
        count["found_" + g["mode"]] += 1
        count["cues"] += bool(g["cue"])
        count["cue"] += bool(g["cue"] and p.get("cue")) and overlap(p["cue"], g["cue"]) > 0
        count["mentions"] += bool(g.get("mention"))
        count["mention"] += bool(g.get("mention") and p.get("mention")) and overlap(p["mention"], g["mention"]) > 0
        count["vias"] += bool(g.get("via") or p.get("via"))
        count["via"] += bool(g.get("via") and p.get("via")) and same_speaker(p["via"], g["via"])
    count.update("gold_" + quote["mode"] for quote in gold)
    count.update("predicted_" + quote["mode"] for quote in predicted)
    return count


COUNTS = ["predicted", "gold", "found", "exact", "attributed", "mode", "cue", "cues", "labels", "labels_wrong"]
COUNTS += ["mention", "mentions", "via", "vias", "speech", "speech_wrong"]
COUNTS += [f"{kind}_{mode}" for mode in MODES for kind in ("gold", "found", "predicted", "paired")]


def count(gold: dict[str, dict], predicted: dict[str, dict]) -> pd.DataFrame:
    """Per-text counts behind the scores: a frame of integers indexed by text.

    gold, predicted: {doc: record}, records as `pipeline.quotes_record` makes them.
    """
    rows = {doc: _counts(predicted.get(doc, {"quotes": []}), record) for doc, record in gold.items()}
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=COUNTS, fill_value=0).fillna(0).astype(int)


def _share(part, whole):
    return np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) > 0)


def _scored(total):
    """{score: share or shares} of summed counts, a Series of numbers or a frame with a row for each sum."""
    found = {}
    for name in ("found", "exact", "attributed"):
        found[f"{name} precision"] = _share(total[name], total["predicted"])
        found[f"{name} recall"] = _share(total[name], total["gold"])
        found[f"{name} F1"] = _share(2 * total[name], total["predicted"] + total["gold"])
    found |= {f"{mode} recall": _share(total[f"found_{mode}"], total[f"gold_{mode}"]) for mode in MODES}
    found |= {f"{mode} precision": _share(total[f"paired_{mode}"], total[f"predicted_{mode}"]) for mode in MODES}
    found["speaker, given found"] = _share(total["attributed"], total["found"])
    found["mode, given found"] = _share(total["mode"], total["found"])
    found["cue, given found"] = _share(total["cue"], total["cues"])
    found["mention, given found"] = _share(total["mention"], total["mentions"])
    found["channel, given found"] = _share(total["via"], total["vias"])  # of those that have one, or are given one
    found["labels taken for speech"] = _share(total["labels_wrong"], total["labels"])
    found["speech taken for labels"] = _share(total["speech_wrong"], total["speech"])
    return found


def scores(counts: pd.DataFrame) -> dict[str, float]:
    """Scores (shares, 0–1) from counts of texts: a dict, nan where there was nothing to score, or it was not counted.

    Recall of a mode is of gold quotations of that mode that were found, precision of those taken for that mode that are
    quotations at all.
    """
    return {name: float(share) for name, share in _scored(counts.sum().reindex(COUNTS).astype(float)).items()}


def bootstrap(counts: pd.DataFrame, draws: int = 2000, seed: int = 20260204, level: float = 0.95) -> pd.DataFrame:
    """Scores with percentile intervals from resampling whole texts (Efron, 1979).

    Texts, not quotations, are drawn: quotations of one text stand or fall together. Returns a frame indexed by score
    with the columns score, low, high (shares).
    """
    draw = np.random.default_rng(seed).integers(0, len(counts), (draws, len(counts)))
    sums = counts.reindex(columns=COUNTS).to_numpy(float)[draw].sum(axis=1)
    sampled = pd.DataFrame(_scored(pd.DataFrame(sums, columns=COUNTS)))
    low, high = sampled.quantile((1 - level) / 2), sampled.quantile((1 + level) / 2)
    return pd.DataFrame({"score": pd.Series(scores(counts)), "low": low, "high": high})


def load_gold(folder: str | Path) -> dict[str, dict]:
    """Quotation gold of a folder, {doc: record}, in order of name. Raises InputProblem where a file is not gold."""
    files = sorted(Path(folder).glob("*.json"))
    if not files:
        raise InputProblem(problem(folder, None, "no gold file in it", "Name a folder of .json files"))
    found = {}
    for path in files:
        try:
            record = json.loads(path.read_text("utf-8"))
            found[record["doc"]] = {"quotes": record["quotes"], "not_speech": record.get("not_speech", [])}
        except (ValueError, KeyError, TypeError) as fault:
            raise InputProblem(problem(path, None, f"not gold ({fault!r})", "See the form in data/README.md")) from None
    return found


def mistakes(gold: dict[str, dict], predicted: dict[str, dict], texts: dict[str, str]) -> pd.DataFrame:
    """Every disagreement with gold, for reading: report, what, mode, speaker (gold → program's), words.

    gold, predicted: {doc: record}; texts: {doc: str}. what: missed, not in gold, other speaker, other bounds.
    """
    rows = []
    for doc, record in gold.items():
        quotes, text = predicted[doc]["quotes"], texts[doc]
        pairs = paired(quotes, record["quotes"])
        for j, quote in enumerate(record["quotes"]):
            match = next((quotes[i] for i, at in pairs if at == j), None)
            rows.append((doc, quote["content"][0], _difference(match, quote), quote["mode"],
                         _named(quote, match), text[slice(*quote["content"])]))  # fmt: skip
        taken = {i for i, _ in pairs}
        rows += [(doc, quote["content"][0], "not in gold", quote["mode"], " | ".join(quote["speaker"]),
                  text[slice(*quote["content"])]) for i, quote in enumerate(quotes) if i not in taken]  # fmt: skip
    found = [(doc, what, *rest) for doc, _, what, *rest in sorted(rows) if what]
    return pd.DataFrame(found, columns=["report", "what", "mode", "speaker", "words"])


def _difference(match, quote):
    if match is None:
        return "missed"
    if not same_speakers(match["speaker"], quote["speaker"]):
        return "other speaker"
    return "" if close(match["content"], quote["content"]) else "other bounds"


def _named(quote, match):
    right = " | ".join(quote["speaker"])
    other = " | ".join(match["speaker"]) if match else ""
    return f"{right} → {other}" if match and not same_speakers(match["speaker"], quote["speaker"]) else right


# What is switched off: a function of a quotation (its record, the reader's Quotation, the text) that gives the record
# back, changed, or None where the quotation would not have been found.
WITHOUT = {
    "nothing": lambda record, quote, text: record,
    "speakers carried on to verbs without a subject": lambda record, quote, text: (
        record if quote.mention else {**record, "speaker": []}
    ),
    "names traced beyond the mention": lambda record, quote, text: (
        {**record, "speaker": [text[slice(*quote.mention)]]} if quote.mention else record
    ),
    "cues that the verb table lacks": lambda record, quote, text: record if quote.stance or not quote.lemma else None,
    "speech acts (only clauses and marks)": lambda record, quote, text: None if quote.mode == "act" else record,
    "words outside quotation marks": lambda record, quote, text: None if not quote.quoted else record,
}


def ablation(reports: pd.DataFrame, gold: dict[str, dict]) -> pd.DataFrame:
    """What each part contributes: scores with one part of WITHOUT switched off at a time.

    reports: frame of reports with gold {doc: record}. Returns without, found F1, attributed F1 (shares).
    """
    from helpers import pipeline

    readings = {row.report: pipeline.read(row.text, date=row.date, outlet=row.outlet) for row in reports.itertuples()}
    rows = []
    for name, switch in WITHOUT.items():
        predicted = {}
        for doc, reading in readings.items():
            records = pipeline.quotes_record(doc, reading)["quotes"]
            parts = zip(records, reading.quotes, strict=True)
            kept = [switch(record, quote, reading.document.text) for record, quote in parts]
            predicted[doc] = {"quotes": [record for record in kept if record]}
        found = scores(count(gold, predicted))
        rows.append((name, found["found F1"], found["attributed F1"]))
    return pd.DataFrame(rows, columns=["without", "found F1", "attributed F1"])


# ---------------------------------------------------------------- frames


def load_frames(name: str) -> pd.DataFrame:
    """One coding of the accounts' sentences (data/gold/frames): report, sentence, start, end, frames (a set)."""
    path = GOLD / "frames" / f"{name}.csv"
    coding = pd.read_csv(path, dtype={"report": str, "frames": str}, keep_default_na=False)
    coding["frames"] = coding["frames"].map(lambda cell: frozenset(cell.split()))
    return coding


def alpha(one: Sequence[Set[str]], other: Sequence[Set[str]], frames: Sequence[str]) -> pd.Series:
    """Krippendorff's alpha per frame for two codings of the same sentences (nominal, present or absent).

    one, other: sequences of sets of frames. Returns a Series indexed by frame, nan where nobody used it
    (Krippendorff, 2004; library `krippendorff`).
    """
    found = {}
    for frame in frames:
        data = np.array([[frame in codes for codes in coding] for coding in (one, other)], dtype=int)
        found[frame] = krippendorff.alpha(data, level_of_measurement="nominal") if data.min() < data.max() else np.nan
    return pd.Series(found, name="alpha")


def frame_counts(predicted: Sequence[Set[str]], gold: Sequence[Set[str]], frames: Sequence[str]) -> pd.DataFrame:
    """Confusion of each frame over sentences: a frame indexed by frame with tp, fp, fn, tn and f1."""
    rows = {}
    for frame in frames:
        pairs = Counter((frame in p, frame in g) for p, g in zip(predicted, gold, strict=True))
        tp, fp, fn = pairs[True, True], pairs[True, False], pairs[False, True]
        rows[frame] = {"tp": tp, "fp": fp, "fn": fn, "tn": pairs[False, False], "f1": _share(2 * tp, 2 * tp + fp + fn)}
    return pd.DataFrame.from_dict(rows, orient="index")


def micro_macro(confusion: pd.DataFrame) -> tuple[float, float]:
    """(micro-F1, macro-F1) of a confusion by `frame_counts`; frames nobody used are left out of the macro mean."""
    total = confusion[["tp", "fp", "fn"]].sum()
    micro = _share(2 * total["tp"], 2 * total["tp"] + total["fp"] + total["fn"])
    return micro, float(confusion["f1"].mean())


def coded_sets(gold: pd.DataFrame, analysis: Analysis) -> list[frozenset[str]]:
    """The program's frames for each sentence of a gold coding: a list of sets, in the order of `gold`.

    A gold sentence takes the frames of the sentences of `analysis` that it overlaps by at least half, so that a change
    in segmentation shows as a change in the score and not as a failure.
    """
    units = analysis.sentences[["report", "sentence", "start", "end"]]
    coded = analysis.frames.groupby(["report", "sentence"])["frame"].agg(frozenset).to_dict()
    found = []
    for row in gold.itertuples():
        near = units[(units["report"] == row.report) & (units["start"] < row.end) & (units["end"] > row.start)]
        same = [u.sentence for u in near.itertuples() if same_place((u.start, u.end), (row.start, row.end))]
        found.append(frozenset().union(*(coded.get((row.report, number), frozenset()) for number in same)))
    return found


def frames_without_own_terms() -> list[frozenset[str]]:
    """The accounts' frames, each account coded without the terms that were added because of it (`origin`).

    Returns a list of sets parallel to the adjudicated gold: leave-one-account-out, as far as terms are concerned.
    """
    import helpers
    from helpers import frames, study

    own, gold = study.load(study.OWN), load_frames("adjudicated")
    found = {}
    for report in own.reports["report"]:
        one = own.reports[own.reports["report"] == report]
        analysis = helpers.analyse(replace(own, reports=one, terms=frames.without(own.terms, account=report)))
        part = gold[gold["report"] == report]
        found |= dict(zip(part.index, coded_sets(part, analysis), strict=True))
    return [found[at] for at in gold.index]


def frame_errors() -> pd.DataFrame:
    """Confusion of the coder on gold without each account's own terms: frame, tp, fp, fn, tn."""
    gold, order = load_frames("adjudicated"), list(tables.load("codebook")["frame"])
    confusion = frame_counts(frames_without_own_terms(), gold["frames"], order)
    return confusion.rename_axis("frame").reset_index()[["frame", "tp", "fp", "fn", "tn"]]


def stance_check(analysis: Analysis) -> pd.DataFrame:
    """Stance by the verb table against gold for every gold cue of the accounts that the program found.

    Returns a frame: report, cue, gold, table (the program's stance). data/gold/stance.csv holds the gold.
    """
    gold = pd.read_csv(GOLD / "stance.csv", keep_default_na=False)
    found = analysis.quotes.dropna(subset=["cue_start"])
    known = {(row.report, int(row.cue_start)): row.stance for row in found.itertuples()}
    gold["table"] = [known.get((row.report, row.start), "") for row in gold.itertuples()]
    return gold[gold["table"] != ""].rename(columns={"stance": "gold"})[["report", "cue", "gold", "table"]]


def load_pairs() -> pd.DataFrame:
    """Gold renderings, data/gold/pairs.csv: call, statement, report, start, end (content, code points), note."""
    return pd.read_csv(GOLD / "pairs.csv", dtype={"call": str, "report": str}, keep_default_na=False)


def gold_pairs(gold: pd.DataFrame) -> set[tuple[int, int]]:
    """Pairs in a frame of `load_pairs`: the (row, row) of one statement in two reports of one call."""
    found = set()
    for _, group in gold.groupby(["call", "statement"]):
        rows = list(group.itertuples())
        found |= {(a.Index, b.Index) for a, b in combinations(rows, 2) if a.report != b.report}
    return found


def _gold_at(gold, report, start, end):
    """The row number of the gold quotation that a span is (intersection over union), or None."""
    best, at = 0.0, None
    for row in gold[gold["report"] == report].itertuples():
        share = overlap((row.start, row.end), (start, end))
        if share > best:
            best, at = share, row.Index
    return at if best >= OVERLAP else None


def score_pairs(found: pd.DataFrame, gold: pd.DataFrame) -> dict[str, float]:
    """Precision, recall and F1 of pairs against gold pairs: a dict with these and the counts behind them.

    found: the frame of `pairs.pairs`; gold: a frame of `load_pairs`. A pair is correct if both its quotations are gold
    quotations (spans overlap by OVERLAP) of one statement. With no pair on either side F1 is 1.
    """
    gold = gold.reset_index(drop=True).astype({"start": int, "end": int})
    wanted = gold_pairs(gold)
    places = [
        (_gold_at(gold, row.report_a, row.start_a, row.end_a), _gold_at(gold, row.report_b, row.start_b, row.end_b))
        for row in found.itertuples()
    ]
    hits = [tuple(sorted(place)) for place in places if None not in place]
    correct = sum(hit in wanted for hit in hits)
    recovered = len(wanted & set(hits))
    precision = correct / len(places) if places else float(not wanted)
    recall = recovered / len(wanted) if wanted else float(not places)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "predicted": len(places), "correct": correct,
            "gold": len(wanted), "recovered": recovered}  # fmt: skip


# ---------------------------------------------------------------- texts that are not in the repository

KEPT_BACK = tables.DATA / "reader" / "counts.csv"  # what the scores on texts that the reader has not read are made of
OUTCOMES = tables.DATA / "reader" / "outcomes.csv"  # every quotation it found there, how sure it was, what came true
SETS = {"newspapers": "newspaper articles", "broadcasters": "broadcasters' pages"}  # collection → what it is called
HEADLINE = ["found F1", "exact F1", "attributed F1", "act recall"]
QUOTED = ["found F1", "exact F1", "attributed F1", "speaker, given found", "direct recall", "mixed recall",
          "indirect recall", "act recall", "act precision", "mention, given found", "channel, given found",
          "labels taken for speech"]  # fmt: skip


def score_texts(texts: dict[str, str], gold: dict[str, dict]) -> pd.DataFrame:
    """Scores with intervals of the program on texts {doc: str} with gold {doc: record}: a frame by measure."""
    return bootstrap(program_counts(texts, gold)).rename_axis("measure").reset_index()


def program_counts(texts: dict[str, str], gold: dict[str, dict]) -> pd.DataFrame:
    """What the scores of the program are made of, on texts {doc: str} with gold {doc: record}: `count`."""
    from helpers import pipeline

    predicted = {doc: pipeline.quotes_record(doc, pipeline.read(text)) for doc, text in texts.items() if doc in gold}
    return count({doc: gold[doc] for doc in predicted}, predicted)


def score_folder(folder: str | Path) -> pd.DataFrame:
    """The same for a folder of texts with gold beside them (NAME.txt, NAME.json). Raises InputProblem."""
    gold = load_gold(folder)
    return score_texts({path.stem: inputs.read(path).text for path in sorted(Path(folder).glob("*.txt"))}, gold)


def kept_counts() -> pd.DataFrame:
    """Counts on the texts that the reader has not read, of it and of the hand-written rules before it (`system`).

    A frame: system, set, text, part (which of the four rankers in crossed.npz has not learnt from it) and COUNTS.
    """
    return pd.read_csv(KEPT_BACK, dtype={"text": str})


def outcomes() -> pd.DataFrame:
    """Every quotation found there: text, p_… (probabilities, fitted to other texts), and whether it is a quotation and
    its bounds, speaker and mode are right (calibration.PARTS).
    """
    return pd.read_csv(OUTCOMES, dtype={"text": str} | dict.fromkeys(PARTS, bool))


def kept_back() -> pd.DataFrame:
    """Scores (shares) on those texts: set, texts, quotations, measure, rules, reader and the reader's low and high."""
    rows = []
    for name, of_set in kept_counts().groupby("set", sort=False):
        counts = {system: part[COUNTS] for system, part in of_set.groupby("system")}
        found, before = bootstrap(counts["reader"]), scores(counts["rules"])
        rows += [(name, len(counts["reader"]), counts["reader"]["gold"].sum(), measure, before[measure],
                  *found.loc[measure]) for measure in QUOTED]  # fmt: skip
    return pd.DataFrame(rows, columns=["set", "texts", "quotations", "measure", "rules", "reader", "low", "high"])


def in_one_line() -> str:
    """How accurate the reader is, on what, in one sentence for the README (a test holds it there)."""
    known = kept_back()
    sizes = known.drop_duplicates("set")[["texts", "quotations"]].sum()
    right, found = (known[known["measure"] == name]["reader"] for name in ("attributed F1", "found F1"))
    return (
        f"On {sizes['texts']} texts that the reader has not read ({sizes['quotations']:,} quotations in two sets), "
        f"quotation and speaker are right at F1 {right.min():.2f} to {right.max():.2f}, found at all at "
        f"{found.min():.2f} to {found.max():.2f}."
    )


def on_published() -> str:
    """How accurate the program was on the published reports, which nobody had read, in one sentence for the README."""
    from helpers import coverage

    known = coverage.load()
    row, settled = scores(coverage.counts(known)), coverage.sets(known)
    kept = [number for number, frames in enumerate(settled) if coverage.RESIDUE not in frames]
    coded, gold = ([sets[number] for number in kept] for sets in (coverage.sets(known, "program"), settled))
    table = frame_counts(coded, gold, list(tables.load("codebook")["frame"]))
    micro, _ = micro_macro(table[table["tp"] + table["fp"] > 0])
    return (
        f"On the openings of {len(known.reports)} published pages, which nobody had read, version {known.version} "
        f"found quotations at F1 {row['found F1']:.2f}, with the right speaker at {row['attributed F1']:.2f}, and "
        f"frames at micro-F1 {micro:.2f}; the gold there is by language models."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the program on a folder with gold of one's own."""
    parser = argparse.ArgumentParser(prog="python -m helpers.evaluate", description=main.__doc__)
    parser.add_argument("folder", help="texts with gold beside them: NAME.txt and NAME.json")
    try:
        found = score_folder(parser.parse_args(arguments).folder)
    except InputProblem as fault:
        print(fault, file=sys.stderr)
        return 2
    print(found.round(3).to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
