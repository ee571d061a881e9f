# shellcheck shell=bash
# Microseconds that $1 prompts take where nothing has changed.
eval "$(cudaenv init bash)"
__cudaenv_site=$BENCH_SITE
cd "$BENCH_DEEP" || exit
__cudaenv_hook
from=$EPOCHREALTIME
for ((i = 0; i < $1; i++)); do __cudaenv_hook; done
to=$EPOCHREALTIME
echo $((${to/./} - ${from/./})) "$CUDAENV_ACTIVE"
