/**
Calls that are allowed with some arguments only. Each rule is given what a denial is and says, per argument,
how wide the kernel's own parameter is: a word is compared alone where the kernel drops the other.
*/

import {allow, argumentEquals, type Decision, fail, ifAny, ifEqual, ifOneOf, masked, withArgument} from './decision.ts';
import {EACCES, ENOMEM, EOPNOTSUPP} from './error-numbers.ts';
import {holes} from './seal.ts';

export type Rule = (deny: Decision) => Decision;

/** Where the launcher holds the interpreter; above RLIMIT_NOFILE, so no other file can ever have this number. */
const interpreterDescriptor = 1023;
const atEmptyPath = 0x1000;

const cloneThread = 0x0001_0000;
/** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; NEWTIME has no bit in clone, where those bits are the exit signal. */
const cloneNewAny = 0x7e02_0000;

const null64 = {low: 0, high: 0} as const;

/** The kernel takes `lower_32_bits(clone_flags)`. */
const cloneThreadOnly: Rule = deny => withArgument(0, ifAny(cloneNewAny, deny, ifAny(cloneThread, allow, deny)));
const cloneWithoutNamespaces: Rule = deny => withArgument(0, ifAny(cloneNewAny, deny, allow));

/** `int fd`, `int flags`, and the token in the register that execveat does not have (seal.ts says why). */
const execInterpreterOnce: Rule = deny =>
	execInterpreter(argumentEquals(5, {low: holes.execTokenLow, high: holes.execTokenHigh}, allow, deny))(deny);

function execInterpreter(then: Decision): Rule {
	return deny => withArgument(0, ifEqual(interpreterDescriptor, withArgument(4, ifEqual(atEmptyPath, then, deny)), deny));
}

/** `pid_t tgid`: raise() and abort() work, nothing outside is reached even where there is no process namespace. */
const tgkillSelf: Rule = deny => withArgument(0, ifEqual(holes.ownProcess, allow, deny));

/** `unsigned int cmd`. Never TIOCSTI or TIOCLINUX, which type into the terminal behind us, nor any owner of signals. */
const ioctl: Rule = deny => withArgument(1, ifOneOf(ioctlAllowed, allow, ifOneOf(ioctlUnsupported, fail(EOPNOTSUPP), deny)));
/** TCGETS, TCGETS2, TIOCGPGRP, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX */
const ioctlAllowed = [0x5401, 0x802c_542a, 0x540f, 0x5413, 0x541b, 0x5421, 0x5450, 0x5451];
/** FICLONE and FIEMAP: tried by every file copy, which falls back on this answer. */
const ioctlUnsupported = [0x4004_9409, 0xc020_660b];

/**
`unsigned int cmd`: duplicates, flags, locks and a pipe's size. Not F_SETOWN and F_SETSIG, which send a signal of
choice to a process of choice without kill(), nor leases, which stall others who open the file.
*/
const fcntl: Rule = deny => withArgument(1, ifOneOf([0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032], allow, deny));

/**
`int option`: GET_DUMPABLE, SET_DUMPABLE, SET_NAME, GET_NAME, CAPBSET_READ, GET_NO_NEW_PRIVS, SVE_GET_VL (numeric libraries
on ARM) and SET_VMA, which names memory.
*/
const prctl: Rule = deny => withArgument(0, ifOneOf([3, 4, 15, 16, 23, 39, 51, 0x5356_4d41], allow, deny));

/** `pid_t pid` of 0 (the caller) and no new limit: reading only. The pointer is compared in full. */
const prlimit: Rule = deny => withArgument(0, ifEqual(0, argumentEquals(2, null64, allow, deny), deny));

/** `pid_t pid` of 0, the calling thread. */
const ownAffinity: Rule = deny => withArgument(0, ifEqual(0, allow, deny));

const mapShared = 0x01;
const mapAnonymous = 0x20;
const mapGrowsDown = 0x100;
/**
Shared anonymous memory escapes RLIMIT_DATA. Both bits are in the low word, and MAP_SHARED_VALIDATE has MAP_SHARED's bit.
So does memory that grows down, which the kernel counts as a stack; the stacks of threads are not made that way.

The answer is ENOMEM, never a notification: this is the memory limit speaking, and an error that mmap is known to give.
CPython raises `OSError: Cannot allocate memory`, V8 and malloc take their ordinary out-of-memory path.
*/
const mmap: Rule = () =>
	withArgument(
		3,
		ifAny(mapGrowsDown, fail(ENOMEM), masked(mapShared | mapAnonymous, ifEqual(mapShared | mapAnonymous, fail(ENOMEM), allow))),
	);

const setIdBits = 0o6000;
const createBits = 0x40 | 0x40_0000;
/**
`umode_t mode`, 16 bits: no set-user-ID or set-group-ID file is made. Through a granted folder it would stand on the host
as the user's own, for any other account there to start. When opening, the mode counts only with O_CREAT or O_TMPFILE.
*/
const modeAt =
	(index: number): Rule =>
	deny =>
		withArgument(index, ifAny(setIdBits, deny, allow));
const openAt =
	(flags: number): Rule =>
	deny =>
		withArgument(flags, ifAny(createBits, withArgument(flags + 1, ifAny(setIdBits, deny, allow)), allow));

const afUnix = 1;
const afInet = 2;
const afInet6 = 10;
const sockStream = 1;
/** `int type` holds flags above its lowest four bits; the kernel itself refuses those it does not know. */
const typeBits = 0xf;

const ifStream = (then: Decision, deny: Decision) => withArgument(1, masked(typeBits, ifEqual(sockStream, then, deny)));

/** `int family`: stream pairs only, because a datagram end can be sent to any socket of the host that has a path. */
const socketpair: Rule = deny => withArgument(0, ifEqual(afUnix, ifStream(allow, deny), deny));

const nameLookup = 0x8_0801;
/**
`int family, int type, int protocol`. With `tcp`, streams over IPv4 or IPv6; not MPTCP or SCTP, which are streams too.

With `quietLookups` one call is refused without a record: the C library, asked for the name of a user or group (by `ls -l`,
`tar`, Python's tarfile), first tries a Unix socket to a caching daemon, of exactly this type. Node opens sockets
of that type for connections to paths, so there it is a record like any other.
*/
export function socketRule({tcp, quietLookups}: {readonly tcp: boolean; readonly quietLookups: boolean}): Rule {
	return deny => {
		const stream = ifStream(withArgument(2, ifOneOf([0, 6], allow, deny)), deny);
		const internet = tcp ? ifOneOf([afInet, afInet6], stream, deny) : deny;
		const unix = withArgument(1, ifEqual(nameLookup, fail(EACCES), deny));
		return withArgument(0, quietLookups ? ifEqual(afUnix, unix, internet) : internet);
	};
}

const outOfBand = 1;
/**
A null address, compared in full: what is connected may be written to, nothing else be addressed. And no out-of-band byte,
which nothing here uses and which has been a way into the kernel through a pair of Unix sockets.
*/
const sendto: Rule = deny => withArgument(3, ifAny(outOfBand, deny, argumentEquals(4, null64, allow, deny)));
const sendmsg: Rule = deny => withArgument(2, ifAny(outOfBand, deny, allow));

/**
`int level, int optname`: REUSEADDR, SNDBUF, RCVBUF, KEEPALIVE, LINGER, RCVTIMEO, SNDTIMEO of SOL_SOCKET and NODELAY,
CORK, KEEPIDLE, KEEPINTVL, KEEPCNT, QUICKACK, USER_TIMEOUT of TCP. No socket filters, no upper layer protocols.
*/
const setsockopt: Rule = deny =>
	withArgument(
		1,
		ifEqual(
			1,
			withArgument(2, ifOneOf([2, 7, 8, 9, 13, 20, 21], allow, deny)),
			ifEqual(6, withArgument(2, ifOneOf([1, 3, 4, 5, 6, 12, 18], allow, deny)), deny),
		),
	);

export const commonRules: Readonly<Record<string, Rule>> = {
	chmod: modeAt(1),
	creat: modeAt(1),
	fchmod: modeAt(1),
	fchmodat: modeAt(2),
	fcntl,
	ioctl,
	mmap,
	open: openAt(1),
	openat: openAt(2),
	prctl,
	prlimit64: prlimit,
	sched_setaffinity: ownAffinity,
	sendto,
	socketpair,
};

/** Python, Node, git: threads but no processes, one exec in the life of the sandbox, signals to itself only. */
export const singleProcessRules: Readonly<Record<string, Rule>> = {
	clone: cloneThreadOnly,
	execveat: execInterpreterOnce,
	tgkill: tgkillSelf,
};

/** Processes, but no namespaces. */
export const cloneRule: Readonly<Record<string, Rule>> = {clone: cloneWithoutNamespaces};

/** Shells. */
export const forkingRules: Readonly<Record<string, Rule>> = {...cloneRule, execveat: execInterpreter(allow)};

/** Clients of the proxy. */
export const proxyRules: Readonly<Record<string, Rule>> = {sendmsg, setsockopt};
