"""A headless Chromium and the built site on loopback. Without a browser these tests skip, unless CI requires one."""

import functools
import http.server
import os
import shutil
import threading
from contextlib import contextmanager

import pytest

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

PATIENCE = 120_000  # ms, for anything a page is waited for; only a fault lasts that long


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def folder_of_site(browser, request):
    """The site of this repository; not built at all where no browser could look at it."""
    return request.getfixturevalue("whole_site")


@contextmanager
def serving(folder):
    """The address at which a site is served, with a path in front, as on GitHub Pages."""
    served = functools.partial(Quiet, directory=str(folder.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), served)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{folder.name}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def address(folder_of_site):
    with serving(folder_of_site) as place:
        yield place


@pytest.fixture(scope="session")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        if os.environ.get("SITE_BROWSER") == "required":
            pytest.fail("no Chromium here, and SITE_BROWSER=required")
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


class Visit:
    """One page of the site and what went wrong or over the wire while it was looked at."""

    def __init__(self, browser, address, **options):
        self.address = address
        self.context = browser.new_context(accept_downloads=True, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.requests, self.faults = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("response", lambda got: self.faults.append(got.url) if got.status >= 400 else None)

    def open(self, name):
        self.page.goto(self.address + name)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def elsewhere(self):
        """Requests to other hosts."""
        return [url for url in self.requests if not url.startswith((self.address.rsplit("/", 2)[0], "blob:", "data:"))]


@contextmanager
def visits(browser, address):
    """A function that opens a page: visit("index.html", width=…, dark=…) → Visit, closed at the end."""
    opened = []

    def look(name, width=1280, dark=False):
        scheme = "dark" if dark else "light"
        seen = Visit(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme)
        opened.append(seen)
        seen.open(name)
        return seen

    yield look
    for seen in opened:
        seen.context.close()


@pytest.fixture
def visit(browser, address):
    with visits(browser, address) as look:
        yield look
