/*
 * launch: the last program before the interpreter, inside the sandbox.
 *
 * It reads one policy block, takes everything away that the block does not
 * grant, and becomes the interpreter. Order matters:
 *
 *   block fd 3 ──> interpreter on fd 1023 ─> proxy listener ─> close fds
 *     ─> rlimits ─> Landlock ─> no_new_privs ─> seccomp ─> execveat(1023)
 *
 * After the filter is in, the one exec that it permits is of fd 1023; that fd
 * is close-on-exec and RLIMIT_NOFILE is below it, so it can never come back.
 *
 * Any step that fails ends the process with 126 and one line on the status
 * socket; nothing continues half protected. No C library, no allocation.
 *
 * Messages on the status socket (fd 4, SOCK_SEQPACKET):
 *   "P"            alive (the kernel attaches our pid)
 *   "L<n>"         filter installed, its listener is our fd n; waits for one byte
 *   "X<abi>"       all set up under that Landlock ABI, exec comes next; end of
 *                  file means that it succeeded
 *   "E<step>:<n>"  the step failed with errno n
 */

#include "freestanding.h"

#include <linux/fcntl.h>
#include <linux/filter.h>
#include <linux/in.h>
#include <linux/landlock.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <linux/stat.h>

enum { BLOCK_FD = 3, STATUS_FD = 4, IPC_FD = 5, INTERPRETER_FD = 1023 };
enum { MAX_BLOCK = 1 << 18, MAX_STRINGS = 4096 };

/* Record types of the policy block; sandbox/linux/policy-block.ts writes them. */
enum { R_INTERPRETER = 1, R_ARG, R_ENV, R_RLIMIT, R_LANDLOCK, R_FILTER, R_NOTIFY, R_LISTEN, R_LANDLOCK_ABI, R_CHDIR, R_MOUNT };

struct record {
	uint32_t type, length;
};

static unsigned char block[MAX_BLOCK];
static size_t block_length;
static char *arguments[MAX_STRINGS], *environment[MAX_STRINGS];

static __attribute__((noreturn)) void leave(int code) {
	for (;;) CALL1(SYS_exit_group, code);
}

static __attribute__((noreturn)) void die(const char *step) {
	char line[96] = "E";
	size_t n = 1;
	int code = failure;
	while (*step && n < 64) line[n++] = *step++;
	line[n++] = ':';
	char digits[12];
	int d = 0;
	do digits[d++] = (char)('0' + code % 10);
	while (code /= 10);
	while (d) line[n++] = digits[--d];
	CALL3(SYS_write, STATUS_FD, line, n);
	leave(126);
}

/* For a block that is not as it must be: EINVAL. */
static __attribute__((noreturn)) void refuse(const char *step) {
	failure = 22;
	die(step);
}

/* The block is "SKB1", its whole length as u32, then records; every payload length is checked before use. */
static void read_block(void) {
	size_t want = 8;
	while (block_length < want) {
		long n = CALL3(SYS_read, BLOCK_FD, block + block_length, want - block_length);
		if (n < 0 && failure == 4 /* EINTR */) continue;
		if (n < 0) die("block");
		if (n == 0) refuse("block");
		block_length += (size_t)n;
		if (block_length == 8 && want == 8) {
			uint32_t length;
			memcpy(&length, block + 4, 4);
			if (block[0] != 'S' || block[1] != 'K' || block[2] != 'B' || block[3] != '1' || length < 8 || length > MAX_BLOCK) refuse("block");
			want = length;
		}
	}
}

/* Step through the records of one type; NULL at the end. `cursor` starts at 0. */
static unsigned char *next_record(uint32_t type, size_t *cursor, uint32_t *length) {
	size_t at = *cursor ? *cursor : 8;
	while (at < block_length) {
		struct record head;
		if (block_length - at < sizeof head) refuse("block");
		memcpy(&head, block + at, sizeof head);
		if (head.length > block_length - at - sizeof head) refuse("block");
		unsigned char *payload = block + at + sizeof head;
		at += sizeof head + head.length;
		*cursor = at;
		if (head.type == type) {
			*length = head.length;
			return payload;
		}
	}
	*cursor = at;
	return NULL;
}

/* A string ends at its one NUL, which is the last byte of its record. */
static char *as_string(unsigned char *payload, uint32_t length) {
	uint32_t end = 0;
	while (end < length && payload[end]) end++;
	if (length == 0 || end != length - 1) refuse("block");
	return (char *)payload;
}

static void collect(uint32_t type, char **into) {
	size_t cursor = 0, count = 0;
	uint32_t length;
	unsigned char *payload;
	while ((payload = next_record(type, &cursor, &length))) {
		if (count == MAX_STRINGS - 1) refuse("block");
		into[count++] = as_string(payload, length);
	}
}

static uint32_t number(uint32_t type, uint32_t otherwise) {
	size_t cursor = 0;
	uint32_t length, value;
	unsigned char *payload = next_record(type, &cursor, &length);
	if (!payload) return otherwise;
	if (length != 4) refuse("block");
	memcpy(&value, payload, 4);
	return value;
}

enum { RLIMIT_FILES = 7 };

/* The kernel's struct rlimit64. */
struct limit {
	uint64_t soft, hard;
};

static int open_file(const char *path, int flags) {
	return (int)CALL4(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

static void hold_interpreter(void) {
	size_t cursor = 0;
	uint32_t length;
	unsigned char *payload = next_record(R_INTERPRETER, &cursor, &length);
	if (!payload) refuse("interpreter");
	struct limit files;
	if (CALL4(SYS_prlimit64, 0, RLIMIT_FILES, 0, &files)) die("interpreter");
	if (files.soft <= INTERPRETER_FD) {
		files.soft = INTERPRETER_FD + 1;
		if (CALL4(SYS_prlimit64, 0, RLIMIT_FILES, &files, 0)) die("nofile");
	}
	int fd = open_file(as_string(payload, length), O_RDONLY);
	if (fd < 0) die("interpreter");
	if (CALL3(SYS_dup3, fd, INTERPRETER_FD, O_CLOEXEC) < 0) die("interpreter");
	CALL1(SYS_close, fd);
}

enum { FAMILY_INET = 2, SOCKET_STREAM = 1, LEVEL_SOCKET = 1, REUSE_ADDRESS = 2, PASS_DESCRIPTORS = 1 };

/* The kernel's iovec, msghdr and a cmsghdr that carries one descriptor, as 64-bit Linux lays them out. */
struct part {
	void *base;
	uint64_t length;
};

struct control {
	uint64_t length;
	int32_t level, type, descriptor, padding;
};

enum { CONTROL_LENGTH = 20 };

struct message {
	void *name;
	uint32_t name_length, padding_a;
	struct part *parts;
	uint64_t part_count;
	struct control *control;
	uint64_t control_length;
	int32_t flags, padding_b;
};

/*
 * Listen on loopback of our own empty network namespace and give the socket to
 * the Node parent over its ipc channel: one NODE_HANDLE message that carries
 * the descriptor, then wait for the acknowledgement line.
 */
static void hand_over_listener(void) {
	uint32_t port = number(R_LISTEN, 0);
	if (!port) return;
	struct sockaddr_in address = {.sin_family = FAMILY_INET, .sin_port = __builtin_bswap16((uint16_t)port)};
	address.sin_addr.s_addr = __builtin_bswap32(INADDR_LOOPBACK);
	int one = 1, listener = (int)CALL3(SYS_socket, FAMILY_INET, SOCKET_STREAM | O_CLOEXEC, 0);
	if (listener < 0) die("listen");
	if (CALL5(SYS_setsockopt, listener, LEVEL_SOCKET, REUSE_ADDRESS, &one, sizeof one)) die("listen");
	if (CALL3(SYS_bind, listener, &address, sizeof address)) die("listen");
	if (CALL2(SYS_listen, listener, 128)) die("listen");
	char text[] = "{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Server\",\"msg\":\"egress\"}\n";
	struct part part = {text, sizeof text - 1};
	struct control control = {.length = CONTROL_LENGTH, .level = LEVEL_SOCKET, .type = PASS_DESCRIPTORS, .descriptor = listener};
	struct message message = {.parts = &part, .part_count = 1, .control = &control, .control_length = sizeof control};
	if (CALL3(SYS_sendmsg, IPC_FD, &message, 0) < 0) die("hand-over");
	char answer;
	do {
		if (CALL3(SYS_read, IPC_FD, &answer, 1) != 1) die("hand-over");
	} while (answer != '\n');
	CALL1(SYS_close, listener);
}

static void close_descriptors(void) {
	if (CALL3(SYS_close_range, 3, STATUS_FD - 1, 0) || CALL3(SYS_close_range, STATUS_FD + 1, INTERPRETER_FD - 1, 0) ||
	    CALL3(SYS_close_range, INTERPRETER_FD + 1, ~0U, 0))
		die("close_range");
	if (CALL3(SYS_fcntl, STATUS_FD, F_SETFD, FD_CLOEXEC)) die("close_range");
}

/*
 * What was granted was looked at by path, and bwrap mounted it by path: a link
 * put there in between would lead anywhere. So each granted mount must be the
 * very file or folder that was looked at.
 */
static void check_mounts(void) {
	size_t cursor = 0;
	uint32_t length;
	unsigned char *payload;
	while ((payload = next_record(R_MOUNT, &cursor, &length))) {
		uint64_t device, inode;
		struct statx found;
		if (length < 18) refuse("mount");
		memcpy(&device, payload, 8);
		memcpy(&inode, payload + 8, 8);
		if (CALL5(SYS_statx, AT_FDCWD, as_string(payload + 16, length - 16), AT_SYMLINK_NOFOLLOW, STATX_INO, &found)) die("mount");
		uint64_t major = found.stx_dev_major, minor = found.stx_dev_minor;
		/* As stat() packs the two numbers. */
		uint64_t packed = ((major & ~0xfffULL) << 32) | ((major & 0xfff) << 8) | ((minor & ~0xffULL) << 12) | (minor & 0xff);
		if (packed != device || found.stx_ino != inode) refuse("mount");
	}
}

static void limit_resources(void) {
	size_t cursor = 0;
	uint32_t length;
	unsigned char *payload;
	while ((payload = next_record(R_RLIMIT, &cursor, &length))) {
		struct {
			uint32_t resource, pad;
			struct limit limit;
		} given;
		if (length != sizeof given) refuse("rlimit");
		memcpy(&given, payload, sizeof given);
		if (CALL4(SYS_prlimit64, 0, given.resource, &given.limit, 0)) die("rlimit");
	}
}

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#define FS_IOCTL_DEV (1ULL << 15)

/* Rights that exist for the file system at each ABI; a kernel refuses masks that it does not know. */
static uint64_t rights_of_abi(int abi) {
	uint64_t rights = (1ULL << 13) - 1;
	if (abi >= 2) rights |= 1ULL << 13;
	if (abi >= 3) rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
	if (abi >= 5) rights |= FS_IOCTL_DEV;
	return rights;
}

/* Returns the ABI in force; 0 when the kernel has none and the block (R_LANDLOCK_ABI, the least acceptable) allows that. */
static int restrict_files(void) {
	int abi = (int)CALL3(SYS_landlock_create_ruleset, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
	/* ENOSYS: not in this kernel; EOPNOTSUPP: not switched on. Any other error is one. */
	if (abi < 0 && failure != 38 && failure != 95) die("landlock");
	if (abi < 0) abi = 0;
	if (abi < (int)number(R_LANDLOCK_ABI, 0)) die("landlock");
	if (abi <= 0) return 0;
	/* handled_access_fs, handled_access_net (ABI 4), scoped (ABI 6): abstract sockets and signals */
	uint64_t attributes[3] = {rights_of_abi(abi), 3, 3};
	size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
	if (number(R_LISTEN, 0)) attributes[1] = 1; /* binding stays refused, connecting is the proxy's matter */
	int ruleset = (int)CALL3(SYS_landlock_create_ruleset, attributes, size, 0);
	if (ruleset < 0) die("landlock");
	const uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
				  LANDLOCK_ACCESS_FS_TRUNCATE | FS_IOCTL_DEV;
	size_t cursor = 0;
	uint32_t length;
	unsigned char *payload;
	while ((payload = next_record(R_LANDLOCK, &cursor, &length))) {
		uint64_t rights;
		if (length < 10) refuse("landlock");
		memcpy(&rights, payload, 8);
		int fd = open_file(as_string(payload + 8, length - 8), O_PATH);
		if (fd < 0) die("landlock");
		struct statx about;
		if (CALL5(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_TYPE, &about)) die("landlock");
		rights &= attributes[0];
		if (!S_ISDIR(about.stx_mode)) rights &= of_files;
		struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};
		if (rights && CALL4(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0)) die("landlock");
		CALL1(SYS_close, fd);
	}
	if (CALL2(SYS_landlock_restrict_self, ruleset, 0)) die("landlock");
	CALL1(SYS_close, ruleset);
	return abi;
}

/*
 * A filter cannot read a path, and execveat ignores its descriptor when the path
 * is absolute; so the one exec that is permitted must carry a secret in an
 * argument register that the kernel does not use. Neither register nor memory
 * survives the exec. The words to fill are named in seccomp/seal.ts.
 */
enum { HOLE_TOKEN_LOW = 0x5ea10001, HOLE_TOKEN_HIGH = 0x5ea10002, HOLE_PROCESS = 0x5ea10003 };

static uint64_t exec_token;

static void fill_holes(struct sock_filter *code, size_t count) {
	if (CALL3(SYS_getrandom, &exec_token, sizeof exec_token, 0) != sizeof exec_token) die("random");
	for (size_t i = 0; i < count; i++) {
		if (code[i].code != (BPF_JMP | BPF_JEQ | BPF_K)) continue;
		if (code[i].k == HOLE_TOKEN_LOW) code[i].k = (uint32_t)exec_token;
		else if (code[i].k == HOLE_TOKEN_HIGH) code[i].k = (uint32_t)(exec_token >> 32);
		else if (code[i].k == HOLE_PROCESS) code[i].k = (uint32_t)CALL1(SYS_getpid, 0);
	}
}

static void install_filter(void) {
	size_t cursor = 0;
	uint32_t length;
	unsigned char *payload = next_record(R_FILTER, &cursor, &length);
	if (!payload || length == 0 || length % sizeof(struct sock_filter)) refuse("filter");
	/* Records have no alignment of their own. */
	static struct sock_filter code[4096];
	if (length > sizeof code) refuse("filter");
	memcpy(code, payload, length);
	fill_holes(code, length / sizeof code[0]);
	struct sock_fprog program = {(unsigned short)(length / sizeof code[0]), code};
	uint32_t notify = number(R_NOTIFY, 0);
	long listener = CALL3(SYS_seccomp, SECCOMP_SET_MODE_FILTER, notify ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0, &program);
	if (listener < 0) die("seccomp");
	if (!notify) return;
	char line[4] = {'L', (char)('0' + listener / 10), (char)('0' + listener % 10), 0}, answer;
	if (listener > 99) refuse("seccomp");
	if (CALL3(SYS_write, STATUS_FD, line, 3) != 3) die("status");
	if (CALL3(SYS_read, STATUS_FD, &answer, 1) != 1) die("listener");
	CALL1(SYS_close, listener);
}

static void change_folder(void) {
	size_t cursor = 0;
	uint32_t length;
	unsigned char *payload = next_record(R_CHDIR, &cursor, &length);
	if (payload && CALL1(SYS_chdir, as_string(payload, length))) die("chdir");
}

__attribute__((noreturn, used)) void begin(void) {
	if (CALL3(SYS_write, STATUS_FD, "P", 1) != 1) leave(126);
	CALL1(SYS_umask, 022);
	read_block();
	collect(R_ARG, arguments);
	collect(R_ENV, environment);
	hold_interpreter();
	hand_over_listener();
	close_descriptors();
	check_mounts();
	change_folder();
	limit_resources();
	if (CALL5(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) die("no_new_privs");
	int abi = restrict_files();
	install_filter();
	char ready[3] = {'X', (char)('0' + abi / 10), (char)('0' + abi % 10)};
	if (CALL3(SYS_write, STATUS_FD, ready, 3) != 3) die("status");
	CALL6(SYS_execveat, INTERPRETER_FD, "", arguments, environment, AT_EMPTY_PATH, exec_token);
	die("exec");
}
