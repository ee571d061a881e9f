# SPDX-License-Identifier: MIT
# How the tests of the hook control each shell; $shell is its name for `cudaenv init`. A test
# is a script in the little language below. It is typed into the real shell on a terminal
# (typed), or the shell runs it without one (scripted).
#
# A table for each shell gives the language's lines. In them, @N is a name, @V a value quoted
# for the shell, and @A arguments. What a table lacks, the one of its family has.

declare -gA bourne=(
	[load]='eval "$(cudaenv init @N@A)"'
	[export]='@N=@V; export @N'
	[local]='unset @N; @N=@V'
	[unset]='unset @N'
	[prepend]='@N=@V${@N:+:$@N}; export @N'
	[append]='@N=${@N:+$@N:}@V; export @N'
	[shown]='if [ -z "${@N+x}" ]; then echo "[unset]"; elif env | grep -q "^@N="; then echo "[$@N] exported"; else echo "[$@N] local"; fi'
	[status]='echo "status:$?:"'
	[enter]='cd "$@N"'
	[save]='saved=$@N'
	[restore]='@N=$saved'
	[env]='eval "$(cudaenv env 11.8 --format @N)"'
	[hook]='__cudaenv_hook'
	[quote]='s/'\''/'\''\\'\'''\''/g'
)
declare -gA bash_table=(
	[interactive]='bash --norc --noprofile -i' [script]='bash --norc --noprofile'
	[own_hook]='PROMPT_COMMAND="touch @V"'
)
declare -gA zsh_table=(
	[interactive]='zsh -f -i -o no_prompt_sp -o no_zle' [script]='zsh -f'
	[own_hook]='mine() { touch @V; }; precmd_functions=(mine)'
)
declare -gA ksh_table=(
	[program]=ksh93 [interactive]='ksh93 -i +o emacs +o vi' [script]=ksh93
	[own_hook]='function PS1.get { touch @V; }'
)
declare -gA mksh_table=(
	[interactive]='mksh +o emacs +o vi -i' [script]=mksh
	[own_hook]='PS1='\''$(touch '\''@V'\'')'\''$PS1'
)
declare -gA sh_table=([program]=dash [interactive]='dash -i' [script]=dash)
declare -gA fish_table=(
	[interactive]='fish -N -i -C prompt' [script]='fish -N'
	[load]='cudaenv init fish@A | source'
	[export]='set -gx @N @V' [local]='set -eg @N; set -gu @N @V' [unset]='set -eg @N'
	[prepend]='set -gx @N @V $@N' [append]='set -gx @N $@N @V'
	[shown]='set -q @N; and echo "[$@N]" (set -qx @N; and echo exported; or echo local); or echo "[unset]"'
	[status]='echo "status:$status:"'
	[enter]='cd $@N' [save]='set saved $@N' [restore]='set -gx @N $saved'
	[env]='cudaenv env 11.8 --format fish | source'
	[own_hook]='function mine --on-event fish_prompt; touch @V; end'
	[quote]='s/[\\'\'']/\\&/g'
)
# Shows only whether a program sees a variable: `shown` is one (setup_shell). A variable is exported.
declare -gA other=([shown]='shown @N' [quote]='' [hook]='' [script]='')
declare -gA tcsh_table=(
	[interactive]=tcsh [script]=tcsh
	[load]='eval "`cudaenv init tcsh@A`"'
	[export]='setenv @N @V' [unset]='unsetenv @N'
	[prepend]='setenv @N @V":$@N"' [append]='setenv @N "$@N":@V'
	[status]='echo status:${status}:'
	[enter]='cd $@N:q' [save]='set saved = $@N:q' [restore]='setenv @N $saved:q'
	[env]='eval "`cudaenv env 11.8 --format tcsh`"'
	[own_hook]='alias precmd touch @V'
)
declare -gA elvish_table=(
	[interactive]=elvish [script]=elvish
	[load]='eval (cudaenv init elvish@A | slurp)'
	[export]='set-env @N @V' [unset]='unset-env @N'
	[prepend]='set-env @N @V":"$E:@N' [append]='set-env @N $E:@N":"@V'
	[enter]='cd $E:@N' [save]='var saved = $E:@N' [restore]='set-env @N $saved'
	[env]='eval (cudaenv env 11.8 --format elvish | slurp)'
	[own_hook]='set edit:before-readline = [{ touch @V }]'
)
declare -gA xonsh_table=(
	[interactive]=xonsh [script]=xonsh
	[load]='execx($(cudaenv init xonsh@A))'
	[export]='__xonsh__.env["@N"] = @V' [unset]='_ = __xonsh__.env.pop("@N", None)'
	[prepend]='__xonsh__.env["@N"] = @V + ":" + __xonsh__.env.detype()["@N"]'
	[append]='__xonsh__.env["@N"] = __xonsh__.env.detype()["@N"] + ":" + @V'
	[status]='echo status:@(__xonsh__.env["LAST_RETURN_CODE"]):'
	[enter]='cd @(__xonsh__.env.detype()["@N"])'
	[save]='saved = __xonsh__.env.detype()["@N"]' [restore]='__xonsh__.env["@N"] = saved'
	[env]='execx($(cudaenv env 11.8 --format xonsh))'
	[own_hook]='events.on_pre_prompt(lambda **_: open(@V, "w").close())'
)
declare -gA nu_table=(
	[interactive]=nu [script]=nu
	[load]='source @V'
	[export]='$env.@N = @V' [unset]='hide-env --ignore-errors @N'
	[prepend]='$env.@N = ([@V] ++ ([$env.@N] | flatten))' [append]='$env.@N = (([$env.@N] | flatten) ++ [@V])'
	[status]='print $"status:($env.LAST_EXIT_CODE):"'
	[enter]='cd $env.@N' [save]='let saved = $env.@N' [restore]='$env.@N = $saved'
	[env]='source @V'
	[own_hook]='$env.config.hooks.pre_prompt = [{|| touch @V }]'
)

# entry KEY: that of the shell's table, or of its family's.
entry() {
	local -n own=${shell}_table
	case $shell in
	tcsh | elvish | xonsh | nu) printf %s "${own[$1]-${other[$1]-}}" ;;
	*) printf %s "${own[$1]-${bourne[$1]-}}" ;;
	esac
}

quoted() { # TEXT
	printf "'%s'" "$(sed "$(entry quote)" <<<"$1")"
}

# line KEY [NAME [VALUE [ARGUMENTS]]]: prints the entry as a line for the shell.
line() {
	local text
	text=$(entry "$1")
	text=${text//@N/${2-}}
	text=${text//@A/${4:+ $4}}
	[[ $text != *@V* ]] || text=${text//@V/"$(quoted "${3-}")"}
	printf '%s\n' "$text"
}

# The program for a name that `cudaenv init` accepts.
shell_program() {
	local program
	program=$(entry program)
	printf '%s\n' "${program:-$shell}"
}

need_shell() {
	command -v "$(shell_program)" >/dev/null || skip "$(shell_program) is not installed"
}

# --- the world ---------------------------------------------------------------------------

# A world with two projects and a copy of the program that a test can remove.
setup_shell() {
	setup_world
	need_shell
	[[ $shell != xonsh ]] || leave_leaks
	rm "$world/bin/cudaenv"
	cp "$builddir/cudaenv" "$world/bin/cudaenv"
	make_toolkits 11.8 12.4
	project a 11.8
	project b 12.4
	mkdir "$world/a/sub" "$world/out"
	cd "$world/out"
	t=$machine/usr/local/cuda
	make_script shown 'eval "[ -z \"\${$1+x}\" ] && echo \"[unset]\" || echo \"[\$$1] exported\""'
	make_script dump 'env | grep -v -E "^(_|PWD|OLDPWD|SHLVL|PS1|_AST_FEATURES|A__z|LAST_[A-Z_]*|CMD_DURATION_MS|XONSH_[A-Z_]*|CUDAENV_VERSION_OLD)=" | LC_ALL=C sort >"$1"'
	make_script elsewhere 'eval "$*"'
	write_rc
}

# xonsh sends every program a SIGCONT as it starts (xonsh/procs/specs.py, resume_process). That
# undoes the SIGSTOP by which LeakSanitizer halts a process: both would wait for ever.
leave_leaks() {
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
}

make_script() { # NAME TEXT
	printf '#!/bin/sh\n%s\n' "$2" >"$world/bin/$1"
	chmod 755 "$world/bin/$1"
}

# A project directory that selects.
project() { # NAME SPEC
	mkdir -p "$world/$1"
	echo "$2" >"$world/$1/.cuda-version"
}

# The prompt, where no variable sets it.
write_rc() {
	mkdir -p "$HOME/.config/elvish" "$HOME/.config/nushell"
	echo 'if ($?prompt) set prompt = "PTY> "' >"$HOME/.tcshrc"
	echo 'set edit:prompt = { print "PTY> " }; set edit:rprompt = { nop }' \
		>"$HOME/.config/elvish/rc.elv"
	echo '$PROMPT = "PTY> "; $XONSH_HISTORY_BACKEND = "dummy"' >"$HOME/.xonshrc"
	printf '%s\n' '$env.config.show_banner = false' '$env.PROMPT_COMMAND = {|| "" }' \
		'$env.PROMPT_COMMAND_RIGHT = {|| "" }' '$env.PROMPT_INDICATOR = "PTY> "' \
		>"$HOME/.config/nushell/config.nu"
}

# --- running -----------------------------------------------------------------------------

# An interactive shell that reads no file but those of write_rc, its prompt "PTY> ". mksh
# wants a # in root's.
interactive() {
	local words limit=60 rc=/dev/null
	read -r -a words <<<"$(entry interactive)"
	case $shell in
	fish) words[-1]='function fish_prompt; echo -n "PTY> "; end; function fish_title; end' ;;
	tcsh | elvish | xonsh | nu) export TERM=xterm ;;
	ksh)
		# With an exported PS1.get that calls a function, ksh 1.0.10 sometimes loses $?.
		limit=30 rc=$world/kshrc
		echo 'typeset +x PS1' >"$rc"
		;;
	*) limit=30 ;;
	esac
	env ENV="$rc" PS1='#PTY> ' "$builddir/tests/tools/pty" -t "$limit" -- \
		${wrapper-} "${words[@]}"
}

# Removes what a shell sends to control the terminal, since releases of fish differ in it: CR,
# control sequences, commands to the operating system, and fish's mark of an open line.
plain() {
	LC_ALL=C tr -d '\r\0' | LC_ALL=C sed -e $'s/\e\\][^\a\e]*\(\a\|\e\\\\\)//g' \
		-e $'s/\e\\[[0-?]*[ -/]*[@-~]//g' -e $'s/\e[=>]//g' -e 's/⏎ *//g'
}

# typed LINE...: $output is the plain transcript. If the lines load the hook and then enter
# the project a or b, cudaenv must report something, so that no test passes without a hook.
# A test sets `silent` if nothing is to be reported.
typed() {
	local lines="$*"

	status=0
	printf '%s\n' "$@" | (interactive) >"$world/transcript" 2>&1 || status=$?
	output=$(plain <"$world/transcript")
	stderr=
	[[ $status != 124 ]] || fail "the shell hangs"
	[[ ${silent-} || $lines != *cudaenv*"cd '$world/"[ab]* || $output == *'cudaenv: '* ]] ||
		fail "the hook did nothing"
}

# scripted LINE...: the shell runs them as a script, stdout and stderr separately.
scripted() {
	local words
	read -r -a words <<<"$(entry script)"
	printf '%s\n' "$@" >"$world/script"
	try "${words[@]}" "$world/script"
}

# --- the little language: each prints one line for the shell -----------------------------

load_hook() { # [OPTION]
	if [[ $shell == nu ]]; then
		cudaenv init nu "$@" >"$world/cudaenv.nu"
		line load '' "$world/cudaenv.nu"
	else
		line load "$shell" '' "$*"
	fi
}

env_loaded() {
	[[ $shell != nu ]] || cudaenv env 11.8 --format nu >"$world/env.nu"
	line env "$shell" "$world/env.nu"
}

# An empty path variable is a list without elements in fish.
exported() { # NAME VALUE
	case $shell$1$2 in
	fishLD_LIBRARY_PATH) echo "set -gx $1" ;;
	*) line export "$@" ;;
	esac
}

unexported() { line local "$@"; } # NAME VALUE
unset_() { line unset "$1"; }     # NAME
prepended() { line prepend "$@"; } # NAME ELEMENT
appended() { line append "$@"; }  # NAME ELEMENT
entered() { echo "cd $(quoted "$1")"; }
entered_in() { line enter "$1"; } # VARIABLE: the directory that it names
saved() { line save "$1"; }       # NAME
restored() { line restore "$1"; } # NAME
own_hook() { line own_hook '' "$1"; } # FILE, which the user's own hook creates
status_shown() { line status; }
# The environment into a file, except what a shell itself changes at each step.
dumped() { echo "dump $(quoted "$1")"; } # FILE
# "[value] exported", "[value] local" or "[unset]".
shown() { line shown "$1"; } # NAME

# The hook, called where a script has no prompt.
prompted() { line hook; }

# What bin/activate and its deactivate do to PATH.
venv_on() {
	case $shell in
	fish) echo 'set -gx _OLD_VIRTUAL_PATH $PATH; set -gx PATH /venv/bin $PATH' ;;
	*) echo '_OLD_VIRTUAL_PATH="$PATH"; PATH="/venv/bin:$PATH"; export PATH' ;;
	esac
}
venv_off() {
	case $shell in
	fish) echo 'set -gx PATH $_OLD_VIRTUAL_PATH; set -e _OLD_VIRTUAL_PATH' ;;
	*) echo 'PATH="$_OLD_VIRTUAL_PATH"; export PATH; unset _OLD_VIRTUAL_PATH' ;;
	esac
}

# --- what tests look for -----------------------------------------------------------------

same_environment() { # FILE FILE
	diff "$1" "$2" >"$world/diff" || fail "the environment is not the same:" "$(cat "$world/diff")"
}

# The lines of the transcript that a command wrote: neither typed ones nor prompts.
answers() {
	output=$(grep -v 'PTY> ' <<<"$output" || :)
}

count_of() { # TEXT
	grep -cF -- "$1" <<<"$output" || :
}

# The processes that a trace of strace saw start.
processes_in() { # FILE
	grep -v CLONE_THREAD "$1" | grep -cE 'execve\(|v?fork\(|clone3?\('
}
