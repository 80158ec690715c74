# govdoc: two commands do everything. `make run` sets up, harvests the sample site, indexes and serves; `make test` runs the suite.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TEST_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help run test test-slow bench lint format clean

help:
	@echo "make run        set up, harvest the sample site, index, serve http://127.0.0.1:$(PORT)/ (PORT=, DATA=)"
	@echo "make test       set up and run the test suite (a browser included)"
	@echo "make test-slow  the long campaigns: kills, load, whole corpora"
	@echo "make bench      the benchmarks"
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

run: $(STAMP)
	@$(BIN)/python examples/run.py --data $(DATA) --port $(PORT)

test: $(TEST_STAMP)
	@bash tests/install_browser.sh
	$(BIN)/pytest -n 2 --dist loadfile

test-slow: $(TEST_STAMP)
	@bash tests/install_browser.sh
	$(BIN)/pytest -m slow

bench: $(TEST_STAMP)
	$(BIN)/python -m benchmarks

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(TEST_STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
