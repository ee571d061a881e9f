# cudaenv for fish >= 3.5. Loaded by: cudaenv init fish | source
#
# A prompt where nothing changed costs no fork: __cudaenv_look gathers, with built-ins alone,
# all that the answer depends on into one list; only when that differs is the program run.

# All files that may say something, from $argv[1] upward, into __cudaenv_paths. A path may hold
# newlines, at which a command substitution would make two of it.
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

# The paths change with the place alone; one built-in then tells which of them are there.
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
    # Only where a path holds a newline is a second built-in worth its time.
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

# Runs the program's command $argv[1], and tells it before the arguments: variables that are
# not exported, which it does not see, and, marked ^, those that only a universal variable has.
function __cudaenv_run
    set -l told
    for name in $__cudaenv_names
        set -q $name; or continue
        set -l mark ''
        set -qg $name; or set mark ^
        # In quotes a path variable is joined by ":".
        set -a told $mark$name="$$name"
    end
    $__cudaenv_exe $argv[1] fish $told $argv[2..]
end

# Makes the environment what applies here. Without our program: takes back what it did.
function __cudaenv_apply
    if test -x "$__cudaenv_exe"
        __cudaenv_run hook $argv | source
    else
        set -l undo $__cudaenv_undo
        set -g __cudaenv_undo
        set -g __cudaenv_bin
        test -n "$undo"; and eval $undo
    end
    set -g __cudaenv_first (string split -m 1 : -- "$__cudaenv_bin")[1]
end

function __cudaenv_hook
    set -l kept $status
    # A `cd` in a command substitution fires events too, though its shell is this one.
    status is-command-substitution; and return $kept
    __cudaenv_look
    # Ours may also have gone from PATH, when a venv put back what it had saved.
    if test "$__cudaenv_now" != "$__cudaenv_seen"
        or not contains -- "$__cudaenv_first" $PATH ''
        set -g __cudaenv_seen $__cudaenv_now
        __cudaenv_apply
    end
    return $kept
end

# Takes the elements $argv[3] out of the path variable $argv[1], which was $argv[2] before.
function __cudaenv_take
    set -l name $argv[1]
    set -qg $name; or return
    set -l left $$name
    for one in (string split : -- $argv[3])
        set -l at (contains -i -- $one $left); and set -e left[$at]
    end
    if test $argv[2] = g
        # Ours hid a universal variable, which is to show again where nothing was added.
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

# Gives the variable $argv[1] its old value $argv[4] back, if it still holds ours, $argv[3].
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
        case use shell
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

# Loads the hook, where there are prompts: on cd, for `cd x && make`, and before a prompt,
# for what was edited elsewhere.
function __cudaenv_begin
    set -g __cudaenv_first (string split -m 1 : -- "$__cudaenv_bin")[1]
    __cudaenv_look
    set -g __cudaenv_seen $__cudaenv_now
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
end

# Takes the hook out, with all that it brought along.
function __cudaenv_end
    for name in exe root site when names place paths odd now seen told bin first undo
        set -eg __cudaenv_$name
    end
    set -eg __CUDAENV
    functions -e __cudaenv_climb __cudaenv_survey __cudaenv_look __cudaenv_run __cudaenv_apply __cudaenv_hook \
        __cudaenv_take __cudaenv_back __cudaenv_begin __cudaenv_cd __cudaenv_prompt __cudaenv_end cudaenv
end
