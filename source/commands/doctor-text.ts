import {type Check, toDisplay} from '../../sandbox/index.ts';
import type {Style} from '../core/terminal.ts';
import {widthOf, wrapTo} from '../core/text-width.ts';
import {type Cell, formatTable} from './table.ts';

/**
The checks as a table, then what to do about each that needs something.

In so many columns a detail goes on below itself, since what is cut might be what is missing; without a number nothing is
broken. A remedy stays one line, which the terminal breaks: its command can be copied.
*/
export function doctorText(checks: readonly Check[], style: Style, columns: number = Number.POSITIVE_INFINITY): string {
	const room = columns - widthOf('STATE') - Math.max(widthOf('CHECK'), ...checks.map(({name}) => widthOf(toDisplay(name)))) - 4;
	const rows = checks.flatMap(({name, state, detail}) =>
		wrapTo(toDisplay(detail), Math.max(20, room)).map((line, index): readonly Cell[] =>
			index === 0 ? [painted(state, style), toDisplay(name), line] : ['', '', line],
		),
	);
	const remedies = checks.filter(({remedy}) => remedy !== null).map(({name, remedy}) => `${toDisplay(name)}: ${toDisplay(remedy ?? '')}\n`);
	return [formatTable(['STATE', 'CHECK', 'DETAIL'], rows, style), ...(remedies.length > 0 ? ['\n', ...remedies] : [])].join('');
}

function painted(state: Check['state'], style: Style): Cell {
	const paint = {pass: style.green, warn: style.yellow, fail: style.red, skip: style.dim}[state];
	return {text: state, paint};
}
