# SPDX-License-Identifier: MIT
# How the tests speak to tcsh, elvish, xonsh and nu: $shell is one of them. What a test types
# are plain commands, the same in all four; what is to be known of a variable is asked of a
# child (ask, dump), so that no test depends on how a shell prints it.

need_shell() {
	command -v "$shell" >/dev/null || skip "$shell is not installed"
}

# A world with two projects, a copy of the program that can be removed, and a shell whose
# prompt is "PTY> ".
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
	make_script ask 'eval "[ -z \"\${$1+x}\" ] && echo \"$1 is unset\" || echo \"$1 is <\$$1>\""'
	make_script dump 'env | grep -v -E "^(_|PWD|OLDPWD|SHLVL|LAST_[A-Z_]*|CMD_DURATION_MS|XONSH_[A-Z_]*|CUDAENV_VERSION_OLD)=" | LC_ALL=C sort >"$1"'
	make_script elsewhere 'eval "$*"'
	write_rc
}

# xonsh sends every program a SIGCONT as it starts (xonsh/procs/specs.py, resume_process). That
# takes back the SIGSTOP by which LeakSanitizer halts a process: both would wait for ever.
leave_leaks() {
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
}

make_script() { # NAME TEXT
	printf '#!/bin/sh\n%s\n' "$2" >"$world/bin/$1"
	chmod 755 "$world/bin/$1"
}

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

# A project directory that selects.
project() { # NAME SPEC
	mkdir -p "$world/$1"
	echo "$2" >"$world/$1/.cuda-version"
}

load_hook() {
	case $shell in
	tcsh) echo 'eval "`cudaenv init tcsh`"' ;;
	elvish) echo 'eval (cudaenv init elvish | slurp)' ;;
	xonsh) echo 'execx($(cudaenv init xonsh))' ;;
	nu)
		cudaenv init nu >"$world/cudaenv.nu"
		echo "source $world/cudaenv.nu"
		;;
	esac
}

# typed LINE...: $output is the transcript without CR and colours.
typed() {
	status=0
	printf '%s\n' "$@" | TERM=xterm "$builddir/tests/tools/pty" -t 60 -- ${wrapper-} "$shell" \
		>"$world/transcript" 2>&1 || status=$?
	output=$(tr -d '\r' <"$world/transcript" | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g' | tr -d '\0')
	stderr=
	[[ $status != 124 ]] || fail "the shell hangs"
}

# scripted LINE...: the shell runs them as a script, stdout and stderr apart.
scripted() {
	printf '%s\n' "$@" >"$world/script"
	try "$shell" "$world/script"
}

# A line that enters the directory that a variable names, whatever the name holds.
enter() { # VARIABLE
	case $shell in
	tcsh) echo "cd \$$1:q" ;;
	elvish) echo "cd \$E:$1" ;;
	xonsh) echo "cd @(__xonsh__.env.detype()['$1'])" ;;
	nu) echo "cd \$env.$1" ;;
	esac
}

# A line that makes a hook of the user's own.
own_hook() { # FILE
	case $shell in
	tcsh) echo "alias precmd 'touch $1'" ;;
	elvish) echo "set edit:before-readline = [{ touch $1 }]" ;;
	xonsh) echo "events.on_pre_prompt(lambda **_: open('$1', 'w').close())" ;;
	nu) echo "\$env.config.hooks.pre_prompt = [{|| touch $1 }]" ;;
	esac
}

# A line that prints the last command's exit status.
status_shown() {
	case $shell in
	tcsh) echo 'echo status:$status' ;;
	xonsh) echo 'echo status:@(__xonsh__.env["LAST_RETURN_CODE"])' ;;
	nu) echo 'print $"status:($env.LAST_EXIT_CODE)"' ;;
	esac
}

same_environment() { # FILE FILE
	diff "$1" "$2" >"$world/diff" || fail "the environment is not the same:" "$(cat "$world/diff")"
}

count_of() { # TEXT
	grep -cF -- "$1" <<<"$output" || :
}

# How many processes a trace of strace saw start.
processes_in() { # FILE
	grep -v CLONE_THREAD "$1" | grep -cE 'execve\(|v?fork\(|clone3?\('
}
