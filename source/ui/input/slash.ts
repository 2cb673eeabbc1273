/** Slash commands as data: the built-in ones, one per installed skill, and which of them a line means. */

import {toDisplay} from '../../../sandbox/index.ts';
import {nearestName} from '../../core/nearest.ts';

export interface SlashCommand {
	readonly name: string;
	/** What may follow the name, for the person: `[TOPIC]`. */
	readonly args?: string;
	readonly description: string;
	/** The skill that it runs; absent for a built-in command. */
	readonly skill?: string;
}

/** The built-in commands, in the order of the menu and of `/help`. */
export const slashCommands = [
	{name: 'help', args: '[COMMAND]', description: 'Keys and commands'},
	{name: 'model', args: '[PROVIDER:NAME]', description: 'Show or switch the model'},
	{name: 'skills', description: 'Installed skills, what they may do and how they fared'},
	{name: 'add', args: 'SOURCE', description: 'Fetch, scan and install a skill'},
	{name: 'scan', args: 'PATH', description: 'Scan a skill or a file'},
	{name: 'permissions', description: 'Show and change what is allowed without asking'},
	{name: 'evolution', args: '[status|run|off]', description: 'What was learnt, what waits for approval'},
	{name: 'memory', args: '[QUERY]', description: 'Notes the agent keeps'},
	{name: 'context', description: "What takes the room in the model's context"},
	{name: 'compact', description: 'Summarise the conversation so far to make room'},
	{name: 'sessions', description: 'Sessions of this project'},
	{name: 'resume', args: '[ID]', description: 'Go on with an earlier session'},
	{name: 'rewind', description: 'Go back to an earlier message'},
	{name: 'fork', description: 'Go on in a copy of this session'},
	{name: 'plan', args: '[on|off|auto]', description: 'Whether the model keeps a list of tasks'},
	{name: 'theme', args: '[NAME]', description: 'Show or switch the colours'},
	{name: 'remember', args: 'NOTE', description: 'Keep a note for later sessions'},
	{name: 'undo', description: 'Take back the last change to files'},
	{name: 'good', args: '[WHY]', description: 'The last answer was right'},
	{name: 'bad', args: '[WHY]', description: 'The last answer was wrong'},
	{name: 'transcript', description: 'The whole conversation in the pager'},
	{name: 'copy', description: 'Copy the last answer'},
	{name: 'export', args: '[md|html|jsonl]', description: 'Write the session to a file'},
	{name: 'doctor', description: 'Check sandbox, model and terminal'},
	{name: 'clear', description: 'Start anew; the session stays on disk'},
	{name: 'quit', description: 'Leave'},
] as const satisfies readonly SlashCommand[];

export interface SkillEntry {
	readonly name: string;
	readonly description: string;
}

/** The built-in commands and one for each skill; a skill that is called like a command becomes `skill:NAME`. */
export function slashCommandsWith(skills: readonly SkillEntry[]): readonly SlashCommand[] {
	const taken = new Set<string>(slashCommands.map(({name}) => name));
	return [
		...slashCommands,
		...skills.map(({name, description}) => ({
			name: taken.has(name) ? `skill:${name}` : name,
			args: '[TEXT]',
			description: toDisplay(description, {maxLength: 200}),
			skill: name,
		})),
	];
}

export type SlashLine =
	| {readonly kind: 'none'}
	| {readonly kind: 'command'; readonly command: SlashCommand; readonly args: string}
	| {readonly kind: 'unknown'; readonly name: string; readonly nearest: string | null};

/** What a line that is sent means. A path (`/usr/bin …`) is no command, nor is a slash alone. */
export function readSlash(line: string, commands: readonly SlashCommand[]): SlashLine {
	const match = /^\/([\p{L}\p{N}][\p{L}\p{N}_:.-]*)(?:\s+([\s\S]*))?$/u.exec(line.trim());
	const name = match?.[1];
	if (name === undefined) {
		return {kind: 'none'};
	}

	const command = commands.find(known => known.name === name);
	return command === undefined
		? {
				kind: 'unknown',
				name,
				nearest: nearestName(
					name,
					commands.map(known => known.name),
				),
			}
		: {kind: 'command', command, args: match?.[2]?.trim() ?? ''};
}

/** The commands that a beginning may mean: those that begin with it, then those that hold its letters in order. */
export function matchingCommands(beginning: string, commands: readonly SlashCommand[]): readonly SlashCommand[] {
	const typed = beginning.toLowerCase();
	const begin = commands.filter(({name}) => name.toLowerCase().startsWith(typed));
	const hold = commands.filter(command => !begin.includes(command) && holdsInOrder(command.name.toLowerCase(), typed));
	return [...begin, ...hold];
}

function holdsInOrder(name: string, letters: string): boolean {
	let at = 0;
	for (const letter of letters) {
		at = name.indexOf(letter, at) + 1;
		if (at === 0) {
			return false;
		}
	}

	return true;
}
