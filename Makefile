# `make run` and `make test` do all the set-up on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
NEEDS := pyproject.toml setup.py .ci/setup

export PYTHON

.PHONY: run headless test lint bench prove shots format clean

run: .venv/.run  ## Open the designer; with no display, do the same job headless on a bundled example.
	@if $(BIN)/python -m nndesigner.display; then exec $(BIN)/nndesigner; \
	else echo "So the same job runs without a window, on the bundled iris table:"; $(MAKE) --no-print-directory headless; fi

headless: .venv/.run  ## New project, train, evaluate, predict on the bundled iris table, into build/headless.
	@mkdir -p build/headless && cp resources/datasets/iris.csv build/headless/iris.csv
	$(BIN)/nndesigner new build/headless/iris.csv --target species -o build/headless/iris.nnproj
	$(BIN)/nndesigner train build/headless/iris.nnproj -o build/headless/iris.pkl
	$(BIN)/nndesigner evaluate build/headless/iris.pkl build/headless/iris.csv
	$(BIN)/nndesigner predict build/headless/iris.pkl build/headless/iris.csv -o build/headless/predictions.csv

test: .venv/.test lint  ## Everything that CI checks.
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadfile

lint: .venv/.test  ## Style, types, and which room may import which.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/.bench  ## Speed beside the peers, into tests/benchmarks/RESULTS.md.
	$(BIN)/python -m tests.benchmarks

prove: .venv/.test  ## The long proofs at full count.
	NNDESIGNER_PROVE=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m prove -s --timeout 3600

shots: .venv/.test  ## Draw every screen in light and dark into shots/, for eyes.
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.ui.shots shots

format: .venv/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv build dist shots *.egg-info

.venv/.run: $(NEEDS)
	@.ci/setup run

.venv/.test: $(NEEDS)
	@.ci/setup test

.venv/.bench: $(NEEDS)
	@.ci/setup bench
