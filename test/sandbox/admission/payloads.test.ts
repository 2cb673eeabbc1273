import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {admitScript} from './temporary-skill.ts';

const folder = new URL('../../fixtures/payloads/', import.meta.url);

/** Attacks by intent ask at the least; the others are ordinary code and left to the sandbox. */
const expected: Record<string, string | null> = {
	'01': 'SL-HOST-002',
	'02': 'SL-HOST-001',
	'03': null,
	'04': 'SL-HOST-002',
	'05': null,
	'06': 'network service.example:80',
	'07': 'network service.example:443',
	'08': 'listens for connections on 0.0.0.0:8888',
	'09': 'runs whoami',
	'10': 'runs whoami',
	'11': 'SL-PROC-001',
	'12': 'SL-PROC-002',
	'13': null,
	'14': 'starts more processes',
	'15': null,
	'16': 'SL-DYNAMIC-003',
	'17': 'SL-DYNAMIC-001',
	'18': 'SL-DYNAMIC-006',
	'19': 'SL-ENV-001',
	'20': null,
};

test('there is a payload for each of the 20 items', () => {
	expect(readdirSync(folder).map(name => name.slice(0, 2))).toEqual(Object.keys(expected).sort());
});

for (const name of readdirSync(folder)) {
	const reason = expected[name.slice(0, 2)];
	const verdict = reason === null ? 'clean' : 'confirm';
	test(`${name} is ${verdict}${reason ? ` for ${reason}` : ''}`, async () => {
		const {report, ids} = await admitScript('main.py', readFileSync(new URL(name, folder), 'utf8'));
		expect(report.verdict).toBe(verdict);
		if (reason) {
			expect([...ids, ...report.policy.undeclared]).toContain(reason);
		}
	});
}
