# cudaenv for bash >= 4.2. Loaded by: eval "$(cudaenv init bash)"
#
# A prompt where nothing changed costs no fork: __cudaenv_look gathers, with built-ins alone,
# all that the answer depends on into one string; only when that differs is the program run.
# Every line holds under set -euo pipefail, noclobber, any IFS.

# Takes note of the file $1, $2 as a quoted text can hold it: it is read at every prompt when
# it is there, and __cudaenv_moved tells when it has come or gone.
__cudaenv_watch() {
	if [[ -f $1 ]]; then
		__cudaenv_files+=("$1")
		__ce_test+=" || ! -f '$2'"
	elif [[ -e $1 ]]; then
		__cudaenv_odd+=$1$'\n'
		__ce_test+=" || -f '$2' || ! -e '$2'"
	else
		__ce_test+=" || -e '$2'"
	fi
}

# Watches the directories from $1 upward, as far as the nearest .cuda-version.
__cudaenv_walk() {
	local __ce_dir=${1%/} __ce_quoted __ce_ceilings=:${CUDAENV_CEILING_DIRECTORIES-}:
	[[ -n $1 ]] || return 0
	[[ $1 == /* ]] || __ce_dir=${PWD%/}/$__ce_dir
	__ce_quoted=${__ce_dir//\'/\'\\\'\'}
	while :; do
		if [[ -e $__ce_dir/.cuda-version || -e $__ce_dir/.tool-versions ]]; then
			__cudaenv_watch "$__ce_dir/.cuda-version" "$__ce_quoted/.cuda-version"
			[[ ! -e $__ce_dir/.cuda-version ]] || return 0
			__cudaenv_watch "$__ce_dir/.tool-versions" "$__ce_quoted/.tool-versions"
		else
			__ce_test+=" || -e '$__ce_quoted/.cuda-version' || -e '$__ce_quoted/.tool-versions'"
		fi
		[[ -n $__ce_dir ]] || return 0
		__ce_dir=${__ce_dir%/*} __ce_quoted=${__ce_quoted%/*}
		[[ $__ce_ceilings == :: || $__ce_ceilings != *":${__ce_dir:-/}:"* &&
			$__ce_ceilings != *":$__ce_dir/:"* ]] || return 0
	done
}

# Where we are has changed: what there is to watch is made one expression, since a walk
# would be most of what a prompt costs.
__cudaenv_survey() {
	local __ce_root=${CUDAENV_ROOT:-$__cudaenv_root} __ce_test='-z x' __ce_quoted
	__ce_quoted=${__ce_root//\'/\'\\\'\'}
	__cudaenv_files=() __cudaenv_odd=
	__cudaenv_walk "${CUDAENV_DIR-}"
	__cudaenv_walk "$PWD"
	__cudaenv_watch "$__ce_root/version" "$__ce_quoted/version"
	__cudaenv_selected=${__cudaenv_files[*]-}$__cudaenv_odd
	__cudaenv_watch "$__ce_root/generation" "$__ce_quoted/generation"
	__cudaenv_watch "$__cudaenv_site" "${__cudaenv_site//\'/\'\\\'\'}"
	eval "__cudaenv_moved() { [[ $__ce_test ]]; }"
}

# What cannot be read is part of the answer; the program tells why.
__cudaenv_look() {
	local __ce_file __ce_text __ce_end
	local __ce_where=$PWD$'\n'${CUDAENV_CEILING_DIRECTORIES-}
	__cudaenv_now=${CUDAENV_VERSION-}$'\n'${CUDAENV_ROOT-}$'\n'${CUDAENV_DIR-}$'\n'${CUDAENV_CONFIG-}$'\n'
	__ce_where+=$'\n'${CUDAENV_ROOT-}$'\n'${CUDAENV_DIR-}
	if [[ $__ce_where != "${__cudaenv_where-}" ]] || __cudaenv_moved; then
		__cudaenv_survey
		__cudaenv_where=$__ce_where
	fi
	__cudaenv_now+=$__cudaenv_odd
	for __ce_file in ${__cudaenv_files[@]+"${__cudaenv_files[@]}"}; do
		__ce_text=$'\1' __ce_end=
		if IFS= read -r -d '' -n 65537 -u 3 __ce_text 3<"$__ce_file"; then
			__ce_end=$'\2'
		fi
		__cudaenv_now+=$__ce_file$'\n'$__ce_text$__ce_end$'\n'
	done
} 2>/dev/null

# In place of the subshell that calls it: runs the program's command $1, and tells it what
# it does not see, variables that are not exported, before the arguments.
__cudaenv_run() {
	exec "$__cudaenv_exe" "$1" bash \
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
		"${__CUDAENV+__CUDAENV=$__CUDAENV}" "__cudaenv_told=${__cudaenv_told-}" "${@:2}"
}

# Our program's code for its command $1, into the caller's __ce_code. A DEBUG trap that is
# inherited (functrace) would write into it.
__cudaenv_ask() {
	local __ce_trace=+T __ce_ended=0
	[[ $- != *T* ]] || __ce_trace=-T
	set +T
	__ce_code=$(__cudaenv_run "$@") || __ce_ended=$?
	set "$__ce_trace"
	return "$__ce_ended"
}

# Makes the environment what applies here. Where nothing selects and nothing that was set has
# been touched, the shell leaves by itself. Without our program: takes back what it did.
__cudaenv_apply() {
	local __ce_code=
	if [[ -z $__cudaenv_selected${CUDAENV_VERSION-}$* ]] && eval "${__cudaenv_leave:-false}"; then
		__cudaenv_leave= __cudaenv_undo= __cudaenv_bin=
		return 0
	fi
	if [[ -x $__cudaenv_exe ]]; then
		__cudaenv_ask hook "$@" || :
	else
		__ce_code=${__cudaenv_undo-} __cudaenv_undo= __cudaenv_bin=
	fi
	eval "$__ce_code"
}

__cudaenv_hook() {
	local __ce_status=$?
	__cudaenv_look
	# Ours may also have gone from PATH, when a venv put back what it had saved.
	if [[ $__cudaenv_now != "${__cudaenv_seen-}" ]] ||
		[[ ${__cudaenv_bin:+:$PATH:} != *"${__cudaenv_bin:+:$__cudaenv_bin:}"* ]]; then
		__cudaenv_seen=$__cudaenv_now
		__cudaenv_apply
	fi
	# Under set -e a status that is not 0 would end the shell; bash itself keeps $? at a prompt.
	[[ $- != *e* ]] || return 0
	return "$__ce_status"
}

__cudaenv_set() { builtin export "$1=$2" 2>/dev/null || __cudaenv_readonly "$1"; }
__cudaenv_put() {
	if builtin unset -v "$1" 2>/dev/null; then
		printf -v "$1" %s "$2"
	else
		__cudaenv_readonly "$1"
	fi
}
__cudaenv_unset() { builtin unset -v "$1" 2>/dev/null || __cudaenv_readonly "$1"; }
__cudaenv_readonly() {
	[[ $1 != PATH ]] || __cudaenv_bin=
	printf 'cudaenv: %s is readonly: skipped\n' "$1" >&2
}

# Takes the elements $3 out of the path variable $1, which was $2 before.
__cudaenv_take() {
	local __ce_all __ce_rest=$3: __ce_one
	[[ -n ${!1+x} ]] || return 0
	__ce_all=:${!1}:
	while [[ -n $__ce_rest ]]; do
		__ce_one=${__ce_rest%%:*} __ce_rest=${__ce_rest#*:}
		if [[ $__ce_all == *":$__ce_one:"* ]]; then
			__ce_all=${__ce_all%%":$__ce_one:"*}:${__ce_all#*":$__ce_one:"}
		fi
	done
	if [[ $__ce_all == : && $2 == [ug] ]]; then
		__cudaenv_unset "$1"
		return 0
	fi
	[[ $__ce_all == : ]] || __ce_all=${__ce_all#:}
	__ce_all=${__ce_all%:}
	if [[ $2 == l ]]; then __cudaenv_put "$1" "$__ce_all"; else __cudaenv_set "$1" "$__ce_all"; fi
}

# Gives the variable $1 its old value $4 back, if it still holds ours, $3.
__cudaenv_back() {
	[[ ${!1-} == "$3" ]] || return 0
	case $2 in
	[ug]) __cudaenv_unset "$1" ;;
	l) __cudaenv_put "$1" "$4" ;;
	*) __cudaenv_set "$1" "$4" ;;
	esac
}

cudaenv() {
	local __ce_status=0 __ce_code=
	case ${1-} in
	use | shell)
		__cudaenv_ask "sh-$1" -- "${@:2}" || __ce_status=$?
		eval "$__ce_code"
		;;
	deactivate)
		__cudaenv_ask sh-deactivate -- "${@:2}" || __ce_status=$?
		case ${2-} in
		'') eval "$__ce_code"; __cudaenv_end; return "$__ce_status" ;;
		*) eval "$__ce_code"; return "$__ce_status" ;;
		esac
		;;
	*) "$__cudaenv_exe" "$@" || __ce_status=$? ;;
	esac
	__cudaenv_seen=
	__cudaenv_hook
	return "$__ce_status"
}

# init bash --cd: cd, pushd and popd act at once, for `cd x && make`.
__cudaenv_wrap_cd() {
	local __ce_name
	for __ce_name in cd pushd popd; do
		if [[ $(type -t "$__ce_name") == builtin ]]; then
			eval "$__ce_name() { builtin $__ce_name \"\$@\" || return; __cudaenv_hook; }"
			__cudaenv_wrapped+=" $__ce_name"
		fi
	done
}

# Loads the hook, where there are prompts. bash-preexec keeps PROMPT_COMMAND for itself and
# has a list of its own.
__cudaenv_begin() {
	__cudaenv_where=
	__cudaenv_look
	__cudaenv_seen=$__cudaenv_now
	[[ -z ${__cudaenv_again-} ]] || __cudaenv_seen=
	unset -v __cudaenv_again
	[[ $- == *i* ]] || return 0
	if [[ $__cudaenv_when == *cd* && -z ${__cudaenv_wrapped-} ]]; then
		__cudaenv_wrap_cd
	fi
	[[ $__cudaenv_when == *prompt* ]] || return 0
	if [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
		if [[ " ${precmd_functions[*]-} " != *" __cudaenv_hook "* ]]; then
			precmd_functions=(__cudaenv_hook ${precmd_functions[@]+"${precmd_functions[@]}"})
		fi
	elif [[ "$(declare -p PROMPT_COMMAND 2>/dev/null)" == 'declare -a'* ]]; then
		if [[ ${PROMPT_COMMAND[*]-} != *__cudaenv_hook* ]]; then
			PROMPT_COMMAND=(__cudaenv_hook ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"})
		fi
	elif [[ ${PROMPT_COMMAND-} != *__cudaenv_hook* ]]; then
		__cudaenv_prompt=${PROMPT_COMMAND+x}
		PROMPT_COMMAND=__cudaenv_hook${PROMPT_COMMAND:+;$PROMPT_COMMAND}
	fi
}

# Into __ce_left: the commands $1 without the hook, and one semicolon beside it.
__cudaenv_cut() {
	local __ce_before=${1%%__cudaenv_hook*} __ce_after=${1#*__cudaenv_hook}
	__ce_left=$1
	[[ $1 == *__cudaenv_hook* ]] || return 0
	if [[ $__ce_after == \;* ]]; then
		__ce_after=${__ce_after#;}
	else
		__ce_before=${__ce_before%"${__ce_before##*[! ]}"}
		__ce_before=${__ce_before%;}
	fi
	__ce_left=$__ce_before$__ce_after
}

# Takes the hook out, with all that it brought along.
__cudaenv_end() {
	local __ce_name __ce_left __ce_list=()
	for __ce_name in ${__cudaenv_wrapped-}; do
		unset -f "$__ce_name"
	done
	if [[ "$(declare -p PROMPT_COMMAND 2>/dev/null)" == 'declare -a'* ]]; then
		for __ce_name in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do
			[[ $__ce_name != __cudaenv_hook ]] || continue
			__cudaenv_cut "$__ce_name"
			__ce_list+=("$__ce_left")
		done
		PROMPT_COMMAND=(${__ce_list[@]+"${__ce_list[@]}"})
	elif [[ ${PROMPT_COMMAND-} == __cudaenv_hook && -z ${__cudaenv_prompt-} ]]; then
		unset -v PROMPT_COMMAND
	elif [[ -n ${PROMPT_COMMAND-} ]]; then
		__cudaenv_cut "$PROMPT_COMMAND"
		PROMPT_COMMAND=$__ce_left
	fi
	__ce_list=()
	if [[ " ${precmd_functions[*]-} " == *" __cudaenv_hook "* ]]; then
		for __ce_name in "${precmd_functions[@]}"; do
			[[ $__ce_name == __cudaenv_hook ]] || __ce_list+=("$__ce_name")
		done
		precmd_functions=(${__ce_list[@]+"${__ce_list[@]}"})
	fi
	unset -v __cudaenv_exe __cudaenv_root __cudaenv_site __cudaenv_when __cudaenv_now \
		__cudaenv_seen __cudaenv_where __cudaenv_files __cudaenv_odd __cudaenv_told \
		__cudaenv_bin __cudaenv_leave __cudaenv_selected __cudaenv_undo __cudaenv_wrapped \
		__cudaenv_prompt __CUDAENV
	unset -f cudaenv __cudaenv_watch __cudaenv_walk __cudaenv_survey __cudaenv_moved \
		__cudaenv_look __cudaenv_run __cudaenv_ask \
		__cudaenv_apply __cudaenv_hook __cudaenv_set __cudaenv_put __cudaenv_unset \
		__cudaenv_readonly __cudaenv_take __cudaenv_back __cudaenv_wrap_cd \
		__cudaenv_begin __cudaenv_cut __cudaenv_end
}
