/** Everything that a program can do with a call, whatever its arguments: both ways of each test of an argument are followed. */

import {auditArchitecture, type FilterOptions, filterFor} from '../../../../sandbox/linux/seccomp/filter.ts';

const actions: Readonly<Record<number, string>> = {32767: 'allow', 32768: 'kill', 32704: 'notify'};

interface State {
	readonly at: number;
	/** What is loaded; undefined when it is of an argument. */
	readonly word: number | undefined;
}

/** The actions that a program can return for this number, in order, as `allow`, `kill`, `notify` or `errno 1`. */
export function outcomesOf(options: FilterOptions, number: number): readonly string[] {
	const program = filterFor(options);
	const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
	const known = new Map([
		[0, number >>> 0],
		[4, auditArchitecture[options.arch]],
	]);
	const found = new Set<string>();
	const open: State[] = [{at: 0, word: undefined}];
	const seen = new Set<string>();
	for (let state = open.pop(); state !== undefined; state = open.pop()) {
		const key = `${state.at} ${state.word}`;
		if (seen.has(key)) {
			continue;
		}

		seen.add(key);
		const next = step(view, state, known);
		if (typeof next === 'string') {
			found.add(next);
		} else {
			open.push(...next);
		}
	}

	return [...found].sort();
}

function step(view: DataView, {at, word}: State, known: ReadonlyMap<number, number>): string | readonly State[] {
	const code = view.getUint16(at * 8, true);
	const constant = view.getUint32(at * 8 + 4, true);
	const leap = (holds: boolean): State => ({at: at + 1 + view.getUint8(at * 8 + (holds ? 2 : 3)), word});
	const either = (holds: (word: number) => boolean) => (word === undefined ? [leap(true), leap(false)] : [leap(holds(word))]);
	switch (code) {
		case 0x20:
			return [{at: at + 1, word: known.get(constant)}];
		case 0x54:
			return [{at: at + 1, word: word === undefined ? undefined : (word & constant) >>> 0}];
		case 0x05:
			return [{at: at + 1 + constant, word}];
		case 0x15:
			return either(word => word === constant);
		case 0x35:
			return either(word => word >= constant);
		case 0x45:
			return either(word => (word & constant) !== 0);
		case 0x06:
			return actions[constant >>> 16] ?? `errno ${constant & 0xffff}`;
		default:
			throw new RangeError(`Instruction ${at} has the unknown code ${code}.`);
	}
}
