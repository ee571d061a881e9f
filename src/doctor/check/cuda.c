/* SPDX-License-Identifier: MIT
 * What cuInit returns, and why. Each cause has a check of its own; cuinit-other reports
 * the rest.
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/current.h"
#include "model/table.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

static void uvm_stale_after_suspend(struct exam *exam)
{
	struct finding *f;
	const char *count =
		subject_text(exam->subject, "/sys/power/suspend_stats/success");

	if (exam->facts->cuda.probed != PROBE_OK || exam->facts->cuda.init != 999 ||
		!count || strtol(count, NULL, 10) < 1)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"CUDA does not work since the machine was suspended");
	finding_evidence(f, "cuInit", "999");
	finding_evidence(f, "/sys/power/suspend_stats/success", "%s", count);
	finding_fix(f, "sudo modprobe -r nvidia_uvm && sudo modprobe nvidia_uvm");
	finding_advice(f, "stop containers and other programs that use the GPU first; "
			  "NVreg_PreserveVideoMemoryAllocations=1 prevents it");
}

static bool init_is(const struct exam *exam, int from, int to)
{
	const struct cuda *cuda = &exam->facts->cuda;

	return cuda->probed == PROBE_OK && cuda->init >= from && cuda->init <= to;
}

static void cuda_hmm_bug(struct exam *exam)
{
	struct finding *f;
	static const char file[] = "/sys/module/nvidia_uvm/parameters/uvm_disable_hmm";
	const char *disabled = subject_text(exam->subject, file);

	if (!init_is(exam, 3, 3) || !exam->facts->kernel.open ||
		(disabled && *disabled == 'Y'))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"cuInit fails: HMM in the open kernel module does not work with this kernel");
	finding_evidence(f, "cuInit", "3");
	finding_evidence(f, file, "%s", disabled ? disabled : "cannot be read");
	finding_fix(f,
		"echo 'options nvidia_uvm uvm_disable_hmm=1' | sudo tee "
		"/etc/modprobe.d/nvidia-uvm-hmm.conf && sudo modprobe -r nvidia_uvm && sudo "
		"modprobe nvidia_uvm");
}

/* Returns the version of a Debian package in dpkg's status file, "580.65.06" for
 * 580.65.06-1ubuntu1, or NULL. */
static const char *package_version(const struct exam *exam, const char *head)
{
	struct text text;
	const char *at, *version;

	if (machine_read_head(exam->subject->machine, "/var/lib/dpkg/status",
		    (size_t)16 << 20, &text) < 0)
		return NULL;
	at = strstr(text.s, arena_printf(exam->arena, "\nPackage: %s", head));
	version = at ? strstr(at, "\nVersion: ") : NULL;
	if (!version)
		return NULL;
	version += strlen("\nVersion: ");
	return arena_ndup(exam->arena, version, strcspn(version, "-\n"));
}

static bool fabric_runs(struct exam *exam)
{
	static const char *const files[] = {
		"/run/nvidia-fabricmanager/nv-fabricmanager.pid",
		"/var/run/nvidia-fabricmanager/nv-fabricmanager.pid"
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *pid = subject_text(exam->subject, files[i]);

		if (pid && (exam->subject->origin != ORIGIN_LIVE ||
				   machine_is_dir(exam->subject->machine,
					   arena_printf(exam->arena, "/proc/%s", pid))))
			return true;
	}
	return false;
}

static void fabric_not_ready(struct exam *exam)
{
	struct finding *f;

	if (!init_is(exam, 802, 802) || !exam->facts->hardware.switches ||
		fabric_runs(exam))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The GPUs are connected by NVSwitch, and the fabric manager is not running");
	finding_evidence(f, "cuInit", "802");
	finding_evidence(f, "/sys/bus/pci/devices", "%zu NVSwitch devices",
		exam->facts->hardware.switches);
	finding_evidence(f, "/run/nvidia-fabricmanager/nv-fabricmanager.pid",
		"no running process");
	if (!package_version(exam, "nvidia-fabricmanager"))
		fix_recipe(exam, f, "fabric-manager",
			FIX_WORDS("branch", current_branch(exam->arena, exam->facts),
				"module",
				exam->facts->kernel.module ? exam->facts->kernel.module
							   : "of the driver"));
	finding_fix(f, "sudo systemctl enable --now nvidia-fabricmanager");
}

static void fabric_version(struct exam *exam)
{
	struct finding *f;
	const char *module = exam->facts->kernel.module;
	const char *version;

	if (!exam->facts->hardware.switches || !module)
		return;
	version = package_version(exam, "nvidia-fabricmanager");
	if (!version || streq(version, module))
		return;
	f = finding_new(exam, SEVERITY_ERROR, "The fabric manager is %s, the driver %s",
		version, module);
	finding_evidence(f, "/var/lib/dpkg/status", "nvidia-fabricmanager %s", version);
	finding_evidence(f, "/sys/module/nvidia/version", "%s", module);
	finding_fix(f,
		"sudo apt install 'nvidia-fabricmanager-%s=%s-*' && sudo systemctl restart nvidia-fabricmanager",
		current_branch(exam->arena, exam->facts), module);
}

static void cc_not_ready(struct exam *exam)
{
	struct finding *f;

	if (!init_is(exam, 802, 802) || exam->facts->hardware.switches)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"The GPU is not in the ready state (confidential computing)");
	finding_evidence(f, "cuInit", "802");
	finding_evidence(f, "/sys/bus/pci/devices", "no NVSwitch that it could wait for");
	finding_fix(f, "sudo nvidia-smi conf-compute -srs 1");
}

static void compute_mode(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;

	/* cuda.h: CU_COMPUTEMODE_PROHIBITED 2, CU_COMPUTEMODE_EXCLUSIVE_PROCESS 3 */
	for (size_t i = 0; i < nvml->n; i++) {
		const struct nvml_gpu *gpu = &nvml->gpu[i];
		bool busy = gpu->processes && *gpu->processes;

		if (gpu->mode != 2 && !(gpu->mode == 3 && busy))
			continue;
		f = finding_new(exam,
			init_is(exam, 1, 99) || gpu->mode == 2 ? SEVERITY_ERROR
							       : SEVERITY_WARN,
			gpu->mode == 2
				? "GPU %zu is closed to programs (compute mode prohibited)"
				: "GPU %zu is reserved for one program at a time, and in use",
			i);
		finding_evidence(f, "nvmlDeviceGetComputeMode", "%d", gpu->mode);
		if (busy)
			finding_evidence(f, "nvmlDeviceGetComputeRunningProcesses",
				"pid %s", gpu->processes);
		finding_effect(f, "a program that uses it fails with 46");
		finding_fix(f, "sudo nvidia-smi -i %zu -c 0", i);
		return;
	}
}

static void mps_broken(struct exam *exam)
{
	struct finding *f;
	const char *dir = subject_var(exam->subject, "CUDA_MPS_PIPE_DIRECTORY");
	const char *control =
		path_join(exam->arena, dir ? dir : "/tmp/nvidia-mps", "control");
	bool failed = init_is(exam, 805, 810);
	struct stat st;
	bool there = machine_stat(exam->subject->machine, control, &st) == 0;

	if (!failed && (!dir || there))
		return;
	f = finding_new(exam, failed ? SEVERITY_ERROR : SEVERITY_WARN,
		there ? "The MPS daemon refuses this program"
		      : "CUDA_MPS_PIPE_DIRECTORY does not name a running MPS daemon");
	finding_evidence(f, control, "%s", there ? "exists" : "no such file");
	if (dir)
		finding_evidence(f, "CUDA_MPS_PIPE_DIRECTORY", "%s", dir);
	if (failed)
		finding_evidence(f, "cuInit", "%d", exam->facts->cuda.init);
	if (dir && !there)
		finding_fix(f, "unset CUDA_MPS_PIPE_DIRECTORY");
	else
		finding_fix(f,
			"echo quit | nvidia-cuda-mps-control; nvidia-cuda-mps-control -d");
}

static void mig_state(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++) {
		if (nvml->gpu[i].mig != 1 || nvml->gpu[i].mig_devices < 0)
			continue;
		if (nvml->gpu[i].mig_devices == 0) {
			f = finding_new(exam,
				exam->facts->cuda.n ? SEVERITY_WARN : SEVERITY_ERROR,
				"GPU %zu is in MIG mode and has no instances: CUDA sees no device on it",
				i);
			finding_evidence(f, "nvmlDeviceGetMigMode", "1");
			finding_fix(f,
				"sudo nvidia-smi mig -i %zu -cgi 0 -C  # one instance, or: sudo nvidia-smi -i %zu -mig 0",
				i, i);
		} else if (nvml->gpu[i].mig_devices > 1 &&
			   !subject_var(exam->subject, "CUDA_VISIBLE_DEVICES")) {
			f = finding_new(exam, SEVERITY_NOTE,
				"GPU %zu has %d MIG instances; a program uses one", i,
				nvml->gpu[i].mig_devices);
			finding_evidence(f, "nvmlDeviceGetMigDeviceHandleByIndex",
				"%d instances", nvml->gpu[i].mig_devices);
			finding_fix(f,
				"export CUDA_VISIBLE_DEVICES=$(nvidia-smi -L | grep -o 'MIG-[0-9a-f-]*' | head -n 1)");
		}
	}
}

enum { FILES_MIN = 64 };

/* cuInit opens a few files for each GPU. */
static void limits_low(struct exam *exam)
{
	struct finding *f;
	const char *limit = exam->facts->open_files;

	if (!limit || strtol(limit, NULL, 10) >= FILES_MIN || !init_is(exam, 1, 999))
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"This shell may open only %s files, too few for the driver", limit);
	finding_evidence(f, "RLIMIT_NOFILE", "%s", limit);
	finding_evidence(f, "cuInit", "%d", exam->facts->cuda.init);
	finding_fix(f, "ulimit -n 1024");
}

static const char *no_limits(const struct exam *exam)
{
	return exam->facts->open_files ? NULL : "the limits are unknown";
}

static void cuinit_hang(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &exam->facts->cuda;

	if (cuda->probed != PROBE_TIMED_OUT && cuda->probed != PROBE_CRASHED)
		return;
	if (cuda->probed == PROBE_TIMED_OUT)
		f = finding_new(
			exam, SEVERITY_ERROR, "cuInit did not return: the driver hangs");
	else if (cuda->signal)
		f = finding_new(exam, SEVERITY_ERROR,
			"Loading or initializing libcuda crashed (signal %d)",
			cuda->signal);
	else
		f = finding_new(exam, SEVERITY_ERROR,
			"Loading or initializing libcuda ended the program");
	finding_evidence(f, "cuInit", "did not return");
	if (cuda->library)
		finding_evidence_at(f, cuda->library);
	finding_fix(f, "sudo reboot");
	finding_advice(f,
		"the kernel log may contain the reason: sudo dmesg | grep -iE 'nvrm|xid'");
}

static void cuinit_other(struct exam *exam)
{
	struct finding *f;
	const struct cuda *cuda = &exam->facts->cuda;
	const char *code, *name = "an unknown error", *meaning = "";
	struct table table;

	if (cuda->probed != PROBE_OK || cuda->init == 0)
		return;
	/* CUDA_ERROR_NO_DEVICE is expected on a machine without a GPU. */
	if (cuda->init == 100 && exam_found(exam, "gpu-absent"))
		return;
	code = arena_printf(exam->arena, "%d", cuda->init);
	if (table_read(exam->arena, exam->subject->dirs->data, "error_codes.tsv",
		    &table) == 0)
		for (size_t i = 0; i < table.n; i++)
			if (streq(table_field(&table, i, "api"), "cuda") &&
				streq(table_field(&table, i, "code"), code)) {
				name = table_field(&table, i, "name");
				meaning = table_field(&table, i, "meaning");
			}
	f = finding_new(exam, SEVERITY_ERROR, "cuInit fails with %s (%s)", code, name);
	finding_evidence(f, "cuInit", "%s", code);
	if (cuda->library)
		finding_evidence_at(f, cuda->library);
	if (*meaning)
		finding_effect(f, "%s", meaning);
	fix_error(exam, f, name);
}

/* Returns the number of GPUs, including those that the variable hides. */
static size_t gpus_in_all(const struct exam *exam)
{
	const struct facts *f = exam->facts;

	return f->cuda_visible.n ? f->cuda_visible.n : f->nvml.n ? f->nvml.n : f->cuda.n;
}

static bool known_uuid(const struct exam *exam, const char *token)
{
	const struct facts *f = exam->facts;

	for (size_t i = 0; i < f->nvml.n; i++)
		if (f->nvml.gpu[i].uuid && skip_prefix(f->nvml.gpu[i].uuid, token))
			return true;
	for (size_t i = 0; i < f->cuda_visible.n; i++)
		if (f->cuda_visible.gpu[i].uuid &&
			skip_prefix(f->cuda_visible.gpu[i].uuid, token))
			return true;
	for (size_t i = 0; i < f->cuda.n; i++)
		if (f->cuda.gpu[i].uuid && skip_prefix(f->cuda.gpu[i].uuid, token))
			return true;
	return false;
}

static bool has_mig(const struct exam *exam)
{
	for (size_t i = 0; i < exam->facts->nvml.n; i++)
		if (exam->facts->nvml.gpu[i].mig == 1)
			return true;
	return false;
}

/* Returns what is wrong with one element, or NULL. */
static const char *token_problem(
	struct exam *exam, const struct strv *tokens, size_t at, size_t gpus)
{
	const char *token = tokens->v[at];
	char *end;
	long index = strtol(token, &end, 10);

	for (size_t i = 0; i < at; i++)
		if (streq(tokens->v[i], token))
			return "is listed twice";
	if (skip_prefix(token, "MIG-"))
		return exam->facts->nvml.n && !has_mig(exam) && exam->facts->cuda.init
			       ? "is not an instance: no GPU is in MIG mode"
			       : NULL;
	if (skip_prefix(token, "GPU-"))
		return known_uuid(exam, token) ? NULL : "is not a GPU of this machine";
	if (end == token || index < 0 || (*end && !isspace((unsigned char)*end)))
		return "is neither a number nor a UUID";
	if (gpus && (size_t)index >= gpus)
		return arena_printf(exam->arena, "is out of range: there %s %zu GPU%s",
			gpus == 1 ? "is" : "are", gpus, gpus == 1 ? "" : "s");
	return NULL;
}

static void fix_visible(struct exam *exam, struct finding *f, const char *value)
{
	finding_evidence(f, "CUDA_VISIBLE_DEVICES", "%s", *value ? value : "(empty)");
	if (exam->facts->cuda.probed == PROBE_OK)
		finding_evidence(f, "cuInit", "%d%s", exam->facts->cuda.init,
			exam->facts->cuda_visible.n ? "; 0 without the variable" : "");
	finding_fix(f, "unset CUDA_VISIBLE_DEVICES");
}

static void visible_devices(struct exam *exam)
{
	struct finding *f;
	const char *value = subject_var_or_empty(exam->subject, "CUDA_VISIBLE_DEVICES");
	size_t gpus = gpus_in_all(exam);
	struct strv tokens;

	if (!value || (exam->facts->cuda.probed == PROBE_OK && !gpus))
		return;
	tokens = strv_split(exam->arena, value, ',');
	/* A comma after the last element ends the list. */
	if (tokens.n > 1 && !*tokens.v[tokens.n - 1])
		tokens.n--;
	if (!*value || streq(tokens.v[0], "-1") || streq(value, "none") ||
		streq(value, "NoDevFiles")) {
		f = finding_new(
			exam, SEVERITY_ERROR, "CUDA_VISIBLE_DEVICES hides every GPU");
		fix_visible(exam, f, value);
		return;
	}
	for (size_t i = 0; i < tokens.n; i++) {
		const char *problem = token_problem(exam, &tokens, i, gpus);

		if (!problem)
			continue;
		f = finding_new(exam,
			i && !streq(problem, "is listed twice") ? SEVERITY_WARN
								: SEVERITY_ERROR,
			"CUDA_VISIBLE_DEVICES: `%s' %s", tokens.v[i], problem);
		finding_effect(f, i ? "it and all entries after it are ignored"
				    : "no GPU is visible");
		fix_visible(exam, f, value);
		return;
	}
}

static const char *no_suspend(const struct exam *exam)
{
	const char *count =
		subject_text(exam->subject, "/sys/power/suspend_stats/success");

	return count && strtol(count, NULL, 10) > 0 ? absent_cuinit(exam)
						    : "the machine was not suspended";
}

static const char *no_fabric_version(const struct exam *exam)
{
	const char *reason = absent_nvswitch(exam);

	if (!reason)
		reason = absent_module(exam);
	return reason || package_version(exam, "nvidia-fabricmanager")
		       ? reason
		       : "the version of the fabric manager is unknown";
}

static const char *no_mps(const struct exam *exam)
{
	struct stat st;

	return subject_var(exam->subject, "CUDA_MPS_PIPE_DIRECTORY") ||
			       machine_stat(exam->subject->machine,
				       "/tmp/nvidia-mps/control", &st) == 0
		       ? NULL
		       : "MPS is not used";
}

static const char *no_mig(const struct exam *exam)
{
	const struct nvml *nvml = &exam->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++)
		if (nvml->gpu[i].mig == 1)
			return NULL;
	return nvml->n ? "no GPU is in MIG mode" : absent_nvml_gpu(exam);
}

static const char *no_visible_devices(const struct exam *exam)
{
	if (!subject_var_or_empty(exam->subject, "CUDA_VISIBLE_DEVICES"))
		return "CUDA_VISIBLE_DEVICES is not set";
	return gpus_in_all(exam) ? NULL : "no GPU is known";
}

static const char *no_cuinit_success(const struct exam *exam)
{
	const char *reason = absent_cuinit(exam);

	return reason			? reason
	       : exam->facts->cuda.init ? "this machine has no GPU"
					: NULL;
}

const struct check cuda_checks[] = {
	{
		.id = "uvm-stale-after-suspend",
		.title = "CUDA works after a suspend",
		.run = uvm_stale_after_suspend,
		.absent = no_suspend,
		.concerns = FOR_RUN,
		.explains = "cuinit-other",
		.why = "After a suspend, nvidia_uvm may not work until it is loaded "
		       "again.",
		.fix = "Reload nvidia_uvm.",
	},
	{
		.id = "cuda-hmm-bug",
		.title = "the open module's HMM works with this kernel",
		.run = cuda_hmm_bug,
		.absent = absent_open_module,
		.concerns = FOR_RUN,
		.explains = "cuinit-other",
		.why = "With some kernels, heterogeneous memory management in the "
		       "open module makes cuInit fail with 3.",
		.fix = "Disable it: uvm_disable_hmm=1.",
	},
	{
		.id = "fabric-version",
		.title = "the fabric manager has the driver's version",
		.run = fabric_version,
		.absent = no_fabric_version,
		.concerns = FOR_RUN,
		.explains = "fabric-not-ready cuinit-other cc-not-ready",
		.why = "The fabric manager must have exactly the version of the "
		       "driver.",
		.fix = "Install the matching version.",
	},
	{
		.id = "fabric-not-ready",
		.title = "the fabric manager runs if the GPUs need it",
		.run = fabric_not_ready,
		.absent = absent_nvswitch,
		.concerns = FOR_RUN,
		.explains = "cuinit-other cc-not-ready",
		.why = "GPUs that are connected by NVSwitch work only after the "
		       "fabric manager has configured the links.",
		.fix = "Install and start nvidia-fabricmanager.",
	},
	{
		.id = "cc-not-ready",
		.title = "the GPU is in the ready state",
		.run = cc_not_ready,
		.absent = absent_cuinit,
		.concerns = FOR_RUN,
		.explains = "cuinit-other",
		.why = "In confidential computing mode, a GPU refuses work until it "
		       "is set to the ready state.",
		.fix = "nvidia-smi conf-compute -srs 1.",
	},
	{
		.id = "mps-broken",
		.title = "the MPS daemon works",
		.run = mps_broken,
		.absent = no_mps,
		.concerns = FOR_RUN,
		.explains = "cuinit-other",
		.variables = "CUDA_MPS_PIPE_DIRECTORY",
		.why = "CUDA_MPS_PIPE_DIRECTORY sends every program through a daemon. "
		       "If the daemon is not running, they all fail.",
		.fix = "Unset the variable, or start the daemon.",
	},
	{
		.id = "mig-state",
		.title = "a GPU in MIG mode has instances",
		.run = mig_state,
		.absent = no_mig,
		.concerns = FOR_RUN,
		.explains = "cuinit-other visible-devices",
		.variables = "CUDA_VISIBLE_DEVICES",
		.why = "A GPU in MIG mode offers its instances. If it has none, CUDA "
		       "sees no device.",
		.fix = "Create instances, or leave MIG mode.",
	},
	{
		.id = "compute-mode",
		.title = "the compute mode allows programs",
		.run = compute_mode,
		.absent = absent_nvml_gpu,
		.concerns = FOR_RUN,
		.explains = "cuinit-other",
		.why = "An administrator can close a GPU to programs, or reserve it "
		       "for one program at a time.",
		.fix = "Set the compute mode to 0, or wait.",
	},
	{
		.id = "visible-devices",
		.title = "CUDA_VISIBLE_DEVICES names existing GPUs",
		.run = visible_devices,
		.absent = no_visible_devices,
		.concerns = FOR_RUN,
		.explains = "cuinit-other torch-cpu-only",
		.variables = "CUDA_VISIBLE_DEVICES",
		.why = "CUDA_VISIBLE_DEVICES lists the visible GPUs. All entries "
		       "after an invalid one are ignored.",
		.fix = "Unset it, or name existing GPUs.",
	},
	{
		.id = "limits-low",
		.title = "the limits of the shell suffice",
		.run = limits_low,
		.absent = no_limits,
		.concerns = FOR_RUN,
		.explains = "cuinit-other gpu-lost rminit-failed",
		.why = "With a low limit of open files, cuInit finds no device.",
		.fix = "Raise it: ulimit -n 1024.",
	},
	{
		.id = "cuinit-hang",
		.title = "cuInit returns",
		.run = cuinit_hang,
		.absent = absent_cuinit,
		.concerns = FOR_RUN,
		.explains = "cuinit-other",
		.why = "The driver hangs or crashes, often after a hardware fault.",
		.fix = "Look for an Xid in the kernel log; reboot.",
	},
	{
		.id = "cuinit-other",
		.title = "cuInit succeeds",
		.run = cuinit_other,
		.absent = no_cuinit_success,
		.concerns = FOR_RUN,
		.why = "cuInit failed with a code that no other check explains.",
		.fix = "cudaenv doctor --explain CODE names all causes.",
	},
	{ .id = NULL },
};
