# SPDX-License-Identifier: MIT
# tests/lint-prose rejects each banned word in each kind of prose, with its line, and
# accepts the same words in code.
if ! command -v perl >/dev/null; then
	echo "1..0 # SKIP perl is not installed"
	exit 0
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/cudaenv-test.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
cp "$srcdir/tests/lint-prose" "$srcdir/tests/lint-prose.tsv" "$dir" && cd "$dir" || exit 1
kinds="comment.c string.c lines.c script.sh title.bats message.sh make.mk auto.ac page.1 \
	text.md cells.tsv awk.awk NEWS"
echo "1..13"
number=0

# result NAME: what is in the file "wrong" makes the test fail.
result() {
	number=$((number + 1))
	[ ! -s wrong ] || printf 'not '
	echo "ok $number - $1"
	sed 's/^/# /' wrong
	: >wrong
}

# Line N of each file contains the example of the Nth banned word.
awk -F '\t' '$1 == "ban" { print $4 }' lint-prose.tsv >examples
awk -F '\t' '$1 == "ban" { print $3 }' lint-prose.tsv >instead
awk 'NF == 0' examples instead >wrong
[ -s examples ] || echo "no banned word" >wrong
result "each banned word has a replacement and an example"

sed 's,.*,int x; /* & */,' examples >comment.c
sed 's,.*,char *s = "&" PRIu64 " %d";,' examples >string.c
sed 's,.*,; // &,' examples >lines.c
sed 's,.*,f # &,' examples >script.sh
sed 's,.*,@test "&" {,' examples >title.bats
sed 's,.*,	die "&",' examples >message.sh
sed 's,.*,x = y # &,' examples >make.mk
sed 's,.*,dnl &,' examples >auto.ac
cp examples page.1
sed 's,.*,- &,' examples >text.md
sed 's,.*,#&,' examples >cells.tsv
sed 's,.*,{ print } # &,' examples >awk.awk
sed 's,.*,- &,' examples >NEWS
# shellcheck disable=SC2086 # one word for each
perl lint-prose $kinds >found 2>err
status=$?
[ "$status" = 1 ] || echo "exit status $status" >wrong
cat err >>wrong
for kind in $kinds; do
	awk -F '\t' -v kind="$kind" '
		FILENAME == "instead" { want[FNR] = $0; next }
		index($0, kind ":") == 1 {
			split($0, part, ":")
			got[part[2]] = got[part[2]] $0
		}
		END {
			for (n in want) {
				if (index(got[n], "use " want[n] " [") == 0)
					print kind ":" n ": not rejected: " want[n]
			}
		}' instead found >>wrong
done
result "each is rejected in each kind of prose, with its line and its replacement"

printf '/*\n * It is written at\n * once.\n */\n' >split.c
perl lint-prose split.c | grep -q '^split.c:2: "at once"' || echo "split.c" >wrong
result "a phrase that continues on the next line is rejected"

printf 'char *s = "at" "\\n"\n\t" once";\n' >split.c
perl lint-prose split.c | grep -q '^split.c:1: "at ' || echo "split.c" >wrong
result "a phrase that continues in the next string is rejected"

printf '#\tx\n.Pp\nIt needs\n.Pa libc\nalone.\n' >split.1
perl lint-prose split.1 | grep -q '^split.1:5: "alone"' || echo "split.1" >wrong
result "a phrase after a macro is rejected"

# accepts NAME FILE: the prose lint accepts the file, whose text is on stdin.
accepts() {
	cat >"$2"
	perl lint-prose "$2" >wrong 2>&1
	status=$?
	[ "$status" = 0 ] || echo "exit status $status" >>wrong
	result "$1"
}

accepts "identifiers, strings without a space and code spans in C are accepted" code.c <<'END'
static int behind = TELL; /* `behind' is set by tell() and by stand.c and --alone */
char *key = "licence", *colour; /* src/beside/meanwhile `at once` */
END
accepts "code in scripts is accepted" code.sh <<'END'
tell behind "$alone" # `anew'
mend=1 stand "${x#behind}"
END
accepts "macros and literal displays in a man page are accepted" code.1 <<'END'
.Fl -accept-licence
.Pa behind
.Bd -literal
the licence stands alone
.Ed
END
accepts "code in Markdown is accepted" code.md <<'END'
A word `behind` in a span, a [link](behind/mend.md).

    tell it anew

```sh
cudaenv stands alone
```
END
accepts "cells that other people wrote are accepted" code.tsv <<'END'
tells	behind	alone
END

printf 'except\tcode[.]sh\tit stands\ta reason\n' >>lint-prose.tsv
accepts "an exception is accepted in its file" code.sh <<'END'
# it stands
END
echo '# it stands' >other.sh
perl lint-prose other.sh >/dev/null && echo "other.sh" >wrong
echo '# he stands' >code.sh
perl lint-prose code.sh >/dev/null && echo "code.sh" >wrong
result "and nowhere else"

echo x >file.unknown
perl lint-prose file.unknown 2>&1 | grep -q 'does not know' || echo "file.unknown" >wrong
result "a file of an unknown kind is an error"
