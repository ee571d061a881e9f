/* SPDX-License-Identifier: MIT
 * The driver's device nodes: do they exist, are they the right ones, and may we open
 * them?
 */
#include "config.h"

#include "checks.h"
#include "doctor/gather/devnode.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

static bool usable(const struct doctor *doctor)
{
	return doctor->facts->cuda.asked == ASKED_ANSWERED &&
	       doctor->facts->cuda.init == 0;
}

/* Is the driver there, so that its nodes should be? */
static bool expected(struct doctor *doctor)
{
	return nodes_apply(doctor) && doctor->facts->kernel.module && !usable(doctor);
}

static const char *node_state(struct node node)
{
	return node.covered ? "is not the device" : "no such file";
}

void check_dev_missing(struct doctor *doctor)
{
	struct strv gpus;
	const char *missing = NULL;

	if (!expected(doctor))
		return;
	gpus = node_gpus(doctor);
	if (!node_read(doctor, "/dev/nvidiactl").there)
		missing = "/dev/nvidiactl";
	else if (!gpus.n)
		missing = "/dev/nvidia0";
	for (size_t i = 0; i < gpus.n && !missing; i++)
		if (!node_read(doctor, gpus.v[i]).there)
			missing = gpus.v[i];
	if (!missing)
		return;
	found(doctor, SEVERITY_ERROR, "The device node %s is missing", missing);
	evidence(doctor, missing, "%s", node_state(node_read(doctor, missing)));
	evidence(
		doctor, "/sys/module/nvidia/version", "%s", doctor->facts->kernel.module);
	if (doctor->facts->hardware.container)
		advise(doctor,
			"start the container with its GPUs: docker run --gpus all ...");
	else
		fix(doctor, "sudo nvidia-modprobe -c0 -u");
}

void check_uvm_missing(struct doctor *doctor)
{
	struct node node;

	if (!expected(doctor))
		return;
	node = node_read(doctor, "/dev/nvidia-uvm");
	if (node.there)
		return;
	found(doctor, SEVERITY_ERROR,
		"/dev/nvidia-uvm is missing: nvidia-smi works, CUDA does not");
	evidence(doctor, "/dev/nvidia-uvm", "%s", node_state(node));
	if (!doctor->facts->kernel.uvm)
		evidence(doctor, "/sys/module/nvidia_uvm", "not loaded");
	if (doctor->facts->cuda.asked == ASKED_ANSWERED)
		evidence(doctor, "cuInit", "%d", doctor->facts->cuda.init);
	fix(doctor, "sudo nvidia-modprobe -u -c=0");
	fix(doctor, "echo nvidia_uvm | sudo tee /etc/modules-load.d/nvidia-uvm.conf");
}

static const char *group_name(struct doctor *doctor, unsigned gid)
{
	struct group *group =
		doctor->answers->origin == ORIGIN_LIVE ? getgrgid(gid) : NULL;

	return group ? arena_dup(doctor->arena, group->gr_name)
		     : arena_printf(doctor->arena, "%u", gid);
}

static bool in_group(struct doctor *doctor, unsigned gid)
{
	const char *groups = answer(doctor, "groups");
	struct strv list = strv_words(doctor->arena, groups ? groups : "");

	return strv_has(&list, arena_printf(doctor->arena, "%u", gid));
}

/* Is this user in the group's list, also where this session was begun before? */
static bool listed(struct doctor *doctor, unsigned gid)
{
	struct group *group =
		doctor->answers->origin == ORIGIN_LIVE ? getgrgid(gid) : NULL;
	struct passwd *user = group ? getpwuid(geteuid()) : NULL;

	for (char **member = user ? group->gr_mem : NULL; member && *member; member++)
		if (streq(*member, user->pw_name))
			return true;
	return false;
}

static void fix_permission(struct doctor *doctor, const char *path,
	const struct node *node, const char *group)
{
	bool in = in_group(doctor, node->gid);

	if ((node->mode & 0060) != 0060 || !node->gid) {
		fix(doctor,
			"sudo chmod 0666 %s  # and: options nvidia NVreg_DeviceFileMode=0666",
			path);
	} else if (in || listed(doctor, node->gid)) {
		advise(doctor, "log in anew: you are in that group%s",
			in ? "; if it stays, look for an access list (getfacl) or a security module"
			   : ", this session is not yet");
	} else {
		fix(doctor, "sudo usermod -aG %s $USER  # then log in again", group);
	}
}

void check_dev_permission(struct doctor *doctor)
{
	struct node node;
	const char *path =
		nodes_apply(doctor) ? node_failing(doctor, EACCES, &node) : NULL;
	const char *group;

	if (!path)
		return;
	group = group_name(doctor, node.gid);
	found(doctor, SEVERITY_ERROR, "No permission to open %s", path);
	evidence(doctor, path, "mode %04o, owner %u, group %s%s", node.mode, node.uid,
		group, in_group(doctor, node.gid) ? "" : ", which you are not in");
	evidence(doctor, "open", "%s", strerror(EACCES));
	fix_permission(doctor, path, &node, group);
}

void check_dev_mode_decimal(struct doctor *doctor)
{
	struct strv gpus = node_gpus(doctor);

	strv_add(&gpus, "/dev/nvidiactl");
	/* 666 and 660 read as decimal are 01232 and 01224. */
	for (size_t i = 0; i < gpus.n && nodes_apply(doctor); i++) {
		struct node node = node_read(doctor, gpus.v[i]);

		if (!node.there || (node.mode != 01232 && node.mode != 01224))
			continue;
		found(doctor, SEVERITY_ERROR,
			"NVreg_DeviceFileMode was given in decimal");
		evidence(doctor, gpus.v[i], "mode %04o, which is %u", node.mode,
			node.mode);
		fix(doctor,
			"echo 'options nvidia NVreg_DeviceFileMode=0%u' | sudo tee "
			"/etc/modprobe.d/nvidia-mode.conf && sudo reboot",
			node.mode);
		return;
	}
}

void check_dev_cgroup_denied(struct doctor *doctor)
{
	const struct nvml *nvml = &doctor->facts->nvml;
	struct node node;
	const char *path =
		nodes_apply(doctor) ? node_failing(doctor, EPERM, &node) : NULL;

	if (!path)
		return;
	found(doctor, SEVERITY_ERROR, "The device cgroup denies %s", path);
	evidence(doctor, path, "open: %s, with mode %04o", strerror(EPERM), node.mode);
	if (nvml->asked == ASKED_ANSWERED && nvml->result)
		evidence(doctor, "nvmlInit", "%d", nvml->result);
	effect(doctor,
		"a container loses its GPUs so when systemd reloads; a job has none so");
	if (doctor->facts->hardware.container) {
		advise(doctor, "restart the container");
		fix(doctor,
			"sudo nvidia-ctk system create-dev-char-symlinks --create-all  # on the host");
	} else {
		advise(doctor,
			"add DeviceAllow=char-nvidia* to the unit, or ask for the GPU when "
			"the job is submitted");
	}
}

/* The major number of a driver in /proc/devices; 0. */
static unsigned registered_major(struct doctor *doctor, const char *name)
{
	const char *text = file_text(doctor, "/proc/devices");
	struct strv lines = strv_split(doctor->arena, text ? text : "", '\n');

	for (size_t i = 0; i < lines.n; i++) {
		struct strv words = strv_words(doctor->arena, lines.v[i]);

		if (words.n == 2 && streq(words.v[1], name))
			return (unsigned)strtoul(words.v[0], NULL, 10);
	}
	return 0;
}

void check_dev_stale_major(struct doctor *doctor)
{
	struct node node;
	unsigned major;

	if (!nodes_apply(doctor) || usable(doctor))
		return;
	node = node_read(doctor, "/dev/nvidia-uvm");
	major = registered_major(doctor, "nvidia-uvm");
	if (!node.there || !major || node.major == major)
		return;
	found(doctor, SEVERITY_ERROR,
		"/dev/nvidia-uvm has major number %u, the kernel's is %u", node.major,
		major);
	evidence(doctor, "/dev/nvidia-uvm", "major %u", node.major);
	evidence(doctor, "/proc/devices", "%u nvidia-uvm", major);
	if (doctor->facts->hardware.container)
		advise(doctor, "make the container anew");
	else
		fix(doctor, "sudo rm /dev/nvidia-uvm* && sudo nvidia-modprobe -u -c0");
}

void check_modprobe_helper(struct doctor *doctor)
{
	static const char helper[] = "/usr/bin/nvidia-modprobe";
	struct stat st;
	int r;

	if (!expected(doctor) || doctor->facts->hardware.container ||
		node_read(doctor, "/dev/nvidia-uvm").there)
		return;
	r = machine_stat(&doctor->machine, helper, &st);
	if (r == 0 && (st.st_mode & S_ISUID))
		return;
	found(doctor, SEVERITY_NOTE,
		"Device nodes appear only after root has run a CUDA program");
	evidence(doctor, helper, "%s", r < 0 ? "no such file" : "not setuid");
	fix_package(doctor, "nvidia-modprobe", "nvidia-modprobe", "nvidia-modprobe",
		"nvidia-utils");
}
