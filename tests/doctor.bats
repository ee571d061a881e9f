# The output and exit status of `cudaenv doctor`: options, formats, the driver's libraries.

load helper

setup_file() {
	export fakes=$BATS_FILE_TMPDIR/lib
	mkdir "$fakes"
	$CC -shared -fPIC -o "$fakes/libcuda.so.1" "$srcdir/tests/fake/libcuda-gpus.c"
	$CC -shared -fPIC -o "$fakes/libnvidia-ml.so.1" "$srcdir/tests/fake/libnvidia-ml.c"
}

# healthy MACHINE [OPTION...]: a captured machine of tests/machines.
healthy() {
	try cudaenv --sysroot "$srcdir/tests/machines/$1.machine" doctor "${@:2}"
}

# This machine, with the stand-in libraries.
live() {
	unset CUDAENV_SYSROOT
	LD_LIBRARY_PATH=$fakes${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} try cudaenv doctor "$@"
}

# --- output ---------------------------------------------------------------------------

@test "a healthy machine: a few facts and one line" {
	healthy bare
	assert_success
	assert_output \
		"driver    580.65.06 (kernel module, open), CUDA up to 13.0" \
		"gpu 0     NVIDIA GeForce RTX 4090, sm_89, 24 GB, 0000:01:00.0, PCIe up to 4x16" \
		"toolkit   12.4.1 at /usr/local/cuda-12.4, set by /home/ada/p/.cuda-version" \
		"nvcc      12.4.1 at /usr/local/cuda-12.4/bin/nvcc" "" \
		"run programs: yes, build programs: yes; no problems found (67 checks ok, 53 skipped; -v shows all)"
}

@test "a finding has its cause, the evidence, the effect, and the command that fixes it" {
	cp "$srcdir/tests/machines/bare.machine" m
	printf 'answer node:/dev/nvidia-uvm=\nanswer probe:cuda=\n| end=exited 0\n| library=/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06\n| init=999\n' >>m
	try cudaenv --sysroot m doctor
	assert_failure
	assert_line "error: uvm-missing: /dev/nvidia-uvm is missing: nvidia-smi works, CUDA does not"
	assert_line "  seen      /dev/nvidia-uvm: no such file"
	assert_line "  fix       sudo nvidia-modprobe -u -c=0"
	refute_output_has cuinit-other
	try cudaenv --sysroot m doctor -v
	assert_line "follows from uvm-missing: cuinit-other: cuInit fails with 999 (CUDA_ERROR_UNKNOWN)"
}

@test "--json follows its schema on every healthy machine" {
	for file in "$srcdir"/tests/machines/*.machine; do
		try cudaenv --sysroot "$file" doctor --json
		assert_success
		output=$(jq -r --slurpfile schema "$srcdir/tests/doctor-schema.json" \
			-f "$srcdir/tests/schema.jq" <<<"$output")
		assert_output
	done
}

@test "the schema check reports what violates the schema" {
	output=$(jq -n -r --slurpfile schema "$srcdir/tests/doctor-schema.json" \
		'{"schema": 2}' | jq -r --slurpfile schema "$srcdir/tests/doctor-schema.json" \
		-f "$srcdir/tests/schema.jq")
	assert_output_has ".schema: is 2"
	assert_output_has ": has no findings"
}

@test "--format markdown contains neither user nor GPU, and a path cannot contain markup" {
	cp "$srcdir/tests/machines/bare.machine" m
	printf 'env USER=adalovelace\nenv CUDA_HOME=/home/ada/adalovelace/`x`<b>\n' >>m
	try cudaenv --sysroot m doctor --format markdown
	assert_failure
	assert_line "### error: cuda-var-dangling"
	assert_output_has "/home/user/user/'x'<b>\`"
	refute_output_has adalovelace
	refute_output_has "/home/ada"
}

@test "--format github prints one annotation per finding, on one line" {
	healthy build-host --format github
	assert_success
	assert_output "::notice title=gpu-absent::No NVIDIA GPU on the PCI bus"
}

@test "control bytes from a machine do not reach a terminal" {
	cp "$srcdir/tests/machines/bare.machine" m
	printf 'env CUDA_HOME=/x%%1B[31m%%0Ay\n' >>m
	try cudaenv --sysroot m doctor --format github
	assert_failure
	assert_output_has "%0Ay"
	[[ $(wc -l <<<"$output") -le 2 ]]
}

@test "a check is ok only if it had something to examine; otherwise it is skipped, with the reason" {
	try cudaenv doctor --json
	assert_success
	assert_json '[.checks[] | select(.status == "ok").id] | join(" ")' \
		"debug-env-left ldpath-stubs ldpath-compat"
	assert_json '[.checks[] | select(.status == "skipped" and .reason == null)] | length' 0
	assert_json '.checks[] | select(.id == "kmod-not-loaded") | "\(.status): \(.reason)"' \
		"skipped: no GPU on the PCI bus"
	assert_json '.checks[] | select(.id == "self-init") | "\(.status): \(.reason)"' \
		"skipped: no toolkit is selected"
}

# --- selecting checks -------------------------------------------------------------------

@test "a build host is healthy for building, not for running" {
	healthy build-host
	assert_success
	healthy build-host --for build
	assert_success
	healthy build-host --for run
	assert_failure
	assert_output_has "error: gpu-absent"
}

@test "a user of PyTorch without a toolkit is healthy for running, not for building" {
	healthy pytorch --for run
	assert_success
	healthy pytorch --for build
	assert_failure
	assert_output_has "error: nvcc-missing"
}

@test "--only and --skip accept ids and groups" {
	healthy build-host --for run --skip gpu-absent,container
	assert_success
	healthy build-host --only driver,gpu-absent --json
	assert_json '[.checks[] | select(.status == "found").id] | join(" ")' gpu-absent
	assert_json '[.checks[] | select(.id == "nvcc-missing").status] | join(" ")' not-run
	healthy bare --only nonsense
	assert_failure 2
}

@test "--strict exits 1 for a warning, too" {
	cp "$srcdir/tests/machines/bare.machine" m
	echo 'env CUDA_PATH=/usr/local/cuda-11.8' >>m
	try cudaenv --sysroot m doctor
	assert_success
	try cudaenv --sysroot m doctor --strict
	assert_failure
}

@test "--list: every check that it prints has an explanation" {
	try cudaenv doctor --list
	assert_success
	[[ $(wc -l <<<"$output") -ge 108 ]]
	while read -r id _; do
		try cudaenv doctor --explain "$id"
		assert_success
		assert_output_has "  fix:  "
	done <<<"$(cut -d' ' -f1 <<<"$output")"
}

@test "wrong usage and a machine that cannot be examined exit 2" {
	for wrong in --nonsense "--for nothing" "--format yaml" extra "--pid 0x1" "--exe /nowhere" "--timeout 0" \
		"--json --format markdown" "--list --format yaml" "--list --json" "--explain 803 --format github" \
		"--exe /bin/true --json" "--list --capture c"; do
		# shellcheck disable=SC2086 # words are meant
		try cudaenv doctor $wrong
		assert_failure 2
	done
	try cudaenv doctor --sysroot /nowhere
	assert_failure 2
	CUDAENV_LIBEXEC=/nowhere try cudaenv doctor
	assert_failure 2
	unset CUDAENV_SYSROOT
	make_program libexec/cudaenv-probe ""
	echo "exit 126" >>libexec/cudaenv-probe
	CUDAENV_LIBEXEC=$PWD/libexec try "$builddir/cudaenv-doctor"
	assert_failure 2
	assert_stderr_has "the driver was not queried"
}

# --- the driver's libraries -------------------------------------------------------------

@test "live: the driver is queried, and its GPUs are reported" {
	live --json
	assert_json '.driver.init' 0
	assert_json '.gpus[0].name' "Stand-in 0"
	assert_json '.gpus[0].capability' 8.9
}

@test "live: a library that crashes, hangs or prints does no harm" {
	FAKE_INIT=crash live --only cuda
	assert_failure
	# a sanitizer ends the program differently
	assert_output_has "error: cuinit-hang: Loading or initializing libcuda $([[ $SANITIZED ]] && echo "ended the program" || echo "crashed (signal 11)")"
	FAKE_NVML=crash live --only cuda --json
	assert_success
	FAKE_INIT=hang FAKE_NVML=hang live --only cuda --timeout 1
	assert_failure
	assert_output_has "error: cuinit-hang: cuInit did not return"
	FAKE_INIT="exit" live --only cuda
	assert_failure
	assert_output_has "error: cuinit-hang: Loading or initializing libcuda ended the program"
	FAKE_INIT=print live --only cuda --json
	assert_json '.driver.init' 0
}

@test "live: every error number of the table is reported with its name" {
	grep -P '^cuda\t' "$srcdir/data/error_codes.tsv" | while IFS=$'\t' read -r _ code name _; do
		# only the runtime library has these
		case $code in 35 | 38 | 98) continue ;; esac
		FAKE_INIT=$code live --only cuinit-other
		assert_failure
		assert_line "error: cuinit-other: cuInit fails with $code ($name)"
	done
}

@test "live: an empty CUDA_VISIBLE_DEVICES is the cause, since without it cuInit succeeds" {
	CUDA_VISIBLE_DEVICES='' live --only cuda
	assert_failure
	assert_output_has "error: visible-devices: CUDA_VISIBLE_DEVICES hides every GPU"
	assert_output_has "cuInit: 100; 0 without the variable"
	assert_line "  fix       unset CUDA_VISIBLE_DEVICES"
}

@test "live: a GPU that NVML has lost" {
	FAKE_NVML_GPU=15 live --only gpu-lost
	assert_failure
	assert_line "error: gpu-lost: GPU 0 has fallen off the bus"
}

@test "live: a stub in LD_LIBRARY_PATH; the fix keeps the rest of the path" {
	mkdir -p stubs rest
	cp "$fakes/libcuda.so.1" stubs/libcuda.so.1
	unset CUDAENV_SYSROOT
	FAKE_INIT=34 LD_LIBRARY_PATH=$PWD/stubs:$PWD/rest try cudaenv doctor --only driver
	assert_failure
	assert_output_has "error: driver-stub-loaded"
	assert_line "  fix       export LD_LIBRARY_PATH=$PWD/rest"
}

@test "live: no library that another user can change is loaded, and a finding says which" {
	((EUID == 0)) || skip "only root can give a file to another user"
	mkdir its
	cp "$fakes/libcuda.so.1" its/
	chown -R 65534 its
	unset CUDAENV_SYSROOT
	LD_LIBRARY_PATH=$PWD/its:$fakes FAKE_INIT=100 try cudaenv doctor --json
	assert_json '.findings[] | select(.id == "ldpath-untrusted").evidence[0].said' "$PWD/its"
	assert_json .driver.libcuda "$fakes/libcuda.so.1"
	LD_LIBRARY_PATH=$fakes CUDAENV_LIBCUDA=$PWD/its/libcuda.so.1 try cudaenv doctor --json
	assert_json '.findings[] | select(.id == "ldpath-untrusted").fix[0]' "unset CUDAENV_LIBCUDA"
	assert_json .driver.libcuda "$fakes/libcuda.so.1"
}

@test "--gpu: copies are measured and verified" {
	live --gpu --only gpu --json
	assert_json '.gpus[0].bandwidth | "\(.h2d_mbps) \(.d2h_mbps) \(.verified)"' "26840 26840 true"
	FAKE_CORRUPT=1 live --gpu --only gpu
	assert_failure
	assert_output_has "error: bandwidth-corrupt"
}

# --- messages ---------------------------------------------------------------------------

@test "-- CMD: an error that its output names is explained" {
	unset CUDAENV_SYSROOT
	printf '#!/bin/sh\necho "CUDA failure: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH" >&2\n' >"$world/bin/train"
	chmod 755 "$world/bin/train"
	try cudaenv doctor -- train
	assert_output_has "error: cuda-driver-mismatch: "
}

@test "-- CMD: in other formats than text, its output goes to stderr, and the JSON explains it" {
	unset CUDAENV_SYSROOT
	printf '#!/bin/sh\necho answer\necho "CUDA error 803" >&2\nexit 3\n' >"$world/bin/train"
	chmod 755 "$world/bin/train"
	try cudaenv doctor --json -- train
	assert_failure
	assert_stderr_has answer
	assert_json '.command | "\(.name) \(.status) \(.points_to[0].id)"' "train 3 driver-lib-mismatch"
	output=$(jq -r --slurpfile schema "$srcdir/tests/doctor-schema.json" \
		-f "$srcdir/tests/schema.jq" <<<"$output")
	assert_output
	try cudaenv doctor --format github -- train
	refute_output_has answer
	try cudaenv doctor -- train
	assert_output_has answer
}

@test "-- CMD: a bare number is not an error of CUDA" {
	unset CUDAENV_SYSROOT
	try cudaenv doctor -- sh -c 'echo 100 >&2; echo error 803 >&2'
	refute_output_has "Messages of"
	try cudaenv doctor -- sh -c 'echo CUDA error 803 >&2'
	assert_output_has "Messages of"
}

@test "-- CMD: a child that writes for ever is not waited for" {
	unset CUDAENV_SYSROOT
	try timeout 20 cudaenv doctor --only platform-unsupported -- \
		sh -c 'yes >&2 3>&- & echo $! >left; sleep 0.2'
	kill "$(<left)" 2>/dev/null || : # SIGPIPE may have ended it
	assert_success
}

@test "-- CMD: a child that it leaves behind is not waited for" {
	unset CUDAENV_SYSROOT
	try timeout 20 cudaenv doctor --only platform-unsupported -- \
		sh -c 'echo "CUDA error 803" >&2; sleep 60 >/dev/null 3>&- & echo $! >left'
	kill "$(<left)"
	assert_success
	assert_output_has "error: cuda-driver-mismatch: "
}

@test "-- CMD: its message is explained, and reaches stderr unchanged" {
	make_program "$world/bin/train" ""
	printf '#!/bin/sh\necho "ImportError: undefined symbol: __nvJitLinkAddData_12_1" >&2\nexit 3\n' >"$world/bin/train"
	unset CUDAENV_SYSROOT
	try cudaenv doctor -- train
	assert_failure
	assert_stderr_has "ImportError: undefined symbol: __nvJitLinkAddData_12_1"
	assert_stderr_has "cudaenv: train exited with status 3"
	assert_output_has "Messages of train:"
	assert_output_has "error: mixed-nvjitlink: "
	try cudaenv doctor -- "$world/nowhere"
	assert_failure 2
}

# --- other processes ------------------------------------------------------------------------------

# started PID: waits until the process has become `sleep'.
started() {
	wait_for "grep -qx sleep /proc/$1/comm"
}

@test "--pid examines the variables of that process" {
	CUDA_HOME=/nowhere/cuda sleep 60 3>&- &
	pid=$!
	started $pid
	unset CUDAENV_SYSROOT
	try cudaenv doctor --pid $pid --only cuda-var-dangling
	kill $pid
	assert_failure
	assert_line "  seen      CUDA_HOME: /nowhere/cuda"
}

@test "--pid: nothing that the process chooses runs with more privileges than it has" {
	((EUID == 0)) || skip "only root can examine another user's process"
	chmod 755 "$world"
	mkdir -m 777 "$world/its"
	cat >"$world/its/spy.c" <<-'C'
		#include <fcntl.h>
		#include <stdio.h>
		#include <stdlib.h>
		#include <unistd.h>
		__attribute__((constructor)) static void spy(void)
		{
			FILE *f = fopen(getenv("SPY"), "a");
			if (!f)
				return;
			fprintf(f, "%d %d %d %d\n", (int)getuid(), (int)getgid(),
				getgroups(0, NULL), fcntl(7, F_GETFD));
			fclose(f);
		}
	C
	$CC -shared -fPIC -o "$world/its/libcuda.so.1" "$world/its/spy.c"
	unset CUDAENV_SYSROOT
	mkdir -m 700 hidden # only root can reach the program
	cp "$builddir/cudaenv-probe" hidden
	export CUDAENV_LIBEXEC=$PWD/hidden
	setpriv --reuid 65534 --regid 65533 --clear-groups env SPY="$world/its/ran" \
		LD_LIBRARY_PATH="$world/its" CUDAENV_LIBCUDA="$world/its/libcuda.so.1" \
		sleep 60 3>&- &
	pid=$!
	started $pid
	try "$builddir/cudaenv-doctor" --pid $pid --only cuda 7</dev/null
	kill $pid
	[[ $(sort -u "$world/its/ran") == "65534 65533 0 -1" ]] || fail "$(<"$world/its/ran")"
}

@test "--pid: another user in another mount namespace does not get our variables" {
	unshare -m true 2>/dev/null || skip "only root can create a mount namespace"
	unset CUDAENV_SYSROOT
	unshare -m setpriv --reuid 65534 --regid 65533 --clear-groups sleep 60 3>&- &
	pid=$!
	started $pid
	mkdir -m 755 libexec
	printf '#!/bin/sh\nenv >>%s\necho library=$2 >&3\n' "$PWD/asked" >libexec/cudaenv-probe
	chmod 755 "$world" libexec/cudaenv-probe
	install -m 666 /dev/null asked
	CUDAENV_LIBEXEC=$PWD/libexec OURS=secret try "$builddir/cudaenv-doctor" --pid $pid --only cuda
	kill $pid
	grep -q ^PATH= asked
	try grep secret asked
	assert_failure
}

@test "--pid: the process's preloaded libraries and CUDAENV variables are not passed on" {
	echo 'int f(void); int f(void) { return 0; }' >f.c
	$CC -shared -fPIC -o spy.so f.c
	unset CUDAENV_SYSROOT
	CUDAENV_LIBCUDA=/nowhere/libcuda.so.1 LD_AUDIT=$PWD/spy.so LD_PRELOAD=$PWD/spy.so sleep 60 3>&- &
	pid=$!
	mkdir libexec
	printf '#!/bin/sh\nenv >>%s\necho library=$2 >&3\n' "$PWD/asked" >libexec/cudaenv-probe
	chmod 755 libexec/cudaenv-probe
	started "$pid"
	CUDAENV_LIBEXEC=$PWD/libexec try "$builddir/cudaenv-doctor" --pid $pid --only cuda
	kill $pid
	try grep -E '^(LD_PRELOAD|LD_AUDIT|CUDAENV_)' asked
	assert_failure
	try cudaenv doctor --pid $$ -- true
	assert_failure 2
}

@test "--exe prints which file each library would be, and why" {
	mkdir lib
	echo 'int f(void); int f(void) { return 0; }' >f.c
	echo 'int f(void); int main(void) { return f(); }' >main.c
	$CC -shared -fPIC -Wl,-soname,libcudart.so.12 -o lib/libcudart.so.12 f.c
	# shellcheck disable=SC2016 # for the loader
	$CC -o prog main.c lib/libcudart.so.12 -Wl,--enable-new-dtags,-rpath,'$ORIGIN/lib'
	unset CUDAENV_SYSROOT
	try cudaenv doctor --exe "$PWD/prog"
	assert_success
	assert_output "libcudart.so.12 => $PWD/lib/libcudart.so.12 (by RUNPATH of prog), required by prog"
	mkdir other
	cp lib/libcudart.so.12 other/
	LD_LIBRARY_PATH=$PWD/other try cudaenv doctor --exe "$PWD/prog"
	assert_output "libcudart.so.12 => $PWD/other/libcudart.so.12 (by LD_LIBRARY_PATH), required by prog"
	ln -s "$PWD/prog" "$world/link"
	try cudaenv doctor --exe "$world/link"
	assert_output "libcudart.so.12 => $PWD/lib/libcudart.so.12 (by RUNPATH of link), required by link"
	cp lib/libcudart.so.12 .
	LD_LIBRARY_PATH=: try cudaenv doctor --exe "$PWD/prog"
	assert_output "libcudart.so.12 => $PWD/libcudart.so.12 (by LD_LIBRARY_PATH), required by prog"
	printf '\177ELF\001' >other/libcudart.so.12 # 32-bit: skipped
	truncate -s 200 other/libcudart.so.12
	LD_LIBRARY_PATH=$PWD/other try cudaenv doctor --exe "$PWD/prog"
	assert_output "libcudart.so.12 => $PWD/lib/libcudart.so.12 (by RUNPATH of prog), required by prog"
	echo text >other/libcudart.so.12
	LD_LIBRARY_PATH=$PWD/other try cudaenv doctor --exe "$PWD/prog"
	assert_failure
	assert_output_has "it is not an ELF file, so loading fails"
	rm lib/libcudart.so.12
	try cudaenv doctor --exe "$PWD/prog"
	assert_failure
	assert_output "libcudart.so.12 => not found, required by prog"
}

@test "small files that describe huge ones are read in bounded memory" {
	command -v perl >/dev/null || skip "perl is not installed"
	mkdir -p "$machine/etc"
	# 10000 entries of the loader's cache share a path of 100000 bytes
	perl -e 'my $n = 10000; my $strings = 48 + 24 * $n;
		print "glibc-ld.so.cache1.1", pack("VVCx3V4", $n, 100, 2, 0, 0, 0, 0),
			pack("lVVVQ", 0x303, $strings, $strings + 16, 0, 0) x $n,
			"libcuda.so.1\0\0\0\0/", "p" x 100000, "\0"' >"$machine/etc/ld.so.cache"
	if [[ ! $SANITIZED ]]; then ulimit -v 1000000; fi
	try timeout 60 cudaenv doctor
	assert_success
}

# --- captured machines ------------------------------------------------------------------

@test "--capture: a replay has the same findings" {
	make_toolkits 12.4
	make_kernel_module 550.54.14
	ln -s cuda-12.4 "$machine/usr/local/cuda"
	PATH=/usr/local/cuda/bin:$PATH CUDA_HOME=/nowhere/x try cudaenv doctor --capture c.txt --json
	assert_failure
	first=$(jq -c '[.findings[] | .id, .cause, .evidence]' <<<"$output")
	try cudaenv --sysroot c.txt doctor --json
	assert_failure
	[[ $(jq -c '[.findings[] | .id, .cause, .evidence]' <<<"$output") == "$first" ]] || fail "$first"
}

@test "--capture: every check has the same outcome on a real machine with links in /sys" {
	verdicts() { jq -c '[.checks[] | .id, .status]' <<<"$output"; }
	h200=$srcdir/tests/machines/h200.machine
	try cudaenv --sysroot "$h200" doctor --json --capture c.txt
	assert_success
	first=$(verdicts)
	try cudaenv --sysroot c.txt doctor --json
	assert_success
	[[ $(verdicts) == "$first" ]] || fail "$first"
}

@test "--capture keeps only the lines about CUDA of the user's own files" {
	make_toolkits 12.4
	mkdir -p "$machine$HOME"
	printf 'export TOKEN=secret\nexport PATH=/usr/local/cuda/bin:$PATH\n' >"$machine$HOME/.bashrc"
	CUDAENV_VERSION=12.4 try cudaenv doctor --capture c.txt
	try grep -e secret -e "$HOME" c.txt
	assert_failure
	try cudaenv --sysroot c.txt doctor --only rc-conflict
	assert_output_has "/home/user/.bashrc:2: export PATH=/usr/local/cuda/bin"
}

@test "a capture cannot write outside its directory, which is removed afterwards" {
	for entry in 'file /../../evil' 'file evil' 'file /a//b' 'link /a/../../x y' 'nonsense'; do
		printf 'cudaenv-capture 1\n%s\n' "$entry" >m
		try cudaenv --sysroot m doctor
		assert_failure 2
		assert_stderr_has "cannot replay m: line 2"
	done
	printf 'cudaenv-capture 1\nlink /a %s\nfile /a/evil\n' "$world/p" >m
	try cudaenv --sysroot m doctor
	refute_exists "$world/p/evil"
	printf 'cudaenv-capture 1\nlink /a %s\nlink /a/evil x\n' "$world/p" >m
	try cudaenv --sysroot m doctor
	refute_exists "$world/p/evil"
	mkdir tmp
	TMPDIR=$world/p/tmp healthy bare
	[[ -z $(ls -A tmp) ]]
}

@test "doctor writes nothing: read-only home, no HOME, no environment" {
	find "$world/home" >before
	try cudaenv doctor
	find "$world/home" | diff before -
	try env -i CUDAENV_DATADIR="$srcdir" CUDAENV_LIBEXEC="$builddir" CUDAENV_SYSROOT="$machine" \
		"$builddir/cudaenv" doctor
	assert_success
}

@test "fixes are quoted: the name of a directory cannot run a command" {
	cp "$srcdir/tests/machines/bare.machine" m
	printf 'env LD_LIBRARY_PATH=/x/$(reboot)/stubs:/y z\ndir /x/$(reboot)/stubs\n' >>m
	try cudaenv --sysroot m doctor --only ldpath-stubs
	assert_line "  fix       export LD_LIBRARY_PATH='/y z'"
	printf 'env LD_LIBRARY_PATH=/x/stubs:/y/$(reboot)\n' >>m
	try cudaenv --sysroot m doctor --only ldpath-stubs
	assert_line "  fix       export LD_LIBRARY_PATH='/y/\$(reboot)'"
}

@test "no permission despite membership in the node's group: the fix does not add the user again" {
	cp "$srcdir/tests/machines/bare.machine" m
	printf 'answer groups=1000 44\nanswer node:/dev/nvidia0=c 195 0 660 0 44 13\nanswer probe:cuda=\n| end=exited 0\n| init=100\n' >>m
	try cudaenv --sysroot m doctor --only dev-permission
	assert_failure
	assert_output_has "log in again: you are a member of that group"
	refute_output_has usermod
}

@test "cudaenv itself: a registered toolkit that is missing" {
	mkdir -p "$(user_root)/versions"
	ln -s /nowhere "$(user_root)/versions/gone"
	try cudaenv doctor --only self-registry
	assert_success
	assert_line "warning: self-registry: The registered toolkit gone is missing"
	assert_line "  fix       cudaenv link gone --unset"
}

@test "fixes: an incomplete toolkit that cudaenv did not install is not to be verified" {
	make_toolkit "$world/sw/x" 12.4
	mkdir -p "$(user_root)/versions"
	ln -s "$world/sw/x" "$(user_root)/versions/12.4"
	unset CUDAENV_SYSROOT
	CUDAENV_VERSION=12.4 try cudaenv doctor --only toolkit-incomplete
	assert_failure
	assert_output_has "cudaenv did not install $world/sw/x"
	refute_output_has "cudaenv verify"
	mkdir "$world/sw/x/.cudaenv"
	CUDAENV_VERSION=12.4 try cudaenv doctor --only toolkit-incomplete
	assert_line "  fix       cudaenv verify 12.4"
}

@test "fixes: only a release that exists is to be installed" {
	for version in 12.4 11.8 latest 99.1; do
		CUDAENV_VERSION=$version try cudaenv doctor --only self-version-file
		[[ $version == latest ]] || assert_line "  fix       cudaenv install $version"
	done
	for version in foo 9.9 12.99; do
		CUDAENV_VERSION=$version try cudaenv doctor --only self-version-file
		assert_failure
		refute_output_has "cudaenv install"
		assert_output_has "select another version"
	done
}

@test "fixes: use --system is suggested only for a toolkit that it accepts" {
	make_toolkits 11.8
	make_toolkit "$(user_root)/versions/12.4" 12.4
	ln -s cuda-11.8 "$machine/usr/local/cuda"
	CUDAENV_VERSION=12.4 try cudaenv doctor --only toolkit-symlink
	refute_output_has toolkit-symlink
	CUDAENV_VERSION=12.4 try cudaenv doctor --only toolkit-symlink -v
	assert_output_has "note: toolkit-symlink"
	refute_output_has "cudaenv use --system"
}

@test "fixes: a startup file that loads cudaenv already is not to get the line again" {
	make_toolkits 12.4
	mkdir -p "$machine$HOME"
	export SHELL=/bin/bash CUDAENV_VERSION=12.4
	try cudaenv doctor --only self-init
	assert_output_has "add this line at the end of ~/.bashrc"
	echo 'command -v cudaenv >/dev/null && eval "$(cudaenv init bash)"' >"$machine$HOME/.bashrc"
	try cudaenv doctor --only self-init
	# shellcheck disable=SC2088 # printed so
	assert_output_has "~/.bashrc loads cudaenv already"
	refute_output_has "add this line"
}

@test "fixes: the startup line of this shell has the path of cudaenv" {
	unset CUDAENV_SYSROOT
	make_toolkit "$(user_root)/versions/12.4"
	mkdir -p "$HOME/.local/bin"
	ln -s "$builddir/cudaenv" "$HOME/.local/bin/cudaenv"
	SHELL=/bin/bash CUDAENV_VERSION=12.4 PATH=$HOME/.local/bin:/usr/bin:/bin \
		try cudaenv doctor --only self-init
	assert_output_has 'fix       [ -x ~/.local/bin/cudaenv ] && eval "$(~/.local/bin/cudaenv init bash)"'
}

@test "cudaenv itself: a shared or read-only directory is not an error" {
	unset CUDAENV_SYSROOT
	mkdir -m 555 "$world/shared"
	chmod 755 "$world"
	other_user=()
	if ((EUID == 0)); then # this user cannot read the directories of these tests
		cp -r --remove-destination "$builddir/cudaenv" "$builddir/cudaenv-doctor" \
			"$builddir/cudaenv-probe" "$srcdir/data" "$world/bin"
		export CUDAENV_LIBEXEC=$world/bin CUDAENV_DATADIR=$world/bin
		other_user=(setpriv --reuid 65534 --regid 65534 --clear-groups)
	fi
	CUDAENV_ROOT=$world/shared try "${other_user[@]}" cudaenv doctor --only self-statedir -v
	assert_success
	assert_output_has "note: self-statedir: cudaenv's directory cannot be written to"
	refute_output_has "  fix  "
}

@test "cudaenv itself: a version file that is refused" {
	refuses() {
		try cudaenv doctor --only self-version-file
		assert_failure
		assert_output_has "error: self-version-file: The version file is refused: $PWD/.cuda-version $1"
		rm -r .cuda-version
	}
	mkfifo .cuda-version
	refuses "is not a regular file"
	mkdir .cuda-version
	refuses "is a directory"
	printf '%5000s' 12.4 >.cuda-version
	refuses "is larger than 4096 bytes"
	echo ../12.4 >.cuda-version
	refuses "has no valid version"
}

# --- what was not examined ---------------------------------------------------------------

@test "a verdict is unknown if it was not requested, or if a check did not run" {
	for options in "--for run" "--only device-order" "--skip build" "--skip toolkit"; do
		# shellcheck disable=SC2086 # words are meant
		healthy bare --json $options
		[[ $(jq -r .verdict.build <<<"$output") == unknown ]]
	done
	healthy bare --json --for build
	[[ $(jq -r '.verdict | "\(.run) \(.build)"' <<<"$output") == "unknown yes" ]]
}

@test "of a directory, the release of the kernel and of glibc are read from its files" {
	mkdir -p d/lib/modules/6.1.0-30-amd64 d/lib/x86_64-linux-gnu
	touch d/lib/modules/6.1.0-30-amd64/modules.dep
	echo 'GNU C Library (Debian GLIBC 2.41-12) stable release version 2.41.' \
		>d/lib/x86_64-linux-gnu/libc.so.6
	try cudaenv doctor --sysroot d --json
	[[ $(jq -r '.host | "\(.kernel) \(.libc)"' <<<"$output") == "6.1.0-30-amd64 2.41" ]]
}

@test "of a directory, a GPU is judged by its family" {
	mkdir -p d/sys/bus/pci/devices/0000:01:00.0 d/usr/local/cuda-12.4/{bin,include}
	echo 0x10de >d/sys/bus/pci/devices/0000:01:00.0/vendor
	echo 0x2b85 >d/sys/bus/pci/devices/0000:01:00.0/device
	echo 0x030000 >d/sys/bus/pci/devices/0000:01:00.0/class
	install /dev/null d/usr/local/cuda-12.4/bin/nvcc
	PATH=/usr/local/cuda-12.4/bin:$PATH try cudaenv doctor --sysroot d --only arch-unsupported
	assert_failure
	assert_line "error: arch-unsupported: nvcc 12.4 cannot build for this GPU (Blackwell)"
}

@test "the environment that cudaenv sets for a sysroot is not an error there" {
	mkdir -p d/usr/local/cuda-12.4/bin
	install /dev/null d/usr/local/cuda-12.4/bin/nvcc
	CUDA_HOME=$PWD/d/usr/local/cuda-12.4 PATH=$PWD/d/usr/local/cuda-12.4/bin:$PATH \
		try cudaenv doctor --sysroot d --only environment
	assert_success
	refute_output_has nvcc-missing
}
