# Prints the microseconds that $1 prompts take when nothing changed.
cudaenv init fish | source
set -g __cudaenv_site $BENCH_SITE
cd $BENCH_DEEP; or exit
__cudaenv_hook
# The shell has no clock. date runs outside the measured part.
set from (date +%s%N)
for i in (seq $argv[1])
    __cudaenv_hook
end
set to (date +%s%N)
math -s0 "($to - $from) / 1000" | read -l us
echo $us $CUDAENV_ACTIVE
