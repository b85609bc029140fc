"""Mentions: from the way a speaker is written to the fullest name or description that the text gives him.

A short name is traced to the full one, a title to its holder, a dual to the two it stands for, and a lone head
(المصدر، المكتب) to the description that introduced it. Every result says by which of these it was reached.
"""

from helpers import morphology, names, phrases, wordclasses, words
from helpers.names import canonical, country, fullest, nation, spelling_key, table_titles
from helpers.subjects import NEIGHBOURS, SPEECH_NOUNS, nearby

# what the dual of a word stands for: الزعيمان two people, الجانبان two countries
DUALS = {
    **dict.fromkeys("زعيم رئيس وزير مسؤول رجل دبلوماسي قائد اثن".split(), "person"),
    **dict.fromkeys("جانب طرف بلد دوله حكوم عاصم".split(), "place"),
}


def resolve(reading, part, latest):
    """(speaker names, rule) of one noun phrase; `latest` are the Sources before it, oldest first."""
    page = reading.page
    if page.folded(part.start) in {"ذات", "نفس"} and part.end - part.start > 1 and not part.name:
        part = part._replace(start=part.start + 1)  # ذات المصدر
    if part.name and part.person:
        return _named(reading, part.name), "name"
    if part.name and part.end == part.name[1] and part.start == part.name[0]:
        return _named(reading, part.name), "name"
    if page.tokens[part.start].plain == "آل" and 1 < part.end - part.start < 4:
        return _named(reading, (part.start, part.end)), "name"
    if part.end == part.start + 1 and page.folded(part.start) in page.surnames:
        return _named(reading, (part.start, part.end)), "name"
    text = reading.written(part.start, part.end)
    if _surname_after_title(page, part):
        return _named(reading, (part.end - 1, part.end)), "name"
    own = _own_country(reading, part, latest) or _excellency(reading, part, latest)
    if own:
        return (own,), "pronoun"
    head = page.words[head_of(page, part)]
    if head is not None and (head.num == "d" or head.bare.endswith(("ان", "تان"))) and head.det:
        both = _both(reading, part, head)
        if both:
            return both, "dual → both"
    if part.person:
        holder = _holder(reading, part, latest)
        if holder:
            return (holder,), "title → holder"
    announced = _announced(reading, part)
    if announced:
        return (announced,), "headline → name"
    if text in {"أمريكا", "أميركا", "امريكا"} and "الولايات المتحدة" in reading.text:
        return ("الولايات المتحدة",), "description"
    fuller = _fuller(reading, part, latest)
    return (fuller,) if fuller else (tidy(text),), "description"


def _surname_after_title(page, part):
    """Whether a title is followed by a family name that looks like an adjective: الكاتب الهلالي."""
    last = page.words[part.end - 1]
    if not part.person or part.end - head_of(page, part) != 2 or last is None:
        return False
    return last.det and not country(last.bare) and page.folded(part.end - 1) in page.surnames


def _own_country(reading, part, latest):
    """بلاده: the country in the title of the last person who spoke, if there is one."""
    if reading.page.folded(part.start) not in {"بلاده", "بلادها"} or not latest or not latest[-1].person:
        return None
    for person in nearby(reading.page.people, reading.people_at, part.start):
        if latest[-1].speaker and person_name(reading, person) == latest[-1].speaker[0]:
            for word in person.title:
                found = country(wordclasses.bare(word)) if word.startswith("ال") else None
                if found:
                    return written_country(reading, found)
    return None


RANKS = {"سموه": {"سمو", "امير"}, "معاليه": {"معالي", "وزير"}, "جلالته": {"ملك", "جلاله"}, "فخامته": {"رئيس", "فخامه"},
         "فضيلته": {"شيخ", "فضيله"}, "سماحته": {"شيخ", "سماحه", "مفتي"}, "قداسته": {"بابا"},
         "سعادته": {"سعاده", "سفير", "مدير"}, "سيادته": {"رئيس", "سياده"}, "نيافته": {"نيافه"}}  # fmt: skip


def _excellency(reading, part, latest):
    """سموه، معاليه: the last person named before it with that rank, else the last person named."""
    fold = reading.page.folded(part.start)
    if fold not in RANKS:
        return None
    near = nearby(reading.page.people, reading.people_at, part.start)
    before = [person for person in near if person.at < part.start] or list(reading.page.people[:1])
    if not before and latest and len(latest[-1].speaker) == 1:
        return latest[-1].speaker[0]
    ranked = [person for person in before if RANKS.get(fold, set()) & {wordclasses.bare(word) for word in person.title}]
    return person_name(reading, (ranked or before)[-1]) if before else None


def head_of(page, part):
    i = part.start
    return i + 1 if page.folded(i) in wordclasses.DEMONSTRATIVES and i + 1 < part.end else i


def tidy(text):
    """A description as a label in plain spelling: no marks, no line ends, no accusative ending on its first words."""
    out = []
    for token in words.tokenise(text):
        if token.kind in {"word", "foreign", "number"}:
            out.append(words.plain(_nominative(token.form, not out)))
    return " ".join(out)


def _nominative(form, first):
    if form.endswith(("اً", "ًا")):
        return form[:-2]
    if first and form.endswith("ا") and wordclasses.word(form).tanween:
        return form[:-1]
    if (
        first
        and form.endswith(("ين", "ين"))
        and len(form) > 5
        and any(r.num == "p" for r in morphology.analyses(words.plain(form)))
    ):
        return form[:-2] + "ون"
    return form


def _named(reading, name):
    """The fullest name that the text gives to the person written at tokens name = (start, end)."""
    page = reading.page
    key = names.name_key(page, *name)
    if key in reading.memo:
        return reading.memo[key]
    span = page.span(*name)
    own = " ".join(words.plain(reading.text[span[0] : span[1]]).split())
    full = fullest(page, key) or own
    row = canonical(full) or canonical(own)
    if (
        row
        and row["kind"] == "person"
        and set(key) <= set(spelling_key(row["speaker"]).split())
        and len(full.split()) < 2
    ):
        full = row["speaker"]
    reading.memo[key] = (full,)
    return (full,)


def _title_words(page, start, end):
    """Bare words of a title without what any holder may have (السابق، الشاب)."""
    loose = {
        "سعاده",
        "معالي",
        "فخامه",
        "سماحه",
        "فضيله",
        "جلاله",
        "سابق",
        "حالي",
        "جديد",
        "شاب",
        "منتخب",
        "راحل",
        "مخلوع",
        "رسمي",
        "باسم",
        "في",
        "من",
        "ل",
    }
    out = []
    for k in range(start, end):
        w = page.words[k]
        if w is not None and wordclasses.bare(page.folded(k)) not in loose and w.kind in {"noun", "verb"}:
            out.append(w.bare)
    return out


_WILD = {
    "مصدر",
    "فنان",
    "معارض",
    "كاتب",
    "ناشط",
    "باحث",
    "خبير",
    "محلل",
    "سيناتور",
    "مسؤول",
    "دبلوماسي",
    "سياسي",
    "قيادي",
    "رجل",
    "نظيره",
    "نظيرته",
    "نظيرها",
}


def _holder(reading, part, latest):
    """Name of the person whose title the phrase repeats: the last one named before it, else the first after it."""
    page = reading.page
    wanted = _title_words(page, head_of(page, part), part.end)
    if not wanted or (not page.words[head_of(page, part)].det and len(wanted) < 2):
        return None
    best = None
    for person in nearby(page.people, reading.people_at, part.start):
        if person.at == part.start:
            continue
        if _holds(wanted, person.title, page, part):
            before = person.at < part.start
            rank = before, person.at if before else -person.at
            if best is None or rank > best[0]:
                best = rank, person
    if best:
        return person_name(reading, best[1])
    named = _named_later(reading, part, wanted)
    if named:
        return named
    row = table_titles().get(spelling_key(reading.written(part.start, part.end)))
    for person in page.people[:NEIGHBOURS] if row else ():
        if canonical(person.text) is row:
            return person_name(reading, person)
    if wanted[0] in _WILD or len(wanted) == 1:
        for source in reversed(latest[-3:]):
            if (
                len(source.speaker) == 1
                and source.person
                and source.num != "p"
                and wanted[0] in _WILD
                and page.words[head_of(page, part)].det
            ):
                return source.speaker[0]
    return _player(reading, part, wanted)


ROLES = wordclasses.folded_set("لاعب مهاجم حارس مدافع مدرب قائد نجم فنان مغني ممثل كاتب روائي مخرج طبيب مصمم")


def _player(reading, part, wanted):
    """المهاجم, المدرب where nobody bears the title: the one person whom the sentences before name."""
    if len(wanted) != 1 or wanted[0] not in ROLES or not reading.page.words[head_of(reading.page, part)].det:
        return None
    first = reading.sentence[max(0, reading.sentence[part.start] - 2)]
    near = _named_between(reading, first, part.start)
    return near[0] if len(near) == 1 else None


def _announced(reading, part):
    """Whom a headline announces without a name: ملاح نرويجي يحذر … حذر الملاح النرويجي فلان."""
    page = reading.page
    start, end = part.start, part.end
    while start < end and page.words[start] is None:
        start += 1
    while end > start and page.words[end - 1] is None:
        end -= 1
    if end - start != 2 or any(page.words[k] is None or page.words[k].det for k in (start, end - 1)):
        return None
    if "\n" in reading.text[: page.tokens[start].start].strip() or not wordclasses.is_nisba(page.words[end - 1].bare):
        return None
    wanted = [page.words[k].bare for k in (start, end - 1)]
    found = reading.by_word.get(wanted[0], ())
    for k in found:
        w, after = page.words[k], page.words[k + 1] if k + 2 < len(page.words) else None
        if k < end or after is None or not (w.det and after.det) or after.bare != wanted[1] or w.prep:
            continue
        if phrases.named_next(page, k + 2):
            return _named(reading, (k + 2, phrases.name_end(page, k + 2, len(page.tokens))))[0]
    return None


def _named_later(reading, part, wanted):
    """The person whom the text goes on to name by the bare title: وزير الخارجية القطري … وقال الوزير فلان."""
    page = reading.page
    for person in nearby(page.people, reading.people_at, part.end) if len(wanted) > 1 else ():
        bares = [wordclasses.bare(word) for word in person.title]
        if part.end <= person.at < part.end + 150 and bares == wanted[:1] and person.title[0].startswith("ال"):
            name = person_name(reading, person)
            same = [other for other in page.people if other.name[-1] == person.name[-1] and other.at < part.start]
            return None if same else name
    return None


def person_name(reading, person):
    if person.name not in reading.named:
        reading.named[person.name] = fullest(reading.page, person.name)
    return reading.named[person.name] or " ".join(person.text.split())


def _holds(wanted, title, page, part):
    """Whether a holder's title (folded words) covers the wanted bare words."""
    if not title:
        return False
    bares = [wordclasses.bare(word) for word in title]
    head, rest = wanted[0], wanted[1:]
    wild = any(bare.startswith("نظير") for bare in bares[:1])
    if head not in bares and not wild:
        return False
    stems = {nation(bare) for bare in bares}
    if wild:
        return _counterpart(wanted, stems, page, part)
    if not all(word in bares or nation(word) in stems for word in rest):
        return False
    if head in bares and not rest:
        # a bare الرئيس is not رئيس الوزراء: an office in the genitive needs naming
        at = bares.index(head)
        return (
            head != "رئيس"
            or title[at].startswith("ال")
            or (at + 1 < len(title) and wordclasses.is_place(title[at + 1]))
        )
    return True


def _counterpart(wanted, stems, page, part):
    """Whether نظيره الألماني can be وزير الخارجية الألماني: the nation agrees, somebody before has the office."""
    nations = [word for word in wanted[1:] if nation(word) in stems]
    office = [word for word in wanted if word not in nations]
    if not nations or not any(country(word) for word in nations):
        return bool(wanted[1:]) and len(nations) == len(wanted) - 1
    titles = ({wordclasses.bare(word) for word in other.title} for other in page.people[:NEIGHBOURS]
              if other.at < part.start)  # fmt: skip
    return len(office) == 1 or any(title.issuperset(office) for title in titles)


def _both(reading, part, head):
    """The two people or countries that a dual (الزعيمان، الجانبان) stands for, if the text gives just them."""
    stem = head.bare[:-3] if head.bare.endswith(("تان", "تين")) else head.bare[:-2]
    want = DUALS.get(stem) or ("person" if stem in wordclasses.PERSON_HEADS else None)
    if want == "person":
        return _two_people(reading, part, stem)
    if not want:
        return ()
    named = dict.fromkeys(person_name(reading, person) for person in reading.page.people[:20])
    return tuple(named) if len(named) == 2 else two_places(reading)


def _named_between(reading, first, last):
    """The people named in the tokens [first, last), by full or by family name, each once."""
    page, found = reading.page, {}
    for person in nearby(page.people, reading.people_at, last):
        if first <= person.at < last:
            found.setdefault(person_name(reading, person), person.at)
    for k in range(max(first, last - 2 * NEIGHBOURS), last):
        if page.words[k] is not None and page.folded(k) in page.surnames:
            full = fullest(page, (page.folded(k),))
            if full:
                found.setdefault(full, k)
    return sorted(found, key=found.get)


def recent_two(reading, at, without=()):
    """The two people named before token `at` in its sentence or in the last one that names any; () if not just two."""
    first = reading.sentence[at]
    for _ in range(8):  # line ends count as sentences here
        near = [name for name in _named_between(reading, first, at) if name not in without]
        if len(near) > 1 or first == 0:
            return tuple(near) if len(near) == 2 else ()
        first = reading.sentence[first - 1]
    return ()


def _two_people(reading, part, stem):
    recent = recent_two(reading, part.start)
    if recent and stem in {"مسؤول", "رجل", "دبلوماسي", "اثن", "قائد"}:
        return recent
    found, first = {}, {}
    for person in nearby(reading.page.people, reading.people_at, part.start):
        name = person_name(reading, person)
        titled = any(wordclasses.bare(word).startswith((stem, "نظير")) for word in person.title)
        found[name] = found.get(name, False) or titled
        first.setdefault(name, person.at)
    before = [name for name in found if first[name] < part.start]
    for pool in ([n for n in before if found[n]], [n for n in found if found[n]], before, list(found)):
        if len(pool) == 2:
            return tuple(pool)
    titled = [n for n in before if found[n]]
    return tuple(titled[-2:]) if len(titled) > 2 else tuple(list(found)[:2]) if len(found) >= 2 else ()


def two_places(reading):
    """The two countries that a text names most, by themselves or as nationalities, in the order of the text."""
    if "places" in reading.named:
        return reading.named["places"]
    count, label = {}, {}
    for w in reading.page.words:
        place = w and w.kind == "noun" and country(w.bare)
        if place:
            count[place] = count.get(place, 0) + 1
            label.setdefault(place, written_country(reading, place))
    two = sorted(count, key=lambda place: -count[place])[:2]
    reading.named["places"] = tuple(label[place] for place in label if place in two) if len(two) == 2 else ()
    return reading.named["places"]


def _described(reading, k):
    """(phrase, its bare words, their stems) at token k, (None, (), ()) where none begins; remembered."""
    if k not in reading.described:
        page = reading.page
        found = phrases.chunk(page, k, len(page.tokens)) if not page.words[k].prep else None
        bares = _title_words(page, found.start, found.end) if found else ()
        plurals = {nation(single) for single, plural in PLURALS.items() if plural in bares}
        reading.described[k] = found, bares, {nation(word) for word in bares} | plurals
    return reading.described[k]


def _fuller(reading, part, latest):
    """The fullest description in the text of a source mentioned by its head alone (المصدر، المكتب، الوزارة)."""
    page = reading.page
    at = head_of(page, part)
    head = page.words[at]
    if head is None or head.place or not (head.det or head.kind == "noun"):
        return None
    wanted = _title_words(page, at, part.end)
    alone = head.det and part.end - at == 1 and latest and len(latest[-1].speaker) == 1
    if alone and head.num != "p" and head.bare in SPEECH_NOUNS and _issued(reading, head.bare, latest[-1]):
        return latest[-1].speaker[0]  # أعلنت الوزارة في بيان … وأضاف البيان
    ministry = _ministry(reading, at, head, wanted)
    if ministry:
        return ministry
    again = alone and head.bare in wordclasses.BODIES and _spoke_before(page, head, latest)
    if again:
        return again
    best = None
    for k in (word for stem in (head.bare, PLURALS.get(head.bare)) if (found := reading.by_word.get(stem))
              for word in nearby(found, found, at)):  # fmt: skip
        if k == at:
            continue
        k -= k > 0 and page.words[k - 1] is not None and page.folded(k - 1) in wordclasses.QUANTIFIERS
        other, bares, stems = _described(reading, k)
        if other is None:
            continue
        # التقارير الإيطالية, first written as تقارير إيطالية
        first = len(wanted) > 1 and head.det and k < at and not page.words[other.start].det
        if len(bares) <= len(wanted) - first or not all(nation(word) in stems for word in wanted):
            continue
        spoken = [
            source.speaker[0]
            for source in latest[-NEIGHBOURS:]
            if source.at == other.start and len(source.speaker) == 1
        ]
        spoke = bool(spoken)
        rank = spoke, k < at, k if k < at else -k
        if (head.det or head.bare == "مصدر") and (best is None or rank > best[0]):
            best = rank, spoken[-1] if spoken else tidy(reading.written(other.start, other.end))
    if best is None and alone and head.bare == "مصدر":
        return latest[-1].speaker[0]
    if best is None and alone and head.bare == "مصادر":
        return _unnamed(reading, latest)
    return best and best[1]


def _ministry(reading, at, head, wanted):
    """وزارة الداخلية, introduced before it is called الداخلية; None where the text has no such ministry before."""
    page = reading.page
    if not head.det or head.gen != "f" or head.person:
        return None
    found = reading.by_word.get(head.bare, ())
    for k in nearby(found, found, at):
        if 0 < k < at and page.folded(k - 1) == "وزاره":
            other = phrases.chunk(page, k - 1, len(page.tokens))
            if other and set(wanted) <= set(_title_words(page, other.start, other.end)):
                return tidy(reading.written(other.start, other.end))
    return None


def _spoke_before(page, head, latest):
    """The body that spoke last by this same lone head (المكتب), or None."""
    for source in reversed(latest[-NEIGHBOURS:]):
        w = page.words[source.at] if source.at >= 0 else None
        if w is not None and w.det and w.bare == head.bare and len(source.speaker) == 1:
            return source.speaker[0]
    return None


def _unnamed(reading, latest):
    """المصادر: the last people who spoke without a name (شخصان مقربان), or None."""
    for source in reversed(latest[-NEIGHBOURS:]):
        w = reading.page.words[source.at] if source.at >= 0 else None
        if w is not None and w.kind == "noun" and not (w.det or w.place or w.prop or w.num == "s"):
            return source.speaker[0] if len(source.speaker) == 1 else None
    return None


PLURALS = {"صحيفه": "صحف", "مصدر": "مصادر", "مسؤول": "مسؤولين", "وكاله": "وكالات", "محلل": "محللين"}


def _issued(reading, document, source):
    """Whether the last source spoke in a document of this kind: أعلنت الرئاسة في بيان … وأورد البيان."""
    first = reading.sentence[source.cue]
    return any(
        wordclasses.bare(reading.page.folded(k)) == document and not reading.page.words[k].det
        for k in range(first, reading.sentence_end(source.cue))
        if reading.page.words[k] is not None
    )


def country_name(reading, part):
    return written_country(reading, country(reading.page.words[part.start].bare))


def written_country(reading, found):
    """A country (folded) as the text writes it."""
    if found == "امريكا" and "الولايات المتحدة" in reading.text:
        return "الولايات المتحدة"
    if found == "الخليج":
        return "دول مجلس التعاون" if "مجلس التعاون" in reading.text else "دول الخليج"
    places = reading.by_word.get(wordclasses.bare(found))
    return words.plain(reading.written(places[0], places[0] + 1)) if places else found
