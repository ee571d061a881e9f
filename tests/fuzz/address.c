/* SPDX-License-Identifier: MIT
 * Any text as the address of a mirror: the shown address has neither user nor password.
 */
#include "config.h"

#include "install/address.h"

#include "fuzz.h"

/* "host" of "scheme://host/path". */
static size_t authority(const char *url, const char **start)
{
	const char *host = strstr(url, "://");

	*start = host ? host + 3 : url;
	return strcspn(*start, "/?#");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct address address;
	bool good = address_parse(&arena, fuzz_text(&arena, data, size), &address);
	const char *host;
	size_t n = authority(address.shown, &host);

	must(!memchr(host, '@', n));
	must(good == (address.url || address.path));
	must(!address.user == !address.password);
	if (address.url) {
		must(skip_prefix(address.url, "http://") ||
			skip_prefix(address.url, "https://"));
		must(address.url[strlen(address.url) - 1] != '/');
		n = authority(address.url, &host);
		must(!memchr(host, '@', n));
	}
	must(!address.path || *address.path == '/');
	arena_release(&arena);
	return 0;
}
