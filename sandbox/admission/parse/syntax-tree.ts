/** A syntax tree in plain objects: read once in one walk, so that nothing later crosses into WASM. */

import type {Language as Grammar} from 'web-tree-sitter';
import {DeadlinePassed} from './deadline.ts';
import type {Language} from './grammars.ts';
import {parserFor} from './grammars.ts';
import {type TreeWalk, walkTree} from './tree-walk.ts';

export interface SyntaxNode {
	readonly type: string;
	/** The name of the field of the parent that this node fills. */
	readonly field: string | null;
	readonly named: boolean;
	/** Offsets into the source, in UTF-16 code units. */
	readonly start: number;
	readonly end: number;
	readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
	readonly root: SyntaxNode;
	/** Some of the text is not in the language; the rest is parsed. */
	readonly hasErrors: boolean;
}

/**
Parse a text. Nodes nested deeper than 1,000 are cut off and count as errors.

Throws DeadlinePassed when `deadline` (of `performance.now()`) passes first.
*/
export async function parseSource(language: Language, text: string, deadline: number): Promise<SyntaxTree> {
	const {parser, module} = await parserFor(language);
	const late = () => performance.now() > deadline;
	const tree = parser.parse(language === 'bash' ? withPlainMessages(text) : text, null, {progressCallback: late});
	if (!tree || late()) {
		parser.reset();
		tree?.delete();
		throw new DeadlinePassed();
	}

	try {
		const {root, isCut} = walkTree(module, tree, walk => {
			const copy = new TreeCopy(walk, tree.language, language === 'bash');
			return {root: copy.node(0) ?? emptyRoot, isCut: copy.isCut};
		});
		return {root, hasErrors: isCut || tree.rootNode.hasError};
	} finally {
		tree.delete();
	}
}

/** The grammar of bash stops at the `|` of `${1:?take|prune}`, which is words and never run. Of the same length, so that offsets stay true. */
function withPlainMessages(text: string): string {
	return text.includes('?')
		? text.replaceAll(
				/(\$\{\w{1,80}:?\?)([^}$`"'\\\n]{0,200})\}/g,
				(_, start: string, words: string) => `${start}${words.replaceAll(/[|&;<>()]/g, '_')}}`,
			)
		: text;
}

/** The first child that fills a field. */
export function fieldOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
	for (const child of node.children) {
		if (child.field === field) {
			return child;
		}
	}

	return undefined;
}

/** All children that fill a field, in order. */
export function fieldsOf(node: SyntaxNode, field: string): readonly SyntaxNode[] {
	return node.children.filter(child => child.field === field);
}

/** The children that carry meaning: no punctuation, no comments. */
export function namedOf(node: SyntaxNode): readonly SyntaxNode[] {
	return node.children.every(hasMeaning) ? node.children : node.children.filter(hasMeaning);
}

function hasMeaning({named, type}: SyntaxNode): boolean {
	return named && type !== 'comment';
}

const maximumDepth = 1000;

/** Tokens that the readers look at: operators, and the `default` of an export. */
const meaningful = /^(?:[-+*/%^&|<>?!~@]+=?|default)$/;

const emptyRoot: SyntaxNode = {type: 'ERROR', field: null, named: true, start: 0, end: 0, children: []};

const noChildren: readonly SyntaxNode[] = [];

/** Words of a grammar: what could stand in them are letters. */
const leaves =
	/^(?:identifier|property_identifier|shorthand_property_identifier|integer|float|number|string_start|string_end|string_fragment|escape_sequence)$/;

/** What the grammar says of all nodes of a type, and what is copied of them. */
interface NodeKind {
	readonly type: string;
	readonly named: boolean;
	readonly isCopied: boolean;
	readonly hasChildren: boolean;
}

const kinds = new WeakMap<Grammar, Map<number, NodeKind>>();

/**
Every question to the walk crosses into WASM: punctuation and keywords are left out after two questions, except in bash, where
they are part of redirections.
*/
class TreeCopy {
	isCut = false;
	readonly #walk: TreeWalk;
	readonly #language: Grammar;
	readonly #keepsAll: boolean;
	readonly #kinds: Map<number, NodeKind>;

	constructor(walk: TreeWalk, language: Grammar, keepsAll: boolean) {
		this.#walk = walk;
		this.#language = language;
		this.#keepsAll = keepsAll;
		this.#kinds = kinds.get(language) ?? new Map();
		kinds.set(language, this.#kinds);
	}

	node(depth: number): SyntaxNode | undefined {
		const walk = this.#walk;
		const id = walk.typeId;
		const {type, named, isCopied, hasChildren} = this.#kinds.get(id) ?? this.#learn(id);
		if (!isCopied) {
			return undefined;
		}

		const field = this.#language.fields[walk.fieldId] ?? null;
		const children = hasChildren ? this.#children(depth) : noChildren;
		return {type, field, named, start: walk.start, end: walk.end, children};
	}

	#children(depth: number): readonly SyntaxNode[] {
		if (!this.#walk.toFirstChild()) {
			return noChildren;
		}

		const children: SyntaxNode[] = [];
		if (depth < maximumDepth) {
			do {
				const child = this.node(depth + 1);
				if (child) {
					children.push(child);
				}
			} while (this.#walk.toNextSibling());
		} else {
			this.isCut = true;
		}

		this.#walk.toParent();
		return children;
	}

	#learn(id: number): NodeKind {
		const type = this.#language.types[id] ?? 'ERROR';
		const named = this.#language.nodeTypeIsNamed(id);
		const kind = {
			type,
			named,
			isCopied: named || this.#keepsAll || meaningful.test(type),
			hasChildren: this.#keepsAll || (named && !leaves.test(type)),
		};
		this.#kinds.set(id, kind);
		return kind;
	}
}
