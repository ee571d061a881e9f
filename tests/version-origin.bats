load helper

@test "the global file, also when it is not there" {
	try cudaenv version-origin
	assert_success
	assert_output "$(user_root)/version"
}

@test "the variable" {
	CUDAENV_VERSION=1 try cudaenv version-origin
	assert_success
	assert_output "CUDAENV_VERSION environment variable"
}

@test "the local file" {
	touch .cuda-version
	try cudaenv version-origin
	assert_success
	assert_output "$PWD/.cuda-version"
}

@test "the global file" {
	mkdir -p "$(user_root)" && touch "$(user_root)/version"
	try cudaenv version-origin
	assert_output "$(user_root)/version"
}

@test "an inherited CUDAENV_VERSION_ORIGIN does not count" {
	CUDAENV_VERSION_ORIGIN=plugin try cudaenv version-origin
	assert_output "$(user_root)/version"
}

@test ".tool-versions" {
	echo "cuda 12.4" >.tool-versions
	try cudaenv version-origin
	assert_output "$PWD/.tool-versions"
}
