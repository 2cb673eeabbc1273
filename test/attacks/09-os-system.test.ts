/** Item 9: a shell command. */

import {expect} from 'vitest';
import {eachIdentity} from './identity.ts';
import {bash, node, python} from './payload.ts';
import {attack, runBare} from './sandboxed.ts';
import {command, runCommand} from './the-twenty.ts';

eachIdentity('os.system and its relatives run nothing', async identity => {
	const payload = runCommand();
	expect(await runBare(identity, payload)).toContain(command.answer);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout + outcome.stderr).not.toContain(command.answer);
	expect(outcome.denied).toContainEqual(expect.objectContaining({kind: 'exec'}));
	expect(outcome.usage.processes).toBe(1);
});

eachIdentity('child_process.exec runs nothing', async identity => {
	const payload = node(`
		import {exec, execSync} from 'node:child_process';
		import {promisify} from 'node:util';
		await attempt(() => execSync('${command.line}'));
		await attempt(async () => (await promisify(exec)('${command.line}')).stdout);
	`);
	expect(await runBare(identity, payload)).toContain(command.answer);
	const outcome = await attack(identity, payload);
	expect(outcome.stdout + outcome.stderr).not.toContain(command.answer);
	expect(outcome.usage.processes).toBe(1);
});

eachIdentity('a shell skill, which may start a shell, runs its own commands and no other program of the host', async identity => {
	const payload = bash(`
		bash -c '${command.line}'
		for program in /usr/bin/python3 /usr/bin/perl /usr/sbin/chroot /usr/bin/mount /usr/bin/su ${process.execPath}; do
			"$program" --version && echo "started $program"
		done
	`);
	const {stdout} = await attack(identity, payload);
	expect(stdout).toContain(command.answer);
	expect(stdout).not.toContain('started');
});

eachIdentity('a skill computes what it wanted a command for', async identity => {
	expect((await attack(identity, python('print(90001 * 70001)'))).stdout).toContain(command.answer);
});
