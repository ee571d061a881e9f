/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "here.h"

#include "doctor/gather/facts.h"
#include "doctor/gather/gatherers.h"
#include "doctor/gather/repository.h"

#include <stdlib.h>
#include <sys/statvfs.h>

static bool exists(const struct subject *d, const char *path)
{
	struct stat st;

	return machine_stat(d->machine, path, &st) == 0;
}

static bool any(const struct subject *d, const char *pattern)
{
	return machine_glob(d->machine, "", pattern).n > 0;
}

static bool text_has(const struct subject *d, const char *path, const char *part)
{
	const char *text = subject_text(d, path);

	return text && strstr(text, part);
}

static bool set(const struct subject *d, const char *name)
{
	return subject_var(d, name) != NULL;
}

/* The loader's variable has an element that contains `part`. */
static bool loader_path_has(const struct subject *d, const char *part)
{
	const char *value = subject_var(d, "LD_LIBRARY_PATH");

	return value && strstr(value, part);
}

/* --- the kind of machine ---------------------------------------------------------------- */

static bool docker(const struct subject *d)
{
	return exists(d, "/.dockerenv");
}

static bool podman(const struct subject *d)
{
	return exists(d, "/run/.containerenv");
}

static bool kubernetes(const struct subject *d)
{
	return set(d, "KUBERNETES_SERVICE_HOST");
}

static bool apptainer(const struct subject *d)
{
	return set(d, "APPTAINER_NAME") || set(d, "SINGULARITY_NAME");
}

static bool container(const struct subject *d)
{
	return docker(d) || podman(d) || kubernetes(d) || apptainer(d) ||
	       exists(d, "/run/systemd/container") || set(d, "container");
}

static bool wsl(const struct subject *d)
{
	return text_has(d, "/proc/sys/kernel/osrelease", "icrosoft");
}

static bool jetson(const struct subject *d)
{
	struct text text;

	return machine_read_head(
		       d->machine, "/proc/device-tree/compatible", 1024, &text) == 0 &&
	       memmem(text.s, text.len, "nvidia,tegra", 12);
}

static bool slurm(const struct subject *d)
{
	return set(d, "SLURM_JOB_ID");
}

static bool root(const struct subject *d)
{
	return !machine_is_foreign(d->machine) && geteuid() == 0;
}

static bool secure_boot(const struct subject *d)
{
	struct text text;

	return machine_read_head(d->machine,
		       "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
		       5, &text) == 0 &&
	       text.len == 5 && text.s[4] == 1;
}

static bool virtual_machine(const struct subject *d)
{
	return text_has(d, "/proc/cpuinfo", " hypervisor");
}

static bool small_shm(const struct subject *d)
{
	struct statvfs fs;

	return !machine_is_foreign(d->machine) && statvfs("/dev/shm", &fs) == 0 &&
	       (unsigned long long)fs.f_blocks * fs.f_frsize <= 64ULL << 20;
}

/* --- distributions ---------------------------------------------------------------------- */

/* ID or ID_LIKE of os-release is one of the words. */
static bool release_is(const struct subject *d, const char *field, const char *words)
{
	const char *text = subject_text(d, "/etc/os-release");
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

static bool ubuntu(const struct subject *d)
{
	return release_is(d, "ID=", "ubuntu") || release_is(d, "ID_LIKE=", "ubuntu");
}

static bool debian(const struct subject *d)
{
	return release_is(d, "ID=", "debian") ||
	       (release_is(d, "ID_LIKE=", "debian") && !ubuntu(d));
}

static bool ostree(const struct subject *d)
{
	return exists(d, "/run/ostree-booted");
}

static bool fedora(const struct subject *d)
{
	return release_is(d, "ID=", "fedora nobara") && !ostree(d);
}

static bool rhel(const struct subject *d)
{
	return release_is(d, "ID=", "rhel centos rocky almalinux ol amzn scientific") &&
	       !ostree(d);
}

static bool suse(const struct subject *d)
{
	return release_is(d, "ID_LIKE=", "suse opensuse") ||
	       release_is(d, "ID=", "sles opensuse-leap opensuse-tumbleweed");
}

static bool arch(const struct subject *d)
{
	return release_is(d, "ID=", "arch") || release_is(d, "ID_LIKE=", "arch");
}

static bool nixos(const struct subject *d)
{
	return release_is(d, "ID=", "nixos");
}

/* --- the repositories of the package manager --------------------------------------------- */

static bool nvidia_repository(const struct subject *d)
{
	return repository_enabled(d, "developer.download.nvidia.com/compute/cuda/repos");
}

/* Its files name a list of mirrors and a path. */
static bool rpmfusion(const struct subject *d)
{
	return repository_enabled(d, "rpmfusion.org/nonfree") ||
	       repository_enabled(d, "rpmfusion.org/metalink?repo=nonfree");
}

static bool non_free(const struct subject *d)
{
	return repository_enabled(d, "non-free ") || repository_enabled(d, " non-free");
}

/* NVIDIA's repository of CUDA contains the container toolkit, too. */
static bool container_repository(const struct subject *d)
{
	return nvidia_repository(d) ||
	       repository_enabled(d, "nvidia.github.io/libnvidia-container");
}

/* --- the driver -------------------------------------------------------------------------- */

static bool gpu(const struct subject *d)
{
	struct hardware hardware = { .n = 0 };

	if (exists(d, "/sys/module/nvidia") || exists(d, "/dev/nvidia0") ||
		exists(d, "/dev/dxg") || jetson(d))
		return true;
	hardware_gather(d, &hardware);
	return hardware.n > 0;
}

/* Where nothing shows the bus, nothing is known of the GPU. */
static bool no_gpu(const struct subject *d)
{
	return exists(d, "/sys/bus/pci/devices") && !gpu(d);
}

static bool module(const struct subject *d)
{
	return exists(d, "/sys/module/nvidia");
}

static bool no_module(const struct subject *d)
{
	return !module(d) && !wsl(d) && !jetson(d) && exists(d, "/sys/module");
}

static bool open_module(const struct subject *d)
{
	return text_has(d, "/proc/driver/nvidia/version", "Open Kernel Module");
}

static bool nouveau(const struct subject *d)
{
	return exists(d, "/sys/module/nouveau");
}

static bool no_nodes(const struct subject *d)
{
	return !exists(d, "/dev/nvidiactl") && !exists(d, "/dev/dxg");
}

static bool no_uvm(const struct subject *d)
{
	return exists(d, "/dev/nvidiactl") && !exists(d, "/dev/nvidia-uvm");
}

static bool suspended(const struct subject *d)
{
	const char *text = subject_text(d, "/sys/power/suspend_stats/success");

	return text && strtoul(text, NULL, 10) > 0;
}

static bool nvswitch(const struct subject *d)
{
	return exists(d, "/proc/driver/nvidia-nvswitch/devices") ||
	       exists(d, "/dev/nvidia-nvswitchctl");
}

static bool mig(const struct subject *d)
{
	return any(d, "/proc/driver/nvidia/capabilities/gpu*/mig/gi*");
}

static bool restricted_profiling(const struct subject *d)
{
	return text_has(d, "/proc/driver/nvidia/params", "RmProfilingAdminOnly: 1");
}

/* A library of the driver of the running kernel module, of another version. */
static bool driver_mismatch(const struct subject *d)
{
	const char *loaded = subject_text(d, "/sys/module/nvidia/version");
	struct strv found, more;

	if (!loaded || loaded[strspn(loaded, "0123456789.")])
		return false;
	found = machine_glob(d->machine, "", "/usr/lib*/libcuda.so.[1-9]*.*");
	more = machine_glob(d->machine, "", "/usr/lib/*-linux-gnu/libcuda.so.[1-9]*.*");
	strv_add_all(&found, &more);
	for (size_t i = 0; i < found.n; i++)
		if (!strstr(found.v[i], loaded))
			return true;
	return false;
}

/* --- this shell -------------------------------------------------------------------------- */

static bool hidden_gpus(const struct subject *d)
{
	const char *value = subject_var_or_empty(d, "CUDA_VISIBLE_DEVICES");

	return value && (!*value || *value == '-' || streq(value, "none") ||
				streq(value, "NoDevFiles"));
}

static bool void_gpus(const struct subject *d)
{
	const char *value = subject_var_or_empty(d, "NVIDIA_VISIBLE_DEVICES");

	return value && (!*value || streq(value, "void") || streq(value, "none"));
}

static bool conda(const struct subject *d)
{
	return set(d, "CONDA_PREFIX");
}

static bool venv(const struct subject *d)
{
	return set(d, "VIRTUAL_ENV");
}

static bool torch_cpu(const struct subject *d)
{
	struct python python = { .env = NULL };

	python_gather(d, &python);
	return python.torch && python.torch_cuda.major < 0;
}

static bool loader_toolkit(const struct subject *d)
{
	return loader_path_has(d, "cuda") || loader_path_has(d, "nvidia");
}

static bool loader_stubs(const struct subject *d)
{
	return loader_path_has(d, "/stubs");
}

static bool loader_compat(const struct subject *d)
{
	return loader_path_has(d, "/compat");
}

static bool no_nvcc(const struct subject *d)
{
	return !subject_program(d, "nvcc");
}

static bool toolkit_present(const struct subject *d)
{
	return any(d, "/usr/local/cuda*/bin/nvcc") || any(d, "/opt/cuda/bin/nvcc");
}

static bool distribution_nvcc(const struct subject *d)
{
	return exists(d, "/usr/lib/nvidia-cuda-toolkit/bin") ||
	       exists(d, "/usr/bin/nvcc");
}

static bool snap_docker(const struct subject *d)
{
	return exists(d, "/snap/bin/docker");
}

static bool no_container_toolkit(const struct subject *d)
{
	return !container(d) && !exists(d, "/usr/bin/nvidia-ctk");
}

static bool mps(const struct subject *d)
{
	return set(d, "CUDA_MPS_PIPE_DIRECTORY") || exists(d, "/tmp/nvidia-mps");
}

static bool sudo_used(const struct subject *d)
{
	return set(d, "SUDO_USER");
}

/* The names are API: entries of sites and users contain them. */
static const struct {
	const char *name;
	bool (*holds)(const struct subject *d);
} all[] = {
	{ "apptainer", apptainer },
	{ "arch", arch },
	{ "conda", conda },
	{ "container", container },
	{ "container-repository", container_repository },
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
	{ "non-free", non_free },
	{ "nouveau", nouveau },
	{ "nvidia-repository", nvidia_repository },
	{ "nvswitch", nvswitch },
	{ "open-module", open_module },
	{ "ostree", ostree },
	{ "podman", podman },
	{ "profiling-restricted", restricted_profiling },
	{ "rhel", rhel },
	{ "root", root },
	{ "rpmfusion", rpmfusion },
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

bool here_holds(const void *subject, const char *condition)
{
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (streq(all[i].name, condition))
			return all[i].holds(subject);
	return false;
}
