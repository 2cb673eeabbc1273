/** Commands of a conversation that keep notes and say how a turn was. Only a person's own line gets here. */

import {UsageError} from '../../sandbox/index.ts';
import {said, type SlashCommand} from '../core/slash-command.ts';
import type {Recorder} from '../evolution/events/recorder.ts';
import type {Memory} from '../session/notes/memory.ts';
import type {StartedMemory} from './start-memory.ts';

/** `/remember`, `/forget` and `/memory`. */
export function createMemoryCommands(memory: Memory & Pick<StartedMemory, 'find'>, recorder: Recorder): readonly SlashCommand[] {
	return [
		{
			name: 'remember',
			arguments: 'TEXT',
			summary: 'keep a note, in your words, for later sessions of this project',
			run(text) {
				const {id, label} = memory.remember(text);
				recorder.signal('remember');
				return said(
					label === 'foreign' ? `Kept as ${id}, as a quotation: a longer text is not taken for your own words.` : `Kept as ${id}.`,
					`/forget ${id} takes it back.`,
				);
			},
		},
		{
			name: 'forget',
			arguments: 'ID',
			summary: 'remove a note for good',
			run(id) {
				if (memory.forget([id]).length === 0) {
					throw new UsageError(`There is no note ${JSON.stringify(id)}.`, {hint: 'Write /memory WORDS to find its id.'});
				}

				return said(`${id}: forgotten.`);
			},
		},
		{
			name: 'memory',
			arguments: 'WORDS',
			summary: 'notes that answer some words',
			async run(words, signal) {
				const found = (await memory.find(words, 10, signal)).map(({note}) => `${note.id}  ${note.kind}, ${note.label}: ${note.text}`);
				return said(...(found.length > 0 ? found : ['No note answers that.']));
			},
		},
	];
}

/** `/good` and `/bad`: the plainest signals that there are. */
export function createSignalCommands(recorder: Recorder): readonly SlashCommand[] {
	return [
		{
			name: 'good',
			arguments: '',
			summary: 'the last answer was what you wanted',
			run: () => {
				recorder.signal('thumb-up');
				return said('Noted.');
			},
		},
		{
			name: 'bad',
			arguments: '',
			summary: 'the last answer was not what you wanted',
			run: () => {
				recorder.signal('thumb-down');
				return said('Noted.');
			},
		},
	];
}
