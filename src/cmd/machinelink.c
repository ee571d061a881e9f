/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "machinelink.h"

#include "core/quote.h"
#include "model/toolkit_version.h"
#include "systemtool.h"
#include "drivercheck.h"
#include "trust.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#define LINK "/usr/local/cuda"
#define LINK_DIR "/usr/local"
#define ALTERNATIVES "/etc/alternatives/"

/* One of the links, and how it points to its toolkit now. */
struct machine_link {
	const char *path;   /* /usr/local/cuda */
	const char *target; /* the contents of the link; NULL: there is none */
	const char *group;  /* of update-alternatives; NULL for a plain link */
};

struct change {
	struct session *session;
	const struct toolkit *toolkit; /* NULL: back to automatic */
	int priority;
	bool dry_run;
	int dir; /* /usr/local, open and locked */
};

/* --- the links --- */

static enum status look_at(
	struct session *session, const char *path, struct machine_link *link)
{
	struct stat st;
	const char *group;
	int r = machine_lstat(&session->machine, path, &st);

	*link = (struct machine_link){ .path = path };
	if (r == -ENOENT)
		return STATUS_DONE;
	if (r < 0)
		return out_error(&session->out, r, "%s", path);
	if (!S_ISLNK(st.st_mode)) {
		out_warn(&session->out, "%s is a real %s, not a link: not changed", path,
			S_ISDIR(st.st_mode) ? "directory" : "file");
		return STATUS_FAILED;
	}
	link->target = machine_readlink(&session->machine, path);
	group = link->target ? skip_prefix(link->target, ALTERNATIVES) : NULL;
	if (group && *group && !strchr(group, '/'))
		link->group = group;
	return STATUS_DONE;
}

/* "cuda-12.4" or "../../opt/cuda-12.4" from a link in /usr/local. */
static const char *relative(struct session *session, const char *path)
{
	const char *below = skip_prefix(path, LINK_DIR "/");

	return below ? below : arena_printf(&session->arena, "../..%s", path);
}

static enum status alternatives(struct change *change, const char *const *args)
{
	return systemtool_run(change->session, &tool_alternatives, args, change->dry_run);
}

static bool registered(struct change *change, const char *group, const char *path)
{
	const char *const args[] = { "--query", group, NULL };
	struct text answer;
	struct strv lines;

	if (systemtool_ask(change->session, &tool_alternatives, args, &answer) != 0)
		return false;
	lines = strv_split(&change->session->arena, answer.s, '\n');
	return strv_has(
		&lines, arena_printf(&change->session->arena, "Alternative: %s", path));
}

/* update-alternatives prepends the sysroot to its paths and then follows links, also out
 * of the sysroot. Refuses such links. */
static enum status check_contained(struct session *session)
{
	static const char *const paths[] = { "/etc/alternatives",
		"/var/lib/dpkg/alternatives", "/var/log", "/var/log/alternatives.log",
		"/var/lib/dpkg/alternatives/cuda" };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		const char *host = machine_host(&session->machine, paths[i]);

		if (!machine_is_foreign(&session->machine) ||
			(host && streq(host, arena_cat(&session->arena,
						     session->machine.root, paths[i]))))
			continue;
		out_warn(&session->out,
			"%s: %s is reached through a link, and update-alternatives would follow it out of the sysroot",
			session->machine.root, paths[i]);
		return STATUS_FAILED;
	}
	return STATUS_DONE;
}

static enum status set_group(struct change *change, const struct machine_link *link)
{
	struct session *session = change->session;
	const char *path = change->toolkit ? change->toolkit->path : NULL;
	const char *const automatic[] = { "--auto", link->group, NULL };
	const char *const set[] = { "--set", link->group, path, NULL };
	const char *const install[] = { "--install", link->path, link->group, path,
		arena_printf(&session->arena, "%d", change->priority), NULL };
	enum status status = check_contained(session);

	if (status)
		return status;
	if (!path)
		return alternatives(change, automatic);
	if (!registered(change, link->group, path))
		status = alternatives(change, install);
	if (status == 0)
		status = alternatives(change, set);
	if (status == 0 && !change->dry_run)
		out_warn(&session->out,
			"the alternatives group `%s' is now manual; `%s use --unset --system' makes it automatic again",
			link->group, session_command(change->session));
	return status;
}

static enum status set_plain(struct change *change, const struct machine_link *link)
{
	struct session *session = change->session;
	const char *path = change->toolkit->path;
	const char *target =
		link->target && *link->target == '/' ? path : relative(session, path);
	int r;

	if (change->dry_run) {
		out_hint(&session->out, "would link: %s -> %s", link->path, target);
		return STATUS_DONE;
	}
	r = link_replace_at(change->dir, path_base(link->path), target);
	if (r < 0)
		return out_error(&session->out, r, "cannot link %s", link->path);
	return STATUS_DONE;
}

/* --- the loader --- */

/* True when a path in a file of ld.so.conf.d resolves through this link. */
static bool loader_follows(struct session *session, const struct machine_link *link)
{
	struct strv files =
		machine_glob(&session->machine, "", "/etc/ld.so.conf.d/*.conf");
	const char *prefix = arena_printf(&session->arena, "%s/", link->path);

	for (size_t i = 0; i < files.n; i++) {
		struct text text;
		struct strv words;

		if (machine_read_head(&session->machine, files.v[i], 64 * 1024, &text) <
			0)
			continue;
		words = strv_words(&session->arena, text.s);
		for (size_t j = 0; j < words.n; j++)
			if (skip_prefix(words.v[j], prefix))
				return true;
	}
	return false;
}

/* --- all of it --- */

static enum status refuse_permission(struct session *session, const char *args)
{
	bool foreign = machine_is_foreign(&session->machine);

	out_warn(&session->out, "%s cannot be changed by this user. As root:", LINK);
	out_hint(&session->out, "  sudo %s%s%s use %s",
		quote_word(&session->arena, session_program(session)),
		foreign ? " --sysroot " : "",
		foreign ? quote_word(&session->arena, session->machine.root) : "", args);
	return STATUS_FAILED;
}

static enum status change_links(
	struct change *change, struct machine_link *links, size_t n)
{
	struct session *session = change->session;
	bool loader = false;
	enum status status = STATUS_DONE;

	for (size_t i = 0; i < n && status == 0; i++) {
		status = links[i].group ? set_group(change, &links[i])
					: set_plain(change, &links[i]);
		loader |= loader_follows(session, &links[i]);
	}
	if (status == 0 && loader)
		status = systemtool_run(session, &tool_ldconfig,
			(const char *const[]){ NULL }, change->dry_run);
	/* The shells of this machine do not examine another one. A failure only delays. */
	if (!change->dry_run && !machine_is_foreign(&session->machine) &&
		dirs_bump_generation(&session->arena, session->dirs.site_generation) < 0)
		return status;
	return status;
}

/* Makes every other `use --system' wait while `links' change. */
static enum status locked(
	struct change *change, struct machine_link *links, size_t n, const char *args)
{
	struct session *session = change->session;
	_cleanup_close_ int fd = machine_open_dir(&session->machine, LINK_DIR);

	if (fd < 0)
		return out_error(&session->out, fd, "%s", LINK_DIR);
	if (!change->dry_run && faccessat(fd, ".", W_OK, AT_EACCESS) < 0)
		return refuse_permission(session, args);
	if (flock(fd, LOCK_EX) < 0 && errno != ENOLCK && errno != EOPNOTSUPP)
		return out_error(&session->out, -errno, "cannot lock %s", LINK_DIR);
	change->dir = fd;
	return change_links(change, links, n);
}

/* The link of the major version comes first: if cudaenv is killed in between, both links
 * are valid. */
static enum status find_links(
	struct session *session, int major, struct machine_link *links, size_t *n)
{
	struct machine_link link;
	const char *path = arena_printf(&session->arena, LINK "-%d", major);
	struct stat st;
	enum status status;

	*n = 0;
	if (major > 0 && machine_lstat(&session->machine, path, &st) == 0 &&
		S_ISLNK(st.st_mode)) {
		status = look_at(session, path, &link);
		if (status)
			return status;
		links[(*n)++] = link;
	}
	status = look_at(session, LINK, &link);
	if (status == 0)
		links[(*n)++] = link;
	return status;
}

/* The toolkit of that name on the machine itself, when one of the user's has precedence. */
static struct toolkit *of_machine(struct session *session, struct toolkit *toolkit)
{
	struct toolkit **all;
	size_t n;

	all = registry_all(&session->registry, &n);
	for (size_t i = 0; i < n && streq(toolkit->source, "user"); i++)
		if (streq(all[i]->name, toolkit->name) && !streq(all[i]->source, "user"))
			return all[i];
	return toolkit;
}

enum status machinelink_set(struct session *session, const struct resolution *wanted,
	bool force, bool dry_run)
{
	struct change change = { .session = session, .dry_run = dry_run };
	struct machine_link links[2];
	struct toolkit chosen, *toolkit;
	struct version version;
	enum status status;
	size_t n;

	if (wanted->result != RESOLVED_TOOLKIT) {
		out_warn(&session->out, "`%s' is not a toolkit that %s could point to",
			wanted->raw, LINK);
		return STATUS_FAILED;
	}
	toolkit = of_machine(session, wanted->toolkit);
	if (toolkit->machine != &session->machine &&
		machine_is_foreign(&session->machine)) {
		out_warn(&session->out, "%s is not on the machine under %s",
			toolkit->path, session->machine.root);
		return STATUS_FAILED;
	}
	version = toolkit_version(toolkit);
	/* The real path: a link on the way could be changed later. */
	chosen = *toolkit;
	chosen.path = machine_real(&session->machine, toolkit->path);
	if (!chosen.path)
		return out_error(&session->out, -errno, "%s", toolkit->path);
	change.toolkit = &chosen;
	change.priority = version.major * 10 + version.minor;
	status = trust_check(session, &chosen);
	if (!status)
		status = drivercheck_machine(session, toolkit, force);
	if (!status)
		status = find_links(session, version.major, links, &n);
	if (!status)
		status = locked(&change, links, n,
			arena_printf(&session->arena, "--system%s %s",
				force ? " --force" : "", toolkit->name));
	return status;
}

enum status machinelink_unset(struct session *session, bool dry_run)
{
	struct change change = { .session = session, .dry_run = dry_run };
	struct machine_link links[2];
	const char *real = machine_real(&session->machine, LINK);
	struct version version =
		real ? toolkit_version_read(&session->machine, real) : VERSION_UNKNOWN;
	size_t n;
	enum status status = find_links(session, version.major, links, &n);

	if (status)
		return status;
	if (!links[n - 1].group) {
		out_warn(&session->out,
			"%s is %s: there is nothing to undo; `%s use --system VERSION' selects another",
			LINK, links[n - 1].target ? "a plain link" : "missing",
			session_command(session));
		return STATUS_FAILED;
	}
	if (n == 2 && !links[0].group) {
		links[0] = links[1];
		n = 1;
	}
	return locked(&change, links, n, "--unset --system");
}
