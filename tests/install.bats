# install, components, verify, uninstall and cache, with a mirror in a directory.

load helper
load install

@test "install: a prefix installs the newest release, in a directory named after its full version" {
	make_mirror 12.3.2 12.4.0 12.4.1
	try cudaenv install 12
	assert_success
	assert_output ""
	assert_stderr_has "cudaenv use 12.4.1"
	try cudaenv version-name
	assert_output system
	try "$versions/12.4.1/bin/nvcc" x
	assert_output "nvcc 12.4 x"
	assert_whole
}

@test "install: latest, cu124 and an alias are understood" {
	make_mirror 12.4.0 12.4.1
	try cudaenv install latest --dry-run
	assert_line "into  $versions/12.4.1"
	try cudaenv install cu124 --dry-run
	assert_line "into  $versions/12.4.1"
	printf '[alias]\nprod = 12.4.0\n' >>"$CUDAENV_CONFIG"
	try cudaenv install prod --dry-run
	assert_line "into  $versions/12.4.0"
}

@test "install: without a version, the selection of the current directory is installed" {
	make_mirror
	echo 12.4 >.cuda-version
	try cudaenv install
	assert_success
	try cudaenv version-name
	assert_output 12.4.1
}

@test "install: without a version and a selection, it is refused" {
	make_mirror
	try cudaenv install
	assert_failure
	assert_stderr_has "nothing is selected here"
}

@test "install: a release that does not exist" {
	make_mirror
	try cudaenv install 12.9
	assert_failure
	assert_stderr_has "no release matches \`12.9'"
	try cudaenv install 10.2
	assert_failure
	assert_stderr_has "with its runfile"
	try cudaenv install ../etc
	assert_failure 2
}

@test "install: the tree has the links that nvcc and build systems use" {
	make_mirror
	cudaenv install 12.4.1
	[[ $(readlink "$versions/12.4.1/lib64") == lib ]]
	[[ -e $versions/12.4.1/targets/$(uname -m | sed s/aarch64/sbsa/)-linux/lib/libcudart.so ]]
	[[ -e $versions/12.4.1/targets/$(uname -m | sed s/aarch64/sbsa/)-linux/include/thrust ]]
	grep -qx "cudaroot=$versions/12.4.1" "$versions/12.4.1/pkg-config/cudart-12.4.pc"
	[[ $(jq -r .cuda.version "$versions/12.4.1/version.json") == 12.4.1 ]]
	assert_file "$versions/12.4.1/.cudaenv/licences/cuda_nvcc/LICENSE" 'license of cuda_nvcc\n'
	refute_exists "$versions/12.4.1/LICENSE"
}

@test "install: modes come from the archive, not from the umask" {
	make_mirror
	(umask 077 && cudaenv install 12.4.1)
	[[ $(stat -c%a "$versions/12.4.1/bin/nvcc") == 755 ]]
	[[ $(stat -c%a "$versions/12.4.1/include/thrust/version.h") == 644 ]]
	[[ -z $(find "$versions/12.4.1" -type d ! -perm 755) ]]
	[[ -z $(find "$versions/12.4.1" -type f ! -perm -444) ]]
}

@test "install: a driver is installed only if it is named" {
	make_mirror
	cudaenv install 12.4.1 --full
	refute_exists "$versions/12.4.1/bin/nvidia-smi"
	try cudaenv install 12.4.1 --components nvidia_driver --dry-run
	assert_output_has nvidia_driver
}

@test "install: an installed release is reported, and is not an error" {
	make_mirror
	cudaenv install 12.4.1
	try cudaenv install 12.4
	assert_success
	assert_stderr "cudaenv: 12.4.1 is already installed in $versions/12.4.1"
}

@test "install: of two parallel runs, one waits and finds the toolkit installed" {
	make_mirror
	start_liar
	use_mirror "$liar/slow"
	head -c 700000 /dev/urandom >"$world/tree/nvcc/bin/big"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	cudaenv install 12.4.1 2>"$world/first" &
	wait_for '[[ -e $versions/.cudaenv-12.4.1.new ]]'
	try cudaenv install 12.4.1
	assert_success
	assert_stderr_has "waiting for it"
	assert_stderr_has "already installed"
	wait $!
	assert_whole
	[[ $(archives_asked) == 3 ]]
}

@test "install: --components installs only these, by short names too; the rest can follow" {
	make_mirror
	cudaenv install 12.4.1 --components nvcc
	try cudaenv components 12.4.1
	assert_output "cuda_nvcc                12.4.131         The cuda_nvcc"
	refute_exists "$versions/12.4.1/include"
	try cudaenv install 12.4.1 --components nope
	assert_failure
	assert_stderr_has "no component \`nope'"
	cudaenv install 12.4.1
	try cudaenv components 12.4.1 --json
	assert_json '[.components[].name] | sort | join(" ")' "cuda_cccl cuda_cudart cuda_nvcc"
	assert_whole
}

@test "install: --with adds a library in the variant of the toolkit's major version" {
	make_mirror
	add_cudnn
	cudaenv install 12.4.1
	echo mine >"$versions/12.4.1/lib/mine"
	ino=$(stat -c%i "$versions/12.4.1/bin/nvcc")
	try cudaenv install 12.4.1 --with cudnn@9
	assert_success
	[[ -e $versions/12.4.1/lib64/libcudnn.so.9 && -e $versions/12.4.1/lib/mine ]]
	[[ $(stat -c%i "$versions/12.4.1/bin/nvcc") == "$ino" ]]
	try cudaenv components 12.4.1
	assert_output_has "cudnn                    9.1.0.70"
	assert_whole
}

@test "install: --with names a library that has no matching variant" {
	make_mirror 13.0.0
	add_cudnn
	try cudaenv install 13.0.0 --with cudnn
	assert_failure
	assert_stderr_has "no cudnn for CUDA 13.0.0"
}

@test "install: adding works where directories cannot be exchanged" {
	make_mirror
	add_cudnn
	cudaenv install 12.4.1
	${CC:-cc} -shared -fPIC -o "$world/noexchange.so" "$srcdir/tests/tools/noexchange.c"
	[[ ! $SANITIZED ]] || skip "a preloaded library and AddressSanitizer do not go together"
	LD_PRELOAD=$world/noexchange.so try cudaenv install 12.4.1 --with cudnn
	assert_success
	[[ -e $versions/12.4.1/lib/libcudnn.so.9 ]]
	assert_whole
}

@test "verify: an interrupted addition is reported, and completed by the next run" {
	make_mirror
	add_cudnn
	cudaenv install 12.4.1
	echo cudnn >"$versions/12.4.1/.cudaenv/adding"
	cp "$world/tree/cudnn/lib/libcudnn.so.9" "$versions/12.4.1/lib/"
	try cudaenv verify 12.4.1
	assert_failure
	assert_stderr_has "interrupted"
	try cudaenv install 12.4.1 --with cudnn
	assert_success
	assert_whole
}

@test "verify: changed, missing and redirected files are named" {
	make_mirror
	cudaenv install 12.4.1
	echo '#!/bin/sh' >"$versions/12.4.1/bin/nvcc"
	rm "$versions/12.4.1/include/thrust/version.h"
	ln -sfn /etc "$versions/12.4.1/lib64"
	try cudaenv verify 12.4.1
	assert_failure
	assert_line "bin/nvcc: changed (its size)"
	assert_line "include/thrust/version.h: missing"
	assert_line "lib64: points elsewhere"
	assert_stderr_has "3 of "
}

@test "install: --prefix makes that directory the toolkit" {
	make_mirror
	mkdir empty
	try cudaenv install 12.4.1 --prefix empty
	assert_success
	grep -qx "cudaroot=$PWD/empty" empty/pkg-config/cudart-12.4.pc
	mkdir full && touch full/mine
	try cudaenv install 12.4.1 --prefix full
	assert_failure
	assert_stderr_has "cudaenv did not install it"
	[[ $(ls full) == mine ]]
}

@test "install: --prefix is normalized, and nothing else is created" {
	make_mirror
	try cudaenv install 12.4.1 --prefix ./x/../em//./ --dry-run
	assert_line "into  $PWD/em"
	cudaenv install 12.4.1 --prefix ./x/../em
	refute_exists x
	mkdir -p a/real here && ln -s a/real link
	try cudaenv install 12.4.1 --prefix link/../em --dry-run
	assert_line "into  $PWD/a/em"
	cd here
	try cudaenv install 12.4.1 --prefix . --dry-run
	assert_line "into  $PWD"
	try cudaenv install 12.4.1 --prefix /
	assert_failure 2
	assert_stderr_has "a directory below /"
}

@test "install: an archive with lib and a link lib64 to it, or the reverse" {
	make_mirror
	ln -s lib "$world/tree/cudart/lib64"
	mv "$world/tree/cudart/lib" "$world/lib"
	mkdir -p "$world/tree/nvcc/lib64"
	echo x >"$world/tree/nvcc/lib64/x"
	ln -s lib64 "$world/tree/nvcc/lib"
	mv "$world/lib" "$world/tree/cudart/lib"
	add_package cuda cuda_cudart 12.4.127 "$world/tree/cudart"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_success
	assert_file "$versions/12.4.1/lib/x" 'x\n'
	[[ -e $versions/12.4.1/lib64/libcudart.so ]]
	assert_whole
}

@test "install: a file in one component, a directory in another" {
	make_mirror
	echo x >"$world/tree/nvcc/include"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "include: it is not a directory in cuda_nvcc"
	assert_nothing_there
}

@test "install: root gets a warning for a directory in which other users can replace the toolkit" {
	((EUID == 0)) || skip "only root can give files to another user"
	make_mirror
	mkdir -p "$versions"
	chown 12345 "$versions"
	try cudaenv install 12.4.1
	assert_success
	assert_stderr_has "$versions (owner uid 12345"
	assert_whole
	try cudaenv use 12.4.1
	assert_failure
	try cudaenv uninstall 12.4.1
	assert_success
	chown 0 "$versions"
	try cudaenv install 12.4.1
	refute_stderr_has "can be changed"
}

@test "install: few descriptors are enough" {
	make_mirror
	for i in 1 2 3 4 5 6; do
		add_package cuda "cuda_x$i" 12.4.127 "$world/tree/cccl"
	done
	write_manifest cuda 12.4.1
	# Descriptors that the test inherited, a jobserver's for example, do not count.
	try bash -c 'ulimit -n $(($(ls /proc/self/fd | wc -l) + 20)); cudaenv install 12.4.1 --components \
		nvcc,cudart,cccl,x1,x2,x3,x4,x5,x6'
	assert_success
	assert_whole
}

@test "install: a link in place of the target is not touched" {
	make_mirror
	mkdir -p "$versions" elsewhere
	ln -s "$PWD/elsewhere" "$versions/12.4.1"
	try cudaenv install 12.4.1
	assert_failure
	[[ -L $versions/12.4.1 && -z $(ls elsewhere) ]]
}

@test "install: a home directory that is a symbolic link stays one" {
	make_mirror
	mkdir real && ln -s real linked
	CUDAENV_ROOT=$PWD/linked/root try cudaenv install 12.4.1
	assert_success
	[[ -L linked && -x real/root/versions/12.4.1/bin/nvcc ]]
}

@test "install: --system installs into /usr/local" {
	make_mirror
	mkdir -p "$machine/usr/local"
	try cudaenv --sysroot "$machine" install 12.4.1 --system
	assert_success
	[[ -x $machine/usr/local/cuda-12.4/bin/nvcc ]]
	grep -qx "cudaroot=/usr/local/cuda-12.4" "$machine/usr/local/cuda-12.4/pkg-config/"*.pc
	make_toolkits 12.5
	make_mirror 12.5.0
	try cudaenv --sysroot "$machine" install 12.5.0 --system
	assert_failure
	assert_stderr_has "cudaenv did not install it"
}

@test "install: the license must be accepted" {
	make_mirror
	printf '[install]\nmirror = file://%s\n' "$mirror" >"$CUDAENV_CONFIG"
	try cudaenv install 12.4.1 </dev/null
	assert_failure
	assert_stderr_has "Test License"
	assert_stderr_has "--accept-license"
	assert_stderr_has "accept_license = yes"
	assert_nothing_there
	try cudaenv install 12.4.1 --accept-license
	assert_success
}

@test "install: the British spellings of 0.1.0 are still accepted" {
	make_mirror
	printf '[install]\nmirror = file://%s\n' "$mirror" >"$CUDAENV_CONFIG"
	try cudaenv install 12.4.1 --accept-licence </dev/null
	assert_success
	cudaenv uninstall 12.4.1
	echo 'accept_licence = yes' >>"$CUDAENV_CONFIG"
	try cudaenv install 12.4.1 </dev/null
	assert_success
	assert_stderr_has "cudaenv use 12.4.1"
	refute_stderr_has "accept_licence"
	try cudaenv install --help
	assert_output_has "--accept-license"
	refute_output_has "--accept-licence"
}

@test "install: --dry-run reports what would be done and does nothing" {
	make_mirror
	try cudaenv install 12.4.1 --dry-run
	assert_success
	assert_line "CUDA 12.4.1 for $(platform)"
	assert_output_has "licenses: Test License"
	refute_exists "$CUDAENV_ROOT"
}

@test "install: --list lists the releases, and marks the installed ones" {
	make_mirror 11.4.1 12.4.0 12.4.1 12.10.0 13.0.1
	cudaenv install 12.4.0
	try cudaenv install --list
	assert_output "12.4.0 (installed)" 12.4.1 12.10.0 13.0.1
	try cudaenv install --list 12
	assert_output "12.4.0 (installed)" 12.4.1 12.10.0
	try cudaenv install --list 12.4
	assert_output "12.4.0 (installed)" 12.4.1
	try cudaenv install --list 9
	assert_failure 1
	assert_output ""
	assert_stderr_has "no release matches \`9'"
	try cudaenv install --list foo
	assert_failure 2
}

@test "install: --use selects the toolkit for the project" {
	make_mirror
	printf '# mine\n11.8\n' >.cuda-version
	try cudaenv install 12.4 --use
	assert_success
	assert_file .cuda-version '# mine\n12.4.1\n'
	rm .cuda-version
	try cudaenv install 12.4 --use
	assert_success
	assert_stderr_has "12.4.1 is already installed"
	try cudaenv version-name
	assert_output 12.4.1
	rm .cuda-version
	try cudaenv install 12.4 --use --dry-run
	refute_exists .cuda-version
	try cudaenv install 12.4 --use --prefix "$world/x"
	assert_failure 2
	echo 'PATH=/x' >.cuda-version
	try cudaenv install 12.4 --use
	assert_failure
	assert_file .cuda-version 'PATH=/x\n'
}

@test "install: a directory that it creates is not writable by others, whatever the umask" {
	make_mirror
	(umask 000 && cudaenv install 12.4.1)
	[[ -z $(find "$CUDAENV_ROOT" "$CUDAENV_CACHE" ! -type l -perm -002) ]]
}

@test "install: --from accepts a directory of manifests, a mirror, and a manifest" {
	make_mirror
	use_mirror https://127.0.0.1:1/nowhere
	for from in "$mirror" "$mirror/cuda/redist" "$mirror/cuda/redist/redistrib_12.4.1.json"; do
		rm -rf "$versions"
		try cudaenv install 12.4.1 --from "$from"
		assert_success
		assert_whole
	done
}

@test "install: --from a manifest installs its release, and no other" {
	make_mirror
	manifest=$mirror/cuda/redist/redistrib_12.4.1.json
	try cudaenv install --from "$manifest"
	assert_success
	assert_whole
	try cudaenv install 11.8 --from "$manifest"
	assert_failure
	assert_stderr "cudaenv: $manifest is CUDA 12.4.1, not 11.8"
}

@test "install: a manifest with the file name of another release is refused" {
	make_mirror
	cd "$mirror/cuda/redist"
	mv redistrib_12.4.1.json redistrib_12.4.9.json
	try cudaenv install 12.4.9
	assert_failure
	assert_stderr_has "release 12.4.1, not of 12.4.9"
	assert_nothing_there
}

# One directory with all manifests and archives, as users download them.
make_flat() {
	make_mirror
	add_cudnn
	mkdir flat
	cp "$mirror"/*/redist/*.json "$mirror"/*/redist/*/*/*.xz flat
}

@test "install: --from a directory distinguishes the products in it" {
	make_flat
	try cudaenv install 12.4.1 --minimal --with cudnn --from flat --dry-run
	assert_success
	assert_output_has "cudnn                    9.1.0.70"
	refute_output_has nvidia_driver
	try cudaenv install --list --from flat
	assert_output 12.4.1
	rm flat/redistrib_9.1.0.json
	try cudaenv install 12.4.1 --with cudnn --from flat
	assert_failure
	assert_stderr_has "no cudnn for CUDA 12.4.1"
	try cudaenv install --with cudnn --from flat/redistrib_12.4.1.json
	assert_failure
	assert_stderr_has "no cudnn for CUDA 12.4.1"
	try cudaenv install --from "$mirror/cudnn/redist/redistrib_9.1.0.json"
	assert_failure
	assert_stderr_has "lists archives of cudnn, not of cuda"
}

@test "install: --with accepts neither the toolkit nor a driver" {
	make_mirror
	add_cudnn
	add_package cudnn nvidia_driver 550.54.15 "$world/tree/driver"
	write_manifest cudnn 9.1.0
	try cudaenv install 12.4.1 --with cudnn --dry-run
	assert_success
	assert_output_has "cudnn  "
	refute_output_has nvidia_driver
	try cudaenv install 12.4.1 --with cuda --dry-run
	assert_failure 2
	assert_stderr_has "\`cuda' is the toolkit itself"
}

@test "install: control characters in a license are shown escaped" {
	make_mirror
	sed -i 's/Test License/a\xc2\x9b2Jb\xe2\x80\xae/; s/The cuda_nvcc/c\xc2\x9b/' \
		"$mirror/cuda/redist/redistrib_12.4.1.json"
	try cudaenv install 12.4.1 --dry-run
	assert_output_has 'a\302\2332Jb\342\200\256'
	refute_output_has $'\xc2\x9b'
	cudaenv install 12.4.1
	try cudaenv components 12.4.1
	assert_output_has 'c\302\233'
}

@test "install: --offline reports a release that the cache does not have" {
	make_mirror
	use_mirror https://127.0.0.1:1/nowhere
	try cudaenv install 12.4 --offline
	assert_failure
	assert_stderr_has "no release that matches \`12.4' is in the cache"
}

@test "install: the scheme of a mirror in upper case, and a file on localhost" {
	make_mirror
	for url in "FILE://$mirror" "file://localhost$mirror"; do
		use_mirror "$url"
		try cudaenv install 12.4.1 --dry-run
		assert_success
	done
	use_mirror HTTP://127.0.0.1:1/x
	try cudaenv install 12.4.1
	assert_stderr_has "cannot fetch http://127.0.0.1:1/x/cuda"
	use_mirror ""
	try cudaenv install 12.4.1 --from "$mirror" --dry-run
	assert_success
	assert_stderr_has "is not a value for \`mirror': ignored"
	use_mirror ftp://x
	try cudaenv install 12.4.1 --from "$mirror" --dry-run
	assert_success
}

@test "install: with closed standard streams, no message goes to another file" {
	make_mirror
	try traced sh -c 'cudaenv install 12.4.1 <&- 2>&-'
	assert_success
	run grep -c 'write(2, .* = [0-9]' "$world/trace"
	[[ $output == 0 ]]
	assert_whole
}

@test "install: a read-only directory" {
	make_mirror
	mkdir -p "$versions" && chmod 555 "$versions"
	try bound cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "Permission denied"
	try bound cudaenv install 12.4.1 --prefix "$versions/x/y"
	assert_stderr_has "cannot install into $versions/x/y: Permission denied"
}

@test "install: it changes the generation, so that every shell looks again" {
	make_mirror
	cudaenv install 12.4.1
	before=$(cat "$CUDAENV_ROOT/generation")
	cudaenv uninstall 12.4.1
	[[ $before != "$(cat "$CUDAENV_ROOT/generation")" ]]
}

@test "uninstall: removes the toolkit, and nothing next to it" {
	make_mirror 12.4.0 12.4.1
	cudaenv install 12.4.0
	cudaenv install 12.4.1
	try cudaenv uninstall 12.4.1
	assert_success
	refute_exists "$versions/12.4.1"
	assert_whole 12.4.0
}

@test "uninstall: a toolkit that cudaenv did not install is not touched" {
	make_toolkit "$versions/12.4"
	try cudaenv uninstall 12.4
	assert_failure
	assert_stderr_has "left alone"
	[[ -x $versions/12.4/bin/nvcc ]]
}

@test "uninstall: the user's files in the toolkit stay, and links are not followed" {
	make_mirror
	mkdir outside && touch outside/nvcc
	cudaenv install 12.4.1
	echo mine >"$versions/12.4.1/lib/mine"
	rm -r "$versions/12.4.1/bin" && ln -s "$PWD/outside" "$versions/12.4.1/bin"
	try cudaenv uninstall 12.4.1
	assert_success
	assert_file "$versions/12.4.1/lib/mine" 'mine\n'
	[[ -e outside/nvcc && -L $versions/12.4.1/bin && ! -e $versions/12.4.1/include ]]
}

@test "uninstall: a selected toolkit needs --force; a global selection is repaired" {
	make_mirror
	cudaenv install 12.4.1
	cudaenv global 12.4.1
	try cudaenv uninstall 12.4.1
	assert_failure
	assert_stderr_has "12.4.1 is selected"
	try cudaenv uninstall 12.4.1 --force
	assert_success
	refute_exists "$versions/12.4.1"
	try cudaenv global
	assert_output system
	assert_stderr ""
}

@test "uninstall: --dry-run removes nothing" {
	make_mirror
	cudaenv install 12.4.1
	try cudaenv uninstall 12.4.1 --dry-run
	assert_success
	assert_whole
}

@test "components, verify: a toolkit that cudaenv did not install has no record" {
	make_toolkit "$versions/12.4"
	try cudaenv components 12.4
	assert_failure
	assert_stderr_has "was not installed by cudaenv"
	try cudaenv verify 12.4
	assert_failure
}

@test "uninstall: a record with a path outside the tree is refused" {
	make_mirror
	cudaenv install 12.4.1
	touch "$versions/victim"
	printf 'f\t0644\t0\t-\t../victim\n' >>"$versions/12.4.1/.cudaenv/files/cuda_nvcc"
	try cudaenv uninstall 12.4.1
	assert_failure
	[[ -e $versions/victim && -e $versions/12.4.1/bin/nvcc ]]
}

@test "help: cudaenv and cudaenv-install describe the subcommands in the same way" {
	for command in cache components install uninstall verify; do
		try cudaenv help "$command"
		assert_success
		assert_output_has "Usage: cudaenv $command"
	done
}
