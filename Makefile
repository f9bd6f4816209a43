# Two commands do all: `make publish` and `make test`. The rest is for those who work on Airdate.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help publish preview test lint pytest soak bench pin tools clean

help:
	@echo "make publish   publish the sample show to public/"
	@echo "make preview   browse it at http://localhost:8000/"
	@echo "make test      run linters, types, layers and all tests"
	@echo "make soak      kill 1,200 publishers (or AIRDATE_CRASH_KILLS)"
	@echo "make bench     measure speed beside other programs; writes bench/RESULTS.md"
	@echo "make pin       renew the pinned requirements"

publish: .venv/run
	$(BIN)/airdate publish

preview: .venv/run
	$(BIN)/airdate preview

test: lint pytest

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

pytest: .venv/test tools
	$(BIN)/pytest -n $(JOBS) -q

# On each of two stores, while an app reads; and that it fails where a safety is taken out.
soak: .venv/test
	AIRDATE_CRASH_KILLS=$${AIRDATE_CRASH_KILLS:-600} $(BIN)/pytest -q -p no:xdist tests/publish/test_crash.py

bench: .venv/bench tools
	$(BIN)/python -m bench

# Programs by others that judge what comes out: a browser, podcast clients, audio tools.
tools:
	@sh tools/judges.sh

.venv/run: requirements/run.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Airdate needs Python 3.11 or newer; try: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test: .venv/run requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

.venv/bench: .venv/test requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

PIN := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --quiet --upgrade

pin:
	cd requirements && $(PIN) ../pyproject.toml -o run.txt
	cd requirements && $(PIN) build.in -o build.txt
	cd requirements && $(PIN) test.in -o test.txt
	cd requirements && $(PIN) bench.in -o bench.txt

clean:
	rm -rf .venv .airdate public .mypy_cache .ruff_cache .pytest_cache .hypothesis
