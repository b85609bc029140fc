"""Who says it: the mention, the speaker and the channel of every quotation.

Four steps, each by rule and each named in `Attribution.rule`: the kind of cue says where its subject can stand; the
noun phrase there is the mention; the mention is traced to the fullest name the text gives; a cue without a subject of
its own takes over the speaker before it that agrees with it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from helpers import cues, morphology, phrases, wordclasses, words
from helpers.channels import SOURCE_PREPOSITIONS, channel, channel_after
from helpers.mentions import RANKS, country_name, head_of, recent_two, resolve, tidy, two_places
from helpers.names import canonical, country, side, table
from helpers.phrases import phrase
from helpers.subjects import (
    NEIGHBOURS,
    REACH,
    SPEECH_NOUNS,
    TIME_NOUNS,
    Reading,
    agrees,
    antecedent,
    clear,
    document,
    document_stem,
    governing,
    is_auxiliary,
    is_deity,
    is_solid,
    is_speaker,
    is_time,
    nearest,
    owner,
    subject_after,
    subject_before,
    without_clitic,
)

__all__ = ["Attribution", "attribute", "canonical", "side", "table"]


class Attribution(NamedTuple):
    """mention: (start, end) code points or None. speaker: names as fully as the text gives them. via: channel or None.

    rule: how the speaker was found, e.g. `subject after verb`, `carried`, `title → holder`.
    """

    mention: tuple | None
    speaker: tuple
    via: str | None
    rule: str


class Source(NamedTuple):
    """A speaker in the running text, for cues that follow without a subject."""

    speaker: tuple
    via: str | None
    gen: str
    num: str
    at: int  # token index of its mention
    cue: int  # token index of the cue that used it last
    person: bool
    end: int = -1  # token index after its words


NOTHING = Source((), None, "", "", -1, -1, False)


@lru_cache(maxsize=50_000)
def cue_features(form):
    """(kind, gen, num, person) of a cue word; kind is verb, participle, noun, preposition or mark."""
    fold = words.fold(form)
    if not fold or not fold[0].isalpha():
        return "mark", "", "", "3"
    core = fold[1:] if fold[0] in "وف" and fold[1:] in SOURCE_PREPOSITIONS | {"نقلا"} else fold
    if core in SOURCE_PREPOSITIONS or core == "نقلا":
        return "preposition", "", "", "3"
    found = morphology.analyses(words.plain(form))
    verbs = [r for r in found if r.pos == "verb"]
    nouns = [r for r in found if r.pos in {"noun", "adj"}]
    accusative = re.search("[\u064b\u064d]", form) and fold.lstrip("و").startswith("م") and len(fold) > 4  # مطالبةً
    if _participle(fold, nouns) or accusative:
        return ("participle", *_nominal_agreement(fold), "3")
    if any(r.prep in "بل" and r.prep for r in nouns) and not verbs:
        return "noun", "", "", "3"
    if verbs and (not nouns or _verbal(fold, verbs)):
        return ("verb", *_verb_agreement(verbs), "3")
    if nouns:
        return "noun", "", "", "3"
    return _unknown_cue(fold)


# participles that do not begin with مـ
_PARTICIPLES = wordclasses.folded_set(
    "قائلا قائلة قائلين لافتا لافتة داعيا داعية داعين رافضا رافضة نافيا نافية آملا آملة شارحا واصفا واصفة ذاكرا عادا "
    "ناقلا ناقلة كاشفا كاشفة"
)


def _participle(fold, nouns):
    stem = fold[1:] if fold[:1] in "وف" and len(fold) > 5 else fold
    if re.fullmatch(".ا..ا", stem) and nouns:
        return True  # سائلا، شاكرا
    if stem.startswith("م") and len(stem) > 3 and (nouns or stem.endswith("ا")):
        return not stem.startswith(
            ("موقف", "مطالب", "مطالبه", "مناشد", "مقترح", "مبادر", "مزاعم", "مخاوف")
        ) or stem in {"مطالبا", "مناشدا"}
    return stem in _PARTICIPLES


def _nominal_agreement(fold):
    if fold.endswith(("ين", "ون")):
        return "", "p"
    return ("f", "s") if fold.endswith("ه") else ("m", "s")


def _verbal(fold, verbs):
    """A form that is a verb and a noun by the tables (حذر، أكد، طلب): the verb, unless only the noun is usual."""
    return fold not in {"قلق", "قول", "طلب", "موقف", "تحذير", "اتفاق", "اشاده", "ترحيب", "دعوه", "تاكيد", "نفي", "رد"}


def _verb_agreement(verbs):
    third = [r for r in verbs if r.per == "3"] or verbs
    gens, nums = {r.gen for r in third} - {"na"}, {r.num for r in third} - {"na"}
    if gens == {"m", "f"} and third[0].asp == "i":  # تطالب: she or you
        gens = {r.gen for r in third if r.per == "3"} or {"f"}
    return gens.pop() if len(gens) == 1 else "", nums.pop() if len(nums) == 1 else "s" if "s" in nums else ""


def _unknown_cue(fold):
    if fold.endswith("ت"):
        return "verb", "f", "s", "3"
    return ("verb", "", "p", "3") if fold.endswith("وا") else ("verb", "", "", "3")


class Finding(NamedTuple):
    """What a cue's own surroundings say: the mention's parts, how they were found, and the channel."""

    parts: list
    rule: str
    via: str | None = None
    agree: tuple = ("", "")
    both: tuple = ()  # the speakers, where they are known without a phrase


TRANSMIT = wordclasses.folded_set("نقل نقلت ونقل ونقلت تنقل وتنقل ينقل نقلا ونسب نسبت ونسبت نسب")


PRONOUNS = (("هما", "", "d"), ("هم", "", "p"), ("ها", "f", "s"), ("ه", "m", "s"))


def attribute(text, tokens, quotes):
    """Speakers of the quotations of one text: a list of Attribution parallel to `quotes`.

    tokens: words.tokenise(text). quotes: objects with at least `content` (start, end) and `cue` (start, end) or None;
    `construction` and `lemma` are used where filled.
    """
    if not quotes:
        return []
    reading = Reading(text, _with_marks(tokens), quotes)
    parents = _parents(quotes)
    out, sources = [None] * len(quotes), {}
    for q in sorted(range(len(quotes)), key=lambda q: _position(quotes[q])):
        parent = parents[q]
        history = sources.setdefault(parent, [])
        if parent is not None and out[parent] is not None and not history:
            history = [Source(out[parent].speaker, None, "", "", -1, -1, True)]
        finding = _find(reading, quotes[q], quotes, parent, history)
        if finding.via is None and parent is None:
            finding = finding._replace(via=channel_after(reading, quotes[q].content[1]))
        out[q], source = _settle(reading, finding, history, reading.at(_position(quotes[q])[0]))
        sources[parent].append(source._replace(end=reading.index(quotes[q].content[1])))
    return _headlines(quotes, parents, out)


ENTITIES = {"quot", "laquo", "raquo", "ldquo", "rdquo"}


def _with_marks(tokens):
    """The tokens with quotation marks that a page wrote as HTML entities (&quot;) made one mark each.

    A vowel sign that stands alone, a word of no letters, is a mark too.
    """
    if all(token.fold and token.form != "&" for token in tokens):
        return tokens
    out, i = [], 0
    while i < len(tokens):
        token = tokens[i]
        entity = i + 2 < len(tokens) and token.form == "&" and tokens[i + 1].form.lower() in ENTITIES
        if entity and tokens[i + 2].form == ";":
            token, i = token._replace(end=tokens[i + 2].end, form='"', plain='"', fold='"'), i + 2
        elif token.kind == "word" and not token.fold:
            token = token._replace(kind="mark")
        out.append(token)
        i += 1
    return out


def _headlines(quotes, parents, out):
    """Words that nothing before them assigns, such as a quoted headline: they are the next speaker's."""
    later = None
    for q in sorted(range(len(quotes)), key=lambda q: _position(quotes[q]), reverse=True):
        if parents[q] is None and out[q].speaker:
            later = out[q]
        elif later is not None and not out[q].speaker:
            out[q] = out[q]._replace(speaker=later.speaker, rule="speaker of the words after")
    return out


def _position(quote):
    return (quote.cue or quote.content)[0], quote.content[0], -quote.content[1]


def _parents(quotes):
    """For each quotation the index of the smallest one whose content holds its cue, or None."""
    order = sorted(range(len(quotes)), key=lambda q: (quotes[q].content[0], -quotes[q].content[1]))
    out, stack = [None] * len(quotes), []
    anchors = sorted(range(len(quotes)), key=lambda q: (quotes[q].cue or quotes[q].content)[0])
    waiting = iter(order)
    nxt = next(waiting, None)
    for q in anchors:
        at = (quotes[q].cue or quotes[q].content)[0]
        while nxt is not None and quotes[nxt].content[0] <= at:
            stack.append(nxt)
            nxt = next(waiting, None)
        stack = [p for p in stack if quotes[p].content[1] > at]
        holders = [p for p in stack if p != q and _inside(quotes[q], quotes[p])]
        out[q] = min(holders, key=lambda p: quotes[p].content[1] - quotes[p].content[0], default=None)
    return out


def _inside(inner, outer):
    """Whether `inner` is told inside `outer`: its cue and (but for a parenthesis) content are in that one."""
    cue = inner.cue or inner.content
    if not (outer.content[0] <= cue[0] and cue[1] <= outer.content[1]):
        return False
    if outer.cue and outer.cue == inner.cue:
        return False
    if inner.cue is None:
        return (
            outer.content[0] <= inner.content[0]
            and inner.content[1] <= outer.content[1]
            and outer.content != inner.content
        )
    own = inner.content[0] <= cue[0] < inner.content[1]  # a parenthetical cue inside its own content
    return not own or outer.content[1] - outer.content[0] > inner.content[1] - inner.content[0]


def _find(reading, quote, quotes, parent, history):
    if quote.cue is None:
        return Finding([], "continues the direct speech before it")
    c = reading.at(quote.cue[0])
    stop = reading.index(quote.content[0]) if quote.content[0] >= quote.cue[1] else reading.sentence_end(c)
    floor = max(reading.sentence[c], c - REACH)
    if parent is not None:
        floor = max(floor, reading.index(quotes[parent].content[0]))
    if parent is None:
        floor = _past_dateline(reading, floor, c)
    if history and history[-1].end > floor and history[-1].cue < c:
        floor = min(floor, history[-1].cue)  # the full stop was one inside the words before
    kind, gen, num, _ = cue_features(reading.tokens[c].form)
    given = getattr(quote, "construction", "") or ""
    if given in {"noun", "preposition", "participle"}:
        kind = given
    find = {"mark": _colon, "preposition": _beside, "noun": _noun, "participle": _participle_subject}.get(kind, _verb)
    return find(reading, c, stop, floor, gen, num, history)


def _past_dateline(reading, floor, c):
    """Where the sentence begins after a dateline (سبق - الرياض:), else `floor`."""
    for k in range(floor, min(floor + 10, c)):
        if k in reading.page.cues:
            break
        if reading.page.is_mark(k, ":"):
            return k + 1
    return floor


def _colon(reading, c, stop, floor, gen, num, history):
    """فلان: … in a headline: the phrase that opens the line."""
    start = c
    while start > max(0, c - REACH) and reading.tokens[start - 1].kind != "newline":
        start -= 1
    parts = phrase(reading.page, max(start, min(floor, c)), c) or phrase(reading.page, start, c)
    if not parts and 0 < c - start < 4 and all(reading.tokens[k].kind == "word" for k in range(start, c)):
        parts = [phrases.Chunk(start, c, (start, c), True, "", "s")]  # a name that the tables take for another word
    return Finding(parts, "phrase before the colon")


def _beside(reading, c, stop, floor, gen, num, history):
    """بحسب، وفق، نقلاً عن: the phrase after the preposition; after ما the subject of the verb that follows."""
    page, k = reading.page, c + 1
    end = reading.sentence_end(c)
    limit = stop if stop > c else end
    fold = reading.tokens[c].fold
    via = None
    if fold.endswith("نقلا"):
        via = _label(reading, governing(reading, c, floor, "", ""), history)
        if k < limit and reading.tokens[k].fold == "عن":
            k += 1
    if fold.endswith("ما") or (k < limit and reading.tokens[k].fold in {"ما", "لما"}):
        k += 0 if fold.endswith("ما") else 1
        if k + 1 < limit and reading.tokens[k].fold in {"جاء", "ورد"} and page.folded(k + 1) in {"فيه", "فيها"}:
            return Finding(_silent(_last_document(reading, c)), "document before", via)
        if k < limit and reading.tokens[k].fold in {"جاء", "ورد"}:
            return Finding(document(reading, k + 1, limit), "document after preposition", via)
        return Finding(
            subject_after(reading, k + 1, limit),
            "subject after preposition + verb",
            via or channel(reading, k + 1, min(limit, k + 14)),
        )
    k += k < limit and reading.tokens[k].fold == "ل"  # وفقا لـ «رويترز»
    while page.is_mark(k, '«“"'):
        k += 1
    if k >= limit or page.words[k] is None:
        parts = phrase(page, k, limit) if k < limit else []
        return Finding(parts, "phrase after preposition", via)
    parts = without_clitic(reading, k, limit)
    if parts and wordclasses.bare(document_stem(page, k)) in SPEECH_NOUNS:
        return Finding(owner(reading, k, limit) or parts, "owner of the document", via)
    if page.words[k].pron and not page.words[k].person:
        agree = _clitic(page, k)
        parts = governing(reading, c, floor, *agree) if agree[1] == "p" else []
        return Finding(_silent(parts), "carried", via, agree)
    return Finding(parts, "phrase after preposition", via)


def _last_document(reading, c):
    """The document named last before token c (هذا التقرير), for a pronoun that points to it."""
    page = reading.page
    for k in range(c - 1, max(0, c - REACH) - 1, -1):
        w = page.words[k]
        if w is not None and w.bare in SPEECH_NOUNS and w.det and not w.prep and w.kind == "noun":
            return phrase(page, k, c)
    return []


def _clitic(page, k):
    fold = page.folded(k)
    return next(((gen, num) for ending, gen, num in PRONOUNS if fold.endswith(ending)), ("", ""))


def _noun(reading, c, stop, floor, gen, num, history):
    """A noun of speech: its genitive, its pronoun, من + phrase, or the subject of the verb that governs it."""
    page, k = reading.page, c + 1
    limit = stop if stop > c else reading.sentence_end(c)
    fold = page.folded(c)
    w = page.words[c]
    told = _told(reading, c, floor)
    if told:
        return told
    addressed = k < limit and page.words[k] is not None and page.words[k].prep == "ل"
    if addressed and w is not None and (w.tanween or w.prep):
        parts = governing(reading, c, floor, "", "")
        if parts:  # أطلقت الشركة تحذيرا للمسافرين, قام الوزير بالتوجيه للإدارة: ل is whom it is said to
            return Finding(_silent(parts) if parts[0].end < c - 8 else parts, "subject of the governing verb")
    if k < limit and reading.tokens[k].fold in {"من", "بين"} and not (w is not None and w.pron):
        parts = phrase(page, k + 1, limit)
        if parts:
            return Finding(parts, "phrase after من")
    if (w is not None and w.pron) or fold in {"قوله", "قولها", "قولهم"}:
        agree = _clitic(page, c)
        parts = nearest(reading, c, floor, *agree) or governing(reading, c, floor, *agree, nearest=True)
        return Finding(_silent(parts), "pronoun → subject of the clause" if parts else "carried", None, agree)
    if (
        fold[:1] in "بل"
        and w is not None
        and w.prep
        and not (k < limit and page.words[k] and page.words[k].kind == "noun")
    ):
        place = _object_of_in(reading, k, limit)
        if place:
            return Finding(place, "phrase after في")
        return Finding(_silent(governing(reading, c, floor, "", "")), "subject of the governing verb")
    if fold[:1] in "بل":
        place = _object_of_in(reading, k, limit)
        if place:
            return Finding(place, "phrase after في")
    if k < limit and page.words[k] is not None and (page.words[k].kind != "noun" or page.words[k].prep):
        before = subject_before(reading, c, floor)
        if before and before[-1].end == c:
            return Finding(before, "subject before the noun")
    if k < limit and page.words[k] is not None:
        nations = _nations(reading, k, limit)
        if nations:
            return Finding(nations, "nationality")
        if reading.tokens[k].fold in {"من", "بين", "عن", "لدي"}:
            return Finding(phrase(page, k + 1, limit), "phrase after من")
        if page.words[k].prep == "ل":
            return Finding(without_clitic(reading, k, limit), "phrase after ل")
        parts = phrase(page, k, limit)
        if parts:
            return Finding(parts, "genitive")
    before = subject_before(reading, c, floor)
    if before:
        return Finding(before, "subject before the noun")
    return Finding(_silent(governing(reading, c, floor, "", "")), "subject of the governing verb")


class Silent(list):
    """Parts that tell the speaker but are not the mention of this cue."""


def _silent(parts):
    return Silent(parts)


def _object_of_in(reading, k, limit):
    if k + 1 < limit and reading.tokens[k].fold in {"في", "لدي"}:
        return phrase(reading.page, k + 1, limit)
    return []


def _nations(reading, k, limit):
    """إشادة مصرية، اتفاق أمريكي - خليجي: nationality adjectives as one-word parts."""
    page, out = reading.page, []
    while k < limit:
        w = page.words[k]
        if w is None:
            if not (out and page.is_mark(k, "-–ـ")):
                break
        elif w.adj and not w.det and wordclasses.is_nisba(w.bare) and country(w.bare):
            out.append(phrases.Chunk(k, k + 1, None, False, "f", "s"))
        elif not out or not page.conjoined[k]:
            break
        k += 1
    return out


def _told(reading, c, floor):
    """نقلت وكالة X عن Y (قوله): Y is the mention, X the channel."""
    page = reading.page
    for k in range(c, max(floor, c - 40) - 1, -1):
        if reading.tokens[k].fold in TRANSMIT:
            for j in range(k + 1, min(len(page.tokens), k + 25)):
                if reading.tokens[j].fold == "عن":
                    agency = subject_after(reading, k + 1, j) or subject_before(reading, k, reading.sentence[k])
                    parts = phrase(page, j + 1, min(len(page.tokens), j + 30))
                    if parts and (c <= k or parts[-1].end <= c):
                        via = ", ".join(_speaker_label(reading, part) for part in agency) or None
                        return Finding(parts, "نقل عن", via)
            return None
    return None


def _speaker_label(reading, part):
    return tidy(reading.written(part.start, part.end))


def _label(reading, parts, history):
    return " و".join(_speaker_label(reading, part) for part in parts) or None


def _participle_subject(reading, c, stop, floor, gen, num, history):
    """مؤكداً: the speaker of the sentence so far, else the subject of its verb."""
    page = reading.page
    if c > floor and page.words[c - 1] is not None and num == "s":
        before = [] if reading.tokens[c].plain.endswith("ا") or page.conjoined[c] else subject_before(reading, c, floor)
        if before and before[-1].end == c:
            return Finding(before, "subject before the participle")
    own = _own_subject(reading, c, gen)
    if own:
        return Finding(own, "subject after participle", None, (gen, num))
    if history and history[-1].cue >= floor and _agrees(history[-1], gen, num):
        return Finding([], "carried", None, (gen, num))
    parts = governing(reading, c, floor, gen, num)
    if parts and not (_goes_on(reading, c, history, gen, num) and not is_speaker(page, parts[0])):
        return Finding(_silent(parts), "subject of the governing verb", channel(reading, floor, c), (gen, num))
    return Finding([], "carried", None, (gen, num))


# participles that take no person for an object: what follows them is who speaks
_REPORTING = wordclasses.folded_set("مؤكدا موضحا مشيرا مضيفا مبينا منوها لافتا معربا معبرا مشددا متمنيا قائلا معلنا")


def _own_subject(reading, c, gen):
    """The subject that a participle takes with it: مؤكداً سموه أن, مشيرة المتحدثة إلى; empty where it has none."""
    page, fold = reading.page, reading.tokens[c].fold.removeprefix("و")
    if c + 1 >= len(page.tokens) or page.words[c + 1] is None or page.conjoined[c + 1]:
        return []
    rank = page.folded(c + 1) in RANKS
    if not rank and (fold[:-1] + "ا" if fold.endswith("ه") else fold) not in _REPORTING:
        return []
    parts = phrase(page, c + 1, min(len(page.tokens), c + REACH))
    if len(parts) != 1 or not (rank or (parts[0].person and page.words[c + 1].det)):
        return []
    after = page.words[parts[0].end] if parts[0].end < len(page.tokens) else None
    opens = after is None or after.kind in {"comp", "prep"} or bool(after.prep)
    return parts if rank or (opens and (parts[0].name or parts[0].gen != {"m": "f", "f": "m"}.get(gen))) else []


def _goes_on(reading, c, history, gen, num):
    """Whether the last speaker fits and spoke in the paragraph of token c."""
    if not history or not _agrees(history[-1], gen, num):
        return False
    start, end = reading.tokens[max(history[-1].cue, 0)].start, reading.tokens[c].start
    return history[-1].person and end - start < 1500 and "\n" not in reading.text[start:end]


def _agrees(source, gen, num):
    if not source.speaker:
        return False
    if gen and source.gen and gen != source.gen:
        return False
    if num == "s" and gen and len(source.speaker) > 1:
        return False
    if num == "p":
        return source.num != "s" or len(source.speaker) > 1
    return True


def _verb(reading, c, stop, floor, gen, num, history):
    page = reading.page
    limit = stop if stop > c else reading.sentence_end(c)
    agree = (gen, num)
    via = channel(reading, c + 1, limit)
    if reading.tokens[c].fold in TRANSMIT:
        told = _told(reading, c, floor)
        if told:
            return told
    if reading.tokens[c].fold.endswith(("ورد", "جاء")):
        return Finding(document(reading, c + 1, limit), "owner of the document", via, agree)
    after = subject_after(reading, c + 1, limit, bounded=stop > c and not page.is_mark(c + 1, ':«“"'))
    if after and (not _fits_cue(page, after[0], gen, c) or _pronoun_subject(page, c, floor)):
        after = []
    if after and (
        is_time(page, after[0])
        or is_deity(page, after[0])
        or _accusative(page, after[0])
        or _addressee(reading, c, after[0], history, gen)
    ):
        after = []
    if c > floor and not page.conjoined[c] and page.words[c - 1] is not None and page.words[c - 1].tanween:
        parts = antecedent(reading, c, floor)
        if parts and wordclasses.bare(
            page.folded(parts[0].start)
        ) in SPEECH_NOUNS | wordclasses.OCCASIONS - wordclasses.folded_set("بيان تقرير إعلان"):
            parts = _silent(governing(reading, c, floor, gen, num))
            return Finding(parts, "subject of the clause", via, agree)
        if parts and not parts[0].person:
            return Finding(parts, "indefinite noun before verb", via, agree)
    if not after and not page.conjoined[c] and _asyndetic(reading, c, gen):
        parts = antecedent(reading, c, floor)
        head = page.words[parts[0].start] if parts else None
        if head is not None and parts[0].start > floor and not head.det and not head.adj and not parts[0].name:
            return Finding(parts, "indefinite noun before verb", via, agree)
    paper = [] if after or page.conjoined[c] else _document_told(reading, c, floor)
    if paper:
        return Finding(paper, "document before verb", via, agree)
    if not page.conjoined[c] or _topic(page, c, floor):
        before = _before(reading, c, floor, gen, bool(after))
        if before:
            return Finding(before, "subject before verb", via, agree)
    if after:
        return Finding(after, "subject after verb", via, agree)
    if not after and stop > c:
        k = reading.index(reading.ends.get(c, 0))
        if k < len(page.tokens) and page.folded(k) == "كل":
            return Finding(phrase(page, k, reading.sentence_end(c)), "subject after the content", via, agree)
    source = _source_resumed(reading, c, floor)
    if source:
        return Finding(_silent(source), "source resumed by a pronoun", via, agree)
    if num == "d":
        both = two_places(reading) if gen == "f" else recent_two(reading, c, history[-1].speaker if history else ())
        if both:
            return Finding([], "dual verb → both", via, agree, both)
    body = _body_told_of(reading, c, history)
    if body:
        return Finding(_silent(body), "subject of the statement before", None, agree)
    if not (history and history[-1].cue >= floor) and (floor or page.conjoined[c]):
        parts = _clause_subject(reading, c, floor, gen, num, history)
        if parts and not _bracketed(page, parts[0], c, floor):
            return Finding(_silent(parts), "subject of the clause", via, agree)
    fresh = _fresh_subject(reading, c, history, gen, num)
    if fresh:
        return Finding(_silent(fresh), "subject of the sentence before", via, agree)
    return Finding([], "carried", via, agree)


def _clause_subject(reading, c, floor, gen, num, history):
    """The subject of the clause if it can speak, else of the verb nearest to token c; after a speaker no deed."""
    page = reading.page
    parts = governing(reading, c, floor, gen, num)
    if not parts or is_speaker(page, parts[0]):
        return parts
    closer = governing(reading, c, floor, gen, num, nearest=True)  # بدأ الحفل، ثم ألقى فلان كلمة أوضح فيها
    if closer and is_speaker(page, closer[0]):
        return closer
    return [] if history and _is_deed(page, parts) else parts  # تسبب انقطاع الماء في كذا … وأشار إلى: not the cut


def _is_deed(page, parts):
    """Whether a phrase names something done or happening, by a verbal noun, and not who does it."""
    w = page.words[parts[0].start] if parts else None
    return w is not None and w.known and w.noun and cues.is_masdar(w.bare) and w.bare not in SPEECH_NOUNS


PAPERS = SPEECH_NOUNS | wordclasses.folded_set("بلاغ إشعار إفادة برقية منشور تغريدة شكوى إخطار")


def _document_told(reading, c, floor):
    """تلقى بلاغاً من المكتب، يفيد; سلم خطابا بتاريخ كذا يشير: whose document it is, else the document."""
    page = reading.page
    if reading.tokens[c].fold[0] not in "يت":
        return []
    for k in range(c - 1, max(floor, c - 14) - 1, -1):
        w = page.words[k]
        if w is None or w.kind == "verb" or w.bare not in PAPERS or not w.tanween:
            continue
        found = phrases.chunk(page, k, c)
        if found is None or not clear(page, found.end, c):
            return []
        signed = found.end < c and page.tokens[found.end].fold in {"من", "عن"}
        return (phrase(page, found.end + 1, c) if signed else []) or [found]
    return []


_WITH_PRONOUN = wordclasses.folded_set("أنه أنها أنهم إنه إنها إنهم بأنه بأنها بأنهم أنني إنني أننا إننا")
RESUMING = wordclasses.folded_set("فإنه فإنها فإنهم")


def _pronoun_subject(page, c, floor):
    """Whether the verb at token c has a pronoun for its subject: قال إنه أبلغ فلاناً."""
    k = c - 1
    while k > floor and page.words[k] is not None and page.folded(k) in {"قد", "سبق", "لم", "لن", "سوف"}:
        k -= 1
    return k >= floor and not page.conjoined[c] and page.tokens[k].fold in _WITH_PRONOUN


def _bracketed(page, part, c, floor):
    """رغم قوله إن (كل شيء جاهز) إلا أنه أقر: words in brackets are not whom the pronoun before a verb means."""
    brackets = any(page.is_mark(k, "(") for k in range(max(0, part.start - 2), part.start))
    return brackets and _pronoun_subject(page, c, floor)


def _source_resumed(reading, c, floor):
    """حسب بيان اللجنة، فإنها تناشد: the source to which the pronoun goes back, or empty."""
    page = reading.page
    if c <= floor or reading.tokens[c - 1].fold not in RESUMING:
        return []
    for k in range(c - 2, max(floor, c - 25) - 1, -1):
        fold = page.folded(k) if page.words[k] is not None else ""
        if fold in SOURCE_PREPOSITIONS:
            return _beside(reading, k, c - 1, floor, "", "", ()).parts
    return []


# what a cabinet does in the statement that its minister reads out, where وأضاف and وأكد would be the minister's own
_RESOLVES = wordclasses.folded_set(
    "أعرب عبر رحب جدد ندد أدان استنكر ثمن قدر أشاد نوه شكر هنأ بارك قرر وافق أقر اعتمد فوض حث دعا ناشد بحث أبدى "
    "أعربت عبرت رحبت جددت نددت أدانت استنكرت ثمنت قدرت أشادت نوهت شكرت هنأت باركت قررت وافقت أقرت"
)


def _body_told_of(reading, c, history):
    """The body whose doings the last speaker was telling: أوضح الوزير أن المجلس أعرب عن …، وجدد …; else empty."""
    page = reading.page
    if not history or not page.conjoined[c] or page.folded(c) not in _RESOLVES or history[-1].cue < 0:
        return []
    k = reading.begins.get(history[-1].cue, c)
    if k >= c or reading.sentence[k] != reading.sentence[c] or page.words[k] is None:
        return []
    parts = phrase(page, k, c)
    heads = len(parts) == 1 and not parts[0].person and page.words[k].bare in wordclasses.BODIES
    return parts if heads and parts[0].end < c and page.folded(parts[0].end) in _RESOLVES else []


def _asyndetic(reading, c, gen):
    """Whether an indefinite phrase touches a verb in the present: مع تقارير أمريكية تشير إلى."""
    w = reading.page.words[c - 1] if c else None
    if w is None or w.kind != "noun" or w.det or w.place or w.pron or w.prop or reading.tokens[c].fold[0] not in "يت":
        return False
    return w.bare not in TIME_NOUNS and (w.gen == gen == "f" or (gen != "f" and w.gen == "m"))


# verbs whose object is a person or a body: حث زعماء العالم على
_ADDRESSING = wordclasses.folded_set(
    "حث طالب دعا ناشد حذر شجع هنأ شكر اتهم أبلغ أخبر نصح أمر وصف انتقد أدان حثت طالبت دعت ناشدت حذرت شجعت هنأت شكرت "
    "اتهمت أبلغت أخبرت وصفت انتقدت أدانت حفز حفزت أوصى أوصت أمرت وجه وجهت ذكر نبه "
    "نبهت يحث يطالب يدعو يناشد يحذر تحث تطالب تدعو تحذر"
)


def _accusative(page, part):
    """A sound masculine plural in ين, or in ي before a genitive, is no subject: حث المسؤولين على, هنأ منسوبي الجهة."""
    i = head_of(page, part)
    w = page.words[i]
    if w is None or w.prop or part.name is not None:
        return False
    return (w.num in "pd" and w.bare.endswith("ين") and w.noun) or _held_plural(page.tokens[i].plain)


@lru_cache(maxsize=20_000)
def _held_plural(plain):
    """Whether a form in ي is the plural of a word before its genitive (مسؤولي), no singular of its own (محامي)."""
    found = [r for r in morphology.analyses(plain) if r.pos in {"noun", "adj"} and not r.pron and not r.prep]
    return plain.endswith("ي") and bool(found) and all(r.num in "pd" for r in found)


def _addressee(reading, c, part, history, gen):
    """Whether the phrase after a coordinated verb is its object: طالب البابا … وحث زعماء العالم على …"""
    page = reading.page
    going_on = page.conjoined[c] or (c and reading.tokens[c - 1].fold == "كما")
    if not going_on or page.folded(c) not in _ADDRESSING or part.name:
        return False
    if not (history and history[-1].cue >= reading.sentence[c] and _agrees(history[-1], gen, "")):
        return False
    end = part.end
    return (
        end < len(page.tokens)
        and page.words[end] is not None
        and (page.words[end].kind == "prep" or bool(page.words[end].prep))
    )


def _topic(page, c, floor):
    return c - floor > 1 and any(
        page.folded(k) in {"اما", "اماّ"} or page.tokens[k].fold == "اما" for k in range(max(floor, c - 8), c)
    )


def _fits_cue(page, part, gen, c):
    if gen == "f" and part.gen == "m" and part.num == "s" and part.person and not part.name:
        return False
    other = {gen, part.gen} == {"m", "f"} and part.num == "s" and part.start == c + 1
    return not (other and not part.name and not part.person and (gen == "m" or not page.words[part.start].place))


def _before(reading, c, floor, gen, contested):
    """The subject before a verb; beside a phrase after the verb it counts only when it touches the verb."""
    parts = subject_before(reading, c, floor)
    if not parts or is_time(reading.page, parts[0]):
        return []
    if _bracketed(reading.page, parts[0], c, floor):
        return []
    if c > floor and reading.tokens[c - 1].fold in wordclasses.RELATIVES and _takes_object(reading, c):
        return []
    if contested and c > floor and reading.tokens[c - 1].fold in wordclasses.RELATIVES:
        return []
    if not _fits_before(parts, gen):
        return []
    if contested:
        j = c
        while j > floor and (
            reading.page.is_mark(j - 1, '«“"') or (reading.page.words[j - 1] and is_auxiliary(reading.page, j - 1))
        ):
            j -= 1
        leads = parts[0].name and parts[0].start <= floor + 1  # فلان، من جانبه، وصف المشروع
        if (parts[-1].end < j - 1 and not leads) or not is_solid(reading.page, parts[0]):
            return []
    return parts


@lru_cache(maxsize=20_000)
def _transitive(plain):
    """Whether a verb form ends in an object pronoun in every reading: وصفهم, طلبها."""
    found = [r for r in morphology.analyses(plain) if r.pos == "verb"]
    return bool(found) and all(r.pron for r in found)


def _takes_object(reading, c):
    return _transitive(reading.tokens[c].plain)


def _fits_before(parts, gen):
    if len(parts) > 1 or not gen:
        return True
    part = parts[0]
    if gen == "f" and part.gen == "m" and part.num == "s" and part.person and not part.name:
        return False
    return not (gen == "m" and part.gen == "f" and part.num == "s" and not part.name)


def _fresh_subject(reading, c, history, gen, num):
    """The person whom a sentence between the last attribution and this one made its subject."""
    page = reading.page
    last = history[-1].cue if history else -1
    first = reading.sentence[c]
    k = first - 1
    seen = 0
    while k > last and seen < 2 and not (history and history[-1].cue >= first):
        start = reading.sentence[k]
        if start <= last:
            break
        for j in range(start, min(start + 4, k)):
            w = page.words[j]
            if w is not None and w.verb and page.folded(j) not in wordclasses.PARTICLES:
                parts = subject_after(reading, j + 1, k)
                if len(parts) == 1 and parts[0].name and parts[0].person and agrees(page, parts, gen, num):
                    return parts
                break
        if any(page.words[j] is not None for j in range(start, k)):
            seen += 1
        k = start - 1
    return []


def _whose_own(reading, part, name, before):
    """أعضاء فريقه after a person: the pronoun gives way to his name."""
    w = reading.page.words[part.end - 1]
    if not before or part.name or w is None or not w.pron or not name.endswith(("ه", "ها")):
        return name
    return f"{name.removesuffix('ها').removesuffix('ه')} {before[0].split()[-1]}"


def _written_span(reading, start, end):
    """Code points of a mention; a clitic preposition belongs to how it is written (لهاشم), a conjunction does not."""
    first, last = reading.page.span(start, end)
    token = reading.tokens[start]
    clitic = start in reading.page.unclitics
    return (token.start + (token.fold[0] in "وف") if clitic else first), last


_GOING_ON = wordclasses.folded_set(
    "أضاف أضافت تابع تابعت واصل واصلت استطرد استطردت أردف أردفت ختم ختمت اختتم اختتمت استدرك استدركت"
)


def _same_again(reading, finding, history, cue):
    """وأضاف مدرب الفريق السابق, where nobody bears that title: a verb that goes on keeps the person who spoke last."""
    page, part = reading.page, finding.parts[0]
    if not history or not history[-1].person or len(history[-1].speaker) != 1 or history[-1].num == "p":
        return False
    if not page.conjoined[cue] or page.folded(cue) not in _GOING_ON or finding.rule != "subject after verb":
        return False
    if len(finding.parts) != 1 or not part.person or part.name or part.num == "p":
        return False
    genders = {part.gen, history[-1].gen} == {"m", "f"}
    last = page.words[part.end - 1]
    return not genders and last is not None and bool(last.det or last.place or last.pron)


def _settle(reading, finding, history, cue):
    """Attribution and Source of one quotation from what was found around its cue."""
    gen, num = finding.agree
    if finding.parts:
        speaker, rule = [], finding.rule
        for part in finding.parts:
            if finding.rule == "nationality":
                found, how = (country_name(reading, part),), "country"
            else:
                found, how = resolve(reading, part, history)
                if how == "description" and _same_again(reading, finding, history, cue):
                    found, how = history[-1].speaker, "title → last speaker"
            found = tuple(_whose_own(reading, part, name, speaker) for name in found)
            speaker += [name for name in found if name and name not in speaker]
            rule = f"{finding.rule}; {how}"
        mention = None
        if not isinstance(finding.parts, Silent):
            mention = _written_span(reading, finding.parts[0].start, finding.parts[-1].end)
        part = finding.parts[0]
        person = part.person or part.name is not None
        gen = part.gen if (part.gen and not part.name) or (part.person and part.gen == "f") else gen
        number = "p" if len(speaker) > 1 else part.num or num
        via = finding.via
        return Attribution(mention, tuple(speaker), via, rule), Source(
            tuple(speaker), via, gen, number, part.start, cue, person
        )
    if finding.both:
        source = Source(finding.both, finding.via, gen, "p", cue, cue, True)
        return Attribution(None, finding.both, finding.via, finding.rule), source
    source = next(
        (source for source in reversed(history[-NEIGHBOURS:]) if _agrees(source, gen, num)),
        history[-1] if history else NOTHING,
    )
    if num == "s" and gen and len(source.speaker) > 1:
        source = source._replace(speaker=source.speaker[:1], num="s")  # تصريحات فلان وفريقه … تصريحاته
    via = finding.via or source.via
    rule = finding.rule if source.speaker else "no speaker found"
    return Attribution(None, source.speaker, via, rule), Source(
        source.speaker, via, source.gen or gen, source.num or num, source.at, cue, source.person
    )
