# Every target can be run twice; a second run does only what is out of date.
.DELETE_ON_ERROR:
.PHONY: help setup notebooks test nightly scores lab site serve story lint format clean bench
.DEFAULT_GOAL := help

PYTHON ?= python3
UV_VERSION := $(shell sed -n 's/^setup = \["uv==\(.*\)"\]/\1/p' pyproject.toml)
UV := build/uv/bin/uv
RUN := .venv/bin/python
TEXTS ?=
PORT ?= 8000
OUT ?= build/story

READY := .venv/.synced build/morphology/buckwalter.db
SOURCES := $(wildcard helpers/*.py helpers/prose/*) $(shell find data -type f)
NOTEBOOKS := $(wildcard notebooks/[0-9]*.ipynb)

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(READY) ## virtual environment, locked packages, morphology database

$(UV): pyproject.toml
	@echo "uv $(UV_VERSION): installing into build/uv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade --target build/uv uv==$(UV_VERSION)
	@touch $@

.venv/.synced: pyproject.toml uv.lock $(UV)
	@echo "packages: bringing .venv to what uv.lock says"
	@$(UV) sync --quiet --locked --python "$$(command -v $(PYTHON))" --no-python-downloads
	@touch $@

build/morphology/buckwalter.db: helpers/morphology.py .venv/.synced
	@echo "morphology: building the database from Buckwalter's tables"
	@$(RUN) -m helpers.morphology >/dev/null

ifdef NB
notebooks: $(READY) ## execute the notebooks in place; NB=06: that one, and show what changed in it
	@$(RUN) -m helpers.notebooks notebooks --only "$(NB)"
else
notebooks: $(READY) build/notebooks.executed
	@echo "notebooks: executed and up to date"
endif

# One process executes them all, two kernels at a time; the stamp is set only when every one has run.
build/notebooks.executed: $(NOTEBOOKS) $(SOURCES) $(READY)
	@$(RUN) -m helpers.notebooks notebooks
	@touch $@

PYTEST := -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder
NBVAL := --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg

test: $(READY) lint ## the tests: helpers, notebooks, tables, site; some 10 minutes on 2 cores
	$(RUN) $(PYTEST) $(NBVAL) tests notebooks/0[1-5]_*.ipynb

nightly: $(READY) lint ## every test, long ones too: studies of all kinds, kills, fuzzing, all pages, coverage; hours
	HYPOTHESIS_PROFILE=nightly $(RUN) $(PYTEST) -m "" --cov --cov-report term:skip-covered $(NBVAL) tests notebooks

lab: $(READY) ## JupyterLab on the whole project, opened at a list of the notebooks
	@$(RUN) -m helpers.lab

# What is wrong with a notebook is named, and the rest is published; the exit status is then not 0.
site: $(READY) ## the published site, into build/site
	@status=0; $(MAKE) --no-print-directory notebooks || status=2; $(RUN) -m helpers.site || status=2; exit $$status

serve: ## the built site on this machine alone, at http://127.0.0.1:8000 (PORT=…)
	@test -f build/site/index.html || { echo "make serve: nothing built yet; run make site" >&2; exit 2; }
	@echo "http://127.0.0.1:$(PORT)"
	@$(RUN) -m http.server --bind 127.0.0.1 --directory build/site $(PORT)

story: $(READY) ## TEXTS=folder: the whole collection on other texts, into build/story
	@test -n "$(TEXTS)" || { echo "make story: name a folder of texts, as in make story TEXTS=path/to/folder" >&2; exit 2; }
	@$(RUN) -m helpers.notebooks notebooks --texts "$(TEXTS)" --out "$(OUT)" --site "$(OUT)/site"

scores: $(READY) ## every accuracy figure that is quoted, computed anew; TEXTS=place: what holds texts of the corpus
	@$(RUN) -m helpers.scores $(TEXTS)

bench: $(READY) ## speed and memory on newspaper articles (../shared/scale), as a table; takes some ten minutes
	@$(RUN) benchmarks/run.py

lint: $(READY) ## ruff, notebooks too, and the types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

format: $(READY) ## ruff, mending what it can
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

clean: ## remove everything that was built (not the notebooks' outputs)
	@rm -rf build .venv
	@echo "removed build/ and .venv/"
