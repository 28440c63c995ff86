/* SPDX-License-Identifier: ISC */
/*
 * gcov-exit.c - only in the build of `make coverage`: a child that ends by
 * _exit, as builders and workers do, writes down what it ran all the same.
 */
void __gcov_dump(void);
void __real__exit(int code) __attribute__((noreturn));
void __wrap__exit(int code) __attribute__((noreturn));

void
__wrap__exit(int code)
{
	__gcov_dump();
	__real__exit(code);
}
