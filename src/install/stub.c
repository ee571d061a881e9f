/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "stub.h"

#include <elf.h>
#include <stdlib.h>

#define SYMBOLS_MAX 20000
#define PAGE 0x10000 /* the largest page of both machines */

/* --- the names in a header ----------------------------------------------------------- */

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* Returns the header with spaces in place of comments. */
static char *without_comments(struct arena *arena, const char *header)
{
	char *text = arena_dup(arena, header);

	for (char *p = text; *p; p++) {
		const char *end;

		if (p[0] != '/' || (p[1] != '*' && p[1] != '/'))
			continue;
		end = p[1] == '*' ? strstr(p + 2, "*/") : strchr(p, '\n');
		end = !end ? p + strlen(p) : p[1] == '*' ? end + 2 : end;
		for (; p < end; p++)
			*p = *p == '\n' ? '\n' : ' ';
		p--;
	}
	return text;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_unique(struct strv *names)
{
	size_t n = 0;

	if (names->n)
		qsort(names->v, names->n, sizeof(*names->v), by_name);
	for (size_t i = 0; i < names->n; i++)
		if (!n || !streq(names->v[n - 1], names->v[i]))
			names->v[n++] = names->v[i];
	names->n = n;
}

/* Adds the functions that one line names. A macro names them without "(", and for each
 * function with a stream per thread, cuda.h has __CUDA_API_PTSZ(name). */
static void take_line(
	struct arena *arena, const char *line, const char *prefix, struct strv *names)
{
	bool macro = line[strspn(line, " \t")] == '#';
	size_t m = strlen(prefix);
	const char *suffix = strstr(line, "_PTSZ(")   ? "_ptsz"
			     : strstr(line, "_PTDS(") ? "_ptds"
						      : NULL;

	for (const char *p = line; *p && names->n < SYMBOLS_MAX;) {
		size_t n = 0;
		const char *name = p;

		while (is_name_char(p[n]))
			n++;
		p += n ? n : 1;
		if (n <= m || strncmp(name, prefix, m) != 0 || name[m] < 'A' ||
			name[m] > 'Z' || (!macro && *(p + strspn(p, " \t")) != '('))
			continue;
		name = arena_ndup(arena, name, n);
		strv_add(names, name);
		if (macro && suffix)
			strv_add(names, arena_printf(arena, "%s%s", name, suffix));
	}
}

struct strv stub_symbols(struct arena *arena, const char *header, const char *prefix)
{
	struct strv lines = strv_split(arena, without_comments(arena, header), '\n');
	struct strv names = strv_new(arena);

	for (size_t i = 0; i < lines.n; i++)
		take_line(arena, lines.v[i], prefix, &names);
	sort_unique(&names);
	return names;
}

/* --- the library -------------------------------------------------------------------- */

enum section { NONE, DYNSYM, DYNSTR, HASH, TEXT, DYNAMIC, SHSTRTAB, SECTIONS };

/* What it consists of. The first part is mapped at its offset in the file; the dynamic
 * section, which the loader writes to, one page later. */
struct image {
	struct str file;
	Elf64_Shdr sections[SECTIONS];
};

static void add_section(struct image *image, enum section section, Elf64_Word type,
	const void *p, size_t n)
{
	static const Elf64_Word links[SECTIONS] = {
		[DYNSYM] = DYNSTR, [HASH] = DYNSYM, [DYNAMIC] = DYNSTR
	};
	static const Elf64_Xword entries[SECTIONS] = { [DYNSYM] = sizeof(Elf64_Sym),
		[HASH] = sizeof(Elf64_Word),
		[DYNAMIC] = sizeof(Elf64_Dyn) };
	static const Elf64_Word names[SECTIONS] = { 0, 1, 9, 17, 23, 29, 38 };
	Elf64_Shdr *header = &image->sections[section];

	while (image->file.len % 16)
		str_addc(&image->file, '\0');
	*header = (Elf64_Shdr){
		.sh_name = names[section],
		.sh_type = type,
		.sh_flags = section == SHSTRTAB	 ? 0
			    : section == DYNAMIC ? SHF_ALLOC | SHF_WRITE
			    : section == TEXT	 ? SHF_ALLOC | SHF_EXECINSTR
						 : SHF_ALLOC,
		.sh_offset = image->file.len,
		.sh_size = n,
		.sh_link = links[section],
		.sh_info = section == DYNSYM,
		.sh_addralign = 16,
		.sh_entsize = entries[section],
	};
	if (section != SHSTRTAB)
		header->sh_addr = image->file.len + (section == DYNAMIC ? PAGE : 0);
	str_addn(&image->file, p, n);
}

/* The hash function of System V. */
static Elf64_Word hash_of(const char *name)
{
	Elf64_Word hash = 0;

	for (; *name; name++) {
		hash = (hash << 4) + (unsigned char)*name;
		hash ^= (hash & 0xf0000000) >> 24;
		hash &= 0x0fffffff;
	}
	return hash;
}

static void add_symbols(struct image *image, struct arena *arena, const char *soname,
	const struct strv *names, size_t code_size)
{
	Elf64_Word n = (Elf64_Word)names->n + 1, buckets = n / 2 + 1;
	Elf64_Sym *symbols = arena_alloc(arena, n * sizeof(*symbols));
	Elf64_Word *hash = arena_alloc(arena, (2 + buckets + n) * sizeof(*hash));
	struct str strings = str_new(arena);

	str_addc(&strings, '\0');
	str_addn(&strings, soname, strlen(soname) + 1);
	hash[0] = buckets;
	hash[1] = n;
	for (Elf64_Word i = 1; i < n; i++) {
		const char *name = names->v[i - 1];
		Elf64_Word *bucket = &hash[2 + hash_of(name) % buckets];

		symbols[i] = (Elf64_Sym){ .st_name = (Elf64_Word)strings.len,
			.st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
			.st_shndx = TEXT,
			.st_size = code_size };
		str_addn(&strings, name, strlen(name) + 1);
		hash[2 + buckets + i] = *bucket;
		*bucket = i;
	}
	add_section(image, DYNSYM, SHT_DYNSYM, symbols, n * sizeof(*symbols));
	add_section(image, DYNSTR, SHT_STRTAB, strings.s, strings.len);
	add_section(image, HASH, SHT_HASH, hash, (2 + buckets + n) * sizeof(*hash));
}

/* All functions are the same code; its address is known once it is added. */
static void add_code(struct image *image, const void *code, size_t n)
{
	const Elf64_Shdr *dynsym = &image->sections[DYNSYM];
	Elf64_Sym symbol;

	add_section(image, TEXT, SHT_PROGBITS, code, n);
	for (size_t at = sizeof(symbol); at < dynsym->sh_size; at += sizeof(symbol)) {
		char *p = image->file.s + dynsym->sh_offset + at;

		memcpy(&symbol, p, sizeof(symbol));
		symbol.st_value = image->sections[TEXT].sh_addr;
		memcpy(p, &symbol, sizeof(symbol));
	}
}

static void add_dynamic(struct image *image)
{
	const Elf64_Shdr *sections = image->sections;
	const Elf64_Dyn dynamic[] = {
		{ DT_SONAME, { 1 } },
		{ DT_HASH, { sections[HASH].sh_addr } },
		{ DT_STRTAB, { sections[DYNSTR].sh_addr } },
		{ DT_SYMTAB, { sections[DYNSYM].sh_addr } },
		{ DT_STRSZ, { sections[DYNSTR].sh_size } },
		{ DT_SYMENT, { sizeof(Elf64_Sym) } },
		{ DT_NULL, { 0 } },
	};

	add_section(image, DYNAMIC, SHT_DYNAMIC, dynamic, sizeof(dynamic));
}

/* Writes the headers into the space at the start of the file. */
static void write_headers(struct image *image, Elf64_Half machine, Elf64_Off sections)
{
	const Elf64_Shdr *dynamic = &image->sections[DYNAMIC];
	const Elf64_Phdr segments[] = {
		{ PT_LOAD, PF_R | PF_X, 0, 0, 0, dynamic->sh_offset, dynamic->sh_offset,
			PAGE },
		{ PT_LOAD, PF_R | PF_W, dynamic->sh_offset, dynamic->sh_addr,
			dynamic->sh_addr, dynamic->sh_size, dynamic->sh_size, PAGE },
		{ PT_DYNAMIC, PF_R | PF_W, dynamic->sh_offset, dynamic->sh_addr,
			dynamic->sh_addr, dynamic->sh_size, dynamic->sh_size, 8 },
		{ PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 0, 16 },
	};
	const Elf64_Ehdr header = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			EV_CURRENT },
		.e_type = ET_DYN,
		.e_machine = machine,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(header),
		.e_shoff = sections,
		.e_ehsize = sizeof(header),
		.e_phentsize = sizeof(segments[0]),
		.e_phnum = ARRAY_SIZE(segments),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = SECTIONS,
		.e_shstrndx = SHSTRTAB,
	};

	memcpy(image->file.s, &header, sizeof(header));
	memcpy(image->file.s + sizeof(header), segments, sizeof(segments));
}

bool stub_make(struct arena *arena, const char *machine, const char *soname,
	const struct strv *symbols, unsigned error, struct text *library)
{
	static const char names[] =
		"\0.dynsym\0.dynstr\0.hash\0.text\0.dynamic\0.shstrtab";
	static const char space[sizeof(Elf64_Ehdr) + 4 * sizeof(Elf64_Phdr)];
	bool arm = streq(machine, "aarch64");
	/* mov $error, %eax; ret */
	const unsigned char x86_code[] = { 0xb8, (unsigned char)error, 0, 0, 0, 0xc3 };
	/* mov w0, #error; ret */
	const Elf64_Word arm_code[] = { 0x52800000 | (error & 0xff) << 5, 0xd65f03c0 };
	struct image image = { .file = str_new(arena) };
	Elf64_Off sections;

	if (!arm && !streq(machine, "x86_64"))
		return false;
	str_addn(&image.file, space, sizeof(space));
	add_symbols(&image, arena, soname, symbols,
		arm ? sizeof(arm_code) : sizeof(x86_code));
	add_code(&image, arm ? (const void *)arm_code : x86_code,
		arm ? sizeof(arm_code) : sizeof(x86_code));
	add_dynamic(&image);
	add_section(&image, SHSTRTAB, SHT_STRTAB, names, sizeof(names));
	while (image.file.len % 16)
		str_addc(&image.file, '\0');
	sections = image.file.len;
	str_addn(&image.file, image.sections, sizeof(image.sections));
	write_headers(&image, arm ? EM_AARCH64 : EM_X86_64, sections);
	*library = (struct text){ image.file.s, image.file.len };
	return true;
}
