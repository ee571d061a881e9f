/* SPDX-License-Identifier: MIT
 * Long texts: a message is found wherever it is, however the text is cut into pieces.
 */
#include "config.h"

#include "doctor/explain/explanation.h"

#include "tap.h"

static const char rec[] =
	"Id: one\nMatch: the first {n} message\nMeans: m\n\n"
	"Id: two\nMatch: second message\nAnd: further line\nMeans: m\n\n"
	"# a comment\nId: code\nCode: cuda 803\nMatch: by its name\nMeans: m\n\n"
	"Id: number\nNumber: cuda\nMatch: cuda error {n}\nMeans: m\n";

static struct knowledge knowledge_of(struct arena *arena, const char *text)
{
	struct knowledge k = knowledge_new(arena);

	knowledge_add(&k, "test.rec", text, strlen(text), NULL, NULL);
	/* There is no such file. */
	k.texts = arena_new(arena, struct text);
	*k.texts = (struct text){ arena_dup(arena, text), strlen(text) };
	return k;
}

static struct hit *scanned(struct arena *arena, const struct knowledge *k,
	const char *text, size_t piece, size_t *n)
{
	struct scan *scan = scan_new(arena, k, SIZE_MAX);
	size_t len = strlen(text);

	for (size_t at = 0; at < len; at += piece)
		scan_feed(scan, text + at, piece < len - at ? piece : len - at);
	return scan_end(scan, n);
}

/* A message after `before' bytes of other lines. */
static void found_after(size_t before, size_t piece)
{
	struct arena arena = { 0 };
	struct knowledge k = knowledge_of(&arena, rec);
	struct str text = str_new(&arena);
	struct hit *hits;
	size_t n;

	while (text.len < before)
		str_add(&text, "[INFO] an ordinary line of a log\r\n");
	str_add(&text, "E: The First\n 12.4  message\nother\n");
	hits = scanned(&arena, &k, text.s, piece, &n);
	if (!ok(n == 1 && hits[0].entry == 0, "found after many lines"))
		printf("# %zu hits, %zu bytes, pieces of %zu\n", n, before, piece);
	if (n != 1)
		return;
	is_str(hits[0].numbers.v[0], "12.4", "the number");
	is_int((long)hits[0].line, (long)((before + 33) / 34 + 1), "the line");
	arena_release(&arena);
}

static void and_lines(void)
{
	struct arena arena = { 0 };
	struct knowledge k = knowledge_of(&arena, rec);
	size_t n;

	scanned(&arena, &k, "a second message", 5, &n);
	is_int((long)n, 0, "a further line is missing");
	scanned(&arena, &k, "a second message\nx\na further line", 5, &n);
	is_int((long)n, 1, "a further line is there");
	arena_release(&arena);
}

static bool never(const void *arg, const char *condition)
{
	return arg && condition;
}

static void numbers(void)
{
	const struct conditions none = { never, NULL };
	struct arena arena = { 0 };
	struct knowledge k = knowledge_of(&arena, rec);
	struct explanations found;
	struct hit *hits;
	size_t n;

	hits = scanned(&arena, &k,
		"CUDA error 7, cuda error 803 and again CUDA error 803", 64, &n);
	is_int((long)n, 2, "each number once");
	found = explanations_of(&k, hits, n, &none);
	is_int((long)found.n, 1, "only a known number is explained");
	is_str(found.n ? found.v[0].id : NULL, "code", "by its entry");
	is_int((long)explanations_of_number(&k, "803", &none).n, 1, "a number as such");
	arena_release(&arena);
}

static void mistakes(void)
{
	static const char bad[] =
		"Id: a\nMatch: x\nMeans: m\n\nId: b\nnonsense\nMatch: abcd\n\n"
		"Id: c\nMatch: good one\nMeans: m\n";
	struct arena arena = { 0 };
	struct knowledge k = knowledge_of(&arena, bad);
	struct message entry;

	is_int((long)k.n_entries, 1, "the entry without a mistake remains");
	is_int((long)k.notes.n, 2, "each mistake is reported");
	is_str(k.notes.v[1], "test.rec:6: not a field, a comment or a continuation",
		"with its line");
	ok(knowledge_parse(&k, 0, bad, strlen(bad), &entry), "it is read");
	is_str(entry.id, "c", "and is the right one");
	arena_release(&arena);
}

int main(void)
{
	for (size_t before = 0; before < 200000; before += before < 300 ? 34 : 12345)
		found_after(before, before % 4096 + 1);
	found_after(70000, 1);
	and_lines();
	numbers();
	mistakes();
	return done();
}
