/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "fix.h"

#include "core/quote.h"
#include "shells/startline.h"

/* `words` are package names from this program's source. */
static void fix_words(struct finding *finding, const char *command, const char *words)
{
	struct strv list = strv_words(finding->arena, words);
	struct str line = str_new(finding->arena);

	for (size_t i = 0; i < list.n; i++)
		str_addf(&line, "%s%s", i ? " " : "",
			quote_word(finding->arena, list.v[i]));
	finding_fix_line(finding, arena_printf(finding->arena, "%s %s", command, line.s));
}

void fix_package(const struct exam *exam, struct finding *finding, const char *debian,
	const char *fedora, const char *suse, const char *arch)
{
	const char *like = exam->facts->like;

	if (streq(like, "rhel") && fedora)
		fix_words(finding, "sudo dnf install", fedora);
	else if (streq(like, "suse") && suse)
		fix_words(finding, "sudo zypper install", suse);
	else if (streq(like, "arch") && arch)
		fix_words(finding, "sudo pacman -S", arch);
	else if (streq(like, "debian") && debian)
		fix_words(finding, "sudo apt install", debian);
	else if (debian)
		finding_advice(finding, "install the package that %s calls %s",
			*like ? "Debian" : "a Debian or Ubuntu", debian);
}

void fix_without(const struct exam *exam, struct finding *finding, const char *name,
	const char *element)
{
	struct strv all = subject_elements(exam->subject, name),
		    left = strv_new(exam->arena);

	for (size_t i = 0; i < all.n; i++)
		if (!streq(all.v[i], element))
			strv_add(&left, all.v[i]);
	if (left.n)
		finding_fix(finding, "export %s=%s", name, strv_join(&left, ":"));
	else
		finding_fix(finding, "unset %s", name);
}

void fix_init(const struct exam *exam, struct finding *finding, const char *where)
{
	const char *name = subject_var(exam->subject, "SHELL");
	const struct shell *shell = shell_find(name ? name : "bash");
	const struct startline *start = shell ? startline_of(shell) : NULL;

	finding_fix_line(finding, start ? start->line : "cudaenv init");
	if (start)
		finding_advice(
			finding, "%sadd this line at the end of %s", where, start->file);
	else
		finding_advice(
			finding, "%sit prints which line to add to which file", where);
}
