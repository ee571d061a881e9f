# shellcheck shell=bash
# Microseconds of entering and leaving the project once, $2 times, as $1 does it at a prompt.
# Everything a shell does for it is in: the hook, its program, the eval.
shopt -s expand_aliases
mkdir -p "$BENCH_TOP/$1/project" "$BENCH_TOP/$1/other"
cd "$BENCH_TOP/$1/other" || exit
toolkit=$CUDAENV_ROOT/versions/12.4

case $1 in
cudaenv)
	echo 12.4 >../project/.cuda-version
	eval "$(cudaenv init bash)"
	hook=__cudaenv_hook
	;;
direnv)
	printf '%s\n' "export CUDA_HOME=$toolkit" "PATH_add $toolkit/bin" \
		"path_add LD_LIBRARY_PATH $toolkit/lib64" >../project/.envrc
	direnv allow ../project/.envrc
	eval "$(direnv hook bash)"
	hook=_direnv_hook
	;;
mise)
	printf '%s\n' '[env]' "CUDA_HOME = \"$toolkit\"" "LD_LIBRARY_PATH = \"$toolkit/lib64\"" \
		"_.path = [\"$toolkit/bin\"]" >../project/mise.toml
	mise trust -q ../project/mise.toml
	eval "$(mise activate bash)"
	hook=_mise_hook_prompt_command
	;;
modules)
	mkdir -p "$BENCH_TOP/modules/files/cuda"
	printf '%s\n' '#%Module1.0' "setenv CUDA_HOME $toolkit" "prepend-path PATH $toolkit/bin" \
		"prepend-path LD_LIBRARY_PATH $toolkit/lib64" >"$BENCH_TOP/modules/files/cuda/12.4"
	# shellcheck source=/dev/null
	. "$BENCH_MODULES"
	export MODULEPATH=$BENCH_TOP/modules/files
	;;
esac

enter() { cd ../project && $hook; }
leave() { cd ../other && $hook; }
if [[ $1 == modules ]]; then
	enter() { module load cuda/12.4; }
	leave() { module unload cuda/12.4; }
fi

enter 2>/dev/null
[[ $CUDA_HOME == "$toolkit" ]] || { echo "$1 did not switch" >&2; exit 1; }
leave 2>/dev/null
[[ -z ${CUDA_HOME-} ]] || { echo "$1 did not switch back" >&2; exit 1; }
for ((i = 0; i < $2; i++)); do
	from=$EPOCHREALTIME
	{ enter; leave; } 2>/dev/null
	to=$EPOCHREALTIME
	echo $((${to/./} - ${from/./}))
done
