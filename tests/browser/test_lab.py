"""JupyterLab, started as `make lab` starts it on a copy of the project: what a journalist sees and does there."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

from helpers.lab import METADATA
from tests.browser.conftest import PATIENCE
from tests.conftest import ROOT

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "build", "scratch", "__pycache__", ".*_cache", ".hypothesis",
                                  ".ipynb_checkpoints")  # fmt: skip
TEXT = "قال الوزير سامي الحداد: «أنجزنا المشروع كله ولن نتأخر». وكان البرتقال لذيذاً."
FRONT = ".jp-NotebookPanel:not(.lm-mod-hidden)"
CELLS = f"{FRONT} .jp-CodeCell"
# which a cell is once it has run; where its code is folded away only its output has a number, which may come before the
# cell has ended: elsewhere that is a star beside the code
NUMBERED = """(cell) => {
    const prompts = [...cell.querySelectorAll(".jp-InputPrompt, .jp-OutputPrompt")].map((one) => one.textContent);
    return prompts.some((one) => /\\d/.test(one)) && !prompts.some((one) => one.includes("*")); }"""
# on which side of the number before it each % of some elements is drawn
PERCENTS = """(all) => all.map((one) => {
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [], range = document.createRange();
    while (walk.nextNode()) for (const match of walk.currentNode.data.matchAll(/\\d\\u200e?%/g)) {
        const side = (at) => { range.setStart(walk.currentNode, at); range.setEnd(walk.currentNode, at + 1);
                               return range.getBoundingClientRect().left; };
        const last = match.index + match[0].length - 1;
        found.push(side(last) > side(match.index) ? "right" : walk.currentNode.data.slice(0, last + 1).slice(-40));
    }
    return found; })"""
READS = [f"import helpers\nfound = helpers.read({TEXT!r})", "print('coded:', len(found.frames))", "found"]


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def git(folder, *said):
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false"]
    return subprocess.run(["git", *who, *said], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def project(browser, tmp_path_factory):
    """A copy of the project under version control, with what set-up built; not at all where no browser could look."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    (folder / "build").mkdir()
    (folder / "build" / "morphology").symlink_to(ROOT / "build" / "morphology")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "as it was")
    (folder / "scratch").mkdir()
    for name in ("mine", "saved"):
        nbformat.write(notebook(*READS), folder / "scratch" / f"{name}.ipynb")
    for name in ("03_quotes", "07_how_framing_shifts_ar"):  # with one cell more, no signature is of them
        untrusted = nbformat.read(folder / "notebooks" / f"{name}.ipynb", as_version=4)
        untrusted.cells.append(nbformat.v4.new_markdown_cell("from elsewhere", id="more"))
        nbformat.write(untrusted, folder / "scratch" / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def lab(project, tmp_path_factory):
    """The address of a JupyterLab that knows nothing of whoever runs the tests."""
    home = tmp_path_factory.mktemp("jupyter")
    own = {f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **own, "PYTHONPATH": str(project), "TEXTS": "", "JUPYTERLAB_SETTINGS_DIR": str(home)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1",
               "--IdentityProvider.token="]  # fmt: skip
    command, address = [sys.executable, "-m", "helpers.lab", *options], f"http://127.0.0.1:{port}"
    with open(home / "log", "w") as log:
        server = subprocess.Popen(command, cwd=project, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api/status").close()
                break
            except OSError:
                assert server.poll() is None, (home / "log").read_text()
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture
def page(browser, lab):
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def opened(page, lab, path):
    """The page with a file of the project open in JupyterLab, and nothing else."""
    page.goto(f"{lab}/lab/tree/{path}?reset")
    page.locator(".jp-Notebook .jp-Cell, .jp-MarkdownViewer, .jp-FileEditor").first.wait_for()
    return page


def run_all(page):
    """Run every cell of the notebook in front and wait until the last has been."""
    page.get_by_text("(ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Edit", exact=True).click()
    page.get_by_role("menuitem", name="Clear Outputs of All Cells", exact=True).click()
    page.wait_for_function(f"(cells) => ![...document.querySelectorAll(cells)].some({NUMBERED})", arg=CELLS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    every = f"(cells) => [...document.querySelectorAll(cells)].every({NUMBERED})"
    page.wait_for_function(every, arg=CELLS)
    page.get_by_text("(ipykernel) | Idle").wait_for()


def save(page):
    """Save what is in front, until JupyterLab shows it as saved."""
    unsaved = page.locator(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty")
    unsaved.first.wait_for()
    page.keyboard.press("Control+s")
    unsaved.first.wait_for(state="detached")


def printed(page):
    """What the cells of the notebook in front have printed."""
    return "\n".join(page.locator(f"{FRONT} .jp-OutputArea-output pre").all_inner_texts())


def test_a_list_of_the_notebooks_is_opened_and_its_links_lead_there(page, lab, project):
    page.goto(lab)
    page.wait_for_url("**/lab/tree/notebooks/README.md*")
    listed = page.locator(".jp-MarkdownViewer .jp-RenderedMarkdown")
    listed.locator("li a").first.wait_for()
    links = [link.get_attribute("href") for link in listed.locator("a:not(.jp-InternalAnchorLink)").all()]
    assert len(links) >= len(list((project / "notebooks").glob("[0-9]*.ipynb")))
    for link in links:
        assert re.search(r"/files/(\S+?)(\?|$)", link), link
        assert (project / re.search(r"/files/(\S+?)(\?|$)", link)[1]).is_file(), link
    listed.get_by_role("link", name="Raw text").click()
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()


def test_a_report_keeps_its_marks_in_a_notebook_that_is_not_trusted(page, lab):
    opened(page, lab, "scratch/03_quotes.ipynb")
    report = page.locator("div.report").first
    report.scroll_into_view_if_needed()
    lines = report.locator("span[style]").evaluate_all("all => all.map(one => getComputedStyle(one).borderBottomStyle)")
    assert set(lines) <= {"solid", "double", "dashed", "dotted"}
    assert len(set(lines)) > 1
    looks = report.evaluate("one => [getComputedStyle(one).direction, getComputedStyle(one).textAlign]")
    assert looks == ["rtl", "right"]
    assert page.locator("div.report [id]").count() == 0  # which the sanitizer takes away: nothing here is trusted
    for cell in page.locator(".jp-RenderedHTML td:has(div)").all()[:200]:
        look = cell.evaluate("""one => { const look = getComputedStyle(one.firstChild);
            return [look.direction, look.textAlign, /\\p{L}/u.exec(one.textContent)?.[0] ?? ""] }""")
        if re.match("[\u0600-\u06ff]", look[2]):
            assert look[:2] == ["rtl", "right"]
        elif look[2]:
            assert look[:2] == ["ltr", "left"]


def test_pictures_are_shown_and_told(page, lab):
    opened(page, lab, "scratch/03_quotes.ipynb")
    picture = page.locator(".jp-OutputArea-output img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("one => one.naturalWidth") > 500
    assert len(picture.get_attribute("alt")) > 40


def test_the_arabic_story_runs_from_the_right_in_a_notebook_that_is_not_trusted(page, lab, project):
    opened(page, lab, "scratch/07_how_framing_shifts_ar.ipynb")
    cells = nbformat.read(project / "scratch" / "07_how_framing_shifts_ar.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    prose = sum(cell.cell_type == "markdown" for cell in cells) + sum("text/markdown" in one.data for one in outputs)
    page.wait_for_function(  # all of it is there, and as wide as it will be
        """(prose) => { const said = [...document.querySelectorAll('.jp-RenderedMarkdown')];
                        return said.length === prose && said.every((one) => one.offsetWidth > 300); }""",
        arg=prose,
    )
    looks = page.locator(".jp-RenderedMarkdown :is(h1, h2, h3, li, p:not(:has(span)), p > span)").evaluate_all(
        """all => all.filter((one) => /[\u0600-\u06ff]/.test(one.textContent)).map((one) => {
             const look = getComputedStyle(one);
             const side = look.textAlign === 'start' ? 'right' : look.textAlign;
             return [look.direction, side, one.textContent.slice(0, 60)] })"""
    )
    assert len(looks) > 3
    assert [look for look in looks if look[:2] != ["rtl", "right"]] == []
    sides = page.locator(".jp-RenderedMarkdown").evaluate_all(PERCENTS)
    assert any(sides)
    assert [said for side in sides for said in side if said != "right"] == []


def test_an_edited_table_counts_without_a_restart(page, lab, project):
    opened(page, lab, "scratch/mine.ipynb")
    run_all(page)
    before = int(re.search(r"coded: (\d+)", printed(page))[1])
    page.locator(".jp-DirListing").wait_for()
    page.locator(".jp-BreadCrumbs-home").click()
    page.locator('.jp-DirListing-item[title*="Name: data"]').dblclick()
    page.locator('.jp-DirListing-item[title*="frame_terms.csv"]').dblclick()
    page.locator(".jp-FileEditor .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("economy,برتقال,code,,,,,\n")
    save(page)
    assert "economy,برتقال" in (project / "data" / "frame_terms.csv").read_text("utf-8")
    page.locator(".lm-TabBar-tab", has_text="mine.ipynb").click()
    run_all(page)
    said = re.sub("[\u2066-\u2069]", "", printed(page))
    assert f"coded: {before + 1}" in said
    assert re.search(f"frame_terms.csv changed: 1 new .برتقال.; .*{before + 1} coded frames?, were {before}", said), (
        said
    )
    assert page.locator(f"{FRONT} div.report").count() == 1
    git(project, "checkout", "data")


def walk(name):
    """What notebook 9 shows of its walk: the two sentences, and the rows to be written, by table."""
    cells = nbformat.read(ROOT / "notebooks" / name, as_version=4).cells
    (cell,) = [cell for cell in cells if cell.source.startswith("walk = ")]
    rows = dict(line.split(".csv: ", 1) for line in cell.outputs[0].text.splitlines())
    return re.search('walk = "(.*)"', cell.source)[1], rows


def written(page, name, text):
    """Write lines at the end of a file of the folder that the file browser shows, and save it."""
    item = page.locator(f'.jp-DirListing-item[title*="Name: {name}"]')
    if not item.count():
        page.locator(".jp-DirListing-content").click(button="right", position={"x": 60, "y": 400})
        page.locator(".lm-Menu-itemLabel", has_text=re.compile("^New File$")).click()
        page.locator(".jp-DirListing-editor").fill(name)
        page.keyboard.press("Enter")
    item.dblclick()
    page.locator(".lm-TabBar-tab.lm-mod-current", has_text=name).wait_for()
    page.locator(".jp-FileEditor:visible .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)
    save(page)


def test_a_person_walks_as_notebook_9_says_and_sees_what_it_says(page, lab, project):
    text, rows = walk("09_your_own_reports.ipynb")
    run = f'import helpers\nhelpers.read("{text}", study=helpers.load("station"))'
    nbformat.write(notebook(run), project / "scratch" / "walk.ipynb")
    opened(page, lab, "scratch/walk.ipynb")
    page.locator(".jp-BreadCrumbs-home").click()
    page.locator('.jp-DirListing-item[title*="Name: template"]').click(button="right")
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Copy$")).click()
    page.locator('.jp-DirListing-item[title*="Name: scratch"]').dblclick()
    page.locator('.jp-DirListing-item[title*="Name: walk.ipynb"]').wait_for()
    page.locator(".jp-DirListing-content").click(button="right", position={"x": 60, "y": 400})
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Paste$")).click()
    page.locator('.jp-DirListing-item[title*="Name: template"]').click()
    page.keyboard.press("F2")
    page.locator(".jp-DirListing-editor").fill("station")
    page.keyboard.press("Enter")
    station = page.locator('.jp-DirListing-item[title*="Name: station"]')
    station.wait_for()
    page.locator(".lm-TabBar-tab", has_text="walk.ipynb").click()
    run_all(page)
    found = page.locator(f"{FRONT} .jp-RenderedHTML")
    seen = found.inner_text()
    assert "1 quotation," in seen
    assert "residents" not in seen
    station.dblclick()
    page.locator('.jp-DirListing-item[title*="Name: speakers.csv"]').wait_for()
    for table, row in rows.items():
        new = not (project / "scratch" / "station" / f"{table}.csv").exists()
        head = (project / "data" / f"{table}.csv").read_text("utf-8").splitlines()[0] + "\n" if new else ""
        written(page, f"{table}.csv", f"{head}{row}\n")
    page.locator(".lm-TabBar-tab", has_text="walk.ipynb").click()
    run_all(page)
    said = re.sub("[\u2066-\u2069]", "", printed(page))
    for table in rows:
        assert f"{table}.csv changed: 1 new (" in said
    assert "2 quotations, were 1; 2 coded frames, were 1" in said
    seen = found.inner_text()
    assert all(word in seen for word in ("2 quotations,", "وائل نصّار", "residents")), seen


def test_opening_running_and_saving_leaves_the_tree_clean(page, lab, project):
    opened(page, lab, "notebooks/01_raw_text.ipynb")
    run_all(page)
    save(page)
    assert git(project, "status", "--porcelain") == ""


def test_what_jupyterlab_saved_passes_nbval(page, lab, project):
    opened(page, lab, "scratch/saved.ipynb")
    run_all(page)
    save(page)
    saved = project / "scratch" / "saved.ipynb"
    assert nbformat.read(saved, as_version=4).cells[1].outputs
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", saved]
    done = subprocess.run(command, cwd=project, env={**os.environ, "PYTHONPATH": str(project)}, check=False,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout
