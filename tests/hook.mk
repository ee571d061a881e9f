# SPDX-License-Identifier: MIT
# The hook's tests and the random walks, one file a shell, each from one template.
HOOK_TESTS = tests/hook-bash.bats tests/hook-zsh.bats tests/hook-fish.bats \
	tests/hook-ksh.bats tests/hook-mksh.bats tests/hook-sh.bats tests/hook-tcsh.bats \
	tests/hook-elvish.bats tests/hook-xonsh.bats tests/hook-nu.bats
RESTORE_TESTS = tests/restore-bash.bats tests/restore-zsh.bats tests/restore-fish.bats \
	tests/restore-ksh.bats tests/restore-mksh.bats tests/restore-sh.bats
BATS_TESTS += $(HOOK_TESTS) $(RESTORE_TESTS)
FAULT_TESTS += $(RESTORE_TESTS)
EXTRA_DIST += tests/hook.awk tests/hook.bats.in tests/restore.bats.in tests/restore.bash tests/shells.bash
CLEANFILES += $(HOOK_TESTS) $(RESTORE_TESTS)

$(HOOK_TESTS): tests/hook.bats.in tests/hook.awk
	$(AM_V_GEN)$(MKDIR_P) tests; \
	shell=`echo '$@' | sed 's/.*hook-\(.*\)\.bats/\1/'`; \
	$(AWK) -v shell="$$shell" -f '$(srcdir)/tests/hook.awk' '$(srcdir)/tests/hook.bats.in' >'$@'

$(RESTORE_TESTS): tests/restore.bats.in
	$(AM_V_GEN)$(MKDIR_P) tests; \
	shell=`echo '$@' | sed 's/.*restore-\(.*\)\.bats/\1/'`; \
	sed "s/%SHELL%/$$shell/g" '$(srcdir)/tests/restore.bats.in' >'$@'
