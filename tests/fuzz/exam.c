/* SPDX-License-Identifier: MIT
 * Any bytes as one of the files that the doctor reads of a machine, or as one of its
 * observations: the checks end. The first byte selects which; the rest of the machine is
 * one of the tests'.
 */
#include "config.h"

#include "doctor/capture/replay.h"
#include "doctor/engine.h"
#include "doctor/gather/gather.h"
#include "doctor/open.h"

#include "fuzz.h"

#define SITE "/home/ada/venv/lib/python3.12/site-packages/"
#define GPU "/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/"

static const char *const files[] = { "/etc/os-release", "/etc/ld.so.conf",
	"/etc/ld.so.conf.d/x.conf", "/etc/environment", "/etc/profile.d/x.sh",
	"/etc/apt/sources.list", "/etc/apt/sources.list.d/x.sources",
	"/etc/yum.repos.d/x.repo", "/etc/slurm/slurm.conf", "/home/ada/.bashrc",
	"/home/ada/.config/fish/config.fish", "/home/ada/p/CMakeCache.txt",
	"/home/ada/p/.cuda-version", "/proc/cpuinfo", "/proc/device-tree/compatible",
	"/proc/devices", "/proc/driver/nvidia/params", "/proc/driver/nvidia/version",
	"/proc/driver/nvidia-nvswitch/devices", "/proc/self/mountinfo",
	"/proc/sys/kernel/osrelease", "/run/systemd/container",
	"/sys/module/nvidia/version", "/sys/module/nvidia/parameters/NVreg_x",
	"/sys/power/suspend_stats/success", GPU "config", GPU "device",
	GPU "max_link_width", "/usr/include/cuda.h", "/usr/local/cuda-12.4/version.json",
	"/usr/local/cuda-12.4/include/cuda.h",
	"/usr/local/cuda-12.4/include/crt/host_config.h",
	"/usr/local/cuda-12.4/bin/nvcc.profile",
	"/usr/local/cuda-12.4/lib64/libcudart.so.12.4.99",
	"/usr/lib/modules/6.8.0-64-generic/modules.dep", "/usr/lib/x86_64-linux-gnu/x.so",
	"/var/lib/dpkg/status", "/var/lib/dkms/nvidia/580.65.06/source/dkms.conf",
	SITE "torch/version.py", SITE "torch-2.9.0.dist-info/METADATA" };
static const char *const keys[] = { "uname.release", "libc", "uid", "groups",
	"node:/dev/nvidia0", "node:/dev/nvidiactl", "loader", "probe:cuda", "probe:nvml",
	"probe:untrusted", "probe:cuda-visible", "probe:cuda-loader", "probe:bandwidth" };

/* The machine, unpacked once; removed when the target ends. */
static struct arena base_arena;
static struct replay base;

static void unpack(void)
{
	if (base.root)
		return;
	must(replay_open(&base, &base_arena,
		     FUZZ_DATADIR "/tests/machines/pytorch.machine", fuzz_dir()) == 0);
}

static struct observations *observations_with(
	struct arena *arena, const char *key, const char *value)
{
	struct observations *all = observations_new(arena, ORIGIN_CAPTURED, NULL);

	if (key)
		observation_add(all, key, value);
	for (size_t i = 0; i < base.observations->keys.n; i++)
		if (!key || !streq(base.observations->keys.v[i], key))
			observation_add(all, base.observations->keys.v[i],
				base.observations->values.v[i]);
	return all;
}

static void examine(struct doctor *doctor)
{
	struct session *session = &doctor->session;
	struct strv none = strv_new(&session->arena);
	struct counts counts;

	must(session_open_machine(session) == STATUS_DONE);
	session_read_settings(session);
	session->registry.trusts_all = true;
	replay_registry(&base, session);
	open_selection(doctor, &base);
	doctor->facts = arena_new(&session->arena, struct facts);
	gather_facts(&doctor->subject, doctor->observations, &doctor->probe, true,
		doctor->facts);
	doctor->exam.arena = &session->arena;
	doctor->exam.subject = &doctor->subject;
	doctor->exam.facts = doctor->facts;
	doctor->exam.questions = FOR_BOTH;
	engine_run(&doctor->exam, &none, &none);
	counts = engine_counts(&doctor->exam);
	must(counts.ok + counts.skipped > 0);
}

static void run(const char *key, const char *value)
{
	static char data[] = "CUDAENV_DATADIR=" FUZZ_DATADIR;
	char *environment[] = { data, NULL };
	struct doctor doctor = { .command = { .name = NULL } };
	struct session *session = &doctor.session;

	session_begin(session, environment, STATUS_DOCTOR_FAILED);
	session_find_dirs(session);
	session->vars = base.vars;
	session->sysroot = base.root;
	session->dirs.root = session->dirs.cache = session->dirs.user_conf = NULL;
	session->dirs.conf = "/dev/null";
	doctor.observations = observations_with(&session->arena, key, value);
	doctor.subject = (struct subject){
		.arena = &session->arena,
		.vars = &session->vars,
		.dirs = &session->dirs,
		.settings = &session->settings,
		.machine = &session->machine,
		.registry = &session->registry,
		.origin = ORIGIN_CAPTURED,
		.cwd = base.cwd,
	};
	examine(&doctor);
	arena_release(&session->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *file, *path;
	struct text old;
	size_t which;
	bool existed;

	if (size == 0)
		return 0;
	unpack();
	which = *data % (ARRAY_SIZE(files) + ARRAY_SIZE(keys));
	if (which >= ARRAY_SIZE(files)) {
		run(keys[which - ARRAY_SIZE(files)],
			fuzz_text(&arena, data + 1, size - 1));
		arena_release(&arena);
		return 0;
	}
	path = arena_cat(&arena, base.root, files[which], NULL);
	existed = file_read(&arena, AT_FDCWD, path, 1 << 20, &old) == 0;
	file = path + strlen(fuzz_dir()) + 1;
	fuzz_file(&arena, file, data + 1, size - 1);
	run(NULL, NULL);
	if (existed)
		fuzz_file(&arena, file, (const uint8_t *)old.s, old.len);
	else
		unlink(path);
	arena_release(&arena);
	return 0;
}
