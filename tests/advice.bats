# SPDX-License-Identifier: MIT
# A command that a message advises works when it is typed.

load helper

setup() {
	setup_world
	make_toolkits 11.8 12.4
	printf '#!/bin/sh\n' >"$machine/usr/local/cuda-12.4/bin/only"
	chmod +x "$machine/usr/local/cuda-12.4/bin/only"
}
teardown() { teardown_world; }

# advised: the commands in the last messages, one on each line.
advised() {
	sed -n -e 's/^  to install it: *//p' -e 's/^  here it is: //p' \
		-e 's/.*Note: `\(cudaenv [^'"'"']*\)'"'"'.*/\1/p' \
		-e 's/^  to list the commands: //p' -e 's/^  did you mean: //p' \
		-e 's/.*Run `\(cudaenv [^'"'"']*\)'"'"'.*/\1/p' \
		-e 's/.*found; `\([^'"'"']*\)'"'"' gets one/\1/p' <<<"$stderr"
}

# Runs what only prints or selects; of the others, the release must be in the table.
works() {
	local line=$1 spec

	case $line in
	*' install '*)
		spec=${line##* }
		[[ $spec == latest ]] || grep -q "^cuda	$spec\>" "$srcdir/data/redist_labels.tsv" ||
			fail "$line: no such release"
		[[ -x $(eval "command -v ${line%% install*}") ]] || fail "$line: no such program"
		;;
	*VERSION*) eval "${line/VERSION/12.4} --help" >/dev/null || fail "$line" ;;
	'cudaenv init') [[ $(SHELL=/bin/bash cudaenv init 2>&1) == *"init bash"* ]] || fail "$line" ;;
	*) eval "$line" >/dev/null || fail "$line" ;;
	esac
}

@test "each command that a message advises works" {
	local seen=0 message line

	for message in 'use 12.6' 'local 12.6' 'global 12.6' 'shell 12.6' 'prefix 12.6' 'env 12.6' \
		'exec -t 12.6 true' 'alias name 12.6' 'exec only' 'which only' 'exec -t 11.8 only' 'use 12.4' 'shell 11.8' \
		ls current status list vesions no-such-thing; do
		rm -f .cuda-version
		[[ $message != *only ]] || echo 11.8 >.cuda-version
		# shellcheck disable=SC2086 # words are meant
		try cudaenv $message
		while IFS= read -r line; do
			works "$line"
			seen=$((seen + 1))
		done < <(advised)
	done
	((seen >= 15)) || fail "only $seen commands seen"
}

@test "a version that no release has: no command to install it" {
	for version in 1.2 9.9 12.99 moo 10.2; do
		try cudaenv use "$version"
		assert_failure
		refute_stderr_has "cudaenv install"
	done
}

@test "each release in the table can be installed by its major version, its minor and its patch" {
	local labels patch

	rm -r "$machine"/usr/local/cuda-*
	labels=$(sed -n 's/^cuda	//p' "$srcdir/data/redist_labels.tsv")
	for patch in $labels; do
		printf '%s\n' "${patch%%.*}" "${patch%.*}" "$patch"
	done | sort -u >specs
	[[ -s specs ]]
	while read -r spec; do
		try cudaenv prefix "$spec"
		assert_stderr_has "to install it:    cudaenv install $spec"
	done <specs
}

@test "a release newer than the table may exist" {
	try cudaenv use 99.1
	assert_stderr_has "to install it:    cudaenv install 99.1"
}

@test "without cudaenv in PATH, the command has the program's path" {
	program=$(readlink -f "$builddir/cudaenv")
	PATH=/usr/bin:/bin try "$program" use 12.6
	assert_stderr_has "to install it:    $program install 12.6"
}

@test "with exec -t, the note is a command with -t" {
	try cudaenv exec -t 11.8 only
	assert_failure 127
	assert_stderr_has "Note: \`cudaenv exec -t 12.4 only' uses the newest of them."
}

@test "a helper program advises the path of cudaenv where PATH does not find it" {
	program=$(readlink -f "$builddir/cudaenv")
	PATH=/usr/bin:/bin CUDAENV_VERSION=12.6 try "$program" components
	assert_failure
	refute_stderr_has "cudaenv-install"
}

@test "no message has the name of cudaenv in a command: PATH may not find it" {
	# Help is the same everywhere; `deactivate' is for a shell that has loaded cudaenv.
	cd "$srcdir/src"
	try grep -n -E '"[^"]*(: +|`)cudaenv [a-z]+' main.c session/*.c cmd/*.c install/*.c model/*.c
	output=$(grep -v -E 'cudaenv (deactivate|no longer)|Usage: cudaenv|cmd/help[.]c|"`cudaenv init. loads|\.about|Only what' <<<"$output") || :
	assert_output ""
}

@test "the command that installs what the driver can run is possible" {
	rm -rf "$machine/usr/local"/cuda-*
	make_toolkits 13.0
	make_kernel_module 535.104.05
	try cudaenv use 13.0
	spec=$(sed -n 's/.*to install one that this driver can run: cudaenv install //p' <<<"$stderr")
	[[ $spec ]]
	works "cudaenv install $spec"
}
