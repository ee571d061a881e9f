# Toolkit discovery: the locations, what is a toolkit, and its version.

load helper

# found [VERSIONS...]: the versions that --json lists, oldest first.
found() {
	try cudaenv versions --json
	assert_success
	assert_json '[.toolkits[].version] | join(" ")' "$*"
}

# --- layouts ---

@test "a toolkit as a runfile installs it" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1 runfile
	found 12.4.1
}

@test "--sysroot needs a directory" {
	try cudaenv --sysroot
	assert_failure 2
	assert_stderr "cudaenv: \`--sysroot' needs DIR" \
		"Usage: cudaenv [--sysroot DIR] COMMAND [ARGUMENT...]"
}

@test "a toolkit as NVIDIA's packages install it" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1 deb
	found 12.4.1
	try cudaenv env 12.4 --format json
	assert_json .env.LD_LIBRARY_PATH "$machine/usr/local/cuda-12.4/targets/x86_64-linux/lib"
}

@test "a toolkit as Arch installs it: /opt/cuda is named after its version" {
	make_toolkit "$machine/opt/cuda" 12.6 arch
	found 12.6
	try cudaenv prefix 12.6
	assert_output /opt/cuda
}

@test "a toolkit in the HPC SDK" {
	make_toolkit "$machine/opt/nvidia/hpc_sdk/Linux_x86_64/24.5/cuda/12.4" 12.4 hpc_sdk
	found 12.4
	try cudaenv prefix 12.4
	assert_output /opt/nvidia/hpc_sdk/Linux_x86_64/24.5/cuda/12.4
}

@test "a toolkit in /opt/cuda-*" {
	make_toolkit "$machine/opt/cuda-11.8"
	found 11.8
}

@test "the version is read from version.txt (before 11.0)" {
	make_toolkit "$machine/usr/local/cuda-10.2" 10.2.89 old
	found 10.2
}

@test "without a version file, the version is read from the header" {
	make_toolkit "$machine/usr/local/cuda-13.0" 13.0 header
	found 13.0
}

@test "the header has priority over the library's name" {
	make_toolkit "$machine/opt/cuda" 12.10 header
	found 12.10
}

@test "without version file and header, the version is read from the library's name" {
	make_toolkit "$machine/opt/cuda" 12.4.99 library
	found 12.4
}

@test "a soname is not a version: libcudart.so.11.0 is the same for every 11.x" {
	make_toolkit "$machine/usr/local/cuda-11.8" 11.8 bare
	mkdir "$machine/usr/local/cuda-11.8/lib64"
	touch "$machine/usr/local/cuda-11.8/lib64/libcudart.so.11.0"
	found 11.8
}

@test "without any of these, the version is read from the directory's name" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 bare
	found 12.4
}

@test "a date is not a third number" {
	make_toolkit "$machine/usr/local/cuda-11.8" 11.8 date
	found 11.8
	try cudaenv prefix 11.8.20220929
	assert_success
	assert_stderr_has "the third number of"
}

@test "the record of cudaenv has priority over everything else" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1
	mkdir "$machine/usr/local/cuda-12.4/.cudaenv"
	printf '[toolkit]\nversion = 12.4.2\n' >"$machine/usr/local/cuda-12.4/.cudaenv/toolkit.conf"
	found 12.4.2
}

@test "version.json has priority over version.txt" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4.1
	echo "CUDA Version 9.0.1" >"$machine/usr/local/cuda-12.4/version.txt"
	found 12.4.1
}

@test "in version.json only the entry for cuda is read" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4
	printf '{"cuda_cudart":{"version":"9.9.9"},"cuda":{"name":"x"},"nsight":{"version":"8.8.8"}}' \
		>"$machine/usr/local/cuda-12.4/version.json"
	found 12.4
}

@test "libraries only in lib, as in wheels: runtime only" {
	make_toolkit "$machine/opt/cuda-13" 13.0 wheel
	found 13.0
	assert_json '.toolkits[0].nvcc == false'
	try cudaenv env 13 --format json
	assert_json .env.LD_LIBRARY_PATH "$machine/opt/cuda-13/lib"
}

@test "libraries only in targets/*/lib" {
	mkdir -p "$machine/opt/cuda-12.4/targets/sbsa-linux/lib"
	touch "$machine/opt/cuda-12.4/targets/sbsa-linux/lib/libcudart.so.12.4.99"
	found 12.4
}

@test "CUPTI's libraries are in the path, the stubs are not" {
	make_toolkits 12.4
	dir=$machine/usr/local/cuda-12.4
	mkdir -p "$dir/extras/CUPTI/lib64" "$dir/lib64/stubs"
	try cudaenv env 12.4 --format json
	assert_json .env.LD_LIBRARY_PATH "$dir/lib64:$dir/extras/CUPTI/lib64"
}

# --- what is a toolkit ---

@test "a directory with neither nvcc nor libcudart is not a toolkit" {
	mkdir -p "$machine/usr/local/cuda-12.4/lib64" "$machine/usr/local/cuda-12.4/doc"
	echo '{"cuda":{"version":"12.4.1"}}' >"$machine/usr/local/cuda-12.4/version.json"
	found
}

@test "a directory named bin/nvcc is not nvcc" {
	mkdir -p "$machine/usr/local/cuda-12.4/bin/nvcc"
	found
}

@test "libraries without nvcc: runtime only" {
	make_toolkit "$machine/usr/local/cuda-12.4" 12.4 runtime
	found 12.4
	assert_json '.toolkits[0].nvcc == false'
}

@test "a link is an alias of its target, not a toolkit" {
	make_toolkits 12.4
	ln -s cuda-12.4 "$machine/usr/local/cuda-12"
	ln -s cuda-12 "$machine/usr/local/cuda"
	found 12.4
	assert_json '.toolkits[0].path' /usr/local/cuda-12.4
}

@test "a link to a toolkit outside the search path finds it" {
	make_toolkit "$machine/srv/cuda-12.4"
	ln -s ../../srv/cuda-12.4 "$machine/usr/local/cuda-12.4"
	found 12.4
	assert_json '.toolkits[0].path' /srv/cuda-12.4
}

@test "a dangling link and a link to itself are ignored" {
	make_toolkits 12.4
	ln -s /no/where "$machine/usr/local/cuda-11"
	ln -s cuda-10 "$machine/usr/local/cuda-10"
	found 12.4
	assert_stderr ""
}

# --- damage ---

@test "a damaged file never makes a toolkit disappear" {
	make_toolkits 12.4
	dir=$machine/usr/local/cuda-12.4
	for content in '' '{' '{"cuda"' '{"cuda":{"version":' '{"cuda":{"version":12.4}}' \
		'{"cuda":{"version":"twelve"}}' '{"cuda":{"version":"99999999999.1"}}' \
		'{"cuda":{"version":"-1.2"}}' '{"cuda":{}}' '[1]' $'\xff\xfe{'; do
		printf %s "$content" >"$dir/version.json"
		found 12.4
	done
}

@test "a version.json of NUL bytes, a directory, a FIFO and an endless file" {
	make_toolkits 12.4
	dir=$machine/usr/local/cuda-12.4
	head -c 100 /dev/zero >"$dir/version.json" && found 12.4
	rm "$dir/version.json" && mkdir "$dir/version.json" && found 12.4
	rmdir "$dir/version.json" && mkfifo "$dir/version.json" && found 12.4
	rm "$dir/version.json" && ln -s /dev/zero "$dir/version.json" && found 12.4
	rm "$dir/version.json" && truncate -s 1T "$dir/version.json" && found 12.4
}

@test "a damaged header and a damaged version.txt" {
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

@test "an impossible version is ignored" {
	make_toolkits 12.4
	for version in 1000.0 12.100 999999999.1; do
		write_version_json "$machine/usr/local/cuda-12.4" "$version"
		found 12.4
	done
}

@test "a toolkit that cannot be read does not hide the others" {
	make_toolkits 11.8 12.4
	chmod 000 "$machine/usr/local/cuda-11.8"
	try bound cudaenv versions --bare
	assert_success
	assert_output 12.4
}

@test "a directory of toolkits that cannot be read does not hide the others" {
	make_toolkit "$machine/opt/cuda-11.8"
	make_toolkits 12.4
	chmod 000 "$machine/opt"
	try bound cudaenv versions --bare
	assert_output 12.4
}

# --- names ---

@test "a path with : is refused, and the message names it" {
	make_toolkit "$machine/usr/local/cuda-12.4:x" 12.4
	try cudaenv versions --bare
	assert_output ""
	assert_stderr_has "cuda-12.4:x' ignored"
}

@test "a path with a newline is refused, and the message names it in one line" {
	make_toolkit "$machine/usr/local/cuda-12.4"$'\n'"x" 12.4
	try cudaenv versions --bare
	assert_output ""
	[[ $(wc -l <<<"$stderr") == 1 ]]
	assert_stderr_has 'cuda-12.4\nx'
}

@test "a directory whose name is not a spec is named after its version" {
	make_toolkit "$machine/usr/local/cuda-12.4 (old)" 12.4
	try cudaenv prefix 12.4
	assert_success
	assert_output "/usr/local/cuda-12.4 (old)"
}

@test "in versions/, a name that is not a spec is refused, and the message names it" {
	make_toolkit "$(user_root)/versions/12.4 (old)" 12.4
	try cudaenv versions --bare
	assert_output ""
	assert_stderr_has "12.4 (old)' ignored"
}

@test "CUDAENV_ROOT with : is refused, and the message names it" {
	make_toolkit "$world/a:b/versions/12.4"
	CUDAENV_ROOT=$world/a:b try cudaenv versions --bare
	assert_output ""
	assert_stderr_has "$world/a:b/versions/12.4' ignored"
}

# --- rank ---

@test "of two toolkits with one version, the user's has the higher rank" {
	make_toolkits 12.4
	make_toolkit "$(user_root)/versions/12.4"
	try cudaenv prefix 12.4
	assert_output "$(user_root)/versions/12.4"
}

@test "of two toolkits with one version, the one in /usr/local has the higher rank" {
	make_toolkit "$machine/opt/cuda-12.4"
	make_toolkits 12.4
	try cudaenv prefix 12.4
	assert_output /usr/local/cuda-12.4
	try cudaenv versions --json
	assert_json '[.toolkits[] | select(.shadowed)] | length' 1
	assert_json '[.toolkits[] | select(.shadowed)][0].path' /opt/cuda-12.4
}

@test "/opt/cuda and /usr/local/cuda-X.Y with one version" {
	make_toolkit "$machine/opt/cuda" 12.4 arch
	make_toolkits 12.4
	try cudaenv prefix 12.4
	assert_output /usr/local/cuda-12.4
	try cudaenv versions --bare
	assert_output 12.4
}

@test "the config's globs have a higher rank than the HPC SDK" {
	make_toolkit "$machine/opt/nvidia/hpc_sdk/Linux_x86_64/24.5/cuda/12.4"
	make_toolkit "$machine/data/cuda/12.4"
	printf '[paths]\nsearch = /data/cuda/*\n' >"$world/conf"
	CUDAENV_CONFIG=$world/conf try cudaenv prefix 12.4
	assert_output /data/cuda/12.4
}

@test "the config's globs have a lower rank than /opt; their source is the config's line" {
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

@test "of 500 toolkits, all are listed, and an exact name is found" {
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

@test "looking up an exact name opens no other toolkit" {
	make_toolkits 11.8 12.4
	try traced -e trace=%file cudaenv prefix 11.8
	assert_output /usr/local/cuda-11.8
	! grep -q cuda-12.4 "$world/trace"
}
