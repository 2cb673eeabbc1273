import {expect, test} from 'vitest';
import {createPlace, runCli} from './run-cli.ts';
import {echo} from './skills.ts';

const rule =
	'rules:\n  - id: TEAM-JSON-001\n    severity: high\n    message: Reads JSON (%s).\n    remedy: Do not.\n    match: {regex: json\\.load, in: code}\n';

test('rules of a folder count for a scan that names them', async () => {
	const place = createPlace({...echo, 'rules/team.yaml': rule});
	const found = await runCli(place, ['scan', '.skills', '--rules', 'rules']);
	expect(found).toMatchObject({code: 4, stdout: expect.stringContaining('TEAM-JSON-001  scripts/main.py:2')});
	expect((await runCli(place, ['scan', '.skills'])).code).toBe(0);
	const alone = {program: 'skilllite-sandbox'} as const;
	expect((await runCli(place, ['scan', '.skills', '--rules', 'rules', '--format', 'sarif'], alone)).stdout).toContain('TEAM-JSON-001');
	expect((await runCli(place, ['scan', '.skills', '--rules', 'rules', '--fail-on', 'critical'], alone)).code).toBe(0);
	const suppress = ['--suppress', 'TEAM-JSON-001', '--reason', 'Old.', '--expires', '7d'];
	expect((await runCli(place, ['scan', '.skills', '--rules', 'rules', ...suppress])).code).toBe(0);
});

test('a rule that cannot be used stops the scan with file and line', async () => {
	const place = createPlace({...echo, 'rules/team.yaml': rule.replace('high', 'urgent')});
	const {code, stdout, stderr} = await runCli(place, ['scan', '.skills', '--rules', 'rules']);
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toContain('rules/team.yaml, line 3: "severity" is not one of');
});
