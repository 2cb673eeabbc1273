/** The person's own pager and editor. What is shown is display-safe already. */

import {spawn} from 'node:child_process';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {requireWritableHome} from '../../sandbox/index.ts';

/** Show a text in $PAGER, or in less. Resolves when the person has left it. */
export async function pageText(text: string): Promise<void> {
	await withFile(text, 'output.txt', path => perform(process.env.PAGER || 'less', path));
}

/** Let the person edit a text in $VISUAL or $EDITOR, or vi; null where that failed. */
export function editText(text: string): Promise<string | null> {
	return withFile(text, 'message.md', async path => {
		const isDone = await perform(process.env.VISUAL || process.env.EDITOR || 'vi', path);
		return isDone ? readFile(path, 'utf8') : null;
	});
}

/** In the person's own folder: others may look into /tmp, and on some machines it is shared over the network. */
async function withFile<T>(text: string, name: string, work: (path: string) => Promise<T>): Promise<T> {
	const temporary = join(requireWritableHome(), 'tmp');
	await mkdir(temporary, {recursive: true, mode: 0o700});
	const folder = await mkdtemp(join(temporary, 'text-'));
	try {
		const path = join(folder, name);
		await writeFile(path, text, {mode: 0o600});
		return await work(path);
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/** The person's setting is a line of their shell, as everywhere; the path is handed over beside it. */
function perform(setting: string, path: string): Promise<boolean> {
	return new Promise(resolve => {
		const child = spawn('/bin/sh', ['-c', `${setting} "$1"`, 'sh', path], {stdio: 'inherit'});
		child.on('error', () => resolve(false));
		child.on('exit', code => resolve(code === 0));
	});
}
