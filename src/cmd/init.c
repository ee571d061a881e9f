/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "hook.h"
#include "model/export_vars.h"
#include "startup.h"

#include <errno.h>
#include <fcntl.h>

#define SHELL_FILE_MAX (256 * 1024)

/* The shell that runs us: the name of the parent process, then $SHELL. */
static const struct shell *parent_shell(struct session *session)
{
	const char *login = vars_get_nonempty(&session->vars, "SHELL");
	const char *exe = path_readlink(&session->arena,
		arena_printf(&session->arena, "/proc/%ld/exe", (long)getppid()));
	const struct shell *shell = exe ? shell_find(exe) : NULL;
	struct text comm;

	/* A symlinked sh runs as dash or bash; its own name shows which mode it is in. */
	if (file_read_head(&session->arena, AT_FDCWD,
		    arena_printf(&session->arena, "/proc/%ld/comm", (long)getppid()), 64,
		    &comm) == 0) {
		comm.s[strcspn(comm.s, "\n")] = '\0';
		if (!shell)
			shell = shell_find(comm.s);
	}
	return shell || !login ? shell : shell_find(login);
}

static enum status complain_shell(struct session *session)
{
	struct strv names = strv_new(&session->arena);

	for (const struct shell *const *s = shell_all(); *s; s++)
		strv_add(&names, (*s)->name);
	out_warn(
		&session->out, "name the shell: %s init SHELL", session_command(session));
	out_hint(&session->out, "  SHELL is one of %s", strv_join(&names, ", "));
	return STATUS_FAILED;
}

static void print_startup_line(struct session *session, const char *line)
{
	out_hint(&session->out, "%s", "");
	out_hint(&session->out, "%s", line);
	out_hint(&session->out, "%s", "");
}

/* Loads this line cudaenv, at the place where it is? */
static bool line_works(struct session *session, const char *line)
{
	const char *path = session_startup_program(session);
	const char *home = vars_get_nonempty(&session->vars, "HOME");
	const char *below = path && home ? skip_prefix(path, home) : NULL;

	return !path || strstr(line, path) || (below && strstr(line, below));
}

static void print_login(struct session *session, const struct shell *shell)
{
	const char *file =
		streq(shell->name, "bash") ? startup_login_without_bashrc(session) : NULL;

	if (!file)
		return;
	out_hint(&session->out,
		"# Login shells do not read ~/.bashrc here. Add this line to %s:", file);
	print_startup_line(session, "[ -z \"$BASH_VERSION\" ] || . ~/.bashrc");
}

static bool can_wrap_cd(const struct shell *shell)
{
	return streq(shell->name, "bash") || streq(shell->name, "ksh") ||
	       streq(shell->name, "mksh");
}

/* `options` are those of the line to print. */
static enum status instruct(
	struct session *session, const struct shell *shell, const char *options)
{
	const struct startline *start = startline_of(shell);
	const struct startup_line *old = startup_find(session, start);
	const char *line =
		startline_text(&session->arena, start, session_startup_program(session),
			vars_get_nonempty(&session->vars, "HOME"), options);

	if (old) {
		out_hint(&session->out, "# %s loads cudaenv in line %d:", old->file,
			old->number);
		print_startup_line(session, old->text);
	}
	if (old && !line_works(session, old->text)) {
		out_hint(&session->out,
			"# That line does nothing while PATH does not find cudaenv. Replace it by:");
		print_startup_line(session, line);
	} else if (!old) {
		out_hint(&session->out,
			"# To load cudaenv in %s, add this line to the end of %s:",
			shell->name, start->file);
		print_startup_line(session, line);
	}
	print_login(session, shell);
	out_hint(&session->out, "# %s a new shell.", old ? "Then start" : "then start");
	return STATUS_FAILED;
}

static enum status instruct_removal(struct session *session, const struct shell *shell)
{
	const struct startup_line *line = startup_find(session, startline_of(shell));
	const char *saved = "~/.config/nushell/autoload/cudaenv.nu";

	if (!line)
		out_hint(&session->out, "# No startup file of %s loads cudaenv.",
			shell->name);
	for (; line; line = line->next) {
		out_hint(&session->out,
			"# To unload cudaenv in %s, remove line %d of %s:", shell->name,
			line->number, line->file);
		print_startup_line(session, line->text);
	}
	if (streq(shell->name, "nu") && startup_path(session, saved) &&
		path_is_file(startup_path(session, saved)))
		out_hint(&session->out, "# Remove the file %s.", saved);
	out_hint(&session->out,
		"# Run `cudaenv deactivate' in the shells that have loaded it.");
	return STATUS_DONE;
}

/* Variables that the shell may have but that we, a child, do not see. Where there is one,
 * what we would apply may be wrong: the shell runs the program again and passes it. */
static struct strv unseen(struct session *session)
{
	struct strv names = strv_new(&session->arena);
	const char *name;

	for (size_t i = 0; (name = export_vars_name(i)); i++)
		if (!vars_get(&session->vars, name))
			strv_add(&names, name);
	return names;
}

static void refresh_driver(struct session *session)
{
	struct selection selection = select_quietly(session);
	struct drivers drivers;

	/* The result is cached. Without a cache, every start of a shell would query it. */
	if (!selection_usable(&selection) || !selection_first(&selection) ||
		session->settings.driver == POLICY_OFF || !session->dirs.cache ||
		dir_make(session->dirs.cache) < 0 ||
		access(session->dirs.cache, W_OK) < 0)
		return;
	drivers = command_drivers(session, &selection);
	if (driver_query(&drivers, false).result == DRIVER_NOT_QUERIED)
		return;
}

/* The hook's variables are never exported: one in the environment is of another program,
 * and the hook would evaluate what it contains. */
static void forget_inherited(
	struct session *session, const struct shell *shell, struct str *code)
{
	for (char **e = session->vars.environ; shell->forget && e && *e; e++) {
		size_t n =
			strspn(*e, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_");

		if ((*e)[n] != '=' || (strncmp(*e, "__cudaenv_", 10) != 0 &&
					      strncmp(*e, "__ce_", 5) != 0))
			continue;
		str_add(code, shell->forget);
		str_addn(code, *e, n);
		str_add(code, shell->end ? "; " : "\n");
	}
}

/* Reads the shell's own files into `files`, which is ended by a NULL path. Prints its own
 * errors. */
static enum status read_files(struct session *session, const struct shell *shell,
	struct shell_file files[SHELL_FILES_MAX + 1])
{
	size_t n = 0;

	for (; shell->files[n]; n++) {
		struct text text;
		int r;

		files[n].path = arena_printf(&session->arena, "%s/shell/%s",
			session->dirs.data, shell->files[n]);
		r = file_read(
			&session->arena, AT_FDCWD, files[n].path, SHELL_FILE_MAX, &text);
		if (r < 0)
			return out_error(
				&session->out, r, "cannot read %s", files[n].path);
		files[n].text = text.s;
	}
	files[n] = (struct shell_file){ 0 };
	return STATUS_DONE;
}

/* Adds the files, the names of the variables first. */
static void load_files(
	const struct shell *shell, const struct shell_file *files, struct str *code)
{
	struct str names = str_new(code->arena);

	if (shell->names)
		shell->names(&names, shell->name);
	if (shell->load) {
		shell->load(code, names.s, files);
		return;
	}
	str_add(code, names.s);
	for (; files->path; files++)
		str_add(code, files->text);
}

static enum status integrate(struct session *session, const struct shell *shell, bool cd)
{
	struct str code = str_new(&session->arena), start = str_new(&session->arena);
	struct strv hidden = unseen(session);
	struct shell_file files[SHELL_FILES_MAX + 1];
	enum status status = read_files(session, shell, files);

	if (status)
		return status;
	refresh_driver(session);
	forget_inherited(session, shell, &code);
	shell->assign(&code, "__cudaenv_exe", session_program(session));
	shell->assign(
		&code, "__cudaenv_root", session->dirs.root ? session->dirs.root : "");
	shell->assign(&code, "__cudaenv_site", session->dirs.site_generation);
	shell->assign(&code, "__cudaenv_when",
		session->settings.on_cd_only ? "cd"
		: cd			     ? "prompt cd"
					     : "prompt");
	load_files(shell, files, &code);
	hook_code(session, shell, true, &start);
	if (shell->guard)
		shell->guard(&code, &hidden, start.s);
	else
		str_add(&code, start.s);
	str_add(&code, shell->begin);
	if (shell->end)
		shell->end(&code);
	out_text(&session->out, code.s);
	return STATUS_DONE;
}

static enum status run_init(struct session *session, int argc, char **argv)
{
	bool cd = false, no_cd = false, uninstall = false, minus;
	const struct opt opts[] = {
		OPT_FLAG(0, "cd", &cd,
			"act on cd itself, too, for `cd x && make' (the default)"),
		OPT_FLAG(0, "no-cd", &no_cd,
			"bash, ksh, mksh: do not wrap cd, pushd and popd"),
		OPT_FLAG(0, "uninstall", &uninstall, "print what to remove"),
		OPT_END,
	};
	const struct shell *shell;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, 2, &status))
		return status;
	minus = argc > 1 && streq(argv[1], "-");
	if (argc - minus > 2)
		return opt_wrong(&session->out, &session->usage,
			"too many arguments: `%s'", argv[2]);
	shell = argc - minus > 1 ? shell_find(argv[1 + minus]) : parent_shell(session);
	if (!shell) {
		out_warn(&session->out,
			argc - minus > 1 ? "shell `%s' is not supported"
					 : "cannot determine which shell this is",
			argv[1 + minus]);
		return complain_shell(session);
	}
	if (uninstall)
		return instruct_removal(session, shell);
	if (argc == 1)
		return instruct(
			session, shell, no_cd && can_wrap_cd(shell) ? " --no-cd" : "");
	return integrate(session, shell, !no_cd);
}

const struct command cmd_init = {
	.usage = {
		.name = "init",
		.args = "[-] [SHELL] [--no-cd | --uninstall]",
		.summary = "Print the shell integration, or how to load it",
		.about = "Without SHELL, prints which line to add to which startup file. With it, prints the\n"
			"integration, for that line to evaluate.",
		.examples = "cudaenv init                    how to load cudaenv in this shell\n"
			"eval \"$(cudaenv init bash)\"     load it now, in bash\n"
			"cudaenv init bash --uninstall   what to remove from which file",
	},
	.task = TASK_SETUP,
	.run = run_init,
	.flags = CMD_NO_CONFIG_NOTES | CMD_MAIN,
};
