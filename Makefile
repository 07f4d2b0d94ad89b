# Kenes. Needs Python 3.11 or newer with pip, and make; everything else is installed into .venv, as uv.lock says.
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
# uv takes the machine's own Python and its certificates, and keeps away from other environments.
UV := env -u VIRTUAL_ENV UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true UV_NO_PROGRESS=1 $(BIN)/uv
# What checks need of an installation: never the data of the one that runs here.
ASIDE := KENES_HOME=$(VENV)/checks
PYTEST_ARGS ?= -n 2

.PHONY: help install run test check format bench
.DEFAULT_GOAL := help

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.all ## Install Kenes with its tools for development into .venv

run: $(VENV)/.run ## Start Kenes at http://127.0.0.1:8000 (PORT, KENES_HOME, KENES_SAMPLE=0: docs/settings.md)
	@exec $(BIN)/kenes run

test: check ## Lint, types, contracts and all tests
	$(BIN)/pytest $(PYTEST_ARGS)

check: $(VENV)/.all ## Lint, types, contracts, translations, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find src -name '*.html' -print0 | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(ASIDE) $(BIN)/kenes messages check
	$(ASIDE) $(BIN)/kenes makemigrations --check --dry-run
	$(ASIDE) KENES_HTTPS=1 KENES_HOSTS=kenes.example $(BIN)/kenes check --deploy --fail-level WARNING

format: $(VENV)/.all ## Format the code and the templates
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	find src -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

bench: $(VENV)/.all ## Measure: one "BENCH name value unit goal" line a figure (docs/measurements.md)
	$(BIN)/python benchmarks/run.py $(BENCH)

# pip of the machine installs uv into the environment; ensurepip is not needed (Debian keeps it in a package of its own).
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kenes needs Python 3.11 or newer; name one with make PYTHON=...")'
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# To run, only what running needs; --inexact leaves development tools where they are.
$(VENV)/.run: $(BIN)/uv pyproject.toml uv.lock
	$(UV) sync --frozen --no-dev --inexact --extra postgres
	@touch $@

$(VENV)/.all: $(BIN)/uv pyproject.toml uv.lock
	$(UV) sync --frozen --extra postgres --extra sdmx --extra semantic
	@touch $@ $(VENV)/.run
