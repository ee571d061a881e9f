/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "address.h"

#include <curl/curl.h>
#include <strings.h>

static const char *unescaped(struct arena *arena, const char *text, size_t n)
{
	char *plain = n ? curl_easy_unescape(NULL, text, (int)n, NULL) : NULL;
	const char *copy = plain ? arena_dup(arena, plain) : arena_ndup(arena, text, n);

	curl_free(plain);
	return copy;
}

/* Takes "user:password@" out, so that it is never printed, nor part of the name of what
 * is kept. Returns the address without. */
static const char *take_user(
	struct arena *arena, const char *url, struct address *address)
{
	const char *host = strstr(url, "://"), *at, *colon;

	if (!host)
		return url;
	host += strlen("://");
	at = memrchr(host, '@', strcspn(host, "/?#"));
	if (!at)
		return url;
	colon = memchr(host, ':', (size_t)(at - host));
	address->user = unescaped(arena, host, (size_t)((colon ? colon : at) - host));
	address->password =
		colon ? unescaped(arena, colon + 1, (size_t)(at - colon - 1)) : "";
	return arena_printf(arena, "%.*s%s", (int)(host - url), url, at + 1);
}

/* What follows the scheme, which may be written in capitals; NULL. */
static const char *after_scheme(const char *url, const char *scheme)
{
	size_t n = strlen(scheme);

	return strncasecmp(url, scheme, n) == 0 ? url + n : NULL;
}

/* "/m" of "/m" and "localhost/m" (RFC 8089); NULL for another host's. */
static const char *local_path(struct arena *arena, const char *text)
{
	const char *below = after_scheme(text, "localhost/");

	if (below)
		text = below - 1;
	return *text == '/' ? unescaped(arena, text, strlen(text)) : NULL;
}

bool address_parse(struct arena *arena, const char *text, struct address *address)
{
	static const char *const schemes[] = { "https://", "http://" };
	const char *file = after_scheme(text, "file://"), *url;

	*address = (struct address){ 0 };
	address->shown = url = take_user(arena, text, address);
	if (file)
		address->path = local_path(arena, file);
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		const char *rest = after_scheme(url, schemes[i]);
		size_t n = rest ? strlen(rest) : 0;

		while (n && rest[n - 1] == '/')
			n--;
		if (n)
			address->url =
				arena_printf(arena, "%s%.*s", schemes[i], (int)n, rest);
	}
	return address->url || address->path;
}
