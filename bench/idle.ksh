# Prints the microseconds that $1 prompts take when nothing changed.
typeset -F6 SECONDS from
eval "$(cudaenv init ksh)"
__cudaenv_site=$BENCH_SITE
cd "$BENCH_DEEP" || exit
__cudaenv_hook
from=$SECONDS
for ((i = 0; i < $1; i++)); do __cudaenv_hook; done
printf '%.0f %s\n' $(((SECONDS - from) * 1e6)) "$CUDAENV_ACTIVE"
