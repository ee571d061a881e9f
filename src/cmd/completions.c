/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "command.h"

#include <fcntl.h>

static enum status run_completions(struct session *session, int argc, char **argv)
{
	static const struct {
		const char *shell, *file;
	} files[] = {
		{ "bash", "cudaenv.bash" },
		{ "zsh", "_cudaenv" },
		{ "fish", "cudaenv.fish" },
	};
	enum status status;
	int r;

	if (!opt_parse(&session->out, &session->usage, NULL, &argc, argv, 1, 1, &status))
		return status;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *path;
		struct text text;

		if (!streq(argv[1], files[i].shell))
			continue;
		path = arena_printf(&session->arena, "%s/completions/%s",
			session->dirs.data, files[i].file);
		r = file_read(&session->arena, AT_FDCWD, path, 256 * 1024, &text);
		if (r < 0)
			return out_error(&session->out, r, "cannot read %s", path);
		out_text(&session->out, text.s);
		return STATUS_DONE;
	}
	out_warn(&session->out,
		"no completions for `%s': there are some for bash, zsh and fish",
		argv[1]);
	return STATUS_FAILED;
}

const struct command cmd_completions = {
	.usage = {
		.name = "completions",
		.args = "SHELL",
		.summary = "Print the completion script for a shell",
		.about = "SHELL is bash, zsh or fish. An installed cudaenv has put the completions where the\n"
			"shell finds them; this is for other directories.",
		.examples = "eval \"$(cudaenv completions bash)\"   in this shell",
	},
	.task = TASK_SETUP,
	.run = run_completions,
};
