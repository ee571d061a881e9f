/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "simple.h"

#include "core/path.h"
#include "digest.h"

#include <curl/curl.h>
#include <errno.h>
#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
#include <strings.h>

#define FILES_MAX 100000
#define URL_MAX 4096
#define SIZE_MAX_BYTES (1LL << 40)

/* Returns the address that `href` means on the page `base`, without its fragment; NULL if it
 * is not valid, or neither https nor http. */
static const char *resolve(struct arena *arena, const char *base, const char *href)
{
	CURLU *url = curl_url();
	char *whole = NULL;
	const char *result = NULL;

	if (url && strlen(href) <= URL_MAX &&
		curl_url_set(url, CURLUPART_URL, base, 0) == CURLUE_OK &&
		curl_url_set(url, CURLUPART_URL, href, 0) == CURLUE_OK &&
		curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0) == CURLUE_OK &&
		curl_url_get(url, CURLUPART_URL, &whole, 0) == CURLUE_OK &&
		(skip_prefix(whole, "https://") || skip_prefix(whole, "http://")))
		result = arena_dup(arena, whole);
	curl_free(whole);
	curl_url_cleanup(url);
	return result;
}

/* Returns the digest at the start of `text` in lower case, or "" if it is not one. */
static const char *digest_of(struct arena *arena, const char *text)
{
	char *hex = arena_ndup(arena, text, strnlen(text, DIGEST_HEX));

	for (char *p = hex; *p; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	return digest_valid(hex) && (!text[DIGEST_HEX] || text[DIGEST_HEX] == '&') ? hex
										   : "";
}

static void add_file(
	struct arena *arena, struct simple_page *page, struct simple_file file)
{
	struct simple_file *old = page->files;

	if (!file.url || !*file.name || page->n >= FILES_MAX)
		return;
	if (page->n == 0 || (page->n >= 64 && (page->n & (page->n - 1)) == 0)) {
		page->files =
			arena_alloc(arena, (page->n ? 2 * page->n : 64) * sizeof(file));
		if (old)
			memcpy(page->files, old, page->n * sizeof(file));
	}
	page->files[page->n++] = file;
}

/* --- JSON (PEP 691, 700 and 714) ----------------------------------------------------- */

static const char *string_in(struct arena *arena, const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return arena_dup(arena, value ? value : "");
}

static void take_json_file(struct arena *arena, const json_t *object, const char *base,
	struct simple_page *page)
{
	const json_t *metadata = json_object_get(object, "core-metadata");
	const json_t *yanked = json_object_get(object, "yanked");
	const json_t *size = json_object_get(object, "size");
	struct simple_file file = {
		.name = string_in(arena, object, "filename"),
		.url = resolve(arena, base, string_in(arena, object, "url")),
		.sha256 = digest_of(arena,
			string_in(arena, json_object_get(object, "hashes"), "sha256")),
		.size = json_is_integer(size) ? json_integer_value(size) : -1,
		.yanked = json_is_true(yanked) || json_is_string(yanked),
	};

	if (!metadata)
		metadata = json_object_get(object, "dist-info-metadata");
	file.metadata = json_is_true(metadata) || json_is_object(metadata);
	file.metadata_sha256 = digest_of(arena, string_in(arena, metadata, "sha256"));
	if (file.size < 0 || file.size > SIZE_MAX_BYTES)
		file.size = -1;
	add_file(arena, page, file);
}

static int parse_json(struct arena *arena, const char *text, size_t len, const char *base,
	struct simple_page *page, const char **problem)
{
	json_error_t error;
	json_t *top = json_loadb(text, len, 0, &error), *file;
	const json_t *files = json_object_get(top, "files");
	size_t i;

	if (!top) {
		*problem = arena_printf(
			arena, "it is not JSON (line %d: %s)", error.line, error.text);
		return -EINVAL;
	}
	page->is_index = json_is_array(files);
	json_array_foreach(files, i, file)
	{
		take_json_file(arena, file, base, page);
	}
	json_decref(top);
	return 0;
}

/* --- HTML (PEP 503, 592, 658 and 714) ------------------------------------------------ */

static const char *attribute(struct arena *arena, xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
	const char *copy = value ? arena_dup(arena, (const char *)value) : NULL;

	xmlFree(value);
	return copy;
}

/* Returns what follows "sha256=" in `text`, or "". */
static const char *sha256_in(struct arena *arena, const char *text)
{
	const char *hex = text ? strstr(text, "sha256=") : NULL;

	return hex ? digest_of(arena, hex + strlen("sha256=")) : "";
}

static void take_anchor(
	struct arena *arena, xmlNode *node, const char *base, struct simple_page *page)
{
	const char *href = attribute(arena, node, "href"), *fragment, *metadata;
	struct simple_file file = { .size = -1 };
	char *name;

	if (!href)
		return;
	fragment = strchr(href, '#');
	file.url = resolve(arena, base, href);
	if (!file.url)
		return;
	file.sha256 = sha256_in(arena, fragment);
	name = arena_ndup(arena, file.url, strcspn(file.url, "?"));
	name = curl_easy_unescape(NULL, path_base(name), 0, NULL);
	file.name = arena_dup(arena, name ? name : "");
	curl_free(name);
	file.yanked = xmlHasProp(node, (const xmlChar *)"data-yanked") != NULL;
	metadata = attribute(arena, node, "data-core-metadata");
	if (!metadata)
		metadata = attribute(arena, node, "data-dist-info-metadata");
	file.metadata = metadata && !streq(metadata, "false");
	file.metadata_sha256 = sha256_in(arena, metadata);
	add_file(arena, page, file);
}

static bool is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->name &&
	       strcasecmp((const char *)node->name, name) == 0;
}

/* Returns the address that the page's links are relative to, after its <base>. */
static const char *take_base(struct arena *arena, xmlNode *node, const char *base)
{
	const char *href = attribute(arena, node, "href");
	const char *url = href ? resolve(arena, base, href) : NULL;

	return url ? url : base;
}

/* Walks the tree without recursion: its depth is the server's choice. */
static void take_anchors(
	struct arena *arena, xmlNode *node, const char *base, struct simple_page *page)
{
	const char *start = base;

	while (node) {
		if (is_element(node, "a"))
			take_anchor(arena, node, base, page);
		else if (is_element(node, "base") && base == start)
			base = take_base(arena, node, start);
		if (node->type == XML_ELEMENT_NODE && node->children) {
			node = node->children;
			continue;
		}
		while (node && !node->next)
			node = node->parent;
		node = node ? node->next : NULL;
	}
}

static int parse_html(struct arena *arena, const char *text, size_t len, const char *base,
	struct simple_page *page, const char **problem)
{
	htmlDocPtr doc = htmlReadMemory(text, (int)len, NULL, NULL,
		HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			HTML_PARSE_NONET);

	if (!doc) {
		*problem = "it is not HTML";
		return -EINVAL;
	}
	take_anchors(arena, xmlDocGetRootElement(doc), base, page);
	xmlFreeDoc(doc);
	for (size_t i = 0; i < page->n; i++) {
		const char *name = page->files[i].name;
		size_t n = strlen(name);

		if (n > 4 && (streq(name + n - 4, ".whl") || streq(name + n - 3, ".gz")))
			page->is_index = true;
	}
	return 0;
}

int simple_parse(struct arena *arena, const char *text, size_t len, const char *base,
	struct simple_page *page, const char **problem)
{
	*page = (struct simple_page){ 0 };
	*problem = NULL;
	return text[strspn(text, " \t\r\n")] == '{'
		       ? parse_json(arena, text, len, base, page, problem)
		       : parse_html(arena, text, len, base, page, problem);
}
