# Hostile archives: each is refused with the name of the entry, and nothing outside is touched.

load helper
load install

# hostile KIND TEXT: installs such an archive, which must fail with this text.
hostile() {
	local dir
	make_mirror
	dir=$mirror/cuda/redist/cuda_nvcc/$(platform)
	"$builddir/tests/tools/hostile" "$1" >"$(echo "$dir"/*.tar.xz)"
	write_manifest cuda 12.4.1
	mkdir -p "$versions"
	touch "$versions/outside" "$world/outside"
	ln -s "$world/p" "$versions/mine"
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "$2"
	assert_stderr_has "entry \`"
	[[ $(find "$versions" -mindepth 1 ! -name '*.lock' | sort) == "$versions/mine"$'\n'"$versions/outside" ]]
	[[ -L $versions/mine && -z $(ls -A "$world/p") ]]
	[[ ! -s $versions/outside && ! -s $world/outside && ! -e /tmp/cudaenv-outside ]]
}

@test "hostile: .. in a name" { hostile dotdot "leaves the tree"; }
@test "hostile: an absolute name" { hostile absolute "is absolute"; }
@test "hostile: a name outside the archive's only directory" { hostile beside "only directory"; }
@test "hostile: a link out" { hostile link-out "leaves the tree"; }
@test "hostile: an absolute link" { hostile link-absolute "to \`/etc/passwd'"; }
@test "hostile: a link that leaves the tree through another link" { hostile link-chain "leaves the tree"; }
@test "hostile: a link, then a file through it" { hostile link-through "x/l/planted"; }
@test "hostile: a hard link out" { hostile hardlink-out "hard link to a file outside"; }
@test "hostile: a hard link to /etc/passwd" { hostile hardlink-absolute "hard link to a file outside"; }
@test "hostile: a device" { hostile device "not a file, directory or link"; }
@test "hostile: a FIFO" { hostile fifo "not a file, directory or link"; }
@test "hostile: set-user-ID" { hostile setuid "set-id"; }
@test "hostile: a newline in a name" { hostile newline "control character"; }
@test "hostile: an escape sequence in a name" {
	hostile escape "control character"
	[[ $stderr != *$'\033'* ]]
}
@test "hostile: a name that is not UTF-8" { hostile not-utf8 "not UTF-8"; }
# pax_archive NAME: a tar.xz in which a pax header has the name.
pax_archive() {
	mkdir -p "pax/x/bin"
	echo hello >"pax/x/bin/$1"
	LC_ALL=C tar -C pax --format=pax -cf - x | xz -1
}
@test "hostile: a pax name that is not UTF-8" {
	make_mirror
	long=$(printf '%0120d' 0)
	pax_archive "$long"$'\xff' >"$(echo "$mirror/cuda/redist/cuda_nvcc/$(platform)"/*.tar.xz)"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "entry \`x/bin/$long"
	assert_stderr_has "not UTF-8"
	assert_nothing_there
}
@test "hostile: a pax name in UTF-8 is accepted" {
	make_mirror
	pax_archive "$(printf '%0120d' 0)"$'\xc3\xa9' \
		>"$(echo "$mirror/cuda/redist/cuda_nvcc/$(platform)"/*.tar.xz)"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_success
	[[ -s $(echo "$versions"/12.4.1/bin/*$'\xc3\xa9') ]]
	assert_whole
}
@test "hostile: one name twice" { hostile twice "twice"; }
@test "hostile: cudaenv's own record" { hostile record "reserved for cudaenv"; }
@test "hostile: 10 000 entries in a few kilobytes" { hostile entries "more entries"; }
@test "hostile: 300 MB in a few kilobytes" { hostile bytes "more bytes"; }
@test "hostile: a hundred directories deep" { hostile deep "too deeply"; }
@test "hostile: a name that is too long" { hostile long "too long"; }

@test "hostile: a file that is not an archive" {
	make_mirror
	echo nonsense >"$(echo "$mirror/cuda/redist/cuda_nvcc/$(platform)"/*.tar.xz)"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_failure
	assert_nothing_there
}

@test "hostile: a truncated archive" {
	make_mirror
	file=$(echo "$mirror/cuda/redist/cuda_cudart/$(platform)"/*.tar.xz)
	truncate -s 20000 "$file"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_failure
	assert_nothing_there
}

@test "hostile: two components with different files of one name" {
	make_mirror
	mkdir -p "$world/tree/cccl/bin" && echo other >"$world/tree/cccl/bin/nvcc"
	add_package cuda cuda_cccl 12.4.127 "$world/tree/cccl"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "bin/nvcc: cuda_cccl and cuda_nvcc both contain it"
	assert_nothing_there
}

@test "hostile: an xz that asks for 4 GB of memory" {
	make_mirror
	file=$(echo "$mirror/cuda/redist/cuda_nvcc/$(platform)"/*.tar.xz)
	xz -dc "$file" | xz --lzma2=dict=1536MiB,mode=fast,mf=hc3,nice=2 -T1 >"$world/big.xz" ||
		skip "this machine has no memory to make one"
	mv "$world/big.xz" "$file"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "more memory"
	assert_nothing_there
}
