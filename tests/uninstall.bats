# uninstall: what it removes, what it leaves, and what it refuses.

load helper
load install

# uninstall_after COMMAND...: runs the command while uninstall waits for the lock. Then
# uninstall must examine the toolkit again.
uninstall_after() {
	local waiting lock=$versions/.cudaenv-12.4.1.lock
	exec 7>"$lock"
	flock 7
	cudaenv uninstall 12.4.1 >"$world/said" 2>&1 7>&- &
	waiting=$!
	wait_for 'grep -q "waiting for it" "$world/said"'
	"$@"
	exec 7>&-
	status=0
	wait "$waiting" || status=$?
	output=$(<"$world/said")
}

@test "uninstall: a directory that it cannot read is the user's, and stays" {
	make_mirror
	cudaenv install 12.4.1
	for mode in 300 000; do
		mkdir "$versions/12.4.1/lib/mine-$mode"
		echo mine >"$versions/12.4.1/lib/mine-$mode/file"
		chmod "$mode" "$versions/12.4.1/lib/mine-$mode"
	done
	echo mine >"$versions/12.4.1/nvvm/mine"
	chmod 300 "$versions/12.4.1/nvvm"
	try bound cudaenv uninstall 12.4.1
	assert_success
	assert_stderr_has "lib/mine-300"
	assert_stderr_has "  nvvm"
	chmod -R u+rwx "$versions/12.4.1"
	assert_file "$versions/12.4.1/lib/mine-300/file" 'mine\n'
	assert_file "$versions/12.4.1/lib/mine-000/file" 'mine\n'
	assert_file "$versions/12.4.1/nvvm/mine" 'mine\n'
	refute_exists "$versions/12.4.1/bin"
}

@test "uninstall: files created while it waited stay" {
	make_mirror
	cudaenv install 12.4.1
	uninstall_after touch "$versions/12.4.1/lib/mine"
	assert_success
	[[ -e $versions/12.4.1/lib/mine && ! -e $versions/12.4.1/bin ]]
}

@test "uninstall: a selection made while it waited is refused" {
	make_mirror
	cudaenv install 12.4.1
	uninstall_after cudaenv global 12.4.1
	assert_failure
	assert_output_has "12.4.1 is selected"
	assert_whole
}

@test "uninstall: a prefix that resolves to this toolkit only since it waited is refused" {
	make_mirror 12.4.1 12.5.0
	cudaenv install 12.4.1
	cudaenv install 12.5.0
	echo 12 >"$CUDAENV_ROOT/version"
	uninstall_after cudaenv uninstall 12.5.0 --force
	assert_failure
	assert_output_has "12.4.1 is selected"
	assert_whole
}

@test "uninstall: a component added while it waited is removed, too" {
	make_mirror
	add_cudnn
	cudaenv install 12.4.1
	touch "$versions/12.4.1/lib/mine"
	cudaenv install 12.4.1 --prefix "$world/other" --with cudnn
	uninstall_after cp -a "$world/other/." "$versions/12.4.1"
	assert_success
	[[ $(ls "$versions/12.4.1/lib") == mine ]]
}

@test "uninstall: only directories with the user's files stay" {
	make_mirror
	cudaenv install 12.4.1
	echo mine >"$versions/12.4.1/lib/mine"
	mkdir "$versions/12.4.1/empty"
	cudaenv uninstall 12.4.1
	[[ $(cd "$versions/12.4.1" && find . | sort | tr '\n' ' ') == ". ./empty ./lib ./lib/mine " ]]
}

@test "uninstall: a link in place of a file is the user's" {
	make_mirror
	cudaenv install 12.4.1
	ln -sf /bin/true "$versions/12.4.1/bin/nvcc"
	try cudaenv uninstall 12.4.1
	assert_success
	[[ -L $versions/12.4.1/bin/nvcc ]]
}

@test "uninstall: no mode is changed by a name that may have become a link" {
	make_mirror
	cudaenv install 12.4.1
	chmod 500 "$versions/12.4.1/bin"
	ASAN_OPTIONS=detect_leaks=0 try bound strace -f -o "$world/trace" cudaenv uninstall 12.4.1
	assert_success
	refute_exists "$versions/12.4.1"
	grep -q 'chmod("/proc/self/fd/' "$world/trace"
	! grep -E 'chmodat' "$world/trace"
}

@test "uninstall: the target of the machine-wide link is refused; --force prints how to fix the link" {
	make_mirror 12.4.1 12.5.0
	export CUDAENV_SYSROOT=$machine
	cudaenv install 12.4.1 --system
	cudaenv install 12.5.0 --system
	ln -s cuda-12.4 "$machine/usr/local/cuda"
	try cudaenv uninstall 12.4
	assert_failure
	assert_stderr_has "/usr/local/cuda points to it"
	[[ -e $machine/usr/local/cuda/bin/nvcc ]]
	try cudaenv uninstall 12.4 --force
	assert_success
	assert_stderr_has "/usr/local/cuda no longer points to a toolkit"
	assert_stderr_has "use --system 12.5"
}

@test "uninstall: a link of update-alternatives is set back to automatic" {
	make_mirror
	export CUDAENV_SYSROOT=$machine
	cudaenv install 12.4.1 --system
	mkdir -p "$machine/etc/alternatives"
	ln -s /usr/local/cuda-12.4 "$machine/etc/alternatives/cuda"
	ln -s /etc/alternatives/cuda "$machine/usr/local/cuda"
	try cudaenv uninstall 12.4 --force
	assert_stderr_has "use --unset --system"
}

@test "uninstall: a global selection that another toolkit satisfies is not changed" {
	make_mirror 12.3.1 12.4.1
	cudaenv install 12.3.1
	cudaenv install 12.4.1
	printf '12 # mine\n' >"$CUDAENV_ROOT/version"
	try cudaenv uninstall 12.4.1 --force
	assert_stderr_has "is now 12.3.1"
	assert_file "$CUDAENV_ROOT/version" '12 # mine\n'
}

@test "uninstall: repairing the global selection keeps its comments, and its link" {
	make_mirror
	cudaenv install 12.4.1
	printf '# mine\n12.4.1\n' >"$world/dotfile"
	ln -s "$world/dotfile" "$CUDAENV_ROOT/version"
	cudaenv uninstall 12.4.1 --force
	[[ -L $CUDAENV_ROOT/version ]]
	assert_file "$world/dotfile" '# mine\nsystem\n'
}

@test "uninstall, verify, components: a damaged record is named, and nothing removed" {
	make_mirror
	cudaenv install 12.4.1
	echo nonsense >"$versions/12.4.1/.cudaenv/files/cuda_nvcc"
	for command in "uninstall --force" verify; do
		# shellcheck disable=SC2086
		try cudaenv $command 12.4.1
		assert_failure 1
		assert_stderr_has "$versions/12.4.1/.cudaenv/files/cuda_nvcc is damaged"
		assert_stderr_has "remove it and install again"
	done
	[[ -e $versions/12.4.1/bin/nvcc ]]
}

@test "uninstall, verify, components: an invalid version is wrong usage" {
	for command in uninstall verify components; do
		try cudaenv "$command" ../x
		assert_failure 2
	done
}

@test "uninstall: a prefix that matches several toolkits is refused" {
	make_mirror 12.4.0 12.4.1 12.5.0
	cudaenv install 12.4.0
	cudaenv install 12.4.1
	for spec in 12.4 12 latest; do
		try cudaenv uninstall "$spec"
		assert_failure 1
		assert_stderr_has "\`$spec' matches several toolkits: 12.4.0, 12.4.1"
	done
	assert_whole 12.4.0
	assert_whole 12.4.1
	cudaenv uninstall 12.4.0
	try cudaenv uninstall 12.4
	assert_success
	refute_exists "$versions/12.4.1"
}

# typed REPLY: uninstalls on a terminal, with this reply.
typed() {
	# shellcheck disable=SC2016
	printf '%s\n' 'cudaenv uninstall 12.4.1' '?[y/N]' "$1" 'echo over' |
		PS1='$ ' ENV=/dev/null "$builddir/tests/tools/pty" -t 10 -p '$ ' -- sh -i >"$world/typed" || :
}

@test "uninstall: it asks on a terminal, unless -y or -f is given" {
	make_mirror
	cudaenv install 12.4.1
	typed n
	grep -q "remove $versions/12.4.1? \[y/N\]" "$world/typed"
	grep -q "not removed" "$world/typed"
	assert_whole
	typed y
	refute_exists "$versions/12.4.1"
	for option in -y --yes -f; do
		cudaenv install 12.4.1
		script -qec "cudaenv uninstall 12.4.1 $option" "$world/typed" >/dev/null </dev/null
		! grep -q "y/N" "$world/typed" || fail "it asked"
		refute_exists "$versions/12.4.1"
	done
}

# run_advice PATTERN: the command in the last messages that begins after PATTERN, run as it is
# printed (with --dry-run where it removes a toolkit).
run_advice() {
	line=$(sed -n "s/.*$1//p" <<<"$stderr" | sed "s/' .*//" | head -n 1)
	[[ $line == *cudaenv* ]] || fail "no command after $1"
	[[ $line != *uninstall* ]] || line+=' --dry-run'
	try bash -c "$line"
	assert_success
}

@test "the commands that install, uninstall and upgrade advise work" {
	make_mirror 12.4.0 12.4.1
	try cudaenv install 12.4.0
	run_advice 'to select it here: *'
	try cudaenv install 12.4.1 --prefix "$world/it is"
	line=$(sed -n 's/.*to give it a name: *//p' <<<"$stderr")
	try bash -c "${line/NAME/mine}"
	assert_success
	try cudaenv uninstall mine
	assert_failure
	run_advice 'is a link to .*: `'
	try cudaenv upgrade 12.4
	try cudaenv uninstall 12.4
	assert_failure
	run_advice 'to remove one: *'
}
