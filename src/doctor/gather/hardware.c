/* SPDX-License-Identifier: MIT
 * What the kernel shows of the machine: PCI devices, the kind of machine, the module.
 */
#include "config.h"

#include "hardware.h"

#include "gatherers.h"

#include "model/kernel.h"
#include "model/table.h"

#include <stdlib.h>

#define PCI "/sys/bus/pci/devices"

static const char *pci_text(
	const struct subject *subject, const char *bdf, const char *name)
{
	return subject_text(
		subject, arena_printf(subject->arena, PCI "/%s/%s", bdf, name));
}

static unsigned pci_number(
	const struct subject *subject, const char *bdf, const char *name)
{
	const char *text = pci_text(subject, bdf, name);

	return text ? (unsigned)strtoul(text, NULL, 16) : 0;
}

/* Returns the minimum of what the bridges above the GPU allow. */
static struct pcie_link slot_limit(const struct subject *subject, const char *bdf)
{
	const char *dir = machine_real(
		subject->machine, arena_printf(subject->arena, PCI "/%s", bdf));
	struct pcie_link least = { 0, 0 };

	while (dir && (dir = path_parent(subject->arena, dir)) && strchr(dir + 1, '/')) {
		struct pcie_link link;

		if (!strchr(path_base(dir), ':'))
			break;
		link = pcie_link_read(subject->machine, dir, "max");
		if (link.gen && (!least.gen || link.gen < least.gen))
			least.gen = link.gen;
		if (link.width && (!least.width || link.width < least.width))
			least.width = link.width;
	}
	return least;
}

static const char *family_of(const struct subject *subject, unsigned id)
{
	struct table table;

	if (table_read(subject->arena, subject->dirs->data, "pci_family.tsv", &table) < 0)
		return NULL;
	for (size_t i = 0; i < table.n; i++)
		if (id >= strtoul(table_field(&table, i, "first"), NULL, 16) &&
			id <= strtoul(table_field(&table, i, "last"), NULL, 16))
			return table_field(&table, i, "family");
	return NULL;
}

/* Stores which drivers support the GPU's family. */
static void read_family(const struct subject *subject, struct pci_gpu *gpu)
{
	struct table table;
	long row;

	gpu->family = family_of(subject, gpu->id);
	if (!gpu->family || table_read(subject->arena, subject->dirs->data,
				    "family_driver.tsv", &table) < 0)
		return;
	row = table_find(&table, "family", gpu->family);
	if (row < 0)
		return;
	gpu->last_branch =
		strtol(table_field(&table, (size_t)row, "last_branch"), NULL, 10);
	gpu->needs_open = streq(table_field(&table, (size_t)row, "proprietary"), "no");
	gpu->no_open = streq(table_field(&table, (size_t)row, "open"), "no");
}

static void add_gpu(
	const struct subject *subject, struct hardware *hardware, const char *bdf)
{
	const char *dir = arena_printf(subject->arena, PCI "/%s", bdf);
	const char *driver = machine_readlink(
		subject->machine, arena_printf(subject->arena, "%s/driver", dir));
	const char *power = pci_text(subject, bdf, "power/runtime_status");
	struct pci_gpu *gpu = &hardware->gpu[hardware->n++];
	struct text config;

	*gpu = (struct pci_gpu){
		.bdf = bdf,
		.id = pci_number(subject, bdf, "device"),
		.driver = driver ? path_base(driver) : NULL,
		.now = pcie_link_read(subject->machine, dir, "current"),
		.max = pcie_link_read(subject->machine, dir, "max"),
		.slot = slot_limit(subject, bdf),
		.asleep = power && streq(power, "suspended"),
	};
	read_family(subject, gpu);
	/* A virtual machine's bridges report less than what actually passes through them.
	 */
	if (gpu->now.width > gpu->slot.width || gpu->now.gen > gpu->slot.gen)
		gpu->slot = (struct pcie_link){ 0, 0 };
	/* A device that has left the bus reads as all ones. */
	gpu->lost = machine_read_head(subject->machine,
			    arena_printf(subject->arena, "%s/config", dir), 4,
			    &config) == 0 &&
		    config.len == 4 && memcmp(config.s, "\xff\xff\xff\xff", 4) == 0;
}

static void pci_gather(const struct subject *subject, struct hardware *hardware)
{
	struct strv names = machine_glob(subject->machine, "", PCI "/*");

	hardware->gpu =
		arena_alloc(subject->arena, (names.n + 1) * sizeof(struct pci_gpu));
	for (size_t i = 0; i < names.n; i++) {
		const char *bdf = path_base(names.v[i]);
		unsigned class;

		if (pci_number(subject, bdf, "vendor") != 0x10de)
			continue;
		class = pci_number(subject, bdf, "class") >> 8;
		if (class == 0x0300 || class == 0x0302 || class == 0x0380)
			add_gpu(subject, hardware, bdf);
		else if (class == 0x0680)
			hardware->switches++;
	}
}

static const char *container_kind(const struct subject *subject)
{
	const struct machine *m = subject->machine;
	struct stat st;

	if (subject_var(subject, "APPTAINER_NAME") ||
		subject_var(subject, "SINGULARITY_NAME"))
		return "apptainer";
	if (subject_var(subject, "KUBERNETES_SERVICE_HOST"))
		return "kubernetes";
	if (machine_stat(m, "/.dockerenv", &st) == 0)
		return "docker";
	if (machine_stat(m, "/run/.containerenv", &st) == 0)
		return "podman";
	if (machine_stat(m, "/run/systemd/container", &st) == 0)
		return subject_text(subject, "/run/systemd/container");
	return subject_var(subject, "container");
}

static const char *scheduler_kind(const struct subject *subject)
{
	static const char *const kinds[][2] = { { "SLURM_JOB_ID", "slurm" },
		{ "PBS_JOBID", "pbs" }, { "LSB_JOBID", "lsf" },
		{ "FLUX_JOB_ID", "flux" } };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (subject_var(subject, kinds[i][0]))
			return kinds[i][1];
	return NULL;
}

void hardware_gather(const struct subject *subject, struct hardware *hardware)
{
	const char *release = subject_text(subject, "/proc/sys/kernel/osrelease");
	struct text compatible;

	pci_gather(subject, hardware);
	/* Under WSL, the kernel's name contains "microsoft"; under WSL 1, "Microsoft". */
	if (release && (strstr(release, "microsoft") || strstr(release, "Microsoft"))) {
		hardware->wsl1 = strstr(release, "Microsoft") != NULL;
		hardware->wsl2 = !hardware->wsl1;
	}
	/* The names in this file are separated by NUL bytes. */
	if (machine_read_head(subject->machine, "/proc/device-tree/compatible", 1024,
		    &compatible) == 0)
		hardware->tegra =
			memmem(compatible.s, compatible.len, "nvidia,tegra", 12);
	hardware->container = container_kind(subject);
	hardware->scheduler = scheduler_kind(subject);
}

void kernel_gather(const struct subject *subject, struct observations *observations,
	struct kmod *kernel)
{
	const char *line = subject_text(subject, "/proc/driver/nvidia/version");
	struct stat st;

	kernel->release = observation(observations, "uname.release");
	kernel->module = subject_text(subject, "/sys/module/nvidia/version");
	kernel->open = line && strstr(line, "Open Kernel Module");
	kernel->uvm = machine_stat(subject->machine, "/sys/module/nvidia_uvm", &st) == 0;
	/* A version becomes part of package names, so nothing else is accepted. */
	if (kernel->module && kernel->module[strspn(kernel->module, "0123456789.")])
		kernel->module = NULL;
	if (!kernel->module)
		kernel->module = kernel_read(subject->machine).version;
}

const char *hardware_gpu_file(
	struct arena *arena, const struct pci_gpu *gpu, const char *name)
{
	return arena_printf(arena, PCI "/%s/%s", gpu->bdf, name);
}
