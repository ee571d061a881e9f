# SPDX-License-Identifier: MIT
# The man pages describe every command, option, variable and setting that the program has,
# and no other.
echo "1..10"
page=$srcdir/man/cudaenv.1
conf=$srcdir/man/cudaenv.conf.5
nl='
'
number=0

# Without the commands of other programs (cudaenv-NAME in PATH).
cudaenv() {
	PATH=/nonexistent CUDAENV_CONFIG=/dev/null CUDAENV_LIBEXEC="$builddir" \
		"$builddir/cudaenv" "$@"
}

# contains NAME LIST OTHER: fails with each line of LIST that OTHER does not contain. Fails
# too if a list is empty or does not contain the sample $sample: then this file no longer
# finds what it compares.
contains() {
	number=$((number + 1))
	missing=
	for line in $2; do
		case $nl$3$nl in
		*"$nl$line$nl"*) ;;
		*) missing="$missing $line" ;;
		esac
	done
	for list in "$2" "$3"; do
		case $nl$list$nl in
		*"$nl$sample$nl"*) ;;
		*) missing="$missing (a list without $sample)" ;;
		esac
	done
	if [ -n "$missing" ]; then
		echo "not ok $number - $1"
		echo "# missing:$missing"
	else
		echo "ok $number - $1"
	fi
}

# --- commands and options ---------------------------------------------------------------

# "command" and "command/--option", from each command's own --help.
has=$(for command in $(cudaenv commands); do
	echo "$command"
	cudaenv "$command" --help |
		sed -n 's/^  \(-\([a-z]\), \)\{0,1\} *--\([a-z-]*\).*/\2 --\3/p' |
		while read -r a b; do
			# the letter comes first if the option has one
			for option in "$a" "$b"; do
				case $option in
				'' | h | --help) ;;
				--*) echo "$command/$option" ;;
				*) echo "$command/-$option" ;;
				esac
			done
		done
done)

# The same, from the page's COMMANDS: the words after Ic in the head of an item, and after Fl.
described=$(awk '
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

sample=use/--global
contains "cudaenv(1) describes every command and option" "$has" "$described"
contains "cudaenv(1) describes only commands and options that exist" "$described" "$has"

json=$(for command in $(cudaenv commands); do
	if cudaenv "$command" --help | grep -q -e '  --json '; then echo "$command"; fi
done)
json_described=$(sed -n '/^\.Sh JSON/,/^\.Sh ENV/s/^\.It Ic \(.*\) Fl -json$/\1/p' "$page")
sample=which
contains "cudaenv(1) describes the output of each command with --json" "$json" "$json_described"
contains "and of no other" "$json_described" "$json"

# --- variables --------------------------------------------------------------------------

tables=$("$builddir/tests/tools/tables")
managed=$(printf '%s\n' "$tables" | sed -n 's/^variable //p')
passed=$(printf '%s\n' "$tables" | sed -n 's/^passed \([A-Z]\)/\1/p')
mentioned=$(sed -n 's/^\.\(It \)\{0,1\}Ev //p' "$page" | tr ' ' '\n')
sample=CUDA_HOME
contains "cudaenv(1) mentions every variable that is set" "$managed" "$mentioned"

# A name in the source that is read from the environment.
read_in_c=$(sed -n 's/.*\(vars_get\|given\|xdg\|env_path\)[a-z_]*([^"]*"\([A-Z_][A-Za-z_]*\)".*/\2/p' \
	"$srcdir"/src/core/*.c "$srcdir"/src/model/*.c "$srcdir"/src/s*/*.c "$srcdir"/src/cmd/*.c \
	"$srcdir"/src/install/*.c "$srcdir"/src/*.c | sort -u)
sample=CUDAENV_ROOT
contains "cudaenv(1) mentions every variable that is read" "$read_in_c$nl$passed" "$mentioned"

# What ENVIRONMENT lists occurs in the program, in a hook or in the list above.
environment=$(sed -n '/^\.Sh ENVIRONMENT/,/^\.Sh FILES/s/^\.It Ev //p' "$page" | tr -d ',' |
	tr ' ' '\n' | grep .)
used=$(for name in $environment; do
	if grep -r -q "\"$name\"" "$srcdir/src"; then echo "$name"; fi
done)
contains "cudaenv(1) lists only variables that are used" "$environment" "$used"

# --- settings ---------------------------------------------------------------------------

# [alias] has names of the user's.
settings=$(printf '%s\n' "$tables" | sed -n 's/^setting //p' | tr ' ' '\n' | sort -u)
conf_described=$(sed -n -e 's/^\.It Sy \[\(.*\)\]/\1/p' -e 's/^\.It Li //p' "$conf" |
	grep -v -x alias)
sample=policy
contains "cudaenv.conf(5) describes every section and setting" "$settings" "$conf_described"
contains "cudaenv.conf(5) describes only settings that exist" "$conf_described" "$settings"

# --- startup files ----------------------------------------------------------------------

# `contains` splits at spaces.
lines=$(printf '%s\n' "$tables" | sed -n 's/^startline [a-z]* //p' | tr ' ' '@')
sample='command@-v@cudaenv@>/dev/null@&&@eval@"$(cudaenv@init@bash)"'
contains "cudaenv(1) has the line of each shell that init prints" "$lines" "$(
	sed -e 's/\\(ga/`/g' -e "s/\\\\(aq/'/g" "$page" | tr ' ' '@'
)"
