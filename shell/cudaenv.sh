# cudaenv for sh (dash). Loaded by: eval "$(cudaenv init sh)"
#
# This shell has no hook at a prompt: cudaenv acts on cd, and on its own commands.
# Every line holds under set -eu, noclobber, any IFS. There are no local variables in POSIX;
# those with __ce_ in front are free to use between two calls.

# In place of the subshell that calls it: runs the program's command $1, and tells it what
# it does not see, variables that are not exported, before the arguments.
__cudaenv_run() {
	__ce_word=$1
	shift
	exec "$__cudaenv_exe" "$__ce_word" sh \
		"${PATH+PATH=$PATH}" "${LD_LIBRARY_PATH+LD_LIBRARY_PATH=$LD_LIBRARY_PATH}" \
		"${CUDA_HOME+CUDA_HOME=$CUDA_HOME}" "${CUDA_PATH+CUDA_PATH=$CUDA_PATH}" \
		"${CUDAToolkit_ROOT+CUDAToolkit_ROOT=$CUDAToolkit_ROOT}" \
		"${CUDAENV_ACTIVE+CUDAENV_ACTIVE=$CUDAENV_ACTIVE}" \
		"${CUDA_ROOT+CUDA_ROOT=$CUDA_ROOT}" "${CUDACXX+CUDACXX=$CUDACXX}" \
		"${LIBRARY_PATH+LIBRARY_PATH=$LIBRARY_PATH}" "${CPATH+CPATH=$CPATH}" \
		"${MANPATH+MANPATH=$MANPATH}" \
		"${PKG_CONFIG_PATH+PKG_CONFIG_PATH=$PKG_CONFIG_PATH}" \
		"${NVCC_CCBIN+NVCC_CCBIN=$NVCC_CCBIN}" "${CUDAHOSTCXX+CUDAHOSTCXX=$CUDAHOSTCXX}" \
		"${CUDAENV_VERSION+CUDAENV_VERSION=$CUDAENV_VERSION}" \
		"${CUDAENV_VERSION_OLD+CUDAENV_VERSION_OLD=$CUDAENV_VERSION_OLD}" \
		"${CUDAENV_ROOT+CUDAENV_ROOT=$CUDAENV_ROOT}" \
		"${CUDAENV_DIR+CUDAENV_DIR=$CUDAENV_DIR}" \
		"${CUDAENV_CONFIG+CUDAENV_CONFIG=$CUDAENV_CONFIG}" \
		"${_OLD_VIRTUAL_PATH+_OLD_VIRTUAL_PATH=$_OLD_VIRTUAL_PATH}" \
		"${__CUDAENV+__CUDAENV=$__CUDAENV}" "__cudaenv_told=${__cudaenv_told-}" "$@"
}

# Makes the environment what applies here. Without our program: takes back what it did.
__cudaenv_apply() {
	if [ -x "$__cudaenv_exe" ]; then
		__ce_code=$(__cudaenv_run hook "$@") || :
	else
		__ce_code=${__cudaenv_undo-} __cudaenv_undo= __cudaenv_bin=
	fi
	eval "$__ce_code"
	unset __ce_code
}

# Assigning to a readonly variable would end the shell: looked for in the list of them.
__cudaenv_may() {
	case "
$(readonly -p)" in
	*"
readonly $1="* | *"
readonly $1
"*) ;;
	*) return 0 ;;
	esac
	printf 'cudaenv: %s is readonly: skipped\n' "$1" >&2
	return 1
}
__cudaenv_set() { if __cudaenv_may "$1"; then export "$1=$2"; fi; }
__cudaenv_put() { if __cudaenv_may "$1"; then unset "$1"; eval "$1=\$2"; fi; }
__cudaenv_unset() { if __cudaenv_may "$1"; then unset "$1"; fi; }

# Takes the elements $3 out of the path variable $1, which was $2 before.
__cudaenv_take() {
	eval "[ -n \"\${$1+x}\" ]" || return 0
	eval "__ce_all=:\$$1:"
	__ce_rest=$3:
	while [ -n "$__ce_rest" ]; do
		__ce_one=${__ce_rest%%:*}
		__ce_rest=${__ce_rest#*:}
		case $__ce_all in
		*":$__ce_one:"*) __ce_all=${__ce_all%%":$__ce_one:"*}:${__ce_all#*":$__ce_one:"} ;;
		esac
	done
	case $__ce_all$2 in
	:[ug]) __cudaenv_unset "$1" ;;
	*)
		[ "$__ce_all" = : ] || __ce_all=${__ce_all#:}
		__ce_all=${__ce_all%:}
		case $2 in
		l) __cudaenv_put "$1" "$__ce_all" ;;
		*) __cudaenv_set "$1" "$__ce_all" ;;
		esac
		;;
	esac
	unset __ce_all __ce_one __ce_rest
}

# Gives the variable $1 its old value $4 back, if it still holds ours, $3.
__cudaenv_back() {
	eval "[ \"\${$1-}\" = \"\$3\" ]" || return 0
	case $2 in
	[ug]) __cudaenv_unset "$1" ;;
	l) __cudaenv_put "$1" "$4" ;;
	*) __cudaenv_set "$1" "$4" ;;
	esac
}

cudaenv() {
	__ce_kept=0
	case ${1-} in
	use | shell)
		__ce_word=$1
		shift
		__ce_code=$(__cudaenv_run "sh-$__ce_word" -- "$@") || __ce_kept=$?
		eval "$__ce_code"
		unset __ce_code __ce_word
		;;
	deactivate)
		shift
		__ce_code=$(__cudaenv_run sh-deactivate -- "$@") || __ce_kept=$?
		eval "$__ce_code"
		unset __ce_code
		set -- "$__ce_kept" "$#"
		unset __ce_kept
		[ "$2" -gt 0 ] || __cudaenv_end
		return "$1"
		;;
	*) "$__cudaenv_exe" "$@" || __ce_kept=$? ;;
	esac
	__cudaenv_apply
	set -- "$__ce_kept"
	unset __ce_kept
	return "$1"
}

# Loads the hook, where someone types. A function cd that is there already is left alone.
__cudaenv_begin() {
	unset __cudaenv_again
	case $- in
	*i*) ;;
	*) return 0 ;;
	esac
	case $(command -V cd) in
	*function*) return 0 ;;
	esac
	cd() {
		command cd "$@" || return
		__cudaenv_apply
	}
	__cudaenv_cd=x
}

# Takes the hook out, with all that it brought along.
__cudaenv_end() {
	[ -z "${__cudaenv_cd-}" ] || unset -f cd
	unset __cudaenv_exe __cudaenv_root __cudaenv_site __cudaenv_when __cudaenv_told \
		__cudaenv_bin __cudaenv_undo __cudaenv_cd __CUDAENV
	unset -f cudaenv __cudaenv_run __cudaenv_apply __cudaenv_may __cudaenv_set \
		__cudaenv_put __cudaenv_unset __cudaenv_take __cudaenv_back __cudaenv_begin \
		__cudaenv_end
}
