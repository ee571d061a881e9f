# The messages of `init'; its output for eval has tests in each real shell.

load helper

# advised_line: the last line that `init' printed for a startup file.
advised_line() {
	sed -n '/^[^#].*init/p' <<<"$stderr" | tail -n 1
}

# Installs cudaenv as README.md does.
install_below_home() {
	mkdir -p "$HOME/.local/bin"
	ln -s "$builddir/cudaenv" "$HOME/.local/bin/cudaenv"
	rm "$world/bin/cudaenv"
	PATH=$HOME/.local/bin:$PATH
}

# Runs a command whose parent is not a shell.
without_shell() {
	setsid --fork --wait "$@"
}

@test "without -: instructions on stderr, exit 1" {
	try cudaenv init bash
	assert_success
	try bash -c 'cudaenv init; exit $?'
	assert_failure
	assert_output ""
	assert_stderr_has '~'/.bashrc
	assert_stderr_has "eval \"\$($world/bin/cudaenv init bash)\""
}

@test "the parent shell is found, whatever SHELL says" {
	for shell in bash dash; do
		SHELL=/bin/zsh try "$shell" -c 'cudaenv init; exit $?'
		assert_failure
		[[ $shell == bash ]] || shell='sh'
		assert_stderr_has "cudaenv init $shell)"
	done
}

@test "from a script it is the script's shell" {
	printf '#!/bin/bash\ncudaenv init\nexit $?\n' >script && chmod 755 script
	try ./script
	assert_stderr_has 'cudaenv init bash'
}

@test "SHELL is used when the parent is not a shell" {
	for shell in zsh fish ksh mksh tcsh elvish xonsh nu; do
		SHELL=/usr/bin/$shell try without_shell cudaenv init
		assert_failure
		assert_stderr_has "cudaenv init $shell"
	done
}

@test "each line is guarded: a missing cudaenv breaks no login" {
	SHELL=/bin/bash try without_shell cudaenv init
	line=$(advised_line)
	rm "$world/bin/cudaenv"
	try bash -c "$line"$'\n''echo still here'
	assert_output "still here"
	assert_stderr ""
}

@test "an unknown shell: all supported shells are listed" {
	SHELL=/bin/false try without_shell cudaenv init
	assert_failure
	assert_output ""
	assert_stderr_has "name the shell: cudaenv init SHELL"
	for shell in bash zsh fish ksh mksh sh tcsh elvish xonsh nu; do
		assert_stderr_has "$shell"
	done
}

@test "a shell that is not supported" {
	try cudaenv init cmd.exe
	assert_failure
	assert_output ""
	assert_stderr_has "shell \`cmd.exe' is not supported"
}

@test "init - SHELL is init SHELL" {
	want=$(cudaenv init bash)
	[[ $want ]]
	try cudaenv init - bash
	assert_success
	assert_output "$want"
}

@test "init - finds the shell" {
	want=$(cudaenv init bash)
	try bash -c 'cudaenv init -; exit $?'
	assert_success
	assert_output "$want"
}

@test "a path and a login shell's dash name a shell too" {
	want=$(cudaenv init bash)
	try cudaenv init /bin/bash
	assert_output "$want"
	try cudaenv init -- -bash
	assert_output "$want"
}

@test "the line works in each shell, also where PATH does not find cudaenv" {
	local shell line rest=()

	unset CUDAENV_SYSROOT
	make_toolkit "$HOME/.local/share/cudaenv/versions/own" 12.4
	echo own >.cuda-version
	install_below_home
	for shell in bash zsh fish ksh93 mksh dash tcsh elvish xonsh; do
		rest=()
		[[ $shell != xonsh ]] || rest=(--no-rc)
		[[ $shell != fish ]] || rest=(--no-config)
		[[ $shell != zsh && $shell != tcsh ]] || rest=(-f)
		SHELL=/usr/bin/${shell/dash/sh} try without_shell cudaenv init
		line=$(advised_line)
		PATH=/usr/local/bin:/usr/bin:/bin try "$shell" ${rest[@]+"${rest[@]}"} -c "$line"$'\n''printenv CUDA_HOME'
		assert_success
		assert_output "$HOME/.local/share/cudaenv/versions/own"
	done
}

@test "the line of each shell does nothing when cudaenv was removed" {
	local shell rest=()

	install_below_home
	for shell in bash zsh fish ksh93 mksh dash tcsh elvish xonsh; do
		rest=()
		[[ $shell != xonsh ]] || rest=(--no-rc)
		[[ $shell != fish ]] || rest=(--no-config)
		[[ $shell != zsh && $shell != tcsh ]] || rest=(-f)
		SHELL=/usr/bin/${shell/dash/sh} try without_shell cudaenv init
		mv "$HOME/.local/bin/cudaenv" "$HOME/.local/bin/away"
		try "$shell" ${rest[@]+"${rest[@]}"} -c "$(advised_line)"$'\n''printenv HOME'
		mv "$HOME/.local/bin/away" "$HOME/.local/bin/cudaenv"
		assert_success
		assert_output "$HOME"
		assert_stderr ""
	done
}

@test "nushell's line saves the integration, and works without PATH" {
	nu=$(command -v nu) || skip "nushell is not installed"
	install_below_home
	SHELL=/usr/bin/nu try without_shell cudaenv init
	PATH=/usr/bin:/bin try "$nu" -n -c "$(advised_line)"
	assert_success
	cmp "$HOME/.config/nushell/autoload/cudaenv.nu" <(cudaenv init nu)
	SHELL=/usr/bin/nu try without_shell cudaenv init --uninstall
	assert_stderr_has "# Remove the file ~/.config/nushell/autoload/cudaenv.nu."
}

@test "in a stock account, a login bash that follows the instructions has loaded cudaenv" {
	[[ -r /etc/skel/.bashrc && -r /etc/skel/.profile ]] || skip "no /etc/skel"
	cp /etc/skel/.bashrc /etc/skel/.profile "$HOME"
	install_below_home
	SHELL=/bin/bash try without_shell cudaenv init
	advised_line >>"$HOME/.bashrc"
	try env -i HOME="$HOME" PATH=/usr/bin:/bin TERM=dumb CUDAENV_DATADIR="$srcdir" \
		CUDAENV_LIBEXEC="$builddir" CUDAENV_CONFIG=/dev/null bash -li <<<'type -t cudaenv'
	assert_line function
}

@test "a login bash that does not read ~/.bashrc: another line" {
	echo 'export A=1' >"$HOME/.profile"
	SHELL=/bin/bash try without_shell cudaenv init
	assert_stderr_has "# Login shells do not read ~/.bashrc here. Add this line to ~/.profile:"
	sed -n '/BASH_VERSION/p' <<<"$stderr" >>"$HOME/.profile"
	echo 'echo read' >"$HOME/.bashrc"
	try bash -lc :
	assert_output read
	SHELL=/bin/bash try without_shell cudaenv init
	refute_stderr_has "Login shells"
	try dash -c ". '$HOME/.profile'; echo \$A"
	assert_output 1
}

@test "a line that is there already and does nothing is named, with its replacement" {
	printf '# mine\ncommand -v cudaenv >/dev/null && eval "$(cudaenv init bash)"\n' >"$HOME/.bashrc"
	install_below_home
	SHELL=/bin/bash try without_shell cudaenv init
	assert_stderr_has "# ~/.bashrc loads cudaenv in line 2:"
	assert_stderr_has "That line does nothing while PATH does not find cudaenv. Replace it by:"
	advised_line >"$HOME/.bashrc"
	SHELL=/bin/bash try without_shell cudaenv init
	assert_stderr_has "# ~/.bashrc loads cudaenv in line 1:"
	refute_stderr_has "Replace"
}

@test "--no-cd is in the line of the shells that have it" {
	SHELL=/bin/bash try without_shell cudaenv init --no-cd
	assert_stderr_has 'init bash --no-cd)"'
	SHELL=/bin/zsh try without_shell cudaenv init --no-cd
	refute_stderr_has '--no-cd'
}

@test "a path with a space or a quote is quoted" {
	mkdir "$world/it's a"
	ln -s "$builddir/cudaenv" "$world/it's a/cudaenv"
	rm "$world/bin/cudaenv"
	PATH="$world/it's a:$PATH" SHELL=/bin/bash try without_shell cudaenv init
	try bash -c "$(advised_line)"$'\n''type -t cudaenv'
	assert_output function
}

@test "--uninstall prints the lines that are there, and changes nothing" {
	printf 'a\n# cudaenv init\neval "$(cudaenv init bash --cd)"\n' >"$HOME/.bashrc"
	printf '[ ! -x ~/x/cudaenv ] || eval "$(~/x/cudaenv init bash)"\n' >"$HOME/.profile"
	sum=$(cksum "$HOME/.bashrc" "$HOME/.profile")
	SHELL=/bin/bash try without_shell cudaenv init --uninstall
	assert_success
	assert_output ""
	assert_stderr "# To unload cudaenv in bash, remove line 3 of ~/.bashrc:" "" \
		'eval "$(cudaenv init bash --cd)"' "" \
		"# To unload cudaenv in bash, remove line 1 of ~/.profile:" "" \
		'[ ! -x ~/x/cudaenv ] || eval "$(~/x/cudaenv init bash)"' "" \
		"# Run \`cudaenv deactivate' in the shells that have loaded it."
	[[ $(cksum "$HOME/.bashrc" "$HOME/.profile") == "$sum" ]]
	try cudaenv init zsh --uninstall
	assert_success
	assert_stderr_has "# No startup file of zsh loads cudaenv."
}

@test "init writes nothing into HOME" {
	cudaenv init bash >/dev/null
	[[ -z $(ls -A "$HOME") ]]
}

@test "two shells are one too many" {
	try cudaenv init bash zsh
	assert_failure 2
}

@test "a missing shell file is reported with its path" {
	CUDAENV_DATADIR=$world/empty try cudaenv init bash
	assert_failure
	assert_output ""
	assert_stderr_has "$world/empty/shell/common.sh"
}
