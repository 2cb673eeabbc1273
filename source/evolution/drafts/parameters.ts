/** Which literals of alike calls become parameters: those that differ. Places that always hold the same value are one. */

import {canonicalJson, type Literal} from '../../../sandbox/index.ts';
import type {AlikeCalls} from './alike.ts';

export type ParameterType = 'string' | 'number' | 'boolean' | 'array' | 'object';

export interface Parameter {
	readonly name: string;
	readonly type: ParameterType;
	/** Every call had a number with a fraction or a point here: Python keeps the two kinds apart. */
	readonly isFloat: boolean;
	/** Which literals of the first call it takes the place of. */
	readonly places: readonly number[];
	/** One a call. */
	readonly values: readonly unknown[];
}

const types: Readonly<Record<Literal['form'], ParameterType>> = {
	string: 'string',
	integer: 'number',
	float: 'number',
	boolean: 'boolean',
	list: 'array',
	object: 'object',
};
const plainNames: Readonly<Record<ParameterType, string>> = {
	string: 'text',
	number: 'number',
	boolean: 'flag',
	array: 'items',
	object: 'data',
};

/** The parameters of a group, in the order of the script. */
export function parametersOf(group: AlikeCalls): readonly Parameter[] {
	const [first] = group;
	const columns = new Map<string, {readonly places: number[]; readonly literals: readonly Literal[]}>();
	for (const [place] of first.literals.entries()) {
		const literals = group.flatMap(({literals: own}) => own[place] ?? []);
		const key = literals.map(({value}) => canonicalJson(value)).join('\n');
		const known = columns.get(key);
		if (known) {
			known.places.push(place);
		} else if (new Set(literals.map(({value}) => canonicalJson(value))).size > 1) {
			columns.set(key, {places: [place], literals});
		}
	}

	const taken = new Set<string>();
	return [...columns.values()].map(({places, literals}) => {
		const [literal] = literals;
		const type = types[literal?.form ?? 'string'];
		const named = places.map(place => first.literals[place]?.name).find(name => name !== null && name !== undefined);
		return {
			name: freeName((named ?? plainNames[type]).toLowerCase(), taken),
			type,
			isFloat: literals.every(({form}) => form === 'float'),
			places,
			values: literals.map(({value}) => value),
		};
	});
}

/** What a call is given as input. */
export function inputOf(parameters: readonly Parameter[], call: number): Readonly<Record<string, unknown>> {
	return Object.fromEntries(parameters.map(({name, values}) => [name, values[call]]));
}

function freeName(wanted: string, taken: Set<string>): string {
	const plain = /^[a-z][a-z0-9_]*$/.test(wanted) ? wanted : `value_${wanted.replace(/\W+/g, '')}`.replace(/_+$/, '');
	let name = plain;
	for (let count = 2; taken.has(name); count++) {
		name = `${plain}_${count}`;
	}

	taken.add(name);
	return name;
}
