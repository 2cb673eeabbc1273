/**
What to do about one system call, as a tree of loads and tests.

The kernel shows a filter `struct seccomp_data`, little endian on both architectures:

    0 nr   4 arch   8 instruction pointer   16 + 8 i  argument i (low word, then high word)

Each test looks at one 32-bit word. Where the kernel's own parameter is an `int` or `unsigned int` it drops the high
word, so a rule must drop it too: comparing both halves would let a call with a dirty high word slip past a test that
denies. Only pointers are compared in full.
*/

export type Decision =
	| {readonly kind: 'return'; readonly action: number}
	| {readonly kind: 'load'; readonly offset: number; readonly next: Decision}
	| {readonly kind: 'mask'; readonly bits: number; readonly next: Decision}
	| {
			readonly kind: 'test';
			/** `equal`, `from` (greater or equal, unsigned) or `any` of the bits set. */
			readonly how: 'equal' | 'from' | 'any';
			readonly value: number;
			readonly yes: Decision;
			readonly no: Decision;
	  };

export const allow: Decision = finish(0x7fff_0000);
export const killProcess: Decision = finish(0x8000_0000);
/** Ask the supervisor, which answers with an error and counts the call; in an observed run it lets some calls go on. */
export const notify: Decision = finish(0x7fc0_0000);

const failures = new Map<number, Decision>();

/** Fail the call with an error number; nobody is told. The same object for the same number. */
export function fail(errorNumber: number): Decision {
	const decision = failures.get(errorNumber) ?? finish(0x0005_0000 | errorNumber);
	failures.set(errorNumber, decision);
	return decision;
}

/** Look at the system call number. */
export function withNumber(next: Decision): Decision {
	return {kind: 'load', offset: 0, next};
}

/** Look at the architecture. */
export function withArchitecture(next: Decision): Decision {
	return {kind: 'load', offset: 4, next};
}

/** Look at the low word of an argument: all of it where the kernel's parameter is 32 bits or fewer. */
export function withArgument(index: number, next: Decision): Decision {
	return {kind: 'load', offset: 16 + 8 * index, next};
}

/** Whether all 64 bits of an argument equal the two words. */
export function argumentEquals(index: number, words: {readonly low: number; readonly high: number}, yes: Decision, no: Decision): Decision {
	const high: Decision = {kind: 'load', offset: 20 + 8 * index, next: ifEqual(words.high, yes, no)};
	return withArgument(index, ifEqual(words.low, high, no));
}

export function masked(bits: number, next: Decision): Decision {
	return {kind: 'mask', bits, next};
}

export function ifEqual(value: number, yes: Decision, no: Decision): Decision {
	return {kind: 'test', how: 'equal', value, yes, no};
}

export function ifFrom(value: number, yes: Decision, no: Decision): Decision {
	return {kind: 'test', how: 'from', value, yes, no};
}

export function ifAny(bits: number, yes: Decision, no: Decision): Decision {
	return {kind: 'test', how: 'any', value: bits, yes, no};
}

export function ifOneOf(values: readonly number[], yes: Decision, no: Decision): Decision {
	return values.reduceRight((rest, value) => ifEqual(value, yes, rest), no);
}

/** The same decision, which asks the supervisor where it allowed. */
export function askWhereAllowed(decision: Decision): Decision {
	switch (decision.kind) {
		case 'return':
			return decision === allow ? notify : decision;
		case 'test':
			return {...decision, yes: askWhereAllowed(decision.yes), no: askWhereAllowed(decision.no)};
		default:
			return {...decision, next: askWhereAllowed(decision.next)};
	}
}

function finish(action: number): Decision {
	return {kind: 'return', action};
}
