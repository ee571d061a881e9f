# SPDX-License-Identifier: MIT
# Completions of cudaenv for bash. All that changes is asked of the program: the commands,
# the words, and from each command's --help its options and what these take (SPEC, FORMAT...).
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

# Offers the words for the placeholder $1 of the command $command.
_cudaenv_offer_kind() {
	local list i

	case $1 in
	*,...)
		list=${cur%"${cur##*,}"} cur=${cur##*,}
		_cudaenv_offer_kind "${1%,...}"
		for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
			COMPREPLY[i]=$list${COMPREPLY[i]}
		done
		;;
	PROGRAM) _cudaenv_offer < <(_cudaenv_programs) ;;
	COMMAND) _cudaenv_offer < <(_cudaenv_ask commands) ;;
	ID | WHAT*) _cudaenv_offer < <(_cudaenv_ask doctor --list | sed 's/ .*//') ;;
	DIR | DIRECTORY) _cudaenv_offer_files -d ;;
	FILE | PATH | ARGUMENT | DIR\|FILE) _cudaenv_offer_files -f ;;
	?*) _cudaenv_offer < <(_cudaenv_ask commands --words "$command" "$1") ;;
	esac
}

# Reads a command's --help: its options into `options`, and what those take into `takes` (at
# the same place).
_cudaenv_read_help() {
	local line row='^  (-(.),| ) +(--[a-z-]+)( ([^ ]+))?  '

	while IFS= read -r line; do
		if [[ $line =~ $row ]]; then
			options+=("${BASH_REMATCH[3]}")
			takes+=("${BASH_REMATCH[5]}")
			if [[ ${BASH_REMATCH[2]} ]]; then
				options+=("-${BASH_REMATCH[2]}")
				takes+=("${BASH_REMATCH[5]}")
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
	local options=() takes=() i n=1 kind word command=${COMP_WORDS[$1]}

	_cudaenv_read_help "$command"
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
	_cudaenv_offer_kind "$(_cudaenv_ask commands --words "$command" "$n")"
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
