# SPDX-License-Identifier: MIT
# cudaenv doctor --explain: logs, files of the site and the user, JSON, bad input.
# What the entries say is tested by tests/unit/explain.c.

load helper

setup() {
	setup_world
	unset CUDAENV_SYSROOT
}

explain() { try cudaenv doctor --explain "$@"; }

@test "a number, a name and a message are explained" {
	for what in 803 "error 803" "Error code: 803" CUDA_ERROR_SYSTEM_DRIVER_MISMATCH cudaErrorSystemDriverMismatch \
		"cuInit(0) returned 803" "CUDA error 803 at main.cu:3"; do
		explain "$what"
		assert_success
		assert_output_has "error: cuda-driver-mismatch: "
	done
}

@test "an exit status is not an error number of CUDA" {
	for what in "make: *** [Makefile:40: kernels.o] Error 2" "error 2" "all is well" \
		"cudaenv: out of memory" "CUDA 12.4 is installed; invalid argument to option --foo"; do
		explain "$what"
		assert_failure 1
		assert_output ''
		assert_stderr "cudaenv: no known message in \`$what'"
	done
	for what in "error: command '/usr/local/cuda/bin/nvcc' failed with exit status 1" \
		"make: *** [Makefile:40: cuda_kernels.o] Error 2"; do
		explain "$what"
		refute_output_has ": cuda-"
	done
}

@test "every error number of CUDA and NVML has an entry" {
	while IFS=$'\t' read -r api code name _; do
		[[ $api == cuda || $api == nvml ]] || continue
		try cudaenv doctor --explain "$code"
		assert_success
	done < <(grep -v '^#' "$srcdir/data/error_codes.tsv")
}

@test "standard input: the decisive line of a log, with its number" {
	{
		for i in {1..400}; do echo "[INFO] step $i"; done
		echo "Failed to initialize NVML: Driver/library version mismatch"
		for i in {1..400}; do echo "Traceback (most recent call last):"; done
		echo "RuntimeError: No CUDA GPUs are available"
	} >log
	try cudaenv doctor --explain - <log
	assert_success
	assert_line "line 401: Failed to initialize NVML: Driver/library version mismatch"
	assert_output_has "error: nvml-mismatch: "
	refute_output_has "cuda-no-device"
}

@test "control bytes of a quoted message are escaped" {
	explain $'CUDA_ERROR_NO_DEVICE \033]0;title\a \033[31mred \xc2\x9b31m'
	assert_success
	refute_output_has $'\033'
	refute_output_has $'\xc2\x9b'
}

@test "--json has the same, and keeps to its form" {
	try cudaenv doctor --explain "cuInit(0) returned 803" --json
	assert_success
	assert_json '"\(.schema) \(.known) \(.explanations[0].id) \(.explanations[0].line)"' \
		"1 true cuda-driver-mismatch 1"
	assert_json '.explanations[0].causes | length' 3
	try cudaenv doctor --explain "all is well" --json
	assert_failure 1
	assert_json '"\(.known) \(.explanations | length)"' "false 0"
}

@test "the user's entries are read, and replace packaged ones with their id" {
	mkdir -p "$HOME/.config/cudaenv/explain"
	cat >"$HOME/.config/cudaenv/explain/site.rec" <<-'REC'
		Id: our-license
		Match: license server {w} refused
		Means: The license server is down.
		Cause: It is maintained on Mondays.

		Id: cuda-driver-mismatch
		Match: system has unsupported display driver
		Means: Our own words.
		Cause: Ours.
	REC
	unset CUDAENV_CONFIG XDG_CONFIG_HOME
	explain "License server lic1 refused the request"
	assert_success
	assert_output_has "error: our-license: The license server is down."
	explain "system has unsupported display driver / cuda driver combination"
	assert_output_has "Our own words."
	refute_output_has "libcuda and the kernel module"
}

@test "a mistake in a file is reported with its line, and the rest works" {
	mkdir -p "$HOME/.config/cudaenv/explain"
	printf 'Id: a\nMatch: something wrong\nMeans: m\nNonsense\n\nId: b\nMatch: quite right\nMeans: m\nCause: c\n' \
		>"$HOME/.config/cudaenv/explain/bad.rec"
	unset CUDAENV_CONFIG XDG_CONFIG_HOME
	explain "this is quite right"
	assert_success
	assert_stderr "cudaenv: $HOME/.config/cudaenv/explain/bad.rec:4: not a field, a comment or a continuation"
	assert_output_has "error: b: m"
}

@test "any bytes and any size: NUL, no line end, long lines, half sequences" {
	head -c 300000 /dev/urandom >bytes
	try cudaenv doctor --explain - <bytes
	[[ $status -le 1 ]]
	{ head -c 500000 /dev/zero | tr '\0' x; printf '\0CUDA_ERROR_NO_DEVICE\342\200'; } >bytes
	try cudaenv doctor --explain - <bytes
	assert_success
	assert_output_has "error: cuda-no-device: "
	try cudaenv doctor --explain - </dev/null
	assert_failure 1
}

@test "the files are in the format of recutils" {
	command -v recfix >/dev/null || {
		! apt-cache show recutils >/dev/null 2>&1 || skip "recfix is not installed"
		skip "this distribution has no recutils"
	}
	for file in "$srcdir"/data/explain/*.rec; do
		try recfix "$file"
		assert_success
	done
}

# A copy of the packaged files, which the test may change.
own_data() {
	mkdir -p own/data
	cp -r "$srcdir/data/." own/data
	export CUDAENV_DATADIR=$PWD/own
}

@test "a line costs reading the entries that the index names, and the answer is the same" {
	own_data
	strace -f -e trace=openat,pread64 -o trace "$builddir/cudaenv-doctor" \
		--explain 'RuntimeError: No CUDA GPUs are available' >with
	run grep -c 'data/explain/.*\.rec' trace
	((output < 3))
	rm own/data/explain/index
	"$builddir/cudaenv-doctor" --explain 'RuntimeError: No CUDA GPUs are available' >without
	cmp with without
}

@test "an index that is not that of the files is not used" {
	own_data
	printf '\nId: new\nMatch: a new message\nMeans: It is new.\n' >>own/data/explain/nccl.rec
	explain "a new message"
	assert_output_has "error: new: It is new."
	header=$(head -2 "$srcdir/data/explain/index")
	for index in '' "$header" "$header"$'\n=nccl.rec' "$header"$'\n1 2 3 ABCD' \
		"$header"$'\n=../x 1\n1 1 1 *' $'# \n=nccl.rec 1\n99999 1 1 *'; do
		printf '%s\n' "$index" >own/data/explain/index
		explain "a new message"
		assert_output_has "error: new: It is new."
	done
}

@test "a mistake in a packaged file is reported with its line" {
	own_data
	printf '\n%s\n' 'Idd: x' >>own/data/explain/nccl.rec
	explain "CUDA_ERROR_NO_DEVICE"
	assert_output_has "cuda-no-device"
	assert_stderr_has "nccl.rec:$(wc -l <own/data/explain/nccl.rec): no field has this name"
}

@test "without the packaged files, an error names the directory" {
	own_data
	rm own/data/explain/*.rec
	for what in "CUDA_ERROR_NO_DEVICE" 803; do
		explain "$what"
		assert_failure 2
		assert_output ''
		assert_stderr_has "no messages are installed: $PWD/own/data/explain has no *.rec files"
		assert_stderr_has "reinstall cudaenv"
	done
	rm -r own/data/explain
	try cudaenv doctor --explain - --json <<<"CUDA_ERROR_NO_DEVICE"
	assert_failure 2
	assert_output ''
	[[ $stderr != *"no known message"* ]]
}

@test "where only harmless lines are known, the answer says that it explains no failure" {
	local note="W tensorflow/stream_executor/platform/default/dso_loader.cc:64] Could not load dynamic library 'libnvinfer.so.7'"
	try cudaenv doctor --explain - <<<"$note"
	assert_success
	refute_output_has "explains no failure"
	try cudaenv doctor --explain - <<<"$note"$'\nfrobnicate: error 12 in the flux\n'
	assert_success
	assert_output_has "This explains no failure; the other lines are not known messages."
	try cudaenv doctor --explain - <<<"$note"$'\nCUDA error: no CUDA-capable device is detected\n'
	refute_output_has "explains no failure"
}
