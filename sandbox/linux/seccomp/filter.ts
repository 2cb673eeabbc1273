/**
The seccomp program of a run: default deny, assembled here, installed by the launcher.

    wrong architecture ──> kill          numbers above the table ──> ENOSYS
    x32 numbers (x64)  ──> kill          everything not named    ──> denied

The rest is one binary search over ranges of numbers that are decided alike. The kernel works out at load time which
calls are allowed whatever their arguments and then skips the program for them, so its length costs nothing there.
*/

import {assemble} from './assemble.ts';
import {
	allow,
	askWhereAllowed,
	type Decision,
	fail,
	ifEqual,
	ifFrom,
	killProcess,
	notify,
	withArchitecture,
	withNumber,
} from './decision.ts';
import {EACCES, ENOSYS, EPERM} from './error-numbers.ts';
import {type Network, type Profile, profileOf, type Runtime} from './profiles.ts';
import {type Architecture, syscallTable} from './syscalls.ts';

export interface FilterOptions {
	readonly runtime: Runtime;
	readonly network: Network;
	readonly arch: Architecture;
	/** `notify` asks the supervisor, which counts the call and answers with an error; `errno` is for kernels without it. */
	readonly deniedAction: 'notify' | 'errno';
	/** Calls of an observed run that the supervisor looks at before they go on (observed.ts); needs `notify`. */
	readonly passing?: ReadonlySet<string> | undefined;
	/** For a rehearsal (profiles.ts). */
	readonly mayFork?: boolean | undefined;
}

/** The kernel's AUDIT_ARCH values. */
export const auditArchitecture: Readonly<Record<Architecture, number>> = {x64: 0xc000_003e, arm64: 0xc000_00b7};

/** Calls of the x32 ABI, which runs on 64-bit x86 under the same architecture value, have this bit. */
const x32Bit = 0x4000_0000;

const programs = new Map<string, Uint8Array>();

/**
The program for a run, as the bytes of an array of `struct sock_filter`. The same array each time: do not write to it.

Programs for `python`, `node` and `git` have holes, which the launcher fills as it installs them (seal.ts).
*/
export function filterFor(options: FilterOptions): Uint8Array {
	const key = `${options.runtime} ${options.network} ${options.arch} ${options.deniedAction}${options.passing ? ' observed' : ''}${options.mayFork ? ' forking' : ''}`;
	let program = programs.get(key);
	if (!program) {
		program = assemble(decide(options));
		programs.set(key, program);
	}

	return program;
}

function decide({runtime, network, arch, deniedAction, mayFork, passing = new Set()}: FilterOptions): Decision {
	// "Permission denied" is what resolvers and HTTP clients explain best.
	const deny = (name?: string) => (deniedAction === 'notify' ? notify : fail(name === 'socket' ? EACCES : EPERM));
	const known = search(rangesOf(decisionsOf(profileOf(runtime, network, mayFork), arch, {deny, passing})));
	const native = withNumber(arch === 'x64' ? ifFrom(x32Bit, killProcess, known) : known);
	return withArchitecture(ifEqual(auditArchitecture[arch], native, killProcess));
}

interface Answers {
	readonly deny: (name?: string) => Decision;
	readonly passing: ReadonlySet<string>;
}

/** What to do about each number, up to the first that did not exist when the table was made. */
function decisionsOf(profile: Profile, arch: Architecture, {deny, passing}: Answers): readonly Decision[] {
	const {numbers, last} = syscallTable(arch);
	const decisions = new Array<Decision>(last + 1).fill(deny());
	const decide = (name: string, decision: Decision) => {
		const number = numbers.get(name);
		if (number !== undefined) {
			decisions[number] = decision;
		}
	};

	for (const name of profile.allowed) {
		decide(name, passing.has(name) ? notify : allow);
	}

	for (const [name, errorNumber] of Object.entries(profile.refused)) {
		decide(name, fail(errorNumber));
	}

	for (const [name, rule] of Object.entries(profile.rules)) {
		// The supervisor lets a passing call go on by its number: what the rule denies, the kernel itself must refuse.
		decide(name, passing.has(name) ? askWhereAllowed(rule(fail(EPERM))) : rule(deny(name)));
	}

	decisions.push(fail(ENOSYS));
	return decisions;
}

/** Numbers from `first` to the next range's, or to the end. */
interface Range {
	readonly first: number;
	readonly decision: Decision;
}

function rangesOf(decisions: readonly Decision[]): readonly Range[] {
	const ranges: Range[] = [];
	let previous: Decision | undefined;
	decisions.forEach((decision, first) => {
		if (decision !== previous) {
			ranges.push({first, decision});
			previous = decision;
		}
	});
	return ranges;
}

/** Find the range of the number that is loaded. */
function search(ranges: readonly Range[]): Decision {
	const [only] = ranges;
	if (only && ranges.length === 1) {
		return only.decision;
	}

	const middle = ranges.length >> 1;
	return ifFrom(ranges[middle]?.first ?? 0, search(ranges.slice(middle)), search(ranges.slice(0, middle)));
}
