# Everything a developer runs. Each target sets up what it needs by itself; `make help` lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

# Where the local shop listens: make run PORT=3001
PORT ?= 3000
export LOCAL_PORT := $(PORT)
# Where `make deploy` deploys to, a section of samconfig.toml: make deploy ENV=prod
ENV ?= dev

# `sam build` calls python3.13, uv and sam by name.
export PATH := $(CURDIR)/.tools/bin:$(CURDIR)/.venv/bin:$(PATH)
export SAM_CLI_TELEMETRY := 0

PYTHON := .venv/bin/python
SHOP := $(PYTHON) -m tools.local_cloud
PYTEST := $(PYTHON) -m pytest
CODE := functions layers tests tools
COMPILE := uv pip compile --quiet --universal --python-version 3.13 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

# Python is moved or removed now and then; what was set up with it is then set up anew.
ifneq ($(shell .tools/bin/python3.13 -c 'print(1)' 2>/dev/null),1)
$(shell rm -f .tools/ready)
endif

.PHONY: help run up down logs mail seed invoke desk redrive build test test-fast test-e2e test-lives screenshots lint types format \
	check openapi deploy lock setup clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

# --- The shop on this machine ---

run: setup ## Run the shop on http://shop.localhost:3000; saved changes are live at once
	@$(SHOP) run

up: setup ## Run the shop in the background
	@$(SHOP) up

down: setup ## Stop the shop in the background; its data are kept
	@$(SHOP) down

logs: setup ## Follow the functions' logs
	@$(SHOP) logs

mail: setup ## Print the mails the local shop has sent
	@$(SHOP) mail

seed: setup ## Put the made-up goods into the local shop again
	@$(SHOP) seed

invoke: setup ## Call one function: make invoke FUNCTION=policies EVENT=events/policies/list.json
	@$(PYTHON) -m tools.local_cloud.invoking $(or $(FUNCTION),--help) $(EVENT)

desk: setup ## Do an operator's work: make desk ARGS="orders --status paid"
	@$(PYTHON) -m tools.desk $(ARGS)

redrive: setup ## Do again what failed at every try: make redrive (STACK=ctbusters-prod)
	@$(PYTHON) -m tools.desk redrive --yes $(if $(STACK),--stack $(STACK))

build: setup ## Build what is deployed (sam build)
	@$(SHOP) build

# --- Checks ---

test: setup node_modules/ready ## Run all tests on every core, with a local shop of their own (about a quarter of an hour)
	@$(PYTEST) -n auto --cov

test-fast: setup ## Run the tests that need no running shop, on every core
	@$(PYTEST) -n auto --cov -m "not e2e and not browser"

test-e2e: setup node_modules/ready ## Run the tests over HTTP and in Chromium only
	@$(PYTEST) -m "e2e or browser"

test-lives: setup ## Let 3,000 orders' lives go by at random (about half an hour)
	@ORDER_LIVES=3000 $(PYTEST) -s tests/integration/test_order_lives.py | grep -v '^{'

screenshots: setup ## Take pictures of every page into .local/screenshots, and the README's two
	@$(PYTEST) -q -s tests/browser/take_screenshots.py tests/browser/take_desk_screenshots.py | grep -v '^{'

lint: setup ## Check style, imports and the template
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@PYTHONPATH=.:layers/shop .venv/bin/lint-imports --no-logo
	@.venv/bin/cfn-lint template.yaml
	@AWS_DEFAULT_REGION=eu-west-2 sam validate --lint

types: setup ## Check types
	@.venv/bin/mypy $(CODE)

format: setup ## Format the code and sort what can be sorted
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

check: lint types test ## Everything that must hold before a push
	@.venv/bin/coverage report --include='layers/shop/shop/domain/*' --fail-under=100

# --- The rest ---

openapi: setup ## Write docs/openapi.json
	@$(PYTHON) -m tools.openapi

deploy: setup ## Deploy to AWS: make deploy ENV=dev (or prod)
	@$(PYTHON) -m tools.deploy $(ENV)

lock: setup ## Choose package versions anew and pin them by hash
	@$(COMPILE) --upgrade --group pyproject.toml:dev --output-file requirements/dev.txt
	@$(COMPILE) --upgrade --group pyproject.toml:sam --output-file requirements/sam.txt
	@$(COMPILE) --group pyproject.toml:runtime --constraint requirements/dev.txt \
		--output-file layers/dependencies/requirements.txt

clean: ## Remove what was built, caches and the local shop's data; environments stay
	@if [ -x $(PYTHON) ]; then $(SHOP) down; fi
	@rm -rf .aws-sam .local .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache
	@find $(CODE) -name __pycache__ -prune -exec rm -rf {} +

# --- Set-up: each step once, and again when its requirements change ---

setup: .venv/ready .venv-sam/ready

.tools/ready: tools/setup.sh
	@sh tools/setup.sh
	@touch $@

.venv/ready: requirements/dev.txt .tools/ready
	@echo "- Installing the packages for development ..."
	@uv venv --quiet --clear --python .tools/bin/python3.13 .venv
	@VIRTUAL_ENV=.venv uv pip sync --quiet --require-hashes requirements/dev.txt
	@touch $@

# Only what looks at pages in a browser needs it; where Node.js is missing, those tests say so.
node_modules/ready: package-lock.json
	@if command -v npm >/dev/null; then \
		echo "- Installing axe-core ..."; \
		npm ci --ignore-scripts --no-audit --no-fund --silent && touch $@; \
	else \
		echo "Node.js is not installed: the accessibility of the pages will not be tested." >&2; \
	fi

.venv-sam/ready: requirements/sam.txt .tools/ready
	@echo "- Installing the SAM CLI ..."
	@uv venv --quiet --clear --python .tools/bin/python3.13 .venv-sam
	@VIRTUAL_ENV=.venv-sam uv pip sync --quiet --require-hashes requirements/sam.txt
	@ln -sf ../../.venv-sam/bin/sam .tools/bin/sam
	@touch $@
