/* SPDX-License-Identifier: MIT
 * Strings: UTF-8, JSON, control bytes, quoting, percent encoding, lists.
 */
#include "config.h"

#include "core/json.h"
#include "core/utf8.h"
#include "core/out.h"
#include "core/percent.h"
#include "core/quote.h"

#include "tap.h"

static void utf8(void)
{
	static const char *const good[] = { "", "a", "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80" };
	static const char *const bad[] = { "\x80", "\xc3", "\xc0\xaf", "\xc1\xbf",
		"\xe0\x80\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf0\x80\x80\x80",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe", "a\xffz" };

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		ok(utf8_valid(good[i]), "valid UTF-8");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!utf8_valid(bad[i]),
			"invalid UTF-8: truncated, overlong, a surrogate, too large");
}

static const char *json_of(struct arena *arena, const char *value)
{
	struct json json = json_new(arena);

	json_open(&json, NULL, '{');
	json_string(&json, "k", value);
	json_close(&json, '{');
	return json.text.s;
}

static void json(struct arena *arena)
{
	struct json j = json_new(arena);

	is_str(json_of(arena, NULL), "{\"k\":null}", "null");
	is_str(json_of(arena, "a\"\\/b"), "{\"k\":\"a\\\"\\\\/b\"}", "quotes");
	is_str(json_of(arena, "\n\x01\x7f"), "{\"k\":\"\\u000a\\u0001\\u007f\"}",
		"control bytes");
	is_str(json_of(arena, "\xe2\x82\xac"), "{\"k\":\"\xe2\x82\xac\"}",
		"UTF-8 unchanged");
	is_str(json_of(arena, "\xff"), "{\"k\":\"\xef\xbf\xbd\",\"k_b64\":\"/w==\"}",
		"base64 of one byte");
	is_str(json_of(arena, "a\xff"), "{\"k\":\"a\xef\xbf\xbd\",\"k_b64\":\"Yf8=\"}",
		"base64 of two bytes");
	is_str(json_of(arena, "ab\xff"), "{\"k\":\"ab\xef\xbf\xbd\",\"k_b64\":\"YWL/\"}",
		"base64 of three bytes");
	json_open(&j, NULL, '[');
	json_int(&j, NULL, -1);
	json_open(&j, NULL, '{');
	json_close(&j, '{');
	json_open(&j, NULL, '[');
	json_bool(&j, NULL, true);
	json_null(&j, NULL);
	json_close(&j, '[');
	json_close(&j, '[');
	is_str(j.text.s, "[-1,{},[true,null]]", "commas between values");
}

static void control(struct arena *arena)
{
	is_str(out_escape(arena, "plain \xc3\xa9"), "plain \xc3\xa9",
		"nothing is escaped");
	is_str(out_escape(arena, "a\x1b[31m\n\t\r\x7f"), "a\\033[31m\\n\\t\\015\\177",
		"control bytes are escaped");
	is_str(out_escape(arena, "\xc2\x9b\x9b\xc2\xa0"), "\\302\\233\\233\xc2\xa0",
		"C1 controls, in UTF-8 and as bytes, and the next character");
	is_str(out_escape(arena, "a\xe2\x80\xaez\xe2\x81\xa6\xe2\x80\x94"),
		"a\\342\\200\\256z\\342\\201\\246\xe2\x80\x94",
		"characters that reorder text; a dash is kept");
}

static void quotes(struct arena *arena)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "''" },
		{ "a b", "'a b'" },
		{ "$(x)`y`\\", "'$(x)`y`\\'" },
		{ "it's", "'it'\\''s'" },
		{ "''", "''\\'''\\'''" },
		{ "\n\xff", "'\n\xff'" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str code = str_new(arena);

		quote_posix(&code, cases[i].text);
		is_str(code.s, cases[i].want, "quoted for the Bourne shells");
	}
	is_str(quote_word(arena, "/a/b-1.2"), "/a/b-1.2", "a plain word is unchanged");
	is_str(quote_word(arena, ""), "''", "an empty word is quoted");
	is_str(quote_word(arena, "=ls"), "'=ls'", "zsh would expand a leading =");
	is_str(quote_word(arena, "~"), "'~'", "a tilde is quoted");
	is_str(quote_word(arena, "a\n'b"), "$'a\\012\\'b'", "control bytes are escaped");
}

static bool no_slash(unsigned char byte)
{
	return byte != '%' && byte != '/';
}

static void percent(struct arena *arena)
{
	struct str out = str_new(arena);

	percent_encode(&out, "a/b%\xff", no_slash);
	is_str(out.s, "a%2Fb%25\xff", "the bytes that are not plain are encoded");
	is_str(percent_decode(arena, out.s), "a/b%\xff", "they are decoded again");
	is_str(percent_decode(arena, "%2f%4a"), "/J", "digits of either case");
	is_str(percent_decode(arena, "100%, %4, %zz, %"), "100%, %4, %zz, %",
		"a % without two digits is kept");
	is_str(percent_decode(arena, "a%00b"), "ab", "an encoded NUL is dropped");
}

static void lists(struct arena *arena)
{
	struct strv list = strv_split(arena, "a::b:", ':');

	is_int((long)list.n, 4, "empty parts are kept");
	is_str(strv_join(&list, ":"), "a::b:", "split and joined is unchanged");
	list = strv_split(arena, "", ':');
	is_int((long)list.n, 1, "an empty string has one empty part");
	list = strv_words(arena, " \ta  b\r\n");
	is_str(strv_join(&list, "|"), "a|b", "words are separated by whitespace");
}

static void growing(struct arena *arena)
{
	struct str text = str_new(arena);

	for (int i = 0; i < 10000; i++)
		str_addc(&text, (char)('a' + i % 26));
	is_int((long)text.len, 10000, "a string grows");
	is_int((long)strlen(text.s), 10000, "it ends with a NUL");
}

int main(void)
{
	struct arena arena = { 0 };

	utf8();
	json(&arena);
	control(&arena);
	quotes(&arena);
	percent(&arena);
	lists(&arena);
	growing(&arena);
	arena_release(&arena);
	return done();
}
