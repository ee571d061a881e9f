# SPDX-License-Identifier: MIT
# What the program reads when it is installed is installed.
echo "1..2"

# Those of the file names $2 that the makefile $3 does not have make $1 fail.
all_in() {
	number=$((number + 1))
	missing=
	for file in $2; do
		(cd "$srcdir" && cat $3) | grep -q "/$file\([^a-z]\|\$\)" ||
			missing="$missing $file"
	done
	[ -n "$2" ] || missing=" everything"
	[ -z "$missing" ] || printf 'not '
	echo "ok $number - $1"
	[ -z "$missing" ] || echo "# not in $3:$missing"
}

all_in "every shell's hook is installed" \
	"$(sed -n 's/.*"\(cudaenv\.[a-z]*\)".*/\1/p' "$srcdir"/src/shells/*.c)" shell/local.mk
all_in "every table that is read is installed" \
	"$(sed -n 's/.*"\([a-z_]*\.tsv\)".*/\1/p' "$srcdir"/src/*/*.c | sort -u)" "Makefile.am src/*/local.mk"
