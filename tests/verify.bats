# verify: compares a toolkit with what was installed.

load helper
load install

@test "verify: a directory that has become a link is reported, even if the files are the same" {
	make_mirror
	cudaenv install 12.4.1
	cp -a "$versions/12.4.1/bin" "$world/bin-copy"
	rm -r "$versions/12.4.1/bin"
	ln -s "$world/bin-copy" "$versions/12.4.1/bin"
	try cudaenv verify 12.4.1
	assert_failure
	assert_line "bin/nvcc: changed (its directory)"
}

@test "verify: a version.json in an archive does not replace cudaenv's" {
	make_mirror
	echo '{"cuda": {"version": "1.2.3"}}' >"$world/tree/nvcc/version.json"
	echo new >"$world/tree/nvcc/version.json.new"
	add_package cuda cuda_nvcc 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	cudaenv install 12.4.1
	assert_whole
	[[ $(jq -r .cuda.version "$versions/12.4.1/version.json") == 12.4.1 ]]
	assert_file "$versions/12.4.1/version.json.new" 'new\n'
	[[ -e $versions/12.4.1/.cudaenv/licences/cuda_nvcc/version.json ]]
}

@test "install: a component with the name of cudaenv's own listing is refused" {
	make_mirror
	add_package cuda cudaenv 12.4.131 "$world/tree/nvcc"
	write_manifest cuda 12.4.1
	try cudaenv install 12.4.1 --full
	assert_failure
	assert_stderr_has "this name is reserved for cudaenv"
	assert_nothing_there
}

# What install accepts, the commands that read its record accept, too.
@test "verify: a manifest whose texts are too long for a record is refused by install" {
	make_mirror
	long=$(printf '%0100000d' 0)
	sed -i "s/Test License/$long/" "$mirror/cuda/redist/redistrib_12.4.1.json"
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "its name or license is too long"
	assert_nothing_there
}

@test "verify: the largest record that install writes can be verified, extended and removed" {
	make_mirror
	long=$(printf '%01000d' 0)
	sed -i "s/Test License/$long/; s/The cuda_[a-z]*/$long/" \
		"$mirror/cuda/redist/redistrib_12.4.1.json"
	file=$mirror/cuda/redist/redistrib_12.4.1.json
	# 400 components, each of which is the same archive.
	jq --arg p "$(platform)" '. as $top | reduce range(400) as $i ($top;
		.["c\($i)"] = $top.cuda_cccl)' "$file" >"$world/many"
	mv "$world/many" "$file"
	names=$(printf 'c%d,' {0..398})
	try cudaenv install 12.4.1 --components "${names}nvcc"
	assert_success
	assert_whole
	try cudaenv install 12.4.1 --components c399
	assert_success
	assert_whole
	try cudaenv uninstall 12.4.1
	assert_success
	refute_exists "$versions/12.4.1"
}
