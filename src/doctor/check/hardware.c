/* SPDX-License-Identifier: MIT
 * Is there a GPU, on a platform and a bus where it can work?
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"

#include <errno.h>
#include <stdlib.h>

/* The ids of checks that fail on a machine without a GPU. */
#define WITHOUT_GPU                                                                        \
	"kmod-not-loaded kmod-missing-for-kernel secureboot-unsigned driver-missing-libs " \
	"dev-missing uvm-missing modprobe-helper gpu-unbound rminit-failed cuinit-other "  \
	"torch-cpu-only"

static void gpu_lost(struct exam *exam)
{
	struct finding *f;
	const struct facts *facts = exam->facts;

	for (size_t i = 0; i < facts->hardware.n; i++)
		/* A GPU that is powered down may read like a lost one. */
		if (facts->hardware.gpu[i].lost && !facts->hardware.gpu[i].asleep) {
			f = finding_new(exam, SEVERITY_ERROR,
				"GPU %s has fallen off the bus",
				facts->hardware.gpu[i].bdf);
			finding_evidence(f,
				arena_printf(exam->arena,
					"/sys/bus/pci/devices/%s/config",
					facts->hardware.gpu[i].bdf),
				"reads as all ones");
			finding_advice(f,
				"power the machine off and on; check power supply, cooling and the riser");
			return;
		}
	for (size_t i = 0; i < facts->nvml.n; i++)
		if (facts->nvml.gpu[i].result == 15 || facts->nvml.gpu[i].result == 16) {
			f = finding_new(exam, SEVERITY_ERROR,
				facts->nvml.gpu[i].result == 15
					? "GPU %zu has fallen off the bus"
					: "GPU %zu must be reset",
				i);
			finding_evidence(f, "nvmlDeviceGetHandleByIndex", "%d",
				facts->nvml.gpu[i].result);
			if (facts->nvml.gpu[i].result == 16)
				finding_fix(f, "sudo nvidia-smi --gpu-reset -i %zu", i);
			finding_advice(f,
				"power the machine off and on; check power supply, cooling and the riser");
			return;
		}
}

static bool pci_known(const struct exam *exam)
{
	return machine_is_dir(exam->subject->machine, "/sys/bus/pci/devices") &&
	       !exam->facts->hardware.tegra && !exam->facts->hardware.wsl2;
}

static void platform_unsupported(struct exam *exam)
{
	struct finding *f;

	if (!exam->facts->hardware.wsl1)
		return;
	f = finding_new(
		exam, SEVERITY_WARN, "This is WSL 1, which has no access to the GPU");
	finding_evidence(f, "/proc/sys/kernel/osrelease", "%s",
		subject_text(exam->subject, "/proc/sys/kernel/osrelease"));
	finding_advice(f, "in PowerShell: wsl --set-version <distribution> 2");
}

static void advise_absent(struct exam *exam, struct finding *f)
{
	if (machine_is_file(exam->subject->machine, "/usr/bin/prime-select"))
		finding_fix(f, "sudo prime-select nvidia");
	else if (machine_is_file(exam->subject->machine, "/etc/slurm/slurm.conf"))
		finding_fix(f, "srun --gres=gpu:1 --pty $SHELL");
	else
		finding_advice(f,
			"check seating, power cables and the firmware's \"Above 4G "
			"decoding\"; in a virtual machine, the passthrough");
}

static void gpu_absent(struct exam *exam)
{
	struct finding *f;
	bool login = machine_is_file(exam->subject->machine, "/etc/slurm/slurm.conf") &&
		     !exam->facts->hardware.scheduler;
	bool meant = current_has_driver(exam->facts) && !login;

	if (!pci_known(exam) || exam->facts->hardware.n || exam->facts->cuda.n) {
		if (!pci_known(exam))
			exam_skip(exam, "the PCI bus is not visible");
		return;
	}
	f = finding_new(exam,
		meant || exam->questions == FOR_RUN ? SEVERITY_ERROR : SEVERITY_NOTE,
		login ? "This login node has no NVIDIA GPU"
		      : "No NVIDIA GPU on the PCI bus");
	finding_evidence(f, "/sys/bus/pci/devices", "no display device of vendor 0x10de");
	advise_absent(exam, f);
}

/* Returns the number of GPUs on the bus that NVIDIA's module drives. */
static size_t driven(const struct hardware *hardware)
{
	size_t n = 0;

	for (size_t i = 0; i < hardware->n; i++)
		n += hardware->gpu[i].driver && streq(hardware->gpu[i].driver, "nvidia");
	return n;
}

/* Returns the number of GPUs that this process may use, whatever CUDA_VISIBLE_DEVICES is. */
static size_t usable(const struct facts *facts)
{
	size_t n = facts->cuda.n;

	if (facts->cuda_visible.n > n)
		n = facts->cuda_visible.n;
	return facts->nvml.n > n ? facts->nvml.n : n;
}

static void gpus_hidden(struct exam *exam)
{
	struct finding *f;
	const struct hardware *hardware = &exam->facts->hardware;
	size_t all = driven(hardware), here = usable(exam->facts);

	if (!exam->facts->cuda.n || here >= all)
		return;
	f = finding_new(exam, SEVERITY_NOTE, "This %s has %zu of the machine's %zu GPUs",
		hardware->container   ? "container"
		: hardware->scheduler ? "job"
				      : "process",
		here, all);
	finding_evidence(f, "/sys/bus/pci/devices", "%zu GPUs", all);
	finding_evidence(f, "nvmlDeviceGetCount", "%zu", here);
}

static const char *no_two_driven(const struct exam *exam)
{
	return driven(&exam->facts->hardware) > 1 ? absent_cuda_gpu(exam)
						  : "fewer than two GPUs";
}

static const char *no_kernel(const struct exam *exam)
{
	return machine_is_file(exam->subject->machine, "/proc/sys/kernel/osrelease") ||
			       exam->facts->kernel.release
		       ? NULL
		       : "the kernel is unknown";
}

const struct check hardware_checks[] = {
	{
		.id = "platform-unsupported",
		.title = "the platform can load NVIDIA's driver",
		.run = platform_unsupported,
		.absent = no_kernel,
		.concerns = FOR_RUN,
		.explains = WITHOUT_GPU " gpu-absent ctr-no-gpu",
		.why = "WSL 1 has no Linux kernel, and therefore no driver.",
		.fix = "Convert the distribution to WSL 2 from PowerShell.",
	},
	{
		.id = "gpu-absent",
		.title = "an NVIDIA GPU is present",
		.run = gpu_absent,
		.absent = absent_nothing,
		.concerns = FOR_RUN,
		.explains = WITHOUT_GPU " ctr-no-gpu kmod-disk-differs",
		.why = "Without a GPU on the PCI bus, nothing else can work. On a "
		       "build host or a login node this is normal.",
		.fix = "Check seating, power and firmware settings; in a virtual "
		       "machine, the passthrough; on a cluster, request a GPU.",
	},
	{
		.id = "gpu-lost",
		.title = "no GPU has fallen off the bus",
		.run = gpu_lost,
		.absent = absent_gpu,
		.concerns = FOR_RUN,
		.explains = "cuinit-other gpu-unbound rminit-failed cuinit-hang "
			    "dev-missing visible-devices",
		.why = "A GPU that has fallen off the bus (Xid 79) does not respond "
		       "until the machine is powered off and on.",
		.fix = "Power the machine off and on; then check power supply, "
		       "cooling and the riser cable.",
	},
	{
		.id = "gpus-hidden",
		.title = "the process has all GPUs of the machine",
		.run = gpus_hidden,
		.absent = no_two_driven,
		.concerns = FOR_RUN,
		.why = "A container or a job has only the GPUs that it was started with.",
		.fix = "Nothing to fix, if it was not meant to have more.",
	},
	{ .id = NULL },
};
