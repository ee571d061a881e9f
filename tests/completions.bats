# SPDX-License-Identifier: MIT
# What Tab offers, in the real shells.

load helper

setup() {
	setup_world
	make_toolkits 11.8 12.4
	cudaenv alias prod 12.4
	# commands of other programs, one with a name that runs something when expanded
	make_program "$world/bin/cudaenv-deploy" deploy
	make_program "$world/bin/cudaenv-\$(touch expanded)" hostile
}

# tab_SHELL WORD...: what Tab offers for the last of the words, a line each.
tab_bash() {
	# shellcheck disable=SC2016
	try bash --norc -c '
		set -u
		. "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_cudaenv
		printf "%s\n" ${COMPREPLY[@]+"${COMPREPLY[@]}"}' "$srcdir/completions/cudaenv.bash" "$@"
}

# As in fish 4, ? is literal.
tab_fish() {
	# shellcheck disable=SC2016
	try fish --features qmark-noglob --no-config -c 'source $argv[1]/completions/cudaenv.fish
		complete -C "$argv[2..-1]" | string replace -r "\t.*" "" | sort' "$srcdir" "$@"
}

# Types the lines into zsh, after those that turn completion on, and ends it.
type_zsh() {
	try env PS1='PTY> ' "$builddir/tests/tools/pty" -t 20 -- zsh -f -i -o no_prompt_sp \
		<<<"$(printf '%s\n' "$@")"
}

autoloaded() {
	printf '%s' "fpath=('$srcdir/completions' \$fpath); autoload -Uz compinit; compinit -D -u"
}

evaluated() {
	# shellcheck disable=SC2016
	printf '%s' 'autoload -Uz compinit; compinit -D -u; eval "$(cudaenv completions zsh)"'
}

@test "completions: bash completes commands" {
	tab_bash cudaenv ver
	assert_output verify version version-file version-name version-origin versions
}

@test "completions: bash completes versions, aliases and words" {
	tab_bash cudaenv use ''
	assert_output 11.8 12.4 prod latest system
}

@test "completions: bash completes a command's options" {
	tab_bash cudaenv use --s
	assert_output --shell --system
}

@test "completions: bash completes what an option takes" {
	tab_bash cudaenv env --format j
	assert_output json
	tab_bash cudaenv env --format = j
	assert_output json
	tab_bash cudaenv exec -t 12
	assert_output 12.4
}

# offered WORD...: what the three shells offer for the last word, the same in each, sorted.
offered() {
	local in_bash in_fish

	tab_bash "$@"
	in_bash=$(sort <<<"$output")
	tab_fish "$@"
	in_fish=$(sort <<<"$output")
	[[ $in_bash == "$in_fish" ]] || fail "bash: $in_bash" "fish: $in_fish"
	[[ $in_bash ]] || return 0
	type_zsh "$(autoloaded)" 'zstyle ":completion:*" verbose no; LISTMAX=9999' "$*"$'\t\t\x15'
	while IFS= read -r word; do
		[[ ${stderr}${output} == *"$word"* ]] || fail "zsh does not offer $word"
	done <<<"$in_bash"
	output=$in_bash
}

@test "completions: install offers releases, uninstall what cudaenv installed" {
	local own=$HOME/.local/share/cudaenv/versions

	make_toolkit "$own/12.6.3" 12.6.3
	mkdir "$own/12.6.3/.cudaenv"
	make_toolkit "$world/elsewhere" 12.3
	cudaenv link mine "$world/elsewhere" 2>/dev/null
	offered cudaenv install 12.6
	assert_output 12.6.0 12.6.1 12.6.2 12.6.3
	offered cudaenv uninstall ''
	assert_output 12.6.3
	offered cudaenv verify ''
	assert_output 12.6.3
	offered cudaenv use 12
	assert_output 12.4 12.6.3
	offered cudaenv link m
	assert_output mine
}

@test "completions: doctor offers the ids of its checks, and its formats" {
	offered cudaenv doctor --only toolkit-inc
	assert_output toolkit-incomplete
	offered cudaenv doctor --explain toolkit-inc
	assert_output toolkit-incomplete
	tab_bash cudaenv doctor --skip gpu-lost,toolkit-inc
	assert_output gpu-lost,toolkit-incomplete
	tab_fish cudaenv doctor --skip gpu-lost,toolkit-inc
	assert_output gpu-lost,toolkit-incomplete
	offered cudaenv doctor --format ''
	assert_output github json markdown text
	offered cudaenv doctor --for ''
	assert_output build run
}

@test "completions: the words of an operand, of components, and of shells" {
	offered cudaenv cache ''
	assert_output list prune
	offered cudaenv completions ''
	assert_output bash fish zsh
	offered cudaenv install --components cuda_nvc
	assert_output cuda_nvcc
	tab_bash cudaenv install --with cudnn,cute
	assert_output cudnn,cutensor
}

@test "completions: each option of each command has its help, without its argument" {
	# shellcheck disable=SC2016
	try fish --no-config "${fish_features[@]}" -c 'source $argv[1]/completions/cudaenv.fish
		for command in (cudaenv commands)
			complete -C "cudaenv $command --" | string replace -r "^" "$command "
		end' "$srcdir"
	[[ $(wc -l <<<"$output") -ge 80 ]] || fail "only $(wc -l <<<"$output") options"
	while IFS=$'\t' read -r option text; do
		[[ $text =~ ^[A-Za-z\`/] && $text != *'  '* ]] || fail "$option: $text"
		[[ $text != [A-Z]*[,@\|]* ]] || fail "$option: $text"
	done <<<"$output"
}

@test "completions: bash knows the second operand from the first" {
	mkdir dir
	tab_bash cudaenv link name d
	assert_output dir
	tab_bash cudaenv alias name 11
	assert_output 11.8
}

@test "completions: bash looks past options before the command" {
	tab_bash cudaenv --sysroot "$machine" prefix 11
	assert_output 11.8
}

@test "completions: bash completes programs of the selected toolkit" {
	make_toolkit "$HOME/.local/share/cudaenv/versions/own" 12.6
	echo own >.cuda-version
	tab_bash cudaenv exec nv
	assert_output nvcc
}

@test "completions: bash offers other programs' commands, and expands none" {
	tab_bash cudaenv ''
	assert_line deploy
	refute_output_has touch
	refute_exists expanded
}

@test "completions: bash asks the program that the hook was loaded from" {
	__cudaenv_exe=$world/bin/cudaenv PATH=/usr/bin:/bin tab_bash cudaenv vers
	assert_line versions
}

@test "completions: fish completes commands" {
	tab_fish cudaenv ver
	assert_output verify version version-file version-name version-origin versions
}

@test "completions: fish completes versions, aliases and words" {
	tab_fish cudaenv use ''
	assert_output 11.8 12.4 latest prod system
}

@test "completions: fish completes a command's options, with their help" {
	tab_fish cudaenv use --s
	assert_output --shell --system
}

@test "completions: fish completes what an option takes" {
	tab_fish cudaenv env --format j
	assert_output json
	tab_fish cudaenv env --format=j
	assert_output --format=json
	tab_fish cudaenv exec -t 12
	assert_output 12.4
}

@test "completions: fish knows the second operand from the first" {
	mkdir dir
	tab_fish cudaenv link name d
	assert_output dir/
	tab_fish cudaenv alias name 11
	assert_output 11.8
}

@test "completions: fish offers other programs' commands, and expands none" {
	tab_fish cudaenv ''
	assert_line deploy
	refute_exists expanded
}

@test "completions: zsh completes commands, versions and options on a terminal" {
	type_zsh "$(autoloaded)" $'cudaenv globa\t 11\t' $'cudaenv env --form\tjs\t 12\t'
	assert_success
	assert_output_has "$machine/usr/local/cuda-12.4/bin:/usr/local/sbin"
	assert_file "$HOME/.local/share/cudaenv/version" '11.8\n'
}

@test "completions: zsh lists commands with what they do" {
	type_zsh "$(autoloaded)" $'cudaenv version-\t\x15'
	assert_output_has 'version-name'
	assert_output_has 'Print the name of the selected toolkit'
}

@test "completions: zsh completes the second operand" {
	type_zsh "$(autoloaded)" $'cudaenv alias mine 11\t'
	assert_file "$HOME/.local/share/cudaenv/aliases/mine" '11.8\n'
}

@test "completions: zsh offers other programs' commands, and expands none" {
	type_zsh "$(autoloaded)" $'cudaenv depl\tnow' $'cudaenv \t\x15'
	assert_output_has 'deploy now'
	refute_exists expanded
}

@test "completions: zsh takes them evaluated, too" {
	type_zsh "$(evaluated)" $'cudaenv globa\t 11\t'
	assert_file "$HOME/.local/share/cudaenv/version" '11.8\n'
}

@test "completions: each shell's file is printed whole" {
	local file shell

	for file in bash:cudaenv.bash zsh:_cudaenv fish:cudaenv.fish; do
		shell=${file%%:*} file=$srcdir/completions/${file#*:}
		cudaenv completions "$shell" | cmp - "$file"
	done
}

@test "completions: another shell is named" {
	try cudaenv completions tcsh
	assert_failure
	assert_stderr "cudaenv: no completions for \`tcsh': there are some for bash, zsh and fish"
}

@test "completions: each word that is offered for a spec is accepted" {
	local command words n=0

	for command in use local global prefix latest env 'alias new' 'exec -t'; do
		words=$(cudaenv commands --words "${command%% *}" "$([[ $command == latest ]] && echo PREFIX || echo SPEC)")
		for word in $words; do
			case $command in
			exec*) try cudaenv exec -t "$word" true ;;
			*) try cudaenv $command "$word" ;;
			esac
			[[ $status == 0 || "$command $word" == 'prefix system' ]] || fail "$command $word"
			n=$((n + 1))
		done
	done
	((n >= 30)) || fail "only $n"
	for word in $(cudaenv commands --words env FORMAT); do
		cudaenv env --format "$word" 12.4 >/dev/null || fail "$word"
	done
	for word in $(cudaenv commands --words completions SHELL); do
		cudaenv completions "$word" >/dev/null || fail "$word"
	done
}
