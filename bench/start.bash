# shellcheck shell=bash
# Microseconds of one start of the shell's integration, $1 times, in a new subshell each:
# eval "$(empty)", then eval "$(cudaenv init bash)", on one line.
for ((i = 0; i < $1; i++)); do
	(
		from=$EPOCHREALTIME
		eval "$("$BENCH_EMPTY")"
		between=$EPOCHREALTIME
		eval "$(cudaenv init bash)"
		to=$EPOCHREALTIME
		echo $((${between/./} - ${from/./})) $((${to/./} - ${between/./}))
	)
done
