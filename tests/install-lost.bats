# A download loses the network, the correct time, or the space for a file.

load helper
load install

# A component that the slow server needs many seconds for.
make_big_mirror() {
	make_mirror
	head -c 9000000 /dev/urandom >"$world/tree/nvcc/bin/big"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
}

part() {
	compgen -G "$CUDAENV_CACHE/archives/*nvcc*.part"
}

# limited KILOBYTES COMMAND...: no file may be larger.
limited() (
	ulimit -f "$1"
	shift
	exec "$@"
)

@test "lost: the network fails during a download, and the next run continues it" {
	make_big_mirror
	start_liar
	use_mirror "$liar/slow"
	cudaenv install 12.4.1 2>"$world/stderr" 3>&- &
	installer=$!
	wait_for '[[ -s $(part) ]]'
	kill -KILL "${servers[0]}"
	status=0
	wait "$installer" || status=$?
	stderr=$(<"$world/stderr")
	assert_failure
	assert_stderr_has "cuda_nvcc-$(platform)-12.4.131-archive.tar.xz"
	assert_stderr_has "connect"
	assert_nothing_there
	had=$(stat -c%s "$(part)")
	((had > 0 && had < 9000000))
	rm "$world/port" "$world/log"
	start_liar
	use_mirror "$liar/good"
	try cudaenv install 12.4.1
	assert_success
	grep -q "cuda_nvcc.* $had [0-9]*$" "$world/log" || fail "not from $had: $(<"$world/log")"
	assert_whole
}

@test "lost: the clock was set back, and the files are from the future" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	cudaenv install 12.4.1 --keep
	find "$CUDAENV_ROOT" "$CUDAENV_CACHE" -exec touch -h -d 2040-01-01 {} +
	assert_whole
	cudaenv uninstall 12.4.1
	archive=$(compgen -G "$CUDAENV_CACHE/archives/*cuda_nvcc*.tar.xz")
	half=$(($(stat -c%s "$archive") / 2))
	head -c "$half" "$archive" >"$archive.part"
	rm "$archive"
	: >"$world/log"
	find "$CUDAENV_ROOT" "$CUDAENV_CACHE" -exec touch -h -d 2040-01-01 {} +
	try cudaenv install 12.4.1
	assert_success
	[[ $(archives_asked) == 1 ]] || fail "fetched twice: $(<"$world/log")"
	grep -q "cuda_nvcc.* $half " "$world/log"
	assert_whole
}

@test "lost: a limit on the size of files, during a download" {
	make_big_mirror
	start_liar
	use_mirror "$liar/good"
	try limited 2000 cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "cannot write $(part): File too large"
	assert_nothing_there
	try cudaenv install 12.4.1
	assert_success
	assert_whole
}

@test "lost: a limit on the size of files, while unpacking" {
	make_mirror
	head -c 4000000 /dev/zero >"$world/tree/nvcc/bin/zeros"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	try limited 2000 cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "bin/zeros': File too large"
	assert_nothing_there
	try cudaenv install 12.4.1
	assert_success
	assert_whole
}
