# cudaenv for bash >= 4.2. Loaded by: eval "$(cudaenv init bash)"
#
# A prompt where nothing changed costs no fork: __cudaenv_look collects, with built-ins only,
# everything that the selection depends on in one string. The program runs only when that
# string differs. [ a = b ] compares where `nocasematch` would change [[ a == b ]].

# Watches the file $1; $2 is its path, quoted for single quotes. An existing file is read at
# every prompt. __cudaenv_moved is true in another directory, and when a file was created or
# removed.
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

# Watches the directories from $1 upward, up to the nearest .cuda-version.
__cudaenv_walk() {
	local __ce_dir=${1%/} __ce_quoted __ce_rest __ce_ceilings=:${CUDAENV_CEILING_DIRECTORIES-}:
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
		[[ $__ce_ceilings != :: ]] || continue
		__ce_rest=${__ce_ceilings#*":${__ce_dir:-/}:"}
		__ce_rest=${__ce_rest#*":$__ce_dir/:"}
		[ "$__ce_rest" = "$__ce_ceilings" ] || return 0
	done
}

# Turns everything to watch from here into one expression, because a walk at every prompt would
# be most of the hook's cost.
__cudaenv_survey() {
	local __ce_root=${CUDAENV_ROOT:-$__cudaenv_root} __ce_test __ce_quoted
	__ce_test="\$PWD != '${PWD//\'/\'\\\'\'}'"
	__ce_quoted=${__ce_root//\'/\'\\\'\'}
	__cudaenv_files=() __cudaenv_odd=
	__cudaenv_walk "${CUDAENV_DIR-}"
	__cudaenv_walk "$PWD"
	__cudaenv_watch "$__ce_root/version" "$__ce_quoted/version"
	__cudaenv_selected=${__cudaenv_files[*]-}$__cudaenv_odd
	__cudaenv_watch "$__ce_root/generation" "$__ce_quoted/generation"
	__cudaenv_watch "$__cudaenv_site" "${__cudaenv_site//\'/\'\\\'\'}"
	eval "__cudaenv_moved() { [[ $__ce_test ]]; }"
	__cudaenv_where=$PWD:${CUDAENV_CEILING_DIRECTORIES-}:${CUDAENV_DIR-}:${CUDAENV_ROOT-}
}

# Collects in __cudaenv_now what the selection depends on. A file that cannot be read is part
# of the string, too; the program reports why.
__cudaenv_look() {
	local __ce_file __ce_text
	__cudaenv_now=${CUDAENV_VERSION-}$'\n'${CUDAENV_ROOT-}$'\n'${CUDAENV_DIR-}$'\n'${CUDAENV_CONFIG-}$'\n'$__cudaenv_odd
	for __ce_file in ${__cudaenv_files[@]+"${__cudaenv_files[@]}"}; do
		__ce_text=$'\1'
		IFS= read -rd '' -n 65537 -u 3 __ce_text 3<"$__ce_file" && __ce_text+=$'\2'
		__cudaenv_now+=$__ce_file$'\n'$__ce_text$'\n'
	done
}

# Replaces the subshell that calls it by the program's command $1, and passes the variables
# that a child process cannot see.
__cudaenv_run() {
	local __ce_name __ce_values=()
	for __ce_name in "${__cudaenv_names[@]}"; do
		[[ -z ${!__ce_name+x} ]] || __ce_values+=("$__ce_name=${!__ce_name}")
	done
	exec "$__cudaenv_exe" "$1" bash ${__ce_values[@]+"${__ce_values[@]}"} "${@:2}"
}

# A DEBUG trap that is inherited (functrace) would print into the code.
__cudaenv_ask() {
	local __ce_trace=$- __ce_ended=0
	set +T
	__ce_code=$(__cudaenv_run "$@") || __ce_ended=$?
	[[ $__ce_trace != *T* ]] || set -T
	return "$__ce_ended"
}

# Where nothing selects and nothing that was set has been changed, the shell leaves without
# the program, by a function that the program printed on entering.
__cudaenv_leave() { return 1; }
__cudaenv_switch() {
	if [[ -z $__cudaenv_selected${CUDAENV_VERSION-} ]] && __cudaenv_leave; then
		__cudaenv_undo=
		__cudaenv_done
	else
		__cudaenv_apply
	fi
}

# Something differs from the last prompt: the directory, a file, a variable. __cudaenv_seen is
# unset until the environment is what is selected here: a run that fails is repeated.
__cudaenv_react() {
	if [ "$__cudaenv_where" != "$PWD:${CUDAENV_CEILING_DIRECTORIES-}:${CUDAENV_DIR-}:${CUDAENV_ROOT-}" ]; then
		__cudaenv_survey
		__cudaenv_look
	fi 2>&-
	if [ "$__cudaenv_now" != "${__cudaenv_seen-}" ] ||
		[[ ${__cudaenv_bin:+:$PATH:} != *"${__cudaenv_bin:+:$__cudaenv_bin:}"* ]] ||
		{ [[ -n ${__cudaenv_gone-} ]] && __cudaenv_disturbed; }; then
		unset -v __cudaenv_seen
		__cudaenv_switch
	fi
	__cudaenv_last=$PWD:${CUDAENV_CEILING_DIRECTORIES-}:$PATH:${LD_LIBRARY_PATH-}:$__cudaenv_now
}

# bash copies a function at every call: what a prompt rarely needs is in __cudaenv_react. What
# `set -x` would print, the user's `set -a` and functrace are off inside. Standard error is
# closed where the user's trace would go, and where a file cannot be read.
__cudaenv_hook() {
	{
		local __ce_kept=$? __ce_options=$-
		[[ $- != *[axT]* ]] || set +axT
		! __cudaenv_moved || __cudaenv_survey
		__cudaenv_look
	} 2>&-
	if [ "$PWD:${CUDAENV_CEILING_DIRECTORIES-}:$PATH:${LD_LIBRARY_PATH-}:$__cudaenv_now" != \
		"${__cudaenv_seen+${__cudaenv_last-}}" ]; then
		__cudaenv_react
	fi
	[[ $__ce_options == *[aexT]* ]] || return "$__ce_kept"
	{
		# Under set -e another status would end the shell; bash itself keeps $? at a prompt.
		[[ $__ce_options != *e* ]] || __ce_kept=0
		[[ $__ce_options != *[axT]* ]] || set "-${__ce_options//[!axT]/}"
		return "$__ce_kept"
	} 2>&-
}

# Is $1 readonly? Sets it to what it is. A switch sets and unsets many: in one step each.
__cudaenv_may() { printf -v "$1" %s "${!1-}" 2>&- || __cudaenv_readonly "$1"; }
__cudaenv_set() { builtin export "$1=$2" 2>&- || __cudaenv_readonly "$1" || :; }
__cudaenv_unset() { builtin unset -v "$1" 2>&- || __cudaenv_readonly "$1" || :; }

# The last command before a prompt: a command after the hook may have restored variables
# that it had saved while a toolkit was applied (direnv).
__cudaenv_check() {
	{
		local __ce_last=$?
		[[ $- != *e* ]] || __ce_last=0
		__cudaenv_disturbed || return "$__ce_last"
	} 2>&-
	__cudaenv_hook
	return "$__ce_last"
}

# Wraps cd, pushd and popd, for `cd x && make`, where no other tool has done so. They return
# their own status, also where only the functions were copied to another shell.
__cudaenv_wrap_cd() {
	local __ce_name
	for __ce_name in cd pushd popd; do
		if ! declare -F "$__ce_name" >/dev/null && [[ -z ${BASH_ALIASES[$__ce_name]-} ]]; then
			eval "$__ce_name() { \\builtin $__ce_name \"\$@\" || \\return; $__cudaenv_call; }"
			__cudaenv_wrapped+=($__ce_name)
		fi
	done
}

# Adds the hook to PROMPT_COMMAND as `$__cudaenv_call`, which is nothing in a shell that has
# the text but not the hook. In an array (bash >= 5.1) each command finds PIPESTATUS as it was,
# and no child inherits it.
__cudaenv_hang() {
	local __ce_flags
	__ce_flags=$(declare -p PROMPT_COMMAND 2>/dev/null) || __ce_flags='declare -u '
	__ce_flags=${__ce_flags#declare -} __ce_flags=${__ce_flags%% *}
	[[ ${PROMPT_COMMAND[*]-} != *__cudaenv_hook* ]] || return 0
	if [[ $__ce_flags == *r* ]]; then
		__cudaenv_readonly PROMPT_COMMAND
		__cudaenv_wrap_cd
		return 0
	fi
	__cudaenv_prompt=$__ce_flags
	if [[ -z ${PROMPT_COMMAND[*]-} ]]; then
		PROMPT_COMMAND=$__cudaenv_call
	elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
		PROMPT_COMMAND=("$__cudaenv_call" "${PROMPT_COMMAND[@]}" "${__cudaenv_call/hook/check}")
	else
		PROMPT_COMMAND="$__cudaenv_call;$PROMPT_COMMAND"$'\n'"${__cudaenv_call/hook/check}"
	fi
	[[ $__ce_flags != *x* || ${PROMPT_COMMAND[*]} != "$__cudaenv_call" ]] || export -n PROMPT_COMMAND
}

# Loads the hook if the shell shows prompts. bash-preexec owns PROMPT_COMMAND and has its own
# list of functions.
__cudaenv_begin() {
	__cudaenv_call='${__cudaenv_exe:+"__cudaenv_hook"}'
	{
		__cudaenv_survey
		__cudaenv_look
	} 2>&-
	__cudaenv_done
	[[ -z ${__cudaenv_again-} ]] || unset -v __cudaenv_seen
	unset -v __cudaenv_again
	[[ $- != *a* ]] || export -n "${!__cudaenv@}"
	[[ $- == *i* ]] || return 0
	[[ $__cudaenv_when != *cd* ]] || __cudaenv_wrap_cd
	[[ $__cudaenv_when == *prompt* ]] || return 0
	if [[ -z ${bash_preexec_imported-}${__bp_imported-} ]]; then
		__cudaenv_hang
	elif [[ ${precmd_functions[*]-} != *__cudaenv_hook* ]]; then
		precmd_functions=(__cudaenv_hook ${precmd_functions[@]+"${precmd_functions[@]}"})
	fi
}

# Removes the hook and everything that it added, by the functions of remove.bash. Until then,
# these are the lines of __cudaenv_removal: parsing them takes longer than reading them.
__cudaenv_end() {
	local __ce_text __ce_aliases=$BASHOPTS
	printf -v __ce_text %s "${__cudaenv_removal[@]}"
	shopt -u expand_aliases
	eval "$__ce_text"
	[[ $__ce_aliases != *expand_aliases* ]] || shopt -s expand_aliases
	__cudaenv_end
}
