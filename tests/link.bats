load helper

@test "a link that pointed elsewhere is reported" {
	make_toolkit "$world/one" 12.4
	make_toolkit "$world/two" 12.4
	cudaenv link mine "$world/one"
	try cudaenv link mine "$world/two"
	assert_success
	assert_stderr "cudaenv: mine is $world/two (CUDA 12.4)" "cudaenv: note: mine pointed to $world/one before"
}

@test "a toolkit elsewhere gets a name" {
	make_toolkit "$world/elsewhere" 12.4
	try cudaenv link mine "$world/elsewhere"
	assert_success
	[[ $(readlink "$(user_root)/versions/mine") == "$world/elsewhere" ]]
	CUDAENV_VERSION=mine try cudaenv which nvcc
	assert_output "$(user_root)/versions/mine/bin/nvcc"
}

@test "it is found by its version too" {
	make_toolkit "$world/elsewhere" 12.4
	cudaenv link mine "$world/elsewhere"
	CUDAENV_VERSION=12 try cudaenv version-name
	assert_output mine
}

@test "a relative directory, through a link, is kept as what it is" {
	make_toolkit "$world/elsewhere" 12.4
	ln -s ../elsewhere here
	cudaenv link mine here
	[[ $(readlink "$(user_root)/versions/mine") == "$world/elsewhere" ]]
}

@test "the list" {
	make_toolkit "$world/elsewhere" 12.4
	make_toolkits 11.8
	cudaenv link mine "$world/elsewhere"
	try cudaenv link
	assert_output "mine --> $world/elsewhere"
}

@test "once more leads elsewhere" {
	make_toolkit "$world/a" 12.4
	make_toolkit "$world/b" 12.6
	cudaenv link mine "$world/a"
	cudaenv link mine "$world/b"
	[[ $(readlink "$(user_root)/versions/mine") == "$world/b" ]]
}

@test "a directory that is not a toolkit is refused" {
	try cudaenv link mine "$world/p"
	assert_failure
	assert_stderr "cudaenv: $world/p is not a CUDA toolkit: it contains neither bin/nvcc nor a libcudart"
	try cudaenv link mine "$world/nowhere"
	assert_failure
	assert_stderr "cudaenv: $world/nowhere: No such file or directory"
	refute_exists "$(user_root)/versions"
}

@test "a directory that PATH cannot hold is refused" {
	make_toolkit "$world/a:b" 12.4
	try cudaenv link mine "$world/a:b"
	assert_failure
	assert_stderr_has "$world/a:b cannot be used"
}

@test "a real toolkit of that name is left alone" {
	make_toolkit "$(user_root)/versions/mine" 12.4
	make_toolkit "$world/elsewhere" 12.4
	try cudaenv link mine "$world/elsewhere"
	assert_failure
	assert_stderr "cudaenv: $(user_root)/versions/mine exists and is not a link: not changed"
	try cudaenv link mine --unset
	assert_failure
	assert_stderr_has "$(user_root)/versions/mine is not a link: not changed"
	[[ -x $(user_root)/versions/mine/bin/nvcc ]]
}

@test "--unset removes the link, never its target" {
	make_toolkit "$world/elsewhere" 12.4
	cudaenv link mine "$world/elsewhere"
	try cudaenv link mine --unset
	assert_success
	refute_exists "$(user_root)/versions/mine"
	[[ -x $world/elsewhere/bin/nvcc ]]
}

@test "invalid and reserved names" {
	make_toolkit "$world/elsewhere" 12.4
	for name in ../x system latest cpu none .x ''; do
		try cudaenv link "$name" "$world/elsewhere"
		assert_failure 2
	done
	try cudaenv link latest "$world/elsewhere"
	assert_stderr_has "\`latest' is a word of cudaenv's own"
}

@test "it prints what it registered, and the version if the name is another" {
	make_toolkit "$world/elsewhere" 11.8
	try cudaenv link 11.8 "$world/elsewhere"
	assert_stderr "cudaenv: 11.8 is $world/elsewhere"
	try cudaenv link 12.4 "$world/elsewhere"
	assert_stderr "cudaenv: 12.4 is $world/elsewhere (CUDA 11.8)"
	try cudaenv link 12.4 --unset
	assert_stderr "cudaenv: 12.4 is not registered any more; $world/elsewhere is kept"
	try cudaenv link 12.4 --unset
	assert_success
	assert_stderr "cudaenv: no registered toolkit \`12.4': nothing is removed"
}

@test "only a name: the directory of that link" {
	make_toolkit "$world/elsewhere" 12.4
	cudaenv link mine "$world/elsewhere" 2>/dev/null
	try cudaenv link mine
	assert_success
	assert_output "$world/elsewhere"
	try cudaenv link other
	assert_failure
	assert_stderr "cudaenv: no registered toolkit \`other'"
}

@test "too many arguments: 2" {
	try cudaenv link mine /a /b
	assert_failure 2
	try cudaenv link mine /a --unset
	assert_failure 2
}
