# The commands of this project. `make run` and `make test` do all their own set-up.
.PHONY: help setup build run test bench check screenshots

help:
	@echo "make run      what it needs, then serves the demo at http://127.0.0.1:8080"
	@echo "make test     what it needs, then every test; ends with 'N passed, N failed'"
	@echo "make bench    the measurements in bench/, as a table and under target/bench/"
	@echo "make check    format, lints, dependencies, licences"
	@echo "make setup    only the pinned models, fonts and browser files"

setup:
	@scripts/need.sh cargo cc python3 npm
	@scripts/fetch-models.sh
	@scripts/fetch-fonts.sh
	@scripts/fetch-web.sh

build: setup
	@cargo build --locked -p proofdesk

run: build
	@target/debug/proofdesk serve --demo

test:
	@scripts/test.sh

bench: setup
	@bench/run.sh

check: setup
	@scripts/check.sh

screenshots: build
	@scripts/screenshots.sh
