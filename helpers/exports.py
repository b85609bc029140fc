"""Quotations and frames as files: CSV, Excel workbooks, JSON lines, Parquet, and W3C Web Annotations.

CSV and workbooks are for spreadsheets: no cell begins what a spreadsheet would run as a formula. JSON lines hold the
records of the command line, one text a line. An annotation (JSON-LD) says of one span of one text what stands there, by
offset and by the words themselves with some before and after, so that it is found again even in a copy of the text with
other offsets.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from helpers import files, results
from helpers.pipeline import Analysis
from helpers.problems import InputProblem, problem

AROUND = 32  # characters before and after a span that an annotation carries
FILES = {".csv", ".jsonl", ".xlsx"}  # endings of a result that is one file; all else is a Parquet dataset


def tables(analysis: Analysis) -> dict[str, pa.Table]:
    """{"quotes": …, "frames": …}: pyarrow Tables with the columns of `results.SCHEMAS`, from an Analysis."""
    about = {row["report"]: {name: row[name] for name, _ in results.META} for row in _rows(analysis.reports)}
    people = dict(zip(analysis.study.speakers["speaker"], analysis.study.speakers["english"], strict=True))
    quotes = [results.quote_row(about[row["report"]], row, people) for row in _rows(analysis.quotes)]
    coded = {}
    for row in _rows(analysis.frames):
        coded.setdefault((row["report"], row["sentence"]), []).append(row)
    frames = [results.frame_row(about[row["report"]], row, coded.get((row["report"], row["sentence"]), []))
              for row in _rows(analysis.sentences)]  # fmt: skip
    return {"quotes": pa.Table.from_pylist(quotes, results.QUOTES),
            "frames": pa.Table.from_pylist(frames, results.FRAMES)}  # fmt: skip


def _rows(frame):
    """The rows of a pandas table as dicts, None where a cell is empty."""
    return [{k: None if v is None or v != v else v for k, v in row.items()} for row in frame.to_dict("records")]


def records(what: str, rows: Iterable[dict], asides: Mapping[str, tuple]) -> Iterator[dict[str, Any]]:
    """The record of each text, in the order of `asides`: {report: (meta, not_speech or residue)}. rows: flat ones."""
    own = {}
    for row in rows:
        own.setdefault(row["report"], []).append(row)
    for report, (meta, aside) in asides.items():
        yield results.record(what, meta, own.get(report, []), aside)


def _records_of(analysis, what, rows):
    asides = {row["report"]: ({name: row[name] for name, _ in results.META}, []) for row in _rows(analysis.reports)}
    if what == "quotes":
        for row in analysis.labels.itertuples():
            asides[row.report][1].append((row.start, row.end))
    else:
        for row in analysis.residue[analysis.residue["reason"] != "caption"].itertuples():
            asides[row.report][1].append((row.start, row.end, row.reason))
    return records(what, rows, asides)


# ---------------------------------------------------------------- CSV and JSON lines

_UNSEEN = "[ \u00a0\u00ad\u061c\u2000-\u200f\u202a-\u202f\u205f-\u2069\u3000\ufeff]*"
_FORMULA = re.compile(f"{_UNSEEN}[=+\\-@\t\r\n＝＋－＠]")


def safe(cell: Any) -> Any:
    """A cell as a spreadsheet may have it: text that would begin a formula gets an apostrophe in front."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _flat(value):
    """A cell without lists: spans as 12:40 60:71, names with | between; None as an empty cell."""
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return " ".join(f"{span['start']}:{span['end']}" for span in value)
        return " | ".join(value)
    return "" if value is None else value


def csv_text(rows: Iterable[dict], columns: Sequence[str], excel: bool = False, header: bool = True) -> str:
    """CSV; rows: dicts. Every cell is safe. excel: begin with the byte-order mark, without which Excel on Windows
    garbles Arabic."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if header:
        writer.writerow(columns)
    writer.writerows([safe(_flat(row[name])) for name in columns] for row in rows)
    return "\ufeff" * excel + out.getvalue()


def jsonl_text(rows: Iterable[dict]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# ---------------------------------------------------------------- Web Annotations


def annotation(row: dict[str, Any], what: str, text: str) -> dict[str, Any]:
    """The W3C Web Annotation (a dict) for one row of quotes or frames; text: that of the report."""
    if what == "quotes":
        said = {
            "speaker": row["speaker"],
            "via": row["via"],
            "mode": row["mode"],
            "cue": row["cue"],
            "stance": row["stance"],
        }
        bodies = [{"type": "TextualBody", "purpose": "describing", "format": "application/json",
                   "value": json.dumps(said, ensure_ascii=False)}]  # fmt: skip
        bodies += [_tag(value) for value in ("quotation", row["mode"])]
    else:
        bodies = [_tag(frame) for frame in row["frames"]]
    start, end = row["start"], row["end"]
    number = row["quote"] if what == "quotes" else row["sentence"]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:between-the-calls:{_digest(row['report'], text)}:{what}:{number}",
        "type": "Annotation",
        "motivation": "describing" if what == "quotes" else "classifying",
        "body": bodies,
        "target": {
            "source": f"urn:between-the-calls:{_digest(row['report'], text)}",
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {"type": "TextQuoteSelector", "exact": text[start:end], "prefix": text[max(0, start - AROUND) : start],
                 "suffix": text[end : end + AROUND]},
            ],
        },
    }  # fmt: skip


def _tag(value):
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _digest(report, text):
    return hashlib.sha256(f"{report}\0{text}".encode()).hexdigest()[:16]


def annotations(rows: Iterable[dict], what: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The annotations of a whole table in one JSON-LD collection (a dict). texts: {report: text}."""
    made = [annotation(row, what, texts[row["report"]]) for row in rows if what == "quotes" or row["frames"]]
    for item in made:
        item.pop("@context")
    names = {f"urn:between-the-calls:{_digest(report, text)}": report for report, text in texts.items()}
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "label": f"{what} in {len(texts)} reports",
        "total": len(made),
        "creator": {"type": "Software", "name": "Between the Calls"},
        "first": {"type": "AnnotationPage", "startIndex": 0, "items": made},
        "sources": [{"id": urn, "title": name} for urn, name in names.items()],
    }


# ---------------------------------------------------------------- files


def workbook(what: str, rows: Iterable[dict]) -> bytes:
    """The bytes of a workbook with one sheet that reads from right to left, one row per quotation or sentence."""
    from helpers import sheets

    header = results.SCHEMAS[what].names
    widths = {
        at: 60 if name == "text" else 24 if name in {"speaker", "title"} else 12 for at, name in enumerate(header)
    }
    cells = [[_flat(row[name]) for name in header] for row in rows]
    return sheets.to_bytes([sheets.Sheet(what, header, cells, widths)])


def write(analysis: Analysis, folder: str | Path, excel: bool = False) -> list[Path]:
    """Every export of an Analysis into a folder: quotes and frames in every form, `quotes.csv` and so on.

    The texts that the offsets count in go to `texts/`, since a text taken from a web page exists nowhere else.
    excel: CSV as in `csv_text`. Returns the paths written.
    """
    from helpers import sheets

    folder = Path(folder)
    texts = dict(zip(analysis.reports["report"], analysis.reports["text"], strict=True))
    written = []
    for what, table in tables(analysis).items():
        rows = table.to_pylist()
        packed = io.BytesIO()
        parquet.write_table(table, packed)
        linked = json.dumps(annotations(rows, what, texts), ensure_ascii=False, indent=1) + "\n"
        lines = jsonl_text(_records_of(analysis, what, rows))
        forms: dict[str, str | bytes] = {"csv": csv_text(rows, table.column_names, excel), "jsonl": lines,
                 "parquet": packed.getvalue(), "annotations.jsonld": linked}  # fmt: skip
        if len(rows) < sheets.MOST_ROWS:
            forms["xlsx"] = workbook(what, rows)
        for ending, data in forms.items():
            written.append(folder / f"{what}.{ending}")
            files.replace(written[-1], data)
    for number, (report, text) in enumerate(texts.items(), 1):
        # ids are anybody's strings, so that only plain ones become file names
        name = report if report.replace("-", "").replace("_", "").isalnum() else f"text-{number}"
        files.replace(folder / "texts" / f"{name}.txt", text)
    return written


# ---------------------------------------------------------------- one file out of a dataset


def convert(what: str, dataset: Path, target: Path, excel: bool = False) -> None:
    """One file of the kind that its ending says (.csv, .jsonl, .xlsx) from a dataset that `batch.run` made.

    Only a workbook is held in memory. Raises InputProblem where there are more rows than a sheet can hold.
    """
    from helpers import sheets

    parts = sorted(Path(dataset).glob("part-*.parquet"))
    target, ending, stories = Path(target), Path(target).suffix.lower(), _stories(dataset)
    if ending == ".xlsx":
        count = sum(parquet.read_metadata(part).num_rows for part in parts)
        if count >= sheets.MOST_ROWS:
            said = f"{count:,} rows are more than a sheet holds ({sheets.MOST_ROWS - 1:,})"
            raise InputProblem(problem(target, None, said, "Name a .csv or .parquet instead"))
        files.replace(target, workbook(what, [row for part in parts for row in _part(part, stories)]))
        return
    with files.appearing(target) as made, open(made, "w", encoding="utf-8", newline="") as out:
        for number, part in enumerate(parts):
            rows = _part(part, stories)
            if ending == ".csv":
                out.write(csv_text(rows, results.SCHEMAS[what].names, excel and number == 0, number == 0))
            else:
                documents = _part(Path(dataset) / "_documents" / part.name, stories)
                out.write(jsonl_text(records(what, rows, _asides(what, documents))))


def _stories(dataset):
    """{report: the one that stands for its story} of a dataset."""
    return dict(zip(*parquet.read_table(Path(dataset) / "_groups.parquet").to_pydict().values(), strict=True))


def _part(path, stories):
    """The rows of one file of a dataset, each with its story."""
    return [row | {"group": stories[row["report"]]} for row in parquet.read_table(path).to_pylist()]


def _asides(what, documents):
    """{report: (meta, not_speech or residue)} for rows of `batch.DOCUMENTS`, as `records` takes it."""
    name = "not_speech" if what == "quotes" else "residue"
    return {row["report"]: (row, [tuple(item.values()) for item in row[name] or ()]) for row in documents}
