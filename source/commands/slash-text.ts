/** What commands of a conversation say, as lines. */

import type {ContextReport} from '../agent/context.ts';
import type {SessionSummary} from '../session/session-list.ts';

/** How full the context is, and of what, the largest part with its share. */
export function contextLines({window, isKnown, total, parts}: ContextReport): readonly string[] {
	const percent = (tokens: number) => `${((100 * tokens) / window).toFixed(1)} %`;
	const width = Math.max(...parts.map(({what}) => what.length));
	return [
		`${total} of ${window} tokens, ${percent(total)}${isKnown ? '' : '; how many the model takes is not known, the least is assumed'}`,
		...parts.map(({what, tokens}) => `  ${what.padEnd(width)}  ${String(tokens).padStart(7)}  ${percent(tokens).padStart(7)}`),
	];
}

/** One session in a list: its name, when it was used, what it began with. */
export function sessionLine(session: SessionSummary): string {
	return `${session.id}  ${sessionLabel(session)}`;
}

/** The same without its name. */
export function sessionLabel({lastUsed, title, isOpen}: SessionSummary): string {
	return `${(isOpen ? 'open now' : timeAgo(lastUsed, Date.now())).padEnd(11)}  ${title || '-'}`;
}

/** How long ago a moment was; its date where that is more than a month. */
export function timeAgo(moment: string, now: number): string {
	const minutes = Math.floor((now - Date.parse(moment)) / 60_000);
	if (!(minutes >= 0 && minutes < 60 * 24 * 31)) {
		return moment.slice(0, 10);
	}

	const [count, unit] = minutes < 60 ? [minutes, 'min'] : minutes < 60 * 24 ? [minutes / 60, 'h'] : [minutes / 60 / 24, 'd'];
	return minutes < 1 ? 'just now' : `${Math.floor(count)} ${unit} ago`;
}
