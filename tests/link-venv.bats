# SPDX-License-Identifier: MIT
# link --venv: the CUDA wheels of a Python environment as a toolkit of links.

load helper
load install
load wheels

@test "link --venv: the wheels of an environment become a toolkit, and it is not written to" {
	make_venv
	before=$(find "$world/venv" -printf '%p %T@ %m\n' | sort)
	chmod -R a-w "$world/venv"
	try cudaenv link --venv "$world/venv" torch
	chmod -R u+w "$world/venv"
	assert_success
	assert_stderr_has "torch is CUDA 13.0.2, with links to $site"
	[[ $(readlink "$versions/torch/bin/nvcc") == "$site/nvidia/cu13/bin/nvcc" ]]
	[[ $(readlink "$versions/torch/lib64") == lib ]]
	[[ $(readlink "$versions/torch/lib/libcudart.so") == libcudart.so.13 ]]
	[[ ! -e $versions/torch/prog && $before == "$(find "$world/venv" -printf '%p %T@ %m\n' | sort)" ]]
	try cudaenv version-name
	CUDAENV_VERSION=13.0 try cudaenv which nvcc
	assert_output "$versions/torch/bin/nvcc"
	assert_whole torch
	try cudaenv uninstall -y torch
	assert_success
	assert_nothing_there
	[[ -e $site/nvidia/cu13/bin/nvcc ]]
}

@test "link --venv: the active environment, or .venv, is the default" {
	make_venv
	VIRTUAL_ENV=$world/venv try cudaenv link --venv one
	assert_success
	ln -s "$world/venv" .venv
	try cudaenv link --venv two
	assert_success
	[[ -e $versions/one/bin/nvcc && -e $versions/two/bin/nvcc ]]
}

@test "link --venv: verify reports that the environment changed, was moved, or is missing" {
	make_venv
	cudaenv link --venv "$world/venv" torch
	echo more >>"$site/nvidia/cu13/include/cuda_runtime_api.h"
	printf X | dd of="$site/nvidia/cu13/lib/libcudart.so.13" conv=notrunc status=none
	try cudaenv verify torch
	assert_failure 1
	assert_output_has "include/cuda_runtime_api.h: changed (its size) in the environment"
	assert_output_has "lib/libcudart.so.13: changed in the environment"
	mv "$world/venv" "$world/moved"
	try cudaenv verify "$(basename "$versions"/torch)"
	assert_failure 1
}

@test "link --venv: again after an upgrade, and the user's files are kept" {
	make_venv
	cudaenv link --venv "$world/venv" torch
	echo mine >"$versions/torch/mine"
	rm -r "$site"/nvidia_cuda_nvcc-*
	echo '#!/bin/sh' >"$world/wheel/tree/nvcc/nvidia/cu13/bin/nvcc"
	add_wheel nvidia-cuda-nvcc 13.0.99 "$world/wheel/tree/nvcc"
	add_to_venv "$files"/nvidia_cuda_nvcc-13.0.99-*
	try cudaenv link --venv "$world/venv" torch
	assert_success
	assert_whole torch
	[[ $(cat "$versions"/*/mine) == mine ]]
	run cudaenv components torch
	[[ $output == *cuda_nvcc*13.0.99* ]]
}

@test "link --venv: a half upgraded environment is refused" {
	make_venv
	add_wheel nvidia-cuda-nvcc 13.0.99 "$world/wheel/tree/nvcc"
	add_to_venv "$files"/nvidia_cuda_nvcc-13.0.99-*
	try cudaenv link --venv "$world/venv" torch
	assert_failure 1
	assert_stderr_has "contains two versions of nvidia-cuda-nvcc"
	rm -r "$site"/nvidia_cuda_nvcc-13.0.88.dist-info
	echo more >>"$site/nvidia/cu13/bin/nvcc.profile"
	try cudaenv link --venv "$world/venv" torch
	assert_failure 1
	assert_stderr_has "nvidia/cu13/bin/nvcc.profile' differs from RECORD"
	rm "$site/nvidia/cu13/bin/nvcc.profile"
	try cudaenv link --venv "$world/venv" torch
	assert_failure 1
	assert_stderr_has "nvidia/cu13/bin/nvcc.profile' is listed in RECORD, and is missing"
	assert_nothing_there
}

@test "link --venv: a link, and a path out of the environment, are refused" {
	make_venv
	mv "$site/nvidia/cu13/bin/nvcc" "$world/nvcc"
	ln -s "$world/nvcc" "$site/nvidia/cu13/bin/nvcc"
	try cudaenv link --venv "$world/venv" torch
	assert_failure 1
	assert_stderr_has "nvidia/cu13/bin/nvcc' is a link"
	echo "nvidia/cu13/../../../../x,sha256=zuuue4knoyJ-UwPPXg8fezS7VCrXJQrAP7zeNuwvFQg,4" \
		>>"$(echo "$site"/nvidia_cuda_runtime-*/RECORD)"
	rm "$site/nvidia/cu13/bin/nvcc" && mv "$world/nvcc" "$site/nvidia/cu13/bin/nvcc"
	try cudaenv link --venv "$world/venv" torch
	assert_failure 1
	assert_stderr_has "leaves the tree"
	assert_nothing_there
}

@test "link --venv: an environment without a compiler, and one without CUDA" {
	make_venv
	sed -i '/link.stub/d' "$site"/nvidia_cuda_nvcc-*/RECORD
	try cudaenv link --venv "$world/venv" torch
	assert_success
	assert_stderr_has "nvcc 13.0.88 cannot link, because bin/crt/link.stub is missing"
	rm -r "$site"/nvidia_cuda_nvcc-* "$site/nvidia/cu13/bin"
	try cudaenv link --venv "$world/venv" torch
	assert_success
	assert_stderr_has "pip install 'cuda-toolkit[nvcc,crt,nvvm,cccl]==13.0.*'"
	mkdir -p "$world/empty/lib/python3.11/site-packages"
	try cudaenv link --venv "$world/empty" other
	assert_failure 1
	assert_stderr_has "contains no wheels of CUDA 13 or newer"
	try cudaenv link --venv "$world/absent" other
	assert_failure 1
	try cudaenv link --venv
	assert_failure 2
	try cudaenv link --venv "$world/venv" a/b
	assert_failure 2
	[[ ! -e $versions/other ]]
}

@test "link --venv: an installed toolkit is not replaced" {
	make_venv
	cudaenv install 13.0 --from "wheelhouse=$files" 2>/dev/null
	try cudaenv link --venv "$world/venv" 13.0.2
	assert_failure 1
	assert_stderr_has "is installed: it is not replaced by links"
	assert_whole 13.0.2
}

@test "link --venv: files below a link, or below a directory that others can change, are refused" {
	make_venv
	mv "$site/nvidia/cu13/bin" "$world/elsewhere"
	ln -s "$world/elsewhere" "$site/nvidia/cu13/bin"
	try cudaenv link --venv "$world/venv" torch
	assert_failure 1
	assert_stderr_has "nvidia/cu13/bin/crt/link.stub' is below a link"
	rm "$site/nvidia/cu13/bin"
	mv "$world/elsewhere" "$site/nvidia/cu13/bin"
	if [[ $(id -u) == 0 ]]; then
		chmod 777 "$site/nvidia/cu13/bin"
		try cudaenv link --venv "$world/venv" torch
		assert_failure 1
		assert_stderr_has "is not trusted: $site/nvidia/cu13/bin (owner uid 0, mode 0777)"
	fi
	assert_nothing_there
}

@test "link --venv: the release of an environment with a preview of cuda-toolkit" {
	make_venv
	mv "$site"/cuda_toolkit-13.0.2.dist-info "$site"/cuda_toolkit-13.4.0rc1.dist-info
	try cudaenv link --venv "$world/venv" torch
	assert_success
	assert_stderr_has "torch is CUDA 13.0, with links"
}

@test "link --venv: a name that is taken is refused, and what has it is not changed" {
	make_venv
	mkdir -p "$versions/dir" "$world/target"
	touch "$versions/dir/mine" "$versions/file"
	ln -s "$world/target" "$versions/link"
	for name in dir file link; do
		try cudaenv link --venv "$world/venv" $name
		assert_failure 1
		assert_stderr_has "$versions/$name exists, and cudaenv did not install it"
	done
	try cudaenv link --venv "$world/venv" latest
	assert_failure 2
	[[ -e $versions/dir/mine && -f $versions/file && -L $versions/link && ! -e $world/target/bin ]]
}

@test "link --venv: the toolkit of an environment that was deleted can be removed" {
	make_venv
	cudaenv link --venv "$world/venv" torch
	rm -r "$world/venv"
	try cudaenv verify torch
	assert_failure 1
	assert_output_has "bin/nvcc: missing in the environment"
	try cudaenv uninstall -y torch
	assert_success
	assert_nothing_there
}
