# cudaenv: the part of the hook that sh, ksh, mksh, bash and zsh share. `cudaenv init` prints
# it before the file of the shell, which may define a function again.
#
# POSIX has no local variables: names that begin with __ce_ are free to use between two
# calls. Every line works under set -eu, noclobber and any IFS. Texts are compared
# by [ a = b ], which no option of a shell changes.

# Stores what the program's command $1 prints in __ce_code. `init` prints __cudaenv_run
# (src/shells/posix.c), which passes the variables that a child process cannot see.
__cudaenv_ask() { __ce_code=$(__cudaenv_run "$@"); }

# Switches the environment to what is selected here. A run that was interrupted, killed or
# could not start prints no __cudaenv_done: nothing is changed, and the next prompt repeats it.
__cudaenv_apply() {
	__ce_code=
	if [ -x "$__cudaenv_exe" ]; then
		__cudaenv_ask hook "$@" || :
		[ "${__ce_code%__cudaenv_done}" != "$__ce_code" ] || return 0
	else
		__cudaenv_forgo
	fi
	eval "$__ce_code"
	unset __ce_code __ce_skipped
}

# The last line of the program's code: the environment is what is selected here.
__cudaenv_done() { __cudaenv_seen=${__cudaenv_now-}; }

# Has another program changed what we set? The program defines it when it changes PATH.
__cudaenv_disturbed() { return 1; }

# The program was removed: the code that undoes what is applied.
__cudaenv_forgo() {
	__ce_code="${__cudaenv_undo-}__cudaenv_done"
	__cudaenv_undo= __cudaenv_bin= __cudaenv_gone=
	__cudaenv_disturbed() { return 1; }
}

# Sets and exports, sets only for this shell, removes. A readonly variable is skipped.
__cudaenv_set() { if __cudaenv_may "$1"; then export "$1=$2"; fi; }
__cudaenv_put() { if __cudaenv_may "$1"; then unset "$1"; eval "$1=\$2"; fi; }
__cudaenv_unset() { if __cudaenv_may "$1"; then unset "$1"; fi; }
__cudaenv_readonly() {
	if [ "${1#*PATH}" != "$1" ]; then
		__cudaenv_bin= __cudaenv_gone=
		__cudaenv_disturbed() { return 1; }
	fi
	__ce_skipped=x
	printf 'cudaenv: %s is readonly: skipped\n' "$1" >&2
	return 1
}

# Removes the elements $3 from the path variable $1, which was $2 before.
__cudaenv_take() {
	eval "[ -n \"\${$1+x}\" ]" || return 0
	eval "__ce_all=:\$$1:"
	__ce_rest=$3:
	while [ -n "$__ce_rest" ]; do
		__ce_one=${__ce_rest%%:*}
		__ce_rest=${__ce_rest#*:}
		__ce_after=${__ce_all#*":$__ce_one:"}
		[ "$__ce_after" = "$__ce_all" ] || __ce_all=${__ce_all%%":$__ce_one:"*}:$__ce_after
	done
	if [ "$__ce_all" = : ] && [ "$2" = u ]; then
		__cudaenv_unset "$1"
	else
		[ "$__ce_all" = : ] || __ce_all=${__ce_all#:}
		if [ "$2" = l ]; then
			__cudaenv_put "$1" "${__ce_all%:}"
		else
			__cudaenv_set "$1" "${__ce_all%:}"
		fi
	fi
	unset __ce_all __ce_one __ce_rest __ce_after
}

# Restores the value $4 of the variable $1, which was $2 before, if it still has our value $3.
__cudaenv_back() {
	eval "[ \"\${$1-}\" = \"\$3\" ]" || return 0
	case $2 in
	u) __cudaenv_unset "$1" ;;
	l) __cudaenv_put "$1" "$4" ;;
	*) __cudaenv_set "$1" "$4" ;;
	esac
}

# Without its variables, as when a tool copies only the functions, this is the program.
cudaenv() {
	if [ -z "${__cudaenv_exe-}" ]; then
		command cudaenv "$@"
		return
	fi
	__ce_status=0 __ce_code= __ce_word=${1-}
	case $__ce_word in
	use | local | global | shell | deactivate)
		shift
		if [ "$__ce_word" = deactivate ] && [ ! -x "$__cudaenv_exe" ]; then
			__cudaenv_forgo
		else
			__cudaenv_ask "sh-$__ce_word" -- "$@" || __ce_status=$?
		fi
		eval "$__ce_code"
		[ "$__ce_word$#" != deactivate0 ] || __ce_word=
		;;
	*)
		"$__cudaenv_exe" "$@" || __ce_status=$?
		__ce_word=x
		;;
	esac
	if [ -z "$__ce_word" ]; then
		set -- "$__ce_status"
		unset __ce_status __ce_code __ce_word
		__cudaenv_end
		return "$1"
	fi
	set -- "$__ce_status"
	unset __ce_status __ce_code __ce_word
	unset __cudaenv_seen
	__cudaenv_hook
	return "$1"
}

# Removes what this file and the program define, and the names given.
__cudaenv_forget() {
	unset __ce_all __ce_rest __cudaenv_exe __cudaenv_root __cudaenv_site __cudaenv_when __cudaenv_now \
		__cudaenv_bin __cudaenv_gone __cudaenv_seen __cudaenv_told __cudaenv_left __cudaenv_undo __CUDAENV
	unset -f cudaenv __cudaenv_run __cudaenv_ask __cudaenv_apply __cudaenv_done \
		__cudaenv_disturbed __cudaenv_forgo __cudaenv_set __cudaenv_put __cudaenv_unset \
		__cudaenv_readonly __cudaenv_take __cudaenv_back __cudaenv_may __cudaenv_hook \
		__cudaenv_begin __cudaenv_end __cudaenv_forget "$@"
}
