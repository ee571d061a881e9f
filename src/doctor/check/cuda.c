/* SPDX-License-Identifier: MIT
 * What cuInit returns, and why. Each cause has a check of its own; cuinit-other reports
 * the rest.
 */
#include "config.h"

#include "checks.h"
#include "doctor/gather/devnode.h"

#include "model/table.h"

#include <ctype.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

void check_uvm_stale_after_suspend(struct doctor *doctor)
{
	const char *count = file_text(doctor, "/sys/power/suspend_stats/success");

	if (doctor->facts->cuda.asked != ASKED_ANSWERED ||
		doctor->facts->cuda.init != 999 || !count || strtol(count, NULL, 10) < 1)
		return;
	found(doctor, SEVERITY_ERROR, "CUDA has failed since the machine was suspended");
	evidence(doctor, "cuInit", "999");
	evidence(doctor, "/sys/power/suspend_stats/success", "%s", count);
	fix(doctor, "sudo modprobe -r nvidia_uvm && sudo modprobe nvidia_uvm");
	advise(doctor, "stop containers and other programs that use the GPU first; "
		       "NVreg_PreserveVideoMemoryAllocations=1 prevents it");
}

static bool init_is(const struct doctor *doctor, int from, int to)
{
	const struct cuda *cuda = &doctor->facts->cuda;

	return cuda->asked == ASKED_ANSWERED && cuda->init >= from && cuda->init <= to;
}

void check_cuda_hmm_bug(struct doctor *doctor)
{
	static const char file[] = "/sys/module/nvidia_uvm/parameters/uvm_disable_hmm";
	const char *disabled = file_text(doctor, file);

	if (!init_is(doctor, 3, 3) || !doctor->facts->kernel.open ||
		(disabled && *disabled == 'Y'))
		return;
	found(doctor, SEVERITY_ERROR,
		"cuInit fails with the open kernel module: its HMM does not work with this kernel");
	evidence(doctor, "cuInit", "3");
	evidence(doctor, file, "%s", disabled ? disabled : "cannot be read");
	fix(doctor,
		"echo 'options nvidia_uvm uvm_disable_hmm=1' | sudo tee "
		"/etc/modprobe.d/nvidia-uvm-hmm.conf && sudo modprobe -r nvidia_uvm && sudo "
		"modprobe nvidia_uvm");
}

/* The version of a Debian package as dpkg has it, "580.65.06" of 580.65.06-1ubuntu1;
 * NULL. */
static const char *package_version(struct doctor *doctor, const char *head)
{
	struct text text;
	const char *at, *version;

	if (machine_read_head(&doctor->machine, "/var/lib/dpkg/status", (size_t)16 << 20,
		    &text) < 0)
		return NULL;
	at = strstr(text.s, arena_printf(doctor->arena, "\nPackage: %s", head));
	version = at ? strstr(at, "\nVersion: ") : NULL;
	if (!version)
		return NULL;
	version += strlen("\nVersion: ");
	return arena_ndup(doctor->arena, version, strcspn(version, "-\n"));
}

static bool fabric_runs(struct doctor *doctor)
{
	static const char *const files[] = {
		"/run/nvidia-fabricmanager/nv-fabricmanager.pid",
		"/var/run/nvidia-fabricmanager/nv-fabricmanager.pid"
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *pid = file_text(doctor, files[i]);

		if (pid && (doctor->answers->origin != ORIGIN_LIVE ||
				   machine_is_dir(&doctor->machine,
					   arena_printf(doctor->arena, "/proc/%s", pid))))
			return true;
	}
	return false;
}

void check_fabric_not_ready(struct doctor *doctor)
{
	if (!init_is(doctor, 802, 802) || !doctor->facts->hardware.switches ||
		fabric_runs(doctor))
		return;
	found(doctor, SEVERITY_ERROR,
		"The GPUs are joined by NVSwitch, and the fabric manager does not run");
	evidence(doctor, "cuInit", "802");
	evidence(doctor, "/sys/bus/pci/devices", "%zu NVSwitch devices",
		doctor->facts->hardware.switches);
	evidence(doctor, "/run/nvidia-fabricmanager/nv-fabricmanager.pid",
		"no running process");
	if (!package_version(doctor, "nvidia-fabricmanager"))
		fix_package(doctor,
			arena_printf(doctor->arena, "nvidia-fabricmanager-%s",
				driver_branch(doctor)),
			"nvidia-fabric-manager", NULL, NULL);
	fix(doctor, "sudo systemctl enable --now nvidia-fabricmanager");
}

void check_fabric_version(struct doctor *doctor)
{
	const char *module = doctor->facts->kernel.module;
	const char *version;

	if (!doctor->facts->hardware.switches || !module)
		return;
	version = package_version(doctor, "nvidia-fabricmanager");
	if (!version || streq(version, module))
		return;
	found(doctor, SEVERITY_ERROR, "The fabric manager is %s, the driver %s", version,
		module);
	evidence(doctor, "/var/lib/dpkg/status", "nvidia-fabricmanager %s", version);
	evidence(doctor, "/sys/module/nvidia/version", "%s", module);
	fix(doctor, "sudo apt install nvidia-fabricmanager-%s=%s-*",
		driver_branch(doctor), module);
}

void check_cc_not_ready(struct doctor *doctor)
{
	if (!init_is(doctor, 802, 802) || doctor->facts->hardware.switches)
		return;
	found(doctor, SEVERITY_ERROR,
		"The GPU waits to be declared ready (confidential computing)");
	evidence(doctor, "cuInit", "802");
	evidence(doctor, "/sys/bus/pci/devices",
		"no NVSwitch here that it could wait for");
	fix(doctor, "sudo nvidia-smi conf-compute -srs 1");
}

void check_compute_mode(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;

	/* cuda.h: CU_COMPUTEMODE_PROHIBITED 2, CU_COMPUTEMODE_EXCLUSIVE_PROCESS 3 */
	for (size_t i = 0; i < nvml->n; i++) {
		const struct nvml_gpu *gpu = &nvml->gpu[i];
		bool busy = gpu->processes && *gpu->processes;

		if (gpu->mode != 2 && !(gpu->mode == 3 && busy))
			continue;
		found(doctor,
			init_is(doctor, 1, 99) || gpu->mode == 2 ? SEVERITY_ERROR
								 : SEVERITY_WARN,
			gpu->mode == 2
				? "GPU %zu is closed to programs (compute mode prohibited)"
				: "GPU %zu is for one program at a time, and in use",
			i);
		evidence(doctor, "nvmlDeviceGetComputeMode", "%d", gpu->mode);
		if (busy)
			evidence(doctor, "nvmlDeviceGetComputeRunningProcesses", "pid %s",
				gpu->processes);
		effect(doctor, "a program that wants it fails with 46");
		fix(doctor, "sudo nvidia-smi -i %zu -c 0", i);
		return;
	}
}

void check_mps_broken(struct doctor *doctor)
{
	const char *dir = variable(doctor, "CUDA_MPS_PIPE_DIRECTORY");
	const char *control =
		path_join(doctor->arena, dir ? dir : "/tmp/nvidia-mps", "control");
	bool failed = init_is(doctor, 805, 810);
	struct stat st;
	bool there = machine_stat(&doctor->machine, control, &st) == 0;

	if (!failed && (!dir || there))
		return;
	found(doctor, failed ? SEVERITY_ERROR : SEVERITY_WARN,
		there ? "The MPS daemon does not serve this program"
		      : "CUDA_MPS_PIPE_DIRECTORY names no running MPS daemon");
	evidence(doctor, control, "%s", there ? "is there" : "no such file");
	if (dir)
		evidence(doctor, "CUDA_MPS_PIPE_DIRECTORY", "%s", dir);
	if (failed)
		evidence(doctor, "cuInit", "%d", doctor->facts->cuda.init);
	if (dir && !there)
		fix(doctor, "unset CUDA_MPS_PIPE_DIRECTORY");
	else
		fix(doctor,
			"echo quit | nvidia-cuda-mps-control; nvidia-cuda-mps-control -d");
}

void check_mig_state(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;

	for (size_t i = 0; i < nvml->n; i++) {
		if (nvml->gpu[i].mig != 1 || nvml->gpu[i].mig_devices < 0)
			continue;
		if (nvml->gpu[i].mig_devices == 0) {
			found(doctor,
				doctor->facts->cuda.n ? SEVERITY_WARN : SEVERITY_ERROR,
				"GPU %zu is in MIG mode and has no instances: CUDA sees no device on it",
				i);
			evidence(doctor, "nvmlDeviceGetMigMode", "1");
			fix(doctor,
				"sudo nvidia-smi mig -i %zu -cgi 0 -C  # one instance, or: sudo nvidia-smi -i %zu -mig 0",
				i, i);
		} else if (nvml->gpu[i].mig_devices > 1 &&
			   !variable(doctor, "CUDA_VISIBLE_DEVICES")) {
			found(doctor, SEVERITY_NOTE,
				"GPU %zu has %d MIG instances; a program uses one", i,
				nvml->gpu[i].mig_devices);
			evidence(doctor, "nvmlDeviceGetMigDeviceHandleByIndex",
				"%d instances", nvml->gpu[i].mig_devices);
			fix(doctor,
				"export CUDA_VISIBLE_DEVICES=$(nvidia-smi -L | grep -o 'MIG-[0-9a-f-]*' | head -n 1)");
		}
	}
}

void check_cuinit_hang(struct doctor *doctor)
{
	const struct cuda *cuda = &doctor->facts->cuda;

	if (cuda->asked != ASKED_HANGS && cuda->asked != ASKED_CRASHED)
		return;
	if (cuda->asked == ASKED_HANGS)
		found(doctor, SEVERITY_ERROR,
			"cuInit did not return: the driver is stuck");
	else if (cuda->signal)
		found(doctor, SEVERITY_ERROR,
			"Loading or initialising libcuda crashed (signal %d)",
			cuda->signal);
	else
		found(doctor, SEVERITY_ERROR,
			"Loading or initialising libcuda ended the program");
	evidence(doctor, "cuInit", "did not return");
	if (cuda->library)
		evidence_place(doctor, cuda->library);
	fix(doctor, "sudo dmesg | grep -iE 'nvrm|xid'");
	fix(doctor, "sudo reboot");
}

void check_cuinit_other(struct doctor *doctor)
{
	const struct cuda *cuda = &doctor->facts->cuda;
	const char *code, *name = "an unknown error", *meaning = "";
	struct table table;

	if (cuda->asked != ASKED_ANSWERED || cuda->init == 0)
		return;
	/* That there is none on a machine without a GPU is as it should be. */
	if (cuda->init == 100 &&
		outcome_of(doctor, check_find("gpu-absent"))->result == RESULT_FOUND)
		return;
	code = arena_printf(doctor->arena, "%d", cuda->init);
	if (table_read(doctor->arena, doctor->dirs.data, "error_codes.tsv", &table) == 0)
		for (size_t i = 0; i < table.n; i++)
			if (streq(table_field(&table, i, "api"), "cuda") &&
				streq(table_field(&table, i, "code"), code)) {
				name = table_field(&table, i, "name");
				meaning = table_field(&table, i, "meaning");
			}
	found(doctor, SEVERITY_ERROR, "cuInit fails with %s (%s)", code, name);
	evidence(doctor, "cuInit", "%s", code);
	if (cuda->library)
		evidence_place(doctor, cuda->library);
	if (*meaning)
		effect(doctor, "%s", meaning);
	fix(doctor, "cudaenv doctor --explain %s", code);
}

/* How many GPUs there are, whatever the variable hides. */
static size_t gpus_in_all(const struct doctor *doctor)
{
	const struct facts *f = doctor->facts;

	return f->cuda_visible.n ? f->cuda_visible.n : f->nvml.n ? f->nvml.n : f->cuda.n;
}

static bool known_uuid(const struct doctor *doctor, const char *token)
{
	const struct facts *f = doctor->facts;

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

/* What is wrong with one element; NULL when nothing is. */
static const char *token_problem(
	struct doctor *doctor, const struct strv *tokens, size_t at, size_t gpus)
{
	const char *token = tokens->v[at];
	char *end;
	long index = strtol(token, &end, 10);

	for (size_t i = 0; i < at; i++)
		if (streq(tokens->v[i], token))
			return "is there twice";
	if (skip_prefix(token, "MIG-"))
		return NULL;
	if (skip_prefix(token, "GPU-"))
		return known_uuid(doctor, token) ? NULL : "is no GPU of this machine";
	if (end == token || index < 0 || (*end && !isspace((unsigned char)*end)))
		return "is neither a number nor a UUID";
	if (gpus && (size_t)index >= gpus)
		return arena_printf(doctor->arena, "is out of range: there %s %zu GPU%s",
			gpus == 1 ? "is" : "are", gpus, gpus == 1 ? "" : "s");
	return NULL;
}

static void fix_visible(struct doctor *doctor, const char *value)
{
	evidence(doctor, "CUDA_VISIBLE_DEVICES", "%s", *value ? value : "(empty)");
	if (doctor->facts->cuda.asked == ASKED_ANSWERED)
		evidence(doctor, "cuInit", "%d%s", doctor->facts->cuda.init,
			doctor->facts->cuda_visible.n ? ", and 0 without the variable"
						      : "");
	fix(doctor, "unset CUDA_VISIBLE_DEVICES");
}

void check_visible_devices(struct doctor *doctor)
{
	const char *value = variable_or_empty(doctor, "CUDA_VISIBLE_DEVICES");
	size_t gpus = gpus_in_all(doctor);
	struct strv tokens;

	if (!value || (doctor->facts->cuda.asked == ASKED_ANSWERED && !gpus))
		return;
	tokens = strv_split(doctor->arena, value, ',');
	/* A comma behind the last one ends the list. */
	if (tokens.n > 1 && !*tokens.v[tokens.n - 1])
		tokens.n--;
	if (!*value || streq(tokens.v[0], "-1") || streq(value, "none") ||
		streq(value, "NoDevFiles")) {
		found(doctor, SEVERITY_ERROR, "CUDA_VISIBLE_DEVICES hides every GPU");
		fix_visible(doctor, value);
		return;
	}
	for (size_t i = 0; i < tokens.n; i++) {
		const char *problem = token_problem(doctor, &tokens, i, gpus);

		if (!problem)
			continue;
		found(doctor,
			i && !streq(problem, "is there twice") ? SEVERITY_WARN
							       : SEVERITY_ERROR,
			"CUDA_VISIBLE_DEVICES: `%s' %s", tokens.v[i], problem);
		effect(doctor,
			i ? "it and all behind it are ignored" : "no GPU is visible");
		fix_visible(doctor, value);
		return;
	}
}
