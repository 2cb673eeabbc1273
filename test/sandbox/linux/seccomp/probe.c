/*
 * probe: make the system calls that stdin names, one a line as "number argument argument ...", and print each one's error
 * number (0 when it succeeds). An argument "path" stands for the address of the text "/bin/true".
 * probe x32, probe i386: one harmless call through another door.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned long value(const char *text) {
	return strcmp(text, "path") ? strtoul(text, NULL, 0) : (unsigned long)"/bin/true";
}

int main(int argc, char **argv) {
#ifdef __x86_64__
	if (argc > 1 && !strcmp(argv[1], "x32")) return (int)syscall(0x40000000 | SYS_getpid);
	if (argc > 1 && !strcmp(argv[1], "i386")) {
		long result;
		__asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
		return 0;
	}
#endif
	char line[256];
	while (fgets(line, sizeof line, stdin)) {
		unsigned long words[7] = {0};
		char *rest = line, *text;
		for (int i = 0; i < 7 && (text = strtok_r(rest, " \n", &rest)); i++) words[i] = value(text);
		long result = syscall((long)words[0], words[1], words[2], words[3], words[4], words[5], words[6]);
		printf("%d\n", result == -1 ? errno : 0);
		fflush(stdout);
	}
	return 0;
}
