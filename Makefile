# `make run` serves the tracker, `make test` runs the whole suite; both need only Python 3.11+ and make.

PYTHON ?= python3
PORT ?= 8000
export PORT

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
INSTALL := $(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes
# What is installed is remembered as a copy of the lock that it came from.
BASE := .venv/installed-base.txt
DEV := .venv/installed-dev.txt
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard priorities/locale/*/LC_MESSAGES/*.po))
STATIC := var/static-collected
TESTING := DJANGO_SETTINGS_MODULE=tests.settings
PYTEST := $(BIN)/python -m pytest --quiet
WORKERS ?= auto

.PHONY: run dev test lint format messages coverage bench pictures guide html lighthouse lock clean sbom architecture fuzz

run: $(BASE) .env $(CATALOGUES) $(STATIC)
	@$(BIN)/python -m fip_tracker.serve --check
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_record --demo
	@exec $(BIN)/python -m fip_tracker.serve

dev: $(DEV) .env $(CATALOGUES)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_record --demo
	@DEBUG=1 exec $(MANAGE) runserver 127.0.0.1:$(PORT)

test: $(DEV) $(CATALOGUES)
	@echo "== On SQLite, and in a browser"
	$(PYTEST) --numprocesses $(WORKERS) --dist loadgroup
	@echo "== On PostgreSQL, and its journeys in a browser"
	$(BIN)/python -m tests.postgresql $(PYTEST) --numprocesses $(WORKERS) --dist loadgroup

lint: $(DEV) $(CATALOGUES)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive manage.py fip_tracker priorities
	find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(TESTING) $(MANAGE) makemigrations --check --dry-run

format: $(DEV)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

# The words to translate, from the source into priorities/locale; needs GNU gettext, which nothing else here does.
messages: $(DEV)
	$(TESTING) $(MANAGE) makemessages --verbosity 0 --locale fr --locale ja --no-location --no-obsolete \
		--ignore 'tests/*' --ignore 'var/*'

coverage: $(DEV) $(CATALOGUES)
	$(PYTEST) --numprocesses $(WORKERS) --dist loadgroup -m "not browser" --cov --cov-report term

# How fast it is, as ratios; BENCH="--commitments 100000" for a record of that size, which takes long to make up.
# PEERS=1 installs what others would take into var/bench, and measures against it.
bench: $(DEV) $(CATALOGUES)
	$(BIN)/python -m tests.bench $(if $(PEERS),--peers) $(BENCH)

# Of every page to var/pictures, and the few of docs/pictures.
pictures: $(DEV) $(CATALOGUES)
	$(BIN)/python -m tests.pictures

# Of the admin, for docs/officials.md.
guide: $(DEV) $(CATALOGUES)
	$(BIN)/python -m tests.guide

# Needs Java and the Nu checker, and says how to get them.
html: $(DEV) $(CATALOGUES)
	$(BIN)/python -m tests.markup

# Needs Chromium and Lighthouse, and says how to get them.
lighthouse: $(DEV) $(CATALOGUES)
	$(BIN)/python -m tests.lighthouse

# Fuzzing of what reads what others send, a minute each; SECONDS=600 for longer. Goes on from where the last run ended.
SECONDS ?= 60
FUZZERS := cell markdown parameters search sheet table
fuzz: $(DEV) $(CATALOGUES)
	@test -d var/fuzz/atheris || $(BIN)/pip install --quiet --target var/fuzz/atheris atheris==3.0.0
	@for target in $(FUZZERS); do echo "== $$target"; \
		PYTHONPATH=var/fuzz/atheris $(BIN)/python -m tests.fuzz $$target -max_total_time=$(SECONDS) || exit; done

# Extras stay in the lock: the pip of Python 3.11 otherwise finds a newer release for a name with extras, and refuses it.
lock: $(DEV)
	cd requirements && for name in base dev; do \
		../$(BIN)/uv pip compile --quiet --no-strip-extras --generate-hashes --no-emit-index-url --no-header --universal \
			--python-version 3.11 --upgrade $$name.in --output-file $$name.txt || exit; done

# What the service is made of, with licences, as CycloneDX; asks no network.
sbom: $(BASE)
	@mkdir -p var && $(BIN)/python -m fip_tracker.sbom var/sbom.cdx.json

# docs/architecture.svg, from the imports as they are.
architecture: $(DEV)
	$(BIN)/python -m tests.architecture

clean:
	rm -rf .venv var .coverage htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -f $(CATALOGUES)
	@echo "Kept: .env and db.sqlite3 (your key and your record)."

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"FIP Tracker needs Python 3.11 or newer; this is %d.%d. Name another: make run PYTHON=python3.12" % sys.version_info[:2])'
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

$(BASE): requirements/base.txt | .venv/bin/python
	@cmp -s $< $@ || { echo "Installing the locked dependencies into .venv (once, up to a minute) ..." && $(INSTALL) -r $<; }
	@cp $< $@

$(DEV): requirements/dev.txt | .venv/bin/python
	@cmp -s $< $@ || { echo "Installing what tests and linting need into .venv (once, up to a minute) ..." && $(INSTALL) -r $<; }
	@cp $< $@ && cp requirements/base.txt $(BASE)

.env: | $(BASE)
	@umask 077 && $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(64))' > .env.new && mv .env.new .env

%.mo: %.po | $(BASE)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

$(STATIC): $(shell find priorities/static -type f 2>/dev/null) $(BASE) | .env
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@mkdir -p $(@D) && touch $@
