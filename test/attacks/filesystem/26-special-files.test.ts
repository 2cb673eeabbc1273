/** Item 26: pipes, sockets and devices in a skill. They are no files: what would open one might wait for ever, or reach what is behind it. */

import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import {createPlace, runCli} from '../../cli/run-cli.ts';
import {echo, pythonSkill} from '../../cli/skills.ts';

const makers: Readonly<Record<string, (path: string) => unknown>> = {
	pipe: path => execFileSync('mkfifo', [path]),
	socket: async path => {
		const server = createServer().listen(path);
		onTestFinished(() => {
			server.close();
		});
		await once(server, 'listening');
	},
	'character device': path => execFileSync('mknod', [path, 'c', '1', '3']),
	'block device': path => execFileSync('mknod', [path, 'b', '7', '0']),
};

const lister = pythonSkill(
	'lister',
	"import json, os\nprint(json.dumps({'found': sorted(os.listdir('/skill') + os.listdir('/skill/scripts'))}))\n",
);

for (const [kind, make] of Object.entries(makers)) {
	test.skipIf(process.platform !== 'linux' || (kind.endsWith('device') && process.getuid?.() !== 0))(
		`a ${kind} in a skill is asked about, and is not there when it runs`,
		async () => {
			const place = createPlace(lister);
			const skill = join(place.project, '.skills/lister');
			for (const name of ['scripts/beside', 'assets.json']) {
				await make(join(skill, name));
			}

			const specials = readInventory(skill).problems.filter(problem => problem.kind === 'special-file');
			expect(specials.map(({path}) => path).sort()).toEqual(['assets.json', 'scripts/beside']);
			expect((await runCli(place, ['run', 'lister', '{}'])).code).toBe(3);
			const {stdout, code} = await runCli(place, ['run', 'lister', '{}', '--json', '--yes']);
			expect([JSON.parse(stdout).result, code]).toEqual([{found: ['SKILL.md', 'main.py', 'scripts']}, 0]);
		},
	);
}

test.skipIf(process.platform !== 'linux')('a script that is a pipe is not waited for', async () => {
	const place = createPlace({'.skills/echo/SKILL.md': echo['.skills/echo/SKILL.md'] ?? ''});
	execFileSync('mkdir', [join(place.project, '.skills/echo/scripts')]);
	execFileSync('mkfifo', [join(place.project, '.skills/echo/scripts/main.py')]);
	expect([2, 4]).toContain((await runCli(place, ['run', 'echo', '{"text":"x"}', '--yes'])).code);
});

test.skipIf(process.platform !== 'linux')('a skill of ordinary files runs', async () => {
	const place = createPlace(echo);
	writeFileSync(join(place.project, '.skills/echo/assets.json'), '{}');
	expect(await runCli(place, ['run', 'echo', '{"text":"x"}'])).toMatchObject({code: 0, stdout: '{"got": {"text": "x"}}\n'});
});
