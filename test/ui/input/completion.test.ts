import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {listFiles} from '../../../source/ui/input/completion.ts';
import {isIgnored, readIgnoreRules} from '../../../source/ui/input/ignore-rules.ts';
import {rankPaths} from '../../../source/ui/input/rank-paths.ts';
import {processorMs} from '../../processor-time.ts';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'skilllite-files-'));
});

afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
});

function put(...paths: readonly string[]): void {
	for (const path of paths) {
		mkdirSync(dirname(join(folder, path)), {recursive: true});
		writeFileSync(join(folder, path), '');
	}
}

test('names files and folders, shallow ones first, without what is never meant', async () => {
	put('b.ts', 'a.ts', 'src/deep/c.ts', 'src/d.ts', '.env', '.git/config', 'node_modules/x/index.js');
	symlinkSync('/etc', join(folder, 'outside'));
	expect(await listFiles(folder, {timeoutMs: 60_000})).toEqual(['a.ts', 'b.ts', 'src/', 'src/d.ts', 'src/deep/', 'src/deep/c.ts']);
});

test('leaves out what .gitignore leaves out, in each folder for itself', async () => {
	put('out.log', 'keep.log', 'dist/x.js', 'pkg/secret.txt', 'pkg/dist.txt', 'pkg/sub/secret.txt', 'other/secret.txt');
	writeFileSync(join(folder, '.gitignore'), '# built\n*.log\n!keep.log\n/dist/\n');
	writeFileSync(join(folder, 'pkg/.gitignore'), 'secret.txt\n');
	expect(await listFiles(folder, {timeoutMs: 60_000})).toEqual([
		'keep.log',
		'other/',
		'pkg/',
		'other/secret.txt',
		'pkg/dist.txt',
		'pkg/sub/',
	]);
});

test('names nothing that a screen cannot show as it is', async () => {
	put('fine.txt', 'evil\u001B[31m.txt', 'two\nlines.txt', 'rtl\u202E.txt');
	expect(await listFiles(folder, {timeoutMs: 60_000})).toEqual(['fine.txt']);
});

test('stops when it has enough, and when it is told to', async () => {
	put(...Array.from({length: 60}, (_, index) => `d${index % 6}/f${index}.txt`));
	expect(await listFiles(folder, {most: 10, timeoutMs: 60_000})).toHaveLength(10);
	expect(await listFiles(folder, {signal: AbortSignal.abort()})).toEqual([]);
	expect(await listFiles(folder, {timeoutMs: -1})).toEqual([]);
	expect(await listFiles(join(folder, 'is not there'))).toEqual([]);
});

test('understands the usual lines of a .gitignore', () => {
	const rules = readIgnoreRules('build\n/top\na/*.js\n**/deep/x\nlogs/**\nfoo?.c\n!build/keep\n\\#file\ntrail/\n');
	const left = (path: string, isFolder = false) => isIgnored(path, isFolder, rules);
	for (const path of ['build', 'x/build', 'top', 'a/b.js', 'deep/x', 'p/q/deep/x', 'logs/a/b', 'foo1.c', '#file']) {
		expect(left(path), path).toBe(true);
	}

	for (const path of ['x/top', 'a/b/c.js', 'foo.c', 'build/keep', 'trail', 'buildx']) {
		expect(left(path), path).toBe(false);
	}

	expect(left('trail', true)).toBe(true);
});

test('a hostile .gitignore costs no time', () => {
	const rules = readIgnoreRules(`${'*a'.repeat(40)}\n${'**/'.repeat(60)}x\n[[[\n${'**/*a*'.repeat(30)}\n`);
	const began = processorMs();
	isIgnored(`${'a'.repeat(200)}b`, false, rules);
	isIgnored(`${'a/'.repeat(100)}b`, false, rules);
	expect(processorMs() - began).toBeLessThan(5000);
});

test('puts the most likely file first', () => {
	const files = ['source/remote.ts', 'README.md', 'source/ui/input/read-keys.ts', 'test/ready.ts', 'areadme.txt'];
	expect(rankPaths('readme', files, 5)[0]).toBe('README.md');
	expect(rankPaths('rk', files, 5)[0]).toBe('source/ui/input/read-keys.ts');
	expect(rankPaths('zzz', files, 5)).toEqual([]);
	expect(rankPaths('', files, 2)).toEqual(files.slice(0, 2));
});

test('ranks fifty thousand paths within a key', () => {
	const files = Array.from({length: 50_000}, (_, index) => `packages/some-package-${index % 97}/source/file-${index}.ts`);
	const began = processorMs();
	expect(rankPaths('spfile499', files, 50)).not.toEqual([]);
	expect(processorMs() - began).toBeLessThan(2000);
});
