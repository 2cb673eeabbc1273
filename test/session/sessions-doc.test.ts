import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {EntryBody} from '../../source/session/entry.ts';

/** The compiler holds this list against the types. */
const types: Readonly<Record<EntryBody['type'], 0>> = {
	session: 0,
	user: 0,
	assistant: 0,
	'tool.start': 0,
	'tool.end': 0,
	'turn.end': 0,
	compaction: 0,
	'images.dropped': 0,
	rewind: 0,
	model: 0,
	helper: 0,
};

test('documents every kind of entry, and no other', () => {
	const document = readFileSync(new URL('../../docs/sessions.md', import.meta.url), 'utf8');
	const documented = [...document.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, type]) => type).filter(type => type !== 'type');
	expect(documented.sort()).toEqual(Object.keys(types).sort());
});
