"""A study: a folder with reports and what is known about them. Our own is the folder `data/`, read by the same code.

A study holds texts, pages or tables of reports (helpers/inputs.py says which forms there are), or is one such file.
All else is optional: `manifest.csv` (what the reports are), `calls.csv` (the events), `speakers.csv`, `sides.csv`,
`reporting_verbs.csv`, `codebook.csv` with `frame_terms.csv` and `frame_groups.csv`, and `study.toml`:

    texts = "accounts"        # the folder of the reports, here with their manifest (default: the study's own)
    codebook = "../other"     # the folder of another study's codebook, to be applied to these texts
    title = "…"               # or, by language: title = {en = "…", ar = "…"}
    about = "…"               # a sentence about the study, in the same form
    source = "…"              # a sentence on where its texts come from, in the same form
    event = "…"               # what one of its events is called ("call", "summit"; default: "event"), in the same form
    events = "…"              # what several are called (default: in English with an s, in Arabic الأحداث)

Without speakers, sides or verbs of its own a study has the shared ones; without a codebook it has no frames. What is
wrong is left out and named, file and line; the rest is read. Nothing read is ever changed.
"""

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd

from helpers import copies, corrections, decoding, frames, inputs, tables
from helpers.problems import InputProblem, among, problem, shown
from helpers.terms import Terms
from helpers.words import count_words

OWN = tables.DATA
LANGUAGES = ("en", "ar")
SAID = ("title", "about", "source", "event", "events")  # in study.toml, by language
EVENT = {"en": "event", "ar": "الحدث"}
COLUMNS = ["report", "file", "call", "outlet", "outlet_ar", "date", "title", "language", "group", "words", "sha256",
           "note", "text"]  # fmt: skip
MANIFEST_COLUMNS, CALL_COLUMNS, SIDE_COLUMNS = (
    list(tables.RULES["study"][name]) for name in ("manifest", "calls", "sides")
)
OTHER = "other"  # the side of everybody who is on none
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>?|&(?:#\d+|[a-zA-Z]\w+);")


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """A study as it was read. Frames hold strings, "" where nothing is known.

    reports: one row per report, columns COLUMNS (`words` an integer): `report` is the id, `group` the report of which
    it is a near-copy (itself if of none), `sha256` that of the file, or of a table's text in UTF-8; where a text was
    not plain UTF-8, `note` begins with what it was read as. calls: the events, by date, columns CALL_COLUMNS. speakers,
    verbs, residue: as the tables of data/, the study's own rows before these. offices: the study's own (who holds one
    depends on the subject). sides: columns SIDE_COLUMNS. corrections: what people decided, columns corrections.COLUMNS.
    gist: what quoted words mean, columns report, span, english.
    terms: the compiled codebook, None without one; codebook: the folder it was asked for from, "" where it is the
    study's own. title, about, source, event, events: {language: text}. faults: a line for all that was wrong and is
    left out. notices: lines on what a person should know. stamps: of the files as they were when they were read
    (`tables.stamps`).

    A Study is one state of the tables: whatever is computed takes them from it, and none beside it.
    """

    folder: Path
    reports: pd.DataFrame
    calls: pd.DataFrame
    speakers: pd.DataFrame
    verbs: pd.DataFrame
    residue: pd.DataFrame
    offices: pd.DataFrame
    sides: pd.DataFrame
    corrections: pd.DataFrame
    gist: pd.DataFrame
    terms: Terms | None
    codebook: str
    title: dict
    about: dict
    source: dict
    event: dict
    events: dict
    faults: tuple
    notices: tuple
    stamps: dict = field(default_factory=dict)

    def __repr__(self) -> str:
        said = [f"{len(self.reports)} reports ({self.reports['words'].sum():,} words)"]
        said += [f"{len(self.calls)} {self.events['en']}", f"{len(self.frames())} frames"]
        said += [f"{len(self.verbs)} verbs", f"{len(self.speakers)} speakers"]
        said += [f"{len(self.faults)} faults"] if self.faults else []
        return f"{self.title['en']}: {', '.join(said)}"

    def _repr_html_(self) -> str:
        from helpers import show  # of use in a notebook only

        columns = ["report", "call", "outlet", "date", "title", "words"]
        return show.Table(self.reports[columns])._repr_html_(repr(self))

    def edited(self) -> list[str]:
        """Paths of the files that were saved, added or removed since the study was read, in order; of a folder that is
        gone as a whole there is nothing to say."""
        if not all(os.path.isdir(os.path.dirname(path)) for path in self.stamps):
            return []
        now = tables.stamps(*{os.path.dirname(path) for path in self.stamps})
        return sorted(path for path in {*now, *self.stamps} if now.get(path) != self.stamps.get(path))

    @property
    def ours(self) -> bool:
        """Whether this is the study of this repository, whose prose says what no other's may."""
        return self.folder.resolve() == OWN.resolve()

    def frames(self, language: str = "en") -> dict[str, str]:
        """The codebook's frames and their labels in a language, in its order; empty without a codebook."""
        if self.terms is None:
            return {}
        codebook = self.terms.tables["codebook"]
        among(language, LANGUAGES, "language")
        return dict(zip(codebook["frame"], codebook[f"label_{language}"], strict=True))


def chosen() -> Path:
    """The folder or table that the notebooks read: $TEXTS if it is set (as `make story` does), else our own study."""
    return Path(os.environ.get("TEXTS") or OWN)


def load(folder: str | Path | None = None, texts: bool = True) -> Study:
    """Read a study. folder: a folder, or one file of reports; default as `chosen` says. texts: whether to read these.

    Raises InputProblem only where nothing is left: no such folder, no report in it that can be read.
    """
    source = Path(folder) if folder else chosen()
    if not os.path.exists(source):  # which has an answer for names too long to be one, too
        raise InputProblem(problem(source, None, "no such folder", "Name a folder or a table that holds reports"))
    home, faults = home_of(source), []
    about = _about(home, source, faults)
    place = home / about["texts"] if source.is_dir() else source
    stamps = tables.stamps(home, place, home / about["codebook"], OWN)  # before any of these is read
    listed = _manifest(place, faults)
    calls = _calls(home, faults)
    reports = _reports(place, listed, calls, faults) if texts else pd.DataFrame(columns=COLUMNS)
    if texts and reports.empty:
        raise InputProblem(*faults)
    if calls is None:
        calls = events(reports)
    sides, speakers = _people(home, faults)
    terms = _terms(home, about["codebook"], faults)
    verbs, residue = (_with_shared(name, home, faults) for name in ("reporting_verbs", "residue"))
    decided, wrong = corrections.load(home)
    faults += wrong
    offices, gist = (_own(name, home, faults, tables.empty(name)) for name in ("offices", "gist"))
    return Study(home, reports, calls, speakers, verbs, residue, offices, sides, decided, gist, terms,
                 *(about[name] for name in ("codebook", *SAID)), tuple(faults),
                 (*_notices(reports), *inputs.passed_over(place)), stamps)  # fmt: skip


def shared() -> Study:
    """The chosen study without its texts: read once, and anew when one of its tables has changed."""
    place = chosen()
    if not os.path.exists(place):
        return load(place)  # which says so
    return _without_texts(home_of(place).resolve())


def around(path: str | Path) -> Study | None:
    """The Study (without its texts) whose tables are about the texts at a path, None where they lie in no study.

    A study is a folder with a `study.toml` or with any table about its reports. The folder of texts that a `study.toml`
    above names belongs to that study.
    """
    home = home_of(path).resolve()
    named = _about(home.parent, home.parent, [])["texts"]
    if named and (home.parent / named).resolve() == home:
        home = home.parent
    return _without_texts(home) if _state(home) else None


def _without_texts(home):
    about = _about(home, home, [])
    return _read_once(home, *map(_state, (home, home / about["texts"], home / about["codebook"], OWN)))


@lru_cache(maxsize=8)
def _read_once(home, *states):
    """states: `_state` of every folder whose tables count, so that an edited one is read anew."""
    return load(home, texts=False)


def _state(folder):
    """(path, time, size) of those files of a folder that say that it is a study."""
    marks = [folder / "study.toml", *(folder / f"{name}.csv" for name in tables.STUDY)]
    states = ((mark, os.stat(mark)) for mark in marks if os.path.exists(mark))
    return tuple((str(mark), said.st_mtime_ns, said.st_size) for mark, said in states)


def told_frames(read: Study | None, path: str | Path, coded: int, sentences: int) -> str:
    """A line on how many sentences carry a frame, where the codebook was not made for the texts; "" where it was.

    read: the Study in which the texts at `path` lie, or None. coded, sentences: how many carry one, how many there are.
    """
    if read is not None and read.terms is None:
        mend = "Write a codebook.csv, or ask for another's in study.toml"
        return problem(path, None, "the study has no codebook, so no sentence has a frame", mend)
    if read is not None and not read.codebook:
        return ""
    whose = f"asked for, {read.codebook}" if read is not None else f"of our own study, {shown(OWN)}"
    what = f"by the codebook {whose}, {coded} of {sentences} sentences carry a frame"
    return problem(path, None, what, "Where these are few, the texts are about something else")


def home_of(path: str | Path) -> Path:
    """The folder in which the tables about the reports below a path stand: itself, or that of the file."""
    path = Path(path)
    return path if path.is_dir() else path.parent


def _notices(reports):
    """A printable line for every report that was not plain UTF-8 or holds no Arabic, and one about near-copies."""
    odd = reports[reports["note"].str.startswith("read as ")]
    said = [problem(row.file, None, row.note.split(";")[0], "Save it as UTF-8 to be sure") for row in odd.itertuples()]
    said += [problem(row.file, None, f"no Arabic in {row.report}", "Nothing can be found there")
             for row in reports.itertuples() if not decoding.ARABIC.search(row.text)]  # fmt: skip
    return said + copies.told(zip(reports["report"], reports["group"], strict=True))


# ---------------------------------------------------------------- study.toml


def _about(home, source, faults):
    """The settings in study.toml, all but the folders by language, defaults filled in."""
    path, said = home / "study.toml", {}
    try:
        said = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (ValueError, OSError) as fault:  # what is not TOML, or not UTF-8
        line = re.search(r"line (\d+)", str(fault))
        what = f"not TOML ({str(fault).split(' (at')[0]})"
        faults.append(problem(path, int(line[1]) if line else 1, what, 'Write lines such as title = "…"'))
    both, title = dict.fromkeys, source.resolve().stem.replace("_", " ")
    found: dict = {"texts": "", "codebook": "", "title": both(LANGUAGES, title), "about": both(LANGUAGES, ""),
                   "source": both(LANGUAGES, ""), "event": EVENT, "events": {}}  # fmt: skip
    for name, value in said.items():
        wrong, mend = _wrong_setting(home, name, value)
        if wrong:
            faults.append(problem(path, _line_of(path, name), wrong, mend))
        elif name in SAID:
            found[name] = found[name] | (both(LANGUAGES, value) if isinstance(value, str) else value)
        else:
            found[name] = value
    found["events"] = {"en": f"{found['event']['en']}s", "ar": "الأحداث"} | found["events"]
    return found


def _wrong_setting(home, name, value):
    """(what is wrong, what to do) with one setting of study.toml; (None, None) where all is well."""
    if name in {"texts", "codebook"}:
        if not isinstance(value, str) or not (home / value).is_dir():
            return f"{name} {value!r} is not a folder", "Name one, as seen from this one"
    elif name in SAID:
        by_language = value if isinstance(value, dict) else {"en": value}
        for language, text in by_language.items():
            if language not in LANGUAGES or not isinstance(text, str) or not text.strip():
                return f"{name} {value!r} is not a text", f"Write one, or one each for {' and '.join(LANGUAGES)}"
            if _MARKUP.search(text):
                return f"{name} {text!r} holds HTML", "Write it as plain text"
    else:
        return f"unknown setting {name!r}", f"Use only texts, codebook, {', '.join(SAID)}"
    return None, None


def _line_of(path, name):
    lines = path.read_text("utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[?\s*{re.escape(name)}\b", line)), None)


# ---------------------------------------------------------------- the tables that settle who speaks, and about what


def _own(name, home, faults, absent=None):
    """The usable rows of one of the study's own tables, `absent` where it has none."""
    if not (home / f"{name}.csv").exists():
        return absent
    table, wrong = tables.usable(name, home)
    faults += wrong
    return table


def _with_shared(name, home, faults, **instead):
    """A table of the study, followed by the rows of the shared one; where its first column is a key, by those that the
    study does not have. instead: what stands in columns of the shared one."""
    own = _own(name, home, faults)
    if home.resolve() == OWN.resolve():
        return own
    shared = tables.load(name).assign(**instead)
    if own is None:
        return shared
    key = own.columns[0]
    if tables.SCHEMAS[name].columns[key].unique:
        shared = shared[~shared[key].isin(own[key])]
    return pd.concat([own, shared], ignore_index=True)


def _people(home, faults):
    """(sides, speakers) of a study.

    The shared rows keep their names and spellings in every study. Which titles stand for whom, and who is on which
    side, depends on subject and year, so that titles are kept in our own only, and sides where the study has them.
    """
    own, sides = _own("speakers", home, faults), _own("sides", home, faults)
    if sides is None and own is not None:
        named = pd.DataFrame({"side": own.loc[own["side"] != "", "side"].unique()})
        sides = named.reindex(columns=SIDE_COLUMNS, fill_value="")
    elif sides is None:
        sides = tables.load("sides")
    elif own is not None:
        for line, side in own.loc[~own["side"].isin([*sides["side"], OTHER, ""]), "side"].items():
            mend = f"Use one of {', '.join(sides['side'])} or add it to sides.csv"
            faults.append(problem(home / "speakers.csv", line, f"unknown side {side!r}", mend))
    people = _with_shared("speakers", home, [], titles="").reset_index(drop=True)
    people["side"] = people["side"].where(people["side"].isin(sides["side"]), OTHER)
    if OTHER not in set(sides["side"]):
        sides = pd.concat([sides, tables.load("sides").query("side == @OTHER")])
    return sides.reset_index(drop=True), people


def _terms(home, other, faults):
    """The compiled codebook: that of the folder `other` if the study asks for one, else its own, else None."""
    folder = home / other if other else home
    if not (folder / "codebook.csv").exists():
        if other:
            faults.append(problem(folder / "codebook.csv", None, "no such table", "Name a folder that has one"))
        return None
    terms, wrong = frames.usable_terms(folder)
    faults += wrong
    return terms


# ---------------------------------------------------------------- manifest and events


def by_manifest(folder: str | Path) -> dict[str, dict[str, str]]:
    """{file name: {id, call, outlet, date, title}} by a study's manifest.csv, empty where there is none."""
    folder = Path(folder)
    if not folder.is_dir() or not (folder / "manifest.csv").exists():
        return {}
    rows = completed(tables.load("manifest", folder)).rename(columns={"report": "id"})
    return {row["file"]: {name: row[name] for name in ["id", *inputs.META]} for row in rows.to_dict("records")}


def completed(manifest: pd.DataFrame) -> pd.DataFrame:
    """The manifest with every column needed; file defaults to id.txt, outlet to register, date to published,
    group to the report itself. A group that is no report's id is called by that of its first report."""
    table = manifest.assign(**{name: "" for name in MANIFEST_COLUMNS if name not in manifest})
    defaults = {"file": table["id"] + ".txt", "outlet": table["register"], "date": table["published"],
                "language": "ar", "group": table["id"]}  # fmt: skip
    for name, default in defaults.items():
        table[name] = table[name].where(table[name] != "", default)
    first = table.groupby("group")["id"].transform("first")
    table["group"] = table["group"].where(table["group"].isin(table["id"]), first)
    return table.rename(columns={"id": "report"})


def _manifest(place, faults):
    """The usable rows of the manifest beside the reports, completed; None where there is none."""
    if not place.is_dir() or not (place / "manifest.csv").exists():
        return None
    table, wrong = tables.usable("manifest", place)
    faults += wrong
    table = completed(table)
    for line, title in table.loc[table["title"].map(lambda title: bool(_MARKUP.search(title))), "title"].items():
        faults.append(problem(place / "manifest.csv", line, f"title {title!r} holds HTML", "Write it as plain text"))
        table.loc[line, "title"] = ""
    return table


def _calls(home, faults):
    """The events by the study's own calls.csv, by date; None where it has none."""
    table = _own("calls", home, faults)
    if table is None:
        return None
    return table.reindex(columns=CALL_COLUMNS, fill_value="").sort_values("date", kind="stable").reset_index(drop=True)


def events(reports: pd.DataFrame) -> pd.DataFrame:
    """The events that the reports name, with the first date of their reports, in the order of these dates."""
    named = reports[reports["call"] != ""]
    first = named[named["date"] != ""].groupby("call")["date"].min().to_dict()
    events = pd.DataFrame({"call": named["call"].drop_duplicates()})
    events["date"] = [first.get(call, "") for call in events["call"]]
    events = events.reindex(columns=CALL_COLUMNS, fill_value="")
    return events.sort_values("date", kind="stable").reset_index(drop=True)


# ---------------------------------------------------------------- reports


def _reports(place, manifest, calls, faults):
    """The reports of a study: files in the manifest's order (else by name), then the rows of tables."""
    listed = _listed(place, manifest, faults)
    reports = pd.DataFrame([*_read(place, listed, faults)], columns=[*COLUMNS, "place"])
    order = {row["id"]: number for number, row in enumerate((listed or {}).values())}
    reports = reports.sort_values("report", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
    twice = reports["report"].duplicated()
    for line, report in reports.loc[twice, "report"].items():
        faults.append(problem(place, None, f"id {report!r} occurs twice (report {line + 1})", "Rename one of them"))
    reports = reports[~twice].reset_index(drop=True)
    if calls is not None:
        wrong = ~reports["call"].isin(["", *calls["call"]])
        for row in reports[wrong].itertuples():
            mend = f"Use one of {', '.join(calls['call'])} or add it to calls.csv"
            faults.append(problem(*row.place, f"unknown call {row.call!r}", mend))
        reports["call"] = reports["call"].where(~wrong, "")
    return reports.assign(group=copies.groups(reports))[COLUMNS]


def _listed(place, manifest, faults):
    """{file name: its row of the manifest, with the place of that}; None without a manifest."""
    if manifest is None:
        return None
    rows = {}
    for line, row in manifest.rename(columns={"report": "id"}).to_dict("index").items():
        if row["file"] in rows:
            faults.append(problem(place / "manifest.csv", line, f"file {row['file']!r} is listed twice",
                                  "Keep one of the rows"))  # fmt: skip
        rows.setdefault(row["file"], {**row, "place": (place / "manifest.csv", line)})
    return rows


def _read(place, listed, faults):
    """A row (a dict of COLUMNS and `place`) for each report that can be read; files are held to what is listed."""
    missing = dict(listed or {})
    for waiting in inputs.waiting(place, listed):
        if isinstance(waiting, inputs.Reject):
            faults.append(waiting.line())
            continue
        path, is_file = Path(waiting.path), isinstance(waiting, inputs.File)
        name = path.relative_to(home_of(place)).as_posix() if is_file else path.name
        if is_file and missing.pop(name, None) is None and listed is not None:
            faults.append(problem(place / "manifest.csv", None, f"{name} is not listed",
                                  "Add a row for it or move it away"))  # fmt: skip
            continue
        found = inputs.report(waiting)
        if isinstance(found, inputs.Reject):
            faults.append(found.line())
            continue
        digest = hashlib.sha256(path.read_bytes() if is_file else found.text.encode()).hexdigest()
        if found.meta.get("sha256") not in {None, "", digest}:
            mend = f"If the change is meant, put {digest} there"
            faults.append(problem(*found.meta["place"], f"sha256 is not that of {name}", mend))
        elif not is_file and not re.fullmatch(tables.ID, found.id):  # an id becomes the name of a page
            mend = "Use letters, digits, dots, hyphens and underscores"
            faults.append(problem(*found.place, f"id {found.id!r} is not valid", mend))
        else:
            faults += found.lines()
            yield {**dict.fromkeys(COLUMNS, ""), "group": found.id, "language": "ar", "place": found.place,
                   **found.meta, "report": found.id, "file": name, "text": found.text,
                   "words": count_words(found.text), "sha256": digest,
                   "note": "; ".join(filter(None, (found.notice, found.meta.get("note"))))}  # fmt: skip
    faults += [problem(*row["place"], f"file {name!r} is not in the folder", "Add the file or drop the row")
               for name, row in missing.items()]  # fmt: skip
