# SPDX-License-Identifier: MIT
# Stands in for bats where configure did not find it: no test passes by not being run.
echo "1..1"
echo "not ok 1 - $1 needs bats (Debian's package is bats), then configure again"
exit 1
