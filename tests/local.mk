# SPDX-License-Identifier: MIT
# The tests. `make check` runs them all and reports each line of TAP as one result.
# To run one file: builddir=$PWD bats ../tests/version-name.bats. With TEST_KEEP=1, a test
# keeps its temporary directory.

TESTS = $(BATS_TESTS) $(SCRIPT_TESTS) $(UNIT_TESTS)
TEST_EXTENSIONS = .bats .sh .t

# The program as a user runs it: one file for each command or concept.
BATS_TESTS = \
	tests/advice.bats \
	tests/alias.bats \
	tests/bootstrap.bats \
	tests/cache.bats \
	tests/completions.bats \
	tests/config.bats \
	tests/dirs.bats \
	tests/doctor-capture.bats \
	tests/doctor.bats \
	tests/driver-gpus.bats \
	tests/driver.bats \
	tests/env.bats \
	tests/exec.bats \
	tests/explain.bats \
	tests/global.bats \
	tests/harness.bats \
	tests/help.bats \
	tests/init.bats \
	tests/install-faults.bats \
	tests/install-hostile.bats \
	tests/install-kept.bats \
	tests/install-kill.bats \
	tests/install-lost.bats \
	tests/install-real.bats \
	tests/install-runfile.bats \
	tests/install-server.bats \
	tests/install-wheels-hostile.bats \
	tests/install-wheels.bats \
	tests/install.bats \
	tests/integration.bats \
	tests/json.bats \
	tests/latest.bats \
	tests/link-venv.bats \
	tests/link.bats \
	tests/local.bats \
	tests/machine-link.bats \
	tests/prefix.bats \
	tests/readme.bats \
	tests/selection.bats \
	tests/shell.bats \
	tests/spec.bats \
	tests/sysroot.bats \
	tests/toolkits.bats \
	tests/trust.bats \
	tests/uninstall.bats \
	tests/upgrade.bats \
	tests/use.bats \
	tests/verify.bats \
	tests/version-file.bats \
	tests/version-name.bats \
	tests/version-origin.bats \
	tests/version.bats \
	tests/versionfile.bats \
	tests/versions.bats \
	tests/whence.bats \
	tests/which.bats

# Rules for the source tree, the programs and their documents.
SCRIPT_TESTS = \
	tests/check-help.sh \
	tests/check-installed.sh \
	tests/check-links.sh \
	tests/check-man.sh \
	tests/check-prose.sh \
	tests/check-source.sh \
	tests/doctor-fixes.sh \
	tests/doctor-machines.sh \
	tests/explain-heldout.sh

EXTRA_DIST += $(BATS_TESTS) $(SCRIPT_TESTS) tests/helper.bash tests/install.bash tests/wheels.bash \
	tests/demo.sh tests/run-bats.sh tests/try-distribution tests/measure tests/gpu/doctor.sh \
	tests/doctor-schema.json tests/schema.jq tests/explain/heldout.tsv \
	tests/manifests/redistrib_1.0.0.json tests/manifests/redistrib_2.0.0.json

LDADD = libsession.a libshells.a libmodel.a libcore.a $(INIH_LIBS)

TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
BATS_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_DRIVER = $(TAP_DRIVER)
T_LOG_DRIVER = $(TAP_DRIVER)
SH_LOG_COMPILER = $(SHELL)
BATS = bats
BATS_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/run-bats.sh $(BATS)

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

# The tests that inject faults, with more repetitions and slower servers than `check` has time for.
FAULT_TESTS = tests/install-faults.bats tests/install-kill.bats tests/machine-link.bats
FAULT_COUNTS = FAULTS_SLOW=1 WALKS=60 WALK_SEED=1000 KILLS=200 TEST_SWITCHES=2000
.PHONY: check-faults
check-faults:
	$(FAULT_COUNTS) $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(FAULT_TESTS)' \
		TEST_SUITE_LOG=fault-suite.log
CLEANFILES += fault-suite.log

# Real toolkits, from the package index that this machine is configured with (tests/real.bats).
.PHONY: check-real
check-real: all
	srcdir=`cd $(srcdir) && pwd` builddir=`pwd` $(SHELL) $(srcdir)/tests/run-bats.sh "$(BATS)" \
		$(srcdir)/tests/real.bats
EXTRA_DIST += tests/real.bats
