import {expect, test} from 'vitest';
import {type FilterOptions, filterFor} from '../../../../sandbox/linux/seccomp/filter.ts';
import {holes} from '../../../../sandbox/linux/seccomp/seal.ts';
import {simulate} from '../../../../sandbox/linux/seccomp/simulate.ts';
import {syscallTable} from '../../../../sandbox/linux/seccomp/syscalls.ts';
import {answer, answerToNumber, architectures, everyOption, label} from './calls.ts';

/** Each rule is checked in the variant that says what it does: `errno` shows EPERM (1) apart from EACCES (13). */
const python: FilterOptions = {runtime: 'python', network: 'none', arch: 'x64', deniedAction: 'errno'};
const node: FilterOptions = {...python, runtime: 'node'};
const git: FilterOptions = {...python, runtime: 'git'};
const bash: FilterOptions = {...python, runtime: 'bash'};
const single = [python, node, git];
const onBoth = (options: readonly FilterOptions[]) => options.flatMap(option => architectures.map(arch => ({...option, arch})));

/** A dirty high half: what an attacker adds to a 32-bit argument, because the kernel will not look at it. */
const dirty = 0xdead_beef_0000_0000n;
const token = (BigInt(holes.execTokenHigh) << 32n) | BigInt(holes.execTokenLow);

const forbiddenEverywhere = `
	ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_open pidfd_getfd pidfd_send_signal
	bpf perf_event_open userfaultfd keyctl add_key request_key
	mount umount2 fsopen fsconfig fsmount fspick open_tree move_mount mount_setattr pivot_root chroot unshare setns
	kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff acct quotactl quotactl_fd
	clock_settime clock_adjtime adjtimex settimeofday sethostname setdomainname personality
	name_to_handle_at open_by_handle_at fanotify_init fanotify_mark memfd_create memfd_secret modify_ldt iopl ioperm
	vmsplice tee move_pages migrate_pages set_mempolicy set_mempolicy_home_node syslog seccomp
	landlock_create_ruleset landlock_add_rule landlock_restrict_self
	setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset
	setpriority setrlimit sched_setscheduler sched_setparam sched_setattr ioprio_set
	mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify mq_getsetattr
	shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl
	mknod mknodat uselib ustat sysfs vhangup lookup_dcookie nfsservctl sync syncfs
	io_setup io_submit io_destroy io_cancel io_getevents io_pgetevents remap_file_pages mlockall
	tkill rt_sigqueueinfo rt_tgsigqueueinfo
	bind listen accept accept4 sendmmsg recvmmsg
`;

test('every program fits the kernel and is the same array each time', () => {
	for (const options of everyOption) {
		const program = filterFor(options);
		expect(program.length % 8).toBe(0);
		expect(program.length / 8).toBeLessThan(600);
		expect(filterFor({...options})).toBe(program);
	}
});

test('calls by another architecture and by x32 numbers kill the process in every program', () => {
	for (const options of everyOption) {
		const foreign = [0x4000_0003, 0x4000_0028, options.arch === 'x64' ? 0xc000_00b7 : 0xc000_003e];
		for (const audit of foreign) {
			expect(simulate(filterFor(options), {audit, number: 20}), label(options)).toEqual({kind: 'kill'});
		}

		const x32 = options.arch === 'x64' ? 'kill' : 'errno 38';
		expect(answerToNumber(options, 0x4000_0000)).toBe(x32);
		expect(answerToNumber(options, 0x4000_0027)).toBe(x32);
		expect(answerToNumber(options, -1)).toBe(x32);
	}
});

test('numbers above the table do not exist, so that newer C libraries fall back', () => {
	for (const options of everyOption) {
		const {last} = syscallTable(options.arch);
		expect(answerToNumber(options, last + 1)).toBe('errno 38');
		expect(answerToNumber(options, 462)).toBe('errno 38');
		expect(answerToNumber(options, 0x3fff_ffff)).toBe('errno 38');
		expect(answerToNumber(options, last)).not.toBe('errno 38');
	}
});

test('numbers that the table has no name for are denied', () => {
	for (const options of everyOption) {
		const gap = options.arch === 'x64' ? 340 : 250;
		expect(answerToNumber(options, gap)).toBe(options.deniedAction === 'notify' ? 'notify' : 'errno 1');
	}
});

test('the dangerous calls are denied in every program, whatever the arguments', () => {
	for (const options of everyOption) {
		for (const name of forbiddenEverywhere.trim().split(/\s+/)) {
			const denied = [undefined, options.deniedAction === 'notify' ? 'notify' : 'errno 1'];
			expect(denied, `${name} in ${label(options)}`).toContain(answer(options, name));
			expect(denied, `${name} in ${label(options)}`).toContain(answer(options, name, -1, -1, -1, -1, -1, -1));
		}
	}
});

test('what honest programs try at every start is refused without a record', () => {
	const quiet: Record<string, string> = {
		clone3: 'errno 38',
		openat2: 'errno 38',
		io_uring_setup: 'errno 1',
		io_uring_enter: 'errno 1',
		io_uring_register: 'errno 1',
		mbind: 'errno 38',
		get_mempolicy: 'errno 38',
		setxattr: 'errno 95',
		fsetxattr: 'errno 95',
		lremovexattr: 'errno 95',
	};
	for (const options of everyOption) {
		for (const [name, expected] of Object.entries(quiet)) {
			expect(answer(options, name), `${name} in ${label(options)}`).toBe(expected);
		}
	}
});

test('the everyday calls of the runtimes are allowed', () => {
	const names =
		'read write close newfstatat openat lseek mprotect munmap brk rt_sigaction rt_sigprocmask pread64 pwrite64 readv writev ' +
		'pipe2 dup3 nanosleep getpid exit exit_group wait4 uname flock fsync getdents64 getcwd chdir renameat2 mkdirat unlinkat ' +
		'symlinkat linkat readlinkat faccessat umask gettimeofday getrusage sysinfo getuid futex sched_yield epoll_create1 ' +
		'epoll_ctl epoll_pwait eventfd2 timerfd_create inotify_add_watch getrandom statx rseq close_range copy_file_range ' +
		'recvfrom getsockname getsockopt sigaltstack clock_gettime set_robust_list';
	for (const options of everyOption) {
		for (const name of names.split(' ')) {
			expect(answer(options, name), `${name} in ${label(options)}`).toBe('allow');
		}
	}
});

test('threads start, processes do not', () => {
	const threadFlags = 0x3d_0f00;
	for (const options of onBoth(single)) {
		expect(answer(options, 'clone', threadFlags)).toBe('allow');
		expect(answer(options, 'clone', 17)).toBe('errno 1');
		expect(answer(options, 'clone', 0x4111)).toBe('errno 1');
		// The kernel drops the high half: it must neither hide a namespace flag nor lend the thread flag.
		expect(answer(options, 'clone', dirty | 0x3d_0f00n)).toBe('allow');
		expect(answer(options, 'clone', 0x0001_0000_0000_0011n)).toBe('errno 1');
		expect(answer(options, 'clone', (0x1_0000n << 32n) | 17n)).toBe('errno 1');
		expect([undefined, 'errno 1']).toContain(answer(options, 'fork'));
		expect([undefined, 'errno 1']).toContain(answer(options, 'vfork'));
	}
});

test('a shell starts processes but no namespaces', () => {
	for (const options of onBoth([bash])) {
		expect(answer(options, 'clone', 17)).toBe('allow');
		expect([undefined, 'allow']).toContain(answer(options, 'vfork'));
		for (const flag of [0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000]) {
			expect(answer(options, 'clone', flag | 17)).toBe('errno 1');
			expect(answer(options, 'clone', dirty | BigInt(flag))).toBe('errno 1');
			expect(answer(python, 'clone', flag | 0x1_0000)).toBe('errno 1');
		}
	}
});

test('one exec passes: of the held descriptor, as an empty path, with the token', () => {
	for (const options of onBoth(single)) {
		const exec = (fd: number | bigint, flags: number | bigint, secret: number | bigint) =>
			answer(options, 'execveat', fd, 0x1234, 0, 0, flags, secret);
		expect(exec(1023, 0x1000, token)).toBe('allow');
		// int fd and int flags: the kernel sees 1023 and AT_EMPTY_PATH here too, so this is the same call.
		expect(exec(dirty | 1023n, dirty | 0x1000n, token)).toBe('allow');
		expect(exec(1022, 0x1000, token)).toBe('errno 1');
		expect(exec(1023n << 32n, 0x1000, token)).toBe('errno 1');
		expect(exec(1023, 0, token)).toBe('errno 1');
		expect(exec(1023, 0x1100, token)).toBe('errno 1');
		expect(exec(1023, 0x1000, 0)).toBe('errno 1');
		expect(exec(1023, 0x1000, token & 0xffff_ffffn)).toBe('errno 1');
		expect(exec(1023, 0x1000, token ^ (1n << 63n))).toBe('errno 1');
		expect(exec(-100, 0, token)).toBe('errno 1');
		expect(answer(options, 'execve')).toBe('errno 1');
	}
});

test('a shell may exec by path and from the held descriptor', () => {
	for (const options of onBoth([bash])) {
		expect(answer(options, 'execve')).toBe('allow');
		expect(answer(options, 'execveat', 1023, 0, 0, 0, 0x1000)).toBe('allow');
		expect(answer(options, 'execveat', 5, 0, 0, 0, 0x1000)).toBe('errno 1');
	}
});

test('kill finds no process, and threads signal their own process only', () => {
	for (const options of onBoth(single)) {
		expect(answer(options, 'kill', 1, 9)).toBe('errno 3');
		expect(answer({...options, deniedAction: 'notify'}, 'kill', 1, 9)).toBe('errno 3');
		expect(answer(options, 'tgkill', holes.ownProcess, 5, 6)).toBe('allow');
		expect(answer(options, 'tgkill', 4321, 4321, 9)).toBe('errno 1');
	}

	for (const options of onBoth([bash])) {
		expect(answer(options, 'kill', 5, 9)).toBe('allow');
		expect(answer(options, 'tgkill', 5, 5, 9)).toBe('allow');
	}
});

test('descriptors cannot be told to signal a process or to hold up others', () => {
	for (const options of onBoth([python, bash])) {
		for (const command of [0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032]) {
			expect(answer(options, 'fcntl', 0, command)).toBe('allow');
		}

		for (const command of [8, 10, 15, 1024, 1026, 1031, 1033]) {
			expect(answer(options, 'fcntl', 0, command)).toBe('errno 1');
			expect(answer(options, 'fcntl', 0, dirty | BigInt(command))).toBe('errno 1');
		}
	}
});

test('terminals can be measured, not typed into', () => {
	for (const options of onBoth([python, node, bash])) {
		for (const request of [0x5401, 0x5413, 0x540f, 0x541b, 0x5421, 0x5450, 0x5451, 0x802c_542a]) {
			expect(answer(options, 'ioctl', 0, request)).toBe('allow');
		}

		for (const request of [0x5412, 0x541c, 0x5402, 0x540e, 0x8901, 0x8902, 0x4008_6602, 0x5452]) {
			expect(answer(options, 'ioctl', 0, request)).toBe('errno 1');
			expect(answer(options, 'ioctl', 0, dirty | BigInt(request))).toBe('errno 1');
			expect(answer({...options, deniedAction: 'notify'}, 'ioctl', 0, request)).toBe('notify');
		}

		expect(answer({...options, deniedAction: 'notify'}, 'ioctl', 1, 0x4004_9409)).toBe('errno 95');
	}
});

test('prctl names things and nothing else', () => {
	for (const options of onBoth([python, bash])) {
		for (const option of [3, 4, 15, 16, 23, 39, 0x5356_4d41]) {
			expect(answer(options, 'prctl', option)).toBe('allow');
		}

		// PDEATHSIG, SECCOMP, CAPBSET_DROP, MM, CHILD_SUBREAPER, NO_NEW_PRIVS, CAP_AMBIENT, SPECULATION, SYSCALL_USER_DISPATCH, PTRACER
		for (const option of [1, 22, 24, 35, 36, 38, 47, 53, 59, 0x5961_6d61]) {
			expect(answer(options, 'prctl', option)).toBe('errno 1');
			expect(answer(options, 'prctl', dirty | BigInt(option))).toBe('errno 1');
		}
	}
});

test('limits can be read, not set', () => {
	for (const options of onBoth([python, bash])) {
		expect(answer(options, 'prlimit64', 0, 7, 0, 0x7fff_0000)).toBe('allow');
		expect(answer(options, 'prlimit64', 0, 7, 0x7fff_0000, 0)).toBe('errno 1');
		expect(answer(options, 'prlimit64', 0, 7, 0x7fff_0000_0000n, 0)).toBe('errno 1');
		expect(answer(options, 'prlimit64', 1, 7, 0, 0x7fff_0000)).toBe('errno 1');
		expect(answer(options, 'sched_setaffinity', 0, 8, 1)).toBe('allow');
		expect(answer(options, 'sched_setaffinity', 77, 8, 1)).toBe('errno 1');
	}
});

test('memory that the limit would not count is refused as out of memory, without a record', () => {
	for (const options of onBoth([python, node, bash])) {
		const notified: FilterOptions = {...options, deniedAction: 'notify'};
		expect(answer(notified, 'mmap', 0, 4096, 3, 0x22, -1)).toBe('allow');
		expect(answer(notified, 'mmap', 0, 4096, 3, 0x01, 5)).toBe('allow');
		expect(answer(notified, 'mmap', 0, 4096, 3, 0x21, -1)).toBe('errno 12');
		expect(answer(notified, 'mmap', 0, 4096, 3, 0x23, -1)).toBe('errno 12');
		expect(answer(notified, 'mmap', 0, 4096, 3, 0x4021, -1)).toBe('errno 12');
		expect(answer(notified, 'mmap', 0, 4096, 3, 0x122, -1)).toBe('errno 12');
		// MAP_STACK and MAP_NORESERVE, as the C library maps the stacks of threads.
		expect(answer(notified, 'mmap', 0, 4096, 3, 0x2_4022, -1)).toBe('allow');
		expect(answer(notified, 'mmap', 0, 4096, 3, dirty | 0x21n, -1)).toBe('errno 12');
	}
});

test('no file is made that runs as its owner', () => {
	const setuid = 0o4755;
	for (const options of onBoth([python, bash])) {
		for (const [name, before] of [
			['chmod', 1],
			['fchmod', 1],
			['fchmodat', 2],
			['creat', 1],
		] as const) {
			const padding = new Array<number>(before).fill(0);
			expect([undefined, 'allow']).toContain(answer(options, name, ...padding, 0o1777));
			expect([undefined, 'errno 1']).toContain(answer(options, name, ...padding, setuid));
			expect([undefined, 'errno 1']).toContain(answer(options, name, ...padding, 0o2755));
			expect([undefined, 'errno 1']).toContain(answer(options, name, ...padding, dirty | BigInt(setuid)));
		}

		expect(answer(options, 'openat', -100, 0, 0x241, 0o644)).toBe('allow');
		expect(answer(options, 'openat', -100, 0, 0x241, setuid)).toBe('errno 1');
		expect(answer(options, 'openat', -100, 0, 0x41_0002, setuid)).toBe('errno 1');
		// Without O_CREAT the register holds whatever was left in it.
		expect(answer(options, 'openat', -100, 0, 0, setuid)).toBe('allow');
		expect([undefined, 'errno 1']).toContain(answer(options, 'open', 0, 0x41, setuid));
		expect([undefined, 'allow']).toContain(answer(options, 'open', 0, 0x41, 0o600));
	}
});

test('without network there are no sockets but stream pairs', () => {
	for (const options of onBoth([python, node, git, bash])) {
		for (const family of [1, 2, 10, 16, 17, 29, 31, 38, 40, 44]) {
			for (const type of [1, 2, 3, 5, 0x8_0001]) {
				expect(answer(options, 'socket', family, type, 0)).toBe('errno 13');
				expect(answer({...options, deniedAction: 'notify'}, 'socket', family, type, 0)).toBe('notify');
			}
		}

		expect(answer(options, 'socketpair', 1, 1, 0)).toBe('allow');
		expect(answer(options, 'socketpair', 1, 0x8_0801, 0)).toBe('allow');
		expect(answer(options, 'socketpair', 1, 2, 0)).toBe('errno 1');
		expect(answer(options, 'socketpair', 1, 0x8_0005, 0)).toBe('errno 1');
		expect(answer(options, 'socketpair', 1, dirty | 2n, 0)).toBe('errno 1');
		expect(answer(options, 'socketpair', 2, 1, 0)).toBe('errno 1');
		expect(answer(options, 'sendto', 3, 0, 1, 0, 0, 0)).toBe('allow');
		expect(answer(options, 'sendto', 3, 0, 1, 0, 0x1000, 16)).toBe('errno 1');
		expect(answer(options, 'sendto', 3, 0, 1, 0, 1n << 32n, 16)).toBe('errno 1');
		// MSG_OOB, and MSG_NOSIGNAL beside it.
		expect(answer(options, 'sendto', 3, 0, 1, 0x4001, 0, 0)).toBe('errno 1');
		expect(answer(options, 'sendto', 3, 0, 1, 0x4000, 0, 0)).toBe('allow');
		for (const name of ['connect', 'sendmsg', 'recvmsg', 'setsockopt']) {
			expect(answer(options, name), name).toBe('errno 1');
		}
	}
});

test('behind the proxy there are TCP clients and nothing else', () => {
	for (const options of onBoth([python, node, git, bash].map(option => ({...option, network: 'proxy' as const})))) {
		for (const family of [2, 10]) {
			expect(answer(options, 'socket', family, 1, 0)).toBe('allow');
			expect(answer(options, 'socket', family, 0x8_0801, 6)).toBe('allow');
			expect(answer(options, 'socket', dirty | BigInt(family), dirty | 1n, 0)).toBe('allow');
			for (const [type, protocol] of [
				[2, 0],
				[2, 17],
				[3, 1],
				[5, 132],
				[1, 132],
				[1, 262],
				[0x801, 262],
			] as const) {
				expect(answer(options, 'socket', family, type, protocol)).toBe('errno 13');
			}
		}

		for (const family of [1, 16, 17, 31, 38, 40]) {
			expect(answer(options, 'socket', family, 1, 0)).toBe('errno 13');
			expect(answer(options, 'socket', (2n << 32n) | BigInt(family), 1, 0)).toBe('errno 13');
		}

		expect(answer(options, 'sendmsg', 3, 0, 1)).toBe('errno 1');
		for (const name of ['connect', 'sendmsg', 'recvmsg', 'recvfrom', 'getsockopt', 'getsockname', 'getpeername', 'shutdown']) {
			expect(answer(options, name), name).toBe('allow');
		}

		expect(answer(options, 'sendto', 3, 0, 1, 0, 0x1000, 16)).toBe('errno 1');
		expect(answer(options, 'setsockopt', 3, 6, 1)).toBe('allow');
		expect(answer(options, 'setsockopt', 3, 1, 9)).toBe('allow');
		// SO_ATTACH_FILTER, SO_ATTACH_BPF, TCP_ULP, IP options
		for (const [level, option] of [
			[1, 26],
			[1, 50],
			[6, 31],
			[0, 1],
			[41, 26],
		] as const) {
			expect(answer(options, 'setsockopt', 3, level, option)).toBe('errno 1');
		}
	}
});

test('a look-up of a user name leaves no record except in Node, where it would be a connection', () => {
	const lookup = [1, 0x8_0801, 0] as const;
	for (const options of onBoth([python, git, bash])) {
		expect(answer({...options, deniedAction: 'notify'}, 'socket', ...lookup)).toBe('errno 13');
		expect(answer({...options, deniedAction: 'notify'}, 'socket', 1, 0x8_0001, 0)).toBe('notify');
	}

	expect(answer({...node, deniedAction: 'notify'}, 'socket', ...lookup)).toBe('notify');
});

test('the notifying program differs from the other only in whom it tells', () => {
	for (const options of everyOption.filter(({deniedAction}) => deniedAction === 'notify')) {
		for (const number of syscallTable(options.arch).numbers.values()) {
			const told = answerToNumber(options, number);
			const plain = answerToNumber({...options, deniedAction: 'errno'}, number);
			expect(told === 'notify' ? ['errno 1', 'errno 13'] : [told]).toContain(plain);
		}
	}
});
