import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {temporaryHome} from '../temporary-home.ts';
import {createWorkbench} from './workbench.ts';

const home = temporaryHome();
const yes = {kind: 'once'} as const;

const calls = [
	['write_file', {path: 'new/deep/x.txt', content: 'new\n'}],
	['write_file', {path: 'a.txt', content: 'new\n'}],
	['edit_file', {path: 'a.txt', old: 'two', new: 'zwei'}],
	['make_directory', {path: 'new/folder'}],
	['move', {from: 'a.txt', to: 'moved/b.txt'}],
	['delete', {path: 'a.txt'}],
	['delete', {path: 'empty'}],
] as const;

function bench(options = {}) {
	const made = createWorkbench(home, {files: {'a.txt': 'one\ntwo\nthree\n'}, ...options});
	mkdirSync(join(made.folder, 'empty'));
	return made;
}

function treeOf(folder: string): Readonly<Record<string, string>> {
	const entries = readdirSync(folder, {recursive: true, withFileTypes: true}).map(entry => join(entry.parentPath, entry.name));
	return Object.fromEntries(
		entries.sort().map(path => [path.slice(folder.length + 1), statSync(path).isFile() ? readFileSync(path, 'utf8') : '/']),
	);
}

describe.each(calls)('%s %j', (tool, args) => {
	test.each([{kind: 'nobody'}, {kind: 'deny', reason: null}] as const)('changes nothing without a yes ($kind)', async answer => {
		const {folder, call, answer: answering, asked} = bench();
		const before = treeOf(folder);
		answering(answer);
		expect(await call(tool, args)).toMatchObject({ok: false, ended: 'refused'});
		expect(asked).toHaveLength(1);
		expect(treeOf(folder)).toEqual(before);
	});

	test('is done with a yes, and taken back', async () => {
		const {folder, call, answer, own} = bench();
		const before = treeOf(folder);
		answer(yes);
		expect(await call(tool, args)).toMatchObject({ok: true, label: 'core'});
		expect(treeOf(folder)).not.toEqual(before);
		expect(own.undo.undo()).toMatchObject({left: []});
		expect(treeOf(folder)).toEqual(before);
		expect(own.undo.undo()).toBeNull();
	});

	test('is asked about again while text of strangers is in the context, whatever was allowed', async () => {
		const rules = ['write_file', 'edit_file', 'make_directory', 'move', 'delete'].map(
			name => ({tool: name, match: '**', do: 'allow', scope: 'flag'}) as const,
		);
		const {call, asked, taint} = bench({rules});
		taint.note('foreign');
		expect(await call(tool, args)).toMatchObject({ok: false, ended: 'refused', refusal: {by: 'unmet'}});
		expect(asked).toMatchObject([{isForeign: true}]);
		const trusting = bench({rules});
		expect(await trusting.call(tool, args)).toMatchObject({ok: true});
		expect(trusting.asked).toEqual([]);
	});
});

describe('the question about a change', () => {
	test('shows the difference', async () => {
		const {call, asked} = bench();
		await call('edit_file', {path: 'a.txt', old: 'two', new: 'zwei'});
		expect(asked).toMatchObject([
			{tool: 'edit_file', summary: 'edit a.txt', detail: '--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three'},
		]);
	});

	test('can be answered for every file of the session, but not for moving and deleting', async () => {
		const {call, asked, answer} = bench();
		answer({kind: 'session'});
		for (const [tool, args] of calls.slice(0, 4)) {
			expect(await call(tool, args)).toMatchObject({ok: tool !== 'edit_file'});
		}

		expect(asked).toHaveLength(1);
		await call('delete', {path: 'a.txt'});
		expect(asked).toHaveLength(2);
	});

	test('is about what was there: a file that somebody changes meanwhile is left alone', async () => {
		const {folder, call, answer} = bench();
		answer(() => {
			writeFileSync(join(folder, 'a.txt'), 'somebody else\n');
			return yes;
		});
		for (const [tool, args] of [calls[1], calls[2], calls[5]]) {
			writeFileSync(join(folder, 'a.txt'), 'one\ntwo\nthree\n');
			expect(await call(tool, args)).toMatchObject({ok: false});
			expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('somebody else\n');
		}
	});

	test('is about that place: a folder that becomes a link meanwhile leads nowhere', async () => {
		const {folder, call, answer} = bench({files: {'sub/a.txt': 'mine'}});
		const outside = join(home, 'elsewhere');
		mkdirSync(outside, {recursive: true});
		answer(() => {
			rmSync(join(folder, 'sub'), {recursive: true});
			symlinkSync(outside, join(folder, 'sub'));
			return yes;
		});
		expect(await call('write_file', {path: 'sub/new.txt', content: 'x'})).toMatchObject({ok: false});
		expect(readdirSync(outside)).toEqual([]);
	});

	test('is about that file: one that becomes a link meanwhile is not written through', async () => {
		const {folder, call, answer} = bench();
		const outside = join(home, 'target.txt');
		writeFileSync(outside, 'theirs');
		answer(() => {
			symlinkSync(outside, join(folder, 'fresh.txt'));
			return yes;
		});
		expect(await call('write_file', {path: 'fresh.txt', content: 'x'})).toMatchObject({ok: false});
		expect(readFileSync(outside, 'utf8')).toBe('theirs');
	});
});

describe('edit_file', () => {
	test.each([
		['is not there', 'four', 'the old text is not in it'],
		['is there twice', 'e\n', 'is there 2 times (lines 1, 3)'],
		['has other blanks', 'two  three', 'other blanks'],
		['is empty', '', 'the old text is empty'],
		['overlaps itself', 'aa', 'is there 2 times'],
	])('refuses a piece that %s', async (_, old, why) => {
		const {call, folder, answer, asked} = bench({files: {'a.txt': old === 'aa' ? 'aaa' : 'one\ntwo\nthree\n'}});
		answer(yes);
		const before = treeOf(folder);
		const result = await call('edit_file', {path: 'a.txt', old, new: 'x'});
		expect(result).toMatchObject({ok: false});
		expect(result.text).toContain(why);
		expect([treeOf(folder), asked]).toEqual([before, []]);
	});

	test('keeps line ends, mode and everything else as they were', async () => {
		const {call, folder, answer} = bench({files: {'a.txt': '\uFEFFone\r\ntwo\r\n$& $1\r\n'}});
		chmodSync(join(folder, 'a.txt'), 0o750);
		answer(yes);
		expect(await call('edit_file', {path: 'a.txt', old: 'one\ntwo', new: '1 $&\n2'})).toMatchObject({ok: true});
		expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('\uFEFF1 $&\r\n2\r\n$& $1\r\n');
		expect(statSync(join(folder, 'a.txt')).mode & 0o777).toBe(0o750);
		expect(readdirSync(folder)).toEqual(['a.txt', 'empty']);
	});

	test('does not touch what is no text', async () => {
		const {call, answer} = bench({files: {latin: new Uint8Array([0x61, 0xe9, 0x62])}});
		answer(yes);
		expect(await call('edit_file', {path: 'latin', old: 'a', new: 'x'})).toMatchObject({ok: false});
	});
});

describe('/undo', () => {
	test('takes back whole turns, the last one first', async () => {
		const {call, folder, answer, own, nextTurn} = bench();
		answer(yes);
		const states = [treeOf(folder)];
		for (const content of ['1', '2']) {
			nextTurn();
			await call('write_file', {path: 'a.txt', content});
			await call('write_file', {path: `new-${content}.txt`, content});
			await call('edit_file', {path: 'a.txt', old: content, new: 'again'});
			states.push(treeOf(folder));
		}

		nextTurn();
		own.undo.undo();
		expect(treeOf(folder)).toEqual(states[1]);
		own.undo.undo();
		expect(treeOf(folder)).toEqual(states[0]);
	});

	test('goes back over several turns at once, or not at all', async () => {
		const {call, folder, answer, own, nextTurn} = bench();
		answer(yes);
		await call('write_file', {path: 'a.txt', content: 'first'});
		nextTurn();
		const before = treeOf(folder);
		await call('write_file', {path: 'a.txt', content: 'second'});
		nextTurn();
		await call('write_file', {path: 'b.txt', content: 'third'});
		const after = treeOf(folder);
		writeFileSync(join(folder, 'b.txt'), 'person');
		await expect(own.undo.restore('turn-2', ['turn-2', 'turn-3'])).rejects.toThrow(/b\.txt.*changed since/);
		expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('second');
		writeFileSync(join(folder, 'b.txt'), 'third');
		expect(treeOf(folder)).toEqual(after);
		expect(await own.undo.restore('turn-2', ['turn-2', 'turn-3'])).toEqual(['a.txt', 'b.txt']);
		expect(treeOf(folder)).toEqual(before);
	});

	test('leaves a file that was changed since, and says so', async () => {
		const {call, folder, answer, own} = bench();
		answer(yes);
		await call('write_file', {path: 'a.txt', content: 'agent'});
		await call('write_file', {path: 'b.txt', content: 'agent'});
		writeFileSync(join(folder, 'a.txt'), 'person');
		expect(own.undo.undo()).toEqual({restored: ['b.txt'], left: [{path: 'a.txt', why: 'it was changed since'}]});
		expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('person');
		expect(existsSync(join(folder, 'b.txt'))).toBe(false);
	});

	test('does not follow a link that came in the place of a changed file', async () => {
		const {call, folder, answer, own} = bench();
		const outside = join(home, 'undo-target');
		writeFileSync(outside, 'agent');
		answer(yes);
		await call('write_file', {path: 'a.txt', content: 'agent'});
		unlinkSync(join(folder, 'a.txt'));
		symlinkSync(outside, join(folder, 'a.txt'));
		expect(own.undo.undo()).toMatchObject({restored: [], left: [{path: 'a.txt'}]});
		expect(readFileSync(outside, 'utf8')).toBe('agent');
	});
});

test('nothing is moved over something, deleted with what is in it, or moved to where it would be obeyed', async () => {
	const {call, folder, answer} = bench({files: {'a.txt': 'a', 'b.txt': 'b', 'full/x': 'x'}});
	const before = treeOf(folder);
	answer(yes);
	for (const [tool, args] of [
		['move', {from: 'a.txt', to: 'b.txt'}],
		['move', {from: 'full', to: '.github'}],
		['move', {from: 'a.txt', to: '.github/workflows/ci.yml'}],
		['move', {from: 'a.txt', to: '../out.txt'}],
		['move', {from: 'a.txt', to: '.env'}],
		['delete', {path: 'full'}],
		['delete', {path: '.'}],
		['make_directory', {path: '.git'}],
	] as const) {
		expect(await call(tool, args), JSON.stringify(args)).toMatchObject({ok: false});
	}

	expect(treeOf(folder)).toEqual(before);
});

test('a reading session has no tool that writes', () => {
	const names = bench({readOnly: true}).own.tools.map(({name}) => name);
	expect(names).toEqual('read_file list_files search_files file_info bash python javascript fetch_url ask_user update_plan'.split(' '));
});
