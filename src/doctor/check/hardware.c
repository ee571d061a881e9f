/* SPDX-License-Identifier: MIT
 * Is there a GPU, on a platform and a bus where it can work?
 */
#include "config.h"

#include "doctor/gather/bandwidth.h"
#include "checks.h"
#include "doctor/gather/devnode.h"

#include <errno.h>
#include <stdlib.h>

void check_gpu_lost(struct doctor *doctor)
{
	const struct facts *facts = doctor->facts;

	for (size_t i = 0; i < facts->hardware.n; i++)
		if (facts->hardware.gpu[i].lost) {
			found(doctor, SEVERITY_ERROR, "GPU %s has fallen off the bus",
				facts->hardware.gpu[i].bdf);
			evidence(doctor,
				arena_printf(doctor->arena,
					"/sys/bus/pci/devices/%s/config",
					facts->hardware.gpu[i].bdf),
				"reads as ones");
			advise(doctor,
				"switch the machine off and on; look at power, cooling and the riser");
			return;
		}
	for (size_t i = 0; i < facts->nvml.n; i++)
		if (facts->nvml.gpu[i].result == 15 || facts->nvml.gpu[i].result == 16) {
			found(doctor, SEVERITY_ERROR,
				facts->nvml.gpu[i].result == 15
					? "GPU %zu has fallen off the bus"
					: "GPU %zu must be reset",
				i);
			evidence(doctor, "nvmlDeviceGetHandleByIndex", "%d",
				facts->nvml.gpu[i].result);
			if (facts->nvml.gpu[i].result == 16)
				fix(doctor, "sudo nvidia-smi --gpu-reset -i %zu", i);
			advise(doctor,
				"switch the machine off and on; look at power, cooling and the riser");
			return;
		}
}

static bool pci_known(const struct doctor *doctor)
{
	return machine_is_dir(&doctor->machine, "/sys/bus/pci/devices") &&
	       !doctor->facts->hardware.tegra && !doctor->facts->hardware.wsl2;
}

void check_platform_unsupported(struct doctor *doctor)
{
	if (!doctor->facts->hardware.wsl1)
		return;
	found(doctor, SEVERITY_WARN, "This is WSL 1, which has no access to the GPU");
	evidence(doctor, "/proc/sys/kernel/osrelease", "%s",
		file_text(doctor, "/proc/sys/kernel/osrelease"));
	advise(doctor, "in PowerShell: wsl --set-version <distribution> 2");
}

static void advise_absent(struct doctor *doctor)
{
	if (machine_is_file(&doctor->machine, "/usr/bin/prime-select"))
		fix(doctor, "sudo prime-select nvidia");
	else if (machine_is_file(&doctor->machine, "/etc/slurm/slurm.conf"))
		fix(doctor, "srun --gres=gpu:1 --pty $SHELL");
	else
		advise(doctor,
			"look at seating, power cables and the firmware's \"Above 4G "
			"decoding\"; in a virtual machine, at the pass-through");
}

void check_gpu_absent(struct doctor *doctor)
{
	bool login = machine_is_file(&doctor->machine, "/etc/slurm/slurm.conf") &&
		     !doctor->facts->hardware.scheduler;
	bool meant = driver_installed(doctor) && !login;

	if (!pci_known(doctor) || doctor->facts->hardware.n || doctor->facts->cuda.n) {
		if (!pci_known(doctor))
			skip(doctor, "no PCI devices are shown here");
		return;
	}
	found(doctor, meant || doctor->wanted == FOR_RUN ? SEVERITY_ERROR : SEVERITY_NOTE,
		login ? "No NVIDIA GPU here: this is a login node"
		      : "No NVIDIA GPU on the PCI bus");
	evidence(doctor, "/sys/bus/pci/devices", "no display device of vendor 0x10de");
	advise_absent(doctor);
}
