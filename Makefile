# `make demo` shows the whole way without internet, `make test` proves it. Python 3.11+ and the package index are all they need.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.PHONY: demo test digest score score-all train score-collection drift bench lint format documents screenshots validators lock audit sbom deploy-check clean

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev
	@touch $@

demo: $(STAMP)  ## two days of the twin of the sites: crawl, archive, digest as files
	@$(BIN)/python -m tests.demo

digest: $(STAMP)  ## the same against the live sites
	@$(BIN)/zswatch crawl; crawled=$$?; $(BIN)/zswatch digest preview --out digest-out && exit $$crawled

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint  ## lint, types, import contracts, and the suite on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n 2 --dist loadfile

$(VENV)/trains: $(STAMP)
	@$(BIN)/python -m pip install --quiet --group train
	@touch $@

score: $(VENV)/trains  ## how good relevance and alignment are on the labelled set, beside three baselines
	@$(BIN)/python -m tests.score

score-all: score  ## and figures, citations, meetings and summaries
	@$(BIN)/python -m tests.score_figures
	@$(BIN)/python -m tests.score_citations
	@$(BIN)/python -m tests.score_meetings
	@$(BIN)/python -m tests.score_summaries

train: $(VENV)/trains  ## train the heads of the judgement, and print what they say of what they have not seen
	@$(BIN)/python -m tests.train

score-collection: $(STAMP)  ## how much of what the twin of the sites publishes is kept, and how well
	@$(BIN)/python -m tests.score_collection

drift: $(STAMP)  ## whether redesigns that hurt are flagged at the first visit
	@$(BIN)/python -m tests.drift

bench: $(STAMP)  ## wall time beside bare Scrapy, memory, readers beside other libraries
	@$(BIN)/python -m tests.bench.crawl
	@if [ -n "$$ZSWATCH_TEST_CORPORA" ]; then $(BIN)/python -m tests.bench.readers "$$ZSWATCH_TEST_CORPORA/chinese-web"; fi

documents: $(STAMP)  ## write the documents that are made from the code
	@$(BIN)/python -m tests.documents

screenshots: $(STAMP)  ## look at the digest and the reading room in a real browser, and keep the pictures in docs/
	@$(BIN)/python -m tests.screenshots
	@$(BIN)/python -m tests.room_pictures

$(VENV)/deploys: $(STAMP)
	@$(BIN)/python -m pip install --quiet --group deploy
	@touch $@

validators: $(VENV)/deploys  ## what judges deploy/; tests that need one are skipped where it is not there

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE)
EXTRAS := $(shell sed -n 's/^all = \["zhongshan-watch\[\(.*\)\]"\]$$/\1/p' pyproject.toml | tr ',' ' ')

lock: $(VENV)/deploys  ## lock what is installed, with hashes; UPGRADE=--upgrade takes the newest
	@$(LOCK) pyproject.toml --all-extras -o deploy/requirements.lock
	@$(LOCK) pyproject.toml $(patsubst %,--extra %,$(filter-out ocr,$(EXTRAS))) -c deploy/requirements.lock \
	  -o deploy/requirements-without-ocr.lock
	@$(LOCK) --group pyproject.toml:build -o deploy/requirements-build.lock

audit: $(VENV)/deploys  ## known vulnerabilities of what is locked; ADVISORIES=all.zip asks that file and no service
	@$(BIN)/python -m tests.audit $(ADVISORIES)

sbom: $(VENV)/deploys  ## the bill of materials of what is locked, CycloneDX
	@$(BIN)/python -m tests.bill_of_materials

deploy-check: $(VENV)/deploys  ## units, container file, compose, Kubernetes, lock, runbook by their own validators
	@$(BIN)/python -m pytest tests/test_deploy_*.py
	@$(BIN)/python -m tests.install_from_lock

format: $(STAMP)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf $(VENV) demo digest-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
