import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {functionKeyCharacter} from '../../../source/ui/input/function-keys.ts';
import {keyDocument, keyHelp} from '../../../source/ui/input/key-help.ts';
import {createKeyMap, defaultKeys} from '../../../source/ui/input/key-map.ts';
import {nameOfKey, readKeyName, showKeyName} from '../../../source/ui/input/key-names.ts';
import {keyBindings} from '../../../source/ui/input/keys.ts';
import {readKey, readKeys} from '../../../source/ui/input/read-keys.ts';
import {inkKey, noKey} from './editor-driver.ts';

test('docs/keys.md is what the table says', () => {
	const written = readFileSync(new URL('../../../docs/keys.md', import.meta.url), 'utf8');
	expect(written, 'run: node test/ui/input/write-keys.ts').toBe(keyDocument(defaultKeys));
});

test('every key of the table can be written, is named once at its place, and arrives by the name it has', () => {
	const seen = new Set<string>();
	for (const {id, place, keys} of keyBindings) {
		for (const name of keys) {
			expect(readKeyName(name), id).toBe(name);
			const layer = `${place === 'screen' ? 'editor' : place} ${name}`;
			expect(seen.has(layer), layer).toBe(false);
			seen.add(layer);
			if (!name.startsWith('f')) {
				expect(nameOfKey(...inkKey(name)), id).toBe(name);
			}
		}
	}
});

test('ids are unique, and each key of the editor has its action', () => {
	expect(new Set(keyBindings.map(({id}) => id)).size).toBe(keyBindings.length);
	for (const {id, place, action} of keyBindings) {
		expect(action !== undefined, id).toBe(place === 'editor' || place === 'screen');
	}
});

test('reads keys however they are written', () => {
	expect(readKeyName('Control+A')).toBe('ctrl+a');
	expect(readKeyName('option+Return')).toBe('alt+enter');
	expect(readKeyName('shift+alt+F5')).toBe('alt+shift+f5');
	expect(readKeyName('ctrl++')).toBe('ctrl++');
	expect(readKeyName('中')).toBe('中');
	for (const wrong of ['', 'hyper+a', 'ab', 'ctrl+', 'f13', 'enter+a', '\u001B']) {
		expect(readKeyName(wrong), wrong).toBeNull();
	}
});

test('shows keys as people read them', () => {
	expect(['ctrl+a', 'alt+enter', 'pageup', 'f2', 'escape', '?', 'shift+tab', 'y', 'N', 'ctrl+_'].map(showKeyName)).toEqual([
		...['Ctrl+A', 'Alt+Enter', 'PageUp', 'F2', 'Esc', '?', 'Shift+Tab', 'y', 'N', 'Ctrl+_'],
	]);
});

test("puts a person's own keys in the place of ours", () => {
	const keys = createKeyMap({redo: 'ctrl+y', search: ['ctrl+s', 'f5'], 'toggle-mouse': []});
	expect(keys.problems).toEqual([]);
	expect(keys.actionOf('ctrl+y')).toEqual({kind: 'redo'});
	expect(keys.actionOf('alt+r')).toBeNull();
	expect(keys.actionOf('ctrl+s')).toEqual({kind: 'search'});
	expect(keys.actionOf('alt+m')).toBeNull();
	expect(keys.bindings.find(({id}) => id === 'yank')?.keys).toEqual([]);
	expect(readKey(functionKeyCharacter('\u001B[15~') ?? '', noKey, keys)).toEqual({kind: 'search'});
});

test('lets nothing answer a question or take away what stops a turn', () => {
	for (const own of [
		{'question-once': 'enter'},
		{interrupt: 'f9'},
		{escape: 'q'},
		{send: 'ctrl+c'},
		{newline: 'escape'},
		{yank: 'y'},
		{undo: 'space'},
	]) {
		const keys = createKeyMap(own);
		expect(keys.problems, JSON.stringify(own)).toHaveLength(1);
		expect(keys.actionOf('ctrl+c')).toEqual({kind: 'interrupt'});
		expect(keys.actionOf('escape')).toEqual({kind: 'escape'});
		expect(keys.idOf('question', 'enter')).toBeNull();
		expect(keys.idOf('question', 'y')).toBe('question-once');
		expect(readKey('y', noKey, keys)).toEqual({kind: 'insert', text: 'y'});
	}
});

test('says what is wrong with a key, and which id may be meant', () => {
	expect(createKeyMap({serch: 'f5'}).problems[0]).toContain('did you mean "search"?');
	expect(createKeyMap({search: 'nokey'}).problems[0]).toContain('"nokey" for "search" is no key');
});

test('what is typed is text, and what has no meaning does nothing', () => {
	expect(readKey('a', noKey)).toEqual({kind: 'insert', text: 'a'});
	expect(readKey('hello', noKey)).toEqual({kind: 'insert', text: 'hello'});
	expect(readKey('q', {...noKey, ctrl: true})).toEqual({kind: 'none'});
	expect(readKey('j', {...noKey, super: true})).toEqual({kind: 'none'});
	expect(readKey('', {...noKey, pageUp: true, ctrl: true})).toEqual({kind: 'none'});
	expect(readKey('a', {...noKey, eventType: 'release'})).toEqual({kind: 'none'});
});

test('help holds every key by its place', () => {
	const rows = keyHelp(defaultKeys).flatMap(group => group.rows);
	expect(rows).toHaveLength(keyBindings.length);
	expect(rows).toContainEqual({keys: 'Ctrl+R', does: 'Search in earlier messages; again: an older one'});
});

test('keys that come in one piece over a slow line are told apart; a paste without markers stays text', () => {
	const kinds = (chunk: string) => readKeys(chunk, noKey).map(action => (action.kind === 'insert' ? action.text : action.kind));
	expect(kinds('one two\u0017three')).toEqual(['one two', 'kill', 'three']);
	expect(kinds('abc\u0015/he')).toEqual(['abc', 'kill', '/he']);
	expect(kinds('\u0001\u000B')).toEqual(['move', 'kill']);
	expect(kinds('see @sal\t')).toEqual(['see @sal', 'complete']);
	expect(kinds('calculate 2 + 2\r')).toEqual(['calculate 2 + 2\r']);
	// No key that does more than change the draft: Ctrl+D leaves, Ctrl+G starts an editor, Ctrl+Z suspends.
	expect(kinds('a\u0004b\u0007c\u001A')).toEqual(['a', 'none', 'b', 'none', 'c', 'none']);
	expect(kinds('first\u0015\nsecond')).toEqual(['first\u0015\nsecond']);
	expect(kinds('a\tb\tc')).toEqual(['a\tb\tc']);
});
