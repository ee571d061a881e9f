# Prints the microseconds that $1 prompts take when nothing changed.
zmodload zsh/datetime
eval "$(cudaenv init zsh)"
__cudaenv_site=$BENCH_SITE
cd $BENCH_DEEP || exit
__cudaenv_hook
from=$EPOCHREALTIME
for ((i = 0; i < $1; i++)); do __cudaenv_hook; done
printf '%.0f %s\n' $(((EPOCHREALTIME - from) * 1e6)) $CUDAENV_ACTIVE
