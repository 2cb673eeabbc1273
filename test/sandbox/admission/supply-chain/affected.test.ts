import {expect, test} from 'vitest';
import {type Affected, affectedBy} from '../../../../sandbox/admission/supply-chain/affected.ts';
import type {Ecosystem, Requirement} from '../../../../sandbox/admission/supply-chain/dependency.ts';
import {npmEntry} from '../../../../sandbox/admission/supply-chain/npm-package.ts';
import {parseVersionClauses} from '../../../../sandbox/admission/supply-chain/pep508.ts';

function requirementOf(ecosystem: Ecosystem, text: string): Requirement {
	const found = ecosystem === 'PyPI' ? parseVersionClauses(text) : npmEntry('x', text)?.[0]?.requirement;
	if (!found) {
		throw new Error(`${text} is no requirement`);
	}

	return found;
}

const range = (introduced: string, fixed?: string): Affected => ({versions: [], ranges: [{introduced, fixed}]});

test.each<readonly [Ecosystem, string, Affected, boolean]>([
	// An exact version is inside or outside.
	['PyPI', '==2.4.1', range('0', '2.8.1'), true],
	['PyPI', '==2.8.1', range('0', '2.8.1'), false],
	['PyPI', '==2.8.1rc1', range('0', '2.8.1'), true],
	['PyPI', '==2.8.0.post1', range('0', '2.8.1'), true],
	['PyPI', '==1!1.0', range('0', '2.8.1'), false],
	['PyPI', '==2.10', range('2.9', '2.11'), true],
	['npm', '4.17.20', range('0', '4.17.21'), true],
	['npm', '4.17.21', range('0', '4.17.21'), false],
	['npm', 'v1.0.0-beta.2', range('0', '1.0.0'), true],
	// A range takes the newest: a repaired version in it is what comes.
	['PyPI', '>=2', range('0', '2.8.1'), false],
	['PyPI', '>=2,<2.8', range('0', '2.8.1'), true],
	['PyPI', '~=2.4.0', range('0', '2.8.1'), true],
	['PyPI', '~=2.4', range('0', '2.8.1'), false],
	['PyPI', '==2.*', range('0', '3.0'), true],
	['PyPI', '<1.0', range('1.2', '1.5'), false],
	['npm', '^4.17.0', range('0', '4.17.21'), false],
	['npm', '^3.0.0', range('0', '4.17.21'), true],
	['npm', '~4.17.0 || ^3', range('0', '4.17.21'), false],
	['npm', '<3', range('3.0.0'), false],
	// Without a repaired version everything is affected.
	['PyPI', '', range('0'), true],
	['npm', '*', range('0'), true],
	['npm', 'latest', range('0'), true],
	['npm', '', range('0', '2.0.0'), false],
	// A list of versions, as reports of malware have it.
	['npm', '1.14.1', {versions: ['0.30.4', '1.14.1'], ranges: []}, true],
	['npm', '^1.14.1', {versions: ['0.30.4', '1.14.1'], ranges: []}, true],
	['npm', '1.14.0', {versions: ['0.30.4', '1.14.1'], ranges: []}, false],
	['npm', '^2.0.0', {versions: ['0.30.4', '1.14.1'], ranges: []}, false],
	['PyPI', '', {versions: ['1.0.0'], ranges: []}, true],
	// `last_affected` is in.
	['PyPI', '==1.5', {versions: [], ranges: [{introduced: '1.0', last: '1.5'}]}, true],
	['PyPI', '==1.5.1', {versions: [], ranges: [{introduced: '1.0', last: '1.5'}]}, false],
])('in %s, %s and %j: %s', async (ecosystem, text, affected, expected) => {
	expect(await affectedBy({ecosystem, requirement: requirementOf(ecosystem, text)}, [affected])).toBe(expected);
});

test('two ranges of one advisory are looked at together', async () => {
	const both = [range('0', '1.9.5'), range('2.0', '2.0.3')];
	const wanted = (text: string) => affectedBy({ecosystem: 'PyPI', requirement: requirementOf('PyPI', text)}, both);
	expect([await wanted('>=1,<2'), await wanted('==2.0.1'), await wanted('==1.9.6'), await wanted('<1.9')]).toEqual([
		false,
		true,
		false,
		true,
	]);
});

test('a popular package is only malicious in the versions that were listed', async () => {
	const taken: readonly Affected[] = [{versions: ['5.6.1'], ranges: []}];
	const wanted = (text: string) => affectedBy({ecosystem: 'npm', requirement: requirementOf('npm', text)}, taken, true);
	expect([await wanted('^5.0.0'), await wanted('latest'), await wanted('5.6.1'), await wanted('5.6.0')]).toEqual([
		false,
		false,
		true,
		false,
	]);
});

test('an address has no version to compare', async () => {
	expect(await affectedBy({ecosystem: 'npm', requirement: {kind: 'direct', text: 'a/b'}}, [range('0')])).toBe(false);
});
