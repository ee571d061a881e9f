# SPDX-License-Identifier: MIT
# What every .bats file loads: a world of its own for each test, toolkits to put into it,
# and what a test says of a command's answer.
#
#	load helper
#	@test "version-name: without any selection it is system" {
#		try cudaenv version-name
#		assert_success
#		assert_output system
#	}
#
# The world lies below $world and goes with the test; TEST_KEEP=1 keeps it.
# $world/home     HOME, with nothing in it
# $world/bin      first on PATH: cudaenv, and what make_program puts there
# $world/machine  the machine looked at (CUDAENV_SYSROOT); toolkits go to usr/local there
# $world/p        the current directory of each test

: "${srcdir:=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)}"
: "${builddir:=$srcdir}"
: "${CC:=cc}"

setup() {
	setup_world
}

teardown() {
	teardown_world
}

setup_world() {
	local name

	world=$(mktemp -d "${TMPDIR:-/tmp}/cudaenv-test.XXXXXX")
	world=$(cd "$world" && pwd -P)
	machine=$world/machine
	mkdir -p "$world/home" "$world/bin" "$machine/usr/local" "$world/p"
	ln -s "$builddir/cudaenv" "$world/bin/cudaenv"
	# Programs that bootstrap fetched, and that are not in PATH.
	[[ ! ${NU-} ]] || ln -s "$NU" "$world/bin/nu"
	[[ ! ${NGINX-} ]] || ln -s "$NGINX" "$world/bin/nginx"
	for name in $(compgen -e); do
		case $name in
		CUDAENV_* | CUDA* | __CUDAENV | XDG_* | NVCC_* | CONDA_* | VIRTUAL_ENV | \
			LC_* | LANG | LANGUAGE | LD_LIBRARY_PATH | MANPATH | BASH_ENV | ENV)
			unset "$name"
			;;
		esac
	done
	export HOME=$world/home TERM=dumb NO_COLOR=1 LC_ALL=C SHELL=/bin/sh
	export PATH=$world/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
	export CUDAENV_CONFIG=/dev/null CUDAENV_CACHE=$world/cache
	export CUDAENV_DATADIR=$srcdir CUDAENV_LIBEXEC=$builddir CUDAENV_SYSROOT=$machine
	[[ ! ${SANITIZED-} ]] || make_strace
	umask 022
	cd "$world/p"
}

# LeakSanitizer does not work in a process that another one traces.
make_strace() {
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" exec %s "$@"\n' \
		"$(command -v strace)" >"$world/bin/strace"
	chmod 755 "$world/bin/strace"
}

teardown_world() {
	cd /
	if [[ ${TEST_KEEP-} ]]; then
		echo "# kept: $world" >&2
		return
	fi
	chmod -R u+rwx "$world" 2>/dev/null || : # some tests take permissions away
	rm -rf "$world"
}

# Where the user's own toolkits, aliases and global selection are.
user_root() {
	printf %s "${CUDAENV_ROOT:-$HOME/.local/share/cudaenv}"
}

# --- toolkits -------------------------------------------------------------------------

# make_toolkit DIR [VERSION [LAYOUT]]: creates a fake toolkit in one of these layouts
#   runfile   (default) lib64 and a version.json
#   deb       lib64 -> targets/x86_64-linux/lib, include likewise, version.json
#   arch      lib -> lib64 -> targets/x86_64-linux/lib, version.txt
#   hpc_sdk   lib64, version.json, no math libraries
#   old       lib64 and a version.txt (before 11)
#   header    no version file; the version is in include/cuda_runtime_api.h
#   library   no version file, no header; the version is in the name of libcudart.so.X.Y.Z
#   date      a version.json whose third number is a date
#   wheel     lib, a header, only libcudart.so.X, no nvcc
#   runtime   lib64 with libcudart, no nvcc
#   bare      only bin/nvcc; the version is in the name of the directory
# VERSION is X.Y.Z or X.Y. Without it, the name of the directory is used.
make_toolkit() {
	local dir=$1 layout=${3:-runfile} version=${2:-} lib=lib64 major minor

	[[ $version ]] || version=${1##*/}
	version=${version#cuda-}
	IFS=. read -r major minor _ <<<"$version"
	case $layout in
	deb | arch)
		mkdir -p "$dir/targets/x86_64-linux/lib" "$dir/targets/x86_64-linux/include"
		ln -s targets/x86_64-linux/lib "$dir/lib64"
		ln -s targets/x86_64-linux/include "$dir/include"
		[[ $layout == deb ]] || ln -s lib64 "$dir/lib"
		;;
	wheel) mkdir -p "$dir/lib" "$dir/include" && lib=lib ;;
	bare) mkdir -p "$dir" ;;
	*) mkdir -p "$dir/lib64" "$dir/include" ;;
	esac
	case $layout in
	runfile | deb | hpc_sdk | runtime) write_version_json "$dir" "$version" ;;
	date) write_version_json "$dir" "$major.$minor.20220929" ;;
	arch | old) printf 'CUDA Version %s\n' "$version" >"$dir/version.txt" ;;
	header | wheel) write_header "$dir" $((major * 1000 + minor * 10)) ;;
	esac
	case $layout in
	bare) ;;
	wheel) : >"$dir/$lib/libcudart.so.$major" ;;
	library) : >"$dir/$lib/libcudart.so.$version" ;;
	*) : >"$dir/$lib/libcudart.so.$major.$minor.99" ;;
	esac
	case $layout in
	wheel | runtime) ;;
	*) make_program "$dir/bin/nvcc" "nvcc $version" ;;
	esac
}

write_version_json() {
	printf '{\n   "cuda" : {\n      "name" : "CUDA SDK",\n      "version" : "%s"\n   }\n}\n' \
		"$2" >"$1/version.json"
}

write_header() {
	printf '#define CUDART_VERSION  %d\n' "$2" >"$1/include/cuda_runtime_api.h"
}

# make_toolkits VERSION...: in the machine's /usr/local, where NVIDIA puts them.
make_toolkits() {
	local version

	for version; do
		make_toolkit "$machine/usr/local/cuda-$version" "$version"
	done
}

# make_program FILE TEXT: a script that prints TEXT and its arguments.
make_program() {
	mkdir -p "${1%/*}"
	printf '#!/bin/sh\necho "%s" "$@"\n' "$2" >"$1"
	chmod 755 "$1"
}

# make_kernel_module VERSION: the machine has NVIDIA's kernel module of that version.
make_kernel_module() {
	mkdir -p "$machine/proc/driver/nvidia"
	printf 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  %s  Thu Feb 22 01:44:30 UTC 2024\n' \
		"$1" >"$machine/proc/driver/nvidia/version"
}

# --- running --------------------------------------------------------------------------

# try COMMAND...: runs it; $status, $output (stdout) and $stderr are for the assertions.
try() {
	status=0
	output=$("$@" 2>"$world/stderr") || status=$?
	stderr=$(<"$world/stderr")
}

# Runs a command for which permissions count, also where the tests run as root.
bound() {
	if ((EUID)); then
		"$@"
	else
		setpriv --bounding-set=-dac_override,-dac_read_search "$@"
	fi
}

# wait_for CONDITION: waits until the command is true. After a minute the test fails: a
# condition that never becomes true must not stop the suite.
wait_for() {
	local end=$((SECONDS + 60))

	until eval "$1"; do
		((SECONDS < end)) || { fail "not within a minute: $1"; return 1; }
		sleep 0.02
	done
}

# Runs a command with its system calls in $world/trace. (LeakSanitizer works under no tracer.)
traced() {
	ASAN_OPTIONS=detect_leaks=0 strace -f -o "$world/trace" "$@"
}

# --- assertions -----------------------------------------------------------------------

fail() {
	printf '%s\n' "$@" "exit $status" "stdout: ${output-}" "stderr: ${stderr-}" >&2
	return 1
}

assert_success() {
	[[ $status == 0 ]] || fail "the command failed"
}

# assert_failure [STATUS]: 1 unless another is named.
assert_failure() {
	[[ $status == "${1:-1}" ]] || fail "the exit status is not ${1:-1}"
}

# The whole of stdout, but for its last newlines. Without arguments: nothing.
assert_output() {
	local want

	printf -v want '%s\n' "$@"
	[[ $output == "${want%$'\n'}" ]] || fail "stdout is not: $want"
}

# The whole of stderr, likewise.
assert_stderr() {
	local want

	printf -v want '%s\n' "$@"
	[[ $stderr == "${want%$'\n'}" ]] || fail "stderr is not: $want"
}

# A part of stdout, or of stderr, as it is written.
assert_output_has() {
	[[ $output == *"$1"* ]] || fail "stdout does not have: $1"
}

assert_stderr_has() {
	[[ $stderr == *"$1"* ]] || fail "stderr does not have: $1"
}

refute_output_has() {
	[[ $output != *"$1"* ]] || fail "stdout has: $1"
}

refute_stderr_has() {
	[[ $stderr != *"$1"* ]] || fail "stderr has: $1"
}

# One whole line of stdout.
assert_line() {
	[[ $'\n'$output$'\n' == *$'\n'"$1"$'\n'* ]] || fail "no line of stdout is: $1"
}

# assert_json FILTER [WANT]: what jq makes of stdout, which must be one JSON text; true
# unless something else is wanted.
assert_json() {
	local got

	got=$(printf '%s' "$output" | jq -s -r "if length == 1 then .[0] | $1 else error end") ||
		fail "no JSON text, or it does not have: $1"
	[[ $got == "${2-true}" ]] || fail "$1 is: $got" "not: ${2-true}"
}

# assert_file FILE TEXT: the file holds exactly this (printf's \n and so on are read).
assert_file() {
	local want

	printf -v want '%b' "$2"
	status=0 output=$(cat "$1" && echo .) stderr=
	[[ $output == "$want." ]] || fail "$1 does not hold: $want"
}

refute_exists() {
	[[ ! -e $1 && ! -L $1 ]] || fail "$1 is there"
}
