/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "opt.h"

static const char *usage_line(struct out *out, const struct usage *usage)
{
	return arena_printf(out->arena, "Usage: cudaenv %s%s%s", usage->name,
		*usage->args ? " " : "", usage->args);
}

void opt_help(struct out *out, const struct usage *usage, const struct opt *opts)
{
	out_print(out, "%s\n\n%s.\n", usage_line(out, usage), usage->summary);
	out_print(out, "\nOptions:\n");
	for (const struct opt *o = opts; o && o->name; o++) {
		const char *left;

		if (!o->help)
			continue;
		left = arena_printf(out->arena, "%c%c%s--%s%s%s", o->letter ? '-' : ' ',
				o->letter ? o->letter : ' ', o->letter ? ", " : "  ",
				o->name, o->arg ? " " : "", o->arg ? o->arg : "");

		out_print(out, "  %-24s %s\n", left, o->help);
	}
	out_print(out, "  %-24s %s\n", "-h, --help", "show this help");
	out_print(out, "\nSee cudaenv(1).\n");
}

int opt_wrong(struct out *out, const struct usage *usage, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	out_warn(out, "%s: %s", usage->name, arena_vprintf(out->arena, format, args));
	va_end(args);
	out_hint(out, "%s", usage_line(out, usage));
	return 2;
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

/* "--name", "--name=value" or "--name value"; *i is the index of the last word used. */
static int take_long(struct out *out, const struct usage *usage, const struct opt *opts,
	int argc, char **argv, int *i)
{
	const char *word = argv[*i] + 2;
	const char *equals = strchr(word, '=');
	size_t n = equals ? (size_t)(equals - word) : strlen(word);
	const struct opt *o = find_long(opts, word, n);

	if (!o)
		return opt_wrong(out, usage, "unknown option `--%.*s'", (int)n, word);
	if (!o->arg) {
		if (equals)
			return opt_wrong(out, usage, "`--%s' takes no argument", o->name);
		*o->flag = true;
		return OPT_GO;
	}
	if (!equals && *i + 1 >= argc)
		return opt_wrong(out, usage, "`--%s' needs %s", o->name, o->arg);
	*o->value = equals ? equals + 1 : argv[++*i];
	return OPT_GO;
}

/* "-f", "-fv", "-tVALUE" or "-t VALUE". */
static int take_letters(struct out *out, const struct usage *usage,
	const struct opt *opts, int argc, char **argv, int *i)
{
	for (const char *letter = argv[*i] + 1; *letter; letter++) {
		const struct opt *o = find_letter(opts, *letter);

		if (!o)
			return opt_wrong(out, usage, "unknown option `-%c'", *letter);
		if (!o->arg) {
			*o->flag = true;
			continue;
		}
		if (!letter[1] && *i + 1 >= argc)
			return opt_wrong(out, usage, "`-%c' needs %s", o->letter, o->arg);
		*o->value = letter[1] ? letter + 1 : argv[++*i];
		break;
	}
	return OPT_GO;
}

int opt_parse(struct out *out, const struct usage *usage, const struct opt *opts,
	int *argc, char **argv, int min, int max)
{
	int operands = 1, i, r;

	for (i = 1; i < *argc; i++) {
		const char *word = argv[i];

		if (streq(word, "--")) {
			i++;
			break;
		}
		if (word[0] != '-' || !word[1]) { /* "-" alone is an operand */
			if (usage->stop_at_operand)
				break;
			argv[operands++] = argv[i];
			continue;
		}
		if (streq(word, "--help") ||
			(streq(word, "-h") && !find_letter(opts, 'h'))) {
			opt_help(out, usage, opts);
			return 0;
		}
		r = word[1] == '-' ? take_long(out, usage, opts, *argc, argv, &i)
				   : take_letters(out, usage, opts, *argc, argv, &i);
		if (r != OPT_GO)
			return r;
	}
	while (i < *argc)
		argv[operands++] = argv[i++];
	argv[operands] = NULL;
	*argc = operands;
	if (operands - 1 < min)
		return opt_wrong(out, usage, "too few arguments");
	if (operands - 1 > max)
		return opt_wrong(out, usage, "too many arguments: `%s'", argv[max + 1]);
	return OPT_GO;
}
