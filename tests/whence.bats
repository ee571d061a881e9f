load helper

@test "every toolkit that has it, oldest first" {
	make_toolkits 12.10 12.4 9.2
	try cudaenv whence nvcc
	assert_success
	assert_output 9.2 12.4 12.10
}

@test "--path prints the files" {
	make_toolkits 11.8 12.4
	try cudaenv whence --path nvcc
	assert_output "$machine/usr/local/cuda-11.8/bin/nvcc" "$machine/usr/local/cuda-12.4/bin/nvcc"
}

@test "those that have it, not the others" {
	make_toolkits 11.8 12.4
	make_program "$machine/usr/local/cuda-11.8/bin/nvprof" prof
	try cudaenv whence nvprof
	assert_output 11.8
}

@test "no one has it: exit 1 and no word" {
	make_toolkits 12.4
	try cudaenv whence no-such-program
	assert_failure
	assert_output ""
	assert_stderr ""
}

@test "a file that cannot be run does not count" {
	make_toolkits 12.4
	echo >"$machine/usr/local/cuda-12.4/bin/data"
	try cudaenv whence data
	assert_failure
}

@test "a name with a slash has no owner" {
	make_toolkits 12.4
	try cudaenv whence ../bin/nvcc
	assert_failure
	assert_output ""
}
