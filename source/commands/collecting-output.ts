/** An output whose lines are the conversation's to show. */

import {noProgress, type StartProgress} from '../core/progress.ts';
import {createStyle} from '../core/terminal.ts';
import type {Output} from './output.ts';

/** Nothing is drawn beside the lines, and what takes longer is said where the conversation says it. */
export function collecting(lines: string[], progress: StartProgress = noProgress): Output {
	const style = createStyle(false);
	const add = (text: string) => void lines.push(...text.replace(/\n$/, '').split('\n'));
	return {
		...{json: false, quiet: true, verbose: false, style, dataStyle: style},
		data: text => (text === '' ? undefined : add(text)),
		document: value => add(JSON.stringify(value, null, 2)),
		line: value => add(JSON.stringify(value)),
		note: add,
		warn: add,
		progress,
	};
}
