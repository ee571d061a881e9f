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

/* Returns the address without "user:password@", so that it is never printed, nor part of
 * the name of a file in the cache. Sets *broken if the password contains "/", "?" or "#"
 * and is not percent-encoded: to libcurl, the host would end there. */
static const char *take_user(
	struct arena *arena, const char *url, struct address *address, bool *broken)
{
	const char *host = strstr(url, "://"), *at, *colon;
	size_t n;

	*broken = false;
	if (!host) {
		at = strrchr(url, '@');
		*broken = at != NULL;
		return at ? at + 1 : url;
	}
	host += strlen("://");
	n = strcspn(host, "/?#");
	at = memrchr(host, '@', n);
	colon = memchr(host, ':', n);
	if (!at && colon && colon[1 + strspn(colon + 1, "0123456789")] != host[n]) {
		at = strrchr(host, '@');
		*broken = at != NULL;
	}
	if (!at)
		return url;
	colon = memchr(host, ':', (size_t)(at - host));
	address->user = unescaped(arena, host, (size_t)((colon ? colon : at) - host));
	address->password =
		colon ? unescaped(arena, colon + 1, (size_t)(at - colon - 1)) : "";
	return arena_printf(arena, "%.*s%s", (int)(host - url), url, at + 1);
}

/* Returns what follows the scheme, which may be in upper case; NULL for another one. */
static const char *after_scheme(const char *url, const char *scheme)
{
	size_t n = strlen(scheme);

	return strncasecmp(url, scheme, n) == 0 ? url + n : NULL;
}

/* Returns "/m" for "/m" and "localhost/m" (RFC 8089); NULL for another host. */
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
	bool broken;

	*address = (struct address){ 0 };
	address->shown = url = take_user(arena, text, address, &broken);
	if (broken) {
		*address = (struct address){ .shown = url };
		return false;
	}
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

const char *address_shown(struct arena *arena, const char *url)
{
	struct address unused = { 0 };
	bool broken;
	const char *shown = take_user(arena, url, &unused, &broken);

	return arena_ndup(arena, shown, strcspn(shown, "?#"));
}
