/** Where a run cannot be observed as asked, it does not take place. */

import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {emptyPolicy, nobody, runSkill} from '../../../sandbox/index.ts';
import {nativePrograms} from '../../../sandbox/linux/native.ts';
import {sandboxCapabilities} from '../../../sandbox/linux/probe.ts';
import {runWith} from '../../../sandbox/run.ts';
import {makeFolder, makeSkill} from '../folders.ts';
import {jobOf, useOneHome} from '../run/jobs.ts';

useOneHome();

test('a kernel that shows no calls to us runs nothing that is to be observed, and everything else', async () => {
	const capabilities = {...(await sandboxCapabilities(runWith)), notify: false};
	const output: string[] = [];
	const hooks = {onOutput: (_stream: string, text: string) => void output.push(text)};
	const job = jobOf('python', 'print("ran")\n');
	await expect(runWith(capabilities, job, '', {...hooks, onObserved: () => {}})).rejects.toMatchObject({code: 'sandbox-unavailable'});
	expect(output).toEqual([]);
	expect((await runWith(capabilities, job, '', hooks)).stdout).toBe('ran\n');
});

test('a run without a sandbox is not observed, and so does not take place', async () => {
	const folder = makeFolder();
	const skillDir = makeSkill({
		'SKILL.md': '---\nname: csv\ndescription: A skill.\nsecurity_policy: {}\n---\n',
		'scripts/main.py': `open("${folder}/ran", "w")\n`,
	});
	const run = {
		skillDir,
		stdin: '',
		workspace: folder,
		level: 1,
		approve: 'confirm',
		allow: emptyPolicy,
		limits: {},
		consent: nobody,
	} as const;
	await expect(runSkill({...run, observe: true})).rejects.toMatchObject({code: 'usage'});
	expect(existsSync(join(folder, 'ran'))).toBe(false);
	await runSkill(run);
	expect(existsSync(join(folder, 'ran'))).toBe(true);
});

test.each(['257', '257x', '257cp', '257cp9', '257cp01p01p01', '99999c', '-1c', 'c', '257cn0n1n2n3', '42ca5'])(
	'a supervisor that does not understand its table (%j) starts nothing',
	table => {
		const folder = makeFolder();
		const supervisor = nativePrograms().supervise;
		const args = ['-p', String(process.pid), '-w', '60000', '-o', table, '--', '/bin/sh', '-c', `echo ran > ${folder}/ran`];
		const {status, output} = spawnSync(supervisor, args, {stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe']});
		expect(status).toBe(126);
		expect(String(output[4])).toContain('"step":"arguments"');
		expect(existsSync(join(folder, 'ran'))).toBe(false);
	},
);
