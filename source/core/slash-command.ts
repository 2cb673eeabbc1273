/**
Commands of a conversation, as `/model` and `/rewind`: what there is, and what comes of one. The line-by-line chat and the
full screen present the same outcomes, each in its own way.
*/

import {nearestName} from './nearest.ts';
import type {StartProgress} from './progress.ts';

/** What a command came to. All texts are ready to be made display-safe, not yet safe themselves. */
export type SlashOutcome =
	/** To be shown; `lines` are aligned already. */
	| {readonly kind: 'said'; readonly lines: readonly string[]}
	/** Something to choose from: the command is run again with the value of the choice as its argument. */
	| {readonly kind: 'choose'; readonly title: string; readonly command: string; readonly choices: readonly SlashChoice[]}
	/** To be sent to the agent as if it had been typed. */
	| {readonly kind: 'send'; readonly text: string}
	/** The conversation is another one now, or ends earlier; `draft` goes into the editor. */
	| {readonly kind: 'changed'; readonly lines: readonly string[]; readonly draft: string}
	| {readonly kind: 'quit'};

export interface SlashChoice {
	readonly value: string;
	readonly label: string;
}

export interface SlashCommand {
	/** Without the slash. */
	readonly name: string;
	/** As help shows them, for example `[PROVIDER:NAME]`; empty for none. */
	readonly arguments: string;
	readonly summary: string;
	/** Rejects with a SkillLiteError for what cannot be done, and for what `signal` stopped; says by `progress` what takes longer. */
	run(argument: string, signal: AbortSignal, progress: StartProgress): SlashOutcome | Promise<SlashOutcome>;
}

/** Lines to be shown. */
export function said(...lines: readonly string[]): SlashOutcome {
	return {kind: 'said', lines};
}

/** Another conversation, with what is said of it. */
export function changed(draft: string, ...lines: readonly string[]): SlashOutcome {
	return {kind: 'changed', draft, lines};
}

/** A list, where there is anything to choose. */
export function choose(title: string, command: string, choices: readonly SlashChoice[]): SlashOutcome {
	return choices.length === 0 ? said('There is nothing to choose from.') : {kind: 'choose', title, command, choices};
}

/** A command as a row of help. */
export function slashRow({name, arguments: given, summary}: SlashCommand): readonly [name: string, text: string] {
	return [`/${name} ${given}`.trimEnd(), summary];
}

/** The command and argument of a line; null when it is no command: a path, a message. */
export function readSlash(text: string): {readonly name: string; readonly argument: string} | null {
	const [, name, argument = ''] = /^\/([a-z?][\w-]*)(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? [];
	return name === undefined ? null : {name: name.toLowerCase(), argument: argument.trim()};
}

/** Run a line that is a command; a name that is none gives the nearest. */
export async function runSlash(
	commands: readonly SlashCommand[],
	{name, argument}: {readonly name: string; readonly argument: string},
	signal: AbortSignal,
	progress: StartProgress,
): Promise<SlashOutcome> {
	const command = commands.find(other => other.name === name);
	if (command) {
		return command.run(argument, signal, progress);
	}

	const near = nearestName(
		name,
		commands.map(other => other.name),
	);
	return {kind: 'said', lines: [`There is no command /${name}; ${near ? `did you mean /${near}?` : '/help shows what there is.'}`]};
}
