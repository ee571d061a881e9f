/* SPDX-License-Identifier: MIT
 * The toolkit that builds: complete, of one version, and able to build for the GPUs.
 */
#include "config.h"

#include "checks.h"

#include "model/arch.h"
#include "model/toolkit_version.h"

#include <stdlib.h>

/* The newest toolkit here that builds for the GPU; NULL. */
static struct toolkit *toolkit_for(struct doctor *doctor, const struct arch *arch)
{
	struct toolkit **all, *best = NULL;
	size_t n;

	all = registry_all(&doctor->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i]->has_nvcc && arch_has_toolkit(arch, toolkit_version(all[i])))
			best = all[i];
	return best;
}

void check_arch_unsupported(struct doctor *doctor)
{
	const struct compilers *compilers = &doctor->facts->compilers;
	const struct cuda *cuda = &doctor->facts->cuda;
	struct version nvcc = compilers->n ? compilers->v[0].version : VERSION_UNKNOWN;

	for (size_t i = 0; i < cuda->n && nvcc.major > 0; i++) {
		const struct gpu *gpu = &cuda->gpu[i];
		struct toolkit *other;
		struct arch arch;

		if (!arch_find(doctor->arena, doctor->dirs.data, gpu->major, gpu->minor,
			    &arch) ||
			arch_has_toolkit(&arch, nvcc))
			continue;
		/* That another nvcc than the selected one comes first is told elsewhere.
		 */
		if (doctor->selected && toolkit_active(doctor) != doctor->selected &&
			arch_has_toolkit(&arch, toolkit_version(doctor->selected)))
			continue;
		other = toolkit_for(doctor, &arch);
		found(doctor, SEVERITY_ERROR,
			"nvcc %s cannot build for this GPU (%s, sm_%s)",
			version_text(doctor->arena, nvcc), gpu->name ? gpu->name : "",
			arch.sm);
		evidence(doctor, compilers->v[0].path, "%s",
			version_text(doctor->arena, nvcc));
		evidence(doctor, "cuDeviceGetAttribute", "compute capability %d.%d",
			gpu->major, gpu->minor);
		effect(doctor, "sm_%s needs CUDA %s or newer%s%s", arch.sm,
			version_text(doctor->arena, arch.first),
			arch.last.major > 0 ? ", up to " : "",
			arch.last.major > 0 ? version_text(doctor->arena, arch.last)
					    : "");
		if (other)
			fix(doctor, "cudaenv use %s", other->name);
		else
			fix(doctor, "cudaenv install %s",
				version_text(doctor->arena,
					arch.last.major > 0 ? arch.last : arch.first));
		return;
	}
}

void check_toolkit_incomplete(struct doctor *doctor)
{
	static const char *const parts[] = { "bin/ptxas", "bin/fatbinary", "bin/cudafe++",
		"include/cuda_runtime.h" };
	/* cicc and libdevice stand elsewhere in 13.0 and newer packages. */
	static const char *const either[][2] = {
		{ "nvvm/bin/cicc", "bin/cicc" },
		{ "nvvm/libdevice/libdevice.10.bc",
			"nvvm/libdevice/libdevice.compute_30.10.bc" },
	};
	struct toolkit *toolkit = toolkit_active(doctor);
	struct strv missing = strv_new(doctor->arena);

	if (!toolkit || !toolkit->has_nvcc)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!machine_is_file(&doctor->machine,
			    path_join(doctor->arena, toolkit->path, parts[i])))
			strv_add(&missing, parts[i]);
	for (size_t i = 0; i < ARRAY_SIZE(either); i++)
		if (!machine_is_file(&doctor->machine,
			    path_join(doctor->arena, toolkit->path, either[i][0])) &&
			!machine_is_file(&doctor->machine,
				path_join(doctor->arena, toolkit->path, either[i][1])))
			strv_add(&missing, either[i][0]);
	if (!missing.n)
		return;
	found(doctor, SEVERITY_ERROR, "The toolkit %s is not whole", toolkit->name);
	for (size_t i = 0; i < missing.n; i++)
		evidence(doctor, path_join(doctor->arena, toolkit->path, missing.v[i]),
			"no such file");
	if (streq(toolkit->source, "user"))
		fix(doctor, "cudaenv verify %s", toolkit->name);
	else
		fix_package(doctor,
			arena_printf(doctor->arena, "cuda-toolkit-%d-%d",
				toolkit_version(toolkit).major,
				toolkit_version(toolkit).minor),
			arena_printf(doctor->arena, "cuda-toolkit-%d-%d",
				toolkit_version(toolkit).major,
				toolkit_version(toolkit).minor),
			NULL, "cuda");
}

/* CUDA_VERSION in the toolkit's cuda.h. */
static struct version header_version(struct doctor *doctor, const char *path)
{
	static const char macro[] = "#define CUDA_VERSION ";
	struct text text;
	const char *at;

	if (machine_read_head(&doctor->machine,
		    path_join(doctor->arena, path, "include/cuda.h"), 1 << 20, &text) < 0)
		return VERSION_UNKNOWN;
	at = strstr(text.s, macro);
	return at ? version_from_api((int)strtol(at + sizeof(macro) - 1, NULL, 10))
		  : VERSION_UNKNOWN;
}

/* What is mixed stays so: another directory has to be used in its place. */
static void fix_mixed(struct doctor *doctor, struct toolkit *toolkit)
{
	const char *version = version_text(doctor->arena, toolkit_version(toolkit));

	if (streq(toolkit->source, "user")) {
		fix(doctor, "cudaenv uninstall --force %s && cudaenv install %s",
			toolkit->name, version);
	} else if (toolkit_version(toolkit).patch >= 0) {
		fix(doctor, "cudaenv install %s && cudaenv use %s", version, version);
		advise(doctor, "nothing can be built with %s: remove it", toolkit->path);
	} else {
		fix(doctor, "cudaenv install %s", version);
		advise(doctor, "then select that one by its whole name, or remove %s",
			toolkit->path);
	}
}

void check_toolkit_header_mismatch(struct doctor *doctor)
{
	struct toolkit *toolkit = toolkit_active(doctor);
	struct version version, header;

	if (!toolkit)
		return;
	version = toolkit_version(toolkit);
	header = header_version(doctor, toolkit->path);
	if (header.major < 1 || version.major < 1 ||
		version_same_release(version, header))
		return;
	found(doctor, SEVERITY_ERROR,
		"Two toolkits are mixed in one directory: its headers are %s, the rest is %s",
		version_text(doctor->arena, header),
		version_text(doctor->arena, version));
	evidence(doctor, path_join(doctor->arena, toolkit->path, "include/cuda.h"), "%s",
		version_text(doctor->arena, header));
	evidence(doctor, toolkit->path, "%s", version_text(doctor->arena, version));
	fix_mixed(doctor, toolkit);
}

void check_toolkit_symlink(struct doctor *doctor)
{
	static const char link[] = "/usr/local/cuda";
	const char *to = machine_readlink(&doctor->machine, link);
	const char *real = machine_real(&doctor->machine, link);

	if (to && !real) {
		found(doctor, SEVERITY_WARN, "%s leads nowhere", link);
		evidence(doctor, link, "-> %s", to);
		effect(doctor, "tools with that path built in find no toolkit");
		fix(doctor, "cudaenv use --system %s",
			doctor->selected ? doctor->selected->name : "latest");
	} else if (doctor->selected && real && to &&
		   !streq(real, real_or_same(doctor, doctor->selected->path))) {
		found(doctor, SEVERITY_NOTE, "%s is another toolkit than the selected %s",
			link, doctor->selected->name);
		evidence(doctor, link, "-> %s", real);
		effect(doctor, "tools with that path built in use it");
		fix(doctor, "cudaenv use --system %s", doctor->selected->name);
	}
}

/* "9.1" of CUDNN_MAJOR and CUDNN_MINOR in cudnn_version.h; "" when there is none. */
static const char *cudnn_header(struct doctor *doctor, const char *toolkit)
{
	const char *text = file_text(
		doctor, path_join(doctor->arena, toolkit, "include/cudnn_version.h"));
	const char *major = text ? strstr(text, "#define CUDNN_MAJOR ") : NULL;
	const char *minor = text ? strstr(text, "#define CUDNN_MINOR ") : NULL;

	return major && minor ? arena_printf(doctor->arena, "%ld.%ld",
					strtol(major + 20, NULL, 10),
					strtol(minor + 20, NULL, 10))
			      : "";
}

void check_cudnn_inventory(struct doctor *doctor)
{
	struct toolkit *toolkit = toolkit_active(doctor);
	const char *header, *version, *rest;
	struct strv libs;

	if (!toolkit)
		return;
	header = cudnn_header(doctor, toolkit->path);
	libs = machine_glob(&doctor->machine, toolkit->path, "lib64/libcudnn.so.*.*");
	if (!*header || !libs.n)
		return;
	version = strstr(path_base(libs.v[libs.n - 1]), ".so.") + 4;
	rest = skip_prefix(version, header);
	if (rest && (!*rest || *rest == '.'))
		return;
	found(doctor, SEVERITY_WARN, "cuDNN's header is %s, its library %s", header,
		version);
	evidence(doctor,
		path_join(doctor->arena, toolkit->path, "include/cudnn_version.h"), "%s",
		header);
	evidence_place(doctor, libs.v[libs.n - 1]);
	fix(doctor, "cudaenv install --with cudnn %d.%d", toolkit_version(toolkit).major,
		toolkit_version(toolkit).minor);
}
