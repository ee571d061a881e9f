# SPDX-License-Identifier: MIT
# The hook's tests for one shell: %SHELL% becomes its name, and what stands behind
# "# not in: SHELL..." is left out for those named.
/^# not in: / {
	leave = index(" " substr($0, 11) " ", " " shell " ")
	next
}
!leave {
	gsub(/%SHELL%/, shell)
	print
}
/^}$/ { leave = 0 }
