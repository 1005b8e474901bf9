# Staffel. `make demo` starts the product, `make test` checks it; both install what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Many tests wait for a socket, a server or a browser: more workers than cores, and who is done
# takes what others have not begun.
PYTEST := $(BIN)/pytest -n 4 --dist worksteal
STAMP := $(VENV)/.installed
SHELL := /bin/bash

.DEFAULT_GOAL := help
.PHONY: help demo test lint suite proof bench smoke chaos simulate fix lock install browser-note

help: ## Show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

install: $(STAMP) ## Install the exact lock into .venv

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Staffel needs Python 3.11 or later: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$$(sed -nE 's/^uv==([0-9.]+).*/\1/p' requirements.lock)"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: install ## Start the whole product on this machine and open it in the browser
	@$(BIN)/staffel demo

test: install ## Format, lint, import contracts, types and all tests
	@$(MAKE) --no-print-directory --jobs 2 lint suite

lint: install
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/mypy

# With the reference data at hand its checks belong to the tests, but for those of minutes.
suite: install
	$(PYTEST) -m "not live and not long$(if $(STAFFEL_SHARED),, and not proof)"

proof: install ## Only the checks against the reference data in STAFFEL_SHARED
	@test -n "$$STAFFEL_SHARED" || { echo "make proof needs STAFFEL_SHARED=path/to/shared"; exit 1; }
	$(PYTEST) -m proof

bench: install ## Measure against the plain floor, both in one run
	$(BIN)/python -m tests.bench

smoke: install ## 200 leads through the whole product, counted from three ledgers
	$(BIN)/python -m tests.smoke

simulate: install ## 100,000 seeds of the deterministic simulation, over all cores
	$(BIN)/python -m tests.simulation --seeds 100000

chaos: install ## Kill relays and databases, stop them, tear COMMIT apart; compare three ledgers
	$(BIN)/python -m tests.chaos

fix: install ## Format, and mend what can be mended
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lock: install ## Resolve the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --group dev --override overrides.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --output-file requirements.lock
