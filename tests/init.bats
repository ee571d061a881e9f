# The messages of `init'; its output for eval has tests in each real shell.

load helper

# Runs a command whose parent is not a shell.
without_shell() {
	setsid --fork --wait "$@"
}

@test "without -: instructions on stderr, exit 1" {
	try cudaenv init bash
	assert_success
	try bash -c 'cudaenv init; exit $?'
	assert_failure
	assert_output ""
	assert_stderr_has '~'/.bashrc
	assert_stderr_has 'eval "$(cudaenv init bash)"'
}

@test "the parent shell is found, whatever SHELL says" {
	for shell in bash dash; do
		SHELL=/bin/zsh try "$shell" -c 'cudaenv init; exit $?'
		assert_failure
		[[ $shell == bash ]] || shell='sh'
		assert_stderr_has "cudaenv init $shell"
	done
}

@test "from a script it is the script's shell" {
	printf '#!/bin/bash\ncudaenv init\nexit $?\n' >script && chmod 755 script
	try ./script
	assert_stderr_has 'cudaenv init bash'
}

@test "SHELL is used when the parent is not a shell" {
	for shell in zsh fish ksh mksh tcsh elvish xonsh nu; do
		SHELL=/usr/bin/$shell try without_shell cudaenv init
		assert_failure
		assert_stderr_has "cudaenv init $shell"
	done
}

@test "each line is guarded: a missing cudaenv breaks no login" {
	SHELL=/bin/bash try without_shell cudaenv init
	line=$(grep eval <<<"$stderr")
	rm "$world/bin/cudaenv"
	try bash -c "$line"$'\n''echo still here'
	assert_output "still here"
	assert_stderr ""
}

@test "an unknown shell: all supported shells are listed" {
	SHELL=/bin/false try without_shell cudaenv init
	assert_failure
	assert_output ""
	assert_stderr_has "name it: cudaenv init SHELL"
	for shell in bash zsh fish ksh mksh sh tcsh elvish xonsh nu; do
		assert_stderr_has "$shell"
	done
}

@test "a shell that is not supported" {
	try cudaenv init cmd.exe
	assert_failure
	assert_output ""
	assert_stderr_has "shell \`cmd.exe' is not supported"
}

@test "init - SHELL is init SHELL" {
	want=$(cudaenv init bash)
	[[ $want ]]
	try cudaenv init - bash
	assert_success
	assert_output "$want"
}

@test "init - finds the shell" {
	want=$(cudaenv init bash)
	try bash -c 'cudaenv init -; exit $?'
	assert_success
	assert_output "$want"
}

@test "a path and a login shell's dash name a shell too" {
	want=$(cudaenv init bash)
	try cudaenv init /bin/bash
	assert_output "$want"
	try cudaenv init -- -bash
	assert_output "$want"
}

@test "--uninstall prints what to remove, and changes nothing" {
	echo 'eval "$(cudaenv init bash)"' >"$HOME/.bashrc"
	SHELL=/bin/bash try without_shell cudaenv init --uninstall
	assert_success
	assert_output ""
	assert_stderr_has "remove this line from ~/.bashrc"
	assert_file "$HOME/.bashrc" 'eval "$(cudaenv init bash)"\n'
}

@test "init writes nothing into HOME" {
	cudaenv init bash >/dev/null
	[[ -z $(ls -A "$HOME") ]]
}

@test "two shells are one too many" {
	try cudaenv init bash zsh
	assert_failure 2
}

@test "a missing shell file is reported with its path" {
	CUDAENV_DATADIR=$world/empty try cudaenv init bash
	assert_failure
	assert_output ""
	assert_stderr_has "$world/empty/shell/common.sh"
}
