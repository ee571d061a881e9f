# A target machine below a directory: every path of it is resolved inside, never outside.

load helper

setup() {
	setup_world
	make_toolkits 12.4
}

@test "--sysroot and CUDAENV_SYSROOT mean the same; the option has priority" {
	unset CUDAENV_SYSROOT
	try cudaenv --sysroot "$machine" versions --bare
	assert_output 12.4
	try cudaenv --sysroot="$machine" versions --bare
	assert_output 12.4
	CUDAENV_SYSROOT=$world/home try cudaenv --sysroot "$machine" versions --bare
	assert_output 12.4
}

@test "a missing sysroot is reported" {
	CUDAENV_SYSROOT=$world/nowhere try cudaenv versions
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: cannot look at the sysroot $world/nowhere: No such file or directory"
}

@test "a file is not a sysroot" {
	touch "$world/image"
	CUDAENV_SYSROOT=$world/image try cudaenv versions
	assert_failure
	assert_stderr_has "cannot look at the sysroot $world/image: "
}

@test "a relative sysroot, and one through a link" {
	ln -s machine "$world/link"
	for root in ../machine ../link ../link/.; do
		CUDAENV_SYSROOT=$root CUDAENV_VERSION=12.4 try cudaenv which nvcc
		assert_output "$machine/usr/local/cuda-12.4/bin/nvcc"
	done
}

@test "printed paths are of the target machine, exported paths have the sysroot prefix" {
	try cudaenv prefix 12.4
	assert_output /usr/local/cuda-12.4
	try cudaenv env 12.4 --format json
	assert_json .env.CUDA_HOME "$machine/usr/local/cuda-12.4"
}

@test "an absolute link is resolved inside" {
	make_toolkit "$machine/srv/real"
	ln -s /srv/real "$machine/opt-link"
	mkdir -p "$machine/opt" && ln -s /opt-link "$machine/opt/cuda-11.8"
	echo '{"cuda":{"version":"11.8.0"}}' >"$machine/srv/real/version.json"
	try cudaenv prefix 11.8
	assert_success
	assert_output /srv/real
}

@test "a link whose target exists only outside is dangling" {
	make_toolkit "$world/outside/cuda-11.8"
	ln -s "$world/outside/cuda-11.8" "$machine/usr/local/cuda-11.8"
	try cudaenv versions --bare
	assert_output 12.4
}

@test ".. stops at the root of the sysroot" {
	make_toolkit "$world/outside/cuda-11.8"
	ln -s ../../../../../../../../../..$world/outside/cuda-11.8 "$machine/usr/local/cuda-11.8"
	try cudaenv versions --bare
	assert_output 12.4
}

@test "a file of a toolkit that is a link to outside is not read" {
	echo '{"cuda":{"version":"99.9.9"}}' >"$world/secret"
	ln -sf "$world/secret" "$machine/usr/local/cuda-12.4/version.json"
	try cudaenv versions --json
	assert_json '.toolkits[0].version' 12.4
}

@test "links that point to each other are not followed for ever" {
	ln -s b "$machine/usr/local/cuda-a"
	ln -s cuda-a "$machine/usr/local/b"
	mkdir -p "$machine/opt" && ln -s cuda "$machine/opt/cuda"
	try cudaenv versions --bare
	assert_success
	assert_output 12.4
}

@test "the search for toolkits opens nothing outside" {
	try traced -e trace=%file cudaenv versions --bare
	assert_success
	! grep -E '"/(usr/local|opt|proc/driver)[/"]' "$world/trace" | grep -v -e readlink -e RESOLVE_IN_ROOT -e "$builddir"
}

@test "the user's own toolkits are not inside the sysroot" {
	make_toolkit "$(user_root)/versions/11.8"
	try cudaenv versions --bare
	assert_output 11.8 12.4
	try cudaenv env 11.8 --format json
	assert_json .env.CUDA_HOME "$(user_root)/versions/11.8"
}

@test "exec refuses a program of another architecture, and the message names it" {
	cp "$(type -P true)" "$machine/usr/local/cuda-12.4/bin/tool"
	printf '\xf3\x00' | dd of="$machine/usr/local/cuda-12.4/bin/tool" bs=1 seek=18 \
		conv=notrunc status=none # e_machine: RISC-V
	CUDAENV_VERSION=12.4 try cudaenv exec tool
	assert_failure 126
	assert_stderr "cudaenv: $machine/usr/local/cuda-12.4/bin/tool: it is for another architecture: it cannot run here"
}

@test "exec refuses a program with a foreign loader, and the message names it" {
	tool=$machine/usr/local/cuda-12.4/bin/tool
	cp "$(type -P true)" "$tool"
	sed -i 's,/ld-linux,/ld-musl1,' "$tool"
	CUDAENV_VERSION=12.4 try cudaenv exec tool
	assert_failure 126
	assert_stderr_has "is not on this machine: it cannot run here"
}

@test "exec runs a program for this machine" {
	cp "$(type -P true)" "$machine/usr/local/cuda-12.4/bin/tool"
	CUDAENV_VERSION=12.4 try cudaenv exec tool
	assert_success
}

# swap FILE: makes FILE a regular file and a link to outside, in turn, until it is killed.
swap() {
	while :; do
		cp "$world/inside" "$1.new"
		mv -T "$1.new" "$1"
		ln -s "$world/outside" "$1.new"
		mv -T "$1.new" "$1"
	done
}

@test "a link that changes while it is resolved does not escape" {
	[[ $(uname -r) != [0-4].* ]] || skip "openat2 is missing"
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4
	echo '{"cuda":{"version":"12.4.0"}}' >"$world/inside"
	echo '{"cuda":{"version":"9.9.9"}}' >"$world/outside"
	swap "$machine/usr/local/cuda-12.4/version.json" 3>&- &
	swapper=$!
	# Opening it is delayed, so that it changes after it was examined.
	for ((run = 0; run < 30; run++)); do
		strace -f -qq -o /dev/null -P /usr/local/cuda-12.4/version.json \
			-P "$machine/usr/local/cuda-12.4/version.json" \
			-e inject=openat,openat2:delay_enter=20000 \
			cudaenv --sysroot "$machine" versions --json
	done >"$world/seen"
	kill "$swapper"
	! grep -F 9.9.9 "$world/seen"
}
