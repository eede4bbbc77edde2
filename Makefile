# Latch. `make run` and `make test` do all their own set-up; nothing else is needed first.

# The first Python that is new enough; one that the pinned wheels were made for, if there is one.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for newest in 14 99; do for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, $$newest))" 2>/dev/null \
	&& echo $$name && exit; done; done)
endif
SET_UP = @test -n "$(PYTHON)" || { echo "Latch needs Python 3.11 or later (PYTHON=…)." >&2; exit 1; }; \
	$(PYTHON) -m confidentiality.embedded.setup
OURS := .venv/bin/python
LAUNCHER := $(OURS) -m confidentiality.embedded
DJANGO := $(LAUNCHER) exec -- $(OURS) manage.py
UV := .venv/bin/uv

# Where it is set, every process of a test run would compile all tests anew: ten seconds of each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-fast attack bench mutants check clean lock memory rotate

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## Make .venv/, install what the product needs, build css and js
	$(SET_UP) run

setup-dev: ## The same, with what checks and tests need
	$(SET_UP) dev

run: setup ## Start the whole demo on this machine; Ctrl-C stops it (ARGS='--first "Ann Lee" "Bo Khan"': without the cast)
	@exec $(LAUNCHER) run --with-parent $(ARGS)

test: setup-dev ## Run every test (ARGS="-k walls" picks some)
	@LATCH_CHROMIUM="$$($(OURS) -m tests.browser.provision)" && export LATCH_CHROMIUM && \
	exec $(LAUNCHER) exec -- $(OURS) -m pytest -n auto --dist loadfile $(ARGS)

test-fast: setup-dev ## Run the tests that need no browser, take no time and attack nothing
	@exec $(LAUNCHER) exec -- $(OURS) -m pytest -n auto --dist loadfile \
	-m "not browser and not slow and not attack" $(ARGS)

attack: setup-dev ## Run the attacks at full size (ARGS="-k seals" picks some); results in var/attacks.jsonl
	@mkdir -p var && rm -f var/attacks.jsonl && LATCH_CHROMIUM="$$($(OURS) -m tests.browser.provision)" && \
	export LATCH_CHROMIUM LATCH_ATTACK_SIZE=full LATCH_ATTACK_RESULTS="$(CURDIR)/var/attacks.jsonl" && \
	exec $(LAUNCHER) exec -- $(OURS) -m pytest -n auto --dist loadfile -m attack $(ARGS)

bench: setup-dev ## Measure speed and memory (ARGS="sql --sizes 10k"); figures in docs/bench/, databases in LATCH_STATE or var/bench
	@exec $(LAUNCHER) exec --state "$${LATCH_STATE:-$(CURDIR)/var/bench}" -- $(OURS) -m tests.bench $(ARGS)

mutants: setup-dev ## Break the modules of [tool.mutmut] on purpose and count what the tests notice
	$(OURS) -m pip install --quiet --require-hashes -r requirements/mutants.txt
	LATCH_DB_PASSWORD_OWNER=unused LATCH_DB_PORT=0 .venv/bin/mutmut run $(ARGS); .venv/bin/mutmut results

check: setup-dev ## Run every check that is not a test; CI runs this and `make test`
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	DJANGO_SETTINGS_MODULE=confidentiality.settings.production LATCH_LOGIN=web \
	LATCH_PUBLIC_URL=https://latch.example.org \
	$(DJANGO) check --deploy --fail-level WARNING
	DJANGO_SETTINGS_MODULE=confidentiality.settings.demo LATCH_LOGIN=owner \
	$(DJANGO) makemigrations --check --dry-run

rotate: setup ## Give the stopped demo a new master key (ARGS=--finish goes on with one that was ended)
	@exec $(LAUNCHER) rotate $(ARGS)

memory: ## Show what the running demo takes
	@$(LAUNCHER) memory

lock: setup-dev ## Pin requirements/*.in anew, with hashes (after changing them)
	$(OURS) -m pip install --quiet uv
	cd requirements && for name in run dev mutants; do ../$(UV) pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links $$name.in -o $$name.txt; done

clean: ## Remove what set-up made; the demo's data in var/ stays
	rm -rf .venv node_modules mutants static/build .mypy_cache .ruff_cache .pytest_cache .hypothesis
