import type {Decision} from './decision.ts';

/*
One `struct sock_filter` is two words: u16 code, u8 jump when true, u8 jump when false; u32 constant.
Both architectures are little endian, as is every machine that this runs on.
*/

const loadWord = 0x20;
const and = 0x54;
const jump = 0x05;
const give = 0x06;
const jumpIf = {equal: 0x15, from: 0x35, any: 0x45} as const;

/** The kernel takes at most 4096. */
const maxInstructions = 4095;

/**
The bytes of a program that makes a decision: an array of `struct sock_filter`, 8 bytes each.

Throws a RangeError when the program is longer than the kernel takes.
*/
export function assemble(decision: Decision): Uint8Array {
	const reversed: number[] = [];
	emit(decision, reversed);
	if (reversed.length > 2 * maxInstructions) {
		throw new RangeError(`A filter of ${reversed.length / 2} instructions is too long.`);
	}

	return new Uint8Array(new Uint32Array(reversed.reverse()).buffer);
}

/** Write a decision's words last first, so that the distance to what is already written is known when a jump is. */
function emit(decision: Decision, reversed: number[]): void {
	switch (decision.kind) {
		case 'return':
			reversed.push(decision.action, give);
			return;
		case 'load':
			emit(decision.next, reversed);
			reversed.push(decision.offset, loadWord);
			return;
		case 'mask':
			emit(decision.next, reversed);
			reversed.push(decision.bits, and);
			return;
		case 'test':
			emitTest(decision, reversed);
	}
}

/** A test, then what follows when it fails, then what follows when it holds. */
function emitTest(test: Extract<Decision, {kind: 'test'}>, reversed: number[]): void {
	emit(test.yes, reversed);
	const before = reversed.length;
	emit(test.no, reversed);
	const distance = (reversed.length - before) / 2;
	const code = jumpIf[test.how];
	if (distance <= 255) {
		reversed.push(test.value, code | (distance << 16));
		return;
	}

	// A conditional jump reaches 255 instructions; a plain one reaches everything, and the test skips it when it fails.
	reversed.push(distance, jump, test.value, code | (1 << 24));
}
