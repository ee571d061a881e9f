# SPDX-License-Identifier: MIT
# The hook's tests in tcsh, elvish, xonsh and nushell: one file a shell from one template.
OTHERS_TESTS = tests/shell-tcsh.bats tests/shell-elvish.bats tests/shell-xonsh.bats \
	tests/shell-nu.bats
BATS_TESTS += $(OTHERS_TESTS)
EXTRA_DIST += tests/others.bats.in tests/others.bash
CLEANFILES += $(OTHERS_TESTS)

$(OTHERS_TESTS): tests/others.bats.in tests/hook.awk
	$(AM_V_GEN)$(MKDIR_P) tests; \
	shell=`echo '$@' | sed 's/.*shell-\(.*\)\.bats/\1/'`; \
	$(AWK) -v shell="$$shell" -f '$(srcdir)/tests/hook.awk' '$(srcdir)/tests/others.bats.in' >'$@'
