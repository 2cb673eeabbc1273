/**
What each program can do with every call of the table, by name, in reviewed.json: a call that slips in is seen there.

After a change that is meant, write it anew and read the difference:

    SECCOMP_GOLDEN=write vitest run --config test/vitest.config.ts test/sandbox/linux/seccomp/reviewed.test.ts
*/

import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {FilterOptions} from '../../../../sandbox/linux/seccomp/filter.ts';
import {syscallTable} from '../../../../sandbox/linux/seccomp/syscalls.ts';
import {answerToNumber, architectures, everyOption} from './calls.ts';
import {outcomesOf} from './outcomes.ts';

const file = new URL('reviewed.json', import.meta.url);
const notifying = everyOption.filter(({deniedAction}) => deniedAction === 'notify');

/** What can become of each call, by name; both architectures together, as they agree (below). */
function decisionsOf({runtime, network}: FilterOptions): ReadonlyMap<string, string> {
	const options = notifying.filter(each => each.runtime === runtime && each.network === network);
	return new Map(
		options.flatMap(each =>
			[...syscallTable(each.arch).numbers].map(([name, number]) => [name, outcomesOf(each, number).join(' or ')] as const),
		),
	);
}

/** Names by decision. */
function grouped(decisions: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
	const groups = Object.groupBy(decisions, ([, decision]) => decision);
	return Object.fromEntries(
		Object.keys(groups)
			.sort()
			.map(decision => [
				decision,
				(groups[decision] ?? [])
					.map(([name]) => name)
					.sort()
					.join(' '),
			]),
	);
}

/** The first program in full, the others by where they differ from it. */
function reviewAll(): Readonly<Record<string, unknown>> {
	const [first, ...others] = notifying.filter(({arch}) => arch === 'x64').map(each => ({each, decisions: decisionsOf(each)}));
	const title = ({runtime, network}: FilterOptions) => `${runtime} ${network}`;
	return Object.fromEntries([
		...(first ? [[title(first.each), grouped([...first.decisions])]] : []),
		...others.map(({each, decisions}) => [
			`${title(each)}, otherwise`,
			grouped([...decisions].filter(([name, decision]) => first?.decisions.get(name) !== decision)),
		]),
	]);
}

test('every call of every program is decided as it was reviewed', () => {
	const now = reviewAll();
	if (process.env.SECCOMP_GOLDEN === 'write') {
		writeFileSync(file, `${JSON.stringify(now, undefined, '\t')}\n`);
	}

	expect(now).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});

test('the walk and the simulator agree', () => {
	for (const options of everyOption) {
		for (const number of [...syscallTable(options.arch).numbers.values(), 340, 451, 0x3fff_ffff, 0x4000_0000, -1]) {
			const outcomes = outcomesOf(options, number);
			for (const args of [[], [-1, -1, -1, -1, -1, -1], [1, 1, 1, 1, 1, 1], [1023, 0, 0, 0, 0x1000, 0]]) {
				expect(outcomes).toContain(answerToNumber(options, number, args));
			}
		}
	}
});

test('a call is decided alike on both architectures, where both have it', () => {
	for (const options of notifying.filter(({arch}) => arch === 'x64')) {
		const decided = architectures.map(
			arch => new Map([...syscallTable(arch).numbers].map(([name, number]) => [name, outcomesOf({...options, arch}, number).join(' or ')])),
		);
		const [here, there] = decided;
		const both = [...(here ?? [])].filter(([name]) => there?.has(name));
		expect(both.length).toBeGreaterThan(250);
		expect(both.filter(([name, outcomes]) => there?.get(name) !== outcomes)).toEqual([]);
	}
});
