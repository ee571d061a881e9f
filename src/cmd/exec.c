/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "core/elf.h"
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

/* Reads the header; false if it is not an ELF file. One of another word size or byte order
 * has at least its class and its machine. */
static bool read_header(struct session *session, const char *path, struct elf *elf)
{
	_cleanup_close_ int fd = file_open_regular(AT_FDCWD, path);
	int r = fd < 0 ? fd : elf_read(&session->arena, fd, elf);

	return r == 0 || r == -ENOTSUP;
}

/* Returns why this machine cannot run the program, or NULL. The program that is running
 * now shows what it can run. */
static const char *why_foreign(struct session *session, const char *path)
{
	struct elf elf, own;

	if (!read_header(session, path, &elf) ||
		!read_header(session, "/proc/self/exe", &own))
		return NULL;
	if (elf.class != own.class || elf.machine != own.machine)
		return "it is for another architecture";
	if (elf.loader && access(elf.loader, X_OK) < 0)
		return arena_printf(&session->arena,
			"its loader %s is not on this machine", elf.loader);
	return NULL;
}

/* Refuses a program of another machine that this machine cannot run. */
static enum status refuse_foreign(struct session *session, const struct program *program)
{
	const char *why;

	if (!machine_is_foreign(&session->machine) || !program->toolkit)
		return STATUS_DONE;
	why = why_foreign(session, program->path);
	if (!why)
		return STATUS_DONE;
	out_warn(&session->out, "%s: %s: it cannot run here", program->path, why);
	return STATUS_NOT_EXECUTABLE;
}

/* Replaces the variables of the previous selection with those of this one. */
static enum status switched(
	struct session *session, const struct selection *selection, struct vars *vars)
{
	struct state state;
	int r;

	*vars = vars_copy(&session->vars);
	r = command_switch_vars(session, vars, selection, &state);
	if (r < 0 && r != -E2BIG) {
		out_warn(&session->out,
			"the saved state (%s) is damaged or newer: dropped",
			STATE_VARIABLE);
		vars_set(vars, STATE_VARIABLE, NULL, false);
		r = command_switch_vars(session, vars, selection, &state);
	}
	if (r < 0)
		out_warn(&session->out,
			"the state to save is larger than %d bytes: not run", STATE_MAX);
	return r < 0 ? STATUS_FAILED : STATUS_DONE;
}

/* Becomes the program. sh runs a script that does not name an interpreter, as in every
 * shell. Returns only after a failure. */
static enum status become(
	struct session *session, const char *path, int argc, char **argv, char **env)
{
	char **words;
	int r;

	fflush(NULL);
	execve(path, argv, env);
	if (errno == ENOEXEC) {
		words = arena_alloc(&session->arena, ((size_t)argc + 2) * sizeof(*words));
		words[0] = arena_dup(&session->arena, "sh");
		words[1] = arena_dup(&session->arena, path);
		memcpy(words + 2, argv + 1, (size_t)argc * sizeof(*words));
		execve("/bin/sh", words, env);
	}
	r = errno;
	out_error(&session->out, -r, "%s", path);
	return r == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
}

/* Without PATH, programs are found in a default one, which ours must not hide. */
static void keep_default_path(struct session *session, struct vars *vars)
{
	const char *path = vars_get(vars, "PATH");

	if (path && !vars_get(&session->vars, "PATH"))
		vars_set(vars, "PATH", arena_cat(&session->arena, path, ":" PATH_DEFAULT),
			true);
}

static enum status run_exec(struct session *session, int argc, char **argv)
{
	const char *spec = NULL;
	const struct opt opts[] = {
		OPT_VALUE('t', "toolkit", "SPEC", &spec,
			"this toolkit, whatever is selected here"),
		OPT_END,
	};
	struct selection selection;
	struct program program;
	struct vars vars;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 1, INT_MAX,
		    &status))
		return status;
	if (!select_wanted(session, spec ? 1 : 0,
		    (char *[]){ arena_dup(&session->arena, spec ? spec : "") },
		    &selection, &status))
		return status == STATUS_USAGE
			       ? status
			       : program_missing(session, &selection, argv[1]);
	if (complain_missing(session, &selection))
		return program_missing(session, &selection, argv[1]);
	program = program_find(session, &selection, argv[1], true);
	if (program.status)
		return program_complain(
			session, &program, argv[1], spec ? "exec -t" : "use");
	status = refuse_foreign(session, &program);
	if (!status)
		status = switched(session, &selection, &vars);
	if (status)
		return status;
	keep_default_path(session, &vars);
	if (spec)
		vars_set(&vars, "CUDAENV_VERSION", spec, true);
	/* nvcc finds its own tree from argv[0]: give it the true path. */
	if (program.toolkit)
		argv[1] = arena_dup(&session->arena, program.path);
	return become(session, program.path, argc - 1, argv + 1, vars_environ(&vars));
}

const struct command cmd_exec = {
	.usage = {
		.name = "exec",
		.args = "[-t SPEC] PROGRAM [ARGUMENT...]",
		.summary = "Run a program in the environment of the selected toolkit",
		.about = "PROGRAM gets the variables of the selected toolkit, or of SPEC; this shell does not\n"
			"change. `-t system' runs it without cudaenv's variables.\n"
			ABOUT_SPEC,
		.examples = "cudaenv exec nvcc --version   with the selected toolkit\n"
			"cudaenv exec -t 11.8 make     build with 11.8, once",
		.stop_at_operand = true,
	},
	.task = TASK_RUN,
	.run = run_exec,
	.flags = CMD_NO_CONFIG_NOTES | CMD_MAIN,
};
