# SPDX-License-Identifier: MIT
# Every command's --help is an answer: on stdout, exit 0, nothing on stderr, and no line
# longer than 90 columns.
export CUDAENV_CONFIG=/dev/null CUDAENV_DATADIR="$srcdir" CUDAENV_LIBEXEC="$builddir"
# shellcheck disable=SC2046 # a word for each
set -- $(PATH=/nowhere "$builddir/cudaenv" commands)
echo "1..$(($# + 1))"

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
n=0

# check NAME COMMAND...
check() {
	name=$1 && shift
	n=$((n + 1))
	why=
	"$builddir/cudaenv" "$@" >"$out/out" 2>"$out/err" || why="it fails"
	[ ! -s "$out/err" ] || why="it says something on stderr"
	grep -q '^Usage: cudaenv' "$out/out" || why="it shows no usage"
	awk 'length($0) > 90 { long = 1 } END { exit long }' "$out/out" ||
		why="it has a line of more than 90 columns"
	[ -z "$why" ] || printf 'not '
	echo "ok $n - $name${why:+: $why}"
}

check "cudaenv --help" --help
for command; do
	check "cudaenv $command --help" "$command" --help
done
