# SPDX-License-Identifier: MIT
# A toolkit, and a configuration, that another user can change is not used.

load helper

setup() {
	((EUID == 0)) || skip "only root can give a directory away"
	setup_world
	make_toolkits 11.8 12.4
	mkdir -p "$world/data"
	make_toolkit "$world/data/9.1"
	CUDAENV_SYSROOT=
	CUDAENV_CONFIG=$world/conf
	evil=$world/data/9.1
	printf '[paths]\nsearch = %s/data/*\n' "$world" >"$CUDAENV_CONFIG"
	cd "$HOME"
}
teardown() { teardown_world; }

distrusted() {
	((status)) || fail "it is used"
	assert_stderr_has "version \`9.1' is not used"
	assert_stderr_has "$1 (owner uid $2, mode $3) can be changed by another user"
	assert_stderr_has "to trust it anyway: \`trust = $evil' in the section [paths]"
}

@test "root does not use a toolkit of another user, in any command" {
	chown 65534 "$evil"
	export CUDAENV_VERSION=9.1
	for command in 'exec nvcc' env 'exec -t 9.1 nvcc' prefix 'prefix 9.1' version \
		'use --global 9.1' 'local 9.1' 'alias mine 9.1'; do
		try cudaenv $command
		distrusted "$evil" 65534 0755
		assert_output ""
	done
	[[ ! -e .cuda-version && ! -e $(user_root)/version ]]
}

@test "nor one that others can write, or replace" {
	chmod 777 "$evil"
	try cudaenv exec -t 9.1 nvcc
	distrusted "$evil" 0 0777
	chmod 755 "$evil"
	chmod 775 "$world/data"
	try cudaenv exec -t 9.1 nvcc
	distrusted "$world/data" 0 0775
}

@test "a link is followed to the toolkit and to the directories above it" {
	mkdir -p "$(user_root)/versions"
	chown 65534 "$world/data"
	ln -s "$evil" "$(user_root)/versions/moo"
	try cudaenv exec -t moo nvcc
	assert_failure 127
	assert_stderr_has "$world/data (owner uid 65534"
}

@test "[paths] trust exempts a directory" {
	chown 65534 "$evil"
	printf 'trust = %s/data/\n' "$world" >>"$CUDAENV_CONFIG"
	try cudaenv exec -t 9.1 nvcc
	assert_success
}

@test "the outer scope remains in effect in the hook, after one message" {
	chown 65534 "$evil"
	mkdir proj
	echo 9.1 >proj/.cuda-version
	try bash -c 'eval "$(cudaenv init bash)"; cd proj; __cudaenv_hook; __cudaenv_hook; echo "<$CUDA_HOME>"'
	assert_output "<>"
	[[ $(grep -c "is not used" <<<"$stderr") == 1 ]] || fail "not once"
}

@test "a user trusts root and itself, and no one else" {
	chmod 711 "$world" "$HOME"
	chmod -R go+rX "$world"
	user() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
	try user cudaenv prefix 9.1
	assert_success
	chown 65534 "$evil"
	try user cudaenv prefix 9.1
	assert_success
	chown 1234 "$evil"
	try user cudaenv prefix 9.1
	assert_failure
	assert_stderr_has "owner uid 1234"
}

@test "versions marks it, verify and uninstall still work on it" {
	chown 65534 "$evil"
	try cudaenv versions
	assert_success
	assert_output_has "not trusted"
	try cudaenv verify 9.1
	assert_stderr_has "was not installed by cudaenv"
}

@test "root ignores a configuration of another user, with a message" {
	chown 65534 "$CUDAENV_CONFIG"
	try cudaenv versions --bare
	assert_success
	refute_output_has 9.1
	assert_stderr_has "ignored: $CUDAENV_CONFIG (owner uid 65534"
}

@test "root runs no code from the directories of another user, unless the program is theirs" {
	local evil=$world/evil program
	mkdir -p "$evil/shell" "$world/own"
	for program in doctor install probe; do
		make_program "$evil/cudaenv-$program" "evil ran"
	done
	cp "$CUDAENV_DATADIR"/shell/* "$evil/shell"
	echo 'echo evil ran' >>"$evil/shell/common.sh"
	cp "$builddir/cudaenv" "$world/own/cudaenv"
	chown -R 65534 "$evil"
	for command in doctor driver 'install --list' versions; do
		# shellcheck disable=SC2086 # words are meant
		CUDAENV_LIBEXEC=$evil try "$world/own/cudaenv" $command
		refute_output_has "evil ran"
		refute_stderr_has "evil ran"
	done
	assert_stderr_has "CUDAENV_LIBEXEC ignored: $evil (owner uid 65534, mode 0755) can be changed"
	CUDAENV_DATADIR=$evil try "$world/own/cudaenv" init bash
	refute_output_has "evil ran"
	chown 65534 "$world/own/cudaenv"
	CUDAENV_LIBEXEC=$evil try "$world/own/cudaenv" doctor
	assert_output_has "evil ran"
}

@test "root does not load a driver library of another user" {
	mkdir lib
	echo '#include <stdlib.h>
__attribute__((constructor)) static void loaded(void) { system("touch '"$world"'/loaded"); }
int cuDriverGetVersion(int *v) { *v = 12040; return 0; }' |
		$CC -x c -shared -fPIC -o lib/libcuda.so.1 -
	export LD_LIBRARY_PATH=$PWD/lib
	try cudaenv driver
	[[ -e $world/loaded ]] || skip "the library cannot be loaded here"
	rm "$world/loaded"
	chown 65534 lib
	for command in driver 'use 11.8' 'init bash'; do
		# shellcheck disable=SC2086 # words are meant
		CUDAENV_SYSROOT= try cudaenv $command
		[[ ! -e $world/loaded ]] || fail "$command loaded it"
	done
	try cudaenv driver
	assert_output_has "not queried: $PWD/lib (owner uid 65534"
}
