/* SPDX-License-Identifier: MIT
 * The Bourne family: bash, zsh, ksh93, mksh, and sh (dash).
 */
#include "config.h"

#include "shell.h"

#include "core/path.h"
#include "core/quote.h"
#include "model/export_vars.h"
#include "model/removed.h"

static void edit(struct str *code, const struct edit *edit)
{
	if (!edit->value) {
		str_cat(code, "__cudaenv_unset ", edit->name, "\n");
		return;
	}
	str_cat(code, edit->exported ? "__cudaenv_set " : "__cudaenv_put ", edit->name,
		" ");
	quote_posix(code, edit->value);
	str_addc(code, '\n');
}

static void assign(struct str *code, const char *name, const char *value)
{
	str_cat(code, name, "=");
	quote_posix(code, value);
	str_addc(code, '\n');
}

static void print(struct str *code, const char *text)
{
	str_add(code, "\\printf %s "); /* no format in the text itself */
	quote_posix(code, text);
	str_addc(code, '\n');
}

static void attempt(
	struct str *code, const char *name, const char *body, const char *note)
{
	str_cat(code, "if __cudaenv_may ", name, "; then\n", body);
	if (*note) {
		str_add(code, "\\printf %s ");
		quote_posix(code, note);
		str_add(code, " >&2\n");
	}
	str_add(code, "else __ce_status=1\nfi\n");
}

/* The functions receive everything that the state contains except for the anchor: they
 * remove the first of equal elements. */
static void undo(struct str *code, const struct state *state)
{
	struct str body = str_new(code->arena);

	for (size_t i = state->n; i-- > 0;) {
		const struct applied *applied = &state->applied[i];

		str_cat(&body, "__cudaenv_",
			applied->position == POSITION_SCALAR ? "back " : "take ",
			applied->name, " ");
		str_addc(&body, (char)applied->prior);
		str_addc(&body, ' ');
		quote_posix(&body, applied->value);
		str_addc(&body, ' ');
		quote_posix(&body, applied->saved);
		str_addc(&body, '\n');
	}
	if (state->n)
		str_add(&body, "__cudaenv_unset " STATE_VARIABLE "\n");
	assign(code, "__cudaenv_undo", body.s);
}

/* By the hook's functions, which skip what has become readonly. */
static void put_back(
	struct str *code, const struct applied *applied, const struct var *old)
{
	edit(code, &(struct edit){ applied->name,
			   applied->prior == PRIOR_UNSET ? NULL : old->value,
			   applied->prior == PRIOR_EXPORTED });
}

/* The values of what is applied, in one string. */
static void add_values(struct str *code, const struct state *state)
{
	str_addc(code, '"');
	for (size_t i = 0; i < state->n; i++)
		str_cat(code, "${", state->applied[i].name, "-}\n");
	str_add(code, "${" STATE_VARIABLE "-}\"");
}

/* Undoes what is applied where the values are still those that the shell had after the
 * edits, none of which was skipped. A venv's copy of PATH needs more than this can do. */
static void leave(struct str *code, const struct leaving *leaving)
{
	const struct state *state = leaving->state;
	struct var was;

	str_add(code, "__cudaenv_leave() {\n");
	if (!state->n) {
		str_add(code, "\\return 1\n}\n");
		return;
	}
	str_add(code, "[ \"${_OLD_VIRTUAL_PATH-$__cudaenv_mine}\" = ");
	add_values(code, state);
	str_add(code, " ] || \\return 1\n");
	if (streq(leaving->removed, state_encode(code->arena, state)))
		str_add(code, REMOVED_VARIABLE "=$" STATE_VARIABLE "\n");
	else
		assign(code, REMOVED_VARIABLE, leaving->removed);
	str_add(code, leaving->code);
	for (size_t i = 0; i < state->n; i++) {
		if (state_find(state, state->applied[i].name) != &state->applied[i])
			continue;
		vars_find(leaving->old, state->applied[i].name, &was);
		put_back(code, &state->applied[i], &was);
	}
	str_add(code, "__cudaenv_unset " STATE_VARIABLE "\n\\printf %s ");
	quote_posix(code, leaving->message);
	str_add(code,
		" >&2\n__cudaenv_leave() {\n\\return 1\n}\n}\n__cudaenv_mine=${__ce_skipped-");
	add_values(code, state);
	str_add(code, "}\n");
}

/* In zsh MANPATH is always set, and empty where other shells have none. */
static const char *set_word(const char *name)
{
	return streq(name, "MANPATH") ? ":+" : "+";
}

/* __cudaenv_run replaces the subshell that calls it by the program's command $1. */
static void names(struct str *code, const char *shell)
{
	const char *name;

	str_cat(code,
		"__cudaenv_run() {\n__ce_word=$1\nshift\n"
		"exec \"$__cudaenv_exe\" \"$__ce_word\" ",
		shell);
	for (size_t i = 0; (name = export_vars_hook_name(i)); i++)
		str_cat(code, " \"${", name, streq(shell, "zsh") ? set_word(name) : "+",
			name, "=$", name, "}\"");
	str_add(code, " \"$@\"\n}\n");
}

/* cudaenv.bash has a __cudaenv_run of its own, which is shorter to read for the shell. */
static void names_bash(struct str *code, const char *shell)
{
	const char *name;

	(void)shell;
	str_add(code, "__cudaenv_names=(");
	for (size_t i = 0; (name = export_vars_hook_name(i)); i++)
		str_cat(code, i ? " " : "", name);
	str_add(code, ")\n");
}

/* Defines the functions without the user's aliases, which are expanded in functions. The shell
 * reads the files itself, since it handles what a command prints more slowly. A restricted
 * shell cannot. */
static void load_bash(struct str *code, const char *names, const struct shell_file *files)
{
	str_cat(code,
		"__ce_aliases=\n[[ $BASHOPTS != *expand_aliases* ]] || "
		"{ __ce_aliases=x; \\shopt -u expand_aliases; }\n",
		names, "if [[ $- != *r* ]]; then\n");
	for (; files->path; files++) {
		str_add(code, streq(path_base(files->path), "remove.bash")
				      ? "\\mapfile __cudaenv_removal <"
				      : "\\. ");
		quote_posix(code, files->path);
		str_addc(code, '\n');
	}
	str_add(code, "fi\n[[ -z $__ce_aliases ]] || \\shopt -s expand_aliases\n"
		      "\\unset __ce_aliases\n");
}

/* ksh, mksh and dash have no option for that: the aliases that would matter are removed
 * while the functions are defined. ksh expands aliases in all that one eval reads, so each
 * text has an eval of its own. */
static void load_posix(
	struct str *code, const char *names, const struct shell_file *files)
{
	static const char *const words[] = { "alias", "builtin", "cd", "command",
		"cudaenv", "eval", "exec", "export", "printf", "read", "readonly",
		"return", "set", "shift", "typeset", "unset" };

	str_add(code, "__ce_kept= __ce_one= __ce_name=\ncase $(\\alias) in\n");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		str_cat(code, i ? "|*" : "*", words[i], "=*");
	str_add(code, ")\nfor __ce_name in");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		str_cat(code, " ", words[i]);
	str_add(code, "; do\nif __ce_one=$(\\alias \"$__ce_name\" 2>/dev/null); "
		      "then\n__ce_kept=\"$__ce_kept $__ce_one\"\n"
		      "\\unalias \"$__ce_name\"\nfi\ndone ;;\nesac\n");
	for (const char *before = names; files->path; files++, before = "") {
		str_add(code, "\\eval ");
		quote_posix(code, arena_cat(code->arena, before, files->text));
		str_addc(code, '\n');
	}
	str_add(code, "[ -z \"$__ce_kept\" ] || \\eval \"\\alias$__ce_kept\"\n"
		      "\\unset __ce_kept __ce_one __ce_name\n");
}

/* And in zsh with options of their own, the same for all, since a change costs time. */
static void load_zsh(struct str *code, const char *names, const struct shell_file *files)
{
	for (const char *before = names; files->path; files++, before = "") {
		str_add(code, "\\emulate zsh -o no_aliases -o no_xtrace -c ");
		quote_posix(code, arena_cat(code->arena, before, files->text));
		str_addc(code, '\n');
	}
}

static void watch(struct str *code, const char *ours, const struct strv *removed)
{
	/* The prompt tests these, since a call would cost it more. */
	assign(code, "__cudaenv_bin", ours);
	assign(code, "__cudaenv_gone", removed->n ? "x" : "");
	str_add(code, "__cudaenv_disturbed() {\n");
	if (*ours) {
		str_add(code, "case :$PATH: in\n*:");
		quote_posix(code, ours);
		str_add(code, ":*) ;;\n*) \\return 0 ;;\nesac\n");
	}
	if (removed->n)
		str_add(code, "case :$PATH:${LD_LIBRARY_PATH-}: in\n");
	for (size_t i = 0; i < removed->n; i++) {
		str_add(code, i ? "|*:" : "*:");
		quote_posix(code, removed->v[i]);
		str_add(code, ":*");
	}
	if (removed->n)
		str_add(code, ") \\return 0 ;;\nesac\n");
	str_add(code, "\\return 1\n}\n");
}

static void guard(struct str *code, const struct strv *hidden, const char *body)
{
	str_add(code, "case $- in *r*) ;; *)\nif [ -z \"");
	for (size_t i = 0; i < hidden->n; i++)
		str_addf(code, "${%s%sx}", hidden->v[i], set_word(hidden->v[i]));
	str_addf(
		code, "\" ]; then :\n%selse __cudaenv_apply --start\nfi ;; esac\n", body);
}

static void want(struct str *code, const struct desired_var *want)
{
	str_addf(code, "export %s=", want->name);
	if (want->position == POSITION_AFTER)
		str_addf(code, "\"${%s:+$%s:}\"", want->name, want->name);
	quote_posix(code, want->value);
	if (want->position == POSITION_BEFORE)
		str_addf(code, "\"${%s:+:$%s}\"", want->name, want->name);
	str_addc(code, '\n');
}

#define POSIX_SHELL(n, ...)                                                             \
	{                                                                               \
		.name = (n), .forget = "\\unset ", .edit = edit, .assign = assign,      \
		.print = print, .undo = undo, .want = want, .attempt = attempt,         \
		.guard = guard, .watch = watch, .done = "__cudaenv_done\n", __VA_ARGS__ \
	}

/* A restricted shell cannot run the program, nor change PATH. */
const struct shell shell_bash =
	POSIX_SHELL("bash", .files = { "common.sh", "cudaenv.bash", "remove.bash" },
		.names = names_bash, .load = load_bash, .leave = leave,
		.begin = "if [[ $- == *r* ]]; then \\unset -v \"${!__cudaenv@}\"\n"
			 "else __cudaenv_begin\nfi\n");
const struct shell shell_zsh = POSIX_SHELL("zsh", .files = { "common.sh", "cudaenv.zsh" },
	.names = names, .load = load_zsh, .begin = "__cudaenv_begin\n");
const struct shell shell_ksh = POSIX_SHELL("ksh", .files = { "common.sh", "cudaenv.ksh" },
	.names = names, .load = load_posix, .begin = "__cudaenv_begin\n");
const struct shell shell_mksh =
	POSIX_SHELL("mksh", .files = { "common.sh", "cudaenv.mksh" }, .names = names,
		.load = load_posix, .begin = "__cudaenv_begin\n");
const struct shell shell_sh = POSIX_SHELL("sh", .files = { "common.sh", "cudaenv.sh" },
	.names = names, .load = load_posix, .begin = "__cudaenv_begin\n");
