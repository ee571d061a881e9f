# SPDX-License-Identifier: MIT
# Random walks through a shell's day: enter, leave, switch, edits of the same variables,
# conda and venv, a removed program. The same steps run with and without cudaenv; after the
# last leave, both environments must be the same byte for byte, and so must be what is set
# but not exported.

watched='PATH LD_LIBRARY_PATH CUDA_HOME CUDA_PATH CUDAToolkit_ROOT CUDAENV_ACTIVE __CUDAENV CONDA_PREFIX _OLD_VIRTUAL_PATH'

# One random step, as a line for the shell. The user does not add a directory of a toolkit that
# the shell may have left ($met): that looks like a copy of the environment that was restored.
step() {
	local n=$((RANDOM % 100)) i=$((RANDOM % 4))
	local ours=("$t-11.8/bin" "$t-12.4/bin" "$t-11.8/lib64" "/user/$i")

	[[ ! ${ours[i]} =~ -(11|12)\. || $met != *${BASH_REMATCH[1]}* ]] || i=3

	case $((RANDOM % 22)) in
	0 | 1 | 2 | 3) met+=11 && entered "$world/a" ;;
	4 | 5) met+=12 && entered "$world/b" ;;
	6) met+=11,12 && entered "$world/both" ;;
	7 | 8) entered "$world/out" ;;
	9) prepended PATH "${ours[i]}" ;;
	10) appended PATH "/tail/$n" ;;
	11) prepended LD_LIBRARY_PATH "${ours[i]}" ;;
	12) appended LD_LIBRARY_PATH "/lib/$n" ;;
	13) unset_ LD_LIBRARY_PATH ;;
	14) exported CUDA_HOME "/home of $n" ;;
	15) unset_ CUDA_PATH ;;
	16) exported CUDA_PATH '' ;;
	17) venv_step ;;
	18) conda_step ;;
	19) prepended PATH "/front/$n" ;;
	20) met+=12 && echo "cudaenv_ shell $((RANDOM % 2 ? 0 : 1))" ;;
	21) case $((RANDOM % 3)) in
		0) unexported LD_LIBRARY_PATH "/l/$n" ;;
		1) exported LD_LIBRARY_PATH '' ;;
		2) exported CUDAToolkit_ROOT "/root/$n" ;;
		esac ;;
	esac
}

# A venv is entered or left, as bin/activate and deactivate do it.
venv_step() {
	if [[ ${in_venv-} ]]; then in_venv= && venv_off; else in_venv=1 && venv_on; fi
}

# conda takes its own element out again by name, wherever it is.
conda_step() {
	case $shell in
	fish)
		if [[ ${in_conda-} ]]; then
			in_conda=
			echo 'if set -l at (contains -i /conda/bin $PATH); set -e PATH[$at]; end; set -e CONDA_PREFIX'
		else
			in_conda=1
			echo 'set -gx PATH /conda/bin $PATH; set -gx CONDA_PREFIX /conda'
		fi
		;;
	*)
		if [[ ${in_conda-} ]]; then
			in_conda=
			echo 'PATH=$(printf %s ":$PATH:" | sed "s,:/conda/bin:,:,; s,^:,,; s,:\$,,"); unset CONDA_PREFIX'
		else
			in_conda=1
			echo 'PATH=/conda/bin:$PATH; export PATH; CONDA_PREFIX=/conda; export CONDA_PREFIX'
		fi
		;;
	esac
}

# The hook, called where a prompt would be.
prompted() {
	case $shell in
	sh) echo 'if [ -n "${__cudaenv_exe-}" ]; then __cudaenv_apply 2>/dev/null; fi' ;;
	fish) echo 'functions -q __cudaenv_hook; and __cudaenv_hook 2>/dev/null' ;;
	*) echo 'if [ -n "${__cudaenv_exe-}" ]; then __cudaenv_hook 2>/dev/null; fi' ;;
	esac
}

described() { # FILE: every watched variable, set or not, exported or not
	local name
	for name in $watched; do
		shown "$name" | case $shell in
		fish) sed "s|^|begin; |; s|\$|; end >>'$1'|" ;;
		*) sed "s|^|{ |; s|\$|; } >>'$1'|" ;;
		esac
	done
}

# `cudaenv shell` is a step of its own; without cudaenv it is nothing.
shell_step() {
	case $shell in
	fish) echo 'function cudaenv_; functions -q cudaenv; or return 0; test $argv[2] = 1; and cudaenv shell 12.4 2>/dev/null; or cudaenv shell --unset 2>/dev/null; end' ;;
	*) echo 'cudaenv_() { command -v __cudaenv_begin >/dev/null || return 0; if [ "$2" = 1 ]; then cudaenv shell 12.4; else cudaenv shell --unset; fi 2>/dev/null; }' ;;
	esac
}

# walk SEED STEPS: runs one walk both ways.
walk() {
	local i way
	RANDOM=$1 in_venv='' in_conda='' met=''
	local start=$((RANDOM % 3)) removed=$((RANDOM % 5))
	{
		shell_step
		case $start in
		0) unset_ LD_LIBRARY_PATH ;;
		1) exported LD_LIBRARY_PATH '' ;;
		2) exported LD_LIBRARY_PATH "/l1::/l2:$t-11.8/lib64" ;;
		esac
		((RANDOM % 2)) && prepended PATH "$t-11.8/bin"
		echo '#init'
		for ((i = 0; i < $2; i++)); do
			step
			prompted
		done
		echo 'cudaenv_ shell 0'
		prompted
		((removed)) || echo '#remove'
		[[ ! $in_venv ]] || venv_step
		entered "$world/out"
		prompted
		prompted
	} >"$world/steps"
	for way in without with; do
		rm -f "$world/$way"
		cp -L "$builddir/cudaenv" "$world/bin/cudaenv.copy"
		mv "$world/bin/cudaenv.copy" "$world/bin/cudaenv"
		case $way in
		with) sed "s|^#init|$(load_hook | sed 's/[&|]/\\&/g')|; s|^#remove|rm '$world/bin/cudaenv'|" "$world/steps" ;;
		without) cat "$world/steps" ;;
		esac >"$world/script-$way"
		{
			# What `cudaenv shell` leaves for `shell -` is not of the environment.
			unset_ CUDAENV_VERSION_OLD
			dumped "$world/$way.env"
			described "$world/$way"
		} >>"$world/script-$way"
		cd "$world/out"
		scripted "$(cat "$world/script-$way")"
	done
	# Without the program nothing is left of ours but the undo that was done.
	diff "$world/without" "$world/with" >"$world/diff" &&
		diff "$world/without.env" "$world/with.env" >>"$world/diff" || {
		[[ ! ${TEST_KEEP-} ]] || cat "$world/script-with"
		fail "walk $1 of $2 steps in $shell:" "$(cat "$world/diff")"
	}
}
