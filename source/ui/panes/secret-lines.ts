/** The field for a secret as lines: who gets it, why, signs in place of what was typed, and how it went. */

import {toDisplay} from '../../../sandbox/index.ts';
import type {Glyphs} from '../glyphs.ts';
import {type Line, cutLine, lineOf, span, wrapText} from '../line.ts';
import type {SecretView} from '../store/secret-field.ts';

const mostBriefSigns = 8;

/** The field at a width. */
export function secretLines({receiver, reason, signs, isChecking, problem}: SecretView, width: number, glyphs: Glyphs): readonly Line[] {
	const host = hostOf(receiver);
	return [
		lineOf(glyphs.rule.repeat(width), 'border'),
		[span('The key for '), span(host, 'heading'), span(`  ${fieldOf({signs, isChecking}, glyphs)}`)],
		...wrapText(`${shown(reason)} What you type is not shown, and goes only there.`, width, 'dim'),
		...outcomeLines({host, isChecking, problem}, width, glyphs),
		lineOf(
			isChecking ? 'Esc goes on without a model' : `Enter tries it ${glyphs.dot} Ctrl+U clears ${glyphs.dot} Esc goes on without a model`,
			'dim',
		),
	].map(line => cutLine(line, width, glyphs.more));
}

/** The field where there is hardly any room: the signs first, so that a single row will do, then who gets it. */
export function briefSecretLines({receiver, signs, isChecking, problem}: SecretView, width: number, glyphs: Glyphs): readonly Line[] {
	const host = hostOf(receiver);
	return [
		[span(`The key ${fieldOf({signs: Math.min(signs, mostBriefSigns), isChecking}, glyphs)}`)],
		...wrapText(`for ${host}`, width, 'heading'),
		...outcomeLines({host, isChecking, problem}, width, glyphs),
		...wrapText('Esc goes on without a model', width, 'dim'),
	].map(line => cutLine(line, width, glyphs.more));
}

function fieldOf({signs, isChecking}: Pick<SecretView, 'signs' | 'isChecking'>, glyphs: Glyphs): string {
	return `${glyphs.prompt} ${glyphs.bullet.repeat(signs)}${isChecking ? '' : '_'}`;
}

interface Outcome extends Pick<SecretView, 'isChecking' | 'problem'> {
	readonly host: string;
}

/** How it went with what was typed last. */
function outcomeLines({host, isChecking, problem}: Outcome, width: number, glyphs: Glyphs): readonly Line[] {
	if (isChecking) {
		return wrapText(`asking ${host}${glyphs.more}`, width, 'accent');
	}

	return problem === null ? [] : wrapText(shown(problem), width, 'bad');
}

function hostOf(receiver: string): string {
	return toDisplay(receiver, {reveal: true, maxLength: 200});
}

function shown(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 300});
}
