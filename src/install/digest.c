/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "digest.h"

#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>

/* Large enough that a call costs nothing, small enough for the second-level cache. */
#define CHUNK (256 * 1024)

struct digest {
	EVP_MD_CTX *evp;
	unsigned char *chunk;
};

static void need(bool good)
{
	static const char text[] = "cudaenv: SHA-256 is not available\n";

	if (good)
		return;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(1);
	_exit(1);
}

struct digest *digest_new(void)
{
	struct digest *digest = calloc(1, sizeof(*digest));

	need(digest != NULL);
	digest->evp = EVP_MD_CTX_new();
	need(digest->evp != NULL);
	digest_start(digest);
	return digest;
}

void digest_free(struct digest *digest)
{
	if (!digest)
		return;
	EVP_MD_CTX_free(digest->evp);
	free(digest->chunk);
	free(digest);
}

void digest_start(struct digest *digest)
{
	need(EVP_DigestInit_ex(digest->evp, EVP_sha256(), NULL) == 1);
}

void digest_add(struct digest *digest, const void *p, size_t n)
{
	need(EVP_DigestUpdate(digest->evp, p, n) == 1);
}

void digest_end(struct digest *digest, char hex[DIGEST_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned int n = 0;

	need(EVP_DigestFinal_ex(digest->evp, bytes, &n) == 1 && n == DIGEST_HEX / 2);
	for (unsigned int i = 0; i < n; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[DIGEST_HEX] = '\0';
}

long long digest_add_fd(struct digest *digest, int fd, long long n)
{
	long long all = 0;

	if (!digest->chunk) {
		digest->chunk = malloc(CHUNK);
		need(digest->chunk != NULL);
	}
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	while (n < 0 || all < n) {
		size_t want = n < 0 || n - all > CHUNK ? CHUNK : (size_t)(n - all);
		ssize_t got = fd_fill(fd, (char *)digest->chunk, want);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		digest_add(digest, digest->chunk, (size_t)got);
		all += got;
	}
	return all;
}

bool digest_valid(const char *hex)
{
	return strspn(hex, "0123456789abcdef") == DIGEST_HEX && !hex[DIGEST_HEX];
}
