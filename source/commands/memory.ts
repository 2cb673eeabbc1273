/** `skilllite memory`: the notes that the agent keeps: list, search, add, forget, export, status, bench. */

import {toDisplay, toDisplayJson, UsageError} from '../../sandbox/index.ts';
import {globalStoreFolder, projectStoreFolder} from '../core/project-store.ts';
import {labelOfMessage} from '../core/label.ts';
import {memoryFolder} from '../session/notes/memory.ts';
import {isKind} from '../session/notes/note.ts';
import {type NoteStore, openNoteStore} from '../session/notes/note-store.ts';
import type {IndexedNote} from '../session/notes/note-tables.ts';
import type {CommandContext} from './command.ts';
import type {Output} from './output.ts';
import {formatTable} from './table.ts';

export async function memory(context: CommandContext): Promise<number> {
	const [action = 'list', ...words] = context.positionals;
	if (action === 'bench') {
		const {bench} = await import('./memory-bench.ts');
		return bench(context);
	}

	const {flags, project, output} = context;
	const store = openNoteStore(memoryFolder(flags.has('global') ? globalStoreFolder() : projectStoreFolder(project)));
	try {
		switch (action) {
			case 'list':
				return show(store.list(), output, 'There are no notes yet.');
			case 'search':
				return search(store, words, output);
			case 'add':
				return await add(store, words, context);
			case 'forget':
				return forget(store, words, output);
			case 'export':
				output.data(
					store
						.list()
						.map(note => `${toDisplayJson(JSON.stringify(note))}\n`)
						.join(''),
				);
				return 0;
			case 'status': {
				const {status} = await import('./memory-bench.ts');
				return await status(context, store);
			}

			default:
				throw new UsageError(`There is no command memory ${JSON.stringify(toDisplay(action))}.`, {
					hint: 'Write list, search, add, forget, export, status or bench.',
				});
		}
	} finally {
		store.close();
	}
}

function show(notes: readonly IndexedNote[], output: Output, none: string): number {
	if (output.json) {
		output.document({notes});
	} else if (notes.length === 0) {
		output.note(none);
	} else {
		output.data(formatTable(['ID', 'KIND', 'FROM', 'DATE', 'USES', 'TEXT'], notes.map(row), output.dataStyle));
	}

	return 0;
}

function row({id, kind, label, created, uses, text}: IndexedNote): readonly string[] {
	return [toDisplay(id), kind, label, created.slice(0, 10), String(uses), toDisplay(text, {reveal: true})];
}

function search(store: NoteStore, words: readonly string[], output: Output): number {
	const found = store.search(needed(words, 'search', 'WORDS'), {limit: 10});
	return show(
		found.map(({note}) => note),
		output,
		'No note answers that.',
	);
}

async function add(store: NoteStore, words: readonly string[], {flags, output, interrupts}: CommandContext): Promise<number> {
	const kind = flags.text('kind');
	let text = needed(words, 'add', 'TEXT');
	if (text === '-') {
		const {readStdin} = await import('./read-stdin.ts');
		text = await readStdin(64 * 1024, interrupts.signal);
	}

	const note = store.add({text, label: labelOfMessage(text), ...(isKind(kind) ? {kind} : {})});
	if (output.json) {
		output.document({note});
	} else {
		output.data(`${note.id}\n`);
		if (note.label === 'foreign') {
			output.note('Kept as a quotation: a text of more than three lines is not taken for your own words.');
		}
	}

	return 0;
}

function forget(store: NoteStore, ids: readonly string[], output: Output): number {
	needed(ids, 'forget', 'ID');
	const unknown = ids.find(id => store.get(id) === null);
	if (unknown !== undefined) {
		throw new UsageError(`There is no note ${JSON.stringify(toDisplay(unknown))}.`, {hint: 'skilllite memory list shows which there are.'});
	}

	const forgotten = store.forget(ids);
	if (output.json) {
		output.document({forgotten});
	} else {
		output.data(forgotten.map(id => `${id}: forgotten\n`).join(''));
	}

	return 0;
}

function needed(words: readonly string[], action: string, what: string): string {
	if (words.length === 0) {
		throw new UsageError(`The command memory ${action} needs ${what}.`, {hint: `For example: skilllite memory ${action} ${what}`});
	}

	return words.join(' ');
}
