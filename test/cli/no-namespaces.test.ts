/** A machine without bwrap, as a user meets it: the weaker backend by name, and a refusal of what that cannot hold. */

import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {startModelServer} from '../model-server/model-server.ts';
import {createPlace, entryOf, type Place} from './run-cli.ts';
import {runProgram} from './run-program.ts';
import {echo, pythonSkill} from './skills.ts';

const isRoot = process.getuid?.() === 0 && existsSync('/usr/bin/bwrap');
const writer = pythonSkill('writer', 'print("ran")\n', 'security_policy:\n  filesystem:\n    write: [out]\n');

/** Only in the mount namespace of this command is there no bwrap. */
const withoutBubblewrap = 'mount --bind /dev/null /usr/bin/bwrap && exec "$@"';

function runWithout({env, project}: Place, args: readonly string[]) {
	const command = ['-m', 'sh', '-c', withoutBubblewrap, 'sh', process.execPath, entryOf('skilllite'), ...args];
	return runProgram('unshare', command, {cwd: project, env: {...env, PATH: '/usr/bin:/bin'}});
}

describe.skipIf(!isRoot)('without bwrap (only root can hide it for a test)', () => {
	test('a skill runs on Landlock alone, which is said with its gaps', async () => {
		const place = createPlace(echo);
		const plain = await runWithout(place, ['run', 'echo', '{"text":"hello"}']);
		expect(plain.stdout).toContain('{"got": {"text": "hello"}}');
		expect(plain.stderr).toMatch(/landlock alone/i);
		const {layers, backend} = JSON.parse((await runWithout(place, ['run', 'echo', '{"text":""}', '--json'])).stdout);
		expect(backend).toBe('landlock');
		expect(layers).toMatchObject({userns: false, seccomp: true});
		expect(layers.landlock).toBeGreaterThanOrEqual(3);
	});

	test('what it cannot hold is refused with the remedy, and nothing of it runs', async () => {
		const place = createPlace(writer);
		const refused = await runWithout(place, ['run', 'writer', '{}', '--approve', 'confirm']);
		expect(refused.code).toBe(7);
		expect(refused.stdout).not.toContain('ran');
		expect(refused.stderr).toContain('it may write to files of yours');
		expect(refused.stderr).toMatch(/install/i);
	});

	test('the agent goes on with what can be held, and says in the end what could not', async () => {
		const server = await startModelServer({
			title: 'runs bash, then computes',
			steps: [
				{reply: {kind: 'answer', calls: [{name: 'bash', arguments: {command: 'touch ran'}}]}},
				{reply: {kind: 'answer', calls: [{name: 'python', arguments: {code: 'print(6 * 7)'}}]}},
				{reply: {kind: 'answer', text: '{{last}}'}},
			],
		});
		onTestFinished(() => server.close());
		const place = createPlace();
		const flags = ['--message', 'go', '--trust', '--allow', 'bash', '--model', 'test-model', '--base-url', server.baseUrl];
		const {stdout, code} = await runWithout(place, ['chat', ...flags]);
		expect([stdout, code]).toEqual(['42\n', 7]);
		expect(existsSync(join(place.project, 'ran'))).toBe(false);
	});

	test('doctor names what is missing and what holds instead', async () => {
		const {stdout} = await runWithout(createPlace(), ['doctor', '--json']);
		const checks = JSON.parse(stdout).checks as readonly {readonly name: string; readonly state: string; readonly detail: string}[];
		expect(checks.find(({name}) => name === 'backend' || name === 'sandbox')?.detail).toMatch(/landlock/i);
		expect(checks.find(({name}) => name === 'namespaces')?.state).not.toBe('pass');
	});
});
