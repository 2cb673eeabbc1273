/** Expressions of Python: names, members, constants, calls. What happens around them is in python.ts. */

import type {Place} from './code.ts';
import {unescapeLiteral} from './decode.ts';
import type {Evaluation} from './evaluation.ts';
import {arithmetic, foldPythonCall, format, itemsOf, joinPaths, renamed} from './python-folding.ts';
import {canonicalPython, guardedModules, pythonBuiltins} from './python-names.ts';
import {fieldOf, namedOf, type SyntaxNode} from './syntax-tree.ts';
import {
	concatenate,
	elementOf,
	HOLE,
	isExact,
	noTaints,
	type Taint,
	taintsOf,
	textValue,
	unknown,
	type Value,
	withTaints,
} from './value.ts';

/** Gives every expression its value and notes every call on the way. */
export abstract class PythonExpressions {
	protected readonly source: string;
	protected readonly evaluation: Evaluation;
	/** Modules that were imported with a star. */
	protected readonly stars: string[] = [];

	constructor(source: string, evaluation: Evaluation) {
		this.source = source;
		this.evaluation = evaluation;
	}

	run(node: SyntaxNode): Value {
		for (const child of namedOf(node)) {
			this.evaluate(child);
		}

		return unknown;
	}

	protected evaluate(node: SyntaxNode | undefined): Value {
		if (!node) {
			return unknown;
		}

		this.evaluation.tick();
		return this.expression(node) ?? this.statement(node) ?? this.run(node);
	}

	/** The value of an expression, or undefined for a node of another kind. */
	protected expression(node: SyntaxNode): Value | undefined {
		switch (node.type) {
			case 'identifier':
				return this.#readIdentifier(this.textOf(node));
			case 'attribute':
				return this.readMember(this.evaluate(fieldOf(node, 'object')), this.textOf(fieldOf(node, 'attribute')));
			case 'call':
				return this.readCall(node, true);
			case 'string':
				return this.#readString(node);
			case 'concatenated_string':
				return concatenate(this.all(namedOf(node)));
			case 'integer':
				return {number: Number(this.textOf(node).replaceAll('_', '')), taints: noTaints};
			case 'true':
				return {number: 1, taints: noTaints};
			case 'subscript':
				return this.#readSubscript(node);
			case 'binary_operator':
				return this.#readBinary(node);
			case 'unary_operator':
				return this.#readUnary(node);
			case 'tuple':
			case 'list':
			case 'set':
			case 'expression_list':
				return this.#readItems(node);
			case 'dictionary':
				return this.#readDictionary(node);
			case 'parenthesized_expression':
			case 'await':
			case 'list_splat':
			case 'dictionary_splat':
				return this.evaluate(namedOf(node)[0]);
			case 'boolean_operator':
			case 'conditional_expression':
				return this.readUnion(node);
			case 'named_expression': {
				const value = this.evaluate(fieldOf(node, 'value'));
				this.assign(fieldOf(node, 'name'), value);
				return value;
			}
			case 'list_comprehension':
			case 'set_comprehension':
			case 'dictionary_comprehension':
			case 'generator_expression':
				return this.#readComprehension(node);
			case 'lambda':
				return this.#readLambda(node);
			case 'type':
				return unknown;
			default:
				return undefined;
		}
	}

	/** Go through a statement; undefined for one that has no meaning of its own. */
	protected abstract statement(node: SyntaxNode): Value | undefined;

	protected textOf(node: SyntaxNode | undefined): string {
		return node ? this.source.slice(node.start, node.end) : '';
	}

	protected all(nodes: readonly SyntaxNode[]): Value[] {
		return nodes.map(node => this.evaluate(node));
	}

	protected readUnion(node: SyntaxNode): Value {
		const values = this.all(namedOf(node));
		const known = values.find(value => value.name !== undefined || value.text !== undefined);
		return {...known, taints: taintsOf(values)};
	}

	// Names

	#readIdentifier(name: string): Value {
		const bound = this.evaluation.lookup(name);
		if (bound) {
			return bound;
		}

		if (name === '__file__') {
			return textValue(HOLE);
		}

		const star = this.stars.find(module => guardedModules.has(module));
		const full = star && !pythonBuiltins.has(name) ? `${star}.${name}` : name;
		return {name: canonicalPython(full), taints: this.evaluation.flow.ofName(full)};
	}

	protected readMember(base: Value, key: string): Value {
		if (base.name === 'pathlib.Path()' && ['parent', 'parents'].includes(key)) {
			return {text: HOLE, name: base.name, taints: base.taints};
		}

		if (base.name === 'sys' && key === 'executable') {
			return textValue('python3');
		}

		if (base.name === 'os' && key === 'sep') {
			return textValue('/');
		}

		return renamed(this.evaluation.member(base, key));
	}

	protected moduleValue(name: string): Value {
		const own = guardedModules.has(name) ? undefined : this.evaluation.program.ownModule(name.replaceAll('.', '/'));
		return {name: own ?? canonicalPython(name), taints: noTaints};
	}

	// Constants and collections

	#readString(node: SyntaxNode): Value {
		const start = this.textOf(node.children.find(child => child.type === 'string_start'));
		const raw = /r/i.test(start);
		const parts = node.children
			.filter(child => child.type === 'string_content' || child.type === 'interpolation')
			.map(child => {
				if (child.type === 'string_content') {
					return textValue(raw ? this.textOf(child) : unescapeLiteral(this.textOf(child)));
				}

				const value = this.evaluate(fieldOf(child, 'expression'));
				return value.text === undefined && value.number === undefined ? {...value, text: HOLE} : value;
			});
		return parts.length === 1 && parts[0]?.text !== undefined
			? {text: parts[0].text, taints: parts[0].taints}
			: concatenate(parts.length === 0 ? [textValue('')] : parts);
	}

	#readItems(node: SyntaxNode): Value {
		const items = namedOf(node).flatMap(child => {
			const value = this.evaluate(child);
			return child.type === 'list_splat' ? (value.items ?? [{taints: value.taints}]) : [value];
		});
		return {items, taints: taintsOf(items)};
	}

	#readUnary(node: SyntaxNode): Value {
		const value = this.evaluate(fieldOf(node, 'argument'));
		return this.textOf(fieldOf(node, 'operator')) === '-' && value.number !== undefined ? {...value, number: -value.number} : value;
	}

	#readDictionary(node: SyntaxNode): Value {
		const members = new Map<string, Value>();
		const values: Value[] = [];
		for (const child of namedOf(node)) {
			const key = this.evaluate(fieldOf(child, 'key'));
			const value = child.type === 'pair' ? this.evaluate(fieldOf(child, 'value')) : this.evaluate(child);
			values.push(key, value);
			if (isExact(key)) {
				members.set(key.text, value);
			}
		}

		return {members, taints: taintsOf(values)};
	}

	#readBinary(node: SyntaxNode): Value {
		const left = this.evaluate(fieldOf(node, 'left'));
		const right = this.evaluate(fieldOf(node, 'right'));
		const taints = taintsOf([left, right]);
		const operator = this.textOf(fieldOf(node, 'operator'));
		if (left.number !== undefined && right.number !== undefined) {
			return {number: arithmetic[operator]?.(left.number, right.number), taints};
		}

		if (operator === '+') {
			return left.items && right.items ? {items: [...left.items, ...right.items], taints} : concatenate([left, right]);
		}

		if (operator === '/' && (left.name === 'pathlib.Path()' || right.name === 'pathlib.Path()')) {
			return {...joinPaths([left, right]), name: 'pathlib.Path()'};
		}

		if (operator === '%' && left.text !== undefined) {
			return format(left.text, right.items ?? [right]);
		}

		const repeated = left.text === undefined ? right : left;
		const times = left.text === undefined ? left.number : right.number;
		if (operator === '*' && isExact(repeated) && times !== undefined && times > 0 && repeated.text.length * times < 65_536) {
			return textValue(repeated.text.repeat(times), taints);
		}

		return {taints};
	}

	#readSubscript(node: SyntaxNode): Value {
		const base = this.evaluate(fieldOf(node, 'value'));
		const index = fieldOf(node, 'subscript');
		if (index?.type === 'slice') {
			this.run(index);
			return /^:\s*:\s*-1$/.test(this.textOf(index).trim()) && isExact(base)
				? textValue([...base.text].reverse().join(''), withTaints(base.taints, ['built']))
				: {taints: base.taints};
		}

		const key = this.evaluate(index);
		if (base.name === 'os.environ' || base.name === 'os.environb') {
			return this.evaluation.call(
				{callee: {name: 'os.getenv', taints: noTaints}, args: [key], place: node},
				key.text === 'HOME' ? textValue('~') : undefined,
			);
		}

		if (isExact(key) && base.name !== undefined && namespaces.test(base.name)) {
			return this.#lookedUp(
				{...base, name: base.name.replace(/\.__dict__$|^(?:globals|locals)\(\)$|^sys\.modules$|^(?:vars)\(\)$/, '')},
				key,
				node,
			);
		}

		if (key.number !== undefined && base.items) {
			return base.items.at(key.number) ?? unknown;
		}

		return isExact(key)
			? renamed(this.evaluation.member(base, key.text))
			: {name: base.name && `${base.name}[]`, receiver: base, method: '[]', taints: base.taints};
	}

	/** A member that is found by its name as text: `getattr(os, 'system')`, `vars(os)['system']`. */
	#lookedUp(base: Value, key: Value, place: Place): Value {
		this.evaluation.note({callee: {name: '<member>', taints: noTaints}, args: [base, key], place});
		if (!isExact(key)) {
			return {taints: base.taints};
		}

		return base.name === '' || base.name === undefined ? this.#readIdentifier(key.text) : this.readMember(base, key.text);
	}

	// Calls

	protected readCall(node: SyntaxNode, used: boolean): Value {
		const callee = this.evaluate(fieldOf(node, 'function'));
		const {args, keywords} = this.#readArguments(fieldOf(node, 'arguments'));
		const shape = {callee, args, keywords, place: node, used};
		const [first, second] = args;
		if (callee.name === 'getattr' && first && second) {
			this.evaluation.note(shape);
			return this.#lookedUp(first, second, node);
		}

		if (callee.name === 'vars' && first?.name !== undefined) {
			return {...first, name: `${first.name}.__dict__`};
		}

		if (callee.name === '__import__' || callee.name === 'importlib.import_module') {
			this.evaluation.note(shape);
			return isExact(first)
				? {...this.moduleValue(callee.name === '__import__' ? (first.text.split('.')[0] ?? '') : first.text), taints: noTaints}
				: unknown;
		}

		if (callee.name === 'functools.partial' && first) {
			this.evaluation.note({callee: first, args: args.slice(1), keywords, place: node});
			return first;
		}

		this.#fill(fieldOf(node, 'function'), callee.method ?? '', taintsOf(args));
		return this.evaluation.call(shape, foldPythonCall(shape));
	}

	// `lines.append(secret)`: what is put in stays in.
	#fill(target: SyntaxNode | undefined, method: string, taints: ReadonlySet<Taint>): void {
		const holder = target?.type === 'attribute' ? fieldOf(target, 'object') : undefined;
		if (holder?.type === 'identifier' && taints.size > 0 && fillers.has(method)) {
			const known = this.evaluation.lookup(this.textOf(holder)) ?? unknown;
			this.evaluation.bind(this.textOf(holder), {...known, text: undefined, items: undefined, taints: known.taints.union(taints)});
		}
	}

	#readArguments(node: SyntaxNode | undefined): {args: Value[]; keywords: Map<string, Value>} {
		const args: Value[] = [];
		const keywords = new Map<string, Value>();
		if (node?.type === 'generator_expression') {
			args.push(this.evaluate(node));
			return {args, keywords};
		}

		for (const child of node ? namedOf(node) : []) {
			if (child.type === 'keyword_argument') {
				keywords.set(this.textOf(fieldOf(child, 'name')), this.evaluate(fieldOf(child, 'value')));
			} else if (child.type === 'dictionary_splat') {
				const value = this.evaluate(child);
				for (const [key, member] of value.members ?? [['**', value] as const]) {
					keywords.set(key, member);
				}
			} else {
				const value = this.evaluate(child);
				args.push(...(child.type === 'list_splat' && value.items ? value.items : [value]));
			}
		}

		return {args, keywords};
	}

	// What is bound on the way

	protected assign(target: SyntaxNode | undefined, value: Value): void {
		if (!target) {
			return;
		}

		if (target.type === 'identifier') {
			this.evaluation.bind(this.textOf(target), value);
		} else if (target.type === 'attribute' || target.type === 'subscript') {
			this.#assignMember(target, value);
		} else {
			for (const [index, child] of namedOf(target).entries()) {
				this.assign(child, value.items?.[index] ?? {taints: value.taints});
			}
		}
	}

	#assignMember(target: SyntaxNode, value: Value): void {
		const member = this.evaluate(target);
		if (member.name?.startsWith('./')) {
			this.evaluation.program.setMember(member.name, value);
		}

		const base = this.evaluation.muted(() => this.evaluate(fieldOf(target, target.type === 'attribute' ? 'object' : 'value')));
		if (base.name !== undefined) {
			const key =
				target.type === 'attribute'
					? textValue(this.textOf(fieldOf(target, 'attribute')))
					: this.evaluation.muted(() => this.evaluate(fieldOf(target, 'subscript')));
			this.evaluation.note({callee: {name: '<assign>', taints: noTaints}, args: [base, key, value], place: target});
		}

		const holder = fieldOf(target, 'value');
		if (target.type === 'subscript' && holder?.type === 'identifier' && value.taints.size > 0) {
			this.evaluation.bind(this.textOf(holder), {
				...base,
				text: undefined,
				items: undefined,
				members: undefined,
				taints: base.taints.union(value.taints),
			});
		}
	}

	protected iterate(node: SyntaxNode): Value {
		const iterable = this.evaluate(fieldOf(node, 'right'));
		this.evaluation.note({callee: {name: '<iterate>', taints: noTaints}, args: [iterable], place: node});
		return iterable;
	}

	#readComprehension(node: SyntaxNode): Value {
		return this.evaluation.scoped(new Map(), () => {
			const clauses = namedOf(node).filter(child => child.type === 'for_in_clause');
			const iterables = clauses.map(clause => {
				const iterable = this.iterate(clause);
				this.assign(fieldOf(clause, 'left'), elementOf(iterable));
				return iterable;
			});
			this.all(namedOf(node).filter(child => child.type === 'if_clause'));
			const body = fieldOf(node, 'body');
			const value = this.evaluate(body);
			const items = clauses.length === 1 && itemsOf(iterables[0] ?? unknown).items;
			if (!items || items.length > 10_000) {
				return {taints: taintsOf([value, ...iterables])};
			}

			const each = this.evaluation.muted(() =>
				items.map(item => {
					this.assign(fieldOf(clauses[0] ?? node, 'left'), item);
					return this.evaluate(body);
				}),
			);
			return {items: each, taints: taintsOf(each)};
		});
	}

	#readLambda(node: SyntaxNode): Value {
		this.evaluation.scoped(new Map(this.parametersOf(node).map(name => [name, unknown])), () => this.evaluate(fieldOf(node, 'body')));
		return unknown;
	}

	protected parametersOf(node: SyntaxNode): string[] {
		return namedOf(fieldOf(node, 'parameters') ?? {...node, children: []}).map(parameter => {
			const name = fieldOf(parameter, 'name') ?? (parameter.type === 'identifier' ? parameter : namedOf(parameter)[0]);
			return this.textOf(name).replace(/^\*+/, '');
		});
	}
}

/** Calls that give their names as text: `globals()['x']`, `vars(os)['x']`. */
const namespaces = /\.__dict__$|^(?:globals|locals|vars)\(\)$|^sys\.modules$|^__builtins__$|^__builtin__$/;

const fillers: ReadonlySet<string> = new Set(['append', 'extend', 'insert', 'add', 'update', 'write', 'writelines', 'put', 'setdefault']);
