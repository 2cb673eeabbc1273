/** What the rules see of code: calls and shell commands, in source order, with names resolved and constants folded. */

import type {Language} from './grammars.ts';
import type {Taint, Value} from './value.ts';

/** Where something stands in its file, in UTF-16 offsets; for code inside a literal, where the literal stands. */
export interface Place {
	readonly start: number;
	readonly end: number;
}

/** A call, or something that acts like one: `<iterate>` (a loop over a value), `<assign>` (to a member), `<member>` (a name that was looked up by text). */
export interface Call {
	/** Dotted and resolved through imports and aliases; `?.name` when what it is called on is not known. */
	readonly name: string;
	readonly args: readonly Value[];
	readonly keywords: ReadonlyMap<string, Value>;
	readonly receiver: Value | undefined;
	readonly place: Place;
	/** The result goes somewhere; false for a call that is a statement of its own. */
	readonly used: boolean;
}

/** One command of a shell script, of a command string, or of an argument list given to a process function. */
export interface Command {
	/** Without its folder; undefined when it is not a constant. */
	readonly name: string | undefined;
	/** As written. */
	readonly program: Value;
	readonly args: readonly Value[];
	/** What comes in through a pipe or a here-document. */
	readonly stdin: Value | undefined;
	readonly redirects: readonly Redirect[];
	/** The wrappers it stands behind (`sudo`, `env`, `nohup`). */
	readonly wrappers: readonly string[];
	readonly place: Place;
}

export interface Redirect {
	readonly operator: string;
	readonly target: Value;
}

export type Layer = 'code' | 'instructions';

/** Code of one origin: a file, or a text inside a file that is run as code (`sh -c '…'`, `eval('…')`, a shell block of a document). */
export interface CodeUnit {
	readonly file: string;
	readonly language: Language;
	readonly layer: Layer;
	/** 0 for a file; one more for each literal around it. */
	readonly depth: number;
	/** The text came out of a decoder. */
	readonly decoded: boolean;
	/** In a document, and there to be looked at. */
	readonly isShown: boolean;
	/** To be looked at, as an example of how to do something: nothing says that it is bad. */
	readonly isExample?: boolean;
	/** And the skill says of itself that it is about attacks. */
	readonly isTaught: boolean;
	readonly calls: readonly Call[];
	readonly commands: readonly Command[];
	/** Functions that a shell script defines: their names are not programs. */
	readonly functions: ReadonlySet<string>;
}

/** Code found inside other code, still to be read. */
export interface NestedCode {
	readonly language: Language;
	/** HOLEs stand for what is not known. */
	readonly text: string;
	/** What the unknown parts may carry. */
	readonly taints: ReadonlySet<Taint>;
	readonly place: Place;
	/** The text stands in the file as it is, from here; places inside it are then exact. */
	readonly offset?: number;
}

/** Where content comes from; the tables are in flows.ts, the readers of languages only ask. */
export interface FlowModel {
	/** The taints of a call's result, given those of its arguments and receiver. */
	ofCall(call: Call, inherited: ReadonlySet<Taint>): ReadonlySet<Taint>;
	/** The taints of a name that is not called, for example `os.environ`. */
	ofName(name: string): ReadonlySet<Taint>;
	/** The taints of a variable of the environment, by its name. */
	ofVariable(name: string): ReadonlySet<Taint>;
	/** The taints of what a command prints. */
	ofCommand(command: Command): ReadonlySet<Taint>;
}
