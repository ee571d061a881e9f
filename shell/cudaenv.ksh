# cudaenv for ksh93. Loaded by: eval "$(cudaenv init ksh)"
#
# A prompt where nothing changed costs no fork: __cudaenv_look gathers, with built-ins alone,
# all that the answer depends on into one string; only when that differs is the program run.
# Every line holds under set -eu, pipefail, noclobber, any IFS.

# Reads the file $1 into __cudaenv_text, with the read's own status behind it.
function __cudaenv_read {
	__cudaenv_text=$'\1'
	if [[ -r $1 ]] && IFS= read -r -d '' -n 65537 __cudaenv_text <"$1"; then
		__cudaenv_text+=$'\2'
	fi
}

# Adds what the directories from $1 upward say to __cudaenv_now, and the nearest file.
function __cudaenv_walk {
	typeset dir=${1%/} ceilings=:${CUDAENV_CEILING_DIRECTORIES-}:
	[[ $1 == /* ]] || dir=${PWD%/}/$dir
	while :; do
		# Most of what a prompt costs: as little as can be for a directory with neither.
		until [[ -e $dir/.cuda-version || -f $dir/.tool-versions || -z $dir ||
			$ceilings != :: && $ceilings == *":${dir%/*}"?(/):* ]]; do
			dir=${dir%/*}
		done
		if [[ -e $dir/.cuda-version ]]; then
			__cudaenv_text=$'\3'
			if [[ -f $dir/.cuda-version ]]; then
				__cudaenv_read "$dir/.cuda-version"
			fi
			__cudaenv_now+=$dir$'\n'$__cudaenv_text$'\n'
			return 0
		fi
		if [[ -f $dir/.tool-versions ]]; then
			__cudaenv_read "$dir/.tool-versions"
			__cudaenv_now+=$dir$'\n'$__cudaenv_text$'\n'
		fi
		[[ -n $dir ]] || return 0
		dir=${dir%/*}
		[[ $ceilings != *":${dir:-/}:"* && $ceilings != *":$dir/:"* ]] || return 0
	done
}

function __cudaenv_look {
	typeset root=${CUDAENV_ROOT:-$__cudaenv_root} file
	__cudaenv_now=${CUDAENV_VERSION-}$'\n'${CUDAENV_ROOT-}$'\n'${CUDAENV_DIR-}$'\n'${CUDAENV_CONFIG-}$'\n'
	if [[ -n ${CUDAENV_DIR-} ]]; then
		__cudaenv_walk "$CUDAENV_DIR"
	fi
	__cudaenv_walk "$PWD"
	for file in "$root/version" "$root/generation" "$__cudaenv_site"; do
		if [[ -f $file ]]; then
			__cudaenv_read "$file"
			__cudaenv_now+=$__cudaenv_text$'\n'
		fi
	done
}

# In place of the subshell that calls it: runs the program's command $1, and tells it what
# it does not see, variables that are not exported, before the arguments.
function __cudaenv_run {
	typeset word=$1
	shift
	exec "$__cudaenv_exe" "$word" ksh \
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
function __cudaenv_apply {
	typeset code=
	if [[ -x $__cudaenv_exe ]]; then
		code=$(__cudaenv_run hook "$@") || :
	else
		code=${__cudaenv_undo-}
		__cudaenv_undo= __cudaenv_bin=
	fi
	eval "$code"
}

function __cudaenv_hook {
	typeset -i kept=$?
	__cudaenv_look
	# Ours may also have gone from PATH, when a venv put back what it had saved.
	if [[ $__cudaenv_now != "${__cudaenv_seen-}" ]] ||
		[[ ${__cudaenv_bin:+:$PATH:} != *"${__cudaenv_bin:+:$__cudaenv_bin:}"* ]]; then
		__cudaenv_seen=$__cudaenv_now
		__cudaenv_apply
	fi
	return "$kept"
}

# A special built-in that fails would end the shell: tried in a subshell, which does not fork.
function __cudaenv_may {
	if (unset "$1") 2>/dev/null; then
		return 0
	fi
	[[ $1 != PATH ]] || __cudaenv_bin=
	print -ru2 "cudaenv: $1 is readonly: skipped"
	return 1
}
# Functions of this form (and no typeset in them) set the variables of their caller.
__cudaenv_set() { if __cudaenv_may "$1"; then export "$1=$2"; fi; }
__cudaenv_put() { if __cudaenv_may "$1"; then unset "$1"; eval "$1=\$2"; fi; }
__cudaenv_unset() { if __cudaenv_may "$1"; then unset "$1"; fi; }

# Takes the elements $3 out of the path variable $1, which was $2 before.
function __cudaenv_take {
	typeset all rest=$3: one
	eval "[[ -n \${$1+x} ]]" || return 0
	eval "all=:\$$1:"
	while [[ -n $rest ]]; do
		one=${rest%%:*}
		rest=${rest#*:}
		if [[ $all == *":$one:"* ]]; then
			all=${all%%":$one:"*}:${all#*":$one:"}
		fi
	done
	if [[ $all == : && $2 == [ug] ]]; then
		__cudaenv_unset "$1"
		return 0
	fi
	[[ $all == : ]] || all=${all#:}
	all=${all%:}
	if [[ $2 == l ]]; then __cudaenv_put "$1" "$all"; else __cudaenv_set "$1" "$all"; fi
}

# Gives the variable $1 its old value $4 back, if it still holds ours, $3.
function __cudaenv_back {
	typeset now
	eval "now=\${$1-}"
	[[ $now == "$3" ]] || return 0
	case $2 in
	[ug]) __cudaenv_unset "$1" ;;
	l) __cudaenv_put "$1" "$4" ;;
	*) __cudaenv_set "$1" "$4" ;;
	esac
}

function cudaenv {
	typeset -i kept=0
	typeset code= word=${1-}
	case $word in
	use | shell)
		shift
		code=$(__cudaenv_run "sh-$word" -- "$@") || kept=$?
		eval "$code"
		;;
	deactivate)
		shift
		code=$(__cudaenv_run sh-deactivate -- "$@") || kept=$?
		eval "$code"
		(($# > 0)) || __cudaenv_end
		return "$kept"
		;;
	*) "$__cudaenv_exe" "$@" || kept=$? ;;
	esac
	__cudaenv_seen=
	__cudaenv_hook
	return "$kept"
}

# Loads the hook, where there are prompts: a discipline function of PS1 runs before each, in
# this shell. One that is there already is kept, and run behind ours.
function __cudaenv_begin {
	typeset old
	__cudaenv_look
	__cudaenv_seen=$__cudaenv_now
	[[ -z ${__cudaenv_again-} ]] || __cudaenv_seen=
	unset __cudaenv_again
	[[ $- == *i* ]] || return 0
	# For `cd x && make`. (A discipline PWD.set would do, but crashes 93u+m 1.0.4.) Whoever
	# has a cd of his own keeps it, and is served at the prompt.
	if [[ -z $(typeset -f cd) && -z $(alias cd 2>/dev/null) ]]; then
		__cudaenv_cd=x
		function cd {
			command cd "$@" || return
			__cudaenv_hook
		}
	fi
	[[ $__cudaenv_when == *prompt* ]] || return 0
	old=$(typeset -f PS1.get) || old=
	[[ $old != *__cudaenv_hook* ]] || return 0
	if [[ -n $old ]]; then
		eval "function __cudaenv_PS1 ${old#*PS1.get}"
		function PS1.get { __cudaenv_hook; __cudaenv_PS1; }
	else
		function PS1.get { __cudaenv_hook; }
	fi
}

# Takes the hook out, with all that it brought along.
function __cudaenv_end {
	typeset old
	[[ -z ${__cudaenv_cd-} ]] || unset -f cd
	# Who has made another since keeps it.
	if [[ $(typeset -f PS1.get) == *__cudaenv_hook* ]]; then
		unset -f PS1.get
		old=$(typeset -f __cudaenv_PS1) || old=
		[[ -z $old ]] || eval "function PS1.get ${old#*__cudaenv_PS1}"
	fi
	unset -f cudaenv __cudaenv_PS1 __cudaenv_read __cudaenv_walk __cudaenv_look \
		__cudaenv_run __cudaenv_apply __cudaenv_hook __cudaenv_may __cudaenv_set \
		__cudaenv_put __cudaenv_unset __cudaenv_take __cudaenv_back __cudaenv_begin
	unset __cudaenv_exe __cudaenv_root __cudaenv_site __cudaenv_when __cudaenv_now \
		__cudaenv_seen __cudaenv_text __cudaenv_told __cudaenv_bin __cudaenv_undo __cudaenv_cd __CUDAENV
	unset -f __cudaenv_end
}
