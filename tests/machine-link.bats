# `use --system`: /usr/local/cuda of the machine, with the real update-alternatives and
# ldconfig, in a sysroot. Only root's own directories are accepted, so where the tests run as
# someone else they are root in a user namespace of their own.

load helper

setup() {
	setup_world
	make_toolkits 11.8 12.3 12.4
	cuda=$machine/usr/local/cuda
}

# As root, so that what the tests made is root's.
as_root() {
	if ((EUID)); then
		unshare --user --map-root-user "$@"
	else
		"$@"
	fi
}

# As root, with its system calls in $world/trace. (LeakSanitizer works under no tracer.)
traced_as_root() {
	as_root env ASAN_OPTIONS=detect_leaks=0 strace -f -o "$world/trace" "$@"
}

# In a user namespace, the owner of / is not known, so that variables which name directories
# of the checkout are ignored, with a message each. Those are not of interest here.
hide_ignored() {
	((EUID == 0)) || stderr=$(grep -v '^cudaenv: CUDAENV_[A-Z]* ignored: ' <<<"$stderr") || :
}

select_system() {
	try as_root cudaenv use --system "$@"
	hide_ignored
}

leads_to() {
	[[ $(readlink "$1") == "$2" ]] || fail "$1 leads to $(readlink "$1"), not to $2"
}

# --- plain links ---

@test "there is none yet: a relative one is made" {
	select_system 12.4
	assert_success
	leads_to "$cuda" cuda-12.4
	[[ -x $cuda/bin/nvcc ]]
}

@test "a relative link stays relative, an absolute one absolute" {
	ln -s cuda-11.8 "$cuda"
	select_system 12.4
	leads_to "$cuda" cuda-12.4
	ln -sfn /usr/local/cuda-11.8 "$cuda"
	select_system 12.4
	leads_to "$cuda" /usr/local/cuda-12.4
}

@test "a toolkit that is not in /usr/local" {
	make_toolkit "$machine/opt/cuda-12.6"
	ln -s cuda-11.8 "$cuda"
	select_system 12.6
	assert_success
	leads_to "$cuda" ../../opt/cuda-12.6
}

@test "the major version's link changes too, where it is one" {
	ln -s cuda-12.3 "$machine/usr/local/cuda-12"
	ln -s cuda-11.8 "$machine/usr/local/cuda-11"
	ln -s cuda-12 "$cuda"
	select_system 12.4
	assert_success
	leads_to "$machine/usr/local/cuda-12" cuda-12.4
	leads_to "$machine/usr/local/cuda-11" cuda-11.8
	leads_to "$cuda" cuda-12.4
}

@test "the major version's link is not made where there is none" {
	select_system 12.4
	assert_success
	leads_to "$cuda" cuda-12.4
	refute_exists "$machine/usr/local/cuda-12"
}

@test "the major version's link changes first" {
	ln -s cuda-12.3 "$machine/usr/local/cuda-12"
	ln -s cuda-12.3 "$cuda"
	try traced_as_root -e trace=rename,renameat,renameat2 \
		cudaenv use --system 12.4
	assert_success
	try grep -o 'cuda\(-12\)\?")' "$world/trace"
	assert_output 'cuda-12")' 'cuda")'
}

@test "the link is renamed over the old one, and the directory synced" {
	ln -s cuda-11.8 "$cuda"
	try traced_as_root -e trace=file,fsync,rename cudaenv use --system 12.4
	assert_success
	try grep -o -E '\b(symlink|rename|fsync|unlink)(at)?\(' "$world/trace"
	[[ $output == *$'symlinkat(\nrenameat(\nfsync('* ]]
	refute_output_has unlink
}

@test "a link that leads nowhere is taken over" {
	ln -s cuda-9.9 "$cuda"
	select_system 12.4
	assert_success
	leads_to "$cuda" cuda-12.4
}

@test "a real directory is refused, and so is a file" {
	mkdir "$cuda"
	select_system 12.4
	assert_failure
	assert_stderr "cudaenv: /usr/local/cuda is a real directory, not a link: not changed"
	[[ -d $cuda && ! -L $cuda ]]
	rmdir "$cuda" && touch "$cuda"
	select_system 12.4
	assert_failure
	assert_stderr_has "is a real file"
}

@test "one that is not here: exit 1, nothing changed" {
	ln -s cuda-11.8 "$cuda"
	select_system 12.6
	assert_failure
	assert_stderr_has "version \`12.6' not installed"
	leads_to "$cuda" cuda-11.8
}

@test "system is not a toolkit that the link could point to" {
	select_system system
	assert_failure
	assert_stderr "cudaenv: \`system' is not a toolkit that /usr/local/cuda could point to"
}

@test "--dry-run prints what would be done, and changes nothing" {
	ln -s cuda-11.8 "$cuda"
	before=$(find "$machine" -printf '%p %l %T@\n' | sort)
	select_system --dry-run 12.4
	assert_success
	assert_stderr "would link: /usr/local/cuda -> cuda-12.4"
	[[ $(find "$machine" -printf '%p %l %T@\n' | sort) == "$before" ]]
}

@test "a nearer selection that hides the link is reported" {
	echo 11.8 >.cuda-version
	select_system 12.4
	assert_success
	assert_stderr_has "note: $PWD/.cuda-version still selects 11.8 here"
}

# All that is on the machine, but for times, directories and the generation file.
listing() {
	find "$machine" ! -type d ! -path '*/cudaenv/generation' -printf '%P %y %l %m %s\n' | sort
}

@test "nothing but the link and the generation changes" {
	ln -s cuda-11.8 "$cuda"
	before=$(listing)
	select_system 12.4
	assert_success
	[[ $(listing) == "${before/cuda l cuda-11.8/cuda l cuda-12.4}" ]]
}

@test "nothing outside of the sysroot is written" {
	ln -s /usr/local/cuda-11.8 "$cuda"
	try traced_as_root -y -e trace=%file cudaenv use --system 12.4
	assert_success
	changes='O_WRONLY|O_RDWR|O_CREAT|symlink|rename|[^d]link\(|mkdir|mknod|ch(mod|own)|unlink|rmdir'
	try grep -E "$changes" "$world/trace"
	assert_success
	# by a path below the world, or by a name in a directory that is open there
	[[ $(grep -v -e "\"$world/" -e "<$world/[^>]*>, \"[^/]*\")" -e ' = -1 ' \
		-e '"/dev/null"' <<<"$output") == "" ]]
}

@test "absolute links inside lead nowhere outside" {
	mkdir "$world/outside"
	ln -s "$world/outside" "$machine/opt" # of that machine, where it leads nowhere
	select_system 12.4
	assert_success
	[[ -z $(ls -A "$world/outside") ]]
}

# TEST_SWITCHES is the number of switches; `make check-faults` does it 2000 times.
@test "while the link is switched again and again, a reader always finds it" {
	ln -s cuda-11.8 "$cuda"
	(
		while [[ ! -e $world/stop ]]; do
			[[ -e $cuda/version.json ]] || echo missed
		done >"$world/missed"
	) &
	reader=$!
	TEST_SWITCHES=${TEST_SWITCHES:-100} as_root bash -c '
		for ((i = 0; i < TEST_SWITCHES; i += 2)); do
			cudaenv use --system 11.8 && cudaenv use --system 12.4 || exit 1
		done'
	touch "$world/stop" && wait "$reader"
	[[ ! -s $world/missed ]]
}

@test "two runs in parallel: both finish, and the links agree" {
	ln -s cuda-12.3 "$machine/usr/local/cuda-12"
	ln -s cuda-12.3 "$cuda"
	for ((i = 0; i < 8; i++)); do
		as_root cudaenv use --system 12.3 &
		as_root cudaenv use --system 12.4 &
		wait -n
		wait -n
		[[ $(readlink "$cuda") == "$(readlink "$machine/usr/local/cuda-12")" ]]
	done
	as_root cudaenv use --system 12.4
	leads_to "$cuda" cuda-12.4
}

@test "killed at any system call: the link points to one of the two toolkits" {
	ln -s cuda-11.8 "$cuda"
	for call in symlinkat renameat fsync; do
		try traced_as_root -e inject="$call":signal=KILL cudaenv use --system 12.4
		[[ $status != 0 ]]
		[[ $(readlink "$cuda") == cuda-11.8 || $(readlink "$cuda") == cuda-12.4 ]]
		[[ -e $cuda/version.json ]]
		ln -sfn cuda-11.8 "$cuda"
	done
}

# --- who may be trusted ---

@test "a toolkit that others can write is refused, with directory, owner and mode" {
	ln -s cuda-11.8 "$cuda"
	for dir in usr/local/cuda-12.4 usr/local/cuda-12.4/bin usr/local/cuda-12.4/lib64 usr/local; do
		chmod 777 "$machine/$dir"
		select_system 12.4
		assert_failure
		assert_stderr_has "/usr/local/cuda-12.4 cannot be selected for the machine: /$dir (owner uid 0, mode 0777)"
		assert_stderr_has ": cudaenv install --system 12.4"
		chmod 755 "$machine/$dir"
	done
	leads_to "$cuda" cuda-11.8
}

@test "one that its group can write is refused" {
	chmod 775 "$machine/usr/local/cuda-12.4"
	select_system 12.4
	assert_failure
	assert_stderr_has "mode 0775"
}

@test "one that is someone else's is refused" {
	((EUID == 0)) || skip "only root can give a directory away"
	chown 1000 "$machine/usr/local/cuda-12.4"
	select_system 12.4
	assert_failure
	assert_stderr_has "/usr/local/cuda-12.4 (owner uid 1000, mode 0755) can be changed by users other than root"
	refute_exists "$cuda"
}

@test "a user's own toolkit is refused" {
	make_toolkit "$(user_root)/versions/12.6"
	select_system 12.6
	assert_failure
	assert_stderr "cudaenv: $(user_root)/versions/12.6 is not on the machine under $machine"
}

@test "without permission: exit 1 and the exact sudo line" {
	chmod 555 "$machine/usr/local"
	try as_root setpriv --bounding-set=-dac_override,-dac_read_search cudaenv use --system 12
	hide_ignored
	assert_failure
	assert_stderr "cudaenv: /usr/local/cuda cannot be changed by this user. As root:" \
		"  sudo $builddir/cudaenv --sysroot $machine use --system 12.4"
}

@test "a user's toolkit of the same name does not hide the machine's" {
	mkdir -p "$(user_root)/versions"
	make_toolkit "$world/mine" 12.4
	cudaenv link 12.4 "$world/mine"
	select_system 12.4
	assert_success
	leads_to "$cuda" cuda-12.4
}

# --- the driver ---

@test "a toolkit that the driver cannot run is refused; --force selects it with a warning" {
	make_toolkits 13.0
	make_kernel_module 550.54.14
	select_system 13.0
	assert_failure
	assert_stderr_has "error: 13.0 cannot run here: the driver supports CUDA 12.4"
	assert_stderr_has "CUDA 13 needs driver 580.65.06 or newer"
	assert_stderr_has "an installed version that this driver can run: 12.4"
	refute_exists "$cuda"
	select_system --force 13.0
	assert_success
	assert_stderr_has "warning: 13.0 cannot run here"
	leads_to "$cuda" cuda-13.0
}

# --- update-alternatives ---

alternatives() {
	as_root update-alternatives --root "$machine" "$@"
}

make_group() {
	mkdir -p "$machine/etc/alternatives" "$machine/var/lib/dpkg/alternatives" \
		"$machine/var/log"
	alternatives --install /usr/local/cuda cuda /usr/local/cuda-11.8 118
	[[ $(readlink "$cuda") == /etc/alternatives/cuda ]]
}

@test "alternatives: registered with NVIDIA's priority, and set" {
	make_group
	select_system 12.4
	assert_success
	leads_to "$cuda" /etc/alternatives/cuda
	leads_to "$machine/etc/alternatives/cuda" /usr/local/cuda-12.4
	try alternatives --query cuda
	assert_line "Status: manual"
	assert_line "Value: /usr/local/cuda-12.4"
	assert_line "Alternative: /usr/local/cuda-12.4"
	assert_line "Priority: 124"
}

@test "alternatives: it says that the group is now manual, and how to go back" {
	make_group
	select_system 12.4
	assert_stderr_has "the alternatives group \`cuda' is now manual; \`cudaenv use --unset --system' makes it automatic again"
}

@test "alternatives: a registered toolkit is not registered again" {
	make_group
	alternatives --install /usr/local/cuda cuda /usr/local/cuda-12.4 7
	select_system 12.4
	assert_success
	refute_stderr_has --install
	try alternatives --query cuda
	assert_line "Priority: 7"
}

@test "alternatives: --unset --system makes it automatic again" {
	make_group
	select_system 12.3
	select_system 11.8
	try as_root cudaenv use --unset --system
	assert_success
	try alternatives --query cuda
	assert_line "Status: auto"
	assert_line "Value: /usr/local/cuda-12.3"
}

@test "alternatives: the major version's group too" {
	make_group
	alternatives --install /usr/local/cuda-12 cuda-12 /usr/local/cuda-12.3 123
	select_system 12.4
	assert_success
	leads_to "$machine/etc/alternatives/cuda-12" /usr/local/cuda-12.4
	leads_to "$machine/etc/alternatives/cuda" /usr/local/cuda-12.4
}

@test "alternatives: --dry-run runs nothing, and shows the lines" {
	make_group
	select_system --dry-run 12.4
	assert_success
	assert_stderr_has "would run: "
	assert_stderr_has "update-alternatives --root $machine --install /usr/local/cuda cuda /usr/local/cuda-12.4 124"
	assert_stderr_has "--set cuda /usr/local/cuda-12.4"
	leads_to "$machine/etc/alternatives/cuda" /usr/local/cuda-11.8
}

@test "--unset --system without a group: there is nothing to undo" {
	ln -s cuda-11.8 "$cuda"
	try as_root cudaenv use --unset --system
	assert_failure
	assert_stderr_has "/usr/local/cuda is a plain link: there is nothing to undo"
	leads_to "$cuda" cuda-11.8
}

# --- the loader ---

@test "ldconfig is run where the loader's paths lead through the link" {
	mkdir -p "$machine/etc/ld.so.conf.d" "$machine/var/cache/ldconfig"
	echo "include /etc/ld.so.conf.d/*.conf" >"$machine/etc/ld.so.conf"
	echo /usr/local/cuda/lib64 >"$machine/etc/ld.so.conf.d/000_cuda.conf"
	cp "$builddir/cudaenv-probe" "$machine/usr/local/cuda-12.4/lib64/libcudart.so.12"
	select_system 12.4
	assert_success
	assert_stderr_has "running: "
	assert_stderr_has "ldconfig -r $machine"
	[[ -e $machine/etc/ld.so.cache ]]
}

@test "ldconfig is not run where they do not" {
	mkdir -p "$machine/etc/ld.so.conf.d"
	echo /usr/local/cuda-11.8/lib64 >"$machine/etc/ld.so.conf.d/cuda.conf"
	select_system 12.4
	assert_success
	refute_stderr_has ldconfig
}

# --- what never does any of this ---

@test "cd, the hook, exec and use for a project do not change the link" {
	ln -s cuda-11.8 "$cuda"
	cudaenv use 12.4
	cudaenv use --global 12.4
	cudaenv hook bash
	cudaenv exec nvcc
	leads_to "$cuda" cuda-11.8
}

@test "libraries and programs that others can change are refused, too" {
	ln -s cuda-11.8 "$cuda"
	mkdir -p "$machine/usr/local/cuda-12.4/targets/x86_64-linux/lib"
	chmod 777 "$machine/usr/local/cuda-12.4/targets/x86_64-linux/lib"
	select_system 12.4
	assert_failure
	assert_stderr_has "targets/x86_64-linux/lib (owner uid"
	chmod 755 "$machine/usr/local/cuda-12.4/targets/x86_64-linux/lib"
	chmod 777 "$machine/usr/local/cuda-12.4/bin/nvcc"
	select_system 12.4
	assert_failure
	assert_stderr_has "bin/nvcc (owner uid"
	leads_to "$cuda" cuda-11.8
}

@test "alternatives that lead out of the sysroot are refused, and nothing is written there" {
	mkdir -p "$world/outside" "$machine/etc"
	ln -s "$world/outside" "$machine/etc/alternatives"
	ln -s /etc/alternatives/cuda "$cuda"
	select_system 12.4
	assert_failure
	assert_stderr_has "/etc/alternatives"
	[[ -z $(ls -A "$world/outside") ]]
}

@test "the sudo line can be pasted, whatever the sysroot is called" {
	hostile="$world/it's \$(touch pwned)"
	cp -r "$machine" "$hostile"
	ln -s cuda-11.8 "$hostile/usr/local/cuda"
	chmod 555 "$hostile/usr/local"
	try as_root setpriv --bounding-set=-dac_override,-dac_read_search \
		cudaenv --sysroot "$hostile" use --system 12.4
	assert_stderr_has "--sysroot '$world/it'\\''s \$(touch pwned)'"
}
