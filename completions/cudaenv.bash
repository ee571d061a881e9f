# SPDX-License-Identifier: MIT
# Completions of cudaenv for bash. All that changes is asked of the program: the commands,
# the versions, and from each command's --help its options and what it takes (SPEC, SHELL...).
# Nothing asked is ever expanded: only words of plain characters are offered.

_cudaenv_ask() {
	command "${__cudaenv_exe:-cudaenv}" "$@" 2>/dev/null
}

# Offers those of the lines of stdin that begin with what is typed.
_cudaenv_offer() {
	local word plain='^[A-Za-z0-9._+-]+$'

	while IFS= read -r word; do
		if [[ $word =~ $plain && $word == "$cur"* ]]; then
			COMPREPLY+=("$word")
		fi
	done
}

# Offers files, or directories, which readline then quotes.
_cudaenv_offer_files() {
	local file

	while IFS= read -r file; do
		COMPREPLY+=("$file")
	done < <(compgen "$1" -- "$cur")
	compopt -o filenames 2>/dev/null
}

# Programs of the selected toolkits.
_cudaenv_programs() {
	local dir file

	_cudaenv_ask prefix | while IFS= read -r dir; do
		for file in "$dir"/bin/*; do
			[[ ! -x $file ]] || printf '%s\n' "${file##*/}"
		done
	done
}

# Offers the words for the placeholder $1 of a command's usage.
_cudaenv_offer_kind() {
	case $1 in
	SPEC | PREFIX)
		_cudaenv_offer < <(_cudaenv_ask versions --bare)
		_cudaenv_offer < <(_cudaenv_ask alias | sed 's/ = .*//')
		_cudaenv_offer <<<$'latest\nsystem'
		;;
	NAME) _cudaenv_offer < <(_cudaenv_ask alias | sed 's/ = .*//') ;;
	PROGRAM) _cudaenv_offer < <(_cudaenv_programs) ;;
	SHELL) _cudaenv_offer <<<$'bash\nzsh\nfish\nksh\nmksh\nsh\ntcsh\nelvish\nxonsh\nnu' ;;
	FORMAT)
		_cudaenv_offer_kind SHELL
		_cudaenv_offer <<<$'json\ndotenv'
		;;
	COMMAND) _cudaenv_offer < <(_cudaenv_ask commands) ;;
	DIR | DIRECTORY) _cudaenv_offer_files -d ;;
	FILE | PATH | ARGUMENT) _cudaenv_offer_files -f ;;
	esac
}

# Reads a command's --help: its options into `options`, what those take into `takes` (at the
# same place), and what the command itself takes into `operands`.
_cudaenv_read_help() {
	local line option='--?[a-z-]+ [A-Z]+' row='^  (-(.),| ) +(--[a-z-]+) ?([A-Z]*)'

	while IFS= read -r line; do
		if [[ $line == 'Usage: cudaenv '* ]]; then
			line=${line#Usage: cudaenv }
			while [[ $line =~ $option ]]; do
				line=${line/"${BASH_REMATCH[0]}"/}
			done
			read -r -a operands <<<"${line//[^A-Z. ]/ }"
		elif [[ $line =~ $row ]]; then
			options+=("${BASH_REMATCH[3]}")
			takes+=("${BASH_REMATCH[4]}")
			if [[ ${BASH_REMATCH[2]} ]]; then
				options+=("-${BASH_REMATCH[2]}")
				takes+=("${BASH_REMATCH[4]}")
			fi
		fi
	done < <(_cudaenv_ask "$1" --help)
}

# What the option $1 takes.
_cudaenv_taken_by() {
	local i

	for ((i = 0; i < ${#options[@]}; i++)); do
		if [[ ${options[i]} == "$1" ]]; then
			printf %s "${takes[i]}"
		fi
	done
}

# The arguments of a command: $1 is its index among the words.
_cudaenv_arguments() {
	local options=() takes=() operands=() i n=0 kind word

	_cudaenv_read_help "${COMP_WORDS[$1]}"
	kind=$(_cudaenv_taken_by "$prev")
	if [[ $kind ]]; then
		_cudaenv_offer_kind "$kind"
		return
	fi
	if [[ $cur == -* ]]; then
		_cudaenv_offer < <(printf '%s\n' "${options[@]}")
		return
	fi
	for ((i = $1 + 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ $word == -?* ]]; then
			[[ ! $(_cudaenv_taken_by "$word") ]] || i=$((i + 1))
		else
			n=$((n + 1))
		fi
	done
	kind=${operands[n]-}
	if [[ ! $kind && ${#operands[@]} -gt 0 && ${operands[${#operands[@]} - 1]} == *... ]]; then
		kind=${operands[${#operands[@]} - 1]}
	fi
	_cudaenv_offer_kind "${kind%...}"
}

_cudaenv() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} i

	COMPREPLY=()
	# readline splits --format=json into three words
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--sysroot) i=$((i + 1)) ;;
		-*) ;;
		*)
			_cudaenv_arguments "$i"
			return
			;;
		esac
	done
	if [[ $prev == --sysroot ]]; then
		_cudaenv_offer_files -d
	elif [[ $cur == -* ]]; then
		_cudaenv_offer <<<$'--help\n--sysroot\n--version'
	else
		_cudaenv_offer < <(_cudaenv_ask commands)
	fi
}

complete -F _cudaenv cudaenv
