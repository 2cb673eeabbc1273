import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {createPlace, runCli} from './run-cli.ts';
import {pythonSkill} from './skills.ts';

const killer = pythonSkill('killer', 'import os, sys\nif "never" in sys.argv:\n    os.kill(1, 9)\nprint("ran")\n');
const suppress = ['scan', '.skills/killer', '--suppress', 'SL-PROC-002', '--reason', 'It never does.', '--expires', '30d'];

test('a suppression is written from the command line, listed by scan and show, and heeded by run', async () => {
	const place = createPlace(killer);
	expect((await runCli(place, ['run', 'killer', '{}'])).code).toBe(3);
	const written = await runCli(place, suppress);
	expect(written).toMatchObject({code: 0, stderr: expect.stringContaining('Suppressed 1 finding until ')});
	expect(written.stdout).toMatch(/^killer {2}clean\n/);
	expect(written.stdout).toMatch(/\n {2}Suppressed:\n {4}SL-PROC-002 scripts\/main\.py:3 until \d{4}-\d\d-\d\d: It never does\./);
	expect((await runCli(place, ['show', 'killer'])).stdout).toMatch(/suppressed until \d{4}-\d\d-\d\d: It never does\./);
	expect(await runCli(place, ['run', 'killer', '{}'])).toMatchObject({code: 0, stdout: 'ran\n'});
	const json = JSON.parse((await runCli(place, ['scan', '.skills/killer', '--json'])).stdout);
	expect(json.findings[0]).toMatchObject({suppressed: true, suppression: {reason: 'It never does.', expired: false}});
	expect((await runCli(place, ['scan', '.skills/killer'], {program: 'skilllite-sandbox'})).code).toBe(0);
});

test('a baseline of the project is written and read where it is named', async () => {
	const place = createPlace(killer);
	expect((await runCli(place, [...suppress, '--baseline', 'accepted.json'])).code).toBe(0);
	expect(existsSync(join(place.project, 'accepted.json'))).toBe(true);
	expect((await runCli(place, ['scan', '.skills', '--baseline', 'accepted.json'])).code).toBe(0);
	expect((await runCli(place, ['scan', '.skills'])).code).toBe(4);
	expect((await runCli(place, ['run', 'killer', '{}'])).code).toBe(3);
});

test('a reason and an end are not optional, and what blocks stays blocked', async () => {
	const place = createPlace({...killer, ...pythonSkill('bad', 'import base64\nexec(base64.b64decode("cHJpbnQoMSk="))\n')});
	expect((await runCli(place, suppress.slice(0, -2))).code).toBe(2);
	expect((await runCli(place, ['scan', '.skills/killer', '--reason', 'x'])).code).toBe(2);
	const blocked = await runCli(place, ['scan', '.skills/bad', '--suppress', 'SL-DECODE-001', '--reason', 'x', '--expires', '1d']);
	expect(blocked).toMatchObject({code: 4, stdout: '', stderr: expect.stringContaining('nothing that blocks can be suppressed')});
});
