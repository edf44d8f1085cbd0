# Everything Salient needs is made by the first target you call: a virtual environment in .venv,
# with uv when it is there and with Python's own venv and pip when it is not. It is filled again
# only when a lock file or pyproject.toml has changed.

.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

VENV := .venv
PY := $(VENV)/bin/python
# Name the Python that a new environment shall have: make run PYTHON=/opt/python3.12/bin/python3
PYTHON ?=
# More arguments for pytest: make acceptance ARGS="-k resume"
ARGS ?=

# True in a Python that Salient runs on. An environment whose Python does not, or has gone, is made again.
FITS := import sys; (3, 11) <= sys.version_info[:2] < (3, 14) or sys.exit(1)
$(shell $(PY) -c '$(FITS)' 2>/dev/null || rm -f $(VENV)/.run $(VENV)/.dev)

.PHONY: help run test check acceptance bench lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.run ## Start Salient with its rehearsal desk and print the address
	@$(PY) -m bot serve

test: $(VENV)/.dev ## Run the whole suite on SQLite and PostgreSQL; tests/flows must cover flows/ fully
	$(PY) -m pytest tests/flows -n auto --dist worksteal \
		--cov=flows --cov-branch --cov-fail-under=100 --cov-report=term-missing:skip-covered $(ARGS)
	$(PY) -m pytest tests --ignore=tests/flows --ignore=tests/acceptance --ignore=tests/bench \
		-n auto --dist worksteal $(ARGS)

check: $(VENV)/.dev ## Check format, style, types, imports, the rule tests and the content pack
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PY) -m pytest tests/rules $(ARGS)
	$(PY) -m bot pack lint
	@$(PY) tests/rules/sizes.py

acceptance: $(VENV)/.dev ## Walk the desk in a browser (Chromium, or what TEST_CHROMIUM names), Slack before a judge
	$(PY) -m pytest tests/acceptance -n auto --dist loadfile $(ARGS)

bench: $(VENV)/.dev ## Measure the engine, a page in Slack and delivery
	$(PY) -m pytest tests/bench -s $(ARGS)

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-config --quiet \
	--no-header --no-strip-extras --no-emit-index-url --no-emit-find-links pyproject.toml

lock: ## Choose versions anew and write both lock files (needs uv); UPGRADE=1 takes the newest
	@command -v uv >/dev/null || { echo "make lock needs uv, the Python package installer." >&2; exit 1; }
	$(LOCK) $(if $(UPGRADE),--upgrade) -o requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) -c requirements.lock --extra dev -o requirements-dev.lock
	@if grep -n -e '://' -e 'file:' requirements.lock requirements-dev.lock; then \
		echo "A lock file names a place that packages come from; it must hold names and hashes only." >&2; \
		exit 1; fi

# Find a Python by running it (a shim may exist and not work), make the environment, fill it.
define install
	@set -eu; \
	if ! $(PY) -c '$(FITS)' 2>/dev/null; then \
		found=; \
		for each in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3); do \
			if found="$$("$$each" -c '$(FITS); print(sys.executable)' 2>/dev/null)"; then break; fi; \
			found=; \
		done; \
		if [ -z "$$found" ]; then \
			echo "Salient needs Python 3.11, 3.12 or 3.13, and found none$(if $(PYTHON), at $(PYTHON))." >&2; \
			echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
			exit 1; \
		fi; \
		if command -v uv >/dev/null; then uv venv --quiet --clear --python "$$found" $(VENV); \
		elif ! "$$found" -m venv --clear $(VENV); then \
			rm -rf $(VENV); \
			echo "$$found cannot make a virtual environment; on Debian and Ubuntu install python3-venv." >&2; \
			exit 1; \
		fi; \
	fi; \
	if command -v uv >/dev/null; then \
		echo "Installing what $(1) lists (uv) ..."; \
		uv pip install --quiet --python $(PY) --require-hashes -r $(1); \
		uv pip install --quiet --python $(PY) --no-deps -e .; \
	else \
		echo "Installing what $(1) lists (pip) ..."; \
		if ! $(PY) -m pip --version >/dev/null 2>&1; then $(PY) -m ensurepip >/dev/null; fi; \
		$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
		$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -e .; \
	fi
endef

$(VENV)/.run: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $@ $(VENV)/.run
