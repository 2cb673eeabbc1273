import {chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {editText} from '../../source/commands/terminal-programs.ts';

const before = {...process.env};
let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'skilllite-editor-'));
	process.env.SKILLLITE_HOME = join(folder, 'home');
	delete process.env.VISUAL;
});

afterEach(() => {
	process.env = {...before};
	rmSync(folder, {recursive: true, force: true});
});

/** An editor that is a script of the shell; `$1` is the file. */
function useEditor(script: string): void {
	const path = join(folder, 'editor');
	writeFileSync(path, `#!/bin/sh\n${script}\n`);
	chmodSync(path, 0o755);
	process.env.EDITOR = path;
}

test('gives back what the editor wrote, from a file that only its owner reads and that is gone afterwards', async () => {
	useEditor(
		`cat "$1" > ${folder}/seen; echo "$1" > ${folder}/path; stat -c %a "$1" "$(dirname "$1")" > ${folder}/modes; echo changed >> "$1"`,
	);
	expect(await editText('draft\n')).toBe('draft\nchanged\n');
	expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe('draft\n');
	expect(readFileSync(join(folder, 'modes'), 'utf8')).toBe('600\n700\n');
	const path = readFileSync(join(folder, 'path'), 'utf8').trim();
	expect(path.startsWith(join(folder, 'home', 'tmp'))).toBe(true);
	expect(existsSync(path)).toBe(false);
	expect(readdirSync(join(folder, 'home', 'tmp'))).toEqual([]);
});

test('an editor with arguments is what the person set', async () => {
	useEditor('test "$1" = --wait && echo waited > "$2"');
	process.env.EDITOR += ' --wait';
	expect(await editText('')).toBe('waited\n');
});

test('an editor that fails, or is not there, changes nothing', async () => {
	useEditor('echo lost > "$1"; exit 1');
	expect(await editText('draft')).toBeNull();
	process.env.EDITOR = join(folder, 'nowhere');
	expect(await editText('draft')).toBeNull();
});
