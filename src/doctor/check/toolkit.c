/* SPDX-License-Identifier: MIT
 * The toolkit that builds: complete, of one version, and able to build for the GPUs.
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "model/arch.h"
#include "model/table.h"

#include <stdlib.h>

/* Returns the newest installed toolkit that builds for the GPU, or NULL. */
static struct toolkit *toolkit_for(struct exam *exam, const struct arch *arch)
{
	struct toolkit **all, *best = NULL;
	size_t n;

	all = registry_all(exam->subject->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (all[i]->has_nvcc && arch_has_toolkit(arch, toolkit_version(all[i])))
			best = all[i];
	return best;
}

/* Returns whether nvcc builds for one of the GPUs. */
static bool builds_for_another(const struct exam *exam, struct version nvcc)
{
	const struct cuda *cuda = &exam->facts->cuda;
	struct arch arch;

	for (size_t i = 0; i < cuda->n; i++)
		if (arch_find(exam->arena, exam->subject->dirs->data, cuda->gpu[i].major,
			    cuda->gpu[i].minor, &arch) &&
			arch_has_toolkit(&arch, nvcc))
			return true;
	return false;
}

/* Of an image, only the family of a GPU is known: it counts if no architecture of the
 * family is supported. */
static bool family_has_toolkit(
	const struct exam *exam, const char *family, struct version nvcc)
{
	struct table table;
	bool listed = false;

	if (table_read(exam->arena, exam->subject->dirs->data, "sm_arch.tsv", &table) < 0)
		return true;
	for (size_t i = 0; i < table.n; i++) {
		const char *capability = table_field(&table, i, "compute_capability");
		struct version number;
		struct arch arch;

		if (!streq(table_field(&table, i, "family"), family) ||
			!version_parse(capability, strlen(capability), &number) ||
			!arch_find(exam->arena, exam->subject->dirs->data, number.major,
				number.minor, &arch))
			continue;
		listed = true;
		if (arch_has_toolkit(&arch, nvcc))
			return true;
	}
	return !listed;
}

static void family_unsupported(struct exam *exam, struct version nvcc)
{
	const struct hardware *hardware = &exam->facts->hardware;

	for (size_t i = 0; i < hardware->n; i++) {
		const struct pci_gpu *gpu = &hardware->gpu[i];
		struct finding *f;

		if (!gpu->family || family_has_toolkit(exam, gpu->family, nvcc))
			continue;
		f = finding_new(exam, hardware->n > 1 ? SEVERITY_WARN : SEVERITY_ERROR,
			"nvcc %s cannot build for this GPU (%s)",
			version_text(exam->arena, nvcc), gpu->family);
		finding_evidence(f, exam->facts->compilers.v[0].path, "%s",
			version_text(exam->arena, nvcc));
		finding_evidence(f,
			arena_printf(
				exam->arena, "/sys/bus/pci/devices/%s/device", gpu->bdf),
			"0x%04x (%s)", gpu->id, gpu->family);
		fix_install_suitable(exam, f);
		return;
	}
}

static void arch_unsupported(struct exam *exam)
{
	struct finding *f;
	const struct compilers *compilers = &exam->facts->compilers;
	const struct cuda *cuda = &exam->facts->cuda;
	struct version nvcc = compilers->n ? compilers->v[0].version : VERSION_UNKNOWN;

	if (exam->facts->files_only && nvcc.major > 0 && !cuda->n)
		family_unsupported(exam, nvcc);
	for (size_t i = 0; i < cuda->n && nvcc.major > 0; i++) {
		const struct gpu *gpu = &cuda->gpu[i];
		struct toolkit *other;
		struct arch arch;

		if (!arch_find(exam->arena, exam->subject->dirs->data, gpu->major,
			    gpu->minor, &arch) ||
			arch_has_toolkit(&arch, nvcc))
			continue;
		/* nvcc-shadowed reports if another nvcc precedes the selected one. */
		if (exam->subject->selected &&
			current_toolkit(exam->subject, exam->facts) !=
				exam->subject->selected &&
			arch_has_toolkit(&arch, toolkit_version(exam->subject->selected)))
			continue;
		other = toolkit_for(exam, &arch);
		f = finding_new(exam,
			builds_for_another(exam, nvcc) ? SEVERITY_WARN : SEVERITY_ERROR,
			"nvcc %s cannot build for this GPU (%s, sm_%s)",
			version_text(exam->arena, nvcc), gpu->name ? gpu->name : "",
			arch.sm);
		finding_evidence(
			f, compilers->v[0].path, "%s", version_text(exam->arena, nvcc));
		finding_evidence(f, "cuDeviceGetAttribute", "compute capability %d.%d",
			gpu->major, gpu->minor);
		finding_effect(f, "sm_%s requires CUDA %s or newer%s%s", arch.sm,
			version_text(exam->arena, arch.first),
			arch.last.major > 0 ? ", up to " : "",
			arch.last.major > 0 ? version_text(exam->arena, arch.last) : "");
		if (other)
			fix_use(exam, f, other->name);
		else
			fix_install_and_use(exam, f,
				version_text(exam->arena,
					arch.last.major > 0 ? arch.last : arch.first));
		return;
	}
}

static void toolkit_incomplete(struct exam *exam)
{
	struct finding *f;
	static const char *const parts[] = { "bin/ptxas", "bin/fatbinary", "bin/cudafe++",
		"include/cuda_runtime.h" };
	/* In packages of 13.0 and later, cicc and libdevice are in other directories. */
	static const char *const either[][2] = {
		{ "nvvm/bin/cicc", "bin/cicc" },
		{ "nvvm/libdevice/libdevice.10.bc",
			"nvvm/libdevice/libdevice.compute_30.10.bc" },
	};
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	struct strv missing = strv_new(exam->arena);

	if (!toolkit || !toolkit->has_nvcc)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!machine_is_file(exam->subject->machine,
			    path_join(exam->arena, toolkit->path, parts[i])))
			strv_add(&missing, parts[i]);
	for (size_t i = 0; i < ARRAY_SIZE(either); i++)
		if (!machine_is_file(exam->subject->machine,
			    path_join(exam->arena, toolkit->path, either[i][0])) &&
			!machine_is_file(exam->subject->machine,
				path_join(exam->arena, toolkit->path, either[i][1])))
			strv_add(&missing, either[i][0]);
	if (!missing.n)
		return;
	f = finding_new(
		exam, SEVERITY_ERROR, "The toolkit %s is incomplete", toolkit->name);
	for (size_t i = 0; i < missing.n; i++)
		finding_evidence(f, path_join(exam->arena, toolkit->path, missing.v[i]),
			"no such file");
	if (streq(toolkit->source, "user"))
		fix_verify(f, toolkit);
	else
		fix_install_and_use(
			exam, f, version_text(exam->arena, toolkit_version(toolkit)));
}

/* Returns CUDA_VERSION of the toolkit's cuda.h. */
static struct version header_version(const struct exam *exam, const char *path)
{
	static const char macro[] = "#define CUDA_VERSION ";
	struct text text;
	const char *at;

	if (machine_read_head(exam->subject->machine,
		    path_join(exam->arena, path, "include/cuda.h"), 1 << 20, &text) < 0)
		return VERSION_UNKNOWN;
	at = strstr(text.s, macro);
	return at ? version_from_api((int)strtol(at + sizeof(macro) - 1, NULL, 10))
		  : VERSION_UNKNOWN;
}

/* A mixed directory cannot be repaired: another one has to be used instead. */
static void fix_mixed(struct exam *exam, struct finding *f, struct toolkit *toolkit)
{
	const char *version = version_text(exam->arena, toolkit_version(toolkit));

	if (streq(toolkit->source, "user")) {
		fix_reinstall(exam, f, toolkit);
	} else if (toolkit_version(toolkit).patch >= 0) {
		fix_install_and_use(exam, f, version);
		finding_advice(
			f, "remove %s, with which nothing can be built", toolkit->path);
	} else {
		fix_install(exam, f, version);
		finding_advice(f, "then select that one by its full name, or remove %s",
			toolkit->path);
	}
}

static void toolkit_header_mismatch(struct exam *exam)
{
	struct finding *f;
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	struct version version, header;

	if (!toolkit)
		return;
	version = toolkit_version(toolkit);
	header = header_version(exam, toolkit->path);
	if (header.major < 1 || version.major < 1 ||
		version_same_release(version, header))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"Two toolkits are mixed in one directory: the headers are %s, the rest is %s",
		version_text(exam->arena, header), version_text(exam->arena, version));
	finding_evidence(f, path_join(exam->arena, toolkit->path, "include/cuda.h"), "%s",
		version_text(exam->arena, header));
	finding_evidence(f, toolkit->path, "%s", version_text(exam->arena, version));
	fix_mixed(exam, f, toolkit);
}

static void toolkit_symlink(struct exam *exam)
{
	struct finding *f;
	static const char link[] = "/usr/local/cuda";
	const char *to = machine_readlink(exam->subject->machine, link);
	const char *real = machine_real(exam->subject->machine, link);

	if (to && !real) {
		f = finding_new(
			exam, SEVERITY_WARN, "%s is a broken symbolic link", link);
		finding_evidence(f, link, "-> %s", to);
		finding_effect(f, "tools with this compiled-in path find no toolkit");
		if (exam->subject->selected)
			fix_use_system(exam, f, exam->subject->selected);
		else if (resolve_newest(exam->subject->registry, NULL))
			fix_use_system(
				exam, f, resolve_newest(exam->subject->registry, NULL));
		else
			finding_fix(f, "sudo rm %s", link);
	} else if (exam->subject->selected && real && to &&
		   !streq(real,
			   subject_real(exam->subject, exam->subject->selected->path))) {
		f = finding_new(exam, SEVERITY_NOTE, "%s is not the selected toolkit %s",
			link, exam->subject->selected->name);
		finding_evidence(f, link, "-> %s", real);
		finding_effect(f, "tools with this compiled-in path use it");
		fix_use_system(exam, f, exam->subject->selected);
	}
}

/* Returns "9.1" from CUDNN_MAJOR and CUDNN_MINOR in cudnn_version.h; "" if there is none.
 */
static const char *cudnn_header(const struct exam *exam, const char *toolkit)
{
	const char *text = subject_text(exam->subject,
		path_join(exam->arena, toolkit, "include/cudnn_version.h"));
	const char *major = text ? strstr(text, "#define CUDNN_MAJOR ") : NULL;
	const char *minor = text ? strstr(text, "#define CUDNN_MINOR ") : NULL;

	return major && minor ? arena_printf(exam->arena, "%ld.%ld",
					strtol(major + 20, NULL, 10),
					strtol(minor + 20, NULL, 10))
			      : "";
}

static void cudnn_inventory(struct exam *exam)
{
	struct finding *f;
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	const char *header, *version, *rest;
	struct strv libs;

	if (!toolkit)
		return;
	header = cudnn_header(exam, toolkit->path);
	libs = machine_glob(
		exam->subject->machine, toolkit->path, "lib64/libcudnn.so.*.*");
	if (!*header || !libs.n)
		return;
	version = strstr(path_base(libs.v[libs.n - 1]), ".so.") + 4;
	rest = skip_prefix(version, header);
	if (rest && (!*rest || *rest == '.'))
		return;
	f = finding_new(exam, SEVERITY_WARN, "cuDNN's header is %s, its library %s",
		header, version);
	finding_evidence(f,
		path_join(exam->arena, toolkit->path, "include/cudnn_version.h"), "%s",
		header);
	finding_evidence_at(f, libs.v[libs.n - 1]);
	fix_install_with(exam, f, "cudnn", toolkit);
}

static const char *no_header_version(const struct exam *exam)
{
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);

	if (!toolkit)
		return absent_toolkit(exam);
	return header_version(exam, toolkit->path).major > 0
		       ? NULL
		       : "the version of its headers is unknown";
}

static const char *no_machine_link(const struct exam *exam)
{
	return machine_readlink(exam->subject->machine, "/usr/local/cuda")
		       ? absent_selection(exam)
		       : "/usr/local/cuda is not a symbolic link";
}

static const char *no_cudnn(const struct exam *exam)
{
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);

	if (!toolkit)
		return absent_toolkit(exam);
	return *cudnn_header(exam, toolkit->path) ? NULL
						  : "the toolkit does not contain cuDNN";
}

static const char *no_nvcc_and_gpu(const struct exam *exam)
{
	const char *reason = absent_nvcc(exam);

	if (reason || !exam->facts->files_only)
		return reason ? reason : absent_cuda_gpu(exam);
	return absent_pci_gpu(exam);
}

const struct check toolkit_checks[] = {
	{
		.id = "toolkit-incomplete",
		.title = "the toolkit is complete",
		.run = toolkit_incomplete,
		.absent = absent_toolkit,
		.concerns = FOR_BUILD,
		.why = "nvcc runs cicc, ptxas, fatbinary and cudafe++, and reads "
		       "headers and libdevice.",
		.fix = "Install the missing packages.",
	},
	{
		.id = "toolkit-header-mismatch",
		.title = "all files of the toolkit have one version",
		.run = toolkit_header_mismatch,
		.absent = no_header_version,
		.concerns = FOR_BUILD,
		.why = "Files of two releases in one directory break builds in "
		       "confusing ways.",
		.fix = "Install the toolkit into another directory, and use that one.",
	},
	{
		.id = "toolkit-symlink",
		.title = "/usr/local/cuda is the selected toolkit",
		.run = toolkit_symlink,
		.absent = no_machine_link,
		.concerns = FOR_BUILD,
		.why = "The path /usr/local/cuda is compiled into many tools.",
		.fix = "cudaenv use --system VERSION.",
		.quiet = true,
	},
	{
		.id = "cudnn-inventory",
		.title = "cuDNN's header and library have the same version",
		.run = cudnn_inventory,
		.absent = no_cudnn,
		.concerns = FOR_BUILD,
		.why = "Copying cuDNN into a toolkit by hand leaves old files in it.",
		.fix = "Install one version.",
	},
	{
		.id = "arch-unsupported",
		.title = "nvcc can build for the installed GPUs",
		.run = arch_unsupported,
		.absent = no_nvcc_and_gpu,
		.concerns = FOR_BUILD,
		.requires = "cuda-home-vs-nvcc",
		.why = "nvcc supports only the architectures that existed when it was "
		       "released.",
		.fix = "Select a toolkit that supports the GPU.",
	},
	{ .id = NULL },
};
