/* SPDX-License-Identifier: MIT
 * The driver's device nodes: do they exist, are they the right ones, and may we open
 * them?
 */
#include "config.h"

#include "absent.h"
#include "check.h"

#include "doctor/gather/devnode.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

static bool usable(const struct exam *exam)
{
	return exam->facts->cuda.probed == PROBE_OK && exam->facts->cuda.init == 0;
}

/* Returns whether the driver is loaded, so that its nodes should exist. */
static bool expected(struct exam *exam)
{
	return exam->facts->nodes.apply && exam->facts->kernel.module && !usable(exam);
}

static const char *node_state(struct devnode node)
{
	return node.covered ? "is not the device" : "no such file";
}

static void dev_missing(struct exam *exam)
{
	struct finding *f;
	struct strv gpus;
	const char *missing = NULL;

	if (!expected(exam))
		return;
	gpus = devnode_gpus(exam->arena, &exam->facts->nodes, &exam->facts->hardware);
	if (!devnode_at(&exam->facts->nodes, "/dev/nvidiactl").exists)
		missing = "/dev/nvidiactl";
	else if (!gpus.n)
		missing = "/dev/nvidia0";
	for (size_t i = 0; i < gpus.n && !missing; i++)
		if (!devnode_at(&exam->facts->nodes, gpus.v[i]).exists)
			missing = gpus.v[i];
	if (!missing)
		return;
	f = finding_new(exam, SEVERITY_ERROR, "The device node %s is missing", missing);
	finding_evidence(
		f, missing, "%s", node_state(devnode_at(&exam->facts->nodes, missing)));
	finding_evidence(
		f, "/sys/module/nvidia/version", "%s", exam->facts->kernel.module);
	if (exam->facts->hardware.container)
		finding_advice(f,
			"start the container with its GPUs: docker run --gpus all ...");
	else
		finding_fix(f, "sudo nvidia-modprobe -c0 -u");
}

static void uvm_missing(struct exam *exam)
{
	struct finding *f;
	struct devnode node;

	if (!expected(exam))
		return;
	node = devnode_at(&exam->facts->nodes, "/dev/nvidia-uvm");
	if (node.exists)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"/dev/nvidia-uvm is missing: nvidia-smi works, CUDA does not");
	finding_evidence(f, "/dev/nvidia-uvm", "%s", node_state(node));
	if (!exam->facts->kernel.uvm)
		finding_evidence(f, "/sys/module/nvidia_uvm", "not loaded");
	if (exam->facts->cuda.probed == PROBE_OK)
		finding_evidence(f, "cuInit", "%d", exam->facts->cuda.init);
	finding_fix(f, "sudo nvidia-modprobe -u -c=0");
	finding_fix(f, "echo nvidia_uvm | sudo tee /etc/modules-load.d/nvidia-uvm.conf");
}

static const char *group_name(struct exam *exam, unsigned gid)
{
	struct group *group = exam->subject->origin == ORIGIN_LIVE ? getgrgid(gid) : NULL;

	return group ? arena_dup(exam->arena, group->gr_name)
		     : arena_printf(exam->arena, "%u", gid);
}

static bool in_group(struct exam *exam, unsigned gid)
{
	return strv_has(&exam->facts->groups, arena_printf(exam->arena, "%u", gid));
}

/* Returns whether the user is a member of the group, even if this session started before.
 */
static bool listed(struct exam *exam, unsigned gid)
{
	struct group *group = exam->subject->origin == ORIGIN_LIVE ? getgrgid(gid) : NULL;
	struct passwd *user = group ? getpwuid(geteuid()) : NULL;

	for (char **member = user ? group->gr_mem : NULL; member && *member; member++)
		if (streq(*member, user->pw_name))
			return true;
	return false;
}

static void fix_permission(struct exam *exam, struct finding *f,
	const struct devnode *node, const char *group)
{
	bool in = in_group(exam, node->gid);

	/* Everyone may open it: a security module does not allow it. */
	if ((node->mode & 0006) == 0006) {
		finding_advice(f,
			exam->facts->hardware.container
				? "SELinux probably denies it: start the container with --security-opt label=disable, or on the host: sudo setsebool -P container_use_devices on"
				: "a security module probably denies it: see its log (ausearch -m avc)");
		return;
	}
	if ((node->mode & 0060) != 0060 || !node->gid) {
		finding_fix(f,
			"sudo chmod 0666 %s  # and: options nvidia NVreg_DeviceFileMode=0666",
			node->path);
	} else if (in || listed(exam, node->gid)) {
		finding_advice(f, "log in again: you are a member of that group%s",
			in ? "; if that does not help, check for an access list (getfacl) or a security module"
			   : ", but this session started before");
	} else {
		finding_fix(f, "sudo usermod -aG %s $USER  # then log in again", group);
	}
}

static void dev_permission(struct exam *exam)
{
	struct finding *f;
	const struct devnode *node = devnode_failing(&exam->facts->nodes, EACCES);
	const char *group;

	/* The nodes of the other GPUs of the machine may be closed. */
	if (!node || usable(exam))
		return;
	group = group_name(exam, node->gid);
	f = finding_new(exam, SEVERITY_ERROR, "No permission to open %s", node->path);
	finding_evidence(f, node->path, "mode %04o, owner %u, group %s%s", node->mode,
		node->uid, group,
		in_group(exam, node->gid) ? "" : ", of which you are not a member");
	finding_evidence(f, "open", "%s", strerror(EACCES));
	fix_permission(exam, f, node, group);
}

static void dev_mode_decimal(struct exam *exam)
{
	struct finding *f;
	struct strv gpus =
		devnode_gpus(exam->arena, &exam->facts->nodes, &exam->facts->hardware);

	strv_add(&gpus, "/dev/nvidiactl");
	/* Decimal 666 and 660 are octal 01232 and 01224. */
	for (size_t i = 0; i < gpus.n && exam->facts->nodes.apply; i++) {
		struct devnode node = devnode_at(&exam->facts->nodes, gpus.v[i]);

		if (!node.exists || (node.mode != 01232 && node.mode != 01224))
			continue;
		f = finding_new(
			exam, SEVERITY_ERROR, "NVreg_DeviceFileMode is set in decimal");
		finding_evidence(
			f, gpus.v[i], "mode %04o, which is %u", node.mode, node.mode);
		finding_fix(f,
			"echo 'options nvidia NVreg_DeviceFileMode=0%u' | sudo tee "
			"/etc/modprobe.d/nvidia-mode.conf && sudo reboot",
			node.mode);
		return;
	}
}

static void dev_cgroup_denied(struct exam *exam)
{
	struct finding *f;
	const struct nvml *nvml = &exam->facts->nvml;
	const struct devnode *node = devnode_failing(&exam->facts->nodes, EPERM);

	if (!node || usable(exam))
		return;
	f = finding_new(exam, SEVERITY_ERROR, "The device cgroup denies %s", node->path);
	finding_evidence(
		f, node->path, "open: %s, with mode %04o", strerror(EPERM), node->mode);
	if (nvml->probed == PROBE_OK && nvml->result)
		finding_evidence(f, "nvmlInit", "%d", nvml->result);
	finding_effect(f,
		"a container loses its GPUs when systemd reloads; a job has none unless it requests them");
	if (exam->facts->hardware.container) {
		finding_advice(f, "restart the container");
		finding_fix(f,
			"sudo nvidia-ctk system create-dev-char-symlinks --create-all  # on the host");
	} else {
		finding_advice(f,
			"add DeviceAllow=char-nvidia* to the unit, or request the GPU when "
			"the job is submitted");
	}
}

/* Returns the major number of a driver in /proc/devices, or 0. */
static unsigned registered_major(struct exam *exam, const char *name)
{
	const char *text = subject_text(exam->subject, "/proc/devices");
	struct strv lines = strv_split(exam->arena, text ? text : "", '\n');

	for (size_t i = 0; i < lines.n; i++) {
		struct strv words = strv_words(exam->arena, lines.v[i]);

		if (words.n == 2 && streq(words.v[1], name))
			return (unsigned)strtoul(words.v[0], NULL, 10);
	}
	return 0;
}

static void dev_stale_major(struct exam *exam)
{
	struct finding *f;
	struct devnode node;
	unsigned major;

	if (!exam->facts->nodes.apply || usable(exam))
		return;
	node = devnode_at(&exam->facts->nodes, "/dev/nvidia-uvm");
	major = registered_major(exam, "nvidia-uvm");
	if (!node.exists || !major || node.major == major)
		return;
	f = finding_new(exam, SEVERITY_ERROR,
		"/dev/nvidia-uvm has major number %u, but the kernel uses %u", node.major,
		major);
	finding_evidence(f, "/dev/nvidia-uvm", "major %u", node.major);
	finding_evidence(f, "/proc/devices", "%u nvidia-uvm", major);
	if (exam->facts->hardware.container)
		finding_advice(f, "create the container again");
	else
		finding_fix(f, "sudo rm /dev/nvidia-uvm* && sudo nvidia-modprobe -u -c0");
}

static void modprobe_helper(struct exam *exam)
{
	struct finding *f;
	static const char helper[] = "/usr/bin/nvidia-modprobe";
	struct stat st;
	int r;

	if (!expected(exam) || exam->facts->hardware.container ||
		devnode_at(&exam->facts->nodes, "/dev/nvidia-uvm").exists)
		return;
	r = machine_stat(exam->subject->machine, helper, &st);
	if (r == 0 && (st.st_mode & S_ISUID))
		return;
	f = finding_new(exam, SEVERITY_NOTE,
		"Device nodes appear only after root has run a CUDA program");
	finding_evidence(f, helper, "%s", r < 0 ? "no such file" : "not setuid");
	fix_recipe(exam, f, "modprobe-helper", FIX_NO_WORDS);
}

static const char *no_expected_nodes(const struct exam *exam)
{
	return exam->facts->nodes.apply ? absent_module(exam) : absent_nodes(exam);
}

const struct check device_checks[] = {
	{
		.id = "dev-mode-decimal",
		.title = "the mode of the device nodes is intended",
		.run = dev_mode_decimal,
		.absent = absent_nodes,
		.concerns = FOR_RUN,
		.explains = "dev-permission cuinit-other rminit-failed",
		.why = "NVreg_DeviceFileMode is octal only with a leading 0. A "
		       "decimal 666 results in a mode that no one can use.",
		.fix = "Write 0666.",
	},
	{
		.id = "dev-missing",
		.title = "the device nodes exist",
		.run = dev_missing,
		.absent = no_expected_nodes,
		.concerns = FOR_RUN,
		.explains = "uvm-missing cuinit-other modprobe-helper",
		.why = "CUDA reaches the module through /dev/nvidiactl and "
		       "/dev/nvidiaN.",
		.fix = "Let nvidia-modprobe create them.",
	},
	{
		.id = "uvm-missing",
		.title = "/dev/nvidia-uvm exists",
		.run = uvm_missing,
		.absent = no_expected_nodes,
		.concerns = FOR_RUN,
		.explains = "cuinit-other modprobe-helper uvm-stale-after-suspend "
			    "dev-stale-major",
		.why = "CUDA, unlike nvidia-smi, needs /dev/nvidia-uvm.",
		.fix = "Load nvidia_uvm now and at each boot.",
	},
	{
		.id = "dev-stale-major",
		.title = "/dev/nvidia-uvm has the kernel's major number",
		.run = dev_stale_major,
		.absent = absent_nodes,
		.concerns = FOR_RUN,
		.explains = "cuinit-other uvm-stale-after-suspend uvm-missing",
		.why = "The kernel assigns the major number of nvidia-uvm when the "
		       "module is loaded. An older node does not work.",
		.fix = "Create the node again.",
	},
	{
		.id = "dev-permission",
		.title = "the user can open the device nodes",
		.run = dev_permission,
		.absent = absent_nodes,
		.concerns = FOR_RUN,
		.explains = "cuinit-other uvm-stale-after-suspend rminit-failed",
		.why = "The mode of the nodes is an option of the module. Some sites "
		       "restrict the nodes to a group.",
		.fix = "Join the group, or set the mode to 0666.",
	},
	{
		.id = "dev-cgroup-denied",
		.title = "no cgroup denies access to the device nodes",
		.run = dev_cgroup_denied,
		.absent = absent_nodes,
		.concerns = FOR_RUN,
		.explains = "cuinit-other uvm-stale-after-suspend rminit-failed "
			    "dev-permission",
		.why = "A container or job has its own list of allowed devices, which "
		       "systemd may overwrite.",
		.fix = "Restart the container; on the host, create links for the "
		       "devices.",
	},
	{
		.id = "modprobe-helper",
		.title = "device nodes are created when they are needed",
		.run = modprobe_helper,
		.absent = no_expected_nodes,
		.concerns = FOR_RUN,
		.why = "nvidia-modprobe, which is setuid root, creates nodes for "
		       "users.",
		.fix = "Install nvidia-modprobe.",
	},
	{ .id = NULL },
};
