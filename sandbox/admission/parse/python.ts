/** Reads a syntax tree of Python: every call with its resolved name and what is known of its arguments. */

import type {Evaluation} from './evaluation.ts';
import {PythonExpressions} from './python-expressions.ts';
import {fieldOf, fieldsOf, namedOf, type SyntaxNode} from './syntax-tree.ts';
import {concatenate, elementOf, noTaints, unknown, type Value} from './value.ts';

/** Go through a module; calls and members end up in `evaluation`. */
export function readPython(root: SyntaxNode, source: string, evaluation: Evaluation): void {
	new PythonReader(source, evaluation).run(root);
}

class PythonReader extends PythonExpressions {
	/** Own name of the class whose body is being read, for `self`. */
	#class: string | undefined;

	protected override statement(node: SyntaxNode): Value | undefined {
		switch (node.type) {
			case 'expression_statement':
				return this.#readStatement(node);
			case 'import_statement':
				return this.#readImport(node);
			case 'import_from_statement':
				return this.#readImportFrom(node);
			case 'assignment':
				return this.#readAssignment(node);
			case 'augmented_assignment':
				return this.#readAugmented(node);
			case 'function_definition':
				return this.#readFunction(node);
			case 'class_definition':
				return this.#readClass(node);
			case 'return_statement':
			case 'yield': {
				const value = this.readUnion(node);
				this.evaluation.returned(value);
				return value;
			}
			case 'for_statement':
				return this.#readFor(node);
			case 'if_statement':
				return this.#readIf(node);
			case 'while_statement':
			case 'try_statement':
			case 'match_statement':
				return this.evaluation.branch(() => this.run(node));
			case 'with_item':
				return this.#readWithItem(node);
			case 'exec_statement':
				return this.#oldStatement('exec', [fieldOf(node, 'code')], node);
			case 'print_statement':
				return this.#oldStatement('print', namedOf(node), node);
			default:
				return undefined;
		}
	}

	/** `exec code` and `print value` of Python 2 act like calls. */
	#oldStatement(name: string, args: readonly (SyntaxNode | undefined)[], place: SyntaxNode): Value {
		this.evaluation.note({callee: {name, taints: noTaints}, args: args.map(argument => this.evaluate(argument)), place});
		return unknown;
	}

	#readStatement(node: SyntaxNode): Value {
		for (const child of namedOf(node)) {
			if (child.type === 'call') {
				this.readCall(child, false);
			} else {
				this.evaluate(child);
			}
		}

		return unknown;
	}

	#readImport(node: SyntaxNode): Value {
		for (const name of fieldsOf(node, 'name')) {
			const alias = fieldOf(name, 'alias');
			const module = this.textOf(alias ? fieldOf(name, 'name') : name);
			this.evaluation.bind(
				this.textOf(alias) || (module.split('.')[0] ?? ''),
				this.moduleValue(alias ? module : (module.split('.')[0] ?? '')),
			);
		}

		return unknown;
	}

	#readImportFrom(node: SyntaxNode): Value {
		const module = this.textOf(fieldOf(node, 'module_name'));
		const path = module.replace(/^\.+/, '');
		if (node.children.some(child => child.type === 'wildcard_import')) {
			this.stars.push(module);
		}

		for (const name of fieldsOf(node, 'name')) {
			const alias = fieldOf(name, 'alias');
			const imported = this.textOf(alias ? fieldOf(name, 'name') : name);
			const value = path === '' ? this.moduleValue(imported) : this.readMember(this.moduleValue(path), imported);
			this.evaluation.bind(this.textOf(alias) || imported, value);
		}

		return unknown;
	}

	#readAssignment(node: SyntaxNode): Value {
		const right = fieldOf(node, 'right');
		const value = this.evaluate(right);
		if (right) {
			this.assign(fieldOf(node, 'left'), value);
		}

		return value;
	}

	#readAugmented(node: SyntaxNode): Value {
		const left = fieldOf(node, 'left');
		const sum = concatenate([this.evaluate(left), this.evaluate(fieldOf(node, 'right'))]);
		this.assign(left, this.textOf(fieldOf(node, 'operator')) === '+=' ? sum : {taints: sum.taints});
		return unknown;
	}

	#readFor(node: SyntaxNode): Value {
		const iterable = this.iterate(node);
		this.evaluation.branch(() => {
			this.assign(fieldOf(node, 'left'), elementOf(iterable));
			this.evaluate(fieldOf(node, 'body'));
			this.evaluate(fieldOf(node, 'alternative'));
		});
		return unknown;
	}

	#readIf(node: SyntaxNode): Value {
		this.evaluate(fieldOf(node, 'condition'));
		this.evaluation.branch(() => {
			for (const child of namedOf(node).filter(part => part.field !== 'condition')) {
				this.evaluate(child);
			}
		});
		return unknown;
	}

	#readWithItem(node: SyntaxNode): Value {
		const value = fieldOf(node, 'value');
		if (value?.type === 'as_pattern') {
			const [subject, target] = namedOf(value);
			this.assign(target, this.evaluate(subject));
		} else {
			this.evaluate(value);
		}

		return unknown;
	}

	#readFunction(node: SyntaxNode): Value {
		const own = this.textOf(fieldOf(node, 'name'));
		const name = this.#class ? `${this.#class}().${own}` : `${this.evaluation.module}.${own}`;
		const parameters = this.parametersOf(node);
		const bound = new Map<string, Value>();
		const self = this.#class && parameters[0];
		if (self) {
			bound.set(self, {name: `${this.#class}()`, taints: noTaints});
		}

		this.evaluation.bind(own, {name, taints: noTaints});
		const holder = this.#class;
		this.#class = undefined;
		this.evaluation.inFunction(name, self ? parameters.slice(1) : parameters, bound, () => {
			this.#readDefaults(node);
			this.evaluate(fieldOf(node, 'body'));
		});
		this.#class = holder;
		return unknown;
	}

	#readDefaults(node: SyntaxNode): void {
		for (const parameter of namedOf(fieldOf(node, 'parameters') ?? node)) {
			const value = fieldOf(parameter, 'value');
			if (value) {
				const known = this.evaluate(value);
				const name = this.textOf(fieldOf(parameter, 'name'));
				this.evaluation.branch(() => this.evaluation.bind(name, {...known, ...this.evaluation.lookup(name)}));
			}
		}
	}

	#readClass(node: SyntaxNode): Value {
		const name = `${this.evaluation.module}.${this.textOf(fieldOf(node, 'name'))}`;
		this.evaluation.bind(this.textOf(fieldOf(node, 'name')), {name, taints: noTaints});
		this.evaluate(fieldOf(node, 'superclasses'));
		const holder = this.#class;
		this.#class = name;
		this.evaluation.inClass(name, () => this.evaluate(fieldOf(node, 'body')));
		this.#class = holder;
		return unknown;
	}
}
