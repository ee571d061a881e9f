# cudaenv for nushell. Save the output of `cudaenv init nu` in a file and source it.
#
# nushell does not evaluate strings. The program therefore prints lines "verb name = JSON".
# The record $env.__cudaenv_kept stores the state of the hook; no child process sees it. A
# prompt where nothing changed runs nothing: with built-ins only, __cudaenv_look collects
# everything that the result depends on. The program runs only if that differs.

# The status of reading a file, then its content.
def __cudaenv_read [file: string] {
	if ($file | path type) == "file" {
		try { [1 (open --raw $file | into binary)] } catch { [2] }
	} else {
		[3]
	}
}

# What the directories from $start upward say, to the nearest file.
def __cudaenv_walk [start: string] {
	let ceilings = $env.CUDAENV_CEILING_DIRECTORIES? | default "" | split row ":"
	mut dir = if $start == "" { "" } else { $env.PWD | path join $start }
	mut found = []
	while ($dir | str starts-with "/") {
		for name in [.cuda-version .tool-versions] {
			let file = $dir | path join $name
			if ($file | path exists) {
				$found = $found | append [[$file (__cudaenv_read $file)]]
			}
		}
		let up = $dir | path dirname
		if $up == $dir or ($dir | path join .cuda-version | path exists) {
			break
		}
		if $up in $ceilings or $"($up)/" in $ceilings {
			break
		}
		$dir = $up
	}
	$found
}

def __cudaenv_look [] {
	let told = [CUDAENV_VERSION CUDAENV_ROOT CUDAENV_DIR CUDAENV_CONFIG]
		| each {|name| $env | get -o $name | default "" }
	let root = if $told.1 == "" { $__cudaenv_root } else { $told.1 }
	[
		$told
		(__cudaenv_walk $told.2)
		(__cudaenv_walk $env.PWD)
		(__cudaenv_read ($root | path join version))
		(__cudaenv_read ($root | path join generation))
		(__cudaenv_read $__cudaenv_site)
	]
}

# A variable as a child sees it: PATH is a list here.
def __cudaenv_get [name: string] {
	let value = $env | get -o $name
	if ($value | describe | str starts-with "list") { $value | str join ":" } else { $value }
}

# Runs our program: its exit status, and what it said as rows of verb, name and value.
def __cudaenv_ask [args: list<string>] {
	let done = do { ^$__cudaenv_exe ...$args } | complete
	print --stderr --no-newline $done.stderr
	{
		status: $done.exit_code
		rows: ($done.stdout | lines | parse "{verb} {name} = {value}" | update value { from json })
	}
}

# The same without the program: undoes everything that is applied.
def __cudaenv_leave [] {
	mut taken = []
	mut left = {}
	for held in $env.__cudaenv_kept.__cudaenv_undo {
		let name = $held.1
		let value = $left | get -o $name | default (__cudaenv_get $name)
		if $value == null { continue }
		if $held.0 == take {
			mut rest = $value | split row ":"
			for element in ($held.3 | split row ":") {
				let at = $rest | enumerate | where item == $element | get -o 0.index
				if $at != null { $rest = $rest | drop nth $at }
			}
			let gone = ($rest | is-empty) and $held.2 == u
			let text = if $gone { null } else { $rest | str join ":" }
			$left = $left | upsert $name $text
			$taken = $taken | append {verb: set, name: $name, value: $text}
		} else if $value == $held.3 {
			let text = if $held.2 == u { null } else { $held.4 }
			$taken = $taken | append {verb: set, name: $name, value: $text}
		}
	}
	{
		status: 0
		rows: [
			...$taken
			{verb: const, name: __cudaenv_undo, value: []}
			{verb: const, name: __cudaenv_bin, value: ""}
			{verb: const, name: __cudaenv_gone, value: ""}
			{verb: set, name: __CUDAENV, value: null}
			{verb: const, name: __cudaenv_done, value: true}
		]
	}
}

def __cudaenv_is_here [] { ($__cudaenv_exe | path type) == "file" }

# Has another program removed our elements from PATH, or restored one that was removed?
def __cudaenv_disturbed [] {
	let kept = $env.__cudaenv_kept
	let all = $":(__cudaenv_get PATH):(__cudaenv_get LD_LIBRARY_PATH):"
	if $kept.__cudaenv_bin != "" and $":($kept.__cudaenv_bin):" not-in $all { return true }
	$kept.__cudaenv_gone | split row ":" | any {|one| $one != "" and $":($one):" in $all }
}

# Runs the program once for each of $runs and applies its output. Returns the status of the first.
# Each call of a `def --env` leaves in its caller a copy of all that is set, and hiding takes
# one copy away: so this is the one place that sets and hides, and nothing calls it twice.
def --env __cudaenv_do [runs: list<list<string>>, --end] {
	mut kept = $env.__cudaenv_kept
	mut status = []
	for run in $runs {
		let now = __cudaenv_look
		let given = if $run != [hook nu] { [] } else {
			[$"__cudaenv_told=($kept.__cudaenv_told)" $"__cudaenv_left=($kept.__cudaenv_left)"]
		}
		let done = if (__cudaenv_is_here) { __cudaenv_ask [...$run ...$given] } else { __cudaenv_leave }
		if $run == [hook nu] {
			# Killed or interrupted: nothing is changed, and the next prompt repeats it.
			if ($done.rows | is-empty) or ($done.rows | last | get name) != __cudaenv_done {
				continue
			}
			$kept.seen = $now
		}
		for row in $done.rows {
			match [$row.verb $row.name $row.value] {
				[set $name null] => { hide-env --ignore-errors $name }
				[set PATH $value] => { $env.PATH = $value | split row ":" }
				[set $name $value] => { load-env {$name: $value} }
				[const $name $value] => { $kept = $kept | upsert $name $value }
				[print $_ $text] => { print --no-newline $text }
			}
		}
		$status = $status | append $done.status
	}
	if $end {
		hide-env --ignore-errors __cudaenv_kept __CUDAENV
	} else {
		$env.__cudaenv_kept = $kept
	}
	$status | get -o 0 | default 1
}

def --env __cudaenv_hook [] {
	if (__cudaenv_look) != $env.__cudaenv_kept.seen or (__cudaenv_disturbed) {
		__cudaenv_do [[hook nu]] | ignore
	}
}

# Takes the hook out.
def --env __cudaenv_unhook [] {
	let hooks = $env.config.hooks
	$env.config.hooks.pre_prompt = $hooks.pre_prompt | where $it != "__cudaenv_hook"
	if $hooks.env_change.PWD? != null {
		$env.config.hooks.env_change.PWD = $hooks.env_change.PWD
			| where $it != "__cudaenv_hook"
	}
}

# The commands that change this shell: use, shell, deactivate, and local and global with
# arguments.
def --env __cudaenv_change [args: list<string>] {
	let change = [$"sh-($args.0)" nu ...($args | skip 1)]
	let status = if $args == [deactivate] {
		__cudaenv_do --end [$change]
	} else {
		__cudaenv_do [$change [hook nu]]
	}
	if $args == [deactivate] { __cudaenv_unhook }
	$env.LAST_EXIT_CODE = $status
	if $status != 0 {
		error make --unspanned {msg: $"cudaenv ended with ($status)"}
	}
}

# Runs a command that may change the selection of all shells, then runs the hook. Output in the
# middle of a function would not enter the pipeline, so it is stored and returned at the end.
def --env __cudaenv_change_all [args: list<string>] {
	let answer = try { ^$__cudaenv_exe ...$args | collect } catch { "" }
	let status = $env.LAST_EXIT_CODE? | default 0
	__cudaenv_do [[hook nu]] | ignore
	$env.LAST_EXIT_CODE = $status
	if $status != 0 {
		error make --unspanned {msg: $"cudaenv ended with ($status)"}
	}
	# Empty output prints no line on a terminal, and is the end of input for the next command.
	if $answer == "" { open --raw /dev/null } else { $answer }
}

# Any other command only prints. The hook runs before it, because the command must be the last
# statement: it has the function's input, which an earlier statement would read, and output.
def --env --wrapped cudaenv [...args: string] {
	if $env.__cudaenv_kept? == null {
		^$__cudaenv_exe ...$args
	} else if ($args | get -o 0) in [use shell deactivate] or (
		($args | get -o 0) in [local global] and ($args | length) > 1
	) {
		__cudaenv_change $args
		open --raw /dev/null # as in __cudaenv_change_all
	} else if ($args | get -o 0) in [alias install link uninstall] {
		__cudaenv_change_all $args
	} else {
		^$__cudaenv_exe ...(__cudaenv_do [[hook nu]] | ignore; $args)
	}
}

# Applies what selects here, and loads the hook where there are prompts. nushell asks of a
# changed directory only before a prompt, too.
def --env __cudaenv_begin [] {
	$env.__cudaenv_kept = {
		seen: []
		__cudaenv_told: "", __cudaenv_left: "", __cudaenv_undo: []
		__cudaenv_bin: "", __cudaenv_gone: ""
	}
	if (__cudaenv_is_here) {
		__cudaenv_do [[hook nu --start]] | ignore
	}
	if $env.__cudaenv_kept.__cudaenv_again? == null {
		$env.__cudaenv_kept.seen = __cudaenv_look
	}
	if not $nu.is-interactive { return }
	let hooks = $env.config.hooks
	if "prompt" in $__cudaenv_when {
		if "__cudaenv_hook" not-in $hooks.pre_prompt {
			$env.config.hooks.pre_prompt = $hooks.pre_prompt | append "__cudaenv_hook"
		}
	} else if "__cudaenv_hook" not-in ($hooks.env_change.PWD? | default []) {
		$env.config.hooks.env_change.PWD = $hooks.env_change.PWD?
			| default [] | append "__cudaenv_hook"
	}
}
