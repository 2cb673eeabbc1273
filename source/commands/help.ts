/** Help as text, made from the command table. */

import type {CommandSpec, OptionSpec} from '../core/command-spec.ts';
import {commands, globalOptions} from '../core/command-table.ts';
import {roomOf} from '../core/terminal.ts';
import {twoColumns} from '../core/two-columns.ts';

/** What `skilllite --help` prints. */
export function overview(): string {
	const names = commands.map(({name, summary}) => [name, summary] as const);
	return [
		'skilllite runs skills on your own machine, each inside a strict sandbox.',
		'',
		'Usage: skilllite COMMAND [ARGUMENTS] [FLAGS]',
		'',
		'Commands:',
		...listed(names),
		'',
		'Flags of every command:',
		...listed(globalOptions.map(describe)),
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
		...(own.length > 0 ? ['Flags:', ...listed(own), ''] : []),
		'Flags of every command:',
		...listed(globalOptions.map(describe)),
		'',
		`Example: ${command.example}`,
		'',
	].join('\n');
}

function describe({name, short, value, multiple, help}: OptionSpec): readonly [string, string] {
	const long = `--${name}${value ? ` ${value}` : ''}`;
	return [short ? `-${short}, ${long}` : `    ${long}`, multiple ? `${help} (repeatable)` : help];
}

function listed(rows: readonly (readonly [string, string])[]): readonly string[] {
	return twoColumns(rows, roomOf(process.stdout));
}
