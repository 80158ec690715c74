# govdoc: two commands do everything. `make run` sets up, harvests the sample site, indexes and serves; `make test` runs the suite.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-dev
BENCH_STAMP := $(VENV)/.installed-bench
WHOOSH3 := .venv-whoosh3
# Starts a real OpenSearch node for the tests that want one, where Maven and Java are there; says so where not.
WITH_OPENSEARCH := $(BIN)/python tests/opensearch.py

.DEFAULT_GOAL := help
.PHONY: help run test test-slow test-whoosh3 bench wheelhouse install-offline lint format clean

help:
	@echo "make run        set up, harvest the sample site, index, serve http://127.0.0.1:$(PORT)/ (PORT=, DATA=)"
	@echo "make test       set up and run the test suite (a browser included)"
	@echo "make test-slow  the long campaigns: kills, load, whole corpora"
	@echo "make test-whoosh3  the indexer's tests on whoosh3"
	@echo "make bench      the benchmarks, on both engines, beside tantivy, SQLite FTS5 and stock Whoosh"
	@echo "make wheelhouse       all that govdoc needs, as wheels, for a machine without a network"
	@echo "make install-offline  install from wheelhouse/, no network"
	@echo "make lint       ruff and mypy --strict"
	@echo "make clean      remove the environment and caches; data stay"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "govdoc needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(TEST_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,postgresql]'
	@touch $(STAMP) $@

$(BENCH_STAMP): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

run: $(STAMP)
	@$(BIN)/python examples/run.py --data $(DATA) --port $(PORT)

test: $(TEST_STAMP)
	@bash tests/install_browser.sh
	$(WITH_OPENSEARCH) $(BIN)/pytest -n 2 --dist worksteal

test-slow: $(TEST_STAMP)
	@bash tests/install_browser.sh
	$(BIN)/pytest -m slow -n 2 --dist loadfile

# The same indexer on whoosh3, in an environment of its own: both packages are called `whoosh`.
$(WHOOSH3)/.installed: pyproject.toml | $(BIN)/python
	$(PYTHON) -m venv $(WHOOSH3)
	$(WHOOSH3)/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	$(WHOOSH3)/bin/python -m pip uninstall --quiet --yes whoosh
	$(WHOOSH3)/bin/python -m pip install --quiet --disable-pip-version-check 'whoosh3==3.54.0'
	@touch $@

test-whoosh3: $(WHOOSH3)/.installed
	$(WHOOSH3)/bin/pytest tests/indexer -n 2 --dist loadfile -k 'not opensearch'

bench: $(BENCH_STAMP)
	$(WITH_OPENSEARCH) --heap 1g $(BIN)/python -m benchmarks

wheelhouse: | $(BIN)/python
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --wheel-dir wheelhouse '.[postgresql]'

install-offline: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheelhouse 'govdoc[postgresql]'

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(TEST_STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) $(WHOOSH3) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
