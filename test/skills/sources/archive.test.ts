import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {unpackArchive} from '../../../source/skills/sources/archive.ts';
import {makeFolder} from '../../sandbox/folders.ts';
import {makeTar, makeTgz, makeZip, type Packed} from './archives.ts';

const makers = {zip: makeZip, tar: makeTar, tgz: makeTgz} as const;
const kinds = Object.keys(makers) as (keyof typeof makers)[];

/** Where an attack would write: beside the folder it is unpacked into. */
function unpack(bytes: Buffer): {readonly folder: string; readonly around: string} {
	const around = makeFolder();
	const folder = join(around, 'inner', 'unpacked');
	mkdirSync(join(around, 'inner'));
	unpackArchive(bytes, folder);
	return {folder, around};
}

const link = (kind: keyof typeof makers, path: string, target: string): Packed =>
	kind === 'zip' ? {path, data: target, mode: 0o120777} : {path, type: '2', link: target};

test.each(kinds)('unpacks a %s with folders, modes and links inside it', kind => {
	const {folder} = unpack(
		makers[kind]([
			{path: 'csv/SKILL.md', data: 'hello'},
			{path: 'csv/scripts/main.sh', data: '#!/bin/sh\n', mode: 0o100755},
			{path: 'csv/empty/', type: '5', mode: 0o040755},
			link(kind, 'csv/again.md', 'SKILL.md'),
			{path: 'csv/nested.zip', data: makeZip([{path: '../../x', data: 'x'}])},
		]),
	);
	expect(readFileSync(join(folder, 'csv/SKILL.md'), 'utf8')).toBe('hello');
	expect(statSync(join(folder, 'csv/scripts/main.sh')).mode & 0o100).toBe(0o100);
	expect(statSync(join(folder, 'csv/SKILL.md')).mode & 0o111).toBe(0);
	expect(readlinkSync(join(folder, 'csv/again.md'))).toBe('SKILL.md');
	expect(readdirSync(join(folder, 'csv')).sort()).toEqual(['SKILL.md', 'again.md', 'empty', 'nested.zip', 'scripts']);
});

test('unpacks what the tools of the system pack, with names longer than a header has room for', () => {
	const folder = makeFolder();
	const long = `${'deep-folder-name/'.repeat(9)}file-with-a-long-name-behind-it.md`;
	mkdirSync(join(folder, 'csv', long, '..'), {recursive: true});
	writeFileSync(join(folder, 'csv', long), 'far down');
	writeFileSync(join(folder, 'csv/SKILL.md'), 'hello');
	symlinkSync('SKILL.md', join(folder, 'csv/again.md'));
	for (const format of ['gnu', 'pax', 'ustar']) {
		execFileSync('tar', ['-czf', 'csv.tgz', `--format=${format}`, 'csv'], {cwd: folder});
		const unpacked = unpack(readFileSync(join(folder, 'csv.tgz'))).folder;
		expect(readFileSync(join(unpacked, 'csv', long), 'utf8')).toBe('far down');
		expect(readlinkSync(join(unpacked, 'csv/again.md'))).toBe('SKILL.md');
	}

	execFileSync('python3', ['-m', 'zipfile', '-c', 'csv.zip', 'csv/SKILL.md'], {cwd: folder});
	expect(readFileSync(join(unpack(readFileSync(join(folder, 'csv.zip'))).folder, 'SKILL.md'), 'utf8')).toBe('hello');
});

const honest = {path: 'csv/SKILL.md', data: 'hello'};
const hostile: readonly [string, (kind: keyof typeof makers) => readonly Packed[], RegExp][] = [
	['a path with ..', () => [honest, {path: '../canary', data: 'x'}], /points out/],
	['a path with .. further down', () => [honest, {path: 'csv/../../canary', data: 'x'}], /points out/],
	['an absolute path', () => [honest, {path: '/tmp/skilllite-canary', data: 'x'}], /absolute/],
	['a path of another system', () => [honest, {path: 'C:\\canary', data: 'x'}], /absolute/],
	['a backslash', () => [honest, {path: '..\\canary', data: 'x'}], /absolute/],
	['a link out', kind => [honest, link(kind, 'csv/out', '../../canary')], /leads out/],
	['links that lead out together', kind => [honest, link(kind, 'csv/a', '.'), link(kind, 'csv/b', 'a/../../canary')], /leads out/],
	['an absolute link', kind => [honest, link(kind, 'csv/out', '/etc')], /leads out/],
	['a file through a link', kind => [link(kind, 'csv/out', '.'), {path: 'csv/out/canary', data: 'x'}], /below a link/],
	['a file below a file', () => [honest, {path: 'csv/SKILL.md/canary', data: 'x'}], /below a file/],
	['two files of one path', () => [honest, {path: 'csv/./SKILL.md', data: 'other'}], /two entries/],
	['a link in place of a file', kind => [honest, link(kind, 'csv/SKILL.md', 'x')], /two entries/],
	['a device', kind => [honest, kind === 'zip' ? {path: 'csv/dev', mode: 0o020666} : {path: 'csv/dev', type: '3'}], /device|neither/],
	['a bomb', () => [honest, {path: 'csv/zeros', data: Buffer.alloc(8 * 1024 * 1024)}], /100 times/],
	['more than 5,000 files', () => Array.from({length: 5001}, (_, index) => ({path: `csv/${index}`})), /5000 files/],
];

for (const kind of kinds) {
	test.each(hostile)(`refuses a ${kind} with %s, and writes nothing of it`, (name, entries, message) => {
		const around = makeFolder();
		mkdirSync(join(around, 'inner'));
		// A tar without gzip is as large as what it holds: no bomb.
		const run = () => unpackArchive(makers[kind](entries(kind)), join(around, 'inner', 'unpacked'));
		if (name === 'a bomb' && kind === 'tar') {
			run();
			return expect(existsSync(join(around, 'inner/unpacked/csv/zeros'))).toBe(true);
		}

		expect(run).toThrow(message);
		expect(readdirSync(around)).toEqual(['inner']);
		expect(readdirSync(join(around, 'inner'))).toEqual([]);
		expect(existsSync('/tmp/skilllite-canary')).toBe(false);
	});
}

test.each([
	['says less than it holds', makeZip([{...honest, data: Buffer.alloc(4000, 'x'), says: {size: 10}}]), /more than it says/],
	['has two names for a file', makeZip([{...honest, says: {localPath: 'csv/OTHER.md'}}]), /two lists of files differ/],
	['is encrypted', makeZip([{...honest, says: {flags: 1}}]), /encrypted/],
	['is cut off', makeZip([honest]).subarray(0, 60), /not a zip file/],
	['is cut off as gzip', makeTgz([honest]).subarray(0, 60), /damaged/],
	['holds a hard link', makeTar([honest, {path: 'csv/hard', type: '1', link: '/etc/passwd'}]), /neither file, folder nor link/],
	['is no archive', Buffer.from('hello, this is text '.repeat(100)), /not a tar file/],
	['is empty', Buffer.alloc(0), /empty/],
	['unpacks to more than 50 MB', makeTgz([{path: 'big', data: Buffer.alloc(80 * 1024 * 1024)}]), /more than 50 MB/],
])('refuses an archive that %s', (_name, bytes, message) => {
	expect(() => unpack(bytes)).toThrow(message);
});
