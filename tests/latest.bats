load helper

@test "the newest of all" {
	make_toolkits 9.2 11.8 12.10 12.4
	try cudaenv latest
	assert_success
	assert_output 12.10
}

@test "the newest of a major version" {
	make_toolkits 11.2 11.8 12.4
	try cudaenv latest 11
	assert_output 11.8
}

@test "1 is not 12, and 12.1 is not 12.10" {
	make_toolkits 12.10
	for prefix in 1 12.1; do
		try cudaenv latest $prefix
		assert_failure
		assert_output ""
		assert_stderr "cudaenv: no installed versions match the prefix \`$prefix'"
	done
}

@test "by the third number, where it is known" {
	make_toolkit "$(user_root)/versions/12.4.1"
	make_toolkit "$(user_root)/versions/12.4.10"
	make_toolkit "$(user_root)/versions/12.4.9"
	try cudaenv latest 12.4
	assert_output 12.4.10
}

@test "one with nvcc before a newer one without" {
	make_toolkits 12.4
	make_toolkit "$machine/usr/local/cuda-12.6" 12.6 runtime
	try cudaenv latest
	assert_output 12.4
}

@test "one without nvcc where there is no other" {
	make_toolkit "$machine/usr/local/cuda-12.6" 12.6 runtime
	try cudaenv latest
	assert_output 12.6
}

@test "with nothing here" {
	try cudaenv latest
	assert_failure
	assert_output ""
	assert_stderr_has "no installed versions"
}

@test "cu124 and cuda-12.4 as prefixes" {
	make_toolkits 12.4 12.6
	for spec in cu124 cuda-12.4 v12.4; do
		try cudaenv latest $spec
		assert_output 12.4
	done
}

@test "a name is not a prefix" {
	make_toolkits 12.4
	try cudaenv latest prod
	assert_failure
}

@test "an invalid version is wrong usage" {
	try cudaenv latest 'a b'
	assert_failure 2
}

@test "a complete name is its own latest version" {
	make_toolkit "$world/elsewhere" 12.1
	cudaenv link moo "$world/elsewhere"
	try cudaenv latest moo
	assert_output moo
}
