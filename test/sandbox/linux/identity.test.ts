import {chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {canReach, canRead, sandboxIdentity} from '../../../sandbox/linux/identity.ts';
import {makeFolder} from '../folders.ts';

const isRoot = process.getuid?.() === 0;
const nobody = {uid: 65_534, gid: 65_534};
const stranger = {uid: 54_321, gid: 54_321};
const root = {uid: 0, gid: 0};

/** A folder that all may enter, with a file in it that has this mode. */
function makeFile(mode: number): string {
	const folder = makeFolder();
	chmodSync(folder, 0o755);
	const path = join(folder, 'file');
	writeFileSync(path, 'text');
	chmodSync(path, mode);
	return path;
}

test('a file is reached by the bits for all others', () => {
	expect(canReach(stranger, makeFile(0o644))).toBe(true);
	expect(canReach(stranger, makeFile(0o640))).toBe(false);
});

test('a folder is reached when it can be read and entered', () => {
	const folder = makeFolder();
	for (const [mode, reached] of [
		[0o755, true],
		[0o754, false],
		[0o751, false],
	] as const) {
		chmodSync(folder, mode);
		expect(canReach(stranger, folder)).toBe(reached);
	}
});

test('a readable file below a private folder is not reached, though it can be read', () => {
	const path = makeFile(0o644);
	chmodSync(join(path, '..'), 0o700);
	expect([canReach(stranger, path), canRead(stranger, path)]).toEqual([false, true]);
});

test.skipIf(!isRoot)('root in a sandbox has power over its own files and no others', () => {
	const path = makeFile(0o600);
	expect(canReach(root, path)).toBe(true);
	chownSync(path, stranger.uid, stranger.gid);
	expect(canReach(root, path)).toBe(false);
});

test('a link is judged by what it leads to', () => {
	const link = join(makeFolder(), 'link');
	symlinkSync(makeFile(0o600), link);
	expect(canReach(stranger, link)).toBe(false);
});

test('what is not there is neither reached nor read', () => {
	const path = join(makeFolder(), 'missing');
	expect([canReach(stranger, path), canRead(stranger, path), canRead(undefined, path)]).toEqual([false, false, false]);
});

test.skipIf(!isRoot)('the owner and the group are judged by their own bits', () => {
	const path = makeFile(0o604);
	chownSync(path, stranger.uid, 77);
	expect(canReach(stranger, path)).toBe(true);
	expect(canReach({uid: 1000, gid: 77}, path)).toBe(false);
});

test.skipIf(isRoot)("an ordinary user's sandbox runs as that user", () => {
	expect(sandboxIdentity([{source: makeFolder(), target: '/workspace', writable: true}])).toBeUndefined();
});

test.skipIf(!isRoot)("root's sandbox runs as nobody when nothing is granted, or only what nobody can read", () => {
	const folder = makeFolder();
	chmodSync(folder, 0o755);
	expect(sandboxIdentity([])).toEqual(nobody);
	expect(sandboxIdentity([{source: folder, target: '/workspace'}])).toEqual(nobody);
});

test.skipIf(!isRoot)("root's sandbox runs as the owner of a granted write folder", () => {
	const folder = makeFolder();
	mkdirSync(join(folder, 'out'));
	chownSync(join(folder, 'out'), stranger.uid, stranger.gid);
	expect(sandboxIdentity([{source: join(folder, 'out'), target: '/workspace/out', writable: true}])).toEqual(stranger);
	expect(sandboxIdentity([{source: folder, target: '/workspace', writable: true}])).toEqual(root);
});
