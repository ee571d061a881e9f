# cudaenv for tcsh. Loaded by: eval "`cudaenv init tcsh`", which sources this file.
#
# tcsh has no functions: what the prompt runs is text in variables, given to eval. A prompt
# where nothing changed costs no fork: all that the answer depends on is compared in one
# expression, __cudaenv_same, by the shell's own file operators: modification and change
# time, size and inode, since reading a file would cost a fork.
#
# `cudaenv ...` sources this file, too, with "call" before its arguments, so that it is one
# command in a pipeline.
#
# How this shell is tricked, and what would break it:
# - Each text below is in single quotes with a backslash at the end of each line, and runs by
#   eval "$name:q". A line without that backslash, or a single quote inside, ends the text.
#   In double quotes, "${__cudaenv_D}name" becomes "$name" and ${__cudaenv_Q} a quote only when
#   eval reads the result: one eval later than the text around it.
# - tcsh finds the `endif` of an `if`, and the start of a loop, by reading its input again. In
#   an eval inside an eval it reads the wrong one. Hence no `while`, no `foreach`, no `goto`:
#   a text calls itself by eval. An `if ... then` in a text must be closed in the same text.
# - `if (condition) command` on one line parses `command` even when the condition is false,
#   and an undefined variable in it ends everything that runs, prompt included. Test
#   $?name in an `if` of its own before the `if` that uses it.
# - Any error in precmd or cwdcmd makes tcsh remove that alias. Everything that may fail
#   (a readonly path, a missing program) is tested first.
# - :q is needed at every use, or the value is split and globbed.

if ("$1" == call) then
	shift
	set __cudaenv_status = 0 __cudaenv_word = "${1:q}"
	switch ("$__cudaenv_word:q")
	case use:
	case local:
	case global:
	case shell:
		set __cudaenv_code = "`${__cudaenv_D}__cudaenv_exe:q sh-$__cudaenv_word tcsh ${__cudaenv_D}argv[2-]:q`"
		set __cudaenv_status = $status
		eval "$__cudaenv_code:q"
		breaksw
	case deactivate:
		if (-x "$__cudaenv_exe:q") then
			set __cudaenv_code = "`${__cudaenv_D}__cudaenv_exe:q sh-deactivate tcsh ${__cudaenv_D}argv[2-]:q`"
			set __cudaenv_status = $status
		else
			set __cudaenv_code = "$__cudaenv_leave:q"
		endif
		eval "$__cudaenv_code:q"
		if ($#argv == 1) then
			eval "$__cudaenv_end:q"
			exit 0
		endif
		breaksw
	default:
		$__cudaenv_exe:q $argv:q
		set __cudaenv_status = $status
	endsw
	set __cudaenv_same = 0 __cudaenv_seen = ""
	__cudaenv_hook
	exit $__cudaenv_status
endif

# The strings below call themselves instead of looping, because tcsh mishandles loops nested in
# an eval. These two characters are for strings in double quotes. In backquotes, $D before a
# name leaves the variable to the command, which expands it quoted:
set __cudaenv_D = '$' __cudaenv_Q = '"'

# Takes the elements $2 out of the path $1. Only for when our program is gone.
set __cudaenv_cut = 'all=:$1: rest=$2:; while [ -n "$rest" ]; do one=${rest%%:*} rest=${rest#*:}; case $all in *":$one:"*) all=${all%%":$one:"*}:${all#*":$one:"};; esac; done; [ "$all" = : ] || all=${all#:}; printf %s "${all%:}"'

# Adds $__cudaenv_file to what is watched, and how it is now to the expression: there under
# $__cudaenv_name, which is short where it can be, since names are what takes the time.
set __cudaenv_add = '\
if ("$__cudaenv_name" == "") then \
	set __cudaenv_watch = ($__cudaenv_watch:q "$__cudaenv_file:q") \
	set __cudaenv_name = "${__cudaenv_Q}${__cudaenv_D}__cudaenv_watch[$#__cudaenv_watch]:q${__cudaenv_Q}" \
endif \
if (-e "$__cudaenv_file:q") then \
	@ __cudaenv_m = -M "$__cudaenv_file:q" \
	@ __cudaenv_c = -C "$__cudaenv_file:q" \
	@ __cudaenv_z = -Z "$__cudaenv_file:q" \
	@ __cudaenv_i = -I "$__cudaenv_file:q" \
	set __cudaenv_now = "$__cudaenv_now:q|$__cudaenv_file:q $__cudaenv_m $__cudaenv_c $__cudaenv_z $__cudaenv_i" \
	set __cudaenv_same = "$__cudaenv_same:q && -M $__cudaenv_name:q == $__cudaenv_m && -C $__cudaenv_name:q == $__cudaenv_c && -Z $__cudaenv_name:q == $__cudaenv_z && -I $__cudaenv_name:q == $__cudaenv_i" \
else \
	set __cudaenv_same = "$__cudaenv_same:q && ! -e $__cudaenv_name:q" \
endif \
set __cudaenv_name = ""'

# Likewise the variable $__cudaenv_name.
set __cudaenv_add_variable = '\
eval "set __cudaenv_set = ${__cudaenv_D}?$__cudaenv_name" \
if ($__cudaenv_set) then \
	eval "set __cudaenv_value_$__cudaenv_name = ${__cudaenv_Q}${__cudaenv_D}${__cudaenv_name}:q${__cudaenv_Q}" \
	eval "set __cudaenv_now = ${__cudaenv_Q}${__cudaenv_D}__cudaenv_now:q|${__cudaenv_name}=${__cudaenv_D}${__cudaenv_name}:q${__cudaenv_Q}" \
	set __cudaenv_same = "$__cudaenv_same:q && ${__cudaenv_Q}x${__cudaenv_D}${__cudaenv_name}:q${__cudaenv_Q} == ${__cudaenv_Q}x${__cudaenv_D}__cudaenv_value_${__cudaenv_name}:q${__cudaenv_Q}" \
endif'

# And the files of the directories from $__cudaenv_dir upward, to the nearest one or below
# a ceiling. $__cudaenv_near is the way there from here, for as long as it is one.
set __cudaenv_walk = '\
set __cudaenv_file = "$__cudaenv_dir:q/.cuda-version" __cudaenv_up = "$__cudaenv_dir:h:q" \
if (-F "$__cudaenv_dir:q/" != -F "$__cudaenv_near") set __cudaenv_near = "" \
if ("$__cudaenv_near" != "") set __cudaenv_name = "$__cudaenv_near.cuda-version" \
eval "$__cudaenv_add:q" \
if (! -e "$__cudaenv_file:q") then \
	set __cudaenv_file = "$__cudaenv_dir:q/.tool-versions" __cudaenv_list = ($__cudaenv_ceilings:q) \
	if ("$__cudaenv_near" != "") set __cudaenv_name = "$__cudaenv_near.tool-versions" \
	eval "$__cudaenv_add:q" \
	if ("$__cudaenv_near" != "") set __cudaenv_near = "../$__cudaenv_near" \
	if ("$__cudaenv_up:q" == "") set __cudaenv_up = / \
	eval "$__cudaenv_stop:q" \
	if ("$__cudaenv_dir:q" == "/") set __cudaenv_up = "" \
	set __cudaenv_dir = "$__cudaenv_up:q" \
	if ("$__cudaenv_dir:q" =~ "/"*) eval "$__cudaenv_walk:q" \
endif'

set __cudaenv_stop = '\
if ($#__cudaenv_list) then \
	if ("$__cudaenv_list[1]:q" == "$__cudaenv_up:q" || "$__cudaenv_list[1]:q" == "$__cudaenv_up:q/") set __cudaenv_up = "" \
	shift __cudaenv_list \
	eval "$__cudaenv_stop:q" \
endif'

# Collects again: the present content into __cudaenv_now, the test for a change into
# __cudaenv_same.
set __cudaenv_look = '\
set __cudaenv_now = "" __cudaenv_watch = () __cudaenv_ceilings = () __cudaenv_cwd = "$cwd:q" __cudaenv_name = "" \
set __cudaenv_which = "$?CUDAENV_VERSION$?CUDAENV_ROOT$?CUDAENV_DIR$?CUDAENV_CONFIG$?CUDAENV_CEILING_DIRECTORIES" \
set __cudaenv_same = "${__cudaenv_Q}x${__cudaenv_D}cwd:q${__cudaenv_Q} == ${__cudaenv_Q}x${__cudaenv_D}__cudaenv_cwd:q${__cudaenv_Q}" \
set __cudaenv_name = CUDAENV_VERSION; eval "$__cudaenv_add_variable:q" \
set __cudaenv_name = CUDAENV_ROOT; eval "$__cudaenv_add_variable:q" \
set __cudaenv_name = CUDAENV_DIR; eval "$__cudaenv_add_variable:q" \
set __cudaenv_name = CUDAENV_CONFIG; eval "$__cudaenv_add_variable:q" \
set __cudaenv_name = CUDAENV_CEILING_DIRECTORIES; eval "$__cudaenv_add_variable:q" \
set __cudaenv_name = "" \
if ($?CUDAENV_CEILING_DIRECTORIES) then \
	set __cudaenv_set = $?noglob \
	set noglob \
	set __cudaenv_ceilings = ($CUDAENV_CEILING_DIRECTORIES:as/:/ /) \
	if (! $__cudaenv_set) unset noglob \
endif \
if ($?CUDAENV_DIR) then \
	set __cudaenv_dir = "$CUDAENV_DIR:q" __cudaenv_near = "" \
	if ("x$__cudaenv_dir:q" != x && "$__cudaenv_dir:q" !~ "/"*) set __cudaenv_dir = "$cwd:q/$__cudaenv_dir:q" \
	if ("$__cudaenv_dir:q" =~ "/"*) eval "$__cudaenv_walk:q" \
endif \
set __cudaenv_dir = "$cwd:q" __cudaenv_near = ./ \
eval "$__cudaenv_walk:q" \
set __cudaenv_dir = "$__cudaenv_root:q" \
if ($?CUDAENV_ROOT) then \
	if ("x$CUDAENV_ROOT:q" != x) set __cudaenv_dir = "$CUDAENV_ROOT:q" \
endif \
set __cudaenv_file = "$__cudaenv_dir:q/version"; eval "$__cudaenv_add:q" \
set __cudaenv_file = "$__cudaenv_dir:q/generation"; eval "$__cudaenv_add:q" \
set __cudaenv_file = "$__cudaenv_site:q"; eval "$__cudaenv_add:q"'

# Switches the environment to what is selected here. A run that was interrupted or killed
# prints no __cudaenv_done: nothing is changed, and __cudaenv_same stays 0, so that the next
# prompt repeats it. Without the program: undoes what is applied. Setting PATH while `path` is
# readonly would end everything that runs: looks it up first.
set __cudaenv_apply = '\
unset __cudaenv_fixed \
set __cudaenv_list = ("`set -r`") \
if (" $__cudaenv_list:q" =~ *" path"[^a-zA-Z0-9_]*) set __cudaenv_fixed \
if (-x "$__cudaenv_exe:q") then \
	if (! $?__cudaenv_told) set __cudaenv_told \
	if (! $?__cudaenv_left) set __cudaenv_left \
	set __cudaenv_code = "`${__cudaenv_D}__cudaenv_exe:q hook tcsh __cudaenv_told=${__cudaenv_D}__cudaenv_told:q __cudaenv_left=${__cudaenv_D}__cudaenv_left:q`" \
else \
	set __cudaenv_code = "$__cudaenv_leave:q" __cudaenv_bin = "" __cudaenv_gone = "" __cudaenv_done \
endif \
if ("$__cudaenv_code:q" =~ *__cudaenv_done* || $?__cudaenv_done) then \
	eval "$__cudaenv_code:q" \
	unset __cudaenv_done \
	set __cudaenv_seen = "$__cudaenv_now:q" __cudaenv_same = "$__cudaenv_test:q" \
	eval "$__cudaenv_expect:q" \
endif'

# Our elements also disappear from PATH when a venv restores the value that it saved. A path
# that does not match itself as a pattern is not searched for.
set __cudaenv_expect = '\
set __cudaenv_ours = "*" \
if ($?__cudaenv_bin && ! $?__cudaenv_fixed) then \
	if ("x$__cudaenv_bin:q" != x) set __cudaenv_ours = "* $__cudaenv_bin:as/:/ /:q *" \
endif \
if (" $path " !~ "$__cudaenv_ours:q") set __cudaenv_ours = "*" \
set __cudaenv_same = "$__cudaenv_same:q && ${__cudaenv_Q} ${__cudaenv_D}path ${__cudaenv_Q} =~ ${__cudaenv_Q}${__cudaenv_D}__cudaenv_ours:q${__cudaenv_Q}" \
set __cudaenv_theirs = () \
if ($?__cudaenv_gone && ! $?__cudaenv_fixed) then \
	set __cudaenv_set = $?noglob \
	set noglob \
	set __cudaenv_theirs = ($__cudaenv_gone:as/:/ /) \
	if (! $__cudaenv_set) unset noglob \
endif \
set __cudaenv_i = 0 \
eval "$__cudaenv_refuse:q"'

# Adds to the expression that none of __cudaenv_theirs is in PATH.
set __cudaenv_refuse = '\
@ __cudaenv_i++ \
if ($__cudaenv_i <= $#__cudaenv_theirs) then \
	set __cudaenv_same = "$__cudaenv_same:q && ${__cudaenv_Q} ${__cudaenv_D}path ${__cudaenv_Q} !~ ${__cudaenv_Q}* ${__cudaenv_D}__cudaenv_theirs[$__cudaenv_i]:q *${__cudaenv_Q}" \
	eval "$__cudaenv_refuse:q" \
endif'

# __cudaenv_undo: for each variable its kind, name, what it was, our value, its old value.
set __cudaenv_undo = () __cudaenv_leave = '\
if ($#__cudaenv_undo > 4) then \
	set __cudaenv_name = $__cudaenv_undo[2] \
	eval "set __cudaenv_set = ${__cudaenv_D}?$__cudaenv_name" \
	if ($__cudaenv_set) then \
		eval "set __cudaenv_value = ${__cudaenv_Q}${__cudaenv_D}${__cudaenv_name}:q${__cudaenv_Q}" \
		set __cudaenv_new = "$__cudaenv_value:q" \
		if ($__cudaenv_undo[1] == take) then \
			set __cudaenv_new = "`/bin/sh -c ${__cudaenv_D}__cudaenv_cut:q sh ${__cudaenv_D}__cudaenv_value:q ${__cudaenv_D}__cudaenv_undo[4]:q`" \
		else if ("x$__cudaenv_value:q" == "x$__cudaenv_undo[4]:q") then \
			set __cudaenv_new = "$__cudaenv_undo[5]:q" \
		endif \
		if ("x$__cudaenv_new:q" == x && $__cudaenv_undo[3] == u) then \
			unsetenv $__cudaenv_name \
		else if ($__cudaenv_name != PATH || ! $?__cudaenv_fixed) then \
			setenv $__cudaenv_name "$__cudaenv_new:q" \
		endif \
	endif \
	shift __cudaenv_undo \
	shift __cudaenv_undo \
	shift __cudaenv_undo \
	shift __cudaenv_undo \
	shift __cudaenv_undo \
	eval "$__cudaenv_leave:q" \
else \
	unsetenv __CUDAENV \
endif'

set __cudaenv_hook = '\
eval "$__cudaenv_look:q" \
if (! $?__cudaenv_ours) set __cudaenv_ours = "*" \
set __cudaenv_test = "$__cudaenv_same:q" \
set __cudaenv_changed = 1 \
if ("$__cudaenv_now:q" == "$__cudaenv_seen:q" && " $path " =~ "$__cudaenv_ours:q") then \
	eval "$__cudaenv_expect:q" \
	eval "if ($__cudaenv_same:q) set __cudaenv_changed = 0" \
endif \
if ($__cudaenv_changed) then \
	set __cudaenv_same = 0 \
	eval "$__cudaenv_apply:q" \
endif'
# `unset` would look at every variable there is.
alias __cudaenv_hook 'set __cudaenv_changed = 1; if ("$?CUDAENV_VERSION$?CUDAENV_ROOT$?CUDAENV_DIR$?CUDAENV_CONFIG$?CUDAENV_CEILING_DIRECTORIES" == "$__cudaenv_which") eval "if ($__cudaenv_same:q) set __cudaenv_changed = 0"; if ($__cudaenv_changed) eval "$__cudaenv_hook:q"'

alias cudaenv 'source $__cudaenv_script:q call \!*'

# Loads the hook, where there are prompts: on cd, for `cd x && make`, and before a prompt,
# for what was edited elsewhere.
set __cudaenv_begin = '\
eval "$__cudaenv_look:q" \
set __cudaenv_seen = "$__cudaenv_now:q" \
eval "$__cudaenv_expect:q" \
if ($?__cudaenv_again) set __cudaenv_seen = "" __cudaenv_same = 0 \
unset __cudaenv_again \
if ($?prompt) then \
	set __cudaenv_name = cwdcmd; eval "$__cudaenv_chain:q" \
	set __cudaenv_name = precmd \
	if ("$__cudaenv_when" =~ *prompt*) eval "$__cudaenv_chain:q" \
endif'

# Adds the hook before the commands of the alias $__cudaenv_name.
set __cudaenv_chain = '\
set __cudaenv_value = "`alias $__cudaenv_name`" \
if ("$__cudaenv_value:q" == "") then \
	alias $__cudaenv_name __cudaenv_hook \
else if ("$__cudaenv_value:q" !~ *__cudaenv_hook*) then \
	alias $__cudaenv_name "__cudaenv_hook; $__cudaenv_value:q" \
endif'

set __cudaenv_unchain = '\
set __cudaenv_value = "`alias $__cudaenv_name`" \
set __cudaenv_value = "$__cudaenv_value:s/__cudaenv_hook; //:s/__cudaenv_hook//:q" \
unalias $__cudaenv_name \
if ("$__cudaenv_value:q" != "") alias $__cudaenv_name "$__cudaenv_value:q"'

# Takes the hook out, with all that it brought along.
set __cudaenv_end = '\
set __cudaenv_name = cwdcmd; eval "$__cudaenv_unchain:q" \
set __cudaenv_name = precmd; eval "$__cudaenv_unchain:q" \
unalias cudaenv __cudaenv_hook \
unsetenv __CUDAENV \
unset __cudaenv_*'
