import {chmodSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {fileMarks} from '../../../sandbox/admission/file-marks.ts';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {comparePin, type Pin, pinOf, readLock, writePin} from '../../../sandbox/admission/lock.ts';
import {sha256} from '../../../sandbox/base/canonical-json.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {makeFolder, makeSkill, skillMd} from '../folders.ts';

function pinFor(skill: string): Pin {
	const inventory = readInventory(skill);
	return {
		source: 'owner/repo',
		revision: null,
		treeHash: inventory.treeHash,
		files: fileMarks(inventory),
		admission: sha256('report'),
		asked: parsePolicy({network: {allow: ['api.example.org']}, resources: {memory: '64MB'}}),
		dependencies: [],
		lockedAt: '2026-11-20T10:00:00.000Z',
	};
}

function newLock(): string {
	return join(makeFolder(), 'skilllite.lock');
}

test('gives back the pin that was written, and none for other names', () => {
	const lock = newLock();
	const pin = pinFor(makeSkill({'SKILL.md': skillMd}));
	expect(pinOf(lock, 'csv')).toBeUndefined();
	writePin(lock, 'csv', pin);
	expect(pinOf(lock, 'csv')).toEqual(pin);
	expect(pinOf(lock, 'other')).toBeUndefined();
	expect(pinOf(lock, 'constructor')).toBeUndefined();
	expect((statSync(lock).mode & 0o777).toString(8)).toBe('644');
});

test('is the same file whatever the order of writing', () => {
	const [first, second] = [newLock(), newLock()];
	const pin = pinFor(makeSkill({'SKILL.md': skillMd, 'a.py': ''}));
	for (const name of ['b', 'a', '__proto__']) {
		writePin(first, name, pin);
	}

	for (const name of ['a', '__proto__', 'b']) {
		writePin(second, name, {...pin, files: Object.fromEntries(Object.entries(pin.files).reverse())});
	}

	expect(readFileSync(first, 'utf8')).toBe(readFileSync(second, 'utf8'));
	expect([...readLock(first).keys()].sort()).toEqual(['__proto__', 'a', 'b']);
});

test('removes one pin and keeps the others', () => {
	const lock = newLock();
	const pin = pinFor(makeSkill({'SKILL.md': skillMd}));
	writePin(lock, 'a', pin);
	writePin(lock, 'b', pin);
	writePin(lock, 'a', null);
	expect([...readLock(lock).keys()]).toEqual(['b']);
});

test('names files that were added, changed and removed', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'a.py': '1', 'b.py': '2', 'run.sh': 'x'});
	const pin = pinFor(skill);
	expect(comparePin(pin, readInventory(skill))).toEqual({added: [], changed: [], removed: []});
	writeFileSync(join(skill, 'a.py'), 'changed');
	renameSync(join(skill, 'b.py'), join(skill, 'c.py'));
	chmodSync(join(skill, 'run.sh'), 0o755);
	expect(comparePin(pin, readInventory(skill))).toEqual({added: ['c.py'], changed: ['a.py', 'run.sh'], removed: ['b.py']});
});

test('names a file that became a link to the same content', () => {
	const skill = makeSkill({'SKILL.md': skillMd, 'a.py': '1', 'b.py': '1'});
	const pin = pinFor(skill);
	rmSync(join(skill, 'b.py'));
	symlinkSync('a.py', join(skill, 'b.py'));
	expect(comparePin(pin, readInventory(skill)).changed).toEqual(['b.py']);
});

test('never calls a pin equal whose hash is not, even when its files are', () => {
	const skill = makeSkill({'SKILL.md': skillMd});
	expect(comparePin({...pinFor(skill), treeHash: sha256('other')}, readInventory(skill)).changed).toEqual(['.']);
});

test.each([
	['no JSON', '{', /is not JSON/],
	['another version', '{"version": 2, "skills": {}}', /version is not 1/],
	['a list', '[]', /is not an object/],
	['a pin without a hash', '{"version": 1, "skills": {"a": {"source": "x", "revision": null}}}', /skills\.a\.treeHash is not a SHA-256/],
])('refuses a lock with %s and names it', (_, text, message) => {
	const lock = newLock();
	writeFileSync(lock, text);
	expect(() => readLock(lock)).toThrow(expect.objectContaining({code: 'config', message: expect.stringMatching(message)}));
	expect(() => readLock(lock)).toThrow(/skilllite\.lock/);
});

test('does not follow a lock that is a link: a cloned project may point it at a device', () => {
	const lock = newLock();
	symlinkSync('/dev/zero', lock);
	expect(() => readLock(lock)).toThrow(/is not a plain file/);
});

test('a lock that was tampered with can pin, but carries no grant that anything reads', () => {
	const lock = newLock();
	const pin = pinFor(makeSkill({'SKILL.md': skillMd}));
	writePin(lock, 'csv', pin);
	writeFileSync(lock, readFileSync(lock, 'utf8').replace('"source"', '"consent": "always", "source"'));
	expect(pinOf(lock, 'csv')).toEqual(pin);
});
