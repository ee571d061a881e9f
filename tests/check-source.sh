# SPDX-License-Identifier: MIT
# The rules for the source that ARCHITECTURE.md lists: which directory includes which,
# names, sizes, and what no file may use. tests/measure parses the C.
if ! command -v perl >/dev/null; then
	echo "1..0 # SKIP perl is not installed"
	exit 0
fi
cd "$srcdir" || exit 99
work=$(mktemp -d "${TMPDIR:-/tmp}/cudaenv-test.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
perl tests/measure "$work" || exit 99
echo 0 >"$work/number"
tab=$(printf '\t')

# none NAME: fails with the lines on stdin, which break the rule NAME.
none() {
	number=$(($(cat "$work/number") + 1))
	echo "$number" >"$work/number"
	found=$(cat)
	[ -z "$found" ] || printf 'not '
	echo "ok $number - $1"
	[ -z "$found" ] || printf '%s\n' "$found" | sed 's/^/# /'
}

# With an empty list, a rule would never fail.
for part in functions includes public types; do
	[ "$(wc -l <"$work/$part")" -gt 100 ] || echo "tests/measure $part finds too little"
done | none "the source is found"

# --- includes ---------------------------------------------------------------------------

# A directory, then what its files may include: directories (with a slash) and headers.
cat >"$work/directories" <<'END'
src/core src/core/
src/model src/core/ src/model/
src/shells src/core/ src/model/ src/shells/
src/session src/core/ src/model/ src/shells/ src/session/
src/cmd src/core/ src/model/ src/shells/ src/session/ src/cmd/
src/install src/core/ src/model/ src/shells/ src/session/ src/install/
src/doctor/gather src/core/ src/model/ src/shells/ src/doctor/gather/ src/doctor/subject.h
src/doctor/check src/core/ src/model/ src/shells/ src/doctor/gather/ src/doctor/check/ src/doctor/exam.h src/doctor/finding.h src/doctor/fix.h
src/doctor/capture src/core/ src/model/ src/shells/ src/session/ src/doctor/
src/doctor/explain src/core/ src/model/ src/shells/ src/doctor/gather/ src/doctor/explain/ src/doctor/subject.h
src/doctor/report src/core/ src/model/ src/shells/ src/session/ src/doctor/
src/doctor src/core/ src/model/ src/shells/ src/session/ src/doctor/
src/probe src/probe/
src src/core/ src/model/ src/shells/ src/session/ src/cmd/
END

find src -name '*.[ch]' | sed 's,/[^/]*$,,' | sort -u |
	awk 'FNR == NR { listed[$1] = 1; next } !($1 in listed)' "$work/directories" - |
	none "each directory with source has a rule about what it includes"

while read -r directory allowed; do
	[ -d "$directory" ] || continue
	awk -F '\t' -v directory="$directory" -v allowed="$allowed" '
		BEGIN { n = split(allowed, prefix, " ") }
		{
			from = $1
			sub("/[^/]*$", "", from)
			if (from != directory)
				next
			for (i = 1; i <= n; i++)
				if (index($3, prefix[i]) == 1)
					next
			print $1 ":" $2 ": " $3
		}' "$work/includes" | none "$directory includes only $allowed"
done <"$work/directories"

none "no circle of includes" <"$work/circles"

# The doctor gathers facts, then judges them.
grep "^src/doctor/gather/.*$tab.*/\(exam\|finding\|fix\|engine\|check\)\.h$" "$work/reaches" |
	none "a gatherer cannot add a finding"
grep "^src/doctor/check/.*$tab.*/\(core/proc\|gather/observations\|gather/probe_run\|gather/gather\)$tab" \
	"$work/calls" | none "a check cannot probe or run a program"
# fix.c prints a command of cudaenv only if it would succeed.
grep -n -E 'finding_fix\(.*"cudaenv (use|install|uninstall|verify|shell|local|global|exec)' src/doctor/check/*.c |
	none "a check prints commands of cudaenv only through src/doctor/fix.h"

grep -n -E '#include <(curl|archive|openssl|jansson|libxml)' -r src | grep -v '^src/install/' |
	none "only src/install includes curl, libarchive, OpenSSL, jansson and libxml2"

# --- names and sizes --------------------------------------------------------------------

awk -F '\t' '!seen[$3 "\t" $1]++ { files[$3] = files[$3] " " $1; count[$3]++ }
	END { for (type in count) if (count[type] > 1) print type ":" files[type] }' "$work/types" |
	sort | none "no name of a type is defined in two files"

# A public name starts with the noun of its header: the name of the file, or of a type that
# the header defines. "HEADER PREFIX" lists each other prefix.
cat >"$work/exceptions" <<'END'
src/core/file.h fd_ link_ dir_
src/core/macro.h streq skip_prefix is_dots close_
src/core/percent.h hex_value
src/doctor/gather/gatherers.h hardware_gather kernel_gather compilers_gather python_gather cuda_gather nvml_gather
src/install/pipeline.h signals_
src/install/target.h record_complain
END
awk -F '\t' '
	FILENAME ~ /exceptions$/ {
		m = split($0, word, " ")
		for (i = 2; i <= m; i++) {
			prefix[word[1], ++n[word[1]]] = word[i]
			used[word[1] " " word[i]] = 0
		}
		next
	}
	{
		for (i = 1; i <= n[$1]; i++)
			if ($2 == prefix[$1, i] || (prefix[$1, i] ~ /_$/ && index($2, prefix[$1, i]) == 1)) {
				used[$1 " " prefix[$1, i]] = 1
				next
			}
		print $1 ": " $2
	}
	END { for (e in used) if (!used[e]) print "no longer needed: " e }
	' "$work/exceptions" "$work/unprefixed" |
	none "a public function starts with the noun of its header"

awk -F '\t' '$4 > 60 { print $1 ":" $2 ": " $3 " has " $4 " lines" }' "$work/functions" |
	none "no function has more than 60 lines"

tr '\t' ':' <"$work/objects" | none "no object that outlives a call can change"

# --- what no file may use ---------------------------------------------------------------

grep -n -w -E 'getenv|secure_getenv' -r src | none "no getenv"

grep -n -w -E '(system|popen|strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|alloca)\(' -r src |
	none "no system, popen, strcpy, strcat, sprintf, gets, strtok, atoi, alloca"

grep -n -w -E '(printf|fprintf|puts|fputs|perror|exit)\(' -r src/model src/shells |
	none "the model and the shells neither print nor exit"

grep -n -w 'goto' -r src | none "no goto"

echo "1..$(cat "$work/number")"
