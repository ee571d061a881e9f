load helper

@test "the global file is printed, also when it is not there" {
	try cudaenv version-file
	assert_success
	assert_output "$(user_root)/version"
}

@test "the global file is printed when it is there" {
	mkdir -p "$(user_root)" && echo 12.4 >"$(user_root)/version"
	try cudaenv version-file
	assert_output "$(user_root)/version"
}

@test "a file in the current directory" {
	touch .cuda-version
	try cudaenv version-file
	assert_output "$PWD/.cuda-version"
}

@test "a file in a directory above" {
	touch .cuda-version
	mkdir sub && cd sub
	try cudaenv version-file
	assert_output "$world/p/.cuda-version"
}

@test "the nearest file wins" {
	touch .cuda-version
	mkdir sub && touch sub/.cuda-version && cd sub
	try cudaenv version-file
	assert_output "$world/p/sub/.cuda-version"
}

@test "CUDAENV_DIR is looked in first" {
	mkdir a b && touch a/.cuda-version b/.cuda-version && cd b
	CUDAENV_DIR=$world/p/a try cudaenv version-file
	assert_output "$world/p/a/.cuda-version"
}

@test "then upward from the current directory" {
	mkdir b && touch b/.cuda-version && cd b
	CUDAENV_DIR=$world/home try cudaenv version-file
	assert_output "$world/p/b/.cuda-version"
}

@test "a relative CUDAENV_DIR is below the current directory" {
	mkdir a && touch a/.cuda-version
	CUDAENV_DIR=a try cudaenv version-file
	assert_output "$world/p/a/.cuda-version"
}

@test "a missing CUDAENV_DIR is reported" {
	touch .cuda-version
	CUDAENV_DIR=/nowhere/at/all try cudaenv version-file
	assert_failure
	assert_output ""
	assert_stderr_has "cannot change working directory to \`/nowhere/at/all'"
}

@test "a directory as operand: its file" {
	mkdir a && touch a/.cuda-version
	try cudaenv version-file a
	assert_success
	assert_output "$world/p/a/.cuda-version"
}

@test "a directory as operand: upward from there" {
	mkdir -p a/b && touch a/.cuda-version
	try cudaenv version-file "$PWD/a/b"
	assert_output "$world/p/a/.cuda-version"
}

@test "a directory without a file fails, and says nothing" {
	try cudaenv version-file "$PWD"
	assert_failure
	assert_output ""
	assert_stderr ""
}

@test "the variable has no file: the file of the next scope is printed" {
	touch .cuda-version
	CUDAENV_VERSION=12.4 try cudaenv version-file
	assert_output "$PWD/.cuda-version"
}

@test ".tool-versions with a cuda line counts" {
	printf 'python 3.12\ncuda 12.4\n' >.tool-versions
	try cudaenv version-file
	assert_output "$PWD/.tool-versions"
}

@test ".tool-versions without one does not" {
	printf 'python 3.12\n' >.tool-versions
	try cudaenv version-file
	assert_output "$(user_root)/version"
}
