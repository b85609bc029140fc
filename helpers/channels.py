"""Channels: the outlet or the document through which a speaker's words came, GUIDE's `via`."""

from helpers import phrases, wordclasses
from helpers.mentions import tidy
from helpers.names import canonical
from helpers.subjects import subject_after

SOURCE_PREPOSITIONS = wordclasses.folded_set("بحسب حسب وفق وفقا طبقا حسبما وفقما استنادا")
# records of what was said; a statement, a letter or an article of the speaker's own is no channel
RECORDS = wordclasses.folded_set("نص مقطع مقاطع تسجيل تسجيلات فيديو شريط ترجمة لقطات تقارير تقرير")
BROADCAST = wordclasses.folded_set(
    "نشره نشرها نشرته نشرتها بثه بثها بثته بثتها نقله نقلها نقلته نقلتها أورده أوردها أوردته أوردتها أذاعه أذاعها "
    "أذاعته أذاعتها عرضه عرضها عرضته عرضتها نشر بث نقل أورد ذكر أفاد نشرت بثت نقلت أوردت ذكرت أفادت ذكره ذكرته"
)


def channel(reading, lo, hi):
    """The outlet a speaker addresses between tokens lo and hi (لقناة …، في مقابلة مع …، على تويتر), or None."""
    page = reading.page
    for k in range(lo, min(hi, len(page.tokens), lo + 40)):
        w = page.words[k]
        if w is None:
            continue
        fold = page.folded(k)
        record = _record(reading, k, hi)
        if record:
            return record
        if fold in BROADCAST and (outlet := _broadcaster(reading, k, hi)):
            return tidy(reading.written(outlet.start, outlet.end))
        if fold[0] == "ل" and (
            w.prep
            or fold[1:] in wordclasses.OUTLETS
            or wordclasses.word(page.tokens[k].plain[1:]).bare in wordclasses.OUTLET_HEADS
        ):
            found = _outlet(reading, k, hi, clitic=True)
            if found:
                return found
        if fold in {"ل", "لـ"} and k + 1 < hi:
            found = _outlet_name(reading, k + 1, hi)
            if found:
                return found
        if fold in {"مع", "علي", "الي", "عبر", "اوردتها", "بثتها", "نشرتها", "بثه", "نشره"} and k + 1 < hi:
            found = _outlet(reading, k + 1, hi, clitic=False)
            if found:
                return found
    return None


def _outlet(reading, k, hi, clitic):
    page = reading.page
    token = page.tokens[k]
    w = page.words[k]
    fold = page.folded(k)
    if w is None:
        return None
    stem = fold[1:] if clitic else fold
    if stem.startswith("ل") and clitic and stem[1:] in wordclasses.OUTLET_HEADS:
        return None
    if stem in wordclasses.OUTLETS:
        return token.plain[1 if clitic else 0 :]
    if stem in wordclasses.OUTLET_HEADS:
        end = _outlet_end(page, k, hi)
        text = reading.text[token.start + (1 if clitic else 0) : page.tokens[end - 1].end]
        return tidy(text) if end > k + 1 else None
    return None


def _outlet_end(page, k, hi):
    """End of an outlet's name whose kind (وكالة، قناة) stands at token k."""
    quoted = phrases.quoted_name(page, k + 1, hi)
    if quoted:
        return quoted
    end = k + 1
    while end < hi and page.words[end] is not None and not page.conjoined[end]:
        w = page.words[end]
        if w.kind not in {"noun", "adv"} or w.prep or w.tanween or w.kind == "adv":
            break
        end += 1
    return end


def _outlet_name(reading, k, hi):
    """The name between marks after لـ: لـ«الحياة»."""
    quoted = phrases.quoted_name(reading.page, k, hi)
    return tidy(reading.text[reading.tokens[k].start : reading.tokens[quoted - 1].end]) if quoted else None


def _broadcaster(reading, k, hi):
    """The outlet that is the subject of a verb such as بثها at token k: a Chunk, or None."""
    parts = subject_after(reading, k + 1, min(hi, len(reading.tokens), k + 12))
    return parts[0] if parts and _is_outlet(reading, parts[0]) else None


def _is_outlet(reading, part):
    w = reading.page.words[part.start]
    if w is not None and w.bare in wordclasses.OUTLET_HEADS:
        return True
    row = canonical(tidy(reading.written(part.start, part.end)))
    return row is not None and row["kind"] == "outlet"


def _record(reading, k, hi):
    """A record and who made it public: نص نشره الكرملين, ترجمة روسية; None where token k begins no such phrase."""
    page = reading.page
    if page.words[k] is None or page.words[k].bare not in RECORDS or page.words[k].det:
        return None
    for verb in range(k + 1, min(k + 4, hi)):
        if page.tokens[verb].fold in BROADCAST:
            parts = subject_after(reading, verb + 1, min(hi, verb + 12))
            return tidy(reading.written(k, parts[-1].end)) if parts else None
    found = phrases.chunk(page, k, hi, inner=True)
    end = found.end if found else k + 1
    plain = page.words[k].bare in {"ترجمه", "تقارير"} and end > k + 1
    return tidy(reading.written(k, end)) if plain else None


def channel_after(reading, offset):
    """The channel named after the words, in the rest of their sentence: …، وفق ما نقله التلفزيون; or None.

    offset: code point where the content ends. A preposition that is the cue of a quotation of its own is passed over.
    """
    page, k = reading.page, reading.index(offset)
    if k == 0 or k >= len(page.tokens):
        return None
    end = reading.sentence_end(k - 1)
    for j in range(k, end):
        fold = page.folded(j) if page.words[j] is not None else ""
        core = fold[1:] if fold[:1] in "وف" and fold[1:] in SOURCE_PREPOSITIONS else fold
        if core in SOURCE_PREPOSITIONS and j not in page.cues:
            return _named_channel(reading, j + 1, end)
    return None


def _named_channel(reading, k, end):
    """The outlet or record after a preposition of source, or None."""
    page = reading.page
    if k < end and page.words[k] is not None and page.tokens[k].fold in {"ما", "لما"}:
        k += 1
    if k >= end or page.words[k] is None:
        return None
    if page.tokens[k].fold in BROADCAST:
        outlet = _broadcaster(reading, k, end)
        return tidy(reading.written(outlet.start, outlet.end)) if outlet else None
    if page.words[k].prep == "ل" and page.folded(k).startswith("ل"):
        page.unclitic(k)
    record = _record(reading, k, end)
    part = None if record else phrases.chunk(page, k, end)
    return record or (tidy(reading.written(part.start, part.end)) if part and _is_outlet(reading, part) else None)
