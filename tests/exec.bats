load helper

@test "the program of the selected toolkit, with its arguments" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 try cudaenv exec nvcc -x cu 'a b' ''
	assert_success
	assert_output "nvcc 12.4 -x cu a b "
}

@test "every argument after the program is passed to it, -- and --help too" {
	make_program "$world/bin/args" args
	try cudaenv exec args -- --help -t 12 -- end
	assert_success
	assert_output "args -- --help -t 12 -- end"
}

@test "not found: 127, and who has it" {
	make_toolkits 11.8 12.4
	make_program "$machine/usr/local/cuda-11.8/bin/nvprof" prof
	CUDAENV_VERSION=12.4 try cudaenv exec nvprof
	assert_failure 127
	assert_output ""
	assert_stderr_has "cudaenv: nvprof: command not found"
	assert_stderr_has "  11.8"
}

@test "not executable: 126" {
	make_toolkits 12.4
	echo >"$machine/usr/local/cuda-12.4/bin/data"
	CUDAENV_VERSION=12.4 try cudaenv exec data
	assert_failure 126
}

@test "system has its position in a list: its programs come before those of what follows" {
	make_toolkits 12.4 11.8
	make_program "$world/bin/nvcc" "the system's"
	make_program "$machine/usr/local/cuda-12.4/bin/cuda-gdb" "gdb 12.4"
	CUDAENV_VERSION=system:12.4 try cudaenv exec nvcc
	assert_output "the system's"
	CUDAENV_VERSION=system:12.4 try cudaenv exec sh -c nvcc
	assert_output "the system's"
	CUDAENV_VERSION=system:12.4 try cudaenv exec cuda-gdb
	assert_output "gdb 12.4"
	CUDAENV_VERSION=11.8:system:12.4 try cudaenv exec sh -c 'nvcc; cuda-gdb'
	assert_output "nvcc 11.8" "gdb 12.4"
	CUDAENV_VERSION=system:12.4 try cudaenv which nvcc
	assert_output "$world/bin/nvcc"
}

@test "system first: CUDA_HOME is that of the nvcc that runs, and what the user set is kept" {
	make_toolkits 12.4
	export CUDAENV_VERSION=system:12.4
	try cudaenv exec sh -c 'echo "$CUDA_HOME"'
	assert_output "$machine/usr/local/cuda-12.4"
	CUDA_HOME=/mine try cudaenv exec sh -c 'echo "$CUDA_HOME $CUDA_PATH"'
	assert_output "/mine $machine/usr/local/cuda-12.4"
	make_program "$world/bin/nvcc" "the system's"
	try cudaenv exec sh -c 'echo "[$CUDA_HOME]"'
	assert_output "[]"
}

@test "a script that names no interpreter is sh's" {
	printf 'echo "$0: $*"\n' >"$world/bin/plain"
	chmod 755 "$world/bin/plain"
	try cudaenv exec plain a 'b c'
	assert_success
	assert_output "$world/bin/plain: a b c"
}

@test "without PATH the program finds what it would have found" {
	make_toolkits 12.4
	try env -u PATH "$(command -v cudaenv)" exec -t 12.4 sh -c 'ls -d / && nvcc'
	assert_output / "nvcc 12.4"
}

@test "a state that is too large to save is not run" {
	make_toolkits 12.4
	CUDA_HOME=$(printf %020000d 0) try cudaenv exec -t 12.4 true
	assert_failure 1
	assert_stderr_has "larger than 16384 bytes: not run"
}

@test "the selected version is not here: nothing runs" {
	CUDAENV_VERSION=1.2 try cudaenv exec true
	assert_failure 127
	assert_stderr_has "version \`1.2' is not installed (set by CUDAENV_VERSION environment variable)"
}

@test "its exit status is the program's" {
	try cudaenv exec sh -c 'exit 42'
	assert_failure 42
}

@test "a signal ends it as it would end the program" {
	try cudaenv exec sh -c 'kill -TERM $$'
	assert_failure 143
}

@test "it becomes the program: the same process" {
	try sh -c 'echo $$; exec cudaenv exec sh -c "echo \$\$"'
	assert_success
	[[ ${output%$'\n'*} == "${output#*$'\n'}" ]]
}

@test "it leaves standard input to the program" {
	try cudaenv exec cat <<<"what was typed"
	assert_output "what was typed"
}

@test "ignored signals stay ignored" {
	ignored=$(sh -c 'trap "" USR1; exec grep SigIgn /proc/self/status')
	[[ $ignored == *2?? ]]
	try sh -c 'trap "" USR1; exec cudaenv exec grep SigIgn /proc/self/status'
	assert_output "$ignored"
}

@test "open descriptors go through to it, and none of ours" {
	try cudaenv exec ls /proc/self/fd
	before=$(ls /proc/self/fd)
	assert_output "$before"
}

@test "the environment is the toolkit's" {
	make_toolkits 12.4
	dir=$machine/usr/local/cuda-12.4
	CUDAENV_VERSION=12.4 try cudaenv exec env
	assert_line "CUDA_HOME=$dir"
	assert_line "CUDA_PATH=$dir"
	assert_line "CUDAToolkit_ROOT=$dir"
	assert_line "PATH=$dir/bin:$PATH"
	assert_line "LD_LIBRARY_PATH=$dir/lib64"
	assert_line "CUDAENV_ACTIVE=12.4"
}

@test "system leaves PATH and the rest as they are" {
	make_toolkits 12.4
	LD_LIBRARY_PATH=/mine CUDA_HOME=/mine/too try cudaenv exec env
	assert_line "PATH=$PATH"
	assert_line "LD_LIBRARY_PATH=/mine"
	assert_line "CUDA_HOME=/mine/too"
	refute_output_has CUDAENV_ACTIVE
}

@test "-t takes another toolkit" {
	make_toolkits 11.8 12.4
	CUDAENV_VERSION=12.4 try cudaenv exec -t 11.8 nvcc
	assert_output "nvcc 11.8"
	try cudaenv exec --toolkit=cu118 nvcc
	assert_output "nvcc 11.8"
}

@test "-t holds for the cudaenv inside too" {
	make_toolkits 11.8 12.4
	echo 12.4 >.cuda-version
	try cudaenv exec -t 11.8 cudaenv version-name
	assert_output 11.8
}

@test "-t system restores the environment, then runs the program" {
	make_toolkits 12.4
	before=$(env | grep -v -e ^_= -e ^CUDAENV_VERSION= | sort)
	CUDAENV_VERSION=12.4 try cudaenv exec cudaenv exec -t system env
	assert_success
	[[ $(grep -v -e ^_= -e ^CUDAENV_VERSION= <<<"$output" | sort) == "$before" ]]
}

@test "from one toolkit into another: the first is taken back" {
	make_toolkits 11.8 12.4
	try cudaenv exec -t 11.8 cudaenv exec -t 12.4 env
	assert_line "PATH=$machine/usr/local/cuda-12.4/bin:$PATH"
	assert_line "LD_LIBRARY_PATH=$machine/usr/local/cuda-12.4/lib64"
}

@test "-t with an invalid version is wrong usage; with a missing one it fails" {
	try cudaenv exec -t '../x' true
	assert_failure 2
	try cudaenv exec -t 1.2 true
	assert_failure 127
	assert_stderr_has "version \`1.2' not installed"
}

@test "a toolkit's program is given its absolute path as argv[0]" {
	make_toolkits 12.4
	cp "$(command -v sleep)" "$machine/usr/local/cuda-12.4/bin/sleeper"
	CUDAENV_VERSION=12.4 cudaenv exec sleeper 100 &
	await "$!" sleeper
	try tr '\0' ' ' <"/proc/$!/cmdline"
	kill "$!"
	assert_output "$machine/usr/local/cuda-12.4/bin/sleeper 100 "
}

@test "any other program keeps argv[0] as it was typed" {
	make_toolkits 12.4
	CUDAENV_VERSION=12.4 cudaenv exec sleep 100 &
	await "$!" sleep
	try tr '\0' ' ' <"/proc/$!/cmdline"
	kill "$!"
	assert_output "sleep 100 "
}

# Waits until process $1 has become the program $2.
await() {
	until [[ $(cat "/proc/$1/comm") == "$2" ]]; do
		[[ -e /proc/$1 ]] || return 1
	done
}

@test "a damaged state is dropped with a message, and the program runs" {
	make_toolkits 12.4
	__CUDAENV="1;PATH,rubbish" CUDAENV_VERSION=12.4 try cudaenv exec nvcc
	assert_success
	assert_output "nvcc 12.4"
	assert_stderr_has "saved state (__CUDAENV) is damaged or newer: dropped"
}

@test "a file that is refused: nothing runs" {
	mkdir .cuda-version
	try cudaenv exec true
	assert_failure 127
	assert_stderr_has "$PWD/.cuda-version' is a directory"
}

@test "without a program it is wrong usage" {
	try cudaenv exec
	assert_failure 2
	assert_stderr_has "Usage: cudaenv exec"
}

@test "a script without an interpreter that is there" {
	printf '#!/no/such/interpreter\n' >"$world/bin/script" && chmod 755 "$world/bin/script"
	try cudaenv exec script
	assert_failure 127
	assert_stderr_has "$world/bin/script"
}

@test "a missing version and a program that is found nowhere: both messages, from exec and which" {
	make_toolkits 12.4
	for command in exec which; do
		CUDAENV_VERSION=3.4 try cudaenv $command nope
		assert_failure 127
		assert_stderr_has "version \`3.4' is not installed (set by CUDAENV_VERSION environment variable)"
		assert_stderr_has "cudaenv: nope: command not found"
		CUDAENV_VERSION='[1' try cudaenv $command nope
		assert_failure 127
		assert_stderr_has "cudaenv: nope: command not found"
	done
	CUDAENV_VERSION=3.4 try cudaenv exec true
	assert_failure 127
	refute_stderr_has "command not found"
}
