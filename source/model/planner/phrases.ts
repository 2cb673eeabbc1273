/** What the planner says when it does not call a tool. */

import type {ToolDefinition} from '../../core/tool.ts';
import type {Entry} from './catalogue.ts';

export const header = 'offline planner: runs skills, does not converse';

/** For a message that names a picture and calls no tool. */
export const sayBlind = `Pictures cannot be seen here (${header}); a skill can be given the name of one.`;

const shown = 5;

/** The answer to a message that no tool covers, with phrasings that would work. */
export function sayNothingFits(nearest: readonly Entry[]): string {
	const examples = phrasings(nearest);
	if (examples.length === 0) {
		return `No skill here can do that, and none is installed that could be asked (${header}). Run "skilllite init" or "skilllite add SOURCE" to get skills.`;
	}

	return [`No skill here answers that (${header}).`, '', 'It can do these, for example:', ...examples.map(example => `  ${example}`)].join(
		'\n',
	);
}

/** The answer to a greeting or a call for help. */
export function sayWhatItDoes(entries: readonly Entry[]): string {
	const examples = phrasings(entries);
	return examples.length === 0
		? sayNothingFits(entries)
		: [`This is the ${header}.`, '', 'Try one of these:', ...examples.map(example => `  ${example}`)].join('\n');
}

/** The question for a missing field; `asksFor` reads it back. */
export function sayMissing(tool: ToolDefinition, missing: readonly string[], example: string | undefined): string {
	const fields = missing.map(name => `"${name}"`);
	const list = fields.length < 2 ? fields.join('') : `${fields.slice(0, -1).join(', ')} and ${fields.at(-1)}`;
	return `${tool.name} needs ${list}.${example ? ` For example: ${example}` : ` Give it as ${missing[0] ?? 'name'}=VALUE.`}`;
}

/** Whether a text is the planner's own question for a missing field. */
export function asksForField(text: string): boolean {
	return /^[\w-]+ needs "[^"]+"/.test(text);
}

/** The answer to a bare name: what can be said to that tool. */
export function sayUsage(entry: Entry): string {
	const texts = entry.examples
		.map(example => example.text)
		.filter(isShort)
		.slice(0, shown);
	return texts.length === 0
		? `${entry.name} takes its input as NAME=VALUE or as JSON. Fields: ${Object.keys(entry.properties).join(', ') || 'any'}.`
		: [`Say what ${entry.name} should do, for example:`, ...texts.map(text => `  ${text}`)].join('\n');
}

/** A skill of instructions cannot be followed without a model; its text can be read. */
export function sayInstructions(skill: string): string {
	return `${skill} holds instructions for a model to follow, and this is the ${header}. To see them: read ${skill}`;
}

/** One phrasing a tool, nearest tools first, aligned with the tool's name behind it. */
function phrasings(entries: readonly Entry[]): readonly string[] {
	const rows = entries
		.map(entry => ({name: entry.name, text: entry.reading ? `read ${entry.name}` : shortest(entry)}))
		.filter(({text}) => text !== '')
		.slice(0, shown);
	const width = Math.max(0, ...rows.map(({text}) => text.length));
	return rows.map(({name, text}) => `${text.padEnd(width)}  (${name})`);
}

/** The first phrasing that fits a line and has no line ends in it. */
function shortest(entry: Entry): string {
	const texts = entry.examples.map(example => example.text);
	return texts.find(isShort) ?? (texts.length > 0 ? '' : `use ${entry.name}`);
}

function isShort(text: string): boolean {
	return text.length <= 50 && !/\\n|\n/.test(text);
}
