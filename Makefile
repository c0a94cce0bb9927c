# The two commands of the README are 'make serve' and 'make test'.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: serve test install check format lock clean

serve: install
	$(BIN)/ingest run
	$(BIN)/assistant serve

test: install
	$(BIN)/python -m pytest

install: $(READY)

# torch first and alone: whatever wants it afterwards finds it and brings nothing larger.
$(READY): pyproject.toml .ci/constraints.txt
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .ci/constraints.txt --editable ".[dev,evals,models]"
	touch $(READY)

# The developer's gate, the same here and in .ci/run.
check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/ingest check-corpus
	$(BIN)/python -m pytest -m "not slow"
	$(BIN)/ingest run
	$(BIN)/evals run --sample

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Write down exactly what is installed, for reproducible installs (.ci/constraints.txt) and the torch-free image (.ci/runtime.txt).
lock: install
	$(BIN)/python .ci/lock.py

clean:
	rm -rf .venv build dist *.egg-info
