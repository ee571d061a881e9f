/* SPDX-License-Identifier: MIT
 * A capture: a subject in a file, as text that its owner can read before sending it, and
 * that can be replayed anywhere. One entry per line; later entries replace earlier ones.
 * Lines that begin with "|" belong to the entry above them.
 *
 *	cudaenv-capture 1
 *	env CUDA_HOME=/usr/local/cuda		unset CUDA_HOME
 *	cwd /home/user/p			selected 12.4 /home/user/p/.cuda-version
 *	root /home/user/.local/share/cudaenv	search /data/cuda-[0-9]*
 *	dir /sys/bus/pci/devices		absent /dev
 *	link /usr/local/cuda cuda-12.4
 *	file /sys/module/nvidia/version
 *	| 580.65.06
 *	hex /sys/bus/pci/devices/0000:01:00.0/config de10
 *	answer uname.release=6.8.0-64-generic	(gather/observations.h)
 *	answer probe:cuda=
 *	| end=exited 0
 */
#pragma once

#include "doctor/doctor.h"

/* Writes what was read of the subject, redacted, to `file`, which only its owner can
 * read. Returns 0 or a negative errno. */
_must_check_ int capture_write(struct doctor *doctor, const char *file);
