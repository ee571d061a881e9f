# SPDX-License-Identifier: MIT
# install --from pypi and --from wheelhouse: toolkits made of Python wheels.

load helper
load install
load wheels

@test "wheels: a prefix installs the newest release, whose versions cuda-toolkit pins" {
	make_wheels
	add_wheel nvidia-cuda-nvcc 13.0.99 "$world/wheel/tree/nvcc"
	add_wheel nvidia-nvvm 13.9.1 "$world/wheel/tree/nvvm"
	start_index json
	try cudaenv install 13 --from "pypi=$index"
	assert_success
	assert_stderr_has "CUDA 13.0.2 is installed in $versions/13.0.2"
	run cudaenv components 13.0.2
	[[ $output == *cuda_nvcc*13.0.88* && $output == *cuda_cudart*13.0.96* ]]
	[[ $output == *libnvvm*13.0.88* && $output != *cublas* ]]
	assert_whole 13.0.2
}

@test "wheels: an index in HTML gives the same toolkit as one in JSON" {
	make_wheels
	start_index html
	try cudaenv install 13.0 --from "pypi=$index"
	assert_success
	assert_whole 13.0.2
	mv "$versions/13.0.2" "$world/html"
	write_index json
	try cudaenv install 13.0 --from "pypi=$index"
	assert_success
	diff -r --no-dereference "$world/html" "$versions/13.0.2"
}

@test "wheels: an index in HTML with <base>, entities and Python's requirements" {
	make_wheels
	start_index html
	sed -i -e 's,href="../../,data-requires-python="\&gt;=9" href="\&#x66;iles/../,' \
		-e 's,<title>,<base href="../../"><base href="/x/"><title>,' \
		"$mirror"/simple/*/index.html
	try cudaenv install 13.0 --from "pypi=$index"
	assert_success
	assert_whole 13.0.2
}

@test "wheels: the tree has the links, modes and licenses of a toolkit, and nothing of Python's" {
	make_wheels
	add_wheel nvidia-nvvm 13.0.88 "$world/wheel/tree/nvvm" python
	start_index
	umask 077
	try cudaenv install 13.0 --from "pypi=$index"
	assert_success
	cd "$versions/13.0.2"
	[[ $(readlink lib64) == lib && $(readlink lib/libcudart.so) == libcudart.so.13 ]]
	[[ -e targets/$(uname -m | sed s/aarch64/sbsa/)-linux/include/cuda_runtime_api.h ]]
	[[ $(stat -c %a bin/nvcc) == 755 && $(stat -c %a bin/nvcc.profile) == 644 ]]
	[[ $(cat .cudaenv/licences/cuda_nvcc/License.txt) == license ]]
	[[ -z $(find . -name '*.py' -o -name '*dist-info*' -o -name RECORD) ]]
	run "$versions/13.0.2/bin/nvcc"
	assert_output "nvcc 13.0"
}

@test "wheels: --list lists the releases with a compiler, and no previews" {
	make_wheels
	for version in 12.9.1 13.0.3.0 13.4.0rc1; do
		add_toolkit $version
	done
	touch "$(echo "$files"/cuda_toolkit-13.0.3.0-*.whl)".yanked
	add_toolkit 13.1.0.0
	start_index
	try cudaenv install --list --from "pypi=$index"
	assert_success
	assert_output $'13.0.2\n13.1.0'
}

@test "wheels: --dry-run and --components work as with archives" {
	make_wheels
	start_index
	try cudaenv install 13.0 --from "pypi=$index" --components nvcc --dry-run
	assert_success
	[[ $output == *"from  $index"*cuda_nvcc*13.0.88* && $output != *cudart* ]]
	try cudaenv install 13.0 --from "pypi=$index" --components nvcc
	assert_success
	[[ ! -e $versions/13.0.2/include ]]
	try cudaenv install 13.0 --from "pypi=$index" --components cudart
	assert_success
	[[ $(readlink "$versions/13.0.2/lib/libcudart.so") == libcudart.so.13 ]]
	assert_whole 13.0.2
}

@test "wheels: a wheelhouse gives the same toolkit as an index" {
	make_wheels
	start_index
	try cudaenv install 13.0 --from "pypi=$index"
	assert_success
	rm "$versions"/13.0.2/.cudaenv/components # has the SHA-256 of the wheels
	mv "$versions/13.0.2" "$world/index"
	try cudaenv install 13.0 --from "wheelhouse=$files"
	assert_success
	assert_whole 13.0.2
	rm "$versions"/13.0.2/.cudaenv/components
	diff -r --no-dereference "$world/index" "$versions/13.0.2"
}

@test "wheels: a release without a compiler is refused, with the source that has one" {
	make_wheels
	start_index
	for release in 12.9.1 13.0.0; do
		add_toolkit $release
		write_index
		try cudaenv install $release --from "pypi=$index"
		assert_failure
		assert_stderr_has "the wheels of CUDA $release have no complete compiler"
		assert_stderr_has "cudaenv install $release"
	done
	assert_nothing_there
}

@test "wheels: --with adds a library of its own project" {
	make_wheels
	mkdir -p "$world/wheel/tree/cudnn/nvidia/cudnn/"{lib,include}
	echo cudnn >"$world/wheel/tree/cudnn/nvidia/cudnn/lib/libcudnn.so.9"
	add_wheel nvidia-cudnn-cu13 9.1.0.70 "$world/wheel/tree/cudnn"
	add_wheel nvidia-cudnn-cu13 9.2.0 "$world/wheel/tree/cudnn"
	add_wheel nvidia-cudnn-cu12 9.3.0 "$world/wheel/tree/cudnn"
	start_index
	try cudaenv install 13.0 --from "pypi=$index" --with cudnn@9.1
	assert_success
	[[ $(readlink "$versions/13.0.2/lib/libcudnn.so") == libcudnn.so.9 ]]
	run cudaenv components 13.0.2
	[[ $output == *cudnn*9.1.0.70* ]]
	assert_whole 13.0.2
	try cudaenv install 13.0 --from "pypi=$index" --with cutensor --prefix x
	assert_failure 1
	assert_stderr_has "no project cutensor-cu13"
}

@test "wheels: stubs of the driver's libraries are made for the linker, and can be loaded" {
	make_wheels
	printf '%s\n' '/* cuNotThis( */' '#define cuMemAlloc cuMemAlloc_v2' \
		'#define __CUDA_API_PTSZ(x) x ## _ptsz' \
		'#define cuLaunch __CUDA_API_PTSZ(cuLaunch)' 'int cuInit(unsigned flags);' \
		'int cuMemAlloc(void); int cuLaunch(void);' \
		>"$world/wheel/tree/runtime/nvidia/cu13/include/cuda.h"
	add_wheel nvidia-cuda-runtime 13.0.96 "$world/wheel/tree/runtime"
	try cudaenv install 13.0 --from "wheelhouse=$files"
	assert_success
	cat >main.c <<-'END'
		#include <stdio.h>
		#include "cuda.h"
		int main(void) { printf("%d %d %d\n", cuInit(0), cuMemAlloc(), cuLaunch()); }
	END
	ln -s "$versions/13.0.2/lib/stubs/libcuda.so" libcuda.so.1
	# shellcheck disable=SC2086
	$CC ${SANITIZED:+-fsanitize=address} -I"$versions/13.0.2/include" -o main main.c \
		-L"$versions/13.0.2/lib64/stubs" -lcuda || fail "it cannot be linked"
	run env LD_LIBRARY_PATH="$PWD" ./main
	assert_output "34 34 34"
	run readelf --dyn-syms -W libcuda.so.1
	[[ $output == *cuLaunch_ptsz* && $output != *cuNotThis* ]]
	assert_whole 13.0.2
}

@test "wheels: only wheels can be added to a toolkit made from wheels, and archives to the other" {
	make_wheels
	make_mirror 13.0.2
	try cudaenv install 13.0 --from "wheelhouse=$files" --components nvcc
	assert_success
	try cudaenv install 13.0 --components cccl
	assert_failure 1
	assert_stderr_has "was made from Python wheels: nothing from NVIDIA's archives can be added"
	assert_whole 13.0.2
}

# uses NAME: the index of the variable or file with this path is used.
uses() {
	try cudaenv install 13.0 --from pypi --dry-run
	assert_failure 1
	assert_stderr_has "index \`ftp://x/$1', from $2: not a valid https or http address"
}

@test "wheels: without an address, the index that pip or uv is configured with is used" {
	unset PIP_INDEX_URL UV_DEFAULT_INDEX UV_INDEX_URL PIP_CONFIG_FILE UV_CONFIG_FILE
	mkdir -p "$HOME"/.config/{pip,uv} "$HOME/.pip" "$world/venv"
	printf 'index-url = "ftp://x/a"\n[pip]\n' >"$HOME/.config/uv/uv.toml"
	uses a "$HOME/.config/uv/uv.toml"
	printf '[[index]]\nurl = "ftp://x/b"\n[[index]]\ndefault = true\nurl = "ftp://x/c" # c\n' \
		>"$HOME/.config/uv/uv.toml"
	uses c "$HOME/.config/uv/uv.toml"
	printf '[global]\nindex-url = ftp://x/d\n' >"$HOME/.pip/pip.conf"
	uses d "$HOME/.pip/pip.conf"
	printf '[global]\nindex-url=ftp://x/e\n[install]\nindex-url: no\nindex-url = ftp://x/f\n' \
		>"$HOME/.config/pip/pip.conf"
	uses f "$HOME/.config/pip/pip.conf"
	for line in 'index-url: ftp://x/j' 'Index_URL=ftp://x/j' $'index-url =\n  ftp://x/j'; do
		printf '[global]\n%s\n' "$line" >"$HOME/.config/pip/pip.conf"
		uses j "$HOME/.config/pip/pip.conf"
	done
	mv "$HOME/.config/pip/pip.conf" other.conf
	PIP_CONFIG_FILE=$PWD/other.conf uses j "$PWD/other.conf"
	PIP_CONFIG_FILE=/dev/null uses c "$HOME/.config/uv/uv.toml"
	printf '[global]\nindex-url = ftp://x/g\n' >"$world/venv/pip.conf"
	VIRTUAL_ENV=$world/venv uses g "$world/venv/pip.conf"
	UV_INDEX_URL=ftp://x/h uses h UV_INDEX_URL
	PIP_INDEX_URL=ftp://me:secret@x/i uses i PIP_INDEX_URL
	[[ $stderr != *secret* ]]
}
