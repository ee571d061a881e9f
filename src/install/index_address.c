/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "index_address.h"

#define PUBLIC "https://pypi.org/simple"

struct index_address index_address_find(struct session *session)
{
	static const char *const names[] = { "PIP_INDEX_URL", "UV_DEFAULT_INDEX",
		"UV_INDEX_URL" };
	struct index_address found = { .url = PUBLIC };

	found.ca_file = vars_get_nonempty(&session->vars, "PIP_CERT");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *value = vars_get_nonempty(&session->vars, names[i]);

		if (!value)
			continue;
		found.url = value;
		found.origin = names[i];
		return found;
	}
	return found;
}
