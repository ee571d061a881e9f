/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "install/address.h"

#include "tap.h"

static struct arena arena;

static struct address parsed(const char *text)
{
	struct address address;

	if (!address_parse(&arena, text, &address))
		address.url = "refused";
	return address;
}

int main(void)
{
	struct address a = parsed("https://me:s%40cret@h:8080/m//");

	is_str(a.url, "https://h:8080/m", "the address is without user and slashes");
	is_str(a.shown, "https://h:8080/m//", "the shown address has no password");
	is_str(a.user, "me", "the user");
	is_str(a.password, "s@cret", "the password is decoded");
	is_str(parsed("HTTP://h").url, "http://h", "the scheme in upper case");
	is_str(parsed("https://h/@scope").url, "https://h/@scope", "an @ in the path");
	is_str(parsed("https://h:80/@x").url, "https://h:80/@x", "with a port");
	is_str(parsed("file://localhost/m%20n").path, "/m n", "a file on localhost");
	is_str(parsed("file://other/m").url, "refused", "a file on another host");
	is_str(parsed("ftp://h").url, "refused", "another scheme");
	is_str(parsed("").url, "refused", "an empty address");
	a = parsed("https://me:s/ecret@h/m");
	is_str(a.url, "refused", "a password with a slash that is not encoded");
	is_str(a.shown, "https://h/m", "is not shown");
	is_str(parsed("https://me:s#x@h").shown, "https://h", "nor one with a #");
	is_str(parsed("me:secret@h").shown, "h", "nor one without a scheme");
	is_str(parsed("https:/me:secret@h").shown, "h", "nor one with half a scheme");
	arena_release(&arena);
	return done();
}
