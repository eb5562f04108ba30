# lrplot: everything that is done with the sources. `make` alone lists it.

SWIFT       ?= swift
PYTHON      ?= python3
PREFIX      ?= /usr/local
DESTDIR     ?=
# Runs of each program in `make bench`, rounds of each trial in `make robustness`.
RUNS        ?= 15
ROUNDS      ?= 100
# Of `make fuzz`.
SEED        ?= 1

LRPLOT      := .build/release/lrplot
# On Linux the Swift runtime goes into the binary: one file, half the start-up time. macOS brings its own.
STATIC      := $(if $(filter Darwin,$(shell uname -s)),,--static-swift-stdlib)
# Another folder for what is built, where two builds go on side by side.
SCRATCH     ?= .build
SWIFT_CODE  := Package.swift Sources Tests Benchmarks templates
SHELL_CODE  := scripts/install-dependencies scripts/generate-docs scripts/install-browser scripts/draw-gallery scripts/check-readme .ci/run

# The shell takes these from its environment, so that blanks and quotes in a path mean nothing to it. Not every shell
# expands the ~ of PREFIX=~/.local.
export PREFIX DESTDIR
PLACES      := case $$PREFIX in "~/"*) PREFIX=$$HOME/$${PREFIX\#"~/"};; esac; prefix=$$DESTDIR$$PREFIX; \
  bindir=$$prefix/bin; mandir=$$prefix/share/man/man1; bashdir=$$prefix/share/bash-completion/completions; \
  zshdir=$$prefix/share/zsh/site-functions; fishdir=$$prefix/share/fish/vendor_completions.d

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test dependencies build release worker install uninstall bench robustness fuzz check-code check-pages lint format docs gallery clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: dependencies ## draw `lrplot compare step exp cosine` into out/
	$(SWIFT) build -c release $(STATIC) --product lrplot
	$(LRPLOT) compare step exp cosine

test: dependencies ## build and run all tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --disable-xctest

dependencies: ## install Cairo, Pango, libpng and fonts, where missing
	@scripts/install-dependencies

build: ## build for debugging
	$(SWIFT) build

release: ## build .build/release/lrplot and lrplot-report
	$(SWIFT) build --scratch-path $(SCRATCH) -c release $(STATIC) --product lrplot
	$(SWIFT) build --scratch-path $(SCRATCH) -c release $(STATIC) --product lrplot-report

worker: ## build .build/release/lrplot-worker, which trains and draws nothing
	$(SWIFT) build -c release $(STATIC) --product lrplot-worker

# Builds only where there is no binary yet, so that `sudo make install` need not find a compiler.
install: ## install into PREFIX (/usr/local), below DESTDIR: binaries, man page, completions
	@test -x $(LRPLOT) && test -x $(LRPLOT)-report || $(MAKE) release
	@set -eu; umask 022; $(PLACES); \
	mkdir -p -- "$$bindir" "$$mandir" "$$bashdir" "$$zshdir" "$$fishdir"; \
	install -m 755 -- $(LRPLOT) "$$bindir/lrplot"; \
	install -m 755 -- $(LRPLOT)-report "$$bindir/lrplot-report"; \
	strip -x "$$bindir/lrplot" "$$bindir/lrplot-report"; \
	install -m 644 -- docs/lrplot.1 "$$mandir/lrplot.1"; \
	$(LRPLOT) --generate-completion-script bash > "$$bashdir/lrplot"; \
	$(LRPLOT) --generate-completion-script zsh > "$$zshdir/_lrplot"; \
	$(LRPLOT) --generate-completion-script fish > "$$fishdir/lrplot.fish"; \
	chmod 644 -- "$$bashdir/lrplot" "$$zshdir/_lrplot" "$$fishdir/lrplot.fish"; \
	printf 'installed %s\n' "$$bindir/lrplot"

uninstall: ## remove what `install` put there
	@set -eu; $(PLACES); \
	rm -f -- "$$bindir/lrplot" "$$bindir/lrplot-report" "$$mandir/lrplot.1" \
	  "$$bashdir/lrplot" "$$zshdir/_lrplot" "$$fishdir/lrplot.fish"

bench: release ## time lrplot beside gnuplot, matplotlib and PyTorch
	$(PYTHON) Benchmarks/bench.py -n $(RUNS)
	$(PYTHON) Benchmarks/training.py -n 5

robustness: release ## kill, starve and interrupt lrplot, and look at what stays behind
	$(PYTHON) scripts/test-robustness --rounds $(ROUNDS)

fuzz: release ## throw 20,000 hostile inputs at lrplot (SEED=N for others)
	$(PYTHON) scripts/fuzz --seed $(SEED)

check-code: release ## run the Python that `lrplot code` writes, where frameworks are installed
	$(PYTHON) scripts/check-code --lrplot $(LRPLOT)

check-pages: release ## look at the pages of reports in a browser, where one is installed
	$(PYTHON) scripts/check-pages --lrplot $(LRPLOT)

lint: ## check formatting and scripts
	$(SWIFT) format lint --strict -r $(SWIFT_CODE)
	@for script in $(SHELL_CODE); do sh -n $$script || exit 1; done
	@if command -v shellcheck > /dev/null; then shellcheck $(SHELL_CODE); fi

format: ## format the Swift code in place
	$(SWIFT) format -i -r $(SWIFT_CODE)

docs: release ## renew tables, figures and reports in the documents
	scripts/generate-docs $(LRPLOT)
	$(PYTHON) scripts/show-reports --lrplot $(LRPLOT)

gallery: release ## draw the figures of docs/gallery.md: all optimizers, tuned alike
	scripts/draw-gallery $(LRPLOT)

clean: ## remove what was built (out/ stays)
	$(SWIFT) package clean
	rm -rf .build .build-*
