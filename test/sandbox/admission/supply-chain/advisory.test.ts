import {expect, test} from 'vitest';
import {readAdvisory} from '../../../../sandbox/admission/supply-chain/advisory.ts';
import {cvss3Score} from '../../../../sandbox/admission/supply-chain/cvss.ts';

// Vectors with the scores that FIRST's examples and calculator give.
test.each([
	['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
	['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
	['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
	['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8],
	['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
	['CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N', 0],
	['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H', 5.9],
	['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N/E:P', 5.3],
	['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', undefined],
	['CVSS:3.1/AV:N', undefined],
	['nonsense', undefined],
])('scores %s', (vector, score) => {
	expect(cvss3Score(vector)).toBe(score);
});

const about = (more: object, entry: object = {}) => ({
	id: 'GHSA-aaaa-bbbb-cccc',
	affected: [
		{package: {ecosystem: 'PyPI', name: 'Some_Thing'}, ranges: [{type: 'ECOSYSTEM', events: [{introduced: '0'}, {fixed: '2'}]}], ...entry},
	],
	...more,
});

test('takes the worst score, then the word of the database, else says unknown', () => {
	const severity = (more: object) => readAdvisory(about(more))?.[0]?.severity;
	const vector = {type: 'CVSS_V3', score: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H'};
	expect(severity({severity: [vector, {type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}]})).toBe('critical');
	expect(severity({severity: [vector]})).toBe('high');
	expect(severity({severity: [{type: 'CVSS_V4', score: 'CVSS:4.0/AV:N'}], database_specific: {severity: 'MODERATE'}})).toBe('moderate');
	expect(severity({})).toBe('unknown');
});

test('reads events in their order and leaves commits out', () => {
	const ranges = [
		{type: 'GIT', events: [{introduced: '0'}, {fixed: 'abc'}]},
		{type: 'SEMVER', events: [{introduced: '0'}, {fixed: '1.1'}, {introduced: '2.0'}, {last_affected: '2.4'}, {introduced: '3.0'}]},
	];
	expect(readAdvisory(about({}, {ranges}))).toMatchObject([
		{name: 'some-thing', affected: [{ranges: [{introduced: '0', fixed: '1.1'}, {introduced: '2.0', last: '2.4'}, {introduced: '3.0'}]}]},
	]);
});

test('a report of malware whose source says all versions means all, but not for a popular package', () => {
	const record = (name: string) => ({
		id: 'MAL-2026-1',
		affected: [{package: {ecosystem: 'npm', name}, versions: ['1.0.0']}],
		database_specific: {'malicious-packages-origins': [{ranges: [{type: 'SEMVER', events: [{introduced: '0'}]}]}]},
	});
	expect(readAdvisory(record('some-squat'))).toMatchObject([{affected: [{versions: ['1.0.0'], ranges: [{introduced: '0'}]}]}]);
	expect(readAdvisory(record('chalk'))).toMatchObject([{affected: [{versions: ['1.0.0'], ranges: []}]}]);
});

test('leaves out what was withdrawn and what is about other ecosystems, and knows what is no advisory', () => {
	expect(readAdvisory(about({withdrawn: '2026-01-01T00:00:00Z'}))).toEqual([]);
	expect(readAdvisory({id: 'GO-1', affected: [{package: {ecosystem: 'Go', name: 'x'}}]})).toEqual([]);
	for (const value of [null, 'text', [], {}, {id: 7}, {id: 'a b', affected: []}, {id: 'X-1'}]) {
		expect(readAdvisory(value)).toBeUndefined();
	}
});
