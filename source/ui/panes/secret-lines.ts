/** The field for a secret as lines: who gets it, why, signs in place of what was typed, and how it went. */

import {toDisplay} from '../../../sandbox/index.ts';
import type {Glyphs} from '../glyphs.ts';
import {type Line, cutLine, lineOf, span, wrapText} from '../line.ts';
import type {SecretView} from '../store/secret-field.ts';

/** The field at a width. */
export function secretLines({receiver, reason, signs, isChecking, problem}: SecretView, width: number, glyphs: Glyphs): readonly Line[] {
	const host = toDisplay(receiver, {reveal: true, maxLength: 200});
	const below = isChecking
		? wrapText(`asking ${host}${glyphs.more}`, width, 'accent')
		: problem === null
			? []
			: wrapText(shown(problem), width, 'bad');
	return [
		lineOf(glyphs.rule.repeat(width), 'border'),
		[span('The key for '), span(host, 'heading'), span(`  ${glyphs.prompt} ${glyphs.bullet.repeat(signs)}${isChecking ? '' : '_'}`)],
		...wrapText(`${shown(reason)} What you type is not shown, and goes only there.`, width, 'dim'),
		...below,
		lineOf(
			isChecking ? 'Esc goes on without a model' : `Enter tries it ${glyphs.dot} Ctrl+U clears ${glyphs.dot} Esc goes on without a model`,
			'dim',
		),
	].map(line => cutLine(line, width, glyphs.more));
}

function shown(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 300});
}
