/** A yes or no at the terminal: letters for eyes, numbered lines for a screen reader. No is the default of both. */

import type {Project} from '../core/paths.ts';
import {loadSettings} from '../core/settings.ts';
import {type KeyChoice, keyOfNumber, numberedLines, numbersOf} from './numbered-choices.ts';
import {readKey} from './terminal-keys.ts';

export interface YesQuestion {
	/** What stands above the question; empty for nothing. */
	readonly head: string;
	readonly question: string;
	readonly yes: string;
	readonly no: string;
}

/** Ask; Enter and Esc are no, and so is the end of the terminal. */
export async function readYes(asked: YesQuestion, isNumbered: boolean, signal: AbortSignal): Promise<'yes' | 'no' | 'interrupt'> {
	const choices = yesChoices(asked);
	const wipe = isNumbered ? '\n' : '\r\u001B[K';
	const text = drawYes(asked, isNumbered);
	const keys = `${isNumbered ? numbersOf(choices) : 'ynN'}\r\n\u001B`;
	const key = keyOfNumber(choices, await readKey(keys, signal, () => process.stderr.write(`${wipe}${text}\n`)));
	return key === 'interrupt' ? 'interrupt' : key === 'y' ? 'yes' : 'no';
}

/** Whether a person says yes to something that is gone afterwards; asked as the settings of the project say. */
export async function isConfirmed(question: string, project: Project, signal: AbortSignal): Promise<boolean> {
	const {screenReader} = loadSettings(project);
	return (await readYes({head: '', question, yes: 'yes', no: 'no'}, screenReader, signal)) === 'yes';
}

/** The question as text. Pure. */
export function drawYes(asked: YesQuestion, isNumbered: boolean): string {
	const {head, question, yes, no} = asked;
	const lines = head === '' ? '' : `${head}\n`;
	return isNumbered ? `${lines}${numberedLines(question, yesChoices(asked))}` : `${lines}${question}  [y] ${yes}  [N] ${no} (default)`;
}

function yesChoices({yes, no}: YesQuestion): readonly KeyChoice[] {
	return [
		['y', yes],
		['n', no],
	];
}
