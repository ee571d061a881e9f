/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "here.h"

#include "doctor/gather/facts.h"

#include <stdlib.h>
#include <sys/statvfs.h>

static bool exists(struct doctor *d, const char *path)
{
	struct stat st;

	return machine_stat(&d->machine, path, &st) == 0;
}

static bool any(struct doctor *d, const char *pattern)
{
	return machine_glob(&d->machine, "", pattern).n > 0;
}

static bool text_has(struct doctor *d, const char *path, const char *part)
{
	const char *text = file_text(d, path);

	return text && strstr(text, part);
}

static bool set(struct doctor *d, const char *name)
{
	return variable(d, name) != NULL;
}

/* The loader's variable has an element that contains `part`. */
static bool loader_path_has(struct doctor *d, const char *part)
{
	const char *value = variable(d, "LD_LIBRARY_PATH");

	return value && strstr(value, part);
}

/* --- the kind of machine ---------------------------------------------------------------- */

static bool docker(struct doctor *d)
{
	return exists(d, "/.dockerenv");
}

static bool podman(struct doctor *d)
{
	return exists(d, "/run/.containerenv");
}

static bool kubernetes(struct doctor *d)
{
	return set(d, "KUBERNETES_SERVICE_HOST");
}

static bool apptainer(struct doctor *d)
{
	return set(d, "APPTAINER_NAME") || set(d, "SINGULARITY_NAME");
}

static bool container(struct doctor *d)
{
	return docker(d) || podman(d) || kubernetes(d) || apptainer(d) ||
	       exists(d, "/run/systemd/container") || set(d, "container");
}

static bool wsl(struct doctor *d)
{
	return text_has(d, "/proc/sys/kernel/osrelease", "icrosoft");
}

static bool jetson(struct doctor *d)
{
	struct text text;

	return machine_read_head(
		       &d->machine, "/proc/device-tree/compatible", 1024, &text) == 0 &&
	       memmem(text.s, text.len, "nvidia,tegra", 12);
}

static bool slurm(struct doctor *d)
{
	return set(d, "SLURM_JOB_ID");
}

static bool root(struct doctor *d)
{
	return !machine_is_foreign(&d->machine) && geteuid() == 0;
}

static bool secure_boot(struct doctor *d)
{
	struct text text;

	return machine_read_head(&d->machine,
		       "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
		       5, &text) == 0 &&
	       text.len == 5 && text.s[4] == 1;
}

static bool virtual_machine(struct doctor *d)
{
	return text_has(d, "/proc/cpuinfo", " hypervisor");
}

static bool small_shm(struct doctor *d)
{
	struct statvfs fs;

	return !machine_is_foreign(&d->machine) && statvfs("/dev/shm", &fs) == 0 &&
	       (unsigned long long)fs.f_blocks * fs.f_frsize <= 64ULL << 20;
}

/* --- distributions ---------------------------------------------------------------------- */

/* ID or ID_LIKE of os-release is one of the words. */
static bool release_is(struct doctor *d, const char *field, const char *words)
{
	const char *text = file_text(d, "/etc/os-release");
	struct strv lines = strv_split(d->arena, text ? text : "", '\n');
	struct strv wanted = strv_words(d->arena, words);

	for (size_t i = 0; i < lines.n; i++) {
		const char *value = skip_prefix(lines.v[i], field);
		struct strv is;

		if (!value)
			continue;
		value += strspn(value, "\"'");
		is = strv_words(
			d->arena, arena_ndup(d->arena, value, strcspn(value, "\"'")));
		for (size_t j = 0; j < is.n; j++)
			if (strv_has(&wanted, is.v[j]))
				return true;
	}
	return false;
}

static bool ubuntu(struct doctor *d)
{
	return release_is(d, "ID=", "ubuntu") || release_is(d, "ID_LIKE=", "ubuntu");
}

static bool debian(struct doctor *d)
{
	return release_is(d, "ID=", "debian") ||
	       (release_is(d, "ID_LIKE=", "debian") && !ubuntu(d));
}

static bool ostree(struct doctor *d)
{
	return exists(d, "/run/ostree-booted");
}

static bool fedora(struct doctor *d)
{
	return release_is(d, "ID=", "fedora nobara") && !ostree(d);
}

static bool rhel(struct doctor *d)
{
	return release_is(d, "ID=", "rhel centos rocky almalinux ol amzn scientific") &&
	       !ostree(d);
}

static bool suse(struct doctor *d)
{
	return release_is(d, "ID_LIKE=", "suse opensuse") ||
	       release_is(d, "ID=", "sles opensuse-leap opensuse-tumbleweed");
}

static bool arch(struct doctor *d)
{
	return release_is(d, "ID=", "arch") || release_is(d, "ID_LIKE=", "arch");
}

static bool nixos(struct doctor *d)
{
	return release_is(d, "ID=", "nixos");
}

/* --- the driver -------------------------------------------------------------------------- */

static bool gpu(struct doctor *d)
{
	struct hardware hardware = { .n = 0 };

	if (exists(d, "/sys/module/nvidia") || exists(d, "/dev/nvidia0") ||
		exists(d, "/dev/dxg") || jetson(d))
		return true;
	hardware_gather(d, &hardware);
	return hardware.n > 0;
}

/* Where nothing shows the bus, nothing is known of the GPU. */
static bool no_gpu(struct doctor *d)
{
	return exists(d, "/sys/bus/pci/devices") && !gpu(d);
}

static bool module(struct doctor *d)
{
	return exists(d, "/sys/module/nvidia");
}

static bool no_module(struct doctor *d)
{
	return !module(d) && !wsl(d) && !jetson(d) && exists(d, "/sys/module");
}

static bool open_module(struct doctor *d)
{
	return text_has(d, "/proc/driver/nvidia/version", "Open Kernel Module");
}

static bool nouveau(struct doctor *d)
{
	return exists(d, "/sys/module/nouveau");
}

static bool no_nodes(struct doctor *d)
{
	return !exists(d, "/dev/nvidiactl") && !exists(d, "/dev/dxg");
}

static bool no_uvm(struct doctor *d)
{
	return exists(d, "/dev/nvidiactl") && !exists(d, "/dev/nvidia-uvm");
}

static bool suspended(struct doctor *d)
{
	const char *text = file_text(d, "/sys/power/suspend_stats/success");

	return text && strtoul(text, NULL, 10) > 0;
}

static bool nvswitch(struct doctor *d)
{
	return exists(d, "/proc/driver/nvidia-nvswitch/devices") ||
	       exists(d, "/dev/nvidia-nvswitchctl");
}

static bool mig(struct doctor *d)
{
	return any(d, "/proc/driver/nvidia/capabilities/gpu*/mig/gi*");
}

static bool restricted_profiling(struct doctor *d)
{
	return text_has(d, "/proc/driver/nvidia/params", "RmProfilingAdminOnly: 1");
}

/* A library of the driver of the running kernel module, of another version. */
static bool driver_mismatch(struct doctor *d)
{
	const char *loaded = file_text(d, "/sys/module/nvidia/version");
	struct strv found;

	if (!loaded || loaded[strspn(loaded, "0123456789.")])
		return false;
	found = machine_glob(&d->machine, "", "/usr/lib/x86_64-linux-gnu/libcuda.so.[1-9]*.*");
	strv_add_all(&found,
		&(struct strv[]){ machine_glob(
			&d->machine, "", "/usr/lib64/libcuda.so.[1-9]*.*") }[0]);
	for (size_t i = 0; i < found.n; i++)
		if (!strstr(found.v[i], loaded))
			return true;
	return false;
}

/* --- this shell -------------------------------------------------------------------------- */

static bool hidden_gpus(struct doctor *d)
{
	const char *value = variable_or_empty(d, "CUDA_VISIBLE_DEVICES");

	return value && (!*value || *value == '-' || streq(value, "none") ||
				streq(value, "NoDevFiles"));
}

static bool void_gpus(struct doctor *d)
{
	const char *value = variable_or_empty(d, "NVIDIA_VISIBLE_DEVICES");

	return value && (!*value || streq(value, "void") || streq(value, "none"));
}

static bool conda(struct doctor *d)
{
	return set(d, "CONDA_PREFIX");
}

static bool venv(struct doctor *d)
{
	return set(d, "VIRTUAL_ENV");
}

static bool torch_cpu(struct doctor *d)
{
	struct python python = { .env = NULL };

	python_gather(d, &python);
	return python.torch && version_is_unknown(&python.torch_cuda);
}

static bool loader_toolkit(struct doctor *d)
{
	return loader_path_has(d, "cuda") || loader_path_has(d, "nvidia");
}

static bool loader_stubs(struct doctor *d)
{
	return loader_path_has(d, "/stubs");
}

static bool loader_compat(struct doctor *d)
{
	return loader_path_has(d, "/compat");
}

static bool no_nvcc(struct doctor *d)
{
	return !program_on_path(d, "nvcc");
}

static bool toolkit_present(struct doctor *d)
{
	return any(d, "/usr/local/cuda*/bin/nvcc") || any(d, "/opt/cuda/bin/nvcc");
}

static bool distribution_nvcc(struct doctor *d)
{
	return exists(d, "/usr/lib/nvidia-cuda-toolkit/bin") || exists(d, "/usr/bin/nvcc");
}

static bool snap_docker(struct doctor *d)
{
	return exists(d, "/snap/bin/docker");
}

static bool no_container_toolkit(struct doctor *d)
{
	return !container(d) && !exists(d, "/usr/bin/nvidia-ctk");
}

static bool mps(struct doctor *d)
{
	return set(d, "CUDA_MPS_PIPE_DIRECTORY") || exists(d, "/tmp/nvidia-mps");
}

static bool sudo_used(struct doctor *d)
{
	return set(d, "SUDO_USER");
}

/* The names are API: entries of sites and users contain them. */
static const struct {
	const char *name;
	bool (*holds)(struct doctor *d);
} all[] = {
	{ "apptainer", apptainer },
	{ "arch", arch },
	{ "conda", conda },
	{ "container", container },
	{ "container-toolkit-missing", no_container_toolkit },
	{ "debian", debian },
	{ "distribution-nvcc", distribution_nvcc },
	{ "docker", docker },
	{ "driver-mismatch", driver_mismatch },
	{ "fedora", fedora },
	{ "gpu", gpu },
	{ "gpus-hidden", hidden_gpus },
	{ "gpus-void", void_gpus },
	{ "jetson", jetson },
	{ "kubernetes", kubernetes },
	{ "loader-compat", loader_compat },
	{ "loader-stubs", loader_stubs },
	{ "loader-toolkit", loader_toolkit },
	{ "mig", mig },
	{ "module", module },
	{ "mps", mps },
	{ "nixos", nixos },
	{ "no-gpu", no_gpu },
	{ "no-module", no_module },
	{ "no-nodes", no_nodes },
	{ "no-nvcc", no_nvcc },
	{ "no-uvm", no_uvm },
	{ "nouveau", nouveau },
	{ "nvswitch", nvswitch },
	{ "open-module", open_module },
	{ "ostree", ostree },
	{ "podman", podman },
	{ "profiling-restricted", restricted_profiling },
	{ "rhel", rhel },
	{ "root", root },
	{ "secure-boot", secure_boot },
	{ "slurm", slurm },
	{ "small-shm", small_shm },
	{ "snap-docker", snap_docker },
	{ "sudo", sudo_used },
	{ "suse", suse },
	{ "suspended", suspended },
	{ "toolkit", toolkit_present },
	{ "torch-cpu", torch_cpu },
	{ "ubuntu", ubuntu },
	{ "venv", venv },
	{ "virtual-machine", virtual_machine },
	{ "wsl", wsl },
};

bool here_known(const char *condition)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (streq(all[i].name, condition))
			return true;
	return false;
}

bool here_holds(void *doctor, const char *condition)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (streq(all[i].name, condition))
			return all[i].holds(doctor);
	return false;
}
