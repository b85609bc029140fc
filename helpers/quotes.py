"""Quotations: what a text ties to a source, with cue, content, quoted words and mode.

`find` reads a text once from left to right. Every cue of `helpers.cues` that has content of a shape it can take gives
one quotation; what stands in marks without a cue is a quotation when it goes on from the paragraph before, else a
label. Spans are half-open and count code points of the text as given.
"""

from collections import Counter
from typing import NamedTuple

from helpers import complements, content
from helpers.page import COMMAS, QUOTING, Page, names_something


class Quote(NamedTuple):
    """One quotation.

    mode: direct, mixed, indirect or act. content, cue: (start, end); cue is None where nothing marks it.
    quoted: spans inside quotation marks, for direct and mixed. lemma, stance: of the cue in the table ("" if none).
    rule: what decided the span. construction: verb_subject, subject_verb, postposed, parenthetical, participle,
    relative, noun, preposition, colon or none. per, gen, num: agreement of the cue ("" if unknown).
    sentence, paragraph: their numbers, from 0.
    """

    mode: str
    content: tuple
    quoted: tuple
    cue: tuple | None
    lemma: str
    stance: str
    rule: str
    construction: str
    per: str
    gen: str
    num: str
    sentence: int
    paragraph: int


class Found(NamedTuple):
    """What `find` returns: quotes in the order of their contents, not_speech as (start, end) spans of labels."""

    quotes: list
    not_speech: list


_TRAILING = {".", "،", ",", "؛", ":", "-", "–", "…", "ـ", '"', "'"}
_RELAYS = {"نقل", "نشر", "أورد", "بث"}
_PIECES = 40  # quotations read as one at most
_NESTING = 6  # attributions inside each other at most; deeper ones are noise, and a bound keeps the time linear
_STATING = {"اعتبر", "عد"}  # with two objects they state that one is the other


def find(text, tokens=None, residue=()):
    """All quotations of a text.

    tokens: words.tokenise(text), made here if not given. residue: spans [start, end, …) of page furniture to pass over.
    Returns Found. Works on any text; time grows linearly with its length.
    """
    page = Page(text, tokens, residue)
    quotes = []
    for number, sentence in enumerate(page.sentences):
        if page.ignored[sentence.first]:
            continue
        if sentence.kind != "body":
            quotes += _colon(page, number)
        quotes += _from_cues(page, sentence)
        quotes += _from_prepositions(page, sentence)
    quotes += _uncued(page, quotes)
    quotes = _chained(page, quotes)
    quotes = _unique(_nested(page, _unique(_outspoken(page, quotes))))
    return Found(quotes, _labels(page, quotes))


def _outspoken(page, quotes):
    """Without the acts of people told about inside another's words (… ورفضوا العزلة)."""
    kept, reach = [], -1
    for quote in sorted(quotes, key=lambda q: q.cue or q.content):
        plural = quote.mode == "act" and quote.num in {"p", "d"} and quote.cue and page.text[quote.cue[0]] == "و"
        if not (plural and quote.cue[0] < reach):
            kept.append(quote)
        if quote.mode != "act":
            reach = max(reach, quote.content[1])
    return kept


def _unique(quotes):
    """Quotations in order, one for each pair of cue and content."""
    best = {}
    for quote in sorted(quotes, key=lambda q: (q.cue or q.content, q.content)):
        # وتابع قائلا، يستنكر ويشجب: one content, one quotation; a relayed source is a second one
        key = quote.content, quote.rule == "relayed source"
        best.setdefault(key, quote)
    return sorted(best.values(), key=lambda q: (q.content[0], -q.content[1], q.cue or (0, 0)))


def _chained(page, quotes):
    """Quotations without what the reporter's own participles cut off inside one pair of marks.

    Agencies leave the marks open over «…، مشيرا إلى أن …، مؤكدا أن …»: each participle begins another quotation, whose
    words stand in the same marks.
    """
    links = {}
    for number, quote in enumerate(quotes):
        if quote.construction == "participle" and quote.mode == "indirect" and quote.cue:
            place = page.at(quote.cue[0])
            if page.form(place - 1) in COMMAS and page.inside[place] >= 0:
                links.setdefault(page.segments[page.inside[place]].inner_start, []).append((number, quote))
    told = {}
    for number, quote in enumerate(quotes):
        inside = links.get(quote.content[0], ()) if quote.mode == "direct" and len(quote.quoted) == 1 else ()
        cuts = sorted(link.cue[0] for _, link in inside if link.cue[0] < quote.content[1])
        shorter = _cut(page, quote._replace(quoted=()), cuts[0]) if cuts else None
        if shorter:
            told[number] = shorter._replace(quoted=(shorter.content,))
            for other, link in inside:
                told[other] = link._replace(mode="direct", quoted=(link.content,))
    return [told.get(number, quote) for number, quote in enumerate(quotes)]


def _nested(page, quotes):
    """Quotations whose contents lie inside each other or apart; where two cross, one is cut short or dropped.

    Crossing comes of a content that runs over the end of what another source accounts for, so the later one ends there;
    where that would cut its words in marks, the earlier one ends before it. quotes: as `_unique` gives them.
    """
    kept, around = [], []  # around: places in `kept` of the contents around the one at hand, the innermost last
    for quote in quotes:
        around = [k for k in around if kept[k].content[1] > quote.content[0]]
        crossed = [k for k in around if kept[k].content[1] < quote.content[1]]
        if crossed:
            cut = _cut(page, quote, kept[crossed[-1]].content[1])
            shorter = [] if cut else [_cut(page, kept[k], quote.content[0]) for k in crossed]
            if not cut and not all(shorter):
                continue
            for k, other in zip(crossed, shorter, strict=False):
                kept[k] = other
            quote = cut or quote
            around = [k for k in around if kept[k].content[1] > quote.content[0]]
        around.append(len(kept))
        kept.append(quote)
    return kept


def _cut(page, quote, end):
    """A quotation that ends at a code point, or None where nothing or only half of its words in marks would be left."""
    first, last = page.at(quote.content[0]), page.at(end)
    while last > first and page.tokens[last - 1].end > end:
        last -= 1
    first, last = _trim(page, first, last)
    if last <= first or any(stop > page.tokens[last - 1].end for _, stop in quote.quoted):
        return None
    return quote._replace(content=(quote.content[0], page.tokens[last - 1].end))


# ---------------------------------------------------------------- building one quotation


def _trim(page, first, last):
    """Token range without punctuation and line ends at its edges; closing marks of quotations stay."""
    while last > first and (
        page.tokens[last - 1].kind == "newline"
        or (page.tokens[last - 1].form in _TRAILING and not _closing(page, last - 1))
    ):
        last -= 1
    while first < last and (
        page.tokens[first].kind == "newline" or (page.tokens[first].form in _TRAILING and page.opens[first] < 0)
    ):
        first += 1
    return first, last


def _closing(page, place):
    """Whether a token is the closing mark of a quotation (matters for marks such as " that look alike)."""
    if page.tokens[place].form not in {'"', "'"}:
        return False
    end = page.tokens[place].end
    return any(page.segments[k].end == end for k in _near(page, place))


def _near(page, place):
    """Numbers of the quotations that open within reach before a token."""
    return [page.opens[k] for k in range(max(0, place - 400), place) if page.opens[k] >= 0]


def _fragments(page, first, last, nominal):
    """Spans of the speaker's own words in marks within a token range: quotations that are not names."""
    found, k = [], first
    while k < last:
        number = page.opens[k]
        if number >= 0 and page.segments[number].start >= page.tokens[first].start:
            if not names_something(page, number) and not _repeated(page, number, nominal):
                segment = page.segments[number]
                if segment.inner_end <= page.tokens[last - 1].end:
                    found.append((segment.inner_start, segment.inner_end))
            k = max(k + 1, min(page.spans[number][3], last))
        else:
            k += 1
    return tuple(found)


def _repeated(page, number, nominal):
    """Whether the same short words stand in marks more than once on the page, as names of things do."""
    if not hasattr(page, "counts"):
        page.counts = Counter(_wording(page, other) for other in range(len(page.segments)))
    if page.word(page.spans[number][1]).prep:
        return False
    if _named_thing(page, number, nominal):
        return True
    return page.length(number) <= 3 and page.counts[_wording(page, number)] > 1


def _wording(page, number):
    """The first words of a quotation in plain spelling, enough to know short ones again."""
    _, first, last, _ = page.spans[number]
    return tuple(page.tokens[k].plain for k in range(first, min(last, first + 12)))


def _named_thing(page, number, nominal):
    """Whether one word in marks only completes a noun (في أيدي «المقاومة») or is a choice («بطيئة» أو «سريعة»)."""
    first, inner, _, after = page.spans[number]
    if page.length(number) != 1:
        return False
    if page.form(after) in {"أو", "أم"} or page.form(first - 1) in {"أو", "أم"}:
        return True
    before = page.word(first - 1)
    construct = before.noun and not (before.det or before.pron or before.prop or before.adj)
    return page.word(inner).det and (construct or (not nominal and before.prep in {"من", "في", "على", "مع"}))


def _quote(page, mode, span, quoted, cue, form, rule, construction):
    """A Quote from character spans; `cue` is a token number or None."""
    place = cue if cue is not None else page.at(span[0])
    number = page.sentence[min(place, len(page.tokens) - 1)]
    verb = form is not None and form.sort == "verb"
    return Quote(
        mode, span, tuple(quoted), None if cue is None else (page.tokens[cue].start, page.tokens[cue].end),
        form.entry.lemma if form else "", form.entry.stance if form else "", rule, construction,
        "3" if verb else "", form.gen if form else "", form.num if form else "", number,
        page.sentences[number].paragraph if number >= 0 else -1,
    )  # fmt: skip


def _construction(page, cue, form):
    if form.sort != "verb":
        return form.sort
    if page.word(cue - 1).relative:
        return "relative"
    return "subject_verb" if complements.named_before(page, cue) else "verb_subject"


# ---------------------------------------------------------------- cues in running text


def _from_cues(page, sentence):
    """Quotations of every verb, participle and noun cue of a sentence."""
    found, governed, around, ahead, begun = [], set(), [], 0, set()
    for place in range(sentence.first, sentence.last):
        if not page.words[place].forms or page.ignored[place]:
            continue
        around = [quote for quote in around if quote.content[1] > page.starts[place]]
        if len(around) > _NESTING:
            continue
        hit = complements.cue_at(page, place)
        if hit and hit[1].shape in {"np", "prep"} and _of_a_thing(page, place, hit[0]):
            continue  # صور تظهر كذا
        if hit and hit[0].sort == "noun" and (place in governed or (hit[0].obj and place - 1 in governed)):
            governed.add(place)
            continue  # أعرب عن أمله وثقته في …: the noun is part of what is said
        if hit and hit[0].sort == "noun" and hit[1].start in begun:
            continue  # قال في تغريدته إن …: one content, and the verb ties it to its source
        if hit:
            begun.add(hit[1].start)
            if hit[1].shape in {"np", "prep"}:
                governed.update(range(hit[1].start, hit[1].start + 2))
            # a verb inside the subject of another may not run into that other's content
            until = ahead if place < ahead else len(page.tokens)
            ahead = max(ahead, hit[1].start - (hit[1].shape == "clause"))
            made = _expand(page, place, *hit, until)
            found += made
            around += made
        else:
            found += _postposed_verb(page, place, sentence)
    return found


def _of_a_thing(page, place, form):
    """Whether a verb in the present belongs to a relative clause on what cannot speak: مزاعم تشير إلى, الصور التي تظهر.

    Only where nothing near before it is a person, a place or a source.
    """
    before = page.word(place - 1)
    floor = page.floor(place)
    present = form.sort == "verb" and form.asp == "i" and not form.conj
    if not present or place - 1 <= floor or page.tokens[place - 1].kind != "word":
        return False
    near = [page.words[k] for k in range(max(floor, place - 5), place)]
    if any(w.role or w.prop for w in near):
        return False
    if before.relative:
        return page.form(place - 1) in {"الذي", "التي"}
    indefinite = before.noun and not (before.det or before.pron or before.comp or before.prep or before.name)
    return indefinite and not any(w.relative for w in near)


def _expand(page, cue, form, found, until):
    """The quotation (or none) that a cue and the beginning of its content give."""
    construction = _construction(page, cue, form)
    limit = min(max(page.limit(cue), page.limit(found.start)), until)
    if form.sort == "noun" and form.prep:
        # اكتفى بالتأكيد على …: what the reporter thinks of it is in the verb before
        leaning = complements.leaning(page, cue)
        form = form._replace(entry=leaning or form.entry)
    if found.segment is not None:
        built = _marked(page, cue, form, found, construction, limit)
        return built
    if form.obj and complements.what_is(page, cue):
        # ما وصفه فلان بأنه «…»: his words are what stands in the marks
        opened = next(
            (page.opens[k] for k in range(found.start, min(found.start + 3, limit)) if page.opens[k] >= 0), None
        )
        limit = min(limit, page.spans[opened][3]) if opened is not None else limit
    nominal = found.shape in {"prep", "np"}
    if form.entry.lemma in _STATING and found.shape == "np":
        nominal = False
    end = content.content_end(page, found.start, limit, nominal, _subject_known(page, cue, form, found))
    first, last = _trim(page, found.start, end)
    if last <= first or (last - first < 2 and page.words[first].relative):
        return []
    stating = form.entry.lemma in _STATING and not form.obj
    mode = "act" if found.shape in {"prep", "np"} and not stating else "indirect"
    return _with_fragments(page, cue, form, first, last, mode, found.rule, construction)


def _subject_known(page, cue, form, found):
    return found.start - cue > 2 or form.sort != "verb" or complements.named_before(page, cue)


def _with_fragments(page, cue, form, first, last, mode, rule, construction):
    span = page.tokens[first].start, page.tokens[last - 1].end
    quoted = _fragments(page, first, last, mode == "act")
    if quoted:
        mode = "mixed"
    return [_quote(page, mode, span, quoted, cue, form, rule, construction)]


def _marked(page, cue, form, found, construction, limit):
    """A quotation whose content begins with a mark: direct where the marks hold it all, else mixed."""
    segment = page.segments[found.segment]
    after = page.spans[found.segment][3]
    colon = found.rule.startswith("colon") or found.shape == "quote"
    pieces, last = _adjacent(page, found.segment, limit)
    if not segment.closed:
        span = segment.inner_start, _unclosed_end(page, found.segment, limit)
        return [_quote(page, "direct", span, [span], cue, form, found.rule + ", one-sided", construction)]
    if not (colon and found.rule != "marks"):
        nominal = found.shape in {"prep", "np"}
        end = content.content_end(page, found.start, limit, nominal, True)
        first, stop = _trim(page, found.start, end)
        if (
            stop > last
            and any(page.tokens[k].kind in {"word", "number"} for k in range(last, stop))
            and (found.shape != "quote" or not _breaks(page, after))
        ):
            mode = "act" if nominal else "indirect"
            return _with_fragments(page, cue, form, first, stop, mode, found.rule, construction)
        if page.length(found.segment) <= 2 and names_something(page, found.segment):
            return _with_fragments(
                page, cue, form, first, max(stop, last), "act" if nominal else "indirect", found.rule, construction
            )
    quoted = [(page.segments[k].inner_start, page.segments[k].inner_end) for k in pieces]
    return [_quote(page, "direct", (quoted[0][0], quoted[-1][1]), quoted, cue, form, found.rule, construction)]


def _breaks(page, place):
    """Whether punctuation stands between a quotation and what follows it."""
    return page.form(place) in {"،", ",", ".", "؛"}


def _adjacent(page, number, limit):
    """Quotations that follow each other with only punctuation between: their numbers, and the token after the last."""
    pieces, place = [number], page.spans[number][3]
    paragraph = page.sentences[page.sentence[page.spans[number][0]]].paragraph
    while place < len(page.tokens) and len(pieces) < _PIECES:
        k = place
        while (
            k < len(page.tokens)
            and page.tokens[k].kind == "mark"
            and page.opens[k] < 0
            and page.tokens[k].form in "،,.؛…-"
        ):
            k += 1
        if k >= len(page.tokens) or page.opens[k] < 0 or page.sentence[k] < 0:
            break
        if (
            page.sentences[page.sentence[k]].paragraph != paragraph
            or page.inside[k] != page.inside[page.spans[number][0]]
        ):
            break
        pieces.append(page.opens[k])
        place = page.spans[page.opens[k]][3]
    return pieces, page.spans[pieces[-1]][3]


def _unclosed_end(page, number, limit):
    """Where the words of a quotation without its closing mark plainly end: before the next cue of the reporter."""
    segment = page.segments[number]
    _, first, last, _ = page.spans[number]
    end = content.content_end(page, first, max(first + 1, last), False)
    first, end = _trim(page, first, end)
    return page.tokens[end - 1].end if end > first else segment.inner_end


# ---------------------------------------------------------------- content before its cue


_BETWEEN = {
    "،",
    ",",
    "-",
    "–",
    ".",
    "هكذا",
    "كما",
    "هذا",
    "ما",
    "بهذه",
    "بهذا",
    "الكلمات",
    "العبارة",
}  # «…»، هذا ما قاله فلان


def _postposed_verb(page, place, sentence):
    """«…»، قال فلان: a reporting verb without content of its own, right after a quotation."""
    forms = [
        form
        for form in page.words[place].forms
        if form.sort in {"verb", "participle"} and form.entry.frames & {"direct"}
    ]
    if not forms or page.inside[place] >= 0:
        return []
    k = place - 1
    while k >= sentence.first and page.tokens[k].form in _BETWEEN:
        k -= 1
    if k < sentence.first or page.tokens[k].kind != "mark":
        return []
    number = next((n for n in reversed(_near(page, k + 1)) if page.segments[n].end == page.tokens[k].end), None)
    if number is None or page.length(number) < 3 or page.spans[number][0] > sentence.first + 1:
        return []
    segment = page.segments[number]
    span = segment.inner_start, segment.inner_end
    return [_quote(page, "direct", span, [span], place, forms[0], "after its marks", "postposed")]


def _from_prepositions(page, sentence):
    """Quotations of بحسب, وفق, نقلا عن: content before them in the sentence, or after them where they begin it."""
    found = []
    for place in range(sentence.first, sentence.last):
        forms = page.words[place].forms
        if not forms or page.ignored[place] or page.inside[place] >= 0:
            continue
        if any(form.sort == "preposition" for form in forms) and content.source_preposition(page, place):
            found += _source(page, place, sentence)
        elif _told_aside(page, place) and any(f.sort == "verb" for f in forms) and not complements.cue_at(page, place):
            form = next(f for f in forms if f.sort == "verb")
            if form.entry.frames & {"clause", "direct"} and _short_aside(page, place, sentence):
                first = place - 1 - (page.form(place - 1) == "ما")
                found += _before(page, place, first, form, sentence, "parenthetical")
    return found


def _told_aside(page, place):
    """Whether كما or على ما stands before a verb: كما قال فلان, على ما أفاد مصدر."""
    return page.form(place - 1) == "كما" or (page.form(place - 1) == "ما" and page.form(place - 2) == "على")


def _short_aside(page, place, sentence):
    """Whether a comma or the sentence's end soon follows: كما قال فلان، …"""
    last = min(sentence.last, place + 22)  # a bound keeps the time linear
    end = next((k for k in range(place + 1, last) if page.tokens[k].form in {"،", ",", "."}), last)
    if page.form(place - 1) == "ما":
        return 2 <= end - place <= 20
    holds = any(page.words[k].prep or page.words[k].clitic == "ب" for k in range(place + 1, end))
    return 2 <= end - place <= 9 and not holds


def _source(page, place, sentence):
    form = next(f for f in page.words[place].forms if f.sort == "preposition")
    if "relay" in form.entry.frames:
        return _relayed(page, place, form, sentence)
    first = sentence.first
    while first < place and (page.tokens[first].kind == "mark" or page.tokens[first].kind == "newline"):
        first += 1
    cue = place
    if "verb" in form.entry.frames:
        cue = place + 1 if any(f.sort == "verb" for f in page.word(place + 1).forms) else place
    if (
        place <= first + 1
        or page.word(place - 1).comp
        or (page.form(place - 1) in {"،", ","} and page.word(place - 2).comp)
        or _resumes(page, place, sentence.last)
    ):
        return _after_source(page, cue, place, form, sentence)
    return _before(page, cue, place, form, sentence, "preposition")


def _after_source(page, cue, place, form, sentence):
    """وبحسب فلان، …: content begins after a comma, or at فقد / فإن."""
    k, limit = _source_end(page, place, sentence.last), sentence.last
    if k is None:
        return []
    hit = complements.cue_at(page, k) if page.word(k).forms else None
    if hit and hit[0].sort == "verb":
        return []  # وبحسب الوكالة، قال فلان إن …: the agency is the channel of what he says
    end = content.content_end(page, k, limit, False)
    first, last = _trim(page, k, end)
    if last - first < 3:
        return []
    return _with_fragments(page, cue, form, first, last, "indirect", "source first", "preposition")


_RESUMES = {"فقد", "فإن", "فان", "فإنه", "فإنها", "فانه", "فانها", "فإنهم"}
_OPENS_CLAUSE = {"أن", "إن", "لم", "لن", "لا", "ليس", "ليست", "قد", "لقد"}


def _source_end(page, place, limit):
    """Token number at which content begins after a source that stands first, or None."""
    start = place + 1 + (page.form(place + 1) in {"ما", "لما"}) * 2
    comma = _resuming(page, start, limit)
    if comma:
        return comma
    for k in range(start, min(limit, place + 40)):
        apart = page.words[k].only_verb and not page.words[k - 1].relative
        if page.form(k) in _RESUMES:
            return k + (page.form(k) in {"فإن", "فان"})
        if comma is None and k > place + 1 and (page.form(k) in _OPENS_CLAUSE or apart):
            return k + (page.form(k) in {"أن", "إن"})
        if page.tokens[k].form == ":" and comma is None:
            return k + 1
        if page.tokens[k].form in COMMAS and comma is None and not page.word(k + 1).relative:
            comma = k + 1
        elif comma is not None and (apart or (page.tokens[k].form in COMMAS and k - comma > 6)):
            break
    return comma


def _resuming(page, start, limit):
    """Token number of content after فإن, where no comma stands before it: ووفقا لبحث أشارت إليه الحملة فإن …."""
    for k in range(start, min(limit, start + 20)):
        if page.tokens[k].kind == "mark":
            return None
        if page.form(k) in _RESUMES:
            return k + (page.form(k) in {"فإن", "فان"})
    return None


def _resumes(page, place, limit):
    """Whether a source inside a sentence has its content after it: …، وطبقا للصحيفة فإن …."""
    for k in range(place + 2, min(limit, place + 20)):
        if page.form(k) in _RESUMES:
            return True
        if page.tokens[k].form in COMMAS:
            return page.form(k + 1) in _RESUMES
    return False


def _before(page, cue, place, form, sentence, construction):
    """Content that stands before its source: from the sentence's beginning, or the last cue's end, to the source."""
    first = _story_start(page, sentence)
    last = place
    while last > first and page.form(last - 1) in {"وذلك", "("}:
        last -= 1
    if place - first > 600 or any(_covers(page, k, place) for k in range(first, place)):
        return []
    first, last = _trim(page, first, last)
    if last - first < 3:
        return []
    numbers = [page.opens[first]] if page.opens[first] >= 0 else []
    if numbers and page.spans[numbers[0]][3] >= last:
        segment = page.segments[numbers[0]]
        span = segment.inner_start, segment.inner_end
        return [_quote(page, "direct", span, [span], cue, form, "before its source", construction)]
    return _with_fragments(page, cue, form, first, last, "indirect", "before its source", construction)


def _covers(page, place, until):
    """Whether a cue at the head of the sentence already accounts for the words before a source."""
    if not page.words[place].forms:
        return False
    hit = complements.cue_at(page, place)
    # وفق ما نقله التلفزيون relays an attribution that stands before it, whatever its shape
    relay = any(form.entry.lemma in _RELAYS for form in page.word(until + 2).forms)
    relay = relay or page.form(until + 1) in _OWN_WORDS
    shapes = {"clause", "quote", "colon"} | ({"prep", "np"} if relay else set())
    return bool(hit) and hit[0].sort == "verb" and hit[1].shape in shapes and hit[1].start < until


_OWN_WORDS = {"تعبيره", "تعبيرها", "تعبيرهم", "قوله", "قولها", "قولهم", "وصفه", "وصفها", "وصفهم", "كلامه", "كلامها"}


def _story_start(page, sentence):
    """First token of a sentence after a dateline (باريس - أ ف ب:)."""
    first = sentence.first
    for k in range(first, min(first + 12, sentence.last)):
        dash = page.tokens[k].form in {"-", "–", "ـ", "—"} and k - first <= 4
        if (dash or page.tokens[k].form == ":") and not any(page.words[j].only_verb for j in range(first, k)):
            first = k + 1
    return first


def _relayed(page, place, form, sentence):
    """نقلا عن فلان: a second source for the content of the verb before it."""
    for k in range(place - 1, max(sentence.first - 1, place - 40), -1):
        if page.words[k].forms:
            hit = complements.cue_at(page, k)
            if hit and hit[0].sort == "verb" and hit[1].start > place:
                return [quote._replace(cue=(page.tokens[place].start, page.tokens[place].end), lemma=form.entry.lemma,
                                       stance=form.entry.stance, construction="preposition", rule="relayed source")
                        for quote in _expand(page, k, *hit, len(page.tokens))]  # fmt: skip
    return []


# ---------------------------------------------------------------- headlines, and no cue at all

_RUBRICS = set(
    """
تقرير تقارير عاجل بالفيديو بالصور فيديو صور خاص تحليل رأي شاهد حوار مقال رابط المصدر متابعة متابعات تحديث ملخص
مقالات كتب كتبت إعداد اعداد تصوير ترجمة اقرأ حصري استطلاع بقلم المزيد مباشر حصريا نص أخبار اخبار الخبر تعليق
تحقيق ملف
""".split()
)


def _colon(page, number):
    """The quotation of a headline «فلان: …»."""
    sentence = page.sentences[number]
    colon = next(
        (k for k in range(sentence.first, min(sentence.first + 16, sentence.last)) if page.tokens[k].form == ":"), None
    )
    if colon is None or colon == sentence.first or colon + 1 >= sentence.last:
        return []
    head = range(sentence.first, colon)
    tail = range(colon + 1, sentence.last)
    if len(tail) <= 5 <= len(head) and page.word(colon + 1).role and not page.word(colon + 1).det:
        # the agencies' way round: what happened, then who says so
        return _with_fragments(page, colon, None, sentence.first, colon, "indirect", "source after a colon", "colon")
    if any(page.form(k) in _RUBRICS for k in head) or page.tokens[sentence.first].kind == "number":
        return []
    if any(page.tokens[k].form in {"-", "–", "؟", "?", "!"} for k in head):
        return []
    if any(
        page.words[k].forms and complements.cue_at(page, k) and complements.cue_at(page, k)[1].start > colon
        for k in head
    ):
        return []
    first, last = _trim(page, colon + 1, sentence.last)
    if last - first < 2:
        return []
    opened = page.opens[first]
    if opened >= 0 and page.segments[opened].closed and page.spans[opened][3] >= last:
        segment = page.segments[opened]
        span = segment.inner_start, segment.inner_end
        return [_quote(page, "direct", span, [span], colon, None, "headline colon", "colon")]
    return _with_fragments(page, colon, None, first, last, "indirect", "headline colon", "colon")


def _uncued(page, quotes):
    """Paragraphs that stand wholly in marks with no cue: the speaker of the paragraph before goes on."""
    taken = {start for quote in quotes for start, _ in quote.quoted}
    spoken = {quote.paragraph for quote in quotes}
    found, previous = [], -1
    for sentence in page.sentences:
        fresh, previous = sentence.paragraph != previous, sentence.paragraph
        if not fresh or page.ignored[sentence.first] or sentence.kind == "headline":
            continue
        number = page.opens[sentence.first]
        one_sided = number >= 0 and not page.segments[number].closed
        if one_sided and any(quote.paragraph == sentence.paragraph for quote in quotes):
            continue
        if number < 0 or page.segments[number].inner_start in taken or page.length(number) < 4:
            continue
        if not spoken & {sentence.paragraph - 1, sentence.paragraph - 2}:
            continue
        pieces, last = _adjacent(page, number, len(page.tokens))
        first, end = _trim(page, last, page.sentences[page.sentence[sentence.first]].last)
        if end > first and any(page.tokens[k].kind == "word" for k in range(first, end)):
            continue
        quoted = [(page.segments[k].inner_start, page.segments[k].inner_end) for k in pieces]
        quote = _quote(page, "direct", (quoted[0][0], quoted[-1][1]), quoted, None, None, "goes on in marks", "none")
        found.append(quote)
        spoken.add(sentence.paragraph)
    return found


def _labels(page, quotes):
    """Spans in quotation marks that are nobody's words: what no quotation claims."""
    claimed = {start for quote in quotes for start, _ in quote.quoted}
    return [
        (segment.inner_start, segment.inner_end)
        for segment in page.segments
        if segment.family in QUOTING and segment.inner_start not in claimed
    ]
