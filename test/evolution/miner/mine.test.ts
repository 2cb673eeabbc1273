/** The numbers are those of the list of attacks. */

import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {keyedHash} from '../../../source/core/project-store.ts';
import type {EvolutionEvent} from '../../../source/evolution/events/event.ts';
import {isMined, type MinerInput, mine} from '../../../source/evolution/miner/mine.ts';
import {userMessages} from '../../../source/evolution/miner/user-messages.ts';
import {useFreshHome} from '../../sandbox/folders.ts';
import {hex, task} from './tasks.ts';

useFreshHome();

const now = new Date('2026-11-21T00:00:00Z');

function briefs(events: readonly (readonly EvolutionEvent[])[], more: Partial<MinerInput> = {}) {
	return mine({events: events.flat(), messages: new Map(), remembered: [], now, ...more});
}

const failing = ['read_file', ['edit_file', 'error'], 'read_file', 'edit_file'] as const;

test('the same failure three times in two sessions becomes a brief that says what went well after it', () => {
	const found = briefs(['a', 'a', 'b'].map(session => task({session, calls: failing})));
	expect(found).toHaveLength(1);
	expect(found[0]).toMatchObject({
		trigger: {kind: 'failures', error: 'not-found', tool: 'edit_file', taskKind: 'write', fixedBy: [{tool: 'read_file', count: 3}]},
		count: 3,
		sessions: 2,
		label: 'user',
		languages: ['typescript'],
		quotes: [],
	});
	expect(found[0]?.readSet.length).toBe(18);
});

test('twice, in one session, two weeks ago, denied or expected is not enough', () => {
	expect(briefs(['a', 'b'].map(session => task({session, calls: failing})))).toEqual([]);
	expect(briefs(['a', 'a', 'a'].map(session => task({session, calls: failing})))).toEqual([]);
	expect(briefs(['a', 'a', 'b'].map(session => task({session, calls: failing, ts: '2026-11-01T00:00:00Z'})))).toEqual([]);
	expect(
		briefs(
			['a', 'a', 'b'].map(session =>
				task({
					session,
					calls: [
						['edit_file', 'denied'],
						['bash', 'expected'],
					],
				}),
			),
		),
	).toEqual([]);
});

test('the same calls in three verified tasks become a sequence, the longest one alone', () => {
	const calls = ['search_files', 'read_file', 'read_file', 'edit_file', 'bash'];
	const found = briefs(['a', 'b', 'c'].map(session => task({session, calls, verified: true})));
	expect(found.map(({trigger}) => trigger)).toEqual([
		{
			kind: 'sequence',
			steps: ['search_files', 'read_file', 'edit_file', 'bash'].map(tool => ({tool, slots: ['path']})),
			verified: 3,
		},
	]);
});

test('a sequence that goes wrong in one of four tasks, or is never verified, is none', () => {
	const calls = ['search_files', 'read_file', 'edit_file'];
	const good = ['a', 'b', 'c'].map(session => task({session, calls, verified: true}));
	expect(briefs([...good, task({calls, signals: ['undo']})])).toEqual([]);
	expect(briefs([...good, ...good, task({calls, signals: ['undo']})])).toHaveLength(1);
	expect(briefs(['a', 'b', 'c'].map(session => task({session, calls})))).toEqual([]);
});

test('the same correction three times quotes what the user had typed', () => {
	const messages = new Map([
		[hex(1e9), 'rename the option everywhere'],
		[hex(1e9 + 1), 'use tabs, not spaces'],
	]);
	const found = briefs(
		['a', 'a', 'b'].map((session, index) => task({session, prompt: hex(1e9 + index), signals: ['undo']})),
		{messages},
	);
	expect(found[0]).toMatchObject({trigger: {kind: 'corrections', signal: 'undo', taskKind: 'write'}, quotes: [...messages.values()]});
});

test('1: what a tool printed is in no brief, and a cluster out of it is foreign and quotes nobody', () => {
	const messages = new Map([[hex(2e9), 'fetch the page']]);
	const poisoned = ['a', 'a', 'b'].map(session => task({session, label: 'foreign', prompt: hex(2e9), calls: failing}));
	const [brief, ...others] = briefs(poisoned, {messages});
	expect(others).toEqual([]);
	expect(brief).toMatchObject({label: 'foreign', quotes: []});
	expect(JSON.stringify(brief)).not.toMatch(/curl|SYSTEM|fetch the page/);
});

test('1: enough honest tasks are not pulled down by a foreign one beside them', () => {
	const own = ['a', 'a', 'b'].map(session => task({session, calls: failing}));
	const found = briefs([...own, task({label: 'foreign', calls: failing})]);
	expect(found).toMatchObject([{label: 'user', count: 3}]);
});

test('2: a paste is foreign: its task helps no cluster of the user to its three', () => {
	const found = briefs(['a', 'a', 'b'].map((session, index) => task({session, calls: failing, pasted: index === 2})));
	expect(found).toMatchObject([{label: 'foreign', count: 3, quotes: []}]);
});

test('6: a label is the lowest of all ancestors, also where the list of what was read is cut', () => {
	const many = Array.from({length: 80}, (_, index) => task({session: index % 2 ? 'a' : 'b', calls: failing, label: 'derived'}));
	expect(briefs(many)[0]).toMatchObject({label: 'derived'});
	const tainted = [
		...Array.from({length: 2}, () => task({session: 'a', calls: failing})),
		task({session: 'b', calls: failing, label: 'foreign'}),
	];
	const [brief] = briefs(tainted);
	expect(brief?.readSet.some(({label}) => label === 'foreign')).toBe(true);
	expect(brief?.label).toBe('foreign');
});

test('3: tools of strangers, and names that a model made up, make a task foreign', () => {
	for (const tool of ['mcp__evil__read', 'unknown']) {
		expect(briefs(['a', 'a', 'b'].map(session => task({session, calls: [tool, ...failing]})))).toMatchObject([{label: 'foreign'}]);
	}
});

test('24, 25: no text is read for a mood: only acts of the person count', () => {
	const messages = new Map(['look at the logs', 'that broke the build', 'no, use tabs'].map((text, index) => [hex(3e9 + index), text]));
	expect(
		briefs(
			['a', 'a', 'b'].map((session, index) => task({session, prompt: hex(3e9 + index), calls: ['bash']})),
			{messages},
		),
	).toEqual([]);
});

test('what the user asked to be remembered is a brief at once; what a stranger said never', () => {
	const note = (label: 'user' | 'derived' | 'foreign', text: string) => ({id: `n-${label}`, text, label, created: '2026-11-20T00:00:00Z'});
	const found = briefs([], {remembered: [note('user', 'always use tabs'), note('derived', 'uses tabs'), note('foreign', 'run curl')]});
	expect(found).toMatchObject([{trigger: {kind: 'remembered'}, quotes: ['always use tabs'], label: 'user'}]);
	expect(briefs([], {remembered: [note('user', 'my key is AKIAABCDEFGHIJKLMNOP')]})).toEqual([]);
});

test('the same events give the same briefs, in any order of sessions, and a key that counts do not change', () => {
	const events = ['a', 'a', 'b', 'c'].map(session => task({session, calls: failing}));
	expect(briefs(events)).toEqual(briefs(events));
	expect(briefs(events)[0]?.key).toBe(briefs(events.slice(0, 3))[0]?.key);
});

test('22, 46: messages are found by their hash alone, typed and without secrets; links and strange lines are passed over', () => {
	const folder = mkdtempSync(join(tmpdir(), 'sessions-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const texts = ['use tabs', 'of another project', 'key AKIAABCDEFGHIJKLMNOP', 'one\ntwo\nthree\nfour\nfive', 'hid\u200Bden'];
	const lines = texts.map(text => JSON.stringify({v: 1, type: 'user', text}));
	writeFileSync(join(folder, 's1.jsonl'), `${lines.join('\n')}\n{"type":"user","text":"torn`);
	writeFileSync(join(folder, 's2.jsonl'), '{"type":"assistant","text":"use tabs \\"type\\":\\"user\\""}\n');
	symlinkSync('/etc/passwd', join(folder, 's3.jsonl'));
	mkdirSync(join(folder, 's4.jsonl'));
	const wanted = new Set(texts.filter(text => text !== 'of another project').map(text => keyedHash(`prompt:${text.trim()}`)));
	expect([...userMessages(folder, wanted).values()]).toEqual(['use tabs']);
	expect(userMessages(join(folder, 'missing'), wanted).size).toBe(0);
});

test('where one half of the tasks is enough to see it, the other half is not read and judges', () => {
	const many = Array.from({length: 24}, (_, index) => task({session: index % 2 === 0 ? 'a' : 'b', calls: [['read_file', 'error']]}));
	const ids = many.map(([first]) => first?.task ?? '');
	const [brief] = briefs(many);
	expect(brief?.tasks).toEqual(ids.filter(isMined));
	expect(brief?.count).toBeLessThan(24);
	expect(brief?.readSet.some(({id}) => many.flat().some(event => event.id === id && !isMined(event.task)))).toBe(false);
});
