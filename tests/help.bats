load helper

@test "--version prints name and number" {
	for option in --version -v -V; do
		try cudaenv $option
		assert_success
		[[ $output =~ ^cudaenv\ [0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "no version"
		assert_stderr ""
	done
}

@test "without a command: what it is and can do, as a complaint" {
	try cudaenv
	assert_failure 1
	assert_output ""
	assert_stderr_has "cudaenv $(cudaenv --version | cut -d' ' -f2)"
	assert_stderr_has "Usage: cudaenv"
}

@test "help, --help and -h print the same, on stdout" {
	want=$(cudaenv help)
	[[ $want == *"Usage: cudaenv"* ]]
	for option in --help -h; do
		try cudaenv $option
		assert_success
		assert_output "$want"
	done
}

@test "help lists every command for users" {
	try cudaenv help
	for command in $(cudaenv commands); do
		assert_output_has "  $command "
	done
}

@test "help COMMAND is COMMAND --help" {
	for command in use which exec; do
		want=$(cudaenv $command --help)
		try cudaenv help $command
		assert_success
		assert_output "$want"
	done
}

@test "help for a command that does not exist" {
	try cudaenv help hello
	assert_failure 2
	assert_output ""
	assert_stderr_has "cudaenv: no such command \`hello'"
}

@test "no such command: 2, and the nearest one" {
	try cudaenv vesions
	assert_failure 2
	assert_output ""
	assert_stderr "cudaenv: no such command \`vesions'" "  did you mean: cudaenv versions"
}

@test "no such command, and nothing near" {
	try cudaenv does-not-exist
	assert_failure 2
	assert_stderr "cudaenv: no such command \`does-not-exist'" "  to list the commands: cudaenv help"
}

@test "sh- is for commands that change a shell" {
	try cudaenv sh-versions bash
	assert_failure 2
	assert_stderr_has "no such command \`sh-versions'"
}

@test "an unknown option before the command: 2" {
	try cudaenv --verbose versions
	assert_failure 2
	assert_output ""
	assert_stderr_has "unknown option \`--verbose'"
}

@test "an unknown option after the command: 2, and the usage line" {
	try cudaenv versions --hello
	assert_failure 2
	assert_stderr "cudaenv: versions: unknown option \`--hello'" \
		"Usage: cudaenv versions [--bare | --json | -v] [--skip-aliases]"
}

@test "a flag with an argument, an option without one: 2" {
	try cudaenv versions --bare=yes
	assert_failure 2
	assert_stderr_has "takes no argument"
	try cudaenv env --format
	assert_failure 2
	assert_stderr_has "needs FORMAT"
}

@test "one operand too many: 2" {
	try cudaenv root here
	assert_failure 2
	assert_stderr_has "too many arguments: \`here'"
}

@test "-- ends the options" {
	try cudaenv local -- --unset
	assert_failure 2
	assert_stderr_has "invalid version \`--unset'"
}

@test "commands: one a line, sorted, without those for hooks" {
	try cudaenv commands
	assert_success
	assert_line versions
	assert_line use
	[[ $output == "$(sort <<<"$output")" ]]
	[[ $'\n'$output$'\n' != *$'\n'hook$'\n'* ]]
}

@test "commands --sh: those that change the shell; --no-sh: the others" {
	try cudaenv commands --sh
	assert_output deactivate global local shell use
	try cudaenv commands --no-sh
	assert_line versions
	[[ $'\n'$output$'\n' != *$'\n'use$'\n'* ]]
}

@test "a program cudaenv-NAME on PATH is a command" {
	make_program "$world/bin/cudaenv-hello" hi
	try cudaenv hello a 'b c'
	assert_success
	assert_output "hi a b c"
	try cudaenv commands
	assert_line hello
}

@test "it cannot take the place of a command of ours" {
	make_program "$world/bin/cudaenv-root" theirs
	try cudaenv root
	assert_output "$(user_root)"
}

@test "nor in the current directory" {
	make_program ./cudaenv-hello hi
	PATH=$world/bin::.:/usr/bin:/bin try cudaenv hello
	assert_failure 2
}

@test "completions for a shell that has none" {
	try cudaenv completions tcsh
	assert_failure
	assert_output ""
	assert_stderr_has "no completions for \`tcsh'"
}

@test "completions without a shell is wrong usage" {
	try cudaenv completions
	assert_failure 2
}

@test "a name with control bytes is reported escaped, on one line" {
	try cudaenv $'a\nb\e[31m'
	assert_failure 2
	assert_stderr_has "cudaenv: no such command \`a\\nb\\033[31m'"$'\n'
}

@test "no color without a terminal, with NO_COLOR, or with TERM=dumb" {
	try env -u NO_COLOR TERM=xterm cudaenv nothing-like-this
	assert_stderr_has "no such command"
	refute_stderr_has $'\e'
}

@test "each command of a helper program is known to that program, with the same help" {
	commands=$(cudaenv commands --programs)
	[[ $commands == *"install cudaenv-install"* && $commands == *"doctor cudaenv-doctor"* ]]
	while read -r command program; do
		try "$CUDAENV_LIBEXEC/$program" "$command" --help
		assert_success
		assert_output "$(cudaenv help "$command")"
		assert_output_has "Usage: cudaenv $command"
	done <<<"$commands"
}

@test "commands has hidden lists: variables, settings and programs" {
	try cudaenv commands --variables
	assert_success
	assert_output_has "LD_LIBRARY_PATH"
	try cudaenv commands --settings
	assert_success
	assert_output_has "install accept_license"
	[[ $(cudaenv commands --help) != *--variables* ]] || fail "not hidden"
}

@test "a command of another version manager: the hint is a command of cudaenv" {
	for word in activate add avail current default list list-all ls ls-remote load off pin remove rm \
		run search set status switch unalias unlink unload unset update; do
		try cudaenv "$word"
		assert_failure 2
		assert_stderr_has "no such command \`$word'"
		hint=$(sed -n 's/^  here it is: cudaenv \([a-z-]*\).*/\1/p' <<<"$stderr")
		cudaenv commands | grep -q -x -e "$hint" || fail "$word: no command $hint"
	done
	for word in upgrade outdated; do
		cudaenv commands | grep -q -x "$word" || fail "$word"
	done
}

@test "help groups the commands by task, each command once" {
	[[ $(cudaenv help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' | sort) == "$(cudaenv commands | sort)" ]]
	[[ $(cudaenv help | sed -n '/^Select/{n;p}') == "  use "* ]] || fail "use is not first"
	for title in 'Select a toolkit:' 'Install and remove toolkits:' 'Examples:'; do
		[[ $(cudaenv help | grep -c -x "$title") == 1 ]] || fail "$title"
	done
}

@test "the examples of help work" {
	make_toolkits 11.8 12.4
	cudaenv help | sed -n 's/^    \(cudaenv .*[^ ]\)   *[a-z].*/\1/p' >examples
	[[ $(wc -l <examples) -ge 5 ]] || fail "no examples"
	while IFS= read -r line; do
		try bash -c "${line/ make/ true}"
		[[ $line == *doctor ]] || assert_success
		((status != 2)) || fail "$line: wrong usage"
	done <examples
}

# examples: those of each command's help, one on each line.
examples() {
	local command

	for command in $(cudaenv commands); do
		cudaenv help "$command" | sed -n '/^Examples:/,$s/^    \(.*[^ ]\)   *[^ ].*/\1/p'
	done
}

@test "help COMMAND has an example, and names the scope, the spec and the man page" {
	for command in $(cudaenv commands); do
		try cudaenv help "$command"
		[[ $output == *$'\nExamples:\n    '*"cudaenv $command"* ]] || fail "$command: no example"
		[[ $(head -n 1 <<<"$output") != *SPEC* || $output == *"SPEC is "* ||
			$command == @(outdated|upgrade|uninstall) ]] || fail "$command: what is SPEC?"
	done
	for command in use local global shell; do
		assert_output_of help "$command" "Scope: "
	done
	assert_output_of help use .cuda-version
	assert_output_of help install "See cudaenv-install(1)."
	assert_output_of help doctor "See cudaenv-doctor(1)."
	assert_output_of help version "See cudaenv(1)."
}

# assert_output_of ARGUMENT... TEXT
assert_output_of() {
	try cudaenv "${@:1:$#-1}"
	assert_output_has "${!#}"
}

@test "each example of a command's help is not wrong usage" {
	local n=0

	make_toolkits 11.8 12.4
	make_toolkit "$world/data/cuda-12.4" 12.4
	make_program "$world/bin/make" make
	make_program "$world/p/a.out" out
	printf '[install]\nmirror = file:///nowhere/\n' >"$world/conf"
	export CUDAENV_CONFIG=$world/conf
	while IFS= read -r line; do
		n=$((n + 1))
		[[ $line != *' -- '* ]] || unset CUDAENV_SYSROOT
		try bash -c "${line/ \/data/ $world/data}"
		CUDAENV_SYSROOT=$machine
		export CUDAENV_SYSROOT
		((status != 2)) || [[ $line == *doctor* ]] || fail "$line: wrong usage"
		[[ $stderr != *"no such"* && $stderr != *Usage:* ]] || fail "$line"
	done < <(examples)
	((n >= 45)) || fail "only $n examples"
}

@test "help of a command of another program is that program's --help" {
	make_program "$world/bin/cudaenv-hello" hi
	try cudaenv help hello
	assert_success
	assert_output "hi --help"
}
