/* SPDX-License-Identifier: MIT
 * cudaenv-install: all that downloads, unpacks and removes toolkits. A program of its
 * own, started by cudaenv, so that its libraries cost nobody's prompt anything.
 */
#include "config.h"

#include "app.h"
#include "verbs.h"

#include <errno.h>
#include <signal.h>

extern char **environ;

static const struct {
	struct usage usage;
	int (*run)(struct app *app, int argc, char **argv);
} verbs[] = {
	{ { "cache", CACHE_ARGS, CACHE_SUMMARY, false }, verb_cache },
	{ { "components", COMPONENTS_ARGS, COMPONENTS_SUMMARY, false }, verb_components },
	{ { "install", INSTALL_ARGS, INSTALL_SUMMARY, false }, verb_install },
	{ { "uninstall", UNINSTALL_ARGS, UNINSTALL_SUMMARY, false }, verb_uninstall },
	{ { "verify", VERIFY_ARGS, VERIFY_SUMMARY, false }, verb_verify },
};

int app_toolkit(struct app *app, const char *word, struct toolkit **toolkit)
{
	struct selector selector = selector_new(&app->registry, &app->vars, app->cwd);
	struct selection selection = { 0 };
	struct resolution to;

	if (!word) {
		if (selector_next(&selector, &selection) && selection.specs.n)
			word = selection.specs.v[0];
		if (!word || spec_parse(&app->arena, word).kind == SPEC_SYSTEM) {
			out_warn(&app->out, "nothing is selected here: which version?");
			return 1;
		}
	}
	if (!spec_valid(word)) {
		out_warn(&app->out,
			"invalid version `%s': 1 to 64 letters, digits and ._+-, as in 12.4",
			word);
		return 2;
	}
	to = resolve(&app->registry, word);
	if (to.note)
		out_warn(&app->out, "%s", to.note);
	*toolkit = to.toolkit;
	if (to.result == RESOLVED_TOOLKIT)
		return 0;
	out_warn(&app->out, "version `%s' is not installed", word);
	return 1;
}

void app_bump(struct app *app)
{
	const char *file = dirs_generation(&app->arena, &app->dirs);

	if (file && dirs_bump_generation(&app->arena, file) < 0)
		return;
}

const char *size_text(struct arena *arena, long long bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 999.5 && unit + 1 < ARRAY_SIZE(units)) {
		value /= 1000;
		unit++;
	}
	return arena_printf(
		arena, unit && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

static int run(struct app *app, size_t verb, const char *sysroot, int argc, char **argv)
{
	int r = machine_init(&app->machine, &app->arena, sysroot);

	if (r < 0)
		return out_error(&app->out, r, "cannot look at the sysroot %s", sysroot);
	app->dirs = dirs_find(&app->arena, &app->vars);
	app->settings = settings_read(&app->arena, &app->vars, &app->dirs);
	app->registry =
		registry_new(&app->arena, &app->machine, &app->dirs, &app->settings);
	app->cwd = selection_cwd(&app->arena, &app->vars);
	app->usage = verbs[verb].usage;
	for (size_t i = 0; i < app->settings.notes.n; i++)
		out_warn(&app->out, "%s", app->settings.notes.v[i]);
	return verbs[verb].run(app, argc, argv);
}

int main(int argc, char **argv)
{
	struct app app = { 0 };
	const char *sysroot, *term;
	int status = 2, first = 1;

	/* A limit on the size of files is an error of write() then, and told. */
	signal(SIGXFSZ, SIG_IGN);
	app.vars = vars_new(&app.arena, environ);
	term = vars_get(&app.vars, "TERM");
	out_init(&app.out, &app.arena,
		vars_get_nonempty(&app.vars, "NO_COLOR") ||
			(term && streq(term, "dumb")));
	app.bars = isatty(STDERR_FILENO) && term && !streq(term, "dumb");
	sysroot = vars_get_nonempty(&app.vars, "CUDAENV_SYSROOT");
	if (argc > 2 && streq(argv[1], "--sysroot")) {
		sysroot = argv[2];
		first = 3;
	}
	for (size_t i = 0; i < ARRAY_SIZE(verbs) && first < argc; i++)
		if (streq(argv[first], verbs[i].usage.name))
			status = run(&app, i, sysroot, argc - first, argv + first);
	if (!out_close(&app.out)) {
		out_warn(&app.out, "cannot write the answer");
		status = status ? status : 1;
	}
	arena_release(&app.arena);
	return status;
}
