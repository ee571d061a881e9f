# cudaenv for sh (dash). Loaded by: eval "$(cudaenv init sh)"
#
# This shell has no hook at a prompt: cudaenv acts on cd and on its own commands.
__cudaenv_hook() { __cudaenv_apply; }

# Assigning to a readonly variable would end the shell: looks it up in the list of them.
__cudaenv_may() {
	__ce_all="
$(\readonly -p)
"
	__ce_rest=${__ce_all#*"
readonly $1="}
	__ce_rest=${__ce_rest#*"
readonly $1
"}
	[ "$__ce_rest" = "$__ce_all" ] || __cudaenv_readonly "$1"
}

# Loads the hook in an interactive shell. A function cd that exists is not replaced.
__cudaenv_begin() {
	unset __cudaenv_again
	case $- in
	*i*) ;;
	*) return 0 ;;
	esac
	case $(\command -V cd) in
	*function*) return 0 ;;
	esac
	cd() {
		command cd "$@" || return
		if [ -n "${__cudaenv_exe-}" ]; then
			__cudaenv_hook
		fi
		return 0
	}
	__cudaenv_cd=x
}

# Removes the hook and everything that it added.
__cudaenv_end() {
	[ -z "${__cudaenv_cd-}" ] || unset -f cd
	unset __cudaenv_cd
	__cudaenv_forget
}
