# Which of several selections applies: the scopes, and the walk upward.

load helper

setup() {
	setup_world
	make_toolkits 11.2 11.8 12.3 12.4
}

applies() {
	try cudaenv version-name
	[[ $status == 0 && $output == "$1" ]] || fail "what applies is not $1"
}

@test "variable, project, global, system: the nearest that says something" {
	applies system
	cudaenv global 11.2
	applies 11.2
	echo 11.8 >.cuda-version
	applies 11.8
	CUDAENV_VERSION=12.3 applies 12.3
}

@test "40 levels up" {
	echo 12.4 >.cuda-version
	dir=$PWD
	for ((i = 0; i < 40; i++)); do
		dir+=/d
	done
	mkdir -p "$dir" && cd "$dir"
	applies 12.4
}

@test "CUDAENV_DIR before the current directory" {
	mkdir a && echo 11.8 >a/.cuda-version
	echo 12.4 >.cuda-version
	CUDAENV_DIR=$PWD/a applies 11.8
}

@test "a command does not ignore a missing version in CUDAENV_DIR" {
	mkdir a && echo 1.2 >a/.cuda-version
	echo 12.4 >.cuda-version
	CUDAENV_DIR=$PWD/a try cudaenv version-name
	assert_failure
	assert_stderr_has "(set by $PWD/a/.cuda-version)"
}

@test "the walk stops above a ceiling" {
	echo 12.4 >.cuda-version
	mkdir -p a/b && cd a/b
	applies 12.4
	CUDAENV_CEILING_DIRECTORIES=$world/p applies system
	CUDAENV_CEILING_DIRECTORIES=/x:$world/p/a:/y applies system
}

@test "slashes at a ceiling's end do not count" {
	echo 12.4 >.cuda-version
	mkdir -p a/b && cd a/b
	CUDAENV_CEILING_DIRECTORIES=/x/:$world/p/a// applies system
	CUDAENV_CEILING_DIRECTORIES=$world/p/a/b/:$world/ applies 12.4
}

@test "a file below the ceiling still counts" {
	mkdir -p a/b && echo 12.4 >a/.cuda-version && cd a/b
	CUDAENV_CEILING_DIRECTORIES=$world/p applies 12.4
}

@test "the ceiling is not looked into, but the current directory always is" {
	echo 12.4 >.cuda-version
	CUDAENV_CEILING_DIRECTORIES=$world/p applies 12.4
}

@test "the ceiling is not even touched" {
	mkdir -p a/b && cd a/b
	CUDAENV_CEILING_DIRECTORIES=$world/p try traced -e trace=%file \
		cudaenv version-name
	assert_success
	! grep -q "\"$world/p/\.cuda-version" "$world/trace"
}

@test "a relative or empty ceiling means nothing" {
	echo 12.4 >.cuda-version
	mkdir a && cd a
	CUDAENV_CEILING_DIRECTORIES=.. applies 12.4
	CUDAENV_CEILING_DIRECTORIES=: applies 12.4
}

@test "the logical directory is walked where it truly is the current one" {
	mkdir -p real "$world/other" && echo 11.8 >.cuda-version
	echo 12.4 >"$world/other/.cuda-version"
	ln -s "$world/p/real" "$world/other/link"
	cd "$world/other/link"
	applies 12.4
	assert_stderr ""
}

@test "a PWD that lies is not believed" {
	mkdir "$world/other" && echo 12.4 >"$world/other/.cuda-version"
	PWD=$world/other try env PWD="$world/other" cudaenv version-name
	assert_output system
	try env PWD=. cudaenv version-name
	assert_output system
	try env -u PWD cudaenv version-name
	assert_output system
}

@test "a current directory that was removed" {
	mkdir gone && cd gone && rmdir ../gone
	try cudaenv version-name
	assert_success
	assert_output system
}

@test "in the root directory" {
	cd /
	try cudaenv version-file
	assert_success
}

@test "HOME is not a ceiling, and is treated like any directory" {
	echo 12.4 >"$HOME/.cuda-version"
	mkdir "$HOME/p" && cd "$HOME/p"
	applies 12.4
}

@test "several: the first is the one, the others follow it in the paths" {
	printf '12.4\n11.8\n' >.cuda-version
	try cudaenv env --format json
	assert_json .env.CUDA_HOME "$machine/usr/local/cuda-12.4"
	assert_json '.env.PATH | startswith("'"$machine/usr/local/cuda-12.4/bin:$machine/usr/local/cuda-11.8/bin:"'")'
	assert_json .env.LD_LIBRARY_PATH "$machine/usr/local/cuda-12.4/lib64:$machine/usr/local/cuda-11.8/lib64"
}

@test "system in a list: what follows it comes after what is in the paths" {
	CUDAENV_VERSION=11.8:system:12.4 try cudaenv env --format json --base /usr/bin:/bin
	assert_json .env.CUDA_HOME "$machine/usr/local/cuda-11.8"
	assert_json .env.PATH "$machine/usr/local/cuda-11.8/bin:/usr/bin:/bin:$machine/usr/local/cuda-12.4/bin"
	assert_json .env.LD_LIBRARY_PATH "$machine/usr/local/cuda-11.8/lib64:$machine/usr/local/cuda-12.4/lib64"
	[[ $(grep -c '"PATH"' <<<"$output") == 1 ]]
}

@test "the same toolkit twice is in the paths once" {
	CUDAENV_VERSION=12.4:cu124 try cudaenv env --format json
	assert_json .env.LD_LIBRARY_PATH "$machine/usr/local/cuda-12.4/lib64"
}

@test "a line that is repeated is reported once; of many names, the first are printed" {
	yes 12.4 | head -n 500 >.cuda-version
	try cudaenv hook bash
	assert_stderr "cudaenv: 12.4 (set by $PWD/.cuda-version)"
	make_toolkits 9.0 9.1 9.2
	printf '%s\n' 12.4 12.3 11.8 11.2 9.2 9.1 >.cuda-version
	try cudaenv hook bash
	assert_stderr "cudaenv: 12.4:12.3:11.8:11.2:... (set by $PWD/.cuda-version)"
}

@test "directories with hostile names" {
	for name in "with space" "quote'" 'dollar$(touch bad)' $'new\nline' $'\xff\xfe' '*' '-n' \
		"$(printf 'x%.0s' {1..255})"; do
		mkdir -- "$world/p/$name" && cd -- "$world/p/$name"
		echo 12.4 >.cuda-version
		applies 12.4
		try cudaenv version-origin
		assert_output "$PWD/.cuda-version"
	done
	refute_exists "$world/p/bad"
}
