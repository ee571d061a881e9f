# SPDX-License-Identifier: MIT
# Every fix that the doctor prints for a machine of tests/machines/broken.txt is applied to that
# machine (tests/machines/playback.bash). Afterwards the doctor finds nothing of it, and nothing new.
PATH=/usr/bin:/bin
world=$(mktemp -d "${TMPDIR:-/tmp}/cudaenv-test.XXXXXX") || exit 1
trap 'rm -rf "$world"' EXIT

LC_ALL=C awk -v from="$srcdir/tests/machines" -v to="$world" \
	-f "$srcdir/tests/machines/compose.awk" "$srcdir/tests/machines/broken.txt" || exit 1

# doctor MACHINE: the report as JSON.
doctor() {
	env -i HOME="$world" CUDAENV_CONFIG=/dev/null CUDAENV_DATADIR="$srcdir" \
		CUDAENV_LIBEXEC="$builddir" PATH="$PATH" TMPDIR="$world" \
		"$builddir/cudaenv" --sysroot "$1" doctor --json 2>>"$world/stderr"
}
# problems JSON: the ids of errors and warnings, those that others explain included.
problems() {
	jq -r '.findings[] | select(.level != "note") | .id' "$1" | sort -u
}
# fixes JSON: the commands of the errors and warnings.
fixes() {
	jq -r '.findings[] | select(.level != "note" and .explained_by == null) | .fix[]' "$1" |
		awk '!seen[$0]++'
}

number=0
for want in "$world"/*.want; do
	name=${want##*/}
	name=${name%.want}
	doctor "$world/$name.machine" >"$world/before.json"
	fixes "$world/before.json" >"$world/fixes"
	[ -s "$world/fixes" ] || continue
	number=$((number + 1))
	problems "$world/before.json" >"$world/before"
	: >"$world/stderr"
	env -i HOME="$world" PATH="$PATH" TMPDIR="$world" CUDAENV_DATADIR="$srcdir" \
		"$builddir/cudaenv-doctor" --sysroot "$world/$name.machine" replay \
		"$(realpath "$srcdir")/tests/machines/playback.bash" "$(realpath "$(cat "$world/$name.base")")" \
		"$world/$name.machine" "$world/fixes" >"$world/after.machine" 2>>"$world/stderr"
	played=$?
	doctor "$world/after.machine" >"$world/after.json"
	problems "$world/after.json" >"$world/after"
	if [ "$played" = 0 ] && [ -s "$world/after.json" ] && ! [ -s "$world/after" ] &&
		! [ -s "$world/stderr" ]; then
		echo "ok $number - $name: $(tr '\n' ' ' <"$world/before")"
	else
		echo "not ok $number - $name: $(tr '\n' ' ' <"$world/before")"
		sed 's/^/# fix    /' "$world/fixes"
		sed 's/^/# after  /' "$world/after" "$world/stderr"
	fi
done
echo "1..$number"
