# shellcheck shell=bash
# Prints the microseconds that $1 prompts take when nothing changed.
eval "$(cudaenv init bash)"
__cudaenv_site=$BENCH_SITE
cd "$BENCH_DEEP" || exit
__cudaenv_hook
from=$EPOCHREALTIME
for ((i = 0; i < $1; i++)); do __cudaenv_hook; done
to=$EPOCHREALTIME
echo $((${to/./} - ${from/./})) "$CUDAENV_ACTIVE"
