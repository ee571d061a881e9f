# A real toolkit, if there is one: split into archives with a manifest like NVIDIA's, installed,
# and used to compile and link. CUDA_REAL is the toolkit to use instead of /usr/local/cuda.

load helper
load install

setup() {
	local real=${CUDA_REAL:-/usr/local/cuda}

	setup_world
	mirror=$world/mirror
	unset CUDAENV_SYSROOT
	export CUDAENV_ROOT=$world/root CUDAENV_CONFIG=$world/conf
	versions=$CUDAENV_ROOT/versions
	servers=()
	use_mirror "file://$mirror"
	[[ -x $real/bin/nvcc && -d $real/nvvm ]] || skip "no CUDA toolkit in $real"
	real=$(cd "$real" && pwd -P)
	toolkit=$real
	version=$("$real/bin/nvcc" --version | sed -n 's/.*V\([0-9.]*\)$/\1/p')
	release=${version%.*}.0
	packer='gzip -1' # xz would take half a minute
}

# cut_out COMPONENT PATH...: packs some of the real files as an archive.
cut_out() {
	local component=$1 tree=$world/cut path

	shift
	rm -rf "$tree" && mkdir "$tree"
	for path; do
		mkdir -p "$tree/$(dirname "$path")"
		cp -a "$toolkit/$path" "$tree/$path"
	done
	add_package cuda "$component" "$version" "$tree"
}

@test "real: the installed toolkit compiles, links, and has the packed files" {
	cd "$toolkit"
	cut_out cuda_nvcc bin/nvcc bin/nvcc.profile bin/cudafe++ bin/fatbinary bin/ptxas bin/nvlink \
		bin/crt
	cut_out libnvvm nvvm
	mapfile -t headers < <(find include -maxdepth 1 -type f)
	mapfile -t libraries < <(find lib -maxdepth 1 -name 'libcuda[rd]*t*')
	cut_out cuda_cudart "${libraries[@]}" "${headers[@]}"
	cut_out cuda_crt include/crt
	! [ -d include/cccl ] || cut_out cuda_cccl include/cccl
	write_manifest cuda "$release"
	cd "$world/p"
	try cudaenv install "$release"
	assert_success
	assert_whole "$release"
	diff -r "$toolkit/nvvm" "$versions/$release/nvvm"
	diff -r "$toolkit/include/crt" "$versions/$release/include/crt"
	cat >a.cu <<'EOF'
#include <cuda_runtime.h>
__global__ void add(int *p) { *p += 1; }
int main() { add<<<1, 1>>>(nullptr); return cudaGetLastError() == 0; }
EOF
	try cudaenv exec -t "$release" nvcc -o a a.cu
	assert_success
	[[ -x a ]]
	try cudaenv exec -t "$release" nvcc -dryrun a.cu
	[[ $stderr == *"$versions/$release"* && $stderr != *"$toolkit"* ]]
}
