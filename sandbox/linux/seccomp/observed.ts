/**
Which calls an observed run is asked about, and where in them the supervisor finds what they are about.

Observing forbids and allows nothing. A call of these that the profile allows goes on once the supervisor has looked; one that
it denies is denied as ever, with its path or address in the record.
*/

import {profileOf, type Network, type Runtime} from './profiles.ts';
import {type Architecture, syscallTable} from './syscalls.ts';

export interface ObservedCalls {
	/** Names of calls that the supervisor looks at and lets go on; the filter asks about them where it allows them. */
	readonly passing: ReadonlySet<string>;
	/** For the supervisor, which says how it is read. */
	readonly table: string;
	/** In a rehearsal: a runtime that starts nothing may fork, so that what it would start is seen. */
	readonly mayFork: boolean;
}

/**
Where things are in a call's arguments: `p` a path (behind the descriptor of its folder, or `-`), `n` a number, `a` an address.

Neither reads, writes nor anything else of an open file: what it is was said when it was opened.
*/
const places: Readonly<Record<string, string>> = {
	open: 'p-0n1',
	openat: 'p01n2',
	creat: 'p-0',
	truncate: 'p-0',
	mkdir: 'p-0',
	mkdirat: 'p01',
	mknod: 'p-0',
	mknodat: 'p01',
	rmdir: 'p-0',
	unlink: 'p-0',
	unlinkat: 'p01',
	rename: 'p-0p-1',
	renameat: 'p01p23',
	renameat2: 'p01p23',
	link: 'p-0p-1',
	linkat: 'p01p23',
	symlink: 'p-1',
	symlinkat: 'p12',
	chmod: 'p-0n1',
	fchmodat: 'p01n2',
	chown: 'p-0',
	lchown: 'p-0',
	fchownat: 'p01',
	utime: 'p-0',
	utimes: 'p-0',
	futimesat: 'p01',
	utimensat: 'p01',
	stat: 'p-0',
	lstat: 'p-0',
	newfstatat: 'p01',
	statx: 'p01',
	statfs: 'p-0',
	access: 'p-0',
	faccessat: 'p01',
	faccessat2: 'p01',
	readlink: 'p-0',
	readlinkat: 'p01',
	chdir: 'p-0',
	inotify_add_watch: 'p-1',
	execve: 'p-0',
	execveat: 'p01',
	fork: '',
	vfork: '',
	clone: 'n0',
	kill: 'n0n1',
	socket: 'n0n1n2',
	connect: 'a1',
	bind: 'a1',
	sendto: 'a4',
};

/**
Calls whose rule is split: what it allows is asked about, and what it denies the kernel refuses by itself, uncounted. All
others with a rule are asked about as in any run: where they are denied.
*/
const split = new Set(['open', 'openat', 'creat']);
/** In a rehearsal making a process is allowed; then it has to be seen as well. */
const splitInRehearsal = new Set([...split, 'clone']);

/** The calls to look at in a run of this runtime. */
export function observedCalls(runtime: Runtime, network: Network, arch: Architecture, isRehearsal = false): ObservedCalls {
	const mayFork = isRehearsal && runtime !== 'bash';
	const {allowed, refused} = profileOf(runtime, network, mayFork);
	const {numbers} = syscallTable(arch);
	const known = Object.keys(places).filter(name => numbers.has(name) && !Object.hasOwn(refused, name));
	const passing = new Set(known.filter(name => (mayFork ? splitInRehearsal : split).has(name) || allowed.includes(name)));
	const table = known.map(name => `${numbers.get(name)}${passing.has(name) ? 'c' : 'd'}${places[name]}`).join(',');
	return {passing, table, mayFork};
}
