/* SPDX-License-Identifier: MIT
 * Is there a GPU, and does the right kernel module drive it?
 */
#include "config.h"

#include "checks.h"
#include "node.h"

#include <errno.h>
#include <stdlib.h>

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

/* Does CUDA work here with another GPU? */
static bool works(const struct doctor *doctor)
{
	return doctor->facts->cuda.asked == ASKED_ANSWERED &&
	       doctor->facts->cuda.init == 0 && doctor->facts->cuda.n;
}

void check_gpu_driver_nouveau(struct doctor *doctor)
{
	bool rpm =
		streq(doctor->facts->like, "rhel") || streq(doctor->facts->like, "suse");

	for (size_t i = 0; i < doctor->facts->hardware.n; i++) {
		const struct pci_gpu *gpu = &doctor->facts->hardware.gpu[i];

		if (!gpu->driver || !(streq(gpu->driver, "nouveau") ||
					    skip_prefix(gpu->driver, "nova")))
			continue;
		found(doctor, works(doctor) ? SEVERITY_NOTE : SEVERITY_ERROR,
			"GPU %s is driven by %s; CUDA needs NVIDIA's module", gpu->bdf,
			gpu->driver);
		evidence(doctor, gpu_file(doctor, gpu, "driver"), "%s", gpu->driver);
		if (works(doctor)) {
			effect(doctor, "CUDA works with another GPU, not with this one");
			return;
		}
		fix(doctor,
			"printf 'blacklist nouveau\\noptions nouveau modeset=0\\n' | sudo tee "
			"/etc/modprobe.d/blacklist-nouveau.conf");
		fix_line(doctor, rpm ? "sudo dracut -f && sudo reboot"
				     : "sudo update-initramfs -u && sudo reboot");
		return;
	}
}

void check_gpu_bound_vfio(struct doctor *doctor)
{
	size_t reserved = 0;
	const struct pci_gpu *gpu = NULL;

	for (size_t i = 0; i < doctor->facts->hardware.n; i++) {
		const char *driver = doctor->facts->hardware.gpu[i].driver;

		if (driver && (streq(driver, "vfio-pci") || streq(driver, "pci-stub"))) {
			gpu = &doctor->facts->hardware.gpu[i];
			reserved++;
		}
	}
	if (!gpu)
		return;
	found(doctor,
		reserved == doctor->facts->hardware.n ? SEVERITY_ERROR : SEVERITY_NOTE,
		"GPU %s is reserved for a virtual machine", gpu->bdf);
	evidence(doctor, gpu_file(doctor, gpu, "driver"), "%s", gpu->driver);
	advise(doctor,
		"remove its id from vfio-pci.ids= on the kernel command line and in "
		"/etc/modprobe.d, then reboot");
}

void check_gpu_unbound(struct doctor *doctor)
{
	if (!doctor->facts->kernel.module)
		return;
	for (size_t i = 0; i < doctor->facts->hardware.n; i++) {
		const struct pci_gpu *gpu = &doctor->facts->hardware.gpu[i];

		if (gpu->driver || gpu->lost)
			continue;
		found(doctor, works(doctor) ? SEVERITY_WARN : SEVERITY_ERROR,
			"The NVIDIA module %s has not taken GPU %s",
			doctor->facts->kernel.module, gpu->bdf);
		evidence(doctor, gpu_file(doctor, gpu, "driver"), "no such link");
		effect(doctor,
			"the GPU is too old for this driver, needs its other flavour (open "
			"or not), or did not answer");
		fix(doctor, "sudo dmesg | grep -i nvrm");
		return;
	}
}

void check_rminit_failed(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;
	struct node node;
	const char *path = nodes_apply(doctor) ? node_failing(doctor, EIO, &node) : NULL;
	bool none = nvml->asked == ASKED_ANSWERED && doctor->facts->kernel.module &&
		    doctor->facts->hardware.n && !doctor->facts->hardware.container &&
		    (nvml->result == 6 || (nvml->result == 0 && !nvml->n)) &&
		    doctor->facts->hardware.gpu[0].driver &&
		    streq(doctor->facts->hardware.gpu[0].driver, "nvidia");

	if (!path && !none)
		return;
	found(doctor, SEVERITY_ERROR, "The driver could not initialise the GPU");
	if (path)
		evidence(doctor, path, "open: %s", strerror(EIO));
	if (none)
		evidence(doctor, "nvmlDeviceGetCount", "0 GPUs, of %zu on the bus",
			doctor->facts->hardware.n);
	effect(doctor, "nvidia-smi says \"No devices were found\"");
	fix(doctor, "sudo dmesg | grep -iE 'nvrm|rminit|gsp'");
	advise(doctor,
		"switch the machine off and on once; if it stays, reinstall the driver "
		"with its firmware");
}
