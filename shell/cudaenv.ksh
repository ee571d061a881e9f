# cudaenv for ksh93. Loaded by: eval "$(cudaenv init ksh)"
#
# A prompt where nothing changed costs no fork: __cudaenv_look collects, with built-ins only,
# everything that the selection depends on in one string. The program runs only when that
# string differs.

# Reads the file $1 into __cudaenv_text, followed by the status of the read.
function __cudaenv_read {
	__cudaenv_text=$'\1'
	if [[ -r $1 ]] && IFS= read -r -d '' -n 65537 __cudaenv_text <"$1"; then
		__cudaenv_text+=$'\2'
	fi
}

# Adds the version files of the directories from $1 upward to __cudaenv_now, up to the nearest
# .cuda-version.
function __cudaenv_walk {
	typeset dir=${1%/} ceilings=:${CUDAENV_CEILING_DIRECTORIES-}:
	[[ $1 == /* ]] || dir=${PWD%/}/$dir
	while :; do
		# Most of a prompt's cost: does the least for a directory with neither file.
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

function __cudaenv_hook {
	typeset -i kept=$?
	__cudaenv_look
	if [[ $__cudaenv_now != "${__cudaenv_seen-}" ]] ||
		[[ ${__cudaenv_bin:+:$PATH:} != *"${__cudaenv_bin:+:$__cudaenv_bin:}"* ]] ||
		{ [[ -n ${__cudaenv_gone-} ]] && __cudaenv_disturbed; }; then
		__cudaenv_apply
	fi
	return "$kept"
}

# A special built-in that fails would end the shell: tries it in a subshell, which does not
# fork.
function __cudaenv_may {
	(unset "$1") 2>/dev/null || __cudaenv_readonly "$1"
}

# Acts on cd, for `cd x && make`, unless the user has defined cd. (A discipline function
# PWD.set would do, but crashes 93u+m 1.0.4.)
function __cudaenv_wrap_cd {
	[[ -z $(\typeset -f cd) && -z $(\alias cd 2>/dev/null) ]] || return 0
	function cd {
		command cd "$@" || return
		if [[ -n ${__cudaenv_exe-} ]]; then
			__cudaenv_hook
		fi
		return 0
	}
}

# Returns $1 where functions can be called. ksh also evaluates an exported PS1 to pass it to a
# program; in `exec', ksh 1.0.10 then does not find them, although `whence' does.
function __cudaenv_can {
	return "$1"
}

# Loads the hook if the shell shows prompts: a discipline function of PS1 runs before each, in
# this shell. A function that exists is kept and runs after ours.
function __cudaenv_begin {
	typeset old
	__cudaenv_look
	__cudaenv_done
	[[ -z ${__cudaenv_again-} ]] || unset __cudaenv_seen
	unset __cudaenv_again
	if [[ $- == *r* ]]; then
		__cudaenv_end
		return 0
	fi
	[[ $- == *i* ]] || return 0
	[[ $__cudaenv_when != *cd* ]] || __cudaenv_wrap_cd
	[[ $__cudaenv_when == *prompt* ]] || return 0
	old=$(\typeset -f PS1.get) || old=
	[[ $old != *__cudaenv_hook* ]] || return 0
	if [[ -n $old ]]; then
		eval "function __cudaenv_PS1 ${old#*PS1.get}"
		function PS1.get {
			typeset -i kept=$?
			if __cudaenv_can 0 2>&-; then
				__cudaenv_can "$kept"
				__cudaenv_hook
				__cudaenv_PS1
			fi
		}
	else
		function PS1.get { if __cudaenv_can 0 2>&-; then __cudaenv_hook; fi; }
	fi
}

# Removes the hook and everything that it added. What the user defined since stays.
function __cudaenv_end {
	typeset old
	[[ $(\typeset -f cd) != *__cudaenv_hook* ]] || unset -f cd
	if [[ $(\typeset -f PS1.get) == *__cudaenv_hook* ]]; then
		unset -f PS1.get
		old=$(\typeset -f __cudaenv_PS1) || old=
		[[ -z $old ]] || eval "function PS1.get ${old#*__cudaenv_PS1}"
	fi
	unset __cudaenv_text
	__cudaenv_forget __cudaenv_PS1 __cudaenv_read __cudaenv_walk __cudaenv_look \
		__cudaenv_can __cudaenv_wrap_cd
}
