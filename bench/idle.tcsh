# Prints the microseconds that $1 prompts take when nothing changed.
eval "`cudaenv init tcsh`"
set __cudaenv_site = $BENCH_SITE:q
cd $BENCH_DEEP:q
__cudaenv_hook
# The shell has no clock. date runs outside the measured part.
set from = `date +%s%N`
@ i = 0
while ($i < $1)
	__cudaenv_hook
	@ i++
end
set to = `date +%s%N`
@ us = ($to - $from) / 1000
echo $us $CUDAENV_ACTIVE
