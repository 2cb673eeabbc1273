import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {mkdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createPlace, type Place, runCli} from './run-cli.ts';
import {pythonSkill} from './skills.ts';

const curious = pythonSkill(
	'curious',
	'import sys\nopen(sys.path[0] + "/../../work/note.txt", "w").write("x")\ntry:\n    open(sys.path[0] + "/none\\x1b[31m")\nexcept OSError:\n    print("refused")\n',
	'security_policy: {}\n',
);

interface Line {
	readonly type: string;
	readonly phase: string;
	readonly skill?: string;
	readonly lost?: number;
	readonly attempts?: readonly {readonly kind: string; readonly target: string}[];
}

function auditLines({env}: Place): readonly Line[] {
	const folder = join(env.SKILLLITE_HOME ?? '', 'audit');
	const [month = ''] = readdirSync(folder).filter(name => name.endsWith('.jsonl'));
	return readFileSync(join(folder, month), 'utf8')
		.split('\n')
		.filter(Boolean)
		.map(line => JSON.parse(line));
}

test('run --observe writes what a skill tried into the audit log, between its start and its end', async () => {
	const place = createPlace(curious);
	const {code, stdout, stderr} = await runCli(place, ['run', 'curious', '{}', '--observe']);
	expect({code, stdout}).toEqual({code: 0, stdout: 'refused\n'});
	expect(stderr).toMatch(/^observed: \d+ attempts, in the audit log/);
	const lines = auditLines(place).filter(({type}) => type === 'run');
	expect(lines.map(({phase}) => phase)).toEqual(['start', 'observed', 'end']);
	expect(lines[1]).toMatchObject({skill: 'curious', lost: 0});
	expect(lines[1]?.attempts).toEqual(
		expect.arrayContaining([
			{kind: 'write', target: '/work/note.txt', call: expect.any(String), denied: false},
			{kind: 'read', target: '/skill/scripts/none\\u{1b}[31m', call: expect.any(String), denied: false},
		]),
	);
});

test('the setting observe does the same for every run, without a word', async () => {
	const place = createPlace(curious);
	mkdirSync(place.env.SKILLLITE_HOME ?? '');
	writeFileSync(join(place.env.SKILLLITE_HOME ?? '', 'config.json'), '{"observe": true}');
	expect(await runCli(place, ['run', 'curious', '{}'])).toMatchObject({code: 0, stderr: ''});
	expect(auditLines(place).some(({phase}) => phase === 'observed')).toBe(true);
});

test('a run that nobody asked to observe is not', async () => {
	const place = createPlace(curious);
	expect((await runCli(place, ['run', 'curious', '{}'])).code).toBe(0);
	expect(auditLines(place).map(({phase}) => phase)).not.toContain('observed');
});

test('the sandbox alone observes a skill and a command', async () => {
	const place = createPlace(curious);
	const run = await runCli(place, ['run', '.skills/curious', '{}', '--observe'], {program: 'skilllite-sandbox'});
	expect(run).toMatchObject({code: 0, stderr: expect.stringContaining('observed: ')});
	const command = await runCli(place, ['exec', '--observe', '--', 'cat', '/etc/hostname'], {program: 'skilllite-sandbox'});
	expect(command.stderr).toContain('observed: ');
	const [, ofCommand] = auditLines(place).filter(({phase}) => phase === 'observed');
	expect(ofCommand?.attempts?.map(({kind, target}) => `${kind} ${target}`)).toEqual(
		expect.arrayContaining(['exec /usr/bin/cat', 'read /etc/hostname']),
	);
});
