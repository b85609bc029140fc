"""The story's main numbers, counted anew from the CSV files alone: nothing of `helpers` is used here.

Run it as a script for a table; tests/test_story.py compares it with what the templates are filled from.
"""

import csv
from collections import defaultdict
from fractions import Fraction
from itertools import combinations
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
PUTIN, XI = "فلاديمير بوتين", "شي جين بينغ"


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


REPORTS = {row["report"]: row for row in rows("coverage/reports.csv")}
MEDIUM = {row["call"]: row["medium"] for row in rows("calls.csv")}
SPEAKERS = {row["form"]: row for row in rows("coverage/speakers.csv")}


def by_call(values):
    """{report: value} → {call: [value of each independent text]}, the reports of a group averaged."""
    groups = defaultdict(list)
    for report, value in values.items():
        groups[REPORTS[report]["group"]].append(value)
    calls = defaultdict(list)
    for group, members in sorted(groups.items()):
        calls[REPORTS[group]["call"]].append(sum(members) / len(members))
    return calls


def frame_shares(frame, coder="frames"):
    """{report: share of its sentences (residue left out) that carry the frame}."""
    counts = defaultdict(lambda: [0, 0])
    for row in rows("coverage/units.csv"):
        if "x" not in row["frames" if coder == "program" else coder].split():
            counts[row["report"]][0] += frame in row[coder].split()
            counts[row["report"]][1] += 1
    return {report: Fraction(*count) for report, count in counts.items()}


def parties(row):
    """Who says a quotation: one name per party."""
    return [name for form in row["speaker"].split(" | ") for name in SPEAKERS[form]["speaker"].split(" | ")]


def voice_shares(speaker, alone=False):
    """{report: share of its attributed words that are the speaker's}; each counts once, for the innermost quotation."""
    heard, total = defaultdict(Fraction), defaultdict(Fraction)
    reports = defaultdict(list)
    for row in rows("coverage/quotations.csv"):
        reports[row["report"]].append(row | {"span": (int(row["start"]), int(row["end"]))})
    for report, quotes in reports.items():
        words = {quote["span"]: Fraction(quote["words"]) for quote in quotes}
        for span in words:
            inside = [s for s in words if s != span and span[0] <= s[0] and s[1] <= span[1]]
            direct = [s for s in inside if not any(t != s and t[0] <= s[0] and s[1] <= t[1] for t in inside)]
            own = words[span] - sum(words[s] for s in direct)
            same = [quote for quote in quotes if quote["span"] == span]
            total[report] += own
            for quote in same:
                names = parties(quote)
                if not alone or len(names) == 1:
                    heard[report] += own / len(same) * names.count(speaker) / len(names)
    return {report: heard[report] / total[report] for report in total}


def mean(values):
    return sum(values) / len(values)


def between(shares_by_frame):
    """(eta squared, adjusted) of all frames together: variance between calls over total, over independent texts."""
    inside = total = Fraction(0)
    for shares in shares_by_frame:
        calls = by_call(shares)
        everything = [value for part in calls.values() for value in part]
        total += sum((value - mean(everything)) ** 2 for value in everything)
        inside += sum((value - mean(part)) ** 2 for part in calls.values() for value in part)
        n, k = len(everything), len(calls)
    eta = 1 - inside / total
    return float(eta), float(1 - (1 - eta) * (n - 1) / (n - k))


def exact(means):
    """(difference of video and telephone, share of all ways of parting the calls in which it is at least as large)."""
    video = [call for call in means if MEDIUM[call] == "video"]

    def gap(chosen):
        return mean([means[c] for c in chosen]) - mean([means[c] for c in means if c not in chosen])

    ways = [abs(gap(chosen)) for chosen in combinations(means, len(video))]
    return float(gap(video)), sum(way >= abs(gap(video)) for way in ways) / len(ways), len(ways)


def numbers():
    """What tests/test_story.py compares: a flat dict of name → number."""
    frames = [row["frame"] for row in rows("codebook.csv")]
    found = {"pages": len(REPORTS), "texts": len({row["group"] for row in REPORTS.values()})}
    shares = {frame: frame_shares(frame) for frame in frames}
    for frame in frames:
        found |= {f"{frame} {call}": float(mean(part)) for call, part in by_call(shares[frame]).items()}
    found["eta2"], found["adjusted"] = between(shares.values())
    found["adjusted, program"] = between([frame_shares(frame, "program") for frame in frames])[1]
    for name, speaker in (("putin", PUTIN), ("xi", XI)):
        for alone in (False, True):
            label = f"{name} alone" if alone else name
            calls = by_call(voice_shares(speaker, alone))
            for medium in ("video", "telephone"):
                texts = [value for call, part in calls.items() if MEDIUM[call] == medium for value in part]
                found[f"{label} {medium}"] = float(mean(texts))
            found[f"{label} gap"], found[f"{label} p"], found["ways"] = exact({c: mean(p) for c, p in calls.items()})
    return found


if __name__ == "__main__":
    for name, number in numbers().items():
        print(f"{name:24}{number:10.4f}")
