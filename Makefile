# Everything from nothing: any target makes what it needs first. `make help` lists them.
PORT ?= 8000
DATA ?= .demo
ONLY ?=
WORKERS ?= 3

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-fresh test check prove bench lock assets clean chromium elsewhere
.DELETE_ON_ERROR:
.NOTPARALLEL:

# Values given on the command line reach the recipes through the environment: whatever they hold, the shell never
# reads them as code.
export PORT DATA ONLY WORKERS
export PYTHONUNBUFFERED := 1
# Tests start Python some two hundred times. What it compiles is kept, and kept out of the way.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/compiled

PY := .venv/bin/python
STAMP := .venv/.stamp
UV := 0.13.9
# Files keep the order of tests/conftest.py, the longest first.
# Tests start `make demo` themselves; the outer make's flags are not meant for it.
PYTEST := env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL $(PY) -m pytest -q -n "$$WORKERS" --dist loadfile \
	--no-loadscope-reorder

help:
	@echo "make demo         the portal with its demonstration families, on http://127.0.0.1:8000/ (PORT=, DATA=)"
	@echo "make demo-fresh   the same, from an empty data folder"
	@echo "make test         every test, once"
	@echo "make check        style, types, import rules, templates, migrations"
	@echo "make prove        the whole matrix: every mode, every seed, every kill"
	@echo "make bench        measures speed (ONLY=pages, ONLY=messages or ONLY=letters)"
	@echo "make lock         chooses versions anew for requirements.lock"
	@echo "make assets       builds style sheets and scripts anew (needs Node; what it builds is committed)"
	@echo "make clean        removes what the other targets made, but no data folder"

setup: $(STAMP)

# A checkout that was moved, or whose Python went away, is set up again.
ifneq ($(shell test -x .venv/bin/python && .venv/bin/python -c '' && cat $(STAMP) 2>/dev/null),$(CURDIR))
$(STAMP): elsewhere
endif

$(STAMP): requirements.lock pyproject.toml scripts/make_venv.sh
	@sh scripts/make_venv.sh "$(UV)"
	@pwd > $@

# Killing make outright must not leave the portal running behind it.
demo: $(STAMP)
	@exec $(PY) -m portal.demo.with_parent -m portal demo --port "$$PORT" --data "$$DATA"

demo-fresh: $(STAMP)
	@exec $(PY) -m portal.demo.with_parent -m portal demo --fresh --port "$$PORT" --data "$$DATA"

chromium: $(STAMP)
	@sh scripts/install_chromium.sh

test: $(STAMP) chromium
	$(PYTEST)

# A file of pages in all their modes is one test, and takes a slow machine more than the ten minutes of a test that hangs.
prove: $(STAMP) chromium
	$(PYTEST) --prove -o faulthandler_timeout=1800

bench: $(STAMP)
	@if [ -n "$$ONLY" ]; then exec $(PY) -m bench --only "$$ONLY"; else exec $(PY) -m bench; fi

check: $(STAMP)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy portal messaging notifications tests
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
	$(PY) -m djlint --lint --quiet --allow-empty-input templates
	.venv/bin/squawk migrations/0*.sql

lock: $(STAMP)
	.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		--extra demo --group dev --output-file requirements.lock pyproject.toml

assets:
	cd assets && npm ci && node build.mjs

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
