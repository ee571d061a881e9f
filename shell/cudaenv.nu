# cudaenv for nushell: this file, printed by `cudaenv init nu`, is to be kept and sourced.
#
# nushell evaluates no text: what the program says are lines "verb name = JSON", and what it
# is to remember lies in $env.__cudaenv_kept, a record, which no child sees. A prompt where
# nothing changed runs nothing: __cudaenv_look gathers, with built-ins alone, all that the
# answer depends on; only when that differs is the program run.

# A file's content, with the read's own status in front.
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

def --env __cudaenv_set [name: string, value: any] {
	if $value == null {
		hide-env --ignore-errors $name
	} else if $name == PATH {
		$env.PATH = $value | split row ":"
	} else {
		load-env {$name: $value}
	}
}

# Does what our program said.
def --env __cudaenv_do [said: string] {
	for line in ($said | lines | parse "{verb} {name} = {value}") {
		let value = $line.value | from json
		match $line.verb {
			"set" => { __cudaenv_set $line.name $value }
			"const" => { $env.__cudaenv_kept = $env.__cudaenv_kept | upsert $line.name $value }
			"print" => { print --no-newline $value }
		}
	}
}

# Runs our program for what it says; the exit status of the last command stays.
def --env --wrapped __cudaenv_run [...args: string] {
	let before = $env.LAST_EXIT_CODE? | default 0
	let done = do { ^$__cudaenv_exe ...$args } | complete
	print --stderr --no-newline $done.stderr
	__cudaenv_do $done.stdout
	$env.LAST_EXIT_CODE = $before
	$env.__cudaenv_kept.status = $done.exit_code
}

# Takes back all that is applied, without our program.
def --env __cudaenv_leave [] {
	for held in $env.__cudaenv_kept.__cudaenv_undo {
		let name = $held.1
		let value = __cudaenv_get $name
		if $value == null { continue }
		if $held.0 == take {
			mut rest = $value | split row ":"
			for element in ($held.3 | split row ":") {
				let at = $rest | enumerate | where item == $element | get -o 0.index
				if $at != null { $rest = $rest | drop nth $at }
			}
			let gone = ($rest | is-empty) and $held.2 == u
			__cudaenv_set $name (if $gone { null } else { $rest | str join ":" })
		} else if $value == $held.3 {
			__cudaenv_set $name (if $held.2 == u { null } else { $held.4 })
		}
	}
	$env.__cudaenv_kept.__cudaenv_undo = []
	$env.__cudaenv_kept.__cudaenv_bin = ""
	hide-env --ignore-errors __CUDAENV
}

def __cudaenv_is_here [] { ($__cudaenv_exe | path type) == "file" }

# Ours may also have gone from PATH, when a venv put back what it had saved.
def __cudaenv_gone [] {
	let ours = $env.__cudaenv_kept.__cudaenv_bin
	$ours != "" and $":($ours):" not-in $":(__cudaenv_get PATH):"
}

def --env __cudaenv_hook [] {
	let now = __cudaenv_look
	if $now != $env.__cudaenv_kept.seen or (__cudaenv_gone) {
		$env.__cudaenv_kept.seen = $now
		if (__cudaenv_is_here) {
			__cudaenv_run hook nu $"__cudaenv_told=($env.__cudaenv_kept.__cudaenv_told)"
		} else {
			__cudaenv_leave
		}
	}
}

# use, shell, deactivate: what changes this shell.
def --env __cudaenv_change [args: list<string>] {
	if (__cudaenv_is_here) {
		__cudaenv_run $"sh-($args.0)" nu ...($args | skip 1)
	} else {
		__cudaenv_leave
	}
	let status = $env.__cudaenv_kept.status
	if $args == [deactivate] {
		__cudaenv_end
	} else {
		$env.__cudaenv_kept.seen = []
		__cudaenv_hook
	}
	$env.LAST_EXIT_CODE = $status
	if $status != 0 {
		error make --unspanned {msg: $"cudaenv ended with ($status)"}
	}
}

def --env --wrapped cudaenv [...args: string] {
	if $env.__cudaenv_kept? != null and ($args | get -o 0) in [use shell deactivate] {
		__cudaenv_change $args
	} else {
		^$__cudaenv_exe ...$args
	}
}

# Applies what selects here, and loads the hook where there are prompts. nushell asks of a
# changed directory only before a prompt, too.
def --env __cudaenv_begin [] {
	$env.__cudaenv_kept = {
		seen: [], status: 0
		__cudaenv_told: "", __cudaenv_undo: [], __cudaenv_bin: ""
	}
	if (__cudaenv_is_here) {
		__cudaenv_run "hook" "nu" "--start"
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

# Takes the hook out.
def --env __cudaenv_end [] {
	let hooks = $env.config.hooks
	$env.config.hooks.pre_prompt = $hooks.pre_prompt | where $it != "__cudaenv_hook"
	if $hooks.env_change.PWD? != null {
		$env.config.hooks.env_change.PWD = $hooks.env_change.PWD
			| where $it != "__cudaenv_hook"
	}
	hide-env --ignore-errors __cudaenv_kept __CUDAENV
}

