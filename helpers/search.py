"""The indexes of the site's search, made with Pagefind."""

import asyncio
from pathlib import Path

import psutil

from helpers import words
from helpers.books import FOLDERS, STORY

UNSEARCHED = [".above-input", ".cell_input", ".headerlink", ".number", ".chip", ".tag", ".reason", ".switches",
              ".legend", ".facts", ".rerun", ".filters", ".doors", "svg", ".behind"]  # fmt: skip


async def index(pages, codes):
    """Search indexes: for each edition one that cuts words to stems by the rules of English and one by those of Arabic.

    Whole indexes for each edition, because the order of Pagefind's filters differs from run to run. They are made side
    by side: most of the time of one is waiting.
    """
    made = []
    paths = sorted(path for path in pages.rglob("*.html") if _is_searched(path))
    for edition in codes:
        contents = {
            f"/{path.relative_to(pages).as_posix()}": words.searchable(path.read_text("utf-8"))
            for path in paths
            if edition in _editions(pages, path)
        }
        for language in FOLDERS:
            made.append(_index_one(contents, pages / "pagefind" / edition / language, language))
    await asyncio.gather(*made)


async def _index_one(contents, target, language):
    """One index of pages (address → text), in the order given, so that it does not depend on the file system."""
    from pagefind.service import PagefindService

    settings = {"force_language": language, "output_path": str(target), "root_selector": "article.bd-article",
                "exclude_selectors": UNSEARCHED}  # fmt: skip
    async with PagefindService() as service:
        index = await service.create_index(settings)  # type: ignore[arg-type]
        for url, content in contents.items():
            await index.add_html_file(content=content, url=url)
        await index.write_files()
        # it answers while files are still being written, and leaving would end it in the middle of one
        running = psutil.Process(service._backend.pid)
        while any(Path(opened.path).is_relative_to(target.resolve()) for opened in running.open_files()):
            await asyncio.sleep(0.05)
    for path in target.glob("pagefind-*"):
        if path.name not in {"pagefind-entry.json", "pagefind-worker.js"}:
            path.unlink()


def _is_searched(path):
    """The front page stands for the story's notebook; a page of search results holds nothing to find."""
    return path.name != "search.html" and not (path.parent.name == "notebooks" and path.name.startswith(STORY))


def _editions(pages, path):
    """The editions in whose search a page belongs: its own, and the Arabic one where only English has the page."""
    name = path.relative_to(pages).as_posix()
    if name.startswith("ar/"):
        return ["ar"]
    return ["en"] if (pages / "ar" / name).exists() else ["en", "ar"]
