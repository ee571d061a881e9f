# SPDX-License-Identifier: MIT
# The hook's tests for one shell: %SHELL% becomes its name. A test after "# not in: SHELL..."
# is omitted for those shells, one after "# only in: SHELL..." for all others.
/^# (not|only) in: / {
	named = index($0 " ", " " shell " ") > 0
	omit = omit || ($2 == "not" ? named : !named)
	next
}
!omit {
	gsub(/%SHELL%/, shell)
	print
}
/^}$/ { omit = 0 }
