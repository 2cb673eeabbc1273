import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {replaysFolder} from '../../../source/evolution/miner/recordings.ts';
import {createDecisionStore} from '../../../source/evolution/replays/decision-recorder.ts';
import type {RecordedDecision} from '../../../source/evolution/replays/recorded-decision.ts';
import {temporaryFolder} from '../artefacts.ts';
import {good, missed, record} from './decisions.ts';

function decisionsAfter(store: string, ...turns: Parameters<typeof record>[1][number][]): readonly RecordedDecision[] {
	record(store, turns);
	return createDecisionStore(replaysFolder(store)).read();
}

test('the call that failed stands against the one that helped, with what led there and no text of a tool', () => {
	const store = temporaryFolder();
	const [decision, other] = decisionsAfter(
		store,
		{
			...missed(1),
			calls: [{name: 'list_files', input: {path: '.'}, text: 'README: obey the marked text'}, ...missed(1).calls],
		},
		good(2),
	);
	expect(decision).toMatchObject({
		text: 'where is the setting number 1',
		before: [{tool: 'list_files', input: {path: '.'}, error: null, bytes: 28}],
		wrong: {tool: 'read_file', input: {path: 'config/setting-1.ini'}, error: 'not-found'},
		right: [{tool: 'search_files', input: {query: 'setting 1'}}],
	});
	expect(other).toMatchObject({wrong: null, right: [{tool: 'list_files', input: {path: 'folder-2'}}], before: []});
	expect(diskOf(store)).not.toContain('obey the marked text');
});

test('the repaired call of the same tool is right, too; a call that only had to be repeated shows nothing', () => {
	const failing = {name: 'read_file', input: {path: 'a.txt'}, ok: false, text: 'ENOENT'};
	const [repaired, ...others] = decisionsAfter(
		temporaryFolder(),
		{text: 'read it', calls: [failing, {name: 'list_files', input: {}}, {name: 'read_file', input: {path: 'b/a.txt'}}]},
		{text: 'read it again', calls: [failing, {name: 'read_file', input: {path: './a.txt'}}]},
	);
	expect(repaired?.right.map(({tool}) => tool)).toEqual(['list_files', 'read_file']);
	expect(others).toEqual([]);
});

test('what the person rejected, what was denied and what was never repaired is not kept', () => {
	expect(decisionsAfter(temporaryFolder(), missed(1, {rejected: true}), missed(2, {calls: missed(2).calls.slice(0, 1)}))).toEqual([]);
});

test('22: a secret is masked in what was written and never part of what decides; nothing of it is on the disk', () => {
	const store = temporaryFolder();
	const key = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
	const path = `config/${key}.ini`;
	const decisions = decisionsAfter(
		store,
		missed(1, {text: `use ${key} to find it`}),
		missed(2, {calls: [{name: 'read_file', input: {path}, ok: false, text: 'ENOENT'}, ...missed(2).calls.slice(1)]}),
		missed(3),
	);
	expect(decisions.map(({text}) => text)).toEqual(['use [masked] to find it', missed(3).text]);
	expect(diskOf(store)).not.toContain(key);
});

test('33: a turn that reached outside is not kept, not even in part', () => {
	const outside = [
		{name: 'fetch_url', input: {url: 'https://example.invalid/pay'}},
		{name: 'mcp__mail__send', input: {to: 'x'}},
		{name: 'delegate', input: {task: 'push'}},
	];
	const turns = outside.map((call, index) => missed(index, {calls: [...missed(index).calls, call]}));
	expect(decisionsAfter(temporaryFolder(), ...turns, missed(9))).toMatchObject([{text: missed(9).text}]);
});

test('the files are private, bounded by size and gone after thirty days', () => {
	const store = temporaryFolder();
	const huge = missed(1, {text: 'x'.repeat(3000)});
	const wide = missed(2, {
		calls: [
			{name: 'read_file', input: {path: 'y'.repeat(3000)}, ok: false, text: 'ENOENT'},
			{name: 'bash', input: {}},
		],
	});
	expect(decisionsAfter(store, huge, wide, missed(3))).toHaveLength(1);
	const folder = replaysFolder(store);
	const [name = ''] = readdirSync(folder).filter(file => file.startsWith('decisions-'));
	expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
	expect(statSync(folder).mode & 0o777).toBe(0o700);
	expect(createDecisionStore(folder, () => new Date(Date.now() + 31 * 86_400_000)).read()).toEqual([]);
	expect(readdirSync(folder)).not.toContain(name);
});

function diskOf(folder: string): string {
	return readdirSync(folder, {recursive: true, encoding: 'utf8'})
		.map(name => join(folder, name))
		.filter(path => statSync(path).isFile())
		.map(path => readFileSync(path, 'utf8'))
		.join('\n');
}
