# SPDX-License-Identifier: MIT
# `make install` installs the files that the program reads, and what it installs is used.
work=$(mktemp -d "${TMPDIR:-/tmp}/cudaenv-test.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
echo "1..8"
number=0

# contains NAME LIST OTHER: fails with each line of the file LIST that OTHER does not
# contain, and if one of them is empty.
contains() {
	number=$((number + 1))
	missing=$(grep -v -x -F -f "$3" "$2")
	[ -s "$2" ] && [ -s "$3" ] || missing="$missing (a list is empty)"
	[ -z "$missing" ] || printf 'not '
	echo "ok $number - $1"
	[ -z "$missing" ] || printf '%s\n' "$missing" | sed 's/^/# /'
}

# Not the flags of the make that runs this test.
env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$builddir" install DESTDIR="$work/root" \
	>"$work/log" 2>&1 || sed 's/^/# /' "$work/log"

# below DIR: the files in each directory of this name that was installed.
below() {
	find "$work/root" -path "*/share/cudaenv-core/$1/*" | sed 's,.*/,,' | sort
}

below shell >"$work/hooks"
"$builddir/tests/tools/tables" | sed -n 's/^shell [a-z]* //p' | tr ' ' '\n' | sort -u >"$work/read"
contains "every file that init reads is installed" "$work/read" "$work/hooks"
contains "every hook that is installed is read" "$work/hooks" "$work/read"

below data | grep '[.]tsv$' >"$work/tables"
grep -h -o -r '"[a-z_]*\.tsv"' "$srcdir/src" | tr -d '"' | sort -u >"$work/read"
contains "every table that is read is installed" "$work/read" "$work/tables"
contains "every table that is installed is read" "$work/tables" "$work/read"

(cd "$srcdir/data/explain" && ls *.rec) >"$work/written"
below data/explain >"$work/messages"
contains "every file of messages is installed" "$work/written" "$work/messages"

(cd "$srcdir/man" && ls *.[1-8]) >"$work/written"
find "$work/root" -path '*/man/man*' -type f | sed 's,.*/,,' >"$work/pages"
contains "every man page is installed" "$work/written" "$work/pages"

# With the prefix ~/.local, share/cudaenv is CUDAENV_ROOT.
if [ -d "$work/root" ] && [ -z "$(find "$work/root" -path '*/share/cudaenv/*')" ]; then
	echo "ok 7 - no installed file is in the directory of the user's data"
else
	echo "not ok 7 - no installed file is in the directory of the user's data"
fi

env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$builddir" uninstall DESTDIR="$work/root" \
	>"$work/log" 2>&1 || sed 's/^/# /' "$work/log"
left=$(find "$work/root" ! -type d)
[ -z "$left" ] || printf 'not '
echo "ok 8 - make uninstall removes every file that make install installed"
[ -z "$left" ] || printf '%s\n' "$left" | sed 's/^/# /'
