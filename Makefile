# The two commands of a user are `make run` and `make test`. What a bare Debian lacks is installed on the way.

SWIFT ?= swift
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
BUILD := .build/release
PACKAGES := libfreetype-dev libtiff-dev libdeflate-dev libzstd-dev liblzma-dev zlib1g-dev libssl-dev libhdf5-dev liblz4-dev \
    libblosc-dev

.PHONY: help dependencies build run test check format lint sanitize races batches assault pages browser tutorial \
    tables documentation fuzz truth measures bank bench instructions fixtures

help:
	@echo "make run            build simstrip and strip the sample in Fixtures"
	@echo "make test           build and run all tests"
	@echo "make check          what a change has to pass: format, tests, sanitizers, documentation"
	@echo "make build          the command alone: $(BUILD)/simstrip"
	@echo "make batches        kill batches, fill the disk, run them on a real Slurm; as root"
	@echo "make assault        files, texts, signals and limits made to break it; ASSAULT=short for two minutes"
	@echo "make pages          look at the reports in headless Chromium, as people do"
	@echo "make tutorial       do what docs/tutorial.md and docs/how-to.md say, and compare what is printed"
	@echo "make tables         make the tables of docs/result.md anew, from the schema and the code"
	@echo "make fuzz           fuzz the TIFF reader for FUZZ_SECONDS=$(FUZZ_SECONDS)"
	@echo "make truth          measure the segmentation on phantoms whose truth is known"
	@echo "make measures       measure onset, half thickness and abruptness on phantoms whose truth is known"
	@echo "make bank           strip 324 simulated scans anew, on which bands are calibrated; an hour and more"
	@echo "make bench          measure speed and memory against Python; BENCH=--large adds 8 GiB"
	@echo "make instructions   count every kernel's instructions per voxel with valgrind"
	@echo "make format         format the sources"
	@echo "make fixtures       make the sample in Fixtures anew"

# The system's C libraries, installed where dpkg does not know them.
dependencies:
	@missing=; for package in $(PACKAGES); do \
	    dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	    echo "installing$$missing"; \
	    $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $$missing >/dev/null; \
	fi

build: dependencies
	$(SWIFT) build -c release --product simstrip
	$(SWIFT) build -c release --product simstrip-hdf5

run: build
	$(BUILD)/simstrip strip Fixtures/pristine/volume --output simstrip-run

# Kernels are thirty times slower in debug builds, so the tests run in release.
test: dependencies
	$(SWIFT) build -c release --build-tests
	$(SWIFT) test -c release --skip-build

check: lint test sanitize races instructions documentation pages tutorial
	$(MAKE) assault ASSAULT=short

format:
	$(SWIFT) format -i -r Package.swift Sources Tests

lint:
	$(SWIFT) format lint --strict -r Package.swift Sources Tests

# Memory errors in all that touches bytes. The command itself is left
# out: its tests start programs, which sanitizers of the test do not reach. So are those of
# Slurm and of quoting, whose shells are Foundation's processes, which leak. So is XCTest, which has no test of ours but
# leaks memory of its own.
sanitize: dependencies
	SIMSTRIP_WHOLE_SCANS=no LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/leaks.supp:print_suppressions=0 \
	$(SWIFT) test -c release --sanitize=address --scratch-path .build/address --disable-xctest \
	    --skip 'CommandTests|BatchingTests.SlurmTests|BatchingTests.ShellTests'

# Data races: the whole command, since all that runs on several threads runs in it.
races: dependencies
	$(SWIFT) build -c release --sanitize=thread --scratch-path .build/thread --product simstrip
	sh Tests/Races/races.sh .build/thread/release/simstrip

# The reference of the library, from the doc comments of what was built; a broken link or symbol is an error. The code on its
# first page is compiled as somebody else's program would be, who sees what is public and no more.
MODULES := VoxelCore VolumeIO Segmentation MapMeasures Stripping Phantom Options Results Exports Analysis
PAGE := Sources/SimulatedStripping/SimulatedStripping.docc/SimulatedStripping.md
documentation: dependencies
	$(SWIFT) build -c release
	rm -rf .build/documentation && mkdir -p .build/documentation/graphs
	headers=$$(ls -d .build/checkouts/*/Sources/*/include | sed 's/^/-I /'); \
	headers="$$headers $$(ls -d Sources/C*/ Sources/CMedian/include | sed 's/^/-I /') -I /usr/include/freetype2"; \
	target=$$($(SWIFT) -print-target-info | sed -n 's/.*"triple": "\(.*\)",/\1/p' | head -n 1); \
	for module in $(MODULES); do \
	    swift-symbolgraph-extract -module-name $$module -target $$target -I $(BUILD)/Modules $$headers \
	        -minimum-access-level public -output-dir .build/documentation/graphs || exit 1; \
	done; \
	awk '/^```swift/ { on = 1; next } /^```/ { on = 0 } on' $(PAGE) > .build/documentation/main.swift; \
	swiftc -typecheck -swift-version 6 -warnings-as-errors -I $(BUILD)/Modules $$headers .build/documentation/main.swift
	docc convert Sources/SimulatedStripping/SimulatedStripping.docc \
	    --additional-symbol-graph-dir .build/documentation/graphs --warnings-as-errors \
	    --fallback-display-name simstrip --fallback-bundle-identifier simstrip \
	    --output-path .build/documentation/simstrip.doccarchive

# What a batch has to survive. Needs root: a small file system is mounted, Slurm is installed and started.
KILLS ?= 50
batches: build
	sh Tests/Batch/kill.sh $(BUILD)/simstrip 24 $(KILLS)
	sh Tests/Batch/faults.sh $(BUILD)/simstrip
	sh Tests/Batch/slurm.sh $(BUILD)/simstrip

# Files, texts, signals and limits made to break it; ASSAULT=full takes a quarter of an hour, short two minutes.
ASSAULT ?= full
MUTANTS_full := 20000
HDF5_full := 100000
HEADERS_full := 20000
ZARR_full := 20000
TEXTS_full := 2000
KILLS_full := 2000
LIMITS_full := 1
MUTANTS_short := 400
HDF5_short := 400
HEADERS_short := 1000
ZARR_short := 600
TEXTS_short := 200
KILLS_short := 40
LIMITS_short := 4
assault: build
	@command -v python3 >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3 >/dev/null; }
	python3 Tests/Assault/texts.py $(BUILD)/simstrip $(TEXTS_$(ASSAULT)) 1
	python3 Tests/Assault/limits.py $(BUILD)/simstrip $(LIMITS_$(ASSAULT))
	python3 Tests/Assault/mutants.py $(BUILD)/simstrip $(MUTANTS_$(ASSAULT)) 1
	python3 Tests/Assault/hdf5_mutants.py $(BUILD)/simstrip $(HDF5_$(ASSAULT)) 1
	python3 Tests/Assault/headers.py $(BUILD)/simstrip $(HEADERS_$(ASSAULT)) 1
	python3 Tests/Assault/zarr_mutants.py $(BUILD)/simstrip $(ZARR_$(ASSAULT)) 1
	python3 Tests/Assault/kills.py $(BUILD)/simstrip $(KILLS_$(ASSAULT)) 1

# The reports in headless Chromium: wide and narrow, light and dark, by keyboard, on paper, with scripts off. What looks at them
# comes from PyPI into an environment of its own. What validates every result.json and comparison.json comes with it.
PAGES := .build/pages
pages: build $(PAGES)/ready
	$(PAGES)/bin/python Tests/Pages/pages.py $(BUILD)/simstrip

$(PAGES)/ready: Tests/Pages/requirements.txt | browser
	python3 -m venv $(PAGES)
	$(PAGES)/bin/pip install --quiet -r $<
	touch $@

browser:
	@command -v chromium >/dev/null && python3 -c 'import ensurepip' 2>/dev/null || { \
	    $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq chromium fonts-dejavu-core python3-venv >/dev/null; }

# The tutorial and the how-to pages, typed and held to what they quote. Where the environment of `make pages` is there, its NumPy and
# tifffile run the examples in Python, too; those in matplotlib are left out.
tutorial: build
	@command -v python3 >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3 >/dev/null; }
	python=$(PAGES)/bin/python; [ -x $$python ] || python=python3; $$python Tests/Docs/tutorial.py $(BUILD)/simstrip

# The tables of docs/result.md; a test holds them to the schema and the code.
tables: dependencies
	$(SWIFT) build -c release --build-tests
	SIMSTRIP_TABLES=write $(SWIFT) test -c release --skip-build --filter AnalysisTests.SchemaTests/theTables

# The TIFF reader under libFuzzer and AddressSanitizer, for so many seconds.
FUZZ_SECONDS ?= 600
fuzz: dependencies
	sh Tests/Fuzz/run.sh $(FUZZ_SECONDS)

# The segmentation against phantoms whose truth is known, as drawn and as scanned: the tables in docs/method.md.
truth: dependencies
	$(SWIFT) build -c release --product truth-table
	$(BUILD)/truth-table
	$(BUILD)/truth-table tomographs
	$(BUILD)/truth-table halves
	$(BUILD)/truth-table series
	$(BUILD)/truth-table calibrate Tests/Truth/bank.csv
	test -z "$$SIMSTRIP_DATA" || $(BUILD)/truth-table scans "$$SIMSTRIP_DATA"/tomographs/*

# The measures of curves there: the table in docs/compare.md.
measures: dependencies
	$(SWIFT) build -c release --product truth-table
	$(BUILD)/truth-table measures

# The bank of simulated scans, and the weights that it gives the parts of a band; they stand in CoverageBand.swift.
bank: dependencies
	$(SWIFT) build -c release --product truth-table
	$(BUILD)/truth-table bank > .build/bank.csv
	mv .build/bank.csv Tests/Truth/bank.csv
	$(BUILD)/truth-table calibrate Tests/Truth/bank.csv

# Speed and memory, side by side with what Python users do: the table in docs/performance.md. The peers come from PyPI into
# an environment of their own, data of 1 GiB (with BENCH=--large of 9) are made and removed in BENCH_FOLDER.
BENCH ?=
BENCH_FOLDER ?= .build/bench
bench: build
	$(SWIFT) build -c release --product kernel-bench
	test -x .build/peers/bin/python || python3 -m venv .build/peers
	.build/peers/bin/pip install --quiet numpy scipy scikit-image tifffile imagecodecs connected-components-3d h5py zarr
	rm -rf $(BENCH_FOLDER)
	.build/peers/bin/python Tests/Bench/bench.py $(BUILD)/simstrip $(BUILD)/kernel-bench $(BENCH_FOLDER) $(BENCH)
	.build/peers/bin/python Tests/Bench/formats.py $(BUILD)/simstrip $(BENCH_FOLDER)

# Instructions per voxel of every kernel against Tests/Bench/instructions.txt; nothing else on the machine changes them.
instructions: dependencies
	$(SWIFT) build -c release --product kernel-bench
	sh Tests/Bench/instructions.sh $(BUILD)/kernel-bench

fixtures: build
	rm -rf Fixtures/pristine
	$(BUILD)/simstrip phantom --output Fixtures/pristine --shape 60,96,96 --noise 10 --tilt 0.01,0.02 --seed 1
