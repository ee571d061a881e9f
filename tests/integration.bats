# SPDX-License-Identifier: MIT
# The hook together with other tools in a shell, and in shells that others start:
# ssh, editors, cron.
load helper
load shells

shell=bash # unless a test names another

setup() {
	setup_shell
}

@test "bash: a PROMPT_COMMAND that is a string still runs, and comes back" {
	shell=bash
	typed "PROMPT_COMMAND='other=\$((other + 1))'" "$(load_hook)" "cd $world/a" nvcc \
		'echo "other:$((other > 2)):"' 'cudaenv deactivate' 'declare -p PROMPT_COMMAND'
	assert_output_has "nvcc 11.8"
	assert_output_has "other:1:"
	assert_output_has "declare -- PROMPT_COMMAND=\"other=\\\$((other + 1))\""
}

@test "bash: a PROMPT_COMMAND that is an array keeps its elements, and comes back" {
	shell=bash
	typed "PROMPT_COMMAND=('one=1' 'two=2')" "$(load_hook)" "cd $world/a" nvcc \
		'echo "$one$two"' 'cudaenv deactivate' 'declare -p PROMPT_COMMAND'
	assert_output_has "nvcc 11.8"
	assert_line 12
	assert_output_has 'declare -a PROMPT_COMMAND=([0]="one=1" [1]="two=2")'
}

@test "bash: deactivate removes the hook after other commands, and from elements" {
	shell=bash
	typed 'PROMPT_COMMAND="one=1"' "$(load_hook)" 'PROMPT_COMMAND="two=2; $PROMPT_COMMAND"' \
		'cudaenv deactivate' 'declare -p PROMPT_COMMAND' \
		"$(load_hook)" 'PROMPT_COMMAND+=("three=3; __cudaenv_hook")' 'cudaenv deactivate' \
		'declare -p PROMPT_COMMAND'
	refute_output_has "command not found"
	assert_output_has 'declare -- PROMPT_COMMAND="two=2; one=1"'
	assert_output_has 'declare -a PROMPT_COMMAND=([0]="two=2; one=1" [1]="three=3")'
}

@test "mksh: deactivate takes the hook out from the middle of PS1" {
	command -v mksh >/dev/null || skip "mksh is not installed"
	shell=mksh
	typed "$(load_hook)" 'PS1="X$PS1"' 'cudaenv deactivate' 'echo "ps1:$PS1"'
	refute_output_has "not found"
	assert_output_has "ps1:X#PTY> "
}

@test "bash: with bash-preexec the hook is one of its precmd functions" {
	shell=bash
	typed 'bash_preexec_imported=defined; mine() { :; }; precmd_functions=(mine)' \
		'PROMPT_COMMAND="for f in \"\${precmd_functions[@]}\"; do \$f; done"' "$(load_hook)" \
		"cd $world/a" nvcc 'declare -p precmd_functions' 'cudaenv deactivate' \
		'declare -p precmd_functions'
	assert_output_has "nvcc 11.8"
	assert_output_has 'precmd_functions=([0]="__cudaenv_hook" [1]="mine")'
	assert_output_has 'precmd_functions=([0]="mine")'
}

@test "bash: \$_ is what it was" {
	shell=bash
	typed "$(load_hook)" "cd $world/a" 'true last-word' 'echo "was:$_:"'
	assert_output_has "was:last-word:"
}

@test "bash: with --no-cd, cd is not wrapped; a cd of the user's own stays" {
	shell=bash
	typed "$(load_hook --no-cd)" 'type -t cd' 'type -t __cudaenv_hook' 'cd() { builtin cd "$@"; }' \
		"$(load_hook)" "cd $world/a && nvcc" 'declare -f cd'
	assert_line builtin
	assert_line function
	refute_output_has "builtin cd \"\$@\" || return"
}

@test "bash: what an inherited DEBUG trap prints does not get into the code" {
	shell=bash
	typed "$(load_hook)" 'shopt -s extdebug' "trap 'echo traced; :' DEBUG" "cd $world/a" nvcc \
		'cudaenv use 12.4' nvcc 'echo "options:$-:"'
	assert_output_has "nvcc 11.8"
	assert_output_has "nvcc 12.4"
	refute_output_has "traced: command not found"
	[[ $output =~ options:[a-zA-Z]*T ]] || fail "functrace is off"
}

@test "bash: readonly variables of common names do no harm" {
	shell=bash
	typed 'readonly dir=/x status=1 name=y text=z code=w' "$(load_hook)" \
		"cd $world/a" nvcc
	assert_output_has "nvcc 11.8"
	refute_output_has "readonly variable"
}

@test "zsh: other hooks stay, with deactivate too; odd options do no harm" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	shell=zsh
	typed 'mine() { :; }; precmd_functions=(mine); chpwd_functions=(mine)' \
		'setopt ksh_arrays sh_word_split warn_create_global nounset err_return' "$(load_hook)" \
		"cd $world/a" nvcc 'unsetopt ksh_arrays; echo "p:$precmd_functions c:$chpwd_functions:"' \
		'cudaenv deactivate' 'echo "p:$precmd_functions c:$chpwd_functions:"'
	assert_output_has "nvcc 11.8"
	assert_output_has "p:__cudaenv_hook mine c:mine __cudaenv_hook:"
	assert_output_has "p:mine c:mine:"
	refute_output_has "created globally"
}

@test "zsh: an alias of the command's name breaks nothing" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	shell=zsh
	typed 'alias cudaenv="command cudaenv"' "$(load_hook)" "cd $world/a" nvcc
	assert_output_has "nvcc 11.8"
	refute_output_has "based on"
}

@test "zsh: an empty LD_LIBRARY_PATH tied to an array comes back without an element" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	shell=zsh
	typed 'export -T LD_LIBRARY_PATH ld_library_path=()' "$(load_hook)" "cd $world/a" \
		'echo "in:$ld_library_path:"' "cd $world/out" 'echo "out:$#ld_library_path:"'
	assert_output_has "in:$t-11.8/lib64:"
	assert_output_has "out:0:"
}

@test "zsh: \$_ is what it was" {
	command -v zsh >/dev/null || skip "zsh is not installed"
	shell=zsh
	typed "$(load_hook)" "cd $world/a" 'true last-word' 'echo "was:$_:"'
	assert_output_has "was:last-word:"
}

@test "ksh: a PS1.get of the user runs after ours, and is restored" {
	command -v ksh93 >/dev/null || skip "ksh93 is not installed"
	shell=ksh
	typed 'function PS1.get { mine=ran; }' "$(load_hook)" "cd $world/a" nvcc 'echo "mine:$mine:"' \
		'cudaenv deactivate' 'typeset -f PS1.get'
	assert_output_has "nvcc 11.8"
	assert_output_has "mine:ran:"
	assert_output_has "mine=ran"
	refute_output_has "__cudaenv_PS1"
}

@test "ksh: a PS1.get that the user makes later is his, also after deactivate" {
	command -v ksh93 >/dev/null || skip "ksh93 is not installed"
	shell=ksh
	typed "$(load_hook)" 'function PS1.get { later=ran; }' 'cudaenv deactivate' \
		later=not 'echo "later:$later:"'
	assert_output_has "later:ran:"
	refute_output_has "not found"
}

@test "ksh: an exported PS1 prints no errors, with exec either" {
	command -v ksh93 >/dev/null || skip "ksh93 is not installed"
	shell=ksh
	typed 'export PS1' "$(load_hook)" "cd $world/a" nvcc 'exec echo replaced'
	assert_output_has "nvcc 11.8"
	assert_output_has replaced
	refute_output_has "not found"
}

@test "fish: a universal variable is hidden while entered, and shows again" {
	command -v fish >/dev/null || skip "fish is not installed"
	cat >"$world/script" <<-END
		set -Ux CUDA_HOME /universal
		cudaenv init fish | source
		cd $world/a && __cudaenv_hook && echo "in:\$CUDA_HOME:"
		cd $world/out && __cudaenv_hook && echo "out:\$CUDA_HOME:"
		set -qg CUDA_HOME; echo "global:\$status:"
	END
	# not with -N, which has no universal variables
	try fish "$world/script"
	assert_line "in:$t-11.8:"
	assert_line "out:/universal:"
	assert_line "global:1:"
}

@test "fish: // is a directory like any other" {
	command -v fish >/dev/null || skip "fish is not installed"
	try timeout 30 fish -i -c 'cudaenv init fish | source; cd //; set -x CUDAENV_DIR //; cd /; functions -q __cudaenv_hook; and echo here'
	assert_success
	assert_output_has here
}

@test "fish: a universal path shows again when the program is gone" {
	command -v fish >/dev/null || skip "fish is not installed"
	rm "$world/bin/cudaenv"
	cp "$builddir/cudaenv" "$world/bin/cudaenv"
	cat >"$world/script" <<-END
		set -Ux LD_LIBRARY_PATH /universal
		cudaenv init fish | source
		cd $world/a && __cudaenv_hook && echo "in:\$LD_LIBRARY_PATH:"
		rm $world/bin/cudaenv
		cd $world/out && __cudaenv_hook && echo "out:\$LD_LIBRARY_PATH:"
		set -qg LD_LIBRARY_PATH; echo "global:\$status:"
	END
	try fish "$world/script"
	assert_line "in:$t-11.8/lib64:/universal:"
	assert_line "out:/universal:"
	assert_line "global:1:"
}

@test "as ssh host COMMAND starts it: environment, no word" {
	echo "$(load_hook)" >"$HOME/.bashrc"
	cd "$world/a"
	try env -u BASH_ENV SSH_CLIENT='::1 1 22' SHLVL=0 bash -c 'source ~/.bashrc; nvcc'
	assert_output "nvcc 11.8"
	assert_stderr ""
}

@test "as an editor starts it, bash -ilc env: environment, no word of ours" {
	printf '%s\n' "PATH=$world/bin:\$PATH" "$(load_hook)" >"$HOME/.bash_profile"
	cd "$world/a"
	try bash -ilc 'env; nvcc'
	assert_line "CUDA_HOME=$t-11.8"
	assert_line "nvcc 11.8"
	refute_stderr_has "cudaenv"
}

@test "as BASH_ENV: scripts have environment and function" {
	echo "$(load_hook)" >"$world/env"
	cd "$world/a"
	export BASH_ENV=$world/env
	try bash -c 'nvcc; cudaenv version-name'
	assert_output "nvcc 11.8" 11.8
	assert_stderr ""
}

@test "the start of a shell is one exec" {
	strace -o "$world/trace" true 2>/dev/null || skip "strace may not trace here"
	cd "$world/a"
	strace -f -qq -e trace=execve -o "$world/trace" \
		bash --norc --noprofile -c "$(load_hook)"
	[[ $(grep -c 'execve(.* = 0' "$world/trace") == 2 ]] || # bash itself, and the program
		fail "$(cat "$world/trace")"
}

@test "the line that init prints breaks no login when cudaenv is not there" {
	local line program
	for shell in bash zsh fish ksh mksh sh; do
		program=$(shell_program)
		command -v "$program" >/dev/null || skip "$program is not installed"
		try cudaenv init "$shell" --uninstall
		line=$(grep 'cudaenv init' <<<"$stderr")
		try env PATH=/usr/bin:/bin "$program" -c "$line
echo survived"
		assert_output survived
		assert_stderr ""
	done
}

@test "with the strict policy a toolkit that the driver cannot run is not entered" {
	mkdir -p "$machine/proc/driver/nvidia"
	echo 'NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.57.02  Tue Jul 13' \
		>"$machine/proc/driver/nvidia/version"
	printf '[driver]\npolicy = strict\n' >"$world/conf"
	project b 12.4
	shell=bash
	export CUDAENV_CONFIG=$world/conf
	typed "$(load_hook)" "cd $world/b" \
		'echo "home:${CUDA_HOME-none}:"' 'cudaenv use --force --shell 12.4' \
		'echo "shell:${CUDA_HOME-none}:"'
	assert_output_has "12.4 (set by $world/b/.cuda-version) not entered: the driver supports CUDA 11.4"
	assert_output_has "home:none:"
	assert_output_has "shell:$machine/usr/local/cuda-12.4:"
}

@test "what would have to be remembered is more than 16 kB: nothing is switched" {
	local long
	printf -v long '%17000s' x
	shell=bash
	export CUDA_HOME=${long// /x}
	typed "$(load_hook)" "cd $world/a" 'echo "length:${#CUDA_HOME}:"' \
		'echo "active:${CUDAENV_ACTIVE-none}:"'
	assert_output_has "larger than 16384 bytes: not switched"
	assert_output_has "length:17000:"
	assert_output_has "active:none:"
}

@test "a state of a newer cudaenv is dropped with one message, and nothing else touched" {
	export __CUDAENV='2;whatever' CUDA_HOME=/mine
	shell=bash
	typed "$(load_hook)" 'echo "home:$CUDA_HOME:${__CUDAENV-dropped}:"'
	[[ $(count_of "is of a newer cudaenv") == 1 ]] || fail "not one message"
	assert_output_has "home:/mine:dropped:"
}
