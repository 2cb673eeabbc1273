/** Reads a syntax tree of JavaScript or TypeScript: every call with its resolved name and what is known of its arguments. */

import type {Evaluation} from './evaluation.ts';
import {JavaScriptExpressions} from './javascript-expressions.ts';
import {fieldOf, namedOf, type SyntaxNode} from './syntax-tree.ts';
import {elementOf, noTaints, textValue, unknown, type Value} from './value.ts';

/** Go through a script or module; calls and members end up in `evaluation`. */
export function readJavaScript(root: SyntaxNode, source: string, evaluation: Evaluation): void {
	new JavaScriptReader(source, evaluation).run(root);
}

class JavaScriptReader extends JavaScriptExpressions {
	protected override statement(node: SyntaxNode): Value | undefined {
		switch (node.type) {
			case 'import_statement':
				return this.#import(node);
			case 'export_statement':
				return this.#export(node);
			case 'variable_declarator':
				this.assign(fieldOf(node, 'name'), this.evaluate(fieldOf(node, 'value')));
				return unknown;
			case 'expression_statement':
				return this.#expressionStatement(node);
			case 'class_declaration':
			case 'class':
				return this.#classBody(node);
			case 'return_statement':
				this.evaluation.returned(this.evaluate(namedOf(node)[0]));
				return unknown;
			case 'for_in_statement':
				return this.#forIn(node);
			case 'if_statement':
			case 'for_statement':
			case 'while_statement':
			case 'do_statement':
			case 'switch_statement':
			case 'try_statement':
				return this.evaluation.branch(() => this.run(node));
			case 'type_annotation':
			case 'type_arguments':
			case 'interface_declaration':
			case 'type_alias_declaration':
				return unknown;
			default:
				return undefined;
		}
	}

	#expressionStatement(node: SyntaxNode): Value {
		for (const child of namedOf(node)) {
			if (child.type === 'call_expression') {
				this.call(child, 'function', false);
			} else {
				this.evaluate(child);
			}
		}

		return unknown;
	}

	#import(node: SyntaxNode): Value {
		const source = this.evaluate(fieldOf(node, 'source')).text ?? '';
		const module = this.module(source);
		const clause = node.children.find(child => child.type === 'import_clause');
		for (const part of clause ? namedOf(clause) : []) {
			if (part.type === 'identifier') {
				this.evaluation.bind(this.textOf(part), this.#defaultOf(module));
			} else if (part.type === 'namespace_import') {
				this.evaluation.bind(this.textOf(namedOf(part)[0]), module);
			} else {
				this.#importNames(part, module);
			}
		}

		this.evaluation.note({callee: {name: '<import>', taints: noTaints}, args: [textValue(source)], place: node});
		return unknown;
	}

	#importNames(node: SyntaxNode, module: Value): void {
		for (const specifier of namedOf(node)) {
			const name = this.textOf(fieldOf(specifier, 'name'));
			const alias = this.textOf(fieldOf(specifier, 'alias')) || name;
			this.evaluation.bind(alias, name === 'default' ? this.#defaultOf(module) : this.member(module, name));
		}
	}

	#defaultOf(module: Value): Value {
		return module.name?.startsWith('./') ? {name: `${module.name}.default`, taints: noTaints} : module;
	}

	#export(node: SyntaxNode): Value {
		const declared = fieldOf(node, 'declaration') ?? fieldOf(node, 'value');
		const value = this.evaluate(declared);
		const isDefault = node.children.some(child => child.type === 'default');
		if (isDefault) {
			const name =
				value.name === '<function>' ? `${this.evaluation.module}.${this.textOf(declared && fieldOf(declared, 'name'))}` : value.name;
			this.evaluation.program.setMember(`${this.evaluation.module}.default`, {...value, name});
		}

		return unknown;
	}

	#forIn(node: SyntaxNode): Value {
		const iterable = this.evaluate(fieldOf(node, 'right'));
		this.evaluation.note({callee: {name: '<iterate>', taints: noTaints}, args: [iterable], place: node});
		this.evaluation.branch(() => {
			this.assign(fieldOf(node, 'left'), elementOf(iterable));
			this.evaluate(fieldOf(node, 'body'));
		});
		return unknown;
	}

	protected override readFunction(node: SyntaxNode): Value {
		const own = this.textOf(fieldOf(node, 'name'));
		const isMethod = node.type === 'method_definition';
		const name = isMethod && this.currentClass ? `${this.currentClass}().${own}` : `${this.evaluation.module}.${own || `<${node.start}>`}`;
		const list = fieldOf(node, 'parameters') ?? fieldOf(node, 'parameter');
		const parts = list?.type === 'formal_parameters' ? namedOf(list) : list ? [list] : [];
		const names = parts.map((part, index) => (part.type === 'identifier' ? this.textOf(part) : this.#plainName(part) || `<${index}>`));
		if (own && !isMethod) {
			this.evaluation.bind(own, {name, taints: noTaints});
		}

		this.evaluation.inFunction(name, names, new Map(), () => {
			for (const part of parts.filter(part => part.type !== 'identifier')) {
				this.evaluation.branch(() => this.assign(fieldOf(part, 'pattern') ?? part, unknown));
			}

			const body = fieldOf(node, 'body');
			const value = this.evaluate(body);
			if (body?.type !== 'statement_block') {
				this.evaluation.returned(value);
			}
		});
		return {name, taints: noTaints};
	}

	#plainName(part: SyntaxNode): string {
		const pattern = fieldOf(part, 'pattern') ?? fieldOf(part, 'left');
		return pattern?.type === 'identifier' ? this.textOf(pattern) : '';
	}

	#classBody(node: SyntaxNode): Value {
		const own = this.textOf(fieldOf(node, 'name'));
		const name = `${this.evaluation.module}.${own}`;
		if (own) {
			this.evaluation.bind(own, {name, taints: noTaints});
		}

		const holder = this.currentClass;
		this.currentClass = name;
		this.evaluation.scoped(new Map(), () => this.run(node));
		this.currentClass = holder;
		return {name, taints: noTaints};
	}
}
