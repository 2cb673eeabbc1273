/**
Where the literals of a script stand and what they are: two scripts that differ in nothing else are one script with
parameters. Only what an expression could take the place of counts; anything doubtful stays a part of the script.
*/

import type {Json} from '../../base/canonical-json.ts';
import {unescapeLiteral} from './decode.ts';
import {parserFor} from './grammars.ts';
import {fieldOf, namedOf, parseSource, type SyntaxNode} from './syntax-tree.ts';

export type ScriptLanguage = 'python' | 'javascript' | 'bash';

export type LiteralForm = 'string' | 'integer' | 'float' | 'boolean' | 'list' | 'object';

export interface Literal {
	/** Offsets into the script, in UTF-16 code units. */
	readonly start: number;
	readonly end: number;
	readonly form: LiteralForm;
	readonly value: Json;
	/** The variable or argument that it is given to; null when there is none. */
	readonly name: string | null;
}

export interface ScriptLiterals {
	/** In the order of the text, none inside another. */
	readonly literals: readonly Literal[];
	readonly comments: readonly {readonly start: number; readonly end: number}[];
	/** Names of the commands of a shell script, as written. */
	readonly programs: readonly string[];
	/** Some of the text is not in the language. */
	readonly hasErrors: boolean;
}

/** Read a script; throws DeadlinePassed when that takes longer than `timeoutMs`. */
export async function readLiterals(language: ScriptLanguage, text: string, timeoutMs = 1000): Promise<ScriptLiterals> {
	await parserFor(language);
	const {root, hasErrors} = await parseSource(language, text, performance.now() + timeoutMs);
	const reader = new LiteralReader(language, text);
	reader.visit(root, undefined);
	return {literals: reader.literals, comments: reader.comments, programs: [...new Set(reader.programs)], hasErrors};
}

type Found = Pick<Literal, 'form' | 'value'>;

/** Nodes whose texts are names for the language itself. */
const closed = new Set(['import_statement', 'export_statement', 'import_from_statement', 'case_pattern', 'type', 'regex']);
// Escapes that mean something else than in the other language; a pair of backslashes counts as strange, too.
const pythonEscape = /\\(?![\\'"abfnrtv\n]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|[0-7]{1,3})/;
const javascriptEscape = /\\(?![\\'"`bfnrtv\n]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|u\{[\dA-Fa-f]{1,6}\})/;
const plainWord = /^[\p{L}\p{N}_.,:@%+/][\p{L}\p{N}_.,:@%+/=-]*$/u;

class LiteralReader {
	readonly literals: Literal[] = [];
	readonly comments: {readonly start: number; readonly end: number}[] = [];
	readonly programs: string[] = [];
	readonly #language: ScriptLanguage;
	readonly #text: string;

	constructor(language: ScriptLanguage, text: string) {
		this.#language = language;
		this.#text = text;
	}

	visit(node: SyntaxNode, parent: SyntaxNode | undefined): void {
		if (node.type === 'comment') {
			this.comments.push({start: node.start, end: node.end});
			return;
		}

		if (node.type === 'command_name') {
			this.programs.push(this.#textOf(node));
			return;
		}

		if (closed.has(node.type)) {
			return;
		}

		const found = this.#isReplaceable(node, parent) ? this.#literal(node) : undefined;
		if (found) {
			this.literals.push({start: node.start, end: node.end, ...found, name: this.#nameFor(parent)});
			return;
		}

		for (const child of node.children) {
			this.visit(child, node);
		}
	}

	#isReplaceable(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
		if (this.#language === 'bash') {
			return node.field === 'argument' || node.field === 'value' || parent?.type === 'herestring_redirect';
		}

		// A text alone is a comment or a directive; a key of JavaScript cannot be an expression.
		return parent?.type !== 'expression_statement' && !(this.#language === 'javascript' && node.field === 'key');
	}

	#literal(node: SyntaxNode): Found | undefined {
		switch (this.#language) {
			case 'python':
				return this.#python(node);
			case 'javascript':
				return this.#javascript(node);
			case 'bash':
				return this.#bash(node);
		}
	}

	#python(node: SyntaxNode): Found | undefined {
		switch (node.type) {
			case 'string':
				return this.#pythonString(node);
			case 'concatenated_string':
				return joined(namedOf(node).map(part => this.#python(part)));
			case 'integer':
			case 'float':
				return numberOf(this.#textOf(node).replaceAll(/(?<=\d)_(?=\d)/g, ''), node.type);
			case 'unary_operator':
				return this.#negative(node, part => this.#python(part));
			case 'true':
			case 'false':
				return {form: 'boolean', value: node.type === 'true'};
			case 'list':
				return this.#list(node, part => this.#python(part), 'none');
			case 'dictionary':
				return this.#object(node, part => this.#python(part), 'none');
			default:
				return undefined;
		}
	}

	#javascript(node: SyntaxNode): Found | undefined {
		switch (node.type) {
			case 'string':
				return this.#quoted(node, 1, javascriptEscape);
			case 'template_string':
				return node.children.some(({type}) => type === 'template_substitution') ? undefined : this.#quoted(node, 1, javascriptEscape);
			case 'number':
				// JavaScript has one kind of number.
				return numberOf(this.#textOf(node), 'integer');
			case 'unary_expression':
				return this.#negative(node, part => this.#javascript(part));
			case 'true':
			case 'false':
				return {form: 'boolean', value: node.type === 'true'};
			case 'array':
				return this.#list(node, part => this.#javascript(part), 'null');
			case 'object':
				return this.#object(node, part => this.#javascript(part), 'null');
			default:
				return undefined;
		}
	}

	/** Every literal of a shell is a text. */
	#bash(node: SyntaxNode): Found | undefined {
		const text = this.#textOf(node);
		switch (node.type) {
			case 'raw_string':
				return {form: 'string', value: text.slice(1, -1)};
			case 'string':
				return node.children.every(({type}) => type === '"' || type === 'string_content') && !/[\\`$!]/.test(text)
					? {form: 'string', value: text.slice(1, -1)}
					: undefined;
			case 'word':
			case 'number':
				return plainWord.test(text) ? {form: 'string', value: text} : undefined;
			default:
				return undefined;
		}
	}

	#pythonString(node: SyntaxNode): Found | undefined {
		const opening = node.children.find(({type}) => type === 'string_start');
		const prefix = opening === undefined ? undefined : /^(r?)(["']+)$/i.exec(this.#textOf(opening));
		if (!prefix || node.children.some(({type}) => type === 'interpolation')) {
			return undefined;
		}

		const quotes = prefix[2]?.length ?? 1;
		const body = this.#text.slice(node.start + (opening?.end ?? 0) - (opening?.start ?? 0), node.end - quotes);
		return prefix[1] ? {form: 'string', value: body} : unescaped(body, pythonEscape);
	}

	#quoted(node: SyntaxNode, quote: number, strange: RegExp): Found | undefined {
		return unescaped(this.#text.slice(node.start + quote, node.end - quote), strange);
	}

	#negative(node: SyntaxNode, read: (node: SyntaxNode) => Found | undefined): Found | undefined {
		const operator = fieldOf(node, 'operator');
		const argument = fieldOf(node, 'argument');
		const found = operator && this.#textOf(operator) === '-' && argument ? read(argument) : undefined;
		return found && typeof found.value === 'number' && found.value !== 0 ? {form: found.form, value: -found.value} : undefined;
	}

	#list(node: SyntaxNode, read: (node: SyntaxNode) => Found | undefined, nothing: string): Found | undefined {
		const items = node.children.filter(({named}) => named).map(child => this.#member(child, read, nothing));
		const isHoled = this.#language === 'javascript' && /,\s*,|\[\s*,/.test(this.#textOf(node));
		return items.every(item => item !== undefined) && !isHoled ? {form: 'list', value: items} : undefined;
	}

	#object(node: SyntaxNode, read: (node: SyntaxNode) => Found | undefined, nothing: string): Found | undefined {
		const members: [string, Json][] = [];
		for (const child of node.children.filter(({named}) => named)) {
			const key = child.type === 'pair' ? this.#key(fieldOf(child, 'key'), read) : undefined;
			const value = fieldOf(child, 'value');
			const item = value && this.#member(value, read, nothing);
			// A key that stands twice, or that JavaScript reads as a number, would not come out in this order.
			if (key === undefined || item === undefined || members.some(([known]) => known === key) || /^\d+$|^__proto__$/.test(key)) {
				return undefined;
			}

			members.push([key, item]);
		}

		return {form: 'object', value: Object.fromEntries(members)};
	}

	#key(node: SyntaxNode | undefined, read: (node: SyntaxNode) => Found | undefined): string | undefined {
		if (node?.type === 'property_identifier') {
			return this.#textOf(node);
		}

		const found = node && read(node);
		return typeof found?.value === 'string' ? found.value : undefined;
	}

	/** A float with a whole value would be an integer when Python reads it back. */
	#member(node: SyntaxNode, read: (node: SyntaxNode) => Found | undefined, nothing: string): Json | undefined {
		if (node.type === nothing) {
			return null;
		}

		const found = read(node);
		return found?.form === 'float' && Number.isInteger(found.value) ? undefined : found?.value;
	}

	#nameFor(parent: SyntaxNode | undefined): string | null {
		const named = parent && ['assignment', 'keyword_argument', 'variable_declarator', 'variable_assignment', 'pair'].includes(parent.type);
		const name = named && (fieldOf(parent, 'left') ?? fieldOf(parent, 'name') ?? fieldOf(parent, 'key'));
		const text = name ? this.#textOf(name).replace(/^["']|["']$/g, '') : '';
		return /^[A-Za-z_]\w{0,30}$/.test(text) ? text : null;
	}

	#textOf({start, end}: SyntaxNode): string {
		return this.#text.slice(start, end);
	}
}

function joined(parts: readonly (Found | undefined)[]): Found | undefined {
	const texts = parts.map(part => part?.value);
	return texts.every(text => typeof text === 'string') ? {form: 'string', value: texts.join('')} : undefined;
}

function numberOf(text: string, type: 'integer' | 'float'): Found | undefined {
	if (!/^(?:0|[1-9]\d*)(?:\.\d*)?(?:e[+-]?\d+)?$/i.test(text)) {
		return undefined;
	}

	const value = Number(text);
	return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? {form: type, value} : undefined;
}

function unescaped(body: string, strange: RegExp): Found | undefined {
	return strange.test(body) ? undefined : {form: 'string', value: unescapeLiteral(body)};
}
