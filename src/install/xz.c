/* SPDX-License-Identifier: MIT
 * The .xz file format, version 1.1.0 (https://tukaani.org/xz/xz-file-format.txt): stream
 * header (12 bytes), then the first block's header, which names its filters.
 */
#include "config.h"

#include "unpack.h"

#include <stdint.h>

#define PLAIN_MEMORY (4LL << 20)   /* gzip, bzip2, and libarchive itself */
#define DECODER_MEMORY (5LL << 20) /* in addition to the dictionary */
#define MEMORY_MAX (256LL << 20)

struct bytes {
	const unsigned char *p, *end;
};

/* Reads a number with 7 bits per byte. Returns UINT64_MAX at the end of the data. */
static uint64_t vli(struct bytes *bytes)
{
	uint64_t value = 0;

	for (int shift = 0; shift < 63 && bytes->p < bytes->end; shift += 7) {
		unsigned char byte = *bytes->p++;

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	return UINT64_MAX;
}

/* Returns the size of the first block's dictionary, or -1 if its header is damaged. */
static long long dictionary(struct bytes bytes)
{
	unsigned flags, filters;

	if (bytes.end - bytes.p < 14 || bytes.p[12] == 0)
		return 0; /* an empty stream */
	flags = bytes.p[13];
	filters = (flags & 3) + 1;
	bytes.p += 14;
	for (unsigned bit = 0x40; bit <= 0x80; bit <<= 1)
		if (flags & bit)
			vli(&bytes);
	for (unsigned i = 0; i < filters; i++) {
		uint64_t id = vli(&bytes), n = vli(&bytes);

		if (n > (uint64_t)(bytes.end - bytes.p))
			return -1;
		if (id == 0x21 && n == 1) {
			unsigned bits = *bytes.p;

			return bits > 40    ? -1
			       : bits == 40 ? (4LL << 30) - 1
					    : (2LL | (bits & 1)) << (bits / 2 + 11);
		}
		bytes.p += n;
	}
	return -1;
}

long long unpack_memory(int fd, long long offset)
{
	static const unsigned char magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0 };
	unsigned char head[64];
	ssize_t n = pread(fd, head, sizeof(head), offset);
	long long size;

	if (n < (ssize_t)sizeof(magic) || memcmp(head, magic, sizeof(magic)) != 0)
		return PLAIN_MEMORY;
	size = dictionary((struct bytes){ head, head + n });
	return size < 0 || size + DECODER_MEMORY > MEMORY_MAX ? -1
							      : size + DECODER_MEMORY;
}
