/** One system call as a filter sees it. */
export interface Call {
	/** The kernel's AUDIT_ARCH value. */
	readonly audit: number;
	readonly number: number;
	readonly args?: readonly (number | bigint)[];
}

export type Action =
	| {readonly kind: 'allow'}
	| {readonly kind: 'kill'}
	| {readonly kind: 'notify'}
	| {readonly kind: 'errno'; readonly errorNumber: number};

/**
What a filter program does with a call, by the kernel's rules.

Throws a RangeError for anything that the kernel would refuse to load or that this
assembler never writes: unknown instructions, jumps or loads out of range, a program without an end.
*/
export function simulate(program: Uint8Array, call: Call): Action {
	const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
	const data = describe(call);
	let accumulator = 0;
	for (let at = 0; ; at++) {
		const code = view.getUint16(at * 8, true);
		const constant = view.getUint32(at * 8 + 4, true);
		const leap = (holds: boolean) => view.getUint8(at * 8 + (holds ? 2 : 3));
		switch (code) {
			case 0x20:
				accumulator = data.getUint32(constant, true);
				break;
			case 0x54:
				accumulator = (accumulator & constant) >>> 0;
				break;
			case 0x05:
				at += constant;
				break;
			case 0x15:
				at += leap(accumulator === constant);
				break;
			case 0x35:
				at += leap(accumulator >= constant);
				break;
			case 0x45:
				at += leap((accumulator & constant) !== 0);
				break;
			case 0x06:
				return readAction(constant);
			default:
				throw new RangeError(`Instruction ${at} has the unknown code ${code}.`);
		}
	}
}

/** A `struct seccomp_data`. Arguments are the registers' 64 bits, so -1 becomes all ones. */
function describe({audit, number, args = []}: Call): DataView {
	const data = new DataView(new ArrayBuffer(64));
	data.setUint32(0, number, true);
	data.setUint32(4, audit, true);
	for (const [index, value] of args.entries()) {
		data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, BigInt(value)), true);
	}

	return data;
}

function readAction(value: number): Action {
	switch (value >>> 16) {
		case 0x7fff:
			return {kind: 'allow'};
		case 0x8000:
			return {kind: 'kill'};
		case 0x7fc0:
			return {kind: 'notify'};
		case 0x0005:
			return {kind: 'errno', errorNumber: value & 0xffff};
		default:
			throw new RangeError(`The program returned the unknown action ${value}.`);
	}
}
