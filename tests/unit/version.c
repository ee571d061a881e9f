/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "model/version.h"

#include "tap.h"

int main(void)
{
	struct version version;

	ok(version_parse("12.4.1", 6, &version), "three numbers are a version");
	return done();
}
