/*
 * Just enough to start and to call the kernel, without a C library: the
 * launcher is then 10 KB instead of 700, is checked, mapped and started in
 * that proportion, and holds no code but its own. Types and numbers come from
 * the headers; nothing is linked.
 */

#ifndef FREESTANDING_H
#define FREESTANDING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

/* The kernel's own error, positive, of the last call that failed. */
static int failure;

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tand $-16, %rsp\n\tcall begin\n\thlt\n");

static long kernel(long number, long a, long b, long c, long d, long e, long f) {
	register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	long result;
	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
	return result;
}
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x29, #0\n\tmov x30, #0\n\tbl begin\n\tbrk #0\n");

static long kernel(long number, long a, long b, long c, long d, long e, long f) {
	register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
	__asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
	return x0;
}
#else
#error "no system calls for this processor"
#endif

/* -1 and `failure` set, as the C library does; arguments that a call does not have are zero. */
static long call(long number, long a, long b, long c, long d, long e, long f) {
	long result = kernel(number, a, b, c, d, e, f);
	if (result < 0 && result > -4096) {
		failure = (int)-result;
		return -1;
	}
	return result;
}

#define CALL1(n, a) call(n, (long)(a), 0, 0, 0, 0, 0)
#define CALL2(n, a, b) call(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define CALL3(n, a, b, c) call(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define CALL4(n, a, b, c, d) call(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define CALL5(n, a, b, c, d, e) call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define CALL6(n, a, b, c, d, e, f) call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* The compiler may call these by itself. */
void *memcpy(void *to, const void *from, size_t count) {
	unsigned char *out = to;
	const unsigned char *in = from;
	while (count--) *out++ = *in++;
	return to;
}

void *memset(void *to, int value, size_t count) {
	unsigned char *out = to;
	while (count--) *out++ = (unsigned char)value;
	return to;
}

#endif
