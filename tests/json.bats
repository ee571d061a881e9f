# SPDX-License-Identifier: MIT
# The output of --json is as cudaenv(1) describes it.

load helper

setup_file() {
	export library=$BATS_FILE_TMPDIR/libcuda.so.1
	$CC -shared -fPIC -o "$library" "$srcdir/tests/fake/libcuda-gpus.c"
}

# documented COMMAND: the members that the page lists, sorted, each once.
documented() {
	awk -v item=".It Ic $1 Fl -json" '
		/^\.(It|El)/ { inside = $0 == item }
		/^\.Li / && inside { print $2 }' "$srcdir/man/cudaenv.1" | LC_ALL=C sort -u
}

# members FILTER: those of the answer, below FILTER none.
members() {
	jq -r "(if has(\"env\") then .env = null else . end) | del(.schema) |
		[paths | last | strings] | unique | .[]"
}

same_members() {
	[[ $(cudaenv "$@" --json | members) == "$(documented "$1")" ]] ||
		fail "$(diff <(cudaenv "$@" --json | members) <(documented "$1"))"
}

setup() {
	setup_world
	make_toolkits 11.8
	echo 11.8 >.cuda-version
}

@test "json: cudaenv(1) lists the members of each output" {
	same_members version
	same_members versions
	same_members which nvcc
	same_members env
	# a machine with a GPU, so that one is listed
	CUDAENV_LIBCUDA=$library FAKE_CUDA=13000 same_members driver
}

@test "json: every answer is schema 1, on one line" {
	local answer

	for answer in version versions 'which nvcc' env driver; do
		# shellcheck disable=SC2086
		try cudaenv $answer --json
		assert_json .schema 1
		[[ $output != *$'\n'* ]]
	done
}

@test "json: a string that is not UTF-8 is followed by its bytes" {
	mkdir $'\xff' && cd $'\xff' && echo 11.8 >.cuda-version
	try cudaenv version --json
	assert_json '.origin_b64 | @base64d | endswith("/.cuda-version")'
	[[ $(jq -r .origin_b64 <<<"$output" | base64 -d) == "$PWD/.cuda-version" ]]
}
