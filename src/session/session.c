/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "session.h"

#include "core/path.h"
#include "core/quote.h"
#include "model/ownership.h"

#include <sys/stat.h>

void session_begin(struct session *session, char **environment, enum status failure)
{
	const char *term;

	session->vars = vars_new(&session->arena, environment);
	term = vars_get(&session->vars, "TERM");
	out_init(&session->out, &session->arena,
		vars_get_nonempty(&session->vars, "NO_COLOR") ||
			(term && streq(term, "dumb")));
	session->out.err_draws = isatty(STDERR_FILENO) && term && !streq(term, "dumb");
	session->sysroot = vars_get_nonempty(&session->vars, "CUDAENV_SYSROOT");
	session->failure = failure;
}

enum status session_open_machine(struct session *session)
{
	int r = machine_init(&session->machine, &session->arena, session->sysroot);

	if (r == 0)
		return STATUS_DONE;
	out_error(&session->out, r, "cannot look at the sysroot %s", session->sysroot);
	return session->failure;
}

/* Returns the directory of a variable, from which code is run, or `otherwise` where another
 * user can change it. The owner of this program is trusted, too: its code already runs. */
static const char *trusted(struct session *session, const char *variable, const char *dir,
	const char *otherwise)
{
	const struct machine running = machine_running(&session->arena);
	const char *problem;
	struct stat self;

	if (!vars_get_nonempty(&session->vars, variable))
		return dir;
	problem = ownership_problem(&running, geteuid(), dir);
	if (problem && stat("/proc/self/exe", &self) == 0 && self.st_uid != 0)
		problem = ownership_problem(&running, self.st_uid, dir);
	if (!problem)
		return dir;
	strv_add(&session->ignored,
		arena_printf(&session->arena, "%s ignored: %s", variable, problem));
	return otherwise;
}

void session_find_dirs(struct session *session)
{
	session->dirs = dirs_find(&session->arena, &session->vars);
	session->ignored = strv_new(&session->arena);
	session->dirs.data =
		trusted(session, "CUDAENV_DATADIR", session->dirs.data, PKGDATADIR);
	session->dirs.libexec =
		trusted(session, "CUDAENV_LIBEXEC", session->dirs.libexec, PKGLIBEXECDIR);
	session->cwd = selection_cwd(&session->arena, &session->vars);
}

void session_read_settings(struct session *session)
{
	session->settings =
		settings_read(&session->arena, &session->vars, &session->dirs);
	session->registry = registry_new(
		&session->arena, &session->machine, &session->dirs, &session->settings);
}

enum status session_open(struct session *session)
{
	enum status status = session_open_machine(session);

	if (status == STATUS_DONE) {
		session_find_dirs(session);
		session_read_settings(session);
	}
	return status;
}

void session_print_notes(struct session *session)
{
	for (size_t i = 0; i < session->ignored.n; i++)
		out_warn_line(&session->out, session->ignored.v[i]);
	for (size_t i = 0; i < session->settings.notes.n; i++)
		out_warn_line(&session->out, session->settings.notes.v[i]);
}

enum status session_end(struct session *session, enum status status)
{
	if (!out_close(&session->out)) {
		out_warn(&session->out, "cannot write the answer");
		status = status_of(status, session->failure);
	}
	arena_release(&session->arena);
	return status;
}

void session_bump_generation(struct session *session)
{
	const char *file = dirs_generation(&session->arena, &session->dirs);

	if (file && dirs_bump_generation(&session->arena, file) < 0)
		return;
}

static bool is_cudaenv(const char *path)
{
	return path && *path == '/' && streq(path_base(path), "cudaenv");
}

const char *session_program(struct session *session)
{
	const char *path = path_readlink(&session->arena, "/proc/self/exe");

	if (is_cudaenv(path))
		return path;
	return is_cudaenv(session->called_as) ? session->called_as : BINDIR "/cudaenv";
}

const char *session_path_program(struct session *session)
{
	const char *path = vars_get(&session->vars, "PATH");
	struct strv dirs = strv_split(&session->arena, path ? path : "", ':');

	for (size_t i = 0; i < dirs.n; i++) {
		const char *file = path_join(&session->arena, dirs.v[i], "cudaenv");

		if (*file == '/' && access(file, X_OK) == 0)
			return file;
	}
	return NULL;
}

const char *session_command(struct session *session)
{
	return session_path_program(session)
		       ? "cudaenv"
		       : quote_word(&session->arena, session_program(session));
}

const char *session_root_command(struct session *session)
{
	return geteuid() == 0
		       ? session_command(session)
		       : arena_cat(&session->arena, "sudo ",
				 quote_word(&session->arena, session_program(session)));
}

/* True if every login has the directory in PATH, before any startup file is read. */
static bool always_in_path(const char *dir)
{
	return streq(dir, "/usr/local/bin") || streq(dir, "/usr/bin") ||
	       streq(dir, "/bin");
}

const char *session_startup_program(struct session *session)
{
	const struct machine here = machine_running(&session->arena);
	const char *program = session_program(session);
	const char *found = session_path_program(session);
	const char *real = found ? machine_real(&here, found) : NULL;

	/* A link in PATH survives an update better than the file that it points to. */
	if (real && streq(real, program))
		program = found;
	return always_in_path(path_parent(&session->arena, program)) ? NULL : program;
}
