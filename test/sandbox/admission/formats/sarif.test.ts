import {readFileSync} from 'node:fs';
import {Ajv} from 'ajv';
import formats from 'ajv-formats';
import {expect, test} from 'vitest';
import {formatSarif} from '../../../../sandbox/admission/formats/sarif.ts';
import {catalogue} from '../../../../sandbox/admission/rules/catalogue.ts';
import {finding, reportOf} from '../reports.ts';
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
	expect(ids).toEqual(expect.arrayContaining(catalogue.map(({id}) => id)));
});

test('levels follow the verdict: only what blocks is an error', async () => {
	const {results} = (await sampleLog()).runs[0];
	expect(new Set(results.map((result: {level: string}) => result.level))).toEqual(new Set(['warning']));
	const blocked = JSON.parse(formatSarif([await admitFiles({'scripts/main.py': 'import base64\nexec(base64.b64decode("eA=="))\n'})]));
	expect(blocked.runs[0].results[0].level).toBe('error');
});

const ajv = new Ajv({strict: false, unicodeRegExp: false, allErrors: true});
formats.default(ajv);
const isValid = ajv.compile(JSON.parse(readFileSync(new URL('../../../fixtures/sarif-schema-2.1.0.json', import.meta.url), 'utf8')));

function faultsOf(log: unknown): unknown {
	return isValid(log) ? [] : isValid.errors;
}

test('the schema is one that refuses', async () => {
	const log = await sampleLog();
	expect(faultsOf({...log, version: '2.0.0'})).not.toEqual([]);
	expect(faultsOf({...log, runs: [{...log.runs[0], results: [{level: 'fatal', message: {}}]}]})).not.toEqual([]);
	log.runs[0].tool.driver.rules[0].helpUri = 'no address';
	expect(faultsOf(log)).not.toEqual([]);
});

test('every log is valid by the published schema, whatever a skill is called and says', async () => {
	const text = 'a b%\u0000\u202E\uD800"\\<script>]( {0} https://x';
	const odd = {...finding, file: text, message: text, snippet: text, remedy: text, references: [text, text], column: 1};
	const suppression = {reason: text, added: '2026-11-01', expires: '2027-01-01', expired: false};
	const logs = [
		await sampleLog(),
		JSON.parse(formatSarif([])),
		JSON.parse(formatSarif([reportOf({name: text, path: `/${text}`, findings: [odd, {...odd, line: 0, suppressed: true, suppression}]})])),
		JSON.parse(
			formatSarif([reportOf({path: 'C:\\skills\\a b', findings: [{...odd, id: 'TEAM-HOST-001', class: 'user', severity: 'note'}]})]),
		),
	];
	expect(logs.map(faultsOf)).toEqual([[], [], [], []]);
	expect(logs[1].runs[0].results).toEqual([]);
});

test('a rule says what it is about, what to do, and where to read on', async () => {
	const {rules} = (await sampleLog()).runs[0].tool.driver;
	expect(rules.find(({id}: {id: string}) => id === 'SL-PROC-002')).toMatchObject({
		shortDescription: {text: expect.stringMatching(/\.$/)},
		help: {text: expect.stringContaining('See T1489.')},
		helpUri: 'https://attack.mitre.org/techniques/T1489/',
		defaultConfiguration: {level: 'warning'},
		properties: {tags: ['security', 'C9', 'T1489'], 'security-severity': '8.0'},
	});
});

test('a fingerprint is the evidence: the same where the line moved, another where it changed', async () => {
	const printOf = async (code: string) => {
		const [result] = JSON.parse(formatSarif([await admitFiles({'scripts/main.py': code})])).runs[0].results;
		return result.partialFingerprints['skillliteEvidence/v1'];
	};
	const first = await printOf('import os\nos.kill(1, 9)\n');
	expect(first).toMatch(/^[0-9a-f]{64}$/);
	expect(await printOf('import os\n\n\nos.kill(1, 9)\n')).toBe(first);
	expect(await printOf('import os\nos.kill(1, 15)\n')).not.toBe(first);
});

test('a suppressed finding is marked with its reason, an expired one is a result like any other', () => {
	const suppression = {reason: 'Known.', added: '2026-11-01', expires: '2027-01-01', expired: false};
	const findings = [
		{...finding, suppressed: true, suppression},
		{...finding, line: 9, suppression: {...suppression, expired: true}},
	];
	const {results} = JSON.parse(formatSarif([reportOf({findings})])).runs[0];
	expect(results.map((result: {suppressions?: unknown}) => result.suppressions)).toEqual([
		[{kind: 'external', status: 'accepted', justification: 'Known.'}],
		undefined,
	]);
});

test('what a skill writes makes no link in a viewer', () => {
	const log = formatSarif([reportOf({findings: [{...finding, message: 'Says [here](https://words.example).'}]})]);
	expect(JSON.parse(log).runs[0].results[0].message.text).toContain('[here] (https://words.example)');
});
