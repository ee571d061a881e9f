# SPDX-License-Identifier: MIT
# Run by `make check-real`: real toolkits from the package index that this machine is configured
# with. They are the oldest and the newest release whose wheels have a compiler, with what nvcc
# needs, about 250 MB; the wheels are kept in $REAL_CACHE between runs. Without an index, each
# test is skipped.

load helper

setup_file() {
	export REAL_CACHE=${REAL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cudaenv-check-real}
	export REAL_ROOT=$BATS_FILE_TMPDIR/root
	export CUDAENV_ROOT=$REAL_ROOT CUDAENV_CACHE=$REAL_CACHE CUDAENV_CONFIG=/dev/null
	export CUDAENV_DATADIR=${srcdir:=$BATS_TEST_DIRNAME/..} CUDAENV_LIBEXEC=$builddir
	local release list

	list=$("$builddir/cudaenv" install --list --from pypi 2>"$BATS_FILE_TMPDIR/why") || return 0
	export RELEASES=''
	for release in $(sed -n '1p;$p' <<<"$list" | cut -d' ' -f1); do
		"$builddir/cudaenv" install "$release" --from pypi --minimal --keep \
			--accept-license 2>"$BATS_FILE_TMPDIR/why" || return 0
		RELEASES+="$release "
	done
}

setup() {
	setup_world
	unset CUDAENV_SYSROOT
	export CUDAENV_ROOT=$REAL_ROOT CUDAENV_CACHE=$REAL_CACHE
	[[ ${RELEASES-} ]] || skip "no package index: $(tail -1 "$BATS_FILE_TMPDIR/why")"
	cat >main.cu <<-'END'
		#include <cstdio>
		#include <cuda_runtime.h>
		#include <cuda/std/array>
		__global__ void fill(int *p) { *p = 42; }
		int main() { int v = 0; cudaRuntimeGetVersion(&v); std::printf("%d\n", v); }
	END
}

teardown() {
	teardown_world
}

# number RELEASE: 13000 for 13.0.2, as the runtime prints it.
number() {
	local major=${1%%.*} minor=${1#*.}

	echo $((major * 1000 + ${minor%%.*} * 10))
}

@test "real: each file is as in the wheels" {
	for release in $RELEASES; do
		try cudaenv verify "$release"
		assert_success
	done
}

@test "real: nvcc compiles and links, with the static and the shared runtime and the driver" {
	for release in $RELEASES; do
		CUDAENV_VERSION=$release try cudaenv exec nvcc -o static main.cu
		assert_success
		[[ $(./static) == "$(number "$release")" ]]
		CUDAENV_VERSION=$release try cudaenv exec nvcc -cudart shared -o shared main.cu -lcuda
		assert_success
		# The stub cannot run, so the driver is not linked for running.
		CUDAENV_VERSION=$release try cudaenv exec nvcc -cudart shared -o shared main.cu
		[[ $(CUDAENV_VERSION=$release cudaenv exec ./shared) == "$(number "$release")" ]]
	done
}

@test "real: the hook switches between two releases" {
	for release in $RELEASES; do
		mkdir -p "$world/p/$release"
		echo "$release" >"$world/p/$release/.cuda-version"
		cat >>script <<-END
			cd "$world/p/$release"; __cudaenv_hook
			nvcc --version | sed -n 's/.*release \([0-9.]*\),.*/\1/p'
		END
	done
	# shellcheck disable=SC2086
	printf '%s\n' $RELEASES | sed 's/\.[0-9]*$//' >expected
	try bash --norc -c 'eval "$(cudaenv init bash)"; . ./script'
	assert_success
	assert_output "$(cat expected)"
}

@test "real: CMake finds the toolkit, compiles, and links with the driver's stub" {
	command -v cmake >/dev/null || skip "no cmake"
	cat >CMakeLists.txt <<-'END'
		cmake_minimum_required(VERSION 3.18)
		project(real LANGUAGES CXX CUDA)
		find_package(CUDAToolkit REQUIRED)
		add_executable(real main.cu)
		target_link_libraries(real CUDA::cudart)
		add_library(driver SHARED main.cu)
		target_link_libraries(driver CUDA::cuda_driver)
	END
	for release in $RELEASES; do
		CUDAENV_VERSION=$release try cudaenv exec cmake -S . -B "$release" \
			-DCMAKE_CUDA_ARCHITECTURES=90
		assert_success
		CUDAENV_VERSION=$release try cudaenv exec cmake --build "$release"
		assert_success
		[[ $(CUDAENV_VERSION=$release cudaenv exec "./$release/real") == "$(number "$release")" ]]
	done
}

@test "real: Meson finds the toolkit and compiles" {
	command -v meson >/dev/null || skip "no meson"
	cat >meson.build <<-'END'
		project('real', 'cpp', 'cuda')
		executable('real', 'main.cu', dependencies: dependency('cuda'))
	END
	for release in $RELEASES; do
		CUDAENV_VERSION=$release try cudaenv exec meson setup "$release"
		assert_success
		CUDAENV_VERSION=$release try cudaenv exec meson compile -C "$release"
		assert_success
		[[ $(CUDAENV_VERSION=$release cudaenv exec "./$release/real") == "$(number "$release")" ]]
	done
}

@test "real: a wheelhouse of the same wheels gives the same tree" {
	local file

	mkdir house
	for file in "$REAL_CACHE"/*/*.whl; do
		ln "$file" "house/${file##*/????????????????-}" 2>/dev/null ||
			cp "$file" "house/${file##*/????????????????-}"
	done
	for release in $RELEASES; do
		try cudaenv install "$release" --from wheelhouse=house --minimal \
			--accept-license --prefix "$world/$release"
		assert_success
		try diff -r --no-dereference -x components "$REAL_ROOT/versions/$release" \
			"$world/$release"
		assert_success
		rm -rf "${world:?}/$release"
	done
}
