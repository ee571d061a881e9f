# SPDX-License-Identifier: MIT
# Makes the machines of broken.txt: each is one of the whole ones (*.machine) and what is
# different there. Use: awk -v from=DIR -v to=DIR -f compose.awk broken.txt
#
#	== NAME BASE WANT...		WANT: error:ID, warning:ID, note:ID
#	init CODE [LIBRARY]		what cuInit says, of which libcuda
#	nvml CODE			what nvmlInit says
#	gpu CAPABILITY NAME		all is well, with another GPU
#	fix LINE			one of the lines to type is this
# All else is copied. The wants go into NAME.want, a line each, the fixes into NAME.fix.
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
