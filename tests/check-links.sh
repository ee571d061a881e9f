# SPDX-License-Identifier: MIT
# The program at the prompt links libc and inih, nothing else: each further library would
# cost every prompt that changes something.
echo "1..2"

# The libraries that $1 names as needed, but for those in the list $2.
needs() {
	LC_ALL=C "${READELF:-readelf}" -d "$builddir/$1" |
		sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -v -x -E "$2"
}

own='libc\.so\.6|ld-linux.*'
# Sanitizers bring libraries of their own.
[ "$SANITIZED" != yes ] || own="$own|lib(asan|ubsan|clang_rt|gcc_s|m|stdc|rt|pthread|dl|resolv).*"

extra=$(needs cudaenv "$own|libinih\.so\..*")
[ -z "$extra" ] || echo "# cudaenv also needs:" $extra
[ -z "$extra" ] || printf 'not '
echo "ok 1 - cudaenv needs only libc and inih"

extra=$(needs cudaenv-probe "$own|libdl\.so\..*")
[ -z "$extra" ] || echo "# cudaenv-probe also needs:" $extra
[ -z "$extra" ] || printf 'not '
echo "ok 2 - cudaenv-probe needs only libc"
