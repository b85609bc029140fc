"""One source of versions: environment.yml says what uv.lock says, and nothing heavy comes in."""

import re
import tomllib

import yaml

from helpers import environment
from tests.conftest import ROOT


def test_environment_yml_is_made_from_the_lock():
    assert (ROOT / "environment.yml").read_text("utf-8") == environment.text()


def test_environment_yml_holds_every_locked_version():
    content = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    by_conda = [item for item in content["dependencies"] if isinstance(item, str)]
    (by_pip,) = [item["pip"] for item in content["dependencies"] if isinstance(item, dict)]
    names = {conda: name for name, conda in environment.CONDA.items()}
    held = {names[n]: v for n, v in (item.split("=") for item in by_conda if "=" in item) if n in names}
    held |= dict(item.split("==") for item in by_pip)
    assert held == environment.locked()


def test_heavy_packages_stay_out():
    assert not {"torch", "transformers", "camel-kenlm"} & set(environment.locked())


def test_every_direct_dependency_is_locked_once():
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    names = [package["name"] for package in lock["package"]]
    assert len(names) == len(set(names))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *(item for group in groups for item in group)]
    assert {re.match(r"[\w-]+", item)[0] for item in wanted} <= set(names)


def test_every_package_of_the_lock_has_hashes():
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    for package in lock["package"]:
        files = package.get("wheels", []) + ([package["sdist"]] if "sdist" in package else [])
        assert all(item["hash"].startswith("sha256:") for item in files)
        assert files or "editable" in package["source"]
