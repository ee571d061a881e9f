# What the user writes into a toolkit while cudaenv changes it is kept.

load helper
load install

# The toolkit with two of its components; cuda_cccl is added by changed_meanwhile.
setup() {
	setup_world
	mirror=$world/mirror
	unset CUDAENV_SYSROOT
	export CUDAENV_ROOT=$world/root CUDAENV_CONFIG=$world/conf
	versions=$CUDAENV_ROOT/versions
	servers=()
	use_mirror "file://$mirror"
	make_mirror
	cudaenv install 12.4.1 --components nvcc,cudart
	toolkit=$versions/12.4.1
}

# changed_meanwhile SYSCALL COMMAND: adds a component, and runs COMMAND in the toolkit's
# directory while cudaenv is in its first call of SYSCALL, for a second.
changed_meanwhile() {
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	(
		cd "$toolkit"
		wait_for '[[ -e $world/now ]]'
		sleep 0.3
		eval "$2"
	) 3>&- &
	writer=$!
	wait_for '[[ -d $versions/.cudaenv-12.4.1.new/tree ]]' && : >"$world/now" &
	status=0
	strace -f -qq -o /dev/null -e "inject=$1:delay_enter=1500000:when=1" \
		cudaenv install 12.4.1 >"$world/out" 2>&1 || status=$?
	wait "$writer"
	stderr=$(<"$world/out")
	[[ $status == 0 ]] || fail "it failed"
	[[ -e $toolkit/include/thrust/version.h ]] || fail "nothing was added"
	[[ -z $(find "$versions" -name '.cudaenv-*' ! -name '*.lock') ]]
}

@test "kept: files and directories made while a component is added" {
	changed_meanwhile syncfs 'echo 1 >lib/mine; mkdir -p mine/deep; echo 2 >mine/deep/f; ln -s mine l'
	assert_stderr_has "kept what was written to it in the meantime"
	assert_stderr_has "  lib/mine"
	assert_file "$toolkit/lib/mine" '1\n'
	assert_file "$toolkit/mine/deep/f" '2\n'
	[[ $(readlink "$toolkit/l") == mine ]]
	assert_whole
}

@test "kept: files that a program writes in a directory that it had open" {
	changed_meanwhile fsync 'echo 1 >lib/mine; cd lib; echo 2 >also; mkdir d; echo 3 >d/f'
	assert_file "$toolkit/lib/mine" '1\n'
	assert_file "$toolkit/lib/also" '2\n'
	assert_file "$toolkit/lib/d/f" '3\n'
	assert_whole
}

@test "kept: a file of the user's that is replaced while a component is added" {
	echo old >"$toolkit/lib/mine"
	changed_meanwhile syncfs 'echo new >lib/mine.tmp; mv lib/mine.tmp lib/mine'
	assert_file "$toolkit/lib/mine" 'new\n'
	[[ ! -e $toolkit/lib/mine.saved && ! -e $toolkit/lib/mine.tmp ]]
}

@test "kept: a file under the name of one that the component brings is saved" {
	changed_meanwhile syncfs 'mkdir -p include/thrust; echo mine >include/thrust/version.h'
	assert_stderr_has "  include/thrust/version.h.saved"
	assert_file "$toolkit/include/thrust/version.h.saved" 'mine\n'
	assert_whole
}

@test "kept: an installed file that is replaced while a component is added is saved" {
	changed_meanwhile syncfs 'echo mine >x; mv x bin/nvcc'
	assert_file "$toolkit/bin/nvcc.saved" 'mine\n'
	assert_whole
}

# A run killed right after the exchange leaves the old tree in the stage.
leave_replaced() {
	mkdir -p "$versions/.cudaenv-12.4.1.new/unpack"
	cp -al "$toolkit" "$versions/.cudaenv-12.4.1.new/tree"
	: >"$versions/.cudaenv-12.4.1.new/tree/.cudaenv/replaced"
	echo mine >"$versions/.cudaenv-12.4.1.new/tree/lib/mine"
}

@test "kept: what a run killed after the exchange left, by each command that comes next" {
	for command in "install 12.4.1 --components nvcc" "install 12.4.1" "uninstall 12.4.1"; do
		leave_replaced
		# shellcheck disable=SC2086
		try cudaenv $command
		assert_success
		assert_file "$toolkit/lib/mine" 'mine\n'
		refute_exists "$versions/.cudaenv-12.4.1.new"
		rm "$toolkit/lib/mine"
	done
}

@test "kept: a copy that was never exchanged is not" {
	leave_replaced
	rm "$versions/.cudaenv-12.4.1.new/tree/.cudaenv/replaced"
	cudaenv install 12.4.1
	refute_exists "$toolkit/lib/mine"
	refute_exists "$versions/.cudaenv-12.4.1.new"
	assert_whole
}

@test "kept: files that appear in a toolkit while it is uninstalled" {
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	(
		cd "$toolkit/lib"
		wait_for '[[ -e $versions/.cudaenv-12.4.1.old ]]'
		echo mine >mine
	) 3>&- &
	try strace -f -qq -o /dev/null -e "inject=fsync:delay_exit=1000000:when=1" \
		cudaenv uninstall 12.4.1
	assert_success
	wait
	assert_stderr_has "1 entries that cudaenv did not install are left"
	refute_stderr_has "removed"
	assert_file "$toolkit/lib/mine" 'mine\n'
	[[ $(ls "$toolkit") == lib && $(ls "$toolkit/lib") == mine ]]
}

@test "kept: an uninstall that was killed is completed by the next command" {
	mv "$toolkit" "$versions/.cudaenv-12.4.1.old"
	rm "$versions/.cudaenv-12.4.1.old/bin/nvcc"
	try cudaenv install 12.4.1
	assert_success
	assert_whole
	refute_exists "$versions/.cudaenv-12.4.1.old"
	mv "$toolkit" "$versions/.cudaenv-12.4.1.old"
	echo mine >"$versions/.cudaenv-12.4.1.old/mine"
	try cudaenv install 12.4.1
	assert_failure
	[[ $(ls -A "$toolkit") == mine ]]
}
