load helper

@test "the file in the selected toolkit" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=11.8 try cudaenv which nvcc
	assert_success
	assert_output "$machine/usr/local/cuda-11.8/bin/nvcc"
}

@test "of several toolkits the first that has it" {
	make_toolkits 11.8 12.4
	make_program "$machine/usr/local/cuda-11.8/bin/nvprof" prof
	CUDAENV_VERSION=12.4:11.8 try cudaenv which nvprof
	assert_output "$machine/usr/local/cuda-11.8/bin/nvprof"
	CUDAENV_VERSION=12.4:11.8 try cudaenv which nvcc
	assert_output "$machine/usr/local/cuda-12.4/bin/nvcc"
}

@test "system: the one on PATH" {
	make_program "$world/bin/kill-all-humans" bender
	CUDAENV_VERSION=system try cudaenv which kill-all-humans
	assert_success
	assert_output "$world/bin/kill-all-humans"
}

@test "a program outside of the toolkits is found on PATH" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 try cudaenv which env
	assert_success
	assert_output "$(command -v env)"
}

@test "--nosystem searches only the toolkits" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 try cudaenv which --nosystem env
	assert_failure 127
	assert_stderr_has "cudaenv: env: command not found"
}

@test "shims are ignored, wherever they are in PATH" {
	make_program "$(user_root)/shims/nvcc" shim
	make_program "$world/other/nvcc" real
	for path in "$(user_root)/shims:$world/other" "$world/other:$(user_root)/shims" \
		"$(user_root)/shims:$(user_root)/shims:$world/other"; do
		PATH=$world/bin:$path:/usr/bin:/bin try cudaenv which nvcc
		assert_success
		assert_output "$world/other/nvcc"
	done
}

@test "a directory that cudaenv added to PATH is not part of system" {
	make_toolkits 12.4
	bin=$machine/usr/local/cuda-12.4/bin
	make_program "$bin/only-there" x
	PATH=$bin:$PATH __CUDAENV="1;PATH,b,x,,$bin" CUDAENV_VERSION=system \
		try cudaenv which --skip-advice only-there
	assert_failure 127
}

@test "not found: 127, and nothing on stdout" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 try cudaenv which no-such-program
	assert_failure 127
	assert_output ""
	assert_stderr "cudaenv: no-such-program: command not found"
}

@test "not found here, but in others: they are named" {
	make_toolkits 11.8 12.3 12.4
	make_program "$machine/usr/local/cuda-11.8/bin/nvprof" prof
	make_program "$machine/usr/local/cuda-12.3/bin/nvprof" prof
	CUDAENV_VERSION=12.4 try cudaenv which nvprof
	assert_failure 127
	assert_output ""
	assert_stderr "cudaenv: nvprof: command not found" "" \
		"The \`nvprof' command exists in these CUDA versions:" \
		"  11.8" "  12.3" "" \
		"Note: \`cudaenv use 12.3' selects the newest of them here."
}

@test "--skip-advice leaves that out" {
	make_toolkits 11.8 12.4
	make_program "$machine/usr/local/cuda-11.8/bin/nvprof" prof
	CUDAENV_VERSION=12.4 try cudaenv which --skip-advice nvprof
	assert_failure 127
	assert_stderr "cudaenv: nvprof: command not found"
}

@test "a missing version does not matter when another selected toolkit has the program" {
	make_toolkits 11.8
	CUDAENV_VERSION=1.2:11.8 try cudaenv which nvcc
	assert_success
	assert_output "$machine/usr/local/cuda-11.8/bin/nvcc"
}

@test "the selected version is not installed: the program of the outer scope runs, as in the hook" {
	make_toolkits 12.4
	cudaenv global 12.4
	echo 99 >.cuda-version
	try cudaenv which nvcc
	assert_failure 1
	assert_output "$machine/usr/local/cuda-12.4/bin/nvcc"
	assert_stderr_has "version \`99' is not installed"
}

@test "nothing found, and the selected version is not here" {
	CUDAENV_VERSION=1.2 try cudaenv which no-such-program
	assert_failure 127
	assert_output ""
	assert_stderr_has "version \`1.2' is not installed (set by CUDAENV_VERSION environment variable)"
}

@test "there, but not executable: 126" {
	make_toolkits 12.4
	echo >"$machine/usr/local/cuda-12.4/bin/data"
	CUDAENV_VERSION=12.4 try cudaenv which data
	assert_failure 126
	assert_output ""
	assert_stderr "cudaenv: $machine/usr/local/cuda-12.4/bin/data: permission denied"
}

@test "a directory of that name is none" {
	make_toolkits 12.4
	mkdir "$machine/usr/local/cuda-12.4/bin/crt"
	CUDAENV_VERSION=12.4 try cudaenv which crt
	assert_failure 127
}

@test "a prefix is resolved" {
	make_toolkits 12.3 12.4
	CUDAENV_VERSION=12 try cudaenv which nvcc
	assert_output "$machine/usr/local/cuda-12.4/bin/nvcc"
}

@test "the current directory is not searched" {
	make_toolkits 12.4
	make_program ./here x
	CUDAENV_VERSION=12.4 try cudaenv which here
	assert_failure 127
}

@test "a name with a slash is taken as it is" {
	make_program ./here x
	try cudaenv which ./here
	assert_success
	assert_output ./here
}

@test "an empty name is not found" {
	try cudaenv which ''
	assert_failure 127
}

@test "without a name it is wrong usage" {
	try cudaenv which
	assert_failure 2
	assert_stderr_has "Usage: cudaenv which"
}

@test "--json prints program, path and version" {
	make_toolkits 12.4
	CUDAENV_VERSION=12 try cudaenv which --json nvcc
	assert_success
	assert_json .schema 1
	assert_json .program nvcc
	assert_json .path "$machine/usr/local/cuda-12.4/bin/nvcc"
	assert_json .version 12.4
}

@test "a user's own toolkit" {
	make_toolkit "$(user_root)/versions/12.4.1"
	CUDAENV_VERSION=12.4.1 try cudaenv which nvcc
	assert_output "$(user_root)/versions/12.4.1/bin/nvcc"
}

@test "it works where there is no PATH" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 try env -u PATH "$world/bin/cudaenv" which nvcc
	assert_output "$machine/usr/local/cuda-12.4/bin/nvcc"
}
