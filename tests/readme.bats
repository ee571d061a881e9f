# Every command line of README.md is run, and its output of the doctor is compared.

load helper
load install

# blocks LANGUAGE: the lines of the fenced blocks of this language, without comments.
blocks() {
	awk -v fence="\140\140\140" -v language="$1" '
		$0 == fence language { inside = 1; next }
		$0 == fence { inside = 0 }
		inside { sub(/ +# .*/, ""); if ($0 != "") print }' "$srcdir/README.md"
}

# The toolkits that README.md names, and the program that it runs.
make_readme_world() {
	make_mirror 12.4.0 12.4.1
	make_toolkit "$versions/12.6" 12.6
	make_program "$world/bin/make" make
	make_program "$world/bin/cmake" cmake
	make_toolkit "$world/data/cuda-11.8" 11.8
	mkdir -p "$HOME/.local/bin"
	ln -s "$builddir/cudaenv" "$HOME/.local/bin/cudaenv"
}

# The commands that build and install. .ci/run runs ./bootstrap from a clean checkout;
# check-installed.sh runs make install and make uninstall.
builds() {
	[[ $1 =~ ^(\./bootstrap (run|check)|autoreconf -fi|\./configure --prefix=.*|make( -C build)?( install| uninstall)?)$ ]]
}

@test "readme: every command line works, in the order of the file" {
	local line n=0

	make_readme_world
	cudaenv install 12.4 2>/dev/null # for "A day with it"
	while IFS= read -r line; do
		n=$((n + 1))
		! builds "$line" || continue
		case $line in
		nvcc*) line="cudaenv exec $line" ;;
		'cudaenv install 12.4') cudaenv uninstall --force 12.4 2>/dev/null ;;
		*/data/*) line=${line/ \/data/ $world/data} ;;
		'cudaenv outdated') cudaenv install 12.4.0 2>/dev/null ;; # an older one
		'cudaenv uninstall '*) cudaenv use 12.6 2>/dev/null ;;
		esac
		try bash -c "$line"
		case $line in
		*'/cudaenv init') assert_failure 1 ;; # so that eval does not run it
		*) assert_success ;;
		esac
		[[ $stderr != *'no such'* && $stderr != *usage* ]] || fail "$line"
	done < <(blocks sh)
	((n >= 20)) || fail "only $n command lines were found"
}

@test "readme: the doctor prints what is shown" {
	LC_ALL=C awk -v from="$srcdir/tests/machines" -v to="$world" \
		-f "$srcdir/tests/machines/compose.awk" "$srcdir/tests/machines/broken.txt"
	try cudaenv --sysroot "$world/stubs.machine" doctor
	assert_failure 1
	# The number of checks grows.
	output=$(sed 's/([0-9]* checks.*/(.../' <<<"$output")
	diff <(awk -v fence="\140\140\140" '$0 == fence "console" { inside = 1; next }
		$0 == fence { inside = 0 }
		inside && !/^[$]/' "$srcdir/README.md" | sed 's/([0-9]* checks.*/(.../') <(printf '%s\n' "$output")
}

@test "readme: the lines for startup files are those that init prints" {
	local shell

	unset CUDAENV_SYSROOT
	mkdir -p "$HOME/.local/bin"
	ln -s "$builddir/cudaenv" "$HOME/.local/bin/cudaenv"
	for shell in bash zsh fish; do
		SHELL=/bin/$shell try env PATH="$HOME/.local/bin:/usr/bin:/bin" setsid --fork --wait cudaenv init
		assert_failure
		line=$(grep "cudaenv init $shell" <<<"$stderr")
		[[ $line ]] || fail "init prints no line for $shell"
		grep -q -F "${line//|/\\|}" "$srcdir/README.md" || fail "README has another line for $shell: $line"
	done
}
