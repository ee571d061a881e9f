load helper

@test "nothing selected: system, and the file that would say else" {
	try cudaenv version
	assert_success
	assert_output "system (set by $(user_root)/version)"
}

@test "set by the variable" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 try cudaenv version
	assert_success
	assert_output "12.4 (set by CUDAENV_VERSION environment variable)"
}

@test "set by the local file" {
	make_toolkits 12.4
	echo 12.4 >.cuda-version
	try cudaenv version
	assert_success
	assert_output "12.4 (set by $PWD/.cuda-version)"
}

@test "set by the global file" {
	make_toolkits 12.4
	cudaenv global 12.4
	try cudaenv version
	assert_success
	assert_output "12.4 (set by $(user_root)/version)"
}

@test "set by a .tool-versions" {
	make_toolkits 12.4
	echo "cuda 12.4" >.tool-versions
	try cudaenv version
	assert_output "12.4 (set by $PWD/.tool-versions)"
}

@test "several versions, one a line" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=12.4:11.8 try cudaenv version
	assert_success
	assert_output "12.4 (set by CUDAENV_VERSION environment variable)" \
		"11.8 (set by CUDAENV_VERSION environment variable)"
}

@test "one of them missing" {
	make_toolkits 11.8
	CUDAENV_VERSION=1.2:11.8 try cudaenv version
	assert_failure
	assert_output "11.8 (set by CUDAENV_VERSION environment variable)"
	assert_stderr_has "cudaenv: version \`1.2' is not installed (set by CUDAENV_VERSION environment variable)"
}

@test "--bare prints only the names" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=12.4:11.8 try cudaenv version --bare
	assert_success
	assert_output 12.4 11.8
}

@test "a prefix is shown as what it means" {
	make_toolkits 12.4
	echo 12 >.cuda-version
	try cudaenv version
	assert_output "12.4 (set by $PWD/.cuda-version)"
}

@test "--json prints scope, origin, spec, name and path" {
	make_toolkits 12.4
	echo cu124 >.cuda-version
	try cudaenv version --json
	assert_success
	assert_json .schema 1
	assert_json .scope project
	assert_json .origin "$PWD/.cuda-version"
	assert_json '.versions | length' 1
	assert_json '.versions[0].spec' cu124
	assert_json '.versions[0].name' 12.4
	assert_json '.versions[0].installed' true
	assert_json '.versions[0].path' /usr/local/cuda-12.4
}

@test "--json with a missing one is whole, and exit is 1" {
	CUDAENV_VERSION=12.4 try cudaenv version --json
	assert_failure
	assert_json .scope shell
	assert_json '.versions[0] | .installed == false and .path == null'
}
