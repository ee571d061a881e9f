# cudaenv for zsh. Loaded by: eval "$(cudaenv init zsh)"
#
# A prompt where nothing changed costs no fork: __cudaenv_look gathers, with built-ins alone,
# all that the answer depends on into one string; only when that differs is the program run.

# Takes note of the file $1: it is read at every prompt when it is there, and
# __cudaenv_moved tells when it has come or gone.
__cudaenv_watch() {
	if [[ -f $1 ]]; then
		__cudaenv_files+=($1)
		__ce_test+=" || ! -f ${(qq)1}"
	elif [[ -e $1 ]]; then
		__cudaenv_odd+=$1$'\n'
		__ce_test+=" || -f ${(qq)1} || ! -e ${(qq)1}"
	else
		__ce_test+=" || -e ${(qq)1}"
	fi
}

# Watches the directories from $1 upward, as far as the nearest .cuda-version.
__cudaenv_walk() {
	local __ce_dir=${1%/} __ce_ceilings=:${CUDAENV_CEILING_DIRECTORIES-}:
	[[ -n $1 ]] || return 0
	[[ $1 == /* ]] || __ce_dir=${PWD%/}/$__ce_dir
	while :; do
		__cudaenv_watch $__ce_dir/.cuda-version
		[[ ! -e $__ce_dir/.cuda-version ]] || return 0
		__cudaenv_watch $__ce_dir/.tool-versions
		[[ -n $__ce_dir ]] || return 0
		__ce_dir=${__ce_dir%/*}
		[[ $__ce_ceilings != *:${__ce_dir:-/}:* && $__ce_ceilings != *:$__ce_dir/:* ]] ||
			return 0
	done
}

# Where we are has changed: what there is to watch is made one expression, since a walk
# would be most of what a prompt costs.
__cudaenv_survey() {
	local __ce_root=${CUDAENV_ROOT:-$__cudaenv_root} __ce_test='-z x'
	typeset -ga __cudaenv_files=()
	typeset -g __cudaenv_odd=
	__cudaenv_walk "${CUDAENV_DIR-}"
	__cudaenv_walk "$PWD"
	__cudaenv_watch $__ce_root/version
	__cudaenv_watch $__ce_root/generation
	__cudaenv_watch $__cudaenv_site
	eval "__cudaenv_moved() { [[ $__ce_test ]] }"
}

# What cannot be read is part of the answer; the program tells why.
__cudaenv_look() {
	emulate -L zsh
	local __ce_file __ce_text __ce_end
	local __ce_where=$PWD$'\n'${CUDAENV_CEILING_DIRECTORIES-}$'\n'${CUDAENV_ROOT-}$'\n'${CUDAENV_DIR-}
	if [[ $__ce_where != "${__cudaenv_where-}" ]] || __cudaenv_moved; then
		__cudaenv_survey
		typeset -g __cudaenv_where=$__ce_where
	fi
	typeset -g __cudaenv_now=${CUDAENV_VERSION-}$'\n'${CUDAENV_ROOT-}$'\n'${CUDAENV_DIR-}$'\n'${CUDAENV_CONFIG-}$'\n'$__cudaenv_odd
	for __ce_file in $__cudaenv_files; do
		__ce_text=$'\1' __ce_end=
		if IFS= read -rk 65537 -u 3 __ce_text 3<$__ce_file; then
			__ce_end=$'\2'
		fi
		__cudaenv_now+=$__ce_file$'\n'$__ce_text$__ce_end$'\n'
	done
} 2>/dev/null

# Runs the program's command $1, and tells it what it does not see, variables that are not
# exported, before the arguments.
__cudaenv_run() {
	emulate -L zsh
	local __ce_name
	local -a __ce_told
	for __ce_name in PATH LD_LIBRARY_PATH CUDA_HOME CUDA_PATH CUDAToolkit_ROOT \
		CUDAENV_ACTIVE CUDA_ROOT CUDACXX LIBRARY_PATH CPATH MANPATH PKG_CONFIG_PATH \
		NVCC_CCBIN CUDAHOSTCXX CUDAENV_VERSION CUDAENV_VERSION_OLD CUDAENV_ROOT \
		CUDAENV_DIR CUDAENV_CONFIG _OLD_VIRTUAL_PATH __CUDAENV __cudaenv_told; do
		# MANPATH is zsh's own, tied to an array and always there: empty means unset.
		[[ -z ${(P)__ce_name+x} || $__ce_name${(P)__ce_name} == MANPATH ]] ||
			__ce_told+=("$__ce_name=${(P)__ce_name}")
	done
	exec $__cudaenv_exe $1 zsh $__ce_told "${@:2}"
}

# Makes the environment what applies here. Without our program: takes back what it did.
__cudaenv_apply() {
	emulate -L zsh
	local __ce_code=
	if [[ -x $__cudaenv_exe ]]; then
		__ce_code=$(__cudaenv_run hook "$@")
	else
		__ce_code=${__cudaenv_undo-}
		typeset -g __cudaenv_undo= __cudaenv_bin=
	fi
	eval $__ce_code
}

# zsh itself keeps $? at a prompt and on cd.
__cudaenv_hook() {
	__cudaenv_look
	# Ours may also have gone from PATH, when a venv put back what it had saved.
	if [[ $__cudaenv_now != "${__cudaenv_seen-}" ]] ||
		[[ ${__cudaenv_bin:+:$PATH:} != *"${__cudaenv_bin:+:$__cudaenv_bin:}"* ]]; then
		typeset -g __cudaenv_seen=$__cudaenv_now
		__cudaenv_apply
	fi
	return 0
}

# Assigning to a readonly variable would end the function that does it: looked at before.
__cudaenv_may() {
	emulate -L zsh
	[[ ${(tP)1-} != *readonly* ]] && return 0
	[[ $1 != PATH ]] || __cudaenv_bin=
	print -ru2 "cudaenv: $1 is readonly: skipped"
	return 1
}
__cudaenv_set() { __cudaenv_may $1 && typeset -gx "$1=$2" && __cudaenv_empty $1; return 0; }
__cudaenv_put() { __cudaenv_may $1 && typeset -g +x "$1=$2" && __cudaenv_empty $1; return 0; }
# An array tied to the variable $1, which is empty, would now have one element, an empty one.
__cudaenv_empty() {
	emulate -L zsh
	[[ -z ${(P)1} && ${(tP)1} == *tied* ]] || return 0
	local -a __ce_words=(${(s: :)${"$(typeset -p $1)"%%=*}})
	set -A $__ce_words[-1]
}
__cudaenv_unset() { __cudaenv_may $1 && unset $1; return 0; }

# Takes the elements $3 out of the path variable $1, which was $2 before.
__cudaenv_take() {
	emulate -L zsh
	local __ce_all __ce_one
	[[ -n ${(P)1+x} ]] || return 0
	__ce_all=:${(P)1}:
	for __ce_one in ${(s.:.)3}; do
		[[ $__ce_all != *:$__ce_one:* ]] ||
			__ce_all=${__ce_all%%:$__ce_one:*}:${__ce_all#*:$__ce_one:}
	done
	if [[ $__ce_all == : && $2 == [ug] ]]; then
		__cudaenv_unset $1
		return 0
	fi
	[[ $__ce_all == : ]] || __ce_all=${__ce_all#:}
	__ce_all=${__ce_all%:}
	if [[ $2 == l ]]; then __cudaenv_put $1 "$__ce_all"; else __cudaenv_set $1 "$__ce_all"; fi
}

# Gives the variable $1 its old value $4 back, if it still holds ours, $3.
__cudaenv_back() {
	emulate -L zsh
	[[ ${(P)1-} == "$3" ]] || return 0
	case $2 in
	[ug]) __cudaenv_unset $1 ;;
	l) __cudaenv_put $1 "$4" ;;
	*) __cudaenv_set $1 "$4" ;;
	esac
}

# In this form no alias of that name gets in between.
function cudaenv {
	emulate -L zsh
	local __ce_status=0 __ce_code=
	case ${1-} in
	use | shell)
		__ce_code=$(__cudaenv_run sh-$1 -- "${@:2}") || __ce_status=$?
		eval $__ce_code
		;;
	deactivate)
		__ce_code=$(__cudaenv_run sh-deactivate -- "${@:2}") || __ce_status=$?
		eval $__ce_code
		[[ $# -gt 1 ]] || __cudaenv_end
		return "$__ce_status"
		;;
	*) $__cudaenv_exe "$@" || __ce_status=$? ;;
	esac
	typeset -g __cudaenv_seen=
	__cudaenv_hook
	return "$__ce_status"
}

# Loads the hook, where there are prompts: on cd, for `cd x && make`, and before a prompt,
# for what was edited elsewhere.
__cudaenv_begin() {
	emulate -L zsh
	typeset -g __cudaenv_where=
	__cudaenv_look
	typeset -g __cudaenv_seen=$__cudaenv_now
	[[ -z ${__cudaenv_again-} ]] || __cudaenv_seen=
	unset __cudaenv_again
	[[ -o interactive ]] || return 0
	typeset -ga precmd_functions chpwd_functions
	(( $chpwd_functions[(Ie)__cudaenv_hook] )) || chpwd_functions+=(__cudaenv_hook)
	[[ $__cudaenv_when == *prompt* ]] || return 0
	(( $precmd_functions[(Ie)__cudaenv_hook] )) ||
		precmd_functions=(__cudaenv_hook $precmd_functions)
}

# Takes the hook out, with all that it brought along.
__cudaenv_end() {
	emulate -L zsh
	typeset -ga precmd_functions chpwd_functions
	precmd_functions=(${precmd_functions:#__cudaenv_hook})
	chpwd_functions=(${chpwd_functions:#__cudaenv_hook})
	(( $#precmd_functions )) || unset precmd_functions
	(( $#chpwd_functions )) || unset chpwd_functions
	unset __cudaenv_exe __cudaenv_root __cudaenv_site __cudaenv_when __cudaenv_now \
		__cudaenv_seen __cudaenv_where __cudaenv_files __cudaenv_odd __cudaenv_told \
		__cudaenv_bin __cudaenv_undo __CUDAENV
	unfunction cudaenv __cudaenv_watch __cudaenv_walk __cudaenv_survey __cudaenv_moved \
		__cudaenv_look __cudaenv_run \
		__cudaenv_apply __cudaenv_hook __cudaenv_may __cudaenv_empty __cudaenv_set __cudaenv_put \
		__cudaenv_unset __cudaenv_take __cudaenv_back __cudaenv_begin __cudaenv_end
}
