# The newest CUDA version of the driver, and the level of each toolkit, with a stand-in libcuda whose
# result FAKE_CUDA specifies.

load helper

setup_file() {
	export fake=$BATS_FILE_TMPDIR/libcuda.so.1
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:handle_segv=0 # a crash must end the program
	$CC -shared -fPIC -o "$fake" "$srcdir/tests/fake/libcuda.c"
}

# supports TEXT: what `driver` prints with the result that FAKE_CUDA specifies.
supports() {
	CUDAENV_LIBCUDA=$fake try cudaenv driver
	assert_success
	assert_line "driver supports: $1"
}

# level TOOLKIT WANT
level() {
	try cudaenv driver --json
	assert_json ".toolkits[] | select(.name == \"$1\").level" "$2"
}

@test "its version, the library, and the kernel module" {
	make_kernel_module 550.54.14
	FAKE_CUDA=12040 supports "CUDA 12.4"
	assert_line "kernel module:   550.54.14"
	assert_line "library:         $fake"
}

@test "any version" {
	for pair in 9020:9.2 11080:11.8 12100:12.10 13000:13.0 99990:99.99; do
		FAKE_CUDA=${pair%:*} supports "CUDA ${pair#*:}"
	done
}

@test "no driver" {
	CUDAENV_LIBCUDA=$world/nowhere/libcuda.so.1 try cudaenv driver
	assert_success
	assert_line "driver supports: no driver ($world/nowhere/libcuda.so.1 cannot be loaded)"
	assert_line "kernel module:   none"
}

@test "an error" {
	FAKE_CUDA="error 100" supports "cuDriverGetVersion failed with error 100"
}

@test "an impossible version" {
	for version in 1 999 1000000 -12040; do
		FAKE_CUDA=$version supports "cuDriverGetVersion returned an invalid version"
	done
}

@test "the toolkit's stub is not a driver" {
	FAKE_CUDA=stub supports "only a toolkit's stub of libcuda was found, which is not a driver"
}

@test "a crash" {
	FAKE_CUDA=crash supports "libcuda crashed (signal 11)"
	FAKE_CUDA=abort supports "libcuda crashed (signal 6)"
}

@test "the library ends the probe" {
	FAKE_CUDA=exit CUDAENV_LIBCUDA=$fake try cudaenv driver
	assert_success
	refute_output_has "supports: CUDA"
}

@test "the library prints garbage: none of it is shown, and the result is right" {
	FAKE_CUDA=print supports "CUDA 12.4"
	assert_stderr ""
	refute_output_has $'\e'
}

@test "a file that is not a library" {
	echo rubbish >"$world/libcuda.so.1"
	CUDAENV_LIBCUDA=$world/libcuda.so.1 try cudaenv driver
	assert_success
	assert_line "driver supports: no driver ($world/libcuda.so.1 cannot be loaded)"
}

@test "a library without the function" {
	echo 'int other;' >"$world/other.c"
	$CC -shared -fPIC -o "$world/libcuda.so.1" "$world/other.c"
	CUDAENV_LIBCUDA=$world/libcuda.so.1 try cudaenv driver
	assert_success
	assert_line "driver supports: cuDriverGetVersion failed with error -1"
}

@test "the library hangs: the probe and its children are stopped after the time limit" {
	FAKE_CUDA=hang supports "libcuda did not respond in time"
	echo "$fake" >"$world/pattern"
	! grep -l -a -s -F -f "$world/pattern" /proc/[0-9]*/cmdline
}

@test "no probe: the driver is not queried, and nothing else fails" {
	CUDAENV_LIBEXEC=$world/empty CUDAENV_LIBCUDA=$fake FAKE_CUDA=12040 try cudaenv driver
	assert_success
	assert_line "driver supports: not queried yet"
}

@test "--json" {
	make_toolkits 12.4
	make_kernel_module 550.54.14
	FAKE_CUDA=12040 CUDAENV_LIBCUDA=$fake try cudaenv driver --json
	assert_json '[.schema, .answer, .cuda, .kernel_module, .library] | join(" ")' \
		"1 answered 12.4 550.54.14 $fake"
	assert_json '.toolkits[0] | [.name, .path, .level] | join(" ")' \
		"12.4 /usr/local/cuda-12.4 ok"
	FAKE_CUDA=crash CUDAENV_LIBCUDA=$fake try cudaenv driver --json
	assert_json '[.answer, .cuda, .code] | map(tostring) | join(" ")' "crashed null 11"
}

# --- the kernel module ---

@test "both formats of its line, and invalid ones" {
	mkdir -p "$machine/proc/driver/nvidia"
	file=$machine/proc/driver/nvidia/version
	echo 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19' >"$file"
	try cudaenv driver
	assert_line "kernel module:   535.129.03"
	echo 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  555.42.06  Release Build' >"$file"
	try cudaenv driver
	assert_line "kernel module:   555.42.06"
	for text in '' 'NVRM version: none' '535' '.535.1' $'\x01\xff'; do
		printf '%s\n' "$text" >"$file"
		try cudaenv driver
		assert_success
		assert_line "kernel module:   none"
	done
}

@test "of another machine, it is derived from the module's version, and marked as derived" {
	make_kernel_module 535.161.07
	try cudaenv driver
	assert_line "driver supports: CUDA 12.2 (derived from the kernel module's version)"
	try cudaenv driver --json
	assert_json .answer derived
}

@test "of another machine without a module, it is unknown" {
	try cudaenv driver
	assert_success
	assert_line "driver supports: unknown (the driver of another machine is not queried)"
}

@test "of another machine with an unknown branch, it is unknown" {
	make_toolkits 12.4
	make_kernel_module 999.1.2
	level 12.4 unknown
}

@test "no library of another machine is loaded" {
	make_toolkits 12.4
	mkdir -p "$machine/usr/lib/x86_64-linux-gnu"
	cp "$fake" "$machine/usr/lib/x86_64-linux-gnu/libcuda.so.1"
	try traced -e trace=execve,openat cudaenv driver
	assert_success
	! grep -q -e libcuda -e probe "$world/trace"
}

@test "the branch table contains what each branch supports" {
	for pair in 450.80.02:11.0 470.57.02:11.4 525.60.13:12.0 560.28.03:12.6 580.65.06:13.0; do
		make_kernel_module "${pair%:*}"
		try cudaenv driver --json
		assert_json .cuda "${pair#*:}"
	done
}

# --- levels ---

@test "ok: up to the driver's version" {
	make_toolkits 9.2 11.8 12.3 12.4
	make_kernel_module 550.54.14
	for toolkit in 9.2 11.8 12.3 12.4; do
		level $toolkit ok
	done
}

@test "ok: the third number is ignored" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1
	make_kernel_module 550.54.14
	level 12.4 ok
}

@test "minor: newer, same major version, at or above the floor" {
	make_toolkits 11.8 12.5 12.9
	make_kernel_module 525.60.13
	level 12.9 minor
	make_kernel_module 450.80.02
	level 11.8 minor
	level 12.5 unsupported
}

@test "unsupported: same major version, but below the floor" {
	make_toolkits 11.8
	make_kernel_module 450.51.05
	FAKE_CUDA=11000 CUDAENV_LIBCUDA=$fake level 11.8 unsupported
}

@test "floors compare as numbers: 580.159 is above 580.65" {
	make_toolkits 13.2
	make_kernel_module 580.159.03
	level 13.2 minor
}

@test "before 11, minor version compatibility does not exist" {
	make_toolkits 10.2
	make_kernel_module 418.39
	FAKE_CUDA=10010 CUDAENV_LIBCUDA=$fake level 10.2 unsupported
}

@test "forward: its compat directory supports this branch" {
	make_toolkits 13.0 13.1
	make_kernel_module 535.161.07
	level 13.0 unsupported
	mkdir "$machine/usr/local/cuda-13.0/compat"
	touch "$machine/usr/local/cuda-13.0/compat/libcuda.so.1"
	level 13.0 forward
}

@test "forward: not for a branch that it does not support" {
	make_toolkits 13.0
	mkdir "$machine/usr/local/cuda-13.0/compat"
	touch "$machine/usr/local/cuda-13.0/compat/libcuda.so.1"
	make_kernel_module 555.42.06
	level 13.0 unsupported
}

@test "unknown: no driver, a stub, a crash" {
	make_toolkits 12.4
	level 12.4 unknown
	for what in stub crash "error 3"; do
		FAKE_CUDA=$what CUDAENV_LIBCUDA=$fake level 12.4 unknown
	done
}

# --- the cache ---

# A probe that records how often it runs.
count_queries() {
	grep -c -x query "$world/queries" 2>/dev/null || :
}

counting_probe() {
	mkdir "$world/libexec"
	printf '#!/bin/sh\necho query >>%s\nexec %s "$@"\n' "$world/queries" \
		"$builddir/cudaenv-probe" >"$world/libexec/cudaenv-probe"
	chmod 755 "$world/libexec/cudaenv-probe"
	export CUDAENV_LIBEXEC=$world/libexec CUDAENV_LIBCUDA=$world/libcuda.so.1
	export FAKE_CUDA=12040
	cp "$fake" "$CUDAENV_LIBCUDA"
	make_toolkits 12.4
}

@test "use queries the driver once, then uses the cached result" {
	counting_probe
	cudaenv use 12.4
	cudaenv use 12.4
	cudaenv use
	[[ $(count_queries) == 1 ]]
}

@test "driver always queries the driver" {
	counting_probe
	cudaenv driver
	cudaenv driver
	[[ $(count_queries) == 4 ]] # each time for its version, and then for the GPUs
}

@test "another library or another kernel module causes a new query" {
	counting_probe
	cudaenv use 12.4
	cp "$fake" "$world/new" && mv "$world/new" "$CUDAENV_LIBCUDA"
	cudaenv use 12.4
	[[ $(count_queries) == 2 ]]
	make_kernel_module 550.54.14
	cudaenv use 12.4
	[[ $(count_queries) == 3 ]]
}

@test "read-only commands do not query the driver" {
	counting_probe
	CUDAENV_VERSION=12.4 cudaenv hook bash
	cudaenv versions
	cudaenv env 12.4 --format json
	CUDAENV_VERSION=12.4 cudaenv which nvcc
	CUDAENV_VERSION=12.4 cudaenv exec nvcc
	[[ $(count_queries) == "" || $(count_queries) == 0 ]]
	refute_exists "$CUDAENV_CACHE"
}

@test "versions prints the level if the cached result is current" {
	counting_probe
	cudaenv driver
	try cudaenv versions
	assert_output_has "/usr/local/cuda-12.4 [driver: ok]"
}

@test "a damaged cache is ignored" {
	counting_probe
	mkdir -p "$CUDAENV_CACHE"
	for text in '' rubbish $'1\tloader' $'1\tfile:x\t/x\ta\tb\tc\td\te\tf\tg\th' $'\xff\t\t\t\t\t\t\t\t\t\t'; do
		printf '%s\n' "$text" >"$CUDAENV_CACHE/driver"
		try cudaenv use
		assert_success
	done
	head -c 200000 /dev/zero >"$CUDAENV_CACHE/driver"
	try cudaenv driver
	assert_line "driver supports: CUDA 12.4"
}

@test "a cache that cannot be written is not an error" {
	counting_probe
	mkdir "$CUDAENV_CACHE" && chmod 555 "$CUDAENV_CACHE"
	try bound cudaenv driver
	assert_success
	assert_line "driver supports: CUDA 12.4"
	assert_stderr ""
}
