/** The key map over the transcript. */

import {cutLine, type Line, lineOf, span} from '../line.ts';
import {keyHelp} from '../screen-commands.ts';

export function helpLines(width: number, rows: number, more: string): readonly Line[] {
	const lines: readonly Line[] = [
		lineOf('Keys', 'heading'),
		...keyHelp.map(([key, what]): Line => [span(key.padEnd(18), 'focus'), span(what)]),
		lineOf('/help lists the commands, too · any key goes back', 'dim'),
	];
	return lines.slice(0, rows).map(line => cutLine(line, width, more));
}
