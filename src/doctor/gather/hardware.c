/* SPDX-License-Identifier: MIT
 * What the kernel shows of the machine: PCI devices, the kind of machine, the module.
 */
#include "config.h"

#include "facts.h"

#include "model/kernel.h"
#include "model/table.h"

#include <stdlib.h>

#define PCI "/sys/bus/pci/devices"

static const char *pci_text(struct doctor *doctor, const char *bdf, const char *name)
{
	return file_text(doctor, arena_printf(doctor->arena, PCI "/%s/%s", bdf, name));
}

static unsigned pci_number(struct doctor *doctor, const char *bdf, const char *name)
{
	const char *text = pci_text(doctor, bdf, name);

	return text ? (unsigned)strtoul(text, NULL, 16) : 0;
}

/* The least of what every bridge above the GPU allows. */
static struct pcie_link slot_limit(struct doctor *doctor, const char *bdf)
{
	const char *dir = machine_real(
		&doctor->machine, arena_printf(doctor->arena, PCI "/%s", bdf));
	struct pcie_link least = { 0, 0 };

	while (dir && (dir = path_parent(doctor->arena, dir)) && strchr(dir + 1, '/')) {
		struct pcie_link link;

		if (!strchr(path_base(dir), ':'))
			break;
		link = link_read(&doctor->machine, dir, "max");
		if (link.gen && (!least.gen || link.gen < least.gen))
			least.gen = link.gen;
		if (link.width && (!least.width || link.width < least.width))
			least.width = link.width;
	}
	return least;
}

static const char *family_of(struct doctor *doctor, unsigned id)
{
	struct table table;

	if (table_read(doctor->arena, doctor->dirs.data, "pci_family.tsv", &table) < 0)
		return NULL;
	for (size_t i = 0; i < table.n; i++)
		if (id >= strtoul(table_field(&table, i, "first"), NULL, 16) &&
			id <= strtoul(table_field(&table, i, "last"), NULL, 16))
			return table_field(&table, i, "family");
	return NULL;
}

static void add_gpu(struct doctor *doctor, struct hardware *hardware, const char *bdf)
{
	const char *dir = arena_printf(doctor->arena, PCI "/%s", bdf);
	const char *driver = machine_readlink(
		&doctor->machine, arena_printf(doctor->arena, "%s/driver", dir));
	const char *power = pci_text(doctor, bdf, "power/runtime_status");
	struct pci_gpu *gpu = &hardware->gpu[hardware->n++];
	struct text config;

	*gpu = (struct pci_gpu){
		.bdf = bdf,
		.id = pci_number(doctor, bdf, "device"),
		.driver = driver ? path_base(driver) : NULL,
		.now = link_read(&doctor->machine, dir, "current"),
		.max = link_read(&doctor->machine, dir, "max"),
		.slot = slot_limit(doctor, bdf),
		.asleep = power && streq(power, "suspended"),
	};
	gpu->family = family_of(doctor, gpu->id);
	/* A virtual machine's bridges claim less than what runs over them. */
	if (gpu->now.width > gpu->slot.width || gpu->now.gen > gpu->slot.gen)
		gpu->slot = (struct pcie_link){ 0, 0 };
	/* A device that has left the bus reads as ones. */
	gpu->lost =
		machine_read_head(&doctor->machine,
			arena_printf(doctor->arena, "%s/config", dir), 4, &config) == 0 &&
		config.len == 4 && memcmp(config.s, "\xff\xff\xff\xff", 4) == 0;
}

static void pci_gather(struct doctor *doctor, struct hardware *hardware)
{
	struct strv names = machine_glob(&doctor->machine, "", PCI "/*");

	hardware->gpu =
		arena_alloc(doctor->arena, (names.n + 1) * sizeof(struct pci_gpu));
	for (size_t i = 0; i < names.n; i++) {
		const char *bdf = path_base(names.v[i]);
		unsigned class;

		if (pci_number(doctor, bdf, "vendor") != 0x10de)
			continue;
		class = pci_number(doctor, bdf, "class") >> 8;
		if (class == 0x0300 || class == 0x0302 || class == 0x0380)
			add_gpu(doctor, hardware, bdf);
		else if (class == 0x0680)
			hardware->switches++;
	}
}

static const char *container_kind(struct doctor *doctor)
{
	const struct machine *m = &doctor->machine;
	struct stat st;

	if (variable(doctor, "APPTAINER_NAME") || variable(doctor, "SINGULARITY_NAME"))
		return "apptainer";
	if (variable(doctor, "KUBERNETES_SERVICE_HOST"))
		return "kubernetes";
	if (machine_stat(m, "/.dockerenv", &st) == 0)
		return "docker";
	if (machine_stat(m, "/run/.containerenv", &st) == 0)
		return "podman";
	if (machine_stat(m, "/run/systemd/container", &st) == 0)
		return file_text(doctor, "/run/systemd/container");
	return variable(doctor, "container");
}

static const char *scheduler_kind(struct doctor *doctor)
{
	static const char *const kinds[][2] = { { "SLURM_JOB_ID", "slurm" },
		{ "PBS_JOBID", "pbs" }, { "LSB_JOBID", "lsf" },
		{ "FLUX_JOB_ID", "flux" } };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (variable(doctor, kinds[i][0]))
			return kinds[i][1];
	return NULL;
}

void hardware_gather(struct doctor *doctor, struct hardware *hardware)
{
	const char *release = file_text(doctor, "/proc/sys/kernel/osrelease");
	struct text compatible;

	pci_gather(doctor, hardware);
	/* Under WSL the kernel's name holds "microsoft"; "WSL2" in newer ones. */
	if (release && (strstr(release, "microsoft") || strstr(release, "Microsoft"))) {
		hardware->wsl1 = strstr(release, "Microsoft") != NULL;
		hardware->wsl2 = !hardware->wsl1;
	}
	/* The list of names there is separated by NUL bytes. */
	if (machine_read_head(&doctor->machine, "/proc/device-tree/compatible", 1024,
		    &compatible) == 0)
		hardware->tegra =
			memmem(compatible.s, compatible.len, "nvidia,tegra", 12);
	hardware->container = container_kind(doctor);
	hardware->scheduler = scheduler_kind(doctor);
}

void kernel_gather(struct doctor *doctor, struct kmod *kernel)
{
	const char *line = file_text(doctor, "/proc/driver/nvidia/version");
	struct stat st;

	kernel->release = answer(doctor, "uname.release");
	kernel->module = file_text(doctor, "/sys/module/nvidia/version");
	kernel->open = line && strstr(line, "Open Kernel Module");
	kernel->uvm = machine_stat(&doctor->machine, "/sys/module/nvidia_uvm", &st) == 0;
	/* What goes into names of packages is a version and nothing else. */
	if (kernel->module && kernel->module[strspn(kernel->module, "0123456789.")])
		kernel->module = NULL;
	if (!kernel->module)
		kernel->module = kernel_read(&doctor->machine).version;
}

const char *gpu_file(struct doctor *doctor, const struct pci_gpu *gpu, const char *name)
{
	return arena_printf(doctor->arena, PCI "/%s/%s", gpu->bdf, name);
}
