# SPDX-License-Identifier: MIT
# What the source promises in ARCHITECTURE.md: who may include whom, and what stands where.
cd "$srcdir" || exit 99
echo "1..8"

# none NUMBER NAME: the lines on stdin are what breaks the rule.
none() {
	found=$(cat)
	[ -z "$found" ] || printf '%s\n' "$found" | sed 's/^/# /'
	[ -z "$found" ] || printf 'not '
	echo "ok $1 - $2"
}

# includes DIR ALLOWED: what DIR's files include of the project beyond ALLOWED and their own.
includes() {
	grep -n '^#include "[a-z]*/' "src/$1"/*.[ch] | grep -v -E "\"($2)/"
}

grep -n -w -E 'getenv|secure_getenv' -r src | grep -v '^src/main\.c' | none 1 "no getenv outside of main"
grep -n -E '#include <(curl|archive|openssl)' -r src | grep -v '^src/install/' |
	none 2 "curl, libarchive and openssl in src/install alone"
includes core core | none 3 "core includes core alone"
includes model 'core|model' | none 4 "model includes core and model alone"
includes shells 'core|model|shells' | none 5 "shells include core, model and shells alone"
includes cmd 'core|model|shells|cmd' | none 6 "commands include what is below them"
grep -n -w -E 'system|popen|strcpy|strcat|sprintf|gets|strtok|atoi' -r src |
	grep -E '(system|popen|strcat|sprintf|gets|strtok|atoi)\(' |
	none 7 "no system, popen, strcat, sprintf, gets, strtok, atoi"
grep -n -w -E 'printf|puts|fputs|perror|exit' -r src/model src/shells |
	grep -E '[^a-z_"](printf|puts|fputs|perror|exit)\(' | none 8 "the model neither prints nor exits"
