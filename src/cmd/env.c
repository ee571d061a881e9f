/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"
#include "core/json.h"
#include "words.h"

#include <limits.h>

/* The PATH of a process that was started without one: the distribution's own,
 * environment.d(5). */
#define BASE_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static enum status print_shell(struct session *session, const struct shell *shell,
	const struct desired_env *wants)
{
	struct str code = str_new(&session->arena);

	for (size_t i = 0; i < wants->n; i++) {
		if (shell->can_hold && !shell->can_hold(wants->v[i].value)) {
			out_warn(&session->out, "%s cannot hold the value of %s",
				shell->name, wants->v[i].name);
			return STATUS_FAILED;
		}
		shell->want(&code, &wants->v[i]);
	}
	if (shell->end)
		shell->end(&code);
	out_text(&session->out, code.s);
	return STATUS_DONE;
}

/* The complete values, each variable once, on top of a base that does not depend on the
 * caller. */
static struct desired_env absolute(
	struct session *session, const struct desired_env *wants, const char *base)
{
	struct desired_env all = desired_env_new(&session->arena);

	for (size_t i = 0; i < wants->n; i++) {
		struct desired_var want = wants->v[i], *last = all.v + all.n - 1;
		bool twice = all.n && streq(last->name, want.name);
		const char *list = twice		      ? last->value
				   : streq(want.name, "PATH") ? base
							      : "";

		if (want.position != POSITION_SCALAR)
			want.value = pathlist_insert(&session->arena, list, want.value,
				want.position == POSITION_BEFORE ? PATHLIST_FRONT
								 : PATHLIST_BACK);
		if (twice)
			*last = want;
		else
			all.v[all.n++] = want;
	}
	return all;
}

static void print_json(struct session *session, const struct desired_env *wants)
{
	struct json json = json_new(&session->arena);

	json_open(&json, NULL, '{');
	json_int(&json, "schema", 1);
	json_open(&json, "env", '{');
	for (size_t i = 0; i < wants->n; i++)
		json_string(&json, wants->v[i].name, wants->v[i].value);
	json_close(&json, '{');
	json_close(&json, '{');
	out_print(&session->out, "%s\n", json.text.s);
}

/* Double quotes, with \ before each special character: the form that docker compose,
 * direnv's dotenv and the dotenv libraries all read. */
static enum status print_dotenv(struct session *session, const struct desired_env *wants)
{
	for (size_t i = 0; i < wants->n; i++) {
		const char *value = wants->v[i].value;
		struct str text = str_new(&session->arena);

		if (strpbrk(value, "\n\r")) {
			out_warn(&session->out, "dotenv cannot hold the value of %s",
				wants->v[i].name);
			return STATUS_FAILED;
		}
		for (; *value; value++) {
			if (strchr("\\\"$`", *value))
				str_addc(&text, '\\');
			str_addc(&text, *value);
		}
		out_print(&session->out, "%s=\"%s\"\n", wants->v[i].name, text.s);
	}
	return STATUS_DONE;
}

static const char *default_format(struct session *session)
{
	const char *shell = vars_get_nonempty(&session->vars, "SHELL");

	return shell && shell_find(shell) ? shell_find(shell)->name : "sh";
}

static enum status complain_format(struct session *session, const char *format)
{
	struct strv formats = words_env_formats(session);
	enum status status =
		opt_wrong(&session->out, &session->usage, "no such format `%s'", format);

	out_hint(&session->out, "  FORMAT is one of %s", strv_join(&formats, ", "));
	return status;
}

static enum status run_env(struct session *session, int argc, char **argv)
{
	const char *format = NULL, *base = BASE_PATH;
	bool as_json = false;
	const struct opt opts[] = {
		OPT_VALUE('f', "format", "FORMAT", &format,
			"a shell's name, json or dotenv"),
		OPT_VALUE(0, "base", "PATH", &base,
			"json, dotenv: the rest of PATH, after the toolkit's elements"),
		OPT_FLAG(0, "json", &as_json, "the same as --format json"),
		OPT_END,
	};
	struct selection selection;
	struct desired_env wants, all;
	struct vars vars;
	struct state state;
	enum status status;

	if (!opt_parse(&session->out, &session->usage, opts, &argc, argv, 0, INT_MAX,
		    &status))
		return status;
	if (!select_wanted(session, argc - 1, argv + 1, &selection, &status))
		return status;
	status = complain_missing(session, &selection);
	if (status)
		return status;
	vars = vars_copy(&session->vars);
	if (state_decode(&session->arena, vars_get(&vars, STATE_VARIABLE), &state) == 0)
		environ_restore(&vars, &state);
	wants = desired_env_of(&session->arena, &selection, &session->settings, &vars);
	if (!format)
		format = as_json ? "json" : default_format(session);
	all = absolute(session, &wants, base);
	if (streq(format, "json")) {
		print_json(session, &all);
		return STATUS_DONE;
	}
	if (streq(format, "dotenv"))
		return print_dotenv(session, &all);
	if (!shell_find(format))
		return complain_format(session, format);
	return print_shell(session, shell_find(format), &wants);
}

const struct command cmd_env = {
	.usage = {
		.name = "env",
		.args = "[SPEC...] [--format FORMAT | --json] [--base PATH]",
		.summary = "Print the environment of a toolkit",
		.about = "Prints the variables of the selected toolkit, or of SPEC, for where no hook is loaded:\n"
			"scripts, CI, containers, editors. FORMAT is bash, zsh, fish, ksh, mksh, sh, tcsh, elvish,\n"
			"xonsh, nu, json or dotenv.\n"
			ABOUT_SPEC,
		.examples = "cudaenv env --format dotenv 12.4   for a container\n"
			"cudaenv env --json                 for a program",
	},
	.task = TASK_RUN,
	.run = run_env,
};
