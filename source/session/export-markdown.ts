/** A session as Markdown, to read or pass on. */

import {toDisplay} from '../../sandbox/index.ts';
import {textWithImages, type Utterance} from './dialogue.ts';
import type {SessionSummary} from './session-list.ts';

/** The document, ending with a line feed. */
export function exportMarkdown({id, lastUsed}: SessionSummary, dialogue: readonly Utterance[]): string {
	const title = `# Session ${id}\n\n${lastUsed.slice(0, 10)} · SkillLite`;
	return `${[title, ...dialogue.map(write)].join('\n\n')}\n`;
}

function write(utterance: Utterance): string {
	switch (utterance.kind) {
		case 'user':
			return `## You\n\n${shown(textWithImages(utterance))}`;
		case 'agent':
			return `## Agent\n\n${shown(utterance.text)}`;
		case 'summary':
			return `## Summary of what came before\n\n${shown(utterance.text)}`;
		case 'tool': {
			const {name, ok, ended, text} = utterance;
			const head = `### Tool ${toDisplay(name, {maxLength: 64})}: ${ok ? 'done' : ended === null ? 'interrupted' : toDisplay(ended)}`;
			return [head, fenced(utterance.arguments, 'json'), ...(text === '' ? [] : [fenced(text, '')])].join('\n\n');
		}
	}
}

/** A fence that nothing inside can close. */
function fenced(text: string, language: string): string {
	const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
	const fence = '`'.repeat(Math.max(3, longest + 1));
	return `${fence}${language}\n${shown(text).trimEnd()}\n${fence}`;
}

function shown(text: string): string {
	return toDisplay(text, {multiline: true, reveal: true});
}
