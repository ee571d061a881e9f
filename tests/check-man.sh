# SPDX-License-Identifier: MIT
# The man pages tell all that there is, and nothing that there is not: commands, their
# options, variables, settings.
echo "1..6"

# Commands of other programs (cudaenv-NAME on PATH) are not looked for.
cudaenv() {
	PATH=/nonexistent CUDAENV_CONFIG=/dev/null CUDAENV_LIBEXEC="$builddir" \
		"$builddir/cudaenv" "$@"
}
page=$srcdir/man/cudaenv.1
conf=$srcdir/man/cudaenv.conf.5
nl='
'

# What is in $2 and not in $3, a line each, makes $1 fail.
none_missing() {
	number=$((number + 1))
	missing=
	for line in $2; do
		case $nl$3$nl in
		*"$nl$line$nl"*) ;;
		*) missing="$missing $line" ;;
		esac
	done
	[ -n "$2" ] || missing=" everything"
	if [ -n "$missing" ]; then
		echo "not ok $number - $1"
		echo "# missing:$missing"
	else
		echo "ok $number - $1"
	fi
}

# "command" and "command/--option", of every command's own --help.
has=$(for command in $(cudaenv commands); do
	echo "$command"
	cudaenv "$command" --help |
		sed -n 's/^  \(-\([a-z]\), \)\{0,1\} *--\([a-z-]*\).*/\2 --\3/p' |
		while read -r a b; do
			# a one-letter option's letter comes first
			for option in "$a" "$b"; do
				case $option in
				'' | h | --help) ;;
				--*) echo "$command/$option" ;;
				*) echo "$command/-$option" ;;
				esac
			done
		done
done)

# The same, of the page's COMMANDS: the words behind Ic in a list's item, and behind Fl.
tells=$(awk '
	/^\.Sh/ { inside = $2 == "COMMANDS"; command = "" }
	!inside { next }
	/^\.It/ { for (i = 2; i < NF; i++) if ($i == "Ic") { command = $(i + 1); print command } }
	/^\.Xc/ { next }
	/^\./ && command {
		flag = 0
		for (i = 1; i <= NF; i++) {
			if ($i ~ /^[A-Z][a-z]$/) flag = $i == "Fl"
			else if (flag && $i ~ /^-?[a-z][a-z-]*$/) print command "/-" $i
		}
	}' "$page" | sort -u)

none_missing "cudaenv(1) tells every command and option" "$has" "$tells"

none_missing "cudaenv(1) tells of no command or option that is not there" "$tells" "$has"

json=$(for command in $(cudaenv commands); do
	if cudaenv "$command" --help | grep -q -e '  --json '; then echo "$command"; fi
done)
none_missing "cudaenv(1) tells what --json prints, for each command" "$json" \
	"$(sed -n '/^\.Sh JSON/,/^\.Sh ENV/s/^\.It Ic \(.*\) Fl -json$/\1/p' "$page")"

read_in_c=$(sed -n 's/.*\(vars_get\|given\|xdg\)[a-z_]*([^"]*"\([A-Za-z_]*\)".*/\2/p' \
	"$srcdir"/src/*/*.c "$srcdir"/src/*.c | sort -u)
set_in_c=$(sed -n '/managed\[\] = {/,/};/s/"/\n/gp' "$srcdir/src/model/environ.c" |
	grep -x '[A-Za-z_]*[A-Z][A-Za-z_]*' | grep -v -x NULL)
none_missing "cudaenv(1) tells every variable that is read or set" "$read_in_c$nl$set_in_c" \
	"$(sed -n 's/^\.\(It \)\{0,1\}Ev //p' "$page" | tr ' ' '\n')"

settings=$(sed -n 's/^	{ "\([a-z]*\)", "\([a-z_]*\)", set_.*/\1 \2/p' \
	"$srcdir/src/model/settings.c" | tr ' ' '\n' | sort -u)
none_missing "cudaenv.conf(5) tells every section and setting" "$settings" \
	"$(sed -n -e 's/^\.It Sy \[\(.*\)\]/\1/p' -e 's/^\.It Li //p' "$conf")"

spoken=$(sed -n 's/^\.It Li //p' "$conf")
none_missing "cudaenv.conf(5) tells of no setting that is not there" "$spoken" "$settings"
