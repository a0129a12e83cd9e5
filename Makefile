.DEFAULT_GOAL := help
NAME ?= Mi institución
CODE ?= SIN-CODIGO
ADMINISTRATOR ?= Administración
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the office needs, from requirements.lock…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

servers: ## Real PostgreSQL, RabbitMQ, S3 and Elasticsearch on loopback, their data in var/servers; no Docker
	@tests/servers/servers.sh up "$$(tests/servers/folder servers)"
	@sed -n "s/^export OFICINA_TEST_//p" "$$(tests/servers/folder servers)/env"

servers-down: ## Stop them; their data stay
	@tests/servers/servers.sh down "$$(tests/servers/folder servers)"

run-server: install servers ## The demonstration on those servers: two web processes, a relay, workers
	@tests/servers/run-server "$$(tests/servers/folder servers)"

install: $(VENV)/ready ## Set up .venv with everything, by hash

run: install ## The office with its demonstration, at http://127.0.0.1:8000
	@$(BIN)/oficina demo --home var/demo --serve

office: install ## An empty office to put in motion: make office NAME="…" CODE=… ADMINISTRATOR="…"
	@test -d var/office || $(BIN)/oficina init --home var/office --public-url http://127.0.0.1:8000 \
		--name "$(NAME)" --code "$(CODE)" --administrator "$(ADMINISTRATOR)"
	@$(BIN)/oficina serve --home var/office

check: install ## Format, lint, types and who may import whom
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: install ## Put the code in its format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

test: install ## Every test, on SQLite and on a real PostgreSQL
	@tests/run

benchmarks: install ## Every figure of benchmarks/README.md, measured on this machine (some minutes)
	@$(BIN)/python -m benchmarks

migration: install ## Write the first revision of the schema anew from the models, until the first release
	@$(BIN)/python -m oficina.migrations.compose
	@$(BIN)/ruff format -q oficina/migrations/versions

revision: install ## Propose the next revision, for a person to read: make revision SAYS=what_it_adds
	@$(BIN)/python -m oficina.migrations.propose "$(SAYS)"
	@$(BIN)/ruff check -q --fix oficina/migrations/versions && $(BIN)/ruff format -q oficina/migrations/versions

lock: ## Choose versions anew and write requirements.lock, with hashes
	uv pip compile --all-extras --universal --generate-hashes --python-version 3.11 --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock

pictures: install ## The pictures of the guide, from what the browser tests saw
	@$(BIN)/python -m pytest -q tests/browser
	@mkdir -p docs/guia/imagenes
	@cd var/pictures && cp jefatura-1280-inicio.png jefatura-1280-ingresos-nuevo.png jefatura-1280-redactar.png \
	  presidente-1280-documentos-x.png ../../docs/guia/imagenes/ && cp gestión-1280-auditoria.png ../../docs/guia/imagenes/gestion-auditoria.png && \
	  cp gestión-1280-expedientes-x.png ../../docs/guia/imagenes/gestion-expediente.png

clean: ## Throw away the environment; var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

.PHONY: revision help install run servers servers-down run-server office pictures check format test benchmarks migration lock clean
