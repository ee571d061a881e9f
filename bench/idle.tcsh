# Microseconds that $1 prompts take where nothing has changed.
eval "`cudaenv init tcsh`"
set __cudaenv_site = $BENCH_SITE:q
cd $BENCH_DEEP:q
__cudaenv_hook
# It has no clock of its own: date runs outside of what is measured.
set from = `date +%s%N`
@ i = 0
while ($i < $1)
	__cudaenv_hook
	@ i++
end
set to = `date +%s%N`
@ us = ($to - $from) / 1000
echo $us $CUDAENV_ACTIVE
