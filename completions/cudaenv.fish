# SPDX-License-Identifier: MIT
# Completions of cudaenv for fish. All that changes is asked of the program: the commands,
# the words, and from each command's --help its options and what these take (SPEC, FORMAT...).

function __fish_cudaenv_ask
    set -l exe cudaenv
    if set -q __cudaenv_exe
        set exe $__cudaenv_exe
    end
    command $exe $argv 2>/dev/null
end

# Commands with their summaries, then those of other programs.
function __fish_cudaenv_commands
    __fish_cudaenv_ask help | string replace -r -f '^  ([a-z-]+) +(.*)$' '$1\t$2'
    __fish_cudaenv_ask commands
end

# Programs of the selected toolkits.
function __fish_cudaenv_programs
    for dir in (__fish_cudaenv_ask prefix)
        for file in $dir/bin/*
            if test -x $file
                string replace -r '.*/' '' -- $file
            end
        end
    end
end

# Offers the words for the placeholder `kind` of a command's usage.
function __fish_cudaenv_kind -a command kind typed
    switch $kind
        case '*,...'
            set -l list (string match -r '.*,' -- $typed)
            __fish_cudaenv_kind $command (string replace ,... '' -- $kind) \
                (string replace -r '.*,' '' -- $typed) | string replace -r '^' "$list"
        case PROGRAM
            __fish_cudaenv_programs
        case COMMAND
            __fish_cudaenv_commands
        case ID 'WHAT*'
            __fish_cudaenv_ask doctor --list | string replace -r '^(\S+) +\S+ +(.*)' '$1\t$2'
        case DIR DIRECTORY
            __fish_complete_directories $typed
        case FILE PATH ARGUMENT 'DIR|FILE'
            __fish_complete_path $typed
        case ''
        case '*'
            __fish_cudaenv_ask commands --words $command $kind
    end
end

# The argument of an option, from the command's --help.
function __fish_cudaenv_taken_by -a command option
    __fish_cudaenv_ask $command --help | while read -l -d \n line
        set -l row (string match -r '^  (-.,| ) +(--[a-z-]+)(?: ([^ ]+))?  ' -- $line)
        and contains -- $option $row[3] (string trim -c ' ,' -- $row[2])
        and echo $row[4]
    end
end

# The arguments of a command; the last of argv are those typed so far.
function __fish_cudaenv_arguments -a command typed
    set -l arguments $argv[3..-1]
    set -l kind
    if set -q arguments[1]
        set kind (__fish_cudaenv_taken_by $command $arguments[-1])
    end
    if test -n "$kind"
        __fish_cudaenv_kind $command $kind $typed
        return
    end
    if string match -q -- '--*=*' $typed
        set -l parts (string split -m 1 = -- $typed)
        set kind (__fish_cudaenv_taken_by $command $parts[1])
        __fish_cudaenv_kind $command "$kind" $parts[2] | string replace -r -- '^' "$parts[1]="
        return
    end
    if string match -q -- '-*' $typed
        __fish_cudaenv_ask $command --help |
            string replace -r -f '^  (-.,| ) +(--[a-z-]+)(?: [^ ]+)?  +(.*)' '$2\t$3'
        return
    end
    set -l n 1
    set -l skip 0
    for word in $arguments
        if test $skip = 1
            set skip 0
        else if test "$word" = -; or not string match -q -- '-*' $word
            set n (math $n + 1)
        else if test -n "$(__fish_cudaenv_taken_by $command $word)"
            set skip 1
        end
    end
    __fish_cudaenv_kind $command "$(__fish_cudaenv_ask commands --words $command $n)" $typed
end

function __fish_cudaenv
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case --sysroot
                if not set -q words[2]
                    __fish_complete_directories $typed
                    return
                end
                set -e words[1]
                set -e words[1]
            case '-*'
                set -e words[1]
            case '*'
                __fish_cudaenv_arguments $words[1] "$typed" $words[2..-1]
                return
        end
    end
    if string match -q -- '-*' $typed
        printf '%s\n' --help\t'list the commands' \
            --sysroot\t'examine the machine below a directory' --version\t'print the version'
    else
        __fish_cudaenv_commands
    end
end

complete -c cudaenv -f -a '(__fish_cudaenv)'
