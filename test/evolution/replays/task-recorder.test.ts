/** Which whole turns are kept to be run again, and what of them. */

import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {sha256} from '../../../sandbox/index.ts';
import type {RecordedTask} from '../../../source/evolution/replays/recorded-task.ts';
import {createTaskRecorder, createTaskStore, type TaskFiles} from '../../../source/evolution/replays/task-recorder.ts';
import {eventsOf, type MadeCall, type MadeTurn} from './decisions.ts';

const read: MadeCall = {name: 'read_file', input: {path: 'numbers.txt'}};
const write: MadeCall = {name: 'write_file', input: {path: 'answer.txt', content: '6\n'}};
const passed: MadeCall = {name: 'bash', input: {command: 'npm test'}};
const failed: MadeCall = {...passed, ok: false};
const good: MadeTurn = {text: 'sum the numbers', calls: [read, write, passed], tokens: 3000};
const picture = {name: 'a.png', mediaType: 'image/png', bytes: 1, width: 1, height: 1, sha256: '0'.repeat(64), label: 'derived'} as const;
const digest = sha256(Buffer.from('1 2 3\n'));
const files: TaskFiles = {
	before: () => [{path: 'answer.txt', text: 'nothing\n'}],
	digest: path => ({path, digest}),
};

function recorded(turns: readonly (MadeTurn & {readonly isBad?: boolean})[], over: Partial<TaskFiles> = {}): readonly RecordedTask[] {
	const folder = mkdtempSync(join(tmpdir(), 'evolution-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const store = createTaskStore(folder);
	for (const [index, made] of turns.entries()) {
		const recorder = createTaskRecorder(store, {checks: {tests: ' npm test'}, files: {...files, ...over}});
		for (const event of eventsOf({session: `session-${index}`, ...made})) {
			recorder.note(event);
		}

		if (made.isBad) {
			recorder.reject();
		}

		recorder.close();
	}

	return store.read();
}

test('a turn that its check found right is kept: the words, the check, what it read, and what it changed as it was before', () => {
	expect(recorded([good])).toEqual([
		expect.objectContaining({
			...{text: 'sum the numbers', model: 'custom:test-model', tokens: 3010},
			check: {name: 'tests', command: 'npm test'},
			reads: [{path: 'numbers.txt', digest}],
			before: [{path: 'answer.txt', text: 'nothing\n'}],
		}),
	]);
	// What it changed after reading it stands there once, as it was.
	expect(recorded([{...good, calls: [{...read, input: {path: 'answer.txt'}}, write, passed]}])).toMatchObject([{reads: []}]);
	// A check that failed before, and a call that failed and was repaired, are how such turns go.
	expect(recorded([{...good, calls: [write, failed, {...read, ok: false}, write, passed]}])).toHaveLength(1);
});

test.each<[string, Partial<MadeTurn & {isBad: boolean}>]>([
	['without a check at its end', {calls: [read, write]}],
	['whose check failed', {calls: [write, failed]}],
	['that did something after its check', {calls: [write, passed, write]}],
	['whose check came before anything was done', {calls: [read, passed]}],
	['that the person rejected', {isBad: true}],
	['that is not the first of its conversation', {turn: 2}],
	['that was pasted, as the words of others', {text: 'a\nb\nc\nd\ne'}],
	['that a picture belongs to', {images: [picture]}],
	['in which text of strangers was read', {calls: [{...read, label: 'foreign'}, write, passed]}],
	['that reached the network', {calls: [{name: 'fetch_url', input: {url: 'https://a.example'}}, write, passed]}],
	['that used a tool of others', {calls: [{name: 'mcp__mail__send', input: {}}, write, passed]}],
	['that used a skill', {calls: [{name: 'pay-bill', input: {}}, write, passed]}],
	['that was too dear to be run again', {tokens: 10_000}],
	['that nobody counted', {tokens: -10}],
	['in which a key was written', {text: 'use sk-abcdefghijklmnopqrstuvwxyz0123456789'}],
])('none is kept %s', (_, over) => {
	expect(recorded([{...good, ...over}])).toEqual([]);
	expect(recorded([good])).toHaveLength(1);
});

test('none is kept whose files cannot be put back, are too large, or hold a key', () => {
	expect(recorded([good], {before: () => null})).toEqual([]);
	expect(recorded([good], {digest: () => null})).toEqual([]);
	expect(recorded([good], {before: () => [{path: 'a', text: 'x'.repeat(600_000)}]})).toEqual([]);
	expect(recorded([good], {before: () => [{path: 'a', text: 'api_key = "abcdefgh12345678"\n'}]})).toEqual([]);
	expect(recorded([good], {before: () => Array.from({length: 33}, (_, index) => ({path: `a${index}`, text: ''}))})).toEqual([]);
});

test('2: a task in words of others that somebody put into the file is never read from it', () => {
	const folder = mkdtempSync(join(tmpdir(), 'evolution-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const store = createTaskStore(folder);
	const [task] = recorded([good]);
	expect(store.add(task as RecordedTask)).toBe(true);
	const [name = ''] = readdirSync(folder);
	const path = join(folder, name);
	const line = readFileSync(path, 'utf8');
	for (const bad of [{text: 'a\nb\nc\nd\ne'}, {reads: [{path: 'a', digest: 'x'}]}, {check: null}, {tokens: 0}, {v: 2}]) {
		writeFileSync(path, `${line}\n${JSON.stringify({...task, ...bad})}\n`);
		expect(store.read()).toHaveLength(1);
	}
});
