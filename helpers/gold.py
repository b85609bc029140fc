"""The annotated corpus: quotations of 1,696 published Arabic texts as offsets, and 180 invented texts in full.

The published texts belong to their publishers and are not here. Whoever has them names a folder or a table;
`supplied` finds by digest which of the corpus they are, whatever their names.
"""

import hashlib
import json
from pathlib import Path

import pandas as pd

from helpers import tables
from helpers.problems import InputProblem, problem

FOLDER = tables.DATA / "gold" / "corpus"
FOLDS = 5


def texts() -> pd.DataFrame:
    """What is known of each published text: texts.csv, by `id`; `fold` is 0 to 4, or missing where `use` is another."""
    return pd.read_csv(FOLDER / "texts.csv", dtype={"id": str, "fold": "Int64"}, keep_default_na=False,
                       na_values={"fold": [""]}).set_index("id")  # fmt: skip


def quotations(name: str = "quotations") -> dict[str, dict]:
    """{id: record} of one annotation. name: quotations, or second (an independent second annotation of 58 texts).

    A record has `doc`, `quotes` (mode, content, quoted, cue, mention, speaker, via) and `not_speech`; spans are
    half-open, in code points of the text that its digest is of.
    """
    lines = (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return {record["doc"]: record for record in map(json.loads, lines)}


def invented() -> dict[str, dict]:
    """{id: record} of the invented texts; a record has `text`, `quotes` and `not_speech`."""
    lines = (FOLDER / "invented.jsonl").read_text("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def kinds() -> list[dict]:
    """Invented inputs of kinds that programs get wrong, as dicts: kind, number, text, quotes (mode, content as words,
    speaker, via); `sealed`, the SHA-256 of its answers, where these were put aside until the program was measured.
    """
    return [json.loads(line) for line in (FOLDER.parent / "kinds.jsonl").read_text("utf-8").splitlines()]


def article(title: str, text: str) -> str:
    """An article with its title as the corpus' offsets count it: the title as first line, line ends as \\n."""
    text, title = text.replace("\r\n", "\n").replace("\r", "\n"), (title or "").strip()
    return f"{title}\n\n{text}" if title and title not in text[:200] else text


def supplied(source: str | Path, required: bool = True) -> dict[str, str]:
    """{id: text} of those texts of the corpus that a person has.

    source: a folder of .txt files (searched through), or a Parquet file with `text`, perhaps `title`. A text is known
    by the SHA-256 of its bytes. Raises InputProblem where the source is neither, or holds none of them though required.
    """
    source = Path(source)
    if source.is_dir():
        found = [path.read_bytes() for path in sorted(source.rglob("*.txt"))]
    elif source.suffix == ".parquet" and source.is_file():
        table = pd.read_parquet(source)
        titles = table["title"] if "title" in table else [""] * len(table)
        found = [article(title, text).encode() for title, text in zip(titles, table["text"], strict=True)]
    else:
        raise InputProblem(problem(source, None, "no folder and no Parquet file", "Name what holds the corpus' texts"))
    of_digest = {digest: name for name, digest in texts()["sha256"].items()}
    known = {of_digest.get(hashlib.sha256(one).hexdigest()): one.decode() for one in found if _is_text(one)}
    known.pop(None, None)
    if required and not known:
        raise InputProblem(
            problem(source, None, "holds no text of the corpus", "data/README.md says where they are from")
        )
    return known


def _is_text(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
