load helper

@test "without any selection it is system" {
	try cudaenv version-name
	assert_success
	assert_output system
	assert_stderr ""
}

@test "system needs nothing to be there" {
	CUDAENV_VERSION=system try cudaenv version-name
	assert_success
	assert_output system
}

@test "the variable comes before the local file" {
	make_toolkits 11.8 12.4
	echo 11.8 >.cuda-version
	CUDAENV_VERSION=12.4 try cudaenv version-name
	assert_success
	assert_output 12.4
}

@test "the local file comes before the global one" {
	make_toolkits 11.8 12.4
	cudaenv global 12.4
	echo 11.8 >.cuda-version
	try cudaenv version-name
	assert_success
	assert_output 11.8
}

@test "the global file counts where there is no other" {
	make_toolkits 12.4
	cudaenv global 12.4
	try cudaenv version-name
	assert_success
	assert_output 12.4
}

@test "a missing version from the variable is reported with its origin" {
	CUDAENV_VERSION=1.2 try cudaenv version-name
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: version \`1.2' is not installed (set by CUDAENV_VERSION environment variable)" \
		"  CUDA 1.2 is older than NVIDIA's archives, which begin with 11.4.2"
}

@test "a missing version from a file is reported with the file and the nearest installed version" {
	make_toolkits 11.8
	echo 12.4 >.cuda-version
	try cudaenv version-name
	assert_failure
	assert_stderr "cudaenv: version \`12.4' is not installed (set by $PWD/.cuda-version)" \
		"  to install it:    cudaenv install 12.4" \
		"  nearest one here: 11.8 (/usr/local/cuda-11.8)"
}

@test "--force prints a missing version as it is" {
	for option in -f --force; do
		CUDAENV_VERSION=1.2 try cudaenv version-name $option
		assert_success
		assert_output 1.2
	done
}

@test "several versions are joined with :" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=11.8:12.4 try cudaenv version-name
	assert_success
	assert_output 11.8:12.4
}

@test "of two versions the second is missing: the first is printed, and exit is 1" {
	make_toolkits 11.8
	CUDAENV_VERSION=11.8:1.2 try cudaenv version-name
	assert_failure
	assert_output 11.8
	assert_stderr_has "version \`1.2' is not installed"
}

@test "of two versions the first is missing: the second is printed, and exit is 1" {
	make_toolkits 11.8
	CUDAENV_VERSION=1.2:11.8 try cudaenv version-name
	assert_failure
	assert_output 11.8
	assert_stderr_has "version \`1.2' is not installed"
}

@test "two missing versions are both reported" {
	CUDAENV_VERSION=1.2:1.3 try cudaenv version-name
	assert_failure
	assert_output ""
	assert_stderr_has "version \`1.2' is not installed"
	assert_stderr_has "version \`1.3' is not installed"
}

@test "a pattern is not a version, and is never expanded" {
	make_toolkits 11.8
	CUDAENV_VERSION='*' try cudaenv version-name
	assert_failure
	assert_output ""
	assert_stderr_has "invalid version \`*' ignored in \`CUDAENV_VERSION'"
}

@test "the prefixes cuda- and v are dropped" {
	make_toolkits 12.4
	for spec in cuda-12.4 v12.4 cuda12.4; do
		CUDAENV_VERSION=$spec try cudaenv version-name
		assert_success
		assert_output 12.4
	done
}

@test "a toolkit really named cuda-12.4 is found by that name" {
	make_toolkit "$(user_root)/versions/cuda-12.4" 12.4
	CUDAENV_VERSION=cuda-12.4 try cudaenv version-name
	assert_success
	assert_output cuda-12.4
}

@test "a prefix is the newest that starts so" {
	make_toolkits 11.8 12.3 12.4
	CUDAENV_VERSION=12 try cudaenv version-name
	assert_success
	assert_output 12.4
}

@test "an empty variable is as if unset" {
	make_toolkits 11.8
	echo 11.8 >.cuda-version
	CUDAENV_VERSION= try cudaenv version-name
	assert_output 11.8
}

@test "it takes no operand" {
	try cudaenv version-name 12.4
	assert_failure 2
	assert_output ""
	assert_stderr_has "Usage: cudaenv version-name"
}
