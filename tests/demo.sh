#!/bin/sh
# SPDX-License-Identifier: MIT
# Shows an installed cudaenv at work: demo.sh BINDIR [LOG]. It starts an interactive bash,
# types commands into it, and prints the transcript. If the machine has fewer than two
# toolkits, it creates stand-ins. Everything that it writes is in a temporary directory,
# except for compiler messages, which go to LOG. Exits 1 if the transcript is wrong.
set -eu

bin=$1
log=${2:-/dev/null}
PATH=$bin:$PATH

say() {
	printf 'demo: %s\n' "$*" >&2
}

# The least that cudaenv accepts as a toolkit, with an nvcc that prints its version.
make_stand_in() {
	mkdir -p "$demo/data/versions/$1/bin" "$demo/data/versions/$1/lib64"
	printf '#!/bin/sh\necho "Cuda compilation tools, release %s (a stand-in)"\n' "$1" \
		>"$demo/data/versions/$1/bin/nvcc"
	chmod 755 "$demo/data/versions/$1/bin/nvcc"
	: >"$demo/data/versions/$1/lib64/libcudart.so.$1.0"
}

with_nvcc() {
	cudaenv whence nvcc || :
}

# Sets $stand_ins to two versions that this machine does not have.
make_stand_ins() {
	for version in 11.8 12.4 12.6 13.0; do
		case " $* $stand_ins " in
		*" $version "*) continue ;;
		esac
		make_stand_in "$version"
		stand_ins="${stand_ins:+$stand_ins }$version"
		case $stand_ins in
		*' '*) break ;;
		esac
	done
	say "this machine has fewer than two toolkits; $stand_ins are stand-ins"
}

# Sets $compiling to the newest toolkit whose nvcc works with the compiler of this machine.
find_compiling() {
	printf '__global__ void twice(float *x) { x[threadIdx.x] *= 2; }\n' >"$demo/kernel/twice.cu"
	for version; do
		if (cd "$demo/kernel" && cudaenv exec -t "$version" nvcc -c twice.cu) >>"$log" 2>&1; then
			compiling=$version
		else
			say "nvcc of $version fails on this machine (the reason is in $log)"
		fi
	done
	rm -f "$demo/kernel/twice.o"
}

# Prints the commands to type, for two versions.
script() {
	cat <<-END
		cudaenv versions
		cd project
		cudaenv use $1
		nvcc --version | grep release
		echo "\$CUDA_HOME"
		cudaenv use $2
		nvcc --version | grep release
		cd ..
		cd project/src
		nvcc --version | grep release
		cd ../..
	END
	[ -z "$compiling" ] || cat <<-END
		cd kernel
		cudaenv use $compiling
		nvcc -c twice.cu && ls twice.o
		cd ..
	END
	cat <<-END
		environment | diff before - && echo 'the environment is as before'
	END
}

# The shell prints what it reads after its prompt, and "exit" at the end.
type_script() {
	cat >"$demo/bashrc" <<-'END'
		exec 2>&1
		PS1='$ ' PATH=$demo_bin:$PATH HISTFILE=/dev/null
		unset -v CUDAENV_VERSION demo_bin
		environment() { env | LC_ALL=C grep -v -e '^_=' -e '^OLDPWD=' | LC_ALL=C sort; }
		eval "$(cudaenv init bash)"
		environment >before
	END
	(
		cd "$demo"
		script "$@" | TERM=dumb demo_bin=$bin cudaenv exec -t system \
			bash --noprofile --rcfile "$demo/bashrc" -i 2>/dev/null
	) | tee "$demo/transcript"
}

demo=$(mktemp -d "${TMPDIR:-/tmp}/cudaenv-demo.XXXXXX")
trap 'rm -rf "$demo"' EXIT
trap 'exit 1' HUP INT TERM
demo=$(cd "$demo" && pwd -P)
stand_ins='' compiling=''
user_root=$(cudaenv root 2>/dev/null) || user_root=/nonexistent
mkdir -p "$demo/data/versions" "$demo/project/src" "$demo/kernel"
for toolkit in "$user_root"/versions/*; do
	[ ! -d "$toolkit" ] || ln -s "$toolkit" "$demo/data/versions/"
done
unset CUDAENV_VERSION CUDAENV_DIR CUDAENV_SYSROOT CUDAENV_DATADIR CUDAENV_LIBEXEC
export CUDAENV_ROOT="$demo/data" CUDAENV_CACHE="$demo/cache" CUDAENV_CONFIG=/dev/null

# shellcheck disable=SC2046 # names of toolkits have no spaces
set -- $(with_nvcc)
find_compiling "$@"
if [ $# -lt 2 ]; then
	make_stand_ins "$@"
	eval "set -- $stand_ins"
fi
while [ $# -gt 2 ]; do
	shift
done
say "in a shell:"
type_script "$1" "$2"
for line in "release $1" "release $2" 'the environment is as before'; do
	if ! grep -q "$line" "$demo/transcript"; then
		say "the transcript does not contain \"$line\""
		exit 1
	fi
done
