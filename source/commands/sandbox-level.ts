/** The sandbox level of a command, and the word that level 1 costs. */

import {PolicyError} from '../../sandbox/index.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Settings} from '../core/settings.ts';
import {isInteractive} from '../core/terminal.ts';
import type {Output} from './output.ts';

const word = 'unprotected';

/**
The level from `--level`, else from the settings.

Level 1 asks a person to type a word; without a terminal, or with another answer, it throws a PolicyError (exit 3).
*/
export async function chooseLevel(flags: Flags, settings: Settings, output: Output): Promise<1 | 2 | 3> {
	const flag = flags.text('level');
	const level = flag === undefined ? settings.level : flag === '1' ? 1 : flag === '2' ? 2 : 3;
	if (level === 1) {
		await confirmUnprotected(output);
	}

	return level;
}

async function confirmUnprotected(output: Output): Promise<void> {
	if (!isInteractive()) {
		throw new PolicyError('consent-needed', 'Cannot run at level 1: nobody is at the terminal to confirm it.', {
			hint: 'Level 1 has no sandbox; run it from a terminal, or use --level 3.',
		});
	}

	output.warn('Level 1 has no sandbox: the skill can read, change and send whatever you can.');
	const {readLine} = await import('./terminal-keys.ts');
	const answer = await readLine(`Type ${word} to go on: `);
	if (answer !== word) {
		throw new PolicyError('consent-refused', 'Level 1 was not confirmed; nothing has run.', {hint: 'Use --level 3 (the default).'});
	}

	process.stderr.write(`${output.style.alarm(' level 1: no sandbox ')}\n`);
}
