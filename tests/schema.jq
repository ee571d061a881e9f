# SPDX-License-Identifier: MIT
# What is wrong with a document, by a JSON schema (the few keywords that ours has), one
# line each: jq -r --slurpfile schema FILE -f schema.jq
def kind: if type == "number" and . == floor then "integer" else type end;
def wrong($s; $at):
	. as $v
	| (if $s.type and ([$s.type] | flatten | index($v | kind) | not)
		then "\($at): is \($v | kind)" else empty end),
	(if $s.enum and ($s.enum | index($v) | not) then "\($at): is \($v)" else empty end),
	(if ($v | type) == "object" then
		(($s.required // [])[] as $k
			| if $v | has($k) then empty else "\($at): has no \($k)" end),
		($v | keys[] as $k
			| if $s.properties[$k]? then .[$k] | wrong($s.properties[$k]; "\($at).\($k)")
			elif $s.additionalProperties then
				.[$k] | wrong($s.additionalProperties; "\($at).\($k)")
			elif $s.properties then "\($at): nothing is told of \($k)"
			else empty end)
	elif ($v | type) == "array" and $s.items then
		range($v | length) as $i | $v[$i] | wrong($s.items; "\($at)[\($i)]")
	else empty end);
wrong($schema[0]; "")
