/** A secret at the terminal, on plain lines: nothing is echoed, and what happened to it is said in a sentence. */

import {toDisplay} from '../../sandbox/index.ts';
import type {AskSecret} from '../core/question.ts';
import type {Output} from './output.ts';
import {readHiddenLine} from './terminal-keys.ts';

/** Ask until one will do; Esc and the end of the terminal go on without. Throws an `interrupted` error for Ctrl+C. */
export function createTerminalSecret({note}: Pick<Output, 'note'>): AskSecret {
	return async ({receiver, reason, check}, signal) => {
		const host = toDisplay(receiver, {reveal: true, maxLength: 200});
		note(toDisplay(reason, {reveal: true, maxLength: 300}));
		note('What you type is not shown, and goes only there. Esc goes on without a model.');
		for (;;) {
			const typed = await readHiddenLine(`The key for ${host}: `, signal);
			if (typed === null) {
				return null;
			}

			note(`Asking ${host}.`);
			const secret = typed.trim();
			const problem = await check(secret, signal);
			if (problem === null) {
				return secret;
			}

			note(toDisplay(problem, {reveal: true, maxLength: 300}));
		}
	};
}
