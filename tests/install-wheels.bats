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
	add_toolkit 12.9.1
	start_index
	try cudaenv install 12.9.1 --from "pypi=$index"
	assert_failure
	assert_stderr_has "the wheels of CUDA 12.9.1 have no compiler"
	assert_stderr_has "cudaenv install 12.9.1"
	assert_nothing_there
}
