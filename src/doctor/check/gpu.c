/* SPDX-License-Identifier: MIT
 * The state and the speed of GPUs that work.
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/bandwidth.h"
#include "doctor/gather/current.h"

#include <stdlib.h>

/* A link is judged only if the GPU is awake, and its speed only under load: the link of
 * an idle GPU is slower. */
static void pcie_degraded(struct exam *exam)
{
	struct finding *f;
	const struct hardware *hardware = &exam->facts->hardware;

	for (size_t i = 0; i < hardware->n; i++) {
		const struct pci_gpu *gpu = &hardware->gpu[i];
		struct pcie_link busy = bandwidth_link(exam->facts, gpu->bdf), now = busy;
		int width = gpu->slot.width && gpu->slot.width < gpu->max.width
				    ? gpu->slot.width
				    : gpu->max.width;
		int gen = gpu->slot.gen && gpu->slot.gen < gpu->max.gen ? gpu->slot.gen
									: gpu->max.gen;

		if (!now.width)
			now.width = gpu->now.width;
		if (gpu->asleep || gpu->lost || !now.width || !width ||
			(now.width >= width && (!busy.gen || busy.gen >= gen)))
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"GPU %s runs at PCIe %s%dx%d; card and slot allow %dx%d",
			gpu->bdf, busy.gen ? "" : "width ",
			busy.gen ? busy.gen : gpu->now.gen, now.width, gen, width);
		finding_evidence(f,
			arena_printf(exam->arena,
				"/sys/bus/pci/devices/%s/current_link_width", gpu->bdf),
			"%d", now.width);
		finding_evidence(f,
			arena_printf(exam->arena,
				"/sys/bus/pci/devices/%s/max_link_width", gpu->bdf),
			"%d", gpu->max.width);
		finding_advice(f,
			"check the card's seating, the riser cable and the firmware's setting of "
			"the slot");
	}
}

static void pcie_slot_limited(struct exam *exam)
{
	struct finding *f;
	const struct hardware *hardware = &exam->facts->hardware;

	for (size_t i = 0; i < hardware->n; i++) {
		const struct pci_gpu *gpu = &hardware->gpu[i];

		if (!gpu->slot.width || !gpu->max.width || !gpu->slot.gen ||
			!gpu->max.gen ||
			(gpu->slot.width >= gpu->max.width &&
				gpu->slot.gen >= gpu->max.gen))
			continue;
		f = finding_new(exam, SEVERITY_NOTE,
			"The slot of GPU %s allows PCIe %dx%d; the card could do %dx%d",
			gpu->bdf, gpu->slot.gen, gpu->slot.width, gpu->max.gen,
			gpu->max.width);
		finding_evidence(f,
			arena_printf(exam->arena, "/sys/bus/pci/devices/%s", gpu->bdf),
			"max_link_speed and max_link_width of the bridges above it");
	}
}

static void bandwidth_corrupt(struct exam *exam)
{
	struct finding *f;
	struct bandwidths all = exam->facts->bandwidths;

	for (size_t i = 0; i < all.n; i++) {
		if (all.v[i].skipped || all.v[i].verified)
			continue;
		f = finding_new(exam, SEVERITY_ERROR,
			"Data copied to GPU %zu and back is not the same", i);
		finding_evidence(f, "cuMemcpyHtoDAsync, cuMemcpyDtoHAsync",
			"%zu bytes differ", all.v[i].bytes);
		finding_advice(
			f, "test the host's memory, then the card in another slot");
	}
}

static void bandwidth_low(struct exam *exam)
{
	struct finding *f;
	struct bandwidths all = exam->facts->bandwidths;

	if (!all.n) {
		exam_skip(exam, "measured only with --gpu");
		return;
	}
	for (size_t i = 0; i < all.n; i++) {
		const struct bandwidth *b = &all.v[i];
		double peak = bandwidth_peak(b->link);
		double slower =
			b->h2d.median < b->d2h.median ? b->h2d.median : b->d2h.median;

		if (b->skipped || b->busy || peak <= 0 || slower >= 0.75 * peak)
			continue;
		f = finding_new(exam, slower < 0.6 * peak ? SEVERITY_WARN : SEVERITY_NOTE,
			"GPU %zu copies at %.1f GB/s, %.0f %% of what its link can carry",
			i, slower, 100 * slower / peak);
		finding_evidence(
			f, "cuMemcpyHtoDAsync", "%.1f GB/s (median)", b->h2d.median);
		finding_evidence(
			f, "cuMemcpyDtoHAsync", "%.1f GB/s (median)", b->d2h.median);
		finding_evidence(f, "PCIe link while copying", "%dx%d, %.1f GB/s",
			b->link.gen, b->link.width, peak);
		finding_effect(f, "%s", bandwidth_cause(exam->subject, exam->facts));
		finding_advice(f,
			"measure again with nothing else running: cudaenv doctor --gpu");
	}
}

static void ecc_errors(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++) {
		const struct nvml_gpu *gpu = &nvml->gpu[i];

		if (gpu->ecc <= 0 && !gpu->remap_pending && !gpu->remap_failed)
			continue;
		f = finding_new(exam, gpu->remap_failed ? SEVERITY_ERROR : SEVERITY_WARN,
			gpu->remap_failed
				? "The memory of GPU %zu is damaged and cannot be repaired"
			: gpu->remap_pending
				? "GPU %zu needs a reset to replace damaged memory"
				: "GPU %zu has had uncorrectable memory errors",
			i);
		if (gpu->ecc > 0)
			finding_evidence(f, "nvmlDeviceGetTotalEccErrors",
				"%lld uncorrected", gpu->ecc);
		finding_evidence(f, "nvmlDeviceGetRemappedRows", "pending %d, failed %d",
			gpu->remap_pending, gpu->remap_failed);
		if (gpu->remap_failed)
			finding_advice(f, "replace the card");
		else
			finding_fix(f, "sudo nvidia-smi --gpu-reset -i %zu", i);
	}
}

static void throttle(struct exam *exam)
{
	struct finding *f;
	/* nvml.h: nvmlClocksEventReasonHwSlowdown, ...HwThermalSlowdown,
	 * ...HwPowerBrakeSlowdown */
	static const struct {
		long long bit;
		const char *what;
	} reasons[] = { { 0x40, "it is too hot" }, { 0x80, "its power supply limits it" },
		{ 0x08, "its hardware slows it down" } };
	const struct nvml *nvml = &exam->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(reasons); k++)
			if (nvml->gpu[i].throttle & reasons[k].bit) {
				f = finding_new(exam, SEVERITY_WARN,
					"GPU %zu runs slower: %s", i, reasons[k].what);
				finding_evidence(f,
					"nvmlDeviceGetCurrentClocksThrottleReasons",
					"0x%llx",
					(unsigned long long)nvml->gpu[i].throttle);
				finding_advice(f, "check its cooling and power supply");
				break;
			}
}

static void persistence_off(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;
	const struct hardware *hardware = &exam->facts->hardware;

	if (!nvml->n || nvml->gpu[0].persistence != 0 || hardware->wsl2 ||
		hardware->container ||
		machine_is_file(exam->subject->machine, "/usr/bin/Xorg"))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"Persistence is off: the first CUDA call starts the GPU, which takes seconds");
	finding_evidence(f, "nvmlDeviceGetPersistenceMode", "0");
	finding_fix(f, "sudo systemctl enable --now nvidia-persistenced");
}

static void memory_busy(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++) {
		const struct nvml_gpu *gpu = &nvml->gpu[i];

		if (gpu->total <= 0 || gpu->used < gpu->total / 10 * 9)
			continue;
		f = finding_new(exam, SEVERITY_NOTE, "GPU %zu has %.1f of %.1f GB in use",
			i, (double)gpu->used / 1e9, (double)gpu->total / 1e9);
		finding_evidence(f, "nvmlDeviceGetComputeRunningProcesses", "pid %s",
			gpu->processes && *gpu->processes ? gpu->processes : "unknown");
	}
}

static void profiling_restricted(struct exam *exam)
{
	struct finding *f;
	static const char file[] = "/proc/driver/nvidia/params";
	const char *text = subject_text(exam->subject, file);

	if (!text || !strstr(text, "RmProfilingAdminOnly: 1") || exam->facts->root)
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"Only administrators may read performance counters of the GPUs");
	finding_evidence(f, file, "RmProfilingAdminOnly: 1");
	finding_effect(f, "profilers fail with ERR_NVGPUCTRPERM");
	finding_fix(f,
		"echo 'options nvidia NVreg_RestrictProfilingToAdminUsers=0' | sudo tee "
		"/etc/modprobe.d/nvidia-profiling.conf && sudo reboot");
}

static const char *no_params(const struct exam *exam)
{
	return machine_is_file(exam->subject->machine, "/proc/driver/nvidia/params")
		       ? NULL
		       : "the options of the module are unknown";
}

static void iommu_p2p(struct exam *exam)
{
	struct finding *f;
	const char *cpu = subject_text(exam->subject, "/proc/cpuinfo");
	struct strv units =
		machine_glob(exam->subject->machine, "", "/sys/class/iommu/*");

	if (exam->facts->cuda.n < 2 || !units.n || !cpu || strstr(cpu, " hypervisor"))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"The IOMMU is on: copies between GPUs over PCIe may hang or be wrong");
	finding_evidence_at(f, units.v[0]);
	finding_advice(f,
		"if NCCL hangs, add iommu=pt (or amd_iommu=off, intel_iommu=off) to the kernel command line; NCCL_P2P_DISABLE=1 avoids such copies");
}

static void peer_access(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &exam->facts->cuda;

	for (size_t i = 0; i < cuda->peers.n; i++) {
		const char *no = strchr(cuda->peers.v[i], '0');

		if (!no)
			continue;
		f = finding_new(exam, SEVERITY_NOTE,
			"GPU %zu cannot access the memory of GPU %zu: copies between them pass through the host",
			i, (size_t)(no - cuda->peers.v[i]));
		finding_evidence(f, "cuDeviceCanAccessPeer", "0");
		finding_effect(f,
			"normal for GeForce cards, virtual machines, and GPUs of different kinds");
		return;
	}
}

static void nvlink_inactive(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++) {
		const struct nvml_gpu *gpu = &nvml->gpu[i];

		/* No active link is normal without a bridge. */
		if (!gpu->nvlinks || gpu->nvlinks >= gpu->nvlinks_known)
			continue;
		f = finding_new(exam, SEVERITY_NOTE,
			"GPU %zu has %d active NVLinks of %d", i, gpu->nvlinks,
			gpu->nvlinks_known);
		finding_evidence(
			f, "nvmlDeviceGetNvLinkState", "%d active", gpu->nvlinks);
		return;
	}
}

static const char *no_peers(const struct exam *exam)
{
	return exam->facts->cuda.peers.n ? NULL : "fewer than two GPUs";
}

static const char *no_nvlinks(const struct exam *exam)
{
	for (size_t i = 0; i < exam->facts->nvml.n; i++)
		if (exam->facts->nvml.gpu[i].nvlinks)
			return NULL;
	return "no NVLink is active";
}

static const char *no_two_cuda_gpus(const struct exam *exam)
{
	return exam->facts->cuda.n > 1 ? NULL : "fewer than two GPUs";
}

static const char *no_bandwidth(const struct exam *exam)
{
	return exam->facts->bandwidths.n ? NULL : "measured only with --gpu";
}

const struct check gpu_checks[] = {
	{
		.id = "ecc-errors",
		.title = "the GPUs' memory is sound",
		.run = ecc_errors,
		.absent = absent_nvml_gpu,
		.concerns = FOR_RUN,
		.why = "The GPU counts memory errors, and replaces rows at a reset.",
		.fix = "Reset it; if that fails, replace the card.",
	},
	{
		.id = "throttle",
		.title = "no GPU is throttled",
		.run = throttle,
		.absent = absent_nvml_gpu,
		.concerns = FOR_RUN,
		.why = "A GPU that is too hot or short of power reduces its clocks.",
		.fix = "Check cooling and power supply.",
	},
	{
		.id = "persistence-off",
		.title = "the GPUs stay initialized",
		.run = persistence_off,
		.absent = absent_nvml_gpu,
		.concerns = FOR_RUN,
		.why = "When no program uses a GPU, the driver shuts it down; the "
		       "next call has to start it again.",
		.fix = "Enable nvidia-persistenced.",
	},
	{
		.id = "memory-busy",
		.title = "the GPUs have free memory",
		.run = memory_busy,
		.absent = absent_nvml_gpu,
		.concerns = FOR_RUN,
		.why = "Other programs use the GPU's memory.",
		.fix = "End them.",
	},
	{
		.id = "pcie-degraded",
		.title = "each link is as wide and as fast as card and slot allow",
		.run = pcie_degraded,
		.absent = absent_pci_gpu,
		.concerns = FOR_RUN,
		.explains = "bandwidth-low",
		.why = "A link that is narrower than card and slot allow indicates a "
		       "bad contact.",
		.fix = "Reseat the card; try without the riser.",
	},
	{
		.id = "pcie-slot-limited",
		.title = "no slot is slower than its card",
		.run = pcie_slot_limited,
		.absent = absent_pci_gpu,
		.concerns = FOR_RUN,
		.why = "A slot with fewer lanes limits the card.",
		.fix = "Use another slot.",
	},
	{
		.id = "profiling-restricted",
		.title = "users may read performance counters",
		.run = profiling_restricted,
		.absent = no_params,
		.concerns = FOR_RUN,
		.why = "The driver lets only administrators use the counters that profilers "
		       "read, unless an option of the module allows it.",
		.fix = "Set NVreg_RestrictProfilingToAdminUsers=0, or profile as root.",
		.quiet = true,
	},
	{
		.id = "peer-access",
		.title = "the GPUs can access each other's memory",
		.run = peer_access,
		.absent = no_peers,
		.concerns = FOR_RUN,
		.why = "With peer access, copies between GPUs take the direct way over "
		       "NVLink or PCIe.",
		.fix = "Nothing to fix, if the hardware does not offer it.",
		.quiet = true,
	},
	{
		.id = "nvlink-inactive",
		.title = "all NVLinks are active",
		.run = nvlink_inactive,
		.absent = no_nvlinks,
		.concerns = FOR_RUN,
		.why = "Some links of a GPU are not active: a bridge connects fewer, or a "
		       "link has failed.",
		.fix = "Compare with the other GPUs: nvidia-smi nvlink --status.",
		.quiet = true,
	},
	{
		.id = "iommu-p2p",
		.title = "no IOMMU is between the GPUs",
		.run = iommu_p2p,
		.absent = no_two_cuda_gpus,
		.concerns = FOR_RUN,
		.why = "An IOMMU that translates the addresses of devices breaks copies "
		       "between GPUs over PCIe.",
		.fix = "iommu=pt on the kernel command line.",
		.quiet = true,
	},
	{
		.id = "bandwidth-corrupt",
		.title = "copied data is unchanged",
		.run = bandwidth_corrupt,
		.absent = no_bandwidth,
		.concerns = FOR_RUN,
		.why = "Data must be the same after it is copied to the GPU and back.",
		.fix = "Test the memory; replace the card.",
	},
	{
		.id = "bandwidth-low",
		.title = "copies are as fast as the link allows",
		.run = bandwidth_low,
		.absent = no_bandwidth,
		.concerns = FOR_RUN,
		.why = "Copies should reach about 80 % of what the link can carry.",
		.fix = "See the cause that the report names.",
	},
	{ .id = NULL },
};
