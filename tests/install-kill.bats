# Killed at any instant: there is no partial toolkit, no verified archive is fetched twice,
# and the next run completes. KILLS is the number of kills (make check-faults: 200).

load helper
load install
load wheels

# Prints the complete archives in the cache, by their names on the server.
whole() {
	find "$CUDAENV_CACHE/archives" -regex '.*\.\(tar\.xz\|whl\)' -printf '%f\n' | cut -d- -f2- | sort
}

# The toolkit is either missing or complete.
assert_all_or_nothing() {
	try cudaenv versions --bare
	if [[ $'\n'$output$'\n' == *$'\n12.4.1\n'* ]]; then
		assert_whole
	else
		refute_exists "$versions/12.4.1"
	fi
}

@test "kill: ${KILLS:-20} times with SIGKILL" {
	make_mirror
	head -c 150000 /dev/urandom >"$world/tree/nvcc/bin/big"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	start_liar
	use_mirror "$liar/slow"
	RANDOM=42
	for ((i = 0; i < ${KILLS:-20}; i++)); do
		cudaenv install 12.4.1 2>/dev/null &
		sleep "0.$(printf %03d $((RANDOM % 300)))"
		kill -KILL $! 2>/dev/null || : # it may have been quicker
		wait $! 2>/dev/null || :
		assert_all_or_nothing
		whole >"$world/whole"
		: >"$world/log"
		try cudaenv install 12.4.1
		assert_success
		assert_whole
		[[ -z $(find "$versions" -name '*.new') ]]
		while read -r name; do
			! grep -q "/$name " "$world/log" || fail "fetched twice: $name"
		done <"$world/whole"
		cudaenv uninstall 12.4.1 2>/dev/null
		((i % 3)) || cudaenv cache prune 2>/dev/null
	done
}

@test "kill: while wheels are installed" {
	make_wheels
	head -c 150000 /dev/urandom >"$world/wheel/tree/nvcc/nvidia/cu13/bin/big"
	add_wheel nvidia-cuda-nvcc 13.0.88 "$world/wheel/tree/nvcc"
	start_index json slow
	RANDOM=11
	for ((i = 0; i < ${KILLS:-20} / 2; i++)); do
		cudaenv install 13.0 --from "pypi=$index" 2>/dev/null &
		sleep "0.$(printf %03d $((RANDOM % 300)))"
		kill -KILL $! 2>/dev/null || : # it may have been quicker
		wait $! 2>/dev/null || :
		[[ ! -e $versions/13.0.2 ]] || assert_whole 13.0.2
		whole >"$world/whole"
		: >"$world/log"
		try cudaenv install 13.0 --from "pypi=$index"
		assert_success
		assert_whole 13.0.2
		while read -r name; do
			! grep -q "/$name " "$world/log" || fail "fetched twice: $name"
		done <"$world/whole"
		cudaenv uninstall 13.0.2 2>/dev/null
	done
}

@test "kill: while an environment is linked" {
	make_venv
	RANDOM=7
	for ((i = 0; i < ${KILLS:-20} / 2; i++)); do
		cudaenv link --venv "$world/venv" torch 2>/dev/null &
		sleep "0.$(printf %03d $((RANDOM % 30)))"
		kill -KILL $! 2>/dev/null || : # it may have been quicker
		wait $! 2>/dev/null || :
		[[ ! -e $versions/torch ]] || assert_whole torch
		try cudaenv link --venv "$world/venv" torch
		assert_success
		assert_whole torch
		[[ -z $(find "$versions" -name '*.new' -o -name '*.old') ]]
		((i % 2)) || cudaenv uninstall -y torch 2>/dev/null
	done
}

@test "kill: after the last step, the next run cleans up" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	cudaenv install 12.4.1
	mkdir -p "$versions/.cudaenv-12.4.1.new/unpack"
	try cudaenv install 12.4.1
	assert_success
	refute_exists "$versions/.cudaenv-12.4.1.new"
}

@test "kill: while a component is added" {
	make_mirror
	mkdir -p "$world/tree/cudnn/lib"
	head -c 100000 /dev/urandom >"$world/tree/cudnn/lib/big"
	add_cudnn
	start_liar
	use_mirror "$liar/slow"
	cudaenv install 12.4.1
	RANDOM=7
	for ((i = 0; i < ${KILLS:-20} / 4; i++)); do
		cudaenv install 12.4.1 --with cudnn 2>/dev/null &
		sleep "0.$(printf %03d $((RANDOM % 300)))"
		kill -KILL $! 2>/dev/null || : # it may have been quicker
		wait $! 2>/dev/null || :
		assert_whole
	done
	try cudaenv install 12.4.1 --with cudnn
	assert_success
	[[ -s $versions/12.4.1/lib/libcudnn.so.9 ]]
	assert_whole
}
