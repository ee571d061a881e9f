# What `cudaenv shell` means, through the code that the shell's function evaluates. The hooks
# in real shells have tests of their own.

load helper

# in_shell ARGUMENT...: runs `cudaenv shell ARGUMENT...` as bash's function does, and prints
# the two variables afterward.
in_shell() {
	(
		__cudaenv_may() { :; }
		__cudaenv_set() { export "$1=$2"; }
		__cudaenv_unset() { unset "$1"; }
		code=$(cudaenv sh-shell bash "$@") || exit
		eval "$code"
		echo "now ${CUDAENV_VERSION-unset}, before ${CUDAENV_VERSION_OLD-unset}"
	)
}

@test "without the integration it says how to get it" {
	make_toolkits 12.4
	try cudaenv shell 12.4
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: shell integration not enabled. Run \`cudaenv init' for instructions."
}

@test "no shell-specific version" {
	try cudaenv sh-shell bash
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: no shell-specific version configured"
}

@test "it prints the shell's version, quoted for eval" {
	CUDAENV_VERSION=1.2.3 try cudaenv sh-shell bash
	assert_success
	assert_output "\\printf %s '1.2.3" "'"
}

@test "it prints the variable also without the integration" {
	CUDAENV_VERSION=1.2.3 try cudaenv shell
	assert_success
	assert_output 1.2.3
}

@test "it sets the variable" {
	make_toolkits 12.4
	try in_shell 12.4
	assert_success
	assert_output "now 12.4, before "
}

@test "it remembers the one before" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=11.8 try in_shell 12.4
	assert_output "now 12.4, before 11.8"
}

@test "several versions" {
	make_toolkits 11.8 12.4
	try in_shell 12.4 11.8
	assert_output "now 12.4:11.8, before "
}

@test "--unset" {
	CUDAENV_VERSION=11.8 try in_shell --unset
	assert_success
	assert_output "now unset, before 11.8"
}

@test "- goes back" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=12.4 CUDAENV_VERSION_OLD=11.8 try in_shell -
	assert_success
	assert_output "now 11.8, before 12.4"
}

@test "- goes back to having none" {
	CUDAENV_VERSION=12.4 CUDAENV_VERSION_OLD= try in_shell -
	assert_success
	assert_output "now unset, before 12.4"
}

@test "- from having none" {
	CUDAENV_VERSION_OLD=12.4 try in_shell -
	assert_output "now 12.4, before "
}

@test "- with nothing to go back to" {
	try in_shell -
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: CUDAENV_VERSION_OLD is not set"
}

@test "a version that is not here changes nothing" {
	try in_shell 1.2.3
	assert_failure
	assert_output ""
	assert_stderr_has "cudaenv: version \`1.2.3' not installed"
}

@test "--force sets it all the same" {
	try in_shell --force 1.2.3
	assert_success
	assert_output "now 1.2.3, before "
}

@test "an invalid version is wrong usage" {
	try in_shell '$(touch bad)'
	assert_failure 2
	assert_output ""
	refute_exists bad
}

@test "the code for each shell quotes for that shell" {
	make_toolkits 12.4
	for shell in bash zsh ksh mksh sh fish tcsh elvish xonsh nu; do
		try cudaenv sh-shell "$shell" 12.4
		assert_success
		assert_output_has 12.4
		assert_output_has CUDAENV_VERSION
	done
}

@test "an unknown shell" {
	try cudaenv sh-shell cmd.exe 12.4
	assert_failure 2
	assert_output ""
}
