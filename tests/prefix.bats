load helper

@test "the directory of what is selected" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 try cudaenv prefix
	assert_success
	assert_output /usr/local/cuda-12.4
}

@test "the directory of a spec" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=12.4 try cudaenv prefix 11
	assert_success
	assert_output /usr/local/cuda-11.8
}

@test "several" {
	make_toolkits 11.8 12.4
	try cudaenv prefix 12.4 11.8
	assert_success
	assert_output /usr/local/cuda-12.4:/usr/local/cuda-11.8
}

@test "of several one is missing: the others are printed, and exit is 1" {
	make_toolkits 11.8
	try cudaenv prefix 1.2 11.8
	assert_failure
	assert_output /usr/local/cuda-11.8
	assert_stderr_has "version \`1.2' not installed"
}

@test "a version that is not installed" {
	try cudaenv prefix 1.2.3
	assert_failure
	assert_output ""
	assert_stderr_has "cudaenv: version \`1.2.3' not installed"
	assert_stderr_has "CUDA 1.2.3 is older than NVIDIA's archives"
}

@test "the selected version is not installed" {
	CUDAENV_VERSION=1.2.3 try cudaenv prefix
	assert_failure
	assert_stderr_has "cudaenv: version \`1.2.3' is not installed (set by CUDAENV_VERSION environment variable)"
}

@test "system: the tree of the nvcc on PATH" {
	make_program "$world/other/bin/nvcc" other
	PATH=$world/other/bin:$PATH try cudaenv prefix system
	assert_success
	assert_output "$world/other"
}

@test "system: /usr/local/cuda where PATH has no nvcc" {
	make_toolkits 12.4
	ln -s cuda-12.4 "$machine/usr/local/cuda"
	PATH=$world/bin try cudaenv prefix system
	assert_success
	assert_output /usr/local/cuda
}

@test "system without any" {
	PATH=$world/bin try cudaenv prefix system
	assert_failure
	assert_output ""
	assert_stderr_has "the system has no CUDA toolkit"
}

@test "an invalid version is wrong usage" {
	try cudaenv prefix ../etc
	assert_failure 2
}

@test "a user's own toolkit" {
	make_toolkit "$(user_root)/versions/12.4.1"
	try cudaenv prefix 12.4.1
	assert_output "$(user_root)/versions/12.4.1"
}

@test "system: a /usr/local/cuda without a toolkit does not count" {
	mkdir -p "$machine/usr/local/cuda"
	try cudaenv prefix system
	assert_failure
	assert_stderr_has "/usr/local/cuda is not a toolkit"
}
