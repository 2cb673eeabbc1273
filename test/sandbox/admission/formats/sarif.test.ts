import {expect, test} from 'vitest';
import {formatSarif} from '../../../../sandbox/admission/formats/sarif.ts';
import {allRules} from '../../../../sandbox/admission/rules/all.ts';
import {admitFiles} from '../temporary-skill.ts';

async function sampleLog() {
	const attack = await admitFiles({'scripts/a b.py': 'import os\n  \nos.kill(1, 9)\n', 'scripts/broken.py': 'def (:\n'});
	const clean = await admitFiles({'scripts/main.py': 'print(1)\n'});
	return JSON.parse(formatSarif([attack, clean]));
}

test('a log has one run with the version and schema of SARIF 2.1.0', async () => {
	const log = await sampleLog();
	expect(log.version).toBe('2.1.0');
	expect(log.runs).toHaveLength(1);
	expect(log.runs[0].tool.driver).toMatchObject({name: 'skilllite', rules: expect.any(Array)});
});

test('every result points to its rule by id and index', async () => {
	const {tool, results} = (await sampleLog()).runs[0];
	expect(results.length).toBeGreaterThan(1);
	for (const result of results) {
		expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
	}
});

test('a result has a region with a line where there is one, and an escaped path', async () => {
	const {results, originalUriBaseIds} = (await sampleLog()).runs[0];
	const [location] = results.find((result: {ruleId: string}) => result.ruleId === 'SL-PROC-002').locations;
	expect(location.physicalLocation).toMatchObject({
		artifactLocation: {uri: 'scripts/a%20b.py', uriBaseId: 'SKILL0'},
		region: {startLine: 3, startColumn: 1},
	});
	expect(originalUriBaseIds.SKILL0.uri).toMatch(/^file:\/\/\/.*\/$/);
	const whole = results.find((result: {ruleId: string}) => result.ruleId === 'SL-SCAN-002');
	expect(whole.locations[0].physicalLocation.region).toBeUndefined();
});

test('rule ids are unique and in order', async () => {
	const ids = (await sampleLog()).runs[0].tool.driver.rules.map((rule: {id: string}) => rule.id);
	expect(ids).toEqual([...new Set(ids)].sort());
	const own = allRules.flatMap(file => file.rules.map(rule => rule.id));
	expect(new Set(own).size).toBe(own.length);
});

test('levels follow the verdict: only what blocks is an error', async () => {
	const {results} = (await sampleLog()).runs[0];
	expect(new Set(results.map((result: {level: string}) => result.level))).toEqual(new Set(['warning']));
	const blocked = JSON.parse(formatSarif([await admitFiles({'scripts/main.py': 'import base64\nexec(base64.b64decode("eA=="))\n'})]));
	expect(blocked.runs[0].results[0].level).toBe('error');
});

test('no skill at all still gives a valid log', () => {
	expect(JSON.parse(formatSarif([])).runs[0].results).toEqual([]);
});
