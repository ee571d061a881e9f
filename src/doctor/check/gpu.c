/* SPDX-License-Identifier: MIT
 * The state and the speed of GPUs that work.
 */
#include "config.h"

#include "doctor/gather/bandwidth.h"
#include "checks.h"

#include <stdlib.h>

/* A link is judged only when the GPU is awake, and its speed only under load: an idle one
 * lets its link run slower. */
void check_pcie_degraded(struct doctor *doctor)
{
	const struct hardware *hardware = &doctor->facts->hardware;

	for (size_t i = 0; i < hardware->n; i++) {
		const struct pci_gpu *gpu = &hardware->gpu[i];
		struct pcie_link busy = bandwidth_link(doctor, gpu->bdf), now = busy;
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
		found(doctor, SEVERITY_WARN,
			"GPU %s runs at PCIe %s%dx%d; card and slot allow %dx%d",
			gpu->bdf, busy.gen ? "" : "width ",
			busy.gen ? busy.gen : gpu->now.gen, now.width, gen, width);
		evidence(doctor,
			arena_printf(doctor->arena,
				"/sys/bus/pci/devices/%s/current_link_width", gpu->bdf),
			"%d", now.width);
		evidence(doctor,
			arena_printf(doctor->arena,
				"/sys/bus/pci/devices/%s/max_link_width", gpu->bdf),
			"%d", gpu->max.width);
		advise(doctor,
			"look at the card's seat, the riser cable and the firmware's setting of "
			"the slot");
	}
}

void check_pcie_slot_limited(struct doctor *doctor)
{
	const struct hardware *hardware = &doctor->facts->hardware;

	for (size_t i = 0; i < hardware->n; i++) {
		const struct pci_gpu *gpu = &hardware->gpu[i];

		if (!gpu->slot.width || !gpu->max.width || !gpu->slot.gen ||
			!gpu->max.gen ||
			(gpu->slot.width >= gpu->max.width &&
				gpu->slot.gen >= gpu->max.gen))
			continue;
		found(doctor, SEVERITY_NOTE,
			"The slot of GPU %s allows PCIe %dx%d; the card could do %dx%d",
			gpu->bdf, gpu->slot.gen, gpu->slot.width, gpu->max.gen,
			gpu->max.width);
		evidence(doctor,
			arena_printf(doctor->arena, "/sys/bus/pci/devices/%s", gpu->bdf),
			"max_link_speed and max_link_width of the bridges above");
	}
}

void check_bandwidth_corrupt(struct doctor *doctor)
{
	struct bandwidths all = bandwidth_read(doctor);

	for (size_t i = 0; i < all.n; i++) {
		if (all.v[i].skipped || all.v[i].verified)
			continue;
		found(doctor, SEVERITY_ERROR,
			"Data copied to GPU %zu and back came back changed", i);
		evidence(doctor, "cuMemcpyHtoDAsync, cuMemcpyDtoHAsync",
			"%zu bytes differ", all.v[i].bytes);
		advise(doctor, "test the host's memory, then the card in another slot");
	}
}

void check_bandwidth_low(struct doctor *doctor)
{
	struct bandwidths all = bandwidth_read(doctor);

	if (!all.n) {
		skip(doctor, "measured by --gpu alone");
		return;
	}
	for (size_t i = 0; i < all.n; i++) {
		const struct bandwidth *b = &all.v[i];
		double peak = bandwidth_peak(b->link);
		double least =
			b->h2d.median < b->d2h.median ? b->h2d.median : b->d2h.median;

		if (b->skipped || b->busy || peak <= 0 || least >= 0.75 * peak)
			continue;
		found(doctor, least < 0.6 * peak ? SEVERITY_WARN : SEVERITY_NOTE,
			"GPU %zu copies at %.1f GB/s, %.0f %% of what its link can carry",
			i, least, 100 * least / peak);
		evidence(
			doctor, "cuMemcpyHtoDAsync", "%.1f GB/s (median)", b->h2d.median);
		evidence(
			doctor, "cuMemcpyDtoHAsync", "%.1f GB/s (median)", b->d2h.median);
		evidence(doctor, "PCIe link while copying", "%dx%d, %.1f GB/s",
			b->link.gen, b->link.width, peak);
		effect(doctor, "%s", bandwidth_cause(doctor));
		fix(doctor, "cudaenv doctor --gpu  # again, with nothing else running");
	}
}

void check_ecc_errors(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++) {
		const struct nvml_gpu *gpu = &nvml->gpu[i];

		if (gpu->ecc <= 0 && !gpu->remap_pending && !gpu->remap_failed)
			continue;
		found(doctor, gpu->remap_failed ? SEVERITY_ERROR : SEVERITY_WARN,
			gpu->remap_failed ? "Memory of GPU %zu is broken beyond repair"
			: gpu->remap_pending
				? "GPU %zu waits for a reset to replace broken memory"
				: "GPU %zu has had uncorrectable memory errors",
			i);
		if (gpu->ecc > 0)
			evidence(doctor, "nvmlDeviceGetTotalEccErrors",
				"%lld uncorrected", gpu->ecc);
		evidence(doctor, "nvmlDeviceGetRemappedRows", "pending %d, failed %d",
			gpu->remap_pending, gpu->remap_failed);
		if (gpu->remap_failed)
			advise(doctor, "the card has to be replaced");
		else
			fix(doctor, "sudo nvidia-smi --gpu-reset -i %zu", i);
	}
}

void check_throttle(struct doctor *doctor)
{
	/* nvml.h: nvmlClocksEventReasonHwSlowdown, ...HwThermalSlowdown,
	 * ...HwPowerBrakeSlowdown */
	static const struct {
		long long bit;
		const char *what;
	} reasons[] = { { 0x40, "it is too hot" }, { 0x80, "the power supply brakes it" },
		{ 0x08, "its hardware slows it down" } };
	const struct nvml *nvml = &doctor->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(reasons); k++)
			if (nvml->gpu[i].throttle & reasons[k].bit) {
				found(doctor, SEVERITY_WARN, "GPU %zu runs slower: %s", i,
					reasons[k].what);
				evidence(doctor,
					"nvmlDeviceGetCurrentClocksThrottleReasons",
					"0x%llx",
					(unsigned long long)nvml->gpu[i].throttle);
				advise(doctor, "look at its cooling and power supply");
				break;
			}
}

void check_persistence_off(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;
	const struct hardware *hardware = &doctor->facts->hardware;

	if (!nvml->n || nvml->gpu[0].persistence != 0 || hardware->wsl2 ||
		hardware->container || machine_is_file(&doctor->machine, "/usr/bin/Xorg"))
		return;
	found(doctor, SEVERITY_NOTE,
		"Persistence is off: the first CUDA call starts the GPU, which takes seconds");
	evidence(doctor, "nvmlDeviceGetPersistenceMode", "0");
	fix(doctor, "sudo systemctl enable --now nvidia-persistenced");
}

void check_memory_busy(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++) {
		const struct nvml_gpu *gpu = &nvml->gpu[i];

		if (gpu->total <= 0 || gpu->used < gpu->total / 10 * 9)
			continue;
		found(doctor, SEVERITY_NOTE, "GPU %zu has %.1f of %.1f GB in use", i,
			(double)gpu->used / 1e9, (double)gpu->total / 1e9);
		evidence(doctor, "nvmlDeviceGetComputeRunningProcesses", "pid %s",
			gpu->processes && *gpu->processes ? gpu->processes : "unknown");
	}
}
