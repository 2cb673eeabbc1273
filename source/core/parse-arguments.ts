/** The command line as data: which command, which flags, which arguments. Pure. */

import {parseArgs, type ParseArgsOptionsConfig} from 'node:util';
import {SkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {CommandSpec, OptionSpec} from './command-spec.ts';
import {commands, globalOptions, laterCommands} from './command-table.ts';
import {nearestName} from './nearest.ts';

/** The flags of one invocation. Asking for a flag that the command does not have is a mistake of ours and throws. */
export interface Flags {
	has(name: string): boolean;
	text(name: string): string | undefined;
	list(name: string): readonly string[];
}

export interface Invocation {
	/** Null when no command was named. */
	readonly command: CommandSpec | null;
	readonly flags: Flags;
	readonly positionals: readonly string[];
	/** What followed `--`. */
	readonly rest: readonly string[];
}

/** Read the command line. Throws a UsageError that names the word and, where there is one, the nearest that exists. */
export function parseArguments(argv: readonly string[]): Invocation {
	const at = commandIndex(argv);
	const command = at === -1 ? null : findCommand(argv[at] ?? '');
	const words = at === -1 ? [...argv] : [...argv.slice(0, at), ...argv.slice(at + 1)];
	return parseFor(command, words);
}

/** Whether the caller asked for JSON, read without parsing: also for a command line that cannot be parsed. */
export function wantsJson(argv: readonly string[]): boolean {
	const words = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
	return words.some(
		(word, index) =>
			word === '--json' ||
			/^--(?:output-)?format=(?:stream-)?json$/.test(word) ||
			(/^--(?:output-)?format$/.test(word) && /^(?:stream-)?json$/.test(words[index + 1] ?? '')),
	);
}

/** The first word that is neither a flag nor the value of a global flag; -1 when there is none. */
function commandIndex(argv: readonly string[]): number {
	const valued = globalOptions.filter(({type}) => type === 'string').map(({name}) => `--${name}`);
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index] ?? '';
		if (word === '--') {
			return -1;
		}

		if (!word.startsWith('-') || word === '-') {
			return index;
		}

		index += valued.includes(word) ? 1 : 0;
	}

	return -1;
}

function findCommand(word: string): CommandSpec {
	const command = commands.find(({name}) => name === word);
	if (command) {
		return command;
	}

	if (laterCommands.includes(word)) {
		throw new UsageError(`This version does not have the command "${word}" yet.`, {hint: 'See what there is with skilllite --help.'});
	}

	const near = nearestName(
		word,
		commands.map(({name}) => name),
	);
	throw new UsageError(`There is no command "${word}".`, {
		hint: near ? `Did you mean skilllite ${near}?` : 'See what there is with skilllite --help.',
	});
}

function parseFor(command: CommandSpec | null, words: string[]): Invocation {
	const specs = [...globalOptions, ...(command?.options ?? [])];
	const {tokens} = parseArgs({
		args: withEmptyValues(words, specs),
		options: optionsConfig(specs),
		strict: false,
		allowPositionals: true,
		tokens: true,
	});
	const values = new Map<string, string[]>();
	const positionals: string[] = [];
	const rest: string[] = [];
	let terminated = false;
	for (const token of tokens) {
		if (token.kind === 'option-terminator') {
			terminated = true;
		} else if (token.kind === 'positional') {
			(terminated ? rest : positionals).push(token.value);
		} else {
			const spec = specs.find(({name}) => name === token.name);
			const value = checkedValue(spec ?? unknownFlag(token.rawName, command, specs), token);
			values.set(token.name, [...(values.get(token.name) ?? []), value]);
		}
	}

	const flags = createFlags(specs, values);
	if (command && !flags.has('help') && !flags.has('version')) {
		checkArguments(command, positionals, rest);
	}

	return {command, flags, positionals, rest};
}

/** A flag whose value may be left out gets the empty one where none follows. */
function withEmptyValues(words: readonly string[], specs: readonly OptionSpec[]): string[] {
	const optional = specs.filter(spec => spec.optional).map(({name}) => `--${name}`);
	const end = words.includes('--') ? words.indexOf('--') : words.length;
	return words.map((word, index) => {
		const next = index + 1 < end ? words[index + 1] : undefined;
		return index < end && optional.includes(word) && (next === undefined || next.startsWith('-')) ? `${word}=` : word;
	});
}

function checkedValue(spec: OptionSpec, token: {readonly value?: string | undefined; readonly inlineValue?: boolean | undefined}): string {
	const flag = `--${spec.name}`;
	if (spec.type === 'boolean') {
		if (token.value !== undefined) {
			throw new UsageError(`The flag ${flag} takes no value.`, {hint: `Write ${flag} alone.`});
		}

		return '';
	}

	const {value} = token;
	if (value === undefined || (!token.inlineValue && value.length > 1 && value.startsWith('-'))) {
		throw new UsageError(`The flag ${flag} needs a value.`, {
			hint: `Write ${flag} ${spec.value ?? 'VALUE'}; ${flag}=-x for one that begins with -.`,
		});
	}

	if (spec.choices && !spec.choices.includes(value)) {
		throw new UsageError(`The flag ${flag} cannot be ${JSON.stringify(value)}.`, {hint: `Write one of ${spec.choices.join(', ')}.`});
	}

	return value;
}

function unknownFlag(rawName: string, command: CommandSpec | null, specs: readonly OptionSpec[]): never {
	const owner = command ? `skilllite ${command.name}` : 'skilllite';
	if (command?.later?.includes(rawName.slice(2))) {
		throw new UsageError(`This version does not have the flag ${rawName} of ${owner} yet.`, {
			hint: `See what there is with ${owner} --help.`,
		});
	}

	const near = nearestName(
		rawName.replace(/^-+/, ''),
		specs.map(({name}) => name),
	);
	throw new UsageError(`There is no flag ${rawName} of ${owner}.`, {
		hint: near ? `Did you mean --${near}?` : `See what there is with ${owner} --help.`,
	});
}

function checkArguments(command: CommandSpec, positionals: readonly string[], rest: readonly string[]): void {
	const usage = `Usage: skilllite ${command.name} ${command.arguments}`.trimEnd();
	if (positionals.length < command.minArguments) {
		throw new UsageError(`The command ${command.name} needs ${command.arguments}.`, {hint: `For example: ${command.example}`});
	}

	const extra = positionals[command.maxArguments] ?? (command.name === 'run' ? undefined : rest[0]);
	if (extra !== undefined) {
		throw new UsageError(`The command ${command.name} does not take ${JSON.stringify(extra)}.`, {hint: usage});
	}
}

function createFlags(specs: readonly OptionSpec[], values: ReadonlyMap<string, readonly string[]>): Flags {
	const known = (name: string): readonly string[] => {
		if (!specs.some(spec => spec.name === name)) {
			throw new SkillLiteError('internal', `The command table has no flag --${name} here.`);
		}

		return values.get(name) ?? [];
	};
	return {
		has: name => known(name).length > 0,
		text: name => known(name).at(-1),
		list: known,
	};
}

function optionsConfig(specs: readonly OptionSpec[]): ParseArgsOptionsConfig {
	return Object.fromEntries(
		specs.map(({name, type, short, multiple}) => [name, {type, ...(short ? {short} : {}), multiple: multiple ?? false}]),
	);
}
