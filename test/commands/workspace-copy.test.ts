import {chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {removeCopies} from '../../source/commands/workspace-copy.ts';

const nobody = 65_534;

/** What a command of somebody's who is not root may leave behind. */
function leaveLocked(): {readonly root: string; readonly outside: string} {
	const root = mkdtempSync(join(tmpdir(), 'skilllite-task-'));
	const outside = mkdtempSync(join(tmpdir(), 'outside-'));
	onTestFinished(() => {
		rmSync(root, {recursive: true, force: true});
		rmSync(outside, {recursive: true, force: true});
	});
	const [work, locked] = [join(root, 'work'), join(root, 'work', 'locked')];
	mkdirSync(locked, {recursive: true});
	writeFileSync(join(locked, 'file'), 'x');
	symlinkSync(outside, join(work, 'link'));
	chmodSync(outside, 0o555);
	for (const path of [root, work, locked, outside]) {
		if (process.getuid?.() === 0) {
			chownSync(path, nobody, nobody);
		}
	}

	chmodSync(locked, 0);
	chmodSync(work, 0o500);
	return {root, outside};
}

function asNobody<T>(action: () => T): T {
	if (process.getuid?.() !== 0) {
		return action();
	}

	process.seteuid?.(nobody);
	try {
		return action();
	} finally {
		process.seteuid?.(0);
	}
}

test('copies go also where a command took the rights of their folders, and links out of them are left alone', () => {
	const {root, outside} = leaveLocked();
	// A plain removal does not do it.
	expect(() => asNobody(() => rmSync(root, {recursive: true, force: true}))).toThrow('EACCES');
	expect(asNobody(() => removeCopies(root))).toBe(true);
	expect(existsSync(root)).toBe(false);
	expect(statSync(outside).mode & 0o777).toBe(0o555);
});
