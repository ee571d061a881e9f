# What `cudaenv doctor --capture` keeps and hides, and what a hostile capture can do.

load helper

# A machine with a user's files below `$machine$HOME`, and a finding in one of them.
own_machine() {
	make_toolkits 12.4
	mkdir -p "$machine$HOME"
	printf '%s\n' "$@" 'export PATH=/usr/local/cuda/bin:$PATH' >"$machine$HOME/.bashrc"
	export CUDAENV_VERSION=12.4
}

# --- what is hidden ---------------------------------------------------------------------

@test "secrets in lines about CUDA reach neither a capture nor markdown" {
	own_machine "alias t='HF_TOKEN=hf_S3cretS3cret CUDA_VISIBLE_DEVICES=0 python'" \
		'export NVIDIA_API_KEY=nvapi-S3cret' \
		'export MYSQL_PWD=S3cret CUDA_CACHE_PATH=/tmp' \
		'export NGC_API_KEY=S3cret; export PATH=/usr/local/cuda-11.8/bin:$PATH'
	try cudaenv doctor --capture c --format markdown
	assert_output_has 'export PATH=/usr/local/cuda-11.8/bin'
	refute_output_has S3cret
	try grep -i s3cret c
	assert_failure
	try cudaenv --sysroot c doctor --only rc-conflict
	assert_output_has '.bashrc:4: export NGC_API_KEY=***; export PATH=/usr/local/cuda-11.8/bin'
}

@test "a name that is learned late is also hidden earlier; a prefix of a UUID stays its prefix" {
	own_machine
	export CONDA_PREFIX=/data/carol/conda CUDA_VISIBLE_DEVICES=GPU-1234,GPU-12345678-1111-2222-3333-444444444444
	PATH=$PATH:/home/carol/bin try cudaenv doctor --capture c
	try grep carol c
	assert_failure
	grep -qx 'env CUDA_VISIBLE_DEVICES=GPU-00000000,GPU-00000000-0000-0000-0000-000000000000' c
}

@test "a home that is reached through a link is private, too" {
	export HOME=/home/ada
	own_machine 'export TOKEN_OF_MINE=S3cret' 'alias mine=S3cret'
	mkdir "$machine/data"
	mv "$machine/home" "$machine/data/home"
	ln -s data/home "$machine/home"
	try cudaenv doctor --capture c
	try grep -e S3cret -e ada c
	assert_failure
	try cudaenv --sysroot c doctor --only rc-conflict
	assert_line "  seen      /home/user/.bashrc:3: export PATH=/usr/local/cuda/bin:\$PATH"
}

@test "a user who is named like the distribution or the driver changes no fact" {
	export HOME=/home/ubuntu
	own_machine
	make_kernel_module 580.65.06
	mkdir -p "$machine/etc"
	printf 'ID=ubuntu\nID_LIKE=debian\n' >"$machine/etc/os-release"
	for USER in ubuntu nvidia cuda module; do
		export USER
		try cudaenv doctor --json --capture c
		first=$(jq -c '.host, .driver, [.checks[].status]' <<<"$output")
		try cudaenv --sysroot c doctor --json
		[[ $(jq -c '.host, .driver, [.checks[].status]' <<<"$output") == "$first" ]] || fail "$USER: $first"
		try grep /home/ubuntu c
		assert_failure
	done
}

@test "every user name is replaced, and different names stay different" {
	export HOME=/home/ad LOGNAME=adlog SUDO_USER=sudoer USER=
	export PATH=$PATH:/home/adam/bin:/home/ad/bin:/home/ad:/data/adlog/x:/data/sudoer/y:/home/sudoer:/x/adlogs
	own_machine
	try cudaenv doctor --capture c
	try grep -o ':/home/.*' c
	assert_output ":/home/user3/bin:/home/user/bin:/home/user:/data/user/x:/data/user2/y:/home/user2:/x/adlogs"
}

@test "a prefix of a UUID does not identify a GPU, either" {
	own_machine
	CUDA_VISIBLE_DEVICES=GPU-8f2a6b1c,GPU-9f2a6b1c-0000-1111-2222-333344445555,GPU-8f2a try cudaenv doctor --capture c
	try grep CUDA_VISIBLE_DEVICES c
	assert_output "env CUDA_VISIBLE_DEVICES=GPU-00000000,GPU-00000001-0000-0000-0000-000000000000,GPU-00000000"
}

@test "below the current directory, only what a check reads is named" {
	make_toolkits 12.4
	here=$machine$PWD
	mkdir -p "$here/salaries/2026" "$here/build" "$here/venv/lib/python3/site-packages/"{torch-2.0,ours_secret-1.0}.dist-info
	touch "$here/salaries/ada.xls" "$here/notes"
	printf 'CMAKE_CUDA_COMPILER:FILEPATH=/usr/local/cuda-11.8/bin/nvcc\n' >"$here/build/CMakeCache.txt"
	PATH=/usr/local/cuda-12.4/bin:$PATH VIRTUAL_ENV=$PWD/venv try cudaenv doctor --capture c
	assert_output_has cmake-cache-pinned
	try grep -e salaries -e ours_secret -e notes c
	assert_failure
	try grep -c -e build/CMakeCache.txt -e torch-2.0 c
	assert_output 2
	try stat -c %a c
	assert_output 600
	chmod 644 c
	try cudaenv doctor --capture c
	try stat -c %a c
	assert_output 600
}

# --- what a replay accepts ------------------------------------------------------------------

@test "links and their targets may contain spaces, percent signs and newlines" {
	odd=$machine/opt/'a b%41'$'\n''c'
	make_toolkit "$odd/t" 12.4
	mkdir -p "$machine/usr/local"
	ln -s /opt/'a b%41'$'\n''c/t' "$machine/usr/local/cuda x"
	CUDA_HOME='/usr/local/cuda x' PATH="/usr/local/cuda x/bin:$PATH" try cudaenv doctor --json --capture c
	first=$(jq -c '[.findings[] | .id, .evidence]' <<<"$output")
	try cudaenv --sysroot c doctor --json
	assert_stderr ""
	[[ $(jq -c '[.findings[] | .id, .evidence]' <<<"$output") == "$first" ]] || fail "$first"
}

@test "a captured environment runs nothing, and sets only variables that a check reads" {
	printf 'cudaenv-capture 1\nenv LD_PRELOAD=%s/evil.so\nenv BASH_FUNC_ls%%%%%%%%=() { touch evil; }\nenv PATH=%s\n' \
		"$PWD" "$PWD" >m
	printf '#!/bin/sh\ntouch evil\n' >train
	chmod +x train
	try cudaenv --sysroot m doctor -- train
	assert_failure 2
	assert_stderr_has "a command cannot be run for another machine"
	try cudaenv doctor --sysroot "$machine" -- true
	assert_failure 2
	refute_exists evil
}

@test "a huge capture is refused" {
	for line in 'answer k%d=1' 'file /a%d' 'link /a%d x' 'absent /a%d'; do
		{ echo cudaenv-capture 1 && seq -f "${line/\%d/%.0f}" 50000; } >m
		try cudaenv --sysroot m doctor
		assert_failure 2
		assert_stderr_has ": too many"
	done
	for line in '|%.0f' 'env K%.0f=1'; do
		{ echo cudaenv-capture 1 && seq -f "$line" 100001; } >m
		try cudaenv --sysroot m doctor
		assert_stderr "cudaenv: cannot replay m: it has too many lines"
	done
	head -c 5000000 /dev/zero | tr '\0' x >m
	try cudaenv --sysroot m doctor
	assert_stderr "cudaenv: cannot replay m: File too large"
}

@test "of several entries for one path, the last one applies, and it hides what is below" {
	printf '%s\n' 'cudaenv-capture 1' 'file /usr/local/cuda-12.4/bin/nvcc' 'dir /usr/local/cuda-12.4' \
		'file /usr/local/cuda-11.8/bin/nvcc' 'absent /usr/local/cuda-11.8' \
		'file /usr/local/cuda-11.8.1' 'file /opt/cuda/bin' 'file /opt/cuda/bin/nvcc' \
		'file /usr/local/cuda-11.7/x' 'link /usr/local/cuda-11.7 cuda-12.4' 'answer uid=1' 'answer uid=2' >m
	try cudaenv --sysroot m doctor --json
	assert_failure 2
	assert_stderr "cudaenv: cannot replay m: /opt/cuda/bin/nvcc: Not a directory"
	sed -i '/opt/d' m
	try cudaenv --sysroot m doctor --json
	assert_json '[.toolkits[].name] | join(" ")' 12.4
}

# removed DIR: DIR becomes empty. Another process empties it, when the program has ended.
removed() {
	local i

	for ((i = 0; i < 100; i++)); do
		[[ $(ls -A "$1") ]] || return 0
		sleep 0.1
	done
	return 1
}

@test "a signal during a replay ends it immediately, and leaves no directory" {
	mkdir tmp
	export TMPDIR=$PWD/tmp
	cudaenv --sysroot "$srcdir/tests/machines/bare.machine" doctor -v | true
	removed tmp || fail "SIGPIPE"
	cp "$srcdir/tests/machines/bare.machine" m
	# tens of seconds of work
	seq -f 'dir /usr/local/cuda-%.0f.1' 6000 >>m
	seen=
	for signal in TERM HUP KILL; do # bash ignores INT in a background job
		"$builddir/cudaenv-doctor" --sysroot m >/dev/null 3>&- &
		until [[ $(ls -A tmp) ]] || ! kill -0 $! 2>/dev/null; do :; done
		[[ ! $(ls -A tmp) ]] || seen+=$signal
		SECONDS=0
		kill -$signal $! 2>/dev/null || :
		wait $! || :
		((SECONDS < 10)) || fail "$signal: $SECONDS s"
		removed tmp || fail "$signal"
	done
	[[ $seen ]] || fail "no replay made a directory"
}

@test "the other commands that inspect a machine accept a capture, too" {
	make_toolkits 12.4 11.8
	make_kernel_module 580.65.06
	export PATH=/usr/local/cuda-12.4/bin:$PATH
	try cudaenv doctor --capture c
	mkdir tmp
	for sysroot in "$machine" c; do
		for command in "versions" "versions --json" "latest 11" "prefix 12.4" "which nvcc" "driver" "version --json"; do
			# shellcheck disable=SC2086 # words are meant
			CUDAENV_VERSION=11.8 TMPDIR=$PWD/tmp try cudaenv --sysroot "$sysroot" $command
			printf '%s\n%s\n%s\n' "$command" "$status" "${output//"$machine"/}"
		done >"output.${sysroot##*/}"
	done
	diff output.machine output.c
	[[ -z $(ls -A tmp) ]]
	try cudaenv --sysroot c prefix 12.9
	assert_failure
	for command in "use 12.4" "exec true" "env" "hook bash" "install 12.4" "use --system 12.4"; do
		# shellcheck disable=SC2086
		try cudaenv --sysroot c $command
		assert_failure 2
		assert_stderr_has "${command%% *}: c is a captured machine"
	done
}

@test "a capture contains the user's own toolkits, aliases, links and search paths" {
	unset CUDAENV_SYSROOT
	make_toolkit "$world/sw/cuda-11.1"
	printf '[paths]\nsearch = %s/sw/cuda-*\n[alias]\ntest = 11.1\n' "$world" >conf
	export CUDAENV_CONFIG=$PWD/conf
	make_toolkit "$(user_root)/versions/12.3"
	make_toolkit "$world/elsewhere/x" 12.1
	ln -s "$world/elsewhere/x" "$(user_root)/versions/mine"
	ln -s "$world/nowhere" "$(user_root)/versions/gone"
	try cudaenv alias prod 12.3
	verdicts() { jq -c '[.toolkits[].name], [.checks[] | select(.id != "self-statedir") | .id, .status]' <<<"$output"; }
	for CUDAENV_VERSION in 12.3 mine prod test; do
		export CUDAENV_VERSION
		try cudaenv doctor --json --skip cuda,driver,hardware --capture c
		first=$(verdicts)
		try cudaenv --sysroot c doctor --json --skip cuda,driver,hardware
		[[ $(verdicts) == "$first" ]] || fail "$CUDAENV_VERSION: $(diff <(tr , '\n' <<<"$first") <(verdicts | tr , '\n'))"
	done
}
