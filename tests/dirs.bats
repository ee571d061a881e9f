# The directories of cudaenv itself, and reading under all conditions: without HOME, on a
# read-only disk, in an empty environment, to a full disk.

load helper

setup() {
	setup_world
	make_toolkits 12.4
	echo 12.4 >.cuda-version
}

reading=(version version-name version-origin version-file versions "versions --bare"
	"versions --json" "version --json" "which nvcc" "whence nvcc" "env --format sh"
	"env --format json" "exec nvcc" "hook bash" prefix latest local help commands driver
	"driver --json" use alias link "init bash" "completions bash")

@test "root: in HOME" {
	try cudaenv root
	assert_success
	assert_output "$HOME/.local/share/cudaenv"
}

@test "root: in XDG_DATA_HOME, unless that is relative or empty" {
	XDG_DATA_HOME=/data try cudaenv root
	assert_output /data/cudaenv
	for dir in '' data ./data; do
		XDG_DATA_HOME=$dir try cudaenv root
		assert_output "$HOME/.local/share/cudaenv"
	done
}

@test "root: CUDAENV_ROOT has priority, and final slashes are removed" {
	XDG_DATA_HOME=/data CUDAENV_ROOT=/mine try cudaenv root
	assert_output /mine
	CUDAENV_ROOT=/mine/// try cudaenv root
	assert_output /mine
	CUDAENV_ROOT= try cudaenv root
	assert_output "$HOME/.local/share/cudaenv"
}

@test "root: without any of these there is none" {
	unset HOME
	try cudaenv root
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: no data directory: neither CUDAENV_ROOT nor HOME is set"
}

@test "without HOME none is looked up, and everything else works" {
	unset HOME CUDAENV_CACHE
	try cudaenv versions --bare
	assert_success
	assert_output 12.4
	for args in "${reading[@]}"; do
		try cudaenv $args
		assert_success
	done
}

@test "cudaenv works in an empty environment" {
	for args in version "versions --bare" "which nvcc" "exec nvcc" "env --format sh"; do
		try env -i CUDAENV_SYSROOT="$machine" "$builddir/cudaenv" $args
		assert_success
		assert_output_has 12.4
		assert_stderr ""
	done
}

@test "reading commands write nothing" {
	try : # makes the file that stderr goes to
	before=$(find "$world" ! -name stderr -printf '%p %T@ %s\n' | sort)
	for args in "${reading[@]}"; do
		[[ $args == driver* || $args == use || $args == init* ]] && continue
		try cudaenv $args
		assert_success
	done
	[[ $(find "$world" ! -name stderr -printf '%p %T@ %s\n' | sort) == "$before" ]]
}

@test "reading commands take no lock and open nothing for writing" {
	for args in version "which nvcc" versions "env --format sh" "hook bash"; do
		try traced -e trace=open,openat,creat,flock,fcntl,mkdir,rename \
			cudaenv $args
		assert_success
		! grep -E 'O_WRONLY|O_RDWR|O_CREAT|flock|F_SETLK|mkdir|rename' "$world/trace"
	done
}

@test "cudaenv works on a read-only HOME" {
	chmod 555 "$HOME" "$world/p" "$world"
	for args in "${reading[@]}"; do
		status=0
		bound cudaenv $args >/dev/null 2>&1 || status=$?
		[[ $status == 0 ]] || fail "$args fails on a read-only disk"
	done
	chmod 755 "$world"
}

@test "output that cannot be written: exit status 1, and a message" {
	for args in version versions "version --json" help commands "which nvcc" "env --format sh" \
		"init bash" root --version; do
		try sh -c "cudaenv $args >/dev/full"
		assert_failure
		assert_stderr_has "cudaenv: cannot write the answer"
	done
}

@test "a pipe without a reader ends it without a crash" {
	make_toolkits 12.4
	try cudaenv versions
	assert_output_has 12.4
	try bash -c 'cudaenv versions | true; exit "${PIPESTATUS[0]}"'
	[[ $status == 0 || $status == 1 || $status == 141 ]]
}

@test "standard output is closed" {
	try sh -c 'cudaenv version >&-'
	assert_failure
}

@test "standard input is closed" {
	try sh -c 'cudaenv version <&-'
	assert_success
}

@test "an environment of 100000 bytes in one variable" {
	big=$(head -c 100000 /dev/zero | tr '\0' x)
	PATH=$PATH:/$big try cudaenv which nvcc
	assert_success
	CUDAENV_VERSION=$big try cudaenv version-name
	assert_failure
	assert_stderr_has "invalid version"
}

@test "1000 versions in the variable" {
	CUDAENV_VERSION=$(printf '12.4:%.0s' {1..1000}) try cudaenv env --format json
	assert_success
	assert_json .env.CUDA_HOME "$machine/usr/local/cuda-12.4"
}
