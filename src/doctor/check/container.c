/* SPDX-License-Identifier: MIT
 * Containers, WSL, cluster jobs, other processes: the GPU exists, but this process
 * cannot use it.
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "doctor/gather/devnode.h"
#include "doctor/gather/loader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

static const char *container(const struct exam *exam)
{
	return exam->facts->hardware.container;
}

static void fix_start(struct exam *exam, struct finding *f)
{
	const char *kind = container(exam);

	if (streq(kind, "podman"))
		finding_fix(f, "podman run --device nvidia.com/gpu=all ...");
	else if (streq(kind, "apptainer"))
		finding_fix(f, "apptainer exec --nv ...");
	else if (streq(kind, "kubernetes"))
		finding_advice(
			f, "request it in the pod: resources: limits: nvidia.com/gpu: 1");
	else
		finding_fix(f, "docker run --gpus all ...");
}

static void ctr_no_gpu(struct exam *exam)
{
	struct finding *f;
	const char *visible =
		subject_var_or_empty(exam->subject, "NVIDIA_VISIBLE_DEVICES");

	if (!container(exam) || !exam->facts->nodes.apply || exam->facts->cuda.n ||
		devnode_at(&exam->facts->nodes, "/dev/nvidiactl").exists ||
		devnode_gpus(exam->arena, &exam->facts->nodes, &exam->facts->hardware).n)
		return;
	/* A container for building needs none, and images set "all" by default. */
	f = finding_new(exam,
		exam->questions == FOR_RUN || (visible && !streq(visible, "all")) ||
				current_has_driver(exam->facts)
			? SEVERITY_ERROR
			: SEVERITY_NOTE,
		"This container (%s) was started without GPUs", container(exam));
	finding_evidence(f, "/dev/nvidiactl", "no such file");
	if (!exam->facts->libcuda.n)
		finding_evidence(f, "libcuda.so.1", "not found");
	fix_start(exam, f);
}

static void ctr_capabilities(struct exam *exam)
{
	struct finding *f;
	const char *capabilities =
		subject_var(exam->subject, "NVIDIA_DRIVER_CAPABILITIES");

	if (!container(exam) || !exam->facts->nodes.apply || exam->facts->libcuda.n ||
		!devnode_at(&exam->facts->nodes, "/dev/nvidiactl").exists)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The container has the GPU's device nodes, but not libcuda");
	finding_evidence_at(f, "/dev/nvidiactl");
	finding_evidence(f, "libcuda.so.1", "not found");
	finding_evidence(f, "NVIDIA_DRIVER_CAPABILITIES", "%s",
		capabilities ? capabilities : "not set");
	finding_effect(f, "nvidia-smi may work, CUDA does not");
	finding_fix(f,
		"docker run --gpus all -e NVIDIA_DRIVER_CAPABILITIES=compute,utility ...");
}

static void ctr_visible_void(struct exam *exam)
{
	struct finding *f;
	const char *value = subject_var_or_empty(exam->subject, "NVIDIA_VISIBLE_DEVICES");

	if (!container(exam) || !value || exam->facts->cuda.n ||
		(*value && !streq(value, "void") && !streq(value, "none")))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"NVIDIA_VISIBLE_DEVICES hides every GPU from this container");
	finding_evidence(f, "NVIDIA_VISIBLE_DEVICES", "%s", *value ? value : "(empty)");
	finding_fix(f, "docker run --gpus all -e NVIDIA_VISIBLE_DEVICES=all ...");
}

static void ctr_require(struct exam *exam)
{
	struct finding *f;
	const char *require = subject_var(exam->subject, "NVIDIA_REQUIRE_CUDA");
	const char *wanted = require ? strstr(require, "cuda>=") : NULL;
	struct driver driver = current_driver(exam->subject, exam->facts);
	struct version version;

	if (!wanted || driver.cuda.major < 1)
		return;
	wanted += strlen("cuda>=");
	if (!version_parse(wanted, strspn(wanted, "0123456789."), &version) ||
		version_compare(version, driver.cuda) <= 0 ||
		version.major == driver.cuda.major)
		return;
	f = finding_new(exam, SEVERITY_WARN,
		"The image is built for CUDA %s; the driver supports up to %s",
		version_text(exam->arena, version),
		version_text(exam->arena, driver.cuda));
	finding_evidence(f, "NVIDIA_REQUIRE_CUDA", "%s", require);
	finding_evidence(f, "cuDriverGetVersion", "CUDA %s",
		version_text(exam->arena, driver.cuda));
	finding_advice(
		f, "use an image for an older CUDA, or update the driver of the host");
}

static void ctr_uvm_not_mounted(struct exam *exam)
{
	struct finding *f;
	struct devnode node;

	if (!container(exam) || !exam->facts->nodes.apply || exam->facts->cuda.n ||
		!devnode_at(&exam->facts->nodes, "/dev/nvidiactl").exists)
		return;
	node = devnode_at(&exam->facts->nodes, "/dev/nvidia-uvm");
	if (node.exists)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The container has the GPU, but not /dev/nvidia-uvm");
	finding_evidence(f, "/dev/nvidia-uvm", "%s",
		node.covered ? "is not the device" : "no such file");
	if (exam->facts->cuda.probed == PROBE_OK)
		finding_evidence(f, "cuInit", "%d", exam->facts->cuda.init);
	finding_fix(f,
		"sudo nvidia-modprobe -u -c=0  # on the host, then start the container again");
	finding_fix(f, "docker run --gpus all --device /dev/nvidia-uvm ...");
}

static bool is_mounted(struct exam *exam, const char *real)
{
	struct text text;

	return machine_read_head(exam->subject->machine, "/proc/self/mountinfo", 1 << 20,
		       &text) == 0 &&
	       strstr(text.s, arena_printf(exam->arena, " %s ", real));
}

static void ctr_host_libs_copied(struct exam *exam)
{
	struct finding *f;
	const struct facts *facts = exam->facts;
	const char *version, *real;

	if (!container(exam) || !facts->libcuda.n || !facts->kernel.module ||
		facts->cuda.n)
		return;
	real = facts->libcuda.v[0].real;
	version = loader_library_version(exam->arena, real);
	if (!version || streq(version, facts->kernel.module) ||
		strstr(real, "/compat/") || strstr(real, "/stubs/") ||
		!streq(facts->libcuda.v[0].via, "ld.so.cache") || is_mounted(exam, real))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The image contains its own libcuda (%s); the host's driver is %s",
		version, facts->kernel.module);
	finding_evidence(f, real, "is part of the image, not mounted from the host");
	finding_evidence(f, "/sys/module/nvidia/version", "%s", facts->kernel.module);
	fix_recipe(exam, f, "image-driver", FIX_NO_WORDS);
}

static void docker_snap(struct exam *exam)
{
	struct finding *f;
	const struct machine *machine = exam->subject->machine;

	if (container(exam) || !machine_is_file(machine, "/snap/bin/docker") ||
		machine_is_file(machine, "/usr/bin/docker"))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"Docker is a snap: NVIDIA's container toolkit of the system does not configure it");
	finding_evidence_at(f, "/snap/bin/docker");
	finding_effect(f, "--gpus fails: \"could not select device driver\"");
	finding_advice(f,
		"install Docker from its own packages in place of the snap, then NVIDIA's container toolkit");
}

static void host_toolkit_missing(struct exam *exam)
{
	struct finding *f;
	const struct machine *machine = exam->subject->machine;

	if (container(exam) || !exam->facts->kernel.module ||
		!(machine_is_file(machine, "/usr/bin/docker") ||
			machine_is_file(machine, "/snap/bin/docker")) ||
		machine_is_file(machine, "/usr/bin/nvidia-ctk") ||
		machine_is_file(machine, "/usr/bin/nvidia-container-runtime"))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"Docker is installed, but NVIDIA's container toolkit is not");
	finding_evidence(f, "/usr/bin/nvidia-ctk", "no such file");
	finding_effect(f, "--gpus fails: \"could not select device driver\"");
	fix_recipe(exam, f, "container-toolkit", FIX_NO_WORDS);
}

/* Returns the first libcuda that is neither that of Windows nor part of a toolkit. */
static const struct library *linux_libcuda(const struct exam *exam)
{
	const struct libraries *all = &exam->facts->libcuda;

	for (size_t i = 0; i < all->n; i++)
		if (!skip_prefix(all->v[i].real, "/usr/lib/wsl/") &&
			!strstr(all->v[i].real, "/stubs/") &&
			!strstr(all->v[i].real, "/compat/"))
			return &all->v[i];
	return NULL;
}

static void wsl_linux_driver(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &exam->facts->cuda;
	const struct library *linux_copy = linux_libcuda(exam);
	bool loaded;

	if (!exam->facts->hardware.wsl2 || !linux_copy)
		return;
	loaded = cuda->library ? streq(cuda->library, linux_copy->real)
			       : linux_copy == &exam->facts->libcuda.v[0];
	f = finding_new(exam, loaded ? SEVERITY_ERROR : SEVERITY_WARN,
		loaded ? "A Linux driver is installed inside WSL, and hides the driver of Windows"
		       : "A Linux driver is installed inside WSL next to the driver of Windows");
	finding_evidence(f, linux_copy->real, "by %s", linux_copy->via);
	if (loaded && cuda->probed == PROBE_OK)
		finding_evidence(f, "cuInit", "%d", cuda->init);
	fix_recipe(exam, f, "no-linux-driver", FIX_NO_WORDS);
	finding_advice(f, "then, in PowerShell: wsl --shutdown");
}

static void wsl_libcuda_path(struct exam *exam)
{
	struct finding *f;
	const struct libraries *all = &exam->facts->libcuda;
	static const char dir[] = "/usr/lib/wsl/lib";
	struct devnode dxg;

	if (!exam->facts->hardware.wsl2 || exam->facts->cuda.n)
		return;
	dxg = devnode_at(&exam->facts->nodes, "/dev/dxg");
	if (!dxg.exists && !exam->facts->files_only) {
		f = finding_new(
			exam, SEVERITY_ERROR, "WSL provides no GPU to this distribution");
		finding_evidence(f, "/dev/dxg", "no such file");
		finding_advice(f,
			"update the NVIDIA driver in Windows; in PowerShell: wsl --update");
	} else if (!machine_is_dir(exam->subject->machine, dir)) {
		f = finding_new(exam, SEVERITY_ERROR,
			"The libraries of the Windows driver are missing");
		finding_evidence(f, dir, "no such directory");
		finding_advice(f,
			"update the NVIDIA driver in Windows; in PowerShell: wsl --update");
	} else if (!all->n) {
		f = finding_new(
			exam, SEVERITY_ERROR, "The loader does not search %s", dir);
		finding_evidence_at(f, path_join(exam->arena, dir, "libcuda.so.1"));
		finding_evidence(f, "/etc/ld.so.cache", "no libcuda.so.1");
		finding_fix(f,
			"echo %s | sudo tee /etc/ld.so.conf.d/ld.wsl.conf && sudo ldconfig",
			dir);
	}
}

static void apptainer_env_cleared(struct exam *exam)
{
	struct finding *f;
	static const char dir[] = "/.singularity.d/libs";
	static const char library[] = "/.singularity.d/libs/libcuda.so.1";
	struct strv dirs = subject_elements(exam->subject, "LD_LIBRARY_PATH");

	if (exam->facts->libcuda.n || strv_has(&dirs, dir) ||
		!machine_is_file(exam->subject->machine, library))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"LD_LIBRARY_PATH no longer contains the driver that Apptainer mounted");
	finding_evidence_at(f, library);
	finding_evidence(
		f, "LD_LIBRARY_PATH", "%s", dirs.n ? strv_join(&dirs, ":") : "not set");
	finding_fix(f, "export LD_LIBRARY_PATH=%s",
		dirs.n ? arena_printf(exam->arena, "%s:%s", dir, strv_join(&dirs, ":"))
		       : dir);
}

static const char *no_apptainer(const struct exam *exam)
{
	return machine_is_dir(exam->subject->machine, "/.singularity.d")
		       ? NULL
		       : "not in a container of Apptainer";
}

static void slurm_no_gres(struct exam *exam)
{
	struct finding *f;
	static const char *const given[] = { "SLURM_JOB_GPUS", "SLURM_STEP_GPUS",
		"SLURM_GPUS_ON_NODE", "GPU_DEVICE_ORDINAL" };
	const char *scheduler = exam->facts->hardware.scheduler;
	const struct devnode *denied;

	if (!scheduler || !streq(scheduler, "slurm") || exam->facts->cuda.n)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(given); i++)
		if (subject_var(exam->subject, given[i]))
			return;
	f = finding_new(exam, SEVERITY_ERROR, "This Slurm job has no GPU");
	finding_evidence(f, "SLURM_JOB_ID", "%s, without SLURM_JOB_GPUS",
		subject_var(exam->subject, "SLURM_JOB_ID"));
	denied = devnode_failing(&exam->facts->nodes, EPERM);
	if (denied)
		finding_evidence(f, denied->path, "open: %s", strerror(EPERM));
	finding_fix(f, "srun --gres=gpu:1 --pty $SHELL");
}

static void other_process_env(struct exam *exam)
{
	struct finding *f;
	struct strv lines;
	struct text maps;

	if (!exam->subject->pid ||
		file_read_head(exam->arena, AT_FDCWD,
			arena_printf(exam->arena, "/proc/%s/maps", exam->subject->pid),
			4 << 20, &maps) < 0)
		return;
	lines = strv_split(exam->arena, maps.s, '\n');
	for (size_t i = 0; i < lines.n; i++) {
		const char *path = strchr(lines.v[i], '/');

		if (!path || !strstr(path, "libcuda.so") || !strstr(path, " (deleted)"))
			continue;
		f = finding_new(exam, SEVERITY_WARN,
			"Process %s still uses a libcuda that was replaced",
			exam->subject->pid);
		finding_evidence(f,
			arena_printf(exam->arena, "/proc/%s/maps", exam->subject->pid),
			"%s", path);
		finding_advice(f, "restart that program");
		return;
	}
}

static const char *no_wsl_libcuda(const struct exam *exam)
{
	const char *reason = absent_wsl(exam);

	return reason ? reason : absent_libcuda(exam);
}

static const char *no_container_libcuda(const struct exam *exam)
{
	const char *reason = absent_container(exam);

	return reason ? reason : absent_libcuda(exam);
}

static const char *no_requirement(const struct exam *exam)
{
	return subject_var(exam->subject, "NVIDIA_REQUIRE_CUDA")
		       ? absent_driver_version(exam)
		       : "NVIDIA_REQUIRE_CUDA is not set";
}

static const char *no_slurm(const struct exam *exam)
{
	const char *scheduler = exam->facts->hardware.scheduler;

	return scheduler && streq(scheduler, "slurm") ? NULL : "not in a Slurm job";
}

static const char *no_docker(const struct exam *exam)
{
	if (container(exam))
		return "in a container";
	return machine_is_file(exam->subject->machine, "/usr/bin/docker") ||
			       machine_is_file(exam->subject->machine, "/snap/bin/docker")
		       ? absent_module(exam)
		       : "Docker is not installed";
}

static const char *no_process(const struct exam *exam)
{
	return exam->subject->pid ? NULL : "no process is examined";
}

const struct check container_checks[] = {
	{
		.id = "wsl-linux-driver",
		.title = "WSL uses the driver of Windows",
		.run = wsl_linux_driver,
		.absent = no_wsl_libcuda,
		.concerns = FOR_RUN,
		.explains = "driver-two-libcuda driver-lib-mismatch cuinit-other "
			    "wsl-libcuda-path driver-missing-libs",
		.why = "Under WSL, libcuda comes from Windows. A Linux driver inside "
		       "WSL hides it, and has no kernel module to work with.",
		.fix = "Remove the Linux driver packages; install only toolkits.",
	},
	{
		.id = "wsl-libcuda-path",
		.title = "WSL's libcuda is found",
		.run = wsl_libcuda_path,
		.absent = absent_wsl,
		.concerns = FOR_RUN,
		.explains = "cuinit-other driver-missing-libs ldcache-stale",
		.why = "Windows provides libcuda in /usr/lib/wsl/lib, which the "
		       "loader must search.",
		.fix = "Add the directory to ld.so.conf.d. The warning of ldconfig "
		       "that these files are not symbolic links is harmless.",
	},
	{
		.id = "ctr-visible-void",
		.title = "NVIDIA_VISIBLE_DEVICES allows GPUs",
		.run = ctr_visible_void,
		.absent = absent_container,
		.concerns = FOR_RUN,
		.explains =
			WITHOUT_MODULE " ctr-no-gpu ctr-capabilities ctr-uvm-not-mounted",
		.variables = "NVIDIA_VISIBLE_DEVICES",
		.why = "The values void and none make the container runtime leave out "
		       "all GPUs.",
		.fix = "Set NVIDIA_VISIBLE_DEVICES=all, or leave it unset and use "
		       "--gpus.",
	},
	{
		.id = "ctr-no-gpu",
		.title = "the container has GPUs",
		.run = ctr_no_gpu,
		.absent = absent_container,
		.concerns = FOR_RUN,
		.explains =
			WITHOUT_MODULE " gpu-unbound kmod-not-loaded ctr-capabilities",
		.variables = "NVIDIA_VISIBLE_DEVICES",
		.why = "A container sees only the devices that it was started with.",
		.fix = "Start it with --gpus all (Docker), --device "
		       "nvidia.com/gpu=all (Podman), or --nv (Apptainer).",
	},
	{
		.id = "apptainer-env-cleared",
		.title = "Apptainer's driver libraries are searched",
		.run = apptainer_env_cleared,
		.absent = no_apptainer,
		.concerns = FOR_RUN,
		.explains =
			"driver-missing-libs ctr-capabilities ctr-no-gpu cuinit-other",
		.variables = "LD_LIBRARY_PATH",
		.why = "Apptainer's --nv mounts the driver in a directory of its own, which "
		       "only LD_LIBRARY_PATH names. A startup file that sets the variable "
		       "removes it.",
		.fix = "Add /.singularity.d/libs to it.",
	},
	{
		.id = "ctr-capabilities",
		.title = "the container has libcuda",
		.run = ctr_capabilities,
		.absent = absent_container,
		.concerns = FOR_RUN,
		.explains = "driver-missing-libs ctr-uvm-not-mounted cuinit-other "
			    "uvm-missing",
		.variables = "NVIDIA_DRIVER_CAPABILITIES",
		.why = "The runtime mounts libcuda only with the capability "
		       "`compute'.",
		.fix = "Set NVIDIA_DRIVER_CAPABILITIES=compute,utility.",
	},
	{
		.id = "ctr-uvm-not-mounted",
		.title = "the container has /dev/nvidia-uvm",
		.run = ctr_uvm_not_mounted,
		.absent = absent_container,
		.concerns = FOR_RUN,
		.explains = "uvm-missing cuinit-other uvm-stale-after-suspend "
			    "dev-stale-major",
		.why = "CUDA needs /dev/nvidia-uvm. It is missing if its module was "
		       "not loaded when the container was started.",
		.fix = "Load nvidia_uvm on the host, then start the container again.",
	},
	{
		.id = "ctr-host-libs-copied",
		.title = "the container's libcuda is the host's",
		.run = ctr_host_libs_copied,
		.absent = no_container_libcuda,
		.concerns = FOR_RUN,
		.explains = "driver-lib-mismatch driver-libs-mixed driver-two-libcuda "
			    "cuinit-other",
		.why = "libcuda must come from the host: a copy in the image does not "
		       "follow updates of the host's driver.",
		.fix = "Remove the driver packages from the image.",
	},
	{
		.id = "ctr-require",
		.title = "the driver supports the CUDA version of the image",
		.run = ctr_require,
		.absent = no_requirement,
		.concerns = FOR_RUN,
		.explains = "driver-too-old",
		.variables = "NVIDIA_REQUIRE_CUDA",
		.why = "The image specifies which CUDA version the driver must "
		       "support.",
		.fix = "Use an image for an older CUDA, or update the host's driver.",
	},
	{
		.id = "slurm-no-gres",
		.title = "the job has a GPU",
		.run = slurm_no_gres,
		.absent = no_slurm,
		.concerns = FOR_RUN,
		.explains = "dev-cgroup-denied dev-permission cuinit-other "
			    "visible-devices rminit-failed dev-missing uvm-missing",
		.variables = "GPU_DEVICE_ORDINAL SLURM_GPUS_ON_NODE SLURM_JOB_GPUS "
			     "SLURM_JOB_ID SLURM_STEP_GPUS",
		.why = "Slurm hides GPUs from jobs that did not request any.",
		.fix = "Request one: --gres=gpu:1.",
	},
	{
		.id = "docker-snap",
		.title = "Docker is not a snap",
		.run = docker_snap,
		.absent = no_docker,
		.concerns = FOR_RUN,
		.explains = "host-toolkit-missing",
		.why = "A snap has its own files and does not read the configuration that "
		       "nvidia-ctk writes.",
		.fix = "Install Docker from its own packages.",
	},
	{
		.id = "host-toolkit-missing",
		.title = "Docker can pass GPUs to containers",
		.run = host_toolkit_missing,
		.absent = no_docker,
		.concerns = FOR_RUN,
		.why = "Docker passes GPUs to containers with NVIDIA's container "
		       "toolkit.",
		.fix = "Install nvidia-container-toolkit, and configure Docker with "
		       "nvidia-ctk.",
	},
	{
		.id = "other-process-env",
		.title = "the process uses the installed driver",
		.run = other_process_env,
		.absent = no_process,
		.concerns = FOR_RUN,
		.why = "A program that was started before a driver update still uses "
		       "the old library, which fails.",
		.fix = "Restart the program.",
	},
	{ .id = NULL },
};
