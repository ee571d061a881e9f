# cudaenv for bash: removes the hook. __cudaenv_end of cudaenv.bash evaluates this text.

# Stores in __ce_left the commands $1 without the command $2 and without one separator.
__cudaenv_cut() {
	local __ce_before=${1%%"$2"*} __ce_after=${1#*"$2"}
	__ce_left=$1
	[[ $1 == *"$2"* ]] || return 0
	if [[ $__ce_after == \;* ]]; then
		__ce_after=${__ce_after#;}
	else
		__ce_before=${__ce_before%"${__ce_before##*[! ]}"}
		__ce_before=${__ce_before%[;$'\n']}
	fi
	__ce_left=$__ce_before$__ce_after
}

# Removes the hook from PROMPT_COMMAND, which becomes a string again if it was one.
__cudaenv_unhang() {
	local __ce_one __ce_left __ce_list=() __ce_joined=${__cudaenv_prompt-u}
	[[ ${PROMPT_COMMAND[*]-} == *__cudaenv_* ]] || return 0
	[[ "$(declare -p PROMPT_COMMAND)" != 'declare -'*([!\ ])r* ]] || return 0
	for __ce_one in "${PROMPT_COMMAND[@]}"; do
		__ce_left=$__ce_one
		__cudaenv_cut "$__ce_left" "$__cudaenv_call"
		__cudaenv_cut "$__ce_left" "${__cudaenv_call/hook/check}"
		__cudaenv_cut "$__ce_left" __cudaenv_hook
		if [[ -z $__ce_left && -n $__ce_one ]]; then
			[[ $__ce_one != *__cudaenv_check* ]] || __ce_joined=a
		elif [[ $__ce_joined == *a* || ${#__ce_list[@]} == 0 ]]; then
			__ce_list+=("$__ce_left")
		else
			__ce_list[0]="${__ce_list[0]%"${__ce_list[0]##*[!; ]}"}; $__ce_left"
		fi
	done
	if [[ ${__cudaenv_prompt-u} == *a* || ${#__ce_list[@]} -gt 1 ]]; then
		PROMPT_COMMAND=(${__ce_list[@]+"${__ce_list[@]}"})
		return 0
	fi
	unset -v PROMPT_COMMAND
	[[ ${__cudaenv_prompt-u} == *u* && ${#__ce_list[@]} == 0 ]] || PROMPT_COMMAND=${__ce_list[0]-}
	[[ ${__cudaenv_prompt-u} != *x* ]] || export PROMPT_COMMAND
}

# Removes the hook and everything that it added.
__cudaenv_end() {
	local __ce_name __ce_list=()
	for __ce_name in ${__cudaenv_wrapped[@]+"${__cudaenv_wrapped[@]}"}; do
		[[ "$(declare -f "$__ce_name")" != *__cudaenv_hook* ]] || unset -f "$__ce_name"
	done
	__cudaenv_unhang
	if [[ ${precmd_functions[*]-} == *__cudaenv_hook* ]]; then
		for __ce_name in "${precmd_functions[@]}"; do
			[[ $__ce_name == __cudaenv_hook ]] || __ce_list+=("$__ce_name")
		done
		precmd_functions=(${__ce_list[@]+"${__ce_list[@]}"})
	fi
	unset -v __cudaenv_where __cudaenv_last __cudaenv_files __cudaenv_odd \
		__cudaenv_selected __cudaenv_wrapped __cudaenv_prompt __cudaenv_call \
		__cudaenv_names __cudaenv_removal __cudaenv_mine
	__cudaenv_forget __cudaenv_watch __cudaenv_walk __cudaenv_survey __cudaenv_moved \
		__cudaenv_look __cudaenv_react __cudaenv_switch __cudaenv_leave __cudaenv_check \
		__cudaenv_wrap_cd __cudaenv_hang __cudaenv_unhang __cudaenv_cut
}
