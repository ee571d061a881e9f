/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "gpus.h"

#include "model/arch.h"

/* The names of the toolkits that build, or do not build, for the GPU. */
static struct strv builders(struct session *session, const struct arch *arch, bool can)
{
	struct strv names = strv_new(&session->arena);
	struct toolkit **all;
	size_t n;

	all = registry_all(&session->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i]->has_nvcc && !all[i]->shadowed &&
			arch_has_toolkit(arch, toolkit_version(all[i])) == can)
			strv_add(&names, all[i]->name);
	return names;
}

static bool arch_of(struct session *session, const struct gpu *gpu, struct arch *arch)
{
	return arch_find(
		&session->arena, session->dirs.data, gpu->major, gpu->minor, arch);
}

static void json_link(struct session *session, struct json *json, const struct gpu *gpu,
	const char *which)
{
	struct pcie_link link = { 0, 0 };

	if (gpu->bus)
		link = pcie_link_read(&session->machine,
			pcie_link_dir(&session->arena, gpu->bus), which);
	json_string(json, arena_printf(&session->arena, "pcie_%s", which),
		link.gen && link.width
			? arena_printf(&session->arena, "%dx%d", link.gen, link.width)
			: NULL);
}

void gpu_json(struct session *session, struct json *json, const struct gpu *gpu)
{
	struct arch arch = { 0 };
	struct strv names = strv_new(&session->arena);
	bool known = arch_of(session, gpu, &arch);

	json_open(json, NULL, '{');
	json_string(json, "name", gpu->name);
	json_string(json, "uuid", gpu->uuid);
	json_string(json, "bus", gpu->bus);
	json_string(json, "capability",
		arena_printf(&session->arena, "%d.%d", gpu->major, gpu->minor));
	json_string(json, "architecture", known ? arch.family : NULL);
	json_int(json, "memory", (long)gpu->memory);
	json_link(session, json, gpu, "current");
	json_link(session, json, gpu, "max");
	json_string(json, "gencode", known ? arch_gencode(&session->arena, &arch) : NULL);
	json_string(json, "cmake_architectures", known ? arch.sm : NULL);
	if (known)
		names = builders(session, &arch, true);
	json_open(json, "built_by", '[');
	for (size_t i = 0; i < names.n; i++)
		json_string(json, NULL, names.v[i]);
	json_close(json, '[');
	json_close(json, '{');
}

static void print_link(struct session *session, const struct gpu *gpu)
{
	const char *dir = pcie_link_dir(&session->arena, gpu->bus);
	struct pcie_link now = pcie_link_read(&session->machine, dir, "current");
	struct pcie_link max = pcie_link_read(&session->machine, dir, "max");

	out_print(
		&session->out, "  bus            %s", out_name(&session->out, gpu->bus));
	if (now.gen && max.gen)
		out_print(&session->out, ", PCIe %dx%d now, %dx%d at most", now.gen,
			now.width, max.gen, max.width);
	out_print(&session->out, "\n");
}

static void print_builders(struct session *session, const struct arch *arch)
{
	struct strv can = builders(session, arch, true),
		    cannot = builders(session, arch, false);

	if (can.n)
		out_print(&session->out, "  built for by   %s\n", strv_join(&can, ", "));
	if (cannot.n)
		out_print(&session->out, "  not by         %s (sm_%s needs %s%s%s)\n",
			strv_join(&cannot, ", "), arch->sm,
			version_text(&session->arena, arch->first),
			arch->last.major > 0 ? " to " : " or newer",
			arch->last.major > 0 ? version_text(&session->arena, arch->last)
					     : "");
}

void gpu_print(struct session *session, size_t i, const struct gpu *gpu)
{
	struct arch arch = { 0 };
	bool known = arch_of(session, gpu, &arch);

	out_print(&session->out,
		"gpu %zu            %s (%s%scompute capability %d.%d, %.1f GB)\n", i,
		gpu->name ? out_name(&session->out, gpu->name) : "?",
		known ? arch.family : "", known ? ", " : "", gpu->major, gpu->minor,
		(double)gpu->memory / 1073741824.0);
	if (gpu->uuid)
		out_print(&session->out, "  uuid           %s\n",
			out_name(&session->out, gpu->uuid));
	if (gpu->bus)
		print_link(session, gpu);
	if (!known)
		return;
	out_print(&session->out, "  nvcc           %s\n",
		arch_gencode(&session->arena, &arch));
	out_print(&session->out, "  cmake          -DCMAKE_CUDA_ARCHITECTURES=%s\n",
		arch.sm);
	print_builders(session, &arch);
}
