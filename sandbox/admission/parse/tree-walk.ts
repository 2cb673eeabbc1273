/**
A cursor over a syntax tree that is called straight inside of the WASM module.

The library's own cursor copies its four words into the module before each question and out of it after each step, which is
most of what reading a tree costs. They can stay where the module keeps them as long as nothing else asks it in between: a
walk is taken from its beginning to its end in one go. Grammars may be asked, since they do not use that place.
*/

import type {Tree} from 'web-tree-sitter';

type OfTree = (tree: number) => number;

/** What we call of the module; the library fills them into the options that it is started with. */
export interface TreeModule {
	readonly _ts_tree_root_node_wasm: OfTree;
	readonly _ts_tree_cursor_new_wasm: OfTree;
	readonly _ts_tree_cursor_delete_wasm: OfTree;
	readonly _ts_tree_cursor_goto_first_child_wasm: OfTree;
	readonly _ts_tree_cursor_goto_next_sibling_wasm: OfTree;
	readonly _ts_tree_cursor_goto_parent_wasm: OfTree;
	readonly _ts_tree_cursor_current_node_type_id_wasm: OfTree;
	readonly _ts_tree_cursor_current_field_id_wasm: OfTree;
	readonly _ts_tree_cursor_start_index_wasm: OfTree;
	readonly _ts_tree_cursor_end_index_wasm: OfTree;
}

/** Walks a tree from its root; `body` gets the only cursor there is. */
export function walkTree<Result>(module: TreeModule, tree: Tree, body: (walk: TreeWalk) => Result): Result {
	const address: unknown = Reflect.get(tree, 0);
	if (typeof address !== 'number' || address === 0) {
		throw new TypeError('The tree has no place in the module.');
	}

	module._ts_tree_root_node_wasm(address);
	module._ts_tree_cursor_new_wasm(address);
	try {
		return body(new TreeWalk(module, address));
	} finally {
		module._ts_tree_cursor_delete_wasm(address);
	}
}

export class TreeWalk {
	readonly #module: TreeModule;
	readonly #tree: number;

	constructor(module: TreeModule, tree: number) {
		this.#module = module;
		this.#tree = tree;
	}

	toFirstChild(): boolean {
		return this.#module._ts_tree_cursor_goto_first_child_wasm(this.#tree) !== 0;
	}

	toNextSibling(): boolean {
		return this.#module._ts_tree_cursor_goto_next_sibling_wasm(this.#tree) !== 0;
	}

	toParent(): void {
		this.#module._ts_tree_cursor_goto_parent_wasm(this.#tree);
	}

	get typeId(): number {
		return this.#module._ts_tree_cursor_current_node_type_id_wasm(this.#tree);
	}

	/** 0 where the node fills no field. */
	get fieldId(): number {
		return this.#module._ts_tree_cursor_current_field_id_wasm(this.#tree);
	}

	get start(): number {
		return this.#module._ts_tree_cursor_start_index_wasm(this.#tree);
	}

	get end(): number {
		return this.#module._ts_tree_cursor_end_index_wasm(this.#tree);
	}
}
