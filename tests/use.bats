load helper

setup() {
	setup_world
	make_toolkits 11.8 12.3 12.4
	make_kernel_module 550.54.14 # CUDA 12.4
}

# in_shell ARGUMENT...: `cudaenv use ARGUMENT...` as bash's function runs it, then what the
# variables are.
in_shell() {
	(
		evaluate use "$@"
		echo "now ${CUDAENV_VERSION-unset}"
	)
}

# The same for any command, without the variables.
in_shell_command() {
	(evaluate "$@")
}

evaluate() {
	__cudaenv_may() { :; }
	__cudaenv_set() { export "$1=$2"; }
	__cudaenv_unset() { unset "$1"; }
	code=$(cudaenv "sh-$1" bash "${@:2}") || exit
	eval "$code"
}

# --- the project ---

@test "it writes the spec as typed" {
	for spec in 11.8 12 cu124 latest system v12.4; do
		try cudaenv use "$spec"
		assert_success
		assert_output ""
		assert_file .cuda-version "$spec\\n"
	done
}

@test "in place of the first spec; comments and the rest are kept, byte for byte" {
	printf '# why\n\n  11.8\t# main\r\n12.3\nlast' >.cuda-version
	try cudaenv use 12.4
	assert_success
	assert_file .cuda-version '# why\n\n  12.4\t# main\r\n12.3\nlast\n'
}

@test "a file of only comments gets the spec at its end" {
	printf '# why' >.cuda-version
	cudaenv use 12.4
	assert_file .cuda-version '# why\n12.4\n'
}

@test "several take the place of all" {
	printf '11.8\n# and\n12.4\n' >.cuda-version
	try cudaenv use 12.4 12.3
	assert_success
	assert_file .cuda-version '12.4\n12.3\n# and\n'
}

@test "a link is followed, and stays one" {
	mkdir shared && echo 11.8 >shared/file
	ln -s shared/file .cuda-version
	cudaenv use 12.4
	[[ -L .cuda-version ]]
	assert_file shared/file '12.4\n'
}

@test "a link to a missing file is refused, and nothing is created" {
	mkdir shared && ln -s shared/file .cuda-version
	try cudaenv use 12.4
	assert_failure
	assert_stderr "cudaenv: version file \`$PWD/.cuda-version' is a link to \`$PWD/shared/file', which does not exist: not written"
	[[ ! -e shared/file ]]
}

# not_a_version_file COMMAND...: refused with $problem, and $victim is as it was.
not_a_version_file() {
	local sum

	sum=$(cksum "$victim")
	try "$@"
	assert_failure
	assert_stderr "cudaenv: version file \`$PWD/.cuda-version' $problem: not written"
	[[ $(cksum "$victim") == "$sum" ]]
}

@test "a link to a file of the user that is not a version file is refused" {
	victim=$world/victim
	ln -s "$victim" .cuda-version
	printf 'case $- in\n*i*) ;;\nesac\n' >"$victim"
	problem="line 1 is not a version: \`case \$- in'"
	not_a_version_file cudaenv use 12.4
	not_a_version_file cudaenv local 12.4
	printf '12.4\nssh-rsa AAAA me@host\n' >"$victim"
	problem="line 2 is not a version: \`ssh-rsa AAAA me@host'"
	not_a_version_file cudaenv use 12.4
	echo myhost >"$victim"
	problem="line 1 is not a version: \`myhost'"
	not_a_version_file cudaenv use 12.4
}

@test "a directory that becomes a link while the file is written is not followed" {
	mkdir sub victim
	echo 11.8 >sub/x
	echo precious >victim/x
	ln -s sub/x .cuda-version
	${CC:-cc} -x c -shared -fPIC -o "$world/swap.so" - <<-'END'
		#define _GNU_SOURCE
		#include <stdio.h>
		#include <sys/syscall.h>
		#include <sys/types.h>
		#include <unistd.h>
		ssize_t getrandom(void *buffer, size_t n, unsigned flags)
		{
			rename("sub", "old");
			if (symlink("victim", "sub") == 0)
				fputs("swapped\n", stderr);
			return syscall(SYS_getrandom, buffer, n, flags);
		}
	END
	[[ ! $SANITIZED ]] || skip "a preloaded library and AddressSanitizer do not go together"
	LD_PRELOAD=$world/swap.so try cudaenv use 12.4
	assert_stderr_has swapped
	assert_file victim/x 'precious\n'
	assert_file old/x '12.4\n'
}

@test "a file that is not a version file is refused, and the message names the line" {
	victim=.cuda-version
	printf '# mine\n11.8\nexport A=1\n../x\n' >.cuda-version
	problem="line 4 is not a version: \`../x'"
	not_a_version_file cudaenv use 12.4
	not_a_version_file cudaenv local 12.4
}

@test "the file keeps its mode" {
	echo 11.8 >.cuda-version && chmod 640 .cuda-version
	cudaenv use 12.4
	[[ $(stat -c %a .cuda-version) == 640 ]]
}

@test "the file is replaced whole: who has it open reads the old one" {
	echo 11.8 >.cuda-version
	exec 9<.cuda-version
	cudaenv use 12.4
	[[ $(cat <&9) == 11.8 ]]
	exec 9<&-
}

@test "Ctrl-C while the file is written leaves the old or the new one, and nothing else" {
	strace -o /dev/null true 2>/dev/null || skip "strace may not trace here"
	[[ ! $SANITIZED ]] || skip "LeakSanitizer does not work under strace"
	local call
	for call in write fsync renameat; do
		echo 11.8 >.cuda-version
		env --default-signal=INT strace -qq -o "$world/trace" -e "inject=$call:signal=INT:when=1" \
			cudaenv use 12.4 >/dev/null 2>&1 || :
		grep -q 'SIGINT' "$world/trace" || fail "$call: no signal"
		grep -qx -e 11.8 -e 12.4 .cuda-version
		[[ $(ls -A) == .cuda-version ]] || fail "$call: $(ls -A)"
	done
}

@test "nothing else is left in the directory" {
	cudaenv use 12.4
	[[ $(ls -A) == .cuda-version ]]
}

@test "without the hook it writes, prints what it wrote and how to load the hook, and exits 0" {
	try cudaenv use 12.4
	assert_success
	assert_stderr "cudaenv: 12.4 is written to $PWD/.cuda-version" \
		"cudaenv: shell integration not enabled. Run \`cudaenv init' for instructions."
}

@test "with the hook, which reports a change, it prints nothing" {
	try in_shell 12.4
	assert_success
	assert_stderr ""
	assert_file .cuda-version '12.4\n'
}

@test "it drops this shell's own selection, and says so" {
	CUDAENV_VERSION=11.8 try in_shell 12.4
	assert_success
	assert_output "now unset"
	assert_stderr "cudaenv: note: this shell's own selection 11.8 is dropped"
}

@test "without the hook it says what still selects another" {
	CUDAENV_VERSION=11.8 try cudaenv use 12.4
	assert_success
	assert_stderr_has "12.4 is written to $PWD/.cuda-version, but CUDAENV_VERSION environment variable still selects 11.8 here"
}

# The state of a shell in which this is applied.
applied() {
	export __CUDAENV="1;CUDAENV_ACTIVE,s,u,,$1"
}

@test "if nothing changes, use, local and global print what applies, in one line" {
	local command

	applied 12.4
	for command in "use 12.4" "use latest" "local 12.4" "shell 12.4"; do
		try in_shell_command $command
		assert_success
		[[ $stderr == "cudaenv: 12.4 (set by "*")" ]] || fail "$command"
		assert_output
		rm -f .cuda-version
	done
	try in_shell_command global 12.4
	assert_stderr "cudaenv: 12.4 (set by $(user_root)/version)"
}

@test "if something changes, the hook prints it, and the command nothing" {
	applied 11.8
	for command in "use 12.4" "local 12.4" "shell 12.3" "use --unset"; do
		try in_shell_command $command
		assert_success
		assert_stderr ""
	done
}

@test "quiet hooks print nothing, so the command does" {
	printf '[hook]\nquiet = yes\n' >"$world/conf"
	CUDAENV_CONFIG=$world/conf try in_shell 12.4
	assert_stderr "cudaenv: 12.4 (set by $PWD/.cuda-version)"
}

@test "local and global print what hides the selection" {
	CUDAENV_VERSION=11.8 try in_shell_command local 12.4
	assert_stderr "cudaenv: 12.4 is written to $PWD/.cuda-version, but CUDAENV_VERSION environment variable still selects 11.8 here"
	try in_shell_command global 11.8
	assert_stderr "cudaenv: 11.8 is written to $(user_root)/version, but $PWD/.cuda-version still selects 12.4 here"
}

@test "a project that CUDAENV_DIR names hides the one here" {
	mkdir other && echo 11.8 >other/.cuda-version
	CUDAENV_DIR=$PWD/other try cudaenv use 12.4
	assert_stderr_has "12.4 is written to $PWD/.cuda-version, but $PWD/other/.cuda-version still selects 11.8 here"
}

@test "a removal prints what applies then" {
	echo 12.4 >.cuda-version
	mkdir sub && cd sub && echo 11.8 >.cuda-version
	try cudaenv use --unset
	assert_stderr "cudaenv: $PWD/.cuda-version is removed; 12.4 (set by $world/p/.cuda-version)"
	try cudaenv local --unset
	assert_success
	assert_stderr "cudaenv: $PWD/.cuda-version does not exist: nothing is removed; 12.4 (set by $world/p/.cuda-version)"
	rm ../.cuda-version
	try cudaenv global --unset
	assert_stderr "cudaenv: $(user_root)/version does not exist: nothing is removed; no toolkit is selected here"
	try in_shell_command shell --unset
	assert_stderr "cudaenv: this shell has no selection of its own; no toolkit is selected here"
}

@test "a version that is written but not installed is reported as written" {
	try in_shell --force 12.6
	assert_success
	assert_stderr "cudaenv: 12.6 is written to $PWD/.cuda-version"
}

@test "it says when it hides a file above" {
	echo 11.8 >.cuda-version
	mkdir sub && cd sub
	try cudaenv use 12.4
	assert_success
	assert_stderr_has "note: this hides $world/p/.cuda-version here"
	try cudaenv use 12.3
	refute_stderr_has hides
}

@test "it says when it hides a .tool-versions" {
	echo "cuda 11.8" >.tool-versions
	try cudaenv use 12.4
	assert_stderr_has "note: this hides $PWD/.tool-versions here"
	assert_file .tool-versions 'cuda 11.8\n'
}

@test "it says when here is HOME" {
	cd "$HOME"
	try cudaenv use 12.4
	assert_success
	assert_stderr_has "note: this is your home directory: $HOME/.cuda-version applies in all directories below it"
	HOME=$HOME// try cudaenv use 12.4
	assert_stderr_has "note: this is your home directory"
}

@test "one that is not here: exit 1, the install line, and nothing written" {
	try cudaenv use 12.6
	assert_failure
	assert_output ""
	assert_stderr "cudaenv: version \`12.6' not installed" \
		"  to install it:    cudaenv install 12.6" \
		"  nearest one here: 12.4 (/usr/local/cuda-12.4)"
	refute_exists .cuda-version
}

@test "--force writes it anyway" {
	try cudaenv use --force 12.6
	assert_success
	assert_file .cuda-version '12.6\n'
}

@test "--unset removes the file" {
	echo 12.4 >.cuda-version
	try cudaenv use --unset
	assert_success
	refute_exists .cuda-version
}

@test "a file that must not be overwritten is refused and not changed" {
	mkdir .cuda-version
	try cudaenv use 12.4
	assert_failure
	assert_stderr_has "version file \`$PWD/.cuda-version' is a directory: not written"
	rmdir .cuda-version && mkfifo .cuda-version
	try cudaenv use 12.4
	assert_failure
	assert_stderr_has "is not a regular file: not written"
	[[ -p .cuda-version ]]
}

@test "a file too large, or with NUL, is refused, and left as it was" {
	printf '12.4\n%*s' 5000 '' >.cuda-version
	sum=$(cksum .cuda-version)
	try cudaenv use 11.8
	assert_failure
	assert_stderr_has "is larger than 4096 bytes: not written"
	[[ $(cksum .cuda-version) == "$sum" ]]
	printf '12.4\0' >.cuda-version
	try cudaenv use 11.8
	assert_failure
	assert_stderr_has "has a NUL byte: not written"
}

@test "a file that would become too large is left as it was" {
	printf '1\n#%*s' 4093 '' | tr ' ' x >.cuda-version
	sum=$(cksum .cuda-version)
	try cudaenv use 12.4
	assert_failure
	assert_stderr "cudaenv: version file \`$PWD/.cuda-version' would be larger than 4096 bytes: not written"
	[[ $(cksum .cuda-version) == "$sum" ]]
}

@test "a link that points to itself: one message, and it hides nothing" {
	ln -s .cuda-version .cuda-version
	try cudaenv use 12.4
	assert_failure
	assert_stderr "cudaenv: cannot write $PWD/.cuda-version: Too many levels of symbolic links"
}

@test "a directory that cannot be written: one line, nothing left behind" {
	chmod 555 .
	try bound cudaenv use 12.4
	assert_failure
	assert_stderr "cudaenv: cannot write $PWD/.cuda-version: Permission denied"
	[[ -z $(ls -A) ]]
}

@test "a full disk: one line, and the old file is still there" {
	echo 11.8 >.cuda-version
	try bash -c 'set -o pipefail
		(ulimit -f 0 && trap "" XFSZ && exec cudaenv use 12.4) 2>&1 | cat'
	assert_failure
	assert_output_has "cannot write $PWD/.cuda-version: No space left on device"
	assert_file .cuda-version '11.8\n'
	[[ $(ls -A) == .cuda-version ]]
}

@test "a directory that was removed" {
	mkdir gone && cd gone && rmdir ../gone
	try cudaenv use 12.4
	assert_failure
	assert_stderr "cudaenv: cannot determine the current directory: was it removed?"
}

# --- other scopes ---

@test "--shell: the variable of this shell" {
	try in_shell --shell 12.4
	assert_success
	assert_output "now 12.4"
	refute_exists .cuda-version
}

@test "--shell without the integration" {
	try cudaenv use --shell 12.4
	assert_failure
	assert_stderr "cudaenv: shell integration not enabled. Run \`cudaenv init' for instructions."
}

@test "--shell --unset" {
	CUDAENV_VERSION=12.4 try in_shell --unset --shell
	assert_success
	assert_output "now unset"
}

@test "--global: the user's default" {
	try cudaenv use --global 12.4
	assert_success
	assert_file "$(user_root)/version" '12.4\n'
	refute_exists .cuda-version
}

@test "--global says when something nearer hides it here" {
	echo 11.8 >.cuda-version
	try cudaenv use --global 12.4
	assert_success
	assert_stderr_has "12.4 is written to $(user_root)/version, but $PWD/.cuda-version still selects 11.8 here"
}

@test "--global --unset" {
	cudaenv use --global 12.4
	try cudaenv use --unset --global
	assert_success
	refute_exists "$(user_root)/version"
}

@test "two scopes, a scope without a version, --unset with one: 2" {
	try cudaenv use --shell --global 12.4
	assert_failure 2
	try cudaenv use --global
	assert_failure 2
	try cudaenv use --unset 12.4
	assert_failure 2
	try cudaenv use --dry-run 12.4
	assert_failure 2
	try cudaenv use --system 12.4 11.8
	assert_failure 2
	refute_exists .cuda-version
}

# --- without a version ---

@test "use without SPEC: the selection, why it applies, and whether the driver can run it" {
	echo 12 >.cuda-version
	try cudaenv use
	assert_success
	assert_output "12.4 (set by $PWD/.cuda-version)" "  spec:    12" \
		"  toolkit: /usr/local/cuda-12.4 (CUDA 12.4)" \
		"  driver:  CUDA 12.4 (derived from the kernel module's version), level ok"
}

@test "use without SPEC, with nothing selected" {
	try cudaenv use
	assert_success
	assert_output "system (set by $(user_root)/version)"
}

@test "use without SPEC, with a selected version that is not installed" {
	echo 1.2 >.cuda-version
	try cudaenv use
	assert_failure
	assert_stderr_has "version \`1.2' is not installed (set by $PWD/.cuda-version)"
}

# --- levels ---

@test "ok: not a word" {
	try in_shell 12.3
	assert_stderr ""
}

@test "minor: one note" {
	make_toolkits 12.9
	try in_shell 12.9
	assert_success
	assert_stderr "cudaenv: note: 12.9 is newer than the driver's CUDA 12.4; it runs, but PTX cannot be compiled at run time (error 222) and newer API calls fail (error 36)"
}

@test "unsupported: a warning, and it is selected" {
	make_toolkits 13.0
	try in_shell 13.0
	assert_success
	assert_stderr_has "warning: 13.0 cannot run here: the driver supports CUDA 12.4"
	assert_file .cuda-version '13.0\n'
}

@test "unsupported with the strict policy: refused, --force selects" {
	make_toolkits 13.0
	printf '[driver]\npolicy = strict\n' >"$world/conf"
	export CUDAENV_CONFIG=$world/conf
	for scope in '' --global --shell; do
		try in_shell $scope 13.0
		assert_failure
		assert_stderr_has "error: 13.0 cannot run here"
	done
	refute_exists .cuda-version
	refute_exists "$(user_root)/version"
	try in_shell --force 13.0
	assert_success
}

@test "the policy off: not a word, and nothing is asked" {
	make_toolkits 13.0
	printf '[driver]\npolicy = off\n' >"$world/conf"
	CUDAENV_CONFIG=$world/conf try in_shell 13.0
	assert_success
	assert_stderr ""
}

@test "forward: how to turn it on" {
	make_kernel_module 535.161.07 # CUDA 12.2
	make_toolkits 13.0
	mkdir "$machine/usr/local/cuda-13.0/compat"
	touch "$machine/usr/local/cuda-13.0/compat/libcuda.so.1"
	try in_shell 13.0
	assert_success
	assert_stderr_has "13.0 needs forward compatibility"
	assert_stderr_has "export LD_LIBRARY_PATH=$machine/usr/local/cuda-13.0/compat"
}

@test "a toolkit that the driver cannot run: the message names the driver and a way out" {
	make_kernel_module 390.157 # CUDA 9.1
	try cudaenv use 11.8
	assert_stderr_has "11.8 cannot run here: the driver supports CUDA 9.1"
	assert_stderr_has "  CUDA 11 needs driver 450.80.02 or newer"
	refute_stderr_has "can run:"
	make_toolkits 13.0 10.2 9.0
	try cudaenv use 10.2
	assert_stderr_has "  CUDA 10.2 needs driver 440 or newer"
	assert_stderr_has "  an installed version that this driver can run: 9.0"
	make_kernel_module 535.104.05
	try cudaenv use 13.0
	assert_stderr_has "  CUDA 13 needs driver 580.65.06 or newer"
	rm -rf "$machine/usr/local"/cuda-{9.0,10.2,11.8,12.3,12.4}
	try cudaenv use 13.0
	assert_stderr_has "  to install one that this driver can run: cudaenv install 12.2"
}

@test "without a spec, it prints the spec if that is not the toolkit's name" {
	echo latest >.cuda-version
	try cudaenv use
	assert_line "12.4 (set by $PWD/.cuda-version)"
	assert_line "  spec:    latest"
	echo 12.4 >.cuda-version
	try cudaenv use
	refute_output_has spec:
}
