# Each target sets up .venv first where that is still to be done; see scripts/setup.sh.
PYTHON := .venv/bin/python
READY := .venv/.ready
# What gettext reads. The set-up compiles it too; here it follows each change to a translation.
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard resources/locale/*/LC_MESSAGES/*.po))
PARALLEL := --numprocesses auto --dist worksteal
# What holds whatever is done in the room, in whatever order events arrive; `make crash` tries it a thousand times by chance.
ANYTHING := tests/session/test_tables_kept_sound.py tests/session/test_formats_kept_sound.py tests/dialogue/test_history.py \
	tests/dialogue/test_forgetting.py tests/store/test_read_tables.py
FAST := tests/words tests/log tests/session tests/notes tests/opinions tests/dialogue tests/test_catalogues.py
# Where the environment forbids Python to keep compiled modules, each of the many processes that tests and benches start
# would compile all of the program anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast coverage mutants lint bench crash diagram screenshots axe setup clean

run: $(READY) $(CATALOGUES)  ## open the window; without a screen, play the built-in sample dialogue
	.venv/bin/facilitator-console

test: $(READY) $(CATALOGUES)  ## every test, on every core
	$(PYTHON) -m pytest $(PARALLEL)

test-fast: $(READY) $(CATALOGUES)  ## the domain, with few examples: an answer within 20 seconds
	$(PYTHON) -m pytest $(PARALLEL) --hypothesis-profile fast -m "not slow" $(FAST)

coverage: $(READY) $(CATALOGUES)  ## every test; prints the lines and branches that none has run
	$(PYTHON) -m pytest $(PARALLEL) --cov --cov-report term-missing

mutants: $(READY) $(CATALOGUES)  ## changes the rules of the room one by one and runs their tests on each (many hours)
	$(PYTHON) -m pip --quiet install --constraint constraints.txt --no-build-isolation --editable '.[mutants]'
	.venv/bin/mutmut run
	.venv/bin/mutmut results

lint: $(READY)  ## style, types, and who may import whom
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

bench: $(READY) $(CATALOGUES)  ## what it costs: writes bench/RESULTS.md
	$(PYTHON) -m bench

diagram: $(READY)  ## who imports whom: writes docs/imports.svg
	$(PYTHON) scripts/draw_imports.py

screenshots: $(READY) $(CATALOGUES)  ## every screen to build/screenshots; console and room display to build/both_screens
	$(PYTHON) -m tests.screenshots
	$(PYTHON) -m tests.e2e.both_screens

crash: $(READY) $(CATALOGUES)  ## kills, 20,000 power cuts, 2,000 damaged stores, an hour at the window, a million odd requests, any course of a meeting
	$(PYTHON) -m tests.crash
	$(PYTHON) -m tests.damage
	$(PYTHON) -m tests.sync.histories
	$(PYTHON) -m tests.sync.fuzz
	$(PYTHON) -m tests.sync.apart
	$(PYTHON) -m tests.ui.person --minutes 60
	$(PYTHON) -m tests.crash.strangers
	$(PYTHON) -m pytest $(PARALLEL) --hypothesis-profile many $(ANYTHING)

axe:  ## the checker of accessibility that the tests in a browser use where it is (needs npm)
	npm install --prefix build/node --no-save --no-audit --no-fund --loglevel=error axe-core@4.14.1

setup: $(READY) $(CATALOGUES)  ## only the set-up

$(READY): pyproject.toml constraints.txt scripts/setup.sh
	@sh scripts/setup.sh

%.mo: %.po | $(READY)
	$(PYTHON) hatch_build.py

clean:  ## remove what the targets above made
	rm -rf .venv build dist mutants .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f resources/locale/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
