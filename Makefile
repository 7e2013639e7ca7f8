# Everything starts from a bare clone with Python 3.11+ and nothing else.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# 3.11 to 3.13 are the versions whose wheels are locked and known to work; others are tried last.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python3.14 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { command -v $$name; break; }; done)
INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --require-hashes
PORT ?= 8000
export PORT

.PHONY: help run setup check test nightly bench corpus lock fmt
.DEFAULT_GOAL := help

help:
	@echo "make run    启动系统（首次运行自动准备演示数据）  start the product with demo data"
	@echo "make setup  安装依赖、建库、装入基础数据          packages, migrations, reference data"
	@echo "make check  检查代码格式、依赖方向、迁移          all that is checked without running a test"
	@echo "make test   运行全部测试                          the whole test suite"
	@echo "make nightly 运行耗时的长测试（几个小时）          the long rounds of the tests"
	@echo "make bench  运行性能测试                          the benchmark table"
	@echo "make corpus DIR=… 试读一个文件夹里的所有表格       read any folder of spreadsheets"
	@echo "make lock   重新锁定依赖版本                      compile requirements*.txt"
	@echo "make fmt    整理代码格式                          format the code"

run: $(VENV)/.product
	@exec $(BIN)/python manage.py serve --demo

setup: $(VENV)/.product
	@exec $(BIN)/python manage.py setup

check: $(VENV)/.development
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/djlint config liaison --lint --quiet
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@SECRET_KEY="$$(printf 'x%.0s' $$(seq 60))$$(date +%s%N)" ALLOWED_HOSTS=liaison.example \
		$(BIN)/python manage.py check --deploy --fail-level ERROR

# PYTEST_ARGS narrows the run: make test PYTEST_ARGS="tests/visits -x"
test: $(VENV)/.development
	@$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

# What is too long for every change: all odd values in all places, property tests with thousands of examples.
nightly: $(VENV)/.development
	@HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n auto -m "nightly or not nightly" $(PYTEST_ARGS)

bench: $(VENV)/.development
	@$(BIN)/python -m benchmarks

# make corpus DIR=folder: any folder of strangers' spreadsheets through the reader, each file in a process of its own
corpus: $(VENV)/.development
	@$(BIN)/python -m tests.corpus $(DIR)

lock: $(VENV)/.development
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --custom-compile-command "make lock" $$name.in --output-file $$name.txt || exit 1; done

fmt: $(VENV)/.development
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . && $(BIN)/djlint liaison config --reformat --quiet

# Stamps: packages are installed only when the locked list has changed since.
$(VENV)/.product: requirements.txt | $(VENV)/bin/python
	@echo "▸ 安装运行所需的软件包（首次约一分钟）… installing packages"
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt | $(VENV)/bin/python
	@echo "▸ 安装测试所需的软件包（首次约一分钟）… installing development packages"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/.product

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更高版本，请先安装。 Python 3.11 or newer is needed." >&2; exit 1; }
	@echo "▸ 建立 Python 环境 .venv … creating .venv with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "无法建立 Python 环境；Debian/Ubuntu 请先安装 python3-venv。 Install python3-venv first." >&2; exit 1; }
