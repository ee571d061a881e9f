# SPDX-License-Identifier: MIT
# Writes the machines of broken.txt. Each consists of a healthy one (*.machine) and of what
# differs. Usage: awk -v from=DIR -v to=DIR -f compose.awk broken.txt
#
#	== NAME BASE WANT...		WANT: error:ID, warning:ID, note:ID
#	init CODE [LIBRARY]		the result of cuInit, of which libcuda
#	nvml CODE			the result of nvmlInit
#	gpu CAPABILITY NAME		cuInit succeeds, with another GPU
#	fix LINE			the fixes include this command
# All other lines are copied. The wants are written to NAME.want, one per line, and the
# fixes to NAME.fix.
function emit(line) { print line > out }
/^#/ || /^$/ { next }
/^== / {
	if (out) {
		close(out)
		close(fixes)
	}
	out = to "/" $2 ".machine"
	while ((getline line < (from "/" $3 ".machine")) > 0) emit(line)
	close(from "/" $3 ".machine")
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
{ emit($0) }
