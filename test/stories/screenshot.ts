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

const root = fileURLToPath(new URL('../..', import.meta.url));
const columns = 92;
const cell = {width: 8.4, height: 18};
const palette = ['#1d1f21', '#cc6666', '#b5bd68', '#f0c674', '#81a2be', '#b294bb', '#8abeb7', '#c5c8c6'];

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

writeFileSync(join(root, 'docs/quickstart.svg'), drawing(screenLines()));

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

interface Span {
	readonly text: string;
	readonly column: number;
	readonly color: string;
	readonly bold: boolean;
}

function screenLines(): readonly (readonly Span[])[] {
	const buffer = screen.buffer.active;
	const lines = Array.from({length: buffer.length}, (_, index) => spansOf(index));
	while (lines.at(-1)?.length === 0) {
		lines.pop();
	}

	return lines;
}

function spansOf(index: number): readonly Span[] {
	const line = screen.buffer.active.getLine(index);
	const spans: Span[] = [];
	for (let column = 0; column < columns; column++) {
		const current = line?.getCell(column);
		const text = current?.getChars() ?? '';
		if (current === undefined || text.trim() === '') {
			continue;
		}

		const dim = current.isDim() !== 0;
		const color = current.isFgPalette() ? (palette[current.getFgColor() % 8] ?? '#c5c8c6') : dim ? '#808487' : '#d8dadc';
		const bold = current.isBold() !== 0;
		const last = spans.at(-1);
		if (last !== undefined && last.color === color && last.bold === bold && last.column + last.text.length === column) {
			spans[spans.length - 1] = {...last, text: last.text + text};
		} else {
			spans.push({text, column, color, bold});
		}
	}

	return spans;
}

function drawing(lines: readonly (readonly Span[])[]): string {
	const width = Math.ceil(columns * cell.width + 32);
	const height = lines.length * cell.height + 32;
	const texts = lines.flatMap((spans, row) =>
		spans.map(
			({text, column, color, bold}) =>
				`<text x="${(16 + column * cell.width).toFixed(1)}" y="${30 + row * cell.height}" fill="${color}"${bold ? ' font-weight="bold"' : ''} textLength="${(text.length * cell.width).toFixed(1)}">${escaped(text)}</text>`,
		),
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
<rect width="100%" height="100%" rx="8" fill="#1d1f21"/>
${texts.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
