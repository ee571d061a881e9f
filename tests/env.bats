load helper

setup() {
	setup_world
	make_toolkits 11.8 12.4
	dir=$machine/usr/local/cuda-12.4
}

@test "sh: code that prepends the toolkit's elements to existing values" {
	try cudaenv env 12.4 --format sh
	assert_success
	code=$output
	try env -i PATH=/mine LD_LIBRARY_PATH=/lib/mine /bin/sh -c "$code"'
		echo "$PATH $LD_LIBRARY_PATH $CUDA_HOME $CUDAENV_ACTIVE"'
	assert_output "$dir/bin:/mine $dir/lib64:/lib/mine $dir 12.4"
}

@test "sh: no empty element where there was nothing" {
	code=$(cudaenv env 12.4 --format sh)
	try env -i PATH= /bin/sh -c "$code"'
		echo "$PATH $LD_LIBRARY_PATH"'
	assert_output "$dir/bin $dir/lib64"
}

@test "the same in bash, dash and ksh's names" {
	want=$(cudaenv env 12.4 --format sh)
	for format in bash zsh ksh mksh dash; do
		try cudaenv env 12.4 --format $format
		assert_success
		assert_output "$want"
	done
}

@test "every shell has a format" {
	for format in fish tcsh elvish xonsh nu; do
		try cudaenv env 12.4 --format $format
		assert_success
		assert_output_has "$dir"
		assert_output_has CUDA_HOME
	done
}

@test "without a format it is that of SHELL" {
	want=$(cudaenv env 12.4 --format fish)
	SHELL=/usr/bin/fish try cudaenv env 12.4
	assert_output "$want"
	want=$(cudaenv env 12.4 --format sh)
	SHELL=/bin/unheard-of try cudaenv env 12.4
	assert_output "$want"
}

@test "without SPEC, the environment of the current selection" {
	echo 11.8 >.cuda-version
	try cudaenv env --format json
	assert_json .env.CUDA_HOME "$machine/usr/local/cuda-11.8"
}

@test "several" {
	try cudaenv env 12.4 11.8 --format json
	assert_json .env.CUDAENV_ACTIVE 12.4:11.8
}

@test "system wants nothing" {
	try cudaenv env system --format json
	assert_success
	assert_json '.env == {}'
	try cudaenv env system --format sh
	assert_output ""
}

@test "json: whole values, on the distribution's PATH, never the caller's" {
	PATH=$world/bin:/very/private:/usr/bin:/bin try cudaenv env 12.4 --json
	assert_success
	assert_json .schema 1
	assert_json .env.PATH "$dir/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
	LD_LIBRARY_PATH=/very/private try cudaenv env 12.4 --format json
	refute_output_has private
}

@test "--base provides the rest of PATH, after the toolkit's elements" {
	try cudaenv env 12.4 --format json --base /x:/y
	assert_json .env.PATH "$dir/bin:/x:/y"
	try cudaenv env 12.4 --format json --base ''
	assert_json .env.PATH "$dir/bin"
}

@test "dotenv: quoted, so that a shell reads the values back" {
	mkdir -p "$machine/opt" && mv "$dir" "$machine/opt/cuda-12.4"
	hostile='a $HOME `id` "b" \c'
	make_toolkit "$(user_root)/versions/12.6"
	mkdir "$world/$hostile" && mv "$(user_root)/versions" "$world/$hostile/versions"
	CUDAENV_ROOT=$world/$hostile try cudaenv env 12.6 --format dotenv
	assert_success
	printf '%s\n' "$output" >dotenv
	try sh -c '. ./dotenv && printf %s "$CUDA_HOME"'
	assert_output "$world/$hostile/versions/12.6"
}

@test "a version that is not installed" {
	try cudaenv env 1.2 --format json
	assert_failure
	assert_output ""
	assert_stderr_has "version \`1.2' not installed"
	CUDAENV_VERSION=1.2 try cudaenv env --format json
	assert_failure
	assert_output ""
	assert_stderr_has "(set by CUDAENV_VERSION environment variable)"
}

@test "no such format: 2" {
	try cudaenv env 12.4 --format yaml
	assert_failure 2
	assert_output ""
	assert_stderr_has "no such format \`yaml'"
	assert_stderr_has "FORMAT is one of bash, zsh, fish, ksh, mksh, sh, tcsh, elvish, xonsh, nu, json, dotenv"
}

@test "an environment that is already applied is not added twice" {
	CUDAENV_VERSION=12.4 try cudaenv exec cudaenv env 12.4 --format json --base /x
	assert_json .env.PATH "$dir/bin:/x"
}

@test "json: a value that is not UTF-8 is followed by its bytes" {
	bad=$world/$'\xff\xfe'
	make_toolkit "$bad/versions/12.6"
	CUDAENV_ROOT=$bad try cudaenv env 12.6 --format json
	assert_success
	assert_json '.env | has("CUDA_HOME_b64") and has("PATH_b64")'
	[[ $(printf '%s' "$output" | jq -r .env.CUDA_HOME_b64 | base64 -d) == "$bad/versions/12.6" ]]
}
