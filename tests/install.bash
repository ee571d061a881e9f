# SPDX-License-Identifier: MIT
# Loaded by the tests of install, after helper: a mirror with a small toolkit, and servers.
#
# $mirror     a directory with the layout of NVIDIA's server
# $versions   the directory of this user's toolkits

setup() {
	setup_world
	mirror=$world/mirror
	unset CUDAENV_SYSROOT
	export CUDAENV_ROOT=$world/root CUDAENV_CONFIG=$world/conf
	export SSL_CERT_FILE=$world/ca.pem
	versions=$CUDAENV_ROOT/versions
	servers=()
	use_mirror "file://$mirror"
}

teardown() {
	stop_servers
	teardown_world
}

stop_servers() {
	local pid

	for pid in "${servers[@]}"; do
		kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || :
	done
}

# use_mirror URL: makes it the configured mirror.
use_mirror() {
	printf '[install]\nmirror = %s\naccept_license = yes\n' "$1" >"$CUDAENV_CONFIG"
}

platform() {
	case $(uname -m) in
	x86_64) echo linux-x86_64 ;;
	aarch64) echo linux-sbsa ;;
	ppc64le) echo linux-ppc64le ;;
	esac
}

# add_package PRODUCT COMPONENT VERSION DIR [VARIANT]: packs DIR as an archive of the mirror,
# with $packer (the default is xz; cudaenv ignores the suffix).
add_package() {
	local name top

	name=$2-$(platform)-$3${5:+_cuda$5}-archive
	top=$world/pack/$name
	rm -rf "$world/pack" && mkdir -p "$world/pack"
	cp -a "$4" "$top"
	[[ -e $top/LICENSE ]] || echo "license of $2" >"$top/LICENSE"
	mkdir -p "$mirror/$1/redist/$2/$(platform)"
	tar -C "$world/pack" -cf - "$name" |
		${packer-xz -1 -T1} >"$mirror/$1/redist/$2/$(platform)/$name.tar.xz"
}

# write_manifest PRODUCT RELEASE: lists all archives of this product in the mirror.
write_manifest() {
	local file name component rest variant='' dir=$mirror/$1/redist

	{
		printf '{"release_date":"2026-01-01","release_label":"%s","release_product":"%s"' \
			"$2" "$1"
		for file in "$dir"/*/"$(platform)"/*.tar.xz; do
			name=${file##*/} component=${file#"$dir"/} variant=''
			component=${component%%/*}
			rest=${name#"$component-$(platform)-"} rest=${rest%-archive.tar.xz}
			[[ $rest != *_cuda* ]] || variant=cuda${rest##*_cuda}
			printf ',\n"%s":{"name":"%s","license":"Test License","version":"%s","%s":' \
				"$component" "The $component" "${rest%%_*}" "$(platform)"
			printf '%s{"relative_path":"%s","sha256":"%s","size":"%s"}%s}' \
				"${variant:+{\"$variant\":}" "${file#"$dir"/}" \
				"$(sha256sum <"$file" | cut -c1-64)" "$(stat -c%s "$file")" \
				"${variant:+\}}"
		done
		printf '}\n'
	} >"$dir/redistrib_$2.json"
}

# make_mirror [RELEASE...]: small toolkits in the layout of NVIDIA's archives (12.4.1); their
# contents, for tests that change them, are in $world/tree. Packed once for each test file.
make_mirror() {
	local label

	[[ $# != 0 ]] || set -- 12.4.1
	if [[ ! -e $BATS_FILE_TMPDIR/mirror ]]; then
		pack_mirror
		cp -a "$world/tree" "$mirror" "$BATS_FILE_TMPDIR/"
	fi
	rm -rf "$mirror" "$world/tree"
	cp -a "$BATS_FILE_TMPDIR/tree" "$BATS_FILE_TMPDIR/mirror" "$world/"
	for label; do
		write_manifest cuda "$label"
	done
}

pack_mirror() {
	local tree=$world/tree

	rm -rf "$tree" && mkdir -p "$tree"/{nvcc/bin,nvcc/nvvm/bin,cudart/lib/stubs,cudart/include}
	mkdir -p "$tree"/cudart/pkg-config "$tree"/cccl/include/thrust "$tree"/driver/bin
	make_program "$tree/nvcc/bin/nvcc" "nvcc 12.4"
	make_program "$tree/nvcc/nvvm/bin/cicc" cicc
	head -c 30000 /dev/urandom >"$tree/cudart/lib/libcudart.so.12.4.127"
	ln -s libcudart.so.12 "$tree/cudart/lib/libcudart.so"
	ln -s libcudart.so.12.4.127 "$tree/cudart/lib/libcudart.so.12"
	head -c 9000 /dev/urandom >"$tree/cudart/lib/stubs/libcuda.so"
	printf 'cudaroot=/usr/local/cuda-12.4\nlibdir=${cudaroot}/lib64\n' \
		>"$tree/cudart/pkg-config/cudart-12.4.pc"
	echo '#define CUDART_VERSION 12040' >"$tree/cudart/include/cuda_runtime_api.h"
	head -c 20000 /dev/urandom >"$tree/cccl/include/thrust/version.h"
	echo nvidia-smi >"$tree/driver/bin/nvidia-smi"
	add_package cuda cuda_nvcc 12.4.131 "$tree/nvcc"
	add_package cuda cuda_cudart 12.4.127 "$tree/cudart"
	add_package cuda cuda_cccl 12.4.127 "$tree/cccl"
	add_package cuda nvidia_driver 550.54.15 "$tree/driver"
}

# add_cudnn [RELEASE]: adds a cuDNN for CUDA 12.
add_cudnn() {
	local tree=$world/tree/cudnn

	mkdir -p "$tree"/{lib,include}
	echo cudnn >"$tree/lib/libcudnn.so.9"
	echo header >"$tree/include/cudnn.h"
	add_package cudnn cudnn 9.1.0.70 "$tree" 12
	write_manifest cudnn "${1:-9.1.0}"
}

# start_liar: starts the lying server; $liar is its address, $world/log lists the requests.
start_liar() {
	local port
	rm -f "$world/port"
	"$builddir/tests/tools/liar" "$mirror" "$world/port" "$world/log" >/dev/null 2>&1 3>&- &
	servers+=($!)
	wait_for '[[ -s $world/port ]]'
	read -r port <"$world/port"
	liar=http://127.0.0.1:$port
}

# archives_asked: prints the number of requests for archives.
archives_asked() {
	grep -c 'tar\.xz' "$world/log" || :
}

assert_whole() {
	try cudaenv verify "${1:-12.4.1}"
	assert_success
}

# No toolkit is visible, and nothing is left except lock files.
assert_nothing_there() {
	local left

	[[ -d $versions ]] || return 0
	left=$(find "$versions" -mindepth 1 ! -name '.cudaenv-*.lock')
	[[ -z $left ]] || fail "left: $left"
}
