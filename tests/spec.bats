# What a person may write to ask for a toolkit.

load helper

# means SPEC NAME: it selects the toolkit NAME.
means() {
	CUDAENV_VERSION=$1 try cudaenv version-name
	[[ $status == 0 && $output == "$2" ]] || fail "$1 does not mean $2"
}

# missing SPEC...: none of them selects anything.
missing() {
	local spec

	for spec; do
		CUDAENV_VERSION=$spec try cudaenv version-name
		[[ $status == 1 && $output == "" ]] || fail "$spec means something"
		assert_stderr_has "version \`$spec' is not installed"
	done
}

@test "every way to write a version" {
	make_toolkits 9.2 11.8 12.4 12.10
	means 9.2 9.2
	means 12.4 12.4
	means 12 12.10
	means cuda-12.4 12.4
	means cuda12.4 12.4
	means cuda-12 12.10
	means v11.8 11.8
	means v11 11.8
	means cu92 9.2
	means cu118 11.8
	means cu124 12.4
	means cu1210 12.10
	means latest 12.10
	means system system
	means cpu system
	means none system
}

@test "components are whole: 1 is not 12, 12.1 is not 12.10" {
	make_toolkits 12.10
	missing 1 12.1 cu121 v12.1 2 12.100
}

@test "notations that are not versions" {
	make_toolkits 1.1 12.4
	missing cu12 cu1 cu12.4.4 cuda 12.4.4.4 12. 12..4 V12.4 CU124 cu12400 Latest
}

@test "the exact name comes before the exact version" {
	make_toolkit "$(user_root)/versions/12.4" 11.8
	make_toolkits 12.4
	try cudaenv prefix 12.4
	assert_output "$(user_root)/versions/12.4"
}

@test "the exact version comes before the newest that starts so" {
	make_toolkit "$(user_root)/versions/a" 12.4
	make_toolkit "$(user_root)/versions/b" 12.4.1
	rm "$(user_root)/versions/a/version.json"
	means 12.4 a
}

@test "by the third number" {
	for version in 12.4.0 12.4.1; do
		make_toolkit "$(user_root)/versions/$version"
	done
	means 12.4.0 12.4.0
	means 12.4.1 12.4.1
	means 12.4 12.4.1
	means cu124 12.4.1
	missing 12.4.2
}

@test "X.Y.Z means the only X.Y whose third number is unknown, with a note" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 header
	means 12.4.1 12.4
	assert_stderr_has "\`12.4.1' resolves to 12.4; the third number of /usr/local/cuda-12.4 is unknown"
}

@test "that note is said once" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 header
	for command in use global local prefix 'alias name'; do
		# shellcheck disable=SC2086
		try cudaenv $command 12.4.1
		[[ $(grep -c "resolves to" <<<"$stderr") == 1 ]] || fail "$command"
	done
}

@test "X.Y.Z is not an X.Y whose third number is another" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.0
	missing 12.4.1
}

@test "X.Y.Z with two toolkits of unknown third number: neither" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 header
	make_toolkit "$(user_root)/versions/mine" 12.4 header
	missing 12.4.1
}

@test "an exact third number comes before one that is not known" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 header
	make_toolkit "$(user_root)/versions/12.4.1"
	means 12.4.1 12.4.1
	assert_stderr ""
}

@test "prefixes and latest prefer trees with nvcc" {
	make_toolkits 12.4
	make_toolkit "$machine/usr/local/cuda-12.6" 12.6 runtime
	means 12 12.4
	means latest 12.4
	means 12.6 12.6
}

@test "an alias in the config" {
	make_toolkits 11.8 12.4
	printf '[alias]\nprod = 12.4\nold=11\n' >"$world/conf"
	export CUDAENV_CONFIG=$world/conf
	means prod 12.4
	means old 11.8
}

@test "an alias made by a command" {
	make_toolkits 11.8
	cudaenv alias old 11.8
	means old 11.8
}

@test "the config's alias comes before the command's" {
	make_toolkits 11.8 12.4
	cudaenv alias prod 11.8
	printf '[alias]\nprod = 12.4\n' >"$world/conf"
	CUDAENV_CONFIG=$world/conf means prod 12.4
}

@test "an alias comes before a toolkit of that name" {
	make_toolkits 11.8 12.4
	cudaenv alias 12.4 11.8
	means 12.4 11.8
}

@test "an alias of an alias" {
	make_toolkits 12.4
	cudaenv alias a 12.4
	cudaenv alias b a
	cudaenv alias c b
	means c 12.4
}

@test "an alias of a reserved word" {
	cudaenv alias off system
	means off system
}

@test "reserved words cannot be taken" {
	make_toolkits 12.4
	printf '[alias]\nsystem = 12.4\nlatest = 12.4\n' >"$world/conf"
	CUDAENV_CONFIG=$world/conf means system system
	assert_stderr "cudaenv: $world/conf:2: alias \`system' is a reserved word: ignored" \
		"cudaenv: $world/conf:3: alias \`latest' is a reserved word: ignored"
	for word in system cpu none latest; do
		try cudaenv alias $word 12.4
		assert_failure 2
		assert_stderr "cudaenv: \`$word' is a word of cudaenv's own"
	done
}

@test "a cycle of aliases ends, and is reported" {
	printf '[alias]\na = b\nb = a\nme = me\n' >"$world/conf"
	export CUDAENV_CONFIG=$world/conf
	for spec in a b me; do
		CUDAENV_VERSION=$spec try cudaenv version-name
		assert_failure
		assert_stderr_has "alias \`$spec' leads back to itself"
		try cudaenv use $spec
		assert_failure
		assert_stderr_has "alias \`$spec' leads back to itself"
		refute_exists .cuda-version
	done
}

@test "the nearest one here is named for one that is not" {
	make_toolkits 11.2 11.8 12.4
	for pair in 11.7:11.8 11.0:11.2 12.9:12.4 13:12.4 9.0:11.2; do
		CUDAENV_VERSION=${pair%:*} try cudaenv version-name
		assert_stderr_has "nearest one here: ${pair#*:} ("
	done
}

@test "64 characters are a spec, 65 are none" {
	long=$(printf 'x%.0s' {1..64})
	try cudaenv local --force "$long"
	assert_success
	assert_file .cuda-version "$long\\n"
	try cudaenv local --force "${long}x"
	assert_failure 2
	assert_file .cuda-version "$long\\n"
}

@test "an invalid spec is reported, also one in the variable" {
	make_toolkits 12.4
	for word in ../12.4 /usr .12 -12 '12 4' '$(id)' $'\xff' 12/4; do
		CUDAENV_VERSION=$word:12.4 try cudaenv version-name
		assert_success
		assert_output 12.4
		assert_stderr_has "invalid version \`"
		assert_stderr_has "ignored in \`CUDAENV_VERSION'"
	done
}

@test "only invalid specs: nothing applies, exit 1" {
	CUDAENV_VERSION=../x try cudaenv version-name
	assert_failure
	assert_output ""
}
