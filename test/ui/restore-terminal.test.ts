import {expect, test} from 'vitest';
import {startPty} from '../cli/pty.ts';

const program = new URL('../fixtures/ui/set-modes.ts', import.meta.url).pathname;

test.each(['throw', 'reject', 'exit'])(
	'nothing stays set when the program ends by %s, and its last words are on the own screen',
	async way => {
		using app = startPty(process.execPath, [program, way], {
			cwd: '/',
			env: {PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8'},
		});
		expect(await app.exit()).toBe(way === 'exit' ? 3 : 1);
		expect(app.raw()).toContain('\u001B[?1049h');
		expect(app.modesSet()).toEqual([]);
		if (way !== 'exit') {
			expect(app.screen()).toContain('the screen broke');
		}
	},
);
