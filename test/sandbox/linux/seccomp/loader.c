/*
 * loader FILTER PROGRAM ARG...: install a filter and become PROGRAM, as the launcher does but with nothing else around it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct sock_filter program[4096];

static void die(const char *step) {
	perror(step);
	exit(126);
}

/* The C twin of fillHoles in seal.ts. */
static void fill_holes(size_t count, const uint32_t token[2]) {
	for (size_t i = 0; i < count; i++) {
		if (program[i].code != (BPF_JMP | BPF_JEQ | BPF_K)) continue;
		if (program[i].k == 0x5ea10001) program[i].k = token[0];
		else if (program[i].k == 0x5ea10002) program[i].k = token[1];
		else if (program[i].k == 0x5ea10003) program[i].k = (uint32_t)getpid();
	}
}

int main(int argc, char **argv, char **environment) {
	if (argc < 3) return 2;
	int file = open(argv[1], O_RDONLY);
	ssize_t size = read(file, program, sizeof program);
	if (file < 0 || size <= 0) die("filter");
	int interpreter = open(argv[2], O_RDONLY | O_CLOEXEC);
	if (interpreter < 0 || dup3(interpreter, 1023, O_CLOEXEC) < 0) die("interpreter");
	if (syscall(SYS_close_range, 3, 1022, 0)) die("close_range");
	struct rlimit files = {512, 512};
	if (setrlimit(RLIMIT_NOFILE, &files)) die("rlimit");
	uint32_t token[2];
	if (getrandom(token, sizeof token, 0) != sizeof token) die("random");
	fill_holes((size_t)size / sizeof *program, token);
	struct sock_fprog filter = {(unsigned short)((size_t)size / sizeof *program), program};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) die("no_new_privs");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter)) die("seccomp");
	syscall(SYS_execveat, 1023, "", argv + 2, environment, AT_EMPTY_PATH, (uint64_t)token[1] << 32 | token[0]);
	die("exec");
}
