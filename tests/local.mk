# SPDX-License-Identifier: MIT
# Tests. `make check` runs them all and shows each line of TAP as a result of its own.
# One by hand: builddir=$PWD bats ../tests/version-name.bats; TEST_KEEP=1 keeps its world.

TESTS = $(BATS_TESTS) $(SCRIPT_TESTS) $(UNIT_TESTS)
TEST_EXTENSIONS = .bats .sh .t

# What a person types: one file per command or concept.
BATS_TESTS = \
	tests/alias.bats \
	tests/config.bats \
	tests/driver.bats \
	tests/env.bats \
	tests/exec.bats \
	tests/global.bats \
	tests/harness.bats \
	tests/help.bats \
	tests/init.bats \
	tests/latest.bats \
	tests/link.bats \
	tests/local.bats \
	tests/machine-link.bats \
	tests/dirs.bats \
	tests/prefix.bats \
	tests/selection.bats \
	tests/shell.bats \
	tests/spec.bats \
	tests/sysroot.bats \
	tests/toolkits.bats \
	tests/use.bats \
	tests/version-file.bats \
	tests/version-name.bats \
	tests/version-origin.bats \
	tests/version.bats \
	tests/versionfile.bats \
	tests/versions.bats \
	tests/whence.bats \
	tests/which.bats

# What holds for the tree as a whole.
SCRIPT_TESTS = \
	tests/check-help.sh \
	tests/check-links.sh \
	tests/check-source.sh

# Pure functions, in C.
UNIT_TESTS = \
	tests/unit/environ.t \
	tests/unit/pathlist.t \
	tests/unit/settings.t \
	tests/unit/state.t \
	tests/unit/text.t \
	tests/unit/version.t \
	tests/unit/versionfile.t

# Further fragments add to check_PROGRAMS, BATS_TESTS and EXTRA_DIST with +=.
check_PROGRAMS = $(UNIT_TESTS)
tests_unit_environ_t_SOURCES = tests/unit/environ.c $(unit_common)
tests_unit_pathlist_t_SOURCES = tests/unit/pathlist.c $(unit_common)
tests_unit_settings_t_SOURCES = tests/unit/settings.c $(unit_common)
tests_unit_state_t_SOURCES = tests/unit/state.c $(unit_common)
tests_unit_text_t_SOURCES = tests/unit/text.c $(unit_common)
tests_unit_version_t_SOURCES = tests/unit/version.c $(unit_common)
tests_unit_versionfile_t_SOURCES = tests/unit/versionfile.c $(unit_common)
unit_common = tests/unit/random.h tests/unit/tap.h

LDADD = libsession.a libshells.a libmodel.a libcore.a $(INIH_LIBS)

TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
BATS_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_DRIVER = $(TAP_DRIVER)
T_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
# Without bats each file counts as one failed test that names the package.
if HAVE_BATS
BATS_LOG_COMPILER = $(BATS)
AM_BATS_LOG_FLAGS = --tap
else
BATS_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/no-bats.sh
endif

if SANITIZERS
SANITIZED = yes
endif

AM_TESTS_ENVIRONMENT = \
	srcdir='$(abs_top_srcdir)'; export srcdir; \
	builddir='$(abs_top_builddir)'; export builddir; \
	CC='$(CC)'; export CC; \
	READELF='$(READELF)'; export READELF; \
	SANITIZED='$(SANITIZED)'; export SANITIZED; \
	ASAN_OPTIONS="$${ASAN_OPTIONS-detect_leaks=1}"; export ASAN_OPTIONS;

EXTRA_DIST += $(BATS_TESTS) $(SCRIPT_TESTS) tests/helper.bash tests/no-bats.sh \
	tests/fake/libcuda.c

# `make fuzz` builds the fuzz targets (configure CC=clang --enable-fuzzing), `make check-fuzz`
# runs each a bounded number of times from its own inputs; the seed is in what it prints.
FUZZ_TARGETS = fuzz-settings fuzz-spec fuzz-state fuzz-versionfile
FUZZ_RUNS = 200000
EXTRA_PROGRAMS = $(FUZZ_TARGETS)
fuzz_link = $(AM_LDFLAGS) -fsanitize=fuzzer,address,undefined
fuzz_settings_SOURCES = tests/fuzz/settings.c tests/fuzz/fuzz.h
fuzz_settings_LDFLAGS = $(fuzz_link)
fuzz_spec_SOURCES = tests/fuzz/spec.c tests/fuzz/fuzz.h
fuzz_spec_LDFLAGS = $(fuzz_link)
fuzz_state_SOURCES = tests/fuzz/state.c tests/fuzz/fuzz.h
fuzz_state_LDFLAGS = $(fuzz_link)
fuzz_versionfile_SOURCES = tests/fuzz/versionfile.c tests/fuzz/fuzz.h
fuzz_versionfile_LDFLAGS = $(fuzz_link)
EXTRA_DIST += tests/fuzz/seeds

.PHONY: fuzz check-fuzz
clean-local:
	-rm -rf $(FUZZ_TARGETS) fuzz-*.corpus

if FUZZING
fuzz: $(FUZZ_TARGETS)

check-fuzz: fuzz
	@for target in $(FUZZ_TARGETS); do \
		seeds=`echo $$target | sed 's,fuzz-,$(srcdir)/tests/fuzz/seeds/,'`; \
		$(MKDIR_P) $$target.corpus && \
		./$$target -runs=$(FUZZ_RUNS) -max_len=4096 -timeout=10 -verbosity=0 \
			$$target.corpus $$seeds && \
		echo "PASS: $$target, $(FUZZ_RUNS) runs" || \
		{ echo "FAIL: $$target"; exit 1; }; \
	done

else
fuzz check-fuzz:
	@echo "fuzz targets need: configure CC=clang --enable-fuzzing" >&2; exit 1
endif
