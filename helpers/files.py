"""Files that are whole or not there: who reads one sees the old one or the new one, never a part."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def appearing(path: str | Path) -> Iterator[Path]:
    """A path to write to, whose file takes its place at `path` when the block ends; where it fails nothing changes."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    try:
        yield made
        os.replace(made, path)
    finally:
        made.unlink(missing_ok=True)


def replace(path: str | Path, data: str | bytes) -> None:
    """Put bytes or text (as UTF-8, its line ends as they are) at a path in one step."""
    with appearing(path) as made:
        made.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
