/**
Pictures of the real program: starts it in a real pty, reads the screen that a terminal would show, and draws that
as SVG. `npm run screenshots` makes those of the README.
*/

import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {spawn} from '@lydell/node-pty';
import headless from '@xterm/headless';
import {drawTerminal} from './draw-terminal.ts';
import {photographChat} from './photograph-chat.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const columns = 92;
/** Commands as a newcomer types them; each runs in the same fresh home and an empty project. */
const commands = [
	['quickstart', '--message', 'calculate 15 * 27'],
	['chat', '--message', "what's 12.5% of 80"],
	['run', 'text-processor', '{"operation":"uppercase","text":"hello"}'],
	['run', 'calculator', '{"operation":"divide","a":1}'],
];

const screen = new headless.Terminal({cols: columns, rows: 40, allowProposedApi: true});
const home = mkdtempSync(join(tmpdir(), 'skilllite-shot-'));
try {
	for (const args of commands) {
		await show(args);
	}
} finally {
	rmSync(home, {recursive: true, force: true});
}

writeFileSync(join(root, 'docs/quickstart.svg'), drawTerminal(screen));
await photographChat(join(root, 'docs'));

async function show(args: readonly string[]): Promise<void> {
	await print(`\u001B[32m$\u001B[0m skilllite ${args.map(quoted).join(' ')}\r\n`);
	const child = spawn(join(root, 'bin/skilllite'), [...args], {
		cols: columns,
		rows: 40,
		cwd: home,
		env: {
			PATH: process.env.PATH ?? '',
			HOME: home,
			TERM: 'xterm-256color',
			LANG: 'C.UTF-8',
			SKILLLITE_LOCAL_PORTS: '',
			XDG_CACHE_HOME: join(home, '.cache'),
		},
	});
	const chunks: string[] = [];
	child.onData(text => chunks.push(text));
	await new Promise<void>(resolve => {
		child.onExit(() => resolve());
	});
	await print(`${chunks.join('')}\r\n`);
}

function quoted(text: string): string {
	return /^[\w./-]+$/.test(text) ? text : text.includes("'") ? `"${text}"` : `'${text}'`;
}

function print(text: string): Promise<void> {
	return new Promise(resolve => {
		screen.write(text, resolve);
	});
}
