# The cache of downloads: its owner, and what is created and removed in it.

load helper
load install

setup_file() {
	export other=12345 # another user
}

install_kept() {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	cudaenv install 12.4.1 --keep
	cudaenv uninstall 12.4.1
}

need_root() {
	((EUID == 0)) || skip "only root can give files to another user"
}

@test "cache: prune removes only downloads" {
	install_kept
	touch "$CUDAENV_CACHE/archives/mine" "$CUDAENV_CACHE/archives/0123456789abcdef"
	cudaenv cache prune
	[[ $(ls "$CUDAENV_CACHE/archives") == 0123456789abcdef$'\n'mine ]]
}

@test "cache: prune neither follows a link nor empties another user's directory" {
	install_kept
	mv "$CUDAENV_CACHE/archives" "$world/elsewhere"
	ln -s "$world/elsewhere" "$CUDAENV_CACHE/archives"
	try cudaenv cache prune
	assert_failure
	assert_stderr_has "is not touched"
	[[ $(ls "$world/elsewhere" | wc -l) == 3 ]]
	need_root
	rm "$CUDAENV_CACHE/archives" && mv "$world/elsewhere" "$CUDAENV_CACHE/archives"
	chown "$other" "$CUDAENV_CACHE/archives"
	try cudaenv cache prune
	assert_failure
	[[ $(ls "$CUDAENV_CACHE/archives" | wc -l) == 3 ]]
}

@test "cache: a cache that others own or can write is refused, with a hint" {
	install_kept
	for dir in "$CUDAENV_CACHE" "$CUDAENV_CACHE/archives" "$CUDAENV_CACHE/manifests"; do
		chmod 1777 "$dir"
		try cudaenv install 12.4.1
		assert_failure
		assert_stderr_has "the cache $dir"
		assert_stderr_has "set CUDAENV_CACHE"
		try cudaenv install 12.4.1 --offline
		assert_failure
		assert_stderr_has "the cache $dir"
		chmod 755 "$dir"
	done
	need_root
	chown "$other" "$CUDAENV_CACHE"
	try cudaenv install 12.4.1
	assert_failure
	assert_stderr_has "belongs to another user"
	assert_nothing_there
}

@test "cache: a partial or complete archive that another user can write is fetched again" {
	install_kept
	cd "$CUDAENV_CACHE/archives"
	for file in *nvcc*; do
		mv "$file" "$file.part"
		chmod 666 "$file.part"
	done
	for file in *cccl*; do ln "$file" "$world/second-name"; done
	chmod 666 ./*cudart*
	exec 7<>"$(echo "$PWD"/*nvcc*.part)"
	cd "$world/p"
	: >"$world/log"
	cudaenv install 12.4.1 --keep
	[[ $(archives_asked) == 3 ]]
	[[ $(stat -Lc%h /proc/self/fd/7) == 0 && $(stat -c%h "$world/second-name") == 1 ]]
	[[ -z $(find "$CUDAENV_CACHE/archives" -type f -perm /022) ]]
	exec 7>&-
	assert_whole
}

@test "cache: only this user can write to its directories, whatever the umask" {
	make_mirror
	start_liar
	use_mirror "$liar/good"
	(umask 000 && mkdir -m 755 "$CUDAENV_CACHE" && cudaenv install 12.4.1 --keep)
	[[ -z $(find "$CUDAENV_CACHE/archives" -perm /022) ]]
	(umask 002 && rm -r "$CUDAENV_CACHE" && cudaenv uninstall 12.4.1)
	(umask 002 && cudaenv install 12.4.1 && cudaenv uninstall 12.4.1)
	(umask 002 && cudaenv install 12.4.1)
}

@test "cache: archives kept earlier stay, also without --keep and with --offline" {
	install_kept
	cudaenv install 12.4.1
	[[ $(ls "$CUDAENV_CACHE/archives" | wc -l) == 3 ]]
	cudaenv uninstall 12.4.1
	cudaenv install 12.4.1 --offline
	[[ $(ls "$CUDAENV_CACHE/archives" | wc -l) == 3 ]]
}

@test "cache: an archive with another size is fetched again" {
	install_kept
	for file in "$CUDAENV_CACHE"/archives/*nvcc*; do echo more >>"$file"; done
	: >"$world/log"
	cudaenv install 12.4.1
	[[ $(archives_asked) == 1 ]]
	assert_whole
}

@test "cache: --list, --dry-run and local installs neither need nor create one" {
	make_mirror
	unset CUDAENV_CACHE CUDAENV_ROOT HOME
	try cudaenv install --from "$mirror" --list
	assert_output 12.4.1
	try cudaenv install 12.4.1 --from "$mirror" --prefix "$world/tree-of-mine"
	assert_success
	start_liar
	use_mirror "$liar/good"
	try cudaenv install 12.4.1 --prefix "$world/other"
	assert_failure
	assert_stderr_has "neither CUDAENV_CACHE nor HOME is set"
	export CUDAENV_CACHE=$world/cache
	try cudaenv install 12.4.1 --prefix "$world/other" --dry-run
	assert_success
	refute_exists "$CUDAENV_CACHE"
	mkdir "$CUDAENV_CACHE" && chmod 555 "$CUDAENV_CACHE"
	try bound cudaenv install 12.4.1 --prefix "$world/other"
	assert_failure
	assert_stderr_has "the cache $CUDAENV_CACHE cannot be used: Permission denied"
}
