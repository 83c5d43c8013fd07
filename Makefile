# Every target does its own set-up; a second run of the set-up costs nothing.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo $(CURDIR)/.rumpus/uv/bin/uv)
export UV_PYTHON_PREFERENCE ?= system
# A cold start is measured and deployed with compiled modules; keep them here too.
unexport PYTHONDONTWRITEBYTECODE
# The set-up says once that Node 20 is old; the CDK's library would say it in twelve lines each time.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION ?= 20

comma := ,
space := $(subst ,, )
# The folders of the studio's own games: make dev GAME=../mygame
OWN := $(strip $(abspath $(GAME)))
GAMES := $(if $(OWN),--context games=$(subst $(space),$(comma),$(OWN)))

# The pages that are built, a folder of web each
PAGES := play console
BUILT := $(PAGES:%=web/%/dist/index.html)
export VITE_CONFIG_NATIVE_IGNORE_WARNING := true

.PHONY: help setup dev test check format synth deploy preflight postflight test-localstack bench histories schedules conformance lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed node_modules/.installed $(BUILT) ## install everything that is locked, build the pages (the other targets call this)

$(UV):
	@echo "installing uv"
	@python3 -m venv .rumpus/uv && .rumpus/uv/bin/pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: requirements/dev.txt pyproject.toml .python-version | $(UV)
	@echo "installing the locked Python packages"
	@test -x $(BIN)/python || $(UV) venv --quiet $(VENV)
	@$(UV) pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements/dev.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

node_modules/.installed: package-lock.json
	@case "$$(node --version)" in \
	  v20.*) echo "Node 20 works, but is at the end of its life: 22 is recommended" ;; \
	  v2[1-4].*) ;; \
	  *) echo "Node 20 to 24 is needed, 22 is recommended; found: $$(node --version)" >&2; exit 1 ;; \
	esac
	@echo "installing the locked CDK command line, builders of pages and schemas of documents"
	@npm ci --silent --no-audit --no-fund
	@touch $@

web/%/dist/index.html: node_modules/.installed web/%/index.html web/vite.mts web/tokens.css $(wildcard web/*/src/* web/*/src/*/*)
	@echo "building the page web/$*"
	@node_modules/.bin/vite build web/$* --config web/vite.mts --logLevel warn

# Where the system's packages may be installed, the browser of the tests is
.PHONY: browser
browser:
	@command -v chromium google-chrome >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "installing Chromium, which tries the pages" && \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "there is no Chromium: the pages are not tried in a browser"

dev: setup ## start the embedded stage with a demo battle; Ctrl-C ends it: make dev [GAME=../mygame]
	@$(BIN)/python -m localstack.dev $(addprefix --game ,$(GAME))

test: setup browser ## all tests: pure, adapters on real stores, templates, and end to end on a real deploy
	@RUMPUS_GAMES="$(OWN)" PYTHONPATH="$(subst $(space),:,$(OWN))" \
	  $(BIN)/python -m pytest -n 2 --no-loadscope-reorder $(ARGS) \
	  $(if $(OWN),tests $(addsuffix /tests,$(OWN)))

check: setup ## format, lint, types of Python and TypeScript, architecture, generated documents, references, image
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.documents --check
	@$(BIN)/python -m tools.specifications
	@$(BIN)/python -m tools.references
	@$(BIN)/python -m tools.prose
	@node web/openapi/generate.mjs --check
	@for of in web/client web/client/test $(PAGES:%=web/%) $(wildcard $(PAGES:%=web/%/test)); do node_modules/typescript7/bin/tsc --project $$of --noEmit; done
	@$(BIN)/python -m tools.image

format: setup ## format, fix what can be fixed, regenerate the documents
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .
	@$(BIN)/python -m tools.documents
	@node web/openapi/generate.mjs

synth: setup ## the templates for AWS: make synth STAGE=dev [ARGS="--context gateway=on"]
	@npx --no-install cdk synth --quiet --app "$(BIN)/python -m cdk.app" --context stage=$(or $(STAGE),dev) $(GAMES) $(ARGS)

deploy: setup ## deploy into your own account: make deploy STAGE=prod [ARGS="--context web=on"]
	@$(BIN)/python -m cdk.preflight --context stage=$(or $(STAGE),dev) $(GAMES) $(ARGS)
	@npx --no-install cdk deploy --all --app "$(BIN)/python -m cdk.app" --context stage=$(or $(STAGE),dev) $(GAMES) $(ARGS)
	@$(BIN)/python -m cdk.postflight --context stage=$(or $(STAGE),dev) $(GAMES) $(ARGS)

preflight: setup ## whether your account can take a stage: make preflight STAGE=prod [ARGS="--context web=on"]
	@$(BIN)/python -m cdk.preflight --context stage=$(or $(STAGE),dev) $(GAMES) $(ARGS)

postflight: setup ## whether what was deployed works together: make postflight STAGE=prod
	@$(BIN)/python -m cdk.postflight --context stage=$(or $(STAGE),dev) $(GAMES) $(ARGS)

test-localstack: setup | $(UV) ## the ports' suites on LocalStack, in an environment of its own
	@test -x .rumpus/localstack/bin/python || $(UV) venv --quiet --python $(BIN)/python .rumpus/localstack
	@$(UV) pip sync --quiet --require-hashes --python .rumpus/localstack/bin/python requirements/localstack.txt
	@$(BIN)/python -m tools.localstack $(ARGS)

bench: setup ## the figures: medians and ratios of one run
	@$(BIN)/python -m bench $(ARGS)

histories: setup ## battles under faults, checked against the log: make histories ARGS="--minutes 10 --seed 7"
	@$(BIN)/python -m tests.history $(ARGS)

schedules: setup ## takeovers of the journal at any step: make schedules ARGS="--count 20000"
	@$(BIN)/python -m tests.journal $(ARGS)

conformance: setup ## the gateway's sockets against an independent suite; needs Python 2.7
	@$(BIN)/python -m tools.conformance

lock: | $(UV) ## compile the locks anew (hashes, no download addresses)
	@$(UV) pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.13 requirements/dev.in -o requirements/dev.txt
	@$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.13 -c requirements/dev.txt requirements/lambda.in -o requirements/lambda.txt
	@$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.13 -c requirements/dev.txt requirements/gateway.in -o requirements/gateway.txt
	@$(UV) pip compile --quiet --exclude-newer 2026-03-01 --generate-hashes --no-emit-index-url --no-header --python-version 3.13 requirements/localstack.in -o requirements/localstack.txt

clean: ## remove what was built
	@rm -rf $(VENV) node_modules dist $(PAGES:%=web/%/dist) cdk.out .rumpus .mypy_cache .ruff_cache .hypothesis
