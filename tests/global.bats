load helper

@test "without a selection it is system" {
	try cudaenv global
	assert_success
	assert_output system
}

@test "it prints what the file says" {
	mkdir -p "$(user_root)" && echo 1.2.3 >"$(user_root)/version"
	try cudaenv global
	assert_success
	assert_output 1.2.3
}

@test "it writes the file" {
	make_toolkits 12.4
	try cudaenv global 12.4
	assert_success
	assert_output ""
	assert_file "$(user_root)/version" '12.4\n'
}

@test "it writes several, one a line" {
	make_toolkits 11.8 12.4
	try cudaenv global 12.4 11.8
	assert_success
	assert_file "$(user_root)/version" '12.4\n11.8\n'
}

@test "one that is not here is refused, and nothing is written" {
	try cudaenv global 1.2.3
	assert_failure
	assert_output ""
	assert_stderr_has "cudaenv: version \`1.2.3' not installed"
	refute_exists "$(user_root)"
}

@test "of two, one not here: nothing is written" {
	make_toolkits 11.8
	try cudaenv global 11.8 1.2.3
	assert_failure
	refute_exists "$(user_root)/version"
}

@test "--force writes it all the same" {
	for option in -f --force; do
		try cudaenv global $option 1.2.3
		assert_success
		assert_file "$(user_root)/version" '1.2.3\n'
	done
}

@test "--unset removes the file; removing it twice is not an error" {
	make_toolkits 12.4
	cudaenv global 12.4
	try cudaenv global --unset
	assert_success
	refute_exists "$(user_root)/version"
	try cudaenv global --unset
	assert_success
}

@test "the local selection is not printed" {
	make_toolkits 11.8 12.4
	echo 11.8 >.cuda-version
	cudaenv global 12.4
	CUDAENV_VERSION=11.8 try cudaenv global
	assert_output 12.4
}

@test "comments in the file are kept" {
	make_toolkits 11.8 12.4
	mkdir -p "$(user_root)" && printf '# mine\n11.8\n' >"$(user_root)/version"
	cudaenv global 12.4
	assert_file "$(user_root)/version" '# mine\n12.4\n'
}

@test "system as the global selection" {
	try cudaenv global system
	assert_success
	try cudaenv version
	assert_output "system (set by $(user_root)/version)"
}

@test "without HOME and CUDAENV_ROOT there is no such scope" {
	make_toolkits 12.4
	unset HOME
	try cudaenv global 12.4
	assert_failure
	assert_stderr "cudaenv: no user scope: neither CUDAENV_ROOT nor HOME is set"
}

@test "a data directory that cannot be created is reported with its path" {
	make_toolkits 12.4
	touch "$world/file"
	CUDAENV_ROOT=$world/file/root try cudaenv global 12.4
	assert_failure
	assert_stderr_has "$world/file/root"
}

@test "--unset takes no version" {
	try cudaenv global --unset 12.4
	assert_failure 2
}

@test "every change bumps the generation" {
	make_toolkits 11.8 12.4
	cudaenv global 12.4
	before=$(cat "$(user_root)/generation")
	cudaenv global 11.8
	[[ $(cat "$(user_root)/generation") != "$before" ]]
}
