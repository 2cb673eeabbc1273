import {expect, test} from 'vitest';
import {admit} from '../../../sandbox/admission/admit.ts';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import type {RuleFile} from '../../../sandbox/admission/rules/rule-file.ts';
import {readManifest} from '../../../sandbox/manifest/read-manifest.ts';
import {admitFiles, admitFolder, idsOf, skillFolder} from './temporary-skill.ts';

const calm = {'scripts/main.py': 'print(1)\n'};

test('the same files give the same report, byte for byte, but for the time it took', async () => {
	const folder = skillFolder({'scripts/main.py': 'import os\nos.kill(1, 9)\nopen("/etc/passwd")\n', 'scripts/b.sh': 'sudo ls\n'});
	const [first, second] = [await admitFolder(folder), await admitFolder(folder)];
	expect({...first, ms: 0}).toEqual({...second, ms: 0});
});

test('the digest does not depend on where the skill lies, and changes with its files', async () => {
	const one = await admitFiles(calm);
	const other = await admitFiles(calm);
	const changed = await admitFiles({'scripts/main.py': 'print(2)\n'});
	expect(one.path).not.toBe(other.path);
	expect(one.digest).toBe(other.digest);
	expect(changed.digest).not.toBe(one.digest);
});

test('findings come worst first, then by file and line', async () => {
	const report = await admitFiles({
		'scripts/b.py': 'import os\nos.kill(1, 9)\nopen("/srv/x")\n',
		'scripts/a.py': 'import base64\n\nexec(base64.b64decode("cHJpbnQoMSk="))\n',
	});
	expect(report.findings.map(({severity, file, line}) => `${severity} ${file}:${line}`)).toEqual([
		'critical scripts/a.py:3',
		'high scripts/b.py:2',
		'note scripts/b.py:3',
	]);
});

test('a finding names file, line and column, with evidence that is safe to show', async () => {
	const report = await admitFiles({'scripts/main.py': 'import os\nif True:\n    os.kill(1, 9)  # \u001B[2J\u202E\n'});
	const finding = report.findings.find(({id}) => id === 'SL-PROC-002');
	expect(finding).toMatchObject({file: 'scripts/main.py', line: 3, column: 5, layer: 'code', suppressed: false});
	expect(finding?.snippet).toBe('os.kill(1, 9)  # <U+001B>[2J<U+202E>');
});

test('a rule that fails asks, says so, and does not stop the others', async () => {
	const broken: RuleFile = {
		rules: [],
		match: () => {
			throw new Error('injected');
		},
	};
	const report = await admitFiles(calm, '', {rules: [broken]});
	expect(report).toMatchObject({verdict: 'confirm', partial: true});
	expect(report.findings).toMatchObject([{id: 'SL-SCAN-003', message: expect.stringContaining('injected')}]);
});

test('a file that is too large to parse asks', async () => {
	const report = await admitFiles({'scripts/main.py': `x = 1\n${'# padding\n'.repeat(110_000)}`});
	expect(report).toMatchObject({verdict: 'confirm', partial: true});
	expect(idsOf(report)).toEqual(['SL-SCAN-001']);
});

test('a large data file is not code and does not ask', async () => {
	expect(await admitFiles({...calm, 'data.csv': 'a,b\n'.repeat(300_000)})).toMatchObject({verdict: 'clean', partial: false});
});

test('a file that takes too long asks', async () => {
	const report = await admitFiles({'scripts/main.py': 'x = [1]\n'.repeat(20_000)}, '', {fileMs: 1});
	expect(report).toMatchObject({verdict: 'confirm', partial: true});
	expect(idsOf(report)).toEqual(['SL-SCAN-001']);
});

test('when time is over before a file is reached, the file asks', async () => {
	const report = await admitFiles(calm, '', {totalMs: 0});
	expect(report).toMatchObject({verdict: 'confirm', partial: true});
});

test('a file that is not valid code asks', async () => {
	const report = await admitFiles({'scripts/main.py': 'def (:\n  ) = \n'});
	expect(report.verdict).toBe('confirm');
	expect(idsOf(report)).toEqual(['SL-SCAN-002']);
});

test('code nested too deeply to be read asks', async () => {
	const report = await admitFiles({'scripts/main.py': `x = ${'('.repeat(5000)}1${')'.repeat(5000)}\n`});
	expect(report.verdict).toBe('confirm');
});

test('code inside literals beyond the layers that are followed asks', async () => {
	const deep = ['rm -rf /'];
	for (let layer = 0; layer < 5; layer += 1) {
		deep.push(`bash -c ${JSON.stringify(deep.at(-1)).replaceAll('$', '\\$')}`);
	}

	expect((await admitFiles({'scripts/main.sh': `${deep.at(-1)}\n`})).verdict).toBe('confirm');
	expect(idsOf(await admitFiles({'scripts/main.sh': `${deep.at(2)}\n`}))).toContain('SL-DESTROY-001');
});

test('a skill that was not wholly read is never clean', async () => {
	const folder = skillFolder(calm);
	const inventory = readInventory(folder);
	const report = await admit({...inventory, partial: true}, await readManifest(inventory));
	expect(report).toMatchObject({verdict: 'confirm', partial: true});
});

test('names of modules like those of built-in objects do not confuse the reader', async () => {
	const report = await admitFiles({
		'scripts/constructor.py': 'def toString():\n    return __proto__\nhasOwnProperty = toString()\n',
		'scripts/__proto__.js': "import {toString} from './constructor.js'; toString.constructor;\n",
	});
	expect(report.partial).toBe(false);
});
