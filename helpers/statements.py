"""Which weights tell that two quotations are one statement, and how often they are right (see helpers/pairs.py).

`data/gold/statements` holds invented reports on invented subjects. Weights and threshold are chosen on some of the
subjects and scored on the others. Run it after the reader's weights have changed: python -m helpers.statements
"""

import json
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from statsmodels.stats.proportion import proportion_confint

from helpers import pairs, reader, study, tables

GOLD = tables.DATA / "gold" / "statements"


def gold_statements(use: str) -> tuple[pd.DataFrame, pd.DataFrame, set]:
    """(reports, quotes, same) of the invented subjects for one use, "choice" (of the weights) or "score".

    reports, quotes: as `pairs.pairs` takes them; same: the set of ((report, quote), (report, quote)) that the
    annotators (for scoring, both) call one statement. All others are different: whoever wrote the texts wrote them so.
    """
    judged = pd.read_csv(GOLD / "pairs.csv", keep_default_na=False)
    judged = judged[judged["use"] == use]
    reports = pd.read_csv(GOLD / "reports.csv", keep_default_na=False).rename(columns={"id": "report"})
    reports = reports[reports["call"].isin(judged["call"])]
    texts = dict(zip(reports["report"], reports["text"], strict=True))
    quotes = pd.read_csv(GOLD / "quotes.csv", keep_default_na=False)
    quotes = quotes[quotes["report"].isin(reports["report"])].reset_index(drop=True)
    stances = dict(study.shared().verbs[["lemma", "stance"]].itertuples(index=False))
    quotes["text"] = [texts[row.report][row.start : row.end] for row in quotes.itertuples()]
    quotes["stance"] = [stances.get(lemma, "") for lemma in quotes["lemma"]]
    same = {((row.report_a, row.quote_a), (row.report_b, row.quote_b)) for row in judged.itertuples()
            if row.annotator1 == "same" and row.annotator2 in {"same", ""}}  # fmt: skip
    return reports, quotes, same


def gold_study() -> study.Study:
    """The Study of the invented subjects: their people, countries and ministries."""
    return study.load(GOLD, texts=False)


def fit() -> pairs.Likeness:
    """The Likeness by the subjects for choosing: weights by all of them, the threshold by what each subject's groups
    would be under weights that the others gave."""
    reports, quotes, same = gold_statements("choice")
    read = reader.of(gold_study())
    made = {call: pairs.renderings(members, quotes[quotes["report"].isin(members["report"])], read)
            for call, members in reports.groupby("call")}  # fmt: skip
    found = {call: [(a, b, told) for a, b, told in pairs.compared(one, read.people)
                    if a.quote.report != b.quote.report] for call, one in made.items()}  # fmt: skip

    def learnt(calls, threshold):
        rows = np.array([told for call in calls for _, _, told in found[call]])
        labels = [(_place(a), _place(b)) in same for call in calls for a, b, _ in found[call]]
        middle, spread = rows.mean(axis=0), rows.std(axis=0)
        fitted = LogisticRegression(C=0.3).fit((rows - middle) / spread, labels)
        weights = np.round(fitted.coef_[0] / spread, pairs.DIGITS)
        bias = round(float(fitted.intercept_[0] - weights @ middle), pairs.DIGITS)
        return pairs.Likeness(tuple(weights.tolist()), bias, threshold)

    def right_and_found(threshold):
        rows = [row for call, one in made.items() for row in
                pairs.of_call(call, one, read.people, others[call]._replace(threshold=threshold))]  # fmt: skip
        return sum(((row[2], row[3]), (row[6], row[7])) in same for row in rows), len(rows)

    others = {call: learnt([other for other in made if other != call], 0.5) for call in made}
    scored = {step / 100: right_and_found(step / 100) for step in range(30, 91, 5)}
    # F0.5 (van Rijsbergen 1979): that a pair is right counts more than that none is missed
    best = max(scored, key=lambda step: 1.25 * scored[step][0] / (0.25 * len(same) + scored[step][1]))
    return learnt(list(made), best)


def _place(one):
    return one.quote.report, one.quote.quote


def measured(chosen: pairs.Likeness | None = None) -> dict[str, Any]:
    """Precision and recall of `pairs.pairs` on the subjects for scoring with 95 % intervals (Wilson 1927): a dict with
    right, found, wanted, precision, precision_low, precision_high, recall, recall_low, recall_high."""
    reports, quotes, same = gold_statements("score")
    table = pairs.pairs(reports, quotes, gold_study(), chosen)
    found = {((row.report_a, row.quote_a), (row.report_b, row.quote_b)) for row in table.itertuples()}
    right = len(found & same)
    told: dict[str, float] = {"right": right, "found": len(found), "wanted": len(same)}
    for name, of in (("precision", len(found)), ("recall", len(same))):
        low, high = proportion_confint(right, of, method="wilson") if of else (0.0, 1.0)
        told |= {name: right / of if of else 0.0, f"{name}_low": float(low), f"{name}_high": float(high)}
    return told


def main() -> None:
    """Choose the weights anew, as after a change of the reader's, and say how they score."""
    made = fit()
    said = {"weights": dict(zip(pairs.FEATURES, made.weights, strict=True)), "bias": made.bias,
            "threshold": made.threshold}  # fmt: skip
    pairs.MODEL.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    print(said, measured(made), sep="\n")


if __name__ == "__main__":
    main()
