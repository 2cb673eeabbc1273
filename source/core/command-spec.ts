/** How a command and its flags are written down, and the flags that several commands have. */

export interface OptionSpec {
	readonly name: string;
	readonly type: 'boolean' | 'string';
	readonly short?: string;
	/** May be given more than once. */
	readonly multiple?: boolean;
	/** May be given without a value, which then is the empty text. */
	readonly optional?: boolean;
	/** Stands for the value in help, for example `DIR`. */
	readonly value?: string;
	/** The only values there are. */
	readonly choices?: readonly string[];
	readonly help: string;
}

export interface CommandSpec {
	readonly name: CommandName;
	readonly summary: string;
	/** As help shows them, for example `DIR_OR_NAME [JSON]`. */
	readonly arguments: string;
	readonly minArguments: number;
	readonly maxArguments: number;
	/** What the first argument completes to. */
	readonly completes?: 'folder' | 'file' | readonly string[];
	readonly options: readonly OptionSpec[];
	readonly example: string;
	/** Flags that the documentation names and this version does not have. */
	readonly later?: readonly string[];
}

export type CommandName =
	| 'quickstart'
	| 'chat'
	| 'run'
	| 'scan'
	| 'audit'
	| 'list'
	| 'show'
	| 'verify'
	| 'init'
	| 'add'
	| 'update'
	| 'remove'
	| 'reindex'
	| 'clean-env'
	| 'approve'
	| 'evolution'
	| 'sessions'
	| 'arena'
	| 'memory'
	| 'config'
	| 'doctor'
	| 'completion'
	| 'help';

export const flag = (name: string, help: string, short?: string): OptionSpec => ({name, type: 'boolean', help, ...(short ? {short} : {})});
export const text = (name: string, value: string, help: string): OptionSpec => ({name, type: 'string', value, help});
export const list = (name: string, value: string, help: string): OptionSpec => ({...text(name, value, help), multiple: true});
export const oneOf = (name: string, choices: readonly string[], help: string): OptionSpec => ({
	...text(name, choices.join('|'), help),
	choices,
});

export const approve = oneOf('approve', ['none', 'clean', 'confirm'], 'The worst verdict accepted without asking (default none)');
export const level = oneOf('level', ['1', '2', '3'], 'Sandbox level: 3 strict (default), 2 without the confirm question, 1 none');
