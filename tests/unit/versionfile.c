/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "core/macro.h"
#include "model/versionfile.h"

#include <errno.h>

#include "tap.h"

static struct strv list(struct arena *arena, const char *words)
{
	return strv_words(arena, words);
}

static void editing(struct arena *arena)
{
	static const struct {
		const char *old, *specs;
		enum replace replace;
		const char *want;
	} cases[] = {
		{ "", "12.4", REPLACE_FIRST, "12.4\n" },
		{ "", "12.4 11.8", REPLACE_ALL, "12.4\n11.8\n" },
		{ "11.8\n", "12.4", REPLACE_FIRST, "12.4\n" },
		{ "11.8", "12.4", REPLACE_FIRST, "12.4\n" },
		{ "11.8\r\n", "12.4", REPLACE_FIRST, "12.4\r\n" },
		{ "  11.8 # why\n", "12.4", REPLACE_FIRST, "  12.4 # why\n" },
		{ "\t11.8\t", "12.4", REPLACE_FIRST, "\t12.4\t\n" },
		{ "# a\n\n11.8\n12.3\n", "12.4", REPLACE_FIRST, "# a\n\n12.4\n12.3\n" },
		{ "# a\n\n11.8\n12.3\n", "12.4", REPLACE_ALL, "# a\n\n12.4\n" },
		{ "11.8\n# b\n12.3 # c\n# d", "x y", REPLACE_ALL, "x\ny\n# b\n# d\n" },
		{ "# only\n", "12.4", REPLACE_FIRST, "# only\n12.4\n" },
		{ "\n\n", "12.4", REPLACE_FIRST, "\n\n12.4\n" },
		{ "../bad\n11.8\n", "12.4", REPLACE_FIRST, "12.4\n11.8\n" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct strv specs = list(arena, cases[i].specs);

		is_str(versionfile_edit(arena, cases[i].old, &specs, cases[i].replace),
			cases[i].want, "an edit keeps everything else");
	}
}

static void parsing(struct arena *arena)
{
	static const struct {
		const char *text, *want;
		size_t notes;
	} cases[] = {
		{ "", "", 0 },
		{ "12.4", "12.4", 0 },
		{ "12.4 x y\n11.8\n", "12.4 11.8", 0 },
		{ " \t\r\n\v\f12.4\r\n", "12.4", 0 },
		{ "#12.4\n # 11\n", "", 0 },
		{ "a/b\n12.4\n..\n", "12.4", 2 },
		{ "12.4\n\n\n\n", "12.4", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct versionfile file = versionfile_parse(
			arena, "f", cases[i].text, strlen(cases[i].text));

		is_int(file.error, 0, "no error");
		is_str(strv_join(&file.specs, " "), cases[i].want, "the specs");
		is_int((long)file.notes.n, (long)cases[i].notes, "the notes");
	}
	is_int(versionfile_parse(arena, "f", "12\0.4", 5).error, -EILSEQ, "a NUL byte");
	is_str(versionfile_parse(arena, "f", "12\n\n/x\n", 7).notes.v[0],
		"invalid version `/x' ignored in `f' (line 3)",
		"the note has file and line");
}

static const char *tools(struct arena *arena, const char *text)
{
	struct versionfile file = versionfile_parse_tools(arena, "f", text, strlen(text));

	return file.error ? NULL : strv_join(&file.specs, " ");
}

static void parsing_tools(struct arena *arena)
{
	is_str(tools(arena, "python 3\ncuda 12.4 11.8 # x\n"), "12.4 11.8",
		"the cuda line");
	is_str(tools(arena, "python 3\n"), NULL, "no cuda line");
	is_str(tools(arena, "#cuda 12.4\n"), NULL, "a comment");
	is_str(tools(arena, "cudax 1\n"), NULL, "a tool with another name");
	is_str(tools(arena, "cuda\n"), "", "a cuda line without a version");
	is_str(tools(arena, "cuda\t12.4\r\n"), "12.4", "a tab and a CR");
}

int main(void)
{
	struct arena arena = { 0 };

	editing(&arena);
	parsing(&arena);
	parsing_tools(&arena);
	arena_release(&arena);
	return done();
}
