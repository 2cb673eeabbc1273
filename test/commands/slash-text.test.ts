import {expect, test} from 'vitest';
import {timeAgo} from '../../source/commands/slash-text.ts';

test.each([
	['2026-11-21T10:00:00Z', 'just now'],
	['2026-11-21T09:59:00Z', '1 min ago'],
	['2026-11-21T08:01:00Z', '1 h ago'],
	['2026-11-19T10:00:00Z', '2 d ago'],
	['2026-01-02T10:00:00Z', '2026-01-02'],
	['2026-11-21T10:00:01Z', '2026-11-21'],
	['', ''],
])('a session of %j was used %j', (moment, words) => {
	expect(timeAgo(moment, Date.parse('2026-11-21T10:00:00Z'))).toBe(words);
});
