/**
YAML for data from strangers: maps, lists and text, nothing else.

Scalars stay text (`version: 1.10` is "1.10", dates are not dates) except null. Tags, merge keys and several
documents do not exist here; aliases do, but what they expand to is counted.
*/

import yaml from 'js-yaml';

/** A YAML text that cannot be used; `line` is 1-based, or undefined where the fault has no place. */
export class YamlError extends Error {
	override readonly name = 'YamlError';
	readonly line: number | undefined;

	constructor(message: string, line?: number) {
		super(message);
		this.line = line;
	}
}

const deepest = 16;
const mostNodes = 10_000;

const schema = new yaml.Schema({
	include: [yaml.FAILSAFE_SCHEMA],
	implicit: [
		new yaml.Type('tag:yaml.org,2002:null', {
			kind: 'scalar',
			resolve: data => data === null || /^(?:~|null|Null|NULL)?$/.test(data),
			construct: () => null,
		}),
	],
});

/** The value of a YAML text. Throws a YamlError for bad syntax, duplicate keys, tags, and what is too deep or too much. */
export function parseYaml(text: string): unknown {
	const value = load(text);
	countNodes(value, 0, {nodes: 0});
	return value;
}

export interface YamlWithLines {
	readonly value: unknown;
	/** The 1-based line where a map or list of the value begins. */
	readonly lineOf: (node: object) => number | undefined;
}

/** As `parseYaml`, for messages about what is in the value. */
export function parseYamlWithLines(text: string): YamlWithLines {
	const lines = new WeakMap<object, number>();
	const open: number[] = [];
	const value = load(text, (event, {line, result}) => {
		if (event === 'open') {
			open.push(line + 1);
			return;
		}

		const start = open.pop();
		if (typeof result === 'object' && result !== null && start !== undefined && !lines.has(result)) {
			lines.set(result, start);
		}
	});
	countNodes(value, 0, {nodes: 0});
	return {value, lineOf: node => lines.get(node)};
}

type Listener = (event: 'open' | 'close', state: {readonly line: number; readonly result: unknown}) => void;

function load(text: string, listener: Listener | null = null): unknown {
	try {
		return yaml.safeLoad(text, {schema, listener});
	} catch (error) {
		if (error instanceof RangeError) {
			throw new YamlError('is nested too deeply');
		}

		throw toYamlError(error);
	}
}

function toYamlError(error: unknown): YamlError {
	const {reason, mark} = error as {reason?: unknown; mark?: {line?: unknown}};
	const line = typeof mark?.line === 'number' ? mark.line + 1 : undefined;
	return new YamlError(typeof reason === 'string' ? reason : String(error), line);
}

/** An alias is one object in many places: every place counts, so a bomb is met long before it goes off. */
function countNodes(value: unknown, depth: number, seen: {nodes: number}): void {
	seen.nodes += 1;
	if (seen.nodes > mostNodes) {
		throw new YamlError(`holds more than ${mostNodes} values`);
	}

	if (typeof value !== 'object' || value === null) {
		return;
	}

	if (depth >= deepest) {
		throw new YamlError(`is nested more than ${deepest} deep`);
	}

	for (const member of Object.values(value)) {
		countNodes(member, depth + 1, seen);
	}
}
