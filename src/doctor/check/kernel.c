/* SPDX-License-Identifier: MIT
 * Is the right kernel module loaded, and does it drive every GPU?
 */
#include "config.h"

#include "checks.h"
#include "doctor/gather/devnode.h"

#include "model/table.h"

#include <errno.h>
#include <stdlib.h>

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

static bool module_on_disk(struct doctor *doctor, const char *release, bool *known)
{
	const char *file =
		arena_printf(doctor->arena, "/lib/modules/%s/modules.dep", release);
	struct text text;

	*known = machine_read_head(&doctor->machine, file, (size_t)8 << 20, &text) == 0;
	return *known && strstr(text.s, "/nvidia.ko");
}

/* Is the GPU there, its module not, and nothing else bound to it? */
static bool module_wanted(struct doctor *doctor)
{
	bool any = false;

	for (size_t i = 0; i < doctor->facts->hardware.n; i++)
		any |= !doctor->facts->hardware.gpu[i].driver;
	return any && !doctor->facts->kernel.module;
}

void check_kmod_not_loaded(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;
	bool known;

	if (!module_wanted(doctor))
		return;
	if (!driver_installed(doctor) &&
		!module_on_disk(doctor,
			doctor->facts->kernel.release ? doctor->facts->kernel.release
						      : "",
			&known)) {
		found(doctor, SEVERITY_ERROR,
			"There is a GPU, but no NVIDIA driver is installed");
		evidence(doctor, "/sys/module/nvidia", "no such directory");
		evidence(doctor, "libcuda.so.1", "not found");
		fix_package(doctor, "nvidia-driver-580",
			"akmod-nvidia xorg-x11-drv-nvidia-cuda",
			"nvidia-open-driver-G06-signed-kmp-default nvidia-compute-utils-G06",
			"nvidia-open nvidia-utils");
		return;
	}
	found(doctor, SEVERITY_ERROR, "The NVIDIA kernel module is not loaded");
	evidence(doctor, "/sys/module/nvidia", "no such directory");
	if (nvml->asked == ASKED_ANSWERED)
		evidence(doctor, "nvmlInit", "%d", nvml->result);
	effect(doctor,
		"nvidia-smi cannot communicate with the driver, and CUDA sees no GPU");
	fix(doctor, "sudo modprobe nvidia");
}

void check_kmod_missing_for_kernel(struct doctor *doctor)
{
	const struct kmod *kernel = &doctor->facts->kernel;
	struct strv built;
	bool known;

	if (!module_wanted(doctor) || !driver_installed(doctor) || !kernel->release ||
		doctor->facts->hardware.container ||
		module_on_disk(doctor, kernel->release, &known) || !known)
		return;
	found(doctor, SEVERITY_ERROR,
		"The driver %s is installed, but has no module for kernel %s",
		driver_branch(doctor), kernel->release);
	evidence(doctor,
		arena_printf(
			doctor->arena, "/lib/modules/%s/modules.dep", kernel->release),
		"no nvidia.ko");
	built = machine_glob(&doctor->machine, "", "/var/lib/dkms/nvidia/*/*");
	for (size_t i = 0; i < built.n && i < 4; i++)
		evidence_place(doctor, built.v[i]);
	effect(doctor, "the kernel was updated, and the module was not built for it");
	if (streq(doctor->facts->like, "rhel"))
		fix(doctor, "sudo akmods --force --kernels %s && sudo modprobe nvidia",
			kernel->release);
	else if (machine_is_dir(&doctor->machine, "/var/lib/dkms"))
		fix(doctor, "sudo apt install linux-headers-%s && sudo dkms autoinstall",
			kernel->release);
	else
		fix(doctor, "sudo apt install linux-modules-nvidia-%s-%s",
			driver_branch(doctor), kernel->release);
}

void check_secureboot_unsigned(struct doctor *doctor)
{
	static const char variable_file[] =
		"/sys/firmware/efi/efivars/"
		"SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
	struct text text;
	bool known;

	/* Four bytes of attributes, then the value. */
	if (!module_wanted(doctor) || !doctor->facts->kernel.release ||
		machine_read_head(&doctor->machine, variable_file, 5, &text) < 0 ||
		text.len != 5 || text.s[4] != 1 ||
		!module_on_disk(doctor, doctor->facts->kernel.release, &known))
		return;
	found(doctor, SEVERITY_ERROR,
		"Secure Boot is on, and the NVIDIA module is probably not signed with a key that the firmware knows");
	evidence(doctor, variable_file, "1");
	evidence(doctor, "/sys/module/nvidia", "no such directory");
	if (machine_is_file(&doctor->machine, "/var/lib/shim-signed/mok/MOK.der"))
		fix(doctor, "sudo mokutil --import /var/lib/shim-signed/mok/MOK.der");
	else
		fix(doctor, "sudo mokutil --import /var/lib/dkms/mok.pub");
	advise(doctor, "then reboot and choose \"Enroll MOK\"");
}

/* A field of the family's row in data/family_driver.tsv; "" when unknown. */
static const char *family_field(
	struct doctor *doctor, const struct pci_gpu *gpu, const char *name)
{
	struct table table;
	long row;

	if (!gpu->family || table_read(doctor->arena, doctor->dirs.data,
				    "family_driver.tsv", &table) < 0)
		return "";
	row = table_find(&table, "family", gpu->family);
	return row < 0 ? "" : table_field(&table, (size_t)row, name);
}

/* The first GPU that CUDA does not show, and whose row has `value` in `name`. */
static const struct pci_gpu *gpu_with(
	struct doctor *doctor, const char *name, const char *value)
{
	if (doctor->facts->cuda.n)
		return NULL;
	for (size_t i = 0; i < doctor->facts->hardware.n; i++)
		if (streq(family_field(doctor, &doctor->facts->hardware.gpu[i], name),
			    value))
			return &doctor->facts->hardware.gpu[i];
	return NULL;
}

static void tell_flavour(struct doctor *doctor, const struct pci_gpu *gpu)
{
	const char *line = file_text(doctor, "/proc/driver/nvidia/version");

	evidence(doctor, "/proc/driver/nvidia/version", "%s", line ? line : "");
	evidence(doctor, gpu_file(doctor, gpu, "device"), "0x%04x (%s)", gpu->id,
		gpu->family);
}

void check_kmod_needs_open(struct doctor *doctor)
{
	const struct kmod *kernel = &doctor->facts->kernel;
	const struct pci_gpu *gpu = gpu_with(doctor, "proprietary", "no");

	if (!gpu || !kernel->module || kernel->open ||
		!file_text(doctor, "/proc/driver/nvidia/version"))
		return;
	found(doctor, SEVERITY_ERROR, "%s GPUs work only with the open kernel module",
		gpu->family);
	tell_flavour(doctor, gpu);
	fix_package(doctor,
		arena_printf(
			doctor->arena, "nvidia-driver-%s-open", driver_branch(doctor)),
		"kmod-nvidia-open-dkms", "nvidia-open-driver-G06-signed-kmp-default",
		"nvidia-open");
}

void check_kmod_open_unsupported(struct doctor *doctor)
{
	const struct pci_gpu *gpu = gpu_with(doctor, "open", "no");

	if (!gpu || !doctor->facts->kernel.module || !doctor->facts->kernel.open)
		return;
	found(doctor, SEVERITY_ERROR,
		"The open kernel module drives Turing and newer; this GPU is %s",
		gpu->family);
	tell_flavour(doctor, gpu);
	fix_package(doctor,
		arena_printf(doctor->arena, "nvidia-driver-%s", driver_branch(doctor)),
		"kmod-nvidia-latest-dkms", "nvidia-driver-G06-kmp-default",
		"nvidia-dkms");
}

void check_gpu_legacy_branch(struct doctor *doctor)
{
	const char *module = doctor->facts->kernel.module;

	for (size_t i = 0;
		i < doctor->facts->hardware.n && module && !doctor->facts->cuda.n; i++) {
		const struct pci_gpu *gpu = &doctor->facts->hardware.gpu[i];
		const char *last = family_field(doctor, gpu, "last_branch");
		long branch = strtol(last, NULL, 10);

		if (branch == 0 || strtol(module, NULL, 10) <= branch)
			continue;
		found(doctor, SEVERITY_ERROR,
			"Driver %s no longer has %s GPUs; the last branch is %s", module,
			gpu->family, last);
		evidence(doctor, "/sys/module/nvidia/version", "%s", module);
		evidence(doctor, gpu_file(doctor, gpu, "device"), "0x%04x (%s)", gpu->id,
			gpu->family);
		fix_package(doctor, arena_printf(doctor->arena, "nvidia-driver-%s", last),
			arena_printf(doctor->arena, "akmod-nvidia-%sxx", last), NULL,
			arena_printf(doctor->arena, "nvidia-%sxx-dkms", last));
		return;
	}
}

void check_gsp_firmware_missing(struct doctor *doctor)
{
	const struct kmod *kernel = &doctor->facts->kernel;
	const char *dir;

	if (!kernel->open || !kernel->module || doctor->facts->hardware.container ||
		!machine_is_dir(&doctor->machine, "/lib/firmware"))
		return;
	dir = arena_printf(doctor->arena, "/lib/firmware/nvidia/%s", kernel->module);
	if (machine_is_dir(&doctor->machine, dir))
		return;
	found(doctor, SEVERITY_WARN, "The GPU firmware of driver %s is not there",
		kernel->module);
	evidence(doctor, dir, "no such directory");
	fix_package(doctor,
		arena_printf(doctor->arena, "--reinstall nvidia-firmware-%s-%s",
			driver_branch(doctor), kernel->module),
		NULL, NULL, NULL);
}

void check_kmod_disk_differs(struct doctor *doctor)
{
	const char *module = doctor->facts->kernel.module;
	struct strv built =
		machine_glob(&doctor->machine, "", "/var/lib/dkms/nvidia/[0-9]*");

	if (!module || !built.n || doctor->facts->hardware.container)
		return;
	for (size_t i = 0; i < built.n; i++)
		if (streq(path_base(built.v[i]), module))
			return;
	found(doctor, SEVERITY_WARN, "The kernel runs driver %s, but %s is installed",
		module, path_base(built.v[built.n - 1]));
	evidence(doctor, "/sys/module/nvidia/version", "%s", module);
	evidence_place(doctor, built.v[built.n - 1]);
	effect(doctor, "a reboot is pending");
	fix(doctor, "sudo reboot");
}
