/* SPDX-License-Identifier: MIT
 * Python packages that bundle CUDA libraries, read from their files.
 */
#include "config.h"

#include "checks.h"

#include "model/table.h"

#include <stdlib.h>

static const struct python *py(const struct doctor *doctor)
{
	return &doctor->facts->python;
}

static const struct dist *dist_named(const struct doctor *doctor, const char *name)
{
	for (size_t i = 0; i < py(doctor)->n; i++)
		if (streq(py(doctor)->dist[i].name, name))
			return &py(doctor)->dist[i];
	return NULL;
}

static const char *torch_file(struct doctor *doctor)
{
	return path_join(doctor->arena, py(doctor)->site, "torch/version.py");
}

/* The newest wheel tag that the driver runs. */
static const char *wheel_tag(struct version driver)
{
	return driver.major >= 13			 ? "cu130"
	       : driver.major == 12 && driver.minor >= 8 ? "cu128"
	       : driver.major == 12			 ? "cu126"
							 : "cu118";
}

static void fix_torch(struct doctor *doctor, const char *tag)
{
	fix(doctor,
		"pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/%s",
		tag);
}

void check_torch_driver(struct doctor *doctor)
{
	struct version torch = py(doctor)->torch_cuda;
	struct driver driver = driver_of_facts(doctor);

	/* Within a major version minor version compatibility carries it. */
	if (torch.major < 1 || driver.cuda.major < 1 ||
		torch.major <= driver.cuda.major ||
		(driver.answer != DRIVER_ANSWERED && driver.answer != DRIVER_DERIVED))
		return;
	found(doctor, SEVERITY_ERROR,
		"PyTorch %s is built for CUDA %s; the driver runs up to %s",
		py(doctor)->torch, version_text(doctor->arena, torch),
		version_text(doctor->arena, driver.cuda));
	evidence(doctor, torch_file(doctor), "cuda = %s",
		version_text(doctor->arena, torch));
	evidence(doctor, "cuDriverGetVersion", "CUDA %s",
		version_text(doctor->arena, driver.cuda));
	effect(doctor, "torch.cuda.is_available() is False");
	fix_torch(doctor, wheel_tag(driver.cuda));
}

void check_torch_cpu_only(struct doctor *doctor)
{
	struct driver driver = driver_of_facts(doctor);

	if (!py(doctor)->torch || py(doctor)->torch_cuda.major > 0 ||
		!doctor->facts->cuda.n)
		return;
	found(doctor, SEVERITY_WARN, "PyTorch %s is built without CUDA",
		py(doctor)->torch);
	evidence(doctor, torch_file(doctor), "cuda = None");
	fix_torch(doctor, wheel_tag(driver.cuda));
}

/* "cu124" of 2.5.1+cu124, or of the CUDA version. */
static const char *torch_tag(struct doctor *doctor)
{
	const char *plus = strchr(py(doctor)->torch, '+');

	if (plus && skip_prefix(plus, "+cu"))
		return plus + 1;
	return arena_printf(doctor->arena, "cu%d%d", py(doctor)->torch_cuda.major,
		py(doctor)->torch_cuda.minor);
}

static int capability(const char *text)
{
	const char *dot = strchr(text, '.');

	return (int)strtol(text, NULL, 10) * 10 +
	       (dot ? (int)strtol(dot + 1, NULL, 10) : 0);
}

void check_torch_arch(struct doctor *doctor)
{
	const struct cuda *cuda = &doctor->facts->cuda;
	struct table table;
	long row;

	if (!py(doctor)->torch || py(doctor)->torch_cuda.major < 1 ||
		table_read(doctor->arena, doctor->dirs.data, "torch_arch.tsv", &table) <
			0)
		return;
	row = table_find(&table, "tag", torch_tag(doctor));
	for (size_t i = 0; i < cuda->n && row >= 0; i++) {
		int own = cuda->gpu[i].major * 10 + cuda->gpu[i].minor;
		int first = capability(table_field(&table, (size_t)row, "first"));
		int last = capability(table_field(&table, (size_t)row, "last"));
		bool ptx = streq(table_field(&table, (size_t)row, "ptx"), "yes");

		/* Code of one major version runs on all its later minor ones. */
		if (own >= first && (own <= last || own / 10 == last / 10 || ptx))
			continue;
		found(doctor, SEVERITY_ERROR,
			"PyTorch %s has no code for this GPU (%s, sm_%d)",
			py(doctor)->torch, cuda->gpu[i].name ? cuda->gpu[i].name : "",
			own);
		evidence(doctor, torch_file(doctor), "%s", py(doctor)->torch);
		evidence(doctor, "cuDeviceGetAttribute", "compute capability %d.%d",
			cuda->gpu[i].major, cuda->gpu[i].minor);
		effect(doctor,
			"\"no kernel image is available for execution on the device\"");
		fix_torch(doctor, own < 70 ? "cu126" : "cu128");
		return;
	}
}

void check_torch_ext_toolkit(struct doctor *doctor)
{
	const struct compilers *compilers = &doctor->facts->compilers;
	struct version torch = py(doctor)->torch_cuda;
	struct version nvcc = compilers->n ? compilers->v[0].version : VERSION_UNKNOWN;
	bool major = torch.major != nvcc.major;

	if (torch.major < 1 || nvcc.major < 1 || version_same_release(torch, nvcc))
		return;
	found(doctor, major ? SEVERITY_WARN : SEVERITY_NOTE,
		"PyTorch is built for CUDA %s, nvcc is %s: %s",
		version_text(doctor->arena, torch), version_text(doctor->arena, nvcc),
		major ? "extensions cannot be built"
		      : "extensions build, with a warning");
	evidence(doctor, torch_file(doctor), "cuda = %s",
		version_text(doctor->arena, torch));
	evidence(doctor, compilers->v[0].path, "%s", version_text(doctor->arena, nvcc));
	fix(doctor, "cudaenv use %d.%d", torch.major, torch.minor);
}

/* "Requires-Dist: nvidia-nvjitlink-cu12==12.4.127; ..." of a METADATA line. */
static bool requirement(
	struct arena *arena, const char *line, const char **name, const char **version)
{
	const char *rest = skip_prefix(line, "Requires-Dist: nvidia-");
	const char *equals = rest ? strstr(rest, "==") : NULL;
	char *copy;

	if (!equals)
		return false;
	copy = arena_printf(arena, "nvidia_%.*s", (int)strcspn(rest, " =;("), rest);
	for (char *p = copy; *p; p++)
		*p = *p == '-' ? '_' : *p;
	*name = copy;
	equals += 2;
	*version = arena_ndup(arena, equals, strcspn(equals, " ;,)"));
	return true;
}

void check_wheel_libs_mixed(struct doctor *doctor)
{
	const struct dist *torch = dist_named(doctor, "torch");
	const char *file, *text;
	struct strv lines;

	if (!torch)
		return;
	file = arena_printf(doctor->arena, "%s/torch-%s.dist-info/METADATA",
		py(doctor)->site, torch->version);
	text = file_text(doctor, file);
	lines = strv_split(doctor->arena, text ? text : "", '\n');
	for (size_t i = 0; i < lines.n; i++) {
		const char *name, *version;
		const struct dist *there;

		if (!requirement(doctor->arena, lines.v[i], &name, &version) ||
			!(there = dist_named(doctor, name)) ||
			streq(there->version, version))
			continue;
		found(doctor, SEVERITY_WARN, "PyTorch wants %s %s, but %s is installed",
			name, version, there->version);
		evidence(doctor, file, "%s", lines.v[i]);
		evidence_place(doctor, arena_printf(doctor->arena, "%s/%s-%s.dist-info",
					       py(doctor)->site, name, there->version));
		effect(doctor,
			"\"undefined symbol\" when a library of one release calls another's");
		fix(doctor, "pip install --force-reinstall %s",
			arena_printf(doctor->arena, "%s==%s", name, version));
		return;
	}
}

void check_tf_libs(struct doctor *doctor)
{
	const struct dist *tf = dist_named(doctor, "tensorflow");
	const char *file, *text;

	if (!tf || py(doctor)->nvidia_libs.n || !doctor->facts->cuda.n)
		return;
	file = path_join(doctor->arena, py(doctor)->site,
		"tensorflow/python/platform/build_info.py");
	text = file_text(doctor, file);
	if (text && strstr(text, "'is_cuda_build': False"))
		return;
	if (loader_find(doctor, "libcudnn.so.9").n ||
		loader_find(doctor, "libcudnn.so.8").n)
		return;
	found(doctor, SEVERITY_WARN,
		"TensorFlow %s finds no cuDNN and would not use the GPU", tf->version);
	evidence(doctor, path_join(doctor->arena, py(doctor)->site, "nvidia"),
		"no such directory");
	effect(doctor, "\"Cannot dlopen some GPU libraries\"");
	fix(doctor, "pip install %s",
		arena_printf(doctor->arena, "tensorflow[and-cuda]==%s", tf->version));
}

void check_xla_libdevice(struct doctor *doctor)
{
	static const char below[] = "nvvm/libdevice/libdevice.10.bc";
	const char *flags = variable(doctor, "XLA_FLAGS");
	struct toolkit *toolkit = toolkit_active(doctor);
	const char *wheel;

	if (!dist_named(doctor, "tensorflow") ||
		(flags && strstr(flags, "--xla_gpu_cuda_data_dir=")) ||
		!doctor->facts->cuda.n)
		return;
	wheel = path_join(doctor->arena, py(doctor)->site, "nvidia/cuda_nvcc");
	if (machine_is_file(&doctor->machine, path_join(doctor->arena, wheel, below)) ||
		machine_is_file(&doctor->machine,
			path_join(doctor->arena, "/usr/local/cuda", below)) ||
		!toolkit ||
		!machine_is_file(
			&doctor->machine, path_join(doctor->arena, toolkit->path, below)))
		return;
	found(doctor, SEVERITY_WARN, "XLA will not find libdevice.10.bc");
	evidence(doctor, path_join(doctor->arena, "/usr/local/cuda", below),
		"no such file");
	evidence(doctor, path_join(doctor->arena, wheel, below), "no such file");
	fix(doctor, "export XLA_FLAGS=--xla_gpu_cuda_data_dir=%s", toolkit->path);
}

/* The major version in a distribution's name: 12 of cupy_cuda12x, jax_cuda12_plugin. */
static int tag_major(const char *name, const char *head)
{
	const char *rest = skip_prefix(name, head);

	return rest ? (int)strtol(rest, NULL, 10) : 0;
}

/* What pip installs for CUDA `major` in place of a package with that head. */
static const char *package_for(struct doctor *doctor, const char *head, int major)
{
	if (streq(head, "jax_cuda"))
		return arena_printf(doctor->arena, "jax[cuda%d]", major);
	if (streq(head, "cupy_cuda"))
		return arena_printf(doctor->arena, "cupy-cuda%dx", major);
	return "onnxruntime-gpu";
}

/* A plugin goes with the libraries of its own, and two of one package share files: all
 * go, then the right one comes. */
static void fix_tag(struct doctor *doctor, const char *head, int major)
{
	const struct python *python = &doctor->facts->python;
	struct strv names = strv_new(doctor->arena);

	for (size_t i = 0; i < python->n; i++)
		if (tag_major(python->dist[i].name, head))
			strv_add(&names, shell_word(doctor->arena, python->dist[i].name));
	fix_line(doctor,
		arena_printf(doctor->arena, "pip uninstall -y %s && pip install %s",
			strv_join(&names, " "),
			shell_word(doctor->arena, package_for(doctor, head, major))));
}

/* Of the packages with one head: two for different CUDAs, or one that the driver is too
 * old for. True when something was found. */
static bool check_head(struct doctor *doctor, const char *head, struct version driver)
{
	const struct python *python = &doctor->facts->python;
	const struct dist *first = NULL;

	for (size_t i = 0; i < python->n; i++) {
		const struct dist *dist = &python->dist[i];
		int major = tag_major(dist->name, head), other;

		if (!major || strstr(dist->name, "pjrt"))
			continue;
		other = first ? tag_major(first->name, head) : major;
		if (other != major) {
			int newer = major > other ? major : other;

			found(doctor, SEVERITY_WARN, "%s and %s are both installed",
				first->name, dist->name);
			evidence_place(doctor, python->site);
			fix_tag(doctor, head,
				driver.major >= 1 && newer > driver.major ? driver.major
									  : newer);
			return true;
		}
		first = dist;
	}
	if (!first || driver.major < 1 || tag_major(first->name, head) <= driver.major)
		return false;
	found(doctor, SEVERITY_WARN, "%s is for CUDA %d; the driver runs up to %s",
		first->name, tag_major(first->name, head),
		version_text(doctor->arena, driver));
	evidence(doctor, python->site, "%s %s", first->name, first->version);
	fix_tag(doctor, head, driver.major);
	return true;
}

void check_jax_cupy_tag(struct doctor *doctor)
{
	static const char *const heads[] = { "cupy_cuda", "jax_cuda",
		"onnxruntime_gpu_cu" };
	struct driver driver = driver_of_facts(doctor);

	for (size_t h = 0; h < ARRAY_SIZE(heads); h++)
		if (check_head(doctor, heads[h], driver.cuda))
			return;
}
