"""environment.yml from uv.lock, so that conda users get the same versions.

Usage: python -m helpers.environment > environment.yml

Packages with compiled parts come from conda-forge, the rest by pip without resolving again: camel-tools names torch and
transformers among its requirements for parts that are not used here.
"""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from helpers.home import HOME

PYTHON = "3.11"
# Compiled packages, as conda-forge calls them where the name differs.
CONDA = {
    "contourpy": "contourpy", "debugpy": "debugpy", "editdistance": "editdistance", "fonttools": "fonttools",
    "kiwisolver": "kiwisolver", "matplotlib": "matplotlib-base", "numpy": "numpy", "pandas": "pandas",
    "pillow": "pillow", "psutil": "psutil", "pyarrow": "pyarrow", "pyyaml": "pyyaml", "pyzmq": "pyzmq",
    "regex": "regex", "scikit-learn": "scikit-learn", "scipy": "scipy", "statsmodels": "statsmodels",
    "tornado": "tornado",
}  # fmt: skip
# uv itself, and what only Windows or macOS needs
LEFT_OUT = {"appnope", "between-the-calls", "colorama", "pywinpty", "uv"}
HEAD = """# uv.lock for conda users; made by `python -m helpers.environment` and held against the lock by a test.
#     PIP_NO_DEPS=1 conda env create -f environment.yml
# PIP_NO_DEPS keeps pip from fetching torch and transformers, which camel-tools names for parts not used here.
"""


def locked(lock: Path = HOME / "uv.lock") -> dict[str, str]:
    """{name: version} of every package of uv.lock but this project and uv itself."""
    packages = tomllib.loads(Path(lock).read_text("utf-8"))["package"]
    return {p["name"]: p["version"] for p in packages if p["name"] not in LEFT_OUT and "registry" in p["source"]}


def environment(versions: Mapping[str, str]) -> dict[str, Any]:
    """The content of environment.yml (a dict) for locked versions."""
    compiled = [f"{CONDA[name]}={version}" for name, version in sorted(versions.items()) if name in CONDA]
    by_pip = [f"{name}=={version}" for name, version in sorted(versions.items()) if name not in CONDA]
    dependencies = [f"python={PYTHON}", "pip", "make", *compiled, {"pip": by_pip}]
    return {"name": "between-the-calls", "channels": ["conda-forge", "nodefaults"], "dependencies": dependencies}


def text(lock: Path = HOME / "uv.lock") -> str:
    """environment.yml as it should stand in the repository."""
    return HEAD + yaml.safe_dump(environment(locked(lock)), sort_keys=False)


if __name__ == "__main__":
    sys.stdout.write(text())
