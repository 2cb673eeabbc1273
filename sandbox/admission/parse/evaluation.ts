/**
The part of reading code that does not depend on the language: scopes, calls, functions of the skill itself.

Nothing is run. Statements are taken in source order; inside a branch or loop an assignment adds to what a
name may hold instead of replacing it.
*/

import type {Call, FlowModel, Place} from './code.ts';
import {DeadlinePassed} from './deadline.ts';
import type {FunctionFacts, ProgramFacts} from './program.ts';
import {joinValues, taintsOf, union, unknown, type Value} from './value.ts';

export interface CallShape {
	readonly callee: Value;
	readonly args: readonly Value[];
	readonly keywords?: ReadonlyMap<string, Value>;
	readonly place: Place;
	readonly used?: boolean;
}

export interface EvaluationInput {
	/** Own name of the module, `./stem`. */
	readonly module: string;
	readonly program: ProgramFacts;
	readonly flow: FlowModel;
	/** Of `performance.now()`. */
	readonly deadline: number;
}

const noKeywords: ReadonlyMap<string, Value> = new Map();
const maximumName = 200;

export class Evaluation {
	readonly calls: Call[] = [];
	readonly module: string;
	readonly program: ProgramFacts;
	readonly flow: FlowModel;
	readonly #deadline: number;
	readonly #scopes: Map<string, Value>[] = [new Map()];
	readonly #functions: FunctionFacts[] = [];
	#branches = 0;
	#muted = 0;
	#steps = 0;

	constructor(input: EvaluationInput) {
		this.module = input.module;
		this.program = input.program;
		this.flow = input.flow;
		this.#deadline = input.deadline;
	}

	/** Throws DeadlinePassed when the time for this file is over. */
	tick(): void {
		this.#steps += 1;
		if (this.#steps % 1024 === 0 && performance.now() > this.#deadline) {
			throw new DeadlinePassed();
		}
	}

	lookup(name: string): Value | undefined {
		for (let index = this.#scopes.length - 1; index >= 0; index -= 1) {
			const value = this.#scopes[index]?.get(name);
			if (value) {
				return value;
			}
		}

		return this.program.member(`${this.module}.${name}`);
	}

	bind(name: string, value: Value): void {
		const scope = this.#scopes.at(-1);
		const joined = this.#branches > 0 ? joinValues(scope?.get(name), value) : value;
		scope?.set(name, joined);
		if (this.#scopes.length === 1) {
			this.program.setMember(`${this.module}.${name}`, joined);
		}
	}

	/** Evaluate what may or may not happen. */
	branch<Result>(body: () => Result): Result {
		this.#branches += 1;
		try {
			return body();
		} finally {
			this.#branches -= 1;
		}
	}

	/** Evaluate without noting calls: for code that is gone through more than once. */
	muted<Result>(body: () => Result): Result {
		this.#muted += 1;
		try {
			return body();
		} finally {
			this.#muted -= 1;
		}
	}

	/** A scope of its own; `names` are bound in it first. */
	scoped<Result>(names: ReadonlyMap<string, Value>, body: () => Result): Result {
		this.#scopes.push(new Map(names));
		try {
			return body();
		} finally {
			this.#scopes.pop();
		}
	}

	/** The body of a class: what is bound in it are members of its name. */
	inClass(name: string, body: () => void): void {
		const members = new Map<string, Value>();
		this.#scopes.push(members);
		try {
			body();
		} finally {
			this.#scopes.pop();
		}

		for (const [key, value] of members) {
			this.program.setMember(`${name}.${key}`, value);
		}
	}

	/** The body of a function: its parameters hold what callers were seen to pass. */
	inFunction(name: string, parameters: readonly string[], bound: ReadonlyMap<string, Value>, body: () => void): void {
		const facts = this.program.declareFunction(name, parameters);
		const names = new Map<string, Value>(parameters.map(parameter => [parameter, facts.given.get(parameter) ?? unknown]));
		for (const [key, value] of bound) {
			names.set(key, value);
		}

		const branches = this.#branches;
		this.#branches = 0;
		this.#functions.push(facts);
		try {
			this.scoped(names, body);
		} finally {
			this.#functions.pop();
			this.#branches = branches;
		}
	}

	returned(value: Value): void {
		const facts = this.#functions.at(-1);
		if (facts) {
			facts.returns = joinValues(facts.returns, value);
		}
	}

	/** The member of a value: a name one longer, what the skill stored there, or a member that was written out. */
	member(base: Value, key: string): Value {
		const written = base.members?.get(key);
		const name = memberName(base.name, key);
		const stored = name?.startsWith('./') ? this.program.member(name) : undefined;
		const known = written ?? stored;
		if (known) {
			return {...known, name: known.name ?? name};
		}

		const own = name === undefined ? undefined : this.flow.ofName(name);
		return {name, receiver: base, method: key, taints: own && own.size > 0 ? own : base.taints};
	}

	/** Note a call and give what it results in. `fold` is the constant result where the language's reader knows it. */
	call(shape: CallShape, fold?: Value): Value {
		const call = this.note(shape);
		this.#noteFunctionsPassed(shape);
		const facts = this.program.function(shape.callee.name);
		facts?.parameters.forEach((parameter, index) => {
			const given = shape.keywords?.get(parameter) ?? shape.args[index];
			if (given) {
				facts.given.set(parameter, joinValues(facts.given.get(parameter), given));
			}
		});
		const inherited = taintsOf([...shape.args, ...(shape.keywords?.values() ?? []), shape.callee.receiver]);
		const taints = facts ? facts.returns.taints : this.flow.ofCall(call, inherited);
		const name = shape.callee.name === undefined ? undefined : `${shape.callee.name}()`;
		const result = fold ?? facts?.returns;
		return {
			...result,
			name: result?.name ?? (name && name.length <= maximumName ? name : undefined),
			taints: result ? union(taints, result.taints) : taints,
		};
	}

	/** Note a call without a result. */
	note(shape: CallShape): Call {
		const {callee, args, keywords = noKeywords, place, used = true} = shape;
		const name = callee.name ?? `?.${callee.method ?? ''}`;
		const call = {name, args, keywords, receiver: callee.receiver, place, used};
		if (this.#muted === 0) {
			this.calls.push(call);
		}

		return call;
	}

	// `Thread(target=os.system, args=(…))`, `map(eval, …)`: whoever gets a function will call it.
	#noteFunctionsPassed({callee, args, keywords = noKeywords, place}: CallShape): void {
		if (callee.name === 'isinstance' || callee.name === 'issubclass') {
			return;
		}

		const all = [...args, ...keywords.values()];
		for (const [index, value] of all.entries()) {
			if (value.name !== undefined && !value.name.endsWith(')') && !value.name.startsWith('./') && value.text === undefined) {
				const rest = all.slice(index + 1).flatMap(other => other.items ?? [other]);
				this.note({callee: value, args: rest, place});
			}
		}
	}
}

function memberName(base: string | undefined, key: string): string | undefined {
	return base === undefined || base.length + key.length > maximumName ? undefined : `${base}.${key}`;
}
