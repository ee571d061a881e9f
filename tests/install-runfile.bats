# install --from a runfile, which is made with makeself in the layout of NVIDIA's.

load helper
load install

setup() {
	setup_world
	unset CUDAENV_SYSROOT
	export CUDAENV_ROOT=$world/root CUDAENV_CONFIG=$world/conf
	versions=$CUDAENV_ROOT/versions
	servers=()
	printf '[install]\naccept_license = yes\n' >"$CUDAENV_CONFIG"
	command -v makeself >/dev/null || skip "makeself is not installed"
}

# make_runfile [OPTION...]: makes $runfile, of CUDA 11.8.7, which does not exist.
make_runfile() {
	local pack=$world/pack

	runfile=$world/cuda_11.8.7_520.61.05_linux.run
	rm -rf "$pack" && mkdir -p "$pack"/builds/{cuda_nvcc/bin,cuda_nvcc/nvvm,nsight_systems}
	mkdir -p "$pack/builds/cuda_cudart/targets/x86_64-linux"/{lib,include} "$pack/manifests"
	make_program "$pack/builds/cuda_nvcc/bin/nvcc" "nvcc 11.8"
	echo lib >"$pack/builds/cuda_cudart/targets/x86_64-linux/lib/libcudart.so.11.8.89"
	ln -s libcudart.so.11.8.89 \
		"$pack/builds/cuda_cudart/targets/x86_64-linux/lib/libcudart.so"
	echo '#define CUDART_VERSION 11080' \
		>"$pack/builds/cuda_cudart/targets/x86_64-linux/include/cuda_runtime_api.h"
	echo gui >"$pack/builds/nsight_systems/nsys"
	echo driver >"$pack/builds/NVIDIA-Linux-x86_64-520.61.05.run"
	echo '<xml/>' >"$pack/manifests/cuda_x86_64.xml"
	printf '#!/bin/sh\ntouch "%s/ran"\n' "$world" >"$pack/cuda-installer"
	chmod 755 "$pack/cuda-installer"
	makeself "$@" "$pack" "$runfile" "CUDA" ./cuda-installer >/dev/null 2>&1
}

# As makeself before 2.4 wrote it: the number of lines is in an option of head(1).
to_old_header() {
	local lines
	lines=$(sed -n 's/^skip="\([0-9]*\)"$/\1/p' "$runfile")
	head -n "$lines" "$runfile" | sed "s/^skip=.*/: no skip/; s/head -n \"\$skip\"/head -n $lines/" \
		>"$world/old"
	tail -n "+$((lines + 1))" "$runfile" >>"$world/old"
	mv "$world/old" "$runfile"
}

assert_installed() {
	assert_success
	try "$versions/11.8.7/bin/nvcc"
	assert_output "nvcc 11.8"
	[[ -e $versions/11.8.7/lib64/libcudart.so && -e $versions/11.8.7/include/cuda_runtime_api.h ]]
	refute_exists "$world/ran"
	refute_exists "$versions/11.8.7/nsys"
	refute_exists "$versions/11.8.7/manifests"
	assert_whole 11.8.7
}

@test "runfile: it is unpacked, not run" {
	make_runfile --gzip
	try cudaenv install --from "$runfile"
	assert_installed
	try cudaenv version-name
	try cudaenv components 11.8.7
	assert_output_has cuda_cudart
	refute_output_has nsight
}

@test "runfile: compressed in other ways" {
	for way in --xz --bzip2 --nocomp; do
		rm -rf "$versions"
		make_runfile $way
		try cudaenv install --from "$runfile"
		assert_installed
	done
}

@test "runfile: an old header" {
	make_runfile --gzip
	to_old_header
	run grep -aq '^skip=' "$runfile"
	[[ $status != 0 ]]
	try cudaenv install --from "$runfile"
	assert_installed
}

@test "runfile: the name of a component is checked like any other name" {
	for name in $'cuda_\033x' $'cuda_\xff'; do
		make_runfile --gzip
		mkdir "$world/pack/builds/$name"
		touch "$world/pack/builds/$name/f"
		makeself --gzip "$world/pack" "$runfile" CUDA ./cuda-installer >/dev/null 2>&1
		try cudaenv install --from "$runfile"
		assert_failure
		assert_stderr_has "entry \`./builds/cuda_"
		assert_stderr_has "its name "
		assert_nothing_there
	done
}

@test "runfile: --minimal works; --components and --with are wrong usage" {
	make_runfile --gzip
	mkdir -p "$world/pack/builds/libcublas/lib"
	touch "$world/pack/builds/libcublas/lib/libcublas.so.11"
	makeself --gzip "$world/pack" "$runfile" CUDA ./cuda-installer >/dev/null 2>&1
	for option in --components=nvcc --with=cudnn; do
		try cudaenv install --from "$runfile" "$option"
		assert_failure 2
		assert_stderr_has "${option%=*}"
	done
	cudaenv install --from "$runfile" --minimal
	try cudaenv components 11.8.7
	assert_output_has cuda_nvcc
	refute_output_has libcublas
}

@test "runfile: a truncated file" {
	make_runfile --gzip
	truncate -s -100 "$runfile"
	try cudaenv install --from "$runfile"
	assert_failure
	assert_stderr_has "is truncated"
	assert_nothing_there
}

@test "runfile: another file with a known name is refused" {
	make_runfile --gzip
	mkdir -p data/data
	cp "$srcdir"/data/*.tsv data/data/
	printf 'file\tsha256\n%s\t%064d\n' "${runfile##*/}" 1 >data/data/runfiles.tsv
	CUDAENV_DATADIR=$PWD/data try cudaenv install --from "$runfile"
	assert_failure
	assert_stderr_has "SHA-256 mismatch"
	assert_nothing_there
}

@test "runfile: the requested version must be its own" {
	make_runfile --gzip
	try cudaenv install 12.4 --from "$runfile"
	assert_failure
	assert_stderr_has "is CUDA 11.8.7, not 12.4"
	mv "$runfile" some.run
	try cudaenv install --from some.run
	assert_failure
	assert_stderr_has "does not contain the version"
}

@test "runfile: any other file is refused" {
	echo hello >file
	try cudaenv install 11.8.0 --from file
	assert_failure
	assert_stderr_has "neither a runfile nor a manifest"
}
