import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {formatText} from '../../../../sandbox/admission/formats/text.ts';
import {admitFiles} from '../temporary-skill.ts';

const files = {'scripts/main.py': `import os\nos.kill(1, 9)  # ${'x'.repeat(300)}\nopen("/srv/a")\nos.system("whoami")\n`};

test('a report says the verdict first, then each finding with place, evidence and remedy', async () => {
	const lines = formatText(await admitFiles(files), {color: false}).split('\n');
	expect(lines[0]).toBe('sample  asks first: a person decides');
	expect(lines).toContain('  Beyond its policy: runs whoami');
	expect(lines).toContain('  high     SL-PROC-002  scripts/main.py:2');
	expect(lines).toContain('    Remedy: Remove it: a skill sees no processes but its own.');
	expect(lines.at(-2)).toBe('  1 note not shown.');
});

test('no line is wider than 80 columns', async () => {
	const text = formatText(await admitFiles({...files, [`scripts/${'long-name-'.repeat(12)}.py`]: 'import os\nos.kill(1, 9)\n'}), {
		color: true,
		notes: true,
	});
	const widths = stripVTControlCharacters(text)
		.split('\n')
		.map(line => [...line].length);
	expect(Math.max(...widths)).toBeLessThanOrEqual(80);
});

test('without colour there is no escape sequence, not even from the skill', async () => {
	const report = await admitFiles({'scripts/main.py': 'import os\nos.kill(1, 9) # \u001B]0;title\u0007\u202E\n'});
	// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
	expect(formatText(report, {color: false})).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
});

test('notes are shown on demand', async () => {
	const report = await admitFiles({'scripts/main.py': 'open("/srv/a")\n'});
	expect(formatText(report, {color: false, notes: true})).toContain('SL-HOST-005');
	expect(formatText(report, {color: false})).toMatch(/^sample {2}clean\n/);
});
