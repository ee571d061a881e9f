/* SPDX-License-Identifier: MIT
 * Python packages that bundle CUDA libraries, read from their files.
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "core/quote.h"
#include "doctor/gather/current.h"
#include "doctor/gather/loader.h"
#include "doctor/gather/python.h"
#include "model/table.h"

#include <stdlib.h>

static const struct python *py(const struct exam *exam)
{
	return &exam->facts->python;
}

static const char *torch_file(struct exam *exam)
{
	return path_join(exam->arena, py(exam)->site, "torch/version.py");
}

/* Returns 8.9 as 89. */
static int capability(const char *text)
{
	const char *dot = strchr(text, '.');

	return (int)strtol(text, NULL, 10) * 10 +
	       (dot ? (int)strtol(dot + 1, NULL, 10) : 0);
}

/* Returns whether the wheels of a row of torch_arch.tsv have code for a GPU. Code for one
 * GPU of a major version runs on its later minor versions, too. */
static bool row_has(const struct table *table, size_t row, const struct gpu *gpu)
{
	int own = gpu->major * 10 + gpu->minor;
	int first = capability(table_field(table, row, "first"));
	int last = capability(table_field(table, row, "last"));

	return own >= first && (own <= last || own / 10 == last / 10 ||
				       streq(table_field(table, row, "ptx"), "yes"));
}

/* Returns whether the wheels of a row suit the driver, the GPUs and nvcc, with which
 * extensions are built: its major version has to be the same. */
static bool row_suits(const struct exam *exam, const struct table *table, size_t row,
	struct version tag, struct version driver)
{
	const struct cuda *cuda = &exam->facts->cuda;
	const struct compilers *nvcc = &exam->facts->compilers;
	int own = nvcc->n ? nvcc->v[0].version.major : 0;

	if (tag.major > driver.major ||
		(own > 0 && own <= driver.major && own != tag.major))
		return false;
	for (size_t i = 0; i < cuda->n; i++)
		if (!row_has(table, row, &cuda->gpu[i]))
			return false;
	return true;
}

/* Returns the version of "cu130": 13.0. */
static struct version tag_version(const char *tag)
{
	long number = strtol(tag + strlen("cu"), NULL, 10);

	return (struct version){ (int)number / 10, (int)number % 10, -1 };
}

/* Returns the newest wheel tag that suits this machine, or NULL. Up to minor version 6, a
 * driver of the same major version need not be as new. */
static const char *wheel_tag(const struct exam *exam, struct version driver)
{
	enum { ANY_DRIVER_MINOR = 6 };
	struct version best = VERSION_UNKNOWN;
	const char *found = NULL;
	struct table table;

	if (table_read(exam->arena, exam->subject->dirs->data, "torch_arch.tsv", &table) <
		0)
		return NULL;
	for (size_t i = 0; i < table.n; i++) {
		const char *tag = table_field(&table, i, "tag");
		struct version version = tag_version(tag);

		if (version_compare(version, best) <= 0 ||
			(version.major == driver.major && version.minor > driver.minor &&
				version.minor > ANY_DRIVER_MINOR) ||
			!row_suits(exam, &table, i, version, driver))
			continue;
		best = version;
		found = tag;
	}
	return found;
}

static void fix_torch(const struct exam *exam, struct finding *f)
{
	const char *tag =
		wheel_tag(exam, current_driver(exam->subject, exam->facts).cuda);

	if (tag)
		finding_fix(f,
			"pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/%s",
			tag);
	else
		finding_advice(f,
			"no wheel of PyTorch is known that suits the driver, the GPUs and nvcc: build it from source");
}

static void torch_driver(struct exam *exam)
{
	struct finding *f;
	struct version torch = py(exam)->torch_cuda;
	struct driver driver = current_driver(exam->subject, exam->facts);

	/* Within a major version, minor version compatibility applies. */
	if (torch.major < 1 || driver.cuda.major < 1 ||
		torch.major <= driver.cuda.major ||
		(driver.result != DRIVER_QUERIED && driver.result != DRIVER_DERIVED))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"PyTorch %s is built for CUDA %s; the driver supports up to %s",
		py(exam)->torch, version_text(exam->arena, torch),
		version_text(exam->arena, driver.cuda));
	finding_evidence(
		f, torch_file(exam), "cuda = %s", version_text(exam->arena, torch));
	finding_evidence(f, "cuDriverGetVersion", "CUDA %s",
		version_text(exam->arena, driver.cuda));
	finding_effect(f, "torch.cuda.is_available() is False");
	fix_torch(exam, f);
}

static void torch_cpu_only(struct exam *exam)
{
	struct finding *f;
	struct driver driver = current_driver(exam->subject, exam->facts);

	if (!py(exam)->torch || py(exam)->torch_cuda.major > 0 || absent_usable_gpu(exam))
		return;
	f = finding_new(
		exam, SEVERITY_WARN, "PyTorch %s is built without CUDA", py(exam)->torch);
	finding_evidence(f, torch_file(exam), "cuda = None");
	if (driver.cuda.major > 0)
		fix_torch(exam, f);
	else
		finding_advice(f, "install PyTorch from the index for a CUDA version");
}

/* Returns "cu124" for 2.5.1+cu124, else the tag of the CUDA version. */
static const char *torch_tag(struct exam *exam)
{
	const char *plus = strchr(py(exam)->torch, '+');

	if (plus && skip_prefix(plus, "+cu"))
		return plus + 1;
	return arena_printf(exam->arena, "cu%d%d", py(exam)->torch_cuda.major,
		py(exam)->torch_cuda.minor);
}

static bool has_one(const struct table *table, size_t row, const struct cuda *cuda)
{
	for (size_t i = 0; i < cuda->n; i++)
		if (row_has(table, row, &cuda->gpu[i]))
			return true;
	return false;
}

static void torch_arch(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &exam->facts->cuda;
	struct table table;
	long row;

	if (!py(exam)->torch || py(exam)->torch_cuda.major < 1 ||
		table_read(exam->arena, exam->subject->dirs->data, "torch_arch.tsv",
			&table) < 0)
		return;
	row = table_find(&table, "tag", torch_tag(exam));
	for (size_t i = 0; i < cuda->n && row >= 0; i++) {
		int own = cuda->gpu[i].major * 10 + cuda->gpu[i].minor;

		if (row_has(&table, (size_t)row, &cuda->gpu[i]))
			continue;
		f = finding_new(exam,
			has_one(&table, (size_t)row, cuda) ? SEVERITY_WARN
							   : SEVERITY_ERROR,
			"PyTorch %s has no code for this GPU (%s, sm_%d)",
			py(exam)->torch, cuda->gpu[i].name ? cuda->gpu[i].name : "", own);
		finding_evidence(f, torch_file(exam), "%s", py(exam)->torch);
		finding_evidence(f, "cuDeviceGetAttribute", "compute capability %d.%d",
			cuda->gpu[i].major, cuda->gpu[i].minor);
		finding_effect(f,
			"\"no kernel image is available for execution on the device\"");
		fix_torch(exam, f);
		return;
	}
}

static void torch_ext_toolkit(struct exam *exam)
{
	struct finding *f;
	const struct compilers *compilers = &exam->facts->compilers;
	struct version torch = py(exam)->torch_cuda;
	struct version nvcc = compilers->n ? compilers->v[0].version : VERSION_UNKNOWN;
	bool major = torch.major != nvcc.major;

	if (torch.major < 1 || nvcc.major < 1 || version_same_release(torch, nvcc))
		return;
	f = finding_new(exam, major ? SEVERITY_WARN : SEVERITY_NOTE,
		"PyTorch is built for CUDA %s, but nvcc is %s: %s",
		version_text(exam->arena, torch), version_text(exam->arena, nvcc),
		major ? "extensions cannot be built"
		      : "extensions can be built, with a warning");
	finding_evidence(
		f, torch_file(exam), "cuda = %s", version_text(exam->arena, torch));
	finding_evidence(f, compilers->v[0].path, "%s", version_text(exam->arena, nvcc));
	fix_use(exam, f, arena_printf(exam->arena, "%d.%d", torch.major, torch.minor));
}

/* Parses a METADATA line such as "Requires-Dist: nvidia-nvjitlink-cu12==12.4.127; ...".
 */
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

static void wheel_libs_mixed(struct exam *exam)
{
	struct finding *f;
	const struct dist *torch = python_dist(py(exam), "torch");
	const char *file, *text;
	struct strv lines;

	if (!torch)
		return;
	file = arena_printf(exam->arena, "%s/torch-%s.dist-info/METADATA", py(exam)->site,
		torch->version);
	text = subject_text(exam->subject, file);
	lines = strv_split(exam->arena, text ? text : "", '\n');
	for (size_t i = 0; i < lines.n; i++) {
		const char *name, *version;
		const struct dist *there;

		if (!requirement(exam->arena, lines.v[i], &name, &version) ||
			!(there = python_dist(py(exam), name)) ||
			streq(there->version, version))
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"PyTorch requires %s %s, but %s is installed", name, version,
			there->version);
		finding_evidence(f, file, "%s", lines.v[i]);
		finding_evidence_at(f, arena_printf(exam->arena, "%s/%s-%s.dist-info",
					       py(exam)->site, name, there->version));
		finding_effect(f,
			"\"undefined symbol\" when a library of one release calls one of another");
		finding_fix(f, "pip install --force-reinstall %s",
			arena_printf(exam->arena, "%s==%s", name, version));
		return;
	}
}

static void tf_libs(struct exam *exam)
{
	struct finding *f;
	const struct dist *tf = python_dist(py(exam), "tensorflow");
	const char *file, *text;

	if (!tf || py(exam)->nvidia_libs.n || !exam->facts->cuda.n)
		return;
	file = path_join(
		exam->arena, py(exam)->site, "tensorflow/python/platform/build_info.py");
	text = subject_text(exam->subject, file);
	if (text && strstr(text, "'is_cuda_build': False"))
		return;
	if (loader_find(exam->subject, &exam->facts->loader_cache, "libcudnn.so.9").n ||
		loader_find(exam->subject, &exam->facts->loader_cache, "libcudnn.so.8").n)
		return;
	f = finding_new(exam, SEVERITY_WARN,
		"TensorFlow %s does not find cuDNN, and will not use the GPU",
		tf->version);
	finding_evidence(
		f, path_join(exam->arena, py(exam)->site, "nvidia"), "no such directory");
	finding_effect(f, "\"Cannot dlopen some GPU libraries\"");
	finding_fix(f, "pip install %s",
		arena_printf(exam->arena, "tensorflow[and-cuda]==%s", tf->version));
}

static void xla_libdevice(struct exam *exam)
{
	struct finding *f;
	static const char below[] = "nvvm/libdevice/libdevice.10.bc";
	const char *flags = subject_var(exam->subject, "XLA_FLAGS");
	struct toolkit *toolkit = current_toolkit(exam->subject, exam->facts);
	const char *wheel;

	if (!python_dist(py(exam), "tensorflow") ||
		(flags && strstr(flags, "--xla_gpu_cuda_data_dir=")) ||
		!exam->facts->cuda.n)
		return;
	wheel = path_join(exam->arena, py(exam)->site, "nvidia/cuda_nvcc");
	if (machine_is_file(
		    exam->subject->machine, path_join(exam->arena, wheel, below)) ||
		machine_is_file(exam->subject->machine,
			path_join(exam->arena, "/usr/local/cuda", below)) ||
		!toolkit ||
		!machine_is_file(exam->subject->machine,
			path_join(exam->arena, toolkit->path, below)))
		return;
	f = finding_new(exam, SEVERITY_WARN, "XLA will not find libdevice.10.bc");
	finding_evidence(
		f, path_join(exam->arena, "/usr/local/cuda", below), "no such file");
	finding_evidence(f, path_join(exam->arena, wheel, below), "no such file");
	finding_fix(f, "export XLA_FLAGS=--xla_gpu_cuda_data_dir=%s", toolkit->path);
}

/* The names of packages for one major version of CUDA. */
static const char *const heads[] = { "cupy_cuda", "jax_cuda", "onnxruntime_gpu_cu" };

/* Returns the major version in a distribution's name: 12 for cupy_cuda12x and
 * jax_cuda12_plugin. */
static int tag_major(const char *name, const char *head)
{
	const char *rest = skip_prefix(name, head);

	return rest ? (int)strtol(rest, NULL, 10) : 0;
}

/* Returns the package for CUDA `major` that replaces one whose name begins with `head`.
 */
static const char *package_for(struct exam *exam, const char *head, int major)
{
	if (streq(head, "jax_cuda"))
		return arena_printf(exam->arena, "jax[cuda%d]", major);
	if (streq(head, "cupy_cuda"))
		return arena_printf(exam->arena, "cupy-cuda%dx", major);
	return "onnxruntime-gpu";
}

/* A plugin requires its own libraries, and two packages of one kind share files: all of
 * them are uninstalled before the right one is installed. */
static void fix_tag(struct exam *exam, struct finding *f, const char *head, int major)
{
	const struct python *python = &exam->facts->python;
	struct strv names = strv_new(exam->arena);

	for (size_t i = 0; i < python->n; i++)
		if (tag_major(python->dist[i].name, head))
			strv_add(&names, quote_word(exam->arena, python->dist[i].name));
	finding_fix_line(
		f, arena_printf(exam->arena, "pip uninstall -y %s && pip install %s",
			   strv_join(&names, " "),
			   quote_word(exam->arena, package_for(exam, head, major))));
}

/* Checks the packages whose names begin with `head`: two for different versions of CUDA,
 * or one that requires a newer driver. Returns whether it found something. */
static bool check_head(struct exam *exam, const char *head, struct version driver)
{
	struct finding *f;
	const struct python *python = &exam->facts->python;
	const struct dist *first = NULL;

	for (size_t i = 0; i < python->n; i++) {
		const struct dist *dist = &python->dist[i];
		int major = tag_major(dist->name, head), other;

		if (!major || strstr(dist->name, "pjrt"))
			continue;
		other = first ? tag_major(first->name, head) : major;
		if (other != major) {
			int newer = major > other ? major : other;

			f = finding_new(exam, SEVERITY_WARN,
				"%s and %s are both installed", first->name, dist->name);
			finding_evidence_at(f, python->site);
			fix_tag(exam, f, head,
				driver.major >= 1 && newer > driver.major ? driver.major
									  : newer);
			return true;
		}
		first = dist;
	}
	if (!first || driver.major < 1 || tag_major(first->name, head) <= driver.major)
		return false;
	f = finding_new(exam, SEVERITY_WARN,
		"%s is for CUDA %d; the driver supports up to %s", first->name,
		tag_major(first->name, head), version_text(exam->arena, driver));
	finding_evidence(f, python->site, "%s %s", first->name, first->version);
	fix_tag(exam, f, head, driver.major);
	return true;
}

static void jax_cupy_tag(struct exam *exam)
{
	struct driver driver = current_driver(exam->subject, exam->facts);

	for (size_t h = 0; h < ARRAY_SIZE(heads); h++)
		if (check_head(exam, heads[h], driver.cuda))
			return;
}

/* PyTorch, and with CUDA. */
static const char *no_torch_cuda(const struct exam *exam)
{
	const char *reason = absent_torch(exam);

	return reason || py(exam)->torch_cuda.major > 0 ? reason
							: "PyTorch is built without CUDA";
}

static const char *no_torch_and_driver(const struct exam *exam)
{
	const char *reason = no_torch_cuda(exam);

	return reason ? reason : absent_driver_version(exam);
}

static const char *no_torch_and_gpu(const struct exam *exam)
{
	const char *reason = absent_torch(exam);

	return reason ? reason : absent_cuda_gpu(exam);
}

static const char *no_torch_and_usable_gpu(const struct exam *exam)
{
	const char *reason = absent_torch(exam);

	return reason ? reason : absent_usable_gpu(exam);
}

static const char *no_torch_and_nvcc(const struct exam *exam)
{
	const char *reason = no_torch_cuda(exam);

	return reason ? reason : absent_nvcc(exam);
}

static const char *no_tensorflow(const struct exam *exam)
{
	return python_dist(py(exam), "tensorflow") ? absent_cuda_gpu(exam)
						   : "TensorFlow is not installed";
}

static const char *no_tagged_package(const struct exam *exam)
{
	for (size_t i = 0; i < py(exam)->n; i++)
		for (size_t h = 0; h < ARRAY_SIZE(heads); h++)
			if (tag_major(py(exam)->dist[i].name, heads[h]))
				return absent_driver_version(exam);
	return "no such package is installed";
}

const struct check python_checks[] = {
	{
		.id = "torch-driver",
		.title = "the driver can run PyTorch's CUDA",
		.run = torch_driver,
		.absent = no_torch_and_driver,
		.concerns = FOR_RUN,
		.explains = "torch-arch",
		.why = "PyTorch bundles a CUDA runtime, which requires a driver for "
		       "its major version.",
		.fix = "Install the wheel for this driver, or update the driver.",
	},
	{
		.id = "torch-cpu-only",
		.title = "PyTorch is built with CUDA",
		.run = torch_cpu_only,
		.absent = no_torch_and_usable_gpu,
		.concerns = FOR_RUN,
		.why = "The default package index, or a CPU index, provided a build "
		       "without CUDA.",
		.fix = "Install PyTorch from the index for a CUDA version.",
	},
	{
		.id = "torch-arch",
		.title = "PyTorch contains code for the installed GPUs",
		.run = torch_arch,
		.absent = no_torch_and_gpu,
		.concerns = FOR_RUN,
		.why = "A wheel contains code for a range of GPUs.",
		.fix = "Install a wheel that supports the GPU.",
	},
	{
		.id = "torch-ext-toolkit",
		.title = "PyTorch extensions can be built",
		.run = torch_ext_toolkit,
		.absent = no_torch_and_nvcc,
		.concerns = FOR_BUILD,
		.why = "PyTorch builds extensions with the nvcc of CUDA_HOME, and "
		       "refuses another major version.",
		.fix = "Select the toolkit of PyTorch's version.",
	},
	{
		.id = "wheel-libs-mixed",
		.title = "PyTorch has the libraries that it requires",
		.run = wheel_libs_mixed,
		.absent = absent_torch,
		.concerns = FOR_RUN,
		.why = "PyTorch requires exact versions of the libraries.",
		.fix = "Reinstall those libraries.",
	},
	{
		.id = "tf-libs",
		.title = "TensorFlow finds its libraries",
		.run = tf_libs,
		.absent = no_tensorflow,
		.concerns = FOR_RUN,
		.why = "TensorFlow installs its CUDA libraries only with the extra "
		       "`and-cuda'.",
		.fix = "pip install 'tensorflow[and-cuda]'.",
	},
	{
		.id = "xla-libdevice",
		.title = "XLA finds libdevice",
		.run = xla_libdevice,
		.absent = no_tensorflow,
		.concerns = FOR_RUN,
		.variables = "XLA_FLAGS",
		.why = "XLA compiles with libdevice.10.bc, which it searches for in a "
		       "few directories.",
		.fix = "XLA_FLAGS=--xla_gpu_cuda_data_dir=DIR.",
	},
	{
		.id = "jax-cupy-tag",
		.title = "CUDA packages match the driver's CUDA",
		.run = jax_cupy_tag,
		.absent = no_tagged_package,
		.concerns = FOR_RUN,
		.why = "Packages such as cupy-cuda12x are built for one major version "
		       "of CUDA.",
		.fix = "Uninstall them, then install the one that matches the driver.",
	},
	{ .id = NULL },
};
