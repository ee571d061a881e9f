/* SPDX-License-Identifier: MIT
 * Is the right kernel module loaded, and does it drive every GPU?
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "doctor/gather/devnode.h"
#include "doctor/gather/hardware.h"

#include <errno.h>
#include <stdlib.h>

/* Returns whether CUDA works with another GPU. */
static bool cuda_works(const struct exam *exam)
{
	return exam->facts->cuda.probed == PROBE_OK && exam->facts->cuda.init == 0 &&
	       exam->facts->cuda.n;
}

static void gpu_driver_nouveau(struct exam *exam)
{
	struct finding *f;
	for (size_t i = 0; i < exam->facts->hardware.n; i++) {
		const struct pci_gpu *gpu = &exam->facts->hardware.gpu[i];

		if (!gpu->driver || !(streq(gpu->driver, "nouveau") ||
					    skip_prefix(gpu->driver, "nova")))
			continue;
		f = finding_new(exam, cuda_works(exam) ? SEVERITY_NOTE : SEVERITY_ERROR,
			"GPU %s is bound to %s; CUDA needs NVIDIA's module", gpu->bdf,
			gpu->driver);
		finding_evidence(f, hardware_gpu_file(exam->arena, gpu, "driver"), "%s",
			gpu->driver);
		if (cuda_works(exam)) {
			finding_effect(
				f, "CUDA works with another GPU, not with this one");
			return;
		}
		if (current_has_driver(exam->facts))
			fix_recipe(exam, f, "no-nouveau", FIX_NO_WORDS);
		else
			fix_driver(exam, f, NULL);
		return;
	}
}

static void gpu_bound_vfio(struct exam *exam)
{
	struct finding *f;
	size_t reserved = 0;
	const struct pci_gpu *gpu = NULL;

	for (size_t i = 0; i < exam->facts->hardware.n; i++) {
		const char *driver = exam->facts->hardware.gpu[i].driver;

		if (driver && (streq(driver, "vfio-pci") || streq(driver, "pci-stub"))) {
			gpu = &exam->facts->hardware.gpu[i];
			reserved++;
		}
	}
	if (!gpu)
		return;
	f = finding_new(exam,
		reserved == exam->facts->hardware.n ? SEVERITY_ERROR : SEVERITY_NOTE,
		"GPU %s is reserved for a virtual machine", gpu->bdf);
	finding_evidence(
		f, hardware_gpu_file(exam->arena, gpu, "driver"), "%s", gpu->driver);
	finding_advice(f,
		"remove its ID from vfio-pci.ids= on the kernel command line and in "
		"/etc/modprobe.d, then reboot");
}

static void gpu_unbound(struct exam *exam)
{
	struct finding *f;

	if (!exam->facts->kernel.module)
		return;
	for (size_t i = 0; i < exam->facts->hardware.n; i++) {
		const struct pci_gpu *gpu = &exam->facts->hardware.gpu[i];

		if (gpu->driver || gpu->lost)
			continue;
		f = finding_new(exam, cuda_works(exam) ? SEVERITY_WARN : SEVERITY_ERROR,
			"The NVIDIA module %s is not bound to GPU %s",
			exam->facts->kernel.module, gpu->bdf);
		finding_evidence(
			f, hardware_gpu_file(exam->arena, gpu, "driver"), "no such link");
		finding_effect(f,
			"the GPU is too old for this driver, requires the other kind of module (open "
			"or proprietary), or did not respond");
		finding_advice(f,
			"the kernel log contains the reason: sudo dmesg | grep -i nvrm");
		return;
	}
}

static void rminit_failed(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;
	const struct devnode *node = devnode_failing(&exam->facts->nodes, EIO);
	bool none = nvml->probed == PROBE_OK && exam->facts->kernel.module &&
		    exam->facts->hardware.n && !exam->facts->hardware.container &&
		    (nvml->result == 6 || (nvml->result == 0 && !nvml->n)) &&
		    exam->facts->hardware.gpu[0].driver &&
		    streq(exam->facts->hardware.gpu[0].driver, "nvidia");

	if (!node && !none)
		return;
	f = finding_new(exam, SEVERITY_ERROR, "The driver could not initialize the GPU");
	if (node)
		finding_evidence(f, node->path, "open: %s", strerror(EIO));
	if (none)
		finding_evidence(f, "nvmlDeviceGetCount", "0 GPUs, of %zu on the bus",
			exam->facts->hardware.n);
	finding_effect(f, "nvidia-smi prints \"No devices were found\"");
	finding_advice(f,
		"power the machine off and on; if that does not help, reinstall the driver "
		"with its firmware; the kernel log contains the reason: sudo dmesg | grep -iE "
		"'nvrm|rminit|gsp'");
}

static bool module_on_disk(struct exam *exam, const char *release, bool *known)
{
	const char *file =
		arena_printf(exam->arena, "/lib/modules/%s/modules.dep", release);
	struct text text;

	*known = machine_read_head(
			 exam->subject->machine, file, (size_t)8 << 20, &text) == 0;
	return *known && strstr(text.s, "/nvidia.ko");
}

/* Returns whether a GPU is present that no driver is bound to, and its module is not
 * loaded. */
static bool module_missing(struct exam *exam)
{
	bool any = false;

	for (size_t i = 0; i < exam->facts->hardware.n; i++)
		any |= !exam->facts->hardware.gpu[i].driver;
	return any && !exam->facts->kernel.module;
}

static void kmod_not_loaded(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;
	bool known;

	if (!module_missing(exam))
		return;
	if (!current_has_driver(exam->facts) &&
		!module_on_disk(exam,
			exam->facts->kernel.release ? exam->facts->kernel.release : "",
			&known)) {
		f = finding_new(exam, SEVERITY_ERROR,
			"A GPU is present, but no NVIDIA driver is installed");
		finding_evidence(f, "/sys/module/nvidia", "no such directory");
		finding_evidence(f, "libcuda.so.1", "not found");
		fix_driver(exam, f, NULL);
		return;
	}
	f = finding_new(exam, SEVERITY_ERROR, "The NVIDIA kernel module is not loaded");
	finding_evidence(f, "/sys/module/nvidia", "no such directory");
	if (nvml->probed == PROBE_OK)
		finding_evidence(f, "nvmlInit", "%d", nvml->result);
	finding_effect(
		f, "nvidia-smi cannot communicate with the driver, and CUDA sees no GPU");
	finding_fix(f, "sudo modprobe nvidia");
}

static void kmod_missing_for_kernel(struct exam *exam)
{
	struct finding *f;
	const struct kmod *kernel = &exam->facts->kernel;
	struct strv built;
	bool known;

	if (!module_missing(exam) || !current_has_driver(exam->facts) ||
		!kernel->release || exam->facts->hardware.container ||
		module_on_disk(exam, kernel->release, &known) || !known)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The driver %s is installed, but has no module for kernel %s",
		current_branch(exam->arena, exam->facts), kernel->release);
	finding_evidence(f,
		arena_printf(exam->arena, "/lib/modules/%s/modules.dep", kernel->release),
		"no nvidia.ko");
	built = machine_glob(exam->subject->machine, "", "/var/lib/dkms/nvidia/*/*");
	for (size_t i = 0; i < built.n && i < 4; i++)
		finding_evidence_at(f, built.v[i]);
	finding_effect(f, "the kernel was updated, but the module was not built for it");
	fix_recipe(exam, f, "module-for-kernel",
		FIX_WORDS("kernel", kernel->release, "branch",
			current_branch(exam->arena, exam->facts)));
}

static void secureboot_unsigned(struct exam *exam)
{
	struct finding *f;
	static const char variable_file[] =
		"/sys/firmware/efi/efivars/"
		"SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
	struct text text;
	bool known;

	/* Four bytes of attributes, then the value. */
	if (!module_missing(exam) || !exam->facts->kernel.release ||
		machine_read_head(exam->subject->machine, variable_file, 5, &text) < 0 ||
		text.len != 5 || text.s[4] != 1 ||
		!module_on_disk(exam, exam->facts->kernel.release, &known))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"Secure Boot is enabled, and the firmware probably does not know the key of the NVIDIA module");
	finding_evidence(f, variable_file, "1");
	finding_evidence(f, "/sys/module/nvidia", "no such directory");
	fix_recipe(exam, f, "secure-boot-key", FIX_NO_WORDS);
}

static void add_module_kind(
	struct exam *exam, struct finding *f, const struct pci_gpu *gpu)
{
	const char *line = subject_text(exam->subject, "/proc/driver/nvidia/version");

	finding_evidence(f, "/proc/driver/nvidia/version", "%s", line ? line : "");
	finding_evidence(f, hardware_gpu_file(exam->arena, gpu, "device"), "0x%04x (%s)",
		gpu->id, gpu->family);
}

/* Only from 570 on does the open module support the GPUs that need it. */
static const char *open_branch(const struct exam *exam)
{
	const char *branch = current_branch(exam->arena, exam->facts);

	return strtol(branch, NULL, 10) < 570 ? "580" : branch;
}

static void kmod_needs_open(struct exam *exam)
{
	struct finding *f;
	const struct kmod *kernel = &exam->facts->kernel;

	if (exam->facts->cuda.n || !kernel->module || kernel->open ||
		!subject_text(exam->subject, "/proc/driver/nvidia/version"))
		return;
	for (size_t i = 0; i < exam->facts->hardware.n; i++) {
		const struct pci_gpu *gpu = &exam->facts->hardware.gpu[i];

		if (!gpu->needs_open)
			continue;
		f = finding_new(exam, SEVERITY_ERROR,
			"%s GPUs work only with the open kernel module", gpu->family);
		add_module_kind(exam, f, gpu);
		fix_recipe(
			exam, f, "open-module", FIX_WORDS("branch", open_branch(exam)));
		return;
	}
}

static void kmod_open_unsupported(struct exam *exam)
{
	struct finding *f;

	if (exam->facts->cuda.n || !exam->facts->kernel.module ||
		!exam->facts->kernel.open)
		return;
	for (size_t i = 0; i < exam->facts->hardware.n; i++) {
		const struct pci_gpu *gpu = &exam->facts->hardware.gpu[i];

		if (!gpu->no_open)
			continue;
		f = finding_new(exam, SEVERITY_ERROR,
			"The open kernel module supports Turing and newer; this GPU is %s",
			gpu->family);
		add_module_kind(exam, f, gpu);
		fix_driver(exam, f, NULL);
		return;
	}
}

static void gpu_legacy_branch(struct exam *exam)
{
	struct finding *f;
	const char *module = exam->facts->kernel.module;

	for (size_t i = 0; i < exam->facts->hardware.n && module && !exam->facts->cuda.n;
		i++) {
		const struct pci_gpu *gpu = &exam->facts->hardware.gpu[i];

		if (!gpu->last_branch || strtol(module, NULL, 10) <= gpu->last_branch)
			continue;
		f = finding_new(exam, SEVERITY_ERROR,
			"Driver %s no longer supports %s GPUs; the last branch that does is %ld",
			module, gpu->family, gpu->last_branch);
		finding_evidence(f, "/sys/module/nvidia/version", "%s", module);
		finding_evidence(f, hardware_gpu_file(exam->arena, gpu, "device"),
			"0x%04x (%s)", gpu->id, gpu->family);
		fix_driver(exam, f, NULL);
		return;
	}
}

static void gsp_firmware_missing(struct exam *exam)
{
	struct finding *f;
	const struct kmod *kernel = &exam->facts->kernel;
	const char *dir;

	if (!kernel->open || !kernel->module || exam->facts->hardware.container ||
		!machine_is_dir(exam->subject->machine, "/lib/firmware"))
		return;
	dir = arena_printf(exam->arena, "/lib/firmware/nvidia/%s", kernel->module);
	if (machine_is_dir(exam->subject->machine, dir))
		return;
	f = finding_new(exam, SEVERITY_WARN, "The GPU firmware of driver %s is missing",
		kernel->module);
	finding_evidence(f, dir, "no such directory");
	fix_recipe(exam, f, "firmware",
		FIX_WORDS("branch", current_branch(exam->arena, exam->facts), "module",
			kernel->module));
}

static void kmod_disk_differs(struct exam *exam)
{
	struct finding *f;
	const char *module = exam->facts->kernel.module;
	struct strv built =
		machine_glob(exam->subject->machine, "", "/var/lib/dkms/nvidia/[0-9]*");

	if (!module || !built.n || exam->facts->hardware.container)
		return;
	for (size_t i = 0; i < built.n; i++)
		if (streq(path_base(built.v[i]), module))
			return;
	f = finding_new(exam, SEVERITY_WARN,
		"The kernel runs driver %s, but %s is installed", module,
		path_base(built.v[built.n - 1]));
	finding_evidence(f, "/sys/module/nvidia/version", "%s", module);
	finding_evidence_at(f, built.v[built.n - 1]);
	finding_effect(f, "a reboot is pending");
	finding_fix(f, "sudo reboot");
}

static const char *no_module_and_gpu(const struct exam *exam)
{
	const char *reason = absent_module(exam);

	return reason ? reason : absent_pci_gpu(exam);
}

static const char *no_built_module(const struct exam *exam)
{
	if (exam->facts->kernel.module)
		return NULL;
	if (!current_has_driver(exam->facts))
		return "no driver is installed";
	return absent_module_or_gpu(exam);
}

static const char *no_proprietary_module(const struct exam *exam)
{
	return exam->facts->kernel.open ? "the open kernel module is loaded"
					: no_module_and_gpu(exam);
}

static const char *no_open_module_and_gpu(const struct exam *exam)
{
	const char *reason = absent_open_module(exam);

	return reason ? reason : absent_pci_gpu(exam);
}

static const char *no_firmware(const struct exam *exam)
{
	return exam->facts->hardware.container ? "in a container"
	       : !machine_is_dir(exam->subject->machine, "/lib/firmware")
		       ? "no directory of firmware"
		       : absent_open_module(exam);
}

static const char *no_dkms(const struct exam *exam)
{
	const char *reason = absent_module(exam);

	if (reason || exam->facts->hardware.container)
		return reason ? reason : "in a container";
	return machine_is_dir(exam->subject->machine, "/var/lib/dkms/nvidia")
		       ? NULL
		       : "the version of the installed module is unknown";
}

const struct check kernel_checks[] = {
	{
		.id = "gpu-driver-nouveau",
		.title = "nouveau does not drive a GPU",
		.run = gpu_driver_nouveau,
		.absent = absent_pci_gpu,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " kmod-not-loaded kmod-missing-for-kernel",
		.why = "A device has one driver. While nouveau is bound to the GPU, "
		       "NVIDIA's module cannot bind to it.",
		.fix = "Blacklist nouveau, rebuild the initramfs, and reboot.",
	},
	{
		.id = "gpu-bound-vfio",
		.title = "no GPU is reserved for a virtual machine",
		.run = gpu_bound_vfio,
		.absent = absent_pci_gpu,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " kmod-not-loaded gpu-unbound rminit-failed",
		.why = "vfio-pci reserves a GPU for virtual machines.",
		.fix = "Remove its ID from the kernel command line and from "
		       "modprobe.d, and reboot.",
	},
	{
		.id = "kmod-missing-for-kernel",
		.title = "the NVIDIA module is built for the running kernel",
		.run = kmod_missing_for_kernel,
		.absent = no_built_module,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " kmod-not-loaded",
		.why = "After a kernel update, the module must be built or installed "
		       "for the new kernel.",
		.fix = "Install the kernel's headers and let DKMS build the module, "
		       "or install the prebuilt modules.",
	},
	{
		.id = "secureboot-unsigned",
		.title = "Secure Boot allows the module to load",
		.run = secureboot_unsigned,
		.absent = absent_module_or_gpu,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " kmod-not-loaded",
		.why = "With Secure Boot, the kernel loads only modules that are "
		       "signed with a key that the firmware knows.",
		.fix = "Enroll the key that DKMS signs with, or use the signed "
		       "modules of the distribution.",
	},
	{
		.id = "kmod-not-loaded",
		.title = "the NVIDIA module is loaded",
		.run = kmod_not_loaded,
		.absent = absent_module_or_gpu,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " ldcache-stale",
		.why = "CUDA reaches the GPU through the kernel module. Without it, "
		       "both nvidia-smi and CUDA fail.",
		.fix = "Load the module. If that fails, the kernel log contains the "
		       "reason.",
	},
	{
		.id = "kmod-needs-open",
		.title = "the GPU supports the proprietary module",
		.run = kmod_needs_open,
		.absent = no_proprietary_module,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " gpu-unbound rminit-failed",
		.why = "Blackwell and later GPUs work only with the open kernel "
		       "module.",
		.fix = "Install the driver with the open kernel module.",
	},
	{
		.id = "kmod-open-unsupported",
		.title = "the GPU supports the open module",
		.run = kmod_open_unsupported,
		.absent = no_open_module_and_gpu,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " gpu-unbound rminit-failed",
		.why = "The open kernel module requires a GPU System Processor (GSP), "
		       "which Turing introduced.",
		.fix = "Install the driver with the proprietary kernel module.",
	},
	{
		.id = "gpu-legacy-branch",
		.title = "the driver branch supports this GPU",
		.run = gpu_legacy_branch,
		.absent = no_module_and_gpu,
		.concerns = FOR_RUN,
		.explains =
			WITHOUT_MODULE " gpu-unbound rminit-failed kmod-open-unsupported",
		.why = "Each driver branch drops support for the oldest GPUs.",
		.fix = "Install the last branch that supports the GPU, and use a "
		       "toolkit that this branch can run.",
	},
	{
		.id = "gpu-unbound",
		.title = "the module is bound to every GPU",
		.run = gpu_unbound,
		.absent = no_module_and_gpu,
		.concerns = FOR_RUN,
		.explains = WITHOUT_MODULE " rminit-failed",
		.why = "The module is loaded but is not bound to this GPU: the GPU is "
		       "too old, requires the other kind of module (open or "
		       "proprietary), or failed to start.",
		.fix = "The kernel log contains the reason, in lines with NVRM.",
	},
	{
		.id = "rminit-failed",
		.title = "the driver can initialize the GPU",
		.run = rminit_failed,
		.absent = no_module_and_gpu,
		.concerns = FOR_RUN,
		.explains = "cuinit-other cuinit-hang gsp-firmware-missing",
		.why = "The module started, but the GPU did not: because of its "
		       "firmware, its power supply, or a hardware fault.",
		.fix = "Power the machine off and on; reinstall the driver with its "
		       "firmware.",
	},
	{
		.id = "gsp-firmware-missing",
		.title = "the GPU's firmware is installed",
		.run = gsp_firmware_missing,
		.absent = no_firmware,
		.concerns = FOR_RUN,
		.why = "The open module loads firmware of exactly its own version "
		       "onto the GPU.",
		.fix = "Reinstall the driver's firmware package.",
	},
	{
		.id = "kmod-disk-differs",
		.title = "the running driver is the installed one",
		.run = kmod_disk_differs,
		.absent = no_dkms,
		.concerns = FOR_RUN,
		.why = "An update has installed a newer module. The old one runs "
		       "until the next reboot.",
		.fix = "Reboot.",
	},
	{ .id = NULL },
};
