"""Cues: which words of a text may tie content to a source, read from `data/reporting_verbs.csv`.

The table lists lemmas with their principal parts (past, present, participle, verbal noun) and the complements they
take. All persons, tenses and clitics are formed from these parts, so that a journalist who edits the table changes what
counts without touching code, and a verb that no dictionary knows works as well as any other.

data/README.md explains the columns and every complement.
"""

from functools import lru_cache
from typing import NamedTuple

from helpers import morphology, particles, words


class Entry(NamedTuple):
    """One row of the table. frames: complements that always count; weak: those that count only when they assert.

    nouns: levelled nouns that may head a bare object.
    """

    lemma: str
    kind: str
    stance: str
    frames: frozenset
    weak: frozenset
    nouns: frozenset


class Form(NamedTuple):
    """One way of reading a word as a cue. sort: verb, participle, noun or preposition.

    asp: p past, i present, j jussive, "" for others. gen m/f, num s/d/p, per 3. conj, prep: clitics as written.
    obj: carries a pronoun. det: has the article. fut: سـ. bare: participle without an ending of the adverbial.
    """

    entry: Entry
    sort: str
    asp: str = ""
    gen: str = ""
    num: str = ""
    conj: str = ""
    prep: str = ""
    obj: bool = False
    det: bool = False
    fut: bool = False
    bare: bool = False


def _agrees(written, exact):
    """Whether a written form may stand for an exact one: alef without hamza may, a different hamza may not."""
    return all(
        a == b or (a == "ا" and b in "أإآ") or (b == "ا" and a == "إ") for a, b in zip(written, exact, strict=True)
    ) and (written[-1] == exact[-1] or exact[-1] not in "أإآ")


# ---------------------------------------------------------------- forms


def _past(lemma):
    """(form, gen, num) of the third persons of the past; last item tells the stem that takes an object pronoun."""
    if lemma[-1] in "ىا":
        stem = lemma[:-1]
        return [(lemma, "m", "s", stem + "ا"), (stem + "ت", "f", "s", stem + "ت"), (stem + "وا", "m", "p", stem + "و"),
                (stem + "يا", "m", "d", ""), (stem + "تا", "f", "d", "")]  # fmt: skip
    short = lemma[:-1] if lemma.endswith("ي") else lemma
    return [(lemma, "m", "s", lemma), (lemma + "ت", "f", "s", lemma + "ت"), (short + "وا", "m", "p", short + "و"),
            (lemma + "ا", "m", "d", ""), (lemma + "تا", "f", "d", ""), (lemma + "ن", "f", "p", "")]  # fmt: skip


def _present(stem):
    """The same for the present; `stem` is the third person masculine singular without its first letter."""
    weak = stem[:-1] if stem[-1] in "ويى" else stem
    dual = stem[:-1] + "ي" if stem[-1] == "ى" else stem
    held = stem[:-1] + "ا" if stem[-1] == "ى" else stem
    for first, gen in (("ي", "m"), ("ت", "f")):
        yield first + stem, gen, "s", first + held
        yield first + dual + "ان", gen, "d", first + dual + "ان"
    yield "ي" + weak + "ون", "m", "p", "ي" + weak + "ون"
    yield "ي" + weak + "وا", "m", "p", "ي" + weak + "و"
    yield "ي" + stem + "ن", "f", "p", ""


def _jussive(stem):
    """Short forms after لم: يقل from يقول, ينف from ينفي."""
    if stem[-1] in "ويى":
        return [("ي" + stem[:-1], "m"), ("ت" + stem[:-1], "f")]
    if len(stem) == 3 and stem[1] in "ويا":
        return [("ي" + stem[0] + stem[2], "m"), ("ت" + stem[0] + stem[2], "f")]
    return []


def _verb_forms(entry, present):
    for form, gen, num, stem in _past(entry.lemma):
        yield form, Form(entry, "verb", "p", gen, num)
        yield from (
            (stem + pronoun, Form(entry, "verb", "p", gen, num, obj=True)) for pronoun in particles.PRONOUNS if stem
        )
    if not present:
        return
    for form, gen, num, stem in _present(present[1:]):
        for prefix, fut in (("", False), ("س", True), ("ل", False)):
            yield prefix + form, Form(entry, "verb", "i", gen, num, fut=fut)
            yield from ((prefix + stem + pronoun, Form(entry, "verb", "i", gen, num, obj=True, fut=fut))
                        for pronoun in particles.PRONOUNS if stem)  # fmt: skip
    yield from ((form, Form(entry, "verb", "j", gen, "s")) for form, gen in _jussive(present[1:]))


def _participle_forms(entry, participle):
    weak = participle[:-1] if participle.endswith("ي") else participle
    yield participle, Form(entry, "participle", gen="m", num="s", bare=True)
    for form, gen, num in ((participle + "ا", "m", "s"), (participle + "ة", "f", "s"), (weak + "ين", "m", "p"),
                           (weak + "ون", "m", "p"), (participle + "ان", "m", "d"), (participle + "ات", "f", "p"),
                           (participle + "تين", "f", "d"), (participle + "ه", "f", "s")):  # fmt: skip
        yield form, Form(entry, "participle", gen=gen, num=num)


def _noun_forms(entry, noun):
    feminine = noun.endswith("ة")
    plural = (noun[:-1] if feminine else noun) + "ات"
    stems = [(noun, noun[:-1] + "ت" if feminine else noun, "s"), (plural, plural, "p")]
    if not feminine:
        yield noun + "ا", Form(entry, "noun", num="s")  # أطلق تحذيرا من …
    for form, held, num in stems:
        for prep in ("", "ب", "ل", "ك"):
            yield prep + form, Form(entry, "noun", num=num, prep=prep)
            carriers = {held, held[:-1] + "ؤ", held[:-1] + "ئ"} if held.endswith("اء") else {held}  # ادعاؤه, ادعائه
            yield from (
                (prep + carrier + pronoun, Form(entry, "noun", num=num, prep=prep, obj=True))
                for carrier in sorted(carriers)
                for pronoun in particles.PRONOUNS
            )
            article = "لل" if prep == "ل" else prep + "ال"
            yield article + form, Form(entry, "noun", num=num, prep=prep, det=True)


def _row_forms(row):
    complements = row["complements"].split()
    entry = Entry(row["lemma"], row["kind"], row["stance"],
                  frozenset(c for c in complements if not c.endswith("?") and c[0] != "="),
                  frozenset(c[:-1] for c in complements if c.endswith("?")),
                  frozenset(words.without_hamza(words.plain(c[1:])) for c in complements if c[0] == "="))  # fmt: skip
    plain = words.plain(row["lemma"])
    entry = entry._replace(lemma=plain)
    if row["kind"] == "verb":
        yield from _verb_forms(entry, words.plain(row["present"]))
        if row["participle"]:
            yield from _participle_forms(entry, words.plain(row["participle"]))
    if row["kind"] == "preposition":
        yield plain, Form(entry, "preposition")
    for noun in row["noun"].split():
        yield from _noun_forms(entry, words.plain(noun))
    for noun in row["forms"].split():
        yield from _noun_forms(entry, words.plain(noun))


class Verbs:
    """The cue forms of a table of reporting verbs (a frame as data/reporting_verbs.csv)."""

    def __init__(self, table):
        self.found = {}
        for row in table.to_dict("records"):
            for form, reading in _row_forms(row):
                readings = self.found.setdefault(words.without_hamza(form), [])
                if (form, reading) not in readings:
                    readings.append((form, reading))
        self.forms = morphology.of_type(self._forms)

    def _forms(self, plain):
        """Every reading of a plain word as a cue: a tuple of Form, empty for most words."""
        if plain in particles.NEVER_VERBS or plain[plain.startswith(("و", "ف")) :] in particles.NEVER_VERBS:
            return ()
        found = []
        for conj in ("", plain[0]) if plain[:1] in {"و", "ف"} else ("",):
            rest = plain[len(conj) :]
            known = self.found.get(words.without_hamza(rest), ()) if len(rest) > 1 else ()
            found += [form._replace(conj=conj) for exact, form in known if _agrees(rest, exact)]
        # تأسف is the past of تأسف before it is a present of أسف
        found.sort(key=lambda form: form.entry.lemma != plain[len(form.conj) :])
        return tuple(form for form in found if form.sort != "verb" or _confirmed(plain, form))


@lru_cache(maxsize=10_000)
def _known_verb(lemma):
    return any(r.pos == "verb" and words.without_hamza(words.plain(r.lemma)) == words.without_hamza(lemma)
               for r in morphology.analyses(lemma))  # fmt: skip


def _confirmed(plain, form):
    """Whether the dictionary does not contradict a verb form: هناك is no form of هنأ, عدن none of عد."""
    readings = morphology.analyses(plain)
    if not readings or not _known_verb(form.entry.lemma):
        return True
    lemmas = {words.without_hamza(words.plain(r.lemma)) for r in readings if r.pos == "verb"}
    # the dictionary cites يرى under رى: a lemma of two letters is a stem that lost its weak or hamzated root letter
    return words.without_hamza(form.entry.lemma) in lemmas or any(len(lemma) < 3 for lemma in lemmas)
