# cudaenv.conf: valid settings apply, invalid ones are reported with file and line.

load helper

setup() {
	setup_world
	make_toolkits 11.8 12.4
	conf=$world/conf
	export CUDAENV_CONFIG=$conf
}

config() {
	printf '%s\n' "$@" >"$conf"
}

# warns LINE TEXT: the config's only warning.
warns() {
	try cudaenv versions --bare
	assert_success
	assert_output 11.8 12.4
	assert_stderr "cudaenv: $conf:$1: $2"
}

silent() {
	try cudaenv versions --bare
	assert_success
	assert_stderr ""
}

@test "every key and each of its values" {
	for policy in prepend append auto off; do
		config '[export]' "ld_library_path = $policy" 'extra = CUDA_ROOT CUDACXX' \
			'extra = LIBRARY_PATH CPATH MANPATH PKG_CONFIG_PATH' 'host_compiler = auto'
		silent
	done
	for policy in warn strict off; do
		config '[driver]' "policy = $policy"
		silent
	done
	for word in yes no true false on off 1 0; do
		config '[hook]' "quiet = $word" 'when = cd'
		silent
	done
	config '[install]' 'mirror = https://example.org/cuda' 'jobs = 64' 'accept_license = yes' 'accept_licence = no'
	silent
}

@test "comments, blank lines, blanks around" {
	config '; one' '# two' '' '  ' '[hook]' '; three' 'quiet=yes ; four' 'when  =  prompt  '
	silent
}

@test "an unknown section, key, value" {
	config '[hook]' 'quiet = yes' '[colour]' 'when = always'
	warns 3 "unknown section [colour]: ignored"
	config '[hook]' '' 'loud = yes'
	warns 3 "unknown key \`loud' in [hook]: ignored"
	config '[hook]' 'quiet = perhaps'
	warns 2 "\`perhaps' is not a value for \`quiet': ignored"
	config '[hook]' 'when = never'
	warns 2 "\`never' is not a value for \`when': ignored"
	config '[driver]' 'policy = loose'
	warns 2 "\`loose' is not a value for \`policy': ignored"
	config '[export]' 'ld_library_path = before'
	warns 2 "\`before' is not a value for \`ld_library_path': ignored"
	config '[export]' 'host_compiler = gcc'
	warns 2 "\`gcc' is not a value for \`host_compiler': ignored"
	for jobs in 0 65 -1 4x x; do
		config '[install]' "jobs = $jobs"
		warns 2 "\`$jobs' is not a value for \`jobs': ignored"
	done
	config '[install]' 'mirror = here'
	warns 2 "\`here' is not a value for \`mirror': ignored"
}

@test "a variable that cudaenv cannot set" {
	config '[export]' 'extra = CUDA_ROOT PATH BASH_ENV'
	try cudaenv versions --bare
	assert_success
	assert_stderr "cudaenv: $conf:2: \`PATH' is not a variable that cudaenv can set: ignored" \
		"cudaenv: $conf:2: \`BASH_ENV' is not a variable that cudaenv can set: ignored"
}

@test "a line that is neither section nor key" {
	config '[hook]' 'quiet' 'when = cd'
	warns 2 "neither a [section] nor \`key = value': ignored"
	config '[hook' 'policy = strict'
	warns 1 "neither a [section] nor \`key = value': ignored"
}

@test "the rest counts all the same" {
	config '[nonsense]' 'x = y' 'rubbish' '[alias]' 'prod = 12.4'
	CUDAENV_VERSION=prod try cudaenv version-name
	assert_success
	assert_output 12.4
}

@test "a line longer than inih's buffer is reported, not truncated" {
	long=$(printf 'x%.0s' {1..300})
	config '[hook]' "quiet = $long" 'when = cd'
	try cudaenv versions --bare
	assert_success
	[[ $stderr == "cudaenv: $conf:2: line is longer than "*" bytes: ignored" ]] || fail
}

@test "a line of a megabyte" {
	head -c 200000 /dev/zero | tr '\0' x >"$conf"
	try cudaenv versions --bare
	assert_success
	assert_stderr_has "$conf:1: line is longer than"
}

@test "lines are counted through comments, long lines and continuations" {
	long=$(printf 'x%.0s' {1..300})
	config '; one' '[paths]' 'search = /a' '    /b' '# five' "$long" '[hook]' 'bad = 1'
	try cudaenv versions --bare
	assert_stderr_has "$conf:6: line is longer than"
	assert_stderr_has "$conf:8: unknown key \`bad'"
}

@test "NUL bytes" {
	printf '[hook]\nquiet = yes\0\n' >"$conf"
	try cudaenv versions --bare
	assert_success
	assert_stderr "cudaenv: $conf: has a NUL byte: ignored"
}

@test "a missing config is not reported, unless CUDAENV_CONFIG names it" {
	for CUDAENV_CONFIG in "$conf" "$conf/below"; do
		try cudaenv versions --bare
		assert_success
		assert_output 11.8 12.4
		assert_stderr "cudaenv: $CUDAENV_CONFIG: does not exist (CUDAENV_CONFIG)"
	done
	unset CUDAENV_CONFIG
	silent
}

@test "a directory, a FIFO, a file that is too large or unreadable: reported, not read" {
	mkdir "$conf"
	try cudaenv versions --bare
	assert_success
	assert_stderr_has "$conf: is a directory: ignored"
	rmdir "$conf" && mkfifo "$conf"
	try cudaenv versions --bare
	assert_success
	assert_stderr_has "$conf: is not a regular file: ignored"
	rm "$conf" && truncate -s 1G "$conf"
	try cudaenv versions --bare
	assert_success
	assert_stderr_has "$conf: is larger than 262144 bytes: ignored"
	rm "$conf" && echo >"$conf" && chmod 000 "$conf"
	try bound cudaenv versions --bare
	assert_success
	assert_stderr_has "$conf: cannot be read: Permission denied: ignored"
}

@test "control bytes in the config are reported escaped" {
	config '[hook]' $'qui\e[31met = yes'
	warns 2 'unknown key `qui\033[31met'"' in [hook]: ignored"
}

@test "a byte order mark and CR line ends" {
	printf '\xef\xbb\xbf[alias]\r\nprod = 12.4\r\n' >"$conf"
	CUDAENV_VERSION=prod try cudaenv version-name
	assert_output 12.4
	assert_stderr ""
}

@test "a comment on a line that continues a value" {
	config '[paths]' 'search = /a/*' '  /b/* ; /c/* is old' '; /d/*' '[hook]' 'quiet = no'
	silent
	make_toolkit "$machine/c/9.9"
	silent
}

@test "an invalid value does not change the setting" {
	config '[hook]' 'when = cd' 'when = never'
	try cudaenv init bash
	assert_output_has "__cudaenv_when='cd'"
}

@test "search: several globs, repeated, continued, with ~" {
	make_toolkit "$world/a/cuda-1.1"
	make_toolkit "$HOME/b/1.2"
	make_toolkit "$world/c/1.3"
	export CUDAENV_SYSROOT=
	config '[paths]' "search = $world/a/cuda-* ~/b/*" "	$world/c/*" "search = $world/d/*"
	for version in 1.1 1.2 1.3; do
		try cudaenv prefix $version
		assert_success
	done
	assert_output "$world/c/1.3"
}

@test "search: a relative path is reported" {
	config '[paths]' 'search = cuda/*'
	warns 2 "search path \`cuda/*' is not absolute: ignored"
}

@test "search: a glob that matches nothing, or files" {
	config '[paths]' 'search = /no/where/* /etc/* /proc/*/cuda [ ['
	try cudaenv versions --bare
	assert_success
	assert_output 11.8 12.4
}

@test "an alias that is not a valid spec is reported" {
	config '[alias]' 'prod = ../x' 'a/b = 12.4'
	try cudaenv versions --bare
	assert_stderr_has "$conf:2: alias \`prod = ../x' is not made of"
	assert_stderr_has "$conf:3: alias \`a/b = 12.4' is not made of"
}

@test "without CUDAENV_CONFIG the user's file is read" {
	unset CUDAENV_CONFIG
	mkdir -p "$HOME/.config/cudaenv" "$world/xdg/cudaenv"
	printf '[alias]\nprod = 12.4\n' >"$HOME/.config/cudaenv/cudaenv.conf"
	printf '[alias]\nprod = 11.8\n' >"$world/xdg/cudaenv/cudaenv.conf"
	CUDAENV_VERSION=prod try cudaenv version-name
	assert_output 12.4
	XDG_CONFIG_HOME=$world/xdg CUDAENV_VERSION=prod try cudaenv version-name
	assert_output 11.8
	XDG_CONFIG_HOME=xdg CUDAENV_VERSION=prod try cudaenv version-name
	assert_output 12.4
}

@test "CUDAENV_CONFIG is the only one then" {
	mkdir -p "$HOME/.config/cudaenv"
	printf '[alias]\nprod = 12.4\n' >"$HOME/.config/cudaenv/cudaenv.conf"
	config '[hook]' 'quiet = yes'
	CUDAENV_VERSION=prod try cudaenv version-name
	assert_failure
}

# --- what the settings do ---

env_json() {
	try cudaenv env 12.4 --format json
	assert_success
}

@test "ld_library_path = off leaves it out" {
	config '[export]' 'ld_library_path = off'
	env_json
	assert_json '.env | has("LD_LIBRARY_PATH") | not'
}

@test "ld_library_path = append adds it at the end" {
	config '[export]' 'ld_library_path = append'
	CUDAENV_VERSION=12.4 LD_LIBRARY_PATH=/mine try cudaenv exec printenv LD_LIBRARY_PATH
	assert_output "/mine:$machine/usr/local/cuda-12.4/lib64"
}

@test "ld_library_path = auto: out while a venv brings its own libraries" {
	config '[export]' 'ld_library_path = auto'
	env_json
	assert_json '.env | has("LD_LIBRARY_PATH")'
	mkdir -p "$world/venv/lib/python3.12/site-packages/nvidia/cublas/lib" "$world/plain"
	VIRTUAL_ENV=$world/venv env_json
	assert_json '.env | has("LD_LIBRARY_PATH") | not'
	CONDA_PREFIX=$world/venv env_json
	assert_json '.env | has("LD_LIBRARY_PATH") | not'
	VIRTUAL_ENV=$world/plain env_json
	assert_json '.env | has("LD_LIBRARY_PATH")'
}

@test "extra: what it names is set, and nothing else" {
	dir=$machine/usr/local/cuda-12.4
	mkdir -p "$dir/share/man" "$dir/pkgconfig"
	config '[export]' 'extra = CUDA_ROOT CUDACXX LIBRARY_PATH CPATH PKG_CONFIG_PATH'
	env_json
	assert_json '[.env.CUDA_ROOT, .env.CUDACXX, .env.LIBRARY_PATH] | join(" ")' \
		"$dir $dir/bin/nvcc $dir/lib64"
	assert_json '[.env.CPATH, .env.PKG_CONFIG_PATH] | join(" ")' "$dir/include $dir/pkgconfig"
	config
	env_json
	assert_json '.env | keys | join(" ")' \
		"CUDAENV_ACTIVE CUDAToolkit_ROOT CUDA_HOME CUDA_PATH LD_LIBRARY_PATH PATH"
}

@test "extra: an unset MANPATH stays unset, since it means as PATH says" {
	mkdir -p "$machine/usr/local/cuda-12.4/share/man"
	config '[export]' 'extra = MANPATH'
	env_json
	assert_json '.env | has("MANPATH") | not'
	MANPATH=/man env_json
	assert_json .env.MANPATH "$machine/usr/local/cuda-12.4/share/man"
}

@test "host_compiler = auto: the newest that the toolkit can work with" {
	config '[export]' 'host_compiler = auto'
	mkdir -p "$machine/usr/local/cuda-12.4/include/crt" "$world/gcc"
	echo '#if __GNUC__ > 11' >"$machine/usr/local/cuda-12.4/include/crt/host_config.h"
	for n in 9 11 13; do
		make_program "$world/gcc/x86_64-linux-gnu-g++-$n" $n
		ln -s "x86_64-linux-gnu-g++-$n" "$world/gcc/g++-$n"
	done
	ln -s g++-13 "$world/gcc/g++"
	PATH=$world/bin:$world/gcc:/usr/bin env_json
	assert_json '[.env.NVCC_CCBIN, .env.CUDAHOSTCXX] | join(" ")' \
		"$world/gcc/g++-11 $world/gcc/g++-11"
	ln -sf g++-11 "$world/gcc/g++"
	PATH=$world/bin:$world/gcc:/usr/bin env_json
	assert_json '.env | has("NVCC_CCBIN") | not'
}

@test "host_compiler = auto: who has chosen a compiler keeps it" {
	config '[export]' 'host_compiler = auto'
	mkdir -p "$machine/usr/local/cuda-12.4/include/crt" "$world/gcc"
	echo '#if __GNUC__ > 11' >"$machine/usr/local/cuda-12.4/include/crt/host_config.h"
	make_program "$world/gcc/g++-11" 11
	make_program "$world/gcc/g++-13" 13
	ln -s g++-13 "$world/gcc/g++"
	NVCC_CCBIN=/mine PATH=$world/bin:$world/gcc:/usr/bin env_json
	assert_json '.env | has("NVCC_CCBIN") | not'
}
