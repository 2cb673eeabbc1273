/**
Which key does what: the table, with a person's own keys in it.

A person may put other keys in the place of ours by id, in the setting `keys`. Those of a question stay as they are,
so that nothing can make a common key grant, and so do the two that stop a turn.
*/

import {nearestName} from '../../core/nearest.ts';
import type {EditorAction} from './editor-state.ts';
import {readKeyName, showKeyName} from './key-names.ts';
import {type KeyBinding, type KeyPlace, keyBindings} from './keys.ts';

export interface KeyMap {
	/** The table with the person's own keys in it. */
	readonly bindings: readonly KeyBinding[];
	/** What is wrong with the person's own keys, a sentence each. */
	readonly problems: readonly string[];
	/** What a key does in the editor, wherever it is not taken before. */
	actionOf(name: string): EditorAction | null;
	/** The id of what a key does at a place that has its own keys. */
	idOf(place: KeyPlace, name: string): string | null;
}

/** The keys of the table, with those of the setting `keys` in the place of ours: `{"redo": "ctrl+]", "undo": ["ctrl+z"]}`. */
export function createKeyMap(own: Readonly<Record<string, string | readonly string[]>> = {}): KeyMap {
	const problems: string[] = [];
	const chosen = new Map<string, readonly string[]>();
	for (const [id, written] of Object.entries(own)) {
		const problem = problemWith(id);
		if (problem === null) {
			chosen.set(id, readNames(id, [written].flat(), problems));
		} else {
			problems.push(problem);
		}
	}

	const taken = new Set([...chosen].flatMap(([id, names]) => names.map(name => `${layerOf(bindingOf(id))} ${name}`)));
	const bindings = keyBindings.map(binding => ({
		...binding,
		keys: chosen.get(binding.id) ?? binding.keys.filter(name => !taken.has(`${layerOf(binding)} ${name}`)),
	}));
	const byKey = new Map(bindings.flatMap(binding => binding.keys.map(name => [`${layerOf(binding)} ${name}`, binding] as const)));
	return {
		bindings,
		problems,
		actionOf: name => byKey.get(`editor ${name}`)?.action ?? null,
		idOf: (place, name) => byKey.get(`${place === 'screen' ? 'editor' : place} ${name}`)?.id ?? null,
	};
}

/** The keys as they are without settings. */
export const defaultKeys: KeyMap = createKeyMap();

/** Keys of the screen work in the editor too: one key can mean only one of both. */
function layerOf(binding: KeyBinding | undefined): string {
	return binding?.place === 'screen' ? 'editor' : (binding?.place ?? '');
}

function bindingOf(id: string): KeyBinding | undefined {
	return keyBindings.find(binding => binding.id === id);
}

function problemWith(id: string): string | null {
	const place = bindingOf(id)?.place;
	if (place === undefined) {
		const nearest = nearestName(
			id,
			keyBindings.map(binding => binding.id),
		);
		return `Setting "keys": nothing is called "${id}"${nearest === null ? '' : `; did you mean "${nearest}"?`}.`;
	}

	if (id === 'interrupt' || id === 'escape') {
		return `Setting "keys": "${id}" stays on ${showKeyName(bindingOf(id)?.keys[0] ?? '')}: it must always be there to stop a turn.`;
	}

	return place === 'question' ? `Setting "keys": "${id}" answers a question, and those keys stay as they are.` : null;
}

function readNames(id: string, written: readonly string[], problems: string[]): readonly string[] {
	const place = bindingOf(id)?.place;
	return written.flatMap(text => {
		const name = readKeyName(text);
		if (name === null) {
			problems.push(`Setting "keys": "${text}" for "${id}" is no key; write for example ctrl+g, alt+enter or f5.`);
			return [];
		}

		const isText = name === 'space' || !/\+.|^(?:f\d+|[a-z]{2,})$/.test(name);
		if (name === 'ctrl+c' || name === 'escape' || (isText && (place === 'editor' || place === 'screen'))) {
			problems.push(`Setting "keys": ${showKeyName(name)} cannot mean "${id}": ${isText ? 'it is text to write' : 'it stops a turn'}.`);
			return [];
		}

		return [name];
	});
}
