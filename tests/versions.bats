load helper

@test "no toolkit: only system, and how to install one" {
	try cudaenv versions
	assert_success
	assert_output "* system (set by $(user_root)/version)"
	assert_stderr_has "no CUDA toolkit found"
}

@test "--bare with nothing here prints nothing" {
	try cudaenv versions --bare
	assert_success
	assert_output ""
}

@test "--bare prints the names, newest last" {
	make_toolkits 12.10 9.2 11.8 12.4
	try cudaenv versions --bare
	assert_success
	assert_output 9.2 11.8 12.4 12.10
}

@test "third numbers sort as numbers" {
	for version in 12.4.10 12.4.9 12.4.1; do
		make_toolkit "$(user_root)/versions/$version"
	done
	try cudaenv versions --bare
	assert_output 12.4.1 12.4.9 12.4.10
}

@test "system comes first, each has its path" {
	make_toolkits 11.8 12.4
	try cudaenv versions
	assert_success
	[[ ${output%%$'\n'*} == "* system "* ]]
	[[ $output == *$'\n  11.8 '*" /usr/local/cuda-11.8"$'\n'* ]]
	[[ $output == *$'\n  12.4 '*" /usr/local/cuda-12.4" ]]
}

@test "the one selected by the variable is marked" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=11.8 try cudaenv versions
	assert_success
	assert_output_has "* 11.8 (set by CUDAENV_VERSION environment variable)"
	[[ $(grep -c '^\*' <<<"$output") == 1 ]]
}

@test "the one selected by the local file is marked" {
	make_toolkits 11.8 12.4
	echo 11.8 >.cuda-version
	try cudaenv versions
	assert_output_has "* 11.8 (set by $PWD/.cuda-version)"
}

@test "the one selected by the global file is marked" {
	make_toolkits 11.8 12.4
	cudaenv global 11.8
	try cudaenv versions
	assert_output_has "* 11.8 (set by $(user_root)/version)"
}

@test "several selected ones are all marked" {
	make_toolkits 11.8 12.3 12.4
	CUDAENV_VERSION=12.4:11.8 try cudaenv versions
	[[ $(grep -c '^\*' <<<"$output") == 2 ]]
}

@test "one selected by a prefix is marked" {
	make_toolkits 12.3 12.4
	CUDAENV_VERSION=12 try cudaenv versions
	assert_output_has "* 12.4 (set by"
	[[ $(grep -c '^\*' <<<"$output") == 1 ]]
}

@test "a selected version that is not here marks nothing, and the list is whole" {
	make_toolkits 11.8
	CUDAENV_VERSION=1.2 try cudaenv versions
	assert_success
	assert_output_has "  11.8 "
	[[ $(grep -c '^\*' <<<"$output") == 0 ]]
}

@test "a file that is not a directory is ignored" {
	make_toolkits 12.4
	mkdir -p "$(user_root)/versions"
	touch "$(user_root)/versions/hello" "$machine/usr/local/cuda-9.9"
	try cudaenv versions --bare
	assert_output 12.4
}

@test "hidden directories are ignored" {
	make_toolkit "$(user_root)/versions/.12.4.1" 12.4.1
	make_toolkit "$(user_root)/versions/12.4.2"
	try cudaenv versions --bare
	assert_output 12.4.2
}

@test "a toolkit linked by name is listed with where it leads" {
	make_toolkit "$world/elsewhere" 12.4
	cudaenv link mine "$world/elsewhere"
	try cudaenv versions
	assert_success
	assert_line "  mine  --> $world/elsewhere [CUDA 12.4]"
}

@test "--skip-aliases leaves out links to another toolkit in versions/, and no other" {
	make_toolkit "$(user_root)/versions/11.8"
	make_toolkit "$world/elsewhere" 12.4
	cudaenv link mine "$world/elsewhere"
	cudaenv link same "$(user_root)/versions/11.8"
	try cudaenv versions --bare --skip-aliases
	assert_output 11.8 mine
}

@test "the paths are aligned, also after a link, a long name and an origin" {
	make_toolkits 11.8 12.4
	make_toolkit "$world/elsewhere" 12.1
	cudaenv link a-toolkit-with-a-rather-long-name "$world/elsewhere"
	CUDAENV_VERSION=12.4 try cudaenv versions
	[[ $(sed 1d <<<"$output" | awk '{ print match($0, "  (--> )?/[^ ]*( \\[.*)?$") }' | sort -u | wc -l) == 1 ]] ||
		fail "not aligned"
	assert_output_has "[CUDA 12.1"
}

@test "-v prints the size and the source of each" {
	make_toolkits 11.8
	make_toolkit "$(user_root)/versions/12.4"
	head -c 3000000 /dev/urandom >"$(user_root)/versions/12.4/large"
	try cudaenv versions -v
	assert_output_has "/usr/local/cuda-11.8 ["
	[[ $output == *" KB, source: system]"* && $output == *"[3 MB, source: user]"* ]] || fail "no size"
}

@test "a dangling link is ignored" {
	mkdir -p "$(user_root)/versions"
	ln -s /no/where "$(user_root)/versions/12.4"
	try cudaenv versions --bare
	assert_success
	assert_output ""
}

@test "a name with glob characters is refused by name, and expanded nowhere" {
	make_toolkits 12.4
	make_toolkit "$(user_root)/versions/12.*" 12.9
	try cudaenv versions --bare
	assert_output 12.4
	assert_stderr_has "12.*' ignored"
}

@test "one that is hidden by another of the same name is marked as such" {
	make_toolkits 12.4
	make_toolkit "$(user_root)/versions/12.4"
	try cudaenv versions
	assert_output_has "/usr/local/cuda-12.4 [shadowed]"
	try cudaenv versions --bare
	assert_output 12.4
}

@test "one without nvcc is marked as such" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 runtime
	try cudaenv versions
	assert_output_has "/usr/local/cuda-12.4 [runtime only]"
}

@test "each has its driver level, where the driver is known" {
	make_toolkits 11.8 12.9
	make_kernel_module 550.54.14
	try cudaenv versions
	assert_output_has "/usr/local/cuda-11.8 [driver: ok]"
	assert_output_has "/usr/local/cuda-12.9 [driver: minor]"
}

@test "--json: everything, once" {
	make_toolkits 11.8
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1 runtime
	CUDAENV_VERSION=11.8 try cudaenv versions --json
	assert_success
	assert_json .schema 1
	assert_json .system_selected false
	assert_json '.toolkits | length' 2
	assert_json '.toolkits[0] | [.name, .version, .path, .source, .level] | join(" ")' \
		"11.8 11.8 /usr/local/cuda-11.8 system unknown"
	assert_json '.toolkits[0].selected' true
	assert_json '.toolkits[1] | .nvcc == false and .selected == false'
	assert_json '.toolkits[1].version' 12.4.1
}

@test "--json with nothing here" {
	try cudaenv versions --json
	assert_success
	assert_json '.toolkits == [] and .system_selected'
}

@test "--json keeps a name that is not UTF-8 in base64" {
	make_toolkit "$world/"$'\xff'"/cuda-12.4" 12.4
	printf '[paths]\nsearch = %s/*/cuda-*\n' "$world" >"$world/conf"
	CUDAENV_SYSROOT= CUDAENV_CONFIG=$world/conf try cudaenv versions --json
	assert_success
	assert_json "[.toolkits[] | select(.path_b64)][0].path_b64 | @base64d | length > 0"
	[[ $(printf '%s' "$output" | jq -r '[.toolkits[].path_b64 // empty][0]' | base64 -d) == \
		"$world/"$'\xff'"/cuda-12.4" ]]
}

@test "the same list whatever the locale" {
	make_toolkits 12.10 9.2 11.8
	here=$(cudaenv versions)
	LC_ALL=tr_TR.UTF-8 try cudaenv versions
	assert_output "$here"
}
