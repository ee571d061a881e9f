# SPDX-License-Identifier: MIT
# Hostile wheels and indexes that lie: each is refused with a message that names what is wrong,
# and nothing is installed.

load helper
load install
load wheels

# hostile KIND TEXT: installs such a wheel, which must fail with this text.
hostile() {
	make_wheels
	add_wheel nvidia-cuda-nvcc 13.0.88 "$world/wheel/tree/nvcc" "$1"
	mkdir -p "$versions"
	touch "$versions/outside" "$world/outside"
	try cudaenv install 13.0 --from "wheelhouse=$files"
	assert_failure 1
	assert_stderr_has "nvidia_cuda_nvcc-13.0.88-py3-none-"
	assert_stderr_has "$2"
	[[ $stderr != *$'\033'* ]]
	[[ $(find "$versions" -mindepth 1 ! -name '*.lock') == "$versions/outside" ]]
	[[ ! -s $versions/outside && ! -s $world/outside && ! -e /tmp/cudaenv-outside ]]
}

@test "hostile wheel: .. in a name" { hostile dotdot "leaves the tree"; }
@test "hostile wheel: an absolute name" { hostile absolute "is absolute"; }
@test "hostile wheel: a link" { hostile link "cannot contain links"; }
@test "hostile wheel: set-user-ID" { hostile setuid "set-id"; }
@test "hostile wheel: a newline in a name" { hostile newline "control character"; }
@test "hostile wheel: a record of cudaenv's" { hostile own "reserved for cudaenv"; }
@test "hostile wheel: a file for a .data directory" { hostile data ".data directory"; }
@test "hostile wheel: a file that RECORD does not list" {
	hostile unlisted "entry \`nvidia/cu13/lib/extra': its RECORD does not list it"
}
@test "hostile wheel: a listed file that is missing" {
	hostile missing "its RECORD lists \`nvidia/cu13/lib/absent', which it does not contain"
}
@test "hostile wheel: a file with another digest than in RECORD" {
	hostile digest "entry \`nvidia/cu13/lib/wrong': SHA-256 mismatch: its RECORD lists 2d71164"
}
@test "hostile wheel: a file with another size than in RECORD" {
	hostile size "its RECORD lists 1 bytes, found 2"
}
@test "hostile wheel: a file without a digest in RECORD" { hostile no-digest "has no digest of"; }
@test "hostile wheel: one file twice" { hostile twice "it occurs twice"; }
@test "hostile wheel: one file listed twice" { hostile listed-twice "twice"; }
@test "hostile wheel: a directory in RECORD" {
	hostile listed-dir "its RECORD lists \`nvidia/cu13/lib', which it does not contain"
}
@test "hostile wheel: a control character in RECORD" {
	hostile listed-escape "its RECORD lists \`nvidia/\\033[31m'"
}
@test "hostile wheel: a file that RECORD lists in another case" {
	hostile listed-case "its RECORD lists \`NVIDIA/cu13/lib/libnvvm.so.4', which it does not"
}
@test "hostile wheel: no RECORD" { hostile no-record "it has no RECORD"; }
@test "hostile wheel: a bomb" { hostile bomb "more bytes than an archive of this size"; }
@test "hostile wheel: an encrypted file" {
	"$builddir/tests/tools/wheel" "$world" x 1 encrypted >/dev/null ||
		skip "this libarchive cannot encrypt"
	hostile encrypted "it is encrypted"
}
@test "hostile wheel: not a zip archive" {
	make_wheels
	head -c 5000 /dev/urandom >"$(echo "$files"/nvidia_nvvm-*.whl)"
	try cudaenv install 13.0 --from "wheelhouse=$files"
	assert_failure 1
	assert_stderr_has "nvidia_nvvm-13.0.88"
	assert_nothing_there
}
@test "hostile wheel: truncated" {
	make_wheels
	truncate -s -30 "$(echo "$files"/nvidia_nvvm-*.whl)"
	try cudaenv install 13.0 --from "wheelhouse=$files"
	assert_failure 1
	assert_stderr_has "nvidia_nvvm-13.0.88"
	assert_nothing_there
}

# refused FROM TEXT: an install from there fails with this text, and installs nothing.
refused() {
	try cudaenv install "${3-13.0}" --from "$1"
	assert_failure 1
	assert_stderr_has "$2"
	assert_nothing_there
}

@test "index: a wheel that differs from the index's SHA-256" {
	make_wheels
	start_index json hash
	refused "pypi=$index" "SHA-256"
}

@test "index: a page to log in" {
	make_wheels
	start_index json login
	refused "pypi=$index" "is not a page of a package index"
}

@test "index: a user is required; with one, its password is not printed, and only sent to the index" {
	make_wheels
	start_index json 401
	refused "pypi=$index" "status 401"
	assert_stderr_has "pypi=https://USER:PASSWORD@HOST/PATH"
	try cudaenv install 13.0 --from "pypi=http://me:se%63ret@${index#http://}"
	assert_success
	[[ $stderr != *ecret* && $stderr != *se%63* ]]
	run grep -r -e secret -e 'se%63' "$CUDAENV_ROOT" "$CUDAENV_CACHE"
	assert_failure 1
	try cudaenv install 13.0 --from "pypi=http://me:se%63ret@${index#http://}" --prefix x --dry-run
	[[ $output == *"from  $index"* && $output != *secret* ]]
}

@test "index: another host never receives the user, by a redirect or a link of the index" {
	local user=http://me:secret@

	make_wheels
	start_index
	refused "pypi=$user${liar#http://}/stranger/simple" "status 400"
	try cudaenv install 13.0 --from "pypi=$user${liar#http://}/other/simple"
	assert_success
	cudaenv uninstall -y 13.0.2
	rm -r "$CUDAENV_CACHE"
	sed -i "s,\.\./\.\./files,http://localhost:${liar##*:}/stranger/files," \
		"$mirror"/simple/*/index.html
	try cudaenv install 13.0 --from "pypi=$user${index#http://}"
	assert_success
	assert_whole 13.0.2
}

@test "index: a user, password or signature in a link of the index is not printed" {
	make_wheels
	start_index
	sed -i "s,\.\./\.\./\(files[^\"]*\),http://me:secret@${liar#http://}/404/\1?key=secret," \
		"$mirror"/simple/nvidia-*/index.html
	refused "pypi=$index" "$liar/404/files/nvidia_"
	[[ $stderr != *secret* ]]
	[[ -z $(find "$CUDAENV_ROOT" "$CUDAENV_CACHE" -name '*secret*') ]]
}

@test "index: a project, a version, and a wheel for this machine that are missing" {
	make_wheels
	start_index
	rm -r "$mirror/simple/nvidia-nvvm"
	refused "pypi=$index" "has no project nvidia-nvvm"
	rm "$files"/nvidia_nvvm-*
	add_wheel nvidia-nvvm 13.0.8 "$world/wheel/tree/nvvm"
	write_index
	refused "pypi=$index" "has no wheel of nvidia-nvvm 13.0.88"
	add_wheel nvidia-nvvm 13.0.88 "$world/wheel/tree/nvvm" good win_amd64
	add_wheel nvidia-nvvm 13.0.88 "$world/wheel/tree/nvvm" good "manylinux_2_999_$(uname -m)"
	write_index
	refused "pypi=$index" "but not for Linux on $(uname -m)"
}

@test "index: a yanked file is not used, although it is pinned" {
	make_wheels
	touch "$(echo "$files"/nvidia_nvvm-*.whl)".yanked
	for form in json html; do
		start_index $form
		refused "pypi=$index" "nvidia-nvvm 13.0.88 was yanked"
	done
}

@test "index: a file without a SHA-256" {
	make_wheels
	start_index
	for project in nvidia-nvvm cuda-toolkit; do
		write_index
		sed -i 's/"hashes":{[^}]*}/"hashes":{}/' "$mirror/simple/$project/index.html"
		refused "pypi=$index" "${project//-/_}-13.0."
		assert_stderr_has "the index lists no SHA-256 for it"
	done
}

@test "index: a file that the index lists, but the server does not have" {
	make_wheels
	start_index
	rm "$files"/nvidia_nvvm-*
	refused "pypi=$index" "nvidia_nvvm-13.0.88"
}

@test "index: a cuda-toolkit wheel with the METADATA of another project or version" {
	make_wheels
	mv "$(echo "$files"/nvidia_nvvm-*.whl)" "$(echo "$files"/cuda_toolkit-*.whl)"
	refused "wheelhouse=$files" "its METADATA is that of nvidia-nvvm 13.0.88"
}

@test "index: pins that cannot be understood" {
	make_wheels
	pin nvidia-cuda-nvcc '!=3'
	add_wheel cuda-toolkit 13.0.2 "$world/wheel/empty" good any
	refused "wheelhouse=$files" "cuda-toolkit 13.0.2 pins no version of nvidia-cuda-nvcc"
	pin nvidia-cuda-nvcc ' @ https://host/nvcc.whl'
	add_wheel cuda-toolkit 13.0.2 "$world/wheel/empty" good any
	refused "wheelhouse=$files" "cuda-toolkit 13.0.2 pins no version of nvidia-cuda-nvcc"
	pin ../../x '==1'
	add_wheel cuda-toolkit 13.0.2 "$world/wheel/empty" good any
	refused "wheelhouse=$files" "its METADATA: a Requires-Dist line is not valid"
}

@test "index: METADATA that the server does not have, and METADATA with another digest" {
	make_wheels
	start_index
	sed -i "s/\"hashes\"/\"core-metadata\":{\"sha256\":\"$(printf '%064d' 0)\"},&/" \
		"$mirror/simple/cuda-toolkit/index.html"
	try cudaenv install 13.0 --from "pypi=$index" --dry-run
	assert_success
	echo x >"$(echo "$files"/cuda_toolkit-*.whl)".metadata
	refused "pypi=$index" "its SHA-256 is not the one that the index lists"
}

@test "index: no address, a directory that does not exist, and one without wheels" {
	mkdir "$world/empty"
	refused "wheelhouse=$world/empty" "$world/empty has no wheel of cuda-toolkit"
	refused "pypi=ftp://host/simple" "not a valid https or http address"
	refused "wheelhouse=$world/absent" "not a directory"
	refused wheelhouse "a wheelhouse requires a directory: --from wheelhouse=DIR"
}

@test "wheelhouse: of two builds of one version, the higher build tag is used" {
	local name

	make_wheels
	name=$(echo "$files"/nvidia_nvvm-*.whl)
	echo changed >"$world/wheel/tree/nvvm/nvidia/cu13/lib/build"
	add_wheel nvidia-nvvm 13.0.88 "$world/wheel/tree/nvvm" good "linux_$(uname -m)"
	mv "$files"/nvidia_nvvm-*-linux_*.whl "${name/-py3/-2-py3}"
	try cudaenv install 13.0 --from "wheelhouse=$files"
	assert_success
	[[ -e $versions/13.0.2/lib/build ]]
	assert_whole 13.0.2
}

@test "wheels: an interrupted download continues, and --offline needs no index" {
	make_wheels
	start_index json cut
	try cudaenv install 13.0 --from "pypi=$index" --keep
	assert_success
	stop_servers
	try cudaenv uninstall -y 13.0.2
	try cudaenv install 13.0 --from "pypi=$index" --offline
	assert_success
	assert_whole 13.0.2
}

@test "wheels: --offline works after an install from an index on another host" {
	make_wheels
	start_index json other
	try cudaenv install 13.0 --from "pypi=$index" --keep
	assert_success
	stop_servers
	try cudaenv uninstall -y 13.0.2
	try cudaenv install 13.0 --from "pypi=$index" --offline
	assert_success
	assert_whole 13.0.2
}
