load helper

@test "no local version configured" {
	try cudaenv local
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: no local version configured for this directory"
}

@test "it prints what the file says" {
	echo 1.2.3 >.cuda-version
	try cudaenv local
	assert_success
	assert_output 1.2.3
}

@test "it finds the file of a directory above" {
	echo 1.2.3 >.cuda-version
	mkdir sub && cd sub
	try cudaenv local
	assert_success
	assert_output 1.2.3
}

@test "CUDAENV_DIR does not count" {
	echo 1.2.3 >.cuda-version
	mkdir "$world/other" && echo 9.9 >"$world/other/.cuda-version"
	CUDAENV_DIR=$world/other try cudaenv local
	assert_success
	assert_output 1.2.3
}

@test "nor does CUDAENV_VERSION" {
	echo 1.2.3 >.cuda-version
	CUDAENV_VERSION=4.5 try cudaenv local
	assert_output 1.2.3
}

@test "it writes the file here" {
	make_toolkits 12.4
	try cudaenv local 12.4
	assert_success
	assert_output ""
	assert_file .cuda-version '12.4\n'
}

@test "here, not where one is above" {
	make_toolkits 11.8 12.4
	echo 11.8 >.cuda-version
	mkdir sub && cd sub
	cudaenv local 12.4
	assert_file .cuda-version '12.4\n'
	assert_file ../.cuda-version '11.8\n'
}

@test "not to CUDAENV_DIR" {
	make_toolkits 12.4
	mkdir "$world/other"
	CUDAENV_DIR=$world/other try cudaenv local 12.4
	assert_success
	refute_exists "$world/other/.cuda-version"
	assert_file .cuda-version '12.4\n'
}

@test "it changes the file" {
	make_toolkits 11.8 12.4
	echo 11.8 >.cuda-version
	try cudaenv local 12.4
	assert_success
	assert_file .cuda-version '12.4\n'
}

@test "several, one a line; they take the place of all there were" {
	make_toolkits 11.8 12.3 12.4
	printf '11.8 # old\n# kept\n12.3\n' >.cuda-version
	try cudaenv local 12.4 12.3
	assert_success
	try cudaenv local
	assert_output 12.4 12.3
	grep -q '^# kept$' .cuda-version
}

@test "one that is not here is refused, and nothing is written" {
	try cudaenv local 1.2.3
	assert_failure
	assert_stderr_has "cudaenv: version \`1.2.3' not installed"
	refute_exists .cuda-version
}

@test "--force writes it all the same" {
	for option in -f --force; do
		try cudaenv local $option 1.2.3
		assert_success
		assert_file .cuda-version '1.2.3\n'
	done
}

@test "--unset removes the file; removing it twice is not an error" {
	echo 12.4 >.cuda-version
	try cudaenv local --unset
	assert_success
	refute_exists .cuda-version
	try cudaenv local --unset
	assert_success
}

@test "--unset does not remove the file of a parent directory" {
	echo 12.4 >.cuda-version
	mkdir sub && cd sub
	try cudaenv local --unset
	assert_success
	assert_file ../.cuda-version '12.4\n'
}

@test "an invalid version is wrong usage" {
	for word in ../x /etc a/b '' 'a b' .x $'a\nb'; do
		try cudaenv local "$word"
		assert_failure 2
		assert_stderr_has "invalid version"
	done
	refute_exists .cuda-version
}

@test "it is written as it was typed" {
	make_toolkits 12.4
	for spec in 12 cu124 latest cuda-12.4 system; do
		cudaenv local "$spec"
		assert_file .cuda-version "$spec\\n"
	done
}

@test "an unwritable directory is reported with the path of the file" {
	make_toolkits 12.4
	chmod 555 .
	try bound cudaenv local 12.4
	assert_failure
	assert_stderr "cudaenv: cannot write $PWD/.cuda-version: Permission denied"
}
