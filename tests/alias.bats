load helper

@test "it names a spec, and says what it names" {
	make_toolkits 12.4
	try cudaenv alias prod 12
	assert_success
	assert_stderr "cudaenv: alias \`prod' means 12 (/usr/local/cuda-12.4)"
	assert_file "$(user_root)/aliases/prod" '12\n'
	try cudaenv alias prod
	assert_success
	assert_output 12
}

@test "a spec that means nothing here is refused, --force takes it" {
	try cudaenv alias prod 12.4
	assert_failure
	assert_stderr_has "version \`12.4' not installed"
	refute_exists "$(user_root)/aliases/prod"
	try cudaenv alias --force prod 12.4
	assert_success
}

@test "an alias with the name of a toolkit hides it, and the command reports it" {
	make_toolkits 11.8 12.4
	try cudaenv alias 12.4 11.8
	assert_success
	assert_stderr_has "note: this hides the toolkit 12.4 (/usr/local/cuda-12.4)"
}

@test "an alias of a version that is not installed: the message names the version" {
	cudaenv alias --force prod 12.6 2>/dev/null
	try cudaenv use prod
	assert_failure
	assert_stderr "cudaenv: version \`prod' not installed" "  it is an alias of 12.6" \
		"  to install it:    cudaenv install 12.6"
}

@test "the list, the config's own first" {
	make_toolkits 11.8 12.4
	printf '[alias]\nfirst = 12.4\n' >"$world/conf"
	export CUDAENV_CONFIG=$world/conf
	cudaenv alias b 11.8
	cudaenv alias a 12.4
	try cudaenv alias
	assert_output "first = 12.4 (config)" "a = 12.4" "b = 11.8"
}

@test "--unset removes the alias; removing it twice is not an error" {
	make_toolkits 12.4
	cudaenv alias prod 12.4
	try cudaenv alias prod --unset
	assert_success
	assert_stderr "cudaenv: alias \`prod' is removed"
	refute_exists "$(user_root)/aliases/prod"
	try cudaenv alias prod --unset
	assert_success
	assert_stderr "cudaenv: no alias \`prod': nothing is removed"
}

@test "one that the config has is never rewritten" {
	make_toolkits 11.8 12.4
	printf '[alias]\nprod = 12.4\n' >"$world/conf"
	export CUDAENV_CONFIG=$world/conf
	try cudaenv alias prod 11.8
	assert_failure
	assert_stderr_has "alias \`prod' is set in the config file"
	try cudaenv alias prod --unset
	assert_failure
	assert_file "$world/conf" '[alias]\nprod = 12.4\n'
}

@test "one that is not there" {
	try cudaenv alias prod
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: no alias \`prod'"
}

@test "a name that is not a valid spec is refused, so that no path leaves the directory" {
	make_toolkits 12.4
	for name in ../version /tmp/x .. .hidden 'a b' ''; do
		try cudaenv alias "$name" 12.4
		assert_failure 2
	done
	refute_exists "$(user_root)"
}

@test "a damaged alias file does not define an alias" {
	mkdir -p "$(user_root)/aliases/dir"
	mkfifo "$(user_root)/aliases/fifo"
	echo ../x >"$(user_root)/aliases/bad"
	: >"$(user_root)/aliases/empty"
	for name in dir fifo bad empty; do
		CUDAENV_VERSION=$name try cudaenv version-name
		assert_failure
		assert_stderr_has "version \`$name' is not installed"
	done
}
