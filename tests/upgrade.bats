# outdated and upgrade: update releases of installed toolkits.

load helper
load install
load wheels

# Two releases of 12.4 and one of 12.5, of which 12.4.0 and 12.5.0 are installed.
make_outdated() {
	make_mirror 12.4.0 12.4.1 12.5.0 12.10.0
	cudaenv install 12.4.0 --components nvcc,cudart
	cudaenv install 12.5.0
}

@test "outdated: lists the installed toolkits that have an update release" {
	make_outdated
	try cudaenv outdated
	assert_success
	assert_output "12.4.0 -> 12.4.1"
	try cudaenv outdated 12.5
	assert_success
	assert_output ""
	cudaenv install 12.4.1
	try cudaenv outdated
	assert_output "12.4.0 -> 12.4.1 (installed)"
	try cudaenv outdated foo
	assert_failure 2
}

@test "outdated: ignores links, other toolkits and other names" {
	make_outdated
	cudaenv uninstall 12.4.0
	make_toolkit "$versions/12.4.0"
	make_toolkit "$world/tk"
	cudaenv link mine "$world/tk"
	try cudaenv outdated
	assert_success
	assert_output ""
}

@test "upgrade: installs the update release with the same components; the old one stays" {
	make_outdated
	try cudaenv upgrade --dry-run
	assert_success
	assert_output_has "CUDA 12.4.1 for"
	refute_exists "$versions/12.4.1"
	try cudaenv upgrade
	assert_success
	assert_stderr_has "cudaenv uninstall 12.4.0"
	assert_whole 12.4.0
	assert_whole 12.4.1
	try cudaenv components 12.4.1 --json
	assert_json '[.components[].name] | sort | join(" ")' "cuda_cudart cuda_nvcc"
	refute_exists "$versions/12.10.0"
	cudaenv uninstall 12.4.0
	try cudaenv upgrade
	assert_success
	assert_stderr_has "there are no updates"
}

@test "upgrade: only what matches the spec, with its libraries" {
	make_outdated
	add_cudnn
	cudaenv install 12.4.0 --with cudnn
	try cudaenv upgrade 12.5
	assert_success
	refute_exists "$versions/12.4.1"
	try cudaenv upgrade 12.4
	assert_success
	[[ -e $versions/12.4.1/lib/libcudnn.so.9 ]]
}

@test "upgrade: an old toolkit that is selected is not offered for removal" {
	make_outdated
	cudaenv global 12.4.0
	try cudaenv upgrade
	assert_success
	refute_stderr_has "cudaenv uninstall"
	assert_stderr_has "12.4.0 is kept"
	assert_whole 12.4.0
}

@test "upgrade: --from pypi and wheelhouse update the toolkits that are made of wheels" {
	make_mirror 13.0.2
	make_wheels
	cudaenv install 13.0 --from "wheelhouse=$files" --components nvcc
	add_toolkit 13.0.3
	try cudaenv outdated
	assert_success
	assert_output ""
	try cudaenv outdated --from "wheelhouse=$files"
	assert_output "13.0.2 -> 13.0.3"
	try cudaenv upgrade --from "wheelhouse=$files"
	assert_success
	assert_stderr_has "CUDA 13.0.3 is installed"
	[[ -e $versions/13.0.2/bin/nvcc && ! -e $versions/13.0.3/include ]]
	assert_whole 13.0.3
	start_index
	try cudaenv outdated --from "pypi=$index"
	assert_output "13.0.2 -> 13.0.3 (installed)"
}
