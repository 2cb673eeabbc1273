import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {lstatSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {readUnchanged} from '../../../sandbox/admission/read-file.ts';
import {sha256} from '../../../sandbox/base/canonical-json.ts';
import {IntegrityError, SkillError} from '../../../sandbox/base/errors.ts';
import {makeFolder, makeSkill, skillMd} from '../folders.ts';

function problemsOf(skill: string): readonly string[] {
	return readInventory(skill).problems.map(problem => `${problem.kind} ${problem.path}`);
}

test('holds every file with its bytes, hash and exec bit, sorted by path', () => {
	const skill = makeSkill({
		'SKILL.md': skillMd,
		'scripts/main.py*': 'print(1)\n',
		'.hidden/x': 'y',
		'assets/a.bin': new Uint8Array([0, 255]),
	});
	const inventory = readInventory(skill);
	expect(inventory.files.map(file => [file.path, file.executable])).toEqual([
		['.hidden/x', false],
		['SKILL.md', false],
		['assets/a.bin', false],
		['scripts/main.py', true],
	]);
	expect(inventory.files[2]).toMatchObject({kind: 'file', size: 2, sha256: sha256(new Uint8Array([0, 255]))});
	expect(Buffer.from(inventory.files[3]?.bytes ?? []).toString()).toBe('print(1)\n');
	expect(inventory).toMatchObject({problems: [], partial: false, totalBytes: skillMd.length + 12});
});

test('leaves out .git at the root and nowhere else', () => {
	const skill = makeSkill({'SKILL.md': skillMd, '.git/config': 'x', 'scripts/.git/run.py': 'y'});
	expect(readInventory(skill).files.map(file => file.path)).toEqual(['SKILL.md', 'scripts/.git/run.py']);
});

test('says that a missing folder is no skill', () => {
	expect(() => readInventory(join(makeFolder(), 'nothing'))).toThrow(expect.objectContaining({code: 'skill-not-found'}));
});

test('says that a file is no skill folder', () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	expect(() => readInventory(join(skill, 'SKILL.md'))).toThrow(/is not a folder/);
});

test('names an unreadable folder and lists an unreadable file as a problem', ({skip}) => {
	const {seteuid} = process;
	if (process.getuid?.() !== 0 || !seteuid) {
		skip('needs root, which gives up its rights for a moment');
		return;
	}

	const skill = makeSkill({'SKILL.md': skillMd, 'secret.py': 'x', 'closed/a.py': 'x'});
	execFileSync('chmod', ['755', join(skill, '..')]);
	execFileSync('chmod', ['000', join(skill, 'secret.py'), join(skill, 'closed')]);
	seteuid(65_534);
	try {
		const inventory = readInventory(skill);
		expect(inventory.problems.map(problem => `${problem.kind} ${problem.path}`)).toEqual(['unreadable closed', 'unreadable secret.py']);
		expect(inventory.partial).toBe(true);
		expect(inventory.files.find(file => file.path === 'secret.py')).toMatchObject({bytes: null, sha256: null});
	} finally {
		seteuid(0);
	}

	execFileSync('chmod', ['700', skill]);
	seteuid(65_534);
	try {
		expect(() => readInventory(skill)).toThrow(SkillError);
		expect(() => readInventory(skill)).toThrow(/cannot be opened \(EACCES\)/);
	} finally {
		seteuid(0);
	}
});

test('keeps a link inside the tree and reports links that leave it, in every spelling', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'data/a.txt': 'a'});
	symlinkSync('a.txt', join(skill, 'data/good.txt'));
	symlinkSync('../data/./a.txt', join(skill, 'data/also-good.txt'));
	symlinkSync('data', join(skill, 'folder'));
	symlinkSync('/etc/passwd', join(skill, 'absolute'));
	symlinkSync('../../outside', join(skill, 'data/up'));
	symlinkSync('folder/../../x', join(skill, 'through'));
	symlinkSync('up2/..', join(skill, 'two-step'));
	symlinkSync('.', join(skill, 'up2'));
	mkdirSync(join(skill, 'empty'));
	symlinkSync('empty/../../etc', join(skill, 'by-empty'));
	expect(problemsOf(skill)).toEqual([
		'link-out absolute',
		'link-out by-empty',
		'link-out data/up',
		'link-out through',
		'link-out two-step',
	]);
	const good = readInventory(skill).files.find(file => file.path === 'data/good.txt');
	expect(good).toMatchObject({kind: 'symlink', linkTarget: 'a.txt', bytes: null, sha256: null});
});

test('reports links to nothing, in circles, and those that disguise a file', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'assets/logo.png': 'import os'});
	symlinkSync('missing', join(skill, 'broken'));
	symlinkSync('circle', join(skill, 'circle'));
	symlinkSync('assets/logo.png', join(skill, 'main.py'));
	symlinkSync('.git/config', join(skill, 'into-git'));
	expect(problemsOf(skill)).toEqual(['link-broken broken', 'link-broken circle', 'link-broken into-git', 'link-disguise main.py']);
});

test('never opens pipes, sockets and devices', async () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	execFileSync('mkfifo', [join(skill, 'pipe')]);
	const server = createServer();
	server.listen(join(skill, 'socket'));
	await once(server, 'listening');
	try {
		expect(problemsOf(skill)).toEqual(['special-file pipe', 'special-file socket']);
		expect(readInventory(skill).files.find(file => file.path === 'pipe')).toMatchObject({kind: 'other', bytes: null});
	} finally {
		server.close();
	}
});

test('reports names that collide, hide, control or mean something elsewhere', () => {
	const skill = makeSkill({
		'SKILL.md': skillMd,
		'Data/a.txt': '1',
		'data/b.txt': '2',
		'caf\u00E9.txt': '3',
		'cafe\u0301.txt': '4',
		'invoice\u202Efdp.py': '5',
		'a\u200Bb.py': '6',
		'new\nline.py': '7',
		'nul.txt': '8',
		'back\\slash': '9',
		'dot.': '10',
		'console.txt': 'honest',
		'données.txt': 'honest',
	});
	expect([...problemsOf(skill)].sort()).toEqual(
		[
			'case-collision caf\u00E9.txt',
			'case-collision data/b.txt',
			'control-name new\nline.py',
			'hidden-name a\u200Bb.py',
			'hidden-name invoice\u202Efdp.py',
			'reserved-name back\\slash',
			'reserved-name dot.',
			'reserved-name nul.txt',
		].sort(),
	);
	const messages = readInventory(skill)
		.problems.map(problem => problem.message)
		.join('');
	expect(messages).toContain('<U+202E>');
	expect(messages).not.toMatch(/[\n\u202E\u200B]/);
});

test('does not lose a file whose name is not UTF-8: the tree is partial', () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	writeFileSync(Buffer.concat([Buffer.from(`${skill}/bad`), Buffer.from([0xff, 0xfe]), Buffer.from('.py')]), 'x');
	const inventory = readInventory(skill);
	expect(inventory.problems.map(problem => problem.kind)).toEqual(['undecodable-name']);
	expect(inventory.partial).toBe(true);
});

test('stops at 5,000 entries, says so once, and has another hash than the whole', () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	for (const folder of ['a', 'b', 'c']) {
		mkdirSync(join(skill, folder));
		for (let index = 0; index < 2000; index += 1) {
			writeFileSync(join(skill, folder, `f${index}`), '');
		}
	}

	const inventory = readInventory(skill);
	expect(inventory.partial).toBe(true);
	expect(inventory.files.length).toBeLessThanOrEqual(5000);
	expect(inventory.problems.map(problem => problem.kind)).toEqual(['bounds']);
});

test('does not read beyond 50 MB, but reads what still fits', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'a-model.bin': '', 'b-model.bin': ''});
	truncateSync(join(skill, 'a-model.bin'), 40 * 1024 * 1024);
	truncateSync(join(skill, 'b-model.bin'), 20 * 1024 * 1024);
	const inventory = readInventory(skill);
	expect(inventory.problems.map(problem => `${problem.kind} ${problem.path}`)).toEqual(['bounds b-model.bin']);
	expect(inventory.files.find(file => file.path === 'b-model.bin')).toMatchObject({bytes: null, size: 20 * 1024 * 1024});
	expect(inventory.partial).toBe(true);
});

test('does not walk deeper than 32 folders', () => {
	const skill = makeSkill({'SKILL.md': skillMd, [`${'d/'.repeat(40)}x.py`]: 'x'});
	expect(readInventory(skill)).toMatchObject({partial: true, problems: [expect.objectContaining({kind: 'bounds'})]});
});

test('refuses a file that was replaced between the look and the reading', () => {
	const skill = makeSkill({'main.py': 'print("honest")', 'other.py': 'print("attack")'});
	const path = join(skill, 'main.py');
	const seen = lstatSync(path, {bigint: true});
	renameSync(join(skill, 'other.py'), path);
	expect(() => readUnchanged(path, seen, 'main.py')).toThrow(IntegrityError);
});

test('refuses a file that became a link, and does not wait for one that became a pipe', () => {
	const skill = makeSkill({'a.py': 'x', 'b.py': 'x'});
	const seenA = lstatSync(join(skill, 'a.py'), {bigint: true});
	const seenB = lstatSync(join(skill, 'b.py'), {bigint: true});
	execFileSync('rm', [join(skill, 'a.py'), join(skill, 'b.py')]);
	symlinkSync('/etc/passwd', join(skill, 'a.py'));
	execFileSync('mkfifo', [join(skill, 'b.py')]);
	expect(() => readUnchanged(join(skill, 'a.py'), seenA, 'a.py')).toThrow(/ELOOP/);
	expect(() => readUnchanged(join(skill, 'b.py'), seenB, 'b.py')).toThrow(IntegrityError);
});

test('refuses a file that grew after it was looked at', () => {
	const skill = makeSkill({'a.py': 'x'});
	const seen = lstatSync(join(skill, 'a.py'), {bigint: true});
	writeFileSync(join(skill, 'a.py'), 'xyz');
	expect(() => readUnchanged(join(skill, 'a.py'), seen, 'a.py')).toThrow(/changed while it was being read/);
});

test('never reads the target while files and folders are swapped for links in a race', async () => {
	const outside = makeSkill({'main.py': 'SECRET'}, 'outside');
	const skill = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': 'honest'});
	const swapper = spawn(process.execPath, [
		'-e',
		`const fs = require('fs'); const [skill, outside] = process.argv.slice(1); process.stdout.write('x');
		const s = skill + '/scripts', keep = skill + '/../keep', link = skill + '/../link';
		for (;;) { fs.renameSync(s, keep); fs.symlinkSync(outside, s); fs.rmSync(s); fs.renameSync(keep, s);
			fs.renameSync(s + '/main.py', keep); fs.symlinkSync(outside + '/main.py', s + '/main.py'); fs.rmSync(s + '/main.py'); fs.renameSync(keep, s + '/main.py'); }`,
		skill,
		outside,
	]);
	await once(swapper.stdout, 'data');
	try {
		let read = 0;
		for (let round = 0; round < 600; round += 1) {
			try {
				const file = readInventory(skill).files.find(candidate => candidate.path === 'scripts/main.py');
				read += file?.bytes ? 1 : 0;
				expect(Buffer.from(file?.bytes ?? []).toString()).not.toContain('SECRET');
			} catch (error) {
				expect(error).toBeInstanceOf(IntegrityError);
			}
		}

		expect(read).toBeGreaterThan(0);
	} finally {
		swapper.kill('SIGKILL');
	}
});
