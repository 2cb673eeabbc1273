import {symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {admitFolder, idsOf, skillFolder} from '../temporary-skill.ts';
import {testPairs} from './pairs.ts';

const elf = Buffer.concat([Buffer.from('7f454c460201010000', 'hex'), Buffer.alloc(64)]);
const zip = Buffer.concat([Buffer.from('504b0304140000000000', 'hex'), Buffer.alloc(64)]);
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(64)]);
const noise = Buffer.from(Array.from({length: 400}, (_, index) => (index * 37) % 256));

testPairs({
	'is compiled': {id: 'SL-OPAQUE-001', attack: {'bin/tool': elf}, honest: {'assets/logo.png': png}, verdict: 'confirm'},
	'is in an archive': {id: 'SL-OPAQUE-002', attack: {'data.zip': zip}, honest: {'assets/template.docx': zip}, verdict: 'confirm'},
	'is binary of an unknown kind': {id: 'SL-OPAQUE-003', attack: {'data.x': noise}, honest: {'data.txt': 'caf\u00E9'}, verdict: 'confirm'},
	'is in a language without a parser, as a note': {
		id: 'SL-OPAQUE-004',
		attack: {'scripts/tool.rb': 'puts 1\n'},
		honest: {'scripts/main.py': 'print(1)\n'},
		verdict: 'clean',
	},
});

test('SL-PATH-001 blocks a link that leads out of the skill, and leaves one that stays inside', async () => {
	const folder = skillFolder({'data/a.txt': 'a'});
	symlinkSync('a.txt', join(folder, 'data/b.txt'));
	expect(idsOf(await admitFolder(folder))).not.toContain('SL-PATH-001');
	symlinkSync('/etc', join(folder, 'data/c'));
	const report = await admitFolder(folder);
	expect(report.verdict).toBe('blocked');
	expect(idsOf(report)).toContain('SL-PATH-001');
});

test('a bad byte does not hide a script', async () => {
	const code = Buffer.concat([Buffer.from('# '), Buffer.from([0xff, 0xe9]), Buffer.from('\nimport os\nos.kill(1, 9)\n')]);
	expect(idsOf(await admitFolder(skillFolder({'scripts/main.py': code})))).toContain('SL-PROC-002');
});
