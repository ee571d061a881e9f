#!/bin/bash
# SPDX-License-Identifier: MIT
# The doctor on a machine with a GPU: environments that are broken by variables or in mount
# namespaces, each of which it must report correctly; and its bandwidth next to that of a
# plain program. The machine is not changed. Run as root, from a built tree:
#
#	srcdir=TREE builddir=BUILD bash TREE/tests/gpu/doctor.sh
#
# DOCTOR may contain the command that runs the doctor on a machine without its libraries:
# DOCTOR="LOADER --library-path DIR FILE". Prints a table and the number of failed rows,
# which is also the exit status.
set -u
: "${srcdir:?} ${builddir:?}"
CC=${CC:-cc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CUDAENV_SYSROOT CUDAENV_VERSION
export HOME=$work/home CUDAENV_ROOT=$work/root CUDAENV_CONFIG=/dev/null NO_COLOR=1
# Copies that every user can reach, wherever the tree is.
chmod 755 "$work"
mkdir -p "$HOME" "$work/p" "$work/empty" "$work/bin"
cp "$builddir/cudaenv-doctor" "$builddir/cudaenv-probe" "$work/bin/"
cp -r "$srcdir/data" "$work/data"
chmod -R a+rX "$work"
export CUDAENV_DATADIR=$work CUDAENV_LIBEXEC=$work/bin
read -r -a doctor <<<"${DOCTOR:-$work/bin/cudaenv-doctor}"
cd "$work/p" || exit 1
failed=0 rows=0
toolkit=$(readlink -f /usr/local/cuda)
compat=$toolkit/compat
container=no
[[ ! -e /.dockerenv && ! -e /run/.containerenv ]] || container=yes

row() { printf '%-44s %-22s %-40s %s\n' "$@"; }

# ids LEVEL: of the findings that no other explains.
ids() {
	tr '{' '\n' <"$work/json" | awk -v level="\"level\":\"$1\"" '
		/^"id":/ && index($0, level) { id = $0; sub(/^"id":"/, "", id); sub(/".*/, "", id); held = id }
		held && /"explained_by":null/ { out = out sep held; sep = ","; held = "" }
		/"explained_by":"/ { held = "" }
		END { print out }'
}

# expect TITLE LEVEL WANT COMMAND...: the doctor's findings of that level are WANT ("none"),
# among others only with a leading +; COMMAND runs it with --json.
expect() {
	local title=$1 level=$2 want=$3 got verdict=pass

	shift 3
	"$@" >"$work/json" 2>"$work/stderr"
	got=$(ids "$level")
	got=${got:-none}
	case $want in
	+*) [[ ,$got, == *,"${want#+}",* ]] || verdict=FAIL ;;
	*) [[ $got == "$want" ]] || verdict=FAIL ;;
	esac
	rows=$((rows + 1))
	[[ $verdict == pass ]] || failed=$((failed + 1))
	row "$title" "$want" "$got" "$verdict"
	[[ ! -s $work/stderr ]] || sed 's/^/    stderr: /' "$work/stderr"
}

run() { "${doctor[@]}" --json "$@"; }
run_only() { "${doctor[@]}" --json --for run; }

# hidden SCRIPT: the doctor in a mount namespace of its own in which SCRIPT has run.
hidden() {
	local script=$1

	shift
	unshare -m bash -c "set -e; mount --make-rprivate / 2>/dev/null || :; $script
		shift; exec \"\$@\"" x x "${doctor[@]}" --json --for run "$@"
}

over() { printf 'mount --bind %s %s; ' "$1" "$2"; }

row "environment" "id expected" "id named" "result"
row "-----------" "-----------" "--------" "------"

expect "as it is" error none run_only
uvm=uvm-missing nodes=dev-missing
[[ $container == no ]] || uvm=ctr-uvm-not-mounted nodes=ctr-no-gpu

# --- of the facts measured before: compat older than the driver, no visible device, no uvm,
# --- a user without privileges
if [[ -e $compat/libcuda.so.1 ]]; then
	expect "LD_LIBRARY_PATH=compat (older than driver)" error driver-compat-active \
		env LD_LIBRARY_PATH="$compat" "${doctor[@]}" --json --for run
else
	row "LD_LIBRARY_PATH=compat" driver-compat-active "no compat directory here" skip
fi
expect "CUDA_VISIBLE_DEVICES empty" error visible-devices \
	env CUDA_VISIBLE_DEVICES= "${doctor[@]}" --json --for run
expect "/dev/nvidia-uvm covered" error "$uvm" hidden "$(over /dev/null /dev/nvidia-uvm)"
expect "uid 65534" error none \
	setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent \
	"${doctor[@]}" --json --for run

# --- more variables
expect "CUDA_VISIBLE_DEVICES=-1" error visible-devices \
	env CUDA_VISIBLE_DEVICES=-1 "${doctor[@]}" --json --for run
expect "CUDA_VISIBLE_DEVICES=99" error visible-devices \
	env CUDA_VISIBLE_DEVICES=99 "${doctor[@]}" --json --for run
expect "CUDA_VISIBLE_DEVICES=0,99" warning +visible-devices \
	env CUDA_VISIBLE_DEVICES=0,99 "${doctor[@]}" --json --for run
expect "CUDA_VISIBLE_DEVICES=GPU-deadbeef" error visible-devices \
	env CUDA_VISIBLE_DEVICES=GPU-deadbeef "${doctor[@]}" --json --for run
expect "CUDA_MPS_PIPE_DIRECTORY names no daemon" warning +mps-broken \
	env CUDA_MPS_PIPE_DIRECTORY="$work/empty" "${doctor[@]}" --json --for run
expect "CUDA_HOME names no directory" error +cuda-var-dangling \
	env CUDA_HOME=/usr/local/cuda-9.9 "${doctor[@]}" --json
mkdir -p "$work/cuda-11.5/bin"
printf '#!/bin/sh\n' >"$work/cuda-11.5/bin/nvcc"
chmod 755 "$work/cuda-11.5/bin/nvcc"
echo 'CUDA Version 11.5.0' >"$work/cuda-11.5/version.txt"
expect "CUDA_HOME is another toolkit than nvcc" error +cuda-home-vs-nvcc \
	env CUDA_HOME="$work/cuda-11.5" PATH="$toolkit/bin:$PATH" "${doctor[@]}" --json
echo 99.9 >"$work/p/.cuda-version"
expect ".cuda-version asks for what is not here" error +self-version-file run
rm "$work/p/.cuda-version"
stubs=$toolkit/lib64/stubs
if [[ -e $stubs/libcuda.so ]]; then
	mkdir -p "$work/stubs"
	cp "$stubs/libcuda.so" "$work/stubs/libcuda.so.1"
	expect "LD_LIBRARY_PATH=stubs" error driver-stub-loaded \
		env LD_LIBRARY_PATH="$work/stubs" "${doctor[@]}" --json --for run
fi
mkdir -p "$work/short"
: >"$work/short/libcuda.so.1"
expect "an empty libcuda.so.1 first" error driver-missing-libs \
	env LD_LIBRARY_PATH="$work/short" "${doctor[@]}" --json --for run

# --- more mount namespaces
script=
for node in /dev/nvidia[0-9]* /dev/nvidiactl; do script+=$(over /dev/null "$node"); done
expect "/dev/nvidia0 and nvidiactl covered" error "$nodes" hidden "$script"
# All of them: where one GPU is open, a scheduler may have closed the others.
title="each /dev/nvidiaN with mode 0600, as uid 65534" script=
for node in /dev/nvidia[0-9]*; do
	copy=$work/${node##*/}
	if ! cp -a "$node" "$copy" 2>/dev/null || ! chmod 600 "$copy"; then
		script=
		break
	fi
	script+="mount --bind $copy $node; "
done
if [[ -n $script ]]; then
	expect "$title" error dev-permission \
		unshare -m bash -c "$script exec setpriv --reuid 65534 \
			--regid 65534 --clear-groups env HOME=/nonexistent \"\$@\"" x \
		"${doctor[@]}" --json --for run
else
	row "$title" dev-permission "no node can be made here" skip
fi
echo 535.54.03 >"$work/other"
expect "the module says another version (no cuInit made of it)" error none \
	hidden "$(over "$work/other" /sys/module/nvidia/version)"
if [[ -e /usr/local/cuda ]]; then
	expect "ld.so.conf.d leads to stubs" warning +ldpath-stubs hidden \
		"mount -t tmpfs none /etc/ld.so.conf.d; echo $stubs >/etc/ld.so.conf.d/x.conf; "
fi

# --- bandwidth, compared with a plain program
cat >"$work/plain.c" <<'C'
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#define N ((size_t)64 << 20)
#define GET(name) *(void **)&name = dlsym(h, #name)
int main(void)
{
	void *h = dlopen("libcuda.so.1", RTLD_NOW), *c, *s, *p;
	int (*cuInit)(unsigned), (*cuDevicePrimaryCtxRetain)(void **, int), (*cuCtxSetCurrent)(void *);
	int (*cuMemHostAlloc)(void **, size_t, unsigned), (*cuMemAlloc_v2)(unsigned long long *, size_t);
	int (*cuStreamCreate)(void **, unsigned), (*cuStreamSynchronize)(void *);
	int (*cuMemcpyHtoDAsync_v2)(unsigned long long, const void *, size_t, void *);
	int (*cuMemcpyDtoHAsync_v2)(void *, unsigned long long, size_t, void *);
	unsigned long long d;

	if (!h)
		return 1;
	GET(cuInit); GET(cuDevicePrimaryCtxRetain); GET(cuCtxSetCurrent); GET(cuMemHostAlloc);
	GET(cuMemAlloc_v2); GET(cuStreamCreate); GET(cuStreamSynchronize);
	GET(cuMemcpyHtoDAsync_v2); GET(cuMemcpyDtoHAsync_v2);
	if (cuInit(0) || cuDevicePrimaryCtxRetain(&c, 0) || cuCtxSetCurrent(c) || cuStreamCreate(&s, 1) ||
		cuMemHostAlloc(&p, N, 1) || cuMemAlloc_v2(&d, N))
		return 1;
	memset(p, 7, N);
	for (int way = 0; way < 2; way++) {
		double best = 0;
		for (int k = 0; k < 7; k++) {
			struct timespec a, b;
			double t;
			clock_gettime(CLOCK_MONOTONIC, &a);
			for (int i = 0; i < 32; i++)
				way ? cuMemcpyDtoHAsync_v2(p, d, N, s) : cuMemcpyHtoDAsync_v2(d, p, N, s);
			cuStreamSynchronize(s);
			clock_gettime(CLOCK_MONOTONIC, &b);
			t = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
			if (32.0 * (double)N / t / 1e6 > best)
				best = 32.0 * (double)N / t / 1e6;
		}
		printf("%.0f\n", best);
	}
	return 0;
}
C
rates() { tr ',{' '\n\n' <"$work/json" | sed -n "s/^\"$1\"://p" | head -n 1; }
if $CC -O2 -o "$work/plain" "$work/plain.c" -ldl && "$work/plain" >"$work/rates"; then
	run --gpu >"$work/json"
	for way in h2d d2h; do
		plain=$(sed -n "$([[ $way == h2d ]] && echo 1p || echo 2p)" "$work/rates")
		own=$(rates "${way}_mbps")
		rows=$((rows + 1))
		if ((own * 100 >= plain * 95 && own * 95 <= plain * 100)); then
			verdict=pass
		else
			verdict=FAIL failed=$((failed + 1))
		fi
		row "bandwidth $way, GPU 0 (MB/s)" "plain $plain" "doctor $own, peak $(rates peak_mbps), link $(rates link_gen)x$(rates link_width)" $verdict
	done
else
	row "bandwidth" "a plain program" "could not be compiled or run" FAIL
	failed=$((failed + 1))
fi

# --- time
cat >"$work/init.c" <<'C'
#include <dlfcn.h>
int main(void)
{
	int (*init)(unsigned);
	void *h = dlopen("libcuda.so.1", RTLD_NOW);

	*(void **)&init = h ? dlsym(h, "cuInit") : 0;
	return !init || init(0);
}
C
# The medians of the runs in turn, since what a driver takes drifts: plain, healthy, broken.
once() { # NAME COMMAND...
	local begin=${EPOCHREALTIME/./} name=$1

	shift
	"$@" >/dev/null 2>&1
	echo $((${EPOCHREALTIME/./} - begin)) >>"$work/$name.us"
}
median() {
	sort -n "$work/$1.us" | sed -n 6p
}
if $CC -O2 -o "$work/init" "$work/init.c" -ldl; then
	for _ in 1 2 3 4 5 6 7 8 9 10 11; do
		once plain "$work/init"
		once healthy "${doctor[@]}"
		once broken env CUDA_VISIBLE_DEVICES= "${doctor[@]}"
	done
	plain=$(median plain) healthy=$(median healthy) broken=$(median broken)
	row "time: a plain program with cuInit (us)" "" "$plain" ""
	row "time: healthy" "<= 1.5 x" "$healthy ($((healthy * 100 / plain)) %)" \
		"$( ((healthy * 10 <= plain * 15)) && echo pass || echo FAIL)"
	row "time: with the questions asked again" "<= 2.5 x" "$broken ($((broken * 100 / plain)) %)" \
		"$( ((broken * 10 <= plain * 25)) && echo pass || echo FAIL)"
fi

echo
echo "$rows rows, $failed failed"
exit $((failed > 0))
