# Everything a developer types. Needs python3, python3-venv and make; the rest is installed here, locked by hash.

PYTHON ?= python3
BIN := .venv/bin
# What .env says of a folder, so that the set-up puts things where `dnm` looks for them.
SAID = $(shell sed -n "s/^ *\(export  *\)*$(1) *= *//p" .env 2>/dev/null | tail -n 1 | tr -d "\"'")
DATA := $(or $(DNM_DATA_DIR),$(call SAID,DNM_DATA_DIR),var)
STATIC := $(or $(DNM_STATIC_ROOT),$(call SAID,DNM_STATIC_ROOT),$(DATA)/static)
MODELS := $(or $(DNM_MODELS_DIR),$(call SAID,DNM_MODELS_DIR),$(DATA)/models)
CATALOGUES := $(patsubst %.po,%.mo,$(shell find dnm -path '*/LC_MESSAGES/*.po'))
DJANGO := $(BIN)/python -m django
INSTALL := $(BIN)/uv pip install -q --python $(BIN)/python --no-deps
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

export DJANGO_SETTINGS_MODULE := dnm.settings
export UV_SYSTEM_CERTS := 1
export UV_LINK_MODE := copy
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help setup run test soak check fix demo bench lock
.DELETE_ON_ERROR:

help: ## Lists these lines
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 8

setup: .venv/.package $(CATALOGUES) $(STATIC)/staticfiles.json $(MODELS)/.built ## Installs everything that running needs

run: setup ## Starts DNM with a demo region on http://127.0.0.1:8000 (DNM_PORT, DNM_DATA_DIR)
	@if [ -z "$$DNM_DATABASE_URL" ] && [ ! -s "$(DATA)/dnm.sqlite3" ]; then $(MAKE) demo; fi
	@exec $(BIN)/dnm up

# A region that was broken off is thrown away: the next `make run` would take it for a finished one.
demo: setup ## Builds the demo region in an empty data folder
	@trap 'exit 130' INT TERM; fresh=no; [ -s "$(DATA)/dnm.sqlite3" ] || fresh=yes; \
	trap '[ $$? = 0 ] || [ $$fresh = no ] || rm -f "$(DATA)"/dnm.sqlite3*' EXIT; $(BIN)/dnm demo

test: ## Checks everything: style, types, imports, migrations, all tests on SQLite and on PostgreSQL
	@begin=$$(date +%s); $(MAKE) .tests; status=$$?; took=$$(($$(date +%s) - begin)); \
	echo "make test: $$((took / 60)) min $$((took % 60)) s"; exit $$status

soak: .venv/.dev ## Runs the full figures (races, kills, tampering, load) on both databases; takes long
	env -u DNM_DATABASE_URL $(BIN)/python -m pytest -m soak
	$(BIN)/python tools/with_pg.py $(BIN)/python -m pytest -m soak

check: .venv/.dev ## Checks style, types, imports and migrations only: the fast part of test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet dnm
	@# In a folder of its own: looking for missing migrations creates an empty database.
	scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	env -u DNM_DATABASE_URL DNM_DATA_DIR="$$scratch" $(DJANGO) makemigrations --check --dry-run

fix: .venv/.dev ## Repairs what a machine can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup .venv/.dev ## Measures quality, speed, start and memory beside their baselines; the first time takes long
	$(BIN)/python -m bench

lock: .venv/.tools ## Renews requirements/*.txt from *.in; UPGRADE=1 takes the newest versions
	@for name in uv base dev assets; do \
		case $$name in assets) deps=--no-deps;; *) deps=;; esac; \
		$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url $$deps \
			$(if $(UPGRADE),--upgrade) --custom-compile-command "make lock" \
			requirements/$$name.in -o requirements/$$name.txt || exit; \
	done

# --- The steps behind ---

.PHONY: .tests
.tests: setup check
	@mkdir -p var
	env -u DNM_DATABASE_URL $(PYTEST) --cov --cov-report=
	@# Added up: some lines run on one of the two databases only.
	$(BIN)/python tools/with_pg.py $(PYTEST) -m "not once and not soak" --cov --cov-append --cov-report=json:var/coverage.json
	$(BIN)/python tools/coverage_gate.py var/coverage.json dnm

.venv/.tools: requirements/uv.txt
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing. Install it: sudo apt install python3 python3-venv" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "DNM needs Python 3.11 or newer, \
	this is $$($(PYTHON) -V). Name a newer one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing. Install it: sudo apt install python3-venv" >&2; exit 2; }
	@echo "Installing (once) …"
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.product: .venv/.tools requirements/base.txt requirements/assets.txt
	@$(INSTALL) --require-hashes -r requirements/base.txt -r requirements/assets.txt
	@touch $@

.venv/.package: .venv/.product pyproject.toml
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.package requirements/dev.txt tools/chromium.sh
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@sh tools/chromium.sh
	@touch $@

%.mo: %.po .venv/.product
	@$(BIN)/python tools/compile_messages.py $<

$(STATIC)/staticfiles.json: .venv/.package $(shell find dnm/web/static -type f)
	@DNM_DATA_DIR="$(DATA)" DNM_STATIC_ROOT="$(STATIC)" $(DJANGO) collectstatic --noinput --verbosity 0
	@touch $@

$(MODELS)/.built: .venv/.product dnm/engines/ranking/weights.py dnm/engines/ranking/graphs.py dnm/engines/ranking/models.py
	@$(BIN)/python -m dnm.engines.ranking.weights $(MODELS) >/dev/null
	@touch $@
