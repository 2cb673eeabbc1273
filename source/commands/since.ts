/** Moments as people write them. */

import {toDisplay, UsageError} from '../../sandbox/index.ts';

/** A moment: `2026-11-01`, an ISO time, or so long before now: `7d`, `12h`, `30m`. Throws a UsageError naming --since. */
export function parseSince(text: string, now: Date): Date {
	const [, count, unit] = /^(\d{1,6})([dhm])$/.exec(text) ?? [];
	const milliseconds = {d: 86_400_000, h: 3_600_000, m: 60_000}[unit ?? ''];
	const moment =
		milliseconds === undefined
			? new Date(/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text) ? text : Number.NaN)
			: new Date(now.getTime() - Number(count) * milliseconds);
	if (Number.isNaN(moment.getTime())) {
		throw new UsageError(`The flag --since cannot be ${JSON.stringify(toDisplay(text))}.`, {
			hint: 'Write a date such as 2026-11-01, or 7d, 12h, 30m.',
		});
	}

	return moment;
}
