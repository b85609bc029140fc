"""The link checker: what in a built site leads nowhere, stands twice, or would be fetched from another host."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

FETCHED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "link": "href",
}
NOT_FETCHED = {"canonical", "prev", "next", "alternate", "author", "license", "index", "search", "help", "top"}


def place(name: str) -> str:
    """A name of a call or medium as part of an address: itself where it can be, else what is left with a digest."""
    kept = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60]
    return kept if kept == name else f"{kept}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"


class Page(HTMLParser):
    """The ids of a page, its links as (line, target), and the (line, address) of what a browser fetches for it."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.ids, self.twice, self.links, self.fetched = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        key = named.get("id")
        if key in self.ids:
            self.twice.append((self.getpos()[0], key))
        if key:
            self.ids.add(key)
        target = named.get("href") or named.get("src")
        if target is None:
            return
        if tag in FETCHED and not (tag == "link" and set((named.get("rel") or "").split()) & NOT_FETCHED):
            self.fetched.append((self.getpos()[0], named.get(FETCHED[tag]) or ""))
        self.links.append((self.getpos()[0], target))


def faults(folder: Path) -> list[str]:
    """One printable line for every dangling link or anchor, every id given twice, every address fetched elsewhere."""
    folder = Path(folder).resolve()
    pages = {path: Page(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        where = path.relative_to(folder).as_posix()
        found += [_line(where, line, f"id {key!r} is given twice", "Keep one") for line, key in page.twice]
        found += [_line(where, line, f"{address} is fetched from another host", "Ship it with the site")
                  for line, address in page.fetched if urlsplit(address).netloc]  # fmt: skip
        for line, target in page.links:
            what = _wrong(folder, path, target, pages)
            if what:
                found.append(_line(where, line, what, "Mend the link or what it should lead to"))
    return found


def _line(where, line, what, mend):
    return f"{where}:{line}: {what}. {mend}"


def _wrong(folder, path, target, pages):
    """What is wrong with one link, "" if it resolves or leads to another site."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return ""
    address, anchor = urldefrag(target)
    file = path.parent / unquote(urlsplit(address).path) if urlsplit(address).path else path
    file = (file / "index.html" if address.endswith("/") else file).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        return f"link to {address}, which is not there"
    if anchor and file.suffix == ".html" and unquote(anchor) not in pages[file].ids:
        return f"link to {target}: no such anchor"
    return ""
