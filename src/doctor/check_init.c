/* SPDX-License-Identifier: MIT
 * What cuInit says, and why: each cause has its own check, the rest falls to the last.
 */
#include "config.h"

#include "checks.h"

#include "model/table.h"

#include <stdlib.h>

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
		outcome_of(doctor, check_find("gpu-absent"))->status == STATUS_FOUND)
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
