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

@test "bash: under an IFS without blanks, the hook is once among the precmd functions, and removed" {
	shell=bash
	typed 'IFS=:; bash_preexec_imported=defined; mine() { :; }; precmd_functions=(mine)' \
		"$(load_hook)" "$(load_hook)" 'declare -p precmd_functions' 'cudaenv deactivate' \
		'declare -p precmd_functions' 'type -t __cudaenv_cut __cudaenv_end; echo "none:$?"'
	assert_output_has 'precmd_functions=([0]="__cudaenv_hook" [1]="mine")'
	assert_output_has 'precmd_functions=([0]="mine")'
	assert_output_has none:1
}

@test "bash: an interrupted repair of PATH is repeated at the next prompt" {
	shell=bash
	typed "$(load_hook)" "cd $world/a" 'real=$__cudaenv_exe' '__cudaenv_exe=/bin/true' \
		'PATH=/usr/bin:/bin' true '__cudaenv_exe=$real' true nvcc
	assert_output_has "nvcc 11.8"
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

@test "zsh: with typeset -U, an element that the user has in PATH keeps its position" {
	shell=zsh
	need_shell
	export PATH=$PATH:$t-11.8/bin:/last LD_LIBRARY_PATH=/l:$t-11.8/lib64:/m
	typed 'typeset -U PATH path' 'typeset -TU LD_LIBRARY_PATH ld_library_path' "$(dumped "$world/1")" \
		"$(load_hook)" "$(entered "$world/a")" nvcc "$(entered "$world/b")" "$(entered "$world/out")" \
		"$(dumped "$world/2")" 'echo "flags:${(t)PATH}:${(t)LD_LIBRARY_PATH}"' "$(entered "$world/a")" \
		"rm $world/bin/cudaenv" "$(entered "$world/out")" "$(dumped "$world/3")"
	assert_output_has "nvcc 11.8"
	same_environment "$world/1" "$world/2"
	same_environment "$world/1" "$world/3"
	grep -q '^flags:.*unique.*:.*unique' <<<"$output" || fail "a flag is missing"
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

@test "the line for a cudaenv in /usr/bin loads it, and breaks no login when it is missing" {
	local line program
	for shell in bash zsh fish ksh mksh sh; do
		program=$(shell_program)
		command -v "$program" >/dev/null || skip "$program is not installed"
		line=$("$builddir/tests/tools/tables" | sed -n "s/^startline $shell //p")
		[[ $line ]]
		try env PATH=/usr/bin:/bin "$program" -c "$line
echo survived"
		assert_output survived
		assert_stderr ""
		CUDAENV_VERSION=11.8 try "$program" -c "$line
echo \$CUDA_HOME"
		assert_output "$t-11.8"
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

# --- other tools that restore what they saved ----------------------------------------------

@test "direnv: whatever the order of the hooks, a project is left exactly" {
	command -v direnv >/dev/null || skip "direnv is not installed"
	local direnv ours order
	export HOME=$world/home XDG_DATA_HOME=$world/home/data DIRENV_LOG_FORMAT=
	echo 'PATH_add bin' >"$world/a/.envrc"
	echo 'PATH_add bin' >"$world/b/.envrc"
	direnv allow "$world/a" && direnv allow "$world/b"
	for shell in bash zsh fish; do
		command -v "$shell" >/dev/null || continue
		case $shell in
		fish) direnv='direnv hook fish | source' ;;
		*) direnv="eval \"\$(direnv hook $shell)\"" ;;
		esac
		ours=$(load_hook)
		for order in "$direnv@$ours" "$ours@$direnv"; do
			typed "${order%@*}" "${order##*@}" "$(entered "$world/a")" nvcc "$(entered "$world/out")" \
				"$(dumped "$world/2")" "$(entered "$world/a")" "$(entered "$world/b")" nvcc \
				"$(dumped "$world/3")" "$(entered "$world/out")" "$(dumped "$world/4")"
			assert_output_has "nvcc 11.8"
			assert_output_has "nvcc 12.4"
			grep -qx "PATH=$PATH" "$world/2" || fail "$shell, $order: $(grep ^PATH= "$world/2")"
			refute_in 11.8 "$world/3"
			grep -qx "PATH=$PATH" "$world/4" || fail "$shell, $order: $(grep ^PATH= "$world/4")"
		done
	done
}

refute_in() { # TEXT FILE
	! grep "^PATH=.*$1" "$2" >&2 || fail "$shell: PATH has $1"
}

# --- the user's own options, and shells without the hook's variables -------------------------

@test "bash: nocasematch does not confuse directories" {
	project A 12.4
	project a 11.8
	typed 'shopt -s nocasematch' "$(load_hook)" "cd $world/A" nvcc "cd $world/a" nvcc
	answers
	assert_line "nvcc 12.4"
	assert_line "nvcc 11.8"
}

@test "bash: allexport exports none of the hook's variables" {
	typed "$(load_hook)" 'set -a' "cd $world/a" 'cudaenv use 12.4' 'env | grep -c ^__cudaenv'
	assert_line 0
}

@test "bash: PIPESTATUS reaches the commands after the hook" {
	((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) || skip "bash is older than 5.1"
	typed 'show() { echo "pipe:${PIPESTATUS[*]}:"; }; PROMPT_COMMAND=show' "$(load_hook)" \
		'false | true | (exit 3)'
	assert_output_has "pipe:1 0 3:"
}

@test "bash: a readonly PROMPT_COMMAND is reported, cd still acts, and deactivate removes all" {
	typed 'readonly PROMPT_COMMAND=true' "$(load_hook)" "cd $world/a" nvcc "cd $world/out" \
		"$(shown CUDA_HOME)" 'cudaenv deactivate' 'set | grep -c "^__c"' 'type -t cudaenv cd'
	[[ $(count_of "PROMPT_COMMAND is readonly") == 1 ]] || fail "not reported once"
	refute_output_has "readonly variable"
	answers
	assert_line "nvcc 11.8"
	assert_line "[unset]"
	assert_line 0
	assert_output_has $'file\nbuiltin'
}

@test "bash: neither an exported PROMPT_COMMAND nor a copy of it reaches where the hook is not" {
	typed 'export PROMPT_COMMAND' "$(load_hook)" 'bash --norc -i -c "eval \"\$PROMPT_COMMAND\"; echo in"' \
		'kept=("${PROMPT_COMMAND[@]}")' 'cudaenv deactivate' 'PROMPT_COMMAND=("${kept[@]}")' 'echo after'
	refute_output_has "command not found"
	assert_line after
}

@test "functions that are copied without their variables are the program, and plain cd" {
	local copied
	for shell in bash ksh mksh zsh; do
		need_shell
		case $shell in
		bash) copied='declare -f cudaenv cd' ;;
		zsh) copied='functions cudaenv' ;;
		*) copied='typeset -f cudaenv; typeset -f cd' ;;
		esac
		typed "$(load_hook)" "{ $copied; } >$world/copied"
		scripted ". $world/copied" 'cudaenv version-name' "cd $world/a && pwd" 'cd /nowhere || echo failed'
		assert_line system
		assert_line "$world/a"
		assert_line failed
		refute_stderr_has "__cudaenv"
	done
}

@test "aliases of built-ins do no harm" {
	local name names
	for shell in bash zsh ksh mksh sh; do
		need_shell
		case $shell in
		bash) names=$(compgen -b | grep '^[a-z]') ;;
		zsh) names=$(zsh -fc 'print -l ${(k)builtins}' | grep '^[a-z]') ;;
		*)
			names='bg break builtin cd command continue echo eval exec exit export false fg getopts
				hash jobs kill let local print printf pwd read readonly return set shift test
				times trap true type typeset ulimit umask unset wait whence'
			;;
		esac
		for name in $names cudaenv; do
			[[ $name == *alias ]] || lines+=("\\alias $name='broken $name'")
		done
		lines+=('\eval "$(\command cudaenv init '"$shell"')"' "\\cd $world/a" nvcc
			"\\cudaenv use 12.4" nvcc "\\cd $world/out")
		typed "${lines[@]}"
		assert_output_has "nvcc 11.8"
		assert_output_has "nvcc 12.4"
		project a 11.8
		refute_output_has "broken: "
		refute_output_has "yntax error"
		lines=()
	done
}

@test "set -x shows little of the hook at a prompt" {
	local lines
	for shell in bash zsh ksh mksh; do
		need_shell
		typed "$(load_hook)" 'set -x' "cd $world/a" true true 'set +x' "cd $world/b" nvcc
		lines=$(sed -n '/PTY> true/,/PTY> set/p' <<<"$output" | grep -c '^+') || :
		((lines <= 12)) || fail "$shell: $lines lines at two prompts"
		assert_output_has "nvcc 12.4"
	done
}

@test "bash: a restricted shell gets no hook, and no message" {
	typed_in() { printf '%s\n' "$@" | bash --norc --noprofile -i 2>&1; }
	cudaenv init bash >"$world/init"
	output=$(typed_in 'eval "$(< '"$world"'/init)"' 'true' 'echo here')
	output=$(printf '%s\n' "eval \"\$(cudaenv init bash)\"" true 'type -t __cudaenv_hook; echo here' |
		(cd "$world/a" && PS1='PTY> ' bash --norc --noprofile -r -i 2>&1))
	assert_output_has here
	refute_output_has "restricted"
	refute_output_has "readonly"
	refute_output_has function
}

@test "mksh: a PS1 that is set after the hook keeps the hook, and no child inherits it" {
	shell=mksh
	need_shell
	export PS1='#PTY> '
	typed "$(load_hook)" 'PS1="PTY> "' "cd $world/a" nvcc "elsewhere 'echo 12.4 >n; mv n .cuda-version'" \
		nvcc 'dash -i -c "echo \"child:\$PS1:\""' 'cudaenv deactivate' 'echo "ps1:$PS1"'
	assert_output_has "nvcc 11.8"
	assert_output_has "nvcc 12.4"
	refute_output_has "ubstitution"
	refute_output_has 'child:${'
	assert_output_has "ps1:PTY> "
}

@test "the real Ctrl-C: an interrupted run is repeated at the next prompt" {
	for shell in bash zsh ksh mksh tcsh fish; do
		need_shell
		make_script slow "[ ! -e $world/slow ] || { rm $world/slow; echo asleep >&2; sleep 5; }; exec $world/real \"\$@\""
		[[ -e $world/real ]] || cp "$builddir/cudaenv" "$world/real"
		cp "$builddir/cudaenv" "$world/bin/cudaenv"
		typed "$(load_hook)" "cp $world/bin/slow $world/bin/cudaenv" "$(entered "$world/b")" nvcc \
			"touch $world/slow" "$(entered "$world/a")" '?asleep' '^C' nvcc nvcc
		answers
		assert_output_has "nvcc 12.4"
		assert_output_has "nvcc 11.8"
	done
}

@test "what the shell cannot do is not reported as done, and fails" {
	for shell in bash zsh ksh mksh sh; do
		need_shell
		typed 'CUDAENV_VERSION=11.8; readonly CUDAENV_VERSION' "$(load_hook)" "cd $world/b" \
			'cudaenv use 12.4' "$(status_shown)" 'cudaenv shell 12.4' "$(status_shown)" \
			'cudaenv shell --unset' "$(status_shown)" nvcc
		refute_output_has "is dropped"
		[[ $(count_of "status:1:") == 3 ]] || fail "$shell: reported as done"
		answers
		assert_line "nvcc 11.8"
	done
}

@test "fish: use hides a universal CUDAENV_VERSION in this shell, deactivate shows it again" {
	command -v fish >/dev/null || skip "fish is not installed"
	cd "$world/b"
	cat >"$world/script" <<-'END'
		set -Ux CUDAENV_VERSION 11.8
		cudaenv init fish | source
		nvcc
		cudaenv use 12.4
		nvcc
		cudaenv shell 11.8; nvcc
		cudaenv shell --unset; nvcc
		set -qU CUDAENV_VERSION; and echo kept
		cudaenv deactivate; echo "[$CUDAENV_VERSION]"
	END
	try fish "$world/script"
	assert_output "nvcc 11.8" "nvcc 12.4" "nvcc 11.8" "nvcc 12.4" kept "[11.8]"
	assert_stderr_has "this shell's own selection 11.8 is dropped"
}
