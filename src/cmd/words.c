/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "words.h"

#include "model/table.h"

struct words {
	struct session *session;
	const char *command;
	struct strv list;
};

static void add_aliases(struct words *words)
{
	struct session *session = words->session;
	struct strv files = registry_alias_files(&session->registry);

	for (size_t i = 0; i < session->settings.n_alias; i++)
		strv_add(&words->list, session->settings.alias[i].name);
	for (size_t i = 0; i < files.n; i++)
		if (registry_alias_file(&session->registry, files.v[i]))
			strv_add(&words->list, files.v[i]);
}

static void add_toolkits(
	struct words *words, bool (*accepts)(const struct toolkit *toolkit))
{
	struct toolkit **all;
	size_t n;

	all = registry_all(&words->session->registry, &n);
	for (size_t i = 0; i < n; i++)
		if (!all[i]->shadowed && (!accepts || accepts(all[i])))
			strv_add(&words->list, all[i]->name);
}

static bool is_registered(const struct toolkit *toolkit)
{
	return toolkit->link;
}

static bool is_installed(const struct toolkit *toolkit)
{
	return !toolkit->link && toolkit_has_record(toolkit);
}

/* Adds the column `column` of the rows of a table whose first column is `first` (NULL: all),
 * each once, without patterns. */
static void add_column(
	struct words *words, const char *file, const char *first, const char *column)
{
	struct session *session = words->session;
	struct table table;

	if (table_read(&session->arena, session->dirs.data, file, &table) < 0)
		return;
	for (size_t i = 0; i < table.n; i++) {
		const char *word = table_field(&table, i, column);

		if ((!first || streq(table_field(&table, i, "product"), first)) &&
			!strchr(word, '*') && !streq(word, "cuda") &&
			!strv_has(&words->list, word))
			strv_add(&words->list, word);
	}
}

static void add_any_toolkit(struct words *words)
{
	add_toolkits(words, NULL);
}

/* Each command that takes a SPEC accepts some: a release, an installed toolkit, or any. */
static void add_specs(struct words *words)
{
	static const char *const of_installed[] = { "uninstall", "verify", "components",
		"outdated", "upgrade" };

	if (streq(words->command, "install")) {
		add_column(words, "redist_labels.tsv", "cuda", "label");
		strv_add(&words->list, "latest");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(of_installed); i++)
		if (streq(words->command, of_installed[i])) {
			add_toolkits(words, is_installed);
			return;
		}
	add_toolkits(words, NULL);
	add_aliases(words);
	strv_add(&words->list, "latest");
	strv_add(&words->list, "system");
}

static void add_shells(struct words *words)
{
	bool few = streq(words->command, "completions");

	for (const struct shell *const *s = shell_all(); *s; s++)
		if (!few || streq((*s)->name, "bash") || streq((*s)->name, "zsh") ||
			streq((*s)->name, "fish"))
			strv_add(&words->list, (*s)->name);
}

struct strv words_env_formats(struct session *session)
{
	struct strv names = strv_new(&session->arena);

	for (const struct shell *const *s = shell_all(); *s; s++)
		strv_add(&names, (*s)->name);
	strv_add(&names, "json");
	strv_add(&names, "dotenv");
	return names;
}

static void add_commands(struct words *words)
{
	for (const struct command *const *c = commands; *c; c++)
		if (!((*c)->flags & CMD_HIDDEN))
			strv_add(&words->list, (*c)->usage.name);
}

static void add_names(struct words *words)
{
	if (streq(words->command, "link"))
		add_toolkits(words, is_registered);
	else
		add_aliases(words);
}

static void add_formats(struct words *words)
{
	struct strv formats = words_env_formats(words->session);

	strv_add_all(&words->list, &formats);
}

static void add_kind(struct words *words, const char *kind)
{
	static const struct {
		const char *kind;
		void (*add)(struct words *words);
	} kinds[] = {
		{ "SPEC", add_specs },
		{ "PREFIX", add_any_toolkit },
		{ "SHELL", add_shells },
		{ "FORMAT", add_formats },
		{ "COMMAND", add_commands },
		{ "NAME", add_names },
	};

	if (streq(kind, "COMPONENT"))
		add_column(words, "redist_components.tsv", NULL, "component");
	else if (streq(kind, "LIBRARY"))
		add_column(words, "redist_labels.tsv", NULL, "product");
	else if ((*kind >= 'a' && *kind <= 'z') || streq(kind, "-"))
		strv_add(&words->list, kind);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (streq(kind, kinds[i].kind))
			kinds[i].add(words);
}

struct strv words_for(struct session *session, const char *command, const char *kind)
{
	struct words words = { session, command, strv_new(&session->arena) };
	struct strv kinds = strv_split(&session->arena, kind, '|');

	for (size_t i = 0; i < kinds.n; i++)
		add_kind(&words, kinds.v[i]);
	return words.list;
}

/* A token of a usage without its brackets and dots. */
static const char *bare(struct arena *arena, const char *token)
{
	token += strspn(token, "[");
	return arena_ndup(arena, token, strcspn(token, "]."));
}

static bool is_option(const char *token)
{
	token += strspn(token, "[");
	return token[0] == '-' && token[1] && token[1] != ']';
}

/* "PATH" in "[--from PATH]": its option did not close the bracket. */
static bool is_value(const struct strv *tokens, size_t i)
{
	return i > 0 && is_option(tokens->v[i - 1]) && !strchr(tokens->v[i - 1], ']');
}

const char *words_operand(struct arena *arena, const struct usage *usage, size_t n)
{
	struct strv tokens = strv_words(arena, usage->args), operands = strv_new(arena);
	bool alternative = false, repeated = false;

	for (size_t i = 0; i < tokens.n; i++) {
		const char *word = bare(arena, tokens.v[i]);

		if (streq(word, "|")) {
			alternative = true;
			continue;
		}
		if (!is_option(tokens.v[i]) && (alternative || !is_value(&tokens, i)) &&
			(alternative || !streq(word, "-"))) {
			if (alternative && operands.n)
				operands.v[operands.n - 1] = arena_cat(
					arena, operands.v[operands.n - 1], "|", word);
			else
				strv_add(&operands, word);
			repeated =
				strstr(tokens.v[i], "...") || (alternative && repeated);
		}
		alternative = false;
	}
	if (n > operands.n && repeated)
		n = operands.n;
	return n >= 1 && n <= operands.n ? operands.v[n - 1] : NULL;
}
