# Finding toolkits: where, what counts as one, and which version it holds.

load helper

# found [VERSIONS...]: the versions that --json tells, oldest first.
found() {
	try cudaenv versions --json
	assert_success
	assert_json '[.toolkits[].version] | join(" ")' "$*"
}

# --- each layout ---

@test "as a runfile installs it" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1 runfile
	found 12.4.1
}

@test "--sysroot needs a directory" {
	try cudaenv --sysroot
	assert_failure 2
	assert_stderr "cudaenv: \`--sysroot' needs DIR" \
		"Usage: cudaenv [--sysroot DIR] COMMAND [ARGUMENT...]"
}

@test "as NVIDIA's packages install it" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1 deb
	found 12.4.1
	try cudaenv env 12.4 --format json
	assert_json .env.LD_LIBRARY_PATH "$machine/usr/local/cuda-12.4/targets/x86_64-linux/lib"
}

@test "as Arch installs it: /opt/cuda, named by its version" {
	make_toolkit "$machine/opt/cuda" 12.6 arch
	found 12.6
	try cudaenv prefix 12.6
	assert_output /opt/cuda
}

@test "as the HPC SDK has it" {
	make_toolkit "$machine/opt/nvidia/hpc_sdk/Linux_x86_64/24.5/cuda/12.4" 12.4 hpc_sdk
	found 12.4
	try cudaenv prefix 12.4
	assert_output /opt/nvidia/hpc_sdk/Linux_x86_64/24.5/cuda/12.4
}

@test "in /opt/cuda-*" {
	make_toolkit "$machine/opt/cuda-11.8"
	found 11.8
}

@test "a version.txt, from before 11" {
	make_toolkit "$machine/usr/local/cuda-10.2" 10.2.89 old
	found 10.2
}

@test "no version file: the header tells" {
	make_toolkit "$machine/usr/local/cuda-13.0" 13.0 header
	found 13.0
}

@test "the header before the library's name" {
	make_toolkit "$machine/opt/cuda" 12.10 header
	found 12.10
}

@test "no version file and no header: the library's name tells" {
	make_toolkit "$machine/opt/cuda" 12.4.99 library
	found 12.4
}

@test "a soname is no version: libcudart.so.11.0 is that of every 11.x" {
	make_toolkit "$machine/usr/local/cuda-11.8" 11.8 bare
	mkdir "$machine/usr/local/cuda-11.8/lib64"
	touch "$machine/usr/local/cuda-11.8/lib64/libcudart.so.11.0"
	found 11.8
}

@test "nothing in it tells: the directory's name does" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 bare
	found 12.4
}

@test "a date as the third number is none" {
	make_toolkit "$machine/usr/local/cuda-11.8" 11.8 date
	found 11.8
	try cudaenv prefix 11.8.20220929
	assert_success
	assert_stderr_has "the third number of"
}

@test "our own record comes before everything else" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1
	mkdir "$machine/usr/local/cuda-12.4/.cudaenv"
	printf '[toolkit]\nversion = 12.4.2\n' >"$machine/usr/local/cuda-12.4/.cudaenv/toolkit.conf"
	found 12.4.2
}

@test "version.json comes before version.txt" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1
	echo "CUDA Version 9.0.1" >"$machine/usr/local/cuda-12.4/version.txt"
	found 12.4.1
}

@test "in version.json only what stands under cuda counts" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4
	printf '{"cuda_cudart":{"version":"9.9.9"},"cuda":{"name":"x"},"nsight":{"version":"8.8.8"}}' \
		>"$machine/usr/local/cuda-12.4/version.json"
	found 12.4
}

@test "libraries in lib alone, as wheels have them: runtime only" {
	make_toolkit "$machine/opt/cuda-13" 13.0 wheel
	found 13.0
	assert_json '.toolkits[0].nvcc == false'
	try cudaenv env 13 --format json
	assert_json .env.LD_LIBRARY_PATH "$machine/opt/cuda-13/lib"
}

@test "libraries in targets/*/lib alone" {
	mkdir -p "$machine/opt/cuda-12.4/targets/sbsa-linux/lib"
	touch "$machine/opt/cuda-12.4/targets/sbsa-linux/lib/libcudart.so.12.4.99"
	found 12.4
}

@test "CUPTI's libraries are in the path, the stubs never" {
	make_toolkits 12.4
	dir=$machine/usr/local/cuda-12.4
	mkdir -p "$dir/extras/CUPTI/lib64" "$dir/lib64/stubs"
	try cudaenv env 12.4 --format json
	assert_json .env.LD_LIBRARY_PATH "$dir/lib64:$dir/extras/CUPTI/lib64"
}

# --- what counts ---

@test "a directory with neither nvcc nor libcudart is none" {
	mkdir -p "$machine/usr/local/cuda-12.4/lib64" "$machine/usr/local/cuda-12.4/doc"
	echo '{"cuda":{"version":"12.4.1"}}' >"$machine/usr/local/cuda-12.4/version.json"
	found
}

@test "a directory bin/nvcc is no nvcc" {
	mkdir -p "$machine/usr/local/cuda-12.4/bin/nvcc"
	found
}

@test "libraries without nvcc: runtime only" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 runtime
	found 12.4
	assert_json '.toolkits[0].nvcc == false'
}

@test "a link is an alias of where it leads, not a toolkit" {
	make_toolkits 12.4
	ln -s cuda-12.4 "$machine/usr/local/cuda-12"
	ln -s cuda-12 "$machine/usr/local/cuda"
	found 12.4
	assert_json '.toolkits[0].path' /usr/local/cuda-12.4
}

@test "a link to a toolkit that is found in no other way gives it" {
	make_toolkit "$machine/srv/cuda-12.4"
	ln -s ../../srv/cuda-12.4 "$machine/usr/local/cuda-12.4"
	found 12.4
	assert_json '.toolkits[0].path' /srv/cuda-12.4
}

@test "a link that leads nowhere, and one that leads to itself, are passed over" {
	make_toolkits 12.4
	ln -s /no/where "$machine/usr/local/cuda-11"
	ln -s cuda-10 "$machine/usr/local/cuda-10"
	found 12.4
	assert_stderr ""
}

# --- damage ---

@test "a damaged file never makes a toolkit vanish" {
	make_toolkits 12.4
	dir=$machine/usr/local/cuda-12.4
	for content in '' '{' '{"cuda"' '{"cuda":{"version":' '{"cuda":{"version":12.4}}' \
		'{"cuda":{"version":"twelve"}}' '{"cuda":{"version":"99999999999.1"}}' \
		'{"cuda":{"version":"-1.2"}}' '{"cuda":{}}' '[1]' $'\xff\xfe{'; do
		printf %s "$content" >"$dir/version.json"
		found 12.4
	done
}

@test "a version.json of zeros, a directory, a FIFO, and one without end" {
	make_toolkits 12.4
	dir=$machine/usr/local/cuda-12.4
	head -c 100 /dev/zero >"$dir/version.json" && found 12.4
	rm "$dir/version.json" && mkdir "$dir/version.json" && found 12.4
	rmdir "$dir/version.json" && mkfifo "$dir/version.json" && found 12.4
	rm "$dir/version.json" && ln -s /dev/zero "$dir/version.json" && found 12.4
	rm "$dir/version.json" && truncate -s 1T "$dir/version.json" && found 12.4
}

@test "a damaged header, a damaged version.txt" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 header
	make_toolkit "$machine/usr/local/cuda-10.2" 10.2 old
	for content in '' '#define CUDART_VERSION' '#define CUDART_VERSION x' \
		'#define CUDART_VERSION -5' '#define CUDART_VERSION 99999999999999999999' \
		'#define CUDART_VERSION 99999999999' '#define CUDART_VERSION 1215752190'; do
		echo "$content" >"$machine/usr/local/cuda-12.4/include/cuda_runtime_api.h"
		echo "${content/\#define CUDART_/CUDA }" >"$machine/usr/local/cuda-10.2/version.txt"
		found 10.2 12.4
	done
}

@test "a version that cannot be one is none" {
	make_toolkits 12.4
	for version in 1000.0 12.100 999999999.1; do
		write_version_json "$machine/usr/local/cuda-12.4" "$version"
		found 12.4
	done
}

@test "a directory that cannot be read hides itself, not the others" {
	make_toolkits 11.8 12.4
	chmod 000 "$machine/usr/local/cuda-11.8"
	try bound cudaenv versions --bare
	assert_success
	assert_output 12.4
}

@test "nor does a directory of toolkits that cannot be read" {
	make_toolkit "$machine/opt/cuda-11.8"
	make_toolkits 12.4
	chmod 000 "$machine/opt"
	try bound cudaenv versions --bare
	assert_output 12.4
}

# --- names ---

@test "a path with : is refused by name" {
	make_toolkit "$machine/usr/local/cuda-12.4:x" 12.4
	try cudaenv versions --bare
	assert_output ""
	assert_stderr_has "cuda-12.4:x' ignored"
}

@test "a path with a newline is refused by name, in one line" {
	make_toolkit "$machine/usr/local/cuda-12.4"$'\n'"x" 12.4
	try cudaenv versions --bare
	assert_output ""
	[[ $(wc -l <<<"$stderr") == 1 ]]
	assert_stderr_has 'cuda-12.4\nx'
}

@test "a directory whose name is no spec goes by its version" {
	make_toolkit "$machine/usr/local/cuda-12.4 (old)" 12.4
	try cudaenv prefix 12.4
	assert_success
	assert_output "/usr/local/cuda-12.4 (old)"
}

@test "in versions/ a name that is no spec is refused by name" {
	make_toolkit "$(user_root)/versions/12.4 (old)" 12.4
	try cudaenv versions --bare
	assert_output ""
	assert_stderr_has "12.4 (old)' ignored"
}

@test "CUDAENV_ROOT with : is refused by name" {
	make_toolkit "$world/a:b/versions/12.4"
	CUDAENV_ROOT=$world/a:b try cudaenv versions --bare
	assert_output ""
	assert_stderr_has "$world/a:b/versions/12.4' ignored"
}

# --- rank ---

@test "of two with one version the user's own comes first" {
	make_toolkits 12.4
	make_toolkit "$(user_root)/versions/12.4"
	try cudaenv prefix 12.4
	assert_output "$(user_root)/versions/12.4"
}

@test "of two with one version /usr/local comes before /opt" {
	make_toolkit "$machine/opt/cuda-12.4"
	make_toolkits 12.4
	try cudaenv prefix 12.4
	assert_output /usr/local/cuda-12.4
	try cudaenv versions --json
	assert_json '[.toolkits[] | select(.shadowed)] | length' 1
	assert_json '[.toolkits[] | select(.shadowed)][0].path' /opt/cuda-12.4
}

@test "/opt/cuda and /usr/local/cuda-X.Y of one version" {
	make_toolkit "$machine/opt/cuda" 12.4 arch
	make_toolkits 12.4
	try cudaenv prefix 12.4
	assert_output /usr/local/cuda-12.4
	try cudaenv versions --bare
	assert_output 12.4
}

@test "the config's globs come before the HPC SDK" {
	make_toolkit "$machine/opt/nvidia/hpc_sdk/Linux_x86_64/24.5/cuda/12.4"
	make_toolkit "$machine/data/cuda/12.4"
	printf '[paths]\nsearch = /data/cuda/*\n' >"$world/conf"
	CUDAENV_CONFIG=$world/conf try cudaenv prefix 12.4
	assert_output /data/cuda/12.4
}

@test "and behind /opt; their source is the config's line" {
	make_toolkit "$machine/opt/cuda-12.4"
	make_toolkit "$machine/data/cuda/12.4"
	make_toolkit "$machine/data/cuda/11.8"
	printf '[paths]\nsearch = /data/cuda/*\n' >"$world/conf"
	export CUDAENV_CONFIG=$world/conf
	try cudaenv prefix 12.4
	assert_output /opt/cuda-12.4
	try cudaenv versions --json
	assert_json '.toolkits[0] | [.name, .source] | join(" ")' "11.8 $world/conf:2"
}

# --- many ---

@test "500 toolkits: all are listed, and an exact name is found" {
	for ((major = 1; major <= 50; major++)); do
		mkdir -p "$machine/usr/local/cuda-$major."{0..9}/bin
	done
	make_program "$world/nvcc" nvcc
	for dir in "$machine"/usr/local/cuda-*; do
		echo "$dir/bin/nvcc"
	done | xargs -n 1 ln "$world/nvcc"
	try cudaenv versions --bare
	[[ $(wc -l <<<"$output") == 500 ]]
	[[ ${output##*$'\n'} == 50.9 ]]
	try cudaenv prefix 37.3
	assert_output /usr/local/cuda-37.3
	try cudaenv prefix 37
	assert_output /usr/local/cuda-37.9
}

@test "an exact name opens no other toolkit" {
	make_toolkits 11.8 12.4
	try traced -e trace=%file cudaenv prefix 11.8
	assert_output /usr/local/cuda-11.8
	! grep -q cuda-12.4 "$world/trace"
}
