# The tests' own ground: what the others take for granted.

load helper

@test "harness: nothing of the caller's cudaenv reaches a test" {
	[[ ! ${CUDAENV_ROOT+x} && ! ${CUDAENV_VERSION+x} && ! ${CUDA_HOME+x} ]]
	[[ ! ${LD_LIBRARY_PATH+x} && ! ${XDG_DATA_HOME+x} ]]
}

@test "harness: the cudaenv tested is the one just built" {
	[[ $(command -v cudaenv) -ef $builddir/cudaenv ]]
}

@test "harness: the machine looked at is the made-up one" {
	try cudaenv versions --bare
	assert_success
	assert_output ""
}

@test "harness: permissions count, also for root" {
	mkdir shut && chmod 000 shut
	try bound ls shut
	[[ $status != 0 ]]
}

@test "harness: without bats, make check fails and names the package" {
	try env PATH="$world/none" /bin/sh "$srcdir/tests/run-bats.sh" bats tests/x.bats
	assert_failure
	assert_line "not ok 1 - tests/x.bats needs bats (Debian's package is bats)"
}

@test "harness: bats is searched for when a test runs, not when configure runs" {
	! grep -n BATS "$srcdir/configure.ac"
}
