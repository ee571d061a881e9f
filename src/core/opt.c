/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "opt.h"

#include "str.h"

static const char *usage_line(struct out *out, const struct usage *usage)
{
	return arena_printf(out->arena, "Usage: cudaenv %s%s%s", usage->name,
		*usage->args ? " " : "", usage->args);
}

/* The completions read this layout: two spaces or more before the help. */
static void print_options(struct out *out, const struct opt *opts)
{
	out_print(out, "\nOptions:\n");
	for (const struct opt *o = opts; o && o->name; o++) {
		const char *left;

		if (!o->help)
			continue;
		left = arena_printf(out->arena, "%c%c%s--%s%s%s", o->letter ? '-' : ' ',
			o->letter ? o->letter : ' ', o->letter ? ", " : "  ", o->name,
			o->arg ? " " : "", o->arg ? o->arg : "");

		out_print(out, "  %-23s  %s\n", left, o->help);
	}
	out_print(out, "  %-23s  %s\n", "-h, --help", "show this help");
}

void opt_help(struct out *out, const struct usage *usage, const struct opt *opts)
{
	struct strv examples;

	out_print(out, "%s\n\n%s.\n", usage_line(out, usage), usage->summary);
	if (usage->about)
		out_print(out, "\n%s\n", usage->about);
	print_options(out, opts);
	if (usage->examples)
		out_print(out, "\nExamples:\n");
	examples = strv_split(out->arena, usage->examples ? usage->examples : "", '\n');
	for (size_t i = 0; usage->examples && i < examples.n; i++)
		out_print(out, "    %s\n", examples.v[i]);
	out_print(out, "\nSee %s.\n", usage->page ? usage->page : "cudaenv(1)");
}

enum status opt_wrong(struct out *out, const struct usage *usage, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	out_warn(out, "%s: %s", usage->name, arena_vprintf(out->arena, format, args));
	va_end(args);
	out_hint(out, "%s", usage_line(out, usage));
	return STATUS_USAGE;
}

static const struct opt *find_long(const struct opt *opts, const char *name, size_t n)
{
	for (const struct opt *o = opts; o && o->name; o++)
		if (strlen(o->name) == n && strncmp(o->name, name, n) == 0)
			return o;
	return NULL;
}

static const struct opt *find_letter(const struct opt *opts, char letter)
{
	for (const struct opt *o = opts; o && o->name; o++)
		if (o->letter == letter)
			return o;
	return NULL;
}

/* "--name", "--name=value" or "--name value"; *i is the index of the last argument used.
 * False after a complaint. */
static bool take_long(struct out *out, const struct usage *usage, const struct opt *opts,
	int argc, char **argv, int *i)
{
	const char *word = argv[*i] + 2;
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	const struct opt *o = find_long(opts, word, n);

	if (!o) {
		opt_wrong(out, usage, "unknown option `--%.*s'", (int)n, word);
		return false;
	}
	if (!o->arg && equals) {
		opt_wrong(out, usage, "`--%s' takes no argument", o->name);
		return false;
	}
	if (o->arg && !equals && *i + 1 >= argc) {
		opt_wrong(out, usage, "`--%s' needs %s", o->name, o->arg);
		return false;
	}
	if (!o->arg)
		*o->flag = true;
	else
		*o->value = equals ? equals + 1 : argv[++*i];
	return true;
}

/* "-f", "-fv", "-tVALUE" or "-t VALUE". False after a complaint. */
static bool take_letters(struct out *out, const struct usage *usage,
	const struct opt *opts, int argc, char **argv, int *i)
{
	for (const char *letter = argv[*i] + 1; *letter; letter++) {
		const struct opt *o = find_letter(opts, *letter);

		if (!o) {
			opt_wrong(out, usage, "unknown option `-%c'", *letter);
			return false;
		}
		if (!o->arg) {
			*o->flag = true;
			continue;
		}
		if (!letter[1] && *i + 1 >= argc) {
			opt_wrong(out, usage, "`-%c' needs %s", o->letter, o->arg);
			return false;
		}
		*o->value = letter[1] ? letter + 1 : argv[++*i];
		break;
	}
	return true;
}

static bool is_help(const struct opt *opts, const char *word)
{
	return streq(word, "--help") || (streq(word, "-h") && !find_letter(opts, 'h'));
}

bool opt_parse(struct out *out, const struct usage *usage, const struct opt *opts,
	int *argc, char **argv, int min, int max, enum status *status)
{
	int operands = 1, i;

	*status = STATUS_USAGE;
	for (i = 1; i < *argc; i++) {
		const char *word = argv[i];

		if (streq(word, "--")) {
			i++;
			break;
		}
		if (word[0] != '-' || !word[1]) { /* a lone "-" is an operand */
			if (usage->stop_at_operand)
				break;
			argv[operands++] = argv[i];
			continue;
		}
		if (is_help(opts, word)) {
			opt_help(out, usage, opts);
			*status = STATUS_DONE;
			return false;
		}
		if (!(word[1] == '-' ? take_long(out, usage, opts, *argc, argv, &i)
				     : take_letters(out, usage, opts, *argc, argv, &i)))
			return false;
	}
	while (i < *argc)
		argv[operands++] = argv[i++];
	argv[operands] = NULL;
	*argc = operands;
	if (operands - 1 < min)
		opt_wrong(out, usage, "too few arguments");
	else if (operands - 1 > max)
		opt_wrong(out, usage, "too many arguments: `%s'", argv[max + 1]);
	else
		*status = STATUS_DONE;
	return *status == STATUS_DONE;
}
