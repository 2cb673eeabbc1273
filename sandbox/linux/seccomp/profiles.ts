/**
Which system calls each runtime may make. Everything that is not named here is denied; a name that an architecture
does not have is skipped there.
*/

import {ENOSYS, EOPNOTSUPP, EPERM, ESRCH} from './error-numbers.ts';
import {cloneRule, commonRules, forkingRules, proxyRules, type Rule, singleProcessRules, socketRule} from './rules.ts';

/** What is being run; `git` is git itself as the interpreter, for reading a repository. */
export type Runtime = 'python' | 'node' | 'git' | 'bash';

/** No sockets at all, or TCP clients only: the sandbox's own network then leads to our proxy and nowhere else. */
export type Network = 'none' | 'proxy';

export interface Profile {
	/** Allowed with any arguments. */
	readonly allowed: readonly string[];
	/** Refused with a fixed error that is never reported, because honest programs try them and know what to do. */
	readonly refused: Readonly<Record<string, number>>;
	/** Allowed with some arguments. */
	readonly rules: Readonly<Record<string, Rule>>;
}

const files = words(`
	read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 close close_range lseek dup dup2 dup3
	stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat getdents getdents64
	getcwd chdir fchdir umask mkdir mkdirat rmdir rename renameat renameat2 link linkat symlink symlinkat unlink unlinkat
	chown fchown lchown fchownat utime utimes futimesat utimensat truncate ftruncate fallocate fadvise64 readahead
	fsync fdatasync sync_file_range flock sendfile copy_file_range
	getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
	pipe pipe2 inotify_init inotify_init1 inotify_add_watch inotify_rm_watch
`);

const waiting = words(`
	poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
	eventfd eventfd2 signalfd signalfd4 timerfd_create timerfd_settime timerfd_gettime
	nanosleep clock_nanosleep pause getitimer setitimer alarm
	timer_create timer_settime timer_gettime timer_getoverrun timer_delete
`);

const memory = words('brk mprotect munmap mremap madvise msync mincore membarrier pkey_alloc pkey_free pkey_mprotect');

const threads = words(`
	futex set_robust_list set_tid_address rseq arch_prctl restart_syscall exit exit_group wait4 waitid
	rt_sigaction rt_sigprocmask rt_sigpending rt_sigsuspend rt_sigtimedwait rt_sigreturn sigaltstack
	sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_getattr
	sched_get_priority_max sched_get_priority_min sched_rr_get_interval
`);

const facts = words(`
	getpid gettid getppid getpgid getpgrp getsid getuid geteuid getgid getegid getresuid getresgid getgroups capget
	getpriority getrlimit getrusage times uname sysinfo getcpu getrandom gettimeofday time clock_gettime clock_getres
`);

/** For stream pairs, and for standard streams, which are sockets when Node is the parent. */
const pairedSockets = words('recvfrom getsockname getpeername getsockopt shutdown');

const clientSockets = words('connect recvmsg');

const processes = words('fork vfork execve kill tgkill setpgid setsid splice');

/** No call reaches the kernel, and no record is made: an ordinary start of a runtime tries these. */
const commonRefusals = {
	// The C library falls back to clone, whose flags a filter can see.
	clone3: ENOSYS,
	// Its flags and mode are in memory, where a filter cannot see them; callers fall back to openat.
	openat2: ENOSYS,
	// Node tries a ring at the start of every event loop and settles for epoll.
	io_uring_setup: EPERM,
	io_uring_enter: EPERM,
	io_uring_register: EPERM,
	// As on a kernel without NUMA; numeric libraries ask when they allocate.
	mbind: ENOSYS,
	get_mempolicy: ENOSYS,
	// As on a file system without attributes, which cp and tar take as a matter of course.
	setxattr: EOPNOTSUPP,
	lsetxattr: EOPNOTSUPP,
	fsetxattr: EOPNOTSUPP,
	removexattr: EOPNOTSUPP,
	lremovexattr: EOPNOTSUPP,
	fremovexattr: EOPNOTSUPP,
} as const;

/**
The profile of a runtime with or without a way to the proxy. `mayFork` lets a runtime that starts nothing make processes, which
start nothing either: what they would start is seen only by how far they come.
*/
export function profileOf(runtime: Runtime, network: Network, mayFork = false): Profile {
	const forking = runtime === 'bash';
	const connected = network === 'proxy';
	return {
		allowed: [
			...files,
			...waiting,
			...memory,
			...threads,
			...facts,
			...pairedSockets,
			...(forking ? processes : mayFork ? words('fork vfork') : []),
			...(connected ? clientSockets : []),
		],
		// There is no other process to signal, and "no such process" is the answer that programs expect.
		refused: forking ? commonRefusals : {...commonRefusals, kill: ESRCH},
		rules: {
			...commonRules,
			...(forking ? forkingRules : singleProcessRules),
			...(mayFork ? cloneRule : {}),
			...(connected ? proxyRules : {}),
			socket: socketRule({tcp: connected, quietLookups: runtime !== 'node'}),
		},
	};
}

function words(text: string): readonly string[] {
	return text.trim().split(/\s+/);
}
