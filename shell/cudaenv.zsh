# cudaenv for zsh. Loaded by: eval "$(cudaenv init zsh)"
#
# A prompt where nothing changed costs no fork: __cudaenv_look collects, with built-ins only,
# everything that the selection depends on in one string. The program runs only when that
# string differs. `init` defines these functions, and those of common.sh, under `emulate zsh`
# and without aliases: each runs with these options, not with the user's.

# Watches the file $1. An existing file is read at every prompt. __cudaenv_moved is true when
# a file was created or removed.
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

# Watches the directories from $1 upward, up to the nearest .cuda-version.
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

# The directory changed. Turns everything to watch into one expression, because a walk at
# every prompt would be most of the hook's cost.
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

# A file that cannot be read is part of the string, too; the program reports why.
__cudaenv_look() {
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

# zsh itself keeps $? at a prompt and on cd.
__cudaenv_hook() {
	__cudaenv_look
	if [[ $__cudaenv_now != "${__cudaenv_seen-}" ]] ||
		[[ ${__cudaenv_bin:+:$PATH:} != *"${__cudaenv_bin:+:$__cudaenv_bin:}"* ]] ||
		{ [[ -n ${__cudaenv_gone-} ]] && __cudaenv_disturbed; }; then
		__cudaenv_apply
	fi
	return 0
}

# Assigning to a readonly variable would end the function that does it: looks it up first.
__cudaenv_may() { [[ ${(tP)1-} != *readonly* ]] || __cudaenv_readonly $1; }
__cudaenv_set() { __cudaenv_may $1 && __cudaenv_share $1 && typeset -gx "$1=$2" && __cudaenv_empty $1; return 0; }
__cudaenv_put() { __cudaenv_may $1 && typeset -g +x "$1=$2" && __cudaenv_empty $1; return 0; }
# A variable with `typeset -U` would lose an element of the user's that is equal to one of
# ours. It has the flag again once nothing is applied.
__cudaenv_share() {
	[[ ${(tP)1-} == *unique* ]] || return 0
	typeset -g +U $1
	typeset -ga __cudaenv_unique
	__cudaenv_unique+=($1)
}
__cudaenv_unset() {
	__cudaenv_may $1 && unset $1
	if [[ $1 == __CUDAENV && -n ${__cudaenv_unique-} ]]; then
		typeset -gU $__cudaenv_unique
		unset __cudaenv_unique
	fi
	return 0
}
# An array tied to the variable $1, which is empty, would now have one element, an empty one.
__cudaenv_empty() {
	[[ -z ${(P)1} && ${(tP)1} == *tied* ]] || return 0
	local -a __ce_words=(${(s: :)${"$(typeset -p $1)"%%=*}})
	set -A $__ce_words[-1]
}

# Loads the hook if the shell shows prompts: on cd, for `cd x && make`, and before a prompt,
# for edits made elsewhere.
__cudaenv_begin() {
	typeset -g __cudaenv_where=
	__cudaenv_look
	__cudaenv_done
	[[ -z ${__cudaenv_again-} ]] || unset __cudaenv_seen
	unset __cudaenv_again
	if [[ -o restricted ]]; then
		__cudaenv_end
		return 0
	fi
	[[ -o interactive ]] || return 0
	__cudaenv_hang chpwd_functions
	[[ $__cudaenv_when != *prompt* ]] || __cudaenv_hang precmd_functions
}

# Adds the hook to the list $1.
__cudaenv_hang() {
	__cudaenv_may $1 || return 0
	typeset -ga $1
	if (( ${${(P)1}[(Ie)__cudaenv_hook]} )); then
		return 0
	elif [[ $1 == chpwd_functions ]]; then
		chpwd_functions+=(__cudaenv_hook)
	else
		precmd_functions=(__cudaenv_hook $precmd_functions)
	fi
}

# Removes the hook and everything that it added.
__cudaenv_end() {
	local __ce_name
	for __ce_name in precmd_functions chpwd_functions; do
		[[ ${(tP)__ce_name-} != *readonly* ]] || continue
		set -A $__ce_name ${${(P)__ce_name}:#__cudaenv_hook}
		[[ -n ${(P)__ce_name} ]] || unset $__ce_name
	done
	unset __cudaenv_where __cudaenv_files __cudaenv_odd __cudaenv_unique
	__cudaenv_forget __cudaenv_watch __cudaenv_walk __cudaenv_survey __cudaenv_moved \
		__cudaenv_look __cudaenv_share __cudaenv_empty __cudaenv_hang
}
