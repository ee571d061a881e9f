/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "summary.h"

#include "doctor/gather/current.h"

static const char *driver_line(struct doctor *doctor)
{
	const struct facts *facts = doctor->facts;
	struct driver driver = current_driver(&doctor->subject, doctor->facts);
	struct str line = str_new(&doctor->session.arena);

	if (facts->kernel.module)
		str_addf(&line, "%s (kernel module%s)", facts->kernel.module,
			facts->kernel.open ? ", open" : "");
	else if (facts->hardware.wsl2)
		str_add(&line, "the driver of Windows");
	else
		str_add(&line, "no kernel module");
	if (driver.result == DRIVER_QUERIED || driver.result == DRIVER_DERIVED)
		str_addf(&line, ", CUDA up to %s",
			version_text(&doctor->session.arena, driver.cuda));
	return line.s;
}

static const char *rate_text(struct doctor *doctor, size_t i)
{
	struct bandwidths all = doctor->facts->bandwidths;
	const struct bandwidth *b = i < all.n ? &all.v[i] : NULL;

	if (!b)
		return "";
	if (b->skipped)
		return arena_printf(
			&doctor->session.arena, ", not measured: %s", b->skipped);
	return arena_printf(&doctor->session.arena, ", %.1f GB/s to and %.1f from it%s",
		b->h2d.median, b->d2h.median,
		b->busy ? " (in use by other programs)" : "");
}

static const char *gpu_line(struct doctor *doctor, size_t i)
{
	const struct gpu *gpu = &doctor->facts->cuda.gpu[i];
	const struct hardware *hardware = &doctor->facts->hardware;
	struct str line = str_new(&doctor->session.arena);

	str_addf(&line, "%s, sm_%d%d, %.0f GB", gpu->name ? gpu->name : "?", gpu->major,
		gpu->minor, (double)gpu->memory / 1073741824.0);
	for (size_t k = 0; k < hardware->n && gpu->bus; k++)
		if (strcasecmp(hardware->gpu[k].bdf, gpu->bus) == 0 &&
			hardware->gpu[k].max.gen)
			str_addf(&line, ", %s, PCIe up to %dx%d", gpu->bus,
				hardware->gpu[k].max.gen, hardware->gpu[k].max.width);
	str_add(&line, rate_text(doctor, i));
	return line.s;
}

/* Whether the GPUs can access each other's memory, and by how many NVLinks. */
static const char *peers_line(struct doctor *doctor)
{
	const struct facts *facts = doctor->facts;
	size_t pairs = 0, n = facts->cuda.peers.n;
	struct str line = str_new(&doctor->session.arena);

	for (size_t i = 0; i < n; i++)
		for (const char *c = facts->cuda.peers.v[i]; *c; c++)
			pairs += *c == '1';
	str_addf(&line, "%s",
		pairs == n * (n - 1) ? "each GPU can access the memory of the others"
		: pairs		     ? "some GPUs can access the memory of others"
				     : "no GPU can access the memory of another");
	if (facts->nvml.n && facts->nvml.gpu[0].nvlinks)
		str_addf(&line, ", %d NVLinks each", facts->nvml.gpu[0].nvlinks);
	return line.s;
}

static const char *toolkit_line(struct doctor *doctor)
{
	struct toolkit **all;
	size_t n;

	if (doctor->subject.selected)
		return arena_printf(&doctor->session.arena, "%s at %s%s%s",
			version_text(&doctor->session.arena,
				toolkit_version(doctor->subject.selected)),
			doctor->subject.selected->path,
			doctor->subject.selection.origin ? ", set by " : "",
			doctor->subject.selection.origin
				? doctor->subject.selection.origin
				: "");
	all = registry_all(doctor->subject.registry, &n);
	(void)all;
	return n ? arena_printf(&doctor->session.arena, "none selected, %zu installed", n)
		 : "none";
}

static const char *python_line(struct doctor *doctor)
{
	const struct python *python = &doctor->facts->python;

	return arena_printf(&doctor->session.arena, "PyTorch %s%s%s", python->torch,
		python->torch_cuda.major > 0 ? ", CUDA " : ", without CUDA",
		python->torch_cuda.major > 0
			? version_text(&doctor->session.arena, python->torch_cuda)
			: "");
}

size_t summary_make(struct doctor *doctor, struct summary *summary)
{
	const struct facts *facts = doctor->facts;
	size_t n = 0;

	summary[n++] = (struct summary){ "driver", driver_line(doctor) };
	for (size_t i = 0; i < facts->cuda.n && n < SUMMARY_MAX - 5; i++)
		summary[n++] = (struct summary){ arena_printf(&doctor->session.arena,
							 "gpu %zu", i),
			gpu_line(doctor, i) };
	if (!facts->cuda.n)
		for (size_t i = 0; i < facts->hardware.n && n < SUMMARY_MAX - 5; i++)
			summary[n++] = (struct summary){ "gpu",
				arena_printf(&doctor->session.arena, "%s at %s",
					facts->hardware.gpu[i].family
						? facts->hardware.gpu[i].family
						: "unknown",
					facts->hardware.gpu[i].bdf) };
	if (facts->cuda.peers.n && n < SUMMARY_MAX - 5)
		summary[n++] = (struct summary){ "peers", peers_line(doctor) };
	summary[n++] = (struct summary){ "toolkit", toolkit_line(doctor) };
	if (facts->compilers.n)
		summary[n++] = (struct summary){ "nvcc",
			arena_printf(&doctor->session.arena, "%s at %s",
				version_text(&doctor->session.arena,
					facts->compilers.v[0].version),
				facts->compilers.v[0].path) };
	if (facts->python.torch)
		summary[n++] = (struct summary){ "python", python_line(doctor) };
	return n;
}
