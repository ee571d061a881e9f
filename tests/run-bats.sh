# SPDX-License-Identifier: MIT
# Runs one test file: run-bats.sh BATS FILE. `make check` searches for bats each time, so
# that it may be installed after configure ran. Without bats, the file is one failed test.
if ! command -v "$1" >/dev/null; then
	echo "1..1"
	echo "not ok 1 - $2 needs bats (Debian's package is bats)"
	exit 1
fi
# A test must not depend on the signals that the caller ignores. A shell cannot reset them.
signals=--default-signal=HUP,INT,QUIT,PIPE,TERM
env "$signals" true 2>/dev/null || signals=
exec env $signals "$1" --tap "$2"
