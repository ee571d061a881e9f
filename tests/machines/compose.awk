# SPDX-License-Identifier: MIT
# Writes the machines of broken.txt or healthy.txt. Each consists of another one (*.machine)
# and of what differs. Usage: awk -v from=DIR -v to=DIR -f compose.awk broken.txt
#
#	== NAME BASE WANT...		WANT: error:ID, warning:ID, note:ID
#	init CODE [LIBRARY]		the result of cuInit, of which libcuda
#	nvml CODE			the result of nvmlInit
#	gpu CAPABILITY NAME		cuInit succeeds, with another GPU
#	fix LINE			the fixes include this command
#
# These describe a machine that works:
#
#	os ID VERSION KERNEL GLIBC [ID_LIKE...]
#	driver VERSION KIND API [DIR]	KIND: open, closed, wsl, tegra or none; API: 13000;
#					DIR: of its libraries
#	card BUS DEVICE CAPABILITY NAME	a GPU, for example 0000:01:00.0 2684 8.9 GeForce ...;
#					without a driver, nothing is bound to it
#	toolkit DIR VERSION GCC		complete, supports gcc up to GCC
#	gcc NUMBER			the g++ in PATH
#	site DIR			the Python packages of the environment
#	torch VERSION CUDA		in the last site
#	works				the driver works with these cards; later lines replace
#					parts of it
# All other lines are copied. The wants are written to NAME.want, one per line, and the
# fixes to NAME.fix.
function emit(line) { print line > out }
function file(path, content) {
	emit("file " path)
	if (content != "")
		emit("| " content)
}
# The libraries, the module, the nodes and the probe of the driver.
function finish(   i, name, n) {
	n = split("libcuda.so.1 libnvidia-ml.so.1 libnvidia-ptxjitcompiler.so.1", name, " ")
	for (i = 1; i <= n && kind != "wsl"; i++) {
		emit("link " libdir "/" name[i] " " substr(name[i], 1, length(name[i]) - 1) version)
		file(libdir "/" substr(name[i], 1, length(name[i]) - 1) version)
	}
	real = kind == "wsl" ? libdir "/libcuda.so.1.1" : libdir "/libcuda.so." version
	if (kind == "wsl")
		file(real)
	if (kind == "wsl")
		emit("link " libdir "/libcuda.so.1 libcuda.so.1.1")
	emit("link " libdir "/libcuda.so libcuda.so.1")
	emit("answer loader=")
	emit("| libcuda.so.1%09" libdir "/libcuda.so.1")
	emit("| libcuda.so%09" libdir "/libcuda.so")
	for (i = 2; i <= n && kind != "wsl"; i++)
		emit("| " name[i] "%09" libdir "/" name[i])
	if (kind == "open" || kind == "closed") {
		file("/sys/module/nvidia/version", version)
		emit("dir /sys/module/nvidia_uvm")
		file("/proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX " \
			(kind == "open" ? "Open Kernel Module for x86_64  " : "x86_64 Kernel Module  ") \
			version "  Release Build")
		emit("answer node:/dev/nvidiactl=c 195 255 666 0 0 0")
		emit("answer node:/dev/nvidia-uvm=c 508 0 666 0 0 0")
		for (i = 0; i < cards; i++)
			emit("answer node:/dev/nvidia" i "=c 195 " i " 666 0 0 0")
		if (kind == "open")
			emit("dir /usr/lib/firmware/nvidia/" version)
	}
	emit("answer probe:cuda=")
	emit("| end=exited 0")
	emit("| loaded=" libdir "/libcuda.so.1")
	emit("| library=" real)
	emit("| result=0")
	emit("| version=" api)
	emit("| init=0")
	emit("| count=" cards)
	for (i = 0; i < cards; i++) {
		emit("| gpu." i ".name=" card_name[i])
		emit("| gpu." i ".bus=" card_bus[i])
		emit("| gpu." i ".capability=" card_capability[i])
		emit("| gpu." i ".memory=25757220864")
	}
	emit("| jit=" libdir "/libnvidia-ptxjitcompiler.so." (kind == "wsl" ? "1" : version))
	emit("answer probe:nvml=")
	emit("| end=exited 0")
	emit("| library=" libdir "/libnvidia-ml.so." (kind == "wsl" ? "1" : version))
	emit("| nvml=0")
	emit("| driver=" version)
	emit("| count=" cards)
	for (i = 0; i < cards; i++) {
		emit("| gpu." i ".result=0")
		emit("| gpu." i ".name=" card_name[i])
		emit("| gpu." i ".bus=" card_bus[i])
		emit("| gpu." i ".persistence=1")
	}
}
/^#/ || /^$/ { next }
/^== / {
	if (out) {
		close(out)
		close(fixes)
	}
	cards = 0
	kind = ""
	out = to "/" $2 ".machine"
	while ((getline line < (from "/" $3 ".machine")) > 0) emit(line)
	close(from "/" $3 ".machine")
	print from "/" $3 ".machine" > (to "/" $2 ".base")
	close(to "/" $2 ".base")
	want = to "/" $2 ".want"
	printf "" > want
	for (i = 4; i <= NF; i++) print $i > want
	close(want)
	fixes = to "/" $2 ".fix"
	printf "" > fixes
	next
}
/^fix / {
	print substr($0, 5) > fixes
	next
}
/^init / {
	library = NF > 2 ? $3 : "/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06"
	emit("answer probe:cuda=")
	emit("| end=exited 0")
	emit("| library=" library)
	emit("| result=0")
	emit("| version=13000")
	emit("| init=" $2)
	next
}
/^nvml / {
	emit("answer probe:nvml=")
	emit("| end=exited 0")
	emit("| library=/usr/lib/x86_64-linux-gnu/libnvidia-ml.so.580.65.06")
	emit("| nvml=" $2)
	next
}
/^gpu / {
	capability = $2
	sub(/^gpu [^ ]* /, "")
	emit("answer probe:cuda=")
	emit("| end=exited 0")
	emit("| library=/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06")
	emit("| result=0")
	emit("| version=13000")
	emit("| init=0")
	emit("| count=1")
	emit("| gpu.0.name=" $0)
	emit("| gpu.0.bus=0000:01:00.0")
	emit("| gpu.0.capability=" capability)
	emit("| gpu.0.memory=25757220864")
	emit("| jit=/usr/lib/x86_64-linux-gnu/libnvidia-ptxjitcompiler.so.580.65.06")
	next
}
/^os / {
	like = ""
	for (i = 6; i <= NF; i++) like = like (i > 6 ? " " : "") $i
	file("/etc/os-release", "ID=" $2)
	emit("| VERSION_ID=\"" $3 "\"")
	if (like != "")
		emit("| ID_LIKE=\"" like "\"")
	file("/proc/sys/kernel/osrelease", $4)
	emit("answer uname.release=" $4)
	emit("answer libc=" $5)
	next
}
/^driver / {
	version = $2
	kind = $3
	api = $4
	libdir = NF > 4 ? $5 : "/usr/lib/x86_64-linux-gnu"
	next
}
/^card / {
	if (kind == "open" || kind == "closed" || kind == "") {
		dir = "/sys/devices/pci0000:00/" $2
		emit("link /sys/bus/pci/devices/" $2 " ../../../devices/pci0000:00/" $2)
		file(dir "/vendor", "0x10de")
		file(dir "/device", "0x" $3)
		file(dir "/class", "0x030200")
		if (kind != "")
			emit("link " dir "/driver ../../../bus/pci/drivers/nvidia")
	}
	card_bus[cards] = $2
	card_capability[cards] = $4
	sub(/^card [^ ]* [^ ]* [^ ]* /, "")
	card_name[cards++] = "NVIDIA " $0
	next
}
/^toolkit / {
	split($3, number, ".")
	n = split("bin/nvcc bin/ptxas bin/fatbinary bin/cudafe++ nvvm/bin/cicc " \
		"nvvm/libdevice/libdevice.10.bc include/cuda_runtime.h " \
		"lib64/stubs/libcuda.so", part, " ")
	for (i = 1; i <= n; i++) file($2 "/" part[i])
	file($2 "/version.json", "{ \"cuda\" : { \"version\" : \"" $3 "\" } }")
	file($2 "/include/cuda.h", "#define CUDA_VERSION " number[1] * 1000 + number[2] * 10)
	file($2 "/include/crt/host_config.h", "#if __GNUC__ > " $4)
	file($2 "/lib64/libcudart.so." number[1] "." number[2] ".99")
	emit("link " $2 "/lib64/libcudart.so." number[1] \
		" libcudart.so." number[1] "." number[2] ".99")
	next
}
/^gcc / {
	file("/usr/bin/x86_64-linux-gnu-g++-" $2)
	emit("link /usr/bin/g++ x86_64-linux-gnu-g++-" $2)
	next
}
/^site / {
	site = $2
	emit("dir " site)
	next
}
/^torch / {
	file(site "/torch/version.py", "__version__ = '" $2 "'")
	emit("| cuda: Optional[str] = " ($3 == "None" ? "None" : "'" $3 "'"))
	emit("dir " site "/torch-" $2 ".dist-info")
	next
}
/^works$/ {
	finish()
	next
}
{ emit($0) }
