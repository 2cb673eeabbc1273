/**
What is known about the value of an expression without running it: its text where it can be folded,
the dotted name of what it refers to, and where its content may have come from.
*/

/** Stands in a text for a part that is not known. */
export const HOLE = '\uFFFC';

/** Where a content may have come from. */
export type Taint =
	/** A file of keys, passwords or cookies. */
	| 'secret'
	/** The whole environment. */
	| 'environment'
	/** One variable whose name sounds secret. */
	| 'variable'
	| 'download'
	| 'decoded'
	/** Standard input, arguments. */
	| 'input'
	/** The list of processes. */
	| 'processes'
	/** A constant put together from pieces. */
	| 'built';

export interface Value {
	/** Text or bytes (as Latin-1); parts that are not known are a HOLE. */
	readonly text?: string | undefined;
	readonly number?: number | undefined;
	/** `os.system`, `open().read`; what a call gives is the callee's name and `()`. */
	readonly name?: string | undefined;
	/** Of a list or tuple whose members are all written out. */
	readonly items?: readonly Value[] | undefined;
	/** Of a dictionary or object, by constant key. */
	readonly members?: ReadonlyMap<string, Value> | undefined;
	/** For a method: what it was taken from, and its name. */
	readonly receiver?: Value | undefined;
	readonly method?: string | undefined;
	readonly taints: ReadonlySet<Taint>;
}

export const noTaints: ReadonlySet<Taint> = new Set();
export const unknown: Value = {taints: noTaints};

const maximumText = 1024 * 1024;
const holes = new RegExp(`${HOLE}+`, 'g');

/** A constant text; over 1 MB it is unknown instead. */
export function textValue(text: string, taints: ReadonlySet<Taint> = noTaints): Value {
	return text.length > maximumText ? {taints} : {text, taints};
}

/** Whether the text is known to the last character. */
export function isExact(value: Value | undefined): value is Value & {readonly text: string} {
	return value?.text !== undefined && !value.text.includes(HOLE);
}

/** The text of a value with a HOLE for what is not known; numbers in decimal. */
export function shapeOf(value: Value | undefined): string {
	return value?.text ?? (value?.number === undefined ? HOLE : String(value.number));
}

/** The texts of values one after the other, with all their taints. */
export function concatenate(values: readonly Value[]): Value {
	const taints = taintsOf(values);
	if (values.every(value => value.text === undefined && value.number === undefined)) {
		return {taints};
	}

	const text = values.map(shapeOf).join('').replaceAll(holes, HOLE);
	const exact = values.length > 1 && !text.includes(HOLE) && values.some(value => value.text !== '');
	return textValue(text, exact ? withTaints(taints, ['built']) : taints);
}

/** All taints of some values and of what they hold. */
export function taintsOf(values: Iterable<Value | undefined>): ReadonlySet<Taint> {
	let all = noTaints;
	for (const value of values) {
		if (value && value.taints.size > 0) {
			all = union(all, value.taints);
		}
	}

	return all;
}

/** A set with more taints in it; the same set when nothing is added. */
export function withTaints(taints: ReadonlySet<Taint>, more: readonly Taint[]): ReadonlySet<Taint> {
	return more.length === 0 ? taints : union(taints, new Set(more));
}

/** Both sets in one, which is one of the two where the other adds nothing: nearly all are empty. */
export function union(one: ReadonlySet<Taint>, other: ReadonlySet<Taint>): ReadonlySet<Taint> {
	if (other.size === 0 || one === other) {
		return one;
	}

	return one.size === 0 ? other : one.union(other);
}

/** What a name may hold after two paths met: the later constant, every taint. */
export function joinValues(before: Value | undefined, after: Value): Value {
	if (!before || before === unknown) {
		return after;
	}

	return {
		text: after.text ?? before.text,
		number: after.number ?? before.number,
		name: after.name ?? before.name,
		items: after.items ?? before.items,
		members: after.members ?? before.members,
		taints: union(before.taints, after.taints),
	};
}

/** What a loop over a value puts into its variable: the first known member, with all taints. */
export function elementOf(iterable: Value): Value {
	const known = iterable.items?.find(item => item.text !== undefined || item.name !== undefined);
	return {...known, taints: iterable.taints};
}
