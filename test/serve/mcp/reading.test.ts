/** What of a server's traffic is read: lines and budgets. */

import {describe, expect, test} from 'vitest';
import {createLineCutter} from '../../../source/serve/mcp/lines.ts';
import {createTrafficBudget} from '../../../source/serve/mcp/traffic-budget.ts';

describe('lines', () => {
	test('are the same however the bytes come', () => {
		const text = `one\n\nzwei – drei\r\n${'x'.repeat(300)}\nrest`;
		const bytes = Buffer.from(text);
		for (const size of [1, 2, 3, 7, 64, 1000]) {
			const cutter = createLineCutter(1000);
			const lines: string[] = [];
			for (let at = 0; at < bytes.length; at += size) {
				lines.push(...(cutter.push(bytes.subarray(at, at + size)) ?? []));
			}

			expect(lines).toEqual(text.split('\n').slice(0, -1));
		}
	});

	test('are not read any more once one is too long', () => {
		const cutter = createLineCutter(10);
		expect(cutter.push(Buffer.from('1234567890\n12345'))).toEqual(['1234567890']);
		expect(cutter.push(Buffer.from('678901'))).toBe(null);
		expect(cutter.push(Buffer.from('\nshort\n'))).toBe(null);
		expect(createLineCutter(10).push(Buffer.from('12345678901\n'))).toBe(null);
	});
});

describe('a budget', () => {
	test('is there again each minute, until it was exceeded', () => {
		let now = 0;
		let exceeded = 0;
		const budget = createTrafficBudget(
			() => {
				exceeded += 1;
			},
			() => now,
		);
		expect(budget.take({messages: 5000, bytes: 64 * 1024 * 1024})).toBe(true);
		now = 60_001;
		expect(budget.take({messages: 5000})).toBe(true);
		expect([budget.take({messages: 1}), exceeded]).toEqual([false, 1]);
		now = 200_000;
		expect([budget.take({}), exceeded]).toEqual([false, 1]);
	});
});
