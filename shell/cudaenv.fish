# cudaenv for fish >= 3.5. Loaded by: cudaenv init fish | source
#
# A prompt where nothing changed costs no fork: __cudaenv_look collects, with built-ins only,
# everything that the selection depends on in one list. The program runs only when that list
# differs.

# Adds all files that may select, from $argv[1] upward, to __cudaenv_paths. A path may contain
# newlines, at which a command substitution would split it.
function __cudaenv_climb
    set -l dir $argv[1]
    string match -q '/*' -- $dir; or set dir $PWD/$dir
    set -l ceilings (string split : -- "$CUDAENV_CEILING_DIRECTORIES" | string replace -r '(.)/$' '$1')
    while true
        set -l end $dir
        test $dir = /; and set end ''
        set -ga __cudaenv_paths $end/.cuda-version $end/.tool-versions
        test $dir = /; and return
        set -l up (path dirname -Z -- $dir | string split0)
        test $up = $dir; and return # "//"
        set dir $up
        contains -- $dir $ceilings; and return
    end
end

# The paths change only with the directory; one built-in then finds which of them exist.
function __cudaenv_survey
    set -l root $__cudaenv_root
    test -n "$CUDAENV_ROOT"; and set root $CUDAENV_ROOT
    set -g __cudaenv_paths
    test -n "$CUDAENV_DIR"; and __cudaenv_climb $CUDAENV_DIR
    __cudaenv_climb $PWD
    set -ga __cudaenv_paths $root/version $root/generation $__cudaenv_site
    set -g __cudaenv_odd
    string match -q \*\n\* -- "$__cudaenv_paths"; and set -g __cudaenv_odd x
end

function __cudaenv_look
    set -g __cudaenv_now "$PWD" "$CUDAENV_ROOT" "$CUDAENV_DIR" "$CUDAENV_CEILING_DIRECTORIES"
    if test "$__cudaenv_now" != "$__cudaenv_place"
        set -g __cudaenv_place $__cudaenv_now
        __cudaenv_survey
    end
    set -g __cudaenv_now "$CUDAENV_VERSION" "$CUDAENV_ROOT" "$CUDAENV_CONFIG"
    set -l files
    # A second built-in is worth its time only where a path contains a newline.
    if test -n "$__cudaenv_odd"
        set files (path filter -Z -- $__cudaenv_paths | string split0)
    else
        set files (path filter -- $__cudaenv_paths)
    end
    for file in $files
        set -l text
        test -f $file; and read -z -n 65537 text <$file 2>/dev/null
        set -ga __cudaenv_now $file "$text" $status
    end
end

# Runs the program's command $argv[1]. Passes it, before the arguments, the variables that are
# not exported, which it does not see, and, marked ^, those that only a universal variable has.
function __cudaenv_run
    set -l given
    for name in $__cudaenv_names
        set -q $name; or continue
        set -l mark ''
        set -qg $name; or set mark ^
        # In quotes a path variable is joined by ":".
        set -a given $mark$name="$$name"
    end
    $__cudaenv_exe $argv[1] fish $given $argv[2..]
end

# Switches the environment to what is selected here. A run that was interrupted, killed or
# could not start prints no __cudaenv_done: nothing is changed, and the next prompt repeats it.
# Without the program: undoes what is applied.
function __cudaenv_apply
    if test -x "$__cudaenv_exe"
        set -l code (__cudaenv_run hook $argv | string collect)
        string match -q '*__cudaenv_done' -- "$code"; and eval $code
    else
        set -l undo $__cudaenv_undo
        set -g __cudaenv_undo
        set -g __cudaenv_bin
        set -g __cudaenv_gone
        test -n "$undo"; and eval $undo
        __cudaenv_done
    end
end

# The last line of the program's code: the environment is what is selected here.
function __cudaenv_done
    set -g __cudaenv_seen $__cudaenv_now
    set -g __cudaenv_first (string split -m 1 : -- "$__cudaenv_bin")[1]
    set -g __cudaenv_removed (string split -n : -- "$__cudaenv_gone")
end

# Has another program restored an element that this shell had removed?
function __cudaenv_is_back
    for one in $__cudaenv_removed
        contains -- $one $PATH $LD_LIBRARY_PATH; and return
    end
    return 1
end

function __cudaenv_hook
    set -l kept $status
    # A `cd` in a command substitution fires events too, although its shell is this one.
    status is-command-substitution; and return $kept
    __cudaenv_look
    # A venv, for example, may have removed our elements from PATH.
    if test "$__cudaenv_now" != "$__cudaenv_seen"
        or not contains -- "$__cudaenv_first" $PATH ''
        __cudaenv_apply
    end
    return $kept
end

# Removes the elements $argv[3] from the path variable $argv[1], which was $argv[2] before.
function __cudaenv_take
    set -l name $argv[1]
    set -qg $name; or return
    set -l left $$name
    for one in (string split : -- $argv[3])
        set -l at (contains -i -- $one $left); and set -e left[$at]
    end
    if test $argv[2] = g
        # Ours hid a universal variable, which shows again unless something was added.
        set -eg $name
        test "$$name" = "$left"; or set -gx $name $left
    else if test (count $left) -eq 0; and test $argv[2] = u
        set -eg $name
    else if test $argv[2] = l
        set -gu $name $left
    else
        set -gx $name $left
    end
end

# Restores the value $argv[4] of the variable $argv[1], which was $argv[2] before, if it still
# has our value $argv[3].
function __cudaenv_back
    set -l name $argv[1]
    test "$$name" = $argv[3]; or return
    switch $argv[2]
        case u g
            set -eg $name
        case l
            set -gu $name $argv[4]
        case '*'
            set -gx $name $argv[4]
    end
end

function cudaenv
    set -l kept 0
    switch "$argv[1]"
        case use local global shell
            set -l code (__cudaenv_run sh-$argv[1] -- $argv[2..] | string collect; set kept $pipestatus[1])
            eval $code
        case deactivate
            if test -x "$__cudaenv_exe"
                __cudaenv_run sh-deactivate -- $argv[2..] | source
                set kept $pipestatus[1]
            else
                eval $__cudaenv_undo
            end
            test (count $argv) -gt 1; or __cudaenv_end
            return $kept
        case '*'
            $__cudaenv_exe $argv
            set kept $status
    end
    set -g __cudaenv_seen
    __cudaenv_hook
    return $kept
end

# Loads the hook if the shell shows prompts: on cd, for `cd x && make`, before a prompt, for
# edits made elsewhere, and before a command line, because a hook that ran at the prompt after
# ours may have restored what this shell had removed (direnv).
function __cudaenv_begin
    __cudaenv_look
    __cudaenv_done
    test -n "$__cudaenv_again"; and set -g __cudaenv_seen
    set -eg __cudaenv_again
    status is-interactive; or return 0
    function __cudaenv_cd --on-variable PWD
        __cudaenv_hook
    end
    test "$__cudaenv_when" = cd; and return
    function __cudaenv_prompt --on-event fish_prompt
        __cudaenv_hook
    end
    function __cudaenv_check --on-event fish_preexec
        if __cudaenv_is_back
            __cudaenv_look
            __cudaenv_apply
        end
    end
end

# Removes the hook and everything that it added.
function __cudaenv_end
    # `cudaenv use` hides a universal CUDAENV_VERSION with an empty one.
    set -qg CUDAENV_VERSION; and test -z "$CUDAENV_VERSION"; and set -eg CUDAENV_VERSION
    for name in exe root site when names place paths odd now seen told left bin gone first \
            removed undo
        set -eg __cudaenv_$name
    end
    set -eg __CUDAENV
    functions -e __cudaenv_done __cudaenv_is_back __cudaenv_check __cudaenv_climb __cudaenv_survey __cudaenv_look __cudaenv_run __cudaenv_apply __cudaenv_hook \
        __cudaenv_take __cudaenv_back __cudaenv_begin __cudaenv_cd __cudaenv_prompt __cudaenv_end cudaenv
end
