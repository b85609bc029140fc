"""The story's figures and tables, in English and in Arabic: the finding as title, the same numbers in both.

Each function takes the Analysis and a language (en, ar) and returns what a cell shows. Where the texts do not allow a
figure it returns a sentence that says why.
"""

from IPython.display import Markdown

from helpers import charts, evaluate, pairs, shift, show, tables

WORDS = {
    "en": {
        "calls": "{n} calls between {first} and {last}, and what stood around them",
        "no call": "No report is assigned to a known call",
        "moves": "{n} of {all} frames move more between calls than within one",
        "shares": "What share of each report's sentences carries each frame",
        "of sentences": "share of the report's sentences (%)",
        "against": "{frame} {moved:.0%} against {yardstick:.0%}",
        "voice": "{side}: {least:.0%} of the attributed words in {low}, {most:.0%} in {high}",
        "of words": "share of the report's attributed words (%)",
        "statements": "{n} of {all} shared statements stand in all {reports} reports of {call}",
        "none shared": "No statement is carried by two reports of one call",
        "assignments": "{share:.0%} of all assignments separate the calls at least as well as the real one",
        "gap": "mean distance between calls minus mean distance within (0 to 1)",
        "real": "the calls as they were",
        "no test": "No test: {reason}",
        "distances": "Jensen–Shannon distance between the frame profiles of two reports (0 the same, 1 nothing shared)",
        "corrected": "Shares with the coder's error carried in",
        "frame evidence": "The sentences behind the frames that move most",
        "voice evidence": "The sentences with these quotations",
        "columns": ["report", "frame", "share", "corrected", "low", "high"],
        "sides": {},
        "modes": {},
    },
    "ar": {
        "calls": "المكالمات بين {first} و{last} وما أحاط بها",
        "no call": "لا تقرير هنا مسند إلى مكالمة معروفة",
        "moves": "يتجاوز الفارق بين المكالمات ما بين تقارير المكالمة الواحدة في {n} من {all} أطر",
        "shares": "نصيب كل إطار من جمل كل تقرير",
        "of sentences": "النسبة المئوية من جمل التقرير",
        "against": "{frame} {moved:.0%} مقابل {yardstick:.0%}",
        "voice": "{side}: من {least:.0%} من الكلام المنسوب ({low}) إلى {most:.0%} ({high})",
        "of words": "النسبة المئوية من الكلمات المنسوبة في التقرير",
        "statements": "{n} من {all} أقوال مشتركة ترد في التقارير كلها ({reports}) عن مكالمة {call}",
        "none shared": "لا قول يشترك فيه تقريران عن مكالمة واحدة",
        "assignments": "{share:.0%} من التوزيعات الممكنة تفصل المكالمات كما يفصلها الواقع أو أكثر",
        "gap": "متوسط المسافة بين المكالمات ناقصاً متوسطها داخل المكالمة",
        "real": "المكالمات كما كانت",
        "no test": "لا اختبار: لا مكالمات تمكن المقارنة بينها",
        "distances": "مسافة ينسن وشانون بين ملمحي تقريرين (0: سواء، 1: لا شيء مشترك)",
        "corrected": "الأنصبة وقد حُمل إليها خطأ المرمِّز",
        "frame evidence": "الجمل التي وراء الأطر الأكثر تبدلاً",
        "voice evidence": "الجمل التي فيها هذه الأقوال",
        "columns": ["التقرير", "الإطار", "النصيب", "بعد التصحيح", "الأدنى", "الأعلى"],
        "sides": {"russia": "روسيا", "china": "الصين", "usa": "الولايات المتحدة", "ukraine": "أوكرانيا",
                  "europe": "أوروبا", "other": "غيرهم"},
        "modes": {"direct": "مباشر", "mixed": "مختلط", "indirect": "محكيّ", "act": "مسمّى"},
    },
}  # fmt: skip
CALL_COLUMNS = {"en": ("call", "medium", "context"), "ar": ("call_ar", "medium_ar", "context_ar")}
MOST_ROWS = 20  # more reports or statements than this make no readable figure


def labels(analysis, language):
    """Printed names of frames and calls in a language: {id: name}; what is missing prints as it is."""
    if language == "en":
        return {}
    codebook, calls = tables.load("codebook"), analysis.calls
    named = dict(zip(codebook["frame"], codebook["label_ar"], strict=True))
    return named | {call: name for call, name in zip(calls["call"], calls["call_ar"], strict=True) if name}


def _drawn(drawing, language, alt):
    figure, ax = drawing
    if language == "ar":
        charts.mirror(ax)
    return charts.show(figure, alt)


def _instead(why):
    """What stands in the place of a figure that these texts do not allow."""
    return Markdown(f"*{why}.*")


def profile(analysis):
    """`shift.profile` by report, in the codebook's order of frames."""
    order = list(tables.load("codebook")["frame"])
    return shift.profile(analysis.reports, analysis.sentences, analysis.frames, order=order)


def timeline(analysis, language="en"):
    """The calls in time, with what stood around them."""
    words = WORDS[language]
    known = analysis.calls[analysis.calls["call"].isin(set(analysis.reports["call"]))]
    if known.empty:
        return _instead(words["no call"])
    name, medium, context = CALL_COLUMNS[language]
    title = words["calls"].format(n=len(known), first=known["date"].min()[:4], last=known["date"].max()[:4])
    drawing = charts.figure(9.5, 3.4 if language == "en" else 4.4, language=language)
    charts.timeline(
        drawing[1], known, title=title, columns=(name, medium, context), width=34 if language == "en" else 38
    )
    around = "; ".join(f"{row[name]}: {row[medium]}, {row[context]}" for row in known.to_dict("records"))
    return _drawn(drawing, language, f"{title}. {around}")


def moves(analysis):
    """The permutation test by frame, least move first; empty where calls cannot be compared."""
    return (
        shift.permutation_by_frame(profile(analysis), analysis.reports)
        .dropna(subset=["statistic"])
        .sort_values("statistic")
    )


def frame_shares(analysis, language="en"):
    """Every report's share of sentences by frame; the frames that move most between calls stand on top."""
    words, named, moved = WORDS[language], labels(analysis, language), moves(analysis)
    shown = list(moved["measure"]) or list(tables.load("codebook")["frame"])[::-1]
    beyond = int((moved["statistic"] > moved["yardstick"]).sum())
    title = words["moves"].format(n=beyond, all=len(moved)) if len(moved) else words["shares"]
    drawing = charts.figure(8.5, 5.2, language=language)
    charts.dots(drawing[1], profile(analysis), analysis.reports, shown, title, words["of sentences"], labels=named)
    said = "; ".join(
        words["against"].format(frame=named.get(row.measure, row.measure), moved=row.statistic, yardstick=row.yardstick)
        for row in moved.iloc[::-1].itertuples()
    )
    return _drawn(drawing, language, f"{title}. {words['of sentences']}. {said}")


def leading(analysis, count=2):
    """The frames that move most between calls (or the codebook's first), most first."""
    moved = list(moves(analysis)["measure"])[::-1] or list(tables.load("codebook")["frame"])
    return moved[:count]


def frame_evidence(analysis, language="en"):
    """The sentences behind `frame_shares`, for the frames that move most, by frame and report."""
    named = labels(analysis, language)
    own = analysis.frames[analysis.frames["frame"].isin(leading(analysis))]
    behind = own.merge(analysis.sentences[["report", "sentence", "text"]], on=["report", "sentence"])
    behind["bar"] = [f"{named.get(row.frame, row.frame)} · {row.report}" for row in behind.itertuples()]
    return show.evidence(behind, "bar", WORDS[language]["frame evidence"])


def side_shares(analysis):
    """Share of attributed words by side (columns, largest first) and report (rows, in order)."""
    voice = shift.voice(analysis.reports, analysis.quotes, column="side")
    table = voice.pivot(index="report", columns="side", values="share").fillna(0)
    kept = [report for report in analysis.reports["report"] if report in table.index]
    return table.loc[kept, table.sum().sort_values(ascending=False).index]


def voices(analysis, language="en"):
    """Whose words: share of the attributed words by side, report by report."""
    words, shares = WORDS[language], side_shares(analysis)
    if shares.empty:
        return _instead(words["shares"])
    named = words["sides"]
    first = shares[shares.columns[0]]
    low, high = first.idxmin(), first.idxmax()
    title = words["voice"].format(side=named.get(first.name, first.name.capitalize()), least=first[low], low=low,
                                  most=first[high], high=high)  # fmt: skip
    drawing = charts.figure(8.5, 1.7 + 0.42 * min(len(shares), MOST_ROWS), language=language)
    shown = shares.rename(columns=named).head(MOST_ROWS).iloc[::-1]
    charts.stacked(drawing[1], shown, title, words["of words"])
    return _drawn(drawing, language, f"{title}. {words['of words']}.")


def voice_evidence(analysis, language="en"):
    """The sentences behind `voices`, by side and report."""
    named = WORDS[language]["sides"]
    own = analysis.quotes[["report", "sentence", "side"]].drop_duplicates()
    behind = own.merge(analysis.sentences[["report", "sentence", "text"]], on=["report", "sentence"])
    sides = [" + ".join(named.get(side, side) for side in row.split(" | ")) for row in behind["side"]]
    behind["bar"] = [f"{side} · {report}" for side, report in zip(sides, behind["report"], strict=True)]
    return show.evidence(behind, "bar", WORDS[language]["voice evidence"])


def statements(analysis, language="en"):
    """How each report of the call with most shared statements gives each of them."""
    words, named, reports = WORDS[language], labels(analysis, language), analysis.reports
    listed = pairs.statements(pairs.pairs(reports, analysis.quotes), analysis.quotes, reports)
    kept = pairs.kept(listed, reports)
    if kept.empty:
        return _instead(words["none shared"])
    call = kept.index.get_level_values("call").value_counts().index[0]
    modes = kept.loc[[call]].dropna(axis=1)
    everywhere = int((modes != "").all(axis=1).sum())
    title = words["statements"].format(n=everywhere, all=len(modes), reports=modes.shape[1], call=named.get(call, call))
    drawing = charts.figure(8.5, 1.3 + 0.42 * min(len(modes), MOST_ROWS), language=language)
    shown = modes.head(MOST_ROWS)
    charts.grid(drawing[1], shown, pairs.names(listed, call)[:MOST_ROWS], title, words=words["modes"])
    return _drawn(drawing, language, f"{title}.")


def assignments(analysis, language="en"):
    """What every assignment of the reports to the calls would have given, and the real one."""
    words = WORDS[language]
    distances = shift.distances(profile(analysis))
    whole = shift.permutation(distances, analysis.reports)
    if whole.reason:
        return _instead(words["no test"].format(reason=whole.reason))
    null = shift.null_distribution(distances, analysis.reports)
    title = words["assignments"].format(share=(null >= whole.statistic - 1e-9).mean())
    drawing = charts.figure(8.5, 2.8, language=language)
    charts.assignments(drawing[1], null, whole.statistic, title, words["gap"], note=words["real"])
    return _drawn(drawing, language, f"{title}. {words['real']}: {whole.statistic:.2f}.")


def distance_table(analysis, language="en"):
    """How far apart the frame profiles of any two reports are."""
    square = shift.distances(profile(analysis)).iloc[:MOST_ROWS, :MOST_ROWS]
    return show.table(square.reset_index(), WORDS[language]["distances"])


def corrected(analysis):
    """Shares of the frames that move most with the coder's error carried in, as `shift.corrected`."""
    found = shift.corrected(profile(analysis), evaluate.frame_errors())
    return found[found["frame"].isin(leading(analysis))]


def corrected_table(analysis, language="en"):
    """`corrected`, printed."""
    found = corrected(analysis)[["report", "frame", "share", "corrected", "corrected_low", "corrected_high"]]
    printed = found.head(40).replace({"frame": labels(analysis, language)})
    printed.columns = WORDS[language]["columns"]
    return show.table(printed, WORDS[language]["corrected"], percent=list(printed.columns[2:]))


def without_each_report(analysis):
    """The three frames that move most when each report in turn is left out (English)."""
    reports, order = analysis.reports, list(tables.load("codebook")["frame"])
    reason = shift.incomparable(reports) or ("Too many reports to leave out one by one" if len(reports) > 12 else "")
    if reason:
        return _instead(reason)
    all_runs = shift.leave_one_report_out(reports, analysis.sentences, analysis.frames, order)
    one = all_runs[all_runs["measure"].isin(order)].dropna(subset=["statistic"])
    top = one.sort_values("statistic", ascending=False).groupby("without", sort=True).head(3)
    led = top.groupby("without")["measure"].agg(", ".join).rename("frames that move most").reset_index()
    return show.table(led.replace({"without": {"": "(all reports)"}}), "Leaving out each report in turn")


def without_each_term(analysis, count=8):
    """The terms on which most hangs: what changes when a line of data/frame_terms.csv is left out (English)."""
    reports, order = analysis.reports, list(tables.load("codebook")["frame"])
    if shift.incomparable(reports) or len(reports) > 12:
        return _instead(shift.incomparable(reports) or "Too many reports to leave out terms one by one")
    lines = sorted({row for rows in analysis.frames["terms"] for row in rows})
    found = shift.leave_one_term_out(
        reports, analysis.sentences, analysis.frames, lines,
        lambda line: shift.drop_term(analysis.frames, line, "terms"), order,
    )  # fmt: skip
    written = tables.load("frame_terms")["term"]
    found.insert(1, "words", [written.get(line, "") for line in found["term"]])
    columns = ["term", "words", "lost", "largest_change", "report", "frame"]
    return show.table(found[columns].head(count), "The terms on which most hangs (term: line of the table)")
