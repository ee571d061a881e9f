# Failures of servers, disks and the network during a download.

load helper
load install

# install_from LIE: from the lying server, with that lie.
install_from() {
	make_mirror
	start_liar
	use_mirror "$liar/$1"
	try cudaenv install 12.4.1
}

cached() {
	ls "$CUDAENV_CACHE/archives"
}

@test "faults: an honest server" {
	install_from good
	assert_success
	assert_whole
	[[ $(archives_asked) == 3 && -z $(cached) ]]
}

@test "faults: a wrong hash ends the install, with expected and found" {
	install_from hash
	assert_failure
	assert_stderr_has "SHA-256 mismatch: expected"
	assert_nothing_there
	[[ -z $(cached) ]]
}

@test "faults: a body that is shorter than in the manifest" {
	install_from short
	assert_failure
	assert_stderr_has "bytes, the server has"
	assert_nothing_there
}

@test "faults: a body that is longer, with and without a Content-Length" {
	for lie in long more; do
		rm -rf "$world/port"
		install_from $lie
		assert_failure
		[[ $stderr == *"the server has"* || $stderr == *"more than the expected"* ]]
		assert_nothing_there
	done
}

@test "faults: 404 is reported without a retry" {
	install_from 404
	assert_failure
	assert_stderr_has "404 (not found)"
	assert_nothing_there
}

@test "faults: 500 is retried" {
	install_from 500
	assert_success
	assert_whole
}

@test "faults: a web page instead of an archive" {
	install_from html
	assert_failure
	assert_stderr_has "web page"
	assert_nothing_there
}

@test "faults: a redirect of an http mirror to http is followed, a loop is not" {
	install_from http
	assert_success
	assert_whole
	cudaenv uninstall 12.4.1
	use_mirror "$liar/loop"
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "redirects"
	assert_nothing_there
}

@test "faults: a server that ignores ranges" {
	install_from norange
	assert_success
	assert_whole
}

@test "faults: a connection that ends after each 2 kilobytes" {
	install_from cut
	assert_success
	assert_whole
	(($(archives_asked) > 25))
}

# Each of these fails, after a few requests with pauses between them.
@test "faults: retries are bounded, however the server fails" {
	make_mirror
	start_liar
	for lie in never 503 cutnorange onebyte; do
		: >"$world/log"
		rm -rf "$CUDAENV_CACHE"
		use_mirror "$liar/$lie"
		try timeout 60 cudaenv install 12.4.1 --jobs 1
		assert_failure
		assert_nothing_there
		(($(archives_asked) <= 15)) || fail "$lie: $(archives_asked) requests"
	done
	assert_stderr_has "too early"
}

@test "faults: a range other than the requested one is not used" {
	install_from otherrange
	assert_failure
	refute_stderr_has "SHA-256"
	assert_nothing_there
}

@test "faults: an archive that changes while it is downloaded is fetched again" {
	install_from changed
	assert_failure
	assert_stderr_has "SHA-256 mismatch"
	(($(grep -c 'cuda_cccl.* 0 [0-9]*$' "$world/log") == 2))
}

# silent LIE: installs from it for a few seconds; its messages are in $stderr.
silent() {
	make_mirror
	start_liar
	use_mirror "$liar/$1"
	try timeout -s INT 6 env --default-signal=INT cudaenv install "${2-12.4.1}"
	assert_stderr_has "no reply from 127.0.0.1:${liar##*:} for 3 s, giving up in 42 s"
}

@test "faults: a silent server is named within seconds, with the time left" {
	silent silent
	silent mute
	silent mute 12
}

@test "faults: a server that asks to wait is not reported as silent" {
	make_mirror
	start_liar
	use_mirror "$liar/busy"
	try timeout -s INT 6 env --default-signal=INT cudaenv install 12.4.1
	refute_stderr_has "no reply"
	assert_stderr_has "127.0.0.1:${liar##*:} returned status 503, next attempt in"
}

@test "faults: on a terminal, the time left for a silent server counts down" {
	make_mirror
	start_liar
	for lie in silent mute; do
		use_mirror "$liar/$lie"
		TERM=xterm "$builddir/tests/tools/pty" -t 6 -s 24x80 -- cudaenv install 12.4.1 \
			</dev/null >"$world/typed" || :
		grep -q "no reply from 127.0.0.1:${liar##*:} for 3 s, giving up in 42 s" "$world/typed"
		grep -q "giving up in 41 s" "$world/typed"
	done
}

@test "faults: a server that drips is given up" {
	[[ ${FAULTS_SLOW-} ]] || skip "takes 75 seconds: FAULTS_SLOW is not set"
	install_from drip
	assert_failure
	assert_stderr_has "too slow"
}

@test "faults: a silent server is given up" {
	[[ ${FAULTS_SLOW-} ]] || skip "takes 90 seconds: FAULTS_SLOW is not set"
	for lie in silent mute; do
		install_from $lie
		assert_failure
		[[ $stderr == *"no reply for 45 seconds"* || $stderr == *"does not reply"* ]]
	done
}

@test "faults: a server that never replies" {
	install_from never
	assert_failure
	assert_nothing_there
}

# What libcurl or we print about an address must not contain its password.
@test "faults: no message contains a password, whatever is wrong with the address" {
	make_mirror
	use_mirror https://127.0.0.1:1/x
	for proxy in http://u:sekret@127.0.0.1:99999 ht!tp://u:sekret@x u:sekret@127.0.0.1:x \
		http://u:sekret@127.0.0.1:1 http://u:se/sekret@127.0.0.1:1 socks9://u:sekret@h \
		"http://u:sekret$(printf '%0300d' 0)@127.0.0.1:1" http://u:sekret@nowhere.invalid; do
		for name in https_proxy all_proxy ALL_PROXY; do
			try env "$name=$proxy" cudaenv install 12.4.1
			assert_failure
			refute_stderr_has sekret
		done
	done
	for url in https://u:sekret@127.0.0.1:1 https://u:sekret@127.0.0.1:x https://u:s/sekret@h \
		https://u:s#sekret@h https://u:sekret@h:99999/x https://u:sekret@[::1 ftp://u:sekret@h \
		https:/u:sekret@h u:sekret@h http://u:sekret@nowhere.invalid; do
		use_mirror "$url"
		for option in 12.4.1 --list "12.4.1 --dry-run" "12.4.1 --offline"; do
			# shellcheck disable=SC2086
			try cudaenv install $option
			refute_stderr_has sekret
			refute_output_has sekret
		done
	done
}

@test "faults: signals that are ignored do not end it" {
	make_mirror
	head -c 700000 /dev/urandom >"$world/tree/nvcc/bin/big"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	start_liar
	use_mirror "$liar/slow"
	nohup sh -c 'trap "" INT; exec cudaenv install 12.4.1' >/dev/null 2>&1 &
	wait_for '[[ -s $(compgen -G "$CUDAENV_CACHE/archives/*nvcc*.part") ]]'
	kill -HUP $!
	kill -INT $!
	wait $!
	assert_whole
}

@test "faults: no one reads the progress or the messages" {
	make_mirror
	try bash -c 'cudaenv install 12.4.1 --progress-fd 7 7> >(:) 2> >(:); exit $?'
	assert_success
	assert_whole
}

@test "faults: no server at the address" {
	make_mirror
	use_mirror http://127.0.0.1:1
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "127.0.0.1"
}

@test "faults: a server without a list of releases, and one without the release" {
	make_mirror
	use_mirror http://127.0.0.1:1
	try cudaenv install --list
	assert_line 12.4.1
	assert_stderr_has "known to cudaenv"
	start_liar
	use_mirror "$liar/good"
	try cudaenv install 12.4.7
	assert_failure
	assert_stderr_has "there is no such release"
}

@test "faults: plain http only when the mirror names it" {
	make_mirror
	use_mirror ftp://127.0.0.1/x
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "not a valid https, http or file address"
}

@test "faults: the manifest is not a manifest" {
	make_mirror
	for text in '' '[]' '<html>' '{"cuda_nvcc":{"'"$(platform)"'":{"relative_path":"../x"}}}'; do
		printf %s "$text" >"$mirror/cuda/redist/redistrib_12.4.1.json"
		try cudaenv install 12.4.1
		assert_failure
		assert_stderr_has "redistrib_12.4.1.json cannot be used"
	done
}

@test "faults: the bytes of an earlier run are hashed, and the download continues after them" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	mkdir -p "$CUDAENV_CACHE/archives"
	archive=$(echo "$mirror/cuda/redist/cuda_cudart/$(platform)"/*.tar.xz)
	sum=$(sha256sum "$archive" | cut -c1-16)
	head -c 20000 "$archive" >"$CUDAENV_CACHE/archives/$sum-$(basename "$archive").part"
	try cudaenv install 12.4.1
	assert_success
	grep -q "cuda_cudart.* 20000 " "$world/log"
}

@test "faults: wrong bytes of an earlier run are dropped" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	mkdir -p "$CUDAENV_CACHE/archives"
	archive=$(echo "$mirror/cuda/redist/cuda_cudart/$(platform)"/*.tar.xz)
	sum=$(sha256sum "$archive" | cut -c1-16)
	head -c 20000 /dev/zero >"$CUDAENV_CACHE/archives/$sum-$(basename "$archive").part"
	try cudaenv install 12.4.1
	assert_success
	assert_whole
}

@test "faults: a damaged archive in the cache is fetched again" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	cudaenv install 12.4.1 --keep
	[[ $(cached | wc -l) == 3 ]]
	for file in "$CUDAENV_CACHE"/archives/*nvcc*; do
		printf X | dd of="$file" bs=1 seek=0 conv=notrunc status=none
	done
	cudaenv uninstall 12.4.1
	try cudaenv install 12.4.1
	assert_success
	assert_stderr_has "in the cache is damaged"
	[[ $(archives_asked) == 4 ]]
	assert_whole
}

@test "faults: --offline installs from the cache, and names what is missing in it" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	cudaenv install 12.4.1 --keep
	cudaenv uninstall 12.4.1
	kill "${servers[0]}"
	try cudaenv install --list --offline
	assert_output 12.4.1
	try cudaenv install 12.4.1 --offline --keep
	assert_success
	cudaenv uninstall 12.4.1
	rm "$CUDAENV_CACHE"/archives/*nvcc*
	try cudaenv install 12.4.1 --offline
	assert_failure
	assert_stderr_has "--offline forbids"
	assert_nothing_there
}

@test "faults: a local mirror that lacks an archive" {
	make_mirror
	rm "$mirror"/cuda/redist/cuda_cccl/*/*.tar.xz
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "cuda_cccl-$(platform)-12.4.127-archive.tar.xz: the mirror has the manifest"
	assert_nothing_there
}

@test "cache: lists and prunes" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	cudaenv install 12.4.1 --keep
	try cudaenv cache
	assert_output_has cuda_nvcc
	try cudaenv cache prune --dry-run
	[[ $(cached | wc -l) == 3 ]]
	try cudaenv cache prune
	assert_success
	[[ -z $(cached) ]]
}

@test "faults: Ctrl-C stops it and keeps the downloads; no partial toolkit is left" {
	make_mirror
	head -c 700000 /dev/urandom >"$world/tree/nvcc/bin/big"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	start_liar
	use_mirror "$liar/slow"
	env --default-signal=INT cudaenv install 12.4.1 2>"$world/stderr" &
	wait_for 'compgen -G "$CUDAENV_CACHE/archives/*nvcc*.part" >/dev/null'
	wait_for '[[ -s $(compgen -G "$CUDAENV_CACHE/archives/*nvcc*.part") ]]'
	kill -INT $!
	status=0
	wait $! || status=$?
	[[ $status == 130 ]] || fail "no 130"
	assert_nothing_there
	cached | grep -q 'nvcc.*part'
	use_mirror "$liar/good"
	try cudaenv install 12.4.1
	assert_success
	grep -Eq "cuda_nvcc.* [1-9][0-9]* " "$world/log"
}

@test "faults: a lack of space is reported before the first byte" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	small_disk 100k
	CUDAENV_ROOT=$world/small/root try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "not enough space"
	[[ $(archives_asked) == 0 && -z $(ls -A "$world/small/root/versions" 2>/dev/null) ]]
}

@test "faults: a disk becomes full while unpacking" {
	make_mirror
	head -c 4000000 /dev/zero >"$world/tree/nvcc/bin/zeros"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	small_disk 2m
	CUDAENV_ROOT=$world/small/root try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "No space left"
	[[ -z $(find "$world/small/root/versions" -mindepth 1 ! -name '*.lock') ]]
}

# As if a quota were reached: strace makes the system call fail.
install_under_quota() { # SYSCALL FROM_WHICH_CALL_ON [FILE]
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	try strace -f -qq -o /dev/null -e "inject=$1:error=EDQUOT:when=$2+" ${3:+-P "$3"} \
		cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "Disk quota exceeded"
	assert_nothing_there
	try cudaenv install 12.4.1
	assert_success
}

@test "faults: a quota that is reached while downloading" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	archive=$(echo "$mirror"/cuda/redist/cuda_cudart/*/*.tar.xz)
	sha=$(sha256sum <"$archive")
	install_under_quota write 2 "$CUDAENV_CACHE/archives/${sha::16}-${archive##*/}.part"
}

@test "faults: a quota that is reached while unpacking" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	install_under_quota mkdirat 5
}

# small_disk SIZE: mounts a file system of that size at $world/small for this test.
small_disk() {
	mkdir -p "$world/small"
	if ! unshare -m true 2>/dev/null; then
		skip "mounting a small disk needs root or a user namespace"
	fi
	mount -t tmpfs -o "size=$1" small "$world/small" 2>/dev/null ||
		skip "no tmpfs can be mounted here"
	mounted=$world/small
}

teardown() {
	[[ ! ${mounted-} ]] || umount "$mounted"
	stop_servers
	teardown_world
}
