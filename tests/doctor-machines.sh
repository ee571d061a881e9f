# SPDX-License-Identifier: MIT
# Machines with one broken thing each (tests/machines/broken.txt): the doctor reports it and
# nothing else, with the right exit status and the right fix. On those of healthy.txt, it
# reports no error and no warning. A capture of each machine has the same outcomes.
PATH=/usr/bin:/bin
world=$(mktemp -d "${TMPDIR:-/tmp}/cudaenv-test.XXXXXX") || exit 1
trap 'rm -rf "$world"' EXIT
env="HOME=$world CUDAENV_CONFIG=/dev/null CUDAENV_DATADIR=$srcdir CUDAENV_LIBEXEC=$builddir"

for file in broken healthy; do
	LC_ALL=C awk -v from="$srcdir/tests/machines" -v to="$world" \
		-f "$srcdir/tests/machines/compose.awk" "$srcdir/tests/machines/$file.txt" ||
		exit 1
done
set -- "$world"/*.want
echo "1..$(($# + 2))"
number=0
for want; do
	number=$((number + 1))
	name=${want##*/}
	name=${name%.want}
	# shellcheck disable=SC2086 # words are meant
	env -i $env PATH="$PATH" TMPDIR="$world" "$builddir/cudaenv" \
		--sysroot "$world/$name.machine" doctor --json --capture "$world/again" \
		>"$world/json" 2>"$world/stderr"
	status=$?
	# shellcheck disable=SC2086
	env -i $env PATH="$PATH" TMPDIR="$world" "$builddir/cudaenv" \
		--sysroot "$world/again" doctor --json >>"$world/replayed" 2>>"$world/stderr"
	cat "$world/json" >>"$world/captured"
	echo "$name" >>"$world/names"
	rm "$world/again"
	jq -r '.findings[] | select(.explained_by == null) | "\(.level):\(.id)"' \
		"$world/json" 2>&1 | sort >"$world/all"
	jq -r '.findings[] | select(.explained_by == null) | .fix[]' "$world/json" >"$world/fixes" 2>&1
	grep -v -x -F -f "$world/fixes" "$world/$name.fix" >"$world/unfixed"
	grep -v '^note:' "$world/all" >"$world/got"
	grep -v '^note:' "$want" | sort >"$world/wanted"
	code=0
	! grep -q '^error:' "$want" || code=1
	if cmp -s "$world/got" "$world/wanted" && [ "$status" = "$code" ] &&
		! [ -s "$world/stderr" ] && ! [ -s "$world/unfixed" ] &&
		[ "$(grep '^note:' "$want")" = "$(grep '^note:' "$want" | grep -x -F -f "$world/all")" ]; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name"
		echo "# exit $status, wanted $code"
		sed 's/^/# wanted /' "$want"
		sed 's/^/# got    /' "$world/all" "$world/stderr"
		sed 's/^/# no fix /' "$world/unfixed"
		sed 's/^/# but    /' "$world/fixes"
	fi
done

# verdicts FILE: one line with the outcomes of each machine.
verdicts() {
	jq -c '[.checks[] | .id, .status], [.findings[] | .id, .level, .explained_by]' "$1" |
		paste - - | paste "$world/names" -
}
verdicts "$world/captured" >"$world/first"
verdicts "$world/replayed" >"$world/second"
number=$((number + 1))
if [ -s "$world/first" ] && cmp -s "$world/first" "$world/second"; then
	echo "ok $number - a capture of each has the same outcomes"
else
	echo "not ok $number - a capture of each has the same outcomes"
	diff "$world/first" "$world/second" | sed -n 's/^[<>] \([^ 	]*\).*/# \1/p' | uniq
fi

# Every check finds something on one of the machines. These need a running machine:
# another process, a second toolkit of the same version, or a file that changes.
running="cuda-cache driver-compat-useless driver-cuda-label modprobe-helper other-process-env
	self-dup self-registry self-statedir"
# shellcheck disable=SC2086 # words are meant
env -i $env PATH="$PATH" "$builddir/cudaenv" doctor --list | sed 's/ .*//' >"$world/ids"
cat "$world"/*.want | sed 's/.*://' >"$world/found"
echo "$running" | tr -s ' \t' '\n' >>"$world/found"
grep -v -x -F -f "$world/found" "$world/ids" >"$world/unfound"
number=$((number + 1))
if [ -s "$world/ids" ] && ! [ -s "$world/unfound" ]; then
	echo "ok $number - every check finds something on one of them"
else
	echo "not ok $number - every check finds something on one of them"
	sed 's/^/# /' "$world/unfound"
fi
