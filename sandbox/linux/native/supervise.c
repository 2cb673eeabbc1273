/*
 * supervise: the one process between Node and the sandbox, outside of it.
 *
 *   Node ── supervise ── bwrap ── launch ── interpreter
 *             │  fd 4: JSON lines to Node
 *             └─ status socket from launch, seccomp listener
 *
 * It dies with Node and takes the sandbox with it; starts bwrap as the given
 * user with an empty environment; answers denied system calls; ends the run at
 * the wall clock or on SIGTERM; and reports how it ended with the kernel's own
 * accounting (wait4 covers every descendant that was reaped).
 *
 * usage: supervise -p PARENT -w WALL_MS [-i IDLE_MS] [-u UID -g GID] [-c V1_GROUP]... [-C V2_GROUP]
 *                  [-d STAGE] [-s SOURCE]... [-o LOOKS] -- COMMAND ARG...
 * With -i the command waits for a job: SIGUSR1 says that it is about to get one,
 * and clock and accounting start there. Without a job it is ended after IDLE_MS.
 * Each -s source is bound to STAGE/0, STAGE/1 ... in a private mount namespace
 * before the user changes, for sources that this user could not reach.
 * With -o it also writes down what calls are about, and lets those go on that the
 * filter asks about for that reason alone.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1
#endif
#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

enum { REPORT_FD = 4, STATUS_FD = 4, MAX_ITEMS = 64, MAX_SYSCALL = 1024, GRACE_MS = 200 };

static struct {
	pid_t parent;
	long wall_ms, idle_ms, uid, gid;
	const char *stage, *unified_group, *sources[MAX_ITEMS], *cgroups[MAX_ITEMS];
	int source_count, cgroup_count;
	char **command;
} given = {.uid = -1, .gid = -1};

static pid_t sandbox, init_pid;
static int init_fd = -1, listener = -1, status_socket = -1;
static uint32_t denied[MAX_SYSCALL];
static int started, failed, landlock_abi;
static const char *ended_by = "exit";
static int waiting;
static long begun_ms, cpu_before_us, kill_at_ms = -1;

static void report(const char *format, ...) {
	char line[512];
	va_list values;
	va_start(values, format);
	int n = vsnprintf(line, sizeof line - 1, format, values);
	va_end(values);
	if (n < 0 || n > (int)sizeof line - 2) return;
	line[n++] = '\n';
	(void)!write(REPORT_FD, line, (size_t)n);
}

static void fail(const char *step) {
	report("{\"type\":\"fail\",\"step\":\"%s\",\"errno\":%d}", step, errno);
	_exit(126);
}

static long now_ms(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000L + t.tv_nsec / 1000000L;
}

#include "look.h"

static void parse_arguments(int argc, char **argv) {
	int option;
	while ((option = getopt(argc, argv, "+p:w:i:u:g:c:C:d:s:o:")) != -1) {
		switch (option) {
		case 'p': given.parent = (pid_t)atol(optarg); break;
		case 'w': given.wall_ms = atol(optarg); break;
		case 'i': given.idle_ms = atol(optarg); break;
		case 'u': given.uid = atol(optarg); break;
		case 'g': given.gid = atol(optarg); break;
		case 'd': given.stage = optarg; break;
		case 'o': parse_looks(optarg); break;
		case 'C': given.unified_group = optarg; break;
		case 'c': if (given.cgroup_count < MAX_ITEMS) given.cgroups[given.cgroup_count++] = optarg; break;
		case 's': if (given.source_count == MAX_ITEMS) { errno = E2BIG; fail("arguments"); } given.sources[given.source_count++] = optarg; break;
		default: errno = EINVAL; fail("arguments");
		}
	}
	given.command = argv + optind;
	if (!given.parent || given.wall_ms <= 0 || given.idle_ms < 0 || !*given.command) { errno = EINVAL; fail("arguments"); }
}

/*
 * Cgroup v1: writing to "tasks" moves this one thread, at once. "cgroup.procs" would move the process, and wait for the
 * whole machine first (7 to 15 ms).
 */
static void join_cgroups(void) {
	for (int i = 0; i < given.cgroup_count; i++) {
		char path[PATH_MAX];
		snprintf(path, sizeof path, "%s/tasks", given.cgroups[i]);
		int fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0 || write(fd, "0", 1) != 1) fail("cgroup");
		close(fd);
	}
}

/*
 * A sandbox that is root for the kernel owns the host's device nodes, and bwrap binds those: it could change their modes and
 * times. bwrap keeps a mount read-only that is so already; reading from and writing to a device is not concerned.
 */
static void hold_devices(void) {
	static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
	if (given.uid != 0) return;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL)) fail("devices");
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
		if (mount(devices[i], devices[i], NULL, MS_BIND, NULL) || mount(NULL, devices[i], NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL))
			fail("devices");
}

/* As linux/sched.h has it since 5.7; spelled out, because older headers build this too. */
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#define INTO_CGROUP 0x200000000ULL
struct how_to_clone {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

/* Cgroup v2: a child that is born in its group, for the same reason. Without a group, a plain child. */
static pid_t fork_into(const char *group) {
	if (!group) {
		pid_t child = fork();
		if (child < 0) fail("fork");
		return child;
	}
	int fd = open(group, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct how_to_clone how = {.flags = INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)fd};
	/* No thread has ever run here, so there is nothing that the C library's own fork would have to mend. */
	pid_t child = fd < 0 ? -1 : (pid_t)syscall(SYS_clone3, &how, sizeof how);
	if (child < 0) fail("cgroup");
	close(fd);
	return child;
}

/* Only for real root: what the user we become cannot reach is bound to where he can, in our own mount namespace. */
static void stage_sources(void) {
	if (!given.source_count) return;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL)) fail("stage");
	if (mount("stage", given.stage, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=64k")) fail("stage");
	for (int i = 0; i < given.source_count; i++) {
		char target[PATH_MAX];
		struct stat about;
		snprintf(target, sizeof target, "%s/%d", given.stage, i);
		if (stat(given.sources[i], &about)) fail("stage");
		if (S_ISDIR(about.st_mode)) {
			if (mkdir(target, 0755)) fail("stage");
		} else {
			int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
			if (fd < 0) fail("stage");
			close(fd);
		}
		if (mount(given.sources[i], target, NULL, MS_BIND | MS_REC, NULL)) fail("stage");
	}
}

static void become_user(void) {
	if (given.uid < 0) return;
	if (setgroups(0, NULL) || setresgid((gid_t)given.gid, (gid_t)given.gid, (gid_t)given.gid) ||
	    setresuid((uid_t)given.uid, (uid_t)given.uid, (uid_t)given.uid))
		fail("user");
	if (given.uid != 0 && setuid(0) == 0) { errno = EPERM; fail("user"); }
}

static void start_sandbox(int status) {
	pid_t supervisor = getpid();
	sandbox = fork_into(given.unified_group);
	if (sandbox) return;
	/* A group of its own, so that a command without a namespace (level 1) goes with its children. */
	if (setpgid(0, 0)) fail("group");
	join_cgroups();
	hold_devices();
	stage_sources();
	become_user();
	/* After the change of user, which clears it. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("death signal");
	if (getppid() != supervisor) _exit(126);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	int report_copy = fcntl(REPORT_FD, F_DUPFD_CLOEXEC, 64);
	if (report_copy < 0 || dup2(status, STATUS_FD) < 0) _exit(126);
	char *empty[] = {NULL};
	execve(given.command[0], given.command, empty);
	dprintf(report_copy, "{\"type\":\"fail\",\"step\":\"spawn\",\"errno\":%d}\n", errno);
	_exit(126);
}

static void kill_sandbox(const char *reason) {
	if (kill_at_ms >= 0) return;
	ended_by = reason;
	/* Killing the namespace's first process lets bwrap reap it, which keeps its accounting. */
	if (init_fd < 0 || syscall(SYS_pidfd_send_signal, init_fd, SIGKILL, NULL, 0)) kill(sandbox, SIGKILL);
	kill_at_ms = now_ms() + GRACE_MS;
}

/* What a process has used up to now; nothing for one that is gone. */
static long cpu_us_of(pid_t pid) {
	clockid_t its_clock;
	struct timespec t;
	if (pid <= 0 || clock_getcpuclockid(pid, &its_clock) || clock_gettime(its_clock, &t)) return 0;
	return t.tv_sec * 1000000L + t.tv_nsec / 1000L;
}

static void begin_job(void) {
	if (!waiting) return;
	waiting = 0;
	begun_ms = now_ms();
	long used_us = cpu_us_of(init_pid);
	cpu_before_us = used_us + cpu_us_of(sandbox);
	report("{\"type\":\"pid\",\"pid\":%d,\"cpuUs\":%ld}", init_pid, used_us);
}

static void take_listener(int number) {
	listener = (int)syscall(SYS_pidfd_getfd, init_fd, number, 0);
	if (listener < 0) {
		failed = 1;
		report("{\"type\":\"fail\",\"step\":\"listener\",\"errno\":%d}", errno);
		kill_sandbox("exit");
		return;
	}
	/* Kernel >= 6.6: hand the processor straight to the waiting side; older ones refuse, which costs only time. */
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 1UL);
	(void)!write(status_socket, "A", 1);
}

/* "E<step>:<errno>" as the launcher wrote it; steps are our own words, nothing of the skill's. */
static void launcher_failed(const char *text) {
	const char *colon = strchr(text, ':');
	failed = 1;
	report("{\"type\":\"fail\",\"step\":\"%.*s\",\"errno\":%d}", colon ? (int)(colon - text) : 0, text, colon ? atoi(colon + 1) : 0);
}

static void read_status(void) {
	char text[128], room[CMSG_SPACE(sizeof(struct ucred))];
	struct iovec part = {text, sizeof text - 1};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room};
	ssize_t n = recvmsg(status_socket, &message, MSG_CMSG_CLOEXEC);
	if (n <= 0) {
		close(status_socket);
		status_socket = -1;
		if (started == 1) {
			started = 2;
			report("{\"type\":\"start\",\"landlock\":%d}", landlock_abi);
		}
		return;
	}
	text[n] = 0;
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	if (text[0] == 'P' && init_fd < 0 && head && head->cmsg_type == SCM_CREDENTIALS) {
		struct ucred who;
		memcpy(&who, CMSG_DATA(head), sizeof who);
		/* Gone already? Then its reason is the next message. */
		init_fd = (int)syscall(SYS_pidfd_open, who.pid, 0);
		init_pid = who.pid;
		/* Whoever measures a run from here on begins with its job. */
		if (!waiting) report("{\"type\":\"pid\",\"pid\":%d,\"cpuUs\":0}", who.pid);
	} else if (text[0] == 'L') {
		take_listener(atoi(text + 1));
	} else if (text[0] == 'X') {
		started = 1;
		landlock_abi = atoi(text + 1);
	} else if (text[0] == 'E') {
		started = 0;
		launcher_failed(text + 1);
	}
}

/* A call that goes on was allowed by the filter. Any other is denied, so there is no race to win; the first of each kind is reported at once. */
static void answer_call(void) {
	union {
		struct seccomp_notif call;
		char room[256];
	} in;
	union {
		struct seccomp_notif_resp answer;
		char room[128];
	} out;
	memset(&in, 0, sizeof in);
	memset(&out, 0, sizeof out);
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &in)) return;
	int nr = in.call.data.nr;
	const struct look *look = nr >= 0 && nr < MAX_SYSCALL && looks[nr].known ? &looks[nr] : NULL;
	if (look) make_record(&in.call, look);
	out.answer.id = in.call.id;
	if (look && look->goes_on) {
		out.answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &out);
		return;
	}
	out.answer.error = nr == SYS_socket ? -EACCES : -EPERM;
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &out);
	if (nr < 0 || nr >= MAX_SYSCALL) return;
	if (denied[nr]++ == 0)
		report("{\"type\":\"denied\",\"nr\":%d,\"argument\":%llu}", nr, (unsigned long long)in.call.data.args[0]);
}

static void finish(int status, const struct rusage *used) {
	write_records();
	for (int nr = 0; nr < MAX_SYSCALL; nr++)
		if (denied[nr]) report("{\"type\":\"count\",\"nr\":%d,\"count\":%u}", nr, denied[nr]);
	long cpu_us = (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * 1000000L + used->ru_utime.tv_usec + used->ru_stime.tv_usec - cpu_before_us;
	report("{\"type\":\"end\",\"by\":\"%s\",\"started\":%s,\"begun\":%s,\"code\":%d,\"signal\":%d,\"wallMs\":%ld,\"cpuUs\":%ld,\"maxRssKb\":%ld}",
	       /* The signal for a job is sent before the job and read before the death of a child: still waiting means that it got none. */
	       ended_by, started == 2 && !failed ? "true" : "false", waiting ? "false" : "true", WIFEXITED(status) ? WEXITSTATUS(status) : -1,
	       WIFSIGNALED(status) ? WTERMSIG(status) : 0, now_ms() - begun_ms, cpu_us < 0 ? 0 : cpu_us, used->ru_maxrss);
	_exit(0);
}

static int wait_time(void) {
	long left = (kill_at_ms >= 0 ? kill_at_ms : begun_ms + (waiting ? given.idle_ms : given.wall_ms)) - now_ms();
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void watch(int signals) {
	struct rusage used;
	int status;
	for (;;) {
		struct pollfd on[3] = {{signals, POLLIN, 0}, {status_socket, POLLIN, 0}, {listener, POLLIN, 0}};
		int ready = poll(on, 3, wait_time());
		/* Whatever else is ready: denied calls that never cease must not hold up the clock. */
		if (wait_time() == 0) {
			if (kill_at_ms < 0) kill_sandbox("wall");
			else { kill(sandbox, SIGKILL); kill_at_ms = now_ms() + GRACE_MS; }
		}
		if (ready == 0) continue;
		if (ready < 0 && errno != EINTR) { kill(sandbox, SIGKILL); fail("poll"); }
		if (on[1].revents) read_status();
		if (on[2].revents & POLLIN) answer_call();
		else if (on[2].revents) { close(listener); listener = -1; }
		if (!(on[0].revents & POLLIN)) continue;
		struct signalfd_siginfo signal;
		if (read(signals, &signal, sizeof signal) != sizeof signal) continue;
		if (signal.ssi_signo == SIGUSR1) { begin_job(); continue; }
		if (signal.ssi_signo != SIGCHLD) { kill_sandbox("cancelled"); continue; }
		if (wait4(sandbox, &status, WNOHANG, &used) == sandbox) {
			kill(-sandbox, SIGKILL);
			while (status_socket >= 0) read_status();
			finish(status, &used);
		}
	}
}

/* Descriptors 0 to 5 belong to the run, also where Node left one of them unused. */
static int above_given(int fd) {
	int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 16);
	if (moved < 0) fail("setup");
	close(fd);
	return moved;
}

int main(int argc, char **argv) {
	parse_arguments(argc, argv);
	fcntl(REPORT_FD, F_SETFD, FD_CLOEXEC);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("death signal");
	if (getppid() != given.parent) _exit(126);
	sigset_t handled;
	sigemptyset(&handled);
	sigaddset(&handled, SIGCHLD);
	sigaddset(&handled, SIGTERM);
	sigaddset(&handled, SIGUSR1);
	sigprocmask(SIG_BLOCK, &handled, NULL);
	int signals = above_given(signalfd(-1, &handled, SFD_CLOEXEC)), pair[2], on = 1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) fail("setup");
	pair[0] = above_given(pair[0]);
	pair[1] = above_given(pair[1]);
	if (setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on)) fail("setup");
	status_socket = pair[0];
	waiting = given.idle_ms > 0;
	begun_ms = now_ms();
	start_sandbox(pair[1]);
	close(pair[1]);
	/* The sandbox's descriptors are not ours to hold: a reader must see its end. */
	close(0);
	close(1);
	close(2);
	close(3);
	close(5);
	watch(signals);
}
