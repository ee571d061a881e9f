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
	tests/places.bats \
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
	tests/check-links.sh

# Pure functions, in C.
UNIT_TESTS = \
	tests/unit/version.t

# Further fragments add to check_PROGRAMS, BATS_TESTS and EXTRA_DIST with +=.
check_PROGRAMS = $(UNIT_TESTS)
tests_unit_version_t_SOURCES = tests/unit/version.c tests/unit/tap.h

LDADD = libmodel.a libcore.a $(INIH_LIBS)

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
