/* SPDX-License-Identifier: MIT
 * Any bytes as the head of a runfile: the payload never begins after their end.
 */
#include "config.h"

#include "install/makeself.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct makeself makeself;

	if (makeself_parse((const char *)data, size, &makeself) == 0) {
		must(makeself.offset > 0 && makeself.offset <= size);
		must(data[makeself.offset - 1] == '\n' && makeself.payload >= -1);
	}
	return 0;
}
