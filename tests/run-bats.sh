# SPDX-License-Identifier: MIT
# Runs one test file: run-bats.sh BATS FILE. `make check` searches for bats each time, so
# that it may be installed after configure ran. Without bats, the file is one failed test.
if command -v "$1" >/dev/null; then
	exec "$1" --tap "$2"
fi
echo "1..1"
echo "not ok 1 - $2 needs bats (Debian's package is bats)"
exit 1
