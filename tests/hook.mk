# SPDX-License-Identifier: MIT
# The hook's tests and the random walks, one file a shell, each from one template.
HOOK_TESTS = tests/hook-bash.bats tests/hook-zsh.bats tests/hook-fish.bats \
	tests/hook-ksh.bats tests/hook-mksh.bats tests/hook-sh.bats
RESTORE_TESTS = tests/restore-bash.bats tests/restore-zsh.bats tests/restore-fish.bats \
	tests/restore-ksh.bats tests/restore-mksh.bats tests/restore-sh.bats
BATS_TESTS += $(HOOK_TESTS) $(RESTORE_TESTS) tests/integration.bats
EXTRA_DIST += tests/hook.awk tests/hook.bats.in tests/restore.bats.in tests/restore.bash tests/shells.bash
CLEANFILES = $(HOOK_TESTS) $(RESTORE_TESTS)

$(HOOK_TESTS): tests/hook.bats.in tests/hook.awk
	$(AM_V_GEN)$(MKDIR_P) tests; \
	shell=`echo '$@' | sed 's/.*hook-\(.*\)\.bats/\1/'`; \
	$(AWK) -v shell="$$shell" -f '$(srcdir)/tests/hook.awk' '$(srcdir)/tests/hook.bats.in' >'$@'

$(RESTORE_TESTS): tests/restore.bats.in
	$(AM_V_GEN)$(MKDIR_P) tests; \
	shell=`echo '$@' | sed 's/.*restore-\(.*\)\.bats/\1/'`; \
	sed "s/%SHELL%/$$shell/g" '$(srcdir)/tests/restore.bats.in' >'$@'

# What takes longer than `check` may: the same tests, with more of it. Fragments add theirs
# to FAULT_TESTS; FAULT_COUNTS tell the tests how much.
FAULT_TESTS = $(RESTORE_TESTS) tests/machine-link.bats
FAULT_COUNTS = CUDAENV_WALKS=60 CUDAENV_SEED=1000 TEST_SWITCHES=2000
check-faults:
	$(FAULT_COUNTS) $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(FAULT_TESTS)' \
		TEST_SUITE_LOG=fault-suite.log
.PHONY: check-faults
CLEANFILES += fault-suite.log
