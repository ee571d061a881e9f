/* SPDX-License-Identifier: MIT
 * The empty program: what any program costs, that links libc, before it does anything.
 */
int main(void)
{
	return 0;
}
