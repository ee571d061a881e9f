/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "percent.h"

void percent_encode(struct str *out, const char *s, bool (*plain)(unsigned char byte))
{
	static const char digits[] = "0123456789ABCDEF";

	while (*s) {
		size_t n = 0;

		while (s[n] && plain((unsigned char)s[n]))
			n++;
		str_addn(out, s, n);
		s += n;
		if (*s) {
			unsigned char byte = (unsigned char)*s++;

			str_addc(out, '%');
			str_addc(out, digits[byte >> 4]);
			str_addc(out, digits[byte & 15]);
		}
	}
}

int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

char *percent_decode(struct arena *arena, const char *s)
{
	struct str out = str_new(arena);

	while (*s) {
		int high = *s == '%' ? hex_value(s[1]) : -1;
		int low = high < 0 ? -1 : hex_value(s[2]);

		if (low < 0) {
			str_addc(&out, *s++);
			continue;
		}
		if (high + low)
			str_addc(&out, (char)(high * 16 + low));
		s += 3;
	}
	return out.s;
}
