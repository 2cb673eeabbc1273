/** Help as text, made from the command table. */

import type {CommandSpec, OptionSpec} from '../core/command-spec.ts';
import {commands, globalOptions} from '../core/command-table.ts';

/** What `skilllite --help` prints. */
export function overview(): string {
	const names = commands.map(({name, summary}) => [name, summary] as const);
	return [
		'skilllite runs skills on your own machine, each inside a strict sandbox.',
		'',
		'Usage: skilllite COMMAND [ARGUMENTS] [FLAGS]',
		'',
		'Commands:',
		...columns(names),
		'',
		'Flags of every command:',
		...columns(globalOptions.map(describe)),
		'',
		"Example: skilllite quickstart --message 'what is 15 * 27?'",
		'Help for one command: skilllite COMMAND --help',
		'',
	].join('\n');
}

/** What `skilllite COMMAND --help` prints. */
export function commandHelp(command: CommandSpec): string {
	const own = command.options.map(describe);
	return [
		`${command.summary}.`,
		'',
		`Usage: skilllite ${[command.name, command.arguments, '[FLAGS]'].filter(Boolean).join(' ')}`,
		'',
		...(own.length > 0 ? ['Flags:', ...columns(own), ''] : []),
		'Flags of every command:',
		...columns(globalOptions.map(describe)),
		'',
		`Example: ${command.example}`,
		'',
	].join('\n');
}

function describe({name, short, value, multiple, help}: OptionSpec): readonly [string, string] {
	const long = `--${name}${value ? ` ${value}` : ''}`;
	return [short ? `-${short}, ${long}` : `    ${long}`, multiple ? `${help} (repeatable)` : help];
}

/** Two columns; a name that is too long for the first gets a line of its own. */
function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
	const width = Math.min(28, Math.max(...rows.map(([name]) => name.length)));
	return rows.map(([name, text]) =>
		name.length > width ? `  ${name}\n  ${' '.repeat(width)}  ${text}` : `  ${name.padEnd(width)}  ${text}`,
	);
}
