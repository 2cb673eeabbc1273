/**
The words of a program that only the launcher can know, at the moment it installs it.

`execveat(1023, path, ..., AT_EMPTY_PATH)` ignores the descriptor when `path` is absolute, and a filter cannot read a
path. So the one exec that the launcher makes carries a 64-bit token in the sixth argument register, which the kernel
itself does not use; registers and memory are gone once the interpreter runs, so nobody can say it again.
A program with unfilled holes permits no exec at all.

The launcher does in C what `fillHoles` does here: in every `jump if equal` (code 0x15) whose constant is a hole,
it puts its own value.
*/

export const holes = {
	/** The halves of a random number, fresh for each run, that the launcher's execveat passes as argument 5. */
	execTokenLow: 0x5ea1_0001,
	execTokenHigh: 0x5ea1_0002,
	/** The launcher's own process id, which the interpreter keeps: the only process whose threads may be signalled. */
	ownProcess: 0x5ea1_0003,
} as const;

export interface HoleValues {
	readonly execToken: bigint;
	readonly ownProcess: number;
}

/** A copy of a program with its holes filled; a program for a shell has none and comes back as it is. */
export function fillHoles(program: Uint8Array, values: HoleValues): Uint8Array {
	const filled = Uint8Array.from(program);
	const view = new DataView(filled.buffer);
	const fillings = new Map<number, number>([
		[holes.execTokenLow, Number(BigInt.asUintN(32, values.execToken))],
		[holes.execTokenHigh, Number(BigInt.asUintN(32, values.execToken >> 32n))],
		[holes.ownProcess, values.ownProcess],
	]);
	for (let at = 0; at < filled.length; at += 8) {
		const filling = view.getUint16(at, true) === 0x15 ? fillings.get(view.getUint32(at + 4, true)) : undefined;
		if (filling !== undefined) {
			view.setUint32(at + 4, filling, true);
		}
	}

	return filled;
}
