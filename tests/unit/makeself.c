/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "install/makeself.h"

#include "tap.h"

static long offset_of(const char *text)
{
	struct makeself makeself;

	return makeself_parse(text, strlen(text), &makeself) < 0 ? -1
								 : (long)makeself.offset;
}

int main(void)
{
	static const char head[] = "#!/bin/sh\n# generated using Makeself\n";
	char text[1000];
	struct makeself makeself;

	snprintf(
		text, sizeof(text), "%sfilesizes=\"7\"\nskip=\"5\"\nlast\npayload", head);
	is_int(offset_of(text), (long)(strstr(text, "payload") - text), "the new form");
	ok(makeself_parse(text, strlen(text), &makeself) == 0 && makeself.payload == 7,
		"and the payload's size");
	snprintf(text, sizeof(text), "%soffset=`head -n 4 \"$0\" | wc -c`\nlast\npayload",
		head);
	is_int(offset_of(text), (long)(strstr(text, "payload") - text), "the old form");
	snprintf(text, sizeof(text), "%sskip=\"50\"\nlast\n", head);
	is_int(offset_of(text), -1, "fewer lines than it says");
	snprintf(text, sizeof(text), "%sskip=\"999999999999999999999\"\n", head);
	is_int(offset_of(text), -1, "a number that is none");
	is_int(offset_of("#!/bin/sh\nskip=\"1\"\n"), -1, "some other script");
	is_int(offset_of(""), -1, "nothing");
	return done();
}
