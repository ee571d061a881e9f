# `cudaenv driver` on machines with GPUs, with a stand-in libcuda that has some.

load helper

setup_file() {
	export CUDAENV_TEST_LIB=$BATS_FILE_TMPDIR/libcuda.so.1
	$CC -shared -fPIC -o "$CUDAENV_TEST_LIB" "$srcdir/tests/fake/libcuda-gpus.c"
}

setup() {
	library=$CUDAENV_TEST_LIB
	setup_world
	export CUDAENV_LIBCUDA=$library FAKE_CUDA=13000
	make_toolkits 11.7 11.8 12.4
	device=$machine/sys/bus/pci/devices/0000:01:00.0
	mkdir -p "$device"
	echo "2.5 GT/s PCIe" >"$device/current_link_speed"
	echo "16.0 GT/s PCIe" >"$device/max_link_speed"
	echo 16 | tee "$device/current_link_width" >"$device/max_link_width"
}

@test "a GPU: its name, its link, how to build for it, and which toolkits can" {
	try cudaenv driver
	assert_success
	assert_line "gpu 0            Stand-in 0 (Ada, compute capability 8.9, 24.0 GB)"
	assert_line "  uuid           GPU-10101010-1010-1010-1010-101010101010"
	assert_line "  bus            0000:01:00.0, PCIe 1x16 now, 4x16 at most"
	assert_line "  nvcc           -gencode arch=compute_89,code=sm_89"
	assert_line "  cmake          -DCMAKE_CUDA_ARCHITECTURES=89"
	assert_line "  built for by   11.8, 12.4"
	assert_line "  not by         11.7 (sm_89 needs 11.8 or newer)"
}

@test "--json contains the same" {
	FAKE_GPUS=2 try cudaenv driver --json
	assert_success
	assert_json '.gpus | length' 2
	assert_json '.gpus[0] | "\(.pcie_current) \(.pcie_max) \(.memory)"' "1x16 4x16 25769803776"
	assert_json '.gpus[1].built_by | join(" ")' "11.8 12.4"
	assert_json '.gpus[1].pcie_max' null
}

@test "a driver that cannot be initialized has no GPUs, and is still reported" {
	for init in 100 999 crash; do
		FAKE_INIT=$init try cudaenv driver --json
		assert_success
		assert_json '"\(.answer) \(.gpus | length)"' "answered 0"
	done
}
