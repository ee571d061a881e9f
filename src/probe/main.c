/* SPDX-License-Identifier: MIT
 * cudaenv-probe LIBRARY: loads a driver library and asks for its newest CUDA version.
 *
 * A program of its own because the library is not ours: it may hang, crash, print or
 *start threads. The answer goes to descriptor 3, one "key=value" a line:
 *
 *	library=/usr/lib/x86_64-linux-gnu/libcuda.so.580.65.06
 *	result=0
 *	version=13000
 *
 * No "library" line: it could not be loaded.
 */
#include "config.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* cuda.h: CUresult CUDAAPI cuDriverGetVersion(int *driverVersion); works without cuInit.
 */
typedef int get_version(int *version);

int main(int argc, char **argv)
{
	FILE *answer = fdopen(3, "w");
	char real[PATH_MAX];
	get_version *ask;
	int version = 0;
	Dl_info info;
	void *library;

	if (argc != 2 || !answer) {
		fprintf(stderr, "Usage: cudaenv-probe LIBRARY 3>ANSWER\n");
		return 2;
	}
	library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return fclose(answer) == 0 ? 0 : 1;
	*(void **)&ask = dlsym(library, "cuDriverGetVersion");
	if (!ask) {
		fprintf(answer, "library=%s\nresult=-1\n", argv[1]);
		return fclose(answer) == 0 ? 0 : 1;
	}
	if (dladdr(*(void **)&ask, &info) && realpath(info.dli_fname, real))
		fprintf(answer, "library=%s\n", real);
	else
		fprintf(answer, "library=%s\n", argv[1]);
	fflush(answer);
	fprintf(answer, "result=%d\n", ask(&version));
	fprintf(answer, "version=%d\n", version);
	/* Not through exit(): the library's own destructors are none of our business. */
	fflush(answer);
	_Exit(0);
}
