# SPDX-License-Identifier: MIT
# Loaded by the tests of wheels, after helper and install: an index with small wheels.
#
# $index    the index on the lying server, once start_index has run
# $files    the directory of its wheels

machine_tag() {
	echo "manylinux_2_17_$(uname -m)"
}

# add_wheel PROJECT VERSION DIR [KIND [TAG]]: adds a wheel of the files below DIR.
add_wheel() {
	files=$mirror/files
	mkdir -p "$files"
	"$builddir/tests/tools/wheel" "$3" "$1" "$2" "${4:-good}" \
		>"$files/${1//-/_}-$2-py3-none-${5:-$(machine_tag)}.whl"
}

# page_html PROJECT, page_json PROJECT: prints the page that lists its wheels. A file
# NAME.whl.yanked marks one that was yanked.
page_html() {
	local file

	echo "<!DOCTYPE html><html><head><title>Links</title></head><body><h1>$1"
	for file in "$files/${1//-/_}"-[0-9]*.whl; do
		printf '<a href="../../files/%s#sha256=%s"%s>%s</a><br>\n' "${file##*/}" \
			"$(sha256sum <"$file" | cut -c1-64)" \
			"$([[ ! -e $file.yanked ]] || echo ' data-yanked="bad"')" "${file##*/}"
	done
}

page_json() {
	local file comma=''

	printf '{"meta":{"api-version":"1.1"},"name":"%s","files":[' "$1"
	for file in "$files/${1//-/_}"-[0-9]*.whl; do
		printf '%s{"filename":"%s","url":"../../files/%s","size":%d,"yanked":%s,' \
			"$comma" "${file##*/}" "${file##*/}" "$(stat -c%s "$file")" \
			"$([[ -e $file.yanked ]] && echo '"bad"' || echo false)"
		printf '"hashes":{"sha256":"%s"}}\n' "$(sha256sum <"$file" | cut -c1-64)"
		comma=,
	done
	printf ']}'
}

# write_index [html|json]: writes the pages of all projects that have wheels.
write_index() {
	local file project

	for file in "$files"/*.whl; do
		project=${file##*/} project=${project%%-*} project=${project//_/-}
		mkdir -p "$mirror/simple/$project"
		"page_${1:-json}" "$project" >"$mirror/simple/$project/index.html"
	done
}

# pin PROJECT VERSION...: writes what the next wheel of cuda-toolkit requires.
pin() {
	local linux="(sys_platform == 'linux' or sys_platform == 'win32')"

	mkdir -p "$world/wheel/empty"
	echo "Provides-Extra: all" >"$world/wheel/requires"
	while (($#)); do
		echo "Requires-Dist: $1$2; $linux and extra == 'all'" >>"$world/wheel/requires"
		shift 2
	done
}

# make_wheels: the wheels of a small CUDA 13.0.2.
make_wheels() {
	local tree=$world/wheel/tree

	mkdir -p "$tree"/{nvcc,runtime,nvvm}/nvidia/cu13
	mkdir -p "$tree"/nvcc/nvidia/cu13/bin/crt "$tree"/runtime/nvidia/cu13/{lib,include}
	mkdir -p "$tree"/nvvm/nvidia/cu13/{nvvm/bin,lib}
	make_program "$tree/nvcc/nvidia/cu13/bin/nvcc" "nvcc 13.0"
	chmod 744 "$tree/nvcc/nvidia/cu13/bin/nvcc"
	echo 'TOP = $(_HERE_)/..' >"$tree/nvcc/nvidia/cu13/bin/nvcc.profile"
	echo stub >"$tree/nvcc/nvidia/cu13/bin/crt/link.stub"
	make_program "$tree/nvvm/nvidia/cu13/nvvm/bin/cicc" cicc
	head -c 20000 /dev/urandom >"$tree/nvvm/nvidia/cu13/lib/libnvvm.so.4"
	head -c 30000 /dev/urandom >"$tree/runtime/nvidia/cu13/lib/libcudart.so.13"
	echo '#define CUDART_VERSION 13000' \
		>"$tree/runtime/nvidia/cu13/include/cuda_runtime_api.h"
	add_wheel nvidia-cuda-nvcc 13.0.88 "$tree/nvcc"
	add_wheel nvidia-cuda-runtime 13.0.96 "$tree/runtime"
	add_wheel nvidia-nvvm 13.0.88 "$tree/nvvm"
	add_wheel nvidia-cublas 13.1.0.3 "$tree/empty"
	add_toolkit 13.0.2
}

# add_toolkit VERSION: adds a cuda-toolkit with the pins of make_wheels.
add_toolkit() {
	pin nvidia-cuda-nvcc '==13.0.88.*' nvidia-cuda-runtime '==13.0.96.*' \
		nvidia-nvvm '<14,>=13.0.88'
	add_wheel cuda-toolkit "$1" "$world/wheel/empty" good any
	rm "$world/wheel/requires"
}

start_index() {
	write_index "${1:-json}"
	start_liar
	index=$liar/${2:-good}/simple
	unset PIP_INDEX_URL UV_DEFAULT_INDEX UV_INDEX_URL PIP_CERT
}

# make_venv: an environment, $site, into which the wheels of make_wheels are unpacked as pip
# does it. add_to_venv WHEEL... adds others.
make_venv() {
	make_wheels
	site=$world/venv/lib/python3.11/site-packages
	mkdir -p "$site"
	add_to_venv "$files"/*.whl
}

add_to_venv() {
	local wheel

	for wheel; do
		(cd "$site" && "$builddir/tests/tools/wheel" -x "$wheel")
	done
	for wheel in "$site"/*.dist-info; do
		[[ ! -e $wheel/INSTALLER ]] || continue
		echo pip >"$wheel/INSTALLER"
		echo "${wheel##*/}/INSTALLER,sha256=zuuue4knoyJ-UwPPXg8fezS7VCrXJQrAP7zeNuwvFQg,4" \
			>>"$wheel/RECORD"
		echo "../../../bin/prog,," >>"$wheel/RECORD"
	done
}
