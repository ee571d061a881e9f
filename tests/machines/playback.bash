#!/bin/bash
# SPDX-License-Identifier: MIT
# Applies fixes to a machine, and prints the machine that results. `cudaenv-doctor replay`
# unpacks the machine to a private directory and runs this there:
#
#	cudaenv-doctor --sysroot MACHINE replay playback.bash BASE MACHINE FIXES
#
# BASE is the healthy machine that MACHINE consists of; FIXES contains one command a line.
# Each program that a fix runs is a function below, which has the effect on files and
# variables that the real one has. A command or a package that no function knows is an error.
# The observations that are not files (device nodes, the loader's cache, the result of cuInit)
# follow from the files by the rules of observe().
shift # --sysroot
root=$1 base=$2 machine=$3 fixes=$4
set -f
shopt -s nocasematch
failed=
declare -A node
[[ -d $root/usr/lib64 ]] && lib64=1
declare -A variables # of the machine
kernel=$(sed -n 's/^answer uname.release=//p' "$machine" | tail -n 1)
uid=$(sed -n 's/^answer uid=//p' "$machine" | tail -n 1)
libs=/usr/lib${lib64:+64}
[[ $lib64 ]] || libs=/usr/lib/x86_64-linux-gnu
real() { builtin command "$@"; }

# What the answers of the machine were: what is not a file.
last() { # last FILE KEY: the last value of an observation, several lines
	awk -v key="answer $2=" 'index($0, key) == 1 { text = $0 ORS; on = 1; next }
		/^\|/ && on { text = text $0 ORS; next } { on = 0 } END { printf "%s", text }' "$1"
}
init_of() { last "$1" probe:cuda | sed -n 's/^| init=//p'; }
[[ $(init_of "$base") == 0 ]] || base=${base%/*}/bare.machine # it has no GPU
old_init=$(init_of "$machine")
device_fault=1 loader_changed=

unknown() {
	failed=1
	echo "playback: $*" >&2
}

# --- the state of the machine -----------------------------------------------------------

put() { # put FILE [LINE...]
	real mkdir -p "$root${1%/*}"
	real rm -f "$root$1"
	if (($# > 1)); then printf '%s\n' "${@:2}" >"$root$1"; else : >"$root$1"; fi
}
module() { real head -n 1 "$root/sys/module/nvidia/version" 2>/dev/null; }
libraries() { # libraries VERSION: those of the driver
	local name
	set +f
	real rm -f "$root$libs"/libcuda.so.* "$root$libs"/libnvidia-*.so.*
	real rm -rf "$root"/usr/lib/firmware/nvidia
	set -f
	for name in libcuda.so libnvidia-ml.so libnvidia-ptxjitcompiler.so; do
		put "$libs/$name.$1"
		real ln -sf "$name.$1" "$root$libs/$name.1"
	done
	real ln -sf libcuda.so.1 "$root$libs/libcuda.so"
	real mkdir -p "$root/usr/lib/firmware/nvidia/$1"
	loader_changed=1
}
built() { real grep -qs '/nvidia.ko' "$root/usr/lib/modules/$kernel/modules.dep"; }
build_module() { put "/usr/lib/modules/$kernel/modules.dep" "updates/dkms/nvidia.ko:"; }
load() { # load [VERSION [KIND]]: the kernel starts the module
	local version=${1:-$(real basename "$(readlink "$root$libs/libcuda.so.1" 2>/dev/null)")} kind=${2:-}
	local dir device
	built || return 1
	version=${version#libcuda.so.}
	put /sys/module/nvidia/version "$version"
	real mkdir -p "$root/sys/module/nvidia_uvm"
	[[ $kind ]] || kind=open
	[[ $kind == open ]] && kind="Open Kernel Module for x86_64 " || kind="x86_64 Kernel Module "
	put /proc/driver/nvidia/version "NVRM version: NVIDIA UNIX $kind $version  Release Build"
	put /proc/devices "Character devices:" "195 nvidia" "508 nvidia-uvm"
	set +f
	for dir in "$root"/sys/bus/pci/devices/*; do
		[[ $(real cat "$dir/vendor" 2>/dev/null) == 0x10de && $(real cat "$dir/class") == 0x030* ]] || continue
		device=$(real cat "$dir/device")
		# The module refuses what it does not support: Kepler above 470, Pascal if it
		# is open, Blackwell if it is not.
		case $device in
		0x10* | 0x11*) ((${version%%.*} <= 470)) || continue ;;
		0x1b*) [[ $kind != Open* && ${version%%.*} -le 580 ]] || continue ;;
		0x2b* | 0x2c*) [[ $kind == Open* ]] || continue ;;
		esac
		real ln -sfn ../../../bus/pci/drivers/nvidia "$(real readlink -f "$dir")/driver"
	done
	set -f
	nodes
}
nodes() { node=([/dev/nvidiactl]="c 195 255 666 0 0 0" [/dev/nvidia0]="c 195 0 666 0 0 0"
	[/dev/nvidia-uvm]="c 508 0 666 0 0 0"); }
toolkit() { # toolkit VERSION: cudaenv installs it
	local dir=$home/.local/share/cudaenv/versions/$1 part
	put "$home/.local/share/cudaenv/generation"
	for part in bin/{nvcc,ptxas,fatbinary,cudafe++} nvvm/bin/cicc \
		nvvm/libdevice/libdevice.10.bc lib64/stubs/libcuda.so; do
		put "$dir/$part"
	done
	real mkdir -p "$root$dir/.cudaenv"
	put "$dir/version.json" "{ \"cuda\" : { \"version\" : \"$1\" } }"
	put "$dir/include/cuda.h" "#define CUDA_VERSION $(version_number "$1")"
	put "$dir/include/cuda_runtime.h"
	put "$dir/include/crt/host_config.h" "#if __GNUC__ > 15"
	put "$dir/lib64/libcudart.so.${1%.*}.99"
}
version_number() { awk -F. '{ print $1 * 1000 + $2 * 10 }' <<<"$1"; }
dir_of() { # dir_of SPEC: the directory of an installed toolkit
	local dir
	for dir in "$home/.local/share/cudaenv/versions/$1" "/usr/local/cuda-$1"; do
		[[ -d $root$dir ]] && echo "$dir" && return
	done
	return 1
}
drop() { # drop VARIABLE: without the elements of a toolkit
	tr : '\n' <<<"${!1}" | real grep -v -e '/cuda-' -e /versions/ | paste -s -d:
}
select_toolkit() {
	local dir
	dir=$(dir_of "$1") || { unknown "cudaenv use: version $1 is not installed"; return; }
	selected="$1 $home/p/.cuda-version"
	PATH_=$dir/bin:$(drop PATH_)
	export CUDA_HOME="$dir" CUDA_PATH="$dir" CUDAENV_ACTIVE="$1"
	LD_LIBRARY_PATH_=$(drop LD_LIBRARY_PATH_)
	LD_LIBRARY_PATH_=$dir/lib64${LD_LIBRARY_PATH_:+:$LD_LIBRARY_PATH_}
}

# --- programs ---------------------------------------------------------------------------

sudo() { "$@"; }
export() { # PATH and LD_LIBRARY_PATH of the machine are not those of this script
	local word
	for word; do
		case $word in
		PATH=* | LD_LIBRARY_PATH=*) printf -v "${word%%=*}_" %s "${word#*=}" ;;
		*)
			variables[${word%%=*}]=1
			# shellcheck disable=SC2163 # NAME=VALUE
			builtin export "$word"
			;;
		esac
	done
}
unset() {
	local word
	for word; do
		[[ $word == LD_LIBRARY_PATH ]] && word=LD_LIBRARY_PATH_
		builtin unset "$word"
	done
}
command() { [[ $1 == -v ]]; }
type() { :; }
which() { :; }
hash() { :; }
ulimit() { files_limit=$2 device_fault=; }
sed() { real sed "${@:1:$#-1}" "$root${!#}"; }
rm() { local word; for word; do case $word in /dev/*) builtin unset "node[$word]" ;; -*) ;; *) real rm -f "$root$word" ;; esac; done; }
tee() { real mkdir -p "$root$(dirname "$1")"; real tee "$root$1" >/dev/null; }
editor() { real sed -i "${1#+}d" "$root$2"; }
# shellcheck disable=SC2034 # the fixes expand it
EDITOR=editor
cmake() { # --fresh -S SOURCE -B BUILD
	put "$5/CMakeCache.txt" "CMAKE_CUDA_COMPILER:FILEPATH=${CUDA_HOME}/bin/nvcc"
}
reboot() {
	local version kind=
	version=$(readlink "$root$libs/libcuda.so.1")
	[[ -e $root/run/driver-kind ]] && kind=$(<"$root/run/driver-kind")
	[[ $kind ]] || real grep -qs Open "$root/proc/driver/nvidia/version" || kind=closed
	real rm -rf "$root/var/lib/dkms/nvidia"
	real mkdir -p "$root/var/lib/dkms/nvidia/${version#libcuda.so.}"
	load "${version#libcuda.so.}" "$kind"
	device_fault=
}
update-initramfs() { :; }
dracut() { :; }
mkinitcpio() { :; }
modprobe() {
	if [[ $1 == -r ]]; then
		real rm -rf "$root/sys/module/$2"
		return
	fi
	case $1 in
	nvidia) load ;;
	nvidia_uvm)
		real mkdir -p "$root/sys/module/nvidia_uvm"
		case $old_init in
		3) set +f; real grep -qs uvm_disable_hmm=1 "$root"/etc/modprobe.d/* && device_fault=; set -f ;;
		*) device_fault= ;;
		esac
		;;
	*) unknown "modprobe $*" ;;
	esac
}
nvidia-modprobe() { [[ $(module) ]] && nodes && real mkdir -p "$root/sys/module/nvidia_uvm"; }
usermod() { groups_of=44 && node=([/dev/nvidiactl]="c 195 255 660 0 44 0"
	[/dev/nvidia0]="c 195 0 660 0 44 0" [/dev/nvidia-uvm]="c 508 0 666 0 0 0"); }
nvidia-smi() {
	case "$*" in
	"conf-compute -srs 1" | "-i 0 -c 0" | "--gpu-reset -i 0" | "mig -i 0 -cgi 0 -C") device_fault= ;;
	*) unknown "nvidia-smi $*" ;;
	esac
}
systemctl() {
	case "$*" in
	*nvidia-fabricmanager)
		real grep -qs "Version: $(module)" "$root/var/lib/dpkg/status" || return 1
		put /run/nvidia-fabricmanager/nv-fabricmanager.pid 900
		device_fault=
		;;
	reboot) reboot ;;
	*) unknown "systemctl $*" ;;
	esac
}
nvidia-ctk() { device_fault=; nodes; } # and the container is restarted
srun() { export SLURM_JOB_GPUS=0 CUDA_VISIBLE_DEVICES=0; nodes; device_fault=; }
docker() { # a new container of the image, with GPUs
	local word
	[[ $1 == run && "$*" == *"--gpus all"* ]] || unknown "docker $*"
	for word; do
		# shellcheck disable=SC2163 # NAME=VALUE
		[[ $word == NVIDIA_* ]] && export "$word"
	done
	nodes
	libraries "$(module)"
	device_fault=
}
ldconfig() { loader_changed=1; }
mokutil() { :; }
dkms() { build_module; }
akmods() { build_module; }
driver() { # driver VERSION KIND: its packages are installed
	libraries "$1"
	build_module
	put /run/driver-kind "$2"
}
packages() {
	local name
	for name; do
		case $name in
		nvidia-driver-580-open | nvidia-open) driver 580.95.05 open ;;
		nvidia-driver-580 | cuda-drivers-580) driver 580.95.05 closed ;;
		nvidia-driver-470 | nvidia-tesla-470-driver) driver 470.256.02 closed ;;
		nvidia-driver) driver 550.163.01 closed ;;
		libcuda1 | nvidia-utils | xorg-x11-drv-nvidia-cuda) ;;
		akmod-nvidia) driver 580.95.05 open ;;
		akmod-nvidia-580xx) driver 580.95.05 closed ;;
		xorg-x11-drv-nvidia-580xx-cuda) ;;
		libnvidia-compute-580) libraries "$(module)" && device_fault= ;;
		linux-modules-nvidia-580-"$kernel") build_module ;;
		linux-headers-* | kernel-devel-* | linux-headers) ;;
		nvidia-firmware-580-*) real mkdir -p "$root/usr/lib/firmware/nvidia/${name##*-}" ;;
		nvidia-fabricmanager-580*)
			put /var/lib/dpkg/status "" "Package: nvidia-fabricmanager-580" "Version: $(module)-1" ;;
		g++-[0-9]*) put "/usr/bin/$name" ;;
		gcc-toolset-*-gcc-c++) put "/opt/rh/${name%-gcc-c++}/root/usr/bin/g++" ;;
		build-essential | gcc-c++ | base-devel) put /usr/bin/g++ ;;
		make) ;;
		*) unknown "no package $name" ;;
		esac
	done
}
apt() {
	case $1 in
	install) shift; [[ $1 == --reinstall ]] && shift; packages "$@" ;;
	purge)
		set +f
		real rm -f "$root$libs"/libcuda.so* "$root$libs"/libnvidia-*
		set -f
		# In a container, the libraries of the host are mounted in their place.
		[[ -e $root/.dockerenv ]] && libraries "$(module)"
		device_fault=
		;;
	*) unknown "apt $*" ;;
	esac
}
apt-get() { apt "$@"; }
dnf() { case "$1 $2" in "install --allowerasing") packages "${@:3}" ;; "install "*) packages "${@:2}" ;; module*) ;; *) unknown "dnf $*" ;; esac; }
pacman() { packages "${@:2}"; }
rpm-ostree() { packages "${@:2}"; }
dpkg() { echo amd64; }
uname() { echo "$kernel"; }
cudaenv() {
	case "$1 $2" in
	"install --with")
		put "$(dir_of "$4")/include/cudnn_version.h" "#define CUDNN_MAJOR 9" "#define CUDNN_MINOR 10"
		set +f; real rm -f "$root$(dir_of "$4")"/lib64/libcudnn*; set -f
		put "$(dir_of "$4")/lib64/libcudnn.so.9.10.2" ;;
	install*)
		toolkit "$2"
		# At the next prompt, the hook applies what is selected.
		if [[ $selected == "$2 "* ]]; then select_toolkit "$2"; fi
		;;
	"use --system") real ln -sfn "$(dir_of "$3")" "$root/usr/local/cuda" ;;
	use*) select_toolkit "$2" ;;
	init*) select_toolkit "$(real sed -n 's/^selected \([^ ]*\).*/\1/p' "$machine" | tail -n 1)" ;;
	*) unknown "cudaenv $*" ;;
	esac
}
source() { :; }
pip() {
	local word name site
	site=$(find "$root" -type d -name site-packages -print -quit)
	site=${site#"$root"}
	for word in "${@:2}"; do
		case $word in
		torch) name=${!#} name=${name##*/cu}
			put "$site/torch/version.py" "__version__ = '2.9.0+cu$name'" "cuda: Optional[str] = '${name%?}.${name: -1}'" ;;
		-*) ;;
		http*) ;;
		'tensorflow[and-cuda]'*) real mkdir -p "$root$site/nvidia/cudnn/lib" ;;
		*) set +f
			word=${word%%=*}
			if [[ $1 == uninstall ]]; then real rm -rf "$root$site/$word"-*.dist-info
			else
				name=${*: -1}
				real rm -rf "$root$site/$word"-*.dist-info
				case $name in
				*==*) real mkdir -p "$root$site/$word-${name##*==}.dist-info" ;;
				'jax[cuda12]') real mkdir -p "$root$site/jax_cuda12_plugin-0.8.0.dist-info" ;;
				*) real mkdir -p "$root$site/${word//-/_}-13.0.dist-info" ;;
				esac
			fi
			set -f ;;
		esac
	done
}

# --- what follows from the files --------------------------------------------------------

# The directories of the loader's configuration, in its order.
configured() {
	set +f
	real grep -hs '^/' "$root"/etc/ld.so.conf.d/*.conf "$root"/etc/ld.so.conf
	set -f
	printf '%s\n' "$libs" /lib/x86_64-linux-gnu /usr/lib64 /usr/lib
}
cache() {
	local dir name
	echo "answer loader="
	for name in libcuda.so.1 libcuda.so libnvidia-ml.so.1 libnvidia-ptxjitcompiler.so.1; do
		while read -r dir; do
			[[ -e $root$dir/$name ]] && printf '| %s%%09%s\n' "$name" "$dir/$name"
		done < <(configured) | awk '!seen[$0]++'
	done
}
first_libcuda() {
	local dir
	while read -r dir; do
		[[ $dir && -e $root$dir/libcuda.so.1 ]] && echo "$dir/libcuda.so.1" && return
	done < <(tr : '\n' <<<"$LD_LIBRARY_PATH_"; configured)
}
# Why cuInit fails, as far as files decide: a number; nothing if it works.
failure() {
	local file real version m path
	file=$(first_libcuda)
	[[ $file ]] || { echo library; return; }
	real=$(real readlink -f "$root$file") real=${real#"$root"}
	version=${real##*.so.}
	m=$(module)
	case $real in
	*/stubs/*) echo 34; return ;;
	*/compat/*) echo 803; return ;;
	esac
	[[ -e $root/usr/lib/wsl ]] && { [[ $real == /usr/lib/wsl/* ]] || echo 100; return; }
	[[ -e $root/proc/device-tree/compatible ]] && return
	[[ $m ]] || { echo 100; return; }
	[[ $version == "$m" ]] || { echo 803; return; }
	for path in /dev/nvidiactl /dev/nvidia0 /dev/nvidia-uvm; do
		[[ ${node[$path]} == "c "[15]*" 0" ]] || { echo 100; return; }
	done
	[[ ${node[/dev/nvidia-uvm]} == "c 508 "* ]] || { echo 999; return; }
	set +f
	real ls "$root"/sys/bus/pci/devices/*/driver >/dev/null 2>&1 || echo 100
	set -f
	[[ -z ${CUDA_VISIBLE_DEVICES+x} || $CUDA_VISIBLE_DEVICES == 0 || $CUDA_VISIBLE_DEVICES == "0," ]] || echo 100
	[[ -z $CUDA_MPS_PIPE_DIRECTORY || -e $root$CUDA_MPS_PIPE_DIRECTORY/control ]] || echo 805
}
observe() {
	local path
	for path in "${!node[@]}"; do echo "answer node:$path=${node[$path]}"; done
	[[ $groups_of ]] && echo "answer groups=1000 $groups_of"
	[[ $loader_changed ]] && cache
	if [[ -z $(failure) && ! $device_fault ]]; then
		works
	else
		last "$machine" probe:cuda
		last "$machine" probe:nvml
	fi
	last "$machine" libc
}
# The GPU of the machine, if it has one of its own, else that of its base.
works() {
	local from=$base real version
	[[ $old_init == 0 && $gpu_of_its_own ]] && from=$machine
	real=$(real readlink -f "$root$(first_libcuda)") real=${real#"$root"}
	version=${real##*.so.}
	last "$from" probe:cuda | real sed -e "s|^| |" -e "s|^ ||" \
		-e "s|^| |;s|^ ||" -e "s#^| library=.*#| library=$real#" \
		-e "s#^| loaded=.*#| loaded=$(first_libcuda)#" \
		-e "s#^| jit\(_error\)*=.*#| jit=$libs/libnvidia-ptxjitcompiler.so.$version#" \
		-e "s#^| version=.*#| version=$(api_of "$version" "$from")#"
	last "$base" probe:nvml | real sed "s#^| driver=.*#| driver=$version#"
}
api_of() {
	case $1 in
	580.*) echo 13000 ;;
	550.*) echo 12040 ;;
	470.*) echo 11040 ;;
	*) last "$2" probe:cuda | real sed -n 's/^| version=//p' ;;
	esac
}

# --- the machine that results -----------------------------------------------------------

files() {
	(cd "$root" && find . -path './*/config' -o -path './sys/firmware/*' -o -path ./proc/device-tree/compatible -o \
		-type f -size +0 -print0 | sort -z |
		xargs -0 -r awk 'FNR == 1 { name = substr(FILENAME, 2); gsub(/ /, "%20", name); print "file " name }
			{ gsub(/%/, "%25"); gsub(/\t/, "%09"); print "| " $0 }')
	(cd "$root" && find . -path './sys/firmware/*' -o -type f -empty -printf 'file /%P\n' -o \
		-type d -empty -printf 'dir /%P\n') | real sed 's/\([a-z]* \/.*[^ ]\) \(.*\)/\1%20\2/'
	(cd "$root" && find . -type l -printf 'link /%P %l\n')
	real grep '^hex ' "$machine" || :
}

# The nodes as they were.
while IFS='=' read -r path value; do
	node[$path]=$value
done < <(real sed -n 's/^answer node://p' "$machine")
while read -r word line; do
	# shellcheck disable=SC2163 # NAME=VALUE
	if [[ $word == env ]]; then export "$line"; else unset "$line"; fi
done < <(real grep -e '^env ' -e '^unset ' "$machine")
home=$HOME
selected=$(real sed -n 's/^selected //p' "$machine" | tail -n 1)
[[ $(last "$machine" probe:cuda) == "$(last "$base" probe:cuda)" ]] || gpu_of_its_own=1
# If the files explain the failure, the device is not at fault; nor is it if cuInit works and
# NVML reports nothing.
[[ $(failure) || ($old_init == 0 && $(last "$machine" probe:nvml) == "$(last "$base" probe:nvml)") ]] && device_fault=

while read -r line; do
	case $line in
	*"cudaenv init"*) cudaenv init ;;
	*) eval "$line" || unknown "failed: $line" ;;
	esac
done <"$fixes"
[[ ! $failed ]] || exit 1

echo "cudaenv-capture 1"
{
	for word in "${!variables[@]}"; do
		[[ -v $word ]] && echo "env $word=${!word}"
	done
	echo "env PATH=$PATH_"
	[[ $LD_LIBRARY_PATH_ ]] && echo "env LD_LIBRARY_PATH=$LD_LIBRARY_PATH_"
}
real grep -e '^cwd ' "$machine"
[[ -d $root$home/.local/share/cudaenv ]] && echo "root $home/.local/share/cudaenv"
[[ $selected ]] && echo "selected $selected"
echo "answer uname.release=$kernel"
[[ $uid ]] && echo "answer uid=$uid"
last "$machine" groups
last "$machine" loader
[[ $files_limit ]] && echo "answer limit.files=$files_limit"
last "$machine" probe:bandwidth
observe
files
