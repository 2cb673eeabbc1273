/** `skilllite approve`: a person answers, at a terminal, what a program could not ask. */

import {answerScan, exitCodeOf, PolicyError} from '../../sandbox/index.ts';
import {isInteractive} from '../core/terminal.ts';
import type {CommandContext} from './command.ts';
import {createTerminalConsent} from './terminal-consent.ts';

export async function approve({positionals, output, interrupts}: CommandContext): Promise<number> {
	if (!isInteractive()) {
		throw new PolicyError('consent-needed', 'Cannot approve: a person must answer at a terminal, and this is none.', {
			hint: 'Run the same command in a terminal, without pipes.',
		});
	}

	const consent = createTerminalConsent({style: output.style, onInterrupt: interrupts.interrupt});
	const {skill, answer} = await answerScan(positionals[0] ?? '', consent, interrupts.signal);
	const granted = answer.kind !== 'deny' && answer.kind !== 'nobody';
	if (output.json) {
		output.document({skill, granted, answer: answer.kind});
	}

	if (!granted) {
		return exitCodeOf('consent-refused');
	}

	output.note(answer.kind === 'always' ? `${skill} may run.` : `${skill} may run once within ten minutes: start it again.`);
	return 0;
}
