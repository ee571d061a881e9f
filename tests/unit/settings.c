/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "model/settings.h"

#include "tap.h"

static char home[] = "HOME=/h";
static char *environment[] = { home, NULL };

static struct settings parse(struct arena *arena, const char *text)
{
	struct vars vars = vars_new(arena, environment);
	struct settings settings = settings_new(arena);

	settings_parse(&settings, &vars, "f", text);
	return settings;
}

static void values(struct arena *arena)
{
	struct settings s =
		parse(arena, "[paths]\nsearch = /a/* ~/b\n\t/c\n"
			     "[export]\nld_library_path = append\n"
			     "extra = CPATH CUDA_ROOT CPATH\nhost_compiler = auto\n"
			     "[driver]\npolicy = strict\n"
			     "[hook]\nquiet = yes\nwhen = cd\n"
			     "[install]\njobs = 7\naccept_license = on\n"
			     "mirror = file:///m\n"
			     "[alias]\na = 12.4\nb = a\n");

	is_int((long)s.notes.n, 0, "it has no problems");
	is_int((long)s.n_search, 3, "three search paths");
	is_str(s.search[1].pattern, "/h/b", "~ is HOME");
	is_str(s.search[2].where, "f:3", "each has its line");
	is_int(s.ld_library_path, LD_APPEND, "ld_library_path");
	is_str(strv_join(&s.extra, " "), "CPATH CUDA_ROOT", "extra, each once");
	ok(s.host_compiler, "host_compiler");
	is_int(s.driver, POLICY_STRICT, "policy");
	ok(s.quiet && s.on_cd_only && s.accept_license, "yes, cd and on");
	is_int(s.jobs, 7, "jobs");
	is_str(s.mirror, "file:///m", "mirror");
	is_str(settings_alias(&s, "b"), "a", "an alias");
	is_str(settings_alias(&s, "c"), NULL, "a name that is not an alias");
}

static void later_wins(struct arena *arena)
{
	struct settings s =
		parse(arena, "[alias]\na = 1\na = 2\n[hook]\nquiet = yes\nquiet = no\n");

	is_str(settings_alias(&s, "a"), "2", "of two aliases the later applies");
	ok(!s.quiet, "of two values the later applies");
}

/* Each is reported with its line; a key below a wrong header is in an unknown section. */
static void wrong_lines(struct arena *arena)
{
	struct settings s =
		parse(arena, "what\n[hook]\nwhat\nquiet = x\n[driver\npolicy = off\n"
			     "[paths]\nsearch = /a\n\twhat\n [hook]\n");

	is_str(strv_join(&s.notes, "\n"),
		"f:1: neither a [section] nor `key = value': ignored\n"
		"f:3: neither a [section] nor `key = value': ignored\n"
		"f:4: `x' is not a value for `quiet': ignored\n"
		"f:5: neither a [section] nor `key = value': ignored\n"
		"f:9: search path `what' is not absolute: ignored\n"
		"f:10: search path `[hook]' is not absolute: ignored",
		"every wrong line is reported, in order");
	is_int(s.driver, POLICY_WARN, "a key below a wrong header is ignored");
}

static void note(struct arena *arena, const char *text, const char *want)
{
	struct settings s = parse(arena, text);

	is_str(s.notes.n == 1 ? s.notes.v[0] : NULL, want, "one note");
}

static void notes(struct arena *arena)
{
	note(arena, "[x]\na = b\n", "f:1: unknown section [x]: ignored");
	note(arena, "[x]\n", "f:1: unknown section [x]: ignored");
	note(arena, "a = b\n", "f:1: `a' is not in a section: ignored");
	note(arena, "[hook]\na = b\n", "f:2: unknown key `a' in [hook]: ignored");
	note(arena, "[hook]\nquiet = b\n",
		"f:2: `b' is not a value for `quiet': ignored");
	note(arena, "[hook\nquiet = b\n",
		"f:1: neither a [section] nor `key = value': ignored");
	note(arena, "[alias]\nnone = 12\n",
		"f:2: alias `none' is a reserved word: ignored");
	note(arena, "[hook]\nquiet ; = no\n",
		"f:2: neither a [section] nor `key = value': ignored");
	note(arena, "[paths]\nsearch = a\n",
		"f:2: search path `a' is not absolute: ignored");
}

int main(void)
{
	struct arena arena = { 0 };

	values(&arena);
	later_wins(&arena);
	notes(&arena);
	wrong_lines(&arena);
	arena_release(&arena);
	return done();
}
