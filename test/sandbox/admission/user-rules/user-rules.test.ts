import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {ruleFileOf} from '../../../../sandbox/admission/user-rules/match-rules.ts';
import {parseUserRules} from '../../../../sandbox/admission/user-rules/parse-rules.ts';
import {readUserRules} from '../../../../sandbox/admission/user-rules/read-rules.ts';
import {makeFolder} from '../../folders.ts';
import {admitFiles, type SkillFiles} from '../temporary-skill.ts';
import {processorMs} from '../../../processor-time.ts';

const head = 'id: TEAM-HOST-001\n    severity: high\n    message: Talks to the old host (%s).\n    remedy: Use the new one.';

function ruleText(match: string, fields = head): string {
	return `rules:\n  - ${fields}\n    match: {${match}}\n`;
}

function rulesFolder(files: Record<string, string>): string {
	const folder = join(makeFolder(), 'rules');
	mkdirSync(folder);
	for (const [name, text] of Object.entries(files)) {
		writeFileSync(join(folder, name), text);
	}

	return folder;
}

async function placesOf(match: string, files: SkillFiles): Promise<readonly string[]> {
	const report = await admitFiles(files, '', {rules: [], moreRules: [ruleFileOf(parseUserRules(ruleText(match), 'a.yaml'))]});
	return report.findings.map(({file, line}) => `${file}:${line}`);
}

test('a finding of a rule has everything that a finding of ours has', async () => {
	const rules = readUserRules(
		rulesFolder({'a.yaml': ruleText("regex: 'old\\.words\\.example', in: code", `${head}\n    class: C3\n    references: [CWE-200]`)}),
	);
	const report = await admitFiles({'scripts/main.py': 'print(1)\nhost = "old.words.example"\n'}, '', {moreRules: [rules]});
	expect(report.verdict).toBe('confirm');
	expect(report.findings).toMatchObject([
		{
			id: 'TEAM-HOST-001',
			class: 'C3',
			severity: 'high',
			message: 'Talks to the old host (old.words.example).',
			remedy: 'Use the new one.',
			references: ['CWE-200'],
			file: 'scripts/main.py',
			line: 2,
			column: 9,
			snippet: 'host = "old.words.example"',
			layer: 'code',
			evidence: expect.stringMatching(/^sha256:/),
		},
	]);
});

const files = {
	'SKILL.md': '---\nname: sample\ndescription: A sample.\n---\n# Sample\n\nSee old.words.example.\n',
	'scripts/a.py': '# old.words.example\n',
	'scripts/.hidden/b.sh': '# OLD.words.example\r\n',
	'config.json': '{"host": "old.words.example"}',
	'docs/more.txt': 'old.words.example\n',
};

test.each([
	["regex: 'old\\.words\\.example', in: code", ['config.json:1', 'scripts/a.py:1']],
	["regex: 'old\\.words\\.example$', in: code, ignoreCase: true", ['scripts/.hidden/b.sh:1', 'scripts/a.py:1']],
	['regex: old, in: instructions', ['SKILL.md:7', 'docs/more.txt:1']],
	["regex: old, in: instructions, files: '*.md'", ['SKILL.md:7']],
	["regex: old, in: code, ignoreCase: true, files: 'scripts/**'", ['scripts/.hidden/b.sh:1', 'scripts/a.py:1']],
	["regex: old, in: code, files: '{config,other}.{json,yaml}'", ['config.json:1']],
	["in: files, files: '**/.hidden/**'", ['scripts/.hidden/b.sh:0']],
	["in: files, regex: '\\.(?:json|toml)$'", ['config.json:0']],
	["in: files, files: '?onfig.json'", ['config.json:0']],
	["in: files, files: 'scripts/*'", ['scripts/a.py:0']],
])('a rule of %s looks where it says', async (match, places) => {
	expect(await placesOf(match, files)).toEqual(places);
});

test('a line of any length is read to its end, seams included', async () => {
	for (const at of [4090, 4096, 7168, 20_000]) {
		expect(await placesOf("regex: 'needle in hay', in: code", {'a.json': `${'x'.repeat(at)}needle in hay${'x'.repeat(5000)}`})).toEqual([
			'a.json:1',
		]);
	}
});

test('a rule may block', async () => {
	const text = ruleText("in: files, files: '*.pem'", head.replace('high', 'critical'));
	const moreRules = [ruleFileOf(parseUserRules(text, 'a.yaml'))];
	expect((await admitFiles({'key.pem': 'x'}, '', {moreRules})).verdict).toBe('blocked');
	expect((await admitFiles({'key.txt': 'x'}, '', {moreRules})).verdict).toBe('clean');
});

test('a rule that a text makes slow is ended, reported as gravely as it weighs, and does not stop the others', async () => {
	const text = `${ruleText("regex: '^(a+)+$', in: code")}${ruleText('regex: ok, in: code', head.replace('HOST', 'OTHER')).replace('rules:\n', '')}`;
	const started = processorMs();
	const report = await admitFiles({'a.json': `ok\n${'a'.repeat(60)}!\n`}, '', {
		moreRules: [ruleFileOf(parseUserRules(text, 'a.yaml'), {ruleMs: 1000, allRulesMs: 20_000})],
	});
	expect(processorMs() - started).toBeLessThan(10_000);
	expect(report.findings.map(({id, severity, file}) => [id, severity, file])).toEqual([
		['SL-SCAN-004', 'high', 'a.json'],
		['TEAM-OTHER-001', 'high', 'a.json'],
	]);
	expect(report).toMatchObject({verdict: 'confirm', partial: true});
});

test('all rules together have an end too', async () => {
	const text = `rules:\n${[1, 2, 3]
		.map(number => ruleText("regex: '^(a+)+$', in: code", head.replace('001', `00${number}`)).replace('rules:\n', ''))
		.join('')}`;
	const report = await admitFiles({'a.json': `${'a'.repeat(60)}!`, 'b.json': `${'a'.repeat(60)}!`}, '', {
		moreRules: [ruleFileOf(parseUserRules(text, 'a.yaml'), {ruleMs: 150, allRulesMs: 200})],
	});
	expect(report.findings.filter(({id}) => id === 'SL-SCAN-004').map(({message}) => /TEAM-HOST-\d+/.exec(message)?.[0])).toContain(
		'TEAM-HOST-003',
	);
});

test.each([
	['a syntax error', 'rules:\n  - id: [\n', 3],
	['no rules', 'rules: []\n', 1],
	['another top key', 'rule:\n  - id: A-001\n', 1],
	['an unknown key', ruleText('regexp: x, in: code'), 6],
	['an id of ours', ruleText('regex: x, in: code', head.replace('TEAM', 'SL')), 2],
	['a severity that there is not', ruleText('regex: x, in: code', head.replace('high', 'urgent')), 3],
	['no message', ruleText('regex: x, in: code', head.replace(/\n {4}message.*/, '')), 2],
	['a regex that is none', ruleText("regex: '(', in: code"), 6],
	['a regex that is too long', ruleText(`regex: ${'x'.repeat(501)}, in: code`), 6],
	['a regex that matches nothing at all', ruleText("regex: 'x*', in: code"), 6],
	['no regex', ruleText('in: code'), 6],
	['a place that there is not', ruleText('regex: x, in: text'), 6],
	['an unfinished brace', ruleText("in: files, files: '{a'"), 6],
	['no match', 'rules:\n  - id: A-001\n    severity: low\n    message: x\n    remedy: y\n', 2],
	[
		'a fault in the second rule',
		`${ruleText('regex: x, in: code')}  - id: A-002\n    severity: low\n    remedy: x\n    message: [x]\n`,
		10,
	],
])('names file and line of %s', (_, text, line) => {
	expect(() => parseUserRules(text, 'rules/a.yaml')).toThrow(
		expect.objectContaining({code: 'config', message: expect.stringContaining(`rules/a.yaml, line ${line}:`)}),
	);
});

test('refuses a folder without rules, and an id that is there twice', () => {
	expect(() => readUserRules(rulesFolder({}))).toThrow(/1 to 100/);
	expect(() => readUserRules(rulesFolder({'a.yaml': ruleText('regex: x, in: code'), 'b.yml': ruleText('regex: y, in: code')}))).toThrow(
		/b\.yml: the id TEAM-HOST-001 is there twice/,
	);
});
