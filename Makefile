# Two commands do everything: `make demo` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# A crash must end a run, not wait for somebody to look at it.
export SWIFT_BACKTRACE = enable=no

PACKAGES := libssl-dev libsqlite3-dev zlib1g-dev pkg-config openssl
RELEASE := .build/release
# Programs that need no Swift where they run. Their symbols are nobody's to link with, and leaving
# out what nothing calls makes the daemon a tenth smaller.
FOR_USE := -c release --static-swift-stdlib -Xlinker --no-export-dynamic

help: ## Say what can be made.
	@awk -F ': .*## ' '/^[a-z-]+: .*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## Install the system's libraries, as root or with sudo.
	@missing=""; \
	for package in $(PACKAGES); do \
	    dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
	        || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	    sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -q; \
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy $$missing; \
	fi
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://swift.org/install"; exit 1; }

build: setup ## Build both programs for use.
	swift build $(FOR_USE) --product testamurd
	swift build $(FOR_USE) --product testamur

demo: build ## Tell the story of two universities, an employer and an auditor.
	$(RELEASE)/testamur demo

test: PACKAGES += strace
test: setup ## Run every test.
	swift build --build-tests
	swift test --skip-build

test-programs: build ## Type the sessions of the tests again, with the programs as they are used.
	swift build --build-tests
	TESTAMUR_PROGRAMS=$(CURDIR)/$(RELEASE) swift test --skip-build --filter TranscriptTests

bench: PACKAGES += wrk curl
bench: build ## Measure, as ratios within this run.
	$(RELEASE)/testamur bench

lint: ## Check the format of every file.
	swift format lint --strict --recursive Package.swift Sources Tests

format: ## Format every file.
	swift format --in-place --recursive Package.swift Sources Tests

install: build ## Install both programs (PREFIX=/usr/local).
	install -D -s -m 0755 $(RELEASE)/testamur $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/testamur
	install -D -s -m 0755 $(RELEASE)/testamurd $(DESTDIR)$(or $(PREFIX),/usr/local)/bin/testamurd

.PHONY: help setup build demo test test-programs bench lint format install
