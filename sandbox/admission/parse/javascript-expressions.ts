/** Expressions of JavaScript and TypeScript: names, members, constants, calls. What happens around them is in javascript.ts. */

import {unescapeLiteral} from './decode.ts';
import type {Evaluation} from './evaluation.ts';
import {foldJavaScriptCall} from './javascript-folding.ts';
import {canonicalJavaScript} from './javascript-names.ts';
import {fieldOf, namedOf, type SyntaxNode} from './syntax-tree.ts';
import {concatenate, HOLE, isExact, noTaints, type Taint, taintsOf, textValue, unknown, type Value} from './value.ts';

/** Gives every expression its value and notes every call on the way. */
export abstract class JavaScriptExpressions {
	protected readonly source: string;
	protected readonly evaluation: Evaluation;
	/** Own name of the class whose body is being read, for `this`. */
	protected currentClass: string | undefined;
	/** The expression that is being read, for what is noted on the way. */
	#place: SyntaxNode | undefined;

	constructor(source: string, evaluation: Evaluation) {
		this.source = source;
		this.evaluation = evaluation;
	}

	/** Go through a statement; undefined for one that has no meaning of its own. */
	protected abstract statement(node: SyntaxNode): Value | undefined;

	/** Go through a function; its value is its name. */
	protected abstract readFunction(node: SyntaxNode): Value;

	run(node: SyntaxNode): Value {
		for (const child of namedOf(node)) {
			this.evaluate(child);
		}

		return unknown;
	}

	protected textOf(node: SyntaxNode | undefined): string {
		return node ? this.source.slice(node.start, node.end) : '';
	}

	#all(nodes: readonly SyntaxNode[]): Value[] {
		return nodes.map(node => this.evaluate(node));
	}

	protected evaluate(node: SyntaxNode | undefined): Value {
		if (!node) {
			return unknown;
		}

		this.evaluation.tick();
		return this.#expression(node) ?? this.statement(node) ?? this.run(node);
	}

	#expression(node: SyntaxNode): Value | undefined {
		switch (node.type) {
			case 'identifier':
				return this.#identifier(this.textOf(node));
			case 'this':
				return {name: this.currentClass && `${this.currentClass}()`, taints: noTaints};
			case 'string':
			case 'template_string':
				return this.#string(node);
			case 'number':
				return {number: Number(this.textOf(node).replaceAll('_', '')), taints: noTaints};
			case 'member_expression':
				return this.#at(node, () => this.member(this.evaluate(fieldOf(node, 'object')), this.textOf(fieldOf(node, 'property'))));
			case 'subscript_expression':
				return this.#subscript(node);
			case 'call_expression':
				return this.call(node, 'function');
			case 'new_expression':
				return this.call(node, 'constructor');
			case 'binary_expression':
				return this.#binary(node);
			case 'array': {
				const items = this.#arguments(node);
				return {items, taints: taintsOf(items)};
			}
			case 'true':
				return {number: 1, taints: noTaints};
			case 'object':
				return this.#object(node);
			case 'ternary_expression':
				this.evaluate(fieldOf(node, 'condition'));
				return this.#union(this.#all(namedOf(node).slice(1)));
			case 'sequence_expression':
				return this.#all(namedOf(node)).at(-1) ?? unknown;
			case 'parenthesized_expression':
			case 'await_expression':
			case 'spread_element':
			case 'non_null_expression':
			case 'as_expression':
			case 'satisfies_expression':
				return this.evaluate(namedOf(node)[0]);
			case 'arrow_function':
			case 'function_expression':
			case 'generator_function':
			case 'function_declaration':
			case 'generator_function_declaration':
			case 'method_definition':
				return this.readFunction(node);
			case 'assignment_expression':
				return this.#assignment(node);
			case 'augmented_assignment_expression': {
				const sum = concatenate([this.evaluate(fieldOf(node, 'left')), this.evaluate(fieldOf(node, 'right'))]);
				this.assign(fieldOf(node, 'left'), sum);
				return sum;
			}
			default:
				return undefined;
		}
	}

	#identifier(name: string): Value {
		const bound = this.evaluation.lookup(name);
		if (bound) {
			return bound;
		}

		if (name === '__dirname' || name === '__filename') {
			return textValue(HOLE);
		}

		return {name, taints: this.evaluation.flow.ofName(name)};
	}

	protected member(base: Value, key: string): Value {
		if (base.name === 'process.env') {
			return this.#variable(key, base);
		}

		if (base.name === 'process' && (key === 'execPath' || key === 'argv0')) {
			return textValue('node');
		}

		if (key === 'constructor' && base.method === 'constructor') {
			return {name: 'Function', taints: base.taints};
		}

		return this.#renamed(this.evaluation.member(base, key));
	}

	#variable(key: string, base: Value): Value {
		if (key === 'HOME' || key === 'USERPROFILE') {
			return textValue('~');
		}

		const callee = {name: 'process.env.get', receiver: undefined, taints: noTaints};
		return this.evaluation.call({callee, args: [textValue(key)], place: this.#place ?? {start: 0, end: 0}}, undefined) ?? base;
	}

	#renamed(value: Value): Value {
		const name = value.name === undefined ? undefined : canonicalJavaScript(value.name);
		return name === value.name
			? value
			: {...value, name, taints: name === undefined ? value.taints : value.taints.union(this.evaluation.flow.ofName(name))};
	}

	protected module(specifier: string): Value {
		const own = specifier.startsWith('.') ? this.evaluation.program.ownModule(specifier) : undefined;
		return {name: own ?? canonicalJavaScript(specifier), taints: noTaints};
	}

	#assignment(node: SyntaxNode): Value {
		const value = this.evaluate(fieldOf(node, 'right'));
		this.assign(fieldOf(node, 'left'), value);
		return value;
	}

	protected assign(target: SyntaxNode | undefined, value: Value): void {
		if (!target) {
			return;
		}

		switch (target.type) {
			case 'identifier':
			case 'shorthand_property_identifier_pattern':
				this.evaluation.bind(this.textOf(target), value);
				return;
			case 'member_expression':
			case 'subscript_expression':
				this.#assignMember(target, value);
				return;
			case 'object_pattern':
				for (const part of namedOf(target)) {
					this.#assignPart(part, value);
				}

				return;
			case 'array_pattern':
				for (const [index, part] of namedOf(target).entries()) {
					this.assign(part, value.items?.[index] ?? {taints: value.taints});
				}

				return;
			case 'assignment_pattern':
			case 'object_assignment_pattern':
				this.evaluate(fieldOf(target, 'right'));
				this.assign(fieldOf(target, 'left'), value);
				return;
			default:
				this.assign(namedOf(target)[0], value);
		}
	}

	#assignPart(part: SyntaxNode, value: Value): void {
		const key = fieldOf(part, 'key') ?? fieldOf(part, 'left') ?? part;
		const target = fieldOf(part, 'value') ?? fieldOf(part, 'left') ?? part;
		if (part.type === 'rest_pattern') {
			this.assign(namedOf(part)[0], value);
		} else {
			this.assign(
				target,
				this.#at(part, () => this.member(value, this.textOf(key).replaceAll(/^['"]|['"]$/g, ''))),
			);
		}
	}

	#assignMember(target: SyntaxNode, value: Value): void {
		const base = this.evaluation.muted(() => this.evaluate(fieldOf(target, 'object')));
		const property = fieldOf(target, 'property');
		const key = property ? textValue(this.textOf(property)) : this.evaluate(fieldOf(target, 'index'));
		if (base.name === 'module' && key.text === 'exports') {
			this.#exports(value);
		} else if (base.name === 'exports' || base.name === 'module.exports') {
			this.evaluation.program.setMember(`${this.evaluation.module}.${key.text}`, value);
		} else if (base.name?.startsWith('./')) {
			this.evaluation.program.setMember(`${base.name}.${key.text}`, value);
		}

		this.evaluation.note({callee: {name: '<assign>', taints: noTaints}, args: [base, key, value], place: target});
		const holder = fieldOf(target, 'object');
		if (holder?.type === 'identifier' && value.taints.size > 0 && base.name !== 'process.env') {
			this.evaluation.bind(this.textOf(holder), {...base, taints: base.taints.union(value.taints)});
		}
	}

	#exports(value: Value): void {
		this.evaluation.program.setMember(`${this.evaluation.module}.default`, value);
		for (const [key, member] of value.members ?? []) {
			this.evaluation.program.setMember(`${this.evaluation.module}.${key}`, member);
		}
	}

	#string(node: SyntaxNode): Value {
		const raw = node.type === 'string' ? this.textOf(node).slice(1, -1) : undefined;
		if (raw !== undefined) {
			return textValue(unescapeLiteral(raw));
		}

		const parts = namedOf(node).map(child => {
			if (child.type !== 'template_substitution') {
				return textValue(unescapeLiteral(this.textOf(child)));
			}

			const value = this.evaluate(namedOf(child)[0]);
			return value.text === undefined && value.number === undefined ? {...value, text: HOLE} : value;
		});
		return parts.length === 0
			? textValue('')
			: parts.length === 1 && parts[0]
				? {text: parts[0].text, taints: parts[0].taints}
				: concatenate(parts);
	}

	#binary(node: SyntaxNode): Value {
		const left = this.evaluate(fieldOf(node, 'left'));
		const right = this.evaluate(fieldOf(node, 'right'));
		const taints = taintsOf([left, right]);
		switch (this.textOf(fieldOf(node, 'operator'))) {
			case '+':
				return left.number !== undefined && right.number !== undefined
					? {number: left.number + right.number, taints}
					: concatenate([left, right]);
			case '-':
				return left.number !== undefined && right.number !== undefined ? {number: left.number - right.number, taints} : unknown;
			case '^':
				return left.number !== undefined && right.number !== undefined ? {number: left.number ^ right.number, taints} : {taints};
			case '||':
			case '??':
			case '&&':
				return this.#union([left, right]);
			default:
				return unknown;
		}
	}

	#union(values: readonly Value[]): Value {
		const known = values.find(value => value.text !== undefined || value.name !== undefined);
		return {...known, taints: taintsOf(values)};
	}

	#object(node: SyntaxNode): Value {
		const members = new Map<string, Value>();
		const values: Value[] = [];
		for (const child of namedOf(node)) {
			const key = fieldOf(child, 'key') ?? fieldOf(child, 'name') ?? child;
			const name =
				key.type === 'computed_property_name' ? this.evaluate(namedOf(key)[0]).text : this.textOf(key).replaceAll(/^['"]|['"]$/g, '');
			const value =
				child.type === 'shorthand_property_identifier'
					? this.#identifier(this.textOf(child))
					: this.evaluate(fieldOf(child, 'value') ?? child);
			values.push(value);
			for (const [key, member] of child.type === 'spread_element' ? (value.members ?? []) : []) {
				members.set(key, member);
			}

			if (name !== undefined && child.type !== 'spread_element') {
				members.set(name, value);
			}
		}

		return {members, taints: taintsOf(values)};
	}

	#subscript(node: SyntaxNode): Value {
		const base = this.evaluate(fieldOf(node, 'object'));
		const key = this.evaluate(fieldOf(node, 'index'));
		if (key.number !== undefined && base.items) {
			return base.items.at(key.number) ?? unknown;
		}

		if (base.name !== undefined) {
			this.evaluation.note({callee: {name: '<member>', taints: noTaints}, args: [base, key], place: node});
		}

		return isExact(key) ? this.#at(node, () => this.member(base, key.text)) : {name: base.name && `${base.name}[]`, taints: base.taints};
	}

	#at<Result>(node: SyntaxNode, body: () => Result): Result {
		const before = this.#place;
		this.#place = node;
		try {
			return body();
		} finally {
			this.#place = before;
		}
	}

	protected call(node: SyntaxNode, field: 'function' | 'constructor', used = true): Value {
		return this.#at(node, () => {
			const target = fieldOf(node, field);
			const callee = target?.type === 'import' ? {name: 'import', taints: noTaints} : this.evaluate(target);
			const list = fieldOf(node, 'arguments');
			const args = list?.type === 'template_string' ? [this.#string(list)] : this.#arguments(list);
			this.#fill(target, callee.method ?? '', taintsOf(args));
			return this.#called(this.#renamed(callee), args, node, used);
		});
	}

	// `lines.push(secret)`: what is put in stays in.
	#fill(target: SyntaxNode | undefined, method: string, taints: ReadonlySet<Taint>): void {
		const holder = target?.type === 'member_expression' ? fieldOf(target, 'object') : undefined;
		if (holder?.type === 'identifier' && taints.size > 0 && /^(?:push|unshift|add|set|append)$/.test(method)) {
			const known = this.evaluation.lookup(this.textOf(holder)) ?? unknown;
			this.evaluation.bind(this.textOf(holder), {...known, items: undefined, taints: known.taints.union(taints)});
		}
	}

	#arguments(list: SyntaxNode | undefined): Value[] {
		return (list ? namedOf(list) : []).flatMap(child => {
			const value = this.evaluate(child);
			return child.type === 'spread_element' ? (value.items ?? [{taints: value.taints}]) : [value];
		});
	}

	#called(callee: Value, args: readonly Value[], node: SyntaxNode, used: boolean): Value {
		const shape = {callee, args, place: node, used};
		const [first] = args;
		if (callee.name === 'require' || callee.name === 'import' || callee.name === 'process.getBuiltinModule') {
			this.evaluation.note(shape);
			return isExact(first) ? this.module(first.text) : unknown;
		}

		const {method, receiver} = callee;
		if (receiver?.name !== undefined && (method === 'call' || method === 'apply' || method === 'bind')) {
			const shifted = method === 'apply' ? (args[1]?.items ?? args.slice(1)) : args.slice(1);
			return method === 'bind' ? receiver : this.#called(receiver, shifted, node, used);
		}

		if (callee.name === 'Reflect.apply' && first) {
			return this.#called(first, args[2]?.items ?? [], node, used);
		}

		return this.evaluation.call(shape, foldJavaScriptCall(shape));
	}
}
