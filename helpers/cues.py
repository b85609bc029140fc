"""Cues: which words of a text may tie content to a source, read from `data/reporting_verbs.csv`.

The table lists lemmas with their principal parts (past, present, participle, verbal noun) and the complements they
take. All persons, tenses and clitics are formed from these parts, so that a journalist who edits the table changes what
counts without touching code, and a verb that no dictionary knows works as well as any other.

data/README.md explains the columns and every complement.
"""

from functools import lru_cache
from itertools import product
from typing import NamedTuple

import pandas as pd

from helpers import morphology, particles, words


class Entry(NamedTuple):
    """One row of the table. frames: complements that always count; weak: those that count only when they assert."""

    lemma: str
    stance: str
    frames: frozenset
    weak: frozenset


class Form(NamedTuple):
    """One way of reading a word as a cue. sort: verb, participle, noun or preposition.

    asp: p past, i present, j jussive, "" for others. prep: a clitic preposition as written. obj: carries a pronoun.
    fut: سـ. conj: a clitic conjunction as written.
    """

    entry: Entry
    sort: str
    asp: str = ""
    prep: str = ""
    obj: bool = False
    fut: bool = False
    conj: str = ""


def _agrees(written, exact):
    """Whether a written form may stand for an exact one: alef without hamza may, a different hamza may not."""
    return all(
        a == b or (a == "ا" and b in "أإآ") or (b == "ا" and a == "إ") for a, b in zip(written, exact, strict=True)
    ) and (written[-1] == exact[-1] or exact[-1] not in "أإآ")


# ---------------------------------------------------------------- forms


def _past(lemma):
    """The third persons of the past, each with the stem that takes an object pronoun ("" where none does)."""
    if lemma[-1] in "ىا":
        stem = lemma[:-1]
        return [(lemma, stem + "ا"), (stem + "ت", stem + "ت"), (stem + "وا", stem + "و"), (stem + "يا", ""),
                (stem + "تا", "")]  # fmt: skip
    short = lemma[:-1] if lemma.endswith("ي") else lemma
    return [(lemma, lemma), (lemma + "ت", lemma + "ت"), (short + "وا", short + "و"), (lemma + "ا", ""),
            (lemma + "تا", ""), (lemma + "ن", "")]  # fmt: skip


def _present(stem):
    """The same for the present; `stem` is the third person masculine singular without its first letter."""
    weak = stem[:-1] if stem[-1] in "ويى" else stem
    dual = stem[:-1] + "ي" if stem[-1] == "ى" else stem
    held = stem[:-1] + "ا" if stem[-1] == "ى" else stem
    singular_and_dual = [(first + form + end, first + own + end) for first in "يت"
                         for form, own, end in ((stem, held, ""), (dual, dual, "ان"))]  # fmt: skip
    plural = [("ي" + weak + "ون", "ي" + weak + "ون"), ("ي" + weak + "وا", "ي" + weak + "و"), ("ي" + stem + "ن", "")]
    return singular_and_dual + plural


def _jussive(stem):
    """Short forms after لم: يقل from يقول, ينف from ينفي."""
    if stem[-1] in "ويى":
        return ["ي" + stem[:-1], "ت" + stem[:-1]]
    if len(stem) == 3 and stem[1] in "ويا":
        return ["ي" + stem[0] + stem[2], "ت" + stem[0] + stem[2]]
    return []


def _verb_forms(entry, present):
    parts = [("p", "", False, _past(entry.lemma))]
    if present:
        parts += [("i", prefix, prefix == "س", _present(present[1:])) for prefix in ("", "س", "ل")]
    for asp, prefix, fut, persons in parts:
        for form, stem in persons:
            yield prefix + form, Form(entry, "verb", asp, fut=fut)
            for pronoun in particles.PRONOUNS if stem else ():
                yield prefix + stem + pronoun, Form(entry, "verb", asp, obj=True, fut=fut)
    yield from ((form, Form(entry, "verb", "j")) for form in (_jussive(present[1:]) if present else ()))


def _participle_forms(entry, participle):
    weak = participle[:-1] if participle.endswith("ي") else participle
    for form in (
        participle,
        *(participle + end for end in ("ا", "ة", "ان", "ات", "تين", "ه")),
        weak + "ين",
        weak + "ون",
    ):
        yield form, Form(entry, "participle")


def _noun_forms(entry, noun):
    feminine = noun.endswith("ة")
    plural = (noun[:-1] if feminine else noun) + "ات"
    if not feminine:
        yield noun + "ا", Form(entry, "noun")  # أطلق تحذيرا من …
    for form, held in ((noun, noun[:-1] + "ت" if feminine else noun), (plural, plural)):
        carriers = {held, held[:-1] + "ؤ", held[:-1] + "ئ"} if held.endswith("اء") else {held}  # ادعاؤه, ادعائه
        for prep in ("", "ب", "ل", "ك"):
            yield prep + form, Form(entry, "noun", prep=prep)
            yield ("لل" if prep == "ل" else prep + "ال") + form, Form(entry, "noun", prep=prep)
            for carrier, pronoun in product(sorted(carriers), particles.PRONOUNS):
                yield prep + carrier + pronoun, Form(entry, "noun", prep=prep, obj=True)


def _row_forms(row):
    complements, plain = row["complements"].split(), words.plain(row["lemma"])
    entry = Entry(plain, row["stance"], frozenset(c for c in complements if not c.endswith("?") and c[0] != "="),
                  frozenset(c[:-1] for c in complements if c.endswith("?")))  # fmt: skip
    if row["kind"] == "verb":
        yield from _verb_forms(entry, words.plain(row["present"]))
        if row["participle"]:
            yield from _participle_forms(entry, words.plain(row["participle"]))
    if row["kind"] == "preposition":
        yield plain, Form(entry, "preposition")
    for noun in f"{row['noun']} {row['forms']}".split():
        yield from _noun_forms(entry, words.plain(noun))


class Verbs:
    """The cue forms of a table of reporting verbs (a frame as data/reporting_verbs.csv)."""

    def __init__(self, table: pd.DataFrame):
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
