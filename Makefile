# `make help` lists the targets. Everything is installed into .venv; nothing outside this folder is changed.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup run test check format audit fuzz bench faults doors drill shots html lighthouse translations clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */\1\t/' | expand -t 13

setup: .venv/.requirements-dev  ## install everything, for running and for working on it
	@mkdir -p var && $(BIN)/python manage.py translations compile && $(BIN)/python -m events.checkin.qr_decoder var/qr-decoder

run: .venv/.requirements  ## the portal with the 2025 week, on PORT (8000), under the rehearsal clock
	@if ! grep -qs '^PORTAL_CLOCK=' .env; then export PORTAL_CLOCK="$${PORTAL_CLOCK-2025-05-13T09:30:00+08:00}"; fi; \
	exec $(BIN)/python manage.py prepare --demo --serve

test: setup  ## everything: PostgreSQL, SQLite, a real browser
	@$(BIN)/python tests/run.py

check: setup  ## style, settings, migrations, import rule, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --quiet templates --check
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/lint-imports
	$(BIN)/python manage.py translations check

format: setup  ## put style right: Python and templates
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djangofmt --quiet templates

audit:  ## every pinned version beside the known vulnerabilities; installs nothing, says NOT AUDITED without a network
	@$(BIN)/python tests/audit.py

translations: setup  ## bring new strings into locale/
	$(BIN)/python manage.py translations extract
	$(BIN)/python manage.py translations compile

fuzz: setup  ## 10,000 requests that nobody should send, and all checks of the API's description; the counts as a table
	@FUZZ_REQUESTS=$${FUZZ_REQUESTS-10000} FUZZ_EXAMPLES=$${FUZZ_EXAMPLES-20} $(BIN)/python -m pytest -q -n 0 tests/fuzz tests/edu_week/test_api_description.py

bench: setup  ## how fast it is, beside a bare hello world; QUICK=1, ROUNDS=9, GROWTH=100, WRITE=Title
	@$(BIN)/python -m benchmarks $(if $(QUICK),--quick) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(GROWTH),--growth $(GROWTH)) $(if $(WRITE),--write "$(WRITE)")

faults: setup  ## kill, fill and take away while people book; the ledger's balance. EACH=12 seconds, CONTROL=1: one that must not balance
	@$(BIN)/python -m tests.faults $(if $(EACH),--seconds $(EACH)) $(if $(CONTROL),--control)

doors: setup  ## 500 pupils come to the doors, over a lossy network; counted to the person. PUPILS=500 PACE=40 CONTROL=room|ids|rules
	@$(BIN)/python -m tests.door_rehearsal $(if $(PUPILS),--pupils $(PUPILS)) $(if $(PACE),--pace $(PACE)) $(if $(CONTROL),--control $(CONTROL))

shots: setup  ## pictures of every page kind in var/shots, and those of docs/backoffice.md
	$(BIN)/python tests/e2e/take_screenshots.py var/shots
	$(BIN)/python tests/e2e/take_guide_pictures.py

html: setup  ## every page kind through the Nu HTML checker (needs Java and npm)
	$(BIN)/python -m pytest tests/e2e/test_html_validity.py

lighthouse: setup  ## Lighthouse on six pages; figures into docs/lighthouse.md (needs Node.js and Chromium)
	$(BIN)/python tests/e2e/run_lighthouse.py --write docs/lighthouse.md

drill: setup  ## restores a back-up and compares, recovers to a point in time, upgrades and undoes it while people book; VISITORS=200
	@$(BIN)/python deploy/restore_drill.py $(VISITORS)
	@$(BIN)/python deploy/try_point_in_time.py
	@$(BIN)/python deploy/try_upgrade.py

clean:  ## remove what was installed and built; the database in var/ stays
	rm -rf .venv var/node var/static var/static.stamp var/static.releases

.venv/bin/python:
	@PYTHON=$(PYTHON) bash .ci/venv

.venv/.requirements: .venv/bin/python requirements.txt constraints.txt
	@echo "Installing what the portal needs …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.requirements-dev: .venv/bin/python requirements.txt constraints.txt requirements-dev.txt
	@echo "Installing what the portal and working on it need …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch .venv/.requirements $@
