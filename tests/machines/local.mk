# SPDX-License-Identifier: MIT
# Captured machines, and the list of what is broken on each.
EXTRA_DIST += \
	tests/machines/bare.machine \
	tests/machines/blank.machine \
	tests/machines/broken.txt \
	tests/machines/build-host.machine \
	tests/machines/compose.awk \
	tests/machines/container.machine \
	tests/machines/h100.machine \
	tests/machines/h200.machine \
	tests/machines/healthy.txt \
	tests/machines/jetson.machine \
	tests/machines/playback.bash \
	tests/machines/pytorch.machine \
	tests/machines/slurm.machine \
	tests/machines/wsl2.machine
