# SPDX-License-Identifier: MIT
# How the hook's tests speak to each shell: $shell is its name for `cudaenv init`. A test is
# a script in the little language below, typed into the real shell on a terminal (typed), or
# run by it without one (scripted).

# The program behind a name that `cudaenv init` takes.
shell_program() {
	case $shell in
	ksh) echo ksh93 ;;
	sh) echo dash ;;
	*) echo "$shell" ;;
	esac
}

need_shell() {
	command -v "$(shell_program)" >/dev/null || skip "$(shell_program) is not installed"
}

# An interactive shell that reads no file of its own, its prompt "PTY> ".
interactive() {
	case $shell in
	bash) set -- bash --norc --noprofile -i ;;
	zsh) set -- zsh -f -i -o no_prompt_sp -o no_zle ;;
	fish) set -- fish -N -i -C 'function fish_prompt; echo -n "PTY> "; end; function fish_title; end' ;;
	ksh) set -- ksh93 -i +o emacs +o vi ;;
	mksh) set -- mksh +o emacs +o vi -i ;;
	sh) set -- dash -i ;;
	esac
	# mksh wants a # in root's.
	env ENV=/dev/null PS1='#PTY> ' "$builddir/tests/tools/pty" -t 20 -- "$@"
}

# Removes what a shell sends to control the terminal, since releases of fish differ in it: CR,
# control sequences, commands to the operating system, and fish's mark of an open line.
plain() {
	LC_ALL=C tr -d '\r' | LC_ALL=C sed -e $'s/\e\\][^\a\e]*\(\a\|\e\\\\\)//g' \
		-e $'s/\e\\[[0-?]*[ -/]*[@-~]//g' -e $'s/\e[=>]//g' -e 's/⏎ *//g'
}

# typed LINE...: $output is the plain transcript.
typed() {
	status=0
	printf '%s\n' "$@" | interactive >"$world/transcript" 2>&1 || status=$?
	output=$(plain <"$world/transcript")
	stderr=
	[[ $status != 124 ]] || fail "the shell hangs"
}

# scripted LINE...: the shell runs them as a script, stdout and stderr apart.
scripted() {
	printf '%s\n' "$@" >"$world/script"
	case $shell in
	bash) try bash --norc --noprofile "$world/script" ;;
	zsh) try zsh -f "$world/script" ;;
	fish) try fish -N "$world/script" ;;
	*) try "$(shell_program)" "$world/script" ;;
	esac
}

# --- the little language: each prints one line for the shell ---

load_hook() {
	case $shell in
	fish) echo "cudaenv init fish $* | source" ;;
	*) echo "eval \"\$(cudaenv init $shell $*)\"" ;;
	esac
}

quoted() {
	case $shell in
	fish) printf "'%s'" "$(sed "s/[\\\\']/\\\\&/g" <<<"$1")" ;;
	*) printf "'%s'" "${1//\'/\'\\\'\'}" ;;
	esac
}

# An empty path variable is a list without elements in fish.
exported() { # NAME VALUE
	case $shell$1$2 in
	fishLD_LIBRARY_PATH) echo "set -gx $1" ;;
	fish*) echo "set -gx $1 $(quoted "$2")" ;;
	*) echo "$1=$(quoted "$2"); export $1" ;;
	esac
}

unexported() { # NAME VALUE
	case $shell in
	fish) echo "set -eg $1; set -gu $1 $(quoted "$2")" ;;
	*) echo "unset $1; $1=$(quoted "$2")" ;;
	esac
}

unset_() { # NAME
	case $shell in
	fish) echo "set -eg $1" ;;
	*) echo "unset $1" ;;
	esac
}

prepended() { # NAME ELEMENT
	case $shell in
	fish) echo "set -gx $1 $(quoted "$2") \$$1" ;;
	*) echo "$1=$(quoted "$2")\${$1:+:\$$1}; export $1" ;;
	esac
}

appended() { # NAME ELEMENT
	case $shell in
	fish) echo "set -gx $1 \$$1 $(quoted "$2")" ;;
	*) echo "$1=\${$1:+\$$1:}$(quoted "$2"); export $1" ;;
	esac
}

entered() { echo "cd $(quoted "$1")"; }

# The whole environment into a file, but for what a shell itself changes at each step, and
# the prompt, which mksh has to wrap.
dumped() { # FILE
	echo "env | grep -v -e '^_=' -e '^OLDPWD=' -e '^PWD=' -e '^_AST_FEATURES=' -e '^PS1=' | LC_ALL=C sort >$(quoted "$1")"
}

# Whether a variable is set, exported, and what it holds: "[value] exported".
shown() { # NAME
	case $shell in
	fish) echo "set -q $1; and echo \"[\$$1]\" (set -qx $1; and echo exported; or echo local); or echo \"[unset]\"" ;;
	*) echo "if [ -z \"\${$1+x}\" ]; then echo '[unset]'; elif env | grep -q '^$1='; then echo \"[\$$1] exported\"; else echo \"[\$$1] local\"; fi" ;;
	esac
}

status_shown() {
	case $shell in
	fish) echo 'echo "status:$status:"' ;;
	*) echo 'echo "status:$?:"' ;;
	esac
}

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

# --- what tests look for ---

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

# A project directory that selects.
project() { # NAME SPEC
	mkdir -p "$world/$1"
	echo "$2" >"$world/$1/.cuda-version"
}
