# SPDX-License-Identifier: MIT
# The hook's tests, one file a shell from one template.
HOOK_TESTS = tests/hook-bash.bats tests/hook-zsh.bats tests/hook-fish.bats \
	tests/hook-ksh.bats tests/hook-mksh.bats tests/hook-sh.bats
BATS_TESTS += $(HOOK_TESTS)
EXTRA_DIST += tests/hook.bats.in tests/shells.bash
CLEANFILES = $(HOOK_TESTS)

$(HOOK_TESTS): tests/hook.bats.in
	$(AM_V_GEN)$(MKDIR_P) tests; \
	shell=`echo '$@' | sed 's/.*hook-\(.*\)\.bats/\1/'`; \
	sed "s/%SHELL%/$$shell/g" '$(srcdir)/tests/hook.bats.in' >'$@'
