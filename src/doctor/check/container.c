/* SPDX-License-Identifier: MIT
 * Containers, WSL, cluster jobs, other processes: the GPU exists, but this process
 * cannot use it.
 */
#include "config.h"

#include "checks.h"
#include "doctor/gather/devnode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

static const char *container(const struct doctor *doctor)
{
	return doctor->facts->hardware.container;
}

static void fix_start(struct doctor *doctor)
{
	const char *kind = container(doctor);

	if (streq(kind, "podman"))
		fix(doctor, "podman run --device nvidia.com/gpu=all ...");
	else if (streq(kind, "apptainer"))
		fix(doctor, "apptainer exec --nv ...");
	else if (streq(kind, "kubernetes"))
		advise(doctor,
			"ask for it in the pod: resources: limits: nvidia.com/gpu: 1");
	else
		fix(doctor, "docker run --gpus all ...");
}

void check_ctr_no_gpu(struct doctor *doctor)
{
	const char *visible = variable_or_empty(doctor, "NVIDIA_VISIBLE_DEVICES");

	if (!container(doctor) || !nodes_apply(doctor) || doctor->facts->cuda.n ||
		node_read(doctor, "/dev/nvidiactl").there || node_gpus(doctor).n)
		return;
	/* A container that builds needs none, and images ask for "all" by themselves. */
	found(doctor,
		doctor->wanted == FOR_RUN || (visible && !streq(visible, "all")) ||
				driver_installed(doctor)
			? SEVERITY_ERROR
			: SEVERITY_NOTE,
		"This container (%s) was started without GPUs", container(doctor));
	evidence(doctor, "/dev/nvidiactl", "no such file");
	if (!doctor->facts->libcuda.n)
		evidence(doctor, "libcuda.so.1", "not found");
	fix_start(doctor);
}

void check_ctr_capabilities(struct doctor *doctor)
{
	const char *capabilities = variable(doctor, "NVIDIA_DRIVER_CAPABILITIES");

	if (!container(doctor) || !nodes_apply(doctor) || doctor->facts->libcuda.n ||
		!node_read(doctor, "/dev/nvidiactl").there)
		return;
	found(doctor, SEVERITY_ERROR,
		"The container has the GPU's nodes, but not libcuda");
	evidence_place(doctor, "/dev/nvidiactl");
	evidence(doctor, "libcuda.so.1", "not found");
	evidence(doctor, "NVIDIA_DRIVER_CAPABILITIES", "%s",
		capabilities ? capabilities : "not set");
	effect(doctor, "nvidia-smi may work, CUDA does not");
	fix(doctor,
		"docker run --gpus all -e NVIDIA_DRIVER_CAPABILITIES=compute,utility ...");
}

void check_ctr_visible_void(struct doctor *doctor)
{
	const char *value = variable_or_empty(doctor, "NVIDIA_VISIBLE_DEVICES");

	if (!container(doctor) || !value || doctor->facts->cuda.n ||
		(*value && !streq(value, "void") && !streq(value, "none")))
		return;
	found(doctor, SEVERITY_ERROR,
		"NVIDIA_VISIBLE_DEVICES keeps every GPU out of this container");
	evidence(doctor, "NVIDIA_VISIBLE_DEVICES", "%s", *value ? value : "(empty)");
	fix(doctor, "docker run --gpus all -e NVIDIA_VISIBLE_DEVICES=all ...");
}

void check_ctr_require(struct doctor *doctor)
{
	const char *require = variable(doctor, "NVIDIA_REQUIRE_CUDA");
	const char *wanted = require ? strstr(require, "cuda>=") : NULL;
	struct driver driver = driver_of_facts(doctor);
	struct version version;

	if (!wanted || driver.cuda.major < 1)
		return;
	wanted += strlen("cuda>=");
	if (!version_parse(wanted, strspn(wanted, "0123456789."), &version) ||
		version_compare(version, driver.cuda) <= 0 ||
		version.major == driver.cuda.major)
		return;
	found(doctor, SEVERITY_WARN,
		"The image is made for CUDA %s; the driver runs up to %s",
		version_text(doctor->arena, version),
		version_text(doctor->arena, driver.cuda));
	evidence(doctor, "NVIDIA_REQUIRE_CUDA", "%s", require);
	evidence(doctor, "cuDriverGetVersion", "CUDA %s",
		version_text(doctor->arena, driver.cuda));
	advise(doctor,
		"take an image of an older CUDA, or update the driver of the host");
}

void check_ctr_uvm_not_mounted(struct doctor *doctor)
{
	struct node node;

	if (!container(doctor) || !nodes_apply(doctor) || doctor->facts->cuda.n ||
		!node_read(doctor, "/dev/nvidiactl").there)
		return;
	node = node_read(doctor, "/dev/nvidia-uvm");
	if (node.there)
		return;
	found(doctor, SEVERITY_ERROR,
		"The container has the GPU, but not /dev/nvidia-uvm");
	evidence(doctor, "/dev/nvidia-uvm", "%s",
		node.covered ? "is not the device" : "no such file");
	if (doctor->facts->cuda.asked == ASKED_ANSWERED)
		evidence(doctor, "cuInit", "%d", doctor->facts->cuda.init);
	fix(doctor,
		"sudo nvidia-modprobe -u -c=0  # on the host, then start the container again");
	fix(doctor, "docker run --gpus all --device /dev/nvidia-uvm ...");
}

static bool is_mounted(struct doctor *doctor, const char *real)
{
	struct text text;

	return machine_read_head(
		       &doctor->machine, "/proc/self/mountinfo", 1 << 20, &text) == 0 &&
	       strstr(text.s, arena_printf(doctor->arena, " %s ", real));
}

void check_ctr_host_libs_copied(struct doctor *doctor)
{
	const struct facts *facts = doctor->facts;
	const char *version, *real;

	if (!container(doctor) || !facts->libcuda.n || !facts->kernel.module ||
		facts->cuda.n)
		return;
	real = facts->libcuda.v[0].real;
	version = library_version(doctor->arena, real);
	if (!version || streq(version, facts->kernel.module) ||
		strstr(real, "/compat/") || strstr(real, "/stubs/") ||
		!streq(facts->libcuda.v[0].via, "ld.so.cache") ||
		is_mounted(doctor, real))
		return;
	found(doctor, SEVERITY_ERROR,
		"The image carries a libcuda of its own (%s); the host's driver is %s",
		version, facts->kernel.module);
	evidence(doctor, real, "is part of the image, not mounted from the host");
	evidence(doctor, "/sys/module/nvidia/version", "%s", facts->kernel.module);
	fix(doctor,
		"apt-get purge 'libnvidia-compute-*' 'nvidia-driver-*'  # in the image's Dockerfile");
}

void check_host_toolkit_missing(struct doctor *doctor)
{
	const struct machine *machine = &doctor->machine;

	if (container(doctor) || !doctor->facts->kernel.module ||
		!(machine_is_file(machine, "/usr/bin/docker") ||
			machine_is_file(machine, "/snap/bin/docker")) ||
		machine_is_file(machine, "/usr/bin/nvidia-ctk") ||
		machine_is_file(machine, "/usr/bin/nvidia-container-runtime"))
		return;
	found(doctor, SEVERITY_NOTE,
		"Docker is here, but not NVIDIA's container toolkit");
	evidence(doctor, "/usr/bin/nvidia-ctk", "no such file");
	effect(doctor, "--gpus fails: \"could not select device driver\"");
	fix_package(doctor, "nvidia-container-toolkit", "nvidia-container-toolkit",
		"nvidia-container-toolkit", "nvidia-container-toolkit");
	fix(doctor,
		"sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker");
}

void check_wsl_linux_driver(struct doctor *doctor)
{
	const struct libraries *all = &doctor->facts->libcuda;

	if (!doctor->facts->hardware.wsl2 || !all->n ||
		skip_prefix(all->v[0].real, "/usr/lib/wsl/") ||
		strstr(all->v[0].real, "/stubs/") || strstr(all->v[0].real, "/compat/"))
		return;
	found(doctor, SEVERITY_ERROR,
		"A Linux driver is installed inside WSL and hides the one of Windows");
	evidence(doctor, all->v[0].real, "by %s", all->v[0].via);
	fix(doctor,
		"sudo apt remove --purge 'libnvidia-compute-*' 'nvidia-driver-*' 'nvidia-utils-*'");
	advise(doctor, "then, in PowerShell: wsl --shutdown");
}

void check_wsl_libcuda_path(struct doctor *doctor)
{
	const struct libraries *all = &doctor->facts->libcuda;
	static const char dir[] = "/usr/lib/wsl/lib";
	struct node dxg;

	if (!doctor->facts->hardware.wsl2 || doctor->facts->cuda.n)
		return;
	dxg = node_read(doctor, "/dev/dxg");
	if (!dxg.there && !answers_of_image(doctor)) {
		found(doctor, SEVERITY_ERROR, "WSL gives this distribution no GPU");
		evidence(doctor, "/dev/dxg", "no such file");
		advise(doctor,
			"update the NVIDIA driver in Windows; in PowerShell: wsl --update");
	} else if (!machine_is_dir(&doctor->machine, dir)) {
		found(doctor, SEVERITY_ERROR,
			"The libraries of the Windows driver are not there");
		evidence(doctor, dir, "no such directory");
		advise(doctor,
			"update the NVIDIA driver in Windows; in PowerShell: wsl --update");
	} else if (!all->n) {
		found(doctor, SEVERITY_ERROR, "%s is not searched in this session", dir);
		evidence_place(doctor, path_join(doctor->arena, dir, "libcuda.so.1"));
		evidence(doctor, "/etc/ld.so.cache", "no libcuda.so.1");
		fix(doctor,
			"echo %s | sudo tee /etc/ld.so.conf.d/ld.wsl.conf && sudo ldconfig",
			dir);
	}
}

void check_slurm_no_gres(struct doctor *doctor)
{
	static const char *const given[] = { "SLURM_JOB_GPUS", "SLURM_STEP_GPUS",
		"SLURM_GPUS_ON_NODE", "GPU_DEVICE_ORDINAL" };
	const char *scheduler = doctor->facts->hardware.scheduler;
	struct node node;

	if (!scheduler || !streq(scheduler, "slurm") || doctor->facts->cuda.n)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(given); i++)
		if (variable(doctor, given[i]))
			return;
	found(doctor, SEVERITY_ERROR, "This Slurm job was given no GPU");
	evidence(doctor, "SLURM_JOB_ID", "%s, without SLURM_JOB_GPUS",
		variable(doctor, "SLURM_JOB_ID"));
	if (nodes_apply(doctor) && node_failing(doctor, EPERM, &node))
		evidence(doctor, node_failing(doctor, EPERM, &node), "open: %s",
			strerror(EPERM));
	fix(doctor, "srun --gres=gpu:1 --pty $SHELL");
}

void check_other_process_env(struct doctor *doctor)
{
	struct strv lines;
	struct text maps;

	if (!doctor->pid ||
		file_read_head(doctor->arena, AT_FDCWD,
			arena_printf(doctor->arena, "/proc/%s/maps", doctor->pid),
			4 << 20, &maps) < 0)
		return;
	lines = strv_split(doctor->arena, maps.s, '\n');
	for (size_t i = 0; i < lines.n; i++) {
		const char *path = strchr(lines.v[i], '/');

		if (!path || !strstr(path, "libcuda.so") || !strstr(path, " (deleted)"))
			continue;
		found(doctor, SEVERITY_WARN,
			"Process %s still uses a libcuda that has been replaced",
			doctor->pid);
		evidence(doctor,
			arena_printf(doctor->arena, "/proc/%s/maps", doctor->pid), "%s",
			path);
		advise(doctor, "restart that program");
		return;
	}
}
